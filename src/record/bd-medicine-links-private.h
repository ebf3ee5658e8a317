/* bd-medicine-links-private.h — joining, while the answer is still being made
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-medicine-links.h"

G_BEGIN_DECLS

void bd_medicine_links_apply (GPtrArray *entries, gboolean dispensings_whole);

G_END_DECLS
