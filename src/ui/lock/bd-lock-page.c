/* bd-lock-page.c: nothing is here until the passphrase is given
 *
 * It takes the place of what was shown; it does not cover it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "lock/bd-lock-page.h"

#include "shared/bd-ui.h"

#include <glib/gi18n-lib.h>

struct _BdLockPage
{
  GtkBox        parent_instance;

  /* Owned */
  BdContext    *context;
  GCancellable *cancellable;

  /* Template children */
  GtkLabel     *who;
  GtkWidget    *form;
  GtkEditable  *passphrase;
  GtkLabel     *trouble;
  GtkWidget    *spinner;
};

G_DEFINE_FINAL_TYPE (BdLockPage, bd_lock_page, GTK_TYPE_BOX)

static void
set_busy (BdLockPage *self,
          gboolean    busy)
{
  bd_ui_drop_focus (GTK_WIDGET (self));
  gtk_widget_set_sensitive (self->form, !busy);
  gtk_widget_set_visible (self->spinner, busy);
}

static void
on_unlocked_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (BdLockPage) self = user_data;
  g_autoptr (GError) error = NULL;

  if (bd_context_unlock_finish (BD_CONTEXT (source), result, &error) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  set_busy (self, FALSE);
  bd_ui_set_text (self->trouble, error->message);
  gtk_widget_grab_focus (GTK_WIDGET (self->passphrase));
}

static void
unlock (BdLockPage *self)
{
  g_autoptr (BdLockedBytes) passphrase = bd_ui_take_passphrase (self->passphrase);

  if (passphrase == NULL)
    {
      bd_ui_set_text (self->trouble, _("Enter your passphrase."));
      return;
    }
  bd_ui_set_text (self->trouble, NULL);
  set_busy (self, TRUE);
  bd_context_unlock_async (self->context, passphrase, self->cancellable, on_unlocked_cb, g_object_ref (self));
}

static gboolean
bd_lock_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (BD_LOCK_PAGE (widget)->passphrase));
}

static void
bd_lock_page_dispose (GObject *object)
{
  BdLockPage *self = BD_LOCK_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), BD_TYPE_LOCK_PAGE);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (bd_lock_page_parent_class)->dispose (object);
}

static void
bd_lock_page_class_init (BdLockPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bd_lock_page_dispose;
  widget_class->grab_focus = bd_lock_page_grab_focus;
  gtk_widget_class_set_template_from_resource (widget_class, BD_UI_PATH "/lock/bd-lock-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BdLockPage, who);
  gtk_widget_class_bind_template_child (widget_class, BdLockPage, form);
  gtk_widget_class_bind_template_child (widget_class, BdLockPage, passphrase);
  gtk_widget_class_bind_template_child (widget_class, BdLockPage, trouble);
  gtk_widget_class_bind_template_child (widget_class, BdLockPage, spinner);
  gtk_widget_class_bind_template_callback (widget_class, unlock);
}

static void
bd_lock_page_init (BdLockPage *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * bd_lock_page_new:
 * @context: everything behind it
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
bd_lock_page_new (BdContext *context)
{
  const BdClinician *clinician;
  BdLockPage *self;

  g_return_val_if_fail (BD_IS_CONTEXT (context), NULL);

  self = g_object_new (BD_TYPE_LOCK_PAGE, NULL);
  self->context = g_object_ref (context);
  clinician = bd_context_get_clinician (context);
  bd_ui_set_text (self->who, clinician != NULL ? clinician->full_name : NULL);

  return GTK_WIDGET (self);
}
