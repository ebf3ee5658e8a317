/* test-trend.c: a chart that can be walked through and heard, and its table
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "detail/bd-detail-pane.h"
#include "record/bd-row-view.h"
#include "trend/bd-trend-chart.h"
#include "trend/bd-trend-scale.h"
#include "trend/bd-trend-spark.h"
#include "trend/bd-trend-table.h"
#include "trend/bd-trend-view.h"
#include "trend/bd-trend-words.h"
#include "ui-fixture.h"

#include <math.h>

static void
tell (BdAnswer     *answer,
      guint         id,
      const char   *value,
      const char   *date,
      BdEntryGroup  group,
      const char   *marks)
{
  g_autofree char *name = g_strdup_printf ("o%u", id);
  RowSpec spec = { BD_SECTION_OBSERVATIONS, "Observation", name, "HbA1c", value, group == BD_GROUP_APART ? "Entered in error" : "final", date, group, marks };

  ui_fixture_add (answer, &spec);
}

static BdRecord *
make_record (guint n)
{
  BdRecord *record = ui_fixture_record ();
  BdAnswer *answer = ui_fixture_answer (BD_SECTION_OBSERVATIONS, BD_SOURCE_SDHR, BD_STATE_WHOLE);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *value = g_strdup_printf ("%u|mmol/mol", 40 + i % 30);
      g_autofree char *date = g_strdup_printf ("%04u-%02u-%02u", 2000 + i / 336, 1 + i / 28 % 12, 1 + i % 28);

      tell (answer, i, value, date, BD_GROUP_CURRENT, "");
    }
  bd_record_take_answer (record, answer);
  return record;
}

static GPtrArray *
collect (BdRecord *record)
{
  return bd_series_collect (G_LIST_MODEL (bd_record_get_section (record, BD_SECTION_OBSERVATIONS)), NULL);
}

static GtkWidget *
show_view (BdRecord *record)
{
  g_autoptr (BdEntry) entry = g_list_model_get_item (G_LIST_MODEL (bd_record_get_section (record, BD_SECTION_OBSERVATIONS)), 0);
  BdRowScene scene = { record, NULL };
  GtkWidget *view = bd_trend_view_new (entry, &scene);

  return view != NULL ? ui_show (view, 420, 900) : NULL;
}

/* Presses the key as the widget's own bindings hear it. */
static gboolean
press (GtkWidget *widget,
       guint      key)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);
      guint n = GTK_IS_SHORTCUT_CONTROLLER (controller) ? g_list_model_get_n_items (G_LIST_MODEL (controller)) : 0;

      for (guint j = 0; j < n; j++)
        {
          g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), j);
          GtkShortcutTrigger *trigger = gtk_shortcut_get_trigger (shortcut);

          if (GTK_IS_KEYVAL_TRIGGER (trigger) && gtk_keyval_trigger_get_keyval (GTK_KEYVAL_TRIGGER (trigger)) == key)
            return gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), GTK_SHORTCUT_ACTION_EXCLUSIVE, widget,
                                                 gtk_shortcut_get_arguments (shortcut));
        }
    }
  return FALSE;
}

static void
test_stepping (void)
{
  static const struct { guint key; const char *starts; gboolean rtl; } steps[] = {
    { GDK_KEY_Left, "1 of 3: 40 mmol/mol, 01-Jan-2000", FALSE },   /* the one that was opened is read first */
    { GDK_KEY_Right, "2 of 3: 41 mmol/mol, 02-Jan-2000", FALSE },
    { GDK_KEY_End, "3 of 3: 42 mmol/mol, 03-Jan-2000", FALSE },
    { GDK_KEY_Right, "3 of 3: 42", FALSE },
    { GDK_KEY_KP_Left, "2 of 3: 41", FALSE },
    { GDK_KEY_Home, "1 of 3: 40", FALSE },
    { GDK_KEY_Left, "2 of 3: 41", TRUE },
    { GDK_KEY_End, "3 of 3: 42", TRUE },
  };
  g_autoptr (BdRecord) record = make_record (3);
  GtkWidget *window = show_view (record);
  GtkWidget *chart = ui_find_type (window, BD_TYPE_TREND_CHART);

  g_assert_true (gtk_widget_grab_focus (chart));
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      const char *sentence;
      g_autofree char *name = NULL;

      gtk_widget_set_direction (chart, steps[i].rtl ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR);
      g_assert_true (press (chart, steps[i].key));
      sentence = bd_trend_chart_get_sentence (BD_TREND_CHART (chart));
      g_assert_true (g_str_has_prefix (sentence, steps[i].starts));
      g_assert_true (ui_has_text (window, sentence));
      name = g_strdup_printf ("Chart of HbA1c, mmol/mol. %s", sentence);
      gtk_test_accessible_assert_property (GTK_ACCESSIBLE (chart), GTK_ACCESSIBLE_PROPERTY_LABEL, name);
    }
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_sizes (void)
{
  static const guint sizes[] = { 0, 1, 2, 5000 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (BdRecord) record = make_record (sizes[i]);
      g_autoptr (GPtrArray) all = collect (record);
      gint64 began = g_get_monotonic_time ();
      GtkWidget *window, *chart;

      g_assert_cmpuint (all->len, ==, sizes[i] > 0);
      if (sizes[i] == 0)
        continue;
      chart = bd_trend_chart_new (all, 0, NULL);
      window = ui_show (chart, 400, 300);
      ui_settle (50);
      for (guint step = 0; step < 10; step++)
        {
          press (chart, GDK_KEY_Left);
          ui_settle (1);
        }
      g_test_message ("%u points: %" G_GINT64_FORMAT " ms", sizes[i], (g_get_monotonic_time () - began) / 1000);
      g_assert_cmpuint (bd_trend_chart_get_chosen (BD_TREND_CHART (chart)), ==, sizes[i] > 10 ? sizes[i] - 11 : 0);
      gtk_window_destroy (GTK_WINDOW (window));
    }
}

/* Thousands of lines come in parts, and all of them can be reached. */
static void
test_table (void)
{
  g_autoptr (BdRecord) record = make_record (120);
  GtkWidget *window = show_view (record);
  GtkWidget *table;

  gtk_expander_set_expanded (GTK_EXPANDER (ui_find_type (window, GTK_TYPE_EXPANDER)), TRUE);
  table = ui_find_type (window, BD_TYPE_TREND_TABLE);
  g_assert_cmpuint (ui_count_type (table, GTK_TYPE_LIST_BOX_ROW), ==, 50);
  g_signal_emit_by_name (ui_find_button (table, "70 earlier values"), "clicked");
  g_signal_emit_by_name (ui_find_button (table, "20 earlier values"), "clicked");
  g_assert_cmpuint (ui_count_type (table, GTK_TYPE_LIST_BOX_ROW), ==, 120);
  g_assert_false (ui_has_text (table, "earlier value"));
  g_assert_true (gtk_test_accessible_has_property (GTK_ACCESSIBLE (ui_find_type (table, GTK_TYPE_LIST_BOX_ROW)), GTK_ACCESSIBLE_PROPERTY_LABEL));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* What is not drawn is listed, and the reason is said. */
static void
test_not_drawn (void)
{
  static const char *const said[] = {
    "2019", "not drawn: the day is not given", "Entered in error: 99 mmol/mol", "haemolysed", "not drawn: not a single number",
    "corrected since first sent", "Ring: corrected", "3 of 5 values are not drawn", "no date",
  };
  g_autoptr (BdRecord) record = ui_fixture_record ();
  BdAnswer *answer = ui_fixture_answer (BD_SECTION_OBSERVATIONS, BD_SOURCE_SDHR, BD_STATE_WHOLE);
  GtkWidget *window;
  GtkWidget *chart;

  tell (answer, 1, "50|mmol/mol", "2024-01-02", BD_GROUP_CURRENT, "");
  tell (answer, 2, "51|mmol/mol", "2025-01-02", BD_GROUP_CURRENT, "amended");
  tell (answer, 3, "52|mmol/mol", "2019", BD_GROUP_CURRENT, "");
  tell (answer, 4, "99|mmol/mol", "2023-01-02", BD_GROUP_APART, "");
  tell (answer, 5, "haemolysed", NULL, BD_GROUP_CURRENT, "");
  bd_record_take_answer (record, answer);
  window = show_view (record);
  for (guint i = 0; i < G_N_ELEMENTS (said); i++)
    {
      g_test_message ("%s", said[i]);
      g_assert_true (ui_has_text (window, said[i]));
    }
  chart = ui_find_type (window, BD_TYPE_TREND_CHART);
  press (chart, GDK_KEY_End);
  g_assert_true (g_str_has_prefix (bd_trend_chart_get_sentence (BD_TREND_CHART (chart)), "2 of 2: 51 mmol/mol"));
  g_assert_false (ui_has_cut_label (window));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_units_apart (void)
{
  g_autoptr (BdRecord) record = ui_fixture_record ();
  BdAnswer *answer = ui_fixture_answer (BD_SECTION_OBSERVATIONS, BD_SOURCE_SDHR, BD_STATE_WHOLE);
  GtkWidget *window;

  tell (answer, 1, "50|mmol/mol", "2024-01-02", BD_GROUP_CURRENT, "");
  tell (answer, 2, "6.7|%", "2012-01-02", BD_GROUP_CURRENT, "");
  bd_record_take_answer (record, answer);
  window = show_view (record);
  g_assert_cmpuint (ui_count_type (window, BD_TYPE_TREND_CHART), ==, 2);
  g_assert_true (ui_has_text (window, "HbA1c, mmol/mol"));
  g_assert_true (ui_has_text (window, "HbA1c, %"));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* One value has no trend; one that comes with half a record says so. */
static void
test_when (void)
{
  g_autoptr (BdRecord) one = make_record (1);
  g_autoptr (BdRecord) record = ui_fixture_record ();
  BdAnswer *answer = ui_fixture_answer (BD_SECTION_OBSERVATIONS, BD_SOURCE_SDHR, BD_STATE_REDACTED);
  GtkWidget *window;

  g_assert_null (show_view (one));
  tell (answer, 1, "50|mmol/mol", "2024-01-02", BD_GROUP_CURRENT, "");
  tell (answer, 2, "51|mmol/mol", "2025-01-02", BD_GROUP_CURRENT, "");
  answer->line->total = 3;
  answer->line->received = 2;
  bd_record_take_answer (record, answer);
  window = show_view (record);
  g_assert_true (ui_has_text (window, "SDHR is holding back 1 of 3"));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The pane of an observation draws it, and forgets it when cleared. */
static void
test_in_pane (void)
{
  g_autoptr (BdRecord) record = make_record (4);
  g_autoptr (GPtrArray) rows = bd_row_arrange (bd_record_get_section (record, BD_SECTION_OBSERVATIONS));
  BdRowScene scene = { record, NULL };
  GtkWidget *pane = bd_detail_pane_new ();
  GtkWidget *window = ui_show (pane, 420, 700);

  bd_detail_pane_show (BD_DETAIL_PANE (pane), g_ptr_array_index (rows, 0), &scene);
  g_assert_cmpuint (ui_count_type (pane, BD_TYPE_TREND_CHART), ==, 1);
  bd_detail_pane_clear (BD_DETAIL_PANE (pane));
  g_assert_cmpuint (ui_count_type (pane, BD_TYPE_TREND_CHART), ==, 0);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Thousands of earlier values do not hold up the pane; every one can be reached. */
static void
test_pane_many (void)
{
  g_autoptr (BdRecord) record = make_record (5000);
  g_autoptr (GPtrArray) rows = bd_row_arrange (bd_record_get_section (record, BD_SECTION_OBSERVATIONS));
  BdRowScene scene = { record, NULL };
  GtkWidget *pane = bd_detail_pane_new ();
  GtkWidget *window = ui_show (pane, 420, 700);
  gint64 began = g_get_monotonic_time ();
  guint before;

  bd_detail_pane_show (BD_DETAIL_PANE (pane), g_ptr_array_index (rows, 0), &scene);
  g_test_message ("pane of 5,000: %" G_GINT64_FORMAT " ms", (g_get_monotonic_time () - began) / 1000);
  before = ui_count_type (pane, GTK_TYPE_EXPANDER);
  g_assert_cmpuint (before, <, 100);
  g_signal_emit_by_name (ui_find_button (pane, "4969 more"), "clicked");
  g_assert_cmpuint (ui_count_type (pane, GTK_TYPE_EXPANDER), ==, before + 30);
  g_assert_true (ui_has_text (pane, "4939 more"));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Small enough for a line; only where there is a course to show. */
static void
test_spark (void)
{
  static const struct { guint n; gboolean visible; } rows[] = { { 1, FALSE }, { 2, TRUE }, { 300, TRUE } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (BdRecord) record = make_record (rows[i].n);
      g_autoptr (GPtrArray) lines = bd_row_arrange (bd_record_get_section (record, BD_SECTION_OBSERVATIONS));
      BdRowScene scene = { record, NULL };
      GtkWidget *view = bd_row_view_new ();
      GtkWidget *window = ui_show (view, 420, 100);
      GtkWidget *spark;

      bd_row_view_show (BD_ROW_VIEW (view), g_ptr_array_index (lines, 0), &scene);
      ui_settle (20);
      spark = ui_find_type (view, BD_TYPE_TREND_SPARK);
      g_assert_cmpint (spark != NULL && gtk_widget_get_visible (spark), ==, rows[i].visible);
      gtk_window_destroy (GTK_WINDOW (window));
    }
}

static void
test_scale (void)
{
  static const struct { double low, high; guint most; const char *labels; } rows[] = {
    { 53, 64, 5, "50 55 60 65" },
    { 80, 148, 5, "80 100 120 140 160" },
    { 2.1, 2.1, 5, "1.8 1.9 2.0 2.1 2.2 2.3 2.4" },
    { 0, 0, 4, "-1.0 -0.5 0.0 0.5 1.0" },
    { -3, 4, 4, "-4 -2 0 2 4" },
    { 0.001, 0.004, 4, "0.001 0.002 0.003 0.004" },
    { 1e12, 3e12, 2, "1000000000000 2000000000000 3000000000000" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      BdTrendScale scale;
      GString *labels = g_string_new (NULL);

      bd_trend_scale_fit (&scale, rows[i].low, rows[i].high, rows[i].most);
      for (guint j = 0; j < bd_trend_scale_count (&scale); j++)
        {
          g_autofree char *label = bd_trend_scale_dup_label (&scale, j);

          g_string_append_printf (labels, "%s%s", j > 0 ? " " : "", label);
        }
      g_assert_cmpstr (labels->str, ==, rows[i].labels);
      g_string_free (labels, TRUE);
    }
}

static double
get_day (guint year,
         guint month,
         guint day)
{
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  return g_date_get_julian (&date) + 0.5;
}

static void
test_days (void)
{
  static const struct { guint from[3], to[3], most; const char *labels; } rows[] = {
    { { 2023, 11, 28 }, { 2026, 10, 28 }, 3, "01-Jan-2024 01-Jan-2025 01-Jan-2026" },
    { { 2023, 11, 28 }, { 2026, 10, 28 }, 0, "" },
    { { 2024, 1, 30 }, { 2024, 3, 2 }, 2, "01-Feb-2024 01-Mar-2024" },
    { { 2024, 2, 27 }, { 2024, 3, 1 }, 4, "28-Feb-2024 29-Feb-2024 01-Mar-2024" },
    { { 1930, 1, 2 }, { 2026, 1, 1 }, 4, "01-Jan-1950 01-Jan-2000" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      double from = get_day (rows[i].from[0], rows[i].from[1], rows[i].from[2]);
      double to = get_day (rows[i].to[0], rows[i].to[1], rows[i].to[2]);
      g_autoptr (GArray) days = bd_trend_days_pick (from, to, rows[i].most);
      GString *labels = g_string_new (NULL);

      for (guint j = 0; j < days->len; j++)
        {
          g_autofree char *label = bd_trend_day_dup_label (g_array_index (days, double, j));

          g_string_append_printf (labels, "%s%s", j > 0 ? " " : "", label);
        }
      g_assert_cmpuint (days->len, <=, rows[i].most);
      g_assert_cmpstr (labels->str, ==, rows[i].labels);
      g_string_free (labels, TRUE);
    }
}

int
main (int   argc,
      char *argv[])
{
  ui_fixture_init (&argc, &argv);
  g_test_add_func ("/trend/stepping", test_stepping);
  g_test_add_func ("/trend/sizes", test_sizes);
  g_test_add_func ("/trend/table", test_table);
  g_test_add_func ("/trend/not-drawn", test_not_drawn);
  g_test_add_func ("/trend/units-apart", test_units_apart);
  g_test_add_func ("/trend/when", test_when);
  g_test_add_func ("/trend/in-pane", test_in_pane);
  g_test_add_func ("/trend/pane-many", test_pane_many);
  g_test_add_func ("/trend/spark", test_spark);
  g_test_add_func ("/trend/scale", test_scale);
  g_test_add_func ("/trend/days", test_days);

  return g_test_run ();
}
