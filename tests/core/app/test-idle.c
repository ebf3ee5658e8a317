/* test-idle.c: the countdown to the lock, and who an identity provider says is here
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-clock.h"
#include "bd-context-private.h"

#include <glib/gstdio.h>
#include <string.h>

#define SECOND G_GINT64_CONSTANT (1000000)

typedef struct { guint warning, warnings, locks; char *why; } Heard;

static void
on_warning_cb (BdIdle  *idle,
               guint    seconds,
               gpointer data)
{
  Heard *heard = data;

  heard->warning = seconds;
  heard->warnings++;
}

static void
on_lock_cb (BdIdle     *idle,
            const char *why,
            gpointer    data)
{
  Heard *heard = data;

  heard->locks++;
  g_free (heard->why);
  heard->why = g_strdup (why);
}

static BdIdle *
idle_new (Heard *heard)
{
  BdIdle *idle = bd_idle_new (5);

  bd_clock_set_offset_for_tests (0, 0);
  g_signal_connect (idle, "warning", G_CALLBACK (on_warning_cb), heard);
  g_signal_connect (idle, "lock", G_CALLBACK (on_lock_cb), heard);
  bd_idle_start (idle);

  return idle;
}

/* Time passes a second at a time, as the timer sees it. */
static void
pass (BdIdle *idle,
      gint64 *now,
      guint   seconds)
{
  for (guint i = 0; i < seconds; i++)
    {
      *now += SECOND;
      bd_clock_set_offset_for_tests (0, *now);
      bd_idle_tick (idle);
    }
}

static void
test_countdown (void)
{
  Heard heard = { 0 };
  g_autoptr (BdIdle) idle = idle_new (&heard);
  gint64 now = 0;

  pass (idle, &now, 269);
  g_assert_cmpuint (heard.warnings, ==, 0);
  pass (idle, &now, 2);
  g_assert_cmpuint (heard.warnings, >, 0);
  g_assert_cmpuint (heard.warning, <=, 30);
  bd_idle_touch (idle);
  g_assert_cmpuint (heard.warning, ==, 0);

  pass (idle, &now, 299);
  g_assert_cmpuint (heard.locks, ==, 0);
  pass (idle, &now, 2);
  g_assert_cmpuint (heard.locks, >=, 1);
  g_assert_cmpstr (heard.why, ==, "nobody was here");
  g_free (heard.why);
}

/* A suspend that no hook told of shows as a jump of the boot clock. */
static void
test_suspend (void)
{
  Heard heard = { 0 };
  g_autoptr (BdIdle) idle = idle_new (&heard);

  bd_clock_set_offset_for_tests (0, 60 * SECOND);
  bd_idle_tick (idle);
  g_assert_cmpuint (heard.locks, ==, 1);
  g_assert_cmpstr (heard.why, ==, "the computer slept");
  g_free (heard.why);
}

static void
test_stopped (void)
{
  Heard heard = { 0 };
  g_autoptr (BdIdle) idle = idle_new (&heard);

  bd_idle_stop (idle);
  bd_clock_set_offset_for_tests (0, 3600 * SECOND);
  bd_idle_tick (idle);
  g_assert_cmpuint (heard.locks, ==, 0);
}

static BdSiteProfile *
make_profile (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "site.conf", NULL);
  g_autoptr (GError) error = NULL;
  BdSiteProfile *profile;

  g_assert_true (g_file_set_contents (path,
    "[Site]\nName=x\nOrganisation=G00001-G\nFacilities=FZZ999-B;FZZ997-J\nEnvironment=drill\n"
    "[Service sdhr]\nUrl=http://127.0.0.1:1\n[Identity]\nMode=openid\nIssuer=http://127.0.0.1:1/idp\nClientId=b\nClaimRole=groups\n",
    -1, NULL));
  profile = bd_site_profile_load (path, &error);
  g_assert_no_error (error);
  g_remove (path);

  return profile;
}

/* SRD-3, SRD-4: CPN and facilities come from the provider; facilities only of this site. */
static void
test_claims (void)
{
  static const struct { const char *role, *facilities, *sub, *name; const char *is_role, *facility; } rows[] = {
    { "clinician", "FZZ999-B", "u", "Dr U", "clinician", "FZZ999-B" },
    { "staff;clinician-emergency", "FZZ997-J;FZZ999-B", "u", "Dr U", "clinician-emergency", "FZZ997-J" },
    { "reception", "FXX999-K", "u", "U", "reception", NULL },
    { "wizard", "FZZ999-B", "u", "Dr U", NULL, NULL },
    { NULL, "FZZ999-B", "u", "Dr U", NULL, NULL },
    { "clinician", "FZZ999-B", NULL, "Dr U", NULL, NULL },
    { "clinician", "FZZ999-B", "", "Dr U", NULL, NULL },
    { "clinician", "FZZ999-B", "u", NULL, NULL, NULL },
  };
  g_autofree char *folder = g_dir_make_tmp ("bd-claims-XXXXXX", NULL);
  g_autoptr (BdSiteProfile) profile = make_profile (folder);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GHashTable) claims = g_hash_table_new (g_str_hash, g_str_equal);
      g_autoptr (BdClinician) clinician = NULL;
      g_autoptr (GError) error = NULL;

      g_hash_table_insert (claims, (gpointer) "groups", (gpointer) rows[i].role);
      g_hash_table_insert (claims, (gpointer) "facilities", (gpointer) rows[i].facilities);
      g_hash_table_insert (claims, (gpointer) "sub", (gpointer) rows[i].sub);
      g_hash_table_insert (claims, (gpointer) "name", (gpointer) rows[i].name);
      g_hash_table_insert (claims, (gpointer) "cpn", (gpointer) "99ZZZS");
      clinician = bd_clinician_new_from_claims (profile, claims, &error);
      if (rows[i].is_role == NULL)
        {
          g_assert_null (clinician);
          g_assert_error (error, BD_APP_ERROR, BD_APP_ERROR_SIGN_IN);
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpstr (bd_role_to_string (clinician->role), ==, rows[i].is_role);
      g_assert_cmpstr (clinician->facility, ==, rows[i].facility);
      g_assert_cmpstr (clinician->cpn, ==, "99ZZZS");
    }
  g_rmdir (folder);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/idle/countdown", test_countdown);
  g_test_add_func ("/idle/suspend", test_suspend);
  g_test_add_func ("/idle/stopped", test_stopped);
  g_test_add_func ("/claims/SRD-3-4", test_claims);

  return g_test_run ();
}
