/* test-strip.c: every source at once; every state has a shape and words of its own
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "record/bd-source-detail.h"
#include "record/bd-state-look.h"
#include "record/bd-strip.h"
#include "shared/bd-ui.h"
#include "ui-fixture.h"

static void
test_every_state (gconstpointer data)
{
  BdResultState state = GPOINTER_TO_UINT (data);
  g_autoptr (BdRecord) record = ui_fixture_record ();
  g_autoptr (GtkWidget) strip = g_object_ref_sink (bd_strip_new ());
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gdk_display_get_default ());

  g_assert_true (gtk_icon_theme_has_icon (theme, bd_state_look_get_icon (state)));
  bd_record_take_answer (record, ui_fixture_answer (BD_SECTION_ALLERGIES, BD_SOURCE_SDHR, state));
  bd_strip_update (BD_STRIP (strip), record);
  g_assert_nonnull (bd_strip_get_words (BD_STRIP (strip), BD_SOURCE_SDHR));
  g_assert_cmpint (g_utf8_strlen (bd_strip_get_words (BD_STRIP (strip), BD_SOURCE_SDHR), -1), >, 3);
  g_assert_null (bd_strip_get_words (BD_STRIP (strip), BD_SOURCE_AIR));
}

/* Whole and held back must not look alike even without colour. */
static void
test_shapes_differ (void)
{
  g_assert_cmpstr (bd_state_look_get_icon (BD_STATE_WHOLE), !=, bd_state_look_get_icon (BD_STATE_REDACTED));
  g_assert_cmpstr (bd_state_look_get_icon (BD_STATE_WHOLE), !=, bd_state_look_get_icon (BD_STATE_SAVED_COPY));
  g_assert_cmpstr (bd_state_look_get_icon (BD_STATE_WHOLE), !=, bd_state_look_get_icon (BD_STATE_NO_ANSWER));
  g_assert_cmpstr (bd_state_look_get_icon (BD_STATE_NO_ANSWER), !=, bd_state_look_get_icon (BD_STATE_REDACTED));
  g_assert_cmpstr (bd_state_look_get_class (BD_STATE_SAVED_COPY), ==, "bd-quiet");
  g_assert_cmpstr (bd_state_look_get_class (BD_STATE_NO_ANSWER), ==, "bd-amber");
}

static void
test_worst_is_shown (void)
{
  g_autoptr (BdRecord) record = ui_fixture_record ();
  g_autoptr (GtkWidget) strip = g_object_ref_sink (bd_strip_new ());

  bd_record_take_answer (record, ui_fixture_answer (BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_WHOLE));
  bd_record_take_answer (record, ui_fixture_answer (BD_SECTION_ALLERGIES, BD_SOURCE_SDHR, BD_STATE_REDACTED));
  bd_record_take_answer (record, ui_fixture_answer (BD_SECTION_ENCOUNTERS, BD_SOURCE_SDHR, BD_STATE_WHOLE));
  bd_strip_update (BD_STRIP (strip), record);
  g_assert_cmpstr (bd_strip_get_words (BD_STRIP (strip), BD_SOURCE_SDHR), ==, "holding back");
}

static void
count_retry (BdSource source,
             gpointer user_data)
{
  g_assert_cmpint (source, ==, BD_SOURCE_MDR);
  (*(guint *) user_data)++;
}

static void
test_detail_and_retry (void)
{
  g_autoptr (BdRecord) record = ui_fixture_record ();
  BdAnswer *answer = ui_fixture_answer (BD_SECTION_MEDICINES, BD_SOURCE_MDR, BD_STATE_NO_ANSWER);
  g_autoptr (GtkWidget) detail = NULL;
  GtkWidget *retry;
  guint n = 0;

  answer->line->correlation_id = g_strdup ("c0ffee-77");
  bd_record_take_answer (record, answer);
  detail = g_object_ref_sink (bd_source_detail_new (record, BD_SOURCE_MDR, count_retry, &n));
  g_assert_true (ui_has_text (detail, "MDR did not answer"));
  g_assert_true (ui_has_text (detail, "c0ffee-77"));
  retry = ui_find_button (detail, "Ask MDR again");
  g_assert_nonnull (retry);
  g_signal_emit_by_name (retry, "clicked");
  g_assert_cmpuint (n, ==, 1);
}

/* Where asking again cannot help there is no button for it. */
static void
test_no_retry_when_whole (void)
{
  g_autoptr (BdRecord) record = ui_fixture_record ();
  g_autoptr (GtkWidget) detail = NULL;
  guint n = 0;

  bd_record_take_answer (record, ui_fixture_answer (BD_SECTION_MEDICINES, BD_SOURCE_MDR, BD_STATE_WHOLE));
  detail = g_object_ref_sink (bd_source_detail_new (record, BD_SOURCE_MDR, count_retry, &n));
  g_assert_null (ui_find_button (detail, "again"));
}

int
main (int   argc,
      char *argv[])
{
  ui_fixture_init (&argc, &argv);
  for (guint state = 0; state < BD_N_STATES; state++)
    {
      g_autofree char *path = g_strdup_printf ("/strip/state/%s", bd_result_state_to_string (state));

      g_test_add_data_func (path, GUINT_TO_POINTER (state), test_every_state);
    }
  g_test_add_func ("/strip/shapes-differ", test_shapes_differ);
  g_test_add_func ("/strip/worst-is-shown", test_worst_is_shown);
  g_test_add_func ("/strip/detail-and-retry", test_detail_and_retry);
  g_test_add_func ("/strip/no-retry-when-whole", test_no_retry_when_whole);

  return g_test_run ();
}
