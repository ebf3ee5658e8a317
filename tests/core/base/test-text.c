/* test-text.c: folding, nearest word, initials
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-text.h"

static void
test_fold (void)
{
  static const struct { const char *text, *expected; } rows[] = {
    { NULL, "" }, { "", "" }, { "Māori", "maori" }, { "MĀORI", "maori" }, { "Ma\xcc\x84ori", "maori" },
    { "Straße", "strasse" }, { "Ｗｉｄｅ", "wide" }, { "5 mL", "5 ml" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *folded = bd_text_fold (rows[i].text);

      g_assert_cmpstr (folded, ==, rows[i].expected);
    }
}

static void
test_fold_invalid (void)
{
  g_autofree char *folded = bd_text_fold ("A\xff" "B");

  g_assert_true (g_utf8_validate (folded, -1, NULL));
  g_assert_cmpstr (folded, ==, "a\xef\xbf\xbd" "b");
}

static void
test_matches (void)
{
  g_assert_true (bd_text_matches ("Ngāti Whātua", "whatua"));
  g_assert_true (bd_text_matches ("whatua", "WHĀTUA"));
  g_assert_true (bd_text_matches ("anything", ""));
  g_assert_true (bd_text_matches ("anything", NULL));
  g_assert_false (bd_text_matches (NULL, "a"));
  g_assert_false (bd_text_matches ("penicillin", "amoxicillin"));
}

static void
test_nearest (void)
{
  static const char *const known[] = { "retention", "services", "facility", "zone", NULL };
  static const char *const none[] = { NULL };
  g_autofree char *endless = g_strnfill (500, 'a');

  g_assert_cmpstr (bd_text_nearest ("retension", known), ==, "retention");
  g_assert_cmpstr (bd_text_nearest ("Service", known), ==, "services");
  g_assert_cmpstr (bd_text_nearest ("zone", known), ==, "zone");
  g_assert_cmpstr (bd_text_nearest ("faciltiy", known), ==, "facility");
  g_assert_null (bd_text_nearest ("colour", known));
  g_assert_null (bd_text_nearest ("xyz", known));
  g_assert_null (bd_text_nearest ("", known));
  g_assert_null (bd_text_nearest (endless, known));
  g_assert_null (bd_text_nearest ("zone", none));
}

static void
test_initials (void)
{
  static const struct { const char *given, *family, *expected; } rows[] = {
    { "Hinemoa", "Tāwhiri", "HT" }, { "āwhina", "ōtene", "ĀŌ" }, { NULL, "Tāwhiri", "T" }, { "", "", "" },
    { NULL, NULL, "" }, { " (Bo)", "d'Arcy", "BD" }, { "\xff", "Rewi", "R" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *initials = bd_text_initials (rows[i].given, rows[i].family);

      g_assert_cmpstr (initials, ==, rows[i].expected);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text/fold", test_fold);
  g_test_add_func ("/text/fold-invalid", test_fold_invalid);
  g_test_add_func ("/text/matches", test_matches);
  g_test_add_func ("/text/nearest", test_nearest);
  g_test_add_func ("/text/initials", test_initials);

  return g_test_run ();
}
