/* bd-job.h: a long operation as a list of steps
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A step starts something and returns; its callback calls bd_job_next() or bd_job_fail(), exactly once. */
typedef void (*BdJobStep) (GTask *task);

void bd_job_run    (GTask *task, const BdJobStep *steps);   /* takes task; steps NULL-terminated, static */
void bd_job_next   (GTask *task);                           /* after the last step: TRUE */
void bd_job_finish (GTask *task);                           /* done early: TRUE */
void bd_job_fail   (GTask *task, GError *error);            /* takes error */
void bd_job_return (GTask *task, gpointer result, GDestroyNotify destroy);

G_END_DECLS
