/* bd-site-identity.c: who may sign in: the group Identity and the roster beside the profile
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-hpi.h"
#include "bd-site-private.h"
#include "bd-text.h"

#include <string.h>

#define PERSON "Clinician "

static void
read_openid (BdSiteReader *reader)
{
  BdOpenIdSettings *openid = &reader->profile->openid;
  const struct { const char *key; char **value; const char *otherwise; } settings[] = {
    { "ClientId",        &openid->client_id,        NULL },
    { "Scopes",          &openid->scopes,           "openid profile" },
    { "ClaimUserId",     &openid->claim_user_id,    "sub" },
    { "ClaimName",       &openid->claim_name,       "name" },
    { "ClaimCpn",        &openid->claim_cpn,        "cpn" },
    { "ClaimRole",       &openid->claim_role,       "role" },
    { "ClaimFacilities", &openid->claim_facilities, "facilities" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    if (!bd_site_reader_dup (reader, "Identity", settings[i].key, settings[i].value))
      *settings[i].value = g_strdup (settings[i].otherwise);

  bd_site_reader_url (reader, "Identity", "Issuer", &openid->issuer);
  if (!g_key_file_has_key (reader->file->values, "Identity", "Issuer", NULL))
    bd_site_reader_say (reader, BD_REMARK_ERROR, "Identity", "Issuer",
                        "Mode=openid needs Issuer, the address of the identity provider.");
  if (openid->client_id == NULL)
    bd_site_reader_say (reader, BD_REMARK_ERROR, "Identity", "ClientId",
                        "Mode=openid needs ClientId, the name under which the identity provider knows Bedside.");
}

/**
 * bd_site_read_identity:
 * @reader: a reading, [Site] read before
 *
 * Reads [Identity] and, if it names one, the roster.
 */
void
bd_site_read_identity (BdSiteReader *reader)
{
  g_autofree char *mode = bd_site_file_dup (reader->file, "Identity", "Mode");
  g_autofree char *roster = bd_site_file_dup (reader->file, "Identity", "Roster");

  if (mode == NULL)
    {
      bd_site_reader_say (reader, BD_REMARK_ERROR, "Identity", "Mode",
                          "Mode is missing: nobody could sign in. Write Mode=openid or Mode=roster.");
      return;
    }

  if (strcmp (mode, "openid") == 0)
    {
      reader->profile->identity_mode = BD_IDENTITY_OPENID;
      read_openid (reader);
      return;
    }

  reader->profile->identity_mode = BD_IDENTITY_ROSTER;
  if (roster == NULL && strcmp (mode, "roster") == 0)
    bd_site_reader_say (reader, BD_REMARK_ERROR, "Identity", "Roster", "Mode=roster needs Roster, the name of the roster file.");
  else if (roster != NULL)
    bd_site_read_roster (reader, roster);
}

/* Remarks on the roster stand at the profile's Roster= line and name the roster's own. */
static void say_of_roster (BdSiteReader *reader, BdSiteFile *roster, BdRemarkLevel level, const char *group,
                           const char *key, const char *format, ...) G_GNUC_PRINTF (6, 7);

static void
say_of_roster (BdSiteReader  *reader,
               BdSiteFile    *roster,
               BdRemarkLevel  level,
               const char    *group,
               const char    *key,
               const char    *format,
               ...)
{
  g_autofree char *text = NULL;
  int line = bd_site_file_line (roster, group, key);
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  if (line == 0)
    line = bd_site_file_line (roster, group, NULL);
  bd_site_reader_say (reader, level, "Identity", "Roster", "%s, line %d [%s]: %s", roster->name, line, group, text);
}

static void
check_roster_line (BdSiteReader     *reader,
                   BdSiteFile       *roster,
                   const BdSiteLine *line)
{
  static const char *const known[] = { "FullName", "CPN", "Role", "Facilities", NULL };
  const char *nearest;

  if (line->key == NULL || !g_str_has_prefix (line->group, PERSON))
    {
      if (line->key == NULL && !g_str_has_prefix (line->group, PERSON))
        say_of_roster (reader, roster, BD_REMARK_ERROR, line->group, NULL,
                       "a roster holds only groups such as [Clinician jdoe].");
      return;
    }

  if (g_strv_contains (known, line->key))
    return;

  nearest = bd_text_nearest (line->key, known);
  say_of_roster (reader, roster, BD_REMARK_ERROR, line->group, line->key,
                 nearest != NULL ? "there is no setting %s. Did you mean %s?"
                                 : "there is no setting %s. There are FullName, CPN, Role and Facilities%s.",
                 line->key, nearest != NULL ? nearest : "");
}

static GStrv
read_person_facilities (BdSiteReader *reader,
                        BdSiteFile   *roster,
                        const char   *group)
{
  g_auto (GStrv) facilities = bd_site_file_dup_list (roster, group, "Facilities");

  for (int i = 0; facilities[i] != NULL; i++)
    if (!g_strv_contains ((const char *const *) reader->profile->facilities, facilities[i]))
      say_of_roster (reader, roster, BD_REMARK_ERROR, group, "Facilities",
                     "%s is none of this site's facilities. Add it to Facilities= of [Site], or take it out (SRD-3).",
                     facilities[i]);

  if (facilities[0] == NULL)
    say_of_roster (reader, roster, BD_REMARK_WARNING, group, "Facilities",
                   "no facility is assigned, so requests name none and services may refuse them.");

  return g_steal_pointer (&facilities);
}

static BdRole
read_person_role (BdSiteReader *reader,
                  BdSiteFile   *roster,
                  const char   *group)
{
  g_autofree char *text = bd_site_file_dup (roster, group, "Role");
  BdRole role = BD_ROLE_RECEPTION;   /* sees no clinical data */

  if (text == NULL || !bd_role_from_string (text, &role))
    say_of_roster (reader, roster, BD_REMARK_ERROR, group, "Role",
                   "Role must be clinician, clinician-emergency, privacy-officer, reception or admin.");

  return role;
}

static void
read_person (BdSiteReader *reader,
             BdSiteFile   *roster,
             const char   *group)
{
  g_autofree char *user_id = g_strstrip (g_strdup (group + strlen (PERSON)));
  g_autofree char *full_name = bd_site_file_dup (roster, group, "FullName");
  g_autofree char *cpn = bd_site_file_dup (roster, group, "CPN");
  g_auto (GStrv) facilities = read_person_facilities (reader, roster, group);
  BdRole role = read_person_role (reader, roster, group);

  if (*user_id == '\0')
    {
      say_of_roster (reader, roster, BD_REMARK_ERROR, group, NULL, "the user id is missing.");
      return;
    }
  if (full_name == NULL)
    say_of_roster (reader, roster, BD_REMARK_ERROR, group, "FullName",
                   "FullName is missing; requests and the audit log carry it (SRD-23).");
  if (cpn == NULL && bd_role_is_clinical (role))
    say_of_roster (reader, roster, BD_REMARK_WARNING, group, "CPN", "no CPN is assigned; services may refuse (SRD-4).");
  else if (cpn != NULL && bd_hpi_check_cpn (cpn) == BD_HPI_BAD_FORMAT)
    say_of_roster (reader, roster, BD_REMARK_WARNING, group, "CPN",
                   "this does not look like a CPN: two digits and four letters or digits, such as 99ZZZS.");

  g_ptr_array_add (reader->profile->roster,
                   bd_clinician_new (user_id, full_name != NULL ? full_name : user_id, cpn, role,
                                     reader->profile->organisation, (const char *const *) facilities, NULL));
}

/* What is wrong with single lines of the roster, told at the profile's line. */
static void
adopt_remarks (BdSiteReader *reader,
               BdSiteFile   *roster,
               GPtrArray    *remarks)
{
  for (guint i = 0; i < remarks->len; i++)
    {
      const BdSiteRemark *remark = g_ptr_array_index (remarks, i);

      bd_site_reader_say (reader, remark->level, "Identity", "Roster", "%s, line %d: %s", roster->name, remark->line,
                          remark->text);
    }
}

/**
 * bd_site_read_roster:
 * @reader: a reading
 * @name: file name, relative to the profile unless absolute
 *
 * Reads the people who may sign in. In production the roster gives out roles and
 * CPNs, so it must be as safe from its users as the profile.
 */
void
bd_site_read_roster (BdSiteReader *reader,
                     const char   *name)
{
  g_autofree char *path = g_path_is_absolute (name) ? g_strdup (name) : g_build_filename (reader->folder, name, NULL);
  g_autoptr (GPtrArray) remarks = g_ptr_array_new_with_free_func ((GDestroyNotify) bd_site_remark_free);
  g_autoptr (BdSiteFile) roster = bd_site_file_load (path, remarks, NULL);

  if (roster == NULL)
    {
      bd_site_reader_say (reader, BD_REMARK_ERROR, "Identity", "Roster",
                          "The roster cannot be read. Roster= is relative to the folder of the profile.");
      return;
    }

  bd_site_check_owner (path, reader->profile->environment, reader->remarks,
                       bd_site_file_line (reader->file, "Identity", "Roster"));
  adopt_remarks (reader, roster, remarks);
  for (guint i = 0; i < roster->lines->len; i++)
    {
      const BdSiteLine *line = g_ptr_array_index (roster->lines, i);

      check_roster_line (reader, roster, line);
      if (line->key == NULL && g_str_has_prefix (line->group, PERSON))
        read_person (reader, roster, line->group);
    }

  if (reader->profile->roster->len == 0)
    bd_site_reader_say (reader, BD_REMARK_ERROR, "Identity", "Roster", "The roster names nobody: nobody could sign in.");
}
