/* bd-project.c: one resource to one entry, what is common to all types
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-project-private.h"

#include "bd-nhi.h"

#include <string.h>

/* Marks, by family:
 * all: highlighted, long-term, code-text-mismatch (text and code share no word),
 *   code-display-mismatch (a display that is not its code's), text-only (nothing coded),
 *   no-name, confidential (labelled so by its source), redacted (its details are
 *   held back), status-unknown, status-contradicts, verification-unknown, period-ended (its
 *   status is active), codings-differ, modifier-extension, implicit-rules, malformed (a part
 *   has not the shape FHIR gives it), other-version, person-not-stated, person-contradicts,
 *   other-nhi, do-not-keep
 * allergies, conditions, medicines: negation ("none known"), with negation-by-text (a
 *   sentence, not a code), negation-partial (of one sort only, such as drugs) and
 *   reported-by-system (no person said it); not-known ("no information")
 * flags: warning
 * medicines: modified-by-pharmacy, instructions-modified, unusual-dose, private-item,
 *   new-medicine, changed-medicine, continued-medicine, stopped, not-taken, cancelled,
 *   declined, reversed, not-handed-out (a dispensing not yet done), do-not-give, not-an-order, reference-missing, product-only
 * observations: unit-missing, unit-mismatch, value-doubted, about-another, amended, preliminary, blood-pressure, by-patient
 * immunisations: not-done, declined, rescheduled, alternative, overseas, historic, subpotent,
 *   second-hand
 * encounters: appointment
 * consents: permit, deny, terms-unclear, proposed, has-exceptions, period-ahead */

static const struct {
  const char  *type;
  BdProjector  project;
} projectors[] = {
  { "AllergyIntolerance",  bd_project_allergy },
  { "Appointment",         bd_project_appointment },
  { "Condition",           bd_project_condition },
  { "Consent",             bd_project_consent },
  { "DiagnosticReport",    bd_project_report },
  { "Encounter",           bd_project_encounter },
  { "Flag",                bd_project_flag },
  { "Immunization",        bd_project_immunisation },
  { "Medication",          bd_project_medication },
  { "MedicationDispense",  bd_project_medicine },
  { "MedicationRequest",   bd_project_medicine },
  { "MedicationStatement", bd_project_medicine },
  { "Observation",         bd_project_observation },
};

/* The newest of these dates orders an entry. */
static const BdDateRole sorting_dates[] = {
  BD_DATE_EFFECTIVE, BD_DATE_GIVEN, BD_DATE_DISPENSED, BD_DATE_PRESCRIBED,
  BD_DATE_START, BD_DATE_RECORDED, BD_DATE_ONSET, BD_DATE_CLIENT_UPDATED, BD_DATE_SENT,
};

static int
find_projector (const char *type)
{
  for (guint i = 0; type != NULL && i < G_N_ELEMENTS (projectors); i++)
    if (strcmp (projectors[i].type, type) == 0)
      return (int) i;
  return -1;
}

/* A resource without an id is known by its bytes, so that the same one on two pages
 * is one entry and two different ones are two. */
static char *
make_id (BdSource          source,
         const char       *type,
         const BdJsonNode *resource,
         GBytes           *bytes)
{
  const char *id = bd_json_scalar (bd_json_get (resource, "id"));
  g_autofree char *digest = NULL;

  if (id != NULL && *id != '\0')
    return g_strconcat (bd_source_to_string (source), "/", type, "/", id, NULL);

  if (bytes != NULL)
    {
      digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
      digest[16] = '\0';
    }
  return g_strdup_printf ("%s/%s/#%s", bd_source_to_string (source), type, digest != NULL ? digest : "1");
}

static const char *
peek_patient_nhi (const BdJsonNode *patient)
{
  const BdJsonNode *identifiers = bd_json_get (patient, "identifier");
  const char *any = NULL;

  if (bd_json_type (identifiers) != BD_JSON_ARRAY)
    return NULL;

  for (const BdJsonNode *n = bd_json_first (identifiers); n != NULL; n = bd_json_next (n))
    if (g_strcmp0 (bd_json_get_string (n, "system"), BD_NHI_SYSTEM) == 0)
      {
        const char *value = bd_json_get_string (n, "value");

        if (g_strcmp0 (bd_json_get_string (n, "use"), "official") == 0)
          return value;
        if (any == NULL)
          any = value;
      }
  return any;
}

/* Whose record the resource says it is, whatever the form of the reference. A display
 * is never looked at (SDHR guide 1.1, SRD-21). */
static char *
dup_nhi (BdEntryFields    *f,
         const BdBundle   *page,
         const BdJsonNode *resource,
         const BdJsonNode *reference)
{
  g_autoptr (BdReference) ref = bd_reference_new_from_json (reference);
  const char *nhi;

  if (ref == NULL)
    return NULL;
  nhi = bd_reference_peek_nhi (ref);
  if (nhi != NULL && ref->value != NULL && g_strcmp0 (ref->system, BD_NHI_SYSTEM) == 0 && g_ascii_strcasecmp (nhi, ref->value) != 0)
    {
      bd_entry_fields_mark (f, "person-contradicts");
      bd_fields_take_detail (f, NULL, g_strdup_printf ("Names two people: %s and %s.", nhi, ref->value));
    }
  return g_strdup (nhi != NULL ? nhi : peek_patient_nhi (bd_fhir_resolve (page, resource, ref)));
}

static void
set_person (BdEntryFields    *f,
            const BdBundle   *page,
            const BdJsonNode *resource)
{
  const BdJsonNode *participants = bd_json_get (resource, "participant");

  f->nhi = dup_nhi (f, page, resource, bd_json_get (resource, "patient"));
  if (f->nhi == NULL)
    f->nhi = dup_nhi (f, page, resource, bd_json_get (resource, "subject"));
  if (f->nhi != NULL || !g_str_equal (f->resource_type, "Appointment"))
    return;

  for (const BdJsonNode *n = bd_json_first (participants); n != NULL && f->nhi == NULL; n = bd_json_next (n))
    f->nhi = dup_nhi (f, page, resource, bd_json_get (n, "actor"));
}

/* meta.source holds the facility in SDHR (…/Location/F…, with and without hpi/v1) and
 * in Shared Care (…/ns/hpi-facility-id/F…); in MDR it is a number of no use to anybody. */
static void
set_meta (BdEntryFields    *f,
          const BdJsonNode *resource)
{
  const BdJsonNode *meta = bd_json_get (resource, "meta");
  const BdJsonNode *tags = bd_json_get (meta, "tag");
  const char *source = bd_json_get_string (meta, "source");
  g_autoptr (BdReference) ref = source != NULL ? bd_reference_new_from_string (source) : NULL;

  bd_fields_set_date (f, BD_DATE_SENT, bd_json_get (meta, "lastUpdated"));
  f->facility = g_strdup (ref != NULL ? bd_reference_peek_facility (ref) : NULL);
  for (const BdJsonNode *n = bd_json_first (tags); n != NULL; n = bd_json_next (n))
    if (g_strcmp0 (bd_json_get_string (n, "code"), "highlighted") == 0)
      bd_entry_fields_mark (f, "highlighted");
  if (bd_fhir_has_security (resource, "R") || bd_fhir_has_security (resource, "V"))
    bd_entry_fields_mark (f, "confidential");
  if (bd_fhir_has_security (resource, "REDACTED"))
    {
      bd_entry_fields_mark (f, "redacted");
      bd_fields_add_detail (f, NULL, "The source is holding back details of this record.");
    }
}

static void
set_extensions (BdEntryFields    *f,
                const BdJsonNode *resource)
{
  const BdJsonNode *updated;

  if (bd_json_get (resource, "modifierExtension") != NULL)
    {
      bd_entry_fields_mark (f, "modifier-extension");
      bd_fields_add_detail (f, NULL, "Carries a modifier that Bedside does not understand.");
    }
  if (bd_json_get (resource, "implicitRules") != NULL)
    {
      bd_entry_fields_mark (f, "implicit-rules");
      bd_fields_add_detail (f, NULL, "Was written under rules that Bedside does not know.");
    }
  if (bd_json_get (resource, "extension") == NULL)
    return;

  updated = bd_fhir_extension (resource, "hnz-sdhr-client-last-updated-extension");
  if (updated == NULL)
    updated = bd_fhir_extension (resource, "sdhr-client-last-updated");
  bd_fields_set_date (f, BD_DATE_CLIENT_UPDATED, bd_json_get (updated, "valueDateTime"));
  if (bd_extension_is_true (resource, "hnz-sdhr-highlighted-extension"))
    bd_entry_fields_mark (f, "highlighted");
  if (bd_extension_is_true (resource, "long-term-condition"))
    bd_entry_fields_mark (f, "long-term");
}

static gint64
compute_sort_key (const BdEntryFields *f)
{
  for (guint i = 0; i < G_N_ELEMENTS (sorting_dates); i++)
    {
      const char *text = f->dates[sorting_dates[i]];
      BdDate date;

      if (text != NULL && bd_date_parse (text, &date))
        return bd_date_sort_key (&date);
    }
  return 0;
}

static void
settle (BdEntryFields    *f,
        const BdJsonNode *resource)
{
  if (f->title == NULL || *f->title == '\0')
    {
      g_free (f->title);
      f->title = g_strdup_printf ("%s without a name", f->resource_type);
      bd_entry_fields_mark (f, "no-name");
    }
  /* No status must not read as the plain one; a product alone seldom has any. */
  if (f->status_text == NULL && !g_str_equal (f->resource_type, "Medication"))
    f->status_text = g_strdup ("status not given");
  if (f->facility == NULL)
    f->facility = g_strdup (bd_json_get_string (bd_json_get (resource, "meta"), "source"));
  f->sort_key = compute_sort_key (f);
}

BdEntry *
bd_project_node (const BdBundle   *page,
                 const BdJsonNode *resource,
                 BdSource          source,
                 gint64            fetched_at)
{
  const char *type = bd_json_get_string (resource, "resourceType");
  int which = find_projector (type);
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *unread = NULL;
  BdEntryFields *f;

  if (which < 0)
    return NULL;

  bytes = page != NULL && page->json != NULL ? bd_json_dup_bytes (page->json, resource) : NULL;
  f = bd_entry_fields_new ();
  f->id = make_id (source, type, resource, bytes);
  f->resource_type = g_strdup (type);
  bd_section_for_type (type, &f->section);
  f->source = source;
  f->fetched_at = fetched_at;
  set_meta (f, resource);
  set_person (f, page, resource);
  set_extensions (f, resource);
  bd_fields_add_notes (f, bd_json_get (resource, "note"));
  unread = bd_fields_check_members (f, resource, bytes);
  projectors[which].project (page, resource, f);
  bd_fields_add_narrative (f, bd_json_get (resource, "text"));
  bd_fields_add_detail (f, "Also holds, not shown here", unread);
  settle (f, resource);
  return bd_entry_new (f, bytes);
}

/**
 * bd_project_resource:
 * @page: (nullable): the page the resource came in, where its references are looked up
 * @resource: the resource, borrowed from @page
 * @full_url: (nullable): what the page calls it; identity is taken from the resource itself
 * @source: who sent it
 * @fetched_at: when it came, wall µs
 *
 * Turns one resource into one entry. Nothing makes it fail but a type that no
 * section shows: what is broken or unfamiliar is shown as far as it can be read.
 * The entry's id is `source/Type/id`; a resource without an id is known by a
 * digest of its bytes, `source/Type/#digest`.
 *
 * Returns: (nullable) (transfer full): the entry; %NULL for a type that no section shows
 */
BdEntry *
bd_project_resource (const BdBundle   *page,
                     const BdJsonNode *resource,
                     const char       *full_url,
                     BdSource          source,
                     gint64            fetched_at)
{
  g_return_val_if_fail ((guint) source < BD_N_SOURCES, NULL);

  return bd_project_node (page, resource, source, fetched_at);
}
