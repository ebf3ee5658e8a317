/* bd-slot-work.c: what is done to the slots file, in a worker thread
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-slot-work-private.h"

#include "bd-clock.h"
#include "bd-date.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define FAST_MILLISECONDS  100
#define SHORTEST_PASSPHRASE 8

void
bd_slot_work_free (BdSlotWork *self)
{
  g_free (self->path);
  g_free (self->user_id);
  g_clear_pointer (&self->passphrase, bd_locked_bytes_unref);
  g_clear_pointer (&self->fresh, bd_locked_bytes_unref);
  g_clear_pointer (&self->sponsor, bd_data_keys_unref);
  g_clear_pointer (&self->device, bd_locked_bytes_unref);
  g_free (self);
}

static gboolean
check_strength (BdLockedBytes *passphrase,
                GError       **error)
{
  gsize size;
  const char *text = (const char *)bd_locked_bytes_get_data (passphrase, &size);
  glong length = g_utf8_validate (text, size, NULL) ? g_utf8_strlen (text, size) : (glong)size;

  if (length >= SHORTEST_PASSPHRASE)
    return TRUE;

  g_set_error (error, BD_KEYS_ERROR, BD_KEYS_ERROR_WEAK, _ ("A passphrase has %d characters or more."),
               SHORTEST_PASSPHRASE);
  return FALSE;
}

static gboolean
no_memory (GError **error)
{
  g_set_error (error, BD_KEYS_ERROR, BD_KEYS_ERROR_FAILED,
               _ ("There is not enough memory to check a passphrase."));
  return FALSE;
}

/* Only the secret that the slot's fast wrap and MAC were made under, else NULL. */
static BdLockedBytes *
peek_fitting_device (BdSlotWork       *self,
                     const BdSlotFile *file,
                     const BdSlot     *slot)
{
  guint8 check[BD_SLOT_CHECK];

  if (self->device == NULL)
    return NULL;

  bd_slot_file_check_of (file, self->device, check);
  return memcmp (check, slot->device_id, sizeof check) == 0 ? self->device : NULL;
}

/* The fast wrap, wherever there is a keyring to make it with; its lack is no fault. */
static void
seal_fast (BdSlotWork       *self,
           const BdSlotFile *file,
           BdSlot           *slot,
           BdLockedBytes    *passphrase,
           BdLockedBytes    *plain)
{
  memset (&slot->fast, 0, sizeof slot->fast);
  memset (slot->device_id, 0, sizeof slot->device_id);
  if (self->device == NULL)
    return;

  if (self->tune)
    bd_wrap_tune (&self->fast, FAST_MILLISECONDS);
  if (bd_wrap_seal (&slot->fast, &self->fast, self->user_id, passphrase, self->device, plain))
    bd_slot_file_check_of (file, self->device, slot->device_id);
}

static gboolean
seal_both (BdSlotWork       *self,
           const BdSlotFile *file,
           BdSlot           *slot,
           BdLockedBytes    *passphrase,
           BdLockedBytes    *plain,
           GError          **error)
{
  seal_fast (self, file, slot, passphrase, plain);
  if (!bd_wrap_seal (&slot->slow, &self->slow, self->user_id, passphrase, NULL, plain))
    return no_memory (error);

  return TRUE;
}

static gboolean
save (BdSlotWork *self,
      BdSlotFile *file,
      BdSlot     *slot,
      GError    **error)
{
  bd_attempts_seal (&slot->attempts, self->user_id, file->salt, peek_fitting_device (self, file, slot));

  return bd_slot_file_write (file, self->path, error);
}

static gboolean
check_sponsor (BdSlotWork       *self,
               const BdSlotFile *file,
               GError          **error)
{
  guint8 check[BD_SLOT_CHECK];

  if (file->slots->len == 0)
    return TRUE;

  if (self->sponsor == NULL)
    {
      g_set_error (error, BD_KEYS_ERROR, BD_KEYS_ERROR_NEEDS_SPONSOR,
                   _ ("This device is set up already. Somebody who uses it must sign in and add you."));
      return FALSE;
    }

  bd_slot_file_check_of (file, bd_data_keys_peek_plain (self->sponsor), check);
  if (memcmp (check, file->keys_check, sizeof check) == 0)
    return TRUE;

  g_set_error (error, BD_KEYS_ERROR, BD_KEYS_ERROR_FAILED, _ ("The keys in use are not those of this device."));
  return FALSE;
}

/* Fresh data keys where there are none, else the sponsor's. */
BdDataKeys *
bd_slot_work_enrol (BdSlotWork *self,
                    GError    **error)
{
  g_autoptr (BdSlotFile) file = NULL;
  g_autoptr (BdDataKeys) keys = NULL;
  BdSlot *slot;

  if (!check_strength (self->passphrase, error) || (file = bd_slot_file_read (self->path, error)) == NULL ||
      !check_sponsor (self, file, error))
    return NULL;

  if (self->sponsor != NULL)
    keys = bd_data_keys_ref (self->sponsor);
  else
    keys = bd_data_keys_new_take (bd_locked_bytes_new_random (BD_WRAP_PLAIN));

  bd_slot_file_check_of (file, bd_data_keys_peek_plain (keys), file->keys_check);
  slot = bd_slot_file_add (file, self->user_id);
  if (!seal_both (self, file, slot, self->passphrase, bd_data_keys_peek_plain (keys), error) ||
      !save (self, file, slot, error))
    return NULL;

  return g_steal_pointer (&keys);
}

static gboolean
refuse_blocked (gint64   seconds,
                GError **error)
{
  g_autofree char *until = bd_date_format_time_us (bd_clock_wall () + (seconds + 59) * G_USEC_PER_SEC, NULL, FALSE);

  g_set_error (error, BD_KEYS_ERROR, BD_KEYS_ERROR_BLOCKED,
               _ ("Too many wrong passphrases in a row. Signing in as this person is blocked until %s."), until);
  return FALSE;
}

/* The try is on the disk before it is made: killing the program does not win one back. */
static gboolean
begin_try (BdSlotWork *self,
           BdSlotFile *file,
           BdSlot     *slot,
           GError    **error)
{
  gint64 seconds;

  if (!bd_attempts_is_genuine (&slot->attempts, self->user_id, file->salt, peek_fitting_device (self, file, slot)))
    {
      /* Somebody edited the count: as if all tries were used up just now. */
      for (slot->attempts.wrong = 0; slot->attempts.wrong < BD_ATTEMPTS_MAX;)
        bd_attempts_count (&slot->attempts);
      if (!save (self, file, slot, error))
        return FALSE;
    }

  seconds = bd_attempts_seconds_left (&slot->attempts);
  if (seconds > 0)
    return refuse_blocked (seconds, error);

  bd_attempts_count (&slot->attempts);
  return save (self, file, slot, error);
}

static gboolean
refuse_wrong (const BdSlot *slot,
              GError      **error)
{
  guint left = BD_ATTEMPTS_MAX - MIN (slot->attempts.wrong, BD_ATTEMPTS_MAX);

  if (left == 0)
    g_set_error (error, BD_KEYS_ERROR, BD_KEYS_ERROR_WRONG_PASSPHRASE,
                 _ ("That is not the passphrase. Signing in as this person is now blocked for %d minutes."),
                 BD_ATTEMPTS_BLOCK_SECONDS / 60);
  else
    g_set_error (error, BD_KEYS_ERROR, BD_KEYS_ERROR_WRONG_PASSPHRASE,
                 g_dngettext (GETTEXT_PACKAGE,
                              "That is not the passphrase. %u more try before a wait of 20 minutes.",
                              "That is not the passphrase. %u more tries before a wait of 20 minutes.", left),
                 left);
  return FALSE;
}

/* Both wraps are always made together: where the fast one can be tried, its word is final. */
static gboolean
try_wraps (BdSlotWork     *self,
           BdSlotFile     *file,
           BdSlot         *slot,
           BdLockedBytes **plain,
           GError        **error)
{
  BdLockedBytes *device = peek_fitting_device (self, file, slot);
  BdWrapResult result;

  self->wrap = device != NULL && slot->fast.present ? BD_WRAP_KEYRING : BD_WRAP_PASSPHRASE;
  if (self->wrap == BD_WRAP_KEYRING)
    result = bd_wrap_open (&slot->fast, self->user_id, self->passphrase, device, plain);
  else
    result = bd_wrap_open (&slot->slow, self->user_id, self->passphrase, NULL, plain);

  if (result == BD_WRAP_NO_MEMORY)
    return no_memory (error);
  if (result == BD_WRAP_SHUT)
    return refuse_wrong (slot, error);

  return TRUE;
}

/* With the count put back to none in memory; the caller saves. */
static BdLockedBytes *
open_slot (BdSlotWork *self,
           BdSlotFile *file,
           BdSlot    **slot,
           GError    **error)
{
  BdLockedBytes *plain = NULL;

  *slot = bd_slot_file_find (file, self->user_id);
  if (*slot == NULL)
    {
      g_set_error (error, BD_KEYS_ERROR, BD_KEYS_ERROR_NO_SLOT, _ ("You are not set up on this device yet."));
      return NULL;
    }

  if (!begin_try (self, file, *slot, error) || !try_wraps (self, file, *slot, &plain, error))
    return NULL;

  (*slot)->attempts.wrong = 0;
  return plain;
}

BdDataKeys *
bd_slot_work_open (BdSlotWork *self,
                   GError    **error)
{
  g_autoptr (BdSlotFile) file = bd_slot_file_read (self->path, error);
  g_autoptr (BdLockedBytes) plain = NULL;
  BdSlot *slot;

  if (file == NULL || (plain = open_slot (self, file, &slot, error)) == NULL)
    return NULL;

  /* A keyring that came back, or lost its item, or was restored old: fast again next time. */
  if (self->wrap == BD_WRAP_PASSPHRASE && self->device != NULL)
    seal_fast (self, file, slot, self->passphrase, plain);
  if (!save (self, file, slot, error))
    return NULL;

  return bd_data_keys_new_take (g_steal_pointer (&plain));
}

gboolean
bd_slot_work_change (BdSlotWork *self,
                     GError    **error)
{
  g_autoptr (BdSlotFile) file = NULL;
  g_autoptr (BdLockedBytes) plain = NULL;
  BdSlot *slot;

  if (!check_strength (self->fresh, error) || (file = bd_slot_file_read (self->path, error)) == NULL ||
      (plain = open_slot (self, file, &slot, error)) == NULL)
    return FALSE;

  return seal_both (self, file, slot, self->fresh, plain, error) && save (self, file, slot, error);
}

gboolean
bd_slot_work_remove (BdSlotWork *self,
                     GError    **error)
{
  g_autoptr (BdSlotFile) file = bd_slot_file_read (self->path, error);
  BdSlot *slot;

  if (file == NULL)
    return FALSE;

  slot = bd_slot_file_find (file, self->user_id);
  if (slot == NULL)
    {
      g_set_error (error, BD_KEYS_ERROR, BD_KEYS_ERROR_NO_SLOT, _ ("This person is not set up on this device."));
      return FALSE;
    }

  g_ptr_array_remove (file->slots, slot);
  return bd_slot_file_write (file, self->path, error);
}
