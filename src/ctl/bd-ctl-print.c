/* bd-ctl-print.c: stdout carries the result alone; everything else goes to stderr
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-ctl-private.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static gboolean lost;   /* something printed did not arrive */

/* g_print() would turn macrons into question marks outside a UTF-8 locale. */
void
bd_ctl_print (const char *text)
{
  gboolean ends = *text == '\0' || text[strlen (text) - 1] == '\n';

  if ((fputs (text, stdout) != EOF && (ends || fputc ('\n', stdout) != EOF) && fflush (stdout) == 0) || lost ||
      errno == EPIPE)   /* a reader that has seen enough is no trouble */
    return;

  lost = TRUE;
  bd_ctl_say ("The result could not be written: %s.", g_strerror (errno));
}

/* Whether all of the result reached stdout. */
gboolean
bd_ctl_was_printed (void)
{
  return !lost;
}

static void G_GNUC_PRINTF (2, 0)
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
