/* bd-store-rows-private.h: the tables of records.db
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-database-private.h"

G_BEGIN_DECLS

extern const BdSchema bd_store_schema;

/* Persons. A person is found by any number NHI said is theirs. */
gboolean       bd_rows_find_person   (BdDatabase *db, const char *nhi, gint64 *person, GError **error);   /* 0 = none */
gboolean       bd_rows_unite         (BdDatabase *db, const char *const *numbers, gint64 *person, GError **error);
gboolean       bd_rows_forget_empty  (BdDatabase *db, GError **error);

/* Writing; each in one transaction */
gboolean       bd_rows_save_answer   (BdDatabase *db, const char *const *numbers, BdAnswer *answer, gint64 keep_until,
                                      const char *agreement, GError **error);
gboolean       bd_rows_save_patient  (BdDatabase *db, const BdPatient *patient, GBytes *bytes, gint64 keep_until,
                                      const char *agreement, GError **error);
gboolean       bd_rows_save_seen     (BdDatabase *db, const char *nhi, const char *clinician, GVariant *snapshot,
                                      GError **error);
gboolean       bd_rows_purge         (BdDatabase *db, const char *nhi, int source, guint *n, GError **error);
gboolean       bd_rows_prune         (BdDatabase *db, gint64 now, guint *n, GError **error);

/* Reading; what is past its time is not there */
BdPatient     *bd_rows_load_patient  (BdDatabase *db, const char *nhi, gint64 now, GError **error);
BdSavedRecord *bd_rows_load          (BdDatabase *db, const char *nhi, const char *clinician, gint64 now, GError **error);
GVariant      *bd_rows_load_seen     (BdDatabase *db, const char *nhi, const char *clinician, GError **error);
GBytes        *bd_rows_load_bytes    (BdDatabase *db, const char *nhi, const char *entry_id, gint64 now, GError **error);
GPtrArray     *bd_rows_list          (BdDatabase *db, gint64 now, GError **error);

/* What bd_rows_pack() puts behind an array of bytes; the projections have it too. */
#define BD_ROWS_BOX "\0ay"

GBytes        *bd_rows_pack          (GVariant *variant);   /* with its type; sinks a floating one */
GVariant      *bd_rows_unpack        (sqlite3_stmt *stmt, int column);   /* (nullable) */

G_END_DECLS
