/* bd-context-role.c: a role that sees no clinical data is refused before any key is touched
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-context-private.h"

static void
on_refusal_noted_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (!bd_access_note_finish (BD_ACCESS (source), result, &error))
    g_task_return_error (task, bd_app_error_take (error));
  else
    g_task_return_new_error (task, BD_APP_ERROR, BD_APP_ERROR_REFUSED, "Your role does not allow opening clinical records.");
}

/**
 * bd_context_check_clinical_async:
 * @self: a context, started
 * @user_id: (nullable): id in the roster; %NULL for who is signed in
 * @cancellable: (nullable): to give up
 * @callback: called when checked
 * @user_data: for @callback
 *
 * Roles that are not clinical see no clinical data (SDHR guide 1.1 draft, SRD-6). A
 * refusal is written to the audit log. Somebody unknown passes: the sign-in refuses.
 */
void
bd_context_check_clinical_async (BdContext           *self,
                                 const char          *user_id,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  BdClinician *clinician;
  BdAuditEvent *event;
  GTask *task;

  g_return_if_fail (BD_IS_CONTEXT (self));
  g_return_if_fail (self->access != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, bd_context_check_clinical_async);
  clinician = user_id != NULL ? bd_site_profile_find_clinician (self->profile, user_id) : self->clinician;
  if (clinician == NULL || bd_role_is_clinical (clinician->role))
    {
      bd_job_finish (task);
      return;
    }

  event = bd_audit_event_new (BD_ACT_REFUSED, clinician);
  event->outcome = g_strdup ("refused: the role is not clinical");
  bd_access_note_async (self->access, event, cancellable, on_refusal_noted_cb, task);
}

/**
 * bd_context_check_clinical_finish:
 * @self: a context
 * @result: as given to the callback
 * @error: return location for an error
 *
 * Returns: %TRUE when the role may; %FALSE with %BD_APP_ERROR_REFUSED, or
 *   %BD_APP_ERROR_STORE (audit log)
 */
gboolean
bd_context_check_clinical_finish (BdContext     *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_context_check_clinical_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
