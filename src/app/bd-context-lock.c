/* bd-context-lock.c: locking and signing out: everything is closed and wiped, not covered
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-context-private.h"

#include "bd-clock.h"
#include "bd-opening-private.h"

#define GRANT_SURVIVES_MINUTES 10
#define FLUSH_SECONDS 2

static void
on_grant_ended_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      data)
{
  g_autoptr (BdContext) self = data;

  if (!bd_access_end_grant_finish (BD_ACCESS (source), result, NULL))
    bd_context_say (self, "The end of an emergency access could not be written to the audit log.");
}

/* Every emergency access of this person here comes to an end. */
void
bd_context_drop_grants (BdContext  *self,
                        const char *why)
{
  GHashTableIter iter;
  gpointer grant;

  g_hash_table_iter_init (&iter, self->grants);
  while (g_hash_table_iter_next (&iter, NULL, &grant))
    {
      if (bd_grant_is_in_force (grant))
        bd_access_end_grant_async (self->access, grant, why, NULL, on_grant_ended_cb, g_object_ref (self));
      g_hash_table_iter_remove (&iter);
    }
}

/* Each opening takes itself off the list. */
void
bd_context_close_openings (BdContext *self)
{
  g_autoptr (GPtrArray) openings = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->openings->len; i++)
    g_ptr_array_add (openings, g_object_ref (g_ptr_array_index (self->openings, i)));
  for (guint i = 0; i < openings->len; i++)
    bd_opening_close (g_ptr_array_index (openings, i));
}

static gboolean
on_grants_expired_cb (gpointer data)
{
  BdContext *self = data;

  self->grants_timer = 0;
  bd_context_drop_grants (self, "locked for too long");

  return G_SOURCE_REMOVE;
}

void
bd_context_drop_old_grants (BdContext *self)
{
  g_clear_handle_id (&self->grants_timer, g_source_remove);
  if (bd_clock_boot () - self->locked_at > (gint64) GRANT_SURVIVES_MINUTES * 60 * G_USEC_PER_SEC)
    bd_context_drop_grants (self, "locked for too long");
}

/* A note may name somebody, so it does not outlive the lock. */
static gboolean
has_note (gpointer key,
          gpointer value,
          gpointer data)
{
  return ((BdRemembered *) value)->note != NULL;
}

static void
on_lock_noted_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      data)
{
  GTask *task = data;

  /* A log that cannot be written is no reason to stay open. */
  bd_access_note_finish (BD_ACCESS (source), result, NULL);
  bd_job_next (task);
}

static void
note_lock_step (GTask *task)
{
  BdContext *self = g_task_get_source_object (task);
  BdAuditEvent *event = bd_context_event_new (self, BD_ACT_LOCK, NULL);

  event->outcome = g_strdup_printf ("done: %s", (char *) g_task_get_task_data (task));
  bd_access_note_async (self->access, event, NULL, on_lock_noted_cb, task);
}

static void
on_closed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  GTask *task = data;
  GError *error = NULL;

  if (bd_context_close_stores_finish (BD_CONTEXT (source), result, &error))
    bd_job_next (task);
  else
    bd_job_fail (task, error);
}

static void
close_stores_step (GTask *task)
{
  BdContext *self = g_task_get_source_object (task);

  bd_context_save_head (self);
  bd_context_close_stores_async (self, NULL, on_closed_cb, task);
}

/* Somebody came back before the lock was through. */
static void
go_on_step (GTask *task)
{
  bd_context_go_on_unlocking (g_task_get_source_object (task));
  bd_job_next (task);
}

static const BdJobStep lock_steps[] = { note_lock_step, bd_context_keep_end_step, close_stores_step, go_on_step, NULL };

/**
 * bd_context_lock_async:
 * @self: a context; nothing happens unless somebody is signed in and not locked
 * @why: for the audit log: "asked for", "nobody was here", …
 * @cancellable: (nullable): ignored: a lock is not taken back
 * @callback: (nullable): called when the keys are gone
 * @user_data: for @callback
 *
 * Openings close and the state changes at once; then the databases are closed and
 * the keys wiped. An emergency access survives ten minutes of it.
 */
void
bd_context_lock_async (BdContext           *self,
                       const char          *why,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (BD_IS_CONTEXT (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, bd_context_lock_async);
  if (self->state != BD_CONTEXT_READY)
    {
      bd_job_finish (task);
      return;
    }

  g_task_set_task_data (task, g_strdup (why != NULL ? why : "asked for"), g_free);
  bd_idle_stop (self->idle);
  bd_context_close_openings (self);
  g_hash_table_foreach_remove (self->remembered, has_note, NULL);
  self->locked_at = bd_clock_boot ();
  self->grants_timer = g_timeout_add_seconds (GRANT_SURVIVES_MINUTES * 60, on_grants_expired_cb, self);
  bd_context_set_state (self, BD_CONTEXT_LOCKED);
  bd_job_run (task, lock_steps);
}

/**
 * bd_context_lock_finish:
 * @self: a context
 * @result: as given to the callback
 * @error: return location for an error
 *
 * Returns: %TRUE
 */
gboolean
bd_context_lock_finish (BdContext     *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_context_lock_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
bd_context_on_lock_asked (BdContext  *self,
                          const char *why)
{
  bd_context_lock_async (self, why, NULL, NULL, NULL);
}

static void
note_sign_out_step (GTask *task)
{
  BdContext *self = g_task_get_source_object (task);
  BdAuditEvent *event = bd_context_event_new (self, BD_ACT_SIGN_OUT, NULL);

  event->outcome = g_strdup ("done");
  bd_access_note_async (self->access, event, NULL, on_lock_noted_cb, task);
}

typedef struct { GTask *task; GCancellable *cancellable; guint timer; } Flush;

static void
on_flushed_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      data)
{
  Flush *flush = data;

  /* What could not be sent stays in the outbox. */
  bd_outbox_sender_flush_finish (BD_OUTBOX_SENDER (source), result, NULL);
  g_clear_handle_id (&flush->timer, g_source_remove);
  bd_job_next (flush->task);
  g_object_unref (flush->cancellable);
  g_free (flush);
}

static gboolean
on_flush_time_cb (gpointer data)
{
  Flush *flush = data;

  flush->timer = 0;
  g_cancellable_cancel (flush->cancellable);

  return G_SOURCE_REMOVE;
}

static void
flush_step (GTask *task)
{
  BdContext *self = g_task_get_source_object (task);
  Flush *flush;

  if (self->sender == NULL)
    {
      bd_job_next (task);
      return;
    }

  flush = g_new0 (Flush, 1);
  flush->task = task;
  flush->cancellable = g_cancellable_new ();
  flush->timer = g_timeout_add_seconds (FLUSH_SECONDS, on_flush_time_cb, flush);
  bd_outbox_sender_flush_async (self->sender, flush->cancellable, on_flushed_cb, flush);
}

static void
forget_step (GTask *task)
{
  BdContext *self = g_task_get_source_object (task);

  bd_context_remove_session (self);
  if (self->tokens != NULL)
    bd_token_source_clear (self->tokens);
  g_clear_object (&self->services);
  g_clear_object (&self->tokens);
  g_clear_pointer (&self->clinician, bd_clinician_unref);
  bd_context_make_service_rows (self);
  bd_context_set_state (self, BD_CONTEXT_SIGNED_OUT);
  bd_job_next (task);
}

static const BdJobStep sign_out_steps[] = {
  note_sign_out_step, flush_step, bd_context_keep_end_step, close_stores_step, forget_step, NULL
};

/**
 * bd_context_sign_out_async:
 * @self: a context, signed in or locked
 * @cancellable: (nullable): ignored: a sign-out is not taken back
 * @callback: (nullable): called when nothing is left
 * @user_data: for @callback
 *
 * As locking, and more: emergency accesses end, the session's copies and the tokens
 * go. Audit uploads get two seconds more.
 */
void
bd_context_sign_out_async (BdContext           *self,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (BD_IS_CONTEXT (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, bd_context_sign_out_async);
  if (self->clinician == NULL)
    {
      bd_job_finish (task);
      return;
    }

  bd_idle_stop (self->idle);
  g_clear_handle_id (&self->grants_timer, g_source_remove);
  bd_context_close_openings (self);
  bd_context_drop_grants (self, "signed out");
  bd_job_run (task, sign_out_steps);
}

/**
 * bd_context_sign_out_finish:
 * @self: a context
 * @result: as given to the callback
 * @error: return location for an error
 *
 * Returns: %TRUE
 */
gboolean
bd_context_sign_out_finish (BdContext     *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_context_sign_out_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
