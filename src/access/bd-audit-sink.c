/* bd-audit-sink.c: where audit events go
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-audit-sink.h"

G_DEFINE_INTERFACE (BdAuditSink, bd_audit_sink, G_TYPE_OBJECT)

static void
bd_audit_sink_default_init (BdAuditSinkInterface *iface)
{
}

/**
 * bd_audit_sink_append_async:
 * @self: the sink
 * @event: what happened; read before this returns
 * @cancellable: (nullable): a cancellable
 * @callback: called once the event is on the disk, or cannot be
 * @user_data: for @callback
 */
void
bd_audit_sink_append_async (BdAuditSink        *self,
                            const BdAuditEvent *event,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_return_if_fail (BD_IS_AUDIT_SINK (self));
  g_return_if_fail (event != NULL);

  BD_AUDIT_SINK_GET_IFACE (self)->append_async (self, event, cancellable, callback, user_data);
}

/**
 * bd_audit_sink_append_finish:
 * @self: the sink
 * @result: the result
 * @error: the sink's error
 *
 * Returns: whether the event is on the disk
 */
gboolean
bd_audit_sink_append_finish (BdAuditSink  *self,
                             GAsyncResult *result,
                             GError      **error)
{
  g_return_val_if_fail (BD_IS_AUDIT_SINK (self), FALSE);

  return BD_AUDIT_SINK_GET_IFACE (self)->append_finish (self, result, error);
}
