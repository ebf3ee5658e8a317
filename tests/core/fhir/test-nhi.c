/* test-nhi.c: NHI numbers, both formats, and what is said about wrong ones
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-json.h"
#include "bd-nhi.h"

#include <string.h>

static const struct
{
  const char *text;
  BdNhiState state;
  const char *value;
  guint position;
  char expected;
} parsed[] = {
  { NULL, BD_NHI_EMPTY, "", 0, 0 },
  { "", BD_NHI_EMPTY, "", 0, 0 },
  { " \t\r\n", BD_NHI_EMPTY, "", 0, 0 },
  { "Z", BD_NHI_INCOMPLETE, "", 0, 0 },
  { "zkc 72", BD_NHI_INCOMPLETE, "", 0, 0 },
  { "ZXE24N", BD_NHI_INCOMPLETE, "", 0, 0 },
  { "NHI", BD_NHI_INCOMPLETE, "", 0, 0 },
  { "NHI: Z", BD_NHI_INCOMPLETE, "", 0, 0 },
  { "ZKC7284", BD_NHI_VALID, "ZKC7284", 0, 0 },
  { "zkc7284", BD_NHI_VALID, "ZKC7284", 0, 0 },
  { "  zkc 7284\r\n", BD_NHI_VALID, "ZKC7284", 0, 0 },
  { "z k c 7 2 8 4", BD_NHI_VALID, "ZKC7284", 0, 0 },
  { "ZKC\xc2\xa0" "7284", BD_NHI_VALID, "ZKC7284", 0, 0 },
  { "NHIZKC7284", BD_NHI_VALID, "ZKC7284", 0, 0 },
  { "NHI: ZKC7284", BD_NHI_VALID, "ZKC7284", 0, 0 },
  { "nhi zkc 7284", BD_NHI_VALID, "ZKC7284", 0, 0 },
  { "]C1ZKC7284\r", BD_NHI_VALID, "ZKC7284", 0, 0 },
  { "]A0ZKC7284", BD_NHI_VALID, "ZKC7284", 0, 0 },
  { "]d2NHI:ZXE24NV\n", BD_NHI_VALID, "ZXE24NV", 0, 0 },
  { "\002ZKC7284\003", BD_NHI_VALID, "ZKC7284", 0, 0 },
  { "ZXE24NV", BD_NHI_VALID, "ZXE24NV", 0, 0 },
  { "ZXK9000", BD_NHI_VALID, "ZXK9000", 0, 0 },
  { "ZKC7285", BD_NHI_BAD_CHECK, "ZKC7285", 0, '4' },
  { "ZMW9001", BD_NHI_BAD_CHECK, "ZMW9001", 0, '4' },
  { "ZXE24NN", BD_NHI_BAD_CHECK, "ZXE24NN", 0, 'V' },
  { "ZBC42DQ", BD_NHI_BAD_CHECK, "ZBC42DQ", 0, 'E' },
  { "ZKI7284", BD_NHI_BAD_FORMAT, "", 2, 0 },
  { "OKC7284", BD_NHI_BAD_FORMAT, "", 0, 0 },
  { "Z1C7284", BD_NHI_BAD_FORMAT, "", 1, 0 },
  { "ZKCX284", BD_NHI_BAD_FORMAT, "", 3, 0 },
  { "ZKC7X84", BD_NHI_BAD_FORMAT, "", 4, 0 },
  { "ZKC72X4", BD_NHI_BAD_FORMAT, "", 6, 0 },
  { "ZKC724X", BD_NHI_BAD_FORMAT, "", 6, 0 },
  { "ZXE24OV", BD_NHI_BAD_FORMAT, "", 5, 0 },
  { "ZKC72845", BD_NHI_BAD_FORMAT, "", 7, 0 },
  { " zk c7x84", BD_NHI_BAD_FORMAT, "", 6, 0 },
  { "NHI:1", BD_NHI_BAD_FORMAT, "", 4, 0 },
  { "ZKC-7284", BD_NHI_BAD_FORMAT, "", 3, 0 },
  { "ĀKC7284", BD_NHI_BAD_FORMAT, "", 0, 0 },
  { "ZKC７284", BD_NHI_BAD_FORMAT, "", 3, 0 },
  { "ZK\xff", BD_NHI_BAD_FORMAT, "", 2, 0 },
  { "Tāwhiri", BD_NHI_BAD_FORMAT, "", 1, 0 },
};

static void
test_parse (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (parsed); i++)
    {
      BdNhi nhi = bd_nhi_parse (parsed[i].text);

      g_test_message ("row %" G_GSIZE_FORMAT, i);
      g_assert_cmpint (nhi.state, ==, parsed[i].state);
      g_assert_cmpstr (nhi.value, ==, parsed[i].value);
      g_assert_cmpuint (nhi.position, ==, parsed[i].position);
      g_assert_cmpint (nhi.expected, ==, parsed[i].expected);
    }
}

static void
test_new_format (void)
{
  g_assert_false (bd_nhi_parse ("ZKC7284").new_format);
  g_assert_true (bd_nhi_parse ("ZXE24NV").new_format);
  g_assert_true (bd_nhi_parse ("ZXE24N").new_format);
  g_assert_false (bd_nhi_parse ("ZXE24").new_format);
}

/* Of the ten last digits, one fits, or none where the sum has no remainder. */
static void
test_every_check_digit (void)
{
  guint never_issued = 0;

  for (guint number = 0; number < 1000; number++)
    {
      guint fitting = 0;

      for (guint digit = 0; digit < 10; digit++)
        {
          char text[16];
          BdNhi nhi;

          g_snprintf (text, sizeof text, "ZKC%03u%u", number, digit);
          nhi = bd_nhi_parse (text);
          fitting += nhi.state == BD_NHI_VALID;
          if (nhi.state == BD_NHI_BAD_CHECK && nhi.expected != 0)
            {
              text[6] = nhi.expected;
              g_assert_cmpint (bd_nhi_parse (text).state, ==, BD_NHI_VALID);
            }
        }
      g_assert_cmpuint (fitting, <=, 1);
      never_issued += fitting == 0;
    }

  g_assert_cmpuint (never_issued, >, 80);
  g_assert_cmpuint (never_issued, <, 100);
}

static void
test_every_check_letter (void)
{
  const char *alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ";

  for (guint number = 0; number < 100; number++)
    for (const char *third = alphabet; *third != '\0'; third++)
      {
        guint fitting = 0;

        for (const char *last = alphabet; *last != '\0'; last++)
          {
            char text[16];

            g_snprintf (text, sizeof text, "ZX%c%02uN%c", *third, number, *last);
            fitting += bd_nhi_parse (text).state == BD_NHI_VALID;
          }
        g_assert_cmpuint (fitting, ==, 1);
      }
}

static void
test_explain (void)
{
  static const struct { const char *text, *expected; } rows[] = {
    { "", NULL },
    { "ZKC7284", NULL },
    { "zkc72", "An NHI has 7 characters: 5 so far." },
    { "ZKCX284", "Character 4 should be a number: an NHI is three letters, then four numbers (as ABC1234) or two numbers and two letters (as ABC12DE)." },
    { "z1c", "Character 2 should be a letter: an NHI is three letters, then four numbers (as ABC1234) or two numbers and two letters (as ABC12DE)." },
    { "z kc72x9", "Character 7 should be a letter: an NHI is three letters, then four numbers (as ABC1234) or two numbers and two letters (as ABC12DE)." },
    { "ZOC7284", "Character 2 cannot be O: I and O are never used in an NHI." },
    { "zkc72i4", "Character 6 cannot be I: I and O are never used in an NHI." },
    { "zkco284", "Character 4 is the letter O, never used in an NHI. Is it the number 0?" },
    { "ZKC72849", "Too long: an NHI has 7 characters." },
    { "ZKC7285", "The check character does not fit: ZKC7285 would end in 4. Check the wristband: one character may be misread." },
    { "ZCK7284", "The check character does not fit: no NHI begins with ZCK728. Check the wristband: two characters may be swapped (ZKC7284 would fit), or one misread." },
    { "ZKC7824", "The check character does not fit: ZKC7824 would end in 9. Check the wristband: two characters may be swapped (ZKC7284 would fit), or one misread." },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      BdNhi nhi = bd_nhi_parse (rows[i].text);
      g_autofree char *said = bd_nhi_explain (&nhi, rows[i].text);

      g_assert_cmpstr (said, ==, rows[i].expected);
    }
}

static void
test_explain_never_issued (void)
{
  guint seen = 0;

  for (guint number = 0; number < 1000; number++)
    {
      g_autofree char *text = g_strdup_printf ("ZKC%03u0", number);
      BdNhi nhi = bd_nhi_parse (text);

      if (nhi.state == BD_NHI_BAD_CHECK && nhi.expected == 0)
        {
          g_autofree char *said = bd_nhi_explain (&nhi, text);
          g_autofree char *start = g_strdup_printf ("The check character does not fit: no NHI begins with ZKC%03u.", number);

          g_assert_true (g_str_has_prefix (said, start));
          seen++;
        }
    }
  g_assert_cmpuint (seen, >, 0);
}

static void
test_looks_like (void)
{
  static const char *const nhis[] = { "ZKC7", "zkc 72", "ZKC7284", "ZKC7285", "zxe24nv", "ZOC7284", "ZKC72X4", "NHI", "NHI:", "]C1",
                                      "ZKC72849", "zkc 7284", "Z1" };
  static const char *const names[] = { "", " ", "Z", "zkc", "Hine", "Tau", "Hinemoa Tāwhiri", "Hinemoa 1987", "Tau 1987", "1987", "Rewi 2",
                                       "O'Brien", "Tāne", NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (nhis); i++)
    {
      g_test_message ("%s", nhis[i]);
      g_assert_true (bd_nhi_looks_like (nhis[i]));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_test_message ("name %" G_GSIZE_FORMAT, i);
      g_assert_false (bd_nhi_looks_like (names[i]));
    }
}

/* The vectors that were computed apart from this program. */
static void
test_vectors (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("BEDSIDE_PUBLISHED") != NULL ? g_getenv ("BEDSIDE_PUBLISHED") : "",
                                            "data", "checkdigits", "vectors.json", NULL);
  g_autofree char *content = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (BdJson) json = NULL;
  gsize length;

  if (!g_file_get_contents (path, &content, &length, NULL))
    {
      g_test_skip ("no published vectors (BEDSIDE_PUBLISHED)");
      return;
    }

  bytes = g_bytes_new_static (content, length);
  json = bd_json_parse (bytes, NULL);
  g_assert_cmpuint (bd_json_length (bd_json_get (bd_json_root (json), "nhi")), >, 40);
  for (const BdJsonNode *row = bd_json_first (bd_json_get (bd_json_root (json), "nhi")); row != NULL; row = bd_json_next (row))
    {
      BdNhi nhi = bd_nhi_parse (bd_json_get_string (row, "value"));
      gboolean valid;

      g_test_message ("%s", bd_json_get_string (row, "value"));
      g_assert_true (bd_json_boolean (bd_json_get (row, "valid"), &valid));
      g_assert_cmpint (nhi.state, ==, valid ? BD_NHI_VALID : BD_NHI_BAD_CHECK);
      g_assert_cmpint (nhi.new_format, ==, g_strcmp0 (bd_json_get_string (row, "format"), "AAANNAX") == 0);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nhi/parse", test_parse);
  g_test_add_func ("/nhi/new-format", test_new_format);
  g_test_add_func ("/nhi/every-check-digit", test_every_check_digit);
  g_test_add_func ("/nhi/every-check-letter", test_every_check_letter);
  g_test_add_func ("/nhi/explain", test_explain);
  g_test_add_func ("/nhi/explain-never-issued", test_explain_never_issued);
  g_test_add_func ("/nhi/looks-like", test_looks_like);
  g_test_add_func ("/nhi/vectors", test_vectors);

  return g_test_run ();
}
