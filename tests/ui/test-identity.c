/* test-identity.c: who it may be, and whether it is the person
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "identity/bd-candidates-page.h"
#include "identity/bd-identity-page.h"
#include "shared/bd-choices.h"
#include "shared/bd-ui.h"
#include "ui-fixture.h"

static GPtrArray *
make_candidates (void)
{
  GPtrArray *patients = g_ptr_array_new_with_free_func ((GDestroyNotify) bd_patient_free);
  BdPatient *patient = ui_fixture_patient ("ZDR1280", "Ngata", "Mere", "1958-04-02");

  patient->score = 95;
  g_ptr_array_add (patients, patient);
  patient = ui_fixture_patient ("ZDR14CE", "Ngātā", "Mere", "1958-04-11");
  patient->score = 90;
  g_ptr_array_add (patients, patient);
  patient = ui_fixture_patient ("ZKC7284", "Westbrook", "Sage", "1971-02-05");
  patient->score = 20;
  g_ptr_array_add (patients, patient);

  return patients;
}

static gboolean
is_bold_at (PangoAttrList *attributes,
            const char    *text,
            const char    *part)
{
  const char *at = g_strstr_len (text, -1, part);
  g_autoptr (PangoAttrIterator) iter = pango_attr_list_get_iterator (attributes);

  g_assert_nonnull (at);
  do
    {
      int from, to;

      pango_attr_iterator_range (iter, &from, &to);
      if (at - text >= from && at - text < to)
        return pango_attr_iterator_get (iter, PANGO_ATTR_WEIGHT) != NULL;
    }
  while (pango_attr_iterator_next (iter));

  return FALSE;
}

/* SRD: where two people are called the same, what tells them apart is bold, and only that. */
static void
test_differences_bold (void)
{
  g_autoptr (GPtrArray) patients = make_candidates ();
  g_autoptr (PangoAttrList) attributes = NULL;
  g_autoptr (PangoAttrList) lone = NULL;
  g_autofree char *facts = bd_candidate_dup_facts (patients, 0, NULL, &attributes);
  g_autofree char *other = bd_candidate_dup_facts (patients, 2, NULL, &lone);

  g_assert_true (is_bold_at (attributes, facts, "02-Apr-1958"));
  g_assert_true (is_bold_at (attributes, facts, "ZDR1280"));
  g_assert_false (is_bold_at (attributes, facts, "Female"));
  g_assert_false (is_bold_at (lone, other, "05-Feb-1971"));
}

static void
keep_nhi (char      **kept,
          const char *nhi)
{
  g_free (*kept);
  *kept = g_strdup (nhi);
}

/* NHI-Match: every candidate can be reached, best first, and none is picked. */
static void
test_candidates (void)
{
  g_autoptr (GPtrArray) patients = make_candidates ();
  g_autoptr (GtkWidget) page = g_object_ref_sink (bd_candidates_page_new (patients, NULL));
  GtkWidget *list = ui_find_type (page, GTK_TYPE_LIST_BOX);
  GtkListBoxRow *second = gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 1);
  g_autofree char *picked = NULL;

  g_assert_cmpuint (ui_count_type (page, GTK_TYPE_LIST_BOX_ROW), ==, 3);
  g_assert_true (ui_has_text (page, "score 95"));
  g_signal_connect_swapped (page, "picked", G_CALLBACK (keep_nhi), &picked);
  g_assert_null (picked);
  g_signal_emit_by_name (list, "row-activated", second);
  g_assert_cmpstr (picked, ==, "ZDR14CE");
}

static GtkWidget *
make_page (void)
{
  BdPatient *patient = ui_fixture_patient ("ZAT2496", "Okeby", "Jonathan", "1931");
  GtkWidget *page;

  bd_patient_add_notice (patient, "You asked for ZAA0962, which is no longer in use. The live number is ZAT2496.");
  page = g_object_ref_sink (bd_identity_page_new (patient, NULL));
  bd_patient_free (patient);

  return page;
}

static BdChoices *
get_choices (GtkWidget *page,
             guint      which)
{
  GtkWidget *labels[] = { ui_find_label (page, "How identified"), ui_find_label (page, "Why this record is opened") };

  return BD_CHOICES (gtk_widget_get_next_sibling (labels[which]));
}

static void
count (guint *n)
{
  (*n)++;
}

static void
test_card (void)
{
  g_autoptr (GtkWidget) page = make_page ();

  g_assert_true (ui_has_text (page, "OKEBY, Jonathan"));
  g_assert_true (ui_has_text (page, "1931"));
  g_assert_true (ui_has_text (page, "no longer in use"));
}

/* Nothing is chosen beforehand; both questions must be answered. */
static void
test_nothing_by_default (void)
{
  g_autoptr (GtkWidget) page = make_page ();
  BdIdentityChoice choice;
  guint n = 0;

  g_signal_connect_swapped (page, "open", G_CALLBACK (count), &n);
  g_assert_false (bd_identity_page_get_choice (BD_IDENTITY_PAGE (page), &choice));
  gtk_widget_activate_action (page, "identity.open", NULL);
  g_assert_cmpuint (n, ==, 0);
  g_assert_true (ui_has_text (page, "how you know that this is the person"));
  g_assert_cmpint (choice.identified_by, ==, BD_IDENTIFIED_NOT_CONFIRMED);
  bd_choices_select (get_choices (page, 0), BD_IDENTIFIED_WRISTBAND);
  gtk_widget_activate_action (page, "identity.open", NULL);
  g_assert_cmpuint (n, ==, 0);
  /* Emergency access needs how, although why is still open. */
  g_assert_false (bd_identity_page_get_choice (BD_IDENTITY_PAGE (page), &choice));
  g_assert_cmpint (choice.identified_by, ==, BD_IDENTIFIED_WRISTBAND);
  bd_choices_select (get_choices (page, 1), BD_REASON_LR1);
  gtk_widget_activate_action (page, "identity.open", NULL);
  g_assert_cmpuint (n, ==, 1);
  g_assert_true (bd_identity_page_get_choice (BD_IDENTITY_PAGE (page), &choice));
  g_assert_cmpint (choice.reason, ==, BD_REASON_LR1);
  g_assert_cmpint (choice.identified_by, ==, BD_IDENTIFIED_WRISTBAND);
}

static void
test_note_needed (void)
{
  g_autoptr (GtkWidget) page = make_page ();
  GtkWidget *note;
  guint n = 0;

  g_signal_connect_swapped (page, "open", G_CALLBACK (count), &n);
  bd_choices_select (get_choices (page, 0), BD_IDENTIFIED_FAMILY);
  bd_choices_select (get_choices (page, 1), BD_REASON_LR4);
  gtk_widget_activate_action (page, "identity.open", NULL);
  g_assert_cmpuint (n, ==, 0);
  g_assert_true (ui_has_text (page, "Who agrees"));
  note = ui_find_type (gtk_widget_get_parent (ui_find_label (page, "Who agrees")), GTK_TYPE_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (note), "Her daughter, Aroha Paki");
  gtk_widget_activate_action (page, "identity.open", NULL);
  g_assert_cmpuint (n, ==, 1);
}

static void
test_remembered (void)
{
  g_autoptr (GtkWidget) page = make_page ();
  BdIdentityChoice choice;

  bd_identity_page_remember (BD_IDENTITY_PAGE (page), BD_REASON_LR3, BD_IDENTIFIED_POLICE, "For the registrar on call");
  g_assert_true (bd_identity_page_get_choice (BD_IDENTITY_PAGE (page), &choice));
  g_assert_cmpint (choice.reason, ==, BD_REASON_LR3);
  g_assert_cmpint (choice.identified_by, ==, BD_IDENTIFIED_POLICE);
  g_assert_cmpstr (choice.note, ==, "For the registrar on call");
}

/* When NHI could not be asked, nobody can say that the person was confirmed. */
static void
test_unconfirmed (void)
{
  g_autoptr (BdPatient) patient = bd_patient_new_unconfirmed ("ZKC7284", "NHI did not answer.");
  g_autoptr (GtkWidget) page = g_object_ref_sink (bd_identity_page_new (patient, NULL));
  guint value = 99;

  g_assert_true (ui_has_text (page, "Name and birth date not checked"));
  g_assert_false (ui_has_text (page, "not recorded"));
  g_assert_true (bd_choices_get (get_choices (page, 0), &value));
  g_assert_cmpuint (value, ==, BD_IDENTIFIED_NOT_CONFIRMED);
}

int
main (int   argc,
      char *argv[])
{
  ui_fixture_init (&argc, &argv);
  g_test_add_func ("/identity/differences-bold", test_differences_bold);
  g_test_add_func ("/identity/candidates", test_candidates);
  g_test_add_func ("/identity/card", test_card);
  g_test_add_func ("/identity/nothing-by-default", test_nothing_by_default);
  g_test_add_func ("/identity/note-needed", test_note_needed);
  g_test_add_func ("/identity/remembered", test_remembered);
  g_test_add_func ("/identity/unconfirmed", test_unconfirmed);

  return g_test_run ();
}
