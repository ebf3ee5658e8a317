/* generate.h: any number of people from a seed, made when they are asked for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include "people.h"
G_BEGIN_DECLS

BdDrillPerson *bd_drill_generate_person (guint n, guint entries, guint seed) G_GNUC_WARN_UNUSED_RESULT;
BdDrillPerson *bd_drill_generate_sketch (guint n, guint entries, guint seed) G_GNUC_WARN_UNUSED_RESULT;
guint          bd_drill_generate_count  (guint entries, const char *service, const char *type);
JsonObject    *bd_drill_generate_record (BdDrillPerson *person, const char *service, const char *type,
                                         guint i) G_GNUC_WARN_UNUSED_RESULT;
gboolean       bd_drill_generate_owner  (const char *id, guint *n);
G_END_DECLS
