/* bd-service-mdr.c: the Medicines Data Repository
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-service-private.h"

/* MDR guide 0.2.0, provider view. Dispensings are asked for by themselves too: one may have no prescription. */
static const char *const types[] = { "MedicationRequest", "MedicationDispense", NULL };

static BdHttpRequest *
search (BdService  *self,
        const char *resource_type,
        const char *patient)
{
  g_autofree char *escaped = g_uri_escape_string (patient, NULL, FALSE);
  g_autofree char *path = NULL;

  path = g_strconcat (resource_type, "?patient=", escaped,
                      g_str_equal (resource_type, "MedicationRequest") ? "&_revinclude=MedicationDispense:prescription" : "",
                      NULL);

  return bd_service_get (self, path);
}

const BdServiceKind bd_service_kind_mdr = { types, BD_PATIENT_AS_NHI, NULL, search };
