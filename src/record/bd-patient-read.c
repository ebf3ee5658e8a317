/* bd-patient-read.c: a FHIR Patient, as NHI and others write it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-patient.h"
#include "bd-patient-private.h"
#include "bd-project-private.h"

#include "bd-nhi.h"

#include <string.h>

/* Numbers */

static void
set_numbers (BdPatient        *self,
             const BdJsonNode *patient)
{
  const BdJsonNode *identifiers = bd_json_get (patient, "identifier");
  const char *id = bd_json_get_string (patient, "id");
  const char *live = NULL, *any = NULL;
  BdNhi by_id = bd_nhi_parse (id != NULL ? id : "");

  for (const BdJsonNode *n = bd_json_first (identifiers); n != NULL; n = bd_json_next (n))
    {
      const char *use = bd_json_get_string (n, "use");
      const char *value = bd_json_get_string (n, "value");

      if (g_strcmp0 (bd_json_get_string (n, "system"), BD_NHI_SYSTEM) != 0 || value == NULL)
        continue;
      if (g_strcmp0 (use, "official") == 0 && live == NULL)
        live = value;
      else if (any == NULL && g_strcmp0 (use, "old") != 0)
        any = value;
      bd_strv_add (&self->linked_nhis, value);
    }
  if (live == NULL)
    live = any;
  if (live == NULL && (by_id.state == BD_NHI_VALID || by_id.state == BD_NHI_BAD_CHECK))
    live = by_id.value;
  self->nhi = g_strdup (live != NULL ? live : "");
}

/* The live number does not stand among the linked ones. */
static void
drop_live_number (BdPatient *self)
{
  char **to = self->linked_nhis;

  for (char **from = self->linked_nhis; *from != NULL; from++)
    if (g_str_equal (*from, self->nhi))
      g_free (*from);
    else
      *to++ = *from;
  *to = NULL;
}

/* A dormant number is answered with the live record (NHI guide, NHI-GET-5). */
static void
note_other_number (BdPatient  *self,
                   const char *asked)
{
  g_autofree char *sentence = NULL;

  self->asked_nhi = g_strdup (asked != NULL ? asked : self->nhi);
  if (asked == NULL || g_str_equal (asked, self->nhi))
    return;
  if (bd_patient_is_number (self, asked))
    sentence = g_strdup_printf ("You asked for %s, which is no longer in use. The live number is %s.", asked, self->nhi);
  else
    sentence = g_strdup_printf ("You asked for %s. NHI answered with %s, which does not list that number.",
                                asked, *self->nhi != '\0' ? self->nhi : "a person without a number");
  bd_patient_add_notice (self, sentence);
}

/* Names */

static char *
join_words (const BdJsonNode *words)
{
  GString *all = g_string_new (NULL);

  if (bd_json_type (words) == BD_JSON_STRING)
    g_string_append (all, bd_json_string (words));
  else if (bd_json_type (words) == BD_JSON_ARRAY)
    for (const BdJsonNode *n = bd_json_first (words); n != NULL; n = bd_json_next (n))
      if (bd_json_string (n) != NULL)
        g_string_append_printf (all, "%s%s", all->len > 0 ? " " : "", bd_json_string (n));
  g_strstrip (all->str);
  return g_string_free (all, *all->str == '\0');
}

static BdName *
read_name (const BdJsonNode *node)
{
  BdName *name = g_new0 (BdName, 1);
  const char *family = bd_json_get_string (node, "family");

  name->family = g_strdup (family != NULL && *family != '\0' ? family : NULL);
  name->given = join_words (bd_json_get (node, "given"));
  name->prefix = join_words (bd_json_get (node, "prefix"));
  name->use = g_strdup (bd_json_get_string (node, "use"));
  name->preferred = bd_extension_is_true (node, "iso21090-preferred");
  if (name->family == NULL && name->given == NULL)
    name->family = g_strdup (bd_json_get_string (node, "text"));
  return name;
}

/* The one NHI prefers, else an official one, else the first (NHI guide, section on names). */
static guint
find_preferred (GPtrArray *names)
{
  for (guint i = 0; i < names->len; i++)
    if (((BdName *) g_ptr_array_index (names, i))->preferred)
      return i;
  for (guint i = 0; i < names->len; i++)
    if (g_strcmp0 (((BdName *) g_ptr_array_index (names, i))->use, "official") == 0)
      return i;
  return 0;
}

static void
set_names (BdPatient        *self,
           const BdJsonNode *names)
{
  guint first;

  for (const BdJsonNode *n = bd_json_first (names); n != NULL; n = bd_json_next (n))
    if (bd_json_type (n) == BD_JSON_OBJECT)
      g_ptr_array_add (self->names, read_name (n));

  first = find_preferred (self->names);
  if (first > 0)
    g_ptr_array_insert (self->names, 0, g_ptr_array_steal_index (self->names, first));
}

/* Birth, gender, death */

static char *
source_of (const BdJsonNode *element)
{
  return bd_words_concept (bd_json_get (bd_fhir_extension (element, "information-source"), "valueCodeableConcept"));
}

static void
take_detail (BdPatient  *self,
             const char *label,
             char       *words)
{
  g_autofree char *owned = words;
  g_autofree char *line = words != NULL ? g_strdup_printf ("%s: %s", label, words) : NULL;

  bd_strv_add (&self->details, line);
}

static void
set_birth (BdPatient        *self,
           const BdJsonNode *patient)
{
  const BdJsonNode *extra = bd_json_get (patient, "_birthDate");
  const char *absent = bd_json_scalar (bd_json_choice (bd_fhir_extension (extra, "data-absent-reason"), "value"));
  const char *words = bd_terms_words (BD_TERMS_ABSENT, "", absent);

  self->birth_date = g_strdup (bd_json_get_string (patient, "birthDate"));
  if (self->birth_date == NULL && absent != NULL)
    take_detail (self, "Date of birth", g_strdup (words != NULL ? words : absent));
  take_detail (self, "Source of date of birth", source_of (extra));
  self->gender = g_strdup (bd_json_get_string (patient, "gender"));
  self->gender_text = g_strdup (bd_json_get_string (bd_fhir_extension (bd_json_get (patient, "_gender"),
                                                                       "gender-original-text"), "valueString"));
}

/* Whether somebody lives may be recorded as not known: that is not "alive". */
static void
note_unknown_death (BdPatient        *self,
                    const BdJsonNode *patient)
{
  static const char *const members[] = { "_deceasedDateTime", "_deceasedBoolean" };

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      const BdJsonNode *extension = bd_fhir_extension (bd_json_get (patient, members[i]), "data-absent-reason");
      g_autofree char *why = extension != NULL ? bd_words_absent (bd_json_choice (extension, "value")) : NULL;
      g_autofree char *sentence = why != NULL ? g_strdup_printf ("Whether this person has died is recorded as: %s.", why) : NULL;

      if (sentence != NULL)
        bd_patient_add_notice (self, sentence);
    }
}

static void
set_death (BdPatient        *self,
           const BdJsonNode *patient)
{
  g_autofree char *date = NULL;
  g_autofree char *sentence = NULL;
  BdDate parsed;

  self->deceased_date = g_strdup (bd_json_get_string (patient, "deceasedDateTime"));
  bd_json_boolean (bd_json_get (patient, "deceasedBoolean"), &self->deceased);
  if (self->deceased_date != NULL || g_strcmp0 (bd_json_get_string (patient, "deceasedBoolean"), "true") == 0)
    self->deceased = TRUE;
  if (!self->deceased)
    {
      note_unknown_death (self, patient);
      return;
    }

  if (self->deceased_date == NULL)
    {
      bd_patient_add_notice (self, "Recorded as deceased.");
      return;
    }
  date = bd_words_date (self->deceased_date);
  sentence = g_strdup_printf ("Recorded as deceased %s %s.",
                              bd_date_parse (self->deceased_date, &parsed) && parsed.precision < BD_DATE_DAY ? "in" : "on", date);
  bd_patient_add_notice (self, sentence);
  take_detail (self, "Source of date of death", source_of (bd_json_get (patient, "_deceasedDateTime")));
}

/* Addresses and contacts */

static void
append_part (GString    *text,
             const char *part)
{
  if (part != NULL && *part != '\0')
    g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", part);
}

static void
append_note (GString    *text,
             const char *before,
             char       *note)
{
  if (note != NULL)
    g_string_append_printf (text, " (%s%s)", before, note);
  g_free (note);
}

/* One line, building and suburb too; an address that could not be validated says why
 * (NHI guide, NHI-GET-1 and NHI-GET-4). */
static char *
read_address (const BdJsonNode *node)
{
  const BdJsonNode *lines = bd_json_get (node, "line");
  const char *type = bd_json_get_string (node, "type");
  const char *use = bd_json_get_string (node, "use");
  GString *text = g_string_new (NULL);

  append_part (text, bd_json_get_string (bd_fhir_extension (node, "building-name"), "valueString"));
  for (const BdJsonNode *n = bd_json_first (lines); n != NULL; n = bd_json_next (n))
    append_part (text, bd_json_string (n));
  append_part (text, bd_json_get_string (bd_fhir_extension (node, "suburb"), "valueString"));
  append_part (text, bd_json_get_string (node, "district"));
  append_part (text, bd_json_get_string (node, "city"));
  append_part (text, bd_json_get_string (node, "state"));
  append_part (text, bd_json_get_string (node, "postalCode"));
  append_part (text, bd_json_get_string (node, "country"));
  if (text->len == 0)
    append_part (text, bd_json_get_string (node, "text"));
  if (text->len == 0)
    return g_string_free (text, TRUE);

  if (g_strcmp0 (type, "postal") == 0)
    append_note (text, "", g_strdup ("postal"));
  if (use != NULL && !g_str_equal (use, "home"))
    append_note (text, "", g_strdup (use));
  append_note (text, "", bd_words_period (bd_json_get (node, "period")));
  append_note (text, "not validated: ",
               bd_words_concept (bd_json_get (bd_fhir_extension (node, "not-validated-address-reason"), "valueCodeableConcept")));
  return g_string_free (text, FALSE);
}

/* The lived-at address first: marked primary, else physical and in use. */
static gboolean
is_primary (const BdJsonNode *node)
{
  const char *type = bd_json_get_string (node, "type");
  const char *use = bd_json_get_string (node, "use");

  return bd_extension_is_true (node, "is-primary-address") ||
         (g_strcmp0 (type, "postal") != 0 && (use == NULL || g_str_equal (use, "home")));
}

static void
set_addresses (BdPatient        *self,
               const BdJsonNode *addresses)
{
  for (int pass = 0; pass < 2; pass++)
    for (const BdJsonNode *n = bd_json_first (addresses); n != NULL; n = bd_json_next (n))
      if (bd_json_type (n) == BD_JSON_OBJECT && is_primary (n) == (pass == 0))
        {
          g_autofree char *line = read_address (n);

          bd_strv_add (&self->addresses, line);
        }
}

static void
set_contacts (BdPatient        *self,
              const BdJsonNode *telecoms)
{
  for (const BdJsonNode *n = bd_json_first (telecoms); n != NULL; n = bd_json_next (n))
    {
      const char *system = bd_json_get_string (n, "system");
      const char *use = bd_json_get_string (n, "use");
      const char *value = bd_json_get_string (n, "value");
      g_autofree char *line = NULL;

      if (value == NULL)
        continue;
      line = g_strdup_printf ("%s%s%s%s: %s", system != NULL ? system : "contact", use != NULL ? " (" : "",
                              use != NULL ? use : "", use != NULL ? ")" : "", value);
      bd_strv_add (&self->contacts, line);
    }
}

/* Practice */

static const BdJsonNode *
find_contained (const BdJsonNode *patient,
                const char       *reference)
{
  const BdJsonNode *contained = bd_json_get (patient, "contained");

  if (reference == NULL || *reference != '#')
    return NULL;
  for (const BdJsonNode *n = bd_json_first (contained); n != NULL; n = bd_json_next (n))
    if (g_strcmp0 (bd_json_get_string (n, "id"), reference + 1) == 0)
      return n;
  return NULL;
}

static void
append_reference (GString          *text,
                  const BdJsonNode *reference)
{
  g_autoptr (BdReference) ref = bd_reference_new_from_json (reference);
  const char *key = ref != NULL ? bd_reference_peek_key (ref) : NULL;

  if (ref == NULL)
    return;
  append_part (text, ref->display != NULL ? ref->display : key);
  if (ref->display != NULL && key != NULL)
    g_string_append_printf (text, " (%s)", key);
}

/* GP enrolment is a contained PractitionerRole with its dates (NHI guide, NHI-GET-11). */
static void
set_practice (BdPatient        *self,
              const BdJsonNode *patient)
{
  const BdJsonNode *reference = bd_json_first (bd_json_get (patient, "generalPractitioner"));
  const BdJsonNode *role = find_contained (patient, bd_json_get_string (reference, "reference"));
  const BdJsonNode *places = bd_json_get (role, "location");
  GString *text = g_string_new (NULL);
  g_autofree char *period = bd_words_period (bd_json_get (role, "period"));

  if (role == NULL)
    append_reference (text, reference);
  append_reference (text, bd_json_get (role, "organization"));
  append_reference (text, bd_json_type (places) == BD_JSON_ARRAY ? bd_json_first (places) : places);
  append_reference (text, bd_json_get (role, "practitioner"));
  if (period != NULL)
    g_string_append_printf (text, "%senrolled %s", text->len > 0 ? ", " : "", period);
  self->practice = g_string_free (text, text->len == 0);
}

/* Everything else */

static void
add_citizenship (BdPatient        *self,
                 const BdJsonNode *extension)
{
  g_autofree char *status = bd_words_concept (bd_json_get (bd_fhir_extension (extension, "status"), "valueCodeableConcept"));
  g_autofree char *source = bd_words_concept (bd_json_get (bd_fhir_extension (extension, "source"), "valueCodeableConcept"));

  if (status != NULL)
    take_detail (self, "New Zealand citizen", g_strdup_printf (source != NULL ? "%s (%s)" : "%s%s", status,
                                                               source != NULL ? source : ""));
}

static void
add_birth_place (BdPatient        *self,
                 const BdJsonNode *extension)
{
  GString *text = g_string_new (NULL);
  g_autofree char *country = bd_words_concept (bd_json_get (bd_fhir_extension (extension, "country"), "valueCodeableConcept"));
  g_autofree char *source = bd_words_concept (bd_json_get (bd_fhir_extension (extension, "source"), "valueCodeableConcept"));

  append_part (text, bd_json_get_string (bd_fhir_extension (extension, "place-of-birth"), "valueString"));
  append_part (text, country);
  if (source != NULL && text->len > 0)
    g_string_append_printf (text, " (%s)", source);
  take_detail (self, "Place of birth", g_string_free (text, text->len == 0));
}

static void
add_details (BdPatient        *self,
             const BdJsonNode *patient)
{
  static const struct { const char *url_end; const char *label; } plain[] = {
    { "ethnicity", "Ethnicity" }, { "/iwi", "Iwi" }, { "nz-iwi", "Iwi" }, { "maori-descent", "Māori descent" },
    { "sex-at-birth", "Sex at birth" }, { "/dhb", "District" }, { "/pho", "PHO" }, { "domicile-code", "Domicile" },
    { "birthsex", "Sex at birth" }, { "residency", "Residency" },
  };
  const BdJsonNode *extensions = bd_json_get (patient, "extension");

  for (const BdJsonNode *n = bd_json_first (extensions); n != NULL; n = bd_json_next (n))
    {
      const char *url = bd_json_get_string (n, "url");

      if (url == NULL)
        continue;
      if (g_str_has_suffix (url, "citizenship"))
        add_citizenship (self, n);
      else if (g_str_has_suffix (url, "birth-place") || g_str_has_suffix (url, "birthPlace"))
        add_birth_place (self, n);
      for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
        if (g_str_has_suffix (url, plain[i].url_end))
          {
            take_detail (self, plain[i].label, bd_words_value (n, NULL, NULL, NULL));
            break;
          }
    }
}

/* Where each name comes from, and all the other names (NHI guide, NHI-GET-3). */
static void
add_name_details (BdPatient        *self,
                  const BdJsonNode *names)
{
  for (const BdJsonNode *n = bd_json_first (names); n != NULL; n = bd_json_next (n))
    {
      g_autofree char *given = join_words (bd_json_get (n, "given"));
      g_autofree char *prefix = join_words (bd_json_get (n, "prefix"));
      g_autofree char *source = source_of (n);
      const char *use = bd_json_get_string (n, "use");
      GString *text = g_string_new (bd_json_get_string (n, "family"));

      append_part (text, given);
      append_note (text, "", g_steal_pointer (&prefix));
      append_note (text, "", g_strdup (use));
      append_note (text, "", g_steal_pointer (&source));
      take_detail (self, bd_extension_is_true (n, "iso21090-preferred") ? "Preferred name" : "Name",
                   g_string_free (text, text->len == 0));
    }
}

/**
 * bd_patient_new_from_json:
 * @patient: (nullable): a FHIR Patient
 * @asked_nhi: (nullable): the number that was asked for, upper case
 *
 * Reads a person as NHI describes them (NHI guide 1.6.5). A Patient of another
 * server is read as far as it goes; one without a number has an empty `nhi`.
 * Notices tell of death and of a dormant number that was asked for.
 *
 * Returns: (nullable) (transfer full): the patient; %NULL unless @patient is a Patient
 */
BdPatient *
bd_patient_new_from_json (const BdJsonNode *patient,
                          const char       *asked_nhi)
{
  BdPatient *self;
  gboolean active = TRUE;

  if (g_strcmp0 (bd_json_get_string (patient, "resourceType"), "Patient") != 0)
    return NULL;

  self = bd_patient_new_empty ();
  set_numbers (self, patient);
  drop_live_number (self);
  note_other_number (self, asked_nhi);
  set_names (self, bd_json_get (patient, "name"));
  set_birth (self, patient);
  set_death (self, patient);
  set_addresses (self, bd_json_get (patient, "address"));
  set_contacts (self, bd_json_get (patient, "telecom"));
  set_practice (self, patient);
  self->version = g_strdup (bd_json_scalar (bd_json_get (bd_json_get (patient, "meta"), "versionId")));
  add_details (self, patient);
  add_name_details (self, bd_json_get (patient, "name"));
  if (bd_json_boolean (bd_json_get (patient, "active"), &active) && !active)
    bd_patient_add_notice (self, "This record of the person is marked as not in use.");
  return self;
}
