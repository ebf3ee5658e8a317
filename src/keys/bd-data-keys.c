/* bd-data-keys.c: the unwrapped data keys, in locked memory
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-key-slots-private.h"

struct _BdDataKeys
{
  gatomicrefcount ref_count;
  BdLockedBytes  *plain;
  BdLockedBytes  *records;
  BdLockedBytes  *outbox;
};

BdDataKeys *
bd_data_keys_new_take (BdLockedBytes *plain)
{
  BdDataKeys *self = g_new0 (BdDataKeys, 1);
  gsize size;
  const guint8 *data = bd_locked_bytes_get_data (plain, &size);

  g_assert (size == BD_WRAP_PLAIN);

  g_atomic_ref_count_init (&self->ref_count);
  self->plain = plain;
  self->records = bd_locked_bytes_new_copy (data, BD_WRAP_PLAIN / 2);
  self->outbox = bd_locked_bytes_new_copy (data + BD_WRAP_PLAIN / 2, BD_WRAP_PLAIN / 2);

  return self;
}

BdLockedBytes *
bd_data_keys_peek_plain (BdDataKeys *self)
{
  return self->plain;
}

/**
 * bd_data_keys_ref:
 * @self: the keys
 *
 * Returns: (transfer full): @self
 */
BdDataKeys *
bd_data_keys_ref (BdDataKeys *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * bd_data_keys_unref:
 * @self: (transfer full): the keys; the last reference wipes them
 */
void
bd_data_keys_unref (BdDataKeys *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  bd_locked_bytes_unref (self->plain);
  bd_locked_bytes_unref (self->records);
  bd_locked_bytes_unref (self->outbox);
  g_free (self);
}

/**
 * bd_data_keys_get_records:
 * @self: the keys
 *
 * Returns: (transfer none): 32 bytes, the key of records.db
 */
BdLockedBytes *
bd_data_keys_get_records (BdDataKeys *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->records;
}

/**
 * bd_data_keys_get_outbox:
 * @self: the keys
 *
 * Returns: (transfer none): 32 bytes, the key of outbox.db
 */
BdLockedBytes *
bd_data_keys_get_outbox (BdDataKeys *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->outbox;
}
