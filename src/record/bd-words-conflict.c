/* bd-words-conflict.c: names that share their words and still say different things
 *
 * "Type 1 diabetes" over the code for type 2, the left leg over the code for the right, a
 * family history over the code for the illness. These are rules about words and not about
 * medicine: two names of one thing may be marked as well, and nothing is decided by it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-project-private.h"

#include <string.h>

/* One of these in one name and the other in the other. */
static const char *const opposites[][2] = {
  { "left", "right" }, { "upper", "lower" }, { "acute", "chronic" }, { "male", "female" }, { "high", "low" },
  { "increased", "decreased" }, { "systolic", "diastolic" }, { "benign", "malignant" }, { "primary", "secondary" },
  { "maternal", "paternal" }, { "mother", "father" }, { "positive", "negative" }, { "normal", "abnormal" },
  { "proximal", "distal" }, { "medial", "lateral" }, { "anterior", "posterior" }, { "before", "after" },
};

/* Any of a line in one name and none of it in the other. */
static const char *const qualifiers[][6] = {
  { "family", "fh", "fhx" },
  { "risk" },
  { "history", "hx", "previous", "past", "fh", "fhx" },
  { "query", "possible", "probable", "suspected", "presumed" },
  { "excluded", "unlikely" },
};

static const char *const denials[] = {
  "no", "not", "non", "nil", "never", "without", "negative", "absent", "denies", "declined", NULL,
};

static gboolean
has_word (GStrv       words,
          const char *word)
{
  return g_strv_contains ((const char *const *) words, word);
}

static gboolean
do_deny (GStrv words)
{
  for (guint i = 0; words[i] != NULL; i++)
    if (g_strv_contains (denials, words[i]))
      return TRUE;
  return FALSE;
}

static gboolean
are_opposite (GStrv a,
              GStrv b)
{
  for (guint i = 0; i < G_N_ELEMENTS (opposites); i++)
    for (guint side = 0; side < 2; side++)
      if (has_word (a, opposites[i][side]) && !has_word (a, opposites[i][1 - side]) &&
          has_word (b, opposites[i][1 - side]) && !has_word (b, opposites[i][side]))
        return TRUE;
  return FALSE;
}

static gboolean
is_qualified (GStrv words,
              guint line)
{
  for (guint i = 0; i < G_N_ELEMENTS (qualifiers[line]) && qualifiers[line][i] != NULL; i++)
    if (has_word (words, qualifiers[line][i]))
      return TRUE;
  return FALSE;
}

static gboolean
are_qualified_otherwise (GStrv a,
                         GStrv b)
{
  for (guint line = 0; line < G_N_ELEMENTS (qualifiers); line++)
    if (is_qualified (a, line) != is_qualified (b, line))
      return TRUE;
  return FALSE;
}

/* "hypotension" and "hypertension" */
static gboolean
has_other_prefix (GStrv a,
                  GStrv b)
{
  for (guint i = 0; a[i] != NULL; i++)
    if (g_str_has_prefix (a[i], "hypo"))
      {
        g_autofree char *other = g_strconcat ("hyper", a[i] + strlen ("hypo"), NULL);

        if (has_word (b, other) && !has_word (b, a[i]) && !has_word (a, other))
          return TRUE;
      }
  return FALSE;
}

/* Numbers as they are counted: "2.50" is 2.5, "II" is 2. */
static void
add_number (GHashTable *numbers,
            const char *start,
            gsize       length)
{
  g_autofree char *number = g_strndup (start, length);

  if (strchr (number, '.') != NULL)
    for (gsize end = length; end > 0 && (number[end - 1] == '0' || number[end - 1] == '.'); end--)
      {
        gboolean point = number[end - 1] == '.';

        number[end - 1] = '\0';
        if (point)
          break;
      }
  g_hash_table_add (numbers, g_steal_pointer (&number));
}

static GHashTable *
find_numbers (const char *text,
              GStrv       words)
{
  static const char *const roman[][2] = { { "ii", "2" }, { "iii", "3" }, { "iv", "4" } };
  GHashTable *numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (const char *c = text; *c != '\0';)
    {
      gsize length = strspn (c, "0123456789");

      if (length > 0 && c[length] == '.' && g_ascii_isdigit (c[length + 1]))
        length += 1 + strspn (c + length + 1, "0123456789");
      if (length > 0)
        add_number (numbers, c, length);
      c += MAX (length, 1);
    }
  for (guint i = 0; i < G_N_ELEMENTS (roman); i++)
    if (has_word (words, roman[i][0]))
      g_hash_table_add (numbers, g_strdup (roman[i][1]));
  return numbers;
}

static gboolean
may_count (const char *text,
           GStrv       words)
{
  return strpbrk (text, "0123456789") != NULL || has_word (words, "ii") || has_word (words, "iii") || has_word (words, "iv");
}

static gboolean
is_within (GHashTable *some,
           GHashTable *all)
{
  GHashTableIter iter;
  gpointer number;

  g_hash_table_iter_init (&iter, some);
  while (g_hash_table_iter_next (&iter, &number, NULL))
    if (!g_hash_table_contains (all, number))
      return FALSE;
  return TRUE;
}

/* Each has a number that the other has not. */
static gboolean
have_other_numbers (const char *a,
                    GStrv       a_words,
                    const char *b,
                    GStrv       b_words)
{
  g_autoptr (GHashTable) numbers = NULL;
  g_autoptr (GHashTable) others = NULL;

  if (!may_count (a, a_words) || !may_count (b, b_words))
    return FALSE;
  numbers = find_numbers (a, a_words);
  others = find_numbers (b, b_words);
  return !is_within (numbers, others) && !is_within (others, numbers);
}

/* "Detected" under the text "Not detected" shares its words and means the opposite. */
gboolean
bd_words_deny (const char *text)
{
  g_autofree char *folded = bd_words_fold (text);
  g_auto (GStrv) words = g_strsplit (folded, " ", -1);

  return do_deny (words);
}

/* Whether one name says something that the other takes back or turns round. */
gboolean
bd_words_conflict (const char *a,
                   const char *b)
{
  g_autofree char *folded_a = NULL, *folded_b = NULL;
  g_auto (GStrv) a_words = NULL, b_words = NULL;

  if (strcmp (a, b) == 0)
    return FALSE;
  folded_a = bd_words_fold (a);
  folded_b = bd_words_fold (b);
  a_words = g_strsplit (folded_a, " ", -1);
  b_words = g_strsplit (folded_b, " ", -1);

  return do_deny (a_words) != do_deny (b_words) || (strchr (a, '?') != NULL) != (strchr (b, '?') != NULL) ||
         are_opposite (a_words, b_words) || are_qualified_otherwise (a_words, b_words) ||
         has_other_prefix (a_words, b_words) || has_other_prefix (b_words, a_words) ||
         have_other_numbers (a, a_words, b, b_words);
}
