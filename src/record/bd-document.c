/* bd-document.c: a document somebody sent: its sections, their words and their entries
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-document.h"
#include "bd-document-private.h"

#include "bd-project-private.h"

#include <glib/gi18n-lib.h>

G_DEFINE_QUARK (bd-document-error-quark, bd_document_error)

/* The sections a patient summary must have (NZPS 0.7.0, Composition). */
static const BdSectionKind mandatory[] = { BD_SECTION_MEDICINES, BD_SECTION_ALLERGIES, BD_SECTION_CONDITIONS };

/* --- finding the composition --- */

static const BdBundleEntry *
entry_at (const BdBundle *page,
          guint           i)
{
  return &g_array_index (page->entries, BdBundleEntry, i);
}

static const BdJsonNode *
find_composition (const BdBundle *page,
                  GStrvBuilder   *remarks)
{
  const BdJsonNode *found = NULL;

  for (guint i = 0; i < page->entries->len; i++)
    {
      if (g_strcmp0 (entry_at (page, i)->type, "Composition") != 0)
        continue;
      if (found != NULL)
        {
          g_strv_builder_add (remarks, _("There is more than one heading in this document; the first is used."));
          return found;
        }
      found = entry_at (page, i)->resource;
      if (i > 0)
        g_strv_builder_add (remarks, _("The heading does not stand first, as it should in a document."));
    }
  return found;
}

static const BdJsonNode *
check (const BdBundle  *page,
       GStrvBuilder    *remarks,
       GError         **error)
{
  const BdJsonNode *root = bd_json_root (page->json);
  const BdJsonNode *composition;

  if (g_strcmp0 (bd_json_get_string (root, "resourceType"), "Bundle") != 0)
    {
      g_set_error_literal (error, BD_DOCUMENT_ERROR, BD_DOCUMENT_ERROR_NOT_BUNDLE, _("This file is not a document: it is no bundle"));
      return NULL;
    }
  if (page->type != NULL && !g_str_equal (page->type, "document"))
    {
      g_set_error_literal (error, BD_DOCUMENT_ERROR, BD_DOCUMENT_ERROR_NOT_DOCUMENT, _("This file is a bundle, but not a document"));
      return NULL;
    }
  composition = find_composition (page, remarks);
  if (composition == NULL)
    g_set_error_literal (error, BD_DOCUMENT_ERROR, BD_DOCUMENT_ERROR_NO_COMPOSITION,
                         _("This document has no heading that says what its sections are"));
  else if (page->type == NULL)
    g_strv_builder_add (remarks, _("The file does not say that it is a document."));
  return composition;
}

/* --- the heading --- */

static void
note_status (const BdDocument *self,
             GStrvBuilder     *remarks)
{
  g_autofree char *words = NULL;

  if (g_strcmp0 (self->status, "final") == 0)
    return;
  if (g_strcmp0 (self->status, "entered-in-error") == 0)
    words = g_strdup (_("This document was entered in error."));
  else
    words = g_strdup_printf (_("The status of this document is not final: %s"), self->status != NULL ? self->status : _("not given"));
  g_strv_builder_add (remarks, words);
}

static void
read_subject (BdDocument       *self,
              BdDocumentReader *reader,
              GStrvBuilder     *remarks)
{
  const BdJsonNode *reference = bd_json_get (reader->composition, "subject");
  const BdJsonNode *patient = bd_bundle_resolve (reader->page, reader->composition, bd_json_get_string (reference, "reference"));

  self->patient = bd_patient_new_from_json (patient, NULL);
  if (self->patient == NULL)
    {
      g_autoptr (BdReference) ref = bd_reference_new_from_json (reference);
      const char *nhi = ref != NULL ? bd_reference_peek_nhi (ref) : NULL;

      if (nhi != NULL)
        self->patient = bd_patient_new_unconfirmed (nhi, _("The document gives a number, and no person to go with it."));
      g_strv_builder_add (remarks, _("The person this document is about is not in it."));
      return;
    }
  self->patient->fetched_at = reader->now;
  g_hash_table_add (reader->used, (gpointer) patient);
}

static void
read_heading (BdDocument       *self,
              BdDocumentReader *reader,
              GStrvBuilder     *remarks)
{
  const BdJsonNode *composition = reader->composition;
  const BdJsonNode *root = bd_json_root (reader->page->json);
  g_autofree char *type = bd_words_concept (bd_json_get (composition, "type"));
  const char *title = bd_json_get_string (composition, "title");
  gboolean cut;

  self->title = g_strdup (title != NULL ? title : (type != NULL ? type : _("Document without a title")));
  self->date = g_strdup (bd_json_get_string (composition, "date"));
  self->status = g_strdup (bd_json_get_string (composition, "status"));
  self->identifier = g_strdup (bd_json_get_string (bd_json_get (root, "identifier"), "value"));
  self->author = bd_document_dup_who (reader->page, composition, bd_json_first (bd_json_get (composition, "author")));
  self->custodian = bd_document_dup_who (reader->page, composition, bd_json_get (composition, "custodian"));
  self->narrative = bd_document_plain_text (bd_json_get_string (bd_json_get (composition, "text"), "div"), &cut);
  if (cut)
    g_strv_builder_add (remarks, _("The text before the sections is too long to be shown whole."));
  g_hash_table_add (reader->used, (gpointer) composition);
  note_status (self, remarks);
  read_subject (self, reader, remarks);
}

/* --- what no section refers to --- */

static void mark_referenced (BdDocumentReader *reader, const BdJsonNode *resource, const BdJsonNode *node, GQueue *waiting);

static void
mark_one (BdDocumentReader *reader,
          const BdJsonNode *resource,
          const BdJsonNode *node,
          GQueue           *waiting)
{
  const BdJsonNode *target = bd_bundle_resolve (reader->page, resource, bd_json_string (node));
  BdSectionKind kind;
  gboolean own;

  if (target == NULL || g_hash_table_contains (reader->used, target))
    return;
  /* A result that only its report names is no part of a section; a product is shown by
   * the medicine that names it. */
  own = bd_section_for_type (bd_json_get_string (target, "resourceType"), &kind) &&
        g_strcmp0 (bd_json_get_string (target, "resourceType"), "Medication") != 0;
  if (own)
    return;
  g_hash_table_add (reader->used, (gpointer) target);
  g_queue_push_tail (waiting, (gpointer) target);
}

static void
mark_referenced (BdDocumentReader *reader,
                 const BdJsonNode *resource,
                 const BdJsonNode *node,
                 GQueue           *waiting)
{
  if (g_strcmp0 (bd_json_name (node), "reference") == 0 && bd_json_string (node) != NULL)
    mark_one (reader, resource, node, waiting);
  for (const BdJsonNode *n = bd_json_first (node); n != NULL; n = bd_json_next (n))
    mark_referenced (reader, resource, n, waiting);
}

/* People and places that something shown refers to are part of it. */
static void
mark_used (BdDocumentReader *reader)
{
  g_autoptr (GQueue) waiting = g_queue_new ();
  g_autoptr (GList) shown = g_hash_table_get_keys (reader->used);
  const BdJsonNode *resource;

  for (GList *l = shown; l != NULL; l = l->next)
    g_queue_push_tail (waiting, l->data);
  while ((resource = g_queue_pop_head (waiting)) != NULL)
    mark_referenced (reader, resource, resource, waiting);
}

static void
list_rest (BdDocument       *self,
           BdDocumentReader *reader)
{
  mark_used (reader);
  for (guint i = 0; i < reader->page->entries->len; i++)
    {
      const BdBundleEntry *entry = entry_at (reader->page, i);
      BdEntry *shown;

      if (entry->resource == NULL || g_hash_table_contains (reader->used, entry->resource))
        continue;
      shown = bd_document_take_entry (reader, entry->resource);
      if (shown != NULL)
        g_ptr_array_add (self->in_no_section, shown);
      else
        bd_document_add_other (self->not_shown, entry->type, entry->id, _("In the document but in no section."));
    }
}

/* --- remarks on the whole --- */

/* What the bundle says beside its resources; a broken entry must not vanish. */
static void
note_bundle (const BdBundle *page,
             GStrvBuilder   *remarks)
{
  const BdJsonNode *entries = bd_json_get (bd_json_root (page->json), "entry");
  guint n = 0;

  if (page->redacted)
    g_strv_builder_add (remarks, _("Whoever sent this is holding back some records marked confidential."));
  for (const BdJsonNode *e = bd_json_first (entries); e != NULL; e = bd_json_next (e))
    n += bd_json_type (bd_json_get (e, "resource")) != BD_JSON_OBJECT;
  if (n > 0)
    {
      g_autofree char *words = g_strdup_printf (ngettext ("%u entry of this document is empty or cannot be read.",
                                                          "%u entries of this document are empty or cannot be read.", n), n);

      g_strv_builder_add (remarks, words);
    }
}

static void
note_missing_sections (const BdDocument *self,
                       GStrvBuilder     *remarks)
{
  for (guint m = 0; m < G_N_ELEMENTS (mandatory); m++)
    {
      gboolean there = FALSE;

      for (guint i = 0; i < self->sections->len && !there; i++)
        {
          const BdDocumentSection *section = g_ptr_array_index (self->sections, i);

          there = section->has_kind && section->kind == mandatory[m];
        }
      if (!there)
        {
          g_autofree char *words = g_strdup_printf (_("This document has no section for %s. That is not the same as none."),
                                                    bd_section_get_noun (mandatory[m]));

          g_strv_builder_add (remarks, words);
        }
    }
}

static gboolean
is_of_another (const BdDocument *self,
               BdEntry          *entry)
{
  const char *nhi = bd_entry_peek (entry)->nhi;

  return nhi != NULL && *self->patient->nhi != '\0' && !bd_patient_is_number (self->patient, nhi);
}

static void
note_other_people (const BdDocument *self,
                   BdDocumentReader *reader,
                   GStrvBuilder     *remarks)
{
  GHashTableIter iter;
  gpointer entry;
  guint n = 0;

  if (self->patient == NULL)
    return;
  g_hash_table_iter_init (&iter, reader->entries);
  while (g_hash_table_iter_next (&iter, NULL, &entry))
    n += is_of_another (self, entry);
  if (n > 0)
    {
      g_autofree char *words = g_strdup_printf (ngettext ("%u item says that it belongs to another person.",
                                                          "%u items say that they belong to another person.", n), n);

      g_strv_builder_add (remarks, words);
    }
}

static BdDocument *
new_empty (void)
{
  BdDocument *self = g_new0 (BdDocument, 1);

  self->sections = g_ptr_array_new_with_free_func ((GDestroyNotify) bd_document_section_free);
  self->in_no_section = g_ptr_array_new_with_free_func (g_object_unref);
  self->not_shown = g_ptr_array_new_with_free_func ((GDestroyNotify) bd_not_shown_free);
  return self;
}

/**
 * bd_document_new:
 * @json: a parsed file
 * @now: when it is read, wall µs; the entries' fetched_at
 * @error: return location for an error of #BD_DOCUMENT_ERROR
 *
 * Reads a document as its sections tell it. Every resource of it is shown in a section,
 * listed as standing in none, or named by one that is shown. Nothing is concluded from
 * the words of a section; where they and its entries differ, a remark says so. The
 * heading may stand anywhere, and a bundle without a type counts as a document (NZPS
 * 0.7.0, Document).
 *
 * Errors: %BD_DOCUMENT_ERROR_NOT_BUNDLE, %BD_DOCUMENT_ERROR_NOT_DOCUMENT,
 * %BD_DOCUMENT_ERROR_NO_COMPOSITION.
 *
 * Returns: (transfer full) (nullable): the document
 */
BdDocument *
bd_document_new (BdJson  *json,
                 gint64   now,
                 GError **error)
{
  g_autoptr (BdBundle) page = NULL;
  g_autoptr (GStrvBuilder) remarks = g_strv_builder_new ();
  g_autoptr (GHashTable) entries = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  g_autoptr (GHashTable) used = g_hash_table_new (NULL, NULL);
  BdDocumentReader reader = { .now = now, .entries = entries, .used = used };
  const BdJsonNode *sections;
  BdDocument *self;

  g_return_val_if_fail (json != NULL, NULL);

  reader.page = page = bd_bundle_new (json);
  reader.composition = check (page, remarks, error);
  if (reader.composition == NULL)
    return NULL;

  self = new_empty ();
  read_heading (self, &reader, remarks);
  sections = bd_json_get (reader.composition, "section");
  if (bd_json_type (sections) == BD_JSON_ARRAY)
    for (const BdJsonNode *n = bd_json_first (sections); n != NULL; n = bd_json_next (n))
      bd_document_read_section (&reader, self, n, 0);
  list_rest (self, &reader);
  note_bundle (page, remarks);
  note_missing_sections (self, remarks);
  note_other_people (self, &reader, remarks);
  self->remarks = g_strv_builder_end (remarks);
  return self;
}

/**
 * bd_document_free:
 * @self: (transfer full) (nullable): a document
 *
 * Frees a document and its lists.
 */
void
bd_document_free (BdDocument *self)
{
  if (self == NULL)
    return;

  g_free (self->title);
  g_free (self->date);
  g_free (self->status);
  g_free (self->identifier);
  g_free (self->author);
  g_free (self->custodian);
  g_free (self->narrative);
  g_clear_pointer (&self->patient, bd_patient_free);
  g_ptr_array_unref (self->sections);
  g_ptr_array_unref (self->in_no_section);
  g_ptr_array_unref (self->not_shown);
  g_strfreev (self->remarks);
  g_free (self);
}
