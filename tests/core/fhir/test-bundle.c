/* test-bundle.c: a page of a bundle: entries, messages, marks, references inside it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-bundle.h"

#include <string.h>

static BdBundle *
read_bundle (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_autoptr (BdJson) json = bd_json_parse (bytes, &error);

  g_assert_no_error (error);

  return bd_bundle_new (json);
}

static const BdBundleEntry *
entry_at (const BdBundle *bundle,
          guint           index)
{
  g_assert_cmpuint (index, <, bundle->entries->len);

  return &g_array_index (bundle->entries, BdBundleEntry, index);
}

static void
test_searchset (void)
{
  g_autoptr (BdBundle) bundle = read_bundle (
    "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"total\":3,"
    "\"meta\":{\"security\":[{\"code\":\"x\"},{\"code\":\"redacted\"}]},"
    "\"link\":[{\"relation\":\"self\",\"url\":\"s\"},{\"relation\":\"next\",\"url\":\"https://x/?_getpagesoffset=2&a=%20b\"}],"
    "\"entry\":[{\"fullUrl\":\"u1\",\"resource\":{\"resourceType\":\"Condition\",\"id\":\"c1\"},\"search\":{\"mode\":\"match\",\"score\":0.90,"
    "\"extension\":[{\"url\":\"http://hl7.org/fhir/StructureDefinition/match-grade\",\"valueCode\":\"probable\"}]}},"
    "{\"resource\":{\"resourceType\":\"Encounter\",\"id\":\"e1\"},\"search\":{\"mode\":\"include\"}},"
    "{\"resource\":{\"resourceType\":\"Unheard-of\"}},"
    "{\"resource\":{\"resourceType\":\"OperationOutcome\"},\"search\":{\"mode\":\"match\"}},"
    "{\"resource\":{\"resourceType\":\"OperationOutcome\"},\"search\":{\"mode\":\"outcome\"}},"
    "{\"fullUrl\":\"empty\"},{\"resource\":\"no object\"}]}");

  g_assert_cmpstr (bundle->type, ==, "searchset");
  g_assert_cmpint (bundle->total, ==, 3);
  g_assert_true (bundle->redacted);
  g_assert_cmpstr (bundle->next, ==, "https://x/?_getpagesoffset=2&a=%20b");
  g_assert_cmpuint (bundle->entries->len, ==, 7);
  g_assert_cmpint (entry_at (bundle, 0)->mode, ==, BD_ENTRY_MODE_MATCH);
  g_assert_cmpstr (entry_at (bundle, 0)->score, ==, "0.90");
  g_assert_cmpstr (entry_at (bundle, 0)->grade, ==, "probable");
  g_assert_null (entry_at (bundle, 1)->grade);
  g_assert_cmpstr (entry_at (bundle, 0)->full_url, ==, "u1");
  g_assert_cmpint (entry_at (bundle, 1)->mode, ==, BD_ENTRY_MODE_INCLUDE);
  g_assert_cmpstr (entry_at (bundle, 2)->type, ==, "Unheard-of");
  g_assert_null (entry_at (bundle, 2)->id);
  g_assert_cmpint (entry_at (bundle, 2)->mode, ==, BD_ENTRY_MODE_MATCH);
  g_assert_cmpint (entry_at (bundle, 3)->mode, ==, BD_ENTRY_MODE_OUTCOME);
  g_assert_cmpint (entry_at (bundle, 4)->mode, ==, BD_ENTRY_MODE_OUTCOME);
  g_assert_null (entry_at (bundle, 5)->resource);
  g_assert_null (entry_at (bundle, 6)->resource);
}

static void
test_redacted_any_case (void)
{
  static const struct { const char *security; gboolean redacted; } rows[] = {
    { "[{\"code\":\"REDACTED\"}]", TRUE },
    { "[{\"code\":\"Redacted\"}]", TRUE },
    { "[{\"code\":\"R\"}]", FALSE },
    { "[{\"display\":\"REDACTED\"}]", FALSE },
    { "[]", FALSE },
    { "7", FALSE },
    { "[null]", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"resourceType\":\"Bundle\",\"meta\":{\"security\":%s}}", rows[i].security);
      g_autoptr (BdBundle) bundle = read_bundle (text);

      g_assert_cmpint (bundle->redacted, ==, rows[i].redacted);
      g_assert_cmpint (bundle->total, ==, -1);
      g_assert_null (bundle->next);
      g_assert_cmpuint (bundle->entries->len, ==, 0);
    }
}

static void
test_total (void)
{
  static const struct { const char *total; gint64 expected; } rows[] = {
    { "0", 0 }, { "12", 12 }, { "-3", -1 }, { "\"3\"", -1 }, { "null", -1 }, { "1.5", -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"resourceType\":\"Bundle\",\"total\":%s}", rows[i].total);
      g_autoptr (BdBundle) bundle = read_bundle (text);

      g_assert_cmpint (bundle->total, ==, rows[i].expected);
    }
}

static void
test_single (void)
{
  g_autoptr (BdBundle) patient = read_bundle ("{\"resourceType\":\"Patient\",\"id\":\"ZKC7284\"}");
  g_autoptr (BdBundle) outcome = read_bundle ("{\"resourceType\":\"OperationOutcome\"}");
  g_autoptr (BdBundle) other = read_bundle ("{\"error\":\"no FHIR at all\"}");

  g_assert_cmpuint (patient->entries->len, ==, 1);
  g_assert_cmpint (patient->total, ==, -1);
  g_assert_null (patient->type);
  g_assert_cmpstr (entry_at (patient, 0)->id, ==, "ZKC7284");
  g_assert_cmpint (entry_at (patient, 0)->mode, ==, BD_ENTRY_MODE_MATCH);
  g_assert_cmpint (entry_at (outcome, 0)->mode, ==, BD_ENTRY_MODE_OUTCOME);
  g_assert_null (entry_at (other, 0)->type);
}

/* In a batch response an OperationOutcome is what was asked for. */
static void
test_outcome_outside_search (void)
{
  g_autoptr (BdBundle) bundle = read_bundle ("{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":"
                                             "[{\"resource\":{\"resourceType\":\"OperationOutcome\"}}]}");

  g_assert_cmpint (entry_at (bundle, 0)->mode, ==, BD_ENTRY_MODE_MATCH);
}

#define DOCUMENT \
  "{\"resourceType\":\"Bundle\",\"type\":\"document\",\"entry\":[" \
  "{\"fullUrl\":\"urn:uuid:036f6626\",\"resource\":{\"resourceType\":\"Composition\",\"id\":\"comp\"," \
  "\"contained\":[{\"resourceType\":\"Organization\",\"id\":\"org\"},{\"resourceType\":\"Practitioner\",\"id\":\"#gp\"}]}}," \
  "{\"fullUrl\":\"urn:uuid:1111\",\"resource\":{\"resourceType\":\"Patient\",\"id\":\"1\"}}," \
  "{\"fullUrl\":\"urn:uuid:2222\",\"resource\":{\"resourceType\":\"Encounter\",\"id\":\"1\"}}," \
  "{\"fullUrl\":\"https://a.nz/fhir/hpi/v1/Practitioner/91ZZXN\",\"resource\":{\"resourceType\":\"Practitioner\",\"id\":\"91ZZXN\"}}," \
  "{\"fullUrl\":\"https://b.nz/Location/F38006-B\",\"resource\":{\"resourceType\":\"Location\",\"id\":\"F38006-B\"}}," \
  "{\"resource\":{\"resourceType\":\"Medication\",\"id\":\"m\"}}]}"

static void
test_resolve (void)
{
  static const struct { const char *reference; int entry; } rows[] = {
    { "urn:uuid:1111", 1 },
    { "urn:uuid:3333", -1 },
    { "Patient/1", 1 },
    { "Encounter/1", 2 },
    { "Encounter/1/_history/4", 2 },
    { "Observation/1", -1 },
    { "Patient/2", -1 },
    { "https://a.nz/fhir/hpi/v1/Practitioner/91ZZXN", 3 },
    { "https://a.nz/fhir/Practitioner/91ZZXN", 3 },
    { "https://c.nz/fhir/Practitioner/91ZZXN", -1 },
    { "Practitioner/91ZZXN", 3 },
    { "https://a.nz/Location/F38006-B", -1 },
    { "https://anywhere.nz/Patient/1", 1 },
    { "Medication/m", 5 },
    { "m", -1 },
    { "", -1 },
    { NULL, -1 },
    { "/", -1 },
    { "#org", -1 },
  };
  g_autoptr (BdBundle) bundle = read_bundle (DOCUMENT);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const BdJsonNode *expected = rows[i].entry >= 0 ? entry_at (bundle, (guint) rows[i].entry)->resource : NULL;

      g_test_message ("%s", rows[i].reference != NULL ? rows[i].reference : "(none)");
      g_assert_true (bd_bundle_resolve (bundle, NULL, rows[i].reference) == expected);
    }
}

static void
test_resolve_contained (void)
{
  g_autoptr (BdBundle) bundle = read_bundle (DOCUMENT);
  const BdJsonNode *composition = entry_at (bundle, 0)->resource;

  g_assert_cmpstr (bd_json_get_string (bd_bundle_resolve (bundle, composition, "#org"), "resourceType"), ==, "Organization");
  g_assert_cmpstr (bd_json_get_string (bd_bundle_resolve (bundle, composition, "#gp"), "resourceType"), ==, "Practitioner");
  g_assert_true (bd_bundle_resolve (bundle, composition, "#") == composition);
  g_assert_null (bd_bundle_resolve (bundle, composition, "#other"));
  g_assert_null (bd_bundle_resolve (bundle, entry_at (bundle, 1)->resource, "#org"));
}

static void
test_extension (void)
{
  g_autoptr (BdBundle) bundle = read_bundle (
    "{\"resourceType\":\"Condition\",\"extension\":[{\"valueBoolean\":true},{\"url\":\"http://a/long-term-condition\",\"valueBoolean\":true},"
    "{\"url\":\"http://b/long-term-condition\",\"valueBoolean\":false}]}");
  const BdJsonNode *resource = entry_at (bundle, 0)->resource;
  gboolean value;

  g_assert_true (bd_json_boolean (bd_json_get (bd_fhir_extension (resource, "/long-term-condition"), "valueBoolean"), &value));
  g_assert_true (value);
  g_assert_null (bd_fhir_extension (resource, "/other"));
  g_assert_null (bd_fhir_extension (NULL, "/other"));
}

/* As many references as entries: looking each up must not read the whole page. */
static void
test_resolve_in_large (void)
{
  g_autoptr (GString) text = g_string_new ("{\"resourceType\":\"Bundle\",\"entry\":[{}");
  g_autoptr (BdBundle) bundle = NULL;
  gint64 start;

  for (guint i = 0; i < 20000; i++)
    g_string_append_printf (text, ",{\"fullUrl\":\"urn:uuid:%u\",\"resource\":{\"resourceType\":\"Encounter\",\"id\":\"e%u\"}}", i, i);
  g_string_append (text, "]}");
  bundle = read_bundle (text->str);

  start = g_get_monotonic_time ();
  for (guint i = 0; i < 20000; i++)
    {
      g_autofree char *reference = g_strdup_printf ("Encounter/e%u", i);

      g_assert_true (bd_bundle_resolve (bundle, NULL, reference) == entry_at (bundle, i + 1)->resource);
    }
  g_assert_cmpint (g_get_monotonic_time () - start, <, 2 * G_USEC_PER_SEC);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bundle/searchset", test_searchset);
  g_test_add_func ("/bundle/redacted-any-case", test_redacted_any_case);
  g_test_add_func ("/bundle/total", test_total);
  g_test_add_func ("/bundle/single", test_single);
  g_test_add_func ("/bundle/outcome-outside-search", test_outcome_outside_search);
  g_test_add_func ("/bundle/resolve", test_resolve);
  g_test_add_func ("/bundle/resolve-contained", test_resolve_contained);
  g_test_add_func ("/bundle/resolve-in-large", test_resolve_in_large);
  g_test_add_func ("/bundle/extension", test_extension);

  return g_test_run ();
}
