/* fuzz-date.c: what is read as a date has an order and a text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "fuzz.h"

#include "bd-date.h"

#include <string.h>

static void
check_date (const BdDate *date)
{
  g_autofree char *shown = bd_date_format (date, NULL);
  int years = 0;

  fuzz_check (bd_date_sort_key (date) > 0);
  fuzz_check (bd_date_compare (date, date) == 0);
  fuzz_check (date->precision == BD_DATE_INSTANT || *shown != '\0');
  fuzz_check (!bd_date_age_years (date, date, &years) || years == 0);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  char *second = strchr (text, '\n');
  BdDate a, b;

  if (second != NULL)
    *second++ = '\0';

  fuzz_check (bd_date_parse (text, &a) == (a.precision != BD_DATE_NONE));
  fuzz_check (bd_date_parse (second, &b) == (b.precision != BD_DATE_NONE));
  if (a.precision != BD_DATE_NONE)
    check_date (&a);
  fuzz_check (bd_date_compare (&a, &b) == -bd_date_compare (&b, &a));

  return 0;
}
