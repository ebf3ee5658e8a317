/* test-audit-event.c: what an event says in the log and to the national audit service
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-audit-event.h"
#include "bd-clock.h"
#include "bd-json.h"

#include <string.h>

static BdAuditEvent *
make_event (BdAct act)
{
  static const char *const facilities[] = { "F38006-B", NULL };
  static const char *const nhis[] = { "ZKC7284", "ZAA7824", NULL };
  g_autoptr (BdClinician) who = bd_clinician_new ("u7", "Dr Wiremu Tait", "90ZZLP", BD_ROLE_CLINICIAN, "G0M086-B",
                                                  facilities, NULL);
  BdAuditEvent *event = bd_audit_event_new (act, who);

  event->nhis = g_strdupv ((GStrv)nhis);
  event->workstation = g_strdup ("ed-desk-2");
  event->address = g_strdup ("192.0.2.7");
  event->has_purpose = TRUE;
  event->purpose = BD_PURPOSE_ETREAT;
  event->reason = g_strdup ("BG1");
  event->note = g_strdup ("CANARY \"found\"\nunconscious");
  event->consulted = g_strdup ("CANARY Dr Senior");
  event->outcome = g_strdup ("done");
  g_ptr_array_add (event->calls, g_strdup ("GET sdhr AllergyIntolerance 200 7f1b2c9e-0000-4000-8000-000000000001"));
  g_ptr_array_add (event->calls, g_strdup ("GET mws AllergyIntolerance 200 7f1b2c9e-0000-4000-8000-000000000002"));
  g_ptr_array_add (event->states, g_strdup ("allergies sdhr whole"));

  return event;
}

static BdJson *
parse (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  BdJson *json = bd_json_parse (bytes, &error);

  g_assert_no_error (error);
  return json;
}

static void
test_json (void)
{
  g_autoptr (BdAuditEvent) event = make_event (BD_ACT_EMERGENCY_STARTED);
  g_autofree char *text = bd_audit_event_to_json (event);
  g_autoptr (BdJson) json = parse (text);
  const BdJsonNode *root = bd_json_root (json);
  const BdJsonNode *who = bd_json_get (root, "clinician");

  g_assert_null (strchr (text, '\n'));   /* one line */
  g_assert_cmpstr (bd_json_get_string (root, "id"), ==, event->id);
  g_assert_cmpstr (bd_json_get_string (root, "act"), ==, "emergency-started");
  g_assert_cmpstr (bd_json_get_string (root, "note"), ==, event->note);
  g_assert_cmpstr (bd_json_get_string (root, "purpose"), ==, "ETREAT");
  g_assert_cmpstr (bd_json_get_string (who, "cpn"), ==, "90ZZLP");
  g_assert_cmpstr (bd_json_get_string (who, "facility"), ==, "F38006-B");
  g_assert_cmpuint (bd_json_length (bd_json_get (root, "nhis")), ==, 2);
  g_assert_cmpuint (bd_json_length (bd_json_get (root, "calls")), ==, 2);
  g_assert_cmpuint (bd_json_length (bd_json_get (root, "states")), ==, 1);
}

static void
test_bare (void)
{
  g_autoptr (BdAuditEvent) event = bd_audit_event_new (BD_ACT_SIGN_IN_FAILED, NULL);
  g_autofree char *text = bd_audit_event_to_json (event);
  g_autofree char *fhir = bd_audit_event_to_fhir (event, "Bedside");
  g_autoptr (BdJson) json = parse (text);
  g_autoptr (BdJson) resource = parse (fhir);

  g_assert_null (bd_json_get (bd_json_root (json), "clinician"));
  g_assert_null (bd_json_get (bd_json_root (json), "nhis"));
  g_assert_cmpuint (bd_json_length (bd_json_get (bd_json_root (resource), "agent")), ==, 1);
}

static void
test_names (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (int i = 0; i < BD_N_ACTS; i++)
    {
      g_assert_true (g_hash_table_add (seen, (gpointer)bd_act_to_string (i)));
      g_assert_true (g_regex_match_simple ("^[a-z]+(-[a-z]+)*$", bd_act_to_string (i), 0, 0));
    }
}

static const char *
code_of (const BdJsonNode *concepts)
{
  return bd_json_get_string (bd_json_first (bd_json_get (bd_json_first (concepts), "coding")), "code");
}

static const char *
identifier_of (const BdJsonNode *element,
               const char       *member)
{
  return bd_json_get_string (bd_json_get (bd_json_get (element, member), "identifier"), "value");
}

static void
test_fhir (void)
{
  g_autoptr (BdAuditEvent) event = make_event (BD_ACT_EMERGENCY_STARTED);
  g_autofree char *text = bd_audit_event_to_fhir (event, "Bedside at ED");
  g_autoptr (BdJson) json = parse (text);
  const BdJsonNode *root = bd_json_root (json);
  const BdJsonNode *agents = bd_json_get (root, "agent"), *entities = bd_json_get (root, "entity");
  const BdJsonNode *doctor = bd_json_at (agents, 0), *place = bd_json_at (agents, 1), *program = bd_json_at (agents, 2);
  gboolean requestor;

  g_assert_cmpstr (bd_json_get_string (root, "resourceType"), ==, "AuditEvent");
  g_assert_cmpstr (bd_json_get_string (root, "id"), ==, event->id);
  g_assert_cmpstr (bd_json_get_string (bd_json_get (root, "type"), "code"), ==, "rest");
  g_assert_cmpstr (bd_json_get_string (bd_json_first (bd_json_get (root, "subtype")), "code"), ==, "110127");
  g_assert_cmpstr (bd_json_get_string (root, "outcome"), ==, "0");
  g_assert_cmpstr (bd_json_get_string (root, "outcomeDesc"), ==, "200");
  g_assert_true (g_regex_match_simple ("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z$",
                                       bd_json_get_string (root, "recorded"), 0, 0));
  g_assert_cmpstr (code_of (bd_json_get (root, "purposeOfEvent")), ==, "ETREAT");
  g_assert_cmpstr (bd_json_get_string (bd_json_get (bd_json_get (root, "source"), "observer"), "display"), ==, "Bedside at ED");

  g_assert_cmpuint (bd_json_length (agents), ==, 3);
  g_assert_cmpstr (code_of (bd_json_get (doctor, "role")), ==, "PROV");
  g_assert_cmpstr (identifier_of (doctor, "who"), ==, "90ZZLP");
  g_assert_true (bd_json_boolean (bd_json_get (doctor, "requestor"), &requestor));
  g_assert_true (requestor);
  g_assert_cmpstr (bd_json_get_string (bd_json_get (doctor, "network"), "address"), ==, "192.0.2.7");
  g_assert_cmpstr (identifier_of (place, "who"), ==, "G0M086-B");
  g_assert_cmpstr (identifier_of (place, "location"), ==, "F38006-B");
  g_assert_cmpstr (code_of (bd_json_get (program, "role")), ==, "dataprocessor");

  g_assert_cmpuint (bd_json_length (entities), ==, 3);
  g_assert_cmpstr (bd_json_get_string (bd_json_get (bd_json_first (entities), "what"), "reference"), ==, "AllergyIntolerance");
  g_assert_cmpstr (identifier_of (bd_json_at (entities, 1), "what"), ==, "ZKC7284");
  g_assert_cmpstr (identifier_of (bd_json_at (entities, 2), "what"), ==, "ZAA7824");
  g_assert_nonnull (strstr (text, "7f1b2c9e-0000-4000-8000-000000000002"));
  g_assert_null (strstr (text, "CANARY"));   /* note and colleague stay at home */
}

static void
test_fhir_codes (void)
{
  static const struct { BdAct act; const char *outcome; const char *subtype; const char *code; } rows[] = {
    { BD_ACT_EMERGENCY_STARTED, "done", "110127", "0" },
    { BD_ACT_EMERGENCY_STOPPED, "done: time is up", "110138", "0" },
    { BD_ACT_SEARCH, "done", "search-type", "0" },
    { BD_ACT_RECORD_OPENED, "done", "read", "0" },
    { BD_ACT_RECORD_RESULT, "failed: no answer", "read", "8" },
    { BD_ACT_REFUSED, "refused: role", "read", "4" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (BdAuditEvent) event = make_event (rows[i].act);
      g_autofree char *text = NULL;
      g_autoptr (BdJson) json = NULL;

      g_free (event->outcome);
      event->outcome = g_strdup (rows[i].outcome);
      text = bd_audit_event_to_fhir (event, "Bedside");
      json = parse (text);
      g_assert_cmpstr (bd_json_get_string (bd_json_first (bd_json_get (bd_json_root (json), "subtype")), "code"), ==,
                       rows[i].subtype);
      g_assert_cmpstr (bd_json_get_string (bd_json_root (json), "outcome"), ==, rows[i].code);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/audit-event/json", test_json);
  g_test_add_func ("/audit-event/bare", test_bare);
  g_test_add_func ("/audit-event/names", test_names);
  g_test_add_func ("/audit-event/fhir", test_fhir);
  g_test_add_func ("/audit-event/fhir-codes", test_fhir_codes);

  return g_test_run ();
}
