/* air.c: the Aotearoa Immunisation Register
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "checks.h"
#include "number.h"
#include "search.h"
#include "services.h"

#include <string.h>

/* The number in any of the three forms AIR takes, or what is wrong with it. */
static const char *
number_of (const char  *patient,
           const char **problem)
{
  static const char *const url = "https://api.hip.digital.health.nz/fhir/nhi/v2/Patient/";

  *problem = NULL;
  if (g_str_has_prefix (patient, url))
    return patient + strlen (url);
  if (g_str_has_prefix (patient, "https://") || g_str_has_prefix (patient, "http://"))
    *problem = "The URL path is not valid; it should be that of the NHI's Patient, v2";
  else if (g_str_has_prefix (patient, "Patient/"))
    return patient + strlen ("Patient/");
  else if (strchr (patient, '/') != NULL)
    *problem = "The reference should start with the resource type Patient";

  return patient;
}

static JsonObject *
suppressed_bundle (BdDrillRequest *request)
{
  JsonObject *bundle = bd_drill_bundle_new (request);

  bd_drill_json_set_number (bundle, "total", 0);
  bd_drill_bundle_redact (bundle, "REDACTED", "redacted");

  return bundle;
}

static void
search (BdDrillRequest *request)
{
  const char *patient = bd_drill_request_param (request, "patient");
  BdDrillSearch how = { .service = "air", .type = "Immunization", .path = "air", .has_total = TRUE,
                        .unpaged = TRUE };
  g_autoptr (BdDrillPerson) person = NULL;
  const char *problem;
  const char *nhi;

  if (patient == NULL || patient[0] == '\0')
    {
      bd_drill_request_refuse (request, 400, "processing", "There is no Patient NHI value to search for");
      return;
    }
  nhi = number_of (patient, &problem);
  if (problem != NULL)
    {
      bd_drill_request_refuse (request, 400, "processing", problem);
      return;
    }
  if (!bd_drill_number_checks (nhi))
    {
      bd_drill_request_refuse (request, 422, "invariant", "The NHI number does not pass its checksum");
      return;
    }
  person = bd_drill_people_find (bd_drill_people (request->drill), nhi);
  how.person = person;
  how.show_confidential = person != NULL && g_str_equal (bd_drill_person_emergency (person), "releases") &&
                          bd_drill_request_has_purpose (request, "ETREAT");
  if (person == NULL)
    bd_drill_request_refuse (request, 400, "not-found", "The consumer is not known");
  else if (g_str_equal (bd_drill_person_state (person, "air", NULL), "suppressed"))
    bd_drill_request_reply (request, 200, suppressed_bundle (request));
  else
    bd_drill_request_reply (request, 200, bd_drill_search (request, &how));
}

static void
read_one (BdDrillRequest *request,
          const char     *id)
{
  g_autoptr (JsonObject) resource = NULL;
  g_autoptr (BdDrillPerson) person = bd_drill_people_find_record (bd_drill_people (request->drill), "air",
                                                                  "Immunization", id, &resource);

  if (person == NULL)
    bd_drill_request_refuse (request, 404, "not-found", "The resource is not known");
  else if (g_str_equal (bd_drill_person_state (person, "air", NULL), "suppressed"))
    bd_drill_request_reply (request, 200, suppressed_bundle (request));
  else
    bd_drill_request_reply (request, 200, g_steal_pointer (&resource));
}

static gboolean
check_form (BdDrillRequest *request)
{
  const char *type = bd_drill_request_header (request, "Content-Type");

  if (type != NULL && g_str_has_prefix (type, "application/x-www-form-urlencoded"))
    return TRUE;
  bd_drill_request_refuse (request, 415, "not-supported", "The search must be a form");

  return FALSE;
}

/**
 * bd_drill_air:
 * @request: to /air
 *
 * Searches are forms, and never paged (AIR guide 2.0.0, search). A restricted
 * register answers 200 with nothing, marked redacted.
 */
void
bd_drill_air (BdDrillRequest *request)
{
  const char *id = bd_drill_request_segment (request, 1);
  gboolean searching = g_strcmp0 (id, "_search") == 0;

  if (g_strcmp0 (bd_drill_request_segment (request, 0), "Immunization") != 0 || id == NULL)
    {
      bd_drill_request_refuse (request, 501, "not-supported", "There is no such endpoint");
      return;
    }
  if (!bd_drill_check_key (request, 403) || !bd_drill_check_accept (request) ||
      !bd_drill_check_token (request, "Immunization", searching ? 's' : 'r', 403) ||
      !bd_drill_check_user (request, "UserId") ||
      !bd_drill_check_context (request, bd_drill_purposes_general, FALSE) ||
      !bd_drill_check_method (request, searching ? "POST" : "GET"))
    return;
  if (!searching)
    read_one (request, id);
  else if (check_form (request))
    search (request);
}
