/* bd-emergency.h: the way through the glass and back, for one opening
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-opening.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BD_TYPE_EMERGENCY (bd_emergency_get_type ())
G_DECLARE_FINAL_TYPE (BdEmergency, bd_emergency, BD, EMERGENCY, GObject)

/* signal: "message" (const char*) a sentence for the reader.  Disposing closes the dialog. */
BdEmergency *bd_emergency_new         (BdOpening *opening) G_GNUC_WARN_UNUSED_RESULT;
gboolean     bd_emergency_is_offered  (BdEmergency *self);
gboolean     bd_emergency_is_in_force (BdEmergency *self);
void         bd_emergency_begin       (BdEmergency *self, GtkWindow *parent);
void         bd_emergency_end         (BdEmergency *self);

G_END_DECLS
