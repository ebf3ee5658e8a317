/* bd-process.c: what the process itself must not leak, and where it runs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-process.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <malloc.h>
#include <net/if.h>
#include <sys/prctl.h>
#include <sys/resource.h>

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

  setrlimit (RLIMIT_CORE, &none);
#ifndef __SANITIZE_ADDRESS__   /* its leak check attaches to the process at the end */
  prctl (PR_SET_DUMPABLE, 0, 0, 0, 0);
  mallopt (M_PERTURB, 0xB5);
#endif
}

/**
 * bd_process_dup_address:
 *
 * For the audit log (SDHR guide 1.1 draft, SRD-23).
 *
 * Returns: (transfer full) (nullable): the first address of this machine that is up
 *   and not the loopback
 */
char *
bd_process_dup_address (void)
{
  struct ifaddrs *all, *at;
  char text[INET_ADDRSTRLEN] = "";

  if (getifaddrs (&all) != 0)
    return NULL;

  for (at = all; at != NULL && *text == '\0'; at = at->ifa_next)
    if (at->ifa_addr != NULL && at->ifa_addr->sa_family == AF_INET && (at->ifa_flags & IFF_UP) != 0 &&
        (at->ifa_flags & IFF_LOOPBACK) == 0)
      inet_ntop (AF_INET, &((struct sockaddr_in *) (gpointer) at->ifa_addr)->sin_addr, text, sizeof text);
  freeifaddrs (all);

  return *text != '\0' ? g_strdup (text) : NULL;
}
