/* bd-document-text.c: a narrative in XHTML as plain text
 *
 * Takes tags away and nothing else: what a browser would hide is kept, only scripts,
 * styles and comments go. Text that only looks like a tag ("LDL <3.4") stays text.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-document-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* So many tags without an end, and the rest is taken for text: each costs a look at all
 * that follows. */
#define MAX_ENDLESS 100

typedef struct {
  GString *out;
  gboolean space;      /* white space was read and is not written yet */
  guint    kept_lines; /* open <pre> */
  guint    endless;    /* tags met that have no end */
} Plain;

/* What stands in place of a tag, where that is not nothing. */
static const struct { const char *name; const char *open; } breaking[] = {
  { "address", "\n" }, { "article", "\n" }, { "blockquote", "\n" }, { "br", "\n" }, { "caption", "\n" },
  { "dd", "\n" }, { "div", "\n" }, { "dl", "\n" }, { "dt", "\n" }, { "h1", "\n" }, { "h2", "\n" },
  { "h3", "\n" }, { "h4", "\n" }, { "h5", "\n" }, { "h6", "\n" }, { "hr", "\n" }, { "li", "\n• " },
  { "ol", "\n" }, { "p", "\n" }, { "pre", "\n" }, { "section", "\n" }, { "table", "\n" },
  { "tbody", "\n" }, { "td", " · " }, { "tfoot", "\n" }, { "th", " · " }, { "thead", "\n" },
  { "tr", "\n" }, { "ul", "\n" },
};

static const struct { const char *name; gunichar c; } named[] = {
  { "amp", '&' }, { "lt", '<' }, { "gt", '>' }, { "quot", '"' }, { "apos", '\'' }, { "nbsp", ' ' },
};

static gboolean
ends_line (const Plain *self)
{
  return self->out->len == 0 || self->out->str[self->out->len - 1] == '\n';
}

static void
put_char (Plain   *self,
          gunichar c)
{
  if (c == '\n' && self->kept_lines > 0)
    {
      self->space = FALSE;
      g_string_append_c (self->out, '\n');
    }
  else if (g_unichar_isspace (c))
    self->space = TRUE;
  else if (!g_unichar_iscntrl (c))
    {
      if (self->space && !ends_line (self))
        g_string_append_c (self->out, ' ');
      self->space = FALSE;
      g_string_append_unichar (self->out, c);
    }
}

static void
put_text (Plain      *self,
          const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    put_char (self, g_utf8_get_char (text));
}

/* A new line begins once; before the first cell of a row stands no dot. */
static void
put_break (Plain      *self,
           const char *words)
{
  if (*words == '\n')
    {
      self->space = FALSE;
      if (!ends_line (self))
        g_string_append_c (self->out, '\n');
      words++;
    }
  else if (ends_line (self))
    return;
  put_text (self, words);
  self->space = *words != '\0';
}

/* "&#8211;" and the five of XML; anything else stays as written. Returns what follows. */
static const char *
put_entity (Plain      *self,
            const char *at)
{
  const char *end = memchr (at, ';', strnlen (at, 12));
  g_autofree char *name = end != NULL ? g_strndup (at + 1, (gsize) (end - at) - 1) : NULL;
  guint64 number;

  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (named); i++)
    if (g_str_equal (name, named[i].name))
      {
        put_char (self, named[i].c);
        return end + 1;
      }
  if (name != NULL && *name == '#' &&
      g_ascii_string_to_unsigned (name[1] == 'x' || name[1] == 'X' ? name + 2 : name + 1,
                                  name[1] == 'x' || name[1] == 'X' ? 16 : 10, 1, 0x10FFFF, &number, NULL))
    {
      put_char (self, g_unichar_validate ((gunichar) number) ? (gunichar) number : 0xFFFD);
      return end + 1;
    }
  put_char (self, '&');
  return at + 1;
}

/* Where a tag ends: after its '>', quotes minded. NULL when it never does. */
static const char *
find_tag_end (const char *at)
{
  char quote = '\0';

  for (at++; *at != '\0'; at++)
    if (quote != '\0')
      quote = *at == quote ? '\0' : quote;
    else if (*at == '"' || *at == '\'')
      quote = *at;
    else if (*at == '>')
      return at + 1;
  return NULL;
}

static char *
dup_tag_name (const char *at)
{
  const char *start = at + 1 + (at[1] == '/');
  gsize length = 0;

  while (g_ascii_isalnum (start[length]))
    length++;
  return g_ascii_strdown (start, (gssize) length);
}

/* A picture cannot be drawn here; its words can. */
static void
put_picture (Plain      *self,
             const char *tag,
             const char *end)
{
  g_autofree char *whole = g_strndup (tag, (gsize) (end - tag));
  const char *alt = strstr (whole, " alt=");
  const char *close = alt != NULL && (alt[5] == '"' || alt[5] == '\'') ? strchr (alt + 6, alt[5]) : NULL;
  g_autofree char *words = close != NULL ? g_strndup (alt + 6, (gsize) (close - alt) - 6) : NULL;

  put_text (self, _("[picture"));
  if (words != NULL && *words != '\0')
    {
      put_text (self, ": ");
      for (const char *p = words; *p != '\0'; )
        if (*p == '&')
          p = put_entity (self, p);
        else
          {
            put_char (self, g_utf8_get_char (p));
            p = g_utf8_next_char (p);
          }
    }
  put_text (self, "]");
}

/* What stands between a script's or style's tags is not for people. */
static const char *
skip_element (const char *name,
              const char *after)
{
  g_autofree char *close = g_strconcat ("</", name, NULL);
  gsize length = strlen (close);

  for (const char *p = strchr (after, '<'); p != NULL; p = strchr (p + 1, '<'))
    if (g_ascii_strncasecmp (p, close, length) == 0)
      {
        const char *end = find_tag_end (p);

        return end != NULL ? end : p + strlen (p);
      }
  return after + strlen (after);
}

/* Returns what follows, or NULL when this is no tag. */
static const char *
read_tag (Plain      *self,
          const char *at)
{
  const char *end = find_tag_end (at);
  g_autofree char *name = dup_tag_name (at);
  gboolean closing = at[1] == '/', alone = end != NULL && end[-2] == '/';

  if (end == NULL || *name == '\0')
    return NULL;
  if (!closing && !alone && (g_str_equal (name, "script") || g_str_equal (name, "style")))
    return skip_element (name, end);
  if (!closing && g_str_equal (name, "img"))
    put_picture (self, at, end);
  for (guint i = 0; i < G_N_ELEMENTS (breaking); i++)
    if (g_str_equal (name, breaking[i].name) && (!closing || *breaking[i].open == '\n'))
      put_break (self, closing ? "\n" : breaking[i].open);
  if (g_str_equal (name, "pre") && !alone)
    self->kept_lines = closing ? self->kept_lines - (self->kept_lines > 0) : self->kept_lines + 1;
  return end;
}

/* Comments, declarations and instructions go; a CDATA section is text. */
static const char *
read_declaration (Plain      *self,
                  const char *at)
{
  static const struct { const char *open; const char *close; } kinds[] = {
    { "<!--", "-->" }, { "<![CDATA[", "]]>" }, { "<?", "?>" }, { "<!", ">" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_has_prefix (at, kinds[i].open))
      {
        const char *start = at + strlen (kinds[i].open);
        const char *close = strstr (start, kinds[i].close);

        if (close == NULL)
          return NULL;
        if (i == 1)
          {
            g_autofree char *words = g_strndup (start, (gsize) (close - start));

            put_text (self, words);
          }
        return close + strlen (kinds[i].close);
      }
  return NULL;
}

/* Returns what follows a tag or entity; NULL when the text here is only text. */
static const char *
read_markup (Plain      *self,
             const char *at)
{
  const char *next;

  if (*at == '&')
    return put_entity (self, at);
  if (*at != '<' || self->endless > MAX_ENDLESS)
    return NULL;
  if (at[1] == '!' || at[1] == '?')
    next = read_declaration (self, at);
  else if (at[1] == '/' || g_ascii_isalpha (at[1]))
    next = read_tag (self, at);
  else
    return NULL;
  self->endless += next == NULL;
  return next;
}

/**
 * bd_document_plain_text:
 * @div: (nullable): XHTML, as the narrative of a resource carries it
 * @cut: (out): whether there was more than %BD_DOCUMENT_MAX_TEXT bytes of text
 *
 * Returns: (transfer full) (nullable): the text, lines parted by "\n"; %NULL when there
 *   is none
 */
char *
bd_document_plain_text (const char *div,
                        gboolean   *cut)
{
  Plain self = { .out = g_string_new (NULL) };
  const char *at = div != NULL ? div : "";

  while (*at != '\0' && self.out->len < BD_DOCUMENT_MAX_TEXT)
    {
      const char *next = read_markup (&self, at);

      if (next == NULL)
        {
          put_char (&self, g_utf8_get_char (at));
          next = g_utf8_next_char (at);
        }
      at = next;
    }
  *cut = *at != '\0';
  g_strchomp (self.out->str);
  return g_string_free (self.out, *self.out->str == '\0');
}
