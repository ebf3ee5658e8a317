/* bd-context-start.c: the start: folder, audit log, secrets, before anybody signs in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-context-private.h"

#include "bd-process.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

typedef struct { int next; /* source whose API key is being loaded */ } Start;

static char *
log_path (BdContext *self)
{
  return g_build_filename (self->data_dir, "audit.log", NULL);
}

static void
make_folder_in_thread (GTask        *task,
                       gpointer      source,
                       gpointer      data,
                       GCancellable *cancellable)
{
  const char *folder = data;

  if (g_mkdir_with_parents (folder, 0700) != 0 || g_chmod (folder, 0700) != 0)
    g_task_return_new_error (task, BD_APP_ERROR, BD_APP_ERROR_STORE,
                             "The data folder %s cannot be made or is not ours: %s.", folder, g_strerror (errno));
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_folder_made_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      data)
{
  GTask *task = data;
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    bd_job_next (task);
  else
    bd_job_fail (task, error);
}

static void
make_folder_step (GTask *task)
{
  BdContext *self = g_task_get_source_object (task);
  g_autoptr (GTask) work = g_task_new (self, NULL, on_folder_made_cb, task);

  g_task_set_task_data (work, g_strdup (self->data_dir), g_free);
  g_task_run_in_thread (work, make_folder_in_thread);
}

static void
make_access (BdContext *self)
{
  g_autofree char *address = bd_process_dup_address ();
  BdAccessSettings settings = {
    .emergency_roles = (GStrv) bd_site_profile_get_emergency_roles (self->profile),
    .grant_hours = bd_site_profile_get_grant_hours (self->profile),
    .workstation = (char *) g_get_host_name (),
    .address = address,
  };
  gboolean upload = bd_site_profile_get_service (self->profile, BD_SOURCE_AUDIT) != NULL;

  self->relay = bd_audit_relay_new (self->log, bd_site_profile_get_name (self->profile), upload);
  g_signal_connect_object (self->relay, "push-failed", G_CALLBACK (bd_context_say), self, G_CONNECT_SWAPPED);
  self->access = bd_access_new (BD_AUDIT_SINK (self->relay), &settings);
}

static void
on_log_opened_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      data)
{
  GTask *task = data;
  BdContext *self = g_task_get_source_object (task);
  g_autofree char *torn = NULL;
  GError *error = NULL;

  self->log = bd_audit_log_open_finish (result, &torn, &error);
  if (self->log == NULL)
    {
      bd_job_fail (task, bd_app_error_take (error));
      return;
    }

  if (torn != NULL)
    bd_context_say (self, torn);
  make_access (self);
  bd_job_next (task);
}

static void
open_log_step (GTask *task)
{
  BdContext *self = g_task_get_source_object (task);
  g_autofree char *path = log_path (self);

  bd_audit_log_open_async (path, bd_site_profile_get_officer_keys (self->profile), g_task_get_cancellable (task),
                           on_log_opened_cb, task);
}

/* The log's lock is ours, so session folders found here are left over from a crash: their keys are gone. */
static void
clean_in_thread (GTask        *task,
                 gpointer      source,
                 gpointer      data,
                 GCancellable *cancellable)
{
  bd_context_remove_sessions (data);
  g_task_return_boolean (task, TRUE);
}

static void
clean_sessions_step (GTask *task)
{
  BdContext *self = g_task_get_source_object (task);
  g_autoptr (GTask) work = g_task_new (self, NULL, on_folder_made_cb, task);

  g_task_set_task_data (work, g_strdup (self->data_dir), g_free);
  g_task_run_in_thread (work, clean_in_thread);
}

typedef struct { char *path, *head, *problem; } HeadCheck;

static void
head_check_free (HeadCheck *check)
{
  g_free (check->path);
  g_free (check->head);
  g_free (check->problem);
  g_free (check);
}

static void
check_head_in_thread (GTask        *task,
                      gpointer      source,
                      gpointer      data,
                      GCancellable *cancellable)
{
  HeadCheck *check = data;
  g_autoptr (BdAuditVerdict) verdict = bd_audit_verify (check->path, check->head, NULL);

  if (verdict != NULL && !verdict->whole)
    check->problem = g_strdup (verdict->problem);
  g_task_return_boolean (task, TRUE);
}

static void
on_head_checked_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      data)
{
  GTask *task = data;
  BdContext *self = BD_CONTEXT (source);
  HeadCheck *check = g_task_get_task_data (G_TASK (result));

  if (check->problem != NULL)
    {
      g_autofree char *sentence = g_strdup_printf ("The audit log is not as it was left: %s Tell the privacy officer.",
                                                   check->problem);

      bd_context_say (self, sentence);
    }
  bd_job_next (task);
}

static void
on_head_loaded_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      data)
{
  GTask *task = data;
  BdContext *self = g_task_get_source_object (task);
  g_autoptr (BdLockedBytes) value = bd_secret_service_load_finish (BD_SECRET_SERVICE (source), result, NULL);
  g_autoptr (GTask) work = NULL;
  HeadCheck *check;
  const guint8 *text;
  gsize length;

  if (value == NULL)   /* first start, or no keyring: nothing to compare with */
    {
      bd_job_next (task);
      return;
    }

  text = bd_locked_bytes_get_data (value, &length);
  check = g_new0 (HeadCheck, 1);
  check->path = log_path (self);
  check->head = g_strndup ((const char *) text, length);
  work = g_task_new (self, NULL, on_head_checked_cb, task);
  g_task_set_task_data (work, check, (GDestroyNotify) head_check_free);
  g_task_run_in_thread (work, check_head_in_thread);
}

static void
check_head_step (GTask *task)
{
  BdContext *self = g_task_get_source_object (task);

  bd_secret_service_load_async (self->secrets, BD_AUDIT_HEAD_ITEM, g_task_get_cancellable (task), on_head_loaded_cb, task);
}

static void
say_secret_missing (BdContext  *self,
                    const char *what)
{
  g_autofree char *sentence = g_strdup_printf ("The %s is not in this desktop's keyring. The service may refuse us until "
                                               "an administrator puts it there.", what);

  bd_context_say (self, sentence);
}

static void
on_client_secret_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      data)
{
  GTask *task = data;
  BdContext *self = g_task_get_source_object (task);

  self->client_secret = bd_secret_service_load_finish (BD_SECRET_SERVICE (source), result, NULL);
  if (self->client_secret == NULL)
    say_secret_missing (self, "client secret");
  bd_job_next (task);
}

static void
load_client_secret_step (GTask *task)
{
  BdContext *self = g_task_get_source_object (task);

  if (bd_site_profile_get_token_mode (self->profile) != BD_TOKEN_CLIENT_CREDENTIALS)
    bd_job_next (task);
  else
    bd_secret_service_load_async (self->secrets, bd_site_profile_get_token_secret (self->profile),
                                  g_task_get_cancellable (task), on_client_secret_cb, task);
}

static void load_next_api_key (GTask *task);

static void
on_api_key_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      data)
{
  GTask *task = data;
  BdContext *self = g_task_get_source_object (task);
  Start *start = g_task_get_task_data (task);

  self->api_keys[start->next] = bd_secret_service_load_finish (BD_SECRET_SERVICE (source), result, NULL);
  if (self->api_keys[start->next] == NULL)
    {
      g_autofree char *what = g_strconcat ("API key of ", bd_source_get_label (start->next), NULL);

      say_secret_missing (self, what);
    }
  start->next++;
  load_next_api_key (task);
}

static void
load_next_api_key (GTask *task)
{
  BdContext *self = g_task_get_source_object (task);
  Start *start = g_task_get_task_data (task);

  while (start->next < BD_N_SOURCES && bd_site_profile_get_api_key_name (self->profile, start->next) == NULL)
    start->next++;

  if (start->next == BD_N_SOURCES)
    bd_job_next (task);
  else
    bd_secret_service_load_async (self->secrets, bd_site_profile_get_api_key_name (self->profile, start->next),
                                  g_task_get_cancellable (task), on_api_key_cb, task);
}

static void
ready_step (GTask *task)
{
  bd_context_set_state (g_task_get_source_object (task), BD_CONTEXT_SIGNED_OUT);
  bd_job_next (task);
}

static const BdJobStep start_steps[] = {
  make_folder_step, open_log_step, clean_sessions_step, check_head_step, load_client_secret_step, load_next_api_key,
  ready_step, NULL
};

/**
 * bd_context_start_async:
 * @self: a new context
 * @cancellable: (nullable): to give up
 * @callback: called when started
 * @user_data: for @callback
 *
 * Makes the data folder, opens the audit log, compares its head with the one kept in
 * the keyring, and loads what the profile names there. What is odd but bearable is a
 * sentence in bd_context_get_notes().
 */
void
bd_context_start_async (BdContext           *self,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (BD_IS_CONTEXT (self));
  g_return_if_fail (self->state == BD_CONTEXT_STARTING && self->log == NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, bd_context_start_async);
  g_task_set_task_data (task, g_new0 (Start, 1), g_free);
  bd_job_run (task, start_steps);
}

/**
 * bd_context_start_finish:
 * @self: a context
 * @result: as given to the callback
 * @error: return location for an error
 *
 * Returns: %TRUE when somebody may sign in; %FALSE with %BD_APP_ERROR_STORE when
 *   there is no folder or no writable audit log: then nothing goes on
 */
gboolean
bd_context_start_finish (BdContext     *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_context_start_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
