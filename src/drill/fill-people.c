/* fill-people.c: NHI patients, AIR events, consents and HPI entries, made whole
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "fill.h"

#define NZ_STRUCTURE  "http://hl7.org.nz/fhir/StructureDefinition/"
#define AIR_STRUCTURE "https://standards.digital.health.nz/fhir/air/StructureDefinition/"
#define PREFERRED     "http://hl7.org/fhir/StructureDefinition/iso21090-preferred"

static void
fill_profile (JsonObject *full,
              JsonObject *brief,
              const char *url)
{
  JsonArray *profile = json_array_new ();

  json_array_add_string_element (profile, url);
  json_object_set_array_member (bd_drill_fill_meta (full, brief), "profile", profile);
}

static void
add_identifier (JsonArray  *identifiers,
                const char *use,
                const char *system,
                const char *value)
{
  JsonObject *identifier = bd_drill_json_strings ("use", use, "system", system, "value", value, NULL);

  json_object_set_object_member (identifier, "assigner",
                                 bd_drill_json_strings ("reference", "Organization/G00001-G", NULL));
  json_array_add_object_element (identifiers, identifier);
}

/* The official number first, then each dormant one. */
static void
fill_identifiers (JsonObject *full,
                  JsonObject *brief,
                  const char *system,
                  const char *official)
{
  JsonArray *identifiers = json_array_new ();
  JsonArray *old = bd_drill_json_array (brief, "+old");

  add_identifier (identifiers, "official", system, official);
  for (guint i = 0; old != NULL && i < json_array_get_length (old); i++)
    add_identifier (identifiers, "old", system, json_array_get_string_element (old, i));
  json_object_set_array_member (full, "identifier", identifiers);
}

/* Each name says whether it is the preferred one; the first is, unless one says so. */
static void
fill_names (JsonObject *full)
{
  JsonArray *names = bd_drill_json_array (full, "name");
  gboolean found = FALSE;
  JsonObject *name;

  for (guint i = 0; (name = bd_drill_json_element (names, i)) != NULL; i++)
    found |= bd_drill_json_boolean (name, "+preferred");
  for (guint i = 0; (name = bd_drill_json_element (names, i)) != NULL; i++)
    {
      gboolean preferred = found ? bd_drill_json_boolean (name, "+preferred") : i == 0;

      bd_drill_fill_boolean (name, PREFERRED, preferred);
      json_object_remove_member (name, "+preferred");
    }
}

/* "+suburb" of an address is an extension there */
static void
fill_addresses (JsonObject *full,
                JsonObject *brief)
{
  JsonArray *from = bd_drill_json_array (brief, "address");
  JsonArray *addresses = bd_drill_json_array (full, "address");
  JsonObject *address;

  for (guint i = 0; (address = bd_drill_json_element (addresses, i)) != NULL; i++)
    {
      JsonObject *source = bd_drill_json_element (from, i);
      const char *suburb = bd_drill_json_string (source, "+suburb");
      const char *building = bd_drill_json_string (source, "+building");

      if (!json_object_has_member (address, "use"))
        json_object_set_string_member (address, "use", "home");
      json_object_set_string_member (address, "type", "physical");
      if (suburb != NULL)
        bd_drill_fill_extension (address, NZ_STRUCTURE "suburb", "valueString",
                                 json_node_init_string (json_node_alloc (), suburb));
      if (building != NULL)
        bd_drill_fill_extension (address, NZ_STRUCTURE "building-name", "valueString",
                                 json_node_init_string (json_node_alloc (), building));
    }
}

static void
fill_ethnicity (JsonObject *full,
                JsonObject *brief)
{
  JsonArray *ethnicities = bd_drill_json_array (brief, "+ethnicity");

  for (guint i = 0; ethnicities != NULL && i < json_array_get_length (ethnicities); i++)
    {
      g_auto (GStrv) words = g_strsplit (json_array_get_string_element (ethnicities, i), " ", 2);
      JsonObject *concept = bd_drill_json_strings ("text", words[1], NULL);
      JsonNode *node = json_node_new (JSON_NODE_OBJECT);

      json_object_set_array_member (concept, "coding",
        bd_drill_json_list (bd_drill_json_strings ("system", "https://standards.digital.health.nz/ns/ethnic-group-level-4-code",
                                                   "version", "2.0", "code", words[0], "display", words[1], NULL)));
      json_node_take_object (node, concept);
      bd_drill_fill_extension (full, NZ_STRUCTURE "nz-ethnicity", "valueCodeableConcept", node);
    }
}

/**
 * bd_drill_fill_patient:
 * @brief: a Patient as the file has it: +old, +ethnicity, +preferred, +suburb
 * @fill: whose
 *
 * Returns: (transfer full): the whole NhiPatient (NHI guide 1.6.5)
 */
JsonObject *
bd_drill_fill_patient (JsonObject        *brief,
                       const BdDrillFill *fill)
{
  JsonObject *full = bd_drill_fill_start ("Patient", brief, fill->nhi);
  const char *version = bd_drill_json_string (brief, "+version");

  fill_profile (full, brief, NZ_STRUCTURE "NhiPatient");
  json_object_set_string_member (bd_drill_fill_meta (full, brief), "versionId", version != NULL ? version : "1");
  fill_identifiers (full, brief, BD_DRILL_NHI_SYSTEM, fill->nhi);
  fill_names (full);
  fill_addresses (full, brief);
  fill_ethnicity (full, brief);

  return full;
}

/* +product, +age (years months days) and +dose of an event */
static void
fill_event (JsonObject *full,
            JsonObject *brief)
{
  const char *product = bd_drill_json_string (brief, "+product");
  const char *dose = bd_drill_json_string (brief, "+dose");
  JsonObject *age = bd_drill_json_object (brief, "+age");

  if (product != NULL)
    {
      JsonNode *node = json_node_new (JSON_NODE_OBJECT);

      json_node_take_object (node, bd_drill_concept (product));
      bd_drill_fill_extension (full, AIR_STRUCTURE "air-administered-product", "valueCodeableConcept", node);
    }
  if (age != NULL)
    {
      static const char *const parts[] = { "years", "months", "days" };
      JsonObject *extension = json_object_new ();

      for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
        bd_drill_fill_extension (extension, parts[i], "valueInteger",
                                 bd_drill_json_copy (json_object_get_member (age, parts[i])));
      json_object_set_string_member (extension, "url", AIR_STRUCTURE "air-age-given");
      json_array_add_object_element (bd_drill_json_array (full, "extension"), extension);
    }
  if (dose != NULL)
    json_object_set_array_member (full, "protocolApplied",
      bd_drill_json_list (bd_drill_json_strings ("doseNumberString", dose, NULL)));
}

/**
 * bd_drill_fill_air:
 * @brief: an Immunization as the file has it
 * @fill: whose
 *
 * Returns: (transfer full): the whole event (AIR guide 2.0.0)
 */
JsonObject *
bd_drill_fill_air (JsonObject        *brief,
                   const BdDrillFill *fill)
{
  g_autofree char *id = bd_drill_fill_id ("Immunization", fill);
  JsonObject *full = bd_drill_fill_start ("Immunization", brief, id);
  g_autofree char *url = g_strconcat (BD_DRILL_NHI_URL, bd_drill_fill_number (brief, fill), NULL);
  const char *facility = bd_drill_json_string (brief, "+facility");

  fill_profile (full, brief, AIR_STRUCTURE "air-immunization");
  bd_drill_fill_extension (bd_drill_fill_meta (full, brief), AIR_STRUCTURE "air-created-source-system",
                           "valueString", json_node_init_string (json_node_alloc (), "Drill"));
  if (!json_object_has_member (full, "extension"))
    json_object_set_array_member (full, "extension", json_array_new ());
  fill_event (full, brief);
  if (json_array_get_length (bd_drill_json_array (full, "extension")) == 0)
    json_object_remove_member (full, "extension");
  json_object_set_object_member (full, "patient",
                                 bd_drill_json_strings ("reference", url, "type", "Patient", NULL));
  if (facility != NULL)
    {
      g_auto (GStrv) words = g_strsplit (facility, " ", 2);
      g_autofree char *location = g_strconcat (BD_DRILL_HPI_URL "Location/", words[0], NULL);

      json_object_set_object_member (full, "location",
                                     bd_drill_json_strings ("reference", location, "display", words[1], NULL));
    }
  if (bd_drill_json_string (full, "performer") != NULL)
    {
      JsonObject *performer = json_object_new ();

      json_object_set_object_member (performer, "function", bd_drill_concept ("airterm:VC Vaccinator"));
      json_object_set_object_member (performer, "actor",
                                     bd_drill_fill_person (bd_drill_json_string (full, "performer"), BD_DRILL_HPI_URL));
      json_object_set_array_member (full, "performer", bd_drill_json_list (performer));
    }

  return full;
}

static void
fill_policies (JsonObject *full)
{
  JsonArray *policies = json_array_new ();

  json_array_add_object_element (policies,
    bd_drill_json_strings ("authority", "https://www.privacy.org.nz",
                           "uri", "https://www.privacy.org.nz/privacy-act-2020/", NULL));
  json_array_add_object_element (policies,
    bd_drill_json_strings ("authority", "https://www.privacy.org.nz",
                           "uri", "https://www.privacy.org.nz/privacy-act-2020/codes-of-practice/hipc2020/", NULL));
  json_object_set_array_member (full, "policy", policies);
}

/**
 * bd_drill_fill_consent:
 * @brief: a Consent as the file has it
 * @fill: whose
 *
 * Returns: (transfer full): the whole Consent (Shared Care guide 0.4.5)
 */
JsonObject *
bd_drill_fill_consent (JsonObject        *brief,
                       const BdDrillFill *fill)
{
  g_autofree char *id = bd_drill_fill_id ("Consent", fill);
  JsonObject *full = bd_drill_fill_start ("Consent", brief, id);
  JsonObject *patient = bd_drill_json_strings ("type", "Patient", NULL);
  const char *organisation = bd_drill_json_string (brief, "+organisation");

  fill_profile (full, brief, "https://fhir-ig.digital.health.nz/shared-care/StructureDefinition/nz-sharedcare-consent");
  if (!json_object_has_member (full, "scope"))
    {
      JsonObject *scope = json_object_new ();

      json_object_set_array_member (scope, "coding",
        bd_drill_json_list (bd_drill_json_strings ("system", "http://terminology.hl7.org/CodeSystem/consentscope",
                                                   "code", "patient-privacy", "display", "Privacy Consent", NULL)));
      json_object_set_object_member (full, "scope", scope);
    }
  json_object_set_object_member (patient, "identifier",
    bd_drill_json_strings ("use", "official", "system", BD_DRILL_NHI_SYSTEM, "value",
                           bd_drill_fill_number (brief, fill), NULL));
  json_object_set_object_member (full, "patient", patient);
  fill_policies (full);
  if (organisation != NULL)
    {
      g_auto (GStrv) words = g_strsplit (organisation, " ", 2);
      JsonObject *custodian = bd_drill_json_strings ("type", "Organization", "display", words[1], NULL);

      json_object_set_object_member (custodian, "identifier",
        bd_drill_json_strings ("use", "official", "system", "https://standards.digital.health.nz/ns/hpi-organisation-id",
                               "value", words[0], NULL));
      json_object_set_array_member (full, "organization", bd_drill_json_list (custodian));
    }

  return full;
}

/* A confidential practitioner keeps identifiers only (HPI guide 1.4.10). */
static void
fill_confidential (JsonObject *full,
                   JsonObject *brief)
{
  JsonArray *security = json_array_new ();
  gboolean restricted = bd_drill_json_boolean (brief, "+restricted");

  json_array_add_object_element (security,
    bd_drill_json_strings ("system", BD_DRILL_CONFIDENTIALITY, "code", restricted ? "R" : "L", NULL));
  if (restricted)
    {
      json_array_add_object_element (security,
        bd_drill_json_strings ("system", BD_DRILL_OBSERVATION_VALUE, "code", "REDACTED", NULL));
      json_object_remove_member (full, "name");
      json_object_remove_member (full, "gender");
      json_object_remove_member (full, "birthDate");
    }
  json_object_set_array_member (bd_drill_fill_meta (full, brief), "security", security);
}

/**
 * bd_drill_fill_hpi:
 * @type: Location, Practitioner or Organization
 * @brief: as the file has it
 *
 * Returns: (transfer full): the whole entry
 */
JsonObject *
bd_drill_fill_hpi (const char *type,
                   JsonObject *brief)
{
  JsonObject *full = bd_drill_fill_start (type, brief, "");
  gboolean person = g_str_equal (type, "Practitioner");
  g_autofree char *profile = g_strconcat (NZ_STRUCTURE "HPI", type, NULL);

  fill_profile (full, brief, profile);
  fill_identifiers (full, brief,
                    person ? BD_DRILL_CPN_SYSTEM
                    : g_str_equal (type, "Location") ? BD_DRILL_FACILITY_SYSTEM
                    : "https://standards.digital.health.nz/ns/hpi-organisation-id",
                    bd_drill_json_string (full, "id"));
  if (person)
    fill_confidential (full, brief);

  return full;
}
