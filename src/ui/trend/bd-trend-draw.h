/* bd-trend-draw.h: where the marks of a series stand, and how they look
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-series.h"
#include "trend/bd-trend-scale.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* One drawing: the room, the scales, the colours. Made anew for each frame. */
typedef struct {
  const BdSeries *series;
  double          left, right, top, bottom;   /* of the plot */
  double          first, last;                /* days */
  gboolean        mirrored;                   /* time runs right to left */
  gboolean        contrast;
  double          line;                       /* height of a line of text */
  double          mark;                       /* radius of a mark */
  BdTrendScale    values;
  GdkRGBA         ink, accent;
} BdTrendPlot;

void   bd_trend_plot_fit       (BdTrendPlot *self, const BdSeries *series, double height, double line);
double bd_trend_plot_x         (const BdTrendPlot *self, double day);
double bd_trend_plot_y         (const BdTrendPlot *self, double value);
void   bd_trend_plot_draw      (const BdTrendPlot *self, cairo_t *cr, guint chosen);
void   bd_trend_plot_draw_course (const BdTrendPlot *self, cairo_t *cr);

G_END_DECLS
