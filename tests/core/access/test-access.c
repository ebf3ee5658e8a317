/* test-access.c: no role, no reason, no log: no ticket
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-access.h"
#include "bd-clock.h"
#include "bd-grant-private.h"
#include "fake-sink.h"

#include <string.h>

#define NOTE "found unconscious at the bus stop"

typedef struct
{
  FakeSink    *sink;
  BdAccess    *access;
  BdClinician *doctor;
  BdPatient   *patient;
} Fixture;

static void
on_result_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  *(GAsyncResult **)user_data = g_object_ref (result);
}

static void
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static BdClinician *
person_of_role (BdRole role)
{
  return bd_clinician_new ("u7", "Dr Wiremu Tait", "90ZZLP", role, "G0M086-B", NULL, NULL);
}

static BdPatient *
make_patient (void)
{
  static const char text[] =
    "{\"resourceType\":\"Patient\",\"id\":\"ZKC7284\","
    "\"identifier\":[{\"use\":\"official\",\"system\":\"https://standards.digital.health.nz/ns/nhi-id\",\"value\":\"ZKC7284\"}],"
    "\"name\":[{\"family\":\"Pōtae\",\"given\":[\"Hinewai\"],\"use\":\"official\"}],\"birthDate\":\"1971-02-05\",\"gender\":\"female\"}";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (BdJson) json = bd_json_parse (bytes, NULL);

  g_assert_nonnull (json);
  return bd_patient_new_from_json (bd_json_root (json), "ZKC7284");
}

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  BdAccessSettings settings = { .workstation = (char *)"ed-desk-2", .address = (char *)"192.0.2.7" };

  f->sink = fake_sink_new ();
  f->access = bd_access_new (BD_AUDIT_SINK (f->sink), &settings);
  f->doctor = person_of_role (BD_ROLE_CLINICIAN);
  f->patient = make_patient ();
  g_assert_nonnull (f->patient);
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  bd_clock_set_offset_for_tests (0, 0);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (f->access);
  g_assert_finalize_object (f->sink);
  bd_clinician_unref (f->doctor);
  bd_patient_free (f->patient);
}

static BdTicket *
admit (Fixture           *f,
       BdClinician       *who,
       const BdAdmission *admission,
       GError           **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  bd_access_admit_async (f->access, who, admission, NULL, on_result_cb, &result);
  wait_for (&result);
  return bd_access_admit_finish (f->access, result, error);
}

static BdGrant *
break_glass (Fixture                  *f,
             BdClinician              *who,
             const BdEmergencyRequest *request,
             GError                  **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  bd_access_break_glass_async (f->access, who, f->patient, request, NULL, on_result_cb, &result);
  wait_for (&result);
  return bd_access_break_glass_finish (f->access, result, error);
}

static gboolean
end_grant (Fixture    *f,
           BdGrant    *grant,
           const char *why,
           GError    **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  bd_access_end_grant_async (f->access, grant, why, NULL, on_result_cb, &result);
  wait_for (&result);
  return bd_access_end_grant_finish (f->access, result, error);
}

static void
test_roles (Fixture      *f,
            gconstpointer data)
{
  static const BdTicketScope scopes[] = { BD_TICKET_IDENTITY, BD_TICKET_RECORD, BD_TICKET_SAVE };

  for (int role = 0; role < BD_N_ROLES; role++)
    for (guint i = 0; i < G_N_ELEMENTS (scopes); i++)
      {
        g_autoptr (BdClinician) who = person_of_role (role);
        g_autoptr (GError) error = NULL;
        BdAdmission admission = { .scope = scopes[i], .nhi = "ZKC7284", .reason = BD_REASON_LR1 };
        guint before = fake_sink_count (f->sink);
        g_autoptr (BdTicket) ticket = admit (f, who, &admission, &error);

        g_assert_cmpuint (fake_sink_count (f->sink), ==, before + 1);
        if (bd_role_is_clinical (role))
          {
            g_assert_no_error (error);
            g_assert_true (bd_ticket_covers (ticket, "ZKC7284", scopes[i]));
            continue;
          }
        g_assert_null (ticket);
        g_assert_error (error, BD_ACCESS_ERROR, BD_ACCESS_ERROR_ROLE);
        g_assert_nonnull (strstr (fake_sink_last (f->sink), "\"act\":\"refused\""));
      }
}

static void
test_reasons (Fixture      *f,
              gconstpointer data)
{
  for (int code = 0; code < BD_N_REASONS; code++)
    {
      const BdReason *reason = bd_reason_get (code);
      g_autoptr (GError) error = NULL;
      g_autofree char *wanted = g_strdup_printf ("\"purpose\":\"%s\"", bd_purpose_to_string (reason->purpose));
      BdAdmission admission = { .scope = BD_TICKET_RECORD, .nhi = "ZKC7284", .reason = code, .note = NOTE,
                                .identified_by = BD_IDENTIFIED_WRISTBAND };
      g_autoptr (BdTicket) ticket = admit (f, f->doctor, &admission, &error);

      if (reason->kind == BD_REASON_KIND_EMERGENCY)
        {
          g_assert_error (error, BD_ACCESS_ERROR, BD_ACCESS_ERROR_REASON);
          g_assert_null (ticket);
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpint (bd_ticket_get_purpose (ticket), ==, reason->purpose);
      g_assert_cmpint (bd_ticket_get_reason (ticket), ==, code);
      g_assert_cmpint (bd_ticket_get_identified_by (ticket), ==, BD_IDENTIFIED_WRISTBAND);
      g_assert_false (bd_ticket_is_emergency (ticket));
      g_assert_nonnull (strstr (fake_sink_last (f->sink), wanted));
      g_assert_nonnull (strstr (fake_sink_last (f->sink), "\"act\":\"record-opened\""));
      g_assert_nonnull (strstr (fake_sink_last (f->sink), "\"identified_by\":\"wristband\""));
      g_assert_nonnull (strstr (fake_sink_last (f->sink), "ed-desk-2"));
      g_assert_nonnull (strstr (fake_sink_last (f->sink), "192.0.2.7"));
    }
}

static void
test_note_needed (Fixture      *f,
                  gconstpointer data)
{
  BdAdmission admission = { .scope = BD_TICKET_RECORD, .nhi = "ZKC7284", .reason = BD_REASON_LR3 };
  g_autoptr (GError) error = NULL;

  g_assert_null (admit (f, f->doctor, &admission, &error));
  g_assert_error (error, BD_ACCESS_ERROR, BD_ACCESS_ERROR_NOTE);
  g_assert_true (fake_sink_has (f->sink, "\"outcome\":\"refused: "));
}

static void
test_number_needed (Fixture      *f,
                    gconstpointer data)
{
  BdAdmission record = { .scope = BD_TICKET_RECORD, .nhi = NULL, .reason = BD_REASON_LR1 };
  BdAdmission match = { .scope = BD_TICKET_IDENTITY, .nhi = NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (BdTicket) ticket = NULL;

  g_assert_null (admit (f, f->doctor, &record, &error));
  g_assert_error (error, BD_ACCESS_ERROR, BD_ACCESS_ERROR_TICKET);
  g_clear_error (&error);

  ticket = admit (f, f->doctor, &match, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (bd_ticket_get_nhi (ticket), ==, "");
  g_assert_true (bd_ticket_covers (ticket, NULL, BD_TICKET_IDENTITY));
  g_assert_false (bd_ticket_covers (ticket, "ZKC7284", BD_TICKET_IDENTITY));
  g_assert_nonnull (strstr (fake_sink_last (f->sink), "\"act\":\"search\""));
}

static void
test_not_audited (Fixture      *f,
                  gconstpointer data)
{
  BdAdmission admission = { .scope = BD_TICKET_RECORD, .nhi = "ZKC7284", .reason = BD_REASON_LR1 };
  BdEmergencyRequest request = { BD_REASON_BG1, NOTE, NULL, "HP", "1971" };
  g_autoptr (BdClinician) clerk = person_of_role (BD_ROLE_RECEPTION);
  g_autoptr (GError) error = NULL;

  fake_sink_set_fail (f->sink, TRUE);
  g_assert_null (admit (f, f->doctor, &admission, &error));
  g_assert_error (error, BD_ACCESS_ERROR, BD_ACCESS_ERROR_NOT_AUDITED);
  g_clear_error (&error);
  g_assert_null (break_glass (f, f->doctor, &request, &error));
  g_assert_error (error, BD_ACCESS_ERROR, BD_ACCESS_ERROR_NOT_AUDITED);
  g_clear_error (&error);
  g_assert_null (admit (f, clerk, &admission, &error));
  g_assert_error (error, BD_ACCESS_ERROR, BD_ACCESS_ERROR_ROLE);   /* refused is refused, written or not */
}

static void
test_ticket_rules (Fixture      *f,
                   gconstpointer data)
{
  static const char *const linked[] = { "ZAA7824", NULL };
  BdAdmission admission = { .scope = BD_TICKET_RECORD, .nhi = "ZKC7284", .linked = linked, .reason = BD_REASON_LR1 };
  g_autoptr (BdTicket) ticket = admit (f, f->doctor, &admission, NULL);

  g_assert_true (bd_ticket_covers (ticket, "ZKC7284", BD_TICKET_RECORD));
  g_assert_true (bd_ticket_covers (ticket, "ZKC7284", BD_TICKET_IDENTITY));
  g_assert_true (bd_ticket_covers (ticket, "ZAA7824", BD_TICKET_RECORD));
  g_assert_false (bd_ticket_covers (ticket, "ZKC7284", BD_TICKET_SAVE));
  g_assert_false (bd_ticket_covers (ticket, "ZKC7284", BD_TICKET_RECORD | BD_TICKET_SAVE));
  g_assert_false (bd_ticket_covers (ticket, "ZKC7284", 0));
  g_assert_false (bd_ticket_covers (ticket, "ZJM9397", BD_TICKET_RECORD));
  g_assert_false (bd_ticket_covers (ticket, NULL, BD_TICKET_IDENTITY));
  g_assert_false (bd_ticket_covers (NULL, "ZKC7284", BD_TICKET_RECORD));
  bd_ticket_add_number (ticket, "ZJM9397");
  g_assert_true (bd_ticket_covers (ticket, "ZJM9397", BD_TICKET_RECORD));
  bd_ticket_revoke (ticket);
  g_assert_false (bd_ticket_covers (ticket, "ZKC7284", BD_TICKET_RECORD));
}

static void
test_forged (void)
{
  g_autoptr (BdTicket) forged = g_object_new (BD_TYPE_TICKET, NULL);

  g_assert_false (bd_ticket_is_valid (forged));
  g_assert_false (bd_ticket_covers (forged, "", BD_TICKET_IDENTITY));
}

static void
test_shift (Fixture      *f,
            gconstpointer data)
{
  BdAdmission admission = { .scope = BD_TICKET_RECORD, .nhi = "ZKC7284", .reason = BD_REASON_LR1 };
  g_autoptr (BdTicket) ticket = admit (f, f->doctor, &admission, NULL);
  gint64 hour = 3600 * G_TIME_SPAN_SECOND;

  g_assert_cmpint (ABS (bd_ticket_get_until (ticket) - bd_clock_wall () - 12 * hour), <, 5 * G_TIME_SPAN_SECOND);
  bd_clock_set_offset_for_tests (1000 * hour, 12 * hour - G_TIME_SPAN_MINUTE);   /* the wall clock says nothing */
  g_assert_true (bd_ticket_is_valid (ticket));
  bd_clock_set_offset_for_tests (-1000 * hour, 12 * hour + G_TIME_SPAN_SECOND);
  g_assert_false (bd_ticket_is_valid (ticket));
}

static void
test_emergency_checks (Fixture      *f,
                       gconstpointer data)
{
  static const struct { BdEmergencyRequest request; int code; } rows[] = {
    { { BD_REASON_BG1, NOTE, NULL, "HP", "1971" }, -1 },
    { { BD_REASON_BG1, NOTE, "Dr Senior", "h.p.", " 1971 " }, -1 },
    { { BD_REASON_BG2, NOTE, NULL, "P, H", "1971" }, -1 },
    { { BD_REASON_BG3, NOTE, NULL, "hp", "1971" }, -1 },
    { { BD_REASON_BG4, NOTE, NULL, "HP", "1971" }, -1 },
    { { BD_REASON_BG5, NOTE, NULL, "HP", "1971" }, BD_ACCESS_ERROR_NOTE },
    { { BD_REASON_BG5, NOTE " in the rain", NULL, "HP", "1971" }, -1 },
    { { BD_REASON_BG1, "too short", NULL, "HP", "1971" }, BD_ACCESS_ERROR_NOTE },
    { { BD_REASON_BG1, NULL, NULL, "HP", "1971" }, BD_ACCESS_ERROR_NOTE },
    { { BD_REASON_LR1, NOTE, NULL, "HP", "1971" }, BD_ACCESS_ERROR_REASON },
    { { BD_REASON_PR1, NOTE, NULL, "HP", "1971" }, BD_ACCESS_ERROR_REASON },
    { { BD_N_REASONS, NOTE, NULL, "HP", "1971" }, BD_ACCESS_ERROR_REASON },
    { { BD_REASON_BG1, NOTE, NULL, "HX", "1971" }, BD_ACCESS_ERROR_CONFIRMATION },
    { { BD_REASON_BG1, NOTE, NULL, "H", "1971" }, BD_ACCESS_ERROR_CONFIRMATION },
    { { BD_REASON_BG1, NOTE, NULL, "HPP", "1971" }, BD_ACCESS_ERROR_CONFIRMATION },
    { { BD_REASON_BG1, NOTE, NULL, "", "1971" }, BD_ACCESS_ERROR_CONFIRMATION },
    { { BD_REASON_BG1, NOTE, NULL, NULL, "1971" }, BD_ACCESS_ERROR_CONFIRMATION },
    { { BD_REASON_BG1, NOTE, NULL, "HP", "1972" }, BD_ACCESS_ERROR_CONFIRMATION },
    { { BD_REASON_BG1, NOTE, NULL, "HP", "71" }, BD_ACCESS_ERROR_CONFIRMATION },
    { { BD_REASON_BG1, NOTE, NULL, "HP", "19711" }, BD_ACCESS_ERROR_CONFIRMATION },
    { { BD_REASON_BG1, NOTE, NULL, "HP", NULL }, BD_ACCESS_ERROR_CONFIRMATION },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      guint before = fake_sink_count (f->sink);
      g_autofree char *sentence = bd_access_refuse_emergency (f->access, f->doctor, f->patient, &rows[i].request, TRUE);
      g_autoptr (BdGrant) grant = NULL;

      g_assert_cmpuint (fake_sink_count (f->sink), ==, before);   /* asking writes nothing */
      grant = break_glass (f, f->doctor, &rows[i].request, &error);
      g_assert_cmpuint (fake_sink_count (f->sink), >, before);
      g_assert_cmpint (sentence == NULL, ==, rows[i].code == -1);
      g_assert_cmpint (grant != NULL, ==, rows[i].code == -1);
      if (grant == NULL)
        {
          g_assert_error (error, BD_ACCESS_ERROR, rows[i].code);
          g_assert_cmpstr (error->message, ==, sentence);
          g_assert_nonnull (strstr (fake_sink_last (f->sink), "\"act\":\"refused\""));
          g_assert_null (strstr (error->message, "1971"));
        }
      else
        g_assert_true (end_grant (f, grant, "ended by the clinician", NULL));
    }
}

static void
test_first_page (Fixture      *f,
                 gconstpointer data)
{
  BdEmergencyRequest request = { BD_REASON_BG1, NOTE, NULL, NULL, NULL };
  g_autofree char *page1 = bd_access_refuse_emergency (f->access, f->doctor, f->patient, &request, FALSE);
  g_autofree char *page2 = bd_access_refuse_emergency (f->access, f->doctor, f->patient, &request, TRUE);

  g_assert_null (page1);
  g_assert_nonnull (page2);
  g_assert_cmpuint (fake_sink_count (f->sink), ==, 0);
}

static void
test_emergency_roles (Fixture      *f,
                      gconstpointer data)
{
  static const char *const only[] = { "clinician-emergency", "reception", NULL };
  static const gboolean by_default[] = { TRUE, TRUE, FALSE, FALSE, FALSE };
  static const gboolean by_site[] = { FALSE, TRUE, FALSE, FALSE, FALSE };   /* a non-clinical role never */
  BdEmergencyRequest request = { BD_REASON_BG1, NOTE, NULL, "HP", "1971" };
  BdAccessSettings settings = { .emergency_roles = (GStrv)only };
  g_autoptr (BdAccess) site = bd_access_new (BD_AUDIT_SINK (f->sink), &settings);

  for (int role = 0; role < BD_N_ROLES; role++)
    {
      g_autoptr (BdClinician) who = person_of_role (role);
      g_autofree char *usual = bd_access_refuse_emergency (f->access, who, f->patient, &request, TRUE);
      g_autofree char *here = bd_access_refuse_emergency (site, who, f->patient, &request, TRUE);

      g_assert_cmpint (usual == NULL, ==, by_default[role]);
      g_assert_cmpint (here == NULL, ==, by_site[role]);
    }
}

static void
test_unconfirmed_person (Fixture      *f,
                         gconstpointer data)
{
  BdEmergencyRequest request = { BD_REASON_BG1, NOTE, NULL, "QX", "1950" };
  BdEmergencyRequest empty = { BD_REASON_BG1, NOTE, NULL, "", "" };
  g_autoptr (BdGrant) grant = NULL;
  g_autofree char *sentence = NULL;

  bd_patient_free (f->patient);
  f->patient = bd_patient_new_unconfirmed ("ZKC7284", "NHI could not be asked.");
  sentence = bd_access_refuse_emergency (f->access, f->doctor, f->patient, &empty, TRUE);
  g_assert_nonnull (sentence);
  grant = break_glass (f, f->doctor, &request, NULL);
  g_assert_nonnull (grant);
  g_assert_true (fake_sink_has (f->sink, "initials could not be compared"));
  g_assert_true (end_grant (f, grant, "ended by the clinician", NULL));
}

static void
test_number_stands (Fixture      *f,
                    gconstpointer data)
{
  BdEmergencyRequest request = { BD_REASON_BG1, NOTE, .identified_by = BD_IDENTIFIED_POLICE, .number_stands = TRUE };
  g_autoptr (BdGrant) grant = break_glass (f, f->doctor, &request, NULL);

  g_assert_nonnull (grant);
  g_assert_cmpint (bd_ticket_get_identified_by (bd_grant_get_ticket (grant)), ==, BD_IDENTIFIED_POLICE);
  g_assert_true (fake_sink_has (f->sink, "confirmed by the number typed whole"));
  g_assert_true (fake_sink_has (f->sink, "police"));
}

static void
test_grant (Fixture      *f,
            gconstpointer data)
{
  BdEmergencyRequest request = { BD_REASON_BG4, NOTE, "Dr Senior", "HP", "1971" };
  g_autoptr (GError) error = NULL;
  g_autoptr (BdGrant) grant = break_glass (f, f->doctor, &request, &error);
  BdTicket *ticket;
  g_autofree char *strip = NULL;

  g_assert_no_error (error);
  ticket = bd_grant_get_ticket (grant);
  g_assert_true (bd_ticket_is_emergency (ticket));
  g_assert_true (bd_ticket_covers (ticket, "ZKC7284", BD_TICKET_RECORD | BD_TICKET_IDENTITY));
  g_assert_false (bd_ticket_covers (ticket, "ZKC7284", BD_TICKET_SAVE));
  g_assert_cmpint (bd_grant_get_seconds_left (grant), >, 6 * 3600 - 5);
  g_assert_cmpint (bd_grant_get_seconds_left (grant), <=, 6 * 3600);
  strip = bd_grant_dup_strip (grant);
  g_assert_nonnull (strstr (strip, "Dr Wiremu Tait"));
  g_assert_nonnull (strstr (strip, "BG4"));
  g_assert_nonnull (strstr (strip, "5 h 59 min"));
  g_assert_nonnull (strstr (fake_sink_last (f->sink), "\"act\":\"emergency-started\""));
  g_assert_nonnull (strstr (fake_sink_last (f->sink), "Dr Senior"));
  g_assert_nonnull (strstr (fake_sink_last (f->sink), "flagged"));
  g_assert_nonnull (strstr (fake_sink_last (f->sink), NOTE));

  g_assert_true (end_grant (f, grant, "nothing more came", &error));
  g_assert_false (bd_grant_is_in_force (grant));
  g_assert_false (bd_ticket_is_valid (ticket));
  g_assert_nonnull (strstr (fake_sink_last (f->sink), "\"act\":\"emergency-stopped\""));
  g_assert_nonnull (strstr (fake_sink_last (f->sink), "nothing more came"));
  g_assert_true (end_grant (f, grant, "signed out", &error));   /* once is enough */
  g_assert_false (fake_sink_has (f->sink, "signed out"));
}

static void
count_cb (BdGrant *grant,
          guint   *n)
{
  (*n)++;
}

static void
test_grant_runs_out (Fixture      *f,
                     gconstpointer data)
{
  BdEmergencyRequest request = { BD_REASON_BG1, NOTE, NULL, "HP", "1971" };
  g_autoptr (BdGrant) grant = break_glass (f, f->doctor, &request, NULL);
  guint warned = 0, ended = 0;

  g_signal_connect (grant, "warned", G_CALLBACK (count_cb), &warned);
  g_signal_connect (grant, "ended", G_CALLBACK (count_cb), &ended);
  g_assert_true (bd_grant_check (grant));
  g_assert_cmpuint (warned, ==, 0);
  bd_clock_set_offset_for_tests (0, (6 * 60 - 14) * G_TIME_SPAN_MINUTE);
  g_assert_true (bd_grant_check (grant));
  g_assert_true (bd_grant_check (grant));
  g_assert_cmpuint (warned, ==, 1);
  bd_clock_set_offset_for_tests (0, 6 * G_TIME_SPAN_HOUR + G_TIME_SPAN_SECOND);
  g_assert_false (bd_grant_is_in_force (grant));
  while (ended == 0)   /* its own timer finds out */
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (ended, ==, 1);
  g_assert_true (fake_sink_has (f->sink, "time is up"));
}

static void
test_grant_hours (Fixture      *f,
                  gconstpointer data)
{
  static const struct { guint hours; int expected; } rows[] = { { 0, 6 }, { 1, 1 }, { 24, 24 }, { 25, 24 }, { 900, 24 } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      BdAccessSettings settings = { .grant_hours = rows[i].hours };
      BdEmergencyRequest request = { BD_REASON_BG1, NOTE, NULL, "HP", "1971" };
      g_autoptr (BdAccess) access = bd_access_new (BD_AUDIT_SINK (f->sink), &settings);
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (BdGrant) grant = NULL;

      bd_access_break_glass_async (access, f->doctor, f->patient, &request, NULL, on_result_cb, &result);
      wait_for (&result);
      grant = bd_access_break_glass_finish (access, result, NULL);
      g_assert_cmpint ((bd_grant_get_seconds_left (grant) + 1800) / 3600, ==, rows[i].expected);
    }
}

static void
test_one_grant (Fixture      *f,
                gconstpointer data)
{
  BdEmergencyRequest request = { BD_REASON_BG1, NOTE, NULL, "HP", "1971" };
  g_autoptr (BdGrant) first = break_glass (f, f->doctor, &request, NULL);
  g_autoptr (BdGrant) second = break_glass (f, f->doctor, &request, NULL);

  g_assert_false (bd_grant_is_in_force (first));
  g_assert_true (bd_grant_is_in_force (second));
  g_assert_true (fake_sink_has (f->sink, "replaced by another"));
  g_assert_true (end_grant (f, second, "ended by the clinician", NULL));
}

static void
test_note (Fixture      *f,
           gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (GError) error = NULL;

  bd_access_note_async (f->access, bd_audit_event_new (BD_ACT_LOCK, f->doctor), NULL, on_result_cb, &result);
  wait_for (&result);
  g_assert_true (bd_access_note_finish (f->access, result, NULL));
  g_assert_nonnull (strstr (fake_sink_last (f->sink), "\"workstation\":\"ed-desk-2\""));

  fake_sink_set_fail (f->sink, TRUE);
  bd_access_note_async (f->access, bd_audit_event_new (BD_ACT_PRINTED, f->doctor), NULL, on_result_cb, &second);
  wait_for (&second);
  g_assert_false (bd_access_note_finish (f->access, second, &error));
  g_assert_error (error, BD_ACCESS_ERROR, BD_ACCESS_ERROR_NOT_AUDITED);
}

#define ADD(name, func) g_test_add ("/access/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("roles", test_roles);
  ADD ("reasons", test_reasons);
  ADD ("note-needed", test_note_needed);
  ADD ("number-needed", test_number_needed);
  ADD ("not-audited", test_not_audited);
  ADD ("ticket-rules", test_ticket_rules);
  g_test_add_func ("/access/forged-ticket", test_forged);
  ADD ("shift", test_shift);
  ADD ("emergency-checks", test_emergency_checks);
  ADD ("first-page", test_first_page);
  ADD ("emergency-roles", test_emergency_roles);
  ADD ("unconfirmed-person", test_unconfirmed_person);
  ADD ("number-stands", test_number_stands);
  ADD ("grant", test_grant);
  ADD ("grant-runs-out", test_grant_runs_out);
  ADD ("grant-hours", test_grant_hours);
  ADD ("one-grant", test_one_grant);
  ADD ("note", test_note);

  return g_test_run ();
}
