/* bd-project-allergy.c: AllergyIntolerance as a row, from SDHR, MWS and documents
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-project-private.h"

static void
append (GString    *text,
        const char *label,
        const char *words)
{
  if (words == NULL || *words == '\0')
    return;
  if (text->len > 0)
    g_string_append (text, "; ");
  g_string_append (text, label);
  g_string_append (text, words);
}

/* The rest of a reaction: its own substance, route, onset, words and notes. */
static char *
describe (const BdJsonNode *reaction)
{
  GString *text = g_string_new (NULL);
  g_autofree char *substance = bd_words_concept (bd_json_get (reaction, "substance"));
  g_autofree char *route = bd_words_concept (bd_json_get (reaction, "exposureRoute"));
  g_autofree char *onset = bd_words_date (bd_json_get_string (reaction, "onset"));
  const BdJsonNode *notes = bd_json_get (reaction, "note");

  append (text, "", bd_json_get_string (reaction, "description"));
  append (text, "to ", substance);
  append (text, "route ", route);
  append (text, "onset ", onset);
  for (const BdJsonNode *n = bd_json_first (notes); n != NULL; n = bd_json_next (n))
    append (text, "", bd_json_get_string (n, "text"));
  return g_string_free (text, text->len == 0);
}

static GStrv
read_manifestations (const BdJsonNode *manifestations)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (bd_json_type (manifestations) != BD_JSON_ARRAY)
    {
      g_autofree char *words = bd_words_concept (manifestations);

      if (words != NULL)
        g_strv_builder_add (builder, words);
      return g_strv_builder_end (builder);
    }
  for (const BdJsonNode *n = bd_json_first (manifestations); n != NULL; n = bd_json_next (n))
    {
      g_autofree char *words = bd_words_concept (n);

      if (words != NULL)
        g_strv_builder_add (builder, words);
    }
  return g_strv_builder_end (builder);
}

/* A code, as FHIR has it, or a concept against its profile. */
static char *
read_severity (const BdJsonNode *severity)
{
  const char *code = bd_json_scalar (severity);

  return code != NULL ? g_strdup (code) : bd_words_concept (severity);
}

static void
add_reaction (BdEntryFields    *f,
              const BdJsonNode *node)
{
  BdReaction *reaction = g_new0 (BdReaction, 1);

  reaction->manifestation = read_manifestations (bd_json_get (node, "manifestation"));
  reaction->severity = read_severity (bd_json_get (node, "severity"));
  reaction->description = describe (node);
  g_ptr_array_add (f->reactions, reaction);
}

/* A severity that was not given stays absent: it must never look like "mild"
 * (MWS guide 1.1.3: reactions there have none). */
static void
add_reactions (BdEntryFields    *f,
               const BdJsonNode *reactions)
{
  if (bd_json_type (reactions) == BD_JSON_OBJECT)
    add_reaction (f, reactions);
  else if (bd_json_type (reactions) == BD_JSON_ARRAY)
    for (const BdJsonNode *n = bd_json_first (reactions); n != NULL; n = bd_json_next (n))
      if (bd_json_type (n) == BD_JSON_OBJECT)
        add_reaction (f, n);
}

/* Legacy warnings of MWS have no code, only note text (MWS guide 1.1.3): the whole
 * note is the title, with the weight of any other. */
static void
set_title_from_note (BdEntryFields    *f,
                     const BdJsonNode *resource)
{
  const BdJsonNode *notes = bd_json_get (resource, "note");

  for (const BdJsonNode *n = bd_json_first (notes); f->title == NULL && n != NULL; n = bd_json_next (n))
    if (bd_json_get_string (n, "text") != NULL)
      {
        bd_fields_set_title (f, bd_json_get_string (n, "text"));
        bd_entry_fields_mark (f, "text-only");
      }
  if (f->title == NULL)
    {
      g_autofree char *substance = bd_words_concept (bd_json_get (bd_json_first (bd_json_get (resource, "reaction")), "substance"));

      bd_fields_set_title (f, substance != NULL ? substance : "Substance not given");
    }
}

void
bd_project_allergy (const BdBundle   *page,
                    const BdJsonNode *resource,
                    BdEntryFields    *f)
{
  const char *type = bd_json_scalar (bd_json_get (resource, "type"));
  g_autofree char *last = bd_words_date (bd_json_get_string (resource, "lastOccurrence"));

  bd_fields_set_concept (f, bd_json_get (resource, "code"));
  if (f->title == NULL)
    set_title_from_note (f, resource);
  bd_fields_set_clinical (f, bd_json_get (resource, "clinicalStatus"), bd_json_get (resource, "verificationStatus"));
  add_reactions (f, bd_json_get (resource, "reaction"));
  f->category = bd_words_categories (bd_json_get (resource, "category"));
  f->criticality = g_strdup (bd_json_scalar (bd_json_get (resource, "criticality")));
  if (type != NULL && g_str_equal (type, "intolerance"))
    bd_fields_add_detail (f, NULL, "Intolerance");
  else if (type != NULL && !g_str_equal (type, "allergy"))
    bd_fields_add_detail (f, "Type", type);
  bd_fields_add_detail (f, "Last reaction", last);
  bd_fields_set_onset (f, resource);
  bd_fields_set_date (f, BD_DATE_RECORDED, bd_json_get (resource, "recordedDate"));
  bd_fields_set_date (f, BD_DATE_EFFECTIVE, bd_json_get (resource, "lastOccurrence"));
  bd_fields_set_recorder (f, page, resource, bd_json_get (resource, "recorder"));
  bd_fields_set_recorder (f, page, resource, bd_json_get (resource, "asserter"));
  bd_fields_find_negation (f, "allergy");
}
