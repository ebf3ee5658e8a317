/* bd-compat.c: the only place that knows versions of GTK and libadwaita
 *
 * The floor is GTK 4.8 and libadwaita 1.2; what came later is used where the headers
 * have it, because what it replaces is deprecated there.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#undef GDK_VERSION_MAX_ALLOWED
#undef ADW_VERSION_MAX_ALLOWED
#include "compat/bd-compat.h"

#include <glib/gi18n-lib.h>

typedef struct {
  BdConfirmFunc  confirmed;
  gpointer       user_data;
  GDestroyNotify destroy;
} Question;

static void
question_free (Question *question)
{
  if (question->destroy != NULL)
    question->destroy (question->user_data);
  g_free (question);
}

static void
on_response_cb (GObject    *dialog,
                const char *response,
                Question   *question)
{
  if (g_str_equal (response, "do"))
    question->confirmed (question->user_data);
}

/**
 * bd_compat_show_uri:
 * @parent: (nullable): the window that asks
 * @uri: what to open in the browser
 */
void
bd_compat_show_uri (GtkWindow  *parent,
                    const char *uri)
{
#if GTK_CHECK_VERSION (4, 10, 0)
  g_autoptr (GtkUriLauncher) launcher = gtk_uri_launcher_new (uri);

  gtk_uri_launcher_launch (launcher, parent, NULL, NULL, NULL);
#else
  gtk_show_uri (parent, uri, GDK_CURRENT_TIME);
#endif
}

/**
 * bd_compat_confirm:
 * @parent: the window that asks
 * @heading: the question
 * @body: what follows from a yes
 * @verb: the word on the button that does it
 * @confirmed: called when it was pressed
 * @user_data: (closure): for @confirmed
 * @destroy: (nullable): frees @user_data
 *
 * Asks before something that cannot be taken back. Escape and Enter both go back.
 */
void
bd_compat_confirm (GtkWindow     *parent,
                   const char    *heading,
                   const char    *body,
                   const char    *verb,
                   BdConfirmFunc  confirmed,
                   gpointer       user_data,
                   GDestroyNotify destroy)
{
  Question *question = g_new0 (Question, 1);

  question->confirmed = confirmed;
  question->user_data = user_data;
  question->destroy = destroy;
#if ADW_CHECK_VERSION (1, 5, 0)
  AdwDialog *dialog = adw_alert_dialog_new (heading, body);

  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "back", _("Cancel"), "do", verb, NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "do", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "back");
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "back");
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response_cb), question,
                         (GClosureNotify) question_free, 0);
  adw_dialog_present (dialog, GTK_WIDGET (parent));
#else
  GtkWidget *dialog = adw_message_dialog_new (parent, heading, body);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "back", _("Cancel"), "do", verb, NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "do", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "back");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "back");
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response_cb), question,
                         (GClosureNotify) question_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
#endif
}

/* ---- menus ---- */

static void
name_items (GtkWidget *widget)
{
  if (g_str_equal (G_OBJECT_TYPE_NAME (widget), "GtkModelButton"))
    {
      g_autofree char *text = NULL;

      g_object_get (widget, "text", &text, NULL);
      gtk_accessible_reset_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
      gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    name_items (child);
}

/**
 * bd_compat_name_menu_items:
 * @menu: a popover made of a menu model
 *
 * Has a screen reader read the items, which have no name in newer GTK (seen in 4.18). Called
 * when the menu is shown, for GTK makes the items again when the model changes.
 */
void
bd_compat_name_menu_items (GtkPopover *menu)
{
  g_return_if_fail (GTK_IS_POPOVER (menu));

  name_items (GTK_WIDGET (menu));
}

/* ---- files ---- */

typedef struct {
  BdFileFunc     chosen;
  gpointer       user_data;
  GDestroyNotify destroy;
} Choice;

static Choice *
choice_new (BdFileFunc     chosen,
            gpointer       user_data,
            GDestroyNotify destroy)
{
  Choice *choice = g_new0 (Choice, 1);

  choice->chosen = chosen;
  choice->user_data = user_data;
  choice->destroy = destroy;

  return choice;
}

/* GTK writes what was chosen into the list of recent files, outside any encryption, and the
 * path may hold a name. It adds it a moment after the choice and writes a quarter of a second
 * later: taken off in between, it never reaches the disk. Switching the list off would empty
 * it for every other program. */
#define UNLIST_EVERY_MS 20
#define UNLIST_TRIES 250

typedef struct { char *uri; guint tries; } Unlisting;

static void
unlisting_free (gpointer data)
{
  Unlisting *work = data;

  g_free (work->uri);
  g_free (work);
}

static gboolean
on_unlist_cb (gpointer data)
{
  Unlisting *work = data;
  GtkRecentManager *recent = gtk_recent_manager_get_default ();

  if (gtk_recent_manager_has_item (recent, work->uri))
    {
      gtk_recent_manager_remove_item (recent, work->uri, NULL);
      return G_SOURCE_REMOVE;
    }

  return ++work->tries < UNLIST_TRIES ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
keep_unlisted (GFile *file)
{
  Unlisting *work = g_new0 (Unlisting, 1);

  work->uri = g_file_get_uri (file);
  g_timeout_add_full (G_PRIORITY_HIGH, UNLIST_EVERY_MS, on_unlist_cb, work, unlisting_free);
}

static void
choice_take (Choice *choice,
             GFile  *file)      /* (transfer full) (nullable) */
{
  if (file != NULL)
    {
      keep_unlisted (file);
      choice->chosen (file, choice->user_data);
    }
  g_clear_object (&file);
  if (choice->destroy != NULL)
    choice->destroy (choice->user_data);
  g_free (choice);
}

#if GTK_CHECK_VERSION (4, 10, 0)
static void
on_file_opened_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  choice_take (user_data, gtk_file_dialog_open_finish (GTK_FILE_DIALOG (source), result, NULL));
}

static void
on_file_saved_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  choice_take (user_data, gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, NULL));
}
#else
static void
on_chooser_response_cb (GtkNativeDialog *chooser,
                        int              response,
                        Choice          *choice)
{
  choice_take (choice, response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser)) : NULL);
  gtk_native_dialog_destroy (chooser);
  g_object_unref (chooser);
}

static void
show_chooser (GtkWindow            *parent,
              const char           *title,
              GtkFileChooserAction  action,
              const char           *name,
              Choice               *choice)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (title, parent, action, NULL, NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  if (name != NULL)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  g_signal_connect (chooser, "response", G_CALLBACK (on_chooser_response_cb), choice);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}
#endif

/**
 * bd_compat_open_file:
 * @parent: the window that asks
 * @title: what for
 * @chosen: called with the file; not when nothing was chosen
 * @user_data: (closure): for @chosen
 * @destroy: (nullable): frees @user_data, always
 */
void
bd_compat_open_file (GtkWindow     *parent,
                     const char    *title,
                     BdFileFunc     chosen,
                     gpointer       user_data,
                     GDestroyNotify destroy)
{
  Choice *choice = choice_new (chosen, user_data, destroy);
#if GTK_CHECK_VERSION (4, 10, 0)
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();

  gtk_file_dialog_set_title (dialog, title);
  gtk_file_dialog_open (dialog, parent, NULL, on_file_opened_cb, choice);
#else
  show_chooser (parent, title, GTK_FILE_CHOOSER_ACTION_OPEN, NULL, choice);
#endif
}

/**
 * bd_compat_save_file:
 * @parent: the window that asks
 * @title: what for
 * @name: the name offered; it should tell nothing
 * @chosen: called with the file; not when nothing was chosen
 * @user_data: (closure): for @chosen
 * @destroy: (nullable): frees @user_data, always
 */
void
bd_compat_save_file (GtkWindow     *parent,
                     const char    *title,
                     const char    *name,
                     BdFileFunc     chosen,
                     gpointer       user_data,
                     GDestroyNotify destroy)
{
  Choice *choice = choice_new (chosen, user_data, destroy);
#if GTK_CHECK_VERSION (4, 10, 0)
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();

  gtk_file_dialog_set_title (dialog, title);
  gtk_file_dialog_set_initial_name (dialog, name);
  gtk_file_dialog_save (dialog, parent, NULL, on_file_saved_cb, choice);
#else
  show_chooser (parent, title, GTK_FILE_CHOOSER_ACTION_SAVE, name, choice);
#endif
}
