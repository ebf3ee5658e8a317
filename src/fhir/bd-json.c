/* bd-json.c: strict, lossless JSON: every number as its text, every node knows its bytes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-json.h"

#include "bd-json-private.h"

#include <string.h>

struct _BdJson
{
  gatomicrefcount ref_count;
  GBytes         *bytes;    /* owned: as received */
  char           *text;     /* owned: decoded strings, names and numbers; wiped */
  gsize           size;
  BdJsonNode     *nodes;    /* owned: element 0 leads back to `text`, 1 is the root */
};

G_DEFINE_QUARK (bd-json-error-quark, bd_json_error)

/* --- the document --- */

static BdJson *
json_new (GBytes *bytes)
{
  BdJson *self = g_new0 (BdJson, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->bytes = g_bytes_ref (bytes);
  self->size = g_bytes_get_size (bytes) + 1;   /* a number may be the last byte of all */
  self->text = g_malloc (self->size);

  return self;
}

/**
 * bd_json_parse:
 * @bytes: the body as received; kept, never copied or changed
 * @error: where to say what is wrong
 *
 * Reads one JSON object by the letter of RFC 8259: no repeated members, no comments,
 * no trailing commas, valid UTF-8, nothing after the object. A byte order mark in
 * front is allowed. Numbers keep their text, 1.10 stays 1.10.
 *
 * Error messages give a place in bytes and never quote the body.
 *
 * Returns: (transfer full): the document, or %NULL with a #BdJsonError
 */
BdJson *
bd_json_parse (GBytes  *bytes,
               GError **error)
{
  g_autoptr (BdJson) self = NULL;
  const char *data;

  g_return_val_if_fail (bytes != NULL, NULL);

  if (g_bytes_get_size (bytes) > BD_JSON_MAX_BYTES)
    {
      g_set_error_literal (error, BD_JSON_ERROR, BD_JSON_ERROR_TOO_LARGE, "The answer is larger than 32 MiB");
      return NULL;
    }

  self = json_new (bytes);
  data = g_bytes_get_data (bytes, NULL);
  self->nodes = bd_json_parser_run (data != NULL ? data : "", g_bytes_get_size (bytes), self->text, error);

  return self->nodes != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * bd_json_ref:
 * @self: a document
 *
 * May be called from any thread.
 *
 * Returns: (transfer full): @self
 */
BdJson *
bd_json_ref (BdJson *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * bd_json_unref:
 * @self: (transfer full): a document
 *
 * With the last reference the decoded texts are wiped, and every node is gone. The
 * bytes belong to whoever else holds them.
 */
void
bd_json_unref (BdJson *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  explicit_bzero (self->text, self->size);
  g_free (self->text);
  g_free (self->nodes);
  g_bytes_unref (self->bytes);
  g_free (self);
}

/**
 * bd_json_root:
 * @self: a document
 *
 * Returns: (transfer none): its object
 */
const BdJsonNode *
bd_json_root (BdJson *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return &self->nodes[1];
}

/**
 * bd_json_dup_bytes:
 * @self: a document
 * @node: a node of this document
 *
 * Returns: (transfer full): the bytes of @node exactly as received, a slice that
 *   keeps the whole body
 */
GBytes *
bd_json_dup_bytes (BdJson           *self,
                   const BdJsonNode *node)
{
  g_return_val_if_fail (self != NULL && node != NULL, NULL);
  g_return_val_if_fail (node == &self->nodes[node->index], NULL);

  return g_bytes_new_from_bytes (self->bytes, node->start, node->end - node->start);
}

/* --- asking a node --- */

static inline const char *
peek_text (const BdJsonNode *node,
           guint32           offset)
{
  const char *text;

  memcpy (&text, node - node->index, sizeof text);

  return text + offset;
}

/* Most names differ in their first letter, and a page is asked for a million of them. */
static inline gboolean
is_text (const char *text,
         const char *wanted)
{
  return *text == *wanted && strcmp (text, wanted) == 0;
}

/* Of a node that is there, and for the first a container. */

static inline const BdJsonNode *
first_child (const BdJsonNode *node)
{
  return node->count > 0 ? node + 1 : NULL;
}

static inline const BdJsonNode *
next_sibling (const BdJsonNode *node)
{
  return node->next > 0 ? node + node->next : NULL;
}

static inline gboolean
is_container (const BdJsonNode *node)
{
  return node != NULL && (node->type == BD_JSON_OBJECT || node->type == BD_JSON_ARRAY);
}

/**
 * bd_json_type:
 * @node: (nullable): a node
 *
 * Returns: what it is; %BD_JSON_NULL for absent
 */
BdJsonType
bd_json_type (const BdJsonNode *node)
{
  return node != NULL ? (BdJsonType) node->type : BD_JSON_NULL;
}

/**
 * bd_json_get:
 * @node: (nullable): an object
 * @member: a name
 *
 * Returns: (transfer none) (nullable): the value of that member; %NULL if there is
 *   none, or if @node is no object
 */
const BdJsonNode *
bd_json_get (const BdJsonNode *node,
             const char       *member)
{
  g_return_val_if_fail (member != NULL, NULL);

  if (bd_json_type (node) != BD_JSON_OBJECT)
    return NULL;

  for (const BdJsonNode *child = first_child (node); child != NULL; child = next_sibling (child))
    if (is_text (peek_text (child, child->name), member))
      return child;

  return NULL;
}

/**
 * bd_json_length:
 * @node: (nullable): a node
 *
 * Returns: how many elements or members it has; 0 for anything else
 */
guint
bd_json_length (const BdJsonNode *node)
{
  return is_container (node) ? node->count : 0;
}

/**
 * bd_json_at:
 * @node: (nullable): an array or object
 * @index: from 0
 *
 * Takes as many steps as @index: in a loop use bd_json_first() and bd_json_next().
 *
 * Returns: (transfer none) (nullable): the element or member value, or %NULL
 */
const BdJsonNode *
bd_json_at (const BdJsonNode *node,
            guint             index)
{
  const BdJsonNode *child = bd_json_first (node);

  while (child != NULL && index-- > 0)
    child = bd_json_next (child);

  return child;
}

/**
 * bd_json_first:
 * @node: (nullable): an array or object
 *
 * Returns: (transfer none) (nullable): its first element or member value
 */
const BdJsonNode *
bd_json_first (const BdJsonNode *node)
{
  return is_container (node) ? first_child (node) : NULL;
}

/**
 * bd_json_next:
 * @node: (nullable): an element or member value
 *
 * Returns: (transfer none) (nullable): the one after it in the same array or object
 */
const BdJsonNode *
bd_json_next (const BdJsonNode *node)
{
  return node != NULL ? next_sibling (node) : NULL;
}

/**
 * bd_json_name:
 * @node: (nullable): a node
 *
 * Returns: (transfer none) (nullable): the name it has as a member of an object
 */
const char *
bd_json_name (const BdJsonNode *node)
{
  return node != NULL && node->name != BD_JSON_NO_NAME ? peek_text (node, node->name) : NULL;
}

/**
 * bd_json_string:
 * @node: (nullable): a node
 *
 * Returns: (transfer none) (nullable): its text, valid UTF-8; %NULL unless a string
 */
const char *
bd_json_string (const BdJsonNode *node)
{
  return bd_json_type (node) == BD_JSON_STRING ? peek_text (node, node->start + 1) : NULL;
}

/**
 * bd_json_number:
 * @node: (nullable): a node
 *
 * Returns: (transfer none) (nullable): the number as received; %NULL unless a number
 */
const char *
bd_json_number (const BdJsonNode *node)
{
  return bd_json_type (node) == BD_JSON_NUMBER ? peek_text (node, node->start) : NULL;
}

/**
 * bd_json_boolean:
 * @node: (nullable): a node
 * @value: (out): the boolean
 *
 * Returns: %FALSE, with @value %FALSE, unless @node is a boolean
 */
gboolean
bd_json_boolean (const BdJsonNode *node,
                 gboolean         *value)
{
  gboolean is_boolean = node != NULL && node->type == BD_JSON_BOOLEAN;

  g_return_val_if_fail (value != NULL, FALSE);

  *value = is_boolean && node->count != 0;

  return is_boolean;
}

/**
 * bd_json_integer:
 * @node: (nullable): a node
 * @value: (out): the number
 *
 * Returns: %FALSE, with @value 0, unless @node is a number written without point or
 *   exponent that fits 64 bits
 */
gboolean
bd_json_integer (const BdJsonNode *node,
                 gint64           *value)
{
  const char *text = bd_json_number (node);

  g_return_val_if_fail (value != NULL, FALSE);

  *value = 0;

  return text != NULL && g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, value, NULL);
}

/**
 * bd_json_get_string:
 * @node: (nullable): an object
 * @member: a name
 *
 * Returns: (transfer none) (nullable): the text of that member; %NULL unless a string
 */
const char *
bd_json_get_string (const BdJsonNode *node,
                    const char       *member)
{
  return bd_json_string (bd_json_get (node, member));
}
