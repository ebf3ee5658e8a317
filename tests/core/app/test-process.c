/* test-process.c: what the process itself must not leak
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-process.h"

#include <fcntl.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

static void
test_no_core (void)
{
  struct rlimit limit;

  bd_process_harden ();
  g_assert_cmpint (getrlimit (RLIMIT_CORE, &limit), ==, 0);
  g_assert_cmpuint (limit.rlim_cur, ==, 0);
#ifndef __SANITIZE_ADDRESS__
  g_assert_cmpint (prctl (PR_GET_DUMPABLE, 0, 0, 0, 0), ==, 0);
#endif
}

/* A name, a sentence, a note, a page: whatever its size, freed text is gone. */
static void
test_freed_text (void)
{
#ifdef __SANITIZE_ADDRESS__
  g_test_skip ("the sanitizer keeps freed memory its own way");
#else
  static const gsize sizes[] = { 24, 90, 300, 900, 4000 };

  bd_process_harden ();
  g_assert_cmpint (prctl (PR_SET_DUMPABLE, 1, 0, 0, 0), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      char *text = g_strnfill (sizes[i], 'Q');
      char *fence = g_strnfill (sizes[i], 'F');   /* so that the chunk is not given back to the heap's end */
      goffset at = (goffset) (gsize) text;
      g_autofree char *left = g_malloc0 (sizes[i]);
      int memory = open ("/proc/self/mem", O_RDONLY | O_CLOEXEC);

      g_assert_cmpint (memory, >=, 0);
      g_free (text);
      g_assert_cmpint (pread (memory, left, sizes[i], at), ==, (gssize) sizes[i]);
      close (memory);
      g_assert_null (memmem (left, sizes[i], "QQQQ", 4));
      g_free (fence);
    }
#endif
}

int
main (int   argc,
      char *argv[])
{
  bd_process_begin (argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/process/no-core", test_no_core);
  g_test_add_func ("/process/freed-text", test_freed_text);

  return g_test_run ();
}
