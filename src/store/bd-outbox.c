/* bd-outbox.c: what must still be sent; never dropped or recreated silently
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-outbox.h"

#include "bd-database-private.h"
#include "bd-worker-private.h"

static const char *const migrations[] = {
  /* 0 → 1 */
  "CREATE TABLE item ("
  "  number INTEGER PRIMARY KEY AUTOINCREMENT,"   /* the order they came in, never used twice */
  "  id TEXT NOT NULL UNIQUE,"
  "  kind TEXT NOT NULL,"
  "  body BLOB NOT NULL,"
  "  tries INTEGER NOT NULL DEFAULT 0,"
  "  not_before INTEGER NOT NULL DEFAULT 0"
  ") STRICT;",
};
static const BdSchema schema = { migrations, G_N_ELEMENTS (migrations), .set_aside = FALSE };

struct _BdOutbox
{
  GObject   parent_instance;

  BdWorker *worker;
  gint     *count;       /* rc box, atomic: written on the thread, read here */
};

/* The thread's own */
typedef struct
{
  BdDatabase *db;
  gint       *count;
} State;

typedef struct
{
  char          *path;
  BdLockedBytes *key;
  BdOutboxItem  *item;   /* (nullable): to push */
  gint64         number;
  gint64         at;
} Request;

G_DEFINE_FINAL_TYPE (BdOutbox, bd_outbox, G_TYPE_OBJECT)

/**
 * bd_outbox_item_free:
 * @self: (transfer full): an item
 */
void
bd_outbox_item_free (BdOutboxItem *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->id);
  g_free (self->kind);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self);
}

static void
request_free (gpointer data)
{
  Request *request = data;

  g_free (request->path);
  g_clear_pointer (&request->key, bd_locked_bytes_unref);
  g_clear_pointer (&request->item, bd_outbox_item_free);
  g_free (request);
}

static void
state_free (gpointer data)
{
  State *state = data;

  g_clear_pointer (&state->db, bd_database_free);
  g_atomic_rc_box_release (state->count);
  g_free (state);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (State, state_free)

static gboolean
count_again (State   *state,
             GError **error)
{
  gint64 n = 0;

  if (!bd_sql_get_integer (state->db, &n, error, "SELECT count(*) FROM item", ""))
    return FALSE;

  g_atomic_int_set (state->count, (gint)n);
  return TRUE;
}

static void
open_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  Request *request = task_data;
  g_autoptr (State) state = g_new0 (State, 1);
  GError *error = NULL;

  state->count = g_atomic_rc_box_new0 (gint);
  state->db = bd_database_open (request->path, request->key, &schema, NULL, &error);
  if (state->db == NULL || !count_again (state, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  g_task_return_pointer (task, g_steal_pointer (&state), state_free);
}

static void
return_counted (State   *state,
                GTask   *task,
                gboolean done,
                GError  *error)
{
  if (done && count_again (state, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
close_job (gpointer data,
           GTask   *task)
{
  State *state = data;
  GError *error = NULL;

  if (bd_database_close (state->db, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
push_job (gpointer data,
          GTask   *task)
{
  State *state = data;
  BdOutboxItem *item = ((Request *)g_task_get_task_data (task))->item;
  GError *error = NULL;
  gboolean done = bd_sql_run (state->db, &error, "INSERT OR IGNORE INTO item (id, kind, body) VALUES (?, ?, ?)", "ttb",
                              item->id, item->kind, item->body);

  return_counted (state, task, done, error);
}

static void
peek_job (gpointer data,
          GTask   *task)
{
  State *state = data;
  Request *request = g_task_get_task_data (task);
  GError *error = NULL;
  BdOutboxItem *item = NULL;
  g_autoptr (sqlite3_stmt) stmt =
    bd_sql_prepare (state->db, &error,
                    "SELECT number, id, kind, body, tries, not_before FROM item WHERE not_before <= ?"
                    " ORDER BY number LIMIT 1", "i", request->at);

  if (stmt != NULL && bd_sql_next (state->db, stmt, &error))
    {
      item = g_new0 (BdOutboxItem, 1);
      item->number = sqlite3_column_int64 (stmt, 0);
      item->id = g_strdup ((const char *)sqlite3_column_text (stmt, 1));
      item->kind = g_strdup ((const char *)sqlite3_column_text (stmt, 2));
      item->body = bd_sql_dup_bytes (stmt, 3);
      item->tries = (guint)sqlite3_column_int64 (stmt, 4);
      item->not_before = sqlite3_column_int64 (stmt, 5);
    }

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, item, (GDestroyNotify)bd_outbox_item_free);
}

static void
done_job (gpointer data,
          GTask   *task)
{
  State *state = data;
  Request *request = g_task_get_task_data (task);
  GError *error = NULL;
  gboolean done = bd_sql_run (state->db, &error, "DELETE FROM item WHERE number = ?", "i", request->number);

  return_counted (state, task, done, error);
}

static void
retry_job (gpointer data,
           GTask   *task)
{
  State *state = data;
  Request *request = g_task_get_task_data (task);
  GError *error = NULL;
  gboolean done = bd_sql_run (state->db, &error, "UPDATE item SET tries = tries + 1, not_before = ? WHERE number = ?",
                              "ii", request->at, request->number);

  return_counted (state, task, done, error);
}

/* Takes request. */
static GTask *
task_new (gpointer            source,
          Request            *request,
          gpointer            tag,
          GCancellable       *cancellable,
          GAsyncReadyCallback callback,
          gpointer            user_data)
{
  GTask *task = g_task_new (source, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, request, request_free);

  return task;
}

static gboolean
finish_boolean (BdOutbox     *self,
                GAsyncResult *result,
                gpointer      tag,
                GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, tag), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
bd_outbox_finalize (GObject *object)
{
  BdOutbox *self = BD_OUTBOX (object);

  g_clear_pointer (&self->worker, bd_worker_stop);
  g_clear_pointer (&self->count, g_atomic_rc_box_release);

  G_OBJECT_CLASS (bd_outbox_parent_class)->finalize (object);
}

static void
bd_outbox_class_init (BdOutboxClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bd_outbox_finalize;
}

static void
bd_outbox_init (BdOutbox *self)
{
}

/**
 * bd_outbox_open_async:
 * @path: the file outbox.db, in a folder that exists
 * @key: 32 bytes, not the key of records.db
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is open
 * @user_data: for @callback
 */
void
bd_outbox_open_async (const char         *path,
                      BdLockedBytes      *key,
                      GCancellable       *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  Request *request;
  gsize size;

  g_return_if_fail (path != NULL && key != NULL);
  bd_locked_bytes_get_data (key, &size);
  g_return_if_fail (size == 32);

  request = g_new0 (Request, 1);
  request->path = g_strdup (path);
  request->key = bd_locked_bytes_ref (key);
  task = task_new (NULL, request, bd_outbox_open_async, cancellable, callback, user_data);
  g_task_run_in_thread (task, open_in_thread);
}

/**
 * bd_outbox_open_finish:
 * @result: the result
 * @error: %BD_STORE_ERROR_DAMAGED and %BD_STORE_ERROR_TOO_NEW (the file is left alone),
 *   %BD_STORE_ERROR_WRONG_KEY, %BD_STORE_ERROR_READ_ONLY, %BD_STORE_ERROR_FULL,
 *   %BD_STORE_ERROR_LIBRARY, %BD_STORE_ERROR_FAILED, %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the outbox
 */
BdOutbox *
bd_outbox_open_finish (GAsyncResult *result,
                       GError      **error)
{
  BdOutbox *self;
  State *state;

  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_outbox_open_async), NULL);

  state = g_task_propagate_pointer (G_TASK (result), error);
  if (state == NULL)
    return NULL;

  self = g_object_new (BD_TYPE_OUTBOX, NULL);
  self->count = g_atomic_rc_box_acquire (state->count);
  self->worker = bd_worker_new ("bd-outbox", state, state_free);

  return self;
}

/**
 * bd_outbox_close_async:
 * @self: the outbox
 * @cancellable: (nullable): a cancellable
 * @callback: called when the handle is closed and the key let go
 * @user_data: for @callback
 */
void
bd_outbox_close_async (BdOutbox           *self,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  g_return_if_fail (BD_IS_OUTBOX (self));

  bd_worker_push (self->worker,
                  task_new (self, g_new0 (Request, 1), bd_outbox_close_async, cancellable, callback, user_data),
                  close_job);
}

/**
 * bd_outbox_close_finish:
 * @self: the outbox
 * @result: the result
 * @error: %BD_STORE_ERROR_FAILED
 *
 * Returns: whether it is closed
 */
gboolean
bd_outbox_close_finish (BdOutbox     *self,
                        GAsyncResult *result,
                        GError      **error)
{
  return finish_boolean (self, result, bd_outbox_close_async, error);
}

/**
 * bd_outbox_push_async:
 * @self: the outbox
 * @id: the item's own id; one that waits already is not added again
 * @kind: what it is
 * @body: what to send
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is on the disk
 * @user_data: for @callback
 */
void
bd_outbox_push_async (BdOutbox           *self,
                      const char         *id,
                      const char         *kind,
                      GBytes             *body,
                      GCancellable       *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer            user_data)
{
  Request *request;

  g_return_if_fail (BD_IS_OUTBOX (self));
  g_return_if_fail (id != NULL && kind != NULL && body != NULL);

  request = g_new0 (Request, 1);
  request->item = g_new0 (BdOutboxItem, 1);
  request->item->id = g_strdup (id);
  request->item->kind = g_strdup (kind);
  request->item->body = g_bytes_ref (body);
  bd_worker_push (self->worker, task_new (self, request, bd_outbox_push_async, cancellable, callback, user_data),
                  push_job);
}

/**
 * bd_outbox_push_finish:
 * @self: the outbox
 * @result: the result
 * @error: %BD_STORE_ERROR_FULL, %BD_STORE_ERROR_DAMAGED, %BD_STORE_ERROR_CLOSED, %BD_STORE_ERROR_FAILED
 *
 * Returns: whether it waits to be sent
 */
gboolean
bd_outbox_push_finish (BdOutbox     *self,
                       GAsyncResult *result,
                       GError      **error)
{
  return finish_boolean (self, result, bd_outbox_push_async, error);
}

/**
 * bd_outbox_peek_async:
 * @self: the outbox
 * @now: wall µs
 * @cancellable: (nullable): a cancellable
 * @callback: called with the first item that is due
 * @user_data: for @callback
 */
void
bd_outbox_peek_async (BdOutbox           *self,
                      gint64              now,
                      GCancellable       *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer            user_data)
{
  Request *request;

  g_return_if_fail (BD_IS_OUTBOX (self));

  request = g_new0 (Request, 1);
  request->at = now;
  bd_worker_push (self->worker, task_new (self, request, bd_outbox_peek_async, cancellable, callback, user_data),
                  peek_job);
}

/**
 * bd_outbox_peek_finish:
 * @self: the outbox
 * @result: the result
 * @error: %BD_STORE_ERROR_DAMAGED, %BD_STORE_ERROR_CLOSED, %BD_STORE_ERROR_FAILED
 *
 * Returns: (transfer full) (nullable): the item, which stays in the outbox; %NULL without an error
 *   when none is due
 */
BdOutboxItem *
bd_outbox_peek_finish (BdOutbox     *self,
                       GAsyncResult *result,
                       GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_outbox_peek_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * bd_outbox_done_async:
 * @self: the outbox
 * @number: an item that was acknowledged
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is gone
 * @user_data: for @callback
 */
void
bd_outbox_done_async (BdOutbox           *self,
                      gint64              number,
                      GCancellable       *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer            user_data)
{
  Request *request;

  g_return_if_fail (BD_IS_OUTBOX (self));

  request = g_new0 (Request, 1);
  request->number = number;
  bd_worker_push (self->worker, task_new (self, request, bd_outbox_done_async, cancellable, callback, user_data),
                  done_job);
}

/**
 * bd_outbox_done_finish:
 * @self: the outbox
 * @result: the result
 * @error: as bd_outbox_push_finish()
 *
 * Returns: whether it is gone
 */
gboolean
bd_outbox_done_finish (BdOutbox     *self,
                       GAsyncResult *result,
                       GError      **error)
{
  return finish_boolean (self, result, bd_outbox_done_async, error);
}

/**
 * bd_outbox_retry_async:
 * @self: the outbox
 * @number: an item that could not be sent
 * @not_before: wall µs: when to try again
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is noted
 * @user_data: for @callback
 */
void
bd_outbox_retry_async (BdOutbox           *self,
                       gint64              number,
                       gint64              not_before,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  Request *request;

  g_return_if_fail (BD_IS_OUTBOX (self));

  request = g_new0 (Request, 1);
  request->number = number;
  request->at = not_before;
  bd_worker_push (self->worker, task_new (self, request, bd_outbox_retry_async, cancellable, callback, user_data),
                  retry_job);
}

/**
 * bd_outbox_retry_finish:
 * @self: the outbox
 * @result: the result
 * @error: as bd_outbox_push_finish()
 *
 * Returns: whether it is noted
 */
gboolean
bd_outbox_retry_finish (BdOutbox     *self,
                        GAsyncResult *result,
                        GError      **error)
{
  return finish_boolean (self, result, bd_outbox_retry_async, error);
}

/**
 * bd_outbox_get_count:
 * @self: the outbox
 *
 * Returns: how many items wait, as last known
 */
guint
bd_outbox_get_count (BdOutbox *self)
{
  g_return_val_if_fail (BD_IS_OUTBOX (self), 0);

  return (guint)g_atomic_int_get (self->count);
}
