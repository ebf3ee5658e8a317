/* test-identity.c: who is this number, who could this name be; and which source feeds what
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "national.h"
#include "bd-identity.h"

static const BdSource nhi_only[] = { BD_SOURCE_NHI, BD_N_SOURCES };
static const BdSource nobody[] = { BD_N_SOURCES };

#define PERSON(nhi, old, family) \
  "{\"resourceType\":\"Patient\",\"id\":\"" nhi "\",\"identifier\":[{\"use\":\"official\",\"system\":" \
  "\"https://standards.digital.health.nz/ns/nhi-id\",\"value\":\"" nhi "\"}" old "],\"name\":[{\"family\":\"" family "\"}]," \
  "\"birthDate\":\"1971\"}"
#define OLD(nhi) ",{\"use\":\"old\",\"system\":\"https://standards.digital.health.nz/ns/nhi-id\",\"value\":\"" nhi "\"}"

typedef struct { const char *name; int status; const char *body; const char *nhi; int error; } Row;
static const Row rows[] = {
  { "known", 200, PERSON ("ZKC7284", "", "WESTBROOK"), "ZKC7284", -1 },
  { "dormant", 200, PERSON ("ZAT2496", OLD ("ZKC7284"), "TAHANA"), "ZAT2496", -1 },
  { "bundle", 200, BUNDLE (1, ENTRY (PERSON ("ZKC7284", "", "WESTBROOK"))), "ZKC7284", -1 },
  { "another-person", 200, PERSON ("ZZZ0016", "", "MANU"), NULL, BD_IDENTITY_ERROR_REFUSED },
  { "two-persons", 200, BUNDLE (2, ENTRY (PERSON ("ZKC7284", "", "A")) "," ENTRY (PERSON ("ZKC7284", "", "B"))), NULL, BD_IDENTITY_ERROR_REFUSED },
  { "empty-bundle", 200, BUNDLE (0, ""), NULL, BD_IDENTITY_ERROR_NO_SUCH_PERSON },
  { "unknown", 404, OUTCOME ("error", "processing", "EM02002"), NULL, BD_IDENTITY_ERROR_NO_SUCH_PERSON },
  { "refused", 403, "{}", NULL, BD_IDENTITY_ERROR_REFUSED },
  { "down", 503, "", NULL, BD_IDENTITY_ERROR_NO_ANSWER },
  { "throttled", 429, "", NULL, BD_IDENTITY_ERROR_NO_ANSWER },
  { "portal", 200, "<html>", NULL, BD_IDENTITY_ERROR_NO_ANSWER },
  { "outcome-as-200", 200, OUTCOME ("error", "processing", "x"), NULL, BD_IDENTITY_ERROR_NO_ANSWER },
};

static char *
answer_row (Server *server, const Seen *seen)
{
  const Row *row = server->data;

  return answer_fhir (row->status, row->body);
}

static BdIdentity *
read_identity (BdServices *services, BdTicketScope scope, const char *nhi, gboolean offline, GError **error)
{
  g_autoptr (BdTicket) ticket = ticket_new (scope, nhi, BD_REASON_LR1);
  g_autoptr (GAsyncResult) result = NULL;

  bd_identity_read_async (services, NULL, ticket, NHI, offline, NULL, keep_result, &result);

  return bd_identity_read_finish (await (&result), error);
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  Server *server = server_new (answer_row, (gpointer) row);
  g_autoptr (BdServices) services = services_new (server, 5, nhi_only);
  g_autoptr (GError) error = NULL;
  g_autoptr (BdIdentity) identity = read_identity (services, BD_TICKET_IDENTITY, NHI, FALSE, &error);

  if (row->nhi != NULL)
    {
      g_assert_no_error (error);
      g_assert_cmpstr (identity->patient->nhi, ==, row->nhi);
      g_assert_cmpstr (identity->patient->asked_nhi, ==, NHI);
      g_assert_cmpint (identity->patient->fetched_at, >, 0);
      g_assert_false (identity->offline);
      g_assert_cmpuint (identity->calls->len, ==, 1);
      g_assert_null (strstr (g_ptr_array_index (identity->calls, 0), NHI));
    }
  else
    {
      g_assert_null (identity);
      g_assert_error (error, BD_IDENTITY_ERROR, row->error);
      g_assert_null (strstr (error->message, NHI));
    }
  server_free (server);
}

static void
test_not_asked (void)
{
  Server *server = server_new (answer_row, (gpointer) &rows[0]);
  g_autoptr (BdServices) services = services_new (server, 5, nhi_only);
  g_autoptr (BdServices) none = services_new (server, 5, nobody);
  const struct { BdServices *services; const char *nhi; gboolean offline; GQuark domain; int code; } cases[] = {
    { services, NHI, TRUE, BD_IDENTITY_ERROR, BD_IDENTITY_ERROR_NOT_SAVED },
    { none, NHI, FALSE, BD_IDENTITY_ERROR, BD_IDENTITY_ERROR_NOT_SET_UP },
    { services, "ZZZ0016", FALSE, BD_NET_ERROR, BD_NET_ERROR_TICKET },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BdIdentity) identity =
        read_identity (cases[i].services, BD_TICKET_IDENTITY, cases[i].nhi, cases[i].offline, &error);

      g_assert_null (identity);
      g_assert_true (g_error_matches (error, cases[i].domain, cases[i].code));
    }
  g_assert_cmpuint (server_count (server), ==, 0);
  server_free (server);
}

static char *
answer_candidates (Server *server, const Seen *seen)
{
  return answer_fhir (200, "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"entry\":["
                      "{\"resource\":" PERSON ("ZMP4241", "", "MOANA") ",\"search\":{\"mode\":\"match\",\"score\":61.5}},"
                      "{\"resource\":" PERSON ("ZKC7284", "", "MOANA") ",\"search\":{\"mode\":\"match\",\"score\":99}},"
                      "{\"resource\":" PERSON ("ZZZ0016", "", "MOANA") ",\"search\":{\"mode\":\"match\",\"score\":61.5}}]}");
}

static void
test_match (void)
{
  Server *server = server_new (answer_candidates, NULL);
  g_autoptr (BdServices) services = services_new (server, 5, nhi_only);
  g_autoptr (BdTicket) ticket = ticket_new (BD_TICKET_IDENTITY, "", BD_REASON_LR1);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) candidates = NULL;
  g_autoptr (GPtrArray) calls = NULL;
  g_autoptr (GError) error = NULL;
  static const struct { const char *nhi; int score; } order[] = { { "ZKC7284", 99 }, { "ZMP4241", 62 }, { "ZZZ0016", 62 } };

  bd_identity_match_async (services, ticket, "Moana", "1971", NULL, NULL, keep_result, &result);
  candidates = bd_identity_match_finish (await (&result), &calls, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (candidates->len, ==, 3);
  for (guint i = 0; i < candidates->len; i++)
    {
      const BdPatient *patient = g_ptr_array_index (candidates, i);

      g_assert_cmpstr (patient->nhi, ==, order[i].nhi);
      g_assert_cmpint (patient->score, ==, order[i].score);
    }
  g_assert_cmpuint (calls->len, ==, 1);
  g_assert_true (g_str_has_prefix (calls->pdata[0], "POST nhi Patient/$match 200 "));
  server_free (server);
}

#define NHI_ERROR(code) \
  "{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"error\",\"code\":\"processing\",\"details\":{\"coding\":[" \
  "{\"system\":\"https://standards.digital.health.nz/ns/hip-error-code\",\"code\":\"" code "\"}]}}]}"

/* `error` -1: an answer of `kind`. */
typedef struct { const char *name; int status; const char *body; int error; BdValidationKind kind; } Validated;
static const Validated validated[] = {
  { "certain", 200, BUNDLE (1, ENTRY (PERSON ("ZKC7284", "", "WESTBROOK"))), -1, BD_VALIDATION_CERTAIN },
  { "linked", 200, BUNDLE (1, ENTRY (PERSON ("ZAT2496", OLD ("ZKC7284"), "TAHANA"))), -1, BD_VALIDATION_LINKED },
  { "none", 200, BUNDLE (0, ""), -1, BD_VALIDATION_NONE },
  { "other", 200, BUNDLE (1, ENTRY (PERSON ("ZZZ0016", "", "MANU"))), -1, BD_VALIDATION_OTHER },
  { "refused", 403, "{}", BD_IDENTITY_ERROR_REFUSED, 0 },
  { "unknown number", 404, NHI_ERROR ("EM02002"), BD_IDENTITY_ERROR_NO_SUCH_PERSON, 0 },
  { "missing field", 400, NHI_ERROR ("EM07201"), BD_IDENTITY_ERROR_REFUSED, 0 },
  { "unknown question", 404, OUTCOME ("error", "not-found", "x"), BD_IDENTITY_ERROR_NOT_SET_UP, 0 },
  { "no such operation", 501, "", BD_IDENTITY_ERROR_NOT_SET_UP, 0 },
  { "down", 503, "", BD_IDENTITY_ERROR_NO_ANSWER, 0 },
  { "throttled", 429, "", BD_IDENTITY_ERROR_NO_ANSWER, 0 },
  { "portal", 200, "<html>", BD_IDENTITY_ERROR_NO_ANSWER, 0 },
  { "outcome as 200", 200, OUTCOME ("error", "processing", "x"), BD_IDENTITY_ERROR_NO_ANSWER, 0 },
  { "another resource", 200, "{\"resourceType\":\"Parameters\"}", BD_IDENTITY_ERROR_NO_ANSWER, 0 },
};

static char *
answer_validated (Server *server, const Seen *seen)
{
  const Validated *row = server->data;

  return answer_fhir (row->status, row->body);
}

static void
test_validated (gconstpointer data)
{
  const Validated *row = data;
  Server *server = server_new (answer_validated, (gpointer) row);
  g_autoptr (BdServices) services = services_new (server, 5, nhi_only);
  g_autoptr (BdTicket) ticket = ticket_new (BD_TICKET_IDENTITY, NHI, BD_REASON_LR1);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) calls = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (BdValidation) validation = NULL;

  bd_identity_validate_async (services, ticket, NHI, "Moana", "1971", NULL, NULL, keep_result, &result);
  validation = bd_identity_validate_finish (await (&result), &calls, &error);
  g_assert_cmpuint (calls->len, ==, 1);
  g_assert_true (g_str_has_prefix (calls->pdata[0], "POST nhi Patient/$match "));
  if (row->error < 0)
    {
      g_assert_no_error (error);
      g_assert_cmpint (validation->kind, ==, row->kind);
    }
  else
    {
      g_assert_null (validation);
      g_assert_error (error, BD_IDENTITY_ERROR, row->error);
      g_assert_null (strstr (error->message, NHI));
    }
  server_free (server);
}

static void
test_validate_not_set_up (void)
{
  Server *server = server_new (answer_validated, NULL);
  g_autoptr (BdServices) none = services_new (server, 5, nobody);
  g_autoptr (BdTicket) ticket = ticket_new (BD_TICKET_IDENTITY, NHI, BD_REASON_LR1);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  bd_identity_validate_async (none, ticket, NHI, "Moana", "1971", NULL, NULL, keep_result, &result);
  g_assert_null (bd_identity_validate_finish (await (&result), NULL, &error));
  g_assert_error (error, BD_IDENTITY_ERROR, BD_IDENTITY_ERROR_NOT_SET_UP);
  server_free (server);
}

static void
test_feeds (void)
{
  Server *server = server_new (answer_candidates, NULL);
  g_autoptr (BdServices) services = services_new (server, 5, nobody);
  BdServiceConfig *config = config_new (BD_SOURCE_SDHR, server, 5);

  g_assert_true (bd_services_feeds (services, BD_SOURCE_SDHR, BD_SECTION_ENCOUNTERS));
  g_assert_true (bd_services_feeds (services, BD_SOURCE_MWS, BD_SECTION_ALLERGIES));
  g_assert_true (bd_services_feeds (services, BD_SOURCE_MDR, BD_SECTION_MEDICINES));
  g_assert_true (bd_services_feeds (services, BD_SOURCE_AIR, BD_SECTION_IMMUNISATIONS));
  g_assert_true (bd_services_feeds (services, BD_SOURCE_SHARED_CARE, BD_SECTION_CONSENTS));
  g_assert_false (bd_services_feeds (services, BD_SOURCE_SDHR, BD_SECTION_MEDICINES));
  g_assert_false (bd_services_feeds (services, BD_SOURCE_SHARED_CARE, BD_SECTION_ENCOUNTERS));
  for (guint section = 0; section < BD_N_SECTIONS; section++)
    {
      g_assert_false (bd_services_feeds (services, BD_SOURCE_NHI, section));
      g_assert_false (bd_services_feeds (services, BD_SOURCE_HPI, section));
      g_assert_false (bd_services_feeds (services, BD_SOURCE_AUDIT, section));
    }
  config->resources = g_strsplit ("MedicationDispense;Consent", ";", -1);
  take_service (services, config);
  g_assert_true (bd_services_feeds (services, BD_SOURCE_SDHR, BD_SECTION_MEDICINES));
  g_assert_true (bd_services_feeds (services, BD_SOURCE_SDHR, BD_SECTION_CONSENTS));
  g_assert_false (bd_services_feeds (services, BD_SOURCE_SDHR, BD_SECTION_ALLERGIES));
  server_free (server);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/identity/", rows[i].name, NULL);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_func ("/identity/not-asked", test_not_asked);
  g_test_add_func ("/identity/match", test_match);
  for (guint i = 0; i < G_N_ELEMENTS (validated); i++)
    {
      g_autofree char *path = g_strconcat ("/identity/validate/", validated[i].name, NULL);

      g_test_add_data_func (path, &validated[i], test_validated);
    }
  g_test_add_func ("/identity/validate/not-set-up", test_validate_not_set_up);
  g_test_add_func ("/services/feeds", test_feeds);

  return g_test_run ();
}
