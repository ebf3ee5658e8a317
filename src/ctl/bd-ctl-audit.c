/* bd-ctl-audit.c: `audit`: the chain for anybody, the contents for privacy officers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-ctl-private.h"

#include <string.h>

#define KEY_BYTES 32

/* The file named, or the log of the data folder. */
static char *
dup_log_path (const BdCtlOptions *options,
              const char         *file,
              int                *exit_status)
{
  g_autoptr (BdSiteProfile) profile = NULL;
  g_autofree char *folder = NULL;

  if (file != NULL)
    return g_strdup (file);
  if (options->data_dir != NULL)
    return g_build_filename (options->data_dir, "audit.log", NULL);

  profile = bd_ctl_load_profile (options, exit_status);
  folder = profile != NULL ? bd_context_dup_default_data_dir (profile) : NULL;

  return folder != NULL ? g_build_filename (folder, "audit.log", NULL) : NULL;
}

static int
verify (const BdCtlOptions *options,
        const char         *file)
{
  int status = BD_EXIT_DONE;
  g_autofree char *path = dup_log_path (options, file, &status);
  g_autofree char *text = NULL;

  if (path == NULL)
    return status;

  text = bd_audit_verify_to_text (path, options->expect, options->json, &status);
  bd_ctl_print (text);

  return status;
}

/* An officer's secret key: base64 of 32 bytes. */
static BdLockedBytes *
read_key (const char *file)
{
  g_autofree char *contents = NULL;
  g_autofree guchar *bytes = NULL;
  BdLockedBytes *key = NULL;
  gsize length, n = 0;

  if (!g_file_get_contents (file, &contents, &length, NULL))
    return NULL;

  bytes = g_base64_decode (g_strstrip (contents), &n);
  if (n == KEY_BYTES)
    key = bd_locked_bytes_new_copy (bytes, n);
  explicit_bzero (bytes, n);
  explicit_bzero (contents, length);

  return key;
}

static BdAuditForm
form_of (const BdCtlOptions *options,
         const char         *command)
{
  if (g_str_equal (command, "report"))
    return BD_AUDIT_REPORT;

  return options->json || g_str_equal (command, "export") ? BD_AUDIT_EXPORT : BD_AUDIT_LIST;
}

static int
act_read_log (BdCtlSession *session,
              char        **args)
{
  const BdCtlOptions *options = session->options;
  g_autoptr (BdLockedBytes) key = read_key (options->officer_key_file);
  BdAuditFilter filter = {
    form_of (options, args[0]), options->patient, options->by, options->organisation, options->facility,
    options->since, options->until, options->emergencies
  };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  int status;

  if (key == NULL)
    {
      bd_ctl_say ("The officer's key file cannot be read: it holds the base64 text of %d bytes.", KEY_BYTES);
      return BD_EXIT_NOT_READABLE;
    }

  bd_context_read_log_async (session->context, key, &filter, session->cancellable, bd_ctl_on_done_cb, session);
  result = bd_ctl_wait (session);
  text = bd_context_read_log_finish (session->context, result, &status, &error);
  if (text == NULL)
    return bd_ctl_fail (error);

  bd_ctl_print (text);

  return status;
}

static int
new_key (char **args)
{
  g_autofree char *text = NULL;
  int status;

  if (args[1] == NULL || args[2] != NULL)
    return bd_ctl_usage ("audit new-key takes the name of the new secret key file.");

  text = bd_audit_new_key_to_text (args[1], &status);
  if (status == BD_EXIT_DONE)
    bd_ctl_print (text);
  else
    bd_ctl_say ("%s", g_strchomp (text));

  return status;
}

int
bd_ctl_audit (const BdCtlOptions *options,
              char              **args)
{
  guint n = g_strv_length (args);

  if ((n == 1 || n == 2) && g_str_equal (args[0], "verify"))
    return verify (options, args[1]);
  if (n >= 1 && g_str_equal (args[0], "new-key"))
    return new_key (args);
  if (n != 1 || (!g_str_equal (args[0], "list") && !g_str_equal (args[0], "report") && !g_str_equal (args[0], "export")))
    return bd_ctl_usage ("audit takes verify [FILE], list, report --patient NHI, export, or new-key FILE.");
  if (options->officer_key_file == NULL)
    return bd_ctl_usage ("The log is sealed to the privacy officers: give --officer-key-file FILE.");
  if (options->patient == NULL && g_str_equal (args[0], "report"))
    return bd_ctl_usage ("report is made for one person: give --patient NHI.");

  return bd_ctl_with_session (options, BD_CTL_PLAIN, act_read_log, args);
}
