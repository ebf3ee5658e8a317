/* bd-context-home.c: what the home screen lists: saved people, people opened this shift, services
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-context-private.h"

#include "bd-clock.h"
#include "bd-date.h"
#include "bd-home-row-private.h"
#include "bd-json-writer.h"
#include "bd-nhi.h"

static const BdSource shown[] = {
  BD_SOURCE_NHI, BD_SOURCE_SDHR, BD_SOURCE_MWS, BD_SOURCE_MDR, BD_SOURCE_AIR, BD_SOURCE_SHARED_CARE, BD_SOURCE_HPI
};

/* Before anything was asked: which services there are. */
void
bd_context_make_service_rows (BdContext *self)
{
  g_list_store_remove_all (self->service_rows);
  for (gsize i = 0; i < G_N_ELEMENTS (shown); i++)
    {
      gboolean set_up = bd_site_profile_get_service (self->profile, shown[i]) != NULL;
      g_autoptr (BdHomeRow) row = bd_home_row_new (BD_HOME_SERVICE, bd_source_get_label (shown[i]), NULL,
                                                   set_up ? "not asked yet" : "not set up here", NULL, set_up ? 4 : 3);

      g_list_store_append (self->service_rows, row);
    }
}

static BdHomeRow *
dup_service_row (BdContext *self,
                 BdSource   source)
{
  for (guint i = 0; i < G_N_ELEMENTS (shown); i++)
    if (shown[i] == source)
      return g_list_model_get_item (G_LIST_MODEL (self->service_rows), i);

  return NULL;
}

/* Any answer, even a refusal, is a service that is there. */
void
bd_context_service_answered (BdContext     *self,
                             BdSource       source,
                             BdResultState  state,
                             gint64         at)
{
  g_autoptr (BdHomeRow) row = dup_service_row (self, source);
  g_autofree char *time = bd_date_format_time_us (at != 0 ? at : bd_clock_wall (),
                                                  bd_site_profile_get_zone (self->profile), FALSE);
  g_autofree char *detail = NULL;

  if (row == NULL || state == BD_STATE_NOT_SET_UP || state == BD_STATE_ASKING || state == BD_STATE_NOT_ASKED ||
      state == BD_STATE_SAVED_COPY || state == BD_STATE_NOT_SAVED)
    return;

  if (state == BD_STATE_NO_ANSWER)
    detail = g_strdup_printf ("no answer %s", time);
  else if (state == BD_STATE_THROTTLED)
    detail = g_strdup_printf ("asks us to wait %s", time);
  else
    detail = g_strdup_printf ("answered %s", time);

  bd_home_row_set_detail (row, detail, state == BD_STATE_NO_ANSWER ? 2 : state == BD_STATE_THROTTLED ? 1 : 0);
  bd_context_set_online (self, state != BD_STATE_NO_ANSWER);
}

GListModel *
bd_context_get_saved (BdContext *self)
{
  g_return_val_if_fail (BD_IS_CONTEXT (self), NULL);

  return G_LIST_MODEL (self->saved);
}

GListModel *
bd_context_get_opened (BdContext *self)
{
  g_return_val_if_fail (BD_IS_CONTEXT (self), NULL);

  return G_LIST_MODEL (self->opened);
}

GListModel *
bd_context_get_services (BdContext *self)
{
  g_return_val_if_fail (BD_IS_CONTEXT (self), NULL);

  return G_LIST_MODEL (self->service_rows);
}

static char *
initials_and_year (const char *initials,
                   const char *birth_year)
{
  if (birth_year == NULL)
    return g_strdup (initials);

  return g_strdup_printf ("%s · %s", initials != NULL ? initials : "", birth_year);
}

/* The newest stands first, each person once. */
void
bd_context_add_opened (BdContext       *self,
                       const BdPatient *patient,
                       BdReasonCode     reason)
{
  g_autofree char *initials = bd_patient_dup_initials (patient), *year = bd_patient_dup_birth_year (patient);
  g_autofree char *subtitle = initials_and_year (initials, year);
  g_autofree char *time = bd_date_format_time_us (bd_clock_wall (), bd_site_profile_get_zone (self->profile), FALSE);
  g_autofree char *detail = g_strdup_printf ("%s · %s", time, bd_reason_get (reason)->id);
  g_autoptr (BdHomeRow) row = bd_home_row_new (BD_HOME_OPENED, patient->nhi, subtitle, detail, patient->nhi, 0);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->opened)); i++)
    {
      g_autoptr (BdHomeRow) old = g_list_model_get_item (G_LIST_MODEL (self->opened), i);

      if (g_strcmp0 (bd_home_row_get_nhi (old), patient->nhi) == 0)
        g_list_store_remove (self->opened, i--);
    }
  g_list_store_insert (self->opened, 0, row);
}

static BdSavedLine *
saved_line_new (const BdSavedPerson *person)
{
  BdSavedLine *line = g_new0 (BdSavedLine, 1);

  line->nhi = g_strdup (person->nhi);
  line->initials = g_strdup (person->initials);
  line->birth_year = g_strdup (person->birth_year);
  line->saved_at = person->saved_at;
  line->keep_until = person->keep_until;
  line->parts = g_strdupv (person->parts);
  line->agreements = g_strdupv (person->agreements);

  return line;
}

static void
on_listed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GPtrArray) people = NULL;
  GPtrArray *lines;
  GError *error = NULL;

  people = bd_store_list_finish (BD_STORE (source), result, &error);
  if (people == NULL)
    {
      g_task_return_error (task, bd_app_error_take (error));
      return;
    }

  lines = g_ptr_array_new_with_free_func ((GDestroyNotify) bd_saved_line_free);
  for (guint i = 0; i < people->len; i++)
    g_ptr_array_add (lines, saved_line_new (g_ptr_array_index (people, i)));
  g_task_return_pointer (task, lines, (GDestroyNotify) g_ptr_array_unref);
}

/* FALSE when the task has been answered. */
static gboolean
check_store (BdContext *self,
             GTask     *task)
{
  if (!bd_context_check_ready (self, task))
    return FALSE;

  if (self->store != NULL)
    return TRUE;

  g_task_return_new_error (task, BD_APP_ERROR, BD_APP_ERROR_STORE, "The store of saved copies is not open.");
  g_object_unref (task);

  return FALSE;
}

/**
 * bd_context_list_saved_async:
 * @self: a context, signed in
 * @cancellable: (nullable): to give up
 * @callback: called with the list
 * @user_data: for @callback
 *
 * Who is saved on this device: numbers and initials, no names.
 */
void
bd_context_list_saved_async (BdContext           *self,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (BD_IS_CONTEXT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, bd_context_list_saved_async);
  if (check_store (self, task))
    bd_store_list_async (self->store, cancellable, on_listed_cb, task);
}

/**
 * bd_context_list_saved_finish:
 * @self: a context
 * @result: as given to the callback
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable) (element-type BdSavedLine): the list, or %NULL
 *   with %BD_APP_ERROR_STORE, %BD_APP_ERROR_LOCKED or %BD_APP_ERROR_SIGN_IN
 */
GPtrArray *
bd_context_list_saved_finish (BdContext     *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_context_list_saved_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static BdHomeRow *
saved_row_new (BdContext         *self,
               const BdSavedLine *line)
{
  g_autofree char *subtitle = initials_and_year (line->initials, line->birth_year);
  g_autofree char *when = bd_date_format_time_us (line->saved_at, bd_site_profile_get_zone (self->profile), TRUE);
  gint64 age = bd_clock_wall () - line->saved_at;
  gboolean old = age > G_GINT64_CONSTANT (24) * 3600 * G_USEC_PER_SEC;

  return bd_home_row_new (BD_HOME_SAVED, line->nhi, subtitle, when, line->nhi, old ? 1 : 0);
}

static void
on_refreshed_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      data)
{
  BdContext *self = BD_CONTEXT (source);
  g_autoptr (GPtrArray) lines = bd_context_list_saved_finish (self, result, NULL);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);

  if (lines == NULL || self->state != BD_CONTEXT_READY)
    return;

  for (guint i = 0; i < lines->len; i++)
    g_ptr_array_add (rows, saved_row_new (self, g_ptr_array_index (lines, i)));
  g_list_store_splice (self->saved, 0, g_list_model_get_n_items (G_LIST_MODEL (self->saved)), rows->pdata, rows->len);
}

void
bd_context_refresh_saved (BdContext *self)
{
  if (self->store != NULL)
    bd_context_list_saved_async (self, NULL, on_refreshed_cb, NULL);
}

typedef struct { char *nhi; guint n; } Purge;

static void
purge_free (Purge *purge)
{
  g_free (purge->nhi);
  g_free (purge);
}

static void
on_purged_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  GTask *task = data;
  BdContext *self = g_task_get_source_object (task);
  Purge *purge = g_task_get_task_data (task);
  BdAuditEvent *event;
  GError *error = NULL;

  if (!bd_store_purge_finish (BD_STORE (source), result, &purge->n, &error))
    {
      g_task_return_error (task, bd_app_error_take (error));
      g_object_unref (task);
      return;
    }

  bd_context_refresh_saved (self);
  event = bd_context_event_new (self, BD_ACT_PURGED, purge->nhi);
  event->outcome = g_strdup_printf ("done: %u parts", purge->n);
  bd_access_note_async (self->access, event, NULL, bd_context_on_noted_cb, task);
}

/* What cannot be written down is not done. */
static void
on_purge_begun_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      data)
{
  GTask *task = data;
  BdContext *self = g_task_get_source_object (task);
  Purge *purge = g_task_get_task_data (task);
  GError *error = NULL;

  if (bd_access_note_finish (BD_ACCESS (source), result, &error))
    {
      if (check_store (self, task))
        bd_store_purge_async (self->store, purge->nhi, -1, g_task_get_cancellable (task), on_purged_cb, task);
      return;
    }

  g_task_return_error (task, bd_app_error_take (error));
  g_object_unref (task);
}

/**
 * bd_context_purge_async:
 * @self: a context, signed in
 * @nhi: (nullable): whose copies go; %NULL for everybody's
 * @cancellable: (nullable): to give up before it begins
 * @callback: called when they are gone and it is written down
 * @user_data: for @callback
 */
void
bd_context_purge_async (BdContext           *self,
                        const char          *nhi,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  GTask *task;
  Purge *purge;
  BdAuditEvent *event;
  BdNhi number;

  g_return_if_fail (BD_IS_CONTEXT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, bd_context_purge_async);
  purge = g_new0 (Purge, 1);
  g_task_set_task_data (task, purge, (GDestroyNotify) purge_free);
  if (!check_store (self, task))
    return;

  if (nhi != NULL)
    {
      number = bd_nhi_parse (nhi);
      purge->nhi = g_strdup (*number.value != '\0' ? number.value : nhi);
    }
  event = bd_context_event_new (self, BD_ACT_PURGED, purge->nhi);
  event->outcome = g_strdup ("begun");
  bd_access_note_async (self->access, event, cancellable, on_purge_begun_cb, task);
}

/**
 * bd_context_purge_finish:
 * @self: a context
 * @result: as given to the callback
 * @n: (out) (optional): how many parts went
 * @error: return location for an error
 *
 * Returns: %TRUE when done; %FALSE with %BD_APP_ERROR_STORE, %BD_APP_ERROR_LOCKED or
 *   %BD_APP_ERROR_SIGN_IN
 */
gboolean
bd_context_purge_finish (BdContext     *self,
                         GAsyncResult  *result,
                         guint         *n,
                         GError       **error)
{
  Purge *purge;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_context_purge_async), FALSE);

  purge = g_task_get_task_data (G_TASK (result));
  if (n != NULL)
    *n = purge->n;

  return g_task_propagate_boolean (G_TASK (result), error);
}

static const char *
state_word (BdContext *self)
{
  if (self->state == BD_CONTEXT_LOCKED)
    return "locked";
  if (self->state != BD_CONTEXT_READY)
    return "closed";

  return self->store != NULL ? "ready" : "trouble";
}

static char *
status_json (BdContext  *self,
             const char *protection)
{
  static const char *const keyring[] = { "unknown", "ready", "absent", "locked", "hung", "refused" };
  BdJsonWriter *writer = bd_json_writer_new (TRUE);

  bd_json_writer_begin_object (writer, NULL);
  bd_json_writer_string (writer, "state", state_word (self));
  bd_json_writer_integer (writer, "people", g_list_model_get_n_items (G_LIST_MODEL (self->saved)));
  bd_json_writer_integer (writer, "outbox", self->outbox != NULL ? bd_outbox_get_count (self->outbox) : 0);
  bd_json_writer_integer (writer, "auditRecords", self->log != NULL ? (gint64) bd_audit_log_get_count (self->log) : 0);
  bd_json_writer_string (writer, "keyring", keyring[bd_secret_service_get_state (self->secrets)]);
  bd_json_writer_string (writer, "protection", protection);
  bd_json_writer_begin_array (writer, "notes");
  for (guint i = 0; i < self->notes->len; i++)
    bd_json_writer_string (writer, NULL, g_ptr_array_index (self->notes, i));
  bd_json_writer_end_array (writer);
  bd_json_writer_end_object (writer);

  return bd_json_writer_finish (writer);
}

/**
 * bd_context_dup_store_status:
 * @self: a context
 * @as_json: as the command line's JSON, else for people
 *
 * Returns: (transfer full): state, counts, what protects the keys, the keyring, the notes
 */
char *
bd_context_dup_store_status (BdContext *self,
                             gboolean   as_json)
{
  g_autofree char *protection = NULL;
  g_autoptr (GString) text = NULL;

  g_return_val_if_fail (BD_IS_CONTEXT (self), NULL);

  protection = bd_key_slots_dup_protection (self->slots);
  if (as_json)
    return status_json (self, protection);

  text = g_string_new (NULL);
  g_string_append_printf (text, "Store: %s. %u people saved on this device.\n", state_word (self),
                          g_list_model_get_n_items (G_LIST_MODEL (self->saved)));
  g_string_append_printf (text, "%u audit events wait for upload; the log holds %" G_GUINT64_FORMAT " records.\n",
                          self->outbox != NULL ? bd_outbox_get_count (self->outbox) : 0,
                          self->log != NULL ? bd_audit_log_get_count (self->log) : 0);
  g_string_append_printf (text, "%s\n", protection);
  for (guint i = 0; i < self->notes->len; i++)
    g_string_append_printf (text, "Note: %s\n", (char *) g_ptr_array_index (self->notes, i));

  return g_strdup (text->str);
}
