/* bd-ctl-store.c: `store`, `device` and `secret`: what is kept, and who may open it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-ctl-private.h"

#include "bd-clock.h"
#include "bd-entry-json.h"

static GPtrArray *
list_saved (BdCtlSession *session,
            GError      **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  bd_context_list_saved_async (session->context, session->cancellable, bd_ctl_on_done_cb, session);
  result = bd_ctl_wait (session);

  return bd_context_list_saved_finish (session->context, result, error);
}

static int
act_status (BdCtlSession *session,
            char        **args)
{
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  lines = list_saved (session, &error);   /* also brings the counts up to date */
  text = bd_context_dup_store_status (session->context, session->options->json);
  bd_ctl_print (text);

  return lines != NULL ? BD_EXIT_DONE : bd_ctl_fail (error);
}

static void
write_line (const BdSavedLine *line,
            BdJsonWriter      *writer)
{
  g_autofree char *saved = bd_clock_format_iso (line->saved_at), *until = bd_clock_format_iso (line->keep_until);

  bd_json_writer_begin_object (writer, NULL);
  bd_json_writer_string (writer, "nhi", line->nhi);
  bd_json_writer_string (writer, "initials", line->initials);
  bd_json_writer_string (writer, "birthYear", line->birth_year);
  bd_json_writer_string (writer, "savedAt", saved);
  bd_json_writer_string (writer, "keepUntil", until);
  bd_write_strings (writer, "parts", (const char *const *) line->parts);
  bd_write_strings (writer, "agreements", (const char *const *) line->agreements);
  bd_json_writer_end_object (writer);
}

static char *
list_json (GPtrArray *lines)
{
  BdJsonWriter *writer = bd_json_writer_new (TRUE);

  bd_json_writer_begin_object (writer, NULL);
  bd_json_writer_begin_array (writer, "people");
  for (guint i = 0; i < lines->len; i++)
    write_line (g_ptr_array_index (lines, i), writer);
  bd_json_writer_end_array (writer);
  bd_json_writer_end_object (writer);

  return bd_json_writer_finish (writer);
}

static char *
list_text (GPtrArray *lines)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < lines->len; i++)
    {
      const BdSavedLine *line = g_ptr_array_index (lines, i);
      g_autofree char *saved = bd_clock_format_iso (line->saved_at), *until = bd_clock_format_iso (line->keep_until);
      g_autofree char *parts = g_strjoinv (", ", line->parts), *why = g_strjoinv ("; ", line->agreements);

      g_string_append_printf (out, "%s  %s %s  saved %s  until %s\n    %s\n    allowed by: %s\n", line->nhi,
                              line->initials != NULL ? line->initials : "", line->birth_year != NULL ? line->birth_year : "",
                              saved, until, parts, *why != '\0' ? why : "no agreement named");
    }
  g_string_append_printf (out, "%u people saved on this device.\n", lines->len);

  return g_strdup (out->str);
}

static int
act_list (BdCtlSession *session,
          char        **args)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lines = list_saved (session, &error);
  g_autofree char *text = NULL;

  if (lines == NULL)
    return bd_ctl_fail (error);

  text = session->options->json ? list_json (lines) : list_text (lines);
  bd_ctl_print (text);

  return BD_EXIT_DONE;
}

static int
act_purge (BdCtlSession *session,
           char        **args)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  guint n;

  bd_context_purge_async (session->context, args[0], session->cancellable, bd_ctl_on_done_cb, session);
  result = bd_ctl_wait (session);
  if (!bd_context_purge_finish (session->context, result, &n, &error))
    return bd_ctl_fail (error);

  text = g_strdup_printf (session->options->json ? "{ \"purged\": %u }" : "%u saved parts are gone.", n);
  bd_ctl_print (text);

  return BD_EXIT_DONE;
}

int
bd_ctl_store (const BdCtlOptions *options,
              char              **args)
{
  guint n = g_strv_length (args);

  if (n == 1 && g_str_equal (args[0], "status"))
    return bd_ctl_with_session (options, BD_CTL_PLAIN, act_status, args + 1);
  if (n == 1 && g_str_equal (args[0], "list"))
    return bd_ctl_with_session (options, BD_CTL_PLAIN, act_list, args + 1);
  if ((n == 1 || n == 2) && g_str_equal (args[0], "purge"))
    return bd_ctl_with_session (options, BD_CTL_PLAIN, act_purge, args + 1);

  return bd_ctl_usage ("store takes status, list, or purge [NHI].");
}

static int
act_add_user (BdCtlSession *session,
              char        **args)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  bd_context_add_user_async (session->context, args[0], session->second, session->cancellable, bd_ctl_on_done_cb, session);
  result = bd_ctl_wait (session);
  if (!bd_context_add_user_finish (session->context, result, &error))
    return bd_ctl_fail (error);

  bd_ctl_say ("%s may sign in on this device now.", args[0]);

  return BD_EXIT_DONE;
}

int
bd_ctl_device (const BdCtlOptions *options,
               char              **args)
{
  if (g_strv_length (args) != 2 || !g_str_equal (args[0], "add"))
    return bd_ctl_usage ("device takes: add USER, with --as SPONSOR, who vouches.");

  return bd_ctl_with_session (options, BD_CTL_TWO, act_add_user, args + 1);
}

static int
act_set_secret (BdCtlSession *session,
                char        **args)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  bd_context_set_secret_async (session->context, args[0], session->second, session->cancellable, bd_ctl_on_done_cb, session);
  result = bd_ctl_wait (session);
  if (!bd_context_set_secret_finish (session->context, result, &error))
    return bd_ctl_fail (error);

  bd_ctl_say ("The keyring has it. It is heeded from the next start on.");

  return BD_EXIT_DONE;
}

int
bd_ctl_secret (const BdCtlOptions *options,
               char              **args)
{
  if (g_strv_length (args) != 2 || !g_str_equal (args[0], "set"))
    return bd_ctl_usage ("secret takes: set NAME, the name that ApiKey= or Secret= of the site profile gives.");

  return bd_ctl_with_session (options, BD_CTL_SECRET, act_set_secret, args + 1);
}
