/* bd-document-section.c: one section of a document: what it says, and what it refers to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-document-private.h"

#include "bd-project-private.h"

#include <glib/gi18n-lib.h>

void
bd_document_section_free (BdDocumentSection *self)
{
  if (self == NULL)
    return;

  g_free (self->title);
  g_free (self->system);
  g_free (self->code);
  g_free (self->narrative);
  g_free (self->narrative_status);
  g_ptr_array_unref (self->entries);
  g_ptr_array_unref (self->not_drawn);
  g_free (self->empty_code);
  g_free (self->empty_words);
  g_strfreev (self->dangling);
  g_strfreev (self->remarks);
  g_free (self);
}

/* --- resources --- */

/* The entry of a resource, made once; NULL for a type that no section shows. */
BdEntry *
bd_document_take_entry (BdDocumentReader *reader,
                        const BdJsonNode *resource)
{
  BdEntry *entry = g_hash_table_lookup (reader->entries, resource);

  g_hash_table_add (reader->used, (gpointer) resource);
  if (entry == NULL)
    {
      entry = bd_project_resource (reader->page, resource, NULL, BD_SOURCE_FILE, reader->now);
      if (entry != NULL)
        g_hash_table_insert (reader->entries, (gpointer) resource, entry);
    }
  return entry != NULL ? g_object_ref (entry) : NULL;
}

static char *
explain_type (const char *type)
{
  static const struct { const char *type; const char *words; } here[] = {
    { "Bundle",           "A bundle inside the document: it is not opened here." },
    { "Composition",      "Another heading than the one that is used." },
    { "OperationOutcome", "A message of a service: it has no place in a document." },
    { "Patient",          "Another person than the one the document is about." },
  };
  const char *words = bd_terms_words (BD_TERMS_NOT_SHOWN, "", type);

  if (type == NULL)
    return g_strdup ("Not a FHIR resource: it does not say its type.");
  for (guint i = 0; i < G_N_ELEMENTS (here); i++)
    if (g_str_equal (type, here[i].type))
      return g_strdup (here[i].words);
  return words != NULL ? g_strdup (words) : g_strdup_printf ("Bedside does not know resources of the type %s.", type);
}

/* @where (nullable) comes before the words on the type. */
void
bd_document_add_other (GPtrArray  *list,
                       const char *type,
                       const char *id,
                       const char *where)
{
  g_autofree char *words = explain_type (type);
  BdNotShown *other = g_new0 (BdNotShown, 1);

  other->resource_type = g_strdup (type != NULL ? type : "");
  other->id = g_strdup (id);
  other->why = where != NULL ? g_strdup_printf ("%s %s", where, words) : g_steal_pointer (&words);
  g_ptr_array_add (list, other);
}

/* --- one section --- */

static void
set_code (BdDocumentSection *self,
          const BdJsonNode  *section)
{
  const BdJsonNode *code = bd_json_get (section, "code");
  const BdJsonNode *codings = bd_json_get (code, "coding");
  const char *title = bd_json_get_string (section, "title");
  g_autofree char *words = bd_words_concept (code);

  for (const BdJsonNode *n = bd_json_first (codings); n != NULL; n = bd_json_next (n))
    {
      const char *system = bd_json_get_string (n, "system"), *text = bd_json_get_string (n, "code");
      const BdTerm *known = text != NULL ? bd_terms_find (BD_TERMS_DOCUMENT_SECTION, system, text) : NULL;

      if (self->code == NULL || (known != NULL && !self->has_kind))
        {
          g_free (self->system);
          g_free (self->code);
          self->system = g_strdup (system);
          self->code = g_strdup (text);
        }
      if (known != NULL && !self->has_kind)
        self->has_kind = bd_section_from_string (known->meaning, &self->kind);
    }
  if (title == NULL || *title == '\0')
    title = words != NULL ? words : _("Section without a title");
  self->title = g_strdup (title);
}

static void
set_narrative (BdDocumentSection *self,
               const BdJsonNode  *section,
               GStrvBuilder      *remarks)
{
  const BdJsonNode *text = bd_json_get (section, "text");
  gboolean cut;

  self->narrative_status = g_strdup (bd_json_get_string (text, "status"));
  self->narrative = bd_document_plain_text (bd_json_get_string (text, "div"), &cut);
  if (cut)
    g_strv_builder_add (remarks, _("The text of this section is too long to be shown whole."));
}

/* "None known" counts only from a person (NZPS 0.7.0, section Emptiness). */
static void
set_empty (BdDocumentSection *self,
           BdDocumentReader  *reader,
           const BdJsonNode  *section)
{
  const BdJsonNode *reason = bd_json_get (section, "emptyReason");
  const BdJsonNode *authors = bd_json_get (section, "author");
  const BdJsonNode *coding = bd_json_first (bd_json_get (reason, "coding"));
  const char *code = bd_json_get_string (coding, "code");
  const char *words = bd_terms_words (BD_TERMS_EMPTY_REASON, "", code);

  if (reason == NULL)
    return;
  if (authors == NULL)
    authors = bd_json_get (reader->composition, "author");
  if (g_strcmp0 (code, "nilknown") == 0 && !bd_document_is_by_person (reader->page, reader->composition, authors))
    words = _("reported as nil by a system");
  self->empty_code = g_strdup (code != NULL ? code : "");
  self->empty_words = words != NULL ? g_strdup (words) : bd_words_concept (reason);
  if (self->empty_words == NULL)
    self->empty_words = g_strdup (_("empty, no reason given"));
}

/* What a reference that leads nowhere was meant to lead to. */
static char *
dup_missing (const BdJsonNode *node)
{
  g_autoptr (BdReference) ref = bd_reference_new_from_json (node);
  const char *words = NULL;

  if (ref != NULL)
    words = ref->reference != NULL ? ref->reference : (ref->value != NULL ? ref->value : ref->display);
  return g_strdup_printf (_("referenced item missing: %s"), words != NULL ? words : _("not said which"));
}

static void
read_entry (BdDocumentSection *self,
            BdDocumentReader  *reader,
            const BdJsonNode  *node,
            GStrvBuilder      *dangling)
{
  const BdJsonNode *target = bd_bundle_resolve (reader->page, reader->composition, bd_json_get_string (node, "reference"));
  BdEntry *entry = target != NULL ? bd_document_take_entry (reader, target) : NULL;

  if (entry != NULL)
    g_ptr_array_add (self->entries, entry);
  else if (target != NULL)
    bd_document_add_other (self->not_drawn, bd_json_get_string (target, "resourceType"), bd_json_get_string (target, "id"), NULL);
  else
    {
      g_autofree char *words = dup_missing (node);

      g_strv_builder_add (dangling, words);
    }
}

static void
read_entries (BdDocumentSection *self,
              BdDocumentReader  *reader,
              const BdJsonNode  *section)
{
  g_autoptr (GStrvBuilder) dangling = g_strv_builder_new ();
  const BdJsonNode *entries = bd_json_get (section, "entry");

  if (bd_json_type (entries) == BD_JSON_ARRAY)
    for (const BdJsonNode *n = bd_json_first (entries); n != NULL; n = bd_json_next (n))
      read_entry (self, reader, n, dangling);
  self->dangling = g_strv_builder_end (dangling);
}

/* Reads a section and, after it, those inside it. */
void
bd_document_read_section (BdDocumentReader *reader,
                          BdDocument       *document,
                          const BdJsonNode *section,
                          guint             depth)
{
  g_autoptr (GStrvBuilder) remarks = g_strv_builder_new ();
  const BdJsonNode *inner = bd_json_get (section, "section");
  gboolean has_inner = bd_json_type (inner) == BD_JSON_ARRAY && bd_json_first (inner) != NULL;
  BdDocumentSection *self = g_new0 (BdDocumentSection, 1);

  self->depth = depth;
  self->entries = g_ptr_array_new_with_free_func (g_object_unref);
  self->not_drawn = g_ptr_array_new_with_free_func ((GDestroyNotify) bd_not_shown_free);
  set_code (self, section);
  set_narrative (self, section, remarks);
  set_empty (self, reader, section);
  read_entries (self, reader, section);
  self->remarks = g_strv_builder_end (remarks);
  bd_document_compare (self, has_inner);
  g_ptr_array_add (document->sections, self);

  for (const BdJsonNode *n = has_inner ? bd_json_first (inner) : NULL; n != NULL; n = bd_json_next (n))
    bd_document_read_section (reader, document, n, depth + 1);
}
