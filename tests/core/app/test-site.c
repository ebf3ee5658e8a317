/* test-site.c: the site profile: each bad line gets a remark with its line and remedy
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-app-text.h"
#include "bd-service.h"
#include "bd-site-profile.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define KEY "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

/* Line numbers of the tables below count in this text. */
static const char good[] =
  "[Site]\n"                                  /* 1 */
  "Name=Kōwhai Clinic\n"
  "Organisation=G00001-G\n"
  "Facilities=FZZ999-B;FZZ997-J\n"
  "TimeZone=Pacific/Auckland\n"               /* 5 */
  "Environment=production   # strict\n"
  "\n"
  "[Service nhi]\n"
  "Url=https://nhi.example.nz/fhir/\n"
  "\n"                                        /* 10 */
  "[Service sdhr]\n"
  "Url=https://sdhr.example.nz/s2s\n"
  "Resources=AllergyIntolerance;Condition\n"
  "Retention=72h\n"
  "Agreement=Deed 12\n"                       /* 15 */
  "ApiKey=sdhr key\n"
  "TimeoutSeconds=8\n"
  "\n"
  "[Identity]\n"
  "Mode=roster\n"                             /* 20 */
  "Roster=roster.conf\n"
  "\n"
  "[Token]\n"
  "Mode=client-credentials\n"
  "Url=https://token.example.nz/token\n"      /* 25 */
  "ClientId=kowhai\n"
  "Secret=kowhai gateway\n"
  "\n"
  "[Access]\n"
  "GrantHours=6\n"                            /* 30 */
  "IdleLockMinutes=5\n"
  "EmergencyRoles=clinician;clinician-emergency\n"
  "OfficerKeys=" KEY "\n";

static const char roster[] =
  "[Clinician tui]\n"
  "FullName=Tui Example\n"
  "CPN=99ZZZS\n"
  "Role=clinician\n"
  "Facilities=FZZ997-J\n";                    /* 5 */

typedef struct { char *folder, *path, *roster_path; } Fixture;

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  f->folder = g_dir_make_tmp ("bd-site-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "site.conf", NULL);
  f->roster_path = g_build_filename (f->folder, "roster.conf", NULL);
  g_assert_true (g_file_set_contents (f->roster_path, roster, -1, NULL));
  g_assert_true (g_file_set_contents (f->path, good, -1, NULL));
  g_assert_cmpint (g_chmod (f->path, 0644), ==, 0);
  g_assert_cmpint (g_chmod (f->roster_path, 0644), ==, 0);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  g_remove (f->path);
  g_remove (f->roster_path);
  g_rmdir (f->folder);
  g_free (f->path);
  g_free (f->roster_path);
  g_free (f->folder);
}

static void
replace_line (const char *path,
              const char *text,
              int         line,
              const char *with)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autofree char *joined = NULL;

  g_assert_cmpint (line, <=, (int) g_strv_length (lines));
  g_free (lines[line - 1]);
  lines[line - 1] = g_strdup (with);
  joined = g_strjoinv ("\n", lines);
  g_assert_true (g_file_set_contents (path, joined, -1, NULL));
  g_assert_cmpint (g_chmod (path, 0644), ==, 0);
}

static const BdSiteRemark *
find_remark (GPtrArray     *remarks,
             BdRemarkLevel  level,
             int            line,
             const char    *part)
{
  for (guint i = 0; i < remarks->len; i++)
    {
      const BdSiteRemark *remark = g_ptr_array_index (remarks, i);

      if (remark->level == level && remark->line == line && strstr (remark->text, part) != NULL)
        return remark;
    }

  return NULL;
}

static guint
count_level (GPtrArray     *remarks,
             BdRemarkLevel  level)
{
  guint n = 0;

  for (guint i = 0; i < remarks->len; i++)
    n += ((const BdSiteRemark *) g_ptr_array_index (remarks, i))->level == level;

  return n;
}

static void
test_good (Fixture       *f,
           gconstpointer  data)
{
  g_autoptr (GPtrArray) remarks = bd_site_profile_check (f->path, NULL);
  g_autoptr (BdSiteProfile) profile = NULL;
  const BdServiceConfig *sdhr;

  g_assert_cmpuint (count_level (remarks, BD_REMARK_WARNING), ==, 0);
  if (getuid () != 0)
    {
      g_test_skip ("a production profile is owned by root: run as root");
      return;
    }

  profile = bd_site_profile_load (f->path, NULL);
  g_assert_nonnull (profile);
  sdhr = bd_site_profile_get_service (profile, BD_SOURCE_SDHR);
  g_assert_cmpstr (bd_site_profile_get_name (profile), ==, "Kōwhai Clinic");
  g_assert_cmpint (bd_site_profile_get_environment (profile), ==, BD_ENVIRONMENT_PRODUCTION);
  g_assert_cmpstr (sdhr->url, ==, "https://sdhr.example.nz/s2s");
  g_assert_cmpint (sdhr->retention, ==, BD_RETENTION_HOURS);
  g_assert_cmpuint (sdhr->retention_hours, ==, 72);
  g_assert_cmpstr (sdhr->resources[1], ==, "Condition");
  g_assert_cmpstr (bd_site_profile_get_service (profile, BD_SOURCE_NHI)->url, ==, "https://nhi.example.nz/fhir");
  g_assert_null (bd_site_profile_get_service (profile, BD_SOURCE_AIR));
  g_assert_cmpstr (bd_site_profile_get_api_key_name (profile, BD_SOURCE_SDHR), ==, "sdhr key");
  g_assert_cmpstr (bd_site_profile_find_clinician (profile, "tui")->facility, ==, "FZZ997-J");
  g_assert_null (bd_site_profile_find_clinician (profile, "kea"));
  g_assert_cmpint (bd_site_profile_get_token_mode (profile), ==, BD_TOKEN_CLIENT_CREDENTIALS);
  g_assert_cmpstr (bd_site_profile_get_officer_keys (profile)[0], ==, KEY);
}

/* What a site is told about its own choices, named after the conformance rows they answer. */
static void
test_explains (Fixture       *f,
               gconstpointer  data)
{
  g_autoptr (GPtrArray) remarks = bd_site_profile_check (f->path, NULL);

  g_assert_nonnull (find_remark (remarks, BD_REMARK_NOTE, 16, "SRD-1"));
  g_assert_nonnull (find_remark (remarks, BD_REMARK_NOTE, 4, "SRD-3"));
  g_assert_nonnull (find_remark (remarks, BD_REMARK_NOTE, 21, "SRD-4"));
  g_assert_nonnull (find_remark (remarks, BD_REMARK_NOTE, 14, "SRD-7"));
  g_assert_nonnull (find_remark (remarks, BD_REMARK_NOTE, 11, "SRD-8"));
  g_assert_nonnull (find_remark (remarks, BD_REMARK_NOTE, 8, "Not given, so: none."));
  g_assert_nonnull (find_remark (remarks, BD_REMARK_NOTE, 0, "AIR is not set up here"));
}

static const struct { int line; const char *with; BdRemarkLevel level; int at; const char *part; } lines[] = {
  { 1,  "[Sit]", BD_REMARK_ERROR, 1, "Did you mean [Site]?" },
  { 1,  "[Site", BD_REMARK_ERROR, 1, "close the bracket" },
  { 1,  "Stray=1", BD_REMARK_ERROR, 1, "before any group" },
  { 2,  "Nmae=Kōwhai Clinic", BD_REMARK_ERROR, 2, "Did you mean Name?" },
  { 2,  "Quetzalcoatl=x", BD_REMARK_ERROR, 2, "It may hold Name, Organisation" },
  { 2,  "just words", BD_REMARK_ERROR, 2, "no setting" },
  { 2,  "Organisation=G00001-G", BD_REMARK_ERROR, 3, "stands twice" },
  { 3,  "Organisation=12345", BD_REMARK_ERROR, 3, "GXXNNN-C" },
  { 3,  "Organisation=G00001-H", BD_REMARK_WARNING, 3, "check character" },
  { 3,  "", BD_REMARK_ERROR, 1, "Organisation is missing" },
  { 4,  "Facilities=FZZ99-B;FZZ997-J", BD_REMARK_ERROR, 4, "FXXNNN-C" },
  { 4,  "Facilities=FZZ999-C;FZZ997-J", BD_REMARK_WARNING, 4, "check character" },
  { 4,  "Facilities=FZZ999-B", BD_REMARK_ERROR, 21, "FZZ997-J is none of this site's facilities" },
  { 5,  "TimeZone=Pacific/Atlantis", BD_REMARK_ERROR, 5, "no time zone" },
  { 6,  "Environment=prod", BD_REMARK_ERROR, 6, "production, uat, drill" },
  { 6,  "Environment=drill", BD_REMARK_ERROR, 12, "only name this machine" },
  { 11, "[Service shdr]", BD_REMARK_ERROR, 11, "Did you mean [Service sdhr]?" },
  { 8,  "[Service air]", BD_REMARK_ERROR, 0, "NHI is not set up here" },
  { 9,  "Url=http://nhi.example.nz/fhir", BD_REMARK_ERROR, 9, "Write https://" },
  { 9,  "Url=http://127.0.0.1:8080/fhir", BD_REMARK_ERROR, 9, "not even to this machine" },
  { 9,  "Url=nhi.example.nz", BD_REMARK_ERROR, 9, "no web address" },
  { 9,  "Url=ftp://nhi.example.nz", BD_REMARK_ERROR, 9, "no web address" },
  { 9,  "Url=https://me:secret@nhi.example.nz", BD_REMARK_ERROR, 9, "leave out user names" },
  { 9,  "Url=https://nhi.example.nz?x=1", BD_REMARK_ERROR, 9, "leave out user names" },
  { 9,  "", BD_REMARK_ERROR, 8, "Url is missing" },
  { 9,  "Url=", BD_REMARK_ERROR, 9, "Url is missing" },
  { 13, "Resources=AllergyIntolerence", BD_REMARK_ERROR, 13, "Did you mean AllergyIntolerance?" },
  { 13, "PatientParameter=name", BD_REMARK_ERROR, 13, "url, nhi, reference" },
  { 14, "Retention=3 days", BD_REMARK_ERROR, 14, "72h" },
  { 14, "Retention=0h", BD_REMARK_ERROR, 14, "from 1h to" },
  { 14, "Retention=h", BD_REMARK_ERROR, 14, "72h" },
  { 14, "Prefetch=user", BD_REMARK_WARNING, 14, "keeps nothing" },
  { 15, "Agreement=", BD_REMARK_ERROR, 15, "names nothing that allows it" },
  { 15, "", BD_REMARK_ERROR, 11, "names nothing that allows it" },
  { 16, "ApiKey=f81d4fae7dec11d0a76500a0c91e6bf6", BD_REMARK_WARNING, 16, "looks like the secret itself" },
  { 17, "TimeoutSeconds=0", BD_REMARK_ERROR, 17, "from 1 to 120" },
  { 17, "TimeoutSeconds=500", BD_REMARK_ERROR, 17, "from 1 to 120" },
  { 17, "TimeoutSeconds=eight", BD_REMARK_ERROR, 17, "whole number" },
  { 19, "[Site]", BD_REMARK_ERROR, 19, "the first is in line 1" },
  { 20, "Mode=password", BD_REMARK_ERROR, 20, "openid, roster" },
  { 20, "", BD_REMARK_ERROR, 19, "nobody could sign in" },
  { 20, "Mode=openid", BD_REMARK_ERROR, 19, "needs Issuer" },
  { 20, "Mode=openid", BD_REMARK_ERROR, 19, "needs ClientId" },
  { 21, "", BD_REMARK_ERROR, 19, "needs Roster" },
  { 21, "Roster=nobody.conf", BD_REMARK_ERROR, 21, "cannot be read" },
  { 24, "Mode=signed-in-user", BD_REMARK_ERROR, 24, "nobody has a token of their own" },
  { 24, "Mode=none", BD_REMARK_WARNING, 24, "No token is sent" },
  { 25, "", BD_REMARK_ERROR, 23, "Url is missing" },
  { 26, "", BD_REMARK_ERROR, 23, "ClientId is missing" },
  { 27, "", BD_REMARK_ERROR, 23, "Secret is missing" },
  { 27, "Secret=f81d4fae7dec11d0a76500a0c91e6bf6", BD_REMARK_WARNING, 27, "looks like the secret itself" },
  { 30, "GrantHours=25", BD_REMARK_ERROR, 30, "from 1 to 24" },
  { 31, "IdleLockMinutes=-1", BD_REMARK_ERROR, 31, "from 1 to 60" },
  { 32, "EmergencyRoles=clinician;wizard", BD_REMARK_ERROR, 32, "no role wizard" },
  { 32, "EmergencyRoles=reception", BD_REMARK_ERROR, 32, "SRD-6" },
  { 33, "OfficerKeys=abc", BD_REMARK_ERROR, 33, "Key 1 is no public key" },
  { 33, "OfficerKeys=" KEY ";" KEY "x", BD_REMARK_ERROR, 33, "Key 2 is no public key" },
  { 33, "", BD_REMARK_ERROR, 29, "OfficerKeys is missing" },
};

static void
test_lines (Fixture       *f,
            gconstpointer  data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr (GPtrArray) remarks = NULL;
      g_autoptr (GError) error = NULL;

      g_test_message ("line %d: %s", lines[i].line, lines[i].with);
      replace_line (f->path, good, lines[i].line, lines[i].with);
      remarks = bd_site_profile_check (f->path, &error);
      g_assert_no_error (error);
      g_assert_nonnull (find_remark (remarks, lines[i].level, lines[i].at, lines[i].part));

      if (lines[i].level == BD_REMARK_ERROR)
        g_assert_null (bd_site_profile_load (f->path, NULL));
    }
}

/* An error in the file as loaded names its line. */
static void
test_refused_by_line (Fixture       *f,
                      gconstpointer  data)
{
  g_autoptr (BdSiteProfile) profile = NULL;
  g_autoptr (GError) error = NULL;

  if (getuid () != 0)
    {
      g_test_skip ("a production profile is owned by root: run as root");
      return;
    }

  replace_line (f->path, good, 9, "Url=http://nhi.example.nz");
  profile = bd_site_profile_load (f->path, &error);
  g_assert_error (error, BD_SITE_ERROR, BD_SITE_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "Line 9: "));
  g_assert_nonnull (strstr (error->message, "https://"));
}

static const struct { int line; const char *with; BdRemarkLevel level; const char *part; } roster_lines[] = {
  { 1, "[Person tui]", BD_REMARK_ERROR, "line 1 [Person tui]" },
  { 1, "[Clinician ]", BD_REMARK_ERROR, "only groups such as" },
  { 2, "FulName=Tui", BD_REMARK_ERROR, "Did you mean FullName?" },
  { 2, "", BD_REMARK_ERROR, "FullName is missing" },
  { 3, "CPN=12", BD_REMARK_WARNING, "does not look like a CPN" },
  { 3, "", BD_REMARK_WARNING, "no CPN" },
  { 4, "Role=boss", BD_REMARK_ERROR, "line 4" },
  { 5, "Facilities=FZZ995-E", BD_REMARK_ERROR, "SRD-3" },
  { 5, "", BD_REMARK_WARNING, "no facility" },
  { 5, "what is this", BD_REMARK_ERROR, "line 5" },
};

static void
test_roster_lines (Fixture       *f,
                   gconstpointer  data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (roster_lines); i++)
    {
      g_autoptr (GPtrArray) remarks = NULL;

      g_test_message ("roster line %d: %s", roster_lines[i].line, roster_lines[i].with);
      replace_line (f->roster_path, roster, roster_lines[i].line, roster_lines[i].with);
      remarks = bd_site_profile_check (f->path, NULL);
      g_assert_nonnull (find_remark (remarks, roster_lines[i].level, 21, roster_lines[i].part));
    }
}

static void
test_unsafe (Fixture       *f,
             gconstpointer  data)
{
  static const char *const texts[] = { "the profile must be owned", "the roster must be owned" };

  for (int i = 0; i < 2; i++)
    {
      g_autoptr (GPtrArray) remarks = NULL;
      g_autoptr (BdSiteProfile) profile = NULL;
      g_autoptr (GError) error = NULL;
      const char *path = i == 0 ? f->path : f->roster_path;

      g_assert_cmpint (g_chmod (path, 0666), ==, 0);
      remarks = bd_site_profile_check (f->path, NULL);
      g_assert_nonnull (find_remark (remarks, BD_REMARK_ERROR, i == 0 ? 0 : 21, texts[i]));
      profile = bd_site_profile_load (f->path, &error);
      g_assert_null (profile);
      if (i == 0)
        g_assert_error (error, BD_SITE_ERROR, BD_SITE_ERROR_UNSAFE);
      g_assert_cmpint (g_chmod (path, 0644), ==, 0);
    }
}

/* Outside production the owner does not matter, nor does http to this machine. */
static void
test_relaxed (Fixture       *f,
              gconstpointer  data)
{
  static const char text[] =
    "[Site]\nName=x\nOrganisation=G00001-G\nFacilities=FZZ999-B;FZZ997-J\nEnvironment=uat\n"
    "[Service sdhr]\nUrl=http://127.0.0.1:1/fhir\nPatientParameter=reference\n"
    "[Identity]\nMode=roster\nRoster=roster.conf\n[Access]\nOfficerKeys=" KEY "\n";
  g_autoptr (BdSiteProfile) profile = NULL;
  g_autoptr (GError) error = NULL;
  const BdServiceConfig *sdhr;

  g_assert_true (g_file_set_contents (f->path, text, -1, NULL));
  g_assert_cmpint (g_chmod (f->path, 0666), ==, 0);
  profile = bd_site_profile_load (f->path, &error);
  g_assert_no_error (error);
  sdhr = bd_site_profile_get_service (profile, BD_SOURCE_SDHR);
  g_assert_cmpint (sdhr->patient_parameter, ==, BD_PATIENT_AS_REFERENCE);
  g_assert_cmpint (sdhr->retention, ==, BD_RETENTION_NONE);
  g_assert_cmpint (bd_site_profile_get_token_mode (profile), ==, BD_TOKEN_NONE);
  g_assert_cmpuint (bd_site_profile_get_grant_hours (profile), ==, 6);
  g_assert_cmpuint (bd_site_profile_get_idle_minutes (profile), ==, 5);
  g_assert_cmpuint (g_strv_length ((char **) bd_site_profile_get_emergency_roles (profile)), ==, 2);
}

static void
test_report (Fixture       *f,
             gconstpointer  data)
{
  g_autofree char *fine = NULL, *wrong = NULL, *missing = NULL;
  int status;

  if (getuid () == 0)
    {
      fine = bd_site_check_to_text (f->path, TRUE, &status);
      g_assert_cmpint (status, ==, 0);
      g_assert_nonnull (strstr (fine, "\"ok\": true"));
    }

  replace_line (f->path, good, 9, "Url=http://nhi.example.nz");
  wrong = bd_site_check_to_text (f->path, FALSE, &status);
  g_assert_cmpint (status, ==, 3);
  g_assert_nonnull (strstr (wrong, "line 9: error: [Service nhi] Url: http:// is not allowed"));

  g_remove (f->path);
  missing = bd_site_check_to_text (f->path, TRUE, &status);
  g_assert_cmpint (status, ==, 7);
  g_assert_nonnull (strstr (missing, "\"ok\": false"));
}

static void
test_folder_names (Fixture       *f,
                   gconstpointer  data)
{
  g_autoptr (BdSiteProfile) one = NULL;
  g_autofree char *name = NULL;

  if (getuid () != 0)
    {
      g_test_skip ("a production profile is owned by root: run as root");
      return;
    }

  one = bd_site_profile_load (f->path, NULL);
  name = bd_site_profile_dup_folder_name (one);
  g_assert_true (g_str_is_ascii (name));
  g_assert_null (strchr (name, '/'));
  g_assert_cmpuint (strlen (name), <=, 24 + 1 + 8);
}

int
main (int   argc,
      char *argv[])
{
  static const struct { const char *path; void (*test) (Fixture *, gconstpointer); } tests[] = {
    { "/site/good", test_good },
    { "/site/explains/SRD-1-3-4-7-8", test_explains },
    { "/site/lines", test_lines },
    { "/site/refused-by-line", test_refused_by_line },
    { "/site/roster-lines", test_roster_lines },
    { "/site/unsafe", test_unsafe },
    { "/site/relaxed", test_relaxed },
    { "/site/report", test_report },
    { "/site/folder-names", test_folder_names },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);

  return g_test_run ();
}
