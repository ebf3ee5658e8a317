/* test-glass.c: the emergency dialog: no way through without a reason, and always a way back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "glass/bd-glass-dialog.h"
#include "shared/bd-choices.h"
#include "shared/bd-ui.h"
#include "ui-fixture.h"

typedef struct { GtkWidget *dialog; guint declined, confirmed; } Fixture;

static void
count (guint *n)
{
  (*n)++;
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  g_autoptr (BdPatient) patient = ui_fixture_patient ("ZKC7284", "Westbrook", "Sage", "1971-02-05");

  f->dialog = g_object_ref (bd_glass_dialog_new (patient, "2 conditions are held back", NULL));
  g_signal_connect_swapped (f->dialog, "declined", G_CALLBACK (count), &f->declined);
  g_signal_connect_swapped (f->dialog, "confirmed", G_CALLBACK (count), &f->confirmed);
  gtk_window_present (GTK_WINDOW (f->dialog));
  ui_settle (100);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  gtk_window_destroy (GTK_WINDOW (f->dialog));
  g_object_unref (f->dialog);
}

static void
set_note (Fixture    *f,
          const char *note)
{
  GtkTextView *view = GTK_TEXT_VIEW (ui_find_type (f->dialog, GTK_TYPE_TEXT_VIEW));

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (view), note, -1);
}

static void
choose (Fixture      *f,
        BdReasonCode  code)
{
  bd_choices_select (BD_CHOICES (ui_find_type (f->dialog, BD_TYPE_CHOICES)), code);
}

static const char *
get_page (Fixture *f)
{
  return gtk_stack_get_visible_child_name (GTK_STACK (ui_find_type (f->dialog, GTK_TYPE_STACK)));
}

static void
go_on (Fixture *f)
{
  gtk_widget_activate_action (f->dialog, "glass.continue", NULL);
}

static void
test_says_what_it_is (Fixture       *f,
                      gconstpointer  data)
{
  g_assert_true (ui_has_text (f->dialog, "WESTBROOK, Sage (Ms)"));
  g_assert_true (ui_has_text (f->dialog, "2 conditions are held back"));
  g_assert_true (ui_has_text (f->dialog, "It may show nothing more."));
  g_assert_null (gtk_window_get_default_widget (GTK_WINDOW (f->dialog)));
}

static void
test_notes (Fixture       *f,
            gconstpointer  data)
{
  static const struct { BdReasonCode code; const char *note; gboolean good; } cases[] = {
    { BD_REASON_BG1, "", FALSE },
    { BD_REASON_BG1, "too short", FALSE },
    { BD_REASON_BG1, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", FALSE },
    { BD_REASON_BG1, "Sage Westbrook Sage Westbrook", FALSE },
    { BD_REASON_BG1, "Unconscious or cannot communicate; needed for treatment now", FALSE },
    { BD_REASON_BG1, "GCS 6 after a fall, needs intubation, allergies unclear", TRUE },
    { BD_REASON_BG5, "House fire, seven casualties here", FALSE },
    { BD_REASON_BG5, "House fire with seven casualties, triage needs her history before transfer", TRUE },
  };

  g_autofree char *first = bd_glass_dialog_dup_trouble (BD_GLASS_DIALOG (f->dialog));

  g_assert_nonnull (first);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *trouble = NULL;

      choose (f, cases[i].code);
      set_note (f, cases[i].note);
      trouble = bd_glass_dialog_dup_trouble (BD_GLASS_DIALOG (f->dialog));
      g_test_message ("%s: %s", cases[i].note, trouble != NULL ? trouble : "good");
      g_assert_true ((trouble == NULL) == cases[i].good);
      if (!cases[i].good)
        {
          go_on (f);
          g_assert_cmpstr (get_page (f), ==, "why");
        }
    }
}

static void
test_counter (Fixture       *f,
              gconstpointer  data)
{
  choose (f, BD_REASON_BG1);
  set_note (f, "Ārita");
  g_assert_true (ui_has_text (f->dialog, "5 of at least 20 characters"));
}

static void
fill_first_page (Fixture *f)
{
  choose (f, BD_REASON_BG1);
  set_note (f, "GCS 6 after a fall, needs intubation, allergies unclear");
  go_on (f);
  g_assert_cmpstr (get_page (f), ==, "confirm");
}

static void
test_back_and_decline (Fixture       *f,
                       gconstpointer  data)
{
  fill_first_page (f);
  gtk_widget_activate_action (f->dialog, "glass.back", NULL);
  g_assert_cmpstr (get_page (f), ==, "why");
  g_assert_cmpuint (f->declined, ==, 0);
  gtk_widget_activate_action (f->dialog, "glass.back", NULL);
  g_assert_cmpuint (f->declined, ==, 1);
  g_assert_cmpuint (f->confirmed, ==, 0);
}

static GtkEditable *
get_entry (Fixture    *f,
           const char *caption)
{
  return GTK_EDITABLE (gtk_widget_get_next_sibling (ui_find_label (f->dialog, caption)));
}

static void
test_second_page (Fixture       *f,
                  gconstpointer  data)
{
  BdEmergencyRequest request;
  g_autoptr (BdLockedBytes) passphrase = NULL;

  fill_first_page (f);
  gtk_widget_activate_action (f->dialog, "glass.open", NULL);
  g_assert_cmpuint (f->confirmed, ==, 0);
  g_assert_true (ui_has_text (f->dialog, "Enter the person's initials."));
  gtk_editable_set_text (get_entry (f, "Initials"), "SW");
  gtk_editable_set_text (get_entry (f, "Year of birth"), "1971");
  gtk_widget_activate_action (f->dialog, "glass.open", NULL);
  g_assert_true (ui_has_text (f->dialog, "Enter your own passphrase."));
  gtk_editable_set_text (get_entry (f, "Your own passphrase"), "five small kererū in a row");
  gtk_widget_activate_action (f->dialog, "glass.open", NULL);
  g_assert_cmpuint (f->confirmed, ==, 1);
  bd_glass_dialog_peek_request (BD_GLASS_DIALOG (f->dialog), &request);
  g_assert_cmpint (request.reason, ==, BD_REASON_BG1);
  g_assert_cmpstr (request.initials, ==, "SW");
  g_assert_cmpstr (request.birth_year, ==, "1971");
  g_assert_null (request.consulted);
  passphrase = bd_glass_dialog_take_passphrase (BD_GLASS_DIALOG (f->dialog));
  g_assert_nonnull (passphrase);
  g_assert_cmpstr (gtk_editable_get_text (get_entry (f, "Your own passphrase")), ==, "");
}

/* Refused: said in place, and the dialog stays. */
static void
test_refused (Fixture       *f,
              gconstpointer  data)
{
  test_second_page (f, data);
  bd_glass_dialog_finish (BD_GLASS_DIALOG (f->dialog), "The initials do not fit.");
  g_assert_true (ui_has_text (f->dialog, "The initials do not fit."));
  g_assert_cmpstr (get_page (f), ==, "confirm");
  g_assert_cmpuint (f->declined, ==, 0);
}

#define ADD(path, func) g_test_add ("/glass/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  ui_fixture_init (&argc, &argv);
  ADD ("says-what-it-is", test_says_what_it_is);
  ADD ("notes", test_notes);
  ADD ("counter", test_counter);
  ADD ("back-and-decline", test_back_and_decline);
  ADD ("second-page", test_second_page);
  ADD ("refused", test_refused);

  return g_test_run ();
}
