/* bd-series.h — the observations of one kind and one unit, in time order
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-entry.h"

G_BEGIN_DECLS

/* Whether a point can be drawn, or why it is only listed. */
typedef enum {
  BD_POINT_DRAWN,
  BD_POINT_NO_NUMBER,      /* words, a range, no value, or too large for a picture */
  BD_POINT_NO_DATE,        /* none, or not understood */
  BD_POINT_VAGUE_DATE,     /* a year or a month is not a day */
  BD_POINT_PERIOD,         /* measured over more than one day */
  BD_POINT_APART,          /* entered in error, cancelled */
  BD_POINT_STATUS,         /* a status, or a modifier, that is not understood; a value that is in doubt */
  BD_POINT_ANOTHER,        /* about something other than the person */
  BD_POINT_UNIT_DOUBT,     /* the unit and its code differ */
  BD_N_POINT_PLACES,
} BdPointPlace;

/* One number of a point: the value itself, or one component. Text is exact. */
typedef struct {
  guint   trace;           /* index into BdSeries.traces */
  char   *value;           /* not NULL, without comparator */
  char   *comparator;      /* (nullable) < <= >= > */
  char   *range;           /* (nullable) as the entry words it */
  char   *interpretation;  /* (nullable) */
  gboolean is_number;
  double  number;          /* for drawing alone; 0 unless is_number */
} BdSeriesPart;

typedef struct {
  BdEntry     *entry;
  BdPointPlace place;
  double       day;        /* days since 01-Jan-0001 in the zone, for order and drawing */
  GPtrArray   *parts;      /* (element-type BdSeriesPart) in the order sent */
} BdSeriesPoint;

typedef struct {
  char      *title;        /* of the newest point */
  char      *unit;         /* (nullable): not given, or none */
  GPtrArray *traces;       /* (element-type utf8): what is drawn together; "" for the value itself */
  GPtrArray *points;       /* (element-type BdSeriesPoint) oldest first; without a date before all */
  GPtrArray *drawn;        /* (element-type BdSeriesPoint) those of points that are drawn */
} BdSeries;

GPtrArray *bd_series_collect  (GListModel *entries, GTimeZone *zone) G_GNUC_WARN_UNUSED_RESULT;   /* (element-type BdSeries) */
GPtrArray *bd_series_of_entry (GListModel *entries, BdEntry *entry, GTimeZone *zone) G_GNUC_WARN_UNUSED_RESULT;
gboolean   bd_series_may_compare (BdEntry *entry);
gboolean   bd_series_get_band (const BdSeries *self, guint trace, double *low, double *high);
void       bd_series_free     (BdSeries *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BdSeries, bd_series_free)

G_END_DECLS
