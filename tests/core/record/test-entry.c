/* test-entry.c: fields, dates, sentences and the stored projection of an entry
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "project.h"

static BdEntry *
make_full_entry (void)
{
  BdEntryFields *f = bd_entry_fields_new ();
  BdComponent *component = g_new0 (BdComponent, 1);
  BdReaction *reaction = g_new0 (BdReaction, 1);
  const char *const manifestation[] = { "anaphylaxis", "hives", NULL };
  g_autoptr (GBytes) bytes = g_bytes_new_static ("{}", 2);

  f->id = g_strdup ("sdhr/AllergyIntolerance/1");
  f->resource_type = g_strdup ("AllergyIntolerance");
  f->section = BD_SECTION_ALLERGIES;
  f->source = BD_SOURCE_MWS;
  f->title = g_strdup ("penicillin");
  g_ptr_array_add (f->codes, bd_coding_new ("http://snomed.info/sct", "91936005", "Allergy to penicillin", TRUE));
  g_ptr_array_add (f->codes, bd_coding_new (NULL, "x", NULL, FALSE));
  f->text = g_strdup ("");
  f->verification = g_strdup ("confirmed");
  f->status_text = g_strdup ("Active");
  f->group = BD_GROUP_PAST;
  for (int i = 0; i < BD_N_DATES; i++)
    f->dates[i] = i % 2 == 0 ? g_strdup_printf ("20%02d", i) : NULL;
  f->value = g_strdup ("1.10");
  component->title = g_strdup ("Systolic");
  component->value = g_strdup ("120");
  g_ptr_array_add (f->components, component);
  reaction->manifestation = g_strdupv ((char **) manifestation);
  reaction->severity = g_strdup ("severe");
  g_ptr_array_add (f->reactions, reaction);
  f->facility = g_strdup ("F38006-B");
  f->item = g_strdup ("A-1");
  bd_entry_fields_mark (f, "highlighted");
  bd_entry_fields_mark (f, "long-term");
  bd_entry_fields_mark (f, "highlighted");
  f->sort_key = -5;
  f->fetched_at = FETCHED_AT;
  return bd_entry_new (f, bytes);
}

static void
test_marks (void)
{
  g_autoptr (BdEntry) entry = make_full_entry ();

  g_assert_cmpuint (g_strv_length (bd_entry_peek (entry)->marks), ==, 2);
  g_assert_true (bd_entry_has_mark (entry, "long-term"));
  g_assert_false (bd_entry_has_mark (entry, "negation"));
  g_assert_cmpuint (g_bytes_get_size (bd_entry_get_bytes (entry)), ==, 2);
}

static void
test_variant_round_trip (void)
{
  g_autoptr (BdEntry) entry = make_full_entry ();
  g_autoptr (GVariant) before = g_variant_ref_sink (bd_entry_to_variant (entry));
  g_autoptr (BdEntry) copy = bd_entry_new_from_variant (before);
  g_autoptr (GVariant) after = NULL;
  const BdEntryFields *f;

  g_assert_nonnull (copy);
  after = g_variant_ref_sink (bd_entry_to_variant (copy));
  g_assert_true (g_variant_equal (before, after));
  g_assert_null (bd_entry_get_bytes (copy));

  f = bd_entry_peek (copy);
  g_assert_cmpstr (f->value, ==, "1.10");
  g_assert_cmpstr (f->text, ==, "");
  g_assert_null (f->status);
  g_assert_cmpint (f->source, ==, BD_SOURCE_MWS);
  g_assert_cmpint (f->group, ==, BD_GROUP_PAST);
  g_assert_cmpint (f->sort_key, ==, -5);
  g_assert_cmpstr (f->dates[BD_DATE_SENT], ==, "2012");
  g_assert_null (f->dates[BD_DATE_RECORDED]);
  g_assert_null (((BdCoding *) g_ptr_array_index (f->codes, 1))->system);
  g_assert_true (((BdCoding *) g_ptr_array_index (f->codes, 0))->user_selected);
  g_assert_cmpstr (((BdReaction *) g_ptr_array_index (f->reactions, 0))->manifestation[1], ==, "hives");
  g_assert_null (((BdComponent *) g_ptr_array_index (f->components, 0))->unit);
}

static void
test_variant_refused (void)
{
  g_autoptr (BdEntry) entry = make_full_entry ();
  g_autoptr (GVariant) good = g_variant_ref_sink (bd_entry_to_variant (entry));
  g_autoptr (GVariant) other_type = g_variant_ref_sink (g_variant_new_string ("x"));
  g_autoptr (GVariant) newer = NULL;
  g_autoptr (GVariant) wrong_section = NULL;
  GVariant *children[14];
  gsize n = g_variant_n_children (good);

  g_assert_null (bd_entry_new_from_variant (other_type));
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (children));
  for (gsize i = 0; i < n; i++)
    children[i] = g_variant_get_child_value (good, i);

  g_variant_unref (children[0]);
  children[0] = g_variant_ref_sink (g_variant_new_uint32 (BD_ENTRY_PROJECTION_VERSION + 1));
  newer = g_variant_ref_sink (g_variant_new_tuple (children, n));
  g_assert_null (bd_entry_new_from_variant (newer));

  g_variant_unref (children[0]);
  children[0] = g_variant_ref_sink (g_variant_new_uint32 (BD_ENTRY_PROJECTION_VERSION));
  g_variant_unref (children[3]);
  children[3] = g_variant_ref_sink (g_variant_new_byte (BD_N_SECTIONS));
  wrong_section = g_variant_ref_sink (g_variant_new_tuple (children, n));
  g_assert_null (bd_entry_new_from_variant (wrong_section));

  for (gsize i = 0; i < n; i++)
    g_variant_unref (children[i]);
}

static void
test_dates (void)
{
  g_autoptr (BdEntry) entry = project ("Condition",
    "'onsetDateTime':'2011-02','recordedDate':'2023-11-26T10:02:45+13:00','meta':{'lastUpdated':'not a date'}");
  g_autofree char *onset = bd_entry_dup_date (entry, BD_DATE_ONSET, NULL);
  g_autofree char *recorded = bd_entry_dup_date (entry, BD_DATE_RECORDED, NULL);
  g_autofree char *sent = bd_entry_dup_date (entry, BD_DATE_SENT, NULL);

  g_assert_cmpstr (onset, ==, "Feb-2011");
  g_assert_cmpstr (recorded, ==, "26-Nov-2023 10:02");
  g_assert_cmpstr (sent, ==, "not a date");
  g_assert_null (bd_entry_dup_date (entry, BD_DATE_ABATED, NULL));
  for (int role = 0; role < BD_N_DATES; role++)
    g_assert_nonnull (bd_date_role_to_string (role));
  g_assert_cmpstr (bd_date_role_to_string (BD_DATE_VALID_UNTIL), ==, "validUntil");
}

static void
test_sentence (void)
{
  g_autoptr (BdEntry) allergy = project ("AllergyIntolerance",
    "'code':{'text':'penicillin'},'onsetDateTime':'2011','clinicalStatus':{'coding':[{'code':'active'}]},"
    "'verificationStatus':{'coding':[{'code':'confirmed'}]},"
    "'reaction':[{'manifestation':[{'text':'anaphylaxis'}],'severity':'severe'}],"
    "'meta':{'source':'https://api.hip.digital.health.nz/fhir/hpi/v1/Location/F38006-B'}");
  g_autoptr (BdEntry) refuted = project ("AllergyIntolerance",
    "'code':{'text':'latex'},'verificationStatus':{'coding':[{'code':'refuted'}]}");
  g_autofree char *said = bd_entry_dup_sentence (allergy, NULL);
  g_autofree char *taken_back = bd_entry_dup_sentence (refuted, NULL);

  g_assert_cmpstr (said, ==, "penicillin, anaphylaxis, severe, confirmed, 2011, from F38006-B");
  g_assert_true (g_str_has_prefix (taken_back, "Refuted, latex"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/entry/marks", test_marks);
  g_test_add_func ("/entry/variant/round-trip", test_variant_round_trip);
  g_test_add_func ("/entry/variant/refused", test_variant_refused);
  g_test_add_func ("/entry/dates", test_dates);
  g_test_add_func ("/entry/sentence", test_sentence);
  return g_test_run ();
}
