/* bd-trend-chart.h: a series drawn, stepped through with the arrow keys
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-series.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BD_TYPE_TREND_CHART (bd_trend_chart_get_type ())
G_DECLARE_FINAL_TYPE (BdTrendChart, bd_trend_chart, BD, TREND_CHART, GtkWidget)

/* signal: "moved" after another point was chosen */
GtkWidget  *bd_trend_chart_new          (GPtrArray *all, guint which, GTimeZone *zone) G_GNUC_WARN_UNUSED_RESULT;
guint       bd_trend_chart_get_chosen   (BdTrendChart *self);    /* index into drawn */
void        bd_trend_chart_choose       (BdTrendChart *self, guint index);
const char *bd_trend_chart_get_sentence (BdTrendChart *self);

G_END_DECLS
