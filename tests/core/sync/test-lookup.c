/* test-lookup.c: one patient, every service at once, over real HTTP, without a store
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "national.h"

static const BdSource sdhr_only[] = { BD_SOURCE_SDHR, BD_N_SOURCES };
static const BdSource everything[] = { BD_SOURCE_SDHR, BD_SOURCE_AIR, BD_SOURCE_MWS, BD_SOURCE_MDR,
                                       BD_SOURCE_SHARED_CARE, BD_SOURCE_HPI, BD_N_SOURCES };

typedef struct { Server *server; BdServices *services; BdTicket *ticket; BdRecord *record; BdLookup *lookup; } Fixture;

static Fixture
set_up (ServerAnswer answer, gpointer data, const BdSource *sources, guint seconds)
{
  Fixture f = { .server = server_new (answer, data) };

  f.services = services_new (f.server, seconds, sources);
  f.ticket = ticket_new (BD_TICKET_RECORD, NHI, BD_REASON_LR1);
  f.record = bd_record_new (patient_new (), NULL);
  f.lookup = bd_lookup_new (f.services, f.ticket, f.record, NULL);

  return f;
}

static void
tear_down (Fixture *f)
{
  g_assert_false (bd_lookup_is_running (f->lookup));
  g_assert_finalize_object (f->lookup);
  g_clear_object (&f->record);
  g_clear_object (&f->ticket);
  g_clear_object (&f->services);
  server_free (f->server);
}

static gboolean
asks (const Seen *seen, const char *type)
{
  g_autofree char *start = g_strconcat ("/fhir/", type, NULL);

  return g_str_has_prefix (seen->target, start);
}

static char *
answer_all (Server *server, const Seen *seen)
{
  if (asks (seen, "Location"))
    return answer_fhir (200, "{\"resourceType\":\"Location\",\"id\":\"F38006-B\",\"name\":\"Wairau Hospital\"}");
  if (asks (seen, "Condition"))
    return answer_fhir (200, BUNDLE (1, CONDITION ("c-1", "Asthma")));

  return answer_fhir (200, BUNDLE (0, ""));
}

static void
test_in_parallel (void)
{
  Fixture f = set_up (answer_all, NULL, everything, 8);
  g_autoptr (GError) error = NULL;

  f.server->barrier = 9;   /* 4 of SDHR, 1 each of AIR, MWS, Shared Care, 2 of MDR: nobody is answered before all asked */
  g_assert_true (run (f.lookup, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (f.server->most_inside, >=, 9);
  assert_state (f.record, BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_WHOLE);
  assert_state (f.record, BD_SECTION_ALLERGIES, BD_SOURCE_MWS, BD_STATE_WHOLE);
  assert_state (f.record, BD_SECTION_MEDICINES, BD_SOURCE_MDR, BD_STATE_WHOLE);
  assert_state (f.record, BD_SECTION_IMMUNISATIONS, BD_SOURCE_AIR, BD_STATE_WHOLE);
  assert_state (f.record, BD_SECTION_CONSENTS, BD_SOURCE_SHARED_CARE, BD_STATE_WHOLE);
  g_assert_null (line_of (f.record, BD_SECTION_MEDICINES, BD_SOURCE_SDHR));
  g_assert_cmpuint (count_of (f.record, BD_SECTION_CONDITIONS), ==, 1);
  g_assert_cmpuint (bd_lookup_get_calls (f.lookup)->len, >=, 9);
  tear_down (&f);
}

static void
test_not_set_up (void)
{
  Fixture f = set_up (answer_all, NULL, sdhr_only, 8);

  g_assert_true (run (f.lookup, NULL));
  assert_state (f.record, BD_SECTION_ALLERGIES, BD_SOURCE_MWS, BD_STATE_NOT_SET_UP);
  assert_state (f.record, BD_SECTION_MEDICINES, BD_SOURCE_MDR, BD_STATE_NOT_SET_UP);
  assert_state (f.record, BD_SECTION_IMMUNISATIONS, BD_SOURCE_AIR, BD_STATE_NOT_SET_UP);
  assert_state (f.record, BD_SECTION_CONSENTS, BD_SOURCE_SHARED_CARE, BD_STATE_NOT_SET_UP);
  assert_state (f.record, BD_SECTION_ENCOUNTERS, BD_SOURCE_SDHR, BD_STATE_WHOLE);
  tear_down (&f);
}

static void
on_names_changed (BdLookup *lookup, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
test_facility_names (void)
{
  static const BdSource sources[] = { BD_SOURCE_SDHR, BD_SOURCE_HPI, BD_N_SOURCES };
  Fixture f = set_up (answer_all, NULL, sources, 8);
  gboolean changed = FALSE;
  g_autofree char *name = NULL;

  g_signal_connect (f.lookup, "facility-names-changed", G_CALLBACK (on_names_changed), &changed);
  g_assert_true (run (f.lookup, NULL));
  while (!changed)
    g_main_context_iteration (NULL, TRUE);
  name = bd_lookup_dup_facility_name (f.lookup, "F38006-B");
  g_assert_cmpstr (name, ==, "Wairau Hospital");
  g_assert_null (bd_lookup_dup_facility_name (f.lookup, "FZZ999-B"));
  tear_down (&f);
}

/* one bad answer, one state */

typedef struct { const char *name; int status; const char *body; BdResultState state; BdFailure failure; } Row;
static const Row rows[] = {
  { "none", 200, BUNDLE (0, ""), BD_STATE_WHOLE, BD_FAILURE_NONE },
  { "held-back", 200, BUNDLE (3, CONDITION ("c-1", "Asthma")), BD_STATE_REDACTED, BD_FAILURE_NONE },
  { "opted-out", 403, OUTCOME ("error", "suppressed", "sdhr-participation-status-denied"), BD_STATE_OPTED_OUT_GLOBAL, BD_FAILURE_NONE },
  { "locked", 403, OUTCOME ("error", "value", "sdhr-patient-locked"), BD_STATE_LOCKED, BD_FAILURE_NONE },
  { "refused", 403, "{}", BD_STATE_REFUSED, BD_FAILURE_NONE },
  { "refused-page", 403, "<html>", BD_STATE_REFUSED, BD_FAILURE_NONE },
  { "not-available", 501, "", BD_STATE_NOT_AVAILABLE, BD_FAILURE_NONE },
  { "throttled", 429, OUTCOME ("error", "throttled", ""), BD_STATE_THROTTLED, BD_FAILURE_NONE },
  { "server-error", 500, "", BD_STATE_NO_ANSWER, BD_FAILURE_SERVER },
  { "list", 200, "[" BUNDLE (0, "") "]", BD_STATE_NO_ANSWER, BD_FAILURE_NOT_FHIR },
  { "half", 200, "{\"resourceType\":\"Bundle\",\"total\":", BD_STATE_NO_ANSWER, BD_FAILURE_NOT_FHIR },
  { "repeated-member", 200, "{\"resourceType\":\"Bundle\",\"total\":0,\"total\":1}", BD_STATE_NO_ANSWER, BD_FAILURE_NOT_FHIR },
  { "beyond-numbers", 200, "{\"resourceType\":\"Bundle\",\"total\":1e999}", BD_STATE_NO_ANSWER, BD_FAILURE_NOT_FHIR },
  { "no-resource", 200, "{\"hello\":\"world\"}", BD_STATE_NO_ANSWER, BD_FAILURE_NOT_FHIR },
  { "wrong-type", 200, "{\"resourceType\":\"CapabilityStatement\"}", BD_STATE_NO_ANSWER, BD_FAILURE_NOT_FHIR },
  { "empty", 200, "", BD_STATE_NO_ANSWER, BD_FAILURE_NOT_FHIR },
  { "not-text", 200, "{\"resourceType\":\"\xff\xfe\"}", BD_STATE_NO_ANSWER, BD_FAILURE_NOT_FHIR },
};

static char *
answer_row (Server *server, const Seen *seen)
{
  const Row *row = server->data;

  return answer_fhir (row->status, row->body);
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  Fixture f = set_up (answer_row, (gpointer) row, sdhr_only, 5);

  g_assert_true (run (f.lookup, NULL));
  assert_state (f.record, BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, row->state);
  g_assert_cmpint (line_of (f.record, BD_SECTION_CONDITIONS, BD_SOURCE_SDHR)->failure, ==, row->failure);
  g_assert_nonnull (line_of (f.record, BD_SECTION_CONDITIONS, BD_SOURCE_SDHR)->correlation_id);
  tear_down (&f);
}

/* pages */

typedef struct { guint n_pages; gboolean elsewhere; gboolean circle; guint broken_at; } Paging;

static char *
answer_pages (Server *server, const Seen *seen)
{
  const Paging *paging = server->data;
  const char *mark = strstr (seen->target, "page=");
  guint page = mark != NULL ? (guint) g_ascii_strtoull (mark + strlen ("page="), NULL, 10) : 1;
  g_autofree char *root = g_strndup (server->url, strlen (server->url) - strlen ("/fhir"));
  g_autofree char *link = NULL;
  g_autofree char *body = NULL;

  if (!asks (seen, "Condition") && mark == NULL)
    return answer_fhir (200, BUNDLE (0, ""));
  if (page == paging->broken_at)
    return answer_fhir (500, "");
  if (page < paging->n_pages)
    link = g_strdup_printf (",\"link\":[{\"relation\":\"next\",\"url\":\"%s/elsewhere?page=%u\"}]",
                            paging->elsewhere ? "http://other.invalid" : root, paging->circle ? 2 : page + 1);
  /* A plain server: no total, no meta, urn:uuid fullUrls. */
  body = g_strdup_printf ("{\"resourceType\":\"Bundle\",\"type\":\"searchset\"%s,\"entry\":[{\"fullUrl\":\"urn:uuid:%u\","
                          "\"resource\":{\"resourceType\":\"Condition\",\"id\":\"c-%u\",\"code\":{\"text\":\"Thing %u\"},"
                          "\"subject\":{\"reference\":\"Patient/" NHI "\"}}}]}", link != NULL ? link : "", page, page, page);

  return answer_fhir (200, body);
}

static void
test_pages (gconstpointer data)
{
  static const struct { Paging paging; guint n_entries; gboolean more; BdResultState state; } cases[] = {
    { { .n_pages = 5 }, 5, FALSE, BD_STATE_WHOLE },
    { { .n_pages = 5, .elsewhere = TRUE }, 1, TRUE, BD_STATE_WHOLE },
    { { .n_pages = 5, .circle = TRUE }, 2, TRUE, BD_STATE_WHOLE },
    { { .n_pages = 1000 }, 200, TRUE, BD_STATE_WHOLE },
    { { .n_pages = 5, .broken_at = 3 }, 2, TRUE, BD_STATE_NO_ANSWER },
  };
  guint i = GPOINTER_TO_UINT (data);
  Fixture f = set_up (answer_pages, (gpointer) &cases[i].paging, sdhr_only, 20);
  const BdLedgerLine *line;

  g_assert_true (run (f.lookup, NULL));
  g_assert_cmpuint (count_of (f.record, BD_SECTION_CONDITIONS), ==, cases[i].n_entries);
  assert_state (f.record, BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, cases[i].state);
  line = line_of (f.record, BD_SECTION_CONDITIONS, BD_SOURCE_SDHR);
  g_assert_cmpint (line->more_exist, ==, cases[i].more);
  g_assert_cmpint (line->received, ==, cases[i].n_entries);
  tear_down (&f);
}

/* tickets, cancelling */

static void
test_ticket (void)
{
  Fixture f = set_up (answer_all, NULL, sdhr_only, 5);
  g_autoptr (GError) error = NULL;

  bd_ticket_revoke (f.ticket);
  g_assert_false (run (f.lookup, &error));
  g_assert_error (error, BD_NET_ERROR, BD_NET_ERROR_TICKET);
  g_assert_cmpuint (server_count (f.server), ==, 0);
  tear_down (&f);
}

static gboolean
revoke_it (gpointer ticket)
{
  bd_ticket_revoke (ticket);

  return G_SOURCE_REMOVE;
}

/* A lock while answers are on their way: nothing of them is shown. */
static void
test_ticket_ends_meanwhile (void)
{
  Fixture f = set_up (answer_all, NULL, sdhr_only, 5);
  g_autoptr (GError) error = NULL;

  f.server->delay_ms = 300;
  g_timeout_add (100, revoke_it, f.ticket);
  g_assert_false (run (f.lookup, &error));
  g_assert_error (error, BD_NET_ERROR, BD_NET_ERROR_TICKET);
  g_assert_cmpuint (count_of (f.record, BD_SECTION_CONDITIONS), ==, 0);
  assert_state (f.record, BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_NOT_ASKED);
  tear_down (&f);
}

static gboolean
cancel_it (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);

  return G_SOURCE_REMOVE;
}

static void
test_cancel (gconstpointer data)
{
  Paging paging = { .n_pages = 200 };
  Fixture f = set_up (answer_pages, &paging, sdhr_only, 20);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  f.server->delay_ms = 20;
  g_timeout_add (GPOINTER_TO_UINT (data), cancel_it, cancellable);
  bd_lookup_run_async (f.lookup, cancellable, keep_result, &result);
  g_assert_true (bd_lookup_is_running (f.lookup));
  g_assert_false (bd_lookup_run_finish (f.lookup, await (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_state (f.record, BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_NOT_ASKED);
  g_clear_object (&result);
  tear_down (&f);
}

/* retry, again */

typedef struct { guint n_conditions; gboolean more_under_etreat; gboolean fails_under_etreat; gboolean throttle_once; } Moody;

static gboolean
is_emergency (const Seen *seen)
{
  gsize size;
  g_autofree char *text = (char *) g_base64_decode (seen_header (seen, "request-context"), &size);

  return g_strstr_len (text, (gssize) size, "ETREAT") != NULL;
}

static char *
answer_moody (Server *server, const Seen *seen)
{
  Moody *moody = server->data;

  if (!asks (seen, "Condition"))
    return answer_fhir (200, BUNDLE (0, ""));
  if (moody->n_conditions++ == 0 && moody->throttle_once)
    return answer_new (429, "application/fhir+json", "x-ratelimit-reset: 1200\r\n", "{}");
  if (is_emergency (seen) && moody->fails_under_etreat)
    return answer_fhir (500, "");
  if (is_emergency (seen) && moody->more_under_etreat)
    return answer_fhir (200, BUNDLE (2, CONDITION ("c-1", "Asthma") "," CONDITION ("c-2", "Epilepsy")));

  return answer_fhir (200, BUNDLE (2, CONDITION ("c-1", "Asthma")));
}

static void
test_retry_waits (void)
{
  Moody moody = { .throttle_once = TRUE };
  Fixture f = set_up (answer_moody, &moody, sdhr_only, 5);
  g_autoptr (GAsyncResult) result = NULL;
  gint64 begun;

  g_assert_true (run (f.lookup, NULL));
  assert_state (f.record, BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_THROTTLED);
  g_assert_cmpint (line_of (f.record, BD_SECTION_CONDITIONS, BD_SOURCE_SDHR)->wait_seconds, ==, 2);
  begun = g_get_monotonic_time ();
  bd_lookup_retry_async (f.lookup, BD_SOURCE_SDHR, NULL, keep_result, &result);
  g_assert_true (bd_lookup_retry_finish (f.lookup, await (&result), NULL));
  g_assert_cmpint (g_get_monotonic_time () - begun, >, 1000 * 1000);
  assert_state (f.record, BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_REDACTED);
  g_clear_object (&result);
  tear_down (&f);
}

static guint
again (Fixture *f)
{
  g_autoptr (BdTicket) ticket = ticket_new (BD_TICKET_RECORD, NHI, BD_REASON_BG1);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  guint n_more = 99;

  g_assert_true (run (f->lookup, NULL));
  g_assert_cmpuint (count_of (f->record, BD_SECTION_CONDITIONS), ==, 1);
  bd_lookup_again_async (f->lookup, ticket, NULL, keep_result, &result);
  g_assert_true (bd_lookup_again_finish (f->lookup, await (&result), &n_more, &error));
  g_assert_no_error (error);

  return n_more;
}

static void
test_again_more (void)
{
  Moody moody = { .more_under_etreat = TRUE };
  Fixture f = set_up (answer_moody, &moody, sdhr_only, 5);
  GListModel *conditions = G_LIST_MODEL (bd_record_get_section (f.record, BD_SECTION_CONDITIONS));

  g_assert_cmpuint (again (&f), ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (conditions), ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (BdEntry) entry = g_list_model_get_item (conditions, i);

      g_assert_cmpint (bd_entry_has_mark (entry, "emergency"), ==, g_str_has_suffix (bd_entry_peek (entry)->id, "c-2"));
    }
  assert_state (f.record, BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_WHOLE);
  tear_down (&f);
}

static void
test_again_nothing_more (void)
{
  Moody moody = { 0 };
  Fixture f = set_up (answer_moody, &moody, sdhr_only, 5);

  g_assert_cmpuint (again (&f), ==, 0);
  g_assert_cmpuint (count_of (f.record, BD_SECTION_CONDITIONS), ==, 1);
  tear_down (&f);
}

static void
test_again_fails (void)
{
  Moody moody = { .fails_under_etreat = TRUE };
  Fixture f = set_up (answer_moody, &moody, sdhr_only, 5);

  g_assert_cmpuint (again (&f), ==, 0);
  g_assert_cmpuint (count_of (f.record, BD_SECTION_CONDITIONS), ==, 1);
  assert_state (f.record, BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_REDACTED);
  tear_down (&f);
}

static void
test_deceased (void)
{
  Fixture f = set_up (answer_row, (gpointer) &rows[0], sdhr_only, 5);
  BdPatient *patient = patient_new ();

  patient->deceased = TRUE;
  patient->deceased_date = g_strdup ("2016-05");
  bd_record_set_patient (f.record, patient);
  g_assert_true (run (f.lookup, NULL));
  assert_state (f.record, BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_DECEASED);
  g_assert_cmpstr (line_of (f.record, BD_SECTION_CONDITIONS, BD_SOURCE_SDHR)->deceased, ==, "2016-05");
  tear_down (&f);
}

static void
test_offline_without_store (void)
{
  Fixture f = set_up (answer_all, NULL, sdhr_only, 5);
  BdLookupOptions options = { .offline = TRUE };

  g_clear_object (&f.lookup);
  f.lookup = bd_lookup_new (f.services, f.ticket, f.record, &options);
  g_assert_true (run (f.lookup, NULL));
  assert_state (f.record, BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_NOT_SAVED);
  assert_state (f.record, BD_SECTION_ALLERGIES, BD_SOURCE_MWS, BD_STATE_NOT_SET_UP);
  g_assert_cmpuint (server_count (f.server), ==, 0);
  tear_down (&f);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/lookup/answer/", rows[i].name, NULL);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_func ("/lookup/in-parallel", test_in_parallel);
  g_test_add_func ("/lookup/not-set-up", test_not_set_up);
  g_test_add_func ("/lookup/facility-names", test_facility_names);
  g_test_add_data_func ("/lookup/pages/all", GUINT_TO_POINTER (0), test_pages);
  g_test_add_data_func ("/lookup/pages/elsewhere", GUINT_TO_POINTER (1), test_pages);
  g_test_add_data_func ("/lookup/pages/circle", GUINT_TO_POINTER (2), test_pages);
  g_test_add_data_func ("/lookup/pages/too-many", GUINT_TO_POINTER (3), test_pages);
  g_test_add_data_func ("/lookup/pages/broken", GUINT_TO_POINTER (4), test_pages);
  g_test_add_func ("/lookup/ticket/revoked", test_ticket);
  g_test_add_func ("/lookup/ticket/ends-meanwhile", test_ticket_ends_meanwhile);
  g_test_add_data_func ("/lookup/cancel/at-once", GUINT_TO_POINTER (1), test_cancel);
  g_test_add_data_func ("/lookup/cancel/while-paging", GUINT_TO_POINTER (250), test_cancel);
  g_test_add_func ("/lookup/retry-waits", test_retry_waits);
  g_test_add_func ("/lookup/again/more", test_again_more);
  g_test_add_func ("/lookup/again/nothing-more", test_again_nothing_more);
  g_test_add_func ("/lookup/again/fails", test_again_fails);
  g_test_add_func ("/lookup/deceased", test_deceased);
  g_test_add_func ("/lookup/offline-without-store", test_offline_without_store);

  return g_test_run ();
}
