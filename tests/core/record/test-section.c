/* test-section.c: the order of a section, and one splice per answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "entries.h"

#include "bd-medicine-links-private.h"

typedef struct {
  guint n, position, removed, added;
  guint changed;
} Heard;

static void
on_items_changed_cb (GListModel *list,
                     guint       position,
                     guint       removed,
                     guint       added,
                     Heard      *heard)
{
  heard->n++;
  heard->position = position;
  heard->removed = removed;
  heard->added = added;
}

static void
on_changed_cb (BdSection *section,
               Heard     *heard)
{
  heard->changed++;
}

static BdSection *
make_section (BdSectionKind  kind,
              Heard         *heard)
{
  BdSection *section = bd_section_new (kind);

  *heard = (Heard) { 0 };
  g_signal_connect (section, "items-changed", G_CALLBACK (on_items_changed_cb), heard);
  g_signal_connect (section, "changed", G_CALLBACK (on_changed_cb), heard);
  return section;
}

static void
assert_order (BdSectionKind  kind,
              const Told    *told,
              guint          n,
              const char    *expected)
{
  Heard heard;
  g_autoptr (BdSection) section = make_section (kind, &heard);
  g_autofree char *ids = NULL;

  bd_section_take_answer (section, told_answer (kind, BD_SOURCE_SDHR, BD_STATE_WHOLE, told, n));
  ids = ids_of (G_LIST_MODEL (section));
  g_assert_cmpstr (ids, ==, expected);
  g_assert_cmpuint (heard.n, ==, 1);
}

static void
test_order_conditions (void)
{
  static const Told told[] = {
    { "sdhr/Condition/past-marked", .group = BD_GROUP_PAST, .marks = "highlighted", .key = 9 },
    { "sdhr/Condition/new", .key = 8 },
    { "sdhr/Condition/refuted", .group = BD_GROUP_APART, .key = 99 },
    { "sdhr/Condition/old", .key = 2 },
    { "sdhr/Condition/undated", .key = 0 },
    { "sdhr/Condition/long-term", .marks = "long-term", .key = 1 },
    { "sdhr/Condition/highlighted", .marks = "code-text-mismatch highlighted", .key = 1 },
    { "sdhr/Condition/past", .group = BD_GROUP_PAST, .key = 50 },
  };

  assert_order (BD_SECTION_CONDITIONS, told, G_N_ELEMENTS (told),
                "highlighted long-term new old undated past-marked past refuted");
}

static void
test_order_allergies (void)
{
  static const Told told[] = {
    { "sdhr/AllergyIntolerance/none-known", .marks = "negation", .key = 100 },
    { "sdhr/AllergyIntolerance/says-nothing", .marks = "not-known", .key = 99 },
    { "sdhr/AllergyIntolerance/plain-old", .key = 2 },
    { "sdhr/Flag/flag", .marks = "warning", .key = 90 },
    { "sdhr/AllergyIntolerance/low-new", .criticality = "low", .key = 80 },
    { "sdhr/AllergyIntolerance/high-old", .criticality = "high", .key = 1 },
    { "sdhr/AllergyIntolerance/marked", .marks = "highlighted", .key = 3 },
    { "sdhr/AllergyIntolerance/refuted", .criticality = "high", .group = BD_GROUP_APART, .key = 99 },
    { "sdhr/AllergyIntolerance/resolved", .group = BD_GROUP_PAST, .key = 98 },
  };

  assert_order (BD_SECTION_ALLERGIES, told, G_N_ELEMENTS (told),
                "high-old marked low-new plain-old flag none-known says-nothing resolved refuted");
}

/* SRD-28: dispensing before its prescription, item by item */
static void
test_order_medicines (void)
{
  static const Told told[] = {
    { "mdr/MedicationRequest/a-req", .item = "A-1", .key = 10 },
    { "mdr/MedicationRequest/b-req", .item = "B-1", .key = 30 },
    { "mdr/MedicationDispense/a-old", .item = "A-1", .key = 20 },
    { "mdr/MedicationDispense/a-new", .item = "A-1", .key = 40 },
    { "mdr/MedicationStatement/said", .key = 35 },
    { "mdr/MedicationRequest/c-req", .item = "C-1", .marks = "long-term", .key = 1 },
    { "mdr/MedicationDispense/c-disp", .item = "C-1", .key = 2 },
  };

  assert_order (BD_SECTION_MEDICINES, told, G_N_ELEMENTS (told),
                "c-disp c-req a-new a-old a-req said b-req");
}

static void
test_order_observations (void)
{
  static const Told told[] = {
    { "sdhr/Observation/weight-1", .code = "27113001", .key = 10 },
    { "sdhr/Observation/bp-1", .code = "75367002", .key = 5 },
    { "sdhr/Observation/bp-2", .code = "75367002", .key = 20 },
    { "sdhr/Observation/weight-2", .code = "27113001", .key = 15 },
    { "sdhr/Observation/uncoded-1", .title = "Peak flow", .key = 1 },
    { "sdhr/Observation/uncoded-2", .title = "Peak flow", .key = 12 },
    { "sdhr/Observation/wrong", .code = "75367002", .group = BD_GROUP_APART, .key = 99 },
  };

  assert_order (BD_SECTION_OBSERVATIONS, told, G_N_ELEMENTS (told),
                "bp-2 bp-1 weight-2 weight-1 uncoded-2 uncoded-1 wrong");
}

static const Told first_told[] = {
  { "sdhr/Condition/a", .key = 9 }, { "sdhr/Condition/b", .key = 7 }, { "sdhr/Condition/c", .key = 5 },
};

static void
test_one_splice (void)
{
  static const Told more[] = { { "shared-care/Condition/m", .key = 6 }, { "shared-care/Condition/n", .key = 8 } };
  Heard heard;
  g_autoptr (BdSection) section = make_section (BD_SECTION_CONDITIONS, &heard);
  g_autofree char *ids = NULL;

  bd_section_take_answer (section, told_answer (BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_WHOLE, first_told, 3));
  g_assert_cmpuint (heard.n, ==, 1);
  g_assert_cmpuint (heard.added, ==, 3);

  bd_section_take_answer (section, told_answer (BD_SECTION_CONDITIONS, BD_SOURCE_SHARED_CARE, BD_STATE_WHOLE, more, 2));
  ids = ids_of (G_LIST_MODEL (section));
  g_assert_cmpstr (ids, ==, "a n b m c");
  g_assert_cmpuint (heard.n, ==, 2);
  g_assert_cmpuint (heard.position, ==, 1);
  g_assert_cmpuint (heard.removed, ==, 1);
  g_assert_cmpuint (heard.added, ==, 3);
  g_assert_cmpuint (heard.changed, ==, 2);
}

static void
test_replaces_own_source_only (void)
{
  static const Told less[] = { { "sdhr/Condition/z", .key = 1 } };
  static const Told other[] = { { "shared-care/Condition/keep", .key = 2 } };
  Heard heard;
  g_autoptr (BdSection) section = make_section (BD_SECTION_CONDITIONS, &heard);
  g_autofree char *ids = NULL;

  bd_section_take_answer (section, told_answer (BD_SECTION_CONDITIONS, BD_SOURCE_SHARED_CARE, BD_STATE_WHOLE, other, 1));
  bd_section_take_answer (section, told_answer (BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_WHOLE, first_told, 3));
  bd_section_take_answer (section, told_answer (BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_WHOLE, less, 1));
  ids = ids_of (G_LIST_MODEL (section));
  g_assert_cmpstr (ids, ==, "keep z");
  g_assert_cmpuint (bd_section_get_lines (section)->len, ==, 2);
  g_assert_cmpint (bd_section_get_line (section, BD_SOURCE_SDHR)->total, ==, 1);
  g_assert_null (bd_section_get_line (section, BD_SOURCE_MDR));
}

static void
test_no_splice_without_entries (void)
{
  Heard heard;
  g_autoptr (BdSection) section = make_section (BD_SECTION_CONDITIONS, &heard);

  bd_section_take_answer (section, told_answer (BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_ASKING, NULL, 0));
  bd_section_take_answer (section, told_answer (BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_WHOLE, NULL, 0));
  g_assert_cmpuint (heard.n, ==, 0);
  g_assert_cmpuint (heard.changed, ==, 2);
}

/* The same answer again moves nothing: the rows under the pointer stay. */
static void
test_no_splice_for_the_same (void)
{
  Heard heard;
  g_autoptr (BdSection) section = make_section (BD_SECTION_CONDITIONS, &heard);
  BdAnswer *answer = told_answer (BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_WHOLE, first_told, 3);

  bd_section_take_answer (section, bd_answer_ref (answer));
  bd_section_take_answer (section, answer);
  g_assert_cmpuint (heard.n, ==, 1);
  g_assert_cmpuint (heard.changed, ==, 2);
}

static void
test_complete (void)
{
  Heard heard;
  g_autoptr (BdSection) section = make_section (BD_SECTION_CONDITIONS, &heard);

  g_assert_false (bd_section_is_complete (section));
  bd_section_take_answer (section, told_answer (BD_SECTION_CONDITIONS, BD_SOURCE_SHARED_CARE, BD_STATE_NOT_SET_UP, NULL, 0));
  g_assert_false (bd_section_is_complete (section));
  bd_section_take_answer (section, told_answer (BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_WHOLE, first_told, 3));
  g_assert_true (bd_section_is_complete (section));
  g_assert_cmpuint (bd_section_count (section, BD_GROUP_CURRENT), ==, 3);
  g_assert_cmpuint (bd_section_count (section, BD_GROUP_PAST), ==, 0);
  bd_section_take_answer (section, told_answer (BD_SECTION_CONDITIONS, BD_SOURCE_SHARED_CARE, BD_STATE_NO_ANSWER, NULL, 0));
  g_assert_false (bd_section_is_complete (section));
}

static BdAnswer *
make_large (guint n)
{
  BdAnswer *answer = bd_answer_new (bd_ledger_line_new (BD_SECTION_OBSERVATIONS, BD_SOURCE_SDHR, BD_STATE_WHOLE));

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("sdhr/Observation/o%u", i);
      g_autofree char *code = g_strdup_printf ("%u", i % 97);
      const Told told = { id, "Observation", .code = code, .key = (i * 7919u) % n };

      g_ptr_array_add (answer->entries, told_entry (&told));
    }
  return answer;
}

/* 50,000 entries: one splice, in order, and far below what one frame of a debug build under
 * a sanitizer may cost. The benchmark holds the real number. */
static void
test_large (void)
{
  const guint n = 50000;
  Heard heard;
  g_autoptr (BdSection) section = make_section (BD_SECTION_OBSERVATIONS, &heard);
  BdAnswer *answer = make_large (n);
  gint64 begun = g_get_monotonic_time ();

  bd_section_take_answer (section, answer);
  g_test_message ("50,000 entries in %.1f ms", (g_get_monotonic_time () - begun) / 1000.0);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, 3 * G_USEC_PER_SEC);
  g_assert_cmpuint (heard.n, ==, 1);
  g_assert_cmpuint (heard.added, ==, n);
  for (guint i = 1; i < n; i++)
    {
      g_autoptr (BdEntry) a = g_list_model_get_item (G_LIST_MODEL (section), i - 1);
      g_autoptr (BdEntry) b = g_list_model_get_item (G_LIST_MODEL (section), i);
      const BdCoding *x = g_ptr_array_index (bd_entry_peek (a)->codes, 0);
      const BdCoding *y = g_ptr_array_index (bd_entry_peek (b)->codes, 0);

      if (g_str_equal (x->code, y->code))
        g_assert_cmpint (bd_entry_peek (a)->sort_key, >=, bd_entry_peek (b)->sort_key);
    }
}

static BdEntry *
find (GPtrArray  *entries,
      const char *end)
{
  for (guint i = 0; i < entries->len; i++)
    if (g_str_has_suffix (bd_entry_peek (g_ptr_array_index (entries, i))->id, end))
      return g_ptr_array_index (entries, i);
  g_assert_not_reached ();
}

/* SRD-27, SRD-28 */
static GPtrArray *
make_medicines (void)
{
  static const Told told[] = {
    { "mdr/MedicationRequest/given", .item = "A-1", .key = 1 },
    { "mdr/MedicationDispense/given-old", .item = "A-1", .key = 2 },
    { "mdr/MedicationDispense/given-new", .item = "A-1", .key = 3 },
    { "mdr/MedicationDispense/given-in-error", .item = "A-1", .group = BD_GROUP_APART, .key = 4 },
    { "mdr/MedicationRequest/alone", .item = "B-1", .key = 5 },
    { "mdr/MedicationRequest/no-item", .key = 6 },
    { "mdr/MedicationRequest/stopped", .item = "C-1", .group = BD_GROUP_PAST, .marks = "stopped", .key = 7 },
    { "mdr/MedicationDispense/of-stopped", .item = "C-1", .key = 8 },
    { "mdr/MedicationRequest/declined", .item = "D-1", .key = 9 },
    { "mdr/MedicationRequest/undated", .item = "E-1", .key = 9 },
    { "mdr/MedicationDispense/of-undated", .item = "E-1", .key = 10 },
    { "mdr/MedicationDispense/of-declined", .item = "D-1", .group = BD_GROUP_PAST, .key = 10 },
  };
  static const struct { BdDateRole role; const char *date; guint entry; } dates[] = {
    { BD_DATE_PRESCRIBED, "2025-10-28", 0 }, { BD_DATE_DISPENSED, "2025-10-29", 1 },
    { BD_DATE_DISPENSED, "2025-11-01", 2 }, { BD_DATE_DISPENSED, "2025-11-02", 3 },
  };
  GPtrArray *entries = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < G_N_ELEMENTS (told); i++)
    {
      BdEntryFields *fields = told_fields (&told[i]);

      for (guint d = 0; d < G_N_ELEMENTS (dates); d++)
        if (dates[d].entry == i)
          fields->dates[dates[d].role] = g_strdup (dates[d].date);
      g_ptr_array_add (entries, bd_entry_new (fields, NULL));
    }
  return entries;
}

static void
assert_dispensing (GPtrArray  *entries,
                   const char *id,
                   const char *expected)
{
  g_autofree char *words = bd_medicine_dup_dispensing (find (entries, id), NULL);

  g_assert_cmpstr (words, ==, expected);
}

static void
test_links (void)
{
  g_autoptr (GPtrArray) entries = make_medicines ();

  bd_medicine_links_apply (entries, TRUE);
  assert_dispensing (entries, "/given", "dispensed 01-Nov-2025");
  assert_dispensing (entries, "/alone", "no dispensing recorded in MDR");
  assert_dispensing (entries, "/no-item", "dispensing not known from MDR");
  assert_dispensing (entries, "/undated", "dispensed, date not given");
  assert_dispensing (entries, "/given-new", NULL);
  g_assert_true (bd_entry_has_mark (find (entries, "/alone"), BD_MARK_NOT_DISPENSED));
  g_assert_false (bd_entry_has_mark (find (entries, "/given"), BD_MARK_NOT_DISPENSED));
  g_assert_cmpstr (bd_entry_peek (find (entries, "/given-new"))->dates[BD_DATE_PRESCRIBED], ==, "2025-10-28");
  g_assert_cmpint (bd_entry_peek (find (entries, "/of-stopped"))->group, ==, BD_GROUP_PAST);
  assert_dispensing (entries, "/declined", "no dispensing recorded in MDR");
  g_assert_cmpint (bd_entry_peek (find (entries, "/declined"))->group, ==, BD_GROUP_CURRENT);
  g_assert_cmpint (bd_entry_peek (find (entries, "/of-declined"))->group, ==, BD_GROUP_PAST);
  g_assert_cmpint (bd_entry_peek (find (entries, "/given-in-error"))->group, ==, BD_GROUP_APART);
}

/* Where dispensings may be missing, their absence says nothing. */
static void
test_links_not_whole (void)
{
  g_autoptr (GPtrArray) entries = make_medicines ();

  bd_medicine_links_apply (entries, FALSE);
  assert_dispensing (entries, "/given", "dispensed 01-Nov-2025");
  assert_dispensing (entries, "/alone", "dispensing not known from MDR");
  g_assert_true (bd_entry_has_mark (find (entries, "/alone"), BD_MARK_DISPENSING_UNKNOWN));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/section/order-conditions", test_order_conditions);
  g_test_add_func ("/section/order-allergies", test_order_allergies);
  g_test_add_func ("/section/SRD-28-order-medicines", test_order_medicines);
  g_test_add_func ("/section/order-observations", test_order_observations);
  g_test_add_func ("/section/one-splice", test_one_splice);
  g_test_add_func ("/section/replaces-own-source-only", test_replaces_own_source_only);
  g_test_add_func ("/section/no-splice-without-entries", test_no_splice_without_entries);
  g_test_add_func ("/section/no-splice-for-the-same", test_no_splice_for_the_same);
  g_test_add_func ("/section/complete", test_complete);
  g_test_add_func ("/section/large", test_large);
  g_test_add_func ("/medicines/SRD-28-links", test_links);
  g_test_add_func ("/medicines/SRD-28-links-not-whole", test_links_not_whole);
  return g_test_run ();
}
