/* test-project-encounter.c: encounters, appointments and consents
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "project.h"

#define NHI "https://standards.digital.health.nz/ns/nhi-id"

static void
test_encounter (void)
{
  g_autoptr (BdEntry) entry = project ("Encounter",
    "'status':'finished','class':{'code':'VR','system':'http://terminology.hl7.org/CodeSystem/v3-ActCode'},'type':[{'coding':[{'display':'Video consultation'}]}],"
    "'period':{'start':'2025-01-01T10:00:00+13:00','end':'2025-01-01T10:17:00+13:00'},'reasonCode':[{'text':'Sore throat'}],"
    "'participant':[{'type':[{'text':'Nurse'}],'individual':{'identifier':{'system':'https://standards.digital.health.nz/ns/hpi-person-id','value':'99ZZFX'}}}],"
    "'meta':{'source':'https://standards.digital.health.nz/ns/hpi-facility-id/FZZ999-B'},"
    "'extension':[{'url':'https://x/shared-care-diagnosis-code','valueCodeableConcept':{'text':'Acute viral pharyngitis'}},{'url':'https://x/shared-care-diagnosis-code','valueCodeableConcept':{'text':'Cough'}}],"
    "'diagnosis':[{'condition':{'reference':'Condition/9'}}]");
  const BdEntryFields *f = bd_entry_peek (entry);

  g_assert_cmpint (f->section, ==, BD_SECTION_ENCOUNTERS);
  g_assert_cmpstr (f->title, ==, "Video consultation");
  g_assert_cmpstr (f->category, ==, "Virtual");
  g_assert_cmpstr (f->status_text, ==, "Finished");
  g_assert_cmpint (f->group, ==, BD_GROUP_CURRENT);
  g_assert_cmpstr (f->reason, ==, "Sore throat");
  g_assert_cmpstr (f->recorder, ==, "99ZZFX");
  g_assert_cmpstr (f->facility, ==, "FZZ999-B");
  g_assert_cmpstr (f->dates[BD_DATE_END], ==, "2025-01-01T10:17:00+13:00");
  assert_detail (entry, "Diagnosis: Acute viral pharyngitis\nDiagnosis: Cough");
  assert_detail (entry, "Diagnosis: referenced item missing (Condition/9)");
}

static void
test_encounter_titles (void)
{
  g_autoptr (BdEntry) service = project ("Encounter", "'serviceType':{'text':'General Practice'},'class':{'code':'AMB'}");
  g_autoptr (BdEntry) kind = project ("Encounter", "'class':{'code':'XX'}");
  g_autoptr (BdEntry) nothing = project ("Encounter", "'status':'cancelled'");

  g_assert_cmpstr (bd_entry_peek (service)->title, ==, "General Practice");
  g_assert_cmpstr (bd_entry_peek (kind)->title, ==, "code XX");
  g_assert_cmpstr (bd_entry_peek (nothing)->title, ==, "Encounter");
  g_assert_cmpint (bd_entry_peek (nothing)->group, ==, BD_GROUP_PAST);
}

static void
test_appointment (void)
{
  g_autoptr (BdEntry) entry = project ("Appointment",
    "'status':'noshow','start':'2025-01-01T10:00:00+13:00','created':'2024-12-30','serviceType':[{'text':'Fracture Clinic'}],'description':'Fracture consultant',"
    "'participant':[{'actor':{'identifier':{'system':'" NHI "','value':'ZZZ0008'}}},{'type':[{'text':'Consultant'}],'actor':{'reference':'Practitioner/99ZZFX'}},{'actor':{'reference':'Location/FZZ999-B'}}]");
  const BdEntryFields *f = bd_entry_peek (entry);

  g_assert_cmpstr (f->title, ==, "Fracture consultant");
  g_assert_cmpstr (f->status_text, ==, "Did not attend");
  g_assert_cmpstr (f->nhi, ==, "ZZZ0008");
  g_assert_cmpstr (f->recorder, ==, "99ZZFX");
  g_assert_cmpstr (f->facility, ==, "FZZ999-B");
  g_assert_true (bd_entry_has_mark (entry, "appointment"));
}

static void
test_consents (void)
{
  static const struct { const char *members; const char *title; const char *mark; const char *text; } rows[] = {
    { "'status':'active','provision':{'type':'permit'}", "Consent: permit", "permit", "Active" },
    { "'status':'active','provision':{'type':'deny'}", "Consent: deny", "deny", "Active" },
    { "'status':'proposed','provision':{'type':'permit'}", "Consent: permit", "proposed", "Assumed, not yet signed" },
    { "'status':'active','provision':{'period':{'start':'2023'}}", "Consent: terms unclear", "terms-unclear", "Active" },
    { "'status':'active'", "Consent: terms unclear", "terms-unclear", "Active" },
    { "'status':'active','provision':{'type':'perhaps'}", "Consent: terms unclear", "terms-unclear", "Active" },
    { "'status':'agreed','provision':{'type':'permit'}", "Consent: permit", "status-unknown", "status not understood: agreed" },
    { "'status':'active','provision':{'type':'permit','provision':[{'type':'deny'}]}", "Consent: permit", "has-exceptions", "Active" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (BdEntry) entry = project ("Consent", rows[i].members);

      g_assert_cmpstr (bd_entry_peek (entry)->title, ==, rows[i].title);
      g_assert_cmpstr (bd_entry_peek (entry)->status_text, ==, rows[i].text);
      g_assert_true (bd_entry_has_mark (entry, rows[i].mark));
    }
}

static void
test_consent_details (void)
{
  g_autoptr (BdEntry) entry = project ("Consent",
    "'status':'active','scope':{'coding':[{'code':'patient-privacy','display':'Privacy Consent'}]},'dateTime':'2023-06-12',"
    "'patient':{'identifier':{'system':'" NHI "','value':'ZKC7284'}},"
    "'organization':[{'identifier':{'system':'https://standards.digital.health.nz/ns/hpi-organisation-id','value':'G00001-G'},'display':'A service'}],"
    "'provision':{'type':'permit','period':{'start':'2023-06-12T02:30:35Z','end':'2026-06-11T02:30:35Z'},'data':[{'reference':{'reference':'Condition/c'}}],"
    "'provision':[{'type':'deny','actor':[{'reference':{'reference':'https://api.hip.digital.health.nz/fhir/hpi/v1/Location/FZZ111-A'}}]}]}");
  const BdEntryFields *f = bd_entry_peek (entry);

  g_assert_cmpstr (f->category, ==, "Privacy Consent");
  g_assert_cmpstr (f->nhi, ==, "ZKC7284");
  g_assert_cmpstr (f->facility, ==, "G00001-G");
  g_assert_cmpstr (f->dates[BD_DATE_START], ==, "2023-06-12T02:30:35Z");
  g_assert_cmpstr (f->dates[BD_DATE_END], ==, "2026-06-11T02:30:35Z");
  assert_detail (entry, "Custodian: A service (G00001-G)");
  assert_detail (entry, "Covers: Condition/c");
  assert_detail (entry, "Except: deny");
  assert_detail (entry, "FZZ111-A");
  g_assert_nonnull (bd_entry_get_bytes (entry));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/project/encounter", test_encounter);
  g_test_add_func ("/project/encounter/titles", test_encounter_titles);
  g_test_add_func ("/project/appointment", test_appointment);
  g_test_add_func ("/project/consent", test_consents);
  g_test_add_func ("/project/consent/details", test_consent_details);
  return g_test_run ();
}
