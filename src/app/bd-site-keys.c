/* bd-site-keys.c: the table of every setting a site profile may hold
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-site-private.h"

#include <string.h>

static const BdSiteKey keys[] = {
  { "Site", "Name", NULL, 0, 0, NULL,
    "Shown in the window and written to the audit log." },
  { "Site", "Organisation", NULL, 0, 0, NULL,
    "HPI organisation sent with every request. It comes from here, never from a user (SRD-3)." },
  { "Site", "Facilities", NULL, 0, 0, NULL,
    "HPI facilities of this site. A user works only at those assigned to the account (SRD-3)." },
  { "Site", "TimeZone", NULL, 0, 0, "Pacific/Auckland",
    "Instants are shown in this zone. Dates without a time never pass through it." },
  { "Site", "Environment", "production|uat|drill", 0, 0, "production",
    "production: strict rules, https only, a profile owned by root. uat and drill: an NHI with a wrong check "
    "character may be looked up." },

  { "Service", "Url", NULL, 0, 0, NULL,
    "Base address of the service. Nothing is sent anywhere else, and a token never follows a redirect to another host." },
  { "Service", "Resources", NULL, 0, 0, "what its guide offers",
    "Resource types to ask it for." },
  { "Service", "PatientParameter", "url|nhi|reference", 0, 0, "what its guide asks for",
    "How the person is named in a search: absolute NHI address, bare number, or Patient/number." },
  { "Service", "Retention", NULL, 0, 0, "none",
    "none: memory only, nothing of this source touches the disk (SRD-7). session: encrypted under a key that dies at "
    "sign-out. 72h: encrypted, kept that long." },
  { "Service", "Agreement", NULL, 0, 0, "nothing allows more than none",
    "The agreement that allows keeping copies; named in the store and in the audit log (SRD-7)." },
  { "Service", "Prefetch", "never|user", 0, 0, "as far as Retention allows copies",
    "never: asked only to show a record; saving a named list is refused. user: a signed-in clinician may save a named "
    "list. Nothing is asked for without a user's act (SRD-8)." },
  { "Service", "ApiKey", NULL, 0, 0, "no API key is sent",
    "Name of the Secret Service item that holds the API key. The key itself never stands in a file (SRD-1)." },
  { "Service", "TimeoutSeconds", NULL, 1, 120, "8",
    "A request that takes longer counts as no answer." },

  { "Identity", "Mode", "openid|roster", 0, 0, NULL,
    "Personal accounts (SRD-2): openid through the site's identity provider, or a roster kept by the site." },
  { "Identity", "Issuer", NULL, 0, 0, NULL,
    "Identity provider; its discovery document is read there (SRD-2)." },
  { "Identity", "ClientId", NULL, 0, 0, NULL,
    "The name under which the identity provider knows Bedside." },
  { "Identity", "Scopes", NULL, 0, 0, "openid profile",
    "Scopes asked for at sign-in." },
  { "Identity", "ClaimUserId", NULL, 0, 0, "sub",
    "Claim that holds the user id written to the audit log (SRD-23)." },
  { "Identity", "ClaimName", NULL, 0, 0, "name",
    "Claim that holds the full name (SRD-23)." },
  { "Identity", "ClaimCpn", NULL, 0, 0, "cpn",
    "Claim that holds the CPN. Users cannot type or choose it (SRD-4)." },
  { "Identity", "ClaimRole", NULL, 0, 0, "role",
    "Claim that holds the role. Roles that are not clinical see no clinical data (SRD-6)." },
  { "Identity", "ClaimFacilities", NULL, 0, 0, "facilities",
    "Claim that holds the facilities the user works at (SRD-3)." },
  { "Identity", "Roster", NULL, 0, 0, NULL,
    "File with one [Clinician id] group for each person, beside this profile unless the path is absolute (SRD-2, SRD-4)." },

  { "Token", "Mode", "signed-in-user|client-credentials|none", 0, 0, "signed-in-user with openid, else none",
    "Where the token of each request comes from (SRD-1)." },
  { "Token", "Url", NULL, 0, 0, NULL,
    "Token endpoint for client credentials." },
  { "Token", "ClientId", NULL, 0, 0, NULL,
    "Client id for client credentials." },
  { "Token", "Secret", NULL, 0, 0, NULL,
    "Name of the Secret Service item that holds the client secret. The secret itself never stands in a file (SRD-1)." },
  { "Token", "Scopes", NULL, 0, 0, "none asked for",
    "Scopes asked for with client credentials." },

  { "Access", "GrantHours", NULL, 1, 24, "6",
    "How long an emergency access lasts. It is never renewed by itself." },
  { "Access", "IdleLockMinutes", NULL, 1, 60, "5",
    "Bedside locks after this time without a touch, and wipes what it held." },
  { "Access", "EmergencyRoles", NULL, 0, 0, "clinician;clinician-emergency",
    "Roles that may use emergency access (SRD-6)." },
  { "Access", "OfficerKeys", NULL, 0, 0, NULL,
    "Public keys of the privacy officers. Audit records are sealed to them, so that nobody at the desk reads the log "
    "(SRD-23, SRD-24)." },
};

/**
 * bd_site_keys:
 * @n: (out): how many there are
 *
 * Returns: (transfer none): every setting
 */
const BdSiteKey *
bd_site_keys (gsize *n)
{
  *n = G_N_ELEMENTS (keys);

  return keys;
}

/* Every [Service …] shares one row of settings. */
static const char *
fold_group (const char *group)
{
  return g_str_has_prefix (group, "Service ") ? "Service" : group;
}

/**
 * bd_site_key_find:
 * @group: group as in the file
 * @key: key as in the file
 *
 * Returns: (transfer none) (nullable): the setting, %NULL when there is no such
 */
const BdSiteKey *
bd_site_key_find (const char *group,
                  const char *key)
{
  group = fold_group (group);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (strcmp (keys[i].group, group) == 0 && strcmp (keys[i].key, key) == 0)
      return &keys[i];

  return NULL;
}

/**
 * bd_site_groups:
 *
 * Returns: (transfer none) (array zero-terminated=1): every group there is
 */
const char *const *
bd_site_groups (void)
{
  static const char *const groups[] = {
    "Site", "Service nhi", "Service sdhr", "Service air", "Service mws", "Service mdr", "Service shared-care",
    "Service hpi", "Service audit", "Identity", "Token", "Access", NULL
  };

  return groups;
}

/**
 * bd_site_keys_of:
 * @group: group as in the file
 *
 * Returns: (transfer full): names of the settings it may hold
 */
GStrv
bd_site_keys_of (const char *group)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  group = fold_group (group);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (strcmp (keys[i].group, group) == 0)
      g_strv_builder_add (names, keys[i].key);

  return g_strv_builder_end (names);
}
