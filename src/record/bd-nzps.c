/* bd-nzps.c: writes an opened record as a NZ Patient Summary
 *
 * The resources stand in the document byte for byte as they were received; only the
 * heading, the person, the writer and the place are made here.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-nzps.h"
#include "bd-nzps-private.h"

#include "bd-clock.h"
#include "bd-hpi.h"
#include "bd-json-writer.h"
#include "bd-nhi.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define PROFILE "https://fhir-ig.digital.health.nz/nzps/StructureDefinition/"
#define DATA_ABSENT "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
#define PREFERRED "http://hl7.org/fhir/StructureDefinition/iso21090-preferred"

G_DEFINE_QUARK (bd-nzps-error-quark, bd_nzps_error)

/* The document's own resources, by the URL they are referred to with. */
typedef struct {
  BdJsonWriter *out;
  BdNzpsPlan    plan;
  char         *bundle_id;
  char         *when;
  char         *composition, *patient, *practitioner, *role, *organisation;   /* urn:uuid */
} Document;

/* --- small pieces --- */

static void
write_coding (BdJsonWriter *out,
              const char   *system,
              const char   *code,
              const char   *display)
{
  bd_json_writer_begin_array (out, "coding");
  bd_json_writer_begin_object (out, NULL);
  bd_json_writer_string (out, "system", system);
  bd_json_writer_string (out, "code", code);
  bd_json_writer_string (out, "display", display);
  bd_json_writer_end_object (out);
  bd_json_writer_end_array (out);
}

static void
write_identifier (BdJsonWriter *out,
                  const char   *use,
                  const char   *system,
                  const char   *value)
{
  bd_json_writer_begin_object (out, NULL);
  if (use != NULL)
    bd_json_writer_string (out, "use", use);
  bd_json_writer_string (out, "system", system);
  bd_json_writer_string (out, "value", value);
  bd_json_writer_end_object (out);
}

static void
write_reference (BdJsonWriter *out,
                 const char   *member,
                 const char   *url)
{
  bd_json_writer_begin_object (out, member);
  bd_json_writer_string (out, "reference", url);
  bd_json_writer_end_object (out);
}

static void
write_profile (BdJsonWriter *out,
               const char   *profile)
{
  bd_json_writer_begin_object (out, "meta");
  bd_json_writer_begin_array (out, "profile");
  bd_json_writer_string (out, NULL, profile);
  bd_json_writer_end_array (out);
  bd_json_writer_end_object (out);
}

static void
write_narrative (BdJsonWriter *out,
                 char         *div)
{
  bd_json_writer_begin_object (out, "text");
  bd_json_writer_string (out, "status", "generated");
  bd_json_writer_string (out, "div", div);
  bd_json_writer_end_object (out);
  g_free (div);
}

/* The id of a resource made here is the UUID of its URL. */
static void
begin_entry (BdJsonWriter *out,
             const char   *url,
             const char   *type,
             const char   *id)
{
  bd_json_writer_begin_object (out, NULL);
  bd_json_writer_string (out, "fullUrl", url);
  bd_json_writer_begin_object (out, "resource");
  bd_json_writer_string (out, "resourceType", type);
  bd_json_writer_string (out, "id", id != NULL ? id : url + strlen ("urn:uuid:"));
}

static void
end_entry (BdJsonWriter *out)
{
  bd_json_writer_end_object (out);
  bd_json_writer_end_object (out);
}

/* A guide that wants a value is told that there is none. */
static void
write_absent (BdJsonWriter *out,
              const char   *member)
{
  bd_json_writer_begin_object (out, member);
  bd_json_writer_begin_array (out, "extension");
  bd_json_writer_begin_object (out, NULL);
  bd_json_writer_string (out, "url", DATA_ABSENT);
  bd_json_writer_string (out, "valueCode", "unknown");
  bd_json_writer_end_object (out);
  bd_json_writer_end_array (out);
  bd_json_writer_end_object (out);
}

/* --- the composition --- */

static void
write_section_code (BdJsonWriter         *out,
                    const BdNzpsPartInfo *info)
{
  bd_json_writer_begin_object (out, "code");
  if (info->code != NULL)
    write_coding (out, info->system, info->code, info->display);
  else
    bd_json_writer_string (out, "text", info->title);
  bd_json_writer_end_object (out);
}

static void
write_section (Document       *self,
               BdNzpsPartKind  kind)
{
  const BdNzpsPartInfo *info = &bd_nzps_parts[kind];
  const BdNzpsPart *part = &self->plan.parts[kind];
  BdJsonWriter *out = self->out;

  bd_json_writer_begin_object (out, NULL);
  bd_json_writer_string (out, "title", info->title);
  write_section_code (out, info);
  write_narrative (out, bd_nzps_dup_section_div (&self->plan, kind));
  if (part->items->len > 0)
    {
      bd_json_writer_begin_array (out, "entry");
      for (guint i = 0; i < part->items->len; i++)
        write_reference (out, NULL, ((const BdNzpsItem *) g_ptr_array_index (part->items, i))->url);
      bd_json_writer_end_array (out);
    }
  else
    {
      const BdNzpsReason *reason = bd_nzps_plan_reason (&self->plan, kind);

      bd_json_writer_begin_object (out, "emptyReason");
      write_coding (out, reason->system, reason->code, reason->display);
      bd_json_writer_end_object (out);
    }
  bd_json_writer_end_object (out);
}

static void
write_composition (Document *self)
{
  BdJsonWriter *out = self->out;

  begin_entry (out, self->composition, "Composition", NULL);
  write_profile (out, PROFILE "nzps-composition");
  write_narrative (out, bd_nzps_dup_whole_div (&self->plan));
  bd_json_writer_string (out, "status", "final");
  bd_json_writer_begin_object (out, "type");
  write_coding (out, "http://loinc.org", "60591-5", "Patient summary Document");
  bd_json_writer_end_object (out);
  write_reference (out, "subject", self->patient);
  bd_json_writer_string (out, "date", self->when);
  bd_json_writer_begin_array (out, "author");
  write_reference (out, NULL, self->role);
  bd_json_writer_end_array (out);
  bd_json_writer_string (out, "title", "New Zealand Patient Summary");
  write_reference (out, "custodian", self->organisation);
  bd_json_writer_begin_array (out, "section");
  for (guint i = 0; i < BD_NZPS_N_PARTS; i++)
    if (bd_nzps_plan_stands (&self->plan, i))
      write_section (self, i);
  bd_json_writer_end_array (out);
  end_entry (out);
}

/* --- the person --- */

static void
write_words (BdJsonWriter *out,
             const char   *member,
             const char   *words)
{
  if (words == NULL)
    return;
  bd_json_writer_begin_array (out, member);
  bd_json_writer_string (out, NULL, words);
  bd_json_writer_end_array (out);
}

static void
write_name (BdJsonWriter *out,
            const BdName *name)
{
  bd_json_writer_begin_object (out, NULL);
  if (name->preferred)
    {
      bd_json_writer_begin_array (out, "extension");
      bd_json_writer_begin_object (out, NULL);
      bd_json_writer_string (out, "url", PREFERRED);
      bd_json_writer_boolean (out, "valueBoolean", TRUE);
      bd_json_writer_end_object (out);
      bd_json_writer_end_array (out);
    }
  if (name->use != NULL)
    bd_json_writer_string (out, "use", name->use);
  if (name->family != NULL)
    bd_json_writer_string (out, "family", name->family);
  write_words (out, "given", name->given);
  write_words (out, "prefix", name->prefix);
  bd_json_writer_end_object (out);
}

static void
write_names (BdJsonWriter    *out,
             const BdPatient *patient)
{
  bd_json_writer_begin_array (out, "name");
  for (guint i = 0; i < patient->names->len; i++)
    write_name (out, g_ptr_array_index (patient->names, i));
  if (patient->names->len == 0)
    write_absent (out, NULL);
  bd_json_writer_end_array (out);
}

static void
write_birth_and_death (BdJsonWriter    *out,
                       const BdPatient *patient)
{
  if (patient->birth_date != NULL)
    bd_json_writer_string (out, "birthDate", patient->birth_date);
  else
    write_absent (out, "_birthDate");
  if (patient->deceased_date != NULL)
    bd_json_writer_string (out, "deceasedDateTime", patient->deceased_date);
  else if (patient->deceased)
    bd_json_writer_boolean (out, "deceasedBoolean", TRUE);
}

/* The id is the NHI, so that `Patient/ZKC7284` in a resource as received leads here. */
static void
write_patient (Document *self)
{
  const BdPatient *patient = bd_record_get_patient (self->plan.record);
  BdJsonWriter *out = self->out;

  begin_entry (out, self->patient, "Patient", patient->nhi);
  bd_json_writer_begin_array (out, "identifier");
  write_identifier (out, "official", BD_NHI_SYSTEM, patient->nhi);
  for (guint i = 0; patient->linked_nhis[i] != NULL; i++)
    write_identifier (out, "old", BD_NHI_SYSTEM, patient->linked_nhis[i]);
  bd_json_writer_end_array (out);
  write_names (out, patient);
  if (patient->gender != NULL)
    bd_json_writer_string (out, "gender", patient->gender);
  write_birth_and_death (out, patient);
  end_entry (out);
}

/* --- who wrote it, and where --- */

static void
write_practitioner (Document *self)
{
  const BdNzpsAuthor *author = self->plan.author;
  BdJsonWriter *out = self->out;

  begin_entry (out, self->practitioner, "Practitioner", NULL);
  if (author->cpn != NULL)
    {
      bd_json_writer_begin_array (out, "identifier");
      write_identifier (out, "official", BD_HPI_PERSON_SYSTEM, author->cpn);
      bd_json_writer_end_array (out);
    }
  bd_json_writer_begin_array (out, "name");
  bd_json_writer_begin_object (out, NULL);
  bd_json_writer_string (out, "text", author->name);
  bd_json_writer_end_object (out);
  bd_json_writer_end_array (out);
  end_entry (out);
}

static void
write_role (Document *self)
{
  const BdNzpsAuthor *author = self->plan.author;
  BdJsonWriter *out = self->out;

  begin_entry (out, self->role, "PractitionerRole", NULL);
  bd_json_writer_begin_object (out, "practitioner");
  bd_json_writer_string (out, "reference", self->practitioner);
  bd_json_writer_string (out, "display", author->name);
  bd_json_writer_end_object (out);
  write_reference (out, "organization", self->organisation);
  if (author->facility != NULL)
    {
      bd_json_writer_begin_array (out, "location");
      bd_json_writer_begin_object (out, NULL);
      bd_json_writer_string (out, "type", "Location");
      bd_json_writer_begin_object (out, "identifier");
      bd_json_writer_string (out, "system", BD_HPI_FACILITY_SYSTEM);
      bd_json_writer_string (out, "value", author->facility);
      bd_json_writer_end_object (out);
      bd_json_writer_end_object (out);
      bd_json_writer_end_array (out);
    }
  end_entry (out);
}

/* The published examples name the custodian by its facility; both are given where known. */
static void
write_organisation (Document *self)
{
  const BdNzpsAuthor *author = self->plan.author;
  const char *name = author->organisation_name != NULL ? author->organisation_name :
                     author->organisation != NULL ? author->organisation :
                     author->facility != NULL ? author->facility : _("Organisation not given");
  BdJsonWriter *out = self->out;

  begin_entry (out, self->organisation, "Organization", NULL);
  if (author->organisation != NULL || author->facility != NULL)
    {
      bd_json_writer_begin_array (out, "identifier");
      if (author->organisation != NULL)
        write_identifier (out, "official", BD_HPI_ORGANISATION_SYSTEM, author->organisation);
      if (author->facility != NULL)
        write_identifier (out, NULL, BD_HPI_FACILITY_SYSTEM, author->facility);
      bd_json_writer_end_array (out);
    }
  bd_json_writer_string (out, "name", name);
  end_entry (out);
}

/* --- what was received --- */

static void
write_items (Document *self)
{
  for (guint p = 0; p < BD_NZPS_N_PARTS; p++)
    for (guint i = 0; i < self->plan.parts[p].items->len; i++)
      {
        const BdNzpsItem *item = g_ptr_array_index (self->plan.parts[p].items, i);
        gsize length;
        const char *bytes = g_bytes_get_data (item->bytes, &length);

        bd_json_writer_begin_object (self->out, NULL);
        bd_json_writer_string (self->out, "fullUrl", item->url);
        bd_json_writer_raw (self->out, "resource", bytes, length);
        bd_json_writer_end_object (self->out);
      }
}

/* --- the bundle --- */

static char *
dup_own_url (const char *kind,
             const char *name)
{
  g_autofree char *whole = g_strdup_printf ("%s/%s", kind, name != NULL ? name : "");

  return bd_nzps_dup_url (whole);
}

static void
document_begin (Document *self)
{
  const BdNzpsAuthor *author = self->plan.author;
  const char *who = author->cpn != NULL ? author->cpn : author->name;

  bd_nzps_plan_make (&self->plan);
  self->out = bd_json_writer_new (FALSE);
  self->bundle_id = g_uuid_string_random ();
  self->when = bd_clock_format_iso (self->plan.now);
  self->composition = dup_own_url (self->bundle_id, "Composition");
  self->patient = dup_own_url ("nhi/Patient", bd_record_get_patient (self->plan.record)->nhi);
  self->practitioner = dup_own_url ("hpi/Practitioner", who);
  self->organisation = dup_own_url ("hpi/Organization", author->organisation != NULL ? author->organisation : author->organisation_name);
  self->role = dup_own_url (self->organisation, who);
}

static void
document_end (Document *self)
{
  bd_nzps_plan_clear (&self->plan);
  g_free (self->bundle_id);
  g_free (self->when);
  g_free (self->composition);
  g_free (self->patient);
  g_free (self->practitioner);
  g_free (self->organisation);
  g_free (self->role);
}

static char *
document_write (Document *self)
{
  BdJsonWriter *out = self->out;
  g_autofree char *identifier = g_strconcat ("urn:uuid:", self->bundle_id, NULL);

  bd_json_writer_begin_object (out, NULL);
  bd_json_writer_string (out, "resourceType", "Bundle");
  bd_json_writer_string (out, "id", self->bundle_id);
  write_profile (out, PROFILE "nzps-bundle");
  bd_json_writer_begin_object (out, "identifier");
  bd_json_writer_string (out, "system", "urn:ietf:rfc:3986");
  bd_json_writer_string (out, "value", identifier);
  bd_json_writer_end_object (out);
  bd_json_writer_string (out, "type", "document");
  bd_json_writer_string (out, "timestamp", self->when);
  bd_json_writer_begin_array (out, "entry");
  write_composition (self);
  write_patient (self);
  write_practitioner (self);
  write_role (self);
  write_organisation (self);
  write_items (self);
  bd_json_writer_end_array (out);
  bd_json_writer_end_object (out);
  return bd_json_writer_finish (g_steal_pointer (&self->out));
}

/**
 * bd_nzps_dup_needed:
 * @record: a record
 *
 * Returns: (transfer full): the ids of the entries that were drawn from a saved copy and
 *   do not have what was received; bd_nzps_write() wants it from its caller
 */
GStrv
bd_nzps_dup_needed (BdRecord *record)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  g_return_val_if_fail (BD_IS_RECORD (record), NULL);

  for (guint s = 0; s < BD_N_SECTIONS; s++)
    {
      GListModel *section = G_LIST_MODEL (bd_record_get_section (record, s));

      for (guint i = 0; s != BD_SECTION_CONSENTS && i < g_list_model_get_n_items (section); i++)
        {
          g_autoptr (BdEntry) entry = g_list_model_get_item (section, i);

          if (bd_entry_get_bytes (entry) == NULL)
            g_strv_builder_add (ids, bd_entry_peek (entry)->id);
        }
    }
  return g_strv_builder_end (ids);
}

/**
 * bd_nzps_write:
 * @record: the opened record
 * @author: who writes it and where
 * @loaded: (nullable) (element-type utf8 GBytes): what was received for the entries that
 *   bd_nzps_dup_needed() names, by entry id
 * @now: wall clock, µs
 * @counts: (out) (optional): what became of the entries
 * @error: return location for %BD_NZPS_ERROR_NO_NUMBER
 *
 * Writes the record as a document Bundle (NZPS 0.7.0, Document): the heading, the person
 * as NHI says, the writer, the place, and every resource byte for byte as received, with
 * its references as received. Each section's words carry what every source said. What was
 * opened under emergency access is left out and counted in words; an entry whose bytes
 * cannot be had is named in words. Whether the person may have it is the caller's to ask
 * (reason PR1), and so is the audit.
 *
 * Returns: (transfer full) (nullable): JSON, UTF-8
 */
GBytes *
bd_nzps_write (BdRecord           *record,
               const BdNzpsAuthor *author,
               GHashTable         *loaded,
               gint64              now,
               BdNzpsCounts       *counts,
               GError            **error)
{
  Document self = { .plan = { .record = record, .author = author, .loaded = loaded, .now = now } };
  char *json;

  g_return_val_if_fail (BD_IS_RECORD (record), NULL);
  g_return_val_if_fail (author != NULL && author->name != NULL, NULL);

  if (*bd_record_get_patient (record)->nhi == '\0')
    {
      g_set_error_literal (error, BD_NZPS_ERROR, BD_NZPS_ERROR_NO_NUMBER,
                           _("This record has no NHI number; a summary has to say whose it is"));
      return NULL;
    }
  document_begin (&self);
  json = document_write (&self);
  if (counts != NULL)
    *counts = self.plan.counts;
  document_end (&self);
  return g_bytes_new_take (json, strlen (json));
}
