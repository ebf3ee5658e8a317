/* bd-slot-work-private.h: what is done to the slots file, in a worker thread
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-key-slots-private.h"
#include "bd-slot-file-private.h"

G_BEGIN_DECLS

typedef struct
{
  char          *path;
  char          *user_id;
  BdLockedBytes *passphrase;
  BdLockedBytes *fresh;        /* (nullable): the new passphrase of a change */
  BdDataKeys    *sponsor;      /* (nullable) */
  BdLockedBytes *device;       /* (nullable): what the keyring holds */
  BdWrapCost     fast;
  BdWrapCost     slow;
  gboolean       tune;         /* `fast` is to be fitted to this machine */
  BdWrap         wrap;         /* out: which one opened */
} BdSlotWork;

void        bd_slot_work_free   (BdSlotWork *self);
BdDataKeys *bd_slot_work_enrol  (BdSlotWork *self, GError **error);
BdDataKeys *bd_slot_work_open   (BdSlotWork *self, GError **error);
gboolean    bd_slot_work_change (BdSlotWork *self, GError **error);
gboolean    bd_slot_work_remove (BdSlotWork *self, GError **error);

G_END_DECLS
