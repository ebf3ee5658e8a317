/* bd-facility-names.h — names of facilities from HPI, beside the answer and never before it; for this layer only
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-entry.h"
#include "bd-services.h"

G_BEGIN_DECLS

#define BD_TYPE_FACILITY_NAMES (bd_facility_names_get_type ())
G_DECLARE_FINAL_TYPE (BdFacilityNames, bd_facility_names, BD, FACILITY_NAMES, GObject)

/* signal: "changed" */
BdFacilityNames *bd_facility_names_new  (BdServices *services) G_GNUC_WARN_UNUSED_RESULT;
void             bd_facility_names_want (BdFacilityNames *self, BdTicket *ticket, GPtrArray *entries);
void             bd_facility_names_stop (BdFacilityNames *self);

G_END_DECLS
