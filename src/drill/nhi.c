/* nhi.c: the National Health Index: one person by number, and matching
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "checks.h"
#include "number.h"
#include "services.h"

static void
not_found (BdDrillRequest *request,
           const char     *words)
{
  bd_drill_request_reply (request, 404, bd_drill_outcome_coded ("error", "processing", BD_DRILL_HIP_ERRORS, "EM02002",
                                                                words));
}

/* A dormant number is answered with the live record, which lists both (NHI guide 1.6.5, get patient). */
static void
read_one (BdDrillRequest *request,
          const char     *nhi)
{
  g_autoptr (BdDrillPerson) person = bd_drill_people_find (bd_drill_people (request->drill), nhi);

  if (person == NULL)
    not_found (request, bd_drill_number_checks (nhi) ? "The NHI number cannot be found" : "Invalid nhi-id");
  else if (g_str_equal (bd_drill_person_state (person, "nhi", NULL), "refused"))
    bd_drill_request_refuse (request, 403, "security", "Access denied");
  else
    bd_drill_request_reply (request, 200, json_object_ref (person->patient));
}

/**
 * bd_drill_nhi:
 * @request: to /nhi
 */
void
bd_drill_nhi (BdDrillRequest *request)
{
  const char *second = bd_drill_request_segment (request, 1);
  gboolean matching = g_strcmp0 (second, "$match") == 0;
  char letter = !matching ? 'r' : bd_drill_match_validates (request) ? 'v' : 's';
  const char *correlation = bd_drill_request_header (request, "X-Correlation-Id");

  if (g_strcmp0 (bd_drill_request_segment (request, 0), "Patient") != 0 || second == NULL)
    {
      bd_drill_request_refuse (request, 501, "not-supported", "There is no such endpoint");
      return;
    }
  if (!bd_drill_check_key (request, 401) || !bd_drill_check_accept (request) ||
      !bd_drill_check_token (request, "Patient", letter, 403) ||
      !bd_drill_check_user (request, "userid") || !bd_drill_check_method (request, matching ? "POST" : "GET"))
    return;
  if (correlation != NULL && g_utf8_strlen (correlation, -1) >= 64)
    bd_drill_request_refuse (request, 400, "value", "X-Correlation-Id must be shorter than 64 characters");
  else if (matching)
    bd_drill_match (request);
  else
    read_one (request, second);
}
