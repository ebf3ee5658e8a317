/* idp.c: the identity provider: discovery, authorize, token, keys, user info
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "certificate.h"
#include "checks.h"
#include "roster.h"
#include "services.h"

#include <string.h>

#define CLIENT_ID     "bedside-drill"
#define CLIENT_SECRET "bedside-drill-secret"
#define CODE_SECONDS  60
#define REFRESH_SECONDS (8 * 60 * 60)

static void
reply_json (BdDrillRequest *request,
            guint           status,
            JsonObject     *body)
{
  g_autofree char *text = bd_drill_json_print (body);

  json_object_unref (body);
  bd_drill_request_set_header (request, "Cache-Control", "no-store");
  bd_drill_request_reply_text (request, status, "application/json", text);
}

static void
refuse (BdDrillRequest *request,
        guint           status,
        const char     *error)
{
  reply_json (request, status, bd_drill_json_strings ("error", error, NULL));
}

static JsonArray *
words (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, " ", -1);
  JsonArray *array = json_array_new ();

  for (guint i = 0; parts[i] != NULL; i++)
    json_array_add_string_element (array, parts[i]);

  return array;
}

static void
discover (BdDrillRequest *request)
{
  static const struct { const char *member, *path; } endpoints[] = {
    { "issuer", "" },                   { "authorization_endpoint", "/authorize" }, { "token_endpoint", "/token" },
    { "jwks_uri", "/jwks" },            { "userinfo_endpoint", "/userinfo" },
  };
  static const struct { const char *member, *list; } lists[] = {
    { "response_types_supported", "code" },           { "subject_types_supported", "public" },
    { "id_token_signing_alg_values_supported", "ES256" }, { "code_challenge_methods_supported", "S256" },
    { "scopes_supported", "openid profile offline_access" },
    { "grant_types_supported", "authorization_code refresh_token client_credentials" },
    { "token_endpoint_auth_methods_supported", "none client_secret_post client_secret_basic" },
  };
  JsonObject *document = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (endpoints); i++)
    {
      g_autofree char *url = g_strconcat (bd_drill_base (request->drill), "/idp", endpoints[i].path, NULL);

      json_object_set_string_member (document, endpoints[i].member, url);
    }
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    json_object_set_array_member (document, lists[i].member, words (lists[i].list));
  reply_json (request, 200, document);
}

/* A native application listens on a loopback address (RFC 8252, 7.3). */
static gboolean
is_loopback (const char *redirect)
{
  g_autoptr (GUri) uri = redirect != NULL ? g_uri_parse (redirect, G_URI_FLAGS_NONE, NULL) : NULL;
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  return g_strcmp0 (uri != NULL ? g_uri_get_scheme (uri) : NULL, "http") == 0 &&
         (g_strcmp0 (host, "127.0.0.1") == 0 || g_strcmp0 (host, "::1") == 0 || g_strcmp0 (host, "localhost") == 0);
}

static void
redirect_back (BdDrillRequest *request,
               const char     *name,
               const char     *value)
{
  const char *redirect = bd_drill_request_param (request, "redirect_uri");
  const char *state = bd_drill_request_param (request, "state");
  g_autofree char *escaped = g_uri_escape_string (state != NULL ? state : "", NULL, FALSE);
  g_autofree char *issuer = g_strconcat (bd_drill_base (request->drill), "/idp", NULL);
  g_autofree char *iss = g_uri_escape_string (issuer, NULL, FALSE);
  g_autofree char *url = g_strdup_printf ("%s%s%s=%s%s%s&iss=%s", redirect, strchr (redirect, '?') != NULL ? "&" : "?",
                                          name, value, state != NULL ? "&state=" : "", escaped, iss);

  bd_drill_request_set_header (request, "Location", url);
  bd_drill_request_reply_text (request, 302, "text/html; charset=utf-8", "");
}

static void
show_staff (BdDrillRequest *request)
{
  const char *query = g_uri_get_query (soup_server_message_get_uri (request->message));
  GString *page = g_string_new ("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Drill sign-in</title>"
                                "<h1>Who are you in this drill?</h1><ul>");
  g_autofree char *safe = g_markup_escape_text (query != NULL ? query : "", -1);
  g_autofree char *text = NULL;
  const BdDrillClinician *one;

  for (guint i = 0; (one = bd_drill_roster (i)) != NULL; i++)
    g_string_append_printf (page, "<li><a href=\"/idp/authorize?%s&amp;login_hint=%s\">%s</a> (%s)",
                            safe, one->user, one->name, one->role);
  g_string_append (page, "</ul></html>");
  text = g_string_free (page, FALSE);
  bd_drill_request_reply_text (request, 200, "text/html; charset=utf-8", text);
}

static const char *
authorize_problem (BdDrillRequest *request)
{
  const char *challenge = bd_drill_request_param (request, "code_challenge");

  if (!is_loopback (bd_drill_request_param (request, "redirect_uri")))
    return "redirect_uri must be a loopback address";
  if (g_strcmp0 (bd_drill_request_param (request, "client_id"), CLIENT_ID) != 0)
    return "client_id is not known";
  if (g_strcmp0 (bd_drill_request_param (request, "response_type"), "code") != 0)
    return "response_type must be code";
  if (challenge == NULL || strlen (challenge) < 43 ||
      g_strcmp0 (bd_drill_request_param (request, "code_challenge_method"), "S256") != 0)
    return "A code_challenge with the method S256 is required";

  return NULL;
}

static void
authorize (BdDrillRequest *request)
{
  const char *problem = authorize_problem (request);
  const char *hint = bd_drill_request_param (request, "login_hint");
  BdDrillToken code = { 0 };

  if (problem != NULL)
    {
      bd_drill_request_reply_text (request, 400, "text/plain; charset=utf-8", problem);
      return;
    }
  if (hint == NULL)
    {
      show_staff (request);
      return;
    }
  if (bd_drill_roster_find (hint) == NULL)
    {
      redirect_back (request, "error", "access_denied");
      return;
    }
  code.user = (char *) hint;
  code.client = (char *) CLIENT_ID;
  code.scope = (char *) bd_drill_request_param (request, "scope");
  code.redirect = (char *) bd_drill_request_param (request, "redirect_uri");
  code.challenge = (char *) bd_drill_request_param (request, "code_challenge");
  code.nonce = (char *) bd_drill_request_param (request, "nonce");
  redirect_back (request, "code", bd_drill_tokens_issue (bd_drill_tokens (request->drill), &code, CODE_SECONDS));
}

static void
add_claims (JsonObject             *object,
            const BdDrillClinician *one)
{
  g_auto (GStrv) facilities = g_strsplit (one->facilities, ";", -1);
  JsonArray *array = json_array_new ();

  json_object_set_string_member (object, "sub", one->user);
  json_object_set_string_member (object, "preferred_username", one->user);
  json_object_set_string_member (object, "name", one->name);
  json_object_set_string_member (object, "cpn", one->cpn);
  json_object_set_string_member (object, "role", one->role);
  for (guint i = 0; facilities[i] != NULL; i++)
    json_array_add_string_element (array, facilities[i]);
  json_object_set_array_member (object, "facilities", array);
}

static char *
id_token (BdDrillRequest     *request,
          const BdDrillToken *grant)
{
  g_autoptr (JsonObject) claims = json_object_new ();
  g_autofree char *issuer = g_strconcat (bd_drill_base (request->drill), "/idp", NULL);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  json_object_set_string_member (claims, "iss", issuer);
  json_object_set_string_member (claims, "aud", grant->client);
  bd_drill_json_set_number (claims, "iat", now);
  bd_drill_json_set_number (claims, "exp", now + bd_drill_options (request->drill)->token_seconds);
  if (grant->nonce != NULL)
    json_object_set_string_member (claims, "nonce", grant->nonce);
  add_claims (claims, bd_drill_roster_find (grant->user));

  return bd_drill_jwt_sign (claims);
}

/* Answers with tokens for what @grant stands for; a user also gets ID and refresh tokens. */
static void
give_tokens (BdDrillRequest     *request,
             const BdDrillToken *grant)
{
  guint seconds = bd_drill_options (request->drill)->token_seconds;
  BdDrillTokens *tokens = bd_drill_tokens (request->drill);
  JsonObject *answer = bd_drill_json_strings ("access_token", bd_drill_tokens_issue (tokens, grant, seconds),
                                              "token_type", "Bearer", "scope", grant->scope, NULL);

  bd_drill_json_set_number (answer, "expires_in", seconds);
  if (grant->user != NULL)
    {
      g_autofree char *id = id_token (request, grant);

      json_object_set_string_member (answer, "id_token", id);
      json_object_set_string_member (answer, "refresh_token", bd_drill_tokens_issue (tokens, grant, REFRESH_SECONDS));
    }
  reply_json (request, 200, answer);
}

/* BASE64URL (SHA256 (verifier)) must be the challenge (RFC 7636, 4.6). */
static gboolean
verifier_fits (const char *verifier,
               const char *challenge)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *text = NULL;
  guint8 digest[32];
  gsize length = sizeof digest;

  if (verifier == NULL || strlen (verifier) < 43)
    return FALSE;
  g_checksum_update (sum, (const guchar *) verifier, -1);
  g_checksum_get_digest (sum, digest, &length);
  text = bd_drill_base64_url (digest, length);

  return g_strcmp0 (text, challenge) == 0;
}

static void
token_for_code (BdDrillRequest *request)
{
  BdDrillTokens *tokens = bd_drill_tokens (request->drill);
  const char *secret = bd_drill_request_param (request, "code");
  const BdDrillToken *code = bd_drill_tokens_find (tokens, secret);
  gboolean fits = code != NULL && code->challenge != NULL &&
                  g_strcmp0 (code->redirect, bd_drill_request_param (request, "redirect_uri")) == 0 &&
                  g_strcmp0 (code->client, bd_drill_request_param (request, "client_id")) == 0 &&
                  verifier_fits (bd_drill_request_param (request, "code_verifier"), code->challenge);

  if (fits)
    {
      BdDrillToken grant = *code;

      grant.challenge = grant.redirect = NULL;
      give_tokens (request, &grant);
    }
  else
    refuse (request, 400, "invalid_grant");
  if (code != NULL)
    bd_drill_tokens_spend (tokens, secret);
}

static void
token_for_refresh (BdDrillRequest *request)
{
  BdDrillTokens *tokens = bd_drill_tokens (request->drill);
  const char *secret = bd_drill_request_param (request, "refresh_token");
  const BdDrillToken *refresh = bd_drill_tokens_find (tokens, secret);

  if (refresh == NULL || refresh->user == NULL || refresh->challenge != NULL)
    {
      refuse (request, 400, "invalid_grant");
      return;
    }
  give_tokens (request, refresh);
  bd_drill_tokens_spend (tokens, secret);
}

/* In the form, or as HTTP Basic. */
static gboolean
client_is_known (BdDrillRequest *request)
{
  const char *header = bd_drill_request_header (request, "Authorization");
  gsize length = 0;
  g_autofree guchar *bytes = NULL;
  g_autofree char *pair = NULL;

  if (header == NULL || !g_str_has_prefix (header, "Basic "))
    return g_strcmp0 (bd_drill_request_param (request, "client_id"), CLIENT_ID) == 0 &&
           g_strcmp0 (bd_drill_request_param (request, "client_secret"), CLIENT_SECRET) == 0;
  bytes = g_base64_decode (header + strlen ("Basic "), &length);
  pair = g_strndup ((const char *) bytes, length);

  return g_strcmp0 (pair, CLIENT_ID ":" CLIENT_SECRET) == 0;
}

static void
token (BdDrillRequest *request)
{
  const char *grant = bd_drill_request_param (request, "grant_type");

  if (!bd_drill_check_method (request, "POST"))
    return;
  if (g_strcmp0 (grant, "authorization_code") == 0)
    token_for_code (request);
  else if (g_strcmp0 (grant, "refresh_token") == 0)
    token_for_refresh (request);
  else if (g_strcmp0 (grant, "client_credentials") != 0)
    refuse (request, 400, "unsupported_grant_type");
  else if (!client_is_known (request))
    refuse (request, 401, "invalid_client");
  else
    {
      BdDrillToken own = { .client = (char *) CLIENT_ID, .scope = (char *) bd_drill_request_param (request, "scope") };

      give_tokens (request, &own);
    }
}

static void
user_info (BdDrillRequest *request)
{
  const char *header = bd_drill_request_header (request, "Authorization");
  const BdDrillToken *found = header != NULL && g_str_has_prefix (header, "Bearer ")
                              ? bd_drill_tokens_find (bd_drill_tokens (request->drill), header + strlen ("Bearer ")) : NULL;
  JsonObject *answer;

  if (found == NULL || found->user == NULL)
    {
      bd_drill_request_set_header (request, "WWW-Authenticate", "Bearer error=\"invalid_token\"");
      refuse (request, 401, "invalid_token");
      return;
    }
  answer = json_object_new ();
  add_claims (answer, bd_drill_roster_find (found->user));
  reply_json (request, 200, answer);
}

/**
 * bd_drill_idp:
 * @request: to /idp
 *
 * Authorization code with PKCE, client credentials, refresh; ID tokens are
 * signed with ES256. login_hint names a member of the staff and skips the page.
 */
void
bd_drill_idp (BdDrillRequest *request)
{
  const char *first = bd_drill_request_segment (request, 0);

  if (g_strcmp0 (first, ".well-known") == 0 &&
      g_strcmp0 (bd_drill_request_segment (request, 1), "openid-configuration") == 0)
    discover (request);
  else if (g_strcmp0 (first, "authorize") == 0)
    authorize (request);
  else if (g_strcmp0 (first, "token") == 0)
    token (request);
  else if (g_strcmp0 (first, "jwks") == 0)
    reply_json (request, 200, bd_drill_jwt_keys ());
  else if (g_strcmp0 (first, "userinfo") == 0)
    user_info (request);
  else
    refuse (request, 404, "not_found");
}
