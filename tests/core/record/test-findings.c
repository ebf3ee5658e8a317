/* test-findings.c: facts side by side, warnings and what is held back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "entries.h"

#include "bd-clock.h"
#include "bd-findings-private.h"

#define NOW "2025-11-20T14:05:00+13:00"

static void
tell (BdRecord   *record,
      BdSource    source,
      const Told *told)
{
  BdSectionKind section;
  g_auto (GStrv) parts = g_strsplit (told->id, "/", 3);

  g_assert_true (bd_section_for_type (parts[1], &section));
  {
    BdAnswer *old = bd_section_get_answer (bd_record_get_section (record, section), source);
    BdAnswer *answer = bd_answer_new (bd_ledger_line_new (section, source, BD_STATE_WHOLE));

    for (guint i = 0; old != NULL && i < old->entries->len; i++)
      g_ptr_array_add (answer->entries, g_object_ref (g_ptr_array_index (old->entries, i)));
    g_ptr_array_add (answer->entries, told_entry (told));
    bd_record_take_answer (record, answer);
  }
}

static guint
count_kind (BdRecord   *record,
            const char *kind)
{
  GPtrArray *findings = bd_record_get_findings (record);
  guint n = 0;

  for (guint i = 0; i < findings->len; i++)
    n += g_str_equal (((BdFinding *) g_ptr_array_index (findings, i))->kind, kind);
  return n;
}

static const BdFinding *
only_finding (BdRecord *record)
{
  GPtrArray *findings = bd_record_get_findings (record);

  g_assert_cmpuint (findings->len, ==, 1);
  return g_ptr_array_index (findings, 0);
}

static void
test_none (void)
{
  static const Told told = { "sdhr/Condition/c", "Asthma", .recorded = "2011-02-05", .facility = "F38006-B" };
  g_autoptr (BdRecord) record = make_record ("1971-02-05");

  tell (record, BD_SOURCE_SDHR, &told);
  g_assert_cmpuint (bd_record_get_findings (record)->len, ==, 0);
}

static void
test_marks (void)
{
  static const Told told[] = {
    { "sdhr/Condition/c", "Hypertension (coded: COPD)", .marks = "code-text-mismatch" },
    { "sdhr/Immunization/i", "Priorix", .marks = "code-display-mismatch" },
    { "sdhr/Observation/o", "Weight", .marks = "unit-missing" },
    { "sdhr/Observation/e", "Height", .marks = "unit-missing", .group = BD_GROUP_APART },
  };
  g_autoptr (BdRecord) record = make_record ("1971-02-05");

  for (guint i = 0; i < G_N_ELEMENTS (told); i++)
    tell (record, BD_SOURCE_SDHR, &told[i]);
  g_assert_cmpuint (count_kind (record, "code-text-mismatch"), ==, 2);
  g_assert_cmpuint (count_kind (record, "unit-missing"), ==, 1);
}

/* The same sentence is read once, with how often it holds; its entries are all named. */
static void
test_told_once (void)
{
  static const Told told[] = {
    { "sdhr/Observation/a", "HbA1c", .marks = "code-text-mismatch" },
    { "sdhr/Observation/b", "HbA1c", .marks = "code-text-mismatch" },
    { "sdhr/Observation/c", "HbA1c", .marks = "code-text-mismatch" },
    { "sdhr/Observation/d", "Weight", .marks = "code-text-mismatch" },
  };
  g_autoptr (BdRecord) record = make_record ("1971-02-05");
  GPtrArray *findings;

  for (guint i = 0; i < G_N_ELEMENTS (told); i++)
    tell (record, BD_SOURCE_SDHR, &told[i]);
  findings = bd_record_get_findings (record);
  g_assert_cmpuint (findings->len, ==, 2);
  for (guint i = 0; i < findings->len; i++)
    {
      const BdFinding *finding = g_ptr_array_index (findings, i);
      gboolean many = strstr (finding->text, "HbA1c") != NULL;

      g_assert_cmpint (g_str_has_suffix (finding->text, "(3 times)"), ==, many);
      g_assert_cmpuint (g_strv_length (finding->entries), ==, many ? 3 : 1);
    }
}

static void
test_none_known_beside_allergy (void)
{
  static const Told negation = { "sdhr/AllergyIntolerance/n", "No known allergies", .marks = "negation" };
  static const Told refuted = { "mws/AllergyIntolerance/r", "latex", .group = BD_GROUP_APART };
  static const Told allergy = { "mws/AllergyIntolerance/a", "penicillin" };
  g_autoptr (BdRecord) record = make_record (NULL);

  tell (record, BD_SOURCE_SDHR, &negation);
  tell (record, BD_SOURCE_MWS, &refuted);
  g_assert_cmpuint (bd_record_get_findings (record)->len, ==, 0);
  tell (record, BD_SOURCE_MWS, &allergy);
  g_assert_cmpstr (only_finding (record)->kind, ==, "none-known-beside-allergy");
  g_assert_cmpstr (only_finding (record)->text, ==,
                   "An entry says “No known allergies”, and penicillin is recorded");
  g_assert_cmpuint (g_strv_length (only_finding (record)->entries), ==, 2);
}

static void
test_allergy_and_medicine (void)
{
  static const Told allergy = { "sdhr/AllergyIntolerance/a", "amoxicillin", .code = "372687004" };
  static const Told past = { "mdr/MedicationRequest/p", "amoxicillin", .code = "372687004", .group = BD_GROUP_PAST };
  static const Told other = { "mdr/MedicationRequest/o", "metformin", .code = "372567009" };
  static const Told request = { "mdr/MedicationRequest/r", "amoxicillin 500 mg capsule", .code = "372687004", .item = "A-1" };
  static const Told dispensing = { "mdr/MedicationDispense/d", "amoxicillin 500 mg capsule", .code = "372687004", .item = "A-1" };
  g_autoptr (BdRecord) record = make_record (NULL);

  tell (record, BD_SOURCE_SDHR, &allergy);
  tell (record, BD_SOURCE_MDR, &past);
  tell (record, BD_SOURCE_MDR, &other);
  g_assert_cmpuint (bd_record_get_findings (record)->len, ==, 0);
  tell (record, BD_SOURCE_MDR, &request);
  tell (record, BD_SOURCE_MDR, &dispensing);
  g_assert_cmpstr (only_finding (record)->kind, ==, "allergy-and-medicine");
  g_assert_cmpstr (only_finding (record)->text, ==,
                   "Recorded allergy: amoxicillin. Recorded medicine: amoxicillin 500 mg capsule. "
                   "Both carry the code 372687004.");
}

static void
test_two_facilities (void)
{
  static const Told told[] = {
    { "sdhr/Condition/a", "Asthma", .code = "195967001", .facility = "F38006-B" },
    { "sdhr/Condition/a2", "Asthma", .code = "195967001", .facility = "F38006-B" },
    { "sdhr/Condition/b", "Asthma", .code = "195967001", .facility = "F0K068-E" },
    { "sdhr/Condition/c", "Asthma", .code = "195967001", .facility = "FZZ999-B" },
  };
  g_autoptr (BdRecord) record = make_record (NULL);

  tell (record, BD_SOURCE_SDHR, &told[0]);
  tell (record, BD_SOURCE_SDHR, &told[1]);
  g_assert_cmpuint (bd_record_get_findings (record)->len, ==, 0);
  tell (record, BD_SOURCE_SDHR, &told[2]);
  tell (record, BD_SOURCE_SDHR, &told[3]);
  g_assert_cmpstr (only_finding (record)->kind, ==, "two-facilities");
  g_assert_cmpstr (only_finding (record)->text, ==, "Asthma is recorded by F38006-B and by F0K068-E");
}

typedef struct {
  const char *name;
  const char *born;
  const char *type;
  const char *recorded;
  const char *text;   /* NULL = no finding */
} DateCase;

static const DateCase date_cases[] = {
  { "day-before-birth", "1971-02-05", "Condition", "1971-02-04", "x: dated 04-Feb-1971, before the person was born" },
  { "on-birthday", "1971-02-05", "Condition", "1971-02-05", NULL },
  { "same-year", "1971-02-05", "Condition", "1971", NULL },
  { "year-before", "1971-02-05", "Condition", "1970", "x: dated 1970, before the person was born" },
  { "same-month", "1971-02-05", "Condition", "1971-02", NULL },
  { "month-before", "1971-02-05", "Condition", "1971-01", "x: dated Jan-1971, before the person was born" },
  { "birth-year-only", "1971", "Condition", "1971-01-01", NULL },
  { "utc-of-birth-night", "1971-02-05", "Condition", "1971-02-04T13:00:00Z", NULL },
  { "instant-before-birth", "1971-02-05", "Condition", "1971-02-03T13:00:00Z",
    "x: dated 04-Feb-1971 01:00, before the person was born" },
  { "birth-not-known", NULL, "Condition", "1870-01-01", NULL },
  { "tomorrow", "1971-02-05", "Condition", "2025-11-21", NULL },
  { "next-week", "1971-02-05", "Condition", "2025-11-27", "x: dated 27-Nov-2025, in the future" },
  { "next-year", "1971-02-05", "Condition", "2026", "x: dated 2026, in the future" },
  { "instant-in-two-days", "1971-02-05", "Observation", "2025-11-22T14:05:00+13:00",
    "x: dated 22-Nov-2025 14:05, in the future" },
  { "planned-encounter", "1971-02-05", "Encounter", "2025-12-01", NULL },
  { "not-a-date", "1971-02-05", "Condition", "last week", NULL },
};

static void
test_dates (gconstpointer data)
{
  const DateCase *c = data;
  g_autofree char *id = g_strdup_printf ("sdhr/%s/x", c->type);
  const Told told = { id, "x", .recorded = c->recorded };
  g_autoptr (BdEntry) entry = told_entry (&told);
  BdDate born = { 0 };
  g_autofree char *text = NULL;

  if (c->born != NULL)
    g_assert_true (bd_date_parse (c->born, &born));
  text = bd_finding_dup_dates (entry, &born, NULL, at (NOW), atoi (NOW));
  g_assert_cmpstr (text, ==, c->text);
}

/* An end as late as its beginning, as far as both are known, is none before it. */
static void
test_spans (void)
{
  static const struct { BdDateRole began, ended; const char *from, *to, *text; } cases[] = {
    { BD_DATE_ONSET, BD_DATE_ABATED, "2020-01-02", "2019-12-31", "x: ended 31-Dec-2019, before it began (02-Jan-2020)" },
    { BD_DATE_ONSET, BD_DATE_ABATED, "2020-01-02", "2020", NULL },
    { BD_DATE_ONSET, BD_DATE_ABATED, "2020-01-02", "2020-01-02", NULL },
    { BD_DATE_START, BD_DATE_END, "2020-04-05T02:30:00+13:00", "2020-04-05T02:30:00+12:00", NULL },
    { BD_DATE_START, BD_DATE_END, "2020-04-05T02:30:00+12:00", "2020-04-05T02:30:00+13:00",
      "x: ended 05-Apr-2020 02:30, before it began (05-Apr-2020 02:30)" },
    { BD_DATE_EFFECTIVE, BD_DATE_END, "2021", "2020-11", "x: ended Nov-2020, before it began (2021)" },
  };
  static const Told told = { "sdhr/Condition/x", "x" };
  const BdDate born = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BdEntryFields *fields = told_fields (&told);
      g_autoptr (BdEntry) entry = NULL;
      g_autofree char *text = NULL;

      fields->dates[cases[i].began] = g_strdup (cases[i].from);
      fields->dates[cases[i].ended] = g_strdup (cases[i].to);
      entry = bd_entry_new (fields, NULL);
      text = bd_finding_dup_dates (entry, &born, NULL, at (NOW), atoi (NOW));
      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_dates_in_record (void)
{
  static const Told told = { "sdhr/Condition/c", "Asthma", .recorded = "1960" };
  g_autoptr (BdRecord) record = make_record ("1971-02-05");

  tell (record, BD_SOURCE_SDHR, &told);
  g_assert_cmpstr (only_finding (record)->kind, ==, "dates-contradict");
  bd_record_set_patient (record, bd_patient_new_unconfirmed ("ZKC7284", "unconfirmed"));
  g_assert_cmpuint (bd_record_get_findings (record)->len, ==, 0);
}

static void
test_warnings (void)
{
  static const Told told[] = {
    { "mws/AllergyIntolerance/1", "penicillin" },
    { "mws/AllergyIntolerance/2", "latex", .group = BD_GROUP_PAST },
    { "mws/AllergyIntolerance/3", "No known allergies", .marks = "negation" },
  };
  static const Told flag = { "sdhr/Flag/4", "Difficult airway", .marks = "warning" };
  static const Told plain = { "sdhr/AllergyIntolerance/5", "nuts" };
  g_autoptr (BdRecord) record = make_record (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (told); i++)
    tell (record, BD_SOURCE_MWS, &told[i]);
  tell (record, BD_SOURCE_SDHR, &flag);
  tell (record, BD_SOURCE_SDHR, &plain);
  g_assert_cmpuint (bd_record_count_warnings (record), ==, 2);
}

static void
hide (BdRecord      *record,
      BdSectionKind  section,
      BdSource       source,
      BdResultState  state,
      gint64         total,
      gint64         received)
{
  BdAnswer *answer = told_answer (section, source, state, NULL, 0);

  answer->line->total = total;
  answer->line->received = received;
  bd_record_take_answer (record, answer);
}

static void
assert_hidden (BdRecord   *record,
               guint       count,
               const char *expected)
{
  g_autofree char *words = NULL;

  g_assert_cmpuint (bd_record_count_hidden (record, &words), ==, count);
  g_assert_cmpstr (words, ==, expected);
  g_assert_cmpuint (bd_record_count_hidden (record, NULL), ==, count);
}

static void
test_hidden (void)
{
  g_autoptr (BdRecord) record = make_record (NULL);

  assert_hidden (record, 0, NULL);
  hide (record, BD_SECTION_MEDICINES, BD_SOURCE_MDR, BD_STATE_NO_ANSWER, -1, 0);
  hide (record, BD_SECTION_OBSERVATIONS, BD_SOURCE_SDHR, BD_STATE_DECEASED, -1, 0);
  assert_hidden (record, 0, NULL);
  hide (record, BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_REDACTED, 5, 3);
  assert_hidden (record, 2, "2 conditions");
  hide (record, BD_SECTION_ALLERGIES, BD_SOURCE_SDHR, BD_STATE_WITHHELD_AT_SOURCE, 0, 0);
  assert_hidden (record, 3, "some allergies and 2 conditions");
  hide (record, BD_SECTION_CONDITIONS, BD_SOURCE_SHARED_CARE, BD_STATE_REDACTED, -1, 0);
  assert_hidden (record, 4, "some allergies and 2 conditions and more");
  hide (record, BD_SECTION_IMMUNISATIONS, BD_SOURCE_AIR, BD_STATE_RESTRICTED_REGISTER, 0, 0);
  assert_hidden (record, 5, "some allergies, 2 conditions and more and some immunisations");
}

static void
on_changed_cb (BdRecord *record,
               guint     section,
               guint    *heard)
{
  *heard |= 1u << section;
}

static void
on_patient_changed_cb (BdRecord *record,
                       guint    *heard)
{
  *heard |= 1u << BD_N_SECTIONS;
}

static void
test_signals (void)
{
  static const Told told = { "sdhr/AllergyIntolerance/a", "penicillin" };
  g_autoptr (BdRecord) record = make_record (NULL);
  guint heard = 0;

  g_signal_connect (record, "changed", G_CALLBACK (on_changed_cb), &heard);
  g_signal_connect (record, "patient-changed", G_CALLBACK (on_patient_changed_cb), &heard);
  g_assert_cmpint (bd_record_get_allergy_label (record)->kind, ==, BD_ALLERGY_UNAVAILABLE);
  tell (record, BD_SOURCE_SDHR, &told);
  g_assert_cmpuint (heard, ==, 1u << BD_SECTION_ALLERGIES);
  g_assert_cmpstr (bd_record_get_allergy_label (record)->text, ==, "Known allergies (1)");
  bd_record_set_patient (record, bd_patient_new_unconfirmed ("ZKC7284", "unconfirmed"));
  g_assert_cmpuint (heard, ==, 1u << BD_SECTION_ALLERGIES | 1u << BD_N_SECTIONS);
  g_assert_cmpstr (bd_record_get_patient (record)->nhi, ==, "ZKC7284");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  bd_clock_set_offset_for_tests (at (NOW) - bd_clock_wall (), 0);
  g_test_add_func ("/findings/none", test_none);
  g_test_add_func ("/findings/marks", test_marks);
  g_test_add_func ("/findings/told-once", test_told_once);
  g_test_add_func ("/findings/none-known-beside-allergy", test_none_known_beside_allergy);
  g_test_add_func ("/findings/allergy-and-medicine", test_allergy_and_medicine);
  g_test_add_func ("/findings/two-facilities", test_two_facilities);
  for (guint i = 0; i < G_N_ELEMENTS (date_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/findings/dates/", date_cases[i].name, NULL);

      g_test_add_data_func (path, &date_cases[i], test_dates);
    }
  g_test_add_func ("/findings/dates-in-record", test_dates_in_record);
  g_test_add_func ("/findings/spans", test_spans);
  g_test_add_func ("/record/warnings", test_warnings);
  g_test_add_func ("/record/hidden", test_hidden);
  g_test_add_func ("/record/signals", test_signals);
  return g_test_run ();
}
