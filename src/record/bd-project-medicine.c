/* bd-project-medicine.c: prescribed, dispensed, stated: what kind, what item, what dose
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-project-private.h"

#include <string.h>

#define SCID_LENGTH 18   /* NZePS script id; an item is SCID-n, a dispensing SCID-n-… */

/* The medicine */

/* An ingredient may be a resource of its own, contained beside its medication. Its
 * concept; NULL when it is not there. */
static const BdJsonNode *
find_ingredient (const BdBundle   *page,
                 const BdJsonNode *from,
                 const BdJsonNode *ingredient)
{
  g_autoptr (BdReference) ref = bd_reference_new_from_json (bd_json_get (ingredient, "itemReference"));
  const BdJsonNode *concept = bd_json_get (ingredient, "itemCodeableConcept");

  return concept != NULL || ref == NULL ? concept : bd_json_get (bd_fhir_resolve (page, from, ref), "code");
}

static char *
words_ingredient (const BdBundle   *page,
                  const BdJsonNode *from,
                  const BdJsonNode *ingredient)
{
  g_autofree char *item = bd_words_concept (find_ingredient (page, from, ingredient));
  g_autofree char *strength = bd_words_ratio (bd_json_get (ingredient, "strength"));
  gboolean active;

  if (item == NULL)
    item = bd_words_reference (page, from, bd_json_get (ingredient, "itemReference"));
  if (item == NULL)
    item = g_strdup ("ingredient without a name");
  if (!bd_json_boolean (bd_json_get (ingredient, "isActive"), &active))
    active = TRUE;
  return g_strdup_printf ("%s%s%s%s", item, strength != NULL ? " " : "", strength != NULL ? strength : "",
                          active ? "" : " (not active)");
}

/* All ingredients of a compound, not only its label (SDHR guide 1.1, SRD-29). Their
 * codes are kept too, for an allergy to one of them. */
static char *
words_ingredients (const BdBundle   *page,
                   const BdJsonNode *from,
                   const BdJsonNode *medication)
{
  const BdJsonNode *ingredients = bd_json_get (medication, "ingredient");
  GString *all = g_string_new (NULL);

  if (bd_json_type (ingredients) == BD_JSON_ARRAY)
    for (const BdJsonNode *n = bd_json_first (ingredients); n != NULL; n = bd_json_next (n))
      {
        g_autofree char *words = words_ingredient (page, from, n);

        g_string_append_printf (all, "%s%s", all->len > 0 ? " + " : "", words);
      }
  return g_string_free (all, all->len == 0);
}

static void
add_ingredient_codes (BdEntryFields    *f,
                      const BdBundle   *page,
                      const BdJsonNode *from,
                      const BdJsonNode *medication)
{
  const BdJsonNode *ingredients = bd_json_get (medication, "ingredient");

  for (const BdJsonNode *n = bd_json_first (ingredients); n != NULL; n = bd_json_next (n))
    {
      g_autoptr (BdConcept) concept = bd_concept_new_from_json (find_ingredient (page, from, n));

      if (concept != NULL)
        g_ptr_array_extend_and_steal (f->codes, g_ptr_array_ref (concept->codings));
    }
}

static void
read_medication (BdEntryFields    *f,
                 const BdBundle   *page,
                 const BdJsonNode *from,
                 const BdJsonNode *medication)
{
  g_autofree char *ingredients = words_ingredients (page, from, medication);

  bd_fields_set_concept (f, bd_json_get (medication, "code"));
  if (f->title == NULL)
    bd_fields_set_title (f, ingredients);
  bd_fields_add_detail (f, "Ingredients", ingredients);
  add_ingredient_codes (f, page, from, medication);
  bd_fields_take_detail (f, "Form", bd_words_concept (bd_json_get (medication, "form")));
  bd_fields_take_detail (f, "Amount", bd_words_ratio (bd_json_get (medication, "amount")));
  bd_fields_add_detail (f, "Batch", bd_json_scalar (bd_json_get (bd_json_get (medication, "batch"), "lotNumber")));
  bd_fields_take_detail (f, "Batch expires",
                         bd_words_date (bd_json_get_string (bd_json_get (medication, "batch"), "expirationDate")));
}

/* A product withdrawn or entered in error says so where it is prescribed. */
static void
add_product_status (BdEntryFields    *f,
                    const BdJsonNode *medication)
{
  const char *status = bd_json_scalar (bd_json_get (medication, "status"));
  const BdTerm *term = bd_terms_find (BD_TERMS_STATUS, "Medication", status);

  if (status != NULL && !g_str_equal (status, "active"))
    bd_fields_add_detail (f, "The medicine's own entry", term != NULL ? term->words : status);
}

/* medicationReference is resolved in its own resource or page; else its display is
 * what was prescribed; else the item is missing and that is said. */
static void
set_medicine_by_reference (BdEntryFields    *f,
                           const BdBundle   *page,
                           const BdJsonNode *resource,
                           const BdJsonNode *reference)
{
  const char *text = bd_json_get_string (reference, "reference");
  const char *display = bd_json_get_string (reference, "display");
  const BdJsonNode *medication = page != NULL ? bd_bundle_resolve (page, resource, text) : NULL;
  const BdJsonNode *identifier = bd_json_get (reference, "identifier");
  const char *code = bd_json_get_string (identifier, "value");

  if (medication != NULL)
    {
      read_medication (f, page, *text == '#' ? resource : medication, medication);
      add_product_status (f, medication);
    }
  if (code != NULL)
    g_ptr_array_add (f->codes, bd_coding_new (bd_json_get_string (identifier, "system"), code, display, FALSE));
  if (display != NULL)
    {
      if (f->title != NULL && !g_str_equal (f->title, display))
        bd_fields_add_detail (f, "Medicine as referenced", f->title);
      bd_fields_set_title (f, display);
    }
  if (f->title == NULL && code != NULL)
    f->title = bd_fields_dup_code_title (g_ptr_array_index (f->codes, f->codes->len - 1));
  if (f->title == NULL)
    bd_fields_set_title (f, "referenced item missing");
  if (medication == NULL)
    bd_entry_fields_mark (f, "reference-missing");
}

static void
set_medicine (BdEntryFields    *f,
              const BdBundle   *page,
              const BdJsonNode *resource)
{
  const BdJsonNode *reference = bd_json_get (resource, "medicationReference");
  const BdJsonNode *contained = bd_json_get (resource, "contained");

  bd_fields_set_concept (f, bd_json_get (resource, "medicationCodeableConcept"));
  if (reference != NULL)
    {
      set_medicine_by_reference (f, page, resource, reference);
      return;
    }
  for (const BdJsonNode *n = bd_json_first (contained); n != NULL; n = bd_json_next (n))
    if (g_strcmp0 (bd_json_get_string (n, "resourceType"), "Medication") == 0)
      {
        bd_fields_take_detail (f, "Ingredients", words_ingredients (page, resource, n));
        add_ingredient_codes (f, page, resource, n);
      }
}

/* The item: SCID-n joins a prescription with its dispensings */

static const char *
find_identifier (const BdJsonNode *resource,
                 const char       *system_part)
{
  const BdJsonNode *identifiers = bd_json_get (resource, "identifier");

  for (const BdJsonNode *n = bd_json_first (identifiers); n != NULL; n = bd_json_next (n))
    {
      const char *system = bd_json_get_string (n, "system");

      if (system != NULL && strstr (system, system_part) != NULL)
        return bd_json_get_string (n, "value");
    }
  return NULL;
}

/* SCID-n, the beginning of an id such as SCID-n-1 or SCID-n-X. */
static char *
item_from_id (const char *id)
{
  gsize end = SCID_LENGTH + 1;

  if (id == NULL || strlen (id) < SCID_LENGTH + 2 || id[SCID_LENGTH] != '-')
    return NULL;
  for (gsize i = 0; i < SCID_LENGTH; i++)
    if (!g_ascii_isalnum (id[i]))
      return NULL;
  while (g_ascii_isdigit (id[end]))
    end++;
  return end > SCID_LENGTH + 1 && (id[end] == '\0' || id[end] == '-') ? g_strndup (id, end) : NULL;
}

static char *
read_item (const BdJsonNode *resource)
{
  const BdJsonNode *authorizing = bd_json_first (bd_json_get (resource, "authorizingPrescription"));
  const char *item = find_identifier (resource, "nzeps-scid-item-id");
  char *from_id;

  if (item != NULL)
    return g_strdup (item);
  if (authorizing != NULL)
    {
      g_autoptr (BdReference) ref = bd_reference_new_from_json (authorizing);

      if (ref != NULL && bd_reference_peek_key (ref) != NULL)
        return g_strdup (bd_reference_peek_key (ref));
    }
  from_id = item_from_id (bd_json_get_string (resource, "id"));
  return from_id != NULL ? from_id : g_strdup (find_identifier (resource, "nzeps-prescription-id"));
}

/* NZePS extensions */

static void
set_marks (BdEntryFields    *f,
           const BdJsonNode *resource)
{
  static const struct { const char *url_end; const char *mark; } marks[] = {
    { "nzeps-long-term-medication", "long-term" },
    { "nzeps-medication-modified", "modified-by-pharmacy" },
    { "nzeps-instructions-modified", "instructions-modified" },
    { "nzeps-unusual-dose-quantity", "unusual-dose" },
    { "nzeps-private-item", "private-item" },
  };
  const char *action = bd_json_scalar (bd_json_choice (bd_fhir_extension (resource, "nzeps-medication-action"), "value"));
  const char *state = bd_json_scalar (bd_json_choice (bd_fhir_extension (resource, "nzeps-status-type"), "value"));
  const BdTerm *action_term = bd_terms_find (BD_TERMS_MEDICINE, "action", action);
  const BdTerm *state_term = bd_terms_find (BD_TERMS_MEDICINE, "status-type", state);

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    if (bd_extension_is_true (resource, marks[i].url_end))
      bd_entry_fields_mark (f, marks[i].mark);

  bd_fields_add_detail (f, NULL, action_term != NULL ? action_term->words : action);
  if (action_term != NULL && *action_term->meaning != '\0')
    bd_entry_fields_mark (f, action_term->meaning);
  bd_fields_add_detail (f, "Prescription", state_term != NULL ? state_term->words : state);
}

/* What was stopped stands in its own list; what a pharmacy took back (id SCID-n-X)
 * stands apart and joins no prescription. */
static void
settle_group (BdEntryFields    *f,
              const BdJsonNode *resource)
{
  const char *id = bd_json_get_string (resource, "id");

  if (g_strcmp0 (f->status, "stopped") == 0)
    bd_entry_fields_mark (f, "stopped");
  else if (g_strcmp0 (f->status, "not-taken") == 0 || g_strcmp0 (f->status, "cancelled") == 0 ||
           g_strcmp0 (f->status, "declined") == 0)
    bd_entry_fields_mark (f, f->status);
  if (f->group == BD_GROUP_CURRENT && g_strv_contains ((const char *const *) f->marks, "stopped"))
    f->group = BD_GROUP_PAST;

  if (g_str_equal (f->resource_type, "MedicationDispense") && id != NULL && g_str_has_suffix (id, "-X"))
    {
      f->group = BD_GROUP_APART;
      g_clear_pointer (&f->item, g_free);
      g_free (f->status_text);
      f->status_text = g_strdup ("Reversed");
      bd_entry_fields_mark (f, "reversed");
    }
}

/* Kinds */

/* Whatever is there and does not plainly say "false" forbids: "true" as a text too. */
static gboolean
is_not_to_give (const BdJsonNode *forbidden)
{
  gboolean truth;

  if (forbidden == NULL || bd_json_type (forbidden) == BD_JSON_NULL)
    return FALSE;
  if (bd_json_type (forbidden) == BD_JSON_BOOLEAN)
    return bd_json_boolean (forbidden, &truth) && truth;
  return g_strcmp0 (bd_json_string (forbidden), "false") != 0;
}

/* An instruction not to give is the opposite of a prescription, and a plan or a
 * proposal is none yet (FHIR R4, MedicationRequest: doNotPerform, intent). */
static void
set_intent (BdEntryFields    *f,
            const BdJsonNode *resource)
{
  const char *intent = bd_json_scalar (bd_json_get (resource, "intent"));
  const BdTerm *term = bd_terms_find (BD_TERMS_MEDICINE, "intent", intent);
  g_autofree char *before = NULL;

  if (is_not_to_give (bd_json_get (resource, "doNotPerform")))
    {
      before = g_steal_pointer (&f->title);
      f->title = g_strdup_printf ("DO NOT GIVE: %s", before != NULL ? before : "medicine not named");
      bd_entry_fields_mark (f, "do-not-give");
    }
  if (intent == NULL || (term != NULL && *term->meaning == '\0'))
    return;
  bd_fields_add_detail (f, "Intent", term != NULL ? term->words : intent);
  if (term == NULL)
    return;

  bd_entry_fields_mark (f, term->meaning);
  before = g_steal_pointer (&f->status_text);
  f->status_text = before != NULL ? g_strdup_printf ("%s (%s)", term->words, before) : g_strdup (term->words);
}

static void
add_substitution (BdEntryFields    *f,
                  const BdJsonNode *substitution)
{
  const BdJsonNode *reasons = bd_json_get (substitution, "reason");
  gboolean flag = TRUE;

  if (bd_json_boolean (bd_json_get (substitution, "allowedBoolean"), &flag) && !flag)
    bd_fields_add_detail (f, NULL, "No substitution");
  bd_fields_take_detail (f, "Substitution allowed", bd_words_concept (bd_json_get (substitution, "allowedCodeableConcept")));
  if (bd_json_boolean (bd_json_get (substitution, "wasSubstituted"), &flag))
    bd_fields_add_detail (f, NULL, flag ? "Substituted: not what was prescribed" : "Not substituted");
  bd_fields_take_detail (f, "Kind of substitution", bd_words_concept (bd_json_get (substitution, "type")));
  bd_fields_take_detail (f, "Reason for it", bd_words_concepts (reasons));
}

/* As MDR prints them: "Name | role | number" (MDR guide 0.2.0, samples). A number alone
 * says no more than the recorder does. */
static void
add_person (BdEntryFields    *f,
            const char       *label,
            const BdBundle   *page,
            const BdJsonNode *resource,
            const BdJsonNode *reference)
{
  g_autoptr (BdReference) ref = bd_reference_new_from_json (reference);
  g_autofree char *words = ref != NULL ? bd_words_person (page, resource, reference) : NULL;

  if (words != NULL && g_strcmp0 (words, bd_reference_peek_key (ref)) != 0)
    bd_fields_take_detail (f, label, g_steal_pointer (&words));
}

static void
read_request (BdEntryFields    *f,
              const BdBundle   *page,
              const BdJsonNode *resource)
{
  const BdJsonNode *dispense = bd_json_get (resource, "dispenseRequest");
  const char *priority = bd_json_scalar (bd_json_get (resource, "priority"));
  gboolean reported = FALSE;

  bd_fields_set_date (f, BD_DATE_PRESCRIBED, bd_json_get (resource, "authoredOn"));
  bd_fields_set_date (f, BD_DATE_VALID_UNTIL, bd_json_get (bd_json_get (dispense, "validityPeriod"), "end"));
  bd_fields_take_detail (f, "Quantity", bd_words_quantity (bd_json_get (dispense, "quantity")));
  bd_fields_add_detail (f, "Repeats", bd_json_scalar (bd_json_get (dispense, "numberOfRepeatsAllowed")));
  bd_fields_take_detail (f, "Supply for", bd_words_quantity (bd_json_get (dispense, "expectedSupplyDuration")));
  bd_fields_take_detail (f, "Dispense every", bd_words_quantity (bd_json_get (dispense, "dispenseInterval")));
  bd_fields_take_detail (f, "First supply", bd_words_quantity (bd_json_get (bd_json_get (dispense, "initialFill"), "quantity")));
  bd_fields_take_detail (f, "Course", bd_words_concept (bd_json_get (resource, "courseOfTherapyType")));
  if (priority != NULL && !g_str_equal (priority, "routine"))
    bd_fields_add_detail (f, "Priority", priority);
  if (bd_json_boolean (bd_json_get (resource, "reportedBoolean"), &reported) && reported)
    bd_fields_add_detail (f, NULL, "Reported: not prescribed by who wrote it down.");
  bd_fields_take_detail (f, "Reported by", bd_words_reference (page, resource, bd_json_get (resource, "reportedReference")));
  set_intent (f, resource);
  bd_fields_set_recorder (f, page, resource, bd_json_get (resource, "requester"));
  add_person (f, "Prescribed by", page, resource, bd_json_get (resource, "requester"));
  add_person (f, "Entered by", page, resource, bd_json_get (resource, "recorder"));
}

/* Of a dispensing that was declined, cancelled or is not yet done nothing was handed out,
 * whatever its dates say; nor does one prove it whose status is not understood. */
static gboolean
is_handed_out (BdEntryFields *f)
{
  static const char *const pending[] = { "preparation", "in-progress", "on-hold", NULL };

  if (f->status != NULL && g_strv_contains (pending, f->status))
    bd_entry_fields_mark (f, "not-handed-out");
  return f->status == NULL || g_str_equal (f->status, "completed");
}

/* whenPrepared is when the pharmacy prepared it, not when it was collected. */
static void
set_dispensed (BdEntryFields    *f,
               const BdJsonNode *prepared,
               const BdJsonNode *handed_over)
{
  BdDateRole role = is_handed_out (f) ? BD_DATE_DISPENSED : BD_DATE_EFFECTIVE;

  bd_fields_set_date (f, role, prepared);
  bd_fields_set_date (f, role, handed_over);
  if (prepared != NULL && role == BD_DATE_DISPENSED)
    bd_fields_add_detail (f, NULL, "Dispensed (prepared)");
  else if (prepared != NULL)
    bd_fields_take_detail (f, "Prepared", bd_words_date (bd_json_string (prepared)));
  bd_fields_take_detail (f, "Handed over", bd_words_date (bd_json_string (handed_over)));
}

static void
add_performer (BdEntryFields    *f,
               const BdBundle   *page,
               const BdJsonNode *resource,
               const BdJsonNode *performer)
{
  const BdJsonNode *actor = bd_json_get (performer, "actor");
  g_autofree char *function = bd_words_concept (bd_json_get (performer, "function"));

  bd_fields_set_recorder (f, page, resource, actor);
  add_person (f, function != NULL ? function : "Performer", page, resource, actor);
}

static void
read_dispense (BdEntryFields    *f,
               const BdBundle   *page,
               const BdJsonNode *resource)
{
  const BdJsonNode *performers = bd_json_get (resource, "performer");

  set_dispensed (f, bd_json_get (resource, "whenPrepared"), bd_json_get (resource, "whenHandedOver"));
  bd_fields_take_detail (f, "Quantity", bd_words_quantity (bd_json_get (resource, "quantity")));
  bd_fields_take_detail (f, "Supply for", bd_words_quantity (bd_json_get (resource, "daysSupply")));
  bd_fields_take_detail (f, "Kind", bd_words_concept (bd_json_get (resource, "type")));
  for (const BdJsonNode *n = bd_json_first (performers); n != NULL; n = bd_json_next (n))
    {
      const BdJsonNode *actor = bd_json_get (n, "actor");
      g_autoptr (BdReference) ref = bd_reference_new_from_json (actor);

      if (ref != NULL && (bd_reference_peek_facility (ref) != NULL || g_strcmp0 (ref->type, "Organization") == 0))
        bd_fields_set_facility (f, actor);
      else
        add_performer (f, page, resource, n);
    }
  bd_fields_set_facility (f, bd_json_get (resource, "location"));
}

static void
read_statement (BdEntryFields    *f,
                const BdBundle   *page,
                const BdJsonNode *resource)
{
  const BdJsonNode *when = bd_json_choice (resource, "effective");

  if (bd_json_type (when) == BD_JSON_STRING)
    bd_fields_set_date (f, BD_DATE_EFFECTIVE, when);
  bd_fields_set_date (f, BD_DATE_START, bd_json_get (when, "start"));
  bd_fields_set_date (f, BD_DATE_END, bd_json_get (when, "end"));
  bd_fields_set_date (f, BD_DATE_RECORDED, bd_json_get (resource, "dateAsserted"));
  bd_fields_set_recorder (f, page, resource, bd_json_get (resource, "informationSource"));
}

/* MDR names the place in supportingInformation, by its display alone. */
static void
set_supporting_place (BdEntryFields    *f,
                      const BdJsonNode *resource)
{
  const BdJsonNode *all = bd_json_get (resource, "supportingInformation");

  for (const BdJsonNode *n = bd_json_first (all); n != NULL; n = bd_json_next (n))
    {
      g_autoptr (BdReference) ref = bd_reference_new_from_json (n);

      if (ref != NULL && g_strcmp0 (ref->type, "Location") == 0)
        bd_fields_set_facility (f, n);
    }
}

void
bd_project_medicine (const BdBundle   *page,
                     const BdJsonNode *resource,
                     BdEntryFields    *f)
{
  set_medicine (f, page, resource);
  bd_fields_set_status (f, bd_json_get (resource, "status"));
  f->item = read_item (resource);
  f->dose = bd_words_dosages (bd_json_get (resource, "dosageInstruction"));
  if (f->dose == NULL)
    f->dose = bd_words_dosages (bd_json_get (resource, "dosage"));
  f->reason = bd_words_concepts (bd_json_get (resource, "statusReason"));
  if (f->reason == NULL)
    f->reason = bd_words_concept (bd_json_get (resource, "statusReasonCodeableConcept"));
  if (f->reason == NULL)
    f->reason = bd_words_reference (page, resource, bd_json_get (resource, "statusReasonReference"));
  f->category = bd_words_categories (bd_json_get (resource, "category"));
  bd_fields_take_detail (f, "For", bd_words_concepts (bd_json_get (resource, "reasonCode")));
  bd_fields_take_detail (f, "For", bd_words_references (page, resource, bd_json_get (resource, "reasonReference")));
  set_marks (f, resource);
  add_substitution (f, bd_json_get (resource, "substitution"));
  if (g_str_equal (f->resource_type, "MedicationRequest"))
    read_request (f, page, resource);
  else if (g_str_equal (f->resource_type, "MedicationDispense"))
    read_dispense (f, page, resource);
  else
    read_statement (f, page, resource);
  set_supporting_place (f, resource);
  settle_group (f, resource);
  bd_fields_say_ended (f);
  bd_fields_find_negation (f, "medicine");
}

void
bd_project_medication (const BdBundle   *page,
                       const BdJsonNode *resource,
                       BdEntryFields    *f)
{
  read_medication (f, page, resource, resource);
  bd_fields_set_status (f, bd_json_get (resource, "status"));
  bd_entry_fields_mark (f, "product-only");
}
