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

/* The projection with one byte changed, or cut short; NULL when it is refused. */
static BdEntry *
read_altered (GVariant *good,
              gsize     at,
              guint8    value,
              gsize     length)
{
  g_autoptr (GVariant) altered = NULL;
  g_autofree guint8 *bytes = g_memdup2 (g_variant_get_data (good), g_variant_get_size (good));

  bytes[at] = value;
  altered = g_variant_ref_sink (g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, bytes, length, 1));
  return bd_entry_new_from_variant (altered);
}

static void
test_variant_refused (void)
{
  enum { VERSION = 0, SECTION = 4, SOURCE = 5, GROUP = 6, N_NOTES = 24, ITEMS = 32 };
  g_autoptr (BdEntry) entry = make_full_entry ();
  g_autoptr (GVariant) good = g_variant_ref_sink (bd_entry_to_variant (entry));
  g_autoptr (GVariant) other_type = g_variant_ref_sink (g_variant_new_string ("text"));
  g_autoptr (BdEntry) unchanged = read_altered (good, VERSION, BD_ENTRY_PROJECTION_VERSION, g_variant_get_size (good));
  gsize size = g_variant_get_size (good);

  g_assert_nonnull (unchanged);
  g_assert_null (bd_entry_new_from_variant (other_type));
  g_assert_null (read_altered (good, VERSION, BD_ENTRY_PROJECTION_VERSION + 1, size));
  g_assert_null (read_altered (good, SECTION, BD_N_SECTIONS, size));
  g_assert_null (read_altered (good, SOURCE, BD_N_SOURCES, size));
  g_assert_null (read_altered (good, GROUP, BD_GROUP_APART + 1, size));
  g_assert_null (read_altered (good, N_NOTES, 1, size));
  g_assert_null (read_altered (good, ITEMS, 99, size));
  g_assert_null (read_altered (good, ITEMS + 1, 0xff, size));   /* no text */
  g_assert_null (read_altered (good, size - 1, 'x', size));     /* without an end */
}

/* Whatever the length, it is refused or is an entry: never read beyond. */
static void
test_variant_cut (void)
{
  g_autoptr (BdEntry) entry = make_full_entry ();
  g_autoptr (GVariant) good = g_variant_ref_sink (bd_entry_to_variant (entry));
  guint n_refused = 0;

  for (gsize length = 1; length < g_variant_get_size (good); length++)
    {
      g_autoptr (BdEntry) cut = read_altered (good, 0, BD_ENTRY_PROJECTION_VERSION, length);

      n_refused += cut == NULL;
      g_assert_true (cut == NULL || bd_entry_peek (cut)->title != NULL);
    }
  g_assert_cmpuint (n_refused, >, g_variant_get_size (good) / 2);
}

static void
test_variant_beyond_ascii (void)
{
  BdEntryFields *f = bd_entry_fields_new ();
  g_autoptr (BdEntry) entry = NULL;
  g_autoptr (BdEntry) copy = NULL;
  g_autoptr (GVariant) variant = NULL;
  char *notes[] = { (char *) "Kei te pai te māuiui", (char *) "", NULL };

  f->id = g_strdup ("sdhr/Condition/1");
  f->resource_type = g_strdup ("Condition");
  f->title = g_strdup ("Mate huangō");
  g_strfreev (f->notes);
  f->notes = g_strdupv (notes);
  entry = bd_entry_new (f, NULL);
  variant = g_variant_ref_sink (bd_entry_to_variant (entry));
  copy = bd_entry_new_from_variant (variant);
  g_assert_nonnull (copy);
  g_assert_cmpstr (bd_entry_peek (copy)->title, ==, "Mate huangō");
  g_assert_cmpstrv (bd_entry_peek (copy)->notes, notes);
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

/* What is prescribed, what is dispensed, and what a panel holds is heard. */
static void
test_heard (void)
{
  static const struct { const char *type; const char *members; const char *said; } rows[] = {
    { "MedicationRequest", "'status':'active','medicationCodeableConcept':{'text':'Warfarin'},'authoredOn':'2025-10-01'",
      "Warfarin, prescribed 01-Oct-2025, dispensing not known from SDHR" },
    { "MedicationDispense", "'status':'completed','medicationCodeableConcept':{'text':'Warfarin'},'whenPrepared':'2025-10-02'",
      "Warfarin, Dispensed, dispensed 02-Oct-2025" },
    { "MedicationDispense", "'status':'preparation','medicationCodeableConcept':{'text':'Warfarin'},'whenPrepared':'2025-10-02'",
      "Warfarin, In preparation, 02-Oct-2025" },
    { "Observation", "'status':'final','code':{'text':'FBC'},'component':[{'code':{'text':'Hb'},'valueQuantity':{'value':71,'unit':'g/L'},"
      "'interpretation':[{'text':'Critically low'}]},{'code':{'text':'WCC'}}]", "FBC, Hb 71 g/L, Critically low, WCC no value, Final" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (BdEntry) entry = project (rows[i].type, rows[i].members);
      g_autofree char *said = bd_entry_dup_sentence (entry, NULL);

      g_assert_cmpstr (said, ==, rows[i].said);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/entry/marks", test_marks);
  g_test_add_func ("/entry/heard", test_heard);
  g_test_add_func ("/entry/variant/round-trip", test_variant_round_trip);
  g_test_add_func ("/entry/variant/refused", test_variant_refused);
  g_test_add_func ("/entry/variant/cut", test_variant_cut);
  g_test_add_func ("/entry/variant/beyond-ascii", test_variant_beyond_ascii);
  g_test_add_func ("/entry/dates", test_dates);
  g_test_add_func ("/entry/sentence", test_sentence);
  return g_test_run ();
}
