/* bd-project-observation.c: Observation and DiagnosticReport: values as received
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-project-private.h"

#include "bd-text.h"

#include <string.h>

/* The words received; the code's own too where they are others ("Normal" over HH). */
static char *
read_one_interpretation (const BdJsonNode *node)
{
  const BdJsonNode *coding = bd_json_first (bd_json_get (node, "coding"));
  const char *code = bd_json_type (node) == BD_JSON_STRING ? bd_json_string (node) : bd_json_get_string (coding, "code");
  const char *coded = bd_terms_words (BD_TERMS_INTERPRETATION, bd_json_get_string (coding, "system"), code);
  const char *words = bd_json_get_string (node, "text");

  if (words == NULL)
    words = bd_json_get_string (coding, "display");
  if (words == NULL)
    return coded != NULL ? g_strdup (coded) : bd_words_concept (node);
  if (coded == NULL || (bd_text_matches (words, coded) && bd_words_deny (words) == bd_words_deny (coded)) || g_strcmp0 (words, code) == 0)
    return g_strdup (coded != NULL && g_strcmp0 (words, code) == 0 ? coded : words);
  return g_strdup_printf ("%s (coded: %s)", words, coded);
}

char *
bd_words_interpretation (const BdJsonNode *interpretation)
{
  GString *all = g_string_new (NULL);
  gboolean many = bd_json_type (interpretation) == BD_JSON_ARRAY;

  for (const BdJsonNode *n = many ? bd_json_first (interpretation) : interpretation; n != NULL;
       n = many ? bd_json_next (n) : NULL)
    {
      g_autofree char *words = read_one_interpretation (n);

      if (words != NULL)
        g_string_append_printf (all, "%s%s", all->len > 0 ? ", " : "", words);
    }
  return g_string_free (all, all->len == 0);
}

static char *
read_one_range (const BdJsonNode *range)
{
  const char *text = bd_json_get_string (range, "text");
  g_autofree char *words = bd_words_range (range);
  g_autofree char *kind = bd_words_concept (bd_json_get (range, "type"));
  g_autofree char *whom = bd_words_concepts (bd_json_get (range, "appliesTo"));
  g_autofree char *age = bd_words_range (bd_json_get (range, "age"));
  GString *all;

  if (words == NULL && text == NULL)
    return NULL;
  all = g_string_new (text != NULL ? text : words);
  if (text != NULL && words != NULL && strstr (text, words) == NULL)
    g_string_append_printf (all, " (given as %s)", words);
  if (kind != NULL)
    g_string_append_printf (all, " (%s)", kind);
  if (whom != NULL)
    g_string_append_printf (all, " (for %s)", whom);
  if (age != NULL)
    g_string_append_printf (all, " (age %s)", age);
  return g_string_free (all, FALSE);
}

static char *
read_ranges (const BdJsonNode *ranges)
{
  GString *all = g_string_new (NULL);

  if (bd_json_type (ranges) == BD_JSON_ARRAY)
    for (const BdJsonNode *n = bd_json_first (ranges); n != NULL; n = bd_json_next (n))
      {
        g_autofree char *words = read_one_range (n);

        if (words != NULL)
          g_string_append_printf (all, "%s%s", all->len > 0 ? "; " : "", words);
      }
  return g_string_free (all, all->len == 0);
}

/* An extension on the value itself, on its number, or in the place of a plain value. */
static const BdJsonNode *
find_absence (const BdJsonNode *element)
{
  const BdJsonNode *value = bd_json_choice (element, "value");
  const BdJsonNode *places[] = { value, bd_json_get (value, "_value"), bd_json_choice (element, "_value") };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      const BdJsonNode *extension = bd_fhir_extension (places[i], "data-absent-reason");

      if (extension != NULL)
        return bd_json_choice (extension, "value");
    }
  return NULL;
}

/* Why there is no value: never an empty cell. */
static char *
read_absence (const BdJsonNode *element)
{
  const BdJsonNode *reason = bd_json_get (element, "dataAbsentReason");
  g_autofree char *words = bd_words_absent (reason != NULL ? reason : find_absence (element));

  return words != NULL ? g_strdup_printf ("No value: %s", words) : NULL;
}

static void
mark_units (BdEntryFields    *f,
            const BdJsonNode *element)
{
  if (bd_quantity_units_differ (bd_json_get (element, "valueQuantity")))
    bd_entry_fields_mark (f, "unit-mismatch");
}

/* A reason for a missing value beside a value that is there: the value is in doubt. */
static void
say_doubted (BdEntryFields    *f,
             const BdJsonNode *element,
             const char       *whose,
             const char       *value)
{
  g_autofree char *why = value != NULL ? bd_words_absent (bd_json_get (element, "dataAbsentReason")) : NULL;

  if (why == NULL)
    return;
  bd_fields_take_detail (f, NULL, g_strdup_printf ("%s has a value, and says why it has none: %s", whose, why));
  bd_entry_fields_mark (f, "value-doubted");
}

static BdComponent *
read_component (BdEntryFields    *f,
                const BdJsonNode *node,
                gboolean         *unit_missing)
{
  BdComponent *component = g_new0 (BdComponent, 1);

  component->title = bd_fields_dup_title (f, bd_json_get (node, "code"));
  if (component->title == NULL)
    component->title = g_strdup ("Component without a name");
  component->value = bd_words_value (node, &component->unit, NULL, unit_missing);
  mark_units (f, node);
  say_doubted (f, node, component->title, component->value);
  if (component->value == NULL)
    component->value = read_absence (node);
  component->interpretation = bd_words_interpretation (bd_json_get (node, "interpretation"));
  component->range = read_ranges (bd_json_get (node, "referenceRange"));
  return component;
}

/* Blood pressure */

typedef struct { const BdJsonNode *systolic; const BdJsonNode *diastolic; guint others; gboolean unsure; } Pressure;

static gboolean
has_code (const BdJsonNode *component,
          const char       *loinc,
          const char       *snomed)
{
  const BdJsonNode *codings = bd_json_get (bd_json_get (component, "code"), "coding");

  for (const BdJsonNode *n = bd_json_first (codings); n != NULL; n = bd_json_next (n))
    {
      const char *code = bd_json_get_string (n, "code");
      const char *system = bd_terms_system_key (bd_json_get_string (n, "system"));

      if ((g_strcmp0 (system, "loinc") == 0 && g_strcmp0 (code, loinc) == 0) ||
          (g_strcmp0 (system, "sct") == 0 && g_strcmp0 (code, snomed) == 0))
        return TRUE;
    }
  return FALSE;
}

/* "Diastolic" written over the code for systolic. */
static gboolean
is_misnamed (const BdJsonNode *component)
{
  g_autoptr (BdEntryFields) scratch = bd_entry_fields_new ();
  g_autofree char *title = bd_fields_dup_title (scratch, bd_json_get (component, "code"));

  return title != NULL && g_strv_contains ((const char *const *) scratch->marks, "code-text-mismatch");
}

static Pressure
find_pressure (const BdJsonNode *components)
{
  Pressure p = { NULL, NULL, 0, FALSE };

  if (bd_json_type (components) != BD_JSON_ARRAY)
    return p;

  for (const BdJsonNode *n = bd_json_first (components); n != NULL; n = bd_json_next (n))
    {
      const BdJsonNode **slot = has_code (n, "8480-6", "271649006") ? &p.systolic
                                : has_code (n, "8462-4", "271650006") ? &p.diastolic : NULL;

      p.others += slot == NULL;
      p.unsure |= slot != NULL && (*slot != NULL || is_misnamed (n));
      if (slot != NULL)
        *slot = n;
    }
  return p;
}

static const char *
print_unit (const BdJsonNode *quantity)
{
  const char *code = bd_json_get_string (quantity, "code");
  const char *unit = bd_json_get_string (quantity, "unit");
  const char *print = bd_terms_words (BD_TERMS_UNIT, "", code);

  if (print == NULL)
    print = bd_terms_words (BD_TERMS_UNIT, "", unit);
  return print != NULL ? print : (unit != NULL ? unit : code);
}

/* A blood pressure is one thing, 120/80 mm Hg, as long as both numbers are plain, named as
 * they are coded, there once, and of one unit; in a group with other measurements it is still its only pressure. */
static void
combine_pressure (BdEntryFields    *f,
                  const BdJsonNode *resource)
{
  Pressure p = find_pressure (bd_json_get (resource, "component"));
  const BdJsonNode *systolic = bd_json_get (p.systolic, "valueQuantity");
  const BdJsonNode *diastolic = bd_json_get (p.diastolic, "valueQuantity");
  const char *high = bd_json_scalar (bd_json_get (systolic, "value"));
  const char *low = bd_json_scalar (bd_json_get (diastolic, "value"));

  if (f->value != NULL || p.unsure || high == NULL || low == NULL || print_unit (systolic) == NULL ||
      g_strcmp0 (print_unit (systolic), print_unit (diastolic)) != 0 ||
      bd_json_get (systolic, "comparator") != NULL || bd_json_get (diastolic, "comparator") != NULL)
    return;

  f->value = g_strdup_printf ("%s/%s", high, low);
  f->unit = g_strdup (print_unit (systolic));
  bd_entry_fields_mark (f, "blood-pressure");
  if (p.others > 0)
    bd_fields_take_detail (f, NULL, g_strdup_printf (p.others == 1 ? "The value is the blood pressure; %u other measurement stands with it."
                                                             : "The value is the blood pressure; %u other measurements stand with it.", p.others));
}

/* Observation */

static void
set_effective (BdEntryFields    *f,
               const BdJsonNode *resource)
{
  const BdJsonNode *when = bd_json_choice (resource, "effective");
  const BdJsonNode *events = bd_json_get (when, "event");

  if (bd_json_type (when) == BD_JSON_STRING)
    bd_fields_set_date (f, BD_DATE_EFFECTIVE, when);
  else if (bd_json_type (events) == BD_JSON_ARRAY)
    bd_fields_set_date (f, BD_DATE_EFFECTIVE, bd_json_first (events));
  else if (when != NULL)
    {
      bd_fields_set_date (f, BD_DATE_EFFECTIVE, bd_json_get (when, "start"));
      bd_fields_set_date (f, BD_DATE_END, bd_json_get (when, "end"));
      bd_fields_take_detail (f, "Measured", bd_words_period (when));
    }
  bd_fields_set_date (f, BD_DATE_RECORDED, bd_json_get (resource, "issued"));
}

static void
mark_correction (BdEntryFields *f)
{
  if (g_strcmp0 (f->status, "amended") == 0 || g_strcmp0 (f->status, "corrected") == 0 ||
      g_strcmp0 (f->status, "appended") == 0)
    bd_entry_fields_mark (f, "amended");
  else if (g_strcmp0 (f->status, "preliminary") == 0 || g_strcmp0 (f->status, "partial") == 0)
    bd_entry_fields_mark (f, "preliminary");
}

static void
set_performers (BdEntryFields    *f,
                const BdBundle   *page,
                const BdJsonNode *resource)
{
  const BdJsonNode *performers = bd_json_get (resource, "performer");

  for (const BdJsonNode *n = bd_json_first (performers); n != NULL; n = bd_json_next (n))
    {
      g_autoptr (BdReference) ref = bd_reference_new_from_json (n);
      const char *type = ref != NULL ? ref->type : NULL;

      if (g_strcmp0 (type, "Organization") == 0 || g_strcmp0 (type, "Location") == 0)
        bd_fields_set_facility (f, n);
      else if (g_strcmp0 (type, "Patient") == 0)
        bd_entry_fields_mark (f, "by-patient");
      else
        bd_fields_set_recorder (f, page, resource, n);
    }
}

/* What is contained is read as a part, see add_contained(). */
static void
add_members (BdEntryFields    *f,
             const BdJsonNode *members,
             const char       *label)
{
  guint n = 0;

  for (const BdJsonNode *m = bd_json_first (members); m != NULL; m = bd_json_next (m))
    {
      const char *reference = bd_json_get_string (m, "reference");

      n += reference == NULL || *reference != '#';
    }
  if (n > 0)
    bd_fields_take_detail (f, label, g_strdup_printf (n == 1 ? "%u, listed by itself if it was sent"
                                                             : "%u, each listed by itself if it was sent", n));
}

static void
add_components (BdEntryFields    *f,
                const BdJsonNode *components,
                gboolean         *unit_missing)
{
  if (bd_json_type (components) != BD_JSON_ARRAY)
    return;

  for (const BdJsonNode *n = bd_json_first (components); n != NULL; n = bd_json_next (n))
    g_ptr_array_add (f->components, read_component (f, n, unit_missing));
}

/* A result inside the resource stands nowhere else: it is a part of this one, with its own
 * status where that is not plain. */
static void
add_contained (BdEntryFields    *f,
               const BdJsonNode *resource,
               gboolean         *unit_missing)
{
  for (const BdJsonNode *n = bd_json_first (bd_json_get (resource, "contained")); n != NULL; n = bd_json_next (n))
    {
      const char *status = bd_json_scalar (bd_json_get (n, "status"));
      g_autofree char *title = NULL;
      BdComponent *part;

      if (g_strcmp0 (bd_json_get_string (n, "resourceType"), "Observation") != 0)
        continue;
      part = read_component (f, n, unit_missing);
      title = g_steal_pointer (&part->title);
      part->title = g_strcmp0 (status, "final") == 0 ? g_steal_pointer (&title)
                                                     : g_strdup_printf ("%s (status: %s)", title, status != NULL ? status : "not given");
      g_ptr_array_add (f->components, part);
      add_components (f, bd_json_get (n, "component"), unit_missing);
    }
}

/* FHIR allows one value; of two, both are read. */
static void
add_other_values (BdEntryFields    *f,
                  const BdJsonNode *resource)
{
  const BdJsonNode *value = bd_json_choice (resource, "value");

  for (const BdJsonNode *n = bd_json_next (value); n != NULL; n = bd_json_next (n))
    if (strncmp (bd_json_name (n), "value", 5) == 0 && g_ascii_isupper (bd_json_name (n)[5]))
      {
        bd_fields_take_detail (f, "A second value", bd_words_element (n));
        bd_entry_fields_mark (f, "malformed");
      }
}

/* A result without a value says so; one that is only registered and has one, too. */
static void
say_whether_measured (BdEntryFields    *f,
                      const BdJsonNode *resource)
{
  gboolean registered = g_strcmp0 (f->status, "registered") == 0;

  if (registered && f->value != NULL)
    {
      g_free (f->status_text);
      f->status_text = g_strdup ("Registered only, although a value is given");
      bd_entry_fields_mark (f, "status-contradicts");
    }
  else if (!registered && f->value == NULL && f->components->len == 0 && bd_json_get (resource, "hasMember") == NULL)
    bd_fields_add_detail (f, NULL, "No value is given.");
}

/* Measured on this person, but about somebody or something else: a fetus, a device. */
static void
add_subject (BdEntryFields    *f,
             const BdBundle   *page,
             const BdJsonNode *resource)
{
  g_autofree char *about = bd_words_references (page, resource, bd_json_get (resource, "focus"));

  if (about == NULL)
    return;
  bd_fields_add_detail (f, "About something other than the person", about);
  bd_entry_fields_mark (f, "about-another");
}

void
bd_project_observation (const BdBundle   *page,
                        const BdJsonNode *resource,
                        BdEntryFields    *f)
{
  gboolean unit_missing = FALSE;

  bd_fields_set_concept (f, bd_json_get (resource, "code"));
  bd_fields_set_status (f, bd_json_get (resource, "status"));
  mark_correction (f);
  f->category = bd_words_categories (bd_json_get (resource, "category"));
  f->value = bd_words_value (resource, &f->unit, &f->comparator, &unit_missing);
  say_doubted (f, resource, "It", f->value);
  add_components (f, bd_json_get (resource, "component"), &unit_missing);
  add_contained (f, resource, &unit_missing);
  combine_pressure (f, resource);
  if (f->value == NULL)
    f->value = read_absence (resource);
  say_whether_measured (f, resource);
  mark_units (f, resource);
  add_other_values (f, resource);
  if (unit_missing)
    bd_entry_fields_mark (f, "unit-missing");
  f->interpretation = bd_words_interpretation (bd_json_get (resource, "interpretation"));
  f->reference_range = read_ranges (bd_json_get (resource, "referenceRange"));
  set_effective (f, resource);
  set_performers (f, page, resource);
  bd_fields_take_detail (f, "Site", bd_words_concept (bd_json_get (resource, "bodySite")));
  bd_fields_take_detail (f, "Method", bd_words_concept (bd_json_get (resource, "method")));
  add_subject (f, page, resource);
  bd_fields_take_detail (f, "Specimen", bd_words_reference (page, resource, bd_json_get (resource, "specimen")));
  bd_fields_take_detail (f, "Device", bd_words_reference (page, resource, bd_json_get (resource, "device")));
  add_members (f, bd_json_get (resource, "hasMember"), "Results in this group");
  add_members (f, bd_json_get (resource, "derivedFrom"), "Derived from other results");
}

/* DiagnosticReport: its results are Observations and stand by themselves. */
void
bd_project_report (const BdBundle   *page,
                   const BdJsonNode *resource,
                   BdEntryFields    *f)
{
  const BdJsonNode *forms = bd_json_get (resource, "presentedForm");
  gboolean unit_missing = FALSE;

  bd_fields_set_concept (f, bd_json_get (resource, "code"));
  bd_fields_set_status (f, bd_json_get (resource, "status"));
  mark_correction (f);
  f->category = bd_words_categories (bd_json_get (resource, "category"));
  f->value = g_strdup (bd_json_get_string (resource, "conclusion"));
  if (f->value == NULL)
    f->value = bd_words_concepts (bd_json_get (resource, "conclusionCode"));
  else
    bd_fields_take_detail (f, "Conclusion in codes", bd_words_concepts (bd_json_get (resource, "conclusionCode")));
  set_effective (f, resource);
  set_performers (f, page, resource);
  add_members (f, bd_json_get (resource, "result"), "Results");
  add_contained (f, resource, &unit_missing);
  if (unit_missing)
    bd_entry_fields_mark (f, "unit-missing");
  if (bd_json_type (forms) == BD_JSON_ARRAY && bd_json_length (forms) > 0)
    bd_fields_add_detail (f, NULL, "Has an attached document that is not drawn here.");
}
