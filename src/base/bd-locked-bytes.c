/* bd-locked-bytes.c: secret bytes in memory that is locked, guarded and wiped
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-locked-bytes.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

struct _BdLockedBytes
{
  gint    ref_count;   /* atomic */
  gsize   size;
  guint8 *data;        /* owned: sodium_malloc() */
};

G_DEFINE_BOXED_TYPE (BdLockedBytes, bd_locked_bytes, bd_locked_bytes_ref, bd_locked_bytes_unref)

/* Like g_malloc(): without memory, or without random numbers, there is no way on. */
static void
require (gboolean    done,
         const char *what)
{
  if (G_LIKELY (done))
    return;

  g_critical ("No secret memory: %s", what);
  abort ();
}

static void
ensure_sodium (void)
{
  static gsize ready;

  if (g_once_init_enter (&ready))
    {
      require (sodium_init () >= 0, "libsodium did not start");
      g_once_init_leave (&ready, 1);
    }
}

/**
 * bd_locked_bytes_new:
 * @size: how many bytes, 0 or more
 *
 * Makes room for a secret: outside core files, between guard pages, and not
 * swapped as far as the system's limit on locked memory allows.
 *
 * Returns: (transfer full): @size zero bytes; aborts without memory, as g_malloc() does
 */
BdLockedBytes *
bd_locked_bytes_new (gsize size)
{
  BdLockedBytes *self;

  ensure_sodium ();

  self = g_new0 (BdLockedBytes, 1);
  self->ref_count = 1;
  self->size = size;
  self->data = sodium_malloc (size);
  require (self->data != NULL, "allocation failed");
  memset (self->data, 0, size);

  return self;
}

/**
 * bd_locked_bytes_new_random:
 * @size: how many bytes
 *
 * Returns: (transfer full): bytes fit to be a key, from the system's generator
 */
BdLockedBytes *
bd_locked_bytes_new_random (gsize size)
{
  BdLockedBytes *self = bd_locked_bytes_new (size);

  randombytes_buf (self->data, size);

  return self;
}

/**
 * bd_locked_bytes_new_copy:
 * @data: (nullable): bytes to copy; %NULL only when @size is 0
 * @size: how many
 *
 * The caller still owns @data, and should wipe it.
 *
 * Returns: (transfer full): a locked copy
 */
BdLockedBytes *
bd_locked_bytes_new_copy (const void *data,
                          gsize       size)
{
  BdLockedBytes *self;

  g_return_val_if_fail (data != NULL || size == 0, NULL);

  self = bd_locked_bytes_new (size);
  if (size > 0)
    memcpy (self->data, data, size);

  return self;
}

/**
 * bd_locked_bytes_ref:
 * @self: the secret
 *
 * May be called from any thread.
 *
 * Returns: (transfer full): @self
 */
BdLockedBytes *
bd_locked_bytes_ref (BdLockedBytes *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_int_inc (&self->ref_count);

  return self;
}

/**
 * bd_locked_bytes_unref:
 * @self: (transfer full): the secret
 *
 * The last reference wipes the bytes and gives the memory back.
 */
void
bd_locked_bytes_unref (BdLockedBytes *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  sodium_free (self->data);   /* wipes */
  g_free (self);
}

/**
 * bd_locked_bytes_get_data:
 * @self: the secret
 * @size: (out) (optional): how many bytes
 *
 * Returns: (transfer none): the bytes, writable, while a reference is held
 */
guint8 *
bd_locked_bytes_get_data (BdLockedBytes *self,
                          gsize         *size)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (size != NULL)
    *size = self->size;

  return self->data;
}
