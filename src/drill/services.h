/* services.h: what the drill plays, one handler a service
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include "drill.h"
G_BEGIN_DECLS

void bd_drill_nhi           (BdDrillRequest *request);
void bd_drill_match         (BdDrillRequest *request);
gboolean bd_drill_match_validates (BdDrillRequest *request);
void bd_drill_sdhr          (BdDrillRequest *request);
void bd_drill_sdhr_1_0      (BdDrillRequest *request);
void bd_drill_participation (BdDrillRequest *request);
void bd_drill_verify        (BdDrillRequest *request);
void bd_drill_air           (BdDrillRequest *request);
void bd_drill_mws           (BdDrillRequest *request);
void bd_drill_mdr           (BdDrillRequest *request);
void bd_drill_shared_care   (BdDrillRequest *request);
void bd_drill_hpi           (BdDrillRequest *request);
void bd_drill_audit         (BdDrillRequest *request);
void bd_drill_idp           (BdDrillRequest *request);
void bd_drill_control       (BdDrillRequest *request);
G_END_DECLS
