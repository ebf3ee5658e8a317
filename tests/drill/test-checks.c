/* test-checks.c: what each service refuses, and how
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "drill-fixture.h"

#include <string.h>

#define CODE "issue.0.details.coding.0.code"

/* One request that is wrong in one way. */
typedef struct
{
  const char *name;
  const char *method, *path, *headers, *type, *body;
  guint       status;
  const char *detail;    /* (nullable): details code */
  const char *issue;     /* (nullable): issue code */
} Row;

#define CONTEXT "Request-Context: @TREAT\n"
#define USER    "userid: 91ZZXN\n"
#define FORM    "application/x-www-form-urlencoded"
#define AIR     "UserId: 91ZZXN\n" CONTEXT

static const Row rows[] = {
  { "sdhr without context", "GET", "/sdhr/Condition?patient=" NHI_URL "ZKC7284", "", NULL, NULL, 400, NULL, "required" },
  { "sdhr context not base64", "GET", "/sdhr/Condition?patient=" NHI_URL "ZKC7284", "Request-Context: ***\n", NULL, NULL, 400, NULL, "required" },
  { "sdhr context not json", "GET", "/sdhr/Condition?patient=" NHI_URL "ZKC7284", "Request-Context: bm8=\n", NULL, NULL, 400, NULL, "required" },
  { "sdhr purpose not allowed", "GET", "/sdhr/Condition?patient=" NHI_URL "ZKC7284", "Request-Context: @POPHLTH\n", NULL, NULL, 400, NULL, "value" },
  { "sdhr purpose BTG", "GET", "/sdhr/Condition?patient=" NHI_URL "ZKC7284", "Request-Context: @BTG\n", NULL, NULL, 400, NULL, "value" },
  { "sdhr without patient", "GET", "/sdhr/Condition", CONTEXT, NULL, NULL, 400, "sdhr-parameter-missing", "required" },
  { "sdhr bare number", "GET", "/sdhr/Condition?patient=ZKC7284", CONTEXT, NULL, NULL, 400, "sdhr-invalid-patient", "value" },
  { "sdhr relative patient", "GET", "/sdhr/Condition?patient=Patient/ZKC7284", CONTEXT, NULL, NULL, 400, "sdhr-invalid-patient", "value" },
  { "sdhr unknown type", "GET", "/sdhr/Procedure?patient=" NHI_URL "ZKC7284", CONTEXT, NULL, NULL, 501, NULL, "not-supported" },
  { "sdhr unknown id", "GET", "/sdhr/Condition/nobody", CONTEXT, NULL, NULL, 404, NULL, "not-found" },
  { "sdhr delete", "DELETE", "/sdhr/Condition/nobody", CONTEXT, NULL, NULL, 405, NULL, "not-supported" },
  { "sdhr xml", "GET", "/sdhr/Condition?patient=" NHI_URL "ZKC7284", CONTEXT "Accept: application/fhir+xml\n", NULL, NULL, 406, NULL, "not-supported" },
  { "sdhr 1.0 has no medicines", "GET", "/sdhr-1.0/MedicationRequest?patient=" NHI_URL "ZKC7284", CONTEXT, NULL, NULL, 501, NULL, "not-supported" },
  { "sdhr 1.0 has no participation status", "POST", "/sdhr-1.0/$participation-status", CONTEXT, "application/json", "{}", 501, NULL, "not-supported" },
  { "participation of nobody", "POST", "/sdhr/$participation-status", CONTEXT, "application/json", "{}", 400, "sdhr-invalid-patient", "value" },
  { "nhi without userid", "GET", "/nhi/Patient/ZKC7284", "", NULL, NULL, 400, "EM07201", "required" },
  { "nhi unknown number", "GET", "/nhi/Patient/ZZZ0008", USER, NULL, NULL, 404, "EM02002", "processing" },
  { "nhi wrong check", "GET", "/nhi/Patient/ZZZ0009", USER, NULL, NULL, 404, "EM02002", "processing" },
  { "nhi long correlation id", "GET", "/nhi/Patient/ZKC7284", USER "X-Correlation-Id: 0123456789012345678901234567890123456789012345678901234567890123\n", NULL, NULL, 400, NULL, "value" },
  { "nhi no search", "GET", "/nhi/Patient", USER, NULL, NULL, 501, NULL, "not-supported" },
  { "match without name", "POST", "/nhi/Patient/$match", USER, "application/json", "{\"parameter\":[]}", 400, "EM07201", "processing" },
  { "match not json", "POST", "/nhi/Patient/$match", USER, "application/json", "no", 400, "EM07201", "processing" },
  { "match without body", "POST", "/nhi/Patient/$match", USER, "application/json", "", 400, "EM07201", "processing" },
  { "validate without a number", "POST", "/nhi/Patient/$match", USER, "application/json",
    "{\"parameter\":[{\"name\":\"resource\",\"resource\":{\"name\":[{\"family\":\"Westbrook\"}],\"birthDate\":\"1971-02-05\"}},"
    "{\"name\":\"onlyCertainMatches\",\"valueBoolean\":true}]}", 400, "EM07201", "processing" },
  { "match by get", "GET", "/nhi/Patient/$match", USER, NULL, NULL, 405, NULL, "not-supported" },
  { "mws without userid", "GET", "/mws/AllergyIntolerance?patient=ZKC7284", "", NULL, NULL, 400, "EM07201", "required" },
  { "mws without patient", "GET", "/mws/AllergyIntolerance", USER, NULL, NULL, 400, "EM07201", "processing" },
  { "mws absolute patient", "GET", "/mws/AllergyIntolerance?patient=" NHI_URL "ZKC7284", USER, NULL, NULL, 400, "EM07201", "processing" },
  { "mws wrong category", "GET", "/mws/AllergyIntolerance?patient=ZKC7284&category=pets", USER, NULL, NULL, 400, "EM07217", "processing" },
  { "mws unknown person", "GET", "/mws/AllergyIntolerance?patient=ZZZ0008", USER, NULL, NULL, 404, "EM02002", "processing" },
  { "mws unknown id", "GET", "/mws/AllergyIntolerance/1", USER, NULL, NULL, 404, "EM02002", "processing" },
  { "mws other type", "GET", "/mws/Flag?patient=ZKC7284", USER, NULL, NULL, 501, NULL, "not-supported" },
  { "mdr without patient", "GET", "/mdr/MedicationRequest", "", NULL, NULL, 400, NULL, "required" },
  { "mdr absolute patient", "GET", "/mdr/MedicationDispense?patient=" NHI_URL "ZKC7284", "", NULL, NULL, 400, NULL, "required" },
  { "mdr other type", "GET", "/mdr/MedicationStatement?patient=ZKC7284", "", NULL, NULL, 501, NULL, "not-supported" },
  { "mdr unknown id", "GET", "/mdr/MedicationRequest/none", "", NULL, NULL, 404, NULL, "not-found" },
  { "air by get", "GET", "/air/Immunization/_search?patient=ZKC7284", AIR, NULL, NULL, 405, NULL, "not-supported" },
  { "air json", "POST", "/air/Immunization/_search", AIR, "application/json", "{}", 415, NULL, "not-supported" },
  { "air without user", "POST", "/air/Immunization/_search", CONTEXT, FORM, "patient=ZKC7284", 400, "EM07201", "required" },
  { "air without context", "POST", "/air/Immunization/_search", "UserId: 91ZZXN\n", FORM, "patient=ZKC7284", 400, NULL, "required" },
  { "air purpose", "POST", "/air/Immunization/_search", "UserId: 91ZZXN\nRequest-Context: @FAMRQT\n", FORM, "patient=ZKC7284", 400, NULL, "value" },
  { "air without patient", "POST", "/air/Immunization/_search", AIR, FORM, "status:not-in=completed", 400, NULL, "processing" },
  { "air checksum", "POST", "/air/Immunization/_search", AIR, FORM, "patient=ZZZ0009", 422, NULL, "invariant" },
  { "air unknown", "POST", "/air/Immunization/_search", AIR, FORM, "patient=ZZZ0008", 400, NULL, "not-found" },
  { "air other reference", "POST", "/air/Immunization/_search", AIR, FORM, "patient=Subject/ZKC7284", 400, NULL, "processing" },
  { "air v1 url", "POST", "/air/Immunization/_search", AIR, FORM, "patient=" NHI_URL "ZKC7284", 400, NULL, "processing" },
  { "air bad escape", "POST", "/air/Immunization/_search", AIR, FORM, "patient=%zz&%ff=%ff", 400, NULL, "processing" },
  { "nhi bytes that are not text", "GET", "/nhi/Patient/x%FFy", USER, NULL, NULL, 404, "EM02002", "processing" },
  { "shared care without context", "GET", "/shared-care/Consent?patient=ZKC7284", "X-Correlation-Id: a\n", NULL, NULL, 400, NULL, "required" },
  { "shared care without correlation", "GET", "/shared-care/Consent?patient=ZKC7284", CONTEXT, NULL, NULL, 400, NULL, "required" },
  { "shared care without patient", "GET", "/shared-care/Consent", CONTEXT "X-Correlation-Id: a\n", NULL, NULL, 400, NULL, "required" },
  { "shared care other type", "GET", "/shared-care/CarePlan", CONTEXT, NULL, NULL, 501, NULL, "not-supported" },
  { "hpi without userid", "GET", "/hpi/Location/FZZ999-B", "", NULL, NULL, 400, "EM07201", "required" },
  { "hpi unknown", "GET", "/hpi/Location/FZZ000-X", USER, NULL, NULL, 404, "EM02002", "processing" },
  { "hpi other type", "GET", "/hpi/Endpoint/1", USER, NULL, NULL, 501, NULL, "not-supported" },
  { "audit not json", "POST", "/audit/AuditEvent", "", "text/plain", "no", 415, NULL, "not-supported" },
  { "audit empty object", "POST", "/audit/AuditEvent", "", "application/fhir+json", "{}", 422, NULL, "invalid" },
  { "audit broken", "POST", "/audit/AuditEvent", "", "application/fhir+json", "{", 400, NULL, "invalid" },
  { "audit unknown id", "GET", "/audit/AuditEvent/x", "", NULL, NULL, 404, NULL, "not-found" },
  { "audit put without id", "PUT", "/audit/AuditEvent", "", "application/fhir+json", "{}", 405, NULL, "not-supported" },
  { "no such service", "GET", "/imaging/ImagingStudy", "", NULL, NULL, 501, NULL, "not-supported" },
  { "verification operation", "GET", "/sdhr/AuditEvent/$other", CONTEXT, NULL, NULL, 501, NULL, "not-supported" },
};

/* "@TREAT" stands for a whole context with that purpose. */
static char *
with_context (const char *headers)
{
  const char *at = strchr (headers, '@');
  const char *end = at != NULL ? strchr (at, '\n') : NULL;
  g_autofree char *purpose = at != NULL ? g_strndup (at + 1, (gsize) (end - at - 1)) : NULL;
  g_autofree char *context = at != NULL ? drill_context (purpose, PRACTICE) : NULL;
  g_autofree char *before = at != NULL ? g_strndup (headers, (gsize) (at - headers)) : NULL;

  return at != NULL ? g_strconcat (before, context, end, NULL) : g_strdup (headers);
}

static void
test_refusals (Drill        *drill,
               gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const Row *row = &rows[i];
      g_autofree char *headers = with_context (row->headers);
      g_autoptr (Answer) answer = drill_call (drill, row->method, row->path, headers, row->type, row->body);

      g_test_message ("%s", row->name);
      assert_status (answer, row->status);
      g_assert_cmpstr (answer_at (answer, "resourceType"), ==, "OperationOutcome");
      g_assert_cmpstr (answer_at (answer, "issue.0.code"), ==, row->issue);
      g_assert_cmpstr (answer_at (answer, CODE), ==, row->detail);
    }
}

/* Fields of a right context, each spoilt in turn. */
static const struct { const char *name, *from, *to; } spoilt[] = {
  { "no user", "\"userIdentifier\"", "\"x\"" },          { "empty name", "\"Dr X\"", "\"\"" },
  { "role by hand", "\"PROV\"", "\"Practitioner\"" },    { "no second identifier", "\"secondaryIdentifier\"", "\"y\"" },
  { "second without system", "\"system\"", "\"sys\"" },  { "CPN in lower case", "91ZZXN", "91zzxn" },
  { "purpose not a list", "[\"TREAT\"]", "\"TREAT\"" },  { "no purpose", "[\"TREAT\"]", "[]" },
  { "two, one bad", "[\"TREAT\"]", "[\"TREAT\",\"BTG\"]" }, { "organisation", "G00001-G", "00001" },
  { "no facility", "\"facilityIdentifier\"", "\"z\"" },  { "a system treats", "\"PROV\"", "\"110150\"" },
};

static const char right_context[] =
  "{\"userIdentifier\":\"x1\",\"userFullName\":\"Dr X\",\"userRole\":\"PROV\",\"purposeOfUse\":[\"TREAT\"],"
  "\"secondaryIdentifier\":{\"use\":\"official\",\"system\":\"https://standards.digital.health.nz/ns/hpi-person-id\",\"value\":\"91ZZXN\"},"
  "\"orgIdentifier\":\"G00001-G\",\"facilityIdentifier\":\"F38006-B\"}";

static guint
status_with_context (Drill      *drill,
                     const char *json)
{
  g_autofree char *encoded = drill_base64 (json);
  g_autofree char *header = g_strconcat ("Request-Context: ", encoded, NULL);
  g_autoptr (Answer) answer = drill_call (drill, "GET", "/sdhr/Condition?patient=" NHI_URL "ZKC7284", header, NULL, NULL);

  return answer->status;
}

static void
test_context (Drill        *drill,
              gconstpointer data)
{
  g_assert_cmpuint (status_with_context (drill, right_context), ==, 200);
  for (guint i = 0; i < G_N_ELEMENTS (spoilt); i++)
    {
      g_auto (GStrv) parts = g_strsplit (right_context, spoilt[i].from, -1);
      g_autofree char *wrong = g_strjoinv (spoilt[i].to, parts);

      g_test_message ("%s", spoilt[i].name);
      g_assert_cmpstr (wrong, !=, right_context);
      g_assert_cmpuint (status_with_context (drill, wrong), ==, 400);
    }
}

static void
test_api_keys (void)
{
  Drill drill = { 0 };
  static const struct { const char *path; guint without; } services[] = {
    { "/nhi/Patient/ZKC7284", 401 }, { "/air/Immunization/x", 403 },
  };

  drill_start (&drill, "--api-key", "nhi=open", "--api-key", "air=open", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (services); i++)
    {
      g_autoptr (Answer) none = drill_call (&drill, "GET", services[i].path, "userid: a", NULL, NULL);
      g_autoptr (Answer) wrong = drill_call (&drill, "GET", services[i].path, "userid: a\nx-api-key: shut", NULL, NULL);
      g_autoptr (Answer) right = drill_call (&drill, "GET", services[i].path, "userid: a\nx-api-key: open", NULL, NULL);

      assert_status (none, services[i].without);
      assert_status (wrong, services[i].without);
      g_assert_cmpuint (right->status, !=, services[i].without);
    }
  drill_stop (&drill);
}

static void
test_rate (void)
{
  Drill drill = { 0 };
  guint refused = 0;

  drill_start (&drill, "--rate", "2", NULL);
  for (guint i = 0; i < 8; i++)
    {
      g_autoptr (Answer) answer = drill_sdhr (&drill, "Condition", "ZKC7284", "TREAT", PRACTICE);
      int reset = atoi (answer_header (answer, "x-ratelimit-reset"));

      g_assert_cmpstr (answer_header (answer, "x-ratelimit-limit"), ==, "2");
      g_assert_cmpint (reset, >, 0);
      g_assert_cmpint (reset, <=, 1000);
      if (answer->status != 429)
        continue;
      refused++;
      g_assert_cmpstr (answer_header (answer, "x-ratelimit-remaining"), ==, "0");
      g_assert_cmpstr (answer_at (answer, "issue.0.code"), ==, "throttled");
      g_assert_null (answer_at (answer, CODE));
      g_assert_nonnull (answer_at (answer, "issue.0.details.text"));
    }
  g_assert_cmpuint (refused, >=, 2);
  drill_stop (&drill);
}

static void
test_correlation (Drill        *drill,
                  gconstpointer data)
{
  g_autoptr (Answer) sent = drill_get (drill, "/nhi/Patient/ZKC7284");
  g_autoptr (Answer) made = drill_call (drill, "GET", "/nhi/Patient/ZKC7284", "userid: a", NULL, NULL);

  g_assert_cmpstr (answer_header (sent, "X-Correlation-Id"), ==, "test");
  g_assert_cmpuint (strlen (answer_header (made, "X-Correlation-Id")), ==, 36);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/drill/checks/refusals", Drill, NULL, drill_set_up, test_refusals, drill_tear_down);
  g_test_add ("/drill/checks/context", Drill, NULL, drill_set_up, test_context, drill_tear_down);
  g_test_add ("/drill/checks/correlation", Drill, NULL, drill_set_up, test_correlation, drill_tear_down);
  g_test_add_func ("/drill/checks/api-keys", test_api_keys);
  g_test_add_func ("/drill/checks/rate", test_rate);

  return g_test_run ();
}
