/* bd-key-slots.h — a slot per clinician: the data keys, wrapped twice
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-locked-bytes.h"
#include "bd-secret-service.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define BD_KEYS_ERROR (bd_keys_error_quark ())
GQuark bd_keys_error_quark (void);
typedef enum {
  BD_KEYS_ERROR_WRONG_PASSPHRASE,
  BD_KEYS_ERROR_BLOCKED,        /* five wrong in a row: 20 minutes; the message says until when */
  BD_KEYS_ERROR_NO_SLOT,        /* this clinician has no slot on this device */
  BD_KEYS_ERROR_WEAK,           /* passphrase too short */
  BD_KEYS_ERROR_NEEDS_SPONSOR,  /* slots exist: somebody already set up must add this clinician */
  BD_KEYS_ERROR_DAMAGED,        /* the slots file cannot be read; it is left alone */
  BD_KEYS_ERROR_TOO_NEW,
  BD_KEYS_ERROR_FAILED,         /* disk */
} BdKeysError;

/* The unwrapped keys: only in locked memory, only while signed in and unlocked. Reference counted. */
typedef struct _BdDataKeys BdDataKeys;
BdDataKeys    *bd_data_keys_ref         (BdDataKeys *self);
void           bd_data_keys_unref       (BdDataKeys *self);
BdLockedBytes *bd_data_keys_get_records (BdDataKeys *self);  /* (transfer none) 32 bytes: records.db */
BdLockedBytes *bd_data_keys_get_outbox  (BdDataKeys *self);  /* (transfer none) 32 bytes: outbox.db */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BdDataKeys, bd_data_keys_unref)

typedef enum { BD_WRAP_KEYRING, BD_WRAP_PASSPHRASE } BdWrap;   /* which wrap opened it */

#define BD_TYPE_KEY_SLOTS (bd_key_slots_get_type ())
G_DECLARE_FINAL_TYPE (BdKeySlots, bd_key_slots, BD, KEY_SLOTS, GObject)

BdKeySlots *bd_key_slots_new            (const char *path, BdSecretService *secrets) G_GNUC_WARN_UNUSED_RESULT; /* path of the file `slots` */
gboolean    bd_key_slots_has_any        (BdKeySlots *self);              /* small local read, cached */
gboolean    bd_key_slots_has            (BdKeySlots *self, const char *user_id);
/* First clinician on a device: fresh random data keys. Later ones: `sponsor` are the keys somebody opened. */
void        bd_key_slots_enrol_async    (BdKeySlots *self, const char *user_id, BdLockedBytes *passphrase, BdDataKeys *sponsor,
                                         GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
BdDataKeys *bd_key_slots_enrol_finish   (BdKeySlots *self, GAsyncResult *result, GError **error);
void        bd_key_slots_open_async     (BdKeySlots *self, const char *user_id, BdLockedBytes *passphrase,
                                         GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
BdDataKeys *bd_key_slots_open_finish    (BdKeySlots *self, GAsyncResult *result, BdWrap *wrap, GError **error);
void        bd_key_slots_change_async   (BdKeySlots *self, const char *user_id, BdLockedBytes *old_passphrase, BdLockedBytes *new_passphrase,
                                         GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean    bd_key_slots_change_finish  (BdKeySlots *self, GAsyncResult *result, GError **error);
void        bd_key_slots_remove_async   (BdKeySlots *self, const char *user_id, GCancellable *cancellable,
                                         GAsyncReadyCallback callback, gpointer user_data);
gboolean    bd_key_slots_remove_finish  (BdKeySlots *self, GAsyncResult *result, GError **error);
char       *bd_key_slots_dup_protection (BdKeySlots *self) G_GNUC_WARN_UNUSED_RESULT; /* the sentence: what is and is not protected */

G_END_DECLS
