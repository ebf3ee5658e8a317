/* test-decimal.c: decimals are their text, compared exactly
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-decimal.h"

#include <string.h>

static void
test_valid (void)
{
  static const char *const good[] = { "0", "-0", "1", "10", "1.10", "-0.5", "0.00", "1e3", "1E+3", "1.5e-7",
                                      "1234567890123456789012345678901234567890" };
  static const char *const bad[] = { "", "-", "+1", "01", "00", ".5", "5.", "1.", "1e", "1e+", "1.e3", "e3", "0x10", "1,5",
                                     " 1", "1 ", "1.1.1", "NaN", "Infinity", "--1", "1-", "١" };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (bd_decimal_is_valid (good[i], -1));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (bd_decimal_is_valid (bad[i], -1));

  g_assert_false (bd_decimal_is_valid (NULL, -1));
  g_assert_false (bd_decimal_is_valid ("12", 0));
  g_assert_true (bd_decimal_is_valid ("12x", 2));
  g_assert_false (bd_decimal_is_valid ("1.2", 2));
}

static void
test_compare (void)
{
  static const struct { const char *a, *b; int order; } rows[] = {
    { "1.10", "1.1", 0 },
    { "1.10", "1.11", -1 },
    { "0", "-0", 0 },
    { "0.000", "0e9", 0 },
    { "10", "9", 1 },
    { "-10", "-9", -1 },
    { "-1", "1", -1 },
    { "0", "0.0001", -1 },
    { "0", "-0.0001", 1 },
    { "1e3", "1000", 0 },
    { "1.0e3", "999.999", 1 },
    { "12e-1", "1.2", 0 },
    { "0.0012e3", "1.2", 0 },
    { "5.05", "5.5", -1 },
    { "1e99999999999999999999", "1e2", 1 },
    { "1e-99999999999999999999", "0", 1 },
    { "-1e99999999999999999999", "0", -1 },
    { "12345678901234567890.1", "12345678901234567890.2", -1 },
    { "0.1", "0.09999999999999999999999", 1 },
    { "100", "1e2", 0 },
    { "120", "12", 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      int order = bd_decimal_compare (rows[i].a, rows[i].b);
      int back = bd_decimal_compare (rows[i].b, rows[i].a);

      g_test_message ("%s, %s", rows[i].a, rows[i].b);
      g_assert_cmpint ((order > 0) - (order < 0), ==, rows[i].order);
      g_assert_cmpint ((back > 0) - (back < 0), ==, -rows[i].order);
    }
}

static void
test_double (void)
{
  double value = 7;

  g_assert_true (bd_decimal_to_double_for_charts ("-2.5", &value));
  g_assert_cmpfloat (value, ==, -2.5);
  g_assert_false (bd_decimal_to_double_for_charts ("1e999", &value));
  g_assert_cmpfloat (value, ==, 0);
  g_assert_false (bd_decimal_to_double_for_charts ("<5", &value));
  g_assert_false (bd_decimal_to_double_for_charts (NULL, &value));
  g_assert_false (bd_decimal_to_double_for_charts ("0x10", &value));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/decimal/valid", test_valid);
  g_test_add_func ("/decimal/compare", test_compare);
  g_test_add_func ("/decimal/double", test_double);

  return g_test_run ();
}
