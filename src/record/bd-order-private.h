/* bd-order-private.h — the order in which a section shows its entries
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-entry.h"

G_BEGIN_DECLS

void bd_order_sort (GPtrArray *entries, BdSectionKind section);

G_END_DECLS
