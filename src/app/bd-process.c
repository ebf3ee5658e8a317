/* bd-process.c: what the process itself must not leak, and where it runs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-process.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <malloc.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

/* What is freed into glibc's cache of small chunks is not overwritten: a name would stay readable. */
#define NO_CACHE "glibc.malloc.tcache_count=0"

/**
 * bd_process_begin:
 * @argv: as main() has it
 *
 * Starts the program once more, as itself, without the C library's cache of freed memory: that can
 * only be said before a program begins. To be called first in main(); where it cannot be done the
 * program goes on, and some freed text stays in memory until it is used again.
 */
void
bd_process_begin (char **argv)
{
#ifndef __SANITIZE_ADDRESS__
  const char *tunables = getenv ("GLIBC_TUNABLES");
  g_autofree char *more = NULL;

  if (tunables != NULL && strstr (tunables, NO_CACHE) != NULL)
    return;

  more = tunables != NULL && *tunables != '\0' ? g_strconcat (tunables, ":" NO_CACHE, NULL) : g_strdup (NO_CACHE);
  if (setenv ("GLIBC_TUNABLES", more, TRUE) == 0)
    execv ("/proc/self/exe", argv);
#endif
}

/* Started with one of the three closed, the next file opened would take its number, and what is
 * printed would go into it. */
static void
fill_standard_files (void)
{
  int fd;

  do
    fd = open ("/dev/null", O_RDWR);
  while (fd >= 0 && fd <= STDERR_FILENO);

  if (fd > STDERR_FILENO)
    close (fd);
}

/**
 * bd_process_harden:
 *
 * No core files, no debugger of the same user, and freed memory is overwritten, so
 * that a locked screen leaves no rows behind. Call it before any data is read.
 */
void
bd_process_harden (void)
{
  const struct rlimit none = { 0, 0 };

  fill_standard_files ();
  setrlimit (RLIMIT_CORE, &none);
#ifndef __SANITIZE_ADDRESS__   /* its leak check attaches to the process at the end */
  prctl (PR_SET_DUMPABLE, 0, 0, 0, 0);
  mallopt (M_PERTURB, 0xB5);
#endif
}

/* The first address that is up, outside the loopback or on it; "" when there is none. IPv4
 * before IPv6: it is what a site's network people know a desk by. */
static void
find_address (struct ifaddrs *all,
              sa_family_t     family,
              gboolean        loopback,
              char           *text,
              socklen_t       size)
{
  for (struct ifaddrs *at = all; at != NULL && *text == '\0'; at = at->ifa_next)
    {
      gpointer address = at->ifa_addr;

      if (address == NULL || at->ifa_addr->sa_family != family || (at->ifa_flags & IFF_UP) == 0 ||
          ((at->ifa_flags & IFF_LOOPBACK) != 0) != loopback)
        continue;
      if (family == AF_INET)
        inet_ntop (family, &((struct sockaddr_in *) address)->sin_addr, text, size);
      else
        inet_ntop (family, &((struct sockaddr_in6 *) address)->sin6_addr, text, size);
    }
}

/**
 * bd_process_dup_address:
 *
 * For the audit log (SDHR guide 1.1 draft, SRD-23).
 *
 * Returns: (transfer full) (nullable): the first address of this machine that is up;
 *   the loopback's when it is on no network
 */
char *
bd_process_dup_address (void)
{
  struct ifaddrs *all;
  char text[INET6_ADDRSTRLEN] = "";

  if (getifaddrs (&all) != 0)
    return NULL;

  find_address (all, AF_INET, FALSE, text, sizeof text);
  find_address (all, AF_INET6, FALSE, text, sizeof text);
  find_address (all, AF_INET, TRUE, text, sizeof text);
  find_address (all, AF_INET6, TRUE, text, sizeof text);
  freeifaddrs (all);

  return *text != '\0' ? g_strdup (text) : NULL;
}
