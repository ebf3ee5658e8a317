/* audit.c: the Audit Events service: create, create again, search
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "checks.h"
#include "search.h"
#include "services.h"

#include <string.h>

static JsonObject *
find_event (BdDrillRequest *request,
            const char     *id)
{
  GPtrArray *events = bd_drill_audit_events (request->drill);

  for (guint i = 0; i < events->len; i++)
    if (g_strcmp0 (bd_drill_json_string (g_ptr_array_index (events, i), "id"), id) == 0)
      return g_ptr_array_index (events, i);

  return NULL;
}

/* What the hira-audit-event profile asks for at least (Audit Events guide 0.1.0). */
static const char *
event_problem (JsonObject *event)
{
  JsonArray *agents = bd_drill_json_array (event, "agent");
  JsonArray *entities = bd_drill_json_array (event, "entity");

  if (event == NULL || g_strcmp0 (bd_drill_json_string (event, "resourceType"), "AuditEvent") != 0)
    return "The body is not an AuditEvent";
  if (bd_drill_json_object (event, "type") == NULL || bd_drill_json_string (event, "recorded") == NULL)
    return "AuditEvent.type and AuditEvent.recorded are required";
  if (agents == NULL || json_array_get_length (agents) == 0)
    return "AuditEvent.agent is required";
  if (bd_drill_json_object (event, "source") == NULL)
    return "AuditEvent.source is required";
  if (entities == NULL || json_array_get_length (entities) == 0)
    return "AuditEvent.entity is required";

  return NULL;
}

static void
answer_stored (BdDrillRequest *request,
               JsonObject     *event,
               guint           status)
{
  g_autofree char *url = g_strconcat (bd_drill_base (request->drill), "/audit/AuditEvent/",
                                      bd_drill_json_string (event, "id"), NULL);

  bd_drill_request_set_header (request, "Location", url);
  bd_drill_request_reply (request, status, json_object_ref (event));
}

/* The same id again is the same event: it is recognised, not written twice. */
static void
store (BdDrillRequest *request,
       JsonObject     *event,
       const char     *id)
{
  JsonObject *known = id != NULL ? find_event (request, id) : NULL;
  g_autofree char *made = NULL;

  if (known != NULL)
    {
      answer_stored (request, known, 200);
      return;
    }
  if (id == NULL)
    {
      made = g_uuid_string_random ();
      json_object_set_string_member (event, "id", made);
    }
  g_ptr_array_add (bd_drill_audit_events (request->drill), json_object_ref (event));
  answer_stored (request, event, 201);
}

static void
create (BdDrillRequest *request,
        const char     *id_in_path)
{
  g_autoptr (JsonObject) event = bd_drill_request_body (request);
  const char *problem = event_problem (event);
  const char *id = problem == NULL ? bd_drill_json_string (event, "id") : NULL;

  if (problem != NULL)
    bd_drill_request_refuse (request, event == NULL ? 400 : 422, "invalid", problem);
  else if (id_in_path != NULL && g_strcmp0 (id, id_in_path) != 0)
    bd_drill_request_refuse (request, 400, "invalid", "The id in the path and in the body differ");
  else
    store (request, event, id);
}

static gboolean
names_patient (JsonObject *event,
               const char *nhi)
{
  JsonObject *entity;

  for (guint i = 0; (entity = bd_drill_json_element (bd_drill_json_array (event, "entity"), i)) != NULL; i++)
    {
      JsonObject *what = bd_drill_json_object (entity, "what");
      const char *reference = bd_drill_json_string (what, "reference");

      if (g_strcmp0 (bd_drill_json_string (bd_drill_json_object (what, "identifier"), "value"), nhi) == 0 ||
          (reference != NULL && g_str_has_suffix (reference, nhi)))
        return TRUE;
    }

  return FALSE;
}

static gboolean
has_correlation (JsonObject *event,
                 const char *correlation)
{
  JsonObject *entity, *detail;

  for (guint i = 0; (entity = bd_drill_json_element (bd_drill_json_array (event, "entity"), i)) != NULL; i++)
    for (guint d = 0; (detail = bd_drill_json_element (bd_drill_json_array (entity, "detail"), d)) != NULL; d++)
      if (bd_drill_json_lists (detail, "type", "correlationId") &&
          g_strcmp0 (bd_drill_json_string (detail, "valueString"), correlation) == 0)
        return TRUE;

  return FALSE;
}

static void
search (BdDrillRequest *request)
{
  GPtrArray *events = bd_drill_audit_events (request->drill);
  const char *patient = bd_drill_request_param (request, "patient");
  const char *correlation = bd_drill_request_param (request, "correlationId");
  const char *slash = patient != NULL ? strrchr (patient, '/') : NULL;
  JsonObject *bundle = bd_drill_bundle_new (request);
  guint total = 0;

  for (guint i = 0; i < events->len; i++)
    {
      JsonObject *event = g_ptr_array_index (events, i);

      if ((patient != NULL && !names_patient (event, slash != NULL ? slash + 1 : patient)) ||
          (correlation != NULL && !has_correlation (event, correlation)))
        continue;
      total++;
      bd_drill_bundle_add (bundle, NULL, json_object_ref (event), "match");
    }
  bd_drill_json_set_number (bundle, "total", total);
  bd_drill_request_reply (request, 200, bundle);
}

static void
read_one (BdDrillRequest *request,
          const char     *id)
{
  JsonObject *event = find_event (request, id);

  if (event == NULL)
    bd_drill_request_refuse (request, 404, "not-found", "The resource is not known");
  else
    bd_drill_request_reply (request, 200, json_object_ref (event));
}

static gboolean
check_json (BdDrillRequest *request)
{
  const char *type = bd_drill_request_header (request, "Content-Type");

  if (type != NULL && strstr (type, "json") != NULL)
    return TRUE;
  bd_drill_request_refuse (request, 415, "not-supported", "The body must be JSON");

  return FALSE;
}

/**
 * bd_drill_audit:
 * @request: to /audit
 *
 * POST makes an event, or recognises one whose id it has; PUT by id does the same.
 */
void
bd_drill_audit (BdDrillRequest *request)
{
  const char *id = bd_drill_request_segment (request, 1);
  gboolean writing = bd_drill_request_is (request, "POST") || bd_drill_request_is (request, "PUT");

  if (g_strcmp0 (bd_drill_request_segment (request, 0), "AuditEvent") != 0)
    {
      bd_drill_request_refuse (request, 501, "not-supported", "There is no such endpoint");
      return;
    }
  if (!bd_drill_check_key (request, 401) || !bd_drill_check_accept (request) ||
      !bd_drill_check_token (request, "AuditEvent", writing ? 'c' : id != NULL ? 'r' : 's', 403))
    return;
  if (writing && (id != NULL) != bd_drill_request_is (request, "PUT"))
    bd_drill_request_refuse (request, 405, "not-supported", "POST makes an event, PUT one with an id");
  else if (writing && check_json (request))
    create (request, id);
  else if (!writing && bd_drill_check_method (request, "GET"))
    {
      if (id != NULL)
        read_one (request, id);
      else
        search (request);
    }
}
