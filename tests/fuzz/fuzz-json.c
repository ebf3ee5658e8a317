/* fuzz-json.c: whatever is read can be written, and reads back as the same tree
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "fuzz.h"

#include "bd-decimal.h"
#include "bd-json-writer.h"

#include <string.h>

static void
write_node (BdJsonWriter     *writer,
            const BdJsonNode *node)
{
  const char *name = bd_json_name (node);
  gboolean value;

  switch (bd_json_type (node))
    {
    case BD_JSON_BOOLEAN:
      fuzz_check (bd_json_boolean (node, &value));
      bd_json_writer_boolean (writer, name, value);
      break;
    case BD_JSON_NUMBER:
      fuzz_check (bd_decimal_is_valid (bd_json_number (node), -1));
      bd_json_writer_number (writer, name, bd_json_number (node));
      break;
    case BD_JSON_STRING:
      fuzz_check (g_utf8_validate (bd_json_string (node), -1, NULL));
      bd_json_writer_string (writer, name, bd_json_string (node));
      break;
    case BD_JSON_ARRAY:
    case BD_JSON_OBJECT:
      bd_json_type (node) == BD_JSON_ARRAY ? bd_json_writer_begin_array (writer, name)
                                           : bd_json_writer_begin_object (writer, name);
      for (const BdJsonNode *child = bd_json_first (node); child != NULL; child = bd_json_next (child))
        write_node (writer, child);
      bd_json_type (node) == BD_JSON_ARRAY ? bd_json_writer_end_array (writer) : bd_json_writer_end_object (writer);
      break;
    case BD_JSON_NULL:
    default:
      bd_json_writer_null (writer, name);
    }
}

static void
check_same (const BdJsonNode *a,
            const BdJsonNode *b)
{
  const BdJsonNode *x = bd_json_first (a), *y = bd_json_first (b);
  guint children = 0;

  fuzz_check (bd_json_type (a) == bd_json_type (b));
  fuzz_check (g_strcmp0 (bd_json_name (a), bd_json_name (b)) == 0);
  fuzz_check (g_strcmp0 (bd_json_string (a), bd_json_string (b)) == 0);
  fuzz_check (g_strcmp0 (bd_json_number (a), bd_json_number (b)) == 0);
  fuzz_check (bd_json_length (a) == bd_json_length (b));
  for (; x != NULL && y != NULL; x = bd_json_next (x), y = bd_json_next (y), children++)
    check_same (x, y);
  fuzz_check (x == y && children == bd_json_length (a));
}

static BdJson *
rewrite (BdJson  *json,
         gboolean pretty)
{
  BdJsonWriter *writer = bd_json_writer_new (pretty);
  g_autoptr (GBytes) bytes = NULL;
  char *text;

  write_node (writer, bd_json_root (json));
  text = bd_json_writer_finish (writer);
  bytes = g_bytes_new_take (text, strlen (text));

  return bd_json_parse (bytes, NULL);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (BdJson) json = bd_json_parse (bytes, &error);
  g_autoptr (BdJson) again = NULL, slice = NULL;
  g_autoptr (GBytes) root = NULL;

  fuzz_check ((json == NULL) == (error != NULL));
  if (json == NULL)
    return 0;

  root = bd_json_dup_bytes (json, bd_json_root (json));
  slice = bd_json_parse (root, NULL);
  fuzz_check (slice != NULL);
  check_same (bd_json_root (json), bd_json_root (slice));

  again = rewrite (json, size % 2);
  fuzz_check (again != NULL);
  check_same (bd_json_root (json), bd_json_root (again));

  return 0;
}
