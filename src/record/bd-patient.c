/* bd-patient.c: who the person is, as NHI says, in the words of a banner
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-patient.h"
#include "bd-patient-private.h"

#include "bd-text.h"

#include <string.h>

G_DEFINE_BOXED_TYPE (BdPatient, bd_patient, bd_patient_copy, bd_patient_free)

void
bd_name_free (BdName *self)
{
  if (self == NULL)
    return;

  g_free (self->family);
  g_free (self->given);
  g_free (self->prefix);
  g_free (self->use);
  g_free (self);
}

void
bd_strv_add (GStrv      *list,
             const char *text)
{
  guint n;

  if (text == NULL || *text == '\0')
    return;

  n = g_strv_length (*list);
  *list = g_renew (char *, *list, n + 2);
  (*list)[n] = g_strdup (text);
  (*list)[n + 1] = NULL;
}

BdPatient *
bd_patient_new_empty (void)
{
  BdPatient *self = g_new0 (BdPatient, 1);

  self->names = g_ptr_array_new_with_free_func ((GDestroyNotify) bd_name_free);
  self->linked_nhis = g_new0 (char *, 1);
  self->addresses = g_new0 (char *, 1);
  self->contacts = g_new0 (char *, 1);
  self->details = g_new0 (char *, 1);
  self->notices = g_new0 (char *, 1);
  return self;
}

/**
 * bd_patient_new_unconfirmed:
 * @nhi: the number as typed and checked
 * @notice: (nullable): why NHI could not be asked, a sentence for people
 *
 * Stands for a person whose identity NHI has not confirmed: a number and nothing
 * else. Nothing about them is invented.
 *
 * Returns: (transfer full): the patient
 */
BdPatient *
bd_patient_new_unconfirmed (const char *nhi,
                            const char *notice)
{
  BdPatient *self;

  g_return_val_if_fail (nhi != NULL, NULL);

  self = bd_patient_new_empty ();
  self->nhi = g_strdup (nhi);
  self->asked_nhi = g_strdup (nhi);
  bd_patient_add_notice (self, notice);
  return self;
}

/**
 * bd_patient_copy:
 * @self: a patient
 *
 * Returns: (transfer full): a copy that shares nothing with @self
 */
BdPatient *
bd_patient_copy (const BdPatient *self)
{
  g_autoptr (GVariant) variant = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  variant = g_variant_ref_sink (bd_patient_to_variant (self));
  return bd_patient_new_from_variant (variant);
}

/**
 * bd_patient_free:
 * @self: (transfer full) (nullable): a patient
 *
 * Frees a patient.
 */
void
bd_patient_free (BdPatient *self)
{
  if (self == NULL)
    return;

  g_free (self->nhi);
  g_free (self->asked_nhi);
  g_strfreev (self->linked_nhis);
  g_ptr_array_unref (self->names);
  g_free (self->birth_date);
  g_free (self->gender);
  g_free (self->gender_text);
  g_free (self->deceased_date);
  g_strfreev (self->addresses);
  g_strfreev (self->contacts);
  g_free (self->practice);
  g_free (self->version);
  g_strfreev (self->details);
  g_strfreev (self->notices);
  g_free (self);
}

/**
 * bd_patient_add_notice:
 * @self: a patient
 * @sentence: (nullable): a whole sentence; nothing happens for %NULL
 *
 * Adds a notice that the banner shows. One that is there already is not repeated.
 */
void
bd_patient_add_notice (BdPatient  *self,
                       const char *sentence)
{
  g_return_if_fail (self != NULL);

  if (sentence != NULL && !g_strv_contains ((const char *const *) self->notices, sentence))
    bd_strv_add (&self->notices, sentence);
}

/**
 * bd_patient_peek_name:
 * @self: a patient
 *
 * Returns: (nullable) (transfer none): the name NHI prefers; %NULL when there is none
 */
const BdName *
bd_patient_peek_name (const BdPatient *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->names->len > 0 ? g_ptr_array_index (self->names, 0) : NULL;
}

/* Prefixes come as codes, MR, MRS: read as words when they are capitals only. */
static char *
spell_prefix (const char *prefix)
{
  g_autofree char *rest = NULL;
  g_autofree char *upper = g_utf8_strup (prefix, -1);

  if (*prefix == '\0' || !g_str_equal (upper, prefix))
    return g_strdup (prefix);
  rest = g_utf8_strdown (g_utf8_next_char (prefix), -1);
  return g_strdup_printf ("%.*s%s", (int) (g_utf8_next_char (prefix) - prefix), prefix, rest);
}

/**
 * bd_patient_dup_banner_name:
 * @self: a patient
 *
 * Writes the preferred name as the banner does: "WESTBROOK, Sage (Ms)". Macrons
 * stay, and nothing is cut.
 *
 * Returns: (transfer full): the name, or "Name not recorded"
 */
char *
bd_patient_dup_banner_name (const BdPatient *self)
{
  const BdName *name = bd_patient_peek_name (self);
  GString *text;

  if (name == NULL || (name->family == NULL && name->given == NULL))
    return g_strdup ("Name not recorded");

  text = g_string_new (NULL);
  if (name->family != NULL)
    {
      g_autofree char *family = g_utf8_strup (name->family, -1);

      g_string_append (text, family);
    }
  if (name->given != NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", name->given);
  if (name->prefix != NULL)
    {
      g_autofree char *prefix = spell_prefix (name->prefix);

      g_string_append_printf (text, " (%s)", prefix);
    }
  return g_string_free (text, FALSE);
}

static gboolean
find_last_day (const BdPatient *self,
               GTimeZone       *zone,
               BdDate          *day)
{
  if (!self->deceased)
    {
      bd_date_today (zone, day);
      return TRUE;
    }
  return self->deceased_date != NULL && bd_date_parse (self->deceased_date, day);
}

/* A dose goes by days in the first month. */
static char *
words_days (const BdDate *born,
            const BdDate *on)
{
  g_autoptr (GDate) from = g_date_new_dmy ((GDateDay) born->day, (GDateMonth) born->month, (GDateYear) born->year);
  g_autoptr (GDate) to = g_date_new_dmy ((GDateDay) on->day, (GDateMonth) on->month, (GDateYear) on->year);
  int days = g_date_days_between (from, to);

  return g_strdup_printf (days == 1 ? "%d day" : "%d days", days);
}

static char *
words_age (const BdDate *born,
           const BdDate *on)
{
  gboolean exact = born->precision >= BD_DATE_DAY && on->precision >= BD_DATE_DAY;
  int years, months;

  if (!bd_date_age_years (born, on, &years))
    return NULL;
  if (!exact)
    return g_strdup_printf ("about %d y", years);
  months = (on->year - born->year) * 12 + on->month - born->month - (on->day < born->day ? 1 : 0);
  if (months < 0)
    return NULL;   /* born after that day */
  if (months == 0)
    return words_days (born, on);
  if (months < 24)
    return g_strdup_printf (months == 1 ? "%d month" : "%d months", months);
  return g_strdup_printf ("%d y", years);
}

/**
 * bd_patient_dup_born:
 * @self: a patient
 * @zone: (nullable): the site's zone, which decides what day it is; %NULL is Pacific/Auckland
 *
 * Writes birth date and age: "05-Feb-1971 (54 y)"; months below two years, days below a month; "about"
 * when the date is partial; the age at death for a person recorded as deceased.
 *
 * Returns: (transfer full): the text, or "Date of birth not recorded"
 */
char *
bd_patient_dup_born (const BdPatient *self,
                     GTimeZone       *zone)
{
  g_autofree char *age = NULL;
  g_autofree char *text = NULL;
  BdDate born, last;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->birth_date == NULL)
    return g_strdup ("Date of birth not recorded");
  if (!bd_date_parse (self->birth_date, &born))
    return g_strdup (self->birth_date);

  text = bd_date_format (&born, zone);
  if (find_last_day (self, zone, &last))
    age = words_age (&born, &last);
  if (age == NULL)
    return g_steal_pointer (&text);
  return g_strdup_printf ("%s (%s%s)", text, age, self->deceased ? " at death" : "");
}

/**
 * bd_patient_dup_initials:
 * @self: a patient
 *
 * Returns: (transfer full): first letter of the first given name and of the family
 *   name, such as "SW"; "" when there is no name
 */
char *
bd_patient_dup_initials (const BdPatient *self)
{
  const BdName *name = bd_patient_peek_name (self);

  return name != NULL ? bd_text_initials (name->given, name->family) : g_strdup ("");
}

/**
 * bd_patient_dup_birth_year:
 * @self: a patient
 *
 * Returns: (nullable) (transfer full): the year of birth, four digits
 */
char *
bd_patient_dup_birth_year (const BdPatient *self)
{
  BdDate born;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->birth_date == NULL || !bd_date_parse (self->birth_date, &born))
    return NULL;
  return g_strdup_printf ("%04d", born.year);
}

/**
 * bd_patient_peek_gender_label:
 * @self: a patient
 *
 * Returns: (transfer none): Female, Male, Another gender or Not known; a code that
 *   FHIR does not have is given back as received
 */
const char *
bd_patient_peek_gender_label (const BdPatient *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->gender == NULL || g_str_equal (self->gender, "unknown"))
    return "Not known";
  if (g_str_equal (self->gender, "female"))
    return "Female";
  if (g_str_equal (self->gender, "male"))
    return "Male";
  return g_str_equal (self->gender, "other") ? "Another gender" : self->gender;
}

/**
 * bd_patient_is_number:
 * @self: a patient
 * @nhi: (nullable): a number, upper case and without spaces
 *
 * Returns: whether @nhi is the live number of this person or one linked to it
 */
gboolean
bd_patient_is_number (const BdPatient *self,
                      const char      *nhi)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (nhi == NULL || *nhi == '\0')
    return FALSE;
  return g_strcmp0 (self->nhi, nhi) == 0 || g_strv_contains ((const char *const *) self->linked_nhis, nhi);
}
