/* test-project-common.c: what every projected resource has in common
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "project.h"

/* Titles: code, text and what the user chose */

static void
test_titles (void)
{
  static const struct { const char *code; const char *title; const char *mark; } rows[] = {
    { "{'text':'Asthma'}", "Asthma", "text-only" },
    { "{'coding':[{'system':'http://snomed.info/sct','code':'195967001','display':'Asthma (disorder)'}]}", "Asthma (disorder)", NULL },
    { "{'coding':[{'code':'1','display':'Wheeze'},{'code':'2','display':'Asthma','userSelected':true}]}", "Asthma", "codings-differ" },
    /* One code says one medicine, the other code another: neither may be missed. */
    { "{'coding':[{'code':'1','display':'Penicillin'},{'code':'2','display':'Aspirin'}]}",
      "Penicillin (also coded: Aspirin)", "codings-differ" },
    { "{'text':'Aspirin','coding':[{'code':'1','display':'Aspirin'},{'code':'2','display':'Penicillin','userSelected':true}]}",
      "Penicillin (written: Aspirin)", "code-text-mismatch" },
    { "{'text':'Aspirin','coding':[{'code':'1','display':'Aspirin'},{'code':'2','display':'Penicillin'}]}", "Aspirin", "codings-differ" },
    { "{'coding':[{'system':'http://snomed.info/sct','code':'13645005','display':'Chronic obstructive lung disease'}],'text':'Hypertension'}",
      "Hypertension (coded: Chronic obstructive lung disease)", "code-text-mismatch" },
    { "{'coding':[{'system':'http://health.govt.nz/read-codes','code':'SN3..','display':'Local pressure'}],'text':'Hypertension'}",
      "Hypertension (coded: Local pressure)", "code-text-mismatch" },
    { "{'coding':[{'system':'http://snomed.info/sct','code':'38341003','display':'HT - Hypertension'}],'text':'Hypertension'}", "Hypertension", NULL },
    { "{'coding':[{'system':'http://snomed.info/sct','code':'12345'}]}", "Unknown code 12345 (SNOMED CT)", NULL },
    { "{'coding':[{'code':'12345'}]}", "Unknown code 12345", NULL },
    { "{'coding':[{'system':'urn:x','code':'12345'}]}", "Unknown code 12345 (urn:x)", NULL },
    { "'only a string'", "only a string", "text-only" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *members = g_strdup_printf ("'code':%s", rows[i].code);
      g_autoptr (BdEntry) entry = project ("Condition", members);

      g_assert_cmpstr (bd_entry_peek (entry)->title, ==, rows[i].title);
      if (rows[i].mark != NULL)
        g_assert_true (bd_entry_has_mark (entry, rows[i].mark));
      else
        g_assert_cmpuint (g_strv_length (bd_entry_peek (entry)->marks), ==, 0);
    }
}

static void
test_broken (void)
{
  static const struct { const char *type; const char *members; } rows[] = {
    { "AllergyIntolerance", "" },
    { "AllergyIntolerance", "'code':[],'note':{'text':'x'},'reaction':{},'category':{},'clinicalStatus':[1]" },
    { "AllergyIntolerance", "'code':5,'patient':7,'meta':[],'reaction':[null,3,{'manifestation':'rash'}]" },
    { "Condition", "'code':'x','clinicalStatus':'active','onsetAge':3,'category':'x','stage':[[]]" },
    { "Observation", "'status':{'a':1},'valueQuantity':'3','component':[[],'x',null],'referenceRange':{},'performer':{}" },
    { "Observation", "'component':{'code':{}},'interpretation':'H','effectivePeriod':'2011'" },
    { "DiagnosticReport", "'result':'x','presentedForm':{},'performer':'x'" },
    { "Immunization", "'status':['completed'],'protocolApplied':{},'performer':[1],'vaccineCode':[]" },
    { "MedicationRequest", "'status':3,'dosageInstruction':{},'medicationReference':'Medication/1','contained':'x'" },
    { "MedicationDispense", "'performer':{},'authorizingPrescription':{},'quantity':[]" },
    { "MedicationStatement", "'dosage':['x'],'effectivePeriod':[]" },
    { "Medication", "'ingredient':{}" },
    { "Encounter", "'class':[],'period':'x','participant':{},'location':'x','type':{}" },
    { "Appointment", "'participant':[[]],'serviceType':'x'" },
    { "Consent", "'provision':[],'category':'x','organization':{}" },
    { "Flag", "'period':[]" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (BdEntry) entry = project (rows[i].type, rows[i].members);
      g_autoptr (GVariant) variant = g_variant_ref_sink (bd_entry_to_variant (entry));
      g_autofree char *sentence = bd_entry_dup_sentence (entry, NULL);

      g_assert_true (*bd_entry_peek (entry)->title != '\0');
      g_assert_cmpint (bd_entry_peek (entry)->group, ==, BD_GROUP_CURRENT);
      g_assert_nonnull (sentence);
    }
}

static void
test_ids (void)
{
  g_autoptr (BdEntry) named = project_from ("{'resourceType':'Condition','id':'a-1'}", BD_SOURCE_SHARED_CARE);
  g_autoptr (BdEntry) one = project_from ("{'resourceType':'Condition','code':{'text':'one'}}", BD_SOURCE_SDHR);
  g_autoptr (BdEntry) same = project_from ("{'resourceType':'Condition','code':{'text':'one'}}", BD_SOURCE_SDHR);
  g_autoptr (BdEntry) two = project_from ("{'resourceType':'Condition','code':{'text':'two'}}", BD_SOURCE_SDHR);

  g_assert_cmpstr (bd_entry_peek (named)->id, ==, "shared-care/Condition/a-1");
  g_assert_true (g_str_has_prefix (bd_entry_peek (one)->id, "sdhr/Condition/#"));
  g_assert_cmpstr (bd_entry_peek (one)->id, ==, bd_entry_peek (same)->id);
  g_assert_cmpstr (bd_entry_peek (one)->id, !=, bd_entry_peek (two)->id);
  g_assert_null (project_from ("{'resourceType':'Claim','id':'1'}", BD_SOURCE_SDHR));
}

static void
test_whose (void)
{
  static const struct { const char *members; const char *nhi; } rows[] = {
    { "'subject':{'reference':'https://api.hip.digital.health.nz/fhir/nhi/v1/Patient/ZKC7284'}", "ZKC7284" },
    { "'subject':{'reference':'https://api.hip.digital.health.nz/fhir/Patient/ZKC7284'}", "ZKC7284" },
    { "'subject':{'reference':'Patient/ZKC7284','display':'Somebody Else'}", "ZKC7284" },
    { "'subject':{'type':'Patient','identifier':{'system':'https://standards.digital.health.nz/ns/nhi-id','value':'ZKC7284'}}", "ZKC7284" },
    { "'subject':{'reference':'#p'},'contained':[{'resourceType':'Patient','id':'p','identifier':[{'use':'official','system':'https://standards.digital.health.nz/ns/nhi-id','value':'ZKC7284'}]}]", "ZKC7284" },
    { "'subject':{'reference':'Patient/p'},'contained':[{'resourceType':'Patient','id':'p','identifier':[{'system':'https://standards.digital.health.nz/ns/nhi-id','value':'ZKC7284'}]}]", "ZKC7284" },
    { "'subject':{'display':'Somebody Else'}", NULL },
    { "'subject':{'reference':'Patient/other'}", NULL },
    { "'code':{'text':'x'}", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (BdEntry) entry = project ("Condition", rows[i].members);

      g_assert_cmpstr (bd_entry_peek (entry)->nhi, ==, rows[i].nhi);
    }
}

static void
test_facility (void)
{
  static const struct { const char *source; const char *facility; } rows[] = {
    { "https://api.hip.digital.health.nz/fhir/hpi/v1/Location/F38006-B", "F38006-B" },
    { "https://api.hip.digital.health.nz/fhir/Location/F38006-B", "F38006-B" },
    { "https://standards.digital.health.nz/ns/hpi-facility-id/FZZ111-A", "FZZ111-A" },
    { "c17a4b59-cebd-4aa8-a740-17155d882127", "c17a4b59-cebd-4aa8-a740-17155d882127" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *members = g_strdup_printf ("'meta':{'source':'%s','lastUpdated':'2024-01-26T10:03:26+13:00'}", rows[i].source);
      g_autoptr (BdEntry) entry = project ("Condition", members);

      g_assert_cmpstr (bd_entry_peek (entry)->facility, ==, rows[i].facility);
      g_assert_cmpstr (bd_entry_peek (entry)->dates[BD_DATE_SENT], ==, "2024-01-26T10:03:26+13:00");
      g_assert_cmpint (bd_entry_peek (entry)->fetched_at, ==, FETCHED_AT);
    }
}

static void
test_modifiers (void)
{
  g_autoptr (BdEntry) entry = project ("Condition",
    "'code':{'text':'x'},'modifierExtension':[{'url':'urn:not','valueBoolean':true}],'implicitRules':'urn:rules'");

  g_assert_true (bd_entry_has_mark (entry, "modifier-extension"));
  g_assert_true (bd_entry_has_mark (entry, "implicit-rules"));
  assert_detail (entry, "a modifier that Bedside does not understand");
}

static void
test_confidential (void)
{
  g_autoptr (BdEntry) marked = project ("Condition", "'meta':{'security':[{'system':'http://terminology.hl7.org/CodeSystem/v3-Confidentiality','code':'R'}]}");
  g_autoptr (BdEntry) open = project ("Condition", "'meta':{'security':[{'system':'http://terminology.hl7.org/CodeSystem/v3-Confidentiality','code':'U'}]}");

  g_autoptr (BdEntry) redacted = project ("Immunization", "'meta':{'security':[{'system':'http://terminology.hl7.org/CodeSystem/v3-ObservationValue','code':'redacted'}]}");

  g_assert_true (bd_entry_has_mark (redacted, "redacted"));
  assert_detail (redacted, "holding back details");
  g_assert_true (bd_entry_has_mark (marked, "confidential"));
  g_assert_false (bd_entry_has_mark (open, "confidential"));
}

static void
test_bytes (void)
{
  g_autoptr (BdEntry) entry = project_from ("{'resourceType':'Bundle','entry':[{'resource':{'resourceType':'Observation', 'valueQuantity':{'value':1.10}}}]}", BD_SOURCE_SDHR);
  GBytes *bytes = bd_entry_get_bytes (entry);
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  g_assert_cmpstr (text, ==, "{\"resourceType\":\"Observation\", \"valueQuantity\":{\"value\":1.10}}");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/project/titles", test_titles);
  g_test_add_func ("/project/broken", test_broken);
  g_test_add_func ("/project/ids", test_ids);
  g_test_add_func ("/project/whose", test_whose);
  g_test_add_func ("/project/facility", test_facility);
  g_test_add_func ("/project/modifiers", test_modifiers);
  g_test_add_func ("/project/confidential", test_confidential);
  g_test_add_func ("/project/bytes", test_bytes);
  return g_test_run ();
}
