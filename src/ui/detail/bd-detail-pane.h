/* bd-detail-pane.h: one line of the record with all its fields, and as it was received
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "record/bd-row.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BD_TYPE_DETAIL_PANE (bd_detail_pane_get_type ())
G_DECLARE_FINAL_TYPE (BdDetailPane, bd_detail_pane, BD, DETAIL_PANE, GtkBox)

/* Its close button activates the action "record.close-detail". */
GtkWidget *bd_detail_pane_new  (void) G_GNUC_WARN_UNUSED_RESULT;
void       bd_detail_pane_show (BdDetailPane *self, BdRow *row, const BdRowScene *scene);
void       bd_detail_pane_clear (BdDetailPane *self);

G_END_DECLS
