/* bd-names.c: the sections of a record, the sources that feed them, and their names
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-names.h"

#include <glib/gi18n-lib.h>

typedef struct {
  const char *id;
  const char *title;
  const char *noun;
} SectionName;

static const SectionName section_names[BD_N_SECTIONS] = {
  [BD_SECTION_ALLERGIES]     = { "allergies",     N_("Allergies and reactions"), N_("allergies") },
  [BD_SECTION_CONDITIONS]    = { "conditions",    N_("Conditions"),              N_("conditions") },
  [BD_SECTION_MEDICINES]     = { "medicines",     N_("Medicines"),               N_("medicines") },
  [BD_SECTION_OBSERVATIONS]  = { "observations",  N_("Observations"),            N_("observations") },
  [BD_SECTION_IMMUNISATIONS] = { "immunisations", N_("Immunisations"),           N_("immunisations") },
  [BD_SECTION_ENCOUNTERS]    = { "encounters",    N_("Encounters"),              N_("encounters") },
  [BD_SECTION_CONSENTS]      = { "consents",      N_("Consents"),                N_("consents") },
};

typedef struct {
  const char *id;
  const char *label;
} SourceName;

static const SourceName source_names[BD_N_SOURCES] = {
  [BD_SOURCE_NHI]         = { "nhi",         N_("NHI") },
  [BD_SOURCE_SDHR]        = { "sdhr",        N_("SDHR") },
  [BD_SOURCE_AIR]         = { "air",         N_("AIR") },
  [BD_SOURCE_MWS]         = { "mws",         N_("MWS") },
  [BD_SOURCE_MDR]         = { "mdr",         N_("MDR") },
  [BD_SOURCE_SHARED_CARE] = { "shared-care", N_("Shared Care") },
  [BD_SOURCE_HPI]         = { "hpi",         N_("HPI") },
  [BD_SOURCE_AUDIT]       = { "audit",       N_("Audit Events") },
  [BD_SOURCE_FILE]        = { "file",        N_("File") },
};

static const struct {
  const char   *type;
  BdSectionKind section;
} type_sections[] = {
  { "AllergyIntolerance",  BD_SECTION_ALLERGIES },
  { "Flag",                BD_SECTION_ALLERGIES },   /* a warning stands outside the glass, beside the allergies */
  { "Condition",           BD_SECTION_CONDITIONS },
  { "MedicationRequest",   BD_SECTION_MEDICINES },
  { "MedicationDispense",  BD_SECTION_MEDICINES },
  { "MedicationStatement", BD_SECTION_MEDICINES },
  { "Medication",          BD_SECTION_MEDICINES },
  { "Observation",         BD_SECTION_OBSERVATIONS },
  { "DiagnosticReport",    BD_SECTION_OBSERVATIONS },
  { "Immunization",        BD_SECTION_IMMUNISATIONS },
  { "Encounter",           BD_SECTION_ENCOUNTERS },
  { "Appointment",         BD_SECTION_ENCOUNTERS },
  { "Consent",             BD_SECTION_CONSENTS },
};

/**
 * bd_section_to_string:
 * @section: a section
 *
 * Returns: the name of @section on the command line and in the store, never translated
 */
const char *
bd_section_to_string (BdSectionKind section)
{
  g_return_val_if_fail ((guint) section < BD_N_SECTIONS, NULL);

  return section_names[section].id;
}

/**
 * bd_section_get_title:
 * @section: a section
 *
 * Returns: its heading, translated
 */
const char *
bd_section_get_title (BdSectionKind section)
{
  g_return_val_if_fail ((guint) section < BD_N_SECTIONS, NULL);

  return _(section_names[section].title);
}

/**
 * bd_section_get_noun:
 * @section: a section
 *
 * Returns: the plural that stands in sentences, such as "allergies", translated
 */
const char *
bd_section_get_noun (BdSectionKind section)
{
  g_return_val_if_fail ((guint) section < BD_N_SECTIONS, NULL);

  return _(section_names[section].noun);
}

/**
 * bd_section_get_remark:
 * @section: a section
 *
 * What a reader must always be told, whatever came: SDHR may not hold everything, nor are
 * its encounters notes; neither half of a medicine proves that it was taken (SDHR guide 1.1
 * draft, SRD-10, and its domain pages).
 *
 * Returns: (nullable): a sentence, translated, or %NULL where none is due
 */
const char *
bd_section_get_remark (BdSectionKind section)
{
  g_return_val_if_fail ((guint) section < BD_N_SECTIONS, NULL);

  if (section == BD_SECTION_CONDITIONS)
    return _("SDHR may not hold the full record: not every practice shares, and a person may choose not to.");
  if (section == BD_SECTION_MEDICINES)
    return _("Neither a prescription nor a dispensing proves that it was taken.");
  if (section == BD_SECTION_ENCOUNTERS)
    return _("Consultation notes are never in SDHR.");

  return NULL;
}

/**
 * bd_section_dup_count:
 * @section: a section
 * @n: how many
 *
 * Returns: (transfer full): "1 allergy", "2 allergies"; translated
 */
char *
bd_section_dup_count (BdSectionKind section,
                      guint         n)
{
  const char *format = NULL;

  g_return_val_if_fail ((guint) section < BD_N_SECTIONS, NULL);

  switch (section)
    {
    case BD_SECTION_ALLERGIES:     format = ngettext ("%u allergy", "%u allergies", n); break;
    case BD_SECTION_CONDITIONS:    format = ngettext ("%u condition", "%u conditions", n); break;
    case BD_SECTION_MEDICINES:     format = ngettext ("%u medicine", "%u medicines", n); break;
    case BD_SECTION_OBSERVATIONS:  format = ngettext ("%u observation", "%u observations", n); break;
    case BD_SECTION_IMMUNISATIONS: format = ngettext ("%u immunisation", "%u immunisations", n); break;
    case BD_SECTION_ENCOUNTERS:    format = ngettext ("%u encounter", "%u encounters", n); break;
    case BD_SECTION_CONSENTS:      format = ngettext ("%u consent", "%u consents", n); break;
    case BD_N_SECTIONS:
    default:
      g_return_val_if_reached (NULL);
    }
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  return g_strdup_printf (format, n);
#pragma GCC diagnostic pop
}

/**
 * bd_section_from_string:
 * @text: (nullable): a name as bd_section_to_string() gives it
 * @section: (out): the section
 *
 * Returns: %FALSE when @text names no section
 */
gboolean
bd_section_from_string (const char    *text,
                        BdSectionKind *section)
{
  g_return_val_if_fail (section != NULL, FALSE);

  for (guint i = 0; i < BD_N_SECTIONS; i++)
    if (g_strcmp0 (text, section_names[i].id) == 0)
      {
        *section = i;
        return TRUE;
      }
  return FALSE;
}

/**
 * bd_source_to_string:
 * @source: a source
 *
 * Returns: the name of @source in the site profile, never translated
 */
const char *
bd_source_to_string (BdSource source)
{
  g_return_val_if_fail ((guint) source < BD_N_SOURCES, NULL);

  return source_names[source].id;
}

/**
 * bd_source_get_label:
 * @source: a source
 *
 * Returns: what people call it, translated
 */
const char *
bd_source_get_label (BdSource source)
{
  g_return_val_if_fail ((guint) source < BD_N_SOURCES, NULL);

  return _(source_names[source].label);
}

/**
 * bd_source_from_string:
 * @text: (nullable): a name as bd_source_to_string() gives it
 * @source: (out): the source
 *
 * Returns: %FALSE when @text names no source
 */
gboolean
bd_source_from_string (const char *text,
                       BdSource   *source)
{
  g_return_val_if_fail (source != NULL, FALSE);

  for (guint i = 0; i < BD_N_SOURCES; i++)
    if (g_strcmp0 (text, source_names[i].id) == 0)
      {
        *source = i;
        return TRUE;
      }
  return FALSE;
}

/**
 * bd_section_for_type:
 * @resource_type: (nullable): a FHIR resource type
 * @section: (out) (optional): where it is shown
 *
 * Returns: %FALSE for a type that no section shows
 */
gboolean
bd_section_for_type (const char    *resource_type,
                     BdSectionKind *section)
{
  for (guint i = 0; i < G_N_ELEMENTS (type_sections); i++)
    if (g_strcmp0 (resource_type, type_sections[i].type) == 0)
      {
        if (section != NULL)
          *section = type_sections[i].section;
        return TRUE;
      }
  return FALSE;
}
