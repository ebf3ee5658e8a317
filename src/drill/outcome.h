/* outcome.h: OperationOutcomes, in the shape each guide gives them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include "json.h"
G_BEGIN_DECLS

#define BD_DRILL_SDHR_OUTCOMES "https://fhir-ig.digital.health.nz/sdhr/CodeSystem/sdhr-outcome-codes"
#define BD_DRILL_HIP_ERRORS    "https://standards.digital.health.nz/ns/hip-error-code"

JsonObject *bd_drill_outcome       (const char *severity,
                                    const char *code,
                                    const char *diagnostics) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *bd_drill_outcome_coded (const char *severity,
                                    const char *code,
                                    const char *system,
                                    const char *detail,
                                    const char *text) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *bd_drill_outcome_unauthorised (void) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *bd_drill_outcome_throttled    (void) G_GNUC_WARN_UNUSED_RESULT;
G_END_DECLS
