/* mdr.c: the Medicines Data Repository
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "checks.h"
#include "search.h"
#include "services.h"

static void
search (BdDrillRequest *request,
        const char     *type)
{
  const char *nhi = bd_drill_request_param (request, "patient");
  g_autoptr (BdDrillPerson) person = NULL;
  BdDrillSearch how = { .service = "mdr", .type = type, .path = "mdr", .opaque_pages = TRUE, .show_confidential = TRUE };

  if (nhi == NULL || !bd_drill_check_number (nhi))
    {
      bd_drill_request_refuse (request, 400, "required", "The patient parameter must be an NHI number");
      return;
    }
  person = bd_drill_people_find (bd_drill_people (request->drill), nhi);
  if (person != NULL && bd_drill_person_refuses (person, "mdr", type, nhi))
    {
      bd_drill_request_refuse (request, 403, "security", "Access denied");
      return;
    }
  how.person = person;
  how.number = nhi;
  how.duplicates = person != NULL && bd_drill_json_boolean (bd_drill_person_part (person, "mdr"), "duplicates");
  bd_drill_request_reply (request, 200, bd_drill_search (request, &how));
}

/**
 * bd_drill_mdr:
 * @request: to /mdr
 *
 * Prescriptions and dispensings by bare NHI number, those filed under that very number
 * (the guide does not say that numbers of one person are joined); opaque next links, no
 * total, now and then the same entry twice (MDR guide 0.2.0 and its sample bundle).
 */
void
bd_drill_mdr (BdDrillRequest *request)
{
  const char *type = bd_drill_request_segment (request, 0);
  const char *id = bd_drill_request_segment (request, 1);
  g_autoptr (JsonObject) resource = NULL;
  g_autoptr (BdDrillPerson) person = NULL;

  if (g_strcmp0 (type, "MedicationRequest") != 0 && g_strcmp0 (type, "MedicationDispense") != 0)
    {
      bd_drill_request_refuse (request, 501, "not-supported", "There is no such endpoint");
      return;
    }
  if (!bd_drill_check_key (request, 401) || !bd_drill_check_accept (request) ||
      !bd_drill_check_token (request, type, id != NULL ? 'r' : 's', 403) || !bd_drill_check_method (request, "GET"))
    return;
  if (id == NULL)
    {
      search (request, type);
      return;
    }
  person = bd_drill_people_find_record (bd_drill_people (request->drill), "mdr", type, id, &resource);
  if (person == NULL)
    bd_drill_request_refuse (request, 404, "not-found", "The resource is not known");
  else
    bd_drill_request_reply (request, 200, g_steal_pointer (&resource));
}
