/* bd-outbox.h — what must still be sent: audit uploads; never dropped or recreated silently
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-locked-bytes.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct { gint64 number; char *id; char *kind; GBytes *body; guint tries; gint64 not_before; } BdOutboxItem;  /* kind: audit-event */
void bd_outbox_item_free (BdOutboxItem *self);

#define BD_TYPE_OUTBOX (bd_outbox_get_type ())
G_DECLARE_FINAL_TYPE (BdOutbox, bd_outbox, BD, OUTBOX, GObject)

/* Errors: BD_STORE_ERROR. A damaged outbox is an error, never set aside. */
void      bd_outbox_open_async   (const char *path, BdLockedBytes *key, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
BdOutbox *bd_outbox_open_finish  (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void      bd_outbox_close_async  (BdOutbox *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean  bd_outbox_close_finish (BdOutbox *self, GAsyncResult *result, GError **error);
void      bd_outbox_push_async   (BdOutbox *self, const char *id, const char *kind, GBytes *body, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean  bd_outbox_push_finish  (BdOutbox *self, GAsyncResult *result, GError **error);   /* same id twice: once */
void      bd_outbox_peek_async   (BdOutbox *self, gint64 now, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
BdOutboxItem *bd_outbox_peek_finish (BdOutbox *self, GAsyncResult *result, GError **error);  /* (nullable): first due */
void      bd_outbox_done_async   (BdOutbox *self, gint64 number, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean  bd_outbox_done_finish  (BdOutbox *self, GAsyncResult *result, GError **error);
void      bd_outbox_retry_async  (BdOutbox *self, gint64 number, gint64 not_before, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean  bd_outbox_retry_finish (BdOutbox *self, GAsyncResult *result, GError **error);
guint     bd_outbox_get_count    (BdOutbox *self);

G_END_DECLS
