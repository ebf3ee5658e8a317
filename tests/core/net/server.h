/* server.h — a real HTTP server for tests: any port, scripted answers, everything asked is remembered
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>
#include <string.h>

typedef struct {
  char       *method;
  char       *target;    /* path and query */
  GHashTable *headers;   /* lower-case name → value */
  char       *body;
} Seen;

typedef struct _Server Server;
/* The whole HTTP answer; NULL closes the line. Runs in a thread of its own. */
typedef char *(*ServerAnswer) (Server *server, const Seen *seen);

struct _Server {
  GSocketService *service;
  char           *url;
  ServerAnswer    answer;
  gpointer        data;
  gboolean        drip;       /* sends a byte each 20 ms */
  GMutex          lock;
  GCond           cond;
  GPtrArray      *seen;       /* (element-type Seen) */
  guint           inside;     /* requests being answered */
  guint           most_inside;
  guint           barrier;    /* wait until so many are inside, 2 s at most */
  guint           delay_ms;
  gboolean        talks_first; /* does not wait for a request */
  gboolean        keeps_line;  /* reads the next request where the last one came from */
};

static inline void
seen_free (gpointer data)
{
  Seen *seen = data;

  g_free (seen->method);
  g_free (seen->target);
  g_hash_table_unref (seen->headers);
  g_free (seen->body);
  g_free (seen);
}

static inline const char *
seen_header (const Seen *seen, const char *name)
{
  return g_hash_table_lookup (seen->headers, name);
}

/* extra: further header lines, each ended by \r\n. */
static inline char *
answer_new (int status, const char *type, const char *extra, const char *body)
{
  return g_strdup_printf ("HTTP/1.1 %d X\r\nContent-Type: %s\r\nContent-Length: %zu\r\nConnection: close\r\n%s\r\n%s",
                          status, type, strlen (body), extra != NULL ? extra : "", body);
}

static inline char *
answer_fhir (int status, const char *body)
{
  return answer_new (status, "application/fhir+json", NULL, body);
}

static inline Seen *
server_read (GInputStream *stream)
{
  g_autoptr (GDataInputStream) in = g_data_input_stream_new (stream);
  g_autofree char *first = NULL;
  g_auto (GStrv) words = NULL;
  Seen *seen;
  const char *length;

  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (in), FALSE);
  g_data_input_stream_set_newline_type (in, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  first = g_data_input_stream_read_line (in, NULL, NULL, NULL);
  if (first == NULL)
    return NULL;
  words = g_strsplit (first, " ", 3);
  if (g_strv_length (words) != 3)
    return NULL;
  seen = g_new0 (Seen, 1);
  seen->method = g_strdup (words[0]);
  seen->target = g_strdup (words[1]);
  seen->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (;;)
    {
      g_autofree char *line = g_data_input_stream_read_line (in, NULL, NULL, NULL);
      char *colon = line != NULL ? strchr (line, ':') : NULL;

      if (colon == NULL)
        break;
      *colon = '\0';
      g_hash_table_replace (seen->headers, g_ascii_strdown (line, -1), g_strdup (g_strstrip (colon + 1)));
    }
  length = seen_header (seen, "content-length");
  if (length != NULL)
    {
      gsize size = (gsize) g_ascii_strtoull (length, NULL, 10);

      seen->body = g_malloc0 (size + 1);
      g_input_stream_read_all (G_INPUT_STREAM (in), seen->body, size, NULL, NULL, NULL);
    }

  return seen;
}

static inline void
server_enter (Server *server, Seen *seen)
{
  gint64 end = g_get_monotonic_time () + 2 * G_TIME_SPAN_SECOND;

  g_mutex_lock (&server->lock);
  g_ptr_array_add (server->seen, seen);
  server->inside++;
  server->most_inside = MAX (server->most_inside, server->inside);
  g_cond_broadcast (&server->cond);
  while (server->most_inside < server->barrier && g_cond_wait_until (&server->cond, &server->lock, end))
    ;
  g_mutex_unlock (&server->lock);
}

/* Whether there was a request. */
static inline gboolean
server_serve (Server *server, GIOStream *connection)
{
  GOutputStream *out = g_io_stream_get_output_stream (connection);
  Seen *seen = server_read (g_io_stream_get_input_stream (connection));
  g_autofree char *answer = NULL;
  gsize length;

  if (seen == NULL)
    return FALSE;
  server_enter (server, seen);
  if (server->delay_ms > 0)
    g_usleep (server->delay_ms * 1000);
  answer = server->answer (server, seen);
  length = answer != NULL ? strlen (answer) : 0;
  if (!server->drip)
    g_output_stream_write_all (out, answer, length, NULL, NULL, NULL);
  for (gsize i = 0; server->drip && i < length; i++)
    {
      if (!g_output_stream_write_all (out, answer + i, 1, NULL, NULL, NULL))
        break;
      g_usleep (20 * 1000);
    }
  if (!server->keeps_line)
    g_io_stream_close (connection, NULL, NULL);
  g_mutex_lock (&server->lock);
  server->inside--;
  g_mutex_unlock (&server->lock);

  return TRUE;
}

static inline gboolean
on_server_run (GThreadedSocketService *service, GSocketConnection *connection, GObject *source, gpointer data)
{
  Server *server = data;

  if (server->talks_first)
    {
      g_autofree char *answer = server->answer (server, NULL);

      g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), answer, strlen (answer),
                                 NULL, NULL, NULL);
      return TRUE;
    }
  while (server_serve (server, G_IO_STREAM (connection)) && server->keeps_line)
    ;

  return TRUE;
}

static inline Server *
server_new (ServerAnswer answer, gpointer data)
{
  Server *server = g_new0 (Server, 1);
  g_autoptr (GInetAddress) address = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new (address, 0);
  g_autoptr (GSocketAddress) got = NULL;
  GError *error = NULL;

  server->service = g_threaded_socket_service_new (24);
  server->answer = answer;
  server->data = data;
  server->seen = g_ptr_array_new_with_free_func (seen_free);
  g_socket_listener_add_address (G_SOCKET_LISTENER (server->service), wanted, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &got, &error);
  g_assert_no_error (error);
  server->url = g_strdup_printf ("http://127.0.0.1:%u/fhir",
                                 g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (got)));
  g_signal_connect (server->service, "run", G_CALLBACK (on_server_run), server);
  g_socket_service_start (server->service);

  return server;
}

/* A request that was left behind is still being answered: its thread holds the service, and uses the server. */
static inline void
server_free (Server *server)
{
  gpointer service = server->service;
  gint64 end = g_get_monotonic_time () + 10 * G_TIME_SPAN_SECOND;

  g_socket_service_stop (server->service);
  g_socket_listener_close (G_SOCKET_LISTENER (server->service));
  g_object_add_weak_pointer (service, &service);
  g_object_unref (server->service);
  while (g_atomic_pointer_get (&service) != NULL && g_get_monotonic_time () < end)
    {
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_usleep (1000);
    }
  g_assert_null (service);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_ptr_array_unref (server->seen);
  g_free (server->url);
  g_free (server);
}

static inline guint
server_count (Server *server)
{
  guint n;

  g_mutex_lock (&server->lock);
  n = server->seen->len;
  g_mutex_unlock (&server->lock);

  return n;
}

static inline const Seen *
server_nth (Server *server, guint n)
{
  const Seen *seen;

  g_mutex_lock (&server->lock);
  g_assert_cmpuint (n, <, server->seen->len);
  seen = g_ptr_array_index (server->seen, n);
  g_mutex_unlock (&server->lock);

  return seen;
}

/* For an asynchronous call: its callback keeps the result, await() hands it out. */
static inline void
keep_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **slot = user_data;

  *slot = g_object_ref (result);
}

static inline GAsyncResult *
await (GAsyncResult **slot)
{
  while (*slot == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *slot;
}
