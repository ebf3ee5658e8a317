/* bd-trend-view.h: the trends of one kind of observation: charts, and tables beside them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "record/bd-row.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *bd_trend_view_new (BdEntry *entry, const BdRowScene *scene) G_GNUC_WARN_UNUSED_RESULT;   /* (nullable) */

G_END_DECLS
