/* bd-answer.h — one source's answer for one section: entries, ledger line, messages
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-entry.h"
#include "bd-ledger-line.h"
#include "bd-outcome.h"

G_BEGIN_DECLS

typedef struct { char *resource_type; char *id; char *why; } BdNotShown;
void bd_not_shown_free (BdNotShown *self);

/* Atomically reference counted, so that a worker can hand it to the main loop. Not changed after that. */
typedef struct {
  BdLedgerLine *line;
  GPtrArray    *entries;    /* (element-type BdEntry) */
  GPtrArray    *issues;     /* (element-type BdIssue) what the service said */
  GPtrArray    *not_shown;  /* (element-type BdNotShown) */
  gboolean      ordered;    /* entries stand in the section's order, as bd_answer_order() leaves them */
} BdAnswer;

#define BD_TYPE_ANSWER (bd_answer_get_type ())
GType     bd_answer_get_type (void) G_GNUC_CONST;
BdAnswer *bd_answer_new      (BdLedgerLine *line) G_GNUC_WARN_UNUSED_RESULT;   /* takes line */
void      bd_answer_order    (BdAnswer *self);
BdAnswer *bd_answer_ref      (BdAnswer *self);
void      bd_answer_unref    (BdAnswer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BdAnswer, bd_answer_unref)

G_END_DECLS
