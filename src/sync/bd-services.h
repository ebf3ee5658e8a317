/* bd-services.h — the services that this site has set up
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-service.h"

G_BEGIN_DECLS

#define BD_TYPE_SERVICES (bd_services_get_type ())
G_DECLARE_FINAL_TYPE (BdServices, bd_services, BD, SERVICES, GObject)

BdServices *bd_services_new   (void) G_GNUC_WARN_UNUSED_RESULT;
void        bd_services_take  (BdServices *self, BdService *service);
BdService  *bd_services_peek  (BdServices *self, BdSource source);   /* (nullable) NULL = not set up here */
/* Does this source, by its guide or by what the profile lists, feed this section? Also for sources not set up (for "not set up here"). */
gboolean    bd_services_feeds (BdServices *self, BdSource source, BdSectionKind section);

G_END_DECLS
