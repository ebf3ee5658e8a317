/* bd-terms.h — what codes say: the lists of terms/ in words and meanings
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  BD_TERMS_ABSENT,            /* why a value is missing */
  BD_TERMS_CATEGORY,
  BD_TERMS_CLINICAL_STATUS,   /* meaning: current, past */
  BD_TERMS_DISPLAY,           /* codes that come without words */
  BD_TERMS_DOCUMENT_SECTION,  /* meaning: section of the record */
  BD_TERMS_EMPTY_REASON,
  BD_TERMS_IMMUNISATION,      /* system: status; meaning: mark */
  BD_TERMS_INTERPRETATION,
  BD_TERMS_MEDICINE,          /* system: action, status-type; meaning: mark */
  BD_TERMS_MEMBER,            /* system: resource type; meaning: shape */
  BD_TERMS_NEGATION,          /* meaning: all, part, absent */
  BD_TERMS_NEGATION_TEXT,     /* system: allergy, condition, medicine */
  BD_TERMS_NOT_SHOWN,         /* code: resource type */
  BD_TERMS_PRODUCT,
  BD_TERMS_STATUS,            /* system: resource type; meaning: current, past, apart */
  BD_TERMS_SYSTEM,            /* code: url; meaning: key */
  BD_TERMS_UNIT,              /* UCUM in print */
  BD_TERMS_VERIFICATION,      /* meaning: the one code it stands for */
  BD_N_TERMS,
} BdTermsList;

typedef struct { const char *system; const char *code; const char *words; const char *meaning; } BdTerm;

const BdTerm *bd_terms_find         (BdTermsList list, const char *system, const char *code);
const char   *bd_terms_words        (BdTermsList list, const char *system, const char *code);
const char   *bd_terms_system_key   (const char *url);
const char   *bd_terms_system_label (const char *url);

G_END_DECLS
