/* test-date.c: dates keep their precision, instants their moment
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-clock.h"
#include "bd-date.h"

static void
test_parse (void)
{
  static const struct { const char *text; BdDatePrecision precision; gint64 unix_us; } rows[] = {
    { "2011", BD_DATE_YEAR, 0 },
    { "0001", BD_DATE_YEAR, 0 },
    { "2011-02", BD_DATE_MONTH, 0 },
    { "2024-02-29", BD_DATE_DAY, 0 },
    { "2000-02-29", BD_DATE_DAY, 0 },
    { "1970-01-01T00:00:00Z", BD_DATE_INSTANT, 0 },
    { "1970-01-01T13:00:00+13:00", BD_DATE_INSTANT, 0 },
    { "1969-12-31T19:00:00-05:00", BD_DATE_INSTANT, 0 },
    { "1970-01-01T00:00:01.5Z", BD_DATE_INSTANT, 1500000 },
    { "1970-01-01T00:00:00.000001Z", BD_DATE_INSTANT, 1 },
    { "1970-01-01T00:00:00.1234567890123Z", BD_DATE_INSTANT, 123456 },
    { "1969-12-31T23:59:59.25Z", BD_DATE_INSTANT, -750000 },
    { "2016-12-31T23:59:60Z", BD_DATE_INSTANT, G_GINT64_CONSTANT (1483228800000000) },
    { "2025-11-20T04:29+13:00", BD_DATE_INSTANT, G_GINT64_CONSTANT (1763566140000000) },
    { "2025-11-20T04:29:11+12:45", BD_DATE_INSTANT, G_GINT64_CONSTANT (1763567051000000) },
    { "2025-11-20T04:29:11+14:00", BD_DATE_INSTANT, G_GINT64_CONSTANT (1763562551000000) },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      BdDate date;

      g_test_message ("%s", rows[i].text);
      g_assert_true (bd_date_parse (rows[i].text, &date));
      g_assert_cmpint (date.precision, ==, rows[i].precision);
      g_assert_cmpint (date.unix_us, ==, rows[i].unix_us);
    }
}

static void
test_refuse (void)
{
  static const char *const rows[] = {
    "", " ", "0000", "201", "20111", "2011-", "2011-2", "2011-00", "2011-13", "2011-02-", "2011-02-1", "2011-02-30",
    "2023-02-29", "1900-02-29", "2011-04-31", "2011-02-00", "2011-02-05 ", " 2011-02-05", "2011/02/05", "05-02-2011",
    "2011-02-05T", "2011-02-05T10", "2011-02-05T10:02", "2011-02-05T10:02:00", "2024-02-29T24:00", "2024-02-29T24:00:00Z",
    "2011-02-05T10:60:00Z", "2011-02-05T10:02:61Z", "2011-02-05T10:02:00.Z", "2011-02-05T10:02:00+13", "2011-02-05T10:02:00+1300",
    "2011-02-05T10:02:00+15:00", "2011-02-05T10:02:00+14:01", "2011-02-05T10:02:00+13:60", "2011-02-05T10:02:00Zz",
    "2011-02-05t10:02:00Z", "2011-02-05 10:02:00Z", "-2011", "+2011", "2011-02-05T-1:02:00Z", "twenty", "２０１１",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      BdDate date = { BD_DATE_DAY, 1, 1, 1 };

      g_test_message ("%s", rows[i]);
      g_assert_false (bd_date_parse (rows[i], &date));
      g_assert_cmpint (date.precision, ==, BD_DATE_NONE);
      g_assert_cmpint (date.year, ==, 0);
    }
}

static void
test_parse_null (void)
{
  BdDate date;

  g_assert_false (bd_date_parse (NULL, &date));
  g_assert_cmpint (date.precision, ==, BD_DATE_NONE);
}

/* Clocks in Auckland went to NZDT on 28 September 2025 at 02:00 and back on 5 April 2026 at 03:00. */
static void
test_format (void)
{
  static const struct { const char *text, *expected; } rows[] = {
    { "2011", "2011" },
    { "2011-02", "Feb-2011" },
    { "2011-02-05", "05-Feb-2011" },
    { "1850-12-31", "31-Dec-1850" },
    { "0009-07-03", "03-Jul-0009" },
    { "2025-11-20T04:29:11Z", "20-Nov-2025 17:29" },
    { "2025-11-20T17:29:11+13:00", "20-Nov-2025 17:29" },
    { "2025-06-30T23:00:00+10:00", "01-Jul-2025 01:00" },
    { "2025-09-27T13:59:59Z", "28-Sep-2025 01:59" },
    { "2025-09-27T14:00:00Z", "28-Sep-2025 03:00" },
    { "2026-04-04T13:59:59Z", "05-Apr-2026 02:59" },
    { "2026-04-04T14:00:00Z", "05-Apr-2026 02:00" },
    { "2026-04-04T15:00:00Z", "05-Apr-2026 03:00" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *shown = NULL;
      BdDate date;

      g_assert_true (bd_date_parse (rows[i].text, &date));
      shown = bd_date_format (&date, NULL);
      g_assert_cmpstr (shown, ==, rows[i].expected);
    }
}

static void
test_format_none (void)
{
  BdDate none = { BD_DATE_NONE };
  g_autofree char *shown = bd_date_format (&none, NULL);

  g_assert_cmpstr (shown, ==, "");
}

static void
test_zone (void)
{
  g_autoptr (GTimeZone) chatham = g_time_zone_new_identifier ("Pacific/Chatham");
  g_autoptr (GTimeZone) west = g_time_zone_new_offset (-11 * 3600);
  g_autofree char *there = NULL, *day = NULL, *time = NULL;
  BdDate instant, date;

  g_assert_true (bd_date_parse ("2025-11-20T04:29:11Z", &instant));
  g_assert_true (bd_date_parse ("2025-11-20", &date));

  there = bd_date_format (&instant, chatham);
  g_assert_cmpstr (there, ==, "20-Nov-2025 18:14");
  day = bd_date_format (&date, west);
  g_assert_cmpstr (day, ==, "20-Nov-2025");
  time = bd_date_format_time_us (instant.unix_us, NULL, FALSE);
  g_assert_cmpstr (time, ==, "17:29");
}

static void
test_order (void)
{
  static const char *const rows[] = {
    NULL, "0001", "1950-07-04", "1969-12-31T23:59:59Z", "1970-01-01T00:00:00Z", "2011", "2011-01", "2011-01-01",
    "2010-12-31T11:00:00Z",   /* already 1 January in Auckland */
    "2011-02", "2011-02-05", "2011-02-05T00:30:00+13:00", "2011-02-05T10:02:00+13:00", "2011-02-05T10:02:00.000001+13:00",
    "2011-02-06", "2011-07-05", "2011-07-05T00:00:00+12:00", "2012", "9999-12-31T23:59:59-14:00",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (rows); j++)
      {
        BdDate a, b;
        int expected = (i > j) - (i < j);

        bd_date_parse (rows[i], &a);
        bd_date_parse (rows[j], &b);
        g_assert_cmpint (bd_date_compare (&a, &b), ==, expected);
        g_assert_true ((bd_date_sort_key (&a) > bd_date_sort_key (&b)) == (expected > 0));
      }
}

static void
test_age (void)
{
  static const struct { const char *born, *on; gboolean known; int years; } rows[] = {
    { "1950-07-04", "2026-07-03", TRUE, 75 },
    { "1950-07-04", "2026-07-04", TRUE, 76 },
    { "2000-02-29", "2026-02-28", TRUE, 25 },
    { "2000-02-29", "2026-03-01", TRUE, 26 },
    { "1950", "2026-01-01", TRUE, 76 },
    { "1950-07", "2026-06-30", TRUE, 75 },
    { "1950-07", "2026-07-01", TRUE, 76 },
    { "1950-07-04", "2016", TRUE, 66 },
    { "2026-11-20", "2026-11-20", TRUE, 0 },
    { "2026-11-21", "2026-11-20", FALSE, 0 },
    { "2027", "2026-11-20", FALSE, 0 },
    { NULL, "2026-11-20", FALSE, 0 },
    { "1950", NULL, FALSE, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      BdDate born, on;
      int years = -1;

      bd_date_parse (rows[i].born, &born);
      bd_date_parse (rows[i].on, &on);
      g_assert_cmpint (bd_date_age_years (&born, &on, &years), ==, rows[i].known);
      g_assert_cmpint (years, ==, rows[i].years);
    }
}

static void
set_wall (gint64 wall_us)
{
  bd_clock_set_offset_for_tests (0, 0);
  bd_clock_set_offset_for_tests (wall_us - bd_clock_wall (), 0);
}

static void
test_today (void)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  BdDate today;

  set_wall (G_GINT64_CONSTANT (1763640000000000));   /* 2025-11-20T12:00:00Z, past midnight in Auckland */
  bd_date_today (NULL, &today);
  g_assert_cmpint (today.precision, ==, BD_DATE_DAY);
  g_assert_cmpint (today.day, ==, 21);
  bd_date_today (utc, &today);
  g_assert_cmpint (today.day, ==, 20);
  g_assert_cmpint (today.month, ==, 11);
  g_assert_cmpint (today.year, ==, 2025);
  bd_clock_set_offset_for_tests (0, 0);
}

static void
test_clock (void)
{
  g_autofree char *epoch = bd_clock_format_iso (0);
  g_autofree char *before = bd_clock_format_iso (-1);
  g_autofree char *later = bd_clock_format_iso (G_GINT64_CONSTANT (1795148951999999));
  g_autofree char *never = bd_clock_format_iso (G_MAXINT64);
  gint64 boot = bd_clock_boot ();

  g_assert_cmpstr (epoch, ==, "1970-01-01T00:00:00Z");
  g_assert_cmpstr (before, ==, "1969-12-31T23:59:59Z");
  g_assert_cmpstr (later, ==, "2026-11-20T04:29:11Z");
  g_assert_cmpstr (never, ==, "");

  bd_clock_set_offset_for_tests (0, G_GINT64_CONSTANT (3600000000));
  g_assert_cmpint (bd_clock_boot () - boot, >=, G_GINT64_CONSTANT (3600000000));
  bd_clock_set_offset_for_tests (0, 0);
  g_assert_cmpint (bd_clock_boot () - boot, <, 60 * G_USEC_PER_SEC);
  g_assert_cmpint (bd_clock_monotonic (), <=, bd_clock_monotonic ());
}

/* A site on the Chathams reads every time in its own. */
static void
test_place (void)
{
  g_autoptr (GTimeZone) chatham = g_time_zone_new_identifier ("Pacific/Chatham");
  g_autofree char *before = NULL, *there = NULL, *after = NULL;
  BdDate date;

  g_assert_nonnull (chatham);
  g_assert_true (bd_date_parse ("2026-06-01T00:00:00Z", &date));
  before = bd_date_format (&date, NULL);
  bd_date_set_place (chatham);
  there = bd_date_format (&date, NULL);
  bd_date_set_place (NULL);
  after = bd_date_format (&date, NULL);
  g_assert_cmpstr (before, ==, "01-Jun-2026 12:00");
  g_assert_cmpstr (there, ==, "01-Jun-2026 12:45");
  g_assert_cmpstr (after, ==, "01-Jun-2026 12:00");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/date/parse", test_parse);
  g_test_add_func ("/date/refuse", test_refuse);
  g_test_add_func ("/date/parse-null", test_parse_null);
  g_test_add_func ("/date/format", test_format);
  g_test_add_func ("/date/format-none", test_format_none);
  g_test_add_func ("/date/zone", test_zone);
  g_test_add_func ("/date/order", test_order);
  g_test_add_func ("/date/age", test_age);
  g_test_add_func ("/date/today", test_today);
  g_test_add_func ("/date/place", test_place);
  g_test_add_func ("/clock", test_clock);

  return g_test_run ();
}
