/* shorthand.h: how the people's files write FHIR briefly
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include "json.h"
G_BEGIN_DECLS

JsonObject *bd_drill_concept      (const char *text) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *bd_drill_quantity     (const char *text) G_GNUC_WARN_UNUSED_RESULT;
char       *bd_drill_date         (const char *text) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *bd_drill_expand       (JsonObject *brief) G_GNUC_WARN_UNUSED_RESULT;
G_END_DECLS
