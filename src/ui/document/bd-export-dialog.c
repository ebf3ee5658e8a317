/* bd-export-dialog.c: a summary for the person: who it is, once more, and where it goes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "document/bd-export-dialog.h"

#include "bd-opening-export.h"
#include "compat/bd-compat.h"
#include "record/bd-banner.h"
#include "shared/bd-ui.h"

#include <glib/gi18n-lib.h>

struct _BdExportDialog
{
  AdwWindow     parent_instance;

  /* Owned */
  BdOpening    *opening;
  GCancellable *cancellable;

  /* Template children */
  GtkStack     *pages;
  BdBanner     *banner;
  GtkEditable  *initials;
  GtkEditable  *birth_year;
  GtkLabel     *trouble;
  GtkWidget    *choose;
  GtkWidget    *spinner;
  GtkLabel     *counts;
  GtkWidget    *close;
};

G_DEFINE_FINAL_TYPE (BdExportDialog, bd_export_dialog, ADW_TYPE_WINDOW)

static void
set_working (BdExportDialog *self,
             gboolean        working)
{
  bd_ui_drop_focus (GTK_WIDGET (self));
  gtk_widget_set_sensitive (GTK_WIDGET (self->pages), !working);
  gtk_widget_set_visible (self->spinner, working);
}

static void
on_exported_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (BdExportDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL;
  BdNzpsCounts counts;
  gboolean ok = bd_opening_export_finish (BD_OPENING (source), result, &counts, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->cancellable == NULL)
    return;
  set_working (self, FALSE);
  bd_ui_set_text (self->trouble, ok ? NULL : error->message);
  if (!ok)
    return;
  words = bd_export_dup_words (&counts);
  gtk_label_set_text (self->counts, words);
  gtk_stack_set_visible_child_name (self->pages, "done");
  gtk_widget_grab_focus (self->close);
}

/**
 * bd_export_dialog_write:
 * @self: the dialog
 * @file: where the summary goes
 */
void
bd_export_dialog_write (BdExportDialog *self,
                        GFile          *file)
{
  BdExportRequest request = { NULL };

  g_return_if_fail (BD_IS_EXPORT_DIALOG (self));
  g_return_if_fail (G_IS_FILE (file));

  if (self->cancellable == NULL)   /* closed while the place was being chosen */
    return;
  request.initials = gtk_editable_get_text (self->initials);
  request.birth_year = gtk_editable_get_text (self->birth_year);
  set_working (self, TRUE);
  bd_opening_export_async (self->opening, &request, file, self->cancellable, on_exported_cb, g_object_ref (self));
}

static void
on_chosen_cb (GFile    *file,
              gpointer  user_data)
{
  bd_export_dialog_write (user_data, file);
}

static void
choose_action (GtkWidget  *widget,
               const char *action,
               GVariant   *parameter)
{
  BdExportDialog *self = BD_EXPORT_DIALOG (widget);
  g_autofree char *trouble = bd_opening_refuse_export (self->opening);

  if (trouble == NULL)
    trouble = bd_access_refuse_confirmation (bd_record_get_patient (bd_opening_get_record (self->opening)),
                                             gtk_editable_get_text (self->initials),
                                             gtk_editable_get_text (self->birth_year));
  bd_ui_set_text (self->trouble, trouble);
  if (trouble == NULL)   /* the name of the file tells nothing */
    bd_compat_save_file (GTK_WINDOW (self), _("Where the summary goes"), _("patient-summary.json"), on_chosen_cb,
                         g_object_ref (self), g_object_unref);
}

static void
close_action (GtkWidget  *widget,
              const char *action,
              GVariant   *parameter)
{
  gtk_window_destroy (GTK_WINDOW (widget));
}

static void
bd_export_dialog_dispose (GObject *object)
{
  BdExportDialog *self = BD_EXPORT_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), BD_TYPE_EXPORT_DIALOG);
  g_clear_object (&self->opening);

  G_OBJECT_CLASS (bd_export_dialog_parent_class)->dispose (object);
}

static void
bd_export_dialog_class_init (BdExportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bd_export_dialog_dispose;
  gtk_widget_class_install_action (widget_class, "export.choose", NULL, choose_action);
  gtk_widget_class_install_action (widget_class, "export.close", NULL, close_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "export.close", NULL);
  g_type_ensure (BD_TYPE_BANNER);
  gtk_widget_class_set_template_from_resource (widget_class, BD_UI_PATH "/document/bd-export-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, BdExportDialog, pages);
  gtk_widget_class_bind_template_child (widget_class, BdExportDialog, banner);
  gtk_widget_class_bind_template_child (widget_class, BdExportDialog, initials);
  gtk_widget_class_bind_template_child (widget_class, BdExportDialog, birth_year);
  gtk_widget_class_bind_template_child (widget_class, BdExportDialog, trouble);
  gtk_widget_class_bind_template_child (widget_class, BdExportDialog, choose);
  gtk_widget_class_bind_template_child (widget_class, BdExportDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, BdExportDialog, counts);
  gtk_widget_class_bind_template_child (widget_class, BdExportDialog, close);
}

static void
bd_export_dialog_init (BdExportDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

/**
 * bd_export_dialog_new:
 * @opening: an opened record
 *
 * Returns: (transfer floating): the dialog; it goes when the record is closed
 */
GtkWidget *
bd_export_dialog_new (BdOpening *opening)
{
  BdExportDialog *self;
  BdRecord *record;

  g_return_val_if_fail (BD_IS_OPENING (opening), NULL);

  self = g_object_new (BD_TYPE_EXPORT_DIALOG, NULL);
  self->opening = g_object_ref (opening);
  record = bd_opening_get_record (opening);
  bd_banner_show_person (self->banner, bd_record_get_patient (record), bd_record_get_zone (record));
  g_signal_connect_object (opening, "closed", G_CALLBACK (gtk_window_destroy), self, G_CONNECT_SWAPPED);
  gtk_widget_grab_focus (GTK_WIDGET (self->initials));

  return GTK_WIDGET (self);
}

/**
 * bd_export_dialog_begin:
 * @page: where it was asked for
 * @opening: an opened record
 */
void
bd_export_dialog_begin (GtkWidget *page,
                        BdOpening *opening)
{
  g_autofree char *trouble = NULL;
  GtkWidget *dialog;

  g_return_if_fail (GTK_IS_WIDGET (page));
  g_return_if_fail (BD_IS_OPENING (opening));

  trouble = bd_opening_refuse_export (opening);
  if (trouble == NULL && !bd_opening_is_settled (opening))
    trouble = g_strdup (_("Some sources are still being asked. Try again when every one has answered."));
  if (trouble != NULL)
    {
      gtk_widget_activate_action (page, "win.toast", "s", trouble);
      return;
    }
  dialog = bd_export_dialog_new (opening);
  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (gtk_widget_get_root (page)));
  gtk_window_present (GTK_WINDOW (dialog));
}
