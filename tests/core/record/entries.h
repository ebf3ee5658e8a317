/* entries.h — entries, answers and times for the tests of the record layer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-record.h"

#include <string.h>

/* "marks" is a space separated list; NULL leaves a member absent. */
typedef struct {
  const char   *id;        /* "sdhr/AllergyIntolerance/a1": source and type come from it */
  const char   *title;
  BdEntryGroup  group;
  const char   *marks;
  gint64        key;
  const char   *code;      /* SNOMED CT */
  const char   *facility;
  const char   *item;
  const char   *status;
  const char   *value;
  const char   *recorded;
  const char   *criticality;
} Told;

static inline BdEntryFields *
told_fields (const Told *told)
{
  BdEntryFields *fields = bd_entry_fields_new ();
  g_auto (GStrv) parts = g_strsplit (told->id, "/", 3);
  g_auto (GStrv) marks = g_strsplit (told->marks != NULL ? told->marks : "", " ", -1);

  g_assert_true (bd_source_from_string (parts[0], &fields->source));
  g_assert_true (bd_section_for_type (parts[1], &fields->section));
  fields->id = g_strdup (told->id);
  fields->resource_type = g_strdup (parts[1]);
  fields->title = g_strdup (told->title != NULL ? told->title : parts[2]);
  fields->group = told->group;
  fields->sort_key = told->key;
  fields->facility = g_strdup (told->facility);
  fields->item = g_strdup (told->item);
  fields->status = g_strdup (told->status);
  fields->value = g_strdup (told->value);
  fields->criticality = g_strdup (told->criticality);
  fields->dates[BD_DATE_RECORDED] = g_strdup (told->recorded);
  if (told->code != NULL)
    g_ptr_array_add (fields->codes, bd_coding_new ("http://snomed.info/sct", told->code, NULL, FALSE));
  for (guint i = 0; marks[i] != NULL; i++)
    if (*marks[i] != '\0')
      bd_entry_fields_mark (fields, marks[i]);
  return fields;
}

static inline BdEntry *
told_entry (const Told *told)
{
  return bd_entry_new (told_fields (told), NULL);
}

/* An answer whose counts fit its entries. */
static inline BdAnswer *
told_answer (BdSectionKind  section,
             BdSource       source,
             BdResultState  state,
             const Told    *told,
             guint          n)
{
  BdAnswer *answer = bd_answer_new (bd_ledger_line_new (section, source, state));

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (answer->entries, told_entry (&told[i]));
  answer->line->received = answer->line->total = n;
  return answer;
}

static inline gint64
at (const char *instant)
{
  BdDate date;

  g_assert_true (bd_date_parse (instant, &date));
  g_assert_cmpint (date.precision, ==, BD_DATE_INSTANT);
  return date.unix_us;
}

/* The ids of a list, without the source, joined by spaces. */
static inline char *
ids_of (GListModel *list)
{
  g_autoptr (GString) ids = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (BdEntry) entry = g_list_model_get_item (list, i);

      if (i > 0)
        g_string_append_c (ids, ' ');
      g_string_append (ids, strrchr (bd_entry_peek (entry)->id, '/') + 1);
    }
  return g_string_free (g_steal_pointer (&ids), FALSE);
}

static inline BdRecord *
make_record (const char *born)
{
  BdPatient *patient = bd_patient_new_unconfirmed ("ZKC7284", "A test person");

  g_free (patient->birth_date);
  patient->birth_date = g_strdup (born);
  return bd_record_new (patient, NULL);
}
