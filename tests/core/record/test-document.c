/* test-document.c: a document somebody sent, read as its sections tell it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "project.h"

#include "bd-document-private.h"

/* --- help --- */

#define PERSON "{'fullUrl':'urn:uuid:p','resource':{'resourceType':'Patient','id':'P','identifier':[{'use':'official'," \
  "'system':'https://standards.digital.health.nz/ns/nhi-id','value':'ZKC7284'}],'name':[{'family':'Tūī','given':['Mere']}]}}"
#define DOCTOR "{'fullUrl':'urn:uuid:d','resource':{'resourceType':'Practitioner','id':'D','name':[{'prefix':['Dr'],'given':['Rewi'],'family':'Hall'}]}}"

/* A document whose sections and further entries are given. */
static char *
make_text (const char *head,
           const char *sections,
           const char *resources)
{
  return g_strdup_printf ("{'resourceType':'Bundle','type':'document','entry':[{'resource':{'resourceType':'Composition','id':'c',"
                          "'status':'final','title':'Summary','date':'2025-11-20','subject':{'reference':'Patient/P'},"
                          "'author':[{'reference':'Practitioner/D'}],'custodian':{'display':'A clinic'}%s,'section':[%s]}}," PERSON "," DOCTOR "%s%s]}",
                          head, sections, *resources != '\0' ? "," : "", resources);
}

static BdDocument *
read_text (const char *text)
{
  g_autoptr (BdJson) json = parse (text);
  g_autoptr (GError) error = NULL;
  BdDocument *document = bd_document_new (json, FETCHED_AT, &error);

  g_assert_no_error (error);
  g_assert_nonnull (document);
  return document;
}

static BdDocument *
read_sections (const char *sections,
               const char *resources)
{
  g_autofree char *text = make_text ("", sections, resources);

  return read_text (text);
}

static const BdDocumentSection *
section_at (const BdDocument *document,
            guint             i)
{
  g_assert_cmpuint (i, <, document->sections->len);
  return g_ptr_array_index (document->sections, i);
}

static const BdEntryFields *
entry_at (GPtrArray *entries,
          guint      i)
{
  g_assert_cmpuint (i, <, entries->len);
  return bd_entry_peek (g_ptr_array_index (entries, i));
}

static gboolean
has_part (GStrv       list,
          const char *part)
{
  for (guint i = 0; list[i] != NULL; i++)
    if (strstr (list[i], part) != NULL)
      return TRUE;
  return FALSE;
}

/* --- plain text --- */

static void
test_text (void)
{
  static const struct { const char *div; const char *text; } rows[] = {
    { "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>One</p><p>Two</p></div>", "One\nTwo" },
    { "<div>  one\n   two\t three </div>", "one two three" },
    { "<ul><li>a</li><li>b <b>bold</b> c</li></ul>", "• a\n• b bold c" },
    { "a<br/>b<br />c<br>d", "a\nb\nc\nd" },
    { "<table><tr><th>Name</th><th>Dose</th></tr><tr><td>x</td><td>5 mg</td></tr></table>", "Name · Dose\nx · 5 mg" },
    { "A &amp; B &lt;3.4 &gt; &quot;q&quot; &apos;s&apos;", "A & B <3.4 > \"q\" 's'" },
    { "&#77;&#x101;ori &#x1F600;", "Māori 😀" },
    { "&#0; &#xD800; &#x110000; &unknown; & &;", "&#0; \xef\xbf\xbd &#x110000; &unknown; & &;" },
    { "a&nbsp;&nbsp;b", "a b" },
    { "LDL <3.4 and < 5", "LDL <3.4 and < 5" },
    { "no end <b title=\"oops", "no end <b title=\"oops" },
    { "<p title=\"a > b\">kept</p>", "kept" },
    { "x<script>alert('no')</script>y<STYLE>p{}</STYLE>z", "xyz" },
    { "x<script>never closed", "x" },
    { "x<script/>y", "xy" },
    { "a<!-- hidden -->b<?php x ?>c<!DOCTYPE x>d", "abcd" },
    { "a<!-- no end", "a<!-- no end" },
    { "<![CDATA[1 < 2 & 3]]>", "1 < 2 & 3" },
    { "<p style=\"display:none\">not hidden here</p>", "not hidden here" },
    { "<img src=\"x.png\" alt=\"rash &amp; swelling\"/>", "[picture: rash & swelling]" },
    { "<img src=\"x.png\"/>", "[picture]" },
    { "<pre>a\n  b\nc</pre>d\ne", "a\nb\nc\nd e" },
    { "a\x01" "b\x7f" "c", "abc" },
    { "<div></div>", NULL },
    { "   ", NULL },
    { "", NULL },
    { NULL, NULL },
    { "</p></p></pre>x", "x" },
    { "<", "<" },
    { "<p", "<p" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gboolean cut = TRUE;
      g_autofree char *text = bd_document_plain_text (rows[i].div, &cut);

      g_assert_cmpstr (text, ==, rows[i].text);
      g_assert_false (cut);
    }
}

static void
test_text_limits (void)
{
  static const char *const hostile[] = { "<a ", "<a <!-- ", "&", "<a '<a \"", "<script ", "<![CDATA[" };
  gboolean cut;

  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_autoptr (GString) div = g_string_new (NULL);
      gint64 started = g_get_monotonic_time ();
      g_autofree char *text = NULL;

      while (div->len < 2 * 1024 * 1024)
        g_string_append (div, hostile[i]);
      text = bd_document_plain_text (div->str, &cut);
      g_assert_true (cut);
      g_assert_cmpuint (strlen (text), <=, BD_DOCUMENT_MAX_TEXT + 16);
      g_assert_cmpint (g_get_monotonic_time () - started, <, 5 * G_TIME_SPAN_SECOND);
    }
}

/* --- sections --- */

#define ALLERGY "{'fullUrl':'urn:uuid:a','resource':{'resourceType':'AllergyIntolerance','id':'A','code':{'text':'Penicillin'},'patient':{'reference':'Patient/P'}}}"
#define RESULT "{'fullUrl':'urn:uuid:o','resource':{'resourceType':'Observation','id':'O','status':'final','code':{'text':'HbA1c'},'valueQuantity':{'value':1.10,'unit':'mmol/mol'},'subject':{'reference':'urn:uuid:p'}}}"

static void
test_sections (void)
{
  g_autoptr (BdDocument) d = read_sections (
    "{'title':'Allergies','code':{'coding':[{'system':'http://loinc.org','code':'48765-2'}]},"
    "'text':{'status':'additional','div':'<div>Penicillin: rash<br/>in 1990</div>'},'entry':[{'reference':'AllergyIntolerance/A'}]},"
    "{'code':{'coding':[{'system':'http://loinc.org','code':'30954-2','display':'Tests'}]},'entry':[{'reference':'urn:uuid:o'},{'reference':'AllergyIntolerance/A'}]},"
    "{'title':'Story','code':{'coding':[{'system':'http://loinc.org','code':'81338-6'}]},'text':{'div':'<div>Lives alone.</div>'}}",
    ALLERGY "," RESULT);
  const BdDocumentSection *allergies = section_at (d, 0), *results = section_at (d, 1), *story = section_at (d, 2);

  g_assert_cmpstr (d->title, ==, "Summary");
  g_assert_cmpstr (d->date, ==, "2025-11-20");
  g_assert_cmpstr (d->author, ==, "Dr Rewi Hall");
  g_assert_cmpstr (d->custodian, ==, "A clinic");
  g_assert_cmpstr (d->patient->nhi, ==, "ZKC7284");

  g_assert_true (allergies->has_kind);
  g_assert_cmpint (allergies->kind, ==, BD_SECTION_ALLERGIES);
  g_assert_cmpstr (allergies->code, ==, "48765-2");
  g_assert_cmpstr (allergies->narrative, ==, "Penicillin: rash\nin 1990");
  g_assert_cmpstr (allergies->narrative_status, ==, "additional");
  g_assert_cmpstr (entry_at (allergies->entries, 0)->id, ==, "file/AllergyIntolerance/A");
  g_assert_cmpstr (entry_at (allergies->entries, 0)->nhi, ==, "ZKC7284");
  g_assert_cmpuint (g_strv_length (allergies->remarks), ==, 0);

  g_assert_cmpstr (results->title, ==, "Tests");
  g_assert_cmpstr (entry_at (results->entries, 0)->value, ==, "1.10");
  g_assert_true (g_ptr_array_index (results->entries, 1) == g_ptr_array_index (allergies->entries, 0));

  g_assert_false (story->has_kind);
  g_assert_true (has_part (story->remarks, "Only words"));
  g_assert_cmpuint (d->in_no_section->len, ==, 0);
  g_assert_cmpuint (d->not_shown->len, ==, 0);
  g_assert_true (has_part (d->remarks, "no section for medicines"));
  g_assert_true (has_part (d->remarks, "no section for conditions"));
  g_assert_false (has_part (d->remarks, "no section for allergies"));
}

static void
test_nested (void)
{
  g_autoptr (BdDocument) d = read_sections (
    "{'title':'Outer','section':[{'title':'Inner','entry':[{'reference':'AllergyIntolerance/A'}],'section':[{'title':'Innermost'}]}]},{'title':'Next'}",
    ALLERGY);
  static const struct { const char *title; guint depth; } rows[] = { { "Outer", 0 }, { "Inner", 1 }, { "Innermost", 2 }, { "Next", 0 } };

  g_assert_cmpuint (d->sections->len, ==, G_N_ELEMENTS (rows));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_assert_cmpstr (section_at (d, i)->title, ==, rows[i].title);
      g_assert_cmpuint (section_at (d, i)->depth, ==, rows[i].depth);
    }
  g_assert_cmpuint (g_strv_length (section_at (d, 0)->remarks), ==, 0);
  g_assert_true (has_part (section_at (d, 3)->remarks, "not the same as none"));
}

static void
test_empty (void)
{
  static const struct { const char *code; const char *words; } rows[] = {
    { "nilknown", "none known" }, { "notasked", "not asked" }, { "withheld", "withheld" },
    { "unavailable", "not available" }, { "notstarted", "list not started" }, { "closed", "list closed" },
    { "sourceunavailable", "source system could not be reached" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *section = g_strdup_printf ("{'title':'X','emptyReason':{'coding':[{'code':'%s'}]}}", rows[i].code);
      g_autoptr (BdDocument) d = read_sections (section, "");

      g_assert_cmpstr (section_at (d, 0)->empty_code, ==, rows[i].code);
      g_assert_cmpstr (section_at (d, 0)->empty_words, ==, rows[i].words);
      g_assert_cmpuint (section_at (d, 0)->entries->len, ==, 0);
    }
}

/* "None known" is a statement only of a person. */
static void
test_empty_odd (void)
{
  static const struct { const char *section; const char *code; const char *words; } rows[] = {
    { "{'author':[{'reference':'Device/x'}],'emptyReason':{'coding':[{'code':'nilknown'}]}}", "nilknown", "reported as nil by a system" },
    { "{'author':[{'reference':'Patient/P'}],'emptyReason':{'coding':[{'code':'nilknown'}]}}", "nilknown", "none known" },
    { "{'author':[{'reference':'urn:uuid:nobody'}],'emptyReason':{'coding':[{'code':'nilknown'}]}}", "nilknown", "reported as nil by a system" },
    { "{'emptyReason':{'text':'Lost in the move'}}", "", "Lost in the move" },
    { "{'emptyReason':{'coding':[{'code':'xyz','display':'Something'}]}}", "xyz", "Something" },
    { "{'emptyReason':{}}", "", "empty, no reason given" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (BdDocument) d = read_sections (rows[i].section, "");

      g_assert_cmpstr (section_at (d, 0)->empty_code, ==, rows[i].code);
      g_assert_cmpstr (section_at (d, 0)->empty_words, ==, rows[i].words);
    }
}

static void
test_dangling (void)
{
  g_autoptr (BdDocument) d = read_sections (
    "{'title':'X','entry':[{'reference':'Condition/7'},{'reference':'urn:uuid:none'},{'display':'Old notes'},{},{'reference':'CarePlan/C'}]}",
    "{'resource':{'resourceType':'CarePlan','id':'C'}}");
  const BdDocumentSection *s = section_at (d, 0);

  g_assert_cmpuint (g_strv_length (s->dangling), ==, 4);
  g_assert_cmpstr (s->dangling[0], ==, "referenced item missing: Condition/7");
  g_assert_cmpstr (s->dangling[1], ==, "referenced item missing: urn:uuid:none");
  g_assert_cmpstr (s->dangling[2], ==, "referenced item missing: Old notes");
  g_assert_cmpuint (s->not_drawn->len, ==, 1);
  g_assert_cmpstr (((BdNotShown *) g_ptr_array_index (s->not_drawn, 0))->resource_type, ==, "CarePlan");
  g_assert_cmpuint (d->not_shown->len, ==, 0);
}

static void
test_empty_but_not (void)
{
  g_autoptr (BdDocument) d = read_sections ("{'title':'X','emptyReason':{'coding':[{'code':'nilknown'}]},'entry':[{'reference':'AllergyIntolerance/A'}]}", ALLERGY);

  g_assert_true (has_part (section_at (d, 0)->remarks, "yet it holds entries"));
  g_assert_cmpuint (section_at (d, 0)->entries->len, ==, 1);
}

/* --- in no section --- */

static void
test_rest (void)
{
  g_autoptr (BdDocument) d = read_sections (
    "{'title':'Results','entry':[{'reference':'DiagnosticReport/R'}]}",
    RESULT ",{'resource':{'resourceType':'DiagnosticReport','id':'R','status':'final','code':{'text':'Bloods'},'result':[{'reference':'Observation/O'}],"
    "'performer':[{'reference':'Organization/L'}]}},{'resource':{'resourceType':'Organization','id':'L','name':'Lab'}},"
    "{'resource':{'resourceType':'Coverage','id':'V'}},{'resource':{'resourceType':'Practitioner','id':'stranger'}},{'resource':{'id':'what'}},"
    "{'resource':{'resourceType':'Patient','id':'else'}},"
    "{'resource':{'resourceType':'Flag','id':'F','status':'active','code':{'text':'Falls'}}}");

  g_assert_cmpuint (d->in_no_section->len, ==, 2);
  g_assert_cmpstr (entry_at (d->in_no_section, 0)->title, ==, "HbA1c");
  g_assert_cmpstr (entry_at (d->in_no_section, 1)->title, ==, "Falls");
  g_assert_cmpuint (d->not_shown->len, ==, 4);
  g_assert_nonnull (strstr (((BdNotShown *) g_ptr_array_index (d->not_shown, 3))->why, "Another person"));
  g_assert_cmpstr (((BdNotShown *) g_ptr_array_index (d->not_shown, 0))->resource_type, ==, "Coverage");
  g_assert_cmpstr (((BdNotShown *) g_ptr_array_index (d->not_shown, 1))->id, ==, "stranger");
  g_assert_nonnull (strstr (((BdNotShown *) g_ptr_array_index (d->not_shown, 2))->why, "does not say its type"));
}

/* --- words against entries --- */

static void
test_words (void)
{
  static const struct { const char *narrative; const char *code; gboolean named; } rows[] = {
    { "Penicillin", "{'text':'Penicillin'}", TRUE },
    { "PENICILLIN – rash", "{'text':'penicillin'}", TRUE },
    { "Pēnicillin", "{'text':'Penicillin'}", TRUE },
    { "Amoxicillin", "{'text':'Penicillin'}", FALSE },
    { "Penicillins", "{'text':'Penicillin'}", FALSE },
    { "Nuts", "{'text':'Cashew','coding':[{'code':'1','display':'Nuts'}]}", TRUE },
    { "Insulin glargine (Lantus)", "{'text':'Lantus – insulin glargine 100 IU/mL injection, 3 mL cartridge'}", TRUE },
    { "No known allergies", "{'text':'Bee venom'}", FALSE },
    { "vitamin", "{'text':'K'}", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *section = g_strdup_printf ("{'title':'X','text':{'div':'<div>%s</div>'},'entry':[{'reference':'AllergyIntolerance/1'}]}", rows[i].narrative);
      g_autofree char *resource = g_strdup_printf ("{'resource':{'resourceType':'AllergyIntolerance','id':'1','code':%s}}", rows[i].code);
      g_autoptr (BdDocument) d = read_sections (section, resource);

      g_assert_cmpint (has_part (section_at (d, 0)->remarks, "do not seem to name"), ==, !rows[i].named);
      g_assert_cmpuint (section_at (d, 0)->entries->len, ==, 1);
    }
}

static void
test_long_words (void)
{
  g_autofree char *long_text = g_strnfill (BD_DOCUMENT_MAX_TEXT + 100, 'x');
  g_autofree char *section = g_strdup_printf ("{'title':'X','text':{'div':'<div>%s</div>'}}", long_text);
  g_autoptr (BdDocument) d = read_sections (section, "");

  g_assert_true (has_part (section_at (d, 0)->remarks, "too long"));
}

/* --- the whole --- */

static void
test_odd_documents (void)
{
  static const struct { const char *text; const char *remark; } rows[] = {
    { "{'resourceType':'Bundle','entry':[{'resource':{'resourceType':'Composition','status':'final'}}]}", "does not say that it is a document" },
    { "{'resourceType':'Bundle','type':'document','entry':[" PERSON ",{'resource':{'resourceType':'Composition','status':'final','subject':{'reference':'Patient/P'}}}]}", "does not stand first" },
    { "{'resourceType':'Bundle','type':'document','entry':[{'resource':{'resourceType':'Composition','id':'1','status':'final'}},{'resource':{'resourceType':'Composition','id':'2'}}]}", "more than one heading" },
    { "{'resourceType':'Bundle','type':'document','entry':[{'resource':{'resourceType':'Composition','status':'entered-in-error'}}]}", "entered in error" },
    { "{'resourceType':'Bundle','type':'document','entry':[{'resource':{'resourceType':'Composition','status':'preliminary'}}]}", "preliminary" },
    { "{'resourceType':'Bundle','type':'document','entry':[{'resource':{'resourceType':'Composition'}}]}", "not given" },
    { "{'resourceType':'Bundle','type':'document','entry':[{'resource':{'resourceType':'Composition','status':'final','subject':{'reference':'Patient/none'}}}]}", "is not in it" },
    { "{'resourceType':'Bundle','type':'document','meta':{'security':[{'code':'redacted'}]},'entry':[{'resource':{'resourceType':'Composition'}}]}", "holding back" },
    { "{'resourceType':'Bundle','type':'document','entry':[{'resource':{'resourceType':'Composition'}},{'resource':'x'},7,{}]}", "3 entries of this document are empty" },
    { "{'resourceType':'Bundle','type':'document','entry':[{'resource':{'resourceType':'Composition','section':{},'author':{},'text':[],'title':7,'subject':[]}}]}", "is not in it" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (BdDocument) d = read_text (rows[i].text);

      g_assert_true (has_part (d->remarks, rows[i].remark));
      g_assert_nonnull (d->title);
    }
}

static void
test_number_without_person (void)
{
  g_autoptr (BdDocument) d = read_text ("{'resourceType':'Bundle','type':'document','entry':[{'resource':{'resourceType':'Composition',"
                                        "'subject':{'reference':'https://api.hip.digital.health.nz/fhir/nhi/v1/Patient/ZKC7284'}}}]}");

  g_assert_cmpstr (d->patient->nhi, ==, "ZKC7284");
  g_assert_cmpuint (d->patient->names->len, ==, 0);
}

static void
test_other_person (void)
{
  g_autoptr (BdDocument) d = read_sections ("{'title':'X','entry':[{'reference':'Condition/1'}]}",
    "{'resource':{'resourceType':'Condition','id':'1','code':{'text':'Gout'},'subject':{'reference':'Patient/ZZZ0016'}}}");

  g_assert_true (has_part (d->remarks, "1 item says that it belongs to another person"));
  g_assert_cmpuint (section_at (d, 0)->entries->len, ==, 1);
}

static void
test_authors (void)
{
  static const struct { const char *author; const char *words; } rows[] = {
    { "{'reference':'PractitionerRole/R'}", "Dr Rewi Hall, Rest Clinic" },
    { "{'reference':'PractitionerRole/S'}", "Rest Clinic" },
    { "{'reference':'Organization/O'}", "Rest Clinic" },
    { "{'reference':'Practitioner/none'}", "referenced item missing: Practitioner/none" },
    { "{'reference':'Practitioner/none','display':'Dr Who'}", "Dr Who" },
    { "{'identifier':{'value':'99ZZZS'}}", "99ZZZS" },
    { "{'reference':'PractitionerRole/loop'}", "loop" },
  };
  static const char *const others =
    "{'resource':{'resourceType':'PractitionerRole','id':'R','practitioner':{'reference':'Practitioner/D'},'organization':{'reference':'Organization/O'}}},"
    "{'resource':{'resourceType':'PractitionerRole','id':'S','organization':{'reference':'Organization/O'}}},"
    "{'resource':{'resourceType':'PractitionerRole','id':'loop','practitioner':{'reference':'PractitionerRole/loop'}}},"
    "{'resource':{'resourceType':'Organization','id':'O','name':'Rest Clinic'}}";

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = make_text ("", "", others);
      g_auto (GStrv) parts = g_strsplit (text, "{'reference':'Practitioner/D'}]", 2);
      g_autofree char *whole = g_strconcat (parts[0], rows[i].author, "]", parts[1], NULL);
      g_autoptr (BdDocument) d = read_text (whole);

      g_assert_cmpstr (d->author, ==, rows[i].words);
    }
}

static void
test_errors (void)
{
  static const struct { const char *text; BdDocumentError code; } rows[] = {
    { "{'resourceType':'Patient','id':'1'}", BD_DOCUMENT_ERROR_NOT_BUNDLE },
    { "{}", BD_DOCUMENT_ERROR_NOT_BUNDLE },
    { "{'resourceType':'Composition'}", BD_DOCUMENT_ERROR_NOT_BUNDLE },
    { "{'resourceType':'Bundle','type':'searchset'}", BD_DOCUMENT_ERROR_NOT_DOCUMENT },
    { "{'resourceType':'Bundle','type':'document'}", BD_DOCUMENT_ERROR_NO_COMPOSITION },
    { "{'resourceType':'Bundle','entry':[" PERSON "]}", BD_DOCUMENT_ERROR_NO_COMPOSITION },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (BdJson) json = parse (rows[i].text);
      g_autoptr (GError) error = NULL;

      g_assert_null (bd_document_new (json, FETCHED_AT, &error));
      g_assert_true (g_error_matches (error, BD_DOCUMENT_ERROR, (int) rows[i].code));
    }
}

/* --- as published --- */

static BdDocument *
read_published (const char *name)
{
  const char *published = g_getenv ("BEDSIDE_PUBLISHED");
  g_autofree char *path = g_build_filename (published != NULL ? published : "", "data", "examples", "nzps", name, NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (BdJson) json = NULL;
  g_autoptr (GError) error = NULL;
  BdDocument *document;
  char *content;
  gsize length;

  if (!g_file_get_contents (path, &content, &length, NULL))
    {
      g_test_skip ("the published examples are not here (BEDSIDE_PUBLISHED)");
      return NULL;
    }
  bytes = g_bytes_new_take (content, length);
  json = bd_json_parse (bytes, &error);
  g_assert_no_error (error);
  document = bd_document_new (json, FETCHED_AT, &error);
  g_assert_no_error (error);
  return document;
}

static void
test_published_full (void)
{
  static const struct { const char *code; guint n; } rows[] = {
    { "10160-0", 7 }, { "48765-2", 1 }, { "11450-4", 4 }, { "11369-6", 6 }, { "30954-2", 4 }, { "8716-3", 4 },
    { "11348-0", 1 }, { "47420-5", 1 }, { "81338-6", 0 }, { "18776-5", 0 }, { "29762-2", 1 }, { "42348-3", 0 },
  };
  g_autoptr (BdDocument) d = read_published ("Bundle-IosefaFuimaono-Bundle.json");

  if (d == NULL)
    return;
  g_assert_cmpuint (d->sections->len, ==, G_N_ELEMENTS (rows));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_assert_cmpstr (section_at (d, i)->code, ==, rows[i].code);
      g_assert_cmpuint (section_at (d, i)->entries->len, ==, rows[i].n);
      g_assert_cmpuint (g_strv_length (section_at (d, i)->dangling), ==, 0);
      g_assert_nonnull (section_at (d, i)->narrative);
    }
  g_assert_cmpstr (d->patient->nhi, ==, "ZZZ0016");
  g_assert_cmpuint (d->in_no_section->len, ==, 0);
  g_assert_cmpuint (d->not_shown->len, ==, 0);
  g_assert_cmpuint (g_strv_length (d->remarks), ==, 0);
}

static void
test_published_none (void)
{
  g_autoptr (BdDocument) d = read_published ("Bundle-NZPSNoClinicalInfoBundle.json");
  guint entries = 0, nil = 0;

  if (d == NULL)
    return;
  for (guint i = 0; i < d->sections->len; i++)
    {
      entries += section_at (d, i)->entries->len;
      nil += g_strcmp0 (section_at (d, i)->empty_words, "none known") == 0;
      if (section_at (d, i)->entries->len > 0)
        g_assert_true (bd_entry_has_mark (g_ptr_array_index (section_at (d, i)->entries, 0), "negation-by-text"));
    }
  g_assert_cmpuint (d->sections->len, ==, 13);
  g_assert_cmpuint (entries, ==, 3);
  g_assert_cmpuint (nil, ==, 6);
  g_assert_cmpuint (g_strv_length (d->remarks), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/document/text", test_text);
  g_test_add_func ("/document/text-limits", test_text_limits);
  g_test_add_func ("/document/sections", test_sections);
  g_test_add_func ("/document/nested", test_nested);
  g_test_add_func ("/document/empty", test_empty);
  g_test_add_func ("/document/empty-odd", test_empty_odd);
  g_test_add_func ("/document/empty-but-not", test_empty_but_not);
  g_test_add_func ("/document/dangling", test_dangling);
  g_test_add_func ("/document/rest", test_rest);
  g_test_add_func ("/document/words", test_words);
  g_test_add_func ("/document/long-words", test_long_words);
  g_test_add_func ("/document/odd", test_odd_documents);
  g_test_add_func ("/document/number-without-person", test_number_without_person);
  g_test_add_func ("/document/other-person", test_other_person);
  g_test_add_func ("/document/authors", test_authors);
  g_test_add_func ("/document/errors", test_errors);
  g_test_add_func ("/document/published-full", test_published_full);
  g_test_add_func ("/document/published-none", test_published_none);
  return g_test_run ();
}
