/* fill-medicines.c: MDR prescriptions and dispensings, made whole
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "fill.h"

#define NZEPS "http://hl7.org.nz/fhir/StructureDefinition/nzeps-"

static void
fill_subject (JsonObject        *full,
              const char        *nhi,
              const BdDrillFill *fill)
{
  g_autofree char *reference = g_strconcat ("Patient/", nhi, NULL);
  JsonObject *subject = bd_drill_json_strings ("reference", reference, "type", "Patient",
                                               "display", fill->label, NULL);

  json_object_set_object_member (subject, "identifier",
                                 bd_drill_json_strings ("system", BD_DRILL_NHI_SYSTEM, "value", nhi, NULL));
  json_object_set_object_member (full, "subject", subject);
}

static void
fill_item (JsonObject *full,
           const char *item)
{
  json_object_set_array_member (full, "identifier",
    bd_drill_json_list (bd_drill_json_strings ("system", BD_DRILL_SCID_SYSTEM, "value", item, NULL)));
}

static void
fill_code (JsonObject *full,
           const char *name,
           const char *code)
{
  g_autofree char *url = g_strconcat (NZEPS, name, NULL);

  bd_drill_fill_extension (full, url, "valueCode", json_node_init_string (json_node_alloc (), code));
}

/* The extensions that NZePS always sends (MDR guide 0.2.0, NzepsMedicationRequest). */
static void
fill_request_marks (JsonObject *full,
                    JsonObject *brief)
{
  const char *action = bd_drill_json_string (brief, "+action");
  const char *status = bd_drill_json_string (brief, "+statusType");

  fill_code (full, "status-type", status != NULL ? status : "Valid");
  fill_code (full, "medication-action", action != NULL ? action : "None");
  bd_drill_fill_boolean (full, NZEPS "instructions-modified", bd_drill_json_boolean (brief, "+instructionsModified"));
  bd_drill_fill_boolean (full, NZEPS "long-term-medication", bd_drill_json_boolean (brief, "+longTerm"));
  bd_drill_fill_boolean (full, NZEPS "medication-modified", bd_drill_json_boolean (brief, "+medicationModified"));
  bd_drill_fill_boolean (full, NZEPS "unusual-dose-quantity", bd_drill_json_boolean (brief, "+unusualDose"));
  bd_drill_fill_boolean (full, NZEPS "medication-claimable", TRUE);
  bd_drill_fill_boolean (full, NZEPS "private-item", FALSE);
  bd_drill_fill_boolean (full, NZEPS "force-notification", FALSE);
  bd_drill_fill_boolean (full, NZEPS "notify", FALSE);
}

static void
fill_directions (JsonObject *full,
                 const char *directions)
{
  JsonObject *dosage = json_object_new ();

  bd_drill_json_set_number (dosage, "sequence", 1);
  if (directions != NULL)
    json_object_set_string_member (dosage, "patientInstruction", directions);
  json_object_set_array_member (full, "dosageInstruction", bd_drill_json_list (dosage));
}

static void
fill_supply (JsonObject *full,
             JsonObject *brief)
{
  JsonObject *supply = json_object_new ();
  const char *quantity = bd_drill_json_string (brief, "+quantity");
  const char *until = bd_drill_json_string (brief, "+validUntil");

  bd_drill_json_set_number (supply, "numberOfRepeatsAllowed", bd_drill_json_integer (brief, "+repeats", 0));
  if (quantity != NULL)
    json_object_set_object_member (supply, "quantity", bd_drill_quantity (quantity));
  if (until != NULL)
    {
      g_autofree char *date = bd_drill_date (until);

      json_object_set_object_member (supply, "validityPeriod", bd_drill_json_strings ("end", date, NULL));
    }
  json_object_set_object_member (full, "dispenseRequest", supply);
}

static void
fill_security (JsonObject *full,
               JsonObject *brief)
{
  JsonObject *meta = bd_drill_fill_meta (full, brief);

  if (!json_object_has_member (meta, "security"))
    json_object_set_array_member (meta, "security",
      bd_drill_json_list (bd_drill_json_strings ("system", BD_DRILL_CONFIDENTIALITY, "code", "U",
                                                 "display", "unrestricted", NULL)));
}

/**
 * bd_drill_fill_request:
 * @brief: a MedicationRequest as the file has it
 * @fill: whose
 *
 * Returns: (transfer full): the whole prescription item
 */
JsonObject *
bd_drill_fill_request (JsonObject        *brief,
                       const BdDrillFill *fill)
{
  JsonObject *full = bd_drill_fill_start ("MedicationRequest", brief, "");
  const char *requester = bd_drill_json_string (full, "requester");

  fill_security (full, brief);
  fill_request_marks (full, brief);
  fill_item (full, bd_drill_json_string (full, "id"));
  if (!json_object_has_member (full, "intent"))
    json_object_set_string_member (full, "intent", "order");
  fill_subject (full, bd_drill_fill_number (brief, fill), fill);
  if (requester != NULL)
    {
      g_auto (GStrv) words = g_strsplit (requester, " ", 2);
      JsonObject *who = bd_drill_fill_person (requester, NULL);

      json_object_set_object_member (who, "identifier",
                                     bd_drill_json_strings ("system", BD_DRILL_CPN_SYSTEM, "value", words[0], NULL));
      json_object_set_object_member (full, "requester", who);
    }
  if (!json_object_has_member (full, "dosageInstruction"))
    fill_directions (full, bd_drill_json_string (brief, "+directions"));
  fill_supply (full, brief);

  return full;
}

static void
take_over (JsonObject *full,
           JsonObject *request,
           const char *member)
{
  if (!json_object_has_member (full, member) && json_object_has_member (request, member))
    json_object_set_member (full, member, bd_drill_json_copy (json_object_get_member (request, member)));
}

/* What a dispensing takes over from its prescription unless it says otherwise. */
static void
fill_from_request (JsonObject *full,
                   JsonObject *request)
{
  g_autofree char *reference = g_strconcat ("MedicationRequest/", bd_drill_json_string (request, "id"), NULL);

  if (!json_object_has_member (full, "medicationCodeableConcept"))
    {
      take_over (full, request, "medicationReference");
      take_over (full, request, "medicationCodeableConcept");
      take_over (full, request, "contained");
    }
  take_over (full, request, "dosageInstruction");
  fill_item (full, bd_drill_json_string (request, "id"));
  json_object_set_array_member (full, "authorizingPrescription",
                                bd_drill_json_list (bd_drill_json_strings ("reference", reference, NULL)));
}

/* A dispensing is filed under the number of its prescription unless it says otherwise. */
static const char *
number_of_dispense (JsonObject        *brief,
                    JsonObject        *request,   /* (nullable) */
                    const BdDrillFill *fill)
{
  JsonObject *subject = bd_drill_json_object (request, "subject");
  const char *nhi = bd_drill_json_string (bd_drill_json_object (subject, "identifier"), "value");

  return nhi != NULL && !json_object_has_member (brief, "+nhi") ? nhi : bd_drill_fill_number (brief, fill);
}

/**
 * bd_drill_fill_dispense:
 * @brief: a MedicationDispense as the file has it
 * @request: (nullable): the prescription it answers, already whole
 * @n: which dispensing of it, from 1
 * @fill: whose
 *
 * Returns: (transfer full): the whole dispensing
 */
JsonObject *
bd_drill_fill_dispense (JsonObject        *brief,
                        JsonObject        *request,
                        guint              n,
                        const BdDrillFill *fill)
{
  g_autofree char *id = request != NULL
                        ? g_strdup_printf ("%s-%u%s", bd_drill_json_string (request, "id"), n,
                                           bd_drill_json_boolean (brief, "+reversed") ? "-X" : "")
                        : bd_drill_fill_id ("MedicationDispense", fill);
  JsonObject *full = bd_drill_fill_start ("MedicationDispense", brief, id);

  fill_security (full, brief);
  bd_drill_fill_boolean (full, NZEPS "medication-copayment-paid", bd_drill_json_boolean (brief, "+copaymentPaid"));
  bd_drill_fill_boolean (full, NZEPS "medication-modified", bd_drill_json_boolean (brief, "+medicationModified"));
  bd_drill_fill_boolean (full, NZEPS "instructions-modified", bd_drill_json_boolean (brief, "+instructionsModified"));
  if (!json_object_has_member (full, "status"))
    json_object_set_string_member (full, "status", "completed");
  fill_subject (full, number_of_dispense (brief, request, fill), fill);
  if (bd_drill_json_string (brief, "+directions") != NULL)
    fill_directions (full, bd_drill_json_string (brief, "+directions"));
  if (request != NULL)
    fill_from_request (full, request);

  return full;
}
