/* bd-wrap-private.h: data keys sealed under a passphrase
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-locked-bytes.h"

#include <sodium.h>

G_BEGIN_DECLS

#define BD_WRAP_PLAIN    64   /* the key of records.db, then the key of outbox.db */
#define BD_WRAP_SEALED   (crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + BD_WRAP_PLAIN)
#define BD_WRAP_MAX_MEM  (1024u * 1024 * 1024)
#define BD_DEVICE_SECRET 32

typedef struct { guint64 ops; guint64 mem; } BdWrapCost;

typedef struct
{
  gboolean   present;
  BdWrapCost cost;
  guint8     salt[crypto_pwhash_SALTBYTES];
  guint8     sealed[BD_WRAP_SEALED];
} BdWrapBox;

typedef enum { BD_WRAP_OPENED, BD_WRAP_SHUT, BD_WRAP_NO_MEMORY } BdWrapResult;

/* device: 32 bytes from the keyring, or NULL for the wrap that needs the passphrase alone */
gboolean       bd_wrap_seal (BdWrapBox *box, const BdWrapCost *cost, const char *user_id, BdLockedBytes *passphrase,
                             BdLockedBytes *device, BdLockedBytes *plain);
BdWrapResult   bd_wrap_open (const BdWrapBox *box, const char *user_id, BdLockedBytes *passphrase,
                             BdLockedBytes *device, BdLockedBytes **plain);
void           bd_wrap_tune (BdWrapCost *cost, guint milliseconds);

G_END_DECLS
