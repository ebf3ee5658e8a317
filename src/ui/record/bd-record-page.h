/* bd-record-page.h: one person's record on one screen
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-opening.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BD_TYPE_RECORD_PAGE (bd_record_page_get_type ())
G_DECLARE_FINAL_TYPE (BdRecordPage, bd_record_page, BD, RECORD_PAGE, GtkBox)

/* Actions: record.emergency · record.end-grant · record.retry-failed · record.filter · record.jump (i, from 1) ·
 * record.close-detail · record.close-list · record.dismiss-delta · record.more.  Says things through "win.toast" (s). */
GtkWidget *bd_record_page_new  (BdRecord *record, BdOpening *opening) G_GNUC_WARN_UNUSED_RESULT;  /* opening (nullable) */
gboolean   bd_record_page_back (BdRecordPage *self);   /* closes the top layer; FALSE when there is none */

G_END_DECLS
