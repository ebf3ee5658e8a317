/* bd-trend-spark.h: the course of a line's values, as small as a word
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "record/bd-row.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BD_TYPE_TREND_SPARK (bd_trend_spark_get_type ())
G_DECLARE_FINAL_TYPE (BdTrendSpark, bd_trend_spark, BD, TREND_SPARK, GtkWidget)

GtkWidget *bd_trend_spark_new  (void) G_GNUC_WARN_UNUSED_RESULT;
void       bd_trend_spark_show (BdTrendSpark *self, BdRow *row, GTimeZone *zone);

G_END_DECLS
