/* bd-token-answer.h — asking a token endpoint, and what it gives; for this layer only
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-http.h"

G_BEGIN_DECLS

typedef struct _BdTokenForm BdTokenForm;

BdTokenForm *bd_token_form_new        (void) G_GNUC_WARN_UNUSED_RESULT;
void         bd_token_form_add        (BdTokenForm *self, const char *name, const char *value);  /* NULL or empty: left out */
void         bd_token_form_add_secret (BdTokenForm *self, const char *name, BdLockedBytes *value);
GBytes      *bd_token_form_finish     (BdTokenForm *self) G_GNUC_WARN_UNUSED_RESULT;  /* frees self; wiped with the last reference */

typedef struct {
  BdLockedBytes *access_token;
  BdLockedBytes *refresh_token;  /* (nullable) */
  BdLockedBytes *id_token;       /* (nullable) */
  gint64         expires_in;     /* seconds */
} BdTokenAnswer;

void           bd_token_answer_free       (BdTokenAnswer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BdTokenAnswer, bd_token_answer_free)

/* Errors: BD_NET_ERROR, G_IO_ERROR_CANCELLED. */
void           bd_token_answer_ask_async  (SoupSession *session, const char *url, GBytes *form, guint timeout_seconds,
                                           GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
BdTokenAnswer *bd_token_answer_ask_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
