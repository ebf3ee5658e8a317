/* bd-grant-strip.h: the red-edged strip while an emergency access is in force
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-grant.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BD_TYPE_GRANT_STRIP (bd_grant_strip_get_type ())
G_DECLARE_FINAL_TYPE (BdGrantStrip, bd_grant_strip, BD, GRANT_STRIP, GtkBox)

/* Its button activates the action "record.end-grant". */
void bd_grant_strip_set_grant (BdGrantStrip *self, BdGrant *grant);   /* (nullable): none in force */

G_END_DECLS
