/* fuzz-site.c: a site profile of any bytes: remarks or an error, never a crash
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-app-text.h"
#include "fuzz.h"

#include <sys/mman.h>
#include <unistd.h>

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  int fd = memfd_create ("site", MFD_CLOEXEC), status = -1;
  char path[64];

  fuzz_check (fd >= 0);
  if (write (fd, data, size) == (gssize) size)
    {
      g_autofree char *text = NULL;

      g_snprintf (path, sizeof path, "/proc/self/fd/%d", fd);
      text = bd_site_check_to_text (path, (size & 1) != 0, &status);
      fuzz_check (text != NULL);
      fuzz_check (status == 0 || status == 3 || status == 7);
    }
  close (fd);

  return 0;
}
