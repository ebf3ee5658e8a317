/* test-hpi.c: HPI identifiers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-hpi.h"
#include "bd-json.h"

static void
test_facility (void)
{
  static const struct { const char *text; BdHpiState state; } rows[] = {
    { "F38006-B", BD_HPI_VALID },
    { "f38006-b", BD_HPI_VALID },
    { "FZZ999-B", BD_HPI_VALID },
    { "F2N060-E", BD_HPI_VALID },
    { "FZZ997-J", BD_HPI_VALID },
    { "FZZ999-C", BD_HPI_BAD_CHECK },
    { "FZZ998-C", BD_HPI_BAD_CHECK },
    { "FXX999-K", BD_HPI_BAD_CHECK },
    { "FZZ999-2", BD_HPI_BAD_CHECK },
    { "FOI999-B", BD_HPI_BAD_CHECK },
    { "G00001-G", BD_HPI_BAD_FORMAT },
    { "F38006B", BD_HPI_BAD_FORMAT },
    { "F38006-", BD_HPI_BAD_FORMAT },
    { "F38006-BB", BD_HPI_BAD_FORMAT },
    { " F38006-B", BD_HPI_BAD_FORMAT },
    { "F3800X-B", BD_HPI_BAD_FORMAT },
    { "F38006-Ā", BD_HPI_BAD_FORMAT },
    { "", BD_HPI_BAD_FORMAT },
    { NULL, BD_HPI_BAD_FORMAT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpint (bd_hpi_check_facility (rows[i].text), ==, rows[i].state);
}

static void
test_organisation (void)
{
  static const struct { const char *text; BdHpiState state; } rows[] = {
    { "G00001-G", BD_HPI_VALID },
    { "G0K357-H", BD_HPI_VALID },
    { "GZZ999-J", BD_HPI_VALID },
    { "GZZ999-C", BD_HPI_BAD_CHECK },
    { "GZZ999-9", BD_HPI_BAD_CHECK },
    { "GZZ999", BD_HPI_BAD_FORMAT },
    { "GOM00001-A", BD_HPI_BAD_FORMAT },
    { "F38006-B", BD_HPI_BAD_FORMAT },
    { NULL, BD_HPI_BAD_FORMAT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpint (bd_hpi_check_organisation (rows[i].text), ==, rows[i].state);
}

static void
test_cpn (void)
{
  static const struct { const char *text; BdHpiState state; } rows[] = {
    { "91ZZXN", BD_HPI_VALID },
    { "91zzxn", BD_HPI_VALID },
    { "99ZZZZ", BD_HPI_VALID },
    { "63576", BD_HPI_BAD_FORMAT },
    { "477616", BD_HPI_BAD_FORMAT },
    { "9AZZXN", BD_HPI_BAD_FORMAT },
    { "91ZZX", BD_HPI_BAD_FORMAT },
    { "91ZZXNN", BD_HPI_BAD_FORMAT },
    { "", BD_HPI_BAD_FORMAT },
    { NULL, BD_HPI_BAD_FORMAT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpint (bd_hpi_check_cpn (rows[i].text), ==, rows[i].state);
}

static void
check_vector (const BdJsonNode *row)
{
  const char *value = bd_json_get_string (row, "value");
  BdHpiState state = value[0] == 'F' ? bd_hpi_check_facility (value) : bd_hpi_check_organisation (value);
  gboolean fits;

  g_assert_true (bd_json_boolean (bd_json_get (row, "ok"), &fits));
  g_assert_cmpint (state, ==, fits ? BD_HPI_VALID : BD_HPI_BAD_CHECK);
}

static void
test_vectors (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("BEDSIDE_PUBLISHED") != NULL ? g_getenv ("BEDSIDE_PUBLISHED") : "",
                                            "data", "checkdigits", "vectors.json", NULL);
  g_autofree char *content = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (BdJson) json = NULL;
  const BdJsonNode *row;
  gsize length;

  if (!g_file_get_contents (path, &content, &length, NULL))
    {
      g_test_skip ("no published vectors (BEDSIDE_PUBLISHED)");
      return;
    }

  bytes = g_bytes_new_static (content, length);
  json = bd_json_parse (bytes, NULL);
  g_assert_cmpuint (bd_json_length (bd_json_get (bd_json_root (json), "hpi_facility_org")), >, 10);
  for (row = bd_json_first (bd_json_get (bd_json_root (json), "hpi_facility_org")); row != NULL; row = bd_json_next (row))
    check_vector (row);
  for (row = bd_json_first (bd_json_get (bd_json_root (json), "cpn")); row != NULL; row = bd_json_next (row))
    g_assert_cmpint (bd_hpi_check_cpn (bd_json_get_string (row, "value")), ==, BD_HPI_VALID);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hpi/facility", test_facility);
  g_test_add_func ("/hpi/organisation", test_organisation);
  g_test_add_func ("/hpi/cpn", test_cpn);
  g_test_add_func ("/hpi/vectors", test_vectors);

  return g_test_run ();
}
