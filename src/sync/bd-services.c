/* bd-services.c: the services that this site has set up
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-services.h"

#include "bd-services-private.h"

struct _BdServices
{
  GObject     parent_instance;

  /* Owned */
  BdService  *services[BD_N_SOURCES];   /* (nullable) each */
  GHashTable *facility_names;           /* id → name; no patient data */
};

G_DEFINE_FINAL_TYPE (BdServices, bd_services, G_TYPE_OBJECT)

static void
bd_services_finalize (GObject *object)
{
  BdServices *self = BD_SERVICES (object);

  for (guint i = 0; i < BD_N_SOURCES; i++)
    g_clear_object (&self->services[i]);
  g_hash_table_unref (self->facility_names);

  G_OBJECT_CLASS (bd_services_parent_class)->finalize (object);
}

static void
bd_services_class_init (BdServicesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bd_services_finalize;
}

static void
bd_services_init (BdServices *self)
{
  self->facility_names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/**
 * bd_services_new:
 *
 * Returns: (transfer full): no services yet
 */
BdServices *
bd_services_new (void)
{
  return g_object_new (BD_TYPE_SERVICES, NULL);
}

/**
 * bd_services_take:
 * @self: the site's services
 * @service: (transfer full): one more; it replaces one of the same source
 */
void
bd_services_take (BdServices *self,
                  BdService  *service)
{
  BdSource source;

  g_return_if_fail (BD_IS_SERVICES (self));
  g_return_if_fail (BD_IS_SERVICE (service));

  source = bd_service_get_config (service)->source;
  g_clear_object (&self->services[source]);
  self->services[source] = service;
}

/**
 * bd_services_peek:
 * @self: the site's services
 * @source: a source
 *
 * Returns: (transfer none) (nullable): its service; NULL when it is not set up here
 */
BdService *
bd_services_peek (BdServices *self,
                  BdSource    source)
{
  g_return_val_if_fail (BD_IS_SERVICES (self), NULL);
  g_return_val_if_fail ((guint) source < BD_N_SOURCES, NULL);

  return self->services[source];
}

/**
 * bd_services_feeds:
 * @self: the site's services
 * @source: a source, set up or not
 * @section: a section
 *
 * Returns: whether @source feeds @section, by what the site lists, else by its guide
 */
gboolean
bd_services_feeds (BdServices    *self,
                   BdSource       source,
                   BdSectionKind  section)
{
  const char *const *types;

  g_return_val_if_fail (BD_IS_SERVICES (self), FALSE);
  g_return_val_if_fail ((guint) source < BD_N_SOURCES, FALSE);

  if (self->services[source] != NULL)
    return bd_service_get_types (self->services[source], section)[0] != NULL;

  types = bd_service_default_types (source);
  for (guint i = 0; types[i] != NULL; i++)
    {
      BdSectionKind fed;

      if (bd_section_for_type (types[i], &fed) && fed == section)
        return TRUE;
    }

  return FALSE;
}

/* for this layer: names of facilities, kept as long as the site is open */

const char *
bd_services_peek_facility_name (BdServices *self,
                                const char *id)
{
  return g_hash_table_lookup (self->facility_names, id);
}

void
bd_services_set_facility_name (BdServices *self,
                               const char *id,
                               const char *name)
{
  g_hash_table_replace (self->facility_names, g_strdup (id), g_strdup (name));
}
