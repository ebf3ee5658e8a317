/* bd-project-immunisation.c: Immunization: given, or said first why not
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-project-private.h"

/* A reason that belongs to the other status: given, and declined. */
static void
say_contradiction (BdEntryFields *f,
                   const char    *code)
{
  gboolean given = g_str_equal (f->status, "completed");
  const BdTerm *other = bd_terms_find (BD_TERMS_IMMUNISATION, given ? "not-done" : "completed", code);
  g_autofree char *before = NULL;

  if (other == NULL || f->group == BD_GROUP_APART)
    return;
  before = g_steal_pointer (&f->status_text);
  f->reason = g_strdup (other->words);
  f->status_text = g_strdup_printf ("%s, although the reason says: %s", before, other->words);
  bd_entry_fields_mark (f, "status-contradicts");
}

static gboolean
is_known_reason (const char *code)
{
  return bd_terms_find (BD_TERMS_IMMUNISATION, "completed", code) != NULL ||
         bd_terms_find (BD_TERMS_IMMUNISATION, "not-done", code) != NULL;
}

/* The code that the guide knows, wherever it stands among others; else the first. */
static const char *
peek_reason (const BdJsonNode *reason)
{
  const BdJsonNode *codings = bd_json_get (reason, "coding");

  for (const BdJsonNode *n = bd_json_first (codings); n != NULL; n = bd_json_next (n))
    if (is_known_reason (bd_json_get_string (n, "code")))
      return bd_json_get_string (n, "code");
  return bd_json_get_string (bd_json_first (codings), "code");
}

/* Status and reason are read together (AIR guide 2.0.0, section 3). A reason the
 * guide does not know is shown in its own words. */
static void
set_reason (BdEntryFields    *f,
            const BdJsonNode *reason)
{
  const char *code = peek_reason (reason);
  const BdTerm *term = f->status != NULL ? bd_terms_find (BD_TERMS_IMMUNISATION, f->status, code != NULL ? code : "") : NULL;

  if (term == NULL && code != NULL && f->status != NULL)
    {
      say_contradiction (f, code);
      if (f->reason != NULL)
        return;
    }
  if (term != NULL && *term->meaning != '\0')
    bd_entry_fields_mark (f, term->meaning);
  if (reason != NULL)
    f->reason = term != NULL && bd_json_get_string (reason, "text") == NULL ? g_strdup (term->words) : bd_words_concept (reason);
  if (term != NULL && f->group != BD_GROUP_APART)
    {
      g_free (f->status_text);
      f->status_text = g_strdup (term->words);
    }
}

/* Not done is the dangerous one: the title begins with it. A reason that is not in the
 * guide's list may sound like the opposite ("Given elsewhere") and never stands alone. */
static void
say_not_done_first (BdEntryFields *f)
{
  g_autofree char *vaccine = g_steal_pointer (&f->title);
  gboolean known = f->status_text != NULL && g_strcmp0 (f->reason, f->status_text) == 0;

  bd_entry_fields_mark (f, "not-done");
  if (known || f->reason == NULL)
    f->title = g_strdup_printf ("%s: %s", known ? f->reason : "Not given", vaccine);
  else
    f->title = g_strdup_printf ("Not given (%s): %s", f->reason, vaccine);
}

/* Without a status, or with one that is not understood, it must not be taken for given. */
static void
say_not_known_first (BdEntryFields *f)
{
  g_autofree char *vaccine = NULL;

  if (f->status != NULL && !g_strv_contains ((const char *const *) f->marks, "status-unknown"))
    return;
  vaccine = g_steal_pointer (&f->title);
  f->title = g_strdup_printf ("Not known if given: %s", vaccine);
}

/* "98" stands for no dose number and "99" for dose 0, given early in life
 * (AIR guide 2.0.0, section 3; AIR-Reader-2). */
static char *
words_dose (const BdJsonNode *protocol)
{
  const char *number = bd_json_scalar (bd_json_choice (protocol, "doseNumber"));
  const char *of = bd_json_scalar (bd_json_choice (protocol, "seriesDoses"));

  if (g_strcmp0 (of, "98") == 0 || g_strcmp0 (of, "99") == 0)   /* no number there either */
    of = NULL;
  if (number == NULL)
    return of != NULL ? g_strdup_printf ("dose number not given, of %s", of) : NULL;
  if (g_str_equal (number, "98"))
    return g_strdup ("dose number not recorded");
  if (g_str_equal (number, "99"))
    return g_strdup ("Dose 0");
  return of != NULL ? g_strdup_printf ("Dose %s of %s", number, of) : g_strdup_printf ("Dose %s", number);
}

/* One vaccine may be a different dose of each of its protocols: all are read. */
static void
set_dose (BdEntryFields    *f,
          const BdJsonNode *protocols)
{
  const BdJsonNode *first = bd_json_type (protocols) == BD_JSON_ARRAY ? bd_json_first (protocols) : protocols;

  f->dose = words_dose (first);
  for (const BdJsonNode *n = first; n != NULL; n = n != protocols ? bd_json_next (n) : NULL)
    {
      g_autofree char *dose = n != first ? words_dose (n) : NULL;

      bd_fields_take_detail (f, "Against", bd_words_concepts (bd_json_get (n, "targetDisease")));
      bd_fields_add_detail (f, "Series", bd_json_get_string (n, "series"));
      bd_fields_add_detail (f, "Dose under another protocol", dose);
    }
}

static void
add_age (BdEntryFields    *f,
         const BdJsonNode *age)
{
  static const struct { const char *name; const char *one; const char *many; } parts[] = {
    { "years", "year", "years" }, { "months", "month", "months" }, { "days", "day", "days" },
  };
  GString *words = g_string_new (NULL);

  for (guint i = 0; age != NULL && i < G_N_ELEMENTS (parts); i++)
    {
      const char *number = bd_json_scalar (bd_json_get (bd_fhir_extension (age, parts[i].name), "valueInteger"));

      if (number != NULL && !g_str_equal (number, "0"))
        g_string_append_printf (words, "%s%s %s", words->len > 0 ? " " : "", number,
                                g_str_equal (number, "1") ? parts[i].one : parts[i].many);
    }
  bd_fields_take_detail (f, "Age when given", g_string_free (words, FALSE));
}

/* The product is a brand of its own code; it may disagree with it, as in the SDHR
 * guide's own draft example (1.1). */
static void
add_product (BdEntryFields    *f,
             const BdJsonNode *resource)
{
  const BdJsonNode *extension = bd_fhir_extension (resource, "administered-product");
  const BdJsonNode *concept = bd_json_get (extension, "valueCodeableConcept");
  g_autofree char *title = NULL;
  g_autoptr (BdConcept) product = NULL;

  if (concept == NULL)
    concept = bd_json_get (bd_fhir_extension (extension, "concept"), "valueCodeableConcept");
  product = bd_concept_new_from_json (concept);
  if (product == NULL)
    return;

  title = bd_fields_dup_title (f, concept);
  bd_fields_add_detail (f, "Product", title);
  g_ptr_array_extend_and_steal (f->codes, g_ptr_array_ref (product->codings));
}

static void
set_performers (BdEntryFields    *f,
                const BdBundle   *page,
                const BdJsonNode *resource)
{
  const BdJsonNode *performers = bd_json_get (resource, "performer");

  for (const BdJsonNode *n = bd_json_first (performers); n != NULL; n = bd_json_next (n))
    {
      const BdJsonNode *actor = bd_json_get (n, "actor");
      g_autofree char *role = bd_words_concept (bd_json_get (n, "function"));

      bd_fields_set_recorder (f, page, resource, actor);
      bd_fields_take_detail (f, role != NULL ? role : "Performer", bd_words_person (page, resource, actor));
    }
}

static void
add_diluent (BdEntryFields    *f,
             const BdJsonNode *resource)
{
  const BdJsonNode *diluent = bd_fhir_extension (resource, "air-diluent");
  const char *lot = bd_json_get_string (bd_fhir_extension (diluent, "diluentLotNumber"), "valueString");
  g_autofree char *expires = bd_words_date (bd_json_get_string (bd_fhir_extension (diluent, "diluentExpiryDate"), "valueDate"));

  if (lot != NULL && expires != NULL)
    bd_fields_take_detail (f, "Diluent lot", g_strdup_printf ("%s, expires %s", lot, expires));
  else
    bd_fields_add_detail (f, "Diluent lot", lot);
}

/* Blood was tested for protection: the report is contained (AIR guide 2.0.0). */
static void
add_serology (BdEntryFields    *f,
              const BdBundle   *page,
              const BdJsonNode *resource)
{
  const BdJsonNode *extension = bd_fhir_extension (resource, "air-serology-report-extension");
  g_autoptr (BdReference) ref = bd_reference_new_from_json (bd_json_get (extension, "valueReference"));
  const BdJsonNode *report = ref != NULL ? bd_fhir_resolve (page, resource, ref) : NULL;
  g_autofree char *meaning = bd_words_interpretation (bd_json_get (report, "interpretation"));

  if (meaning == NULL)
    meaning = bd_words_value (report, NULL, NULL, NULL);
  if (extension != NULL)
    bd_fields_add_detail (f, "Serology", report == NULL ? "referenced item missing" : (meaning != NULL ? meaning : "no result given"));
}

static void
add_details (BdEntryFields    *f,
             const BdBundle   *page,
             const BdJsonNode *resource)
{
  const BdJsonNode *reactions = bd_json_get (resource, "reaction");

  add_product (f, resource);
  bd_fields_add_detail (f, "Lot", bd_json_scalar (bd_json_get (resource, "lotNumber")));
  bd_fields_take_detail (f, "Lot expires", bd_words_date (bd_json_get_string (resource, "expirationDate")));
  bd_fields_take_detail (f, "Manufacturer", bd_words_reference (page, resource, bd_json_get (resource, "manufacturer")));
  bd_fields_take_detail (f, "Quantity", bd_words_quantity (bd_json_get (resource, "doseQuantity")));
  bd_fields_take_detail (f, "Site", bd_words_concept (bd_json_get (resource, "site")));
  bd_fields_take_detail (f, "Route", bd_words_concept (bd_json_get (resource, "route")));
  bd_fields_take_detail (f, "Indication", bd_words_concepts (bd_json_get (resource, "reasonCode")));
  add_age (f, bd_fhir_extension (resource, "air-age-given"));
  bd_fields_take_detail (f, "Rescheduled to",
                         bd_words_date (bd_json_get_string (bd_fhir_extension (resource, "air-reschedule-date"), "valueDate")));
  add_diluent (f, resource);
  add_serology (f, page, resource);
  if (bd_json_type (reactions) == BD_JSON_ARRAY && bd_json_length (reactions) > 0)
    bd_fields_add_detail (f, NULL, "A reaction to this dose was reported.");
  for (const BdJsonNode *n = bd_json_first (reactions); n != NULL; n = bd_json_next (n))
    bd_fields_take_detail (f, "Reaction", bd_words_reference (page, resource, bd_json_get (n, "detail")));
}

/* A dose that may not count, and one that is known from hearsay. */
static void
add_doubts (BdEntryFields    *f,
            const BdJsonNode *resource)
{
  gboolean subpotent = FALSE, first_hand = TRUE;

  if (bd_json_boolean (bd_json_get (resource, "isSubpotent"), &subpotent) && subpotent)
    {
      bd_entry_fields_mark (f, "subpotent");
      bd_fields_add_detail (f, NULL, "Subpotent: this dose may not count.");
      bd_fields_take_detail (f, "Why", bd_words_concepts (bd_json_get (resource, "subpotentReason")));
    }
  if (bd_json_boolean (bd_json_get (resource, "primarySource"), &first_hand) && !first_hand)
    {
      bd_entry_fields_mark (f, "second-hand");
      bd_fields_add_detail (f, NULL, "Reported, not recorded by who gave it.");
    }
  bd_fields_take_detail (f, "Reported by", bd_words_concept (bd_json_get (resource, "reportOrigin")));
}

/* "No known immunisations" is no dose, whatever its status. */
static void
set_status (BdEntryFields    *f,
            const BdJsonNode *resource)
{
  bd_fields_set_status (f, bd_json_get (resource, "status"));
  bd_fields_find_negation (f, "immunisation");
  if (bd_fields_is_denial (f))
    {
      g_free (f->status_text);
      f->status_text = g_strdup ("Stated, not a dose");
      return;
    }
  set_reason (f, bd_json_get (resource, "statusReason"));
  if (g_strcmp0 (f->status, "not-done") == 0)
    say_not_done_first (f);
  say_not_known_first (f);
}

/* Only what was done was given on a day. */
static void
set_occurrence (BdEntryFields    *f,
                const BdJsonNode *when)
{
  gboolean given = g_strcmp0 (f->status, "completed") == 0 && !bd_fields_is_denial (f);

  if (g_strcmp0 (bd_json_name (when), "occurrenceDateTime") == 0)
    bd_fields_set_date (f, given ? BD_DATE_GIVEN : BD_DATE_EFFECTIVE, when);
  else
    bd_fields_add_detail (f, "When", bd_json_string (when));
}

void
bd_project_immunisation (const BdBundle   *page,
                         const BdJsonNode *resource,
                         BdEntryFields    *f)
{
  bd_fields_set_concept (f, bd_json_get (resource, "vaccineCode"));
  if (f->title == NULL)
    bd_fields_set_title (f, "unknown vaccine");
  set_status (f, resource);
  set_occurrence (f, bd_json_choice (resource, "occurrence"));
  bd_fields_set_date (f, BD_DATE_RECORDED, bd_json_get (resource, "recorded"));
  bd_fields_set_date (f, BD_DATE_EXPIRES, bd_json_get (resource, "expirationDate"));
  set_dose (f, bd_json_get (resource, "protocolApplied"));
  add_details (f, page, resource);
  bd_fields_set_facility (f, bd_json_get (resource, "location"));
  set_performers (f, page, resource);
  add_doubts (f, resource);
}
