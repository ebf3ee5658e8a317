/* bd-site-services.c: the [Service …] groups of a site profile
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-site-private.h"
#include "bd-text.h"

#include <string.h>

#define MAX_RETENTION_HOURS 8784   /* a year */

static const BdSource sources[] = {
  BD_SOURCE_NHI, BD_SOURCE_SDHR, BD_SOURCE_AIR, BD_SOURCE_MWS,
  BD_SOURCE_MDR, BD_SOURCE_SHARED_CARE, BD_SOURCE_HPI, BD_SOURCE_AUDIT
};

static gboolean
parse_retention (const char      *text,
                 BdServiceConfig *config)
{
  guint64 hours;
  g_autofree char *number = NULL;

  if (text == NULL || strcmp (text, "none") == 0)
    config->retention = BD_RETENTION_NONE;
  else if (strcmp (text, "session") == 0)
    config->retention = BD_RETENTION_SESSION;
  else
    {
      if (!g_str_has_suffix (text, "h"))
        return FALSE;
      number = g_strndup (text, strlen (text) - 1);
      if (!g_ascii_string_to_unsigned (number, 10, 1, MAX_RETENTION_HOURS, &hours, NULL))
        return FALSE;
      config->retention = BD_RETENTION_HOURS;
      config->retention_hours = (guint) hours;
    }

  return TRUE;
}

static void
read_retention (BdSiteReader    *reader,
                const char      *group,
                BdServiceConfig *config)
{
  g_autofree char *text = bd_site_file_dup (reader->file, group, "Retention");

  if (!parse_retention (text, config))
    bd_site_reader_say (reader, BD_REMARK_ERROR, group, "Retention",
                        "Retention must be none, session, or hours such as 72h, from 1h to %dh.", MAX_RETENTION_HOURS);

  bd_site_reader_dup (reader, group, "Agreement", &config->agreement);
  if (config->retention != BD_RETENTION_NONE && config->agreement == NULL)
    bd_site_reader_say (reader, bd_site_strict (reader), group, "Agreement",
                        "Copies of %s are kept but Agreement= names nothing that allows it. Name the agreement, or write "
                        "Retention=none (SRD-7).", bd_source_get_label (config->source));
}

static const char *const known_types[] = {
  "AllergyIntolerance", "Condition", "Observation", "DiagnosticReport", "Encounter", "Appointment", "MedicationRequest",
  "MedicationDispense", "MedicationStatement", "Immunization", "Consent", "Flag", NULL
};

static void
read_resources (BdSiteReader    *reader,
                const char      *group,
                BdServiceConfig *config)
{
  g_auto (GStrv) types = bd_site_file_dup_list (reader->file, group, "Resources");

  for (int i = 0; types[i] != NULL; i++)
    {
      const char *nearest = bd_text_nearest (types[i], known_types);
      BdSectionKind section;

      if (bd_section_for_type (types[i], &section))
        continue;
      if (nearest != NULL)
        bd_site_reader_say (reader, BD_REMARK_ERROR, group, "Resources",
                            "No part of a record shows %s. Did you mean %s?", types[i], nearest);
      else
        bd_site_reader_say (reader, BD_REMARK_ERROR, group, "Resources", "No part of a record shows %s. Take it out.",
                            types[i]);
    }

  if (types[0] != NULL)
    {
      g_strfreev (config->resources);
      config->resources = g_steal_pointer (&types);
    }
}

static void
read_patient_parameter (BdSiteReader    *reader,
                        const char      *group,
                        BdServiceConfig *config)
{
  g_autofree char *text = bd_site_file_dup (reader->file, group, "PatientParameter");

  if (g_strcmp0 (text, "url") == 0)
    config->patient_parameter = BD_PATIENT_AS_URL;
  else if (g_strcmp0 (text, "nhi") == 0)
    config->patient_parameter = BD_PATIENT_AS_NHI;
  else if (g_strcmp0 (text, "reference") == 0)
    config->patient_parameter = BD_PATIENT_AS_REFERENCE;
}

static void
read_prefetch (BdSiteReader          *reader,
               const char            *group,
               const BdServiceConfig *config)
{
  g_autofree char *text = bd_site_file_dup (reader->file, group, "Prefetch");

  reader->profile->no_prefetch[config->source] = g_strcmp0 (text, "never") == 0;
  if (g_strcmp0 (text, "user") == 0 && config->retention == BD_RETENTION_NONE)
    bd_site_reader_say (reader, BD_REMARK_WARNING, group, "Prefetch",
                        "Prefetch=user keeps nothing while Retention is none. Write Prefetch=never, or a retention with "
                        "its agreement.");
}

static void
read_service (BdSiteReader *reader,
              BdSource      source,
              const char   *group)
{
  g_autoptr (BdServiceConfig) config = NULL;
  g_autofree char *url = NULL;
  g_autofree char *text = bd_site_file_dup (reader->file, group, "Url");
  char **api_key = &reader->profile->api_keys[source];

  if (text == NULL)
    bd_site_reader_say (reader, BD_REMARK_ERROR, group, "Url", "Url is missing: write Url=https://….");
  else
    bd_site_reader_url (reader, group, "Url", &url);

  config = bd_service_config_new (source, url != NULL ? url : "https://invalid");
  read_resources (reader, group, config);
  read_patient_parameter (reader, group, config);
  read_retention (reader, group, config);
  read_prefetch (reader, group, config);
  config->timeout_seconds = bd_site_reader_number (reader, group, "TimeoutSeconds", config->timeout_seconds);
  if (bd_site_reader_dup (reader, group, "ApiKey", api_key))
    bd_site_reader_secret_name (reader, group, "ApiKey", *api_key);

  reader->profile->services[source] = g_steal_pointer (&config);
}

/* NHI answers who the person is: without it a typed number is never confirmed (SDHR guide 1.1 draft, SRD-9). */
static void
say_not_set_up (BdSiteReader *reader,
                BdSource      source,
                const char   *group)
{
  if (source == BD_SOURCE_NHI)
    bd_site_remark (reader->remarks, bd_site_strict (reader), 0, group, NULL,
                    "NHI is not set up here: no name or birth date could be confirmed (SRD-9). Add [Service nhi].");
  else
    bd_site_remark (reader->remarks, BD_REMARK_NOTE, 0, group, NULL,
                    "%s is not set up here. The screen says so; nothing is asked of it.", bd_source_get_label (source));
}

/**
 * bd_site_read_services:
 * @reader: a reading, [Site] read before
 *
 * Reads each [Service …]; a missing one is "not set up here".
 */
void
bd_site_read_services (BdSiteReader *reader)
{
  guint n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (sources); i++)
    {
      g_autofree char *group = g_strconcat ("Service ", bd_source_to_string (sources[i]), NULL);

      if (bd_site_file_has (reader->file, group))
        {
          read_service (reader, sources[i], group);
          n++;
        }
      else
        say_not_set_up (reader, sources[i], group);
    }

  if (n == 0)
    bd_site_remark (reader->remarks, BD_REMARK_ERROR, 0, NULL, NULL,
                    "No service is set up. Add at least one group such as [Service sdhr].");
}
