/* bd-validation.c: whether a number and particulars belong together, as NHI says
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-validation.h"

#include "bd-patient.h"

#include <glib/gi18n-lib.h>

/**
 * bd_validation_kind_to_string:
 * @kind: a kind
 *
 * Returns: (transfer none): its name in JSON
 */
const char *
bd_validation_kind_to_string (BdValidationKind kind)
{
  static const char *const names[] = { "certain", "linked", "no-certain-match", "another-number", "several" };

  G_STATIC_ASSERT (G_N_ELEMENTS (names) == BD_N_VALIDATIONS);
  g_return_val_if_fail ((guint) kind < BD_N_VALIDATIONS, NULL);

  return names[kind];
}

/* A server that grades may send less than it was asked for (FHIR R4, Patient/$match: match-grade). */
static gboolean
is_certain_entry (const BdBundleEntry *entry)
{
  return entry->mode == BD_ENTRY_MODE_MATCH && (entry->grade == NULL || g_str_equal (entry->grade, "certain"));
}

static gboolean
holds_number (GPtrArray  *numbers,
              const char *nhi)
{
  return g_ptr_array_find_with_equal_func (numbers, nhi, g_str_equal, NULL);
}

/* One person of the answer; FALSE for a person without a number. */
static gboolean
take_person (BdValidation        *self,
             const BdBundleEntry *entry,
             GPtrArray           *numbers,
             GPtrArray           *certain)
{
  g_autoptr (BdPatient) patient = bd_patient_new_from_json (entry->resource, self->asked_nhi);

  if (patient == NULL || *patient->nhi == '\0')
    return FALSE;
  if (!holds_number (numbers, patient->nhi))
    g_ptr_array_add (numbers, g_strdup (patient->nhi));
  if (!is_certain_entry (entry) || holds_number (certain, patient->nhi))
    return TRUE;

  g_ptr_array_add (certain, g_strdup (patient->nhi));
  if (g_str_equal (patient->nhi, self->asked_nhi))
    self->kind = BD_VALIDATION_CERTAIN;
  else
    self->kind = bd_patient_is_number (patient, self->asked_nhi) ? BD_VALIDATION_LINKED : BD_VALIDATION_OTHER;

  return TRUE;
}

static gboolean
read_answer (BdValidation   *self,
             const BdBundle *answer)
{
  const char *type = bd_json_get_string (bd_json_root (answer->json), "resourceType");
  g_autoptr (GPtrArray) numbers = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) certain = g_ptr_array_new_with_free_func (g_free);

  if (g_strcmp0 (type, "Bundle") != 0 && g_strcmp0 (type, "Patient") != 0)
    return FALSE;

  for (guint i = 0; i < answer->entries->len; i++)
    {
      const BdBundleEntry *entry = &g_array_index (answer->entries, BdBundleEntry, i);

      if (g_strcmp0 (entry->type, "Patient") == 0 && !take_person (self, entry, numbers, certain))
        return FALSE;
    }
  if (certain->len > 1)
    self->kind = BD_VALIDATION_SEVERAL;
  else if (certain->len == 1)
    self->nhi = g_strdup (certain->pdata[0]);
  g_ptr_array_add (numbers, NULL);
  self->nhis = (GStrv) g_ptr_array_steal (numbers, NULL);

  return TRUE;
}

static char *
dup_sentence (const BdValidation *self)
{
  switch (self->kind)
    {
    case BD_VALIDATION_CERTAIN:
      return g_strdup_printf (_("NHI is certain: %s is the number of the person with these particulars."), self->asked_nhi);
    case BD_VALIDATION_LINKED:
      return g_strdup_printf (_("NHI is certain of the person, but %s is no longer in use. The live number is %s."),
                              self->asked_nhi, self->nhi);
    case BD_VALIDATION_OTHER:
      return g_strdup_printf (_("NHI does not confirm %s: for these particulars it answered with %s, which does not list that number."),
                              self->asked_nhi, self->nhi);
    case BD_VALIDATION_SEVERAL:
      return g_strdup_printf (_("NHI does not confirm %s: it answered with more than one person."), self->asked_nhi);
    case BD_VALIDATION_NONE:
    case BD_N_VALIDATIONS:
    default:
      return g_strdup_printf (_("NHI does not confirm %s: it has no certain match for this number with these particulars. "
                                "One of them may be mistyped, or stand otherwise in NHI."), self->asked_nhi);
    }
}

/**
 * bd_validation_new:
 * @answer: what a validation was answered with (NHI guide 1.6.5, validate)
 * @asked_nhi: the number that was asked about, upper case
 *
 * Returns: (transfer full) (nullable): what the answer says; %NULL when it is no answer to the question: neither a
 *   Bundle nor a Patient, or a person without a number
 */
BdValidation *
bd_validation_new (const BdBundle *answer,
                   const char     *asked_nhi)
{
  g_autoptr (BdValidation) self = NULL;

  g_return_val_if_fail (answer != NULL && asked_nhi != NULL, NULL);

  self = g_new0 (BdValidation, 1);
  self->kind = BD_VALIDATION_NONE;
  self->asked_nhi = g_strdup (asked_nhi);
  if (!read_answer (self, answer))
    return NULL;

  self->sentence = dup_sentence (self);

  return g_steal_pointer (&self);
}

/**
 * bd_validation_free:
 * @self: (transfer full) (nullable): a validation
 */
void
bd_validation_free (BdValidation *self)
{
  if (self == NULL)
    return;

  g_free (self->asked_nhi);
  g_free (self->nhi);
  g_strfreev (self->nhis);
  g_free (self->sentence);
  g_free (self);
}

/**
 * bd_validation_is_certain:
 * @self: a validation
 *
 * Returns: whether number and particulars belong together, a dormant number included
 */
gboolean
bd_validation_is_certain (const BdValidation *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->kind == BD_VALIDATION_CERTAIN || self->kind == BD_VALIDATION_LINKED;
}
