/* bd-state-look.c: the shape and the words that stand for a result state
 *
 * Shape and word carry the meaning; the style class only repeats it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "record/bd-state-look.h"

#include "bd-clock.h"

#include <glib/gi18n-lib.h>

#define GREY "bd-quiet"
#define AMBER "bd-amber"
#define PLAIN "bd-plain"

static const struct {
  const char *icon;
  const char *css;
  const char *words;
} looks[BD_N_STATES] = {
  [BD_STATE_NOT_SET_UP]            = { "bd-off-symbolic",    GREY,  N_("not set up here") },
  [BD_STATE_NOT_ASKED]             = { "bd-empty-symbolic",  GREY,  N_("not asked") },
  [BD_STATE_ASKING]                = { "bd-half-symbolic",   GREY,  N_("asking…") },
  [BD_STATE_WHOLE]                 = { "bd-whole-symbolic",  PLAIN, N_("live") },
  [BD_STATE_REDACTED]              = { "bd-held-symbolic",   AMBER, N_("holding back") },
  [BD_STATE_WITHHELD_AT_SOURCE]    = { "bd-held-symbolic",   AMBER, N_("withheld at source") },
  [BD_STATE_OPTED_OUT_GLOBAL]      = { "bd-held-symbolic",   AMBER, N_("opted out") },
  [BD_STATE_OPTED_OUT_FACILITY]    = { "bd-held-symbolic",   AMBER, N_("opted out in part") },
  [BD_STATE_OPTED_OUT_DOMAIN]      = { "bd-held-symbolic",   AMBER, N_("opted out in part") },
  [BD_STATE_DECEASED]              = { "bd-held-symbolic",   AMBER, N_("deceased") },
  [BD_STATE_PARTICIPATION_UNKNOWN] = { "bd-held-symbolic",   AMBER, N_("no sharing choice") },
  [BD_STATE_LOCKED]                = { "bd-half-symbolic",   AMBER, N_("loading history") },
  [BD_STATE_RESTRICTED_REGISTER]   = { "bd-held-symbolic",   AMBER, N_("restricted") },
  [BD_STATE_REFUSED]               = { "bd-failed-symbolic", AMBER, N_("refused") },
  [BD_STATE_THROTTLED]             = { "bd-half-symbolic",   AMBER, N_("asks us to wait") },
  [BD_STATE_NO_ANSWER]             = { "bd-failed-symbolic", AMBER, N_("no answer") },
  [BD_STATE_NOT_AVAILABLE]         = { "bd-off-symbolic",    GREY,  N_("not offered") },
  [BD_STATE_NOT_SAVED]             = { "bd-empty-symbolic",  GREY,  N_("not saved") },
  [BD_STATE_SAVED_COPY]            = { "bd-copy-symbolic",   GREY,  N_("saved copy") },
};

/**
 * bd_state_look_get_icon:
 * @state: a state
 *
 * Returns: the name of its symbolic icon: a shape that can be told without colour
 */
const char *
bd_state_look_get_icon (BdResultState state)
{
  g_return_val_if_fail ((guint) state < BD_N_STATES, NULL);

  return looks[state].icon;
}

/**
 * bd_state_look_get_class:
 * @state: a state
 *
 * Returns: its style class: amber for what failed or is held back, grey for offline
 */
const char *
bd_state_look_get_class (BdResultState state)
{
  g_return_val_if_fail ((guint) state < BD_N_STATES, NULL);

  return looks[state].css;
}

/**
 * bd_state_look_get_age_class:
 * @saved_at: when a copy was fetched, wall µs
 *
 * Returns: the style class of such a copy: amber once it is over a day old
 */
const char *
bd_state_look_get_age_class (gint64 saved_at)
{
  return bd_clock_wall () - saved_at > G_TIME_SPAN_DAY ? AMBER : GREY;
}

/**
 * bd_state_look_get_line_class:
 * @line: what one source answered
 *
 * Returns: its style class: that of its state, or amber for a copy that is over a day old
 */
const char *
bd_state_look_get_line_class (const BdLedgerLine *line)
{
  g_return_val_if_fail (line != NULL, NULL);

  return bd_ledger_line_age_class (line, bd_clock_wall ()) > BD_AGE_FRESH ? AMBER : bd_state_look_get_class (line->state);
}

/**
 * bd_state_look_dup_age:
 * @saved_at: when a copy was fetched, wall µs
 *
 * Returns: (transfer full): how old it is now, in a word or two
 */
char *
bd_state_look_dup_age (gint64 saved_at)
{
  gint64 minutes = MAX (0, bd_clock_wall () - saved_at) / G_TIME_SPAN_MINUTE;

  if (minutes < 60)
    return g_strdup_printf (_("%d min old"), (int) minutes);
  if (minutes < 48 * 60)
    return g_strdup_printf (_("%d h old"), (int) (minutes / 60));

  return g_strdup_printf (_("%d days old"), (int) (minutes / (24 * 60)));
}

/**
 * bd_state_look_dup_words:
 * @line: what one source answered
 * @zone: (nullable): the site's zone
 *
 * Returns: (transfer full): the state in two or three words, with its time
 */
char *
bd_state_look_dup_words (const BdLedgerLine *line,
                         GTimeZone          *zone)
{
  g_autofree char *time = NULL;

  g_return_val_if_fail (line != NULL, NULL);

  if (line->state == BD_STATE_SAVED_COPY && line->saved_at > 0)
    time = bd_state_look_dup_age (line->saved_at);
  else if ((line->state == BD_STATE_WHOLE || line->state == BD_STATE_NO_ANSWER) && line->answered_at > 0)
    time = bd_date_format_time_us (line->answered_at, zone, FALSE);

  return g_strjoin (" ", _(looks[line->state].words), time, NULL);
}

/**
 * bd_state_look_needs_sentence:
 * @line: what one source answered
 *
 * Returns: %TRUE unless the source gave entries and they are all it has
 */
gboolean
bd_state_look_needs_sentence (const BdLedgerLine *line)
{
  g_return_val_if_fail (line != NULL, TRUE);

  return !bd_ledger_line_is_complete (line) || line->received == 0;
}

/* Of lines in one state: the oldest copy; else the newest answer. */
static gboolean
says_more (const BdLedgerLine *line,
           const BdLedgerLine *than)
{
  if (line->state == BD_STATE_SAVED_COPY)
    return line->saved_at < than->saved_at;

  return line->answered_at > than->answered_at;
}

/**
 * bd_state_look_worst_of:
 * @record: a record
 * @source: a source
 *
 * Returns: (transfer none) (nullable): the line of @source that a reader must know first
 */
const BdLedgerLine *
bd_state_look_worst_of (BdRecord *record,
                        BdSource  source)
{
  const BdLedgerLine *worst = NULL;

  g_return_val_if_fail (BD_IS_RECORD (record), NULL);

  for (guint kind = 0; kind < BD_N_SECTIONS; kind++)
    {
      const BdLedgerLine *line = bd_section_get_line (bd_record_get_section (record, kind), source);

      if (line == NULL)
        continue;
      if (worst == NULL || bd_result_state_is_worse (line->state, worst->state) ||
          (line->state == worst->state && says_more (line, worst)))
        worst = line;
    }

  return worst;
}

/**
 * bd_state_look_can_retry:
 * @record: a record
 * @source: a source
 *
 * Returns: %TRUE when asking @source again may help
 */
gboolean
bd_state_look_can_retry (BdRecord *record,
                         BdSource  source)
{
  g_return_val_if_fail (BD_IS_RECORD (record), FALSE);

  for (guint kind = 0; kind < BD_N_SECTIONS; kind++)
    {
      const BdLedgerLine *line = bd_section_get_line (bd_record_get_section (record, kind), source);

      if (line != NULL && (bd_result_state_is_failure (line->state) || line->state == BD_STATE_SAVED_COPY ||
                           line->state == BD_STATE_NOT_SAVED || line->partial))
        return TRUE;
    }

  return FALSE;
}
