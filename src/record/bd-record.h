/* bd-record.h — one person's record as a clinician sees it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-allergy-label.h"
#include "bd-patient.h"
#include "bd-section.h"

G_BEGIN_DECLS

#define BD_TYPE_RECORD (bd_record_get_type ())
G_DECLARE_FINAL_TYPE (BdRecord, bd_record, BD, RECORD, GObject)

typedef struct { char *kind; char *text; GStrv entries; } BdFinding;  /* facts side by side, never inference */
void bd_finding_free (BdFinding *self);

/* signals: "changed" (guint section) · "patient-changed" */
BdRecord        *bd_record_new             (BdPatient *patient, GTimeZone *zone) G_GNUC_WARN_UNUSED_RESULT; /* takes patient */
const BdPatient *bd_record_get_patient     (BdRecord *self);
void             bd_record_set_patient     (BdRecord *self, BdPatient *patient);   /* takes */
BdSection       *bd_record_get_section     (BdRecord *self, BdSectionKind kind);   /* (transfer none) */
void             bd_record_take_answer     (BdRecord *self, BdAnswer *answer);     /* main thread; one splice */
const BdAllergyLabel *bd_record_get_allergy_label (BdRecord *self);
GPtrArray       *bd_record_get_findings    (BdRecord *self);   /* (element-type BdFinding) (transfer none) */
guint            bd_record_count_warnings  (BdRecord *self);   /* MWS entries and Flags that are current */
guint            bd_record_count_hidden    (BdRecord *self, char **words); /* what is held back, in counts and kinds */
GTimeZone       *bd_record_get_zone        (BdRecord *self);

G_END_DECLS
