/* test-read.c: reading files: every resource in one list, nothing steers the terminal
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-app-text.h"
#include "bd-born.h"
#include "bd-json.h"

#include <glib/gstdio.h>
#include <string.h>

static char *folder;

static char *
put (const char *name,
     const char *text)
{
  char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));

  return path;
}

static BdJson *
parse (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  BdJson *json;
  g_autoptr (GError) error = NULL;

  json = bd_json_parse (bytes, &error);
  g_assert_no_error (error);

  return json;
}

static const char bundle[] =
  "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"entry\":["
  "{\"resource\":{\"resourceType\":\"Observation\",\"id\":\"o1\",\"status\":\"final\",\"code\":{\"text\":\"Weight\"},"
  "\"subject\":{\"reference\":\"Patient/ZKC7284\"},"
  "\"valueQuantity\":{\"value\":72.50,\"unit\":\"kg\"},\"effectiveDateTime\":\"2024-03\"}},"
  "{\"resource\":{\"resourceType\":\"Patient\",\"id\":\"ZKC7284\",\"name\":[{\"family\":\"Tūī\",\"given\":[\"A\"]}],"
  "\"birthDate\":\"1971\"}},"
  "{\"resource\":{\"resourceType\":\"Claim\",\"id\":\"c1\"}},"
  "{\"search\":{\"mode\":\"outcome\"},\"resource\":{\"resourceType\":\"OperationOutcome\",\"issue\":"
  "[{\"severity\":\"warning\",\"code\":\"informational\",\"diagnostics\":\"Some words\"}]}}]}";

static void
test_lists (void)
{
  g_autofree char *path = put ("bundle.json", bundle), *text = NULL;
  char *files[] = { path, NULL };
  g_autoptr (BdJson) json = NULL;
  const BdJsonNode *file, *entry;
  int status;

  text = bd_read_files_to_text (files, TRUE, &status);
  g_assert_cmpint (status, ==, 0);
  json = parse (text);
  file = bd_json_first (bd_json_get (bd_json_root (json), "files"));
  g_assert_cmpstr (bd_json_get_string (file, "file"), ==, path);
  g_assert_null (bd_json_get_string (file, "error"));
  g_assert_cmpuint (bd_json_length (bd_json_get (file, "entries")), ==, 1);
  g_assert_cmpuint (bd_json_length (bd_json_get (file, "patients")), ==, 1);
  g_assert_cmpuint (bd_json_length (bd_json_get (file, "outcomes")), ==, 1);
  g_assert_cmpuint (bd_json_length (bd_json_get (file, "notShown")), ==, 1);

  entry = bd_json_first (bd_json_get (file, "entries"));
  g_assert_cmpstr (bd_json_get_string (entry, "value"), ==, "72.50");
  g_assert_cmpstr (bd_json_get_string (entry, "unit"), ==, "kg");
  g_assert_cmpstr (bd_json_get_string (entry, "section"), ==, "observations");
  g_assert_cmpstr (bd_json_get_string (entry, "nhi"), ==, "ZKC7284");
  g_assert_cmpstr (bd_json_get_string (bd_json_get (entry, "dates"), "effective"), ==, "2024-03");
  g_assert_cmpstr (bd_json_get_string (bd_json_first (bd_json_get (file, "patients")), "family"), ==, "Tūī");
  g_assert_cmpstr (bd_json_get_string (bd_json_first (bd_json_get (file, "outcomes")), "text"), ==, "Some words");
  g_assert_cmpstr (bd_json_get_string (bd_json_first (bd_json_get (file, "notShown")), "resourceType"), ==, "Claim");
}

static void
test_failures (void)
{
  static const char *const texts[] = { "", "[]", "<html>", "{\"a\":1,\"a\":2}", "{\"resourceType\":\"Observation\"", "{\"v\":1e999}" };
  int status;

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *bad = put ("bad.json", texts[i]), *fine = put ("fine.json", bundle), *text = NULL;
      char *files[] = { bad, fine, NULL };
      g_autoptr (BdJson) json = NULL;
      const BdJsonNode *first;

      text = bd_read_files_to_text (files, TRUE, &status);
      g_assert_cmpint (status, ==, 7);
      json = parse (text);
      first = bd_json_first (bd_json_get (bd_json_root (json), "files"));
      g_assert_nonnull (bd_json_get_string (first, "error"));
      g_assert_cmpuint (bd_json_length (bd_json_get (first, "entries")), ==, 0);
      g_assert_cmpuint (bd_json_length (bd_json_get (bd_json_next (first), "entries")), ==, 1);
    }
}

/* Why a section is empty, and what it refers to in vain, are told. */
static void
test_document_sections (void)
{
  g_autofree char *path = put ("document.json",
    "{\"resourceType\":\"Bundle\",\"type\":\"document\",\"entry\":[{\"resource\":{\"resourceType\":\"Composition\",\"section\":["
    "{\"title\":\"Results\",\"emptyReason\":{\"coding\":[{\"code\":\"withheld\"}]}},"
    "{\"title\":\"Problems\",\"entry\":[{\"reference\":\"Condition/gone\"}]},{\"title\":\"Plan\"}]}}]}");
  char *files[] = { path, NULL };
  g_autofree char *text = NULL;
  int status;

  text = bd_read_files_to_text (files, FALSE, &status);
  g_assert_cmpint (status, ==, 0);
  g_assert_nonnull (strstr (text, "Results: withheld."));
  g_assert_nonnull (strstr (text, "Problems: referenced item missing: Condition/gone"));
  g_assert_nonnull (strstr (text, "Plan: no entries, and no reason is given."));
}

/* Records of two people in one file are not taken for one person's. */
static void
test_whose (void)
{
  g_autofree char *path = put ("whose.json",
    "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":["
    "{\"resource\":{\"resourceType\":\"Condition\",\"code\":{\"text\":\"gout\"},\"subject\":{\"reference\":\"Patient/ZZZ0016\"}}},"
    "{\"resource\":{\"resourceType\":\"Condition\",\"code\":{\"text\":\"asthma\"}}}]}");
  char *files[] = { path, NULL };
  g_autofree char *text = NULL;
  int status;

  text = bd_read_files_to_text (files, FALSE, &status);
  g_assert_cmpint (status, ==, 0);
  g_assert_nonnull (strstr (text, "recorded under: ZZZ0016"));
  g_assert_nonnull (strstr (text, "recorded under: no NHI number"));
}

static void
test_missing (void)
{
  char *files[] = { (char *) "/nowhere/at/all.json", NULL };
  g_autofree char *text = NULL;
  int status;

  text = bd_read_files_to_text (files, FALSE, &status);
  g_assert_cmpint (status, ==, 7);
  g_assert_nonnull (strstr (text, "There is no such file."));
}

/* A note may hold escape sequences; the terminal must not obey them. */
static void
test_terminal (void)
{
  g_autofree char *path = put ("escape.json",
    "{\"resourceType\":\"AllergyIntolerance\",\"id\":\"a\",\"code\":{\"text\":\"pen\\u001b[2Jicillin\"},"
    "\"note\":[{\"text\":\"one\\ntwo\\u202ethree\"}]}");
  char *files[] = { path, NULL };
  g_autofree char *text = NULL;
  int status;

  text = bd_read_files_to_text (files, FALSE, &status);
  g_assert_cmpint (status, ==, 0);
  g_assert_null (strchr (text, '\033'));
  g_assert_null (strstr (text, "\342\200\256"));
  g_assert_nonnull (strstr (text, "icillin"));
  g_assert_nonnull (strstr (text, "two"));
}

static void
test_born (void)
{
  static const struct { const char *text, *iso; } rows[] = {
    { "1971", "1971" }, { " 1971 ", "1971" }, { "1971-02", "1971-02" }, { "Feb-1971", "1971-02" },
    { "02/1971", "1971-02" }, { "1971-02-05", "1971-02-05" }, { "05-Feb-1971", "1971-02-05" },
    { "5 February 1971", "1971-02-05" }, { "5/2/1971", "1971-02-05" }, { "05.02.1971", "1971-02-05" },
    { "29/2/2024", "2024-02-29" }, { "29/2/2023", NULL }, { "31/4/1990", NULL }, { "71", NULL }, { "5/2/71", NULL },
    { "1/13/1971", NULL }, { "2999", NULL }, { "1492", NULL }, { "", NULL }, { "today", NULL }, { "1971-02-05-06", NULL },
    { "19712", NULL }, { "5/2", NULL }, { "Foo-1971", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *iso = bd_born_parse (rows[i].text);

      g_test_message ("%s", rows[i].text);
      g_assert_cmpstr (iso, ==, rows[i].iso);
    }
}

int
main (int   argc,
      char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("bd-read-XXXXXX", NULL);
  g_test_add_func ("/read/document-sections", test_document_sections);
  g_test_add_func ("/read/lists", test_lists);
  g_test_add_func ("/read/failures", test_failures);
  g_test_add_func ("/read/whose", test_whose);
  g_test_add_func ("/read/missing", test_missing);
  g_test_add_func ("/read/terminal", test_terminal);
  g_test_add_func ("/born", test_born);
  status = g_test_run ();

  {
    g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
    const char *name;

    while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
      {
        g_autofree char *path = g_build_filename (folder, name, NULL);

        g_remove (path);
      }
    g_rmdir (folder);
    g_free (folder);
  }

  return status;
}
