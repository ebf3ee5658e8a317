/* bd-answer.c: one source's answer for one section: entries, ledger line, messages
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-answer.h"

#include "bd-order-private.h"

G_DEFINE_BOXED_TYPE (BdAnswer, bd_answer, bd_answer_ref, bd_answer_unref)

/**
 * bd_not_shown_free:
 * @self: (transfer full) (nullable): a resource that could not be shown
 */
void
bd_not_shown_free (BdNotShown *self)
{
  if (self == NULL)
    return;
  g_free (self->resource_type);
  g_free (self->id);
  g_free (self->why);
  g_free (self);
}

/**
 * bd_answer_new:
 * @line: (transfer full): what was asked and what came
 *
 * The lists begin empty. Fill them before the answer goes to another thread or to a
 * section; after that it is read only.
 *
 * Returns: (transfer full): an answer
 */
BdAnswer *
bd_answer_new (BdLedgerLine *line)
{
  BdAnswer *self;

  g_return_val_if_fail (line != NULL, NULL);

  self = g_atomic_rc_box_new0 (BdAnswer);
  self->line = line;
  self->entries = g_ptr_array_new_with_free_func (g_object_unref);
  self->issues = g_ptr_array_new_with_free_func ((GDestroyNotify) bd_issue_free);
  self->not_shown = g_ptr_array_new_with_free_func ((GDestroyNotify) bd_not_shown_free);
  return self;
}

/**
 * bd_answer_order:
 * @self: an answer that nobody else has yet
 *
 * Puts its entries in the order in which the section shows them, so that the main thread
 * need not. Workers call this last.
 */
void
bd_answer_order (BdAnswer *self)
{
  g_return_if_fail (self != NULL);

  bd_order_sort (self->entries, self->line->section);
  self->ordered = TRUE;
}

/**
 * bd_answer_ref:
 * @self: an answer
 *
 * Returns: (transfer full): @self; any thread may call this
 */
BdAnswer *
bd_answer_ref (BdAnswer *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

static void
clear_answer (gpointer data)
{
  BdAnswer *self = data;

  bd_ledger_line_free (self->line);
  g_ptr_array_unref (self->entries);
  g_ptr_array_unref (self->issues);
  g_ptr_array_unref (self->not_shown);
}

/**
 * bd_answer_unref:
 * @self: (transfer full): an answer
 */
void
bd_answer_unref (BdAnswer *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, clear_answer);
}
