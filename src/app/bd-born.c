/* bd-born.c: a birth date as people write it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-born.h"

#include "bd-date.h"

#include <string.h>

static int
month_of (const char *word)
{
  static const char *const months[] = { "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec" };

  for (int i = 0; i < 12; i++)
    if (strlen (word) >= 3 && g_ascii_strncasecmp (word, months[i], 3) == 0)
      return i + 1;

  return 0;
}

/* Splits at anything that is neither letter nor digit. */
static guint
split (const char *text,
       char        parts[3][12])
{
  guint n = 0, length = 0;

  for (; *text != '\0'; text++)
    {
      if (!g_ascii_isalnum (*text))
        {
          n += length > 0;
          length = 0;
          continue;
        }
      if (n == 3 || length == sizeof parts[0] - 1)
        return 0;
      parts[n][length++] = *text;
      parts[n][length] = '\0';
    }

  return n + (length > 0);
}

static gboolean
read_number (const char *text,
             guint       digits,
             int        *number)
{
  guint64 value;

  if (strlen (text) > digits || !g_ascii_string_to_unsigned (text, 10, 0, 9999, &value, NULL))
    return FALSE;

  *number = (int) value;

  return TRUE;
}

/* Day before month, as in New Zealand. */
static char *
compose (char  parts[3][12],
         guint n)
{
  const char *year = parts[n - 1], *month = n > 1 ? parts[n - 2] : NULL, *day = n > 2 ? parts[0] : NULL;
  int y, m = 0, d = 0;

  if (strlen (year) != 4 && n > 1 && strlen (parts[0]) == 4)   /* 1971-02-05 */
    {
      year = parts[0];
      month = parts[1];
      day = n > 2 ? parts[2] : NULL;
    }

  if (strlen (year) != 4 || !read_number (year, 4, &y))
    return NULL;
  if (month != NULL && (m = month_of (month)) == 0 && !read_number (month, 2, &m))
    return NULL;
  if (day != NULL && !read_number (day, 2, &d))
    return NULL;
  if (month == NULL)
    return g_strdup_printf ("%04d", y);

  return day == NULL ? g_strdup_printf ("%04d-%02d", y, m) : g_strdup_printf ("%04d-%02d-%02d", y, m, d);
}

/**
 * bd_born_parse:
 * @text: 1971, Feb-1971, 1971-02, 1971-02-05, 05-Feb-1971, 5/2/1971 (day first)
 *
 * Returns: (transfer full) (nullable): the same as a FHIR date with the precision
 *   given; %NULL when it is no date, or one that has not come yet
 */
char *
bd_born_parse (const char *text)
{
  g_autofree char *iso = NULL;
  char parts[3][12];
  BdDate date, today;
  guint n;

  g_return_val_if_fail (text != NULL, NULL);

  n = split (text, parts);
  if (n == 0)
    return NULL;

  iso = compose (parts, n);
  if (iso == NULL || !bd_date_parse (iso, &date))
    return NULL;

  bd_date_today (NULL, &today);
  if (date.year < 1870 || bd_date_compare (&date, &today) > 0)
    return NULL;

  return g_steal_pointer (&iso);
}
