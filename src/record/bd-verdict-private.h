/* bd-verdict-private.h — what outcomes and HTTP statuses mean for a ledger line
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-ledger-line.h"
#include "bd-outcome.h"

G_BEGIN_DECLS

void bd_verdict_add_message (BdLedgerLine *line, const BdIssue *issue);
void bd_verdict_add_failure (BdLedgerLine *line, BdFailure failure, int http_status,
                             GPtrArray *issues, gint64 wait_seconds);

G_END_DECLS
