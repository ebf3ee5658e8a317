/* bd-token-source.c: bearer tokens: none, client credentials, or the signed-in user's
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-token-source.h"

#include "bd-clock.h"
#include "bd-http.h"
#include "bd-token-answer.h"

#include <string.h>

#define SPARE_SECONDS   30
#define TIMEOUT_SECONDS 10

typedef enum { MODE_NONE, MODE_CLIENT_CREDENTIALS, MODE_SIGNED_IN } Mode;

struct _BdTokenSource
{
  GObject        parent_instance;

  /* Owned */
  Mode           mode;
  char          *url;
  char          *client_id;
  char          *scopes;         /* (nullable) */
  BdLockedBytes *secret;         /* (nullable) */
  BdLockedBytes *token;          /* (nullable) */
  BdLockedBytes *refresh_token;  /* (nullable) */
  SoupSession   *session;
  GPtrArray     *waiters;        /* (element-type Waiter) */
  GCancellable  *cancellable;    /* of the request under way; replaced by clear */

  gint64         good_until;     /* boot µs */
  gboolean       asking;
};

G_DEFINE_FINAL_TYPE (BdTokenSource, bd_token_source, G_TYPE_OBJECT)
G_DEFINE_QUARK (bd-net-error-quark, bd_net_error)

typedef struct {
  BdTokenSource *source;     /* borrowed: the task holds it */
  GTask         *task;
  GSource       *cancelled;  /* (nullable) */
} Waiter;

/* helpers */

static void
waiter_free (gpointer data)
{
  Waiter *self = data;

  if (self->cancelled != NULL)
    {
      g_source_destroy (self->cancelled);
      g_source_unref (self->cancelled);
    }
  g_object_unref (self->task);
  g_free (self);
}

static gboolean
on_waiter_cancelled_cb (GCancellable *cancellable,
                        gpointer      user_data)
{
  Waiter *self = user_data;
  g_autoptr (GTask) task = g_object_ref (self->task);

  g_ptr_array_remove (self->source->waiters, self);
  g_task_return_error_if_cancelled (task);

  return G_SOURCE_REMOVE;
}

static void
add_waiter (BdTokenSource *self,
            GTask         *task)
{
  Waiter *waiter = g_new0 (Waiter, 1);
  GCancellable *cancellable = g_task_get_cancellable (task);

  waiter->source = self;
  waiter->task = task;
  if (cancellable != NULL)
    {
      waiter->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (waiter->cancelled, G_SOURCE_FUNC (on_waiter_cancelled_cb), waiter, NULL);
      g_source_attach (waiter->cancelled, g_task_get_context (task));
    }
  g_ptr_array_add (self->waiters, waiter);
}

static void
answer_waiters (BdTokenSource *self,
                const GError  *error)
{
  g_autoptr (GPtrArray) waiters = g_steal_pointer (&self->waiters);

  self->waiters = g_ptr_array_new_with_free_func (waiter_free);
  for (guint i = 0; i < waiters->len; i++)
    {
      Waiter *waiter = g_ptr_array_index (waiters, i);

      if (error != NULL)
        g_task_return_error (waiter->task, g_error_copy (error));
      else
        g_task_return_pointer (waiter->task, bd_locked_bytes_ref (self->token), (GDestroyNotify) bd_locked_bytes_unref);
    }
}

static gboolean
is_good (BdTokenSource *self)
{
  return self->token != NULL && bd_clock_boot () + SPARE_SECONDS * G_USEC_PER_SEC < self->good_until;
}

static gboolean
can_renew (BdTokenSource *self)
{
  return self->mode == MODE_CLIENT_CREDENTIALS || self->refresh_token != NULL;
}

static void
take_answer (BdTokenSource *self,
             BdTokenAnswer *answer)
{
  g_clear_pointer (&self->token, bd_locked_bytes_unref);
  self->token = bd_locked_bytes_ref (answer->access_token);
  self->good_until = bd_clock_boot () + answer->expires_in * G_USEC_PER_SEC;
  if (answer->refresh_token != NULL)
    {
      g_clear_pointer (&self->refresh_token, bd_locked_bytes_unref);
      self->refresh_token = bd_locked_bytes_ref (answer->refresh_token);
    }
}

static GBytes *
make_form (BdTokenSource *self)
{
  BdTokenForm *form = bd_token_form_new ();

  if (self->mode == MODE_CLIENT_CREDENTIALS)
    {
      bd_token_form_add (form, "grant_type", "client_credentials");
      bd_token_form_add (form, "client_id", self->client_id);
      bd_token_form_add_secret (form, "client_secret", self->secret);
      bd_token_form_add (form, "scope", self->scopes);
    }
  else
    {
      bd_token_form_add (form, "grant_type", "refresh_token");
      bd_token_form_add (form, "client_id", self->client_id);
      bd_token_form_add_secret (form, "refresh_token", self->refresh_token);
    }

  return bd_token_form_finish (form);
}

/* callbacks */

static void
on_answered_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (BdTokenSource) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (BdTokenAnswer) answer = bd_token_answer_ask_finish (result, &error);

  self->asking = FALSE;
  if (answer != NULL)
    take_answer (self, answer);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_clear_error (&error);
      g_set_error (&error, BD_NET_ERROR, BD_NET_ERROR_REFUSED, "Signed out before a token came");
    }
  answer_waiters (self, error);
}

static void
ask (BdTokenSource *self)
{
  g_autoptr (GBytes) form = NULL;

  if (self->asking)
    return;

  form = make_form (self);
  self->asking = TRUE;
  bd_token_answer_ask_async (self->session, self->url, form, TIMEOUT_SECONDS, self->cancellable, on_answered_cb,
                             g_object_ref (self));
}

static void
bd_token_source_finalize (GObject *object)
{
  BdTokenSource *self = BD_TOKEN_SOURCE (object);

  g_free (self->url);
  g_free (self->client_id);
  g_free (self->scopes);
  g_clear_pointer (&self->secret, bd_locked_bytes_unref);
  g_clear_pointer (&self->token, bd_locked_bytes_unref);
  g_clear_pointer (&self->refresh_token, bd_locked_bytes_unref);
  g_clear_object (&self->session);
  g_clear_object (&self->cancellable);
  g_ptr_array_unref (self->waiters);

  G_OBJECT_CLASS (bd_token_source_parent_class)->finalize (object);
}

static void
bd_token_source_class_init (BdTokenSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bd_token_source_finalize;
}

static void
bd_token_source_init (BdTokenSource *self)
{
  self->waiters = g_ptr_array_new_with_free_func (waiter_free);
  self->cancellable = g_cancellable_new ();
}

static BdTokenSource *
token_source_new (Mode        mode,
                  const char *url,
                  const char *client_id)
{
  BdTokenSource *self = g_object_new (BD_TYPE_TOKEN_SOURCE, NULL);

  self->mode = mode;
  self->url = g_strdup (url);
  self->client_id = g_strdup (client_id);
  self->session = bd_http_session_new (TIMEOUT_SECONDS);

  return self;
}

/* public functions */

/**
 * bd_token_source_new_none:
 *
 * Returns: (transfer full): a source of no token, for services that ask for none
 */
BdTokenSource *
bd_token_source_new_none (void)
{
  return token_source_new (MODE_NONE, NULL, NULL);
}

/**
 * bd_token_source_new_client_credentials:
 * @url: the token endpoint
 * @client_id: the client's id
 * @secret: (transfer none): the client's secret
 * @scopes: (nullable): scopes to ask for, separated by blanks
 *
 * OAuth 2 client credentials, sent as a form (SDHR guide 1.0.0, authentication).
 *
 * Returns: (transfer full): the source
 */
BdTokenSource *
bd_token_source_new_client_credentials (const char    *url,
                                        const char    *client_id,
                                        BdLockedBytes *secret,
                                        const char    *scopes)
{
  BdTokenSource *self;

  g_return_val_if_fail (url != NULL && client_id != NULL && secret != NULL, NULL);

  self = token_source_new (MODE_CLIENT_CREDENTIALS, url, client_id);
  self->secret = bd_locked_bytes_ref (secret);
  self->scopes = g_strdup (scopes);

  return self;
}

/**
 * bd_token_source_new_signed_in:
 * @token_endpoint: where a refresh token is turned into a new one
 * @client_id: the client's id
 * @access_token: (transfer none): the token that came with the sign-in
 * @expires_at: wall µs
 * @refresh_token: (nullable) (transfer none): NULL when it cannot be renewed
 *
 * Returns: (transfer full): the source
 */
BdTokenSource *
bd_token_source_new_signed_in (const char    *token_endpoint,
                               const char    *client_id,
                               BdLockedBytes *access_token,
                               gint64         expires_at,
                               BdLockedBytes *refresh_token)
{
  BdTokenSource *self;

  g_return_val_if_fail (token_endpoint != NULL && client_id != NULL && access_token != NULL, NULL);

  self = token_source_new (MODE_SIGNED_IN, token_endpoint, client_id);
  self->token = bd_locked_bytes_ref (access_token);
  self->refresh_token = refresh_token != NULL ? bd_locked_bytes_ref (refresh_token) : NULL;
  self->good_until = bd_clock_boot () + (expires_at - bd_clock_wall ());

  return self;
}

/**
 * bd_token_source_get_async:
 * @self: a source
 * @cancellable: (nullable): gives up this wait; others who wait for the same token are not disturbed
 * @callback: called with the token
 * @user_data: for @callback
 *
 * A token good for 30 s more at least. However many ask, one request is made.
 */
void
bd_token_source_get_async (BdTokenSource       *self,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (BD_IS_TOKEN_SOURCE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, bd_token_source_get_async);
  if (g_task_return_error_if_cancelled (task))
    return;

  if (self->mode == MODE_NONE)
    {
      g_task_return_pointer (task, NULL, NULL);
    }
  else if (is_good (self))
    {
      g_task_return_pointer (task, bd_locked_bytes_ref (self->token), (GDestroyNotify) bd_locked_bytes_unref);
    }
  else if (!can_renew (self))
    {
      g_task_return_new_error (task, BD_NET_ERROR, BD_NET_ERROR_REFUSED, "The sign-in has run out. Sign in again.");
    }
  else
    {
      add_waiter (self, g_steal_pointer (&task));
      ask (self);
    }
}

/**
 * bd_token_source_get_finish:
 * @self: a source
 * @result: the result
 * @error: %BD_NET_ERROR_NO_ANSWER, %BD_NET_ERROR_REFUSED, %BD_NET_ERROR_NOT_UNDERSTOOD, or cancelled
 *
 * Returns: (transfer full) (nullable): the token; NULL without error where no token is used
 */
BdLockedBytes *
bd_token_source_get_finish (BdTokenSource  *self,
                            GAsyncResult   *result,
                            GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_token_source_get_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * bd_token_source_forget:
 * @self: a source
 *
 * A 401 came: the next get renews. A signed-in user's token that cannot be renewed is kept: one service that
 * refuses it (Shared Care answers 401 for a missing scope) must not cut off the others.
 */
void
bd_token_source_forget (BdTokenSource *self)
{
  g_return_if_fail (BD_IS_TOKEN_SOURCE (self));

  if (can_renew (self))
    g_clear_pointer (&self->token, bd_locked_bytes_unref);
}

/**
 * bd_token_source_forget_token:
 * @self: a source
 * @used: (nullable): the token that was refused
 *
 * As bd_token_source_forget(), unless @used was replaced meanwhile: four refusals of one token renew it once.
 */
void
bd_token_source_forget_token (BdTokenSource *self,
                              BdLockedBytes *used)
{
  g_return_if_fail (BD_IS_TOKEN_SOURCE (self));

  if (used != NULL && used == self->token)
    bd_token_source_forget (self);
}

/**
 * bd_token_source_clear:
 * @self: a source
 *
 * Sign-out: wipes tokens and secret and gives up what is under way.
 */
void
bd_token_source_clear (BdTokenSource *self)
{
  g_return_if_fail (BD_IS_TOKEN_SOURCE (self));

  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  g_clear_pointer (&self->token, bd_locked_bytes_unref);
  g_clear_pointer (&self->refresh_token, bd_locked_bytes_unref);
  g_clear_pointer (&self->secret, bd_locked_bytes_unref);
  if (self->mode == MODE_CLIENT_CREDENTIALS)
    self->mode = MODE_SIGNED_IN;   /* without its secret it can renew nothing */
}
