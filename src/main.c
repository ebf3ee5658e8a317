/* main.c: starts the application, nothing else; what must be so before anything is read comes first
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "application/bd-application.h"

#include "bd-log.h"
#include "bd-process.h"

int
main (int   argc,
      char *argv[])
{
  g_autoptr (BdApplication) app = NULL;

  bd_process_begin (argv);
  bd_log_init ();
  bd_process_harden ();
  app = bd_application_new ();

  return g_application_run (G_APPLICATION (app), argc, argv);
}
