/* bd-side.h: content with a pane at its side, or in its place where there is no room
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BD_TYPE_SIDE (bd_side_get_type ())
G_DECLARE_FINAL_TYPE (BdSide, bd_side, BD, SIDE, GtkWidget)

GtkWidget *bd_side_new         (void) G_GNUC_WARN_UNUSED_RESULT;
void       bd_side_set_content (BdSide *self, GtkWidget *content);
void       bd_side_set_pane    (BdSide *self, GtkWidget *pane);    /* shown while it is visible */

G_END_DECLS
