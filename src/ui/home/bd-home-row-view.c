/* bd-home-row-view.c: rows of the home screen: a person at hand, a service
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "home/bd-home-row-view.h"

#include "shared/bd-ui.h"

#include <glib/gi18n-lib.h>

static gboolean
has_text (const char *text)
{
  return text != NULL && *text != '\0';
}

static GtkWidget *
make_remove (BdHomeRow *row)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
  g_autofree char *name = g_strdup_printf (_("Remove the saved copy of %s"), bd_home_row_get_title (row));

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _("Remove the saved copy"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "home.purge");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", bd_home_row_get_nhi (row));
  bd_ui_set_name (button, name);

  return button;
}

/**
 * bd_home_row_view_new_person:
 * @row: a person saved here or opened this shift
 * @removable: whether a saved copy can be removed; the button activates "home.purge" (s)
 *
 * Returns: (transfer floating): a row of a #GtkListBox
 */
GtkWidget *
bd_home_row_view_new_person (BdHomeRow *row,
                             gboolean   removable)
{
  GtkWidget *list_row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  GtkWidget *detail = bd_ui_label_new (bd_home_row_get_detail (row), "bd-row-meta");
  g_autofree char *name = g_strdup_printf ("%s, %s, %s", bd_home_row_get_title (row),
                                           has_text (bd_home_row_get_subtitle (row)) ? bd_home_row_get_subtitle (row) : "",
                                           has_text (bd_home_row_get_detail (row)) ? bd_home_row_get_detail (row) : "");

  gtk_box_append (GTK_BOX (lines), bd_ui_label_new (bd_home_row_get_title (row), "bd-home-title"));
  if (has_text (bd_home_row_get_subtitle (row)))
    gtk_box_append (GTK_BOX (lines), bd_ui_label_new (bd_home_row_get_subtitle (row), "bd-row-second"));
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_label_set_xalign (GTK_LABEL (detail), 1);
  gtk_label_set_justify (GTK_LABEL (detail), GTK_JUSTIFY_RIGHT);
  if (bd_home_row_get_level (row) > 0)
    gtk_widget_add_css_class (detail, "bd-amber");
  gtk_box_append (GTK_BOX (box), lines);
  gtk_box_append (GTK_BOX (box), detail);
  if (removable)
    gtk_box_append (GTK_BOX (box), make_remove (row));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (list_row), box);
  g_object_set_data_full (G_OBJECT (list_row), "nhi", g_strdup (bd_home_row_get_nhi (row)), g_free);
  bd_ui_set_name (list_row, name);

  return list_row;
}

/**
 * bd_home_row_view_get_nhi:
 * @list_row: a row made by bd_home_row_view_new_person()
 *
 * Returns: (transfer none) (nullable): whose row it is
 */
const char *
bd_home_row_view_get_nhi (GtkListBoxRow *list_row)
{
  return g_object_get_data (G_OBJECT (list_row), "nhi");
}

/**
 * bd_home_row_view_new_service:
 * @row: a service and its last state
 *
 * Returns: (transfer floating): a shape, the service's name and words
 */
GtkWidget *
bd_home_row_view_new_service (BdHomeRow *row)
{
  static const struct { const char *icon, *css; } looks[] = {
    { "bd-whole-symbolic", "bd-plain" }, { "bd-half-symbolic", "bd-amber" },
    { "bd-failed-symbolic", "bd-amber" }, { "bd-off-symbolic", "bd-quiet" },
    { "bd-empty-symbolic", "bd-quiet" },
  };
  guint level = MIN (bd_home_row_get_level (row), G_N_ELEMENTS (looks) - 1);
  GtkWidget *box = g_object_new (GTK_TYPE_BOX, "spacing", 6, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);
  GtkWidget *name = bd_ui_label_new (bd_home_row_get_title (row), "bd-strip-name");
  GtkWidget *words = bd_ui_label_new (bd_home_row_get_detail (row), "bd-strip-words");
  g_autofree char *sentence = g_strdup_printf ("%s: %s", bd_home_row_get_title (row),
                                               has_text (bd_home_row_get_detail (row)) ? bd_home_row_get_detail (row) : "");

  gtk_label_set_wrap (GTK_LABEL (name), FALSE);
  gtk_box_append (GTK_BOX (box), bd_ui_icon_new (looks[level].icon, NULL));
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), words);
  gtk_widget_add_css_class (box, looks[level].css);
  gtk_widget_add_css_class (box, "bd-service");
  bd_ui_set_name (box, sentence);

  return box;
}
