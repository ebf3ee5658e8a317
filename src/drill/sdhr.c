/* sdhr.c: the Shared Digital Health Record, 1.1 and 1.0
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "checks.h"
#include "search.h"
#include "services.h"

#include <string.h>

/* A type SDHR offers, where its records live, and since when. */
typedef struct
{
  const char *type;
  const char *service;
  const char *domain;     /* (nullable): the state that opts out of it */
  gboolean    since_1_1;
} Offer;

static const Offer offers[] = {
  { "AllergyIntolerance", "sdhr", NULL, FALSE },
  { "Condition", "sdhr", NULL, FALSE },
  { "Observation", "sdhr", NULL, FALSE },
  { "Encounter", "sdhr", NULL, FALSE },
  { "MedicationRequest", "mdr", "opted-out-medications", TRUE },
  { "MedicationDispense", "mdr", "opted-out-medications", TRUE },
  { "Immunization", "air", "opted-out-immunisations", TRUE },
};

/* SDHR guide 1.0.0 and 1.1, outcome codes. */
static const struct
{
  const char *state;
  guint       status;
  const char *severity, *issue, *code, *text;
} refusals[] = {
  { "opted-out", 403, "error", "suppressed", "sdhr-participation-status-denied",
    "This patient does not take part in the shared digital health record." },
  { "opted-out-facility", 403, "error", "suppressed", "sdhr-participation-status-denied-facility",
    "This patient does not take part in the shared digital health record at this facility." },
  { "opted-out-domain", 403, "error", "suppressed", "sdhr-domain-participation-denied",
    "This patient does not share data of this type." },
  { "deceased", 403, "error", "suppressed", "sdhr-participation-status-denied-deceased",
    "Data of a patient who has died is not given out." },
  { "unknown", 403, "information", "informational", "sdhr-participation-status-unknown",
    "No participation choice is on file for this patient." },
  { "unknown-older-code", 403, "information", "informational", "sdhr-participation-unknown",
    "No participation choice is on file for this patient." },
  { "locked", 403, "error", "value", "sdhr-patient-locked", "A background load of this patient is under way." },
  { "facility-locked", 403, "error", "value", "sdhr-facility-locked", "A background load of this facility is under way." },
};

static const Offer *
find_offer (const char *type,
            gboolean    newer)
{
  for (guint i = 0; i < G_N_ELEMENTS (offers); i++)
    if (g_strcmp0 (offers[i].type, type) == 0 && (newer || !offers[i].since_1_1))
      return &offers[i];

  return NULL;
}

static gboolean
check_rate (BdDrillRequest *request)
{
  guint limit = bd_drill_options (request->drill)->rate;
  guint remaining, reset;
  gboolean granted = bd_drill_spend (request->drill, &remaining, &reset);
  g_autofree char *limit_text = g_strdup_printf ("%u", limit);
  g_autofree char *remaining_text = g_strdup_printf ("%u", remaining);
  g_autofree char *reset_text = g_strdup_printf ("%u", reset);

  bd_drill_request_set_header (request, "x-ratelimit-limit", limit_text);
  bd_drill_request_set_header (request, "x-ratelimit-remaining", remaining_text);
  bd_drill_request_set_header (request, "x-ratelimit-reset", reset_text);
  if (!granted)
    bd_drill_request_reply (request, 429, bd_drill_outcome_throttled ());

  return granted;
}

/* Which refusal, if any, the person's state gives; %NULL: the state does not refuse. */
static const char *
refusing_state (BdDrillRequest *request,
                BdDrillPerson  *person,
                const Offer    *offer)
{
  JsonObject *part = bd_drill_person_part (person, "sdhr");
  const char *state = bd_drill_person_state (person, "sdhr", offer->type);
  const char *facility = request->context != NULL ? bd_drill_json_string (request->context, "facilityIdentifier") : NULL;

  if (g_str_equal (state, "open") && json_object_has_member (person->patient, "deceasedDateTime"))
    return "deceased";
  if (facility != NULL && bd_drill_json_lists (part, "optedOutAt", facility))
    return "opted-out-facility";
  if (offer->domain != NULL && bd_drill_json_lists (part, "optedOutDomains", offer->domain + strlen ("opted-out-")))
    return "opted-out-domain";

  return state;
}

/* Answers the request if the person's state refuses it. */
static gboolean
refuse_by_state (BdDrillRequest *request,
                 BdDrillPerson  *person,
                 const Offer    *offer)
{
  const char *state = refusing_state (request, person, offer);

  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (g_str_equal (refusals[i].state, state))
      {
        bd_drill_request_reply (request, refusals[i].status,
          bd_drill_outcome_coded (refusals[i].severity, refusals[i].issue, BD_DRILL_SDHR_OUTCOMES,
                                  refusals[i].code, refusals[i].text));
        return TRUE;
      }
  if (g_str_equal (state, "refused") ||
      (bd_drill_request_has_purpose (request, "ETREAT") && g_str_equal (bd_drill_person_emergency (person), "refused")))
    bd_drill_request_reply (request, 403, bd_drill_outcome_unauthorised ());
  else if (g_str_equal (state, "throttled"))
    {
      bd_drill_request_set_header (request, "x-ratelimit-remaining", "0");
      bd_drill_request_set_header (request, "x-ratelimit-reset", "12000");
      bd_drill_request_reply (request, 429, bd_drill_outcome_throttled ());
    }
  else if (g_str_equal (state, "not-available"))
    bd_drill_request_refuse (request, 501, "not-supported", "This type is not offered");
  else if (g_str_equal (state, "broken"))
    bd_drill_request_refuse (request, 500, "exception", "Failed to process request");
  else
    return FALSE;

  return TRUE;
}

static gboolean
shows_confidential (BdDrillRequest *request,
                    BdDrillPerson  *person)
{
  return bd_drill_request_has_purpose (request, "ETREAT") &&
         g_str_equal (bd_drill_person_emergency (person), "releases");
}

static void
drop_members (JsonObject        *resource,
              const char *const *members)
{
  for (guint i = 0; members[i] != NULL; i++)
    if (json_object_has_member (resource, members[i]))
      json_object_remove_member (resource, members[i]);
}

/* MDR's and AIR's resources as SDHR passes them on (SDHR guide 1.1, data overview). */
static void
present_national (JsonObject *resource,
                  const char *nhi)
{
  static const char *const medicine[] = { "recorder", "note", "text", "performer", NULL };
  static const char *const immunisation[] = { "identifier", "recorded", NULL };
  static const char *const meta[] = { "profile", "source", "extension", NULL };
  gboolean event = g_strcmp0 (bd_drill_json_string (resource, "resourceType"), "Immunization") == 0;
  g_autofree char *url = g_strconcat (BD_DRILL_NHI_URL, nhi, NULL);

  drop_members (resource, event ? immunisation : medicine);
  if (bd_drill_json_object (resource, "meta") != NULL)
    drop_members (bd_drill_json_object (resource, "meta"), meta);
  if (!event)
    json_object_set_object_member (resource, "subject",
                                   bd_drill_json_strings ("reference", url, "type", "Patient", NULL));
}

/* Records that a practice never sent, or a facility whose records are archived. */
static void
tell_withheld (BdDrillPerson *person,
               const Offer   *offer,
               JsonObject    *bundle)
{
  JsonObject *part = bd_drill_person_part (person, "sdhr");

  if (!bd_drill_json_boolean (part, "withheldAtSource") && !bd_drill_json_lists (part, "withheldAtSource", offer->type))
    return;
  bd_drill_bundle_add (bundle, NULL,
    bd_drill_outcome_coded ("information", "informational", BD_DRILL_SDHR_OUTCOMES, "sdhr-records-withheld-at-source",
                            "Some records of this patient were kept at their source."), "outcome");
}

/* The number in an absolute patient URL, percent-decoded already; %NULL if it is not one. */
static const char *
number_in_url (const char *patient)
{
  const char *nhi = g_str_has_prefix (patient, BD_DRILL_NHI_URL) ? patient + strlen (BD_DRILL_NHI_URL) : NULL;

  return nhi != NULL && bd_drill_check_number (nhi) ? nhi : NULL;
}

static gboolean
check_patient (BdDrillRequest *request,
               const char    **nhi)
{
  const char *patient = bd_drill_request_param (request, "patient");

  if (patient == NULL)
    {
      bd_drill_request_reply (request, 400,
        bd_drill_outcome_coded ("error", "required", BD_DRILL_SDHR_OUTCOMES, "sdhr-parameter-missing",
                                "The patient parameter is required."));
      return FALSE;
    }
  *nhi = number_in_url (patient);
  if (*nhi == NULL)
    bd_drill_request_reply (request, 400,
      bd_drill_outcome_coded ("error", "value", BD_DRILL_SDHR_OUTCOMES, "sdhr-invalid-patient",
                              "The patient parameter must be the whole NHI Patient URL."));

  return *nhi != NULL;
}

/* A register that the person has restricted gives SDHR nothing to pass on. */
static gboolean
reply_restricted (BdDrillRequest *request,
                  BdDrillPerson  *person,
                  const Offer    *offer)
{
  JsonObject *bundle;

  if (!g_str_equal (bd_drill_person_state (person, offer->service, NULL), "suppressed"))
    return FALSE;
  bundle = bd_drill_bundle_new (request);
  bd_drill_json_set_number (bundle, "total", 0);
  bd_drill_bundle_redact (bundle, "redacted", "REDACTED");
  bd_drill_request_reply (request, 200, bundle);

  return TRUE;
}

static void
search (BdDrillRequest *request,
        const Offer    *offer)
{
  g_autoptr (BdDrillPerson) person = NULL;
  BdDrillSearch how = { .service = offer->service, .type = offer->type, .path = request->service, .has_total = TRUE };
  JsonObject *bundle;
  const char *nhi;

  if (!check_patient (request, &nhi))
    return;
  person = bd_drill_people_find (bd_drill_people (request->drill), nhi);
  if (person != NULL && (refuse_by_state (request, person, offer) || reply_restricted (request, person, offer)))
    return;
  how.person = person;
  how.show_confidential = person != NULL && shows_confidential (request, person);
  if (!g_str_equal (offer->service, "sdhr"))
    {
      how.present = present_national;
      how.skip_reversals = TRUE;
    }
  bundle = bd_drill_search (request, &how);
  if (person != NULL)
    tell_withheld (person, offer, bundle);
  bd_drill_request_reply (request, 200, bundle);
}

static void
read_one (BdDrillRequest *request,
          const Offer    *offer,
          const char     *id)
{
  g_autoptr (JsonObject) resource = NULL;
  g_autoptr (BdDrillPerson) person = bd_drill_people_find_record (bd_drill_people (request->drill), offer->service,
                                                                  offer->type, id, &resource);
  JsonObject *copy;

  if (person == NULL)
    bd_drill_request_refuse (request, 404, "not-found", "The resource is not known");
  else if (refuse_by_state (request, person, offer))
    return;
  else if (bd_drill_confidential (resource) && !shows_confidential (request, person))
    bd_drill_request_refuse (request, 403, "security", "Resource access is forbidden");
  else
    {
      copy = bd_drill_json_copy_object (resource);
      if (!g_str_equal (offer->service, "sdhr"))
        present_national (copy, person->nhi);
      bd_drill_request_reply (request, 200, copy);
    }
}

static void
answer (BdDrillRequest *request,
        gboolean        newer)
{
  const char *type = bd_drill_request_segment (request, 0);
  const char *id = bd_drill_request_segment (request, 1);
  const Offer *offer = find_offer (type, newer);

  if (!check_rate (request) || !bd_drill_check_key (request, 401) || !bd_drill_check_accept (request))
    return;
  if (offer == NULL)
    {
      bd_drill_request_refuse (request, 501, "not-supported", "There is no such endpoint");
      return;
    }
  if (!bd_drill_check_token (request, type, id != NULL ? 'r' : 's', 403) ||
      !bd_drill_check_context (request, bd_drill_purposes_sdhr, TRUE) ||
      !bd_drill_check_method (request, "GET"))
    return;
  if (id != NULL)
    read_one (request, offer, id);
  else
    search (request, offer);
}

/**
 * bd_drill_sdhr:
 * @request: to /sdhr
 *
 * SDHR as of 1.1: medicines and immunisations too, participation status, access
 * verification; and Encounter, which came back in no guide but is wanted for drills.
 */
void
bd_drill_sdhr (BdDrillRequest *request)
{
  const char *first = bd_drill_request_segment (request, 0);

  if (g_strcmp0 (first, "$participation-status") == 0)
    bd_drill_participation (request);
  else if (g_strcmp0 (first, "AuditEvent") == 0)
    bd_drill_verify (request);
  else
    answer (request, TRUE);
}

/**
 * bd_drill_sdhr_1_0:
 * @request: to /sdhr-1.0
 *
 * SDHR as of 1.0, with Encounter in the shape of 0.7.1; nothing of 1.1.
 */
void
bd_drill_sdhr_1_0 (BdDrillRequest *request)
{
  answer (request, FALSE);
}

static JsonObject *
find_parameter (JsonObject *parameters,
                const char *name)
{
  JsonArray *list = bd_drill_json_array (parameters, "parameter");
  JsonObject *parameter;

  for (guint i = 0; (parameter = bd_drill_json_element (list, i)) != NULL; i++)
    if (g_strcmp0 (bd_drill_json_string (parameter, "name"), name) == 0)
      return parameter;

  return NULL;
}

static JsonObject *
participation_answer (BdDrillPerson *person)
{
  const char *state = person != NULL ? bd_drill_person_state (person, "sdhr", NULL) : "unknown";
  JsonObject *answer = bd_drill_json_strings ("resourceType", "Parameters", NULL);
  JsonObject *indicator = bd_drill_json_strings ("name", "hnzParticipationIndicator", NULL);
  gboolean in = !g_str_equal (state, "opted-out") && !g_str_has_prefix (state, "unknown") &&
                !(person != NULL && json_object_has_member (person->patient, "deceasedDateTime"));

  json_object_set_boolean_member (indicator, "valueBoolean", in);
  json_object_set_array_member (answer, "parameter", bd_drill_json_list (indicator));

  return answer;
}

/**
 * bd_drill_participation:
 * @request: to $participation-status
 *
 * Tells only whether the person takes part at all (SDHR guide 1.1, $participation-status).
 */
void
bd_drill_participation (BdDrillRequest *request)
{
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (BdDrillPerson) person = NULL;
  const char *reference;
  const char *nhi;

  if (!check_rate (request) || !bd_drill_check_key (request, 401) ||
      !bd_drill_check_token (request, "SDHRParticipationStatusOperation", 's', 403) ||
      !bd_drill_check_context (request, bd_drill_purposes_sdhr, TRUE) || !bd_drill_check_method (request, "POST"))
    return;
  body = bd_drill_request_body (request);
  reference = bd_drill_json_string (bd_drill_json_object (find_parameter (body, "patient"), "valueReference"), "reference");
  nhi = reference != NULL ? number_in_url (reference) : NULL;
  if (nhi == NULL)
    {
      bd_drill_request_reply (request, 400,
        bd_drill_outcome_coded ("error", "value", BD_DRILL_SDHR_OUTCOMES, "sdhr-invalid-patient",
                                "The patient parameter must be the whole NHI Patient URL."));
      return;
    }
  person = bd_drill_people_find (bd_drill_people (request->drill), nhi);
  bd_drill_request_reply (request, 200, participation_answer (person));
}
