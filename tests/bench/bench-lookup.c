/* bench-lookup.c: an online look-up beside its slowest service, and the saved copy with nobody answering
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bench-people.h"
#include "bd-context.h"

#include <libsoup/soup.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

#define NHI    "ZKC7284"
#define USER   "hparata"
#define ROUNDS 5

typedef struct {
  GSubprocess *drill;
  char        *folder;
  char        *url;
} Bench;

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

static double
ms_since (gint64 begun)
{
  return (g_get_monotonic_time () - begun) / 1000.0;
}

static void
start_drill (Bench *bench)
{
  g_autofree char *site = g_build_filename (bench->folder, "site.conf", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDataInputStream) lines = NULL;
  g_autofree char *line = NULL;

  bench->drill = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, g_getenv ("BEDSIDE_DRILL"), "--people",
                                   g_getenv ("BEDSIDE_PEOPLE"), "--site-out", site, NULL);
  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (bench->drill));
  line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);
  g_assert_nonnull (line);
  bench->url = g_strdup (strstr (line, "http://"));
}

/* One request with nothing of Bedside's around it; milliseconds. */
static double
plain_request (Bench *bench, const char *method, const char *path, const char *body)
{
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autofree char *url = g_strconcat (bench->url, path, NULL);
  g_autoptr (SoupMessage) message = soup_message_new (method, url);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GBytes) sent = body != NULL ? g_bytes_new (body, strlen (body)) : NULL;
  gint64 begun = g_get_monotonic_time ();

  if (sent != NULL)
    soup_message_set_request_body_from_bytes (message, "application/json", sent);
  soup_session_send_and_read_async (session, message, G_PRIORITY_DEFAULT, NULL, take_result, &result);
  answer = soup_session_send_and_read_finish (session, wait_for (&result), NULL);
  g_assert_nonnull (answer);
  return ms_since (begun);
}

static BdContext *
sign_in (Bench *bench)
{
  g_autofree char *site = g_build_filename (bench->folder, "site.conf", NULL);
  g_autofree char *data = g_build_filename (bench->folder, "data", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (BdSiteProfile) profile = bd_site_profile_load (site, &error);
  g_autoptr (BdLockedBytes) passphrase = bd_locked_bytes_new_copy ("kia ora drill", 13);
  g_autoptr (GAsyncResult) started = NULL;
  g_autoptr (GAsyncResult) signed_in = NULL;
  BdContext *context;

  g_assert_no_error (error);
  context = bd_context_new (profile, data);
  bd_context_start_async (context, NULL, take_result, &started);
  bd_context_start_finish (context, wait_for (&started), &error);
  g_assert_no_error (error);
  bd_context_sign_in_async (context, USER, passphrase, NULL, take_result, &signed_in);
  bd_context_sign_in_finish (context, wait_for (&signed_in), &error);
  g_assert_no_error (error);
  return context;
}

static BdPatient *
identify (BdContext *context, gboolean offline)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  BdPatient *patient;

  bd_context_identify_async (context, NHI, offline, FALSE, NULL, take_result, &result);
  patient = bd_context_identify_finish (context, wait_for (&result), &error);
  g_assert_no_error (error);
  return patient;
}

/* Milliseconds from opening to the label being known, and to everything settled. */
static void
open_record (BdContext *context, const BdPatient *patient, gboolean offline, double *label, double *settled)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (BdOpening) opening = NULL;
  gint64 begun = g_get_monotonic_time ();

  bd_context_open_async (context, patient, BD_REASON_LR1, NULL, BD_IDENTIFIED_WRISTBAND, offline, NULL, take_result, &result);
  opening = bd_context_open_finish (context, wait_for (&result), &error);
  g_assert_no_error (error);
  *label = 0;
  while (!bd_opening_is_settled (opening) || *label == 0)
    {
      BdSection *allergies = bd_record_get_section (bd_opening_get_record (opening), BD_SECTION_ALLERGIES);
      GPtrArray *lines = bd_section_get_lines (allergies);
      gboolean asking = lines->len == 0;

      for (guint i = 0; i < lines->len; i++)
        asking |= ((BdLedgerLine *) g_ptr_array_index (lines, i))->state == BD_STATE_ASKING;
      if (!asking && *label == 0)
        *label = ms_since (begun);
      if (!bd_opening_is_settled (opening))
        g_main_context_iteration (NULL, TRUE);
    }
  *settled = ms_since (begun);
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  const double *x = a, *y = b;

  return *x < *y ? -1 : *x > *y;
}

static double
median (double *values)
{
  qsort (values, ROUNDS, sizeof *values, compare_doubles);
  return values[ROUNDS / 2];
}

static void
measure (Bench *bench, BdContext *context, gboolean offline, const char *what, double baseline)
{
  double labels[ROUNDS], settled[ROUNDS];

  for (guint i = 0; i < ROUNDS; i++)
    {
      g_autoptr (BdPatient) patient = identify (context, offline);

      open_record (context, patient, offline, &labels[i], &settled[i]);
    }
  g_print ("%-34s allergies known %7.1f ms %.2f×   everything %7.1f ms %.2f×\n", what, median (labels),
           median (labels) / baseline, median (settled), median (settled) / baseline);
}

int
main (void)
{
  Bench bench = { .folder = g_dir_make_tmp ("bedside-bench-XXXXXX", NULL) };
  g_autoptr (BdContext) context = NULL;
  g_autofree char *command = NULL;
  double baseline;

  setlocale (LC_ALL, "");
  start_drill (&bench);
  context = sign_in (&bench);
  plain_request (&bench, "POST", "/drill/fault", "{\"service\":\"mws\",\"fault\":\"latency\",\"ms\":100}");
  plain_request (&bench, "POST", "/drill/fault", "{\"service\":\"sdhr\",\"fault\":\"latency\",\"ms\":300}");
  baseline = plain_request (&bench, "GET", "/sdhr/AllergyIntolerance", NULL);
  g_print ("%-34s one plain request %5.1f ms 1.00× (baseline)\n", "slowest service, SDHR, 300 ms late", baseline);
  measure (&bench, context, FALSE, "online look-up", baseline);
  g_subprocess_force_exit (bench.drill);
  measure (&bench, context, TRUE, "saved copy, nobody answering", baseline);
  g_print ("median of %d; peak memory %.0f MiB\n", ROUNDS, bench_people_peak_mib ());

  command = g_strdup_printf ("rm -rf '%s'", bench.folder);
  return g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL) ? 0 : 1;
}
