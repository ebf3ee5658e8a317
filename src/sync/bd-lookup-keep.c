/* bd-lookup-keep.c: what a lookup reads from the stores, keeps in them, and takes out of them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-lookup-private.h"

#define SESSION_HOURS 24   /* the session's key dies before that */
#define HOUR          (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

/* helpers */

/* One job at a store belongs to a round: the round waits for it. */
typedef struct { GTask *round; BdSource source; } Job;

static Job *
job_new (GTask    *round,
         BdSource  source)
{
  Job *job = g_new0 (Job, 1);

  bd_round_hold (round);
  job->round = g_object_ref (round);
  job->source = source;

  return job;
}

static void
job_done (Job *job)
{
  bd_round_release (job->round);
  g_object_unref (job->round);
  g_free (job);
}

static BdStore *
peek_store (BdLookup              *self,
            const BdServiceConfig *config)
{
  switch (config->retention)
    {
    case BD_RETENTION_HOURS:   return self->store;
    case BD_RETENTION_SESSION: return self->session_store;
    case BD_RETENTION_NONE:
    default:                   return NULL;
    }
}

static gint64
get_keep_until (const BdServiceConfig *config,
                gint64                 fetched_at)
{
  return fetched_at + (config->retention == BD_RETENTION_HOURS ? config->retention_hours : SESSION_HOURS) * HOUR;
}

/* Failures never overwrite a saved copy, nor does half an answer. */
static gboolean
is_worth_keeping (const BdAnswer *answer)
{
  const BdLedgerLine *line = answer->line;

  if (line->partial)
    return FALSE;

  return line->state == BD_STATE_WHOLE || line->state == BD_STATE_REDACTED ||
         line->state == BD_STATE_WITHHELD_AT_SOURCE ||
         (line->state == BD_STATE_OPTED_OUT_FACILITY && answer->entries->len > 0);
}

static gboolean
may_keep (BdLookup *self)
{
  return self->save && !self->offline && !bd_ticket_is_emergency (self->ticket) && bd_ticket_is_valid (self->ticket);
}

/* callbacks */

static void
on_saved_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Job *job = user_data;
  BdLookup *self = g_task_get_source_object (job->round);
  g_autoptr (GError) error = NULL;

  if (!bd_store_save_answer_finish (BD_STORE (source), result, &error))
    bd_lookup_emit_store_problem (self, error);
  job_done (job);
}

static void
on_patient_saved_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  Job *job = user_data;
  BdLookup *self = g_task_get_source_object (job->round);
  g_autoptr (GError) error = NULL;

  if (!bd_store_save_patient_finish (BD_STORE (source), result, &error))
    bd_lookup_emit_store_problem (self, error);
  job_done (job);
}

static void
on_purged_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  Job *job = user_data;
  BdLookup *self = g_task_get_source_object (job->round);
  g_autoptr (GError) error = NULL;
  guint n_purged = 0;

  if (!bd_store_purge_finish (BD_STORE (source), result, &n_purged, &error))
    bd_lookup_emit_store_problem (self, error);
  else if (n_purged > 0)
    bd_lookup_emit_purged (self, job->source, n_purged);
  job_done (job);
}

/* Of two copies the newer one counts. */
static void
take_saved (BdLookup *self,
            BdAnswer *answer)
{
  BdAnswer **slot = &self->saved[answer->line->section][answer->line->source];

  if (self->denied[answer->line->source] || (*slot != NULL && (*slot)->line->saved_at >= answer->line->saved_at))
    return;

  g_clear_pointer (slot, bd_answer_unref);
  *slot = bd_answer_ref (answer);
}

static void
on_loaded_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  Job *job = user_data;
  BdLookup *self = g_task_get_source_object (job->round);
  g_autoptr (GError) error = NULL;
  g_autoptr (BdSavedRecord) saved = bd_store_load_finish (BD_STORE (source), result, &error);

  if (saved != NULL)
    {
      for (guint i = 0; i < saved->answers->len; i++)
        take_saved (self, g_ptr_array_index (saved->answers, i));
      bd_lookup_show_slow (self);
    }
  else if (!g_error_matches (error, BD_STORE_ERROR, BD_STORE_ERROR_NOT_SAVED))
    {
      bd_lookup_emit_store_problem (self, error);
    }
  job_done (job);
}

/* for the other files of the lookup */

/**
 * bd_lookup_load:
 * @self: a lookup
 * @round: the round that waits for it
 *
 * Reads the saved copies of both stores, rows only.
 */
void
bd_lookup_load (BdLookup *self,
                GTask    *round)
{
  BdStore *const stores[] = { self->store, self->session_store };

  for (guint i = 0; i < G_N_ELEMENTS (stores); i++)
    if (stores[i] != NULL)
      bd_store_load_async (stores[i], self->ticket, g_task_get_cancellable (round), on_loaded_cb,
                           job_new (round, BD_N_SOURCES));
}

/**
 * bd_lookup_plan:
 * @self: a lookup
 * @answer: a usable answer that nobody has seen yet
 *
 * Notes an answer that retention allows to keep, and on its line until when.
 */
void
bd_lookup_plan (BdLookup *self,
                BdAnswer *answer)
{
  BdSource source = answer->line->source;
  BdService *service = bd_services_peek (self->services, source);
  const BdServiceConfig *config = service != NULL ? bd_service_get_config (service) : NULL;

  if (config == NULL || !may_keep (self) || peek_store (self, config) == NULL || !is_worth_keeping (answer))
    return;

  if (config->retention == BD_RETENTION_HOURS)
    answer->line->keep_until = get_keep_until (config, answer->line->answered_at);
  g_ptr_array_add (self->to_keep[source], bd_answer_ref (answer));
}

/**
 * bd_lookup_keep:
 * @self: a lookup
 * @round: the round that waits for it
 * @source: a source of which every section has answered
 *
 * Saves what was planned. Only now, because a later section may have brought a denial: what it purges must not
 * come back, and what it leaves must not be purged.
 */
void
bd_lookup_keep (BdLookup *self,
                GTask    *round,
                BdSource  source)
{
  BdService *service = bd_services_peek (self->services, source);
  const BdServiceConfig *config = bd_service_get_config (service);
  BdStore *store = peek_store (self, config);
  GPtrArray *answers = self->to_keep[source];

  for (guint i = 0; store != NULL && may_keep (self) && i < answers->len; i++)
    {
      BdAnswer *answer = g_ptr_array_index (answers, i);

      if (self->denied[source] && answer->line->section != BD_SECTION_CONSENTS)
        continue;

      bd_store_save_answer_async (store, self->ticket, bd_record_get_patient (self->record)->nhi, answer,
                                  get_keep_until (config, answer->line->answered_at), config->agreement, NULL,
                                  on_saved_cb, job_new (round, source));
    }
  g_ptr_array_set_size (answers, 0);
}

/**
 * bd_lookup_keep_patient:
 * @self: a lookup
 * @round: the round that waits for it
 *
 * Saves the demographics as NHI's own retention allows, so that the person can be confirmed offline.
 */
void
bd_lookup_keep_patient (BdLookup *self,
                        GTask    *round)
{
  const BdPatient *patient = bd_record_get_patient (self->record);
  BdService *service = bd_services_peek (self->services, BD_SOURCE_NHI);
  const BdServiceConfig *config = service != NULL ? bd_service_get_config (service) : NULL;
  BdStore *store = config != NULL ? peek_store (self, config) : NULL;

  if (store == NULL || !may_keep (self) || patient->saved_at != 0 || patient->fetched_at == 0)
    return;

  bd_store_save_patient_async (store, self->ticket, patient, NULL, get_keep_until (config, patient->fetched_at),
                               config->agreement, NULL, on_patient_saved_cb, job_new (round, BD_SOURCE_NHI));
}

/**
 * bd_lookup_purge:
 * @self: a lookup
 * @round: the round that waits for it
 * @source: the source whose copies must go
 *
 * A denial was seen: that person's copies of that source go at once, whatever was planned, from both stores.
 */
void
bd_lookup_purge (BdLookup *self,
                 GTask    *round,
                 BdSource  source)
{
  BdStore *const stores[] = { self->store, self->session_store };

  for (guint i = 0; i < G_N_ELEMENTS (stores); i++)
    if (stores[i] != NULL)
      bd_store_purge_async (stores[i], bd_record_get_patient (self->record)->nhi, (int) source, NULL, on_purged_cb,
                            job_new (round, source));
}
