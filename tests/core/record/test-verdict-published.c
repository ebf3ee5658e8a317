/* test-verdict-published.c: the verdict on the answers that the guides publish, read in place
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "entries.h"

#include "bd-projection.h"

typedef struct {
  const char    *file;        /* below data/examples */
  int            status;      /* 0: a page with 2xx; else a failure with this body */
  BdSectionKind  section;
  BdSource       source;
  BdResultState  state;
  guint          n_entries;
  const char    *sentence;    /* NULL: not looked at */
} Row;

#define HELD "This person asked a practice to keep some records out of SDHR. " \
             "Emergency access cannot show them; ring the practice."

static const Row rows[] = {
  { "sdhr/Bundle-SearchConditionResponseExample.json", 0, BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_WHOLE, 1 },
  { "sdhr/Bundle-SearchConfidentialRecordsResponseExample.json", 0, BD_SECTION_ALLERGIES, BD_SOURCE_SDHR,
    BD_STATE_REDACTED, 1, "SDHR is holding back 1 of 2 records marked confidential." },
  { "sdhr/Bundle-SearchExactMatchRecordWithheldExample.json", 0, BD_SECTION_CONDITIONS, BD_SOURCE_SDHR,
    BD_STATE_WITHHELD_AT_SOURCE, 0, HELD },
  { "sdhr/Bundle-SearchWithRecordsWithheldExample.json", 0, BD_SECTION_CONDITIONS, BD_SOURCE_SDHR,
    BD_STATE_WITHHELD_AT_SOURCE, 1, HELD },
  { "sdhr-0.4.0/Bundle-ConditionSearchResponseExample.json", 0, BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_WHOLE, 1 },
  { "sdhr/OperationOutcome-OperationOutcomeGlobalDenyExample.json", 403, BD_SECTION_CONDITIONS, BD_SOURCE_SDHR,
    BD_STATE_OPTED_OUT_GLOBAL, 0, "This person has chosen not to share through SDHR." },
  { "sdhr/OperationOutcome-OperationOutcomeFacilityDenyExample.json", 403, BD_SECTION_CONDITIONS, BD_SOURCE_SDHR,
    BD_STATE_OPTED_OUT_FACILITY, 0 },
  { "sdhr/OperationOutcome-OperationOutcomePatientLocked.json", 403, BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_LOCKED, 0 },
  { "sdhr/OperationOutcome-OperationOutcomeFacilityLocked.json", 403, BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_LOCKED, 0 },
  { "sdhr/OperationOutcome-OperationOutcomeParticipatePreferencesNotKnown.json", 403, BD_SECTION_CONDITIONS,
    BD_SOURCE_SDHR, BD_STATE_PARTICIPATION_UNKNOWN, 0 },
  { "sdhr/OperationOutcome-OperationOutcomeRateLimitExceeded.json", 429, BD_SECTION_CONDITIONS, BD_SOURCE_SDHR,
    BD_STATE_THROTTLED, 0, "SDHR asks us to wait 12 s." },
  { "sdhr/OperationOutcome-APIError-Confidential.json", 403, BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_REFUSED, 0,
    "SDHR refused this request (403)." },
  { "sdhr/OperationOutcome-APIError-Unauthorised.json", 403, BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_REFUSED, 0 },
  { "sdhr-1.1/OperationOutcome-OperationOutcomeDomainDeny.json", 403, BD_SECTION_MEDICINES, BD_SOURCE_SDHR,
    BD_STATE_OPTED_OUT_DOMAIN, 0, "This person has chosen not to share medicines through SDHR." },
  { "sdhr-1.1/OperationOutcome-OperationOutcomeGlobalDenyDeceasedExample.json", 403, BD_SECTION_CONDITIONS,
    BD_SOURCE_SDHR, BD_STATE_DECEASED, 0, "Recorded as deceased. SDHR returns no records." },
  { "air/from-pages/Bundle-immunisationEventSearch-8.json", 0, BD_SECTION_IMMUNISATIONS, BD_SOURCE_AIR,
    BD_STATE_RESTRICTED_REGISTER, 0, "This person has restricted their immunisation record." },
  { "air/from-pages/Bundle-immunisationEventSearch-1.json", 0, BD_SECTION_IMMUNISATIONS, BD_SOURCE_AIR, BD_STATE_WHOLE, 2 },
  { "air/Bundle-AIRBundleOrchestrationExample.json", 0, BD_SECTION_IMMUNISATIONS, BD_SOURCE_AIR, BD_STATE_WHOLE, 2 },
  { "air/from-pages/OperationOutcome-immunisationEventSearch-4.json", 422, BD_SECTION_IMMUNISATIONS, BD_SOURCE_AIR,
    BD_STATE_REFUSED, 0, "AIR refused this request as not valid (422)." },
  { "mdr/Bundle-b7cbd26f-7d7b-48fe-9bda-e8dc5ce1901a.json", 0, BD_SECTION_MEDICINES, BD_SOURCE_MDR, BD_STATE_WHOLE, 10,
    "MDR · live. More records exist than are shown." },
  { "mws/Bundle-AI123456.json", 0, BD_SECTION_ALLERGIES, BD_SOURCE_MWS, BD_STATE_WHOLE, 1 },
  { "api-standards/OperationOutcomeServerError-example.json", 500, BD_SECTION_CONDITIONS, BD_SOURCE_SDHR,
    BD_STATE_NO_ANSWER, 0, "SDHR did not answer (server error 500)." },
};

static BdJson *
load (const char *file)
{
  const char *folder = g_getenv ("BEDSIDE_PUBLISHED");
  g_autofree char *path = g_build_filename (folder != NULL ? folder : "", "data", "examples", file, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  BdJson *json;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, NULL))
    return NULL;
  bytes = g_bytes_new_take (g_steal_pointer (&text), length);
  json = bd_json_parse (bytes, &error);
  g_assert_no_error (error);
  return json;
}

static BdAnswer *
judge (const Row *row,
       BdJson    *json)
{
  BdProjection *projection = bd_projection_new (row->section, row->source, NULL, NULL);

  if (row->status == 0)
    {
      g_autoptr (BdBundle) page = bd_bundle_new (json);

      bd_projection_add_page (projection, page, 1);
    }
  else
    {
      g_autoptr (GPtrArray) issues = bd_outcome_read_issues (bd_json_root (json));

      bd_projection_add_failure (projection, BD_FAILURE_NONE, row->status, issues, row->status == 429 ? 12 : 0);
    }
  return bd_projection_finish (projection);
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (BdJson) json = load (row->file);
  g_autoptr (BdAnswer) answer = NULL;
  g_autofree char *sentence = NULL;

  if (json == NULL)
    {
      g_test_skip ("the published examples are not here (BEDSIDE_PUBLISHED)");
      return;
    }
  answer = judge (row, json);
  g_assert_cmpstr (bd_result_state_to_string (answer->line->state), ==, bd_result_state_to_string (row->state));
  g_assert_cmpuint (answer->entries->len, ==, row->n_entries);
  sentence = bd_ledger_line_dup_sentence (answer->line, NULL, 1);
  if (row->sentence != NULL)
    g_assert_cmpstr (sentence, ==, row->sentence);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/verdict-published/", rows[i].file, NULL);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  return g_test_run ();
}
