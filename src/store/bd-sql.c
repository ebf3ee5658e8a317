/* bd-sql.c: SQLite's calls with our errors
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-database-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

static BdStoreError
code_of (sqlite3 *db,
         int      rc)
{
  int number = db != NULL ? sqlite3_system_errno (db) : 0;

  switch (rc & 0xff)
    {
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return BD_STORE_ERROR_DAMAGED;
    case SQLITE_FULL:
      return BD_STORE_ERROR_FULL;
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return BD_STORE_ERROR_READ_ONLY;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return BD_STORE_ERROR_BUSY;
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR:
      if (number == ENOSPC || number == EDQUOT || number == EFBIG)
        return BD_STORE_ERROR_FULL;
      if (number == EROFS || number == EACCES || number == EPERM)
        return BD_STORE_ERROR_READ_ONLY;
      return BD_STORE_ERROR_FAILED;
    default:
      return BD_STORE_ERROR_FAILED;
    }
}

/* SQLite's own message may quote a statement; the words for a code never do. */
void
bd_sql_set_error (sqlite3 *db,
                  int      rc,
                  GError **error)
{
  BdStoreError code = code_of (db, rc);

  switch (code)
    {
    case BD_STORE_ERROR_DAMAGED:
      g_set_error (error, BD_STORE_ERROR, code, _ ("The store of saved copies is damaged."));
      return;
    case BD_STORE_ERROR_FULL:
      g_set_error (error, BD_STORE_ERROR, code, _ ("The disk is full. What was saved before is unharmed."));
      return;
    case BD_STORE_ERROR_READ_ONLY:
      g_set_error (error, BD_STORE_ERROR, code, _ ("The folder of saved copies cannot be written."));
      return;
    case BD_STORE_ERROR_BUSY:
      g_set_error (error, BD_STORE_ERROR, code, _ ("The store of saved copies is in use elsewhere."));
      return;
    default:
      g_set_error (error, BD_STORE_ERROR, BD_STORE_ERROR_FAILED, _ ("The store of saved copies failed: %s"),
                   sqlite3_errstr (rc));
    }
}

static int
bind_data (sqlite3_stmt          *stmt,
           int                    at,
           gconstpointer          data,
           gsize                  size,
           sqlite3_destructor_type keep)
{
  return size > 0 ? sqlite3_bind_blob64 (stmt, at, data, size, keep) : sqlite3_bind_zeroblob (stmt, at, 0);
}

static int
bind_bytes (sqlite3_stmt          *stmt,
            int                    at,
            GBytes                *bytes,
            sqlite3_destructor_type keep)
{
  gsize size;
  gconstpointer data;

  if (bytes == NULL)
    return sqlite3_bind_null (stmt, at);

  data = g_bytes_get_data (bytes, &size);
  return bind_data (stmt, at, data, size, keep);
}

/* @keep: whether SQLite needs copies, SQLITE_TRANSIENT, or the values outlive the statement's run. */
static int
bind_va (sqlite3_stmt          *stmt,
         const char            *types,
         sqlite3_destructor_type keep,
         va_list                args)
{
  GByteArray *array;
  int rc = SQLITE_OK;

  for (int i = 0; rc == SQLITE_OK && types[i] != '\0'; i++)
    switch (types[i])
      {
      case 't':
        rc = sqlite3_bind_text (stmt, i + 1, va_arg (args, const char *), -1, keep);
        break;
      case 'i':
        rc = sqlite3_bind_int64 (stmt, i + 1, va_arg (args, gint64));
        break;
      case 'b':
        rc = bind_bytes (stmt, i + 1, va_arg (args, GBytes *), keep);
        break;
      case 'a':
        array = va_arg (args, GByteArray *);
        rc = bind_data (stmt, i + 1, array->data, array->len, keep);
        break;
      default:
        g_assert_not_reached ();
      }

  return rc;
}

static sqlite3_stmt *
prepare_va (BdDatabase            *self,
            GError               **error,
            const char            *sql,
            const char            *types,
            sqlite3_destructor_type keep,
            va_list                args)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  int rc;

  if (self->db == NULL)
    {
      g_set_error (error, BD_STORE_ERROR, BD_STORE_ERROR_CLOSED, _ ("The store of saved copies is closed."));
      return NULL;
    }

  rc = sqlite3_prepare_v2 (self->db, sql, -1, &stmt, NULL);
  if (rc == SQLITE_OK)
    rc = bind_va (stmt, types, keep, args);
  if (rc == SQLITE_OK)
    return g_steal_pointer (&stmt);

  bd_sql_set_error (self->db, rc, error);
  return NULL;
}

sqlite3_stmt *
bd_sql_prepare (BdDatabase *self,
                GError    **error,
                const char *sql,
                const char *types,
                ...)
{
  sqlite3_stmt *stmt;
  va_list args;

  va_start (args, types);
  stmt = prepare_va (self, error, sql, types, SQLITE_TRANSIENT, args);
  va_end (args);

  return stmt;
}

gboolean
bd_sql_next (BdDatabase   *self,
             sqlite3_stmt *stmt,
             GError      **error)
{
  int rc = sqlite3_step (stmt);

  if (rc == SQLITE_ROW)
    return TRUE;
  if (rc != SQLITE_DONE)
    bd_sql_set_error (self->db, rc, error);

  return FALSE;
}

static gboolean
run_to_end (BdDatabase   *self,
            sqlite3_stmt *stmt,
            GError      **error)
{
  int rc = SQLITE_ROW;

  while (rc == SQLITE_ROW)
    rc = sqlite3_step (stmt);
  if (rc == SQLITE_DONE)
    return TRUE;

  bd_sql_set_error (self->db, rc, error);
  return FALSE;
}

gboolean
bd_sql_run (BdDatabase *self,
            GError    **error,
            const char *sql,
            const char *types,
            ...)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  va_list args;

  va_start (args, types);
  stmt = prepare_va (self, error, sql, types, SQLITE_STATIC, args);
  va_end (args);

  return stmt != NULL && run_to_end (self, stmt, error);
}

/* The same statement with other values: thousands of rows need not be prepared one by one. The
 * values are not copied, and the statement must not be stepped again without new ones. */
gboolean
bd_sql_rerun (BdDatabase   *self,
              GError      **error,
              sqlite3_stmt *stmt,
              const char   *types,
              ...)
{
  va_list args;
  int rc = sqlite3_reset (stmt);

  va_start (args, types);
  if (rc == SQLITE_OK)
    rc = bind_va (stmt, types, SQLITE_STATIC, args);
  va_end (args);
  if (rc == SQLITE_OK)
    return run_to_end (self, stmt, error);

  bd_sql_set_error (self->db, rc, error);
  return FALSE;
}

/* @value is left as it was when there is no row, which is no error. */
gboolean
bd_sql_get_integer (BdDatabase *self,
                    gint64     *value,
                    GError    **error,
                    const char *sql,
                    const char *types,
                    ...)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  GError *local_error = NULL;
  va_list args;

  va_start (args, types);
  stmt = prepare_va (self, error, sql, types, SQLITE_STATIC, args);
  va_end (args);
  if (stmt == NULL)
    return FALSE;

  if (bd_sql_next (self, stmt, &local_error))
    *value = sqlite3_column_int64 (stmt, 0);
  if (local_error == NULL)
    return TRUE;

  g_propagate_error (error, local_error);
  return FALSE;
}

gboolean
bd_sql_exec (BdDatabase *self,
             const char *sql,
             GError    **error)
{
  int rc;

  if (self->db == NULL)
    return bd_sql_run (self, error, sql, "");

  rc = sqlite3_exec (self->db, sql, NULL, NULL, NULL);
  if (rc != SQLITE_OK)
    bd_sql_set_error (self->db, rc, error);

  return rc == SQLITE_OK;
}

/* Ends what "BEGIN IMMEDIATE" began. */
gboolean
bd_sql_commit (BdDatabase *self,
               gboolean    done,
               GError    **error)
{
  if (done && bd_sql_exec (self, "COMMIT", error))
    return TRUE;

  if (self->db != NULL && !sqlite3_get_autocommit (self->db))
    bd_sql_exec (self, "ROLLBACK", NULL);   /* the first error is the one to tell */

  return FALSE;
}

GBytes *
bd_sql_dup_bytes (sqlite3_stmt *stmt,
                  int           column)
{
  const void *data = sqlite3_column_blob (stmt, column);

  return sqlite3_column_type (stmt, column) == SQLITE_NULL ? NULL
                                                           : g_bytes_new (data, sqlite3_column_bytes (stmt, column));
}
