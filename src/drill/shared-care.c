/* shared-care.c: the Shared Care API, as far as consents
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "checks.h"
#include "search.h"
#include "services.h"

#include <string.h>

/* A bare number, Patient/number, or a URL that ends so; also system|number. */
static const char *
number_of (BdDrillRequest *request)
{
  const char *patient = bd_drill_request_param (request, "patient");
  const char *end;

  if (patient == NULL)
    patient = bd_drill_request_param (request, "patient:identifier");
  if (patient == NULL)
    return NULL;
  end = strrchr (patient, '|') != NULL ? strrchr (patient, '|') : strrchr (patient, '/');

  return end != NULL ? end + 1 : patient;
}

static void
search (BdDrillRequest *request)
{
  const char *nhi = number_of (request);
  g_autoptr (BdDrillPerson) person = NULL;
  BdDrillSearch how = { .service = "shared-care", .type = "Consent", .path = "shared-care", .has_total = TRUE,
                        .show_confidential = TRUE };

  if (nhi == NULL || !bd_drill_check_number (nhi))
    {
      bd_drill_request_refuse (request, 400, "required", "The patient parameter is required");
      return;
    }
  person = bd_drill_people_find (bd_drill_people (request->drill), nhi);
  if (person != NULL && bd_drill_person_refuses (person, "shared-care", NULL, nhi))
    {
      bd_drill_request_refuse (request, 401, "security", "Consent not valid");
      return;
    }
  how.person = person;
  how.number = nhi;
  bd_drill_request_reply (request, 200, bd_drill_search (request, &how));
}

/**
 * bd_drill_shared_care:
 * @request: to /shared-care
 *
 * A token without the scope is answered 401, not 403; a request without a
 * correlation id 400 (Shared Care guide 0.4.5, headers).
 */
void
bd_drill_shared_care (BdDrillRequest *request)
{
  const char *id = bd_drill_request_segment (request, 1);
  g_autoptr (JsonObject) resource = NULL;
  g_autoptr (BdDrillPerson) person = NULL;

  if (g_strcmp0 (bd_drill_request_segment (request, 0), "Consent") != 0)
    {
      bd_drill_request_refuse (request, 501, "not-supported", "There is no such endpoint");
      return;
    }
  if (!bd_drill_check_key (request, 401) || !bd_drill_check_accept (request) ||
      !bd_drill_check_token (request, "Consent", id != NULL ? 'r' : 's', 401) ||
      !bd_drill_check_context (request, bd_drill_purposes_general, FALSE) || !bd_drill_check_method (request, "GET"))
    return;
  if (bd_drill_request_header (request, "X-Correlation-Id") == NULL)
    {
      bd_drill_request_refuse (request, 400, "required", "The header X-Correlation-Id is required");
      return;
    }
  if (id == NULL)
    {
      search (request);
      return;
    }
  person = bd_drill_people_find_record (bd_drill_people (request->drill), "shared-care", "Consent", id, &resource);
  if (person == NULL)
    bd_drill_request_refuse (request, 404, "not-found", "The resource is not known");
  else
    bd_drill_request_reply (request, 200, g_steal_pointer (&resource));
}
