/* bd-trend-scale.h: round ticks for values and for days
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Both ends are ticks. */
typedef struct { double from, to, step; } BdTrendScale;

void   bd_trend_scale_fit       (BdTrendScale *self, double low, double high, guint most);
guint  bd_trend_scale_count     (const BdTrendScale *self);
double bd_trend_scale_get_tick  (const BdTrendScale *self, guint i);
char  *bd_trend_scale_dup_label (const BdTrendScale *self, guint i) G_GNUC_WARN_UNUSED_RESULT;

GArray *bd_trend_days_pick      (double from, double to, guint most) G_GNUC_WARN_UNUSED_RESULT;   /* (element-type double) */
char   *bd_trend_day_dup_label  (double day) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
