/* bd-service-hpi.c: the Health Provider Index: names of facilities and practitioners
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-service-private.h"

static const char *const types[] = { NULL };

const BdServiceKind bd_service_kind_hpi = { types, BD_PATIENT_AS_REFERENCE, bd_service_set_userid, NULL };
