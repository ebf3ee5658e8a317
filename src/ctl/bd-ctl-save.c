/* bd-ctl-save.c: `save`: named people kept for offline
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-ctl-private.h"

#include "bd-clock.h"
#include "bd-entry-json.h"

#include <string.h>

/* Numbers of a CSV file: the first field of each line that holds one; a heading has none. */
static GStrv
read_list (const char  *file,
           GError     **error)
{
  g_autofree char *contents = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GStrvBuilder) numbers = g_strv_builder_new ();

  if (!g_file_get_contents (file, &contents, NULL, error))
    return NULL;

  lines = g_strsplit_set (contents, "\n\r", -1);
  for (int i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) fields = g_strsplit_set (lines[i], ",;\t", 2);
      char *number = fields[0] != NULL ? g_strstrip (g_strdelimit (fields[0], "\"", ' ')) : NULL;

      if (number != NULL && *number != '\0' && *number != '#' && !(i == 0 && g_ascii_strcasecmp (number, "nhi") == 0))
        g_strv_builder_add (numbers, number);
    }

  return g_strv_builder_end (numbers);
}

/* Which (section, source) pairs are kept now, and until when the first of them goes. */
static void
write_kept (BdOpening    *opening,
            BdJsonWriter *writer)
{
  BdRecord *record = bd_opening_get_record (opening);
  gint64 until = 0;
  g_autofree char *text = NULL;

  bd_json_writer_begin_array (writer, "parts");
  for (int kind = 0; kind < BD_N_SECTIONS; kind++)
    {
      GPtrArray *lines = bd_section_get_lines (bd_record_get_section (record, kind));

      for (guint i = 0; i < lines->len; i++)
        {
          const BdLedgerLine *line = g_ptr_array_index (lines, i);
          g_autofree char *part = g_strdup_printf ("%s %s", bd_section_to_string (line->section),
                                                   bd_source_to_string (line->source));

          if (line->keep_until == 0)
            continue;
          bd_json_writer_string (writer, NULL, part);
          until = until == 0 ? line->keep_until : MIN (until, line->keep_until);
        }
    }
  bd_json_writer_end_array (writer);
  text = until != 0 ? bd_clock_format_iso (until) : NULL;
  bd_json_writer_boolean (writer, "saved", until != 0);
  bd_json_writer_string (writer, "keepUntil", text);
}

/* The exit status is the worst: the first that went wrong. */
static int
save_one (BdCtlSession   *session,
          const char     *number,
          const BdCtlWhy *why,
          BdJsonWriter   *writer)
{
  g_autoptr (BdOpening) opening = NULL;
  g_autoptr (GError) error = NULL;
  int status = BD_EXIT_DONE;

  bd_json_writer_begin_object (writer, NULL);
  opening = bd_ctl_open (session, number, why, &error);
  if (opening != NULL)
    {
      bd_ctl_settle (session, opening);
      bd_json_writer_string (writer, "nhi", bd_record_get_patient (bd_opening_get_record (opening))->nhi);
      write_kept (opening, writer);
      if (!bd_opening_has_anything (opening))
        status = BD_EXIT_NOTHING;
    }
  else
    {
      status = bd_ctl_fail (error);
      bd_json_writer_string (writer, "nhi", number);
      bd_json_writer_boolean (writer, "saved", FALSE);
    }
  bd_json_writer_string (writer, "error", error != NULL ? error->message
                                          : status != BD_EXIT_DONE ? "No service answered." : NULL);
  bd_json_writer_end_object (writer);

  return status;
}

static char *
text_of (const char *json)
{
  g_autoptr (GBytes) bytes = g_bytes_new (json, strlen (json));
  g_autoptr (BdJson) document = bd_json_parse (bytes, NULL);
  g_autoptr (GString) out = g_string_new (NULL);

  for (const BdJsonNode *at = bd_json_first (bd_json_get (bd_json_root (document), "people")); at != NULL; at = bd_json_next (at))
    {
      const char *until = bd_json_get_string (at, "keepUntil"), *error = bd_json_get_string (at, "error");

      g_string_append_printf (out, "%s: ", bd_json_get_string (at, "nhi"));
      if (until != NULL)
        g_string_append_printf (out, "saved until %s, %u parts\n", until, bd_json_length (bd_json_get (at, "parts")));
      else
        g_string_append_printf (out, "not saved: %s\n", error != NULL ? error : "nothing that came may be kept");
    }

  return g_strdup (out->str);
}

static int
act_save (BdCtlSession *session,
          char        **args)
{
  g_autofree char *refusal = bd_site_profile_refuse_save (bd_context_get_profile (session->context));
  BdJsonWriter *writer;
  g_autofree char *json = NULL, *text = NULL;
  guint n = g_strv_length (args);
  int worst = BD_EXIT_DONE;
  BdCtlWhy why;

  if (refusal != NULL)
    {
      bd_ctl_say ("%s", refusal);
      return BD_EXIT_REFUSED;
    }

  bd_ctl_read_why (session->options, &why);
  writer = bd_json_writer_new (TRUE);
  bd_json_writer_begin_object (writer, NULL);
  bd_json_writer_begin_array (writer, "people");
  for (guint i = 0; i < n && !g_cancellable_is_cancelled (session->cancellable); i++)
    {
      int status;

      bd_ctl_say ("%u of %u…", i + 1, n);
      status = save_one (session, args[i], &why, writer);
      worst = worst != BD_EXIT_DONE ? worst : status;
    }
  bd_json_writer_end_array (writer);
  bd_json_writer_end_object (writer);

  json = bd_json_writer_finish (writer);
  text = session->options->json ? g_steal_pointer (&json) : text_of (json);
  bd_ctl_print (text);

  return g_cancellable_is_cancelled (session->cancellable) ? BD_EXIT_INTERRUPTED : worst;
}

int
bd_ctl_save (const BdCtlOptions *options,
             char              **args)
{
  g_auto (GStrv) numbers = NULL;
  g_autoptr (GError) error = NULL;
  BdCtlWhy why;
  int status = bd_ctl_read_why (options, &why);

  if (status != BD_EXIT_DONE)
    return status;
  if (bd_reason_get (why.reason)->kind == BD_REASON_KIND_EMERGENCY)
    return bd_ctl_usage ("Nothing seen under emergency access is kept, so it cannot be a reason to save.");
  if (options->offline)
    return bd_ctl_usage ("save asks the services: leave out --offline.");
  if ((options->list == NULL) == (args[0] == NULL))
    return bd_ctl_usage ("save takes NHI numbers, or --list FILE.csv.");

  numbers = options->list != NULL ? read_list (options->list, &error) : g_strdupv (args);
  if (numbers == NULL || numbers[0] == NULL)
    {
      bd_ctl_say ("%s", error != NULL ? "The list cannot be read." : "The list holds no number.");
      return BD_EXIT_NOT_READABLE;
    }

  return bd_ctl_with_session (options, BD_CTL_CLINICAL, act_save, numbers);
}
