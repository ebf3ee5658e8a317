/* bench-store.c — opening a saved record: rows only, beside parsing the same record again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bench-people.h"
#include "bd-access.h"
#include "bd-projection.h"
#include "bd-store.h"

#include <glib/gstdio.h>
#include <locale.h>

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

static double
ms_since (gint64 begun)
{
  return (g_get_monotonic_time () - begun) / 1000.0;
}

static void
measure (BdStore *store, BdTicket *ticket, guint n)
{
  static const struct { const char *type; BdSectionKind section; guint share; } kinds[] = {
    { "AllergyIntolerance", BD_SECTION_ALLERGIES, 2 }, { "Condition", BD_SECTION_CONDITIONS, 18 },
    { "MedicationRequest", BD_SECTION_MEDICINES, 20 }, { "Observation", BD_SECTION_OBSERVATIONS, 60 } };
  gint64 keep_until = g_get_real_time () + G_TIME_SPAN_DAY;
  double parse_ms = 0, save_ms = 0, load_ms;
  gint64 begun;
  guint total = 0;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (GBytes) bytes = bench_people_bundle (kinds[i].type, n * kinds[i].share / 100);
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (BdAnswer) answer = NULL;

      begun = g_get_monotonic_time ();
      answer = project (bytes, kinds[i].section);
      parse_ms += ms_since (begun);
      begun = g_get_monotonic_time ();
      bd_store_save_answer_async (store, ticket, "ZKC7284", answer, keep_until, "bench", NULL, take_result, &result);
      bd_store_save_answer_finish (store, wait_for (&result), &error);
      g_assert_no_error (error);
      save_ms += ms_since (begun);
    }

  begun = g_get_monotonic_time ();
  {
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (BdSavedRecord) saved = NULL;

    bd_store_load_async (store, ticket, NULL, take_result, &result);
    saved = bd_store_load_finish (store, wait_for (&result), &error);
    g_assert_no_error (error);
    for (guint i = 0; i < saved->answers->len; i++)
      total += ((BdAnswer *) g_ptr_array_index (saved->answers, i))->entries->len;
    load_ms = ms_since (begun);
  }
  g_print ("%6u entries: parse and project %8.1f ms (baseline) · save %8.1f ms %.2f× · open from the store %7.1f ms %.2f×\n",
           total, parse_ms, save_ms, save_ms / parse_ms, load_ms, load_ms / parse_ms);
}

int
main (void)
{
  g_autofree char *folder = g_dir_make_tmp ("bedside-bench-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "records.db", NULL);
  g_autoptr (BdLockedBytes) key = bd_locked_bytes_new_random (32);
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GAsyncResult) closed = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (BenchSink) sink = g_object_new (BENCH_TYPE_SINK, NULL);
  BdAccessSettings settings = { .grant_hours = 6 };
  g_autoptr (BdAccess) access = bd_access_new (BD_AUDIT_SINK (sink), &settings);
  g_autoptr (BdClinician) clinician = bd_clinician_new ("bench", "Bench Clinician", NULL, BD_ROLE_CLINICIAN, NULL, NULL, NULL);
  g_autoptr (BdTicket) ticket = admit (access, clinician);
  g_autoptr (BdStore) store = NULL;
  g_autofree char *command = NULL;

  setlocale (LC_ALL, "");
  bd_store_open_async (path, key, NULL, take_result, &opened);
  store = bd_store_open_finish (wait_for (&opened), NULL, &error);
  g_assert_no_error (error);
  measure (store, ticket, 500);
  measure (store, ticket, 5000);
  g_print ("peak memory %.0f MiB\n", bench_people_peak_mib ());
  measure (store, ticket, 50000);
  g_print ("peak memory %.0f MiB, the parse of the whole record included\n", bench_people_peak_mib ());

  bd_store_close_async (store, NULL, take_result, &closed);
  bd_store_close_finish (store, wait_for (&closed), NULL);
  command = g_strdup_printf ("rm -rf '%s'", folder);
  return g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL) ? 0 : 1;
}
