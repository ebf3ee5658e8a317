/* bd-project-rest.c: what an entry does not show of its resource, said by name
 *
 * A projector reads the members it knows. Any other may matter as much, so that its
 * name is read; so is a member of the wrong shape, which may have been read in part,
 * and one that says why it is absent.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-project-private.h"

#include <string.h>

/* "onset" stands for onsetDateTime and its kind. */
static const BdTerm *
find_member (const char *type,
             const char *name)
{
  static const char *const choices[] = {
    "onset", "abatement", "effective", "value", "medication", "occurrence", "statusReason", "reported",
  };
  const BdTerm *term = bd_terms_find (BD_TERMS_MEMBER, type, name);

  for (guint i = 0; term == NULL && i < G_N_ELEMENTS (choices); i++)
    {
      gsize length = strlen (choices[i]);

      if (strncmp (name, choices[i], length) == 0 && g_ascii_isupper (name[length]))
        term = bd_terms_find (BD_TERMS_MEMBER, type, choices[i]);
    }
  return term;
}

static gboolean
has_shape (const BdJsonNode *node,
           const char       *shape)
{
  BdJsonType type = bd_json_type (node);

  if (g_str_equal (shape, "list"))
    return type == BD_JSON_ARRAY;
  if (g_str_equal (shape, "object"))
    return type == BD_JSON_OBJECT;
  if (g_str_equal (shape, "text"))
    return type == BD_JSON_STRING;
  return TRUE;
}

static void
add_name (GString    *names,
          const char *name)
{
  g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", name);
}

static void
add_member (GString          *names,
            const BdJsonNode *member)
{
  const char *value = bd_json_scalar (member);
  g_autofree char *both = value != NULL ? g_strdup_printf ("%s (%s)", bd_json_name (member), value) : NULL;

  add_name (names, both != NULL ? both : bd_json_name (member));
}

/* _onsetDateTime with a reason why there is no onsetDateTime. */
static void
add_absence (BdEntryFields    *f,
             const BdJsonNode *resource,
             const BdJsonNode *primitive)
{
  const char *name = bd_json_name (primitive) + 1;
  const BdJsonNode *extension = bd_fhir_extension (primitive, "data-absent-reason");
  g_autofree char *words = extension != NULL ? bd_words_absent (bd_json_choice (extension, "value")) : NULL;

  if (words != NULL && bd_json_get (resource, name) == NULL)
    bd_fields_add_detail (f, name, words);
}

static void
add_extension (GString          *names,
               const BdJsonNode *extension,
               const char       *name)
{
  g_autofree char *value = bd_words_value (extension, NULL, NULL, NULL);
  g_autofree char *both = value != NULL ? g_strdup_printf ("%s (%s)", name, value) : NULL;

  add_name (names, both != NULL ? both : name);
}

/* An extension by the last part of its url, unless it is read or says nothing to a
 * clinician. */
static void
add_extensions (GString          *names,
                const BdJsonNode *extensions)
{
  for (const BdJsonNode *n = bd_json_first (extensions); n != NULL; n = bd_json_next (n))
    {
      const char *url = bd_json_get_string (n, "url");
      const char *end = url != NULL ? strrchr (url, '/') : NULL;

      end = end != NULL ? end + 1 : url;
      if (end != NULL && bd_terms_find (BD_TERMS_MEMBER, "extension", end) == NULL)
        add_extension (names, n, end);
    }
}

/* A modifier deep inside a resource turns round what it stands in, as one at its top
 * does (FHIR R4, modifierExtension). */
static gboolean
has_inner_modifier (GBytes *bytes)
{
  static const char name[] = "\"modifierExtension\"";
  gsize size = 0;
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;

  return data != NULL && memmem (data, size, name, sizeof name - 1) != NULL;
}

/* Words of a narrative without its tags; what an entity stands for is left as written,
 * but for the commonest. */
static char *
strip_tags (const char *xhtml)
{
  static const struct { const char *entity; const char *character; } entities[] = {
    { "&lt;", "<" }, { "&gt;", ">" }, { "&quot;", "\"" }, { "&#160;", " " }, { "&nbsp;", " " }, { "&amp;", "&" },
  };
  GString *plain = g_string_sized_new (strlen (xhtml));
  gboolean in_tag = FALSE;

  for (const char *c = xhtml; *c != '\0'; c++)
    if (*c == '<' || *c == '>')
      in_tag = *c == '<';
    else if (!in_tag && !(g_ascii_isspace (*c) && (plain->len == 0 || g_ascii_isspace (plain->str[plain->len - 1]))))
      g_string_append_c (plain, *c);
    else if (in_tag && plain->len > 0 && !g_ascii_isspace (plain->str[plain->len - 1]))
      g_string_append_c (plain, ' ');
  for (guint i = 0; i < G_N_ELEMENTS (entities); i++)
    g_string_replace (plain, entities[i].entity, entities[i].character, 0);
  return g_strchomp (g_string_free (plain, FALSE));
}

/* A resource that names nothing in its members may still say it to people. */
void
bd_fields_add_narrative (BdEntryFields    *f,
                         const BdJsonNode *narrative)
{
  const char *xhtml = bd_json_get_string (narrative, "div");

  if (xhtml != NULL && f->codes->len == 0 && f->text == NULL)
    bd_fields_take_detail (f, "Narrative", strip_tags (xhtml));
}

/* Looks at the members before they are read. Returns (nullable): the names of those that
 * will not be. */
char *
bd_fields_check_members (BdEntryFields    *f,
                         const BdJsonNode *resource,
                         GBytes           *bytes)
{
  GString *unread = g_string_new (NULL);
  g_autoptr (GString) malformed = g_string_new (NULL);

  for (const BdJsonNode *n = bd_json_first (resource); n != NULL; n = bd_json_next (n))
    {
      const char *name = bd_json_name (n);
      const BdTerm *term = *name != '_' ? find_member (f->resource_type, name) : NULL;

      if (*name == '_')
        add_absence (f, resource, n);
      else if (term == NULL)
        add_member (unread, n);
      else if (!has_shape (n, term->meaning))
        add_name (malformed, name);
    }
  add_extensions (unread, bd_json_get (resource, "extension"));
  if (malformed->len > 0)
    {
      bd_entry_fields_mark (f, "malformed");
      bd_fields_add_detail (f, "Not as FHIR has it, and perhaps not wholly read", malformed->str);
    }
  if (has_inner_modifier (bytes) && !g_strv_contains ((const char *const *) f->marks, "modifier-extension"))
    {
      bd_entry_fields_mark (f, "modifier-extension");
      bd_fields_add_detail (f, NULL, "A part of it carries a modifier that Bedside does not understand.");
    }
  return g_string_free (unread, unread->len == 0);
}
