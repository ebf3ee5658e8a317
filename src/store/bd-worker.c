/* bd-worker.c: one thread that owns one thing and takes jobs
 *
 * A GTask keeps its source object, and its last reference may go on the thread itself. So the
 * thread's state is no part of that object, and nobody ever joins: stopping posts a last job.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-worker-private.h"

#include <poll.h>
#include <sys/file.h>

struct _BdWorker
{
  GAsyncQueue   *jobs;        /* owned: a reference here and one of the thread */
};

typedef struct
{
  GTask      *task;           /* owned; NULL in the last job */
  BdWorkerJob run;
} Job;

typedef struct
{
  GAsyncQueue   *jobs;
  gpointer       state;
  GDestroyNotify free_state;
} Thread;

static gpointer
thread_main (gpointer data)
{
  Thread *thread = data;
  gboolean going = TRUE;

  while (going)
    {
      Job *job = g_async_queue_pop (thread->jobs);

      going = job->task != NULL;
      if (going && !g_task_return_error_if_cancelled (job->task))
        job->run (thread->state, job->task);
      g_clear_object (&job->task);
      g_free (job);
    }

  thread->free_state (thread->state);
  g_async_queue_unref (thread->jobs);
  g_free (thread);

  return NULL;
}

static void
push (BdWorker   *self,
      GTask      *task,
      BdWorkerJob run)
{
  Job *job = g_new0 (Job, 1);

  job->task = task;
  job->run = run;
  g_async_queue_push (self->jobs, job);
}

BdWorker *
bd_worker_new (const char    *name,
               gpointer       state,
               GDestroyNotify free_state)
{
  BdWorker *self = g_new0 (BdWorker, 1);
  Thread *thread = g_new0 (Thread, 1);

  self->jobs = g_async_queue_new ();
  thread->jobs = g_async_queue_ref (self->jobs);
  thread->state = state;
  thread->free_state = free_state;
  g_thread_unref (g_thread_new (name, thread_main, thread));

  return self;
}

/* A job whose task is cancelled before its turn does not run. */
void
bd_worker_push (BdWorker   *self,
                GTask      *task,
                BdWorkerJob job)
{
  push (self, task, job);
}

void
bd_worker_stop (BdWorker *self)
{
  push (self, NULL, NULL);
  g_async_queue_unref (self->jobs);
  g_free (self);
}

gboolean
bd_worker_lock_file (int fd)
{
  for (guint i = 0; i < 10; i++)
    {
      if (flock (fd, LOCK_EX | LOCK_NB) == 0)
        return TRUE;
      poll (NULL, 0, 50);
    }

  return FALSE;
}
