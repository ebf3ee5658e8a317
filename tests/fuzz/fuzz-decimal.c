/* fuzz-decimal.c: decimals are ordered, and the grammar is that of JSON
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "fuzz.h"

#include "bd-decimal.h"
#include "bd-json.h"

#include <string.h>

static gboolean
is_json_number (const char *text)
{
  g_autofree char *object = g_strdup_printf ("{\"v\":%s}", text);
  g_autoptr (GBytes) bytes = g_bytes_new_static (object, strlen (object));
  g_autoptr (GError) error = NULL;
  g_autoptr (BdJson) json = bd_json_parse (bytes, &error);

  if (json == NULL)
    return g_error_matches (error, BD_JSON_ERROR, BD_JSON_ERROR_NUMBER) && bd_decimal_is_valid (text, -1);

  return g_strcmp0 (bd_json_number (bd_json_get (bd_json_root (json), "v")), text) == 0;
}

static int
sign (int order)
{
  return (order > 0) - (order < 0);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  char *second = strchr (text, '\n');
  double a = 0, b = 0;
  int order;

  if (second != NULL)
    *second++ = '\0';

  fuzz_check (strpbrk (text, " \t\r") != NULL || bd_decimal_is_valid (text, -1) == is_json_number (text));
  if (!bd_decimal_is_valid (text, -1) || !bd_decimal_is_valid (second, -1))
    return 0;

  order = sign (bd_decimal_compare (text, second));
  fuzz_check (order == -sign (bd_decimal_compare (second, text)));
  fuzz_check (bd_decimal_compare (text, text) == 0);
  if (bd_decimal_to_double_for_charts (text, &a) && bd_decimal_to_double_for_charts (second, &b) && a != b)
    fuzz_check (order == (a > b) - (a < b));

  return 0;
}
