/* bd-row-view.h: one line of a section on the screen
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "record/bd-row.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BD_TYPE_ROW_VIEW (bd_row_view_get_type ())
G_DECLARE_FINAL_TYPE (BdRowView, bd_row_view, BD, ROW_VIEW, GtkWidget)

GtkWidget *bd_row_view_new  (void) G_GNUC_WARN_UNUSED_RESULT;
void       bd_row_view_show (BdRowView *self, BdRow *row, const BdRowScene *scene);

/* For a GtkListBox: the view in a row that is read as one sentence. */
GtkWidget *bd_row_view_new_list_row (BdRow *row, const BdRowScene *scene) G_GNUC_WARN_UNUSED_RESULT;
BdRow     *bd_row_view_of_list_row  (GtkListBoxRow *list_row);   /* (transfer none) */

G_END_DECLS
