/* bd-opening-export.c: an opened record as a document in a file, for the person it is about
 *
 * The order is the rule: what was received is gathered, the act is written to the audit
 * log, and only then is there a file.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-opening-export.h"

#include "bd-clock.h"
#include "bd-opening-private.h"

#include <glib/gi18n-lib.h>

typedef struct {
  GFile        *file;
  char         *refusal;      /* (nullable) */
  gboolean      number_stands;
  GStrv         needed;       /* ids of entries */
  guint         at;           /* which of them */
  gboolean      in_session;   /* looking for it in the session's copies */
  GHashTable   *loaded;       /* char *id → GBytes */
  GBytes       *document;     /* (nullable) */
  BdNzpsCounts  counts;
} Export;

static void
export_free (Export *data)
{
  g_object_unref (data->file);
  g_free (data->refusal);
  g_strfreev (data->needed);
  g_hash_table_unref (data->loaded);
  g_clear_pointer (&data->document, g_bytes_unref);
  g_free (data);
}

static GError *
error_closed (void)
{
  return g_error_new_literal (BD_APP_ERROR, BD_APP_ERROR_LOCKED, _("This record has been closed. Open it again."));
}

static BdAuditEvent *
event_new (BdOpening *self,
           BdAct      act,
           char      *outcome)
{
  BdAuditEvent *event = bd_audit_event_new (act, self->clinician);

  event->nhis = g_strsplit (bd_record_get_patient (self->record)->nhi, " ", 1);
  bd_opening_fill_event (self, event);
  event->purpose = bd_reason_get (self->reason)->purpose;   /* what an emergency access showed is not in it */
  event->outcome = outcome;

  return event;
}

/* ---- may it be? ---- */

/**
 * bd_opening_refuse_export:
 * @self: an opening
 *
 * A copy of the record leaves the house only where the person asked for it: reason PR1.
 *
 * Returns: (transfer full) (nullable): %NULL when the record may be exported, else the
 *   sentence that says why not and what to do
 */
char *
bd_opening_refuse_export (BdOpening *self)
{
  g_return_val_if_fail (BD_IS_OPENING (self), NULL);

  if (self->closed)
    return g_strdup (_("This record has been closed. Open it again."));
  if (self->reason != BD_REASON_PR1)
    return g_strdup (_("A summary is written only for the person, at their request. Open the record with the reason "
                       "“The person asks to see or have their record” (PR1)."));
  if (!bd_ticket_is_valid (bd_opening_peek_ticket (self)))
    return g_strdup (_("The time for which this record was opened is over. Open it again."));

  return NULL;
}

static void
on_refusal_noted_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      data)
{
  GTask *task = data;
  Export *work = g_task_get_task_data (task);
  GError *error = NULL;

  if (bd_access_note_finish (BD_ACCESS (source), result, &error))
    bd_job_fail (task, g_error_new_literal (BD_APP_ERROR, BD_APP_ERROR_REFUSED, work->refusal));
  else
    bd_job_fail (task, bd_app_error_take (error));
}

static void
step_refuse (GTask *task)
{
  BdOpening *self = g_task_get_source_object (task);
  Export *work = g_task_get_task_data (task);

  if (self->closed)
    bd_job_fail (task, error_closed ());
  else if (work->refusal == NULL)
    bd_job_next (task);
  else
    bd_access_note_async (self->context->access, event_new (self, BD_ACT_REFUSED, g_strdup ("refused: export")), NULL,
                          on_refusal_noted_cb, task);
}

/* ---- what was received ---- */

static void load_next (GTask *task);

/* What cannot be had is named in the document: it stops nothing. */
static void
on_bytes_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  GTask *task = data;
  Export *work = g_task_get_task_data (task);
  GBytes *bytes = bd_store_load_bytes_finish (BD_STORE (source), result, NULL);

  if (bytes != NULL)
    g_hash_table_insert (work->loaded, g_strdup (work->needed[work->at]), bytes);
  if (bytes != NULL || work->in_session)
    work->at++;
  work->in_session = bytes == NULL && !work->in_session;
  load_next (task);
}

static void
load_next (GTask *task)
{
  BdOpening *self = g_task_get_source_object (task);
  Export *work = g_task_get_task_data (task);
  BdContext *context = self->context;

  while (!self->closed && work->needed[work->at] != NULL)
    {
      BdStore *store = work->in_session ? context->session_store : context->store;

      if (store != NULL)
        {
          bd_store_load_bytes_async (store, bd_opening_peek_ticket (self), work->needed[work->at],
                                     g_task_get_cancellable (task), on_bytes_cb, task);
          return;
        }
      work->at += work->in_session;
      work->in_session = !work->in_session;
    }
  bd_job_next (task);
}

static void
step_load (GTask *task)
{
  BdOpening *self = g_task_get_source_object (task);
  Export *work = g_task_get_task_data (task);

  work->needed = bd_nzps_dup_needed (self->record);
  load_next (task);
}

/* ---- the document ---- */

static void
step_write (GTask *task)
{
  BdOpening *self = g_task_get_source_object (task);
  Export *work = g_task_get_task_data (task);
  const BdNzpsAuthor author = {
    .name = self->clinician->full_name,
    .cpn = self->clinician->cpn,
    .organisation = self->clinician->organisation,
    .organisation_name = bd_site_profile_get_name (self->context->profile),
    .facility = self->clinician->facility,
  };
  GError *error = NULL;

  if (self->closed)
    {
      bd_job_fail (task, error_closed ());
      return;
    }

  work->document = bd_nzps_write (self->record, &author, work->loaded, bd_clock_wall (), &work->counts, &error);
  if (work->document == NULL)
    bd_job_fail (task, g_error_new_literal (BD_APP_ERROR, BD_APP_ERROR_REFUSED, error->message));
  else
    bd_job_next (task);
  g_clear_error (&error);
}

static void
on_noted_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  GTask *task = data;
  BdOpening *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!bd_access_note_finish (BD_ACCESS (source), result, &error))
    bd_job_fail (task, bd_app_error_take (error));
  else if (self->closed)
    bd_job_fail (task, error_closed ());
  else
    bd_job_next (task);
}

static void
step_note (GTask *task)
{
  BdOpening *self = g_task_get_source_object (task);
  Export *work = g_task_get_task_data (task);
  g_autofree char *words = bd_export_dup_words (&work->counts);
  BdAuditEvent *event = event_new (self, BD_ACT_EXPORTED, g_strdup_printf ("done: NZPS document: %s", words));

  bd_opening_fill_result (self, event);
  if (work->number_stands)
    g_ptr_array_add (event->states, g_strdup ("confirmed by the number typed whole, not by initials"));
  bd_access_note_async (self->context->access, event, g_task_get_cancellable (task), on_noted_cb, task);
}

/* The system's own words would repeat the path, which may hold a name. */
static const char *
explain (const GError *error)
{
  if (error->domain != G_IO_ERROR)
    return _("The file could not be written. Choose another place.");

  switch (error->code)
    {
    case G_IO_ERROR_NOT_FOUND: return _("The folder for the file does not exist. Choose another place.");
    case G_IO_ERROR_PERMISSION_DENIED:
    case G_IO_ERROR_READ_ONLY: return _("You may not write to that folder. Choose another place.");
    case G_IO_ERROR_NO_SPACE:  return _("There is no room left where the file should go. Choose another place.");
    case G_IO_ERROR_IS_DIRECTORY: return _("That is a folder. Give the file a name.");
    default:                   return _("The file could not be written. Choose another place.");
    }
}

static void
on_replaced_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      data)
{
  GTask *task = data;
  BdOpening *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    {
      bd_job_next (task);
      return;
    }

  bd_context_note (self->context, event_new (self, BD_ACT_EXPORTED, g_strdup ("failed: the file could not be written")));
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    bd_job_fail (task, g_steal_pointer (&error));
  else
    bd_job_fail (task, g_error_new_literal (BD_APP_ERROR, BD_APP_ERROR_STORE, explain (error)));
}

/* Nobody but its owner may read it, also where a file of that name stood open to all. */
static void
step_replace (GTask *task)
{
  Export *work = g_task_get_task_data (task);

  g_file_replace_contents_bytes_async (work->file, work->document, NULL, FALSE,
                                       G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION,
                                       g_task_get_cancellable (task), on_replaced_cb, task);
}

/**
 * bd_opening_export_async:
 * @self: an opening, with the reason PR1
 * @request: what was re-entered
 * @file: where the document goes; a file that stands there is replaced
 * @cancellable: (nullable): to give up
 * @callback: called when the file is written
 * @user_data: for @callback
 *
 * Writes the record as a NZ Patient Summary (NZPS 0.7.0, Document), readable by its owner
 * alone. What was kept without its bytes in memory is loaded first. The act stands in the
 * audit log before there is a file; a refusal stands there too.
 */
void
bd_opening_export_async (BdOpening             *self,
                         const BdExportRequest *request,
                         GFile                 *file,
                         GCancellable          *cancellable,
                         GAsyncReadyCallback    callback,
                         gpointer               user_data)
{
  static const BdJobStep steps[] = { step_refuse, step_load, step_write, step_note, step_replace, NULL };
  Export *work;
  GTask *task;

  g_return_if_fail (BD_IS_OPENING (self));
  g_return_if_fail (request != NULL);
  g_return_if_fail (G_IS_FILE (file));

  work = g_new0 (Export, 1);
  work->file = g_object_ref (file);
  work->loaded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  work->number_stands = request->number_stands;
  work->refusal = bd_opening_refuse_export (self);
  if (work->refusal == NULL && !work->number_stands)
    work->refusal = bd_access_refuse_confirmation (bd_record_get_patient (self->record), request->initials,
                                                   request->birth_year);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, bd_opening_export_async);
  g_task_set_task_data (task, work, (GDestroyNotify) export_free);
  bd_job_run (task, steps);
}

/**
 * bd_opening_export_finish:
 * @self: an opening
 * @result: as given to the callback
 * @counts: (out) (optional): what became of the entries
 * @error: return location for an error
 *
 * Returns: %TRUE when the file is written; %FALSE with %BD_APP_ERROR_REFUSED,
 *   %BD_APP_ERROR_LOCKED, or %BD_APP_ERROR_STORE (the audit log, or the file)
 */
gboolean
bd_opening_export_finish (BdOpening     *self,
                          GAsyncResult  *result,
                          BdNzpsCounts  *counts,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_opening_export_async), FALSE);

  if (counts != NULL)
    *counts = ((Export *) g_task_get_task_data (G_TASK (result)))->counts;

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
add_words (GPtrArray  *words,
           guint       n,
           const char *what)
{
  if (n > 0)
    g_ptr_array_add (words, g_strdup_printf ("%u %s", n, what));
}

/**
 * bd_export_dup_words:
 * @counts: what became of the entries
 *
 * Returns: (transfer full): "31 written", and how many are not in it and why
 */
char *
bd_export_dup_words (const BdNzpsCounts *counts)
{
  g_autoptr (GPtrArray) why = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *reasons = NULL;
  guint n;

  g_return_val_if_fail (counts != NULL, NULL);

  n = counts->left_out + counts->missing + counts->no_section;
  add_words (why, counts->left_out, _("shown under emergency access"));
  add_words (why, counts->missing, _("named in words only, what was received is not at hand"));
  add_words (why, counts->no_section, _("of a kind that a patient summary has no place for"));
  g_ptr_array_add (why, NULL);
  reasons = g_strjoinv ("; ", (char **) why->pdata);

  return n > 0 ? g_strdup_printf (_("%u written, %u not included: %s"), counts->written, n, reasons)
               : g_strdup_printf (_("%u written, nothing left out"), counts->written);
}
