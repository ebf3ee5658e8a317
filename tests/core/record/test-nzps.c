/* test-nzps.c: an opened record written as a patient summary, and read back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "entries.h"
#include "project.h"

#include "bd-document.h"
#include "bd-nzps.h"

#define NOW (FETCHED_AT + G_TIME_SPAN_MINUTE)
#define SUBJECT "'subject':{'reference':'https://api.hip.digital.health.nz/fhir/nhi/v1/Patient/ZKC7284'}"
#define ALLERGY_SUBJECT "'patient':{'reference':'Patient/ZKC7284'}"

static const BdNzpsAuthor author = {
  .name = "Dr Rewi Hall", .cpn = "99ZZZS", .organisation = "G00001-G",
  .organisation_name = "Wairau Hospital", .facility = "FZZ999-B",
};

/* --- help --- */

static BdRecord *
new_record (const char *patient)
{
  g_autoptr (BdJson) json = parse (patient);

  return bd_record_new (bd_patient_new_from_json (bd_json_root (json), NULL), NULL);
}

static BdRecord *
new_mere (void)
{
  return new_record ("{'resourceType':'Patient','id':'ZKC7284','gender':'female','birthDate':'1971-02','identifier':["
                     "{'use':'official','system':'https://standards.digital.health.nz/ns/nhi-id','value':'ZKC7284'},"
                     "{'use':'old','system':'https://standards.digital.health.nz/ns/nhi-id','value':'ZKC4633'}],"
                     "'name':[{'use':'official','family':'Tūī','given':['Mere','Ann'],'prefix':['Ms']},{'use':'maiden','family':'O\\'Neill & <Sons>'}]}");
}

/* An answer as a service would give it: resources without the braces of a bundle. */
static BdAnswer *
answer_from (BdSectionKind section,
             BdSource      source,
             const char   *resources,
             guint         total)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (BdJson) json = NULL;
  g_autoptr (BdBundle) page = NULL;
  BdProjection *projection = bd_projection_new (section, source, "ZKC7284", NULL);
  g_auto (GStrv) parts = g_strsplit (resources, "\n", -1);

  g_string_append_printf (text, "{'resourceType':'Bundle','type':'searchset','total':%u,'entry':[", total);
  for (guint i = 0; parts[i] != NULL && *parts[i] != '\0'; i++)
    g_string_append_printf (text, "%s{'resource':%s}", i > 0 ? "," : "", parts[i]);
  g_string_append (text, "]}");
  json = parse (text->str);
  page = bd_bundle_new (json);
  bd_projection_add_page (projection, page, FETCHED_AT);
  bd_projection_set_times (projection, FETCHED_AT, FETCHED_AT, "c-1", 200);
  return bd_projection_finish (projection);
}

static void
add (BdRecord      *record,
     BdSectionKind  section,
     BdSource       source,
     const char    *resources,
     guint          total)
{
  bd_record_take_answer (record, answer_from (section, source, resources, total));
}

static void
add_state (BdRecord      *record,
           BdSectionKind  section,
           BdSource       source,
           BdResultState  state)
{
  bd_record_take_answer (record, told_answer (section, source, state, NULL, 0));
}

typedef struct {
  GBytes     *bytes;
  BdJson     *json;
  BdDocument *document;
  BdNzpsCounts counts;
} Written;

static void
written_clear (Written *self)
{
  g_bytes_unref (self->bytes);
  bd_json_unref (self->json);
  bd_document_free (self->document);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Written, written_clear)

static Written
write_with (BdRecord   *record,
            GHashTable *loaded)
{
  g_autoptr (GError) error = NULL;
  Written self = { 0 };

  self.bytes = bd_nzps_write (record, &author, loaded, NOW, &self.counts, &error);
  g_assert_no_error (error);
  self.json = bd_json_parse (self.bytes, &error);
  g_assert_no_error (error);
  self.document = bd_document_new (self.json, FETCHED_AT, &error);
  g_assert_no_error (error);
  return self;
}

static const BdDocumentSection *
find_section (const Written *written,
              const char    *title)
{
  for (guint i = 0; i < written->document->sections->len; i++)
    {
      const BdDocumentSection *section = g_ptr_array_index (written->document->sections, i);

      if (g_str_equal (section->title, title))
        return section;
    }
  return NULL;
}

static gboolean
holds_bytes (const Written *written,
             const char    *text)
{
  gsize length;
  const char *data = g_bytes_get_data (written->bytes, &length);
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');

  return memmem (data, length, json, strlen (json)) != NULL;
}

static void
assert_says (const BdDocumentSection *section,
             const char              *part)
{
  g_assert_nonnull (section);
  g_assert_nonnull (section->narrative);
  if (strstr (section->narrative, part) == NULL)
    g_error ("\"%s\" is not said in: %s", part, section->narrative);
}

static guint
count_entries (const Written *written)
{
  guint n = 0;

  for (guint i = 0; i < written->document->sections->len; i++)
    n += ((const BdDocumentSection *) g_ptr_array_index (written->document->sections, i))->entries->len;
  return n;
}

/* --- a record with something in every section --- */

#define PENICILLIN "{'resourceType':'AllergyIntolerance','id':'a1','code':{'text':'Penicillin <V> & co'}," ALLERGY_SUBJECT ",'verificationStatus':{'coding':[{'code':'confirmed'}]}}"
#define REFUTED "{'resourceType':'AllergyIntolerance','id':'a2','code':{'text':'Latex'}," ALLERGY_SUBJECT ",'verificationStatus':{'coding':[{'system':'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification','code':'refuted'}]}}"
#define FLAG "{'resourceType':'Flag','id':'f1','status':'active','code':{'text':'Difficult airway'}," SUBJECT "}"
#define GOUT "{'resourceType':'Condition','id':'c1','code':{'text':'Gout'},'clinicalStatus':{'coding':[{'code':'active'}]}," SUBJECT "}"
#define MEASLES "{'resourceType':'Condition','id':'c2','code':{'text':'Measles'},'clinicalStatus':{'coding':[{'code':'resolved'}]}," SUBJECT "}"
#define METFORMIN "{'resourceType':'MedicationRequest','id':'m1','status':'active','intent':'order','medicationCodeableConcept':{'text':'Metformin 500 mg tablet'}," SUBJECT "}"
#define HBA1C "{'resourceType':'Observation','id':'o1','status':'final','code':{'text':'HbA1c'}, 'valueQuantity':{'value':1.10,'unit':'mmol/mol'}," SUBJECT "}"
#define PULSE "{'resourceType':'Observation','id':'o2','status':'final','category':[{'coding':[{'code':'vital-signs'}]}],'code':{'text':'Pulse'},'valueQuantity':{'value':84,'unit':'/min'}," SUBJECT "}"
#define SMOKING "{'resourceType':'Observation','id':'o3','status':'final','category':[{'coding':[{'code':'social-history'}]}],'code':{'text':'Smoking'},'valueString':'never'," SUBJECT "}"
#define VACCINE "{'resourceType':'Immunization','id':'i1','status':'completed','vaccineCode':{'text':'Influenza'},'occurrenceDateTime':'2025-04'," ALLERGY_SUBJECT "}"
#define VISIT "{'resourceType':'Encounter','id':'e1','status':'finished','class':{'code':'AMB'},'period':{'start':'2025-01-02'}," SUBJECT "}"

static BdRecord *
new_full (void)
{
  BdRecord *record = new_mere ();

  add (record, BD_SECTION_ALLERGIES, BD_SOURCE_SDHR, PENICILLIN "\n" REFUTED "\n" FLAG, 3);
  add (record, BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, GOUT "\n" MEASLES, 2);
  add (record, BD_SECTION_MEDICINES, BD_SOURCE_MDR, METFORMIN, 1);
  add (record, BD_SECTION_OBSERVATIONS, BD_SOURCE_SDHR, HBA1C "\n" PULSE "\n" SMOKING, 3);
  add (record, BD_SECTION_IMMUNISATIONS, BD_SOURCE_AIR, VACCINE, 1);
  add (record, BD_SECTION_ENCOUNTERS, BD_SOURCE_SDHR, VISIT, 1);
  return record;
}

/* --- the structure that the guide asks for --- */

static const BdJsonNode *
entries_of (const Written *written)
{
  return bd_json_get (bd_json_root (written->json), "entry");
}

static const BdJsonNode *
composition_of (const Written *written)
{
  return bd_json_get (bd_json_first (entries_of (written)), "resource");
}

static void
assert_uuid (const char *url)
{
  g_assert_nonnull (url);
  g_assert_true (g_str_has_prefix (url, "urn:uuid:"));
  g_assert_true (g_uuid_string_is_valid (url + strlen ("urn:uuid:")));
}

static GHashTable *
assert_urls (const Written *written)
{
  GHashTable *urls = g_hash_table_new (g_str_hash, g_str_equal);

  for (const BdJsonNode *n = bd_json_first (entries_of (written)); n != NULL; n = bd_json_next (n))
    {
      const char *url = bd_json_get_string (n, "fullUrl");

      assert_uuid (url);
      g_assert_true (g_hash_table_add (urls, (gpointer) url));   /* no two alike */
      g_assert_cmpint (bd_json_type (bd_json_get (n, "resource")), ==, BD_JSON_OBJECT);
    }
  return urls;
}

/* An entry or a reason, and never both (ips-comp-1; R4 cmp-2). */
static void
assert_section (const BdJsonNode *section,
                GHashTable       *urls)
{
  const BdJsonNode *entries = bd_json_get (section, "entry"), *reason = bd_json_get (section, "emptyReason");
  const BdJsonNode *coding = bd_json_first (bd_json_get (reason, "coding"));

  g_assert_nonnull (bd_json_get_string (section, "title"));
  g_assert_nonnull (bd_json_get (section, "code"));
  g_assert_cmpstr (bd_json_get_string (bd_json_get (section, "text"), "status"), ==, "generated");
  g_assert_true (g_str_has_prefix (bd_json_get_string (bd_json_get (section, "text"), "div"), "<div xmlns=\"http://www.w3.org/1999/xhtml\">"));
  g_assert_true ((entries != NULL) != (reason != NULL));
  if (reason != NULL)
    g_assert_true (bd_json_get_string (coding, "code") != NULL && bd_json_get_string (coding, "system") != NULL);
  for (const BdJsonNode *n = bd_json_first (entries); n != NULL; n = bd_json_next (n))
    g_assert_true (g_hash_table_contains (urls, bd_json_get_string (n, "reference")));
  if (entries != NULL)
    g_assert_cmpuint (bd_json_length (entries), >, 0);
}

static void
assert_structure (const Written *written)
{
  g_autoptr (GHashTable) urls = assert_urls (written);
  const BdJsonNode *root = bd_json_root (written->json), *composition = composition_of (written);
  const BdJsonNode *sections = bd_json_get (composition, "section");
  static const char *const mandatory[] = { "10160-0", "48765-2", "11450-4" };
  guint i = 0;

  g_assert_cmpstr (bd_json_get_string (root, "type"), ==, "document");
  g_assert_cmpstr (bd_json_get_string (bd_json_get (root, "identifier"), "system"), ==, "urn:ietf:rfc:3986");
  assert_uuid (bd_json_get_string (bd_json_get (root, "identifier"), "value"));
  g_assert_cmpstr (bd_json_get_string (root, "timestamp"), ==, "2025-11-20T06:27:40Z");
  g_assert_cmpstr (bd_json_get_string (composition, "resourceType"), ==, "Composition");
  g_assert_cmpstr (bd_json_get_string (composition, "status"), ==, "final");
  g_assert_cmpstr (bd_json_get_string (composition, "title"), ==, "New Zealand Patient Summary");
  g_assert_cmpstr (bd_json_get_string (composition, "date"), ==, "2025-11-20T06:27:40Z");
  g_assert_cmpstr (bd_json_get_string (bd_json_first (bd_json_get (bd_json_get (composition, "type"), "coding")), "code"), ==, "60591-5");
  g_assert_true (g_hash_table_contains (urls, bd_json_get_string (bd_json_get (composition, "subject"), "reference")));
  g_assert_true (g_hash_table_contains (urls, bd_json_get_string (bd_json_get (composition, "custodian"), "reference")));
  g_assert_true (g_hash_table_contains (urls, bd_json_get_string (bd_json_first (bd_json_get (composition, "author")), "reference")));
  for (const BdJsonNode *n = bd_json_first (sections); n != NULL; n = bd_json_next (n), i++)
    {
      const BdJsonNode *coding = bd_json_first (bd_json_get (bd_json_get (n, "code"), "coding"));

      assert_section (n, urls);
      if (i < G_N_ELEMENTS (mandatory))
        g_assert_cmpstr (bd_json_get_string (coding, "code"), ==, mandatory[i]);
    }
  g_assert_cmpuint (i, >=, 3);
  g_assert_cmpuint (g_strv_length (written->document->remarks), ==, 0);
}

static void
test_structure (void)
{
  g_autoptr (BdRecord) full = new_full ();
  g_autoptr (BdRecord) empty = new_mere ();
  g_auto (Written) a = write_with (full, NULL);
  g_auto (Written) b = write_with (empty, NULL);

  assert_structure (&a);
  assert_structure (&b);
  g_assert_cmpuint (a.document->sections->len, ==, 10);
  g_assert_cmpuint (b.document->sections->len, ==, 3);
  g_assert_cmpuint (a.counts.written, ==, 11);
  g_assert_cmpuint (count_entries (&a), ==, 11);
}

/* --- there and back --- */

static void
assert_same (BdEntry *before,
             BdEntry *after)
{
  const BdEntryFields *b = bd_entry_peek (before), *a = bd_entry_peek (after);

  g_assert_cmpstr (strchr (a->id, '/'), ==, strchr (b->id, '/'));   /* but for the source */
  g_assert_cmpstr (a->title, ==, b->title);
  g_assert_cmpstr (a->value, ==, b->value);
  g_assert_cmpstr (a->unit, ==, b->unit);
  g_assert_cmpstr (a->status, ==, b->status);
  g_assert_cmpstr (a->verification, ==, b->verification);
  g_assert_cmpstr (a->nhi, ==, "ZKC7284");
  g_assert_true (g_bytes_equal (bd_entry_get_bytes (before), bd_entry_get_bytes (after)));
}

static BdEntry *
find_entry (const Written *written,
            const char    *id)
{
  for (guint i = 0; i < written->document->sections->len; i++)
    {
      const BdDocumentSection *section = g_ptr_array_index (written->document->sections, i);

      for (guint e = 0; e < section->entries->len; e++)
        if (g_strcmp0 (strchr (bd_entry_peek (g_ptr_array_index (section->entries, e))->id, '/'), strchr (id, '/')) == 0)
          return g_ptr_array_index (section->entries, e);
    }
  return NULL;
}

static void
test_round_trip (void)
{
  g_autoptr (BdRecord) record = new_full ();
  g_auto (Written) written = write_with (record, NULL);
  guint n = 0;

  for (guint s = 0; s < BD_N_SECTIONS; s++)
    {
      GListModel *section = G_LIST_MODEL (bd_record_get_section (record, s));

      for (guint i = 0; i < g_list_model_get_n_items (section); i++, n++)
        {
          g_autoptr (BdEntry) before = g_list_model_get_item (section, i);
          BdEntry *after = find_entry (&written, bd_entry_peek (before)->id);

          g_assert_nonnull (after);
          assert_same (before, after);
        }
    }
  g_assert_cmpuint (n, ==, 11);
  g_assert_cmpuint (written.document->in_no_section->len, ==, 0);
  g_assert_cmpuint (written.document->not_shown->len, ==, 0);
  for (guint i = 0; i < written.document->sections->len; i++)
    {
      const BdDocumentSection *section = g_ptr_array_index (written.document->sections, i);

      g_assert_cmpuint (g_strv_length (section->dangling), ==, 0);
      g_assert_cmpuint (g_strv_length (section->remarks), ==, 0);
    }
}

static void
test_bytes (void)
{
  static const char *const resources[] = { PENICILLIN, REFUTED, FLAG, GOUT, MEASLES, METFORMIN, HBA1C, PULSE, SMOKING, VACCINE, VISIT };
  g_autoptr (BdRecord) record = new_full ();
  g_auto (Written) written = write_with (record, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (resources); i++)
    g_assert_true (holds_bytes (&written, resources[i]));
  g_assert_true (holds_bytes (&written, "{'value':1.10,"));
}

static void
test_places (void)
{
  static const struct { const char *section; const char *code; const char *id; } rows[] = {
    { "Medications", "10160-0", "/MedicationRequest/m1" }, { "Allergies and Intolerances", "48765-2", "/AllergyIntolerance/a1" },
    { "Allergies and Intolerances", "48765-2", "/AllergyIntolerance/a2" }, { "Problems", "11450-4", "/Condition/c1" },
    { "Past Problems", "11348-0", "/Condition/c2" }, { "Immunizations", "11369-6", "/Immunization/i1" },
    { "Results", "30954-2", "/Observation/o1" }, { "Vital Signs", "8716-3", "/Observation/o2" },
    { "Social History", "29762-2", "/Observation/o3" }, { "Encounters", "ENC", "/Encounter/e1" }, { "Alerts", NULL, "/Flag/f1" },
  };
  g_autoptr (BdRecord) record = new_full ();
  g_auto (Written) written = write_with (record, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const BdDocumentSection *section = find_section (&written, rows[i].section);
      gboolean found = FALSE;

      g_assert_nonnull (section);
      g_assert_cmpstr (section->code, ==, rows[i].code);
      for (guint e = 0; e < section->entries->len; e++)
        found |= g_str_has_suffix (bd_entry_peek (g_ptr_array_index (section->entries, e))->id, rows[i].id);
      g_assert_true (found);
    }
}

/* Refuted stands with its status as received, and the word comes first in print. */
static void
test_apart (void)
{
  g_autoptr (BdRecord) record = new_full ();
  g_auto (Written) written = write_with (record, NULL);
  BdEntry *latex = find_entry (&written, "x/AllergyIntolerance/a2");

  g_assert_cmpstr (bd_entry_peek (latex)->verification, ==, "refuted");
  g_assert_cmpint (bd_entry_peek (latex)->group, ==, BD_GROUP_APART);
  assert_says (find_section (&written, "Allergies and Intolerances"), "Refuted, Latex");
}

/* --- the person and the writer --- */

static void
test_person (void)
{
  g_autoptr (BdRecord) record = new_mere ();
  g_auto (Written) written = write_with (record, NULL);
  const BdPatient *patient = written.document->patient;
  const BdName *maiden = g_ptr_array_index (patient->names, 1);

  g_assert_cmpstr (patient->nhi, ==, "ZKC7284");
  g_assert_cmpuint (g_strv_length (patient->linked_nhis), ==, 1);
  g_assert_cmpstr (patient->linked_nhis[0], ==, "ZKC4633");
  g_assert_true (holds_bytes (&written, "'use':'official','system':'https://standards.digital.health.nz/ns/nhi-id','value':'ZKC7284'"));
  g_assert_true (holds_bytes (&written, "'use':'old','system':'https://standards.digital.health.nz/ns/nhi-id','value':'ZKC4633'"));
  g_assert_cmpstr (patient->birth_date, ==, "1971-02");
  g_assert_cmpstr (patient->gender, ==, "female");
  g_assert_cmpstr (bd_patient_peek_name (patient)->family, ==, "Tūī");
  g_assert_cmpstr (bd_patient_peek_name (patient)->given, ==, "Mere Ann");
  g_assert_cmpstr (bd_patient_peek_name (patient)->prefix, ==, "Ms");
  g_assert_cmpstr (maiden->use, ==, "maiden");
  g_assert_cmpstr (written.document->author, ==, "Dr Rewi Hall, Wairau Hospital");
  g_assert_cmpstr (written.document->custodian, ==, "Wairau Hospital");
  g_assert_true (holds_bytes (&written, "'system':'https://standards.digital.health.nz/ns/hpi-person-id','value':'99ZZZS'"));
  g_assert_true (holds_bytes (&written, "'system':'https://standards.digital.health.nz/ns/hpi-facility-id','value':'FZZ999-B'"));
  g_assert_true (holds_bytes (&written, "'system':'https://standards.digital.health.nz/ns/hpi-organisation-id','value':'G00001-G'"));
}

static void
test_person_unknown (void)
{
  g_autoptr (BdRecord) record = bd_record_new (bd_patient_new_unconfirmed ("ZKC7284", "NHI did not answer."), NULL);
  g_autoptr (BdRecord) nobody = new_record ("{'resourceType':'Patient'}");
  g_auto (Written) written = write_with (record, NULL);
  g_autoptr (GError) error = NULL;

  assert_structure (&written);
  g_assert_true (holds_bytes (&written, "'_birthDate':{'extension':[{'url':'http://hl7.org/fhir/StructureDefinition/data-absent-reason','valueCode':'unknown'}]}"));
  g_assert_nonnull (strstr (written.document->narrative, "NHI did not answer."));
  g_assert_null (bd_nzps_write (nobody, &author, NULL, NOW, NULL, &error));
  g_assert_error (error, BD_NZPS_ERROR, BD_NZPS_ERROR_NO_NUMBER);
}

static void
test_dead (void)
{
  g_autoptr (BdRecord) dated = new_record ("{'resourceType':'Patient','id':'ZKC7284','deceasedDateTime':'2016-05'}");
  g_autoptr (BdRecord) undated = new_record ("{'resourceType':'Patient','id':'ZKC7284','deceasedBoolean':true}");
  g_auto (Written) a = write_with (dated, NULL);
  g_auto (Written) b = write_with (undated, NULL);

  g_assert_cmpstr (a.document->patient->deceased_date, ==, "2016-05");
  g_assert_true (b.document->patient->deceased);
  g_assert_null (b.document->patient->deceased_date);
}

static void
test_bare_author (void)
{
  static const BdNzpsAuthor bare = { .name = "J. Doe" };
  g_autoptr (BdRecord) record = new_mere ();
  g_autoptr (GBytes) bytes = bd_nzps_write (record, &bare, NULL, NOW, NULL, NULL);
  g_autoptr (BdJson) json = bd_json_parse (bytes, NULL);
  g_autoptr (BdDocument) document = bd_document_new (json, NOW, NULL);

  g_assert_cmpstr (document->author, ==, "J. Doe, Organisation not given");
  g_assert_cmpuint (g_strv_length (document->remarks), ==, 0);
}

static void
test_stable (void)
{
  g_autoptr (BdRecord) record = new_full ();
  g_auto (Written) a = write_with (record, NULL);
  g_auto (Written) b = write_with (record, NULL);
  const BdJsonNode *x = bd_json_next (bd_json_first (entries_of (&a)));
  const BdJsonNode *y = bd_json_next (bd_json_first (entries_of (&b)));

  g_assert_cmpstr (a.document->identifier, !=, b.document->identifier);
  for (; x != NULL && y != NULL; x = bd_json_next (x), y = bd_json_next (y))
    g_assert_cmpstr (bd_json_get_string (x, "fullUrl"), ==, bd_json_get_string (y, "fullUrl"));
  g_assert_true (x == NULL && y == NULL);
}

/* --- why a section is empty --- */

static void
test_reasons (void)
{
  static const struct { BdResultState state; const char *code; } rows[] = {
    { BD_STATE_WHOLE, "unavailable" }, { BD_STATE_NOT_SET_UP, "unavailable" }, { BD_STATE_NOT_ASKED, "notasked" },
    { BD_STATE_ASKING, "notasked" }, { BD_STATE_REDACTED, "withheld" }, { BD_STATE_WITHHELD_AT_SOURCE, "withheld" },
    { BD_STATE_OPTED_OUT_GLOBAL, "withheld" }, { BD_STATE_OPTED_OUT_FACILITY, "withheld" }, { BD_STATE_OPTED_OUT_DOMAIN, "withheld" },
    { BD_STATE_RESTRICTED_REGISTER, "withheld" }, { BD_STATE_DECEASED, "unavailable" }, { BD_STATE_PARTICIPATION_UNKNOWN, "unavailable" },
    { BD_STATE_LOCKED, "sourceunavailable" }, { BD_STATE_THROTTLED, "sourceunavailable" }, { BD_STATE_NO_ANSWER, "sourceunavailable" },
    { BD_STATE_NOT_SAVED, "sourceunavailable" }, { BD_STATE_REFUSED, "unavailable" }, { BD_STATE_NOT_AVAILABLE, "unavailable" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (BdRecord) record = new_mere ();
      g_autofree char *sentence = NULL;

      add_state (record, BD_SECTION_ALLERGIES, BD_SOURCE_SDHR, rows[i].state);
      {
        g_auto (Written) written = write_with (record, NULL);
        const BdDocumentSection *section = find_section (&written, "Allergies and Intolerances");

        sentence = bd_ledger_line_dup_sentence (bd_section_get_line (bd_record_get_section (record, BD_SECTION_ALLERGIES), BD_SOURCE_SDHR), NULL, NOW);
        g_assert_cmpstr (section->empty_code, ==, rows[i].code);
        assert_says (section, sentence);
        g_assert_cmpstr (find_section (&written, "Problems")->empty_code, ==, "notasked");
      }
    }
}

/* Of two sources the one that says more about the gap decides. */
static void
test_reasons_of_two (void)
{
  static const struct { BdResultState a, b; const char *code; } rows[] = {
    { BD_STATE_WHOLE, BD_STATE_NO_ANSWER, "sourceunavailable" }, { BD_STATE_NO_ANSWER, BD_STATE_REDACTED, "withheld" },
    { BD_STATE_WHOLE, BD_STATE_NOT_SET_UP, "unavailable" }, { BD_STATE_NOT_SET_UP, BD_STATE_NOT_ASKED, "notasked" },
    { BD_STATE_WHOLE, BD_STATE_NOT_ASKED, "notasked" }, { BD_STATE_NOT_SET_UP, BD_STATE_NOT_SET_UP, "unavailable" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (BdRecord) record = new_mere ();

      add_state (record, BD_SECTION_ALLERGIES, BD_SOURCE_SDHR, rows[i].a);
      add_state (record, BD_SECTION_ALLERGIES, BD_SOURCE_MWS, rows[i].b);
      {
        g_auto (Written) written = write_with (record, NULL);

        g_assert_cmpstr (find_section (&written, "Allergies and Intolerances")->empty_code, ==, rows[i].code);
      }
    }
}

static void
test_reason_system (void)
{
  g_autoptr (BdRecord) record = new_mere ();

  add_state (record, BD_SECTION_ALLERGIES, BD_SOURCE_SDHR, BD_STATE_NO_ANSWER);
  {
    g_auto (Written) written = write_with (record, NULL);

    g_assert_true (holds_bytes (&written, "{'system':'https://standards.digital.health.nz/ns/nzps-list-empty-reason','code':'sourceunavailable'"));
    g_assert_true (holds_bytes (&written, "{'system':'http://terminology.hl7.org/CodeSystem/list-empty-reason','code':'notasked'"));
  }
}

/* A person's "none known" is its resource, never a reason. */
static void
test_negation (void)
{
  g_autoptr (BdRecord) record = new_mere ();

  add (record, BD_SECTION_ALLERGIES, BD_SOURCE_SDHR,
       "{'resourceType':'AllergyIntolerance','id':'n','code':{'coding':[{'system':'http://snomed.info/sct','code':'716186003','display':'No known allergy'}]}," ALLERGY_SUBJECT "}", 1);
  {
    g_auto (Written) written = write_with (record, NULL);
    const BdDocumentSection *section = find_section (&written, "Allergies and Intolerances");

    g_assert_null (section->empty_code);
    g_assert_cmpuint (section->entries->len, ==, 1);
    g_assert_true (bd_entry_has_mark (g_ptr_array_index (section->entries, 0), "negation"));
    g_assert_false (holds_bytes (&written, "nilknown"));
  }
}

/* --- what the words carry --- */

static void
test_sentences (void)
{
  g_autoptr (BdRecord) record = new_mere ();

  add (record, BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, GOUT "\n" MEASLES, 3);
  add_state (record, BD_SECTION_ALLERGIES, BD_SOURCE_MWS, BD_STATE_NO_ANSWER);
  add (record, BD_SECTION_ALLERGIES, BD_SOURCE_SDHR, "", 0);
  {
    g_auto (Written) written = write_with (record, NULL);

    assert_says (find_section (&written, "Problems"), "SDHR is holding back 1 of 3 records marked confidential.");
    assert_says (find_section (&written, "Past Problems"), "SDHR is holding back 1 of 3 records marked confidential.");
    assert_says (find_section (&written, "Allergies and Intolerances"), "SDHR has no allergies recorded for this person. That is not the same as none.");
    assert_says (find_section (&written, "Allergies and Intolerances"), "MWS did not answer");
    assert_says (find_section (&written, "Medications"), "No service was asked for medicines.");
    g_assert_nonnull (strstr (written.document->narrative, "Held back by the services: 1 condition."));
    for (guint i = 0; i < written.document->sections->len; i++)
      {
        assert_says (g_ptr_array_index (written.document->sections, i), "Not shown");
        assert_says (g_ptr_array_index (written.document->sections, i), "Do not rely on this after 21-Nov-2025 19:26.");
      }
    g_assert_nonnull (strstr (written.document->narrative, "Do not rely on this after 21-Nov-2025 19:26."));
  }
}

static void
test_nothing_left_out (void)
{
  g_autoptr (BdRecord) record = new_full ();

  add_state (record, BD_SECTION_ALLERGIES, BD_SOURCE_MWS, BD_STATE_NO_ANSWER);
  {
    g_auto (Written) written = write_with (record, NULL);

    assert_says (find_section (&written, "Problems"), "Not shown: nothing that was received is left out.");
    assert_says (find_section (&written, "Allergies and Intolerances"), "Not shown:\n• Whatever the services hold back");
    g_assert_nonnull (strstr (written.document->narrative, "Not shown:\n• Whatever the services hold back"));
  }
}

static void
test_rely_on_copy (void)
{
  g_autoptr (BdRecord) record = new_full ();
  BdAnswer *saved = told_answer (BD_SECTION_CONDITIONS, BD_SOURCE_SHARED_CARE, BD_STATE_SAVED_COPY, NULL, 0);

  saved->line->saved_at = at ("2025-11-10T00:00:00Z");
  bd_record_take_answer (record, saved);
  {
    g_auto (Written) written = write_with (record, NULL);

    assert_says (find_section (&written, "Medications"), "Do not rely on this after 11-Nov-2025 13:00.");
    assert_says (find_section (&written, "Problems"), "Saved copy of 10-Nov-2025 13:00");
  }
}

static void
test_escaped (void)
{
  g_autoptr (BdRecord) record = new_full ();
  g_auto (Written) written = write_with (record, NULL);

  assert_says (find_section (&written, "Allergies and Intolerances"), "Penicillin <V> & co");
  assert_says (find_section (&written, "Results"), "HbA1c, 1.10 mmol/mol");
  g_assert_true (holds_bytes (&written, "Penicillin &lt;V&gt; &amp; co"));
}

static void
test_whole_entry (void)
{
  g_autoptr (BdRecord) record = new_mere ();

  add (record, BD_SECTION_ALLERGIES, BD_SOURCE_SDHR,
       "{'resourceType':'AllergyIntolerance','id':'a','code':{'text':'Bee\\u0001 venom'},'criticality':'high','note':[{'text':'Carries a pen'}]," ALLERGY_SUBJECT "}", 1);
  add (record, BD_SECTION_OBSERVATIONS, BD_SOURCE_SDHR,
       "{'resourceType':'Observation','id':'o','status':'final','code':{'text':'Panel'},'component':[{'code':{'text':'Sodium'},'valueQuantity':{'value':140.0,'unit':'mmol/L'}}]," SUBJECT "}", 1);
  {
    g_auto (Written) written = write_with (record, NULL);

    assert_says (find_section (&written, "Allergies and Intolerances"), "Bee venom");
    assert_says (find_section (&written, "Allergies and Intolerances"), "Carries a pen");
    assert_says (find_section (&written, "Allergies and Intolerances"), "criticality: high");
    assert_says (find_section (&written, "Results"), "Sodium: 140.0 mmol/L");
  }
}

/* --- what is left out, and said --- */

static void
test_emergency (void)
{
  g_autoptr (BdRecord) record = new_mere ();
  static const Told secret[] = { { .id = "sdhr/Condition/x1", .title = "Sequestered", .marks = "emergency" },
                                 { .id = "sdhr/Condition/x2", .title = "Sequestered too", .marks = "emergency" } };

  bd_record_take_answer (record, told_answer (BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_WHOLE, secret, 2));
  {
    g_auto (Written) written = write_with (record, NULL);
    const BdDocumentSection *section = find_section (&written, "Problems");

    assert_says (section, "2 records opened under emergency access are left out.");
    g_assert_cmpstr (section->empty_code, ==, "withheld");
    g_assert_false (holds_bytes (&written, "Sequestered"));
    g_assert_cmpuint (written.counts.left_out, ==, 2);
    g_assert_cmpuint (written.counts.missing, ==, 0);
    g_assert_nonnull (strstr (written.document->narrative, "2 records opened under emergency access"));
  }
}

static void
test_loaded (void)
{
  static const Told saved[] = { { .id = "sdhr/Condition/c1", .title = "Gout" }, { .id = "sdhr/Condition/c2", .title = "Measles" },
                                { .id = "sdhr/Condition/c3", .title = "Mumps" }, { .id = "sdhr/Condition/c4", .title = "Rubella" } };
  static const struct { const char *id; const char *bytes; } bytes[] = {
    { "sdhr/Condition/c1", GOUT }, { "sdhr/Condition/c2", GOUT /* of another entry */ }, { "sdhr/Condition/c3", "not json" },
  };
  g_autoptr (GHashTable) loaded = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_bytes_unref);
  g_autoptr (BdRecord) record = new_mere ();
  g_auto (GStrv) needed = NULL;

  bd_record_take_answer (record, told_answer (BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_SAVED_COPY, saved, G_N_ELEMENTS (saved)));
  needed = bd_nzps_dup_needed (record);
  g_assert_cmpuint (g_strv_length (needed), ==, 4);
  for (guint i = 0; i < G_N_ELEMENTS (bytes); i++)
    {
      char *json = g_strdelimit (g_strdup (bytes[i].bytes), "'", '"');

      g_hash_table_insert (loaded, (gpointer) bytes[i].id, g_bytes_new_take (json, strlen (json)));
    }
  {
    g_auto (Written) written = write_with (record, loaded);
    const BdDocumentSection *section = find_section (&written, "Problems");

    g_assert_cmpuint (written.counts.written, ==, 1);
    g_assert_cmpuint (written.counts.missing, ==, 3);
    g_assert_cmpuint (section->entries->len, ==, 1);
    assert_says (section, "could not be had: Measles");
    assert_says (section, "could not be had: Mumps");
    assert_says (section, "could not be had: Rubella");
    g_assert_nonnull (strstr (written.document->narrative, "3 records are named only in words."));
  }
}

static void
test_none_loaded (void)
{
  static const Told saved = { .id = "sdhr/AllergyIntolerance/a", .title = "Bee venom" };
  g_autoptr (BdRecord) record = new_mere ();

  bd_record_take_answer (record, told_answer (BD_SECTION_ALLERGIES, BD_SOURCE_SDHR, BD_STATE_SAVED_COPY, &saved, 1));
  {
    g_auto (Written) written = write_with (record, NULL);

    assert_structure (&written);
    g_assert_cmpstr (find_section (&written, "Allergies and Intolerances")->empty_code, ==, "unavailable");
    assert_says (find_section (&written, "Allergies and Intolerances"), "Bee venom");
  }
}

/* Two versions under one id: both are written, as both are shown. */
static void
test_two_versions (void)
{
  g_autoptr (BdRecord) record = new_mere ();

  add (record, BD_SECTION_CONDITIONS, BD_SOURCE_SDHR,
       "{'resourceType':'Condition','id':'c','code':{'text':'Gout'}," SUBJECT "}},"
       "{'resource':{'resourceType':'Condition','id':'c','code':{'text':'Gout of the left foot'}," SUBJECT "}", 2);
  {
    g_auto (Written) written = write_with (record, NULL);

    g_assert_cmpuint (written.counts.written, ==, 2);
    g_assert_cmpuint (written.counts.missing, ==, 0);
    g_assert_cmpuint (find_section (&written, "Problems")->entries->len, ==, 2);
  }
}

/* A product that came as an include has its words in the summary, and that is said. */
static void
test_product_apart (void)
{
  g_autoptr (BdRecord) record = new_mere ();

  add (record, BD_SECTION_MEDICINES, BD_SOURCE_MDR,
       "{'resourceType':'MedicationRequest','id':'m','status':'active','intent':'order','medicationReference':{'reference':'Medication/x'}," SUBJECT "}},"
       "{'search':{'mode':'include'},'resource':{'resourceType':'Medication','id':'x','code':{'text':'Warfarin 1 mg tablet'}}", 1);
  {
    g_auto (Written) written = write_with (record, NULL);

    g_assert_cmpuint (written.counts.written, ==, 1);
    assert_says (find_section (&written, "Medications"), "its code was sent apart: Warfarin 1 mg tablet");
  }
  add (record, BD_SECTION_MEDICINES, BD_SOURCE_MDR, METFORMIN, 1);
  {
    g_auto (Written) written = write_with (record, NULL);

    g_assert_null (strstr (find_section (&written, "Medications")->narrative, "sent apart"));
  }
}

static void
test_not_shown (void)
{
  g_autoptr (BdRecord) record = new_mere ();

  add (record, BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, GOUT "\n{'resourceType':'CarePlan','id':'p'," SUBJECT "}", 2);
  add (record, BD_SECTION_CONSENTS, BD_SOURCE_SDHR,
       "{'resourceType':'Consent','id':'k','status':'active','patient':{'reference':'Patient/ZKC7284'},'provision':{'type':'permit'}}", 1);
  {
    g_auto (Written) written = write_with (record, NULL);

    assert_says (find_section (&written, "Problems"), "CarePlan/p");
    g_assert_cmpuint (written.counts.no_section, ==, 1);
    g_assert_nonnull (strstr (written.document->narrative, "left out: 1 consent."));
  }
}

/* Two sources may use one id: two resources, two URLs, two entries. */
static void
test_same_id (void)
{
  g_autoptr (BdRecord) record = new_mere ();

  add (record, BD_SECTION_ALLERGIES, BD_SOURCE_SDHR, PENICILLIN, 1);
  add (record, BD_SECTION_ALLERGIES, BD_SOURCE_MWS, "{'resourceType':'AllergyIntolerance','id':'a1','code':{'text':'Cashew'}," ALLERGY_SUBJECT "}", 1);
  {
    g_auto (Written) written = write_with (record, NULL);
    const BdDocumentSection *section = find_section (&written, "Allergies and Intolerances");

    assert_structure (&written);
    g_assert_cmpuint (section->entries->len, ==, 2);
    g_assert_cmpstr (bd_entry_peek (g_ptr_array_index (section->entries, 0))->title, !=,
                     bd_entry_peek (g_ptr_array_index (section->entries, 1))->title);
  }
}

static void
test_without_id (void)
{
  g_autoptr (BdRecord) record = new_mere ();

  add (record, BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, "{'resourceType':'Condition','code':{'text':'Gout'}," SUBJECT "}", 1);
  {
    g_auto (Written) written = write_with (record, NULL);

    g_assert_cmpuint (written.counts.written, ==, 1);
    g_assert_cmpuint (find_section (&written, "Problems")->entries->len, ==, 1);
  }
}

/* All of a section's entries may stand elsewhere: then it is not written empty, unless
 * the guide wants it. */
static void
test_elsewhere (void)
{
  g_autoptr (BdRecord) record = new_mere ();

  add (record, BD_SECTION_OBSERVATIONS, BD_SOURCE_SDHR, PULSE, 1);
  add (record, BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, MEASLES, 1);
  add (record, BD_SECTION_IMMUNISATIONS, BD_SOURCE_AIR, "", 0);
  {
    g_auto (Written) written = write_with (record, NULL);

    g_assert_nonnull (find_section (&written, "Vital Signs"));
    g_assert_null (find_section (&written, "Results"));
    g_assert_null (find_section (&written, "Encounters"));
    g_assert_cmpstr (find_section (&written, "Problems")->empty_code, ==, "unavailable");
    g_assert_cmpuint (find_section (&written, "Past Problems")->entries->len, ==, 1);
    g_assert_cmpstr (find_section (&written, "Immunizations")->empty_code, ==, "unavailable");
  }
}

/* An order not to give something must not read as a medicine. */
static void
test_do_not_give (void)
{
  g_autoptr (BdRecord) record = new_mere ();
  g_auto (Written) written = { 0 };

  add (record, BD_SECTION_MEDICINES, BD_SOURCE_MDR,
       "{'resourceType':'MedicationRequest','id':'m1','status':'active','intent':'order','doNotPerform':true,"
       "'medicationCodeableConcept':{'text':'warfarin'}," SUBJECT "}", 1);
  written = write_with (record, NULL);
  assert_says (find_section (&written, "Medications"), "DO NOT GIVE: warfarin");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nzps/structure", test_structure);
  g_test_add_func ("/nzps/round-trip", test_round_trip);
  g_test_add_func ("/nzps/bytes", test_bytes);
  g_test_add_func ("/nzps/places", test_places);
  g_test_add_func ("/nzps/apart", test_apart);
  g_test_add_func ("/nzps/person", test_person);
  g_test_add_func ("/nzps/person-unknown", test_person_unknown);
  g_test_add_func ("/nzps/dead", test_dead);
  g_test_add_func ("/nzps/bare-author", test_bare_author);
  g_test_add_func ("/nzps/stable", test_stable);
  g_test_add_func ("/nzps/reasons", test_reasons);
  g_test_add_func ("/nzps/reasons-of-two", test_reasons_of_two);
  g_test_add_func ("/nzps/reason-system", test_reason_system);
  g_test_add_func ("/nzps/negation", test_negation);
  g_test_add_func ("/nzps/sentences", test_sentences);
  g_test_add_func ("/nzps/nothing-left-out", test_nothing_left_out);
  g_test_add_func ("/nzps/rely-on-copy", test_rely_on_copy);
  g_test_add_func ("/nzps/escaped", test_escaped);
  g_test_add_func ("/nzps/whole-entry", test_whole_entry);
  g_test_add_func ("/nzps/emergency", test_emergency);
  g_test_add_func ("/nzps/loaded", test_loaded);
  g_test_add_func ("/nzps/none-loaded", test_none_loaded);
  g_test_add_func ("/nzps/two-versions", test_two_versions);
  g_test_add_func ("/nzps/product-apart", test_product_apart);
  g_test_add_func ("/nzps/not-shown", test_not_shown);
  g_test_add_func ("/nzps/same-id", test_same_id);
  g_test_add_func ("/nzps/without-id", test_without_id);
  g_test_add_func ("/nzps/elsewhere", test_elsewhere);
  g_test_add_func ("/nzps/do-not-give", test_do_not_give);

  return g_test_run ();
}
