/* test-banner.c: the banner says who it is and carries exactly one allergy label
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "record/bd-banner.h"
#include "shared/bd-ui.h"
#include "ui-fixture.h"

static GtkWidget *
make_banner (BdRecord       *record,
             BdIdentifiedBy  by)
{
  GtkWidget *banner = bd_banner_new ();

  bd_banner_update (BD_BANNER (banner), record, by);

  return g_object_ref_sink (banner);
}

static void
test_person (void)
{
  g_autoptr (BdRecord) record = ui_fixture_record ();
  g_autoptr (GtkWidget) banner = make_banner (record, BD_IDENTIFIED_WRISTBAND);

  g_assert_true (ui_has_text (banner, "WESTBROOK, Sage (Ms)"));
  g_assert_true (ui_has_text (banner, "05-Feb-1971"));
  g_assert_true (ui_has_text (banner, "Female"));
  g_assert_true (ui_has_text (banner, "ZKC7284"));
  g_assert_false (ui_has_text (banner, "not confirmed"));
}

static void
test_known (void)
{
  g_autoptr (BdRecord) record = ui_fixture_record ();
  g_autoptr (GtkWidget) banner = NULL;

  ui_fixture_fill (record);
  banner = make_banner (record, BD_IDENTIFIED_NOT_CONFIRMED);
  g_assert_true (g_str_has_prefix (bd_banner_get_allergy_text (BD_BANNER (banner)), "Known allergies (2): "));
  g_assert_true (ui_has_text (banner, "1 medical warning"));
  g_assert_true (ui_has_text (banner, "Identity not confirmed"));
}

/* Absence is never a negative: nothing recorded, not asked and not answered differ. */
static void
test_absence (void)
{
  static const struct { BdResultState state; const char *must, *never; } cases[] = {
    { BD_STATE_WHOLE, "not recorded", "No known" },
    { BD_STATE_NO_ANSWER, "unavailable", "No known" },
    { BD_STATE_OPTED_OUT_GLOBAL, "unavailable", "No known" },
    { BD_STATE_ASKING, "asking", "No known" },
    { BD_STATE_NOT_SAVED, "unavailable", "No known" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BdRecord) record = ui_fixture_record ();
      g_autoptr (GtkWidget) banner = NULL;
      const char *text;

      bd_record_take_answer (record, ui_fixture_answer (BD_SECTION_ALLERGIES, BD_SOURCE_SDHR, cases[i].state));
      banner = make_banner (record, BD_IDENTIFIED_ASKED);
      text = bd_banner_get_allergy_text (BD_BANNER (banner));
      g_test_message ("%s: %s", bd_result_state_to_string (cases[i].state), text);
      g_assert_nonnull (g_strstr_len (text, -1, cases[i].must));
      g_assert_null (g_strstr_len (text, -1, cases[i].never));
    }
}

static void
test_saved_chip (void)
{
  g_autoptr (BdRecord) record = ui_fixture_record ();
  BdAnswer *answer = ui_fixture_answer (BD_SECTION_ALLERGIES, BD_SOURCE_SDHR, BD_STATE_SAVED_COPY);
  g_autoptr (GtkWidget) banner = NULL;

  answer->line->saved_at = answer->line->answered_at - 3 * G_TIME_SPAN_HOUR;
  bd_record_take_answer (record, answer);
  banner = make_banner (record, BD_IDENTIFIED_ASKED);
  g_assert_true (ui_has_text (banner, "Saved copy"));
}

/* NHI did not answer: what nobody looked up is not called "not recorded". */
static void
test_unchecked (void)
{
  g_autoptr (BdRecord) record = bd_record_new (bd_patient_new_unconfirmed ("ZKC7284", NULL), NULL);
  g_autoptr (GtkWidget) banner = make_banner (record, BD_IDENTIFIED_NOT_CONFIRMED);

  g_assert_true (ui_has_text (banner, "Name and birth date not checked"));
  g_assert_true (ui_has_text (banner, "NHI has not confirmed who this is"));
  g_assert_true (ui_has_text (banner, "ZKC7284"));
  g_assert_false (ui_has_text (banner, "Name not recorded"));
}

/* Names are data, never markup, and never cut. */
static void
test_hostile_and_long_names (void)
{
  BdPatient *patient = ui_fixture_patient ("ZBE4905", "O'Brien <b>&amp;</b> Te Whatarangi-Featherstonehaugh-Cholmondeley",
                                           "Hinewhatarangi Wilhelmina Alexandrina Persephone", "1950");
  g_autoptr (BdRecord) record = bd_record_new (patient, NULL);
  GtkWidget *banner = bd_banner_new ();
  GtkWidget *window;

  bd_banner_update (BD_BANNER (banner), record, BD_IDENTIFIED_ASKED);
  g_assert_true (ui_has_text (banner, "<B>&AMP;</B>"));
  window = ui_show (banner, 500, 300);
  g_assert_false (ui_has_cut_label (window));
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int   argc,
      char *argv[])
{
  ui_fixture_init (&argc, &argv);
  g_test_add_func ("/banner/person", test_person);
  g_test_add_func ("/banner/known-allergies", test_known);
  g_test_add_func ("/banner/absence-is-never-a-negative", test_absence);
  g_test_add_func ("/banner/unchecked", test_unchecked);
  g_test_add_func ("/banner/saved-chip", test_saved_chip);
  g_test_add_func ("/banner/hostile-and-long-names", test_hostile_and_long_names);

  return g_test_run ();
}
