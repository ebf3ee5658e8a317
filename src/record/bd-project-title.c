/* bd-project-title.c: what an entry is called, and where its names do not agree
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-project-private.h"

#include <string.h>

void
bd_fields_set_title (BdEntryFields *f,
                     const char    *title)
{
  char *copy = g_strdup (title);

  g_free (f->title);
  f->title = copy;
}

static gboolean
share_a_word (const char *a,
              const char *b)
{
  g_autofree char *folded_a = bd_words_fold (a);
  g_autofree char *folded_b = bd_words_fold (b);
  g_auto (GStrv) words_a = g_strsplit (folded_a, " ", -1);
  g_auto (GStrv) words_b = g_strsplit (folded_b, " ", -1);

  for (guint i = 0; words_a[i] != NULL; i++)
    if (*words_a[i] != '\0' && g_strv_contains ((const char *const *) words_b, words_a[i]))
      return TRUE;
  return FALSE;
}

static const BdCoding *
find_display (const BdConcept *concept)
{
  for (guint i = 0; i < concept->codings->len; i++)
    {
      const BdCoding *c = g_ptr_array_index (concept->codings, i);

      if (c->display != NULL)
        return c;
    }
  return NULL;
}

/* What a code is published to say, where its display says something else: a product whose
 * names share no word, or "none known" displayed as an allergy. */
static const char *
find_other_words (const BdCoding *coding)
{
  const char *product = bd_terms_words (BD_TERMS_PRODUCT, coding->system, coding->code);
  const char *denial = bd_terms_words (BD_TERMS_NEGATION, coding->system, coding->code);

  if (product != NULL && !share_a_word (product, coding->display))
    return product;
  return denial != NULL && !bd_words_deny (coding->display) ? denial : NULL;
}

static char *
title_of_misnamed_code (const BdConcept *concept)
{
  for (guint i = 0; i < concept->codings->len; i++)
    {
      const BdCoding *c = g_ptr_array_index (concept->codings, i);
      const char *words = c->display != NULL ? find_other_words (c) : NULL;

      if (words != NULL)
        return g_strdup_printf ("%s (code %s: %s)", c->display, c->code, words);
    }
  return NULL;
}

/* A code that came without words and has none here. */
char *
bd_fields_dup_code_title (const BdCoding *coding)
{
  if (coding->system == NULL)
    return g_strdup_printf ("Unknown code %s", coding->code);
  return g_strdup_printf ("Unknown code %s (%s)", coding->code, bd_terms_system_label (coding->system));
}

static char *
title_of_bare_codes (const BdConcept *concept)
{
  const BdCoding *first = NULL;

  for (guint i = 0; i < concept->codings->len; i++)
    {
      const BdCoding *c = g_ptr_array_index (concept->codings, i);
      const char *words = bd_terms_words (BD_TERMS_DISPLAY, c->system, c->code);

      if (words == NULL)
        words = bd_terms_words (BD_TERMS_PRODUCT, c->system, c->code);
      if (words != NULL)
        return g_strdup (words);
      if (first == NULL && c->code != NULL)
        first = c;
    }
  return first != NULL ? bd_fields_dup_code_title (first) : NULL;
}

static gboolean
text_disagrees (const BdConcept *concept,
                const char      *display)
{
  return bd_concept_text_disagrees (concept) || bd_words_conflict (concept->text, display);
}

static char *
title_of_concept (BdEntryFields   *f,
                  const BdConcept *concept)
{
  const BdCoding *display = find_display (concept);
  char *title;

  if (concept->text != NULL && display != NULL && text_disagrees (concept, display->display))
    {
      bd_entry_fields_mark (f, "code-text-mismatch");
      return g_strdup_printf ("%s (coded: %s)", concept->text, display->display);
    }
  title = title_of_misnamed_code (concept);
  if (title != NULL)
    {
      bd_entry_fields_mark (f, "code-display-mismatch");
      return title;
    }
  return concept->text != NULL || display != NULL ? g_strdup (bd_concept_peek_title (concept))
                                                  : title_of_bare_codes (concept);
}

/* The title of a concept; what its words contradict is marked on the entry. */
char *
bd_fields_dup_title (BdEntryFields    *f,
                     const BdJsonNode *node)
{
  g_autoptr (BdConcept) concept = bd_concept_new_from_json (node);

  return concept != NULL ? title_of_concept (f, concept) : NULL;
}

/* Whether two names could be of one thing: the rules of bd_concept_text_disagrees() and
 * bd_words_conflict(). */
static gboolean
names_agree (char     *name,
             BdCoding *coding)
{
  gpointer codings[] = { coding };
  GPtrArray one = { codings, 1 };
  BdConcept concept = { &one, name };

  return !bd_concept_text_disagrees (&concept) && !bd_words_conflict (name, coding->display);
}

static gboolean
is_chosen (const BdConcept *concept)
{
  for (guint i = 0; i < concept->codings->len; i++)
    if (((const BdCoding *) g_ptr_array_index (concept->codings, i))->user_selected)
      return TRUE;
  return FALSE;
}

/* A coding that names something else than the title: read in the detail where the text
 * or the author's choice stands behind the title, in the title itself where nothing
 * says which of the two is meant. */
static void
add_other_name (BdEntryFields  *f,
                const BdCoding *coding,
                gboolean        in_title)
{
  g_autofree char *title = in_title ? g_strdup_printf ("%s (also coded: %s)", f->title, coding->display) : NULL;

  if (in_title)
    bd_fields_set_title (f, title);
  else
    bd_fields_add_detail (f, "Also coded", coding->display);
  bd_entry_fields_mark (f, "codings-differ");
}

static void
add_other_names (BdEntryFields *f,
                 BdConcept     *concept)
{
  g_autofree char *title = g_strdup (f->title);
  gboolean settled = concept->text != NULL || is_chosen (concept);
  BdCoding written = { .display = concept->text };

  if (concept->text != NULL && strstr (title, concept->text) == NULL && !names_agree (title, &written))
    {
      g_autofree char *both = g_strdup_printf ("%s (written: %s)", title, concept->text);

      bd_fields_set_title (f, both);
      bd_entry_fields_mark (f, "code-text-mismatch");
    }
  for (guint i = 0; i < concept->codings->len; i++)
    {
      BdCoding *c = g_ptr_array_index (concept->codings, i);

      if (c->display != NULL && strstr (title, c->display) == NULL && !names_agree (title, c))
        add_other_name (f, c, !settled);
    }
}

/* Codes, text and title of the concept that names the entry. */
void
bd_fields_set_concept (BdEntryFields    *f,
                       const BdJsonNode *node)
{
  g_autoptr (BdConcept) concept = bd_concept_new_from_json (node);

  if (concept == NULL)
    {
      const BdJsonNode *why = bd_json_choice (bd_fhir_extension (node, "data-absent-reason"), "value");

      bd_fields_take_detail (f, "Why it is not named", bd_words_absent (why));
      return;
    }

  g_free (f->title);
  f->title = title_of_concept (f, concept);
  if (f->title != NULL && (concept->codings->len > 1 || concept->text != NULL))
    add_other_names (f, concept);
  g_free (f->text);
  f->text = g_steal_pointer (&concept->text);
  g_ptr_array_extend_and_steal (f->codes, g_ptr_array_ref (concept->codings));
  if (f->text != NULL && f->codes->len == 0)
    bd_entry_fields_mark (f, "text-only");
}
