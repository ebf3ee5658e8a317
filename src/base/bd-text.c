/* bd-text.c: small text questions: folding, nearest word
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-text.h"

#include <string.h>

#define MAX_EDITS 3
#define MAX_WORD  64

/**
 * bd_text_fold:
 * @text: (nullable): any text
 *
 * Makes two spellings of one word the same: case, macrons and other marks go,
 * compatibility forms become plain. For comparing, never for showing.
 *
 * Returns: (transfer full): the folded text, valid UTF-8; "" for %NULL
 */
char *
bd_text_fold (const char *text)
{
  g_autofree char *valid = NULL;
  g_autofree char *apart = NULL;
  g_autoptr (GString) bare = NULL;

  if (text == NULL || g_str_is_ascii (text))   /* most of a record is, and a page holds thousands of texts */
    return g_ascii_strdown (text != NULL ? text : "", -1);

  valid = g_utf8_make_valid (text, -1);
  apart = g_utf8_normalize (valid, -1, G_NORMALIZE_ALL);
  bare = g_string_sized_new (strlen (apart));
  for (const char *at = apart; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (!g_unichar_ismark (c))
        g_string_append_unichar (bare, c);
    }

  return g_utf8_casefold (bare->str, (gssize) bare->len);
}

/**
 * bd_text_matches:
 * @haystack: (nullable): where to look
 * @needle: (nullable): what for
 *
 * Returns: whether @needle stands in @haystack once both are folded; an empty
 *   @needle stands everywhere
 */
gboolean
bd_text_matches (const char *haystack,
                 const char *needle)
{
  g_autofree char *where = bd_text_fold (haystack);
  g_autofree char *what = bd_text_fold (needle);

  return strstr (where, what) != NULL;
}

static guint
count_edits (const char *a,
             const char *b)
{
  guint row[MAX_WORD + 1];
  gsize a_length = strlen (a), b_length = strlen (b);

  if (a_length > MAX_WORD || b_length > MAX_WORD)
    return G_MAXUINT;

  for (gsize j = 0; j <= b_length; j++)
    row[j] = (guint) j;

  for (gsize i = 1; i <= a_length; i++)
    {
      guint diagonal = row[0];

      row[0] = (guint) i;
      for (gsize j = 1; j <= b_length; j++)
        {
          guint above = row[j];
          guint changed = diagonal + (g_ascii_tolower (a[i - 1]) != g_ascii_tolower (b[j - 1]));

          row[j] = MIN (changed, 1 + MIN (above, row[j - 1]));
          diagonal = above;
        }
    }

  return row[b_length];
}

/**
 * bd_text_nearest:
 * @word: what somebody wrote
 * @known: (array zero-terminated=1): the words there are
 *
 * For "did you mean": case is ignored, and nothing is offered that shares no
 * letter with @word.
 *
 * Returns: (transfer none) (nullable): the first of the nearest in @known, at most
 *   three edits away, else %NULL
 */
const char *
bd_text_nearest (const char        *word,
                 const char *const *known)
{
  const char *nearest = NULL;
  gsize limit;

  g_return_val_if_fail (word != NULL && known != NULL, NULL);

  limit = MIN (MAX_EDITS + 1, strlen (word));   /* below this */
  for (; *known != NULL; known++)
    {
      guint edits = count_edits (word, *known);

      if (edits < limit)
        {
          nearest = *known;
          limit = edits;
        }
    }

  return nearest;
}

static void
append_initial (GString    *initials,
                const char *name)
{
  g_autofree char *valid = g_utf8_make_valid (name != NULL ? name : "", -1);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    if (g_unichar_isalpha (g_utf8_get_char (at)))
      {
        g_string_append_unichar (initials, g_unichar_toupper (g_utf8_get_char (at)));
        return;
      }
}

/**
 * bd_text_initials:
 * @given: (nullable): given name
 * @family: (nullable): family name
 *
 * Returns: (transfer full): the first letter of each, upper case, macrons kept:
 *   `HT`, or `T` where one is missing, or ""
 */
char *
bd_text_initials (const char *given,
                  const char *family)
{
  g_autoptr (GString) initials = g_string_new (NULL);

  append_initial (initials, given);
  append_initial (initials, family);

  return g_strdup (initials->str);
}
