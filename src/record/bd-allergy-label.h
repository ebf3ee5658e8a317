/* bd-allergy-label.h — the one label the banner carries
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-section.h"

G_BEGIN_DECLS

typedef enum { BD_ALLERGY_KNOWN, BD_ALLERGY_NONE_KNOWN, BD_ALLERGY_NOT_RECORDED, BD_ALLERGY_UNAVAILABLE, BD_ALLERGY_ASKING } BdAllergyKind;

typedef struct {
  BdAllergyKind kind;
  guint         count;
  char         *text;         /* "Known allergies (2)" */
  char         *detail;       /* (nullable): names; stated by whom and when; what else is known */
  GStrv         qualifiers;   /* some-not-shown, saved-copy, older-none-known, newer-none-known, still-asking; not NULL */
  char         *qualifier_text; /* (nullable): "some not shown to you · as of 20-Nov-2025 04:29" */
} BdAllergyLabel;

BdAllergyLabel *bd_allergy_label_new  (BdSection *allergies, GTimeZone *zone) G_GNUC_WARN_UNUSED_RESULT;
void            bd_allergy_label_free (BdAllergyLabel *self);
const char     *bd_allergy_kind_to_string (BdAllergyKind kind);  /* known, none-known, not-recorded, unavailable, asking */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BdAllergyLabel, bd_allergy_label_free)

G_END_DECLS
