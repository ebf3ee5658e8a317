/* bd-slot-file.c: the file `slots`, read and written whole
 *
 *   "BDSLOTS\0" · version u32 · body length u32 · body · BLAKE2b-256 of all before it
 *
 * Numbers are little endian. The body is a GVariant of FILE_TYPE. The hash finds damage; it is
 * no secret: the boxes carry their own MACs, and so do the attempt counters.
 * Written beside, fsynced, renamed over, folder fsynced: at any instant one whole file is there.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-slot-file-private.h"

#include "bd-key-slots.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define MAGIC     "BDSLOTS"
#define VERSION   1
#define HEAD      16
#define HASH      32
#define BOX_TYPE  "(ttayay)"
#define FILE_TYPE "(ayaya(s" BOX_TYPE BOX_TYPE "ay(uxsyay)))"

static void
slot_free (gpointer data)
{
  BdSlot *slot = data;

  g_free (slot->user_id);
  g_free (slot);
}

static BdSlotFile *
file_new (void)
{
  BdSlotFile *self = g_new0 (BdSlotFile, 1);
  guint8 salt[16];

  randombytes_buf (salt, sizeof salt);
  self->salt = g_bytes_new (salt, sizeof salt);
  self->slots = g_ptr_array_new_with_free_func (slot_free);

  return self;
}

void
bd_slot_file_free (BdSlotFile *self)
{
  g_bytes_unref (self->salt);
  g_ptr_array_unref (self->slots);
  g_free (self);
}

/* The bytes must be there and be as many as the room for them. */
static gboolean
get_bytes (GVariant *array,
           guint8   *room,
           gsize     size)
{
  gsize length;
  const guint8 *data = g_variant_get_fixed_array (array, &length, 1);

  if (length != size)
    return FALSE;

  memcpy (room, data, size);
  return TRUE;
}

static gboolean
box_from_variant (GVariant  *variant,
                  BdWrapBox *box)
{
  g_autoptr (GVariant) salt = NULL;
  g_autoptr (GVariant) sealed = NULL;

  g_variant_get (variant, "(tt@ay@ay)", &box->cost.ops, &box->cost.mem, &salt, &sealed);
  box->present = g_variant_n_children (sealed) > 0;
  if (!box->present)
    return TRUE;

  return get_bytes (salt, box->salt, sizeof box->salt) &&
         get_bytes (sealed, box->sealed, sizeof box->sealed) &&
         box->cost.ops >= 1 && box->cost.ops <= 64 &&
         box->cost.mem >= crypto_pwhash_MEMLIMIT_MIN && box->cost.mem <= BD_WRAP_MAX_MEM;
}

static GVariant *
bytes_to_variant (const guint8 *data,
                  gsize         size)
{
  return g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, data, size, 1);
}

static GVariant *
box_to_variant (const BdWrapBox *box)
{
  return g_variant_new ("(tt@ay@ay)", box->cost.ops, box->cost.mem, bytes_to_variant (box->salt, sizeof box->salt),
                        bytes_to_variant (box->sealed, box->present ? sizeof box->sealed : 0));
}

static gboolean
slot_from_variant (GVariant *variant,
                   BdSlot   *slot)
{
  g_autoptr (GVariant) fast = NULL;
  g_autoptr (GVariant) slow = NULL;
  g_autoptr (GVariant) device_id = NULL;
  g_autoptr (GVariant) mac = NULL;
  const char *boot_id;

  g_variant_get (variant, "(s@" BOX_TYPE "@" BOX_TYPE "@ay(ux&sy@ay))", &slot->user_id, &fast, &slow, &device_id,
                 &slot->attempts.wrong, &slot->attempts.at_boot, &boot_id, &slot->attempts.by_keyring, &mac);
  strncpy (slot->attempts.boot_id, boot_id, sizeof slot->attempts.boot_id - 1);

  return box_from_variant (fast, &slot->fast) && box_from_variant (slow, &slot->slow) && slot->slow.present &&
         get_bytes (device_id, slot->device_id, sizeof slot->device_id) &&
         get_bytes (mac, slot->attempts.mac, sizeof slot->attempts.mac);
}

static GVariant *
slot_to_variant (const BdSlot *slot)
{
  return g_variant_new ("(s@" BOX_TYPE "@" BOX_TYPE "@ay(uxsy@ay))", slot->user_id, box_to_variant (&slot->fast),
                        box_to_variant (&slot->slow), bytes_to_variant (slot->device_id, sizeof slot->device_id),
                        slot->attempts.wrong, slot->attempts.at_boot, slot->attempts.boot_id,
                        slot->attempts.by_keyring,
                        bytes_to_variant (slot->attempts.mac, sizeof slot->attempts.mac));
}

static BdSlotFile *
file_from_variant (GVariant *variant)
{
  g_autoptr (BdSlotFile) self = file_new ();
  g_autoptr (GVariant) salt = g_variant_get_child_value (variant, 0);
  g_autoptr (GVariant) check = g_variant_get_child_value (variant, 1);
  g_autoptr (GVariant) slots = g_variant_get_child_value (variant, 2);
  guint8 bytes[16];

  if (!g_variant_is_normal_form (variant) || !get_bytes (salt, bytes, sizeof bytes) ||
      !get_bytes (check, self->keys_check, sizeof self->keys_check))
    return NULL;

  g_bytes_unref (self->salt);
  self->salt = g_bytes_new (bytes, sizeof bytes);
  for (gsize i = 0; i < g_variant_n_children (slots); i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (slots, i);
      BdSlot *slot = g_new0 (BdSlot, 1);

      g_ptr_array_add (self->slots, slot);
      if (!slot_from_variant (child, slot))
        return NULL;
    }

  return g_steal_pointer (&self);
}

static GVariant *
file_to_variant (const BdSlotFile *self)
{
  GVariantBuilder slots;
  gsize size;
  const guint8 *salt = g_bytes_get_data (self->salt, &size);

  g_variant_builder_init (&slots, G_VARIANT_TYPE ("a(s" BOX_TYPE BOX_TYPE "ay(uxsyay))"));
  for (guint i = 0; i < self->slots->len; i++)
    g_variant_builder_add_value (&slots, slot_to_variant (self->slots->pdata[i]));

  return g_variant_ref_sink (g_variant_new ("(@ay@ay@a(s" BOX_TYPE BOX_TYPE "ay(uxsyay)))",
                                            bytes_to_variant (salt, size),
                                            bytes_to_variant (self->keys_check, sizeof self->keys_check),
                                            g_variant_builder_end (&slots)));
}

static guint32
get_u32 (const char *at)
{
  guint32 value;

  memcpy (&value, at, sizeof value);
  return GUINT32_FROM_LE (value);
}

static BdSlotFile *
parse (const char *data,
       gsize       size,
       GError    **error)
{
  g_autoptr (GVariant) body = NULL;
  g_autoptr (GBytes) bytes = NULL;
  BdSlotFile *self = NULL;
  guint8 hash[HASH];

  if (size >= HEAD && memcmp (data, MAGIC, 8) == 0 && get_u32 (data + 8) > VERSION)
    {
      g_set_error (error, BD_KEYS_ERROR, BD_KEYS_ERROR_TOO_NEW,
                   _ ("The keys on this device were made by a newer Bedside. They were left alone."));
      return NULL;
    }

  if (size >= HEAD + HASH && memcmp (data, MAGIC, 8) == 0 && get_u32 (data + 12) == size - HEAD - HASH)
    {
      crypto_generichash (hash, HASH, (const guint8 *)data, size - HASH, NULL, 0);
      if (memcmp (hash, data + size - HASH, HASH) == 0)
        {
          bytes = g_bytes_new (data + HEAD, size - HEAD - HASH);
          body = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (FILE_TYPE), bytes, FALSE));
          self = file_from_variant (body);
        }
    }

  if (self == NULL)
    g_set_error (error, BD_KEYS_ERROR, BD_KEYS_ERROR_DAMAGED,
                 _ ("The file of keys on this device cannot be read. It was left alone."));
  return self;
}

/* Whole, or an error: %BD_KEYS_ERROR_DAMAGED, %BD_KEYS_ERROR_TOO_NEW, %BD_KEYS_ERROR_FAILED. */
BdSlotFile *
bd_slot_file_read (const char *path,
                   GError    **error)
{
  g_autofree char *data = NULL;
  g_autoptr (GError) local_error = NULL;
  gsize size;

  if (g_file_get_contents (path, &data, &size, &local_error))
    return parse (data, size, error);
  if (g_error_matches (local_error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return file_new ();

  g_set_error (error, BD_KEYS_ERROR, BD_KEYS_ERROR_FAILED, _ ("The file of keys cannot be opened: %s"),
               g_strerror (local_error->code == G_FILE_ERROR_ACCES ? EACCES : EIO));
  return NULL;
}

static GByteArray *
serialise (const BdSlotFile *self)
{
  g_autoptr (GVariant) body = file_to_variant (self);
  GByteArray *out = g_byte_array_new ();
  guint32 numbers[2] = { GUINT32_TO_LE (VERSION), GUINT32_TO_LE ((guint32)g_variant_get_size (body)) };
  guint8 hash[HASH];

  g_byte_array_append (out, (const guint8 *)MAGIC, 8);
  g_byte_array_append (out, (const guint8 *)numbers, sizeof numbers);
  g_byte_array_append (out, g_variant_get_data (body), g_variant_get_size (body));
  crypto_generichash (hash, HASH, out->data, out->len, NULL, 0);
  g_byte_array_append (out, hash, HASH);

  return out;
}

static gboolean
write_all (int           fd,
           const guint8 *data,
           gsize         size)
{
  while (size > 0)
    {
      gssize n = write (fd, data, size);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
      data += n;
      size -= n;
    }

  return fsync (fd) == 0;
}

static gboolean
sync_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean done = fd >= 0 && fsync (fd) == 0;

  if (fd >= 0)
    close (fd);

  return done;
}

gboolean
bd_slot_file_write (const BdSlotFile *self,
                    const char       *path,
                    GError          **error)
{
  g_autoptr (GByteArray) data = serialise (self);
  g_autofree char *beside = g_strconcat (path, ".new", NULL);
  int fd = open (beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  gboolean done = fd >= 0 && write_all (fd, data->data, data->len);
  int saved_errno = errno;

  if (fd >= 0 && close (fd) != 0)
    done = FALSE;
  if (done && g_rename (beside, path) == 0 && sync_folder (path))
    return TRUE;

  if (done)
    saved_errno = errno;
  g_unlink (beside);
  g_set_error (error, BD_KEYS_ERROR, BD_KEYS_ERROR_FAILED, _ ("The file of keys cannot be written: %s"),
               g_strerror (saved_errno));
  return FALSE;
}

BdSlot *
bd_slot_file_find (const BdSlotFile *self,
                   const char       *user_id)
{
  for (guint i = 0; i < self->slots->len; i++)
    {
      BdSlot *slot = self->slots->pdata[i];

      if (strcmp (slot->user_id, user_id) == 0)
        return slot;
    }

  return NULL;
}

BdSlot *
bd_slot_file_add (BdSlotFile *self,
                  const char *user_id)
{
  BdSlot *slot = bd_slot_file_find (self, user_id);

  if (slot != NULL)
    g_ptr_array_remove (self->slots, slot);

  slot = g_new0 (BdSlot, 1);
  slot->user_id = g_strdup (user_id);
  g_ptr_array_add (self->slots, slot);

  return slot;
}

/* A name for a secret that tells nothing about it. */
void
bd_slot_file_check_of (const BdSlotFile *self,
                       BdLockedBytes    *secret,
                       guint8           *check)
{
  gsize size, salt_size;
  const guint8 *data = bd_locked_bytes_get_data (secret, &size);
  const guint8 *salt = g_bytes_get_data (self->salt, &salt_size);

  crypto_generichash (check, BD_SLOT_CHECK, data, size, salt, salt_size);
}

/* Between processes: two windows must not lose each other's slots or counts. */
int
bd_slot_file_lock (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd >= 0 && flock (fd, LOCK_EX) != 0)
    {
      close (fd);
      fd = -1;
    }

  return fd;
}
