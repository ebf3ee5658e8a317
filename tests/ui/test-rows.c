/* test-rows.c: how the entries of a section become the lines that are read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "record/bd-row.h"
#include "bd-clock.h"
#include "bd-projection.h"
#include "ui-fixture.h"

#include <string.h>

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

/* ---- lines of what a source really sends ---- */

#define PERSON "'subject':{'reference':'https://api.hip.digital.health.nz/fhir/nhi/v1/Patient/ZKC7284'}"
#define CODED(code, text) "'code':{'coding':[{'system':'http://loinc.org','code':'" code "'}],'text':'" text "'}"

/* @resources: separated by newlines, with single quotes. */
static BdRecord *
read_record (BdSectionKind  section,
             BdSource       source,
             const char    *resources)
{
  BdRecord *record = ui_fixture_record ();
  g_autoptr (GString) text = g_string_new ("{'resourceType':'Bundle','type':'searchset','entry':[{'search':{'mode':'match'},'resource':");
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (BdJson) json = NULL;
  g_autoptr (BdBundle) bundle = NULL;
  BdProjection *projection = bd_projection_new (section, source, "ZKC7284", NULL);

  g_string_append (text, resources);
  g_string_append (text, "}]}");
  g_string_replace (text, "\n", "},{'search':{'mode':'match'},'resource':", 0);
  g_string_replace (text, "'", "\"", 0);
  bytes = g_bytes_new (text->str, text->len);
  json = bd_json_parse (bytes, NULL);
  g_assert_nonnull (json);
  bundle = bd_bundle_new (json);
  bd_projection_add_page (projection, bundle, g_get_real_time ());
  bd_projection_set_times (projection, g_get_real_time (), g_get_real_time (), "test", 200);
  bd_record_take_answer (record, bd_projection_finish (projection));

  return record;
}

/* What is in doubt, or not of the person, is nobody's earlier value. */
static void
test_doubtful_stands_alone (void)
{
  static const struct { const char *more; guint n_rows; } cases[] = {
    { "'status':'final'", 1 },
    { "'status':'amended'", 1 },
    { "'status':'mystery'", 2 },
    { "'status':'final','focus':[{'display':'Fetus'}]", 2 },
    { "'status':'final','modifierExtension':[{'url':'urn:x','valueBoolean':true}]", 2 },
    { "'status':'final','dataAbsentReason':{'coding':[{'code':'error'}]}", 2 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *two = g_strdup_printf (
        "{'resourceType':'Observation','id':'a','status':'final'," CODED ("8867-4", "Heart rate") ",'effectiveDateTime':'2026-01-02',"
        "'valueQuantity':{'value':72,'unit':'/min'}," PERSON "}\n"
        "{'resourceType':'Observation','id':'b',%s," CODED ("8867-4", "Heart rate") ",'effectiveDateTime':'2026-01-01',"
        "'valueQuantity':{'value':140,'unit':'/min'}," PERSON "}", cases[i].more);
      g_autoptr (BdRecord) record = read_record (BD_SECTION_OBSERVATIONS, BD_SOURCE_SDHR, two);
      g_autoptr (GPtrArray) rows = arrange (record, BD_SECTION_OBSERVATIONS);

      g_test_message ("%s", cases[i].more);
      g_assert_cmpuint (rows->len, ==, cases[i].n_rows);
      g_assert_cmpuint (count_entries (rows), ==, 2);
    }
}

static void
assert_says (const char *text,
             const char *part,
             gboolean    wanted)
{
  g_test_message ("%s: %s", text, part);
  g_assert_cmpint (text != NULL && strstr (text, part) != NULL, ==, wanted);
}

/* A prescription has its dispensing state beside it, and a status is left unsaid only when it is the usual one. */
static void
test_prescriptions (void)
{
  static const struct { const char *more; const char *marks; const char *meta; } cases[] = {
    { "'status':'active'", "dispensing not known from MDR", NULL },
    { "'status':'completed'", "dispensing not known from MDR", "Completed" },
    { "'status':'on-hold'", "dispensing not known from MDR", "On hold" },
    { "'status':'mystery'", "dispensing not known from MDR", "status not understood: mystery" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *one = g_strdup_printf ("{'resourceType':'MedicationRequest','id':'m',%s,'intent':'order','authoredOn':'2024-03-01',"
                                              "'medicationCodeableConcept':{'text':'Warfarin 1 mg tablet'}," PERSON "}", cases[i].more);
      g_autoptr (BdRecord) record = read_record (BD_SECTION_MEDICINES, BD_SOURCE_MDR, one);
      g_autoptr (GPtrArray) rows = arrange (record, BD_SECTION_MEDICINES);
      BdRowScene scene = { record, NULL };
      g_autofree char *marks = bd_row_dup_marks (g_ptr_array_index (rows, 0), &scene);
      g_autofree char *meta = bd_row_dup_meta (g_ptr_array_index (rows, 0), &scene);

      assert_says (marks, cases[i].marks, TRUE);
      assert_says (meta, "Active", FALSE);
      if (cases[i].meta != NULL)
        assert_says (meta, cases[i].meta, TRUE);
    }
}

/* The dispensing leads the line; what the doctor said is on the prescription. */
static void
test_prescription_beside (void)
{
  static const RowSpec dispensed = { BD_SECTION_MEDICINES, "MedicationDispense", "d", "morphine", "10 mg", "completed", "2026-01-02", BD_GROUP_CURRENT, "item=I" };
  static const RowSpec prescribed = { BD_SECTION_MEDICINES, "MedicationRequest", "r", "morphine", "10 mg", "active", NULL, BD_GROUP_CURRENT, "item=I unusual-dose long-term changed-medicine" };
  g_autoptr (BdRecord) record = ui_fixture_record ();
  BdAnswer *answer = ui_fixture_answer (BD_SECTION_MEDICINES, BD_SOURCE_MDR, BD_STATE_WHOLE);
  g_autoptr (GPtrArray) rows = NULL;
  g_autofree char *marks = NULL;
  BdRowScene scene = { record, NULL };

  ui_fixture_add (answer, &dispensed);
  ui_fixture_add (answer, &prescribed);
  bd_record_take_answer (record, answer);
  rows = arrange (record, BD_SECTION_MEDICINES);
  g_assert_cmpuint (rows->len, ==, 1);
  marks = bd_row_dup_marks (g_ptr_array_index (rows, 0), &scene);
  g_assert_cmpstr (marks, ==, "unusual dose, meant so · long-term · changed medicine");
}

/* An earlier value that stands under a linked number says so. */
static void
test_earlier_under_another (void)
{
  g_autoptr (BdRecord) record = ui_fixture_record ();
  static const RowSpec now = { BD_SECTION_OBSERVATIONS, "Observation", "1", "Urate", "0.41|mmol/L", "final", "2026-01-02", BD_GROUP_CURRENT, "" };
  g_autoptr (BdEntry) lead = ui_fixture_entry (BD_SOURCE_SDHR, &now);
  BdEntryFields *fields = bd_entry_fields_new ();
  g_autoptr (BdEntry) earlier = NULL;
  g_autoptr (BdRow) row = bd_row_new (lead);
  BdRowScene scene = { record, NULL };
  g_autofree char *marks = NULL;

  fields->id = g_strdup ("sdhr/Observation/2");
  fields->resource_type = g_strdup ("Observation");
  fields->section = BD_SECTION_OBSERVATIONS;
  fields->title = g_strdup ("Urate");
  fields->nhi = g_strdup ("ZZZ0032");
  earlier = bd_entry_new (fields, NULL);
  bd_row_add (row, earlier);
  marks = bd_row_dup_marks (row, &scene);
  g_assert_cmpstr (marks, ==, "in part recorded under ZZZ0032");
}

static void
test_contradicting_status (void)
{
  g_autoptr (BdRecord) record = read_record (BD_SECTION_CONDITIONS, BD_SOURCE_SDHR,
    "{'resourceType':'Condition','id':'c','clinicalStatus':{'coding':[{'code':'active'}]},'code':{'text':'Gout'},"
    "'abatementDateTime':'2020-01-01'," PERSON "}");
  g_autoptr (GPtrArray) rows = arrange (record, BD_SECTION_CONDITIONS);
  BdRowScene scene = { record, NULL };
  g_autofree char *meta = bd_row_dup_meta (g_ptr_array_index (rows, 0), &scene);

  assert_says (meta, "Active, although an end is given", TRUE);
}

/* "3 stopped" alone would not tell a doctor whether it was last week. */
static void
test_stopped_lately (void)
{
  g_autoptr (GString) all = g_string_new (NULL);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (BdRecord) record = NULL;
  g_autofree char *title = NULL;
  static const int days_ago[] = { 2, 29, 31, 400 };

  for (guint i = 0; i < G_N_ELEMENTS (days_ago); i++)
    {
      g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (bd_clock_wall () / G_TIME_SPAN_SECOND);
      g_autoptr (GDateTime) then = g_date_time_add_days (now, -days_ago[i]);
      g_autofree char *when = g_date_time_format_iso8601 (then);

      g_string_append_printf (all, "%s{'resourceType':'MedicationRequest','id':'m%u','meta':{'lastUpdated':'%s'},'status':'stopped',"
                              "'intent':'order','medicationCodeableConcept':{'text':'Medicine %u'}," PERSON "}",
                              i > 0 ? "\n" : "", i, when, i);
    }
  record = read_record (BD_SECTION_MEDICINES, BD_SOURCE_MDR, all->str);
  rows = arrange (record, BD_SECTION_MEDICINES);
  g_assert_cmpuint (rows->len, ==, 4);
  title = bd_row_dup_fold_title (BD_SECTION_MEDICINES, BD_PLACE_PAST, rows);
  g_assert_cmpstr (title, ==, "4 stopped or finished, 2 stopped and last changed in the last 30 days");
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
  g_test_add_func ("/rows/doubtful-stands-alone", test_doubtful_stands_alone);
  g_test_add_func ("/rows/prescriptions", test_prescriptions);
  g_test_add_func ("/rows/prescription-beside", test_prescription_beside);
  g_test_add_func ("/rows/earlier-under-another", test_earlier_under_another);
  g_test_add_func ("/rows/contradicting-status", test_contradicting_status);
  g_test_add_func ("/rows/stopped-lately", test_stopped_lately);

  return g_test_run ();
}
