/* bd-oidc.h — sign-in through the site's identity provider: authorization code with PKCE, loopback redirect (RFC 8252)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-token-source.h"

G_BEGIN_DECLS

/* Claims as the provider gave them, by name; strings, or string lists joined with ';'. */
typedef struct { GHashTable *claims; BdTokenSource *tokens; } BdOidcResult;
void          bd_oidc_result_free    (BdOidcResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BdOidcResult, bd_oidc_result_free)

typedef void (*BdOidcOpenFunc) (const char *url, gpointer user_data);   /* shows the page in the system browser */

/* Discovery at issuer/.well-known/openid-configuration; state, nonce, S256; gives up after 5 minutes. Errors: BD_NET_ERROR. */
void          bd_oidc_sign_in_async  (const char *issuer, const char *client_id, const char *scopes, const char *login_hint,
                                      BdOidcOpenFunc open, gpointer open_data, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data);
BdOidcResult *bd_oidc_sign_in_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
