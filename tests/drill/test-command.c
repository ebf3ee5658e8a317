/* test-command.c: the command line: ports, TLS, the site profile, how it ends
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "drill-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

static char *
make_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("drill-XXXXXX", &error);

  g_assert_no_error (error);

  return folder;
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* Runs to the end; gives the exit status and what went to standard error. */
static int
run (char      **err,
     const char *one,
     const char *two)
{
  g_autofree char *people = drill_data ();
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error,
                              g_getenv ("BEDSIDE_DRILL"), "--people", people, one, two, NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, NULL, err, &error);
  g_assert_no_error (error);

  return g_subprocess_get_exit_status (process);
}

static void
test_port_taken (Drill        *drill,
                 gconstpointer data)
{
  g_autofree char *err = NULL;
  g_autofree char *port = g_strdup (strrchr (drill->base, ':') + 1);

  g_assert_cmpint (run (&err, "--port", port), ==, 1);
  g_assert_nonnull (strstr (err, port));
  g_assert_nonnull (strstr (err, "taken"));
}

static void
test_wrong_words (void)
{
  static const char *const wrong[][2] = {
    { "--port", "70000" }, { "--identity", "magic" }, { "--token", "gold" }, { "--generate", "200000" },
    { "--entries", "50001" }, { "--people", "/nowhere/at/all" }, { "--page-size", "-1" }, { "--frobnicate", "1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *err = NULL;

      g_assert_cmpint (run (&err, wrong[i][0], wrong[i][1]), ==, 1);
      g_assert_true (g_str_has_prefix (err, "bedside-drill: "));
    }
}

static char *
value (const char *path,
       const char *group,
       const char *key)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;

  g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &error);
  g_assert_no_error (error);

  return g_key_file_get_string (file, group, key, NULL);
}

static void
assert_value (const char *path,
              const char *group,
              const char *key,
              const char *expected)
{
  g_autofree char *have = value (path, group, key);

  g_test_message ("[%s] %s", group, key);
  g_assert_cmpstr (have, ==, expected);
}

static void
test_site (void)
{
  static const char *const services[] = { "sdhr", "nhi", "air", "mws", "mdr", "shared-care", "hpi", "audit" };
  g_autofree char *folder = make_folder ();
  g_autofree char *site = g_build_filename (folder, "site.conf", NULL);
  g_autofree char *roster = g_build_filename (folder, "roster.conf", NULL);
  Drill drill = { 0 };

  drill_start (&drill, "--site-out", site, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (services); i++)
    {
      g_autofree char *group = g_strconcat ("Service ", services[i], NULL);
      g_autofree char *url = g_strconcat (drill.base, "/", services[i], NULL);

      assert_value (site, group, "Url", url);
    }
  assert_value (site, "Site", "Environment", "drill");
  assert_value (site, "Service sdhr", "PatientParameter", "url");
  assert_value (site, "Service mdr", "PatientParameter", "nhi");
  assert_value (site, "Service sdhr", "Retention", "72h");
  assert_value (site, "Service sdhr", "Resources", "AllergyIntolerance;Condition;Observation;Encounter");
  assert_value (site, "Identity", "Mode", "roster");
  assert_value (site, "Token", "Mode", "none");
  assert_value (roster, "Clinician hparata", "Role", "clinician-emergency");
  assert_value (roster, "Clinician rkaur", "Role", "privacy-officer");
  assert_value (roster, "Clinician owiremu", "Role", "reception");
  assert_value (roster, "Clinician pchand", "Role", "admin");
  assert_value (roster, "Clinician tfaleolo", "Role", "clinician");
  drill_stop (&drill);
  remove_folder (folder);
}

static void
test_site_openid (void)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *site = g_build_filename (folder, "site.conf", NULL);
  g_autofree char *issuer = NULL;
  Drill drill = { 0 };

  drill_start (&drill, "--site-out", site, "--identity", "openid", NULL);
  issuer = g_strconcat (drill.base, "/idp", NULL);
  assert_value (site, "Identity", "Mode", "openid");
  assert_value (site, "Identity", "Issuer", issuer);
  assert_value (site, "Identity", "ClientId", "bedside-drill");
  assert_value (site, "Token", "Mode", "signed-in-user");
  drill_stop (&drill);
  drill_start (&drill, "--site-out", site, "--token", "client-credentials", "--sdhr-resources", "Immunization", NULL);
  assert_value (site, "Service sdhr", "Resources", "Immunization");
  assert_value (site, "Token", "Secret", "bedside-drill-secret");
  drill_stop (&drill);
  remove_folder (folder);
}

/* The certificate that was written is the one to trust, and nothing else is. */
static void
test_tls (void)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *pem = g_build_filename (folder, "ca.pem", NULL);
  g_autoptr (GTlsDatabase) trusted = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  Drill drill = { 0 };

  drill_start (&drill, "--tls", "--tls-ca-out", pem, NULL);
  g_assert_true (g_str_has_prefix (drill.base, "https://127.0.0.1:"));
  g_file_get_contents (pem, &text, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (strstr (text, "PRIVATE KEY"));
  {
    g_autoptr (Answer) stranger = drill_get (&drill, "/drill/people");

    g_assert_error (stranger->error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE);
  }
  trusted = g_tls_file_database_new (pem, &error);
  g_assert_no_error (error);
  g_clear_object (&drill.session);
  drill.session = soup_session_new_with_options ("tls-database", trusted, "timeout", 5, NULL);
  {
    g_autoptr (Answer) friend = drill_get (&drill, "/nhi/Patient/ZKC7284");

    assert_status (friend, 200);
  }
  drill_stop (&drill);
  remove_folder (folder);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/drill/command/port-taken", Drill, NULL, drill_set_up, test_port_taken, drill_tear_down);
  g_test_add_func ("/drill/command/wrong-words", test_wrong_words);
  g_test_add_func ("/drill/command/site", test_site);
  g_test_add_func ("/drill/command/site-openid", test_site_openid);
  g_test_add_func ("/drill/command/tls", test_tls);

  return g_test_run ();
}
