/* bd-finding-dates.c: dates of an entry that cannot be
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-findings-private.h"

#include <glib/gi18n-lib.h>

/* What has happened: it can neither precede birth nor follow today. */
static const BdDateRole past_roles[] = {
  BD_DATE_ONSET, BD_DATE_RECORDED, BD_DATE_EFFECTIVE, BD_DATE_GIVEN, BD_DATE_DISPENSED, BD_DATE_PRESCRIBED,
};

/* What ends cannot end before it began. */
static const struct { BdDateRole began; BdDateRole ended; } spans[] = {
  { BD_DATE_ONSET, BD_DATE_ABATED }, { BD_DATE_START, BD_DATE_END }, { BD_DATE_EFFECTIVE, BD_DATE_END },
};

/* Compares as far as both are known; an instant by the day it was written in, so that
 * callers allow a day for its zone. */
static int
compare_known (const BdDate *a,
               const BdDate *b)
{
  if (a->year != b->year || a->precision == BD_DATE_YEAR || b->precision == BD_DATE_YEAR)
    return a->year - b->year;
  if (a->month != b->month || a->precision == BD_DATE_MONTH || b->precision == BD_DATE_MONTH)
    return a->month - b->month;
  return a->day - b->day;
}

static BdDate
day_of (gint64 unix_seconds)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (unix_seconds);
  BdDate day = { .precision = BD_DATE_DAY };

  if (time != NULL)
    g_date_time_get_ymd (time, &day.year, &day.month, &day.day);
  return day;
}

/* One day less exact than it looks: written in UTC, the day may be the one before. */
static gboolean
is_before (const BdDate *date,
           const BdDate *born)
{
  BdDate day = *date;

  if (date->precision == BD_DATE_INSTANT)
    day = day_of (date->unix_us / G_TIME_SPAN_SECOND + 24 * 60 * 60);
  return compare_known (&day, born) < 0;
}

static gboolean
is_future (const BdDate *date,
           gint64        now)
{
  BdDate limit = day_of (now / G_TIME_SPAN_SECOND + 2 * 24 * 60 * 60);

  if (date->precision == BD_DATE_INSTANT)
    return date->unix_us > now + G_TIME_SPAN_DAY;
  return compare_known (date, &limit) > 0;
}

/* A year that lies between that of birth and this one needs no closer look: nearly all do. */
static gboolean
is_plain (const char   *text,
          const BdDate *born,
          int           this_year)
{
  int year = 0;

  for (guint i = 0; i < 4; i++)
    {
      if (!g_ascii_isdigit (text[i]))
        return FALSE;
      year = year * 10 + text[i] - '0';
    }
  return text[4] == '-' && year < this_year && (born->precision == BD_DATE_NONE || year > born->year);
}

static char *
dup_span (BdEntry   *entry,
          GTimeZone *zone)
{
  const BdEntryFields *fields = bd_entry_peek (entry);

  for (guint i = 0; i < G_N_ELEMENTS (spans); i++)
    {
      const char *began_text = fields->dates[spans[i].began], *ended_text = fields->dates[spans[i].ended];
      g_autofree char *from = NULL, *to = NULL;
      BdDate began, ended;

      if (began_text == NULL || ended_text == NULL || !bd_date_parse (began_text, &began) || !bd_date_parse (ended_text, &ended))
        continue;
      if (began.precision == BD_DATE_INSTANT && ended.precision == BD_DATE_INSTANT ? ended.unix_us >= began.unix_us
                                                                                   : !is_before (&ended, &began))
        continue;
      from = bd_entry_dup_date (entry, spans[i].began, zone);
      to = bd_entry_dup_date (entry, spans[i].ended, zone);
      return g_strdup_printf (_("%s: ended %s, before it began (%s)"), fields->title, to, from);
    }
  return NULL;
}

/**
 * bd_finding_dup_dates:
 * @entry: an entry
 * @born: when the person was born; precision %BD_DATE_NONE when not known
 * @zone: (nullable): the site's zone; %NULL means Pacific/Auckland
 * @now: wall clock, µs
 * @this_year: of @now, in UTC
 *
 * A partial date contradicts only as far as it goes, and a day is allowed for zones.
 * Encounters and consents may lie in the future.
 *
 * Returns: (transfer full) (nullable): the contradiction in words
 */
char *
bd_finding_dup_dates (BdEntry      *entry,
                      const BdDate *born,
                      GTimeZone    *zone,
                      gint64        now,
                      int           this_year)
{
  const BdEntryFields *fields = bd_entry_peek (entry);
  gboolean planned = fields->section == BD_SECTION_ENCOUNTERS || fields->section == BD_SECTION_CONSENTS;

  for (guint i = 0; i < G_N_ELEMENTS (past_roles); i++)
    {
      const char *text = fields->dates[past_roles[i]];
      g_autofree char *when = NULL;
      gboolean unborn;
      BdDate date;

      if (text == NULL || is_plain (text, born, this_year) || !bd_date_parse (text, &date))
        continue;
      unborn = born->precision != BD_DATE_NONE && is_before (&date, born);
      if (!unborn && (planned || !is_future (&date, now)))
        continue;
      when = bd_entry_dup_date (entry, past_roles[i], zone);
      return g_strdup_printf (unborn ? _("%s: dated %s, before the person was born") : _("%s: dated %s, in the future"),
                              fields->title, when);
    }
  return dup_span (entry, zone);
}
