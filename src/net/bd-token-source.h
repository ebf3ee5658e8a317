/* bd-token-source.h — bearer tokens: none, client credentials, or the signed-in user's
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-locked-bytes.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define BD_NET_ERROR (bd_net_error_quark ())
GQuark bd_net_error_quark (void);
typedef enum {
  BD_NET_ERROR_NO_ANSWER,   /* host not reached, timeout, TLS */
  BD_NET_ERROR_REFUSED,     /* the identity provider said no */
  BD_NET_ERROR_NOT_UNDERSTOOD,
  BD_NET_ERROR_TICKET,      /* no valid ticket for this number and act */
  BD_NET_ERROR_NOT_SET_UP,
} BdNetError;

#define BD_TYPE_TOKEN_SOURCE (bd_token_source_get_type ())
G_DECLARE_FINAL_TYPE (BdTokenSource, bd_token_source, BD, TOKEN_SOURCE, GObject)

BdTokenSource *bd_token_source_new_none               (void) G_GNUC_WARN_UNUSED_RESULT;
BdTokenSource *bd_token_source_new_client_credentials (const char *url, const char *client_id, BdLockedBytes *secret, const char *scopes) G_GNUC_WARN_UNUSED_RESULT;
BdTokenSource *bd_token_source_new_signed_in          (const char *token_endpoint, const char *client_id, BdLockedBytes *access_token,
                                                       gint64 expires_at, BdLockedBytes *refresh_token) G_GNUC_WARN_UNUSED_RESULT;
/* A token good for 30 s more at least, renewed when needed (one request however many ask); NULL without error in mode none. */
void           bd_token_source_get_async  (BdTokenSource *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
BdLockedBytes *bd_token_source_get_finish (BdTokenSource *self, GAsyncResult *result, GError **error);
void           bd_token_source_forget     (BdTokenSource *self);  /* a 401 came: the next get renews */
void           bd_token_source_forget_token (BdTokenSource *self, BdLockedBytes *used); /* the same, unless `used` was replaced already; keeps what cannot be renewed */
void           bd_token_source_clear      (BdTokenSource *self);  /* sign-out: wipe */

G_END_DECLS
