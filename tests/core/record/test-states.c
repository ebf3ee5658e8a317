/* test-states.c: every result state has its name, its place in the order and its sentence
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "entries.h"

#define NOW "2025-11-20T14:05:00+13:00"

static void
test_names (void)
{
  static const char *const names =
    "not-set-up not-asked asking whole redacted withheld-at-source opted-out-global opted-out-facility "
    "opted-out-domain deceased participation-unknown locked restricted-register refused throttled no-answer "
    "not-available not-saved saved-copy";
  g_auto (GStrv) list = g_strsplit (names, " ", -1);

  g_assert_cmpuint (g_strv_length (list), ==, BD_N_STATES);
  for (guint i = 0; i < BD_N_STATES; i++)
    {
      BdResultState state;

      g_assert_cmpstr (bd_result_state_to_string (i), ==, list[i]);
      g_assert_true (bd_result_state_from_string (list[i], &state));
      g_assert_cmpint (state, ==, i);
    }
}

static void
test_names_unknown (void)
{
  BdResultState state;
  BdSectionKind section;
  BdSource source;

  g_assert_false (bd_result_state_from_string ("Whole", &state));
  g_assert_false (bd_result_state_from_string (NULL, &state));
  g_assert_false (bd_section_from_string ("allergy", &section));
  g_assert_false (bd_source_from_string ("SDHR", &source));
  g_assert_false (bd_section_for_type ("Claim", &section));
  g_assert_false (bd_section_for_type (NULL, &section));
}

static void
test_sections_and_sources (void)
{
  static const char *const sections[] = { "allergies", "conditions", "medicines", "observations",
                                          "immunisations", "encounters", "consents" };
  static const char *const sources[] = { "nhi", "sdhr", "air", "mws", "mdr", "shared-care", "hpi", "audit", "file" };

  for (guint i = 0; i < BD_N_SECTIONS; i++)
    {
      BdSectionKind kind;
      g_autofree char *one = bd_section_dup_count (i, 1);
      g_autofree char *two = bd_section_dup_count (i, 2);
      g_autofree char *expected = g_strdup_printf ("2 %s", bd_section_get_noun (i));

      g_assert_cmpstr (bd_section_to_string (i), ==, sections[i]);
      g_assert_true (bd_section_from_string (sections[i], &kind));
      g_assert_cmpint (kind, ==, i);
      g_assert_cmpstr (two, ==, expected);
      g_assert_cmpstr (one, !=, two);
      g_assert_nonnull (bd_section_get_title (i));
    }
  for (guint i = 0; i < BD_N_SOURCES; i++)
    {
      BdSource source;

      g_assert_cmpstr (bd_source_to_string (i), ==, sources[i]);
      g_assert_true (bd_source_from_string (sources[i], &source));
      g_assert_cmpint (source, ==, i);
    }
}

/* What must always be said with a section (SRD-10, SRD-27), and nothing with the others. */
static void
test_remarks (void)
{
  static const char *const parts[BD_N_SECTIONS] = {
    [BD_SECTION_CONDITIONS] = "may not hold the full record",
    [BD_SECTION_MEDICINES] = "Neither a prescription nor a dispensing proves that it was taken.",
    [BD_SECTION_ENCOUNTERS] = "Consultation notes are never in SDHR.",
  };

  for (guint i = 0; i < BD_N_SECTIONS; i++)
    {
      const char *remark = bd_section_get_remark (i);

      g_assert_cmpint (remark != NULL, ==, parts[i] != NULL);
      g_assert_true (remark == NULL || strstr (remark, parts[i]) != NULL);
    }
}

/* Every two different states have an order, and whole is the best. */
static void
test_order_total (void)
{
  for (guint a = 0; a < BD_N_STATES; a++)
    for (guint b = 0; b < BD_N_STATES; b++)
      {
        g_assert_cmpint (bd_result_state_is_worse (a, b) + bd_result_state_is_worse (b, a), ==, a != b);
        if (b == BD_STATE_WHOLE && a != b)
          g_assert_true (bd_result_state_is_worse (a, b));
      }
}

static void
test_failure_and_hides (void)
{
  for (guint i = 0; i < BD_N_STATES; i++)
    {
      gboolean failure = i == BD_STATE_LOCKED || i == BD_STATE_REFUSED || i == BD_STATE_THROTTLED ||
                         i == BD_STATE_NO_ANSWER;
      gboolean hides = i == BD_STATE_REDACTED || i == BD_STATE_WITHHELD_AT_SOURCE ||
                       i == BD_STATE_OPTED_OUT_GLOBAL || i == BD_STATE_OPTED_OUT_FACILITY ||
                       i == BD_STATE_OPTED_OUT_DOMAIN || i == BD_STATE_DECEASED ||
                       i == BD_STATE_PARTICIPATION_UNKNOWN || i == BD_STATE_RESTRICTED_REGISTER;

      g_assert_cmpint (bd_result_state_is_failure (i), ==, failure);
      g_assert_cmpint (bd_result_state_hides (i), ==, hides);
    }
}

static void
test_worsen (void)
{
  g_autoptr (BdLedgerLine) line = bd_ledger_line_new (BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_WHOLE);

  bd_ledger_line_worsen (line, BD_STATE_WITHHELD_AT_SOURCE);
  g_assert_cmpint (line->state, ==, BD_STATE_WITHHELD_AT_SOURCE);
  g_assert_cmpuint (line->also, ==, 0);
  bd_ledger_line_worsen (line, BD_STATE_REDACTED);
  g_assert_cmpint (line->state, ==, BD_STATE_WITHHELD_AT_SOURCE);
  g_assert_true (bd_ledger_line_met (line, BD_STATE_REDACTED));
  bd_ledger_line_worsen (line, BD_STATE_NO_ANSWER);
  g_assert_cmpint (line->state, ==, BD_STATE_NO_ANSWER);
  g_assert_true (bd_ledger_line_met (line, BD_STATE_WITHHELD_AT_SOURCE));
  g_assert_true (bd_ledger_line_met (line, BD_STATE_REDACTED));
  g_assert_false (bd_ledger_line_met (line, BD_STATE_WHOLE));
  bd_ledger_line_worsen (line, BD_STATE_NO_ANSWER);
  g_assert_false (line->also & (1u << BD_STATE_NO_ANSWER));
}

typedef struct {
  const char    *row;       /* the test's name */
  BdSectionKind  section;
  BdSource       source;
  BdResultState  state;
  const char    *sentence;
  gint64         total;
  gint64         received;
  BdFailure      failure;
  int            http_status;
  const char    *text;      /* facility, date or correlation id, by the state */
  const char    *saved_at;
  BdResultState  saved_state;
  gint64         wait;
} Row;

static const Row rows[] = {
  { "whole-some", BD_SECTION_ALLERGIES, BD_SOURCE_SDHR, BD_STATE_WHOLE, "SDHR · live, answered 14:02", 2, 2 },
  { "SRD-11-nothing-returned", BD_SECTION_ALLERGIES, BD_SOURCE_SDHR, BD_STATE_WHOLE,
    "SDHR has no allergies recorded for this person. That is not the same as none." },
  { "MWS-Search-2", BD_SECTION_ALLERGIES, BD_SOURCE_MWS, BD_STATE_WHOLE,
    "MWS has no allergies recorded for this person. That is not the same as none." },
  { "AIR-Reader-5", BD_SECTION_IMMUNISATIONS, BD_SOURCE_AIR, BD_STATE_WHOLE,
    "AIR has no immunisations recorded for this person. That is not the same as none." },
  { "redacted-counted", BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_REDACTED,
    "SDHR is holding back 1 of 3 records marked confidential.", 3, 2 },
  { "redacted-only-one", BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_REDACTED,
    "SDHR is holding back 1 of 1 record marked confidential.", 1, 0 },
  { "redacted-uncounted", BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_REDACTED,
    "SDHR is holding back some records marked confidential.", -1, 2 },
  { "SRD-12-withheld", BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_WITHHELD_AT_SOURCE,
    "This person asked a practice to keep some records out of SDHR. "
    "Emergency access cannot show them; ring the practice." },
  { "SRD-14-opted-out", BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_OPTED_OUT_GLOBAL,
    "This person has chosen not to share through SDHR." },
  { "opted-out-facility", BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_OPTED_OUT_FACILITY,
    "This person has chosen not to share records from F38006-B through SDHR.", .text = "F38006-B" },
  { "opted-out-facility-unnamed", BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_OPTED_OUT_FACILITY,
    "This person has chosen not to share records from one of their practices through SDHR." },
  { "SRD-13-domain", BD_SECTION_MEDICINES, BD_SOURCE_SDHR, BD_STATE_OPTED_OUT_DOMAIN,
    "This person has chosen not to share medicines through SDHR." },
  { "SRD-16-deceased", BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_DECEASED,
    "Recorded as deceased on 12-May-2016. SDHR returns no records.", .text = "2016-05-12" },
  { "deceased-year", BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_DECEASED,
    "Recorded as deceased in 2016. SDHR returns no records.", .text = "2016" },
  { "deceased-undated", BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_DECEASED,
    "Recorded as deceased. SDHR returns no records." },
  { "participation-unknown", BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_PARTICIPATION_UNKNOWN,
    "SDHR has no sharing choice on file for this person, and returns nothing." },
  { "locked", BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_LOCKED,
    "SDHR is loading this person's history. Try again in a few minutes." },
  { "AIR-Reader-4", BD_SECTION_IMMUNISATIONS, BD_SOURCE_AIR, BD_STATE_RESTRICTED_REGISTER,
    "This person has restricted their immunisation record." },
  { "refused", BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_REFUSED,
    "SDHR refused this request (403). Reference 0c1d.", .http_status = 403, .text = "0c1d" },
  { "refused-invalid", BD_SECTION_CONDITIONS, BD_SOURCE_AIR, BD_STATE_REFUSED,
    "AIR refused this request as not valid (422).", .http_status = 422 },
  { "SRD-15-throttled", BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_THROTTLED,
    "SDHR asks us to wait 12 s.", .wait = 12 },
  { "throttled-unsaid", BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_THROTTLED, "SDHR asks us to wait." },
  { "no-answer-timeout", BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_NO_ANSWER,
    "SDHR did not answer (timed out 14:02).", .failure = BD_FAILURE_TIMEOUT },
  { "no-answer-name", BD_SECTION_CONDITIONS, BD_SOURCE_MDR, BD_STATE_NO_ANSWER,
    "MDR did not answer (name not found 14:02).", .failure = BD_FAILURE_NAME },
  { "no-answer-unreachable", BD_SECTION_CONDITIONS, BD_SOURCE_MDR, BD_STATE_NO_ANSWER,
    "MDR did not answer (could not be reached 14:02).", .failure = BD_FAILURE_UNREACHABLE },
  { "no-answer-tls", BD_SECTION_CONDITIONS, BD_SOURCE_MDR, BD_STATE_NO_ANSWER,
    "MDR did not answer (secure connection failed 14:02). Reference 0c1d.", .failure = BD_FAILURE_TLS, .text = "0c1d" },
  { "no-answer-broken", BD_SECTION_CONDITIONS, BD_SOURCE_MDR, BD_STATE_NO_ANSWER,
    "MDR did not answer (broke off 14:02).", .failure = BD_FAILURE_BROKEN },
  { "no-answer-not-fhir", BD_SECTION_CONDITIONS, BD_SOURCE_MDR, BD_STATE_NO_ANSWER,
    "MDR did not answer (sent something that is not a health record 14:02).", .failure = BD_FAILURE_NOT_FHIR },
  { "no-answer-too-large", BD_SECTION_CONDITIONS, BD_SOURCE_MDR, BD_STATE_NO_ANSWER,
    "MDR did not answer (answer too large 14:02).", .failure = BD_FAILURE_TOO_LARGE },
  { "no-answer-redirect", BD_SECTION_CONDITIONS, BD_SOURCE_MDR, BD_STATE_NO_ANSWER,
    "MDR did not answer (sent us elsewhere, not followed 14:02).", .failure = BD_FAILURE_REDIRECT },
  { "no-answer-sign-in", BD_SECTION_CONDITIONS, BD_SOURCE_MDR, BD_STATE_NO_ANSWER,
    "MDR did not answer (signing in to the service failed 14:02).", .failure = BD_FAILURE_SIGN_IN },
  { "no-answer-server", BD_SECTION_CONDITIONS, BD_SOURCE_MDR, BD_STATE_NO_ANSWER,
    "MDR did not answer (server error 503, 14:02).", .failure = BD_FAILURE_SERVER, .http_status = 503 },
  { "no-answer-outcome", BD_SECTION_CONDITIONS, BD_SOURCE_MDR, BD_STATE_NO_ANSWER,
    "MDR did not answer (it reported an error 14:02).", .failure = BD_FAILURE_SERVER, .http_status = 200 },
  { "not-available", BD_SECTION_ENCOUNTERS, BD_SOURCE_SDHR, BD_STATE_NOT_AVAILABLE,
    "This service does not offer encounters." },
  { "not-set-up", BD_SECTION_CONDITIONS, BD_SOURCE_SHARED_CARE, BD_STATE_NOT_SET_UP,
    "Shared Care is not set up here." },
  { "not-asked", BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_NOT_ASKED, "SDHR was not asked." },
  { "asking", BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_ASKING, "Asking SDHR…" },
  { "not-saved", BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_NOT_SAVED, "Not saved on this device." },
  { "saved-3-hours", BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_SAVED_COPY,
    "Saved copy of 20-Nov-2025 10:29 (3 h old)", 2, 2,
    .saved_at = "2025-11-20T10:29:00+13:00", .saved_state = BD_STATE_WHOLE },
  { "saved-minutes", BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_SAVED_COPY,
    "Saved copy of 20-Nov-2025 13:50 (15 min old)", 2, 2,
    .saved_at = "2025-11-20T13:50:00+13:00", .saved_state = BD_STATE_WHOLE },
  { "saved-days", BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_SAVED_COPY,
    "Saved copy of 16-Nov-2025 10:29 (4 days old)", 2, 2,
    .saved_at = "2025-11-16T10:29:00+13:00", .saved_state = BD_STATE_WHOLE },
  { "saved-over-a-week", BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_SAVED_COPY,
    "Saved copy of 10-Nov-2025 10:29 (10 days old). Ring the practice to check.", 2, 2,
    .saved_at = "2025-11-10T10:29:00+13:00", .saved_state = BD_STATE_WHOLE },
  { "saved-clock-changed", BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_SAVED_COPY,
    "Saved copy of 21-Nov-2025 10:29 (age not known: the clock was changed)", 2, 2,
    .saved_at = "2025-11-21T10:29:00+13:00", .saved_state = BD_STATE_WHOLE },
  { "saved-none", BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_SAVED_COPY,
    "Saved copy of 20-Nov-2025 10:29 (3 h old). When it was saved: SDHR has no conditions recorded for this "
    "person. That is not the same as none.", 0, 0,
    .saved_at = "2025-11-20T10:29:00+13:00", .saved_state = BD_STATE_WHOLE },
  { "saved-no-answer", BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_SAVED_COPY,
    "Saved copy of 20-Nov-2025 10:29 (3 h old). SDHR did not answer (timed out 14:02).", 2, 2, BD_FAILURE_TIMEOUT,
    .saved_at = "2025-11-20T10:29:00+13:00", .saved_state = BD_STATE_WHOLE },
  { "saved-refused", BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_SAVED_COPY,
    "Saved copy of 20-Nov-2025 10:29 (3 h old). SDHR refused this request (403).", 2, 2, .http_status = 403,
    .saved_at = "2025-11-20T10:29:00+13:00", .saved_state = BD_STATE_WHOLE },
  { "saved-throttled", BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_SAVED_COPY,
    "Saved copy of 20-Nov-2025 10:29 (3 h old). SDHR asks us to wait 12 s.", 2, 2, .http_status = 429, .wait = 12,
    .saved_at = "2025-11-20T10:29:00+13:00", .saved_state = BD_STATE_WHOLE },
  { "saved-redacted", BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_SAVED_COPY,
    "Saved copy of 20-Nov-2025 10:29 (3 h old). When it was saved: SDHR is holding back 1 of 3 records marked "
    "confidential.", 3, 2,
    .saved_at = "2025-11-20T10:29:00+13:00", .saved_state = BD_STATE_REDACTED },
};

static BdLedgerLine *
make_line (const Row *row)
{
  BdLedgerLine *line = bd_ledger_line_new (row->section, row->source, row->state);

  line->answered_at = at ("2025-11-20T14:02:00+13:00");
  line->total = row->total;
  line->received = row->received;
  line->failure = row->failure;
  line->http_status = row->http_status;
  line->saved_at = row->saved_at != NULL ? at (row->saved_at) : 0;
  line->saved_state = row->saved_state;
  line->wait_seconds = row->wait;
  if (row->state == BD_STATE_DECEASED)
    line->deceased = g_strdup (row->text);
  else if (row->state == BD_STATE_OPTED_OUT_FACILITY)
    line->facility = g_strdup (row->text);
  else
    line->correlation_id = g_strdup (row->text);
  return line;
}

static void
test_sentence (gconstpointer data)
{
  g_autoptr (BdLedgerLine) line = make_line (data);
  g_autofree char *sentence = bd_ledger_line_dup_sentence (line, NULL, at (NOW));

  g_assert_cmpstr (sentence, ==, ((const Row *) data)->sentence);
}

/* Each row, stored and read again, is the same line. */
static void
test_variant (gconstpointer data)
{
  g_autoptr (BdLedgerLine) line = make_line (data);
  g_autoptr (BdLedgerLine) again = NULL;
  g_autoptr (GVariant) first = NULL, second = NULL;

  line->also = 1u << BD_STATE_REDACTED | 1u << BD_STATE_LOCKED;
  line->more_exist = line->partial = TRUE;
  line->foreign = 3;
  line->unkept = 4;
  line->keep_until = 77;
  first = g_variant_ref_sink (bd_ledger_line_to_variant (line));
  again = bd_ledger_line_new_from_variant (first);
  g_assert_nonnull (again);
  g_assert_cmpuint (again->also, ==, line->also);
  g_assert_cmpint (again->keep_until, ==, 77);
  g_assert_cmpuint (again->unkept, ==, 4);
  second = g_variant_ref_sink (bd_ledger_line_to_variant (again));
  g_assert_cmpvariant (first, second);
}

/* Stored before what is not kept was counted */
static void
test_variant_older (void)
{
  g_autoptr (BdLedgerLine) line = make_line (&rows[0]);
  g_autoptr (BdLedgerLine) again = NULL;
  g_autoptr (GVariant) older = NULL;
  GVariantDict dict;

  line->unkept = 4;
  older = g_variant_ref_sink (bd_ledger_line_to_variant (line));
  g_variant_dict_init (&dict, older);
  g_assert_true (g_variant_dict_remove (&dict, "unkept"));
  g_variant_unref (older);
  older = g_variant_ref_sink (g_variant_dict_end (&dict));
  again = bd_ledger_line_new_from_variant (older);
  g_assert_nonnull (again);
  g_assert_cmpuint (again->unkept, ==, 0);
  g_assert_cmpint (again->received, ==, line->received);
}

static void
test_variant_broken (void)
{
  static const char *const broken[] = {
    "{}", "{'section': <'allergies'>}",
    "{'section': <'allergies'>, 'source': <'sdhr'>, 'state': <'perfect'>, 'saved-state': <'whole'>}",
    "{'section': <'allergies'>, 'source': <'sdhr'>, 'state': <'whole'>, 'saved-state': <'whole'>}",
    "{'section': <1>, 'source': <'sdhr'>, 'state': <'whole'>, 'saved-state': <'whole'>}",
  };
  g_autoptr (GVariant) other = g_variant_ref_sink (g_variant_new_string ("line"));

  g_assert_null (bd_ledger_line_new_from_variant (other));
  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autoptr (GVariant) variant = g_variant_parse (G_VARIANT_TYPE_VARDICT, broken[i], NULL, NULL, NULL);

      g_assert_nonnull (variant);
      g_assert_null (bd_ledger_line_new_from_variant (variant));
    }
}

static void
assert_limits (BdLedgerLine *line,
               const char   *expected)
{
  g_autofree char *sentence = bd_ledger_line_dup_sentence (line, NULL, at (NOW));

  g_assert_cmpstr (sentence, ==, expected);
  g_assert_false (bd_ledger_line_is_complete (line));
}

static void
test_limits (void)
{
  g_autoptr (BdLedgerLine) line = make_line (&rows[0]);

  g_assert_true (bd_ledger_line_is_complete (line));
  line->more_exist = TRUE;   /* SRD-18 */
  assert_limits (line, "SDHR · live, answered 14:02. More records exist than are shown.");
  line->more_exist = FALSE;
  line->foreign = 1;
  assert_limits (line, "SDHR · live, answered 14:02. 1 record belonged to another person and is not shown.");
  line->foreign = 2;
  assert_limits (line, "SDHR · live, answered 14:02. 2 records belonged to another person and are not shown.");
  line->foreign = 0;
  line->unreadable = 1;
  assert_limits (line, "SDHR · live, answered 14:02. 1 record could not be read and is not shown.");
  line->unreadable = 0;
  line->received = 0;
  line->more_exist = TRUE;   /* a cut list that is empty so far is not "none" */
  assert_limits (line, "SDHR · live, answered 14:02. More records exist than are shown.");
}

/* What this program does not keep is held back by no source: not even a copy without any record
 * reads as none, and beside it stands what the source did hold back. */
static void
test_unkept (void)
{
  g_autoptr (BdLedgerLine) line = bd_ledger_line_new (BD_SECTION_ALLERGIES, BD_SOURCE_SDHR, BD_STATE_SAVED_COPY);

  line->saved_at = at ("2025-11-20T10:29:00+13:00");
  line->saved_state = BD_STATE_WHOLE;
  line->total = line->received = line->unkept = 1;
  assert_limits (line, "Saved copy of 20-Nov-2025 10:29 (3 h old). 1 record is not kept in saved copies (marked "
                       "restricted by its source); ask SDHR again when the line is up.");
  line->saved_state = BD_STATE_REDACTED;
  line->total = 3;
  line->received = line->unkept = 2;
  assert_limits (line, "Saved copy of 20-Nov-2025 10:29 (3 h old). When it was saved: SDHR is holding back 1 of 3 "
                       "records marked confidential. 2 records are not kept in saved copies (marked restricted by "
                       "their source); ask SDHR again when the line is up.");
}

static void
test_both_said (void)
{
  g_autoptr (BdLedgerLine) line = make_line (&rows[4]);

  bd_ledger_line_worsen (line, BD_STATE_WITHHELD_AT_SOURCE);
  assert_limits (line, "This person asked a practice to keep some records out of SDHR. Emergency access cannot show "
                       "them; ring the practice. SDHR is holding back 1 of 3 records marked confidential.");
  line->partial = TRUE;
  line->http_status = 403;
  bd_ledger_line_worsen (line, BD_STATE_REFUSED);
  assert_limits (line, "SDHR refused this request (403). SDHR is holding back 1 of 3 records marked confidential. "
                       "This person asked a practice to keep some records out of SDHR. Emergency access cannot show "
                       "them; ring the practice. Part of it was answered.");
}

static void
test_unknown_number (void)
{
  g_autoptr (BdLedgerLine) line = bd_ledger_line_new (BD_SECTION_ALLERGIES, BD_SOURCE_MWS, BD_STATE_NOT_AVAILABLE);

  line->unknown_number = TRUE;
  assert_limits (line, "MWS does not know this number.");
}

/* An answer of yesterday evening must not look like one of today. */
static void
test_old_answer_has_its_date (void)
{
  g_autoptr (BdLedgerLine) line = make_line (&rows[0]);
  g_autofree char *sentence = NULL;

  line->answered_at = at ("2025-11-19T22:02:00+13:00");
  sentence = bd_ledger_line_dup_sentence (line, NULL, at (NOW));
  g_assert_cmpstr (sentence, ==, "SDHR · live, answered 19-Nov-2025 22:02");
}

static void
test_only_whole_is_complete (void)
{
  for (guint i = 0; i < BD_N_STATES; i++)
    {
      g_autoptr (BdLedgerLine) line = bd_ledger_line_new (BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, i);

      g_assert_cmpint (bd_ledger_line_is_complete (line), ==, i == BD_STATE_WHOLE);
    }
}

static void
test_age_classes (void)
{
  static const struct { gint64 age; BdAgeClass class; } ages[] = {
    { -G_TIME_SPAN_HOUR, BD_AGE_FRESH }, { 0, BD_AGE_FRESH }, { G_TIME_SPAN_DAY, BD_AGE_FRESH },
    { G_TIME_SPAN_DAY + 1, BD_AGE_OVER_A_DAY }, { 7 * G_TIME_SPAN_DAY, BD_AGE_OVER_A_DAY },
    { 7 * G_TIME_SPAN_DAY + 1, BD_AGE_OVER_A_WEEK }, { 30 * G_TIME_SPAN_DAY, BD_AGE_OVER_A_WEEK },
    { 30 * G_TIME_SPAN_DAY + 1, BD_AGE_OVER_A_MONTH },
  };
  g_autoptr (BdLedgerLine) line = bd_ledger_line_new (BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_SAVED_COPY);
  gint64 now = at (NOW);

  for (guint i = 0; i < G_N_ELEMENTS (ages); i++)
    {
      line->saved_at = now - ages[i].age;
      g_assert_cmpint (bd_ledger_line_age_class (line, now), ==, ages[i].class);
    }
  line->saved_at = 0;
  g_assert_cmpint (bd_ledger_line_age_class (line, now), ==, BD_AGE_OVER_A_MONTH);
  line->state = BD_STATE_WHOLE;
  g_assert_cmpint (bd_ledger_line_age_class (line, now), ==, BD_AGE_FRESH);
}

/* A state without a sentence would be a blank where a clinician looks. */
static void
test_no_state_without_a_row (void)
{
  for (guint state = 0; state < BD_N_STATES; state++)
    {
      gboolean found = FALSE;

      for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
        found |= rows[i].state == state;
      g_assert_true (found);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/states/names", test_names);
  g_test_add_func ("/states/names-unknown", test_names_unknown);
  g_test_add_func ("/states/sections-and-sources", test_sections_and_sources);
  g_test_add_func ("/states/remarks", test_remarks);
  g_test_add_func ("/states/order-total", test_order_total);
  g_test_add_func ("/states/failure-and-hides", test_failure_and_hides);
  g_test_add_func ("/line/worsen", test_worsen);
  g_test_add_func ("/line/limits", test_limits);
  g_test_add_func ("/line/unkept", test_unkept);
  g_test_add_func ("/line/variant-older", test_variant_older);
  g_test_add_func ("/line/both-said", test_both_said);
  g_test_add_func ("/line/unknown-number", test_unknown_number);
  g_test_add_func ("/line/old-answer-has-its-date", test_old_answer_has_its_date);
  g_test_add_func ("/line/only-whole-is-complete", test_only_whole_is_complete);
  g_test_add_func ("/line/age-classes", test_age_classes);
  g_test_add_func ("/line/variant-broken", test_variant_broken);
  g_test_add_func ("/sentence/no-state-without-a-row", test_no_state_without_a_row);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *sentence = g_strconcat ("/sentence/", rows[i].row, NULL);
      g_autofree char *variant = g_strconcat ("/variant/", rows[i].row, NULL);

      g_test_add_data_func (sentence, &rows[i], test_sentence);
      g_test_add_data_func (variant, &rows[i], test_variant);
    }
  return g_test_run ();
}
