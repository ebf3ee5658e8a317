/* bd-glass-dialog.h: emergency access, in two pages: why, then who confirms it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-access.h"
#include "bd-locked-bytes.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define BD_TYPE_GLASS_DIALOG (bd_glass_dialog_get_type ())
G_DECLARE_FINAL_TYPE (BdGlassDialog, bd_glass_dialog, BD, GLASS_DIALOG, AdwWindow)

/* signals: "declined" closed without opening · "confirmed" both pages are filled: read the request, then
 * say what came of it with bd_glass_dialog_finish(). */
GtkWidget     *bd_glass_dialog_new      (const BdPatient *patient, const char *hidden, GTimeZone *zone) G_GNUC_WARN_UNUSED_RESULT;
void           bd_glass_dialog_peek_request    (BdGlassDialog *self, BdEmergencyRequest *request);   /* strings stay with the dialog */
BdLockedBytes *bd_glass_dialog_take_passphrase (BdGlassDialog *self);   /* (nullable) */
void           bd_glass_dialog_finish   (BdGlassDialog *self, const char *trouble);   /* NULL: done, it closes */
/* Why it cannot go on to the second page; (nullable) when it can. */
char          *bd_glass_dialog_dup_trouble (BdGlassDialog *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
