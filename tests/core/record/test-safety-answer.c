/* test-safety-answer.c: what a clinician would have believed of a whole answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "project.h"

#include "bd-medicine-links.h"

#define NHI "ZKC7284"

/* Members of a Condition, without braces; its person unless said otherwise. */
#define ENTRY(members) "{'resource':{'resourceType':'Condition','id':'a'," members "}}"
#define OWN            "'subject':{'reference':'Patient/" NHI "'},"
#define SENT(when)     "'meta':{'lastUpdated':'" when "'},"
#define TITLED(text)   "'code':{'text':'" text "'}"

static BdAnswer *
answer_of (BdSectionKind  section,
           const char    *entries)
{
  g_autofree char *text = g_strdup_printf ("{'resourceType':'Bundle','type':'searchset','entry':[%s]}", entries);
  g_autoptr (BdJson) json = parse (text);
  g_autoptr (BdBundle) page = bd_bundle_new (json);
  BdProjection *projection = bd_projection_new (section, BD_SOURCE_SDHR, NHI, NULL);

  bd_projection_add_page (projection, page, FETCHED_AT);
  return bd_projection_finish (projection);
}

typedef struct {
  const char *belief;
  const char *entries;
  const char *titles;    /* in their order, parted by | */
  gboolean    said;      /* that there was another version */
  guint       foreign;
} Row;

static const Row rows[] = {
  { "that an old version is the record",
    ENTRY (OWN SENT ("2025-01-01T00:00:00Z") TITLED ("Query asthma")) "," ENTRY (OWN SENT ("2025-02-01T00:00:00Z") TITLED ("Asthma")), "Asthma", TRUE, 0 },
  { "that the last one sent is the newest",
    ENTRY (OWN SENT ("2025-02-01T00:00:00Z") TITLED ("Asthma")) "," ENTRY (OWN SENT ("2025-01-01T00:00:00Z") TITLED ("Query asthma")), "Asthma", TRUE, 0 },
  { "that the first of two is the record", ENTRY (OWN TITLED ("Asthma")) "," ENTRY (OWN TITLED ("COPD")), "Asthma|COPD", TRUE, 0 },
  { "that one record is two", ENTRY (OWN TITLED ("Asthma")) "," ENTRY (OWN TITLED ("Asthma")), "Asthma", FALSE, 0 },
  { "that one record differently laid out is two", ENTRY (OWN TITLED ("Asthma")) "," ENTRY (OWN " 'code': {'text': 'Asthma'}"), "Asthma", FALSE, 0 },
  { "that a third sight of it is a third record",
    ENTRY (OWN TITLED ("Asthma")) "," ENTRY (OWN TITLED ("COPD")) "," ENTRY (OWN TITLED ("COPD")), "Asthma|COPD", TRUE, 0 },
  { "that another person's newer record replaces this person's",
    ENTRY (OWN SENT ("2025-01-01T00:00:00Z") TITLED ("Asthma")) ","
    ENTRY ("'subject':{'reference':'Patient/ZAA0792'}," SENT ("2025-02-01T00:00:00Z") TITLED ("COPD")), "Asthma", TRUE, 1 },
  /* References in every form a server may use */
  { "that lower case is another person", ENTRY ("'subject':{'reference':'Patient/zkc7284'}," TITLED ("Asthma")), "Asthma", FALSE, 0 },
  { "that a version is another person", ENTRY ("'subject':{'reference':'Patient/ZKC7284/_history/3'}," TITLED ("Asthma")), "Asthma", FALSE, 0 },
  { "that a slash is another person", ENTRY ("'subject':{'reference':'https://x/fhir/Patient/ZKC7284/'}," TITLED ("Asthma")), "Asthma", FALSE, 0 },
  { "that another person in lower case is this one", ENTRY ("'subject':{'reference':'Patient/zaa0792'}," TITLED ("Asthma")), "", FALSE, 1 },
  { "that another person in a version is this one", ENTRY ("'subject':{'reference':'Patient/ZAA0792/_history/3'}," TITLED ("Asthma")), "", FALSE, 1 },
  { "that another person by identifier is this one",
    ENTRY ("'subject':{'identifier':{'system':'https://standards.digital.health.nz/ns/nhi-id','value':'ZAA0792'}}," TITLED ("Asthma")), "", FALSE, 1 },
  { "that a contained person is this one",
    ENTRY ("'subject':{'reference':'#p'},'contained':[{'resourceType':'Patient','id':'p','identifier':["
           "{'system':'https://standards.digital.health.nz/ns/nhi-id','value':'ZAA0792'}]}]," TITLED ("Asthma")), "", FALSE, 1 },
};

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (BdAnswer) answer = answer_of (BD_SECTION_CONDITIONS, row->entries);
  GString *titles = g_string_new (NULL);

  for (guint i = 0; i < answer->entries->len; i++)
    {
      BdEntry *entry = g_ptr_array_index (answer->entries, i);

      g_string_append_printf (titles, "%s%s", i > 0 ? "|" : "", bd_entry_peek (entry)->title);
      g_assert_cmpint (bd_entry_has_mark (entry, "other-version"), ==, row->said);
    }
  g_assert_cmpstr (titles->str, ==, row->titles);
  g_assert_cmpuint (answer->line->foreign, ==, row->foreign);
  g_string_free (titles, TRUE);
}

static void
test_two_people (void)
{
  g_autoptr (BdAnswer) answer = answer_of (BD_SECTION_CONDITIONS,
    ENTRY ("'subject':{'reference':'Patient/ZKC7284','identifier':{'system':'https://standards.digital.health.nz/ns/nhi-id','value':'ZAA0792'}}," TITLED ("Asthma")));

  g_assert_cmpuint (answer->entries->len, ==, 1);
  assert_detail (g_ptr_array_index (answer->entries, 0), "Names two people: ZKC7284 and ZAA0792.");
}

static void
test_person_by_name_only (void)
{
  g_autoptr (BdAnswer) answer = answer_of (BD_SECTION_CONDITIONS, ENTRY ("'subject':{'display':'Sage Westbrook'}," TITLED ("Asthma")));

  g_assert_true (bd_entry_has_mark (g_ptr_array_index (answer->entries, 0), "person-not-stated"));
  assert_detail (g_ptr_array_index (answer->entries, 0), "Does not say by number whose record it is.");
}

/* An outcome in the place where a batch answers is as true as one in an entry. */
static void
test_outcome_of_an_entry (void)
{
  g_autoptr (BdAnswer) answer = answer_of (BD_SECTION_CONDITIONS,
    ENTRY (OWN TITLED ("Asthma")) ",{'response':{'status':'200','outcome':{'resourceType':'OperationOutcome','issue':[{'severity':'information',"
    "'code':'informational','details':{'coding':[{'system':'https://fhir-ig.digital.health.nz/sdhr/CodeSystem/sdhr-outcome-codes',"
    "'code':'sdhr-records-withheld-at-source'}]}}]}}}");

  g_assert_cmpint (answer->line->state, ==, BD_STATE_WITHHELD_AT_SOURCE);
}

/* What must not be given waits for no dispensing. */
static void
test_not_a_prescription (void)
{
  g_autoptr (BdAnswer) answer = answer_of (BD_SECTION_MEDICINES,
    "{'resource':{'resourceType':'MedicationRequest','id':'a'," OWN "'status':'active','intent':'order','doNotPerform':true,"
    "'medicationCodeableConcept':{'text':'Warfarin'}}}");
  BdEntry *entry = g_ptr_array_index (answer->entries, 0);

  g_assert_false (bd_entry_has_mark (entry, "not-dispensed"));
  g_assert_false (bd_entry_has_mark (entry, "dispensing-unknown"));
}

typedef struct {
  const char *belief;
  const char *request;    /* members after its person */
  const char *dispense;
  const char *words;      /* said beside the prescription */
} Dispensing;

#define PRESCRIBED "'status':'active','intent':'order','medicationCodeableConcept':{'text':'Warfarin'}"
#define ITEM_1     ",'identifier':[{'system':'https://standards.digital.health.nz/ns/nzeps-scid-item-id','value':'S-1'}]"
#define DISPENSED(status) "'status':'" status "','whenPrepared':'2025-10-01','authorizingPrescription':[{'reference':'MedicationRequest/r'}]"

static const Dispensing dispensings[] = {
  { "that what was dispensed was not, by the prescription's id", PRESCRIBED, DISPENSED ("completed"), "dispensed 01-Oct-2025" },
  { "that what was dispensed was not, by an id beside an item", PRESCRIBED ITEM_1, DISPENSED ("completed"), "dispensed 01-Oct-2025" },
  { "that what is being prepared was dispensed", PRESCRIBED, DISPENSED ("preparation"), "dispensing not known from SDHR" },
  { "that what is on hold was dispensed", PRESCRIBED, DISPENSED ("on-hold"), "dispensing not known from SDHR" },
  { "that what cannot be understood was dispensed", PRESCRIBED, DISPENSED ("posted"), "dispensing not known from SDHR" },
  { "that what was declined was dispensed", PRESCRIBED, DISPENSED ("declined"), "no dispensing recorded in SDHR" },
  { "that an error was a dispensing", PRESCRIBED ITEM_1, DISPENSED ("entered-in-error"), "no dispensing recorded in SDHR" },
};

static void
test_dispensing (gconstpointer data)
{
  const Dispensing *row = data;
  g_autofree char *entries = g_strdup_printf ("{'resource':{'resourceType':'MedicationRequest','id':'r'," OWN "%s}},"
                                              "{'resource':{'resourceType':'MedicationDispense','id':'d'," OWN "%s}}", row->request, row->dispense);
  g_autoptr (BdAnswer) answer = answer_of (BD_SECTION_MEDICINES, entries);

  g_assert_cmpuint (answer->entries->len, ==, 2);
  for (guint i = 0; i < answer->entries->len; i++)
    {
      BdEntry *entry = g_ptr_array_index (answer->entries, i);
      g_autofree char *words = bd_medicine_dup_dispensing (entry, NULL);

      if (g_str_equal (bd_entry_peek (entry)->resource_type, "MedicationRequest"))
        g_assert_cmpstr (words, ==, row->words);
      else
        g_assert_null (words);
    }
}

static void
test_ten_thousand (void)
{
  GString *entries = g_string_new (NULL);
  g_autoptr (BdAnswer) answer = NULL;

  for (guint i = 0; i < 10000; i++)
    g_string_append_printf (entries, "%s{'resource':{'resourceType':'Condition','id':'%u'," OWN TITLED ("Asthma %u") "}}", i > 0 ? "," : "", i % 5000, i);
  answer = answer_of (BD_SECTION_CONDITIONS, entries->str);
  g_assert_cmpuint (answer->entries->len, ==, 10000);
  g_assert_cmpint (answer->line->received, ==, 5000);
  g_string_free (entries, TRUE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/safety/answer/%s", rows[i].belief);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  for (guint i = 0; i < G_N_ELEMENTS (dispensings); i++)
    {
      g_autofree char *path = g_strdup_printf ("/safety/SRD-28/%s", dispensings[i].belief);

      g_test_add_data_func (path, &dispensings[i], test_dispensing);
    }
  g_test_add_func ("/safety/answer/two-people", test_two_people);
  g_test_add_func ("/safety/answer/person-by-name-only", test_person_by_name_only);
  g_test_add_func ("/safety/answer/outcome-of-an-entry", test_outcome_of_an_entry);
  g_test_add_func ("/safety/answer/not-a-prescription", test_not_a_prescription);
  g_test_add_func ("/safety/answer/ten-thousand", test_ten_thousand);
  return g_test_run ();
}
