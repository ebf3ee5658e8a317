/* test-reading.c: every resource of a file in exactly one list
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "project.h"

static BdReading *
read_text (const char *text)
{
  g_autoptr (BdJson) json = parse (text);

  return bd_reading_new (json, FETCHED_AT);
}

static void
assert_counts (const BdReading *r,
               guint            entries,
               guint            patients,
               guint            issues,
               guint            not_shown)
{
  g_assert_cmpuint (r->entries->len, ==, entries);
  g_assert_cmpuint (r->patients->len, ==, patients);
  g_assert_cmpuint (r->issues->len, ==, issues);
  g_assert_cmpuint (r->not_shown->len, ==, not_shown);
}

static const char *
why (const BdReading *r,
     guint            i)
{
  return ((BdNotShown *) g_ptr_array_index (r->not_shown, i))->why;
}

static void
test_single (void)
{
  static const struct { const char *text; guint counts[4]; } rows[] = {
    { "{'resourceType':'Condition','id':'1'}", { 1, 0, 0, 0 } },
    { "{'resourceType':'Patient','id':'ZKC7284'}", { 0, 1, 0, 0 } },
    { "{'resourceType':'OperationOutcome','issue':[{'severity':'error','code':'security'},{'severity':'information','code':'informational'}]}", { 0, 0, 2, 0 } },
    { "{'resourceType':'OperationOutcome'}", { 0, 0, 0, 1 } },
    { "{'resourceType':'Claim','id':'1'}", { 0, 0, 0, 1 } },
    { "{'resourceType':'ImmunizationRecommendation'}", { 0, 0, 0, 1 } },
    { "{'resourceType':'Invented'}", { 0, 0, 0, 1 } },
    { "{'hello':1}", { 0, 0, 0, 1 } },
    { "{}", { 0, 0, 0, 1 } },
    { "{'resourceType':'Medication','code':{'text':'x'}}", { 1, 0, 0, 0 } },
    { "{'resourceType':'Bundle','type':'searchset','total':0}", { 0, 0, 0, 0 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (BdReading) r = read_text (rows[i].text);

      assert_counts (r, rows[i].counts[0], rows[i].counts[1], rows[i].counts[2], rows[i].counts[3]);
    }
}

static void
test_bundle (void)
{
  g_autoptr (BdReading) r = read_text (
    "{'resourceType':'Bundle','type':'searchset','total':2,'meta':{'security':[{'code':'redacted'}]},'entry':["
    "{'resource':{'resourceType':'Condition','id':'1'},'search':{'mode':'match'}},"
    "{'resource':{'resourceType':'Patient','id':'ZKC7284'},'search':{'score':97.5}},"
    "{'resource':{'resourceType':'OperationOutcome','issue':[{'severity':'information','code':'informational'}]},'search':{'mode':'outcome'}},"
    "{'resource':{'resourceType':'Questionnaire','id':'q','contained':[{'resourceType':'Condition','id':'c'}]}},"
    "{'resource':'text'},{'resource':{'id':'x'}},{'fullUrl':'urn:uuid:1'},"
    "{'response':{'status':'404','outcome':{'resourceType':'OperationOutcome','issue':[{'severity':'error','code':'not-found'}]}}}]}");

  assert_counts (r, 1, 1, 4, 2);
  g_assert_cmpint (((BdPatient *) g_ptr_array_index (r->patients, 0))->score, ==, 97);
  g_assert_cmpstr (((BdIssue *) g_ptr_array_index (r->issues, 0))->code, ==, "informational");
  g_assert_cmpstr (((BdIssue *) g_ptr_array_index (r->issues, 1))->code, ==, "suppressed");
  g_assert_cmpstr (((BdIssue *) g_ptr_array_index (r->issues, 2))->code, ==, "structure");
  g_assert_cmpstr (((BdIssue *) g_ptr_array_index (r->issues, 3))->code, ==, "not-found");
  g_assert_cmpstr (why (r, 0), ==, "Questionnaires are not part of the record shown here.");
}

/* A bundle that says nothing must not be read as nothing to say. */
static void
test_silent_bundles (void)
{
  g_autoptr (BdReading) redacted = read_text ("{'resourceType':'Bundle','meta':{'security':[{'code':'REDACTED'}]},'total':41,'entry':['...']}");
  g_autoptr (BdReading) broken = read_text ("{'resourceType':'Bundle','type':'searchset','entry':'x'}");

  assert_counts (redacted, 0, 0, 2, 0);
  assert_counts (broken, 0, 0, 1, 0);
}

static void
test_nested (void)
{
  g_autoptr (BdReading) r = read_text (
    "{'resourceType':'Bundle','type':'batch-response','entry':[{'resource':{'resourceType':'Bundle','id':'inner','type':'searchset','entry':["
    "{'fullUrl':'urn:uuid:p','resource':{'resourceType':'Patient','id':'p','identifier':[{'use':'official','system':'https://standards.digital.health.nz/ns/nhi-id','value':'ZKC7284'}]}},"
    "{'resource':{'resourceType':'Condition','id':'1','subject':{'reference':'urn:uuid:p'}}}]}}]}");

  assert_counts (r, 1, 1, 0, 1);
  g_assert_cmpstr (bd_entry_peek (g_ptr_array_index (r->entries, 0))->nhi, ==, "ZKC7284");
  g_assert_cmpstr (((BdNotShown *) g_ptr_array_index (r->not_shown, 0))->resource_type, ==, "Bundle");
}

static void
test_parameters (void)
{
  g_autoptr (BdReading) r = read_text (
    "{'resourceType':'Parameters','id':'p','parameter':[{'name':'resource','resource':{'resourceType':'Patient','id':'ZKC7284'}},"
    "{'name':'x','valueString':'y'},{'name':'part','part':[{'name':'in','resource':{'resourceType':'Flag','id':'f'}}]}]}");

  assert_counts (r, 1, 1, 0, 1);
}

#define SECTION(code, reason) "{'title':'T','code':{'coding':[{'system':'http://loinc.org','code':'" code "'}]},'emptyReason':{'coding':[{'code':'" reason "'}]}}"
#define DOCUMENT(author, sections) "{'resourceType':'Bundle','type':'document','entry':[{'resource':{'resourceType':'Composition','id':'c','title':'Summary','date':'2026-04-09'," \
  "'author':[" author "],'section':[" sections "]}},{'resource':{'resourceType':'Practitioner','id':'p'}},{'resource':{'resourceType':'Device','id':'d'}}]}"

static void
test_empty_reasons (void)
{
  g_autoptr (BdReading) person = read_text (DOCUMENT ("{'reference':'Practitioner/p'}", SECTION ("48765-2", "nilknown")));
  g_autoptr (BdReading) device = read_text (DOCUMENT ("{'reference':'Device/d'}", SECTION ("48765-2", "nilknown")));
  g_autoptr (BdReading) unknown = read_text (DOCUMENT ("{'display':'somebody'}", SECTION ("48765-2", "nilknown")));
  g_autoptr (BdReading) others = read_text (DOCUMENT ("{'reference':'Practitioner/p'}", SECTION ("48765-2", "withheld") "," SECTION ("11450-4", "sourceunavailable") "," SECTION ("1", "nilknown")));
  BdEntry *said;

  assert_counts (person, 1, 0, 0, 3);
  said = g_ptr_array_index (person->entries, 0);
  g_assert_cmpstr (bd_entry_peek (said)->title, ==, "Allergies: none known");
  g_assert_cmpint (bd_entry_peek (said)->section, ==, BD_SECTION_ALLERGIES);
  g_assert_cmpstr (bd_entry_peek (said)->dates[BD_DATE_RECORDED], ==, "2026-04-09");
  g_assert_true (bd_entry_has_mark (said, "negation"));
  g_assert_false (bd_entry_has_mark (said, "reported-by-system"));
  g_assert_true (bd_entry_has_mark (g_ptr_array_index (device->entries, 0), "reported-by-system"));
  g_assert_true (bd_entry_has_mark (g_ptr_array_index (unknown->entries, 0), "reported-by-system"));

  assert_counts (others, 0, 0, 3, 3);
  g_assert_cmpstr (bd_issue_peek_words (g_ptr_array_index (others->issues, 0)), ==, "Allergies: withheld.");
  g_assert_cmpstr (bd_issue_peek_words (g_ptr_array_index (others->issues, 1)), ==, "Problems: source system could not be reached.");
  g_assert_cmpstr (bd_issue_peek_words (g_ptr_array_index (others->issues, 2)), ==, "T: none known.");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reading/single", test_single);
  g_test_add_func ("/reading/bundle", test_bundle);
  g_test_add_func ("/reading/silent-bundles", test_silent_bundles);
  g_test_add_func ("/reading/nested", test_nested);
  g_test_add_func ("/reading/parameters", test_parameters);
  g_test_add_func ("/reading/empty-reasons", test_empty_reasons);
  return g_test_run ();
}
