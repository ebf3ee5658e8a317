/* bd-ctl-prompt.c: passphrases, from a descriptor or the terminal, never from arguments
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-ctl-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define MAX_LINE 1024

/* An interruption that comes between the prompt and read(), or to another thread, would not end
 * read(): it is written to a pipe, which is waited for beside the terminal. */
static int interrupted[2] = { -1, -1 };

static void
on_interrupt (int number)
{
  int kept = errno;

  while (write (interrupted[1], "", 1) < 0 && errno == EINTR)
    ;
  errno = kept;
}

/* Whether there is something to read, or the end of it, before an interruption. */
static gboolean
wait_for_input (int fd)
{
  struct pollfd files[] = { { .fd = fd, .events = POLLIN }, { .fd = interrupted[0], .events = POLLIN } };

  while (poll (files, G_N_ELEMENTS (files), -1) < 0)
    if (errno != EINTR)
      return FALSE;

  return files[1].revents == 0;
}

/* One line into locked memory, without its end; NULL at the end of the input, after an interruption,
 * and for a line that is too long: half a passphrase is none. */
static BdLockedBytes *
read_line (int fd)
{
  g_autoptr (BdLockedBytes) line = bd_locked_bytes_new (MAX_LINE + 1);
  guint8 *data = bd_locked_bytes_get_data (line, NULL);
  gsize length = 0;
  gboolean stopped = FALSE;

  while (length <= MAX_LINE)
    {
      stopped = !wait_for_input (fd);
      if (stopped || read (fd, data + length, 1) <= 0 || data[length] == '\n')
        break;
      length++;
    }

  if (length > 0 && length <= MAX_LINE && data[length - 1] == '\r')
    length--;

  return length > 0 && length <= MAX_LINE && !stopped ? bd_locked_bytes_new_copy (data, length) : NULL;
}

/**
 * bd_ctl_read_passphrases:
 * @fd: a descriptor
 * @first: (out): first line, of 1024 bytes at most
 * @second: (out) (optional) (nullable): second line
 *
 * Returns: whether there was a first line
 */
gboolean
bd_ctl_read_passphrases (int             fd,
                         BdLockedBytes **first,
                         BdLockedBytes **second)
{
  *first = read_line (fd);
  if (second != NULL)
    *second = *first != NULL ? read_line (fd) : NULL;

  return *first != NULL;
}

static void
write_all (int         fd,
           const char *text)
{
  gsize length = strlen (text);

  while (length > 0)
    {
      gssize n = write (fd, text, length);

      if (n <= 0)
        return;
      text += n;
      length -= (gsize) n;
    }
}

static BdLockedBytes *
ask (int         fd,
     const char *prompt)
{
  struct sigaction stop = { .sa_handler = on_interrupt }, usual;   /* the main loop's handler would let the wait go on */
  struct termios before, quiet;
  BdLockedBytes *line;

  if (tcgetattr (fd, &before) != 0 || !g_unix_open_pipe (interrupted, FD_CLOEXEC, NULL))
    return NULL;

  quiet = before;
  quiet.c_lflag &= (tcflag_t) ~ECHO;
  sigaction (SIGINT, &stop, &usual);
  tcsetattr (fd, TCSAFLUSH, &quiet);
  write_all (fd, prompt);
  line = read_line (fd);
  tcsetattr (fd, TCSAFLUSH, &before);
  sigaction (SIGINT, &usual, NULL);
  write_all (fd, "\n");
  for (guint i = 0; i < G_N_ELEMENTS (interrupted); i++)
    {
      close (interrupted[i]);
      interrupted[i] = -1;
    }

  return line;
}

/**
 * bd_ctl_ask_passphrase:
 * @prompt: what to ask
 *
 * Asks on the terminal, without echo.
 *
 * Returns: (transfer full) (nullable): what was typed; %NULL when nothing was, or
 *   there is no terminal
 */
BdLockedBytes *
bd_ctl_ask_passphrase (const char *prompt)
{
  BdLockedBytes *line;
  int fd = open ("/dev/tty", O_RDWR | O_CLOEXEC);

  if (fd < 0)
    return NULL;

  line = ask (fd, prompt);
  close (fd);

  return line;
}
