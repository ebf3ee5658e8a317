/* bd-id-token.c: claims of an ID token and of userinfo
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-id-token.h"

#include "bd-token-source.h"

#include <string.h>

#define LEEWAY_SECONDS 60

/* base64url without padding (RFC 7515, §2). */
static GBytes *
decode_part (const char *text,
             gsize       length)
{
  GString *plain = g_string_new_len (text, (gssize) length);
  guchar *data;
  gsize size = 0;

  for (gsize i = 0; i < plain->len; i++)
    {
      if (plain->str[i] == '-')
        plain->str[i] = '+';
      else if (plain->str[i] == '_')
        plain->str[i] = '/';
    }
  while (plain->len % 4 != 0)
    g_string_append_c (plain, '=');
  data = g_base64_decode (plain->str, &size);
  g_string_free (plain, TRUE);

  return g_bytes_new_take (data, size);
}

static BdJson *
parse_payload (BdLockedBytes *token)
{
  gsize size = 0;
  const char *text = (const char *) bd_locked_bytes_get_data (token, &size);
  const char *first = memchr (text, '.', size);
  const char *second = first != NULL ? memchr (first + 1, '.', size - (gsize) (first + 1 - text)) : NULL;
  g_autoptr (GBytes) payload = NULL;

  if (second == NULL)
    return NULL;
  payload = decode_part (first + 1, (gsize) (second - first - 1));

  return bd_json_parse (payload, NULL);
}

static char *
join_list (const BdJsonNode *list)
{
  GString *text = g_string_new (NULL);

  for (const BdJsonNode *item = bd_json_first (list); item != NULL; item = bd_json_next (item))
    {
      const char *word = bd_json_string (item);

      if (word == NULL)
        continue;
      if (text->len > 0)
        g_string_append_c (text, ';');
      g_string_append (text, word);
    }

  return g_string_free (text, FALSE);
}

static char *
dup_claim (const BdJsonNode *node)
{
  gboolean truth;

  switch (bd_json_type (node))
    {
    case BD_JSON_STRING:  return g_strdup (bd_json_string (node));
    case BD_JSON_NUMBER:  return g_strdup (bd_json_number (node));
    case BD_JSON_ARRAY:   return join_list (node);
    case BD_JSON_BOOLEAN: return g_strdup (bd_json_boolean (node, &truth) && truth ? "true" : "false");
    case BD_JSON_NULL:
    case BD_JSON_OBJECT:
    default:              return NULL;
    }
}

/**
 * bd_claims_merge:
 * @claims: claims by name
 * @object: an object of claims
 *
 * Adds what is not there yet.
 */
void
bd_claims_merge (GHashTable       *claims,
                 const BdJsonNode *object)
{
  for (const BdJsonNode *node = bd_json_first (object); node != NULL; node = bd_json_next (node))
    {
      char *value = dup_claim (node);

      if (value != NULL && !g_hash_table_contains (claims, bd_json_name (node)))
        g_hash_table_insert (claims, g_strdup (bd_json_name (node)), value);
      else
        g_free (value);
    }
}

gboolean
bd_issuer_equal (const char *a,
                 const char *b)
{
  gsize length_a = a != NULL ? strlen (a) : 0;
  gsize length_b = b != NULL ? strlen (b) : 0;

  while (length_a > 0 && a[length_a - 1] == '/')
    length_a--;
  while (length_b > 0 && b[length_b - 1] == '/')
    length_b--;

  return length_a > 0 && length_a == length_b && strncmp (a, b, length_a) == 0;
}

static gboolean
is_for_us (const BdJsonNode *payload,
           const char       *client_id)
{
  const BdJsonNode *audience = bd_json_get (payload, "aud");
  const char *party = bd_json_get_string (payload, "azp");

  if (party != NULL && !g_str_equal (party, client_id))
    return FALSE;
  if (bd_json_type (audience) != BD_JSON_ARRAY)
    return g_strcmp0 (bd_json_string (audience), client_id) == 0;
  for (const BdJsonNode *item = bd_json_first (audience); item != NULL; item = bd_json_next (item))
    if (g_strcmp0 (bd_json_string (item), client_id) == 0)
      return TRUE;

  return FALSE;
}

static gboolean
is_in_time (const BdJsonNode *payload,
            gint64            now)
{
  gint64 expires;

  return bd_json_integer (bd_json_get (payload, "exp"), &expires) && now / G_USEC_PER_SEC < expires + LEEWAY_SECONDS;
}

/**
 * bd_id_token_read:
 * @token: a signed JWT, straight from the token endpoint
 * @issuer: who must have made it
 * @client_id: for whom it must be
 * @nonce: what we sent with the request
 * @now: wall µs
 * @error: %BD_NET_ERROR_NOT_UNDERSTOOD or %BD_NET_ERROR_REFUSED
 *
 * Its signature is not looked at: it came from the token endpoint over TLS (OpenID Connect Core 1.0, §3.1.3.7, 6).
 * Issuer, audience, expiry and nonce are.
 *
 * Returns: (transfer full): the claims by name
 */
GHashTable *
bd_id_token_read (BdLockedBytes  *token,
                  const char     *issuer,
                  const char     *client_id,
                  const char     *nonce,
                  gint64          now,
                  GError        **error)
{
  g_autoptr (BdJson) json = parse_payload (token);
  const BdJsonNode *payload = json != NULL ? bd_json_root (json) : NULL;
  const char *wrong = NULL;
  GHashTable *claims;

  if (payload == NULL)
    {
      g_set_error (error, BD_NET_ERROR, BD_NET_ERROR_NOT_UNDERSTOOD, "The sign-in service's ID token cannot be read");
      return NULL;
    }
  if (!bd_issuer_equal (bd_json_get_string (payload, "iss"), issuer))
    wrong = "issuer";
  else if (!is_for_us (payload, client_id))
    wrong = "audience";
  else if (!is_in_time (payload, now))
    wrong = "expiry";
  else if (g_strcmp0 (bd_json_get_string (payload, "nonce"), nonce) != 0)
    wrong = "nonce";
  if (wrong != NULL)
    {
      g_set_error (error, BD_NET_ERROR, BD_NET_ERROR_REFUSED, "The sign-in service's ID token does not fit: %s", wrong);
      return NULL;
    }

  claims = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  bd_claims_merge (claims, payload);

  return claims;
}
