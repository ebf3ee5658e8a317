/* bd-attempts.c: how often somebody guessed, and how long they must wait now
 *
 * The wall clock takes no part: people can set it. A block is served on the boot clock, which
 * nobody can set and which runs on in suspend. After a restart of the machine only the time
 * since that restart is known for sure, so the whole block is served again from there: turning
 * the machine off never shortens it.
 *
 * The MAC is under the device secret while the keyring gives one, so the count cannot be
 * edited without it; otherwise under the file's salt, which catches damage but not somebody who
 * reads this source. Neither can tell an older copy of the whole file from the newest. The
 * count only slows guessing at the desk; against a stolen file stands Argon2id.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-attempts-private.h"

#include "bd-clock.h"

#include <sodium.h>
#include <string.h>

static void
read_boot_id (char  *room,
              gsize  size)
{
  g_autofree char *text = NULL;

  memset (room, 0, size);
  if (g_file_get_contents ("/proc/sys/kernel/random/boot_id", &text, NULL, NULL))
    g_strlcpy (room, g_strstrip (text), size);
}

gint64
bd_attempts_seconds_left (const BdAttempts *self)
{
  char boot_id[sizeof self->boot_id];
  gint64 now = bd_clock_boot ();
  gint64 served = now;

  if (self->wrong < BD_ATTEMPTS_MAX)
    return 0;

  read_boot_id (boot_id, sizeof boot_id);
  if (strcmp (boot_id, self->boot_id) == 0 && now >= self->at_boot)
    served = now - self->at_boot;

  return MAX (0, BD_ATTEMPTS_BLOCK_SECONDS - served / G_USEC_PER_SEC);
}

/* One more try, to be written down before it is made. A block that was served starts afresh. */
void
bd_attempts_count (BdAttempts *self)
{
  if (self->wrong >= BD_ATTEMPTS_MAX)
    self->wrong = 0;

  self->wrong++;
  self->at_boot = bd_clock_boot ();
  read_boot_id (self->boot_id, sizeof self->boot_id);
}

static void
compute (const BdAttempts *self,
         const char       *user_id,
         GBytes           *salt,
         BdLockedBytes    *device,
         guint8           *mac)
{
  crypto_generichash_state hash;
  guint64 wrong = self->wrong, at = (guint64)self->at_boot;
  gsize key_size;
  const guint8 *key = device != NULL ? bd_locked_bytes_get_data (device, &key_size)
                                     : g_bytes_get_data (salt, &key_size);

  wrong = GUINT64_TO_LE (wrong);
  at = GUINT64_TO_LE (at);
  crypto_generichash_init (&hash, key, key_size, BD_ATTEMPTS_MAC);
  crypto_generichash_update (&hash, (const guint8 *)"bedside attempts", 16);
  crypto_generichash_update (&hash, (const guint8 *)&wrong, sizeof wrong);
  crypto_generichash_update (&hash, (const guint8 *)&at, sizeof at);
  crypto_generichash_update (&hash, (const guint8 *)self->boot_id, sizeof self->boot_id);
  crypto_generichash_update (&hash, (const guint8 *)user_id, strlen (user_id));
  crypto_generichash_final (&hash, mac, BD_ATTEMPTS_MAC);
  sodium_memzero (&hash, sizeof hash);
}

void
bd_attempts_seal (BdAttempts    *self,
                  const char    *user_id,
                  GBytes        *salt,
                  BdLockedBytes *device)
{
  self->by_keyring = device != NULL;
  compute (self, user_id, salt, device, self->mac);
}

/* @device: the secret the MAC was made under, or NULL when that secret is not to be had: then a
 * MAC by the keyring cannot be judged and is believed. */
gboolean
bd_attempts_is_genuine (const BdAttempts *self,
                        const char       *user_id,
                        GBytes           *salt,
                        BdLockedBytes    *device)
{
  guint8 mac[BD_ATTEMPTS_MAC];

  if (self->by_keyring && device == NULL)
    return TRUE;

  compute (self, user_id, salt, self->by_keyring ? device : NULL, mac);
  return sodium_memcmp (mac, self->mac, sizeof mac) == 0;
}
