/* bd-service-air.c: the Aotearoa Immunisation Register
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-service-private.h"

#include <string.h>

static const char *const types[] = { "Immunization", NULL };

/* Without Api-Version the service speaks version 1 (AIR guide 2.0.0, headers). */
static void
set_headers (BdHttpRequest     *request,
             const BdClinician *clinician)
{
  bd_http_request_set_header (request, "UserId", clinician->cpn != NULL ? clinician->cpn : clinician->user_id);
  bd_http_request_set_header (request, "FacilityId", clinician->facility);
  bd_http_request_set_header (request, "Api-Version", "2");
}

/* POST _search, so that the number stays out of the URL (AIR guide 2.0.0, search). All events: nothing is filtered
 * (AIR-Reader-8). */
static BdHttpRequest *
search (BdService  *self,
        const char *resource_type,
        const char *patient)
{
  g_autofree char *url = g_strconcat (bd_service_get_config (self)->url, "/", resource_type, "/_search", NULL);
  g_autofree char *escaped = g_uri_escape_string (patient, NULL, FALSE);
  char *form = g_strconcat ("patient=", escaped, NULL);
  g_autoptr (GBytes) body = g_bytes_new_take (form, strlen (form));
  BdHttpRequest *request = bd_http_request_new ("POST", url);

  bd_http_request_set_body (request, "application/x-www-form-urlencoded", body);

  return request;
}

const BdServiceKind bd_service_kind_air = { types, BD_PATIENT_AS_NHI, set_headers, search };
