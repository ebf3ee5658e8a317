/* bd-trend-table.c: every value of a series in lines, the newest first
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "trend/bd-trend-table.h"

#include "shared/bd-ui.h"
#include "trend/bd-trend-words.h"

#include <glib/gi18n-lib.h>

/* So many lines at once: thousands would be slow to make and to walk through. */
#define CHUNK 50

struct _BdTrendTable
{
  GtkBox          parent_instance;

  /* Owned */
  GPtrArray      *all;      /* keeps the series alive */
  GTimeZone      *zone;     /* (nullable) */
  GtkSizeGroup   *dates;

  /* Borrowed */
  const BdSeries *series;

  guint           shown;

  /* Children */
  GtkListBox     *list;
  GtkWidget      *more;
};

G_DEFINE_FINAL_TYPE (BdTrendTable, bd_trend_table, GTK_TYPE_BOX)

static GtkWidget *
make_row (BdTrendTable        *self,
          const BdSeriesPoint *point)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  GtkWidget *first = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  g_autofree char *date = bd_trend_dup_date (point, self->zone);
  g_autofree char *value = bd_trend_dup_value (self->series, point);
  g_autofree char *remarks = bd_trend_dup_remarks (self->series, point);
  g_autofree char *sentence = bd_trend_dup_sentence (self->series, point, self->zone);
  GtkWidget *when = bd_ui_label_new (date, "bd-row-second");
  GtkWidget *what = bd_ui_label_new (value, "bd-fact");

  gtk_size_group_add_widget (self->dates, when);
  gtk_widget_set_valign (when, GTK_ALIGN_START);
  gtk_widget_set_hexpand (what, TRUE);
  gtk_box_append (GTK_BOX (first), when);
  gtk_box_append (GTK_BOX (first), what);
  gtk_box_append (GTK_BOX (lines), first);
  if (remarks != NULL)
    gtk_box_append (GTK_BOX (lines), bd_ui_label_new (remarks, "bd-row-meta"));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), lines);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  bd_ui_set_name (row, sentence);
  return row;
}

static void
name_more (BdTrendTable *self)
{
  guint left = self->series->points->len - self->shown;
  g_autofree char *text = g_strdup_printf (ngettext ("%u earlier value", "%u earlier values", left), left);

  gtk_button_set_label (GTK_BUTTON (self->more), text);
  gtk_widget_set_visible (self->more, left > 0);
}

static void
show_more (BdTrendTable *self)
{
  guint n = self->series->points->len;
  guint until = MIN (n, self->shown + CHUNK);

  for (; self->shown < until; self->shown++)
    gtk_list_box_append (self->list, make_row (self, g_ptr_array_index (self->series->points, n - 1 - self->shown)));
  name_more (self);
}

static void
on_more_clicked_cb (BdTrendTable *self)
{
  guint first = self->shown;

  show_more (self);
  gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, (int) first)));
}

static void
bd_trend_table_dispose (GObject *object)
{
  BdTrendTable *self = BD_TREND_TABLE (object);

  self->series = NULL;
  g_clear_pointer (&self->all, g_ptr_array_unref);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_clear_object (&self->dates);

  G_OBJECT_CLASS (bd_trend_table_parent_class)->dispose (object);
}

static void
bd_trend_table_class_init (BdTrendTableClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bd_trend_table_dispose;
}

static void
bd_trend_table_init (BdTrendTable *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  self->dates = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "bd-rows");
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->list));
  self->more = gtk_button_new ();
  gtk_widget_add_css_class (self->more, "flat");
  gtk_widget_set_halign (self->more, GTK_ALIGN_START);
  g_signal_connect_swapped (self->more, "clicked", G_CALLBACK (on_more_clicked_cb), self);
  gtk_box_append (GTK_BOX (self), self->more);
}

/**
 * bd_trend_table_new:
 * @all: (element-type BdSeries): the series of a kind; kept, not changed
 * @which: the one to list
 * @zone: (nullable): where instants are read
 *
 * Returns: (transfer floating): every point in a line, drawn or not
 */
GtkWidget *
bd_trend_table_new (GPtrArray *all,
                    guint      which,
                    GTimeZone *zone)
{
  BdTrendTable *self;
  g_autofree char *title = NULL;
  g_autofree char *name = NULL;

  g_return_val_if_fail (all != NULL && which < all->len, NULL);

  self = g_object_new (BD_TYPE_TREND_TABLE, NULL);
  self->all = g_ptr_array_ref (all);
  self->zone = zone != NULL ? g_time_zone_ref (zone) : NULL;
  self->series = g_ptr_array_index (all, which);
  title = bd_trend_dup_title (self->series);
  /* Translators: the values of one kind in lines */
  name = g_strdup_printf (_("Values of %s"), title);
  bd_ui_set_name (GTK_WIDGET (self->list), name);
  show_more (self);

  return GTK_WIDGET (self);
}
