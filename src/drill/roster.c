/* roster.c: the invented staff, and a site profile that points at the drill
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "roster.h"

#include <gio/gio.h>

static const BdDrillClinician staff[] = {
  { "hparata", "Dr Hinemoa Parata-Ellis", "91ZZXN", "clinician-emergency", "FZZ999-B;FZZ997-J" },
  { "tfaleolo", "Dr Tavita Faleolo", "99ZZFX", "clinician", "F38006-B" },
  { "mokeefe", "Maeve O’Keefe", "90ZZLP", "clinician", "F38006-B;FZZ997-J" },
  { "rkaur", "Ruby Kaur", "99ZZZS", "privacy-officer", "FZZ999-B;FZZ997-J" },
  { "owiremu", "Oliver Wiremu", "", "reception", "FZZ999-B" },
  { "pchand", "Priya Chand", "", "admin", "FZZ999-B" },
};

/**
 * bd_drill_roster:
 * @i: which, from 0
 *
 * Returns: (nullable): a member of the staff, %NULL past the last
 */
const BdDrillClinician *
bd_drill_roster (guint i)
{
  return i < G_N_ELEMENTS (staff) ? &staff[i] : NULL;
}

/**
 * bd_drill_roster_find:
 * @user: (nullable): user id
 *
 * Returns: (nullable): whose it is
 */
const BdDrillClinician *
bd_drill_roster_find (const char *user)
{
  for (guint i = 0; i < G_N_ELEMENTS (staff); i++)
    if (g_strcmp0 (staff[i].user, user) == 0)
      return &staff[i];

  return NULL;
}

static gboolean
write_roster (const char *site_path,
              GError    **error)
{
  g_autofree char *folder = g_path_get_dirname (site_path);
  g_autofree char *path = g_build_filename (folder, "roster.conf", NULL);
  g_autoptr (GKeyFile) file = g_key_file_new ();

  for (guint i = 0; i < G_N_ELEMENTS (staff); i++)
    {
      g_autofree char *group = g_strconcat ("Clinician ", staff[i].user, NULL);

      g_key_file_set_string (file, group, "FullName", staff[i].name);
      g_key_file_set_string (file, group, "CPN", staff[i].cpn);
      g_key_file_set_string (file, group, "Role", staff[i].role);
      g_key_file_set_value (file, group, "Facilities", staff[i].facilities);
    }

  return g_key_file_save_to_file (file, path, error);
}

static void
set_services (GKeyFile   *file,
              const char *base,
              const char *resources)
{
  static const struct { const char *name, *parameter; gboolean kept; } services[] = {
    { "sdhr", "url", TRUE },  { "nhi", NULL, TRUE },             { "air", "nhi", TRUE }, { "mws", "nhi", TRUE },
    { "mdr", "nhi", TRUE },   { "shared-care", "reference", TRUE }, { "hpi", NULL, FALSE }, { "audit", NULL, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (services); i++)
    {
      g_autofree char *group = g_strconcat ("Service ", services[i].name, NULL);
      g_autofree char *url = g_strconcat (base, "/", services[i].name, NULL);

      g_key_file_set_string (file, group, "Url", url);
      if (services[i].parameter != NULL)
        g_key_file_set_string (file, group, "PatientParameter", services[i].parameter);
      if (services[i].kept)
        {
          g_key_file_set_string (file, group, "Retention", "72h");
          g_key_file_set_string (file, group, "Agreement", "Drill – invented people");
        }
    }
  g_key_file_set_value (file, "Service sdhr", "Resources", resources);
  g_key_file_set_string (file, "Service sdhr", "Prefetch", "user");
}

static void
set_identity (GKeyFile   *file,
              const char *base,
              const char *identity)
{
  g_autofree char *issuer = g_strconcat (base, "/idp", NULL);

  g_key_file_set_string (file, "Identity", "Mode", identity);
  if (g_str_equal (identity, "roster"))
    {
      g_key_file_set_string (file, "Identity", "Roster", "roster.conf");
      return;
    }
  g_key_file_set_string (file, "Identity", "Issuer", issuer);
  g_key_file_set_string (file, "Identity", "ClientId", "bedside-drill");
  g_key_file_set_string (file, "Identity", "Scopes", "openid profile offline_access");
  g_key_file_set_string (file, "Identity", "ClaimUserId", "preferred_username");
  g_key_file_set_string (file, "Identity", "ClaimName", "name");
  g_key_file_set_string (file, "Identity", "ClaimCpn", "cpn");
  g_key_file_set_string (file, "Identity", "ClaimRole", "role");
  g_key_file_set_string (file, "Identity", "ClaimFacilities", "facilities");
}

static void
set_token (GKeyFile   *file,
           const char *base,
           const char *token)
{
  g_autofree char *url = g_strconcat (base, "/idp/token", NULL);

  g_key_file_set_string (file, "Token", "Mode", token);
  if (!g_str_equal (token, "client-credentials"))
    return;
  g_key_file_set_string (file, "Token", "Url", url);
  g_key_file_set_string (file, "Token", "ClientId", "bedside-drill");
  g_key_file_set_string (file, "Token", "Secret", "bedside-drill-secret");
}

/**
 * bd_drill_site_write:
 * @path: where to write the site profile; roster.conf is written beside it
 * @base: scheme, host and port of the drill
 * @identity: "roster" or "openid"
 * @token: "none", "client-credentials" or "signed-in-user"
 * @resources: what to ask SDHR for, divided by semicolons
 * @tls_ca: (nullable): certificate to trust, told in a comment
 * @error: a file error
 *
 * Returns: whether both files are written
 */
gboolean
bd_drill_site_write (const char *path,
                     const char *base,
                     const char *identity,
                     const char *token,
                     const char *resources,
                     const char *tls_ca,
                     GError    **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  g_key_file_set_string (file, "Site", "Name", "Drill – invented people");
  g_key_file_set_string (file, "Site", "Organisation", "G00001-G");
  g_key_file_set_value (file, "Site", "Facilities", "FZZ999-B;FZZ997-J;F38006-B");
  g_key_file_set_string (file, "Site", "TimeZone", "Pacific/Auckland");
  g_key_file_set_string (file, "Site", "Environment", "drill");
  set_services (file, base, resources);
  set_identity (file, base, identity);
  set_token (file, base, token);
  g_key_file_set_string (file, "Access", "GrantHours", "6");
  g_key_file_set_string (file, "Access", "IdleLockMinutes", "5");
  g_key_file_set_value (file, "Access", "EmergencyRoles", "clinician;clinician-emergency");
  if (tls_ca != NULL)
    {
      g_autofree char *comment = g_strconcat (" The drill's certificate of this run: ", tls_ca, NULL);

      g_key_file_set_comment (file, "Site", NULL, comment, NULL);
    }

  return write_roster (path, error) && g_key_file_save_to_file (file, path, error);
}
