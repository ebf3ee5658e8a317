/* number.c: National Health Index numbers: shape, check character, counting
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "number.h"

#include <string.h>

static const char letters[] = "ABCDEFGHJKLMNPQRSTUVWXYZ";

/* A=1 … Z=24 without I and O; digits are themselves (HISO 10046). */
static int
value_of (char c)
{
  const char *found = g_ascii_isdigit (c) || c == '\0' ? NULL : strchr (letters, c);

  if (g_ascii_isdigit (c))
    return c - '0';

  return found != NULL ? (int) (found - letters) + 1 : -1;
}

static guint
weighted_sum (const char *nhi)
{
  guint sum = 0;

  for (guint i = 0; i < 6; i++)
    sum += (guint) value_of (nhi[i]) * (7 - i);

  return sum;
}

/**
 * bd_drill_number_well_formed:
 * @nhi: upper case, no spaces
 *
 * Returns: whether it is AAANNNC or AAANNAX, letters without I and O
 */
gboolean
bd_drill_number_well_formed (const char *nhi)
{
  gboolean newer;

  if (strlen (nhi) != 7)
    return FALSE;
  newer = g_ascii_isupper (nhi[5]);
  for (guint i = 0; i < 7; i++)
    {
      gboolean letter = i < 3 || (newer && i >= 5);

      if (value_of (nhi[i]) < 0 || (letter == TRUE) == (g_ascii_isdigit (nhi[i]) != 0))
        return FALSE;
    }

  return TRUE;
}

/**
 * bd_drill_number_checks:
 * @nhi: upper case, no spaces
 *
 * Modulus 11 for AAANNNC, 23 for AAANNAX (NHI guide 1.6.5).
 *
 * Returns: whether the shape and the check character are right
 */
gboolean
bd_drill_number_checks (const char *nhi)
{
  guint sum;

  if (!bd_drill_number_well_formed (nhi))
    return FALSE;
  sum = weighted_sum (nhi);
  if (g_ascii_isdigit (nhi[6]))
    return sum % 11 != 0 && (11 - sum % 11) % 10 == (guint) value_of (nhi[6]);

  return 23 - sum % 23 == (guint) value_of (nhi[6]);
}

/* Slot k is two letters and three digits after "Z", counted from ZPA000. */
static void
write_slot (char *nhi,
            guint slot)
{
  guint pair = slot / 1000;

  g_snprintf (nhi, 8, "Z%c%c%03u0", letters[13 + pair / 24], letters[pair % 24], slot % 1000);
}

/**
 * bd_drill_number_nth:
 * @n: which generated person, from 0, below %BD_DRILL_MOST_PEOPLE
 *
 * Two neighbouring slots are kept for each person: their sums differ by 2, so
 * at most one of them is a number that is never issued.
 *
 * Returns: (transfer full): a number with the right check digit
 */
char *
bd_drill_number_nth (guint n)
{
  char *nhi = g_malloc0 (8);
  guint sum;

  write_slot (nhi, n * 2);
  sum = weighted_sum (nhi);
  if (sum % 11 == 0)
    {
      write_slot (nhi, n * 2 + 1);
      sum = weighted_sum (nhi);
    }
  nhi[6] = (char) ('0' + (11 - sum % 11) % 10);

  return nhi;
}

/**
 * bd_drill_number_place:
 * @nhi: a number
 * @n: (out): which generated person has it
 *
 * Returns: whether bd_drill_number_nth() can give this number
 */
gboolean
bd_drill_number_place (const char *nhi,
                       guint      *n)
{
  g_autofree char *same = NULL;
  guint slot;

  if (!bd_drill_number_well_formed (nhi) || nhi[0] != 'Z' || value_of (nhi[1]) < 14 || g_ascii_isalpha (nhi[5]))
    return FALSE;
  slot = ((guint) (value_of (nhi[1]) - 14) * 24 + (guint) value_of (nhi[2]) - 1) * 1000 +
         (guint) (value_of (nhi[3]) * 100 + value_of (nhi[4]) * 10 + value_of (nhi[5]));
  *n = slot / 2;
  same = *n < BD_DRILL_MOST_PEOPLE ? bd_drill_number_nth (*n) : NULL;

  return g_strcmp0 (same, nhi) == 0;
}
