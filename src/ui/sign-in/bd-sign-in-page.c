/* bd-sign-in-page.c: who is at the desk
 *
 * With a roster one picks one's own line; with OpenID the browser says who it is. The
 * passphrase opens what is kept on this device; it is set the first time, twice.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "sign-in/bd-sign-in-page.h"

#include "compat/bd-compat.h"
#include "shared/bd-ui.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _BdSignInPage
{
  GtkBox        parent_instance;

  /* Owned */
  BdContext    *context;
  GCancellable *cancellable;
  GCancellable *browsing;     /* (nullable) while the browser is waited for */
  char         *user_id;      /* (nullable) whose line is picked */

  /* Template children */
  GtkWidget    *question;
  GtkListBox   *roster;
  GtkWidget    *browser;
  GtkWidget    *waiting;
  GtkWidget    *give_up;
  GtkWidget    *form;
  GtkLabel     *who;
  GtkLabel     *explanation;
  GtkEditable  *passphrase;
  GtkEditable  *again;
  GtkLabel     *trouble;
  GtkWidget    *buttons;
  GtkWidget    *spinner;
};

G_DEFINE_FINAL_TYPE (BdSignInPage, bd_sign_in_page, GTK_TYPE_BOX)

static const char *
get_role_words (BdRole role)
{
  static const char *const words[BD_N_ROLES] = {
    [BD_ROLE_CLINICIAN] = N_("Clinician"),
    [BD_ROLE_CLINICIAN_EMERGENCY] = N_("Clinician, emergency"),
    [BD_ROLE_PRIVACY_OFFICER] = N_("Privacy officer"),
    [BD_ROLE_RECEPTION] = N_("Reception"),
    [BD_ROLE_ADMIN] = N_("Administrator"),
  };

  return role < BD_N_ROLES ? _(words[role]) : "";
}

static void
set_busy (BdSignInPage *self,
          gboolean      busy)
{
  bd_ui_drop_focus (GTK_WIDGET (self));
  gtk_widget_set_sensitive (self->form, !busy);
  gtk_widget_set_sensitive (self->buttons, !busy);
  gtk_widget_set_sensitive (self->browser, !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->roster), !busy);
  gtk_widget_set_visible (self->spinner, busy);
}

static gboolean
has_roster (BdSignInPage *self)
{
  return bd_site_profile_get_identity_mode (bd_context_get_profile (self->context)) == BD_IDENTITY_ROSTER;
}

/* One thing at a time: the people, or the passphrase of one of them. */
static void
show_step (BdSignInPage *self,
           gboolean      form)
{
  bd_ui_drop_focus (GTK_WIDGET (self));
  gtk_widget_set_visible (self->question, !form);
  gtk_widget_set_visible (GTK_WIDGET (self->roster), !form && has_roster (self));
  gtk_widget_set_visible (self->browser, !form && !has_roster (self));
  gtk_widget_set_visible (self->form, form);
  bd_ui_set_text (self->trouble, NULL);
}

static void
clear_passphrases (BdSignInPage *self)
{
  gtk_editable_set_text (self->passphrase, "");
  gtk_editable_set_text (self->again, "");
}

static void
show_people (BdSignInPage *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->roster);

  clear_passphrases (self);
  if (bd_context_get_state (self->context) == BD_CONTEXT_NEEDS_PASSPHRASE)
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "win.sign-out", NULL);
      return;
    }
  show_step (self, FALSE);
  gtk_widget_grab_focus (row != NULL ? GTK_WIDGET (row) : GTK_WIDGET (self));
}

static void
show_form (BdSignInPage *self,
           const char   *user_id,
           const char   *name)
{
  gboolean is_new = bd_context_is_new_here (self->context, user_id);

  g_free (self->user_id);
  self->user_id = g_strdup (user_id);
  gtk_label_set_text (self->who, name);
  gtk_label_set_text (self->explanation,
                      is_new ? _("Your first time on this device: choose a passphrase, and enter it twice. It opens what is kept here, also when the line is down.")
                             : _("Your passphrase for this device."));
  gtk_widget_set_visible (GTK_WIDGET (self->again), is_new);
  clear_passphrases (self);
  show_step (self, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->passphrase));
}

static void
on_row_activated_cb (BdSignInPage  *self,
                     GtkListBoxRow *row)
{
  GPtrArray *roster = bd_site_profile_get_roster (bd_context_get_profile (self->context));
  const BdClinician *clinician = g_ptr_array_index (roster, gtk_list_box_row_get_index (row));

  show_form (self, clinician->user_id, clinician->full_name);
}

static void
on_signed_in_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (BdSignInPage) self = user_data;
  g_autoptr (GError) error = NULL;

  if (bd_context_sign_in_finish (BD_CONTEXT (source), result, &error) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  set_busy (self, FALSE);
  bd_ui_set_text (self->trouble, error->message);
  gtk_widget_grab_focus (GTK_WIDGET (self->passphrase));
}

static void
sign_in (BdSignInPage *self)
{
  g_autoptr (BdLockedBytes) passphrase = NULL;
  gboolean is_new = gtk_widget_get_visible (GTK_WIDGET (self->again));

  if (is_new && strcmp (gtk_editable_get_text (self->passphrase), gtk_editable_get_text (self->again)) != 0)
    {
      clear_passphrases (self);
      bd_ui_set_text (self->trouble, _("The two passphrases differ. Enter both again."));
      gtk_widget_grab_focus (GTK_WIDGET (self->passphrase));
      return;
    }
  passphrase = bd_ui_take_passphrase (self->passphrase);
  gtk_editable_set_text (self->again, "");
  if (passphrase == NULL)
    {
      bd_ui_set_text (self->trouble, _("Enter your passphrase."));
      return;
    }
  bd_ui_set_text (self->trouble, NULL);
  set_busy (self, TRUE);
  bd_context_sign_in_async (self->context,
                            bd_context_get_state (self->context) == BD_CONTEXT_NEEDS_PASSPHRASE ? NULL : self->user_id,
                            passphrase, self->cancellable, on_signed_in_cb, g_object_ref (self));
}

static void
on_entered_cb (BdSignInPage *self)
{
  if (gtk_widget_get_visible (GTK_WIDGET (self->again)) && *gtk_editable_get_text (self->again) == '\0')
    gtk_widget_grab_focus (GTK_WIDGET (self->again));
  else
    sign_in (self);
}

static void
open_browser (const char *url,
              gpointer    user_data)
{
  BdSignInPage *self = user_data;

  bd_compat_show_uri (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), url);
}

static void
show_form_for_signed_in (BdSignInPage *self)
{
  const BdClinician *clinician = bd_context_get_clinician (self->context);

  if (clinician != NULL)
    show_form (self, clinician->user_id, clinician->full_name);
}

static void
set_waiting (BdSignInPage *self,
             gboolean      waiting)
{
  set_busy (self, waiting);
  gtk_widget_set_visible (self->browser, !waiting);
  gtk_widget_set_visible (self->waiting, waiting);
  gtk_widget_grab_focus (waiting ? self->give_up : self->browser);
}

static void
on_openid_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (BdSignInPage) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean ok = bd_context_sign_in_openid_finish (BD_CONTEXT (source), result, &error);

  if (self->context == NULL)   /* the page is gone */
    return;
  g_clear_object (&self->browsing);
  set_waiting (self, FALSE);
  /* The browser may have come back in the moment in which it was given up. */
  if (ok || bd_context_get_state (self->context) == BD_CONTEXT_NEEDS_PASSPHRASE)
    show_form_for_signed_in (self);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    bd_ui_set_text (self->trouble, error->message);
}

static void
on_browser_clicked_cb (BdSignInPage *self)
{
  g_return_if_fail (self->browsing == NULL);

  bd_ui_set_text (self->trouble, NULL);
  set_waiting (self, TRUE);
  self->browsing = g_cancellable_new ();
  bd_context_sign_in_openid_async (self->context, open_browser, self, self->browsing, on_openid_cb, g_object_ref (self));
}

/* Somebody who closed the page in the browser need not wait until it is given up for them. */
static void
give_up_browser (BdSignInPage *self)
{
  g_cancellable_cancel (self->browsing);
}

static GtkWidget *
make_row (const BdClinician *clinician)
{
  GtkWidget *row = adw_action_row_new ();
  const char *role = get_role_words (clinician->role);
  g_autofree char *name = g_strdup_printf ("%s, %s", clinician->full_name, role);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), clinician->full_name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), role);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  bd_ui_set_name (row, name);

  return row;
}

static gboolean
escape_cb (GtkWidget *widget,
           GVariant  *arguments,
           gpointer   user_data)
{
  BdSignInPage *self = BD_SIGN_IN_PAGE (widget);

  if (self->browsing != NULL)
    {
      give_up_browser (self);
      return TRUE;
    }
  if (!gtk_widget_get_visible (self->form) || !gtk_widget_get_sensitive (self->form))
    return FALSE;
  show_people (self);

  return TRUE;
}

static gboolean
bd_sign_in_page_grab_focus (GtkWidget *widget)
{
  BdSignInPage *self = BD_SIGN_IN_PAGE (widget);

  if (gtk_widget_get_visible (self->form))
    return gtk_widget_grab_focus (GTK_WIDGET (self->passphrase));
  if (gtk_widget_get_visible (self->browser))
    return gtk_widget_grab_focus (self->browser);

  if (gtk_widget_get_first_child (GTK_WIDGET (self->roster)) != NULL)
    return gtk_widget_grab_focus (gtk_widget_get_first_child (GTK_WIDGET (self->roster)));

  return FALSE;
}

static void
bd_sign_in_page_dispose (GObject *object)
{
  BdSignInPage *self = BD_SIGN_IN_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_cancellable_cancel (self->browsing);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->browsing);
  gtk_widget_dispose_template (GTK_WIDGET (self), BD_TYPE_SIGN_IN_PAGE);
  g_clear_object (&self->context);
  g_clear_pointer (&self->user_id, g_free);

  G_OBJECT_CLASS (bd_sign_in_page_parent_class)->dispose (object);
}

static void
bd_sign_in_page_class_init (BdSignInPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bd_sign_in_page_dispose;
  widget_class->grab_focus = bd_sign_in_page_grab_focus;
  gtk_widget_class_set_template_from_resource (widget_class, BD_UI_PATH "/sign-in/bd-sign-in-page.ui");
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, escape_cb, NULL);
  gtk_widget_class_bind_template_child (widget_class, BdSignInPage, question);
  gtk_widget_class_bind_template_child (widget_class, BdSignInPage, roster);
  gtk_widget_class_bind_template_child (widget_class, BdSignInPage, browser);
  gtk_widget_class_bind_template_child (widget_class, BdSignInPage, waiting);
  gtk_widget_class_bind_template_child (widget_class, BdSignInPage, give_up);
  gtk_widget_class_bind_template_child (widget_class, BdSignInPage, form);
  gtk_widget_class_bind_template_child (widget_class, BdSignInPage, who);
  gtk_widget_class_bind_template_child (widget_class, BdSignInPage, explanation);
  gtk_widget_class_bind_template_child (widget_class, BdSignInPage, passphrase);
  gtk_widget_class_bind_template_child (widget_class, BdSignInPage, again);
  gtk_widget_class_bind_template_child (widget_class, BdSignInPage, trouble);
  gtk_widget_class_bind_template_child (widget_class, BdSignInPage, buttons);
  gtk_widget_class_bind_template_child (widget_class, BdSignInPage, spinner);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_entered_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_people);
  gtk_widget_class_bind_template_callback (widget_class, sign_in);
  gtk_widget_class_bind_template_callback (widget_class, on_browser_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, give_up_browser);
}

static void
bd_sign_in_page_init (BdSignInPage *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * bd_sign_in_page_new:
 * @context: everything behind it
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
bd_sign_in_page_new (BdContext *context)
{
  BdSignInPage *self;
  BdSiteProfile *profile;

  g_return_val_if_fail (BD_IS_CONTEXT (context), NULL);

  self = g_object_new (BD_TYPE_SIGN_IN_PAGE, NULL);
  self->context = g_object_ref (context);
  profile = bd_context_get_profile (context);
  for (guint i = 0; has_roster (self) && i < bd_site_profile_get_roster (profile)->len; i++)
    gtk_list_box_append (self->roster, make_row (g_ptr_array_index (bd_site_profile_get_roster (profile), i)));
  show_step (self, FALSE);
  if (bd_context_get_state (context) == BD_CONTEXT_NEEDS_PASSPHRASE)
    show_form_for_signed_in (self);

  return GTK_WIDGET (self);
}
