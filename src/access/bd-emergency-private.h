/* bd-emergency-private.h: what an emergency request must say
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-access.h"

G_BEGIN_DECLS

char         *bd_emergency_refuse    (GStrv roles, BdClinician *clinician, const BdPatient *patient,
                                      const BdEmergencyRequest *request, gboolean with_confirmation,
                                      BdAccessError *code) G_GNUC_WARN_UNUSED_RESULT;   /* (nullable): the sentence */
BdAuditEvent *bd_emergency_event_new (BdClinician *clinician, const BdPatient *patient,
                                      const BdEmergencyRequest *request) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
