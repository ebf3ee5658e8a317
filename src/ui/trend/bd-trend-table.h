/* bd-trend-table.h: every value of a series in lines, the newest first
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-series.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BD_TYPE_TREND_TABLE (bd_trend_table_get_type ())
G_DECLARE_FINAL_TYPE (BdTrendTable, bd_trend_table, BD, TREND_TABLE, GtkBox)

GtkWidget *bd_trend_table_new (GPtrArray *all, guint which, GTimeZone *zone) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
