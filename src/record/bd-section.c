/* bd-section.c: the entries of one kind from all sources, sorted: a GListModel of BdEntry
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-section.h"

#include "bd-order-private.h"

struct _BdSection
{
  GObject       parent_instance;

  BdSectionKind kind;

  /* Owned */
  BdAnswer     *answers[BD_N_SOURCES];   /* each (nullable) */
  GPtrArray    *entries;                 /* of all answers, in order */
  GPtrArray    *lines;                   /* borrowed from the answers */
};

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BdSection, bd_section, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* A worker has ordered each answer already: only a mixture has to be ordered here. */
static GPtrArray *
gather_entries (BdSection *self)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_answers = 0;
  gboolean ordered = TRUE;

  for (guint i = 0; i < BD_N_SOURCES; i++)
    {
      BdAnswer *answer = self->answers[i];

      if (answer == NULL || answer->entries->len == 0)
        continue;
      for (guint e = 0; e < answer->entries->len; e++)
        g_ptr_array_add (entries, g_object_ref (g_ptr_array_index (answer->entries, e)));
      ordered &= answer->ordered;
      n_answers++;
    }
  if (n_answers > 1 || !ordered)
    bd_order_sort (entries, self->kind);
  return entries;
}

static void
gather_lines (BdSection *self)
{
  g_ptr_array_set_size (self->lines, 0);
  for (guint i = 0; i < BD_N_SOURCES; i++)
    if (self->answers[i] != NULL)
      g_ptr_array_add (self->lines, self->answers[i]->line);
}

/* One items-changed at most: the range between the common head and the common tail. */
static void
replace_entries (BdSection *self)
{
  g_autoptr (GPtrArray) before = g_steal_pointer (&self->entries);
  GPtrArray *after = gather_entries (self);
  guint head = 0, tail = 0, shorter = MIN (before->len, after->len);

  self->entries = after;
  while (head < shorter && before->pdata[head] == after->pdata[head])
    head++;
  while (tail < shorter - head && before->pdata[before->len - 1 - tail] == after->pdata[after->len - 1 - tail])
    tail++;
  if (before->len - head - tail > 0 || after->len - head - tail > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), head, before->len - head - tail, after->len - head - tail);
}

static GType
bd_section_get_item_type (GListModel *model)
{
  return BD_TYPE_ENTRY;
}

static guint
bd_section_get_n_items (GListModel *model)
{
  return BD_SECTION (model)->entries->len;
}

static gpointer
bd_section_get_item (GListModel *model,
                     guint       position)
{
  BdSection *self = BD_SECTION (model);

  return position < self->entries->len ? g_object_ref (g_ptr_array_index (self->entries, position)) : NULL;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = bd_section_get_item_type;
  iface->get_n_items = bd_section_get_n_items;
  iface->get_item = bd_section_get_item;
}

static void
bd_section_finalize (GObject *object)
{
  BdSection *self = BD_SECTION (object);

  g_ptr_array_unref (self->lines);
  g_ptr_array_unref (self->entries);
  for (guint i = 0; i < BD_N_SOURCES; i++)
    g_clear_pointer (&self->answers[i], bd_answer_unref);

  G_OBJECT_CLASS (bd_section_parent_class)->finalize (object);
}

static void
bd_section_class_init (BdSectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = bd_section_finalize;

  /**
   * BdSection::changed:
   *
   * An answer was taken: entries (one items-changed before this, or none) and lines are
   * the new ones.
   */
  signals[CHANGED] = g_signal_new ("changed", BD_TYPE_SECTION, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
bd_section_init (BdSection *self)
{
  self->entries = g_ptr_array_new_with_free_func (g_object_unref);
  self->lines = g_ptr_array_new ();
}

/**
 * bd_section_new:
 * @kind: what it holds
 *
 * Returns: (transfer full): an empty section: nothing was asked
 */
BdSection *
bd_section_new (BdSectionKind kind)
{
  BdSection *self;

  g_return_val_if_fail ((guint) kind < BD_N_SECTIONS, NULL);

  self = g_object_new (BD_TYPE_SECTION, NULL);
  self->kind = kind;
  return self;
}

/**
 * bd_section_get_kind:
 * @self: a section
 *
 * Returns: what it holds
 */
BdSectionKind
bd_section_get_kind (BdSection *self)
{
  g_return_val_if_fail (BD_IS_SECTION (self), BD_SECTION_ALLERGIES);

  return self->kind;
}

/**
 * bd_section_take_answer:
 * @self: a section
 * @answer: (transfer full): what one source gave for it
 *
 * Replaces what that source gave before. Emits items-changed once, or not at all when no
 * entry moved, and then #BdSection::changed. Main thread only.
 */
void
bd_section_take_answer (BdSection *self,
                        BdAnswer  *answer)
{
  g_autoptr (BdAnswer) old = NULL;
  BdSource source;

  g_return_if_fail (BD_IS_SECTION (self));
  g_return_if_fail (answer != NULL && answer->line->section == self->kind);

  source = answer->line->source;
  old = self->answers[source];
  self->answers[source] = answer;
  gather_lines (self);
  replace_entries (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * bd_section_peek_entries:
 * @self: a section
 *
 * What the list model holds, for those who go over all of it: fifty thousand references
 * taken and given back are felt.
 *
 * Returns: (transfer none) (element-type BdEntry): the entries in their order; valid
 *   until the next answer is taken
 */
GPtrArray *
bd_section_peek_entries (BdSection *self)
{
  g_return_val_if_fail (BD_IS_SECTION (self), NULL);

  return self->entries;
}

/**
 * bd_section_get_lines:
 * @self: a section
 *
 * Returns: (transfer none) (element-type BdLedgerLine): a line for every source that has
 *   said something, in source order; valid until the next answer is taken
 */
GPtrArray *
bd_section_get_lines (BdSection *self)
{
  g_return_val_if_fail (BD_IS_SECTION (self), NULL);

  return self->lines;
}

/**
 * bd_section_get_line:
 * @self: a section
 * @source: a source
 *
 * Returns: (transfer none) (nullable): its line
 */
const BdLedgerLine *
bd_section_get_line (BdSection *self,
                     BdSource   source)
{
  BdAnswer *answer = bd_section_get_answer (self, source);

  return answer != NULL ? answer->line : NULL;
}

/**
 * bd_section_get_answer:
 * @self: a section
 * @source: a source
 *
 * Returns: (transfer none) (nullable): the last answer taken from it
 */
BdAnswer *
bd_section_get_answer (BdSection *self,
                       BdSource   source)
{
  g_return_val_if_fail (BD_IS_SECTION (self), NULL);
  g_return_val_if_fail ((guint) source < BD_N_SOURCES, NULL);

  return self->answers[source];
}

/**
 * bd_section_is_complete:
 * @self: a section
 *
 * A source that is not set up at this site does not feed the section.
 *
 * Returns: whether at least one source feeds it, and every one that does gave all it has
 */
gboolean
bd_section_is_complete (BdSection *self)
{
  guint n_complete = 0;

  g_return_val_if_fail (BD_IS_SECTION (self), FALSE);

  for (guint i = 0; i < self->lines->len; i++)
    {
      const BdLedgerLine *line = g_ptr_array_index (self->lines, i);

      if (line->state == BD_STATE_NOT_SET_UP)
        continue;
      if (!bd_ledger_line_is_complete (line))
        return FALSE;
      n_complete++;
    }
  return n_complete > 0;
}

/**
 * bd_section_count:
 * @self: a section
 * @group: a group
 *
 * Returns: how many entries stand in @group; groups stand in order, each in one run
 */
guint
bd_section_count (BdSection    *self,
                  BdEntryGroup  group)
{
  guint n = 0;

  g_return_val_if_fail (BD_IS_SECTION (self), 0);

  for (guint i = 0; i < self->entries->len; i++)
    n += bd_entry_peek (g_ptr_array_index (self->entries, i))->group == group;
  return n;
}
