/* bd-ui.c: what every screen needs: resources, labels that wrap, icons with names
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "shared/bd-ui.h"

#include "bd-resources.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/**
 * bd_ui_init:
 *
 * Makes the templates and icons known. May be called more than once.
 */
void
bd_ui_init (void)
{
  static gsize once;

  if (g_once_init_enter (&once))
    {
      bd_register_resource ();
      g_once_init_leave (&once, 1);
    }
}

/**
 * bd_ui_load_style:
 * @display: where to show it
 *
 * Adds the style sheet and the icons of Bedside to @display.
 */
void
bd_ui_load_style (GdkDisplay *display)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

  g_return_if_fail (GDK_IS_DISPLAY (display));

  bd_ui_init ();
  gtk_css_provider_load_from_resource (provider, BD_UI_PATH "/style.css");
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (display), BD_UI_PATH "/icons");
}

/**
 * bd_ui_label_new:
 * @text: (nullable): plain text, never markup
 * @css_class: (nullable): a style class
 *
 * Returns: (transfer floating): a label that begins at the start and wraps, never cuts
 */
GtkWidget *
bd_ui_label_new (const char *text,
                 const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);

  return label;
}

/**
 * bd_ui_icon_new:
 * @icon_name: a symbolic icon
 * @name: (nullable): what it says; %NULL when the words beside it already say so
 *
 * Returns: (transfer floating): an image
 */
GtkWidget *
bd_ui_icon_new (const char *icon_name,
                const char *name)
{
  GtkWidget *image = name == NULL
                       ? g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL)
                       : gtk_image_new ();

  gtk_image_set_from_icon_name (GTK_IMAGE (image), icon_name);
  gtk_widget_set_valign (image, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (image, "bd-icon");
  if (name != NULL)
    bd_ui_set_name (image, name);

  return image;
}

/**
 * bd_ui_set_name:
 * @widget: a control
 * @name: what a screen reader calls it
 *
 * Newer GTK would rather take the name from what is written on a button.
 */
void
bd_ui_set_name (GtkWidget  *widget,
                const char *name)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));

  gtk_accessible_reset_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/**
 * bd_ui_drop_focus:
 * @widget: a widget in a window
 *
 * Nothing in its window has the focus any more: an entry that is hidden or put to sleep
 * while it has it would miss its going.
 */
void
bd_ui_drop_focus (GtkWidget *widget)
{
  GtkRoot *root;

  g_return_if_fail (GTK_IS_WIDGET (widget));

  root = gtk_widget_get_root (widget);
  if (root != NULL)
    gtk_root_set_focus (root, NULL);
}

/**
 * bd_ui_set_text:
 * @label: a label
 * @text: (nullable): plain text; a label without text takes no room
 */
void
bd_ui_set_text (GtkLabel   *label,
                const char *text)
{
  g_return_if_fail (GTK_IS_LABEL (label));

  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

static gboolean
has_shape (const char *text,
           const char *shape)
{
  for (; *shape != '\0'; shape++, text++)
    if (*shape == '0' ? !g_ascii_isdigit (*text) : *shape == 'a' ? !g_ascii_isalpha (*text)
        : *shape == 'x' ? !g_ascii_isalnum (*text) : *text != *shape)
      return FALSE;

  return TRUE;
}

/* Length of a date (05-Feb-1971) or of a facility's number (F38006-B) at the start of text, or 0. */
static gsize
measure_whole (const char *text)
{
  static const char *const shapes[] = { "00-aaa-0000", "Fxxxxx-x" };

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    if (has_shape (text, shapes[i]))
      return strlen (shapes[i]);

  return 0;
}

/**
 * bd_ui_keep_dates_whole:
 * @attributes: of a label
 * @text: the text of that label
 *
 * A line does not end within a date, nor within the number of a facility.
 */
void
bd_ui_keep_dates_whole (PangoAttrList *attributes,
                        const char    *text)
{
  g_return_if_fail (attributes != NULL);
  g_return_if_fail (text != NULL);

  for (const char *at = text; *at != '\0'; at++)
    {
      gsize length = measure_whole (at);
      PangoAttribute *whole;

      if (length == 0)
        continue;
      whole = pango_attr_allow_breaks_new (FALSE);
      whole->start_index = at - text;
      whole->end_index = whole->start_index + length;
      pango_attr_list_insert (attributes, whole);
      at += length - 1;
    }
}

/**
 * bd_ui_clear:
 * @box: a #GtkBox or #GtkListBox
 *
 * Removes every child.
 */
void
bd_ui_clear (GtkWidget *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (box)) != NULL)
    if (GTK_IS_LIST_BOX (box))
      gtk_list_box_remove (GTK_LIST_BOX (box), child);
    else
      gtk_box_remove (GTK_BOX (box), child);
}

/**
 * bd_ui_dup_error:
 * @error: (nullable): what went wrong
 *
 * Returns: (transfer full): its words; the layers below write them for people
 */
char *
bd_ui_dup_error (const GError *error)
{
  return g_strdup (error != NULL ? error->message : _("Something went wrong. Try again."));
}

/**
 * bd_ui_take_passphrase:
 * @entry: a password entry
 *
 * Moves what was typed into locked memory and empties @entry.
 *
 * Returns: (transfer full) (nullable): the passphrase; %NULL when nothing was typed
 */
BdLockedBytes *
bd_ui_take_passphrase (GtkEditable *entry)
{
  const char *text;
  BdLockedBytes *bytes = NULL;

  g_return_val_if_fail (GTK_IS_EDITABLE (entry), NULL);

  text = gtk_editable_get_text (entry);
  if (*text != '\0')
    bytes = bd_locked_bytes_new_copy (text, strlen (text));
  gtk_editable_set_text (entry, "");

  return bytes;
}

/**
 * bd_ui_is_unchecked:
 * @patient: who it may be
 *
 * Returns: whether nobody vouched for the name: NHI did not answer, and there is only a number
 */
gboolean
bd_ui_is_unchecked (const BdPatient *patient)
{
  g_return_val_if_fail (patient != NULL, FALSE);

  return bd_patient_peek_name (patient) == NULL && patient->birth_date == NULL;
}
