/* bd-context-stores.c: opening and closing what is kept on the disk
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The store and the outbox may be in trouble; the clinician goes on without them
 * and reads why (design rule: our own machinery never stands between a clinician
 * and a patient). Only a second Bedside on the same profile is refused.
 */
#include "bd-context-private.h"

#include <glib/gstdio.h>
#include <string.h>

#define HOUR 3600
#define KEY_BYTES 32
#define SESSION_PREFIX "session-"

static void
on_hourly_pruned_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      data)
{
  g_autoptr (BdContext) self = data;
  guint n = 0;

  if (bd_store_prune_finish (BD_STORE (source), result, &n, NULL) && n > 0)
    bd_context_refresh_saved (self);
}

static gboolean
on_hour_cb (gpointer data)
{
  BdContext *self = data;

  if (self->store != NULL)
    bd_store_prune_async (self->store, g_get_real_time (), NULL, on_hourly_pruned_cb, g_object_ref (self));

  return G_SOURCE_CONTINUE;
}

static void
say_trouble (BdContext  *self,
             const char *what,
             GError     *error)
{
  g_autofree char *sentence = g_strdup_printf ("%s: %s", what, error->message);

  bd_context_say (self, sentence);
}

static void
on_checked_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      data)
{
  g_autoptr (BdContext) self = data;
  g_autoptr (GError) error = NULL;

  if (!bd_store_check_finish (BD_STORE (source), result, &error) &&
      !g_error_matches (error, BD_STORE_ERROR, BD_STORE_ERROR_CLOSED))
    say_trouble (self, "The saved copies did not pass their check", error);
}

static void
on_store_opened_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      data)
{
  GTask *task = data;
  BdContext *self = g_task_get_source_object (task);
  g_autofree char *set_aside = NULL;
  g_autoptr (GError) error = NULL;

  self->store = bd_store_open_finish (result, &set_aside, &error);
  if (set_aside != NULL)
    bd_context_say (self, set_aside);
  if (g_error_matches (error, BD_STORE_ERROR, BD_STORE_ERROR_BUSY))
    {
      bd_job_fail (task, bd_app_error_take (g_steal_pointer (&error)));
      return;
    }

  if (self->store == NULL)
    say_trouble (self, "No saved copies can be read or kept", error);
  else
    bd_store_check_async (self->store, NULL, on_checked_cb, g_object_ref (self));
  bd_job_next (task);
}

static void
open_store_step (GTask *task)
{
  BdContext *self = g_task_get_source_object (task);
  g_autofree char *path = g_build_filename (self->data_dir, "records.db", NULL);

  bd_store_open_async (path, bd_data_keys_get_records (self->keys), g_task_get_cancellable (task), on_store_opened_cb, task);
}

static void
on_outbox_opened_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      data)
{
  GTask *task = data;
  BdContext *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  self->outbox = bd_outbox_open_finish (result, &error);
  if (self->outbox == NULL)
    say_trouble (self, "Audit events cannot be queued for upload; they stand in this device's audit log", error);
  bd_job_next (task);
}

static void
open_outbox_step (GTask *task)
{
  BdContext *self = g_task_get_source_object (task);
  g_autofree char *path = g_build_filename (self->data_dir, "outbox.db", NULL);

  bd_outbox_open_async (path, bd_data_keys_get_outbox (self->keys), g_task_get_cancellable (task), on_outbox_opened_cb, task);
}

/**
 * bd_context_keeps_session:
 * @self: a context
 *
 * Returns: whether any source is kept for the session
 */
gboolean
bd_context_keeps_session (BdContext *self)
{
  for (int i = 0; i < BD_N_SOURCES; i++)
    {
      const BdServiceConfig *config = bd_site_profile_get_service (self->profile, i);

      if (config != NULL && config->retention == BD_RETENTION_SESSION)
        return TRUE;
    }

  return FALSE;
}

/* Neither the salt alone (a locked screen holds it) nor the data key alone (the disk's
 * slots lead to it) opens the session's copies; the salt dies at sign-out. */
static BdLockedBytes *
derive_session_key (BdContext *self)
{
  g_autoptr (GHmac) hmac = NULL;
  BdLockedBytes *key = bd_locked_bytes_new (KEY_BYTES);
  gsize salt_length, key_length, length = KEY_BYTES;
  const guint8 *salt = bd_locked_bytes_get_data (self->session_salt, &salt_length);
  const guint8 *data_key = bd_locked_bytes_get_data (bd_data_keys_get_records (self->keys), &key_length);

  hmac = g_hmac_new (G_CHECKSUM_SHA256, data_key, key_length);
  g_hmac_update (hmac, salt, (gssize) salt_length);
  g_hmac_get_digest (hmac, bd_locked_bytes_get_data (key, NULL), &length);

  return key;
}

static void
on_session_opened_cb (GObject      *source,
                      GAsyncResult *result,
                      gpointer      data)
{
  GTask *task = data;
  BdContext *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  self->session_store = bd_store_open_finish (result, NULL, &error);
  if (self->session_store == NULL)
    say_trouble (self, "Nothing can be kept for this session", error);
  bd_job_next (task);
}

/* A folder of its own: the store keeps one lock file a folder. */
static void
open_session_step (GTask *task)
{
  BdContext *self = g_task_get_source_object (task);
  g_autoptr (BdLockedBytes) key = NULL;
  g_autofree char *path = NULL;

  if (!bd_context_keeps_session (self))
    {
      bd_job_next (task);
      return;
    }

  if (self->session_folder == NULL)
    {
      g_autofree char *name = g_uuid_string_random ();

      self->session_folder = g_strdup_printf ("%s/" SESSION_PREFIX "%.8s", self->data_dir, name);
      self->session_salt = bd_locked_bytes_new_random (KEY_BYTES);
      g_mkdir (self->session_folder, 0700);
    }
  key = derive_session_key (self);
  path = g_build_filename (self->session_folder, "session.db", NULL);
  bd_store_open_async (path, key, g_task_get_cancellable (task), on_session_opened_cb, task);
}

static void
on_enforced_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      data)
{
  GTask *task = data;
  BdContext *self = g_task_get_source_object (task);
  guint n = 0;
  guint *pending = g_task_get_task_data (task);

  if (bd_store_purge_finish (BD_STORE (source), result, &n, NULL) && n > 0)
    {
      BdAuditEvent *event = bd_context_event_new (self, BD_ACT_PURGED, NULL);

      event->outcome = g_strdup_printf ("done: %u parts that the site no longer keeps", n);
      bd_context_note (self, event);
    }
  if (--*pending == 0)
    bd_job_next (task);
}

/* A site that changes a retention to none means what is on the disk too. */
static void
enforce_retention_step (GTask *task)
{
  BdContext *self = g_task_get_source_object (task);
  guint *pending = g_new0 (guint, 1);

  g_task_set_task_data (task, pending, g_free);
  for (int i = 0; self->store != NULL && i < BD_N_SOURCES; i++)
    {
      const BdServiceConfig *config = bd_site_profile_get_service (self->profile, i);

      if (config != NULL && config->retention == BD_RETENTION_HOURS)
        continue;
      (*pending)++;
      bd_store_purge_async (self->store, NULL, i, NULL, on_enforced_cb, task);
    }

  if (*pending == 0)
    bd_job_next (task);
}

static void
start_hourly_step (GTask *task)
{
  BdContext *self = g_task_get_source_object (task);

  if (self->hourly == 0)
    self->hourly = g_timeout_add_seconds (HOUR, on_hour_cb, self);
  bd_job_next (task);
}

static const BdJobStep open_steps[] = {
  open_store_step, open_outbox_step, open_session_step, enforce_retention_step, start_hourly_step, NULL
};

/* Opens what the keys open. Needs self->keys. Errors: BD_APP_ERROR_STORE for a second Bedside. */
void
bd_context_open_stores_async (BdContext           *self,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);

  g_task_set_source_tag (task, bd_context_open_stores_async);
  bd_job_run (task, open_steps);
}

gboolean
bd_context_open_stores_finish (BdContext     *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_context_open_stores_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_store_closed_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      data)
{
  bd_store_close_finish (BD_STORE (source), result, NULL);   /* closed either way */
  bd_job_next (data);
}

static void
close_store (GTask    *task,
             BdStore **store)
{
  g_autoptr (BdStore) closing = g_steal_pointer (store);

  if (closing != NULL)
    bd_store_close_async (closing, NULL, on_store_closed_cb, task);
  else
    bd_job_next (task);
}

static void
close_store_step (GTask *task)
{
  BdContext *self = g_task_get_source_object (task);

  close_store (task, &self->store);
}

static void
close_session_step (GTask *task)
{
  BdContext *self = g_task_get_source_object (task);

  close_store (task, &self->session_store);
}

static void
on_outbox_closed_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      data)
{
  bd_outbox_close_finish (BD_OUTBOX (source), result, NULL);
  bd_job_next (data);
}

static void
close_outbox_step (GTask *task)
{
  BdContext *self = g_task_get_source_object (task);
  g_autoptr (BdOutbox) closing = g_steal_pointer (&self->outbox);

  if (self->relay != NULL)
    bd_audit_relay_set_outbox (self->relay, NULL, NULL);
  if (self->sender != NULL)
    bd_outbox_sender_stop (self->sender);
  g_clear_object (&self->sender);
  if (closing != NULL)
    bd_outbox_close_async (closing, NULL, on_outbox_closed_cb, task);
  else
    bd_job_next (task);
}

static void
drop_keys_step (GTask *task)
{
  BdContext *self = g_task_get_source_object (task);

  g_clear_handle_id (&self->hourly, g_source_remove);
  g_clear_pointer (&self->keys, bd_data_keys_unref);
  g_list_store_remove_all (self->saved);
  bd_job_next (task);
}

static const BdJobStep close_steps[] = { close_store_step, close_session_step, close_outbox_step, drop_keys_step, NULL };

/* Closes every database, then lets go of the keys. Never fails; not cancelled half-way. */
void
bd_context_close_stores_async (BdContext           *self,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             data)
{
  GTask *task = g_task_new (self, NULL, callback, data);

  g_task_set_source_tag (task, bd_context_close_stores_async);
  bd_job_run (task, close_steps);
}

gboolean
bd_context_close_stores_finish (BdContext     *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_context_close_stores_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

/* The key is gone with the salt; the files go too. */
void
bd_context_remove_session (BdContext *self)
{
  g_clear_pointer (&self->session_salt, bd_locked_bytes_unref);
  if (self->session_folder != NULL)
    remove_folder (self->session_folder);
  g_clear_pointer (&self->session_folder, g_free);
}

/* What a crash left behind. Reads a folder: call it in a thread. */
void
bd_context_remove_sessions (const char *data_dir)
{
  g_autoptr (GDir) dir = g_dir_open (data_dir, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, SESSION_PREFIX))
      {
        g_autofree char *path = g_build_filename (data_dir, name, NULL);

        remove_folder (path);
      }
}
