/* bd-key-check.c: is this the key of that database?
 *
 * A wrong key and a damaged first page look the same to SQLCipher, and must not be treated the
 * same: one is asked for again, the other is set aside. So beside `records.db` lies `records.db.key`:
 * 16 random bytes and a BLAKE2b of them keyed with the data key. It tells nothing of a 256-bit key.
 * Only where it fits can the file be called damaged.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-database-private.h"
#include "bd-worker-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#define SALT 16
#define HASH 32

static void
compute (BdLockedBytes *key,
         const guint8  *salt,
         guint8        *hash)
{
  crypto_generichash_state state;
  gsize size;
  const guint8 *data = bd_locked_bytes_get_data (key, &size);

  crypto_generichash_init (&state, data, size, HASH);
  crypto_generichash_update (&state, (const guint8 *)"bedside key check", 17);
  crypto_generichash_update (&state, salt, SALT);
  crypto_generichash_final (&state, hash, HASH);
  sodium_memzero (&state, sizeof state);
}

BdKeyCheck
bd_key_check_read (const char    *path,
                   BdLockedBytes *key)
{
  g_autofree char *name = g_strconcat (path, ".key", NULL);
  g_autofree char *data = NULL;
  guint8 hash[HASH];
  gsize size;

  if (!g_file_get_contents (name, &data, &size, NULL) || size != SALT + HASH)
    return BD_KEY_CHECK_MISSING;

  compute (key, (const guint8 *)data, hash);
  return sodium_memcmp (hash, data + SALT, HASH) == 0 ? BD_KEY_CHECK_FITS : BD_KEY_CHECK_DIFFERS;
}

gboolean
bd_key_check_write (const char    *path,
                    BdLockedBytes *key,
                    GError       **error)
{
  g_autofree char *name = g_strconcat (path, ".key", NULL);
  g_autoptr (GError) local_error = NULL;
  guint8 data[SALT + HASH];
  gboolean full;

  randombytes_buf (data, SALT);
  compute (key, data, data + SALT);
  if (g_file_set_contents_full (name, (const char *)data, sizeof data,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &local_error))
    return TRUE;

  full = g_error_matches (local_error, G_FILE_ERROR, G_FILE_ERROR_NOSPC);
  g_set_error (error, BD_STORE_ERROR, full ? BD_STORE_ERROR_FULL : BD_STORE_ERROR_READ_ONLY, "%s",
               full ? _ ("The disk is full.") : _ ("The folder of saved copies cannot be written."));
  return FALSE;
}

/* One Bedside a profile: held from opening to closing. */
int
bd_profile_lock (const char *path,
                 GError    **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_build_filename (folder, "profile.lock", NULL);
  int fd = open (name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

  if (fd < 0)
    {
      g_set_error (error, BD_STORE_ERROR, errno == ENOSPC ? BD_STORE_ERROR_FULL : BD_STORE_ERROR_READ_ONLY,
                   _ ("The folder of saved copies cannot be written: %s"), g_strerror (errno));
      return -1;
    }
  if (bd_worker_lock_file (fd))
    return fd;

  close (fd);
  g_set_error (error, BD_STORE_ERROR, BD_STORE_ERROR_BUSY, _ ("Another Bedside has this profile open."));
  return -1;
}
