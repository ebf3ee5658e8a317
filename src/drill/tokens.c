/* tokens.c: codes and tokens the drill has given out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tokens.h"

struct _BdDrillTokens
{
  GHashTable *issued;   /* secret to BdDrillToken */
};

static void
token_free (gpointer data)
{
  BdDrillToken *token = data;

  g_free (token->scope);
  g_free (token->user);
  g_free (token->client);
  g_free (token->redirect);
  g_free (token->challenge);
  g_free (token->nonce);
  g_free (token);
}

/**
 * bd_drill_tokens_new:
 *
 * Returns: (transfer full): an empty set
 */
BdDrillTokens *
bd_drill_tokens_new (void)
{
  BdDrillTokens *self = g_new0 (BdDrillTokens, 1);

  self->issued = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, token_free);

  return self;
}

/**
 * bd_drill_tokens_free:
 * @self: (transfer full): a set
 */
void
bd_drill_tokens_free (BdDrillTokens *self)
{
  g_hash_table_unref (self->issued);
  g_free (self);
}

/**
 * bd_drill_tokens_issue:
 * @self: a set
 * @token: what the new secret stands for; copied
 * @seconds: how long
 *
 * Returns: (transfer none): the secret
 */
const char *
bd_drill_tokens_issue (BdDrillTokens      *self,
                       const BdDrillToken *token,
                       guint               seconds)
{
  g_autofree char *one = g_uuid_string_random ();
  char *secret = g_strconcat ("drill-", one, NULL);
  BdDrillToken *copy = g_new0 (BdDrillToken, 1);

  copy->scope = g_strdup (token->scope != NULL ? token->scope : "");
  copy->user = g_strdup (token->user);
  copy->client = g_strdup (token->client);
  copy->redirect = g_strdup (token->redirect);
  copy->challenge = g_strdup (token->challenge);
  copy->nonce = g_strdup (token->nonce);
  copy->expires = g_get_monotonic_time () + (gint64) seconds * G_USEC_PER_SEC;
  g_hash_table_insert (self->issued, secret, copy);

  return secret;
}

/**
 * bd_drill_tokens_find:
 * @self: a set
 * @secret: (nullable): a code or token
 *
 * Returns: (nullable) (transfer none): what it stands for, %NULL if unknown or over
 */
const BdDrillToken *
bd_drill_tokens_find (BdDrillTokens *self,
                      const char    *secret)
{
  const BdDrillToken *token = secret != NULL ? g_hash_table_lookup (self->issued, secret) : NULL;

  return token != NULL && token->expires > g_get_monotonic_time () ? token : NULL;
}

/**
 * bd_drill_tokens_spend:
 * @self: a set
 * @secret: a code or token that is good no more
 */
void
bd_drill_tokens_spend (BdDrillTokens *self,
                       const char    *secret)
{
  g_hash_table_remove (self->issued, secret);
}
