/* bench-store.c: reading, keeping and opening a record, beside a plain parse of the same bytes
 *
 * Wall time says what a clinician waits, processor time what we spend: on a busy machine
 * only the second one compares. Each figure is the best of a few runs.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bench-people.h"
#include "bd-access.h"
#include "bd-projection.h"
#include "bd-store.h"

#include <json-glib/json-glib.h>
#include <locale.h>
#include <string.h>
#include <time.h>

#define RUNS 5

/* --- a sink that keeps nothing: the log's own cost is measured elsewhere --- */

#define BENCH_TYPE_SINK (bench_sink_get_type ())
G_DECLARE_FINAL_TYPE (BenchSink, bench_sink, BENCH, SINK, GObject)
struct _BenchSink { GObject parent_instance; };

static void
append_async (BdAuditSink *sink, const BdAuditEvent *event, GCancellable *cancellable,
              GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (sink, cancellable, callback, user_data);

  g_task_return_boolean (task, TRUE);
}

static gboolean
append_finish (BdAuditSink *sink, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
sink_iface_init (BdAuditSinkInterface *iface)
{
  iface->append_async = append_async;
  iface->append_finish = append_finish;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (BenchSink, bench_sink, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BD_TYPE_AUDIT_SINK, sink_iface_init))
static void bench_sink_class_init (BenchSinkClass *klass) {}
static void bench_sink_init (BenchSink *self) {}

/* --- waiting, since a benchmark may --- */

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

static BdTicket *
admit (BdAccess *access, BdClinician *clinician)
{
  BdAdmission admission = { .scope = BD_TICKET_IDENTITY | BD_TICKET_RECORD | BD_TICKET_SAVE, .nhi = "ZKC7284",
                            .reason = BD_REASON_LR1, .identified_by = BD_IDENTIFIED_WRISTBAND };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  BdTicket *ticket;

  bd_access_admit_async (access, clinician, &admission, NULL, take_result, &result);
  ticket = bd_access_admit_finish (access, wait_for (&result), &error);
  g_assert_no_error (error);
  return ticket;
}

static BdAnswer *
project (GBytes *bytes, BdSectionKind section)
{
  BdProjection *projection = bd_projection_new (section, BD_SOURCE_SDHR, "ZKC7284", NULL);
  g_autoptr (BdJson) json = bd_json_parse (bytes, NULL);
  g_autoptr (BdBundle) bundle = bd_bundle_new (json);

  bd_projection_add_page (projection, bundle, 1);
  bd_projection_set_times (projection, 1, 2, "bench", 200);
  return bd_projection_finish (projection);
}

/* --- two clocks --- */

typedef struct { double wall; double cpu; } Cost;

static double
now_ms (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static Cost
cost_begin (void)
{
  return (Cost) { now_ms (CLOCK_MONOTONIC), now_ms (CLOCK_PROCESS_CPUTIME_ID) };
}

/* Adds what was spent since @begun. */
static void
cost_add (Cost *sum, Cost begun)
{
  sum->wall += now_ms (CLOCK_MONOTONIC) - begun.wall;
  sum->cpu += now_ms (CLOCK_PROCESS_CPUTIME_ID) - begun.cpu;
}

static void
cost_best (Cost *best, Cost other)
{
  best->wall = best->wall == 0 ? other.wall : MIN (best->wall, other.wall);
  best->cpu = best->cpu == 0 ? other.cpu : MIN (best->cpu, other.cpu);
}

/* --- the steps --- */

static const struct { const char *type; BdSectionKind section; guint share; } kinds[] = {
  { "AllergyIntolerance", BD_SECTION_ALLERGIES, 2 }, { "Condition", BD_SECTION_CONDITIONS, 18 },
  { "MedicationRequest", BD_SECTION_MEDICINES, 20 }, { "Observation", BD_SECTION_OBSERVATIONS, 60 } };

static Cost
plain_parse (GBytes *bytes)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  Cost cost = { 0 }, begun = cost_begin ();
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  g_assert_true (json_parser_load_from_data (parser, data, (gssize) length, NULL));
  cost_add (&cost, begun);
  return cost;
}

static Cost
project_once (GBytes *bytes, BdSectionKind section, BdAnswer **answer)
{
  Cost cost = { 0 }, begun = cost_begin ();

  *answer = project (bytes, section);
  cost_add (&cost, begun);
  return cost;
}

static void
save (BdStore *store, BdTicket *ticket, BdAnswer *answer, Cost *cost)
{
  gint64 keep_until = g_get_real_time () + G_TIME_SPAN_DAY;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  Cost begun = cost_begin ();

  bd_store_save_answer_async (store, ticket, "ZKC7284", answer, keep_until, "bench", NULL, take_result, &result);
  bd_store_save_answer_finish (store, wait_for (&result), &error);
  g_assert_no_error (error);
  cost_add (cost, begun);
}

static Cost
load (BdStore *store, BdTicket *ticket, guint n)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (BdSavedRecord) saved = NULL;
  Cost cost = { 0 }, begun = cost_begin ();

  bd_store_load_async (store, ticket, NULL, take_result, &result);
  saved = bd_store_load_finish (store, wait_for (&result), &error);
  g_assert_no_error (error);
  for (guint i = 0; i < saved->answers->len; i++)
    n -= ((BdAnswer *) g_ptr_array_index (saved->answers, i))->entries->len;
  g_assert_cmpuint (n, ==, 0);
  cost_add (&cost, begun);
  return cost;
}

static void
print_cost (const char *what, Cost cost, Cost baseline)
{
  g_print ("  %-34s %9.1f ms %6.2f×   processor %9.1f ms %6.2f×\n", what, cost.wall, cost.wall / baseline.wall,
           cost.cpu, cost.cpu / baseline.cpu);
}

static void
measure (BdStore *store, BdTicket *ticket, guint n)
{
  Cost plain = { 0 }, projected = { 0 }, saved = { 0 }, loaded = { 0 }, whole;
  gsize length = 0;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (GBytes) bytes = bench_people_bundle (kinds[i].type, n * kinds[i].share / 100);
      g_autoptr (BdAnswer) kept = NULL;
      Cost best_plain = { 0 }, best_projected = { 0 };

      length += g_bytes_get_size (bytes);
      for (guint run = 0; run < RUNS; run++)
        {
          g_clear_pointer (&kept, bd_answer_unref);
          cost_best (&best_plain, plain_parse (bytes));
          cost_best (&best_projected, project_once (bytes, kinds[i].section, &kept));
        }
      plain.wall += best_plain.wall, plain.cpu += best_plain.cpu;
      projected.wall += best_projected.wall, projected.cpu += best_projected.cpu;
      save (store, ticket, kept, &saved);
    }
  for (guint run = 0; run < RUNS; run++)
    cost_best (&loaded, load (store, ticket, n));

  whole = (Cost) { projected.wall + saved.wall, projected.cpu + saved.cpu };
  g_print ("%u entries, %.1f MB\n", n, length / 1e6);
  print_cost ("json-glib, parse only (baseline)", plain, plain);
  print_cost ("parse and project", projected, plain);
  print_cost ("store", saved, plain);
  print_cost ("parse, project and store", whole, plain);
  print_cost ("open from the store", loaded, plain);
  g_print ("  peak memory so far %.0f MiB, the parses included\n", bench_people_peak_mib ());
}

/* --- the memory of a process that only opens what another one saved --- */

/* A line of the process's status, such as "VmRSS:"; in MiB. */
static double
status_mib (const char *name)
{
  g_autofree char *status = NULL;
  const char *line;

  g_assert_true (g_file_get_contents ("/proc/self/status", &status, NULL, NULL));
  line = strstr (status, name);
  g_assert_nonnull (line);
  return g_ascii_strtod (line + strlen (name), NULL) / 1024;
}

static BdStore *
open_store (const char *folder, BdLockedBytes *key)
{
  g_autofree char *path = g_build_filename (folder, "records.db", NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  BdStore *store;

  bd_store_open_async (path, key, NULL, take_result, &result);
  store = bd_store_open_finish (wait_for (&result), NULL, &error);
  g_assert_no_error (error);
  return store;
}

static void
close_store (BdStore *store)
{
  g_autoptr (GAsyncResult) result = NULL;

  bd_store_close_async (store, NULL, take_result, &result);
  bd_store_close_finish (store, wait_for (&result), NULL);
  g_object_unref (store);
}

static void
measure_opening (const char *folder, BdLockedBytes *key, BdTicket *ticket)
{
  BdStore *store = open_store (folder, key);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (BdSavedRecord) saved = NULL;
  g_autoptr (GError) error = NULL;
  double before = status_mib ("VmRSS:");
  guint n = 0;

  bd_store_load_async (store, ticket, NULL, take_result, &result);
  saved = bd_store_load_finish (store, wait_for (&result), &error);
  g_assert_no_error (error);
  for (guint i = 0; i < saved->answers->len; i++)
    n += ((BdAnswer *) g_ptr_array_index (saved->answers, i))->entries->len;
  g_print ("a process that only opens them: %u entries, resident %.0f MiB (%.0f MiB before), at most %.0f MiB\n", n,
           status_mib ("VmRSS:"), before, status_mib ("VmHWM:"));
  close_store (store);
}

/* The child has nothing of its parent but the folder; the key is a file there. */
static void
open_in_child (const char *program, const char *folder, BdLockedBytes *key)
{
  const char *argv[] = { program, folder, NULL };
  g_autofree char *key_file = g_build_filename (folder, "key", NULL);
  g_autoptr (GError) error = NULL;
  gsize size;
  const char *data = (const char *) bd_locked_bytes_get_data (key, &size);
  int status;

  g_assert_true (g_file_set_contents (key_file, data, (gssize) size, &error));
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_CHILD_INHERITS_STDIN, NULL, NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
}

static BdLockedBytes *
read_key (const char *folder)
{
  g_autofree char *key_file = g_build_filename (folder, "key", NULL);
  g_autofree char *data = NULL;
  BdLockedBytes *key = bd_locked_bytes_new (32);
  gsize size;

  g_assert_true (g_file_get_contents (key_file, &data, &size, NULL));
  memcpy (bd_locked_bytes_get_data (key, NULL), data, MIN (size, 32));
  return key;
}

static void
measure_all (const char *program, const char *folder, BdTicket *ticket)
{
  g_autoptr (BdLockedBytes) key = bd_locked_bytes_new_random (32);
  BdStore *store = open_store (folder, key);

  measure (store, ticket, 500);
  measure (store, ticket, 5000);
  measure (store, ticket, 50000);
  close_store (store);
  open_in_child (program, folder, key);
}

int
main (int argc, char *argv[])
{
  g_autoptr (BenchSink) sink = g_object_new (BENCH_TYPE_SINK, NULL);
  BdAccessSettings settings = { .grant_hours = 6 };
  g_autoptr (BdAccess) access = bd_access_new (BD_AUDIT_SINK (sink), &settings);
  g_autoptr (BdClinician) clinician = bd_clinician_new ("bench", "Bench Clinician", NULL, BD_ROLE_CLINICIAN, NULL, NULL, NULL);
  g_autoptr (BdTicket) ticket = admit (access, clinician);
  g_autofree char *folder = NULL;
  g_autofree char *command = NULL;

  setlocale (LC_ALL, "");
  if (argc == 2)
    {
      g_autoptr (BdLockedBytes) key = read_key (argv[1]);

      measure_opening (argv[1], key, ticket);
      return 0;
    }

  folder = g_dir_make_tmp ("bedside-bench-XXXXXX", NULL);
  measure_all (argv[0], folder, ticket);
  command = g_strdup_printf ("rm -rf '%s'", folder);
  return g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL) ? 0 : 1;
}
