/* bd-coding.c: CodeableConcept as received
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-coding.h"

#include "bd-text.h"

#include <string.h>

#define LONG_WORD 4   /* letters; shorter words say too little to agree on */
#define SHORT_WORD 3  /* letters of a word that is one with its plural */
#define STEM      5   /* letters two long words share when they are one: hypertension, hypertensive */

static char *
dup_member (const BdJsonNode *node,
            const char       *member)
{
  const char *text = bd_json_get_string (node, member);

  return text != NULL && *text != '\0' ? g_strdup (text) : NULL;
}

/**
 * bd_coding_new:
 * @system: (nullable): the code system's URL
 * @code: (nullable): the code
 * @display: (nullable): its words
 * @user_selected: whether a person chose this coding
 *
 * Returns: (transfer full): a coding with copies of these
 */
BdCoding *
bd_coding_new (const char *system,
               const char *code,
               const char *display,
               gboolean    user_selected)
{
  BdCoding *self = g_new0 (BdCoding, 1);

  self->system = g_strdup (system);
  self->code = g_strdup (code);
  self->display = g_strdup (display);
  self->user_selected = user_selected;

  return self;
}

/**
 * bd_coding_free:
 * @self: (transfer full): a coding
 */
void
bd_coding_free (BdCoding *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->system);
  g_free (self->code);
  g_free (self->display);
  g_free (self);
}

static void
add_coding (BdConcept        *self,
            const BdJsonNode *node)
{
  BdCoding *coding;

  if (bd_json_type (node) != BD_JSON_OBJECT)
    return;

  coding = g_new0 (BdCoding, 1);
  coding->system = dup_member (node, "system");
  coding->code = dup_member (node, "code");
  coding->display = dup_member (node, "display");
  bd_json_boolean (bd_json_get (node, "userSelected"), &coding->user_selected);
  g_ptr_array_add (self->codings, coding);
}

/**
 * bd_concept_new_from_json:
 * @node: (nullable): a CodeableConcept
 *
 * Keeps every coding in its order and the text. A bare string, or a single coding
 * where a list should stand, is read as what it plainly means.
 *
 * Returns: (transfer full) (nullable): the concept; %NULL where nothing is said
 */
BdConcept *
bd_concept_new_from_json (const BdJsonNode *node)
{
  const BdJsonNode *codings = bd_json_get (node, "coding");
  g_autoptr (BdConcept) self = g_new0 (BdConcept, 1);

  self->codings = g_ptr_array_new_with_free_func ((GDestroyNotify) bd_coding_free);
  self->text = bd_json_type (node) == BD_JSON_STRING ? g_strdup (bd_json_string (node)) : dup_member (node, "text");

  if (bd_json_type (codings) == BD_JSON_OBJECT)
    add_coding (self, codings);
  else
    for (const BdJsonNode *at = bd_json_first (codings); at != NULL; at = bd_json_next (at))
      add_coding (self, at);

  return self->text != NULL || self->codings->len > 0 ? g_steal_pointer (&self) : NULL;
}

/**
 * bd_concept_free:
 * @self: (transfer full): a concept
 */
void
bd_concept_free (BdConcept *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_unref (self->codings);
  g_free (self->text);
  g_free (self);
}

static gboolean
is_of_system (const BdCoding *coding,
              const char     *system_part)
{
  return system_part == NULL || (coding->system != NULL && strstr (coding->system, system_part) != NULL);
}

/**
 * bd_concept_peek_code:
 * @self: (nullable): a concept
 * @system_part: (nullable): a part of the code system's URL, %NULL for any
 *
 * Returns: (transfer none) (nullable): the first code whose system contains @system_part
 */
const char *
bd_concept_peek_code (const BdConcept *self,
                      const char      *system_part)
{
  for (guint i = 0; self != NULL && i < self->codings->len; i++)
    {
      const BdCoding *coding = g_ptr_array_index (self->codings, i);

      if (coding->code != NULL && is_of_system (coding, system_part))
        return coding->code;
    }

  return NULL;
}

/**
 * bd_concept_has_code:
 * @self: (nullable): a concept
 * @system_part: (nullable): a part of the code system's URL, %NULL for any
 * @code: the code, exactly
 *
 * Returns: whether any coding, not only the first, has @code
 */
gboolean
bd_concept_has_code (const BdConcept *self,
                     const char      *system_part,
                     const char      *code)
{
  g_return_val_if_fail (code != NULL, FALSE);

  for (guint i = 0; self != NULL && i < self->codings->len; i++)
    {
      const BdCoding *coding = g_ptr_array_index (self->codings, i);

      if (g_strcmp0 (coding->code, code) == 0 && is_of_system (coding, system_part))
        return TRUE;
    }

  return FALSE;
}

static const char *
peek_display (const BdConcept *self,
              gboolean         only_selected)
{
  for (guint i = 0; i < self->codings->len; i++)
    {
      const BdCoding *coding = g_ptr_array_index (self->codings, i);

      if (coding->display != NULL && (coding->user_selected || !only_selected))
        return coding->display;
    }

  return NULL;
}

/**
 * bd_concept_peek_title:
 * @self: (nullable): a concept
 *
 * What the clinician chose comes first. It is one of several texts: where they
 * differ, show the others beside it (bd_concept_text_disagrees()).
 *
 * Returns: (transfer none) (nullable): the user-selected display, else the text, else
 *   the first display, else the first code
 */
const char *
bd_concept_peek_title (const BdConcept *self)
{
  const char *title;

  if (self == NULL)
    return NULL;

  title = peek_display (self, TRUE);
  if (title == NULL)
    title = self->text;
  if (title == NULL)
    title = peek_display (self, FALSE);

  return title != NULL ? title : bd_concept_peek_code (self, NULL);
}

/* --- do the words agree? --- */

/* "nuts" and "nut": a plural is the same word, also a short one. */
static gboolean
is_plural_of (const char *many,
              const char *one)
{
  gsize length = strlen (one);

  return length >= SHORT_WORD && strncmp (many, one, length) == 0 && strcmp (many + length, "s") == 0;
}

/* A name with a digit in it says much in few letters: "A1c", but not "100mg". */
static gboolean
is_marker (const char *word)
{
  return g_ascii_isalpha (*word) && strpbrk (word, "0123456789") != NULL;
}

/* "HbA1c" and "A1c" */
static gboolean
is_same_name (const char *word,
              const char *other)
{
  return is_plural_of (word, other) || is_plural_of (other, word) ||
         (is_marker (other) && g_str_has_suffix (word, other)) || (is_marker (word) && g_str_has_suffix (other, word));
}

static gboolean
share_name (char **words,
            char **others)
{
  for (; *words != NULL; words++)
    for (char **other = others; *other != NULL; other++)
      if (is_same_name (*words, *other))
        return TRUE;

  return FALSE;
}

static gboolean
share_word (char **words,
            char **others)
{
  for (; *words != NULL; words++)
    {
      glong length = g_utf8_strlen (*words, -1);
      gsize stem = (gsize) (g_utf8_offset_to_pointer (*words, MIN (length, STEM)) - *words);

      if (length < LONG_WORD || g_ascii_isdigit (**words))   /* an amount is no name */
        continue;
      for (char **other = others; *other != NULL; other++)
        if (length < STEM ? g_str_equal (*words, *other) : strncmp (*words, *other, stem) == 0)
          return TRUE;
    }

  return FALSE;
}

/* A pattern would do, but a page holds thousands of concepts. */
static char **
split_words (const char *folded)
{
  g_autofree char *spaced = g_strdup (folded);

  for (char *at = spaced; *at != '\0'; at++)
    if ((guint8) *at < 0x80 && !g_ascii_isalnum (*at))
      *at = ' ';

  return g_strsplit (spaced, " ", -1);
}

/* "COPD" for "Chronic obstructive pulmonary disease" */
static gboolean
is_short_for (const char *brief,
              char      **words)
{
  for (; *words != NULL; words++)
    {
      if (**words == '\0')
        continue;
      if (*brief == '\0' || g_utf8_get_char (brief) != g_utf8_get_char (*words))
        return FALSE;
      brief = g_utf8_next_char (brief);
    }

  return *brief == '\0';
}

static gboolean
words_agree (const char *text,
             const char *display)
{
  g_autofree char *a = g_strstrip (bd_text_fold (text));
  g_autofree char *b = g_strstrip (bd_text_fold (display));
  g_auto (GStrv) a_words = NULL, b_words = NULL;

  if (strstr (a, b) != NULL || strstr (b, a) != NULL)
    return TRUE;

  a_words = split_words (a);
  b_words = split_words (b);

  return share_word (a_words, b_words) || share_name (a_words, b_words) || is_short_for (a, b_words) || is_short_for (b, a_words);
}

/**
 * bd_concept_text_disagrees:
 * @self: (nullable): a concept
 *
 * Finds a text that speaks of something else than its codes, such as "Hypertension"
 * over the code for COPD. It is a rule about words and not about medicine: two
 * different names of one thing are marked as well, and nothing is decided by it.
 *
 * Returns: %TRUE if there is a text and a display, and the text shares no word of
 *   four letters (or stem of five, or plural, or name with a digit such as A1c) with any
 *   display, nor contains, nor abbreviates one
 */
gboolean
bd_concept_text_disagrees (const BdConcept *self)
{
  gboolean compared = FALSE;

  if (self == NULL || self->text == NULL)
    return FALSE;

  for (guint i = 0; i < self->codings->len; i++)
    {
      const BdCoding *coding = g_ptr_array_index (self->codings, i);

      if (coding->display == NULL)
        continue;
      if (words_agree (self->text, coding->display))
        return FALSE;
      compared = TRUE;
    }

  return compared;
}
