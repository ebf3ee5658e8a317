/* bd-words-dosage.c: dosage in words, with amounts exactly as received
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-project-private.h"

#include <string.h>

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
append_dose (GString          *text,
             const BdJsonNode *dose)
{
  const BdJsonNode *type = bd_json_get (dose, "type");
  const char *code = bd_json_get_string (bd_json_first (bd_json_get (type, "coding")), "code");
  g_autofree char *kind = g_strcmp0 (code, "ordered") != 0 ? bd_words_concept (type) : NULL;
  g_autofree char *label = kind != NULL ? g_strdup_printf ("dose (%s) ", kind) : g_strdup ("dose ");

  append_taken (text, label, bd_words_quantity (bd_json_get (dose, "doseQuantity")));
  append_taken (text, label, bd_words_range (bd_json_get (dose, "doseRange")));
  append_taken (text, "rate ", words_rate (bd_json_choice (dose, "rate")));
}

static void
append_doses (GString          *text,
              const BdJsonNode *doses)
{
  if (bd_json_type (doses) == BD_JSON_OBJECT)
    append_dose (text, doses);
  else if (bd_json_type (doses) == BD_JSON_ARRAY)
    for (const BdJsonNode *n = bd_json_first (doses); n != NULL; n = bd_json_next (n))
      append_dose (text, n);
}

static char *
from_to (const BdJsonNode *repeat,
         const char       *low,
         const char       *high)
{
  const char *from = bd_json_scalar (bd_json_get (repeat, low));
  const char *to = bd_json_scalar (bd_json_get (repeat, high));

  if (from == NULL)
    return to != NULL ? g_strdup_printf ("up to %s", to) : NULL;
  return to != NULL ? g_strdup_printf ("%s to %s", from, to) : g_strdup (from);
}

/* "8 hours", "1 day": a number of a unit of time. */
static char *
words_span (const char *number,
            const char *unit)
{
  const char *many = bd_terms_words (BD_TERMS_UNIT, "", unit);
  gboolean one = g_strcmp0 (number, "1") == 0;

  if (number == NULL)
    return NULL;
  if (many == NULL)
    return g_strdup_printf ("%s %s", number, unit != NULL ? unit : "(unit not given)");
  return g_strdup_printf ("%s %.*s", number, (int) (strlen (many) - (one && g_str_has_suffix (many, "s") ? 1 : 0)), many);
}

static char *
words_repeat (const BdJsonNode *repeat)
{
  g_autofree char *frequency = from_to (repeat, "frequency", "frequencyMax");
  g_autofree char *period = from_to (repeat, "period", "periodMax");
  g_autofree char *span = words_span (period, bd_json_get_string (repeat, "periodUnit"));
  gboolean once = frequency == NULL || g_str_equal (frequency, "1");

  if (span == NULL)
    return frequency != NULL ? g_strdup_printf (once ? "%s time" : "%s times", frequency) : NULL;
  return once ? g_strdup_printf ("every %s", span) : g_strdup_printf ("%s times in %s", frequency, span);
}

/* Codes such as days of the week or hours of a meal, in words where they have any. */
static char *
words_list (const BdJsonNode *list,
            const char       *system)
{
  GString *all = g_string_new (NULL);

  if (bd_json_type (list) == BD_JSON_ARRAY)
    for (const BdJsonNode *n = bd_json_first (list); n != NULL; n = bd_json_next (n))
      {
        const char *code = bd_json_scalar (n);
        const char *words = bd_terms_words (BD_TERMS_DISPLAY, system, code);

        if (code != NULL)
          g_string_append_printf (all, "%s%s", all->len > 0 ? ", " : "", words != NULL ? words : code);
      }
  return g_string_free (all, all->len == 0);
}

static char *
words_bounds (const BdJsonNode *bounds)
{
  const char *name = bounds != NULL ? bd_json_name (bounds) : NULL;

  if (g_strcmp0 (name, "boundsPeriod") == 0)
    return bd_words_period (bounds);
  if (g_strcmp0 (name, "boundsRange") == 0)
    return bd_words_range (bounds);
  return bd_words_quantity (bounds);
}

static void
append_repeat (GString          *text,
               const BdJsonNode *repeat)
{
  const BdJsonNode *bounds = bd_json_choice (repeat, "bounds");
  g_autofree char *duration = from_to (repeat, "duration", "durationMax");
  g_autofree char *count = from_to (repeat, "count", "countMax");
  g_autofree char *offset = words_span (bd_json_scalar (bd_json_get (repeat, "offset")), "min");

  append_taken (text, "", words_repeat (repeat));
  append_taken (text, "", words_list (bd_json_get (repeat, "when"), "when"));
  append (text, " ", "by ", offset);
  append_taken (text, "on ", words_list (bd_json_get (repeat, "dayOfWeek"), "day"));
  append_taken (text, "at ", words_list (bd_json_get (repeat, "timeOfDay"), "time"));
  append_taken (text, "over ", words_span (duration, bd_json_get_string (repeat, "durationUnit")));
  append (text, ", ", "number of doses ", count);
  append_taken (text, g_strcmp0 (bd_json_name (bounds), "boundsPeriod") == 0 ? "" : "for ", words_bounds (bounds));
}

static void
append_timing (GString          *text,
               const BdJsonNode *timing)
{
  const BdJsonNode *events = bd_json_get (timing, "event");

  append_taken (text, "", bd_words_concept (bd_json_get (timing, "code")));
  append_repeat (text, bd_json_get (timing, "repeat"));
  for (const BdJsonNode *n = bd_json_first (events); n != NULL; n = bd_json_next (n))
    append_taken (text, "on ", bd_words_date (bd_json_string (n)));
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
  GString *text = g_string_new (bd_json_string (dosage));
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
  append_taken (text, "at most at a time ", bd_words_quantity (bd_json_get (dosage, "maxDosePerAdministration")));
  append_taken (text, "at most in a lifetime ", bd_words_quantity (bd_json_get (dosage, "maxDosePerLifetime")));
  return g_string_free (text, text->len == 0);
}

/* Where it stands in the order of taking; -1 when it does not say. */
static gint64
get_sequence (const BdJsonNode *dosage)
{
  const char *number = bd_json_scalar (bd_json_get (dosage, "sequence"));
  gint64 sequence = -1;

  return number != NULL && g_ascii_string_to_signed (number, 10, 0, G_MAXINT32, &sequence, NULL) ? sequence : -1;
}

static int
compare_sequence (gconstpointer a,
                  gconstpointer b)
{
  gint64 x = get_sequence (*(const BdJsonNode *const *) a), y = get_sequence (*(const BdJsonNode *const *) b);

  return (x > y) - (x < y);
}

/* In the order of their numbers, if each has one. */
static GPtrArray *
sort_dosages (const BdJsonNode *dosages,
              gboolean         *numbered)
{
  GPtrArray *all = g_ptr_array_new ();

  *numbered = TRUE;
  for (const BdJsonNode *n = bd_json_first (dosages); n != NULL; n = bd_json_next (n))
    {
      *numbered &= get_sequence (n) >= 0;
      g_ptr_array_add (all, (gpointer) n);
    }
  if (*numbered)
    g_ptr_array_sort (all, compare_sequence);
  return all;
}

static char *
words_all_dosages (const BdJsonNode *dosages)
{
  gboolean numbered;
  g_autoptr (GPtrArray) sorted = sort_dosages (dosages, &numbered);
  GString *all = g_string_new (NULL);

  for (guint i = 0; i < sorted->len; i++)
    {
      const BdJsonNode *dosage = g_ptr_array_index (sorted, i);
      gboolean after = numbered && i > 0 && compare_sequence (&sorted->pdata[i - 1], &sorted->pdata[i]) != 0;
      g_autofree char *words = words_dosage (dosage);

      append (all, after ? "; then " : (numbered ? "; and " : "; "), "", words);
    }
  return g_string_free (all, all->len == 0);
}

/* All dosage instructions. Those of one number are taken together, a higher one follows a
 * lower (FHIR R4, Dosage.sequence); where none has a number nothing says which follows
 * which. One that stands alone, or as plain words, against its profile, is read for
 * what it says. */
char *
bd_words_dosages (const BdJsonNode *dosages)
{
  if (bd_json_type (dosages) == BD_JSON_OBJECT || bd_json_type (dosages) == BD_JSON_STRING)
    return words_dosage (dosages);
  return bd_json_type (dosages) == BD_JSON_ARRAY ? words_all_dosages (dosages) : NULL;
}
