/* bd-patient-variant.c: a patient as the store keeps one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-patient.h"
#include "bd-patient-private.h"

#define VERSION 1
#define FORMAT  "(ua(ys)asa(msmsmsmsb)basasasasixx)"

/* The numbers of the texts are part of the format: add at the end. */
static const gsize texts[] = {
  G_STRUCT_OFFSET (BdPatient, nhi),
  G_STRUCT_OFFSET (BdPatient, asked_nhi),
  G_STRUCT_OFFSET (BdPatient, birth_date),
  G_STRUCT_OFFSET (BdPatient, gender),
  G_STRUCT_OFFSET (BdPatient, gender_text),
  G_STRUCT_OFFSET (BdPatient, deceased_date),
  G_STRUCT_OFFSET (BdPatient, practice),
  G_STRUCT_OFFSET (BdPatient, version),
};

static GVariant *
pack_texts (const BdPatient *self)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ys)"));
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      const char *text = G_STRUCT_MEMBER (char *, self, texts[i]);

      if (text != NULL)
        g_variant_builder_add (&builder, "(ys)", (guchar) i, text);
    }
  return g_variant_builder_end (&builder);
}

static GVariant *
pack_names (const BdPatient *self)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(msmsmsmsb)"));
  for (guint i = 0; i < self->names->len; i++)
    {
      const BdName *n = g_ptr_array_index (self->names, i);

      g_variant_builder_add (&builder, "(msmsmsmsb)", n->family, n->given, n->prefix, n->use, n->preferred);
    }
  return g_variant_builder_end (&builder);
}

/**
 * bd_patient_to_variant:
 * @self: a patient
 *
 * Returns: (transfer floating): all of @self, with a version in front
 */
GVariant *
bd_patient_to_variant (const BdPatient *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_variant_new ("(u@a(ys)^as@a(msmsmsmsb)b^as^as^as^asixx)", (guint32) VERSION, pack_texts (self),
                        self->linked_nhis, pack_names (self), self->deceased, self->addresses,
                        self->contacts, self->details, self->notices, self->score,
                        self->fetched_at, self->saved_at);
}

static void
unpack_texts (BdPatient    *self,
              GVariantIter *iter)
{
  guchar number;
  const char *text;

  while (g_variant_iter_next (iter, "(y&s)", &number, &text))
    if (number < G_N_ELEMENTS (texts) && G_STRUCT_MEMBER (char *, self, texts[number]) == NULL)
      G_STRUCT_MEMBER (char *, self, texts[number]) = g_strdup (text);
}

static void
unpack_names (BdPatient    *self,
              GVariantIter *iter)
{
  BdName name;

  while (g_variant_iter_next (iter, "(msmsmsmsb)", &name.family, &name.given, &name.prefix, &name.use, &name.preferred))
    g_ptr_array_add (self->names, g_memdup2 (&name, sizeof name));
}

static void
clear_lists (BdPatient *self)
{
  g_strfreev (g_steal_pointer (&self->linked_nhis));
  g_strfreev (g_steal_pointer (&self->addresses));
  g_strfreev (g_steal_pointer (&self->contacts));
  g_strfreev (g_steal_pointer (&self->details));
  g_strfreev (g_steal_pointer (&self->notices));
}

/**
 * bd_patient_new_from_variant:
 * @variant: what bd_patient_to_variant() made, from this or another version
 *
 * Returns: (nullable) (transfer full): the patient; %NULL when not understood
 */
BdPatient *
bd_patient_new_from_variant (GVariant *variant)
{
  g_autoptr (GVariantIter) strings = NULL;
  g_autoptr (GVariantIter) names = NULL;
  g_autoptr (BdPatient) self = NULL;
  guint32 version;

  g_return_val_if_fail (variant != NULL, NULL);

  if (!g_variant_is_of_type (variant, G_VARIANT_TYPE (FORMAT)))
    return NULL;

  self = bd_patient_new_empty ();
  clear_lists (self);
  g_variant_get (variant, "(ua(ys)^asa(msmsmsmsb)b^as^as^as^asixx)", &version, &strings, &self->linked_nhis,
                 &names, &self->deceased, &self->addresses, &self->contacts, &self->details, &self->notices,
                 &self->score, &self->fetched_at, &self->saved_at);
  if (version != VERSION)
    return NULL;

  unpack_texts (self, strings);
  unpack_names (self, names);
  return self->nhi != NULL ? g_steal_pointer (&self) : NULL;
}
