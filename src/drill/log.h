/* log.h: every request the drill answered, for tests to read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include "json.h"
G_BEGIN_DECLS

typedef struct _BdDrillLog BdDrillLog;

BdDrillLog *bd_drill_log_new   (void) G_GNUC_WARN_UNUSED_RESULT;
void        bd_drill_log_free  (BdDrillLog *self);
void        bd_drill_log_clear (BdDrillLog *self);
JsonObject *bd_drill_log_add   (BdDrillLog *self) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *bd_drill_log_print (BdDrillLog *self) G_GNUC_WARN_UNUSED_RESULT;
G_END_DECLS
