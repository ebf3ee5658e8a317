/* test-project-allergy.c: allergies, conditions and flags: status, negation, reactions
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "project.h"

#define SCT "'system':'http://snomed.info/sct'"

typedef struct { const char *clinical; const char *verification; const char *text; const char *meaning; BdEntryGroup group; } StatusRow;

/* SDHR guide 1.0.0, section 5: SNOMED CT and HL7 codes mean the same. */
static const StatusRow status_rows[] = {
  { "{'coding':[{'code':'active'}]}", "{'coding':[{'code':'confirmed'}]}", "Active", "confirmed", BD_GROUP_CURRENT },
  { "{'coding':[{" SCT ",'code':'443601000210103'}]}", "{'coding':[{" SCT ",'code':'410605003'}]}", "Active", "confirmed", BD_GROUP_CURRENT },
  { "{'coding':[{" SCT ",'code':'443611000210101'}]}", "{'coding':[{" SCT ",'code':'466541000210104'}]}", "Inactive", "unconfirmed", BD_GROUP_PAST },
  { "{'coding':[{" SCT ",'code':'443821000210107'}]}", "null", "Resolved", NULL, BD_GROUP_PAST },
  { "{'coding':[{'code':'inactive'}]}", "{'coding':[{'code':'unconfirmed'}]}", "Inactive", "unconfirmed", BD_GROUP_PAST },
  { "{'coding':[{'code':'resolved'}]}", "null", "Resolved", NULL, BD_GROUP_PAST },
  { "{'coding':[{'code':'active'}]}", "{'coding':[{'code':'refuted'}]}", "Refuted", "refuted", BD_GROUP_APART },
  { "{'coding':[{'code':'active'}]}", "{'coding':[{" SCT ",'code':'723511001'}]}", "Refuted", "refuted", BD_GROUP_APART },
  { "{'coding':[{'code':'inactive'}]}", "{'coding':[{'code':'entered-in-error'}]}", "Entered in error", "entered-in-error", BD_GROUP_APART },
  { "{'coding':[{'code':'dormant'}]}", "{'coding':[{'code':'rumoured'}]}", "status not understood: dormant", "rumoured", BD_GROUP_CURRENT },
  { "{'coding':[{" SCT ",'code':'active'}]}", "null", "Active", NULL, BD_GROUP_CURRENT },
  { "{'coding':[{'code':'active'},{'code':'resolved'}]}", "null", "status not understood: active, resolved", NULL, BD_GROUP_CURRENT },
  { "{'coding':[{" SCT ",'code':'73425007'}]}", "null", "Inactive", NULL, BD_GROUP_PAST },
  { "{'text':'Resolved'}", "null", "Resolved", NULL, BD_GROUP_PAST },
  { "{'text':'perhaps'}", "null", "status not understood: perhaps", NULL, BD_GROUP_CURRENT },
  { "{}", "null", "status not understood: not given as a code", NULL, BD_GROUP_CURRENT },
};

static void
test_status (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (status_rows); i++)
    {
      const StatusRow *row = &status_rows[i];
      g_autofree char *members = g_strdup_printf ("'code':{'text':'x'},'clinicalStatus':%s,'verificationStatus':%s", row->clinical,
                                                  g_str_equal (row->verification, "null") ? "{}" : row->verification);
      g_autofree char *without = g_strdup_printf ("'code':{'text':'x'},'clinicalStatus':%s", row->clinical);
      g_autoptr (BdEntry) allergy = project ("AllergyIntolerance", row->meaning != NULL ? members : without);
      g_autoptr (BdEntry) condition = project ("Condition", row->meaning != NULL ? members : without);
      const BdEntryFields *f = bd_entry_peek (allergy);

      g_assert_cmpstr (f->status_text, ==, row->text);
      g_assert_cmpstr (f->verification, ==, row->meaning);
      g_assert_cmpint (f->group, ==, row->group);
      g_assert_cmpint (bd_entry_has_mark (allergy, "status-unknown"), ==, strstr (row->text, "not understood") != NULL);
      g_assert_cmpstr (bd_entry_peek (condition)->status_text, ==, row->text);
      g_assert_cmpint (bd_entry_peek (condition)->group, ==, row->group);
    }
}

static void
test_status_missing (void)
{
  g_autoptr (BdEntry) entry = project ("AllergyIntolerance", "'code':{'text':'x'}");

  g_assert_cmpstr (bd_entry_peek (entry)->status_text, ==, "status not given");
  g_assert_null (bd_entry_peek (entry)->status);
  g_assert_null (bd_entry_peek (entry)->verification);
  g_assert_cmpint (bd_entry_peek (entry)->group, ==, BD_GROUP_CURRENT);
  g_assert_false (bd_entry_has_mark (entry, "status-unknown"));
}

typedef struct { const char *members; gboolean negation, by_text, partial, not_known; } NegationRow;

static const NegationRow negation_rows[] = {
  { "'code':{'coding':[{" SCT ",'code':'716186003','display':'No known allergy'}]}", TRUE, FALSE, FALSE, FALSE },
  { "'code':{'coding':[{" SCT ",'code':'716186003'}],'text':'NKA'}", TRUE, FALSE, FALSE, FALSE },
  { "'code':{'coding':[{" SCT ",'code':'409137002','display':'No known drug allergy'}]}", TRUE, FALSE, TRUE, FALSE },
  { "'code':{'coding':[{'system':'http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips','code':'no-known-allergies'}]}", TRUE, FALSE, FALSE, FALSE },
  { "'code':{'coding':[{'system':'http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips','code':'no-allergy-info'}]}", FALSE, FALSE, FALSE, TRUE },
  { "'code':{'text':'No known allergies'}", TRUE, TRUE, FALSE, FALSE },
  { "'code':{'text':'  NIL KNOWN ALLERGIES. '}", TRUE, TRUE, FALSE, FALSE },
  { "'code':{'text':'NKA'}", TRUE, TRUE, FALSE, FALSE },
  { "'code':{'text':'NKDA'}", TRUE, TRUE, TRUE, FALSE },
  { "'note':[{'text':'No known allergies'}]", TRUE, TRUE, FALSE, FALSE },
  { "'code':{'text':'No known allergies except penicillin'}", FALSE, FALSE, FALSE, FALSE },
  { "'code':{'text':'Not known: allergies'}", FALSE, FALSE, FALSE, FALSE },
  { "'code':{'coding':[{" SCT ",'code':'716186003','display':'No known allergy'}],'text':'Penicillin'}", FALSE, FALSE, FALSE, FALSE },
  { "'code':{'coding':[{" SCT ",'code':'91936005','display':'Allergy to penicillin'}],'text':'No known allergies'}", FALSE, FALSE, FALSE, FALSE },
  { "'code':{'text':'No known allergies'},'reaction':[{'manifestation':[{'text':'rash'}]}]", FALSE, FALSE, FALSE, FALSE },
  /* A banner would have said "No known allergies" over each of these. */
  { "'code':{'coding':[{" SCT ",'code':'716186003','display':'No known allergy'}],'text':'Penicillin allergy'}", FALSE, FALSE, FALSE, FALSE },
  { "'code':{'coding':[{" SCT ",'code':'716186003','display':'No known allergy'}],'text':'No known allergies except penicillin'}", FALSE, FALSE, FALSE, FALSE },
  { "'code':{'coding':[{" SCT ",'code':'716186003'},{" SCT ",'code':'91936005','display':'Allergy to penicillin'}]}", FALSE, FALSE, FALSE, FALSE },
  { "'code':{'coding':[{" SCT ",'code':'716186003'},{'system':'http://nzmt.org.nz','code':'10533431000116105'}]}", FALSE, FALSE, FALSE, FALSE },
  { "'code':{'coding':[{" SCT ",'code':'716186003'},{'code':'no-allergy-info'}]}", FALSE, FALSE, FALSE, FALSE },
  { "'code':{'coding':[{" SCT ",'code':'716186003'}]},'criticality':'high'", FALSE, FALSE, FALSE, FALSE },
  { "'code':{'coding':[{" SCT ",'code':'716186003'}]},'modifierExtension':[{'url':'urn:not','valueBoolean':true}]", FALSE, FALSE, FALSE, FALSE },
  { "'code':{'coding':[{" SCT ",'code':'716186003'}]},'clinicalStatus':{'coding':[{'code':'doubtful'}]}", FALSE, FALSE, FALSE, FALSE },
  { "'note':[{'text':'No known allergies'},{'text':'Except penicillin'}]", FALSE, FALSE, FALSE, FALSE },
  { "'code':{'coding':[{" SCT ",'code':'716186003'}],'text':'No known drug allergies'}", TRUE, FALSE, TRUE, FALSE },
  { "'code':{'coding':[{" SCT ",'code':'716186003','display':'No known allergy (situation)'}],'text':'No known allergy (situation)'}", TRUE, FALSE, FALSE, FALSE },
  { "'code':{'coding':[{" SCT ",'code':'716186003'},{'system':'urn:pms','code':'N1','display':'Nil known allergies'}]}", TRUE, FALSE, FALSE, FALSE },
  /* A display that is not its code's: neither is believed alone. */
  { "'code':{'coding':[{" SCT ",'code':'716186003','display':'Allergy to penicillin'}]}", FALSE, FALSE, FALSE, FALSE },
  { "'code':{'coding':[{" SCT ",'code':'716186003','display':'No known drug allergy'}]}", TRUE, FALSE, TRUE, FALSE },
  { "'code':{'coding':[{" SCT ",'code':'91936005','display':'No known allergy'}]}", FALSE, FALSE, FALSE, FALSE },
  { "'code':{'coding':[{" SCT ",'code':'1003774007','display':'No known latex allergy'}]}", TRUE, FALSE, TRUE, FALSE },
  { "'code':{'coding':[{" SCT ",'code':'716220001'}]}", TRUE, FALSE, TRUE, FALSE },
  { "'code':{'coding':[{'system':'urn:pms','code':'N1','display':'Nil known allergies'}]}", TRUE, FALSE, FALSE, FALSE },
  { "'code':{'text':'Nil known'}", TRUE, TRUE, FALSE, FALSE },
  { "'code':{'text':'Patient denies any allergies'}", TRUE, TRUE, FALSE, FALSE },
  { "'code':{'text':'No known adverse reactions to medicines'}", TRUE, TRUE, TRUE, FALSE },
  { "'code':{'coding':[{'code':'no-known-medications'}]}", FALSE, FALSE, FALSE, FALSE },
  { "'code':{'coding':[{" SCT ",'code':'160245001','display':'No current problems or disability'}]}", FALSE, FALSE, FALSE, FALSE },
  /* A field that was filled to be filled says nothing. */
  { "'code':{'text':'None'}", FALSE, FALSE, FALSE, TRUE },
  { "'code':{'text':'No allergies recorded'}", FALSE, FALSE, FALSE, TRUE },
  { "'code':{'text':'No penicillin'}", FALSE, FALSE, FALSE, FALSE },
  { "'code':{'text':'Unknown'}", FALSE, FALSE, FALSE, FALSE },
  { "'code':{'coding':[{" SCT ",'code':'716186003'}]},'meta':{'security':[{'code':'REDACTED'}]}", FALSE, FALSE, FALSE, FALSE },
  { "'code':{'coding':[{" SCT ",'code':'716186003'}]},'patient':{'reference':'Patient/ZKC7284','identifier':{'system':'https://standards.digital.health.nz/ns/nhi-id','value':'ZZZ0008'}}", FALSE, FALSE, FALSE, FALSE },
};

static void
test_negation (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (negation_rows); i++)
    {
      const NegationRow *row = &negation_rows[i];
      g_autoptr (BdEntry) entry = project ("AllergyIntolerance", row->members);

      g_assert_cmpint (bd_entry_has_mark (entry, "negation"), ==, row->negation);
      g_assert_cmpint (bd_entry_has_mark (entry, "negation-by-text"), ==, row->by_text);
      g_assert_cmpint (bd_entry_has_mark (entry, "negation-partial"), ==, row->partial);
      g_assert_cmpint (bd_entry_has_mark (entry, "not-known"), ==, row->not_known);
    }
}

static void
test_negation_of_conditions (void)
{
  g_autoptr (BdEntry) coded = project ("Condition", "'code':{'coding':[{'code':'no-known-problems'}]}");
  g_autoptr (BdEntry) said = project ("Condition", "'code':{'text':'No known current problems or disability'}");
  g_autoptr (BdEntry) family = project ("Condition", "'code':{'text':'Family history of asthma'}");

  g_assert_true (bd_entry_has_mark (coded, "negation"));
  g_assert_true (bd_entry_has_mark (said, "negation-by-text"));
  g_assert_false (bd_entry_has_mark (family, "negation"));
}

/* MWS-Search-1: legacy warnings have only note text, with the weight of coded ones. */
static void
test_mws_search_1_text_only (void)
{
  g_autoptr (BdEntry) entry = project ("AllergyIntolerance",
    "'clinicalStatus':{'coding':[{'code':'active'}]},'note':[{'text':'Severe rash after amoxicillin in 1998, told by the whānau; do not give'}]");

  g_assert_cmpstr (bd_entry_peek (entry)->title, ==, "Severe rash after amoxicillin in 1998, told by the whānau; do not give");
  g_assert_true (bd_entry_has_mark (entry, "text-only"));
  g_assert_cmpuint (g_strv_length (bd_entry_peek (entry)->notes), ==, 1);
  g_assert_cmpint (bd_entry_peek (entry)->group, ==, BD_GROUP_CURRENT);
}

static void
test_reactions (void)
{
  g_autoptr (BdEntry) entry = project ("AllergyIntolerance",
    "'code':{'text':'latex'},'criticality':'high','type':'intolerance','category':['medication','370540009'],'reaction':["
    "{'manifestation':[{'coding':[{'code':'1','display':'Hives'}]},{'text':'itch'}],'severity':'moderate','description':'within minutes'},"
    "{'manifestation':[{'coding':[{'code':'116289008'}]}]}]");
  const BdEntryFields *f = bd_entry_peek (entry);
  const BdReaction *first, *second;

  g_assert_cmpuint (f->reactions->len, ==, 2);
  first = g_ptr_array_index (f->reactions, 0);
  second = g_ptr_array_index (f->reactions, 1);
  g_assert_cmpstr (first->manifestation[0], ==, "Hives");
  g_assert_cmpstr (first->manifestation[1], ==, "itch");
  g_assert_cmpstr (first->severity, ==, "moderate");
  g_assert_cmpstr (first->description, ==, "within minutes");
  g_assert_cmpstr (second->manifestation[0], ==, "code 116289008");
  g_assert_null (second->severity);
  g_assert_cmpstr (f->criticality, ==, "high");
  g_assert_cmpstr (f->category, ==, "medication, code 370540009");
  assert_detail (entry, "Intolerance");
}

static void
test_recorder_in_role (void)
{
  g_autoptr (BdEntry) entry = project ("AllergyIntolerance",
    "'code':{'text':'x'},'recorder':{'reference':'#r'},'contained':[{'resourceType':'PractitionerRole','id':'r',"
    "'practitioner':{'reference':'Practitioner/99ZZZS','display':'A Name'},'location':[{'reference':'Location/FZZ968-B','display':'A Place'}]}]");
  g_autoptr (BdEntry) missing = project ("AllergyIntolerance", "'code':{'text':'x'},'recorder':{'reference':'#gone'}");

  g_assert_cmpstr (bd_entry_peek (entry)->recorder, ==, "99ZZZS");
  g_assert_cmpstr (bd_entry_peek (entry)->facility, ==, "FZZ968-B");
  g_assert_cmpstr (bd_entry_peek (missing)->recorder, ==, "referenced item missing");
}

/* Conditions */

static void
test_condition_marks (void)
{
  static const char *const highlights[] = {
    "'extension':[{'url':'https://fhir-ig.digital.health.nz/sdhr/StructureDefinition/hnz-sdhr-highlighted-extension','valueBoolean':true}]",
    "'meta':{'tag':[{'system':'https://fhir-ig.digital.health.nz/sdhr/CodeSystem/nz-sdhr-codesystem','code':'highlighted'}]}",
    "'meta':{'tag':[{'system':'https://standards.digital.health.nz/ns/sdhr-resource-tags','code':'highlighted'}]}",
  };
  g_autoptr (BdEntry) plain = project ("Condition",
    "'extension':[{'url':'http://hl7.org.nz/fhir/StructureDefinition/long-term-condition','valueBoolean':false},"
    "{'url':'https://x/hnz-sdhr-client-last-updated-extension','valueDateTime':'2023-11-26T10:02:45+13:00'}]");
  g_autoptr (BdEntry) lasting = project ("Condition",
    "'extension':[{'url':'http://hl7.org.nz/fhir/StructureDefinition/long-term-condition','valueBoolean':true}]");

  for (guint i = 0; i < G_N_ELEMENTS (highlights); i++)
    {
      g_autoptr (BdEntry) entry = project ("Condition", highlights[i]);

      g_assert_true (bd_entry_has_mark (entry, "highlighted"));
    }
  g_assert_false (bd_entry_has_mark (plain, "long-term"));
  g_assert_false (bd_entry_has_mark (plain, "highlighted"));
  g_assert_cmpstr (bd_entry_peek (plain)->dates[BD_DATE_CLIENT_UPDATED], ==, "2023-11-26T10:02:45+13:00");
  g_assert_true (bd_entry_has_mark (lasting, "long-term"));
}

static void
test_onset_forms (void)
{
  static const struct { const char *members; const char *date; const char *detail; } rows[] = {
    { "'onsetDateTime':'2011'", "2011", NULL },
    { "'onsetAge':{'value':42,'unit':'years'}", NULL, "Onset: at age 42 years" },
    { "'onsetAge':{'value':42,'code':'a','system':'http://unitsofmeasure.org'}", NULL, "Onset: at age 42 years" },
    { "'onsetPeriod':{'start':'2010','end':'2011-03'}", "2010", "Onset: 2010 to Mar-2011" },
    { "'onsetRange':{'low':{'value':40,'unit':'y'},'high':{'value':45,'unit':'y'}}", NULL, "Onset: at age 40 to 45 y" },
    { "'onsetString':'in childhood'", NULL, "Onset: in childhood" },
    { "'abatementString':'after the operation'", NULL, "Ended: after the operation" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (BdEntry) entry = project ("Condition", rows[i].members);

      g_assert_cmpstr (bd_entry_peek (entry)->dates[BD_DATE_ONSET], ==, rows[i].date);
      if (rows[i].detail != NULL)
        assert_detail (entry, rows[i].detail);
    }
}

static void
test_condition_details (void)
{
  g_autoptr (BdEntry) entry = project ("Condition",
    "'code':{'text':'Asthma'},'category':[{'coding':[{'code':'problem-list-item'}]}],'severity':{'text':'Moderate'},"
    "'abatementDateTime':'2020-01','recorder':{'reference':'Practitioner/91ZZXN'},'asserter':{'reference':'Practitioner/99ZZFX'},"
    "'clinicalStatus':{'coding':[{'code':'remission'}]}");
  const BdEntryFields *f = bd_entry_peek (entry);

  g_assert_cmpstr (f->category, ==, "Problem list item");
  g_assert_cmpstr (f->dates[BD_DATE_ABATED], ==, "2020-01");
  g_assert_cmpstr (f->recorder, ==, "91ZZXN");
  g_assert_cmpint (f->group, ==, BD_GROUP_PAST);
  g_assert_cmpstr (f->status_text, ==, "In remission");
  assert_detail (entry, "Severity: Moderate");
  assert_detail (entry, "Asserted by: 99ZZFX");
}

static void
test_flag (void)
{
  g_autoptr (BdEntry) entry = project ("Flag",
    "'status':'active','code':{'text':'Difficult airway'},'category':[{'text':'Safety'}],'period':{'start':'2020'}");
  g_autoptr (BdEntry) over = project ("Flag", "'status':'inactive','code':{'text':'x'}");

  g_assert_cmpint (bd_entry_peek (entry)->section, ==, BD_SECTION_ALLERGIES);
  g_assert_true (bd_entry_has_mark (entry, "warning"));
  g_assert_cmpstr (bd_entry_peek (entry)->title, ==, "Difficult airway");
  g_assert_cmpstr (bd_entry_peek (entry)->dates[BD_DATE_START], ==, "2020");
  g_assert_cmpint (bd_entry_peek (over)->group, ==, BD_GROUP_PAST);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/project/allergy/status", test_status);
  g_test_add_func ("/project/allergy/status-missing", test_status_missing);
  g_test_add_func ("/project/allergy/negation", test_negation);
  g_test_add_func ("/project/allergy/MWS-Search-1", test_mws_search_1_text_only);
  g_test_add_func ("/project/allergy/reactions", test_reactions);
  g_test_add_func ("/project/allergy/recorder-in-role", test_recorder_in_role);
  g_test_add_func ("/project/condition/negation", test_negation_of_conditions);
  g_test_add_func ("/project/condition/marks", test_condition_marks);
  g_test_add_func ("/project/condition/onset", test_onset_forms);
  g_test_add_func ("/project/condition/details", test_condition_details);
  g_test_add_func ("/project/flag", test_flag);
  return g_test_run ();
}
