/* test-audit-log.c: sealed, chained, and every change found
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-audit-format-private.h"
#include "bd-clock.h"
#include "store-kit.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

typedef struct
{
  Kit            kit;
  char          *path;
  BdLockedBytes *officer;
  BdLockedBytes *second;
  char          *keys[3];
} Fixture;

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  kit_set_up (&f->kit);
  f->path = g_build_filename (f->kit.folder, "audit.log", NULL);
  f->officer = bd_locked_bytes_new_random (32);
  f->second = bd_locked_bytes_new_random (32);
  f->keys[0] = bd_audit_officer_public_key (f->officer);
  f->keys[1] = bd_audit_officer_public_key (f->second);
  f->keys[2] = NULL;
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  g_free (f->keys[0]);
  g_free (f->keys[1]);
  bd_locked_bytes_unref (f->officer);
  bd_locked_bytes_unref (f->second);
  g_free (f->path);
  kit_tear_down (&f->kit);
}

static BdAuditLog *
open_log (Fixture *f,
          char   **torn)
{
  g_autoptr (GError) error = NULL;
  BdAuditLog *log = kit_log_open (f->path, (const char *const *)f->keys, torn, &error);

  g_assert_no_error (error);
  return log;
}

static void
write_records (Fixture *f,
               guint    n)
{
  g_autoptr (BdAuditLog) log = open_log (f, NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *note = g_strdup_printf ("CANARY-%u", i);

      g_assert_true (kit_log_append (log, BD_ACT_RECORD_OPENED, note, NULL));
    }
}

static gboolean
collect (guint64     sequence,
         const char *json,
         gpointer    user_data)
{
  g_ptr_array_add (user_data, g_strdup (json));
  return TRUE;
}

static gboolean
stop_at_two (guint64     sequence,
             const char *json,
             gpointer    user_data)
{
  g_ptr_array_add (user_data, g_strdup (json));
  return sequence < 2;
}

static void
test_round (Fixture      *f,
            gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BdAuditVerdict) verdict = NULL;
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) again = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) two = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *head = NULL;
  GStatBuf info;

  write_records (f, 5);
  g_assert_cmpint (g_stat (f->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_false (kit_folder_contains (&f->kit, "CANARY"));
  g_assert_false (kit_folder_contains (&f->kit, "record-opened"));

  verdict = bd_audit_verify (f->path, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (verdict->whole);
  g_assert_cmpuint (verdict->records, ==, 5);
  g_assert_cmpint (verdict->first_at, <=, verdict->last_at);
  g_assert_null (verdict->problem);

  g_assert_true (bd_audit_read (f->path, f->officer, collect, lines, &error));
  g_assert_true (bd_audit_read (f->path, f->second, collect, again, &error));
  g_assert_true (bd_audit_read (f->path, f->second, stop_at_two, two, &error));
  g_assert_cmpuint (lines->len, ==, 5);
  g_assert_cmpuint (again->len, ==, 5);
  g_assert_cmpuint (two->len, ==, 2);
  g_assert_nonnull (strstr (lines->pdata[3], "CANARY-3"));
  {
    g_autoptr (BdAuditLog) log = open_log (f, NULL);

    head = bd_audit_log_dup_head (log);
    g_assert_cmpstr (head, ==, verdict->head);
    g_assert_cmpuint (bd_audit_log_get_count (log), ==, 5);
  }
}

static void
test_empty (Fixture      *f,
            gconstpointer data)
{
  g_autoptr (BdAuditLog) log = open_log (f, NULL);
  g_autofree char *head = bd_audit_log_dup_head (log);
  g_autoptr (BdAuditVerdict) verdict = bd_audit_verify (f->path, head, NULL);

  g_assert_true (verdict->whole);
  g_assert_cmpuint (verdict->records, ==, 0);
  g_assert_cmpuint (strlen (head), ==, 64);
}

static void
test_missing (Fixture      *f,
              gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (bd_audit_verify (f->path, NULL, &error));
  g_assert_error (error, BD_AUDIT_ERROR, BD_AUDIT_ERROR_MISSING);
}

static void
test_wrong_officer (Fixture      *f,
                    gconstpointer data)
{
  g_autoptr (BdLockedBytes) stranger = bd_locked_bytes_new_random (32);
  g_autoptr (BdLockedBytes) stub = bd_locked_bytes_new_random (31);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;

  write_records (f, 2);
  g_assert_false (bd_audit_read (f->path, stranger, collect, lines, &error));
  g_assert_error (error, BD_AUDIT_ERROR, BD_AUDIT_ERROR_KEYS);
  g_clear_error (&error);
  g_assert_false (bd_audit_read (f->path, stub, collect, lines, &error));
  g_assert_error (error, BD_AUDIT_ERROR, BD_AUDIT_ERROR_KEYS);
  g_assert_cmpuint (lines->len, ==, 0);
  g_assert_null (bd_audit_officer_public_key (stub));
}

static void
test_later_officer (Fixture      *f,
                    gconstpointer data)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *kept = g_steal_pointer (&f->keys[1]);

  write_records (f, 2);
  f->keys[1] = g_steal_pointer (&kept);
  write_records (f, 3);
  g_assert_true (bd_audit_read (f->path, f->second, collect, lines, NULL));
  g_assert_cmpuint (lines->len, ==, 3);
}

static void
test_bad_keys (Fixture      *f,
               gconstpointer data)
{
  static const char *const rows[] = { "", "not base64!", "AAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *keys[] = { f->keys[0], rows[i], NULL };
      g_autoptr (GError) error = NULL;

      g_assert_null (kit_log_open (f->path, keys, NULL, &error));
      g_assert_error (error, BD_AUDIT_ERROR, BD_AUDIT_ERROR_KEYS);
      g_assert_null (strstr (error->message, "AAAA"));
    }
}

static void
test_no_officers (Fixture      *f,
                  gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BdAuditLog) log = kit_log_open (f->path, NULL, NULL, &error);
  g_autoptr (BdAuditVerdict) verdict = NULL;

  g_assert_no_error (error);
  g_assert_true (kit_log_append (log, BD_ACT_LOCK, "CANARY", &error));
  g_assert_false (kit_folder_contains (&f->kit, "CANARY"));
  verdict = bd_audit_verify (f->path, NULL, NULL);
  g_assert_true (verdict->whole);
}

/* Every single byte matters, and the record named is the one that was changed. */
static void
test_every_byte (Fixture      *f,
                 gconstpointer data)
{
  g_autofree char *whole = NULL;
  g_autofree char *head = NULL;
  gsize size, each;

  write_records (f, 3);
  {
    g_autoptr (BdAuditVerdict) verdict = bd_audit_verify (f->path, NULL, NULL);

    head = g_strdup (verdict->head);
  }
  g_assert_true (g_file_get_contents (f->path, &whole, &size, NULL));
  each = (size - BD_AUDIT_HEAD) / 3;

  for (gsize i = 0; i < size; i += i < BD_AUDIT_HEAD || size - i < 40 ? 1 : 11)
    {
      g_autofree char *bad = g_memdup2 (whole, size);
      g_autofree char *wanted = g_strdup_printf ("Record %u:", i < BD_AUDIT_HEAD ? 1 : (guint)((i - BD_AUDIT_HEAD) / each) + 1);
      g_autoptr (BdAuditVerdict) verdict = NULL;

      bad[i] ^= 0x40;
      g_assert_true (g_file_set_contents (f->path, bad, size, NULL));
      verdict = bd_audit_verify (f->path, head, NULL);
      if (verdict == NULL)
        g_assert_cmpuint (i, <, 12);   /* no audit log at all, or a newer one */
      else if (i >= 12 && i < 16)
        g_assert_false (verdict->whole);
      else
        {
          g_assert_false (verdict->whole);
          g_assert_nonnull (verdict->problem);
          if (strstr (verdict->problem, wanted) == NULL)
            g_test_fail_printf ("byte %" G_GSIZE_FORMAT ": %s, not %s", i, verdict->problem, wanted);
        }
    }
}

static void
test_removed_and_moved (Fixture      *f,
                        gconstpointer data)
{
  g_autofree char *whole = NULL;
  g_autoptr (BdAuditVerdict) removed = NULL, swapped = NULL;
  g_autofree char *bad = NULL;
  gsize size, each;

  write_records (f, 4);
  g_assert_true (g_file_get_contents (f->path, &whole, &size, NULL));
  each = (size - BD_AUDIT_HEAD) / 4;

  bad = g_memdup2 (whole, size);
  memmove (bad + BD_AUDIT_HEAD + each, bad + BD_AUDIT_HEAD + 2 * each, 2 * each);
  g_assert_true (g_file_set_contents (f->path, bad, size - each, NULL));
  removed = bd_audit_verify (f->path, NULL, NULL);
  g_assert_false (removed->whole);
  g_assert_nonnull (strstr (removed->problem, "Record 2:"));

  memcpy (bad, whole, size);
  memcpy (bad + BD_AUDIT_HEAD, whole + BD_AUDIT_HEAD + each, each);
  memcpy (bad + BD_AUDIT_HEAD + each, whole + BD_AUDIT_HEAD, each);
  g_assert_true (g_file_set_contents (f->path, bad, size, NULL));
  swapped = bd_audit_verify (f->path, NULL, NULL);
  g_assert_false (swapped->whole);
  g_assert_nonnull (strstr (swapped->problem, "Record 1:"));
}

static void
test_trimmed (Fixture      *f,
              gconstpointer data)
{
  g_autoptr (BdAuditVerdict) before = NULL, blind = NULL, seeing = NULL, grown = NULL;
  g_autofree char *whole = NULL;
  gsize size, each;

  write_records (f, 3);
  before = bd_audit_verify (f->path, NULL, NULL);
  g_assert_true (g_file_get_contents (f->path, &whole, &size, NULL));
  each = (size - BD_AUDIT_HEAD) / 3;

  g_assert_cmpint (truncate (f->path, size - each), ==, 0);
  blind = bd_audit_verify (f->path, NULL, NULL);
  seeing = bd_audit_verify (f->path, before->head, NULL);
  g_assert_true (blind->whole);   /* at a record's end nothing shows without the head */
  g_assert_false (seeing->whole);
  g_assert_nonnull (strstr (seeing->problem, "missing from its end"));

  g_assert_true (g_file_set_contents (f->path, whole, size, NULL));
  write_records (f, 2);
  grown = bd_audit_verify (f->path, before->head, NULL);
  g_assert_true (grown->whole);
  g_assert_cmpuint (grown->records, ==, 5);
}

static void
test_torn_everywhere (Fixture      *f,
                      gconstpointer data)
{
  g_autofree char *whole = NULL;
  gsize size, each;

  write_records (f, 2);
  g_assert_true (g_file_get_contents (f->path, &whole, &size, NULL));
  each = (size - BD_AUDIT_HEAD) / 2;

  for (gsize cut = size - each + 1; cut < size; cut += 17)
    {
      g_autofree char *torn = NULL;
      g_autofree char *aside = NULL;
      g_autofree char *tail = NULL;
      g_autoptr (BdAuditLog) log = NULL;
      gsize length;

      g_assert_true (g_file_set_contents (f->path, whole, cut, NULL));
      log = open_log (f, &torn);
      g_assert_nonnull (torn);
      g_assert_cmpuint (bd_audit_log_get_count (log), ==, 1);
      aside = kit_find_file (&f->kit, "audit.log.torn-");
      g_assert_true (g_file_get_contents (aside, &tail, &length, NULL));
      g_assert_cmpmem (tail, length, whole + size - each, cut - (size - each));   /* set aside, not cut */
      g_unlink (aside);
      g_assert_true (kit_log_append (log, BD_ACT_LOCK, NULL, NULL));
      {
        g_autoptr (BdAuditVerdict) verdict = bd_audit_verify (f->path, NULL, NULL);

        g_assert_true (verdict->whole);
        g_assert_cmpuint (verdict->records, ==, 2);
      }
    }
}

static void
test_not_torn_but_changed (Fixture      *f,
                           gconstpointer data)
{
  g_autofree char *whole = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;
  gsize size, each;

  write_records (f, 3);
  g_assert_true (g_file_get_contents (f->path, &whole, &size, NULL));
  each = (size - BD_AUDIT_HEAD) / 3;
  whole[BD_AUDIT_HEAD + each + 16] ^= 0x7f;   /* the length of the second record */
  g_assert_true (g_file_set_contents (f->path, whole, size, NULL));

  g_assert_null (kit_log_open (f->path, (const char *const *)f->keys, NULL, &error));
  g_assert_error (error, BD_AUDIT_ERROR, BD_AUDIT_ERROR_BROKEN_CHAIN);
  g_assert_nonnull (strstr (error->message, "Record 2:"));
  g_assert_true (g_file_get_contents (f->path, &after, NULL, NULL));
  g_assert_cmpmem (after, size, whole, size);   /* evidence: left alone */
}

static void
test_unborn (Fixture      *f,
             gconstpointer data)
{
  static const char head[] = "BDAUDIT\0\1\0\0\0\0\0\0\0abc";

  for (gsize n = 0; n < sizeof head; n++)
    {
      g_autoptr (BdAuditLog) log = NULL;

      g_assert_true (g_file_set_contents (f->path, head, n, NULL));
      log = open_log (f, NULL);
      g_assert_true (kit_log_append (log, BD_ACT_LOCK, NULL, NULL));
    }
}

static void
test_too_new (Fixture      *f,
              gconstpointer data)
{
  static const char newer[64] = "BDAUDIT\0\2\0\0\0";
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (f->path, newer, sizeof newer, NULL));
  g_assert_null (kit_log_open (f->path, NULL, NULL, &error));
  g_assert_error (error, BD_AUDIT_ERROR, BD_AUDIT_ERROR_TOO_NEW);
}

static void
test_busy (Fixture      *f,
           gconstpointer data)
{
  g_autoptr (BdAuditLog) log = open_log (f, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (kit_log_open (f->path, NULL, NULL, &error));
  g_assert_error (error, BD_AUDIT_ERROR, BD_AUDIT_ERROR_BUSY);
  g_assert_true (kit_log_append (log, BD_ACT_LOCK, NULL, NULL));
}

/* Removed, or another file put in its place, while it is written: nothing is said to be written. */
static void
test_taken_away (Fixture      *f,
                 gconstpointer data)
{
  g_autofree char *elsewhere = g_strconcat (f->path, ".elsewhere", NULL);
  g_autoptr (BdAuditLog) log = open_log (f, NULL);
  g_autoptr (GError) gone = NULL, other = NULL;

  g_assert_true (kit_log_append (log, BD_ACT_LOCK, NULL, NULL));
  g_assert_cmpint (g_rename (f->path, elsewhere), ==, 0);
  g_assert_false (kit_log_append (log, BD_ACT_LOCK, NULL, &gone));
  g_assert_error (gone, BD_AUDIT_ERROR, BD_AUDIT_ERROR_MISSING);
  g_assert_true (g_file_set_contents (f->path, "", 0, NULL));
  g_assert_false (kit_log_append (log, BD_ACT_LOCK, NULL, &other));
  g_assert_error (other, BD_AUDIT_ERROR, BD_AUDIT_ERROR_MISSING);
  g_assert_cmpint (g_rename (elsewhere, f->path), ==, 0);
  g_assert_true (kit_log_append (log, BD_ACT_LOCK, NULL, NULL));
}

/* Many at once come out in order, and the last reference may go while they are on their way. */
static void
test_many (Fixture      *f,
           gconstpointer data)
{
  GAsyncResult *results[50] = { NULL };
  BdAuditLog *log = open_log (f, NULL);
  g_autoptr (BdAuditVerdict) verdict = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr (BdAuditEvent) event = bd_audit_event_new (BD_ACT_SEARCH, NULL);

      bd_audit_sink_append_async (BD_AUDIT_SINK (log), event, NULL, kit_on_result, &results[i]);
    }
  g_object_unref (log);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      kit_wait (&results[i]);
      g_assert_true (g_task_propagate_boolean (G_TASK (results[i]), NULL));
      g_object_unref (results[i]);
    }
  verdict = bd_audit_verify (f->path, NULL, NULL);
  g_assert_true (verdict->whole);
  g_assert_cmpuint (verdict->records, ==, 50);
}

#define ADD(name, func) g_test_add ("/audit-log/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("round", test_round);
  ADD ("empty", test_empty);
  ADD ("missing", test_missing);
  ADD ("wrong-officer", test_wrong_officer);
  ADD ("later-officer", test_later_officer);
  ADD ("bad-keys", test_bad_keys);
  ADD ("no-officers", test_no_officers);
  ADD ("every-byte", test_every_byte);
  ADD ("removed-and-moved", test_removed_and_moved);
  ADD ("trimmed", test_trimmed);
  ADD ("torn-everywhere", test_torn_everywhere);
  ADD ("not-torn-but-changed", test_not_torn_but_changed);
  ADD ("unborn", test_unborn);
  ADD ("too-new", test_too_new);
  ADD ("busy", test_busy);
  ADD ("taken-away", test_taken_away);
  ADD ("many", test_many);

  return g_test_run ();
}
