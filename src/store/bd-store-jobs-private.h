/* bd-store-jobs-private.h: what the store's thread does
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-database-private.h"

G_BEGIN_DECLS

/* The thread's own */
typedef struct
{
  BdDatabase *db;
  int         lock;   /* of the profile */
} BdStoreState;

/* What a job was asked, and what it answers beside its result */
typedef struct
{
  BdTicket      *ticket;
  char          *nhi;
  BdAnswer      *answer;
  BdPatient     *patient;
  GBytes        *bytes;
  GVariant      *snapshot;
  BdLockedBytes *key;
  char          *path;
  char          *agreement;
  char          *entry_id;
  gint64         at;          /* keep until; now */
  int            source;
  guint          count;       /* out */
  char          *set_aside;   /* out */
} BdStoreRequest;

void bd_store_request_free (gpointer data);
void bd_store_state_free   (gpointer data);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BdStoreState, bd_store_state_free)

/* In a thread of the pool: the result is a BdStoreState */
void bd_store_open_job         (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable);

/* On the store's own thread; data is its BdStoreState, the task data a BdStoreRequest */
void bd_store_close_job          (gpointer data, GTask *task);
void bd_store_save_answer_job    (gpointer data, GTask *task);
void bd_store_save_patient_job   (gpointer data, GTask *task);
void bd_store_save_seen_job      (gpointer data, GTask *task);
void bd_store_load_patient_job   (gpointer data, GTask *task);
void bd_store_load_job           (gpointer data, GTask *task);
void bd_store_load_seen_job      (gpointer data, GTask *task);
void bd_store_load_bytes_job     (gpointer data, GTask *task);
void bd_store_list_job           (gpointer data, GTask *task);
void bd_store_purge_job          (gpointer data, GTask *task);
void bd_store_prune_job          (gpointer data, GTask *task);
void bd_store_check_job          (gpointer data, GTask *task);

G_END_DECLS
