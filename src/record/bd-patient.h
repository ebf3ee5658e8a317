/* bd-patient.h — who the person is, as NHI says
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-json.h"
#include "bd-date.h"

G_BEGIN_DECLS

typedef struct { char *family; char *given; char *prefix; char *use; gboolean preferred; } BdName;

typedef struct {
  char      *nhi;            /* live number; "" only if the resource had none */
  char      *asked_nhi;      /* the number that was asked for */
  GStrv      linked_nhis;    /* old (dormant) numbers; not NULL */
  GPtrArray *names;          /* (element-type BdName) preferred first; not NULL */
  char      *birth_date;     /* as received, may be partial; (nullable), as below */
  char      *gender;         /* FHIR code */
  char      *gender_text;    /* original text */
  gboolean   deceased;
  char      *deceased_date;
  GStrv      addresses;      /* one line each, primary first; not NULL */
  GStrv      contacts;       /* not NULL */
  char      *practice;       /* GP enrolment, words */
  char      *version;        /* meta.versionId */
  GStrv      details;        /* "Ethnicity: …", "Citizenship: …": what else NHI holds; not NULL */
  GStrv      notices;        /* sentences: deceased, dormant number asked, test number, not confirmed …; not NULL */
  int        score;          /* $match: 0 when not from a match */
  gint64     fetched_at;     /* wall µs */
  gint64     saved_at;       /* 0 = live */
} BdPatient;

#define BD_TYPE_PATIENT (bd_patient_get_type ())
GType      bd_patient_get_type         (void) G_GNUC_CONST;
BdPatient *bd_patient_new_from_json    (const BdJsonNode *patient, const char *asked_nhi) G_GNUC_WARN_UNUSED_RESULT; /* (nullable) unless a Patient */
BdPatient *bd_patient_new_unconfirmed  (const char *nhi, const char *notice) G_GNUC_WARN_UNUSED_RESULT; /* NHI could not be asked */
BdPatient *bd_patient_copy             (const BdPatient *self) G_GNUC_WARN_UNUSED_RESULT;
void       bd_patient_free             (BdPatient *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BdPatient, bd_patient_free)

const BdName *bd_patient_peek_name     (const BdPatient *self);   /* preferred; NULL when none */
char      *bd_patient_dup_banner_name  (const BdPatient *self);   /* WESTBROOK, Sage (Ms) */
char      *bd_patient_dup_born         (const BdPatient *self, GTimeZone *zone);  /* "05-Feb-1971 (54 y)"; age at death when deceased */
char      *bd_patient_dup_initials     (const BdPatient *self);   /* SW: first given, family */
char      *bd_patient_dup_birth_year   (const BdPatient *self);   /* (nullable) */
const char *bd_patient_peek_gender_label (const BdPatient *self); /* Female, Male, Another gender, Not known */
gboolean   bd_patient_is_number        (const BdPatient *self, const char *nhi);  /* live or linked */
void       bd_patient_add_notice       (BdPatient *self, const char *sentence);
GVariant  *bd_patient_to_variant       (const BdPatient *self);
BdPatient *bd_patient_new_from_variant (GVariant *variant);       /* (nullable) */

G_END_DECLS
