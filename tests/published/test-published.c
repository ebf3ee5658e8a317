/* test-published.c: what Bedside makes of every example the guides publish
 *
 * The examples lie in $BEDSIDE_PUBLISHED/data/examples and contradict themselves in
 * places; they must be shown as they are. Without them the tests are skipped aloud.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-clock.h"
#include "bd-projection.h"

#include <string.h>

typedef struct { guint files; guint resources; guint entries; } Tally;

/* A resource the file holds and how often it was met in the lists. */
typedef struct { GHashTable *expected; GHashTable *met; guint outcomes; } Census;

static char *
examples_dir (void)
{
  const char *published = g_getenv ("BEDSIDE_PUBLISHED");

  return published != NULL ? g_build_filename (published, "data", "examples", NULL) : NULL;
}

static BdJson *
load (const char *path)
{
  g_autofree char *text = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, NULL))
    return NULL;
  bytes = g_bytes_new_take (g_steal_pointer (&text), length);
  return bd_json_parse (bytes, NULL);
}

static void
count (GHashTable *table,
       const char *type,
       const char *id)
{
  char *key = g_strdup_printf ("%s/%s", type != NULL ? type : "", id != NULL ? id : "");
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (table, key));

  g_hash_table_replace (table, key, GUINT_TO_POINTER (n + 1));
}

/* Counts resources by the file alone: entries of bundles and resources in Parameters. */
static void
expect (Census           *census,
        const BdJsonNode *node,
        gboolean          root)
{
  const char *type = bd_json_get_string (node, "resourceType");

  if (bd_json_type (node) == BD_JSON_ARRAY)
    {
      for (const BdJsonNode *n = bd_json_first (node); n != NULL; n = bd_json_next (n))
        expect (census, bd_json_get (n, "resource"), FALSE), expect (census, bd_json_get (n, "part"), FALSE);
      return;
    }
  if (type == NULL)
    return;
  if (g_str_equal (type, "OperationOutcome"))
    census->outcomes++;
  else if (!root || !g_str_equal (type, "Bundle"))
    count (census->expected, type, bd_json_get_string (node, "id"));
  expect (census, bd_json_get (node, "entry"), FALSE);
  expect (census, bd_json_get (node, "parameter"), FALSE);
}

static void
meet (Census          *census,
      const BdReading *reading)
{
  for (guint i = 0; i < reading->entries->len; i++)
    {
      const BdEntryFields *f = bd_entry_peek (g_ptr_array_index (reading->entries, i));
      const char *id = strrchr (f->id, '/') + 1;

      if (!g_str_equal (f->resource_type, "Composition"))
        count (census->met, f->resource_type, *id == '#' ? "" : id);
    }
  for (guint i = 0; i < reading->not_shown->len; i++)
    {
      const BdNotShown *n = g_ptr_array_index (reading->not_shown, i);

      g_assert_true (n->why != NULL && *n->why != '\0');
      if (!g_str_equal (n->resource_type, "OperationOutcome"))
        count (census->met, n->resource_type, n->id);
    }
}

/* Patients are known by number, not by id: they are matched by how many there are. */
static guint
take_patients (GHashTable *table)
{
  GHashTableIter iter;
  gpointer key, value;
  guint n = 0;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (g_str_has_prefix (key, "Patient/"))
      {
        n += GPOINTER_TO_UINT (value);
        g_hash_table_iter_remove (&iter);
      }
  return n;
}

static void
assert_same (const char *path,
             GHashTable *expected,
             GHashTable *met)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, expected);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (g_hash_table_lookup (met, key) != value)
      {
        g_test_message ("%s: %s is met %u times, not %u", path, (char *) key,
                        GPOINTER_TO_UINT (g_hash_table_lookup (met, key)), GPOINTER_TO_UINT (value));
        g_test_fail ();
      }
  g_assert_cmpuint (g_hash_table_size (expected), ==, g_hash_table_size (met));
}

static void
check_lists (const char *path,
             BdJson     *json,
             BdReading  *reading,
             Tally      *tally)
{
  Census census = { g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
                    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL), 0 };

  expect (&census, bd_json_root (json), TRUE);
  meet (&census, reading);
  tally->resources += g_hash_table_size (census.expected);
  g_assert_cmpuint (take_patients (census.expected), ==, reading->patients->len);
  assert_same (path, census.expected, census.met);
  g_assert_true (census.outcomes == 0 || reading->issues->len > 0);
  g_hash_table_unref (census.expected);
  g_hash_table_unref (census.met);
}

static void
check_entries (BdReading *reading,
               Tally     *tally)
{
  for (guint i = 0; i < reading->entries->len; i++)
    {
      BdEntry *entry = g_ptr_array_index (reading->entries, i);
      g_autoptr (GVariant) before = g_variant_ref_sink (bd_entry_to_variant (entry));
      g_autoptr (BdEntry) copy = bd_entry_new_from_variant (before);
      g_autoptr (GVariant) after = g_variant_ref_sink (bd_entry_to_variant (copy));
      g_autofree char *sentence = bd_entry_dup_sentence (entry, NULL);

      g_assert_true (g_variant_equal (before, after));
      g_assert_true (*bd_entry_peek (entry)->title != '\0');
      g_assert_true (*sentence != '\0');
      tally->entries++;
    }
  for (guint i = 0; i < reading->patients->len; i++)
    {
      const BdPatient *patient = g_ptr_array_index (reading->patients, i);
      g_autoptr (BdPatient) copy = bd_patient_copy (patient);
      g_autoptr (GVariant) before = g_variant_ref_sink (bd_patient_to_variant (patient));
      g_autoptr (GVariant) after = g_variant_ref_sink (bd_patient_to_variant (copy));

      g_assert_true (g_variant_equal (before, after));
    }
}

static void
check_file (const char *path,
            Tally      *tally)
{
  g_autoptr (BdJson) json = load (path);
  g_autoptr (BdReading) reading = NULL;

  g_assert_nonnull (json);
  reading = bd_reading_new (json, bd_clock_wall ());
  check_lists (path, json, reading, tally);
  check_entries (reading, tally);
  tally->files++;
}

static void
walk (const char *dir,
      Tally      *tally)
{
  g_autoptr (GDir) listing = g_dir_open (dir, 0, NULL);
  const char *name;

  while (listing != NULL && (name = g_dir_read_name (listing)) != NULL)
    {
      g_autofree char *path = g_build_filename (dir, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        walk (path, tally);
      else if (g_str_has_suffix (name, ".json"))
        check_file (path, tally);
    }
}

static void
test_every_file (void)
{
  g_autofree char *dir = examples_dir ();
  Tally tally = { 0, 0, 0 };

  if (dir == NULL || !g_file_test (dir, G_FILE_TEST_IS_DIR))
    {
      g_test_skip ("The published examples are not here (BEDSIDE_PUBLISHED)");
      return;
    }
  walk (dir, &tally);
  g_test_message ("%u files, %u resources, %u entries", tally.files, tally.resources, tally.entries);
  g_assert_cmpuint (tally.files, >, 300);
  g_assert_cmpuint (tally.entries, >, 100);
}

/* Files that contradict themselves, and what must be seen of it. */
static const struct { const char *file; guint entry; const char *title; const char *mark; BdEntryGroup group; } told[] = {
  { "sdhr/AllergyIntolerance-AllergyIntoleranceExample.json", 0, "Allergy to penicillin (finding)", NULL, BD_GROUP_CURRENT },
  { "published-pages/Bundle-003-2.json", 0, "Hypertension (coded: Local pressure)", "code-text-mismatch", BD_GROUP_CURRENT },
  { "mws/AllergyIntolerance-13831.json", 0, "Amoxicillin was flagged as a limited dosage", "text-only", BD_GROUP_APART },
  { "sdhr-1.1/Immunization-draft-imm-example-2.json", 0, "MMR", "code-display-mismatch", BD_GROUP_CURRENT },
  { "sdhr/Observation-ObservationVitalSignsExample.json", 0, "Measurement procedure (procedure)", "blood-pressure", BD_GROUP_CURRENT },
  { "shared-care/Consent-ConsentExample.json", 0, "Consent: terms unclear", "terms-unclear", BD_GROUP_CURRENT },
  { "sdhr/Consent-ConsentHNZDenyExample.json", 0, "Consent: deny", "deny", BD_GROUP_CURRENT },
};

static void
test_told (void)
{
  g_autofree char *dir = examples_dir ();

  if (dir == NULL || !g_file_test (dir, G_FILE_TEST_IS_DIR))
    {
      g_test_skip ("The published examples are not here (BEDSIDE_PUBLISHED)");
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (told); i++)
    {
      g_autofree char *path = g_build_filename (dir, told[i].file, NULL);
      g_autoptr (BdJson) json = load (path);
      g_autoptr (BdReading) reading = json != NULL ? bd_reading_new (json, 0) : NULL;
      BdEntry *entry;

      g_assert_nonnull (reading);
      g_assert_cmpuint (reading->entries->len, >, told[i].entry);
      entry = g_ptr_array_index (reading->entries, told[i].entry);
      g_assert_cmpstr (bd_entry_peek (entry)->title, ==, told[i].title);
      g_assert_cmpint (bd_entry_peek (entry)->group, ==, told[i].group);
      g_assert_true (told[i].mark == NULL || bd_entry_has_mark (entry, told[i].mark));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/published/every-file", test_every_file);
  g_test_add_func ("/published/told", test_told);
  return g_test_run ();
}
