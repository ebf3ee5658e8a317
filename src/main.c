/* main.c: starts the application, nothing else
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "application/bd-application.h"

int
main (int   argc,
      char *argv[])
{
  g_autoptr (BdApplication) app = bd_application_new ();

  return g_application_run (G_APPLICATION (app), argc, argv);
}
