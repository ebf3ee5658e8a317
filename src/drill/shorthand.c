/* shorthand.c: how the people's files write FHIR briefly
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * "snomed:44054006 Type 2 diabetes // T2DM"  a CodeableConcept; after // its text
 * "7.20 mmol/L"                              a Quantity, digits kept
 * "@-3d", "@-2m", "@-1yT10:02", "…T10:02Z"   days, months, years before now
 * Anything that is already FHIR passes through; members that begin with + are
 * for fill.c and are left out here.
 */
#include "shorthand.h"

#include <string.h>

static const struct { const char *prefix, *system; } systems[] = {
  { "snomed",    "http://snomed.info/sct" },
  { "loinc",     "http://loinc.org" },
  { "nzmt",      "http://nzmt.org.nz" },
  { "read",      "http://health.govt.nz/read-codes" },
  { "mims",      "http://mims.co.nz" },
  { "cvx",       "http://hl7.org/fhir/sid/cvx" },
  { "nir",       "https://standards.digital.health.nz/ns/immunisation-code" },
  { "airterm",   "https://standards.digital.health.nz/ns/air-terms-code" },
  { "airreason", "https://standards.digital.health.nz/ns/air-status-reason-terms" },
  { "aclin",     "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical" },
  { "aver",      "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification" },
  { "cclin",     "http://terminology.hl7.org/CodeSystem/condition-clinical" },
  { "cver",      "http://terminology.hl7.org/CodeSystem/condition-ver-status" },
  { "ccat",      "http://terminology.hl7.org/CodeSystem/condition-category" },
  { "ocat",      "http://terminology.hl7.org/CodeSystem/observation-category" },
  { "interp",    "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation" },
  { "act",       "http://terminology.hl7.org/CodeSystem/v3-ActCode" },
  { "part",      "http://terminology.hl7.org/CodeSystem/v3-ParticipationType" },
  { "svc",       "http://terminology.hl7.org/CodeSystem/service-type" },
  { "mdcat",     "http://terminology.hl7.org/CodeSystem/medicationdispense-category" },
  { "lnz",       "https://standards.digital.health.nz/ns/loinc-nz-local-code" },
};

static const struct { const char *unit, *code; } units[] = {
  { "mm Hg", "mm[Hg]" }, { "mmol/mol", "mmol/mol" }, { "mmol/L", "mmol/L" }, { "kg", "kg" },
  { "cm", "cm" }, { "kg/m2", "kg/m2" }, { "beats/min", "/min" }, { "breaths/min", "/min" }, { "%", "%" },
  { "°C", "Cel" }, { "umol/L", "umol/L" }, { "g/L", "g/L" }, { "10^9/L", "10*9/L" }, { "U/L", "U/L" },
  { "mL/min/1.73m2", "mL/min/{1.73_m2}" }, { "mg/L", "mg/L" }, { "L/min", "L/min" }, { "ug/L", "ug/L" },
  { "mg/mmol", "mg/mmol" }, { "g", "g" },
};

static const char *const concepts[] = {
  "code", "clinicalStatus", "verificationStatus", "vaccineCode", "medicationCodeableConcept",
  "valueCodeableConcept", "statusReason", "site", "route", "bodySite", "substance", "serviceType",
  "itemCodeableConcept", "function", "dataAbsentReason", NULL
};
static const char *const concept_lists[] = {
  "manifestation", "reasonCode", "interpretation", "type", "category", "targetDisease", NULL
};
static const char *const quantities[] = {
  "valueQuantity", "quantity", "doseQuantity", "low", "high", NULL
};
static const char *const verbatim[] = {
  "coding", "security", "tag", "identifier", "telecom", "class", "name", "extension", NULL
};

static const char *
find_system (const char *text,
             const char **code)
{
  for (guint i = 0; i < G_N_ELEMENTS (systems); i++)
    {
      gsize n = strlen (systems[i].prefix);

      if (strncmp (text, systems[i].prefix, n) == 0 && text[n] == ':')
        {
          *code = text + n + 1;
          return systems[i].system;
        }
    }

  return NULL;
}

/**
 * bd_drill_concept:
 * @text: "system:code Display // text", or plain words
 *
 * Returns: (transfer full): a CodeableConcept
 */
JsonObject *
bd_drill_concept (const char *text)
{
  JsonObject *concept = json_object_new ();
  const char *rest = NULL;
  const char *system = find_system (text, &rest);
  const char *own = strstr (text, " // ");
  g_autofree char *head = NULL;
  char *display;

  if (system == NULL)
    {
      json_object_set_string_member (concept, "text", text);
      return concept;
    }
  head = own != NULL ? g_strndup (rest, own - rest) : g_strdup (rest);
  display = strchr (head, ' ');
  if (display != NULL)
    *display++ = '\0';
  json_object_set_array_member (concept, "coding",
                                bd_drill_json_list (bd_drill_json_strings ("system", system, "code", head,
                                                                           "display", display, NULL)));
  if (own != NULL)
    json_object_set_string_member (concept, "text", own + 4);

  return concept;
}

/**
 * bd_drill_quantity:
 * @text: a number, a space and a unit; the unit may be missing
 *
 * Returns: (transfer full): a Quantity with the digits of @text, and the UCUM code of units known here
 */
JsonObject *
bd_drill_quantity (const char *text)
{
  JsonObject *quantity = json_object_new ();
  gsize n = strspn (text, "0123456789.-");
  g_autofree char *value = g_strndup (text, n);
  g_autofree char *marked = g_strconcat (BD_DRILL_NUMBER_MARK, value, NULL);
  const char *unit = text[n] == ' ' ? text + n + 1 : NULL;

  json_object_set_string_member (quantity, "value", marked);
  if (unit == NULL)
    return quantity;
  json_object_set_string_member (quantity, "unit", unit);
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (strcmp (units[i].unit, unit) == 0)
      {
        json_object_set_string_member (quantity, "system", "http://unitsofmeasure.org");
        json_object_set_string_member (quantity, "code", units[i].code);
      }

  return quantity;
}

/**
 * bd_drill_date:
 * @text: a FHIR date, or one counted back from now
 *
 * A clock time follows as T10:02 (New Zealand time) or T10:02Z (UTC).
 *
 * Returns: (transfer full): a FHIR date or dateTime
 */
char *
bd_drill_date (const char *text)
{
  g_autoptr (GTimeZone) nz = NULL;
  g_autoptr (GDateTime) now = NULL;
  g_autoptr (GDateTime) then = NULL;
  g_autofree char *day = NULL;
  char *end;
  int n;

  if (text[0] != '@')
    return g_strdup (text);
  nz = g_time_zone_new_identifier ("Pacific/Auckland");
  now = nz != NULL ? g_date_time_new_now (nz) : g_date_time_new_now_utc ();
  n = (int) g_ascii_strtoll (text + 1, &end, 10);
  then = *end == 'y' ? g_date_time_add_years (now, n)
         : *end == 'm' ? g_date_time_add_months (now, n) : g_date_time_add_days (now, n);
  day = g_date_time_format (then, "%Y-%m-%d");
  if (*end == '\0' || end[1] != 'T')
    return g_steal_pointer (&day);
  if (g_str_has_suffix (end, "Z"))
    return g_strdup_printf ("%sT%.5s:00+00:00", day, end + 2);
  else
    {
      g_autofree char *offset = g_date_time_format (then, "%:z");

      return g_strdup_printf ("%sT%.5s:00%s", day, end + 2, offset);
    }
}

static JsonNode *
object_node (JsonObject *object)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);

  return node;
}

static JsonNode *
expand_string (const char *member,
               const char *text)
{
  g_autofree char *date = NULL;

  if (g_strv_contains (concepts, member))
    return object_node (bd_drill_concept (text));
  if (g_strv_contains (quantities, member))
    return object_node (bd_drill_quantity (text));
  date = bd_drill_date (text);

  return json_node_init_string (json_node_alloc (), date);
}

static JsonNode *expand_node (const char *member, JsonNode *node);

static JsonNode *
expand_array (const char *member,
              JsonArray  *from)
{
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *array = json_array_new ();
  const char *ignored;

  for (guint i = 0; i < json_array_get_length (from); i++)
    {
      JsonNode *element = json_array_get_element (from, i);
      const char *text = JSON_NODE_HOLDS_VALUE (element) &&
                         json_node_get_value_type (element) == G_TYPE_STRING ? json_node_get_string (element) : NULL;

      if (text != NULL && g_strv_contains (concept_lists, member) &&
          (find_system (text, &ignored) != NULL || !g_str_equal (member, "category")))
        json_array_add_object_element (array, bd_drill_concept (text));
      else if (text != NULL)
        json_array_add_string_element (array, text);
      else
        json_array_add_element (array, expand_node (member, element));
    }
  json_node_take_array (node, array);

  return node;
}

static JsonNode *
expand_node (const char *member,
             JsonNode   *node)
{
  if (g_strv_contains (verbatim, member))
    return bd_drill_json_copy (node);
  if (JSON_NODE_HOLDS_OBJECT (node))
    return object_node (bd_drill_expand (json_node_get_object (node)));
  if (JSON_NODE_HOLDS_ARRAY (node))
    return expand_array (member, json_node_get_array (node));
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return expand_string (member, json_node_get_string (node));

  return bd_drill_json_copy (node);
}

/**
 * bd_drill_expand:
 * @brief: FHIR with shorthand
 *
 * Returns: (transfer full): FHIR, without the members that begin with +
 */
JsonObject *
bd_drill_expand (JsonObject *brief)
{
  JsonObject *full = json_object_new ();
  JsonObjectIter iter;
  const char *member;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, brief);
  while (json_object_iter_next_ordered (&iter, &member, &value))
    if (member[0] != '+')
      json_object_set_member (full, member, expand_node (member, value));

  return full;
}
