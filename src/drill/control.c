/* control.c: the drill's own endpoints: requests, faults, people
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "checks.h"
#include "services.h"

static void
reply_json (BdDrillRequest *request,
            guint           status,
            JsonObject     *body)
{
  g_autofree char *text = bd_drill_json_print (body);

  json_object_unref (body);
  bd_drill_request_reply_text (request, status, "application/json", text);
}

static void
requests (BdDrillRequest *request)
{
  if (bd_drill_request_is (request, "DELETE"))
    {
      bd_drill_log_clear (bd_drill_log (request->drill));
      soup_server_message_set_status (request->message, 204, NULL);
    }
  else if (bd_drill_check_method (request, "GET"))
    reply_json (request, 200, bd_drill_log_print (bd_drill_log (request->drill)));
}

static void
fault (BdDrillRequest *request)
{
  g_autoptr (JsonObject) wish = NULL;
  g_autoptr (GError) error = NULL;

  if (!bd_drill_check_method (request, "POST"))
    return;
  wish = bd_drill_request_body (request);
  if (wish == NULL || !bd_drill_faults_set (bd_drill_faults (request->drill), wish, &error))
    reply_json (request, 400, bd_drill_json_strings ("error", error != NULL ? error->message : "This is not a JSON object", NULL));
  else
    reply_json (request, 200, bd_drill_json_strings ("fault", bd_drill_json_string (wish, "fault"), NULL));
}

static void
add_person (BdDrillPerson *person,
            gpointer       user_data)
{
  JsonArray *people = user_data;
  JsonObject *line = json_object_new ();
  g_autofree char *name = bd_drill_person_name (person);
  JsonNode *exercises = json_object_get_member (person->file, "exercises");

  json_object_set_string_member (line, "nhi", person->nhi);
  json_object_set_string_member (line, "name", name);
  json_object_set_string_member (line, "born", bd_drill_json_string (person->patient, "birthDate"));
  json_object_set_string_member (line, "story", bd_drill_json_string (person->file, "story"));
  if (exercises != NULL)
    json_object_set_member (line, "exercises", bd_drill_json_copy (exercises));
  json_array_add_object_element (people, line);
}

static void
list_people (BdDrillRequest *request)
{
  JsonObject *answer = json_object_new ();
  JsonArray *people = json_array_new ();

  bd_drill_people_each (bd_drill_people (request->drill), FALSE, add_person, people);
  json_object_set_array_member (answer, "people", people);
  bd_drill_json_set_number (answer, "generated", bd_drill_people_generated (bd_drill_people (request->drill)));
  reply_json (request, 200, answer);
}

/* {"nhi", "service", "state"}: how a service treats one person from now on. */
static gboolean
change_state (BdDrillPerson *person,
              JsonObject    *wish)
{
  const char *state = bd_drill_json_string (wish, "state");

  if (state == NULL)
    return FALSE;
  bd_drill_person_set_state (person, bd_drill_json_string (wish, "service"), state);

  return TRUE;
}

/* {"nhi", "service", "resourceType", "resource"}: a record more, or another in place of one. */
static gboolean
change_record (BdDrillPerson *person,
               JsonObject    *wish)
{
  JsonObject *brief = bd_drill_json_object (wish, "resource");
  const char *type = bd_drill_json_string (wish, "resourceType");

  return brief != NULL && type != NULL &&
         bd_drill_person_put (person, bd_drill_json_string (wish, "service"), type, brief);
}

static void
change_person (BdDrillRequest *request,
               gboolean      (*change) (BdDrillPerson *, JsonObject *))
{
  g_autoptr (JsonObject) wish = bd_drill_request_body (request);
  const char *nhi = bd_drill_json_string (wish, "nhi");
  g_autoptr (BdDrillPerson) person = nhi != NULL ? bd_drill_people_find (bd_drill_people (request->drill), nhi) : NULL;

  if (!bd_drill_check_method (request, "POST"))
    return;
  if (person == NULL || person->file == NULL || bd_drill_json_string (wish, "service") == NULL || !change (person, wish))
    reply_json (request, 400, bd_drill_json_strings ("error", "nhi, service, or what to change is missing or unknown", NULL));
  else
    reply_json (request, 200, bd_drill_json_strings ("nhi", person->nhi, NULL));
}

/**
 * bd_drill_control:
 * @request: to /drill
 *
 * GET and DELETE requests, POST fault, GET people, POST state, POST record; never subject to faults.
 */
void
bd_drill_control (BdDrillRequest *request)
{
  const char *first = bd_drill_request_segment (request, 0);

  if (g_strcmp0 (first, "requests") == 0)
    requests (request);
  else if (g_strcmp0 (first, "fault") == 0)
    fault (request);
  else if (g_strcmp0 (first, "people") == 0)
    list_people (request);
  else if (g_strcmp0 (first, "state") == 0)
    change_person (request, change_state);
  else if (g_strcmp0 (first, "record") == 0)
    change_person (request, change_record);
  else if (g_strcmp0 (first, "elsewhere") == 0)
    bd_drill_request_reply_text (request, 200, "text/html; charset=utf-8", "<!doctype html><title>Elsewhere</title>");
  else
    bd_drill_request_refuse (request, 404, "not-found", "The drill has no such endpoint");
}
