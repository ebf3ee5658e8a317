/* checks.h: what a real service checks before it answers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include "drill.h"
G_BEGIN_DECLS

/* Each answers the request itself when it returns FALSE. */
gboolean bd_drill_check_token   (BdDrillRequest *request, const char *type, char letter, guint status_without_scope);
gboolean bd_drill_check_key     (BdDrillRequest *request, guint status);
gboolean bd_drill_check_accept  (BdDrillRequest *request);
gboolean bd_drill_check_method  (BdDrillRequest *request, const char *method);
gboolean bd_drill_check_user    (BdDrillRequest *request, const char *header);
gboolean bd_drill_check_context (BdDrillRequest *request, const char *const *purposes, gboolean places_required);
gboolean bd_drill_check_number  (const char *nhi);

extern const char *const bd_drill_purposes_sdhr[];
extern const char *const bd_drill_purposes_general[];
G_END_DECLS
