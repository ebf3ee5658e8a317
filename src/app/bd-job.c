/* bd-job.c: a long operation as a list of steps
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The task holds itself from bd_job_run() to the end; its task data belongs to the
 * operation. A cancelled job stops between two steps.
 */
#include "bd-job.h"

static GQuark
steps_quark (void)
{
  return g_quark_from_static_string ("bd-job-steps");
}

void
bd_job_run (GTask           *task,
            const BdJobStep *steps)
{
  g_object_set_qdata (G_OBJECT (task), steps_quark (), (gpointer) steps);
  bd_job_next (task);
}

void
bd_job_next (GTask *task)
{
  const BdJobStep *step = g_object_get_qdata (G_OBJECT (task), steps_quark ());

  if (g_task_return_error_if_cancelled (task))
    {
      g_object_unref (task);
      return;
    }

  if (*step == NULL)
    {
      bd_job_finish (task);
      return;
    }

  g_object_set_qdata (G_OBJECT (task), steps_quark (), (gpointer) (step + 1));
  (*step) (task);
}

void
bd_job_finish (GTask *task)
{
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

void
bd_job_fail (GTask  *task,
             GError *error)
{
  g_task_return_error (task, error);
  g_object_unref (task);
}

void
bd_job_return (GTask          *task,
               gpointer        result,
               GDestroyNotify  destroy)
{
  g_task_return_pointer (task, result, destroy);
  g_object_unref (task);
}
