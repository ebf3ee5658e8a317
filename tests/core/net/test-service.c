/* test-service.c: services over real HTTP: what is sent, what bad answers come to, what is never followed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-http.h"
#include "bd-json.h"
#include "bd-service.h"
#include "clinic.h"
#include "server.h"

#define EMPTY "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"total\":0}"
#define OUTCOME(code) "{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"error\",\"code\":\"" code "\"}]}"

static BdService *
service_new (BdSource source, const char *url, guint seconds)
{
  g_autoptr (BdTokenSource) tokens = bd_token_source_new_none ();
  BdServiceConfig *config = bd_service_config_new (source, url);

  config->timeout_seconds = seconds;

  return bd_service_new (config, tokens);
}

static BdReply *
search (BdService *service, BdTicket *ticket, const char *type, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  bd_service_search_async (service, ticket, type, NHI, cancellable, keep_result, &result);

  return bd_service_finish (service, await (&result), error);
}

static BdReply *
search_once (Server *server, BdSource source, const char *type, guint seconds)
{
  g_autoptr (BdService) service = service_new (source, server->url, seconds);
  g_autoptr (BdTicket) ticket = ticket_new (BD_TICKET_RECORD, NHI, BD_REASON_LR1);
  g_autoptr (GError) error = NULL;
  BdReply *reply = search (service, ticket, type, NULL, &error);

  g_assert_no_error (error);

  return reply;
}

static char *
answer_data (Server *server, const Seen *seen)
{
  return g_strdup (server->data);
}

/* bad answers */

typedef struct { const char *name; const char *answer; BdFailure failure; int status; gint64 wait; } Row;

#define HEAD(status) "HTTP/1.1 " status " X\r\nConnection: close\r\n"
static const Row rows[] = {
  { "whole", HEAD ("200") "Content-Type: application/fhir+json\r\nContent-Length: 54\r\n\r\n" EMPTY, BD_FAILURE_NONE, 200, 0 },
  { "not-found", HEAD ("404") "Content-Length: 0\r\n\r\n", BD_FAILURE_NONE, 404, 0 },
  { "not-found-page", HEAD ("404") "Content-Type: text/html\r\n\r\n<html>no</html>", BD_FAILURE_NONE, 404, 0 },
  { "html", HEAD ("200") "Content-Type: text/html\r\n\r\n<html>Welcome to the ward WiFi</html>", BD_FAILURE_NOT_FHIR, 200, 0 },
  { "html-in-disguise", HEAD ("200") "Content-Type: application/json\r\n\r\n\n  <!doctype html>", BD_FAILURE_NOT_FHIR, 200, 0 },
  { "html-with-bom", HEAD ("200") "Content-Type: application/json\r\n\r\n\xef\xbb\xbf<html>", BD_FAILURE_NOT_FHIR, 200, 0 },
  { "empty", HEAD ("200") "Content-Length: 0\r\n\r\n", BD_FAILURE_NOT_FHIR, 200, 0 },
  { "no-content", HEAD ("204") "\r\n", BD_FAILURE_NOT_FHIR, 204, 0 },
  { "half-a-body", HEAD ("200") "Content-Type: application/fhir+json\r\nContent-Length: 5000\r\n\r\n{\"resourceType\":", BD_FAILURE_BROKEN, 200, 0 },
  { "half-a-chunk", HEAD ("200") "Transfer-Encoding: chunked\r\n\r\nff\r\n{\"resourceType\":", BD_FAILURE_BROKEN, 200, 0 },
  { "too-large-said", HEAD ("200") "Content-Length: 34603008\r\n\r\n{", BD_FAILURE_TOO_LARGE, 200, 0 },
  { "no-http", "SSH-2.0-OpenSSH_9.2\r\n\r\n", BD_FAILURE_NOT_FHIR, 0, 0 },
  { "closed", "", BD_FAILURE_BROKEN, 0, 0 },
  { "server-error", HEAD ("500") "Content-Length: 0\r\n\r\n", BD_FAILURE_SERVER, 500, 0 },
  { "gateway", HEAD ("502") "Content-Type: text/html\r\n\r\n<html>bad gateway</html>", BD_FAILURE_SERVER, 502, 0 },
  { "not-implemented", HEAD ("501") "Content-Length: 0\r\n\r\n", BD_FAILURE_NONE, 501, 0 },
  { "refused", HEAD ("403") "Content-Length: 0\r\n\r\n", BD_FAILURE_NONE, 403, 0 },
  { "throttled-reset", HEAD ("429") "x-ratelimit-reset: 12400\r\nContent-Length: 0\r\n\r\n", BD_FAILURE_NONE, 429, 13 },
  { "throttled-after", HEAD ("429") "Retry-After: 7\r\nContent-Length: 0\r\n\r\n", BD_FAILURE_NONE, 429, 7 },
  { "throttled-both", HEAD ("429") "Retry-After: 7\r\nx-ratelimit-reset: 2000\r\nContent-Length: 0\r\n\r\n", BD_FAILURE_NONE, 429, 2 },
  { "throttled-silent", HEAD ("429") "Content-Length: 0\r\n\r\n", BD_FAILURE_NONE, 429, 0 },
  { "busy", HEAD ("503") "Retry-After: 30\r\nContent-Length: 0\r\n\r\n", BD_FAILURE_SERVER, 503, 30 },
  { "elsewhere", HEAD ("302") "Location: http://portal.invalid/login\r\nContent-Length: 0\r\n\r\n", BD_FAILURE_REDIRECT, 302, 0 },
  { "elsewhere-nowhere", HEAD ("302") "Content-Length: 0\r\n\r\n", BD_FAILURE_REDIRECT, 302, 0 },
  { "not-modified", HEAD ("304") "\r\n", BD_FAILURE_NOT_FHIR, 304, 0 },
};

static void
test_bad_answer (gconstpointer data)
{
  const Row *row = data;
  Server *server = server_new (answer_data, (gpointer) row->answer);
  g_autoptr (BdReply) reply = search_once (server, BD_SOURCE_SDHR, "Condition", 5);

  g_assert_cmpint (reply->failure, ==, row->failure);
  g_assert_cmpint (reply->status, ==, row->status);
  g_assert_cmpint (reply->wait_seconds, ==, row->wait);
  g_assert_nonnull (reply->correlation_id);
  g_assert_cmpint (reply->answered_at, >=, reply->asked_at);
  g_assert_cmpstr (reply->call, ==, "GET sdhr Condition");
  server_free (server);
}

static char *
answer_huge (Server *server, const Seen *seen)
{
  GString *text = g_string_new (HEAD ("200") "Content-Type: application/fhir+json\r\n\r\n");

  for (guint i = 0; i < 33; i++)
    {
      gsize old = text->len;

      g_string_set_size (text, old + 1024 * 1024);
      memset (text->str + old, 'x', 1024 * 1024);
    }

  return g_string_free (text, FALSE);
}

static void
test_too_large_unsaid (void)
{
  Server *server = server_new (answer_huge, NULL);
  g_autoptr (BdReply) reply = search_once (server, BD_SOURCE_SDHR, "Condition", 20);

  g_assert_cmpint (reply->failure, ==, BD_FAILURE_TOO_LARGE);
  g_assert_null (reply->body);
  server_free (server);
}

static char *
answer_interim (Server *server, const Seen *seen)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < 1000; i++)
    g_string_append (text, HEAD ("100") "\r\n");
  g_string_append (text, HEAD ("200") "Content-Type: application/fhir+json\r\n\r\n{\"resourceType\":\"Bundle\"}");

  return g_string_free (text, FALSE);
}

/* "Wait" without end is read without a look at the clock: it is given up after a few. */
static void
test_interim_without_end (void)
{
  Server *server = server_new (answer_interim, NULL);
  g_autoptr (BdReply) reply = search_once (server, BD_SOURCE_SDHR, "Condition", 5);

  g_assert_cmpint (reply->failure, ==, BD_FAILURE_BROKEN);
  server_free (server);
}

static void
test_slow_drip (void)
{
  Server *server = server_new (answer_data, (gpointer) rows[0].answer);
  gint64 begun = g_get_monotonic_time ();
  g_autoptr (BdReply) reply = NULL;

  server->drip = TRUE;   /* 150 bytes need 3 s, though the line is never silent for 1 s */
  reply = search_once (server, BD_SOURCE_SDHR, "Condition", 1);
  g_assert_cmpint (reply->failure, ==, BD_FAILURE_TIMEOUT);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, 2500 * 1000);
  server_free (server);
}

static void
test_closed_port (void)
{
  Server *server = server_new (answer_data, NULL);
  g_autofree char *url = g_strdup (server->url);
  g_autoptr (BdService) service = NULL;
  g_autoptr (BdTicket) ticket = ticket_new (BD_TICKET_RECORD, NHI, BD_REASON_LR1);
  g_autoptr (BdReply) reply = NULL;

  server_free (server);
  service = service_new (BD_SOURCE_SDHR, url, 5);
  reply = search (service, ticket, "Condition", NULL, NULL);
  g_assert_cmpint (reply->failure, ==, BD_FAILURE_UNREACHABLE);
  g_assert_cmpint (reply->status, ==, 0);
}

/* A host that swallows every attempt to connect: noticed within 3 s, whatever the site's time for answers. */
static void
test_dead_line (void)
{
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GPtrArray) fillers = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *url = NULL;
  g_autoptr (BdService) service = NULL;
  g_autoptr (BdTicket) ticket = ticket_new (BD_TICKET_RECORD, NHI, BD_REASON_LR1);
  g_autoptr (BdReply) reply = NULL;
  gint64 begun;

  g_socket_set_listen_backlog (socket, 0);
  g_assert_true (g_socket_bind (socket, wanted, FALSE, NULL));
  g_assert_true (g_socket_listen (socket, NULL));
  address = g_socket_get_local_address (socket, NULL);
  for (guint i = 0; i < 4; i++)   /* the queue is full after that */
    {
      GSocket *filler = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);

      g_socket_set_blocking (filler, FALSE);
      g_socket_connect (filler, address, NULL, NULL);
      g_ptr_array_add (fillers, filler);
    }
  url = g_strdup_printf ("http://127.0.0.1:%u/fhir", g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)));
  service = service_new (BD_SOURCE_SDHR, url, 30);
  begun = g_get_monotonic_time ();
  reply = search (service, ticket, "Condition", NULL, NULL);
  g_assert_cmpint (reply->failure, ==, BD_FAILURE_UNREACHABLE);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, 4 * G_TIME_SPAN_SECOND);
}

static void
test_tls_to_plain_server (void)
{
  Server *server = server_new (answer_data, (gpointer) rows[0].answer);
  g_autofree char *url = g_strdup_printf ("https%s", server->url + 4);
  g_autoptr (BdService) service = service_new (BD_SOURCE_SDHR, url, 5);
  g_autoptr (BdTicket) ticket = ticket_new (BD_TICKET_RECORD, NHI, BD_REASON_LR1);
  g_autoptr (BdReply) reply = NULL;

  server->talks_first = TRUE;
  reply = search (service, ticket, "Condition", NULL, NULL);
  g_assert_cmpint (reply->failure, ==, BD_FAILURE_TLS);
  server_free (server);
}

/* what is sent */

static const Seen *
ask_and_see (Server *server, BdSource source, const char *type)
{
  g_autoptr (BdReply) reply = search_once (server, source, type, 5);

  g_assert_cmpint (reply->failure, ==, BD_FAILURE_NONE);
  g_assert_cmpuint (server_count (server), ==, 1);
  g_assert_cmpstr (seen_header (server_nth (server, 0), "x-correlation-id"), ==, reply->correlation_id);

  return server_nth (server, 0);
}

static void
test_request_context (void)
{
  Server *server = server_new (answer_data, (gpointer) rows[0].answer);
  const Seen *seen = ask_and_see (server, BD_SOURCE_SDHR, "Condition");
  gsize size;
  guchar *text = g_base64_decode (seen_header (seen, "request-context"), &size);
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, size);
  g_autoptr (BdJson) json = bd_json_parse (bytes, NULL);
  const BdJsonNode *root = bd_json_root (json);
  const BdJsonNode *second = bd_json_get (root, "secondaryIdentifier");

  g_assert_cmpstr (bd_json_get_string (root, "userIdentifier"), ==, "wiremu.t");
  g_assert_cmpstr (bd_json_get_string (root, "userFullName"), ==, "Dr Wiremu Tahere");
  g_assert_cmpstr (bd_json_get_string (root, "userRole"), ==, "PROV");
  g_assert_cmpstr (bd_json_get_string (root, "orgIdentifier"), ==, "G00001-G");
  g_assert_cmpstr (bd_json_get_string (root, "facilityIdentifier"), ==, "FZZ999-B");
  g_assert_cmpstr (bd_json_get_string (second, "use"), ==, "official");
  g_assert_cmpstr (bd_json_get_string (second, "system"), ==, "https://standards.digital.health.nz/ns/hpi-person-id");
  g_assert_cmpstr (bd_json_get_string (second, "value"), ==, "91ZZXN");
  g_assert_cmpuint (bd_json_length (bd_json_get (root, "purposeOfUse")), ==, 1);
  g_assert_cmpstr (bd_json_string (bd_json_at (bd_json_get (root, "purposeOfUse"), 0)), ==, "TREAT");
  g_assert_cmpstr (seen_header (seen, "accept"), ==, "application/fhir+json, application/json;q=0.9");
  g_assert_true (g_str_has_prefix (seen_header (seen, "user-agent"), "Bedside/"));
  g_assert_null (seen_header (seen, "authorization"));
  g_assert_null (seen_header (seen, "cookie"));
  server_free (server);
}

typedef struct { BdSource source; const char *type, *method, *target, *body, *header, *value; } Form;
static const Form forms[] = {
  { BD_SOURCE_SDHR, "Condition", "GET",
    "/fhir/Condition?patient=https%3A%2F%2Fapi.hip.digital.health.nz%2Ffhir%2Fnhi%2Fv1%2FPatient%2FZKC7284", NULL, NULL, NULL },
  { BD_SOURCE_MWS, "AllergyIntolerance", "GET", "/fhir/AllergyIntolerance?patient=ZKC7284", NULL, "userid", "91ZZXN" },
  { BD_SOURCE_MDR, "MedicationRequest", "GET",
    "/fhir/MedicationRequest?patient=ZKC7284&_revinclude=MedicationDispense:prescription", NULL, NULL, NULL },
  { BD_SOURCE_MDR, "MedicationDispense", "GET", "/fhir/MedicationDispense?patient=ZKC7284", NULL, NULL, NULL },
  { BD_SOURCE_SDHR, "MedicationRequest", "GET",
    "/fhir/MedicationRequest?patient=https%3A%2F%2Fapi.hip.digital.health.nz%2Ffhir%2Fnhi%2Fv1%2FPatient%2FZKC7284", NULL, NULL, NULL },
  { BD_SOURCE_AIR, "Immunization", "POST", "/fhir/Immunization/_search", "patient=ZKC7284", "userid", "91ZZXN" },
  { BD_SOURCE_AIR, "Immunization", "POST", "/fhir/Immunization/_search", "patient=ZKC7284", "api-version", "2" },
  { BD_SOURCE_AIR, "Immunization", "POST", "/fhir/Immunization/_search", "patient=ZKC7284", "facilityid", "FZZ999-B" },
  { BD_SOURCE_AIR, "Immunization", "POST", "/fhir/Immunization/_search", "patient=ZKC7284", "content-type", "application/x-www-form-urlencoded" },
  { BD_SOURCE_SHARED_CARE, "Consent", "GET", "/fhir/Consent?patient=ZKC7284", NULL, NULL, NULL },
};

static void
test_form (gconstpointer data)
{
  const Form *form = data;
  Server *server = server_new (answer_data, (gpointer) rows[0].answer);
  const Seen *seen = ask_and_see (server, form->source, form->type);

  g_assert_cmpstr (seen->method, ==, form->method);
  g_assert_cmpstr (seen->target, ==, form->target);
  g_assert_cmpstr (seen->body, ==, form->body);
  if (form->header != NULL)
    g_assert_cmpstr (seen_header (seen, form->header), ==, form->value);
  server_free (server);
}

static void
test_api_key_and_parameter (void)
{
  Server *server = server_new (answer_data, (gpointer) rows[0].answer);
  g_autoptr (BdTokenSource) tokens = bd_token_source_new_none ();
  BdServiceConfig *config = bd_service_config_new (BD_SOURCE_SDHR, server->url);
  g_autoptr (BdService) service = NULL;
  g_autoptr (BdTicket) ticket = ticket_new (BD_TICKET_SAVE, NHI, BD_REASON_LR1);
  g_autoptr (BdReply) reply = NULL;

  config->api_key = bd_locked_bytes_new_copy ("key-1", 5);
  config->patient_parameter = BD_PATIENT_AS_REFERENCE;
  service = bd_service_new (config, tokens);
  reply = search (service, ticket, "Condition", NULL, NULL);
  g_assert_true (bd_reply_is_success (reply));
  g_assert_cmpstr (seen_header (server_nth (server, 0), "x-api-key"), ==, "key-1");
  g_assert_cmpstr (server_nth (server, 0)->target, ==, "/fhir/Condition?patient=Patient%2FZKC7284");
  server_free (server);
}

static void
test_types (void)
{
  g_autoptr (BdService) sdhr = service_new (BD_SOURCE_SDHR, "http://127.0.0.1:1/", 1);
  g_autoptr (BdTokenSource) tokens = bd_token_source_new_none ();
  BdServiceConfig *config = bd_service_config_new (BD_SOURCE_SDHR, "http://127.0.0.1:1");
  g_autoptr (BdService) listed = NULL;

  g_assert_cmpstr (bd_service_get_types (sdhr, BD_SECTION_ENCOUNTERS)[0], ==, "Encounter");
  g_assert_null (bd_service_get_types (sdhr, BD_SECTION_MEDICINES)[0]);
  g_assert_cmpstr (bd_service_get_config (sdhr)->url, ==, "http://127.0.0.1:1");
  config->resources = g_strsplit ("MedicationRequest;Immunization", ";", -1);
  listed = bd_service_new (config, tokens);
  g_assert_cmpstr (bd_service_get_types (listed, BD_SECTION_MEDICINES)[0], ==, "MedicationRequest");
  g_assert_cmpstr (bd_service_get_types (listed, BD_SECTION_IMMUNISATIONS)[0], ==, "Immunization");
  g_assert_null (bd_service_get_types (listed, BD_SECTION_CONDITIONS)[0]);
}

/* redirects and pages */

static char *
answer_redirect (Server *server, const Seen *seen)
{
  if (strstr (seen->target, "/moved") != NULL)
    return answer_fhir (200, EMPTY);

  return answer_new (302, "text/plain", "Location: /moved?x=1\r\n", "");
}

static void
test_redirect_within (void)
{
  Server *server = server_new (answer_redirect, NULL);
  g_autoptr (BdReply) reply = search_once (server, BD_SOURCE_SDHR, "Condition", 5);

  g_assert_true (bd_reply_is_success (reply));
  g_assert_cmpstr (server_nth (server, 1)->target, ==, "/moved?x=1");
  g_assert_nonnull (seen_header (server_nth (server, 1), "request-context"));
  server_free (server);
}

static char *
answer_circle (Server *server, const Seen *seen)
{
  return answer_new (307, "text/plain", "Location: /fhir/Condition?again\r\n", "");
}

static void
test_redirect_circle (void)
{
  Server *server = server_new (answer_circle, NULL);
  g_autoptr (BdReply) reply = search_once (server, BD_SOURCE_SDHR, "Condition", 5);

  g_assert_cmpint (reply->failure, ==, BD_FAILURE_REDIRECT);
  g_assert_cmpuint (server_count (server), ==, 6);
  server_free (server);
}

static BdReply *
follow (BdService *service, BdTicket *ticket, const char *next, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  bd_service_follow_async (service, ticket, next, NULL, keep_result, &result);

  return bd_service_finish (service, await (&result), error);
}

static void
test_follow (void)
{
  Server *server = server_new (answer_data, (gpointer) rows[0].answer);
  Server *other = server_new (answer_data, (gpointer) rows[0].answer);
  g_autoptr (BdService) service = service_new (BD_SOURCE_SDHR, server->url, 5);
  g_autoptr (BdTicket) ticket = ticket_new (BD_TICKET_RECORD, NHI, BD_REASON_LR1);
  g_autofree char *root = g_strndup (server->url, strlen (server->url) - strlen ("/fhir"));
  g_autofree char *another_path = g_strconcat (root, "/pages/7?ct=a%2Bb%3D", NULL);
  g_autofree char *another_port = g_strconcat (other->url, "/Condition?page=2", NULL);
  const char *const refused[] = { another_port, "http://evil.invalid/fhir", "https://127.0.0.1/", "file:///etc/passwd" };
  g_autoptr (BdReply) absolute = follow (service, ticket, another_path, NULL);
  g_autoptr (BdReply) relative = follow (service, ticket, "Condition?page=2", NULL);

  g_assert_true (bd_reply_is_success (absolute));
  g_assert_true (bd_reply_is_success (relative));
  g_assert_cmpstr (server_nth (server, 0)->target, ==, "/pages/7?ct=a%2Bb%3D");
  g_assert_cmpstr (server_nth (server, 1)->target, ==, "/fhir/Condition?page=2");
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (BdReply) reply = follow (service, ticket, refused[i], NULL);

      g_assert_cmpint (reply->failure, ==, BD_FAILURE_REDIRECT);
      g_assert_null (reply->correlation_id);
    }
  g_assert_cmpuint (server_count (other), ==, 0);
  server_free (server);
  server_free (other);
}

/* patients */

static BdReply *
read_patient (Server *server, const char *nhi)
{
  g_autoptr (BdService) service = service_new (BD_SOURCE_NHI, server->url, 5);
  g_autoptr (BdTicket) ticket = ticket_new (BD_TICKET_IDENTITY, nhi, BD_REASON_LR1);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  BdReply *reply;

  bd_service_read_patient_async (service, ticket, nhi, NULL, keep_result, &result);
  reply = bd_service_finish (service, await (&result), &error);
  g_assert_no_error (error);

  return reply;
}

static char *
answer_plain_server (Server *server, const Seen *seen)
{
  if (strchr (seen->target, '?') != NULL)
    return answer_fhir (200, EMPTY);

  return answer_fhir (404, OUTCOME ("not-found"));
}

static void
test_patient_by_identifier (void)
{
  Server *server = server_new (answer_plain_server, NULL);
  g_autoptr (BdReply) reply = read_patient (server, NHI);
  g_autoptr (GPtrArray) calls = g_ptr_array_new_with_free_func (g_free);

  g_assert_true (bd_reply_is_success (reply));
  g_assert_cmpstr (server_nth (server, 0)->target, ==, "/fhir/Patient/ZKC7284");
  g_assert_cmpstr (seen_header (server_nth (server, 0), "userid"), ==, "91ZZXN");
  g_assert_cmpstr (server_nth (server, 1)->target, ==,
                   "/fhir/Patient?identifier=https%3A%2F%2Fstandards.digital.health.nz%2Fns%2Fnhi-id%7CZKC7284");
  g_assert_cmpstr (seen_header (server_nth (server, 0), "x-correlation-id"), !=,
                   seen_header (server_nth (server, 1), "x-correlation-id"));
  bd_reply_add_calls (reply, calls);
  g_assert_cmpuint (calls->len, ==, 2);
  g_assert_true (g_str_has_prefix (calls->pdata[0], "GET nhi Patient 404 "));
  g_assert_true (g_str_has_prefix (calls->pdata[1], "GET nhi Patient 200 "));
  g_assert_null (strstr (calls->pdata[1], NHI));
  server_free (server);
}

static void
test_patient_unknown_to_nhi (void)
{
  static const char answer[] =
    HEAD ("404") "Content-Type: application/fhir+json\r\n\r\n"
    "{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"error\",\"code\":\"processing\",\"details\":"
    "{\"coding\":[{\"system\":\"https://standards.digital.health.nz/ns/hip-error-code\",\"code\":\"EM02002\"}]}}]}";
  Server *server = server_new (answer_data, (gpointer) answer);
  g_autoptr (BdReply) reply = read_patient (server, NHI);

  g_assert_cmpint (reply->status, ==, 404);
  g_assert_cmpuint (server_count (server), ==, 1);
  server_free (server);
}

static char *
answer_no_match (Server *server, const Seen *seen)
{
  return g_str_equal (seen->method, "POST") ? answer_fhir (404, OUTCOME ("not-supported")) : answer_fhir (200, EMPTY);
}

static void
test_match (void)
{
  Server *server = server_new (answer_no_match, NULL);
  g_autoptr (BdService) service = service_new (BD_SOURCE_NHI, server->url, 5);
  g_autoptr (BdTicket) ticket = ticket_new (BD_TICKET_IDENTITY, "", BD_REASON_LR1);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (BdReply) reply = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (BdJson) json = NULL;
  const BdJsonNode *parameters, *patient;

  bd_service_match_async (service, ticket, "WESTBROOK, Sage Ann", "1971", "female", NULL, keep_result, &result);
  reply = bd_service_finish (service, await (&result), NULL);
  g_assert_true (bd_reply_is_success (reply));
  g_assert_cmpstr (server_nth (server, 0)->target, ==, "/fhir/Patient/$match");
  bytes = g_bytes_new (server_nth (server, 0)->body, strlen (server_nth (server, 0)->body));
  json = bd_json_parse (bytes, NULL);
  parameters = bd_json_get (bd_json_root (json), "parameter");
  patient = bd_json_get (bd_json_at (parameters, 0), "resource");
  g_assert_cmpstr (bd_json_get_string (patient, "birthDate"), ==, "1971");
  g_assert_cmpstr (bd_json_get_string (bd_json_at (bd_json_get (patient, "name"), 0), "family"), ==, "WESTBROOK");
  g_assert_cmpuint (bd_json_length (bd_json_get (bd_json_at (bd_json_get (patient, "name"), 0), "given")), ==, 2);
  g_assert_cmpstr (server_nth (server, 1)->target, ==,
                   "/fhir/Patient?name=WESTBROOK&name=Sage&name=Ann&birthdate=1971&gender=female");
  g_assert_true (g_str_has_prefix (reply->earlier->pdata[0], "POST nhi Patient/$match 404 "));
  g_assert_cmpstr (reply->call, ==, "GET nhi Patient");
  server_free (server);
}

/* A number asks for certain matches alone, and a server that knows none of it is not searched. */
static void
test_validate (void)
{
  Server *server = server_new (answer_no_match, NULL);
  g_autoptr (BdService) service = service_new (BD_SOURCE_NHI, server->url, 5);
  g_autoptr (BdTicket) ticket = ticket_new (BD_TICKET_IDENTITY, NHI, BD_REASON_LR1);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (BdReply) reply = NULL;
  const Seen *seen;

  bd_service_validate_async (service, ticket, NHI, "Sage Ann Westbrook", "1971-02-05", NULL, NULL, keep_result, &result);
  reply = bd_service_finish (service, await (&result), NULL);
  g_assert_cmpint (reply->status, ==, 404);
  g_assert_cmpuint (server_count (server), ==, 1);
  seen = server_nth (server, 0);
  g_assert_cmpstr (seen->method, ==, "POST");
  g_assert_cmpstr (seen->target, ==, "/fhir/Patient/$match");
  g_assert_cmpstr (seen->body, ==,
                   "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"resource\",\"resource\":{\"resourceType\":\"Patient\","
                   "\"identifier\":[{\"use\":\"official\",\"system\":\"https://standards.digital.health.nz/ns/nhi-id\",\"value\":\"ZKC7284\"}],"
                   "\"name\":[{\"family\":\"Westbrook\",\"given\":[\"Sage\",\"Ann\"]}],\"birthDate\":\"1971-02-05\"}},"
                   "{\"name\":\"onlyCertainMatches\",\"valueBoolean\":true}]}");
  g_assert_true (g_str_has_prefix (reply->call, "POST nhi Patient/$match"));
  g_assert_null (strstr (reply->call, NHI));
  server_free (server);
}

static void
test_validate_needs_its_ticket (void)
{
  Server *server = server_new (answer_no_match, NULL);
  g_autoptr (BdService) service = service_new (BD_SOURCE_NHI, server->url, 5);
  g_autoptr (BdTicket) search = ticket_new (BD_TICKET_IDENTITY, "", BD_REASON_LR1);
  g_autoptr (BdTicket) other = ticket_new (BD_TICKET_IDENTITY, "ZZZ0016", BD_REASON_LR1);
  g_autoptr (BdTicket) revoked = ticket_new (BD_TICKET_IDENTITY, NHI, BD_REASON_LR1);
  BdTicket *const tickets[] = { NULL, search, other, revoked };

  bd_ticket_revoke (revoked);
  for (guint i = 0; i < G_N_ELEMENTS (tickets); i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;

      bd_service_validate_async (service, tickets[i], NHI, "Westbrook", "1971", NULL, NULL, keep_result, &result);
      g_assert_null (bd_service_finish (service, await (&result), &error));
      g_assert_error (error, BD_NET_ERROR, BD_NET_ERROR_TICKET);
    }
  g_assert_cmpuint (server_count (server), ==, 0);
  server_free (server);
}

static char *
answer_no_post (Server *server, const Seen *seen)
{
  return g_str_equal (seen->method, "POST") ? answer_fhir (405, OUTCOME ("not-supported")) : answer_fhir (200, EMPTY);
}

static void
test_post_search_unknown (void)
{
  Server *server = server_new (answer_no_post, NULL);
  g_autoptr (BdReply) reply = search_once (server, BD_SOURCE_AIR, "Immunization", 5);

  g_assert_true (bd_reply_is_success (reply));
  g_assert_cmpstr (server_nth (server, 1)->target, ==, "/fhir/Immunization?patient=ZKC7284");
  g_assert_null (server_nth (server, 1)->body);
  server_free (server);
}

/* tickets and cancelling */

static void
test_no_ticket_no_call (void)
{
  Server *server = server_new (answer_data, (gpointer) rows[0].answer);
  g_autoptr (BdService) service = service_new (BD_SOURCE_SDHR, server->url, 5);
  g_autoptr (BdTicket) identity = ticket_new (BD_TICKET_IDENTITY, NHI, BD_REASON_LR1);
  g_autoptr (BdTicket) other = ticket_new (BD_TICKET_RECORD, "ZZZ0016", BD_REASON_LR1);
  g_autoptr (BdTicket) revoked = ticket_new (BD_TICKET_RECORD, NHI, BD_REASON_LR1);
  BdTicket *const tickets[] = { NULL, identity, other, revoked };

  bd_ticket_revoke (revoked);
  for (guint i = 0; i < G_N_ELEMENTS (tickets); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BdReply) reply = search (service, tickets[i], "Condition", NULL, &error);

      g_assert_null (reply);
      g_assert_error (error, BD_NET_ERROR, BD_NET_ERROR_TICKET);
    }
  g_assert_cmpuint (server_count (server), ==, 0);
  server_free (server);
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
  guint after_ms = GPOINTER_TO_UINT (data);
  Server *server = server_new (answer_data, (gpointer) rows[0].answer);
  g_autoptr (BdService) service = service_new (BD_SOURCE_SDHR, server->url, 5);
  g_autoptr (BdTicket) ticket = ticket_new (BD_TICKET_RECORD, NHI, BD_REASON_LR1);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (BdReply) reply = NULL;

  server->drip = TRUE;
  if (after_ms == 0)
    g_cancellable_cancel (cancellable);
  else
    g_timeout_add (after_ms, cancel_it, cancellable);
  reply = search (service, ticket, "Condition", cancellable, &error);
  g_assert_null (reply);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  server_free (server);
}

static gboolean
on_time_cb (gpointer over)
{
  *(gboolean *) over = TRUE;

  return G_SOURCE_REMOVE;
}

static void
let_pass (guint milliseconds)
{
  gboolean over = FALSE;

  g_timeout_add (milliseconds, on_time_cb, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

/* Given up in the moment the answer comes: either is right, and nothing else happens. */
static void
test_cancel_as_it_answers (void)
{
  Server *server = server_new (answer_data, (gpointer) rows[0].answer);
  g_autoptr (BdService) service = service_new (BD_SOURCE_SDHR, server->url, 5);
  g_autoptr (BdTicket) ticket = ticket_new (BD_TICKET_RECORD, NHI, BD_REASON_LR1);
  guint n_answered = 0, n_cancelled = 0;

  server->delay_ms = 8;
  for (guint i = 0; i < 120; i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;
      g_autoptr (BdReply) reply = NULL;
      guint timer = g_timeout_add (8 + i % 4, cancel_it, g_object_ref (cancellable));

      reply = search (service, ticket, "Condition", cancellable, &error);
      if (reply != NULL)
        n_answered++;
      else
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      n_cancelled += reply == NULL;
      if (!g_cancellable_is_cancelled (cancellable))
        g_source_remove (timer);
      g_object_unref (cancellable);
    }
  g_test_message ("%u answered, %u cancelled", n_answered, n_cancelled);
  server_free (server);
}

/* A line that was used before: who gives up need not wait for the answer, the question is not put
 * again, and the answer that comes after all disturbs nobody. */
static void
test_cancel_kept_line (gconstpointer data)
{
  gboolean by_deadline = data != NULL;
  Server *server = server_new (answer_data, (gpointer) "HTTP/1.1 200 X\r\nContent-Type: application/fhir+json\r\n"
                               "Content-Length: 54\r\n\r\n" EMPTY);
  g_autoptr (BdService) service = service_new (BD_SOURCE_SDHR, server->url, by_deadline ? 1 : 5);
  g_autoptr (BdTicket) ticket = ticket_new (BD_TICKET_RECORD, NHI, BD_REASON_LR1);

  server->keeps_line = TRUE;
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;
      g_autoptr (BdReply) whole = NULL;
      g_autoptr (BdReply) late = NULL;
      gint64 begun;

      server->delay_ms = 0;
      whole = search (service, ticket, "Condition", NULL, &error);
      g_assert_no_error (error);
      server->delay_ms = by_deadline ? 1500 : 500;
      if (!by_deadline)
        g_timeout_add (100, cancel_it, cancellable);
      begun = g_get_monotonic_time ();
      late = search (service, ticket, "Condition", cancellable, &error);
      g_assert_cmpint (g_get_monotonic_time () - begun, <, (server->delay_ms - 100) * 1000);
      if (by_deadline)
        g_assert_cmpint (late->failure, ==, BD_FAILURE_TIMEOUT);
      else
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      let_pass (800);
      g_assert_cmpuint (server_count (server), ==, 2 * (i + 1));
    }
  g_clear_object (&service);
  server_free (server);
}

/* The audit service may answer a PUT with nothing; a portal's page is no receipt. */
static void
test_upload (void)
{
  static const struct { const char *answer; gboolean sent; } cases[] = {
    { HEAD ("201") "Content-Length: 0\r\n\r\n", TRUE },
    { HEAD ("200") "Content-Type: text/html\r\n\r\n<html>Log in</html>", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Server *server = server_new (answer_data, (gpointer) cases[i].answer);
      g_autoptr (BdService) service = service_new (BD_SOURCE_AUDIT, server->url, 5);
      g_autoptr (BdClinician) clinician = clinician_new (NULL);
      g_autoptr (GBytes) body = g_bytes_new_static ("{}", 2);
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (BdReply) reply = NULL;

      bd_service_upload_audit_async (service, clinician, "e-1", body, NULL, keep_result, &result);
      reply = bd_service_finish (service, await (&result), NULL);
      g_assert_cmpint (bd_reply_is_success (reply), ==, cases[i].sent);
      g_assert_cmpstr (server_nth (server, 0)->method, ==, "PUT");
      g_assert_cmpstr (server_nth (server, 0)->target, ==, "/fhir/AuditEvent/e-1");
      server_free (server);
    }
}

static void
test_waits (void)
{
  gint64 now = G_GINT64_CONSTANT (784111777) * G_USEC_PER_SEC;   /* Sun, 06 Nov 1994 08:49:37 GMT */

  g_assert_cmpint (bd_http_read_wait (NULL, NULL, now), ==, 0);
  g_assert_cmpint (bd_http_read_wait ("1", NULL, now), ==, 1);
  g_assert_cmpint (bd_http_read_wait ("soon", "9", now), ==, 9);
  g_assert_cmpint (bd_http_read_wait ("1700000000000", "9", now), ==, 9);
  g_assert_cmpint (bd_http_read_wait (NULL, "-5", now), ==, 0);
  g_assert_cmpint (bd_http_read_wait (NULL, "Sun, 06 Nov 1994 08:49:57 GMT", now), ==, 20);
  g_assert_cmpint (bd_http_read_wait (NULL, "Sun, 06 Nov 1994 08:00:00 GMT", now), ==, 0);
  g_assert_cmpint (bd_http_read_wait (NULL, "whenever", now), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/service/answer/", rows[i].name, NULL);

      g_test_add_data_func (path, &rows[i], test_bad_answer);
    }
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autofree char *path = g_strdup_printf ("/service/form/%s-%u", bd_source_to_string (forms[i].source), i);

      g_test_add_data_func (path, &forms[i], test_form);
    }
  g_test_add_func ("/service/answer/too-large-unsaid", test_too_large_unsaid);
  g_test_add_func ("/service/answer/interim-without-end", test_interim_without_end);
  g_test_add_func ("/service/answer/slow-drip", test_slow_drip);
  g_test_add_func ("/service/answer/closed-port", test_closed_port);
  g_test_add_func ("/service/answer/dead-line", test_dead_line);
  g_test_add_func ("/service/answer/tls-to-plain-server", test_tls_to_plain_server);
  g_test_add_func ("/service/request-context", test_request_context);
  g_test_add_func ("/service/api-key", test_api_key_and_parameter);
  g_test_add_func ("/service/types", test_types);
  g_test_add_func ("/service/redirect/within", test_redirect_within);
  g_test_add_func ("/service/redirect/circle", test_redirect_circle);
  g_test_add_func ("/service/follow", test_follow);
  g_test_add_func ("/service/patient/by-identifier", test_patient_by_identifier);
  g_test_add_func ("/service/patient/unknown-to-nhi", test_patient_unknown_to_nhi);
  g_test_add_func ("/service/match", test_match);
  g_test_add_func ("/service/validate", test_validate);
  g_test_add_func ("/service/validate/ticket", test_validate_needs_its_ticket);
  g_test_add_func ("/service/post-search-unknown", test_post_search_unknown);
  g_test_add_func ("/service/ticket", test_no_ticket_no_call);
  g_test_add_data_func ("/service/cancel/before", GUINT_TO_POINTER (0), test_cancel);
  g_test_add_data_func ("/service/cancel/at-once", GUINT_TO_POINTER (1), test_cancel);
  g_test_add_func ("/service/cancel/as-it-answers", test_cancel_as_it_answers);
  g_test_add_data_func ("/service/cancel/kept-line", NULL, test_cancel_kept_line);
  g_test_add_data_func ("/service/cancel/kept-line-deadline", "deadline", test_cancel_kept_line);
  g_test_add_data_func ("/service/cancel/in-the-body", GUINT_TO_POINTER (400), test_cancel);
  g_test_add_func ("/service/upload", test_upload);
  g_test_add_func ("/service/waits", test_waits);

  return g_test_run ();
}
