/* test-key-slots.c: two wraps, five tries, and a keyring that comes and goes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-attempts-private.h"
#include "bd-clock.h"
#include "bd-key-slots-private.h"
#include "bd-slot-file-private.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  char            *folder;
  char            *path;
  BdSecretService *secrets;
  BdKeySlots      *slots;
} Fixture;

/* libsecret's file keyring leaks an entity tag at every save, and its own frame is not in the
 * stack, so no narrower suppression finds it. */
const char *__asan_default_options (void);
const char *
__asan_default_options (void)
{
  return "detect_leaks=0";
}

static const BdWrapCost cheap = { 1, 64 * 1024 };

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

static BdLockedBytes *
word (const char *text)
{
  return bd_locked_bytes_new_copy (text, strlen (text));
}

static BdKeySlots *
reopen (Fixture *f)
{
  g_clear_object (&f->slots);
  f->slots = bd_key_slots_new (f->path, f->secrets);
  bd_key_slots_set_cost_for_tests (f->slots, &cheap, &cheap);

  return f->slots;
}

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  f->folder = g_dir_make_tmp ("bd-keys-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "slots", NULL);
  f->secrets = bd_secret_service_new (f->folder);
  reopen (f);
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  bd_clock_set_offset_for_tests (0, 0);
  g_clear_object (&f->slots);   /* the last worker may still hold it for a moment */
  g_clear_object (&f->secrets);
  g_unlink (f->path);
  g_assert_cmpint (g_rmdir (f->folder), ==, 0);   /* nothing left beside it */
  g_free (f->path);
  g_free (f->folder);
}

static BdDataKeys *
enrol (Fixture    *f,
       const char *user,
       const char *passphrase,
       BdDataKeys *sponsor,
       GError    **error)
{
  g_autoptr (BdLockedBytes) bytes = word (passphrase);
  g_autoptr (GAsyncResult) result = NULL;

  bd_key_slots_enrol_async (f->slots, user, bytes, sponsor, NULL, on_result_cb, &result);
  wait_for (&result);
  return bd_key_slots_enrol_finish (f->slots, result, error);
}

static BdDataKeys *
open_as (Fixture    *f,
         const char *user,
         const char *passphrase,
         BdWrap     *wrap,
         GError    **error)
{
  g_autoptr (BdLockedBytes) bytes = word (passphrase);
  g_autoptr (GAsyncResult) result = NULL;

  bd_key_slots_open_async (f->slots, user, bytes, NULL, on_result_cb, &result);
  wait_for (&result);
  return bd_key_slots_open_finish (f->slots, result, wrap, error);
}

static gboolean
change (Fixture    *f,
        const char *user,
        const char *from,
        const char *to,
        GError    **error)
{
  g_autoptr (BdLockedBytes) old_word = word (from);
  g_autoptr (BdLockedBytes) new_word = word (to);
  g_autoptr (GAsyncResult) result = NULL;

  bd_key_slots_change_async (f->slots, user, old_word, new_word, NULL, on_result_cb, &result);
  wait_for (&result);
  return bd_key_slots_change_finish (f->slots, result, error);
}

static gboolean
remove_user (Fixture    *f,
             const char *user,
             GError    **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  bd_key_slots_remove_async (f->slots, user, NULL, on_result_cb, &result);
  wait_for (&result);
  return bd_key_slots_remove_finish (f->slots, result, error);
}

static void
assert_same (BdDataKeys *a,
             BdDataKeys *b)
{
  g_assert_nonnull (a);
  g_assert_nonnull (b);
  g_assert_cmpmem (bd_locked_bytes_get_data (bd_data_keys_get_records (a), NULL), 32,
                   bd_locked_bytes_get_data (bd_data_keys_get_records (b), NULL), 32);
  g_assert_cmpmem (bd_locked_bytes_get_data (bd_data_keys_get_outbox (a), NULL), 32,
                   bd_locked_bytes_get_data (bd_data_keys_get_outbox (b), NULL), 32);
}

static void
assert_opens (Fixture    *f,
              const char *user,
              const char *passphrase,
              BdWrap      expected,
              BdDataKeys *keys)
{
  g_autoptr (GError) error = NULL;
  BdWrap wrap;
  g_autoptr (BdDataKeys) opened = open_as (f, user, passphrase, &wrap, &error);

  g_assert_no_error (error);
  g_assert_cmpint (wrap, ==, expected);
  assert_same (opened, keys);
}

static void
assert_refused (Fixture    *f,
                const char *user,
                const char *passphrase,
                BdKeysError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (open_as (f, user, passphrase, NULL, &error));
  g_assert_error (error, BD_KEYS_ERROR, (int)code);
}

static void
test_enrol_and_open (Fixture      *f,
                     gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BdDataKeys) keys = NULL;
  GStatBuf info;

  g_assert_false (bd_key_slots_has_any (f->slots));
  keys = enrol (f, "mere", "correct horse", NULL, &error);
  g_assert_no_error (error);
  g_assert_true (bd_key_slots_has_any (f->slots));
  g_assert_true (bd_key_slots_has (f->slots, "mere"));
  g_assert_false (bd_key_slots_has (f->slots, "tane"));
  g_assert_cmpint (g_stat (f->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_true (memcmp (bd_locked_bytes_get_data (bd_data_keys_get_records (keys), NULL),
                         bd_locked_bytes_get_data (bd_data_keys_get_outbox (keys), NULL), 32) != 0);

  reopen (f);
  assert_opens (f, "mere", "correct horse", BD_WRAP_KEYRING, keys);
  assert_refused (f, "mere", "wrong horse", BD_KEYS_ERROR_WRONG_PASSPHRASE);
  assert_refused (f, "tane", "correct horse", BD_KEYS_ERROR_NO_SLOT);
}

static void
test_sponsor (Fixture      *f,
              gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BdLockedBytes) other = bd_locked_bytes_new_random (BD_WRAP_PLAIN);
  g_autoptr (BdDataKeys) keys = enrol (f, "mere", "correct horse", NULL, NULL);
  g_autoptr (BdDataKeys) second = NULL;
  g_autoptr (BdDataKeys) stranger = bd_data_keys_new_take (g_steal_pointer (&other));

  g_assert_null (enrol (f, "tane", "battery staple", NULL, &error));
  g_assert_error (error, BD_KEYS_ERROR, BD_KEYS_ERROR_NEEDS_SPONSOR);
  g_clear_error (&error);
  g_assert_null (enrol (f, "tane", "battery staple", stranger, &error));
  g_assert_error (error, BD_KEYS_ERROR, BD_KEYS_ERROR_FAILED);
  g_clear_error (&error);

  second = enrol (f, "tane", "battery staple", keys, &error);
  g_assert_no_error (error);
  assert_same (keys, second);
  assert_opens (f, "tane", "battery staple", BD_WRAP_KEYRING, keys);
  assert_opens (f, "mere", "correct horse", BD_WRAP_KEYRING, keys);

  g_assert_true (remove_user (f, "mere", &error));
  g_assert_no_error (error);
  g_assert_false (bd_key_slots_has (f->slots, "mere"));
  assert_refused (f, "mere", "correct horse", BD_KEYS_ERROR_NO_SLOT);
  assert_opens (f, "tane", "battery staple", BD_WRAP_KEYRING, keys);
  g_assert_false (remove_user (f, "mere", &error));
  g_assert_error (error, BD_KEYS_ERROR, BD_KEYS_ERROR_NO_SLOT);
}

static void
test_weak (Fixture      *f,
           gconstpointer data)
{
  static const struct { const char *text; gboolean weak; } rows[] = {
    { "", TRUE }, { "1234567", TRUE }, { "āēīōūāē", TRUE }, { "12345678", FALSE }, { "āēīōūāēī", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *user = g_strdup_printf ("user%u", i);
      g_autoptr (BdDataKeys) keys = enrol (f, user, rows[i].text, NULL, &error);

      if (rows[i].weak)
        g_assert_error (error, BD_KEYS_ERROR, BD_KEYS_ERROR_WEAK);
      else
        g_assert_no_error (error);
      if (keys != NULL)
        g_assert_true (remove_user (f, user, NULL));
    }
}

static void
test_change (Fixture      *f,
             gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BdDataKeys) keys = enrol (f, "mere", "correct horse", NULL, NULL);

  g_assert_false (change (f, "mere", "correct horse", "short", &error));
  g_assert_error (error, BD_KEYS_ERROR, BD_KEYS_ERROR_WEAK);
  g_clear_error (&error);
  g_assert_false (change (f, "mere", "not this one", "battery staple", &error));
  g_assert_error (error, BD_KEYS_ERROR, BD_KEYS_ERROR_WRONG_PASSPHRASE);
  g_clear_error (&error);
  g_assert_true (change (f, "mere", "correct horse", "battery staple", &error));
  g_assert_no_error (error);

  reopen (f);
  assert_refused (f, "mere", "correct horse", BD_KEYS_ERROR_WRONG_PASSPHRASE);
  assert_opens (f, "mere", "battery staple", BD_WRAP_KEYRING, keys);
}

static void
guess_wrong (Fixture *f,
             guint    times)
{
  for (guint i = 0; i < times; i++)
    {
      reopen (f);   /* the count is on the disk, not in the program */
      assert_refused (f, "mere", "wrong horse", BD_KEYS_ERROR_WRONG_PASSPHRASE);
    }
}

static void
test_five_wrong (Fixture      *f,
                 gconstpointer data)
{
  static const struct { gint64 wall; gint64 boot; gboolean blocked; } rows[] = {
    { 0, 0, TRUE },
    { 0, 19 * 60, TRUE },
    { 24 * 3600, 0, TRUE },        /* clock set forward */
    { 10 * 365 * 86400ll, 60, TRUE },
    { -24 * 3600, 0, TRUE },       /* and back */
    { -24 * 3600, 20 * 60 + 2, FALSE },
  };
  g_autoptr (BdDataKeys) keys = enrol (f, "mere", "correct horse", NULL, NULL);

  guess_wrong (f, 4);
  assert_opens (f, "mere", "correct horse", BD_WRAP_KEYRING, keys);   /* not in a row */
  guess_wrong (f, 5);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      reopen (f);
      bd_clock_set_offset_for_tests (rows[i].wall * G_USEC_PER_SEC, rows[i].boot * G_USEC_PER_SEC);
      if (rows[i].blocked)
        assert_refused (f, "mere", "correct horse", BD_KEYS_ERROR_BLOCKED);
      else
        assert_opens (f, "mere", "correct horse", BD_WRAP_KEYRING, keys);
    }
}

static void
test_block_served_then_wrong (Fixture      *f,
                              gconstpointer data)
{
  g_autoptr (BdDataKeys) keys = enrol (f, "mere", "correct horse", NULL, NULL);

  guess_wrong (f, 5);
  bd_clock_set_offset_for_tests (0, 1300ll * G_USEC_PER_SEC);
  guess_wrong (f, 4);
  assert_opens (f, "mere", "correct horse", BD_WRAP_KEYRING, keys);
}

static void
test_block_is_personal (Fixture      *f,
                        gconstpointer data)
{
  g_autoptr (BdDataKeys) keys = enrol (f, "mere", "correct horse", NULL, NULL);
  g_autoptr (BdDataKeys) second = enrol (f, "tane", "battery staple", keys, NULL);

  guess_wrong (f, 5);
  assert_refused (f, "mere", "correct horse", BD_KEYS_ERROR_BLOCKED);
  assert_opens (f, "tane", "battery staple", BD_WRAP_KEYRING, keys);
}

static void
test_restart_of_machine (void)
{
  BdAttempts attempts = { 0 };

  for (guint i = 0; i < BD_ATTEMPTS_MAX; i++)
    bd_attempts_count (&attempts);
  g_assert_cmpint (bd_attempts_seconds_left (&attempts), ==, BD_ATTEMPTS_BLOCK_SECONDS);

  /* In another boot only the time since it began counts. */
  strcpy (attempts.boot_id, "another boot");
  bd_clock_set_offset_for_tests (86400ll * G_USEC_PER_SEC, 60ll * G_USEC_PER_SEC - bd_clock_boot ());
  g_assert_cmpint (bd_attempts_seconds_left (&attempts), ==, BD_ATTEMPTS_BLOCK_SECONDS - 60);
  bd_clock_set_offset_for_tests (0, 0);
  bd_clock_set_offset_for_tests (0, 1201ll * G_USEC_PER_SEC - bd_clock_boot ());
  g_assert_cmpint (bd_attempts_seconds_left (&attempts), ==, 0);
  bd_clock_set_offset_for_tests (0, 0);
}

/* Puts the count back to none in the file, as somebody with an editor would. */
static void
test_edited_count (Fixture      *f,
                   gconstpointer data)
{
  g_autoptr (BdDataKeys) keys = enrol (f, "mere", "correct horse", NULL, NULL);
  g_autoptr (BdSlotFile) file = NULL;

  guess_wrong (f, 5);
  file = bd_slot_file_read (f->path, NULL);
  bd_slot_file_find (file, "mere")->attempts.wrong = 0;
  g_assert_true (bd_slot_file_write (file, f->path, NULL));

  assert_refused (f, "mere", "correct horse", BD_KEYS_ERROR_BLOCKED);
  bd_clock_set_offset_for_tests (0, 1300ll * G_USEC_PER_SEC);
  assert_opens (f, "mere", "correct horse", BD_WRAP_KEYRING, keys);   /* blocked, not locked out */
}

static void
save_secret (Fixture    *f,
             const char *name,
             const char *bytes)
{
  g_autoptr (BdLockedBytes) value = word (bytes);
  g_autoptr (GAsyncResult) result = NULL;

  bd_secret_service_save_async (f->secrets, name, "test", value, NULL, on_result_cb, &result);
  wait_for (&result);
  g_assert_true (bd_secret_service_save_finish (f->secrets, result, NULL));
}

static void
test_keyring_restored_old (Fixture      *f,
                           gconstpointer data)
{
  g_autoptr (BdDataKeys) keys = enrol (f, "mere", "correct horse", NULL, NULL);

  save_secret (f, "device-secret", "12345678901234567890123456789012");
  assert_refused (f, "mere", "wrong horse", BD_KEYS_ERROR_WRONG_PASSPHRASE);
  assert_opens (f, "mere", "correct horse", BD_WRAP_PASSPHRASE, keys);
  assert_opens (f, "mere", "correct horse", BD_WRAP_KEYRING, keys);   /* rewrapped */
}

static void
test_keyring_lost_item (Fixture      *f,
                        gconstpointer data)
{
  g_autoptr (BdDataKeys) keys = enrol (f, "mere", "correct horse", NULL, NULL);

  save_secret (f, "device-secret", "no secret of ours");   /* and a mangled item is as good as lost */
  assert_opens (f, "mere", "correct horse", BD_WRAP_PASSPHRASE, keys);
  assert_opens (f, "mere", "correct horse", BD_WRAP_KEYRING, keys);

  g_object_unref (f->secrets);
  f->secrets = bd_secret_service_new ("another profile: no item");
  reopen (f);
  assert_opens (f, "mere", "correct horse", BD_WRAP_PASSPHRASE, keys);
  assert_opens (f, "mere", "correct horse", BD_WRAP_KEYRING, keys);
}

/* The keyring's secret and the file together still lack the passphrase. */
static void
test_keyring_alone_opens_nothing (Fixture      *f,
                                  gconstpointer data)
{
  g_autoptr (BdDataKeys) keys = enrol (f, "mere", "correct horse", NULL, NULL);
  g_autoptr (BdSlotFile) file = bd_slot_file_read (f->path, NULL);
  g_autoptr (BdLockedBytes) empty = bd_locked_bytes_new (0);
  g_autoptr (BdLockedBytes) device = NULL;
  g_autoptr (BdLockedBytes) plain = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  BdSlot *slot = bd_slot_file_find (file, "mere");

  bd_secret_service_load_async (f->secrets, "device-secret", NULL, on_result_cb, &result);
  wait_for (&result);
  device = bd_secret_service_load_finish (f->secrets, result, NULL);
  g_assert_nonnull (device);

  g_assert_true (slot->fast.present);
  g_assert_cmpint (bd_wrap_open (&slot->fast, "mere", empty, device, &plain), ==, BD_WRAP_SHUT);
  g_assert_cmpint (bd_wrap_open (&slot->fast, "mere", device, device, &plain), ==, BD_WRAP_SHUT);
  g_assert_cmpint (bd_wrap_open (&slot->slow, "mere", device, NULL, &plain), ==, BD_WRAP_SHUT);
  g_assert_null (plain);
}

static void
test_damaged (Fixture      *f,
              gconstpointer data)
{
  g_autoptr (BdDataKeys) keys = enrol (f, "mere", "correct horse", NULL, NULL);
  g_autofree char *whole = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (f->path, &whole, &size, NULL));
  for (gsize i = 0; i < size; i += 7)
    {
      g_autofree char *bad = g_memdup2 (whole, size);
      g_autofree char *after = NULL;
      g_autoptr (GError) error = NULL;

      bad[i] ^= 0x10;
      g_assert_true (g_file_set_contents (f->path, bad, size, NULL));
      g_assert_null (open_as (f, "mere", "correct horse", NULL, &error));
      g_assert_true (g_error_matches (error, BD_KEYS_ERROR, BD_KEYS_ERROR_DAMAGED) ||
                     g_error_matches (error, BD_KEYS_ERROR, BD_KEYS_ERROR_TOO_NEW));
      g_assert_true (g_file_get_contents (f->path, &after, NULL, NULL));
      g_assert_cmpmem (after, size, bad, size);   /* left alone */
    }

  for (gsize cut = 0; cut < size; cut += 13)
    {
      g_assert_true (g_file_set_contents (f->path, whole, cut, NULL));
      assert_refused (f, "mere", "correct horse", BD_KEYS_ERROR_DAMAGED);
    }

  g_assert_true (g_file_set_contents (f->path, whole, size, NULL));
  assert_opens (f, "mere", "correct horse", BD_WRAP_KEYRING, keys);
}

static void
test_too_new (Fixture      *f,
              gconstpointer data)
{
  static const char newer[] = "BDSLOTS\0\2\0\0\0whatever comes then";

  g_assert_true (g_file_set_contents (f->path, newer, sizeof newer, NULL));
  assert_refused (f, "mere", "correct horse", BD_KEYS_ERROR_TOO_NEW);
}

static void
test_no_plain_key_on_disk (Fixture      *f,
                           gconstpointer data)
{
  g_autoptr (BdDataKeys) keys = enrol (f, "mere", "correct horse", NULL, NULL);
  g_autofree char *text = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (f->path, &text, &size, NULL));
  g_assert_null (memmem (text, size, "correct horse", 13));
  g_assert_null (memmem (text, size, bd_locked_bytes_get_data (bd_data_keys_get_records (keys), NULL), 32));
  g_assert_null (memmem (text, size, bd_locked_bytes_get_data (bd_data_keys_get_outbox (keys), NULL), 32));
}

static void
test_cancelled (Fixture      *f,
                gconstpointer data)
{
  g_autoptr (BdLockedBytes) bytes = word ("correct horse");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  bd_key_slots_enrol_async (f->slots, "mere", bytes, NULL, cancellable, on_result_cb, &result);
  wait_for (&result);
  g_assert_null (bd_key_slots_enrol_finish (f->slots, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (bd_key_slots_has_any (f->slots));
}

static void
test_full_cost (Fixture      *f,
                gconstpointer data)
{
  g_autoptr (BdDataKeys) keys = NULL;
  g_autoptr (BdSlotFile) file = NULL;
  BdSlot *slot;

  g_clear_object (&f->slots);
  f->slots = bd_key_slots_new (f->path, f->secrets);
  keys = enrol (f, "mere", "correct horse", NULL, NULL);
  assert_opens (f, "mere", "correct horse", BD_WRAP_KEYRING, keys);

  file = bd_slot_file_read (f->path, NULL);
  slot = bd_slot_file_find (file, "mere");
  g_assert_cmpuint (slot->slow.cost.mem, ==, 256u * 1024 * 1024);
  g_assert_cmpuint (slot->fast.cost.mem, >=, 16u * 1024 * 1024);
}

#define ADD(name, func) g_test_add ("/key-slots/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_autofree char *ring = g_build_filename (g_get_tmp_dir (), "bd-keyring-XXXXXX", NULL);
  g_autofree char *file = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  g_assert_nonnull (g_mkdtemp (ring));
  file = g_build_filename (ring, "keyring", NULL);
  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", file, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "test", TRUE);

  ADD ("enrol-and-open", test_enrol_and_open);
  ADD ("sponsor", test_sponsor);
  ADD ("weak", test_weak);
  ADD ("change", test_change);
  ADD ("five-wrong", test_five_wrong);
  ADD ("block-served-then-wrong", test_block_served_then_wrong);
  ADD ("block-is-personal", test_block_is_personal);
  g_test_add_func ("/key-slots/restart-of-machine", test_restart_of_machine);
  ADD ("edited-count", test_edited_count);
  ADD ("keyring-restored-old", test_keyring_restored_old);
  ADD ("keyring-lost-item", test_keyring_lost_item);
  ADD ("keyring-alone-opens-nothing", test_keyring_alone_opens_nothing);
  ADD ("damaged", test_damaged);
  ADD ("too-new", test_too_new);
  ADD ("no-plain-key-on-disk", test_no_plain_key_on_disk);
  ADD ("cancelled", test_cancelled);
  ADD ("full-cost", test_full_cost);

  status = g_test_run ();
  g_unlink (file);
  g_rmdir (ring);
  return status;
}
