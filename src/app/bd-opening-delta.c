/* bd-opening-delta.c: what is new since the clinician last looked, and since the saved copy that
 * stood in while a service was slow
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-opening-private.h"

#include <glib/gi18n-lib.h>

/* A copy that is on the screen has been read, or may have been: what comes in its place is
 * compared with it. */
static void
note_copies (BdOpening     *self,
             BdSectionKind  kind)
{
  BdSection *section = bd_record_get_section (self->record, kind);
  GPtrArray *lines = bd_section_get_lines (section);

  for (guint i = 0; i < lines->len; i++)
    {
      const BdLedgerLine *line = g_ptr_array_index (lines, i);

      if (line->state == BD_STATE_SAVED_COPY && self->copies[kind][line->source] == NULL)
        self->copies[kind][line->source] = bd_answer_ref (bd_section_get_answer (section, line->source));
    }
}

static void
on_record_changed_cb (BdRecord  *record,
                      guint      kind,
                      BdOpening *self)
{
  g_clear_pointer (&self->since_look, bd_delta_free);
  g_clear_pointer (&self->since_copy, bd_delta_free);
  self->copies_compared = FALSE;
  if (!self->offline && !self->closed && kind < BD_N_SECTIONS)
    note_copies (self, kind);
}

void
bd_opening_watch_delta (BdOpening *self)
{
  g_signal_connect_object (self->record, "changed", G_CALLBACK (on_record_changed_cb), self, 0);
}

void
bd_opening_forget_delta (BdOpening *self)
{
  g_clear_pointer (&self->last_seen, g_variant_unref);
  g_clear_pointer (&self->since_look, bd_delta_free);
  g_clear_pointer (&self->since_copy, bd_delta_free);
  for (guint kind = 0; kind < BD_N_SECTIONS; kind++)
    for (guint source = 0; source < BD_N_SOURCES; source++)
      g_clear_pointer (&self->copies[kind][source], bd_answer_unref);
}

/* Until every source has answered or failed, what is missing is not gone. */
static gboolean
may_tell (BdOpening *self)
{
  return self->settled && !self->closed && !self->delta_dismissed;
}

static BdDelta *
peek_since_look (BdOpening *self)
{
  if (self->since_look == NULL && self->last_seen != NULL && may_tell (self))
    self->since_look = bd_delta_new (self->last_seen, self->record);

  return may_tell (self) ? self->since_look : NULL;
}

/* The copies as a record of their own; *@replaced: whether something else stands in the place of one. */
static BdRecord *
gather_copies (BdOpening *self,
               gint64    *saved_at,
               gboolean  *replaced)
{
  BdRecord *record = bd_record_new (bd_patient_copy (bd_record_get_patient (self->record)), bd_record_get_zone (self->record));

  *saved_at = G_MAXINT64;
  *replaced = FALSE;
  for (guint kind = 0; kind < BD_N_SECTIONS; kind++)
    for (guint source = 0; source < BD_N_SOURCES; source++)
      {
        BdAnswer *copy = self->copies[kind][source];
        const BdLedgerLine *now = bd_section_get_line (bd_record_get_section (self->record, kind), source);

        if (copy == NULL)
          continue;
        *saved_at = MIN (*saved_at, copy->line->saved_at);
        *replaced = *replaced || (now != NULL && now->state != BD_STATE_SAVED_COPY);
        bd_record_take_answer (record, bd_answer_ref (copy));
      }

  return record;
}

static BdDelta *
peek_since_copy (BdOpening *self)
{
  if (!self->copies_compared && may_tell (self))
    {
      gint64 saved_at;
      gboolean replaced;
      g_autoptr (BdRecord) copies = gather_copies (self, &saved_at, &replaced);

      self->copies_compared = TRUE;
      if (replaced)
        {
          g_autoptr (GVariant) snapshot = g_variant_ref_sink (bd_delta_snapshot (copies, saved_at));

          self->since_copy = bd_delta_new (snapshot, self->record);
        }
    }

  return may_tell (self) ? self->since_copy : NULL;
}

/**
 * bd_opening_dup_delta:
 * @self: an opening
 *
 * Returns: (transfer full) (nullable): what is new since this clinician last looked, and
 *   in a second line since the saved copy that stood in for a slow service; %NULL while
 *   services are still asked, the first time, where the site keeps no copies, and once it
 *   was dismissed
 */
char *
bd_opening_dup_delta (BdOpening *self)
{
  g_autofree char *look = NULL;
  g_autofree char *copy = NULL;

  g_return_val_if_fail (BD_IS_OPENING (self), NULL);

  if (peek_since_look (self) != NULL)
    look = bd_delta_dup_sentence (self->since_look, bd_record_get_zone (self->record), FALSE);
  if (peek_since_copy (self) != NULL)
    copy = bd_delta_dup_sentence (self->since_copy, bd_record_get_zone (self->record), TRUE);
  if (look != NULL && copy != NULL)
    return g_strdup_printf ("%s\n%s", look, copy);

  return look != NULL ? g_steal_pointer (&look) : g_steal_pointer (&copy);
}

/**
 * bd_opening_get_delta_kind:
 * @self: an opening
 * @entry_id: the id of an entry of the record
 * @since_copy: (out): whether it differs from the saved copy that was shown, rather than
 *   from the last look
 *
 * Returns: the mark that its row carries until it is dismissed; %BD_DELTA_SAME for none
 */
BdDeltaKind
bd_opening_get_delta_kind (BdOpening  *self,
                           const char *entry_id,
                           gboolean   *since_copy)
{
  BdDeltaKind kind = BD_DELTA_SAME;

  *since_copy = FALSE;
  g_return_val_if_fail (BD_IS_OPENING (self), BD_DELTA_SAME);
  g_return_val_if_fail (entry_id != NULL, BD_DELTA_SAME);

  if (peek_since_look (self) != NULL)
    kind = bd_delta_get_kind (self->since_look, entry_id);
  if (kind != BD_DELTA_SAME || peek_since_copy (self) == NULL)
    return kind;
  *since_copy = TRUE;

  return bd_delta_get_kind (self->since_copy, entry_id);
}

static BdFinding *
finding_copy (const BdFinding *finding)
{
  BdFinding *copy = g_new0 (BdFinding, 1);

  copy->kind = g_strdup (finding->kind);
  copy->text = g_strdup (finding->text);
  copy->entries = g_strdupv (finding->entries);

  return copy;
}

static BdFinding *
finding_of_stopped (const BdEntryFields *f)
{
  const char *const entries[] = { f->id, NULL };
  BdFinding *finding = g_new0 (BdFinding, 1);

  finding->kind = g_strdup ("status-changed");
  finding->text = f->status_text != NULL ? g_strdup_printf (_("Current when you last looked, and not now: %s (%s)"), f->title, f->status_text)
                                         : g_strdup_printf (_("Current when you last looked, and not now: %s"), f->title);
  finding->entries = g_strdupv ((GStrv) entries);

  return finding;
}

static void
add_stopped (BdOpening *self,
             GPtrArray *findings)
{
  for (guint kind = 0; kind < BD_N_SECTIONS; kind++)
    {
      GPtrArray *entries = bd_section_peek_entries (bd_record_get_section (self->record, kind));

      for (guint i = 0; i < entries->len; i++)
        {
          const BdEntryFields *f = bd_entry_peek (g_ptr_array_index (entries, i));

          if (bd_delta_get_kind (self->since_look, f->id) == BD_DELTA_STOPPED)
            g_ptr_array_add (findings, finding_of_stopped (f));
        }
    }
}

/**
 * bd_opening_dup_findings:
 * @self: an opening, not closed
 *
 * Returns: (transfer full) (element-type BdFinding): what bd_record_get_findings() found,
 *   and what was current when this clinician last looked and is not now
 */
GPtrArray *
bd_opening_dup_findings (BdOpening *self)
{
  GPtrArray *findings = g_ptr_array_new_with_free_func ((GDestroyNotify) bd_finding_free);
  GPtrArray *found;

  g_return_val_if_fail (BD_IS_OPENING (self), findings);

  found = bd_record_get_findings (self->record);
  for (guint i = 0; i < found->len; i++)
    g_ptr_array_add (findings, finding_copy (g_ptr_array_index (found, i)));
  if (peek_since_look (self) != NULL && bd_delta_count (self->since_look, BD_DELTA_STOPPED) > 0)
    add_stopped (self, findings);

  return findings;
}

/**
 * bd_opening_dismiss_delta:
 * @self: an opening
 *
 * The clinician has seen what is new: neither sentence nor marks are shown any more.
 */
void
bd_opening_dismiss_delta (BdOpening *self)
{
  g_return_if_fail (BD_IS_OPENING (self));

  self->delta_dismissed = TRUE;
}
