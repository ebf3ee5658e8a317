/* bd-ledger-line.c: for one (section, source): what was asked and what came
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-ledger-line.h"

G_DEFINE_BOXED_TYPE (BdLedgerLine, bd_ledger_line, bd_ledger_line_copy, bd_ledger_line_free)

G_STATIC_ASSERT (BD_N_STATES <= 32);   /* `also` is a set of states */

/**
 * bd_ledger_line_new:
 * @section: the section
 * @source: the source
 * @state: what is known so far
 *
 * Returns: (transfer full): a line with nothing asked, no total and no counts
 */
BdLedgerLine *
bd_ledger_line_new (BdSectionKind section,
                    BdSource      source,
                    BdResultState state)
{
  BdLedgerLine *self = g_new0 (BdLedgerLine, 1);

  self->section = section;
  self->source = source;
  self->state = state;
  self->total = -1;
  return self;
}

/**
 * bd_ledger_line_copy:
 * @self: a line
 *
 * Returns: (transfer full): a deep copy
 */
BdLedgerLine *
bd_ledger_line_copy (const BdLedgerLine *self)
{
  BdLedgerLine *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->correlation_id = g_strdup (self->correlation_id);
  copy->facility = g_strdup (self->facility);
  copy->domain = g_strdup (self->domain);
  copy->deceased = g_strdup (self->deceased);
  return copy;
}

/**
 * bd_ledger_line_free:
 * @self: (transfer full) (nullable): a line
 */
void
bd_ledger_line_free (BdLedgerLine *self)
{
  if (self == NULL)
    return;
  g_free (self->correlation_id);
  g_free (self->facility);
  g_free (self->domain);
  g_free (self->deceased);
  g_free (self);
}

/**
 * bd_ledger_line_worsen:
 * @self: a line
 * @state: another state met by one of its searches
 *
 * The line takes the worse of its state and @state (bd_result_state_is_worse()) and
 * remembers the other in `also`, so that its sentence can say both.
 */
void
bd_ledger_line_worsen (BdLedgerLine  *self,
                       BdResultState  state)
{
  BdResultState better = state;

  g_return_if_fail (self != NULL);

  if (state == self->state)
    return;
  if (bd_result_state_is_worse (state, self->state))
    {
      better = self->state;
      self->state = state;
    }
  if (better != BD_STATE_WHOLE)
    self->also |= 1u << better;
  self->also &= ~(1u << self->state);
}

/**
 * bd_ledger_line_met:
 * @self: a line
 * @state: a state
 *
 * Returns: whether @state is the line's, or stands beside it, or was its state when the
 *   copy was saved
 */
gboolean
bd_ledger_line_met (const BdLedgerLine *self,
                    BdResultState       state)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->state == state || (self->also & (1u << state)) != 0 ||
         (self->state == BD_STATE_SAVED_COPY && self->saved_state == state);
}

/**
 * bd_ledger_line_is_complete:
 * @self: a line
 *
 * Returns: whether the source gave, just now, all that it holds: whole, to the last
 *   page, nothing refused, unreadable or left out. A saved copy is never complete.
 */
gboolean
bd_ledger_line_is_complete (const BdLedgerLine *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->state == BD_STATE_WHOLE && self->also == 0 && !self->partial &&
         !self->more_exist && self->foreign == 0 && self->unreadable == 0 && self->unkept == 0;
}

/**
 * bd_ledger_line_age_class:
 * @self: a line
 * @now: wall clock, µs
 *
 * Returns: how old a saved copy is; %BD_AGE_FRESH for any other line. A copy without a
 *   date counts as the oldest.
 */
BdAgeClass
bd_ledger_line_age_class (const BdLedgerLine *self,
                          gint64              now)
{
  gint64 age;

  g_return_val_if_fail (self != NULL, BD_AGE_FRESH);

  if (self->state != BD_STATE_SAVED_COPY)
    return BD_AGE_FRESH;
  if (self->saved_at <= 0)
    return BD_AGE_OVER_A_MONTH;
  age = now - self->saved_at;
  if (age > 30 * G_TIME_SPAN_DAY)
    return BD_AGE_OVER_A_MONTH;
  if (age > 7 * G_TIME_SPAN_DAY)
    return BD_AGE_OVER_A_WEEK;
  return age > G_TIME_SPAN_DAY ? BD_AGE_OVER_A_DAY : BD_AGE_FRESH;
}

static void
add_string (GVariantDict *dict,
            const char   *key,
            const char   *value)
{
  if (value != NULL)
    g_variant_dict_insert (dict, key, "s", value);
}

/**
 * bd_ledger_line_to_variant:
 * @self: a line
 *
 * States, sections and sources are stored by name, so that a later version may reorder
 * them.
 *
 * Returns: (transfer floating): the line as the store keeps it, of type `a{sv}`
 */
GVariant *
bd_ledger_line_to_variant (const BdLedgerLine *self)
{
  GVariantDict dict;

  g_return_val_if_fail (self != NULL, NULL);

  g_variant_dict_init (&dict, NULL);
  add_string (&dict, "section", bd_section_to_string (self->section));
  add_string (&dict, "source", bd_source_to_string (self->source));
  add_string (&dict, "state", bd_result_state_to_string (self->state));
  add_string (&dict, "saved-state", bd_result_state_to_string (self->saved_state));
  for (guint i = 0; i < BD_N_STATES; i++)
    if ((self->also & (1u << i)) != 0)
      g_variant_dict_insert (&dict, bd_result_state_to_string (i), "b", TRUE);
  add_string (&dict, "correlation-id", self->correlation_id);
  add_string (&dict, "facility", self->facility);
  add_string (&dict, "domain", self->domain);
  add_string (&dict, "deceased-date", self->deceased);
  g_variant_dict_insert (&dict, "times", "(xxxxx)", self->asked_at, self->answered_at,
                         self->saved_at, self->keep_until, self->wait_seconds);
  g_variant_dict_insert (&dict, "counts", "(iixxuu)", (gint32) self->failure, (gint32) self->http_status,
                         self->total, self->received, (guint32) self->foreign, (guint32) self->unreadable);
  g_variant_dict_insert (&dict, "flags", "(bbb)", self->more_exist, self->partial, self->unknown_number);
  g_variant_dict_insert (&dict, "unkept", "u", (guint32) self->unkept);
  return g_variant_dict_end (&dict);
}

static gboolean
read_names (BdLedgerLine *self,
            GVariantDict *dict)
{
  const char *section = NULL, *source = NULL, *state = NULL, *saved = NULL;

  if (!g_variant_dict_lookup (dict, "section", "&s", &section) ||
      !g_variant_dict_lookup (dict, "source", "&s", &source) ||
      !g_variant_dict_lookup (dict, "state", "&s", &state) ||
      !g_variant_dict_lookup (dict, "saved-state", "&s", &saved))
    return FALSE;
  return bd_section_from_string (section, &self->section) && bd_source_from_string (source, &self->source) &&
         bd_result_state_from_string (state, &self->state) &&
         bd_result_state_from_string (saved, &self->saved_state);
}

static gboolean
read_numbers (BdLedgerLine *self,
              GVariantDict *dict)
{
  gint32 failure, status;
  guint32 foreign, unreadable, unkept = 0;

  if (!g_variant_dict_lookup (dict, "times", "(xxxxx)", &self->asked_at, &self->answered_at,
                              &self->saved_at, &self->keep_until, &self->wait_seconds) ||
      !g_variant_dict_lookup (dict, "counts", "(iixxuu)", &failure, &status,
                              &self->total, &self->received, &foreign, &unreadable) ||
      !g_variant_dict_lookup (dict, "flags", "(bbb)", &self->more_exist, &self->partial,
                              &self->unknown_number))
    return FALSE;
  if (failure < BD_FAILURE_NONE || failure > BD_FAILURE_SERVER)
    return FALSE;
  (void) g_variant_dict_lookup (dict, "unkept", "u", &unkept);   /* a line of an older version has none */
  self->failure = failure;
  self->http_status = status;
  self->foreign = foreign;
  self->unreadable = unreadable;
  self->unkept = unkept;
  return TRUE;
}

/**
 * bd_ledger_line_new_from_variant:
 * @variant: what bd_ledger_line_to_variant() gave
 *
 * Returns: (transfer full) (nullable): the line; %NULL when it is not understood
 */
BdLedgerLine *
bd_ledger_line_new_from_variant (GVariant *variant)
{
  g_autoptr (BdLedgerLine) self = NULL;
  g_auto (GVariantDict) dict = { 0 };

  g_return_val_if_fail (variant != NULL, NULL);

  if (!g_variant_is_of_type (variant, G_VARIANT_TYPE_VARDICT))
    return NULL;
  g_variant_dict_init (&dict, variant);
  self = bd_ledger_line_new (BD_SECTION_ALLERGIES, BD_SOURCE_FILE, BD_STATE_NOT_ASKED);
  if (!read_names (self, &dict) || !read_numbers (self, &dict))
    return NULL;
  for (guint i = 0; i < BD_N_STATES; i++)
    if (g_variant_dict_contains (&dict, bd_result_state_to_string (i)))
      self->also |= 1u << i;
  (void) g_variant_dict_lookup (&dict, "correlation-id", "s", &self->correlation_id);
  (void) g_variant_dict_lookup (&dict, "facility", "s", &self->facility);
  (void) g_variant_dict_lookup (&dict, "domain", "s", &self->domain);
  (void) g_variant_dict_lookup (&dict, "deceased-date", "s", &self->deceased);
  return g_steal_pointer (&self);
}
