/* filter.c: whether a resource answers the search parameters
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "search.h"

#include <string.h>

/* Parameter to the member it looks at. */
static const struct { const char *param, *member; } tokens[] = {
  { "code", "code" },         { "category", "category" }, { "clinical-status", "clinicalStatus" },
  { "status", "status" },     { "identifier", "identifier" }, { "_id", "id" },
  { "verification-status", "verificationStatus" }, { "status-reason", "statusReason" },
  { "target-disease", "targetDisease" },
};
static const struct { const char *param, *member; } dates[] = {
  { "date", "effectiveDateTime" }, { "date", "occurrenceDateTime" }, { "onset-date", "onsetDateTime" },
  { "authoredon", "authoredOn" },  { "whenprepared", "whenPrepared" }, { "whenhandedover", "whenHandedOver" },
};
static const struct { const char *param, *url; } marks[] = {
  { "highlighted", "https://fhir-ig.digital.health.nz/sdhr/StructureDefinition/hnz-sdhr-highlighted-extension" },
  { "long-term-condition", "http://hl7.org.nz/fhir/StructureDefinition/long-term-condition" },
};

static gboolean
same_token (const char *wanted,
            const char *system,
            const char *code)
{
  const char *bar = strchr (wanted, '|');

  if (bar == NULL)
    return g_strcmp0 (wanted, code) == 0;

  return g_strcmp0 (bar + 1, code) == 0 &&
         (bar == wanted || (system != NULL && strlen (system) == (gsize) (bar - wanted) &&
                            strncmp (wanted, system, (gsize) (bar - wanted)) == 0));
}

/* Looks for a code, Coding, CodeableConcept or Identifier in @node, or in any of a list of them. */
static gboolean
holds_token (JsonNode   *node,
             const char *wanted)
{
  if (node == NULL)
    return FALSE;
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        if (holds_token (json_array_get_element (array, i), wanted))
          return TRUE;
      return FALSE;
    }
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObject *object = json_node_get_object (node);
      const char *code = bd_drill_json_string (object, "code");

      if (same_token (wanted, bd_drill_json_string (object, "system"),
                      code != NULL ? code : bd_drill_json_string (object, "value")))
        return TRUE;
      return holds_token (json_object_get_member (object, "coding"), wanted);
    }

  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING &&
         same_token (wanted, NULL, json_node_get_string (node));
}

static gboolean
holds_any_token (JsonObject *resource,
                 const char *member,
                 const char *list)
{
  g_auto (GStrv) wanted = g_strsplit (list, ",", -1);
  JsonArray *protocols = bd_drill_json_array (resource, "protocolApplied");
  JsonNode *node = json_object_get_member (resource, member);

  if (g_str_equal (member, "targetDisease") && protocols != NULL && json_array_get_length (protocols) > 0)
    node = json_object_get_member (bd_drill_json_element (protocols, 0), member);
  for (guint i = 0; wanted[i] != NULL; i++)
    if (holds_token (node, wanted[i]))
      return TRUE;

  return FALSE;
}

/* The first instant that a partial date covers, and the first one after it, in seconds. */
static gboolean
date_range (const char *text,
            gint64     *from,
            gint64     *to)
{
  static const char *const rest = "0000-01-01T00:00:00";
  g_autoptr (GTimeZone) nz = g_time_zone_new_identifier ("Pacific/Auckland");
  g_autoptr (GDateTime) start = NULL;
  g_autoptr (GDateTime) end = NULL;
  gsize n = strlen (text);
  g_autofree char *whole = n < strlen (rest) ? g_strconcat (text, rest + n, NULL) : g_strdup (text);

  start = g_date_time_new_from_iso8601 (whole, nz);
  if (start == NULL)
    return FALSE;
  end = n <= 4 ? g_date_time_add_years (start, 1) : n <= 7 ? g_date_time_add_months (start, 1)
        : n <= 10 ? g_date_time_add_days (start, 1) : g_date_time_add_seconds (start, 1);
  *from = g_date_time_to_unix (start);
  *to = g_date_time_to_unix (end);

  return TRUE;
}

static gboolean
date_answers (const char *have,
              const char *wanted)
{
  gboolean prefixed = g_ascii_isalpha (wanted[0]) && g_ascii_isalpha (wanted[1]);
  gint64 from, to, low, high;

  if (have == NULL || !date_range (have, &from, &to) || !date_range (wanted + (prefixed ? 2 : 0), &low, &high))
    return FALSE;
  if (g_str_has_prefix (wanted, "ge"))
    return to > low;
  if (g_str_has_prefix (wanted, "gt") || g_str_has_prefix (wanted, "sa"))
    return to > high;
  if (g_str_has_prefix (wanted, "le"))
    return from < high;
  if (g_str_has_prefix (wanted, "lt") || g_str_has_prefix (wanted, "eb"))
    return from < low;

  return from >= low && to <= high;
}

static gboolean
mark_answers (JsonObject *resource,
              const char *url,
              const char *wanted)
{
  JsonArray *extensions = bd_drill_json_array (resource, "extension");
  JsonObject *extension;
  gboolean have = FALSE;

  for (guint i = 0; (extension = bd_drill_json_element (extensions, i)) != NULL; i++)
    if (g_strcmp0 (bd_drill_json_string (extension, "url"), url) == 0)
      have = bd_drill_json_boolean (extension, "valueBoolean");

  return have == g_str_equal (wanted, "true");
}

static gboolean
date_param_answers (JsonObject *resource,
                    const char *name,
                    const char *value)
{
  gboolean known = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (dates); i++)
    if (g_str_equal (name, dates[i].param))
      {
        known = TRUE;
        if (date_answers (bd_drill_json_string (resource, dates[i].member), value))
          return TRUE;
      }

  return !known;
}

static gboolean
param_answers (JsonObject *resource,
               const char *name,
               const char *value)
{
  gboolean inverse = g_str_has_suffix (name, ":not-in") || g_str_has_suffix (name, ":not");
  g_autofree char *plain = g_strndup (name, strcspn (name, ":"));

  if (g_str_equal (plain, "_lastUpdated"))
    return date_answers (bd_drill_json_string (bd_drill_json_object (resource, "meta"), "lastUpdated"), value);
  for (guint i = 0; i < G_N_ELEMENTS (tokens); i++)
    if (g_str_equal (plain, tokens[i].param))
      return holds_any_token (resource, tokens[i].member, value) != inverse;
  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    if (g_str_equal (plain, marks[i].param))
      return mark_answers (resource, marks[i].url, value);

  return date_param_answers (resource, plain, value);
}

/**
 * bd_drill_search_matches:
 * @request: a search
 * @resource: a resource
 *
 * Parameters that are not known here are passed over.
 *
 * Returns: whether @resource answers every parameter
 */
gboolean
bd_drill_search_matches (BdDrillRequest *request,
                         JsonObject     *resource)
{
  for (guint i = 0; i + 1 < request->params->len; i += 2)
    if (!param_answers (resource, g_ptr_array_index (request->params, i), g_ptr_array_index (request->params, i + 1)))
      return FALSE;

  return TRUE;
}
