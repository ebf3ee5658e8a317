/* bd-service-sdhr.c: the Shared Digital Health Record
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-service-private.h"

/* SDHR guide 1.0.0, interactions; Encounter of 0.7.1, which still answers. The patient is an absolute URL. */
static const char *const types[] = { "AllergyIntolerance", "Condition", "Observation", "Encounter", NULL };

const BdServiceKind bd_service_kind_sdhr = { types, BD_PATIENT_AS_URL, NULL, NULL };
