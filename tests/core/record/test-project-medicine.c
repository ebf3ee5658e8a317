/* test-project-medicine.c: prescribed, dispensed, stated; items, doses, ingredients
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "project.h"

#define ITEM "https://standards.digital.health.nz/ns/nzeps-scid-item-id"
#define EXT  "http://hl7.org.nz/fhir/StructureDefinition/"
#define SCID "1TNQ015Y6K2HN1P8R1"

static void
test_request (void)
{
  g_autoptr (BdEntry) entry = project ("MedicationRequest",
    "'identifier':[{'system':'" ITEM "','value':'" SCID "-1'}],'status':'active','intent':'order',"
    "'medicationCodeableConcept':{'coding':[{'system':'http://nzmt.org.nz','code':'1','display':'Naproxen 750mg SR Tablets'}]},"
    "'authoredOn':'2021-10-18T23:06:05+00:00','requester':{'identifier':{'system':'https://standards.digital.health.nz/ns/hpi-person-id','value':'52049'},'display':'Dr A | Doctor | 52049'},"
    "'dosageInstruction':[{'sequence':1,'patientInstruction':'One daily for leg pain'}],"
    "'dispenseRequest':{'numberOfRepeatsAllowed':2,'quantity':{'value':14.0,'unit':'Tablets'},'validityPeriod':{'end':'2022-01-18'}},'substitution':{'allowedBoolean':false}");
  const BdEntryFields *f = bd_entry_peek (entry);

  g_assert_cmpint (f->section, ==, BD_SECTION_MEDICINES);
  g_assert_cmpstr (f->title, ==, "Naproxen 750mg SR Tablets");
  g_assert_cmpstr (f->item, ==, SCID "-1");
  g_assert_cmpstr (f->dose, ==, "One daily for leg pain");
  g_assert_cmpstr (f->dates[BD_DATE_PRESCRIBED], ==, "2021-10-18T23:06:05+00:00");
  g_assert_cmpstr (f->dates[BD_DATE_VALID_UNTIL], ==, "2022-01-18");
  g_assert_cmpstr (f->recorder, ==, "52049");
  assert_detail (entry, "Quantity: 14.0 Tablets");
  assert_detail (entry, "Repeats: 2");
  assert_detail (entry, "No substitution");
}

/* Whoever prescribed is named as received; a number alone is not said twice, nobody is invented. */
static void
test_prescriber (void)
{
  static const struct { const char *members; const char *recorder; const char *detail; } rows[] = {
    { "'requester':{'reference':'Practitioner/63576','identifier':{'value':'63576'},'display':'Dr A Hale | Doctor | 63576'}",
      "63576", "Prescribed by: Dr A Hale | Doctor | 63576" },
    { "'requester':{'reference':'Practitioner/0c716ff5-14ea-44f8-98ef-dabf8bf4a4d4','display':'M Rua | Doctor'}",
      "M Rua | Doctor", "Prescribed by: M Rua | Doctor" },
    { "'requester':{'identifier':{'value':'99ZZSE'},'display':'Dr S Ihaka'}", "99ZZSE", "Prescribed by: Dr S Ihaka (99ZZSE)" },
    { "'contained':[{'resourceType':'Practitioner','id':'p','identifier':[{'system':'https://standards.digital.health.nz/ns/hpi-person-id','value':'99ZZSE'}],"
      "'name':[{'family':'Ihaka','given':['Mereana']}]}],'requester':{'reference':'#p'}", "99ZZSE", "Prescribed by: Mereana Ihaka (99ZZSE)" },
    { "'contained':[{'resourceType':'Practitioner','id':'p','name':[{'text':'Nurse M Ihaka'}]}],'requester':{'reference':'#p'}",
      "Nurse M Ihaka", "Prescribed by: Nurse M Ihaka" },
    { "'requester':{'display':'M Rua'},'recorder':{'display':'R Blair'}", "M Rua", "Entered by: R Blair" },
    { "'requester':{'identifier':{'value':'63576'}}", "63576", NULL },
    { "'requester':{'reference':'Practitioner/0c716ff5-14ea-44f8-98ef-dabf8bf4a4d4'}", "0c716ff5-14ea-44f8-98ef-dabf8bf4a4d4", NULL },
    { "'requester':{}", NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *members = g_strdup_printf ("'status':'active','medicationCodeableConcept':{'text':'x'},%s", rows[i].members);
      g_autoptr (BdEntry) entry = project ("MedicationRequest", members);

      g_test_message ("%s", rows[i].members);
      g_assert_cmpstr (bd_entry_peek (entry)->recorder, ==, rows[i].recorder);
      if (rows[i].detail != NULL)
        assert_detail (entry, rows[i].detail);
      else
        g_assert_null (bd_entry_peek (entry)->detail);
    }
}

static void
test_performer (void)
{
  g_autoptr (BdEntry) plain = project ("MedicationDispense",
    "'status':'completed','medicationCodeableConcept':{'text':'x'},'performer':[{'actor':{'reference':'Practitioner/63576',"
    "'type':'Practitioner','display':'Dr A Hale | Doctor | 63576'}}]");
  g_autoptr (BdEntry) checker = project ("MedicationDispense",
    "'status':'completed','medicationCodeableConcept':{'text':'x'},'performer':[{'function':{'text':'Final checker'},"
    "'actor':{'display':'P Lemalu'}}]");

  assert_detail (plain, "Performer: Dr A Hale | Doctor | 63576");
  assert_detail (checker, "Final checker: P Lemalu");
}

static void
test_marks (void)
{
  static const struct { const char *extension; const char *mark; } rows[] = {
    { "{'url':'" EXT "nzeps-long-term-medication','valueBoolean':true}", "long-term" },
    { "{'url':'" EXT "nzeps-medication-modified','valueBoolean':true}", "modified-by-pharmacy" },
    { "{'url':'" EXT "nzeps-instructions-modified','valueBoolean':true}", "instructions-modified" },
    { "{'url':'" EXT "nzeps-unusual-dose-quantity','valueBoolean':true}", "unusual-dose" },
    { "{'url':'" EXT "nzeps-medication-action','valueCode':'New_Medication'}", "new-medicine" },
    { "{'url':'" EXT "nzeps-medication-action','valueCode':'Changed_Medication'}", "changed-medicine" },
    { "{'url':'" EXT "nzeps-medication-action','valueCode':'Continuted_Medication'}", "continued-medicine" },
    { "{'url':'" EXT "nzeps-medication-action','valueCode':'Stopped_Medication'}", "stopped" },
  };
  g_autoptr (BdEntry) plain = project ("MedicationRequest",
    "'extension':[{'url':'" EXT "nzeps-long-term-medication','valueBoolean':false},{'url':'" EXT "nzeps-medication-action','valueCode':'None'}]");

  g_assert_cmpuint (g_strv_length (bd_entry_peek (plain)->marks), ==, 1);   /* no-name */
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *members = g_strdup_printf ("'medicationCodeableConcept':{'text':'x'},'status':'active','extension':[%s]", rows[i].extension);
      g_autoptr (BdEntry) entry = project ("MedicationRequest", members);

      g_assert_true (bd_entry_has_mark (entry, rows[i].mark));
      g_assert_cmpint (bd_entry_peek (entry)->group, ==,
                       g_str_equal (rows[i].mark, "stopped") ? BD_GROUP_PAST : BD_GROUP_CURRENT);
    }
}

static void
test_statuses (void)
{
  static const struct { const char *type; const char *status; const char *text; BdEntryGroup group; const char *mark; } rows[] = {
    { "MedicationRequest", "active", "Active", BD_GROUP_CURRENT, NULL },
    { "MedicationRequest", "completed", "Completed", BD_GROUP_CURRENT, NULL },
    { "MedicationRequest", "stopped", "Stopped", BD_GROUP_PAST, "stopped" },
    { "MedicationRequest", "cancelled", "Cancelled", BD_GROUP_PAST, "cancelled" },
    { "MedicationRequest", "entered-in-error", "Entered in error", BD_GROUP_APART, NULL },
    { "MedicationRequest", "paused", "status not understood: paused", BD_GROUP_CURRENT, "status-unknown" },
    { "MedicationDispense", "completed", "Dispensed", BD_GROUP_CURRENT, NULL },
    { "MedicationDispense", "declined", "Declined", BD_GROUP_PAST, "declined" },
    { "MedicationStatement", "completed", "Completed", BD_GROUP_PAST, NULL },
    { "MedicationStatement", "not-taken", "Not taken", BD_GROUP_PAST, "not-taken" },
    { "Medication", "inactive", "Inactive", BD_GROUP_PAST, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *members = g_strdup_printf ("'status':'%s'", rows[i].status);
      g_autoptr (BdEntry) entry = project (rows[i].type, members);

      g_assert_cmpstr (bd_entry_peek (entry)->status, ==, rows[i].status);
      g_assert_cmpstr (bd_entry_peek (entry)->status_text, ==, rows[i].text);
      g_assert_cmpint (bd_entry_peek (entry)->group, ==, rows[i].group);
      g_assert_true (rows[i].mark == NULL || bd_entry_has_mark (entry, rows[i].mark));
    }
}

static void
test_items (void)
{
  static const struct { const char *json; const char *item; } rows[] = {
    { "{'resourceType':'MedicationDispense','id':'" SCID "-1-2'}", SCID "-1" },
    { "{'resourceType':'MedicationDispense','id':'" SCID "-12'}", SCID "-12" },
    { "{'resourceType':'MedicationDispense','id':'" SCID "'}", NULL },
    { "{'resourceType':'MedicationDispense','id':'" SCID "-x'}", NULL },
    { "{'resourceType':'MedicationDispense','id':'6f1c2d3e-0000-4000-8000-000000000000'}", NULL },
    { "{'resourceType':'MedicationDispense','id':'q','authorizingPrescription':[{'reference':'MedicationRequest/" SCID "-3'}]}", SCID "-3" },
    { "{'resourceType':'MedicationDispense','id':'q','authorizingPrescription':[{'identifier':{'value':'RX-1'}}]}", "RX-1" },
    { "{'resourceType':'MedicationRequest','id':'q','identifier':[{'system':'https://x/ns/nzeps-prescription-id','value':'RX-1'}]}", "RX-1" },
    { "{'resourceType':'MedicationRequest','id':'q'}", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (BdEntry) entry = project_from (rows[i].json, BD_SOURCE_MDR);

      g_assert_cmpstr (bd_entry_peek (entry)->item, ==, rows[i].item);
    }
}

static void
test_dispense (void)
{
  g_autoptr (BdEntry) entry = project ("MedicationDispense",
    "'status':'completed','medicationCodeableConcept':{'text':'CODEINE PHOSPHATE 30mg Tablets'},'whenPrepared':'2024-09-02T14:10:27+12:00',"
    "'whenHandedOver':'2024-09-03','location':{'reference':'Location/FZZ997-J'},'quantity':{'value':100,'unit':'tablets'},'daysSupply':{'value':30,'unit':'days'}");
  g_autoptr (BdEntry) reversed = project_from ("{'resourceType':'MedicationDispense','id':'" SCID "-1-1-X','status':'completed'}", BD_SOURCE_MDR);

  g_assert_cmpstr (bd_entry_peek (entry)->dates[BD_DATE_DISPENSED], ==, "2024-09-02T14:10:27+12:00");
  g_assert_cmpstr (bd_entry_peek (entry)->facility, ==, "FZZ997-J");
  assert_detail (entry, "Dispensed (prepared)");
  assert_detail (entry, "Handed over: 03-Sep-2024");
  assert_detail (entry, "Supply for: 30 days");
  g_assert_cmpint (bd_entry_peek (reversed)->group, ==, BD_GROUP_APART);
  g_assert_cmpstr (bd_entry_peek (reversed)->status_text, ==, "Reversed");
  g_assert_null (bd_entry_peek (reversed)->item);
}

/* SRD-29: all ingredients of a compound, wherever the medication stands. */
static void
test_srd_29_ingredients (void)
{
#define COMPOUND "'resourceType':'Medication','id':'m','code':{'text':'Steroid cream compound'},'ingredient':[" \
  "{'itemCodeableConcept':{'coding':[{'system':'http://nzmt.org.nz','code':'11','display':'hydrocortisone'}]},'strength':{'numerator':{'value':1.0,'unit':'g'},'denominator':{'value':100,'unit':'g'}}}," \
  "{'itemCodeableConcept':{'text':'clotrimazole'}},{'itemCodeableConcept':{'text':'base'},'isActive':false}]"
  static const char *const rows[] = {
    "{'resourceType':'MedicationRequest','id':'1','medicationReference':{'reference':'#m'},'contained':[{" COMPOUND "}]}",
    "{'resourceType':'Bundle','entry':[{'resource':{'resourceType':'MedicationRequest','id':'1','medicationReference':{'reference':'Medication/m'}}},{'resource':{" COMPOUND "}}]}",
    "{'resourceType':'MedicationRequest','id':'1','medicationCodeableConcept':{'text':'Steroid cream compound'},'contained':[{" COMPOUND "}]}",
    "{" COMPOUND "}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (BdEntry) entry = project_from (rows[i], BD_SOURCE_SDHR);

      g_assert_cmpstr (bd_entry_peek (entry)->title, ==, "Steroid cream compound");
      assert_detail (entry, "Ingredients: hydrocortisone 1.0 g / 100 g + clotrimazole + base (not active)");
      g_assert_cmpuint (bd_entry_peek (entry)->codes->len, ==, 1);
    }
}

static void
test_references (void)
{
  g_autoptr (BdEntry) named = project ("MedicationRequest", "'medicationReference':{'reference':'Medication/9','identifier':{'system':'http://nzmt.org.nz','value':'9'},'display':'Gum 4mg'}");
  g_autoptr (BdEntry) missing = project ("MedicationRequest", "'medicationReference':{'reference':'Medication/9'}");

  g_assert_cmpstr (bd_entry_peek (named)->title, ==, "Gum 4mg");
  g_assert_cmpuint (bd_entry_peek (named)->codes->len, ==, 1);
  g_assert_cmpstr (bd_entry_peek (missing)->title, ==, "referenced item missing");
  g_assert_true (bd_entry_has_mark (missing, "reference-missing"));
}

static void
test_doses (void)
{
  static const struct { const char *dosage; const char *words; } rows[] = {
    { "{'text':'1 tablet daily','route':{'coding':[{'display':'Oral route'}]}}", "1 tablet daily, route Oral route" },
    { "{'patientInstruction':'as directed','doseAndRate':[{'doseQuantity':{'value':0.150,'unit':'g'}}]}", "as directed, dose 0.150 g" },
    { "{'text':'same','patientInstruction':'same'}", "same" },
    { "{'doseAndRate':[{'doseRange':{'low':{'value':1,'unit':'tablet'},'high':{'value':2,'unit':'tablet'}}}],'timing':{'repeat':{'frequency':1,'period':4,'periodMax':6,'periodUnit':'h'}},'asNeededBoolean':true}",
      "dose 1 to 2 tablet, every 4 to 6 hours, as needed" },
    { "{'timing':{'repeat':{'frequency':2,'period':1,'periodUnit':'d','when':['ACM','HS'],'offset':30}}}",
      "2 times in 1 day, before breakfast, at bedtime by 30 minutes" },
    { "{'timing':{'code':{'coding':[{'system':'http://terminology.hl7.org/CodeSystem/v3-GTSAbbreviation','code':'TID'}]},"
      "'repeat':{'boundsPeriod':{'start':'2025-01-02','end':'2025-01-09'}}}}", "three times a day, 02-Jan-2025 to 09-Jan-2025" },
    { "{'timing':{'repeat':{'frequency':1,'period':1,'periodUnit':'wk','dayOfWeek':['mon'],'timeOfDay':['08:00:00'],'boundsDuration':{'value':6,'unit':'weeks'}}}}",
      "every 1 week, on Monday, at 08:00:00, for 6 weeks" },
    { "{'timing':{'event':['2025-01-02'],'repeat':{'count':3,'duration':30,'durationUnit':'min'}}}",
      "over 30 minutes, number of doses 3, on 02-Jan-2025" },
    { "{'asNeededBoolean':true}", "as needed" },
    { "{'asNeededCodeableConcept':{'text':'pain'},'maxDosePerPeriod':{'numerator':{'value':4,'unit':'g'},'denominator':{'value':24,'unit':'h','code':'h'}},"
      "'maxDosePerAdministration':{'value':1,'unit':'g'}}", "as needed for pain, at most 4 g / 24 hours, at most at a time 1 g" },
    { "{'doseAndRate':{'doseQuantity':{'value':5,'unit':'mg'}}}", "dose 5 mg" },
    { "'one at night'", "one at night" },
    { "{'sequence':1,'route':{'coding':[{'system':'http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration'}]}}", NULL },
    { "{'text':'first'},{'text':'second'}", "first; second" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *members = g_strdup_printf ("'dosageInstruction':[%s]", rows[i].dosage);
      g_autoptr (BdEntry) entry = project ("MedicationRequest", members);

      g_assert_cmpstr (bd_entry_peek (entry)->dose, ==, rows[i].words);
    }
}

static void
test_statement (void)
{
  g_autoptr (BdEntry) entry = project ("MedicationStatement",
    "'status':'active','medicationCodeableConcept':{'coding':[{'system':'http://snomed.info/sct','code':'411529005','display':'Insulin glargine'}],'text':'Lantus'},"
    "'dosage':[{'text':'20 units per day'}],'dateAsserted':'2023-11-25','effectivePeriod':{'start':'2020','end':'2021'}");
  g_autoptr (BdEntry) none = project ("MedicationStatement", "'status':'active','medicationCodeableConcept':{'text':'No known current medications'}");
  const BdEntryFields *f = bd_entry_peek (entry);

  g_assert_cmpstr (f->title, ==, "Lantus (coded: Insulin glargine)");
  g_assert_cmpstr (f->dose, ==, "20 units per day");
  g_assert_cmpstr (f->dates[BD_DATE_RECORDED], ==, "2023-11-25");
  g_assert_cmpstr (f->dates[BD_DATE_END], ==, "2021");
  g_assert_true (bd_entry_has_mark (none, "negation"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/project/medicine/request", test_request);
  g_test_add_func ("/project/medicine/prescriber", test_prescriber);
  g_test_add_func ("/project/medicine/performer", test_performer);
  g_test_add_func ("/project/medicine/marks", test_marks);
  g_test_add_func ("/project/medicine/statuses", test_statuses);
  g_test_add_func ("/project/medicine/items", test_items);
  g_test_add_func ("/project/medicine/dispense", test_dispense);
  g_test_add_func ("/project/medicine/SRD-29", test_srd_29_ingredients);
  g_test_add_func ("/project/medicine/references", test_references);
  g_test_add_func ("/project/medicine/doses", test_doses);
  g_test_add_func ("/project/medicine/statement", test_statement);
  return g_test_run ();
}
