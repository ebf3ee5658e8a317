/* bench-window.c: the window's own figures: start, opening a saved record, scrolling a long list
 *
 * Frames are measured from before-paint to after-paint of the window's frame clock. Wall time
 * is what is waited for; processor time of the main thread is our own work, and the only one
 * of the two that compares on a busy machine. Best of RUNS.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "application/bd-application.h"
#include "bd-context-private.h"
#include "bd-projection.h"
#include "bench-people.h"
#include "home/bd-home-page.h"
#include "identity/bd-identity-page.h"
#include "record/bd-full-list.h"
#include "record/bd-record-page.h"
#include "record/bd-section-card.h"
#include "shared/bd-choices.h"
#include "shared/bd-ui.h"
#include "ui-fixture.h"
#include "window/bd-window.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define NHI "ZKC7284"
#define PASSPHRASE "kia ora drill"
#define RUNS 5
#define FRAMES 600

typedef struct {
  char           *folder;
  char           *site;
  GSubprocess    *drill;
  GtkApplication *application;
  GtkWidget      *window;
  BdContext      *context;

  /* What is being waited for, and the frame in hand */
  gboolean      (*is_there) (gpointer bench);
  guint           n_entries;
  gboolean        drawn;          /* the frame in hand shows it */
  double          drawn_at;       /* wall ms; 0: not yet */
  double          frame_begun[2];
  GArray         *frames;         /* (element-type double[2]) while scrolling; else NULL */
  GArray         *leaps;          /* the same, of frames that leapt */
  gboolean        leapt;          /* the frame in hand did */
} Bench;

static double
now_ms (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static void
take_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

/* --- frames --- */

static void
on_before_paint_cb (Bench *bench)
{
  bench->frame_begun[0] = now_ms (CLOCK_MONOTONIC);
  bench->frame_begun[1] = now_ms (CLOCK_THREAD_CPUTIME_ID);
  bench->drawn = bench->is_there != NULL && bench->is_there (bench);
}

static void
on_after_paint_cb (Bench *bench)
{
  double spent[2] = { now_ms (CLOCK_MONOTONIC) - bench->frame_begun[0],
                      now_ms (CLOCK_THREAD_CPUTIME_ID) - bench->frame_begun[1] };

  if (bench->frames != NULL)
    g_array_append_val (bench->leapt ? bench->leaps : bench->frames, spent);
  bench->leapt = FALSE;
  if (bench->drawn && bench->drawn_at == 0)
    bench->drawn_at = now_ms (CLOCK_MONOTONIC);
}

static void
watch_frames (Bench *bench, GtkWidget *window)
{
  GdkFrameClock *clock;

  gtk_widget_realize (window);
  clock = gtk_widget_get_frame_clock (window);
  g_signal_connect_swapped (clock, "before-paint", G_CALLBACK (on_before_paint_cb), bench);
  g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (on_after_paint_cb), bench);
}

static double
wait_until_drawn (Bench *bench, gboolean (*is_there) (gpointer bench))
{
  bench->is_there = is_there;
  bench->drawn_at = 0;
  while (bench->drawn_at == 0)
    {
      gtk_widget_queue_draw (bench->window);
      g_main_context_iteration (NULL, TRUE);
    }
  bench->is_there = NULL;
  return bench->drawn_at;
}

/* --- a start of its own process: --start, and --empty as the baseline --- */

static gboolean
on_start_frame_cb (GtkWidget *window, GdkFrameClock *clock, gpointer user_data)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (window));
  gboolean home = GPOINTER_TO_INT (user_data) || ui_find_type (window, BD_TYPE_HOME_PAGE) != NULL;
  static gboolean drawn;

  if (drawn)
    {
      g_print ("%.1f\n", now_ms (CLOCK_MONOTONIC) - atof (g_getenv ("BENCH_BEGUN")));
      fflush (stdout);
      _exit (0);
    }
  drawn = home && focus != NULL && GTK_IS_TEXT (focus) && gtk_widget_get_mapped (focus);
  gtk_widget_queue_draw (window);
  return G_SOURCE_CONTINUE;
}

static void
on_window_added_cb (GtkApplication *application, GtkWindow *window, gpointer user_data)
{
  gtk_widget_add_tick_callback (GTK_WIDGET (window), on_start_frame_cb, user_data, NULL);
}

static void
on_empty_activate_cb (GtkApplication *application)
{
  GtkWidget *window = adw_application_window_new (application);
  GtkWidget *entry = gtk_search_entry_new ();

  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), entry);
  gtk_window_present (GTK_WINDOW (window));
  gtk_widget_grab_focus (entry);
}

static int
run_start (int argc, char **argv, gboolean empty)
{
  g_autoptr (GtkApplication) application = NULL;

  if (empty)
    application = GTK_APPLICATION (adw_application_new (NULL, G_APPLICATION_DEFAULT_FLAGS));
  else
    application = GTK_APPLICATION (bd_application_new ());
  if (empty)
    g_signal_connect (application, "activate", G_CALLBACK (on_empty_activate_cb), NULL);
  g_signal_connect (application, "window-added", G_CALLBACK (on_window_added_cb), GINT_TO_POINTER (empty));
  return g_application_run (G_APPLICATION (application), argc, argv);
}

/* Milliseconds from before the process was made to the frame with the focus in the search. */
static double
start_once (const char *const *arguments)
{
  g_autofree char *begun = g_strdup_printf ("%.3f", now_ms (CLOCK_MONOTONIC));
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *out = NULL;
  g_autoptr (GError) error = NULL;
  int ends[2];

  g_assert_cmpint (pipe (ends), ==, 0);
  g_assert_cmpint (write (ends[1], PASSPHRASE "\n", strlen (PASSPHRASE) + 1), >, 0);
  close (ends[1]);
  g_subprocess_launcher_take_fd (launcher, ends[0], 5);
  g_subprocess_launcher_setenv (launcher, "BENCH_BEGUN", begun, TRUE);
  process = g_subprocess_launcher_spawnv (launcher, arguments, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &out, NULL, &error);
  g_assert_no_error (error);
  return atof (out);
}

static double
start_best (const char *const *arguments)
{
  double best = start_once (arguments);   /* the first one makes the keys */

  best = start_once (arguments);
  for (guint i = 1; i < RUNS; i++)
    best = MIN (best, start_once (arguments));
  return best;
}

static void
measure_start (Bench *bench, const char *self)
{
  g_autofree char *site = g_strconcat ("--site=", bench->site, NULL);
  g_autofree char *data = g_strconcat ("--data-dir=", bench->folder, "/start", NULL);
  const char *const empty[] = { self, "--empty", NULL };
  const char *const whole[] = { self, "--start", site, data, "--sign-in=hparata", "--passphrase-fd=5", NULL };
  double baseline = start_best (empty);
  double start = start_best (whole);

  g_print ("process to focused search: an empty window %.0f ms 1.00× (baseline) · Bedside, signing in included, %.0f ms %.2f×\n",
           baseline, start, start / baseline);
}

/* --- one context, signed in, and its window --- */

static gboolean
has_site (gpointer bench)
{
  return g_file_test (((Bench *) bench)->site, G_FILE_TEST_EXISTS);
}

static void
start_drill (Bench *bench)
{
  g_autoptr (GError) error = NULL;

  bench->folder = g_dir_make_tmp ("bedside-bench-XXXXXX", NULL);
  bench->site = g_build_filename (bench->folder, "site.conf", NULL);
  bench->drill = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, g_getenv ("BEDSIDE_DRILL"), "--people",
                                   g_getenv ("BEDSIDE_PEOPLE"), "--site-out", bench->site, NULL);
  g_assert_no_error (error);
  while (!has_site (bench))
    g_usleep (20000);
}

static gboolean
has_home (gpointer bench)
{
  return ui_find_type (((Bench *) bench)->window, BD_TYPE_HOME_PAGE) != NULL;
}

static void
open_window (Bench *bench)
{
  g_autofree char *data = g_build_filename (bench->folder, "data", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (BdSiteProfile) profile = bd_site_profile_load (bench->site, &error);
  g_autoptr (BdLockedBytes) passphrase = bd_locked_bytes_new_copy (PASSPHRASE, strlen (PASSPHRASE));
  g_autoptr (GAsyncResult) started = NULL;
  g_autoptr (GAsyncResult) signed_in = NULL;

  g_assert_no_error (error);
  bench->context = bd_context_new (profile, data);
  bench->window = bd_window_new (bench->application);
  gtk_window_set_default_size (GTK_WINDOW (bench->window), 1366, 768);
  bd_window_set_context (BD_WINDOW (bench->window), bench->context);
  gtk_window_present (GTK_WINDOW (bench->window));
  watch_frames (bench, bench->window);
  bd_context_start_async (bench->context, NULL, take_result, &started);
  g_assert_true (bd_context_start_finish (bench->context, wait_for (&started), &error));
  bd_context_sign_in_async (bench->context, "hparata", passphrase, NULL, take_result, &signed_in);
  bd_context_sign_in_finish (bench->context, wait_for (&signed_in), &error);
  g_assert_no_error (error);
  wait_until_drawn (bench, has_home);
}

/* --- what is saved: nobody has a thousand allergies, and every one of them is named in the banner --- */

#define ALLERGIES 10

static const struct { const char *type; BdSectionKind section; guint share; } kinds[] = {
  { "AllergyIntolerance", BD_SECTION_ALLERGIES, 0 }, { "Condition", BD_SECTION_CONDITIONS, 40 },
  { "MedicationRequest", BD_SECTION_MEDICINES, 20 }, { "Observation", BD_SECTION_OBSERVATIONS, 40 } };

static BdTicket *
admit (Bench *bench)
{
  BdAdmission admission = { .scope = BD_TICKET_IDENTITY | BD_TICKET_RECORD | BD_TICKET_SAVE, .nhi = NHI,
                            .reason = BD_REASON_LR1, .identified_by = BD_IDENTIFIED_WRISTBAND };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  BdTicket *ticket;

  bd_access_admit_async (bench->context->access, bench->context->clinician, &admission, NULL, take_result, &result);
  ticket = bd_access_admit_finish (bench->context->access, wait_for (&result), &error);
  g_assert_no_error (error);
  return ticket;
}

static void
save_patient (Bench *bench, BdTicket *ticket)
{
  g_autoptr (BdPatient) patient = ui_fixture_patient (NHI, "Westbrook", "Sage", "1971-02-05");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  bd_store_save_patient_async (bench->context->store, ticket, patient, NULL, g_get_real_time () + G_TIME_SPAN_DAY, "bench",
                               NULL, take_result, &result);
  bd_store_save_patient_finish (bench->context->store, wait_for (&result), &error);
  g_assert_no_error (error);
}

static void
save_section (Bench *bench, BdTicket *ticket, guint kind, guint n)
{
  BdProjection *projection = bd_projection_new (kinds[kind].section, BD_SOURCE_SDHR, NHI, NULL);
  g_autoptr (GBytes) bytes = bench_people_bundle (kinds[kind].type, n);
  g_autoptr (BdJson) json = bd_json_parse (bytes, NULL);
  g_autoptr (BdBundle) bundle = bd_bundle_new (json);
  g_autoptr (BdAnswer) answer = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  bd_projection_add_page (projection, bundle, 1);
  bd_projection_set_times (projection, g_get_real_time (), g_get_real_time (), "bench", 200);
  answer = bd_projection_finish (projection);
  bd_store_save_answer_async (bench->context->store, ticket, NHI, answer, g_get_real_time () + G_TIME_SPAN_DAY, "bench",
                              NULL, take_result, &result);
  bd_store_save_answer_finish (bench->context->store, wait_for (&result), &error);
  g_assert_no_error (error);
}

static void
save_record (Bench *bench, guint n)
{
  g_autoptr (BdTicket) ticket = admit (bench);

  save_patient (bench, ticket);
  for (guint kind = 0; n > 0 && kind < G_N_ELEMENTS (kinds); kind++)
    save_section (bench, ticket, kind, kinds[kind].share > 0 ? n * kinds[kind].share / 100 : ALLERGIES);
  bench->n_entries = n > 0 ? n + ALLERGIES : 0;
}

/* --- opening it --- */

static gboolean
has_identity (gpointer bench)
{
  return ui_find_type (((Bench *) bench)->window, BD_TYPE_IDENTITY_PAGE) != NULL;
}

/* No section waits for anything any more, and every entry is counted. */
static gboolean
has_summary (gpointer data)
{
  Bench *bench = data;
  BdRecord *record;
  guint n = 0, n_lines = 0;

  if (bench->context->openings->len == 0 || ui_find_type (bench->window, BD_TYPE_RECORD_PAGE) == NULL)
    return FALSE;
  record = bd_opening_get_record (g_ptr_array_index (bench->context->openings, 0));
  for (guint kind = 0; kind < BD_N_SECTIONS; kind++)
    {
      BdSection *section = bd_record_get_section (record, kind);
      GPtrArray *lines = bd_section_get_lines (section);

      n_lines += lines->len;
      for (guint i = 0; i < lines->len; i++)
        if (((BdLedgerLine *) g_ptr_array_index (lines, i))->state == BD_STATE_ASKING)
          return FALSE;
      n += g_list_model_get_n_items (G_LIST_MODEL (section));
    }
  return n == bench->n_entries && n_lines > 0;
}

static void
keep_best (double best[2], double wall, double cpu)
{
  best[0] = best[0] == 0 ? wall : MIN (best[0], wall);
  best[1] = best[1] == 0 ? cpu : MIN (best[1], cpu);
}

static GtkWidget *
identify (Bench *bench, double best[2])
{
  double begun = now_ms (CLOCK_MONOTONIC), begun_cpu = now_ms (CLOCK_THREAD_CPUTIME_ID), wall;
  GtkWidget *identity;

  g_signal_emit_by_name (ui_find_type (bench->window, BD_TYPE_HOME_PAGE), "lookup", NHI, FALSE);
  wall = wait_until_drawn (bench, has_identity) - begun;
  keep_best (best, wall, now_ms (CLOCK_THREAD_CPUTIME_ID) - begun_cpu);
  identity = ui_find_type (bench->window, BD_TYPE_IDENTITY_PAGE);
  bd_choices_select (BD_CHOICES (gtk_widget_get_next_sibling (ui_find_label (identity, "How identified"))),
                     BD_IDENTIFIED_WRISTBAND);
  bd_choices_select (BD_CHOICES (gtk_widget_get_next_sibling (ui_find_label (identity, "Why this record is opened"))),
                     BD_REASON_LR1);
  bd_identity_page_set_offline (BD_IDENTITY_PAGE (identity), TRUE);
  ui_settle (100);
  return identity;
}

/* From Enter to the frame with the summary: wall, and what the main thread spent. */
static void
open_once (Bench *bench, double best[2], double best_identity[2])
{
  GtkWidget *identity = identify (bench, best_identity);
  double begun = now_ms (CLOCK_MONOTONIC), begun_cpu = now_ms (CLOCK_THREAD_CPUTIME_ID), wall, cpu;

  gtk_widget_activate_action (identity, "identity.open", NULL);
  wall = wait_until_drawn (bench, has_summary) - begun;
  cpu = now_ms (CLOCK_THREAD_CPUTIME_ID) - begun_cpu;
  keep_best (best, wall, cpu);
}

static void
go_home (Bench *bench)
{
  gtk_widget_activate_action (bench->window, "win.home", NULL);
  wait_until_drawn (bench, has_home);
  ui_settle (200);
}

static void
measure_opening (Bench *bench, guint n, double baseline[2])
{
  double best[2] = { 0, 0 }, identity[2] = { 0, 0 };

  save_record (bench, n);
  for (guint run = 0; run < RUNS; run++)
    {
      open_once (bench, best, identity);
      ui_settle (300);
      if (run + 1 < RUNS)
        go_home (bench);
    }
  if (n == 0)
    {
      memcpy (baseline, best, sizeof best);
      g_print ("Enter to who this is, NHI on loopback: %7.1f ms   main thread %7.1f ms\n", identity[0], identity[1]);
    }
  g_print ("Enter to summary, %5u saved entries: %7.1f ms %.2f×   main thread %7.1f ms %.2f×%s\n", n, best[0],
           best[0] / baseline[0], best[1], best[1] / baseline[1], n == 0 ? " (baseline)" : "");
}

/* --- scrolling --- */

/* A wheel's three notches a frame, and every hundredth frame a leap to another part of the
 * list, as when the scroll bar is dragged. */
static gboolean
scroll_cb (GtkWidget *list, GdkFrameClock *clock, gpointer user_data)
{
  static guint n;
  Bench *bench = user_data;
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (list));
  double value = gtk_adjustment_get_value (adjustment) + 150;

  bench->leapt = ++n % 100 == 0;
  if (bench->leapt)
    value = gtk_adjustment_get_upper (adjustment) * (n / 100) / 7;
  gtk_adjustment_set_value (adjustment, value);
  gtk_widget_queue_draw (list);
  return G_SOURCE_CONTINUE;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  const double *x = a, *y = b;

  return (*x > *y) - (*x < *y);
}

static void
print_frames (GArray *frames, guint which, const char *what)
{
  g_autofree double *spent = g_new (double, frames->len);
  guint n_over = 0;

  for (guint i = 0; i < frames->len; i++)
    {
      spent[i] = ((double *) frames->data)[2 * i + which];
      n_over += spent[i] > 16;
    }
  qsort (spent, frames->len, sizeof *spent, compare_doubles);
  g_print ("  %-12s median %5.1f ms · 95th percentile %5.1f ms · longest %5.1f ms · over 16 ms: %u of %u\n", what,
           spent[frames->len / 2], spent[frames->len * 95 / 100], spent[frames->len - 1], n_over, frames->len);
}

static GtkWidget *
find_card (GtkWidget *root, BdSectionKind kind)
{
  if (BD_IS_SECTION_CARD (root))
    return bd_section_card_get_kind (BD_SECTION_CARD (root)) == kind ? root : NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *card = find_card (child, kind);

      if (card != NULL)
        return card;
    }
  return NULL;
}

static void
measure_scrolling (Bench *bench)
{
  double begun = now_ms (CLOCK_THREAD_CPUTIME_ID);
  GtkWidget *list;
  guint tick;

  g_signal_emit_by_name (find_card (bench->window, BD_SECTION_CONDITIONS), "show-all");
  list = ui_find_type (ui_find_type (bench->window, BD_TYPE_FULL_LIST), GTK_TYPE_LIST_VIEW);
  ui_settle (500);
  g_print ("the whole list of %u conditions is there after %.1f ms of the main thread; scrolled for %u frames:\n",
           bd_full_list_count (BD_FULL_LIST (ui_find_type (bench->window, BD_TYPE_FULL_LIST))),
           now_ms (CLOCK_THREAD_CPUTIME_ID) - begun, FRAMES);
  bench->frames = g_array_new (FALSE, FALSE, 2 * sizeof (double));
  bench->leaps = g_array_new (FALSE, FALSE, 2 * sizeof (double));
  tick = gtk_widget_add_tick_callback (list, scroll_cb, bench, NULL);
  while (bench->frames->len < FRAMES)
    g_main_context_iteration (NULL, TRUE);
  gtk_widget_remove_tick_callback (list, tick);
  print_frames (bench->frames, 0, "wall");
  print_frames (bench->frames, 1, "main thread");
  print_frames (bench->leaps, 1, "leaps");
  g_clear_pointer (&bench->frames, g_array_unref);
  g_clear_pointer (&bench->leaps, g_array_unref);
}

/* --- memory --- */

static double
get_resident_mib (const char *field)
{
  g_autofree char *status = NULL;
  const char *at;

  g_file_get_contents ("/proc/self/status", &status, NULL, NULL);
  at = strstr (status, field);
  return at != NULL ? atof (at + strlen (field)) / 1024 : 0;
}

/* --resident: a process that opens the saved record once, and nothing else. Its own memory is
 * what is not mapped from files: the toolkit's libraries, a drawing driver's above all, are there
 * for every window. */
static int
run_resident (Bench *bench)
{
  double best[2] = { 0, 0 }, identity[2] = { 0, 0 }, own, all;

  open_window (bench);
  ui_settle (300);
  own = get_resident_mib ("RssAnon:");
  all = get_resident_mib ("VmRSS:");
  open_once (bench, best, identity);
  ui_settle (300);
  g_print ("memory of its own: signed in %.0f MiB 1.00× (baseline) · with %u entries open %.0f MiB %.2f×\n"
           "resident, libraries included: signed in %.0f MiB · with them open %.0f MiB · peak %.0f MiB\n",
           own, bench->n_entries, get_resident_mib ("RssAnon:"), get_resident_mib ("RssAnon:") / own,
           all, get_resident_mib ("VmRSS:"), get_resident_mib ("VmHWM:"));
  fflush (stdout);
  _exit (0);
}

static void
measure_resident (Bench *bench, const char *self)
{
  g_autofree char *n = g_strdup_printf ("%u", bench->n_entries);
  const char *const arguments[] = { self, "--resident", bench->site, bench->folder, n, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = NULL;

  gtk_window_destroy (GTK_WINDOW (bench->window));
  g_clear_object (&bench->context);
  process = g_subprocess_newv (arguments, G_SUBPROCESS_FLAGS_NONE, &error);
  g_assert_no_error (error);
  g_subprocess_wait (process, NULL, NULL);
}

static void
clean_up (Bench *bench)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", bench->folder);

  g_subprocess_force_exit (bench->drill);
  g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL);
}

static void
begin (Bench *bench)
{
  adw_init ();
  bd_ui_init ();
  bd_ui_load_style (gdk_display_get_default ());
  bench->application = GTK_APPLICATION (adw_application_new (NULL, G_APPLICATION_NON_UNIQUE));
  g_application_register (G_APPLICATION (bench->application), NULL, NULL);
}

int
main (int argc, char **argv)
{
  Bench bench = { 0 };
  double baseline[2];

  setlocale (LC_ALL, "");
  setvbuf (stdout, NULL, _IOLBF, 0);
  if (argc > 1 && (strcmp (argv[1], "--start") == 0 || strcmp (argv[1], "--empty") == 0))
    {
      gboolean empty = argv[1][2] == 'e';

      argv[1] = argv[0];
      return run_start (argc - 1, argv + 1, empty);
    }

  if (argc > 4 && strcmp (argv[1], "--resident") == 0)
    {
      bench.site = argv[2];
      bench.folder = argv[3];
      bench.n_entries = atoi (argv[4]);
      begin (&bench);
      return run_resident (&bench);
    }

  start_drill (&bench);
  measure_start (&bench, argv[0]);
  begin (&bench);
  open_window (&bench);
  measure_opening (&bench, 0, baseline);
  go_home (&bench);
  measure_opening (&bench, 500, baseline);
  go_home (&bench);
  measure_opening (&bench, 50000, baseline);
  measure_scrolling (&bench);
  measure_resident (&bench, argv[0]);
  clean_up (&bench);
  return 0;
}
