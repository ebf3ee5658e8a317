/* bd-trend-words.h: a trend put into words: the same truth for eye and ear
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-series.h"

G_BEGIN_DECLS

char *bd_trend_dup_title    (const BdSeries *series) G_GNUC_WARN_UNUSED_RESULT;
char *bd_trend_dup_value    (const BdSeries *series, const BdSeriesPoint *point) G_GNUC_WARN_UNUSED_RESULT;
char *bd_trend_dup_date     (const BdSeriesPoint *point, GTimeZone *zone) G_GNUC_WARN_UNUSED_RESULT;
char *bd_trend_dup_remarks  (const BdSeries *series, const BdSeriesPoint *point) G_GNUC_WARN_UNUSED_RESULT;   /* (nullable) */
char *bd_trend_dup_sentence (const BdSeries *series, const BdSeriesPoint *point, GTimeZone *zone) G_GNUC_WARN_UNUSED_RESULT;
char *bd_trend_dup_key      (const BdSeries *series) G_GNUC_WARN_UNUSED_RESULT;   /* (nullable) what the shapes mean */
gboolean bd_trend_is_ringed (const BdSeriesPoint *point);

G_END_DECLS
