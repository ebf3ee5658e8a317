/* test-record-page.c: one record on one screen: nothing cut, nothing lost, everything reachable
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "detail/bd-detail-pane.h"
#include "record/bd-full-list.h"
#include "record/bd-record-page.h"
#include "record/bd-row-view.h"
#include "record/bd-section-card.h"
#include "shared/bd-columns.h"
#include "shared/bd-ui.h"
#include "ui-fixture.h"

static GtkWidget *
show_page (BdRecord *record,
           int       width,
           int       height)
{
  return ui_show (bd_record_page_new (record, NULL), width, height);
}

static GtkWidget *
get_page (GtkWidget *window)
{
  return gtk_window_get_child (GTK_WINDOW (window));
}

/* SRD: the first screen at 1366×768 shows allergies, warnings, medicines and conditions. */
static void
test_first_screen (void)
{
  static const char *const must[] = { "penicillin", "cashew nuts", "Difficult airway", "metformin 500 mg tablet",
                                      "cilazapril 2.5 mg tablet", "Type 2 diabetes mellitus", "Hypertension" };
  g_autoptr (BdRecord) record = ui_fixture_record ();
  GtkWidget *window;

  ui_fixture_fill (record);
  window = show_page (record, 1366, 720);
  for (guint i = 0; i < G_N_ELEMENTS (must); i++)
    {
      GtkWidget *label = ui_find_label (ui_find_type (window, BD_TYPE_COLUMNS), must[i]);
      graphene_rect_t bounds;

      g_assert_nonnull (label);
      g_assert_true (gtk_widget_compute_bounds (label, window, &bounds));
      g_assert_cmpfloat (bounds.origin.y + bounds.size.height, <=, 720);
    }
  g_assert_false (ui_has_cut_label (window));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_columns (void)
{
  g_autoptr (BdRecord) record = ui_fixture_record ();
  GtkWidget *wide, *narrow, *first, *third;
  graphene_rect_t a, b;

  ui_fixture_fill (record);
  wide = show_page (record, 1366, 720);
  first = ui_find_type (wide, BD_TYPE_SECTION_CARD);
  third = gtk_widget_get_next_sibling (gtk_widget_get_next_sibling (first));
  g_assert_true (gtk_widget_compute_bounds (first, wide, &a) && gtk_widget_compute_bounds (third, wide, &b));
  g_assert_cmpfloat (b.origin.x, >, a.origin.x + a.size.width - 1);
  gtk_window_destroy (GTK_WINDOW (wide));
  narrow = show_page (record, 700, 720);
  first = ui_find_type (narrow, BD_TYPE_SECTION_CARD);
  third = gtk_widget_get_next_sibling (gtk_widget_get_next_sibling (first));
  g_assert_true (gtk_widget_compute_bounds (first, narrow, &a) && gtk_widget_compute_bounds (third, narrow, &b));
  g_assert_cmpfloat (b.origin.x, ==, a.origin.x);
  g_assert_cmpfloat (b.origin.y, >, a.origin.y + a.size.height);
  g_assert_false (ui_has_cut_label (narrow));
  gtk_window_destroy (GTK_WINDOW (narrow));
}

/* Sections come each on its own; what comes is there with the next frame, and what comes together
 * is shown together. */
static void
test_answers_arrive (void)
{
  g_autoptr (BdRecord) record = ui_fixture_record ();
  GtkWidget *window;

  for (guint kind = 0; kind < BD_N_SECTIONS; kind++)
    bd_record_take_answer (record, ui_fixture_answer (kind, BD_SOURCE_SDHR, BD_STATE_ASKING));
  window = show_page (record, 1366, 720);
  g_assert_true (ui_has_text (window, "Asking SDHR…"));
  g_assert_true (ui_has_text (window, "Allergies: asking"));
  ui_fixture_fill (record);
  ui_settle (20);
  g_assert_true (ui_has_text (window, "penicillin"));
  g_assert_true (ui_has_text (window, "Known allergies (2)"));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_detail_and_back (void)
{
  g_autoptr (BdRecord) record = ui_fixture_record ();
  GtkWidget *window, *pane, *list_row;

  ui_fixture_fill (record);
  window = show_page (record, 1366, 720);
  pane = ui_find_type (window, BD_TYPE_DETAIL_PANE);
  g_assert_false (gtk_widget_get_visible (pane));
  list_row = ui_find_type (window, GTK_TYPE_LIST_BOX_ROW);
  g_signal_emit_by_name (gtk_widget_get_parent (list_row), "row-activated", list_row);
  g_assert_true (gtk_widget_get_visible (pane));
  g_assert_true (ui_has_text (pane, "http://snomed.info/sct"));
  g_assert_true (ui_has_text (pane, "Fetched by this device"));
  g_assert_true (ui_has_text (pane, "F38006-B"));
  g_assert_true (bd_record_page_back (BD_RECORD_PAGE (get_page (window))));
  g_assert_false (gtk_widget_get_visible (pane));
  g_assert_false (ui_has_text_anywhere (pane, "http://snomed.info/sct"));
  g_assert_false (bd_record_page_back (BD_RECORD_PAGE (get_page (window))));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_filter (void)
{
  g_autoptr (BdRecord) record = ui_fixture_record ();
  GtkWidget *window;

  ui_fixture_fill (record);
  window = show_page (record, 1366, 720);
  gtk_widget_activate_action (get_page (window), "record.filter", NULL);
  gtk_editable_set_text (GTK_EDITABLE (ui_find_type (window, GTK_TYPE_SEARCH_ENTRY)), "METFORMIN");
  ui_settle (400);
  g_assert_true (ui_has_text (window, "1 line contains this"));
  g_assert_false (ui_has_text (ui_find_type (window, BD_TYPE_COLUMNS), "penicillin"));
  g_assert_true (bd_record_page_back (BD_RECORD_PAGE (get_page (window))));
  g_assert_true (ui_has_text (ui_find_type (window, BD_TYPE_COLUMNS), "penicillin"));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The search entry keeps Esc for itself and says so by a signal. */
static void
test_filter_closes (void)
{
  g_autoptr (BdRecord) record = ui_fixture_record ();
  GtkWidget *window, *entry;

  ui_fixture_fill (record);
  window = show_page (record, 1366, 720);
  gtk_widget_activate_action (get_page (window), "record.filter", NULL);
  entry = ui_find_type (window, GTK_TYPE_SEARCH_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (entry), "METFORMIN");
  ui_settle (400);
  g_signal_emit_by_name (entry, "stop-search");
  g_assert_false (gtk_search_bar_get_search_mode (GTK_SEARCH_BAR (ui_find_type (window, GTK_TYPE_SEARCH_BAR))));
  g_assert_true (ui_has_text (ui_find_type (window, BD_TYPE_COLUMNS), "penicillin"));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The focus begins on the content; Tab goes through the cards in reading order. */
static void
test_focus_order (void)
{
  g_autoptr (BdRecord) record = ui_fixture_record ();
  GtkWidget *window, *columns, *focus;
  int last = -1;

  ui_fixture_fill (record);
  window = show_page (record, 1366, 720);
  columns = ui_find_type (window, BD_TYPE_COLUMNS);
  gtk_widget_grab_focus (get_page (window));
  focus = gtk_root_get_focus (GTK_ROOT (window));
  g_assert_true (GTK_IS_SCROLLED_WINDOW (focus));
  g_assert_true (gtk_widget_is_ancestor (columns, focus));
  for (guint i = 0; i < 40 && gtk_widget_child_focus (columns, GTK_DIR_TAB_FORWARD); i++)
    {
      GtkWidget *card = gtk_widget_get_ancestor (gtk_root_get_focus (GTK_ROOT (window)), BD_TYPE_SECTION_CARD);
      int place = 0;

      g_assert_nonnull (card);
      for (GtkWidget *before = gtk_widget_get_first_child (columns); before != card; before = gtk_widget_get_next_sibling (before))
        place++;
      g_assert_cmpint (place, >=, last);
      g_assert_true (last >= 0 || place == 0);
      last = place;
    }
  g_assert_cmpint (last, >, 1);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* What is out of sight is announced. */
static void
test_more_below (void)
{
  g_autoptr (BdRecord) record = ui_fixture_record ();
  GtkWidget *window;

  ui_fixture_fill (record);
  window = show_page (record, 700, 600);
  ui_settle (200);
  g_assert_true (ui_has_text (window, "More below:"));
  g_assert_true (ui_has_text (window, "Encounters"));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_saved_copy_strip (void)
{
  g_autoptr (BdRecord) record = ui_fixture_record ();
  BdAnswer *answer = ui_fixture_answer (BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_SAVED_COPY);
  GtkWidget *window;

  answer->line->saved_at = answer->line->answered_at - 8 * G_TIME_SPAN_DAY;
  bd_record_take_answer (record, answer);
  window = show_page (record, 1000, 700);
  g_assert_true (ui_has_text (window, "Ring the practice to check."));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Fifty thousand entries: the list is made and filtered, and only what is seen has widgets. */
static void
test_fifty_thousand (void)
{
  g_autoptr (BdRecord) record = ui_fixture_record ();
  BdAnswer *answer = ui_fixture_answer (BD_SECTION_ENCOUNTERS, BD_SOURCE_SDHR, BD_STATE_WHOLE);
  GtkWidget *window, *list;

  for (guint i = 0; i < 50000; i++)
    {
      g_autofree char *id = g_strdup_printf ("e%u", i);
      RowSpec spec = { BD_SECTION_ENCOUNTERS, "Encounter", id, i % 1000 == 0 ? "Home visit" : "Consultation", NULL, "finished", "2025-01-01", BD_GROUP_CURRENT, "" };

      ui_fixture_add (answer, &spec);
    }
  window = show_page (record, 1366, 720);
  bd_record_take_answer (record, answer);
  ui_settle (20);
  g_signal_emit_by_name (ui_find_button (window, "Show all 50000"), "clicked");
  ui_settle (300);
  list = ui_find_type (window, BD_TYPE_FULL_LIST);
  g_assert_cmpuint (bd_full_list_count (BD_FULL_LIST (list)), ==, 50000);
  g_assert_cmpuint (ui_count_type (list, BD_TYPE_ROW_VIEW), <, 400);
  bd_full_list_set_filter (BD_FULL_LIST (list), "home visit");
  g_assert_cmpuint (bd_full_list_count (BD_FULL_LIST (list)), ==, 50);
  g_assert_true (bd_record_page_back (BD_RECORD_PAGE (get_page (window))));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* At twice the text size and right to left nothing is cut. */
static void
test_large_text_and_rtl (void)
{
  GtkSettings *settings = gtk_settings_get_default ();
  g_autoptr (BdRecord) record = ui_fixture_record ();
  GtkWidget *window;
  int dpi;

  ui_fixture_fill (record);
  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  g_object_set (settings, "gtk-xft-dpi", 192 * 1024, NULL);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  window = show_page (record, 900, 700);
  ui_settle (200);
  g_assert_false (ui_has_cut_label (window));
  g_assert_true (ui_has_text (window, "Known allergies (2)"));
  gtk_window_destroy (GTK_WINDOW (window));
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
  g_object_set (settings, "gtk-xft-dpi", dpi, NULL);
}

static void
test_nothing_leaks (void)
{
  g_autoptr (BdRecord) record = ui_fixture_record ();
  GtkWidget *page = g_object_ref_sink (bd_record_page_new (record, NULL));

  ui_fixture_fill (record);
  g_assert_finalize_object (page);
}

int
main (int   argc,
      char *argv[])
{
  ui_fixture_init (&argc, &argv);
  g_test_add_func ("/record-page/first-screen", test_first_screen);
  g_test_add_func ("/record-page/columns", test_columns);
  g_test_add_func ("/record-page/answers-arrive", test_answers_arrive);
  g_test_add_func ("/record-page/detail-and-back", test_detail_and_back);
  g_test_add_func ("/record-page/filter", test_filter);
  g_test_add_func ("/record-page/filter-closes", test_filter_closes);
  g_test_add_func ("/record-page/focus-order", test_focus_order);
  g_test_add_func ("/record-page/more-below", test_more_below);
  g_test_add_func ("/record-page/saved-copy-strip", test_saved_copy_strip);
  g_test_add_func ("/record-page/fifty-thousand", test_fifty_thousand);
  g_test_add_func ("/record-page/large-text-and-rtl", test_large_text_and_rtl);
  g_test_add_func ("/record-page/nothing-leaks", test_nothing_leaks);

  return g_test_run ();
}
