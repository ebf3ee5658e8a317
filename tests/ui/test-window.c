/* test-window.c: the whole window against the drill: what is shown when, and what is gone when it locks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-context.h"
#include "home/bd-home-page.h"
#include "identity/bd-identity-page.h"
#include "lock/bd-lock-page.h"
#include "record/bd-record-page.h"
#include "shared/bd-choices.h"
#include "shared/bd-ui.h"
#include "sign-in/bd-sign-in-page.h"
#include "ui-fixture.h"
#include "window/bd-window.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

#define PASSPHRASE "five small kererū in a row"
#define NAME "WESTBROOK, Sage"

typedef struct {
  char           *folder;
  char           *site;
  GSubprocess    *drill;
  GtkApplication *application;
  GtkWidget      *window;
  BdContext      *context;
} Fixture;

typedef gboolean (*Condition) (Fixture *f);

static gboolean
wait_for (Fixture   *f,
          Condition  condition)
{
  gint64 until = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;

  while (!condition (f) && g_get_monotonic_time () < until)
    ui_settle (20);

  return condition (f);
}

static gboolean
has_site (Fixture *f)
{
  return g_file_test (f->site, G_FILE_TEST_EXISTS);
}

static gboolean
is_signed_out (Fixture *f)
{
  return bd_context_get_state (f->context) == BD_CONTEXT_SIGNED_OUT;
}

static gboolean
has_home (Fixture *f)
{
  return ui_find_type (f->window, BD_TYPE_HOME_PAGE) != NULL;
}

static gboolean
has_identity (Fixture *f)
{
  return ui_find_type (f->window, BD_TYPE_IDENTITY_PAGE) != NULL;
}

static gboolean
has_record (Fixture *f)
{
  GtkWidget *page = ui_find_type (f->window, BD_TYPE_RECORD_PAGE);

  return page != NULL && ui_has_text (page, "Known allergies");
}

static gboolean
is_locked (Fixture *f)
{
  return ui_find_type (f->window, BD_TYPE_LOCK_PAGE) != NULL;
}

static void
ignore_result (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (bd_context_start_finish (BD_CONTEXT (source), result, &error));
  g_assert_no_error (error);
}

/* A test that fails must not leave a server behind. */
static void
die_with_parent (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static gboolean
start_drill (Fixture *f)
{
  const char *drill = g_getenv ("BEDSIDE_DRILL");
  g_autofree char *site = g_strconcat ("--site-out=", f->site, NULL);
  g_autofree char *people = g_build_filename (g_getenv ("BEDSIDE_PEOPLE") ? g_getenv ("BEDSIDE_PEOPLE") : ".", NULL);
  g_autofree char *people_option = g_strconcat ("--people=", people, NULL);
  g_autoptr (GSubprocessLauncher) launcher = NULL;

  if (drill == NULL || !g_file_test (drill, G_FILE_TEST_IS_EXECUTABLE))
    return FALSE;
  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  f->drill = g_subprocess_launcher_spawn (launcher, NULL, drill, people_option, site, NULL);
  g_assert_nonnull (f->drill);

  return wait_for (f, has_site);
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BdSiteProfile) profile = NULL;
  g_autofree char *data_dir = NULL;

  f->folder = g_dir_make_tmp ("bedside-window-XXXXXX", NULL);
  f->site = g_build_filename (f->folder, "site.conf", NULL);
  if (!start_drill (f))
    {
      g_test_skip ("the drill could not be started");
      return;
    }
  profile = bd_site_profile_load (f->site, &error);
  g_assert_no_error (error);
  data_dir = g_build_filename (f->folder, "data", NULL);
  f->context = bd_context_new (profile, data_dir);
  f->application = GTK_APPLICATION (g_object_ref (g_application_get_default ()));
  f->window = bd_window_new (f->application);
  bd_window_set_context (BD_WINDOW (f->window), f->context);
  gtk_window_present (GTK_WINDOW (f->window));
  bd_context_start_async (f->context, NULL, ignore_result, NULL);
  g_assert_true (wait_for (f, is_signed_out));
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        remove_folder (path);
      else
        g_unlink (path);
    }
  g_rmdir (folder);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  if (f->window != NULL)
    gtk_window_destroy (GTK_WINDOW (f->window));
  g_clear_object (&f->context);
  ui_settle (200);
  if (f->drill != NULL)
    {
      g_subprocess_force_exit (f->drill);
      g_subprocess_wait (f->drill, NULL, NULL);
    }
  g_clear_object (&f->drill);
  g_clear_object (&f->application);
  remove_folder (f->folder);
  g_free (f->folder);
  g_free (f->site);
}

static GtkEditable *
get_passphrase (GtkWidget *page,
                guint      which)
{
  GtkWidget *entry = ui_find_type (page, GTK_TYPE_PASSWORD_ENTRY);

  for (; which > 0; which--)
    do
      entry = gtk_widget_get_next_sibling (entry);
    while (!GTK_IS_PASSWORD_ENTRY (entry));

  return GTK_EDITABLE (entry);
}

static void
sign_in (Fixture *f)
{
  GtkWidget *page = ui_find_type (f->window, BD_TYPE_SIGN_IN_PAGE);
  GtkWidget *row = ui_find_type (page, GTK_TYPE_LIST_BOX_ROW);

  g_signal_emit_by_name (gtk_widget_get_parent (row), "row-activated", row);
  gtk_editable_set_text (get_passphrase (page, 0), PASSPHRASE);
  gtk_editable_set_text (get_passphrase (page, 1), PASSPHRASE);
  g_signal_emit_by_name (ui_find_button (page, "Sign in"), "clicked");
  g_assert_true (wait_for (f, has_home));
}

static void
open_record (Fixture *f)
{
  GtkWidget *identity, *choices;

  g_signal_emit_by_name (ui_find_type (f->window, BD_TYPE_HOME_PAGE), "lookup", "ZKC7284", FALSE);
  g_assert_true (wait_for (f, has_identity));
  identity = ui_find_type (f->window, BD_TYPE_IDENTITY_PAGE);
  g_assert_true (ui_has_text (identity, NAME));
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (f->window)), ==, "Bedside");
  choices = gtk_widget_get_next_sibling (ui_find_label (identity, "How identified"));
  bd_choices_select (BD_CHOICES (choices), BD_IDENTIFIED_WRISTBAND);
  choices = gtk_widget_get_next_sibling (ui_find_label (identity, "Why this record is opened"));
  bd_choices_select (BD_CHOICES (choices), BD_REASON_LR1);
  gtk_widget_activate_action (identity, "identity.open", NULL);
  g_assert_true (wait_for (f, has_record));
}

/* The first use sets the passphrase, entered twice the same. */
static void
test_sign_in (Fixture       *f,
              gconstpointer  data)
{
  GtkWidget *page, *row;

  if (f->window == NULL)
    return;
  page = ui_find_type (f->window, BD_TYPE_SIGN_IN_PAGE);
  g_assert_nonnull (page);
  g_assert_true (ui_has_text (f->window, "Drill – invented people"));
  row = ui_find_type (page, GTK_TYPE_LIST_BOX_ROW);
  g_signal_emit_by_name (gtk_widget_get_parent (row), "row-activated", row);
  g_assert_true (ui_has_text (page, "enter it twice"));
  gtk_editable_set_text (get_passphrase (page, 0), PASSPHRASE);
  gtk_editable_set_text (get_passphrase (page, 1), "something else entirely");
  g_signal_emit_by_name (ui_find_button (page, "Sign in"), "clicked");
  g_assert_true (ui_has_text (page, "The two passphrases differ."));
  sign_in (f);
  g_assert_true (ui_has_text (f->window, "Invented people worth opening"));
}

/* Rule 6: locking does not cover what was shown, it takes it out of the window. */
static void
test_lock_replaces_content (Fixture       *f,
                            gconstpointer  data)
{
  if (f->window == NULL)
    return;
  sign_in (f);
  open_record (f);
  g_assert_true (ui_has_text (f->window, NAME));
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (f->window)), ==, "Patient record");
  gtk_widget_activate_action (f->window, "win.lock", NULL);
  g_assert_true (wait_for (f, is_locked));
  g_assert_false (ui_has_text_anywhere (f->window, NAME));
  g_assert_false (ui_has_text_anywhere (f->window, "ZKC7284"));
  g_assert_false (ui_has_text_anywhere (f->window, "penicillin"));
  g_assert_null (ui_find_type (f->window, BD_TYPE_RECORD_PAGE));
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (f->window)), ==, "Bedside");
}

static gboolean
says_wrong (Fixture *f)
{
  GtkWidget *page = ui_find_type (f->window, BD_TYPE_LOCK_PAGE);
  GtkWidget *entry = ui_find_type (page, GTK_TYPE_PASSWORD_ENTRY);
  GtkWidget *trouble = gtk_widget_get_next_sibling (entry);

  return gtk_widget_get_visible (trouble);
}

static void
test_unlock (Fixture       *f,
             gconstpointer  data)
{
  GtkWidget *page;

  if (f->window == NULL)
    return;
  sign_in (f);
  gtk_widget_activate_action (f->window, "win.lock", NULL);
  g_assert_true (wait_for (f, is_locked));
  page = ui_find_type (f->window, BD_TYPE_LOCK_PAGE);
  gtk_editable_set_text (get_passphrase (page, 0), "not the passphrase at all");
  g_signal_emit_by_name (ui_find_button (page, "Unlock"), "clicked");
  g_assert_true (wait_for (f, says_wrong));
  gtk_editable_set_text (get_passphrase (page, 0), PASSPHRASE);
  g_signal_emit_by_name (ui_find_button (page, "Unlock"), "clicked");
  g_assert_true (wait_for (f, has_home));
}

/* The same person again in the same shift: everything is chosen already. */
static void
test_remembered (Fixture       *f,
                 gconstpointer  data)
{
  BdIdentityChoice choice;

  if (f->window == NULL)
    return;
  sign_in (f);
  open_record (f);
  gtk_widget_activate_action (f->window, "win.home", NULL);
  g_assert_null (ui_find_type (f->window, BD_TYPE_RECORD_PAGE));
  g_signal_emit_by_name (ui_find_type (f->window, BD_TYPE_HOME_PAGE), "lookup", "ZKC7284", FALSE);
  g_assert_true (wait_for (f, has_identity));
  g_assert_true (bd_identity_page_get_choice (BD_IDENTITY_PAGE (ui_find_type (f->window, BD_TYPE_IDENTITY_PAGE)), &choice));
  g_assert_cmpint (choice.reason, ==, BD_REASON_LR1);
}

/* A profile that is refused leaves a calm page that says where and what to do. */
static void
test_refused_profile (void)
{
  g_autofree char *folder = g_dir_make_tmp ("bedside-window-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "site.conf", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (BdSiteProfile) profile = NULL;
  GtkWidget *window = bd_window_new (GTK_APPLICATION (g_application_get_default ()));

  g_assert_true (g_file_set_contents (path, "[Site]\nNmae=Somewhere\n", -1, NULL));
  profile = bd_site_profile_load (path, &error);
  g_assert_null (profile);
  bd_window_show_trouble (BD_WINDOW (window), "The site profile cannot be used", error->message);
  g_assert_true (ui_has_text_anywhere (window, "The site profile cannot be used"));
  g_test_message ("%s", error->message);
  g_assert_true (ui_has_text_anywhere (window, error->message));
  gtk_window_destroy (GTK_WINDOW (window));
  remove_folder (folder);
}

#define ADD(path, func) g_test_add ("/window/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_autoptr (AdwApplication) application = NULL;

  ui_fixture_init (&argc, &argv);
  application = adw_application_new ("io.github.bedside.Test", G_APPLICATION_NON_UNIQUE);
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
  g_application_set_default (G_APPLICATION (application));
  g_test_add_func ("/window/refused-profile", test_refused_profile);
  ADD ("sign-in", test_sign_in);
  ADD ("lock-replaces-content", test_lock_replaces_content);
  ADD ("unlock", test_unlock);
  ADD ("remembered", test_remembered);

  return g_test_run ();
}
