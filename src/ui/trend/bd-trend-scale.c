/* bd-trend-scale.c: round ticks for values and for days
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "trend/bd-trend-scale.h"

#include "bd-date.h"

#include <math.h>

/* The smallest of 1, 2, 5, 10, 20, 50 … that parts @span into at most @most steps. */
static double
round_step (double span,
            guint  most)
{
  double least = span / most;
  double power = pow (10, floor (log10 (least)));

  for (guint i = 0; i < 3; i++)
    {
      static const double factors[] = { 1, 2, 5 };

      if (factors[i] * power >= least * (1 - 1e-9))
        return factors[i] * power;
    }
  return 10 * power;
}

/**
 * bd_trend_scale_fit:
 * @self: (out caller-allocates): the scale
 * @low: the smallest value shown
 * @high: the largest
 * @most: how many steps there is room for, at least 1
 *
 * Makes a scale of round steps that holds both. A single value stands in its middle.
 */
void
bd_trend_scale_fit (BdTrendScale *self,
                    double        low,
                    double        high,
                    guint         most)
{
  double span = high - low;

  g_return_if_fail (self != NULL);
  g_return_if_fail (low <= high);

  /* so flat that steps would be below what a double can part */
  if (span <= MAX (fabs (low), fabs (high)) * 1e-9)
    {
      double room = fabs (low) > 0 ? fabs (low) * 0.1 : 1;

      low -= room;
      high += room;
      span = high - low;
    }
  self->step = round_step (span, MAX (most, 1));
  self->from = floor (low / self->step + 1e-9) * self->step;
  self->to = ceil (high / self->step - 1e-9) * self->step;
}

/**
 * bd_trend_scale_count:
 * @self: a scale
 *
 * Returns: how many ticks it has
 */
guint
bd_trend_scale_count (const BdTrendScale *self)
{
  return (guint) lround ((self->to - self->from) / self->step) + 1;
}

/**
 * bd_trend_scale_get_tick:
 * @self: a scale
 * @i: which
 *
 * Returns: the value at the tick
 */
double
bd_trend_scale_get_tick (const BdTrendScale *self,
                         guint               i)
{
  return self->from + i * self->step;
}

/**
 * bd_trend_scale_dup_label:
 * @self: a scale
 * @i: which
 *
 * Returns: (transfer full): the value at the tick with as many decimals as the step has
 */
char *
bd_trend_scale_dup_label (const BdTrendScale *self,
                          guint               i)
{
  int power = (int) floor (log10 (self->step) + 1e-9);
  double value = bd_trend_scale_get_tick (self, i);
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  char format[8];

  if (fabs (value) < self->step / 2)
    value = 0;
  if (power < -6)
    return g_strdup (g_ascii_formatd (buffer, sizeof buffer, "%.3g", value));
  g_snprintf (format, sizeof format, "%%.%df", MAX (-power, 0));
  return g_strdup (g_ascii_formatd (buffer, sizeof buffer, format, value));
}

/* Days */

/* The first round date after @day: months are counted from January, years from 0. */
static void
find_first (GDate *date,
            double day,
            guint  months)
{
  g_date_clear (date, 1);
  g_date_set_julian (date, (guint32) day);
  g_date_set_day (date, 1);
  while (g_date_get_julian (date) < day ||
         (g_date_get_year (date) * 12 + g_date_get_month (date) - 1) % months != 0)
    g_date_add_months (date, 1);
}

static GArray *
try_months (double from,
            double to,
            guint  months,
            guint  most)
{
  GArray *days = g_array_new (FALSE, FALSE, sizeof (double));
  GDate date;

  for (find_first (&date, from, months); g_date_get_julian (&date) <= to && days->len <= most; g_date_add_months (&date, months))
    {
      double day = g_date_get_julian (&date);

      g_array_append_val (days, day);
    }
  return days;
}

static GArray *
try_days (double from,
          double to,
          guint  step)
{
  GArray *days = g_array_new (FALSE, FALSE, sizeof (double));

  for (double day = ceil (from / step) * step; day <= to; day += step)
    g_array_append_val (days, day);
  return days;
}

/**
 * bd_trend_days_pick:
 * @from: the first day shown, as in #BdSeriesPoint
 * @to: the last
 * @most: how many ticks there is room for
 *
 * Returns: (transfer full) (element-type double): round days between them: some days, or
 *   firsts of months or years; at most @most
 */
GArray *
bd_trend_days_pick (double from,
                    double to,
                    guint  most)
{
  static const guint days[] = { 1, 2, 7, 14 };
  static const guint months[] = { 1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 12000 };

  for (guint i = 0; most > 0 && from >= 1 && i < G_N_ELEMENTS (days); i++)
    if ((to - from) / days[i] <= most)
      {
        g_autoptr (GArray) picked = try_days (from, to, days[i]);

        if (picked->len <= most)
          return g_steal_pointer (&picked);
      }
  for (guint i = 0; most > 0 && from >= 1 && i < G_N_ELEMENTS (months); i++)
    {
      g_autoptr (GArray) picked = try_months (from, to, months[i], most);

      if (picked->len <= most)
        return g_steal_pointer (&picked);
    }
  return g_array_new (FALSE, FALSE, sizeof (double));
}

/**
 * bd_trend_day_dup_label:
 * @day: as in #BdSeriesPoint
 *
 * Returns: (transfer full): 05-Feb-2011, in every locale
 */
char *
bd_trend_day_dup_label (double day)
{
  GDate date;
  BdDate plain = { .precision = BD_DATE_DAY };

  if (!g_date_valid_julian ((guint32) MAX (day, 0)))
    return g_strdup ("");
  g_date_clear (&date, 1);
  g_date_set_julian (&date, (guint32) day);
  plain.year = g_date_get_year (&date);
  plain.month = g_date_get_month (&date);
  plain.day = g_date_get_day (&date);
  return bd_date_format (&plain, NULL);
}
