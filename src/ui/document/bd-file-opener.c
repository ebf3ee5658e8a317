/* bd-file-opener.c: from a file that somebody picked or dropped to the page that shows it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "document/bd-file-opener.h"

#include "compat/bd-compat.h"
#include "document/bd-document-page.h"

#include <glib/gi18n-lib.h>

struct _BdFileOpener
{
  GObject       parent_instance;

  /* Owned */
  BdContext    *context;
  GCancellable *cancellable;   /* (nullable) of the file that is being read */
};

G_DEFINE_FINAL_TYPE (BdFileOpener, bd_file_opener, G_TYPE_OBJECT)

enum { PAGE, MESSAGE, N_SIGNALS };
static guint signals[N_SIGNALS];

/* A file that comes after the lock is not shown over it. */
static gboolean
is_wanted (BdFileOpener *self)
{
  return self->context != NULL && bd_context_get_state (self->context) == BD_CONTEXT_READY;
}

static void
on_loaded_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (BdFileOpener) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (BdFileReading) reading = bd_file_reading_load_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || !is_wanted (self))
    return;
  g_signal_emit (self, signals[MESSAGE], 0, error != NULL ? error->message : NULL);
  if (reading != NULL)
    g_signal_emit (self, signals[PAGE], 0,
                   bd_document_page_new (reading, bd_site_profile_get_zone (bd_context_get_profile (self->context))), TRUE);
}

/**
 * bd_file_opener_open:
 * @self: the opener
 * @file: a FHIR file
 *
 * Reads it without a network, a store or a ticket, and shows it.
 */
void
bd_file_opener_open (BdFileOpener *self,
                     GFile        *file)
{
  g_return_if_fail (BD_IS_FILE_OPENER (self));
  g_return_if_fail (G_IS_FILE (file));

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (!is_wanted (self))
    return;
  self->cancellable = g_cancellable_new ();
  bd_file_reading_load_async (file, self->cancellable, on_loaded_cb, g_object_ref (self));
}

static void
on_chosen_cb (GFile    *file,
              gpointer  user_data)
{
  bd_file_opener_open (user_data, file);
}

/**
 * bd_file_opener_choose:
 * @self: the opener
 * @parent: the window that asks
 */
void
bd_file_opener_choose (BdFileOpener *self,
                       GtkWindow    *parent)
{
  g_return_if_fail (BD_IS_FILE_OPENER (self));

  bd_compat_open_file (parent, _("Open a FHIR file"), on_chosen_cb, g_object_ref (self), g_object_unref);
}

static gboolean
on_drop_cb (BdFileOpener *self,
            const GValue *value)
{
  GFile *file = G_VALUE_HOLDS (value, G_TYPE_FILE) ? g_value_get_object (value) : NULL;

  if (file == NULL || !is_wanted (self))
    return FALSE;
  bd_file_opener_open (self, file);

  return TRUE;
}

/**
 * bd_file_opener_accept_drops:
 * @self: the opener
 * @widget: where a file may be dropped
 */
void
bd_file_opener_accept_drops (BdFileOpener *self,
                             GtkWidget    *widget)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_FILE, GDK_ACTION_COPY);

  g_signal_connect_object (target, "drop", G_CALLBACK (on_drop_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (target));
}

static void
bd_file_opener_dispose (GObject *object)
{
  BdFileOpener *self = BD_FILE_OPENER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (bd_file_opener_parent_class)->dispose (object);
}

static void
bd_file_opener_class_init (BdFileOpenerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bd_file_opener_dispose;
  signals[PAGE] = g_signal_new ("page", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                GTK_TYPE_WIDGET, G_TYPE_BOOLEAN);
  signals[MESSAGE] = g_signal_new ("message", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                   G_TYPE_STRING);
}

static void
bd_file_opener_init (BdFileOpener *self)
{
}

/**
 * bd_file_opener_new:
 * @context: the context; files are shown while somebody is signed in
 *
 * Returns: (transfer full): the opener
 */
BdFileOpener *
bd_file_opener_new (BdContext *context)
{
  BdFileOpener *self;

  g_return_val_if_fail (BD_IS_CONTEXT (context), NULL);

  self = g_object_new (BD_TYPE_FILE_OPENER, NULL);
  self->context = g_object_ref (context);

  return self;
}
