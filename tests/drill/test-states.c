/* test-states.c: each way a record can be invisible, held by a named person
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "drill-fixture.h"

#define CODE "issue.0.details.coding.0.code"

/* What SDHR says of one type of one person. */
typedef struct
{
  const char *nhi, *type, *purpose, *facility;
  guint       status;
  const char *code;      /* (nullable): details code of a refusal */
  int         total, matches;
  const char *mark;      /* (nullable): meta.security */
} Row;

static const Row rows[] = {
  { "ZKC7284", "AllergyIntolerance", "TREAT", PRACTICE, 200, NULL, 2, 2, NULL },
  { "ZLR3250", "AllergyIntolerance", "TREAT", PRACTICE, 200, NULL, 0, 0, NULL },
  { "ZMW9001", "AllergyIntolerance", "TREAT", PRACTICE, 403, "sdhr-participation-status-denied", 0, 0, NULL },
  { "ZMW9001", "Condition", "ETREAT", ED, 403, "sdhr-participation-status-denied", 0, 0, NULL },
  { "ZMW8001", "Condition", "TREAT", PRACTICE, 403, "sdhr-patient-locked", 0, 0, NULL },
  { "ZAT2348", "Observation", "TREAT", PRACTICE, 403, "sdhr-participation-status-denied-deceased", 0, 0, NULL },
  { "ZDR1115", "Condition", "TREAT", PRACTICE, 403, "sdhr-participation-status-unknown", 0, 0, NULL },
  { "ZDR1123", "Condition", "TREAT", PRACTICE, 403, "sdhr-participation-unknown", 0, 0, NULL },
  { "ZDR1093", "Condition", "TREAT", ED, 403, "sdhr-participation-status-denied-facility", 0, 0, NULL },
  { "ZDR1107", "MedicationRequest", "TREAT", PRACTICE, 403, "sdhr-domain-participation-denied", 0, 0, NULL },
  { "ZDR1107", "Immunization", "TREAT", PRACTICE, 403, "sdhr-domain-participation-denied", 0, 0, NULL },
  { "ZDR1107", "Condition", "TREAT", PRACTICE, 200, NULL, 1, 1, NULL },
  { "ZDR1131", "Condition", "TREAT", PRACTICE, 403, "UNAUTHORISED", 0, 0, NULL },
  { "ZDR1140", "Condition", "TREAT", PRACTICE, 429, NULL, 0, 0, NULL },
  { "ZDR1158", "Encounter", "TREAT", PRACTICE, 501, NULL, 0, 0, NULL },
  { "ZDR1158", "Observation", "TREAT", PRACTICE, 500, NULL, 0, 0, NULL },
  { "ZDR1158", "Condition", "TREAT", PRACTICE, 200, NULL, 1, 1, NULL },
  { "ZDR1042", "AllergyIntolerance", "TREAT", ED, 200, NULL, 2, 1, "redacted" },
  { "ZDR1042", "AllergyIntolerance", "ETREAT", ED, 200, NULL, 2, 2, NULL },
  { "ZDR1042", "Observation", "ETREAT", ED, 200, NULL, 2, 2, NULL },
  { "ZDR1069", "AllergyIntolerance", "TREAT", ED, 200, NULL, 1, 0, "redacted" },
  { "ZDR1069", "Condition", "ETREAT", ED, 200, NULL, 2, 1, "redacted" },
  { "ZDR1077", "AllergyIntolerance", "TREAT", ED, 200, NULL, 2, 1, "redacted" },
  { "ZDR1077", "AllergyIntolerance", "ETREAT", ED, 403, "UNAUTHORISED", 0, 0, NULL },
  { "ZFE35PQ", "Immunization", "TREAT", PRACTICE, 200, NULL, 0, 0, "redacted" },
  { "ZMM8637", "Immunization", "TREAT", PRACTICE, 200, NULL, 32, 32, NULL },
  { "ZZZ0024", "AllergyIntolerance", "TREAT", PRACTICE, 200, NULL, 2, 2, NULL },
  { "ZZZ0008", "AllergyIntolerance", "TREAT", PRACTICE, 200, NULL, 0, 0, NULL },
};

static void
test_sdhr (Drill        *drill,
           gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const Row *row = &rows[i];
      g_autoptr (Answer) answer = drill_sdhr (drill, row->type, row->nhi, row->purpose, row->facility);

      g_test_message ("%s %s %s", row->nhi, row->type, row->purpose);
      assert_status (answer, row->status);
      g_assert_cmpstr (answer_at (answer, CODE), ==, row->code);
      if (row->status != 200)
        continue;
      g_assert_cmpstr (answer_at (answer, "type"), ==, "searchset");
      g_assert_cmpfloat (answer_number (answer, "total"), ==, row->total);
      g_assert_cmpint (answer_size (answer, "entry"), ==, row->matches);
      g_assert_cmpstr (answer_at (answer, "meta.security.0.code"), ==, row->mark);
    }
}

static void
test_withheld (Drill        *drill,
               gconstpointer data)
{
  g_autoptr (Answer) some = drill_sdhr (drill, "Condition", "ZDR1085", "TREAT", PRACTICE);
  g_autoptr (Answer) none = drill_sdhr (drill, "Observation", "ZDR1085", "ETREAT", PRACTICE);
  g_autoptr (Answer) free_type = drill_sdhr (drill, "AllergyIntolerance", "ZDR1085", "TREAT", PRACTICE);
  g_autoptr (Answer) elsewhere = drill_sdhr (drill, "Condition", "ZDR1093", "TREAT", PRACTICE);

  g_assert_cmpfloat (answer_number (some, "total"), ==, 1);
  g_assert_cmpstr (answer_at (some, "entry.1.search.mode"), ==, "outcome");
  g_assert_cmpstr (answer_at (some, "entry.1.resource.issue.0.details.coding.0.code"), ==, "sdhr-records-withheld-at-source");
  g_assert_null (answer_node (some, "entry.1.fullUrl"));
  g_assert_cmpfloat (answer_number (none, "total"), ==, 0);
  g_assert_cmpint (answer_size (none, "entry"), ==, 1);
  g_assert_cmpint (answer_size (free_type, "entry"), ==, 1);
  g_assert_cmpstr (answer_at (free_type, "entry.0.search.mode"), ==, "match");
  g_assert_cmpstr (answer_at (elsewhere, "entry.1.search.mode"), ==, "outcome");
}

/* A confidential record has an id that only a releasing emergency access reads. */
static void
test_confidential_read (Drill        *drill,
                        gconstpointer data)
{
  g_autoptr (Answer) all = drill_sdhr (drill, "AllergyIntolerance", "ZDR1042", "ETREAT", ED);
  g_autofree char *path = g_strconcat ("/sdhr/AllergyIntolerance/", answer_at (all, "entry.1.resource.id"), NULL);
  g_autofree char *context = drill_context ("ETREAT", ED);
  g_autofree char *header = g_strconcat ("Request-Context: ", context, NULL);
  g_autoptr (Answer) refused = drill_get (drill, path);
  g_autoptr (Answer) released = drill_call (drill, "GET", path, header, NULL, NULL);

  assert_status (refused, 403);
  g_assert_cmpstr (answer_at (refused, "issue.0.code"), ==, "security");
  g_assert_null (answer_node (refused, "issue.0.details"));
  assert_status (released, 200);
  g_assert_cmpstr (answer_at (released, "meta.security.0.code"), ==, "R");
}

static gboolean
takes_part (Drill      *drill,
            const char *nhi)
{
  g_autofree char *context = drill_context ("TREAT", PRACTICE);
  g_autofree char *header = g_strconcat ("Request-Context: ", context, NULL);
  g_autofree char *body = g_strdup_printf ("{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"patient\",\"valueReference\":"
                                           "{\"reference\":\"https://api.hip.digital.health.nz/fhir/nhi/v1/Patient/%s\"}}]}", nhi);
  g_autoptr (Answer) answer = drill_call (drill, "POST", "/sdhr/$participation-status", header, "application/fhir+json", body);

  assert_status (answer, 200);
  g_assert_cmpstr (answer_at (answer, "parameter.0.name"), ==, "hnzParticipationIndicator");

  return json_node_get_boolean (answer_node (answer, "parameter.0.valueBoolean"));
}

static void
test_participation (Drill        *drill,
                    gconstpointer data)
{
  g_assert_true (takes_part (drill, "ZKC7284"));
  g_assert_true (takes_part (drill, "ZDR1093"));
  g_assert_false (takes_part (drill, "ZMW9001"));
  g_assert_false (takes_part (drill, "ZAT2348"));
  g_assert_false (takes_part (drill, "ZDR1115"));
}

static Answer *
search_air (Drill      *drill,
            const char *form)
{
  g_autofree char *context = drill_context ("TREAT", PRACTICE);
  g_autofree char *headers = g_strconcat ("UserId: 91ZZXN\nRequest-Context: ", context, NULL);

  return drill_call (drill, "POST", "/air/Immunization/_search", headers, "application/x-www-form-urlencoded", form);
}

/* A restricted register and an empty one must not look the same. */
static void
test_air (Drill        *drill,
          gconstpointer data)
{
  g_autoptr (Answer) restricted = search_air (drill, "patient=ZFE35PQ");
  g_autoptr (Answer) empty = search_air (drill, "patient=Patient%2FZUA48EH");
  g_autoptr (Answer) all = search_air (drill, "patient=https%3A%2F%2Fapi.hip.digital.health.nz%2Ffhir%2Fnhi%2Fv2%2FPatient%2FZKL2308");
  g_autoptr (Answer) given = search_air (drill, "patient=ZKL2308&status%3Anot-in=entered-in-error%2Cnot-done");
  g_autoptr (Answer) usual = search_air (drill, "patient=ZKL2308&status-reason%3Anot-in=CPI,RESCHO,RESREF,RESTC&status%3Anot-in=entered-in-error");
  g_autoptr (Answer) read = drill_call (drill, "GET", "/air/Immunization/30d1312b-6896-465f-93d9-aae34eac59f1", NULL, NULL, NULL);

  g_assert_cmpfloat (answer_number (restricted, "total"), ==, 0);
  g_assert_cmpstr (answer_at (restricted, "meta.security.0.code"), ==, "REDACTED");
  g_assert_cmpfloat (answer_number (empty, "total"), ==, 0);
  g_assert_null (answer_node (empty, "meta"));
  g_assert_cmpint (answer_size (all, "entry"), ==, 10);
  g_assert_cmpint (answer_size (given, "entry"), ==, 4);
  g_assert_cmpint (answer_size (usual, "entry"), ==, 7);
  assert_status (read, 400);   /* no user named */
}

static guint
change (Drill      *drill,
        const char *what,
        const char *json)
{
  g_autoptr (Answer) answer = drill_call (drill, "POST", what, NULL, "application/json", json);

  g_assert_no_error (answer->error);

  return answer->status;
}

/* Somebody opts out, something is added, something is stopped, while the server runs. */
static void
test_changes (Drill        *drill,
              gconstpointer data)
{
  g_autoptr (Answer) before = drill_sdhr (drill, "AllergyIntolerance", "ZKC7284", "TREAT", PRACTICE);
  g_autofree char *id = g_strdup (answer_at (before, "entry.0.resource.id"));
  g_autofree char *again = g_strdup_printf (
    "{\"nhi\":\"ZKC7284\",\"service\":\"sdhr\",\"resourceType\":\"AllergyIntolerance\",\"resource\":"
    "{\"id\":\"%s\",\"code\":\"Penicillin\",\"clinicalStatus\":\"aclin:inactive Inactive\"}}", id);

  g_assert_cmpuint (change (drill, "/drill/record", "{\"nhi\":\"ZKC7284\",\"service\":\"sdhr\",\"resourceType\":"
                            "\"AllergyIntolerance\",\"resource\":{\"code\":\"Kiwifruit\"}}"), ==, 200);
  g_assert_cmpuint (change (drill, "/drill/record", again), ==, 200);
  {
    g_autoptr (Answer) after = drill_sdhr (drill, "AllergyIntolerance", "ZKC7284", "TREAT", PRACTICE);

    g_assert_cmpint (answer_size (after, "entry"), ==, 3);
    g_assert_cmpstr (answer_at (after, "entry.0.resource.clinicalStatus.coding.0.code"), ==, "inactive");
    g_assert_cmpstr (answer_at (after, "entry.2.resource.code.text"), ==, "Kiwifruit");
  }
  g_assert_cmpuint (change (drill, "/drill/state", "{\"nhi\":\"ZKC7284\",\"service\":\"sdhr\",\"state\":\"opted-out\"}"), ==, 200);
  {
    g_autoptr (Answer) out = drill_sdhr (drill, "AllergyIntolerance", "ZKC7284", "TREAT", PRACTICE);

    assert_status (out, 403);
    g_assert_false (takes_part (drill, "ZKC7284"));
  }
  g_assert_cmpuint (change (drill, "/drill/state", "{\"nhi\":\"ZZZ0008\",\"service\":\"sdhr\",\"state\":\"open\"}"), ==, 400);
  g_assert_cmpuint (change (drill, "/drill/record", "{\"nhi\":\"ZKC7284\",\"service\":\"sdhr\",\"resourceType\":\"Basic\",\"resource\":{}}"), ==, 400);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/drill/states/sdhr", Drill, NULL, drill_set_up, test_sdhr, drill_tear_down);
  g_test_add ("/drill/states/withheld", Drill, NULL, drill_set_up, test_withheld, drill_tear_down);
  g_test_add ("/drill/states/confidential-read", Drill, NULL, drill_set_up, test_confidential_read, drill_tear_down);
  g_test_add ("/drill/states/participation", Drill, NULL, drill_set_up, test_participation, drill_tear_down);
  g_test_add ("/drill/states/changes", Drill, NULL, drill_set_up, test_changes, drill_tear_down);
  g_test_add ("/drill/states/air", Drill, NULL, drill_set_up, test_air, drill_tear_down);

  return g_test_run ();
}
