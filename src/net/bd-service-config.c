/* bd-service-config.c: what the site says about one service, and the ways of each
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-service-private.h"

#include <string.h>

#define DEFAULT_TIMEOUT 8

/* A service that is asked for nothing by patient. */
static const char *const no_types[] = { NULL };
static const BdServiceKind kind_none = { no_types, BD_PATIENT_AS_REFERENCE, NULL, NULL };

/**
 * bd_service_kind_get:
 * @source: a source
 *
 * Returns: (transfer none): its ways
 */
const BdServiceKind *
bd_service_kind_get (BdSource source)
{
  switch (source)
    {
    case BD_SOURCE_NHI:         return &bd_service_kind_nhi;
    case BD_SOURCE_SDHR:        return &bd_service_kind_sdhr;
    case BD_SOURCE_AIR:         return &bd_service_kind_air;
    case BD_SOURCE_MWS:         return &bd_service_kind_mws;
    case BD_SOURCE_MDR:         return &bd_service_kind_mdr;
    case BD_SOURCE_SHARED_CARE: return &bd_service_kind_shared_care;
    case BD_SOURCE_HPI:         return &bd_service_kind_hpi;
    case BD_SOURCE_AUDIT:       return &bd_service_kind_audit;
    case BD_SOURCE_FILE:
    case BD_N_SOURCES:
    default:                    return &kind_none;
    }
}

/**
 * bd_service_default_types:
 * @source: a source
 *
 * Returns: (transfer none): the resource types its guide offers by patient, NULL-terminated; static
 */
const char *const *
bd_service_default_types (BdSource source)
{
  return bd_service_kind_get (source)->types;
}

/**
 * bd_service_config_new:
 * @source: which service
 * @url: its base URL; slashes at the end are taken off
 *
 * Returns: (transfer full): the settings a site has when it says no more: what the guide offers, asked in the
 *   guide's way, 8 s, nothing kept
 */
BdServiceConfig *
bd_service_config_new (BdSource    source,
                       const char *url)
{
  BdServiceConfig *self;
  gsize length;

  g_return_val_if_fail (source < BD_N_SOURCES, NULL);
  g_return_val_if_fail (url != NULL, NULL);

  self = g_new0 (BdServiceConfig, 1);
  self->source = source;
  length = strlen (url);
  while (length > 0 && url[length - 1] == '/')
    length--;
  self->url = g_strndup (url, length);
  self->patient_parameter = bd_service_kind_get (source)->patient_as;
  self->timeout_seconds = DEFAULT_TIMEOUT;
  self->retention = BD_RETENTION_NONE;

  return self;
}

/**
 * bd_service_config_copy:
 * @self: settings
 *
 * Returns: (transfer full): the same once more; the API key is shared, not copied
 */
BdServiceConfig *
bd_service_config_copy (const BdServiceConfig *self)
{
  BdServiceConfig *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->url = g_strdup (self->url);
  copy->resources = g_strdupv (self->resources);
  copy->api_key = self->api_key != NULL ? bd_locked_bytes_ref (self->api_key) : NULL;
  copy->agreement = g_strdup (self->agreement);

  return copy;
}

/**
 * bd_service_config_free:
 * @self: (transfer full) (nullable): settings
 *
 * Frees settings.
 */
void
bd_service_config_free (BdServiceConfig *self)
{
  if (self == NULL)
    return;

  g_free (self->url);
  g_strfreev (self->resources);
  g_clear_pointer (&self->api_key, bd_locked_bytes_unref);
  g_free (self->agreement);
  g_free (self);
}
