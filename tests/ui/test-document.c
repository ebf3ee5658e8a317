/* test-document.c: the page of a file that was opened: what it says, and what it must not claim
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "document/bd-document-card.h"
#include "document/bd-document-page.h"
#include "detail/bd-detail-pane.h"
#include "shared/bd-ui.h"
#include "ui-fixture.h"

#include <string.h>

#define DOCUMENT_HEAD \
  "{\"resourceType\":\"Bundle\",\"type\":\"document\",\"timestamp\":\"2026-01-02T03:04:05Z\",\"entry\":["
#define SECTION(title, code, rest) \
  "{\"title\":\"" title "\",\"code\":{\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"" code "\"}]}," rest "}"

static const char document[] =
  DOCUMENT_HEAD
  "{\"fullUrl\":\"urn:uuid:1\",\"resource\":{\"resourceType\":\"Composition\",\"id\":\"c\",\"status\":\"preliminary\","
  "\"title\":\"Summary of the year\",\"date\":\"2026-01-02\",\"subject\":{\"reference\":\"Patient/p\"},"
  "\"author\":[{\"reference\":\"Practitioner/w\"}],\"section\":["
  SECTION ("Medicines", "10160-0", "\"entry\":[{\"reference\":\"MedicationRequest/m\"}]") ","
  SECTION ("Allergies", "48765-2", "\"text\":{\"status\":\"additional\",\"div\":\"<div><p>Ask about latex</p></div>\"},"
           "\"entry\":[{\"reference\":\"AllergyIntolerance/n\"}]") ","
  SECTION ("Problems", "11450-4", "\"entry\":[{\"reference\":\"Condition/gone\"}]") ","
  SECTION ("Results", "30954-2", "\"emptyReason\":{\"coding\":[{\"code\":\"withheld\"}]}") ","
  SECTION ("Vital signs", "8716-3", "\"emptyReason\":{\"coding\":[{\"code\":\"notasked\"}]}") ","
  SECTION ("Encounters", "46240-8", "\"id\":\"empty\"")
  "]}},"
  "{\"fullUrl\":\"urn:uuid:2\",\"resource\":{\"resourceType\":\"Patient\",\"id\":\"p\",\"name\":[{\"family\":\"Huia\",\"given\":[\"Ata\"]}],"
  "\"birthDate\":\"1971-02-05\",\"gender\":\"female\"}},"
  "{\"fullUrl\":\"urn:uuid:3\",\"resource\":{\"resourceType\":\"Practitioner\",\"id\":\"w\",\"name\":[{\"text\":\"Weka Example\"}]}},"
  "{\"fullUrl\":\"urn:uuid:4\",\"resource\":{\"resourceType\":\"MedicationRequest\",\"id\":\"m\",\"status\":\"active\",\"intent\":\"order\","
  "\"doNotPerform\":true,\"medicationCodeableConcept\":{\"text\":\"Warfarin\"},\"subject\":{\"reference\":\"Patient/p\"}}},"
  "{\"fullUrl\":\"urn:uuid:5\",\"resource\":{\"resourceType\":\"AllergyIntolerance\",\"id\":\"n\","
  "\"code\":{\"text\":\"No known allergies\"},\"patient\":{\"reference\":\"Patient/p\"}}},"
  "{\"fullUrl\":\"urn:uuid:6\",\"resource\":{\"resourceType\":\"Condition\",\"id\":\"stray\",\"code\":{\"text\":\"Gout\"},"
  "\"subject\":{\"reference\":\"Patient/p\"}}},"
  "{\"fullUrl\":\"urn:uuid:7\",\"resource\":{\"resourceType\":\"CarePlan\",\"id\":\"plan\",\"status\":\"active\"}}]}";

static const char bundle[] =
  "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"entry\":["
  "{\"resource\":{\"resourceType\":\"Condition\",\"id\":\"c\",\"code\":{\"text\":\"Asthma\"},\"subject\":{\"reference\":\"Patient/ZKC7284\"}}},"
  "{\"resource\":{\"resourceType\":\"Patient\",\"id\":\"ZKC7284\",\"name\":[{\"family\":\"Huia\"}]}},"
  "{\"resource\":{\"resourceType\":\"Patient\",\"id\":\"ZZZ0016\",\"name\":[{\"family\":\"Kaka\"}]}},"
  "{\"resource\":{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"warning\",\"code\":\"informational\","
  "\"diagnostics\":\"Some words\"}]}},"
  "{\"resource\":{\"resourceType\":\"Claim\",\"id\":\"c1\"}}]}";

typedef struct { GtkWidget *page, *window; } Fixture;

static void
show_bytes (Fixture *f,
            GBytes  *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BdJson) json = bd_json_parse (bytes, &error);
  BdFileReading *reading = g_new0 (BdFileReading, 1);

  g_assert_no_error (error);
  reading->document = bd_document_new (json, 0, NULL);
  if (reading->document == NULL)
    reading->reading = bd_reading_new (json, 0);
  f->page = bd_document_page_new (reading, NULL);
  bd_file_reading_free (reading);   /* the page lives on without it */
  f->window = ui_show (f->page, 900, 2400);
  ui_settle (50);
}

static void
show (Fixture    *f,
      const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  show_bytes (f, bytes);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  gtk_window_destroy (GTK_WINDOW (f->window));
}

static void
check_texts (Fixture           *f,
             const char *const *texts)
{
  for (; *texts != NULL; texts++)
    {
      g_test_message ("%s", *texts);
      g_assert_true (ui_has_text (f->page, *texts));
    }
}

static void
test_document (Fixture       *f,
               gconstpointer  data)
{
  static const char *const texts[] = {
    "Summary of the year", "02-Jan-2026", "Weka Example", "preliminary", "HUIA, Ata", "05-Feb-1971",
    "not checked with NHI", "DO NOT GIVE: Warfarin", "No known allergies",
    "referenced item missing: Condition/gone", "withheld", "not asked", "That is not the same as none",
    "In the file, but in no section", "Gout", "Not shown: CarePlan", NULL
  };

  show (f, document);
  check_texts (f, texts);
  g_assert_false (ui_has_text (f->page, "NHI ZKC"));
  g_assert_false (ui_has_cut_label (f->page));
  g_assert_cmpuint (ui_count_type (f->page, BD_TYPE_DOCUMENT_CARD), ==, 8);
}

/* Words that say more than the entries are folded, and can be unfolded. */
static void
test_fold (Fixture       *f,
           gconstpointer  data)
{
  GtkWidget *expander;

  show (f, document);
  expander = ui_find_type (f->page, GTK_TYPE_EXPANDER);
  g_assert_nonnull (expander);
  g_assert_nonnull (strstr (gtk_expander_get_label (GTK_EXPANDER (expander)), "say more"));
  g_assert_false (gtk_expander_get_expanded (GTK_EXPANDER (expander)));
  gtk_expander_set_expanded (GTK_EXPANDER (expander), TRUE);
  ui_settle (50);
  g_assert_true (ui_has_text (f->page, "Ask about latex"));
}

static void
test_detail (Fixture       *f,
             gconstpointer  data)
{
  GtkWidget *list, *detail;

  show (f, document);
  list = ui_find_type (f->page, GTK_TYPE_LIST_BOX);
  detail = ui_find_type (f->page, BD_TYPE_DETAIL_PANE);
  g_assert_false (gtk_widget_get_visible (detail));
  g_signal_emit_by_name (list, "row-activated", gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 0));
  ui_settle (50);
  g_assert_true (gtk_widget_get_visible (detail));
  g_assert_true (ui_has_text (detail, "Warfarin"));
  g_assert_true (gtk_widget_activate_action (detail, "record.close-detail", NULL));
  g_assert_false (gtk_widget_get_visible (detail));
}

static void
test_bundle (Fixture       *f,
             gconstpointer  data)
{
  static const char *const texts[] = {
    "FHIR resources from a file", "Not a document", "several people", "HUIA", "KAKA", "Conditions", "Asthma",
    "warning: Some words", "Not shown: Claim", "not checked with NHI", NULL
  };

  show (f, bundle);
  check_texts (f, texts);
  g_assert_false (ui_has_cut_label (f->page));
}

static void
test_single (Fixture       *f,
             gconstpointer  data)
{
  static const char *const texts[] = { "Asthma", "does not say whom it is about", NULL };

  show (f, "{\"resourceType\":\"Condition\",\"id\":\"c\",\"code\":{\"text\":\"Asthma\"}}");
  check_texts (f, texts);
}

/* Health NZ's own documents, where they are at hand. */
static void
test_published (Fixture       *f,
                gconstpointer  name)
{
  const char *folder = g_getenv ("BEDSIDE_PUBLISHED");
  g_autofree char *path = g_build_filename (folder != NULL ? folder : "", "data", "examples", "nzps", name, NULL);
  char *contents;
  gsize length;
  g_autoptr (GBytes) bytes = NULL;

  if (!g_file_get_contents (path, &contents, &length, NULL))
    {
      show (f, bundle);
      g_test_skip ("The published documents are not here");
      return;
    }
  bytes = g_bytes_new_take (contents, length);
  show_bytes (f, bytes);
  g_assert_true (ui_has_text (f->page, "New Zealand Patient Summary"));
  g_assert_true (ui_has_text (f->page, "not asked"));
  g_assert_true (ui_has_text (f->page, strstr (name, "NoClinical") != NULL ? "No known allergies" : "Diazepam"));
  g_assert_false (ui_has_text (f->page, "referenced item missing"));
  g_assert_false (ui_has_cut_label (f->page));
}

/* Twice the size of the text, in the narrowest window: nothing is pushed over its edge. */
static void
test_narrow (Fixture       *f,
             gconstpointer  data)
{
  GtkSettings *settings = gtk_settings_get_default ();
  int dpi, minimum;

  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  g_object_set (settings, "gtk-xft-dpi", 192 * 1024, NULL);
  show (f, document);
  gtk_widget_measure (f->page, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
  g_object_set (settings, "gtk-xft-dpi", dpi, NULL);
}

/* No line ends within a date. */
static void
test_dates_whole (Fixture       *f,
                  gconstpointer  data)
{
  static const char text[] = "Born 05-Feb-1971, 5-Feb or 123-45";
  PangoAttrList *attributes = pango_attr_list_new ();
  GSList *found;
  const PangoAttribute *whole;

  bd_ui_keep_dates_whole (attributes, text);
  found = pango_attr_list_get_attributes (attributes);
  g_assert_cmpuint (g_slist_length (found), ==, 1);
  whole = found->data;
  g_assert_cmpuint (whole->klass->type, ==, PANGO_ATTR_ALLOW_BREAKS);
  g_assert_cmpuint (whole->start_index, ==, strlen ("Born "));
  g_assert_cmpuint (whole->end_index, ==, strlen ("Born 05-Feb-1971"));
  g_slist_free_full (found, (GDestroyNotify) pango_attribute_destroy);
  pango_attr_list_unref (attributes);
  show (f, document);
}

/* Nothing of the file stays when the page goes. */
static void
test_forgets (Fixture       *f,
              gconstpointer  data)
{
  GtkWidget *page;

  show (f, document);
  page = f->page;
  g_object_add_weak_pointer (G_OBJECT (page), (gpointer *) &page);
  gtk_window_set_child (GTK_WINDOW (f->window), gtk_label_new (""));
  ui_settle (50);
  g_assert_null (page);
}

int
main (int   argc,
      char *argv[])
{
  ui_fixture_init (&argc, &argv);
#define ADD(path, data, test) g_test_add ("/document/" path, Fixture, data, NULL, test, tear_down)
  ADD ("document", NULL, test_document);
  ADD ("fold", NULL, test_fold);
  ADD ("detail", NULL, test_detail);
  ADD ("bundle", NULL, test_bundle);
  ADD ("single", NULL, test_single);
  ADD ("published/full", "Bundle-IosefaFuimaono-Bundle.json", test_published);
  ADD ("published/nothing", "Bundle-NZPSNoClinicalInfoBundle.json", test_published);
  ADD ("narrow", NULL, test_narrow);
  ADD ("dates-whole", NULL, test_dates_whole);
  ADD ("forgets", NULL, test_forgets);
#undef ADD

  return g_test_run ();
}
