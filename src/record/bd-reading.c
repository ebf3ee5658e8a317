/* bd-reading.c: one file of FHIR, every resource of it in exactly one list
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-document-private.h"
#include "bd-project-private.h"

#include <string.h>

static void read_page (BdReading *self, BdBundle *page, gint64 now);

/* What no section shows */

static void
take_not_shown (BdReading  *self,
                const char *type,
                const char *id,
                char       *why)
{
  BdNotShown *n = g_new0 (BdNotShown, 1);

  n->resource_type = g_strdup (type != NULL ? type : "");
  n->id = g_strdup (id);
  n->why = why;
  g_ptr_array_add (self->not_shown, n);
}

static char *
explain_type (const char *type)
{
  const char *words = bd_terms_words (BD_TERMS_NOT_SHOWN, "", type);

  if (words != NULL)
    return g_strdup (words);
  return g_strdup_printf ("Bedside does not know resources of the type %s.", type);
}

static void
add_issue (BdReading  *self,
           const char *severity,
           const char *code,
           char       *text)
{
  BdIssue *issue = g_new0 (BdIssue, 1);

  issue->severity = g_strdup (severity);
  issue->code = g_strdup (code);
  issue->details_text = text;
  g_ptr_array_add (self->issues, issue);
}

static void
add_outcome (BdReading        *self,
             const BdJsonNode *outcome,
             const char       *id)
{
  g_autoptr (GPtrArray) issues = bd_outcome_read_issues (outcome);

  if (issues->len == 0)
    take_not_shown (self, "OperationOutcome", id, g_strdup ("An outcome that says nothing."));
  g_ptr_array_extend_and_steal (self->issues, g_steal_pointer (&issues));
}

/* Documents: sections that are empty for a reason */

static char *
section_name (const BdJsonNode *section,
              const BdTerm     *known)
{
  const char *title = bd_json_get_string (section, "title");
  char *words;

  if (known != NULL)
    return g_strdup (known->words);
  words = title != NULL ? g_strdup (title) : bd_words_concept (bd_json_get (section, "code"));
  return words != NULL ? words : g_strdup ("A section");
}

static void
set_author (BdEntryFields    *f,
            const BdBundle   *page,
            const BdJsonNode *section,
            const BdJsonNode *composition)
{
  const BdJsonNode *author = bd_json_first (bd_json_get (section, "author"));

  if (author == NULL)
    author = bd_json_first (bd_json_get (composition, "author"));
  bd_fields_set_recorder (f, page, composition, author);
  bd_fields_set_facility (f, bd_json_get (composition, "custodian"));
}

static void
add_nil_known (BdReading        *self,
               const BdBundle   *page,
               const BdJsonNode *composition,
               const BdJsonNode *section,
               const BdTerm     *known,
               gint64            now)
{
  const char *id = bd_json_get_string (composition, "id");
  const BdJsonNode *authors = bd_json_get (section, "author");
  gboolean by_person = bd_document_is_by_person (page, composition,
                                                 authors != NULL ? authors : bd_json_get (composition, "author"));
  g_autofree char *name = section_name (section, known);
  BdEntryFields *f = bd_entry_fields_new ();
  BdDate date;

  f->id = g_strdup_printf ("file/Composition/%s#%s", id != NULL ? id : "", known->code);
  f->resource_type = g_strdup ("Composition");
  bd_section_from_string (known->meaning, &f->section);
  f->source = BD_SOURCE_FILE;
  f->fetched_at = now;
  f->title = g_strdup_printf (by_person ? "%s: none known" : "%s: reported as nil by a system", name);
  bd_entry_fields_mark (f, "negation");
  if (!by_person)
    bd_entry_fields_mark (f, "reported-by-system");
  bd_fields_set_date (f, BD_DATE_RECORDED, bd_json_get (composition, "date"));
  set_author (f, page, section, composition);
  if (f->dates[BD_DATE_RECORDED] != NULL && bd_date_parse (f->dates[BD_DATE_RECORDED], &date))
    f->sort_key = bd_date_sort_key (&date);
  g_ptr_array_add (self->entries, bd_entry_new (f, NULL));
}

/* What a section refers to and the file does not hold is told, not passed over. */
static void
add_missing (BdReading        *self,
             const BdBundle   *page,
             const BdJsonNode *composition,
             const BdJsonNode *section,
             const char       *name)
{
  for (const BdJsonNode *n = bd_json_first (bd_json_get (section, "entry")); n != NULL; n = bd_json_next (n))
    {
      g_autoptr (BdReference) ref = bd_reference_new_from_json (n);
      const char *to = ref != NULL ? ref->reference : NULL;

      if (to == NULL || bd_bundle_resolve (page, composition, to) == NULL)
        add_issue (self, "warning", "not-found",
                   g_strdup_printf ("%s: referenced item missing: %s", name, to != NULL ? to : "not said which"));
    }
}

static void
read_section (BdReading        *self,
              const BdBundle   *page,
              const BdJsonNode *composition,
              const BdJsonNode *section,
              gint64            now)
{
  const BdJsonNode *coding = bd_json_first (bd_json_get (bd_json_get (section, "code"), "coding"));
  const BdTerm *known = bd_terms_find (BD_TERMS_DOCUMENT_SECTION, bd_json_get_string (coding, "system"),
                                       bd_json_get_string (coding, "code"));
  const BdJsonNode *reason = bd_json_get (section, "emptyReason");
  const char *code = bd_json_get_string (bd_json_first (bd_json_get (reason, "coding")), "code");
  const char *words = bd_terms_words (BD_TERMS_EMPTY_REASON, "", code);
  const BdJsonNode *inner = bd_json_get (section, "section");
  g_autofree char *name = NULL;

  for (const BdJsonNode *n = bd_json_first (inner); n != NULL; n = bd_json_next (n))
    read_section (self, page, composition, n, now);
  name = section_name (section, known);
  add_missing (self, page, composition, section, name);
  if (reason == NULL && bd_json_first (bd_json_get (section, "entry")) == NULL && bd_json_first (inner) == NULL)
    add_issue (self, "information", "informational", g_strdup_printf ("%s: no entries, and no reason is given.", name));
  if (reason == NULL)
    return;

  if (g_strcmp0 (code, "nilknown") == 0 && known != NULL)
    add_nil_known (self, page, composition, section, known, now);
  else
    {
      g_autofree char *own = words == NULL ? bd_words_concept (reason) : NULL;

      add_issue (self, "information", "informational",
                 g_strdup_printf ("%s: %s.", name, words != NULL ? words : (own != NULL ? own : "empty, no reason given")));
    }
}

static void
read_composition (BdReading        *self,
                  const BdBundle   *page,
                  const BdJsonNode *composition,
                  gint64            now)
{
  const char *title = bd_json_get_string (composition, "title");
  g_autofree char *date = bd_words_date (bd_json_get_string (composition, "date"));
  const BdJsonNode *sections = bd_json_get (composition, "section");

  take_not_shown (self, "Composition", bd_json_get_string (composition, "id"),
                  g_strdup_printf ("Heading of a document: %s, %s. What its sections refer to is listed by itself.",
                                   title != NULL ? title : "without a title", date != NULL ? date : "date not given"));
  for (const BdJsonNode *n = bd_json_first (sections); n != NULL; n = bd_json_next (n))
    read_section (self, page, composition, n, now);
}

/* Containers */

/* A bundle inside is read as a page of its own, so that its references mean what
 * stands beside them. */
static void
read_inner_bundle (BdReading        *self,
                   BdBundle         *page,
                   const BdJsonNode *bundle,
                   gint64            now)
{
  g_autoptr (GBytes) bytes = bd_json_dup_bytes (page->json, bundle);
  g_autoptr (BdJson) json = bd_json_parse (bytes, NULL);
  g_autoptr (BdBundle) inner = json != NULL ? bd_bundle_new (json) : NULL;

  take_not_shown (self, "Bundle", bd_json_get_string (bundle, "id"), explain_type ("Bundle"));
  if (inner != NULL)
    read_page (self, inner, now);
}

static void read_resource (BdReading *self, BdBundle *page, const BdBundleEntry *entry, gint64 now);

static void
read_parameters (BdReading        *self,
                 BdBundle         *page,
                 const BdJsonNode *parameters,
                 gint64            now)
{
  for (const BdJsonNode *n = bd_json_first (parameters); n != NULL; n = bd_json_next (n))
    {
      BdBundleEntry entry = { .resource = bd_json_get (n, "resource") };
      const BdJsonNode *parts = bd_json_get (n, "part");

      entry.type = bd_json_get_string (entry.resource, "resourceType");
      entry.id = bd_json_get_string (entry.resource, "id");
      if (entry.resource != NULL)
        read_resource (self, page, &entry, now);
      if (bd_json_type (parts) == BD_JSON_ARRAY)
        read_parameters (self, page, parts, now);
    }
}

static void
add_patient (BdReading           *self,
             const BdBundleEntry *entry,
             gint64               now)
{
  BdPatient *patient = bd_patient_new_from_json (entry->resource, NULL);

  patient->fetched_at = now;
  if (entry->score != NULL)
    patient->score = (int) CLAMP (g_ascii_strtod (entry->score, NULL), 0, 1000);
  g_ptr_array_add (self->patients, patient);
}

static void
read_resource (BdReading           *self,
               BdBundle            *page,
               const BdBundleEntry *entry,
               gint64               now)
{
  const BdJsonNode *resource = entry->resource;
  BdEntry *shown;

  if (entry->type == NULL)
    {
      take_not_shown (self, NULL, entry->id, g_strdup ("Not a FHIR resource: it does not say its type."));
      return;
    }
  shown = bd_project_resource (page, resource, entry->full_url, BD_SOURCE_FILE, now);
  if (shown != NULL)
    g_ptr_array_add (self->entries, shown);
  else if (g_str_equal (entry->type, "Patient"))
    add_patient (self, entry, now);
  else if (g_str_equal (entry->type, "OperationOutcome"))
    add_outcome (self, resource, entry->id);
  else if (g_str_equal (entry->type, "Composition"))
    read_composition (self, page, resource, now);
  else if (g_str_equal (entry->type, "Bundle"))
    read_inner_bundle (self, page, resource, now);
  else
    take_not_shown (self, entry->type, entry->id, explain_type (entry->type));

  if (g_str_equal (entry->type, "Parameters") && bd_json_type (bd_json_get (resource, "parameter")) == BD_JSON_ARRAY)
    read_parameters (self, page, bd_json_get (resource, "parameter"), now);
}

/* What a bundle says beside its resources: entries of a batch answer may hold an outcome in place of a
 * resource, and a broken entry must not vanish. */
static void
read_rest_of_entry (BdReading        *self,
                    const BdJsonNode *entry)
{
  const BdJsonNode *resource = bd_json_get (entry, "resource");
  const BdJsonNode *outcome = bd_json_get (bd_json_get (entry, "response"), "outcome");

  if (bd_json_type (entry) != BD_JSON_OBJECT)
    add_issue (self, "warning", "structure", g_strdup ("An entry of the bundle cannot be read."));
  if (resource != NULL && bd_json_type (resource) != BD_JSON_OBJECT)
    add_issue (self, "warning", "structure", g_strdup ("An entry of the bundle holds something that is no resource."));
  if (outcome != NULL)
    add_outcome (self, outcome, bd_json_get_string (outcome, "id"));
}

static void
read_rest (BdReading *self,
           BdBundle  *page)
{
  const BdJsonNode *entries = bd_json_get (bd_json_root (page->json), "entry");

  if (page->redacted)
    add_issue (self, "information", "suppressed",
               g_strdup ("The service that sent this is holding back some records marked confidential."));
  if (entries != NULL && bd_json_type (entries) != BD_JSON_ARRAY)
    {
      add_issue (self, "warning", "structure", g_strdup ("The entries of the bundle cannot be read."));
      return;
    }
  for (const BdJsonNode *n = bd_json_first (entries); n != NULL; n = bd_json_next (n))
    read_rest_of_entry (self, n);
}

static void
read_page (BdReading *self,
           BdBundle  *page,
           gint64     now)
{
  for (guint i = 0; i < page->entries->len; i++)
    {
      const BdBundleEntry *entry = &g_array_index (page->entries, BdBundleEntry, i);

      if (entry->resource != NULL)
        read_resource (self, page, entry, now);
    }
  if (g_strcmp0 (bd_json_get_string (bd_json_root (page->json), "resourceType"), "Bundle") == 0)
    read_rest (self, page);
}

/**
 * bd_reading_new:
 * @json: a parsed file
 * @now: when it is read, wall µs; the entries' fetched_at
 *
 * Reads one file as `bedsidectl read` shows it. Every resource in it lands in
 * exactly one list: those of a bundle, of bundles inside it and of Parameters; a
 * contained resource is part of the one that contains it. Sections of a document
 * that are empty for a reason become an entry ("none known") or an issue. An entry
 * without a resource is not one.
 *
 * Returns: (transfer full): the lists
 */
BdReading *
bd_reading_new (BdJson *json,
                gint64  now)
{
  g_autoptr (BdBundle) page = NULL;
  BdReading *self;

  g_return_val_if_fail (json != NULL, NULL);

  self = g_new0 (BdReading, 1);
  self->entries = g_ptr_array_new_with_free_func (g_object_unref);
  self->patients = g_ptr_array_new_with_free_func ((GDestroyNotify) bd_patient_free);
  self->issues = g_ptr_array_new_with_free_func ((GDestroyNotify) bd_issue_free);
  self->not_shown = g_ptr_array_new_with_free_func ((GDestroyNotify) bd_not_shown_free);

  page = bd_bundle_new (json);
  read_page (self, page, now);
  return self;
}

/**
 * bd_reading_free:
 * @self: (transfer full) (nullable): a reading
 *
 * Frees a reading and its lists.
 */
void
bd_reading_free (BdReading *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->entries);
  g_ptr_array_unref (self->patients);
  g_ptr_array_unref (self->issues);
  g_ptr_array_unref (self->not_shown);
  g_free (self);
}
