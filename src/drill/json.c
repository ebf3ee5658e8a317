/* json.c: JSON for the drill: json-glib with numbers kept as they were written
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "json.h"

#include <gio/gio.h>
#include <stdarg.h>
#include <string.h>

#define QUOTED_MARK "\"" BD_DRILL_NUMBER_MARK

/* Copies a string literal, from its opening to its closing quote. */
static gsize
copy_literal (GString    *out,
              const char *text,
              gsize       length)
{
  gsize n = 1;

  while (n < length && text[n] != '"')
    n += text[n] == '\\' ? 2 : 1;
  n = MIN (n + 1, length);
  g_string_append_len (out, text, n);

  return n;
}

static char *
protect_numbers (const char *text,
                 gsize       length)
{
  GString *out = g_string_sized_new (length + length / 8);
  gsize i = 0;

  while (i < length)
    if (text[i] == '"')
      i += copy_literal (out, text + i, length - i);
    else if (text[i] == '-' || g_ascii_isdigit (text[i]))
      {
        gsize n = strspn (text + i, "0123456789+-.eE");

        g_string_append (out, QUOTED_MARK);
        g_string_append_len (out, text + i, n);
        g_string_append_c (out, '"');
        i += n;
      }
    else
      g_string_append_c (out, text[i++]);

  return g_string_free (out, FALSE);
}

static char *
release_numbers (const char *text)
{
  GString *out = g_string_sized_new (strlen (text));
  const char *p = text;
  const char *mark;

  while ((mark = strstr (p, QUOTED_MARK)) != NULL)
    {
      const char *number = mark + strlen (QUOTED_MARK);
      gsize n = strcspn (number, "\"");

      g_string_append_len (out, p, mark - p);
      g_string_append_len (out, number, n);
      p = number + n + 1;
    }
  g_string_append (out, p);

  return g_string_free (out, FALSE);
}

/**
 * bd_drill_json_parse:
 * @text: UTF-8 JSON
 * @length: its bytes, or -1
 * @error: G_IO_ERROR_INVALID_DATA
 *
 * Reads JSON; numbers come back as marked strings.
 *
 * Returns: (transfer full): the root
 */
JsonNode *
bd_drill_json_parse (const char *text,
                     gssize      length,
                     GError    **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autofree char *safe = NULL;
  JsonNode *root;

  safe = protect_numbers (text, length < 0 ? strlen (text) : (gsize) length);
  if (!json_parser_load_from_data (parser, safe, -1, NULL) ||
      (root = json_parser_get_root (parser)) == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "This is not JSON");
      return NULL;
    }

  return bd_drill_json_copy (root);
}

/**
 * bd_drill_json_load:
 * @path: a file
 * @error: a file error, or G_IO_ERROR_INVALID_DATA
 *
 * Reads a file that holds one JSON object.
 *
 * Returns: (transfer full): the object
 */
JsonObject *
bd_drill_json_load (const char *path,
                    GError    **error)
{
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) root = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, error))
    return NULL;
  root = bd_drill_json_parse (text, length, error);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_clear_error (error);
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s does not hold one JSON object", path);
      return NULL;
    }

  return json_node_dup_object (root);
}

/**
 * bd_drill_json_print:
 * @object: what to print
 *
 * Returns: (transfer full): its text, numbers as they were written
 */
char *
bd_drill_json_print (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_alloc ();
  g_autofree char *text = NULL;

  json_node_init_object (node, object);
  text = json_to_string (node, FALSE);

  return release_numbers (text);
}

/**
 * bd_drill_json_copy:
 * @node: any node
 *
 * json_node_copy() shares objects and arrays; this shares nothing.
 *
 * Returns: (transfer full): a deep copy, free to be changed
 */
JsonNode *
bd_drill_json_copy (JsonNode *node)
{
  JsonNode *copy;

  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      copy = json_node_new (JSON_NODE_OBJECT);
      json_node_take_object (copy, bd_drill_json_copy_object (json_node_get_object (node)));
    }
  else if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *from = json_node_get_array (node);
      JsonArray *array = json_array_new ();

      for (guint i = 0; i < json_array_get_length (from); i++)
        json_array_add_element (array, bd_drill_json_copy (json_array_get_element (from, i)));
      copy = json_node_new (JSON_NODE_ARRAY);
      json_node_take_array (copy, array);
    }
  else if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    copy = json_node_init_string (json_node_alloc (), json_node_get_string (node));
  else if (JSON_NODE_HOLDS_VALUE (node))
    copy = json_node_init_boolean (json_node_alloc (), json_node_get_boolean (node));
  else
    copy = json_node_new (JSON_NODE_NULL);

  return copy;
}

/**
 * bd_drill_json_copy_object:
 * @object: any object
 *
 * Returns: (transfer full): a deep copy, members in the same order
 */
JsonObject *
bd_drill_json_copy_object (JsonObject *object)
{
  JsonObject *copy = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    json_object_set_member (copy, name, bd_drill_json_copy (value));

  return copy;
}

/**
 * bd_drill_json_string:
 * @object: (nullable): where to look
 * @member: which member
 *
 * Returns: (nullable): its string
 */
const char *
bd_drill_json_string (JsonObject *object,
                      const char *member)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
         ? json_node_get_string (node) : NULL;
}

/**
 * bd_drill_json_integer:
 * @object: (nullable): where to look
 * @member: which member
 * @fallback: if there is no such number
 *
 * Returns: its whole number
 */
gint64
bd_drill_json_integer (JsonObject *object,
                       const char *member,
                       gint64      fallback)
{
  const char *text = bd_drill_json_string (object, member);

  if (text == NULL || !g_str_has_prefix (text, BD_DRILL_NUMBER_MARK))
    return fallback;

  return g_ascii_strtoll (text + strlen (BD_DRILL_NUMBER_MARK), NULL, 10);
}

/**
 * bd_drill_json_boolean:
 * @object: (nullable): where to look
 * @member: which member
 *
 * Returns: whether it is there and true
 */
gboolean
bd_drill_json_boolean (JsonObject *object,
                       const char *member)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
         json_node_get_value_type (node) == G_TYPE_BOOLEAN && json_node_get_boolean (node);
}

/**
 * bd_drill_json_object:
 * @object: (nullable): where to look
 * @member: which member
 *
 * Returns: (nullable) (transfer none): its object
 */
JsonObject *
bd_drill_json_object (JsonObject *object,
                      const char *member)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/**
 * bd_drill_json_array:
 * @object: (nullable): where to look
 * @member: which member
 *
 * Returns: (nullable) (transfer none): its array
 */
JsonArray *
bd_drill_json_array (JsonObject *object,
                     const char *member)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/**
 * bd_drill_json_element:
 * @array: (nullable): an array
 * @i: which element
 *
 * Returns: (nullable) (transfer none): the object at @i, or %NULL past the end
 */
JsonObject *
bd_drill_json_element (JsonArray *array,
                       guint      i)
{
  JsonNode *node;

  if (array == NULL || i >= json_array_get_length (array))
    return NULL;
  node = json_array_get_element (array, i);

  return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/**
 * bd_drill_json_lists:
 * @object: (nullable): where to look
 * @member: a member that is a string or a list of strings
 * @value: the string looked for
 *
 * Returns: whether @value is there
 */
gboolean
bd_drill_json_lists (JsonObject *object,
                     const char *member,
                     const char *value)
{
  JsonArray *array = bd_drill_json_array (object, member);

  if (array == NULL)
    return g_strcmp0 (bd_drill_json_string (object, member), value) == 0;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING &&
          g_strcmp0 (json_node_get_string (node), value) == 0)
        return TRUE;
    }

  return FALSE;
}

/**
 * bd_drill_json_strings:
 * @member: name of the first member
 * @...: its string, then further pairs, then %NULL; a pair whose string is %NULL is left out
 *
 * Returns: (transfer full): an object of strings
 */
JsonObject *
bd_drill_json_strings (const char *member,
                       ...)
{
  JsonObject *object = json_object_new ();
  va_list args;

  va_start (args, member);
  for (const char *name = member; name != NULL; name = va_arg (args, const char *))
    {
      const char *value = va_arg (args, const char *);

      if (value != NULL)
        json_object_set_string_member (object, name, value);
    }
  va_end (args);

  return object;
}

/**
 * bd_drill_json_list:
 * @first: (transfer full): the only element
 *
 * Returns: (transfer full): an array of one object
 */
JsonArray *
bd_drill_json_list (JsonObject *first)
{
  JsonArray *array = json_array_new ();

  json_array_add_object_element (array, first);

  return array;
}

/**
 * bd_drill_json_set_number:
 * @object: where to set
 * @member: which member
 * @number: a whole number
 */
void
bd_drill_json_set_number (JsonObject *object,
                          const char *member,
                          gint64      number)
{
  g_autofree char *text = g_strdup_printf (BD_DRILL_NUMBER_MARK "%" G_GINT64_FORMAT, number);

  json_object_set_string_member (object, member, text);
}
