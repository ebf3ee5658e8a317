/* bd-database-private.h: an encrypted database file, opened with every check made
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-store.h"

#include <sqlite3.h>

G_BEGIN_DECLS

G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, sqlite3_finalize)

typedef struct
{
  const char *const *migrations;   /* from version i to i + 1 */
  int                n_migrations;
  gboolean           set_aside;    /* a damaged file is renamed and begun anew; else it is an error */
  gboolean           large_pages;  /* for thousands of rows at once */
} BdSchema;

/* Used by one thread. */
typedef struct
{
  sqlite3        *db;              /* (nullable) after close */
  char           *path;
  BdLockedBytes  *key;             /* (nullable) after close */
  const BdSchema *schema;
} BdDatabase;

BdDatabase   *bd_database_open   (const char *path, BdLockedBytes *key, const BdSchema *schema, char **set_aside,
                                  GError **error);
gboolean      bd_database_close  (BdDatabase *self, GError **error);   /* handle closed, key let go */
void          bd_database_free   (BdDatabase *self);
gboolean      bd_database_check  (BdDatabase *self, GError **error);   /* every page's MAC */
void          bd_database_answer_damage (BdDatabase *self, GError **error);   /* a DAMAGED error: sets aside, begins anew, names it */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BdDatabase, bd_database_free)

/* types, one letter a parameter: t text, i gint64, b GBytes, a GByteArray; a NULL text or GBytes binds NULL */
sqlite3_stmt *bd_sql_prepare     (BdDatabase *self, GError **error, const char *sql, const char *types, ...);
gboolean      bd_sql_run         (BdDatabase *self, GError **error, const char *sql, const char *types, ...);
gboolean      bd_sql_rerun       (BdDatabase *self, GError **error, sqlite3_stmt *stmt, const char *types, ...);
gboolean      bd_sql_next        (BdDatabase *self, sqlite3_stmt *stmt, GError **error);   /* a row; FALSE at the end, or with error */
gboolean      bd_sql_get_integer (BdDatabase *self, gint64 *value, GError **error, const char *sql, const char *types, ...);
gboolean      bd_sql_exec        (BdDatabase *self, const char *sql, GError **error);
gboolean      bd_sql_commit      (BdDatabase *self, gboolean done, GError **error);   /* rolls back unless done */
GBytes       *bd_sql_dup_bytes   (sqlite3_stmt *stmt, int column);
void          bd_sql_set_error   (sqlite3 *db, int rc, GError **error);

int           bd_profile_lock    (const char *path, GError **error);   /* of the folder that path is in; close() lets go */
typedef enum { BD_KEY_CHECK_MISSING, BD_KEY_CHECK_DIFFERS, BD_KEY_CHECK_FITS } BdKeyCheck;
BdKeyCheck    bd_key_check_read  (const char *path, BdLockedBytes *key);
gboolean      bd_key_check_write (const char *path, BdLockedBytes *key, GError **error);

G_END_DECLS
