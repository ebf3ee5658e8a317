/* test-patient.c: the person as NHI says; tests named after its list
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "project.h"

#include "bd-clock.h"

#define NHI_SYSTEM "'system':'https://standards.digital.health.nz/ns/nhi-id'"
#define PREFERRED(v) "'extension':[{'url':'http://hl7.org/fhir/StructureDefinition/iso21090-preferred','valueBoolean':" v "}]"
#define EXT "http://hl7.org.nz/fhir/StructureDefinition/"

static BdPatient *
read_patient (const char *members,
              const char *asked)
{
  g_autofree char *text = g_strdup_printf ("{'resourceType':'Patient'%s%s}", *members != '\0' ? "," : "", members);
  g_autoptr (BdJson) json = parse (text);
  BdPatient *patient = bd_patient_new_from_json (bd_json_root (json), asked);

  g_assert_nonnull (patient);
  return patient;
}

static void
assert_line (GStrv       lines,
             const char *line)
{
  if (!g_strv_contains ((const char *const *) lines, line))
    {
      g_autofree char *all = g_strjoinv (" | ", lines);

      g_test_message ("\"%s\" is not among: %s", line, all);
      g_test_fail ();
    }
}

static void
test_banner_names (void)
{
  static const struct { const char *names; const char *banner; const char *initials; } rows[] = {
    { "[{'family':'Westbrook','given':['Sage'],'prefix':['MS']}]", "WESTBROOK, Sage (Ms)", "SW" },
    { "[{'family':'Ngāpō','given':['Hēmi','Te Rā']}]", "NGĀPŌ, Hēmi Te Rā", "HN" },
    { "[{'family':'Mononym'}]", "MONONYM", "M" },
    { "[{'given':['Only']}]", "Only", "O" },
    { "[{'family':'First','given':['A']},{'family':'Second','given':['B']," PREFERRED ("true") "}]", "SECOND, B", "BS" },
    { "[{'family':'First'," PREFERRED ("false") "},{'use':'official','family':'Second'}]", "SECOND", "S" },
    { "[{'family':'First','given':['Edward  ']},{'family':'Second'}]", "FIRST, Edward", "EF" },
    { "[{'text':'Written out'}]", "WRITTEN OUT", "W" },
    { "[]", "Name not recorded", "" },
    { "'x'", "Name not recorded", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *members = g_strdup_printf ("'name':%s", rows[i].names);
      g_autoptr (BdPatient) patient = read_patient (members, NULL);
      g_autofree char *banner = bd_patient_dup_banner_name (patient);
      g_autofree char *initials = bd_patient_dup_initials (patient);

      g_assert_cmpstr (banner, ==, rows[i].banner);
      g_assert_cmpstr (initials, ==, rows[i].initials);
    }
}

/* NHI-GET-1: preferred name, birth date, gender, address with its building. */
static void
test_get_1 (void)
{
  g_autoptr (BdPatient) patient = read_patient (
    "'id':'ZKC7284','identifier':[{'use':'official'," NHI_SYSTEM ",'value':'ZKC7284'}],'birthDate':'1971-02-05','gender':'female',"
    "'address':[{'type':'postal','line':['PO Box 1'],'city':'Picton'},"
    "{'use':'home','type':'physical','line':['1 High Street','Flat 2'],'city':'Blenheim','postalCode':'7201',"
    "'extension':[{'url':'" EXT "building-name','valueString':'Wairau House'},{'url':'" EXT "suburb','valueString':'Riverlands'}]}]", "ZKC7284");

  g_assert_cmpstr (patient->nhi, ==, "ZKC7284");
  g_assert_cmpstr (patient->asked_nhi, ==, "ZKC7284");
  g_assert_cmpstr (patient->birth_date, ==, "1971-02-05");
  g_assert_cmpstr (bd_patient_peek_gender_label (patient), ==, "Female");
  g_assert_cmpstr (patient->addresses[0], ==, "Wairau House, 1 High Street, Flat 2, Riverlands, Blenheim, 7201");
  g_assert_cmpstr (patient->addresses[1], ==, "PO Box 1, Picton (postal)");
  g_assert_cmpuint (g_strv_length (patient->notices), ==, 0);
}

/* NHI-GET-2: deceased, with the date in its precision. */
static void
test_get_2 (void)
{
  static const struct { const char *members; const char *notice; const char *born; } rows[] = {
    { "'birthDate':'1970-07-14','deceasedDateTime':'2016-05-12'", "Recorded as deceased on 12-May-2016.", "14-Jul-1970 (45 y at death)" },
    { "'birthDate':'1914','deceasedDateTime':'2023-04'", "Recorded as deceased in Apr-2023.", "1914 (about 109 y at death)" },
    { "'birthDate':'1914','deceasedBoolean':true", "Recorded as deceased.", "1914" },
    { "'birthDate':'1914','deceasedBoolean':'true'", "Recorded as deceased.", "1914" },
  };
  g_autoptr (BdPatient) unknown = read_patient (
    "'_deceasedDateTime':{'extension':[{'url':'http://hl7.org/fhir/StructureDefinition/data-absent-reason','valueCode':'unknown'}]}", NULL);
  g_autoptr (BdPatient) living = read_patient ("'deceasedBoolean':false", NULL);

  g_assert_false (living->deceased);
  g_assert_cmpuint (g_strv_length (living->notices), ==, 0);
  assert_line (unknown->notices, "Whether this person has died is recorded as: not known.");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (BdPatient) patient = read_patient (rows[i].members, NULL);
      g_autofree char *born = bd_patient_dup_born (patient, NULL);

      g_assert_true (patient->deceased);
      assert_line (patient->notices, rows[i].notice);
      g_assert_cmpstr (born, ==, rows[i].born);
    }
}

/* NHI-GET-3 and NHI-GET-4: sources, ethnicity, citizenship, birth place; unvalidated address. */
static void
test_get_3_and_4 (void)
{
  g_autoptr (BdPatient) patient = read_patient (
    "'extension':[{'url':'" EXT "nz-ethnicity','valueCodeableConcept':{'coding':[{'display':'Assyrian'}]}},"
    "{'url':'" EXT "nz-ethnicity','valueCodeableConcept':{'text':'Austrian'}},"
    "{'url':'" EXT "birth-place','extension':[{'url':'country','valueCodeableConcept':{'text':'New Zealand'}},{'url':'place-of-birth','valueString':'Christchurch'}]},"
    "{'url':'" EXT "nz-citizenship','extension':[{'url':'status','valueCodeableConcept':{'text':'The citizenship status is unknown'}},{'url':'source','valueCodeableConcept':{'text':'Passport'}}]}],"
    "'_birthDate':{'extension':[{'url':'" EXT "information-source','valueCodeableConcept':{'text':'Proof not Sighted'}}]},'birthDate':'1914-03',"
    "'_gender':{'extension':[{'url':'" EXT "gender-original-text','valueString':'female-male'}]},'gender':'other',"
    "'address':[{'line':['NO FIXED ABODE'],'extension':[{'url':'" EXT "not-validated-address-reason','valueCodeableConcept':{'text':'No Fixed Abode'}}]}]", NULL);
  g_autofree char *year = bd_patient_dup_birth_year (patient);

  assert_line (patient->details, "Ethnicity: Assyrian");
  assert_line (patient->details, "Ethnicity: Austrian");
  assert_line (patient->details, "Place of birth: Christchurch, New Zealand");
  assert_line (patient->details, "New Zealand citizen: The citizenship status is unknown (Passport)");
  assert_line (patient->details, "Source of date of birth: Proof not Sighted");
  assert_line (patient->addresses, "NO FIXED ABODE (not validated: No Fixed Abode)");
  g_assert_cmpstr (patient->birth_date, ==, "1914-03");
  g_assert_cmpstr (patient->gender_text, ==, "female-male");
  g_assert_cmpstr (bd_patient_peek_gender_label (patient), ==, "Another gender");
  g_assert_cmpstr (year, ==, "1914");
}

/* NHI-GET-5: a dormant number was asked for and the live one came. */
static void
test_get_5 (void)
{
#define NUMBERS "'id':'ZAT2496','identifier':[{'use':'official'," NHI_SYSTEM ",'value':'ZAT2496'},{'use':'old'," NHI_SYSTEM ",'value':'ZAA0962'},{'use':'old'," NHI_SYSTEM ",'value':'ZAT2518'}]"
  g_autoptr (BdPatient) dormant = read_patient (NUMBERS, "ZAA0962");
  g_autoptr (BdPatient) stranger = read_patient (NUMBERS, "ZKC7284");

  g_assert_cmpstr (dormant->nhi, ==, "ZAT2496");
  g_assert_cmpstr (dormant->asked_nhi, ==, "ZAA0962");
  g_assert_cmpuint (g_strv_length (dormant->linked_nhis), ==, 2);
  assert_line (dormant->notices, "You asked for ZAA0962, which is no longer in use. The live number is ZAT2496.");
  g_assert_true (bd_patient_is_number (dormant, "ZAT2518"));
  g_assert_true (bd_patient_is_number (dormant, "ZAT2496"));
  g_assert_false (bd_patient_is_number (dormant, "ZKC7284"));
  g_assert_false (bd_patient_is_number (dormant, NULL));
  assert_line (stranger->notices, "You asked for ZKC7284. NHI answered with ZAT2496, which does not list that number.");
}

/* NHI-GET-8, NHI-GET-11, NHI-GET-12: version, enrolment, contacts. */
static void
test_get_11_and_12 (void)
{
  g_autoptr (BdPatient) patient = read_patient (
    "'meta':{'versionId':'3384979'},'generalPractitioner':[{'reference':'#20014909'}],'contained':[{'resourceType':'PractitionerRole','id':'20014909',"
    "'period':{'start':'2023-02-21','end':'2026-02-21'},'organization':{'reference':'Organization/G00001-G','display':'Ministry of Health'},'location':[{'reference':'Location/FZZ999-B','display':'A place'}]}],"
    "'telecom':[{'system':'phone','value':'0275151510','use':'mobile'},{'system':'email','value':'someone@example.nz'},{'system':'phone'}]", NULL);

  g_assert_cmpstr (patient->version, ==, "3384979");
  g_assert_cmpstr (patient->practice, ==, "Ministry of Health (G00001-G), A place (FZZ999-B), enrolled 21-Feb-2023 to 21-Feb-2026");
  g_assert_cmpuint (g_strv_length (patient->contacts), ==, 2);
  assert_line (patient->contacts, "phone (mobile): 0275151510");
  assert_line (patient->contacts, "email: someone@example.nz");
}

static void
test_birth (void)
{
  static const struct { const char *members; const char *born; } rows[] = {
    { "'birthDate':'1971-02-05'", "05-Feb-1971 (54 y)" },
    { "'birthDate':'1971-11-21'", "21-Nov-1971 (53 y)" },
    { "'birthDate':'1971'", "1971 (about 54 y)" },
    { "'birthDate':'2025-05-25'", "25-May-2025 (5 months)" },
    { "'birthDate':'2025-11-10'", "10-Nov-2025 (10 days)" },
    { "'birthDate':'2025-11-19'", "19-Nov-2025 (1 day)" },
    { "'birthDate':'2025-11-20'", "20-Nov-2025 (0 days)" },
    { "'birthDate':'2025-10-20'", "20-Oct-2025 (1 month)" },
    { "'birthDate':'2025-12-20'", "20-Dec-2025" },
    { "'birthDate':'in the spring'", "in the spring" },
    { "'gender':'male'", "Date of birth not recorded" },
  };
  g_autoptr (BdPatient) absent = read_patient ("'_birthDate':{'extension':[{'url':'http://hl7.org/fhir/StructureDefinition/data-absent-reason','valueCode':'asked-unknown'}]}", NULL);
  gint64 wanted = G_GINT64_CONSTANT (1763614800) * G_USEC_PER_SEC;   /* 20-Nov-2025 in Auckland */

  bd_clock_set_offset_for_tests (wanted - g_get_real_time (), 0);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (BdPatient) patient = read_patient (rows[i].members, NULL);
      g_autofree char *born = bd_patient_dup_born (patient, NULL);

      g_assert_cmpstr (born, ==, rows[i].born);
    }
  bd_clock_set_offset_for_tests (0, 0);
  assert_line (absent->details, "Date of birth: asked, not known");
  g_assert_null (bd_patient_dup_birth_year (absent));
}

static void
test_numbers (void)
{
  g_autoptr (BdPatient) by_id = read_patient ("'id':'ZKC7284'", NULL);
  g_autoptr (BdPatient) without = read_patient ("'id':'abc','identifier':[{'system':'urn:x','value':'ZKC7284'}]", NULL);
  g_autoptr (BdJson) other = parse ("{'resourceType':'Person'}");

  g_assert_cmpstr (by_id->nhi, ==, "ZKC7284");
  g_assert_cmpstr (without->nhi, ==, "");
  g_assert_cmpstr (bd_patient_peek_gender_label (without), ==, "Not known");
  g_assert_null (bd_patient_new_from_json (bd_json_root (other), NULL));
  g_assert_null (bd_patient_new_from_json (NULL, NULL));
}

static void
test_unconfirmed (void)
{
  g_autoptr (BdPatient) patient = bd_patient_new_unconfirmed ("ZKC7284", "NHI did not answer: this identity is not confirmed.");
  g_autofree char *name = bd_patient_dup_banner_name (patient);

  g_assert_cmpstr (name, ==, "Name not recorded");
  assert_line (patient->notices, "NHI did not answer: this identity is not confirmed.");
  bd_patient_add_notice (patient, "NHI did not answer: this identity is not confirmed.");
  bd_patient_add_notice (patient, NULL);
  g_assert_cmpuint (g_strv_length (patient->notices), ==, 1);
}

static void
test_variant (void)
{
  g_autoptr (BdPatient) patient = read_patient (NUMBERS ",'name':[{'family':'A','given':['B'],'prefix':['MR'],'use':'nickname'}," "{'given':['C']," PREFERRED ("true") "}],"
    "'birthDate':'1914','deceasedDateTime':'2023-04','address':[{'line':['x']}],'telecom':[{'value':'1'}]", "ZAA0962");
  g_autoptr (GVariant) before = NULL;
  g_autoptr (GVariant) after = NULL;
  g_autoptr (BdPatient) copy = NULL;
  g_autoptr (GVariant) other = g_variant_ref_sink (g_variant_new_boolean (TRUE));

  patient->score = 99;
  patient->saved_at = FETCHED_AT;
  before = g_variant_ref_sink (bd_patient_to_variant (patient));
  copy = bd_patient_copy (patient);
  after = g_variant_ref_sink (bd_patient_to_variant (copy));
  g_assert_true (g_variant_equal (before, after));
  g_assert_cmpint (copy->score, ==, 99);
  g_assert_cmpint (copy->saved_at, ==, FETCHED_AT);
  g_assert_null (copy->gender);
  g_assert_cmpstr (bd_patient_peek_name (copy)->given, ==, "C");
  g_assert_null (bd_patient_new_from_variant (other));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/patient/banner-names", test_banner_names);
  g_test_add_func ("/patient/NHI-GET-1", test_get_1);
  g_test_add_func ("/patient/NHI-GET-2", test_get_2);
  g_test_add_func ("/patient/NHI-GET-3-4", test_get_3_and_4);
  g_test_add_func ("/patient/NHI-GET-5", test_get_5);
  g_test_add_func ("/patient/NHI-GET-11-12", test_get_11_and_12);
  g_test_add_func ("/patient/birth", test_birth);
  g_test_add_func ("/patient/numbers", test_numbers);
  g_test_add_func ("/patient/unconfirmed", test_unconfirmed);
  g_test_add_func ("/patient/variant", test_variant);
  return g_test_run ();
}
