/* test-oidc.c: sign-in over a real identity provider's answers, with a browser that is played
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-clock.h"
#include "bd-oidc.h"
#include "server.h"

/* What is to go wrong, if anything. */
typedef enum { FINE, WRONG_ISSUER, WRONG_NONCE, WRONG_AUDIENCE, EXPIRED, NO_ID_TOKEN, BROKEN_ID_TOKEN,
               FOREIGN_USERINFO, DENIED, WRONG_STATE_FIRST, OTHER_DISCOVERY, NO_DISCOVERY } Fault;

typedef struct {
  Fault  fault;
  char  *nonce;       /* as the browser's page had it */
  char  *challenge;
  char  *page;        /* what the browser was shown at the end */
  char  *opened;
} Provider;

static void
provider_clear (Provider *self)
{
  g_free (self->nonce);
  g_free (self->challenge);
  g_free (self->page);
  g_free (self->opened);
}

static char *
base64url (const char *text, gssize size)
{
  char *coded = g_base64_encode ((const guchar *) text, size < 0 ? strlen (text) : (gsize) size);

  g_strdelimit (coded, "+", '-');
  g_strdelimit (coded, "/", '_');
  coded[strcspn (coded, "=")] = '\0';

  return coded;
}

static char *
make_id_token (Server *server, Provider *self)
{
  gint64 now = bd_clock_wall () / G_USEC_PER_SEC;
  g_autofree char *payload =
    g_strdup_printf ("{\"iss\":\"%s\",\"aud\":[\"%s\"],\"exp\":%" G_GINT64_FORMAT ",\"nonce\":\"%s\",\"sub\":\"u-7\","
                     "\"name\":\"Mere K\xc4\x81kah\xc4\x81\",\"facilities\":[\"FZZ999-B\",\"FZZ997-J\"]}",
                     self->fault == WRONG_ISSUER ? "https://other.invalid" : server->url,
                     self->fault == WRONG_AUDIENCE ? "somebody" : "bedside",
                     self->fault == EXPIRED ? now - 3600 : now + 300,
                     self->fault == WRONG_NONCE ? "nonsense" : self->nonce);
  g_autofree char *coded = base64url (payload, -1);

  return self->fault == BROKEN_ID_TOKEN ? g_strdup ("a.b") : g_strconcat ("e30.", coded, ".c2ln", NULL);
}

static char *
answer_token (Server *server, Provider *self, const Seen *seen)
{
  g_autofree char *id_token = make_id_token (server, self);
  g_autofree char *digest = NULL;
  g_autofree char *body = NULL;
  const char *verifier = strstr (seen->body, "code_verifier=");
  guint8 raw[32];
  gsize size = sizeof raw;
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  g_assert_nonnull (verifier);
  g_checksum_update (checksum, (const guchar *) verifier + strlen ("code_verifier="), -1);
  g_checksum_get_digest (checksum, raw, &size);
  digest = base64url ((const char *) raw, (gssize) size);
  g_assert_cmpstr (digest, ==, self->challenge);
  g_assert_nonnull (strstr (seen->body, "code=c-1&"));
  if (self->fault == NO_ID_TOKEN)
    return answer_new (200, "application/json", NULL, "{\"access_token\":\"a-1\"}");
  body = g_strdup_printf ("{\"access_token\":\"a-1\",\"expires_in\":300,\"id_token\":\"%s\"}", id_token);

  return answer_new (200, "application/json", NULL, body);
}

static char *
answer_provider (Server *server, const Seen *seen)
{
  Provider *self = server->data;
  g_autofree char *body = NULL;

  if (strstr (seen->target, "/.well-known/openid-configuration") != NULL)
    {
      if (self->fault == NO_DISCOVERY)
        return answer_new (404, "text/html", NULL, "<html>");
      body = g_strdup_printf ("{\"issuer\":\"%s\",\"authorization_endpoint\":\"%s/authorize\",\"token_endpoint\":\"%s/token\","
                              "\"userinfo_endpoint\":\"%s/userinfo\"}",
                              self->fault == OTHER_DISCOVERY ? "https://other.invalid" : server->url,
                              server->url, server->url, server->url);
      return answer_new (200, "application/json", NULL, body);
    }
  if (strstr (seen->target, "/token") != NULL)
    return answer_token (server, self, seen);

  g_assert_cmpstr (seen_header (seen, "authorization"), ==, "Bearer a-1");
  if (self->fault == FOREIGN_USERINFO)
    return answer_new (200, "application/json", NULL, "{\"sub\":\"u-8\",\"cpn\":\"99ZZZS\"}");

  return answer_new (200, "application/json", NULL, "{\"sub\":\"u-7\",\"cpn\":\"91ZZXN\",\"name\":\"Not this one\"}");
}

/* One GET by the browser; returns the status. */
static int
visit (const char *url, char **page)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autofree char *request = g_strdup_printf ("GET %s?%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                                              g_uri_get_path (uri), g_uri_get_query (uri));
  GString *answer = g_string_new (NULL);
  char buffer[4096];
  gssize n;
  int status = 0;

  connection = g_socket_client_connect_to_host (client, g_uri_get_host (uri), (guint16) g_uri_get_port (uri), NULL, NULL);
  g_assert_nonnull (connection);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request, strlen (request), NULL, NULL, NULL);
  while ((n = g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), buffer, sizeof buffer, NULL, NULL)) > 0)
    g_string_append_len (answer, buffer, n);
  status = (int) g_ascii_strtoll (answer->str + strlen ("HTTP/1.1 "), NULL, 10);
  *page = g_string_free (answer, FALSE);

  return status;
}

static gpointer
browse (gpointer data)
{
  Provider *self = data;
  const char *query = strchr (self->opened, '?') + 1;
  g_autoptr (GHashTable) parameters = g_uri_parse_params (query, -1, "&", G_URI_PARAMS_NONE, NULL);
  const char *redirect = g_hash_table_lookup (parameters, "redirect_uri");
  const char *state = g_hash_table_lookup (parameters, "state");
  g_autofree char *back = g_strdup_printf ("%s?%s&state=%s", redirect,
                                           self->fault == DENIED ? "error=access_denied" : "code=c-1", state);

  if (self->fault == WRONG_STATE_FIRST)
    {
      g_autofree char *wrong = g_strdup_printf ("%s?code=stolen&state=guess", redirect);
      g_autofree char *page = NULL;

      g_assert_cmpint (visit (wrong, &page), ==, 400);
    }
  g_assert_cmpint (visit (back, &self->page), ==, 200);

  return NULL;
}

static void
open_page (const char *url, gpointer user_data)
{
  Provider *self = user_data;
  g_autoptr (GHashTable) parameters = g_uri_parse_params (strchr (url, '?') + 1, -1, "&", G_URI_PARAMS_NONE, NULL);

  self->opened = g_strdup (url);
  self->nonce = g_strdup (g_hash_table_lookup (parameters, "nonce"));
  self->challenge = g_strdup (g_hash_table_lookup (parameters, "code_challenge"));
  g_assert_cmpstr (g_hash_table_lookup (parameters, "code_challenge_method"), ==, "S256");
  g_assert_cmpstr (g_hash_table_lookup (parameters, "response_type"), ==, "code");
  g_assert_cmpstr (g_hash_table_lookup (parameters, "scope"), ==, "openid profile");
  g_assert_cmpstr (g_hash_table_lookup (parameters, "login_hint"), ==, "mere");
  g_assert_true (g_str_has_prefix (g_hash_table_lookup (parameters, "redirect_uri"), "http://127.0.0.1:"));
  g_thread_unref (g_thread_new ("browser", browse, self));
}

static BdOidcResult *
sign_in (Provider *provider, GError **error)
{
  Server *server = server_new (answer_provider, provider);
  g_autoptr (GAsyncResult) result = NULL;
  BdOidcResult *signed_in;

  bd_oidc_sign_in_async (server->url, "bedside", "profile", "mere", open_page, provider, NULL, keep_result, &result);
  signed_in = bd_oidc_sign_in_finish (await (&result), error);
  while (provider->opened != NULL && g_atomic_pointer_get (&provider->page) == NULL)
    g_main_context_iteration (NULL, FALSE);
  server_free (server);

  return signed_in;
}

static void
test_fine (gconstpointer data)
{
  Provider provider = { .fault = (Fault) GPOINTER_TO_INT (data) };
  g_autoptr (GError) error = NULL;
  g_autoptr (BdOidcResult) result = sign_in (&provider, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (g_hash_table_lookup (result->claims, "sub"), ==, "u-7");
  g_assert_cmpstr (g_hash_table_lookup (result->claims, "facilities"), ==, "FZZ999-B;FZZ997-J");
  g_assert_true (g_str_has_prefix (g_hash_table_lookup (result->claims, "name"), "Mere"));
  g_assert_cmpstr (g_hash_table_lookup (result->claims, "cpn"), ==, provider.fault == FOREIGN_USERINFO ? NULL : "91ZZXN");
  g_assert_true (BD_IS_TOKEN_SOURCE (result->tokens));
  g_assert_nonnull (strstr (provider.page, "You can close this page"));
  g_assert_null (strstr (provider.page, "c-1"));
  provider_clear (&provider);
}

typedef struct { const char *name; Fault fault; int code; } Row;
static const Row rows[] = {
  { "issuer", WRONG_ISSUER, BD_NET_ERROR_REFUSED },
  { "nonce", WRONG_NONCE, BD_NET_ERROR_REFUSED },
  { "audience", WRONG_AUDIENCE, BD_NET_ERROR_REFUSED },
  { "expired", EXPIRED, BD_NET_ERROR_REFUSED },
  { "no-id-token", NO_ID_TOKEN, BD_NET_ERROR_NOT_UNDERSTOOD },
  { "broken-id-token", BROKEN_ID_TOKEN, BD_NET_ERROR_NOT_UNDERSTOOD },
  { "denied", DENIED, BD_NET_ERROR_REFUSED },
  { "other-discovery", OTHER_DISCOVERY, BD_NET_ERROR_NOT_UNDERSTOOD },
  { "no-discovery", NO_DISCOVERY, BD_NET_ERROR_NO_ANSWER },
};

static void
test_fault (gconstpointer data)
{
  const Row *row = data;
  Provider provider = { .fault = row->fault };
  g_autoptr (GError) error = NULL;
  g_autoptr (BdOidcResult) result = sign_in (&provider, &error);

  g_assert_null (result);
  g_assert_error (error, BD_NET_ERROR, row->code);
  provider_clear (&provider);
}

static void
cancel_instead (const char *url, gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

static void
test_cancel (void)
{
  Provider provider = { .fault = FINE };
  Server *server = server_new (answer_provider, &provider);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (BdOidcResult) signed_in = NULL;

  bd_oidc_sign_in_async (server->url, "bedside", NULL, NULL, cancel_instead, cancellable, cancellable, keep_result, &result);
  signed_in = bd_oidc_sign_in_finish (await (&result), &error);
  g_assert_null (signed_in);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  server_free (server);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_data_func ("/oidc/fine", GINT_TO_POINTER (FINE), test_fine);
  g_test_add_data_func ("/oidc/wrong-state-first", GINT_TO_POINTER (WRONG_STATE_FIRST), test_fine);
  g_test_add_data_func ("/oidc/foreign-userinfo", GINT_TO_POINTER (FOREIGN_USERINFO), test_fine);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/oidc/fault/", rows[i].name, NULL);

      g_test_add_data_func (path, &rows[i], test_fault);
    }
  g_test_add_func ("/oidc/cancel", test_cancel);

  return g_test_run ();
}
