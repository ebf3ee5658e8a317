/* bd-state-look.h: the shape and the words that stand for a result state
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-record.h"

G_BEGIN_DECLS

const char   *bd_state_look_get_icon  (BdResultState state);
const char   *bd_state_look_get_class (BdResultState state);
const char   *bd_state_look_get_line_class (const BdLedgerLine *line);   /* of its state and its age */
const char   *bd_state_look_get_age_class  (gint64 saved_at);
char         *bd_state_look_dup_words (const BdLedgerLine *line, GTimeZone *zone) G_GNUC_WARN_UNUSED_RESULT;
char         *bd_state_look_dup_age   (gint64 saved_at) G_GNUC_WARN_UNUSED_RESULT;   /* "3 h old" */
gboolean      bd_state_look_needs_sentence (const BdLedgerLine *line);

/* Of all lines of one source in a record, the one to know first; (nullable) when it feeds nothing. */
const BdLedgerLine *bd_state_look_worst_of (BdRecord *record, BdSource source);
gboolean      bd_state_look_can_retry (BdRecord *record, BdSource source);

G_END_DECLS
