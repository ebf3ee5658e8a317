/* bd-keys-window.c: every key, in a list
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "window/bd-keys-window.h"

#include "shared/bd-ui.h"

#include <glib/gi18n-lib.h>

static const struct { const char *keys, *what; } rows[] = {
  { "Ctrl+N", N_("The search, from anywhere") },
  { "F2", N_("The search, empty, for a wristband scan") },
  { "Enter", N_("Open") },
  { "1 … 9", N_("Choose from a numbered list") },
  { "Ctrl+1 … Ctrl+7", N_("Allergies, medicines, conditions, observations, immunisations, encounters, consents") },
  { "Ctrl+F", N_("Filter the record") },
  { "Ctrl+R", N_("Ask again where a source did not answer") },
  { "Ctrl+E", N_("Emergency access, where it is offered") },
  { "Ctrl+O", N_("Open a FHIR file") },
  { "Ctrl+L", N_("Lock") },
  { "F10", N_("The menu: a file, a summary for the person, sign out") },
  { "Esc", N_("Close what lies on top, or go back") },
  { "Tab, arrows", N_("Go through controls and lines") },
  { "?", N_("This list") },
};

static gboolean
on_escape_cb (GtkWidget *widget,
              GVariant  *arguments,
              gpointer   user_data)
{
  gtk_window_close (GTK_WINDOW (widget));

  return TRUE;
}

static GtkWidget *
make_list (void)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_widget_set_valign (list, GTK_ALIGN_START);
  bd_ui_set_name (list, _("Keys"));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      GtkWidget *row = gtk_list_box_row_new ();
      GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);
      GtkWidget *keys = bd_ui_label_new (rows[i].keys, "bd-key");
      GtkWidget *what = bd_ui_label_new (_(rows[i].what), NULL);
      g_autofree char *name = g_strdup_printf ("%s: %s", rows[i].keys, _(rows[i].what));

      gtk_widget_set_size_request (keys, 140, -1);
      gtk_widget_set_hexpand (what, TRUE);
      gtk_box_append (GTK_BOX (box), keys);
      gtk_box_append (GTK_BOX (box), what);
      gtk_widget_add_css_class (box, "bd-key-row");
      gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
      bd_ui_set_name (row, name);
      gtk_list_box_append (GTK_LIST_BOX (list), row);
    }

  return list;
}

/**
 * bd_keys_window_new:
 * @parent: the window that asks
 *
 * Returns: (transfer floating): a window that lists the keys; Escape closes it
 */
GtkWidget *
bd_keys_window_new (GtkWindow *parent)
{
  GtkWidget *window = adw_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_window_set_title (GTK_WINDOW (window), _("Keys"));
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (window), 560, 620);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                                                          gtk_callback_action_new (on_escape_cb, NULL, NULL)));
  gtk_widget_add_controller (window, keys);
  adw_clamp_set_child (ADW_CLAMP (clamp), make_list ());
  gtk_widget_add_css_class (clamp, "bd-page");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), scroller);
  adw_window_set_content (ADW_WINDOW (window), box);

  return window;
}
