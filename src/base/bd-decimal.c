/* bd-decimal.c: a FHIR decimal: its text is its value
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-decimal.h"

#include <math.h>
#include <string.h>

/* The digits of a number without leading and trailing zeros, and the power of ten
 * of its first digit: 0.0120 is "12" with exponent -2. Zero has no digits. */
typedef struct
{
  gboolean negative;
  GString *digits;
  gint64   exponent;
} Parts;

static const char *
skip_digits (const char *at,
             const char *end)
{
  while (at < end && g_ascii_isdigit (*at))
    at++;

  return at;
}

/* NULL when there is no digit */
static const char *
need_digits (const char *at,
             const char *end)
{
  const char *after = skip_digits (at, end);

  return after > at ? after : NULL;
}

static const char *
scan_number (const char *at,
             const char *end)
{
  if (at < end && *at == '-')
    at++;

  if (at < end && *at == '0')
    at++;
  else if ((at = need_digits (at, end)) == NULL)
    return NULL;

  if (at < end && *at == '.' && (at = need_digits (at + 1, end)) == NULL)
    return NULL;

  if (at < end && (*at == 'e' || *at == 'E'))
    {
      at++;
      if (at < end && (*at == '+' || *at == '-'))
        at++;
      at = need_digits (at, end);
    }

  return at;
}

/**
 * bd_decimal_is_valid:
 * @text: (nullable): the number as written
 * @length: bytes of @text, or -1 up to its end
 *
 * Returns: whether all of @text is one number by the grammar of JSON (RFC 8259, §6)
 */
gboolean
bd_decimal_is_valid (const char *text,
                     gssize      length)
{
  const char *end;

  if (text == NULL)
    return FALSE;

  end = text + (length < 0 ? strlen (text) : (gsize) length);

  return scan_number (text, end) == end && end > text;
}

/* Saturates: an exponent of a hundred digits still compares rightly. */
static gint64
read_exponent (const char *text)
{
  gboolean negative = *text == '-';
  gint64 value = 0;

  if (*text == '-' || *text == '+')
    text++;
  for (; g_ascii_isdigit (*text); text++)
    value = MIN (value * 10 + (*text - '0'), G_MAXINT64 / 100);

  return negative ? -value : value;
}

static void
read_parts (const char *text,
            Parts      *parts)
{
  gboolean fraction = FALSE;

  parts->digits = g_string_new (NULL);
  parts->exponent = -1;
  parts->negative = *text == '-';

  for (text += parts->negative; g_ascii_isdigit (*text) || *text == '.'; text++)
    {
      if (*text == '.')
        {
          fraction = TRUE;
          continue;
        }
      if (*text == '0' && parts->digits->len == 0)
        {
          parts->exponent -= fraction;
          continue;
        }
      g_string_append_c (parts->digits, *text);
      parts->exponent += !fraction;
    }

  if (*text == 'e' || *text == 'E')
    parts->exponent += read_exponent (text + 1);
  while (parts->digits->len > 0 && parts->digits->str[parts->digits->len - 1] == '0')
    g_string_truncate (parts->digits, parts->digits->len - 1);
}

static int
compare_size (const Parts *a,
              const Parts *b)
{
  if (a->digits->len == 0 || b->digits->len == 0)
    return (a->digits->len > 0) - (b->digits->len > 0);
  if (a->exponent != b->exponent)
    return a->exponent < b->exponent ? -1 : 1;

  return strcmp (a->digits->str, b->digits->str);
}

static int
sign_of (const Parts *parts)
{
  if (parts->digits->len == 0)
    return 0;

  return parts->negative ? -1 : 1;
}

/**
 * bd_decimal_compare:
 * @a: a number by bd_decimal_is_valid()
 * @b: another
 *
 * Compares the values, exactly and whatever their length: 1.10 equals 1.1 here,
 * though they are two different results on a screen.
 *
 * Returns: below zero, zero or above zero as @a is less, equal or more
 */
int
bd_decimal_compare (const char *a,
                    const char *b)
{
  Parts left, right;
  int order;

  g_return_val_if_fail (bd_decimal_is_valid (a, -1), 0);
  g_return_val_if_fail (bd_decimal_is_valid (b, -1), 0);

  read_parts (a, &left);
  read_parts (b, &right);

  if (sign_of (&left) != sign_of (&right))
    order = sign_of (&left) - sign_of (&right);
  else
    order = compare_size (&left, &right) * (left.negative ? -1 : 1);

  g_string_free (left.digits, TRUE);
  g_string_free (right.digits, TRUE);

  return order;
}

/**
 * bd_decimal_to_double_for_charts:
 * @text: (nullable): a number as written
 * @value: (out): its nearest double
 *
 * For the height of a point in a chart and nothing else: a double cannot hold
 * most decimals.
 *
 * Returns: %FALSE, with @value 0, unless @text is a number and the double finite
 */
gboolean
bd_decimal_to_double_for_charts (const char *text,
                                 double     *value)
{
  g_return_val_if_fail (value != NULL, FALSE);

  *value = bd_decimal_is_valid (text, -1) ? g_ascii_strtod (text, NULL) : NAN;
  if (isfinite (*value))
    return TRUE;

  *value = 0;
  return FALSE;
}
