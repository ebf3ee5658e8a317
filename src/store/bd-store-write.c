/* bd-store-write.c: what goes into records.db, and out of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-store-rows-private.h"

#include "bd-bundle.h"
#include "bd-clock.h"

#include <string.h>

GBytes *
bd_rows_pack (GVariant *variant)
{
  g_autoptr (GVariant) boxed = g_variant_ref_sink (g_variant_new_variant (variant));

  return g_variant_get_data_as_bytes (boxed);
}

GVariant *
bd_rows_unpack (sqlite3_stmt *stmt,
                int           column)
{
  g_autoptr (GBytes) bytes = bd_sql_dup_bytes (stmt, column);
  g_autoptr (GVariant) boxed = NULL;

  if (bytes == NULL)
    return NULL;

  boxed = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE_VARIANT, bytes, FALSE));
  return g_variant_get_variant (boxed);
}

gboolean
bd_rows_find_person (BdDatabase *db,
                     const char *nhi,
                     gint64     *person,
                     GError    **error)
{
  *person = 0;

  return bd_sql_get_integer (db, person, error, "SELECT person FROM number WHERE nhi = ?", "t", nhi);
}

/* Two rows that turn out to be one person: of a part that both have, the newer one stays. */
static gboolean
merge (BdDatabase *db,
       gint64      keep,
       gint64      other,
       GError    **error)
{
  return bd_sql_run (db, error,
                     "DELETE FROM part WHERE id IN (SELECT old.id FROM part old JOIN part new"
                     "  ON old.section = new.section AND old.source = new.source"
                     "  WHERE old.person IN (?1, ?2) AND new.person IN (?1, ?2) AND old.id <> new.id"
                     "  AND (old.saved_at < new.saved_at OR (old.saved_at = new.saved_at AND old.id < new.id)))",
                     "ii", keep, other) &&
         bd_sql_run (db, error, "UPDATE part SET person = ?1 WHERE person = ?2", "ii", keep, other) &&
         bd_sql_run (db, error, "UPDATE number SET person = ?1 WHERE person = ?2", "ii", keep, other) &&
         bd_sql_run (db, error, "UPDATE OR IGNORE seen SET person = ?1 WHERE person = ?2", "ii", keep, other) &&
         bd_sql_run (db, error,
                     "UPDATE person SET (patient, bytes, saved_at, keep_until, agreement) ="
                     "  (SELECT patient, bytes, saved_at, keep_until, agreement FROM person WHERE id = ?2)"
                     "  WHERE id = ?1 AND patient IS NULL", "ii", keep, other) &&
         bd_sql_run (db, error, "DELETE FROM person WHERE id = ?", "i", other);
}

static gboolean
add_person (BdDatabase *db,
            const char *nhi,
            gint64     *person,
            GError    **error)
{
  return bd_sql_run (db, error, "INSERT INTO person (nhi) VALUES (?)", "t", nhi) &&
         bd_sql_get_integer (db, person, error, "SELECT id FROM person WHERE nhi = ?", "t", nhi);
}

/* The one person of all these numbers, made where there is none. */
gboolean
bd_rows_unite (BdDatabase        *db,
               const char *const *numbers,
               gint64            *person,
               GError           **error)
{
  *person = 0;
  for (guint i = 0; numbers[i] != NULL; i++)
    {
      gint64 found;

      if (!bd_rows_find_person (db, numbers[i], &found, error))
        return FALSE;
      if (*person == 0)
        *person = found;
      else if (found != 0 && found != *person && !merge (db, *person, found, error))
        return FALSE;
    }

  if (*person == 0 && !add_person (db, numbers[0], person, error))
    return FALSE;
  for (guint i = 0; numbers[i] != NULL; i++)
    if (!bd_sql_run (db, error, "INSERT OR REPLACE INTO number (nhi, person) VALUES (?, ?)", "ti", numbers[i], *person))
      return FALSE;

  return TRUE;
}

/* A person of whom nothing is kept is not remembered, nor is what was seen of them. */
gboolean
bd_rows_forget_empty (BdDatabase *db,
                      GError    **error)
{
  return bd_sql_run (db, error,
                     "DELETE FROM person WHERE patient IS NULL AND id NOT IN (SELECT person FROM part)", "");
}

static gboolean
delete_part (BdDatabase         *db,
             gint64              person,
             const BdLedgerLine *line,
             GError            **error)
{
  return bd_sql_run (db, error, "DELETE FROM part WHERE person = ? AND section = ? AND source = ?", "itt", person,
                     bd_section_to_string (line->section), bd_source_to_string (line->source));
}

/* Without the member's name, or an escape that could spell it, there is no label: most
 * resources need no second parse. */
static gboolean
may_be_labelled (GBytes *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  return memmem (data, length, "\"security\"", 10) != NULL || memmem (data, length, "\\u", 2) != NULL;
}

/* Labels that forbid a copy (product rule: delayed, restricted, very restricted). What cannot be
 * read cannot be cleared either. */
static gboolean
may_be_kept (BdEntry *entry)
{
  static const char *const never[] = { "DELAU", "R", "V" };
  GBytes *bytes = bd_entry_get_bytes (entry);
  g_autoptr (BdJson) json = NULL;

  if (bytes == NULL || g_bytes_get_size (bytes) == 0 || bd_entry_has_mark (entry, "do-not-keep"))
    return FALSE;
  if (!may_be_labelled (bytes))
    return TRUE;
  json = bd_json_parse (bytes, NULL);
  if (json == NULL)
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (never); i++)
    if (bd_fhir_has_security (bd_json_root (json), never[i]))
      return FALSE;

  return TRUE;
}

/* As it will be read: a saved copy of what was answered. What is left out of it the source did
 * give: nothing is held back by anyone, and emergency access would show no more. */
static BdLedgerLine *
saved_line (const BdLedgerLine *line,
            gint64              saved_at,
            gint64              keep_until,
            guint               n_left_out)
{
  BdLedgerLine *saved = bd_ledger_line_copy (line);

  saved->saved_state = line->state;
  saved->state = BD_STATE_SAVED_COPY;
  saved->saved_at = saved_at;
  saved->keep_until = keep_until;
  saved->unkept = n_left_out;

  return saved;
}

static gboolean
insert_part (BdDatabase   *db,
             gint64        person,
             BdLedgerLine *line,
             const char   *agreement,
             gint64       *part,
             GError      **error)
{
  g_autoptr (GBytes) packed = bd_rows_pack (bd_ledger_line_to_variant (line));

  if (!bd_sql_run (db, error,
                   "INSERT INTO part (person, section, source, line, saved_at, keep_until, agreement)"
                   " VALUES (?, ?, ?, ?, ?, ?, ?)", "ittbiit", person, bd_section_to_string (line->section),
                   bd_source_to_string (line->source), packed, line->saved_at, line->keep_until, agreement))
    return FALSE;

  *part = sqlite3_last_insert_rowid (db->db);
  return TRUE;
}

static gboolean
save_entries (BdDatabase *db,
              gint64      part,
              GPtrArray  *entries,
              GError    **error)
{
  g_autoptr (sqlite3_stmt) row =
    bd_sql_prepare (db, error, "INSERT INTO entry (part, entry_id, position, projection) VALUES (?, ?, ?, ?)", "");
  g_autoptr (sqlite3_stmt) body =
    row != NULL ? bd_sql_prepare (db, error, "INSERT INTO body (entry, bytes) VALUES (last_insert_rowid (), ?)", "") : NULL;
  g_autoptr (GByteArray) projection = g_byte_array_new ();
  gboolean done = body != NULL;

  for (guint i = 0; done && i < entries->len; i++)
    {
      BdEntry *entry = entries->pdata[i];

      g_byte_array_set_size (projection, 0);
      bd_entry_pack (entry, projection);
      g_byte_array_append (projection, (const guint8 *)BD_ROWS_BOX, sizeof BD_ROWS_BOX - 1);
      done = bd_sql_rerun (db, error, row, "itia", part, bd_entry_peek (entry)->id, (gint64)i, projection) &&
             bd_sql_rerun (db, error, body, "b", bd_entry_get_bytes (entry));
    }

  return done;
}

static gboolean
replace_part (BdDatabase *db,
              gint64      person,
              BdAnswer   *answer,
              gint64      keep_until,
              const char *agreement,
              GError    **error)
{
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();
  g_autoptr (BdLedgerLine) line = NULL;
  gint64 saved_at = answer->line->answered_at > 0 ? answer->line->answered_at : bd_clock_wall ();
  gint64 part;

  for (guint i = 0; i < answer->entries->len; i++)
    if (may_be_kept (answer->entries->pdata[i]))
      g_ptr_array_add (kept, answer->entries->pdata[i]);
  line = saved_line (answer->line, saved_at, keep_until, answer->entries->len - kept->len);

  return delete_part (db, person, line, error) && insert_part (db, person, line, agreement, &part, error) &&
         save_entries (db, part, kept, error);
}

/* Only an answer says something to keep: a failure must not replace a copy that is good. */
static gboolean
is_answer (const BdLedgerLine *line)
{
  switch (line->state)
    {
    case BD_STATE_NOT_SET_UP:
    case BD_STATE_NOT_ASKED:
    case BD_STATE_ASKING:
    case BD_STATE_NOT_SAVED:
    case BD_STATE_SAVED_COPY:
      return FALSE;
    default:
      return !bd_result_state_is_failure (line->state);
    }
}

gboolean
bd_rows_save_answer (BdDatabase        *db,
                     const char *const *numbers,
                     BdAnswer          *answer,
                     gint64             keep_until,
                     const char        *agreement,
                     GError           **error)
{
  gboolean expired = keep_until <= bd_clock_wall ();
  gboolean done;
  gint64 person;

  if (!is_answer (answer->line))
    return TRUE;
  if (!bd_sql_exec (db, "BEGIN IMMEDIATE", error))
    return FALSE;

  done = bd_rows_unite (db, numbers, &person, error);
  if (done && expired)
    done = delete_part (db, person, answer->line, error) && bd_rows_forget_empty (db, error);
  else if (done)
    done = replace_part (db, person, answer, keep_until, agreement, error);

  return bd_sql_commit (db, done, error);
}

static gboolean
write_patient (BdDatabase      *db,
               gint64           person,
               const BdPatient *patient,
               GBytes          *bytes,
               gint64           keep_until,
               const char      *agreement,
               GError         **error)
{
  g_autoptr (GBytes) packed = bd_rows_pack (bd_patient_to_variant (patient));
  gint64 saved_at = patient->fetched_at > 0 ? patient->fetched_at : bd_clock_wall ();

  return bd_sql_run (db, error,
                     "UPDATE person SET nhi = ?, patient = ?, bytes = ?, saved_at = ?, keep_until = ?, agreement = ?"
                     " WHERE id = ?", "tbbiiti", patient->nhi, packed, bytes, saved_at, keep_until, agreement, person);
}

static GStrv
numbers_of (const BdPatient *patient)
{
  g_autoptr (GStrvBuilder) numbers = g_strv_builder_new ();

  g_strv_builder_add (numbers, patient->nhi);
  if (patient->asked_nhi != NULL && *patient->asked_nhi != '\0' && strcmp (patient->asked_nhi, patient->nhi) != 0)
    g_strv_builder_add (numbers, patient->asked_nhi);
  g_strv_builder_addv (numbers, (const char **)patient->linked_nhis);

  return g_strv_builder_end (numbers);
}

gboolean
bd_rows_save_patient (BdDatabase      *db,
                      const BdPatient *patient,
                      GBytes          *bytes,
                      gint64           keep_until,
                      const char      *agreement,
                      GError         **error)
{
  g_auto (GStrv) numbers = numbers_of (patient);
  gint64 person;
  gboolean done;

  if (!bd_sql_exec (db, "BEGIN IMMEDIATE", error))
    return FALSE;

  done = bd_rows_unite (db, (const char *const *)numbers, &person, error);
  if (done && keep_until > bd_clock_wall ())
    done = write_patient (db, person, patient, bytes, keep_until, agreement, error);
  else if (done)
    done = bd_sql_run (db, error, "UPDATE person SET patient = NULL, bytes = NULL, keep_until = 0 WHERE id = ?", "i",
                       person) &&
           bd_rows_forget_empty (db, error);

  return bd_sql_commit (db, done, error);
}

/* Kept beside a saved copy only: of a person of whom nothing is saved, nothing is remembered. */
gboolean
bd_rows_save_seen (BdDatabase *db,
                   const char *nhi,
                   const char *clinician,
                   GVariant   *snapshot,
                   GError    **error)
{
  g_autoptr (GBytes) packed = bd_rows_pack (snapshot);
  gint64 person;

  if (!bd_rows_find_person (db, nhi, &person, error))
    return FALSE;
  if (person == 0)
    return TRUE;

  return bd_sql_run (db, error, "INSERT OR REPLACE INTO seen (clinician, person, snapshot, at) VALUES (?, ?, ?, ?)",
                     "tibi", clinician, person, packed, bd_clock_wall ());
}

static gboolean
delete_parts (BdDatabase *db,
              const char *nhi,
              const char *source,
              guint      *n,
              GError    **error)
{
  if (!bd_sql_run (db, error,
                   "DELETE FROM part WHERE (?1 IS NULL OR person IN (SELECT person FROM number WHERE nhi = ?1))"
                   " AND (?2 IS NULL OR source = ?2)", "tt", nhi, source))
    return FALSE;

  *n += (guint)sqlite3_changes (db->db);
  return TRUE;
}

static gboolean
delete_demographics (BdDatabase *db,
                     const char *nhi,
                     guint      *n,
                     GError    **error)
{
  if (!bd_sql_run (db, error,
                   "UPDATE person SET patient = NULL, bytes = NULL, keep_until = 0 WHERE patient IS NOT NULL"
                   " AND (?1 IS NULL OR id IN (SELECT person FROM number WHERE nhi = ?1))", "t", nhi))
    return FALSE;

  *n += (guint)sqlite3_changes (db->db);
  return TRUE;
}

gboolean
bd_rows_purge (BdDatabase *db,
               const char *nhi,
               int         source,
               guint      *n,
               GError    **error)
{
  const char *word = source < 0 ? NULL : bd_source_to_string (source);
  gboolean done;

  *n = 0;
  if (!bd_sql_exec (db, "BEGIN IMMEDIATE", error))
    return FALSE;

  done = delete_parts (db, nhi, word, n, error);
  if (done && (source < 0 || source == BD_SOURCE_NHI))
    done = delete_demographics (db, nhi, n, error);
  done = done && bd_rows_forget_empty (db, error);

  /* Out of the write-ahead log too. */
  return bd_sql_commit (db, done, error) && bd_sql_run (db, error, "PRAGMA wal_checkpoint(TRUNCATE)", "");
}

gboolean
bd_rows_prune (BdDatabase *db,
               gint64      now,
               guint      *n,
               GError    **error)
{
  gboolean done;

  *n = 0;
  if (!bd_sql_exec (db, "BEGIN IMMEDIATE", error))
    return FALSE;

  done = bd_sql_run (db, error, "DELETE FROM part WHERE keep_until <= ?", "i", now);
  *n += done ? (guint)sqlite3_changes (db->db) : 0;
  done = done && bd_sql_run (db, error,
                             "UPDATE person SET patient = NULL, bytes = NULL, keep_until = 0"
                             " WHERE patient IS NOT NULL AND keep_until <= ?", "i", now);
  *n += done ? (guint)sqlite3_changes (db->db) : 0;
  done = done && bd_rows_forget_empty (db, error);

  return bd_sql_commit (db, done, error) && (*n == 0 || bd_sql_run (db, error, "PRAGMA wal_checkpoint(TRUNCATE)", ""));
}
