/* test-linked.c: the other numbers of one person: who is asked for them, and what the answers make together
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "national.h"
#include "bd-section-ask.h"

#include <glib/gstdio.h>

#define OLD   "ZZZ0024"
#define OLDER "ZZZ0032"
#define NHI_SYSTEM "https://standards.digital.health.nz/ns/nhi-id"
#define WARNING(id, text, nhi) \
  ENTRY ("{\"resourceType\":\"AllergyIntolerance\",\"id\":\"" id "\",\"code\":{\"text\":\"" text "\"}," \
         "\"patient\":{\"reference\":\"Patient/" nhi "\"}}")
#define REQUEST(id, text, nhi) \
  ENTRY ("{\"resourceType\":\"MedicationRequest\",\"id\":\"" id "\",\"status\":\"active\",\"intent\":\"order\"," \
         "\"medicationCodeableConcept\":{\"text\":\"" text "\"},\"subject\":{\"identifier\":{\"system\":\"" NHI_SYSTEM "\"," \
         "\"value\":\"" nhi "\"}}}")
#define DISPENSE(id, nhi) \
  ENTRY ("{\"resourceType\":\"MedicationDispense\",\"id\":\"" id "\",\"status\":\"completed\"," \
         "\"medicationCodeableConcept\":{\"text\":\"Warfarin\"},\"subject\":{\"identifier\":{\"system\":\"" NHI_SYSTEM "\"," \
         "\"value\":\"" nhi "\"}}}")
#define CONSENT(id, nhi) \
  ENTRY ("{\"resourceType\":\"Consent\",\"id\":\"" id "\",\"status\":\"active\",\"patient\":{\"identifier\":{\"system\":\"" \
         NHI_SYSTEM "\",\"value\":\"" nhi "\"}},\"provision\":{\"type\":\"permit\"}}")
#define HIP_ERROR(code) \
  "{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"error\",\"code\":\"processing\",\"details\":{\"coding\":" \
  "[{\"system\":\"https://standards.digital.health.nz/ns/hip-error-code\",\"code\":\"" code "\"}]}}]}"
#define OPEN_BUNDLE(entries) "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"entry\":[" entries "]}"

static const BdSource mws_only[] = { BD_SOURCE_MWS, BD_N_SOURCES };
static const BdSource everything[] = { BD_SOURCE_SDHR, BD_SOURCE_AIR, BD_SOURCE_MWS, BD_SOURCE_MDR,
                                       BD_SOURCE_SHARED_CARE, BD_N_SOURCES };

typedef struct { Server *server; BdServices *services; BdTicket *ticket; BdRecord *record; BdLookup *lookup; } Fixture;

static void
start (Fixture *f, ServerAnswer answer, gpointer data, const BdSource *sources)
{
  f->server = server_new (answer, data);
  f->services = services_new (f->server, 8, sources);
}

static BdPatient *
linked_patient (const char *const *numbers)
{
  BdPatient *patient = patient_new ();

  g_strfreev (patient->linked_nhis);
  patient->linked_nhis = g_strdupv ((GStrv) numbers);

  return patient;
}

/* numbers: NULL-terminated; the ticket covers them all. */
static void
open_record (Fixture *f, const char *const *numbers)
{
  f->ticket = ticket_new (BD_TICKET_RECORD | BD_TICKET_SAVE, NHI, BD_REASON_LR1);
  for (guint i = 0; numbers[i] != NULL; i++)
    bd_ticket_add_number (f->ticket, numbers[i]);
  f->record = bd_record_new (linked_patient (numbers), NULL);
  f->lookup = bd_lookup_new (f->services, f->ticket, f->record, NULL);
}

static Fixture
set_up (ServerAnswer answer, gpointer data, const BdSource *sources)
{
  static const char *const numbers[] = { OLD, OLDER, NULL };
  Fixture f = { 0 };

  start (&f, answer, data, sources);
  open_record (&f, numbers);

  return f;
}

static void
tear_down (Fixture *f)
{
  g_clear_object (&f->lookup);
  g_clear_object (&f->record);
  g_clear_object (&f->ticket);
  g_clear_object (&f->services);
  server_free (f->server);
}

/* How often a type was asked for under a number; NULL: under any. */
static guint
count_asked (Fixture *f, const char *type, const char *nhi)
{
  g_autofree char *start = g_strconcat ("/fhir/", type, NULL);
  guint n = 0;

  for (guint i = 0; i < f->server->seen->len; i++)
    {
      const Seen *seen = g_ptr_array_index (f->server->seen, i);

      n += g_str_has_prefix (seen->target, start) &&
           (nhi == NULL || strstr (seen->target, nhi) != NULL || (seen->body != NULL && strstr (seen->body, nhi) != NULL));
    }

  return n;
}

static BdEntry *
find (BdRecord *record, BdSectionKind section, const char *title)
{
  GListModel *model = G_LIST_MODEL (bd_record_get_section (record, section));

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (BdEntry) entry = g_list_model_get_item (model, i);

      if (g_strcmp0 (bd_entry_peek (entry)->title, title) == 0)
        return entry;   /* the section holds it */
    }
  g_assert_not_reached ();
}

/* each number's own records */

static char *
answer_by_number (Server *server, const Seen *seen)
{
  gboolean live = strstr (seen->target, NHI) != NULL;
  gboolean old = strstr (seen->target, OLD) != NULL;

  if (g_str_has_prefix (seen->target, "/fhir/AllergyIntolerance?"))
    return answer_fhir (200, live ? BUNDLE (1, WARNING ("1", "Penicillin", NHI))
                             : old ? BUNDLE (2, WARNING ("2", "Latex", OLD) "," WARNING ("3", "Peanut", OLD)) : BUNDLE (0, ""));
  if (g_str_has_prefix (seen->target, "/fhir/MedicationRequest"))
    return answer_fhir (200, old ? OPEN_BUNDLE (REQUEST ("1TNQ015Y6K2HN1P8R1-1", "Warfarin", OLD)) : OPEN_BUNDLE (""));
  if (g_str_has_prefix (seen->target, "/fhir/MedicationDispense"))
    return answer_fhir (200, live ? OPEN_BUNDLE (DISPENSE ("1TNQ015Y6K2HN1P8R1-1-1", NHI)) : OPEN_BUNDLE (""));
  if (g_str_has_prefix (seen->target, "/fhir/Consent"))
    return answer_fhir (200, live || old ? BUNDLE (0, "") : BUNDLE (1, CONSENT ("k-1", OLDER)));

  return answer_fhir (200, BUNDLE (0, ""));
}

static void
test_every_number (void)
{
  static const char *const each[] = { "MedicationRequest", "MedicationDispense", "Consent" };
  static const char *const once[] = { "Condition", "Observation", "Encounter", "Immunization" };
  Fixture f = set_up (answer_by_number, NULL, everything);
  const BdLedgerLine *line;

  g_assert_true (run (f.lookup, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (each); i++)
    {
      g_assert_cmpuint (count_asked (&f, each[i], NULL), ==, 3);
      g_assert_cmpuint (count_asked (&f, each[i], NHI), ==, 1);
      g_assert_cmpuint (count_asked (&f, each[i], OLD), ==, 1);
      g_assert_cmpuint (count_asked (&f, each[i], OLDER), ==, 1);
    }
  for (guint i = 0; i < G_N_ELEMENTS (once); i++)
    {
      g_assert_cmpuint (count_asked (&f, once[i], NULL), ==, 1);
      g_assert_cmpuint (count_asked (&f, once[i], NHI), ==, 1);
    }
  g_assert_cmpuint (count_asked (&f, "AllergyIntolerance", NULL), ==, 4);   /* SDHR once, MWS for each */
  g_assert_cmpuint (bd_lookup_get_calls (f.lookup)->len, ==, f.server->seen->len);

  line = line_of (f.record, BD_SECTION_ALLERGIES, BD_SOURCE_MWS);
  assert_state (f.record, BD_SECTION_ALLERGIES, BD_SOURCE_MWS, BD_STATE_WHOLE);
  g_assert_cmpint (line->total, ==, 3);
  g_assert_cmpint (line->received, ==, 3);
  g_assert_true (bd_ledger_line_is_complete (line));
  g_assert_true (bd_entry_has_mark (find (f.record, BD_SECTION_ALLERGIES, "Latex"), "other-nhi"));
  g_assert_cmpstr (bd_entry_peek (find (f.record, BD_SECTION_ALLERGIES, "Latex"))->nhi, ==, OLD);
  g_assert_false (bd_entry_has_mark (find (f.record, BD_SECTION_ALLERGIES, "Penicillin"), "other-nhi"));
  g_assert_cmpuint (count_of (f.record, BD_SECTION_CONSENTS), ==, 1);
  g_assert_cmpuint (count_of (f.record, BD_SECTION_MEDICINES), ==, 2);
  tear_down (&f);
}

/* One answer for all numbers, given three times: nothing counts or stands twice. */

typedef struct { const char *live; const char *linked; gint64 total; gint64 received; BdResultState state; guint entries; } Repeated;
static const Repeated repeated[] = {
  { BUNDLE (2, WARNING ("1", "Penicillin", NHI) "," WARNING ("2", "Latex", OLD)),
    BUNDLE (2, WARNING ("1", "Penicillin", NHI) "," WARNING ("2", "Latex", OLD)), 2, 2, BD_STATE_WHOLE, 2 },
  /* the service writes the number asked for into each record */
  { BUNDLE (1, WARNING ("1", "Penicillin", NHI)), BUNDLE (1, WARNING ("1", "Penicillin", OLD)), 1, 1, BD_STATE_WHOLE, 1 },
  /* what it holds back is the same each time */
  { BUNDLE (4, WARNING ("1", "Penicillin", NHI)), BUNDLE (4, WARNING ("1", "Penicillin", NHI)), 4, 1, BD_STATE_REDACTED, 1 },
  /* a part of it is new */
  { BUNDLE (1, WARNING ("1", "Penicillin", NHI)),
    BUNDLE (2, WARNING ("1", "Penicillin", NHI) "," WARNING ("2", "Latex", OLD)), 2, 2, BD_STATE_WHOLE, 2 },
  /* under the other numbers more is held back */
  { BUNDLE (1, WARNING ("1", "Penicillin", NHI)), BUNDLE (2, WARNING ("1", "Penicillin", NHI)), 2, 1, BD_STATE_REDACTED, 1 },
  /* one id, two contents: both are shown */
  { BUNDLE (1, WARNING ("1", "Penicillin", NHI)), BUNDLE (1, WARNING ("1", "Latex", OLD)), 1, 1, BD_STATE_WHOLE, 2 },
};

static char *
answer_repeated (Server *server, const Seen *seen)
{
  const Repeated *row = server->data;

  return answer_fhir (200, strstr (seen->target, NHI) != NULL ? row->live : row->linked);
}

static void
test_repeated (gconstpointer data)
{
  const Repeated *row = data;
  Fixture f = set_up (answer_repeated, (gpointer) row, mws_only);
  const BdLedgerLine *line;

  g_assert_true (run (f.lookup, NULL));
  line = line_of (f.record, BD_SECTION_ALLERGIES, BD_SOURCE_MWS);
  assert_state (f.record, BD_SECTION_ALLERGIES, BD_SOURCE_MWS, row->state);
  g_assert_cmpint (line->total, ==, row->total);
  g_assert_cmpint (line->received, ==, row->received);
  g_assert_cmpuint (line->foreign, ==, 0);
  g_assert_cmpuint (count_of (f.record, BD_SECTION_ALLERGIES), ==, row->entries);
  tear_down (&f);
}

/* One number fares differently: its state is the line's, and what came for the others is shown. */

typedef struct { const char *name; const char *which; int status; const char *body; BdResultState state; gboolean partial; const char *says; } Fares;
static const Fares fares[] = {
  { "server-error", OLD, 500, "", BD_STATE_NO_ANSWER, TRUE, "MWS did not answer (server error 500" },
  { "refused", OLDER, 403, "{}", BD_STATE_REFUSED, TRUE, "MWS refused this request (403)." },
  { "throttled", OLD, 429, OUTCOME ("error", "throttled", ""), BD_STATE_THROTTLED, TRUE, "MWS asks us to wait" },
  { "half", OLD, 200, "{\"resourceType\":", BD_STATE_NO_ANSWER, TRUE, "MWS did not answer" },
  { "held-back", OLDER, 200, BUNDLE (1, ""), BD_STATE_REDACTED, FALSE, "holding back 1 of 3 records" },
  { "withheld", OLD, 200, BUNDLE (0, ENTRY (OUTCOME ("information", "informational", "sdhr-records-withheld-at-source"))),
    BD_STATE_WITHHELD_AT_SOURCE, FALSE, "asked a practice to keep some records out" },
  { "not-known", OLD, 404, HIP_ERROR ("EM02002"), BD_STATE_WHOLE, FALSE, "MWS · live, answered" },
  { "dormant", OLDER, 400, HIP_ERROR ("EM02004"), BD_STATE_WHOLE, FALSE, "MWS · live, answered" },
  { "not-found", OLD, 404, "", BD_STATE_WHOLE, FALSE, "MWS · live, answered" },
  { "not-valid", OLD, 400, HIP_ERROR ("EM07201"), BD_STATE_REFUSED, TRUE, "MWS refused this request as not valid (400)." },
  { "live-not-known", NHI, 404, HIP_ERROR ("EM02002"), BD_STATE_NOT_AVAILABLE, TRUE, "MWS does not know this number. Part of it was answered." },
  { "live-fails", NHI, 503, "", BD_STATE_NO_ANSWER, TRUE, "MWS did not answer (server error 503" },
};

static char *
answer_fares (Server *server, const Seen *seen)
{
  const Fares *row = server->data;

  if (strstr (seen->target, row->which) != NULL)
    return answer_fhir (row->status, row->body);

  return answer_fhir (200, strstr (seen->target, NHI) != NULL ? BUNDLE (1, WARNING ("1", "Penicillin", NHI))
                           : strstr (seen->target, OLD) != NULL ? BUNDLE (1, WARNING ("2", "Latex", OLD))
                           : BUNDLE (1, WARNING ("3", "Peanut", OLDER)));
}

static void
test_fares (gconstpointer data)
{
  const Fares *row = data;
  Fixture f = set_up (answer_fares, (gpointer) row, mws_only);
  const BdLedgerLine *line;
  g_autofree char *sentence = NULL;

  g_assert_true (run (f.lookup, NULL));
  line = line_of (f.record, BD_SECTION_ALLERGIES, BD_SOURCE_MWS);
  sentence = bd_ledger_line_dup_sentence (line, NULL, g_get_real_time ());
  assert_state (f.record, BD_SECTION_ALLERGIES, BD_SOURCE_MWS, row->state);
  g_test_message ("%s", sentence);
  g_assert_nonnull (strstr (sentence, row->says));
  g_assert_cmpint (line->partial, ==, row->partial);
  g_assert_cmpint (bd_ledger_line_is_complete (line), ==, row->state == BD_STATE_WHOLE);
  g_assert_cmpuint (count_of (f.record, BD_SECTION_ALLERGIES), ==, 2);
  g_assert_cmpint (line->http_status, ==, row->partial ? row->status : 200);
  tear_down (&f);
}

/* The call that failed is the one to ask the service about. */
static void
test_reference (void)
{
  Fixture f = set_up (answer_fares, (gpointer) &fares[0], mws_only);
  const char *failed = NULL;

  g_assert_true (run (f.lookup, NULL));
  for (guint i = 0; i < f.server->seen->len; i++)
    {
      const Seen *seen = g_ptr_array_index (f.server->seen, i);

      if (strstr (seen->target, OLD) != NULL)
        failed = seen_header (seen, "x-correlation-id");
    }
  g_assert_cmpstr (line_of (f.record, BD_SECTION_ALLERGIES, BD_SOURCE_MWS)->correlation_id, ==, failed);
  tear_down (&f);
}

/* bounds */

static char *
answer_nothing (Server *server, const Seen *seen)
{
  return answer_fhir (200, BUNDLE (0, ""));
}

static void
test_cap (void)
{
  Fixture f = { 0 };
  g_autoptr (GStrvBuilder) numbers = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;
  g_autofree char *sentence = NULL;
  const BdLedgerLine *line;

  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *nhi = g_strdup_printf ("ZDR%04u", 5000 + i / 2);   /* each twice */

      g_strv_builder_add (numbers, nhi);
    }
  all = g_strv_builder_end (numbers);
  start (&f, answer_nothing, NULL, mws_only);
  open_record (&f, (const char *const *) all);
  g_assert_true (run (f.lookup, NULL));
  line = line_of (f.record, BD_SECTION_ALLERGIES, BD_SOURCE_MWS);
  sentence = bd_ledger_line_dup_sentence (line, NULL, g_get_real_time ());
  g_assert_cmpuint (count_asked (&f, "AllergyIntolerance", NULL), ==, BD_MAX_NUMBERS);
  g_assert_cmpuint (count_asked (&f, "AllergyIntolerance", "ZDR5000"), ==, 1);
  g_assert_true (line->more_exist);
  g_assert_nonnull (strstr (sentence, "More records exist than are shown."));
  tear_down (&f);
}

/* A number the permission does not cover is not asked for; what may be asked for still is. */
static void
test_not_covered (void)
{
  Fixture f = set_up (answer_by_number, NULL, mws_only);
  g_autoptr (BdTicket) narrow = ticket_new (BD_TICKET_RECORD, NHI, BD_REASON_LR1);
  g_autoptr (GError) error = NULL;

  bd_ticket_add_number (narrow, OLD);
  g_clear_object (&f.lookup);
  f.lookup = bd_lookup_new (f.services, narrow, f.record, NULL);
  g_assert_true (run (f.lookup, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_asked (&f, "AllergyIntolerance", OLD), ==, 1);
  g_assert_cmpuint (count_asked (&f, "AllergyIntolerance", OLDER), ==, 0);
  g_assert_cmpuint (count_of (f.record, BD_SECTION_ALLERGIES), ==, 3);
  g_assert_true (line_of (f.record, BD_SECTION_ALLERGIES, BD_SOURCE_MWS)->more_exist);
  tear_down (&f);
}

/* A plain FHIR server joins no numbers, whatever service it stands for. */
static void
test_plain_server (void)
{
  Fixture f = { .server = server_new (answer_nothing, NULL), .services = bd_services_new () };
  static const char *const numbers[] = { OLD, NULL };
  BdServiceConfig *config = config_new (BD_SOURCE_SDHR, f.server, 8);

  config->patient_parameter = BD_PATIENT_AS_REFERENCE;
  take_service (f.services, config);
  open_record (&f, numbers);
  g_assert_true (run (f.lookup, NULL));
  g_assert_cmpuint (count_asked (&f, "Condition", NULL), ==, 2);
  g_assert_cmpuint (count_asked (&f, "Condition", OLD), ==, 1);
  tear_down (&f);
}

/* One copy holds what came under every number; half an answer never takes its place. */

static BdStore *
open_store (const char *folder)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (BdLockedBytes) key = bd_locked_bytes_new (32);
  g_autofree char *path = g_build_filename (folder, "records.db", NULL);
  g_autoptr (GError) error = NULL;
  BdStore *store;

  bd_store_open_async (path, key, NULL, keep_result, &result);
  store = bd_store_open_finish (await (&result), NULL, &error);
  g_assert_no_error (error);

  return store;
}

static void
look_up (Fixture *f, BdStore *store, const Fares *mood, gboolean offline)
{
  BdLookupOptions options = { .store = store, .save = TRUE, .offline = offline };
  static const char *const numbers[] = { OLD, OLDER, NULL };

  f->server->data = (gpointer) mood;
  g_clear_object (&f->lookup);
  g_clear_object (&f->record);
  f->record = bd_record_new (linked_patient (numbers), NULL);
  f->lookup = bd_lookup_new (f->services, f->ticket, f->record, &options);
  g_assert_true (run (f->lookup, NULL));
}

static void
test_saved (void)
{
  static const Fares well = { "well", "none", 200, "", BD_STATE_WHOLE, FALSE, "" };
  g_autofree char *folder = g_dir_make_tmp ("bedside-linked-XXXXXX", NULL);
  g_autofree char *file = g_build_filename (folder, "records.db", NULL);
  g_autoptr (BdStore) store = open_store (folder);
  g_autoptr (GAsyncResult) result = NULL;
  static const char *const numbers[] = { OLD, OLDER, NULL };
  Fixture f = { .server = server_new (answer_fares, (gpointer) &well), .services = bd_services_new () };
  BdServiceConfig *config = config_new (BD_SOURCE_MWS, f.server, 8);

  config->retention = BD_RETENTION_HOURS;
  config->retention_hours = 24;
  config->agreement = g_strdup ("Agreement 7");
  take_service (f.services, config);
  open_record (&f, numbers);
  look_up (&f, store, &well, FALSE);
  look_up (&f, store, &fares[0], FALSE);
  assert_state (f.record, BD_SECTION_ALLERGIES, BD_SOURCE_MWS, BD_STATE_NO_ANSWER);
  look_up (&f, store, &fares[0], TRUE);
  assert_state (f.record, BD_SECTION_ALLERGIES, BD_SOURCE_MWS, BD_STATE_SAVED_COPY);
  g_assert_cmpuint (count_of (f.record, BD_SECTION_ALLERGIES), ==, 3);
  g_assert_cmpstr (bd_entry_peek (find (f.record, BD_SECTION_ALLERGIES, "Latex"))->nhi, ==, OLD);
  g_assert_true (bd_entry_has_mark (find (f.record, BD_SECTION_ALLERGIES, "Peanut"), "other-nhi"));
  bd_store_close_async (store, NULL, keep_result, &result);
  g_assert_true (bd_store_close_finish (store, await (&result), NULL));
  tear_down (&f);
  g_remove (file);
  g_rmdir (folder);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/linked/every-number", test_every_number);
  for (guint i = 0; i < G_N_ELEMENTS (repeated); i++)
    {
      g_autofree char *path = g_strdup_printf ("/linked/repeated/%u", i);

      g_test_add_data_func (path, &repeated[i], test_repeated);
    }
  for (guint i = 0; i < G_N_ELEMENTS (fares); i++)
    {
      g_autofree char *path = g_strconcat ("/linked/fares/", fares[i].name, NULL);

      g_test_add_data_func (path, &fares[i], test_fares);
    }
  g_test_add_func ("/linked/reference", test_reference);
  g_test_add_func ("/linked/cap", test_cap);
  g_test_add_func ("/linked/not-covered", test_not_covered);
  g_test_add_func ("/linked/plain-server", test_plain_server);
  g_test_add_func ("/linked/saved", test_saved);

  return g_test_run ();
}
