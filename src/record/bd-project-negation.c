/* bd-project-negation.c: which entries say "none known", and which only seem to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-project-private.h"

#include <string.h>

/* "No known latex allergy": of one sort, in a few words, with nothing taken back. */
static gboolean
denies_one_sort (const char *sentence)
{
  static const char *const turns[] = { "except", "but", "other", "apart", "unless", "besides", "and", "with", "only", "until", NULL };
  g_auto (GStrv) words = g_strsplit (sentence, " ", -1);
  guint n = g_strv_length (words);

  if (!g_str_has_prefix (sentence, "no known ") || n < 4 || n > 7 ||
      (!g_str_has_suffix (sentence, " allergy") && !g_str_has_suffix (sentence, " allergies")))
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (g_strv_contains (turns, words[i]))
      return FALSE;
  return TRUE;
}

static const BdTerm *
find_sentence (const char *family,
               const char *text)
{
  static const BdTerm one_sort = { "allergy", "", "", "part" };
  g_autofree char *sentence = text != NULL && strlen (text) < 80 ? bd_words_fold (text) : NULL;
  const BdTerm *term;

  if (sentence != NULL && g_str_has_suffix (sentence, " situation"))   /* SNOMED CT's own ending */
    sentence[strlen (sentence) - strlen (" situation")] = '\0';
  term = sentence != NULL ? bd_terms_find (BD_TERMS_NEGATION_TEXT, family, sentence) : NULL;

  if (term == NULL && sentence != NULL && g_str_equal (family, "allergy") && denies_one_sort (sentence))
    return &one_sort;
  return term;
}

static gboolean
is_same_sentence (const char *a,
                  const char *b)
{
  g_autofree char *folded_a = bd_words_fold (a);
  g_autofree char *folded_b = b != NULL ? bd_words_fold (b) : NULL;

  return g_strcmp0 (folded_a, folded_b) == 0;
}

/* The meaning that says less: "part" of "all". One that denies and one that says
 * nothing do not go together. */
static const BdTerm *
say_less (const BdTerm *a,
          const BdTerm *b)
{
  if (a == NULL || b == NULL || g_str_equal (a->meaning, b->meaning))
    return a != NULL ? a : b;
  if (g_str_equal (a->meaning, "absent") || g_str_equal (b->meaning, "absent"))
    return NULL;
  return g_str_equal (a->meaning, "part") ? a : b;
}

static gboolean
denies_allergies (const BdTerm *term)
{
  return strstr (term->words, "allerg") != NULL;
}

/* A code that denies, under a display that names something ("Allergy to penicillin"), says
 * two things: it denies only as far as its display does. */
static const BdTerm *
check_display (const char     *family,
               const BdTerm   *coded,
               const BdCoding *coding)
{
  const BdTerm *said = find_sentence (denies_allergies (coded) ? "allergy" : family, coding->display);

  if (coding->display == NULL || said != NULL)
    return say_less (coded, said);
  return is_same_sentence (coding->display, coded->words) ? coded : NULL;
}

/* A display alone denies where nobody publishes the code, as in a practice's own list. A
 * code of SNOMED CT that is not known to deny may be that of a substance: its display
 * denies one sort at most. */
static const BdTerm *
find_by_display (const char     *family,
                 const BdCoding *coding)
{
  const BdTerm *said = find_sentence (family, coding->display);

  if (said != NULL && g_strcmp0 (bd_terms_system_key (coding->system), "sct") == 0 && !g_str_equal (said->meaning, "part"))
    return NULL;
  return said;
}

/* Every coding must deny: beside the code of a substance "none known" is no negation. */
static const BdTerm *
find_coded_negation (const BdEntryFields *f,
                     const char          *family)
{
  const BdTerm *all = NULL;

  for (guint i = 0; i < f->codes->len; i++)
    {
      const BdCoding *c = g_ptr_array_index (f->codes, i);
      const BdTerm *term = bd_terms_find (BD_TERMS_NEGATION, c->system, c->code);

      if (term != NULL && g_str_equal (family, "allergy") && !denies_allergies (term))
        return NULL;   /* "no known medications" is no word about allergies */
      term = term != NULL ? check_display (family, term, c) : find_by_display (family, c);
      all = term != NULL ? say_less (all, term) : NULL;
      if (all == NULL)
        return NULL;
    }
  return all;
}

/* A text beside the code must be the same sentence: "Penicillin allergy" over the code
 * for "No known allergy" is an allergy until somebody has looked. */
static const BdTerm *
check_text (const BdEntryFields *f,
            const char          *family,
            const BdTerm        *coded)
{
  const BdTerm *said = find_sentence (family, f->text);

  if (f->text == NULL || said != NULL)
    return say_less (coded, said);
  for (guint i = 0; i < f->codes->len; i++)
    if (is_same_sentence (f->text, ((const BdCoding *) g_ptr_array_index (f->codes, i))->display))
      return coded;
  return is_same_sentence (f->text, coded->words) ? coded : NULL;
}

/* What else the entry says may turn "none known" round: a reaction, a high risk, a
 * second note, a modifier or a status that is not understood. */
static gboolean
is_contradicted (const BdEntryFields *f)
{
  const char *const *marks = (const char *const *) f->marks;

  return f->reactions->len > 0 || g_strcmp0 (f->criticality, "high") == 0 ||
         (f->text == NULL && f->codes->len == 0 && g_strv_length (f->notes) > 1) ||
         g_strv_contains (marks, "modifier-extension") || g_strv_contains (marks, "implicit-rules") ||
         g_strv_contains (marks, "person-contradicts") || g_strv_contains (marks, "redacted") ||
         g_strv_contains (marks, "status-unknown") || g_strv_contains (marks, "verification-unknown") ||
         g_strv_contains (marks, "malformed");
}

/* Whether the entry says "none" or "nothing known" rather than naming a thing. */
gboolean
bd_fields_is_denial (const BdEntryFields *f)
{
  const char *const *marks = (const char *const *) f->marks;

  return g_strv_contains (marks, "negation") || g_strv_contains (marks, "not-known");
}

/* Marks an entry that says "none" (SNOMED CT 716186003 and its kind, IPS codes, or,
 * where nothing is coded, a whole sentence; NZPS 0.7.0, section Emptiness). One that
 * names or says something else besides is shown as it is. */
void
bd_fields_find_negation (BdEntryFields *f,
                         const char    *family)
{
  gboolean coded = f->codes->len > 0;
  const BdTerm *term = coded ? find_coded_negation (f, family)
                             : find_sentence (family, f->text != NULL ? f->text : f->title);

  if (term != NULL && coded)
    term = check_text (f, family, term);
  if (term == NULL || is_contradicted (f))
    return;
  if (g_str_equal (term->meaning, "absent"))
    {
      bd_entry_fields_mark (f, "not-known");
      return;
    }
  bd_entry_fields_mark (f, "negation");
  if (!coded)
    bd_entry_fields_mark (f, "negation-by-text");
  if (g_str_equal (term->meaning, "part"))
    bd_entry_fields_mark (f, "negation-partial");
}
