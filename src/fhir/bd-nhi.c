/* bd-nhi.c: the NHI number: both formats, both check characters
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-nhi.h"

#include <string.h>

#define LENGTH 7

static const char alphabet[] = "ABCDEFGHJKLMNPQRSTUVWXYZ";   /* A is 1; no I, no O */

/* A text as typed, taken apart: what counts, and where it stood. */
typedef struct
{
  char     slots[LENGTH + 1];   /* upper case */
  guint    n_slots;
  gboolean wrong;               /* the character at `position` cannot stand in the next slot */
  gunichar wrong_char;
  guint    position;            /* in characters of the text as typed */
  gboolean prefixed;            /* came with "NHI" or a barcode's own prefix */
  gboolean spaced;              /* a space between two slots */
} Scan;

/* --- check characters --- */

static int
value_of (char c)
{
  const char *found;

  if (g_ascii_isdigit (c))
    return c - '0';

  found = memchr (alphabet, c, sizeof alphabet - 1);

  return found != NULL ? (int) (found - alphabet) + 1 : 0;
}

/* The character that ends these six; 0 where no number was ever issued. */
static char
check_character (const char *slots)
{
  int sum = 0;

  for (int i = 0; i < LENGTH - 1; i++)
    sum += value_of (slots[i]) * (LENGTH - i);

  if (g_ascii_isalpha (slots[5]))
    return alphabet[23 - sum % 23 - 1];

  return sum % 11 == 0 ? 0 : (char) ('0' + (11 - sum % 11) % 10);
}

/* --- reading --- */

static gboolean
is_padding (gunichar c)
{
  return g_unichar_isspace (c) || g_unichar_iscntrl (c);
}

static gboolean
is_letter (gunichar c)
{
  return c < 0x80 && c != 0 && strchr (alphabet, g_ascii_toupper ((char) c)) != NULL;
}

static gboolean
is_digit (gunichar c)
{
  return c < 0x80 && g_ascii_isdigit ((char) c);
}

static gboolean
fits_slot (const Scan *scan,
           gunichar    c)
{
  switch (scan->n_slots)
    {
    case 0: case 1: case 2:
      return is_letter (c);
    case 3: case 4:
      return is_digit (c);
    case 5:
      return is_digit (c) || is_letter (c);
    case 6:
      return g_ascii_isdigit (scan->slots[5]) ? is_digit (c) : is_letter (c);
    default:
      return FALSE;
    }
}

static void
skip (const char **at,
      guint       *position,
      guint        count)
{
  for (; count > 0; count--, (*position)++)
    *at = g_utf8_next_char (*at);
}

static void
skip_padding (const char **at,
              guint       *position)
{
  while (**at != '\0' && is_padding (g_utf8_get_char (*at)))
    skip (at, position, 1);
}

/* A scanner may send its symbology first ("]C1", ISO/IEC 15424), a label the word
 * NHI; no NHI begins so, for I is not in the alphabet. */
static gboolean
skip_prefix (const char **at,
             guint       *position)
{
  const char *first = *at;

  if ((*at)[0] == ']' && g_ascii_isalpha ((*at)[1]) && g_ascii_isalnum ((*at)[2]))
    {
      skip (at, position, 3);
      skip_padding (at, position);
    }
  if (g_ascii_strncasecmp (*at, "NHI", 3) == 0)
    {
      skip (at, position, 3);
      skip_padding (at, position);
      if (**at == ':')
        skip (at, position, 1);
      skip_padding (at, position);
    }

  return *at != first;
}

static void
scan_text (const char *text,
           Scan       *scan)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  const char *at = valid;
  guint position = 0;

  memset (scan, 0, sizeof *scan);
  skip_padding (&at, &position);
  scan->prefixed = skip_prefix (&at, &position);

  while (*at != '\0')
    {
      gunichar c = g_utf8_get_char (at);

      if (!fits_slot (scan, c))
        {
          scan->wrong = TRUE;
          scan->wrong_char = c;
          scan->position = position;
          return;
        }

      scan->slots[scan->n_slots++] = g_ascii_toupper ((char) c);
      skip (&at, &position, 1);
      if (is_padding (g_utf8_get_char (at)))
        {
          skip_padding (&at, &position);
          scan->spaced = scan->spaced || *at != '\0';
        }
    }
}

static BdNhiState
judge (const Scan *scan)
{
  if (scan->wrong)
    return BD_NHI_BAD_FORMAT;
  if (scan->n_slots == 0 && !scan->prefixed)
    return BD_NHI_EMPTY;
  if (scan->n_slots < LENGTH)
    return BD_NHI_INCOMPLETE;

  return check_character (scan->slots) == scan->slots[LENGTH - 1] ? BD_NHI_VALID : BD_NHI_BAD_CHECK;
}

/**
 * bd_nhi_parse:
 * @text: (nullable): what was typed or scanned
 *
 * Reads both formats: AAANNNC with a check digit (sum modulo 11) and AAANNAX, issued
 * from July 2026, with a check letter (sum modulo 23); neither I nor O (HISO 10046,
 * NHI guide 1.6.5). Case, spaces, a leading "NHI" or "NHI:" and a scanner's own
 * prefix and line end do not matter.
 *
 * A check character that does not fit is a strong warning and not a refusal: Health
 * NZ's own test numbers often have one.
 *
 * Returns: what it is, by value
 */
BdNhi
bd_nhi_parse (const char *text)
{
  BdNhi nhi = { BD_NHI_EMPTY };
  Scan scan;

  scan_text (text, &scan);
  nhi.state = judge (&scan);
  nhi.position = scan.wrong ? scan.position : 0;
  nhi.new_format = scan.n_slots > 5 && g_ascii_isalpha (scan.slots[5]);

  if (nhi.state == BD_NHI_VALID || nhi.state == BD_NHI_BAD_CHECK)
    memcpy (nhi.value, scan.slots, LENGTH);
  if (nhi.state == BD_NHI_BAD_CHECK)
    nhi.expected = check_character (scan.slots);

  return nhi;
}

/* --- explaining --- */

static const char *
describe_slot (const Scan *scan)
{
  switch (scan->n_slots)
    {
    case 0: case 1: case 2:
      return "a letter";
    case 3: case 4:
      return "a number";
    case 5:
      return "a number or a letter";
    default:
      return g_ascii_isdigit (scan->slots[5]) ? "a number" : "a letter";
    }
}

static char *
explain_format (const Scan *scan)
{
  gunichar c = g_unichar_toupper (scan->wrong_char);

  if (scan->n_slots == LENGTH)
    return g_strdup ("Too long: an NHI has 7 characters.");
  if ((c == 'I' || c == 'O') && scan->n_slots >= 3 && scan->n_slots <= 4)
    return g_strdup_printf ("Character %u is the letter %s, never used in an NHI. Is it the number %s?",
                            scan->n_slots + 1, c == 'I' ? "I" : "O", c == 'I' ? "1" : "0");
  if (c == 'I' || c == 'O')
    return g_strdup_printf ("Character %u cannot be %s: I and O are never used in an NHI.",
                            scan->n_slots + 1, c == 'I' ? "I" : "O");

  return g_strdup_printf ("Character %u should be %s: an NHI is three letters, then four numbers (as ABC1234) "
                          "or two numbers and two letters (as ABC12DE).",
                          scan->n_slots + 1, describe_slot (scan));
}

/* Two neighbours in the wrong order, the commonest slip: the first exchange that
 * makes the number fit. */
static gboolean
find_swap (const char *slots,
           char       *swapped)
{
  for (int i = 0; i < LENGTH - 1; i++)
    {
      Scan scan;

      memcpy (swapped, slots, LENGTH + 1);
      swapped[i] = slots[i + 1];
      swapped[i + 1] = slots[i];
      scan_text (swapped, &scan);
      if (judge (&scan) == BD_NHI_VALID)
        return TRUE;
    }

  return FALSE;
}

static char *
explain_check (const Scan *scan)
{
  char expected = check_character (scan->slots);
  char swapped[LENGTH + 1];
  g_autofree char *hint = NULL;

  if (find_swap (scan->slots, swapped))
    hint = g_strdup_printf ("Check the wristband: two characters may be swapped (%s would fit), or one misread.", swapped);
  else
    hint = g_strdup ("Check the wristband: one character may be misread.");

  if (expected == 0)
    return g_strdup_printf ("The check character does not fit: no NHI begins with %.6s. %s", scan->slots, hint);

  return g_strdup_printf ("The check character does not fit: %s would end in %c. %s", scan->slots, expected, hint);
}

/**
 * bd_nhi_explain:
 * @nhi: the answer of bd_nhi_parse()
 * @typed: (nullable): the text it was asked about
 *
 * The sentence quotes what was typed: for the screen of whoever typed it, not for a
 * log.
 *
 * Returns: (transfer full) (nullable): what is wrong or missing, for people; %NULL
 *   where nothing is (empty, or valid)
 */
char *
bd_nhi_explain (const BdNhi *nhi,
                const char  *typed)
{
  Scan scan;

  g_return_val_if_fail (nhi != NULL, NULL);

  scan_text (typed, &scan);
  if (judge (&scan) != nhi->state)
    return NULL;

  switch (nhi->state)
    {
    case BD_NHI_INCOMPLETE:
      return g_strdup_printf ("An NHI has 7 characters: %u so far.", scan.n_slots);
    case BD_NHI_BAD_FORMAT:
      return explain_format (&scan);
    case BD_NHI_BAD_CHECK:
      return explain_check (&scan);
    case BD_NHI_EMPTY:
    case BD_NHI_VALID:
    default:
      return NULL;
    }
}

/* Three letters and a birth year: "Tau 1987" is a person, unless the check says not. */
static gboolean
is_name_and_year (const Scan *scan)
{
  return scan->spaced && judge (scan) == BD_NHI_BAD_CHECK &&
         (strncmp (scan->slots + 3, "19", 2) == 0 || strncmp (scan->slots + 3, "20", 2) == 0);
}

/* One short word of letters and numbers that no name has. */
static gboolean
is_mixed_word (const char *text)
{
  gboolean digits = FALSE, letters = FALSE;
  g_autofree char *word = g_strstrip (g_strdup (text));
  gsize length = strlen (word);

  for (const char *at = word; *at != '\0'; at++)
    {
      if (!g_ascii_isalnum (*at))
        return FALSE;
      digits = digits || g_ascii_isdigit (*at);
      letters = letters || g_ascii_isalpha (*at);
    }

  return digits && letters && length <= LENGTH + 1;
}

/**
 * bd_nhi_looks_like:
 * @text: (nullable): what stands in a search field so far
 *
 * Letters alone may be a name and are one here; the first digit decides.
 *
 * Returns: whether @text is rather the start of an NHI than a name, or a name and a
 *   birth year
 */
gboolean
bd_nhi_looks_like (const char *text)
{
  Scan scan;

  if (text == NULL)
    return FALSE;

  scan_text (text, &scan);
  if (scan.prefixed)
    return TRUE;
  if (scan.n_slots >= 4 && !(scan.wrong && scan.spaced))
    return !is_name_and_year (&scan);

  return is_mixed_word (text);
}
