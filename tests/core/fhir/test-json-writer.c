/* test-json-writer.c: what is written is JSON, and reads back the same
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-json-writer.h"

#include <string.h>

static char *
write_sample (gboolean pretty)
{
  BdJsonWriter *writer = bd_json_writer_new (pretty);

  bd_json_writer_begin_object (writer, NULL);
  bd_json_writer_string (writer, "s", "a\"b\\c\n\x01 ā");
  bd_json_writer_string (writer, "none", NULL);
  bd_json_writer_number (writer, "d", "1.10");
  bd_json_writer_integer (writer, "i", G_MININT64);
  bd_json_writer_begin_array (writer, "list");
  bd_json_writer_boolean (writer, NULL, TRUE);
  bd_json_writer_boolean (writer, NULL, FALSE);
  bd_json_writer_null (writer, NULL);
  bd_json_writer_begin_object (writer, NULL);
  bd_json_writer_end_object (writer);
  bd_json_writer_begin_array (writer, NULL);
  bd_json_writer_end_array (writer);
  bd_json_writer_end_array (writer);
  bd_json_writer_raw (writer, "raw", "{ \"x\" : 1.0 }", 13);
  bd_json_writer_end_object (writer);

  return bd_json_writer_finish (writer);
}

static void
test_compact (void)
{
  g_autofree char *text = write_sample (FALSE);

  g_assert_cmpstr (text, ==,
                   "{\"s\":\"a\\\"b\\\\c\\n\\u0001 ā\",\"none\":null,\"d\":1.10,\"i\":-9223372036854775808,"
                   "\"list\":[true,false,null,{},[]],\"raw\":{ \"x\" : 1.0 }}");
}

static void
test_pretty (void)
{
  g_autofree char *text = write_sample (TRUE);

  g_assert_cmpstr (text, ==,
                   "{\n  \"s\": \"a\\\"b\\\\c\\n\\u0001 ā\",\n  \"none\": null,\n  \"d\": 1.10,\n"
                   "  \"i\": -9223372036854775808,\n  \"list\": [\n    true,\n    false,\n    null,\n    {},\n    []\n  ],\n"
                   "  \"raw\": { \"x\" : 1.0 }\n}");
}

/* Every byte and a few odd texts, through the writer and back. */
static void
test_round_trip (void)
{
  static const char *const odd[] = { "", "/", "</script>", "\xe2\x80\xa8", "😀", "\x7f", "\b\f\r\t" };
  BdJsonWriter *writer = bd_json_writer_new (FALSE);
  g_autofree char *text = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (BdJson) json = NULL;
  const BdJsonNode *node;

  bd_json_writer_begin_object (writer, NULL);
  bd_json_writer_begin_array (writer, "texts");
  for (char c = 1; c < 127; c++)
    bd_json_writer_string (writer, NULL, (char[]) { c, '\0' });
  for (gsize i = 0; i < G_N_ELEMENTS (odd); i++)
    bd_json_writer_string (writer, NULL, odd[i]);
  bd_json_writer_end_array (writer);
  bd_json_writer_end_object (writer);

  text = bd_json_writer_finish (writer);
  bytes = g_bytes_new_static (text, strlen (text));
  json = bd_json_parse (bytes, NULL);
  g_assert_nonnull (json);

  node = bd_json_first (bd_json_get (bd_json_root (json), "texts"));
  for (char c = 1; c < 127; c++, node = bd_json_next (node))
    g_assert_cmpstr (bd_json_string (node), ==, ((char[]) { c, '\0' }));
  for (gsize i = 0; i < G_N_ELEMENTS (odd); i++, node = bd_json_next (node))
    g_assert_cmpstr (bd_json_string (node), ==, odd[i]);
}

static void
test_invalid_utf8 (void)
{
  BdJsonWriter *writer = bd_json_writer_new (FALSE);
  g_autofree char *text = NULL;

  bd_json_writer_string (writer, NULL, "a\xff" "b");
  text = bd_json_writer_finish (writer);
  g_assert_cmpstr (text, ==, "\"a\xef\xbf\xbd" "b\"");
}

static void
test_free_halfway (void)
{
  g_autoptr (BdJsonWriter) writer = bd_json_writer_new (TRUE);

  bd_json_writer_begin_object (writer, NULL);
  bd_json_writer_string (writer, "secret", "value");
}

static void
misuse (gconstpointer data)
{
  if (g_test_subprocess ())
    {
      BdJsonWriter *writer = bd_json_writer_new (FALSE);

      bd_json_writer_begin_object (writer, NULL);
      switch (GPOINTER_TO_INT (data))
        {
        case 0: bd_json_writer_string (writer, NULL, "no name in an object"); break;
        case 1: bd_json_writer_end_array (writer); break;
        case 2: bd_json_writer_number (writer, "n", "twelve"); break;
        default: g_free (bd_json_writer_finish (writer)); break;
        }
      return;
    }

  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*CRITICAL*");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json-writer/compact", test_compact);
  g_test_add_func ("/json-writer/pretty", test_pretty);
  g_test_add_func ("/json-writer/round-trip", test_round_trip);
  g_test_add_func ("/json-writer/invalid-utf8", test_invalid_utf8);
  g_test_add_func ("/json-writer/free-halfway", test_free_halfway);
  g_test_add_data_func ("/json-writer/misuse/nameless", GINT_TO_POINTER (0), misuse);
  g_test_add_data_func ("/json-writer/misuse/wrong-end", GINT_TO_POINTER (1), misuse);
  g_test_add_data_func ("/json-writer/misuse/no-number", GINT_TO_POINTER (2), misuse);
  g_test_add_data_func ("/json-writer/misuse/open-end", GINT_TO_POINTER (3), misuse);

  return g_test_run ();
}
