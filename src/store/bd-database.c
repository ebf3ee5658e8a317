/* bd-database.c: an encrypted database file, opened with every check made
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-database-private.h"

#include "bd-clock.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define BUSY_MILLISECONDS 2000
#define SMALL_PAGE        4096                 /* bytes: SQLCipher 4's own */
#define CHECK_AT_ONCE     (32 * 1024 * 1024)   /* bytes: a larger file is checked in the background */

typedef struct { const char *set; const char *ask; const char *expected; } Setting;

/* A page is encrypted, signed, logged and copied as one: fewer of them keep a large answer in two
 * thirds of the time. Files begun with small pages go on with them. */
static const Setting large_pages = { "PRAGMA cipher_page_size = 16384", "PRAGMA cipher_page_size", "16384" };
static const Setting small_pages = { "PRAGMA cipher_page_size = 4096", "PRAGMA cipher_page_size", "4096" };

/* Memory security would lock and unlock every allocation of SQLite, which makes saving ten times
 * slower; the key is wiped without it, and freed memory is overwritten by the process (M_PERTURB).
 * Pages that spill out of a transaction before its end make SQLite write its log again and again.
 * The log is brought in after 4 MiB of large pages, as it is of small ones. */
static const Setting pragmas[] = {
  { "PRAGMA cipher_memory_security = OFF", "PRAGMA cipher_memory_security", "0" },
  { "PRAGMA foreign_keys = ON", "PRAGMA foreign_keys", "1" },
  { "PRAGMA temp_store = MEMORY", "PRAGMA temp_store", "2" },
  { "PRAGMA secure_delete = ON", "PRAGMA secure_delete", "1" },
  { "PRAGMA journal_mode = WAL", "PRAGMA journal_mode", "wal" },
  { "PRAGMA synchronous = FULL", "PRAGMA synchronous", "2" },
  { "PRAGMA trusted_schema = OFF", "PRAGMA trusted_schema", "0" },
  { "PRAGMA cache_spill = OFF", "PRAGMA cache_spill", "0" },
  { "PRAGMA wal_autocheckpoint = 256", "PRAGMA wal_autocheckpoint", "256" },
};

static gboolean
fail_library (GError **error)
{
  g_set_error (error, BD_STORE_ERROR, BD_STORE_ERROR_LIBRARY,
               _ ("The SQLCipher library on this system will not do: version 4 is needed, "
                  "with temporary tables in memory."));
  return FALSE;
}

/* The answer of a pragma is as @expected says, or begins so */
static gboolean
answers (BdDatabase *self,
         const char *ask,
         const char *expected,
         gboolean    begins,
         GError    **error)
{
  g_autoptr (sqlite3_stmt) stmt = bd_sql_prepare (self, error, ask, "");
  const char *text = NULL;

  if (stmt != NULL && sqlite3_step (stmt) == SQLITE_ROW)
    text = (const char *)sqlite3_column_text (stmt, 0);

  return text != NULL && (begins ? g_str_has_prefix (text, expected) : strcmp (text, expected) == 0);
}

static gboolean
check_library (BdDatabase *self,
               GError    **error)
{
  gboolean in_memory = sqlite3_compileoption_used ("TEMP_STORE=2") || sqlite3_compileoption_used ("TEMP_STORE=3");

  if (!in_memory || sqlite3_threadsafe () == 0 || !answers (self, "PRAGMA cipher_version", "4.", TRUE, NULL))
    return fail_library (error);

  return TRUE;
}

static gboolean
apply_key (BdDatabase *self,
           GError    **error)
{
  g_autoptr (BdLockedBytes) room = bd_locked_bytes_new (68);
  char *raw = (char *)bd_locked_bytes_get_data (room, NULL);
  gsize size;
  const guint8 *key = bd_locked_bytes_get_data (self->key, &size);
  int rc;

  g_assert (size == 32);

  memcpy (raw, "x'", 2);
  for (gsize i = 0; i < size; i++)
    {
      raw[2 + 2 * i] = "0123456789abcdef"[key[i] >> 4];
      raw[3 + 2 * i] = "0123456789abcdef"[key[i] & 15];
    }
  raw[66] = '\'';

  rc = sqlite3_key_v2 (self->db, "main", raw, 67);
  if (rc != SQLITE_OK)
    bd_sql_set_error (self->db, rc, error);

  return rc == SQLITE_OK;
}

static gboolean
apply (BdDatabase    *self,
       const Setting *setting,
       GError       **error)
{
  if (!bd_sql_run (self, error, setting->set, ""))
    return FALSE;
  if (answers (self, setting->ask, setting->expected, FALSE, NULL))
    return TRUE;

  g_set_error (error, BD_STORE_ERROR, BD_STORE_ERROR_LIBRARY,
               _ ("The SQLCipher library on this system refused a setting that protects saved copies."));
  return FALSE;
}

static gboolean
apply_pragmas (BdDatabase *self,
               GError    **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (pragmas); i++)
    if (!apply (self, &pragmas[i], error))
      return FALSE;

  return TRUE;
}

static gboolean
get_version (BdDatabase *self,
             gint64     *version,
             GError    **error)
{
  *version = 0;
  if (!bd_sql_get_integer (self, version, error, "PRAGMA user_version", ""))
    return FALSE;
  if (*version <= self->schema->n_migrations)
    return TRUE;

  g_set_error (error, BD_STORE_ERROR, BD_STORE_ERROR_TOO_NEW,
               _ ("The saved copies were made by a newer Bedside. They were left alone."));
  return FALSE;
}

/* One transaction a step: a step that fails leaves the file as it was. */
static gboolean
migrate (BdDatabase *self,
         gint64      version,
         GError    **error)
{
  for (; version < self->schema->n_migrations; version++)
    {
      g_autofree char *sql = g_strdup_printf ("BEGIN IMMEDIATE; %s PRAGMA user_version = %d;",
                                              self->schema->migrations[version], (int)version + 1);

      if (!bd_sql_commit (self, bd_sql_exec (self, sql, error), error))
        return FALSE;
    }

  return TRUE;
}

/* What the write-ahead log still holds goes in first: a page half written by a checkpoint that
 * was killed is whole there. */
gboolean
bd_database_check (BdDatabase *self,
                   GError    **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  GError *local_error = NULL;

  if (!bd_sql_run (self, error, "PRAGMA wal_checkpoint(TRUNCATE)", ""))
    return FALSE;

  stmt = bd_sql_prepare (self, error, "PRAGMA cipher_integrity_check", "");
  if (stmt == NULL)
    return FALSE;
  if (bd_sql_next (self, stmt, &local_error))
    bd_sql_set_error (self->db, SQLITE_CORRUPT, &local_error);
  if (local_error == NULL)
    return TRUE;

  g_propagate_error (error, local_error);
  return FALSE;
}

static void
close_handle (BdDatabase *self)
{
  int rc = self->db != NULL ? sqlite3_close (self->db) : SQLITE_OK;

  if (rc != SQLITE_OK)
    g_critical ("A statement was left open in the store");
  self->db = NULL;
}

static gboolean
is_large (const char *path)
{
  GStatBuf info;

  return g_stat (path, &info) == 0 && info.st_size > CHECK_AT_ONCE;
}

/* An error %BD_STORE_ERROR_DAMAGED may mean other pages too. */
static gboolean
try_pages (BdDatabase    *self,
           const Setting *pages,
           GError       **error)
{
  gint64 version;
  int rc;

  close_handle (self);
  rc = sqlite3_open_v2 (self->path, &self->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_FULLMUTEX, NULL);
  if (rc != SQLITE_OK)
    {
      bd_sql_set_error (self->db, rc, error);
      return FALSE;
    }

  sqlite3_extended_result_codes (self->db, TRUE);
  sqlite3_exec (self->db, "PRAGMA cipher_log_level = NONE", NULL, NULL, NULL);   /* it writes to stderr; we return errors */
  sqlite3_busy_timeout (self->db, BUSY_MILLISECONDS);
  if (!check_library (self, error) || !apply_key (self, error) || !apply (self, pages, error) ||
      !bd_sql_run (self, error, "SELECT count(*) FROM sqlite_master", "") || !get_version (self, &version, error))
    return FALSE;
  if (sqlite3_db_readonly (self->db, "main") != 0)
    {
      bd_sql_set_error (self->db, SQLITE_READONLY, error);
      return FALSE;
    }

  return apply_pragmas (self, error) && (is_large (self->path) || bd_database_check (self, error)) &&
         migrate (self, version, error);
}

/* TRUE, or an error of which only %BD_STORE_ERROR_DAMAGED may mean a wrong key. With pages that
 * are not its own a file is read no further than the first, and nothing is written. */
static gboolean
try_open (BdDatabase *self,
          GError    **error)
{
  g_autoptr (GError) local_error = NULL;

  if (!self->schema->large_pages)
    return try_pages (self, &small_pages, error);
  if (try_pages (self, &large_pages, &local_error))
    return TRUE;
  if (g_error_matches (local_error, BD_STORE_ERROR, BD_STORE_ERROR_DAMAGED))
    return try_pages (self, &small_pages, error);

  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static char *
dup_damaged_name (const char *path)
{
  g_autofree char *iso = bd_clock_format_iso (bd_clock_wall ());
  g_auto (GStrv) parts = g_strsplit_set (iso, "-:", -1);
  g_autofree char *stamp = g_strjoinv ("", parts);
  char *name = g_strdup_printf ("%s.damaged-%s", path, stamp);

  for (guint i = 2; g_file_test (name, G_FILE_TEST_EXISTS); i++)
    {
      g_free (name);
      name = g_strdup_printf ("%s.damaged-%s-%u", path, stamp, i);
    }

  return name;
}

/* The file and what belongs to it, under names that still belong together. */
static gboolean
rename_aside (BdDatabase *self,
              char      **sentence,
              GError    **error)
{
  static const char *const parts[] = { "-wal", "-shm" };
  g_autofree char *name = dup_damaged_name (self->path);
  g_autofree char *base = g_path_get_basename (name);

  close_handle (self);
  if (g_rename (self->path, name) != 0)
    {
      bd_sql_set_error (NULL, SQLITE_READONLY, error);
      return FALSE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *from = g_strconcat (self->path, parts[i], NULL);
      g_autofree char *to = g_strconcat (name, parts[i], NULL);

      g_rename (from, to);   /* often there is none */
    }

  *sentence = g_strdup_printf (_ ("The store of saved copies was damaged. It was kept as %s, and a new one was begun."),
                               base);
  return TRUE;
}

/* Made by us, so that nobody else may ever read it; SQLite gives its other files the same mode. */
static gboolean
make_file (const char *path,
           GError    **error)
{
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

  if (fd < 0)
    {
      bd_sql_set_error (NULL, errno == ENOSPC ? SQLITE_FULL : SQLITE_READONLY, error);
      return FALSE;
    }

  close (fd);
  return TRUE;
}

static gboolean
begin_anew (BdDatabase *self,
            GError    **error)
{
  close_handle (self);

  return bd_key_check_write (self->path, self->key, error) && make_file (self->path, error) &&
         try_open (self, error);
}

/* Less than a page was never a database; SQLite would take it for an empty one and write over it. */
static gboolean
is_stub (const char *path)
{
  GStatBuf info;

  return g_stat (path, &info) == 0 && info.st_size > 0 && info.st_size < SMALL_PAGE;
}

/* After a try that failed as damaged: which of the two is it? */
static gboolean
answer_unreadable (BdDatabase *self,
                   BdKeyCheck  check,
                   char      **set_aside,
                   GError    **error)
{
  if (check != BD_KEY_CHECK_FITS)
    {
      g_set_error (error, BD_STORE_ERROR, BD_STORE_ERROR_WRONG_KEY, _ ("The saved copies do not open with this key."));
      return FALSE;
    }
  if (!self->schema->set_aside)
    {
      g_set_error (error, BD_STORE_ERROR, BD_STORE_ERROR_DAMAGED,
                   _ ("What waits to be sent cannot be read. The file was left alone."));
      return FALSE;
    }

  return rename_aside (self, set_aside, error) && begin_anew (self, error);
}

static gboolean
open_checked (BdDatabase *self,
              char      **set_aside,
              GError    **error)
{
  gboolean is_new = !g_file_test (self->path, G_FILE_TEST_EXISTS);
  BdKeyCheck check = bd_key_check_read (self->path, self->key);
  g_autoptr (GError) local_error = NULL;

  /* First the check, then the file: a file without its check cannot be told from a wrong key. */
  if (is_new)
    return begin_anew (self, error);
  if (is_stub (self->path))
    return answer_unreadable (self, check, set_aside, error);

  if (!try_open (self, &local_error))
    {
      if (g_error_matches (local_error, BD_STORE_ERROR, BD_STORE_ERROR_DAMAGED))
        return answer_unreadable (self, check, set_aside, error);
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  return check == BD_KEY_CHECK_FITS || bd_key_check_write (self->path, self->key, error);
}

BdDatabase *
bd_database_open (const char     *path,
                  BdLockedBytes  *key,
                  const BdSchema *schema,
                  char          **set_aside,
                  GError        **error)
{
  g_autoptr (BdDatabase) self = g_new0 (BdDatabase, 1);

  self->path = g_strdup (path);
  self->key = bd_locked_bytes_ref (key);
  self->schema = schema;
  if (!open_checked (self, set_aside, error))
    return NULL;

  return g_steal_pointer (&self);
}

gboolean
bd_database_close (BdDatabase *self,
                   GError    **error)
{
  int rc = self->db != NULL ? sqlite3_close (self->db) : SQLITE_OK;

  if (rc != SQLITE_OK)
    {
      bd_sql_set_error (self->db, rc, error);
      return FALSE;
    }

  self->db = NULL;
  g_clear_pointer (&self->key, bd_locked_bytes_unref);
  return TRUE;
}

void
bd_database_free (BdDatabase *self)
{
  close_handle (self);
  g_clear_pointer (&self->key, bd_locked_bytes_unref);
  g_free (self->path);
  g_free (self);
}

/* Damage met while working: the key is right, or it would not have opened. */
void
bd_database_answer_damage (BdDatabase *self,
                           GError    **error)
{
  g_autofree char *sentence = NULL;

  if (error == NULL || !g_error_matches (*error, BD_STORE_ERROR, BD_STORE_ERROR_DAMAGED) ||
      !self->schema->set_aside || self->key == NULL)
    return;

  if (self->db != NULL && !sqlite3_get_autocommit (self->db))
    bd_sql_exec (self, "ROLLBACK", NULL);
  if (!rename_aside (self, &sentence, NULL) || !begin_anew (self, NULL))
    return;

  g_clear_error (error);
  g_set_error_literal (error, BD_STORE_ERROR, BD_STORE_ERROR_DAMAGED, sentence);
}
