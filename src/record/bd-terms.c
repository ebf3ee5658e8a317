/* bd-terms.c: looks up what a code says in the lists of terms/
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-terms.h"
#include "bd-terms-private.h"

#include <stdlib.h>
#include <string.h>

#define SNOMED_URL "http://snomed.info/sct"

typedef struct { const char *system; const char *code; } Key;

/* As strcmp(): the first letter decides most. */
static inline int
compare_text (const char *a,
              const char *b)
{
  int order = (guchar) *a - (guchar) *b;

  return order != 0 ? order : strcmp (a, b);
}

static int
compare_key (const void *a,
             const void *b)
{
  const Key *key = a;
  const BdTerm *term = b;
  int order = compare_text (key->system, term->system);

  return order != 0 ? order : compare_text (key->code, term->code);
}

static const BdTerm *
search (BdTermsList  list,
        const char  *system,
        const char  *code)
{
  const BdTermsSlice *slice = &bd_terms_lists[list];
  Key key = { system, code };

  return bsearch (&key, slice->rows, slice->n_rows, sizeof (BdTerm), compare_key);
}

/**
 * bd_terms_system_key:
 * @url: (nullable): the url of a code system, as received
 *
 * Finds the short key under which the lists know a code system. SNOMED CT is
 * known by its beginning, since an edition and a version may follow it; NZMT
 * goes by three urls in the guides.
 *
 * Returns: (nullable): the key, static; %NULL for a system the lists do not know
 */
const char *
bd_terms_system_key (const char *url)
{
  const BdTerm *term;

  if (url == NULL || strchr (url, ':') == NULL)   /* a key of the lists, no url */
    return NULL;
  if (g_str_has_prefix (url, SNOMED_URL) && (url[strlen (SNOMED_URL)] == '\0' || url[strlen (SNOMED_URL)] == '/'))
    return "sct";

  term = search (BD_TERMS_SYSTEM, "", url);
  return term != NULL ? term->meaning : NULL;
}

/**
 * bd_terms_system_label:
 * @url: (nullable): the url of a code system, as received
 *
 * Names a code system for people: "SNOMED CT" rather than its url.
 *
 * Returns: (nullable): the name, static, or @url itself for an unknown system
 */
const char *
bd_terms_system_label (const char *url)
{
  const char *key = bd_terms_system_key (url);
  const BdTerm *term;

  if (g_strcmp0 (key, "sct") == 0)
    return "SNOMED CT";
  term = key != NULL ? search (BD_TERMS_SYSTEM, "", url) : NULL;
  return term != NULL ? term->words : url;
}

/**
 * bd_terms_find:
 * @list: which list to look in
 * @system: (nullable): a code system's url, or the key the list uses
 * @code: (nullable): the code, exact
 *
 * Looks a code up under its system and then among the rows that stand under
 * any system.
 *
 * Returns: (nullable) (transfer none): the row, static
 */
const BdTerm *
bd_terms_find (BdTermsList  list,
               const char  *system,
               const char  *code)
{
  const BdTerm *term = NULL;
  const char *key;

  g_return_val_if_fail ((guint) list < BD_N_TERMS, NULL);

  if (code == NULL)
    return NULL;

  key = bd_terms_system_key (system);
  if (key == NULL)
    key = system;
  if (key != NULL)
    term = search (list, key, code);
  return term != NULL ? term : search (list, "", code);
}

/**
 * bd_terms_words:
 * @list: which list to look in
 * @system: (nullable): as for bd_terms_find()
 * @code: (nullable): the code, exact
 *
 * Returns: (nullable) (transfer none): the words of the row, static; %NULL when
 *   there is no such row
 */
const char *
bd_terms_words (BdTermsList  list,
                const char  *system,
                const char  *code)
{
  const BdTerm *term = bd_terms_find (list, system, code);

  return term != NULL ? term->words : NULL;
}
