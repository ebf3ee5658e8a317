/* bd-verdict.c: what outcomes and HTTP statuses mean for a ledger line
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-verdict-private.h"

#include "bd-hpi.h"

/* SDHR guide 1.0.0, §6 and §7; 1.1, §10. FALSE for a kind that has no state of its own. */
static gboolean
get_state (BdOutcomeKind  kind,
           BdResultState *state)
{
  switch (kind)
    {
    case BD_OUTCOME_WITHHELD_AT_SOURCE:    *state = BD_STATE_WITHHELD_AT_SOURCE; return TRUE;
    case BD_OUTCOME_OPTED_OUT_GLOBAL:      *state = BD_STATE_OPTED_OUT_GLOBAL; return TRUE;
    case BD_OUTCOME_OPTED_OUT_FACILITY:    *state = BD_STATE_OPTED_OUT_FACILITY; return TRUE;
    case BD_OUTCOME_OPTED_OUT_DOMAIN:      *state = BD_STATE_OPTED_OUT_DOMAIN; return TRUE;
    case BD_OUTCOME_DECEASED:              *state = BD_STATE_DECEASED; return TRUE;
    case BD_OUTCOME_PARTICIPATION_UNKNOWN: *state = BD_STATE_PARTICIPATION_UNKNOWN; return TRUE;
    case BD_OUTCOME_LOCKED:                *state = BD_STATE_LOCKED; return TRUE;
    case BD_OUTCOME_THROTTLED:             *state = BD_STATE_THROTTLED; return TRUE;
    case BD_OUTCOME_NONE:
    case BD_OUTCOME_CONFIDENTIAL:
    case BD_OUTCOME_CONSENT_NOT_VALID:
    case BD_OUTCOME_NOT_FOUND:
    case BD_OUTCOME_OTHER:
    default:
      return FALSE;
    }
}

/* A facility id is a shape of its own, so finding one in the words of an outcome is no
 * reading of text. NULL when there is none. */
static char *
dup_facility (const BdIssue *issue)
{
  const char *const texts[] = { issue->diagnostics, issue->details_text };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_auto (GStrv) words = texts[i] != NULL ? g_strsplit_set (texts[i], " \t\n/,.;:'\"()", -1) : NULL;

      for (guint w = 0; words != NULL && words[w] != NULL; w++)
        if (bd_hpi_check_facility (words[w]) != BD_HPI_BAD_FORMAT)
          return g_strdup (words[w]);
    }
  return NULL;
}

static void
keep_details (BdLedgerLine  *line,
              const BdIssue *issue)
{
  if (issue->kind == BD_OUTCOME_OPTED_OUT_FACILITY && line->facility == NULL)
    line->facility = dup_facility (issue);
  if (issue->kind == BD_OUTCOME_OPTED_OUT_DOMAIN && line->domain == NULL)
    line->domain = g_strdup (bd_section_get_noun (line->section));
}

/* The reason goes with the state: it is kept only where that state is the line's. */
static void
worsen_because (BdLedgerLine  *line,
                BdResultState  state,
                BdFailure      failure,
                int            http_status)
{
  gboolean known = line->state == state;

  bd_ledger_line_worsen (line, state);
  if (known || line->state != state)
    return;
  line->failure = failure;
  line->http_status = http_status;
}

static gboolean
is_harmless (const BdIssue *issue)
{
  return issue->kind == BD_OUTCOME_NONE || g_strcmp0 (issue->severity, "information") == 0 ||
         g_strcmp0 (issue->severity, "warning") == 0 || g_strcmp0 (issue->severity, "success") == 0;
}

/**
 * bd_verdict_add_message:
 * @line: the line that is being decided
 * @issue: what the service said inside an answer with a 2xx status
 *
 * A state that a code names counts whatever its severity: withheld at source comes as
 * "information". An error without a known code means that the answer cannot be trusted
 * to be whole, and so must never read as "none".
 */
void
bd_verdict_add_message (BdLedgerLine  *line,
                        const BdIssue *issue)
{
  BdResultState state;

  g_return_if_fail (line != NULL && issue != NULL);

  keep_details (line, issue);
  if (get_state (issue->kind, &state))
    bd_ledger_line_worsen (line, state);
  else if (issue->kind == BD_OUTCOME_CONFIDENTIAL || issue->kind == BD_OUTCOME_CONSENT_NOT_VALID)
    bd_ledger_line_worsen (line, BD_STATE_REDACTED);
  else if (!is_harmless (issue))
    worsen_because (line, BD_STATE_NO_ANSWER, BD_FAILURE_SERVER, 0);
}

/* No known code: the status alone decides. */
static void
decide_by_status (BdLedgerLine *line,
                  BdFailure     failure,
                  int           http_status)
{
  switch (http_status)
    {
    case 404: case 405: case 501:
      worsen_because (line, BD_STATE_NOT_AVAILABLE, BD_FAILURE_NONE, http_status);
      break;
    case 408:
      worsen_because (line, BD_STATE_NO_ANSWER, BD_FAILURE_TIMEOUT, http_status);
      break;
    case 429:
      worsen_because (line, BD_STATE_THROTTLED, BD_FAILURE_NONE, http_status);
      break;
    default:
      if (http_status >= 500)
        worsen_because (line, BD_STATE_NO_ANSWER, BD_FAILURE_SERVER, http_status);
      else if (http_status >= 400)
        worsen_because (line, BD_STATE_REFUSED, BD_FAILURE_NONE, http_status);
      else if (http_status >= 300)
        worsen_because (line, BD_STATE_NO_ANSWER, BD_FAILURE_REDIRECT, http_status);
      else
        worsen_because (line, BD_STATE_NO_ANSWER,
                        failure == BD_FAILURE_NONE && http_status > 0 ? BD_FAILURE_NOT_FHIR : failure,
                        http_status);
      break;
    }
}

static gboolean
decide_by_codes (BdLedgerLine *line,
                 int           http_status,
                 GPtrArray    *issues)
{
  gboolean decided = FALSE;

  for (guint i = 0; issues != NULL && i < issues->len; i++)
    {
      const BdIssue *issue = g_ptr_array_index (issues, i);
      BdResultState state;

      keep_details (line, issue);
      if (get_state (issue->kind, &state))
        {
          worsen_because (line, state, BD_FAILURE_NONE, http_status);
          decided = TRUE;
        }
    }
  return decided;
}

/* "EM02002": the number is not one that the service holds (MWS guide 1.1.3, errors).
 * That is no statement about allergies, so it must not read as "none recorded". */
static gboolean
says_unknown_number (int        http_status,
                     GPtrArray *issues)
{
  for (guint i = 0; http_status == 404 && issues != NULL && i < issues->len; i++)
    {
      const BdIssue *issue = g_ptr_array_index (issues, i);

      if (issue->details_code != NULL && g_ascii_strcasecmp (issue->details_code, "EM02002") == 0)
        return TRUE;
    }
  return FALSE;
}

/**
 * bd_verdict_add_failure:
 * @line: the line that is being decided
 * @failure: how the transport failed, %BD_FAILURE_NONE when there was an answer
 * @http_status: 0 when there was no answer
 * @issues: (nullable) (element-type BdIssue): the body's issues
 * @wait_seconds: what a throttling service asked for, 0 when it did not say
 *
 * Decides by `details.coding`, then `issue.code`, then the status; never by text. A
 * confidential read and a missing consent are refusals here: a whole search was not
 * answered, and how much lies behind it is not known. A throttling status outranks what
 * its body says.
 */
void
bd_verdict_add_failure (BdLedgerLine *line,
                        BdFailure     failure,
                        int           http_status,
                        GPtrArray    *issues,
                        gint64        wait_seconds)
{
  g_return_if_fail (line != NULL);

  if (failure == BD_FAILURE_NONE && http_status / 100 == 2 && issues != NULL && issues->len > 0)
    failure = BD_FAILURE_SERVER;   /* an outcome where a record was due */
  if (failure != BD_FAILURE_NONE && failure != BD_FAILURE_SERVER)
    worsen_because (line, BD_STATE_NO_ANSWER, failure, http_status);
  else if (http_status == 429 || !decide_by_codes (line, http_status, issues))
    decide_by_status (line, failure, http_status);
  if (says_unknown_number (http_status, issues))
    line->unknown_number = TRUE;
  if (bd_ledger_line_met (line, BD_STATE_THROTTLED))
    line->wait_seconds = MAX (line->wait_seconds, wait_seconds);
}
