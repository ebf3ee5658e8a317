/* bd-full-list.h: a whole section, however long: smooth at fifty thousand entries
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "record/bd-row.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BD_TYPE_FULL_LIST (bd_full_list_get_type ())
G_DECLARE_FINAL_TYPE (BdFullList, bd_full_list, BD, FULL_LIST, GtkBox)

/* signal: "row-activated" (BdRow).  Its back button activates the action "record.close-list". */
GtkWidget *bd_full_list_new        (void) G_GNUC_WARN_UNUSED_RESULT;
void       bd_full_list_show       (BdFullList *self, BdSectionKind kind, const BdRowScene *scene);
void       bd_full_list_set_filter (BdFullList *self, const char *filter);
guint      bd_full_list_count      (BdFullList *self);    /* lines that match the filter */

G_END_DECLS
