/* faults.h: what is to go wrong, on demand
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include "json.h"
G_BEGIN_DECLS

/**
 * BdDrillFaultKind:
 * @BD_DRILL_FAULT_NONE: nothing
 * @BD_DRILL_FAULT_LATENCY: answer after ms, plus up to jitterMs
 * @BD_DRILL_FAULT_NO_ANSWER: keep the connection and say nothing, for ms or until it is dropped
 * @BD_DRILL_FAULT_500: 500 with an OperationOutcome
 * @BD_DRILL_FAULT_503: 503 with an OperationOutcome and Retry-After
 * @BD_DRILL_FAULT_429: 429; x-ratelimit-reset is ms
 * @BD_DRILL_FAULT_LINE_DOWN: drop every connection at once
 * @BD_DRILL_FAULT_HALF_BODY: promise the whole body, send half, close
 * @BD_DRILL_FAULT_RESET: reset the connection before an answer
 * @BD_DRILL_FAULT_HTML: 200 with a web page, as a captive portal does
 * @BD_DRILL_FAULT_WRONG_CONTENT_TYPE: the right body, called text/plain
 * @BD_DRILL_FAULT_HUGE: the right body, padded beyond 32 MiB
 * @BD_DRILL_FAULT_SLOW_DRIP: a few bytes every ms
 * @BD_DRILL_FAULT_EMPTY: 200 with no body
 * @BD_DRILL_FAULT_REPEATED_MEMBERS: an object that says resourceType twice
 * @BD_DRILL_FAULT_BAD_NUMBER: an object with a number that JSON does not know
 * @BD_DRILL_FAULT_REDIRECT: 302 to another place
 * @BD_DRILL_FAULT_TOKEN_EXPIRED: 401 whatever the token
 * @BD_DRILL_FAULT_CLOCK_SKEW: a Date header that is ms ahead
 */
typedef enum
{
  BD_DRILL_FAULT_NONE,
  BD_DRILL_FAULT_LATENCY,
  BD_DRILL_FAULT_NO_ANSWER,
  BD_DRILL_FAULT_500,
  BD_DRILL_FAULT_503,
  BD_DRILL_FAULT_429,
  BD_DRILL_FAULT_LINE_DOWN,
  BD_DRILL_FAULT_HALF_BODY,
  BD_DRILL_FAULT_RESET,
  BD_DRILL_FAULT_HTML,
  BD_DRILL_FAULT_WRONG_CONTENT_TYPE,
  BD_DRILL_FAULT_HUGE,
  BD_DRILL_FAULT_SLOW_DRIP,
  BD_DRILL_FAULT_EMPTY,
  BD_DRILL_FAULT_REPEATED_MEMBERS,
  BD_DRILL_FAULT_BAD_NUMBER,
  BD_DRILL_FAULT_REDIRECT,
  BD_DRILL_FAULT_TOKEN_EXPIRED,
  BD_DRILL_FAULT_CLOCK_SKEW,
} BdDrillFaultKind;

/**
 * BdDrillFault:
 * @kind: what
 * @ms: milliseconds; what they mean depends on @kind; -1 if not said
 *
 * One thing that goes wrong with one answer.
 */
typedef struct
{
  BdDrillFaultKind kind;
  gint64           ms;
} BdDrillFault;

typedef struct _BdDrillFaults BdDrillFaults;

BdDrillFaults *bd_drill_faults_new  (void) G_GNUC_WARN_UNUSED_RESULT;
void           bd_drill_faults_free (BdDrillFaults *self);
gboolean       bd_drill_faults_set  (BdDrillFaults *self, JsonObject *wish, GError **error);
BdDrillFault   bd_drill_faults_take (BdDrillFaults *self, const char *service, const char *type,
                                     guint *delay_ms);
G_END_DECLS
