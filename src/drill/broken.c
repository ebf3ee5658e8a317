/* broken.c: carries faults out on a connection or an answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "broken.h"

#include <string.h>
#include <sys/socket.h>

#define HUGE_BODY  (33u * 1024 * 1024)
#define DRIP_BYTES 16u

/* Bytes written to a connection outside HTTP. */
typedef struct
{
  SoupServerMessage *message;   /* owned until the connection is taken */
  GIOStream         *stream;
  GBytes            *bytes;     /* (nullable): what to write first */
  gsize              written;
  gboolean           reset;
} Raw;

static void
raw_free (Raw *raw)
{
  g_clear_object (&raw->message);
  g_clear_object (&raw->stream);
  g_clear_pointer (&raw->bytes, g_bytes_unref);
  g_free (raw);
}

static void
raw_close (Raw *raw)
{
  g_io_stream_close (raw->stream, NULL, NULL);
  raw_free (raw);
}

/* A close that answers with RST instead of FIN. */
static void
arm_reset (SoupServerMessage *message)
{
  struct linger linger = { .l_onoff = 1, .l_linger = 0 };
  GSocket *socket = soup_server_message_get_socket (message);

  if (socket != NULL)
    setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
}

static gboolean
take_connection (Raw *raw)
{
  if (raw->reset)
    arm_reset (raw->message);
  raw->stream = soup_server_message_steal_connection (raw->message);
  g_clear_object (&raw->message);

  return raw->stream != NULL;
}

/* A message that is being handled cannot lose its connection: that waits for idle. */
static gboolean
write_and_close_cb (gpointer user_data)
{
  Raw *raw = user_data;

  if (!take_connection (raw))
    {
      raw_free (raw);
      return G_SOURCE_REMOVE;
    }
  if (raw->bytes != NULL)
    g_output_stream_write_all (g_io_stream_get_output_stream (raw->stream), g_bytes_get_data (raw->bytes, NULL),
                               g_bytes_get_size (raw->bytes), NULL, NULL, NULL);
  raw_close (raw);

  return G_SOURCE_REMOVE;
}

static gboolean
drip_cb (gpointer user_data)
{
  Raw *raw = user_data;
  gsize size = g_bytes_get_size (raw->bytes);
  gsize n = MIN (DRIP_BYTES, size - raw->written);
  const char *data = g_bytes_get_data (raw->bytes, NULL);

  if (raw->stream == NULL && !take_connection (raw))
    {
      raw_free (raw);
      return G_SOURCE_REMOVE;
    }
  if (n > 0 && g_output_stream_write_all (g_io_stream_get_output_stream (raw->stream), data + raw->written, n,
                                          NULL, NULL, NULL))
    {
      raw->written += n;
      return G_SOURCE_CONTINUE;
    }
  raw_close (raw);

  return G_SOURCE_REMOVE;
}

static Raw *
raw_new (BdDrillRequest *request,
         GBytes         *bytes)
{
  Raw *raw = g_new0 (Raw, 1);

  raw->message = g_object_ref (request->message);
  raw->bytes = bytes;
  soup_server_message_pause (request->message);

  return raw;
}

static GString *
raw_head (guint       status,
          const char *type,
          gsize       length)
{
  GString *head = g_string_new (NULL);

  g_string_printf (head, "HTTP/1.1 %u %s\r\nContent-Type: %s\r\nContent-Length: %" G_GSIZE_FORMAT
                   "\r\nConnection: close\r\n\r\n", status, soup_status_get_phrase (status), type, length);

  return head;
}

static void
drop (BdDrillRequest *request,
      gboolean        reset)
{
  Raw *raw = raw_new (request, NULL);

  raw->reset = reset;
  json_object_set_string_member (request->record, "fault", reset ? "reset" : "line-down");
  g_idle_add (write_and_close_cb, raw);
}

static gboolean
give_up_cb (gpointer user_data)
{
  BdDrillRequest *request = user_data;

  request->timer = 0;
  drop (request, FALSE);

  return G_SOURCE_REMOVE;
}

static void
hold (BdDrillRequest *request)
{
  json_object_set_string_member (request->record, "fault", "no-answer");
  soup_server_message_pause (request->message);
  if (request->fault.ms > 0)
    request->timer = g_timeout_add ((guint) request->fault.ms, give_up_cb, request);
}

static void
throttle (BdDrillRequest *request)
{
  gint64 ms = request->fault.ms < 0 ? 2000 : request->fault.ms;
  g_autofree char *reset = g_strdup_printf ("%" G_GINT64_FORMAT, ms);
  g_autofree char *seconds = g_strdup_printf ("%" G_GINT64_FORMAT, (ms + 999) / 1000);

  bd_drill_request_set_header (request, "x-ratelimit-limit", "10");
  bd_drill_request_set_header (request, "x-ratelimit-remaining", "0");
  bd_drill_request_set_header (request, "x-ratelimit-reset", reset);
  bd_drill_request_set_header (request, "Retry-After", seconds);
  bd_drill_request_reply (request, 429, bd_drill_outcome_throttled ());
}

static void
skew (BdDrillRequest *request)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) wrong = g_date_time_add (now, (request->fault.ms < 0 ? 3600000 : request->fault.ms) * 1000);
  g_autofree char *date = g_date_time_format (wrong, "%a, %d %b %Y %H:%M:%S GMT");

  bd_drill_request_set_header (request, "Date", date);
}

static void
redirect (BdDrillRequest *request)
{
  g_autofree char *elsewhere = g_strconcat (bd_drill_base (request->drill), "/drill/elsewhere", NULL);

  bd_drill_request_set_header (request, "Location", elsewhere);
  bd_drill_request_reply_text (request, 302, "text/html", "");
}

/**
 * bd_drill_break_before:
 * @request: a request whose fault is known
 *
 * Carries out the faults that need no answer from the service.
 *
 * Returns: whether the request is done with
 */
gboolean
bd_drill_break_before (BdDrillRequest *request)
{
  switch (request->fault.kind)
    {
    case BD_DRILL_FAULT_LINE_DOWN: drop (request, FALSE); break;
    case BD_DRILL_FAULT_RESET:     drop (request, TRUE); break;
    case BD_DRILL_FAULT_NO_ANSWER: hold (request); break;
    case BD_DRILL_FAULT_429:       throttle (request); break;
    case BD_DRILL_FAULT_REDIRECT:  redirect (request); break;
    case BD_DRILL_FAULT_500:
      bd_drill_request_refuse (request, 500, "exception", "Failed to process request");
      break;
    case BD_DRILL_FAULT_503:
      bd_drill_request_set_header (request, "Retry-After", "1");
      bd_drill_request_refuse (request, 503, "transient", "The service is not available at the moment");
      break;
    case BD_DRILL_FAULT_TOKEN_EXPIRED:
      bd_drill_request_set_header (request, "WWW-Authenticate", "Bearer error=\"invalid_token\"");
      bd_drill_request_reply (request, 401, bd_drill_outcome_unauthorised ());
      break;
    case BD_DRILL_FAULT_HTML:
      bd_drill_request_reply_text (request, 200, "text/html; charset=utf-8",
                                   "<!doctype html><title>Guest network</title><p>Accept the terms to go on.");
      break;
    case BD_DRILL_FAULT_EMPTY:
      bd_drill_request_reply_text (request, 200, "application/fhir+json", "");
      break;
    default:
      return FALSE;
    }

  return TRUE;
}

static char *
pad (const char *text)
{
  GString *out = g_string_sized_new (HUGE_BODY + 64);

  g_string_append (out, "{\"text\":{\"status\":\"generated\",\"div\":\"");
  while (out->len < HUGE_BODY)
    g_string_append (out, "padding padding padding padding padding padding padding padding ");
  g_string_append_printf (out, "\"},%s", text + 1);

  return g_string_free (out, FALSE);
}

/**
 * bd_drill_break_answer:
 * @request: a request whose fault is known
 * @status: of the answer
 * @type: its content type
 * @text: (inout): its body; may be replaced
 *
 * Carries out the faults that need an answer from the service.
 *
 * Returns: whether the connection is gone, so that nothing is left to send
 */
gboolean
bd_drill_break_answer (BdDrillRequest *request,
                       guint           status,
                       const char     *type,
                       char          **text)
{
  char *old = *text;
  GString *raw;

  switch (request->fault.kind)
    {
    case BD_DRILL_FAULT_HALF_BODY:
      raw = raw_head (status, type, strlen (old));
      g_string_append_len (raw, old, (gssize) strlen (old) / 2);
      g_idle_add (write_and_close_cb, raw_new (request, g_string_free_to_bytes (raw)));
      return TRUE;
    case BD_DRILL_FAULT_SLOW_DRIP:
      raw = raw_head (status, type, strlen (old));
      g_string_append (raw, old);
      g_timeout_add (request->fault.ms < 0 ? 100 : (guint) request->fault.ms, drip_cb,
                     raw_new (request, g_string_free_to_bytes (raw)));
      return TRUE;
    case BD_DRILL_FAULT_HUGE:
      *text = old[0] == '{' ? pad (old) : g_strdup (old);
      break;
    case BD_DRILL_FAULT_REPEATED_MEMBERS:
      *text = g_strconcat ("{\"resourceType\":\"Basic\",", old[0] == '{' ? old + 1 : old, NULL);
      break;
    case BD_DRILL_FAULT_BAD_NUMBER:
      *text = g_strconcat ("{\"total\":-01.5.2,", old[0] == '{' ? old + 1 : old, NULL);
      break;
    case BD_DRILL_FAULT_CLOCK_SKEW:
      skew (request);
      return FALSE;
    default:
      return FALSE;
    }
  g_free (old);

  return FALSE;
}
