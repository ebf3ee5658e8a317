/* bd-audit-sink.h — where audit events go: implemented by the store, called by access
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-audit-event.h"

G_BEGIN_DECLS

#define BD_TYPE_AUDIT_SINK (bd_audit_sink_get_type ())
G_DECLARE_INTERFACE (BdAuditSink, bd_audit_sink, BD, AUDIT_SINK, GObject)

struct _BdAuditSinkInterface
{
  GTypeInterface parent_iface;

  /* Done only when the event is on the disk (fsync). */
  void     (*append_async)  (BdAuditSink *self, const BdAuditEvent *event, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*append_finish) (BdAuditSink *self, GAsyncResult *result, GError **error);
};

void     bd_audit_sink_append_async  (BdAuditSink *self, const BdAuditEvent *event, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data);
gboolean bd_audit_sink_append_finish (BdAuditSink *self, GAsyncResult *result, GError **error);

G_END_DECLS
