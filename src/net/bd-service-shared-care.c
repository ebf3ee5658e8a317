/* bd-service-shared-care.c: the Shared Care service: consents
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-service-private.h"

/* Shared Care guide 0.4.5: references are logical, so the patient is a bare number. */
static const char *const types[] = { "Consent", NULL };

const BdServiceKind bd_service_kind_shared_care = { types, BD_PATIENT_AS_NHI, NULL, NULL };
