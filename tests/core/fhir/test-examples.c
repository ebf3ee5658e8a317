/* test-examples.c: every published example is read whole, and its bytes come back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-bundle.h"
#include "bd-coding.h"
#include "bd-date.h"
#include "bd-outcome.h"
#include "bd-reference.h"

#include <string.h>

typedef struct
{
  guint files, nodes, references, dates, numbers, concepts;
} Counts;

static char *
examples_dir (void)
{
  const char *published = g_getenv ("BEDSIDE_PUBLISHED");
  g_autofree char *dir = g_build_filename (published != NULL ? published : "", "data", "examples", NULL);

  return g_file_test (dir, G_FILE_TEST_IS_DIR) ? g_steal_pointer (&dir) : NULL;
}

/* An element that is called a date, or a value of one. */
static gboolean
is_date_name (const char *name)
{
  return name != NULL && (g_str_has_suffix (name, "DateTime") || g_str_equal (name, "birthDate") ||
                          g_str_equal (name, "lastUpdated") || g_str_equal (name, "recordedDate"));
}

static void
visit (const BdJsonNode *node,
       Counts           *counts)
{
  g_autoptr (BdConcept) concept = bd_concept_new_from_json (node);
  BdDate date;

  counts->nodes++;
  counts->numbers += bd_json_number (node) != NULL;
  counts->concepts += concept != NULL && concept->codings->len > 0;
  if (bd_json_get_string (node, "reference") != NULL)
    {
      g_autoptr (BdReference) reference = bd_reference_new_from_json (node);

      g_assert_nonnull (bd_reference_peek_key (reference));
      counts->references++;
    }
  if (bd_json_string (node) != NULL && is_date_name (bd_json_name (node)))
    counts->dates += bd_date_parse (bd_json_string (node), &date);

  for (const BdJsonNode *child = bd_json_first (node); child != NULL; child = bd_json_next (child))
    visit (child, counts);
}

static void
read_example (const char *path,
              Counts     *counts)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BdBundle) bundle = NULL;
  g_autoptr (BdJson) json = NULL;
  g_autoptr (GBytes) bytes = NULL, root = NULL;
  char *content;
  gsize length;

  g_test_message ("%s", path);
  g_assert_true (g_file_get_contents (path, &content, &length, NULL));
  bytes = g_bytes_new_take (content, length);
  json = bd_json_parse (bytes, &error);
  g_assert_no_error (error);

  root = bd_json_dup_bytes (json, bd_json_root (json));
  g_assert_nonnull (memmem (content, length, g_bytes_get_data (root, NULL), g_bytes_get_size (root)));
  bundle = bd_bundle_new (json);
  if (g_strcmp0 (bd_json_get_string (bd_json_root (json), "resourceType"), "Bundle") == 0)
    g_assert_cmpuint (bundle->entries->len, ==, bd_json_length (bd_json_get (bd_json_root (json), "entry")));
  else
    g_assert_cmpuint (bundle->entries->len, ==, 1);
  visit (bd_json_root (json), counts);
  counts->files++;
}

static void
read_folder (const char *path,
             Counts     *counts)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        read_folder (child, counts);
      else if (g_str_has_suffix (name, ".json"))
        read_example (child, counts);
    }
}

static void
test_all (void)
{
  g_autofree char *dir = examples_dir ();
  Counts counts = { 0 };

  if (dir == NULL)
    {
      g_test_skip ("no published examples (BEDSIDE_PUBLISHED)");
      return;
    }

  read_folder (dir, &counts);
  g_test_message ("%u files, %u nodes, %u references, %u dates, %u numbers, %u concepts", counts.files, counts.nodes,
                  counts.references, counts.dates, counts.numbers, counts.concepts);
  g_assert_cmpuint (counts.files, >, 250);
  g_assert_cmpuint (counts.references, >, 400);
  g_assert_cmpuint (counts.dates, >, 200);
  g_assert_cmpuint (counts.numbers, >, 100);
  g_assert_cmpuint (counts.concepts, >, 500);
}

static BdBundle *
open_example (const char *relative)
{
  g_autofree char *dir = examples_dir ();
  g_autofree char *path = g_build_filename (dir != NULL ? dir : "", relative, NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (BdJson) json = NULL;
  char *content;
  gsize length;

  if (!g_file_get_contents (path, &content, &length, NULL))
    {
      g_test_skip ("no published examples (BEDSIDE_PUBLISHED)");
      return NULL;
    }

  bytes = g_bytes_new_take (content, length);
  json = bd_json_parse (bytes, NULL);
  g_assert_nonnull (json);

  return bd_bundle_new (json);
}

/* SRD-12: two conditions came, and a message that more are withheld. */
static void
test_withheld (void)
{
  g_autoptr (BdBundle) bundle = open_example ("sdhr/Bundle-SearchWithRecordsWithheldExample.json");
  BdOutcomeKind worst = BD_OUTCOME_NONE;

  if (bundle == NULL)
    return;

  for (guint i = 0; i < bundle->entries->len; i++)
    {
      const BdBundleEntry *entry = &g_array_index (bundle->entries, BdBundleEntry, i);
      g_autoptr (GPtrArray) issues = bd_outcome_read_issues (entry->resource);

      g_assert_cmpint (entry->mode == BD_ENTRY_MODE_OUTCOME, ==, issues->len > 0);
      if (issues->len > 0)
        worst = bd_outcome_worst (issues);
    }
  g_assert_cmpint (worst, ==, BD_OUTCOME_WITHHELD_AT_SOURCE);
}

static void
test_confidential (void)
{
  g_autoptr (BdBundle) bundle = open_example ("sdhr/Bundle-SearchConfidentialRecordsResponseExample.json");

  if (bundle == NULL)
    return;

  g_assert_true (bundle->redacted);
  g_assert_cmpint (bundle->total, >, bundle->entries->len);
}

/* Relative references among urn:uuid entries: each section entry is found. */
static void
test_summary (void)
{
  g_autoptr (BdBundle) bundle = open_example ("nzps/Bundle-IosefaFuimaono-Bundle.json");
  const BdJsonNode *section;
  guint found = 0;

  if (bundle == NULL)
    return;

  section = bd_json_first (bd_json_get (g_array_index (bundle->entries, BdBundleEntry, 0).resource, "section"));
  for (; section != NULL; section = bd_json_next (section))
    for (const BdJsonNode *at = bd_json_first (bd_json_get (section, "entry")); at != NULL; at = bd_json_next (at))
      {
        g_test_message ("%s", bd_json_get_string (at, "reference"));
        g_assert_nonnull (bd_bundle_resolve (bundle, NULL, bd_json_get_string (at, "reference")));
        found++;
      }
  g_assert_cmpuint (found, >, 20);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/examples/all", test_all);
  g_test_add_func ("/examples/withheld", test_withheld);
  g_test_add_func ("/examples/confidential", test_confidential);
  g_test_add_func ("/examples/summary", test_summary);

  return g_test_run ();
}
