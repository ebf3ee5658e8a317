/* ctl.c: starts the command line, nothing else
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-ctl.h"
#include "bd-log.h"

int
main (int   argc,
      char *argv[])
{
  bd_log_init ();

  return bd_ctl_run (argc, argv);
}
