/* bd-worker-private.h: one thread that owns one thing and takes jobs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _BdWorker BdWorker;
typedef void (*BdWorkerJob) (gpointer state, GTask *task);   /* on the thread; returns the task */

BdWorker *bd_worker_new  (const char *name, gpointer state, GDestroyNotify free_state);   /* takes state */
void      bd_worker_push (BdWorker *self, GTask *task, BdWorkerJob job);                  /* takes task */
void      bd_worker_stop (BdWorker *self);   /* jobs before it are done; frees self, never waits */

/* Locks a file for this process alone. What was just let go of on another thread of this program is
 * free in a moment, so it waits half a second; for worker threads. */
gboolean  bd_worker_lock_file (int fd);

G_END_DECLS
