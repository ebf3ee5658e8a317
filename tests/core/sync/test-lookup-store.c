/* test-lookup-store.c: what a lookup keeps, shows from its copies, and takes away; with a real store
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "national.h"
#include "bd-identity.h"

#include <glib/gstdio.h>

typedef enum { FINE, DOWN, OPTED_OUT, FACILITY_OPTED_OUT, SLOW, CONSENT_DENIES } Mood;

typedef struct {
  Mood        mood;
  char       *folder;
  Server     *server;
  BdServices *services;
  BdStore    *store;
  BdTicket   *ticket;
  BdRecord   *record;
  gboolean    problem;
  guint       purged;
} Fixture;

#define DENY \
  ENTRY ("{\"resourceType\":\"Consent\",\"id\":\"k-1\",\"status\":\"active\",\"scope\":{\"coding\":[{\"system\":" \
         "\"http://terminology.hl7.org/CodeSystem/consentscope\",\"code\":\"patient-privacy\"}]},\"patient\":{\"type\":\"Patient\"," \
         "\"identifier\":{\"system\":\"https://standards.digital.health.nz/ns/nhi-id\",\"value\":\"" NHI "\"}}," \
         "\"policy\":[{\"uri\":\"https://www.privacy.org.nz/privacy-act-2020/\"}],\"organization\":[{\"display\":\"X\"}]," \
         "\"provision\":{\"type\":\"deny\",\"period\":{\"start\":\"2020-01-01T00:00:00Z\",\"end\":\"2099-01-01T00:00:00Z\"}}}")

static char *
answer_mood (Server *server, const Seen *seen)
{
  Fixture *f = server->data;

  if (f->mood == DOWN)
    return answer_fhir (503, "");
  if (f->mood == SLOW)
    g_usleep (4500 * 1000);
  if (strstr (seen->target, "/Consent") != NULL)
    return f->mood == CONSENT_DENIES ? answer_fhir (200, BUNDLE (1, DENY)) : answer_fhir (200, BUNDLE (0, ""));
  if (f->mood == OPTED_OUT)
    return answer_fhir (403, OUTCOME ("error", "suppressed", "sdhr-participation-status-denied"));
  if (strstr (seen->target, "/AllergyIntolerance") != NULL)
    return answer_fhir (200, BUNDLE (1, ALLERGY ("a-1", "Penicillin")));
  if (strstr (seen->target, "/Condition") != NULL && f->mood == FACILITY_OPTED_OUT)
    return answer_fhir (403, OUTCOME ("error", "suppressed", "sdhr-participation-status-denied-facility"));
  if (strstr (seen->target, "/Condition") != NULL)
    return answer_fhir (200, BUNDLE (2, CONDITION ("c-1", "Asthma")));

  return answer_fhir (200, BUNDLE (0, ""));
}

static void
open_store (Fixture *f)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (BdLockedBytes) key = bd_locked_bytes_new (32);
  g_autofree char *path = g_build_filename (f->folder, "records.db", NULL);
  g_autoptr (GError) error = NULL;

  bd_store_open_async (path, key, NULL, keep_result, &result);
  f->store = bd_store_open_finish (await (&result), NULL, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  static const BdSource sources[] = { BD_SOURCE_NHI, BD_SOURCE_SDHR };
  BdServiceConfig *config;

  f->folder = g_dir_make_tmp ("bedside-lookup-XXXXXX", NULL);
  f->server = server_new (answer_mood, f);
  f->services = bd_services_new ();
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    {
      config = config_new (sources[i], f->server, 8);
      config->retention = data != NULL ? BD_RETENTION_NONE : BD_RETENTION_HOURS;
      config->retention_hours = 72;
      config->agreement = g_strdup ("Agreement 7");
      if (sources[i] == BD_SOURCE_SDHR)
        config->resources = g_strsplit ("AllergyIntolerance;Condition;Consent", ";", -1);
      take_service (f->services, config);
    }
  f->ticket = ticket_new (BD_TICKET_IDENTITY | BD_TICKET_RECORD | BD_TICKET_SAVE, NHI, BD_REASON_LR1);
  open_store (f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *command = g_strdup_printf ("rm -r '%s'", f->folder);

  bd_store_close_async (f->store, NULL, keep_result, &result);
  g_assert_true (bd_store_close_finish (f->store, await (&result), &error));
  g_clear_object (&result);
  g_clear_object (&f->record);
  g_clear_object (&f->store);
  g_clear_object (&f->services);
  g_clear_object (&f->ticket);
  server_free (f->server);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_free (f->folder);
}

static void
on_problem (BdLookup *lookup, const char *sentence, Fixture *f)
{
  g_test_message ("%s", sentence);
  f->problem = TRUE;
}

static void
on_purged (BdLookup *lookup, guint source, guint n_parts, Fixture *f)
{
  f->purged += n_parts;
}

static void
look_up_with (Fixture *f, Mood mood, gboolean offline, BdTicket *ticket)
{
  BdLookupOptions options = { .store = f->store, .save = TRUE, .offline = offline };
  g_autoptr (BdLookup) lookup = NULL;
  g_autoptr (GError) error = NULL;

  f->mood = mood;
  g_clear_object (&f->record);
  f->record = bd_record_new (patient_new (), NULL);
  lookup = bd_lookup_new (f->services, ticket, f->record, &options);
  g_signal_connect (lookup, "store-problem", G_CALLBACK (on_problem), f);
  g_signal_connect (lookup, "purged", G_CALLBACK (on_purged), f);
  g_assert_true (run (lookup, &error));
  g_assert_no_error (error);
  g_assert_false (f->problem);
}

static void
look_up (Fixture *f, Mood mood, gboolean offline)
{
  look_up_with (f, mood, offline, f->ticket);
}

static void
test_saved_and_read_offline (Fixture *f, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (BdIdentity) identity = NULL;
  const BdLedgerLine *line;
  guint n;

  look_up (f, FINE, FALSE);
  line = line_of (f->record, BD_SECTION_CONDITIONS, BD_SOURCE_SDHR);
  g_assert_cmpint (line->keep_until, ==, line->answered_at + 72 * G_TIME_SPAN_HOUR);
  n = server_count (f->server);
  look_up (f, DOWN, TRUE);
  g_assert_cmpuint (server_count (f->server), ==, n);
  assert_state (f->record, BD_SECTION_ALLERGIES, BD_SOURCE_SDHR, BD_STATE_SAVED_COPY);
  assert_state (f->record, BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_SAVED_COPY);
  line = line_of (f->record, BD_SECTION_CONDITIONS, BD_SOURCE_SDHR);
  g_assert_cmpint (line->saved_state, ==, BD_STATE_REDACTED);
  g_assert_cmpint (line->saved_at, >, 0);
  g_assert_cmpuint (count_of (f->record, BD_SECTION_ALLERGIES), ==, 1);
  assert_state (f->record, BD_SECTION_ALLERGIES, BD_SOURCE_MWS, BD_STATE_NOT_SET_UP);

  bd_identity_read_async (f->services, f->store, f->ticket, NHI, TRUE, NULL, keep_result, &result);
  identity = bd_identity_read_finish (await (&result), NULL);
  g_assert_nonnull (identity);
  g_assert_true (identity->offline);
  g_assert_cmpint (identity->patient->saved_at, >, 0);
  g_assert_cmpuint (identity->calls->len, ==, 0);
}

/* NHI does not answer: who it is comes from the copy, and it is said why. */
static void
test_identity_stands_in (Fixture *f, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (BdIdentity) identity = NULL;

  look_up (f, FINE, FALSE);
  f->mood = DOWN;
  bd_identity_read_async (f->services, f->store, f->ticket, NHI, FALSE, NULL, keep_result, &result);
  identity = bd_identity_read_finish (await (&result), NULL);
  g_assert_nonnull (identity);
  g_assert_true (identity->offline);
  g_assert_cmpint (identity->failure, ==, BD_FAILURE_SERVER);
  g_assert_cmpuint (identity->calls->len, ==, 1);
}

static void
test_failure_loses_nothing (Fixture *f, gconstpointer data)
{
  look_up (f, FINE, FALSE);
  look_up (f, DOWN, FALSE);
  assert_state (f->record, BD_SECTION_ALLERGIES, BD_SOURCE_SDHR, BD_STATE_SAVED_COPY);
  g_assert_cmpint (line_of (f->record, BD_SECTION_ALLERGIES, BD_SOURCE_SDHR)->failure, ==, BD_FAILURE_SERVER);
  g_assert_cmpuint (count_of (f->record, BD_SECTION_ALLERGIES), ==, 1);
  look_up (f, DOWN, TRUE);
  g_assert_cmpuint (count_of (f->record, BD_SECTION_ALLERGIES), ==, 1);
}

static void
test_opt_out_purges (Fixture *f, gconstpointer data)
{
  look_up (f, FINE, FALSE);
  look_up (f, OPTED_OUT, FALSE);
  g_assert_cmpuint (f->purged, >, 0);
  assert_state (f->record, BD_SECTION_ALLERGIES, BD_SOURCE_SDHR, BD_STATE_OPTED_OUT_GLOBAL);
  look_up (f, DOWN, FALSE);
  assert_state (f->record, BD_SECTION_ALLERGIES, BD_SOURCE_SDHR, BD_STATE_NO_ANSWER);
  look_up (f, DOWN, TRUE);
  assert_state (f->record, BD_SECTION_ALLERGIES, BD_SOURCE_SDHR, BD_STATE_NOT_SAVED);
}

/* One facility's records must go; what the service still gives is kept anew. */
static void
test_facility_opt_out (Fixture *f, gconstpointer data)
{
  look_up (f, FINE, FALSE);
  look_up (f, FACILITY_OPTED_OUT, FALSE);
  g_assert_cmpuint (f->purged, >, 0);
  look_up (f, DOWN, TRUE);
  assert_state (f->record, BD_SECTION_ALLERGIES, BD_SOURCE_SDHR, BD_STATE_SAVED_COPY);
  assert_state (f->record, BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_NOT_SAVED);
}

static void
test_consent_denies (Fixture *f, gconstpointer data)
{
  look_up (f, FINE, FALSE);
  look_up (f, CONSENT_DENIES, FALSE);
  g_assert_cmpuint (f->purged, >, 0);
  look_up (f, DOWN, TRUE);
  assert_state (f->record, BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_NOT_SAVED);
  assert_state (f->record, BD_SECTION_CONSENTS, BD_SOURCE_SDHR, BD_STATE_SAVED_COPY);
  g_assert_cmpuint (count_of (f->record, BD_SECTION_CONSENTS), ==, 1);
}

static void
test_nothing_kept (Fixture *f, gconstpointer data)
{
  look_up (f, FINE, FALSE);
  g_assert_cmpint (line_of (f->record, BD_SECTION_CONDITIONS, BD_SOURCE_SDHR)->keep_until, ==, 0);
  look_up (f, DOWN, TRUE);
  assert_state (f->record, BD_SECTION_ALLERGIES, BD_SOURCE_SDHR, BD_STATE_NOT_SAVED);
}

static void
test_emergency_keeps_nothing (Fixture *f, gconstpointer data)
{
  g_autoptr (BdTicket) emergency = ticket_new (BD_TICKET_RECORD, NHI, BD_REASON_BG1);

  look_up_with (f, FINE, FALSE, emergency);
  g_assert_cmpuint (count_of (f->record, BD_SECTION_ALLERGIES), ==, 1);
  look_up (f, DOWN, TRUE);
  assert_state (f->record, BD_SECTION_ALLERGIES, BD_SOURCE_SDHR, BD_STATE_NOT_SAVED);
}

/* Kept for the session: in the session's store, not in the one that outlives it. */
static void
test_session (Fixture *f, gconstpointer data)
{
  BdServiceConfig *config = config_new (BD_SOURCE_SDHR, f->server, 8);
  BdLookupOptions options = { .session_store = f->store, .save = TRUE };
  g_autoptr (BdLookup) lookup = NULL;

  config->retention = BD_RETENTION_SESSION;
  take_service (f->services, config);
  look_up (f, FINE, FALSE);   /* gives the store as the lasting one */
  look_up (f, DOWN, TRUE);
  assert_state (f->record, BD_SECTION_ALLERGIES, BD_SOURCE_SDHR, BD_STATE_NOT_SAVED);
  f->mood = FINE;
  lookup = bd_lookup_new (f->services, f->ticket, f->record, &options);
  g_assert_true (run (lookup, NULL));
  g_assert_cmpint (line_of (f->record, BD_SECTION_ALLERGIES, BD_SOURCE_SDHR)->keep_until, ==, 0);
  look_up (f, DOWN, TRUE);
  assert_state (f->record, BD_SECTION_ALLERGIES, BD_SOURCE_SDHR, BD_STATE_SAVED_COPY);
}

static gboolean
look_meanwhile (gpointer user_data)
{
  Fixture *f = user_data;

  assert_state (f->record, BD_SECTION_ALLERGIES, BD_SOURCE_SDHR, BD_STATE_SAVED_COPY);
  g_assert_cmpuint (count_of (f->record, BD_SECTION_ALLERGIES), ==, 1);
  f->purged = 77;   /* been here */

  return G_SOURCE_REMOVE;
}

static void
test_slow_shows_copy (Fixture *f, gconstpointer data)
{
  look_up (f, FINE, FALSE);
  g_timeout_add (3700, look_meanwhile, f);
  look_up (f, SLOW, FALSE);
  g_assert_cmpuint (f->purged, ==, 77);
  assert_state (f->record, BD_SECTION_ALLERGIES, BD_SOURCE_SDHR, BD_STATE_WHOLE);
}

#define ADD(path, data, func) g_test_add (path, Fixture, data, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/lookup-store/saved-and-read-offline", NULL, test_saved_and_read_offline);
  ADD ("/lookup-store/identity-stands-in", NULL, test_identity_stands_in);
  ADD ("/lookup-store/failure-loses-nothing", NULL, test_failure_loses_nothing);
  ADD ("/lookup-store/opt-out-purges", NULL, test_opt_out_purges);
  ADD ("/lookup-store/facility-opt-out", NULL, test_facility_opt_out);
  ADD ("/lookup-store/consent-denies", NULL, test_consent_denies);
  ADD ("/lookup-store/nothing-kept", "none", test_nothing_kept);
  ADD ("/lookup-store/emergency-keeps-nothing", NULL, test_emergency_keeps_nothing);
  ADD ("/lookup-store/session", NULL, test_session);
  ADD ("/lookup-store/slow-shows-copy", NULL, test_slow_shows_copy);

  return g_test_run ();
}
