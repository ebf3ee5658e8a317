/* bd-file-reading.c: a FHIR file of the clinician's own, read to be looked at and forgotten
 *
 * No network, no store, no ticket, and nothing kept: the file stays the clinician's own.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-file-reading.h"

#include "bd-clock.h"

#include <glib/gi18n-lib.h>

#define CHUNK (256u * 1024)

G_DEFINE_QUARK (bd-file-error-quark, bd_file_error)

/* The system's own words would repeat the path, which may hold a name. */
static GError *
explain_not_opened (GError *error)
{
  const char *sentence;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return error;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    sentence = _("The file is not there any more. Look whether it was moved or renamed.");
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    sentence = _("You may not read this file. Ask whoever gave it to you.");
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY))
    sentence = _("This is a folder. Open a file in it.");
  else
    sentence = _("The file cannot be read. Copy it to this computer and try again.");
  g_error_free (error);

  return g_error_new_literal (BD_FILE_ERROR, BD_FILE_ERROR_NOT_OPENED, sentence);
}

static GError *
explain_not_fhir (const GError *error)
{
  const char *sentence;

  switch (error->domain == BD_JSON_ERROR ? error->code : BD_JSON_ERROR_SYNTAX)
    {
    case BD_JSON_ERROR_TOO_LARGE:
      return g_error_new_literal (BD_FILE_ERROR, BD_FILE_ERROR_TOO_LARGE,
                                  _("The file is larger than 32 MiB. Bedside does not open it; ask the sender for a summary."));
    case BD_JSON_ERROR_DUPLICATE:
      sentence = _("The file says one thing twice in one place, so nobody can tell which holds. Bedside does not guess; "
                   "ask the sender for it again.");
      break;
    case BD_JSON_ERROR_SYNTAX:
    default:
      sentence = _("This is not a whole FHIR file in JSON. Ask the sender for a patient summary as a FHIR JSON file; "
                   "a PDF, a web page or a ZIP archive opens in other programs.");
    }

  return g_error_new_literal (BD_FILE_ERROR, BD_FILE_ERROR_NOT_FHIR, sentence);
}

/* One byte more than allowed is read, so that the parser sees that it is too large. */
static GBytes *
read_all (GFile         *file,
          GCancellable  *cancellable,
          GError       **error)
{
  g_autoptr (GFileInputStream) stream = g_file_read (file, cancellable, error);
  g_autoptr (GByteArray) all = g_byte_array_new ();
  gssize n = 1;

  while (stream != NULL && n > 0 && all->len <= BD_JSON_MAX_BYTES)
    {
      guint before = all->len;

      g_byte_array_set_size (all, before + CHUNK);
      n = g_input_stream_read (G_INPUT_STREAM (stream), all->data + before, CHUNK, cancellable, error);
      g_byte_array_set_size (all, before + (guint) MAX (n, 0));
    }

  return stream != NULL && n >= 0 ? g_byte_array_free_to_bytes (g_steal_pointer (&all)) : NULL;
}

/* A bundle that only calls itself a document is shown as what it is: some resources. */
static BdFileReading *
make_reading (BdJson *json)
{
  BdFileReading *self = g_new0 (BdFileReading, 1);
  gint64 now = bd_clock_wall ();

  self->document = bd_document_new (json, now, NULL);
  if (self->document == NULL)
    self->reading = bd_reading_new (json, now);

  return self;
}

static void
load_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = read_all (data, cancellable, &error);
  g_autoptr (BdJson) json = NULL;

  if (bytes == NULL)
    {
      g_task_return_error (task, explain_not_opened (g_steal_pointer (&error)));
      return;
    }

  json = bd_json_parse (bytes, &error);
  if (json == NULL)
    g_task_return_error (task, explain_not_fhir (error));
  else
    g_task_return_pointer (task, make_reading (json), (GDestroyNotify) bd_file_reading_free);
}

/**
 * bd_file_reading_load_async:
 * @file: a file with a FHIR document, bundle or resource
 * @cancellable: (nullable): to give up
 * @callback: called when it has been read
 * @user_data: for @callback
 *
 * Reads, parses and projects in a worker; at most 32 MiB.
 */
void
bd_file_reading_load_async (GFile               *file,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (G_IS_FILE (file));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, bd_file_reading_load_async);
  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  g_task_run_in_thread (task, load_thread);
}

/**
 * bd_file_reading_load_finish:
 * @result: as given to the callback
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): what stands in the file, or %NULL with %BD_FILE_ERROR;
 *   the sentence says what to do
 */
BdFileReading *
bd_file_reading_load_finish (GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_file_reading_load_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * bd_file_reading_free:
 * @self: (transfer full) (nullable): what stood in a file
 */
void
bd_file_reading_free (BdFileReading *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->document, bd_document_free);
  g_clear_pointer (&self->reading, bd_reading_free);
  g_free (self);
}
