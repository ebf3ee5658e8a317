/* outcome.c: OperationOutcomes, in the shape each guide gives them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "outcome.h"

static JsonObject *
wrap (JsonObject *issue)
{
  JsonObject *outcome = bd_drill_json_strings ("resourceType", "OperationOutcome", NULL);

  json_object_set_array_member (outcome, "issue", bd_drill_json_list (issue));

  return outcome;
}

/**
 * bd_drill_outcome:
 * @severity: FHIR issue severity
 * @code: FHIR issue code
 * @diagnostics: a sentence for people; no patient data
 *
 * Returns: (transfer full): an OperationOutcome without details.coding
 */
JsonObject *
bd_drill_outcome (const char *severity,
                  const char *code,
                  const char *diagnostics)
{
  return wrap (bd_drill_json_strings ("severity", severity, "code", code,
                                      "diagnostics", diagnostics, NULL));
}

/**
 * bd_drill_outcome_coded:
 * @severity: FHIR issue severity
 * @code: FHIR issue code
 * @system: (nullable): system of @detail
 * @detail: the service's own code
 * @text: (nullable): a sentence for people
 *
 * Returns: (transfer full): an OperationOutcome with details.coding
 */
JsonObject *
bd_drill_outcome_coded (const char *severity,
                        const char *code,
                        const char *system,
                        const char *detail,
                        const char *text)
{
  JsonObject *issue = bd_drill_json_strings ("severity", severity, "code", code, NULL);
  JsonObject *details = json_object_new ();

  json_object_set_array_member (details, "coding",
                                bd_drill_json_list (bd_drill_json_strings ("system", system,
                                                                           "code", detail, NULL)));
  if (text != NULL)
    json_object_set_string_member (details, "text", text);
  json_object_set_object_member (issue, "details", details);

  return wrap (issue);
}

/**
 * bd_drill_outcome_unauthorised:
 *
 * Returns: (transfer full): the refusal that names no reason (SDHR guide 1.0.0, API errors)
 */
JsonObject *
bd_drill_outcome_unauthorised (void)
{
  JsonObject *outcome = bd_drill_outcome_coded ("error", "suppressed", NULL, "UNAUTHORISED", NULL);

  json_object_set_string_member (bd_drill_json_element (bd_drill_json_array (outcome, "issue"), 0),
                                 "diagnostics", "Unauthorised.");

  return outcome;
}

/**
 * bd_drill_outcome_throttled:
 *
 * Returns: (transfer full): what comes with 429: a text and no coding (SDHR guide 1.0.0, API errors)
 */
JsonObject *
bd_drill_outcome_throttled (void)
{
  JsonObject *issue = bd_drill_json_strings ("severity", "error", "code", "throttled", NULL);

  json_object_set_object_member (issue, "details",
    bd_drill_json_strings ("text", "The rate limit of this client is used up.", NULL));

  return wrap (issue);
}
