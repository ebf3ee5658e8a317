/* bd-read-files.c: `bedsidectl read`: what Bedside would show for resources in files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-app-text.h"
#include "bd-clock.h"
#include "bd-entry-json.h"
#include "bd-entry-text.h"
#include "bd-projection.h"

#define EXIT_NOT_READABLE 7

static BdReading *
read_one (const char  *file,
          GError     **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (BdJson) json = NULL;
  g_autoptr (GError) local = NULL;
  char *contents;
  gsize length;

  if (!g_file_get_contents (file, &contents, &length, &local))
    {
      /* The system's own words would repeat the path. */
      g_set_error_literal (error, G_FILE_ERROR, local->code,
                           g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOENT) ? "There is no such file."
                                                                                    : "The file cannot be read.");
      return NULL;
    }

  bytes = g_bytes_new_take (contents, length);
  json = bd_json_parse (bytes, error);

  return json != NULL ? bd_reading_new (json, bd_clock_wall ()) : NULL;
}

static void
write_reading (const BdReading *reading,
               BdJsonWriter    *writer)
{
  bd_json_writer_begin_array (writer, "entries");
  for (guint i = 0; reading != NULL && i < reading->entries->len; i++)
    bd_entry_write_json (g_ptr_array_index (reading->entries, i), writer);
  bd_json_writer_end_array (writer);

  bd_json_writer_begin_array (writer, "patients");
  for (guint i = 0; reading != NULL && i < reading->patients->len; i++)
    bd_patient_write_json (g_ptr_array_index (reading->patients, i), NULL, writer);
  bd_json_writer_end_array (writer);

  bd_json_writer_begin_array (writer, "outcomes");
  for (guint i = 0; reading != NULL && i < reading->issues->len; i++)
    bd_issue_write_json (g_ptr_array_index (reading->issues, i), writer);
  bd_json_writer_end_array (writer);

  bd_json_writer_begin_array (writer, "notShown");
  for (guint i = 0; reading != NULL && i < reading->not_shown->len; i++)
    bd_not_shown_write_json (g_ptr_array_index (reading->not_shown, i), writer);
  bd_json_writer_end_array (writer);
}

static gboolean
write_file (const char   *file,
            BdJsonWriter *writer)
{
  g_autofree char *name = g_utf8_make_valid (file, -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (BdReading) reading = read_one (file, &error);

  bd_json_writer_begin_object (writer, NULL);
  bd_json_writer_string (writer, "file", name);
  bd_json_writer_string (writer, "error", error != NULL ? error->message : NULL);
  write_reading (reading, writer);
  bd_json_writer_end_object (writer);

  return reading != NULL;
}

/* A file may hold records of several people: each says whose it is. */
static void
append_person (GString    *out,
               const char *nhi)
{
  g_string_append (out, "      recorded under: ");
  bd_text_append_safe (out, nhi != NULL ? nhi : "no NHI number", 6);
  g_string_append_c (out, '\n');
}

static void
append_entries (GString   *out,
                GPtrArray *entries)
{
  for (int section = 0; section < BD_N_SECTIONS; section++)
    {
      gboolean begun = FALSE;

      for (guint i = 0; i < entries->len; i++)
        {
          BdEntry *entry = g_ptr_array_index (entries, i);

          if ((int) bd_entry_peek (entry)->section != section)
            continue;
          if (!begun)
            g_string_append_printf (out, " %s\n", bd_section_get_title (section));
          begun = TRUE;
          bd_text_append_entry (out, entry, NULL);
          append_person (out, bd_entry_peek (entry)->nhi);
        }
    }
}

static gboolean
append_file (const char *file,
             GString    *out)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BdReading) reading = read_one (file, &error);

  bd_text_append_safe (out, file, 0);
  g_string_append_c (out, '\n');
  if (reading == NULL)
    {
      g_string_append_printf (out, " Not read: %s\n\n", error->message);
      return FALSE;
    }

  for (guint i = 0; i < reading->patients->len; i++)
    {
      g_string_append (out, " ");
      bd_text_append_patient (out, g_ptr_array_index (reading->patients, i), NULL);
    }
  append_entries (out, reading->entries);
  bd_text_append_said (out, " ", reading->issues, reading->not_shown);
  g_string_append_c (out, '\n');

  return TRUE;
}

static char *
files_to_json (char **files,
               int   *exit_status)
{
  BdJsonWriter *writer = bd_json_writer_new (TRUE);

  bd_json_writer_begin_object (writer, NULL);
  bd_json_writer_begin_array (writer, "files");
  for (int i = 0; files[i] != NULL; i++)
    if (!write_file (files[i], writer))
      *exit_status = EXIT_NOT_READABLE;
  bd_json_writer_end_array (writer);
  bd_json_writer_end_object (writer);

  return bd_json_writer_finish (writer);
}

/**
 * bd_read_files_to_text:
 * @files: (array zero-terminated=1): names of files with FHIR resources or bundles
 * @as_json: as the command line's JSON, else for people
 * @exit_status: (out): 0, or 7 when a file could not be read
 *
 * Reads the files here and now: no network, no store, no sign-in. For the command
 * line only. Every resource is in exactly one list.
 *
 * Returns: (transfer full): what Bedside would show
 */
char *
bd_read_files_to_text (char     **files,
                       gboolean   as_json,
                       int       *exit_status)
{
  g_autoptr (GString) out = g_string_new (NULL);

  g_return_val_if_fail (files != NULL && exit_status != NULL, NULL);

  *exit_status = 0;
  if (as_json)
    return files_to_json (files, exit_status);

  for (int i = 0; files[i] != NULL; i++)
    if (!append_file (files[i], out))
      *exit_status = EXIT_NOT_READABLE;

  return g_strdup (out->str);
}
