/* bd-result-state.h — what is known about one source's part of one section
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  BD_STATE_NOT_SET_UP,
  BD_STATE_NOT_ASKED,
  BD_STATE_ASKING,
  BD_STATE_WHOLE,
  BD_STATE_REDACTED,
  BD_STATE_WITHHELD_AT_SOURCE,
  BD_STATE_OPTED_OUT_GLOBAL,
  BD_STATE_OPTED_OUT_FACILITY,
  BD_STATE_OPTED_OUT_DOMAIN,
  BD_STATE_DECEASED,
  BD_STATE_PARTICIPATION_UNKNOWN,
  BD_STATE_LOCKED,
  BD_STATE_RESTRICTED_REGISTER,
  BD_STATE_REFUSED,
  BD_STATE_THROTTLED,
  BD_STATE_NO_ANSWER,
  BD_STATE_NOT_AVAILABLE,
  BD_STATE_NOT_SAVED,
  BD_STATE_SAVED_COPY,
  BD_N_STATES,
} BdResultState;

const char *bd_result_state_to_string (BdResultState state);  /* kebab-case, as on the command line */
gboolean    bd_result_state_from_string (const char *text, BdResultState *state);
gboolean    bd_result_state_is_failure (BdResultState state); /* no answer, refused, throttled, locked: retry may help */
gboolean    bd_result_state_hides      (BdResultState state); /* the source knows more than it showed */

gboolean    bd_result_state_is_worse (BdResultState a, BdResultState b); /* for a line that several searches feed */

/* How a transport failed, for the sentence. */
typedef enum {
  BD_FAILURE_NONE,
  BD_FAILURE_TIMEOUT,
  BD_FAILURE_NAME,         /* the host name was not found */
  BD_FAILURE_UNREACHABLE,  /* connection refused, no route */
  BD_FAILURE_TLS,
  BD_FAILURE_BROKEN,       /* closed before the answer was whole */
  BD_FAILURE_NOT_FHIR,     /* HTML, empty, repeated members, bad number, … */
  BD_FAILURE_TOO_LARGE,
  BD_FAILURE_REDIRECT,     /* sent elsewhere: not followed */
  BD_FAILURE_SIGN_IN,      /* no token could be had */
  BD_FAILURE_SERVER,       /* 5xx */
} BdFailure;

G_END_DECLS
