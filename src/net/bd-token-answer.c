/* bd-token-answer.c: asking a token endpoint, and what it gives
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-token-answer.h"

#include "bd-json.h"
#include "bd-token-source.h"

#include <string.h>

#define DEFAULT_SECONDS 300              /* expires_in is only recommended (RFC 6749, §5.1) */
#define MAX_SECONDS     (24 * 60 * 60)

struct _BdTokenForm { GString *text; };

/**
 * bd_token_form_new:
 *
 * Returns: (transfer full): an empty form
 */
BdTokenForm *
bd_token_form_new (void)
{
  BdTokenForm *self = g_new0 (BdTokenForm, 1);

  self->text = g_string_sized_new (4096);   /* one block, so that growing leaves no copy of a secret behind */

  return self;
}

void
bd_token_form_add (BdTokenForm *self,
                   const char  *name,
                   const char  *value)
{
  if (value == NULL || *value == '\0')
    return;

  if (self->text->len > 0)
    g_string_append_c (self->text, '&');
  g_string_append (self->text, name);
  g_string_append_c (self->text, '=');
  g_string_append_uri_escaped (self->text, value, NULL, FALSE);
}

void
bd_token_form_add_secret (BdTokenForm   *self,
                          const char    *name,
                          BdLockedBytes *value)
{
  char *text = bd_http_text_from_secret ("", value);

  bd_token_form_add (self, name, text);
  bd_http_wipe (text);
}

GBytes *
bd_token_form_finish (BdTokenForm *self)
{
  GBytes *bytes = bd_http_wiped_bytes (g_string_free (self->text, FALSE));

  g_free (self);

  return bytes;
}

void
bd_token_answer_free (BdTokenAnswer *self)
{
  g_clear_pointer (&self->access_token, bd_locked_bytes_unref);
  g_clear_pointer (&self->refresh_token, bd_locked_bytes_unref);
  g_clear_pointer (&self->id_token, bd_locked_bytes_unref);
  g_free (self);
}

static BdLockedBytes *
dup_secret (const BdJsonNode *root,
            const char       *member)
{
  const char *text = bd_json_get_string (root, member);

  return text != NULL && *text != '\0' ? bd_locked_bytes_new_copy (text, strlen (text)) : NULL;
}

static gint64
read_seconds (const BdJsonNode *node)
{
  const char *text = bd_json_string (node);
  gint64 seconds = DEFAULT_SECONDS;

  if (text != NULL)
    seconds = g_ascii_strtoll (text, NULL, 10);
  else if (!bd_json_integer (node, &seconds))
    seconds = DEFAULT_SECONDS;

  return CLAMP (seconds, 0, MAX_SECONDS);
}

static BdTokenAnswer *
read_answer (GBytes  *body,
             GError **error)
{
  g_autoptr (BdJson) json = bd_json_parse (body, NULL);
  g_autoptr (BdTokenAnswer) answer = g_new0 (BdTokenAnswer, 1);
  const BdJsonNode *root;

  root = json != NULL ? bd_json_root (json) : NULL;
  answer->access_token = dup_secret (root, "access_token");
  answer->refresh_token = dup_secret (root, "refresh_token");
  answer->id_token = dup_secret (root, "id_token");
  answer->expires_in = read_seconds (bd_json_get (root, "expires_in"));
  if (answer->access_token == NULL)
    {
      g_set_error (error, BD_NET_ERROR, BD_NET_ERROR_NOT_UNDERSTOOD, "The sign-in service gave no token");
      return NULL;
    }

  return g_steal_pointer (&answer);
}

static BdTokenAnswer *
check_answer (BdHttpAnswer  *http,
              GError       **error)
{
  if (http->failure != BD_FAILURE_NONE || http->status >= 500)
    g_set_error (error, BD_NET_ERROR, BD_NET_ERROR_NO_ANSWER, "The sign-in service did not answer");
  else if (http->status >= 400)
    g_set_error (error, BD_NET_ERROR, BD_NET_ERROR_REFUSED, "The sign-in service refused (%d)", http->status);
  else
    return read_answer (http->body, error);

  return NULL;
}

static void
on_sent_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (BdHttpAnswer) http = bd_http_send_finish (result, &error);
  BdTokenAnswer *answer = http != NULL ? check_answer (http, &error) : NULL;
  gsize size = 0;

  if (http != NULL && http->body != NULL)
    {
      /* The body is ours alone and holds the tokens in plain. */
      gpointer data = g_bytes_unref_to_data (g_steal_pointer (&http->body), &size);

      explicit_bzero (data, size);
      g_free (data);
    }
  if (answer == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, answer, (GDestroyNotify) bd_token_answer_free);
}

/**
 * bd_token_answer_ask_async:
 * @session: the session of the token endpoint
 * @url: the token endpoint
 * @form: from bd_token_form_finish()
 * @timeout_seconds: for the whole exchange
 * @cancellable: (nullable): cancels
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * One request to a token endpoint (RFC 6749, §4.1.3, §4.4, §6).
 */
void
bd_token_answer_ask_async (SoupSession         *session,
                           const char          *url,
                           GBytes              *form,
                           guint                timeout_seconds,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (BdHttpRequest) request = bd_http_request_new ("POST", url);

  g_task_set_source_tag (task, bd_token_answer_ask_async);
  bd_http_request_set_header (request, "Accept", "application/json");
  bd_http_request_set_body (request, "application/x-www-form-urlencoded", form);
  bd_http_send_async (session, request, timeout_seconds, cancellable, on_sent_cb, g_steal_pointer (&task));
}

BdTokenAnswer *
bd_token_answer_ask_finish (GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_token_answer_ask_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
