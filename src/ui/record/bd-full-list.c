/* bd-full-list.c: a whole section, however long: smooth at fifty thousand entries
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "record/bd-full-list.h"

#include "record/bd-row-view.h"
#include "shared/bd-ui.h"

#include <glib/gi18n-lib.h>

struct _BdFullList
{
  GtkBox              parent_instance;

  /* Owned */
  GListStore         *rows;
  GtkFilterListModel *shown;
  GtkCustomFilter    *filter;
  char               *words;    /* (nullable) */
  BdRecord           *record;   /* (nullable) */
  BdOpening          *opening;  /* (nullable) */
  BdSectionKind       kind;

  /* Children */
  GtkWidget          *back;
  GtkLabel           *title;
  GtkListView        *list;
};

G_DEFINE_FINAL_TYPE (BdFullList, bd_full_list, GTK_TYPE_BOX)

enum { ROW_ACTIVATED, N_SIGNALS };
static guint signals[N_SIGNALS];

static gboolean
matches (gpointer item,
         gpointer user_data)
{
  return bd_row_matches (item, ((BdFullList *) user_data)->words);
}

static void
show_title (BdFullList *self)
{
  guint all = g_list_model_get_n_items (G_LIST_MODEL (self->rows));
  guint shown = g_list_model_get_n_items (G_LIST_MODEL (self->shown));
  g_autofree char *title = NULL;

  if (shown < all)
    title = g_strdup_printf (_("%s: %u of %u"), bd_section_get_title (self->kind), shown, all);
  else
    title = g_strdup_printf (_("%s: all %u"), bd_section_get_title (self->kind), all);
  gtk_label_set_text (self->title, title);
}

static void
on_setup_cb (BdFullList  *self,
             GtkListItem *item)
{
  gtk_list_item_set_child (item, bd_row_view_new ());
}

static void
on_bind_cb (BdFullList  *self,
            GtkListItem *item)
{
  BdRowScene scene = { self->record, self->opening };
  BdRow *row = gtk_list_item_get_item (item);
  GtkWidget *view = gtk_list_item_get_child (item);
  g_autofree char *sentence = bd_entry_dup_sentence (bd_row_get_entry (row), bd_record_get_zone (self->record));

  bd_row_view_show (BD_ROW_VIEW (view), row, &scene);
  bd_ui_set_name (view, sentence);
}

static void
on_activate_cb (BdFullList *self,
                guint       position)
{
  g_autoptr (BdRow) row = g_list_model_get_item (G_LIST_MODEL (self->shown), position);

  g_signal_emit (self, signals[ROW_ACTIVATED], 0, row);
}

/* Main lines first, then the folds, each in the section's order. */
static GPtrArray *
by_place (GPtrArray *rows)
{
  GPtrArray *sorted = g_ptr_array_sized_new (rows->len);

  for (BdPlace place = 0; place < BD_N_PLACES; place++)
    for (guint i = 0; i < rows->len; i++)
      if (bd_row_get_place (g_ptr_array_index (rows, i)) == place)
        g_ptr_array_add (sorted, g_ptr_array_index (rows, i));

  return sorted;
}

/**
 * bd_full_list_show:
 * @self: the list
 * @kind: which section
 * @scene: the record
 */
void
bd_full_list_show (BdFullList       *self,
                   BdSectionKind     kind,
                   const BdRowScene *scene)
{
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GPtrArray) sorted = NULL;

  g_return_if_fail (BD_IS_FULL_LIST (self));

  g_set_object (&self->record, scene->record);
  g_set_object (&self->opening, scene->opening);
  self->kind = kind;
  rows = bd_row_arrange (bd_record_get_section (scene->record, kind));
  sorted = by_place (rows);
  g_list_store_splice (self->rows, 0, g_list_model_get_n_items (G_LIST_MODEL (self->rows)), sorted->pdata, sorted->len);
  bd_ui_set_name (GTK_WIDGET (self->list), bd_section_get_title (kind));
  show_title (self);
}

/**
 * bd_full_list_set_filter:
 * @self: the list
 * @filter: (nullable): show only lines that contain this
 */
void
bd_full_list_set_filter (BdFullList *self,
                         const char *filter)
{
  g_return_if_fail (BD_IS_FULL_LIST (self));

  if (g_strcmp0 (self->words, filter) == 0)
    return;
  g_free (self->words);
  self->words = g_strdup (filter);
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
  show_title (self);
}

/**
 * bd_full_list_count:
 * @self: the list
 *
 * Returns: how many lines match the filter
 */
guint
bd_full_list_count (BdFullList *self)
{
  g_return_val_if_fail (BD_IS_FULL_LIST (self), 0);

  return g_list_model_get_n_items (G_LIST_MODEL (self->shown));
}

static gboolean
bd_full_list_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (BD_FULL_LIST (widget)->back);
}

static void
bd_full_list_dispose (GObject *object)
{
  BdFullList *self = BD_FULL_LIST (object);

  g_clear_object (&self->shown);
  g_clear_object (&self->filter);
  g_clear_object (&self->rows);
  g_clear_object (&self->record);
  g_clear_object (&self->opening);
  g_clear_pointer (&self->words, g_free);

  G_OBJECT_CLASS (bd_full_list_parent_class)->dispose (object);
}

static void
bd_full_list_class_init (BdFullListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bd_full_list_dispose;
  GTK_WIDGET_CLASS (klass)->grab_focus = bd_full_list_grab_focus;
  signals[ROW_ACTIVATED] = g_signal_new ("row-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, BD_TYPE_ROW);
}

static void
make_header (BdFullList *self)
{
  GtkWidget *header = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *title = bd_ui_label_new (NULL, "heading");

  self->back = gtk_button_new_with_label (_("Back to the summary"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->back), "record.close-list");
  bd_ui_set_name (self->back, _("Back to the summary"));
  gtk_widget_set_hexpand (title, TRUE);
  gtk_box_append (GTK_BOX (header), self->back);
  gtk_box_append (GTK_BOX (header), title);
  gtk_widget_add_css_class (header, "bd-list-header");
  gtk_box_append (GTK_BOX (self), header);
  self->title = GTK_LABEL (title);
}

static void
bd_full_list_init (BdFullList *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  self->rows = g_list_store_new (BD_TYPE_ROW);
  self->filter = gtk_custom_filter_new (matches, self, NULL);
  self->shown = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (self->rows)), g_object_ref (GTK_FILTER (self->filter)));
  g_signal_connect_swapped (factory, "setup", G_CALLBACK (on_setup_cb), self);
  g_signal_connect_swapped (factory, "bind", G_CALLBACK (on_bind_cb), self);
  make_header (self);
  self->list = GTK_LIST_VIEW (gtk_list_view_new (GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->shown)))), factory));
  gtk_list_view_set_single_click_activate (self->list, TRUE);
  gtk_list_view_set_show_separators (self->list, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "bd-full-list");
  g_signal_connect_swapped (self->list, "activate", G_CALLBACK (on_activate_cb), self);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->list));
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (self), scroller);
}

/**
 * bd_full_list_new:
 *
 * Returns: (transfer floating): an empty list
 */
GtkWidget *
bd_full_list_new (void)
{
  return g_object_new (BD_TYPE_FULL_LIST, NULL);
}
