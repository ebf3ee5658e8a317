/* bd-project-fields.c: what all projectors fill alike: dates, details, people, places
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-project-private.h"

#include "bd-hpi.h"

#include <string.h>

/* Dates */

void
bd_fields_set_date (BdEntryFields    *f,
                    BdDateRole        role,
                    const BdJsonNode *date)
{
  const char *text = bd_json_string (date);

  if (text != NULL && *text != '\0' && f->dates[role] == NULL)
    f->dates[role] = g_strdup (text);
}

/* Onset and abatement come as a date, an age, a period, a range or words. What is
 * no date is read in the detail, where it cannot be taken for one. */
static void
set_when (BdEntryFields    *f,
          const BdJsonNode *resource,
          const char       *stem,
          BdDateRole        role,
          const char       *label)
{
  const BdJsonNode *when = bd_json_choice (resource, stem);
  const char *kind = when != NULL ? bd_json_name (when) + strlen (stem) : "";

  if (g_str_equal (kind, "DateTime"))
    bd_fields_set_date (f, role, when);
  else if (g_str_equal (kind, "Period"))
    {
      bd_fields_set_date (f, role, bd_json_get (when, "start"));
      bd_fields_take_detail (f, label, bd_words_period (when));
    }
  else if (g_str_equal (kind, "Age"))
    {
      g_autofree char *age = bd_words_quantity (when);

      if (age != NULL)
        bd_fields_take_detail (f, label, g_strdup_printf ("at age %s", age));
    }
  else if (g_str_equal (kind, "Range"))
    {
      g_autofree char *range = bd_words_range (when);

      if (range != NULL)
        bd_fields_take_detail (f, label, g_strdup_printf ("at age %s", range));
    }
  else
    bd_fields_add_detail (f, label, bd_json_scalar (when));
}

void
bd_fields_set_onset (BdEntryFields    *f,
                     const BdJsonNode *resource)
{
  set_when (f, resource, "onset", BD_DATE_ONSET, "Onset");
  set_when (f, resource, "abatement", BD_DATE_ABATED, "Ended");
}

/* Detail and notes */

void
bd_fields_take_detail (BdEntryFields *f,
                       const char    *label,
                       char          *words)
{
  g_autofree char *owned = words;
  g_autofree char *before = NULL;

  if (words == NULL || *words == '\0')
    return;

  before = g_steal_pointer (&f->detail);
  f->detail = g_strconcat (before != NULL ? before : "", before != NULL ? "\n" : "",
                           label != NULL ? label : "", label != NULL ? ": " : "", words, NULL);
}

void
bd_fields_add_detail (BdEntryFields *f,
                      const char    *label,
                      const char    *words)
{
  bd_fields_take_detail (f, label, g_strdup (words));
}

void
bd_fields_add_note (BdEntryFields *f,
                    const char    *note)
{
  guint n;

  if (note == NULL || *note == '\0')
    return;

  n = g_strv_length (f->notes);
  f->notes = g_renew (char *, f->notes, n + 2);
  f->notes[n] = g_strdup (note);
  f->notes[n + 1] = NULL;
}

void
bd_fields_add_notes (BdEntryFields    *f,
                     const BdJsonNode *annotations)
{
  if (bd_json_type (annotations) != BD_JSON_ARRAY)
    {
      bd_fields_add_note (f, bd_json_type (annotations) == BD_JSON_OBJECT
                               ? bd_json_get_string (annotations, "text") : bd_json_string (annotations));
      return;
    }
  for (const BdJsonNode *n = bd_json_first (annotations); n != NULL; n = bd_json_next (n))
    bd_fields_add_note (f, bd_json_type (n) == BD_JSON_STRING ? bd_json_string (n) : bd_json_get_string (n, "text"));
}

/* People and places */

void
bd_fields_set_facility (BdEntryFields    *f,
                        const BdJsonNode *reference)
{
  g_autoptr (BdReference) ref = f->facility == NULL ? bd_reference_new_from_json (reference) : NULL;
  const char *facility, *key;

  if (ref == NULL)
    return;
  facility = bd_reference_peek_facility (ref);
  key = bd_reference_peek_key (ref);
  if (facility == NULL && (ref->display == NULL || (key != NULL && bd_hpi_check_organisation (key) != BD_HPI_BAD_FORMAT)))
    facility = key;
  f->facility = g_strdup (facility != NULL ? facility : ref->display);
}

/* As its server writes it, else "Mereana Ihaka"; NULL when the practitioner has no name. */
static char *
dup_practitioner_name (const BdJsonNode *practitioner)
{
  const BdJsonNode *name = bd_json_first (bd_json_get (practitioner, "name"));
  const BdJsonNode *given = bd_json_get (name, "given");
  const char *text = bd_json_get_string (name, "text"), *family = bd_json_get_string (name, "family");
  g_autoptr (GString) words = g_string_new (text);

  if (text != NULL || bd_json_type (name) != BD_JSON_OBJECT)
    return text != NULL ? g_strdup (text) : NULL;
  for (const BdJsonNode *n = bd_json_first (given); n != NULL; n = bd_json_next (n))
    if (bd_json_string (n) != NULL)
      g_string_append_printf (words, "%s%s", words->len > 0 ? " " : "", bd_json_string (n));
  if (family != NULL)
    g_string_append_printf (words, "%s%s", words->len > 0 ? " " : "", family);
  return words->len > 0 ? g_strdup (words->str) : NULL;
}

/* A CPN, else the number given for one, else a name, else the reference's own id. A
 * legacy number stands as received: it is not called a CPN. */
static char *
dup_person (const BdReference *ref,
            const BdJsonNode  *target)
{
  const BdJsonNode *identifiers = bd_json_get (target, "identifier");
  g_autofree char *name = NULL;

  if (ref->id != NULL && bd_hpi_check_cpn (ref->id) == BD_HPI_VALID)
    return g_strdup (ref->id);
  if (ref->value != NULL)
    return g_strdup (ref->value);
  for (const BdJsonNode *n = bd_json_first (identifiers); n != NULL; n = bd_json_next (n))
    if (g_strcmp0 (bd_json_get_string (n, "system"), BD_HPI_PERSON_SYSTEM) == 0)
      return g_strdup (bd_json_get_string (n, "value"));
  if (ref->display != NULL && (ref->id == NULL || strlen (ref->id) > 8))
    return g_strdup (ref->display);
  name = dup_practitioner_name (target);
  return name != NULL ? g_steal_pointer (&name) : g_strdup (bd_reference_peek_key (ref));
}

/* "Lose Vaka (95ZDRE)" */
static char *
join_name (const char *name,   /* (nullable) */
           const char *key)    /* (nullable) */
{
  if (name == NULL || key == NULL || strstr (name, key) != NULL)
    return g_strdup (name != NULL ? name : key);
  return g_strdup_printf ("%s (%s)", name, key);
}

/* A practitioner by name and number, for a line of their own. */
char *
bd_words_person (const BdBundle   *page,
                 const BdJsonNode *resource,
                 const BdJsonNode *reference)
{
  g_autoptr (BdReference) ref = bd_reference_new_from_json (reference);
  const BdJsonNode *target = ref != NULL ? bd_fhir_resolve (page, resource, ref) : NULL;
  g_autofree char *key = ref != NULL ? dup_person (ref, target) : NULL;
  g_autofree char *name = ref != NULL && ref->display == NULL ? dup_practitioner_name (target) : NULL;

  return ref != NULL ? join_name (ref->display != NULL ? ref->display : name, key) : NULL;
}

/* A place or an organisation by name and number. */
char *
bd_words_place (const BdReference *ref)
{
  const char *facility = bd_reference_peek_facility (ref);

  return join_name (ref->display, facility != NULL ? facility : bd_reference_peek_key (ref));
}

static void
add_display (BdEntryFields    *f,
             const char       *label,
             const BdJsonNode *reference)
{
  g_autoptr (BdReference) ref = bd_reference_new_from_json (reference);

  if (ref != NULL)
    bd_fields_add_detail (f, label, ref->display);
}

/* Who, where and for which organisation, by name too (MWS guide 1.1.3, MWS-Search-1). */
static void
set_recorder_from_role (BdEntryFields    *f,
                        const BdJsonNode *role)
{
  g_autoptr (BdReference) person = bd_reference_new_from_json (bd_json_get (role, "practitioner"));
  const BdJsonNode *places = bd_json_get (role, "location");
  const BdJsonNode *place = bd_json_type (places) == BD_JSON_ARRAY ? bd_json_first (places) : places;

  if (person != NULL)
    f->recorder = dup_person (person, NULL);
  bd_fields_set_facility (f, place);
  bd_fields_set_facility (f, bd_json_get (role, "organization"));
  add_display (f, "Recorded by", bd_json_get (role, "practitioner"));
  add_display (f, "Recorded at", place);
  add_display (f, "For", bd_json_get (role, "organization"));
}

/* Who wrote it down: a CPN or whatever stands in its place. A contained
 * PractitionerRole (MWS) also says where. */
void
bd_fields_set_recorder (BdEntryFields    *f,
                        const BdBundle   *page,
                        const BdJsonNode *resource,
                        const BdJsonNode *reference)
{
  g_autoptr (BdReference) ref = f->recorder == NULL ? bd_reference_new_from_json (reference) : NULL;
  const BdJsonNode *target;

  if (ref == NULL)
    return;

  target = bd_fhir_resolve (page, resource, ref);
  if (g_strcmp0 (bd_json_get_string (target, "resourceType"), "PractitionerRole") == 0)
    set_recorder_from_role (f, target);
  if (f->recorder != NULL)
    return;
  if (target == NULL && (ref->kind == BD_REFERENCE_CONTAINED || g_strcmp0 (ref->type, "PractitionerRole") == 0))
    f->recorder = g_strdup (ref->display != NULL ? ref->display : "referenced item missing");
  else
    f->recorder = dup_person (ref, target);
}
