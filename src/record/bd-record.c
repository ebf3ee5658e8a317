/* bd-record.c: one person's record as a clinician sees it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-record.h"

#include "bd-clock.h"
#include "bd-findings-private.h"

#include <glib/gi18n-lib.h>

struct _BdRecord
{
  GObject         parent_instance;

  /* Owned */
  BdPatient      *patient;
  GTimeZone      *zone;
  BdSection      *sections[BD_N_SECTIONS];
  BdAllergyLabel *label;      /* (nullable): made when asked for */
  GPtrArray      *findings;   /* (nullable): made when asked for */
};

G_DEFINE_FINAL_TYPE (BdRecord, bd_record, G_TYPE_OBJECT)

enum { CHANGED, PATIENT_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
forget_conclusions (BdRecord *self)
{
  g_clear_pointer (&self->label, bd_allergy_label_free);
  g_clear_pointer (&self->findings, g_ptr_array_unref);
}

static void
bd_record_finalize (GObject *object)
{
  BdRecord *self = BD_RECORD (object);

  forget_conclusions (self);
  for (guint i = 0; i < BD_N_SECTIONS; i++)
    g_object_unref (self->sections[i]);
  g_clear_pointer (&self->patient, bd_patient_free);
  g_clear_pointer (&self->zone, g_time_zone_unref);

  G_OBJECT_CLASS (bd_record_parent_class)->finalize (object);
}

static void
bd_record_class_init (BdRecordClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = bd_record_finalize;

  /**
   * BdRecord::changed:
   * @section: the section that took an answer, as a #BdSectionKind
   *
   * Entries, lines and whatever follows from them may differ now.
   */
  signals[CHANGED] = g_signal_new ("changed", BD_TYPE_RECORD, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);

  /**
   * BdRecord::patient-changed:
   *
   * More, or something else, is known of who the person is.
   */
  signals[PATIENT_CHANGED] = g_signal_new ("patient-changed", BD_TYPE_RECORD, G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
bd_record_init (BdRecord *self)
{
  for (guint i = 0; i < BD_N_SECTIONS; i++)
    self->sections[i] = bd_section_new (i);
}

/**
 * bd_record_new:
 * @patient: (transfer full): who the person is
 * @zone: (nullable): the site's zone; %NULL means Pacific/Auckland
 *
 * Returns: (transfer full): a record of which nothing was asked yet
 */
BdRecord *
bd_record_new (BdPatient *patient,
               GTimeZone *zone)
{
  BdRecord *self;

  g_return_val_if_fail (patient != NULL, NULL);

  self = g_object_new (BD_TYPE_RECORD, NULL);
  self->patient = patient;
  self->zone = zone != NULL ? g_time_zone_ref (zone) : NULL;
  return self;
}

/**
 * bd_record_get_patient:
 * @self: a record
 *
 * Returns: (transfer none): who the person is; valid until it is set anew
 */
const BdPatient *
bd_record_get_patient (BdRecord *self)
{
  g_return_val_if_fail (BD_IS_RECORD (self), NULL);

  return self->patient;
}

/**
 * bd_record_set_patient:
 * @self: a record
 * @patient: (transfer full): the same person, known better
 *
 * Emits #BdRecord::patient-changed.
 */
void
bd_record_set_patient (BdRecord  *self,
                       BdPatient *patient)
{
  g_autoptr (BdPatient) old = NULL;

  g_return_if_fail (BD_IS_RECORD (self));
  g_return_if_fail (patient != NULL && patient != self->patient);

  old = self->patient;
  self->patient = patient;
  forget_conclusions (self);
  g_signal_emit (self, signals[PATIENT_CHANGED], 0);
}

/**
 * bd_record_get_section:
 * @self: a record
 * @kind: which
 *
 * Returns: (transfer none): the section; the same object for the life of the record
 */
BdSection *
bd_record_get_section (BdRecord     *self,
                       BdSectionKind kind)
{
  g_return_val_if_fail (BD_IS_RECORD (self), NULL);
  g_return_val_if_fail ((guint) kind < BD_N_SECTIONS, NULL);

  return self->sections[kind];
}

/**
 * bd_record_take_answer:
 * @self: a record
 * @answer: (transfer full): what one source gave for one section
 *
 * Gives it to its section (one splice) and emits #BdRecord::changed. Main thread only.
 */
void
bd_record_take_answer (BdRecord *self,
                       BdAnswer *answer)
{
  BdSectionKind kind;

  g_return_if_fail (BD_IS_RECORD (self));
  g_return_if_fail (answer != NULL);

  kind = answer->line->section;
  forget_conclusions (self);
  bd_section_take_answer (self->sections[kind], answer);
  g_signal_emit (self, signals[CHANGED], 0, (guint) kind);
}

/**
 * bd_record_get_allergy_label:
 * @self: a record
 *
 * Returns: (transfer none): the banner's label; valid until the next change
 */
const BdAllergyLabel *
bd_record_get_allergy_label (BdRecord *self)
{
  g_return_val_if_fail (BD_IS_RECORD (self), NULL);

  if (self->label == NULL)
    self->label = bd_allergy_label_new (self->sections[BD_SECTION_ALLERGIES], self->zone);
  return self->label;
}

/**
 * bd_record_get_findings:
 * @self: a record
 *
 * Returns: (transfer none) (element-type BdFinding): facts that stand oddly beside each
 *   other; valid until the next change
 */
GPtrArray *
bd_record_get_findings (BdRecord *self)
{
  g_return_val_if_fail (BD_IS_RECORD (self), NULL);

  if (self->findings == NULL)
    self->findings = bd_findings_new (self->sections, self->patient, self->zone, bd_clock_wall ());
  return self->findings;
}

static gboolean
is_warning (BdEntry *entry)
{
  const BdEntryFields *fields = bd_entry_peek (entry);

  if (fields->group != BD_GROUP_CURRENT || bd_entry_has_mark (entry, "negation"))
    return FALSE;
  return fields->source == BD_SOURCE_MWS || g_strcmp0 (fields->resource_type, "Flag") == 0;
}

/**
 * bd_record_count_warnings:
 * @self: a record
 *
 * Returns: how many entries of the Medical Warning System, and Flags of any source, are
 *   current
 */
guint
bd_record_count_warnings (BdRecord *self)
{
  GListModel *allergies;
  guint count = 0;

  g_return_val_if_fail (BD_IS_RECORD (self), 0);

  allergies = G_LIST_MODEL (self->sections[BD_SECTION_ALLERGIES]);
  for (guint i = 0; i < g_list_model_get_n_items (allergies); i++)
    {
      g_autoptr (BdEntry) entry = g_list_model_get_item (allergies, i);

      count += is_warning (entry);
    }
  return count;
}

/* How many records a line says are held back; *@some when it does not say how many. */
static guint
count_held_back (const BdLedgerLine *line,
                 gboolean           *some)
{
  guint known = 0;

  for (guint state = 0; state < BD_N_STATES; state++)
    {
      if (!bd_result_state_hides (state) || !bd_ledger_line_met (line, state))
        continue;
      if (state == BD_STATE_REDACTED && !line->more_exist && line->total > line->received)
        known = (guint) (line->total - line->received);
      else if (state != BD_STATE_DECEASED)
        *some = TRUE;
    }
  return known;
}

static char *
dup_hidden_words (BdSectionKind kind,
                  guint         known,
                  gboolean      some)
{
  g_autofree char *count = known > 0 ? bd_section_dup_count (kind, known) : NULL;

  if (known > 0 && some)
    return g_strdup_printf (_("%s and more"), count);
  if (known > 0)
    return g_steal_pointer (&count);
  return g_strdup_printf (_("some %s"), bd_section_get_noun (kind));
}

/* "a, b and c" */
static char *
join_words (GPtrArray *words)
{
  g_autofree char *last = g_ptr_array_steal_index (words, words->len - 1);
  g_autofree char *head = NULL;

  if (words->len == 0)
    return g_steal_pointer (&last);
  g_ptr_array_add (words, NULL);
  head = g_strjoinv (", ", (GStrv) words->pdata);
  return g_strdup_printf (_("%s and %s"), head, last);
}

/**
 * bd_record_count_hidden:
 * @self: a record
 * @words: (out) (optional) (nullable): "2 conditions and some allergies"; %NULL when
 *   nothing is held back
 *
 * Counts what sources say they hold and do not show. A source that does not say how many
 * counts as one. The deceased of whom nothing is returned are not counted: nothing is
 * held back from this reader in particular.
 *
 * Returns: the count, 0 when nothing is held back as far as is known
 */
guint
bd_record_count_hidden (BdRecord  *self,
                        char     **words)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  guint count = 0;

  g_return_val_if_fail (BD_IS_RECORD (self), 0);

  for (guint i = 0; i < BD_N_SECTIONS; i++)
    {
      GPtrArray *lines = bd_section_get_lines (self->sections[i]);
      gboolean any = FALSE;
      guint known = 0;

      for (guint l = 0; l < lines->len; l++)
        {
          gboolean some = FALSE;

          known += count_held_back (g_ptr_array_index (lines, l), &some);
          count += some;
          any |= some;
        }
      count += known;
      if (known > 0 || any)
        g_ptr_array_add (parts, dup_hidden_words (i, known, any));
    }
  if (words != NULL)
    *words = parts->len > 0 ? join_words (parts) : NULL;
  return count;
}

/**
 * bd_record_get_zone:
 * @self: a record
 *
 * Returns: (transfer none) (nullable): the site's zone; %NULL means Pacific/Auckland
 */
GTimeZone *
bd_record_get_zone (BdRecord *self)
{
  g_return_val_if_fail (BD_IS_RECORD (self), NULL);

  return self->zone;
}

/**
 * bd_finding_free:
 * @self: (transfer full) (nullable): a finding
 */
void
bd_finding_free (BdFinding *self)
{
  if (self == NULL)
    return;
  g_free (self->kind);
  g_free (self->text);
  g_strfreev (self->entries);
  g_free (self);
}
