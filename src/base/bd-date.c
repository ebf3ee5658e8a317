/* bd-date.c: a FHIR date or instant that keeps its precision
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-date.h"

#include "bd-clock.h"

#include <string.h>

#define SECONDS_A_DAY   86400
#define ORIGIN_SECONDS  G_GINT64_CONSTANT (62167305600)  /* 1970 from a day before year 0: keeps sort keys above 0 */
#define PRECISION_STEPS 8                                /* room in a sort key for the precision */

static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

/* (nullable): the site's own, for words that are made where no site is known */
static GTimeZone *place;

/* The zone of all clinical times unless a site says otherwise. The rule in words is
 * for a machine without a zone database: NZST, and NZDT from the last Sunday of
 * September to the first of April. */
static GTimeZone *
peek_zone (GTimeZone *zone)
{
  static GTimeZone *auckland;
  static gsize ready;

  if (zone != NULL)
    return zone;
  zone = g_atomic_pointer_get (&place);
  if (zone != NULL)
    return zone;

  if (g_once_init_enter (&ready))
    {
      auckland = g_time_zone_new_identifier ("Pacific/Auckland");
      if (auckland == NULL)
        auckland = g_time_zone_new_identifier ("NZST-12NZDT,M9.5.0,M4.1.0/3");
      if (auckland == NULL)
        auckland = g_time_zone_new_offset (12 * 3600);
      g_once_init_leave (&ready, 1);
    }

  return auckland;
}

static int
days_in_month (int year,
               int month)
{
  return g_date_get_days_in_month ((GDateMonth) month, (GDateYear) year);
}

/* Seconds from 1970 to a moment of a calendar that has no zone. */
static gint64
civil_seconds (const BdDate *date)
{
  GDate day, epoch;

  g_date_clear (&day, 1);
  g_date_clear (&epoch, 1);
  g_date_set_dmy (&epoch, 1, G_DATE_JANUARY, 1970);
  g_date_set_dmy (&day, (GDateDay) MAX (date->day, 1), (GDateMonth) MAX (date->month, 1), (GDateYear) date->year);

  return (gint64) g_date_days_between (&epoch, &day) * SECONDS_A_DAY +
         date->hour * 3600 + date->minute * 60 + date->second;
}

/* --- reading --- */

static gboolean
take_number (const char **at,
             int          digits,
             int          lowest,
             int          highest,
             int         *value)
{
  int result = 0;

  for (int i = 0; i < digits; i++, (*at)++)
    {
      if (!g_ascii_isdigit (**at))
        return FALSE;
      result = result * 10 + (**at - '0');
    }

  *value = result;
  return result >= lowest && result <= highest;
}

static gboolean
take_char (const char **at,
           char         c)
{
  if (**at != c)
    return FALSE;

  (*at)++;
  return TRUE;
}

/* Microseconds are kept, further digits checked and let go. */
static gboolean
take_fraction (const char **at,
               int         *microseconds)
{
  int scale = 100000;

  *microseconds = 0;
  if (!take_char (at, '.'))
    return TRUE;
  if (!g_ascii_isdigit (**at))
    return FALSE;

  for (; g_ascii_isdigit (**at); (*at)++, scale /= 10)
    *microseconds += (**at - '0') * scale;

  return TRUE;
}

static gboolean
take_offset (const char **at,
             int         *seconds)
{
  int hours, minutes;
  gboolean west = **at == '-';

  if (take_char (at, 'Z'))
    {
      *seconds = 0;
      return TRUE;
    }
  if (!west && **at != '+')
    return FALSE;

  (*at)++;
  if (!take_number (at, 2, 0, 14, &hours) || !take_char (at, ':') || !take_number (at, 2, 0, 59, &minutes) ||
      (hours == 14 && minutes > 0))
    return FALSE;

  *seconds = (hours * 3600 + minutes * 60) * (west ? -1 : 1);
  return TRUE;
}

static gboolean
take_time (const char **at,
           BdDate      *date)
{
  int microseconds = 0;

  if (!take_number (at, 2, 0, 23, &date->hour) || !take_char (at, ':') ||
      !take_number (at, 2, 0, 59, &date->minute))
    return FALSE;
  if (take_char (at, ':') &&
      (!take_number (at, 2, 0, 60, &date->second) || !take_fraction (at, &microseconds)))
    return FALSE;
  if (!take_offset (at, &date->offset_seconds))
    return FALSE;

  date->unix_us = (civil_seconds (date) - date->offset_seconds) * G_USEC_PER_SEC + microseconds;
  date->precision = BD_DATE_INSTANT;
  return TRUE;
}

static gboolean
read_date (const char *at,
           BdDate     *date)
{
  if (!take_number (&at, 4, 1, 9999, &date->year))
    return FALSE;
  date->precision = BD_DATE_YEAR;
  if (*at == '\0')
    return TRUE;

  if (!take_char (&at, '-') || !take_number (&at, 2, 1, 12, &date->month))
    return FALSE;
  date->precision = BD_DATE_MONTH;
  if (*at == '\0')
    return TRUE;

  if (!take_char (&at, '-') ||
      !take_number (&at, 2, 1, days_in_month (date->year, date->month), &date->day))
    return FALSE;
  date->precision = BD_DATE_DAY;
  if (*at == '\0')
    return TRUE;

  return take_char (&at, 'T') && take_time (&at, date) && *at == '\0';
}

/**
 * bd_date_parse:
 * @text: (nullable): a FHIR date, dateTime or instant, nothing before or after it
 * @date: (out): the date, or "no date"
 *
 * Reads years 0001 to 9999, offsets to ±14:00, fractions of a second (kept to the
 * microsecond) and the leap second. Seconds may be missing. A time without an
 * offset means no moment and is refused, as are days that no calendar has.
 *
 * Returns: %FALSE, with @date "no date", when @text is none of these (FHIR R4, data types)
 */
gboolean
bd_date_parse (const char *text,
               BdDate     *date)
{
  g_return_val_if_fail (date != NULL, FALSE);

  memset (date, 0, sizeof *date);
  if (text != NULL && read_date (text, date))
    return TRUE;

  memset (date, 0, sizeof *date);
  return FALSE;
}

/* --- showing --- */

static char *
format_day (int year,
            int month,
            int day)
{
  return g_strdup_printf ("%02d-%s-%04d", day, months[month - 1], year);
}

static char *
format_time (GDateTime *time,
             gboolean   with_date)
{
  g_autofree char *day = NULL;

  if (!with_date)
    return g_strdup_printf ("%02d:%02d", g_date_time_get_hour (time), g_date_time_get_minute (time));

  day = format_day (g_date_time_get_year (time), g_date_time_get_month (time), g_date_time_get_day_of_month (time));
  return g_strdup_printf ("%s %02d:%02d", day, g_date_time_get_hour (time), g_date_time_get_minute (time));
}

/**
 * bd_date_format_time_us:
 * @wall_us: microseconds since 1970, as from bd_clock_wall()
 * @zone: (nullable): where it is read; %NULL for Pacific/Auckland
 * @with_date: whether the day is wanted too
 *
 * Returns: (transfer full): `10:02`, or `05-Feb-2011 10:02`; "" outside the years 1 to 9999
 */
char *
bd_date_format_time_us (gint64     wall_us,
                        GTimeZone *zone,
                        gboolean   with_date)
{
  gint64 seconds = wall_us / G_USEC_PER_SEC - (wall_us % G_USEC_PER_SEC < 0);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (seconds);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, peek_zone (zone)) : NULL;

  return local != NULL ? format_time (local, with_date) : g_strdup ("");
}

/**
 * bd_date_set_place:
 * @zone: (nullable): the site's zone; %NULL for Pacific/Auckland
 *
 * What a zone of %NULL means from now on, in every thread. The words of a record are made
 * where no site is known. A zone that was set stays in memory: a thread may be reading it.
 */
void
bd_date_set_place (GTimeZone *zone)
{
  GTimeZone *before = g_atomic_pointer_get (&place);

  if (before != NULL && zone != NULL && g_str_equal (g_time_zone_get_identifier (before), g_time_zone_get_identifier (zone)))
    return;
  g_atomic_pointer_set (&place, zone != NULL ? g_time_zone_ref (zone) : NULL);
}

/**
 * bd_date_format:
 * @date: a date
 * @zone: (nullable): where an instant is read; %NULL for Pacific/Auckland
 *
 * Shows what is known and no more: `2011`, `Feb-2011`, `05-Feb-2011` or
 * `05-Feb-2011 10:02`. Months are never translated, and only an instant passes
 * through @zone: a day is the same day everywhere.
 *
 * Returns: (transfer full): the text, "" for no date
 */
char *
bd_date_format (const BdDate *date,
                GTimeZone    *zone)
{
  g_return_val_if_fail (date != NULL, NULL);

  switch (date->precision)
    {
    case BD_DATE_YEAR:
      return g_strdup_printf ("%04d", date->year);
    case BD_DATE_MONTH:
      return g_strdup_printf ("%s-%04d", months[date->month - 1], date->year);
    case BD_DATE_DAY:
      return format_day (date->year, date->month, date->day);
    case BD_DATE_INSTANT:
      return bd_date_format_time_us (date->unix_us, zone, TRUE);
    case BD_DATE_NONE:
    default:
      return g_strdup ("");
    }
}

/* --- order and age --- */

/* When a day, month or year begins where the patients are: beside instants of the
 * same day it then sorts before them. */
static gint64
start_us (const BdDate *date)
{
  GTimeZone *zone = peek_zone (NULL);
  gint64 local = civil_seconds (date);
  int interval = g_time_zone_find_interval (zone, G_TIME_TYPE_STANDARD, local);

  return (local - (interval >= 0 ? g_time_zone_get_offset (zone, interval) : 12 * 3600)) * G_USEC_PER_SEC;
}

/**
 * bd_date_sort_key:
 * @date: a date
 *
 * A number that grows with time, for sorting and for columns to sort by. It is no
 * count of anything. What is only known to the day, month or year stands where
 * that begins in New Zealand, the coarser first.
 *
 * Returns: the key, above 0; 0 for no date
 */
gint64
bd_date_sort_key (const BdDate *date)
{
  gint64 moment;

  g_return_val_if_fail (date != NULL, 0);

  if (date->precision == BD_DATE_NONE)
    return 0;

  moment = date->precision == BD_DATE_INSTANT ? date->unix_us : start_us (date);
  return (moment + ORIGIN_SECONDS * G_USEC_PER_SEC) * PRECISION_STEPS + (gint64) date->precision;
}

/**
 * bd_date_compare:
 * @a: a date
 * @b: another
 *
 * Returns: below zero, zero or above zero: no date first, then by time; a year
 *   before its months, a day before its hours
 */
int
bd_date_compare (const BdDate *a,
                 const BdDate *b)
{
  gint64 left = bd_date_sort_key (a);
  gint64 right = bd_date_sort_key (b);

  return (left > right) - (left < right);
}

/* Whether the birthday in the year of `on` is still to come, as far as is known. */
static gboolean
birthday_ahead (const BdDate *born,
                const BdDate *on)
{
  if (born->month == 0 || on->month == 0)
    return FALSE;
  if (born->month != on->month)
    return born->month > on->month;

  return born->day > 0 && on->day > 0 && born->day > on->day;
}

/**
 * bd_date_age_years:
 * @born: birth date, perhaps partial
 * @on: the day to count to, such as bd_date_today()
 * @years: (out): full years
 *
 * Where month or day is missing the birthday counts as past: with a partial date
 * the answer may be a year too high, and should be shown as "about".
 *
 * Returns: %FALSE, with @years 0, unless both have a year and @on is not before @born
 */
gboolean
bd_date_age_years (const BdDate *born,
                   const BdDate *on,
                   int          *years)
{
  g_return_val_if_fail (born != NULL && on != NULL && years != NULL, FALSE);

  *years = 0;
  if (born->precision == BD_DATE_NONE || on->precision == BD_DATE_NONE)
    return FALSE;
  if (on->year < born->year || (on->year == born->year && birthday_ahead (born, on)))
    return FALSE;

  *years = on->year - born->year - birthday_ahead (born, on);
  return TRUE;
}

/**
 * bd_date_today:
 * @zone: (nullable): where; %NULL for Pacific/Auckland
 * @date: (out): the day it is there, by bd_clock_wall()
 */
void
bd_date_today (GTimeZone *zone,
               BdDate    *date)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (bd_clock_wall () / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, peek_zone (zone)) : NULL;

  g_return_if_fail (date != NULL);

  memset (date, 0, sizeof *date);
  if (local == NULL)
    return;

  date->precision = BD_DATE_DAY;
  g_date_time_get_ymd (local, &date->year, &date->month, &date->day);
}
