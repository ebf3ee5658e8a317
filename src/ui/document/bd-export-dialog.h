/* bd-export-dialog.h: a summary for the person: who it is, once more, and where it goes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-opening.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define BD_TYPE_EXPORT_DIALOG (bd_export_dialog_get_type ())
G_DECLARE_FINAL_TYPE (BdExportDialog, bd_export_dialog, BD, EXPORT_DIALOG, AdwWindow)

/* Shows the dialog, or says through "win.toast" of @page why there is none. */
void       bd_export_dialog_begin (GtkWidget *page, BdOpening *opening);
GtkWidget *bd_export_dialog_new   (BdOpening *opening) G_GNUC_WARN_UNUSED_RESULT;
/* What follows once a place was chosen. */
void       bd_export_dialog_write (BdExportDialog *self, GFile *file);

G_END_DECLS
