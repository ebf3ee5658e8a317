/* test-rows.c: how the entries of a section become the lines that are read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "record/bd-row.h"
#include "ui-fixture.h"

static GPtrArray *
arrange (BdRecord      *record,
         BdSectionKind  kind)
{
  return bd_row_arrange (bd_record_get_section (record, kind));
}

static guint
count_entries (GPtrArray *rows)
{
  guint n = 0;

  for (guint i = 0; i < rows->len; i++)
    {
      GPtrArray *others = bd_row_get_others (g_ptr_array_index (rows, i));

      n += 1 + (others != NULL ? others->len : 0);
    }

  return n;
}

/* Nothing is lost and nothing is shown twice. */
static void
test_every_entry_once (void)
{
  g_autoptr (BdRecord) record = ui_fixture_record ();

  ui_fixture_fill (record);
  for (guint kind = 0; kind < BD_N_SECTIONS; kind++)
    {
      g_autoptr (GPtrArray) rows = arrange (record, kind);

      g_assert_cmpuint (count_entries (rows), ==, g_list_model_get_n_items (G_LIST_MODEL (bd_record_get_section (record, kind))));
    }
}

static void
test_dispensed_leads (void)
{
  g_autoptr (BdRecord) record = ui_fixture_record ();
  g_autoptr (GPtrArray) rows = NULL;
  gboolean found = FALSE;

  ui_fixture_fill (record);
  rows = arrange (record, BD_SECTION_MEDICINES);
  for (guint i = 0; i < rows->len; i++)
    {
      BdRow *row = g_ptr_array_index (rows, i);
      const BdEntryFields *f = bd_entry_peek (bd_row_get_entry (row));

      if (g_strcmp0 (f->item, "SCID-1") != 0)
        continue;
      found = TRUE;
      g_assert_cmpstr (f->resource_type, ==, "MedicationDispense");
      g_assert_cmpuint (bd_row_get_others (row)->len, ==, 1);
    }
  g_assert_true (found);
}

static void
test_latest_and_previous (void)
{
  g_autoptr (BdRecord) record = ui_fixture_record ();
  g_autoptr (GPtrArray) rows = NULL;
  BdRowScene scene = { record, NULL };

  ui_fixture_fill (record);
  rows = arrange (record, BD_SECTION_OBSERVATIONS);
  g_assert_cmpuint (rows->len, ==, 2);
  for (guint i = 0; i < rows->len; i++)
    {
      g_autofree char *title = bd_row_dup_title (g_ptr_array_index (rows, i), NULL);
      g_autofree char *second = bd_row_dup_second (g_ptr_array_index (rows, i), &scene);

      if (g_str_has_prefix (title, "HbA1c"))
        {
          g_assert_cmpstr (title, ==, "HbA1c   61 mmol/mol");
          g_assert_cmpstr (second, ==, "was 66 mmol/mol, 11-Mar-2025");
        }
    }
}

/* Units are never mixed in one line. */
static void
test_units_stay_apart (void)
{
  static const RowSpec a = { BD_SECTION_OBSERVATIONS, "Observation", "1", "Weight", "70|kg", "final", "2025-01-01", BD_GROUP_CURRENT, "" };
  static const RowSpec b = { BD_SECTION_OBSERVATIONS, "Observation", "2", "Weight", "154|lb", "final", "2024-01-01", BD_GROUP_CURRENT, "" };
  g_autoptr (BdRecord) record = ui_fixture_record ();
  BdAnswer *answer = ui_fixture_answer (BD_SECTION_OBSERVATIONS, BD_SOURCE_SDHR, BD_STATE_WHOLE);
  g_autoptr (GPtrArray) rows = NULL;

  ui_fixture_add (answer, &a);
  ui_fixture_add (answer, &b);
  bd_record_take_answer (record, answer);
  rows = arrange (record, BD_SECTION_OBSERVATIONS);
  g_assert_cmpuint (rows->len, ==, 2);
}

static void
test_refuted_word_first (void)
{
  static const RowSpec spec = { BD_SECTION_ALLERGIES, "AllergyIntolerance", "1", "latex", NULL, "active", NULL, BD_GROUP_APART, "" };
  g_autoptr (BdEntry) entry = ui_fixture_entry (BD_SOURCE_SDHR, &spec);
  g_autoptr (BdRow) row = bd_row_new (entry);
  g_autofree char *title = bd_row_dup_title (row, NULL);

  g_assert_cmpstr (title, ==, "Refuted: latex");
  g_assert_cmpint (bd_row_get_place (row), ==, BD_PLACE_APART);
}

static void
test_other_number_said (void)
{
  static const RowSpec spec = { BD_SECTION_CONDITIONS, "Condition", "1", "Gout", NULL, "active", "2020", BD_GROUP_CURRENT, "code-text-mismatch" };
  g_autoptr (BdRecord) record = bd_record_new (ui_fixture_patient ("ZZZ0016", "Other", "Person", "1950"), NULL);
  g_autoptr (BdEntry) entry = ui_fixture_entry (BD_SOURCE_SDHR, &spec);
  g_autoptr (BdRow) row = bd_row_new (entry);
  BdRowScene scene = { record, NULL };
  g_autofree char *marks = bd_row_dup_marks (row, &scene);

  g_assert_cmpstr (marks, ==, "≠ code and text differ · recorded under ZKC7284");
}

/* Macrons and case do not matter to the filter. */
static void
test_filter_folds (void)
{
  static const RowSpec spec = { BD_SECTION_CONDITIONS, "Condition", "1", "Mate pāwera", NULL, "active", "2020", BD_GROUP_CURRENT, "" };
  g_autoptr (BdEntry) entry = ui_fixture_entry (BD_SOURCE_SDHR, &spec);
  g_autoptr (BdRow) row = bd_row_new (entry);

  g_assert_true (bd_row_matches (row, NULL));
  g_assert_true (bd_row_matches (row, "PAWERA"));
  g_assert_false (bd_row_matches (row, "asthma"));
}

int
main (int   argc,
      char *argv[])
{
  ui_fixture_init (&argc, &argv);
  g_test_add_func ("/rows/every-entry-once", test_every_entry_once);
  g_test_add_func ("/rows/dispensed-leads", test_dispensed_leads);
  g_test_add_func ("/rows/latest-and-previous", test_latest_and_previous);
  g_test_add_func ("/rows/units-stay-apart", test_units_stay_apart);
  g_test_add_func ("/rows/refuted-word-first", test_refuted_word_first);
  g_test_add_func ("/rows/other-number-said", test_other_number_said);
  g_test_add_func ("/rows/filter-folds", test_filter_folds);

  return g_test_run ();
}
