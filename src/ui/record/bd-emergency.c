/* bd-emergency.c: the way through the glass and back, for one opening
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "record/bd-emergency.h"

#include "glass/bd-glass-dialog.h"
#include "shared/bd-ui.h"

#include <glib/gi18n-lib.h>

struct _BdEmergency
{
  GObject        parent_instance;

  /* Owned */
  BdOpening     *opening;
  GCancellable  *cancellable;

  /* Borrowed, weak */
  BdGlassDialog *dialog;     /* (nullable) */
};

G_DEFINE_FINAL_TYPE (BdEmergency, bd_emergency, G_TYPE_OBJECT)

enum { MESSAGE, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
say (BdEmergency *self,
     const char  *text)
{
  g_signal_emit (self, signals[MESSAGE], 0, text);
}

static void
on_noted_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (BdEmergency) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!bd_opening_note_offer_finish (BD_OPENING (source), result, &error) &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    say (self, error->message);
}

static void
on_declined_cb (BdEmergency *self)
{
  if (self->opening != NULL)
    bd_opening_note_offer_async (self->opening, TRUE, NULL, on_noted_cb, g_object_ref (self));
}

static void
on_broken_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (BdEmergency) self = user_data;
  g_autoptr (GError) error = NULL;
  guint n_more = 0;
  gboolean ok = bd_opening_break_glass_finish (BD_OPENING (source), result, &n_more, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (self->dialog != NULL)
    bd_glass_dialog_finish (self->dialog, ok ? NULL : error->message);
  else if (!ok)
    say (self, error->message);
  if (ok && n_more > 0)
    {
      g_autofree char *text = g_strdup_printf (ngettext ("Emergency access: %u more entry is shown",
                                                         "Emergency access: %u more entries are shown", n_more), n_more);

      say (self, text);
    }
}

static void
on_confirmed_cb (BdEmergency   *self,
                 BdGlassDialog *dialog)
{
  g_autoptr (BdLockedBytes) passphrase = bd_glass_dialog_take_passphrase (dialog);
  g_autofree char *trouble = NULL;
  BdEmergencyRequest request;

  bd_glass_dialog_peek_request (dialog, &request);
  trouble = bd_opening_refuse_emergency (self->opening, &request, TRUE);
  if (trouble != NULL || passphrase == NULL)
    {
      bd_glass_dialog_finish (dialog, trouble != NULL ? trouble : _("Enter your own passphrase."));
      return;
    }
  bd_opening_break_glass_async (self->opening, &request, passphrase, self->cancellable, on_broken_cb, g_object_ref (self));
}

/**
 * bd_emergency_is_offered:
 * @self: the way through the glass
 *
 * Returns: whether it could show more, as things stand now
 */
gboolean
bd_emergency_is_offered (BdEmergency *self)
{
  g_autoptr (BdEmergencyOffer) offer = NULL;

  g_return_val_if_fail (BD_IS_EMERGENCY (self), FALSE);

  offer = bd_opening_get_offer (self->opening);

  return offer != NULL && offer->offered;
}

/**
 * bd_emergency_is_in_force:
 * @self: the way through the glass
 *
 * Returns: whether an emergency access is in force
 */
gboolean
bd_emergency_is_in_force (BdEmergency *self)
{
  BdGrant *grant;

  g_return_val_if_fail (BD_IS_EMERGENCY (self), FALSE);

  grant = bd_opening_get_grant (self->opening);

  return grant != NULL && bd_grant_is_in_force (grant);
}

static void
show_dialog (BdEmergency            *self,
             GtkWindow              *parent,
             const BdEmergencyOffer *offer)
{
  BdRecord *record = bd_opening_get_record (self->opening);
  g_autofree char *words = NULL;
  guint n = bd_record_count_hidden (record, &words);
  g_autofree char *hidden = n > 0 && words != NULL ? g_strdup_printf (_("Held back: %s"), words) : g_strdup (offer->why);
  GtkWidget *dialog = bd_glass_dialog_new (bd_record_get_patient (record), hidden, bd_record_get_zone (record));

  g_set_weak_pointer (&self->dialog, BD_GLASS_DIALOG (dialog));
  gtk_window_set_transient_for (GTK_WINDOW (dialog), parent);
  g_signal_connect_object (dialog, "declined", G_CALLBACK (on_declined_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (dialog, "confirmed", G_CALLBACK (on_confirmed_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/**
 * bd_emergency_begin:
 * @self: the way through the glass
 * @parent: the window of the record
 *
 * Opens the dialog, or says why it could show nothing more.
 */
void
bd_emergency_begin (BdEmergency *self,
                    GtkWindow   *parent)
{
  g_autoptr (BdEmergencyOffer) offer = NULL;

  g_return_if_fail (BD_IS_EMERGENCY (self));

  if (self->dialog != NULL || bd_emergency_is_in_force (self))
    return;
  offer = bd_opening_get_offer (self->opening);
  if (offer == NULL || !offer->offered)
    {
      say (self, offer != NULL && offer->why != NULL ? offer->why : _("Emergency access could show nothing more here."));
      return;
    }
  show_dialog (self, parent, offer);
  bd_opening_note_offer_async (self->opening, FALSE, self->cancellable, on_noted_cb, g_object_ref (self));
}

static void
on_ended_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (BdEmergency) self = user_data;
  g_autoptr (GError) error = NULL;

  if (bd_opening_end_grant_finish (BD_OPENING (source), result, &error))
    say (self, _("Emergency access has ended"));
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    say (self, error->message);
}

/**
 * bd_emergency_end:
 * @self: the way through the glass
 *
 * Ends the access in force.
 */
void
bd_emergency_end (BdEmergency *self)
{
  g_return_if_fail (BD_IS_EMERGENCY (self));

  if (bd_emergency_is_in_force (self))
    bd_opening_end_grant_async (self->opening, self->cancellable, on_ended_cb, g_object_ref (self));
}

static void
bd_emergency_dispose (GObject *object)
{
  BdEmergency *self = BD_EMERGENCY (object);
  GtkWindow *dialog = (GtkWindow *) self->dialog;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_weak_pointer (&self->dialog);
  if (dialog != NULL)
    gtk_window_destroy (dialog);
  g_clear_object (&self->opening);

  G_OBJECT_CLASS (bd_emergency_parent_class)->dispose (object);
}

static void
bd_emergency_class_init (BdEmergencyClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bd_emergency_dispose;
  signals[MESSAGE] = g_signal_new ("message", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
bd_emergency_init (BdEmergency *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * bd_emergency_new:
 * @opening: an opened record
 *
 * Returns: (transfer full): the way through its glass
 */
BdEmergency *
bd_emergency_new (BdOpening *opening)
{
  BdEmergency *self;

  g_return_val_if_fail (BD_IS_OPENING (opening), NULL);

  self = g_object_new (BD_TYPE_EMERGENCY, NULL);
  self->opening = g_object_ref (opening);

  return self;
}
