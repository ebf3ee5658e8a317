/* bd-slot-file-private.h: the file `slots`, read and written whole
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-attempts-private.h"
#include "bd-wrap-private.h"

G_BEGIN_DECLS

#define BD_SLOT_CHECK 16

typedef struct
{
  char      *user_id;
  BdWrapBox  fast;                       /* keyring and passphrase; may be missing */
  BdWrapBox  slow;                       /* passphrase alone; always there */
  guint8     device_id[BD_SLOT_CHECK];   /* which device secret `fast` and the MAC are under */
  BdAttempts attempts;
} BdSlot;

typedef struct
{
  GBytes    *salt;                       /* 16 bytes, made with the file */
  guint8     keys_check[BD_SLOT_CHECK];  /* which data keys all slots hold */
  GPtrArray *slots;                      /* (element-type BdSlot) */
} BdSlotFile;

BdSlotFile *bd_slot_file_read     (const char *path, GError **error);   /* an absent file is an empty one */
gboolean    bd_slot_file_write    (const BdSlotFile *self, const char *path, GError **error);
void        bd_slot_file_free     (BdSlotFile *self);
BdSlot     *bd_slot_file_find     (const BdSlotFile *self, const char *user_id);   /* (nullable) */
BdSlot     *bd_slot_file_add      (BdSlotFile *self, const char *user_id);         /* in place of what it had */
void        bd_slot_file_check_of (const BdSlotFile *self, BdLockedBytes *secret, guint8 *check);
int         bd_slot_file_lock     (const char *path);   /* of the folder, until close(); -1 without */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BdSlotFile, bd_slot_file_free)

G_END_DECLS
