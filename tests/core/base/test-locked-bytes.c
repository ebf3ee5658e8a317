/* test-locked-bytes.c: secrets are counted, zeroed, and out of reach once let go
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-locked-bytes.h"

#include <signal.h>
#include <string.h>

static void
test_zeroed (void)
{
  g_autoptr (BdLockedBytes) secret = bd_locked_bytes_new (64);
  guint8 zero[64] = { 0 };
  gsize size;

  g_assert_cmpmem (bd_locked_bytes_get_data (secret, &size), size, zero, sizeof zero);
}

static void
test_copy (void)
{
  char source[] = "a passphrase";
  g_autoptr (BdLockedBytes) secret = bd_locked_bytes_new_copy (source, sizeof source);
  g_autoptr (BdLockedBytes) empty = bd_locked_bytes_new_copy (NULL, 0);
  gsize size = 1;

  memset (source, 'x', sizeof source);
  g_assert_cmpstr ((char *) bd_locked_bytes_get_data (secret, NULL), ==, "a passphrase");
  bd_locked_bytes_get_data (empty, &size);
  g_assert_cmpuint (size, ==, 0);
}

static void
test_random (void)
{
  g_autoptr (BdLockedBytes) a = bd_locked_bytes_new_random (32);
  g_autoptr (BdLockedBytes) b = bd_locked_bytes_new_random (32);

  g_assert_cmpint (memcmp (bd_locked_bytes_get_data (a, NULL), bd_locked_bytes_get_data (b, NULL), 32), !=, 0);
}

static gpointer
ref_and_unref (gpointer secret)
{
  for (int i = 0; i < 10000; i++)
    bd_locked_bytes_unref (bd_locked_bytes_ref (secret));

  return NULL;
}

static void
test_threads (void)
{
  g_autoptr (BdLockedBytes) secret = bd_locked_bytes_new_copy ("k", 2);
  GThread *threads[4];

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("count", ref_and_unref, secret);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);

  g_assert_cmpstr ((char *) bd_locked_bytes_get_data (secret, NULL), ==, "k");
}

static void
test_boxed (void)
{
  BdLockedBytes *secret = bd_locked_bytes_new_copy ("k", 2);
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, BD_TYPE_LOCKED_BYTES);
  g_value_take_boxed (&value, secret);
  g_assert_true (g_value_get_boxed (&value) == secret);
}

/* The pages go with the last reference: reading them afterwards is a fault. */
static void
test_gone (void)
{
  if (g_test_subprocess ())
    {
      BdLockedBytes *secret = bd_locked_bytes_new_copy ("k", 2);
      volatile guint8 *data = bd_locked_bytes_get_data (secret, NULL);

      bd_locked_bytes_unref (secret);
      signal (SIGSEGV, SIG_DFL);
      if (data[0] == 'k')
        g_print ("still readable");
      return;
    }

  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stdout_unmatched ("*still readable*");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/locked-bytes/zeroed", test_zeroed);
  g_test_add_func ("/locked-bytes/copy", test_copy);
  g_test_add_func ("/locked-bytes/random", test_random);
  g_test_add_func ("/locked-bytes/threads", test_threads);
  g_test_add_func ("/locked-bytes/boxed", test_boxed);
  g_test_add_func ("/locked-bytes/gone", test_gone);

  return g_test_run ();
}
