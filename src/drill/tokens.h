/* tokens.h: codes and tokens the drill has given out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include <glib.h>
G_BEGIN_DECLS

/**
 * BdDrillToken:
 * @scope: what was asked for
 * @user: (nullable): user id; %NULL for a client's own token
 * @client: client id
 * @redirect: (nullable): of a code: where it was sent
 * @challenge: (nullable): of a code: S256 challenge
 * @nonce: (nullable): of a code
 * @expires: monotonic microseconds
 *
 * What a code, access token or refresh token stands for.
 */
typedef struct
{
  char  *scope;
  char  *user;
  char  *client;
  char  *redirect;
  char  *challenge;
  char  *nonce;
  gint64 expires;
} BdDrillToken;

typedef struct _BdDrillTokens BdDrillTokens;

BdDrillTokens      *bd_drill_tokens_new   (void) G_GNUC_WARN_UNUSED_RESULT;
void                bd_drill_tokens_free  (BdDrillTokens *self);
const char         *bd_drill_tokens_issue (BdDrillTokens *self, const BdDrillToken *token, guint seconds);
const BdDrillToken *bd_drill_tokens_find  (BdDrillTokens *self, const char *secret);
void                bd_drill_tokens_spend (BdDrillTokens *self, const char *secret);
G_END_DECLS
