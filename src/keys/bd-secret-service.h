/* bd-secret-service.h — small secrets kept by the desktop's keyring, which may be absent, locked, hung or lost
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-locked-bytes.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum { BD_KEYRING_UNKNOWN, BD_KEYRING_READY, BD_KEYRING_ABSENT, BD_KEYRING_LOCKED, BD_KEYRING_HUNG, BD_KEYRING_REFUSED } BdKeyringState;

#define BD_TYPE_SECRET_SERVICE (bd_secret_service_get_type ())
G_DECLARE_FINAL_TYPE (BdSecretService, bd_secret_service, BD, SECRET_SERVICE, GObject)

/* Every call answers within 5 s: a hung keyring counts as absent. */
BdSecretService *bd_secret_service_new         (const char *profile) G_GNUC_WARN_UNUSED_RESULT;  /* attribute that keeps profiles apart */
BdKeyringState   bd_secret_service_get_state   (BdSecretService *self);                /* as last seen */
void             bd_secret_service_load_async  (BdSecretService *self, const char *name, GCancellable *cancellable,
                                                GAsyncReadyCallback callback, gpointer user_data);
/* (nullable): NULL without error when the keyring works and holds no such item */
BdLockedBytes   *bd_secret_service_load_finish (BdSecretService *self, GAsyncResult *result, GError **error);
void             bd_secret_service_save_async  (BdSecretService *self, const char *name, const char *label, BdLockedBytes *value,
                                                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean         bd_secret_service_save_finish (BdSecretService *self, GAsyncResult *result, GError **error);

G_END_DECLS
