/* bd-ctl-print.c: stdout carries the result alone; everything else goes to stderr
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-ctl-private.h"

#include <stdio.h>
#include <string.h>

/* g_print() would turn macrons into question marks outside a UTF-8 locale. */
void
bd_ctl_print (const char *text)
{
  fputs (text, stdout);
  if (*text != '\0' && text[strlen (text) - 1] != '\n')
    fputc ('\n', stdout);
  fflush (stdout);
}

static void
say_list (const char *before,
          const char *format,
          va_list     args)
{
  g_autofree char *text = g_strdup_vprintf (format, args);

  fprintf (stderr, "%s%s\n", before, text);
}

void
bd_ctl_say (const char *format,
            ...)
{
  va_list args;

  va_start (args, format);
  say_list ("bedsidectl: ", format, args);
  va_end (args);
}

/* Says what is wrong with the line typed; gives the exit status for it. */
int
bd_ctl_usage (const char *format,
              ...)
{
  va_list args;

  va_start (args, format);
  say_list ("bedsidectl: ", format, args);
  va_end (args);
  fputs ("Try 'bedsidectl --help'.\n", stderr);

  return BD_EXIT_USAGE;
}
