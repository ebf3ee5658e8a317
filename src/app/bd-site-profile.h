/* bd-site-profile.h — the one file a site administrator writes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-access.h"

G_BEGIN_DECLS

/* bd-service.h of the net layer, which ui and ctl do not see. */
typedef struct _BdServiceConfig BdServiceConfig;

#define BD_SITE_ERROR (bd_site_error_quark ())
GQuark bd_site_error_quark (void);
typedef enum { BD_SITE_ERROR_MISSING, BD_SITE_ERROR_NOT_READABLE, BD_SITE_ERROR_INVALID, BD_SITE_ERROR_UNSAFE } BdSiteError;

typedef enum { BD_ENVIRONMENT_PRODUCTION, BD_ENVIRONMENT_UAT, BD_ENVIRONMENT_DRILL } BdEnvironment;
typedef enum { BD_IDENTITY_OPENID, BD_IDENTITY_ROSTER } BdIdentityMode;
typedef enum { BD_TOKEN_SIGNED_IN_USER, BD_TOKEN_CLIENT_CREDENTIALS, BD_TOKEN_NONE } BdTokenMode;
typedef enum { BD_REMARK_NOTE, BD_REMARK_WARNING, BD_REMARK_ERROR } BdRemarkLevel;

typedef struct { BdRemarkLevel level; int line; /* 0 = whole file */ char *group; char *key; char *text; /* what is so, and the remedy */ } BdSiteRemark;
void bd_site_remark_free (BdSiteRemark *self);

typedef struct {
  char *issuer, *client_id, *scopes;
  char *claim_user_id, *claim_name, *claim_cpn, *claim_role, *claim_facilities;
} BdOpenIdSettings;

#define BD_TYPE_SITE_PROFILE (bd_site_profile_get_type ())
G_DECLARE_FINAL_TYPE (BdSiteProfile, bd_site_profile, BD, SITE_PROFILE, GObject)

/* A small local file, read once at the start. Any remark of level error refuses it: the error names line and remedy. */
BdSiteProfile *bd_site_profile_load      (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Everything there is to say about a file, in line order; the file itself unreadable → GError. */
GPtrArray     *bd_site_profile_check     (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;  /* (element-type BdSiteRemark) */
#define BD_SITE_PROFILE_DEFAULT "/etc/bedside/site.conf"

const char    *bd_site_profile_get_name         (BdSiteProfile *self);
const char    *bd_site_profile_get_organisation (BdSiteProfile *self);
const char *const *bd_site_profile_get_facilities (BdSiteProfile *self);
GTimeZone     *bd_site_profile_get_zone         (BdSiteProfile *self);
BdEnvironment  bd_site_profile_get_environment  (BdSiteProfile *self);
const BdServiceConfig *bd_site_profile_get_service (BdSiteProfile *self, BdSource source);  /* (nullable); ApiKey= by name below */
const char    *bd_site_profile_get_api_key_name (BdSiteProfile *self, BdSource source);     /* (nullable) */
/* May a clinician save named people for offline? (nullable): the sentence why not. */
char          *bd_site_profile_refuse_save      (BdSiteProfile *self) G_GNUC_WARN_UNUSED_RESULT;
BdIdentityMode bd_site_profile_get_identity_mode (BdSiteProfile *self);
const BdOpenIdSettings *bd_site_profile_get_openid (BdSiteProfile *self);
GPtrArray     *bd_site_profile_get_roster       (BdSiteProfile *self);   /* (element-type BdClinician) (transfer none) */
BdClinician   *bd_site_profile_find_clinician   (BdSiteProfile *self, const char *user_id);  /* (nullable) (transfer none) */
BdTokenMode    bd_site_profile_get_token_mode   (BdSiteProfile *self);
const char    *bd_site_profile_get_token_url    (BdSiteProfile *self);
const char    *bd_site_profile_get_token_client_id (BdSiteProfile *self);
const char    *bd_site_profile_get_token_secret (BdSiteProfile *self);   /* name of a Secret Service item */
const char    *bd_site_profile_get_token_scopes (BdSiteProfile *self);
guint          bd_site_profile_get_grant_hours  (BdSiteProfile *self);
guint          bd_site_profile_get_idle_minutes (BdSiteProfile *self);
const char *const *bd_site_profile_get_emergency_roles (BdSiteProfile *self);
const char *const *bd_site_profile_get_officer_keys    (BdSiteProfile *self);
char          *bd_site_profile_dup_folder_name  (BdSiteProfile *self);   /* one folder a profile, under the XDG data folder */

G_END_DECLS
