/* mws.c: the Medical Warning System
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "checks.h"
#include "search.h"
#include "services.h"

static const char *const categories[] = { "medication", "food", "environment", "biologic", NULL };

static void
not_found (BdDrillRequest *request)
{
  bd_drill_request_reply (request, 404, bd_drill_outcome_coded ("error", "processing", BD_DRILL_HIP_ERRORS, "EM02002",
                                                                "The record cannot be found."));
}

static void
search (BdDrillRequest *request)
{
  const char *nhi = bd_drill_request_param (request, "patient");
  const char *category = bd_drill_request_param (request, "category");
  g_autoptr (BdDrillPerson) person = NULL;
  BdDrillSearch how = { .service = "mws", .type = "AllergyIntolerance", .path = "mws", .has_total = TRUE };

  if (nhi == NULL || !bd_drill_check_number (nhi))
    {
      bd_drill_request_reply (request, 400,
        bd_drill_outcome_coded ("error", "processing", BD_DRILL_HIP_ERRORS, "EM07201",
                                "The patient parameter must be an NHI number."));
      return;
    }
  if (category != NULL && !g_strv_contains (categories, category))
    {
      bd_drill_request_reply (request, 400, bd_drill_outcome_coded ("error", "processing", BD_DRILL_HIP_ERRORS,
                                                                    "EM07217", "There is no such category."));
      return;
    }
  person = bd_drill_people_find (bd_drill_people (request->drill), nhi);
  how.person = person;
  how.number = nhi;
  how.show_confidential = TRUE;
  if (person == NULL)
    not_found (request);
  else if (bd_drill_person_refuses (person, "mws", NULL, nhi))
    bd_drill_request_refuse (request, 403, "security", "Access denied");
  else
    bd_drill_request_reply (request, 200, bd_drill_search (request, &how));
}

/**
 * bd_drill_mws:
 * @request: to /mws
 *
 * Warnings by bare NHI number (MWS guide 1.1.3), those filed under that very number: the guide
 * does not say that numbers of one person are joined. Nothing found is an empty Bundle.
 */
void
bd_drill_mws (BdDrillRequest *request)
{
  const char *id = bd_drill_request_segment (request, 1);
  g_autoptr (JsonObject) resource = NULL;
  g_autoptr (BdDrillPerson) person = NULL;

  if (g_strcmp0 (bd_drill_request_segment (request, 0), "AllergyIntolerance") != 0)
    {
      bd_drill_request_refuse (request, 501, "not-supported", "There is no such endpoint");
      return;
    }
  if (!bd_drill_check_key (request, 401) || !bd_drill_check_accept (request) ||
      !bd_drill_check_token (request, "AllergyIntolerance", id != NULL ? 'r' : 's', 403) ||
      !bd_drill_check_user (request, "userid") || !bd_drill_check_method (request, "GET"))
    return;
  if (id == NULL)
    {
      search (request);
      return;
    }
  person = bd_drill_people_find_record (bd_drill_people (request->drill), "mws", "AllergyIntolerance", id, &resource);
  if (person == NULL)
    not_found (request);
  else
    bd_drill_request_reply (request, 200, g_steal_pointer (&resource));
}
