/* test-consent.c: what Consent resources and answers add up to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-bundle.h"
#include "bd-consent.h"
#include "bd-projection.h"

#include <string.h>

#define NOW   G_GINT64_CONSTANT (1763612951000000)   /* 2025-11-20T04:29:11Z */
#define SCOPE "\"scope\":{\"coding\":[{\"code\":\"patient-privacy\"}]}"
#define WHO   "\"patient\":{\"type\":\"Patient\",\"identifier\":{\"system\":\"https://standards.digital.health.nz/ns/nhi-id\",\"value\":\"ZKC7284\"}}"
#define LAW   "\"policy\":[{\"uri\":\"https://www.privacy.org.nz/privacy-act-2020/\"}],\"organization\":[{\"display\":\"x\"}]"
#define YEARS "\"period\":{\"start\":\"2023-10-04\",\"end\":\"2026-10-04\"}"
#define EXT(code) "\"extension\":[{\"url\":\"https://fhir-ig.digital.health.nz/sdhr/StructureDefinition/facility-participation-extension\"," \
                  "\"valueCodeableConcept\":{\"coding\":[{\"code\":\"" code "\"}]}}]"
#define AT(id)    "\"actor\":[{\"reference\":{\"reference\":\"https://api.hip.digital.health.nz/fhir/hpi/v1/Location/" id "\"}}]"

static BdEntry *
entry_of (const char *json_text,
          BdSource    source,
          const char *id)
{
  g_autofree char *text = g_strdup_printf ("{\"resourceType\":\"Consent\",\"id\":\"%s\",%s}", id, json_text);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_autoptr (BdJson) json = bd_json_parse (bytes, &error);
  g_autoptr (BdBundle) page = NULL;
  BdEntry *entry;

  g_assert_no_error (error);
  page = bd_bundle_new (json);
  entry = bd_project_resource (page, bd_json_root (json), NULL, source, NOW);
  g_assert_nonnull (entry);

  return entry;
}

static const struct { const char *json; BdSource source; int decision; const char *scope; } rows[] = {
  /* -1: outside the privacy scope */
  { "\"status\":\"active\"," SCOPE "," WHO ",\"provision\":{\"type\":\"permit\"," YEARS "}", BD_SOURCE_SDHR, BD_CONSENT_PERMIT, NULL },
  { "\"status\":\"active\"," SCOPE "," WHO ",\"provision\":{\"type\":\"deny\"," YEARS "}", BD_SOURCE_SDHR, BD_CONSENT_DENY_GLOBAL, NULL },
  { "\"status\":\"active\"," SCOPE "," WHO ",\"provision\":{\"type\":\"deny\"}", BD_SOURCE_SDHR, BD_CONSENT_DENY_GLOBAL, NULL },
  { "\"status\":\"active\"," SCOPE "," WHO ",\"provision\":{\"type\":\"permit\"}", BD_SOURCE_SDHR, BD_CONSENT_UNCLEAR, NULL },
  { "\"status\":\"active\"," SCOPE "," WHO ",\"provision\":{" YEARS "}", BD_SOURCE_SDHR, BD_CONSENT_UNCLEAR, NULL },
  { "\"status\":\"active\"," SCOPE "," WHO "", BD_SOURCE_SDHR, BD_CONSENT_UNCLEAR, NULL },
  { "\"status\":\"active\",\"scope\":{\"coding\":[{\"code\":\"data-privacy\"}]}," WHO ",\"provision\":{\"type\":\"permit\"," YEARS "}", BD_SOURCE_SDHR, BD_CONSENT_PERMIT, NULL },
  { "\"status\":\"active\",\"scope\":{\"coding\":[{\"code\":\"treatment\"}]}," WHO ",\"provision\":{\"type\":\"deny\"," YEARS "}", BD_SOURCE_SDHR, -1, NULL },
  { "\"status\":\"active\",\"scope\":{\"coding\":[{\"code\":\"research\"}]}," WHO ",\"provision\":{\"type\":\"permit\"," YEARS "}", BD_SOURCE_SDHR, -1, NULL },
  { "\"status\":\"proposed\"," SCOPE "," WHO ",\"provision\":{\"type\":\"permit\"," YEARS "}", BD_SOURCE_SDHR, BD_CONSENT_PERMIT_PROVISIONAL, NULL },
  { "\"status\":\"proposed\"," SCOPE "," WHO ",\"provision\":{\"type\":\"deny\"," YEARS "}", BD_SOURCE_SDHR, BD_CONSENT_UNCLEAR, NULL },
  { "\"status\":\"inactive\"," SCOPE "," WHO ",\"provision\":{\"type\":\"deny\"," YEARS "}", BD_SOURCE_SDHR, BD_CONSENT_NOT_IN_FORCE, NULL },
  { "\"status\":\"rejected\"," SCOPE "," WHO ",\"provision\":{\"type\":\"permit\"," YEARS "}", BD_SOURCE_SDHR, BD_CONSENT_NOT_IN_FORCE, NULL },
  { "\"status\":\"entered-in-error\"," SCOPE "," WHO ",\"provision\":{\"type\":\"deny\"," YEARS "}", BD_SOURCE_SDHR, BD_CONSENT_NOT_IN_FORCE, NULL },
  { "\"status\":\"sparkling\"," SCOPE "," WHO ",\"provision\":{\"type\":\"permit\"," YEARS "}", BD_SOURCE_SDHR, BD_CONSENT_UNCLEAR, NULL },
  { "\"status\":\"active\"," SCOPE "," WHO ",\"provision\":{\"type\":\"maybe\"," YEARS "}", BD_SOURCE_SDHR, BD_CONSENT_UNCLEAR, NULL },
  /* the period, in UTC */
  { "\"status\":\"active\"," SCOPE "," WHO ",\"provision\":{\"type\":\"permit\",\"period\":{\"start\":\"2025-11-20\",\"end\":\"2025-11-20\"}}", BD_SOURCE_SDHR, BD_CONSENT_PERMIT, NULL },
  { "\"status\":\"active\"," SCOPE "," WHO ",\"provision\":{\"type\":\"permit\",\"period\":{\"end\":\"2025-11-19\"}}", BD_SOURCE_SDHR, BD_CONSENT_NOT_IN_FORCE, NULL },
  { "\"status\":\"active\"," SCOPE "," WHO ",\"provision\":{\"type\":\"permit\",\"period\":{\"start\":\"2025-11-21\"}}", BD_SOURCE_SDHR, BD_CONSENT_NOT_IN_FORCE, NULL },
  { "\"status\":\"active\"," SCOPE "," WHO ",\"provision\":{\"type\":\"deny\",\"period\":{\"end\":\"2025\"}}", BD_SOURCE_SDHR, BD_CONSENT_DENY_GLOBAL, NULL },
  { "\"status\":\"active\"," SCOPE "," WHO ",\"provision\":{\"type\":\"deny\",\"period\":{\"end\":\"2025-10\"}}", BD_SOURCE_SDHR, BD_CONSENT_NOT_IN_FORCE, NULL },
  { "\"status\":\"active\"," SCOPE "," WHO ",\"provision\":{\"type\":\"permit\",\"period\":{\"end\":\"2025-11-20T04:29:10Z\"}}", BD_SOURCE_SDHR, BD_CONSENT_NOT_IN_FORCE, NULL },
  { "\"status\":\"active\"," SCOPE "," WHO ",\"provision\":{\"type\":\"permit\",\"period\":{\"end\":\"2025-11-20T17:29:12+13:00\"}}", BD_SOURCE_SDHR, BD_CONSENT_PERMIT, NULL },
  { "\"status\":\"active\"," SCOPE "," WHO ",\"provision\":{\"type\":\"permit\",\"period\":{\"end\":\"whenever\"}}", BD_SOURCE_SDHR, BD_CONSENT_UNCLEAR, NULL },
  /* exceptions */
  { "\"status\":\"active\"," SCOPE "," WHO ",\"provision\":{\"type\":\"permit\"," YEARS ",\"provision\":[{" EXT ("sdhr-facility-opt-out") "," AT ("FZZ111-A") "}]}", BD_SOURCE_SDHR, BD_CONSENT_DENY_FACILITY, "FZZ111-A" },
  { "\"status\":\"active\"," SCOPE "," WHO ",\"provision\":{\"type\":\"permit\"," YEARS ",\"provision\":[{" EXT ("sdhr-facility-opt-in") "," AT ("FZZ111-A") "}]}", BD_SOURCE_SDHR, BD_CONSENT_PERMIT, NULL },
  { "\"status\":\"active\"," SCOPE "," WHO ",\"provision\":{\"type\":\"permit\"," YEARS ",\"provision\":[{\"type\":\"deny\"," EXT ("sdhr-facility-opt-in") "," AT ("FZZ111-A") ",\"data\":[{\"meaning\":\"instance\",\"reference\":{\"reference\":\"Condition/7\"}}]}]}", BD_SOURCE_SDHR, BD_CONSENT_DENY_INSTANCE, "Condition/7" },
  { "\"status\":\"active\"," SCOPE "," WHO ",\"provision\":{\"type\":\"permit\"," YEARS ",\"provision\":[{\"type\":\"deny\",\"class\":[{\"code\":\"MedicationRequest\"}]}]}", BD_SOURCE_SDHR, BD_CONSENT_DENY_DOMAIN, "MedicationRequest" },
  { "\"status\":\"active\"," SCOPE "," WHO ",\"provision\":{\"type\":\"permit\"," YEARS ",\"provision\":[{}]}", BD_SOURCE_SDHR, BD_CONSENT_UNCLEAR, NULL },
  { "\"status\":\"active\"," SCOPE "," WHO ",\"provision\":{\"type\":\"deny\"," YEARS "," AT ("FZZ111-A") "}", BD_SOURCE_SDHR, BD_CONSENT_DENY_FACILITY, "FZZ111-A" },
  /* Shared Care asks for more before a yes; a no needs nothing */
  { "\"status\":\"active\"," SCOPE "," WHO "," LAW ",\"provision\":{\"type\":\"permit\"," YEARS "}", BD_SOURCE_SHARED_CARE, BD_CONSENT_PERMIT, NULL },
  { "\"status\":\"active\"," SCOPE "," WHO ",\"organization\":[{}],\"provision\":{\"type\":\"permit\"," YEARS "}", BD_SOURCE_SHARED_CARE, BD_CONSENT_UNCLEAR, NULL },
  { "\"status\":\"active\"," SCOPE "," WHO ",\"policy\":[{}],\"provision\":{\"type\":\"permit\"," YEARS "}", BD_SOURCE_SHARED_CARE, BD_CONSENT_UNCLEAR, NULL },
  { "\"status\":\"active\"," SCOPE "," LAW ",\"provision\":{\"type\":\"permit\"," YEARS "}", BD_SOURCE_SHARED_CARE, BD_CONSENT_UNCLEAR, NULL },
  { "\"status\":\"active\"," SCOPE "," WHO ",\"provision\":{\"type\":\"deny\"," YEARS "}", BD_SOURCE_SHARED_CARE, BD_CONSENT_DENY_GLOBAL, NULL },
  { "\"status\":\"active\"," SCOPE "," WHO "," LAW ",\"provision\":{\"type\":\"permit\"," YEARS ",\"data\":[{\"reference\":{\"reference\":\"Condition/1\"}},{\"reference\":{\"reference\":\"Encounter/2\"}}]}", BD_SOURCE_SHARED_CARE, BD_CONSENT_PERMIT, "Condition/1, Encounter/2" },
};

static void
test_one (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (BdEntry) entry = entry_of (rows[i].json, rows[i].source, "c1");
      g_autoptr (BdConsentFact) fact = bd_consent_evaluate (entry, NOW);

      g_test_message ("row %u", i);
      if (rows[i].decision == -1)
        {
          g_assert_null (fact);
          continue;
        }
      g_assert_nonnull (fact);
      g_assert_cmpstr (bd_consent_decision_to_string (fact->decision), ==, bd_consent_decision_to_string (rows[i].decision));
      g_assert_cmpstr (fact->scope, ==, rows[i].scope);
      g_assert_cmpstr (fact->entry_id, ==, bd_entry_peek (entry)->id);
      g_assert_cmpuint (strlen (fact->sentence), >, 10);
      g_assert_null (strstr (fact->sentence, "ZKC7284"));
    }
}

/* The saved row has no bytes: its marks must not say more than the resource did. */
static void
test_without_bytes (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (BdEntry) entry = entry_of (rows[i].json, rows[i].source, "c1");
      g_autoptr (GVariant) variant = g_variant_ref_sink (bd_entry_to_variant (entry));
      g_autoptr (BdEntry) saved = bd_entry_new_from_variant (variant);
      g_autoptr (BdConsentFact) fact = NULL;

      g_test_message ("row %u", i);
      g_assert_null (bd_entry_get_bytes (saved));
      fact = bd_consent_evaluate (saved, NOW);
      if (rows[i].decision == -1)
        continue;
      g_assert_nonnull (fact);
      if (rows[i].decision >= BD_CONSENT_DENY_GLOBAL && rows[i].decision <= BD_CONSENT_DENY_INSTANCE)
        g_assert_cmpint (fact->decision, !=, BD_CONSENT_PERMIT);
      if (rows[i].decision == BD_CONSENT_PERMIT_PROVISIONAL)
        g_assert_cmpint (fact->decision, ==, BD_CONSENT_PERMIT_PROVISIONAL);
    }
}

static BdRecord *
record_new (void)
{
  return bd_record_new (bd_patient_new_unconfirmed ("ZKC7284", "x"), NULL);
}

static void
add_consents (BdRecord          *record,
              BdSource           source,
              const char *const *texts)
{
  BdAnswer *answer = bd_answer_new (bd_ledger_line_new (BD_SECTION_CONSENTS, source, BD_STATE_WHOLE));

  for (guint i = 0; texts[i] != NULL; i++)
    {
      g_autofree char *id = g_strdup_printf ("c%u", i);

      g_ptr_array_add (answer->entries, entry_of (texts[i], source, id));
    }
  bd_record_take_answer (record, answer);
}

static void
add_state (BdRecord     *record,
           BdSectionKind section,
           BdSource      source,
           BdResultState state,
           gboolean      saved)
{
  BdLedgerLine *line = bd_ledger_line_new (section, source, saved ? BD_STATE_SAVED_COPY : state);

  line->saved_state = state;
  line->answered_at = line->saved_at = NOW;
  line->facility = g_strdup ("FZZ111-A");
  bd_record_take_answer (record, bd_answer_new (line));
}

#define DATED(date, type) "\"status\":\"active\"," SCOPE "," WHO ",\"dateTime\":\"" date "\",\"provision\":{\"type\":\"" type "\"," YEARS "}"

static void
test_sum (void)
{
  static const struct { const char *texts[3]; guint n; BdConsentDecision first; } cases[] = {
    { { DATED ("2024-01-01", "permit"), DATED ("2025-01-01", "deny") }, 1, BD_CONSENT_DENY_GLOBAL },
    { { DATED ("2025-01-01", "permit"), DATED ("2024-01-01", "deny") }, 1, BD_CONSENT_PERMIT },   /* the newest decision */
    { { DATED ("2024-01-01", "permit"), DATED ("2024-01-01", "deny") }, 1, BD_CONSENT_DENY_GLOBAL },
    { { DATED ("2024-01-01", "deny"), DATED ("2025-01-01", "deny") }, 1, BD_CONSENT_DENY_GLOBAL },
    { { DATED ("2025-01-01", "permit"),
        "\"status\":\"active\"," SCOPE "," WHO ",\"dateTime\":\"2024-01-01\",\"provision\":{\"type\":\"permit\"," YEARS ",\"provision\":[{" EXT ("sdhr-facility-opt-out") "," AT ("FZZ111-A") "}]}" },
      2, BD_CONSENT_DENY_FACILITY },   /* a wider yes does not lift a narrower no */
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BdRecord) record = record_new ();
      g_autoptr (GPtrArray) facts = NULL;

      add_consents (record, BD_SOURCE_SDHR, cases[i].texts);
      facts = bd_consent_evaluate_all (record, NOW);
      g_test_message ("case %u", i);
      g_assert_cmpuint (facts->len, ==, cases[i].n);
      g_assert_cmpint (((BdConsentFact *)facts->pdata[0])->decision, ==, cases[i].first);
    }
}

static void
test_sum_of_nothing (void)
{
  g_autoptr (BdRecord) record = record_new ();
  g_autoptr (GPtrArray) facts = bd_consent_evaluate_all (record, NOW);

  g_assert_cmpuint (facts->len, ==, 1);
  g_assert_cmpint (((BdConsentFact *)facts->pdata[0])->decision, ==, BD_CONSENT_UNKNOWN);
}

static void
test_participation (void)
{
  static const struct { BdResultState state; int decision; } states[] = {
    { BD_STATE_OPTED_OUT_GLOBAL, BD_CONSENT_DENY_GLOBAL },
    { BD_STATE_OPTED_OUT_FACILITY, BD_CONSENT_DENY_FACILITY },
    { BD_STATE_OPTED_OUT_DOMAIN, BD_CONSENT_DENY_DOMAIN },
    { BD_STATE_PARTICIPATION_UNKNOWN, BD_CONSENT_UNKNOWN },
    { BD_STATE_WHOLE, BD_CONSENT_UNKNOWN },
  };

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    for (guint saved = 0; saved < 2; saved++)
      {
        g_autoptr (BdRecord) record = record_new ();
        g_autoptr (GPtrArray) facts = NULL;

        add_state (record, BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, states[i].state, saved);
        if (states[i].state == BD_STATE_PARTICIPATION_UNKNOWN)   /* said of two sections, it is one fact */
          add_state (record, BD_SECTION_ENCOUNTERS, BD_SOURCE_SDHR, states[i].state, saved);
        facts = bd_consent_evaluate_all (record, NOW);
        g_assert_cmpuint (facts->len, ==, 1);
        g_assert_cmpint (((BdConsentFact *)facts->pdata[0])->decision, ==, states[i].decision);
      }
}

static void
test_offer (void)
{
  static const struct { BdResultState state; gboolean saved; gboolean offline; gboolean related; gboolean offered; } cases[] = {
    { BD_STATE_WHOLE, FALSE, FALSE, TRUE, FALSE },
    { BD_STATE_WHOLE, FALSE, FALSE, FALSE, TRUE },                 /* nobody can be asked */
    { BD_STATE_REDACTED, FALSE, FALSE, TRUE, TRUE },
    { BD_STATE_RESTRICTED_REGISTER, FALSE, FALSE, TRUE, TRUE },
    { BD_STATE_REDACTED, TRUE, TRUE, TRUE, TRUE },
    { BD_STATE_WITHHELD_AT_SOURCE, FALSE, FALSE, TRUE, FALSE },
    { BD_STATE_OPTED_OUT_GLOBAL, FALSE, FALSE, TRUE, FALSE },
    { BD_STATE_OPTED_OUT_GLOBAL, FALSE, FALSE, FALSE, FALSE },
    { BD_STATE_OPTED_OUT_GLOBAL, TRUE, TRUE, TRUE, TRUE },         /* but a copy is here */
    { BD_STATE_DECEASED, FALSE, FALSE, TRUE, FALSE },
    { BD_STATE_DECEASED, FALSE, FALSE, FALSE, FALSE },
    { BD_STATE_DECEASED, TRUE, TRUE, FALSE, FALSE },
    { BD_STATE_WHOLE, TRUE, TRUE, TRUE, TRUE },                    /* consent cannot be checked now */
    { BD_STATE_WHOLE, TRUE, FALSE, FALSE, TRUE },
    { BD_STATE_WHOLE, TRUE, FALSE, TRUE, FALSE },
    { BD_STATE_NO_ANSWER, FALSE, FALSE, TRUE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BdRecord) record = record_new ();
      g_autoptr (BdEmergencyOffer) offer = NULL;

      add_state (record, BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, cases[i].state, cases[i].saved);
      offer = bd_emergency_offer_new (record, cases[i].offline, cases[i].related, NOW);
      g_test_message ("case %u: %s", i, offer->why);
      g_assert_cmpint (offer->offered, ==, cases[i].offered);
      g_assert_cmpuint (strlen (offer->why), >, 5);
    }
}

static void
test_offer_by_consent (void)
{
  static const struct { const char *text; BdSource source; gboolean offered; } cases[] = {
    { DATED ("2024-01-01", "permit"), BD_SOURCE_SDHR, FALSE },
    { DATED ("2024-01-01", "deny"), BD_SOURCE_SDHR, FALSE },           /* opted out of SDHR: nothing to open */
    { DATED ("2024-01-01", "deny"), BD_SOURCE_SHARED_CARE, TRUE },
    { "\"status\":\"active\"," SCOPE "," WHO ",\"provision\":{" YEARS "}", BD_SOURCE_SHARED_CARE, TRUE },
    { "\"status\":\"proposed\"," SCOPE "," WHO "," LAW ",\"provision\":{\"type\":\"permit\"," YEARS "}", BD_SOURCE_SHARED_CARE, TRUE },
    { "\"status\":\"inactive\"," SCOPE "," WHO ",\"provision\":{\"type\":\"deny\"," YEARS "}", BD_SOURCE_SHARED_CARE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *texts[] = { cases[i].text, NULL };
      g_autoptr (BdRecord) record = record_new ();
      g_autoptr (BdEmergencyOffer) offer = NULL;

      add_consents (record, cases[i].source, texts);
      offer = bd_emergency_offer_new (record, FALSE, TRUE, NOW);
      g_test_message ("case %u: %s", i, offer->why);
      g_assert_cmpint (offer->offered, ==, cases[i].offered);
    }
}

/* The guides' own examples */
static void
test_published (void)
{
  static const struct { const char *file; BdSource source; BdConsentDecision decision; } files[] = {
    { "sdhr/Consent-ConsentExample.json", BD_SOURCE_SDHR, BD_CONSENT_PERMIT },
    { "sdhr/Consent-ConsentExampleRecordsWithheld.json", BD_SOURCE_SDHR, BD_CONSENT_DENY_INSTANCE },
    { "sdhr/Consent-ConsentFacilityDenyExample.json", BD_SOURCE_SDHR, BD_CONSENT_DENY_FACILITY },
    { "sdhr/Consent-ConsentHNZDenyExample.json", BD_SOURCE_SDHR, BD_CONSENT_DENY_GLOBAL },
    { "sdhr/Consent-ConsentMultiFacilityExample.json", BD_SOURCE_SDHR, BD_CONSENT_DENY_FACILITY },
    { "shared-care/Consent-ActiveConsentExample.json", BD_SOURCE_SHARED_CARE, BD_CONSENT_PERMIT },
    { "shared-care/Consent-ConsentExample.json", BD_SOURCE_SHARED_CARE, BD_CONSENT_NOT_IN_FORCE },
    { "shared-care/Consent-ProvisionalConsentExample.json", BD_SOURCE_SHARED_CARE, BD_CONSENT_NOT_IN_FORCE },
    { "shared-care/Consent-RPMConsentExample.json", BD_SOURCE_SHARED_CARE, BD_CONSENT_UNCLEAR },
  };
  const char *root = g_getenv ("BEDSIDE_PUBLISHED");

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (root != NULL ? root : "", "data", "examples", files[i].file, NULL);
      g_autofree char *text = NULL;
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (BdJson) json = NULL;
      g_autoptr (BdBundle) page = NULL;
      g_autoptr (BdEntry) entry = NULL;
      g_autoptr (BdConsentFact) fact = NULL;
      gsize size;

      if (!g_file_get_contents (path, &text, &size, NULL))
        {
          g_test_skip ("the published examples are not here");
          return;
        }
      bytes = g_bytes_new (text, size);
      json = bd_json_parse (bytes, NULL);
      page = bd_bundle_new (json);
      entry = bd_project_resource (page, bd_json_root (json), NULL, files[i].source, NOW);
      fact = bd_consent_evaluate (entry, NOW);
      g_test_message ("%s", files[i].file);
      g_assert_nonnull (fact);
      g_assert_cmpstr (bd_consent_decision_to_string (fact->decision), ==,
                       bd_consent_decision_to_string (files[i].decision));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/consent/one", test_one);
  g_test_add_func ("/consent/without-bytes", test_without_bytes);
  g_test_add_func ("/consent/sum", test_sum);
  g_test_add_func ("/consent/sum-of-nothing", test_sum_of_nothing);
  g_test_add_func ("/consent/participation", test_participation);
  g_test_add_func ("/consent/offer", test_offer);
  g_test_add_func ("/consent/offer-by-consent", test_offer_by_consent);
  g_test_add_func ("/consent/published", test_published);

  return g_test_run ();
}
