/* bd-detail-pane.c: one line of the record with all its fields, and as it was received
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "detail/bd-detail-pane.h"

#include "detail/bd-detail-fields.h"
#include "shared/bd-ui.h"
#include "trend/bd-trend-view.h"

#include <glib/gi18n-lib.h>

/* Thousands of results beside one would hold up the window. */
#define OTHERS_AT_ONCE 30

struct _BdDetailPane
{
  GtkBox        parent_instance;

  /* Owned */
  GCancellable *cancellable;   /* (nullable) while bytes are loaded */
  BdOpening    *opening;       /* (nullable) */
  BdEntry      *entry;         /* (nullable) */
  BdRecord     *record;        /* (nullable) */
  BdRow        *row;           /* (nullable) */

  guint         n_others;      /* of those beside it, how many are shown */

  /* Children */
  GtkWidget    *close;
  GtkWidget    *scroller;
  GtkWidget    *content;
  GtkWidget    *others;        /* (nullable) */
  GtkWidget    *more;          /* (nullable) */
  GtkWidget    *received;      /* button that asks for the bytes */
  GtkLabel     *trouble;
  GtkWidget    *frame;
  GtkTextView  *bytes;
};

G_DEFINE_FINAL_TYPE (BdDetailPane, bd_detail_pane, GTK_TYPE_BOX)

static void
stop (BdDetailPane *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
show_bytes (BdDetailPane *self,
            GBytes       *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  g_autofree char *text = g_utf8_make_valid (data, size);

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->bytes), text, -1);
  gtk_widget_set_visible (self->frame, TRUE);
  gtk_widget_set_visible (self->received, FALSE);
}

static void
on_loaded_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (BdDetailPane) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = bd_opening_load_bytes_finish (BD_OPENING (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->cancellable);
  gtk_widget_set_sensitive (self->received, TRUE);
  if (bytes != NULL)
    show_bytes (self, bytes);
  else
    bd_ui_set_text (self->trouble, error->message);
}

static void
on_received_clicked_cb (BdDetailPane *self)
{
  if (self->opening == NULL || self->entry == NULL)
    return;
  stop (self);
  self->cancellable = g_cancellable_new ();
  gtk_widget_set_sensitive (self->received, FALSE);
  bd_ui_set_text (self->trouble, NULL);
  bd_opening_load_bytes_async (self->opening, self->entry, self->cancellable, on_loaded_cb, g_object_ref (self));
}

static void
show_trend (BdDetailPane     *self,
            const BdRowScene *scene)
{
  GtkWidget *trend = bd_trend_view_new (self->entry, scene);

  if (trend != NULL)
    gtk_box_append (GTK_BOX (self->content), trend);
}

static void
add_other (BdDetailPane     *self,
           BdEntry          *entry,
           const BdRowScene *scene)
{
  GtkWidget *expander = gtk_expander_new (NULL);
  g_autofree char *sentence = bd_entry_dup_sentence (entry, bd_record_get_zone (scene->record));

  gtk_expander_set_label_widget (GTK_EXPANDER (expander), bd_ui_label_new (sentence, NULL));
  gtk_expander_set_child (GTK_EXPANDER (expander), bd_detail_fields_new (entry, scene));
  bd_ui_set_name (expander, sentence);
  gtk_box_append (GTK_BOX (self->others), expander);
}

static void
show_more_others (BdDetailPane *self)
{
  BdRowScene scene = { self->record, self->opening };
  GPtrArray *others = bd_row_get_others (self->row);
  guint until = MIN (others->len, self->n_others + OTHERS_AT_ONCE);
  g_autofree char *text = NULL;

  for (; self->n_others < until; self->n_others++)
    add_other (self, g_ptr_array_index (others, self->n_others), &scene);
  text = g_strdup_printf (ngettext ("%u more", "%u more", others->len - until), others->len - until);
  gtk_button_set_label (GTK_BUTTON (self->more), text);
  gtk_widget_set_visible (self->more, until < others->len);
}

static void
show_others (BdDetailPane *self)
{
  if (bd_row_get_others (self->row) == NULL)
    return;
  gtk_box_append (GTK_BOX (self->content), bd_ui_label_new (_("Beside it"), "heading"));
  self->others = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_box_append (GTK_BOX (self->content), self->others);
  self->more = gtk_button_new ();
  gtk_widget_add_css_class (self->more, "flat");
  gtk_widget_set_halign (self->more, GTK_ALIGN_START);
  g_signal_connect_swapped (self->more, "clicked", G_CALLBACK (show_more_others), self);
  gtk_box_append (GTK_BOX (self->content), self->more);
  show_more_others (self);
}

/**
 * bd_detail_pane_clear:
 * @self: the pane
 *
 * Forgets what it showed.
 */
void
bd_detail_pane_clear (BdDetailPane *self)
{
  g_return_if_fail (BD_IS_DETAIL_PANE (self));

  stop (self);
  g_clear_object (&self->entry);
  g_clear_object (&self->opening);
  g_clear_object (&self->record);
  g_clear_object (&self->row);
  self->others = self->more = NULL;
  self->n_others = 0;
  bd_ui_clear (self->content);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->bytes), "", 0);
  gtk_widget_set_visible (self->frame, FALSE);
  bd_ui_set_text (self->trouble, NULL);
}

/**
 * bd_detail_pane_show:
 * @self: the pane
 * @row: a line of the record
 * @scene: the record it belongs to
 *
 * Shows every field of the line's entry and of what stands beside it, and takes the focus.
 */
void
bd_detail_pane_show (BdDetailPane     *self,
                     BdRow            *row,
                     const BdRowScene *scene)
{
  g_return_if_fail (BD_IS_DETAIL_PANE (self));
  g_return_if_fail (BD_IS_ROW (row));

  bd_detail_pane_clear (self);
  g_set_object (&self->opening, scene->opening);
  g_set_object (&self->entry, bd_row_get_entry (row));
  g_set_object (&self->record, scene->record);
  g_set_object (&self->row, row);
  show_trend (self, scene);
  gtk_box_append (GTK_BOX (self->content), bd_detail_fields_new (self->entry, scene));
  show_others (self);
  gtk_widget_set_visible (self->received, self->opening != NULL);
  gtk_widget_set_sensitive (self->received, TRUE);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller)), 0);
  gtk_widget_grab_focus (self->close);
}

static void
bd_detail_pane_dispose (GObject *object)
{
  BdDetailPane *self = BD_DETAIL_PANE (object);

  stop (self);
  g_clear_object (&self->entry);
  g_clear_object (&self->opening);
  g_clear_object (&self->record);
  g_clear_object (&self->row);

  G_OBJECT_CLASS (bd_detail_pane_parent_class)->dispose (object);
}

static void
bd_detail_pane_class_init (BdDetailPaneClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bd_detail_pane_dispose;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static GtkWidget *
make_header (BdDetailPane *self)
{
  GtkWidget *header = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *title = bd_ui_label_new (_("In full"), "heading");

  self->close = gtk_button_new_from_icon_name ("window-close-symbolic");
  gtk_widget_add_css_class (self->close, "flat");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->close), "record.close-detail");
  gtk_widget_set_tooltip_text (self->close, _("Close (Esc)"));
  bd_ui_set_name (self->close, _("Close the detail"));
  gtk_widget_set_hexpand (title, TRUE);
  gtk_box_append (GTK_BOX (header), title);
  gtk_box_append (GTK_BOX (header), self->close);
  gtk_widget_add_css_class (header, "bd-detail-header");

  return header;
}

static void
make_bytes (BdDetailPane *self,
            GtkWidget    *box)
{
  self->received = gtk_button_new_with_label (_("Show as received"));
  gtk_widget_set_halign (self->received, GTK_ALIGN_START);
  bd_ui_set_name (self->received, _("Show as received"));
  g_signal_connect_swapped (self->received, "clicked", G_CALLBACK (on_received_clicked_cb), self);
  self->trouble = GTK_LABEL (bd_ui_label_new (NULL, "bd-amber"));
  gtk_widget_set_visible (GTK_WIDGET (self->trouble), FALSE);
  self->bytes = GTK_TEXT_VIEW (gtk_text_view_new ());
  gtk_text_view_set_editable (self->bytes, FALSE);
  gtk_text_view_set_cursor_visible (self->bytes, FALSE);
  gtk_text_view_set_monospace (self->bytes, TRUE);
  gtk_text_view_set_wrap_mode (self->bytes, GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (self->bytes, FALSE);
  bd_ui_set_name (GTK_WIDGET (self->bytes), _("As received"));
  gtk_widget_add_css_class (GTK_WIDGET (self->bytes), "bd-bytes");
  self->frame = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_box_append (GTK_BOX (self->frame), bd_ui_label_new (_("As received"), "heading"));
  gtk_box_append (GTK_BOX (self->frame), GTK_WIDGET (self->bytes));
  gtk_widget_set_visible (self->frame, FALSE);
  gtk_box_append (GTK_BOX (box), self->received);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->trouble));
  gtk_box_append (GTK_BOX (box), self->frame);
}

static void
bd_detail_pane_init (BdDetailPane *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "bd-detail");
  bd_ui_set_name (GTK_WIDGET (self), _("Detail"));
  gtk_box_append (GTK_BOX (self), make_header (self));
  self->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_box_append (GTK_BOX (box), self->content);
  make_bytes (self, box);
  gtk_widget_add_css_class (box, "bd-detail-body");
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), box);
  gtk_widget_set_vexpand (self->scroller, TRUE);
  gtk_box_append (GTK_BOX (self), self->scroller);
}

/**
 * bd_detail_pane_new:
 *
 * Returns: (transfer floating): an empty pane
 */
GtkWidget *
bd_detail_pane_new (void)
{
  return g_object_new (BD_TYPE_DETAIL_PANE, NULL);
}
