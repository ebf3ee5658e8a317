/* bd-id-token.h — claims of an ID token and of userinfo; for this layer only
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-json.h"
#include "bd-locked-bytes.h"

G_BEGIN_DECLS

/* Claims by name; lists joined with ';'. Errors: BD_NET_ERROR_REFUSED, BD_NET_ERROR_NOT_UNDERSTOOD. */
GHashTable *bd_id_token_read  (BdLockedBytes *token, const char *issuer, const char *client_id, const char *nonce,
                               gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void        bd_claims_merge   (GHashTable *claims, const BdJsonNode *object);   /* what is there already stays */
gboolean    bd_issuer_equal   (const char *a, const char *b);                   /* but for a slash at the end */

G_END_DECLS
