/* bd-opening-emergency.c: the glass: offered, declined, broken, ended
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-opening-private.h"

#include "bd-clock.h"

typedef struct {
  BdEmergencyRequest request;   /* its strings are owned */
  BdLockedBytes     *passphrase;
  BdGrant           *grant;
  guint              n_more;
} Break;

static void
break_free (Break *data)
{
  g_free ((char *) data->request.note);
  g_free ((char *) data->request.consulted);
  g_free ((char *) data->request.initials);
  g_free ((char *) data->request.birth_year);
  g_clear_pointer (&data->passphrase, bd_locked_bytes_unref);
  g_clear_object (&data->grant);
  g_free (data);
}

/**
 * bd_opening_get_offer:
 * @self: an opening
 *
 * Returns: (transfer full): whether emergency access is to be offered, as things
 *   stand now, and in what words
 */
BdEmergencyOffer *
bd_opening_get_offer (BdOpening *self)
{
  gboolean relationship;

  g_return_val_if_fail (BD_IS_OPENING (self), NULL);

  relationship = bd_reason_get (self->reason)->kind != BD_REASON_KIND_EMERGENCY;

  return bd_emergency_offer_new (self->record, self->offline, relationship, bd_clock_wall ());
}

/**
 * bd_opening_note_offer_async:
 * @self: an opening
 * @declined: %FALSE when the dialog appears, %TRUE when it was left without opening
 * @cancellable: (nullable): to give up
 * @callback: called when it stands in the audit log
 * @user_data: for @callback
 */
void
bd_opening_note_offer_async (BdOpening           *self,
                             gboolean             declined,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  BdAuditEvent *event;
  GTask *task;

  g_return_if_fail (BD_IS_OPENING (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, bd_opening_note_offer_async);
  event = bd_audit_event_new (declined ? BD_ACT_EMERGENCY_DECLINED : BD_ACT_EMERGENCY_OFFERED, self->clinician);
  event->nhis = g_strsplit (bd_record_get_patient (self->record)->nhi, " ", 1);
  bd_opening_fill_event (self, event);
  event->outcome = g_strdup ("done");
  bd_access_note_async (self->context->access, event, cancellable, bd_context_on_noted_cb, task);
}

gboolean
bd_opening_note_offer_finish (BdOpening     *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_opening_note_offer_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * bd_opening_refuse_emergency:
 * @self: an opening
 * @request: as filled in so far
 * @with_confirmation: whether initials and birth year are in it
 *
 * Returns: (transfer full) (nullable): the sentence that says what will not do; %NULL
 *   when everything will
 */
char *
bd_opening_refuse_emergency (BdOpening                *self,
                             const BdEmergencyRequest *request,
                             gboolean                  with_confirmation)
{
  g_return_val_if_fail (BD_IS_OPENING (self), NULL);

  return bd_access_refuse_emergency (self->context->access, self->clinician, bd_record_get_patient (self->record), request,
                                     with_confirmation);
}

/* What was fetched under the grant goes; what stood there before comes back. */
static void
put_back (BdOpening *self)
{
  g_autoptr (GPtrArray) before = g_steal_pointer (&self->before);

  for (guint i = 0; before != NULL && i < before->len; i++)
    bd_record_take_answer (self->record, bd_answer_ref (g_ptr_array_index (before, i)));
}

static void
on_grant_ended_cb (BdGrant *grant,
                   gpointer data)
{
  g_autoptr (BdOpening) self = g_object_ref (BD_OPENING (data));

  g_clear_signal_handler (&self->grant_handler, grant);
  if (self->closed)
    return;

  put_back (self);
  g_signal_emit (self, bd_opening_signals[BD_OPENING_GRANT_CHANGED], 0);
  if (self->ticket == NULL)
    bd_opening_close (self);   /* nothing else allows it to stay open */
}

void
bd_opening_take_grant (BdOpening *self,
                       BdGrant   *grant)
{
  if (self->grant != NULL)
    g_clear_signal_handler (&self->grant_handler, self->grant);
  g_set_object (&self->grant, grant);
  self->grant_handler = g_signal_connect (grant, "ended", G_CALLBACK (on_grant_ended_cb), self);
}

static void
remember_before (BdOpening *self)
{
  if (self->before != NULL)
    return;

  self->before = g_ptr_array_new_with_free_func ((GDestroyNotify) bd_answer_unref);
  for (int kind = 0; kind < BD_N_SECTIONS; kind++)
    {
      BdSection *section = bd_record_get_section (self->record, kind);
      GPtrArray *lines = bd_section_get_lines (section);

      for (guint i = 0; i < lines->len; i++)
        {
          const BdLedgerLine *line = g_ptr_array_index (lines, i);
          BdAnswer *answer = bd_section_get_answer (section, line->source);

          if (answer != NULL)
            g_ptr_array_add (self->before, bd_answer_ref (answer));
        }
    }
}

static void
note_emergency_result (BdOpening *self,
                       guint      n_more)
{
  BdAuditEvent *event = bd_audit_event_new (BD_ACT_EMERGENCY_RESULT, self->clinician);

  bd_opening_fill_event (self, event);
  bd_opening_fill_result (self, event);
  event->outcome = g_strdup (n_more > 0 ? "done: more was shown" : "done: nothing more came");
  bd_context_note (self->context, event);
}

static void
on_nothing_ended_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      data)
{
  GTask *task = data;
  BdOpening *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!bd_access_end_grant_finish (BD_ACCESS (source), result, &error))
    {
      bd_job_fail (task, bd_app_error_take (error));
      return;
    }

  bd_opening_say (self, "Nothing more came. The emergency access has ended.");
  bd_job_next (task);
}

static void
on_again_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  GTask *task = data;
  BdOpening *self = g_task_get_source_object (task);
  Break *broken = g_task_get_task_data (task);
  GError *error = NULL;

  if (!bd_lookup_again_finish (BD_LOOKUP (source), result, &broken->n_more, &error))
    {
      bd_job_fail (task, bd_app_error_take (error));
      return;
    }

  note_emergency_result (self, broken->n_more);
  if (broken->n_more > 0)
    bd_job_next (task);
  else
    bd_access_end_grant_async (self->context->access, broken->grant, "nothing more came", NULL, on_nothing_ended_cb, task);
}

static void
ask_again_step (GTask *task)
{
  BdOpening *self = g_task_get_source_object (task);
  Break *broken = g_task_get_task_data (task);

  remember_before (self);
  bd_opening_take_grant (self, broken->grant);
  g_hash_table_replace (self->context->grants, g_strdup (bd_record_get_patient (self->record)->nhi),
                        g_object_ref (broken->grant));
  g_signal_emit (self, bd_opening_signals[BD_OPENING_GRANT_CHANGED], 0);
  bd_lookup_again_async (self->lookup, bd_grant_get_ticket (broken->grant), self->cancellable, on_again_cb, task);
}

static GError *
closed_error (void)
{
  return g_error_new_literal (BD_APP_ERROR, BD_APP_ERROR_LOCKED, "This record has been closed. Open it again.");
}

static void
on_granted_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      data)
{
  GTask *task = data;
  BdOpening *self = g_task_get_source_object (task);
  Break *broken = g_task_get_task_data (task);
  GError *error = NULL;

  broken->grant = bd_access_break_glass_finish (BD_ACCESS (source), result, &error);
  if (broken->grant == NULL)
    {
      bd_job_fail (task, bd_app_error_take (error));
    }
  else if (self->closed)
    {
      bd_access_end_grant_async (self->context->access, broken->grant, "closed before it began", NULL, NULL, NULL);
      bd_job_fail (task, closed_error ());
    }
  else
    {
      bd_job_next (task);
    }
}

static void
break_step (GTask *task)
{
  BdOpening *self = g_task_get_source_object (task);
  Break *broken = g_task_get_task_data (task);

  bd_access_break_glass_async (self->context->access, self->clinician, bd_record_get_patient (self->record),
                               &broken->request, g_task_get_cancellable (task), on_granted_cb, task);
}

static void
on_passphrase_checked_cb (GObject      *source,
                          GAsyncResult *result,
                          gpointer      data)
{
  GTask *task = data;
  BdOpening *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (bd_context_check_passphrase_finish (BD_CONTEXT (source), result, &error) && !self->closed)
    bd_job_next (task);
  else if (error == NULL)
    bd_job_fail (task, closed_error ());
  else
    bd_job_fail (task, error);
}

static void
check_passphrase_step (GTask *task)
{
  BdOpening *self = g_task_get_source_object (task);
  Break *broken = g_task_get_task_data (task);

  bd_context_check_passphrase_async (self->context, broken->passphrase, g_task_get_cancellable (task),
                                     on_passphrase_checked_cb, task);
}

static const BdJobStep break_steps[] = { check_passphrase_step, break_step, ask_again_step, NULL };

/**
 * bd_opening_break_glass_async:
 * @self: an opening
 * @request: reason BG1 to BG5, note, initials and birth year; copied
 * @passphrase: the clinician's own, once more
 * @cancellable: (nullable): to give up before the services are asked
 * @callback: called when they have answered
 * @user_data: for @callback
 *
 * Checks passphrase, role, note and confirmation, writes the audit event, and asks
 * every service again with ETREAT. The override promises nothing: when nothing more
 * comes, the grant ends at once.
 */
void
bd_opening_break_glass_async (BdOpening                *self,
                              const BdEmergencyRequest *request,
                              BdLockedBytes            *passphrase,
                              GCancellable             *cancellable,
                              GAsyncReadyCallback       callback,
                              gpointer                  user_data)
{
  Break *broken;
  GTask *task;

  g_return_if_fail (BD_IS_OPENING (self));
  g_return_if_fail (request != NULL && passphrase != NULL);

  broken = g_new0 (Break, 1);
  broken->request = *request;   /* the plain members; the texts are copied below */
  broken->request.identified_by = self->identified_by;
  broken->request.note = g_strdup (request->note);
  broken->request.consulted = g_strdup (request->consulted);
  broken->request.initials = g_strdup (request->initials);
  broken->request.birth_year = g_strdup (request->birth_year);
  broken->passphrase = bd_locked_bytes_ref (passphrase);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, bd_opening_break_glass_async);
  g_task_set_task_data (task, broken, (GDestroyNotify) break_free);
  bd_job_run (task, break_steps);
}

/**
 * bd_opening_break_glass_finish:
 * @self: an opening
 * @result: as given to the callback
 * @n_more: (out) (optional): rows that were not there before
 * @error: return location for an error
 *
 * Returns: %TRUE when the services were asked; %FALSE with %BD_APP_ERROR_REFUSED (role,
 *   note, confirmation), %BD_APP_ERROR_PASSPHRASE, %BD_APP_ERROR_STORE (audit log) or
 *   %BD_APP_ERROR_LOCKED
 */
gboolean
bd_opening_break_glass_finish (BdOpening     *self,
                               GAsyncResult  *result,
                               guint         *n_more,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_opening_break_glass_async), FALSE);

  if (n_more != NULL)
    *n_more = ((Break *) g_task_get_task_data (G_TASK (result)))->n_more;

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_ended_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (!bd_access_end_grant_finish (BD_ACCESS (source), result, &error))
    g_task_return_error (task, bd_app_error_take (error));
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * bd_opening_end_grant_async:
 * @self: an opening
 * @cancellable: (nullable): ignored once begun
 * @callback: called when the end stands in the audit log
 * @user_data: for @callback
 *
 * Ends the emergency access now; what was fetched under it goes.
 */
void
bd_opening_end_grant_async (BdOpening           *self,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (BD_IS_OPENING (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, bd_opening_end_grant_async);
  if (bd_opening_get_grant (self) == NULL)
    {
      bd_job_finish (task);
      return;
    }

  g_hash_table_remove (self->context->grants, bd_record_get_patient (self->record)->nhi);
  bd_access_end_grant_async (self->context->access, self->grant, "ended by the clinician", NULL, on_ended_cb, task);
}

gboolean
bd_opening_end_grant_finish (BdOpening     *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_opening_end_grant_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
