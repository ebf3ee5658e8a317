/* bd-oidc-listener.c: the loopback address that the browser comes back to (RFC 8252, §7.3)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-oidc-listener.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>

struct _BdOidcListener
{
  /* Owned */
  SoupServer        *server;
  char              *state;
  char              *redirect_uri;

  BdOidcListenerFunc func;         /* (nullable) once freed */
  gpointer           user_data;
};

/* A plain, calm page: no script, no picture, nothing loaded from anywhere. */
static void
show_page (SoupServerMessage *message,
           guint              status,
           const char        *sentence)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  g_autofree char *text = g_markup_escape_text (sentence, -1);
  char *page = g_strdup_printf ("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>Bedside</title>"
                                "<style>body{font:1.2em sans-serif;margin:20vh auto;max-width:26em;text-align:center;"
                                "color:#333;background:#fff}</style></head><body><p>%s</p></body></html>\n", text);

  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  soup_message_headers_replace (headers, "Referrer-Policy", "no-referrer");
  soup_message_headers_replace (headers, "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
  soup_message_headers_replace (headers, "Connection", "close");
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "text/html; charset=utf-8", SOUP_MEMORY_TAKE, page, strlen (page));
}

static void
on_request_cb (SoupServer        *server,
               SoupServerMessage *message,
               const char        *path,
               GHashTable        *query,
               gpointer           user_data)
{
  BdOidcListener *self = user_data;
  const char *state = query != NULL ? g_hash_table_lookup (query, "state") : NULL;
  const char *code = query != NULL ? g_hash_table_lookup (query, "code") : NULL;
  const char *error = query != NULL ? g_hash_table_lookup (query, "error") : NULL;

  if (self->func == NULL || !g_str_equal (path, "/callback") || g_strcmp0 (state, self->state) != 0 || (code == NULL && error == NULL))
    {
      /* Any program on this machine can knock: what does not know the state is not listened to. */
      show_page (message, 400, _("This page belongs to no sign-in."));
      return;
    }

  show_page (message, 200, error == NULL ? _("You are signed in. You can close this page.")
                                         : _("You were not signed in. You can close this page."));
  self->func (error == NULL ? code : NULL, error, self->user_data);
}

static void
listener_clear (gpointer data)
{
  BdOidcListener *self = data;

  g_free (self->state);
  g_free (self->redirect_uri);
}

/* The server's handler holds a reference too: it may be running when the listener is freed. */
static void
listener_unref (gpointer self)
{
  g_rc_box_release_full (self, listener_clear);
}

/**
 * bd_oidc_listener_new:
 * @state: what the request must carry
 * @func: called with what came
 * @user_data: for @func
 * @error: of #GIOErrorEnum, when no port can be had
 *
 * Listens on 127.0.0.1 only, on a free port.
 *
 * Returns: (transfer full): the listener
 */
BdOidcListener *
bd_oidc_listener_new (const char          *state,
                      BdOidcListenerFunc   func,
                      gpointer             user_data,
                      GError             **error)
{
  BdOidcListener *self = g_rc_box_new0 (BdOidcListener);
  GSList *uris;

  self->server = soup_server_new ("server-header", "Bedside", NULL);
  self->state = g_strdup (state);
  self->func = func;
  self->user_data = user_data;
  soup_server_add_handler (self->server, NULL, on_request_cb, g_rc_box_acquire (self), listener_unref);
  if (!soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, error))
    {
      bd_oidc_listener_free (self);
      return NULL;
    }

  uris = soup_server_get_uris (self->server);
  self->redirect_uri = g_strdup_printf ("http://127.0.0.1:%d/callback", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  return self;
}

static gboolean
on_linger_cb (gpointer server)
{
  soup_server_disconnect (server);
  soup_server_remove_handler (server, NULL);

  return G_SOURCE_REMOVE;
}

/**
 * bd_oidc_listener_free:
 * @self: (transfer full) (nullable): a listener
 *
 * Listens to nobody from now on; a page that is being sent is sent to its end.
 */
void
bd_oidc_listener_free (BdOidcListener *self)
{
  if (self == NULL)
    return;

  self->func = NULL;
  g_timeout_add_full (G_PRIORITY_DEFAULT, 1000, on_linger_cb, g_steal_pointer (&self->server), g_object_unref);
  listener_unref (self);
}

const char *
bd_oidc_listener_get_redirect_uri (BdOidcListener *self)
{
  return self->redirect_uri;
}
