/* test-store-faults.c: killed, full, read-only, opened twice: nothing is lost and nothing is half there
 *
 * What must die or lose its rights does so in a child process.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-clock.h"
#include "store-kit.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define NHI "ZKC7284"

/* A child is this program again, told by the environment what to do and where. */
static const char *self_path;

typedef struct
{
  Kit   kit;
  char *log;
} Fixture;

static char *
key_to_hex (BdLockedBytes *key)
{
  const guint8 *data = bd_locked_bytes_get_data (key, NULL);
  GString *hex = g_string_new (NULL);

  for (guint i = 0; i < 32; i++)
    g_string_append_printf (hex, "%02x", data[i]);

  return g_string_free (hex, FALSE);
}

static void
key_from_hex (Kit        *kit,
              const char *hex)
{
  guint8 *data = bd_locked_bytes_get_data (kit->key, NULL);

  for (guint i = 0; i < 32; i++)
    data[i] = (guint8)(g_ascii_xdigit_value (hex[2 * i]) << 4 | g_ascii_xdigit_value (hex[2 * i + 1]));
}

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  kit_set_up (&f->kit);
  f->log = g_build_filename (f->kit.folder, "audit.log", NULL);
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  chmod (f->kit.folder, 0700);
  g_free (f->log);
  kit_tear_down (&f->kit);
}

static GSubprocess *
start_child (Fixture    *f,
             const char *what)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autofree char *hex = key_to_hex (f->kit.key);
  g_autoptr (GError) error = NULL;
  GSubprocess *child;

  g_subprocess_launcher_setenv (launcher, "FAULT_CHILD", what, TRUE);
  g_subprocess_launcher_setenv (launcher, "FAULT_FOLDER", f->kit.folder, TRUE);
  g_subprocess_launcher_setenv (launcher, "FAULT_KEY", hex, TRUE);
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

/* The last whole number the child printed: all it was told is on the disk */
static guint
read_promise (GSubprocess *child)
{
  GInputStream *out = g_subprocess_get_stdout_pipe (child);
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (out);
  guint promised = 0;
  char *line;

  while ((line = g_data_input_stream_read_line (lines, NULL, NULL, NULL)) != NULL)
    {
      promised = (guint)g_ascii_strtoull (line, NULL, 10);
      g_free (line);
    }

  return promised;
}

static guint
kill_after (Fixture    *f,
            const char *what,
            guint       milliseconds)
{
  g_autoptr (GSubprocess) child = start_child (f, what);

  g_usleep (milliseconds * 1000);
  g_subprocess_send_signal (child, SIGKILL);
  g_subprocess_wait (child, NULL, NULL);

  return read_promise (child);
}

static void
test_killed_while_appending (Fixture      *f,
                             gconstpointer data)
{
  guint before = 0;

  for (guint round = 0; round < 12; round++)
    {
      guint promised = kill_after (f, "append", 40 + round * 13);
      g_autofree char *torn = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (BdAuditLog) log = kit_log_open (f->log, NULL, &torn, &error);
      g_autoptr (BdAuditVerdict) verdict = NULL;
      guint count;

      g_assert_no_error (error);
      count = (guint)bd_audit_log_get_count (log);
      g_assert_cmpuint (count, >=, MAX (promised, before));   /* what was answered for is there */
      verdict = bd_audit_verify (f->log, NULL, NULL);
      g_assert_true (verdict->whole);
      before = count;
    }
  g_assert_cmpuint (before, >, 0);
}

static guint
count_saved (Fixture *f,
             BdStore *store)
{
  g_autoptr (GPtrArray) people = kit_list (store);

  return people->len;
}

static void
test_killed_while_saving (Fixture      *f,
                          gconstpointer data)
{
  guint before = 0;

  for (guint round = 0; round < 12; round++)
    {
      guint promised = kill_after (f, "save", 60 + round * 17);
      g_autofree char *aside = NULL;
      g_autoptr (GError) error = NULL;
      BdStore *store = kit_open (&f->kit, &aside, &error);
      guint count;

      g_assert_no_error (error);
      g_assert_null (aside);   /* a kill is no damage */
      count = count_saved (f, store);
      g_assert_cmpuint (count, >=, MAX (promised, before));
      before = count;
      kit_close (store);
    }
  g_assert_cmpuint (before, >, 0);
}

static void
test_second_instance (Fixture      *f,
                      gconstpointer data)
{
  BdStore *store = kit_open (&f->kit, NULL, NULL);
  g_autoptr (BdAuditLog) log = kit_log_open (f->log, NULL, NULL, NULL);

  run_child (f, "expect-busy");
  kit_close (store);
}

static void
test_read_only (Fixture      *f,
                gconstpointer data)
{
  BdStore *store = kit_open (&f->kit, NULL, NULL);
  BdAuditLog *log = kit_log_open (f->log, NULL, NULL, NULL);

  g_assert_true (kit_log_append (log, BD_ACT_LOCK, NULL, NULL));
  g_object_unref (log);
  kit_close (store);
  run_child (f, "expect-read-only");
  store = kit_open (&f->kit, NULL, NULL);
  g_assert_nonnull (store);
  kit_close (store);
}

static void
test_full_log (Fixture      *f,
               gconstpointer data)
{
  g_autoptr (BdAuditVerdict) verdict = NULL;
  g_autoptr (BdAuditLog) log = NULL;
  g_autofree char *torn = NULL;

  run_child (f, "fill-log");
  verdict = bd_audit_verify (f->log, NULL, NULL);
  g_assert_true (verdict->whole);   /* nothing half written remains */
  g_assert_cmpuint (verdict->records, >, 3);
  log = kit_log_open (f->log, NULL, &torn, NULL);
  g_assert_null (torn);
  g_assert_true (kit_log_append (log, BD_ACT_LOCK, NULL, NULL));
}

static void
test_full_store (Fixture      *f,
                 gconstpointer data)
{
  g_autofree char *aside = NULL;
  BdStore *store = kit_open (&f->kit, NULL, NULL);
  g_autoptr (BdTicket) ticket = kit_ticket (&f->kit, NHI, BD_TICKET_RECORD);
  g_autoptr (BdAnswer) answer = kit_answer (BD_SECTION_ALLERGIES, BD_SOURCE_SDHR, 3, "before", NULL);
  g_autoptr (BdSavedRecord) record = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (kit_save (store, ticket, NHI, answer, kit_in_hours (24), NULL));
  kit_close (store);
  run_child (f, "fill-store");
  store = kit_open (&f->kit, &aside, &error);
  g_assert_no_error (error);
  g_assert_null (aside);
  record = kit_load (store, ticket, NULL);
  g_assert_nonnull (record);   /* what was saved before is unharmed */
  kit_close (store);
}

/* The children */

static void
child_append (Kit        *kit,
              const char *log_path)
{
  g_autoptr (BdAuditLog) log = NULL;

  while (log == NULL)
    log = kit_log_open (log_path, NULL, NULL, NULL);
  for (;;)
    if (kit_log_append (log, BD_ACT_SEARCH, "a note of some length, so that a record is not too short", NULL))
      {
        printf ("%u\n", (guint)bd_audit_log_get_count (log));
        fflush (stdout);
      }
}

static void
child_save (Kit        *kit,
            const char *log_path)
{
  BdStore *store = kit_open (kit, NULL, NULL);
  g_autoptr (GPtrArray) people = kit_list (store);

  for (guint i = people->len;; i++)
    {
      g_autofree char *nhi = g_strdup_printf ("ZZZ%04u", i);
      g_autoptr (BdTicket) ticket = kit_ticket (kit, nhi, BD_TICKET_RECORD);
      g_autoptr (BdAnswer) answer = kit_answer (BD_SECTION_ALLERGIES, BD_SOURCE_SDHR, 20, "text", NULL);

      if (!kit_save (store, ticket, nhi, answer, kit_in_hours (24), NULL))
        exit (1);
      printf ("%u\n", i + 1);
      fflush (stdout);
    }
}

static void
child_expect_busy (Kit        *kit,
                   const char *log_path)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (kit_open (kit, NULL, &error));
  g_assert_error (error, BD_STORE_ERROR, BD_STORE_ERROR_BUSY);
  g_clear_error (&error);
  g_assert_null (kit_log_open (log_path, NULL, NULL, &error));
  g_assert_error (error, BD_AUDIT_ERROR, BD_AUDIT_ERROR_BUSY);
}

/* Root writes anywhere: so it steps down, into a folder that it may look at only. */
static void
child_expect_read_only (Kit        *kit,
                        const char *log_path)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (chmod (kit->folder, 0555), ==, 0);
  if (getuid () == 0)
    {
      g_assert_cmpint (chmod (kit->path, 0444), ==, 0);
      g_assert_cmpint (chmod (log_path, 0444), ==, 0);
      g_assert_cmpint (setgid (65534), ==, 0);
      g_assert_cmpint (setuid (65534), ==, 0);
    }
  else
    {
      g_assert_cmpint (chmod (kit->path, 0400), ==, 0);
      g_assert_cmpint (chmod (log_path, 0400), ==, 0);
    }

  g_assert_null (kit_open (kit, NULL, &error));
  g_assert_error (error, BD_STORE_ERROR, BD_STORE_ERROR_READ_ONLY);
  g_clear_error (&error);
  g_assert_null (kit_log_open (log_path, NULL, NULL, &error));
  g_assert_error (error, BD_AUDIT_ERROR, BD_AUDIT_ERROR_READ_ONLY);
}

/* A limit on the size of files stops a write in the middle, as a full disk does. */
static void
limit_files (gsize bytes)
{
  struct rlimit limit = { bytes, bytes };

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

static void
child_fill_log (Kit        *kit,
                const char *log_path)
{
  g_autoptr (BdAuditLog) log = kit_log_open (log_path, NULL, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *head = NULL;
  g_autofree char *after = NULL;
  guint written = 0;
  GStatBuf info;

  limit_files (2000);
  while (kit_log_append (log, BD_ACT_SEARCH, "a note", &error))
    written++;
  g_assert_error (error, BD_AUDIT_ERROR, BD_AUDIT_ERROR_FULL);
  g_assert_cmpuint (bd_audit_log_get_count (log), ==, written);
  g_assert_cmpint (g_stat (log_path, &info), ==, 0);
  g_assert_cmpint (info.st_size, <, 2000);
  head = bd_audit_log_dup_head (log);
  g_assert_false (kit_log_append (log, BD_ACT_SEARCH, "again", NULL));
  after = bd_audit_log_dup_head (log);
  g_assert_cmpstr (head, ==, after);
}

static void
child_fill_store (Kit        *kit,
                  const char *log_path)
{
  BdStore *store = kit_open (kit, NULL, NULL);
  g_autoptr (BdTicket) ticket = kit_ticket (kit, NHI, BD_TICKET_RECORD);
  g_autoptr (GError) error = NULL;
  g_autoptr (BdSavedRecord) record = NULL;
  g_autoptr (BdAnswer) answer = kit_answer (BD_SECTION_ALLERGIES, BD_SOURCE_SDHR, 3000, "after", NULL);

  limit_files (300 * 1024);
  g_assert_false (kit_save (store, ticket, NHI, answer, kit_in_hours (24), &error));
  g_assert_error (error, BD_STORE_ERROR, BD_STORE_ERROR_FULL);
  g_clear_error (&error);
  record = kit_load (store, ticket, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (((BdAnswer *)record->answers->pdata[0])->entries->len, ==, 3);
}

static const struct { const char *name; void (*run) (Kit *kit, const char *log_path); } children[] = {
  { "append", child_append },
  { "save", child_save },
  { "expect-busy", child_expect_busy },
  { "expect-read-only", child_expect_read_only },
  { "fill-log", child_fill_log },
  { "fill-store", child_fill_store },
};

static int
be_child (const char *what)
{
  const char *folder = g_getenv ("FAULT_FOLDER");
  g_autofree char *log_path = g_build_filename (folder, "audit.log", NULL);
  Kit kit = {
    .folder = g_strdup (folder),
    .path = g_build_filename (folder, "records.db", NULL),
    .key = bd_locked_bytes_new (32),
    .doctor = bd_clinician_new ("u7", "Dr Wiremu Tait", NULL, BD_ROLE_CLINICIAN, NULL, NULL, NULL),
  };
  int status = 1;

  key_from_hex (&kit, g_getenv ("FAULT_KEY"));
  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    if (strcmp (children[i].name, what) == 0)
      {
        children[i].run (&kit, log_path);
        status = 0;
      }

  bd_clinician_unref (kit.doctor);
  bd_locked_bytes_unref (kit.key);
  g_free (kit.folder);
  g_free (kit.path);
  return status;
}

#define ADD(name, func) g_test_add ("/store-faults/" name, Fixture, NULL, set_up, func, tear_down)

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

  ADD ("killed-while-appending", test_killed_while_appending);
  ADD ("killed-while-saving", test_killed_while_saving);
  ADD ("second-instance", test_second_instance);
  ADD ("read-only", test_read_only);
  ADD ("full-log", test_full_log);
  ADD ("full-store", test_full_store);

  return g_test_run ();
}
