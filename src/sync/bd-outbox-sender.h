/* bd-outbox-sender.h — sends what the outbox holds, first in first out, with back-off
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-outbox.h"
#include "bd-services.h"

G_BEGIN_DECLS

#define BD_TYPE_OUTBOX_SENDER (bd_outbox_sender_get_type ())
G_DECLARE_FINAL_TYPE (BdOutboxSender, bd_outbox_sender, BD, OUTBOX_SENDER, GObject)

/* Runs by itself on the main context until stopped: exponential back-off with jitter, up to 15 min; a 4xx other than
 * 401, 408, 409, 429 parks the item for a day and goes on. */
BdOutboxSender *bd_outbox_sender_new   (BdServices *services, BdOutbox *outbox, BdClinician *clinician) G_GNUC_WARN_UNUSED_RESULT;
void            bd_outbox_sender_poke  (BdOutboxSender *self);   /* something was pushed, or the line is back */
void            bd_outbox_sender_stop  (BdOutboxSender *self);
/* Sends what is due now, then finishes (the command line). */
void            bd_outbox_sender_flush_async  (BdOutboxSender *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean        bd_outbox_sender_flush_finish (BdOutboxSender *self, GAsyncResult *result, GError **error);

G_END_DECLS
