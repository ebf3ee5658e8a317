/* bd-result-state.c: the names of the result states, and which is worse
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-result-state.h"

/* `rank`: when the searches behind one ledger line end differently, the line takes the
 * state of the highest rank and lists the others beside it. The order is by what a
 * clinician must know first: a gap of unknown size before a known one, and among gaps of
 * unknown size those that asking again may close. */
static const struct {
  const char *name;
  guint8      rank;
  guint8      failure : 1;
  guint8      hides : 1;
} states[BD_N_STATES] = {
  [BD_STATE_WHOLE]                 = { "whole",                 0,  0, 0 },
  [BD_STATE_NOT_SET_UP]            = { "not-set-up",            1,  0, 0 },
  [BD_STATE_NOT_AVAILABLE]         = { "not-available",         2,  0, 0 },
  [BD_STATE_REDACTED]              = { "redacted",              3,  0, 1 },
  [BD_STATE_WITHHELD_AT_SOURCE]    = { "withheld-at-source",    4,  0, 1 },
  [BD_STATE_OPTED_OUT_FACILITY]    = { "opted-out-facility",    5,  0, 1 },
  [BD_STATE_OPTED_OUT_DOMAIN]      = { "opted-out-domain",      6,  0, 1 },
  [BD_STATE_DECEASED]              = { "deceased",              7,  0, 1 },
  [BD_STATE_PARTICIPATION_UNKNOWN] = { "participation-unknown", 8,  0, 1 },
  [BD_STATE_OPTED_OUT_GLOBAL]      = { "opted-out-global",      9,  0, 1 },
  [BD_STATE_RESTRICTED_REGISTER]   = { "restricted-register",   10, 0, 1 },
  [BD_STATE_SAVED_COPY]            = { "saved-copy",            11, 0, 0 },
  [BD_STATE_LOCKED]                = { "locked",                12, 1, 0 },
  [BD_STATE_THROTTLED]             = { "throttled",             13, 1, 0 },
  [BD_STATE_REFUSED]               = { "refused",               14, 1, 0 },
  [BD_STATE_NO_ANSWER]             = { "no-answer",             15, 1, 0 },
  [BD_STATE_NOT_SAVED]             = { "not-saved",             16, 0, 0 },
  [BD_STATE_ASKING]                = { "asking",                17, 0, 0 },
  [BD_STATE_NOT_ASKED]             = { "not-asked",             18, 0, 0 },
};

/**
 * bd_result_state_to_string:
 * @state: a state
 *
 * Returns: its name on the command line and in the store, never translated
 */
const char *
bd_result_state_to_string (BdResultState state)
{
  g_return_val_if_fail ((guint) state < BD_N_STATES, NULL);

  return states[state].name;
}

/**
 * bd_result_state_from_string:
 * @text: (nullable): a name as bd_result_state_to_string() gives it
 * @state: (out): the state
 *
 * Returns: %FALSE when @text names no state
 */
gboolean
bd_result_state_from_string (const char    *text,
                             BdResultState *state)
{
  g_return_val_if_fail (state != NULL, FALSE);

  for (guint i = 0; i < BD_N_STATES; i++)
    if (g_strcmp0 (text, states[i].name) == 0)
      {
        *state = i;
        return TRUE;
      }
  return FALSE;
}

/**
 * bd_result_state_is_failure:
 * @state: a state
 *
 * Returns: whether the source gave less than it would give another time: asking again
 *   (for a throttled one, after its window) may help
 */
gboolean
bd_result_state_is_failure (BdResultState state)
{
  g_return_val_if_fail ((guint) state < BD_N_STATES, FALSE);

  return states[state].failure;
}

/**
 * bd_result_state_hides:
 * @state: a state
 *
 * Returns: whether the source answered, and by a rule or a person's choice showed less
 *   than it may hold: asking again does not help
 */
gboolean
bd_result_state_hides (BdResultState state)
{
  g_return_val_if_fail ((guint) state < BD_N_STATES, FALSE);

  return states[state].hides;
}

/**
 * bd_result_state_is_worse:
 * @a: a state
 * @b: another state
 *
 * Orders states for one ledger line that several searches feed. From best to worst:
 * whole, not set up, not available, redacted, withheld at source, opted out (facility,
 * domain), deceased, participation unknown, opted out (global), restricted register,
 * saved copy, locked, throttled, refused, no answer, not saved, asking, not asked.
 *
 * Returns: whether @a is worse than @b
 */
gboolean
bd_result_state_is_worse (BdResultState a,
                          BdResultState b)
{
  g_return_val_if_fail ((guint) a < BD_N_STATES && (guint) b < BD_N_STATES, FALSE);

  return states[a].rank > states[b].rank;
}
