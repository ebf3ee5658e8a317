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

static void
add_stages (BdEntryFields    *f,
            const BdJsonNode *stages)
{
  if (bd_json_type (stages) != BD_JSON_ARRAY)
    return;

  for (const BdJsonNode *n = bd_json_first (stages); n != NULL; n = bd_json_next (n))
    {
      g_autofree char *kind = bd_words_concept (bd_json_get (n, "type"));
      g_autofree char *label = kind != NULL ? g_strdup_printf ("Stage (%s)", kind) : g_strdup ("Stage");

      bd_fields_take_detail (f, label, bd_words_concept (bd_json_get (n, "summary")));
    }
}

static void
add_evidence (BdEntryFields    *f,
              const BdBundle   *page,
              const BdJsonNode *resource)
{
  const BdJsonNode *evidence = bd_json_get (resource, "evidence");

  if (bd_json_type (evidence) != BD_JSON_ARRAY)
    return;

  for (const BdJsonNode *n = bd_json_first (evidence); n != NULL; n = bd_json_next (n))
    {
      bd_fields_take_detail (f, "Evidence", bd_words_concepts (bd_json_get (n, "code")));
      bd_fields_take_detail (f, "Evidence", bd_words_references (page, resource, bd_json_get (n, "detail")));
    }
}

/* FHIR R4 (con-4) lets nothing that ended be active; where it is, both are said. What
 * ended and has no status is past. (A boolean is that of FHIR before R4.) */
static void
say_ended (BdEntryFields    *f,
           const BdJsonNode *abatement)
{
  g_autofree char *before = NULL;
  gboolean ended = TRUE;

  if (bd_json_type (abatement) == BD_JSON_BOOLEAN)
    (void) bd_json_boolean (abatement, &ended);
  if (abatement == NULL || !ended || f->group != BD_GROUP_CURRENT)
    return;
  if (f->status_text == NULL)
    {
      f->group = BD_GROUP_PAST;
      f->status_text = g_strdup ("Ended, status not given");
      return;
    }

  before = g_steal_pointer (&f->status_text);
  f->status_text = g_strdup_printf ("%s, although an end is given", before);
  bd_entry_fields_mark (f, "status-contradicts");
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
  add_stages (f, bd_json_get (resource, "stage"));
  add_evidence (f, page, resource);
  bd_fields_set_onset (f, resource);
  say_ended (f, bd_json_choice (resource, "abatement"));
  bd_fields_set_date (f, BD_DATE_RECORDED, bd_json_get (resource, "recordedDate"));
  bd_fields_set_recorder (f, page, resource, bd_json_get (resource, "recorder"));
  bd_fields_set_recorder (f, page, resource, bd_json_get (resource, "asserter"));
  add_asserter (f, resource);
  bd_fields_find_negation (f, "condition");
}
