/* bd-entry-json.c: entries, patients and messages as the command line's JSON
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Numbers are written as strings, exactly as received; absent is null or an empty
 * list, never invented.
 */
#include "bd-entry-json.h"

#include "bd-clock.h"

static const char *const group_names[] = { "current", "past", "apart" };

/**
 * bd_write_strings:
 * @writer: where to write
 * @member: name of the list
 * @strings: (array zero-terminated=1) (nullable): what it holds
 *
 * Writes a list of strings, empty for %NULL.
 */
void
bd_write_strings (BdJsonWriter      *writer,
                  const char        *member,
                  const char *const *strings)
{
  bd_json_writer_begin_array (writer, member);
  for (int i = 0; strings != NULL && strings[i] != NULL; i++)
    bd_json_writer_string (writer, NULL, strings[i]);
  bd_json_writer_end_array (writer);
}

static void
write_codes (const BdEntryFields *fields,
             BdJsonWriter        *writer)
{
  bd_json_writer_begin_array (writer, "codes");
  for (guint i = 0; i < fields->codes->len; i++)
    {
      const BdCoding *coding = g_ptr_array_index (fields->codes, i);

      bd_json_writer_begin_object (writer, NULL);
      bd_json_writer_string (writer, "system", coding->system);
      bd_json_writer_string (writer, "code", coding->code);
      bd_json_writer_string (writer, "display", coding->display);
      bd_json_writer_boolean (writer, "userSelected", coding->user_selected);
      bd_json_writer_end_object (writer);
    }
  bd_json_writer_end_array (writer);
}

static void
write_dates (const BdEntryFields *fields,
             BdJsonWriter        *writer)
{
  bd_json_writer_begin_object (writer, "dates");
  for (int role = 0; role < BD_N_DATES; role++)
    if (fields->dates[role] != NULL)
      bd_json_writer_string (writer, bd_date_role_to_string (role), fields->dates[role]);
  bd_json_writer_end_object (writer);
}

static void
write_components (const BdEntryFields *fields,
                  BdJsonWriter        *writer)
{
  bd_json_writer_begin_array (writer, "components");
  for (guint i = 0; i < fields->components->len; i++)
    {
      const BdComponent *component = g_ptr_array_index (fields->components, i);

      bd_json_writer_begin_object (writer, NULL);
      bd_json_writer_string (writer, "title", component->title);
      bd_json_writer_string (writer, "value", component->value);
      bd_json_writer_string (writer, "unit", component->unit);
      bd_json_writer_string (writer, "interpretation", component->interpretation);
      bd_json_writer_string (writer, "referenceRange", component->range);
      bd_json_writer_end_object (writer);
    }
  bd_json_writer_end_array (writer);
}

static void
write_reactions (const BdEntryFields *fields,
                 BdJsonWriter        *writer)
{
  bd_json_writer_begin_array (writer, "reactions");
  for (guint i = 0; i < fields->reactions->len; i++)
    {
      const BdReaction *reaction = g_ptr_array_index (fields->reactions, i);

      bd_json_writer_begin_object (writer, NULL);
      bd_write_strings (writer, "manifestation", (const char *const *) reaction->manifestation);
      bd_json_writer_string (writer, "severity", reaction->severity);
      bd_json_writer_string (writer, "description", reaction->description);
      bd_json_writer_end_object (writer);
    }
  bd_json_writer_end_array (writer);
}

static void
write_what (const BdEntryFields *fields,
            BdJsonWriter        *writer)
{
  bd_json_writer_string (writer, "id", fields->id);
  bd_json_writer_string (writer, "resourceType", fields->resource_type);
  bd_json_writer_string (writer, "section", bd_section_to_string (fields->section));
  bd_json_writer_string (writer, "title", fields->title);
  write_codes (fields, writer);
  bd_json_writer_string (writer, "text", fields->text);
  bd_json_writer_string (writer, "status", fields->status);
  bd_json_writer_string (writer, "statusText", fields->status_text);
  bd_json_writer_string (writer, "verification", fields->verification);
  bd_json_writer_string (writer, "group", group_names[fields->group]);
}

static void
write_values (const BdEntryFields *fields,
              BdJsonWriter        *writer)
{
  bd_json_writer_string (writer, "value", fields->value);
  bd_json_writer_string (writer, "unit", fields->unit);
  bd_json_writer_string (writer, "comparator", fields->comparator);
  bd_json_writer_string (writer, "interpretation", fields->interpretation);
  bd_json_writer_string (writer, "referenceRange", fields->reference_range);
  write_components (fields, writer);
  write_reactions (fields, writer);
  bd_json_writer_string (writer, "criticality", fields->criticality);
  bd_json_writer_string (writer, "category", fields->category);
  bd_json_writer_string (writer, "dose", fields->dose);
  bd_json_writer_string (writer, "reason", fields->reason);
  bd_json_writer_string (writer, "detail", fields->detail);
}

/**
 * bd_entry_write_json:
 * @entry: an entry
 * @writer: where to write, inside a list
 *
 * Writes one ENTRY as the command line documents it.
 */
void
bd_entry_write_json (BdEntry      *entry,
                     BdJsonWriter *writer)
{
  const BdEntryFields *fields = bd_entry_peek (entry);

  bd_json_writer_begin_object (writer, NULL);
  write_what (fields, writer);
  write_dates (fields, writer);
  write_values (fields, writer);
  bd_write_strings (writer, "notes", (const char *const *) fields->notes);
  bd_json_writer_string (writer, "facility", fields->facility);
  bd_json_writer_string (writer, "recorder", fields->recorder);
  bd_json_writer_string (writer, "nhi", fields->nhi);
  bd_json_writer_string (writer, "item", fields->item);
  bd_json_writer_string (writer, "source", bd_source_to_string (fields->source));
  bd_write_strings (writer, "marks", (const char *const *) fields->marks);
  bd_json_writer_end_object (writer);
}

static void
write_deceased (const BdPatient *patient,
                BdJsonWriter    *writer)
{
  if (!patient->deceased)
    bd_json_writer_null (writer, "deceased");
  else if (patient->deceased_date != NULL)
    bd_json_writer_string (writer, "deceased", patient->deceased_date);
  else
    bd_json_writer_boolean (writer, "deceased", TRUE);
}

static void
write_names (const BdPatient *patient,
             BdJsonWriter    *writer)
{
  bd_json_writer_begin_array (writer, "names");
  for (guint i = 0; i < patient->names->len; i++)
    {
      const BdName *name = g_ptr_array_index (patient->names, i);

      bd_json_writer_begin_object (writer, NULL);
      bd_json_writer_string (writer, "family", name->family);
      bd_json_writer_string (writer, "given", name->given);
      bd_json_writer_string (writer, "prefix", name->prefix);
      bd_json_writer_string (writer, "use", name->use);
      bd_json_writer_boolean (writer, "preferred", name->preferred);
      bd_json_writer_end_object (writer);
    }
  bd_json_writer_end_array (writer);
}

static void
write_time (BdJsonWriter *writer,
            const char   *member,
            gint64        wall)
{
  g_autofree char *text = wall != 0 ? bd_clock_format_iso (wall) : NULL;

  bd_json_writer_string (writer, member, text);
}

/**
 * bd_patient_write_json:
 * @patient: a person
 * @member: (nullable): name, %NULL inside a list
 * @writer: where to write
 *
 * Writes who the person is. "deceased" is null, the date as received, or true
 * when no date was given.
 */
void
bd_patient_write_json (const BdPatient *patient,
                       const char      *member,
                       BdJsonWriter    *writer)
{
  const BdName *name = bd_patient_peek_name (patient);

  bd_json_writer_begin_object (writer, member);
  bd_json_writer_string (writer, "nhi", patient->nhi);
  bd_json_writer_string (writer, "askedNhi", patient->asked_nhi);
  bd_write_strings (writer, "linkedNhis", (const char *const *) patient->linked_nhis);
  bd_json_writer_string (writer, "family", name != NULL ? name->family : NULL);
  bd_json_writer_string (writer, "given", name != NULL ? name->given : NULL);
  bd_json_writer_string (writer, "prefix", name != NULL ? name->prefix : NULL);
  bd_json_writer_string (writer, "born", patient->birth_date);
  bd_json_writer_string (writer, "gender", patient->gender);
  bd_json_writer_string (writer, "genderText", patient->gender_text);
  write_deceased (patient, writer);
  bd_write_strings (writer, "addresses", (const char *const *) patient->addresses);
  write_names (patient, writer);
  bd_write_strings (writer, "contacts", (const char *const *) patient->contacts);
  bd_json_writer_string (writer, "practice", patient->practice);
  bd_write_strings (writer, "details", (const char *const *) patient->details);
  write_time (writer, "savedAt", patient->saved_at);
  bd_write_strings (writer, "notices", (const char *const *) patient->notices);
  if (patient->score > 0)
    bd_json_writer_integer (writer, "score", patient->score);
  bd_json_writer_end_object (writer);
}

/**
 * bd_issue_write_json:
 * @issue: what a service said
 * @writer: where to write, inside a list
 */
void
bd_issue_write_json (const BdIssue *issue,
                     BdJsonWriter  *writer)
{
  bd_json_writer_begin_object (writer, NULL);
  bd_json_writer_string (writer, "severity", issue->severity);
  bd_json_writer_string (writer, "code", issue->code);
  bd_json_writer_string (writer, "detailsCode", issue->details_code);
  bd_json_writer_string (writer, "text", bd_issue_peek_words (issue));
  bd_json_writer_end_object (writer);
}

/**
 * bd_not_shown_write_json:
 * @not_shown: a resource that no section shows
 * @writer: where to write, inside a list
 */
void
bd_not_shown_write_json (const BdNotShown *not_shown,
                         BdJsonWriter     *writer)
{
  bd_json_writer_begin_object (writer, NULL);
  bd_json_writer_string (writer, "resourceType", not_shown->resource_type);
  bd_json_writer_string (writer, "id", not_shown->id);
  bd_json_writer_string (writer, "why", not_shown->why);
  bd_json_writer_end_object (writer);
}
