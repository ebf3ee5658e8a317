/* test-store.c: nothing without a ticket, nothing past its time, nothing readable on the disk
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-clock.h"
#include "bd-database-private.h"
#include "bd-store-rows-private.h"
#include "store-kit.h"

#include <glib/gstdio.h>
#include <string.h>

#define CANARY "CANARY-HINEMOA"
#define NHI    "ZKC7284"
#define OLD    "ZAA7824"

static void
set_up (Kit          *kit,
        gconstpointer data)
{
  kit_set_up (kit);
}

static void
tear_down (Kit          *kit,
           gconstpointer data)
{
  kit_tear_down (kit);
}

static BdStore *
must_open (Kit *kit)
{
  g_autofree char *aside = NULL;
  g_autoptr (GError) error = NULL;
  BdStore *store = kit_open (kit, &aside, &error);

  g_assert_no_error (error);
  g_assert_null (aside);

  return store;
}

static void
save_allergies (Kit        *kit,
                BdStore    *store,
                const char *nhi,
                guint       n)
{
  g_autoptr (BdTicket) ticket = kit_ticket (kit, nhi, BD_TICKET_RECORD);
  g_autoptr (BdAnswer) answer = kit_answer (BD_SECTION_ALLERGIES, BD_SOURCE_SDHR, n, CANARY, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (kit_save (store, ticket, nhi, answer, kit_in_hours (24), &error));
  g_assert_no_error (error);
}

static void
assert_saved (Kit        *kit,
              BdStore    *store,
              const char *nhi,
              guint       n_parts)
{
  g_autoptr (BdTicket) ticket = kit_ticket (kit, nhi, BD_TICKET_RECORD);
  g_autoptr (GError) error = NULL;
  g_autoptr (BdSavedRecord) record = kit_load (store, ticket, &error);

  if (n_parts == 0)
    {
      g_assert_error (error, BD_STORE_ERROR, BD_STORE_ERROR_NOT_SAVED);
      return;
    }
  g_assert_no_error (error);
  g_assert_cmpuint (record->answers->len, ==, n_parts);
}

static void
test_round (Kit          *kit,
            gconstpointer data)
{
  g_autoptr (BdTicket) ticket = kit_ticket (kit, NHI, BD_TICKET_RECORD);
  BdStore *store = must_open (kit);
  g_autoptr (BdSavedRecord) record = NULL;
  g_autoptr (GAsyncResult) result = NULL, missing = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  BdAnswer *answer;
  BdEntry *entry;
  GStatBuf info;

  save_allergies (kit, store, NHI, 3);
  kit_close (store);
  store = must_open (kit);
  record = kit_load (store, ticket, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (record->answers->len, ==, 1);
  answer = record->answers->pdata[0];
  g_assert_cmpint (answer->line->state, ==, BD_STATE_SAVED_COPY);
  g_assert_cmpint (answer->line->saved_state, ==, BD_STATE_WHOLE);
  g_assert_cmpint (answer->line->saved_at, ==, record->saved_at);
  g_assert_cmpint (answer->line->keep_until, >, bd_clock_wall ());
  g_assert_cmpuint (answer->entries->len, ==, 3);
  entry = answer->entries->pdata[2];
  g_assert_cmpstr (bd_entry_peek (entry)->title, ==, CANARY);
  g_assert_cmpstr (bd_entry_peek (entry)->id, ==, "sdhr/AllergyIntolerance/a2");
  g_assert_null (bd_entry_get_bytes (entry));

  bd_store_load_bytes_async (store, ticket, "sdhr/AllergyIntolerance/a2", NULL, kit_on_result, &result);
  kit_wait (&result);
  bytes = bd_store_load_bytes_finish (store, result, &error);
  g_assert_no_error (error);
  g_assert_nonnull (g_strstr_len (g_bytes_get_data (bytes, NULL), (gssize)g_bytes_get_size (bytes), "\"id\":\"a2\""));
  bd_store_load_bytes_async (store, ticket, "sdhr/AllergyIntolerance/a9", NULL, kit_on_result, &missing);
  kit_wait (&missing);
  g_assert_null (bd_store_load_bytes_finish (store, missing, &error));
  g_assert_error (error, BD_STORE_ERROR, BD_STORE_ERROR_NOT_SAVED);

  g_assert_cmpint (g_stat (kit->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  kit_close (store);
}

static void
test_canary (Kit          *kit,
             gconstpointer data)
{
  g_autoptr (BdTicket) ticket = kit_ticket (kit, NHI, BD_TICKET_RECORD);
  g_autoptr (BdPatient) patient = kit_patient (NHI, "CANARY-POTAE", OLD);
  BdStore *store = must_open (kit);
  g_autofree char *wal = NULL;

  save_allergies (kit, store, NHI, 50);
  g_assert_true (kit_save_patient (store, ticket, patient, kit_in_hours (24), NULL));
  wal = kit_find_file (kit, "records.db-wal");
  g_assert_nonnull (wal);   /* the journal is looked at while it is open */
  for (guint i = 0; i < 2; i++)
    {
      static const char *const secrets[] = { "CANARY", NHI, OLD, "AllergyIntolerance", "CREATE TABLE", "SQLite format 3" };

      for (guint j = 0; j < G_N_ELEMENTS (secrets); j++)
        g_assert_false (kit_folder_contains (kit, secrets[j]));
      if (i == 0)
        kit_close (store);
    }
}

static void
test_no_ticket_no_read (Kit          *kit,
                        gconstpointer data)
{
  BdStore *store = must_open (kit);
  g_autoptr (BdTicket) identity = kit_ticket (kit, NHI, BD_TICKET_IDENTITY);
  g_autoptr (BdTicket) save = kit_ticket (kit, NHI, BD_TICKET_SAVE);
  g_autoptr (BdTicket) revoked = kit_ticket (kit, NHI, BD_TICKET_RECORD);
  g_autoptr (BdTicket) match = kit_ticket (kit, "", BD_TICKET_IDENTITY);
  g_autoptr (BdTicket) late = kit_ticket (kit, NHI, BD_TICKET_RECORD);
  BdTicket *tickets[] = { identity, save, revoked, match };

  save_allergies (kit, store, NHI, 1);
  bd_ticket_revoke (revoked);
  for (guint i = 0; i < G_N_ELEMENTS (tickets); i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_null (kit_load (store, tickets[i], &error));
      g_assert_error (error, BD_STORE_ERROR, BD_STORE_ERROR_TICKET);
      g_clear_error (&error);
      bd_store_load_bytes_async (store, tickets[i], "sdhr/AllergyIntolerance/a0", NULL, kit_on_result, &result);
      kit_wait (&result);
      g_assert_null (bd_store_load_bytes_finish (store, result, &error));
      g_assert_error (error, BD_STORE_ERROR, BD_STORE_ERROR_TICKET);
    }

  {
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (GError) error = NULL;

    bd_clock_set_offset_for_tests (0, 13 * G_TIME_SPAN_HOUR);   /* past the shift */
    bd_store_load_async (store, late, NULL, kit_on_result, &result);
    kit_wait (&result);
    g_assert_null (bd_store_load_finish (store, result, &error));
    g_assert_error (error, BD_STORE_ERROR, BD_STORE_ERROR_TICKET);
  }
  kit_close (store);
}

static void
test_no_ticket_no_write (Kit          *kit,
                         gconstpointer data)
{
  BdStore *store = must_open (kit);
  g_autoptr (BdTicket) identity = kit_ticket (kit, NHI, BD_TICKET_IDENTITY);
  g_autoptr (BdTicket) emergency = kit_emergency (kit, NHI);
  g_autoptr (BdTicket) other = kit_ticket (kit, "ZJM9397", BD_TICKET_RECORD | BD_TICKET_SAVE);
  g_autoptr (BdTicket) save = kit_ticket (kit, NHI, BD_TICKET_SAVE);
  g_autoptr (BdAnswer) answer = kit_answer (BD_SECTION_ALLERGIES, BD_SOURCE_SDHR, 1, CANARY, NULL);
  g_autoptr (BdPatient) patient = kit_patient (NHI, "Potae", NULL);
  BdTicket *tickets[] = { identity, emergency, other };

  for (guint i = 0; i < G_N_ELEMENTS (tickets); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (kit_save (store, tickets[i], NHI, answer, kit_in_hours (1), &error));
      g_assert_error (error, BD_STORE_ERROR, BD_STORE_ERROR_TICKET);
      g_clear_error (&error);
      g_assert_false (kit_save_patient (store, tickets[i], patient, kit_in_hours (1), &error));
      g_assert_error (error, BD_STORE_ERROR, BD_STORE_ERROR_TICKET);
    }
  assert_saved (kit, store, NHI, 0);
  g_assert_true (kit_save (store, save, NHI, answer, kit_in_hours (1), NULL));
  assert_saved (kit, store, NHI, 1);
  {
    g_autoptr (GError) error = NULL;
    g_autoptr (BdSavedRecord) record = kit_load (store, emergency, &error);   /* but an emergency may read */

    g_assert_no_error (error);
  }
  kit_close (store);
}

static void
test_never_kept (Kit          *kit,
                 gconstpointer data)
{
  static const struct { const char *label; guint kept; } rows[] = {
    { NULL, 3 }, { "N", 3 }, { "DELAU", 2 }, { "R", 2 }, { "V", 2 }, { "r", 2 },
  };
  g_autoptr (BdTicket) ticket = kit_ticket (kit, NHI, BD_TICKET_RECORD);
  BdStore *store = must_open (kit);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (BdAnswer) answer = kit_answer (BD_SECTION_ALLERGIES, BD_SOURCE_SDHR, 3, "x", rows[i].label);
      g_autoptr (BdSavedRecord) record = NULL;
      BdAnswer *loaded;

      g_assert_true (kit_save (store, ticket, NHI, answer, kit_in_hours (1), NULL));
      record = kit_load (store, ticket, NULL);
      loaded = record->answers->pdata[0];
      g_assert_cmpuint (loaded->entries->len, ==, rows[i].kept);
      g_assert_cmpint (loaded->line->saved_state, ==, BD_STATE_WHOLE);   /* the source held nothing back */
      g_assert_cmpuint (loaded->line->unkept, ==, 3 - rows[i].kept);
      g_assert_cmpint (loaded->line->received, ==, 3);
      g_assert_cmpint (loaded->line->total, ==, 3);
    }
  kit_close (store);
}

static void
test_failures_replace_nothing (Kit          *kit,
                               gconstpointer data)
{
  static const BdResultState rows[] = { BD_STATE_NO_ANSWER, BD_STATE_REFUSED, BD_STATE_THROTTLED, BD_STATE_LOCKED,
                                        BD_STATE_ASKING, BD_STATE_NOT_ASKED, BD_STATE_NOT_SAVED, BD_STATE_SAVED_COPY };
  g_autoptr (BdTicket) ticket = kit_ticket (kit, NHI, BD_TICKET_RECORD);
  BdStore *store = must_open (kit);

  save_allergies (kit, store, NHI, 2);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (BdAnswer) answer = bd_answer_new (bd_ledger_line_new (BD_SECTION_ALLERGIES, BD_SOURCE_SDHR, rows[i]));
      g_autoptr (BdSavedRecord) record = NULL;

      g_assert_true (kit_save (store, ticket, NHI, answer, kit_in_hours (1), NULL));
      record = kit_load (store, ticket, NULL);
      g_assert_cmpuint (((BdAnswer *)record->answers->pdata[0])->entries->len, ==, 2);
    }
  kit_close (store);
}

static void
test_replaced (Kit          *kit,
               gconstpointer data)
{
  BdStore *store = must_open (kit);
  g_autoptr (BdTicket) ticket = kit_ticket (kit, NHI, BD_TICKET_RECORD);
  g_autoptr (BdAnswer) mws = kit_answer (BD_SECTION_ALLERGIES, BD_SOURCE_MWS, 1, "x", NULL);
  g_autoptr (BdSavedRecord) record = NULL;

  save_allergies (kit, store, NHI, 5);
  save_allergies (kit, store, NHI, 2);
  g_assert_true (kit_save (store, ticket, NHI, mws, kit_in_hours (1), NULL));
  record = kit_load (store, ticket, NULL);
  g_assert_cmpuint (record->answers->len, ==, 2);
  g_assert_cmpuint (((BdAnswer *)record->answers->pdata[0])->entries->len, ==, 2);
  kit_close (store);
}

static void
test_expired (Kit          *kit,
              gconstpointer data)
{
  BdStore *store = must_open (kit);
  g_autoptr (BdTicket) ticket = kit_ticket (kit, NHI, BD_TICKET_RECORD);
  g_autoptr (BdAnswer) shorter = kit_answer (BD_SECTION_ALLERGIES, BD_SOURCE_MWS, 1, "x", NULL);
  g_autoptr (BdPatient) patient = kit_patient (NHI, "Potae", NULL);
  g_autoptr (GPtrArray) people = NULL;
  g_autoptr (GAsyncResult) result = NULL, bytes = NULL;
  g_autoptr (GError) error = NULL;
  guint n;

  save_allergies (kit, store, NHI, 1);   /* 24 h */
  g_assert_true (kit_save (store, ticket, NHI, shorter, kit_in_hours (1), NULL));
  g_assert_true (kit_save_patient (store, ticket, patient, kit_in_hours (2), NULL));
  assert_saved (kit, store, NHI, 2);

  bd_clock_set_offset_for_tests (90 * G_TIME_SPAN_MINUTE, 0);
  assert_saved (kit, store, NHI, 1);   /* not there any more, though nothing pruned yet */
  bd_store_load_bytes_async (store, ticket, "mws/AllergyIntolerance/a0", NULL, kit_on_result, &bytes);
  kit_wait (&bytes);
  g_assert_null (bd_store_load_bytes_finish (store, bytes, &error));
  g_assert_error (error, BD_STORE_ERROR, BD_STORE_ERROR_NOT_SAVED);
  bd_clock_set_offset_for_tests (25 * G_TIME_SPAN_HOUR, 0);
  assert_saved (kit, store, NHI, 0);
  people = kit_list (store);
  g_assert_cmpuint (people->len, ==, 0);

  bd_store_prune_async (store, bd_clock_wall (), NULL, kit_on_result, &result);
  kit_wait (&result);
  g_assert_true (bd_store_prune_finish (store, result, &n, NULL));
  g_assert_cmpuint (n, ==, 3);
  bd_clock_set_offset_for_tests (0, 0);
  assert_saved (kit, store, NHI, 0);   /* gone, not only hidden */
  kit_close (store);
}

static void
test_pruned_at_start (Kit          *kit,
                      gconstpointer data)
{
  BdStore *store = must_open (kit);

  save_allergies (kit, store, NHI, 1);
  kit_close (store);
  bd_clock_set_offset_for_tests (25 * G_TIME_SPAN_HOUR, 0);
  store = must_open (kit);
  bd_clock_set_offset_for_tests (0, 0);
  assert_saved (kit, store, NHI, 0);
  kit_close (store);
}

static void
test_past_is_taken_away (Kit          *kit,
                         gconstpointer data)
{
  BdStore *store = must_open (kit);
  g_autoptr (BdTicket) ticket = kit_ticket (kit, NHI, BD_TICKET_RECORD);
  g_autoptr (BdAnswer) answer = kit_answer (BD_SECTION_ALLERGIES, BD_SOURCE_SDHR, 1, CANARY, NULL);

  g_assert_true (kit_save (store, ticket, NHI, answer, 0, NULL));   /* retention: none */
  assert_saved (kit, store, NHI, 0);
  save_allergies (kit, store, NHI, 1);
  g_assert_true (kit_save (store, ticket, NHI, answer, bd_clock_wall () - 1, NULL));
  assert_saved (kit, store, NHI, 0);
  kit_close (store);
}

static void
test_linked (Kit          *kit,
             gconstpointer data)
{
  BdStore *store = must_open (kit);
  g_autoptr (BdTicket) old_ticket = kit_ticket (kit, OLD, BD_TICKET_RECORD);
  g_autoptr (BdTicket) ticket = kit_ticket (kit, NHI, BD_TICKET_RECORD);
  g_autoptr (BdAnswer) conditions = kit_answer (BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, 2, "x", NULL);
  g_autoptr (BdPatient) patient = kit_patient (NHI, "Potae", OLD);
  g_autoptr (BdPatient) loaded = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) people = NULL;

  g_assert_true (g_strv_contains ((const char *const *)patient->linked_nhis, OLD));
  save_allergies (kit, store, OLD, 1);   /* before anybody knew */
  g_assert_true (kit_save (store, ticket, NHI, conditions, kit_in_hours (24), NULL));
  assert_saved (kit, store, OLD, 1);
  g_assert_true (kit_save_patient (store, ticket, patient, kit_in_hours (24), NULL));
  assert_saved (kit, store, OLD, 2);
  assert_saved (kit, store, NHI, 2);

  bd_store_load_patient_async (store, old_ticket, NULL, kit_on_result, &result);
  kit_wait (&result);
  loaded = bd_store_load_patient_finish (store, result, NULL);
  g_assert_cmpstr (loaded->nhi, ==, NHI);
  g_assert_cmpint (loaded->saved_at, >, 0);
  people = kit_list (store);
  g_assert_cmpuint (people->len, ==, 1);
  g_assert_cmpuint (kit_purge (store, OLD, -1), ==, 3);
  assert_saved (kit, store, NHI, 0);
  kit_close (store);
}

static void
test_list_and_purge (Kit          *kit,
                     gconstpointer data)
{
  BdStore *store = must_open (kit);
  g_autoptr (BdTicket) ticket = kit_ticket (kit, NHI, BD_TICKET_RECORD);
  g_autoptr (BdAnswer) mws = kit_answer (BD_SECTION_ALLERGIES, BD_SOURCE_MWS, 1, "x", NULL);
  g_autoptr (BdPatient) patient = kit_patient (NHI, "Potae", NULL);
  g_autoptr (GPtrArray) people = NULL, after = NULL;
  BdSavedPerson *person;

  save_allergies (kit, store, NHI, 1);
  save_allergies (kit, store, "ZJM9397", 1);
  g_assert_true (kit_save (store, ticket, NHI, mws, kit_in_hours (1), NULL));
  g_assert_true (kit_save_patient (store, ticket, patient, kit_in_hours (48), NULL));
  people = kit_list (store);
  g_assert_cmpuint (people->len, ==, 2);
  person = people->pdata[1];
  g_assert_cmpstr (person->nhi, ==, NHI);
  g_assert_cmpstr (person->initials, ==, "HP");
  g_assert_cmpstr (person->birth_year, ==, "1971");
  g_assert_cmpint (ABS (person->keep_until - kit_in_hours (1)), <, G_TIME_SPAN_MINUTE);
  g_assert_true (g_strv_contains ((const char *const *)person->parts, "allergies sdhr"));
  g_assert_true (g_strv_contains ((const char *const *)person->parts, "allergies mws"));
  g_assert_cmpuint (g_strv_length (person->agreements), ==, 2);

  g_assert_cmpuint (kit_purge (store, NHI, BD_SOURCE_MWS), ==, 1);
  assert_saved (kit, store, NHI, 1);
  g_assert_cmpuint (kit_purge (store, NULL, BD_SOURCE_SDHR), ==, 2);
  after = kit_list (store);
  g_assert_cmpuint (after->len, ==, 1);   /* the demographics of one */
  g_assert_cmpuint (kit_purge (store, NULL, -1), ==, 1);
  g_assert_cmpuint (kit_purge (store, NULL, -1), ==, 0);
  kit_close (store);
}

static void
save_seen (BdStore    *store,
           BdTicket   *ticket,
           const char *text,
           GError    **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  bd_store_save_seen_async (store, ticket, g_variant_new ("(s)", text), NULL, kit_on_result, &result);
  kit_wait (&result);
  bd_store_save_seen_finish (store, result, error);
}

static GVariant *
load_seen (BdStore  *store,
           BdTicket *ticket,
           GError  **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  bd_store_load_seen_async (store, ticket, NULL, kit_on_result, &result);
  kit_wait (&result);
  return bd_store_load_seen_finish (store, result, error);
}

static void
test_seen (Kit          *kit,
           gconstpointer data)
{
  BdStore *store = must_open (kit);
  g_autoptr (BdTicket) ticket = kit_ticket (kit, NHI, BD_TICKET_RECORD);
  g_autoptr (BdTicket) emergency = kit_emergency (kit, NHI);
  g_autoptr (BdSavedRecord) record = NULL, fresh = NULL;
  g_autoptr (GVariant) alone = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) never = NULL;
  const char *text;

  save_seen (store, ticket, "never kept", &error);   /* nothing is saved of this person */
  g_assert_no_error (error);
  save_allergies (kit, store, NHI, 1);
  fresh = kit_load (store, ticket, NULL);
  g_assert_null (fresh->last_seen);
  g_assert_null (load_seen (store, ticket, &never));
  g_assert_error (never, BD_STORE_ERROR, BD_STORE_ERROR_NOT_SAVED);
  save_seen (store, ticket, "one", NULL);
  save_seen (store, ticket, "two", NULL);
  save_seen (store, emergency, "three", &error);
  g_assert_error (error, BD_STORE_ERROR, BD_STORE_ERROR_TICKET);
  record = kit_load (store, ticket, NULL);
  alone = load_seen (store, ticket, NULL);
  g_assert_true (g_variant_equal (alone, record->last_seen));
  g_variant_get (record->last_seen, "(&s)", &text);
  g_assert_cmpstr (text, ==, "two");
  g_assert_cmpint (record->last_seen_at, >, 0);
  kit_close (store);
}

static void
test_wrong_key (Kit          *kit,
                gconstpointer data)
{
  BdStore *store = must_open (kit);
  g_autoptr (BdLockedBytes) right = bd_locked_bytes_ref (kit->key);

  save_allergies (kit, store, NHI, 1);
  kit_close (store);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *aside = NULL;
      g_autofree char *check = g_strconcat (kit->path, ".key", NULL);

      bd_locked_bytes_unref (kit->key);
      kit->key = bd_locked_bytes_new_random (32);
      g_assert_null (kit_open (kit, &aside, &error));
      g_assert_error (error, BD_STORE_ERROR, BD_STORE_ERROR_WRONG_KEY);
      g_assert_null (aside);
      g_assert_null (kit_find_file (kit, "records.db.damaged"));
      g_unlink (check);   /* and without the check no file is called damaged either */
    }
  bd_locked_bytes_unref (kit->key);
  kit->key = bd_locked_bytes_ref (right);
  store = must_open (kit);
  assert_saved (kit, store, NHI, 1);
  kit_close (store);
}

static void
damage (Kit    *kit,
        gsize   offset,
        gsize   length)
{
  g_autofree char *content = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (kit->path, &content, &size, NULL));
  g_assert_cmpuint (offset + length, <=, size);
  for (gsize i = 0; i < length; i++)
    content[offset + i] ^= 0x5a;
  g_assert_true (g_file_set_contents (kit->path, content, size, NULL));
}

static void
test_damaged_at_start (Kit          *kit,
                       gconstpointer data)
{
  static const struct { gsize offset; gsize length; } rows[] = { { 0, 16 }, { 100, 1 }, { 0, 4096 }, { 5000, 1 }, { 12288, 4096 } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      BdStore *store = must_open (kit);
      g_autofree char *aside = NULL;
      g_autofree char *file = NULL;
      g_autofree char *name = NULL;
      g_autoptr (GError) error = NULL;

      save_allergies (kit, store, NHI, 40);
      kit_close (store);
      damage (kit, rows[i].offset, rows[i].length);
      store = kit_open (kit, &aside, &error);
      g_assert_no_error (error);
      g_assert_nonnull (aside);
      file = kit_find_file (kit, "records.db.damaged-");
      g_assert_nonnull (file);
      name = g_path_get_basename (file);
      g_assert_nonnull (strstr (aside, name));
      g_assert_true (g_regex_match_simple ("^records\\.db\\.damaged-[0-9]{8}T[0-9]{6}Z$", name, 0, 0));
      assert_saved (kit, store, NHI, 0);
      save_allergies (kit, store, NHI, 1);   /* the new one works */
      kit_close (store);
      g_unlink (file);
    }
}

static void
test_nonsense_files (Kit          *kit,
                     gconstpointer data)
{
  static const char *const rows[] = { "x", "not a database at all", "SQLite format 3" };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      BdStore *store = must_open (kit);
      g_autofree char *aside = NULL;
      g_autofree char *file = NULL;

      kit_close (store);
      g_assert_true (g_file_set_contents (kit->path, rows[i], -1, NULL));
      store = kit_open (kit, &aside, NULL);
      g_assert_nonnull (store);
      g_assert_nonnull (aside);
      kit_close (store);
      file = kit_find_file (kit, "records.db.damaged-");
      g_unlink (file);
    }
}

/* Found while working: the file is set aside then, and the message says where. */
static void
test_damaged_while_open (Kit          *kit,
                         gconstpointer data)
{
  BdStore *store = must_open (kit);
  g_autoptr (GAsyncResult) result = NULL, checked = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *file = NULL;

  save_allergies (kit, store, NHI, 40);
  bd_store_check_async (store, NULL, kit_on_result, &checked);   /* moves the journal into the file */
  kit_wait (&checked);
  g_assert_true (bd_store_check_finish (store, checked, NULL));
  {
    FILE *stream = fopen (kit->path, "r+b");

    g_assert_nonnull (stream);
    g_assert_cmpint (fseek (stream, 9000, SEEK_SET), ==, 0);
    g_assert_cmpint (fputs ("scribble", stream), >=, 0);
    fclose (stream);
  }
  bd_store_check_async (store, NULL, kit_on_result, &result);
  kit_wait (&result);
  g_assert_false (bd_store_check_finish (store, result, &error));
  g_assert_error (error, BD_STORE_ERROR, BD_STORE_ERROR_DAMAGED);
  file = kit_find_file (kit, "records.db.damaged-");
  g_assert_nonnull (file);
  {
    g_autofree char *name = g_path_get_basename (file);

    g_assert_nonnull (strstr (error->message, name));
  }
  assert_saved (kit, store, NHI, 0);
  save_allergies (kit, store, NHI, 1);
  assert_saved (kit, store, NHI, 1);
  kit_close (store);
}

static void
set_version (Kit *kit,
             int  version)
{
  g_autofree char *sql = g_strdup_printf ("PRAGMA user_version = %d", version);
  g_autoptr (BdDatabase) db = bd_database_open (kit->path, kit->key, &bd_store_schema, NULL, NULL);

  g_assert_nonnull (db);
  g_assert_true (bd_sql_exec (db, sql, NULL));
}

static void
test_newer (Kit          *kit,
            gconstpointer data)
{
  BdStore *store = must_open (kit);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;
  gsize size, size_after;

  save_allergies (kit, store, NHI, 1);
  kit_close (store);
  set_version (kit, 99);
  g_assert_true (g_file_get_contents (kit->path, &before, &size, NULL));
  g_assert_null (kit_open (kit, NULL, &error));
  g_assert_error (error, BD_STORE_ERROR, BD_STORE_ERROR_TOO_NEW);
  g_assert_true (g_file_get_contents (kit->path, &after, &size_after, NULL));
  g_assert_cmpmem (before, size, after, size_after);
}

static char *
schema_of (BdDatabase *db)
{
  g_autoptr (sqlite3_stmt) stmt =
    bd_sql_prepare (db, NULL, "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name", "");
  GString *out = g_string_new (NULL);

  while (bd_sql_next (db, stmt, NULL))
    g_string_append_printf (out, "%s\n", (const char *)sqlite3_column_text (stmt, 0));

  return g_string_free (out, FALSE);
}

/* Every old schema, as it was: it becomes what a new file is, and its rows are read. */
static void
test_migrations (Kit          *kit,
                 gconstpointer data)
{
  for (int version = 1; version <= bd_store_schema.n_migrations; version++)
    {
      g_autofree char *name = g_strdup_printf ("store-v%d.sql", version);
      g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", name, NULL);
      g_autofree char *other = g_strdup_printf ("%s.%d", kit->path, version);
      g_autofree char *fresh_path = g_strdup_printf ("%s.fresh%d", kit->path, version);
      const BdSchema none = { bd_store_schema.migrations, 0, FALSE };
      g_autofree char *sql = NULL;
      g_autofree char *migrated = NULL;
      g_autofree char *expected = NULL;
      g_autoptr (GError) error = NULL;
      gint64 n = 0;

      g_assert_true (g_file_get_contents (path, &sql, NULL, &error));
      {
        g_autoptr (BdDatabase) old = bd_database_open (other, kit->key, &none, NULL, &error);

        g_assert_no_error (error);
        g_assert_true (bd_sql_exec (old, sql, &error));
        g_assert_no_error (error);
      }
      {
        g_autoptr (BdDatabase) db = bd_database_open (other, kit->key, &bd_store_schema, NULL, &error);
        g_autoptr (BdDatabase) fresh = bd_database_open (fresh_path, kit->key, &bd_store_schema, NULL, NULL);

        g_assert_no_error (error);
        migrated = schema_of (db);
        expected = schema_of (fresh);
        g_assert_cmpstr (migrated, ==, expected);
        g_assert_true (bd_sql_get_integer (db, &n, NULL, "SELECT count(*) FROM entry JOIN body ON entry.id = body.entry", ""));
        g_assert_cmpint (n, ==, 2);
      }
    }
}

static void
copy_file (const char *from,
           const char *to,
           const char *suffix)
{
  g_autofree char *source = g_strconcat (from, suffix, NULL);
  g_autofree char *target = g_strconcat (to, suffix, NULL);
  g_autofree char *content = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (source, &content, &size, NULL));
  g_assert_true (g_file_set_contents (target, content, size, NULL));
}

/* Begun before pages were large, and killed: what stands only in its log is there. */
static void
test_small_pages (Kit          *kit,
                  gconstpointer data)
{
  const BdSchema small = { bd_store_schema.migrations, bd_store_schema.n_migrations, TRUE, FALSE };
  g_autofree char *killed = g_strconcat (kit->path, ".killed", NULL);
  g_autofree char *aside = NULL;
  g_autoptr (BdDatabase) before = bd_database_open (kit->path, kit->key, &small, NULL, NULL);
  g_autoptr (BdDatabase) db = NULL;
  g_autoptr (GError) error = NULL;
  gint64 n = 0, size = 0, fresh_size = 0;

  g_assert_true (bd_sql_exec (before, "INSERT INTO person (nhi) VALUES ('" NHI "')", NULL));
  copy_file (kit->path, killed, "");
  copy_file (kit->path, killed, "-wal");
  copy_file (kit->path, killed, ".key");
  g_clear_pointer (&before, bd_database_free);

  for (guint round = 0; round < 2; round++)
    {
      g_clear_pointer (&db, bd_database_free);
      db = bd_database_open (killed, kit->key, &bd_store_schema, &aside, &error);
      g_assert_no_error (error);
      g_assert_null (aside);
      g_assert_true (bd_sql_get_integer (db, &n, NULL, "SELECT count(*) FROM person", ""));
      g_assert_cmpint (n, ==, 1);
      g_assert_true (bd_sql_get_integer (db, &size, NULL, "PRAGMA page_size", ""));
      g_assert_cmpint (size, ==, 4096);
      g_assert_true (bd_database_check (db, NULL));
    }

  g_unlink (kit->path);
  before = bd_database_open (kit->path, kit->key, &bd_store_schema, NULL, NULL);
  g_assert_true (bd_sql_get_integer (before, &fresh_size, NULL, "PRAGMA page_size", ""));
  g_assert_cmpint (fresh_size, >, size);
}

static void
test_failed_migration (Kit          *kit,
                       gconstpointer data)
{
  static const char *const steps[] = { "CREATE TABLE a (x INTEGER) STRICT;", "CREATE TABLE b (x INTEGER) STRICT; SELECT nonsense;" };
  static const char *const mended[] = { "CREATE TABLE a (x INTEGER) STRICT;", "CREATE TABLE c (x INTEGER) STRICT;" };
  const BdSchema first = { steps, 1, TRUE }, broken = { steps, 2, TRUE }, good = { mended, 2, TRUE };
  g_autoptr (GError) error = NULL;
  g_autofree char *schema = NULL;
  BdDatabase *db = bd_database_open (kit->path, kit->key, &first, NULL, NULL);

  g_assert_true (bd_sql_exec (db, "INSERT INTO a VALUES (7)", NULL));
  bd_database_free (db);
  g_assert_null (bd_database_open (kit->path, kit->key, &broken, NULL, &error));
  g_assert_error (error, BD_STORE_ERROR, BD_STORE_ERROR_FAILED);
  g_assert_null (kit_find_file (kit, "records.db.damaged"));

  db = bd_database_open (kit->path, kit->key, &good, NULL, NULL);   /* as it was before the failed step */
  g_assert_nonnull (db);
  schema = schema_of (db);
  g_assert_null (strstr (schema, "TABLE b"));
  g_assert_nonnull (strstr (schema, "TABLE c"));
  bd_database_free (db);
}

static void
test_busy (Kit          *kit,
           gconstpointer data)
{
  BdStore *store = must_open (kit);
  g_autoptr (GError) error = NULL;

  g_assert_null (kit_open (kit, NULL, &error));
  g_assert_error (error, BD_STORE_ERROR, BD_STORE_ERROR_BUSY);
  save_allergies (kit, store, NHI, 1);
  kit_close (store);
  store = must_open (kit);
  kit_close (store);
}

static void
test_closed (Kit          *kit,
             gconstpointer data)
{
  BdStore *store = must_open (kit);
  g_autoptr (BdStore) keep = g_object_ref (store);
  g_autoptr (BdTicket) ticket = kit_ticket (kit, NHI, BD_TICKET_RECORD);
  g_autoptr (BdAnswer) answer = kit_answer (BD_SECTION_ALLERGIES, BD_SOURCE_SDHR, 1, "x", NULL);
  g_autoptr (GError) error = NULL;

  kit_close (store);
  g_assert_null (kit_load (keep, ticket, &error));
  g_assert_error (error, BD_STORE_ERROR, BD_STORE_ERROR_CLOSED);
  g_clear_error (&error);
  g_assert_false (kit_save (keep, ticket, NHI, answer, kit_in_hours (1), &error));
  g_assert_error (error, BD_STORE_ERROR, BD_STORE_ERROR_CLOSED);
}

static void
test_cancelled (Kit          *kit,
                gconstpointer data)
{
  BdStore *store = must_open (kit);
  g_autoptr (BdTicket) ticket = kit_ticket (kit, NHI, BD_TICKET_RECORD);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  bd_store_load_async (store, ticket, cancellable, kit_on_result, &result);
  kit_wait (&result);
  g_assert_null (bd_store_load_finish (store, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  kit_close (store);
}

/* The last reference may go while jobs are on their way, and on the thread itself. */
static void
test_dropped (Kit          *kit,
              gconstpointer data)
{
  for (guint round = 0; round < 5; round++)
    {
      BdStore *store = must_open (kit);
      g_autoptr (BdTicket) ticket = kit_ticket (kit, NHI, BD_TICKET_RECORD);
      GAsyncResult *results[10] = { NULL };

      for (guint i = 0; i < G_N_ELEMENTS (results); i++)
        bd_store_load_async (store, ticket, NULL, kit_on_result, &results[i]);
      g_object_unref (store);
      for (guint i = 0; i < G_N_ELEMENTS (results); i++)
        {
          kit_wait (&results[i]);
          g_object_unref (results[i]);
        }
    }
}

static void
test_large (Kit          *kit,
            gconstpointer data)
{
  BdStore *store = must_open (kit);
  g_autoptr (BdTicket) ticket = kit_ticket (kit, NHI, BD_TICKET_RECORD);
  g_autoptr (BdSavedRecord) record = NULL;
  g_autoptr (GTimer) timer = NULL;

  save_allergies (kit, store, NHI, 500);
  timer = g_timer_new ();
  record = kit_load (store, ticket, NULL);
  g_test_message ("500 entries in %.1f ms", g_timer_elapsed (timer, NULL) * 1000);
  g_assert_cmpuint (((BdAnswer *)record->answers->pdata[0])->entries->len, ==, 500);
  kit_close (store);
}

#define ADD(name, func) g_test_add ("/store/" name, Kit, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("round", test_round);
  ADD ("canary", test_canary);
  ADD ("no-ticket-no-read", test_no_ticket_no_read);
  ADD ("no-ticket-no-write", test_no_ticket_no_write);
  ADD ("never-kept", test_never_kept);
  ADD ("failures-replace-nothing", test_failures_replace_nothing);
  ADD ("replaced", test_replaced);
  ADD ("expired", test_expired);
  ADD ("pruned-at-start", test_pruned_at_start);
  ADD ("past-is-taken-away", test_past_is_taken_away);
  ADD ("linked", test_linked);
  ADD ("list-and-purge", test_list_and_purge);
  ADD ("seen", test_seen);
  ADD ("wrong-key", test_wrong_key);
  ADD ("damaged-at-start", test_damaged_at_start);
  ADD ("nonsense-files", test_nonsense_files);
  ADD ("damaged-while-open", test_damaged_while_open);
  ADD ("newer", test_newer);
  ADD ("migrations", test_migrations);
  ADD ("small-pages", test_small_pages);
  ADD ("failed-migration", test_failed_migration);
  ADD ("busy", test_busy);
  ADD ("closed", test_closed);
  ADD ("cancelled", test_cancelled);
  ADD ("dropped", test_dropped);
  ADD ("large", test_large);

  return g_test_run ();
}
