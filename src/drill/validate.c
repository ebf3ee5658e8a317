/* validate.c: Patient/$match for certain matches alone: does this number belong to these particulars?
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "match.h"

/* The NHI number that is to be validated, if any. */
static const char *
number_in (JsonObject *patient)
{
  JsonArray *identifiers = bd_drill_json_array (patient, "identifier");
  JsonObject *identifier;

  for (guint i = 0; (identifier = bd_drill_json_element (identifiers, i)) != NULL; i++)
    if (g_strcmp0 (bd_drill_json_string (identifier, "system"), BD_DRILL_NHI_SYSTEM) == 0)
      return bd_drill_json_string (identifier, "value");

  return NULL;
}

/* The family name; no given name that is not the person's, and some, if the person has any. */
static gboolean
is_name (const BdDrillWanted *wanted,
         JsonObject          *name)
{
  g_autofree char *family = bd_drill_match_fold (bd_drill_json_string (name, "family"));
  g_autoptr (GPtrArray) given = bd_drill_match_given (name);

  if (g_strcmp0 (wanted->family, family) != 0 || (wanted->given->len == 0 && given->len > 0))
    return FALSE;
  for (guint i = 0; i < wanted->given->len; i++)
    if (!g_ptr_array_find_with_equal_func (given, g_ptr_array_index (wanted->given, i), g_str_equal, NULL))
      return FALSE;

  return TRUE;
}

/* The guide does not say what makes a match certain. Here it is one of the names, the birth date as whole as NHI
 * has it, and no other gender. */
static gboolean
is_certain (const BdDrillWanted *wanted,
            JsonObject          *patient)
{
  JsonArray *names = bd_drill_json_array (patient, "name");
  JsonObject *name;

  if (g_strcmp0 (wanted->born, bd_drill_json_string (patient, "birthDate")) != 0)
    return FALSE;
  if (wanted->gender != NULL && g_strcmp0 (wanted->gender, bd_drill_json_string (patient, "gender")) != 0)
    return FALSE;
  for (guint i = 0; (name = bd_drill_json_element (names, i)) != NULL; i++)
    if (is_name (wanted, name))
      return TRUE;

  return FALSE;
}

/* Numbers alone: nobody learns particulars by validating (NHI guide 1.6.5, validate, the example answer). */
static JsonObject *
numbers_of (JsonObject *patient)
{
  JsonObject *numbers = bd_drill_json_strings ("resourceType", "Patient", "id", bd_drill_json_string (patient, "id"), NULL);
  JsonObject *meta = bd_drill_json_strings ("versionId", "-1", NULL);
  JsonArray *profiles = json_array_new ();

  json_array_add_string_element (profiles, "http://hl7.org.nz/fhir/StructureDefinition/NhiPatient");
  json_object_set_array_member (meta, "profile", profiles);
  json_object_set_object_member (numbers, "meta", meta);
  json_object_set_array_member (numbers, "identifier", json_array_ref (bd_drill_json_array (patient, "identifier")));

  return numbers;
}

static void
answer (BdDrillRequest      *request,
        BdDrillPerson       *person,
        const BdDrillWanted *wanted)
{
  JsonObject *bundle = bd_drill_match_bundle ();

  if (person != NULL && is_certain (wanted, person->patient))
    bd_drill_match_add (bundle, numbers_of (person->patient), bd_drill_match_score (wanted, person->patient));
  bd_drill_request_reply (request, 200, bundle);
}

/**
 * bd_drill_validate:
 * @request: to Patient/$match
 * @patient: who is asked about
 * @wanted: the particulars of @patient
 *
 * Answers with the person of that number, dormant numbers included, if the particulars are
 * certainly theirs; else with an empty bundle (NHI guide 1.6.5, validate).
 */
void
bd_drill_validate (BdDrillRequest      *request,
                   JsonObject          *patient,
                   const BdDrillWanted *wanted)
{
  const char *nhi = number_in (patient);
  g_autoptr (BdDrillPerson) person = nhi != NULL ? bd_drill_people_find (bd_drill_people (request->drill), nhi) : NULL;

  if (nhi == NULL)
    bd_drill_request_reply (request, 400,
      bd_drill_outcome_coded ("error", "processing", BD_DRILL_HIP_ERRORS, "EM07201", "An NHI number is required."));
  else if (person != NULL && g_str_equal (bd_drill_person_state (person, "nhi", NULL), "refused"))
    bd_drill_request_refuse (request, 403, "security", "Access denied");
  else
    answer (request, person, wanted);
}
