/* bd-ctl.c: bedsidectl: the options, and which command they belong to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-ctl-private.h"

#include "bd-process.h"
#include "bd-text.h"

#include <locale.h>
#include <string.h>

#define DEFAULT_TIMEOUT 60

/* The groups of options, so that one that a command cannot heed is an error. */
enum { SIGN_IN = 1 << 0, WHY = 1 << 1, EMERGENCY = 1 << 2, OFFLINE = 1 << 3, MATCH = 1 << 4, LIST = 1 << 5, LOG = 1 << 6, SITE = 1 << 7,
       CONFIRM = 1 << 8, OUT = 1 << 9 };

static const struct { const char *name; int (*run) (const BdCtlOptions *, char **); guint heeds; } commands[] = {
  { "summary", bd_ctl_summary, SITE | SIGN_IN | WHY | CONFIRM | EMERGENCY | OFFLINE },
  { "export",  bd_ctl_export,  SITE | SIGN_IN | WHY | CONFIRM | OFFLINE | OUT },
  { "match",   bd_ctl_match,   SITE | SIGN_IN | MATCH },
  { "read",    bd_ctl_read,    0 },
  { "save",    bd_ctl_save,    SITE | SIGN_IN | WHY | LIST },
  { "store",   bd_ctl_store,   SITE | SIGN_IN },
  { "audit",   bd_ctl_audit,   SITE | SIGN_IN | LOG },
  { "site",    bd_ctl_site,    SITE },
  { "device",  bd_ctl_device,  SITE | SIGN_IN },
  { "secret",  bd_ctl_secret,  SITE | SIGN_IN },
};

static const char description[] =
  "Commands:\n"
  "  summary NHI --reason CODE        look up, open and print one record\n"
  "  export NHI --reason PR1 --out FILE\n"
  "                                   write a NZ Patient Summary for the person\n"
  "  match --name N --born DATE       candidates, best first\n"
  "  match --name N --born DATE --nhi NHI\n"
  "                                   whether the number belongs to that person\n"
  "  read FILE…                       what Bedside would show for FHIR files; no sign-in\n"
  "  save NHI… | --list FILE.csv      keep people for offline, as the site allows\n"
  "  store status | list | purge [NHI]\n"
  "  audit verify [FILE] | list | report --patient NHI | export | new-key FILE\n"
  "  site check FILE                  explain a site profile; no sign-in\n"
  "  device add USER --as SPONSOR     let a colleague use this device\n"
  "  secret set NAME --as ADMIN       put an API key or client secret into the keyring\n"
  "\n"
  "Exit status: 0 done, 2 usage, 3 refused by rule or role, 4 no such person,\n"
  "5 nothing to show, 6 store or key trouble, 7 input not readable.\n";

static void
options_clear (BdCtlOptions *options)
{
  char **const strings[] = {
    &options->site, &options->user, &options->data_dir, &options->reason, &options->note, &options->identified_by,
    &options->initials, &options->birth_year, &options->consulted, &options->name, &options->born, &options->gender,
    &options->list, &options->nhi, &options->expect, &options->officer_key_file, &options->patient, &options->by,
    &options->organisation, &options->facility, &options->since, &options->until, &options->out,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (strings); i++)
    g_clear_pointer (strings[i], g_free);
}

static GOptionContext *
make_parser (BdCtlOptions *o)
{
  const GOptionEntry entries[] = {
    { "site", 0, 0, G_OPTION_ARG_FILENAME, &o->site, "Site profile (default " BD_SITE_PROFILE_DEFAULT ")", "FILE" },
    { "as", 0, 0, G_OPTION_ARG_STRING, &o->user, "Who signs in: an id of the site's roster", "USER" },
    { "passphrase-fd", 0, 0, G_OPTION_ARG_INT, &o->passphrase_fd, "Read the device passphrase from this descriptor", "N" },
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, &o->data_dir, "Data folder, instead of the profile's own", "DIR" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &o->json, "Print JSON", NULL },
    { "reason", 0, 0, G_OPTION_ARG_STRING, &o->reason, "LR1 to LR4, PR1, or BG1 to BG5 for emergency access", "CODE" },
    { "note", 0, 0, G_OPTION_ARG_STRING, &o->note, "Note, where the reason needs one", "TEXT" },
    { "identified-by", 0, 0, G_OPTION_ARG_STRING, &o->identified_by,
      "wristband, photo-id, family, police, asked or not-confirmed (default)", "HOW" },
    { "initials", 0, 0, G_OPTION_ARG_STRING, &o->initials, "Emergency access, export: the person's initials, checked", "XX" },
    { "birth-year", 0, 0, G_OPTION_ARG_STRING, &o->birth_year, "Emergency access, export: the person's birth year, checked", "YYYY" },
    { "consulted", 0, 0, G_OPTION_ARG_STRING, &o->consulted, "Emergency access: senior clinician consulted", "NAME" },
    { "offline", 0, 0, G_OPTION_ARG_NONE, &o->offline, "Ask nobody: saved copies only", NULL },
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &o->out, "export: the file to write; one that is there is replaced", "FILE" },
    { "timeout", 0, 0, G_OPTION_ARG_INT, &o->timeout, "Print what has come after so many seconds (default 60)", "S" },
    { "name", 0, 0, G_OPTION_ARG_STRING, &o->name, "match: a name", "N" },
    { "born", 0, 0, G_OPTION_ARG_STRING, &o->born, "match: birth date; a year is enough", "DATE" },
    { "gender", 0, 0, G_OPTION_ARG_STRING, &o->gender, "match: female, male, other or unknown", "G" },
    { "nhi", 0, 0, G_OPTION_ARG_STRING, &o->nhi, "match: a number, to be checked against name and birth date", "NHI" },
    { "list", 0, 0, G_OPTION_ARG_FILENAME, &o->list, "save: a CSV file of NHI numbers", "FILE" },
    { "expect", 0, 0, G_OPTION_ARG_STRING, &o->expect, "audit verify: head kept elsewhere", "HEAD" },
    { "officer-key-file", 0, 0, G_OPTION_ARG_FILENAME, &o->officer_key_file, "audit: a privacy officer's secret key", "FILE" },
    { "patient", 0, 0, G_OPTION_ARG_STRING, &o->patient, "audit: one person only", "NHI" },
    { "by", 0, 0, G_OPTION_ARG_STRING, &o->by, "audit: acts of one user only", "USER" },
    { "at-organisation", 0, 0, G_OPTION_ARG_STRING, &o->organisation, "audit: one organisation only", "ID" },
    { "at-facility", 0, 0, G_OPTION_ARG_STRING, &o->facility, "audit: one facility only", "ID" },
    { "since", 0, 0, G_OPTION_ARG_STRING, &o->since, "audit: from this day or instant on (UTC)", "TIME" },
    { "until", 0, 0, G_OPTION_ARG_STRING, &o->until, "audit: up to this day or instant (UTC)", "TIME" },
    { "emergencies", 0, 0, G_OPTION_ARG_NONE, &o->emergencies, "audit list: emergency accesses only", NULL },
    { NULL }
  };
  GOptionContext *parser = g_option_context_new ("COMMAND");

  g_option_context_add_main_entries (parser, entries, NULL);
  g_option_context_set_description (parser, description);

  return parser;
}

static guint
given (const BdCtlOptions *o)
{
  guint groups = 0;

  if (o->site != NULL)
    groups |= SITE;
  if (o->user != NULL || o->passphrase_fd >= 0 || o->data_dir != NULL)
    groups |= SIGN_IN;
  if (o->reason != NULL || o->note != NULL || o->identified_by != NULL || o->timeout != DEFAULT_TIMEOUT)
    groups |= WHY;
  if (o->initials != NULL || o->birth_year != NULL)
    groups |= CONFIRM;
  if (o->consulted != NULL)
    groups |= EMERGENCY;
  if (o->out != NULL)
    groups |= OUT;
  if (o->offline)
    groups |= OFFLINE;
  if (o->name != NULL || o->born != NULL || o->gender != NULL || o->nhi != NULL)
    groups |= MATCH;
  if (o->list != NULL)
    groups |= LIST;
  if (o->expect != NULL || o->officer_key_file != NULL || o->patient != NULL || o->emergencies || o->by != NULL ||
      o->organisation != NULL || o->facility != NULL || o->since != NULL || o->until != NULL)
    groups |= LOG;

  return groups;
}

/* Site and sign-in options do no harm anywhere: scripts set them once. */
static int
dispatch (const BdCtlOptions *options,
          char              **args)
{
  const char *known[G_N_ELEMENTS (commands) + 1] = { NULL };
  const char *nearest;

  if (args[0] == NULL)
    return bd_ctl_usage ("Say what to do.");

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      known[i] = commands[i].name;
      if (strcmp (args[0], commands[i].name) != 0)
        continue;
      if ((given (options) & ~(commands[i].heeds | SITE | SIGN_IN)) != 0)
        return bd_ctl_usage ("%s does not take all of these options.", args[0]);
      return commands[i].run (options, args + 1);
    }

  nearest = bd_text_nearest (args[0], known);

  return nearest != NULL ? bd_ctl_usage ("There is no command %s. Did you mean %s?", args[0], nearest)
                         : bd_ctl_usage ("There is no command %s.", args[0]);
}

/**
 * bd_ctl_run:
 * @argc: as main() has it
 * @argv: as main() has it
 *
 * Does one command.
 *
 * Returns: the exit status
 */
int
bd_ctl_run (int    argc,
            char **argv)
{
  BdCtlOptions options = { .passphrase_fd = -1, .timeout = DEFAULT_TIMEOUT };
  g_autoptr (GOptionContext) parser = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) args = NULL;
  int status;

  bd_process_begin (argv);
  setlocale (LC_ALL, "");
  bd_process_harden ();
  args = g_strdupv (argv);
  parser = make_parser (&options);
  if (!g_option_context_parse_strv (parser, &args, &error))
    status = bd_ctl_usage ("%s", error->message);
  else if (options.timeout < 1 || options.timeout > 3600)
    status = bd_ctl_usage ("--timeout is a number of seconds from 1 to 3600.");
  else
    status = dispatch (&options, args + 1);
  options_clear (&options);
  if (!bd_ctl_was_printed () && status == BD_EXIT_DONE)
    status = BD_EXIT_STORE;

  return status;
}
