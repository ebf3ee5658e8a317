/* broken.h: carries faults out on a connection or an answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include "drill.h"
G_BEGIN_DECLS

gboolean bd_drill_break_before (BdDrillRequest *request);
gboolean bd_drill_break_answer (BdDrillRequest *request, guint status, const char *type, char **text);
G_END_DECLS
