/* bd-wrap.c: data keys sealed under a passphrase
 *
 * The key of the secretbox is BLAKE2b, keyed with Argon2id (passphrase, salt), over a label,
 * the user's id and, for the fast wrap, the device secret from the keyring. So a box of one
 * user cannot be passed off as another's, and the device secret alone opens nothing.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-wrap-private.h"

#include <string.h>

#define SMALLEST_MEM (16u * 1024 * 1024)

static BdLockedBytes *
derive (const BdWrapBox *box,
        const char      *user_id,
        BdLockedBytes   *passphrase,
        BdLockedBytes   *device)
{
  static const char fast[] = "bedside wrap A", slow[] = "bedside wrap B";
  g_autoptr (BdLockedBytes) stretched = bd_locked_bytes_new (32);
  g_autoptr (BdLockedBytes) state = bd_locked_bytes_new (sizeof (crypto_generichash_state));
  BdLockedBytes *key = bd_locked_bytes_new (crypto_secretbox_KEYBYTES);
  crypto_generichash_state *hash = (gpointer)bd_locked_bytes_get_data (state, NULL);
  gsize length, device_length = 0;
  const guint8 *device_data = device != NULL ? bd_locked_bytes_get_data (device, &device_length) : NULL;
  const char *word = (const char *)bd_locked_bytes_get_data (passphrase, &length);

  if (crypto_pwhash (bd_locked_bytes_get_data (stretched, NULL), 32, word, length, box->salt, box->cost.ops,
                     box->cost.mem, crypto_pwhash_ALG_ARGON2ID13) != 0)
    {
      bd_locked_bytes_unref (key);
      return NULL;
    }

  crypto_generichash_init (hash, bd_locked_bytes_get_data (stretched, NULL), 32, crypto_secretbox_KEYBYTES);
  crypto_generichash_update (hash, (const guint8 *)(device != NULL ? fast : slow), sizeof fast);
  crypto_generichash_update (hash, (const guint8 *)user_id, strlen (user_id) + 1);
  if (device != NULL)
    crypto_generichash_update (hash, device_data, device_length);
  crypto_generichash_final (hash, bd_locked_bytes_get_data (key, NULL), crypto_secretbox_KEYBYTES);

  return key;
}

/* Seals @plain with a fresh salt and nonce. FALSE when there is not enough memory for the cost. */
gboolean
bd_wrap_seal (BdWrapBox        *box,
              const BdWrapCost *cost,
              const char       *user_id,
              BdLockedBytes    *passphrase,
              BdLockedBytes    *device,
              BdLockedBytes    *plain)
{
  g_autoptr (BdLockedBytes) key = NULL;
  gsize size;
  const guint8 *data = bd_locked_bytes_get_data (plain, &size);

  g_assert (size == BD_WRAP_PLAIN);

  box->present = FALSE;
  box->cost = *cost;
  randombytes_buf (box->salt, sizeof box->salt);
  key = derive (box, user_id, passphrase, device);
  if (key == NULL)
    return FALSE;

  randombytes_buf (box->sealed, crypto_secretbox_NONCEBYTES);
  crypto_secretbox_easy (box->sealed + crypto_secretbox_NONCEBYTES, data, size, box->sealed,
                         bd_locked_bytes_get_data (key, NULL));
  box->present = TRUE;

  return TRUE;
}

BdWrapResult
bd_wrap_open (const BdWrapBox *box,
              const char      *user_id,
              BdLockedBytes   *passphrase,
              BdLockedBytes   *device,
              BdLockedBytes  **plain)
{
  g_autoptr (BdLockedBytes) key = derive (box, user_id, passphrase, device);
  g_autoptr (BdLockedBytes) opened = bd_locked_bytes_new (BD_WRAP_PLAIN);

  if (key == NULL)
    return BD_WRAP_NO_MEMORY;

  if (crypto_secretbox_open_easy (bd_locked_bytes_get_data (opened, NULL), box->sealed + crypto_secretbox_NONCEBYTES,
                                  BD_WRAP_SEALED - crypto_secretbox_NONCEBYTES, box->sealed,
                                  bd_locked_bytes_get_data (key, NULL)) != 0)
    return BD_WRAP_SHUT;

  *plain = g_steal_pointer (&opened);
  return BD_WRAP_OPENED;
}

/* Halves the memory until one derivation takes @milliseconds or less on this machine. */
void
bd_wrap_tune (BdWrapCost *cost,
              guint       milliseconds)
{
  static const char word[] = "how fast is this machine";
  guint8 salt[crypto_pwhash_SALTBYTES] = { 0 };
  guint8 out[32];

  for (; cost->mem > SMALLEST_MEM; cost->mem /= 2)
    {
      gint64 begun = g_get_monotonic_time ();

      if (crypto_pwhash (out, sizeof out, word, sizeof word, salt, cost->ops, cost->mem,
                         crypto_pwhash_ALG_ARGON2ID13) == 0 &&
          g_get_monotonic_time () - begun <= milliseconds * 1000)
        return;
    }
}
