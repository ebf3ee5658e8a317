/* bd-request-context.c: the Request-Context header: who asks, from where, for what purpose
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-request-context.h"

#include "bd-hpi.h"
#include "bd-json-writer.h"

#include <string.h>

static void
write_string_if (BdJsonWriter *writer,
                 const char   *member,
                 const char   *value)
{
  if (value != NULL && *value != '\0')
    bd_json_writer_string (writer, member, value);
}

static void
write_secondary (BdJsonWriter *writer,
                 const char   *cpn)
{
  if (cpn == NULL || *cpn == '\0')
    return;

  bd_json_writer_begin_object (writer, "secondaryIdentifier");
  bd_json_writer_string (writer, "use", "official");
  bd_json_writer_string (writer, "system", BD_HPI_PERSON_SYSTEM);
  bd_json_writer_string (writer, "value", cpn);
  bd_json_writer_end_object (writer);
}

/**
 * bd_request_context_new:
 * @clinician: who is signed in
 * @purpose: the purpose of use of this request
 *
 * The user context of the SDHR guide 1.0.0, Request-Context table: the person and the place are those of the
 * account, never chosen for the request (SRD-3, SRD-4).
 *
 * Returns: (transfer full): base64 of the JSON object
 */
char *
bd_request_context_new (BdClinician *clinician,
                        BdPurpose    purpose)
{
  g_autofree char *json = NULL;
  BdJsonWriter *writer;

  g_return_val_if_fail (clinician != NULL, NULL);

  writer = bd_json_writer_new (FALSE);
  bd_json_writer_begin_object (writer, NULL);
  bd_json_writer_string (writer, "userIdentifier", clinician->user_id);
  write_secondary (writer, clinician->cpn);
  bd_json_writer_begin_array (writer, "purposeOfUse");
  bd_json_writer_string (writer, NULL, bd_purpose_to_string (purpose));
  bd_json_writer_end_array (writer);
  bd_json_writer_string (writer, "userFullName", clinician->full_name);
  bd_json_writer_string (writer, "userRole", "PROV");
  write_string_if (writer, "orgIdentifier", clinician->organisation);
  write_string_if (writer, "facilityIdentifier", clinician->facility);
  bd_json_writer_end_object (writer);
  json = bd_json_writer_finish (writer);

  return g_base64_encode ((const guchar *) json, strlen (json));
}
