/* test-project-immunisation.c: the status table, dose numbers and details of AIR
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "project.h"

#define MMR "'vaccineCode':{'coding':[{'system':'http://hl7.org/fhir/sid/cvx','code':'03','display':'MMR'}]}"

typedef struct { const char *status, *reason, *text, *title, *mark; BdEntryGroup group; } Row;

/* AIR guide 2.0.0, section 3: status and statusReason together. */
static const Row rows[] = {
  { "completed", NULL, "Given", "MMR", NULL, BD_GROUP_CURRENT },
  { "completed", "GIVEN", "Given", "MMR", NULL, BD_GROUP_CURRENT },
  { "not-done", "DMC", "Permanent contraindication", "Permanent contraindication: MMR", "not-done", BD_GROUP_CURRENT },
  { "not-done", "DPC", "Declined by parent/guardian", "Declined by parent/guardian: MMR", "declined", BD_GROUP_CURRENT },
  { "not-done", "DIC", "Declined by individual", "Declined by individual: MMR", "declined", BD_GROUP_CURRENT },
  { "not-done", "DNI", "Immune (serology)", "Immune (serology): MMR", "not-done", BD_GROUP_CURRENT },
  { "not-done", "CPI", "Closed, not required", "Closed, not required: MMR", "not-done", BD_GROUP_CURRENT },
  { "completed", "ALTGIVN", "Alternative vaccination given", "MMR", "alternative", BD_GROUP_CURRENT },
  { "completed", "GIVNOS", "Given overseas", "MMR", "overseas", BD_GROUP_CURRENT },
  { "completed", "HSTGIVN", "Historic vaccination", "MMR", "historic", BD_GROUP_CURRENT },
  { "not-done", "RESCHO", "Rescheduled by parent's or person's choice", "Rescheduled by parent's or person's choice: MMR", "rescheduled", BD_GROUP_CURRENT },
  { "not-done", "RESREF", "Referred elsewhere for immunisation", "Referred elsewhere for immunisation: MMR", "rescheduled", BD_GROUP_CURRENT },
  { "not-done", "RESTC", "Temporary contraindication", "Temporary contraindication: MMR", "rescheduled", BD_GROUP_CURRENT },
  { "not-done", "CIS", "Closed, change in schedule", "Closed, change in schedule: MMR", "not-done", BD_GROUP_CURRENT },
  { "not-done", NULL, "Not given", "Not given: MMR", "not-done", BD_GROUP_CURRENT },
  { "not-done", "ZZZ", "Not given", "Not given (code ZZZ): MMR", "not-done", BD_GROUP_CURRENT },
  { "entered-in-error", "GIVEN", "Entered in error", "MMR", NULL, BD_GROUP_APART },
  { "planned", NULL, "status not understood: planned", "Not known if given: MMR", "status-unknown", BD_GROUP_CURRENT },
};

static void
test_status_table (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *reason = rows[i].reason != NULL ? g_strdup_printf (",'statusReason':{'coding':[{'system':'https://standards.digital.health.nz/ns/air-status-reason-terms','code':'%s'}]}", rows[i].reason) : g_strdup ("");
      g_autofree char *members = g_strdup_printf (MMR ",'status':'%s'%s", rows[i].status, reason);
      g_autoptr (BdEntry) entry = project ("Immunization", members);
      const BdEntryFields *f = bd_entry_peek (entry);

      g_assert_cmpstr (f->status_text, ==, rows[i].text);
      g_assert_cmpstr (f->title, ==, rows[i].title);
      g_assert_cmpint (f->group, ==, rows[i].group);
      g_assert_true (rows[i].mark == NULL || bd_entry_has_mark (entry, rows[i].mark));
      g_assert_cmpint (bd_entry_has_mark (entry, "not-done"), ==, g_str_equal (rows[i].status, "not-done"));
    }
}

/* AIR-Reader-2: 98 is no dose number, 99 is dose 0. */
static void
test_air_reader_2_dose (void)
{
  static const struct { const char *protocol; const char *dose; } doses[] = {
    { "{'doseNumberString':'98'}", "dose number not recorded" },
    { "{'doseNumberString':'99'}", "Dose 0" },
    { "{'doseNumberPositiveInt':98}", "dose number not recorded" },
    { "{'doseNumberString':'2'}", "Dose 2" },
    { "{'doseNumberPositiveInt':1,'seriesDosesPositiveInt':3}", "Dose 1 of 3" },
    { "{'series':'x'}", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (doses); i++)
    {
      g_autofree char *members = g_strdup_printf (MMR ",'status':'completed','protocolApplied':[%s]", doses[i].protocol);
      g_autoptr (BdEntry) entry = project ("Immunization", members);

      g_assert_cmpstr (bd_entry_peek (entry)->dose, ==, doses[i].dose);
    }
}

/* AIR-Reader-7: code if there is no display, else "unknown". */
static void
test_air_reader_7_gaps (void)
{
  static const struct { const char *members; const char *title; } gaps[] = {
    { "'status':'completed','vaccineCode':{'coding':[{'system':'http://hl7.org/fhir/sid/cvx','code':'03'}]}", "MMR" },
    { "'status':'completed','vaccineCode':{'coding':[{'system':'http://hl7.org/fhir/sid/cvx','code':'999'}]}", "Unknown code 999 (CVX)" },
    { "'status':'completed','vaccineCode':{'coding':[{}]}", "unknown vaccine" },
    { "'status':'completed'", "unknown vaccine" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (gaps); i++)
    {
      g_autoptr (BdEntry) entry = project ("Immunization", gaps[i].members);

      g_assert_cmpstr (bd_entry_peek (entry)->title, ==, gaps[i].title);
    }
}

/* AIR-Reader-3: every field, none cut. */
static void
test_air_reader_3_details (void)
{
  g_autoptr (BdEntry) entry = project ("Immunization",
    MMR ",'status':'completed','occurrenceDateTime':'2016-09-01T03:45:46+00:00','lotNumber':'1234567890-1234567890-1234567890','expirationDate':'2024-08-31',"
    "'site':{'coding':[{'display':'Right upper arm'}]},'route':{'coding':[{'code':'IM','system':'https://standards.digital.health.nz/ns/air-terms-code'}]},"
    "'performer':[{'function':{'coding':[{'display':'Vaccinator'}]},'actor':{'reference':'https://api.hip.digital.health.nz/fhir/hpi/v1/Practitioner/90ZZLP'}}],"
    "'location':{'reference':'https://api.hip.digital.health.nz/fhir/hpi/v1/Location/FZZ835-E','display':'A place'},"
    "'reasonCode':[{'coding':[{'code':'12M','system':'https://standards.digital.health.nz/ns/air-terms-code'}]}],"
    "'extension':[{'url':'https://standards.digital.health.nz/fhir/air/StructureDefinition/air-administered-product','valueCodeableConcept':{'coding':[{'system':'http://nzmt.org.nz','code':'44016911000116108','display':'M-M-R-II'}]}},"
    "{'url':'https://standards.digital.health.nz/fhir/air/StructureDefinition/air-age-given','extension':[{'url':'years','valueInteger':1},{'url':'months','valueInteger':2},{'url':'days','valueInteger':0}]}]");
  g_autofree char *given = bd_entry_dup_date (entry, BD_DATE_GIVEN, NULL);
  const BdEntryFields *f = bd_entry_peek (entry);

  g_assert_cmpstr (given, ==, "01-Sep-2016 15:45");
  g_assert_cmpstr (f->facility, ==, "FZZ835-E");
  g_assert_cmpstr (f->recorder, ==, "90ZZLP");
  g_assert_cmpstr (f->dates[BD_DATE_EXPIRES], ==, "2024-08-31");
  g_assert_cmpuint (f->codes->len, ==, 2);
  g_assert_true (bd_entry_has_mark (entry, "code-display-mismatch"));
  assert_detail (entry, "Product: M-M-R-II (code 44016911000116108: Priorix)");
  assert_detail (entry, "Lot: 1234567890-1234567890-1234567890");
  assert_detail (entry, "Route: Intramuscular");
  assert_detail (entry, "Indication: 12 months");
  assert_detail (entry, "Age when given: 1 year 2 months");
  assert_detail (entry, "Vaccinator: 90ZZLP");
}

/* What was not given has no date of giving. */
static void
test_not_done_date (void)
{
  g_autoptr (BdEntry) entry = project ("Immunization", MMR ",'status':'not-done','occurrenceDateTime':'2023-03-01'");

  g_assert_null (bd_entry_peek (entry)->dates[BD_DATE_GIVEN]);
  g_assert_cmpstr (bd_entry_peek (entry)->dates[BD_DATE_EFFECTIVE], ==, "2023-03-01");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/project/immunisation/AIR-Reader-8", test_status_table);
  g_test_add_func ("/project/immunisation/AIR-Reader-2", test_air_reader_2_dose);
  g_test_add_func ("/project/immunisation/AIR-Reader-7", test_air_reader_7_gaps);
  g_test_add_func ("/project/immunisation/AIR-Reader-3", test_air_reader_3_details);
  g_test_add_func ("/project/immunisation/not-done-date", test_not_done_date);
  return g_test_run ();
}
