/* test-card.c: a section says what it has, what it has not, and from whom
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-clock.h"
#include "record/bd-section-card.h"
#include "shared/bd-ui.h"
#include "ui-fixture.h"

static GtkWidget *
make_card (BdRecord      *record,
           BdSectionKind  kind,
           const char    *filter)
{
  GtkWidget *card = bd_section_card_new (kind);
  BdRowScene scene = { record, NULL };

  bd_section_card_update (BD_SECTION_CARD (card), &scene, filter);

  return g_object_ref_sink (card);
}

/* The sentence of every state that is not plainly whole stands in the card, word for word. */
static void
test_state_sentence (gconstpointer data)
{
  BdResultState state = GPOINTER_TO_UINT (data);
  g_autoptr (BdRecord) record = ui_fixture_record ();
  g_autoptr (GtkWidget) card = NULL;
  g_autofree char *sentence = NULL;

  bd_record_take_answer (record, ui_fixture_answer (BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, state));
  sentence = bd_ledger_line_dup_sentence (bd_section_get_line (bd_record_get_section (record, BD_SECTION_CONDITIONS), BD_SOURCE_SDHR),
                                          bd_record_get_zone (record), bd_clock_wall ());
  card = make_card (record, BD_SECTION_CONDITIONS, NULL);
  g_test_message ("%s", sentence);
  if (state == BD_STATE_ASKING)
    g_assert_true (ui_has_text (card, "Asking SDHR…"));
  else
    g_assert_true (ui_has_text (card, sentence));
  g_assert_false (ui_has_text (card, "No conditions"));
}

static void
test_folds (void)
{
  g_autoptr (BdRecord) record = ui_fixture_record ();
  g_autoptr (GtkWidget) card = NULL;
  GtkWidget *fold;

  ui_fixture_fill (record);
  card = make_card (record, BD_SECTION_CONDITIONS, NULL);
  g_assert_true (ui_has_text (card, "Type 2 diabetes mellitus"));
  g_assert_true (ui_has_text (card, "2 past conditions"));
  g_assert_false (ui_has_text (card, "Pneumonia"));
  fold = ui_find_button (card, "2 past conditions");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (fold), TRUE);
  g_assert_true (ui_has_text (card, "Pneumonia"));
}

/* A fold that was opened stays open when an answer comes. */
static void
test_fold_stays_open (void)
{
  g_autoptr (BdRecord) record = ui_fixture_record ();
  g_autoptr (GtkWidget) card = NULL;
  BdRowScene scene = { record, NULL };

  ui_fixture_fill (record);
  card = make_card (record, BD_SECTION_CONDITIONS, NULL);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (ui_find_button (card, "2 past conditions")), TRUE);
  bd_section_card_update (BD_SECTION_CARD (card), &scene, NULL);
  g_assert_true (ui_has_text (card, "Pneumonia"));
}

static void
test_apart_says_refuted (void)
{
  g_autoptr (BdRecord) record = ui_fixture_record ();
  g_autoptr (GtkWidget) card = NULL;

  ui_fixture_fill (record);
  card = make_card (record, BD_SECTION_ALLERGIES, NULL);
  g_assert_true (ui_has_text (card, "1 refuted or entered in error"));
  g_assert_true (ui_has_text_anywhere (card, "Refuted: latex"));
  g_assert_false (ui_has_text (card, "Refuted: latex"));
}

static void
test_showing_n_of_m (void)
{
  g_autoptr (BdRecord) record = ui_fixture_record ();
  g_autoptr (GtkWidget) card = NULL;

  ui_fixture_fill (record);
  card = make_card (record, BD_SECTION_IMMUNISATIONS, NULL);
  g_assert_true (ui_has_text (card, "Showing 1 of 2"));
  g_assert_true (ui_has_text (card, "1 not given"));
}

static void
test_filter (void)
{
  g_autoptr (BdRecord) record = ui_fixture_record ();
  g_autoptr (GtkWidget) card = NULL;

  ui_fixture_fill (record);
  card = make_card (record, BD_SECTION_CONDITIONS, "pneumonia");
  g_assert_cmpuint (bd_section_card_count_shown (BD_SECTION_CARD (card)), ==, 1);
  g_assert_true (ui_has_text (card, "Pneumonia"));
  g_assert_false (ui_has_text (card, "diabetes"));
}

static void
count_show_all (guint *n)
{
  (*n)++;
}

static void
add_encounters (BdRecord *record,
                guint     n)
{
  BdAnswer *answer = ui_fixture_answer (BD_SECTION_ENCOUNTERS, BD_SOURCE_SDHR, BD_STATE_WHOLE);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("e%u", i);
      RowSpec spec = { BD_SECTION_ENCOUNTERS, "Encounter", id, "Consultation", NULL, "finished", "2025-01-01", BD_GROUP_CURRENT, "" };

      ui_fixture_add (answer, &spec);
    }
  bd_record_take_answer (record, answer);
}

/* A long section shows a dozen lines and says how many there are. */
static void
test_long_section (void)
{
  g_autoptr (BdRecord) record = ui_fixture_record ();
  g_autoptr (GtkWidget) card = NULL;
  GtkWidget *all;
  guint n = 0;

  add_encounters (record, 431);
  card = make_card (record, BD_SECTION_ENCOUNTERS, NULL);
  g_assert_cmpuint (ui_count_type (card, GTK_TYPE_LIST_BOX_ROW), ==, 12);
  all = ui_find_button (card, "Show all 431");
  g_assert_nonnull (all);
  g_signal_connect_swapped (card, "show-all", G_CALLBACK (count_show_all), &n);
  g_signal_emit_by_name (all, "clicked");
  g_assert_cmpuint (n, ==, 1);
}

static void
keep_row (BdRow **kept,
          BdRow  *row)
{
  g_set_object (kept, row);
}

static void
test_row_activation_and_name (void)
{
  g_autoptr (BdRecord) record = ui_fixture_record ();
  g_autoptr (BdRow) row = NULL;
  g_autoptr (GtkWidget) card = NULL;
  GtkWidget *list_row;

  ui_fixture_fill (record);
  card = make_card (record, BD_SECTION_ALLERGIES, NULL);
  list_row = ui_find_type (card, GTK_TYPE_LIST_BOX_ROW);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (card), GTK_ACCESSIBLE_PROPERTY_LABEL, "Allergies and reactions");
  g_assert_true (gtk_test_accessible_has_property (GTK_ACCESSIBLE (list_row), GTK_ACCESSIBLE_PROPERTY_LABEL));
  g_signal_connect_swapped (card, "row-activated", G_CALLBACK (keep_row), &row);
  g_signal_emit_by_name (gtk_widget_get_parent (list_row), "row-activated", list_row);
  g_assert_nonnull (row);
}

/* What came beside the lines is pointed to; a message that a state already tells is not said twice. */
static void
test_says_what_is_not_shown (void)
{
  g_autoptr (BdRecord) record = ui_fixture_record ();
  g_autoptr (GtkWidget) card = NULL;
  BdAnswer *answer = ui_fixture_answer (BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_WHOLE);

  for (guint i = 0; i < 2; i++)
    {
      BdNotShown *n = g_new0 (BdNotShown, 1);

      n->why = g_strdup ("Unknown kind");
      g_ptr_array_add (answer->not_shown, n);
    }
  for (BdOutcomeKind kind = BD_OUTCOME_NOT_FOUND; kind <= BD_OUTCOME_OTHER; kind++)
    {
      BdIssue *issue = g_new0 (BdIssue, 1);

      issue->kind = kind;
      g_ptr_array_add (answer->issues, issue);
    }
  bd_record_take_answer (record, answer);
  card = make_card (record, BD_SECTION_CONDITIONS, NULL);
  g_assert_true (ui_has_text (card, "2 records could not be shown: see SDHR above."));
  g_assert_true (ui_has_text (card, "1 message came with the answer: see SDHR above."));
}

static void
add_copy (BdRecord *record,
          BdSource  source,
          gint64    days)
{
  BdAnswer *answer = ui_fixture_answer (BD_SECTION_CONDITIONS, source, BD_STATE_SAVED_COPY);
  g_autofree char *title = g_strdup_printf ("Gout of %s", bd_source_get_label (source));
  RowSpec spec = { BD_SECTION_CONDITIONS, "Condition", "g1", title, NULL, "active", "2014", BD_GROUP_CURRENT, "" };

  answer->line->saved_at = bd_clock_wall () - days * G_TIME_SPAN_DAY;
  ui_fixture_add (answer, &spec);
  bd_record_take_answer (record, answer);
}

/* Lines of a copy over 30 days old stand in a closed fold; its sentence stands outside. */
static void
test_old_copy_is_folded (void)
{
  g_autoptr (BdRecord) record = ui_fixture_record ();
  g_autoptr (GtkWidget) card = NULL;
  BdRowScene scene = { record, NULL };
  GtkWidget *fold;

  add_copy (record, BD_SOURCE_SDHR, 31);
  card = make_card (record, BD_SECTION_CONDITIONS, NULL);
  g_assert_false (ui_has_text (card, "Gout of SDHR"));
  g_assert_true (ui_has_text (card, "Saved copy of"));
  fold = ui_find_button (card, "over 30 days old: 1 condition");
  g_assert_nonnull (fold);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (fold), TRUE);
  g_assert_true (ui_has_text (card, "Gout of SDHR"));
  bd_section_card_update (BD_SECTION_CARD (card), &scene, NULL);
  g_assert_true (ui_has_text (card, "Gout of SDHR"));
}

/* Filtered words are found in an old copy too. */
static void
test_filter_opens_old_copy (void)
{
  g_autoptr (BdRecord) record = ui_fixture_record ();
  g_autoptr (GtkWidget) card = NULL;

  add_copy (record, BD_SOURCE_SDHR, 31);
  card = make_card (record, BD_SECTION_CONDITIONS, "gout");
  g_assert_cmpuint (bd_section_card_count_shown (BD_SECTION_CARD (card)), ==, 1);
  g_assert_true (ui_has_text (card, "Gout of SDHR"));
}

/* Newer lines beside an old copy are not folded away with it, nor is a copy of 29 days. */
static void
test_newer_is_not_folded (void)
{
  g_autoptr (BdRecord) record = ui_fixture_record ();
  g_autoptr (GtkWidget) card = NULL;

  add_copy (record, BD_SOURCE_SDHR, 31);
  add_copy (record, BD_SOURCE_SHARED_CARE, 29);
  card = make_card (record, BD_SECTION_CONDITIONS, NULL);
  g_assert_true (ui_has_text (card, "Gout of SDHR"));
  g_assert_true (ui_has_text (card, "Gout of Shared Care"));
  g_assert_null (ui_find_button (card, "over 30 days old"));
}

/* A choice that another section's answer tells stands in the Consents card. */
static void
test_consent_facts (void)
{
  g_autoptr (BdRecord) record = ui_fixture_record ();
  g_autoptr (GtkWidget) card = NULL;

  bd_record_take_answer (record, ui_fixture_answer (BD_SECTION_CONSENTS, BD_SOURCE_SHARED_CARE, BD_STATE_WHOLE));
  card = make_card (record, BD_SECTION_CONSENTS, NULL);
  g_assert_true (ui_has_text (card, "No sharing choice of this person is known here."));
  g_clear_object (&card);
  bd_record_take_answer (record, ui_fixture_answer (BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_OPTED_OUT_GLOBAL));
  card = make_card (record, BD_SECTION_CONSENTS, NULL);
  g_assert_true (ui_has_text (card, "This person has chosen not to share through SDHR."));
  g_assert_false (ui_has_text (card, "No sharing choice"));
}

/* That nothing is known is not said while the answer is awaited. */
static void
test_consents_asked (void)
{
  g_autoptr (BdRecord) record = ui_fixture_record ();
  g_autoptr (GtkWidget) card = NULL;

  bd_record_take_answer (record, ui_fixture_answer (BD_SECTION_CONSENTS, BD_SOURCE_SHARED_CARE, BD_STATE_ASKING));
  card = make_card (record, BD_SECTION_CONSENTS, NULL);
  g_assert_true (ui_has_text (card, "Asking Shared Care"));
  g_assert_false (ui_has_text (card, "No sharing choice"));
}

int
main (int   argc,
      char *argv[])
{
  ui_fixture_init (&argc, &argv);
  for (guint state = 0; state < BD_N_STATES; state++)
    {
      g_autofree char *path = g_strdup_printf ("/card/state/%s", bd_result_state_to_string (state));

      g_test_add_data_func (path, GUINT_TO_POINTER (state), test_state_sentence);
    }
  g_test_add_func ("/card/folds", test_folds);
  g_test_add_func ("/card/fold-stays-open", test_fold_stays_open);
  g_test_add_func ("/card/apart-says-refuted", test_apart_says_refuted);
  g_test_add_func ("/card/showing-n-of-m", test_showing_n_of_m);
  g_test_add_func ("/card/filter", test_filter);
  g_test_add_func ("/card/long-section", test_long_section);
  g_test_add_func ("/card/says-what-is-not-shown", test_says_what_is_not_shown);
  g_test_add_func ("/card/old-copy-is-folded", test_old_copy_is_folded);
  g_test_add_func ("/card/filter-opens-old-copy", test_filter_opens_old_copy);
  g_test_add_func ("/card/newer-is-not-folded", test_newer_is_not_folded);
  g_test_add_func ("/card/consent-facts", test_consent_facts);
  g_test_add_func ("/card/consents-asked", test_consents_asked);
  g_test_add_func ("/card/row-activation-and-name", test_row_activation_and_name);

  return g_test_run ();
}
