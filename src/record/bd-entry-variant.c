/* bd-entry-variant.c: the stored projection of an entry, read without parsing JSON
 *
 * Texts that are there are kept as (number, text) pairs, so an entry costs what
 * it says and no more. The numbers are part of the format: add at the end.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-entry.h"

#define FORMAT "(ussyyyxxa(ys)a(msmsmsb)a(msmsmsmsms)a(asmsms)asas)"
#define DATES_FROM 64

static const gsize texts[] = {
  G_STRUCT_OFFSET (BdEntryFields, title),
  G_STRUCT_OFFSET (BdEntryFields, text),
  G_STRUCT_OFFSET (BdEntryFields, status),
  G_STRUCT_OFFSET (BdEntryFields, status_text),
  G_STRUCT_OFFSET (BdEntryFields, verification),
  G_STRUCT_OFFSET (BdEntryFields, value),
  G_STRUCT_OFFSET (BdEntryFields, unit),
  G_STRUCT_OFFSET (BdEntryFields, comparator),
  G_STRUCT_OFFSET (BdEntryFields, interpretation),
  G_STRUCT_OFFSET (BdEntryFields, reference_range),
  G_STRUCT_OFFSET (BdEntryFields, criticality),
  G_STRUCT_OFFSET (BdEntryFields, category),
  G_STRUCT_OFFSET (BdEntryFields, dose),
  G_STRUCT_OFFSET (BdEntryFields, reason),
  G_STRUCT_OFFSET (BdEntryFields, detail),
  G_STRUCT_OFFSET (BdEntryFields, facility),
  G_STRUCT_OFFSET (BdEntryFields, recorder),
  G_STRUCT_OFFSET (BdEntryFields, nhi),
  G_STRUCT_OFFSET (BdEntryFields, item),
};

G_STATIC_ASSERT (G_N_ELEMENTS (texts) <= DATES_FROM);

static GVariant *
pack_texts (const BdEntryFields *f)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ys)"));
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      const char *text = G_STRUCT_MEMBER (char *, f, texts[i]);

      if (text != NULL)
        g_variant_builder_add (&builder, "(ys)", (guchar) i, text);
    }
  for (guint i = 0; i < BD_N_DATES; i++)
    if (f->dates[i] != NULL)
      g_variant_builder_add (&builder, "(ys)", (guchar) (DATES_FROM + i), f->dates[i]);

  return g_variant_builder_end (&builder);
}

static GVariant *
pack_codes (const BdEntryFields *f)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(msmsmsb)"));
  for (guint i = 0; i < f->codes->len; i++)
    {
      const BdCoding *c = g_ptr_array_index (f->codes, i);

      g_variant_builder_add (&builder, "(msmsmsb)", c->system, c->code, c->display, c->user_selected);
    }
  return g_variant_builder_end (&builder);
}

static GVariant *
pack_components (const BdEntryFields *f)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(msmsmsmsms)"));
  for (guint i = 0; i < f->components->len; i++)
    {
      const BdComponent *c = g_ptr_array_index (f->components, i);

      g_variant_builder_add (&builder, "(msmsmsmsms)", c->title, c->value, c->unit, c->interpretation, c->range);
    }
  return g_variant_builder_end (&builder);
}

static GVariant *
pack_reactions (const BdEntryFields *f)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(asmsms)"));
  for (guint i = 0; i < f->reactions->len; i++)
    {
      const BdReaction *r = g_ptr_array_index (f->reactions, i);
      const char *const none[] = { NULL };

      g_variant_builder_add (&builder, "(^asmsms)", r->manifestation != NULL ? (const char *const *) r->manifestation : none,
                             r->severity, r->description);
    }
  return g_variant_builder_end (&builder);
}

/**
 * bd_entry_to_variant:
 * @self: an entry
 *
 * Packs everything but the bytes as received, with
 * %BD_ENTRY_PROJECTION_VERSION in front.
 *
 * Returns: (transfer floating): the projection
 */
GVariant *
bd_entry_to_variant (BdEntry *self)
{
  const BdEntryFields *f = bd_entry_peek (self);

  g_return_val_if_fail (f != NULL, NULL);

  return g_variant_new ("(ussyyyxx@a(ys)@a(msmsmsb)@a(msmsmsmsms)@a(asmsms)^as^as)",
                        (guint32) BD_ENTRY_PROJECTION_VERSION, f->id, f->resource_type,
                        (guchar) f->section, (guchar) f->source, (guchar) f->group, f->sort_key, f->fetched_at,
                        pack_texts (f), pack_codes (f), pack_components (f), pack_reactions (f),
                        f->notes, f->marks);
}

static void
unpack_texts (BdEntryFields *f,
              GVariantIter  *iter)
{
  guchar number;
  const char *text;

  while (g_variant_iter_next (iter, "(y&s)", &number, &text))
    {
      char **slot = NULL;

      if (number < G_N_ELEMENTS (texts))
        slot = &G_STRUCT_MEMBER (char *, f, texts[number]);
      else if (number >= DATES_FROM && number < DATES_FROM + BD_N_DATES)
        slot = &f->dates[number - DATES_FROM];
      if (slot != NULL && *slot == NULL)
        *slot = g_strdup (text);
    }
}

static void
unpack_lists (BdEntryFields *f,
              GVariantIter  *codes,
              GVariantIter  *components,
              GVariantIter  *reactions)
{
  const char *system, *code, *display;
  gboolean user_selected;
  BdComponent component;
  BdReaction reaction;

  while (g_variant_iter_next (codes, "(m&sm&sm&sb)", &system, &code, &display, &user_selected))
    g_ptr_array_add (f->codes, bd_coding_new (system, code, display, user_selected));
  while (g_variant_iter_next (components, "(msmsmsmsms)", &component.title, &component.value,
                              &component.unit, &component.interpretation, &component.range))
    g_ptr_array_add (f->components, g_memdup2 (&component, sizeof component));
  while (g_variant_iter_next (reactions, "(^asmsms)", &reaction.manifestation, &reaction.severity,
                              &reaction.description))
    g_ptr_array_add (f->reactions, g_memdup2 (&reaction, sizeof reaction));
}

static gboolean
numbers_are_known (guint32 version,
                   guchar  section,
                   guchar  source,
                   guchar  group)
{
  return version == BD_ENTRY_PROJECTION_VERSION && section < BD_N_SECTIONS &&
         source < BD_N_SOURCES && group <= BD_GROUP_APART;
}

/**
 * bd_entry_new_from_variant:
 * @variant: what bd_entry_to_variant() made, from this or another version
 *
 * Reads a stored projection. It has no bytes: those are kept apart.
 *
 * Returns: (nullable) (transfer full): the entry; %NULL when the projection is of
 *   another version or is not understood, and must be made anew from the bytes
 */
BdEntry *
bd_entry_new_from_variant (GVariant *variant)
{
  g_autoptr (GVariantIter) strings = NULL;
  g_autoptr (GVariantIter) codes = NULL;
  g_autoptr (GVariantIter) components = NULL;
  g_autoptr (GVariantIter) reactions = NULL;
  g_autoptr (BdEntryFields) f = NULL;
  guint32 version;
  guchar section, source, group;

  g_return_val_if_fail (variant != NULL, NULL);

  if (!g_variant_is_of_type (variant, G_VARIANT_TYPE (FORMAT)))
    return NULL;

  f = bd_entry_fields_new ();
  g_strfreev (g_steal_pointer (&f->notes));
  g_strfreev (g_steal_pointer (&f->marks));
  g_variant_get (variant, "(ussyyyxxa(ys)a(msmsmsb)a(msmsmsmsms)a(asmsms)^as^as)",
                 &version, &f->id, &f->resource_type, &section, &source, &group,
                 &f->sort_key, &f->fetched_at, &strings, &codes, &components, &reactions,
                 &f->notes, &f->marks);
  if (!numbers_are_known (version, section, source, group))
    return NULL;

  f->section = section;
  f->source = source;
  f->group = group;
  unpack_texts (f, strings);
  unpack_lists (f, codes, components, reactions);
  return f->title != NULL ? bd_entry_new (g_steal_pointer (&f), NULL) : NULL;
}
