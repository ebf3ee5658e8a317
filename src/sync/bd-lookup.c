/* bd-lookup.c: one patient, every service at once: fills a record as answers come
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-lookup.h"

#include "bd-clock.h"
#include "bd-lookup-private.h"
#include "bd-section-ask.h"
#include "bd-services-private.h"

#define SLOW_MS 3000   /* then the saved copy is shown meanwhile */

G_DEFINE_FINAL_TYPE (BdLookup, bd_lookup, G_TYPE_OBJECT)

enum { ANSWERED, STORE_PROBLEM, PURGED, FACILITY_NAMES_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

typedef struct { GTask *round; BdSectionKind section; BdSource source; } Pair;

/* helpers */

static void
round_free (gpointer data)
{
  BdRound *self = data;

  g_clear_object (&self->ticket);
  g_clear_pointer (&self->known, g_hash_table_unref);
  g_clear_error (&self->error);
  if (self->slow != NULL)
    g_source_destroy (self->slow);
  g_clear_pointer (&self->slow, g_source_unref);
  g_free (self);
}

static GTask *
round_new (BdLookup            *self,
           gpointer             tag,
           BdSource             only,
           GCancellable        *cancellable,
           GAsyncReadyCallback  callback,
           gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  BdRound *round = g_new0 (BdRound, 1);

  g_task_set_source_tag (task, tag);
  round->ticket = g_object_ref (self->ticket);
  round->only = only;
  g_task_set_task_data (task, round, round_free);
  self->n_rounds++;

  return task;
}

static gboolean
check_ticket (BdLookup *self)
{
  const char *nhi = bd_record_get_patient (self->record)->nhi;

  return bd_ticket_covers (self->ticket, nhi, BD_TICKET_RECORD) || bd_ticket_covers (self->ticket, nhi, BD_TICKET_SAVE);
}

/* A ticket that ends meanwhile ends the round: what comes later is not shown. */
static void
note_ticket_error (BdRound *round)
{
  if (round->error == NULL)
    round->error = g_error_new (BD_NET_ERROR, BD_NET_ERROR_TICKET, "There is no valid permission for this record");
}

void
bd_round_hold (GTask *round)
{
  BdRound *data = g_task_get_task_data (round);

  data->n_pending++;
}

void
bd_round_release (GTask *round)
{
  BdRound *data = g_task_get_task_data (round);
  BdLookup *self = g_task_get_source_object (round);

  if (--data->n_pending > 0)
    return;

  if (data->slow != NULL)
    g_source_destroy (data->slow);
  self->n_rounds--;
  if (data->error != NULL)
    g_task_return_error (round, g_steal_pointer (&data->error));
  else
    g_task_return_boolean (round, TRUE);
}

/* callbacks */

static void
on_section_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  Pair *pair = user_data;
  g_autoptr (GTask) task = pair->round;
  BdLookup *self = g_task_get_source_object (task);
  BdRound *round = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (BdAnswer) answer = bd_section_ask_finish (result, &error);

  self->asking[pair->section][pair->source]--;
  self->n_asking[pair->source]--;
  if (answer != NULL && check_ticket (self))
    {
      bd_lookup_take (self, task, answer);
    }
  else
    {
      if (answer != NULL)
        note_ticket_error (round);
      else if (round->error == NULL)
        round->error = g_steal_pointer (&error);
      bd_lookup_give_up (self, pair->section, pair->source);
    }
  g_clear_error (&error);
  if (self->n_asking[pair->source] == 0)
    bd_lookup_keep (self, task, pair->source);
  g_free (pair);
  bd_round_release (task);
}

static gboolean
on_slow_cb (gpointer user_data)
{
  BdLookup *self = user_data;

  self->slow = TRUE;
  bd_lookup_show_slow (self);

  return G_SOURCE_REMOVE;
}

static void
ask_pair (BdLookup      *self,
          GTask         *round,
          BdSectionKind  section,
          BdSource       source)
{
  BdRound *data = g_task_get_task_data (round);
  BdSectionQuestion question = {
    .service = bd_services_peek (self->services, source),
    .ticket = self->ticket,
    .section = section,
    .patient = bd_record_get_patient (self->record),
    .known = data->known,
    .calls = self->calls,
  };
  Pair *pair = g_new0 (Pair, 1);

  pair->round = g_object_ref (round);
  pair->section = section;
  pair->source = source;
  bd_round_hold (round);
  self->asking[section][source]++;
  self->n_asking[source]++;
  bd_lookup_begin_pair (self, section, source);
  bd_section_ask_async (&question, g_task_get_cancellable (round), on_section_cb, pair);
}

static gboolean
is_of_round (BdRound  *round,
             BdSource  source)
{
  return round->only == BD_N_SOURCES || round->only == source;
}

/* Every service in the same turn of the main loop. */
static void
ask_all (BdLookup *self,
         GTask    *round)
{
  BdRound *data = g_task_get_task_data (round);

  for (guint source = 0; source < BD_N_SOURCES; source++)
    if (is_of_round (data, source) && self->n_asking[source] == 0)
      self->denied[source] = FALSE;
  for (guint section = 0; section < BD_N_SECTIONS; section++)
    for (guint source = 0; source < BD_N_SOURCES; source++)
      {
        gboolean under_way = self->asking[section][source] > 0 && data->known == NULL;

        if (!is_of_round (data, source) || under_way || !bd_services_feeds (self->services, source, section))
          continue;
        if (bd_services_peek (self->services, source) != NULL)
          ask_pair (self, round, section, source);
        else
          bd_lookup_show_state (self, section, source, BD_STATE_NOT_SET_UP);
      }
}

static void
watch_slow (BdLookup *self,
            GTask    *round)
{
  BdRound *data = g_task_get_task_data (round);

  self->slow = FALSE;
  data->slow = g_timeout_source_new (SLOW_MS);
  g_source_set_callback (data->slow, on_slow_cb, self, NULL);
  g_source_attach (data->slow, g_task_get_context (round));
}

/* Offline: every saved part, and the plain word for what is not saved. */
static void
on_offline_loaded_cb (GObject      *source,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr (GTask) outer = user_data;
  BdLookup *self = BD_LOOKUP (source);

  for (guint section = 0; section < BD_N_SECTIONS; section++)
    for (guint s = 0; s < BD_N_SOURCES; s++)
      {
        if (self->saved[section][s] != NULL)
          bd_lookup_show_saved (self, section, s);
        else if (bd_services_feeds (self->services, s, section))
          bd_lookup_show_state (self, section, s,
                                bd_services_peek (self->services, s) != NULL ? BD_STATE_NOT_SAVED : BD_STATE_NOT_SET_UP);
      }
  bd_round_release (outer);
}

static void
run_offline (BdLookup *self,
             GTask    *round)
{
  GTask *loading = round_new (self, run_offline, BD_N_SOURCES, g_task_get_cancellable (round), on_offline_loaded_cb,
                              g_object_ref (round));

  bd_round_hold (round);
  bd_round_hold (loading);
  bd_lookup_load (self, loading);
  bd_round_release (loading);
  g_object_unref (loading);
}

static void
on_names_changed_cb (BdLookup *self)
{
  g_signal_emit (self, signals[FACILITY_NAMES_CHANGED], 0);
}

static void
bd_lookup_dispose (GObject *object)
{
  BdLookup *self = BD_LOOKUP (object);

  if (self->names != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->names, self);
      bd_facility_names_stop (self->names);
    }
  g_clear_object (&self->names);

  G_OBJECT_CLASS (bd_lookup_parent_class)->dispose (object);
}

static void
bd_lookup_finalize (GObject *object)
{
  BdLookup *self = BD_LOOKUP (object);

  for (guint source = 0; source < BD_N_SOURCES; source++)
    {
      for (guint section = 0; section < BD_N_SECTIONS; section++)
        {
          g_clear_pointer (&self->saved[section][source], bd_answer_unref);
          g_clear_pointer (&self->failed[section][source], bd_answer_unref);
        }
      g_ptr_array_unref (self->to_keep[source]);
    }
  g_ptr_array_unref (self->calls);
  g_clear_object (&self->services);
  g_clear_object (&self->ticket);
  g_clear_object (&self->record);
  g_clear_object (&self->store);
  g_clear_object (&self->session_store);

  G_OBJECT_CLASS (bd_lookup_parent_class)->finalize (object);
}

static void
bd_lookup_class_init (BdLookupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bd_lookup_dispose;
  G_OBJECT_CLASS (klass)->finalize = bd_lookup_finalize;

  /**
   * BdLookup::answered:
   * @answer: a #BdAnswer, after the record took it
   */
  signals[ANSWERED] = g_signal_new ("answered", BD_TYPE_LOOKUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, BD_TYPE_ANSWER);
  /**
   * BdLookup::store-problem:
   * @sentence: what went wrong with the saved copies; said once
   */
  signals[STORE_PROBLEM] = g_signal_new ("store-problem", BD_TYPE_LOOKUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_STRING);
  /**
   * BdLookup::purged:
   * @source: a #BdSource that said its records may not be kept
   * @n_parts: how many saved parts went
   */
  signals[PURGED] = g_signal_new ("purged", BD_TYPE_LOOKUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_UINT);
  /**
   * BdLookup::facility-names-changed:
   *
   * bd_lookup_dup_facility_name() knows more than before.
   */
  signals[FACILITY_NAMES_CHANGED] = g_signal_new ("facility-names-changed", BD_TYPE_LOOKUP, G_SIGNAL_RUN_LAST, 0,
                                                  NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
bd_lookup_init (BdLookup *self)
{
  self->calls = g_ptr_array_new_with_free_func (g_free);
  for (guint source = 0; source < BD_N_SOURCES; source++)
    self->to_keep[source] = g_ptr_array_new_with_free_func ((GDestroyNotify) bd_answer_unref);
}

/* for the other files of the lookup */

void
bd_lookup_emit_answered (BdLookup *self,
                         BdAnswer *answer)
{
  g_signal_emit (self, signals[ANSWERED], 0, answer);
}

void
bd_lookup_emit_purged (BdLookup *self,
                       BdSource  source,
                       guint     n_parts)
{
  g_signal_emit (self, signals[PURGED], 0, (guint) source, n_parts);
}

void
bd_lookup_emit_store_problem (BdLookup     *self,
                              const GError *error)
{
  if (self->store_problem_said || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self->store_problem_said = TRUE;
  g_signal_emit (self, signals[STORE_PROBLEM], 0, error->message);
}

/* public functions */

/**
 * bd_lookup_new:
 * @services: the site's services
 * @ticket: covers the record's person with scope RECORD or SAVE
 * @record: what is to be filled; its patient says whom to ask for
 * @options: (nullable): stores, saving, offline; copied
 *
 * Returns: (transfer full): a lookup that has asked nobody yet
 */
BdLookup *
bd_lookup_new (BdServices            *services,
               BdTicket              *ticket,
               BdRecord              *record,
               const BdLookupOptions *options)
{
  BdLookup *self;

  g_return_val_if_fail (BD_IS_SERVICES (services), NULL);
  g_return_val_if_fail (BD_IS_TICKET (ticket), NULL);
  g_return_val_if_fail (BD_IS_RECORD (record), NULL);

  self = g_object_new (BD_TYPE_LOOKUP, NULL);
  self->services = g_object_ref (services);
  self->ticket = g_object_ref (ticket);
  self->record = g_object_ref (record);
  if (options != NULL)
    {
      g_set_object (&self->store, options->store);
      g_set_object (&self->session_store, options->session_store);
      self->save = options->save;
      self->offline = options->offline;
    }
  self->names = bd_facility_names_new (services);
  g_signal_connect_swapped (self->names, "changed", G_CALLBACK (on_names_changed_cb), self);

  return self;
}

/**
 * bd_lookup_run_async:
 * @self: a lookup
 * @cancellable: (nullable): cancels
 * @callback: called when every source has answered, failed or run out of time, and what may be kept is on the disk
 * @user_data: for @callback
 *
 * Asks every service at once, or reads the saved copies when offline.
 */
void
bd_lookup_run_async (BdLookup            *self,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (BD_IS_LOOKUP (self));

  task = round_new (self, bd_lookup_run_async, BD_N_SOURCES, cancellable, callback, user_data);
  bd_round_hold (task);
  if (!check_ticket (self))
    {
      note_ticket_error (g_task_get_task_data (task));
    }
  else if (self->offline)
    {
      run_offline (self, task);
    }
  else
    {
      ask_all (self, task);
      bd_lookup_load (self, task);
      bd_lookup_keep_patient (self, task);
      watch_slow (self, task);
    }
  bd_round_release (task);
}

/**
 * bd_lookup_run_finish:
 * @self: a lookup
 * @result: the result
 * @error: %BD_NET_ERROR_TICKET or %G_IO_ERROR_CANCELLED
 *
 * Returns: TRUE, whatever the services said
 */
gboolean
bd_lookup_run_finish (BdLookup      *self,
                      GAsyncResult  *result,
                      GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_lookup_run_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
on_waited_cb (gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  BdLookup *self = g_task_get_source_object (task);

  if (!g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    ask_all (self, task);
  bd_round_release (task);

  return G_SOURCE_REMOVE;
}

/* As long as the service asked for, or until cancelled (SRD-15). */
static void
wait_then_ask (GTask  *task,
               gint64  wait_us)
{
  g_autoptr (GSource) source = g_timeout_source_new ((guint) CLAMP (wait_us / 1000 + 1, 0, G_MAXUINT));

  if (g_task_get_cancellable (task) != NULL)
    {
      g_autoptr (GSource) child = g_cancellable_source_new (g_task_get_cancellable (task));

      g_source_set_dummy_callback (child);
      g_source_add_child_source (source, child);
    }
  g_source_set_callback (source, on_waited_cb, g_object_ref (task), NULL);
  g_source_attach (source, g_task_get_context (task));
}

/**
 * bd_lookup_retry_async:
 * @self: a lookup
 * @source: whom to ask once more
 * @cancellable: (nullable): cancels, also the wait
 * @callback: called when that source is done
 * @user_data: for @callback
 *
 * Once more, only this source; if it asked us to wait, after that.
 */
void
bd_lookup_retry_async (BdLookup            *self,
                       BdSource             source,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  gint64 wait_us;

  g_return_if_fail (BD_IS_LOOKUP (self));
  g_return_if_fail ((guint) source < BD_N_SOURCES);

  task = round_new (self, bd_lookup_retry_async, source, cancellable, callback, user_data);
  wait_us = self->wait_until[source] - bd_clock_boot ();
  bd_round_hold (task);
  if (!check_ticket (self))
    {
      note_ticket_error (g_task_get_task_data (task));
    }
  else if (wait_us > 0)
    {
      bd_round_hold (task);
      wait_then_ask (task, wait_us);
    }
  else
    {
      ask_all (self, task);
    }
  bd_round_release (task);
}

/**
 * bd_lookup_retry_finish:
 * @self: a lookup
 * @result: the result
 * @error: %BD_NET_ERROR_TICKET or %G_IO_ERROR_CANCELLED, also while it waited
 *
 * Returns: TRUE, whatever the service said
 */
gboolean
bd_lookup_retry_finish (BdLookup      *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_lookup_retry_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static GHashTable *
collect_known (BdLookup *self)
{
  GHashTable *known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint kind = 0; kind < BD_N_SECTIONS; kind++)
    {
      GListModel *section = G_LIST_MODEL (bd_record_get_section (self->record, kind));

      for (guint i = 0; i < g_list_model_get_n_items (section); i++)
        {
          g_autoptr (BdEntry) entry = g_list_model_get_item (section, i);

          g_hash_table_add (known, g_strdup (bd_entry_peek (entry)->id));
        }
    }

  return known;
}

/**
 * bd_lookup_again_async:
 * @self: a lookup
 * @ticket: the emergency ticket; used from now on
 * @cancellable: (nullable): cancels
 * @callback: called when every source is done
 * @user_data: for @callback
 *
 * Asks all again. An answer replaces what is shown only when it gives no less; entries that were not there before
 * carry the mark "emergency"; nothing is saved.
 */
void
bd_lookup_again_async (BdLookup            *self,
                       BdTicket            *ticket,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  BdRound *round;

  g_return_if_fail (BD_IS_LOOKUP (self));
  g_return_if_fail (BD_IS_TICKET (ticket));

  g_set_object (&self->ticket, ticket);
  task = round_new (self, bd_lookup_again_async, BD_N_SOURCES, cancellable, callback, user_data);
  round = g_task_get_task_data (task);
  round->known = collect_known (self);
  bd_round_hold (task);
  if (!check_ticket (self))
    note_ticket_error (round);
  else
    ask_all (self, task);
  bd_round_release (task);
}

/**
 * bd_lookup_again_finish:
 * @self: a lookup
 * @result: the result
 * @n_more: (out) (optional): how many entries came that were not there before
 * @error: %BD_NET_ERROR_TICKET or %G_IO_ERROR_CANCELLED
 *
 * Returns: TRUE, whatever the services said
 */
gboolean
bd_lookup_again_finish (BdLookup      *self,
                        GAsyncResult  *result,
                        guint         *n_more,
                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_lookup_again_async), FALSE);

  if (n_more != NULL)
    *n_more = ((BdRound *) g_task_get_task_data (G_TASK (result)))->n_more;

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * bd_lookup_get_calls:
 * @self: a lookup
 *
 * Returns: (transfer none) (element-type utf8): every call made so far, for the audit log
 */
GPtrArray *
bd_lookup_get_calls (BdLookup *self)
{
  g_return_val_if_fail (BD_IS_LOOKUP (self), NULL);

  return self->calls;
}

/**
 * bd_lookup_is_running:
 * @self: a lookup
 *
 * Returns: whether a run, a retry or an asking again goes on
 */
gboolean
bd_lookup_is_running (BdLookup *self)
{
  g_return_val_if_fail (BD_IS_LOOKUP (self), FALSE);

  return self->n_rounds > 0;
}

/**
 * bd_lookup_dup_facility_name:
 * @self: a lookup
 * @id: a facility id as an entry has it
 *
 * Returns: (transfer full) (nullable): its name as HPI gave it; NULL while it is not known
 */
char *
bd_lookup_dup_facility_name (BdLookup   *self,
                             const char *id)
{
  g_return_val_if_fail (BD_IS_LOOKUP (self), NULL);

  return id != NULL ? g_strdup (bd_services_peek_facility_name (self->services, id)) : NULL;
}
