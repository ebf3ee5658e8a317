/* bd-ctl-export.c: `export`: one record as a document in a file, for the person it is about
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-ctl-private.h"

#include "bd-json-writer.h"
#include "bd-opening-export.h"

/* A number typed whole is no slip of a click, so initials and birth year may be left out;
 * where they are given they are checked. */
static gboolean
write_file (BdCtlSession *session,
            BdOpening    *opening,
            BdNzpsCounts *counts,
            GError      **error)
{
  const BdCtlOptions *options = session->options;
  BdExportRequest request = {
    .initials = options->initials,
    .birth_year = options->birth_year,
    .number_stands = options->initials == NULL && options->birth_year == NULL,
  };
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (options->out);
  g_autoptr (GAsyncResult) result = NULL;

  bd_opening_export_async (opening, &request, file, session->cancellable, bd_ctl_on_done_cb, session);
  result = bd_ctl_wait (session);

  return bd_opening_export_finish (opening, result, counts, error);
}

static char *
counts_to_json (const BdNzpsCounts *counts)
{
  const struct { const char *name; guint n; } members[] = {
    { "written", counts->written }, { "leftOut", counts->left_out },
    { "missing", counts->missing }, { "noSection", counts->no_section },
  };
  BdJsonWriter *writer = bd_json_writer_new (TRUE);

  bd_json_writer_begin_object (writer, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    bd_json_writer_integer (writer, members[i].name, members[i].n);
  bd_json_writer_end_object (writer);

  return bd_json_writer_finish (writer);
}

static void
print_counts (const BdCtlOptions *options,
              const BdNzpsCounts *counts)
{
  g_autofree char *text = NULL;

  if (options->json)
    text = counts_to_json (counts);
  else
    {
      g_autofree char *words = bd_export_dup_words (counts);

      text = g_strconcat (words, "\n", NULL);
    }
  bd_ctl_print (text);
}

static int
act_export (BdCtlSession *session,
            char        **args)
{
  g_autoptr (BdOpening) opening = NULL;
  g_autoptr (GError) error = NULL;
  BdNzpsCounts counts;
  BdCtlWhy why;

  bd_ctl_read_why (session->options, &why);
  opening = bd_ctl_open (session, args[0], &why, &error);
  if (opening == NULL)
    return bd_ctl_fail (error);

  bd_ctl_settle (session, opening);
  if (g_cancellable_set_error_if_cancelled (session->cancellable, &error))
    return bd_ctl_fail (error);

  if (!bd_opening_has_anything (opening))
    {
      bd_ctl_say ("No service answered, and nothing is saved for this number on this device. No file was written.");
      return BD_EXIT_NOTHING;
    }

  if (!write_file (session, opening, &counts, &error))
    return bd_ctl_fail (error);

  print_counts (session->options, &counts);

  return BD_EXIT_DONE;
}

/* The reason is looked at first: a record that may not leave is not opened for it. */
int
bd_ctl_export (const BdCtlOptions *options,
               char              **args)
{
  BdCtlWhy why;
  int status;

  if (args[0] == NULL || args[1] != NULL)
    return bd_ctl_usage ("export takes one NHI number.");
  if (options->out == NULL || *options->out == '\0')
    return bd_ctl_usage ("Say where the document goes: --out FILE.");

  status = bd_ctl_read_why (options, &why);
  if (status != BD_EXIT_DONE)
    return status;

  if (why.reason != BD_REASON_PR1)
    {
      bd_ctl_say ("A summary is written only for the person, at their request: --reason PR1.");
      return BD_EXIT_REFUSED;
    }

  return bd_ctl_with_session (options, BD_CTL_CLINICAL, act_export, args);
}
