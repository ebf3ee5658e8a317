/* bd-context-log.c: a privacy officer reads the audit log; that is written down first
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-context-private.h"

typedef struct {
  char          *path;
  BdLockedBytes *key;
  BdAuditFilter  filter;   /* owns its strings */
  int            exit_status;
} Reading;

static void
own_strings (BdAuditFilter *filter)
{
  filter->nhi = g_strdup (filter->nhi);
  filter->user = g_strdup (filter->user);
  filter->organisation = g_strdup (filter->organisation);
  filter->facility = g_strdup (filter->facility);
  filter->since = g_strdup (filter->since);
  filter->until = g_strdup (filter->until);
}

static void
reading_free (Reading *reading)
{
  g_free (reading->path);
  g_free ((char *) reading->filter.nhi);
  g_free ((char *) reading->filter.user);
  g_free ((char *) reading->filter.organisation);
  g_free ((char *) reading->filter.facility);
  g_free ((char *) reading->filter.since);
  g_free ((char *) reading->filter.until);
  g_clear_pointer (&reading->key, bd_locked_bytes_unref);
  g_free (reading);
}

static void
read_in_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  Reading *reading = data;

  g_task_return_pointer (task, bd_audit_list_to_text (reading->path, reading->key, &reading->filter, &reading->exit_status),
                         g_free);
}

static void
on_noted_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (!bd_access_note_finish (BD_ACCESS (source), result, &error))
    g_task_return_error (task, bd_app_error_take (error));
  else
    g_task_run_in_thread (task, read_in_thread);
}

static BdAct
act_of (BdAuditForm form)
{
  return form == BD_AUDIT_REPORT ? BD_ACT_REPORT_MADE : form == BD_AUDIT_EXPORT ? BD_ACT_EXPORTED : BD_ACT_LOG_READ;
}

/**
 * bd_context_read_log_async:
 * @self: a context, a privacy officer signed in
 * @officer_key: the officer's secret key, 32 bytes
 * @filter: what to read, and in which form; copied
 * @cancellable: (nullable): to give up
 * @callback: called with the text
 * @user_data: for @callback
 */
void
bd_context_read_log_async (BdContext           *self,
                           BdLockedBytes       *officer_key,
                           const BdAuditFilter *filter,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  Reading *reading;
  BdAuditEvent *event;
  GTask *task;

  g_return_if_fail (BD_IS_CONTEXT (self));
  g_return_if_fail (officer_key != NULL && filter != NULL);

  reading = g_new0 (Reading, 1);
  reading->path = g_build_filename (self->data_dir, "audit.log", NULL);
  reading->key = bd_locked_bytes_ref (officer_key);
  reading->filter = *filter;
  own_strings (&reading->filter);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, bd_context_read_log_async);
  g_task_set_task_data (task, reading, (GDestroyNotify) reading_free);
  if (!bd_context_check_ready (self, task))
    return;

  event = bd_context_event_new (self, act_of (filter->form), filter->nhi);
  if (self->clinician->role == BD_ROLE_PRIVACY_OFFICER)
    {
      event->outcome = g_strdup ("done");
      bd_access_note_async (self->access, event, cancellable, on_noted_cb, task);
      return;
    }

  event->act = BD_ACT_REFUSED;
  event->outcome = g_strdup ("refused: only a privacy officer reads the audit log");
  bd_context_note (self, event);
  g_task_return_new_error (task, BD_APP_ERROR, BD_APP_ERROR_REFUSED, "Only a privacy officer reads the audit log.");
  g_object_unref (task);
}

/**
 * bd_context_read_log_finish:
 * @self: a context
 * @result: as given to the callback
 * @exit_status: (out): 0 done, 6 damaged or not sealed to this key, 7 not readable
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the text; %NULL with %BD_APP_ERROR_REFUSED (role)
 *   or %BD_APP_ERROR_STORE (the reading could not be written down)
 */
char *
bd_context_read_log_finish (BdContext     *self,
                            GAsyncResult  *result,
                            int           *exit_status,
                            GError       **error)
{
  char *text;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_context_read_log_async), NULL);

  text = g_task_propagate_pointer (G_TASK (result), error);
  *exit_status = ((Reading *) g_task_get_task_data (G_TASK (result)))->exit_status;

  return text;
}
