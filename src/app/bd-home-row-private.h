/* bd-home-row-private.h: home rows are made by the context alone
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-context.h"

G_BEGIN_DECLS

BdHomeRow *bd_home_row_new        (BdHomeRowKind kind, const char *title, const char *subtitle, const char *detail,
                                   const char *nhi, guint level) G_GNUC_WARN_UNUSED_RESULT;
void       bd_home_row_set_detail (BdHomeRow *self, const char *detail, guint level);

G_END_DECLS
