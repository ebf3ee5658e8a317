/* ui-fixture.c: an invented person's record, made in memory, and ways to look into widgets
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui-fixture.h"

#include "bd-clock.h"
#include "shared/bd-paragraph.h"
#include "shared/bd-ui.h"

#include <string.h>

void
ui_fixture_init (int    *argc,
                 char ***argv)
{
  gtk_test_init (argc, argv, NULL);
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, "gtk-cursor-blink", FALSE,
                "gtk-font-name", "Cantarell 11", NULL);
  bd_ui_init ();
  bd_ui_load_style (gdk_display_get_default ());
}

BdPatient *
ui_fixture_patient (const char *nhi,
                    const char *family,
                    const char *given,
                    const char *born)
{
  BdPatient *patient = bd_patient_new_unconfirmed (nhi, NULL);

  if (family != NULL)
    {
      BdName *name = g_new0 (BdName, 1);

      name->family = g_strdup (family);
      name->given = g_strdup (given);
      name->prefix = g_strdup ("Ms");
      name->preferred = TRUE;
      g_ptr_array_add (patient->names, name);
    }
  g_free (patient->birth_date);
  patient->birth_date = g_strdup (born);
  g_free (patient->gender);
  patient->gender = g_strdup ("female");
  patient->fetched_at = bd_clock_wall ();

  return patient;
}

BdRecord *
ui_fixture_record (void)
{
  return bd_record_new (ui_fixture_patient ("ZKC7284", "Westbrook", "Sage", "1971-02-05"), NULL);
}

static BdDateRole
get_role (BdSectionKind section)
{
  switch (section)
    {
    case BD_SECTION_OBSERVATIONS: return BD_DATE_EFFECTIVE;
    case BD_SECTION_IMMUNISATIONS: return BD_DATE_GIVEN;
    case BD_SECTION_MEDICINES: return BD_DATE_DISPENSED;
    case BD_SECTION_ENCOUNTERS: return BD_DATE_START;
    case BD_SECTION_ALLERGIES: return BD_DATE_RECORDED;
    case BD_SECTION_CONSENTS: return BD_DATE_START;
    case BD_SECTION_CONDITIONS:
    case BD_N_SECTIONS:
    default: return BD_DATE_ONSET;
    }
}

static void
fill_second (BdEntryFields *fields,
             const RowSpec *spec)
{
  if (spec->section == BD_SECTION_ALLERGIES && spec->second != NULL)
    {
      BdReaction *reaction = g_new0 (BdReaction, 1);

      reaction->manifestation = g_strsplit (spec->second, "|", 2);
      if (reaction->manifestation[0] != NULL && reaction->manifestation[1] != NULL)
        {
          reaction->severity = reaction->manifestation[1];
          reaction->manifestation[1] = NULL;
        }
      g_ptr_array_add (fields->reactions, reaction);
    }
  else if (spec->section == BD_SECTION_OBSERVATIONS && spec->second != NULL)
    {
      g_auto (GStrv) parts = g_strsplit (spec->second, "|", 2);

      fields->value = g_strdup (parts[0]);
      fields->unit = g_strdup (parts[1]);
    }
  else if (spec->section == BD_SECTION_MEDICINES)
    fields->dose = g_strdup (spec->second);
  else
    fields->detail = g_strdup (spec->second);
}

BdEntry *
ui_fixture_entry (BdSource       source,
                  const RowSpec *spec)
{
  BdEntryFields *fields = bd_entry_fields_new ();
  g_auto (GStrv) marks = g_strsplit (spec->marks != NULL ? spec->marks : "", " ", -1);

  fields->id = g_strdup_printf ("%s/%s/%s", bd_source_to_string (source), spec->type, spec->id);
  fields->resource_type = g_strdup (spec->type);
  fields->section = spec->section;
  fields->source = source;
  fields->title = g_strdup (spec->title);
  g_ptr_array_add (fields->codes, bd_coding_new ("http://snomed.info/sct", spec->title, spec->title, FALSE));
  fill_second (fields, spec);
  fields->status = g_strdup (spec->status);
  fields->status_text = g_strdup (spec->status);
  fields->group = spec->group;
  if (spec->section == BD_SECTION_ALLERGIES || spec->section == BD_SECTION_CONDITIONS)
    fields->verification = g_strdup (spec->group == BD_GROUP_APART ? "refuted" : "confirmed");
  fields->dates[get_role (spec->section)] = g_strdup (spec->date);
  fields->facility = g_strdup ("F38006-B");
  fields->nhi = g_strdup ("ZKC7284");
  fields->fetched_at = bd_clock_wall ();
  for (guint i = 0; marks[i] != NULL; i++)
    if (g_str_has_prefix (marks[i], "item="))
      fields->item = g_strdup (marks[i] + 5);
    else if (*marks[i] != '\0')
      bd_entry_fields_mark (fields, marks[i]);

  return bd_entry_new (fields, NULL);
}

BdAnswer *
ui_fixture_answer (BdSectionKind section,
                   BdSource      source,
                   BdResultState state)
{
  BdLedgerLine *line = bd_ledger_line_new (section, source, state);

  line->asked_at = bd_clock_wall () - 800000;
  line->answered_at = state == BD_STATE_ASKING ? 0 : bd_clock_wall ();
  line->http_status = state == BD_STATE_WHOLE ? 200 : 0;
  line->total = state == BD_STATE_WHOLE ? 0 : -1;

  return bd_answer_new (line);
}

void
ui_fixture_add (BdAnswer      *answer,
                const RowSpec *spec)
{
  g_ptr_array_add (answer->entries, ui_fixture_entry (answer->line->source, spec));
  answer->line->received++;
  if (answer->line->total >= 0)
    answer->line->total++;
}

static const struct { BdSource source; RowSpec row; } rows[] = {
  { BD_SOURCE_SDHR, { BD_SECTION_ALLERGIES, "AllergyIntolerance", "a1", "penicillin", "anaphylaxis|severe", "active", "2011-03-02", BD_GROUP_CURRENT, "" } },
  { BD_SOURCE_SDHR, { BD_SECTION_ALLERGIES, "AllergyIntolerance", "a2", "cashew nuts", "urticaria", "active", "2016", BD_GROUP_CURRENT, "" } },
  { BD_SOURCE_SDHR, { BD_SECTION_ALLERGIES, "AllergyIntolerance", "a3", "latex", NULL, "active", "2018-07", BD_GROUP_APART, "" } },
  { BD_SOURCE_MWS, { BD_SECTION_ALLERGIES, "Flag", "w1", "Difficult airway: grade 4 laryngoscopy", NULL, "active", "2019-05-12", BD_GROUP_CURRENT, "warning" } },
  { BD_SOURCE_SDHR, { BD_SECTION_CONDITIONS, "Condition", "c1", "Type 2 diabetes mellitus", NULL, "active", "2011", BD_GROUP_CURRENT, "highlighted long-term" } },
  { BD_SOURCE_SDHR, { BD_SECTION_CONDITIONS, "Condition", "c2", "Hypertension (coded: Chronic obstructive lung disease)", NULL, "active", "2014-08", BD_GROUP_CURRENT, "long-term code-text-mismatch" } },
  { BD_SOURCE_SDHR, { BD_SECTION_CONDITIONS, "Condition", "c3", "Fracture of distal radius", NULL, "resolved", "2003", BD_GROUP_PAST, "" } },
  { BD_SOURCE_SDHR, { BD_SECTION_CONDITIONS, "Condition", "c4", "Pneumonia", NULL, "resolved", "2009-06", BD_GROUP_PAST, "" } },
  { BD_SOURCE_MDR, { BD_SECTION_MEDICINES, "MedicationRequest", "m1r", "metformin 500 mg tablet", "1 tablet twice a day with food", "active", NULL, BD_GROUP_CURRENT, "item=SCID-1 long-term" } },
  { BD_SOURCE_MDR, { BD_SECTION_MEDICINES, "MedicationDispense", "m1d", "metformin 500 mg tablet", "1 tablet twice a day with food", "completed", "2025-11-01", BD_GROUP_CURRENT, "item=SCID-1 long-term" } },
  { BD_SOURCE_MDR, { BD_SECTION_MEDICINES, "MedicationRequest", "m2r", "cilazapril 2.5 mg tablet", "1 tablet in the morning", "active", NULL, BD_GROUP_CURRENT, "item=SCID-2 not-dispensed" } },
  { BD_SOURCE_MDR, { BD_SECTION_MEDICINES, "MedicationRequest", "m3r", "amoxicillin 500 mg capsule", "1 capsule three times a day for 7 days", "stopped", NULL, BD_GROUP_PAST, "item=SCID-3 stopped" } },
  { BD_SOURCE_SDHR, { BD_SECTION_OBSERVATIONS, "Observation", "o1", "Blood pressure", "148/92|mm Hg", "final", "2025-10-28", BD_GROUP_CURRENT, "" } },
  { BD_SOURCE_SDHR, { BD_SECTION_OBSERVATIONS, "Observation", "o2", "Blood pressure", "142/88|mm Hg", "final", "2025-06-02", BD_GROUP_CURRENT, "" } },
  { BD_SOURCE_SDHR, { BD_SECTION_OBSERVATIONS, "Observation", "o3", "HbA1c", "61|mmol/mol", "final", "2025-10-28", BD_GROUP_CURRENT, "" } },
  { BD_SOURCE_SDHR, { BD_SECTION_OBSERVATIONS, "Observation", "o4", "HbA1c", "66|mmol/mol", "final", "2025-03-11", BD_GROUP_CURRENT, "" } },
  { BD_SOURCE_AIR, { BD_SECTION_IMMUNISATIONS, "Immunization", "i1", "Influenza", "Influvac Tetra", "completed", "2025-04-17", BD_GROUP_CURRENT, "" } },
  { BD_SOURCE_AIR, { BD_SECTION_IMMUNISATIONS, "Immunization", "i2", "Declined by the person: Zoster", NULL, "not-done", "2024-09-02", BD_GROUP_CURRENT, "not-done" } },
  { BD_SOURCE_SDHR, { BD_SECTION_ENCOUNTERS, "Encounter", "e1", "Consultation", "Review of diabetes", "finished", "2025-10-28", BD_GROUP_CURRENT, "" } },
};

void
ui_fixture_fill (BdRecord *record)
{
  g_autoptr (GHashTable) answers = g_hash_table_new (NULL, NULL);
  GHashTableIter iter;
  gpointer answer;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gpointer key = GUINT_TO_POINTER (1 + rows[i].row.section * BD_N_SOURCES + rows[i].source);

      answer = g_hash_table_lookup (answers, key);
      if (answer == NULL)
        {
          answer = ui_fixture_answer (rows[i].row.section, rows[i].source, BD_STATE_WHOLE);
          g_hash_table_insert (answers, key, answer);
        }
      ui_fixture_add (answer, &rows[i].row);
    }
  g_hash_table_iter_init (&iter, answers);
  while (g_hash_table_iter_next (&iter, NULL, &answer))
    bd_record_take_answer (record, answer);
  bd_record_take_answer (record, ui_fixture_answer (BD_SECTION_CONSENTS, BD_SOURCE_SHARED_CARE, BD_STATE_NO_ANSWER));
  bd_record_take_answer (record, ui_fixture_answer (BD_SECTION_MEDICINES, BD_SOURCE_SDHR, BD_STATE_OPTED_OUT_DOMAIN));
}

/* ---- looking into widgets ---- */

static const char *
get_text (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    return gtk_label_get_text (GTK_LABEL (widget));
  if (BD_IS_PARAGRAPH (widget))
    return bd_paragraph_get_text (BD_PARAGRAPH (widget));
  if (GTK_IS_TEXT (widget))
    return gtk_editable_get_text (GTK_EDITABLE (widget));

  return NULL;
}

static GtkWidget *
find (GtkWidget  *root,
      const char *part,
      gboolean    hidden_too)
{
  const char *text = get_text (root);

  if (!hidden_too && !gtk_widget_get_visible (root))
    return NULL;
  if (text != NULL && strstr (text, part) != NULL)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, part, hidden_too);

      if (found != NULL)
        return found;
    }

  return NULL;
}

gboolean
ui_has_text (GtkWidget  *root,
             const char *part)
{
  return find (root, part, FALSE) != NULL;
}

gboolean
ui_has_text_anywhere (GtkWidget  *root,
                      const char *part)
{
  return find (root, part, TRUE) != NULL;
}

GtkWidget *
ui_find_label (GtkWidget  *root,
               const char *part)
{
  return find (root, part, TRUE);
}

GtkWidget *
ui_find_type (GtkWidget *root,
              GType      type)
{
  if (g_type_is_a (G_OBJECT_TYPE (root), type))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = ui_find_type (child, type);

      if (found != NULL)
        return found;
    }

  return NULL;
}

guint
ui_count_type (GtkWidget *root,
               GType      type)
{
  guint n = g_type_is_a (G_OBJECT_TYPE (root), type) ? 1 : 0;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    n += ui_count_type (child, type);

  return n;
}

GtkWidget *
ui_find_button (GtkWidget  *root,
                const char *label)
{
  GtkWidget *found = find (root, label, TRUE);

  return found != NULL ? gtk_widget_get_ancestor (found, GTK_TYPE_BUTTON) : NULL;
}

gboolean
ui_has_cut_label (GtkWidget *root)
{
  if (!gtk_widget_get_mapped (root))
    return FALSE;
  if (GTK_IS_LABEL (root) && pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (root))))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (ui_has_cut_label (child))
      return TRUE;

  return FALSE;
}

static gboolean
on_time_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;

  return G_SOURCE_REMOVE;
}

void
ui_settle (guint milliseconds)
{
  gboolean over = FALSE;

  g_timeout_add (milliseconds, on_time_cb, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

GtkWidget *
ui_show (GtkWidget *child,
         int        width,
         int        height)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_set_child (GTK_WINDOW (window), child);
  gtk_window_present (GTK_WINDOW (window));
  ui_settle (150);

  return window;
}
