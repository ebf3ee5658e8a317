/* hpi.c: the Health Provider Index: facilities, organisations, practitioners
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "checks.h"
#include "search.h"
#include "services.h"

#include <string.h>

#define DEFAULT_COUNT 10
#define MOST          50

/* Official or dormant number: a read by either gives the live entry (HPI guide 1.4.10). */
static gboolean
has_number (JsonObject *entry,
            const char *wanted)
{
  JsonObject *identifier;

  for (guint i = 0; (identifier = bd_drill_json_element (bd_drill_json_array (entry, "identifier"), i)) != NULL; i++)
    if (g_strcmp0 (bd_drill_json_string (identifier, "value"), wanted) == 0)
      return TRUE;

  return FALSE;
}

static void
read_one (BdDrillRequest *request,
          const char     *type,
          const char     *id)
{
  JsonObject *entry;

  for (guint i = 0; (entry = bd_drill_people_hpi (bd_drill_people (request->drill), type, i)) != NULL; i++)
    if (has_number (entry, id))
      {
        bd_drill_request_reply (request, 200, json_object_ref (entry));
        return;
      }
  bd_drill_request_reply (request, 404, bd_drill_outcome_coded ("error", "processing", BD_DRILL_HIP_ERRORS, "EM02002",
                                                                "The record cannot be found."));
}

/* String search is starts-with, without macrons; :contains and :exact as they say. */
static gboolean
text_answers (const char *have,
              const char *param,
              const char *wanted)
{
  g_autofree char *plain = have != NULL ? g_str_to_ascii (have, "en") : NULL;
  g_autofree char *a = plain != NULL ? g_ascii_strdown (plain, -1) : NULL;
  g_autofree char *b = g_ascii_strdown (wanted, -1);

  if (a == NULL)
    return FALSE;
  if (g_str_has_suffix (param, ":contains"))
    return strstr (a, b) != NULL;
  if (g_str_has_suffix (param, ":exact"))
    return g_str_equal (have, wanted);

  return g_str_has_prefix (a, b);
}

static gboolean
name_answers (JsonObject *entry,
              const char *param,
              const char *wanted)
{
  JsonObject *name = bd_drill_json_element (bd_drill_json_array (entry, "name"), 0);
  JsonArray *given = bd_drill_json_array (name, "given");

  if (text_answers (bd_drill_json_string (entry, "name"), param, wanted) ||
      text_answers (bd_drill_json_string (name, "family"), param, wanted))
    return TRUE;
  for (guint i = 0; given != NULL && i < json_array_get_length (given); i++)
    if (text_answers (json_array_get_string_element (given, i), param, wanted))
      return TRUE;

  return FALSE;
}

static gboolean
answers (BdDrillRequest *request,
         JsonObject     *entry)
{
  for (guint i = 0; i + 1 < request->params->len; i += 2)
    {
      const char *param = g_ptr_array_index (request->params, i);
      const char *value = g_ptr_array_index (request->params, i + 1);
      const char *bar = strchr (value, '|');

      if (g_str_equal (param, "identifier") && !has_number (entry, bar != NULL ? bar + 1 : value))
        return FALSE;
      if (g_str_has_prefix (param, "name") && !name_answers (entry, param, value))
        return FALSE;
    }

  return TRUE;
}

static guint
count_wanted (BdDrillRequest *request)
{
  const char *count = bd_drill_request_param (request, "_count");
  guint n = count != NULL ? (guint) g_ascii_strtoull (count, NULL, 10) : DEFAULT_COUNT;

  return MIN (n, MOST);
}

/* A confidential practitioner is left out of searches (HPI guide 1.4.10). */
static void
search (BdDrillRequest *request,
        const char     *type)
{
  JsonObject *bundle = bd_drill_bundle_new (request);
  guint most = count_wanted (request);
  const char *offset_text = bd_drill_request_param (request, "_offset");
  guint offset = offset_text != NULL ? (guint) g_ascii_strtoull (offset_text, NULL, 10) : 0;
  guint total = 0;
  JsonObject *entry;

  for (guint i = 0; (entry = bd_drill_people_hpi (bd_drill_people (request->drill), type, i)) != NULL; i++)
    if (!bd_drill_confidential (entry) && answers (request, entry) && total++ >= offset && total - offset <= most)
      {
        g_autofree char *url = g_strdup_printf ("%s/hpi/%s/%s", bd_drill_base (request->drill), type,
                                                bd_drill_json_string (entry, "id"));

        bd_drill_bundle_add (bundle, url, json_object_ref (entry), "match");
      }
  bd_drill_json_set_number (bundle, "total", total);
  bd_drill_request_reply (request, 200, bundle);
}

/**
 * bd_drill_hpi:
 * @request: to /hpi
 */
void
bd_drill_hpi (BdDrillRequest *request)
{
  static const char *const types[] = { "Location", "Practitioner", "Organization", NULL };
  const char *type = bd_drill_request_segment (request, 0);
  const char *id = bd_drill_request_segment (request, 1);

  if (type == NULL || !g_strv_contains (types, type))
    {
      bd_drill_request_refuse (request, 501, "not-supported", "There is no such endpoint");
      return;
    }
  if (!bd_drill_check_key (request, 401) || !bd_drill_check_accept (request) ||
      !bd_drill_check_token (request, type, id != NULL ? 'r' : 's', 403) ||
      !bd_drill_check_user (request, "userid") || !bd_drill_check_method (request, "GET"))
    return;
  if (id != NULL)
    read_one (request, type, id);
  else
    search (request, type);
}
