/* server.c: listens, routes, waits where a fault says so
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "drill.h"

#include <gio/gio.h>

#include "broken.h"
#include "certificate.h"
#include "services.h"

struct _BdDrill
{
  BdDrillOptions  options;
  SoupServer     *server;
  char           *base;            /* scheme, host and port */
  BdDrillPeople  *people;
  BdDrillFaults  *faults;
  BdDrillLog     *log;
  BdDrillTokens  *tokens;
  GPtrArray      *audit_events;    /* JsonObject */
  GHashTable     *verifications;   /* id of an event to its result */
  gint64          window;          /* the second that is being counted */
  guint           spent;
};

static const struct { const char *name; BdDrillHandler handler; } services[] = {
  { "nhi", bd_drill_nhi },                 { "sdhr", bd_drill_sdhr },
  { "sdhr-1.0", bd_drill_sdhr_1_0 },       { "air", bd_drill_air },
  { "mws", bd_drill_mws },                 { "mdr", bd_drill_mdr },
  { "shared-care", bd_drill_shared_care }, { "hpi", bd_drill_hpi },
  { "audit", bd_drill_audit },             { "idp", bd_drill_idp },
  { "drill", bd_drill_control },
};

static void
route (BdDrillRequest *request)
{
  for (guint i = 0; i < G_N_ELEMENTS (services); i++)
    if (g_str_equal (services[i].name, request->service))
      {
        services[i].handler (request);
        return;
      }
  bd_drill_request_refuse (request, 501, "not-supported", "There is no such endpoint");
}

static void
handle (BdDrillRequest *request)
{
  if (!bd_drill_break_before (request))
    route (request);
}

static gboolean
latency_over_cb (gpointer user_data)
{
  BdDrillRequest *request = user_data;

  request->timer = 0;
  soup_server_message_unpause (request->message);
  handle (request);

  return G_SOURCE_REMOVE;
}

static void
on_request (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  BdDrill *self = user_data;
  BdDrillRequest *request = bd_drill_request_new (self, message, path);
  guint delay = 0;

  g_object_set_data_full (G_OBJECT (message), "drill-request", request, (GDestroyNotify) bd_drill_request_free);
  if (!g_str_equal (request->service, "drill"))
    request->fault = bd_drill_faults_take (self->faults, request->service,
                                           bd_drill_request_segment (request, 0), &delay);
  if (delay == 0)
    {
      handle (request);
      return;
    }
  soup_server_message_pause (message);
  request->timer = g_timeout_add (delay, latency_over_cb, request);
}

/**
 * bd_drill_new:
 * @options: how to behave; its strings and table must outlive the server
 * @people: (transfer full): who is known
 *
 * Returns: (transfer full): a server that does not listen yet
 */
BdDrill *
bd_drill_new (const BdDrillOptions *options,
              BdDrillPeople        *people)
{
  BdDrill *self = g_new0 (BdDrill, 1);

  self->options = *options;
  self->people = people;
  self->server = soup_server_new ("server-header", "bedside-drill", NULL);
  self->faults = bd_drill_faults_new ();
  self->log = bd_drill_log_new ();
  self->tokens = bd_drill_tokens_new ();
  self->audit_events = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  self->verifications = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  soup_server_add_handler (self->server, NULL, on_request, self, NULL);

  return self;
}

/**
 * bd_drill_free:
 * @self: (transfer full): the server
 */
void
bd_drill_free (BdDrill *self)
{
  soup_server_disconnect (self->server);
  g_object_unref (self->server);
  g_free (self->base);
  bd_drill_people_free (self->people);
  bd_drill_faults_free (self->faults);
  bd_drill_log_free (self->log);
  bd_drill_tokens_free (self->tokens);
  g_ptr_array_unref (self->audit_events);
  g_hash_table_unref (self->verifications);
  g_free (self);
}

/**
 * bd_drill_listen:
 * @self: the server
 * @error: G_IO_ERROR_ADDRESS_IN_USE if the port is taken, or another I/O error
 *
 * Listens on 127.0.0.1 only.
 *
 * Returns: whether it listens
 */
gboolean
bd_drill_listen (BdDrill *self,
                 GError **error)
{
  SoupServerListenOptions how = SOUP_SERVER_LISTEN_IPV4_ONLY;
  GSList *uris;

  if (self->options.tls)
    {
      g_autoptr (GTlsCertificate) certificate = bd_drill_certificate_new (self->options.tls_ca_out, error);

      if (certificate == NULL)
        return FALSE;
      soup_server_set_tls_certificate (self->server, certificate);
      how |= SOUP_SERVER_LISTEN_HTTPS;
    }
  if (!soup_server_listen_local (self->server, self->options.port, how, error))
    return FALSE;
  uris = soup_server_get_uris (self->server);
  self->base = g_strdup_printf ("%s://127.0.0.1:%d", self->options.tls ? "https" : "http",
                                g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  return TRUE;
}

/**
 * bd_drill_spend:
 * @self: the server
 * @remaining: (out): requests left in this window
 * @reset_ms: (out): milliseconds until the window starts again
 *
 * Counts one request against the client's plan (SDHR guide 1.0.0, rate limits).
 *
 * Returns: whether there was one left
 */
gboolean
bd_drill_spend (BdDrill *self,
                guint   *remaining,
                guint   *reset_ms)
{
  gint64 now = g_get_monotonic_time ();
  gint64 second = now / G_USEC_PER_SEC;

  if (second != self->window)
    {
      self->window = second;
      self->spent = 0;
    }
  *reset_ms = (guint) (1000 - now % G_USEC_PER_SEC / 1000);
  self->spent++;
  *remaining = self->options.rate > self->spent ? self->options.rate - self->spent : 0;

  return self->options.rate == 0 || self->spent <= self->options.rate;
}

/**
 * bd_drill_base:
 * @self: the server
 *
 * Returns: its scheme, host and port, once it listens
 */
const char *
bd_drill_base (BdDrill *self)
{
  return self->base;
}

/**
 * bd_drill_options:
 * @self: the server
 *
 * Returns: how it behaves
 */
const BdDrillOptions *
bd_drill_options (BdDrill *self)
{
  return &self->options;
}

/**
 * bd_drill_people:
 * @self: the server
 *
 * Returns: (transfer none): who is known
 */
BdDrillPeople *
bd_drill_people (BdDrill *self)
{
  return self->people;
}

/**
 * bd_drill_faults:
 * @self: the server
 *
 * Returns: (transfer none): what goes wrong
 */
BdDrillFaults *
bd_drill_faults (BdDrill *self)
{
  return self->faults;
}

/**
 * bd_drill_log:
 * @self: the server
 *
 * Returns: (transfer none): what was asked
 */
BdDrillLog *
bd_drill_log (BdDrill *self)
{
  return self->log;
}

/**
 * bd_drill_tokens:
 * @self: the server
 *
 * Returns: (transfer none): codes and tokens in force
 */
BdDrillTokens *
bd_drill_tokens (BdDrill *self)
{
  return self->tokens;
}

/**
 * bd_drill_audit_events:
 * @self: the server
 *
 * Returns: (transfer none) (element-type JsonObject): AuditEvents received
 */
GPtrArray *
bd_drill_audit_events (BdDrill *self)
{
  return self->audit_events;
}

/**
 * bd_drill_verifications:
 * @self: the server
 *
 * Returns: (transfer none): ids of the access samples that were decided
 */
GHashTable *
bd_drill_verifications (BdDrill *self)
{
  return self->verifications;
}
