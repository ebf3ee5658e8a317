/* bd-services-private.h — what lookups share through the services
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-services.h"

G_BEGIN_DECLS

const char *bd_services_peek_facility_name (BdServices *self, const char *id);   /* (nullable) */
void        bd_services_set_facility_name  (BdServices *self, const char *id, const char *name);

G_END_DECLS
