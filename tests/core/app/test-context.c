/* test-context.c: the context against an invented clinic: sign-in, lock, identity, copies, the glass
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "clinic.h"

#include "bd-clock.h"

typedef struct { Clinic *clinic; BdContext *context; } Fixture;

static void
set_up (Fixture       *f,
        gconstpointer  retention)
{
  g_autoptr (GError) error = NULL;

  f->clinic = clinic_new (retention);
  f->context = clinic_start (f->clinic);
  clinic_sign_in (f->clinic, f->context, "tui", PASS, &error);
  g_assert_no_error (error);
  g_assert_cmpint (bd_context_get_state (f->context), ==, BD_CONTEXT_READY);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  clinic_sign_out (f->clinic, f->context);
  g_assert_cmpint (bd_context_get_state (f->context), ==, BD_CONTEXT_SIGNED_OUT);
  g_object_unref (f->context);
  clinic_free (f->clinic);
}

static BdOpening *
open_person (Fixture *f)
{
  g_autoptr (BdPatient) patient = NULL;
  g_autoptr (GError) error = NULL;
  BdOpening *opening;

  patient = clinic_identify (f->clinic, f->context, "zkc 7284", FALSE, &error);
  g_assert_no_error (error);
  opening = clinic_open (f->clinic, f->context, patient, FALSE, &error);
  g_assert_no_error (error);

  return opening;
}

static guint
count_allergies (BdOpening *opening)
{
  return g_list_model_get_n_items (G_LIST_MODEL (bd_record_get_section (bd_opening_get_record (opening),
                                                                        BD_SECTION_ALLERGIES)));
}

static const BdLedgerLine *
sdhr_line (BdOpening *opening)
{
  return bd_section_get_line (bd_record_get_section (bd_opening_get_record (opening), BD_SECTION_ALLERGIES), BD_SOURCE_SDHR);
}

/* A number that cannot be one is told at once; nobody is asked. */
static void
test_numbers (Fixture       *f,
              gconstpointer  data)
{
  static const char *const bad[] = { "", "ZKC", "ZKC72845", "1234567", "ZIO1234", "ZKC7285" };
  g_autoptr (BdPatient) nobody = NULL;
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) local = NULL;

      g_assert_null (clinic_identify (f->clinic, f->context, bad[i], FALSE, &local));
      g_assert_error (local, BD_APP_ERROR, BD_APP_ERROR_INPUT);
    }
  g_assert_cmpuint (f->clinic->asked, ==, 0);

  nobody = clinic_identify (f->clinic, f->context, "ZZZ0016", FALSE, &error);
  g_assert_null (nobody);
  g_assert_error (error, BD_APP_ERROR, BD_APP_ERROR_NO_SUCH_PERSON);
}

/* A lone number that NHI did not confirm is never "identified" (SRD-9). */
static void
test_unconfirmed (Fixture       *f,
                  gconstpointer  data)
{
  g_autoptr (BdPatient) patient = NULL;
  g_autoptr (BdOpening) opening = NULL;
  g_autoptr (GError) error = NULL;

  f->clinic->nhi_down = TRUE;
  patient = clinic_identify (f->clinic, f->context, "ZKC7284", FALSE, &error);
  g_assert_no_error (error);
  g_assert_null (bd_patient_peek_name (patient));
  g_assert_nonnull (strstr (patient->notices[0], "Check the wristband"));

  opening = clinic_open (f->clinic, f->context, patient, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpint (bd_opening_get_identified_by (opening), ==, BD_IDENTIFIED_NOT_CONFIRMED);
  g_assert_cmpuint (count_allergies (opening), ==, 1);
}

static void
test_open (Fixture       *f,
           gconstpointer  data)
{
  g_autoptr (BdOpening) opening = open_person (f);
  g_autofree char *json = bd_opening_to_json (opening), *text = bd_opening_to_text (opening), *note = NULL;
  BdReasonCode reason;
  BdIdentifiedBy by;

  g_assert_cmpint (sdhr_line (opening)->state, ==, BD_STATE_REDACTED);
  g_assert_cmpint (bd_opening_get_purpose (opening), ==, BD_PURPOSE_TREAT);
  g_assert_nonnull (strstr (f->clinic->context, "\"TREAT\""));
  g_assert_nonnull (strstr (json, "\"state\": \"redacted\""));
  g_assert_nonnull (strstr (json, "\"purpose\": \"TREAT\""));
  g_assert_nonnull (strstr (json, CANARY));
  g_assert_nonnull (strstr (text, "SDHR is holding back 1 of 2"));
  g_assert_nonnull (strstr (text, "Message (warning): Results are still being loaded"));
  g_assert_cmpuint (g_list_model_get_n_items (bd_context_get_opened (f->context)), ==, 1);
  g_assert_true (bd_context_recall_reason (f->context, "ZKC7284", &reason, &by, &note));
  g_assert_cmpint (reason, ==, BD_REASON_LR1);
  g_assert_cmpint (by, ==, BD_IDENTIFIED_WRISTBAND);
}

/* A record that is let go the moment it has settled is one that was looked at. */
static void
test_seen (Fixture       *f,
           gconstpointer  data)
{
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (BdOpening) opening = open_person (f);
      g_autofree char *delta = bd_opening_dup_delta (opening);

      if (i == 0)
        g_assert_null (delta);
      else
        g_assert_true (delta != NULL && g_str_has_suffix (delta, ": no change in what is shown"));
    }
}

/* Kept for hours: offline it is there, on the disk it cannot be read. */
static void
test_offline (Fixture       *f,
              gconstpointer  data)
{
  g_autoptr (BdPatient) patient = NULL, unknown = NULL;
  g_autoptr (BdOpening) online = open_person (f), opening = NULL;
  g_autoptr (GError) error = NULL;
  guint asked = f->clinic->asked;

  patient = clinic_identify (f->clinic, f->context, "ZKC7284", TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (bd_patient_peek_name (patient)->family, ==, FAMILY);
  g_assert_cmpint (patient->saved_at, >, 0);
  opening = clinic_open (f->clinic, f->context, patient, TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sdhr_line (opening)->state, ==, BD_STATE_SAVED_COPY);
  g_assert_cmpuint (count_allergies (opening), ==, 1);
  g_assert_cmpuint (f->clinic->asked, ==, asked);

  unknown = clinic_identify (f->clinic, f->context, "ZZZ0016", TRUE, &error);
  g_assert_null (unknown);
  g_assert_error (error, BD_APP_ERROR, BD_APP_ERROR_NOTHING_TO_SHOW);
  g_assert_false (clinic_disk_holds (f->clinic->data, CANARY));
  g_assert_false (clinic_disk_holds (f->clinic->data, FAMILY));
}

/* SRD-7: with none, nothing touches the disk and nothing is there offline. */
static void
test_retention_none (Fixture       *f,
                     gconstpointer  data)
{
  g_autoptr (BdOpening) online = open_person (f);
  g_autoptr (BdPatient) patient = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) saved = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (clinic_disk_holds (f->clinic->data, CANARY));
  bd_context_list_saved_async (f->context, NULL, clinic_on_done, f->clinic);
  result = clinic_wait (f->clinic);
  saved = bd_context_list_saved_finish (f->context, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (saved->len, ==, 0);

  patient = clinic_identify (f->clinic, f->context, "ZKC7284", TRUE, &error);
  g_assert_null (patient);
  g_assert_error (error, BD_APP_ERROR, BD_APP_ERROR_NOTHING_TO_SHOW);
}

static guint
count_session_folders (const char *data)
{
  g_autoptr (GDir) dir = g_dir_open (data, 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    n += g_str_has_prefix (name, "session-");

  return n;
}

static void
test_retention_session (Fixture       *f,
                        gconstpointer  data)
{
  g_autoptr (BdOpening) online = open_person (f);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (count_session_folders (f->clinic->data), ==, 1);
  g_assert_false (clinic_disk_holds (f->clinic->data, CANARY));
  g_clear_object (&online);
  clinic_sign_out (f->clinic, f->context);
  g_assert_cmpuint (count_session_folders (f->clinic->data), ==, 0);

  clinic_sign_in (f->clinic, f->context, "tui", PASS, &error);
  g_assert_no_error (error);
}

static void
lock (Fixture *f)
{
  g_autoptr (GAsyncResult) result = NULL;

  bd_context_lock_async (f->context, "asked for", NULL, clinic_on_done, f->clinic);
  g_assert_cmpint (bd_context_get_state (f->context), ==, BD_CONTEXT_LOCKED);
  result = clinic_wait (f->clinic);
  g_assert_true (bd_context_lock_finish (f->context, result, NULL));
}

static gboolean
unlock (Fixture     *f,
        const char  *pass,
        GError     **error)
{
  g_autoptr (BdLockedBytes) bytes = clinic_pass (pass);
  g_autoptr (GAsyncResult) result = NULL;

  bd_context_unlock_async (f->context, bytes, NULL, clinic_on_done, f->clinic);
  result = clinic_wait (f->clinic);

  return bd_context_unlock_finish (f->context, result, error);
}

static void
count_up (guint *n)
{
  (*n)++;
}

static void
test_lock (Fixture       *f,
           gconstpointer  data)
{
  g_autoptr (BdOpening) opening = open_person (f);
  g_autoptr (GError) error = NULL, wrong = NULL;
  guint closed = 0;

  g_signal_connect_swapped (opening, "closed", G_CALLBACK (count_up), &closed);
  lock (f);
  g_assert_cmpuint (closed, ==, 1);
  g_assert_null (clinic_identify (f->clinic, f->context, "ZKC7284", FALSE, &error));
  g_assert_error (error, BD_APP_ERROR, BD_APP_ERROR_LOCKED);
  g_clear_error (&error);

  g_assert_false (unlock (f, "not this one", &wrong));
  g_assert_error (wrong, BD_APP_ERROR, BD_APP_ERROR_PASSPHRASE);
  g_assert_cmpint (bd_context_get_state (f->context), ==, BD_CONTEXT_LOCKED);
  g_assert_true (unlock (f, PASS, &error));
  g_assert_no_error (error);
  g_assert_true (bd_context_recall_reason (f->context, "ZKC7284", NULL, NULL, NULL));
  g_clear_object (&opening);
  opening = open_person (f);
  g_assert_cmpuint (count_allergies (opening), ==, 1);
}

/* Locked by mistake and the passphrase typed at once: the databases are still being closed. */
static void
test_unlock_at_once (Fixture       *f,
                     gconstpointer  data)
{
  g_autoptr (BdLockedBytes) bytes = clinic_pass (PASS);
  g_autoptr (GAsyncResult) unlocked = NULL;
  g_autoptr (GError) error = NULL;

  bd_context_lock_async (f->context, "asked for", NULL, NULL, NULL);
  bd_context_unlock_async (f->context, bytes, NULL, clinic_on_done, f->clinic);
  unlocked = clinic_wait (f->clinic);
  g_assert_true (bd_context_unlock_finish (f->context, unlocked, &error));
  g_assert_no_error (error);
  g_assert_cmpint (bd_context_get_state (f->context), ==, BD_CONTEXT_READY);
  lock (f);
  g_assert_true (unlock (f, PASS, &error));
}

static const BdEmergencyRequest emergency = {
  .reason = BD_REASON_BG1, .note = "Found unconscious at home by a neighbour", .initials = "SW", .birth_year = "1971",
};

static gboolean
break_glass (Fixture                  *f,
             BdOpening                *opening,
             const BdEmergencyRequest *request,
             const char               *pass,
             guint                    *n_more,
             GError                  **error)
{
  g_autoptr (BdLockedBytes) bytes = clinic_pass (pass);
  g_autoptr (GAsyncResult) result = NULL;

  bd_opening_break_glass_async (opening, request, bytes, NULL, clinic_on_done, f->clinic);
  result = clinic_wait (f->clinic);

  return bd_opening_break_glass_finish (opening, result, n_more, error);
}

static void
test_glass_refused (Fixture       *f,
                    gconstpointer  data)
{
  g_autoptr (BdOpening) opening = open_person (f);
  g_autoptr (GError) passphrase = NULL, initials = NULL, note = NULL;
  BdEmergencyRequest request = emergency;
  guint n_more, asked = f->clinic->asked;

  g_assert_false (break_glass (f, opening, &request, "not this one", &n_more, &passphrase));
  g_assert_error (passphrase, BD_APP_ERROR, BD_APP_ERROR_PASSPHRASE);
  request.initials = "XX";
  g_assert_false (break_glass (f, opening, &request, PASS, &n_more, &initials));
  g_assert_error (initials, BD_APP_ERROR, BD_APP_ERROR_REFUSED);
  request = emergency;
  request.note = "urgent";
  g_assert_false (break_glass (f, opening, &request, PASS, &n_more, &note));
  g_assert_error (note, BD_APP_ERROR, BD_APP_ERROR_REFUSED);
  g_assert_null (bd_opening_get_grant (opening));
  g_assert_cmpuint (f->clinic->asked, ==, asked);
}

/* What comes under the grant is shown, marked, not kept, and goes with it. */
static void
test_glass_releases (Fixture       *f,
                     gconstpointer  data)
{
  g_autoptr (BdOpening) opening = open_person (f);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  guint n_more = 0, changed = 0;

  f->clinic->releases = TRUE;
  g_signal_connect_swapped (opening, "grant-changed", G_CALLBACK (count_up), &changed);
  g_assert_true (break_glass (f, opening, &emergency, PASS, &n_more, &error));
  g_assert_no_error (error);
  g_assert_nonnull (strstr (f->clinic->context, "ETREAT"));
  g_assert_cmpuint (n_more, ==, 1);
  g_assert_cmpuint (count_allergies (opening), ==, 2);
  g_assert_nonnull (bd_opening_get_grant (opening));
  g_assert_cmpint (bd_opening_get_purpose (opening), ==, BD_PURPOSE_ETREAT);

  bd_opening_end_grant_async (opening, NULL, clinic_on_done, f->clinic);
  result = clinic_wait (f->clinic);
  g_assert_true (bd_opening_end_grant_finish (opening, result, &error));
  g_assert_null (bd_opening_get_grant (opening));
  g_assert_cmpuint (count_allergies (opening), ==, 1);
  g_assert_cmpint (bd_opening_get_purpose (opening), ==, BD_PURPOSE_TREAT);
  g_assert_cmpuint (changed, ==, 2);
}

static void
keep_sentence (BdOpening  *opening,
               const char *sentence,
               gpointer    data)
{
  g_free (*(char **) data);
  *(char **) data = g_strdup (sentence);
}

/* The override promises nothing. */
static void
test_glass_nothing_more (Fixture       *f,
                         gconstpointer  data)
{
  g_autoptr (BdOpening) opening = open_person (f);
  g_autofree char *said = NULL;
  g_autoptr (GError) error = NULL;
  guint n_more = 9;

  g_signal_connect (opening, "message", G_CALLBACK (keep_sentence), &said);
  g_assert_true (break_glass (f, opening, &emergency, PASS, &n_more, &error));
  g_assert_cmpuint (n_more, ==, 0);
  g_assert_null (bd_opening_get_grant (opening));
  g_assert_nonnull (said);
  g_assert_nonnull (strstr (said, "Nothing more came"));
  g_assert_cmpuint (count_allergies (opening), ==, 1);
}

/* A grant outlives a short lock: opening again goes on under it. */
static void
test_glass_survives_lock (Fixture       *f,
                          gconstpointer  data)
{
  g_autoptr (BdOpening) opening = open_person (f), again = NULL;
  g_autoptr (GError) error = NULL;
  guint n_more;

  f->clinic->releases = TRUE;
  g_assert_true (break_glass (f, opening, &emergency, PASS, &n_more, &error));
  g_clear_object (&opening);
  lock (f);
  g_assert_true (unlock (f, PASS, &error));
  again = open_person (f);
  g_assert_nonnull (bd_opening_get_grant (again));
  g_assert_cmpuint (count_allergies (again), ==, 2);
}

/* Laptop shut under an emergency access and opened much later: timers slept, the boot clock did not. */
static void
test_glass_slept_away (Fixture       *f,
                       gconstpointer  data)
{
  g_autoptr (BdOpening) opening = open_person (f), again = NULL;
  g_autoptr (GError) error = NULL;
  guint n_more;

  f->clinic->releases = TRUE;
  g_assert_true (break_glass (f, opening, &emergency, PASS, &n_more, &error));
  g_clear_object (&opening);
  lock (f);
  bd_clock_set_offset_for_tests (0, G_GINT64_CONSTANT (11) * 60 * G_USEC_PER_SEC);
  g_assert_true (unlock (f, PASS, &error));
  again = open_person (f);
  bd_clock_set_offset_for_tests (0, 0);
  g_assert_null (bd_opening_get_grant (again));
  g_assert_cmpuint (count_allergies (again), ==, 1);
}

/* Locked while NHI was still answering: nobody is shown on the locked screen. */
static void
test_locked_while_asking (Fixture       *f,
                          gconstpointer  data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (BdPatient) patient = NULL;
  g_autoptr (GError) error = NULL;

  bd_context_identify_async (f->context, "ZKC7284", FALSE, FALSE, NULL, clinic_on_done, f->clinic);
  bd_context_lock_async (f->context, "asked for", NULL, NULL, NULL);
  result = clinic_wait (f->clinic);
  patient = bd_context_identify_finish (f->context, result, &error);
  g_assert_null (patient);
  g_assert_error (error, BD_APP_ERROR, BD_APP_ERROR_LOCKED);
}

/* Locked between the passphrase and the log: the emergency access does not begin behind the lock. */
static void
test_locked_while_breaking (Fixture       *f,
                            gconstpointer  data)
{
  g_autoptr (BdLockedBytes) pass = clinic_pass (PASS);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (BdPatient) patient = NULL;
  g_autoptr (BdOpening) opening = NULL;
  g_autoptr (GError) error = NULL;

  patient = clinic_identify (f->clinic, f->context, "ZKC7284", FALSE, &error);
  g_assert_no_error (error);
  bd_context_open_emergency_async (f->context, patient, &emergency, pass, FALSE, NULL, clinic_on_done, f->clinic);
  bd_context_lock_async (f->context, "asked for", NULL, NULL, NULL);
  result = clinic_wait (f->clinic);
  opening = bd_context_open_finish (f->context, result, &error);
  g_assert_null (opening);
  g_assert_error (error, BD_APP_ERROR, BD_APP_ERROR_LOCKED);
}

static goffset
get_log_size (Fixture *f)
{
  g_autofree char *path = g_build_filename (bd_context_get_data_dir (f->context), "audit.log", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInfo) info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, NULL, NULL);

  g_assert_nonnull (info);

  return g_file_info_get_size (info);
}

/* Emergency access offered from the identity card, and left: both stand in the log before anything is open. */
static void
test_offer_before_opening (Fixture       *f,
                           gconstpointer  data)
{
  g_autoptr (BdPatient) patient = NULL;
  g_autoptr (GError) error = NULL;

  patient = clinic_identify (f->clinic, f->context, "ZKC7284", FALSE, &error);
  g_assert_no_error (error);
  for (int declined = 0; declined < 2; declined++)
    {
      goffset before = get_log_size (f);
      g_autoptr (GAsyncResult) result = NULL;

      bd_context_note_offer_async (f->context, patient, BD_IDENTIFIED_WRISTBAND, declined != 0, NULL, clinic_on_done, f->clinic);
      result = clinic_wait (f->clinic);
      g_assert_true (bd_context_note_offer_finish (f->context, result, &error));
      g_assert_no_error (error);
      g_assert_cmpint (get_log_size (f), >, before);
    }
}

/* A colleague vouches for somebody new; nobody is given a second passphrase under their name. */
static void
test_no_second_passphrase (Fixture       *f,
                           gconstpointer  data)
{
  static const char *const names[] = { "ruru", "ruru", "tui" };
  g_autoptr (BdLockedBytes) own = clinic_pass ("tuatara basks"), other = clinic_pass ("not theirs at all");
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) refusal = NULL;

      bd_context_add_user_async (f->context, names[i], i == 0 ? own : other, NULL, clinic_on_done, f->clinic);
      result = clinic_wait (f->clinic);
      g_assert_cmpint (bd_context_add_user_finish (f->context, result, &refusal), ==, i == 0);
      if (i > 0)
        g_assert_error (refusal, BD_APP_ERROR, BD_APP_ERROR_REFUSED);
    }
  clinic_sign_out (f->clinic, f->context);
  g_assert_false (clinic_sign_in (f->clinic, f->context, "ruru", "not theirs at all", NULL));
  g_assert_true (clinic_sign_in (f->clinic, f->context, "ruru", "tuatara basks", &error));
  g_assert_no_error (error);
}

/* Copies are not taken away either when that cannot be written down. */
static void
test_purge_unwritten (Fixture       *f,
                      gconstpointer  data)
{
  g_autofree char *log = g_build_filename (f->clinic->data, "audit.log", NULL), *aside = g_strconcat (log, ".aside", NULL);
  g_autoptr (BdOpening) opening = open_person (f);
  g_autoptr (GAsyncResult) result = NULL, listed = NULL;
  g_autoptr (GPtrArray) people = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_rename (log, aside), ==, 0);
  bd_context_purge_async (f->context, NULL, NULL, clinic_on_done, f->clinic);
  result = clinic_wait (f->clinic);
  g_assert_false (bd_context_purge_finish (f->context, result, NULL, &error));
  g_assert_error (error, BD_APP_ERROR, BD_APP_ERROR_STORE);
  g_assert_cmpint (g_rename (aside, log), ==, 0);

  bd_context_list_saved_async (f->context, NULL, clinic_on_done, f->clinic);
  listed = clinic_wait (f->clinic);
  people = bd_context_list_saved_finish (f->context, listed, NULL);
  g_assert_cmpuint (people->len, ==, 1);
}

static gboolean
told_of_log (BdContext *context)
{
  GPtrArray *notes = bd_context_get_notes (context);

  for (guint i = 0; i < notes->len; i++)
    if (strstr (g_ptr_array_index (notes, i), "The audit log is not as it was left") != NULL)
      return TRUE;

  return FALSE;
}

static void
sign_in_anew (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  clinic_sign_out (f->clinic, f->context);
  g_object_unref (f->context);
  f->context = clinic_start (f->clinic);
  g_assert_true (clinic_sign_in (f->clinic, f->context, "tui", PASS, &error));
}

/* Whole records are cut from the end of the log, or the log put back as it was: the next one to sign in is told. */
static void
test_log_trimmed (Fixture       *f,
                  gconstpointer  data)
{
  g_autofree char *log = g_build_filename (f->clinic->data, "audit.log", NULL);
  g_autofree char *end = g_build_filename (f->clinic->data, "audit.end", NULL);
  g_autofree char *before = NULL;
  gsize length;

  sign_in_anew (f);
  g_assert_false (told_of_log (f->context));
  g_assert_true (g_file_get_contents (log, &before, &length, NULL));
  sign_in_anew (f);
  g_assert_false (told_of_log (f->context));

  clinic_sign_out (f->clinic, f->context);
  g_object_unref (f->context);
  g_assert_true (g_file_set_contents (log, before, length, NULL));
  f->context = clinic_start (f->clinic);
  g_assert_true (clinic_sign_in (f->clinic, f->context, "tui", PASS, NULL));
  g_assert_true (told_of_log (f->context));

  sign_in_anew (f);
  g_assert_false (told_of_log (f->context));
  g_assert_cmpint (g_remove (end), ==, 0);
  lock (f);                                       /* it is noted again at every lock */
  g_assert_true (g_file_test (end, G_FILE_TEST_EXISTS));
  g_assert_true (unlock (f, PASS, NULL));
  clinic_sign_out (f->clinic, f->context);
  g_assert_true (g_file_set_contents (end, "00 00\n", -1, NULL));
  g_object_unref (f->context);
  f->context = clinic_start (f->clinic);
  g_assert_true (clinic_sign_in (f->clinic, f->context, "tui", PASS, NULL));
  g_assert_true (told_of_log (f->context));
}

/* The key slots are taken away and somebody chooses a new passphrase under a name of the roster: it shows. */
static void
test_slots_taken_away (Fixture       *f,
                       gconstpointer  data)
{
  g_autofree char *slots = g_build_filename (f->clinic->data, "slots", NULL);
  g_autoptr (GError) error = NULL;
  GPtrArray *notes;

  g_assert_cmpuint (bd_context_get_notes (f->context)->len, ==, 0);
  clinic_sign_out (f->clinic, f->context);
  g_object_unref (f->context);
  g_assert_cmpint (g_remove (slots), ==, 0);
  f->context = clinic_start (f->clinic);
  g_assert_true (clinic_sign_in (f->clinic, f->context, "ruru", "not theirs at all", &error));
  notes = bd_context_get_notes (f->context);
  for (guint i = 0; i < notes->len; i++)
    if (strstr (g_ptr_array_index (notes, i), "tell the privacy officer") != NULL)
      return;
  g_test_fail_printf ("new keys were made and nobody was told");
}

/* The log is taken away while somebody is signed in: nothing more is opened. */
static void
test_log_taken_away (Fixture       *f,
                     gconstpointer  data)
{
  g_autofree char *log = g_build_filename (f->clinic->data, "audit.log", NULL);
  g_autoptr (GError) error = NULL;
  guint asked = f->clinic->asked;

  g_assert_cmpint (g_remove (log), ==, 0);
  g_assert_null (clinic_identify (f->clinic, f->context, "ZKC7284", FALSE, &error));
  g_assert_error (error, BD_APP_ERROR, BD_APP_ERROR_STORE);
  g_assert_cmpuint (f->clinic->asked, ==, asked);
}

static void
test_second_clinician (Fixture       *f,
                       gconstpointer  data)
{
  g_autoptr (BdLockedBytes) own = clinic_pass ("tuatara basks");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL, nobody = NULL;

  clinic_sign_out (f->clinic, f->context);
  g_assert_false (clinic_sign_in (f->clinic, f->context, "moa", PASS, &nobody));
  g_assert_error (nobody, BD_APP_ERROR, BD_APP_ERROR_SIGN_IN);
  g_assert_false (clinic_sign_in (f->clinic, f->context, "ruru", "tuatara basks", &error));
  g_assert_error (error, BD_APP_ERROR, BD_APP_ERROR_STORE);
  g_clear_error (&error);

  g_assert_true (clinic_sign_in (f->clinic, f->context, "tui", PASS, &error));
  bd_context_add_user_async (f->context, "ruru", own, NULL, clinic_on_done, f->clinic);
  result = clinic_wait (f->clinic);
  g_assert_true (bd_context_add_user_finish (f->context, result, &error));
  clinic_sign_out (f->clinic, f->context);
  g_assert_true (clinic_sign_in (f->clinic, f->context, "ruru", "tuatara basks", &error));
  g_assert_no_error (error);
}

/* SRD-6: a role that is not clinical signs in and sees nothing. */
static void
test_reception (Fixture       *f,
                gconstpointer  data)
{
  g_autoptr (BdLockedBytes) own = clinic_pass ("weka at the desk");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  bd_context_add_user_async (f->context, "desk", own, NULL, clinic_on_done, f->clinic);
  result = clinic_wait (f->clinic);
  g_assert_true (bd_context_add_user_finish (f->context, result, &error));
  clinic_sign_out (f->clinic, f->context);
  g_assert_true (clinic_sign_in (f->clinic, f->context, "desk", "weka at the desk", &error));
  g_assert_null (clinic_identify (f->clinic, f->context, "ZKC7284", FALSE, &error));
  g_assert_error (error, BD_APP_ERROR, BD_APP_ERROR_REFUSED);
  g_assert_cmpuint (f->clinic->asked, ==, 0);
}

static void
test_busy (Fixture       *f,
           gconstpointer  data)
{
  g_autoptr (BdSiteProfile) profile = bd_site_profile_load (f->clinic->site, NULL);
  g_autoptr (BdContext) second = bd_context_new (profile, f->clinic->data);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  bd_context_start_async (second, NULL, clinic_on_done, f->clinic);
  result = clinic_wait (f->clinic);
  g_assert_false (bd_context_start_finish (second, result, &error));
  g_assert_error (error, BD_APP_ERROR, BD_APP_ERROR_STORE);
}

static void
test_failing_services (Fixture       *f,
                       gconstpointer  data)
{
  g_autoptr (BdOpening) online = open_person (f), opening = NULL;
  g_autoptr (BdPatient) patient = NULL;
  g_autoptr (GError) error = NULL;

  f->clinic->down = TRUE;
  patient = clinic_identify (f->clinic, f->context, "ZKC7284", FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpint (patient->saved_at, >, 0);
  g_assert_nonnull (strstr (patient->notices[0], "saved copy"));
  opening = clinic_open (f->clinic, f->context, patient, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_allergies (opening), ==, 1);
  g_assert_cmpint (sdhr_line (opening)->saved_at, >, 0);
  g_assert_true (bd_opening_has_anything (opening));
}

int
main (int   argc,
      char *argv[])
{
  static const struct { const char *path, *retention; void (*test) (Fixture *, gconstpointer); } tests[] = {
    { "/context/numbers", "none", test_numbers },
    { "/context/unconfirmed", "none", test_unconfirmed },
    { "/context/open", "none", test_open },
    { "/context/seen", "72h", test_seen },
    { "/context/offline", "72h", test_offline },
    { "/context/retention-none/SRD-7", "none", test_retention_none },
    { "/context/retention-session", "session", test_retention_session },
    { "/context/lock", "72h", test_lock },
    { "/context/unlock-at-once", "72h", test_unlock_at_once },
    { "/context/glass/refused", "none", test_glass_refused },
    { "/context/glass/releases", "72h", test_glass_releases },
    { "/context/glass/nothing-more", "none", test_glass_nothing_more },
    { "/context/glass/survives-lock", "none", test_glass_survives_lock },
    { "/context/glass/slept-away", "none", test_glass_slept_away },
    { "/context/locked-while-asking", "none", test_locked_while_asking },
    { "/context/locked-while-breaking", "none", test_locked_while_breaking },
    { "/context/no-second-passphrase", "none", test_no_second_passphrase },
    { "/context/purge-unwritten", "72h", test_purge_unwritten },
    { "/context/log-trimmed", "none", test_log_trimmed },
    { "/context/slots-taken-away", "none", test_slots_taken_away },
    { "/context/log-taken-away", "none", test_log_taken_away },
    { "/context/second-clinician", "none", test_second_clinician },
    { "/context/reception/SRD-6", "none", test_reception },
    { "/context/offer-before-opening", "none", test_offer_before_opening },
    { "/context/busy", "none", test_busy },
    { "/context/failing-services", "72h", test_failing_services },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, tests[i].retention, set_up, tests[i].test, tear_down);

  return g_test_run ();
}
