/* test-slot-faults.c: the file of keys, killed in the middle, full, read-only: the keys are never lost
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-key-slots-private.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* libsecret's file keyring leaks an entity tag at every save, and its own frame is not in the
 * stack, so no narrower suppression finds it. */
const char *__asan_default_options (void);
const char *
__asan_default_options (void)
{
  return "detect_leaks=0";
}

static const BdWrapCost cheap = { 1, 8192 };
static const char *const words[] = { "first passphrase", "second passphrase" };
static const char *self_path;

typedef struct
{
  char       *folder;
  char       *path;
  BdKeySlots *slots;
} Fixture;

static void
on_result_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  *(GAsyncResult **)user_data = g_object_ref (result);
}

static void
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
use_folder (Fixture    *f,
            const char *folder)
{
  g_autofree char *ring = g_build_filename (folder, "keyring", NULL);
  g_autoptr (BdSecretService) secrets = bd_secret_service_new ("test");

  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", ring, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "test", TRUE);
  f->folder = g_strdup (folder);
  f->path = g_build_filename (folder, "slots", NULL);
  f->slots = bd_key_slots_new (f->path, secrets);
  bd_key_slots_set_cost_for_tests (f->slots, &cheap, &cheap);
}

static BdDataKeys *
enrol (Fixture *f,
       GError **error)
{
  g_autoptr (BdLockedBytes) word = bd_locked_bytes_new_copy (words[0], strlen (words[0]));
  g_autoptr (GAsyncResult) result = NULL;

  bd_key_slots_enrol_async (f->slots, "mere", word, NULL, NULL, on_result_cb, &result);
  wait_for (&result);
  return bd_key_slots_enrol_finish (f->slots, result, error);
}

static BdDataKeys *
open_with (Fixture    *f,
           const char *text,
           GError    **error)
{
  g_autoptr (BdLockedBytes) word = bd_locked_bytes_new_copy (text, strlen (text));
  g_autoptr (GAsyncResult) result = NULL;

  bd_key_slots_open_async (f->slots, "mere", word, NULL, on_result_cb, &result);
  wait_for (&result);
  return bd_key_slots_open_finish (f->slots, result, NULL, error);
}

static gboolean
change (Fixture    *f,
        const char *from,
        const char *to,
        GError    **error)
{
  g_autoptr (BdLockedBytes) old_word = bd_locked_bytes_new_copy (from, strlen (from));
  g_autoptr (BdLockedBytes) new_word = bd_locked_bytes_new_copy (to, strlen (to));
  g_autoptr (GAsyncResult) result = NULL;

  bd_key_slots_change_async (f->slots, "mere", old_word, new_word, NULL, on_result_cb, &result);
  wait_for (&result);
  return bd_key_slots_change_finish (f->slots, result, error);
}

static GSubprocess *
start_child (Fixture    *f,
             const char *what)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GError) error = NULL;
  GSubprocess *child;

  g_subprocess_launcher_setenv (launcher, "FAULT_CHILD", what, TRUE);
  g_subprocess_launcher_setenv (launcher, "FAULT_FOLDER", f->folder, TRUE);
  child = g_subprocess_launcher_spawn (launcher, &error, self_path, NULL);
  g_assert_no_error (error);

  return child;
}

static void
run_child (Fixture    *f,
           const char *what)
{
  g_autoptr (GSubprocess) child = start_child (f, what);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_subprocess_wait_check (child, NULL, &error));
  g_assert_no_error (error);
}

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("bd-slots-XXXXXX", NULL);

  use_folder (f, folder);
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  static const char *const files[] = { "slots", "slots.new", "keyring" };

  chmod (f->folder, 0700);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (f->folder, files[i], NULL);

      g_unlink (path);
    }
  g_rmdir (f->folder);
  g_clear_object (&f->slots);
  g_free (f->folder);
  g_free (f->path);
}

/* One of the two passphrases opens the same keys, whenever the kill comes. */
static void
test_killed_while_changing (Fixture      *f,
                            gconstpointer data)
{
  g_autoptr (BdDataKeys) keys = enrol (f, NULL);

  g_assert_nonnull (keys);
  for (guint round = 0; round < 12; round++)
    {
      g_autoptr (GSubprocess) child = start_child (f, "change");
      g_autoptr (BdDataKeys) opened = NULL;

      g_usleep ((30 + round * 7) * 1000);
      g_subprocess_send_signal (child, SIGKILL);
      g_subprocess_wait (child, NULL, NULL);
      opened = open_with (f, words[0], NULL);
      if (opened == NULL)
        opened = open_with (f, words[1], NULL);
      g_assert_nonnull (opened);
      g_assert_cmpmem (bd_locked_bytes_get_data (bd_data_keys_get_records (opened), NULL), 32,
                       bd_locked_bytes_get_data (bd_data_keys_get_records (keys), NULL), 32);
    }
}

static void
test_full (Fixture      *f,
           gconstpointer data)
{
  g_autoptr (BdDataKeys) keys = enrol (f, NULL);
  g_autoptr (BdDataKeys) opened = NULL;

  run_child (f, "full");
  opened = open_with (f, words[0], NULL);
  g_assert_nonnull (opened);
}

static void
test_read_only (Fixture      *f,
                gconstpointer data)
{
  g_autoptr (BdDataKeys) keys = enrol (f, NULL);
  g_autoptr (BdDataKeys) opened = NULL;

  run_child (f, "read-only");
  chmod (f->folder, 0700);
  opened = open_with (f, words[0], NULL);
  g_assert_nonnull (opened);
}

/* The children */

static void
child_change (Fixture *f)
{
  for (;;)
    if (!change (f, words[0], words[1], NULL))
      change (f, words[1], words[0], NULL);
}

static void
expect_failed (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (change (f, words[0], words[1], &error));
  g_assert_error (error, BD_KEYS_ERROR, BD_KEYS_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_null (open_with (f, words[0], &error));   /* a try that cannot be counted is not made */
  g_assert_error (error, BD_KEYS_ERROR, BD_KEYS_ERROR_FAILED);
}

/* No keyring: libsecret's own file cannot stand a full disk, and aborts. */
static void
child_full (Fixture *f)
{
  struct rlimit limit = { 100, 100 };

  g_unsetenv ("SECRET_BACKEND");
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere", TRUE);
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  expect_failed (f);
}

static void
child_read_only (Fixture *f)
{
  g_assert_cmpint (chmod (f->folder, 0555), ==, 0);
  g_assert_cmpint (chmod (f->path, 0444), ==, 0);
  if (getuid () == 0)
    g_assert_cmpint (setuid (65534), ==, 0);
  expect_failed (f);
}

static int
be_child (const char *what)
{
  Fixture f = { 0 };

  use_folder (&f, g_getenv ("FAULT_FOLDER"));
  if (strcmp (what, "change") == 0)
    child_change (&f);
  else if (strcmp (what, "full") == 0)
    child_full (&f);
  else
    child_read_only (&f);

  g_object_unref (f.slots);
  g_free (f.folder);
  g_free (f.path);
  return 0;
}

#define ADD(name, func) g_test_add ("/slot-faults/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_autofree char *self = NULL;

  if (g_getenv ("FAULT_CHILD") != NULL)
    return be_child (g_getenv ("FAULT_CHILD"));

  g_test_init (&argc, &argv, NULL);
  self = g_file_read_link ("/proc/self/exe", NULL);
  self_path = self;

  ADD ("killed-while-changing", test_killed_while_changing);
  ADD ("full", test_full);
  ADD ("read-only", test_read_only);

  return g_test_run ();
}
