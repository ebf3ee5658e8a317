/* bd-row-view.c: one line of a section on the screen
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "record/bd-row-view.h"

#include "shared/bd-ui.h"
#include "trend/bd-trend-spark.h"

#define LEAST_CHARS 5

struct _BdRowView
{
  GtkWidget  parent_instance;

  /* Owned */
  BdRow     *row;

  /* Children */
  GtkWidget *icon;
  GtkWidget *lines;
  GtkWidget *spark;
  GtkLabel  *title;
  GtkLabel  *marks;
  GtkLabel  *note;
  GtkLabel  *meta;
};

G_DEFINE_FINAL_TYPE (BdRowView, bd_row_view, GTK_TYPE_WIDGET)

static void
bd_row_view_dispose (GObject *object)
{
  BdRowView *self = BD_ROW_VIEW (object);

  g_clear_object (&self->row);
  g_clear_pointer (&self->icon, gtk_widget_unparent);
  g_clear_pointer (&self->lines, gtk_widget_unparent);
  g_clear_pointer (&self->spark, gtk_widget_unparent);

  G_OBJECT_CLASS (bd_row_view_parent_class)->dispose (object);
}

static void
bd_row_view_class_init (BdRowViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bd_row_view_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "bdrow");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static GtkLabel *
add_line (BdRowView  *self,
          const char *css_class)
{
  GtkWidget *label = bd_ui_label_new (NULL, css_class);

  gtk_box_append (GTK_BOX (self->lines), label);

  return GTK_LABEL (label);
}

/* Without a least width GTK finds it by laying the text out one letter to a line, and that was
 * most of the time a page of lines took. Short texts may still be narrower. */
static void
show_line (GtkLabel   *label,
           const char *text)
{
  gboolean is_long = text != NULL && g_utf8_strlen (text, -1) > 3 * LEAST_CHARS;

  gtk_label_set_width_chars (label, is_long ? LEAST_CHARS : -1);
  bd_ui_set_text (label, text);
}

static void
bd_row_view_init (BdRowView *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 8);
  self->icon = bd_ui_icon_new ("bd-warning-symbolic", NULL);
  gtk_widget_set_valign (self->icon, GTK_ALIGN_START);
  gtk_widget_set_visible (self->icon, FALSE);
  gtk_widget_add_css_class (self->icon, "bd-row-icon");
  gtk_widget_set_parent (self->icon, GTK_WIDGET (self));
  self->lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  gtk_widget_set_hexpand (self->lines, TRUE);
  gtk_widget_set_parent (self->lines, GTK_WIDGET (self));
  self->spark = bd_trend_spark_new ();
  gtk_widget_set_parent (self->spark, GTK_WIDGET (self));
  self->title = add_line (self, "bd-row-title");
  self->marks = add_line (self, "bd-row-marks");
  self->note = add_line (self, "bd-row-second");
  self->meta = add_line (self, "bd-row-meta");
}

/**
 * bd_row_view_new:
 *
 * Returns: (transfer floating): an empty line
 */
GtkWidget *
bd_row_view_new (void)
{
  return g_object_new (BD_TYPE_ROW_VIEW, NULL);
}

/**
 * bd_row_view_show:
 * @self: a line on the screen
 * @row: what it shows now
 * @scene: the record it belongs to
 */
void
bd_row_view_show (BdRowView        *self,
                  BdRow            *row,
                  const BdRowScene *scene)
{
  g_autoptr (PangoAttrList) attributes = NULL;
  g_autofree char *title = NULL;
  g_autofree char *second = NULL;
  g_autofree char *line = NULL;
  g_autofree char *marks = NULL;
  g_autofree char *note = NULL;
  g_autofree char *meta = NULL;

  g_return_if_fail (BD_IS_ROW_VIEW (self));
  g_return_if_fail (BD_IS_ROW (row));

  g_set_object (&self->row, row);
  title = bd_row_dup_title (row, &attributes);
  second = bd_row_dup_second (row, scene);
  line = second != NULL ? g_strjoin (" — ", title, second, NULL) : g_strdup (title);
  marks = bd_row_dup_marks (row, scene);
  note = bd_row_dup_note (row);
  meta = bd_row_dup_meta (row, scene);
  gtk_label_set_attributes (self->title, attributes);
  show_line (self->title, line);
  show_line (self->marks, marks);
  show_line (self->note, note);
  show_line (self->meta, meta);
  bd_trend_spark_show (BD_TREND_SPARK (self->spark), row, bd_record_get_zone (scene->record));
  gtk_widget_set_visible (self->icon, bd_entry_has_mark (bd_row_get_entry (row), "warning"));
}

/**
 * bd_row_view_new_list_row:
 * @row: what it shows
 * @scene: the record it belongs to
 *
 * Returns: (transfer floating): a row for a #GtkListBox, read aloud as one sentence
 */
GtkWidget *
bd_row_view_new_list_row (BdRow            *row,
                          const BdRowScene *scene)
{
  GtkWidget *list_row = gtk_list_box_row_new ();
  GtkWidget *view = bd_row_view_new ();
  g_autofree char *sentence = bd_entry_dup_sentence (bd_row_get_entry (row), bd_record_get_zone (scene->record));

  bd_row_view_show (BD_ROW_VIEW (view), row, scene);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (list_row), view);
  bd_ui_set_name (list_row, sentence);

  return list_row;
}

/**
 * bd_row_view_of_list_row:
 * @list_row: a row made by bd_row_view_new_list_row()
 *
 * Returns: (transfer none) (nullable): what it shows
 */
BdRow *
bd_row_view_of_list_row (GtkListBoxRow *list_row)
{
  GtkWidget *child = gtk_list_box_row_get_child (list_row);

  return BD_IS_ROW_VIEW (child) ? BD_ROW_VIEW (child)->row : NULL;
}
