/* test-token.c: bearer tokens: one request however many ask, renewal after a 401, wiping
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-clock.h"
#include "bd-service.h"
#include "clinic.h"
#include "server.h"

#define BUNDLE "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"total\":0}"

typedef struct {
  guint       n_tokens;     /* given so far */
  const char *good;         /* (nullable) only this one is taken by the service; NULL = every one */
  const char *refusal;      /* (nullable) body of the 401 */
  int         token_status; /* 0 = 200 */
  guint       expires_in;
} Script;

/* Plays both: /token, and a service that looks at the bearer. */
static char *
answer_script (Server *server, const Seen *seen)
{
  Script *script = server->data;
  const char *bearer = seen_header (seen, "authorization");

  if (strstr (seen->target, "/token") != NULL)
    {
      g_autofree char *body = NULL;

      if (script->token_status != 0)
        return answer_new (script->token_status, "application/json", NULL, "{\"error\":\"invalid_client\"}");
      body = g_strdup_printf ("{\"access_token\":\"t-%u\",\"token_type\":\"Bearer\",\"expires_in\":%u,\"refresh_token\":\"r-%u\"}",
                              script->n_tokens + 1, script->expires_in, script->n_tokens + 1);
      script->n_tokens++;
      return answer_new (200, "application/json", NULL, body);
    }
  if (bearer == NULL || (script->good != NULL && !g_str_has_suffix (bearer, script->good)))
    return answer_fhir (401, script->refusal != NULL ? script->refusal : "{}");

  return answer_fhir (200, BUNDLE);
}

static BdTokenSource *
credentials_new (Server *server)
{
  g_autofree char *url = g_strconcat (server->url, "/token", NULL);
  g_autoptr (BdLockedBytes) secret = bd_locked_bytes_new_copy ("s&cret=", 7);

  return bd_token_source_new_client_credentials (url, "bedside", secret, "system/Condition.rs");
}

static BdLockedBytes *
get_token (BdTokenSource *tokens, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  bd_token_source_get_async (tokens, NULL, keep_result, &result);

  return bd_token_source_get_finish (tokens, await (&result), error);
}

static void
assert_token (BdLockedBytes *token, const char *expected)
{
  gsize size;
  const guint8 *data;

  g_assert_nonnull (token);
  data = bd_locked_bytes_get_data (token, &size);
  g_assert_cmpmem (data, size, expected, strlen (expected));
}

static BdReply *
search (Server *server, BdTokenSource *tokens)
{
  BdServiceConfig *config = bd_service_config_new (BD_SOURCE_SHARED_CARE, server->url);
  g_autoptr (BdService) service = bd_service_new (config, tokens);
  g_autoptr (BdTicket) ticket = ticket_new (BD_TICKET_RECORD, NHI, BD_REASON_LR1);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  BdReply *reply;

  bd_service_search_async (service, ticket, "Consent", NHI, NULL, keep_result, &result);
  reply = bd_service_finish (service, await (&result), &error);
  g_assert_no_error (error);

  return reply;
}

static void
test_form (void)
{
  Script script = { .expires_in = 300 };
  Server *server = server_new (answer_script, &script);
  g_autoptr (BdTokenSource) tokens = credentials_new (server);
  g_autoptr (BdLockedBytes) token = get_token (tokens, NULL);
  const Seen *seen = server_nth (server, 0);

  assert_token (token, "t-1");
  g_assert_cmpstr (seen->method, ==, "POST");
  g_assert_cmpstr (seen_header (seen, "content-type"), ==, "application/x-www-form-urlencoded");
  g_assert_cmpstr (seen->body, ==, "grant_type=client_credentials&client_id=bedside&client_secret=s%26cret%3D"
                                   "&scope=system%2FCondition.rs");
  server_free (server);
}

static void
test_single_flight (void)
{
  Script script = { .expires_in = 300 };
  Server *server = server_new (answer_script, &script);
  g_autoptr (BdTokenSource) tokens = credentials_new (server);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GAsyncResult *results[6] = { NULL };

  server->delay_ms = 100;
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    bd_token_source_get_async (tokens, i == 2 ? cancellable : NULL, keep_result, &results[i]);
  g_cancellable_cancel (cancellable);   /* one who gives up disturbs nobody */
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr (GAsyncResult) result = await (&results[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (BdLockedBytes) token = bd_token_source_get_finish (tokens, result, &error);

      if (i == 2)
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      else
        assert_token (token, "t-1");
    }
  g_assert_cmpuint (server_count (server), ==, 1);
  server_free (server);
}

static void
test_expiry (void)
{
  Script script = { .expires_in = 120 };
  Server *server = server_new (answer_script, &script);
  g_autoptr (BdTokenSource) tokens = credentials_new (server);
  g_autoptr (BdLockedBytes) first = get_token (tokens, NULL);
  g_autoptr (BdLockedBytes) same = get_token (tokens, NULL);
  g_autoptr (BdLockedBytes) second = NULL;

  g_assert_true (first == same);
  bd_clock_set_offset_for_tests (0, 95 * G_USEC_PER_SEC);   /* 25 s left: too few */
  second = get_token (tokens, NULL);
  assert_token (second, "t-2");
  bd_clock_set_offset_for_tests (0, 0);
  server_free (server);
}

static void
test_refused (void)
{
  static const struct { int status; int code; } cases[] = {
    { 400, BD_NET_ERROR_REFUSED }, { 401, BD_NET_ERROR_REFUSED }, { 500, BD_NET_ERROR_NO_ANSWER },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Script script = { .token_status = cases[i].status };
      Server *server = server_new (answer_script, &script);
      g_autoptr (BdTokenSource) tokens = credentials_new (server);
      g_autoptr (GError) error = NULL;
      g_autoptr (BdLockedBytes) token = get_token (tokens, &error);
      g_autoptr (BdReply) reply = NULL;
      int code = cases[i].code;

      g_assert_null (token);
      g_assert_error (error, BD_NET_ERROR, code);
      g_assert_null (strstr (error->message, "s&cret"));
      reply = search (server, tokens);
      g_assert_cmpint (reply->failure, ==, BD_FAILURE_SIGN_IN);
      g_assert_null (reply->correlation_id);   /* nothing was sent to the service */
      server_free (server);
    }
}

static void
test_renewed_after_401 (void)
{
  Script script = { .expires_in = 300, .good = "t-2" };
  Server *server = server_new (answer_script, &script);
  g_autoptr (BdTokenSource) tokens = credentials_new (server);
  g_autoptr (BdReply) reply = search (server, tokens);

  g_assert_true (bd_reply_is_success (reply));
  g_assert_cmpuint (reply->earlier->len, ==, 1);
  g_assert_cmpuint (server_count (server), ==, 4);   /* token, 401, token, 200 */
  g_assert_cmpstr (seen_header (server_nth (server, 3), "authorization"), ==, "Bearer t-2");
  server_free (server);
}

static void
test_never_in_a_circle (void)
{
  Script script = { .expires_in = 300, .good = "t-none" };
  Server *server = server_new (answer_script, &script);
  g_autoptr (BdTokenSource) tokens = credentials_new (server);
  g_autoptr (BdReply) reply = search (server, tokens);

  g_assert_cmpint (reply->failure, ==, BD_FAILURE_NONE);
  g_assert_cmpint (reply->status, ==, 401);
  g_assert_cmpuint (script.n_tokens, ==, 2);
  g_assert_cmpuint (server_count (server), ==, 4);
  server_free (server);
}

/* No other token would help: the person's consent is what is missing. */
static void
test_consent_not_valid (void)
{
  Script script = { .expires_in = 300, .good = "t-none",
                    .refusal = "{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"error\","
                               "\"code\":\"security\",\"diagnostics\":\"Consent not valid\"}]}" };
  Server *server = server_new (answer_script, &script);
  g_autoptr (BdTokenSource) tokens = credentials_new (server);
  g_autoptr (BdReply) reply = search (server, tokens);

  g_assert_cmpint (reply->status, ==, 401);
  g_assert_cmpuint (script.n_tokens, ==, 1);
  g_assert_nonnull (reply->body);
  server_free (server);
}

static void
test_signed_in (void)
{
  Script script = { .expires_in = 300 };
  Server *server = server_new (answer_script, &script);
  g_autofree char *url = g_strconcat (server->url, "/token", NULL);
  g_autoptr (BdLockedBytes) access = bd_locked_bytes_new_copy ("a-1", 3);
  g_autoptr (BdLockedBytes) refresh = bd_locked_bytes_new_copy ("r-0", 3);
  gint64 soon = bd_clock_wall () + G_TIME_SPAN_HOUR;
  g_autoptr (BdTokenSource) tokens = bd_token_source_new_signed_in (url, "bedside", access, soon, refresh);
  g_autoptr (BdLockedBytes) first = get_token (tokens, NULL);
  g_autoptr (BdLockedBytes) second = NULL;
  g_autoptr (BdLockedBytes) third = NULL;
  g_autoptr (GError) error = NULL;

  assert_token (first, "a-1");
  bd_token_source_forget_token (tokens, refresh);   /* not the one in use */
  bd_token_source_forget_token (tokens, access);
  second = get_token (tokens, NULL);
  assert_token (second, "t-1");
  g_assert_cmpstr (server_nth (server, 0)->body, ==, "grant_type=refresh_token&client_id=bedside&refresh_token=r-0");
  bd_token_source_clear (tokens);
  third = get_token (tokens, &error);
  g_assert_null (third);
  g_assert_error (error, BD_NET_ERROR, BD_NET_ERROR_REFUSED);
  server_free (server);
}

/* One service that refuses a token which cannot be renewed must not cut off the others. */
static void
test_signed_in_kept (void)
{
  Script script = { .good = "t-none" };
  Server *server = server_new (answer_script, &script);
  g_autoptr (BdLockedBytes) access = bd_locked_bytes_new_copy ("a-1", 3);
  gint64 soon = bd_clock_wall () + G_TIME_SPAN_HOUR;
  g_autoptr (BdTokenSource) tokens = bd_token_source_new_signed_in (server->url, "bedside", access, soon, NULL);
  g_autoptr (BdReply) reply = search (server, tokens);
  g_autoptr (BdLockedBytes) still = get_token (tokens, NULL);

  g_assert_cmpint (reply->status, ==, 401);
  g_assert_cmpuint (reply->earlier->len, ==, 0);
  g_assert_cmpuint (server_count (server), ==, 1);
  assert_token (still, "a-1");
  server_free (server);
}

static gboolean
cancel_it (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);

  return G_SOURCE_REMOVE;
}

/* The token endpoint is slow: a service's time counts from the question, and cancelling does not wait. */
static void
test_slow_sign_in (gconstpointer data)
{
  gboolean cancels = data != NULL;
  Script script = { .expires_in = 300 };
  Server *server = server_new (answer_script, &script);
  g_autoptr (BdTokenSource) tokens = credentials_new (server);
  BdServiceConfig *config = bd_service_config_new (BD_SOURCE_SDHR, server->url);
  g_autoptr (BdService) service = NULL;
  g_autoptr (BdTicket) ticket = ticket_new (BD_TICKET_RECORD, NHI, BD_REASON_LR1);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (BdReply) reply = NULL;
  gint64 begun = g_get_monotonic_time ();

  server->delay_ms = 2000;
  config->timeout_seconds = 1;
  service = bd_service_new (config, tokens);
  if (cancels)
    g_timeout_add (100, cancel_it, cancellable);
  bd_service_search_async (service, ticket, "Condition", NHI, cancellable, keep_result, &result);
  reply = bd_service_finish (service, await (&result), &error);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, cancels ? 900 * 1000 : 1900 * 1000);
  if (cancels)
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  else
    g_assert_cmpint (reply->failure, ==, BD_FAILURE_SIGN_IN);
  g_assert_cmpuint (server_count (server), ==, 1);
  server_free (server);
}

static void
test_none (void)
{
  g_autoptr (BdTokenSource) tokens = bd_token_source_new_none ();
  g_autoptr (GError) error = NULL;
  g_autoptr (BdLockedBytes) token = get_token (tokens, &error);

  g_assert_null (token);
  g_assert_no_error (error);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/token/form", test_form);
  g_test_add_func ("/token/single-flight", test_single_flight);
  g_test_add_func ("/token/expiry", test_expiry);
  g_test_add_func ("/token/refused", test_refused);
  g_test_add_func ("/token/renewed-after-401", test_renewed_after_401);
  g_test_add_func ("/token/never-in-a-circle", test_never_in_a_circle);
  g_test_add_func ("/token/consent-not-valid", test_consent_not_valid);
  g_test_add_func ("/token/signed-in", test_signed_in);
  g_test_add_func ("/token/signed-in-kept", test_signed_in_kept);
  g_test_add_func ("/token/none", test_none);
  g_test_add_data_func ("/token/slow/out-of-time", NULL, test_slow_sign_in);
  g_test_add_data_func ("/token/slow/cancelled", "cancelled", test_slow_sign_in);

  return g_test_run ();
}
