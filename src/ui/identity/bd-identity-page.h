/* bd-identity-page.h: is this the person? how is that known, and why is the record opened?
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-patient.h"
#include "bd-reason.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BD_TYPE_IDENTITY_PAGE (bd_identity_page_get_type ())
G_DECLARE_FINAL_TYPE (BdIdentityPage, bd_identity_page, BD, IDENTITY_PAGE, GtkBox)

/* What the reader chose; strings belong to the page. */
typedef struct {
  BdReasonCode   reason;
  BdIdentifiedBy identified_by;
  const char    *note;       /* "" when there is none */
  gboolean       offline;    /* the saved copy only */
} BdIdentityChoice;

/* signals: "open" the choice is complete · "emergency" nobody can give permission: emergency access is wanted */
GtkWidget       *bd_identity_page_new          (const BdPatient *patient, GTimeZone *zone) G_GNUC_WARN_UNUSED_RESULT;
void             bd_identity_page_remember     (BdIdentityPage *self, BdReasonCode reason, BdIdentifiedBy identified_by, const char *note);
void             bd_identity_page_set_offline  (BdIdentityPage *self, gboolean offline);
gboolean         bd_identity_page_get_choice   (BdIdentityPage *self, BdIdentityChoice *choice);   /* FALSE while something is missing */
const BdPatient *bd_identity_page_get_patient  (BdIdentityPage *self);
void             bd_identity_page_set_busy     (BdIdentityPage *self, gboolean busy);
void             bd_identity_page_set_trouble  (BdIdentityPage *self, const char *sentence);       /* (nullable) */

G_END_DECLS
