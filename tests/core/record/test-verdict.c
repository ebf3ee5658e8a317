/* test-verdict.c: what pages and failures together say about one source's answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "entries.h"

#include "bd-medicine-links.h"
#include "bd-projection.h"

#define SDHR_CODES "https://fhir-ig.digital.health.nz/sdhr/CodeSystem/sdhr-outcome-codes"
#define NHI_URL    "https://api.hip.digital.health.nz/fhir/nhi/v1/Patient/"

/* JSON is written with ' for " here. */
#define PERSON(nhi)   "'subject':{'reference':'" NHI_URL nhi "','type':'Patient'}"
#define CONDITION(id) "{'resource':{'resourceType':'Condition','id':'" id "','code':{'text':'Asthma'}," PERSON ("ZKC7284") "}," \
                      "'search':{'mode':'match'}}"
#define OF(id, nhi)   "{'resource':{'resourceType':'Condition','id':'" id "','code':{'text':'Asthma'}," PERSON (nhi) "}}"
#define ISSUE(severity, code, detail) \
  "{'resourceType':'OperationOutcome','issue':[{'severity':'" severity "','code':'" code "'," \
  "'details':{'coding':[{'system':'" SDHR_CODES "','code':'" detail "'}]}}]}"
#define BARE_ISSUE(severity, code) \
  "{'resourceType':'OperationOutcome','issue':[{'severity':'" severity "','code':'" code "'}]}"
#define OUTCOME(issue) "{'resource':" issue ",'search':{'mode':'outcome'}}"
#define WITHHELD OUTCOME (ISSUE ("information", "informational", "sdhr-records-withheld-at-source"))
#define BUNDLE(head, entries) "{'resourceType':'Bundle','type':'searchset'," head "'entry':[" entries "]}"
#define REDACTED(code) "'meta':{'security':[{'system':'http://terminology.hl7.org/CodeSystem/v3-ObservationValue','code':'" code "'}]},"
#define NEXT "'link':[{'relation':'next','url':'https://localhost/next'}],"
#define EMPTY "{'resourceType':'Bundle','type':'searchset','total':0}"

/* A page when the status is 0 or 2xx; else a failure with the body's outcome, if any. */
typedef struct {
  const char *body;
  int         status;
  BdFailure   failure;
  gint64      wait;
} Step;

typedef struct {
  const char    *name;
  BdSectionKind  section;
  BdSource       source;
  Step           steps[4];
  BdResultState  state;
  guint          n_entries;
  gint64         total;
  gint64         received;
  guint32        also;
  BdFailure      failure;
  gint64         wait;
  const char    *deceased;       /* NHI says so */
  gboolean       stop;           /* the caller stopped before the last page */
  gboolean       more_exist;
  gboolean       partial;
  guint          foreign;
  guint          unreadable;
} Case;

#define SDHR_CONDITIONS BD_SECTION_CONDITIONS, BD_SOURCE_SDHR
#define PAGE(body) { body, 0, BD_FAILURE_NONE, 0 }
#define FAILED(status, body) { body, status, BD_FAILURE_NONE, 0 }
#define ALSO(state) (1u << (state))

static const Case cases[] = {
  /* --- answers --- */
  { "whole-some", SDHR_CONDITIONS, { PAGE (BUNDLE ("'total':2,", CONDITION ("a") "," CONDITION ("b"))) },
    BD_STATE_WHOLE, 2, 2, 2 },
  { "SRD-11-whole-none", SDHR_CONDITIONS, { PAGE (EMPTY) }, BD_STATE_WHOLE, 0, 0, 0 },
  { "MWS-Search-2", BD_SECTION_ALLERGIES, BD_SOURCE_MWS, { PAGE (EMPTY) }, BD_STATE_WHOLE, 0, 0, 0 },
  { "AIR-Reader-5", BD_SECTION_IMMUNISATIONS, BD_SOURCE_AIR, { PAGE (EMPTY) }, BD_STATE_WHOLE, 0, 0, 0 },
  { "no-total", SDHR_CONDITIONS, { PAGE (BUNDLE ("", CONDITION ("a"))) }, BD_STATE_WHOLE, 1, -1, 1 },
  { "no-search", SDHR_CONDITIONS, { }, BD_STATE_NOT_ASKED, 0, -1, 0 },
  /* --- redacted --- */
  { "redacted-lower-case", SDHR_CONDITIONS, { PAGE (BUNDLE (REDACTED ("redacted") "'total':1,", CONDITION ("a"))) },
    BD_STATE_REDACTED, 1, 1, 1 },
  { "redacted-upper-case", SDHR_CONDITIONS, { PAGE (BUNDLE (REDACTED ("REDACTED"), CONDITION ("a"))) },
    BD_STATE_REDACTED, 1, -1, 1 },
  { "redacted-empty", SDHR_CONDITIONS, { PAGE (BUNDLE (REDACTED ("Redacted") "'total':0,", "")) },
    BD_STATE_REDACTED, 0, 0, 0 },
  { "redacted-by-total", SDHR_CONDITIONS, { PAGE (BUNDLE ("'total':3,", CONDITION ("a") "," CONDITION ("b"))) },
    BD_STATE_REDACTED, 2, 3, 2 },
  { "redacted-on-second-page", SDHR_CONDITIONS,
    { PAGE (BUNDLE (NEXT "'total':2,", CONDITION ("a"))),
      PAGE (BUNDLE (REDACTED ("redacted") "'total':2,", CONDITION ("b"))) },
    BD_STATE_REDACTED, 2, 2, 2 },
  { "label-of-no-interest", SDHR_CONDITIONS, { PAGE (BUNDLE (REDACTED ("SUBSETTED") "'total':1,", CONDITION ("a"))) },
    BD_STATE_WHOLE, 1, 1, 1 },
  { "AIR-Reader-4", BD_SECTION_IMMUNISATIONS, BD_SOURCE_AIR, { PAGE (BUNDLE (REDACTED ("REDACTED") "'total':0,", "")) },
    BD_STATE_RESTRICTED_REGISTER, 0, 0, 0 },
  { "outcomes-are-not-counted", SDHR_CONDITIONS, { PAGE (BUNDLE ("'total':2,", CONDITION ("a") "," WITHHELD)) },
    BD_STATE_WITHHELD_AT_SOURCE, 1, 2, 1, ALSO (BD_STATE_REDACTED) },
  /* --- pages --- */
  { "SRD-18-pages-to-the-end", SDHR_CONDITIONS,
    { PAGE (BUNDLE (NEXT "'total':3,", CONDITION ("a") "," CONDITION ("b"))), PAGE (BUNDLE ("'total':3,", CONDITION ("c"))) },
    BD_STATE_WHOLE, 3, 3, 3 },
  { "SRD-18-stopped", SDHR_CONDITIONS, { PAGE (BUNDLE (NEXT "'total':30,", CONDITION ("a"))) },
    BD_STATE_WHOLE, 1, 30, 1, .stop = TRUE, .more_exist = TRUE },
  { "SRD-18-next-never-came", SDHR_CONDITIONS, { PAGE (BUNDLE (NEXT "'total':30,", CONDITION ("a"))) },
    BD_STATE_WHOLE, 1, 30, 1, .more_exist = TRUE },
  { "next-page-failed", SDHR_CONDITIONS,
    { PAGE (BUNDLE (NEXT "'total':2,", CONDITION ("a"))), { NULL, 0, BD_FAILURE_TIMEOUT } },
    BD_STATE_NO_ANSWER, 1, 2, 1, .failure = BD_FAILURE_TIMEOUT, .more_exist = TRUE, .partial = TRUE },
  { "total-on-first-page-only", SDHR_CONDITIONS,
    { PAGE (BUNDLE (NEXT "'total':2,", CONDITION ("a"))), PAGE (BUNDLE ("", CONDITION ("b"))) },
    BD_STATE_WHOLE, 2, 2, 2 },
  { "duplicates-once", SDHR_CONDITIONS,
    { PAGE (BUNDLE (NEXT, CONDITION ("a") "," CONDITION ("b"))), PAGE (BUNDLE ("", CONDITION ("b") "," CONDITION ("c"))) },
    BD_STATE_WHOLE, 3, -1, 3 },
  { "duplicates-hide-a-gap", SDHR_CONDITIONS,
    { PAGE (BUNDLE (NEXT "'total':3,", CONDITION ("a") "," CONDITION ("b"))), PAGE (BUNDLE ("'total':3,", CONDITION ("b"))) },
    BD_STATE_REDACTED, 2, 3, 2 },
  { "two-searches-add-up", BD_SECTION_MEDICINES, BD_SOURCE_MDR,
    { PAGE (BUNDLE ("'total':1,", "{'resource':{'resourceType':'MedicationRequest','id':'r'}}")),
      PAGE (BUNDLE ("'total':1,", "{'resource':{'resourceType':'MedicationDispense','id':'d'}}")) },
    BD_STATE_WHOLE, 2, 2, 2 },
  { "included-then-searched", BD_SECTION_MEDICINES, BD_SOURCE_MDR,
    { PAGE (BUNDLE ("'total':1,", "{'resource':{'resourceType':'MedicationRequest','id':'r'},'search':{'mode':'match'}},"
                    "{'resource':{'resourceType':'MedicationDispense','id':'d'},'search':{'mode':'include'}}")),
      PAGE (BUNDLE ("'total':1,", "{'resource':{'resourceType':'MedicationDispense','id':'d'}}")) },
    BD_STATE_WHOLE, 2, 2, 2 },
  { "one-search-redacted", BD_SECTION_MEDICINES, BD_SOURCE_MDR,
    { PAGE (BUNDLE ("'total':2,", "{'resource':{'resourceType':'MedicationRequest','id':'r'}}")), PAGE (EMPTY) },
    BD_STATE_REDACTED, 1, 2, 1 },
  /* --- includes and companions --- */
  { "include-is-no-match", SDHR_CONDITIONS,
    { PAGE (BUNDLE ("'total':1,", CONDITION ("a") ",{'resource':{'resourceType':'Encounter','id':'e'},'search':{'mode':'include'}},"
                    "{'resource':{'resourceType':'Patient','id':'ZKC7284'}}")) },
    BD_STATE_WHOLE, 1, 1, 1 },
  { "only-an-include", BD_SECTION_MEDICINES, BD_SOURCE_MDR,
    { PAGE (BUNDLE ("", "{'resource':{'resourceType':'MedicationDispense','id':'d'},'search':{'mode':'include'}}")) },
    BD_STATE_WHOLE, 1, -1, 1 },
  { "entry-without-resource", SDHR_CONDITIONS, { PAGE (BUNDLE ("'total':2,", CONDITION ("a") ",{'fullUrl':'urn:x'}")) },
    BD_STATE_WHOLE, 1, 2, 2, .unreadable = 1 },
  { "unknown-type", SDHR_CONDITIONS, { PAGE (BUNDLE ("'total':1,", "{'resource':{'resourceType':'Basic','id':'x'}}")) },
    BD_STATE_WHOLE, 0, 1, 1, .unreadable = 1 },
  { "type-of-another-section", SDHR_CONDITIONS,
    { PAGE (BUNDLE ("'total':1,", "{'resource':{'resourceType':'Observation','id':'x'}}")) },
    BD_STATE_WHOLE, 0, 1, 1, .unreadable = 1 },
  /* --- whose record --- */
  { "foreign", SDHR_CONDITIONS, { PAGE (BUNDLE ("'total':2,", CONDITION ("a") "," OF ("b", "ZAA0547"))) },
    BD_STATE_WHOLE, 1, 2, 2, .foreign = 1 },
  { "SRD-17-linked", SDHR_CONDITIONS, { PAGE (BUNDLE ("'total':2,", CONDITION ("a") "," OF ("b", "ZZZ0024"))) },
    BD_STATE_WHOLE, 2, 2, 2 },
  { "person-not-stated", SDHR_CONDITIONS,
    { PAGE (BUNDLE ("'total':1,", "{'resource':{'resourceType':'Condition','id':'b','code':{'text':'Asthma'}}}")) },
    BD_STATE_WHOLE, 1, 1, 1 },
  /* --- messages inside an answer --- */
  { "SRD-12-withheld-none", SDHR_CONDITIONS, { PAGE (BUNDLE ("'total':0,", WITHHELD)) },
    BD_STATE_WITHHELD_AT_SOURCE, 0, 0, 0 },
  { "SRD-12-withheld-some", SDHR_CONDITIONS, { PAGE (BUNDLE ("'total':1,", CONDITION ("a") "," WITHHELD)) },
    BD_STATE_WITHHELD_AT_SOURCE, 1, 1, 1 },
  { "outcome-without-mode", SDHR_CONDITIONS,
    { PAGE (BUNDLE ("'total':0,", "{'resource':" ISSUE ("information", "informational", "sdhr-records-withheld-at-source") "}")) },
    BD_STATE_WITHHELD_AT_SOURCE, 0, 0, 0 },
  { "error-alone-is-not-none", SDHR_CONDITIONS, { PAGE (BUNDLE ("'total':0,", OUTCOME (BARE_ISSUE ("error", "exception")))) },
    BD_STATE_NO_ANSWER, 0, 0, 0, .failure = BD_FAILURE_SERVER },
  { "fatal-alone-is-not-none", SDHR_CONDITIONS, { PAGE (BUNDLE ("", OUTCOME (BARE_ISSUE ("fatal", "exception")))) },
    BD_STATE_NO_ANSWER, 0, -1, 0, .failure = BD_FAILURE_SERVER },
  { "error-beside-records", SDHR_CONDITIONS,
    { PAGE (BUNDLE ("'total':1,", CONDITION ("a") "," OUTCOME (BARE_ISSUE ("error", "exception")))) },
    BD_STATE_NO_ANSWER, 1, 1, 1, .failure = BD_FAILURE_SERVER },
  { "warning-is-a-message", SDHR_CONDITIONS,
    { PAGE (BUNDLE ("'total':1,", CONDITION ("a") "," OUTCOME (BARE_ISSUE ("warning", "informational")))) },
    BD_STATE_WHOLE, 1, 1, 1 },
  { "unknown-participation-with-200", SDHR_CONDITIONS,
    { PAGE (BUNDLE ("'total':0,", OUTCOME (ISSUE ("information", "informational", "sdhr-participation-status-unknown")))) },
    BD_STATE_PARTICIPATION_UNKNOWN, 0, 0, 0 },
  { "facility-opted-out-with-200", SDHR_CONDITIONS,
    { PAGE (BUNDLE ("'total':1,", CONDITION ("a") "," OUTCOME (ISSUE ("error", "suppressed", "sdhr-participation-status-denied-facility")))) },
    BD_STATE_OPTED_OUT_FACILITY, 1, 1, 1 },
  /* --- 2xx that is no search result --- */
  { "outcome-instead-of-a-bundle", SDHR_CONDITIONS, { PAGE (BARE_ISSUE ("information", "informational")) },
    BD_STATE_NO_ANSWER, 0, -1, 0, .failure = BD_FAILURE_SERVER },
  { "denial-instead-of-a-bundle", SDHR_CONDITIONS, { PAGE (ISSUE ("error", "suppressed", "sdhr-participation-status-denied")) },
    BD_STATE_OPTED_OUT_GLOBAL, 0, -1, 0 },
  { "other-resource-instead-of-a-bundle", SDHR_CONDITIONS, { PAGE ("{'resourceType':'CapabilityStatement'}") },
    BD_STATE_NO_ANSWER, 0, -1, 0, .failure = BD_FAILURE_NOT_FHIR },
  { "no-resource-at-all", SDHR_CONDITIONS, { PAGE ("{'status':'ok'}") },
    BD_STATE_NO_ANSWER, 0, -1, 0, .failure = BD_FAILURE_NOT_FHIR },
  { "entry-is-no-list", SDHR_CONDITIONS, { PAGE ("{'resourceType':'Bundle','type':'searchset','total':1,'entry':{'a':1}}") },
    BD_STATE_NO_ANSWER, 0, -1, 0, .failure = BD_FAILURE_NOT_FHIR },
  { "one-resource", SDHR_CONDITIONS, { PAGE ("{'resourceType':'Condition','id':'a','code':{'text':'Asthma'}," PERSON ("ZKC7284") "}") },
    BD_STATE_WHOLE, 1, -1, 1 },
  /* --- 403 has at least five meanings --- */
  { "SRD-14-opted-out", SDHR_CONDITIONS, { FAILED (403, ISSUE ("error", "suppressed", "sdhr-participation-status-denied")) },
    BD_STATE_OPTED_OUT_GLOBAL, 0, -1, 0 },
  { "opted-out-facility", SDHR_CONDITIONS, { FAILED (403, ISSUE ("error", "suppressed", "sdhr-participation-status-denied-facility")) },
    BD_STATE_OPTED_OUT_FACILITY, 0, -1, 0 },
  { "SRD-13-domain", BD_SECTION_MEDICINES, BD_SOURCE_SDHR, { FAILED (403, ISSUE ("error", "suppressed", "sdhr-domain-participation-denied")) },
    BD_STATE_OPTED_OUT_DOMAIN, 0, -1, 0 },
  { "SRD-16-deceased", SDHR_CONDITIONS, { FAILED (403, ISSUE ("error", "suppressed", "sdhr-participation-status-denied-deceased")) },
    BD_STATE_DECEASED, 0, -1, 0, .deceased = "2016-05-12" },
  { "participation-unknown", SDHR_CONDITIONS, { FAILED (403, ISSUE ("information", "informational", "sdhr-participation-status-unknown")) },
    BD_STATE_PARTICIPATION_UNKNOWN, 0, -1, 0 },
  { "participation-unknown-older", SDHR_CONDITIONS, { FAILED (403, ISSUE ("error", "value", "sdhr-participation-unknown")) },
    BD_STATE_PARTICIPATION_UNKNOWN, 0, -1, 0 },
  { "locked-patient", SDHR_CONDITIONS, { FAILED (403, ISSUE ("error", "value", "sdhr-patient-locked")) },
    BD_STATE_LOCKED, 0, -1, 0 },
  { "locked-facility", SDHR_CONDITIONS, { FAILED (403, ISSUE ("error", "value", "sdhr-facility-locked")) },
    BD_STATE_LOCKED, 0, -1, 0 },
  { "confidential", SDHR_CONDITIONS, { FAILED (403, BARE_ISSUE ("error", "security")) }, BD_STATE_REFUSED, 0, -1, 0 },
  { "forbidden", SDHR_CONDITIONS, { FAILED (403, NULL) }, BD_STATE_REFUSED, 0, -1, 0 },
  { "unauthorised", SDHR_CONDITIONS, { FAILED (403, ISSUE ("error", "suppressed", "UNAUTHORISED")) }, BD_STATE_REFUSED, 0, -1, 0 },
  { "no-token", SDHR_CONDITIONS, { FAILED (401, NULL) }, BD_STATE_REFUSED, 0, -1, 0 },
  { "consent-not-valid", BD_SECTION_ENCOUNTERS, BD_SOURCE_SHARED_CARE,
    { FAILED (401, "{'resourceType':'OperationOutcome','issue':[{'severity':'error','code':'security','diagnostics':'Consent not valid'}]}") },
    BD_STATE_REFUSED, 0, -1, 0 },
  /* --- other statuses --- */
  { "bad-request", SDHR_CONDITIONS, { FAILED (400, BARE_ISSUE ("error", "required")) }, BD_STATE_REFUSED, 0, -1, 0 },
  { "unprocessable", BD_SECTION_IMMUNISATIONS, BD_SOURCE_AIR, { FAILED (422, NULL) }, BD_STATE_REFUSED, 0, -1, 0 },
  { "SRD-15-throttled", SDHR_CONDITIONS, { { NULL, 429, BD_FAILURE_NONE, 12 } }, BD_STATE_THROTTLED, 0, -1, 0, .wait = 12 },
  { "throttled-with-body", SDHR_CONDITIONS, { { BARE_ISSUE ("error", "throttled"), 429, BD_FAILURE_NONE, 3 } },
    BD_STATE_THROTTLED, 0, -1, 0, .wait = 3 },
  { "throttled-whatever-the-body", SDHR_CONDITIONS, { { ISSUE ("error", "suppressed", "sdhr-participation-status-denied"), 429, BD_FAILURE_NONE, 3 } },
    BD_STATE_THROTTLED, 0, -1, 0, .wait = 3 },
  { "type-not-offered", BD_SECTION_ENCOUNTERS, BD_SOURCE_SDHR, { FAILED (501, NULL) }, BD_STATE_NOT_AVAILABLE, 0, -1, 0 },
  { "type-not-found", BD_SECTION_ENCOUNTERS, BD_SOURCE_SDHR, { FAILED (404, NULL) }, BD_STATE_NOT_AVAILABLE, 0, -1, 0 },
  { "server-error", SDHR_CONDITIONS, { FAILED (500, BARE_ISSUE ("fatal", "exception")) },
    BD_STATE_NO_ANSWER, 0, -1, 0, .failure = BD_FAILURE_SERVER },
  { "server-error-as-failure", SDHR_CONDITIONS, { { NULL, 503, BD_FAILURE_SERVER, 0 } },
    BD_STATE_NO_ANSWER, 0, -1, 0, .failure = BD_FAILURE_SERVER },
  { "redirect", SDHR_CONDITIONS, { FAILED (302, NULL) }, BD_STATE_NO_ANSWER, 0, -1, 0, .failure = BD_FAILURE_REDIRECT },
  { "portal-page", SDHR_CONDITIONS, { { NULL, 200, BD_FAILURE_NOT_FHIR, 0 } },
    BD_STATE_NO_ANSWER, 0, -1, 0, .failure = BD_FAILURE_NOT_FHIR },
  { "secure-connection", SDHR_CONDITIONS, { { NULL, 0, BD_FAILURE_TLS, 0 } },
    BD_STATE_NO_ANSWER, 0, -1, 0, .failure = BD_FAILURE_TLS },
  /* --- NHI says deceased --- */
  { "SRD-16-deceased-empty", SDHR_CONDITIONS, { PAGE (EMPTY) }, BD_STATE_DECEASED, 0, 0, 0, .deceased = "2016-05-12" },
  { "deceased-with-records", SDHR_CONDITIONS, { PAGE (BUNDLE ("'total':1,", CONDITION ("a"))) },
    BD_STATE_WHOLE, 1, 1, 1, .deceased = "2016-05-12" },
  { "deceased-elsewhere", BD_SECTION_ALLERGIES, BD_SOURCE_MWS, { PAGE (EMPTY) }, BD_STATE_WHOLE, 0, 0, 0, .deceased = "2016-05-12" },
  /* --- searches that end differently --- */
  { "one-refused-one-whole", BD_SECTION_MEDICINES, BD_SOURCE_MDR,
    { FAILED (403, NULL), PAGE (BUNDLE ("'total':1,", "{'resource':{'resourceType':'MedicationDispense','id':'d'}}")) },
    BD_STATE_REFUSED, 1, 1, 1, .partial = TRUE },
  { "one-whole-one-not-offered", BD_SECTION_MEDICINES, BD_SOURCE_MDR,
    { PAGE (BUNDLE ("'total':1,", "{'resource':{'resourceType':'MedicationRequest','id':'r'}}")), FAILED (501, NULL) },
    BD_STATE_NOT_AVAILABLE, 1, 1, 1, .partial = TRUE },
  { "redacted-and-failed", BD_SECTION_MEDICINES, BD_SOURCE_MDR,
    { PAGE (BUNDLE ("'total':2,", "{'resource':{'resourceType':'MedicationRequest','id':'r'}}")), { NULL, 0, BD_FAILURE_TIMEOUT } },
    BD_STATE_NO_ANSWER, 1, 2, 1, ALSO (BD_STATE_REDACTED), BD_FAILURE_TIMEOUT, .partial = TRUE },
  { "the-worse-failure-gives-the-reason", SDHR_CONDITIONS, { FAILED (403, NULL), { NULL, 0, BD_FAILURE_NAME } },
    BD_STATE_NO_ANSWER, 0, -1, 0, ALSO (BD_STATE_REFUSED), BD_FAILURE_NAME },
  { "failures-in-the-other-order", SDHR_CONDITIONS, { { NULL, 0, BD_FAILURE_NAME }, FAILED (403, NULL) },
    BD_STATE_NO_ANSWER, 0, -1, 0, ALSO (BD_STATE_REFUSED), BD_FAILURE_NAME },
};

static BdJson *
parse (const char *body)
{
  g_autofree char *text = g_strdelimit (g_strdup (body), "'", '"');
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  BdJson *json = bd_json_parse (bytes, &error);

  g_assert_no_error (error);
  return json;
}

static void
add_step (BdProjection *projection,
          const Step   *step)
{
  g_autoptr (BdJson) json = step->body != NULL ? parse (step->body) : NULL;

  if (step->body != NULL && step->status == 0)
    {
      g_autoptr (BdBundle) page = bd_bundle_new (json);

      bd_projection_add_page (projection, page, 1);
    }
  else
    {
      g_autoptr (GPtrArray) issues = json != NULL ? bd_outcome_read_issues (bd_json_root (json)) : NULL;

      bd_projection_add_failure (projection, step->failure, step->status, issues, step->wait);
    }
}

static gboolean
is_used (const Step *step)
{
  return step->body != NULL || step->status != 0 || step->failure != BD_FAILURE_NONE;
}

static BdAnswer *
run (const Case *c)
{
  static const char *const linked[] = { "ZZZ0024", NULL };
  BdProjection *projection = bd_projection_new (c->section, c->source, "ZKC7284", linked);

  for (guint i = 0; i < G_N_ELEMENTS (c->steps) && is_used (&c->steps[i]); i++)
    add_step (projection, &c->steps[i]);
  if (c->stop)
    bd_projection_set_more_exist (projection);
  if (c->deceased != NULL)
    bd_projection_set_deceased (projection, c->deceased);
  bd_projection_set_times (projection, 1, 2, "correlation", 0);
  return bd_projection_finish (projection);
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (BdAnswer) answer = run (c);
  const BdLedgerLine *line = answer->line;

  g_assert_cmpstr (bd_result_state_to_string (line->state), ==, bd_result_state_to_string (c->state));
  g_assert_cmpuint (answer->entries->len, ==, c->n_entries);
  g_assert_cmpint (line->total, ==, c->total);
  g_assert_cmpint (line->received, ==, c->received);
  g_assert_cmphex (line->also, ==, c->also);
  g_assert_cmpint (line->failure, ==, c->failure);
  g_assert_cmpint (line->wait_seconds, ==, c->wait);
  g_assert_cmpint (line->more_exist, ==, c->more_exist);
  g_assert_cmpint (line->partial, ==, c->partial);
  g_assert_cmpuint (line->foreign, ==, c->foreign);
  g_assert_cmpuint (line->unreadable, ==, c->unreadable);
  g_assert_cmpuint (answer->not_shown->len, ==, c->foreign + c->unreadable);
  g_assert_cmpstr (line->deceased, ==, c->state == BD_STATE_DECEASED ? c->deceased : NULL);
  g_assert_cmpstr (line->correlation_id, ==, "correlation");
}

/* Whatever comes, only a whole search result without a doubt may say "none recorded". */
static void
test_none_only_when_whole (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BdAnswer) answer = run (&cases[i]);
      g_autofree char *sentence = bd_ledger_line_dup_sentence (answer->line, NULL, 3);
      gboolean none = strstr (sentence, "not the same as none") != NULL;

      g_assert_cmpint (none, ==, cases[i].state == BD_STATE_WHOLE && cases[i].received == 0);
    }
}

static const Case *
find_case (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (g_str_equal (cases[i].name, name))
      return &cases[i];
  g_assert_not_reached ();
}

static void
test_status_of_the_failure (void)
{
  g_autoptr (BdAnswer) refused = run (find_case ("one-refused-one-whole"));
  g_autoptr (BdAnswer) worse = run (find_case ("the-worse-failure-gives-the-reason"));
  g_autofree char *sentence = bd_ledger_line_dup_sentence (refused->line, NULL, 3);

  g_assert_cmpint (refused->line->http_status, ==, 403);
  g_assert_cmpint (worse->line->http_status, ==, 0);
  g_assert_cmpstr (sentence, ==, "MDR refused this request (403). Reference correlation. Part of it was answered.");
}

static void
test_marks_of_the_person (void)
{
  g_autoptr (BdAnswer) linked = run (find_case ("SRD-17-linked"));
  g_autoptr (BdAnswer) unstated = run (find_case ("person-not-stated"));
  g_autoptr (BdAnswer) foreign = run (find_case ("foreign"));
  const BdNotShown *not_shown = g_ptr_array_index (foreign->not_shown, 0);

  for (guint i = 0; i < linked->entries->len; i++)
    {
      BdEntry *entry = g_ptr_array_index (linked->entries, i);

      g_assert_cmpint (bd_entry_has_mark (entry, "other-nhi"), ==,
                       g_strcmp0 (bd_entry_peek (entry)->nhi, "ZZZ0024") == 0);
    }
  g_assert_true (bd_entry_has_mark (g_ptr_array_index (unstated->entries, 0), "person-not-stated"));
  g_assert_cmpstr (not_shown->resource_type, ==, "Condition");
  g_assert_cmpstr (not_shown->id, ==, "b");
}

/* AIR-Reader-1: the Patient that comes along names the dormant numbers */
static void
test_numbers_learnt (void)
{
  static const char *body = BUNDLE ("'total':1,",
    "{'resource':{'resourceType':'Immunization','id':'i','status':'completed','vaccineCode':{'text':'MMR'},"
    "'patient':{'reference':'" NHI_URL "ZAT2518'}},'search':{'mode':'match'}},"
    "{'resource':{'resourceType':'Patient','id':'ZAT2496','identifier':["
    "{'use':'official','system':'https://standards.digital.health.nz/ns/nhi-id','value':'ZAT2496'},"
    "{'use':'old','system':'https://standards.digital.health.nz/ns/nhi-id','value':'ZAT2518'}]},"
    "'search':{'mode':'include'}}");
  const Step step = { body };

  for (guint i = 0; i < 2; i++)
    {
      BdProjection *projection =
        bd_projection_new (BD_SECTION_IMMUNISATIONS, BD_SOURCE_AIR, i == 0 ? "ZAT2496" : "ZKC7284", NULL);
      g_autoptr (BdAnswer) answer = NULL;

      add_step (projection, &step);
      answer = bd_projection_finish (projection);
      g_assert_cmpuint (answer->entries->len, ==, i == 0);
      g_assert_cmpuint (answer->line->foreign, ==, i);
    }
}

static void
test_unknown_number (void)
{
  static const char *body =
    "{'resourceType':'OperationOutcome','issue':[{'severity':'error','code':'processing','details':{'coding':["
    "{'system':'https://standards.digital.health.nz/ns/hip-error-code','code':'EM02002'}]}}]}";
  const Step step = { body, 404 };
  BdProjection *projection = bd_projection_new (BD_SECTION_ALLERGIES, BD_SOURCE_MWS, "ZKC7284", NULL);
  g_autoptr (BdAnswer) answer = NULL;
  g_autofree char *sentence = NULL;

  add_step (projection, &step);
  answer = bd_projection_finish (projection);
  sentence = bd_ledger_line_dup_sentence (answer->line, NULL, 0);
  g_assert_cmpint (answer->line->state, ==, BD_STATE_NOT_AVAILABLE);
  g_assert_cmpstr (sentence, ==, "MWS does not know this number.");
}

static void
test_facility_named (void)
{
  static const char *body =
    "{'resourceType':'OperationOutcome','issue':[{'severity':'error','code':'suppressed','details':{'coding':["
    "{'system':'" SDHR_CODES "','code':'sdhr-participation-status-denied-facility'}]},"
    "'diagnostics':'Opted out at F38006-B.'}]}";
  const Step step = { body, 403 };
  BdProjection *projection = bd_projection_new (BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, "ZKC7284", NULL);
  g_autoptr (BdAnswer) answer = NULL;

  add_step (projection, &step);
  answer = bd_projection_finish (projection);
  g_assert_cmpstr (answer->line->facility, ==, "F38006-B");
  g_assert_cmpuint (answer->issues->len, ==, 1);
}

/* Without a search for dispensings their absence says nothing (SRD-28). */
static void
test_dispensings_not_asked (void)
{
  static const char *const requests[] = { "MedicationRequest", NULL };
  static const char *const both[] = { "MedicationRequest", "MedicationDispense", NULL };
  static const char *body = BUNDLE ("'total':1,",
    "{'resource':{'resourceType':'MedicationRequest','id':'9A0A002KP580YPFDQ7-1','status':'active','identifier':["
    "{'system':'https://standards.digital.health.nz/ns/nzeps-scid-item-id','value':'9A0A002KP580YPFDQ7-1'}],"
    "'medicationCodeableConcept':{'text':'metformin'}," PERSON ("ZKC7284") "}}");
  const Step step = { body };

  for (guint i = 0; i < 3; i++)
    {
      BdProjection *projection = bd_projection_new (BD_SECTION_MEDICINES, BD_SOURCE_MDR, "ZKC7284", NULL);
      g_autoptr (BdAnswer) answer = NULL;
      BdEntry *entry;

      if (i > 0)
        bd_projection_set_asked (projection, i == 1 ? both : requests);
      add_step (projection, &step);
      answer = bd_projection_finish (projection);
      entry = g_ptr_array_index (answer->entries, 0);
      g_assert_cmpint (bd_entry_has_mark (entry, BD_MARK_NOT_DISPENSED), ==, i < 2);
      g_assert_cmpint (bd_entry_has_mark (entry, BD_MARK_DISPENSING_UNKNOWN), ==, i == 2);
    }
}

static void
test_labelled_not_to_keep (void)
{
  static const char *body = BUNDLE ("",
    "{'resource':{'resourceType':'Condition','id':'a','meta':{'security':[{'code':'DELAU'}]},'code':{'text':'x'}}}");
  const Step step = { body };
  BdProjection *projection = bd_projection_new (BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, NULL, NULL);
  g_autoptr (BdAnswer) answer = NULL;

  add_step (projection, &step);
  answer = bd_projection_finish (projection);
  g_assert_true (bd_entry_has_mark (g_ptr_array_index (answer->entries, 0), "do-not-keep"));
}

/* The worker leaves the order in which the section shows them. */
static void
test_ordered (void)
{
  static const char *body = BUNDLE ("",
    "{'resource':{'resourceType':'Condition','id':'old','recordedDate':'2001','code':{'text':'x'}}},"
    "{'resource':{'resourceType':'Condition','id':'new','recordedDate':'2021','code':{'text':'x'}}},"
    "{'resource':{'resourceType':'Condition','id':'middle','recordedDate':'2011','code':{'text':'x'}}}");
  const Step step = { body };
  BdProjection *projection = bd_projection_new (BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, NULL, NULL);
  g_autoptr (BdSection) section = bd_section_new (BD_SECTION_CONDITIONS);
  g_autofree char *ids = NULL;
  BdAnswer *answer;

  add_step (projection, &step);
  answer = bd_projection_finish (projection);
  g_assert_true (answer->ordered);
  bd_section_take_answer (section, answer);
  ids = ids_of (G_LIST_MODEL (section));
  g_assert_cmpstr (ids, ==, "new middle old");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/verdict/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/verdict/none-only-when-whole", test_none_only_when_whole);
  g_test_add_func ("/verdict/status-of-the-failure", test_status_of_the_failure);
  g_test_add_func ("/verdict/marks-of-the-person", test_marks_of_the_person);
  g_test_add_func ("/verdict/AIR-Reader-1-numbers-learnt", test_numbers_learnt);
  g_test_add_func ("/verdict/unknown-number", test_unknown_number);
  g_test_add_func ("/verdict/facility-named", test_facility_named);
  g_test_add_func ("/verdict/SRD-28-dispensings-not-asked", test_dispensings_not_asked);
  g_test_add_func ("/verdict/labelled-not-to-keep", test_labelled_not_to_keep);
  g_test_add_func ("/verdict/ordered", test_ordered);
  return g_test_run ();
}
