/* bd-service-ask.c: one question to a service: token, headers, deadline, one renewal, one fall-back, the verdict
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-service-private.h"

#include "bd-clock.h"
#include "bd-outcome.h"
#include "bd-reply-private.h"
#include "bd-request-context.h"

#include <string.h>

#define ACCEPT      "application/fhir+json, application/json;q=0.9"
#define MAX_OUTCOME (64 * 1024)   /* parsed where we are: an outcome is small, and what is larger is none */

typedef struct {
  /* Owned */
  BdServiceQuestion  question;
  BdClinician       *clinician;
  BdReply           *reply;
  BdHttpRequest     *request;
  GCancellable      *inner;      /* cancelled by the caller's or the deadline */
  GCancellable      *outer;      /* (nullable) the caller's */
  GSource           *deadline;

  gulong             outer_id;
  gint64             ends_at;    /* monotonic µs */
  gboolean           out_of_time;
  gboolean           renewed;    /* a token is renewed once */
  gboolean           fell_back;
} Ask;

static void start (GTask *task);

/* helpers */

static void
stand_down (Ask *self)
{
  if (self->deadline != NULL)
    g_source_destroy (self->deadline);
  g_clear_pointer (&self->deadline, g_source_unref);
  if (self->outer_id != 0)
    g_cancellable_disconnect (self->outer, self->outer_id);
  self->outer_id = 0;
}

static void
ask_free (gpointer data)
{
  Ask *self = data;

  stand_down (self);
  bd_clinician_unref (self->clinician);
  g_clear_pointer (&self->reply, bd_reply_unref);
  bd_http_request_unref (self->request);
  g_clear_object (&self->inner);
  g_clear_object (&self->outer);
  g_free (self->question.fallback_data);
  g_free (self);
}

static void
finish (GTask *task)
{
  Ask *self = g_task_get_task_data (task);

  stand_down (self);
  self->reply->answered_at = bd_clock_wall ();
  g_task_return_pointer (task, g_steal_pointer (&self->reply), (GDestroyNotify) bd_reply_unref);
}

static void
finish_failed (GTask     *task,
               BdFailure  failure)
{
  Ask *self = g_task_get_task_data (task);

  self->reply->failure = failure;
  finish (task);
}

static void
finish_cancelled (GTask *task)
{
  stand_down (g_task_get_task_data (task));
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The request was cancelled");
}

static void
set_common_headers (Ask      *self,
                    BdService *service)
{
  const BdServiceConfig *config = bd_service_get_config (service);
  const BdServiceKind *kind = bd_service_kind_get (config->source);
  g_autofree char *context = bd_request_context_new (self->clinician, self->question.purpose);

  bd_http_request_set_header (self->request, "Accept", ACCEPT);
  bd_http_request_set_header (self->request, "Request-Context", context);
  bd_http_request_set_header (self->request, "X-Correlation-Id", self->reply->correlation_id);
  if (kind->set_headers != NULL)
    kind->set_headers (self->request, self->clinician);
  if (config->api_key != NULL && self->request->api_key == NULL)
    self->request->api_key = bd_locked_bytes_ref (config->api_key);
}

/* What the status and the look of the body say; what the body means is for others. */
static BdFailure
judge (const BdHttpAnswer *answer,
       gboolean            may_be_empty)
{
  gboolean empty = answer->body == NULL || g_bytes_get_size (answer->body) == 0;

  if (answer->failure != BD_FAILURE_NONE)
    return answer->failure;
  if (answer->status >= 500)
    return answer->status == 501 ? BD_FAILURE_NONE : BD_FAILURE_SERVER;
  if (answer->status >= 400)
    return BD_FAILURE_NONE;
  if (answer->status < 200 || answer->status >= 300)
    return BD_FAILURE_NOT_FHIR;
  if (empty)
    return may_be_empty ? BD_FAILURE_NONE : BD_FAILURE_NOT_FHIR;

  return bd_http_answer_is_markup (answer) ? BD_FAILURE_NOT_FHIR : BD_FAILURE_NONE;
}

static void
take_answer (Ask          *self,
             BdHttpAnswer *answer)
{
  BdReply *reply = self->reply;

  reply->failure = judge (answer, self->question.may_be_empty);
  reply->status = answer->status;
  g_clear_pointer (&reply->body, g_bytes_unref);
  reply->body = g_steal_pointer (&answer->body);
  g_free (reply->content_type);
  reply->content_type = g_steal_pointer (&answer->content_type);
  reply->wait_seconds = answer->wait_seconds;
}

static void
remember_call (BdReply *reply)
{
  if (reply->correlation_id != NULL)
    g_ptr_array_add (reply->earlier, bd_reply_dup_call (reply));
}

/* Shared Care says "consent not valid" with a 401 (Shared Care guide 0.4.5, consent): no other token would help. */
static gboolean
is_about_consent (const BdReply *reply)
{
  g_autoptr (GPtrArray) issues = bd_service_read_issues (reply);

  for (guint i = 0; issues != NULL && i < issues->len; i++)
    {
      const BdIssue *issue = g_ptr_array_index (issues, i);

      if (issue->kind == BD_OUTCOME_CONSENT_NOT_VALID || issue->kind == BD_OUTCOME_CONFIDENTIAL)
        return TRUE;
    }

  return FALSE;
}

static gboolean
should_renew (Ask *self)
{
  return self->reply->failure == BD_FAILURE_NONE && self->reply->status == 401 && !self->renewed &&
         self->request->bearer != NULL && !is_about_consent (self->reply);
}

/* "POST nhi Patient/$match" was made; now it is "GET nhi Patient". */
static void
rename_call (BdReply    *reply,
             BdService  *service,
             const char *method)
{
  g_autofree char *what = g_strdup (strrchr (reply->call, ' ') + 1);

  what[strcspn (what, "/")] = '\0';
  g_free (reply->call);
  reply->call = bd_service_dup_call (service, method, what);
}

static gboolean
fall_back (Ask       *self,
           BdService *service)
{
  BdHttpRequest *second = NULL;

  if (self->reply->failure == BD_FAILURE_NONE && self->question.fallback != NULL && !self->fell_back)
    second = self->question.fallback (service, self->reply, self->question.fallback_data);
  if (second == NULL)
    return FALSE;

  self->fell_back = TRUE;
  remember_call (self->reply);
  rename_call (self->reply, service, second->method);
  bd_http_request_unref (self->request);
  self->request = second;

  return TRUE;
}

/* callbacks */

static gboolean
on_deadline_cb (gpointer user_data)
{
  Ask *self = user_data;

  self->out_of_time = TRUE;
  g_cancellable_cancel (self->inner);

  return G_SOURCE_REMOVE;
}

static void
on_outer_cancelled_cb (GCancellable *outer,
                       gpointer      user_data)
{
  g_cancellable_cancel (user_data);
}

static void
on_answered_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Ask *self = g_task_get_task_data (task);
  BdService *service = g_task_get_source_object (task);
  g_autoptr (BdHttpAnswer) answer = bd_http_send_finish (result, NULL);

  if (answer == NULL)
    {
      if (self->out_of_time)
        finish_failed (task, BD_FAILURE_TIMEOUT);
      else
        finish_cancelled (task);
      return;
    }

  take_answer (self, answer);
  if (should_renew (self))
    {
      self->renewed = TRUE;
      remember_call (self->reply);
      bd_token_source_forget_token (bd_service_peek_tokens (service), self->request->bearer);
      start (g_steal_pointer (&task));
    }
  else if (fall_back (self, service))
    {
      start (g_steal_pointer (&task));
    }
  else
    {
      finish (task);
    }
}

static void
send (GTask         *task,
      BdLockedBytes *token)
{
  Ask *self = g_task_get_task_data (task);
  BdService *service = g_task_get_source_object (task);
  gint64 left = self->ends_at - g_get_monotonic_time ();

  g_free (self->reply->correlation_id);
  self->reply->correlation_id = g_uuid_string_random ();
  bd_http_request_set_bearer (self->request, token);
  set_common_headers (self, service);
  bd_http_send_async (bd_service_peek_session (service), self->request,
                      (guint) MAX (1, (left + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC), self->inner, on_answered_cb, task);
}

static void
on_token_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Ask *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (BdLockedBytes) token = bd_token_source_get_finish (BD_TOKEN_SOURCE (source), result, &error);

  if (error == NULL)
    {
      /* No other token came than the one refused: the refusal stands. */
      if (self->renewed && self->reply->status == 401 && token == self->request->bearer)
        {
          g_ptr_array_set_size (self->reply->earlier, (int) self->reply->earlier->len - 1);
          finish (task);
        }
      else
        {
          send (g_steal_pointer (&task), token);
        }
    }
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) && !self->out_of_time)
    {
      finish_cancelled (task);
    }
  else
    {
      finish_failed (task, BD_FAILURE_SIGN_IN);
    }
}

static void
start (GTask *task)
{
  Ask *self = g_task_get_task_data (task);
  BdService *service = g_task_get_source_object (task);

  bd_token_source_get_async (bd_service_peek_tokens (service), self->inner, on_token_cb, task);
}

/* for the other files of this layer */

/**
 * bd_service_ask:
 * @self: a service
 * @question: what to ask; its owned members are taken
 * @cancellable: (nullable): cancels
 * @callback: called with the reply
 * @user_data: for @callback
 *
 * Asks, within the site's time for this service, sign-in included.
 */
void
bd_service_ask (BdService           *self,
                BdServiceQuestion   *question,
                GCancellable        *cancellable,
                GAsyncReadyCallback  callback,
                gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  const BdServiceConfig *config = bd_service_get_config (self);
  Ask *ask = g_new0 (Ask, 1);

  g_task_set_source_tag (task, bd_service_finish);
  g_task_set_task_data (task, ask, ask_free);
  ask->question = *question;
  ask->request = question->request;
  ask->clinician = bd_clinician_ref (question->clinician);
  ask->reply = bd_reply_new (config->source, question->call);
  g_free (question->call);
  ask->question.call = NULL;
  ask->reply->asked_at = bd_clock_wall ();
  ask->ends_at = g_get_monotonic_time () + config->timeout_seconds * G_USEC_PER_SEC;
  ask->inner = g_cancellable_new ();
  ask->deadline = g_timeout_source_new (config->timeout_seconds * 1000);
  g_source_set_callback (ask->deadline, on_deadline_cb, ask, NULL);
  g_source_attach (ask->deadline, g_task_get_context (task));
  if (cancellable != NULL)
    {
      ask->outer = g_object_ref (cancellable);
      ask->outer_id = g_cancellable_connect (cancellable, G_CALLBACK (on_outer_cancelled_cb),
                                             g_object_ref (ask->inner), g_object_unref);
    }
  start (g_steal_pointer (&task));
}

/**
 * bd_service_read_issues:
 * @reply: a reply that is no success
 *
 * Returns: (transfer full) (nullable) (element-type BdIssue): what its body says, if it is an OperationOutcome
 */
GPtrArray *
bd_service_read_issues (const BdReply *reply)
{
  g_autoptr (BdJson) json = NULL;

  if (reply->body == NULL || g_bytes_get_size (reply->body) > MAX_OUTCOME)
    return NULL;
  json = bd_json_parse (reply->body, NULL);

  return json != NULL ? bd_outcome_read_issues (bd_json_root (json)) : NULL;
}

/**
 * bd_service_refuse:
 * @self: a service
 * @callback: called with %BD_NET_ERROR_TICKET
 * @user_data: for @callback
 *
 * No ticket, no call.
 */
void
bd_service_refuse (BdService           *self,
                   GAsyncReadyCallback  callback,
                   gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, bd_service_finish);
  g_task_return_new_error (task, BD_NET_ERROR, BD_NET_ERROR_TICKET, "There is no valid permission for this request");
}

/**
 * bd_service_decline:
 * @self: a service
 * @callback: called with a reply whose failure is REDIRECT
 * @user_data: for @callback
 *
 * A link leads elsewhere: nothing is asked.
 */
void
bd_service_decline (BdService           *self,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  g_autofree char *call = bd_service_dup_call (self, "GET", "next-page");
  BdReply *reply = bd_reply_new (bd_service_get_config (self)->source, call);

  g_task_set_source_tag (task, bd_service_finish);
  reply->failure = BD_FAILURE_REDIRECT;
  reply->asked_at = reply->answered_at = bd_clock_wall ();
  g_task_return_pointer (task, reply, (GDestroyNotify) bd_reply_unref);
}

/**
 * bd_service_finish:
 * @self: a service
 * @result: the result of any of its questions
 * @error: %BD_NET_ERROR_TICKET or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the reply, which may be a failure
 */
BdReply *
bd_service_finish (BdService     *self,
                   GAsyncResult  *result,
                   GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_service_finish), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
