/* bd-outcome.c: OperationOutcome: what a service says when it does not give a record
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-outcome.h"

typedef struct
{
  const char   *code;
  BdOutcomeKind kind;
} Meaning;

/* details.coding (SDHR guide 1.0.0, outcome codes; 1.1; NHI guide 1.6.5, error codes).
 * Older and looser spellings stand beside the present ones: the conformance tests of
 * Health NZ still use them. */
static const Meaning details[] = {
  { "sdhr-records-withheld-at-source", BD_OUTCOME_WITHHELD_AT_SOURCE },
  { "sdhr-record-withheld", BD_OUTCOME_WITHHELD_AT_SOURCE },
  { "sdhr-participation-status-denied", BD_OUTCOME_OPTED_OUT_GLOBAL },
  { "sdhr-participation-denied", BD_OUTCOME_OPTED_OUT_GLOBAL },
  { "sdhr-participation-status-denied-facility", BD_OUTCOME_OPTED_OUT_FACILITY },
  { "sdhr-participation-denied-facility", BD_OUTCOME_OPTED_OUT_FACILITY },
  { "sdhr-domain-participation-denied", BD_OUTCOME_OPTED_OUT_DOMAIN },
  { "sdhr-participation-status-denied-domain", BD_OUTCOME_OPTED_OUT_DOMAIN },
  { "sdhr-participation-status-denied-deceased", BD_OUTCOME_DECEASED },
  { "sdhr-participation-denied-deceased", BD_OUTCOME_DECEASED },
  { "sdhr-participation-status-unknown", BD_OUTCOME_PARTICIPATION_UNKNOWN },
  { "sdhr-participation-unknown", BD_OUTCOME_PARTICIPATION_UNKNOWN },
  { "sdhr-patient-locked", BD_OUTCOME_LOCKED },
  { "sdhr-facility-locked", BD_OUTCOME_LOCKED },
  { "EM02002", BD_OUTCOME_NOT_FOUND },
  { "sdhr-operation-success", BD_OUTCOME_NONE },
};

/* issue.code, where the details say nothing known */
static const Meaning issue_codes[] = {
  { "throttled", BD_OUTCOME_THROTTLED },
  { "not-found", BD_OUTCOME_NOT_FOUND },
};

/* The least to the most that an answer can keep from a reader. */
static const BdOutcomeKind by_weight[] = {
  BD_OUTCOME_NONE,
  BD_OUTCOME_OTHER,
  BD_OUTCOME_NOT_FOUND,
  BD_OUTCOME_THROTTLED,
  BD_OUTCOME_WITHHELD_AT_SOURCE,
  BD_OUTCOME_CONFIDENTIAL,
  BD_OUTCOME_OPTED_OUT_FACILITY,
  BD_OUTCOME_OPTED_OUT_DOMAIN,
  BD_OUTCOME_CONSENT_NOT_VALID,
  BD_OUTCOME_LOCKED,
  BD_OUTCOME_PARTICIPATION_UNKNOWN,
  BD_OUTCOME_OPTED_OUT_GLOBAL,
  BD_OUTCOME_DECEASED,
};

static gboolean
look_up (const Meaning *table,
         gsize          length,
         const char    *code,
         BdOutcomeKind *kind)
{
  for (gsize i = 0; code != NULL && i < length; i++)
    if (g_ascii_strcasecmp (table[i].code, code) == 0)
      {
        *kind = table[i].kind;
        return TRUE;
      }

  return FALSE;
}

/* Shared Care refuses for want of a consent with the very codes SDHR uses for a
 * confidential record: a fixed word in diagnostics is all that tells them apart
 * (Shared Care guide, consent based access control). */
static BdOutcomeKind
kind_of_security (const BdIssue *issue)
{
  if (issue->details_code != NULL)
    return BD_OUTCOME_OTHER;
  if (issue->diagnostics != NULL && g_ascii_strcasecmp (issue->diagnostics, "Consent not valid") == 0)
    return BD_OUTCOME_CONSENT_NOT_VALID;

  return BD_OUTCOME_CONFIDENTIAL;
}

/* The first coding that is understood speaks; without one the first coding is kept
 * to be shown as it is. */
static void
read_details (BdIssue          *issue,
              const BdJsonNode *node,
              gboolean         *understood)
{
  const BdJsonNode *chosen = bd_json_first (bd_json_get (node, "coding"));

  *understood = FALSE;
  for (const BdJsonNode *at = chosen; at != NULL && !*understood; at = bd_json_next (at))
    if (look_up (details, G_N_ELEMENTS (details), bd_json_get_string (at, "code"), &issue->kind))
      {
        *understood = TRUE;
        chosen = at;
      }

  issue->details_system = g_strdup (bd_json_get_string (chosen, "system"));
  issue->details_code = g_strdup (bd_json_get_string (chosen, "code"));
  issue->details_text = g_strdup (bd_json_get_string (node, "text"));
  if (issue->details_text == NULL)
    issue->details_text = g_strdup (bd_json_get_string (chosen, "display"));
}

static BdIssue *
read_issue (const BdJsonNode *node)
{
  BdIssue *issue = g_new0 (BdIssue, 1);
  gboolean understood;

  issue->severity = g_strdup (bd_json_get_string (node, "severity"));
  issue->code = g_strdup (bd_json_get_string (node, "code"));
  issue->diagnostics = g_strdup (bd_json_get_string (node, "diagnostics"));
  read_details (issue, bd_json_get (node, "details"), &understood);
  if (understood)
    return issue;

  issue->kind = BD_OUTCOME_OTHER;
  if (g_strcmp0 (issue->code, "security") == 0)
    issue->kind = kind_of_security (issue);
  else
    look_up (issue_codes, G_N_ELEMENTS (issue_codes), issue->code, &issue->kind);

  return issue;
}

/**
 * bd_outcome_read_issues:
 * @operation_outcome: (nullable): an OperationOutcome
 *
 * The kind of each issue follows from `details.coding`, whatever the HTTP status and
 * the words: a 403 of SDHR has at least five meanings (SDHR guide 1.0.0, outcome
 * codes).
 *
 * Returns: (transfer full) (element-type BdIssue): its issues in order; empty for
 *   anything that is no OperationOutcome
 */
GPtrArray *
bd_outcome_read_issues (const BdJsonNode *operation_outcome)
{
  GPtrArray *issues = g_ptr_array_new_with_free_func ((GDestroyNotify) bd_issue_free);
  const BdJsonNode *node = NULL;

  if (g_strcmp0 (bd_json_get_string (operation_outcome, "resourceType"), "OperationOutcome") == 0)
    node = bd_json_first (bd_json_get (operation_outcome, "issue"));

  for (; node != NULL; node = bd_json_next (node))
    if (bd_json_type (node) == BD_JSON_OBJECT)
      g_ptr_array_add (issues, read_issue (node));

  return issues;
}

/**
 * bd_issue_free:
 * @self: (transfer full): an issue
 */
void
bd_issue_free (BdIssue *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->severity);
  g_free (self->code);
  g_free (self->details_system);
  g_free (self->details_code);
  g_free (self->details_text);
  g_free (self->diagnostics);
  g_free (self);
}

/**
 * bd_issue_copy:
 * @self: an issue
 *
 * Returns: (transfer full): another with the same content
 */
BdIssue *
bd_issue_copy (const BdIssue *self)
{
  BdIssue *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new0 (BdIssue, 1);
  copy->severity = g_strdup (self->severity);
  copy->code = g_strdup (self->code);
  copy->details_system = g_strdup (self->details_system);
  copy->details_code = g_strdup (self->details_code);
  copy->details_text = g_strdup (self->details_text);
  copy->diagnostics = g_strdup (self->diagnostics);
  copy->kind = self->kind;

  return copy;
}

static gsize
weight_of (BdOutcomeKind kind)
{
  gsize weight = 0;

  while (weight < G_N_ELEMENTS (by_weight) - 1 && by_weight[weight] != kind)
    weight++;

  return weight;
}

/**
 * bd_outcome_worst:
 * @issues: (nullable) (element-type BdIssue): issues
 *
 * Returns: of their kinds the one that keeps most from a reader; %BD_OUTCOME_NONE
 *   where nothing is kept
 */
BdOutcomeKind
bd_outcome_worst (GPtrArray *issues)
{
  BdOutcomeKind worst = BD_OUTCOME_NONE;

  for (guint i = 0; issues != NULL && i < issues->len; i++)
    {
      const BdIssue *issue = g_ptr_array_index (issues, i);

      if (weight_of (issue->kind) > weight_of (worst))
        worst = issue->kind;
    }

  return worst;
}

/**
 * bd_issue_peek_words:
 * @self: (nullable): an issue
 *
 * For showing what the service said, beside our own sentence; never for deciding.
 *
 * Returns: (transfer none) (nullable): the text of its details (or of its coding),
 *   else its diagnostics
 */
const char *
bd_issue_peek_words (const BdIssue *self)
{
  if (self == NULL)
    return NULL;

  return self->details_text != NULL ? self->details_text : self->diagnostics;
}
