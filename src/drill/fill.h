/* fill.h: makes whole resources of the brief ones in the people's files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include "shorthand.h"
G_BEGIN_DECLS

#define BD_DRILL_NHI_SYSTEM      "https://standards.digital.health.nz/ns/nhi-id"
#define BD_DRILL_CPN_SYSTEM      "https://standards.digital.health.nz/ns/hpi-person-id"
#define BD_DRILL_FACILITY_SYSTEM "https://standards.digital.health.nz/ns/hpi-facility-id"
#define BD_DRILL_NHI_URL         "https://api.hip.digital.health.nz/fhir/nhi/v1/Patient/"
#define BD_DRILL_HPI_URL         "https://api.hip.digital.health.nz/fhir/hpi/v1/"
#define BD_DRILL_SCID_SYSTEM     "https://standards.digital.health.nz/ns/nzeps-scid-item-id"
#define BD_DRILL_CONFIDENTIALITY "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
#define BD_DRILL_OBSERVATION_VALUE "http://terminology.hl7.org/CodeSystem/v3-ObservationValue"

/**
 * BdDrillFill:
 * @nhi: whose resource
 * @name: the person's name as other services print it
 * @label: the person as MDR prints them: name | gender | birth date
 * @index: place among the person's resources of this type; makes the id
 *
 * What a resource does not say itself.
 */
typedef struct
{
  const char *nhi;
  const char *name;
  const char *label;
  guint       index;
} BdDrillFill;

const char *bd_drill_fill_number      (JsonObject *brief, const BdDrillFill *fill);
char       *bd_drill_fill_id          (const char *type, const BdDrillFill *fill) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *bd_drill_fill_start       (const char *type, JsonObject *brief, const char *id) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *bd_drill_fill_meta        (JsonObject *full, JsonObject *brief);
void        bd_drill_fill_extension   (JsonObject *full, const char *url, const char *kind, JsonNode *value);
void        bd_drill_fill_boolean     (JsonObject *full, const char *url, gboolean value);
void        bd_drill_fill_note        (JsonObject *full);
JsonObject *bd_drill_fill_person      (const char *text, const char *base) G_GNUC_WARN_UNUSED_RESULT;

JsonObject *bd_drill_fill_patient     (JsonObject *brief, const BdDrillFill *fill) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *bd_drill_fill_sdhr        (const char *type, JsonObject *brief, const BdDrillFill *fill) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *bd_drill_fill_mws         (JsonObject *brief, const BdDrillFill *fill) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *bd_drill_fill_air         (JsonObject *brief, const BdDrillFill *fill) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *bd_drill_fill_request     (JsonObject *brief, const BdDrillFill *fill) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *bd_drill_fill_dispense    (JsonObject *brief, JsonObject *request, guint n, const BdDrillFill *fill) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *bd_drill_fill_consent     (JsonObject *brief, const BdDrillFill *fill) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *bd_drill_fill_hpi         (const char *type, JsonObject *brief) G_GNUC_WARN_UNUSED_RESULT;
G_END_DECLS
