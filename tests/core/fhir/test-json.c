/* test-json.c: what is JSON, what is not, and that nothing is lost
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-json.h"

#include <string.h>

static BdJson *
parse (const char *text,
       GError    **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return bd_json_parse (bytes, error);
}

static BdJson *
parse_good (const char *text)
{
  g_autoptr (GError) error = NULL;
  BdJson *json = parse (text, &error);

  g_assert_no_error (error);
  g_assert_nonnull (json);

  return json;
}

static void
refuse (const char *text,
        BdJsonError code)
{
  g_autoptr (GError) error = NULL;
  BdJson *json = parse (text, &error);

  g_assert_null (json);
  g_assert_error (error, BD_JSON_ERROR, (int) code);
}

static const struct
{
  const char *text;
  BdJsonError code;
} refused[] = {
  { "", BD_JSON_ERROR_SYNTAX },
  { " \n ", BD_JSON_ERROR_SYNTAX },
  { "\xEF\xBB\xBF", BD_JSON_ERROR_SYNTAX },
  { "<!DOCTYPE html><html><body>502 Bad Gateway</body></html>", BD_JSON_ERROR_SYNTAX },
  { "{\"resourceType\":\"Bundle\",\"entry\":[{\"res", BD_JSON_ERROR_SYNTAX },
  { "{", BD_JSON_ERROR_SYNTAX },
  { "{\"a\"", BD_JSON_ERROR_SYNTAX },
  { "{\"a\":", BD_JSON_ERROR_SYNTAX },
  { "{\"a\":1", BD_JSON_ERROR_SYNTAX },
  { "{\"a\":1,", BD_JSON_ERROR_SYNTAX },
  { "{\"a\":1,}", BD_JSON_ERROR_SYNTAX },
  { "{,}", BD_JSON_ERROR_SYNTAX },
  { "{\"a\":[1,]}", BD_JSON_ERROR_SYNTAX },
  { "{\"a\":[1 2]}", BD_JSON_ERROR_SYNTAX },
  { "{\"a\":[1}", BD_JSON_ERROR_SYNTAX },
  { "{\"a\" 1}", BD_JSON_ERROR_SYNTAX },
  { "{a:1}", BD_JSON_ERROR_SYNTAX },
  { "{'a':1}", BD_JSON_ERROR_SYNTAX },
  { "{\"a\":1} x", BD_JSON_ERROR_SYNTAX },
  { "{\"a\":1}{}", BD_JSON_ERROR_SYNTAX },
  { "{\"a\":1}//", BD_JSON_ERROR_SYNTAX },
  { "/* c */{\"a\":1}", BD_JSON_ERROR_SYNTAX },
  { "{\"a\":01}", BD_JSON_ERROR_SYNTAX },
  { "{\"a\":+1}", BD_JSON_ERROR_SYNTAX },
  { "{\"a\":.5}", BD_JSON_ERROR_SYNTAX },
  { "{\"a\":5.}", BD_JSON_ERROR_SYNTAX },
  { "{\"a\":1e}", BD_JSON_ERROR_SYNTAX },
  { "{\"a\":-}", BD_JSON_ERROR_SYNTAX },
  { "{\"a\":0x10}", BD_JSON_ERROR_SYNTAX },
  { "{\"a\":NaN}", BD_JSON_ERROR_SYNTAX },
  { "{\"a\":Infinity}", BD_JSON_ERROR_SYNTAX },
  { "{\"a\":True}", BD_JSON_ERROR_SYNTAX },
  { "{\"a\":tru}", BD_JSON_ERROR_SYNTAX },
  { "{\"a\":nullx}", BD_JSON_ERROR_SYNTAX },
  { "{\"a\":\"tab\there\"}", BD_JSON_ERROR_SYNTAX },
  { "{\"a\":\"line\nhere\"}", BD_JSON_ERROR_SYNTAX },
  { "{\"a\":\"\\x41\"}", BD_JSON_ERROR_SYNTAX },
  { "{\"a\":\"\\u12\"}", BD_JSON_ERROR_SYNTAX },
  { "{\"a\":\"\\u12G4\"}", BD_JSON_ERROR_SYNTAX },
  { "{\"a\":\"zero \\u0000 here\"}", BD_JSON_ERROR_SYNTAX },
  { "{\"a\":\"open", BD_JSON_ERROR_SYNTAX },
  { "{\"a\":\"open\\", BD_JSON_ERROR_SYNTAX },
  { "{\"a\":\"open\\u", BD_JSON_ERROR_SYNTAX },
  { "\xff\xfe{\"a\":1}", BD_JSON_ERROR_SYNTAX },
  { "[]", BD_JSON_ERROR_NOT_OBJECT },
  { "[{\"a\":1}]", BD_JSON_ERROR_NOT_OBJECT },
  { "\"text\"", BD_JSON_ERROR_NOT_OBJECT },
  { "null", BD_JSON_ERROR_NOT_OBJECT },
  { "12", BD_JSON_ERROR_NOT_OBJECT },
  { "true", BD_JSON_ERROR_NOT_OBJECT },
  { "{\"a\":1,\"a\":2}", BD_JSON_ERROR_DUPLICATE },
  { "{\"a\":1,\"b\":2,\"\\u0061\":3}", BD_JSON_ERROR_DUPLICATE },
  { "{\"x\":[{\"\":1,\"\":2}]}", BD_JSON_ERROR_DUPLICATE },
  { "{\"a\":\"\x80\"}", BD_JSON_ERROR_ENCODING },
  { "{\"a\":\"\xc0\xaf\"}", BD_JSON_ERROR_ENCODING },
  { "{\"a\":\"\xc3\"}", BD_JSON_ERROR_ENCODING },
  { "{\"a\":\"\xe0\x80\x80\"}", BD_JSON_ERROR_ENCODING },
  { "{\"a\":\"\xed\xa0\x80\"}", BD_JSON_ERROR_ENCODING },
  { "{\"a\":\"\xf0\x80\x80\x80\"}", BD_JSON_ERROR_ENCODING },
  { "{\"a\":\"\xf4\x90\x80\x80\"}", BD_JSON_ERROR_ENCODING },
  { "{\"a\":\"\xf5\x80\x80\x80\"}", BD_JSON_ERROR_ENCODING },
  { "{\"\xff\":1}", BD_JSON_ERROR_ENCODING },
  { "{\"a\":\"\\ud800\"}", BD_JSON_ERROR_ENCODING },
  { "{\"a\":\"\\ud800x\"}", BD_JSON_ERROR_ENCODING },
  { "{\"a\":\"\\ud800\\n\"}", BD_JSON_ERROR_ENCODING },
  { "{\"a\":\"\\ud800\\u0041\"}", BD_JSON_ERROR_ENCODING },
  { "{\"a\":\"\\udc00\"}", BD_JSON_ERROR_ENCODING },
  { "{\"a\":\"\\udc00\\ud800\"}", BD_JSON_ERROR_ENCODING },
  { "{\"a\":1e999}", BD_JSON_ERROR_NUMBER },
  { "{\"a\":-1.5E+309}", BD_JSON_ERROR_NUMBER },
  { "{\"a\":1e-999}", BD_JSON_ERROR_NUMBER },
  { "{\"a\":1e99999999999999999999999999}", BD_JSON_ERROR_NUMBER },
};

static void
test_refuse (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_test_message ("row %" G_GSIZE_FORMAT, i);
      refuse (refused[i].text, refused[i].code);
    }
}

static void
test_number (void)
{
  static const char *const rows[] = { "1.10", "0", "-0", "-0.0", "1e3", "1E+3", "6.02e23", "1e308", "0.00000000000000000001",
                                      "1234567890123456789012345678901234567890", "5.0000" };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"v\":%s,\"w\":[%s,%s]}", rows[i], rows[i], rows[i]);
      g_autoptr (BdJson) json = parse_good (text);
      const BdJsonNode *list = bd_json_get (bd_json_root (json), "w");

      g_assert_cmpstr (bd_json_number (bd_json_get (bd_json_root (json), "v")), ==, rows[i]);
      g_assert_cmpstr (bd_json_number (bd_json_at (list, 0)), ==, rows[i]);
      g_assert_cmpstr (bd_json_number (bd_json_at (list, 1)), ==, rows[i]);
      g_assert_null (bd_json_string (bd_json_at (list, 1)));
    }
}

static void
test_number_length (void)
{
  g_autofree char *longest = g_strnfill (1024, '7');
  g_autofree char *good = g_strdup_printf ("{\"v\":%s}", longest);
  g_autofree char *bad = g_strdup_printf ("{\"v\":%s0}", longest);
  g_autoptr (BdJson) json = parse_good (good);

  g_assert_cmpstr (bd_json_number (bd_json_get (bd_json_root (json), "v")), ==, longest);
  refuse (bad, BD_JSON_ERROR_NUMBER);
}

static void
test_integer (void)
{
  static const struct { const char *text; gboolean whole; gint64 value; } rows[] = {
    { "0", TRUE, 0 }, { "-0", TRUE, 0 }, { "-12", TRUE, -12 }, { "9223372036854775807", TRUE, G_MAXINT64 },
    { "-9223372036854775808", TRUE, G_MININT64 }, { "9223372036854775808", FALSE, 0 }, { "1.0", FALSE, 0 },
    { "1e3", FALSE, 0 }, { "\"1\"", FALSE, 0 }, { "true", FALSE, 0 }, { "null", FALSE, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"v\":%s}", rows[i].text);
      g_autoptr (BdJson) json = parse_good (text);
      gint64 value = 77;

      g_assert_cmpint (bd_json_integer (bd_json_get (bd_json_root (json), "v"), &value), ==, rows[i].whole);
      g_assert_cmpint (value, ==, rows[i].value);
    }
}

static void
test_string (void)
{
  static const struct { const char *text, *expected; } rows[] = {
    { "", "" },
    { "plain", "plain" },
    { "\\\"\\\\\\/\\b\\f\\n\\r\\t", "\"\\/\b\f\n\r\t" },
    { "\\u0041\\u00e9\\u0101\\u20ac", "Aéā€" },
    { "\\ud83d\\ude00!", "😀!" },
    { "\\uD83D\\uDE00", "😀" },
    { "Māori ½ 😀", "Māori ½ 😀" },
    { "\x7f", "\x7f" },
    { "\\u007f\\uffff", "\x7f\xef\xbf\xbf" },
    { "\xf4\x8f\xbf\xbf", "\xf4\x8f\xbf\xbf" },
    { "\xed\x9f\xbf", "\xed\x9f\xbf" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"%s\":\"%s\"}", rows[i].text, rows[i].text);
      g_autoptr (BdJson) json = parse_good (text);
      const BdJsonNode *value = bd_json_first (bd_json_root (json));

      g_assert_cmpstr (bd_json_string (value), ==, rows[i].expected);
      g_assert_cmpstr (bd_json_name (value), ==, rows[i].expected);
      g_assert_true (bd_json_get (bd_json_root (json), rows[i].expected) == value);
    }
}

static void
test_tree (void)
{
  g_autoptr (BdJson) json = parse_good ("\xEF\xBB\xBF \r\n{ \"a\" : [ 1 , [] , {} , [ [ \"x\" ] ] , null ] ,\t\"b\":{\"c\":true,\"d\":false}}\n");
  const BdJsonNode *root = bd_json_root (json);
  const BdJsonNode *a = bd_json_get (root, "a");
  const BdJsonNode *b = bd_json_get (root, "b");
  static const BdJsonType types[] = { BD_JSON_NUMBER, BD_JSON_ARRAY, BD_JSON_OBJECT, BD_JSON_ARRAY, BD_JSON_NULL };
  gboolean value;
  guint i = 0;

  g_assert_cmpuint (bd_json_length (root), ==, 2);
  g_assert_cmpuint (bd_json_length (a), ==, 5);
  for (const BdJsonNode *at = bd_json_first (a); at != NULL; at = bd_json_next (at), i++)
    {
      g_assert_cmpint (bd_json_type (at), ==, types[i]);
      g_assert_true (at == bd_json_at (a, i));
      g_assert_null (bd_json_name (at));
    }
  g_assert_cmpuint (i, ==, 5);
  g_assert_null (bd_json_at (a, 5));
  g_assert_null (bd_json_first (bd_json_at (a, 1)));
  g_assert_true (bd_json_next (a) == b);
  g_assert_null (bd_json_next (b));

  g_assert_true (bd_json_boolean (bd_json_get (b, "c"), &value) && value);
  g_assert_true (bd_json_boolean (bd_json_get (b, "d"), &value) && !value);
  g_assert_false (bd_json_boolean (a, &value));
  g_assert_cmpuint (bd_json_length (bd_json_get (b, "c")), ==, 0);
  g_assert_null (bd_json_get (b, "e"));
  g_assert_null (bd_json_get (a, "x"));
}

static void
test_absent (void)
{
  gboolean flag = TRUE;
  gint64 number = 1;

  g_assert_cmpint (bd_json_type (NULL), ==, BD_JSON_NULL);
  g_assert_null (bd_json_get (NULL, "a"));
  g_assert_null (bd_json_get_string (NULL, "a"));
  g_assert_null (bd_json_first (NULL));
  g_assert_null (bd_json_next (NULL));
  g_assert_null (bd_json_at (NULL, 0));
  g_assert_null (bd_json_name (NULL));
  g_assert_null (bd_json_string (NULL));
  g_assert_null (bd_json_number (NULL));
  g_assert_cmpuint (bd_json_length (NULL), ==, 0);
  g_assert_false (bd_json_boolean (NULL, &flag));
  g_assert_false (flag);
  g_assert_false (bd_json_integer (NULL, &number));
  g_assert_cmpint (number, ==, 0);
}

static void
assert_bytes (BdJson           *json,
              const BdJsonNode *node,
              const char       *expected)
{
  g_autoptr (GBytes) bytes = bd_json_dup_bytes (json, node);

  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), expected, strlen (expected));
}

static void
test_bytes (void)
{
  const char *text = "\xEF\xBB\xBF { \"n\" : 1.10 , \"s\":\"\\u0041\" ,\"o\": { \"x\" : [ 1 , 2 ] } ,\"t\":true }\n";
  g_autoptr (BdJson) json = parse_good (text);
  const BdJsonNode *root = bd_json_root (json);

  assert_bytes (json, root, "{ \"n\" : 1.10 , \"s\":\"\\u0041\" ,\"o\": { \"x\" : [ 1 , 2 ] } ,\"t\":true }");
  assert_bytes (json, bd_json_get (root, "n"), "1.10");
  assert_bytes (json, bd_json_get (root, "s"), "\"\\u0041\"");
  assert_bytes (json, bd_json_get (root, "o"), "{ \"x\" : [ 1 , 2 ] }");
  assert_bytes (json, bd_json_get (root, "t"), "true");
}

/* The slice keeps the body when the document is gone. */
static void
test_bytes_outlive (void)
{
  BdJson *json = parse_good ("{\"a\":{\"b\":1}}");
  g_autoptr (GBytes) bytes = bd_json_dup_bytes (json, bd_json_get (bd_json_root (json), "a"));

  g_assert_true (bd_json_ref (json) == json);
  bd_json_unref (json);
  bd_json_unref (json);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "{\"b\":1}", 7);
}

static char *
nest (guint levels)
{
  g_autoptr (GString) text = g_string_new ("{\"a\":");

  for (guint i = 1; i < levels; i++)
    g_string_append_c (text, '[');
  for (guint i = 1; i < levels; i++)
    g_string_append_c (text, ']');
  g_string_append_c (text, '}');

  return g_strdup (text->str);
}

static void
test_depth (void)
{
  g_autofree char *deepest = nest (BD_JSON_MAX_DEPTH);
  g_autofree char *deeper = nest (BD_JSON_MAX_DEPTH + 1);
  g_autofree char *abyss = g_strnfill (1000000, '[');
  g_autoptr (BdJson) json = NULL;

  json = parse_good (deepest);
  g_assert_cmpuint (bd_json_length (bd_json_root (json)), ==, 1);
  refuse (deeper, BD_JSON_ERROR_TOO_DEEP);
  refuse (abyss, BD_JSON_ERROR_TOO_DEEP);
}

static void
test_size (void)
{
  g_autofree char *space = g_strnfill (BD_JSON_MAX_BYTES + 1, ' ');
  g_autoptr (GBytes) largest = NULL;
  g_autoptr (BdJson) json = NULL;

  space[0] = '{';
  space[1] = '}';
  refuse (space, BD_JSON_ERROR_TOO_LARGE);

  largest = g_bytes_new_static (space, BD_JSON_MAX_BYTES);
  json = bd_json_parse (largest, NULL);
  g_assert_nonnull (json);
}

/* Objects of many members are checked another way than small ones. */
static void
test_duplicate_in_large (void)
{
  for (guint members = 2; members < 70; members++)
    {
      g_autoptr (GString) text = g_string_new ("{\"last\":0");
      g_autoptr (BdJson) json = NULL;

      for (guint i = 0; i < members; i++)
        g_string_append_printf (text, ",\"m%u\":[%u]", i, i);
      g_string_append (text, "}");
      json = parse_good (text->str);
      g_assert_cmpuint (bd_json_length (bd_json_root (json)), ==, members + 1);

      g_string_truncate (text, text->len - 1);
      g_string_append (text, ",\"last\":1}");
      refuse (text->str, BD_JSON_ERROR_DUPLICATE);
    }
}

static void
test_message (void)
{
  static const struct { const char *text, *expected; } rows[] = {
    { "", "The answer is not JSON (byte 0)" },
    { "<html>HINEMOA</html>", "The answer is not JSON (byte 0)" },
    { "{\"HINEMOA\": HINEMOA}", "The answer is not JSON (byte 12)" },
    { "{\"HINEMOA\": 1", "The answer ends before it is complete (byte 13)" },
    { "[\"HINEMOA\"]", "The answer is not a JSON object (byte 0)" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (parse (rows[i].text, &error));
      g_assert_cmpstr (error->message, ==, rows[i].expected);
    }
}

static void
test_empty_bytes (void)
{
  g_autoptr (GBytes) empty = g_bytes_new (NULL, 0);
  g_autoptr (GError) error = NULL;

  g_assert_null (bd_json_parse (empty, &error));
  g_assert_error (error, BD_JSON_ERROR, BD_JSON_ERROR_SYNTAX);
}

/* Memory that ends with the body: a read beyond it is a fault under the sanitizers. */
static void
test_truncated_anywhere (void)
{
  const char *whole = "{\"a\":[1.5e3,\"\\ud83d\\ude00 ā\",true,null],\"b\":{\"c\":-0}}";

  for (gsize length = 0; length < strlen (whole); length++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_take (g_memdup2 (whole, length), length);

      g_assert_null (bd_json_parse (bytes, NULL));
    }
}

static void
append_entries (GString *text,
                guint    entries)
{
  g_string_append (text, "{\"resourceType\":\"Bundle\",\"entry\":[");
  for (guint i = 0; i < entries; i++)
    g_string_append_printf (text, "%s{\"resource\":{\"resourceType\":\"Observation\",\"id\":\"o%u\",\"status\":\"final\","
                            "\"code\":{\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"8480-6\"}],\"text\":\"Systolic\"},"
                            "\"valueQuantity\":{\"value\":%u.50,\"unit\":\"mm Hg\"}}}", i > 0 ? "," : "", i, 90 + i % 80);
  g_string_append (text, "]}");
}

static void
test_large_bundle (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (BdJson) json = NULL;
  const BdJsonNode *entries, *last = NULL;
  gint64 start;

  append_entries (text, 50000);
  start = g_get_monotonic_time ();
  json = parse_good (text->str);
  g_test_minimized_result ((double) (g_get_monotonic_time () - start) / 1000, "50,000 entries, %u bytes", (guint) text->len);

  entries = bd_json_get (bd_json_root (json), "entry");
  g_assert_cmpuint (bd_json_length (entries), ==, 50000);
  for (const BdJsonNode *at = bd_json_first (entries); at != NULL; at = bd_json_next (at))
    last = at;
  g_assert_cmpstr (bd_json_get_string (bd_json_get (last, "resource"), "id"), ==, "o49999");
}

static gpointer
read_in_thread (gpointer json)
{
  g_autoptr (BdJson) mine = json;

  for (int i = 0; i < 1000; i++)
    {
      bd_json_unref (bd_json_ref (mine));
      g_assert_cmpstr (bd_json_get_string (bd_json_root (mine), "a"), ==, "b");
    }

  return NULL;
}

static void
test_threads (void)
{
  g_autoptr (BdJson) json = parse_good ("{\"a\":\"b\"}");
  GThread *threads[4];

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("read", read_in_thread, bd_json_ref (json));
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json/refuse", test_refuse);
  g_test_add_func ("/json/number", test_number);
  g_test_add_func ("/json/number-length", test_number_length);
  g_test_add_func ("/json/integer", test_integer);
  g_test_add_func ("/json/string", test_string);
  g_test_add_func ("/json/tree", test_tree);
  g_test_add_func ("/json/absent", test_absent);
  g_test_add_func ("/json/bytes", test_bytes);
  g_test_add_func ("/json/bytes-outlive", test_bytes_outlive);
  g_test_add_func ("/json/depth", test_depth);
  g_test_add_func ("/json/size", test_size);
  g_test_add_func ("/json/duplicate-in-large", test_duplicate_in_large);
  g_test_add_func ("/json/message", test_message);
  g_test_add_func ("/json/empty-bytes", test_empty_bytes);
  g_test_add_func ("/json/truncated-anywhere", test_truncated_anywhere);
  g_test_add_func ("/json/large-bundle", test_large_bundle);
  g_test_add_func ("/json/threads", test_threads);

  return g_test_run ();
}
