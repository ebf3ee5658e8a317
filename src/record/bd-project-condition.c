/* bd-project-condition.c: Condition as a row; not every one of them is a diagnosis
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-project-private.h"

/* Who asserted it, when that is somebody else than who wrote it down. */
static void
add_asserter (BdEntryFields    *f,
              const BdJsonNode *resource)
{
  g_autoptr (BdReference) asserter = bd_reference_new_from_json (bd_json_get (resource, "asserter"));
  const char *key = asserter != NULL ? bd_reference_peek_key (asserter) : NULL;

  if (key != NULL && g_strcmp0 (key, f->recorder) != 0)
    bd_fields_add_detail (f, "Asserted by", key);
}

void
bd_project_condition (const BdBundle   *page,
                      const BdJsonNode *resource,
                      BdEntryFields    *f)
{
  bd_fields_set_concept (f, bd_json_get (resource, "code"));
  bd_fields_set_clinical (f, bd_json_get (resource, "clinicalStatus"), bd_json_get (resource, "verificationStatus"));
  f->category = bd_words_categories (bd_json_get (resource, "category"));
  bd_fields_take_detail (f, "Severity", bd_words_concept (bd_json_get (resource, "severity")));
  bd_fields_take_detail (f, "Site", bd_words_concepts (bd_json_get (resource, "bodySite")));
  bd_fields_take_detail (f, "Stage", bd_words_concept (bd_json_get (bd_json_first (bd_json_get (resource, "stage")), "summary")));
  bd_fields_set_onset (f, resource);
  bd_fields_set_date (f, BD_DATE_RECORDED, bd_json_get (resource, "recordedDate"));
  bd_fields_set_recorder (f, page, resource, bd_json_get (resource, "recorder"));
  bd_fields_set_recorder (f, page, resource, bd_json_get (resource, "asserter"));
  add_asserter (f, resource);
  bd_fields_find_negation (f, "condition");
}
