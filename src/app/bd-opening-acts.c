/* bd-opening-acts.c: what is done with an opened record: bytes as received, asking once more
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-opening-private.h"

static gboolean
check_open (BdOpening *self,
            GTask     *task)
{
  if (!self->closed)
    return TRUE;

  g_task_return_new_error (task, BD_APP_ERROR, BD_APP_ERROR_LOCKED, "This record has been closed. Open it again.");
  g_object_unref (task);

  return FALSE;
}

static void
on_bytes_loaded_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  GBytes *bytes = bd_store_load_bytes_finish (BD_STORE (source), result, &error);

  if (bytes == NULL)
    g_task_return_error (task, bd_app_error_take (error));
  else
    g_task_return_pointer (task, bytes, (GDestroyNotify) g_bytes_unref);
}

static void
on_raw_noted_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      data)
{
  GTask *task = data;
  BdOpening *self = g_task_get_source_object (task);
  BdEntry *entry = g_task_get_task_data (task);
  GBytes *bytes = bd_entry_get_bytes (entry);
  GError *error = NULL;

  if (!bd_access_note_finish (BD_ACCESS (source), result, &error))
    g_task_return_error (task, bd_app_error_take (error));
  else if (!check_open (self, task))
    return;
  else if (bytes != NULL)
    g_task_return_pointer (task, g_bytes_ref (bytes), (GDestroyNotify) g_bytes_unref);
  else if (self->context->store != NULL)
    {
      bd_store_load_bytes_async (self->context->store, bd_opening_peek_ticket (self), bd_entry_peek (entry)->id,
                                 g_task_get_cancellable (task), on_bytes_loaded_cb, task);
      return;
    }
  else
    g_task_return_new_error (task, BD_APP_ERROR, BD_APP_ERROR_NOTHING_TO_SHOW, "The resource as received is not at hand.");
  g_object_unref (task);
}

/**
 * bd_opening_load_bytes_async:
 * @self: an opening
 * @entry: one of its entries
 * @cancellable: (nullable): to give up
 * @callback: called with the bytes
 * @user_data: for @callback
 *
 * The resource as received, from memory or from the store. Written to the audit log
 * first.
 */
void
bd_opening_load_bytes_async (BdOpening           *self,
                             BdEntry             *entry,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  BdAuditEvent *event;
  GTask *task;

  g_return_if_fail (BD_IS_OPENING (self));
  g_return_if_fail (BD_IS_ENTRY (entry));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, bd_opening_load_bytes_async);
  g_task_set_task_data (task, g_object_ref (entry), g_object_unref);
  if (!check_open (self, task))
    return;

  event = bd_context_event_new (self->context, BD_ACT_RAW_SHOWN, bd_record_get_patient (self->record)->nhi);
  bd_opening_fill_event (self, event);
  event->outcome = g_strdup_printf ("done: one %s", bd_entry_peek (entry)->resource_type);
  bd_access_note_async (self->context->access, event, cancellable, on_raw_noted_cb, task);
}

/**
 * bd_opening_load_bytes_finish:
 * @self: an opening
 * @result: as given to the callback
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the bytes as received, or %NULL with
 *   %BD_APP_ERROR_STORE, %BD_APP_ERROR_NOTHING_TO_SHOW or %BD_APP_ERROR_LOCKED
 */
GBytes *
bd_opening_load_bytes_finish (BdOpening     *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_opening_load_bytes_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_retried_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      data)
{
  g_autoptr (GTask) task = data;
  BdOpening *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!bd_lookup_retry_finish (BD_LOOKUP (source), result, &error))
    {
      g_task_return_error (task, bd_app_error_take (error));
      return;
    }

  if (!self->closed)
    {
      BdAuditEvent *event = bd_context_event_new (self->context, BD_ACT_RECORD_RESULT,
                                                  bd_record_get_patient (self->record)->nhi);

      bd_opening_fill_event (self, event);
      bd_opening_fill_result (self, event);
      event->outcome = g_strdup ("done: asked once more");
      bd_context_note (self->context, event);
      bd_context_refresh_saved (self->context);
    }
  g_task_return_boolean (task, TRUE);
}

/**
 * bd_opening_retry_async:
 * @self: an opening
 * @source: the service to ask once more; a wait it asked for is kept
 * @cancellable: (nullable): to give up
 * @callback: called when it answered or failed
 * @user_data: for @callback
 */
void
bd_opening_retry_async (BdOpening           *self,
                        BdSource             source,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (BD_IS_OPENING (self));
  g_return_if_fail (source < BD_N_SOURCES);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, bd_opening_retry_async);
  if (check_open (self, task))
    bd_lookup_retry_async (self->lookup, source, cancellable != NULL ? cancellable : self->cancellable, on_retried_cb, task);
}

/**
 * bd_opening_retry_finish:
 * @self: an opening
 * @result: as given to the callback
 * @error: return location for an error
 *
 * Returns: %TRUE when asked, whatever the answer; %FALSE with %BD_APP_ERROR_REFUSED
 *   (the ticket has run out) or %BD_APP_ERROR_LOCKED
 */
gboolean
bd_opening_retry_finish (BdOpening     *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_opening_retry_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
