/* bd-words-dosage.c: dosage in words, with amounts exactly as received
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-project-private.h"

static void
append (GString    *text,
        const char *separator,
        const char *before,
        const char *words)
{
  if (words == NULL || *words == '\0')
    return;
  if (text->len > 0)
    g_string_append (text, separator);
  g_string_append (text, before);
  g_string_append (text, words);
}

static void
append_taken (GString    *text,
              const char *before,
              char       *words)
{
  append (text, ", ", before, words);
  g_free (words);
}

static char *
words_rate (const BdJsonNode *rate)
{
  const char *name = rate != NULL ? bd_json_name (rate) : NULL;

  if (g_strcmp0 (name, "rateRatio") == 0)
    return bd_words_ratio (rate);
  return g_strcmp0 (name, "rateRange") == 0 ? bd_words_range (rate) : bd_words_quantity (rate);
}

static void
append_doses (GString          *text,
              const BdJsonNode *doses)
{
  if (bd_json_type (doses) != BD_JSON_ARRAY)
    return;

  for (const BdJsonNode *n = bd_json_first (doses); n != NULL; n = bd_json_next (n))
    {
      append_taken (text, "dose ", bd_words_quantity (bd_json_get (n, "doseQuantity")));
      append_taken (text, "dose ", bd_words_range (bd_json_get (n, "doseRange")));
      append_taken (text, "rate ", words_rate (bd_json_choice (n, "rate")));
    }
}

static char *
from_to (const BdJsonNode *repeat,
         const char       *low,
         const char       *high)
{
  const char *from = bd_json_scalar (bd_json_get (repeat, low));
  const char *to = bd_json_scalar (bd_json_get (repeat, high));

  if (from == NULL)
    return g_strdup (to);
  return to != NULL ? g_strdup_printf ("%s to %s", from, to) : g_strdup (from);
}

static char *
words_repeat (const BdJsonNode *repeat)
{
  g_autofree char *frequency = from_to (repeat, "frequency", "frequencyMax");
  g_autofree char *period = from_to (repeat, "period", "periodMax");
  const char *unit = bd_json_get_string (repeat, "periodUnit");
  const char *unit_words = bd_terms_words (BD_TERMS_UNIT, "", unit);

  if (period == NULL)
    return frequency != NULL ? g_strdup_printf ("%s times", frequency) : NULL;
  return g_strdup_printf ("%s times in %s %s", frequency != NULL ? frequency : "1", period,
                          unit_words != NULL ? unit_words : (unit != NULL ? unit : "(unit not given)"));
}

static void
append_timing (GString          *text,
               const BdJsonNode *timing)
{
  const BdJsonNode *repeat = bd_json_get (timing, "repeat");
  const BdJsonNode *bounds = bd_json_choice (repeat, "bounds");

  append_taken (text, "", bd_words_concept (bd_json_get (timing, "code")));
  append_taken (text, "", words_repeat (repeat));
  append_taken (text, "for ", bd_words_quantity (bounds));
}

static void
append_as_needed (GString          *text,
                  const BdJsonNode *dosage)
{
  gboolean needed = FALSE;

  if (bd_json_boolean (bd_json_get (dosage, "asNeededBoolean"), &needed) && needed)
    append (text, ", ", "", "as needed");
  append_taken (text, "as needed for ", bd_words_concept (bd_json_get (dosage, "asNeededCodeableConcept")));
}

/* What a person wrote comes first; what is only coded follows. Both are kept even
 * where they repeat each other, since they may not. */
static char *
words_dosage (const BdJsonNode *dosage)
{
  GString *text = g_string_new (NULL);
  const char *written = bd_json_get_string (dosage, "text");
  const char *instruction = bd_json_get_string (dosage, "patientInstruction");

  append (text, "", "", written);
  if (g_strcmp0 (written, instruction) != 0)
    append (text, " ", "", instruction);
  append_doses (text, bd_json_get (dosage, "doseAndRate"));
  append_timing (text, bd_json_get (dosage, "timing"));
  append_as_needed (text, dosage);
  append_taken (text, "route ", bd_words_concept (bd_json_get (dosage, "route")));
  append_taken (text, "site ", bd_words_concept (bd_json_get (dosage, "site")));
  append_taken (text, "method ", bd_words_concept (bd_json_get (dosage, "method")));
  append_taken (text, "", bd_words_concepts (bd_json_get (dosage, "additionalInstruction")));
  append_taken (text, "at most ", bd_words_ratio (bd_json_get (dosage, "maxDosePerPeriod")));
  return g_string_free (text, text->len == 0);
}

/* All dosage instructions, in their order. */
char *
bd_words_dosages (const BdJsonNode *dosages)
{
  GString *all = g_string_new (NULL);

  if (bd_json_type (dosages) == BD_JSON_ARRAY)
    for (const BdJsonNode *n = bd_json_first (dosages); n != NULL; n = bd_json_next (n))
      {
        g_autofree char *words = words_dosage (n);

        append (all, "; then ", "", words);
      }
  return g_string_free (all, all->len == 0);
}
