/* fuzz-audit.c: whatever stands in audit.log, the walk ends, and only an untouched chain is whole
 *
 * The input stands behind a good head; the bytes of a body go to an officer's key as well.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "fuzz.h"

#include "bd-audit-format-private.h"

#include <sys/mman.h>
#include <unistd.h>

static int
file_of (const guint8 *data,
         gsize         size)
{
  int fd = memfd_create ("audit.log", MFD_CLOEXEC);

  fuzz_check (fd >= 0);
  fuzz_check (write (fd, "BDAUDIT\0\1\0\0\0\0\0\0\0................", BD_AUDIT_HEAD) == BD_AUDIT_HEAD);
  fuzz_check (size == 0 || write (fd, data, size) == (gssize)size);

  return fd;
}

static void
walk (int fd)
{
  BdAuditWalk walker;
  BdAuditStep step;
  goffset before;

  fuzz_check (bd_audit_walk_begin (&walker, fd, NULL));
  before = walker.offset;
  while ((step = bd_audit_walk_next (&walker)) == BD_AUDIT_WHOLE)
    {
      fuzz_check (walker.offset > before);
      before = walker.offset;
    }
  fuzz_check (walker.offset <= walker.size);
  fuzz_check ((step == BD_AUDIT_END) == (walker.offset == walker.size));
  fuzz_check ((walker.problem == NULL) == (step == BD_AUDIT_END));
  if (step == BD_AUDIT_TORN)
    bd_audit_walk_more_beyond (&walker);
  bd_audit_walk_end (&walker);
}

static void
open_body (const guint8 *data,
           gsize         size)
{
  static BdLockedBytes *secret;
  static guint8 public_key[crypto_box_PUBLICKEYBYTES];
  char *json;

  if (secret == NULL)
    {
      secret = bd_locked_bytes_new (crypto_box_SECRETKEYBYTES);
      bd_locked_bytes_get_data (secret, NULL)[0] = 7;
      fuzz_check (crypto_scalarmult_base (public_key, bd_locked_bytes_get_data (secret, NULL)) == 0);
    }

  json = bd_audit_format_open (data, size, public_key, secret);
  fuzz_check (json == NULL);   /* nobody sealed it */
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  int fd = file_of (data, size);

  walk (fd);
  close (fd);
  open_body (data, size);

  return 0;
}
