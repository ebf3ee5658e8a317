/* fill-sdhr.c: SDHR resources and MWS warnings, made whole
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "fill.h"

#include <string.h>

#define SDHR_STRUCTURE "https://fhir-ig.digital.health.nz/sdhr/StructureDefinition/"

static const char *const practitioner_members[] = { "recorder", "asserter", "requester", "individual", NULL };

/* 'recorder': "91ZZXN Dr Somebody" becomes a reference */
static void
fill_practitioners (JsonObject *full)
{
  for (guint i = 0; practitioner_members[i] != NULL; i++)
    {
      const char *text = bd_drill_json_string (full, practitioner_members[i]);

      if (text != NULL)
        json_object_set_object_member (full, practitioner_members[i],
                                       bd_drill_fill_person (text, BD_DRILL_HPI_URL));
    }
  if (bd_drill_json_string (full, "performer") != NULL)
    json_object_set_array_member (full, "performer",
                                  bd_drill_json_list (bd_drill_fill_person (bd_drill_json_string (full, "performer"),
                                                                            BD_DRILL_HPI_URL)));
}

static void
fill_subject (const char        *type,
              JsonObject        *full,
              JsonObject        *brief,
              const BdDrillFill *fill)
{
  const char *name = bd_drill_json_string (brief, "+display");
  g_autofree char *url = g_strconcat (BD_DRILL_NHI_URL, bd_drill_fill_number (brief, fill), NULL);

  json_object_set_object_member (full, g_str_equal (type, "AllergyIntolerance") ? "patient" : "subject",
                                 bd_drill_json_strings ("type", "Patient", "reference", url,
                                                        "display", name != NULL ? name : fill->name, NULL));
}

/* +facility, and the profile, in meta */
static void
fill_source (const char *type,
             JsonObject *full,
             JsonObject *brief)
{
  JsonObject *meta = bd_drill_fill_meta (full, brief);
  const char *facility = bd_drill_json_string (brief, "+facility");
  g_autofree char *source = g_strconcat (BD_DRILL_HPI_URL "Location/", facility != NULL ? facility : "F38006-B", NULL);
  JsonArray *profile = json_array_new ();
  g_autofree char *url = g_strconcat (SDHR_STRUCTURE "SDHR", type, NULL);

  json_object_set_string_member (meta, "source", source);
  json_array_add_string_element (profile, url);
  json_object_set_array_member (meta, "profile", profile);
  if (bd_drill_json_boolean (brief, "+highlightedTag"))
    json_object_set_array_member (meta, "tag",
      bd_drill_json_list (bd_drill_json_strings ("system", "https://fhir-ig.digital.health.nz/sdhr/CodeSystem/nz-sdhr-codesystem",
                                                 "code", "highlighted", NULL)));
}

static void
fill_marks (JsonObject *full,
            JsonObject *brief)
{
  const char *changed = bd_drill_json_string (brief, "+changed");

  if (json_object_has_member (brief, "+longTerm"))
    bd_drill_fill_boolean (full, "http://hl7.org.nz/fhir/StructureDefinition/long-term-condition",
                           bd_drill_json_boolean (brief, "+longTerm"));
  if (json_object_has_member (brief, "+highlighted"))
    bd_drill_fill_boolean (full, SDHR_STRUCTURE "hnz-sdhr-highlighted-extension",
                           bd_drill_json_boolean (brief, "+highlighted"));
  if (changed != NULL)
    {
      g_autofree char *date = bd_drill_date (changed);

      bd_drill_fill_extension (full, SDHR_STRUCTURE "hnz-sdhr-client-last-updated-extension", "valueDateTime",
                               json_node_init_string (json_node_alloc (), date));
    }
}

static JsonObject *
pressure (const char *concept,
          const char *value)
{
  JsonObject *component = json_object_new ();
  g_autofree char *quantity = g_strconcat (value, " mm Hg", NULL);

  json_object_set_object_member (component, "code", bd_drill_concept (concept));
  json_object_set_object_member (component, "valueQuantity", bd_drill_quantity (quantity));

  return component;
}

/* '+bp': "138/84" is one observation of two components */
static void
fill_blood_pressure (JsonObject *full,
                     const char *text)
{
  g_auto (GStrv) values = g_strsplit (text, "/", 2);
  JsonArray *components = json_array_new ();

  json_object_set_object_member (full, "code",
                                 bd_drill_concept ("loinc:85354-9 Blood pressure panel with all children optional // Blood pressure"));
  json_array_add_object_element (components, pressure ("loinc:8480-6 Systolic blood pressure", values[0]));
  json_array_add_object_element (components, pressure ("loinc:8462-4 Diastolic blood pressure", values[1]));
  json_object_set_array_member (full, "component", components);
}

static void
fill_observation (JsonObject *full,
                  JsonObject *brief)
{
  const char *bp = bd_drill_json_string (brief, "+bp");

  if (!json_object_has_member (full, "status"))
    json_object_set_string_member (full, "status", "final");
  if (bp != NULL)
    fill_blood_pressure (full, bp);
}

static void
fill_encounter (JsonObject *full)
{
  JsonObject *participant = json_object_new ();
  JsonArray *types = json_array_new ();

  if (!json_object_has_member (full, "status"))
    json_object_set_string_member (full, "status", "finished");
  if (!json_object_has_member (full, "class"))
    json_object_set_object_member (full, "class",
      bd_drill_json_strings ("system", "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code", "AMB",
                             "display", "ambulatory", NULL));
  if (bd_drill_json_string (full, "participant") == NULL)
    {
      json_object_unref (participant);
      json_array_unref (types);
      return;
    }
  json_array_add_object_element (types, bd_drill_concept ("part:PPRF primary performer"));
  json_object_set_array_member (participant, "type", types);
  json_object_set_object_member (participant, "individual",
                                 bd_drill_fill_person (bd_drill_json_string (full, "participant"), BD_DRILL_HPI_URL));
  json_object_set_array_member (full, "participant", bd_drill_json_list (participant));
}

/**
 * bd_drill_fill_sdhr:
 * @type: AllergyIntolerance, Condition, Observation or Encounter
 * @brief: as the file has it
 * @fill: whose
 *
 * Rules common to all: one profile, meta.source a facility, a local identifier,
 * an absolute NHI reference (SDHR guide 1.0.0, profiles).
 *
 * Returns: (transfer full): the whole resource
 */
JsonObject *
bd_drill_fill_sdhr (const char        *type,
                    JsonObject        *brief,
                    const BdDrillFill *fill)
{
  g_autofree char *id = bd_drill_fill_id (type, fill);
  JsonObject *full = bd_drill_fill_start (type, brief, id);

  fill_source (type, full, brief);
  fill_marks (full, brief);
  if (!json_object_has_member (full, "identifier"))
    json_object_set_array_member (full, "identifier",
      bd_drill_json_list (bd_drill_json_strings ("system", "https://pms.example.nz", "value", id,
                                                 "use", "secondary", NULL)));
  fill_subject (type, full, brief, fill);
  fill_practitioners (full);
  if (g_str_equal (type, "Observation"))
    fill_observation (full, brief);
  else if (g_str_equal (type, "Encounter"))
    fill_encounter (full);

  return full;
}

/* "91ZZXN Dr Somebody; FZZ999-B Somewhere ED; G00001-G Health NZ" */
static JsonObject *
contained_role (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "; ", 3);
  JsonObject *role = bd_drill_json_strings ("resourceType", "PractitionerRole", "id", "recorder", NULL);
  static const char *const prefixes[] = { "Practitioner/", "Location/", "Organization/" };

  for (guint i = 0; i < G_N_ELEMENTS (prefixes) && parts[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit (parts[i], " ", 2);
      g_autofree char *reference = g_strconcat (prefixes[i], words[0], NULL);
      JsonObject *target = bd_drill_json_strings ("reference", reference, "display", words[1], NULL);

      if (i == 0)
        json_object_set_object_member (role, "practitioner", target);
      else if (i == 1)
        json_object_set_array_member (role, "location", bd_drill_json_list (target));
      else
        json_object_set_object_member (role, "organization", target);
    }

  return role;
}

/**
 * bd_drill_fill_mws:
 * @brief: an AllergyIntolerance as the file has it
 * @fill: whose
 *
 * Returns: (transfer full): the whole warning (MWS guide 1.1.3)
 */
JsonObject *
bd_drill_fill_mws (JsonObject        *brief,
                   const BdDrillFill *fill)
{
  g_autofree char *hash = bd_drill_fill_id ("MwsAllergyIntolerance", fill);
  g_autofree char *id = g_strdup_printf ("%u", 20000 + (guint) (g_str_hash (hash) % 70000));
  JsonObject *full = bd_drill_fill_start ("AllergyIntolerance", brief, id);
  JsonObject *meta = bd_drill_fill_meta (full, brief);
  JsonArray *profile = json_array_new ();
  const char *recorder = bd_drill_json_string (full, "recorder");
  g_autofree char *patient = g_strconcat ("Patient/", bd_drill_fill_number (brief, fill), NULL);

  json_array_add_string_element (profile, "http://hl7.org.nz/fhir/StructureDefinition/MwsAllergyIntolerance");
  json_object_set_array_member (meta, "profile", profile);
  json_object_set_array_member (full, "identifier",
    bd_drill_json_list (bd_drill_json_strings ("system", "https://standards.digital.health.nz/ns/mws-id",
                                               "value", bd_drill_json_string (full, "id"), NULL)));
  json_object_set_object_member (full, "patient", bd_drill_json_strings ("reference", patient, NULL));
  if (recorder != NULL)
    {
      json_object_set_array_member (full, "contained", bd_drill_json_list (contained_role (recorder)));
      json_object_set_object_member (full, "recorder", bd_drill_json_strings ("reference", "#recorder", NULL));
    }

  return full;
}
