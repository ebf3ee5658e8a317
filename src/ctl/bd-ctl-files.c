/* bd-ctl-files.c: `read` and `site check`: files alone, no network, no store, no sign-in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-ctl-private.h"

int
bd_ctl_read (const BdCtlOptions *options,
             char              **args)
{
  g_autofree char *text = NULL;
  int status;

  if (args[0] == NULL)
    return bd_ctl_usage ("read takes one or more files.");

  text = bd_read_files_to_text (args, options->json, &status);
  bd_ctl_print (text);
  if (status != BD_EXIT_DONE)
    bd_ctl_say ("Some file could not be read.");

  return status;
}

int
bd_ctl_site (const BdCtlOptions *options,
             char              **args)
{
  g_autofree char *text = NULL;
  const char *file;
  int status;

  if (args[0] == NULL || !g_str_equal (args[0], "check") || (args[1] != NULL && args[2] != NULL))
    return bd_ctl_usage ("site takes: check FILE.");

  file = args[1] != NULL ? args[1] : options->site != NULL ? options->site : BD_SITE_PROFILE_DEFAULT;
  text = bd_site_check_to_text (file, options->json, &status);
  bd_ctl_print (text);

  return status;
}
