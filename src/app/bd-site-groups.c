/* bd-site-groups.c: the groups Site, Token and Access of a site profile
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-hpi.h"
#include "bd-site-private.h"

#include <string.h>

#define OFFICER_KEY_BYTES 32   /* X25519 */

static void
read_environment (BdSiteReader *reader)
{
  g_autofree char *value = bd_site_file_dup (reader->file, "Site", "Environment");

  if (g_strcmp0 (value, "uat") == 0)
    reader->profile->environment = BD_ENVIRONMENT_UAT;
  else if (g_strcmp0 (value, "drill") == 0)
    reader->profile->environment = BD_ENVIRONMENT_DRILL;
  else
    reader->profile->environment = BD_ENVIRONMENT_PRODUCTION;
}

static void
check_hpi (BdSiteReader *reader,
           const char   *key,
           const char   *value,
           BdHpiState    state,
           const char   *shape)
{
  if (state == BD_HPI_BAD_FORMAT)
    bd_site_reader_say (reader, BD_REMARK_ERROR, "Site", key, "%s is no HPI identifier of this kind: it looks like %s.",
                        value, shape);
  else if (state == BD_HPI_BAD_CHECK)
    bd_site_reader_say (reader, BD_REMARK_WARNING, "Site", key,
                        "The check character of %s does not fit. Compare it with the HPI.", value);
}

static void
read_organisation (BdSiteReader *reader)
{
  if (bd_site_reader_dup (reader, "Site", "Organisation", &reader->profile->organisation))
    check_hpi (reader, "Organisation", reader->profile->organisation,
               bd_hpi_check_organisation (reader->profile->organisation), "GXXNNN-C, such as G00001-G");
  else
    bd_site_reader_say (reader, bd_site_strict (reader), "Site", "Organisation",
                        "Organisation is missing. Requests carry the HPI organisation of the site (SRD-3): write Organisation=.");

  reader->profile->facilities = bd_site_file_dup_list (reader->file, "Site", "Facilities");
  for (int i = 0; reader->profile->facilities[i] != NULL; i++)
    check_hpi (reader, "Facilities", reader->profile->facilities[i],
               bd_hpi_check_facility (reader->profile->facilities[i]), "FXXNNN-C, such as FZZ999-B");
  if (reader->profile->facilities[0] == NULL)
    bd_site_reader_say (reader, bd_site_strict (reader), "Site", "Facilities",
                        "Facilities is missing. Requests carry the facility of the user (SRD-3): write Facilities=.");
}

static void
read_zone (BdSiteReader *reader)
{
  g_autofree char *name = g_strdup ("Pacific/Auckland");
  g_autoptr (GTimeZone) zone = NULL;

  bd_site_reader_dup (reader, "Site", "TimeZone", &name);
  zone = g_time_zone_new_identifier (name);
  if (zone == NULL)
    bd_site_reader_say (reader, BD_REMARK_ERROR, "Site", "TimeZone",
                        "There is no time zone of this name. Write one such as Pacific/Auckland or Pacific/Chatham.");
  else
    reader->profile->zone = g_steal_pointer (&zone);

  reader->profile->zone_name = g_steal_pointer (&name);
}

/**
 * bd_site_read_site:
 * @reader: a reading
 *
 * Reads [Site]: who and where, and how strict the rest is.
 */
void
bd_site_read_site (BdSiteReader *reader)
{
  read_environment (reader);
  if (!bd_site_file_has (reader->file, "Site"))
    bd_site_reader_say (reader, BD_REMARK_ERROR, "Site", NULL, "There is no group [Site]. Every profile begins with one.");
  else if (!bd_site_reader_dup (reader, "Site", "Name", &reader->profile->name))
    bd_site_reader_say (reader, bd_site_strict (reader), "Site", "Name", "Name is missing. Write the site's name: Name=.");

  if (reader->profile->name == NULL)
    reader->profile->name = g_strdup ("Bedside");
  read_organisation (reader);
  read_zone (reader);
}

static void
read_client_credentials (BdSiteReader *reader)
{
  static const char *const needed[] = { "Url", "ClientId", "Secret" };
  BdSiteProfile *profile = reader->profile;

  bd_site_reader_url (reader, "Token", "Url", &profile->token_url);
  bd_site_reader_dup (reader, "Token", "ClientId", &profile->token_client_id);
  if (bd_site_reader_dup (reader, "Token", "Secret", &profile->token_secret))
    bd_site_reader_secret_name (reader, "Token", "Secret", profile->token_secret);

  for (gsize i = 0; i < G_N_ELEMENTS (needed); i++)
    if (!g_key_file_has_key (reader->file->values, "Token", needed[i], NULL))
      bd_site_reader_say (reader, BD_REMARK_ERROR, "Token", needed[i],
                          "Mode=client-credentials needs Url, ClientId and Secret: %s is missing.", needed[i]);
}

/**
 * bd_site_read_token:
 * @reader: a reading, [Identity] read before
 *
 * Reads [Token]: where the bearer token of a request comes from.
 */
void
bd_site_read_token (BdSiteReader *reader)
{
  BdSiteProfile *profile = reader->profile;
  g_autofree char *mode = bd_site_file_dup (reader->file, "Token", "Mode");
  gboolean openid = profile->identity_mode == BD_IDENTITY_OPENID;

  bd_site_reader_dup (reader, "Token", "Scopes", &profile->token_scopes);
  profile->token_mode = mode == NULL && openid ? BD_TOKEN_SIGNED_IN_USER : BD_TOKEN_NONE;
  if (g_strcmp0 (mode, "signed-in-user") == 0)
    profile->token_mode = BD_TOKEN_SIGNED_IN_USER;
  else if (g_strcmp0 (mode, "client-credentials") == 0)
    profile->token_mode = BD_TOKEN_CLIENT_CREDENTIALS;

  if (profile->token_mode == BD_TOKEN_CLIENT_CREDENTIALS)
    read_client_credentials (reader);
  else if (profile->token_mode == BD_TOKEN_SIGNED_IN_USER && !openid)
    bd_site_reader_say (reader, BD_REMARK_ERROR, "Token", "Mode",
                        "With a roster nobody has a token of their own. Write Mode=client-credentials or Mode=none.");
  else if (profile->token_mode == BD_TOKEN_NONE && bd_site_is_production (reader))
    bd_site_reader_say (reader, BD_REMARK_WARNING, "Token", "Mode",
                        "No token is sent. The national services refuse such requests.");
}

static void
read_emergency_roles (BdSiteReader *reader)
{
  BdSiteProfile *profile = reader->profile;

  profile->emergency_roles = bd_site_file_dup_list (reader->file, "Access", "EmergencyRoles");
  for (int i = 0; profile->emergency_roles[i] != NULL; i++)
    {
      BdRole role;

      if (!bd_role_from_string (profile->emergency_roles[i], &role))
        bd_site_reader_say (reader, BD_REMARK_ERROR, "Access", "EmergencyRoles",
                            "There is no role %s. Roles are clinician, clinician-emergency, privacy-officer, reception "
                            "and admin.", profile->emergency_roles[i]);
      else if (!bd_role_is_clinical (role))
        bd_site_reader_say (reader, BD_REMARK_ERROR, "Access", "EmergencyRoles",
                            "The role %s is not clinical and sees no clinical data (SRD-6). Take it out.",
                            profile->emergency_roles[i]);
    }

  if (profile->emergency_roles[0] == NULL)
    {
      g_strfreev (profile->emergency_roles);
      profile->emergency_roles = g_strsplit ("clinician;clinician-emergency", ";", -1);
    }
}

static gboolean
is_officer_key (const char *text)
{
  g_autofree guchar *bytes = NULL;
  g_autofree char *again = NULL;
  gsize length;

  /* GLib's decoder skips what it does not know, so the round trip is the check. */
  bytes = g_base64_decode (text, &length);
  again = g_base64_encode (bytes, length);

  return length == OFFICER_KEY_BYTES && strcmp (again, text) == 0;
}

static void
read_officer_keys (BdSiteReader *reader)
{
  BdSiteProfile *profile = reader->profile;

  profile->officer_keys = bd_site_file_dup_list (reader->file, "Access", "OfficerKeys");
  for (int i = 0; profile->officer_keys[i] != NULL; i++)
    if (!is_officer_key (profile->officer_keys[i]))
      bd_site_reader_say (reader, BD_REMARK_ERROR, "Access", "OfficerKeys",
                          "Key %d is no public key: it is the base64 text of %d bytes, 44 characters ending in =.",
                          i + 1, OFFICER_KEY_BYTES);

  if (profile->officer_keys[0] == NULL)
    bd_site_reader_say (reader,
                        profile->environment == BD_ENVIRONMENT_DRILL ? BD_REMARK_NOTE : BD_REMARK_ERROR,
                        "Access", "OfficerKeys",
                        "OfficerKeys is missing: nobody could ever read the audit log. Write at least one privacy "
                        "officer's public key (SRD-23, SRD-24); only a drill may go without.");
}

/**
 * bd_site_read_access:
 * @reader: a reading
 *
 * Reads [Access]: grants, the idle lock, roles, officers.
 */
void
bd_site_read_access (BdSiteReader *reader)
{
  reader->profile->grant_hours = bd_site_reader_number (reader, "Access", "GrantHours", 6);
  reader->profile->idle_minutes = bd_site_reader_number (reader, "Access", "IdleLockMinutes", 5);
  read_emergency_roles (reader);
  read_officer_keys (reader);
}
