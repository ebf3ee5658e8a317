/* test-label.c: the allergy label never says more than is known
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "entries.h"

#define ALLERGY(name)  { "sdhr/AllergyIntolerance/" name, name, .key = 50 }
#define NONE_KNOWN     { "sdhr/AllergyIntolerance/nka", "No known allergies", .marks = "negation", .key = 40, \
                         .recorded = "2011-02-05", .facility = "F38006-B" }

/* One source's part of a case. */
typedef struct {
  gboolean      given;
  BdResultState state;
  guint         received_less;  /* total − received */
  Told          entries[3];
} Part;

typedef struct {
  const char    *name;
  BdAllergyKind  kind;
  guint          count;
  const char    *text;
  const char    *detail;
  const char    *qualifiers;   /* joined by spaces */
  Part           sdhr;
  Part           mws;
} Case;

static const Case cases[] = {
  { "known-one-source", BD_ALLERGY_KNOWN, 2, "Known allergies (2)", "cashew nuts · penicillin", "",
    { TRUE, BD_STATE_WHOLE, 0, { ALLERGY ("penicillin"), ALLERGY ("cashew nuts") } } },
  { "known-merges-nothing", BD_ALLERGY_KNOWN, 2, "Known allergies (2)", "penicillin · penicillin", "",
    { TRUE, BD_STATE_WHOLE, 0, { ALLERGY ("penicillin") } },
    { TRUE, BD_STATE_WHOLE, 0, { { "mws/AllergyIntolerance/13831", "penicillin", .key = 1 } } } },
  { "known-and-redacted", BD_ALLERGY_KNOWN, 1, "Known allergies (1)", "penicillin", "some-not-shown",
    { TRUE, BD_STATE_REDACTED, 1, { ALLERGY ("penicillin") } } },
  { "known-other-source-failed", BD_ALLERGY_KNOWN, 1, "Known allergies (1)", "penicillin", "some-not-shown",
    { TRUE, BD_STATE_WHOLE, 0, { ALLERGY ("penicillin") } }, { TRUE, BD_STATE_NO_ANSWER } },
  { "known-still-asking", BD_ALLERGY_KNOWN, 1, "Known allergies (1)", "penicillin", "still-asking",
    { TRUE, BD_STATE_WHOLE, 0, { ALLERGY ("penicillin") } }, { TRUE, BD_STATE_ASKING } },
  { "known-beside-older-negation", BD_ALLERGY_KNOWN, 1, "Known allergies (1)", "penicillin", "older-none-known",
    { TRUE, BD_STATE_WHOLE, 0, { ALLERGY ("penicillin"), NONE_KNOWN } } },
  { "known-beside-newer-negation", BD_ALLERGY_KNOWN, 1, "Known allergies (1)", "penicillin", "newer-none-known",
    { TRUE, BD_STATE_WHOLE, 0,
      { ALLERGY ("penicillin"), { "sdhr/AllergyIntolerance/nka", "No known allergies", .marks = "negation", .key = 90 } } } },
  { "known-status-unknown-counts", BD_ALLERGY_KNOWN, 1, "Known allergies (1)", "latex", "",
    { TRUE, BD_STATE_WHOLE, 0, { { "sdhr/AllergyIntolerance/l", "latex", .marks = "status-unknown" } } } },
  { "none-known", BD_ALLERGY_NONE_KNOWN, 0, "No known allergies", "stated at F38006-B, by whom not given, 05-Feb-2011", "",
    { TRUE, BD_STATE_WHOLE, 0, { NONE_KNOWN } }, { TRUE, BD_STATE_WHOLE } },
  { "none-known-other-source-failed", BD_ALLERGY_NONE_KNOWN, 0, "No known allergies", NULL, "some-not-shown",
    { TRUE, BD_STATE_WHOLE, 0, { NONE_KNOWN } }, { TRUE, BD_STATE_REFUSED } },
  { "none-known-waits-for-the-other", BD_ALLERGY_ASKING, 0, "Allergies: asking…", NULL, "",
    { TRUE, BD_STATE_WHOLE, 0, { NONE_KNOWN } }, { TRUE, BD_STATE_ASKING } },
  { "none-known-of-drugs-only", BD_ALLERGY_NONE_KNOWN, 0, "No known drug allergies", NULL, "",
    { TRUE, BD_STATE_WHOLE, 0,
      { { "sdhr/AllergyIntolerance/nkda", "No known drug allergies", .marks = "negation negation-partial", .key = 90 } } } },
  { "none-known-beside-drugs-only", BD_ALLERGY_NONE_KNOWN, 0, "No known allergies", NULL, "",
    { TRUE, BD_STATE_WHOLE, 0,
      { NONE_KNOWN, { "sdhr/AllergyIntolerance/nkda", "No known drug allergies", .marks = "negation negation-partial", .key = 90 } } } },
  { "none-known-in-words", BD_ALLERGY_NONE_KNOWN, 0, "No known allergies", "“NKA”, stated at SDHR, by whom not given, date not given", "",
    { TRUE, BD_STATE_WHOLE, 0,
      { { "sdhr/AllergyIntolerance/nka", "NKA", .marks = "negation negation-by-text", .key = 90 } } } },
  { "none-known-withdrawn", BD_ALLERGY_NOT_RECORDED, 0, "Allergies not recorded", NULL, "",
    { TRUE, BD_STATE_WHOLE, 0,
      { { "sdhr/AllergyIntolerance/nka", "No known allergies", .marks = "negation", .group = BD_GROUP_APART } } } },
  { "reported-by-system", BD_ALLERGY_NOT_RECORDED, 0, "Allergies not recorded", "reported as nil by SDHR", "",
    { TRUE, BD_STATE_WHOLE, 0,
      { { "sdhr/AllergyIntolerance/nil", "Nil known", .marks = "negation reported-by-system" } } } },
  { "not-known-is-no-negation", BD_ALLERGY_NOT_RECORDED, 0, "Allergies not recorded", NULL, "",
    { TRUE, BD_STATE_WHOLE, 0, { { "sdhr/AllergyIntolerance/x", "No information", .marks = "not-known" } } } },
  { "none-known-of-nobody", BD_ALLERGY_NOT_RECORDED, 0, "Allergies not recorded", "1 past or set-aside entry", "",
    { TRUE, BD_STATE_WHOLE, 0,
      { { "sdhr/AllergyIntolerance/nka", "No known allergies", .marks = "negation person-not-stated", .key = 90 } } } },
  { "none-known-in-one-of-two-versions", BD_ALLERGY_NOT_RECORDED, 0, "Allergies not recorded", "1 past or set-aside entry", "",
    { TRUE, BD_STATE_WHOLE, 0,
      { { "sdhr/AllergyIntolerance/nka", "No known allergies", .marks = "negation other-version", .key = 90 } } } },
  { "MWS-Search-2", BD_ALLERGY_NOT_RECORDED, 0, "Allergies not recorded", NULL, "",
    { TRUE, BD_STATE_WHOLE }, { TRUE, BD_STATE_WHOLE } },
  { "not-recorded-not-set-up", BD_ALLERGY_NOT_RECORDED, 0, "Allergies not recorded", NULL, "",
    { TRUE, BD_STATE_WHOLE }, { TRUE, BD_STATE_NOT_SET_UP } },
  { "refuted-never-counts", BD_ALLERGY_NOT_RECORDED, 0, "Allergies not recorded", "2 past or set-aside entries", "",
    { TRUE, BD_STATE_WHOLE, 0,
      { { "sdhr/AllergyIntolerance/r", "penicillin", .group = BD_GROUP_APART },
        { "sdhr/AllergyIntolerance/p", "latex", .group = BD_GROUP_PAST } } } },
  { "flag-is-no-allergy", BD_ALLERGY_NOT_RECORDED, 0, "Allergies not recorded", NULL, "",
    { TRUE, BD_STATE_WHOLE, 0, { { "sdhr/Flag/f", "Difficult airway", .marks = "warning" } } } },
  { "one-empty-one-failed", BD_ALLERGY_UNAVAILABLE, 0, "Allergies unavailable", NULL, "some-not-shown",
    { TRUE, BD_STATE_WHOLE }, { TRUE, BD_STATE_NO_ANSWER } },
  { "empty-but-redacted", BD_ALLERGY_UNAVAILABLE, 0, "Allergies unavailable", NULL, "some-not-shown",
    { TRUE, BD_STATE_REDACTED, 2 } },
  { "withheld", BD_ALLERGY_UNAVAILABLE, 0, "Allergies unavailable", NULL, "some-not-shown",
    { TRUE, BD_STATE_WITHHELD_AT_SOURCE } },
  { "SRD-14-opted-out", BD_ALLERGY_UNAVAILABLE, 0, "Allergies unavailable", NULL, "some-not-shown",
    { TRUE, BD_STATE_OPTED_OUT_GLOBAL }, { TRUE, BD_STATE_WHOLE } },
  { "SRD-16-deceased", BD_ALLERGY_UNAVAILABLE, 0, "Allergies unavailable", NULL, "some-not-shown",
    { TRUE, BD_STATE_DECEASED } },
  { "not-saved", BD_ALLERGY_UNAVAILABLE, 0, "Allergies unavailable", NULL, "some-not-shown",
    { TRUE, BD_STATE_NOT_SAVED }, { TRUE, BD_STATE_NOT_SAVED } },
  { "no-line", BD_ALLERGY_UNAVAILABLE, 0, "Allergies unavailable", NULL, "" },
  { "nothing-set-up", BD_ALLERGY_UNAVAILABLE, 0, "Allergies unavailable", NULL, "",
    { TRUE, BD_STATE_NOT_SET_UP }, { TRUE, BD_STATE_NOT_SET_UP } },
  { "asking", BD_ALLERGY_ASKING, 0, "Allergies: asking…", NULL, "",
    { TRUE, BD_STATE_ASKING }, { TRUE, BD_STATE_ASKING } },
  { "asking-one-empty", BD_ALLERGY_ASKING, 0, "Allergies: asking…", NULL, "",
    { TRUE, BD_STATE_WHOLE }, { TRUE, BD_STATE_ASKING } },
  { "asking-one-failed", BD_ALLERGY_ASKING, 0, "Allergies: asking…", NULL, "some-not-shown",
    { TRUE, BD_STATE_NO_ANSWER }, { TRUE, BD_STATE_ASKING } },
  { "saved-known", BD_ALLERGY_KNOWN, 1, "Known allergies (1)", "penicillin", "saved-copy",
    { TRUE, BD_STATE_SAVED_COPY, 0, { ALLERGY ("penicillin") } } },
  { "saved-none", BD_ALLERGY_NOT_RECORDED, 0, "Allergies not recorded", NULL, "saved-copy",
    { TRUE, BD_STATE_SAVED_COPY } },
  { "saved-one-missing", BD_ALLERGY_KNOWN, 1, "Known allergies (1)", "penicillin", "some-not-shown saved-copy",
    { TRUE, BD_STATE_SAVED_COPY, 0, { ALLERGY ("penicillin") } }, { TRUE, BD_STATE_NOT_SAVED } },
};

static void
give (BdSection  *section,
      BdSource    source,
      const Part *part)
{
  BdAnswer *answer;
  guint n = 0;

  if (!part->given)
    return;
  while (n < G_N_ELEMENTS (part->entries) && part->entries[n].id != NULL)
    n++;
  answer = told_answer (BD_SECTION_ALLERGIES, source, part->state, part->entries, n);
  answer->line->total += part->received_less;
  if (part->state == BD_STATE_SAVED_COPY)
    {
      answer->line->saved_at = at ("2025-11-20T04:29:00+13:00");
      answer->line->saved_state = BD_STATE_WHOLE;
    }
  bd_section_take_answer (section, answer);
}

static void
test_label (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (BdSection) section = bd_section_new (BD_SECTION_ALLERGIES);
  g_autoptr (BdAllergyLabel) label = NULL;
  g_autofree char *qualifiers = NULL;

  give (section, BD_SOURCE_SDHR, &c->sdhr);
  give (section, BD_SOURCE_MWS, &c->mws);
  label = bd_allergy_label_new (section, NULL);
  g_assert_cmpint (label->kind, ==, c->kind);
  g_assert_cmpuint (label->count, ==, c->count);
  g_assert_cmpstr (label->text, ==, c->text);
  if (c->detail != NULL || c->kind != BD_ALLERGY_NONE_KNOWN)
    g_assert_cmpstr (label->detail, ==, c->detail);
  qualifiers = g_strjoinv (" ", label->qualifiers);
  g_assert_cmpstr (qualifiers, ==, c->qualifiers);
  g_assert_cmpint (label->qualifier_text == NULL, ==, *c->qualifiers == '\0');
}

/* Which of two is older is said only where it is known. */
static void
test_same_age (void)
{
  static const struct { gint64 allergy, negation; const char *words; } rows[] = {
    { 50, 40, "an older entry says none known" }, { 40, 50, "a newer entry says none known" },
    { 50, 50, "another entry says none known" }, { 50, 0, "another entry says none known" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const Part part = { TRUE, BD_STATE_WHOLE, 0,
                          { { "sdhr/AllergyIntolerance/p", "penicillin", .key = rows[i].allergy },
                            { "sdhr/AllergyIntolerance/n", "No known allergies", .marks = "negation", .key = rows[i].negation } } };
      g_autoptr (BdSection) section = bd_section_new (BD_SECTION_ALLERGIES);
      g_autoptr (BdAllergyLabel) label = NULL;

      give (section, BD_SOURCE_SDHR, &part);
      label = bd_allergy_label_new (section, NULL);
      g_assert_cmpstr (label->qualifier_text, ==, rows[i].words);
    }
}

static void
test_qualifier_text (void)
{
  static const Part saved = { TRUE, BD_STATE_SAVED_COPY, 0, { ALLERGY ("penicillin"), NONE_KNOWN } };
  static const Part failed = { TRUE, BD_STATE_NO_ANSWER };
  g_autoptr (BdSection) section = bd_section_new (BD_SECTION_ALLERGIES);
  g_autoptr (BdAllergyLabel) label = NULL;

  give (section, BD_SOURCE_SDHR, &saved);
  give (section, BD_SOURCE_MWS, &failed);
  label = bd_allergy_label_new (section, NULL);
  g_assert_cmpstr (label->qualifier_text, ==,
                   "some not shown to you · as of 20-Nov-2025 04:29 · an older entry says none known");
}

/* A doubt, or a note that takes it back, is read with "No known allergies". */
static void
test_negation_with_a_note (void)
{
  static const Told told = NONE_KNOWN;
  g_autoptr (BdSection) section = bd_section_new (BD_SECTION_ALLERGIES);
  g_autoptr (BdAllergyLabel) label = NULL;
  BdAnswer *answer = told_answer (BD_SECTION_ALLERGIES, BD_SOURCE_SDHR, BD_STATE_WHOLE, NULL, 0);
  BdEntryFields *fields = told_fields (&told);

  g_strfreev (fields->notes);
  fields->notes = g_strsplit ("ask about eggs", "|", -1);
  fields->verification = g_strdup ("unconfirmed");
  g_ptr_array_add (answer->entries, bd_entry_new (fields, NULL));
  bd_section_take_answer (section, answer);
  label = bd_allergy_label_new (section, NULL);
  g_assert_cmpint (label->kind, ==, BD_ALLERGY_NONE_KNOWN);
  g_assert_cmpstr (label->detail, ==, "stated at F38006-B, by whom not given, 05-Feb-2011, unconfirmed; note: “ask about eggs”");
}

/* Foreign, cut, unreadable and unkept records are gaps as well. */
static void
test_gaps (void)
{
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (BdSection) section = bd_section_new (BD_SECTION_ALLERGIES);
      g_autoptr (BdAllergyLabel) label = NULL;
      BdResultState state = i == 4 ? BD_STATE_SAVED_COPY : BD_STATE_WHOLE;
      BdAnswer *answer = told_answer (BD_SECTION_ALLERGIES, BD_SOURCE_SDHR, state, NULL, 0);

      answer->line->foreign = i == 0;
      answer->line->unreadable = i == 1;
      answer->line->more_exist = i == 2;
      answer->line->partial = i == 3;
      answer->line->unkept = i == 4;
      answer->line->saved_state = BD_STATE_WHOLE;
      bd_section_take_answer (section, answer);
      label = bd_allergy_label_new (section, NULL);
      g_assert_cmpint (label->kind, ==, BD_ALLERGY_UNAVAILABLE);
      g_assert_cmpstr (label->qualifiers[0], ==, "some-not-shown");
    }
}

/* Without an allergy, no combination of two states may read as a negative, and only two
 * whole answers (or copies of them, or one beside a source not set up) as "not recorded". */
static void
test_absence_is_never_a_negative (void)
{
  for (guint a = 0; a < BD_N_STATES; a++)
    for (guint b = 0; b < BD_N_STATES; b++)
      {
        const Part sdhr = { TRUE, a }, mws = { TRUE, b };
        gboolean whole_a = a == BD_STATE_WHOLE || a == BD_STATE_SAVED_COPY;
        gboolean whole_b = b == BD_STATE_WHOLE || b == BD_STATE_SAVED_COPY;
        gboolean recorded = (whole_a && whole_b) || (whole_a && b == BD_STATE_NOT_SET_UP) ||
                            (whole_b && a == BD_STATE_NOT_SET_UP);
        g_autoptr (BdSection) section = bd_section_new (BD_SECTION_ALLERGIES);
        g_autoptr (BdAllergyLabel) label = NULL;

        give (section, BD_SOURCE_SDHR, &sdhr);
        give (section, BD_SOURCE_MWS, &mws);
        label = bd_allergy_label_new (section, NULL);
        g_assert_cmpint (label->kind, !=, BD_ALLERGY_NONE_KNOWN);
        g_assert_cmpint (label->kind, !=, BD_ALLERGY_KNOWN);
        g_assert_cmpint (label->kind == BD_ALLERGY_NOT_RECORDED, ==, recorded);
      }
}

/* The gravest are named, and that there are more is said. */
static void
test_very_many (void)
{
  g_autoptr (BdSection) section = bd_section_new (BD_SECTION_ALLERGIES);
  g_autoptr (BdAllergyLabel) label = NULL;
  g_autofree Told *told = g_new0 (Told, 300);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < 300; i++)
    {
      char *id = g_strdup_printf ("sdhr/AllergyIntolerance/a%u", i);
      char *title = i == 150 ? g_strdup ("penicillin") : g_strdup_printf ("pollen %u", i);

      g_ptr_array_add (texts, id);
      g_ptr_array_add (texts, title);
      told[i] = (Told) { .id = id, .title = title, .criticality = i == 150 ? "high" : NULL };
    }
  bd_section_take_answer (section, told_answer (BD_SECTION_ALLERGIES, BD_SOURCE_SDHR, BD_STATE_WHOLE, told, 300));
  label = bd_allergy_label_new (section, NULL);
  g_assert_cmpstr (label->text, ==, "Known allergies (300)");
  g_assert_true (g_str_has_prefix (label->detail, "penicillin · "));
  g_assert_true (g_str_has_suffix (label->detail, " · and 276 more, below"));
}

static void
test_kind_names (void)
{
  g_assert_cmpstr (bd_allergy_kind_to_string (BD_ALLERGY_KNOWN), ==, "known");
  g_assert_cmpstr (bd_allergy_kind_to_string (BD_ALLERGY_NONE_KNOWN), ==, "none-known");
  g_assert_cmpstr (bd_allergy_kind_to_string (BD_ALLERGY_NOT_RECORDED), ==, "not-recorded");
  g_assert_cmpstr (bd_allergy_kind_to_string (BD_ALLERGY_UNAVAILABLE), ==, "unavailable");
  g_assert_cmpstr (bd_allergy_kind_to_string (BD_ALLERGY_ASKING), ==, "asking");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/label/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_label);
    }
  g_test_add_func ("/label/negation-with-a-note", test_negation_with_a_note);
  g_test_add_func ("/label/same-age", test_same_age);
  g_test_add_func ("/label/qualifier-text", test_qualifier_text);
  g_test_add_func ("/label/gaps", test_gaps);
  g_test_add_func ("/label/absence-is-never-a-negative", test_absence_is_never_a_negative);
  g_test_add_func ("/label/very-many", test_very_many);
  g_test_add_func ("/label/kind-names", test_kind_names);
  return g_test_run ();
}
