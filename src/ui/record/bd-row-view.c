/* bd-row-view.c: one line of a section on the screen
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "record/bd-row-view.h"

#include "shared/bd-fill-layout.h"
#include "shared/bd-paragraph.h"
#include "shared/bd-ui.h"
#include "trend/bd-trend-spark.h"

/* From top to bottom. Most rows have two of them: a part is made when it is first needed. */
typedef enum {
  PART_TITLE,
  PART_MARKS,
  PART_NOTE,
  PART_META,
  N_PARTS
} Part;

static const char *const part_classes[N_PARTS] = { "bd-row-title", "bd-row-marks", "bd-row-second", "bd-row-meta" };

struct _BdRowView
{
  GtkWidget  parent_instance;

  /* Owned */
  BdRow     *row;

  /* Children */
  GtkWidget *icon;            /* (nullable) */
  GtkWidget *lines;
  GtkWidget *parts[N_PARTS];  /* (nullable) each */
  GtkWidget *spark;           /* (nullable) */
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
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), BD_TYPE_FILL_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "bdrow");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static GtkWidget *
find_part_above (BdRowView *self,
                 Part       part)
{
  while (part-- > 0)
    if (self->parts[part] != NULL)
      return self->parts[part];

  return NULL;
}

static void
show_part (BdRowView     *self,
           Part           part,
           const char    *text,
           PangoAttrList *attributes)
{
  gboolean has_text = text != NULL && *text != '\0';

  if (has_text && self->parts[part] == NULL)
    {
      self->parts[part] = bd_paragraph_new (NULL, part_classes[part]);
      gtk_box_insert_child_after (GTK_BOX (self->lines), self->parts[part], find_part_above (self, part));
    }
  if (has_text)
    bd_paragraph_set_text (BD_PARAGRAPH (self->parts[part]), text, attributes);
  if (self->parts[part] != NULL)
    gtk_widget_set_visible (self->parts[part], has_text);
}

static void
show_icon (BdRowView *self,
           gboolean   warning)
{
  if (warning && self->icon == NULL)
    {
      self->icon = bd_ui_icon_new ("bd-warning-symbolic", NULL);
      gtk_widget_set_valign (self->icon, GTK_ALIGN_START);
      gtk_widget_add_css_class (self->icon, "bd-row-icon");
      gtk_widget_insert_before (self->icon, GTK_WIDGET (self), self->lines);
    }
  if (self->icon != NULL)
    gtk_widget_set_visible (self->icon, warning);
}

static void
show_spark (BdRowView *self,
            GTimeZone *zone)
{
  gboolean may = bd_entry_peek (bd_row_get_entry (self->row))->section == BD_SECTION_OBSERVATIONS &&
                 bd_row_get_others (self->row) != NULL;

  if (may && self->spark == NULL)
    {
      self->spark = bd_trend_spark_new ();
      gtk_widget_set_parent (self->spark, GTK_WIDGET (self));
    }
  if (self->spark != NULL)
    bd_trend_spark_show (BD_TREND_SPARK (self->spark), self->row, zone);
}

static void
bd_row_view_init (BdRowView *self)
{
  bd_fill_layout_set_spacing (BD_FILL_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self))), 8);
  self->lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  gtk_widget_set_hexpand (self->lines, TRUE);
  gtk_widget_set_parent (self->lines, GTK_WIDGET (self));
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
  show_part (self, PART_TITLE, line, attributes);
  show_part (self, PART_MARKS, marks, NULL);
  show_part (self, PART_NOTE, note, NULL);
  show_part (self, PART_META, meta, NULL);
  show_spark (self, bd_record_get_zone (scene->record));
  show_icon (self, bd_entry_has_mark (bd_row_get_entry (row), "warning"));
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
