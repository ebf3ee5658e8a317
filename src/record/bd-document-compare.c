/* bd-document-compare.c: the words of a section held against its entries
 *
 * Facts side by side: an entry that the words do not seem to name is remarked on, and so
 * are words without entries. Nothing is read out of the words.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-document-private.h"

#include "bd-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SHORTEST_WORD 3

/* Every word of a text, folded: letters and digits in one run. */
static GHashTable *
words_of (const char *text)
{
  GHashTable *words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *folded = bd_text_fold (text);
  const char *start = NULL;

  for (const char *at = folded; ; at = g_utf8_next_char (at))
    {
      if (g_unichar_isalnum (g_utf8_get_char (at)))
        start = start != NULL ? start : at;
      else if (start != NULL)
        {
          g_hash_table_add (words, g_strndup (start, (gsize) (at - start)));
          start = NULL;
        }
      if (*at == '\0')
        break;
    }
  return words;
}

/* Half of the words that say something are enough: people shorten and reorder. */
static gboolean
names (GHashTable *narrative,
       const char *name)
{
  g_autoptr (GHashTable) words = words_of (name);
  GHashTableIter iter;
  gpointer word;
  guint said = 0, all = 0;

  g_hash_table_iter_init (&iter, words);
  while (g_hash_table_iter_next (&iter, &word, NULL))
    if (strlen (word) >= SHORTEST_WORD)
      {
        all++;
        said += g_hash_table_contains (narrative, word);
      }
  return all == 0 || said * 2 >= all;
}

/* By its title, its text or any of its codes' words. */
static gboolean
is_named (GHashTable *narrative,
          BdEntry    *entry)
{
  const BdEntryFields *f = bd_entry_peek (entry);

  if (names (narrative, f->title) || (f->text != NULL && names (narrative, f->text)))
    return TRUE;
  for (guint i = 0; i < f->codes->len; i++)
    {
      const BdCoding *coding = g_ptr_array_index (f->codes, i);

      if (coding->display != NULL && names (narrative, coding->display))
        return TRUE;
    }
  return FALSE;
}

static void
add_unnamed (BdDocumentSection *section,
             GStrvBuilder      *remarks)
{
  g_autoptr (GHashTable) narrative = words_of (section->narrative);

  for (guint i = 0; i < section->entries->len; i++)
    {
      BdEntry *entry = g_ptr_array_index (section->entries, i);

      if (!is_named (narrative, entry))
        {
          g_autofree char *remark = g_strdup_printf (_("The words of this section do not seem to name: %s"),
                                                     bd_entry_peek (entry)->title);

          g_strv_builder_add (remarks, remark);
        }
    }
}

/* Adds what is found to the section's remarks. */
void
bd_document_compare (BdDocumentSection *section,
                     gboolean           has_inner)
{
  g_autoptr (GStrvBuilder) remarks = g_strv_builder_new ();
  gboolean anything = section->entries->len > 0 || section->not_drawn->len > 0 || *section->dangling != NULL;

  g_strv_builder_addv (remarks, (const char **) section->remarks);
  if (section->narrative != NULL && section->entries->len > 0)
    add_unnamed (section, remarks);
  if (section->narrative != NULL && !anything && !has_inner)
    g_strv_builder_add (remarks, _("Only words, no coded entries: read the text."));
  if (section->narrative == NULL && !anything && !has_inner && section->empty_code == NULL)
    g_strv_builder_add (remarks, _("Empty, and the document does not say why. That is not the same as none."));
  if (section->empty_code != NULL && anything)
    g_strv_builder_add (remarks, _("Said to be empty, and yet it holds entries."));

  g_strfreev (section->remarks);
  section->remarks = g_strv_builder_end (remarks);
}
