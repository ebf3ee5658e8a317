/* bd-json.c: strict, lossless JSON: every number as its text, every node knows its bytes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One pass over the received bytes. Nodes stand in one array in document order, so
 * the first child of a node is the node after it. Texts are decoded into one buffer
 * at the offset where they were found: a decoded text is never longer than its
 * source, and the quote, comma or bracket after it leaves room for its NUL.
 */
#include "bd-json.h"

#include <stdlib.h>
#include <string.h>

#define MAX_NUMBER_LENGTH 1024
#define MAX_EXPONENT      308
#define FEW_MEMBERS       16    /* up to here, comparing all pairs is cheaper than sorting */
#define NO_NAME           G_MAXUINT32

struct _BdJsonNode
{
  guint32 start;       /* where its bytes begin, and end */
  guint32 end;
  guint32 name;        /* offset of its name, or NO_NAME */
  guint32 index;       /* place in the array */
  guint32 next;        /* steps to the next sibling, 0 for the last */
  guint32 type : 3;    /* BdJsonType */
  guint32 count : 29;  /* children; for a boolean its value */
};

struct _BdJson
{
  gatomicrefcount ref_count;
  GBytes         *bytes;    /* owned: as received */
  char           *text;     /* owned: decoded strings, names and numbers; wiped */
  gsize           size;
  BdJsonNode     *nodes;    /* owned: element 0 leads back to `text`, 1 is the root */
};

typedef struct
{
  const char *start;
  const char *at;
  const char *end;
  char       *text;
  BdJsonNode *nodes;
  guint32     n_nodes;
  guint32     n_allocated;
  guint       depth;
  GArray     *names;    /* scratch for finding duplicates in large objects */
  GError    **error;
} Parser;

G_DEFINE_QUARK (bd-json-error-quark, bd_json_error)

static gboolean parse_value (Parser *parser, guint32 name);

/* --- failing --- */

static gboolean
fail_at (Parser     *parser,
         BdJsonError code,
         const char *at,
         const char *what)
{
  g_set_error (parser->error, BD_JSON_ERROR, code, "%s (byte %" G_GSIZE_FORMAT ")",
               what, (gsize) (at - parser->start));

  return FALSE;
}

static gboolean
fail_syntax (Parser *parser)
{
  if (parser->at >= parser->end && parser->n_nodes > 1)
    return fail_at (parser, BD_JSON_ERROR_SYNTAX, parser->at, "The answer ends before it is complete");

  return fail_at (parser, BD_JSON_ERROR_SYNTAX, parser->at, "The answer is not JSON");
}

/* --- nodes --- */

static guint32
add_node (Parser    *parser,
          BdJsonType type,
          guint32    name)
{
  BdJsonNode *node;

  if (parser->n_nodes == parser->n_allocated)
    {
      parser->n_allocated *= 2;
      parser->nodes = g_renew (BdJsonNode, parser->nodes, parser->n_allocated);
    }

  node = &parser->nodes[parser->n_nodes];
  *node = (BdJsonNode) { .start = (guint32) (parser->at - parser->start),
                         .name = name, .index = parser->n_nodes, .type = type };

  return parser->n_nodes++;
}

static gboolean
end_node (Parser *parser,
          guint32 index)
{
  parser->nodes[index].end = (guint32) (parser->at - parser->start);

  return TRUE;
}

/* Links a child behind the one before it. */
static void
link_child (Parser  *parser,
            guint32  parent,
            guint32 *last,
            guint32  child)
{
  if (*last != 0)
    parser->nodes[*last].next = child - *last;
  *last = child;
  parser->nodes[parent].count++;
}

static inline void
skip_space (Parser *parser)
{
  while (parser->at < parser->end &&
         (*parser->at == ' ' || *parser->at == '\n' || *parser->at == '\r' || *parser->at == '\t'))
    parser->at++;
}

static inline gboolean
take (Parser *parser,
      char    c)
{
  if (parser->at >= parser->end || *parser->at != c)
    return FALSE;

  parser->at++;
  return TRUE;
}

/* --- strings --- */

/* Reads the four digits of a \u escape. */
static gboolean
take_hex (Parser   *parser,
          gunichar *value)
{
  *value = 0;
  for (int i = 0; i < 4; i++, parser->at++)
    {
      int digit = parser->at < parser->end ? g_ascii_xdigit_value (*parser->at) : -1;

      if (digit < 0)
        return fail_syntax (parser);
      *value = *value * 16 + (gunichar) digit;
    }

  return TRUE;
}

static gboolean
take_unicode (Parser *parser,
              char  **out)
{
  const char *escape = parser->at - 2;
  gunichar c, low;

  if (!take_hex (parser, &c))
    return FALSE;
  if (c == 0)
    return fail_at (parser, BD_JSON_ERROR_SYNTAX, escape, "A text holds a zero character");
  if (c >= 0xDC00 && c <= 0xDFFF)
    return fail_at (parser, BD_JSON_ERROR_ENCODING, escape, "Half a character in a text");
  if (c >= 0xD800 && c <= 0xDBFF)
    {
      if (!take (parser, '\\') || !take (parser, 'u'))
        return fail_at (parser, BD_JSON_ERROR_ENCODING, escape, "Half a character in a text");
      if (!take_hex (parser, &low))
        return FALSE;
      if (low < 0xDC00 || low > 0xDFFF)
        return fail_at (parser, BD_JSON_ERROR_ENCODING, escape, "Half a character in a text");
      c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
    }

  *out += g_unichar_to_utf8 (c, *out);
  return TRUE;
}

static gboolean
take_escape (Parser *parser,
             char  **out)
{
  static const char names[] = "\"\\/bfnrt";
  static const char values[] = "\"\\/\b\f\n\r\t";
  const char *found;

  if (parser->at >= parser->end)
    return fail_syntax (parser);
  if (take (parser, 'u'))
    return take_unicode (parser, out);

  found = memchr (names, *parser->at, sizeof names - 1);
  if (found == NULL)
    return fail_syntax (parser);

  *(*out)++ = values[found - names];
  parser->at++;
  return TRUE;
}

/* How long the UTF-8 character at `at` is; 0 if there is none (RFC 3629: no
 * overlong forms, no surrogates, nothing above U+10FFFF). */
static gsize
utf8_length (const guint8 *at,
             gsize         left)
{
  gsize length = at[0] < 0xE0 ? 2 : at[0] < 0xF0 ? 3 : 4;

  if (at[0] < 0xC2 || at[0] > 0xF4 || left < length)
    return 0;
  for (gsize i = 1; i < length; i++)
    if ((at[i] & 0xC0) != 0x80)
      return 0;
  if ((at[0] == 0xE0 && at[1] < 0xA0) || (at[0] == 0xED && at[1] > 0x9F) ||
      (at[0] == 0xF0 && at[1] < 0x90) || (at[0] == 0xF4 && at[1] > 0x8F))
    return 0;

  return length;
}

static inline gboolean
is_plain (char c)
{
  return (guint8) c >= 0x20 && (guint8) c < 0x80 && c != '"' && c != '\\';
}

static gboolean
take_odd (Parser *parser,
          char  **out)
{
  gsize length;

  if ((guint8) *parser->at < 0x20)
    return fail_at (parser, BD_JSON_ERROR_SYNTAX, parser->at, "A text holds a control character");
  if (take (parser, '\\'))
    return take_escape (parser, out);

  length = utf8_length ((const guint8 *) parser->at, (gsize) (parser->end - parser->at));
  if (length == 0)
    return fail_at (parser, BD_JSON_ERROR_ENCODING, parser->at, "The answer is not valid UTF-8");

  memcpy (*out, parser->at, length);
  *out += length;
  parser->at += length;
  return TRUE;
}

/* At the character after the opening quote; the offset of that names the text. */
static gboolean
take_text (Parser  *parser,
           guint32 *offset)
{
  char *out = parser->text + (parser->at - parser->start);

  *offset = (guint32) (parser->at - parser->start);
  while (parser->at < parser->end)
    {
      const char *run = parser->at;

      while (parser->at < parser->end && is_plain (*parser->at))
        parser->at++;
      memcpy (out, run, (gsize) (parser->at - run));
      out += parser->at - run;

      if (take (parser, '"'))
        {
          *out = '\0';
          return TRUE;
        }
      if (parser->at < parser->end && !take_odd (parser, &out))
        return FALSE;
    }

  return fail_syntax (parser);
}

/* --- numbers and words --- */

static gboolean
take_digits (Parser *parser)
{
  const char *first = parser->at;

  while (parser->at < parser->end && g_ascii_isdigit (*parser->at))
    parser->at++;

  return parser->at > first || fail_syntax (parser);
}

static gboolean
take_exponent (Parser     *parser,
               const char *number)
{
  const char *digits;
  guint value = 0;

  if (parser->at < parser->end && (*parser->at == '+' || *parser->at == '-'))
    parser->at++;
  digits = parser->at;
  if (!take_digits (parser))
    return FALSE;

  for (; digits < parser->at && value <= MAX_EXPONENT; digits++)
    value = value * 10 + (guint) (*digits - '0');
  if (value > MAX_EXPONENT)
    return fail_at (parser, BD_JSON_ERROR_NUMBER, number, "A number is larger or smaller than any real one");

  return TRUE;
}

static gboolean
parse_number (Parser *parser,
              guint32 name)
{
  guint32 index = add_node (parser, BD_JSON_NUMBER, name);
  const char *first = parser->at;
  gsize length;

  take (parser, '-');
  if (!take (parser, '0') && !take_digits (parser))
    return FALSE;
  if (take (parser, '.') && !take_digits (parser))
    return FALSE;
  if ((take (parser, 'e') || take (parser, 'E')) && !take_exponent (parser, first))
    return FALSE;

  length = (gsize) (parser->at - first);
  if (length > MAX_NUMBER_LENGTH)
    return fail_at (parser, BD_JSON_ERROR_NUMBER, first, "A number is too long to be one");

  memcpy (parser->text + (first - parser->start), first, length);
  parser->text[first - parser->start + (gssize) length] = '\0';
  return end_node (parser, index);
}

static gboolean
parse_word (Parser     *parser,
            guint32     name,
            const char *word,
            BdJsonType  type,
            guint       value)
{
  gsize length = strlen (word);
  guint32 index;

  if ((gsize) (parser->end - parser->at) < length || memcmp (parser->at, word, length) != 0)
    return fail_syntax (parser);

  index = add_node (parser, type, name);
  parser->nodes[index].count = value;
  parser->at += length;
  return end_node (parser, index);
}

static gboolean
parse_string (Parser *parser,
              guint32 name)
{
  guint32 index = add_node (parser, BD_JSON_STRING, name);
  guint32 offset;

  parser->at++;
  return take_text (parser, &offset) && end_node (parser, index);
}

/* --- objects and arrays --- */

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static gboolean
few_have_duplicates (Parser           *parser,
                     const BdJsonNode *object)
{
  const BdJsonNode *a = object + 1;

  for (guint i = 1; i < object->count; i++)
    {
      const BdJsonNode *b = object + 1;

      a += a->next;
      for (; b < a; b += b->next)
        if (strcmp (parser->text + a->name, parser->text + b->name) == 0)
          return TRUE;
    }

  return FALSE;
}

/* By sorting: no names that anybody could choose make this slow. */
static gboolean
many_have_duplicates (Parser           *parser,
                      const BdJsonNode *object)
{
  const BdJsonNode *member = object + 1;

  g_array_set_size (parser->names, 0);
  for (guint i = 0; i < object->count; i++, member += member->next)
    {
      const char *name = parser->text + member->name;

      g_array_append_val (parser->names, name);
    }
  qsort (parser->names->data, parser->names->len, sizeof (char *), compare_names);

  for (guint i = 1; i < parser->names->len; i++)
    if (strcmp (g_array_index (parser->names, char *, i - 1), g_array_index (parser->names, char *, i)) == 0)
      return TRUE;

  return FALSE;
}

static gboolean
check_duplicates (Parser *parser,
                  guint32 index)
{
  const BdJsonNode *object = &parser->nodes[index];
  gboolean found = object->count <= FEW_MEMBERS ? few_have_duplicates (parser, object)
                                                : many_have_duplicates (parser, object);

  if (found)
    return fail_at (parser, BD_JSON_ERROR_DUPLICATE, parser->start + object->start,
                    "A member stands twice in the object");

  return TRUE;
}

static gboolean
parse_member (Parser  *parser,
              guint32 *child)
{
  guint32 name;

  skip_space (parser);
  if (!take (parser, '"'))
    return fail_syntax (parser);
  if (!take_text (parser, &name))
    return FALSE;
  skip_space (parser);
  if (!take (parser, ':'))
    return fail_syntax (parser);

  skip_space (parser);
  *child = parser->n_nodes;
  return parse_value (parser, name);
}

static gboolean
parse_element (Parser  *parser,
               guint32 *child)
{
  skip_space (parser);
  *child = parser->n_nodes;

  return parse_value (parser, NO_NAME);
}

static gboolean
parse_children (Parser *parser,
                guint32 index,
                char    close,
                gboolean (*parse_child) (Parser *, guint32 *))
{
  guint32 last = 0, child;

  parser->at++;
  skip_space (parser);
  if (take (parser, close))
    return end_node (parser, index);

  do
    {
      if (!parse_child (parser, &child))
        return FALSE;
      link_child (parser, index, &last, child);
      skip_space (parser);
    }
  while (take (parser, ','));

  return take (parser, close) ? end_node (parser, index) : fail_syntax (parser);
}

static gboolean
parse_container (Parser *parser,
                 guint32 name,
                 gboolean object)
{
  guint32 index = add_node (parser, object ? BD_JSON_OBJECT : BD_JSON_ARRAY, name);
  gboolean done;

  if (++parser->depth > BD_JSON_MAX_DEPTH)
    return fail_at (parser, BD_JSON_ERROR_TOO_DEEP, parser->at, "The answer is nested too deeply");

  if (object)
    done = parse_children (parser, index, '}', parse_member) && check_duplicates (parser, index);
  else
    done = parse_children (parser, index, ']', parse_element);
  parser->depth--;

  return done;
}

static gboolean
parse_value (Parser *parser,
             guint32 name)
{
  switch (parser->at < parser->end ? *parser->at : '\0')
    {
    case '{': return parse_container (parser, name, TRUE);
    case '[': return parse_container (parser, name, FALSE);
    case '"': return parse_string (parser, name);
    case 't': return parse_word (parser, name, "true", BD_JSON_BOOLEAN, 1);
    case 'f': return parse_word (parser, name, "false", BD_JSON_BOOLEAN, 0);
    case 'n': return parse_word (parser, name, "null", BD_JSON_NULL, 0);
    case '-': case '0': case '1': case '2': case '3': case '4':
    case '5': case '6': case '7': case '8': case '9':
      return parse_number (parser, name);
    default:
      return fail_syntax (parser);
    }
}

static gboolean
parse_document (Parser *parser)
{
  if (parser->end - parser->at >= 3 && memcmp (parser->at, "\xEF\xBB\xBF", 3) == 0)
    parser->at += 3;

  skip_space (parser);
  if (!parse_value (parser, NO_NAME))
    return FALSE;
  skip_space (parser);
  if (parser->at < parser->end)
    return fail_at (parser, BD_JSON_ERROR_SYNTAX, parser->at, "Something stands after the end of the answer");
  if (parser->nodes[1].type != BD_JSON_OBJECT)
    return fail_at (parser, BD_JSON_ERROR_NOT_OBJECT, parser->start, "The answer is not a JSON object");

  return TRUE;
}

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

static void
parser_init (Parser  *parser,
             BdJson  *json,
             GError **error)
{
  gsize size;

  *parser = (Parser) { .text = json->text, .n_nodes = 1, .error = error };
  parser->start = parser->at = g_bytes_get_data (json->bytes, &size);
  if (parser->start == NULL)
    parser->start = parser->at = "";
  parser->end = parser->start + size;
  parser->n_allocated = (guint32) (size / 32 + 16);
  parser->nodes = g_new (BdJsonNode, parser->n_allocated);
  parser->names = g_array_new (FALSE, FALSE, sizeof (char *));
  memcpy (&parser->nodes[0], &json->text, sizeof json->text);
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
  Parser parser;
  gboolean done;

  g_return_val_if_fail (bytes != NULL, NULL);

  if (g_bytes_get_size (bytes) > BD_JSON_MAX_BYTES)
    {
      g_set_error_literal (error, BD_JSON_ERROR, BD_JSON_ERROR_TOO_LARGE, "The answer is larger than 32 MiB");
      return NULL;
    }

  self = json_new (bytes);
  parser_init (&parser, self, error);
  done = parse_document (&parser);
  self->nodes = g_renew (BdJsonNode, parser.nodes, parser.n_nodes);
  g_array_unref (parser.names);

  return done ? g_steal_pointer (&self) : NULL;
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

  for (const BdJsonNode *child = bd_json_first (node); child != NULL; child = bd_json_next (child))
    if (strcmp (peek_text (child, child->name), member) == 0)
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
  return bd_json_length (node) > 0 ? node + 1 : NULL;
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
  return node != NULL && node->next > 0 ? node + node->next : NULL;
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
  return node != NULL && node->name != NO_NAME ? peek_text (node, node->name) : NULL;
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
