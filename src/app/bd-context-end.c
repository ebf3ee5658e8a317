/* bd-context-end.c: how far the audit log went, sealed beside the store, so that a trimmed end shows without a keyring
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The file audit.end holds the newest head and an HMAC of it under the key of the saved copies. Who has no
 * passphrase here can neither make one for a shorter log nor take it away unseen. An older copy of
 * the whole folder still fits itself; against that stands the keyring's copy, and the uploads.
 */
#include "bd-context-private.h"

#include <string.h>

typedef struct {
  char          *log, *file;
  char          *head;       /* (nullable): to be kept; %NULL to check */
  BdLockedBytes *key;
  char          *problem;    /* (nullable) */
} End;

static void
end_free (End *end)
{
  g_free (end->log);
  g_free (end->file);
  g_free (end->head);
  bd_locked_bytes_unref (end->key);
  g_free (end->problem);
  g_free (end);
}

static char *
dup_line (const End  *end,
          const char *head)
{
  gsize length;
  const guint8 *key = bd_locked_bytes_get_data (end->key, &length);
  g_autofree char *text = g_strconcat ("bedside audit end ", head, NULL);
  g_autofree char *mac = g_compute_hmac_for_string (G_CHECKSUM_SHA256, key, length, text, -1);

  return g_strdup_printf ("%s %s\n", head, mac);
}

static void
check (End *end)
{
  g_autoptr (BdAuditVerdict) verdict = NULL;
  g_autofree char *contents = NULL, *head = NULL, *line = NULL;

  if (!g_file_get_contents (end->file, &contents, NULL, NULL))
    {
      end->problem = g_strdup ("the note of where it ended is missing.");
      return;
    }

  head = g_strndup (contents, strcspn (contents, " \n"));
  line = dup_line (end, head);
  if (strcmp (line, contents) != 0)
    end->problem = g_strdup ("the note of where it ended was changed.");
  else if ((verdict = bd_audit_verify (end->log, head, NULL)) != NULL && !verdict->whole)
    end->problem = g_strdup (verdict->problem);
}

static void
work_in_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  End *end = data;
  g_autofree char *line = end->head != NULL ? dup_line (end, end->head) : NULL;

  if (line == NULL)
    check (end);
  else   /* best effort: a full disk keeps the older note, which the log still goes beyond */
    g_file_set_contents_full (end->file, line, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, NULL);
  g_task_return_boolean (task, TRUE);
}

static void
on_worked_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  GTask *job = data;
  End *end = g_task_get_task_data (G_TASK (result));

  if (end->problem != NULL)
    {
      g_autofree char *sentence = g_strdup_printf ("The audit log is not as it was left: %s Tell the privacy officer.",
                                                   end->problem);

      bd_context_say (BD_CONTEXT (source), sentence);
    }
  bd_job_next (job);
}

static void
run (GTask    *job,
     gboolean  keep)
{
  BdContext *self = g_task_get_source_object (job);
  g_autoptr (GTask) work = NULL;
  End *end;

  if (self->keys == NULL)
    {
      bd_job_next (job);
      return;
    }

  end = g_new0 (End, 1);
  end->log = g_build_filename (self->data_dir, "audit.log", NULL);
  end->file = g_build_filename (self->data_dir, "audit.end", NULL);
  end->head = keep ? bd_audit_log_dup_head (self->log) : NULL;
  end->key = bd_locked_bytes_ref (bd_data_keys_get_records (self->keys));
  work = g_task_new (self, NULL, on_worked_cb, job);
  g_task_set_task_data (work, end, (GDestroyNotify) end_free);
  g_task_run_in_thread (work, work_in_thread);
}

/* A step of a job: says so when records are missing from the log's end. */
void
bd_context_check_end_step (GTask *job)
{
  run (job, FALSE);
}

/* A step of a job: notes the log's end while the keys are here. */
void
bd_context_keep_end_step (GTask *job)
{
  run (job, TRUE);
}
