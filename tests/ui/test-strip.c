/* test-strip.c: every source at once; every state has a shape and words of its own
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-clock.h"
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

/* What a service said beside its records, and what it gave that is not shown, with why. */
static void
test_detail_says_all (void)
{
  g_autoptr (BdRecord) record = ui_fixture_record ();
  g_autoptr (GtkWidget) detail = NULL;
  BdAnswer *answer = ui_fixture_answer (BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_WHOLE);
  BdIssue *issue = g_new0 (BdIssue, 1);

  issue->severity = g_strdup ("warning");
  issue->diagnostics = g_strdup ("One practice answers late");
  g_ptr_array_add (answer->issues, issue);
  for (guint i = 0; i < 3; i++)
    {
      BdNotShown *n = g_new0 (BdNotShown, 1);

      n->resource_type = g_strdup (i == 1 ? "" : "Basic");
      n->why = g_strdup ("Unknown kind");
      g_ptr_array_add (answer->not_shown, n);
    }
  bd_record_take_answer (record, answer);
  detail = g_object_ref_sink (bd_source_detail_new (record, BD_SOURCE_SDHR, NULL, NULL));
  g_assert_true (ui_has_text (detail, "Message (warning): One practice answers late"));
  g_assert_true (ui_has_text (detail, "Not shown: Basic: Unknown kind (2 times)"));
  g_assert_true (ui_has_text (detail, "Not shown: a resource: Unknown kind"));
}

static GtkWidget *
find_item (GtkWidget  *root,
           const char *css_class)
{
  if (GTK_IS_MENU_BUTTON (root))
    return gtk_widget_get_visible (root) && gtk_widget_has_css_class (root, css_class) &&
           ui_has_text (root, "saved copy") ? root : NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_item (child, css_class);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* Of two copies the older one speaks, amber once it is over a day old. */
static void
test_old_copy_is_amber (void)
{
  g_autoptr (BdRecord) record = ui_fixture_record ();
  g_autoptr (GtkWidget) strip = g_object_ref_sink (bd_strip_new ());
  BdAnswer *answer = ui_fixture_answer (BD_SECTION_ALLERGIES, BD_SOURCE_SDHR, BD_STATE_SAVED_COPY);

  answer->line->saved_at = bd_clock_wall () - 3 * G_TIME_SPAN_HOUR;
  bd_record_take_answer (record, answer);
  bd_strip_update (BD_STRIP (strip), record);
  g_assert_nonnull (find_item (strip, "bd-quiet"));
  g_assert_null (find_item (strip, "bd-amber"));

  answer = ui_fixture_answer (BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_SAVED_COPY);
  answer->line->saved_at = bd_clock_wall () - 40 * G_TIME_SPAN_DAY;
  bd_record_take_answer (record, answer);
  bd_strip_update (BD_STRIP (strip), record);
  g_assert_cmpstr (bd_strip_get_words (BD_STRIP (strip), BD_SOURCE_SDHR), ==, "saved copy 40 days old");
  g_assert_nonnull (find_item (strip, "bd-amber"));
  g_assert_null (find_item (strip, "bd-quiet"));
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
  g_test_add_func ("/strip/detail-says-all", test_detail_says_all);
  g_test_add_func ("/strip/old-copy-is-amber", test_old_copy_is_amber);
  g_test_add_func ("/strip/no-retry-when-whole", test_no_retry_when_whole);

  return g_test_run ();
}
