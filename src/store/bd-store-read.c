/* bd-store-read.c: what comes out of records.db: rows and projections, no JSON
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-store-rows-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
fail_not_saved (GError **error)
{
  g_set_error (error, BD_STORE_ERROR, BD_STORE_ERROR_NOT_SAVED, _ ("Nothing is saved on this device for this number."));
  return FALSE;
}

/* The person's demographics, or NULL; NULL without an error when none are kept */
static BdPatient *
read_patient (BdDatabase *db,
              const char *nhi,
              gint64      now,
              GError    **error)
{
  g_autoptr (GVariant) variant = NULL;
  g_autoptr (sqlite3_stmt) stmt =
    bd_sql_prepare (db, error,
                    "SELECT patient, saved_at FROM person JOIN number ON number.person = person.id"
                    " WHERE number.nhi = ? AND patient IS NOT NULL AND keep_until > ?", "ti", nhi, now);
  BdPatient *patient;

  if (stmt == NULL || !bd_sql_next (db, stmt, error))
    return NULL;

  variant = bd_rows_unpack (stmt, 0);
  patient = bd_patient_new_from_variant (variant);
  if (patient != NULL)
    patient->saved_at = sqlite3_column_int64 (stmt, 1);

  return patient;
}

BdPatient *
bd_rows_load_patient (BdDatabase *db,
                      const char *nhi,
                      gint64      now,
                      GError    **error)
{
  GError *local_error = NULL;
  BdPatient *patient = read_patient (db, nhi, now, &local_error);

  if (local_error != NULL)
    g_propagate_error (error, local_error);
  else if (patient == NULL)
    fail_not_saved (error);

  return patient;
}

/* NULL when it is not one, or of another version. */
static BdEntry *
read_projection (sqlite3_stmt *stmt,
                 int           column)
{
  const gsize n_box = sizeof BD_ROWS_BOX - 1;
  const char *data = sqlite3_column_blob (stmt, column);
  gsize size = (gsize)sqlite3_column_bytes (stmt, column);
  g_autoptr (GBytes) packed = NULL;

  if (data == NULL || size < n_box || memcmp (data + size - n_box, BD_ROWS_BOX, n_box) != 0)
    return NULL;

  packed = g_bytes_new (data, size - n_box);
  return bd_entry_new_from_packed (packed);
}

/* A projection this program does not understand is counted, never passed over in silence. */
static void
add_entry (BdAnswer     *answer,
           sqlite3_stmt *stmt)
{
  BdEntry *entry = read_projection (stmt, 0);
  BdNotShown *not_shown;

  if (entry != NULL)
    {
      g_ptr_array_add (answer->entries, entry);
      return;
    }

  not_shown = g_new0 (BdNotShown, 1);
  not_shown->id = g_strdup ((const char *)sqlite3_column_text (stmt, 1));
  not_shown->why = g_strdup (_ ("The saved copy of this record cannot be read."));
  g_ptr_array_add (answer->not_shown, not_shown);
  answer->line->unreadable++;
}

static gboolean
read_entries (BdDatabase *db,
              gint64      part,
              BdAnswer   *answer,
              GError    **error)
{
  g_autoptr (sqlite3_stmt) stmt =
    bd_sql_prepare (db, error, "SELECT projection, entry_id FROM entry WHERE part = ? ORDER BY position", "i", part);
  GError *local_error = NULL;

  if (stmt == NULL)
    return FALSE;
  while (bd_sql_next (db, stmt, &local_error))
    add_entry (answer, stmt);
  bd_answer_order (answer);
  if (local_error == NULL)
    return TRUE;

  g_propagate_error (error, local_error);
  return FALSE;
}

/* NULL for a line this program does not understand */
static BdAnswer *
read_answer (sqlite3_stmt *stmt)
{
  g_autoptr (GVariant) variant = bd_rows_unpack (stmt, 1);
  BdLedgerLine *line = variant != NULL ? bd_ledger_line_new_from_variant (variant) : NULL;

  if (line == NULL)
    return NULL;

  line->state = BD_STATE_SAVED_COPY;
  line->saved_at = sqlite3_column_int64 (stmt, 2);
  line->keep_until = sqlite3_column_int64 (stmt, 3);

  return bd_answer_new (line);
}

static gboolean
read_parts (BdDatabase    *db,
            const char    *nhi,
            gint64         now,
            BdSavedRecord *record,
            GError       **error)
{
  g_autoptr (sqlite3_stmt) stmt =
    bd_sql_prepare (db, error,
                    "SELECT part.id, line, saved_at, keep_until FROM part JOIN number ON number.person = part.person"
                    " WHERE number.nhi = ? AND keep_until > ? ORDER BY part.id", "ti", nhi, now);
  GError *local_error = NULL;

  if (stmt == NULL)
    return FALSE;

  while (bd_sql_next (db, stmt, &local_error))
    {
      g_autoptr (BdAnswer) answer = read_answer (stmt);

      if (answer == NULL)
        continue;
      if (!read_entries (db, sqlite3_column_int64 (stmt, 0), answer, error))
        return FALSE;
      if (record->saved_at == 0 || answer->line->saved_at < record->saved_at)
        record->saved_at = answer->line->saved_at;
      g_ptr_array_add (record->answers, g_steal_pointer (&answer));
    }
  if (local_error == NULL)
    return TRUE;

  g_propagate_error (error, local_error);
  return FALSE;
}

/* FALSE is an error; a clinician who never looked gets NULL. */
static gboolean
read_seen (BdDatabase *db,
           const char *nhi,
           const char *clinician,
           GVariant  **snapshot,
           gint64     *at,
           GError    **error)
{
  g_autoptr (sqlite3_stmt) stmt =
    bd_sql_prepare (db, error,
                    "SELECT snapshot, at FROM seen JOIN number ON number.person = seen.person"
                    " WHERE number.nhi = ? AND clinician = ?", "tt", nhi, clinician);
  GError *local_error = NULL;

  if (stmt == NULL)
    return FALSE;
  if (bd_sql_next (db, stmt, &local_error))
    {
      *snapshot = bd_rows_unpack (stmt, 0);
      *at = sqlite3_column_int64 (stmt, 1);
    }
  if (local_error == NULL)
    return TRUE;

  g_propagate_error (error, local_error);
  return FALSE;
}

GVariant *
bd_rows_load_seen (BdDatabase *db,
                   const char *nhi,
                   const char *clinician,
                   GError    **error)
{
  GVariant *snapshot = NULL;
  gint64 at;

  if (read_seen (db, nhi, clinician, &snapshot, &at, error) && snapshot == NULL)
    fail_not_saved (error);

  return snapshot;
}

BdSavedRecord *
bd_rows_load (BdDatabase *db,
              const char *nhi,
              const char *clinician,
              gint64      now,
              GError    **error)
{
  g_autoptr (BdSavedRecord) record = g_new0 (BdSavedRecord, 1);
  GError *local_error = NULL;

  record->answers = g_ptr_array_new_with_free_func ((GDestroyNotify)bd_answer_unref);
  record->patient = read_patient (db, nhi, now, &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, local_error);
      return NULL;
    }
  if (!read_parts (db, nhi, now, record, error) || 
      !read_seen (db, nhi, clinician, &record->last_seen, &record->last_seen_at, error))
    return NULL;
  if (record->patient == NULL && record->answers->len == 0)
    {
      fail_not_saved (error);
      return NULL;
    }

  if (record->saved_at == 0)
    record->saved_at = record->patient->saved_at;

  return g_steal_pointer (&record);
}

GBytes *
bd_rows_load_bytes (BdDatabase *db,
                    const char *nhi,
                    const char *entry_id,
                    gint64      now,
                    GError    **error)
{
  g_autoptr (sqlite3_stmt) stmt =
    bd_sql_prepare (db, error,
                    "SELECT bytes FROM body JOIN entry ON body.entry = entry.id JOIN part ON entry.part = part.id"
                    " JOIN number ON number.person = part.person"
                    " WHERE number.nhi = ? AND entry_id = ? AND keep_until > ? LIMIT 1", "tti", nhi, entry_id, now);
  GError *local_error = NULL;

  if (stmt == NULL)
    return NULL;
  if (bd_sql_next (db, stmt, &local_error))
    return bd_sql_dup_bytes (stmt, 0);

  if (local_error != NULL)
    g_propagate_error (error, local_error);
  else
    fail_not_saved (error);

  return NULL;
}

/* One person in the making */
typedef struct
{
  BdSavedPerson *person;
  GPtrArray     *parts;
  GPtrArray     *agreements;
} Listing;

static void
listing_add (Listing    *listing,
             const char *part,
             gint64      saved_at,
             gint64      keep_until,
             const char *agreement)
{
  BdSavedPerson *person = listing->person;

  person->saved_at = MAX (person->saved_at, saved_at);
  person->keep_until = person->keep_until == 0 ? keep_until : MIN (person->keep_until, keep_until);
  g_ptr_array_add (listing->parts, g_strdup (part));
  if (agreement != NULL && !g_ptr_array_find_with_equal_func (listing->agreements, agreement, g_str_equal, NULL))
    g_ptr_array_add (listing->agreements, g_strdup (agreement));
}

static gboolean
list_parts (BdDatabase *db,
            gint64      id,
            gint64      now,
            Listing    *listing,
            GError    **error)
{
  g_autoptr (sqlite3_stmt) stmt =
    bd_sql_prepare (db, error,
                    "SELECT section || ' ' || source, saved_at, keep_until, agreement FROM part"
                    " WHERE person = ? AND keep_until > ? ORDER BY id", "ii", id, now);
  GError *local_error = NULL;

  if (stmt == NULL)
    return FALSE;
  while (bd_sql_next (db, stmt, &local_error))
    listing_add (listing, (const char *)sqlite3_column_text (stmt, 0), sqlite3_column_int64 (stmt, 1),
                 sqlite3_column_int64 (stmt, 2), (const char *)sqlite3_column_text (stmt, 3));
  if (local_error == NULL)
    return TRUE;

  g_propagate_error (error, local_error);
  return FALSE;
}

/* Columns: id, nhi, patient, saved_at, keep_until, agreement; the patient is NULL when past its time */
static void
list_identity (sqlite3_stmt *stmt,
               Listing      *listing)
{
  g_autoptr (GVariant) variant = bd_rows_unpack (stmt, 2);
  g_autoptr (BdPatient) patient = variant != NULL ? bd_patient_new_from_variant (variant) : NULL;

  listing->person->nhi = g_strdup ((const char *)sqlite3_column_text (stmt, 1));
  if (patient == NULL)
    {
      listing->person->initials = g_strdup ("");
      return;
    }

  listing->person->initials = bd_patient_dup_initials (patient);
  listing->person->birth_year = bd_patient_dup_birth_year (patient);
  listing_add (listing, "identity nhi", sqlite3_column_int64 (stmt, 3), sqlite3_column_int64 (stmt, 4),
               (const char *)sqlite3_column_text (stmt, 5));
}

static gboolean
list_person (BdDatabase   *db,
             sqlite3_stmt *stmt,
             gint64        now,
             GPtrArray    *people,
             GError      **error)
{
  Listing listing = { g_new0 (BdSavedPerson, 1), g_ptr_array_new (), g_ptr_array_new () };
  gboolean done;

  list_identity (stmt, &listing);
  done = list_parts (db, sqlite3_column_int64 (stmt, 0), now, &listing, error);
  g_ptr_array_add (listing.parts, NULL);
  g_ptr_array_add (listing.agreements, NULL);
  listing.person->parts = (GStrv)g_ptr_array_free (listing.parts, FALSE);
  listing.person->agreements = (GStrv)g_ptr_array_free (listing.agreements, FALSE);
  if (done && listing.person->parts[0] != NULL)
    g_ptr_array_add (people, listing.person);
  else
    bd_saved_person_free (listing.person);

  return done;
}

GPtrArray *
bd_rows_list (BdDatabase *db,
              gint64      now,
              GError    **error)
{
  g_autoptr (GPtrArray) people = g_ptr_array_new_with_free_func ((GDestroyNotify)bd_saved_person_free);
  g_autoptr (sqlite3_stmt) stmt =
    bd_sql_prepare (db, error,
                    "SELECT id, nhi, CASE WHEN keep_until > ? THEN patient END, saved_at, keep_until, agreement"
                    " FROM person ORDER BY nhi", "i", now);
  GError *local_error = NULL;

  if (stmt == NULL)
    return NULL;
  while (bd_sql_next (db, stmt, &local_error))
    if (!list_person (db, stmt, now, people, error))
      return NULL;
  if (local_error == NULL)
    return g_steal_pointer (&people);

  g_propagate_error (error, local_error);
  return NULL;
}
