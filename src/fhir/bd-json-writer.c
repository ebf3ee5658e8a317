/* bd-json-writer.c: JSON out: small, streaming, numbers as their text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-json-writer.h"

#include "bd-decimal.h"

#include <string.h>

struct _BdJsonWriter
{
  GString *out;       /* owned */
  GString *open;      /* owned: the closing bracket of each open container */
  gboolean pretty;
  gboolean empty;     /* nothing written yet in the innermost container */
};

/**
 * bd_json_writer_new:
 * @pretty: whether to break lines and indent by two spaces
 *
 * Returns: (transfer full): a writer that waits for its root value
 */
BdJsonWriter *
bd_json_writer_new (gboolean pretty)
{
  BdJsonWriter *self = g_new0 (BdJsonWriter, 1);

  self->out = g_string_sized_new (256);
  self->open = g_string_new (NULL);
  self->pretty = pretty;
  self->empty = TRUE;

  return self;
}

/**
 * bd_json_writer_free:
 * @self: (transfer full): a writer
 *
 * Drops and wipes what was written.
 */
void
bd_json_writer_free (BdJsonWriter *self)
{
  g_return_if_fail (self != NULL);

  explicit_bzero (self->out->str, self->out->len);
  g_string_free (self->out, TRUE);
  g_string_free (self->open, TRUE);
  g_free (self);
}

/**
 * bd_json_writer_finish:
 * @self: (transfer full): a writer with every object and array ended
 *
 * Returns: (transfer full): the text; %NULL if something is still open
 */
char *
bd_json_writer_finish (BdJsonWriter *self)
{
  char *text;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->open->len > 0)
    {
      g_critical ("JSON is finished with %" G_GSIZE_FORMAT " levels open", self->open->len);
      bd_json_writer_free (self);
      return NULL;
    }

  text = g_string_free (self->out, FALSE);
  g_string_free (self->open, TRUE);
  g_free (self);

  return text;
}

static void
break_line (BdJsonWriter *self)
{
  if (!self->pretty)
    return;

  g_string_append_c (self->out, '\n');
  for (gsize i = 0; i < self->open->len; i++)
    g_string_append (self->out, "  ");
}

static void
append_escaped (GString *out,
                guint8   c)
{
  static const char names[] = "\"\\bfnrt";
  static const char values[] = "\"\\\b\f\n\r\t";
  const char *found = memchr (values, c, sizeof values - 1);

  if (found != NULL)
    g_string_append_printf (out, "\\%c", names[found - values]);
  else
    g_string_append_printf (out, "\\u%04x", c);
}

static void
append_text (BdJsonWriter *self,
             const char   *text)
{
  g_autofree char *valid = g_utf8_validate (text, -1, NULL) ? NULL : g_utf8_make_valid (text, -1);

  g_string_append_c (self->out, '"');
  for (const char *at = valid != NULL ? valid : text; *at != '\0';)
    {
      const char *run = at;

      while ((guint8) *at >= 0x20 && *at != '"' && *at != '\\')
        at++;
      g_string_append_len (self->out, run, at - run);
      if (*at != '\0')
        append_escaped (self->out, (guint8) *at++);
    }
  g_string_append_c (self->out, '"');
}

/* What stands before every value: comma, line, name. */
static void
begin_value (BdJsonWriter *self,
             const char   *member)
{
  if (!self->empty)
    g_string_append_c (self->out, ',');
  if (self->open->len > 0)
    break_line (self);
  self->empty = FALSE;

  if (member == NULL)
    return;
  append_text (self, member);
  g_string_append (self->out, self->pretty ? ": " : ":");
}

static gboolean
expects (BdJsonWriter *self,
         const char   *member)
{
  char innermost = self->open->len > 0 ? self->open->str[self->open->len - 1] : '\0';

  return (innermost == '}') == (member != NULL) && (innermost != '\0' || self->out->len == 0);
}

static void
begin_container (BdJsonWriter *self,
                 const char   *member,
                 char          open,
                 char          close)
{
  begin_value (self, member);
  g_string_append_c (self->out, open);
  g_string_append_c (self->open, close);
  self->empty = TRUE;
}

static void
end_container (BdJsonWriter *self,
               char          close)
{
  g_return_if_fail (self->open->len > 0 && self->open->str[self->open->len - 1] == close);

  g_string_truncate (self->open, self->open->len - 1);
  if (!self->empty)
    break_line (self);
  g_string_append_c (self->out, close);
  self->empty = FALSE;
}

/**
 * bd_json_writer_begin_object:
 * @self: a writer
 * @member: (nullable): its name; %NULL in an array and for the root
 */
void
bd_json_writer_begin_object (BdJsonWriter *self,
                             const char   *member)
{
  g_return_if_fail (self != NULL && expects (self, member));

  begin_container (self, member, '{', '}');
}

/**
 * bd_json_writer_end_object:
 * @self: a writer whose innermost open value is an object
 */
void
bd_json_writer_end_object (BdJsonWriter *self)
{
  g_return_if_fail (self != NULL);

  end_container (self, '}');
}

/**
 * bd_json_writer_begin_array:
 * @self: a writer
 * @member: (nullable): its name; %NULL in an array and for the root
 */
void
bd_json_writer_begin_array (BdJsonWriter *self,
                            const char   *member)
{
  g_return_if_fail (self != NULL && expects (self, member));

  begin_container (self, member, '[', ']');
}

/**
 * bd_json_writer_end_array:
 * @self: a writer whose innermost open value is an array
 */
void
bd_json_writer_end_array (BdJsonWriter *self)
{
  g_return_if_fail (self != NULL);

  end_container (self, ']');
}

/**
 * bd_json_writer_string:
 * @self: a writer
 * @member: (nullable): its name; %NULL in an array
 * @value: (nullable): the text; %NULL writes null. Bytes that are no UTF-8 are
 *   replaced: what comes out is always JSON.
 */
void
bd_json_writer_string (BdJsonWriter *self,
                       const char   *member,
                       const char   *value)
{
  g_return_if_fail (self != NULL && expects (self, member));

  begin_value (self, member);
  if (value != NULL)
    append_text (self, value);
  else
    g_string_append (self->out, "null");
}

/**
 * bd_json_writer_number:
 * @self: a writer
 * @member: (nullable): its name; %NULL in an array
 * @decimal_text: a number by bd_decimal_is_valid(), written as it is
 */
void
bd_json_writer_number (BdJsonWriter *self,
                       const char   *member,
                       const char   *decimal_text)
{
  g_return_if_fail (self != NULL && expects (self, member));
  g_return_if_fail (bd_decimal_is_valid (decimal_text, -1));

  begin_value (self, member);
  g_string_append (self->out, decimal_text);
}

/**
 * bd_json_writer_integer:
 * @self: a writer
 * @member: (nullable): its name; %NULL in an array
 * @value: any whole number
 */
void
bd_json_writer_integer (BdJsonWriter *self,
                        const char   *member,
                        gint64        value)
{
  g_return_if_fail (self != NULL && expects (self, member));

  begin_value (self, member);
  g_string_append_printf (self->out, "%" G_GINT64_FORMAT, value);
}

/**
 * bd_json_writer_boolean:
 * @self: a writer
 * @member: (nullable): its name; %NULL in an array
 * @value: true or false
 */
void
bd_json_writer_boolean (BdJsonWriter *self,
                        const char   *member,
                        gboolean      value)
{
  g_return_if_fail (self != NULL && expects (self, member));

  begin_value (self, member);
  g_string_append (self->out, value ? "true" : "false");
}

/**
 * bd_json_writer_null:
 * @self: a writer
 * @member: (nullable): its name; %NULL in an array
 */
void
bd_json_writer_null (BdJsonWriter *self,
                     const char   *member)
{
  g_return_if_fail (self != NULL && expects (self, member));

  begin_value (self, member);
  g_string_append (self->out, "null");
}

/**
 * bd_json_writer_raw:
 * @self: a writer
 * @member: (nullable): its name; %NULL in an array
 * @json: one JSON value, such as the bytes of a resource as received
 * @length: its bytes
 *
 * Writes @json untouched and unchecked.
 */
void
bd_json_writer_raw (BdJsonWriter *self,
                    const char   *member,
                    const char   *json,
                    gsize         length)
{
  g_return_if_fail (self != NULL && expects (self, member));
  g_return_if_fail (json != NULL && length > 0);

  begin_value (self, member);
  g_string_append_len (self->out, json, (gssize) length);
}
