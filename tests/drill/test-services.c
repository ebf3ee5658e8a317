/* test-services.c: what each service answers when it is asked rightly
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "drill-fixture.h"

#include <string.h>

static void
test_nhi (Drill        *drill,
          gconstpointer data)
{
  static const struct { const char *asked, *live; } rows[] = {
    { "ZKC7284", "ZKC7284" }, { "ZAA0962", "ZAT2496" }, { "ZAT2518", "ZAT2496" }, { "ZNK28DJ", "ZKP3424" },
    { "ZWX5200", "ZXE24NV" }, { "ZZZ0032", "ZZZ0016" }, { "ZMW9001", "ZMW9001" }, { "ZUA48EH", "ZUA48EH" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/nhi/Patient/", rows[i].asked, NULL);
      g_autoptr (Answer) answer = drill_get (drill, path);

      assert_status (answer, 200);
      g_assert_cmpstr (answer_at (answer, "id"), ==, rows[i].live);
      g_assert_cmpstr (answer_at (answer, "identifier.0.use"), ==, "official");
      g_assert_cmpstr (answer_at (answer, "identifier.0.value"), ==, rows[i].live);
      if (g_strcmp0 (rows[i].asked, rows[i].live) != 0)
        g_assert_cmpstr (answer_at (answer, "identifier.1.use"), ==, "old");
    }
}

static Answer *
match (Drill      *drill,
       const char *patient,
       int         count,
       gboolean    certain)
{
  g_autofree char *body = g_strdup_printf (
    "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"resource\",\"resource\":{\"resourceType\":\"Patient\",%s}},"
    "{\"name\":\"count\",\"valueInteger\":%d},{\"name\":\"onlyCertainMatches\",\"valueBoolean\":%s}]}",
    patient, count, certain ? "true" : "false");

  return drill_call (drill, "POST", "/nhi/Patient/$match", "userid: 91ZZXN", "application/json", body);
}

static void
test_match (Drill        *drill,
            gconstpointer data)
{
  g_autoptr (Answer) mere = match (drill, "\"name\":[{\"family\":\"Ngata\",\"given\":[\"Mere\"]}],\"birthDate\":\"1981-05-14\",\"gender\":\"female\"", 10, FALSE);
  g_autoptr (Answer) year = match (drill, "\"name\":[{\"family\":\"Ngata\",\"given\":[\"Mere\"]}],\"birthDate\":\"1981\"", 10, FALSE);
  g_autoptr (Answer) one = match (drill, "\"name\":[{\"family\":\"Ngata\",\"given\":[\"Mere\"]}],\"birthDate\":\"1981\"", 1, FALSE);
  g_autoptr (Answer) plain = match (drill, "\"name\":[{\"family\":\"potae\",\"given\":[\"te rina\"]}],\"birthDate\":\"2026-07-03\"", 10, FALSE);
  g_autoptr (Answer) maiden = match (drill, "\"name\":[{\"family\":\"Harlow\",\"given\":[\"Sage\"]}],\"birthDate\":\"1971\"", 10, FALSE);
  g_autoptr (Answer) nobody = match (drill, "\"name\":[{\"family\":\"Xylophone\",\"given\":[\"Qwerty\"]}],\"birthDate\":\"1801\"", 10, FALSE);
  double last = 1000;

  assert_status (mere, 200);
  g_assert_null (answer_node (mere, "total"));
  g_assert_cmpint (answer_size (mere, "entry"), >=, 2);
  g_assert_cmpstr (answer_at (mere, "entry.0.resource.id"), ==, "ZDR1280");
  g_assert_cmpstr (answer_at (mere, "entry.1.resource.id"), ==, "ZDR14CE");
  for (int i = 0; i < answer_size (mere, "entry"); i++)
    {
      g_autofree char *path = g_strdup_printf ("entry.%d.search.score", i);
      double score = answer_number (mere, path);

      g_assert_cmpfloat (score, <=, MIN (last, 140));
      g_assert_cmpfloat (score, >=, 40);
      last = score;
    }
  g_assert_cmpfloat (answer_number (year, "entry.0.search.score"), ==, answer_number (year, "entry.1.search.score"));
  g_assert_cmpint (answer_size (one, "entry"), ==, 1);
  g_assert_cmpstr (answer_at (plain, "entry.0.resource.id"), ==, "ZXE24NV");
  g_assert_cmpstr (answer_at (maiden, "entry.0.resource.id"), ==, "ZKC7284");
  assert_status (nobody, 200);
  g_assert_cmpint (answer_size (nobody, "entry"), ==, 0);
}

/* NHI-Match: nine results, the best of them ZMP4241. */
static void
test_match_nine (Drill        *drill,
                 gconstpointer data)
{
  g_autoptr (Answer) answer = match (drill, "\"name\":[{\"family\":\"Tasker-Bell\",\"given\":[\"Robert\",\"Ihaia\"]}],"
                                     "\"birthDate\":\"1985-06-15\",\"gender\":\"male\"", 50, FALSE);

  g_assert_cmpint (answer_size (answer, "entry"), ==, 9);
  g_assert_cmpstr (answer_at (answer, "entry.0.resource.id"), ==, "ZMP4241");
  g_assert_cmpfloat (answer_number (answer, "entry.0.search.score"), >, answer_number (answer, "entry.1.search.score"));
}

#define NUMBER(nhi) "\"identifier\":[{\"use\":\"official\",\"system\":\"https://standards.digital.health.nz/ns/nhi-id\",\"value\":\"" nhi "\"}],"
#define CALLED(family, given) "\"name\":[{\"family\":\"" family "\",\"given\":[\"" given "\"]}],"
#define BORN(date) "\"birthDate\":\"" date "\""

/* A number and particulars that belong together, and each of them wrong in turn. */
static const struct { const char *patient, *live; } pairs[] = {
  { NUMBER ("ZKC7284") CALLED ("Westbrook", "Sage") BORN ("1971-02-05"), "ZKC7284" },
  { NUMBER ("ZKC7284") CALLED ("WESTBROOK", "sage") "\"gender\":\"female\"," BORN ("1971-02-05"), "ZKC7284" },
  { NUMBER ("ZKC7284") CALLED ("Harlow", "Sage") BORN ("1971-02-05"), "ZKC7284" },   /* a former name is a name */
  { NUMBER ("ZXE24NV") CALLED ("Potae", "Te Rina") BORN ("2026-07-03"), "ZXE24NV" },
  { NUMBER ("ZAU8023") "\"name\":[{\"family\":\"Seyoum\"}]," BORN ("1996-01-01"), "ZAU8023" },
  { NUMBER ("ZAA0962") CALLED ("Okeby", "Jonathan") BORN ("1931"), "ZAT2496" },        /* dormant */
  { NUMBER ("ZLR3250") CALLED ("Westbrook", "Sage") BORN ("1971-02-05"), NULL },
  { NUMBER ("ZZZ0008") CALLED ("Westbrook", "Sage") BORN ("1971-02-05"), NULL },
  { NUMBER ("ZKC7284") CALLED ("Westbrook", "Sally") BORN ("1971-02-05"), NULL },
  { NUMBER ("ZKC7284") CALLED ("Eastbrook", "Sage") BORN ("1971-02-05"), NULL },
  { NUMBER ("ZKC7284") CALLED ("Westbrook", "Sage") BORN ("1971-02-06"), NULL },
  { NUMBER ("ZKC7284") CALLED ("Westbrook", "Sage") BORN ("1971"), NULL },
  { NUMBER ("ZKC7284") CALLED ("Westbrook", "Sage") "\"gender\":\"male\"," BORN ("1971-02-05"), NULL },
  { NUMBER ("ZKC7284") "\"name\":[{\"family\":\"Westbrook\"}]," BORN ("1971-02-05"), NULL },
};

static void
test_validate (Drill        *drill,
               gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autoptr (Answer) answer = match (drill, pairs[i].patient, 10, TRUE);

      g_test_message ("%s", pairs[i].patient);
      assert_status (answer, 200);
      g_assert_cmpint (answer_size (answer, "entry"), ==, pairs[i].live != NULL);
      if (pairs[i].live == NULL)
        continue;
      g_assert_cmpstr (answer_at (answer, "entry.0.resource.id"), ==, pairs[i].live);
      g_assert_cmpstr (answer_at (answer, "entry.0.resource.identifier.0.value"), ==, pairs[i].live);
      g_assert_cmpfloat (answer_number (answer, "entry.0.search.score"), >=, 40);
      g_assert_null (answer_node (answer, "entry.0.resource.name"));   /* numbers alone */
      g_assert_null (answer_node (answer, "entry.0.resource.birthDate"));
    }
}

/* The shape that SDHR demands of what is in it (SDHR guide 1.0.0, profiles). */
static void
test_sdhr_shape (Drill        *drill,
                 gconstpointer data)
{
  static const char *const types[] = { "AllergyIntolerance", "Condition", "Observation", "Encounter" };

  for (guint t = 0; t < G_N_ELEMENTS (types); t++)
    {
      gboolean allergy = g_str_equal (types[t], "AllergyIntolerance");
      const char *whose = allergy ? "entry.0.resource.patient.reference" : "entry.0.resource.subject.reference";
      g_autoptr (Answer) answer = drill_sdhr (drill, types[t], "ZKC7284", "TREAT", PRACTICE);
      g_autofree char *path = NULL;
      g_autoptr (Answer) read = NULL;

      assert_status (answer, 200);
      g_assert_cmpstr (answer_at (answer, whose), ==, "https://api.hip.digital.health.nz/fhir/nhi/v1/Patient/ZKC7284");
      g_assert_true (g_regex_match_simple ("^https://api.hip.digital.health.nz/fhir/hpi/v1/Location/F[A-Za-z0-9]{2}[0-9]{3}-[A-Za-z0-9]$",
                                           answer_at (answer, "entry.0.resource.meta.source"), 0, 0));
      g_assert_true (g_regex_match_simple ("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
                                           answer_at (answer, "entry.0.resource.id"), 0, 0));
      g_assert_cmpint (answer_size (answer, "entry.0.resource.meta.profile"), ==, 1);
      g_assert_cmpint (answer_size (answer, "entry.0.resource.identifier"), ==, 1);
      path = g_strdup_printf ("/sdhr/%s/%s", types[t], answer_at (answer, "entry.0.resource.id"));
      read = drill_get (drill, path);
      assert_status (read, 200);
      g_assert_cmpstr (answer_at (read, "id"), ==, answer_at (answer, "entry.0.resource.id"));
    }
}

/* Digits come as the file has them: json-glib would change 5.240 and 3.180. */
static void
test_digits (Drill        *drill,
             gconstpointer data)
{
  g_autoptr (Answer) answer = drill_sdhr (drill, "Observation", "ZXE24NV", "TREAT", PRACTICE);

  g_assert_nonnull (strstr (answer->text, "\"value\":5.240,"));
  g_assert_nonnull (strstr (answer->text, "\"value\":3.180,"));
}

static void
test_sdhr_filters (Drill        *drill,
                   gconstpointer data)
{
  static const struct { const char *path; int found; } rows[] = {
    { "/sdhr/Observation?patient=" NHI_URL "ZKC7284&code=59261-8", 5 },
    { "/sdhr/Observation?patient=" NHI_URL "ZKC7284&code=http%3A%2F%2Floinc.org%7C59261-8", 5 },
    { "/sdhr/Observation?patient=" NHI_URL "ZKC7284&code=http%3A%2F%2Fsnomed.info%2Fsct%7C59261-8", 0 },
    { "/sdhr/Observation?patient=" NHI_URL "ZKC7284&code=59261-8,29463-7", 7 },
    { "/sdhr/Observation?patient=" NHI_URL "ZKC7284&code=59261-8&date=lt2025", 2 },
    { "/sdhr/Observation?patient=" NHI_URL "ZKC7284&code=59261-8&date=ge2024-05-21&date=le2025-01-16", 2 },
    { "/sdhr/Condition?patient=" NHI_URL "ZKC7284&highlighted=true", 1 },
    { "/sdhr/Condition?patient=" NHI_URL "ZKC7284&long-term-condition=true", 2 },
    { "/sdhr/Condition?patient=" NHI_URL "ZKC7284&clinical-status=resolved", 2 },
    { "/sdhr/AllergyIntolerance?patient=" NHI_URL "ZKC7284&_lastUpdated=lt2000", 0 },
    { "/sdhr/AllergyIntolerance?patient=" NHI_URL "ZKC7284&_lastUpdated=ge2024-01-01", 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (Answer) answer = drill_get (drill, rows[i].path);

      g_test_message ("%s", rows[i].path);
      assert_status (answer, 200);
      g_assert_cmpint (answer_size (answer, "entry"), ==, rows[i].found);
      g_assert_cmpfloat (answer_number (answer, "total"), ==, rows[i].found);
    }
}

/* Follows next links and counts; each page is smaller than or as big as asked. */
static int
walk (Drill      *drill,
      const char *path,
      int         page,
      gboolean    total)
{
  g_autofree char *url = g_strdup (path);
  int found = 0;

  for (int pages = 0; url != NULL; pages++)
    {
      g_autoptr (Answer) answer = drill_get (drill, url);
      int n = answer_size (answer, "link");

      assert_status (answer, 200);
      g_assert_cmpint (answer_size (answer, "entry"), <=, page);
      g_assert_true ((answer_node (answer, "total") != NULL) == total);
      found += answer_size (answer, "entry");
      g_clear_pointer (&url, g_free);
      if (n == 2)
        {
          g_assert_cmpstr (answer_at (answer, "link.1.relation"), ==, "next");
          url = g_strdup (answer_at (answer, "link.1.url"));
        }
      g_assert_cmpint (pages, <, 50);
    }

  return found;
}

static void
test_pages (Drill        *drill,
            gconstpointer data)
{
  g_assert_cmpint (walk (drill, "/sdhr/Observation?patient=" NHI_URL "ZDR1174", 4, TRUE), ==, 9);
  g_assert_cmpint (walk (drill, "/sdhr/Observation?patient=" NHI_URL "ZDR1174&_count=2", 2, TRUE), ==, 9);
  g_assert_cmpint (walk (drill, "/sdhr/Immunization?patient=" NHI_URL "ZMM8637&_count=5", 5, TRUE), ==, 32);
}

static void
test_page_size (void)
{
  Drill drill = { 0 };

  drill_start (&drill, "--page-size", "3", NULL);
  g_assert_cmpint (walk (&drill, "/sdhr/Observation?patient=" NHI_URL "ZKC7284", 3, TRUE), ==, 18);
  g_assert_cmpint (walk (&drill, "/mdr/MedicationRequest?patient=ZKC7284", 3, FALSE), ==, 5);
  {
    /* a history in the register is never paged (AIR guide 2.0.0, search) */
    g_autofree char *context = drill_context ("TREAT", PRACTICE);
    g_autofree char *headers = g_strconcat ("UserId: 91ZZXN\nRequest-Context: ", context, NULL);
    g_autoptr (Answer) air = drill_call (&drill, "POST", "/air/Immunization/_search", headers,
                                         "application/x-www-form-urlencoded", "patient=ZMM8637");

    g_assert_cmpint (answer_size (air, "entry"), ==, 32);
    g_assert_cmpint (answer_size (air, "link"), ==, 1);
  }
  drill_stop (&drill);
}

/* MDR: opaque next, no total, dispensings beside their prescription, the same entry twice. */
static void
test_mdr (Drill        *drill,
          gconstpointer data)
{
  g_autoptr (Answer) sage = drill_get (drill, "/mdr/MedicationRequest?patient=ZKC7284&_revinclude=MedicationDispense%3Aprescription");
  g_autoptr (Answer) ethel = drill_get (drill, "/mdr/MedicationRequest?patient=ZDR1174");
  g_autoptr (Answer) compound = drill_get (drill, "/mdr/MedicationRequest/9D1R00D1182C1-1");
  g_autoptr (Answer) supplies = drill_get (drill, "/mdr/MedicationDispense?patient=ZDR1182");
  g_autoptr (Answer) through_sdhr = drill_sdhr (drill, "MedicationDispense", "ZDR1182", "TREAT", PRACTICE);

  assert_status (sage, 200);
  g_assert_null (answer_node (sage, "total"));
  g_assert_cmpint (answer_size (sage, "entry"), ==, 9);
  g_assert_cmpstr (answer_at (sage, "entry.1.search.mode"), ==, "include");
  g_assert_cmpstr (answer_at (sage, "entry.1.resource.authorizingPrescription.0.reference"), ==, "MedicationRequest/9D1R00A7284M01-1");
  g_assert_nonnull (strstr (answer_at (ethel, "link.1.url"), "&ct="));
  g_assert_cmpint (answer_size (ethel, "entry"), ==, 6);
  g_assert_cmpstr (answer_at (ethel, "entry.0.fullUrl"), ==, answer_at (ethel, "entry.4.fullUrl"));
  g_assert_cmpint (answer_size (compound, "contained.0.ingredient"), ==, 3);
  g_assert_cmpint (answer_size (supplies, "entry"), ==, 4);
  g_assert_true (g_str_has_suffix (answer_at (supplies, "entry.3.resource.id"), "-X"));
  g_assert_cmpint (answer_size (through_sdhr, "entry"), ==, 3);
  g_assert_cmpstr (answer_at (through_sdhr, "entry.0.resource.subject.reference"), ==,
                   "https://api.hip.digital.health.nz/fhir/nhi/v1/Patient/ZDR1182");
}

/* Three services file by the very number; SDHR joins a person's numbers. */
static void
test_numbers (Drill        *drill,
              gconstpointer data)
{
  static const struct { const char *path; int entries; const char *first; } rows[] = {
    { "/mws/AllergyIntolerance?patient=ZDR1310", 1, "6103" },
    { "/mws/AllergyIntolerance?patient=ZDR1298", 1, "6101" },
    { "/mws/AllergyIntolerance?patient=ZDR1301", 1, "6102" },
    { "/mdr/MedicationRequest?patient=ZDR1310", 1, "9D1R00V1310L01-1" },
    { "/mdr/MedicationRequest?patient=ZDR1301&_revinclude=MedicationDispense%3Aprescription", 2, "9D1R00V1301L07-1" },
    { "/mdr/MedicationDispense?patient=ZDR1301", 1, "9D1R00V1301L07-1-1" },
    { "/mdr/MedicationRequest?patient=ZDR1298", 0, NULL },
    { "/shared-care/Consent?patient=ZDR1310", 0, NULL },
  };
  g_autoptr (Answer) refused = drill_get (drill, "/mws/AllergyIntolerance?patient=ZDR1328");
  g_autoptr (Answer) told = drill_get (drill, "/mws/AllergyIntolerance?patient=ZDR1336");
  g_autoptr (Answer) unsupplied = drill_get (drill, "/mdr/MedicationRequest?patient=ZDR1328");
  g_autoptr (Answer) consent = drill_get (drill, "/shared-care/Consent?patient=ZDR1298");
  g_autoptr (Answer) joined = drill_sdhr (drill, "MedicationRequest", "ZDR1298", "TREAT", PRACTICE);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (Answer) answer = drill_get (drill, rows[i].path);

      g_test_message ("%s", rows[i].path);
      assert_status (answer, 200);
      g_assert_cmpint (answer_size (answer, "entry"), ==, rows[i].entries);
      if (rows[i].first != NULL)
        g_assert_cmpstr (answer_at (answer, "entry.0.resource.id"), ==, rows[i].first);
    }
  assert_status (refused, 403);
  assert_status (unsupplied, 403);
  g_assert_cmpint (answer_size (told, "entry"), ==, 1);
  g_assert_cmpstr (answer_at (consent, "entry.0.resource.patient.identifier.value"), ==, "ZDR1298");
  g_assert_cmpint (answer_size (joined, "entry"), ==, 2);
  g_assert_cmpstr (answer_at (joined, "entry.1.resource.subject.reference"), ==,
                   "https://api.hip.digital.health.nz/fhir/nhi/v1/Patient/ZDR1301");
}

static void
test_mws (Drill        *drill,
          gconstpointer data)
{
  g_autoptr (Answer) all = drill_get (drill, "/mws/AllergyIntolerance?patient=ZLR3241");
  g_autoptr (Answer) none = drill_get (drill, "/mws/AllergyIntolerance?patient=ZLR3250");
  g_autoptr (Answer) food = drill_get (drill, "/mws/AllergyIntolerance?patient=ZLR3268&category=food");
  g_autoptr (Answer) old = drill_get (drill, "/mws/AllergyIntolerance/4471");

  g_assert_cmpint (answer_size (all, "entry"), ==, 5);
  assert_status (none, 200);
  g_assert_cmpint (answer_size (none, "entry"), ==, 0);
  g_assert_cmpint (answer_size (food, "entry"), ==, 1);
  assert_status (old, 200);
  g_assert_null (answer_node (old, "code"));
  g_assert_nonnull (answer_at (old, "note.0.text"));
  g_assert_null (answer_node (old, "criticality"));
}

static void
test_hpi (Drill        *drill,
          gconstpointer data)
{
  g_autoptr (Answer) place = drill_get (drill, "/hpi/Location/FZZ999-B");
  g_autoptr (Answer) dormant = drill_get (drill, "/hpi/Location/FDR105-F");
  g_autoptr (Answer) person = drill_get (drill, "/hpi/Practitioner/91ZZXN");
  g_autoptr (Answer) restricted = drill_get (drill, "/hpi/Practitioner/97ZDRD");
  g_autoptr (Answer) found = drill_get (drill, "/hpi/Practitioner?name=parata");
  g_autoptr (Answer) inside = drill_get (drill, "/hpi/Location?name:contains=kowhai");
  g_autoptr (Answer) hidden = drill_get (drill, "/hpi/Practitioner?identifier=https%3A%2F%2Fstandards.digital.health.nz%2Fns%2Fhpi-person-id%7C97ZDRD");

  g_assert_cmpstr (answer_at (place, "name"), ==, "Wairau Hospital Emergency Department");
  g_assert_cmpstr (answer_at (dormant, "id"), ==, "FDR101-J");
  g_assert_cmpstr (answer_at (person, "name.0.family"), ==, "Parata-Ellis");
  assert_status (restricted, 200);
  g_assert_null (answer_node (restricted, "name"));
  g_assert_null (answer_node (restricted, "gender"));
  g_assert_cmpstr (answer_at (restricted, "meta.security.0.code"), ==, "R");
  g_assert_cmpint (answer_size (found, "entry"), ==, 1);
  g_assert_cmpint (answer_size (inside, "entry"), ==, 1);
  g_assert_cmpint (answer_size (hidden, "entry"), ==, 0);
}

static void
test_consents (Drill        *drill,
               gconstpointer data)
{
  g_autoptr (Answer) all = drill_get (drill, "/shared-care/Consent?patient=ZDR1247");
  g_autoptr (Answer) active = drill_get (drill, "/shared-care/Consent?patient=Patient/ZDR1247&status=active");
  g_autoptr (Answer) proposed = drill_get (drill, "/shared-care/Consent?patient:identifier=https://standards.digital.health.nz/ns/nhi-id|ZDR1239");

  g_assert_cmpint (answer_size (all, "entry"), ==, 5);
  g_assert_cmpint (answer_size (active, "entry"), ==, 4);
  g_assert_cmpstr (answer_at (all, "entry.1.resource.provision.type"), ==, "deny");
  g_assert_cmpstr (answer_at (all, "entry.1.resource.status"), ==, "active");
  g_assert_null (answer_node (all, "entry.2.resource.provision.type"));
  g_assert_cmpstr (answer_at (proposed, "entry.0.resource.status"), ==, "proposed");
  g_assert_cmpstr (answer_at (all, "entry.0.resource.patient.identifier.value"), ==, "ZDR1247");
  g_assert_null (answer_node (all, "entry.0.resource.patient.display"));
}

#define EVENT(id) "{\"resourceType\":\"AuditEvent\"," id "\"type\":{\"code\":\"rest\"},\"recorded\":\"2026-11-20T10:00:00+13:00\"," \
  "\"agent\":[{\"requestor\":true}],\"source\":{\"observer\":{\"display\":\"test\"}},\"entity\":[{\"what\":{\"identifier\":{\"value\":\"ZKC7284\"}}," \
  "\"detail\":[{\"type\":\"correlationId\",\"valueString\":\"c-7\"}]}]}"

static guint
write_event (Drill      *drill,
             const char *method,
             const char *path,
             const char *body)
{
  g_autoptr (Answer) answer = drill_call (drill, method, path, NULL, "application/fhir+json", body);

  g_assert_no_error (answer->error);

  return answer->status;
}

static void
test_audit (Drill        *drill,
            gconstpointer data)
{
  g_autoptr (Answer) found = NULL;
  g_autoptr (Answer) by_correlation = NULL;
  g_autoptr (Answer) other = NULL;
  g_autoptr (Answer) read = NULL;

  g_assert_cmpuint (write_event (drill, "POST", "/audit/AuditEvent", EVENT ("\"id\":\"e-1\",")), ==, 201);
  g_assert_cmpuint (write_event (drill, "POST", "/audit/AuditEvent", EVENT ("\"id\":\"e-1\",")), ==, 200);
  g_assert_cmpuint (write_event (drill, "PUT", "/audit/AuditEvent/e-1", EVENT ("\"id\":\"e-1\",")), ==, 200);
  g_assert_cmpuint (write_event (drill, "PUT", "/audit/AuditEvent/e-2", EVENT ("\"id\":\"e-2\",")), ==, 201);
  g_assert_cmpuint (write_event (drill, "PUT", "/audit/AuditEvent/e-3", EVENT ("\"id\":\"e-4\",")), ==, 400);
  g_assert_cmpuint (write_event (drill, "POST", "/audit/AuditEvent", EVENT ("")), ==, 201);
  found = drill_get (drill, "/audit/AuditEvent?patient=Patient/ZKC7284");
  by_correlation = drill_get (drill, "/audit/AuditEvent?correlationId=c-7");
  other = drill_get (drill, "/audit/AuditEvent?patient=ZLR3250");
  read = drill_get (drill, "/audit/AuditEvent/e-2");
  g_assert_cmpfloat (answer_number (found, "total"), ==, 3);
  g_assert_cmpfloat (answer_number (by_correlation, "total"), ==, 3);
  g_assert_cmpfloat (answer_number (other, "total"), ==, 0);
  g_assert_cmpstr (answer_at (read, "id"), ==, "e-2");
}

static Answer *
submit (Drill      *drill,
        const char *reference,
        const char *result)
{
  g_autofree char *context = drill_context ("TREAT", PRACTICE);
  g_autofree char *header = g_strconcat ("Request-Context: ", context, NULL);
  g_autofree char *body = g_strdup_printf (
    "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"verification\",\"part\":[{\"name\":\"auditEvent\","
    "\"valueReference\":{\"reference\":\"%s\"}},{\"name\":\"result\",\"valueCode\":\"%s\"}]}]}", reference, result);

  return drill_call (drill, "POST", "/sdhr/AuditEvent/$verification-submissions", header, "application/fhir+json", body);
}

#define STATUS "parameter.0.part.1.valueCode"

static void
test_verification (Drill        *drill,
                   gconstpointer data)
{
  g_autoptr (Answer) first = NULL;
  g_autoptr (Answer) all = NULL;
  const char *url;

  for (guint i = 0; i < 7; i++)
    {
      g_autoptr (Answer) look = drill_get (drill, "/sdhr/Condition?patient=" NHI_URL "ZKC7284");

      assert_status (look, 200);
    }
  all = drill_get (drill, "/sdhr/AuditEvent/$verification-samples");
  first = drill_get (drill, "/sdhr/AuditEvent/$verification-samples?_count=1&_offset=0");
  g_assert_cmpstr (answer_at (all, "type"), ==, "collection");
  g_assert_cmpint (answer_size (all, "entry"), >=, 2);
  g_assert_cmpstr (answer_at (first, "type"), ==, "searchset");
  g_assert_cmpint (answer_size (first, "entry"), ==, 1);
  g_assert_cmpstr (answer_at (first, "link.1.relation"), ==, "next");
  g_assert_cmpstr (answer_at (first, "entry.0.resource.entity.0.detail.0.valueString"), ==, "ZKC7284");
  g_assert_cmpstr (answer_at (first, "entry.0.resource.entity.0.detail.1.valueString"), ==, "test");
  url = answer_at (first, "entry.0.fullUrl");
  {
    g_autoptr (Answer) done = submit (drill, url, "validated");
    g_autoptr (Answer) again = submit (drill, url, "validated");
    g_autoptr (Answer) unknown = submit (drill, "AuditEvent/none", "validated");
    g_autoptr (Answer) invalid = submit (drill, url, "perhaps");

    g_assert_cmpstr (answer_at (done, STATUS), ==, "processed");
    g_assert_cmpstr (answer_at (again, STATUS), ==, "already-processed");
    g_assert_cmpstr (answer_at (unknown, STATUS), ==, "not-found");
    g_assert_cmpstr (answer_at (invalid, STATUS), ==, "invalid");
  }
}

/* The log shows what was asked, in which context, and never a token. */
static void
test_requests (Drill        *drill,
               gconstpointer data)
{
  g_autoptr (Answer) look = drill_sdhr (drill, "Condition", "ZKC7284", "ETREAT", ED);
  g_autoptr (Answer) token = drill_call (drill, "GET", "/nhi/Patient/ZKC7284", "Authorization: Bearer secret-word\nuserid: a", NULL, NULL);
  g_autoptr (Answer) log = drill_get (drill, "/drill/requests");
  g_autoptr (Answer) clear = drill_call (drill, "DELETE", "/drill/requests", NULL, NULL, NULL);
  g_autoptr (Answer) after = drill_get (drill, "/drill/requests");

  assert_status (look, 200);
  assert_status (token, 401);
  g_assert_cmpint (answer_size (log, "requests"), ==, 2);
  g_assert_cmpfloat (answer_number (log, "requests.0.n"), ==, 1);
  g_assert_cmpstr (answer_at (log, "requests.0.service"), ==, "sdhr");
  g_assert_cmpstr (answer_at (log, "requests.0.method"), ==, "GET");
  g_assert_cmpstr (answer_at (log, "requests.0.path"), ==, "/sdhr/Condition");
  g_assert_nonnull (strstr (answer_at (log, "requests.0.query"), "ZKC7284"));
  g_assert_cmpstr (answer_at (log, "requests.0.headers.requestContext.purposeOfUse.0"), ==, "ETREAT");
  g_assert_cmpstr (answer_at (log, "requests.0.headers.requestContext.facilityIdentifier"), ==, ED);
  g_assert_cmpfloat (answer_number (log, "requests.0.status"), ==, 200);
  g_assert_cmpfloat (answer_number (log, "requests.1.status"), ==, 401);
  g_assert_cmpstr (answer_at (log, "requests.1.headers.authorization"), ==, "Bearer");
  g_assert_null (strstr (log->text, "secret-word"));
  assert_status (clear, 204);
  g_assert_cmpint (answer_size (after, "requests"), ==, 0);
}

#define ADD(name, func) g_test_add ("/drill/services/" name, Drill, NULL, drill_set_up, func, drill_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("nhi", test_nhi);
  ADD ("match", test_match);
  ADD ("match-nine", test_match_nine);
  ADD ("validate", test_validate);
  ADD ("sdhr-shape", test_sdhr_shape);
  ADD ("digits", test_digits);
  ADD ("sdhr-filters", test_sdhr_filters);
  ADD ("pages", test_pages);
  ADD ("mdr", test_mdr);
  ADD ("mws", test_mws);
  ADD ("numbers", test_numbers);
  ADD ("hpi", test_hpi);
  ADD ("consents", test_consents);
  ADD ("audit", test_audit);
  ADD ("verification", test_verification);
  ADD ("requests", test_requests);
  g_test_add_func ("/drill/services/page-size", test_page_size);

  return g_test_run ();
}
