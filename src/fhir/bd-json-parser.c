/* bd-json-parser.c: one strict pass over the bytes of a document (RFC 8259)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-json-private.h"

#include <stdlib.h>
#include <string.h>

#define MAX_NUMBER_LENGTH 1024
#define MAX_EXPONENT      308
#define FEW_MEMBERS       16    /* up to here, comparing all pairs is cheaper than sorting */

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

/* The same of eight at once. A byte below 0x20 borrows the high bit, and so does one that
 * is the quote or the backslash once that is taken out of it. May call plain what follows such
 * a byte odd, never the other way round. */
static inline gboolean
are_eight_plain (const char *at)
{
  const guint64 ones = G_GUINT64_CONSTANT (0x0101010101010101);
  guint64 eight;

  memcpy (&eight, at, sizeof eight);
  return (((eight - ones * 0x20) | ((eight ^ ones * '"') - ones) | ((eight ^ ones * '\\') - ones) | eight) & ones * 0x80) == 0;
}

static inline void
skip_plain (Parser *parser)
{
  while (parser->end - parser->at >= 8 && are_eight_plain (parser->at))
    parser->at += 8;
  while (parser->at < parser->end && is_plain (*parser->at))
    parser->at++;
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

      skip_plain (parser);
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
        if (parser->text[a->name] == parser->text[b->name] &&   /* few begin alike */
            strcmp (parser->text + a->name, parser->text + b->name) == 0)
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

  return parse_value (parser, BD_JSON_NO_NAME);
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
  if (!parse_value (parser, BD_JSON_NO_NAME))
    return FALSE;
  skip_space (parser);
  if (parser->at < parser->end)
    return fail_at (parser, BD_JSON_ERROR_SYNTAX, parser->at, "Something stands after the end of the answer");
  if (parser->nodes[1].type != BD_JSON_OBJECT)
    return fail_at (parser, BD_JSON_ERROR_NOT_OBJECT, parser->start, "The answer is not a JSON object");

  return TRUE;
}

/* --- the whole --- */

static void
parser_init (Parser     *parser,
             const char *data,
             gsize       size,
             char       *text,
             GError    **error)
{
  *parser = (Parser) { .start = data, .at = data, .end = data + size, .text = text, .n_nodes = 1, .error = error };
  parser->n_allocated = (guint32) (size / 32 + 16);
  parser->nodes = g_new (BdJsonNode, parser->n_allocated);
  parser->names = g_array_new (FALSE, FALSE, sizeof (char *));
  memcpy (&parser->nodes[0], &text, sizeof text);
}

BdJsonNode *
bd_json_parser_run (const char *data,
                    gsize       size,
                    char       *text,
                    GError    **error)
{
  Parser parser;
  gboolean done;

  parser_init (&parser, data, size, text, error);
  done = parse_document (&parser);
  g_array_unref (parser.names);
  if (done)
    return g_renew (BdJsonNode, parser.nodes, parser.n_nodes);

  g_free (parser.nodes);
  return NULL;
}
