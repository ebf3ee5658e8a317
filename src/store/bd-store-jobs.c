/* bd-store-jobs.c: what the store's thread does
 *
 * Tickets are checked here, at the last moment: a lock may have revoked them on the way.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-store-jobs-private.h"

#include "bd-clock.h"
#include "bd-store-rows-private.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

void
bd_store_request_free (gpointer data)
{
  BdStoreRequest *request = data;

  g_clear_object (&request->ticket);
  g_clear_pointer (&request->answer, bd_answer_unref);
  g_clear_pointer (&request->patient, bd_patient_free);
  g_clear_pointer (&request->bytes, g_bytes_unref);
  g_clear_pointer (&request->snapshot, g_variant_unref);
  g_clear_pointer (&request->key, bd_locked_bytes_unref);
  g_free (request->nhi);
  g_free (request->path);
  g_free (request->agreement);
  g_free (request->entry_id);
  g_free (request->set_aside);
  g_free (request);
}

void
bd_store_state_free (gpointer data)
{
  BdStoreState *state = data;

  g_clear_pointer (&state->db, bd_database_free);
  if (state->lock >= 0)
    close (state->lock);
  g_free (state);
}

static void
return_error (BdStoreState *state,
              GTask        *task,
              GError       *error)
{
  bd_database_answer_damage (state->db, &error);
  g_task_return_error (task, error);
}

static void
return_done (BdStoreState *state,
             GTask        *task,
             gboolean      done,
             GError       *error)
{
  if (done)
    g_task_return_boolean (task, TRUE);
  else
    return_error (state, task, error);
}

static gboolean
check_ticket (GTask        *task,
              BdTicket     *ticket,
              const char   *nhi,
              BdTicketScope scope)
{
  if (bd_ticket_covers (ticket, nhi, scope))
    return TRUE;

  g_task_return_new_error (task, BD_STORE_ERROR, BD_STORE_ERROR_TICKET,
                           _ ("There is no valid permission for this person's saved copy."));
  return FALSE;
}

/* What is seen in an emergency is not kept: it goes with its grant. */
static gboolean
check_may_keep (GTask      *task,
                BdTicket   *ticket,
                const char *nhi)
{
  if (!bd_ticket_is_emergency (ticket) && bd_ticket_covers (ticket, nhi, BD_TICKET_RECORD))
    return TRUE;
  if (!bd_ticket_is_emergency (ticket) && bd_ticket_covers (ticket, nhi, BD_TICKET_SAVE))
    return TRUE;

  g_task_return_new_error (task, BD_STORE_ERROR, BD_STORE_ERROR_TICKET,
                           _ ("There is no valid permission to keep a copy of this record."));
  return FALSE;
}

void
bd_store_open_job (GTask        *task,
                   gpointer      source,
                   gpointer      task_data,
                   GCancellable *cancellable)
{
  BdStoreRequest *request = task_data;
  g_autoptr (BdStoreState) state = g_new0 (BdStoreState, 1);
  GError *error = NULL;
  guint pruned;

  state->lock = bd_profile_lock (request->path, &error);
  if (state->lock >= 0)
    state->db = bd_database_open (request->path, request->key, &bd_store_schema, &request->set_aside, &error);
  if (state->db == NULL || !bd_rows_prune (state->db, bd_clock_wall (), &pruned, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  g_task_return_pointer (task, g_steal_pointer (&state), bd_store_state_free);
}

void
bd_store_close_job (gpointer data,
                    GTask   *task)
{
  BdStoreState *state = data;
  GError *error = NULL;

  if (!bd_database_close (state->db, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  if (state->lock >= 0)
    close (state->lock);
  state->lock = -1;
  g_task_return_boolean (task, TRUE);
}

void
bd_store_save_answer_job (gpointer data,
                          GTask   *task)
{
  BdStoreState *state = data;
  BdStoreRequest *request = g_task_get_task_data (task);
  const char *numbers[] = { request->nhi, bd_ticket_get_nhi (request->ticket), NULL };
  GError *error = NULL;
  gboolean done;

  if (!check_may_keep (task, request->ticket, request->nhi))
    return;

  done = bd_rows_save_answer (state->db, numbers, request->answer, request->at, request->agreement, &error);
  return_done (state, task, done, error);
}

void
bd_store_save_patient_job (gpointer data,
                           GTask   *task)
{
  BdStoreState *state = data;
  BdStoreRequest *request = g_task_get_task_data (task);
  GError *error = NULL;
  gboolean done;

  if (!check_may_keep (task, request->ticket, request->patient->nhi))
    return;

  done = bd_rows_save_patient (state->db, request->patient, request->bytes, request->at, request->agreement,
                               &error);
  return_done (state, task, done, error);
}

void
bd_store_save_seen_job (gpointer data,
                        GTask   *task)
{
  BdStoreState *state = data;
  BdStoreRequest *request = g_task_get_task_data (task);
  const char *nhi = bd_ticket_get_nhi (request->ticket);
  GError *error = NULL;
  const char *clinician;
  gboolean done;

  if (!check_may_keep (task, request->ticket, nhi))
    return;

  clinician = bd_ticket_get_clinician (request->ticket)->user_id;
  done = bd_rows_save_seen (state->db, nhi, clinician, request->snapshot, &error);
  return_done (state, task, done, error);
}

void
bd_store_load_patient_job (gpointer data,
                           GTask   *task)
{
  BdStoreState *state = data;
  BdStoreRequest *request = g_task_get_task_data (task);
  const char *nhi = bd_ticket_get_nhi (request->ticket);
  GError *error = NULL;
  BdPatient *patient;

  if (!check_ticket (task, request->ticket, nhi, BD_TICKET_IDENTITY))
    return;

  patient = bd_rows_load_patient (state->db, nhi, bd_clock_wall (), &error);
  if (patient == NULL)
    return_error (state, task, error);
  else
    g_task_return_pointer (task, patient, (GDestroyNotify)bd_patient_free);
}

void
bd_store_load_job (gpointer data,
                   GTask   *task)
{
  BdStoreState *state = data;
  BdStoreRequest *request = g_task_get_task_data (task);
  const char *nhi = bd_ticket_get_nhi (request->ticket);
  GError *error = NULL;
  BdSavedRecord *record;

  if (!check_ticket (task, request->ticket, nhi, BD_TICKET_RECORD))
    return;

  record = bd_rows_load (state->db, nhi, bd_ticket_get_clinician (request->ticket)->user_id, bd_clock_wall (), &error);
  if (record == NULL)
    return_error (state, task, error);
  else
    g_task_return_pointer (task, record, (GDestroyNotify)bd_saved_record_free);
}

void
bd_store_load_seen_job (gpointer data,
                        GTask   *task)
{
  BdStoreState *state = data;
  BdStoreRequest *request = g_task_get_task_data (task);
  const char *nhi = bd_ticket_get_nhi (request->ticket);
  GError *error = NULL;
  GVariant *snapshot;

  if (!check_ticket (task, request->ticket, nhi, BD_TICKET_RECORD))
    return;

  snapshot = bd_rows_load_seen (state->db, nhi, bd_ticket_get_clinician (request->ticket)->user_id, &error);
  if (snapshot == NULL)
    return_error (state, task, error);
  else
    g_task_return_pointer (task, snapshot, (GDestroyNotify)g_variant_unref);
}

void
bd_store_load_bytes_job (gpointer data,
                         GTask   *task)
{
  BdStoreState *state = data;
  BdStoreRequest *request = g_task_get_task_data (task);
  const char *nhi = bd_ticket_get_nhi (request->ticket);
  GError *error = NULL;
  GBytes *bytes;

  if (!check_ticket (task, request->ticket, nhi, BD_TICKET_RECORD))
    return;

  bytes = bd_rows_load_bytes (state->db, nhi, request->entry_id, bd_clock_wall (), &error);
  if (bytes == NULL)
    return_error (state, task, error);
  else
    g_task_return_pointer (task, bytes, (GDestroyNotify)g_bytes_unref);
}

void
bd_store_list_job (gpointer data,
                   GTask   *task)
{
  BdStoreState *state = data;
  GError *error = NULL;
  GPtrArray *people = bd_rows_list (state->db, bd_clock_wall (), &error);

  if (people == NULL)
    return_error (state, task, error);
  else
    g_task_return_pointer (task, people, (GDestroyNotify)g_ptr_array_unref);
}

void
bd_store_purge_job (gpointer data,
                    GTask   *task)
{
  BdStoreState *state = data;
  BdStoreRequest *request = g_task_get_task_data (task);
  GError *error = NULL;
  gboolean done = bd_rows_purge (state->db, request->nhi, request->source, &request->count, &error);

  return_done (state, task, done, error);
}

void
bd_store_prune_job (gpointer data,
                    GTask   *task)
{
  BdStoreState *state = data;
  BdStoreRequest *request = g_task_get_task_data (task);
  GError *error = NULL;
  gboolean done = bd_rows_prune (state->db, request->at, &request->count, &error);

  return_done (state, task, done, error);
}

void
bd_store_check_job (gpointer data,
                    GTask   *task)
{
  BdStoreState *state = data;
  GError *error = NULL;
  gboolean done = bd_database_check (state->db, &error);

  return_done (state, task, done, error);
}
