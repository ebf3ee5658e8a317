/* bd-strip.h: the completeness strip: every source at once, each opens its detail
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-record.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BD_TYPE_STRIP (bd_strip_get_type ())
G_DECLARE_FINAL_TYPE (BdStrip, bd_strip, BD, STRIP, GtkBox)

/* signal: "retry" (guint source) */
GtkWidget  *bd_strip_new       (void) G_GNUC_WARN_UNUSED_RESULT;
void        bd_strip_update    (BdStrip *self, BdRecord *record);
const char *bd_strip_get_words (BdStrip *self, BdSource source);   /* (nullable): "live 14:02", NULL when the source is not shown */

G_END_DECLS
