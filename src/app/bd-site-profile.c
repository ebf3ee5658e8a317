/* bd-site-profile.c: the one file a site administrator writes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-site-private.h"

#include <string.h>
#include <sys/stat.h>

#define ERRORS_NAMED 3

G_DEFINE_QUARK (bd-site-error-quark, bd_site_error)
G_DEFINE_FINAL_TYPE (BdSiteProfile, bd_site_profile, G_TYPE_OBJECT)

/**
 * bd_site_remark_free:
 * @self: (nullable): a remark
 */
void
bd_site_remark_free (BdSiteRemark *self)
{
  if (self == NULL)
    return;

  g_free (self->group);
  g_free (self->key);
  g_free (self->text);
  g_free (self);
}

static void
clear_openid (BdOpenIdSettings *openid)
{
  g_free (openid->issuer);
  g_free (openid->client_id);
  g_free (openid->scopes);
  g_free (openid->claim_user_id);
  g_free (openid->claim_name);
  g_free (openid->claim_cpn);
  g_free (openid->claim_role);
  g_free (openid->claim_facilities);
}

static void
bd_site_profile_finalize (GObject *object)
{
  BdSiteProfile *self = BD_SITE_PROFILE (object);

  for (int i = 0; i < BD_N_SOURCES; i++)
    {
      g_clear_pointer (&self->services[i], bd_service_config_free);
      g_free (self->api_keys[i]);
    }
  clear_openid (&self->openid);
  g_free (self->path);
  g_free (self->name);
  g_free (self->organisation);
  g_strfreev (self->facilities);
  g_free (self->zone_name);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_ptr_array_unref (self->roster);
  g_free (self->token_url);
  g_free (self->token_client_id);
  g_free (self->token_secret);
  g_free (self->token_scopes);
  g_strfreev (self->emergency_roles);
  g_strfreev (self->officer_keys);

  G_OBJECT_CLASS (bd_site_profile_parent_class)->finalize (object);
}

static void
bd_site_profile_class_init (BdSiteProfileClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bd_site_profile_finalize;
}

static void
bd_site_profile_init (BdSiteProfile *self)
{
  self->roster = g_ptr_array_new_with_free_func ((GDestroyNotify) bd_clinician_unref);
}

/**
 * bd_site_check_owner:
 * @path: a file that decides who may do what
 * @environment: of the profile
 * @remarks: (element-type BdSiteRemark): where to say it
 * @line: line to name, 0 for the profile itself
 *
 * In production such a file is owned by root and writable by nobody else.
 */
void
bd_site_check_owner (const char    *path,
                     BdEnvironment  environment,
                     GPtrArray     *remarks,
                     int            line)
{
  struct stat info;

  if (environment != BD_ENVIRONMENT_PRODUCTION || stat (path, &info) != 0)
    return;

  if (info.st_uid != 0 || (info.st_mode & (S_IWGRP | S_IWOTH)) != 0)
    bd_site_remark (remarks, BD_REMARK_ERROR, line, line > 0 ? "Identity" : NULL, line > 0 ? "Roster" : NULL,
                    "In production %s must be owned by root and writable by nobody else: chown root, chmod 644. "
                    "Otherwise a user could change the rules.", line > 0 ? "the roster" : "the profile");
}

static int
compare_lines (gconstpointer a,
               gconstpointer b)
{
  const BdSiteRemark *one = *(const BdSiteRemark *const *) a, *other = *(const BdSiteRemark *const *) b;

  if (one->line != other->line)
    return one->line < other->line ? -1 : 1;

  return (int) other->level - (int) one->level;
}

static BdSiteProfile *
read_profile (const char  *path,
              GPtrArray   *remarks,
              GError     **error)
{
  g_autoptr (BdSiteProfile) profile = g_object_new (BD_TYPE_SITE_PROFILE, NULL);
  g_autoptr (BdSiteFile) file = bd_site_file_load (path, remarks, error);
  g_autofree char *folder = g_path_get_dirname (path);
  BdSiteReader reader = { file, profile, remarks, folder };

  if (file == NULL)
    return NULL;

  profile->path = g_canonicalize_filename (path, NULL);
  bd_site_read_known (&reader);
  bd_site_read_site (&reader);
  bd_site_read_services (&reader);
  bd_site_read_identity (&reader);
  bd_site_read_token (&reader);
  bd_site_read_access (&reader);

  return g_steal_pointer (&profile);
}

static const BdSiteRemark *
first_error (GPtrArray *remarks)
{
  for (guint i = 0; i < remarks->len; i++)
    {
      const BdSiteRemark *remark = g_ptr_array_index (remarks, i);

      if (remark->level == BD_REMARK_ERROR)
        return remark;
    }

  return NULL;
}

/* Errors of a line (@of_lines) or of the whole file; counts those that no longer fit. */
static void
add_errors (GString   *text,
            GPtrArray *remarks,
            gboolean   of_lines,
            guint     *n)
{
  for (guint i = 0; i < remarks->len; i++)
    {
      const BdSiteRemark *remark = g_ptr_array_index (remarks, i);

      if (remark->level != BD_REMARK_ERROR || (remark->line > 0) != of_lines || ++*n > ERRORS_NAMED)
        continue;
      g_string_append_c (text, '\n');
      if (of_lines)
        g_string_append_printf (text, "Line %d: ", remark->line);
      g_string_append (text, remark->text);
    }
}

/* A line says where to look; what is missing from the whole file often follows from it. */
static void
set_invalid (const char  *path,
             GPtrArray   *remarks,
             GError     **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = 0;

  add_errors (text, remarks, TRUE, &n);
  add_errors (text, remarks, FALSE, &n);
  if (n > ERRORS_NAMED)
    g_string_append_printf (text, "\nAnd %u more: `bedsidectl site check` names them all.", n - ERRORS_NAMED);
  g_set_error (error, BD_SITE_ERROR, BD_SITE_ERROR_INVALID, "The site profile %s cannot be used.%s", path, text->str);
}

/**
 * bd_site_profile_load:
 * @path: a site profile
 * @error: return location for an error
 *
 * Reads a small local file, once, at the start. In production it must be owned by
 * root and writable by nobody else, and so must its roster.
 *
 * Returns: (transfer full) (nullable): the profile; %NULL with an error of
 *   %BD_SITE_ERROR: MISSING, NOT_READABLE, UNSAFE (owner or mode), or INVALID (the
 *   first three errors with remedies, those of a line before those of the whole file)
 */
BdSiteProfile *
bd_site_profile_load (const char  *path,
                      GError     **error)
{
  g_autoptr (GPtrArray) remarks = g_ptr_array_new_with_free_func ((GDestroyNotify) bd_site_remark_free);
  g_autoptr (GPtrArray) owners = g_ptr_array_new_with_free_func ((GDestroyNotify) bd_site_remark_free);
  g_autoptr (BdSiteProfile) profile = NULL;
  const BdSiteRemark *unsafe, *wrong;

  g_return_val_if_fail (path != NULL, NULL);

  profile = read_profile (path, remarks, error);
  if (profile == NULL)
    return NULL;

  bd_site_check_owner (path, profile->environment, owners, 0);
  g_ptr_array_sort (remarks, compare_lines);
  unsafe = first_error (owners);
  wrong = first_error (remarks);
  if (unsafe != NULL)
    g_set_error (error, BD_SITE_ERROR, BD_SITE_ERROR_UNSAFE, "%s is not used. %s", path, unsafe->text);
  else if (wrong != NULL)
    set_invalid (path, remarks, error);

  return unsafe == NULL && wrong == NULL ? g_steal_pointer (&profile) : NULL;
}

/**
 * bd_site_profile_check:
 * @path: a site profile
 * @error: return location for an error
 *
 * Everything there is to say about a file: what is wrong and how to mend it, what
 * each setting means, what is missing.
 *
 * Returns: (transfer full) (nullable) (element-type BdSiteRemark): remarks in line
 *   order, the whole file's (line 0) first; %NULL with %BD_SITE_ERROR_MISSING or
 *   %BD_SITE_ERROR_NOT_READABLE
 */
GPtrArray *
bd_site_profile_check (const char  *path,
                       GError     **error)
{
  g_autoptr (GPtrArray) remarks = g_ptr_array_new_with_free_func ((GDestroyNotify) bd_site_remark_free);
  g_autoptr (BdSiteProfile) profile = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  profile = read_profile (path, remarks, error);
  if (profile == NULL)
    return NULL;

  bd_site_check_owner (path, profile->environment, remarks, 0);
  g_ptr_array_sort (remarks, compare_lines);

  return g_steal_pointer (&remarks);
}

const char *
bd_site_profile_get_name (BdSiteProfile *self)
{
  g_return_val_if_fail (BD_IS_SITE_PROFILE (self), NULL);

  return self->name;
}

const char *
bd_site_profile_get_organisation (BdSiteProfile *self)
{
  g_return_val_if_fail (BD_IS_SITE_PROFILE (self), NULL);

  return self->organisation;
}

const char *const *
bd_site_profile_get_facilities (BdSiteProfile *self)
{
  g_return_val_if_fail (BD_IS_SITE_PROFILE (self), NULL);

  return (const char *const *) self->facilities;
}

GTimeZone *
bd_site_profile_get_zone (BdSiteProfile *self)
{
  g_return_val_if_fail (BD_IS_SITE_PROFILE (self), NULL);

  return self->zone;
}

BdEnvironment
bd_site_profile_get_environment (BdSiteProfile *self)
{
  g_return_val_if_fail (BD_IS_SITE_PROFILE (self), BD_ENVIRONMENT_PRODUCTION);

  return self->environment;
}

/**
 * bd_site_profile_get_service:
 * @self: a profile
 * @source: a source
 *
 * Returns: (transfer none) (nullable): its settings, without the API key itself;
 *   %NULL when the source is not set up here
 */
const BdServiceConfig *
bd_site_profile_get_service (BdSiteProfile *self,
                             BdSource       source)
{
  g_return_val_if_fail (BD_IS_SITE_PROFILE (self), NULL);
  g_return_val_if_fail (source < BD_N_SOURCES, NULL);

  return self->services[source];
}

/**
 * bd_site_profile_get_api_key_name:
 * @self: a profile
 * @source: a source
 *
 * Returns: (transfer none) (nullable): name of the Secret Service item with the API key
 */
const char *
bd_site_profile_get_api_key_name (BdSiteProfile *self,
                                  BdSource       source)
{
  g_return_val_if_fail (BD_IS_SITE_PROFILE (self), NULL);
  g_return_val_if_fail (source < BD_N_SOURCES, NULL);

  return self->api_keys[source];
}

/**
 * bd_site_profile_refuse_save:
 * @self: a profile
 *
 * Saving a named list asks every service ahead of need, so one that says never rules
 * it out (SDHR guide 1.1 draft, SRD-8).
 *
 * Returns: (transfer full) (nullable): why not; %NULL when named people may be saved
 */
char *
bd_site_profile_refuse_save (BdSiteProfile *self)
{
  gboolean keeps = FALSE;

  g_return_val_if_fail (BD_IS_SITE_PROFILE (self), NULL);

  for (int i = 0; i < BD_N_SOURCES; i++)
    {
      if (self->services[i] == NULL)
        continue;
      if (self->no_prefetch[i])
        return g_strdup_printf ("This site asks %s only to show a record (Prefetch=never), so nobody can be saved for "
                                "offline ahead of need.", bd_source_get_label (i));
      keeps = keeps || self->services[i]->retention == BD_RETENTION_HOURS;
    }

  return keeps ? NULL : g_strdup ("This site keeps no copies on the disk (Retention), so nobody can be saved for offline.");
}

BdIdentityMode
bd_site_profile_get_identity_mode (BdSiteProfile *self)
{
  g_return_val_if_fail (BD_IS_SITE_PROFILE (self), BD_IDENTITY_ROSTER);

  return self->identity_mode;
}

const BdOpenIdSettings *
bd_site_profile_get_openid (BdSiteProfile *self)
{
  g_return_val_if_fail (BD_IS_SITE_PROFILE (self), NULL);

  return &self->openid;
}

GPtrArray *
bd_site_profile_get_roster (BdSiteProfile *self)
{
  g_return_val_if_fail (BD_IS_SITE_PROFILE (self), NULL);

  return self->roster;
}

/**
 * bd_site_profile_find_clinician:
 * @self: a profile
 * @user_id: an id of the roster, exactly
 *
 * Returns: (transfer none) (nullable): the person
 */
BdClinician *
bd_site_profile_find_clinician (BdSiteProfile *self,
                                const char    *user_id)
{
  g_return_val_if_fail (BD_IS_SITE_PROFILE (self), NULL);

  for (guint i = 0; i < self->roster->len; i++)
    {
      BdClinician *clinician = g_ptr_array_index (self->roster, i);

      if (g_strcmp0 (clinician->user_id, user_id) == 0)
        return clinician;
    }

  return NULL;
}

BdTokenMode
bd_site_profile_get_token_mode (BdSiteProfile *self)
{
  g_return_val_if_fail (BD_IS_SITE_PROFILE (self), BD_TOKEN_NONE);

  return self->token_mode;
}

const char *
bd_site_profile_get_token_url (BdSiteProfile *self)
{
  g_return_val_if_fail (BD_IS_SITE_PROFILE (self), NULL);

  return self->token_url;
}

const char *
bd_site_profile_get_token_client_id (BdSiteProfile *self)
{
  g_return_val_if_fail (BD_IS_SITE_PROFILE (self), NULL);

  return self->token_client_id;
}

const char *
bd_site_profile_get_token_secret (BdSiteProfile *self)
{
  g_return_val_if_fail (BD_IS_SITE_PROFILE (self), NULL);

  return self->token_secret;
}

const char *
bd_site_profile_get_token_scopes (BdSiteProfile *self)
{
  g_return_val_if_fail (BD_IS_SITE_PROFILE (self), NULL);

  return self->token_scopes;
}

guint
bd_site_profile_get_grant_hours (BdSiteProfile *self)
{
  g_return_val_if_fail (BD_IS_SITE_PROFILE (self), 6);

  return self->grant_hours;
}

guint
bd_site_profile_get_idle_minutes (BdSiteProfile *self)
{
  g_return_val_if_fail (BD_IS_SITE_PROFILE (self), 5);

  return self->idle_minutes;
}

const char *const *
bd_site_profile_get_emergency_roles (BdSiteProfile *self)
{
  g_return_val_if_fail (BD_IS_SITE_PROFILE (self), NULL);

  return (const char *const *) self->emergency_roles;
}

const char *const *
bd_site_profile_get_officer_keys (BdSiteProfile *self)
{
  g_return_val_if_fail (BD_IS_SITE_PROFILE (self), NULL);

  return (const char *const *) self->officer_keys;
}

/**
 * bd_site_profile_dup_folder_name:
 * @self: a profile
 *
 * Returns: (transfer full): a folder name of its own for each profile file, readable
 *   by its beginning: `wairau-hospital-5f3a09c1`
 */
char *
bd_site_profile_dup_folder_name (BdSiteProfile *self)
{
  g_autofree char *slug = NULL, *sum = NULL;

  g_return_val_if_fail (BD_IS_SITE_PROFILE (self), NULL);

  slug = g_str_to_ascii (self->name, "C");
  for (char *at = slug; *at != '\0'; at++)
    *at = g_ascii_isalnum (*at) ? g_ascii_tolower (*at) : '-';
  sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, self->path, -1);

  return g_strdup_printf ("%.24s-%.8s", slug, sum);
}
