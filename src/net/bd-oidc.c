/* bd-oidc.c: sign-in through the site's identity provider: authorization code with PKCE, loopback redirect
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-oidc.h"

#include "bd-clock.h"
#include "bd-http.h"
#include "bd-id-token.h"
#include "bd-oidc-listener.h"
#include "bd-token-answer.h"

#include <string.h>

#define GIVE_UP_SECONDS (5 * 60)
#define TIMEOUT_SECONDS 10
#define RANDOM_BYTES    32

typedef struct {
  /* Owned */
  char           *issuer;
  char           *client_id;
  char           *scopes;
  char           *login_hint;          /* (nullable) */
  char           *state;
  char           *nonce;
  char           *verifier;
  char           *authorization_endpoint;
  char           *token_endpoint;
  char           *userinfo_endpoint;   /* (nullable) */
  SoupSession    *session;
  BdOidcListener *listener;            /* (nullable) */
  BdTokenAnswer  *answer;              /* (nullable) */
  BdOidcResult   *result;              /* (nullable) in progress */
  GCancellable   *inner;               /* cancelled by the caller's or the time */
  GCancellable   *outer;               /* (nullable) the caller's */
  GSource        *give_up;
  GSource        *cancelled;           /* (nullable) */

  BdOidcOpenFunc  open;
  gpointer        open_data;
  gulong          outer_id;
  gboolean        out_of_time;
  gboolean        done;
} SignIn;

/* helpers */

static void
clear_source (GSource **source)
{
  if (*source == NULL)
    return;

  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
stand_down (SignIn *self)
{
  clear_source (&self->give_up);
  clear_source (&self->cancelled);
  if (self->outer_id != 0)
    g_cancellable_disconnect (self->outer, self->outer_id);
  self->outer_id = 0;
  g_clear_pointer (&self->listener, bd_oidc_listener_free);
}

static void
sign_in_free (gpointer data)
{
  SignIn *self = data;

  stand_down (self);
  g_free (self->issuer);
  g_free (self->client_id);
  g_free (self->scopes);
  g_free (self->login_hint);
  g_free (self->state);
  g_free (self->nonce);
  bd_http_wipe (self->verifier);
  g_free (self->authorization_endpoint);
  g_free (self->token_endpoint);
  g_free (self->userinfo_endpoint);
  g_clear_object (&self->session);
  g_clear_pointer (&self->answer, bd_token_answer_free);
  g_clear_pointer (&self->result, bd_oidc_result_free);
  g_clear_object (&self->inner);
  g_clear_object (&self->outer);
  g_free (self);
}

/* Ends once; the callbacks of what is still under way find it done. */
static void
fail (GTask  *task,
      GError *error)
{
  g_autoptr (GTask) kept = g_object_ref (task);   /* the sources that end here hold it */
  SignIn *self = g_task_get_task_data (kept);

  if (self->done)
    {
      g_error_free (error);
      return;
    }

  self->done = TRUE;
  stand_down (self);
  if (self->out_of_time)
    {
      g_clear_error (&error);
      g_set_error (&error, BD_NET_ERROR, BD_NET_ERROR_NO_ANSWER, "Nobody signed in within five minutes");
    }
  g_task_return_error (task, error);
}

static void
succeed (GTask *task)
{
  g_autoptr (GTask) kept = g_object_ref (task);
  SignIn *self = g_task_get_task_data (kept);

  if (self->done)
    return;

  self->done = TRUE;
  stand_down (self);
  g_task_return_pointer (task, g_steal_pointer (&self->result), (GDestroyNotify) bd_oidc_result_free);
}

static char *
base64url (const guchar *data,
           gsize         size)
{
  char *text = g_base64_encode (data, size);

  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';

  return text;
}

static char *
dup_random (void)
{
  g_autoptr (BdLockedBytes) bytes = bd_locked_bytes_new_random (RANDOM_BYTES);

  return base64url (bd_locked_bytes_get_data (bytes, NULL), RANDOM_BYTES);
}

/* S256 (RFC 7636, §4.2). */
static char *
dup_challenge (const char *verifier)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize size = sizeof digest;

  g_checksum_update (checksum, (const guchar *) verifier, -1);
  g_checksum_get_digest (checksum, digest, &size);

  return base64url (digest, size);
}

static void
add_parameter (GString    *url,
               const char *name,
               const char *value)
{
  if (value == NULL || *value == '\0')
    return;

  g_string_append_c (url, strchr (url->str, '?') == NULL ? '?' : '&');
  g_string_append (url, name);
  g_string_append_c (url, '=');
  g_string_append_uri_escaped (url, value, NULL, FALSE);
}

static char *
dup_page_url (SignIn *self)
{
  GString *url = g_string_new (self->authorization_endpoint);
  g_autofree char *challenge = dup_challenge (self->verifier);

  add_parameter (url, "response_type", "code");
  add_parameter (url, "client_id", self->client_id);
  add_parameter (url, "redirect_uri", bd_oidc_listener_get_redirect_uri (self->listener));
  add_parameter (url, "scope", self->scopes);
  add_parameter (url, "state", self->state);
  add_parameter (url, "nonce", self->nonce);
  add_parameter (url, "code_challenge", challenge);
  add_parameter (url, "code_challenge_method", "S256");
  add_parameter (url, "login_hint", self->login_hint);

  return g_string_free (url, FALSE);
}

static GBytes *
make_form (SignIn     *self,
           const char *code)
{
  BdTokenForm *form = bd_token_form_new ();

  bd_token_form_add (form, "grant_type", "authorization_code");
  bd_token_form_add (form, "code", code);
  bd_token_form_add (form, "redirect_uri", bd_oidc_listener_get_redirect_uri (self->listener));
  bd_token_form_add (form, "client_id", self->client_id);
  bd_token_form_add (form, "code_verifier", self->verifier);

  return bd_token_form_finish (form);
}

/* An endpoint is as safe as its issuer, or safer. */
static char *
dup_endpoint (SignIn           *self,
              const BdJsonNode *document,
              const char       *member)
{
  const char *url = bd_json_get_string (document, member);

  if (url == NULL)
    return NULL;
  if (g_ascii_strncasecmp (url, "https://", 8) == 0)
    return g_strdup (url);

  return g_ascii_strncasecmp (url, "http://", 7) == 0 && g_ascii_strncasecmp (self->issuer, "http://", 7) == 0
           ? g_strdup (url) : NULL;
}

static gboolean
read_discovery (SignIn  *self,
                GBytes  *body,
                GError **error)
{
  g_autoptr (BdJson) json = bd_json_parse (body, NULL);
  const BdJsonNode *document = json != NULL ? bd_json_root (json) : NULL;

  self->authorization_endpoint = dup_endpoint (self, document, "authorization_endpoint");
  self->token_endpoint = dup_endpoint (self, document, "token_endpoint");
  self->userinfo_endpoint = dup_endpoint (self, document, "userinfo_endpoint");
  if (!bd_issuer_equal (bd_json_get_string (document, "issuer"), self->issuer) ||
      self->authorization_endpoint == NULL || self->token_endpoint == NULL)
    {
      g_set_error (error, BD_NET_ERROR, BD_NET_ERROR_NOT_UNDERSTOOD,
                   "The sign-in service's description cannot be used");
      return FALSE;
    }

  return TRUE;
}

/* callbacks, in the order of the sign-in backwards */

static void
take_userinfo (SignIn       *self,
               BdHttpAnswer *http)
{
  g_autoptr (BdJson) json = NULL;
  const BdJsonNode *root;

  if (http->failure != BD_FAILURE_NONE || http->status != 200)
    return;
  json = bd_json_parse (http->body, NULL);
  root = json != NULL ? bd_json_root (json) : NULL;
  /* Somebody else's claims are not taken (OpenID Connect Core 1.0, §5.3.2). */
  if (g_strcmp0 (bd_json_get_string (root, "sub"), g_hash_table_lookup (self->result->claims, "sub")) == 0)
    bd_claims_merge (self->result->claims, root);
}

static void
on_userinfo_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (BdHttpAnswer) http = bd_http_send_finish (result, &error);

  if (http == NULL)
    {
      fail (task, error);
      return;
    }

  take_userinfo (g_task_get_task_data (task), http);
  succeed (task);
}

static void
ask_userinfo (GTask *task)
{
  SignIn *self = g_task_get_task_data (task);
  g_autoptr (BdHttpRequest) request = NULL;

  if (self->userinfo_endpoint == NULL)
    {
      succeed (task);
      return;
    }

  request = bd_http_request_new ("GET", self->userinfo_endpoint);
  bd_http_request_set_header (request, "Accept", "application/json");
  bd_http_request_set_bearer (request, self->answer->access_token);
  bd_http_send_async (self->session, request, TIMEOUT_SECONDS, self->inner, on_userinfo_cb, g_object_ref (task));
}

static void
on_token_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  SignIn *self = g_task_get_task_data (task);
  GError *error = NULL;
  GHashTable *claims = NULL;

  self->answer = bd_token_answer_ask_finish (result, &error);
  if (self->answer != NULL && self->answer->id_token == NULL)
    g_set_error (&error, BD_NET_ERROR, BD_NET_ERROR_NOT_UNDERSTOOD, "The sign-in service did not say who signed in");
  else if (self->answer != NULL)
    claims = bd_id_token_read (self->answer->id_token, self->issuer, self->client_id, self->nonce, bd_clock_wall (), &error);
  if (claims == NULL)
    {
      fail (task, error);
      return;
    }

  self->result = g_new0 (BdOidcResult, 1);
  self->result->claims = claims;
  self->result->tokens =
    bd_token_source_new_signed_in (self->token_endpoint, self->client_id, self->answer->access_token,
                                   bd_clock_wall () + self->answer->expires_in * G_USEC_PER_SEC,
                                   self->answer->refresh_token);
  ask_userinfo (task);
}

static void
on_came_back_cb (const char *code,
                 const char *refusal,
                 gpointer    user_data)
{
  GTask *task = user_data;
  SignIn *self = g_task_get_task_data (task);
  g_autoptr (GBytes) form = NULL;

  if (code == NULL)
    {
      fail (task, g_error_new (BD_NET_ERROR, BD_NET_ERROR_REFUSED, "The sign-in was refused or given up"));
      return;
    }

  form = make_form (self, code);
  g_clear_pointer (&self->listener, bd_oidc_listener_free);   /* a code is used once */
  bd_token_answer_ask_async (self->session, self->token_endpoint, form, TIMEOUT_SECONDS, self->inner, on_token_cb,
                             g_object_ref (task));
}

static void
show_page (GTask *task)
{
  SignIn *self = g_task_get_task_data (task);
  g_autofree char *url = NULL;
  GError *error = NULL;

  self->listener = bd_oidc_listener_new (self->state, on_came_back_cb, task, &error);
  if (self->listener == NULL)
    {
      fail (task, error);
      return;
    }

  url = dup_page_url (self);
  self->open (url, self->open_data);
}

static void
on_discovered_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  SignIn *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (BdHttpAnswer) http = bd_http_send_finish (result, &error);

  if (http != NULL && (http->failure != BD_FAILURE_NONE || http->status != 200))
    g_set_error (&error, BD_NET_ERROR, BD_NET_ERROR_NO_ANSWER, "The sign-in service did not answer");
  if (error != NULL || !read_discovery (self, http->body, &error))
    fail (task, error);
  else if (!self->done)
    show_page (task);
}

static gboolean
on_give_up_cb (gpointer user_data)
{
  GTask *task = user_data;
  SignIn *self = g_task_get_task_data (task);

  self->out_of_time = TRUE;
  g_cancellable_cancel (self->inner);

  return G_SOURCE_CONTINUE;
}

static void
on_outer_cancelled_cb (GCancellable *outer,
                       gpointer      user_data)
{
  g_cancellable_cancel (user_data);
}

/* While the browser has the floor nothing else would notice a cancellation. */
static gboolean
on_cancelled_cb (GCancellable *cancellable,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);

  fail (task, g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The sign-in was cancelled"));

  return G_SOURCE_REMOVE;
}

static void
watch (GTask *task)
{
  SignIn *self = g_task_get_task_data (task);

  self->inner = g_cancellable_new ();
  if (self->outer != NULL)
    self->outer_id = g_cancellable_connect (self->outer, G_CALLBACK (on_outer_cancelled_cb),
                                            g_object_ref (self->inner), g_object_unref);
  self->give_up = g_timeout_source_new_seconds (GIVE_UP_SECONDS);
  g_source_set_callback (self->give_up, on_give_up_cb, task, NULL);
  g_source_attach (self->give_up, g_task_get_context (task));
  /* This source keeps the task alive until it ends one way or the other. */
  self->cancelled = g_cancellable_source_new (self->inner);
  g_source_set_callback (self->cancelled, G_SOURCE_FUNC (on_cancelled_cb), g_object_ref (task), g_object_unref);
  g_source_attach (self->cancelled, g_task_get_context (task));
}

/* public functions */

/**
 * bd_oidc_result_free:
 * @self: (transfer full) (nullable): a result
 *
 * Frees a result.
 */
void
bd_oidc_result_free (BdOidcResult *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->claims);
  g_clear_object (&self->tokens);
  g_free (self);
}

/**
 * bd_oidc_sign_in_async:
 * @issuer: the identity provider, as its discovery document names itself
 * @client_id: this application there
 * @scopes: (nullable): scopes separated by blanks; "openid" is asked for in any case
 * @login_hint: (nullable): who is expected
 * @open: shows a page in the system browser
 * @open_data: for @open
 * @cancellable: (nullable): cancels
 * @callback: called when somebody has signed in, or not
 * @user_data: for @callback
 *
 * Authorization code with PKCE in the system browser, and back over loopback (RFC 8252; RFC 7636). Gives up after
 * five minutes.
 */
void
bd_oidc_sign_in_async (const char          *issuer,
                       const char          *client_id,
                       const char          *scopes,
                       const char          *login_hint,
                       BdOidcOpenFunc       open,
                       gpointer             open_data,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (BdHttpRequest) request = NULL;
  g_autofree char *url = NULL;
  SignIn *self;

  g_return_if_fail (issuer != NULL && client_id != NULL && open != NULL);

  task = g_task_new (NULL, NULL, callback, user_data);
  g_task_set_source_tag (task, bd_oidc_sign_in_async);
  self = g_new0 (SignIn, 1);
  self->issuer = g_strdup (issuer);
  self->client_id = g_strdup (client_id);
  self->scopes = scopes == NULL || *scopes == '\0' ? g_strdup ("openid")
                 : strstr (scopes, "openid") != NULL ? g_strdup (scopes) : g_strconcat ("openid ", scopes, NULL);
  self->login_hint = g_strdup (login_hint);
  self->state = dup_random ();
  self->nonce = dup_random ();
  self->verifier = dup_random ();
  self->session = bd_http_session_new (TIMEOUT_SECONDS);
  self->outer = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  self->open = open;
  self->open_data = open_data;
  g_task_set_task_data (task, self, sign_in_free);
  watch (task);

  url = g_strconcat (issuer, g_str_has_suffix (issuer, "/") ? "" : "/", ".well-known/openid-configuration", NULL);
  request = bd_http_request_new ("GET", url);
  bd_http_request_set_header (request, "Accept", "application/json");
  bd_http_send_async (self->session, request, TIMEOUT_SECONDS, self->inner, on_discovered_cb, g_object_ref (task));
}

/**
 * bd_oidc_sign_in_finish:
 * @result: the result
 * @error: %BD_NET_ERROR_NO_ANSWER, %BD_NET_ERROR_REFUSED, %BD_NET_ERROR_NOT_UNDERSTOOD, or cancelled
 *
 * Returns: (transfer full): who signed in, as claims, and a source of tokens
 */
BdOidcResult *
bd_oidc_sign_in_finish (GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_oidc_sign_in_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
