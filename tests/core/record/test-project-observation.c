/* test-project-observation.c: values of every kind, exactly as received
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "project.h"

static void
test_values (void)
{
  static const struct { const char *members; const char *value; const char *unit; const char *comparator; gboolean missing; } rows[] = {
    { "'valueQuantity':{'value':1.10,'unit':'mmol/L','code':'mmol/L'}", "1.10", "mmol/L", NULL, FALSE },
    { "'valueQuantity':{'value':1e2,'unit':'x'}", "1e2", "x", NULL, FALSE },
    { "'valueQuantity':{'value':0.0000000000000000000000000000000000000001,'unit':'x'}", "0.0000000000000000000000000000000000000001", "x", NULL, FALSE },
    { "'valueQuantity':{'value':5,'comparator':'<','unit':'mg/L'}", "5", "mg/L", "<", FALSE },
    { "'valueQuantity':{'value':120,'code':'mm[Hg]'}", "120", "mm Hg", NULL, FALSE },
    { "'valueQuantity':{'value':37.5,'code':'Cel'}", "37.5", "°C", NULL, FALSE },
    { "'valueQuantity':{'value':7,'code':'{unknown}'}", "7", "{unknown}", NULL, FALSE },
    { "'valueQuantity':{'value':2.5,'code':'1'}", "2.5", NULL, NULL, FALSE },
    { "'valueQuantity':{'value':60}", "60", NULL, NULL, TRUE },
    { "'valueQuantity':{'value':60,'unit':''}", "60", NULL, NULL, TRUE },
    { "'valueString':'Not detected'", "Not detected", NULL, NULL, FALSE },
    { "'valueBoolean':true", "yes", NULL, NULL, FALSE },
    { "'valueBoolean':false", "no", NULL, NULL, FALSE },
    { "'valueInteger':42", "42", NULL, NULL, FALSE },
    { "'valueCodeableConcept':{'coding':[{'display':'Ex-smoker'}]}", "Ex-smoker", NULL, NULL, FALSE },
    { "'valueCodeableConcept':{'coding':[{'system':'http://snomed.info/sct','code':'785889008'}]}", "Vaping with nicotine", NULL, NULL, FALSE },
    { "'valueCodeableConcept':{'coding':[{'system':'http://snomed.info/sct','code':'123'}]}", "code 123", NULL, NULL, FALSE },
    { "'valueRange':{'low':{'value':1.0,'unit':'g'},'high':{'value':2.0,'unit':'g'}}", "1.0 to 2.0 g", NULL, NULL, FALSE },
    { "'valueRatio':{'numerator':{'value':1},'denominator':{'value':128}}", "1 / 128", NULL, NULL, FALSE },
    { "'valueTime':'10:30:00'", "10:30:00", NULL, NULL, FALSE },
    { "'valueDateTime':'2023-03'", "Mar-2023", NULL, NULL, FALSE },
    { "'valuePeriod':{'start':'2023','end':'2024'}", "2023 to 2024", NULL, NULL, FALSE },
    { "'valueSampledData':{'data':'1 2 3'}", "a series of samples, not drawn here", NULL, NULL, FALSE },
    { "'valueAttachment':{'contentType':'image/png'}", "attachment (image/png), not drawn here", NULL, NULL, FALSE },
    { "'dataAbsentReason':{'coding':[{'code':'asked-declined'}]}", "No value: asked, declined", NULL, NULL, FALSE },
    { "'code':{'text':'x'}", NULL, NULL, NULL, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (BdEntry) entry = project ("Observation", rows[i].members);
      const BdEntryFields *f = bd_entry_peek (entry);

      g_assert_cmpstr (f->value, ==, rows[i].value);
      g_assert_cmpstr (f->unit, ==, rows[i].unit);
      g_assert_cmpstr (f->comparator, ==, rows[i].comparator);
      g_assert_cmpint (bd_entry_has_mark (entry, "unit-missing"), ==, rows[i].missing);
    }
}

#define SYSTOLIC(q)  "{'code':{'coding':[{'system':'http://loinc.org','code':'8480-6','display':'Systolic blood pressure'}]},'valueQuantity':{" q "}}"
#define DIASTOLIC(q) "{'code':{'coding':[{'system':'http://snomed.info/sct','code':'271650006'}]},'valueQuantity':{" q "}}"

static void
test_blood_pressure (void)
{
  static const struct { const char *components; const char *value; } rows[] = {
    { SYSTOLIC ("'value':120,'unit':'mmHg','code':'mm[Hg]'") "," DIASTOLIC ("'value':80,'unit':'mmHg','code':'mm[Hg]'"), "120/80" },
    { DIASTOLIC ("'value':80.0,'unit':'mmHg'") "," SYSTOLIC ("'value':120.5,'code':'mm[Hg]'"), "120.5/80.0" },
    { SYSTOLIC ("'value':120,'unit':'mmHg'") "," DIASTOLIC ("'value':80,'unit':'kPa'"), NULL },
    { SYSTOLIC ("'value':120,'comparator':'>','unit':'mmHg'") "," DIASTOLIC ("'value':80,'unit':'mmHg'"), NULL },
    { SYSTOLIC ("'value':120") "," DIASTOLIC ("'value':80"), NULL },
    { SYSTOLIC ("'value':120,'unit':'mmHg'"), NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *members = g_strdup_printf ("'code':{'text':'Blood pressure'},'component':[%s]", rows[i].components);
      g_autoptr (BdEntry) entry = project ("Observation", members);
      const BdEntryFields *f = bd_entry_peek (entry);

      g_assert_cmpstr (f->value, ==, rows[i].value);
      g_assert_cmpstr (f->unit, ==, rows[i].value != NULL ? "mm Hg" : NULL);
      g_assert_cmpint (bd_entry_has_mark (entry, "blood-pressure"), ==, rows[i].value != NULL);
      g_assert_cmpuint (f->components->len, ==, strstr (rows[i].components, "271650006") != NULL ? 2 : 1);
    }
}

static void
test_components (void)
{
  g_autoptr (BdEntry) entry = project ("Observation",
    "'component':[{'code':{'text':'Score'},'valueQuantity':{'value':96,'comparator':'>','unit':'%'},'interpretation':[{'coding':[{'code':'H'}]}],"
    "'referenceRange':[{'low':{'value':10,'unit':'ms'},'high':{'value':20,'unit':'ms'}}]},"
    "{'code':{'coding':[{'system':'http://loinc.org','code':'8462-4'}]},'dataAbsentReason':{'coding':[{'code':'not-performed'}]}},"
    "{'code':{'text':'Bare'},'valueQuantity':{'value':3}}]");
  const BdEntryFields *f = bd_entry_peek (entry);
  const BdComponent *first = g_ptr_array_index (f->components, 0);
  const BdComponent *second = g_ptr_array_index (f->components, 1);

  g_assert_cmpstr (first->value, ==, ">96");
  g_assert_cmpstr (first->unit, ==, "%");
  g_assert_cmpstr (first->interpretation, ==, "High");
  g_assert_cmpstr (first->range, ==, "10 to 20 ms");
  g_assert_cmpstr (second->title, ==, "Diastolic blood pressure");
  g_assert_cmpstr (second->value, ==, "No value: not performed");
  g_assert_true (bd_entry_has_mark (entry, "unit-missing"));
}

static void
test_statuses (void)
{
  static const struct { const char *status; const char *text; BdEntryGroup group; const char *mark; } rows[] = {
    { "final", "Final", BD_GROUP_CURRENT, NULL },
    { "preliminary", "Preliminary", BD_GROUP_CURRENT, "preliminary" },
    { "amended", "Amended", BD_GROUP_CURRENT, "amended" },
    { "corrected", "Corrected", BD_GROUP_CURRENT, "amended" },
    { "cancelled", "Cancelled", BD_GROUP_APART, NULL },
    { "entered-in-error", "Entered in error", BD_GROUP_APART, NULL },
    { "verified", "status not understood: verified", BD_GROUP_CURRENT, "status-unknown" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *members = g_strdup_printf ("'code':{'text':'x'},'status':'%s'", rows[i].status);
      g_autoptr (BdEntry) entry = project ("Observation", members);

      g_assert_cmpstr (bd_entry_peek (entry)->status_text, ==, rows[i].text);
      g_assert_cmpint (bd_entry_peek (entry)->group, ==, rows[i].group);
      g_assert_true (rows[i].mark == NULL || bd_entry_has_mark (entry, rows[i].mark));
    }
}

static void
test_context (void)
{
  g_autoptr (BdEntry) entry = project ("Observation",
    "'category':[{'coding':[{'code':'laboratory'}]}],'interpretation':[{'coding':[{'code':'HH'}]},{'text':'recheck'}],"
    "'referenceRange':[{'text':'40 or below'},{'high':{'value':50,'unit':'mmol/mol'},'type':{'text':'target'}}],"
    "'effectivePeriod':{'start':'2023-03-05','end':'2023-03-06'},'issued':'2023-03-07T00:00:00Z','note':[{'text':'Haemolysed'}],"
    "'performer':[{'reference':'Organization/G00001-G'},{'reference':'Practitioner/91ZZXN'}],'hasMember':[{'reference':'Observation/2'}]");
  const BdEntryFields *f = bd_entry_peek (entry);

  g_assert_cmpstr (f->category, ==, "Laboratory");
  g_assert_cmpstr (f->interpretation, ==, "Critically high, recheck");
  g_assert_cmpstr (f->reference_range, ==, "40 or below; up to 50 mmol/mol (target)");
  g_assert_cmpstr (f->dates[BD_DATE_EFFECTIVE], ==, "2023-03-05");
  g_assert_cmpstr (f->dates[BD_DATE_END], ==, "2023-03-06");
  g_assert_cmpstr (f->notes[0], ==, "Haemolysed");
  g_assert_cmpstr (f->facility, ==, "G00001-G");
  g_assert_cmpstr (f->recorder, ==, "91ZZXN");
  assert_detail (entry, "Results in this group: 1, listed by itself if it was sent");
}

static void
test_report (void)
{
  g_autoptr (BdEntry) entry = project ("DiagnosticReport",
    "'status':'final','code':{'text':'Lipids'},'conclusion':'Within limits','result':[{'reference':'Observation/1'},{'reference':'Observation/2'}],"
    "'presentedForm':[{'contentType':'application/pdf'}]");

  g_assert_cmpint (bd_entry_peek (entry)->section, ==, BD_SECTION_OBSERVATIONS);
  g_assert_cmpstr (bd_entry_peek (entry)->value, ==, "Within limits");
  assert_detail (entry, "Results: 2, each listed by itself if it was sent");
  assert_detail (entry, "attached document that is not drawn");
}

/* A result that travels inside another resource is read there: it is listed nowhere else. */
static void
test_contained (void)
{
  static const char *const types[] = { "Observation", "DiagnosticReport" };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (BdEntry) entry = project (types[i],
        "'status':'final','code':{'text':'Troponins'},'hasMember':[{'reference':'#t'}],'result':[{'reference':'#t'}],'contained':["
        "{'resourceType':'Observation','id':'t','status':'final','code':{'text':'Troponin T'},'valueQuantity':{'value':900.0,'unit':'ng/L'}},"
        "{'resourceType':'Observation','id':'u','status':'entered-in-error','code':{'text':'Troponin I'},'valueQuantity':{'value':3}},"
        "{'resourceType':'Specimen','id':'s'}]");
      const BdEntryFields *f = bd_entry_peek (entry);
      const BdComponent *first, *second;

      g_assert_cmpuint (f->components->len, ==, 2);
      first = g_ptr_array_index (f->components, 0);
      second = g_ptr_array_index (f->components, 1);
      g_assert_cmpstr (first->title, ==, "Troponin T");
      g_assert_cmpstr (first->value, ==, "900.0");
      g_assert_cmpstr (first->unit, ==, "ng/L");
      g_assert_cmpstr (second->title, ==, "Troponin I (status: entered-in-error)");
      g_assert_true (bd_entry_has_mark (entry, "unit-missing"));
      g_assert_true (f->detail == NULL || strstr (f->detail, "listed by itself") == NULL);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/project/observation/values", test_values);
  g_test_add_func ("/project/observation/blood-pressure", test_blood_pressure);
  g_test_add_func ("/project/observation/components", test_components);
  g_test_add_func ("/project/observation/contained", test_contained);
  g_test_add_func ("/project/observation/statuses", test_statuses);
  g_test_add_func ("/project/observation/context", test_context);
  g_test_add_func ("/project/observation/report", test_report);
  return g_test_run ();
}
