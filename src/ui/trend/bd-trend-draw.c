/* bd-trend-draw.c: where the marks of a series stand, and how they look
 *
 * Form tells what is meant, colour only where one is: traces differ by the shape of
 * their marks. No line leads to or from a bound, and none beyond the first and last mark.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "trend/bd-trend-draw.h"

#include "trend/bd-trend-words.h"

#include <math.h>

static void
include (double  value,
         double *low,
         double *high)
{
  if (!isfinite (value))
    return;
  *low = MIN (*low, value);
  *high = MAX (*high, value);
}

/* A band that is open at one end needs some room to be seen; no room is made below zero
 * for values that are not. */
static void
include_bands (const BdSeries *series,
               double         *low,
               double         *high)
{
  double room = (*high - *low) * 0.2;
  double lowest = *low >= 0 ? 0 : -INFINITY;

  for (guint trace = 0; trace < series->traces->len; trace++)
    {
      double from, to;

      if (!bd_series_get_band (series, trace, &from, &to))
        continue;
      include (isfinite (from) ? from : MAX (to - room, lowest), low, high);
      include (isfinite (to) ? to : from + room, low, high);
    }
}

/**
 * bd_trend_plot_fit:
 * @self: a plot, its colours set or not
 * @series: what it shows; borrowed; with at least one point to draw
 * @height: of the room for the values
 * @line: height of a line of text
 *
 * Finds the days and values shown: all points, and the ends of the bands.
 */
void
bd_trend_plot_fit (BdTrendPlot    *self,
                   const BdSeries *series,
                   double          height,
                   double          line)
{
  double low = INFINITY, high = -INFINITY;
  const BdSeriesPoint *first = g_ptr_array_index (series->drawn, 0);
  const BdSeriesPoint *last = g_ptr_array_index (series->drawn, series->drawn->len - 1);

  self->series = series;
  self->line = line;
  self->first = first->day;
  self->last = last->day;
  for (guint i = 0; i < series->drawn->len; i++)
    {
      const BdSeriesPoint *point = g_ptr_array_index (series->drawn, i);

      for (guint j = 0; j < point->parts->len; j++)
        include (((const BdSeriesPart *) g_ptr_array_index (point->parts, j))->number, &low, &high);
    }
  include_bands (series, &low, &high);
  bd_trend_scale_fit (&self->values, low, high, CLAMP ((guint) (height / (line * 1.7)), 1, 6));
}

/**
 * bd_trend_plot_x:
 * @self: a plot
 * @day: a day
 *
 * Returns: where it stands; the only day there is stands in the middle
 */
double
bd_trend_plot_x (const BdTrendPlot *self,
                 double             day)
{
  double inset = self->line * 0.6;
  double width = self->right - self->left - 2 * inset;
  double part = self->last > self->first ? (day - self->first) / (self->last - self->first) : 0.5;

  return self->left + inset + width * (self->mirrored ? 1 - part : part);
}

/**
 * bd_trend_plot_y:
 * @self: a plot
 * @value: a number
 *
 * Returns: where it stands
 */
double
bd_trend_plot_y (const BdTrendPlot *self,
                 double             value)
{
  return self->bottom - (value - self->values.from) / (self->values.to - self->values.from) * (self->bottom - self->top);
}

static void
set_ink (const BdTrendPlot *self,
         cairo_t           *cr,
         double             alpha)
{
  cairo_set_source_rgba (cr, self->ink.red, self->ink.green, self->ink.blue, self->contrast ? MIN (1, alpha * 2) : alpha);
}

static void
draw_bands (const BdTrendPlot *self,
            cairo_t           *cr)
{
  for (guint trace = 0; trace < self->series->traces->len; trace++)
    {
      double low, high, top, bottom;

      if (!bd_series_get_band (self->series, trace, &low, &high))
        continue;
      top = isfinite (high) ? bd_trend_plot_y (self, high) : self->top;
      bottom = isfinite (low) ? bd_trend_plot_y (self, low) : self->bottom;
      set_ink (self, cr, 0.09);
      cairo_rectangle (cr, self->left, top, self->right - self->left, bottom - top);
      cairo_fill (cr);
      set_ink (self, cr, 0.4);
      cairo_set_line_width (cr, 1);
      for (guint i = 0; i < 2; i++)
        if (isfinite (i == 0 ? high : low))
          {
            cairo_move_to (cr, self->left, round (i == 0 ? top : bottom) + 0.5);
            cairo_line_to (cr, self->right, round (i == 0 ? top : bottom) + 0.5);
            cairo_stroke (cr);
          }
    }
}

static void
draw_grid (const BdTrendPlot *self,
           cairo_t           *cr)
{
  guint n = bd_trend_scale_count (&self->values);

  set_ink (self, cr, 0.14);
  cairo_set_line_width (cr, 1);
  for (guint i = 0; i < n; i++)
    {
      double y = round (bd_trend_plot_y (self, bd_trend_scale_get_tick (&self->values, i))) + 0.5;

      cairo_move_to (cr, self->left, y);
      cairo_line_to (cr, self->right, y);
      cairo_stroke (cr);
    }
}

/* Straight and thin, from one exact value to the next. */
static void
draw_lines (const BdTrendPlot *self,
            cairo_t           *cr,
            guint              trace)
{
  gboolean open = FALSE;

  for (guint i = 0; i < self->series->drawn->len; i++)
    {
      const BdSeriesPoint *point = g_ptr_array_index (self->series->drawn, i);

      for (guint j = 0; j < point->parts->len; j++)
        {
          const BdSeriesPart *part = g_ptr_array_index (point->parts, j);
          double x = bd_trend_plot_x (self, point->day), y = bd_trend_plot_y (self, part->number);

          if (part->trace != trace)
            continue;
          if (open && part->comparator == NULL)
            cairo_line_to (cr, x, y);
          else
            cairo_move_to (cr, x, y);
          open = part->comparator == NULL;
        }
    }
  set_ink (self, cr, 0.5);
  cairo_set_line_width (cr, MAX (1, self->mark / 3));
  cairo_stroke (cr);
}

static void
trace_shape (cairo_t *cr,
             guint    trace,
             double   x,
             double   y,
             double   r)
{
  cairo_new_sub_path (cr);
  switch (trace % 4)
    {
    case 0:
      cairo_arc (cr, x, y, r, 0, 2 * G_PI);
      return;
    case 1:
      cairo_rectangle (cr, x - r * 0.88, y - r * 0.88, r * 1.76, r * 1.76);
      return;
    case 2:
      cairo_move_to (cr, x, y - r * 1.15);
      cairo_line_to (cr, x + r * 1.1, y + r * 0.9);
      cairo_line_to (cr, x - r * 1.1, y + r * 0.9);
      break;
    default:
      cairo_move_to (cr, x, y - r * 1.25);
      cairo_line_to (cr, x + r * 1.25, y);
      cairo_line_to (cr, x, y + r * 1.25);
      cairo_line_to (cr, x - r * 1.25, y);
      break;
    }
  cairo_close_path (cr);
}

/* A bound is open and has a tail towards where the value lies. */
static void
draw_mark (const BdTrendPlot  *self,
           cairo_t            *cr,
           const BdSeriesPart *part,
           double              x)
{
  double y = bd_trend_plot_y (self, part->number), r = self->mark;

  set_ink (self, cr, 0.95);
  cairo_set_line_width (cr, MAX (1, r / 3));
  trace_shape (cr, part->trace, x, y, r);
  if (part->comparator == NULL)
    {
      cairo_fill (cr);
      return;
    }
  cairo_stroke (cr);
  cairo_move_to (cr, x, y + (*part->comparator == '<' ? r : -r));
  cairo_rel_line_to (cr, 0, (*part->comparator == '<' ? r : -r) * 2);
  cairo_stroke (cr);
}

static void
draw_point (const BdTrendPlot   *self,
            cairo_t             *cr,
            const BdSeriesPoint *point)
{
  double x = bd_trend_plot_x (self, point->day);

  for (guint i = 0; i < point->parts->len; i++)
    {
      const BdSeriesPart *part = g_ptr_array_index (point->parts, i);

      draw_mark (self, cr, part, x);
      if (bd_trend_is_ringed (point))
        {
          cairo_new_path (cr);
          cairo_arc (cr, x, bd_trend_plot_y (self, part->number), self->mark * 1.9, 0, 2 * G_PI);
          cairo_stroke (cr);
        }
    }
}

static void
draw_chosen (const BdTrendPlot   *self,
             cairo_t             *cr,
             const BdSeriesPoint *point)
{
  double x = bd_trend_plot_x (self, point->day);

  gdk_cairo_set_source_rgba (cr, &self->accent);
  cairo_set_line_width (cr, MAX (1, self->line / 14));
  cairo_move_to (cr, x, self->top);
  cairo_line_to (cr, x, self->bottom);
  cairo_stroke (cr);
  for (guint i = 0; i < point->parts->len; i++)
    {
      const BdSeriesPart *part = g_ptr_array_index (point->parts, i);

      cairo_new_path (cr);
      cairo_arc (cr, x, bd_trend_plot_y (self, part->number), MAX (self->mark * 2.4, self->line * 0.4), 0, 2 * G_PI);
      cairo_stroke (cr);
    }
}

/**
 * bd_trend_plot_draw:
 * @self: a plot with its room set
 * @cr: where
 * @chosen: index of the point that is read
 *
 * Draws everything but text.
 */
void
bd_trend_plot_draw (const BdTrendPlot *self,
                    cairo_t           *cr,
                    guint              chosen)
{
  const GPtrArray *drawn = self->series->drawn;

  draw_bands (self, cr);
  draw_grid (self, cr);
  for (guint trace = 0; trace < self->series->traces->len; trace++)
    draw_lines (self, cr, trace);
  for (guint i = 0; i < drawn->len; i++)
    draw_point (self, cr, g_ptr_array_index (drawn, i));
  if (chosen < drawn->len)
    draw_chosen (self, cr, g_ptr_array_index (drawn, chosen));
}

/**
 * bd_trend_plot_draw_course:
 * @self: a plot with its room set
 * @cr: where
 *
 * Draws the lines and the last point alone.
 */
void
bd_trend_plot_draw_course (const BdTrendPlot *self,
                           cairo_t           *cr)
{
  const GPtrArray *drawn = self->series->drawn;

  for (guint trace = 0; trace < self->series->traces->len; trace++)
    draw_lines (self, cr, trace);
  draw_point (self, cr, g_ptr_array_index (drawn, drawn->len - 1));
}
