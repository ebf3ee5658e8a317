/* bd-site-private.h: what the files of the site profile share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-service.h"
#include "bd-site-profile.h"

G_BEGIN_DECLS

/* The lines of a key file that matter. Values come through GKeyFile (its escapes,
 * its lists); the line numbers, which GKeyFile does not keep, come from here. */
typedef struct { int line; char *group; char *key; /* (nullable): a group's own line */ } BdSiteLine;
typedef struct { char *name; GPtrArray *lines; GKeyFile *values; } BdSiteFile;

BdSiteFile *bd_site_file_load    (const char *path, GPtrArray *remarks, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void        bd_site_file_free    (BdSiteFile *self);
int         bd_site_file_line    (BdSiteFile *self, const char *group, const char *key);
gboolean    bd_site_file_has     (BdSiteFile *self, const char *group);
char       *bd_site_file_dup     (BdSiteFile *self, const char *group, const char *key);
GStrv       bd_site_file_dup_list (BdSiteFile *self, const char *group, const char *key);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BdSiteFile, bd_site_file_free)

/* What there is to know about one setting. Group "Service" stands for every [Service …]. */
typedef struct {
  const char *group;
  const char *key;
  const char *choices;      /* (nullable) "a|b|c": nothing else will do */
  guint       min, max;     /* a whole number, when max > 0 */
  const char *otherwise;    /* (nullable) what holds when the line is missing */
  const char *meaning;      /* for `site check` */
} BdSiteKey;

const BdSiteKey   *bd_site_keys          (gsize *n);
const BdSiteKey   *bd_site_key_find      (const char *group, const char *key);
const char *const *bd_site_groups        (void);
GStrv              bd_site_keys_of       (const char *group) G_GNUC_WARN_UNUSED_RESULT;

/* A reading in progress: the profile is filled while the remarks are made. */
typedef struct {
  BdSiteFile    *file;
  BdSiteProfile *profile;
  GPtrArray     *remarks;
  char          *folder;    /* where the profile lies: Roster= is relative to it */
} BdSiteReader;

void     bd_site_remark      (GPtrArray *remarks, BdRemarkLevel level, int line, const char *group, const char *key,
                              const char *format, ...) G_GNUC_PRINTF (6, 7);
void     bd_site_reader_say  (BdSiteReader *reader, BdRemarkLevel level, const char *group, const char *key,
                              const char *format, ...) G_GNUC_PRINTF (5, 6);
gboolean bd_site_reader_dup  (BdSiteReader *reader, const char *group, const char *key, char **value);
guint    bd_site_reader_number (BdSiteReader *reader, const char *group, const char *key, guint otherwise);
gboolean bd_site_reader_url  (BdSiteReader *reader, const char *group, const char *key, char **url);
void     bd_site_reader_secret_name (BdSiteReader *reader, const char *group, const char *key, const char *value);
gboolean bd_site_is_production (BdSiteReader *reader);
BdRemarkLevel bd_site_strict (BdSiteReader *reader);   /* an error in production, else a warning */

void     bd_site_read_known    (BdSiteReader *reader);   /* unknown groups and keys, choices */
void     bd_site_read_site     (BdSiteReader *reader);
void     bd_site_read_services (BdSiteReader *reader);
void     bd_site_read_identity (BdSiteReader *reader);
void     bd_site_read_token    (BdSiteReader *reader);
void     bd_site_read_access   (BdSiteReader *reader);
void     bd_site_read_roster   (BdSiteReader *reader, const char *name);
void     bd_site_check_owner   (const char *path, BdEnvironment environment, GPtrArray *remarks, int line);

struct _BdSiteProfile
{
  GObject           parent_instance;

  char             *path;
  char             *name;
  char             *organisation;
  GStrv             facilities;
  char             *zone_name;
  GTimeZone        *zone;
  BdEnvironment     environment;
  BdServiceConfig  *services[BD_N_SOURCES];   /* (nullable) each */
  char             *api_keys[BD_N_SOURCES];   /* (nullable) each */
  gboolean          no_prefetch[BD_N_SOURCES];
  BdIdentityMode    identity_mode;
  BdOpenIdSettings  openid;
  GPtrArray        *roster;
  BdTokenMode       token_mode;
  char             *token_url;
  char             *token_client_id;
  char             *token_secret;
  char             *token_scopes;
  guint             grant_hours;
  guint             idle_minutes;
  GStrv             emergency_roles;
  GStrv             officer_keys;
};

G_END_DECLS
