/* bd-http.c: one HTTP exchange, held to a deadline, a size and one origin
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-http.h"

#include "bd-clock.h"

#include <string.h>

#define CONNECT_SECONDS 3          /* a dead line is noticed within 3 s */
#define MAX_REDIRECTS   5
#define MAX_INTERIM     10         /* 1xx answers before the real one */
#define READ_SIZE       (64 * 1024)
#define MAX_WAIT        (24 * 60 * 60)

typedef struct {
  /* Owned */
  SoupSession   *session;
  BdHttpRequest *request;
  GUri          *uri;
  SoupMessage   *message;        /* (nullable) the one under way */
  GInputStream  *stream;         /* (nullable) */
  GByteArray    *body;
  guint8        *buffer;
  GCancellable  *inner;          /* libsoup's own: see stop() */
  GCancellable  *outer;          /* (nullable) the caller's */
  GSource       *deadline;
  GSource       *connecting;     /* (nullable) gone once the line is up */

  /* Borrowed */
  GTask         *task;           /* owns this */

  GSource       *leaving;        /* (nullable) */
  gulong         outer_id;
  gboolean       is_stopped;     /* by the caller, the deadline, the connect limit, too many 1xx */
  BdFailure      stopped;        /* why, when it was not the caller */
  gboolean       is_on_its_way;  /* the message has a connection and is being sent */
  gboolean       is_left;        /* answered for; libsoup is not done with it yet */
  guint          n_redirects;
  guint          n_interim;
} Exchange;

static void send_message (GTask *task);

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
drop_message (Exchange *self)
{
  if (self->message != NULL)
    g_signal_handlers_disconnect_by_data (self->message, self);
  g_clear_object (&self->message);
  g_clear_object (&self->stream);
}

/* Before the answer is handed over: nothing of ours may fire afterwards. */
static void
stand_down (Exchange *self)
{
  clear_source (&self->deadline);
  clear_source (&self->connecting);
  clear_source (&self->leaving);
  if (self->outer_id != 0)
    g_cancellable_disconnect (self->outer, self->outer_id);
  self->outer_id = 0;
  drop_message (self);
}

static void
exchange_free (gpointer data)
{
  Exchange *self = data;

  stand_down (self);
  g_object_unref (self->session);
  bd_http_request_unref (self->request);
  g_clear_pointer (&self->uri, g_uri_unref);
  g_byte_array_unref (self->body);
  g_free (self->buffer);
  g_object_unref (self->inner);
  g_clear_object (&self->outer);
  g_free (self);
}

/* Foreign codes to ours, in one place. */
static BdFailure
failure_from_error (const GError *error)
{
  if (error->domain == G_RESOLVER_ERROR)
    return BD_FAILURE_NAME;
  if (error->domain == G_TLS_ERROR)
    return BD_FAILURE_TLS;
  if (error->domain == SOUP_SESSION_ERROR && error->code == SOUP_SESSION_ERROR_PARSING)
    return BD_FAILURE_NOT_FHIR;
  if (error->domain != G_IO_ERROR)
    return BD_FAILURE_BROKEN;

  switch (error->code)
    {
    case G_IO_ERROR_TIMED_OUT:
      return BD_FAILURE_TIMEOUT;
    case G_IO_ERROR_HOST_NOT_FOUND:
      return BD_FAILURE_NAME;
    case G_IO_ERROR_CONNECTION_REFUSED:
    case G_IO_ERROR_HOST_UNREACHABLE:
    case G_IO_ERROR_NETWORK_UNREACHABLE:
    case G_IO_ERROR_NOT_CONNECTED:
    case G_IO_ERROR_PROXY_FAILED:
      return BD_FAILURE_UNREACHABLE;
    default:
      return BD_FAILURE_BROKEN;
    }
}

static void
return_failure (GTask     *task,
                BdFailure  failure,
                int        status)
{
  Exchange *self = g_task_get_task_data (task);
  BdHttpAnswer *answer = g_new0 (BdHttpAnswer, 1);

  answer->failure = failure;
  answer->status = status;
  stand_down (self);
  g_task_return_pointer (task, answer, (GDestroyNotify) bd_http_answer_free);
}

static void
return_error (GTask  *task,
              GError *error)
{
  Exchange *self = g_task_get_task_data (task);
  int status = self->message != NULL ? (int) soup_message_get_status (self->message) : 0;

  if (self->stopped != BD_FAILURE_NONE)
    {
      return_failure (task, self->stopped, status);
    }
  else if (self->is_stopped)
    {
      stand_down (self);
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The request was cancelled");
    }
  else
    {
      return_failure (task, failure_from_error (error), status);
    }
}

static gint64
read_wait (SoupMessage *message)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);

  return bd_http_read_wait (soup_message_headers_get_one (headers, "x-ratelimit-reset"),
                            soup_message_headers_get_one (headers, "Retry-After"), bd_clock_wall ());
}

/* libsoup takes a line closed too early for the end of the body. */
static gboolean
is_cut_short (Exchange *self)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);

  return soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH &&
         soup_message_headers_get_one (headers, "Content-Encoding") == NULL &&
         (goffset) self->body->len < soup_message_headers_get_content_length (headers);
}

static void
return_answer (GTask *task)
{
  Exchange *self = g_task_get_task_data (task);
  BdHttpAnswer *answer = g_new0 (BdHttpAnswer, 1);
  guint status = soup_message_get_status (self->message);

  answer->status = (int) status;
  answer->content_type =
    g_strdup (soup_message_headers_get_content_type (soup_message_get_response_headers (self->message), NULL));
  if (status == 429 || status == SOUP_STATUS_SERVICE_UNAVAILABLE)
    answer->wait_seconds = read_wait (self->message);
  answer->body = g_byte_array_free_to_bytes (g_steal_pointer (&self->body));
  self->body = g_byte_array_new ();
  stand_down (self);
  g_task_return_pointer (task, answer, (GDestroyNotify) bd_http_answer_free);
}

/* callbacks */

static gboolean
on_leave_cb (gpointer user_data)
{
  Exchange *self = user_data;

  self->is_left = TRUE;
  return_error (self->task, NULL);

  return G_SOURCE_REMOVE;
}

/* @why: %BD_FAILURE_NONE when the caller wished it.
 *
 * Cancelled in the moment in which the head of the answer has come and libsoup has not said so
 * yet, a message is counted out of libsoup's queue twice, and freed memory is read (3.6.5,
 * run_until_read_done()). A message that is on its way cannot be called back anyhow: it is left
 * to end by itself, and nobody waits for it. From a source of its own, since a cancellable must
 * not be disconnected in its own handler. */
static void
stop (Exchange  *self,
      BdFailure  why)
{
  if (self->is_stopped)
    return;

  self->is_stopped = TRUE;
  self->stopped = why;
  if (self->stream != NULL || !self->is_on_its_way)
    {
      g_cancellable_cancel (self->inner);
      return;
    }
  self->leaving = g_idle_source_new ();
  g_source_set_priority (self->leaving, G_PRIORITY_DEFAULT);
  g_source_set_callback (self->leaving, on_leave_cb, self, NULL);
  g_source_attach (self->leaving, g_task_get_context (self->task));
}

static gboolean
on_deadline_cb (gpointer user_data)
{
  stop (user_data, BD_FAILURE_TIMEOUT);

  return G_SOURCE_REMOVE;
}

static gboolean
on_connect_limit_cb (gpointer user_data)
{
  stop (user_data, BD_FAILURE_UNREACHABLE);

  return G_SOURCE_REMOVE;
}

static void
on_outer_cancelled_cb (GCancellable *outer,
                       gpointer      user_data)
{
  stop (user_data, BD_FAILURE_NONE);
}

static void
on_network_event_cb (SoupMessage        *message,
                     GSocketClientEvent  event,
                     GIOStream          *connection,
                     Exchange           *self)
{
  if (event == G_SOCKET_CLIENT_CONNECTED)
    clear_source (&self->connecting);
}

/* A connection kept from before has no network events. */
static void
on_starting_cb (SoupMessage *message,
                Exchange    *self)
{
  clear_source (&self->connecting);
  self->is_on_its_way = TRUE;
}

/* libsoup reads one 1xx after the other without a look at the main loop, where the deadline waits. */
static void
on_interim_cb (SoupMessage *message,
               Exchange    *self)
{
  if (++self->n_interim <= MAX_INTERIM)
    return;

  self->is_stopped = TRUE;
  self->stopped = BD_FAILURE_BROKEN;
  g_cancellable_cancel (self->inner);
}

static void
on_read_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Exchange *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, &error);

  if (n < 0)
    {
      return_error (task, error);
      return;
    }
  if (n == 0)
    {
      if (is_cut_short (self))
        return_failure (task, BD_FAILURE_BROKEN, (int) soup_message_get_status (self->message));
      else
        return_answer (task);
      return;
    }
  if (self->body->len + (gsize) n > BD_HTTP_MAX_BODY)
    {
      return_failure (task, BD_FAILURE_TOO_LARGE, (int) soup_message_get_status (self->message));
      return;
    }

  g_byte_array_append (self->body, self->buffer, (guint) n);
  g_input_stream_read_async (self->stream, self->buffer, READ_SIZE, G_PRIORITY_DEFAULT, self->inner,
                             on_read_cb, g_steal_pointer (&task));
}

/* Same origin only, so that neither token nor number goes elsewhere; a body is sent again only where HTTP says so. */
static gboolean
follow_redirect (Exchange *self,
                 guint     status)
{
  const char *location =
    soup_message_headers_get_one (soup_message_get_response_headers (self->message), "Location");
  g_autoptr (GUri) target = NULL;
  gboolean keeps_method = status == 307 || status == 308 || g_str_equal (self->request->method, "GET");

  if (location != NULL)
    target = g_uri_parse_relative (self->uri, location, SOUP_HTTP_URI_FLAGS, NULL);
  if (target == NULL || !keeps_method || !bd_http_same_origin (self->uri, target) ||
      self->n_redirects >= MAX_REDIRECTS)
    return FALSE;

  self->n_redirects++;
  g_uri_unref (self->uri);
  self->uri = g_steal_pointer (&target);
  drop_message (self);

  return TRUE;
}

static gboolean
is_redirect (guint status)
{
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

static void
on_sent_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Exchange *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  guint status;

  self->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (self->is_left)
    return;

  if (self->stream == NULL || self->is_stopped)
    {
      return_error (task, error);
      return;
    }

  status = soup_message_get_status (self->message);
  if (is_redirect (status))
    {
      if (follow_redirect (self, status))
        send_message (g_steal_pointer (&task));
      else
        return_failure (task, BD_FAILURE_REDIRECT, (int) status);
      return;
    }
  if (soup_message_headers_get_content_length (soup_message_get_response_headers (self->message)) >
      (goffset) BD_HTTP_MAX_BODY)
    {
      return_failure (task, BD_FAILURE_TOO_LARGE, (int) status);
      return;
    }

  g_input_stream_read_async (self->stream, self->buffer, READ_SIZE, G_PRIORITY_DEFAULT, self->inner,
                             on_read_cb, g_steal_pointer (&task));
}

static void
write_secret (SoupMessageHeaders *headers,
              const char         *name,
              const char         *before,
              BdLockedBytes      *secret)
{
  char *value = bd_http_text_from_secret (before, secret);

  soup_message_headers_replace (headers, name, value);
  bd_http_wipe (value);
}

static SoupMessage *
make_message (Exchange *self)
{
  SoupMessage *message = soup_message_new_from_uri (self->request->method, self->uri);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  GHashTableIter iter;
  gpointer name, value;

  soup_message_set_flags (message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE);
  g_hash_table_iter_init (&iter, self->request->headers);
  while (g_hash_table_iter_next (&iter, &name, &value))
    soup_message_headers_replace (headers, name, value);
  if (self->request->bearer != NULL)
    write_secret (headers, "Authorization", "Bearer ", self->request->bearer);
  if (self->request->api_key != NULL)
    write_secret (headers, "x-api-key", "", self->request->api_key);
  if (self->request->body != NULL)
    soup_message_set_request_body_from_bytes (message, self->request->content_type, self->request->body);

  return message;
}

static void
send_message (GTask *task)
{
  Exchange *self = g_task_get_task_data (task);

  self->message = make_message (self);
  self->is_on_its_way = FALSE;
  g_signal_connect (self->message, "network-event", G_CALLBACK (on_network_event_cb), self);
  g_signal_connect (self->message, "starting", G_CALLBACK (on_starting_cb), self);
  g_signal_connect (self->message, "got-informational", G_CALLBACK (on_interim_cb), self);
  soup_session_send_async (self->session, self->message, G_PRIORITY_DEFAULT, self->inner, on_sent_cb, task);
}

static GSource *
arm (GTask       *task,
     guint        seconds,
     GSourceFunc  func)
{
  GSource *source = g_timeout_source_new (seconds * 1000);

  g_source_set_callback (source, func, g_task_get_task_data (task), NULL);
  g_source_attach (source, g_task_get_context (task));

  return source;
}

static Exchange *
exchange_new (SoupSession   *session,
              BdHttpRequest *request,
              GCancellable  *cancellable)
{
  Exchange *self = g_new0 (Exchange, 1);

  self->session = g_object_ref (session);
  self->request = bd_http_request_ref (request);
  self->uri = g_uri_parse (request->url, SOUP_HTTP_URI_FLAGS, NULL);
  self->body = g_byte_array_new ();
  self->buffer = g_malloc (READ_SIZE);
  self->inner = g_cancellable_new ();
  if (cancellable != NULL)
    self->outer = g_object_ref (cancellable);

  return self;
}

static gboolean
is_http (GUri *uri)
{
  const char *scheme;

  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    return FALSE;
  scheme = g_uri_get_scheme (uri);

  return g_str_equal (scheme, "http") || g_str_equal (scheme, "https");
}

/* public functions */

/**
 * bd_http_session_new:
 * @timeout_seconds: silence on an open connection after which it is given up
 *
 * A session without cookies, stored credentials, or answers to authentication challenges.
 *
 * Returns: (transfer full): the session of one server
 */
SoupSession *
bd_http_session_new (guint timeout_seconds)
{
  SoupSession *session = soup_session_new_with_options ("timeout", timeout_seconds, "idle-timeout", 30,
                                                        "max-conns", 64, "max-conns-per-host", 16,
                                                        "user-agent", "Bedside/" BD_VERSION, NULL);

  soup_session_remove_feature_by_type (session, SOUP_TYPE_AUTH_MANAGER);

  return session;
}

/**
 * bd_http_same_origin:
 * @a: a URI
 * @b: another
 *
 * Returns: whether scheme, host and port are the same
 */
gboolean
bd_http_same_origin (GUri *a,
                     GUri *b)
{
  const char *host_a = g_uri_get_host (a), *host_b = g_uri_get_host (b);
  int port_a = g_uri_get_port (a), port_b = g_uri_get_port (b);
  gboolean tls = g_strcmp0 (g_uri_get_scheme (a), "https") == 0;

  if (host_a == NULL || host_b == NULL || g_strcmp0 (g_uri_get_scheme (a), g_uri_get_scheme (b)) != 0)
    return FALSE;

  port_a = port_a > 0 ? port_a : tls ? 443 : 80;
  port_b = port_b > 0 ? port_b : tls ? 443 : 80;

  return port_a == port_b && g_ascii_strcasecmp (host_a, host_b) == 0;
}

/**
 * bd_http_send_async:
 * @session: the session of that server
 * @request: what to ask
 * @timeout_seconds: for the whole exchange, redirects and body included
 * @cancellable: (nullable): cancels
 * @callback: called when the answer is whole, or it is clear that none comes
 * @user_data: for @callback
 *
 * One exchange. Redirects within the origin are followed up to five times.
 */
void
bd_http_send_async (SoupSession         *session,
                    BdHttpRequest       *request,
                    guint                timeout_seconds,
                    GCancellable        *cancellable,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Exchange *self = exchange_new (session, request, cancellable);

  g_task_set_source_tag (task, bd_http_send_async);
  g_task_set_task_data (task, self, exchange_free);
  self->task = task;
  if (!is_http (self->uri))
    {
      return_failure (task, BD_FAILURE_NAME, 0);
      return;
    }

  self->deadline = arm (task, MAX (timeout_seconds, 1), on_deadline_cb);
  self->connecting = arm (task, CONNECT_SECONDS, on_connect_limit_cb);
  if (self->outer != NULL)
    self->outer_id = g_cancellable_connect (self->outer, G_CALLBACK (on_outer_cancelled_cb), self, NULL);
  send_message (g_steal_pointer (&task));
}

/**
 * bd_http_send_finish:
 * @result: the result
 * @error: only %G_IO_ERROR_CANCELLED, when the caller cancelled
 *
 * Returns: (transfer full): the answer, which may be a failure; NULL when cancelled
 */
BdHttpAnswer *
bd_http_send_finish (GAsyncResult  *result,
                     GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_http_send_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
bd_http_answer_free (BdHttpAnswer *self)
{
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self->content_type);
  g_free (self);
}

/**
 * bd_http_answer_is_markup:
 * @self: an answer with a body
 *
 * Returns: whether this is a page for people (a portal, a gateway's error page) or XML, which no FHIR JSON is
 */
gboolean
bd_http_answer_is_markup (const BdHttpAnswer *self)
{
  gsize size = 0;
  const char *data = self->body != NULL ? g_bytes_get_data (self->body, &size) : NULL;
  gsize i = 0;

  while (i < size && (g_ascii_isspace (data[i]) || (guchar) data[i] == 0xef || (guchar) data[i] == 0xbb ||
                      (guchar) data[i] == 0xbf))
    i++;

  return (i < size && data[i] == '<') ||
         (self->content_type != NULL && strstr (self->content_type, "html") != NULL);
}

/**
 * bd_http_read_wait:
 * @reset_ms: (nullable): x-ratelimit-reset, milliseconds until the window restarts (SDHR guide 1.0.0, rate limits)
 * @retry_after: (nullable): Retry-After, seconds or an HTTP date
 * @now: wall µs
 *
 * Returns: whole seconds to wait, rounded up; 0 when nothing usable was said
 */
gint64
bd_http_read_wait (const char *reset_ms,
                   const char *retry_after,
                   gint64      now)
{
  g_autoptr (GDateTime) date = NULL;
  guint64 number;

  if (reset_ms != NULL && g_ascii_string_to_unsigned (reset_ms, 10, 1, MAX_WAIT * 1000ull, &number, NULL))
    return (gint64) (number + 999) / 1000;
  if (retry_after == NULL)
    return 0;
  if (g_ascii_string_to_unsigned (retry_after, 10, 0, MAX_WAIT, &number, NULL))
    return (gint64) number;

  date = soup_date_time_new_from_http_string (retry_after);
  if (date == NULL)
    return 0;

  return CLAMP (g_date_time_to_unix (date) - now / G_USEC_PER_SEC, 0, MAX_WAIT);
}
