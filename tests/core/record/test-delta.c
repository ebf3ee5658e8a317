/* test-delta.c: what differs from the last look is told, what was not asked is not
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "entries.h"

#include "bd-clock.h"
#include "bd-delta.h"

#define THEN "2025-11-12T09:10:00+13:00"
#define NOW  "2025-11-20T14:05:00+13:00"

static BdRecord *
record_of (BdResultState  state,
           const Told    *told,
           guint          n)
{
  BdRecord *record = make_record (NULL);

  bd_record_take_answer (record, told_answer (BD_SECTION_MEDICINES, BD_SOURCE_MDR, state, told, n));
  return record;
}

static GVariant *
snapshot_of (BdResultState  state,
             const Told    *told,
             guint          n)
{
  g_autoptr (BdRecord) record = record_of (state, told, n);

  return g_variant_ref_sink (bd_delta_snapshot (record, at (THEN)));
}

static const Told before[] = {
  { "mdr/MedicationRequest/same", "metformin", .status = "active" },
  { "mdr/MedicationRequest/stops", "warfarin", .status = "active" },
  { "mdr/MedicationRequest/changes", "insulin", .status = "active", .value = "10" },
  { "mdr/MedicationRequest/goes", "aspirin", .status = "active" },
};

static const Told after[] = {
  { "mdr/MedicationRequest/same", "metformin", .status = "active" },
  { "mdr/MedicationRequest/stops", "warfarin", .status = "stopped", .group = BD_GROUP_PAST },
  { "mdr/MedicationRequest/changes", "insulin", .status = "active", .value = "12" },
  { "mdr/MedicationRequest/new-1", "codeine", .status = "active" },
  { "mdr/MedicationRequest/new-2", "old codeine", .status = "completed", .group = BD_GROUP_PAST },
};

static void
test_differences (void)
{
  g_autoptr (GVariant) snapshot = snapshot_of (BD_STATE_WHOLE, before, 4);
  g_autoptr (BdRecord) record = record_of (BD_STATE_WHOLE, after, 5);
  g_autoptr (BdDelta) delta = bd_delta_new (snapshot, record);
  g_autofree char *looked = bd_delta_dup_sentence (delta, NULL, FALSE);
  g_autofree char *saved = bd_delta_dup_sentence (delta, NULL, TRUE);

  g_assert_cmpint (bd_delta_get_kind (delta, "mdr/MedicationRequest/same"), ==, BD_DELTA_SAME);
  g_assert_cmpint (bd_delta_get_kind (delta, "mdr/MedicationRequest/stops"), ==, BD_DELTA_STOPPED);
  g_assert_cmpint (bd_delta_get_kind (delta, "mdr/MedicationRequest/changes"), ==, BD_DELTA_CHANGED);
  g_assert_cmpint (bd_delta_get_kind (delta, "mdr/MedicationRequest/new-1"), ==, BD_DELTA_NEW);
  g_assert_cmpuint (bd_delta_count (delta, BD_DELTA_NEW), ==, 2);
  g_assert_cmpuint (bd_delta_count_gone (delta), ==, 1);
  g_assert_cmpstr (looked, ==,
                   "Since you last looked (12-Nov, 09:10): 2 new, 1 stopped, 1 changed, 1 no longer given");
  g_assert_cmpstr (saved, ==,
                   "Since the saved copy (12-Nov, 09:10): 2 new, 1 stopped, 1 changed, 1 no longer given");
}

static void
test_no_change (void)
{
  g_autoptr (GVariant) snapshot = snapshot_of (BD_STATE_SAVED_COPY, before, 4);
  g_autoptr (BdRecord) record = record_of (BD_STATE_WHOLE, before, 4);
  g_autoptr (BdDelta) delta = bd_delta_new (snapshot, record);
  g_autofree char *sentence = bd_delta_dup_sentence (delta, NULL, FALSE);

  g_assert_cmpstr (sentence, ==, "Since you last looked (12-Nov, 09:10): no change in what is shown");
}

/* A year later "12-Nov" would be read as this year's. */
static void
test_old_snapshot_has_its_year (void)
{
  g_autoptr (BdRecord) record = record_of (BD_STATE_WHOLE, before, 4);
  g_autoptr (GVariant) snapshot =
    g_variant_ref_sink (bd_delta_snapshot (record, at ("2023-11-12T09:10:00+13:00")));
  g_autoptr (BdDelta) delta = bd_delta_new (snapshot, record);
  g_autofree char *sentence = bd_delta_dup_sentence (delta, NULL, FALSE);

  g_assert_cmpstr (sentence, ==, "Since you last looked (12-Nov-2023 09:10): no change in what is shown");
}

/* A source that did not answer then makes nothing new; one that is silent now loses nothing.
 * That other records are on the screen is said all the same. */
static void
test_silence_is_no_change (void)
{
  g_autoptr (GVariant) silent = snapshot_of (BD_STATE_NO_ANSWER, NULL, 0);
  g_autoptr (GVariant) full = snapshot_of (BD_STATE_WHOLE, before, 4);
  g_autoptr (BdRecord) answered = record_of (BD_STATE_WHOLE, after, 5);
  g_autoptr (BdRecord) failed = record_of (BD_STATE_NO_ANSWER, NULL, 0);
  g_autoptr (BdRecord) redacted = record_of (BD_STATE_REDACTED, before, 2);
  g_autoptr (BdDelta) first = bd_delta_new (silent, answered);
  g_autoptr (BdDelta) second = bd_delta_new (full, failed);
  g_autoptr (BdDelta) third = bd_delta_new (full, redacted);
  g_autofree char *unseen = bd_delta_dup_sentence (first, NULL, FALSE);
  g_autofree char *hidden = bd_delta_dup_sentence (second, NULL, FALSE);
  g_autofree char *copy = bd_delta_dup_sentence (first, NULL, TRUE);

  g_assert_cmpuint (bd_delta_count (first, BD_DELTA_NEW), ==, 0);
  g_assert_cmpuint (bd_delta_count_gone (second), ==, 0);
  g_assert_cmpuint (bd_delta_count_gone (third), ==, 0);
  g_assert_cmpstr (unseen, ==, "Since you last looked (12-Nov, 09:10): 5 not shown then");
  g_assert_cmpstr (hidden, ==, "Since you last looked (12-Nov, 09:10): 4 not shown now");
  g_assert_cmpstr (copy, ==, "Since the saved copy (12-Nov, 09:10): no change in what is shown");
}

static void
test_parts_differ (void)
{
  static const Told a = { "mdr/MedicationRequest/x", "ab", .status = "c" };
  static const Told b = { "mdr/MedicationRequest/x", "a", .status = "bc" };
  static const Told absent = { "mdr/MedicationRequest/x", "a", .status = NULL };
  static const Told empty = { "mdr/MedicationRequest/x", "a", .status = "" };
  const Told *const pairs[][2] = { { &a, &b }, { &absent, &empty } };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autoptr (GVariant) snapshot = snapshot_of (BD_STATE_WHOLE, pairs[i][0], 1);
      g_autoptr (BdRecord) record = record_of (BD_STATE_WHOLE, pairs[i][1], 1);
      g_autoptr (BdDelta) delta = bd_delta_new (snapshot, record);

      g_assert_cmpuint (bd_delta_count (delta, BD_DELTA_CHANGED), ==, 1);
    }
}

/* Nothing to read may lie in a snapshot. */
static void
test_snapshot_holds_no_text (void)
{
  g_autoptr (GVariant) snapshot = snapshot_of (BD_STATE_WHOLE, before, 4);
  g_autofree char *printed = g_variant_print (snapshot, TRUE);

  g_assert_nonnull (strstr (printed, "mdr/MedicationRequest/stops"));
  g_assert_null (strstr (printed, "warfarin"));
}

static void
test_broken_snapshot (void)
{
  g_autoptr (GVariant) other = g_variant_ref_sink (g_variant_new_string ("snapshot"));
  g_autoptr (BdRecord) record = record_of (BD_STATE_WHOLE, before, 4);

  g_assert_null (bd_delta_new (other, record));
}

/* Of another version: with its number, or without one, as the first versions stored it */
static GVariant *
make_other (GVariant *snapshot,
            gboolean  numbered)
{
  g_autoptr (GVariant) at = g_variant_get_child_value (snapshot, 0);
  g_autoptr (GVariant) pairs = g_variant_get_child_value (snapshot, 1);
  g_autoptr (GVariant) entries = g_variant_get_child_value (snapshot, 2);

  if (numbered)
    return g_variant_ref_sink (g_variant_new ("(@x@as@a{s(yt)}u)", at, pairs, entries, 1));
  return g_variant_ref_sink (g_variant_new ("(@x@as@a{s(yt)})", at, pairs, entries));
}

/* After an update the same resource may read otherwise, which is no change of it; what is new,
 * stopped or gone is so all the same. */
static void
test_other_version (void)
{
  for (guint numbered = 0; numbered < 2; numbered++)
    {
      g_autoptr (GVariant) snapshot = snapshot_of (BD_STATE_WHOLE, before, 4);
      g_autoptr (GVariant) other = make_other (snapshot, numbered);
      g_autoptr (BdRecord) record = record_of (BD_STATE_WHOLE, after, 5);
      g_autoptr (BdDelta) delta = bd_delta_new (other, record);
      g_autofree char *sentence = NULL;

      g_assert_nonnull (delta);
      sentence = bd_delta_dup_sentence (delta, NULL, FALSE);
      g_assert_cmpint (bd_delta_get_kind (delta, "mdr/MedicationRequest/changes"), ==, BD_DELTA_SAME);
      g_assert_cmpint (bd_delta_get_kind (delta, "mdr/MedicationRequest/stops"), ==, BD_DELTA_STOPPED);
      g_assert_cmpuint (bd_delta_count (delta, BD_DELTA_CHANGED), ==, 0);
      g_assert_cmpstr (sentence, ==, "Since you last looked (12-Nov, 09:10): 2 new, 1 stopped, "
                                     "1 not compared (Bedside was updated), 1 no longer given");
    }
}

/* What a copy is not to keep is not new once it is shown again; another record is. */
static void
test_unkept_is_not_new (void)
{
  for (guint unkept = 0; unkept < 2; unkept++)
    {
      static const Told now[] = {
        { "mdr/MedicationRequest/restricted", "methadone", .status = "active", .marks = "do-not-keep" },
        { "mdr/MedicationRequest/other", "codeine", .status = "active" },
      };
      g_autoptr (BdRecord) copy = make_record (NULL);
      g_autoptr (BdRecord) record = record_of (BD_STATE_WHOLE, now, 2);
      BdAnswer *answer = told_answer (BD_SECTION_MEDICINES, BD_SOURCE_MDR, BD_STATE_SAVED_COPY, NULL, 0);
      g_autoptr (GVariant) snapshot = NULL;
      g_autoptr (BdDelta) delta = NULL;

      answer->line->unkept = unkept;
      bd_record_take_answer (copy, answer);
      snapshot = g_variant_ref_sink (bd_delta_snapshot (copy, at (THEN)));
      delta = bd_delta_new (snapshot, record);
      g_assert_cmpuint (bd_delta_count (delta, BD_DELTA_NEW), ==, 2 - unkept);
      g_assert_cmpint (bd_delta_get_kind (delta, now[0].id), ==, unkept ? BD_DELTA_SAME : BD_DELTA_NEW);
      g_assert_cmpint (bd_delta_get_kind (delta, now[1].id), ==, BD_DELTA_NEW);
    }
}

static void
test_kind_names (void)
{
  static const char *const names[] = { "same", "new", "stopped", "changed" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_cmpstr (bd_delta_kind_to_string (i), ==, names[i]);
}

/* Whatever is read of an entry, a change of it is told: a reaction that is now severe,
 * a note, an end. */
static void
test_everything_read (void)
{
  static const Told told = { "sdhr/AllergyIntolerance/x", "codeine" };

  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (BdRecord) plain = make_record (NULL);
      g_autoptr (BdRecord) changed = make_record (NULL);
      BdAnswer *answer = told_answer (BD_SECTION_ALLERGIES, BD_SOURCE_SDHR, BD_STATE_WHOLE, NULL, 0);
      BdEntryFields *fields = told_fields (&told);
      g_autoptr (GVariant) snapshot = NULL;
      g_autoptr (BdDelta) delta = NULL;

      if (i == 0)
        {
          BdReaction *reaction = g_new0 (BdReaction, 1);

          reaction->manifestation = g_strsplit ("anaphylaxis", "|", -1);
          g_ptr_array_add (fields->reactions, reaction);
        }
      else if (i == 1)
        {
          g_strfreev (fields->notes);
          fields->notes = g_strsplit ("never again", "|", -1);
        }
      else if (i == 2)
        fields->dates[BD_DATE_ABATED] = g_strdup ("2025");
      else
        fields->interpretation = g_strdup ("High");
      g_ptr_array_add (answer->entries, bd_entry_new (fields, NULL));
      bd_record_take_answer (plain, told_answer (BD_SECTION_ALLERGIES, BD_SOURCE_SDHR, BD_STATE_WHOLE, &told, 1));
      bd_record_take_answer (changed, answer);
      snapshot = g_variant_ref_sink (bd_delta_snapshot (plain, at (THEN)));
      delta = bd_delta_new (snapshot, changed);
      g_assert_cmpuint (bd_delta_count (delta, BD_DELTA_CHANGED), ==, 1);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  bd_clock_set_offset_for_tests (at (NOW) - bd_clock_wall (), 0);
  g_test_add_func ("/delta/everything-read", test_everything_read);
  g_test_add_func ("/delta/differences", test_differences);
  g_test_add_func ("/delta/no-change", test_no_change);
  g_test_add_func ("/delta/old-snapshot-has-its-year", test_old_snapshot_has_its_year);
  g_test_add_func ("/delta/silence-is-no-change", test_silence_is_no_change);
  g_test_add_func ("/delta/parts-differ", test_parts_differ);
  g_test_add_func ("/delta/snapshot-holds-no-text", test_snapshot_holds_no_text);
  g_test_add_func ("/delta/broken-snapshot", test_broken_snapshot);
  g_test_add_func ("/delta/other-version", test_other_version);
  g_test_add_func ("/delta/unkept-is-not-new", test_unkept_is_not_new);
  g_test_add_func ("/delta/kind-names", test_kind_names);
  return g_test_run ();
}
