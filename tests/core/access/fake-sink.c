/* fake-sink.c: an audit sink that remembers, and fails when told to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "fake-sink.h"

#include <string.h>

struct _FakeSink
{
  GObject    parent_instance;
  GPtrArray *events;
  gboolean   fail;
};

static void
append_async (BdAuditSink        *sink,
              const BdAuditEvent *event,
              GCancellable       *cancellable,
              GAsyncReadyCallback callback,
              gpointer            user_data)
{
  FakeSink *self = FAKE_SINK (sink);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, append_async);
  if (self->fail)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "no room");
      return;
    }
  g_ptr_array_add (self->events, bd_audit_event_to_json (event));
  g_task_return_boolean (task, TRUE);
}

static gboolean
append_finish (BdAuditSink  *sink,
               GAsyncResult *result,
               GError      **error)
{
  g_assert_true (g_task_is_valid (result, sink));

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
iface_init (BdAuditSinkInterface *iface)
{
  iface->append_async = append_async;
  iface->append_finish = append_finish;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeSink, fake_sink, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BD_TYPE_AUDIT_SINK, iface_init))

static void
fake_sink_finalize (GObject *object)
{
  g_ptr_array_unref (FAKE_SINK (object)->events);
  G_OBJECT_CLASS (fake_sink_parent_class)->finalize (object);
}

static void
fake_sink_class_init (FakeSinkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_sink_finalize;
}

static void
fake_sink_init (FakeSink *self)
{
  self->events = g_ptr_array_new_with_free_func (g_free);
}

FakeSink *
fake_sink_new (void)
{
  return g_object_new (FAKE_TYPE_SINK, NULL);
}

void
fake_sink_set_fail (FakeSink *self,
                    gboolean  fail)
{
  self->fail = fail;
}

guint
fake_sink_count (FakeSink *self)
{
  return self->events->len;
}

const char *
fake_sink_last (FakeSink *self)
{
  return self->events->len > 0 ? self->events->pdata[self->events->len - 1] : NULL;
}

gboolean
fake_sink_has (FakeSink   *self,
               const char *part)
{
  for (guint i = 0; i < self->events->len; i++)
    if (strstr (self->events->pdata[i], part) != NULL)
      return TRUE;

  return FALSE;
}
