/* test-safety.c: what a clinician would have believed, row by row
 *
 * Each row is one resource and what must, or must not, be read in what is shown of it.
 * A row is named after the false belief that it stands against.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "project.h"

typedef struct {
  const char *belief;
  const char *type;
  const char *members;
  const char *shown;      /* must be read somewhere */
  const char *mark;       /* (nullable) */
  const char *not_shown;  /* (nullable): must be read nowhere */
} Row;

#define MEDICINE "'status':'active','medicationCodeableConcept':{'text':'Warfarin'}"

static const Row rows[] = {
  { "that an instruction not to give is a prescription", "MedicationRequest", MEDICINE ",'intent':'order','doNotPerform':true",
    "DO NOT GIVE: Warfarin", "do-not-give", NULL },
  { "that a plan was prescribed", "MedicationRequest", MEDICINE ",'intent':'plan'", "Plan, not an order (Active)", "not-an-order", NULL },
  { "that a proposal was prescribed", "MedicationRequest", MEDICINE ",'intent':'proposal'", "Proposal, not an order", "not-an-order", NULL },
  { "that an order is not one", "MedicationRequest", MEDICINE ",'intent':'instance-order'", "Active", NULL, "not an order" },
  { "that what was prescribed was dispensed", "MedicationDispense",
    "'status':'completed','substitution':{'wasSubstituted':true,'type':{'text':'generic'},'reason':[{'text':'out of stock'}]}",
    "Substituted: not what was prescribed", NULL, NULL },
  { "that a substitution had no reason", "MedicationDispense",
    "'status':'completed','substitution':{'wasSubstituted':true,'reason':[{'text':'out of stock'}]}", "out of stock", NULL, NULL },
  { "that a whole supply was dispensed", "MedicationDispense", "'status':'completed','type':{'text':'Partial fill'}", "Partial fill", NULL, NULL },
  { "that nobody said why it was not dispensed", "MedicationDispense",
    "'status':'declined','statusReasonCodeableConcept':{'text':'allergy'}", "allergy", "declined", NULL },
  { "that nobody said why it was stopped", "MedicationRequest",
    MEDICINE ",'statusReason':{'coding':[{'display':'Bleeding'}]}", "Bleeding", NULL, NULL },
  { "that a reported medicine was prescribed here", "MedicationRequest", MEDICINE ",'reportedBoolean':true", "Reported", NULL, NULL },
  { "that an urgent order can wait", "MedicationRequest", MEDICINE ",'priority':'stat'", "stat", NULL, NULL },
  { "that it is still taken, after its period", "MedicationStatement", MEDICINE ",'effectivePeriod':{'end':'2021-03'}",
    "Active, but its period ended Mar-2021", "period-ended", NULL },
  { "that a product entered in error is a medicine", "MedicationRequest",
    "'medicationReference':{'reference':'#m'},'contained':[{'resourceType':'Medication','id':'m','status':'entered-in-error','code':{'text':'x'}}]",
    "The medicine's own entry: Entered in error", NULL, NULL },
  { "that the dose is in mg", "MedicationRequest",
    MEDICINE ",'dosageInstruction':[{'doseAndRate':[{'doseQuantity':{'value':5,'unit':'mg','code':'g'}}]}]", "5 mg (coded: g)", NULL, NULL },
  { "that a text is no instruction not to give", "MedicationRequest", MEDICINE ",'doNotPerform':'true'", "DO NOT GIVE: Warfarin", "do-not-give", NULL },
  { "that it must not be given", "MedicationRequest", MEDICINE ",'doNotPerform':'false'", "Warfarin", NULL, "DO NOT" },
  { "that what is being prepared was dispensed", "MedicationDispense", "'status':'preparation','whenPrepared':'2025-10-01'",
    "Prepared: 01-Oct-2025", "not-handed-out", "Dispensed" },
  { "that what is on hold was dispensed", "MedicationDispense", "'status':'on-hold','whenPrepared':'2025-10-01'", "On hold", "not-handed-out", "Dispensed" },
  { "that what cannot be understood was dispensed", "MedicationDispense", "'status':'posted','whenPrepared':'2025-10-01'", "Prepared: 01-Oct-2025", "status-unknown", "Dispensed" },
  { "that no known allergy is an illness", "Condition", "'code':{'coding':[{'system':'http://snomed.info/sct','code':'716186003','display':'No known allergy'}]}",
    "No known allergy", "negation", NULL },
  { "that what was declined was dispensed", "MedicationDispense", "'status':'declined','whenPrepared':'2025-10-01'", "Prepared: 01-Oct-2025", "declined", "Dispensed" },
  { "that the larger dose comes first", "MedicationRequest",
    MEDICINE ",'dosageInstruction':[{'sequence':2,'text':'2 tablets'},{'sequence':1,'text':'1 tablet'}]", "1 tablet; then 2 tablets", NULL, NULL },
  { "that one dose follows the other", "MedicationRequest",
    MEDICINE ",'dosageInstruction':[{'sequence':1,'text':'1 in the morning'},{'sequence':1,'text':'2 at night'}]", "1 in the morning; and 2 at night", NULL, "then" },
  { "that doses without an order have one", "MedicationRequest",
    MEDICINE ",'dosageInstruction':[{'text':'1 in the morning'},{'text':'2 at night'}]", "1 in the morning; 2 at night", NULL, "then" },
  { "that a contained ingredient is missing", "MedicationRequest",
    "'medicationReference':{'reference':'#m'},'contained':[{'resourceType':'Medication','id':'m','code':{'text':'Compound'},'ingredient':[{'itemReference':{'reference':'#s'}}]},"
    "{'resourceType':'Substance','id':'s','code':{'text':'Menthol'}}]", "Ingredients: Menthol", NULL, "missing" },
  { "that a medicine known by its number is not known", "MedicationRequest",
    "'status':'active','medicationReference':{'identifier':{'system':'http://nzmt.org.nz','value':'10044551000116103'}}",
    "Unknown code 10044551000116103 (NZMT)", "reference-missing", NULL },
  { "that a medicine without a status is active", "MedicationStatement", "'medicationCodeableConcept':{'text':'Warfarin'}", "status not given", NULL, "Active" },
  /* Allergies */
  { "that the code is what its name says", "AllergyIntolerance",
    "'code':{'coding':[{'system':'http://snomed.info/sct','code':'716186003','display':'Allergy to penicillin'}]}",
    "Allergy to penicillin (code 716186003: No known allergies)", "code-display-mismatch", NULL },
  { "that an allergy without a status is active", "AllergyIntolerance", "'code':{'text':'Latex'}", "status not given", NULL, "Active" },
  { "that it is an allergy", "AllergyIntolerance", "'code':{'text':'Codeine'},'type':'intolerance'", "Intolerance", NULL, NULL },
  { "that there was no reaction", "AllergyIntolerance", "'code':{'text':'Codeine'},'reaction':{'manifestation':{'text':'Anaphylaxis'},'severity':'severe'}",
    "Anaphylaxis severe", NULL, NULL },
  { "that a severity given as a concept was not given", "AllergyIntolerance",
    "'code':{'text':'Codeine'},'reaction':[{'severity':{'coding':[{'display':'Severe'}]},'manifestation':[{'text':'Hives'}]}]", "Hives Severe", NULL, NULL },
  { "that the reaction was long ago", "AllergyIntolerance", "'code':{'text':'Codeine'},'lastOccurrence':'2024-02-03'", "Last reaction: 03-Feb-2024", NULL, NULL },
  { "that it was swallowed", "AllergyIntolerance",
    "'code':{'text':'Nuts'},'reaction':[{'substance':{'text':'Cashew'},'exposureRoute':{'text':'Skin'},'onset':'2020','manifestation':[{'text':'Hives'}]}]",
    "to Cashew; route Skin; onset 2020", NULL, NULL },
  { "that nothing was written", "AllergyIntolerance", "'text':{'status':'generated','div':'<div><p>Penicillin &amp; egg</p><p>anaphylaxis</p></div>'}",
    "Narrative: Penicillin & egg anaphylaxis", NULL, NULL },
  { "that nobody was asked what it was", "AllergyIntolerance",
    "'code':{'extension':[{'url':'http://hl7.org/fhir/StructureDefinition/data-absent-reason','valueCode':'asked-declined'}]}",
    "Why it is not named: asked, declined", NULL, NULL },
  { "that latex was the allergy", "AllergyIntolerance", "'code':{'coding':[{'system':'http://snomed.info/sct','code':'1003774007','display':'No known latex allergy'}]}",
    "No known latex allergy", "negation-partial", NULL },
  { "that its severity is a number", "Condition", "'code':{'text':'Asthma'},'severity':{'coding':[{'system':'http://snomed.info/sct','code':'24484000'}]}",
    "Severity: Severe", NULL, NULL },
  { "that they are alive", "Encounter",
    "'status':'finished','hospitalization':{'dischargeDisposition':{'coding':[{'system':'http://terminology.hl7.org/CodeSystem/discharge-disposition','code':'exp'}]}}",
    "Outcome: Died", NULL, NULL },
  { "that a substance was tolerated", "AllergyIntolerance", "'code':{'coding':[{'display':'Allergy to egg'}],'text':'No allergy to egg'}",
    "No allergy to egg (coded: Allergy to egg)", "code-text-mismatch", NULL },
  { "that a warning still stands", "Flag", "'status':'active','code':{'text':'Falls'},'period':{'end':'2020-01-31'}",
    "Active, but its period ended 31-Jan-2020", "period-ended", NULL },
  { "that a warning is over on its last day", "Flag", "'status':'active','code':{'text':'Falls'},'period':{'end':'2025'}", "Active", NULL, "ended" },
  /* Conditions */
  { "that type 1 is type 2", "Condition", "'code':{'text':'Type 1 diabetes','coding':[{'display':'Type 2 diabetes mellitus'}]}", "Type 1 diabetes (coded: Type 2 diabetes mellitus)", "code-text-mismatch", NULL },
  { "that the right leg is the left", "Condition", "'code':{'text':'Fracture of right femur','coding':[{'display':'Fracture of left femur'}]}", "(coded: Fracture of left femur)", "code-text-mismatch", NULL },
  { "that a father's illness is theirs", "Condition", "'code':{'text':'Family history of myocardial infarction','coding':[{'display':'Myocardial infarction'}]}", "(coded: Myocardial infarction)", "code-text-mismatch", NULL },
  { "that a risk is an illness", "Condition", "'code':{'text':'At risk of stroke','coding':[{'display':'Stroke'}]}", "(coded: Stroke)", "code-text-mismatch", NULL },
  { "that a question is an answer", "Condition", "'code':{'text':'?Stroke','coding':[{'display':'Stroke'}]}", "(coded: Stroke)", "code-text-mismatch", NULL },
  { "that what was excluded was found", "Condition", "'code':{'text':'Stroke excluded','coding':[{'display':'Stroke'}]}", "(coded: Stroke)", "code-text-mismatch", NULL },
  { "that low is high", "Condition", "'code':{'text':'Essential hypotension','coding':[{'display':'Essential hypertension'}]}", "(coded: Essential hypertension)", "code-text-mismatch", NULL },
  { "that FH is another history", "Condition", "'code':{'text':'FH: Stroke','coding':[{'display':'Family history: Stroke'}]}", "FH: Stroke", NULL, "coded" },
  { "that III is II", "Condition", "'code':{'text':'Type III','coding':[{'display':'Type II'}]}", "Type III (coded: Type II)", "code-text-mismatch", NULL },
  { "that two is another number than II", "Condition", "'code':{'text':'Type II diabetes','coding':[{'display':'Type 2 diabetes mellitus'}]}", "Type II diabetes", NULL, "coded" },
  { "that a strength is another name", "Condition", "'code':{'text':'Metformin 500mg tablet','coding':[{'display':'Metformin 500 mg tablet'}]}", "Metformin 500mg tablet", NULL, "coded" },
  { "that 2.50 is not 2.5", "Condition", "'code':{'text':'Bisoprolol 2.50 mg','coding':[{'display':'Bisoprolol 2.5 mg tablet'}]}", "Bisoprolol 2.50 mg", NULL, "coded" },
  { "that one strength is another", "Condition", "'code':{'text':'Metformin 850 mg tablet','coding':[{'display':'Metformin 500 mg tablet'}]}", "(coded: Metformin 500 mg tablet)", "code-text-mismatch", NULL },
  { "that one of two codes is all", "Condition",
    "'code':{'coding':[{'display':'Type 2 diabetes mellitus'},{'display':'Type 1 diabetes mellitus','userSelected':true}]}",
    "Also coded: Type 2 diabetes mellitus", "codings-differ", NULL },
  { "that what ended goes on", "Condition", "'code':{'text':'Asthma'},'abatementDateTime':'2019'", "Ended, status not given", NULL, NULL },
  { "that it ended", "Condition",
    "'code':{'text':'Asthma'},'clinicalStatus':{'coding':[{'code':'active'}]},'abatementBoolean':false", "Active", NULL, "although" },
  { "that there is one stage", "Condition",
    "'code':{'text':'Cancer'},'stage':[{'summary':{'text':'T2'},'type':{'text':'clinical'}},{'summary':{'text':'T3'},'type':{'text':'pathological'}}]",
    "Stage (pathological): T3", NULL, NULL },
  { "that nothing bears it out", "Condition", "'code':{'text':'Asthma'},'evidence':[{'code':[{'text':'Wheeze'}]}]", "Evidence: Wheeze", NULL, NULL },
  { "that it is still active", "Condition",
    "'code':{'text':'Asthma'},'clinicalStatus':{'coding':[{'code':'active'}]},'abatementDateTime':'2019'", "Active, although an end is given", "status-contradicts", NULL },
  { "that it is on either side", "Condition", "'code':{'text':'Fracture'},'bodySite':[{'text':'Left hip'}]", "Left hip", NULL, NULL },
  /* Observations */
  { "that it was detected", "Observation",
    "'code':{'text':'HIV'},'status':'final','valueCodeableConcept':{'text':'Not detected','coding':[{'display':'Detected'}]}", "Not detected (coded: Detected)", NULL, NULL },
  { "that the result is normal", "Observation",
    "'code':{'text':'K'},'status':'final','interpretation':[{'text':'Normal','coding':[{'code':'HH'}]}]", "Normal (coded: Critically high)", NULL, NULL },
  { "that the result is high", "Observation",
    "'code':{'text':'K'},'status':'final','interpretation':[{'coding':[{'code':'HH','display':'High'}]}]", "High (coded: Critically high)", NULL, NULL },
  { "that the heart rate is the mother's", "Observation",
    "'code':{'text':'Heart rate'},'status':'final','focus':[{'display':'Fetus'}]", "About something other than the person: Fetus", "about-another", NULL },
  { "that nothing was asked", "Observation",
    "'code':{'text':'Smoking'},'status':'final','valueQuantity':{'_value':{'extension':[{'url':'http://hl7.org/fhir/StructureDefinition/data-absent-reason','valueCode':'asked-declined'}]}}",
    "No value: asked, declined", NULL, NULL },
  { "that a plain value is empty", "Observation",
    "'code':{'text':'Smoking'},'status':'final','_valueString':{'extension':[{'url':'http://hl7.org/fhir/StructureDefinition/data-absent-reason','valueCode':'masked'}]}",
    "No value: masked", NULL, NULL },
  { "that the number is of the unit written", "Observation",
    "'code':{'text':'Glucose'},'status':'final','valueQuantity':{'value':6.10,'unit':'mmol/L','code':'mg/dL'}", "mmol/L (coded: mg/dL)", "unit-mismatch", NULL },
  { "that the unit is a code", "Observation",
    "'code':{'text':'CVP'},'status':'final','valueQuantity':{'value':8,'unit':'mm[Hg]','code':'mm[Hg]'}", "mm Hg", NULL, "[" },
  { "that the pressure is all there is", "Observation",
    "'code':{'text':'Vital signs'},'status':'final','component':[{'code':{'coding':[{'system':'http://loinc.org','code':'8480-6'}]},'valueQuantity':{'value':120,'unit':'mmHg'}},"
    "{'code':{'coding':[{'system':'http://loinc.org','code':'8462-4'}]},'valueQuantity':{'value':80,'unit':'mmHg'}},{'code':{'text':'SpO2'},'valueQuantity':{'value':84,'unit':'%'}}]",
    "The value is the blood pressure; 1 other", NULL, NULL },
  { "that the range is hers", "Observation",
    "'code':{'text':'Hb'},'status':'final','referenceRange':[{'low':{'value':130},'high':{'value':175},'appliesTo':[{'text':'men'}],'age':{'low':{'value':15,'unit':'a'}}}]",
    "130 to 175 (for men) (age 15 a or more)", NULL, NULL },
  { "that the codes of a report say the same", "DiagnosticReport",
    "'code':{'text':'CT'},'status':'final','conclusion':'Normal','conclusionCode':[{'text':'Haemorrhage'}]", "Conclusion in codes: Haemorrhage", NULL, NULL },
  { "that there is one value", "Observation", "'code':{'text':'Trop'},'status':'final','valueQuantity':{'value':5,'unit':'ng/L'},'valueString':'haemolysed'",
    "A second value: haemolysed", "malformed", NULL },
  { "that spaces are a unit", "Observation", "'code':{'text':'Hb'},'status':'final','valueQuantity':{'value':5,'unit':'  '}", "5", "unit-missing", NULL },
  { "that a doubted value is sound", "Observation",
    "'code':{'text':'K'},'status':'final','valueQuantity':{'value':5,'unit':'mmol/L'},'dataAbsentReason':{'coding':[{'code':'error'}]}",
    "It has a value, and says why it has none: error", "value-doubted", NULL },
  { "that a doubted part is sound", "Observation",
    "'code':{'text':'FBC'},'status':'final','component':[{'code':{'text':'Hb'},'valueString':'5','dataAbsentReason':{'coding':[{'code':'error'}]}}]",
    "Hb has a value, and says why it has none: error", "value-doubted", NULL },
  { "that an empty result is a result", "Observation", "'code':{'text':'K'},'status':'final'", "No value is given.", NULL, NULL },
  { "that a registered result is final", "Observation", "'code':{'text':'K'},'status':'registered','valueString':'5'",
    "Registered only, although a value is given", "status-contradicts", "no result" },
  { "that a range has a unit", "Observation", "'code':{'text':'K'},'status':'final','valueRange':{'low':{'value':1},'high':{'value':2}}", "1 to 2", "unit-missing", NULL },
  { "that the range written is the range sent", "Observation",
    "'code':{'text':'K'},'status':'final','referenceRange':[{'text':'3.0 - 6.0','low':{'value':3.5,'unit':'mmol/L'},'high':{'value':5.2,'unit':'mmol/L'}}]",
    "3.0 - 6.0 (given as 3.5 to 5.2 mmol/L)", NULL, NULL },
  { "that the first of two pressures is the pressure", "Observation",
    "'code':{'text':'BP'},'status':'final','component':[{'code':{'coding':[{'system':'http://loinc.org','code':'8480-6'}]},'valueQuantity':{'value':120,'unit':'mmHg'}},"
    "{'code':{'coding':[{'system':'http://loinc.org','code':'8462-4'}]},'valueQuantity':{'value':80,'unit':'mmHg'}},"
    "{'code':{'coding':[{'system':'http://loinc.org','code':'8480-6'}]},'valueQuantity':{'value':190,'unit':'mmHg'}}]", "190", NULL, "120/80" },
  { "that a pressure under the other's name is it", "Observation",
    "'code':{'text':'BP'},'status':'final','component':[{'code':{'text':'Diastolic','coding':[{'system':'http://loinc.org','code':'8480-6','display':'Systolic'}]},'valueQuantity':{'value':80,'unit':'mmHg'}},"
    "{'code':{'coding':[{'system':'http://loinc.org','code':'8462-4'}]},'valueQuantity':{'value':120,'unit':'mmHg'}}]", "Diastolic (coded: Systolic) 80", "code-text-mismatch", "80/120" },
  /* Immunisations */
  { "that nothing known is a dose", "Immunization",
    "'status':'completed','vaccineCode':{'coding':[{'system':'http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips','code':'no-known-immunizations','display':'No known immunizations'}]}",
    "Stated, not a dose", "negation", "Given" },
  { "that no information is a refusal", "Immunization",
    "'status':'not-done','vaccineCode':{'coding':[{'system':'http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips','code':'no-immunization-info'}]}",
    "Stated, not a dose", "not-known", "Not given" },
  { "that a refusal coded second was not one", "Immunization",
    "'vaccineCode':{'text':'MMR'},'status':'not-done','statusReason':{'coding':[{'system':'urn:pms','code':'9'},{'code':'DPC'}]}", "Declined by parent/guardian: MMR", "declined", NULL },
  { "that there are 98 doses", "Immunization", "'vaccineCode':{'text':'MMR'},'status':'completed','protocolApplied':[{'doseNumberString':'2','seriesDosesString':'98'}]", "Dose 2", NULL, "98" },
  { "that it was given elsewhere", "Immunization",
    "'vaccineCode':{'text':'MMR'},'status':'not-done','statusReason':{'text':'Given elsewhere'}", "Not given (Given elsewhere): MMR", "not-done", NULL },
  { "that it was given", "Immunization", "'vaccineCode':{'text':'MMR'}", "Not known if given: MMR\nstatus not given", NULL, NULL },
  { "that what is not understood was given", "Immunization", "'vaccineCode':{'text':'MMR'},'status':'pending'", "Not known if given: MMR", "status-unknown", NULL },
  { "that the dose counts", "Immunization", "'vaccineCode':{'text':'MMR'},'status':'completed','isSubpotent':true,'subpotentReason':[{'text':'cold chain'}]",
    "Subpotent: this dose may not count.\nWhy: cold chain", "subpotent", NULL },
  { "that it was recorded by who gave it", "Immunization",
    "'vaccineCode':{'text':'MMR'},'status':'completed','primarySource':false,'reportOrigin':{'text':'Parent'}", "Reported by: Parent", "second-hand", NULL },
  { "that it was given, where it says declined", "Immunization",
    "'vaccineCode':{'text':'MMR'},'status':'completed','statusReason':{'coding':[{'code':'DPC'}]}",
    "Given, although the reason says: Declined by parent/guardian", "status-contradicts", NULL },
  { "that it was not done because it was given", "Immunization",
    "'vaccineCode':{'text':'MMR'},'status':'not-done','statusReason':{'coding':[{'code':'GIVNOS'}]}", "Not given (Given overseas): MMR", "status-contradicts", NULL },
  { "that it is one dose of one series", "Immunization",
    "'vaccineCode':{'text':'MMR'},'status':'completed','protocolApplied':[{'doseNumberPositiveInt':1,'targetDisease':[{'text':'Measles'}]},{'doseNumberPositiveInt':2,'targetDisease':[{'text':'Mumps'}]}]",
    "Against: Mumps\nDose under another protocol: Dose 2", NULL, NULL },
  { "that blood was never tested", "Immunization",
    "'vaccineCode':{'text':'HepB'},'status':'not-done','contained':[{'resourceType':'Observation','id':'s','interpretation':[{'coding':["
    "{'system':'https://standards.digital.health.nz/ns/air-serology-protection-terms','code':'NTP'}]}]}],'extension':["
    "{'url':'https://standards.digital.health.nz/fhir/air/StructureDefinition/air-serology-report-extension','valueReference':{'reference':'#s'}}]",
    "Serology: Not protected", NULL, NULL },
  /* Of any type */
  { "that nothing else is in the record", "MedicationRequest", MEDICINE ",'detectedIssue':[{'display':'Interaction'}]",
    "Also holds, not shown here: detectedIssue", NULL, NULL },
  { "that the endorsement was never there", "MedicationRequest",
    MEDICINE ",'extension':[{'url':'http://hl7.org.nz/fhir/StructureDefinition/nzeps-endorsement','valueString':'Specialist only'}]",
    "nzeps-endorsement (Specialist only)", NULL, NULL },
  { "that a dose may be read without its modifier", "MedicationRequest",
    MEDICINE ",'dosageInstruction':[{'text':'daily','modifierExtension':[{'url':'urn:not','valueBoolean':true}]}]",
    "A part of it carries a modifier", "modifier-extension", NULL },
  { "that all of a broken record was read", "Condition", "'code':{'text':'Asthma'},'stage':'III'",
    "Not as FHIR has it, and perhaps not wholly read: stage", "malformed", NULL },
  { "that none are known, where a reaction cannot be read", "AllergyIntolerance", "'code':{'text':'No known allergies'},'reaction':'hives'",
    "reaction", "malformed", NULL },
  { "that nobody asked when it began", "Condition",
    "'code':{'text':'Asthma'},'_onsetDateTime':{'extension':[{'url':'http://hl7.org/fhir/StructureDefinition/data-absent-reason','valueCode':'asked-unknown'}]}",
    "onsetDateTime: asked, not known", NULL, NULL },
  /* Encounters and consents */
  { "that they went home", "Encounter",
    "'status':'finished','hospitalization':{'admitSource':{'text':'GP'},'dischargeDisposition':{'text':'Died'}}", "Outcome: Died", NULL, NULL },
  { "that nobody said why it was cancelled", "Appointment", "'status':'cancelled','cancelationReason':{'coding':[{'display':'Unwell'}]}", "Unwell", NULL, NULL },
  { "that the consent is for everything", "Consent",
    "'status':'active','provision':{'type':'permit','purpose':[{'code':'TREAT'}],'provision':[{'type':'deny','provision':[{'type':'permit','class':[{'display':'Letters'}]}]}]}",
    "Kind of content: Letters", "has-exceptions", NULL },
  { "that a consent to be treated is one to share", "Consent",
    "'status':'active','scope':{'coding':[{'code':'treatment'}]},'category':[{'text':'Blood products'}],'provision':{'type':'deny'}",
    "Consent (Treatment): deny", "deny", NULL },
  { "that nobody said what was refused", "Consent",
    "'status':'active','scope':{'coding':[{'code':'adr'}]},'category':[{'text':'Do not resuscitate'}],'provision':{'type':'deny'}", "About: Do not resuscitate", NULL, NULL },
  { "that the consent has begun", "Consent", "'status':'active','provision':{'type':'permit','period':{'start':'2099-01-01'}}",
    "Active, but its period begins 01-Jan-2099", "period-ahead", NULL },
  { "that the custodian is a number", "Consent",
    "'status':'active','organization':[{'identifier':{'value':'GDR001-A'},'display':'Kowhai Health'}],'provision':{'type':'permit'}", "Custodian: Kowhai Health (GDR001-A)", NULL, NULL },
  { "that nobody is named", "Encounter",
    "'status':'finished','participant':[{'individual':{'reference':'Practitioner/95ZDRE','display':'Lose Vaka'}}]", "With: Lose Vaka (95ZDRE)", NULL, NULL },
  { "that an illness is a number", "MedicationRequest",
    MEDICINE ",'reasonReference':[{'reference':'#c'}],'contained':[{'resourceType':'Condition','id':'c','code':{'text':'Atrial fibrillation'}}]",
    "For: Atrial fibrillation", NULL, NULL },
  { "that the consent still runs", "Consent", "'status':'active','provision':{'type':'permit','period':{'end':'2023-09-20'}}",
    "Active, but its period ended 20-Sep-2023", "period-ended", NULL },
};

static char *
read_all (BdEntry *entry)
{
  const BdEntryFields *f = bd_entry_peek (entry);
  GString *all = g_string_new (f->title);
  const char *const words[] = { f->status_text, f->verification, f->value, f->unit, f->interpretation, f->reference_range,
                                f->criticality, f->category, f->dose, f->reason, f->detail };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    g_string_append_printf (all, "\n%s", words[i] != NULL ? words[i] : "");
  for (guint i = 0; f->notes[i] != NULL; i++)
    g_string_append_printf (all, "\n%s", f->notes[i]);
  for (guint i = 0; i < f->components->len; i++)
    {
      const BdComponent *c = g_ptr_array_index (f->components, i);

      g_string_append_printf (all, "\n%s %s %s", c->title, c->value, c->unit);
    }
  for (guint i = 0; i < f->reactions->len; i++)
    {
      const BdReaction *r = g_ptr_array_index (f->reactions, i);
      g_autofree char *manifestation = g_strjoinv (", ", r->manifestation);

      g_string_append_printf (all, "\n%s %s %s", manifestation, r->severity, r->description);
    }
  return g_string_free (all, FALSE);
}

/* What is heard is as true as what is read. */
static void
test_heard (void)
{
  g_autoptr (BdEntry) result = project ("Observation", "'status':'final','code':{'text':'Potassium'},'valueQuantity':{'value':7.1}");
  g_autoptr (BdEntry) allergy = project ("AllergyIntolerance", "'code':{'text':'Latex'},'criticality':'high'");
  g_autofree char *value = bd_entry_dup_sentence (result, NULL);
  g_autofree char *risk = bd_entry_dup_sentence (allergy, NULL);

  g_assert_cmpstr (value, ==, "Potassium, 7.1, unit not given, Final");
  g_assert_cmpstr (risk, ==, "Latex, criticality high, status not given");
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (BdEntry) entry = project (row->type, row->members);
  g_autofree char *all = read_all (entry);

  g_test_message ("%s", all);
  g_assert_nonnull (strstr (all, row->shown));
  g_assert_true (row->mark == NULL || bd_entry_has_mark (entry, row->mark));
  g_assert_true (row->not_shown == NULL || strstr (all, row->not_shown) == NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/safety/%s/%s", rows[i].type, rows[i].belief);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_func ("/safety/heard", test_heard);
  return g_test_run ();
}
