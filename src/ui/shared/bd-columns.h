/* bd-columns.h: cards in two columns when there is room, else in one, in reading order
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BD_TYPE_COLUMNS (bd_columns_get_type ())
G_DECLARE_FINAL_TYPE (BdColumns, bd_columns, BD, COLUMNS, GtkWidget)

/* property: "wide" (int): pixels from which two columns are readable, 940 */
GtkWidget *bd_columns_new    (void) G_GNUC_WARN_UNUSED_RESULT;
void       bd_columns_append (BdColumns *self, GtkWidget *child, guint column);
void       bd_columns_place  (BdColumns *self, GtkWidget *child, guint column);   /* a child from a template */

G_END_DECLS
