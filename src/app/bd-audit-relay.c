/* bd-audit-relay.c: an audit sink that writes to the log, then queues the upload
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The act waits for the log alone. The outbox is a queue of its own: when it cannot
 * take an event the act goes on, the log has it, and a sentence says so once.
 */
#include "bd-audit-relay.h"

#include <string.h>

#define MAX_WAITING 1000

typedef struct { char *id; char *body; } Upload;

struct _BdAuditRelay
{
  GObject         parent_instance;

  BdAuditLog     *log;
  BdOutbox       *outbox;    /* (nullable) */
  BdOutboxSender *sender;    /* (nullable) */
  char           *observer;
  GQueue          waiting;   /* (element-type Upload) */
  gboolean        upload;
  gboolean        complained;
};

static void bd_audit_relay_sink_init (BdAuditSinkInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BdAuditRelay, bd_audit_relay, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BD_TYPE_AUDIT_SINK, bd_audit_relay_sink_init))

enum { SIGNAL_PUSH_FAILED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
upload_free (Upload *upload)
{
  g_free (upload->id);
  g_free (upload->body);
  g_free (upload);
}

static void
complain (BdAuditRelay *self)
{
  if (self->complained)
    return;

  self->complained = TRUE;
  g_signal_emit (self, signals[SIGNAL_PUSH_FAILED], 0,
                 "Some audit events cannot be queued for upload. They stand in this device's audit log.");
}

static void
on_pushed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr (BdAuditRelay) self = data;

  if (!bd_outbox_push_finish (BD_OUTBOX (source), result, NULL))
    complain (self);
  else if (self->sender != NULL)
    bd_outbox_sender_poke (self->sender);
}

static void
push_waiting (BdAuditRelay *self)
{
  Upload *upload;

  while (self->outbox != NULL && (upload = g_queue_pop_head (&self->waiting)) != NULL)
    {
      g_autoptr (GBytes) body = g_bytes_new_take (upload->body, strlen (upload->body));

      upload->body = NULL;
      bd_outbox_push_async (self->outbox, upload->id, "audit-event", body, NULL, on_pushed_cb, g_object_ref (self));
      upload_free (upload);
    }
}

static void
queue_upload (BdAuditRelay *self,
              Upload       *upload)
{
  g_queue_push_tail (&self->waiting, upload);
  if (g_queue_get_length (&self->waiting) > MAX_WAITING)
    {
      upload_free (g_queue_pop_head (&self->waiting));
      complain (self);
    }
  push_waiting (self);
}

static void
on_appended_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      data)
{
  g_autoptr (GTask) task = data;
  BdAuditRelay *self = g_task_get_source_object (task);
  Upload *upload = g_task_get_task_data (task);
  GError *error = NULL;

  if (!bd_audit_sink_append_finish (BD_AUDIT_SINK (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  if (upload != NULL)
    {
      Upload *copy = g_new0 (Upload, 1);

      copy->id = g_strdup (upload->id);
      copy->body = g_steal_pointer (&upload->body);
      queue_upload (self, copy);
    }
  g_task_return_boolean (task, TRUE);
}

static void
bd_audit_relay_append_async (BdAuditSink         *sink,
                             const BdAuditEvent  *event,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  BdAuditRelay *self = BD_AUDIT_RELAY (sink);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, bd_audit_relay_append_async);
  if (self->upload)
    {
      Upload *upload = g_new0 (Upload, 1);

      upload->id = g_strdup (event->id);
      upload->body = bd_audit_event_to_fhir (event, self->observer);
      g_task_set_task_data (task, upload, (GDestroyNotify) upload_free);
    }
  bd_audit_sink_append_async (BD_AUDIT_SINK (self->log), event, cancellable, on_appended_cb, g_object_ref (task));
}

static gboolean
bd_audit_relay_append_finish (BdAuditSink   *sink,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, sink), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_audit_relay_append_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
bd_audit_relay_sink_init (BdAuditSinkInterface *iface)
{
  iface->append_async = bd_audit_relay_append_async;
  iface->append_finish = bd_audit_relay_append_finish;
}

static void
bd_audit_relay_finalize (GObject *object)
{
  BdAuditRelay *self = BD_AUDIT_RELAY (object);

  g_queue_clear_full (&self->waiting, (GDestroyNotify) upload_free);
  g_object_unref (self->log);
  g_clear_object (&self->outbox);
  g_clear_object (&self->sender);
  g_free (self->observer);

  G_OBJECT_CLASS (bd_audit_relay_parent_class)->finalize (object);
}

static void
bd_audit_relay_class_init (BdAuditRelayClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bd_audit_relay_finalize;

  signals[SIGNAL_PUSH_FAILED] = g_signal_new ("push-failed", BD_TYPE_AUDIT_RELAY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                              G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
bd_audit_relay_init (BdAuditRelay *self)
{
  g_queue_init (&self->waiting);
}

/**
 * bd_audit_relay_new:
 * @log: the audit log
 * @observer: the site's name, for AuditEvent.source
 * @upload: whether the site has an audit service
 *
 * Returns: (transfer full): a sink
 */
BdAuditRelay *
bd_audit_relay_new (BdAuditLog *log,
                    const char *observer,
                    gboolean    upload)
{
  BdAuditRelay *self = g_object_new (BD_TYPE_AUDIT_RELAY, NULL);

  self->log = g_object_ref (log);
  self->observer = g_strdup (observer);
  self->upload = upload;

  return self;
}

/**
 * bd_audit_relay_set_outbox:
 * @self: a relay
 * @outbox: (nullable): open outbox, %NULL before it closes
 * @sender: (nullable): who sends from it
 *
 * What waited in memory is queued at once.
 */
void
bd_audit_relay_set_outbox (BdAuditRelay   *self,
                           BdOutbox       *outbox,
                           BdOutboxSender *sender)
{
  g_return_if_fail (BD_IS_AUDIT_RELAY (self));

  g_set_object (&self->outbox, outbox);
  g_set_object (&self->sender, sender);
  push_waiting (self);
}
