/* test-export.c: a record in a file for the person: who may, what stands in it, and what stands in the log first
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "clinic.h"

#include "bd-audit-log.h"
#include "bd-file-reading.h"
#include "bd-opening-export.h"

#include <sys/stat.h>
#include <unistd.h>

typedef struct {
  Clinic    *clinic;
  BdContext *context;
  char      *path;
} Fixture;

static void
set_up (Fixture       *f,
        gconstpointer  retention)
{
  g_autoptr (GError) error = NULL;

  f->clinic = clinic_new (retention);
  f->context = clinic_start (f->clinic);
  f->path = g_build_filename (f->clinic->folder, "summary.json", NULL);
  clinic_sign_in (f->clinic, f->context, "tui", PASS, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  clinic_sign_out (f->clinic, f->context);
  g_object_unref (f->context);
  clinic_free (f->clinic);
  g_free (f->path);
}

static void
settle (Fixture   *f,
        BdOpening *opening)
{
  gulong handler = g_signal_connect_swapped (opening, "settled", G_CALLBACK (g_main_loop_quit), f->clinic->loop);

  if (!bd_opening_is_settled (opening))
    g_main_loop_run (f->clinic->loop);
  g_signal_handler_disconnect (opening, handler);
}

static BdOpening *
open_for (Fixture      *f,
          BdReasonCode  reason,
          gboolean      offline)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (BdPatient) patient = NULL;
  g_autoptr (GError) error = NULL;
  BdOpening *opening;

  patient = clinic_identify (f->clinic, f->context, "ZKC7284", offline, &error);
  g_assert_no_error (error);
  bd_context_open_async (f->context, patient, reason, NULL, BD_IDENTIFIED_ASKED, offline, NULL, clinic_on_done, f->clinic);
  result = clinic_wait (f->clinic);
  opening = bd_context_open_finish (f->context, result, &error);
  g_assert_no_error (error);
  settle (f, opening);

  return opening;
}

static gboolean
export_as (Fixture      *f,
           BdOpening    *opening,
           const char   *initials,
           const char   *year,
           BdNzpsCounts *counts,
           GError      **error)
{
  BdExportRequest request = { .initials = initials, .birth_year = year };
  g_autoptr (GFile) file = g_file_new_for_path (f->path);
  g_autoptr (GAsyncResult) result = NULL;

  bd_opening_export_async (opening, &request, file, NULL, clinic_on_done, f->clinic);
  result = clinic_wait (f->clinic);

  return bd_opening_export_finish (opening, result, counts, error);
}

static BdFileReading *
read_back (Fixture *f)
{
  g_autoptr (GFile) file = g_file_new_for_path (f->path);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  BdFileReading *reading;

  bd_file_reading_load_async (file, NULL, clinic_on_done, f->clinic);
  result = clinic_wait (f->clinic);
  reading = bd_file_reading_load_finish (result, &error);
  g_assert_no_error (error);

  return reading;
}

/* In a drill the log is plain to whoever walks it: the acts can be counted, not read. */
static goffset
log_size (Fixture *f)
{
  g_autofree char *path = g_build_filename (f->clinic->data, "audit.log", NULL);
  struct stat info;

  g_assert_cmpint (stat (path, &info), ==, 0);

  return info.st_size;
}

static BdDocumentSection *
find_allergies (BdDocument *document)
{
  for (guint i = 0; i < document->sections->len; i++)
    {
      BdDocumentSection *section = g_ptr_array_index (document->sections, i);

      if (g_strcmp0 (section->code, "48765-2") == 0)
        return section;
    }
  g_assert_not_reached ();
}

static void
check_written (Fixture *f)
{
  g_autoptr (BdFileReading) reading = read_back (f);
  BdDocumentSection *section;
  struct stat info;

  g_assert_cmpint (stat (f->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_nonnull (reading->document);
  g_assert_cmpstr (reading->document->patient->nhi, ==, "ZKC7284");
  g_assert_cmpstr (reading->document->author, !=, NULL);
  g_assert_nonnull (strstr (reading->document->author, "Tui Example"));
  section = find_allergies (reading->document);
  g_assert_cmpuint (section->entries->len, ==, 1);
  g_assert_cmpstr (bd_entry_peek (g_ptr_array_index (section->entries, 0))->title, ==, CANARY);
  g_assert_nonnull (strstr (section->narrative, "holding back 1 of 2"));
}

static void
test_written (Fixture       *f,
              gconstpointer  data)
{
  g_autoptr (BdOpening) opening = open_for (f, BD_REASON_PR1, FALSE);
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL;
  goffset before = log_size (f);
  BdNzpsCounts counts;

  /* A file that stood open to all is closed to them. */
  g_assert_true (g_file_set_contents (f->path, "old", -1, NULL));
  g_assert_cmpint (chmod (f->path, 0666), ==, 0);
  g_assert_true (export_as (f, opening, "s w", " 1971 ", &counts, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (counts.written, ==, 1);
  words = bd_export_dup_words (&counts);
  g_assert_cmpstr (words, ==, "1 written, nothing left out");
  g_assert_cmpint (log_size (f), >, before);
  check_written (f);
}

/* Drawn from a copy, the bytes come from the store that holds it. */
static void
test_saved_copy (Fixture       *f,
                 gconstpointer  data)
{
  g_autoptr (BdOpening) online = open_for (f, BD_REASON_PR1, FALSE), opening = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) needed = NULL;
  g_autoptr (BdFileReading) reading = NULL;
  BdNzpsCounts counts;

  f->clinic->down = TRUE;
  opening = open_for (f, BD_REASON_PR1, g_str_equal (data, "72h"));
  needed = bd_nzps_dup_needed (bd_opening_get_record (opening));
  g_assert_cmpuint (g_strv_length (needed), ==, 1);
  g_assert_true (export_as (f, opening, "SW", "1971", &counts, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (counts.written, ==, 1);
  g_assert_cmpuint (counts.missing, ==, 0);
  reading = read_back (f);
  g_assert_cmpuint (find_allergies (reading->document)->entries->len, ==, 1);
}

static void
test_refused (Fixture       *f,
              gconstpointer  data)
{
  static const struct { BdReasonCode reason; const char *initials, *year, *says; } rows[] = {
    { BD_REASON_LR1, "SW", "1971", "PR1" },
    { BD_REASON_PR1, "XX", "1971", "initials" },
    { BD_REASON_PR1, NULL, "1971", "initials" },
    { BD_REASON_PR1, "SW", "1972", "year of birth" },
    { BD_REASON_PR1, "SW", "71", "four digits" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (BdOpening) opening = open_for (f, rows[i].reason, FALSE);
      g_autofree char *refusal = bd_opening_refuse_export (opening);
      g_autoptr (GError) error = NULL;
      goffset before = log_size (f);

      g_assert_cmpint (refusal != NULL, ==, rows[i].reason != BD_REASON_PR1);
      g_assert_false (export_as (f, opening, rows[i].initials, rows[i].year, NULL, &error));
      g_assert_error (error, BD_APP_ERROR, BD_APP_ERROR_REFUSED);
      g_assert_nonnull (strstr (error->message, rows[i].says));
      g_assert_false (g_file_test (f->path, G_FILE_TEST_EXISTS));
      g_assert_cmpint (log_size (f), >, before);   /* the refusal stands there */
    }
}

/* What cannot be written to the audit log does not happen. */
static void
test_not_audited (Fixture       *f,
                  gconstpointer  data)
{
  g_autoptr (BdOpening) opening = open_for (f, BD_REASON_PR1, FALSE);
  g_autofree char *log = g_build_filename (f->clinic->data, "audit.log", NULL);
  g_autofree char *aside = g_strconcat (log, ".aside", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_rename (log, aside), ==, 0);
  g_assert_false (export_as (f, opening, "SW", "1971", NULL, &error));
  g_assert_error (error, BD_APP_ERROR, BD_APP_ERROR_STORE);
  g_assert_false (g_file_test (f->path, G_FILE_TEST_EXISTS));
  g_assert_cmpint (g_rename (aside, log), ==, 0);
}

/* The sentence says what to do and not where: a path may hold a name. */
static void
test_no_place (Fixture       *f,
               gconstpointer  data)
{
  g_autoptr (BdOpening) opening = open_for (f, BD_REASON_PR1, FALSE);
  g_autoptr (GError) error = NULL;

  g_free (f->path);
  f->path = g_build_filename (f->clinic->folder, "no-such-folder", "WESTBROOK.json", NULL);
  g_assert_false (export_as (f, opening, "SW", "1971", NULL, &error));
  g_assert_error (error, BD_APP_ERROR, BD_APP_ERROR_STORE);
  g_assert_null (strstr (error->message, "WESTBROOK"));
  g_assert_nonnull (strstr (error->message, "another place"));
}

static void
test_closed (Fixture       *f,
             gconstpointer  data)
{
  g_autoptr (BdOpening) opening = open_for (f, BD_REASON_PR1, FALSE);
  g_autoptr (GAsyncResult) result = NULL, unlocked = NULL;
  g_autoptr (BdLockedBytes) pass = clinic_pass (PASS);
  g_autoptr (GError) error = NULL;

  bd_context_lock_async (f->context, "asked for", NULL, clinic_on_done, f->clinic);
  result = clinic_wait (f->clinic);
  g_assert_true (bd_context_lock_finish (f->context, result, NULL));
  g_assert_false (export_as (f, opening, "SW", "1971", NULL, &error));
  g_assert_error (error, BD_APP_ERROR, BD_APP_ERROR_LOCKED);
  g_assert_false (g_file_test (f->path, G_FILE_TEST_EXISTS));
  bd_context_unlock_async (f->context, pass, NULL, clinic_on_done, f->clinic);
  unlocked = clinic_wait (f->clinic);
  g_assert_true (bd_context_unlock_finish (f->context, unlocked, NULL));
}

/* Every reason for a row that is not in the file is told. */
static void
test_words (void)
{
  static const struct { BdNzpsCounts counts; const char *words; } rows[] = {
    { { 0, 0, 0, 0 }, "0 written, nothing left out" },
    { { 31, 2, 0, 0 }, "31 written, 2 not included: 2 shown under emergency access" },
    { { 3, 1, 1, 2 }, "3 written, 4 not included: 1 shown under emergency access; 1 named in words only, what was "
                      "received is not at hand; 2 of a kind that a patient summary has no place for" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *words = bd_export_dup_words (&rows[i].counts);

      g_assert_cmpstr (words, ==, rows[i].words);
    }
}

static BdFileError
code_of_file (Fixture    *f,
              const char *contents,
              gssize      length)
{
  g_autoptr (GFile) file = g_file_new_for_path (f->path);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (BdFileReading) reading = NULL;
  g_autoptr (GError) error = NULL;

  g_remove (f->path);
  if (contents != NULL)
    g_assert_true (g_file_set_contents (f->path, contents, length, NULL));
  bd_file_reading_load_async (file, NULL, clinic_on_done, f->clinic);
  result = clinic_wait (f->clinic);
  reading = bd_file_reading_load_finish (result, &error);
  g_assert_null (reading);
  g_assert_cmpint (error->domain, ==, BD_FILE_ERROR);
  g_assert_null (strstr (error->message, f->clinic->folder));

  return error->code;
}

static void
test_unreadable (Fixture       *f,
                 gconstpointer  data)
{
  g_autofree char *large = g_malloc (BD_JSON_MAX_BYTES + 1);

  memset (large, ' ', BD_JSON_MAX_BYTES + 1);
  g_assert_cmpint (code_of_file (f, NULL, 0), ==, BD_FILE_ERROR_NOT_OPENED);
  g_assert_cmpint (code_of_file (f, "", 0), ==, BD_FILE_ERROR_NOT_FHIR);
  g_assert_cmpint (code_of_file (f, "<html>", -1), ==, BD_FILE_ERROR_NOT_FHIR);
  g_assert_cmpint (code_of_file (f, "{\"a\":1,\"a\":2}", -1), ==, BD_FILE_ERROR_NOT_FHIR);
  g_assert_cmpint (code_of_file (f, large, BD_JSON_MAX_BYTES + 1), ==, BD_FILE_ERROR_TOO_LARGE);
}

/* No document: resources as they stand. */
static void
test_plain_resource (Fixture       *f,
                     gconstpointer  data)
{
  g_autoptr (BdFileReading) reading = NULL;

  g_assert_true (g_file_set_contents (f->path, "{\"resourceType\":\"Condition\",\"id\":\"c\",\"code\":{\"text\":\"Asthma\"}}",
                                      -1, NULL));
  reading = read_back (f);
  g_assert_null (reading->document);
  g_assert_cmpuint (reading->reading->entries->len, ==, 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, retention, test) g_test_add ("/export/" name, Fixture, retention, set_up, test, tear_down)
  ADD ("written", "none", test_written);
  ADD ("saved-copy", "72h", test_saved_copy);
  ADD ("session-copy", "session", test_saved_copy);
  ADD ("refused", "none", test_refused);
  ADD ("not-audited", "none", test_not_audited);
  ADD ("no-place", "none", test_no_place);
  ADD ("closed", "none", test_closed);
  ADD ("unreadable", "none", test_unreadable);
  ADD ("plain-resource", "none", test_plain_resource);
#undef ADD
  g_test_add_func ("/export/words", test_words);

  return g_test_run ();
}
