/* bd-service-mws.c: the Medical Warning System
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-service-private.h"

/* MWS guide 1.1.3: only allergies are published; the patient is a bare number. */
static const char *const types[] = { "AllergyIntolerance", NULL };

const BdServiceKind bd_service_kind_mws = { types, BD_PATIENT_AS_NHI, bd_service_set_userid, NULL };
