/* bd-banner.h: who this is and what may harm them: never scrolls, never hidden
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-record.h"
#include "bd-reason.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BD_TYPE_BANNER (bd_banner_get_type ())
G_DECLARE_FINAL_TYPE (BdBanner, bd_banner, BD, BANNER, GtkBox)

GtkWidget  *bd_banner_new    (void) G_GNUC_WARN_UNUSED_RESULT;
void        bd_banner_update (BdBanner *self, BdRecord *record, BdIdentifiedBy identified_by);
/* Only the first line: for dialogs and cards before a record is open. */
void        bd_banner_show_person (BdBanner *self, const BdPatient *patient, GTimeZone *zone);
const char *bd_banner_get_allergy_text (BdBanner *self);

G_END_DECLS
