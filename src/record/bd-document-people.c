/* bd-document-people.c: who wrote a document and who keeps it, in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-document-private.h"

#include "bd-project-private.h"

#include <glib/gi18n-lib.h>

static char *
dup_given (const BdJsonNode *name)
{
  g_autoptr (GString) all = g_string_new (NULL);
  static const char *const parts[] = { "prefix", "given" };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    for (const BdJsonNode *n = bd_json_first (bd_json_get (name, parts[i])); n != NULL; n = bd_json_next (n))
      if (bd_json_string (n) != NULL)
        g_string_append_printf (all, "%s ", bd_json_string (n));
  return g_string_free (g_steal_pointer (&all), FALSE);
}

/* A person's names are a list, an organisation has one; NULL when there is none. */
static char *
dup_name (const BdJsonNode *target)
{
  const BdJsonNode *name = bd_json_get (target, "name");
  const char *family, *text;
  g_autofree char *given = NULL;

  if (bd_json_type (name) == BD_JSON_STRING)
    return g_strdup (bd_json_string (name));
  if (bd_json_type (name) != BD_JSON_ARRAY)
    return NULL;
  name = bd_json_first (name);
  text = bd_json_get_string (name, "text");
  if (text != NULL)
    return g_strdup (text);
  family = bd_json_get_string (name, "family");
  given = dup_given (name);
  if (family == NULL && *given == '\0')
    return NULL;
  return g_strstrip (g_strconcat (given, family, NULL));
}

static const BdJsonNode *
resolve (const BdBundle    *page,
         const BdJsonNode  *from,
         const BdReference *ref)
{
  return ref != NULL ? bd_fhir_resolve (page, from, ref) : NULL;
}

/* "Dr Hana Wilson, Lakes Clinic": a role names the person and the place. */
static char *
dup_role (const BdBundle   *page,
          const BdJsonNode *role)
{
  g_autofree char *who = bd_json_get (role, "practitioner") != NULL ? bd_document_dup_who (page, role, bd_json_get (role, "practitioner")) : NULL;
  g_autofree char *where = bd_json_get (role, "organization") != NULL ? bd_document_dup_who (page, role, bd_json_get (role, "organization")) : NULL;

  if (who != NULL && where != NULL)
    return g_strdup_printf ("%s, %s", who, where);
  return who != NULL ? g_steal_pointer (&who) : g_steal_pointer (&where);
}

/* Who a reference means, in words: the name in the document, else what the reference
 * itself says. NULL only when there is no reference. */
char *
bd_document_dup_who (const BdBundle   *page,
                     const BdJsonNode *from,
                     const BdJsonNode *reference)
{
  g_autoptr (BdReference) ref = bd_reference_new_from_json (reference);
  const BdJsonNode *target = resolve (page, from, ref);
  gboolean is_role = g_strcmp0 (bd_json_get_string (target, "resourceType"), "PractitionerRole") == 0;
  char *words;

  if (ref == NULL)
    return NULL;
  /* one step: a role of a role names nobody, and never ends when it is itself */
  words = is_role && g_strcmp0 (bd_json_get_string (from, "resourceType"), "PractitionerRole") != 0
            ? dup_role (page, target) : dup_name (target);
  if (words != NULL)
    return words;
  if (ref->display != NULL)
    return g_strdup (ref->display);
  if (target == NULL && (ref->kind == BD_REFERENCE_RELATIVE || ref->kind == BD_REFERENCE_UUID || ref->kind == BD_REFERENCE_CONTAINED))
    return g_strdup_printf (_("referenced item missing: %s"), ref->reference);
  return g_strdup (bd_reference_peek_key (ref) != NULL ? bd_reference_peek_key (ref) : ref->reference);
}

static gboolean
is_person_type (const char *type)
{
  static const char *const people[] = { "Practitioner", "PractitionerRole", "Patient", "RelatedPerson", NULL };

  return type != NULL && g_strv_contains (people, type);
}

/* Whether a human being stands among the authors: only then is "none known" a statement
 * (NZPS 0.7.0, section Emptiness). */
gboolean
bd_document_is_by_person (const BdBundle   *page,
                          const BdJsonNode *from,
                          const BdJsonNode *authors)
{
  for (const BdJsonNode *n = bd_json_first (authors); n != NULL; n = bd_json_next (n))
    {
      g_autoptr (BdReference) ref = bd_reference_new_from_json (n);
      const char *type = bd_json_get_string (resolve (page, from, ref), "resourceType");

      if (is_person_type (type != NULL || ref == NULL ? type : ref->type))
        return TRUE;
    }
  return FALSE;
}
