/* bd-audit-log.c: audit.log, written: append-only, sealed to the privacy officers, chained, fsynced
 *
 * The bytes are described in bd-audit-format-private.h.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-audit-log.h"

#include "bd-audit-format-private.h"
#include "bd-clock.h"
#include "bd-worker-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The thread's own */
typedef struct
{
  char      *path;
  int        fd;
  GPtrArray *officers;               /* (element-type GBytes) */
  goffset    end;                    /* behind the last whole record */
  guint64    sequence;
  guint8     hash[BD_AUDIT_HASH];
} Log;

/* What both sides look at */
typedef struct
{
  GMutex  lock;
  guint64 count;
  char   *head;
} Shared;

struct _BdAuditLog
{
  GObject   parent_instance;

  BdWorker *worker;
  Shared   *shared;                  /* atomic rc box */
};

typedef struct { Shared *shared; char *json; gint64 at; } Append;
typedef struct { char *path; GStrv keys; char *torn; } Opening;

static void bd_audit_log_sink_init (BdAuditSinkInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BdAuditLog, bd_audit_log, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BD_TYPE_AUDIT_SINK, bd_audit_log_sink_init))
G_DEFINE_QUARK (bd-audit-error-quark, bd_audit_error)

static void
log_free (gpointer data)
{
  Log *self = data;

  if (self->fd >= 0)
    close (self->fd);
  g_free (self->path);
  g_clear_pointer (&self->officers, g_ptr_array_unref);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Log, log_free)

static void
shared_clear (gpointer data)
{
  Shared *shared = data;

  g_mutex_clear (&shared->lock);
  g_free (shared->head);
}

static void
shared_set (Shared    *shared,
            const Log *log)
{
  char hex[BD_AUDIT_HASH * 2 + 1];

  sodium_bin2hex (hex, sizeof hex, log->hash, BD_AUDIT_HASH);
  g_mutex_lock (&shared->lock);
  shared->count = log->sequence;
  g_free (shared->head);
  shared->head = g_strdup (hex);
  g_mutex_unlock (&shared->lock);
}

static void
append_free (gpointer data)
{
  Append *append = data;

  sodium_memzero (append->json, strlen (append->json));
  g_free (append->json);
  g_atomic_rc_box_release_full (append->shared, shared_clear);
  g_free (append);
}

static void
opening_free (gpointer data)
{
  Opening *opening = data;

  g_free (opening->path);
  g_strfreev (opening->keys);
  g_free (opening->torn);
  g_free (opening);
}

static gboolean
fail_errno (GError    **error,
            const char *what,
            int         number)
{
  BdAuditError code = BD_AUDIT_ERROR_FAILED;

  if (number == ENOSPC || number == EDQUOT || number == EFBIG)
    code = BD_AUDIT_ERROR_FULL;
  else if (number == EROFS || number == EACCES || number == EPERM)
    code = BD_AUDIT_ERROR_READ_ONLY;

  g_set_error (error, BD_AUDIT_ERROR, code, "%s: %s", what, g_strerror (number));
  return FALSE;
}

static gboolean
write_all (int           fd,
           const guint8 *data,
           gsize         size)
{
  while (size > 0)
    {
      gssize n = write (fd, data, size);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return FALSE;
      data += n;
      size -= n;
    }

  return TRUE;
}

static gboolean
sync_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean done = fd >= 0 && fsync (fd) == 0;

  if (fd >= 0)
    close (fd);

  return done;
}

/* What is written to a file that was removed or moved away is read by nobody. */
static gboolean
is_still_there (Log *self)
{
  struct stat ours, named;

  return fstat (self->fd, &ours) == 0 && lstat (self->path, &named) == 0 && ours.st_dev == named.st_dev &&
         ours.st_ino == named.st_ino;
}

/* On the disk, or as if never begun. */
static gboolean
write_whole (Log        *self,
             GByteArray *bytes,
             GError    **error)
{
  int number;

  if (!is_still_there (self))
    {
      g_set_error (error, BD_AUDIT_ERROR, BD_AUDIT_ERROR_MISSING,
                   _ ("The audit log was removed or replaced while Bedside was using it."));
      return FALSE;
    }
  if (lseek (self->fd, self->end, SEEK_SET) >= 0 && write_all (self->fd, bytes->data, bytes->len) &&
      fdatasync (self->fd) == 0)
    {
      self->end += bytes->len;
      return TRUE;
    }

  number = errno;
  if (ftruncate (self->fd, self->end) == 0)
    fdatasync (self->fd);   /* best effort: at the next opening a torn tail is set aside */

  return fail_errno (error, _ ("The audit log cannot be written"), number);
}

static GPtrArray *
parse_keys (const char *const *keys,
            GError           **error)
{
  g_autoptr (GPtrArray) officers = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);

  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    {
      guint8 key[crypto_box_PUBLICKEYBYTES];
      gsize length = 0;

      if (sodium_base642bin (key, sizeof key, keys[i], strlen (keys[i]), NULL, &length, NULL,
                             sodium_base64_VARIANT_ORIGINAL) != 0 || length != sizeof key)
        {
          g_set_error (error, BD_AUDIT_ERROR, BD_AUDIT_ERROR_KEYS,
                       _ ("Privacy officer's key %u is not a key in base64."), i + 1);
          return NULL;
        }
      g_ptr_array_add (officers, g_bytes_new (key, sizeof key));
    }

  return g_steal_pointer (&officers);
}

static gboolean
open_file (Log     *self,
           GError **error)
{
  self->fd = open (self->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (self->fd < 0)
    return fail_errno (error, _ ("The audit log cannot be opened"), errno);

  if (!bd_worker_lock_file (self->fd))
    {
      g_set_error (error, BD_AUDIT_ERROR, BD_AUDIT_ERROR_BUSY, _ ("Another Bedside is writing this audit log."));
      return FALSE;
    }

  return TRUE;
}

static gboolean
begin_file (Log     *self,
            GError **error)
{
  g_autoptr (GByteArray) head = bd_audit_format_head ();

  if (!write_whole (self, head, error))
    return FALSE;
  if (!sync_folder (self->path))
    return fail_errno (error, _ ("The audit log cannot be written"), errno);

  crypto_generichash (self->hash, BD_AUDIT_HASH, head->data, head->len, NULL, 0);
  return TRUE;
}

static char *
name_for_torn (const char *path)
{
  g_autofree char *iso = bd_clock_format_iso (bd_clock_wall ());
  GString *name = g_string_new (path);

  g_string_append (name, ".torn-");
  for (const char *at = iso; *at != '\0'; at++)
    if (*at != '-' && *at != ':')
      g_string_append_c (name, *at);

  return g_string_free (name, FALSE);
}

/* The bytes behind the last whole record, kept beside the file and then cut. */
static gboolean
set_aside (Log               *self,
           const BdAuditWalk *walk,
           char             **torn,
           GError           **error)
{
  gsize length = walk->size - walk->offset;
  g_autofree guint8 *tail = g_malloc (length);
  g_autofree char *name = name_for_torn (self->path);
  g_autofree char *base = g_path_get_basename (name);
  int fd = open (name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
  gboolean done = fd >= 0 && pread (self->fd, tail, length, walk->offset) == (gssize)length &&
                  write_all (fd, tail, length) && fsync (fd) == 0 && sync_folder (name);
  int number = errno;

  if (fd >= 0)
    close (fd);
  if (!done || ftruncate (self->fd, walk->offset) != 0 || fsync (self->fd) != 0)
    return fail_errno (error, _ ("The unfinished end of the audit log cannot be set aside"), done ? errno : number);

  *torn = g_strdup_printf (_ ("The audit log ended in an unfinished record after number %" G_GUINT64_FORMAT
                              ". Its %" G_GSIZE_FORMAT " bytes were kept as %s."),
                           walk->sequence, length, base);
  return TRUE;
}

static gboolean
walk_file (Log         *self,
           BdAuditWalk *walk,
           char       **torn,
           GError     **error)
{
  BdAuditStep step;

  if (!bd_audit_walk_begin (walk, self->fd, error))
    return FALSE;

  while ((step = bd_audit_walk_next (walk)) == BD_AUDIT_WHOLE)
    ;

  if (step == BD_AUDIT_WRONG || (step == BD_AUDIT_TORN && bd_audit_walk_more_beyond (walk)))
    {
      g_set_error (error, BD_AUDIT_ERROR, BD_AUDIT_ERROR_BROKEN_CHAIN,
                   _ ("The audit log's chain is broken. %s The file was left alone."), walk->problem);
      return FALSE;
    }
  if (step == BD_AUDIT_TORN && !set_aside (self, walk, torn, error))
    return FALSE;

  self->end = walk->offset;
  self->sequence = walk->sequence;
  memcpy (self->hash, walk->hash, BD_AUDIT_HASH);

  return TRUE;
}

/* A file shorter than its head, and without a byte that is not the head's beginning, was being
 * made when the power went. */
static gboolean
is_unborn (Log *self)
{
  guint8 room[BD_AUDIT_HEAD];
  gssize n = pread (self->fd, room, sizeof room, 0);

  return n == 0 || (n > 0 && n < BD_AUDIT_HEAD && memcmp (room, "BDAUDIT", MIN (n, 8)) == 0);
}

static gboolean
load_file (Log     *self,
           char   **torn,
           GError **error)
{
  BdAuditWalk walk = { 0 };
  gboolean done;

  if (is_unborn (self))
    return begin_file (self, error);

  done = walk_file (self, &walk, torn, error);
  bd_audit_walk_end (&walk);

  return done;
}

static void
open_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  Opening *opening = task_data;
  g_autoptr (Log) log = g_new0 (Log, 1);
  GError *error = NULL;

  log->fd = -1;
  log->path = g_strdup (opening->path);
  if (sodium_init () < 0 || (log->officers = parse_keys ((const char *const *)opening->keys, &error)) == NULL ||
      !open_file (log, &error) || !load_file (log, &opening->torn, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  g_task_return_pointer (task, g_steal_pointer (&log), log_free);
}

/* On the worker */
static void
append_job (gpointer state,
            GTask   *task)
{
  Log *self = state;
  Append *append = g_task_get_task_data (task);
  g_autoptr (GBytes) body = bd_audit_format_seal (self->officers, append->json);
  g_autoptr (GByteArray) record = NULL;
  GError *error = NULL;

  if (g_bytes_get_size (body) > BD_AUDIT_MAX_BODY)
    {
      g_task_return_new_error (task, BD_AUDIT_ERROR, BD_AUDIT_ERROR_FAILED, _ ("The audit record is too long."));
      return;
    }

  record = bd_audit_format_record (self->sequence + 1, append->at, self->hash, body);
  if (!write_whole (self, record, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  self->sequence++;
  memcpy (self->hash, record->data + record->len - BD_AUDIT_HASH, BD_AUDIT_HASH);
  shared_set (append->shared, self);
  g_task_return_boolean (task, TRUE);
}

static void
bd_audit_log_append_async (BdAuditSink        *sink,
                           const BdAuditEvent *event,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  BdAuditLog *self = BD_AUDIT_LOG (sink);
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Append *append = g_new0 (Append, 1);

  append->shared = g_atomic_rc_box_acquire (self->shared);
  append->json = bd_audit_event_to_json (event);
  append->at = event->at;
  g_task_set_source_tag (task, bd_audit_log_append_async);
  g_task_set_task_data (task, append, append_free);
  bd_worker_push (self->worker, task, append_job);
}

static gboolean
bd_audit_log_append_finish (BdAuditSink  *sink,
                            GAsyncResult *result,
                            GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, sink), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_audit_log_append_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
bd_audit_log_sink_init (BdAuditSinkInterface *iface)
{
  iface->append_async = bd_audit_log_append_async;
  iface->append_finish = bd_audit_log_append_finish;
}

static void
bd_audit_log_finalize (GObject *object)
{
  BdAuditLog *self = BD_AUDIT_LOG (object);

  g_clear_pointer (&self->worker, bd_worker_stop);   /* what was pushed is still written */
  if (self->shared != NULL)
    g_atomic_rc_box_release_full (self->shared, shared_clear);

  G_OBJECT_CLASS (bd_audit_log_parent_class)->finalize (object);
}

static void
bd_audit_log_class_init (BdAuditLogClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bd_audit_log_finalize;
}

static void
bd_audit_log_init (BdAuditLog *self)
{
}

/**
 * bd_audit_log_open_async:
 * @path: the file audit.log
 * @officer_keys: (nullable): base64 X25519 public keys of the privacy officers
 * @cancellable: (nullable): a cancellable
 * @callback: called when the chain was walked and the file is ready to be written
 * @user_data: for @callback
 */
void
bd_audit_log_open_async (const char         *path,
                         const char *const  *officer_keys,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  Opening *opening;

  g_return_if_fail (path != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  opening = g_new0 (Opening, 1);
  opening->path = g_strdup (path);
  opening->keys = g_strdupv ((GStrv)officer_keys);
  g_task_set_source_tag (task, bd_audit_log_open_async);
  g_task_set_task_data (task, opening, opening_free);
  g_task_run_in_thread (task, open_in_thread);
}

/**
 * bd_audit_log_open_finish:
 * @result: the result
 * @torn: (out) (optional) (nullable): what was set aside, in a sentence
 * @error: %BD_AUDIT_ERROR_READ_ONLY, %BD_AUDIT_ERROR_FULL, %BD_AUDIT_ERROR_BUSY,
 *   %BD_AUDIT_ERROR_BROKEN_CHAIN and %BD_AUDIT_ERROR_TOO_NEW (the file is left alone),
 *   %BD_AUDIT_ERROR_KEYS, %BD_AUDIT_ERROR_FAILED, %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the log
 */
BdAuditLog *
bd_audit_log_open_finish (GAsyncResult *result,
                          char        **torn,
                          GError      **error)
{
  BdAuditLog *self;
  Opening *opening;
  Log *log;

  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_audit_log_open_async), NULL);

  opening = g_task_get_task_data (G_TASK (result));
  log = g_task_propagate_pointer (G_TASK (result), error);
  if (torn != NULL)
    *torn = log != NULL ? g_steal_pointer (&opening->torn) : NULL;
  if (log == NULL)
    return NULL;

  self = g_object_new (BD_TYPE_AUDIT_LOG, NULL);
  self->shared = g_atomic_rc_box_new0 (Shared);
  g_mutex_init (&self->shared->lock);
  shared_set (self->shared, log);
  self->worker = bd_worker_new ("bd-audit-log", log, log_free);

  return self;
}

/**
 * bd_audit_log_dup_head:
 * @self: the log
 *
 * Returns: (transfer full): in hex, the hash of the newest record; kept elsewhere too, it shows when
 *   the end of the file was cut off
 */
char *
bd_audit_log_dup_head (BdAuditLog *self)
{
  char *head;

  g_return_val_if_fail (BD_IS_AUDIT_LOG (self), NULL);

  g_mutex_lock (&self->shared->lock);
  head = g_strdup (self->shared->head);
  g_mutex_unlock (&self->shared->lock);

  return head;
}

/**
 * bd_audit_log_get_count:
 * @self: the log
 *
 * Returns: how many records it holds
 */
guint64
bd_audit_log_get_count (BdAuditLog *self)
{
  guint64 count;

  g_return_val_if_fail (BD_IS_AUDIT_LOG (self), 0);

  g_mutex_lock (&self->shared->lock);
  count = self->shared->count;
  g_mutex_unlock (&self->shared->lock);

  return count;
}
