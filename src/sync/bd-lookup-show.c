/* bd-lookup-show.c: which answer of a (section, source) is to be seen: live, saved, or the failure
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-lookup-private.h"

#include "bd-clock.h"
#include "bd-consent.h"

/* helpers */

static BdAnswer *
peek_shown (BdLookup      *self,
            BdSectionKind  section,
            BdSource       source)
{
  return bd_section_get_answer (bd_record_get_section (self->record, section), source);
}

static gboolean
is_shown_as (BdLookup      *self,
             BdSectionKind  section,
             BdSource       source,
             BdResultState  state)
{
  BdAnswer *shown = peek_shown (self, section, source);

  return shown != NULL && shown->line->state == state;
}

/* Nothing worth keeping on the screen. */
static gboolean
is_blank (const BdAnswer *shown)
{
  BdResultState state;

  if (shown == NULL)
    return TRUE;
  state = shown->line->state;

  return shown->entries->len == 0 &&
         (state == BD_STATE_ASKING || state == BD_STATE_NOT_ASKED || state == BD_STATE_NOT_SAVED ||
          state == BD_STATE_NOT_SET_UP || state == BD_STATE_NOT_AVAILABLE || bd_result_state_is_failure (state));
}

/* A search may fail beside one that answered: then there is something to show. */
static gboolean
is_failure (const BdAnswer *answer)
{
  return bd_result_state_is_failure (answer->line->state) && answer->entries->len == 0;
}

/* Under an emergency ticket a poorer answer must not wipe what is shown. */
static gboolean
gives_no_less (const BdAnswer *answer,
               const BdAnswer *shown)
{
  if (is_blank (shown))
    return TRUE;
  if (answer->line->partial || bd_result_state_is_failure (answer->line->state))
    return answer->entries->len > shown->entries->len;

  return answer->entries->len > 0 || shown->entries->len == 0;
}

/* The saved copy, with the reason why it stands in. */
static BdAnswer *
stand_in (const BdAnswer *saved,
          const BdAnswer *failed)
{
  BdLedgerLine *line = bd_ledger_line_copy (saved->line);
  BdAnswer *answer;

  if (failed != NULL)
    {
      line->failure = failed->line->failure;
      line->http_status = failed->line->http_status;
      line->wait_seconds = failed->line->wait_seconds;
      line->asked_at = failed->line->asked_at;
      line->answered_at = failed->line->answered_at;
      g_free (line->correlation_id);
      line->correlation_id = g_strdup (failed->line->correlation_id);
    }
  answer = bd_answer_new (line);
  g_ptr_array_unref (answer->entries);
  answer->entries = g_ptr_array_ref (saved->entries);
  answer->ordered = saved->ordered;
  g_ptr_array_unref (answer->issues);
  answer->issues = g_ptr_array_ref (saved->issues);
  g_ptr_array_unref (answer->not_shown);
  answer->not_shown = g_ptr_array_ref (saved->not_shown);

  return answer;
}

/* The source says that copies may no longer be held: opted out, died, restricted, or no valid consent. */
static gboolean
is_denial (const BdAnswer *answer,
           gboolean       *whole_source)
{
  static const BdResultState denials[] = {
    BD_STATE_OPTED_OUT_GLOBAL, BD_STATE_DECEASED, BD_STATE_RESTRICTED_REGISTER,
    BD_STATE_OPTED_OUT_FACILITY, BD_STATE_OPTED_OUT_DOMAIN,
  };

  for (guint i = 0; i < answer->issues->len; i++)
    {
      const BdIssue *issue = g_ptr_array_index (answer->issues, i);

      if (issue->kind == BD_OUTCOME_CONSENT_NOT_VALID)
        return (*whole_source = TRUE);
    }
  for (guint i = 0; i < G_N_ELEMENTS (denials); i++)
    if (bd_ledger_line_met (answer->line, denials[i]))
      {
        *whole_source = i < 3;
        return TRUE;
      }

  return FALSE;
}

/* A consent in force that says no to everything; the consents themselves stay, to be known offline too. */
static gboolean
is_denied_by_consent (const BdAnswer *answer)
{
  if (answer->line->section != BD_SECTION_CONSENTS)
    return FALSE;

  for (guint i = 0; i < answer->entries->len; i++)
    {
      g_autoptr (BdConsentFact) fact = bd_consent_evaluate (g_ptr_array_index (answer->entries, i), bd_clock_wall ());

      if (fact != NULL && fact->decision == BD_CONSENT_DENY_GLOBAL)
        return TRUE;
    }

  return FALSE;
}

static void
heed_denial (BdLookup *self,
             GTask    *round,
             BdAnswer *answer)
{
  BdSource source = answer->line->source;
  gboolean whole_source = FALSE;

  if (is_denied_by_consent (answer))
    whole_source = TRUE;
  else if (!is_denial (answer, &whole_source))
    return;

  self->denied[source] |= whole_source;
  bd_lookup_purge (self, round, source);
  for (guint section = 0; section < BD_N_SECTIONS; section++)
    {
      g_clear_pointer (&self->saved[section][source], bd_answer_unref);
      if (!is_shown_as (self, section, source, BD_STATE_SAVED_COPY) || section == answer->line->section)
        continue;
      if (self->failed[section][source] != NULL)
        bd_lookup_show (self, bd_answer_ref (self->failed[section][source]));
      else
        bd_lookup_show_state (self, section, source, self->asking[section][source] > 0 ? BD_STATE_ASKING : BD_STATE_NOT_ASKED);
    }
}

static void
take_failure (BdLookup *self,
              BdAnswer *answer)
{
  BdSectionKind section = answer->line->section;
  BdSource source = answer->line->source;
  BdAnswer *shown = peek_shown (self, section, source);

  g_clear_pointer (&self->failed[section][source], bd_answer_unref);
  self->failed[section][source] = bd_answer_ref (answer);
  if (self->saved[section][source] != NULL && (is_blank (shown) || shown->line->state == BD_STATE_SAVED_COPY))
    bd_lookup_show_saved (self, section, source);
  else if (is_blank (shown))
    bd_lookup_show (self, bd_answer_ref (answer));
}

static void
take_usable (BdLookup *self,
             GTask    *round,
             BdAnswer *answer)
{
  BdRound *data = g_task_get_task_data (round);
  BdSectionKind section = answer->line->section;
  BdSource source = answer->line->source;

  BdAnswer *shown = peek_shown (self, section, source);
  gboolean overtaken = data->ticket != self->ticket;   /* another ticket's answers count now */

  if ((overtaken && !is_blank (shown)) || (data->known != NULL && !gives_no_less (answer, shown)))
    return;

  for (guint i = 0; i < answer->entries->len; i++)
    data->n_more += bd_entry_has_mark (g_ptr_array_index (answer->entries, i), "emergency");
  g_clear_pointer (&self->failed[section][source], bd_answer_unref);
  bd_lookup_plan (self, answer);
  bd_lookup_show (self, bd_answer_ref (answer));
  bd_facility_names_want (self->names, self->ticket, answer->entries);
}

/* for the other files of the lookup */

/**
 * bd_lookup_show:
 * @self: a lookup
 * @answer: (transfer full): what is to be seen from now on
 *
 * One splice in the record, then the signal.
 */
void
bd_lookup_show (BdLookup *self,
                BdAnswer *answer)
{
  g_autoptr (BdAnswer) kept = bd_answer_ref (answer);

  bd_record_take_answer (self->record, answer);
  bd_lookup_emit_answered (self, kept);
}

void
bd_lookup_show_state (BdLookup      *self,
                      BdSectionKind  section,
                      BdSource       source,
                      BdResultState  state)
{
  BdLedgerLine *line = bd_ledger_line_new (section, source, state);

  if (state == BD_STATE_ASKING)
    line->asked_at = bd_clock_wall ();
  bd_record_take_answer (self->record, bd_answer_new (line));
}

void
bd_lookup_show_saved (BdLookup      *self,
                      BdSectionKind  section,
                      BdSource       source)
{
  BdAnswer *saved = self->saved[section][source];

  bd_lookup_show (self, stand_in (saved, self->failed[section][source]));
  bd_facility_names_want (self->names, self->ticket, saved->entries);
}

/* Asking begins: what is shown stays until there is something better. */
void
bd_lookup_begin_pair (BdLookup      *self,
                      BdSectionKind  section,
                      BdSource       source)
{
  if (is_blank (peek_shown (self, section, source)))
    bd_lookup_show_state (self, section, source, BD_STATE_ASKING);
}

/* No answer will come: the question was taken back. */
void
bd_lookup_give_up (BdLookup      *self,
                   BdSectionKind  section,
                   BdSource       source)
{
  if (is_shown_as (self, section, source, BD_STATE_ASKING))
    bd_lookup_show_state (self, section, source, BD_STATE_NOT_ASKED);
}

/**
 * bd_lookup_take:
 * @self: a lookup
 * @round: the round that asked
 * @answer: (transfer none): what one source gave for one section
 *
 * Decides what is to be seen and what is to be kept.
 */
void
bd_lookup_take (BdLookup *self,
                GTask    *round,
                BdAnswer *answer)
{
  const BdLedgerLine *line = answer->line;

  if (bd_ledger_line_met (line, BD_STATE_THROTTLED))
    self->wait_until[line->source] = bd_clock_boot () + line->wait_seconds * G_USEC_PER_SEC;
  heed_denial (self, round, answer);
  if (is_failure (answer))
    take_failure (self, answer);
  else
    take_usable (self, round, answer);
}

/* 3 s have passed, or the saved copies came: they stand in wherever nothing else is shown yet. */
void
bd_lookup_show_slow (BdLookup *self)
{
  for (guint section = 0; section < BD_N_SECTIONS; section++)
    for (guint source = 0; source < BD_N_SOURCES; source++)
      {
        BdAnswer *shown = peek_shown (self, section, source);
        gboolean waiting = self->asking[section][source] > 0 && self->slow;

        if (self->saved[section][source] != NULL && is_blank (shown) &&
            (waiting || self->failed[section][source] != NULL))
          bd_lookup_show_saved (self, section, source);
      }
}
