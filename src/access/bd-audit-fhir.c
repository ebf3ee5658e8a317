/* bd-audit-fhir.c: an audit event as a FHIR AuditEvent, for the national audit service
 *
 * By the Audit Events guide, draft 0.1.0. What stays at home: the note and the colleague
 * consulted, which are free text about a person's care and have no field there.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-audit-event.h"
#include "bd-hpi.h"
#include "bd-json-writer.h"
#include "bd-nhi.h"

#include <string.h>

#define PROFILE     "https://fhir-ig.digital.health.nz/auditevents/StructureDefinition/hira-audit-event"
#define TERMINOLOGY "http://terminology.hl7.org/CodeSystem/"
#define DCM         "http://dicom.nema.org/resources/ontology/DCM"

static void
write_coding (BdJsonWriter *json,
              const char   *member,
              const char   *system,
              const char   *code,
              const char   *display)
{
  bd_json_writer_begin_object (json, member);
  bd_json_writer_string (json, "system", system);
  bd_json_writer_string (json, "code", code);
  if (display != NULL)
    bd_json_writer_string (json, "display", display);
  bd_json_writer_end_object (json);
}

static void
write_concepts (BdJsonWriter *json,
                const char   *member,
                const char   *system,
                const char   *code)
{
  bd_json_writer_begin_array (json, member);
  bd_json_writer_begin_object (json, NULL);
  bd_json_writer_begin_array (json, "coding");
  write_coding (json, NULL, system, code, NULL);
  bd_json_writer_end_array (json);
  bd_json_writer_end_object (json);
  bd_json_writer_end_array (json);
}

static void
write_identifier (BdJsonWriter *json,
                  const char   *member,
                  const char   *system,
                  const char   *value)
{
  bd_json_writer_begin_object (json, member);
  bd_json_writer_begin_object (json, "identifier");
  bd_json_writer_string (json, "system", system);
  bd_json_writer_string (json, "value", value);
  bd_json_writer_end_object (json);
  bd_json_writer_end_object (json);
}

static void
write_network (BdJsonWriter       *json,
               const BdAuditEvent *self)
{
  if (self->address == NULL && self->workstation == NULL)
    return;

  bd_json_writer_begin_object (json, "network");
  bd_json_writer_string (json, "address", self->address != NULL ? self->address : self->workstation);
  bd_json_writer_string (json, "type", self->address != NULL ? "2" : "1");   /* IP address · machine name */
  bd_json_writer_end_object (json);
}

static void
write_requestor (BdJsonWriter       *json,
                 const BdAuditEvent *self)
{
  const BdClinician *who = self->clinician;

  if (who == NULL)
    return;

  bd_json_writer_begin_object (json, NULL);
  write_concepts (json, "role", TERMINOLOGY "v3-RoleClass", "PROV");
  if (who->cpn != NULL)
    write_identifier (json, "who", BD_HPI_PERSON_SYSTEM, who->cpn);
  bd_json_writer_string (json, "altId", who->user_id);
  bd_json_writer_string (json, "name", who->full_name);
  bd_json_writer_boolean (json, "requestor", TRUE);
  write_network (json, self);
  bd_json_writer_end_object (json);
}

static void
write_organisation (BdJsonWriter       *json,
                    const BdAuditEvent *self)
{
  const BdClinician *who = self->clinician;

  if (who == NULL || who->organisation == NULL)
    return;

  bd_json_writer_begin_object (json, NULL);
  write_concepts (json, "role", TERMINOLOGY "v3-RoleClass", "PROV");
  write_identifier (json, "who", BD_HPI_ORGANISATION_SYSTEM, who->organisation);
  bd_json_writer_boolean (json, "requestor", FALSE);
  if (who->facility != NULL)
    write_identifier (json, "location", BD_HPI_FACILITY_SYSTEM, who->facility);
  bd_json_writer_end_object (json);
}

static void
write_program (BdJsonWriter       *json,
               const BdAuditEvent *self,
               const char         *observer)
{
  bd_json_writer_begin_object (json, NULL);
  write_concepts (json, "role", TERMINOLOGY "extra-security-role-type", "dataprocessor");
  bd_json_writer_begin_object (json, "who");
  bd_json_writer_string (json, "display", self->workstation != NULL ? self->workstation : observer);
  bd_json_writer_end_object (json);
  bd_json_writer_string (json, "name", "Bedside " BD_VERSION);
  bd_json_writer_boolean (json, "requestor", FALSE);
  bd_json_writer_end_object (json);
}

static void
write_detail (BdJsonWriter *json,
              const char   *type,
              const char   *value)
{
  bd_json_writer_begin_object (json, NULL);
  bd_json_writer_string (json, "type", type);
  bd_json_writer_string (json, "valueString", value);
  bd_json_writer_end_object (json);
}

/* "GET sdhr AllergyIntolerance 200 <correlation id>": the word at an index, or NULL */
static char *
word_of_call (const char *call,
              guint       index)
{
  g_auto (GStrv) words = g_strsplit (call, " ", -1);

  return g_strv_length (words) > index && *words[index] != '\0' ? g_strdup (words[index]) : NULL;
}

static void
write_details (BdJsonWriter       *json,
               const BdAuditEvent *self)
{
  if (self->calls->len == 0 && self->reason == NULL)
    return;

  bd_json_writer_begin_array (json, "detail");
  for (guint i = 0; i < self->calls->len; i++)
    {
      g_autofree char *correlation_id = word_of_call (self->calls->pdata[i], 4);

      if (correlation_id != NULL)
        write_detail (json, "correlationId", correlation_id);
    }
  if (self->reason != NULL)
    write_detail (json, "reasonCode", self->reason);
  write_detail (json, "act", bd_act_to_string (self->act));
  bd_json_writer_end_array (json);
}

static void
write_resource (BdJsonWriter       *json,
                const BdAuditEvent *self)
{
  g_autofree char *type = self->calls->len > 0 ? word_of_call (self->calls->pdata[0], 2) : NULL;

  bd_json_writer_begin_object (json, NULL);
  bd_json_writer_begin_object (json, "what");
  bd_json_writer_string (json, "reference", type != NULL ? type : "Patient");
  bd_json_writer_end_object (json);
  write_coding (json, "type", TERMINOLOGY "audit-entity-type", "2", NULL);
  bd_json_writer_string (json, "description", bd_act_to_string (self->act));
  write_details (json, self);
  bd_json_writer_end_object (json);
}

static void
write_entities (BdJsonWriter       *json,
                const BdAuditEvent *self)
{
  bd_json_writer_begin_array (json, "entity");
  write_resource (json, self);
  for (guint i = 0; self->nhis != NULL && self->nhis[i] != NULL; i++)
    {
      bd_json_writer_begin_object (json, NULL);
      write_identifier (json, "what", BD_NHI_SYSTEM, self->nhis[i]);
      write_coding (json, "role", TERMINOLOGY "object-role", "1", NULL);
      bd_json_writer_end_object (json);
    }
  bd_json_writer_end_array (json);
}

static void
write_subtype (BdJsonWriter       *json,
               const BdAuditEvent *self)
{
  gboolean started = self->act == BD_ACT_EMERGENCY_STARTED;

  bd_json_writer_begin_array (json, "subtype");
  if (started || self->act == BD_ACT_EMERGENCY_STOPPED)
    write_coding (json, NULL, DCM, started ? "110127" : "110138",
                  started ? "Emergency Override Started" : "Emergency Override Stopped");
  else if (self->act == BD_ACT_SEARCH || self->act == BD_ACT_SEARCH_RESULT)
    write_coding (json, NULL, "http://hl7.org/fhir/restful-interaction", "search-type", NULL);
  else
    write_coding (json, NULL, "http://hl7.org/fhir/restful-interaction", "read", NULL);
  bd_json_writer_end_array (json);
}

static const char *
action_of (BdAct act)
{
  switch (act)
    {
    case BD_ACT_IDENTITY_SHOWN:
    case BD_ACT_SEARCH_RESULT:
    case BD_ACT_RECORD_OPENED:
    case BD_ACT_RECORD_RESULT:
    case BD_ACT_EMERGENCY_RESULT:
    case BD_ACT_RAW_SHOWN:
    case BD_ACT_LOG_READ:
      return "R";
    case BD_ACT_PURGED:
      return "D";
    default:
      return "E";
    }
}

/* The outcome codes of the guide: 0 done, 4 refused, 8 failed. */
static void
write_outcome (BdJsonWriter       *json,
               const BdAuditEvent *self)
{
  g_autofree char *status = self->calls->len > 0 ? word_of_call (self->calls->pdata[0], 3) : NULL;
  const char *code = "0", *words = "200";

  if (self->act == BD_ACT_REFUSED || (self->outcome != NULL && g_str_has_prefix (self->outcome, "refused")))
    {
      code = "4";
      words = "403";
    }
  else if (self->outcome != NULL && g_str_has_prefix (self->outcome, "failed"))
    {
      code = "8";
      words = "500";
    }

  bd_json_writer_string (json, "outcome", code);
  bd_json_writer_string (json, "outcomeDesc", status != NULL ? status : words);
}

static char *
format_recorded (gint64 at)
{
  g_autoptr (GDateTime) second = g_date_time_new_from_unix_utc (at / G_USEC_PER_SEC);
  g_autofree char *text = g_date_time_format (second, "%Y-%m-%dT%H:%M:%S");

  return g_strdup_printf ("%s.%03dZ", text, (int)(at % G_USEC_PER_SEC / 1000));
}

static void
write_head (BdJsonWriter       *json,
            const BdAuditEvent *self)
{
  g_autofree char *recorded = format_recorded (self->at);

  bd_json_writer_string (json, "resourceType", "AuditEvent");
  bd_json_writer_string (json, "id", self->id);
  bd_json_writer_begin_object (json, "meta");
  bd_json_writer_begin_array (json, "profile");
  bd_json_writer_string (json, NULL, PROFILE);
  bd_json_writer_end_array (json);
  bd_json_writer_end_object (json);
  write_coding (json, "type", TERMINOLOGY "audit-event-type", "rest", NULL);
  write_subtype (json, self);
  bd_json_writer_string (json, "action", action_of (self->act));
  bd_json_writer_string (json, "recorded", recorded);
}

/**
 * bd_audit_event_to_fhir:
 * @self: an event
 * @observer: the name of the system that saw it, for `source.observer`
 *
 * The id is the event's own, so that one sent twice is recognised as one. Emergency start and
 * stop carry DICOM's 110127 and 110138.
 *
 * Returns: (transfer full): an AuditEvent by the Audit Events guide, without clinical content
 */
char *
bd_audit_event_to_fhir (const BdAuditEvent *self,
                        const char         *observer)
{
  BdJsonWriter *json;

  g_return_val_if_fail (self != NULL && observer != NULL, NULL);

  json = bd_json_writer_new (FALSE);
  bd_json_writer_begin_object (json, NULL);
  write_head (json, self);
  write_outcome (json, self);
  if (self->has_purpose)
    write_concepts (json, "purposeOfEvent", TERMINOLOGY "v3-ActReason", bd_purpose_to_string (self->purpose));
  bd_json_writer_begin_array (json, "agent");
  write_requestor (json, self);
  write_organisation (json, self);
  write_program (json, self, observer);
  bd_json_writer_end_array (json);
  bd_json_writer_begin_object (json, "source");
  bd_json_writer_begin_object (json, "observer");
  bd_json_writer_string (json, "display", observer);
  bd_json_writer_end_object (json);
  bd_json_writer_end_object (json);
  write_entities (json, self);
  bd_json_writer_end_object (json);

  return bd_json_writer_finish (json);
}
