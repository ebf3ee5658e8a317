/* bd-project-encounter.c: Encounter and Appointment: when, what kind, where, with whom
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-project-private.h"

static void
set_title_from (BdEntryFields *f,
                char          *words)
{
  if (f->title == NULL && words != NULL)
    f->title = words;
  else
    g_free (words);
}

/* The people of an Encounter or an Appointment, other than the person themself. */
static void
set_participants (BdEntryFields    *f,
                  const BdBundle   *page,
                  const BdJsonNode *resource,
                  const char       *member)
{
  const BdJsonNode *participants = bd_json_get (resource, "participant");

  for (const BdJsonNode *n = bd_json_first (participants); n != NULL; n = bd_json_next (n))
    {
      const BdJsonNode *actor = bd_json_get (n, member);
      g_autoptr (BdReference) ref = bd_reference_new_from_json (actor);
      g_autofree char *role = bd_words_concepts (bd_json_get (n, "type"));

      if (ref == NULL || g_strcmp0 (ref->type, "Patient") == 0 || bd_reference_peek_nhi (ref) != NULL)
        continue;
      if (bd_reference_peek_facility (ref) != NULL || g_strcmp0 (ref->type, "Location") == 0)
        {
          bd_fields_set_facility (f, actor);
          continue;
        }
      bd_fields_set_recorder (f, page, resource, actor);
      bd_fields_take_detail (f, role != NULL ? role : "With", bd_words_person (page, resource, actor));
    }
}

static void
set_places (BdEntryFields    *f,
            const BdJsonNode *resource)
{
  const BdJsonNode *locations = bd_json_get (resource, "location");

  for (const BdJsonNode *n = bd_json_first (locations); n != NULL; n = bd_json_next (n))
    {
      const BdJsonNode *place = bd_json_get (n, "location");

      bd_fields_set_facility (f, place);
      bd_fields_add_detail (f, "Place", bd_json_get_string (place, "display"));
    }
  bd_fields_set_facility (f, bd_json_get (resource, "serviceProvider"));
}

/* Online GP reports a diagnosis as an extension (Shared Care guide 0.4.5, section 3.1). */
static void
add_diagnoses (BdEntryFields    *f,
               const BdBundle   *page,
               const BdJsonNode *resource)
{
  const BdJsonNode *extensions = bd_json_get (resource, "extension");
  const BdJsonNode *diagnoses = bd_json_get (resource, "diagnosis");

  for (const BdJsonNode *n = bd_json_first (extensions); n != NULL; n = bd_json_next (n))
    {
      const char *url = bd_json_get_string (n, "url");

      if (url != NULL && g_str_has_suffix (url, "diagnosis-code"))
        bd_fields_take_detail (f, "Diagnosis", bd_words_concept (bd_json_get (n, "valueCodeableConcept")));
    }
  for (const BdJsonNode *n = bd_json_first (diagnoses); n != NULL; n = bd_json_next (n))
    {
      const BdJsonNode *reference = bd_json_get (n, "condition");
      const BdJsonNode *condition = page != NULL ? bd_bundle_resolve (page, resource, bd_json_get_string (reference, "reference")) : NULL;

      bd_fields_take_detail (f, "Diagnosis", condition != NULL ? bd_words_concept (bd_json_get (condition, "code"))
                                                               : bd_words_reference (page, resource, reference));
    }
}

static void
add_hospital (BdEntryFields    *f,
              const BdBundle   *page,
              const BdJsonNode *resource)
{
  const BdJsonNode *stay = bd_json_get (resource, "hospitalization");

  bd_fields_take_detail (f, "Outcome", bd_words_concept (bd_json_get (stay, "dischargeDisposition")));
  bd_fields_take_detail (f, "Admitted from", bd_words_concept (bd_json_get (stay, "admitSource")));
  bd_fields_take_detail (f, "Re-admission", bd_words_concept (bd_json_get (stay, "reAdmission")));
  bd_fields_take_detail (f, "Discharged to", bd_words_reference (page, resource, bd_json_get (stay, "destination")));
  bd_fields_take_detail (f, "Diet", bd_words_concepts (bd_json_get (stay, "dietPreference")));
  bd_fields_take_detail (f, "Arrangements", bd_words_concepts (bd_json_get (stay, "specialArrangement")));
}

static void
add_online_details (BdEntryFields    *f,
                    const BdJsonNode *resource)
{
  bd_fields_add_detail (f, "Community Services Card",
                        bd_json_scalar (bd_json_get (bd_fhir_extension (resource, "csc-holder"), "valueBoolean")));
  bd_fields_add_detail (f, "Registration",
                        bd_json_get_string (bd_fhir_extension (resource, "registration-code"), "valueString"));
  bd_fields_add_detail (f, "Accident related",
                        bd_json_scalar (bd_json_get (bd_fhir_extension (resource, "accident-related"), "valueBoolean")));
}

/* The first kind is the title; the others are kinds of the same encounter. */
static void
add_other_kinds (BdEntryFields    *f,
                 const BdJsonNode *types)
{
  if (bd_json_type (types) != BD_JSON_ARRAY)
    return;
  for (const BdJsonNode *n = bd_json_first (types); n != NULL; n = bd_json_next (n))
    if (n != bd_json_first (types))
      bd_fields_take_detail (f, "Also", bd_words_concept (n));
}

void
bd_project_encounter (const BdBundle   *page,
                      const BdJsonNode *resource,
                      BdEntryFields    *f)
{
  const BdJsonNode *period = bd_json_get (resource, "period");
  const BdJsonNode *types = bd_json_get (resource, "type");
  g_autofree char *kind = bd_words_coding (bd_json_get (resource, "class"));
  g_autofree char *service = bd_words_concept (bd_json_get (resource, "serviceType"));

  bd_fields_set_concept (f, bd_json_type (types) == BD_JSON_ARRAY ? bd_json_first (types) : types);
  set_title_from (f, g_strdup (service));
  set_title_from (f, g_strdup (kind));
  set_title_from (f, g_strdup ("Encounter"));
  f->category = g_strdup (kind);
  bd_fields_set_status (f, bd_json_get (resource, "status"));
  bd_fields_set_date (f, BD_DATE_START, bd_json_get (period, "start"));
  bd_fields_set_date (f, BD_DATE_END, bd_json_get (period, "end"));
  f->reason = bd_words_concepts (bd_json_get (resource, "reasonCode"));
  bd_fields_take_detail (f, "Because of", bd_words_references (page, resource, bd_json_get (resource, "reasonReference")));
  add_other_kinds (f, types);
  bd_fields_add_detail (f, "Service", service);
  bd_fields_take_detail (f, "Priority", bd_words_concept (bd_json_get (resource, "priority")));
  bd_fields_take_detail (f, "Length", bd_words_quantity (bd_json_get (resource, "length")));
  add_diagnoses (f, page, resource);
  add_hospital (f, page, resource);
  add_online_details (f, resource);
  set_places (f, resource);
  set_participants (f, page, resource, "individual");
}

void
bd_project_appointment (const BdBundle   *page,
                        const BdJsonNode *resource,
                        BdEntryFields    *f)
{
  const BdJsonNode *types = bd_json_get (resource, "serviceType");
  const char *description = bd_json_get_string (resource, "description");
  g_autofree char *service = bd_words_concepts (types);

  bd_fields_set_concept (f, bd_json_type (types) == BD_JSON_ARRAY ? bd_json_first (types) : types);
  if (description != NULL)
    bd_fields_set_title (f, description);
  set_title_from (f, g_strdup ("Appointment"));
  bd_fields_set_status (f, bd_json_get (resource, "status"));
  f->category = bd_words_concept (bd_json_get (bd_fhir_extension (resource, "AppointmentMethod"), "valueCodeableConcept"));
  bd_fields_set_date (f, BD_DATE_START, bd_json_get (resource, "start"));
  bd_fields_set_date (f, BD_DATE_END, bd_json_get (resource, "end"));
  bd_fields_set_date (f, BD_DATE_RECORDED, bd_json_get (resource, "created"));
  f->reason = bd_words_concepts (bd_json_get (resource, "reasonCode"));
  bd_fields_add_detail (f, "Service", service);
  bd_fields_take_detail (f, "Specialty", bd_words_concepts (bd_json_get (resource, "serviceCategory")));
  bd_fields_take_detail (f, "Cancelled because", bd_words_concept (bd_json_get (resource, "cancelationReason")));
  bd_fields_take_detail (f, "Because of", bd_words_references (page, resource, bd_json_get (resource, "reasonReference")));
  bd_fields_add_note (f, bd_json_get_string (resource, "patientInstruction"));
  bd_fields_add_note (f, bd_json_get_string (resource, "comment"));
  bd_entry_fields_mark (f, "appointment");
  set_participants (f, page, resource, "actor");
}
