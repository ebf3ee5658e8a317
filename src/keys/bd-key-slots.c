/* bd-key-slots.c: a slot per clinician: the data keys, wrapped twice
 *
 * Every act runs in two steps: the keyring is asked on the caller's main context, then the file
 * is worked on in a thread, where Argon2id takes its time.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-key-slots.h"

#include "bd-slot-work-private.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

#define DEVICE_SECRET_NAME "device-secret"

struct _BdKeySlots
{
  GObject          parent_instance;

  char            *path;
  BdSecretService *secrets;
  BdWrapCost       fast;
  BdWrapCost       slow;
  gboolean         tune;

  GMutex           file_lock;    /* one act on the file at a time */
  GMutex           users_lock;   /* held only for moments: the main thread takes it */
  GPtrArray       *users;        /* (element-type char*) (nullable): not read yet */
};

typedef gpointer (*Act) (BdSlotWork *work, GError **error);

typedef struct
{
  BdSlotWork    *work;
  Act            act;
  GDestroyNotify free_result;
  BdLockedBytes *making;    /* (nullable): a new device secret on its way into the keyring */
} Job;

G_DEFINE_FINAL_TYPE (BdKeySlots, bd_key_slots, G_TYPE_OBJECT)
G_DEFINE_QUARK (bd-keys-error-quark, bd_keys_error)

static void
job_free (gpointer data)
{
  Job *job = data;

  bd_slot_work_free (job->work);
  g_clear_pointer (&job->making, bd_locked_bytes_unref);
  g_free (job);
}

static gpointer
enrol_act (BdSlotWork *work,
           GError    **error)
{
  return bd_slot_work_enrol (work, error);
}

static gpointer
open_act (BdSlotWork *work,
          GError    **error)
{
  return bd_slot_work_open (work, error);
}

static gpointer
change_act (BdSlotWork *work,
            GError    **error)
{
  return GINT_TO_POINTER (bd_slot_work_change (work, error));
}

static gpointer
remove_act (BdSlotWork *work,
            GError    **error)
{
  return GINT_TO_POINTER (bd_slot_work_remove (work, error));
}

static GPtrArray *
read_users (BdKeySlots *self)
{
  g_autoptr (BdSlotFile) file = bd_slot_file_read (self->path, NULL);
  GPtrArray *users = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; file != NULL && i < file->slots->len; i++)
    g_ptr_array_add (users, g_strdup (((BdSlot *)file->slots->pdata[i])->user_id));

  return users;
}

static void
forget_users (BdKeySlots *self)
{
  g_mutex_lock (&self->users_lock);
  g_clear_pointer (&self->users, g_ptr_array_unref);
  g_mutex_unlock (&self->users_lock);
}

static void
work_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  BdKeySlots *self = source;
  Job *job = task_data;
  g_autoptr (GError) error = NULL;
  gpointer result;
  int lock;

  if (g_task_return_error_if_cancelled (task))
    return;

  g_mutex_lock (&self->file_lock);
  lock = bd_slot_file_lock (self->path);
  result = job->act (job->work, &error);
  if (lock >= 0)
    close (lock);
  g_mutex_unlock (&self->file_lock);
  forget_users (self);

  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, result, job->free_result);
}

/* Takes task. */
static void
go_to_thread (GTask *task)
{
  g_task_run_in_thread (task, work_in_thread);
  g_object_unref (task);
}

static void
on_device_saved_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Job *job = g_task_get_task_data (task);

  /* Refused: the passphrase alone carries on. */
  if (bd_secret_service_save_finish (BD_SECRET_SERVICE (source), result, NULL))
    job->work->device = g_steal_pointer (&job->making);

  go_to_thread (g_steal_pointer (&task));
}

static void
on_device_loaded_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  BdSecretService *secrets = BD_SECRET_SERVICE (source);
  Job *job = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  gsize size = 0;

  job->work->device = bd_secret_service_load_finish (secrets, result, &error);
  if (job->work->device != NULL)
    bd_locked_bytes_get_data (job->work->device, &size);

  if (error != NULL || size == BD_DEVICE_SECRET)
    {
      go_to_thread (g_steal_pointer (&task));
      return;
    }

  g_clear_pointer (&job->work->device, bd_locked_bytes_unref);
  job->making = bd_locked_bytes_new_random (BD_DEVICE_SECRET);
  bd_secret_service_save_async (secrets, DEVICE_SECRET_NAME, _ ("Bedside on this device"), job->making,
                                cancellable, on_device_saved_cb, g_steal_pointer (&task));
}

static Job *
job_new (BdKeySlots    *self,
         const char    *user_id,
         BdLockedBytes *passphrase,
         Act            act)
{
  Job *job = g_new0 (Job, 1);

  job->act = act;
  job->work = g_new0 (BdSlotWork, 1);
  job->work->path = g_strdup (self->path);
  job->work->user_id = g_strdup (user_id);
  job->work->passphrase = passphrase != NULL ? bd_locked_bytes_ref (passphrase) : NULL;
  job->work->fast = self->fast;
  job->work->slow = self->slow;
  job->work->tune = self->tune;

  return job;
}

static GTask *
task_new (BdKeySlots         *self,
          Job                *job,
          gpointer            tag,
          GCancellable       *cancellable,
          GAsyncReadyCallback callback,
          gpointer            user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, job, job_free);

  return task;
}

/* Takes task. */
static void
ask_keyring (BdKeySlots *self,
             GTask      *task)
{
  bd_secret_service_load_async (self->secrets, DEVICE_SECRET_NAME, g_task_get_cancellable (task),
                                on_device_loaded_cb, task);
}

static void
bd_key_slots_finalize (GObject *object)
{
  BdKeySlots *self = BD_KEY_SLOTS (object);

  g_free (self->path);
  g_clear_object (&self->secrets);
  g_clear_pointer (&self->users, g_ptr_array_unref);
  g_mutex_clear (&self->file_lock);
  g_mutex_clear (&self->users_lock);

  G_OBJECT_CLASS (bd_key_slots_parent_class)->finalize (object);
}

static void
bd_key_slots_class_init (BdKeySlotsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bd_key_slots_finalize;
}

static void
bd_key_slots_init (BdKeySlots *self)
{
  g_mutex_init (&self->file_lock);
  g_mutex_init (&self->users_lock);
  self->fast = (BdWrapCost){ 2, 64u * 1024 * 1024 };
  self->slow = (BdWrapCost){ 4, 256u * 1024 * 1024 };
  self->tune = TRUE;
}

/**
 * bd_key_slots_new:
 * @path: the file `slots` in the profile's folder, which must exist
 * @secrets: where the device secret is kept
 *
 * Returns: (transfer full): the slots; nothing was read yet
 */
BdKeySlots *
bd_key_slots_new (const char      *path,
                  BdSecretService *secrets)
{
  BdKeySlots *self;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (BD_IS_SECRET_SERVICE (secrets), NULL);

  self = g_object_new (BD_TYPE_KEY_SLOTS, NULL);
  self->path = g_strdup (path);
  self->secrets = g_object_ref (secrets);

  return self;
}

void
bd_key_slots_set_cost_for_tests (BdKeySlots       *self,
                                 const BdWrapCost *fast,
                                 const BdWrapCost *slow)
{
  self->fast = *fast;
  self->slow = *slow;
  self->tune = FALSE;
}

/**
 * bd_key_slots_has_any:
 * @self: the slots
 *
 * Returns: whether anybody is set up on this device; %FALSE too for a file that cannot be read,
 *   which the next act reports
 */
gboolean
bd_key_slots_has_any (BdKeySlots *self)
{
  gboolean any;

  g_return_val_if_fail (BD_IS_KEY_SLOTS (self), FALSE);

  g_mutex_lock (&self->users_lock);
  if (self->users == NULL)
    self->users = read_users (self);
  any = self->users->len > 0;
  g_mutex_unlock (&self->users_lock);

  return any;
}

/**
 * bd_key_slots_has:
 * @self: the slots
 * @user_id: a clinician's user id
 *
 * Returns: whether this clinician is set up on this device
 */
gboolean
bd_key_slots_has (BdKeySlots *self,
                  const char *user_id)
{
  gboolean found;

  g_return_val_if_fail (BD_IS_KEY_SLOTS (self), FALSE);
  g_return_val_if_fail (user_id != NULL, FALSE);

  g_mutex_lock (&self->users_lock);
  if (self->users == NULL)
    self->users = read_users (self);
  found = g_ptr_array_find_with_equal_func (self->users, user_id, g_str_equal, NULL);
  g_mutex_unlock (&self->users_lock);

  return found;
}

/**
 * bd_key_slots_enrol_async:
 * @self: the slots
 * @user_id: the clinician to set up; a slot they had is replaced
 * @passphrase: 8 characters or more
 * @sponsor: (nullable): the keys that somebody opened; not needed on a device without slots,
 *   where fresh random keys are made
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: for @callback
 */
void
bd_key_slots_enrol_async (BdKeySlots         *self,
                          const char         *user_id,
                          BdLockedBytes      *passphrase,
                          BdDataKeys         *sponsor,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  Job *job;

  g_return_if_fail (BD_IS_KEY_SLOTS (self));
  g_return_if_fail (user_id != NULL && passphrase != NULL);

  job = job_new (self, user_id, passphrase, enrol_act);
  job->free_result = (GDestroyNotify)bd_data_keys_unref;
  job->work->sponsor = sponsor != NULL ? bd_data_keys_ref (sponsor) : NULL;
  ask_keyring (self, task_new (self, job, bd_key_slots_enrol_async, cancellable, callback, user_data));
}

/**
 * bd_key_slots_enrol_finish:
 * @self: the slots
 * @result: the result
 * @error: %BD_KEYS_ERROR_WEAK, %BD_KEYS_ERROR_NEEDS_SPONSOR, %BD_KEYS_ERROR_DAMAGED,
 *   %BD_KEYS_ERROR_TOO_NEW, %BD_KEYS_ERROR_FAILED, %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the data keys
 */
BdDataKeys *
bd_key_slots_enrol_finish (BdKeySlots   *self,
                           GAsyncResult *result,
                           GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_key_slots_enrol_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * bd_key_slots_open_async:
 * @self: the slots
 * @user_id: who signs in or unlocks
 * @passphrase: as typed
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Tries the passphrase: with the keyring's help in 0.1 s, without it in about 1 s. Five wrong in
 * a row block this clinician for 20 minutes, on the boot clock and across restarts.
 */
void
bd_key_slots_open_async (BdKeySlots         *self,
                         const char         *user_id,
                         BdLockedBytes      *passphrase,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  Job *job;

  g_return_if_fail (BD_IS_KEY_SLOTS (self));
  g_return_if_fail (user_id != NULL && passphrase != NULL);

  job = job_new (self, user_id, passphrase, open_act);
  job->free_result = (GDestroyNotify)bd_data_keys_unref;
  ask_keyring (self, task_new (self, job, bd_key_slots_open_async, cancellable, callback, user_data));
}

/**
 * bd_key_slots_open_finish:
 * @self: the slots
 * @result: the result
 * @wrap: (out) (optional): which wrap opened
 * @error: %BD_KEYS_ERROR_WRONG_PASSPHRASE, %BD_KEYS_ERROR_BLOCKED, %BD_KEYS_ERROR_NO_SLOT,
 *   %BD_KEYS_ERROR_DAMAGED, %BD_KEYS_ERROR_TOO_NEW, %BD_KEYS_ERROR_FAILED, %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the data keys
 */
BdDataKeys *
bd_key_slots_open_finish (BdKeySlots   *self,
                          GAsyncResult *result,
                          BdWrap       *wrap,
                          GError      **error)
{
  Job *job;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_key_slots_open_async), NULL);

  job = g_task_get_task_data (G_TASK (result));
  if (wrap != NULL)
    *wrap = job->work->wrap;

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * bd_key_slots_change_async:
 * @self: the slots
 * @user_id: whose passphrase
 * @old_passphrase: the one in force; a wrong one counts as a wrong try
 * @new_passphrase: 8 characters or more
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: for @callback
 */
void
bd_key_slots_change_async (BdKeySlots         *self,
                           const char         *user_id,
                           BdLockedBytes      *old_passphrase,
                           BdLockedBytes      *new_passphrase,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  Job *job;

  g_return_if_fail (BD_IS_KEY_SLOTS (self));
  g_return_if_fail (user_id != NULL && old_passphrase != NULL && new_passphrase != NULL);

  job = job_new (self, user_id, old_passphrase, NULL);
  job->work->fresh = bd_locked_bytes_ref (new_passphrase);
  job->act = change_act;
  ask_keyring (self, task_new (self, job, bd_key_slots_change_async, cancellable, callback, user_data));
}

/**
 * bd_key_slots_change_finish:
 * @self: the slots
 * @result: the result
 * @error: as bd_key_slots_open_finish(), and %BD_KEYS_ERROR_WEAK
 *
 * Returns: whether the new passphrase is in force
 */
gboolean
bd_key_slots_change_finish (BdKeySlots   *self,
                            GAsyncResult *result,
                            GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_key_slots_change_async), FALSE);

  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}

/**
 * bd_key_slots_remove_async:
 * @self: the slots
 * @user_id: whose slot
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Takes a clinician's slot away. With the last slot the data keys are gone for good.
 */
void
bd_key_slots_remove_async (BdKeySlots         *self,
                           const char         *user_id,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  Job *job;

  g_return_if_fail (BD_IS_KEY_SLOTS (self));
  g_return_if_fail (user_id != NULL);

  job = job_new (self, user_id, NULL, remove_act);
  go_to_thread (task_new (self, job, bd_key_slots_remove_async, cancellable, callback, user_data));
}

/**
 * bd_key_slots_remove_finish:
 * @self: the slots
 * @result: the result
 * @error: %BD_KEYS_ERROR_NO_SLOT, %BD_KEYS_ERROR_DAMAGED, %BD_KEYS_ERROR_TOO_NEW,
 *   %BD_KEYS_ERROR_FAILED, %G_IO_ERROR_CANCELLED
 *
 * Returns: whether the slot is gone
 */
gboolean
bd_key_slots_remove_finish (BdKeySlots   *self,
                            GAsyncResult *result,
                            GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_key_slots_remove_async), FALSE);

  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}

/**
 * bd_key_slots_dup_protection:
 * @self: the slots
 *
 * Returns: (transfer full): one sentence: what guards the saved copies on this device, and what does not
 */
char *
bd_key_slots_dup_protection (BdKeySlots *self)
{
  g_return_val_if_fail (BD_IS_KEY_SLOTS (self), NULL);

  switch (bd_secret_service_get_state (self->secrets))
    {
    case BD_KEYRING_READY:
      return g_strdup (_ ("Saved copies open with your passphrase and this desktop's keyring together; "
                          "if the keyring is lost, your passphrase alone still opens them."));
    case BD_KEYRING_ABSENT:
      return g_strdup (_ ("There is no keyring on this desktop: saved copies are protected by your passphrase alone."));
    case BD_KEYRING_LOCKED:
      return g_strdup (_ ("The keyring is locked: saved copies open with your passphrase alone, a little slower."));
    case BD_KEYRING_HUNG:
      return g_strdup (_ ("The keyring does not answer: saved copies open with your passphrase alone, a little slower."));
    case BD_KEYRING_REFUSED:
      return g_strdup (_ ("The keyring refuses to keep anything: saved copies are protected by your passphrase alone."));
    case BD_KEYRING_UNKNOWN:
    default:
      return g_strdup (_ ("Saved copies are encrypted; your passphrase opens them."));
    }
}
