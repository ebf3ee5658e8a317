/* bd-seeker.c: from a number or a name to an opened record, page by page
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "window/bd-seeker.h"

#include "glass/bd-glass-dialog.h"
#include "identity/bd-candidates-page.h"
#include "identity/bd-identity-page.h"
#include "record/bd-record-page.h"

#include <glib/gi18n-lib.h>

struct _BdSeeker
{
  GObject         parent_instance;

  /* Owned */
  BdContext      *context;
  GCancellable   *cancellable;   /* (nullable) of the question that is out */
  gboolean        offline;       /* as asked for with the last number */

  /* Borrowed, weak */
  BdIdentityPage *identity;      /* (nullable) */
  BdGlassDialog  *glass;         /* (nullable) */
};

G_DEFINE_FINAL_TYPE (BdSeeker, bd_seeker, G_TYPE_OBJECT)

enum { PAGE, MESSAGE, BUSY, N_SIGNALS };
static guint signals[N_SIGNALS];

static GTimeZone *
get_zone (BdSeeker *self)
{
  return bd_site_profile_get_zone (bd_context_get_profile (self->context));
}

static void
begin (BdSeeker *self)
{
  bd_seeker_cancel (self);
  self->cancellable = g_cancellable_new ();
  g_signal_emit (self, signals[BUSY], 0, TRUE);
}

/* The question is answered. FALSE when nobody wants to hear it any more. */
static gboolean
end (BdSeeker     *self,
     const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->context == NULL)
    return FALSE;
  g_clear_object (&self->cancellable);
  g_signal_emit (self, signals[BUSY], 0, FALSE);
  g_signal_emit (self, signals[MESSAGE], 0, error != NULL ? error->message : NULL);

  return error == NULL;
}

static void
on_opened_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (BdSeeker) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (BdOpening) opening = bd_context_open_finish (BD_CONTEXT (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->context == NULL)
    return;
  g_clear_object (&self->cancellable);
  if (self->identity != NULL)
    {
      bd_identity_page_set_busy (self->identity, FALSE);
      bd_identity_page_set_trouble (self->identity, error != NULL ? error->message : NULL);
    }
  if (opening != NULL)
    g_signal_emit (self, signals[PAGE], 0, bd_record_page_new (bd_opening_get_record (opening), opening), TRUE);
}

static void
on_open_cb (BdSeeker       *self,
            BdIdentityPage *page)
{
  BdIdentityChoice choice;

  if (!bd_identity_page_get_choice (page, &choice))
    return;
  bd_seeker_cancel (self);
  self->cancellable = g_cancellable_new ();
  bd_identity_page_set_busy (page, TRUE);
  bd_identity_page_set_trouble (page, NULL);
  bd_context_open_async (self->context, bd_identity_page_get_patient (page), choice.reason,
                         *choice.note != '\0' ? choice.note : NULL, choice.identified_by, choice.offline,
                         self->cancellable, on_opened_cb, g_object_ref (self));
}

/* ---- nobody can give permission: through the glass at once ---- */

static void
on_opened_in_emergency_cb (GObject      *source,
                           GAsyncResult *result,
                           gpointer      user_data)
{
  g_autoptr (BdSeeker) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (BdOpening) opening = bd_context_open_finish (BD_CONTEXT (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->context == NULL)
    return;
  g_clear_object (&self->cancellable);
  if (self->glass != NULL)
    bd_glass_dialog_finish (self->glass, error != NULL ? error->message : NULL);
  if (opening != NULL)
    g_signal_emit (self, signals[PAGE], 0, bd_record_page_new (bd_opening_get_record (opening), opening), TRUE);
}

static void
on_glass_confirmed_cb (BdSeeker      *self,
                       BdGlassDialog *dialog)
{
  g_autoptr (BdLockedBytes) passphrase = bd_glass_dialog_take_passphrase (dialog);
  BdIdentityChoice choice = { 0 };
  BdEmergencyRequest request;

  if (self->identity == NULL || passphrase == NULL)
    {
      bd_glass_dialog_finish (dialog, _("Enter your own passphrase."));
      return;
    }
  bd_glass_dialog_peek_request (dialog, &request);
  bd_identity_page_get_choice (self->identity, &choice);
  request.identified_by = choice.identified_by;
  bd_seeker_cancel (self);
  self->cancellable = g_cancellable_new ();
  bd_context_open_emergency_async (self->context, bd_identity_page_get_patient (self->identity), &request, passphrase,
                                   choice.offline, self->cancellable, on_opened_in_emergency_cb, g_object_ref (self));
}

static void
on_offer_noted_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (BdSeeker) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!bd_context_note_offer_finish (BD_CONTEXT (source), result, &error) && self->identity != NULL)
    bd_identity_page_set_trouble (self->identity, error->message);
}

static void
note_offer (BdSeeker *self,
            gboolean  declined)
{
  BdIdentityChoice choice = { 0 };

  if (self->context == NULL || self->identity == NULL)
    return;
  bd_identity_page_get_choice (self->identity, &choice);
  bd_context_note_offer_async (self->context, bd_identity_page_get_patient (self->identity), choice.identified_by,
                               declined, NULL, on_offer_noted_cb, g_object_ref (self));
}

static void
on_declined_cb (BdSeeker *self)
{
  note_offer (self, TRUE);
}

static void
on_emergency_cb (BdSeeker       *self,
                 BdIdentityPage *page)
{
  GtkWidget *dialog;

  if (self->glass != NULL)
    return;
  bd_identity_page_set_trouble (page, NULL);
  note_offer (self, FALSE);
  dialog = bd_glass_dialog_new (bd_identity_page_get_patient (page),
                                _("The record is closed until the person agrees, or an emergency is recorded."), get_zone (self));
  g_set_weak_pointer (&self->glass, BD_GLASS_DIALOG (dialog));
  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (page))));
  g_signal_connect_object (dialog, "confirmed", G_CALLBACK (on_glass_confirmed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (dialog, "declined", G_CALLBACK (on_declined_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
show_identity (BdSeeker        *self,
               const BdPatient *patient)
{
  GtkWidget *page = bd_identity_page_new (patient, get_zone (self));
  g_autofree char *note = NULL;
  BdReasonCode reason;
  BdIdentifiedBy identified_by;

  if (bd_context_recall_reason (self->context, patient->nhi, &reason, &identified_by, &note))
    bd_identity_page_remember (BD_IDENTITY_PAGE (page), reason, identified_by, note);
  bd_identity_page_set_offline (BD_IDENTITY_PAGE (page), self->offline);
  g_signal_connect_object (page, "open", G_CALLBACK (on_open_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "emergency", G_CALLBACK (on_emergency_cb), self, G_CONNECT_SWAPPED);
  g_set_weak_pointer (&self->identity, BD_IDENTITY_PAGE (page));
  g_signal_emit (self, signals[PAGE], 0, page, FALSE);
}

static void
on_identified_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (BdSeeker) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (BdPatient) patient = bd_context_identify_finish (BD_CONTEXT (source), result, &error);

  if (end (self, error))
    show_identity (self, patient);
}

/**
 * bd_seeker_identify:
 * @self: a seeker
 * @number: an NHI number
 * @offline: ask nobody: saved copies only
 * @allow_bad_check: go on although the check character does not fit
 *
 * Asks who this is; the identity page follows.
 */
void
bd_seeker_identify (BdSeeker   *self,
                    const char *number,
                    gboolean    offline,
                    gboolean    allow_bad_check)
{
  g_return_if_fail (BD_IS_SEEKER (self));

  begin (self);
  self->offline = offline;
  bd_context_identify_async (self->context, number, offline, allow_bad_check, self->cancellable,
                             on_identified_cb, g_object_ref (self));
}

static void
on_picked_cb (BdSeeker   *self,
              const char *nhi)
{
  bd_seeker_identify (self, nhi, FALSE, TRUE);
}

static void
on_matched_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (BdSeeker) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) patients = bd_context_match_finish (BD_CONTEXT (source), result, &error);
  GtkWidget *page;

  if (!end (self, error))
    return;
  if (patients->len == 0)
    {
      g_signal_emit (self, signals[MESSAGE], 0, _("NHI found nobody of that name and birth date. Check the spelling, or use the number."));
      return;
    }
  page = bd_candidates_page_new (patients, get_zone (self));
  g_signal_connect_object (page, "picked", G_CALLBACK (on_picked_cb), self, G_CONNECT_SWAPPED);
  g_signal_emit (self, signals[PAGE], 0, page, FALSE);
}

/**
 * bd_seeker_match:
 * @self: a seeker
 * @name: a name as typed
 * @born: a year or date of birth as typed
 *
 * Asks who it may be; the candidates follow.
 */
void
bd_seeker_match (BdSeeker   *self,
                 const char *name,
                 const char *born)
{
  g_return_if_fail (BD_IS_SEEKER (self));

  begin (self);
  self->offline = FALSE;
  bd_context_match_async (self->context, name, born, NULL, self->cancellable, on_matched_cb, g_object_ref (self));
}

/**
 * bd_seeker_cancel:
 * @self: a seeker
 *
 * Calls off the question that is out.
 */
void
bd_seeker_cancel (BdSeeker *self)
{
  g_return_if_fail (BD_IS_SEEKER (self));

  if (self->cancellable == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_signal_emit (self, signals[BUSY], 0, FALSE);
}

static void
bd_seeker_dispose (GObject *object)
{
  BdSeeker *self = BD_SEEKER (object);
  GtkWindow *glass = (GtkWindow *) self->glass;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_weak_pointer (&self->identity);
  g_clear_weak_pointer (&self->glass);
  if (glass != NULL)
    gtk_window_destroy (glass);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (bd_seeker_parent_class)->dispose (object);
}

static void
bd_seeker_class_init (BdSeekerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bd_seeker_dispose;
  signals[PAGE] = g_signal_new ("page", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                NULL, NULL, NULL, G_TYPE_NONE, 2, GTK_TYPE_WIDGET, G_TYPE_BOOLEAN);
  signals[MESSAGE] = g_signal_new ("message", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[BUSY] = g_signal_new ("busy", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

static void
bd_seeker_init (BdSeeker *self)
{
}

/**
 * bd_seeker_new:
 * @context: everything behind it
 *
 * Returns: (transfer full): a seeker
 */
BdSeeker *
bd_seeker_new (BdContext *context)
{
  BdSeeker *self;

  g_return_val_if_fail (BD_IS_CONTEXT (context), NULL);

  self = g_object_new (BD_TYPE_SEEKER, NULL);
  self->context = g_object_ref (context);

  return self;
}
