/* bd-store.c: saved records, encrypted; nothing is read from it without a ticket
 *
 * Every act is a job for the one thread that owns the database.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-store.h"

#include "bd-store-jobs-private.h"
#include "bd-worker-private.h"

struct _BdStore
{
  GObject   parent_instance;

  BdWorker *worker;
};

G_DEFINE_FINAL_TYPE (BdStore, bd_store, G_TYPE_OBJECT)
G_DEFINE_QUARK (bd-store-error-quark, bd_store_error)

/* Takes request. */
static GTask *
task_new (gpointer            source,
          BdStoreRequest     *request,
          gpointer            tag,
          GCancellable       *cancellable,
          GAsyncReadyCallback callback,
          gpointer            user_data)
{
  GTask *task = g_task_new (source, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, request, bd_store_request_free);

  return task;
}

static BdStoreRequest *
request_new (BdTicket *ticket)
{
  BdStoreRequest *request = g_new0 (BdStoreRequest, 1);

  g_set_object (&request->ticket, ticket);
  return request;
}

static gboolean
finish_boolean (BdStore      *self,
                GAsyncResult *result,
                gpointer      tag,
                guint        *count,
                GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, tag), FALSE);

  if (count != NULL)
    *count = ((BdStoreRequest *)g_task_get_task_data (G_TASK (result)))->count;

  return g_task_propagate_boolean (G_TASK (result), error);
}

static gpointer
finish_pointer (BdStore      *self,
                GAsyncResult *result,
                gpointer      tag,
                GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, tag), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
bd_store_finalize (GObject *object)
{
  BdStore *self = BD_STORE (object);

  g_clear_pointer (&self->worker, bd_worker_stop);

  G_OBJECT_CLASS (bd_store_parent_class)->finalize (object);
}

static void
bd_store_class_init (BdStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bd_store_finalize;
}

static void
bd_store_init (BdStore *self)
{
}

/**
 * bd_saved_record_free:
 * @self: (transfer full): what was loaded
 */
void
bd_saved_record_free (BdSavedRecord *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->patient, bd_patient_free);
  g_ptr_array_unref (self->answers);
  g_clear_pointer (&self->last_seen, g_variant_unref);
  g_free (self);
}

/**
 * bd_saved_person_free:
 * @self: (transfer full): a row of the list
 */
void
bd_saved_person_free (BdSavedPerson *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->nhi);
  g_free (self->initials);
  g_free (self->birth_year);
  g_strfreev (self->parts);
  g_strfreev (self->agreements);
  g_free (self);
}

/**
 * bd_store_open_async:
 * @path: the file records.db, in a folder that exists
 * @key: 32 bytes
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is open
 * @user_data: for @callback
 */
void
bd_store_open_async (const char         *path,
                     BdLockedBytes      *key,
                     GCancellable       *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  BdStoreRequest *request;
  gsize size;

  g_return_if_fail (path != NULL && key != NULL);
  bd_locked_bytes_get_data (key, &size);
  g_return_if_fail (size == 32);

  request = request_new (NULL);
  request->path = g_strdup (path);
  request->key = bd_locked_bytes_ref (key);
  task = task_new (NULL, request, bd_store_open_async, cancellable, callback, user_data);
  g_task_run_in_thread (task, bd_store_open_job);
}

/**
 * bd_store_open_finish:
 * @result: the result
 * @set_aside: (out) (optional) (nullable): the sentence about a damaged file that was kept aside
 * @error: %BD_STORE_ERROR_WRONG_KEY, %BD_STORE_ERROR_TOO_NEW (the file is untouched),
 *   %BD_STORE_ERROR_READ_ONLY, %BD_STORE_ERROR_FULL, %BD_STORE_ERROR_BUSY, %BD_STORE_ERROR_LIBRARY,
 *   %BD_STORE_ERROR_FAILED, %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the store
 */
BdStore *
bd_store_open_finish (GAsyncResult *result,
                      char        **set_aside,
                      GError      **error)
{
  BdStoreRequest *request;
  BdStore *self;
  BdStoreState *state;

  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_store_open_async), NULL);

  request = g_task_get_task_data (G_TASK (result));
  state = g_task_propagate_pointer (G_TASK (result), error);
  if (set_aside != NULL)
    *set_aside = state != NULL ? g_steal_pointer (&request->set_aside) : NULL;
  if (state == NULL)
    return NULL;

  self = g_object_new (BD_TYPE_STORE, NULL);
  self->worker = bd_worker_new ("bd-store", state, bd_store_state_free);

  return self;
}

/**
 * bd_store_close_async:
 * @self: the store
 * @cancellable: (nullable): a cancellable
 * @callback: called when the handle is closed, the key wiped and the profile free
 * @user_data: for @callback
 *
 * What was asked before is done first; what is asked after gets %BD_STORE_ERROR_CLOSED.
 */
void
bd_store_close_async (BdStore            *self,
                      GCancellable       *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer            user_data)
{
  g_return_if_fail (BD_IS_STORE (self));

  bd_worker_push (self->worker,
                  task_new (self, request_new (NULL), bd_store_close_async, cancellable, callback, user_data), bd_store_close_job);
}

/**
 * bd_store_close_finish:
 * @self: the store
 * @result: the result
 * @error: %BD_STORE_ERROR_FAILED
 *
 * Returns: whether it is closed
 */
gboolean
bd_store_close_finish (BdStore      *self,
                       GAsyncResult *result,
                       GError      **error)
{
  return finish_boolean (self, result, bd_store_close_async, NULL, error);
}

/**
 * bd_store_save_answer_async:
 * @self: the store
 * @ticket: covers @nhi with RECORD or SAVE, and is no emergency ticket
 * @nhi: whose answer it is
 * @answer: an answer; a failure is not kept and replaces nothing
 * @keep_until: wall µs; a time that is past takes away what was kept
 * @agreement: (nullable): what allows keeping it
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is on the disk
 * @user_data: for @callback
 */
void
bd_store_save_answer_async (BdStore            *self,
                            BdTicket           *ticket,
                            const char         *nhi,
                            BdAnswer           *answer,
                            gint64              keep_until,
                            const char         *agreement,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  BdStoreRequest *request;

  g_return_if_fail (BD_IS_STORE (self));
  g_return_if_fail (BD_IS_TICKET (ticket) && nhi != NULL && *nhi != '\0' && answer != NULL);

  request = request_new (ticket);
  request->nhi = g_strdup (nhi);
  request->answer = bd_answer_ref (answer);
  request->at = keep_until;
  request->agreement = g_strdup (agreement);
  bd_worker_push (self->worker,
                  task_new (self, request, bd_store_save_answer_async, cancellable, callback, user_data),
                  bd_store_save_answer_job);
}

/**
 * bd_store_save_answer_finish:
 * @self: the store
 * @result: the result
 * @error: %BD_STORE_ERROR_TICKET, %BD_STORE_ERROR_FULL, %BD_STORE_ERROR_DAMAGED,
 *   %BD_STORE_ERROR_CLOSED, %BD_STORE_ERROR_FAILED
 *
 * Returns: whether it is kept, or was not to be
 */
gboolean
bd_store_save_answer_finish (BdStore      *self,
                             GAsyncResult *result,
                             GError      **error)
{
  return finish_boolean (self, result, bd_store_save_answer_async, NULL, error);
}

/**
 * bd_store_save_patient_async:
 * @self: the store
 * @ticket: covers the patient's number with RECORD or SAVE, and is no emergency ticket
 * @patient: who it is; copied
 * @bytes: (nullable): the Patient as received
 * @keep_until: wall µs
 * @agreement: (nullable): what allows keeping it
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is on the disk
 * @user_data: for @callback
 *
 * Linked numbers lead to this person from now on; what was kept under them is joined.
 */
void
bd_store_save_patient_async (BdStore            *self,
                             BdTicket           *ticket,
                             const BdPatient    *patient,
                             GBytes             *bytes,
                             gint64              keep_until,
                             const char         *agreement,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  BdStoreRequest *request;

  g_return_if_fail (BD_IS_STORE (self));
  g_return_if_fail (BD_IS_TICKET (ticket) && patient != NULL);

  request = request_new (ticket);
  request->patient = bd_patient_copy (patient);
  request->bytes = bytes != NULL ? g_bytes_ref (bytes) : NULL;
  request->at = keep_until;
  request->agreement = g_strdup (agreement);
  bd_worker_push (self->worker,
                  task_new (self, request, bd_store_save_patient_async, cancellable, callback, user_data),
                  bd_store_save_patient_job);
}

/**
 * bd_store_save_patient_finish:
 * @self: the store
 * @result: the result
 * @error: as bd_store_save_answer_finish()
 *
 * Returns: whether it is kept
 */
gboolean
bd_store_save_patient_finish (BdStore      *self,
                              GAsyncResult *result,
                              GError      **error)
{
  return finish_boolean (self, result, bd_store_save_patient_async, NULL, error);
}

/**
 * bd_store_load_patient_async:
 * @self: the store
 * @ticket: covers its number with IDENTITY
 * @cancellable: (nullable): a cancellable
 * @callback: called with the demographics
 * @user_data: for @callback
 */
void
bd_store_load_patient_async (BdStore            *self,
                             BdTicket           *ticket,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  g_return_if_fail (BD_IS_STORE (self));
  g_return_if_fail (BD_IS_TICKET (ticket));

  bd_worker_push (self->worker,
                  task_new (self, request_new (ticket), bd_store_load_patient_async, cancellable, callback, user_data),
                  bd_store_load_patient_job);
}

/**
 * bd_store_load_patient_finish:
 * @self: the store
 * @result: the result
 * @error: %BD_STORE_ERROR_NOT_SAVED, %BD_STORE_ERROR_TICKET, %BD_STORE_ERROR_DAMAGED,
 *   %BD_STORE_ERROR_CLOSED, %BD_STORE_ERROR_FAILED
 *
 * Returns: (transfer full) (nullable): the person, with `saved_at` set
 */
BdPatient *
bd_store_load_patient_finish (BdStore      *self,
                              GAsyncResult *result,
                              GError      **error)
{
  return finish_pointer (self, result, bd_store_load_patient_async, error);
}

/**
 * bd_store_load_async:
 * @self: the store
 * @ticket: covers its number with RECORD
 * @cancellable: (nullable): a cancellable
 * @callback: called with everything kept of the person
 * @user_data: for @callback
 *
 * Rows and projections only: no JSON is parsed, and the entries carry no bytes.
 */
void
bd_store_load_async (BdStore            *self,
                     BdTicket           *ticket,
                     GCancellable       *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer            user_data)
{
  g_return_if_fail (BD_IS_STORE (self));
  g_return_if_fail (BD_IS_TICKET (ticket));

  bd_worker_push (self->worker,
                  task_new (self, request_new (ticket), bd_store_load_async, cancellable, callback, user_data), bd_store_load_job);
}

/**
 * bd_store_load_finish:
 * @self: the store
 * @result: the result
 * @error: as bd_store_load_patient_finish()
 *
 * Returns: (transfer full) (nullable): the record; parts past their time are not in it
 */
BdSavedRecord *
bd_store_load_finish (BdStore      *self,
                      GAsyncResult *result,
                      GError      **error)
{
  return finish_pointer (self, result, bd_store_load_async, error);
}

/**
 * bd_store_load_seen_async:
 * @self: the store
 * @ticket: covers its number with RECORD
 * @cancellable: (nullable): a cancellable
 * @callback: called with what the ticket's clinician last saw of the person
 * @user_data: for @callback
 */
void
bd_store_load_seen_async (BdStore            *self,
                          BdTicket           *ticket,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_return_if_fail (BD_IS_STORE (self));
  g_return_if_fail (BD_IS_TICKET (ticket));

  bd_worker_push (self->worker,
                  task_new (self, request_new (ticket), bd_store_load_seen_async, cancellable, callback, user_data),
                  bd_store_load_seen_job);
}

/**
 * bd_store_load_seen_finish:
 * @self: the store
 * @result: the result
 * @error: as bd_store_load_patient_finish(); %BD_STORE_ERROR_NOT_SAVED when the clinician
 *   never looked
 *
 * Returns: (transfer full) (nullable): the snapshot that bd_store_save_seen_async() kept
 */
GVariant *
bd_store_load_seen_finish (BdStore      *self,
                           GAsyncResult *result,
                           GError      **error)
{
  return finish_pointer (self, result, bd_store_load_seen_async, error);
}

/**
 * bd_store_load_bytes_async:
 * @self: the store
 * @ticket: covers its number with RECORD
 * @entry_id: id of an entry of that person
 * @cancellable: (nullable): a cancellable
 * @callback: called with the resource as received
 * @user_data: for @callback
 */
void
bd_store_load_bytes_async (BdStore            *self,
                           BdTicket           *ticket,
                           const char         *entry_id,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  BdStoreRequest *request;

  g_return_if_fail (BD_IS_STORE (self));
  g_return_if_fail (BD_IS_TICKET (ticket) && entry_id != NULL);

  request = request_new (ticket);
  request->entry_id = g_strdup (entry_id);
  bd_worker_push (self->worker,
                  task_new (self, request, bd_store_load_bytes_async, cancellable, callback, user_data), bd_store_load_bytes_job);
}

/**
 * bd_store_load_bytes_finish:
 * @self: the store
 * @result: the result
 * @error: as bd_store_load_patient_finish()
 *
 * Returns: (transfer full) (nullable): the bytes
 */
GBytes *
bd_store_load_bytes_finish (BdStore      *self,
                            GAsyncResult *result,
                            GError      **error)
{
  return finish_pointer (self, result, bd_store_load_bytes_async, error);
}

/**
 * bd_store_save_seen_async:
 * @self: the store
 * @ticket: covers its number with RECORD or SAVE, and is no emergency ticket
 * @snapshot: what its clinician has seen of the person
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is on the disk
 * @user_data: for @callback
 *
 * Kept beside a saved copy, and gone with it; of a person of whom nothing is saved, nothing is.
 */
void
bd_store_save_seen_async (BdStore            *self,
                          BdTicket           *ticket,
                          GVariant           *snapshot,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  BdStoreRequest *request;

  g_return_if_fail (BD_IS_STORE (self));
  g_return_if_fail (BD_IS_TICKET (ticket) && snapshot != NULL);

  request = request_new (ticket);
  request->snapshot = g_variant_ref_sink (snapshot);
  bd_worker_push (self->worker,
                  task_new (self, request, bd_store_save_seen_async, cancellable, callback, user_data), bd_store_save_seen_job);
}

/**
 * bd_store_save_seen_finish:
 * @self: the store
 * @result: the result
 * @error: as bd_store_save_answer_finish()
 *
 * Returns: whether it is kept, or was not to be
 */
gboolean
bd_store_save_seen_finish (BdStore      *self,
                           GAsyncResult *result,
                           GError      **error)
{
  return finish_boolean (self, result, bd_store_save_seen_async, NULL, error);
}

/**
 * bd_store_list_async:
 * @self: the store
 * @cancellable: (nullable): a cancellable
 * @callback: called with the list
 * @user_data: for @callback
 */
void
bd_store_list_async (BdStore            *self,
                     GCancellable       *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer            user_data)
{
  g_return_if_fail (BD_IS_STORE (self));

  bd_worker_push (self->worker,
                  task_new (self, request_new (NULL), bd_store_list_async, cancellable, callback, user_data), bd_store_list_job);
}

/**
 * bd_store_list_finish:
 * @self: the store
 * @result: the result
 * @error: %BD_STORE_ERROR_DAMAGED, %BD_STORE_ERROR_CLOSED, %BD_STORE_ERROR_FAILED
 *
 * Returns: (transfer full) (nullable) (element-type BdSavedPerson): who is saved, by number and
 *   initials; nothing clinical, so no ticket is needed
 */
GPtrArray *
bd_store_list_finish (BdStore      *self,
                      GAsyncResult *result,
                      GError      **error)
{
  return finish_pointer (self, result, bd_store_list_async, error);
}

/**
 * bd_store_purge_async:
 * @self: the store
 * @nhi: (nullable): one person by any of their numbers; %NULL everybody
 * @source: a #BdSource, the demographics being those of %BD_SOURCE_NHI; -1 every source
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is gone
 * @user_data: for @callback
 */
void
bd_store_purge_async (BdStore            *self,
                      const char         *nhi,
                      int                 source,
                      GCancellable       *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer            user_data)
{
  BdStoreRequest *request;

  g_return_if_fail (BD_IS_STORE (self));
  g_return_if_fail (source >= -1 && source < BD_N_SOURCES);

  request = request_new (NULL);
  request->nhi = g_strdup (nhi);
  request->source = source;
  bd_worker_push (self->worker, task_new (self, request, bd_store_purge_async, cancellable, callback, user_data),
                  bd_store_purge_job);
}

/**
 * bd_store_purge_finish:
 * @self: the store
 * @result: the result
 * @n_purged: (out) (optional): how many parts went, demographics counted as one
 * @error: as bd_store_list_finish()
 *
 * Returns: whether it is gone
 */
gboolean
bd_store_purge_finish (BdStore      *self,
                       GAsyncResult *result,
                       guint        *n_purged,
                       GError      **error)
{
  return finish_boolean (self, result, bd_store_purge_async, n_purged, error);
}

/**
 * bd_store_prune_async:
 * @self: the store
 * @now: wall µs: parts to be kept until then or earlier go
 * @cancellable: (nullable): a cancellable
 * @callback: called when they are gone
 * @user_data: for @callback
 */
void
bd_store_prune_async (BdStore            *self,
                      gint64              now,
                      GCancellable       *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer            user_data)
{
  BdStoreRequest *request;

  g_return_if_fail (BD_IS_STORE (self));

  request = request_new (NULL);
  request->at = now;
  bd_worker_push (self->worker, task_new (self, request, bd_store_prune_async, cancellable, callback, user_data),
                  bd_store_prune_job);
}

/**
 * bd_store_prune_finish:
 * @self: the store
 * @result: the result
 * @n_pruned: (out) (optional): how many parts went
 * @error: as bd_store_list_finish()
 *
 * Returns: whether they are gone
 */
gboolean
bd_store_prune_finish (BdStore      *self,
                       GAsyncResult *result,
                       guint        *n_pruned,
                       GError      **error)
{
  return finish_boolean (self, result, bd_store_prune_async, n_pruned, error);
}

/**
 * bd_store_check_async:
 * @self: the store
 * @cancellable: (nullable): a cancellable
 * @callback: called when every page was checked
 * @user_data: for @callback
 */
void
bd_store_check_async (BdStore            *self,
                      GCancellable       *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer            user_data)
{
  g_return_if_fail (BD_IS_STORE (self));

  bd_worker_push (self->worker,
                  task_new (self, request_new (NULL), bd_store_check_async, cancellable, callback, user_data),
                  bd_store_check_job);
}

/**
 * bd_store_check_finish:
 * @self: the store
 * @result: the result
 * @error: %BD_STORE_ERROR_DAMAGED: the file was kept aside under the name in the message and a new
 *   one begun; %BD_STORE_ERROR_CLOSED, %BD_STORE_ERROR_FAILED
 *
 * Returns: whether every page is whole
 */
gboolean
bd_store_check_finish (BdStore      *self,
                       GAsyncResult *result,
                       GError      **error)
{
  return finish_boolean (self, result, bd_store_check_async, NULL, error);
}
