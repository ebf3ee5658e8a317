/* bd-outcome.h — OperationOutcome: what a service says when it does not give a record
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-json.h"

G_BEGIN_DECLS

/* What the codes mean. Decided by details.coding, then issue.code, never by text
 * (SDHR guide, outcome codes). */
typedef enum {
  BD_OUTCOME_NONE,
  BD_OUTCOME_WITHHELD_AT_SOURCE,
  BD_OUTCOME_OPTED_OUT_GLOBAL,
  BD_OUTCOME_OPTED_OUT_FACILITY,
  BD_OUTCOME_OPTED_OUT_DOMAIN,
  BD_OUTCOME_DECEASED,
  BD_OUTCOME_PARTICIPATION_UNKNOWN,
  BD_OUTCOME_LOCKED,
  BD_OUTCOME_CONFIDENTIAL,        /* issue.code security, no coding */
  BD_OUTCOME_CONSENT_NOT_VALID,   /* Shared Care: security with diagnostics, may come as 401 */
  BD_OUTCOME_THROTTLED,
  BD_OUTCOME_NOT_FOUND,           /* hip-error-code EM02002 */
  BD_OUTCOME_OTHER,
} BdOutcomeKind;

typedef struct {
  char         *severity;   /* each (nullable) */
  char         *code;
  char         *details_system;
  char         *details_code;
  char         *details_text;
  char         *diagnostics;
  BdOutcomeKind kind;
} BdIssue;

GPtrArray    *bd_outcome_read_issues (const BdJsonNode *operation_outcome) G_GNUC_WARN_UNUSED_RESULT; /* (element-type BdIssue) */
void          bd_issue_free          (BdIssue *self);
BdIssue      *bd_issue_copy          (const BdIssue *self);
BdOutcomeKind bd_outcome_worst       (GPtrArray *issues);
const char   *bd_issue_peek_words    (const BdIssue *self);  /* details text, display, diagnostics; (nullable) */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BdIssue, bd_issue_free)

G_END_DECLS
