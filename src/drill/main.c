/* main.c: starts the drill server, nothing else
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <gio/gio.h>
#include <glib-unix.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "drill.h"
#include "number.h"
#include "roster.h"

/* SDHR passes on what MDR and AIR hold; a site that asks those need not be told everything twice. */
#define OWN_RESOURCES "AllergyIntolerance;Condition;Observation;Encounter"

/* What the command line says. */
typedef struct
{
  int       port, page_size, people, entries, seed, rate, token_seconds;
  gboolean  tls;
  char     *directory, *site_out, *tls_ca_out, *identity, *token, *resources;
  char    **api_keys;
} Arguments;

static gboolean
parse (Arguments  *a,
       int        *argc,
       char     ***argv,
       GError    **error)
{
  const GOptionEntry options[] = {
    { "port", 0, 0, G_OPTION_ARG_INT, &a->port, "Port on 127.0.0.1; 0 for any (default)", "N" },
    { "tls", 0, 0, G_OPTION_ARG_NONE, &a->tls, "Serve HTTPS with a throw-away certificate", NULL },
    { "tls-ca-out", 0, 0, G_OPTION_ARG_FILENAME, &a->tls_ca_out, "Write that certificate here", "FILE" },
    { "people", 0, 0, G_OPTION_ARG_FILENAME, &a->directory, "Folder of the invented people", "DIR" },
    { "site-out", 0, 0, G_OPTION_ARG_FILENAME, &a->site_out, "Write a site profile and roster.conf", "FILE" },
    { "identity", 0, 0, G_OPTION_ARG_STRING, &a->identity, "roster (default) or openid", "MODE" },
    { "token", 0, 0, G_OPTION_ARG_STRING, &a->token, "none, client-credentials or signed-in-user", "MODE" },
    { "sdhr-resources", 0, 0, G_OPTION_ARG_STRING, &a->resources, "What the site profile asks SDHR for", "LIST" },
    { "api-key", 0, 0, G_OPTION_ARG_STRING_ARRAY, &a->api_keys, "Demand an API key of a service", "SERVICE=KEY" },
    { "page-size", 0, 0, G_OPTION_ARG_INT, &a->page_size, "Entries a page; 0: no paging (default)", "N" },
    { "rate", 0, 0, G_OPTION_ARG_INT, &a->rate, "SDHR requests a second; 0: no limit (default 50)", "N" },
    { "token-seconds", 0, 0, G_OPTION_ARG_INT, &a->token_seconds, "Life of an access token (default 300)", "N" },
    { "generate", 0, 0, G_OPTION_ARG_INT, &a->people, "Generate this many people more", "PEOPLE" },
    { "entries", 0, 0, G_OPTION_ARG_INT, &a->entries, "Records of each of them (default 200)", "N" },
    { "seed", 0, 0, G_OPTION_ARG_INT, &a->seed, "The same seed gives the same people (default 1)", "N" },
    { NULL }
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("- the national services on loopback, with invented people");

  g_option_context_add_main_entries (context, options, NULL);

  return g_option_context_parse (context, argc, argv, error);
}

static void
set_defaults (Arguments *a)
{
  if (a->directory == NULL)   /* a drill that is not installed yet takes the people of its source */
    a->directory = g_strdup (g_file_test (BD_DRILL_DATA, G_FILE_TEST_IS_DIR) ? BD_DRILL_DATA : BD_DRILL_SOURCE_DATA);
  if (a->identity == NULL)
    a->identity = g_strdup ("roster");
  if (a->token == NULL)
    a->token = g_strdup (g_str_equal (a->identity, "openid") ? "signed-in-user" : "none");
  if (a->resources == NULL)
    a->resources = g_strdup (OWN_RESOURCES);
}

static const char *
argument_problem (const Arguments *a,
                  int              left)
{
  static const char *const identities[] = { "roster", "openid", NULL };
  static const char *const tokens[] = { "none", "client-credentials", "signed-in-user", NULL };

  if (left > 1)
    return "there is one word too many";
  if (a->port < 0 || a->port > 65535)
    return "--port must be 0 to 65535";
  if (a->page_size < 0 || a->rate < 0 || a->token_seconds < 1)
    return "--page-size and --rate must not be negative, --token-seconds must be 1 or more";
  if (a->people < 0 || a->people > (int) BD_DRILL_MOST_PEOPLE || a->entries < 0 || a->entries > 50000)
    return "--generate must be at most 100000, --entries at most 50000";
  if (!g_strv_contains (identities, a->identity))
    return "--identity must be roster or openid";
  if (!g_strv_contains (tokens, a->token))
    return "--token must be none, client-credentials or signed-in-user";

  return NULL;
}

static void
arguments_clear (Arguments *a)
{
  g_free (a->directory);
  g_free (a->site_out);
  g_free (a->tls_ca_out);
  g_free (a->identity);
  g_free (a->token);
  g_free (a->resources);
  g_strfreev (a->api_keys);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Arguments, arguments_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BdDrill, bd_drill_free)

static GHashTable *
api_key_table (char **pairs)
{
  GHashTable *table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; pairs != NULL && pairs[i] != NULL; i++)
    {
      const char *equals = strchr (pairs[i], '=');

      if (equals != NULL)
        g_hash_table_insert (table, g_strndup (pairs[i], equals - pairs[i]), g_strdup (equals + 1));
    }

  return table;
}

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);

  return G_SOURCE_CONTINUE;
}

static int
fail (const char *words)
{
  g_printerr ("bedside-drill: %s\n", words);

  return 1;
}

static gboolean
listen_and_tell (BdDrill         *drill,
                 const Arguments *a,
                 GError         **error)
{
  if (!bd_drill_listen (drill, error))
    {
      if (g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
        {
          g_clear_error (error);
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE,
                       "port %d is taken by another program; choose one with --port, or 0 for any", a->port);
        }
      return FALSE;
    }
  if (a->site_out != NULL &&
      !bd_drill_site_write (a->site_out, bd_drill_base (drill), a->identity, a->token, a->resources,
                            a->tls_ca_out, error))
    return FALSE;
  printf ("Drill listening on %s\n", bd_drill_base (drill));
  fflush (stdout);

  return TRUE;
}

int
main (int   argc,
      char *argv[])
{
  g_auto (Arguments) a = { .entries = 200, .seed = 1, .rate = 50, .token_seconds = 300 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) keys = NULL;
  g_autoptr (BdDrill) drill = NULL;
  BdDrillOptions options = { 0 };
  BdDrillPeople *people;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  const char *problem;

  setlocale (LC_ALL, "");
  if (!parse (&a, &argc, &argv, &error))
    return fail (error->message);
  set_defaults (&a);
  problem = argument_problem (&a, argc);
  if (problem != NULL)
    return fail (problem);
  people = bd_drill_people_load (a.directory, &error);
  if (people == NULL)
    return fail (error->message);
  bd_drill_people_generate (people, (guint) a.people, (guint) a.entries, (guint) a.seed);
  keys = api_key_table (a.api_keys);
  options.port = (guint) a.port;
  options.tls = a.tls;
  options.tls_ca_out = a.tls_ca_out;
  options.page_size = (guint) a.page_size;
  options.rate = (guint) a.rate;
  options.token_seconds = (guint) a.token_seconds;
  options.anonymous = g_str_equal (a.token, "none");
  options.api_keys = keys;
  drill = bd_drill_new (&options, people);
  g_unix_signal_add (SIGTERM, quit_cb, loop);   /* before the line is printed: who reads it may end us at once */
  g_unix_signal_add (SIGINT, quit_cb, loop);
  if (!listen_and_tell (drill, &a, &error))
    return fail (error->message);
  g_main_loop_run (loop);

  return 0;
}
