/* bd-date.h — a FHIR date or instant that keeps its precision
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  BD_DATE_NONE,      /* no date */
  BD_DATE_YEAR,
  BD_DATE_MONTH,
  BD_DATE_DAY,
  BD_DATE_INSTANT,   /* has a time and an offset */
} BdDatePrecision;

/* A plain value. Parse with bd_date_parse(); a zeroed BdDate is "no date". */
typedef struct {
  BdDatePrecision precision;
  int             year, month, day;       /* as written, in the offset as written */
  int             hour, minute, second;
  int             offset_seconds;         /* east of UTC */
  gint64          unix_us;                /* only for BD_DATE_INSTANT */
} BdDate;

gboolean bd_date_parse      (const char *text, BdDate *date);              /* FHIR date, dateTime, instant */
char    *bd_date_format     (const BdDate *date, GTimeZone *zone) G_GNUC_WARN_UNUSED_RESULT;
                            /* 2011 · Feb-2011 · 05-Feb-2011 · 05-Feb-2011 10:02; months never translated;
                               only an instant passes through the zone (nullable: Pacific/Auckland) */
char    *bd_date_format_time_us (gint64 wall_us, GTimeZone *zone, gboolean with_date) G_GNUC_WARN_UNUSED_RESULT;
int      bd_date_compare    (const BdDate *a, const BdDate *b);            /* none first; year < its months */
gint64   bd_date_sort_key   (const BdDate *date);                          /* monotone in time, 0 for none */
gboolean bd_date_age_years  (const BdDate *born, const BdDate *on, int *years);  /* FALSE unless both have a year */
void     bd_date_set_place  (GTimeZone *zone);                             /* what a zone of NULL means: the site's */
void     bd_date_today      (GTimeZone *zone, BdDate *date);

G_END_DECLS
