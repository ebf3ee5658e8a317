/* bd-oidc-listener.h — the loopback address that the browser comes back to; for this layer only
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _BdOidcListener BdOidcListener;

/* Called once per request that carries our state: code, or error, is given. */
typedef void (*BdOidcListenerFunc) (const char *code, const char *error, gpointer user_data);

BdOidcListener *bd_oidc_listener_new  (const char *state, BdOidcListenerFunc func, gpointer user_data, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void            bd_oidc_listener_free (BdOidcListener *self);
const char     *bd_oidc_listener_get_redirect_uri (BdOidcListener *self);

G_END_DECLS
