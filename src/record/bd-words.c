/* bd-words.c: FHIR data types in words, with numbers as received
 *
 * The words are not translated: they are stored with the projection and printed
 * for scripts, and must be the same everywhere.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-project-private.h"

#include "bd-hpi.h"
#include "bd-text.h"

#include <string.h>

/* A member such as value[x] or onset[x]: the first whose name is the stem followed
 * by a capital. */
const BdJsonNode *
bd_json_choice (const BdJsonNode *node,
                const char       *stem)
{
  gsize length = strlen (stem);

  if (bd_json_type (node) != BD_JSON_OBJECT)
    return NULL;

  for (const BdJsonNode *n = bd_json_first (node); n != NULL; n = bd_json_next (n))
    {
      const char *name = bd_json_name (n);

      if (name != NULL && strncmp (name, stem, length) == 0 && g_ascii_isupper (name[length]))
        return n;
    }
  return NULL;
}

/* Text of anything that has one: a string, a number as received, a boolean. */
const char *
bd_json_scalar (const BdJsonNode *node)
{
  gboolean truth;

  switch (bd_json_type (node))
    {
    case BD_JSON_STRING:
      return bd_json_string (node);
    case BD_JSON_NUMBER:
      return bd_json_number (node);
    case BD_JSON_BOOLEAN:
      return bd_json_boolean (node, &truth) && truth ? "yes" : "no";
    default:
      return NULL;
    }
}

/* What a reference means; a contained resource is found even where `#` was forgotten,
 * as in the MWS guide's own examples. */
const BdJsonNode *
bd_fhir_resolve (const BdBundle    *page,
                 const BdJsonNode  *from,
                 const BdReference *ref)
{
  const BdJsonNode *contained = bd_json_get (from, "contained");
  const BdJsonNode *target = page != NULL && ref->reference != NULL ? bd_bundle_resolve (page, from, ref->reference) : NULL;

  if (target != NULL || ref->id == NULL || ref->kind != BD_REFERENCE_RELATIVE)
    return target;

  for (const BdJsonNode *n = bd_json_first (contained); n != NULL; n = bd_json_next (n))
    if (g_strcmp0 (bd_json_get_string (n, "id"), ref->id) == 0 &&
        g_strcmp0 (bd_json_get_string (n, "resourceType"), ref->type) == 0)
      return n;
  return NULL;
}

gboolean
bd_extension_is_true (const BdJsonNode *element,
                      const char       *url_end)
{
  gboolean truth = FALSE;

  return bd_json_boolean (bd_json_get (bd_fhir_extension (element, url_end), "valueBoolean"), &truth) && truth;
}

char *
bd_words_date (const char *text)
{
  BdDate date;

  if (text == NULL)
    return NULL;
  return bd_date_parse (text, &date) ? bd_date_format (&date, NULL) : g_strdup (text);
}

char *
bd_words_coding (const BdJsonNode *coding)
{
  const char *display = bd_json_get_string (coding, "display");
  const char *code = bd_json_get_string (coding, "code");
  const char *words;

  if (display != NULL)
    return g_strdup (display);
  if (code == NULL)
    return NULL;
  words = bd_terms_words (BD_TERMS_DISPLAY, bd_json_get_string (coding, "system"), code);
  return words != NULL ? g_strdup (words) : g_strdup_printf ("code %s", code);
}

/* Words of letters and digits, folded, one space between: for whole comparisons. */
char *
bd_words_fold (const char *text)
{
  g_autofree char *folded = bd_text_fold (text);
  GString *plain = g_string_sized_new (strlen (folded));

  for (const char *p = folded; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isalnum (c))
        g_string_append_unichar (plain, c);
      else if (plain->len > 0 && plain->str[plain->len - 1] != ' ')
        g_string_append_c (plain, ' ');
    }
  if (plain->len > 0 && plain->str[plain->len - 1] == ' ')
    g_string_truncate (plain, plain->len - 1);
  return g_string_free (plain, FALSE);
}

/* Text and code are both read where they speak of different things. */
static char *
words_beside_code (const BdJsonNode *concept,
                   const char       *text)
{
  const char *display = bd_json_get_string (bd_json_first (bd_json_get (concept, "coding")), "display");
  g_autoptr (BdConcept) both = NULL;

  if (display == NULL || strcmp (display, text) == 0)
    return g_strdup (text);
  both = bd_concept_new_from_json (concept);
  if (bd_concept_text_disagrees (both) || bd_words_conflict (text, display))
    return g_strdup_printf ("%s (coded: %s)", text, display);
  return g_strdup (text);
}

/* A secondary concept (a route, a site, a manifestation): its text, else the first
 * words of a coding. A plain string is taken for what it says. */
char *
bd_words_concept (const BdJsonNode *concept)
{
  const BdJsonNode *codings = bd_json_get (concept, "coding");
  const char *text = bd_json_type (concept) == BD_JSON_STRING ? bd_json_string (concept)
                                                              : bd_json_get_string (concept, "text");
  char *words = NULL;

  if (text != NULL)
    return words_beside_code (concept, text);
  if (bd_json_type (codings) == BD_JSON_OBJECT)
    return bd_words_coding (codings);
  if (bd_json_type (codings) != BD_JSON_ARRAY)
    return NULL;

  for (const BdJsonNode *n = bd_json_first (codings); n != NULL && words == NULL; n = bd_json_next (n))
    if (bd_json_get_string (n, "display") != NULL)
      words = bd_words_coding (n);
  for (const BdJsonNode *n = bd_json_first (codings); n != NULL && words == NULL; n = bd_json_next (n))
    words = bd_words_coding (n);
  return words;
}

/* One concept or an array of them, parted by commas. */
char *
bd_words_concepts (const BdJsonNode *concepts)
{
  GString *all;

  if (bd_json_type (concepts) != BD_JSON_ARRAY)
    return bd_words_concept (concepts);

  all = g_string_new (NULL);
  for (const BdJsonNode *n = bd_json_first (concepts); n != NULL; n = bd_json_next (n))
    {
      g_autofree char *words = bd_words_concept (n);

      if (words != NULL)
        g_string_append_printf (all, "%s%s", all->len > 0 ? ", " : "", words);
    }
  return g_string_free (all, all->len == 0);
}

static char *
words_category (const BdJsonNode *category)
{
  const BdJsonNode *coding = bd_json_first (bd_json_get (category, "coding"));
  const char *code = bd_json_type (category) == BD_JSON_STRING ? bd_json_string (category)
                                                               : bd_json_get_string (coding, "code");
  const char *words;

  if (code == NULL || bd_json_get_string (category, "text") != NULL || bd_json_get_string (coding, "display") != NULL)
    return bd_words_concept (category);
  words = bd_terms_words (BD_TERMS_CATEGORY, "sct", code);
  return words != NULL ? g_strdup (words) : g_strdup_printf ("code %s", code);
}

/* Categories in the words received, else in those of the list; codes of allergies are
 * words already. SNOMED CT codes come against a required binding, as in the SDHR
 * guide's own example (1.0.0, section 5). */
char *
bd_words_categories (const BdJsonNode *categories)
{
  GString *all;

  if (bd_json_type (categories) != BD_JSON_ARRAY)
    return words_category (categories);

  all = g_string_new (NULL);
  for (const BdJsonNode *n = bd_json_first (categories); n != NULL; n = bd_json_next (n))
    {
      g_autofree char *words = words_category (n);

      if (words != NULL)
        g_string_append_printf (all, "%s%s", all->len > 0 ? ", " : "", words);
    }
  return g_string_free (all, all->len == 0);
}

/* Two units that are both known and are not the same: "mg" over the code for g. */
static gboolean
units_differ (const char *unit,
              const char *code)
{
  const char *unit_print = bd_terms_words (BD_TERMS_UNIT, "", unit);
  const char *code_print = bd_terms_words (BD_TERMS_UNIT, "", code);

  return unit_print != NULL && code_print != NULL && strcmp (unit_print, code_print) != 0;
}

/* A unit of spaces is none. */
static const char *
peek_unit (const BdJsonNode *quantity)
{
  const char *unit = bd_json_get_string (quantity, "unit");

  return unit != NULL && unit[strspn (unit, " \t\n")] != '\0' ? unit : NULL;
}

/* The unit as received, else the code in print; both when they disagree, and a code
 * that stands for a unit in print too. NULL both for a missing unit and for the
 * number one. */
char *
bd_words_unit (const BdJsonNode *quantity)
{
  const char *unit = peek_unit (quantity);
  const char *code = bd_json_get_string (quantity, "code");
  const char *print;

  if (unit != NULL && g_strcmp0 (unit, code) != 0)
    return units_differ (unit, code) ? g_strdup_printf ("%s (coded: %s)", unit, code) : g_strdup (unit);
  if (code == NULL || *code == '\0')
    return NULL;
  print = bd_terms_words (BD_TERMS_UNIT, "", code);
  if (print == NULL)
    return g_strdup (code);
  return *print != '\0' ? g_strdup (print) : NULL;
}

gboolean
bd_quantity_units_differ (const BdJsonNode *quantity)
{
  return units_differ (bd_json_get_string (quantity, "unit"), bd_json_get_string (quantity, "code"));
}

static gboolean
lacks_unit (const BdJsonNode *quantity)
{
  const char *code = bd_json_get_string (quantity, "code");

  return quantity != NULL && peek_unit (quantity) == NULL && (code == NULL || *code == '\0');
}

char *
bd_words_quantity (const BdJsonNode *quantity)
{
  const char *value = bd_json_scalar (bd_json_get (quantity, "value"));
  const char *comparator = bd_json_get_string (quantity, "comparator");
  g_autofree char *unit = NULL;

  if (value == NULL)
    return NULL;
  unit = bd_words_unit (quantity);
  if (unit == NULL)
    unit = g_strdup (bd_json_get_string (quantity, "currency"));
  return g_strdup_printf ("%s%s%s%s", comparator != NULL ? comparator : "", value,
                          unit != NULL ? " " : "", unit != NULL ? unit : "");
}

/* Things referred to, parted by commas. */
char *
bd_words_references (const BdBundle   *page,
                     const BdJsonNode *from,
                     const BdJsonNode *references)
{
  GString *all = g_string_new (NULL);

  if (bd_json_type (references) == BD_JSON_ARRAY)
    for (const BdJsonNode *n = bd_json_first (references); n != NULL; n = bd_json_next (n))
      {
        g_autofree char *words = bd_words_reference (page, from, n);

        if (words != NULL)
          g_string_append_printf (all, "%s%s", all->len > 0 ? ", " : "", words);
      }
  return g_string_free (all, all->len == 0);
}

/* "1 to 2 tablets": the unit once when both ends share it. */
char *
bd_words_range (const BdJsonNode *range)
{
  const BdJsonNode *low = bd_json_get (range, "low");
  const BdJsonNode *high = bd_json_get (range, "high");
  g_autofree char *low_words = bd_words_quantity (low);
  g_autofree char *high_words = bd_words_quantity (high);
  g_autofree char *low_unit = bd_words_unit (low);
  g_autofree char *high_unit = bd_words_unit (high);

  if (low_words != NULL && high_words != NULL)
    return g_strdup_printf ("%s to %s", g_strcmp0 (low_unit, high_unit) == 0
                                          ? bd_json_scalar (bd_json_get (low, "value")) : low_words,
                            high_words);
  if (low_words != NULL)
    return g_strdup_printf ("%s or more", low_words);
  return high_words != NULL ? g_strdup_printf ("up to %s", high_words) : NULL;
}

char *
bd_words_ratio (const BdJsonNode *ratio)
{
  g_autofree char *numerator = bd_words_quantity (bd_json_get (ratio, "numerator"));
  g_autofree char *denominator = bd_words_quantity (bd_json_get (ratio, "denominator"));

  if (numerator != NULL && denominator != NULL)
    return g_strdup_printf ("%s / %s", numerator, denominator);
  return numerator != NULL ? g_steal_pointer (&numerator) : g_steal_pointer (&denominator);
}

char *
bd_words_period (const BdJsonNode *period)
{
  g_autofree char *start = bd_words_date (bd_json_get_string (period, "start"));
  g_autofree char *end = bd_words_date (bd_json_get_string (period, "end"));

  if (start != NULL && end != NULL)
    return g_strdup_printf ("%s to %s", start, end);
  if (start != NULL)
    return g_strdup_printf ("from %s", start);
  return end != NULL ? g_strdup_printf ("until %s", end) : NULL;
}

static gboolean
is_national (const BdReference *ref)
{
  const char *key = bd_reference_peek_key (ref);

  return key != NULL && (bd_hpi_check_facility (key) != BD_HPI_BAD_FORMAT ||
                         bd_hpi_check_organisation (key) != BD_HPI_BAD_FORMAT);
}

/* What a resource is called, whatever its type; a person's own name is not looked for
 * (SDHR guide 1.1, SRD-21). */
static char *
words_target (const BdJsonNode *target)
{
  static const char *const concepts[] = { "code", "vaccineCode", "type", "medicationCodeableConcept" };
  char *words = NULL;

  if (g_strcmp0 (bd_json_get_string (target, "resourceType"), "Patient") == 0)
    return NULL;
  for (guint i = 0; words == NULL && i < G_N_ELEMENTS (concepts); i++)
    words = bd_words_concepts (bd_json_get (target, concepts[i]));
  return words != NULL ? words : g_strdup (bd_json_get_string (target, "name"));
}

/* A thing referred to, by its display, its own name or its id; a dangling reference says so, unless
 * its id is known to the whole country. */
char *
bd_words_reference (const BdBundle   *page,
                    const BdJsonNode *from,
                    const BdJsonNode *reference)
{
  g_autoptr (BdReference) ref = bd_reference_new_from_json (reference);
  const BdJsonNode *target = ref != NULL ? bd_fhir_resolve (page, from, ref) : NULL;
  g_autofree char *words = target != NULL ? words_target (target) : NULL;

  if (ref == NULL)
    return NULL;
  if (ref->display != NULL || words != NULL)
    return g_strdup (ref->display != NULL ? ref->display : words);
  if (ref->value != NULL || is_national (ref) || target != NULL)
    return g_strdup (bd_reference_peek_key (ref));
  return g_strdup_printf ("referenced item missing (%s)", ref->reference);
}

char *
bd_words_absent (const BdJsonNode *reason)
{
  const BdJsonNode *coding = bd_json_first (bd_json_get (reason, "coding"));
  const char *code = bd_json_type (reason) == BD_JSON_STRING ? bd_json_string (reason)
                                                             : bd_json_get_string (coding, "code");
  const char *words = bd_terms_words (BD_TERMS_ABSENT, "", code);

  return words != NULL ? g_strdup (words) : bd_words_concept (reason);
}

static char *
words_attachment (const BdJsonNode *attachment)
{
  const char *title = bd_json_get_string (attachment, "title");
  const char *type = bd_json_get_string (attachment, "contentType");

  return g_strdup_printf ("attachment %s(%s), not drawn here", title != NULL ? title : "",
                          type != NULL ? type : "kind not given");
}

static char *
words_of_kind (const char       *kind,
               const BdJsonNode *value)
{
  if (g_str_equal (kind, "CodeableConcept"))
    return bd_words_concept (value);
  if (g_str_equal (kind, "Coding"))
    return bd_words_coding (value);
  if (g_str_equal (kind, "Range"))
    return bd_words_range (value);
  if (g_str_equal (kind, "Ratio"))
    return bd_words_ratio (value);
  if (g_str_equal (kind, "Period"))
    return bd_words_period (value);
  if (g_str_equal (kind, "DateTime") || g_str_equal (kind, "Date") || g_str_equal (kind, "Instant"))
    return bd_words_date (bd_json_string (value));
  if (g_str_equal (kind, "SampledData"))
    return g_strdup ("a series of samples, not drawn here");
  if (g_str_equal (kind, "Attachment"))
    return words_attachment (value);
  if (g_str_equal (kind, "Reference"))
    return bd_words_reference (NULL, NULL, value);
  return g_strdup (bd_json_scalar (value));
}

/* A value[x] by its own name. */
char *
bd_words_element (const BdJsonNode *value)
{
  const char *kind = bd_json_name (value) + strlen ("value");

  return g_str_has_suffix (kind, "Quantity") || g_str_equal (kind, "Age") || g_str_equal (kind, "Money")
           ? bd_words_quantity (value) : words_of_kind (kind, value);
}

/**
 * bd_words_value:
 * @element: an Observation, a component or an extension
 * @unit: (out) (optional): the unit beside a quantity
 * @comparator: (out) (optional): < <= >= > before a quantity; when not asked for,
 *   it stands in the value
 * @unit_missing: (out) (optional): set to %TRUE, never to %FALSE, for a quantity
 *   that came without unit and code
 *
 * Reads value[x] of any kind.
 *
 * Returns: (nullable): the value; a number is exactly the text received
 */
char *
bd_words_value (const BdJsonNode  *element,
                char             **unit,
                char             **comparator,
                gboolean          *unit_missing)
{
  const BdJsonNode *value = bd_json_choice (element, "value");
  const char *kind = value != NULL ? bd_json_name (value) + strlen ("value") : "";
  const char *number, *sign;

  if (value == NULL)
    return NULL;
  if (unit_missing != NULL && g_str_equal (kind, "Range") &&
      (lacks_unit (bd_json_get (value, "low")) || lacks_unit (bd_json_get (value, "high"))))
    *unit_missing = TRUE;
  if (!g_str_equal (kind, "Quantity") || unit == NULL)
    return bd_words_element (value);

  number = bd_json_scalar (bd_json_get (value, "value"));
  sign = bd_json_get_string (value, "comparator");
  if (number == NULL)
    return NULL;
  *unit = bd_words_unit (value);
  if (unit_missing != NULL && lacks_unit (value))
    *unit_missing = TRUE;
  if (comparator != NULL)
    *comparator = g_strdup (sign);
  return g_strconcat (sign != NULL && comparator == NULL ? sign : "", number, NULL);
}
