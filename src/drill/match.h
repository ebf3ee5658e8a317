/* match.h: what both questions of Patient/$match share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include "drill.h"
G_BEGIN_DECLS

/**
 * BdDrillWanted:
 * @family: (nullable): folded: no case, no macrons
 * @given: (element-type utf8): every word of the given names, folded
 * @born: birth date, perhaps only a year
 * @gender: (nullable): a FHIR code
 *
 * Who is looked for.
 */
typedef struct
{
  const char *family;
  GPtrArray  *given;
  const char *born;
  const char *gender;
} BdDrillWanted;

char       *bd_drill_match_fold   (const char *text) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray  *bd_drill_match_given  (JsonObject *name) G_GNUC_WARN_UNUSED_RESULT;
guint       bd_drill_match_score  (const BdDrillWanted *wanted, JsonObject *patient);
JsonObject *bd_drill_match_bundle (void) G_GNUC_WARN_UNUSED_RESULT;
void        bd_drill_match_add    (JsonObject *bundle, JsonObject *patient, guint score);

/* validate.c */
void        bd_drill_validate     (BdDrillRequest *request, JsonObject *patient, const BdDrillWanted *wanted);
G_END_DECLS
