/* test-broken.c: every value of every sample replaced by what should not stand there
 *
 * Bytes changed at random seldom stay JSON; here the document stays whole and one
 * value in it is of the wrong kind. The reading must still put it in a list.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-projection.h"

#define MAX_SAMPLE (24 * 1024)

static const char *const wrong[] = {
  "null", "true", "\"\"", "\"x\"", "3", "-0.50e3", "[]", "{}", "[null,\"x\",3,[{}]]",
  "{\"coding\":[{}],\"reference\":\"#x\",\"value\":{},\"extension\":{}}",
};

typedef struct { GBytes *sample; const char *start; guint turn; gboolean all; gboolean empty; gboolean in_entry; guint readings; } Run;

static void
use (BdReading *reading)
{
  for (guint i = 0; i < reading->entries->len; i++)
    {
      BdEntry *entry = g_ptr_array_index (reading->entries, i);
      g_autoptr (GVariant) variant = g_variant_ref_sink (bd_entry_to_variant (entry));
      g_autoptr (BdEntry) copy = bd_entry_new_from_variant (variant);
      g_autofree char *sentence = bd_entry_dup_sentence (copy, NULL);

      g_assert_true (*bd_entry_peek (copy)->title != '\0');
    }
  for (guint i = 0; i < reading->patients->len; i++)
    {
      g_autofree char *born = bd_patient_dup_born (g_ptr_array_index (reading->patients, i), NULL);

      g_assert_nonnull (born);
    }
}

static void
read_with (Run        *run,
           gsize       from,
           gsize       to,
           const char *instead)
{
  gsize size;
  const char *data = g_bytes_get_data (run->sample, &size);
  GString *text = g_string_new_len (data, (gssize) from);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (BdJson) json = NULL;
  g_autoptr (BdReading) reading = NULL;

  g_string_append (text, instead);
  g_string_append_len (text, data + to, (gssize) (size - to));
  bytes = g_string_free_to_bytes (text);
  json = bd_json_parse (bytes, NULL);
  g_assert_nonnull (json);
  reading = bd_reading_new (json, 0);
  g_assert_true (run->empty || (run->in_entry && *instead == '{') ||   /* an entry may be without a resource */
                 reading->entries->len + reading->patients->len + reading->issues->len + reading->not_shown->len > 0);
  use (reading);
  run->readings++;
}

static void
spoil (Run              *run,
       BdJson           *json,
       const BdJsonNode *node)
{
  for (const BdJsonNode *n = bd_json_first (node); n != NULL; n = bd_json_next (n))
    {
      g_autoptr (GBytes) slice = bd_json_dup_bytes (json, n);
      gsize size;
      gsize from = (gsize) ((const char *) g_bytes_get_data (slice, &size) - run->start);

      run->in_entry = g_strcmp0 (bd_json_name (node), "entry") == 0;
      if (g_strcmp0 (bd_json_name (n), "entry") == 0)
        ;   /* a bundle may well be empty */
      else if (run->all)
        for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
          read_with (run, from, from + size, wrong[i]);
      else
        read_with (run, from, from + size, wrong[run->turn++ % G_N_ELEMENTS (wrong)]);
      spoil (run, json, n);
    }
}

static guint
spoil_file (const char *path,
            gboolean    all)
{
  g_autofree char *text = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (BdJson) json = NULL;
  g_autoptr (GBytes) root = NULL;
  Run run = { .all = all };
  gsize length;

  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  if (length > MAX_SAMPLE)
    return 0;
  bytes = g_bytes_new (text, length);
  json = bd_json_parse (bytes, NULL);
  g_assert_nonnull (json);
  root = bd_json_dup_bytes (json, bd_json_root (json));
  run.sample = root;
  run.empty = g_strcmp0 (bd_json_get_string (bd_json_root (json), "resourceType"), "Bundle") == 0 &&
              bd_json_length (bd_json_get (bd_json_root (json), "entry")) == 0;
  run.start = g_bytes_get_data (root, NULL);
  spoil (&run, json, bd_json_root (json));
  return run.readings;
}

static guint
walk (const char *dir,
      gboolean    all)
{
  g_autoptr (GDir) listing = g_dir_open (dir, 0, NULL);
  const char *name;
  guint n = 0;

  while (listing != NULL && (name = g_dir_read_name (listing)) != NULL)
    {
      g_autofree char *path = g_build_filename (dir, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        n += walk (path, all);
      else if (all || g_str_has_suffix (name, ".json"))
        n += spoil_file (path, all);
    }
  return n;
}

static void
test_seeds (void)
{
  g_autofree char *dir = g_test_build_filename (G_TEST_DIST, "fuzz", "corpus", "projection", NULL);
  guint n = walk (dir, TRUE);

  g_test_message ("%u documents with one wrong value", n);
  g_assert_cmpuint (n, >, 500);
}

static void
test_published (void)
{
  const char *published = g_getenv ("BEDSIDE_PUBLISHED");
  g_autofree char *dir = published != NULL ? g_build_filename (published, "data", "examples", NULL) : NULL;

  if (dir == NULL || !g_file_test (dir, G_FILE_TEST_IS_DIR))
    {
      g_test_skip ("The published examples are not here (BEDSIDE_PUBLISHED)");
      return;
    }
  g_test_message ("%u documents with one wrong value", walk (dir, FALSE));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/broken/seeds", test_seeds);
  g_test_add_func ("/broken/published", test_published);
  return g_test_run ();
}
