/* bd-window.c: the window: which screen is shown, and how one goes from one to the next
 *
 * Screens are layers: home, candidates, identity, record. Locking removes them from the
 * window and from memory; nothing is covered.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "window/bd-window.h"

#include "compat/bd-compat.h"
#include "document/bd-document-page.h"
#include "document/bd-file-opener.h"
#include "home/bd-home-page.h"
#include "identity/bd-identity-page.h"
#include "lock/bd-lock-page.h"
#include "record/bd-record-page.h"
#include "shared/bd-ui.h"
#include "sign-in/bd-sign-in-page.h"
#include "window/bd-keys-window.h"
#include "window/bd-seeker.h"

#include <glib/gi18n-lib.h>

#define TOUCH_EVERY (G_USEC_PER_SEC)
#define TOAST_SECONDS 15     /* sentences, not words */
#define TOAST_SIDES 120      /* pixels: margins and the button that closes it */
#define TOAST_MIN_CHARS 16   /* of a line */
#define TOAST_MAX_CHARS 60

struct _BdWindow
{
  AdwApplicationWindow parent_instance;

  /* Owned */
  BdContext       *context;        /* (nullable) until the profile is read */
  BdSeeker        *seeker;         /* (nullable) while nobody is signed in */
  BdFileOpener    *opener;         /* (nullable) likewise */
  GFile           *pending;        /* (nullable): to be shown once somebody is signed in */
  GPtrArray       *layers;         /* (element-type GtkWidget) bottom first */
  gint64           touched_at;
  BdContextState   shown_state;

  /* Borrowed, weak */
  AdwToast        *toast;          /* (nullable) */
  GtkWidget       *keys;           /* (nullable) */

  /* Template children */
  GtkWidget       *drill;
  AdwHeaderBar    *header;
  GtkWidget       *back;
  AdwWindowTitle  *title;
  GtkMenuButton   *account;
  GtkLabel        *lock_warning;
  AdwToastOverlay *overlay;
  GtkStack        *stack;
};

G_DEFINE_FINAL_TYPE (BdWindow, bd_window, ADW_TYPE_APPLICATION_WINDOW)

static GtkWidget *
get_top (BdWindow *self)
{
  return self->layers->len > 0 ? g_ptr_array_index (self->layers, self->layers->len - 1) : NULL;
}

static BdHomePage *
get_home (BdWindow *self)
{
  GtkWidget *first = self->layers->len > 0 ? g_ptr_array_index (self->layers, 0) : NULL;

  return BD_IS_HOME_PAGE (first) ? BD_HOME_PAGE (first) : NULL;
}

/* Titles say the kind of screen, never a name. */
static void
update_header (BdWindow *self)
{
  const char *title = BD_IS_RECORD_PAGE (get_top (self)) ? _("Patient record")
                      : BD_IS_DOCUMENT_PAGE (get_top (self)) ? _("File") : _("Bedside");
  BdSiteProfile *profile = self->context != NULL ? bd_context_get_profile (self->context) : NULL;

  gtk_window_set_title (GTK_WINDOW (self), title);
  adw_window_title_set_title (self->title, title);
  adw_window_title_set_subtitle (self->title, profile != NULL ? bd_site_profile_get_name (profile) : "");
  gtk_widget_set_visible (self->back, self->layers->len > 1);
}

static void
update_account (BdWindow *self)
{
  const BdClinician *clinician = self->context != NULL ? bd_context_get_clinician (self->context) : NULL;
  gboolean ready = clinician != NULL && bd_context_get_state (self->context) == BD_CONTEXT_READY;
  g_autofree char *label = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->account), ready);
  if (!ready)
    return;
  label = clinician->facility != NULL ? g_strdup_printf ("%s · %s", clinician->full_name, clinician->facility)
                                      : g_strdup (clinician->full_name);
  gtk_label_set_text (GTK_LABEL (gtk_menu_button_get_child (self->account)), label);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->account), label);
  bd_ui_set_name (GTK_WIDGET (self->account), label);
}

static void
show_top (BdWindow *self)
{
  GtkWidget *top = get_top (self);

  if (top != NULL)
    {
      gtk_stack_set_visible_child (self->stack, top);
      gtk_widget_grab_focus (top);
    }
  update_header (self);
}

static void
push (BdWindow  *self,
      GtkWidget *page)
{
  g_ptr_array_add (self->layers, page);
  gtk_stack_add_child (self->stack, page);
  show_top (self);
}

static void
drop_above (BdWindow *self,
            guint     n)
{
  /* An entry that goes while it has the focus would miss its going. */
  if (self->layers->len > n)
    gtk_window_set_focus (GTK_WINDOW (self), NULL);
  while (self->layers->len > n)
    {
      GtkWidget *top = get_top (self);

      g_ptr_array_set_size (self->layers, self->layers->len - 1);
      gtk_stack_remove (self->stack, top);
    }
}

static void
replace_all (BdWindow  *self,
             GtkWidget *page)
{
  drop_above (self, 0);
  push (self, page);
}

static void
close_dialogs (BdWindow *self)
{
  if (self->keys != NULL)
    gtk_window_destroy (GTK_WINDOW (self->keys));
  if (self->toast != NULL)
    adw_toast_dismiss (self->toast);
  gtk_label_set_text (self->lock_warning, "");
  gtk_widget_set_visible (GTK_WIDGET (self->lock_warning), FALSE);
}

/* A toast's own title would cut the sentence, and a toast does not make a line shorter
 * than it would like to be: it must like what there is room for. */
static GtkWidget *
make_toast_label (BdWindow   *self,
                  const char *text)
{
  GtkWidget *label = bd_ui_label_new (text, "heading");
  PangoFontMetrics *metrics = pango_context_get_metrics (gtk_widget_get_pango_context (label), NULL, NULL);
  int room = gtk_widget_get_width (GTK_WIDGET (self->overlay)) - TOAST_SIDES;
  int wide = MAX (1, PANGO_PIXELS_CEIL (pango_font_metrics_get_approximate_char_width (metrics)));

  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_INHERIT);
  gtk_label_set_max_width_chars (GTK_LABEL (label), CLAMP (room / wide, TOAST_MIN_CHARS, TOAST_MAX_CHARS));
  pango_font_metrics_unref (metrics);

  return label;
}

static void
show_toast (BdWindow   *self,
            const char *text)
{
  AdwToast *toast = adw_toast_new ("");

  if (self->toast != NULL)
    adw_toast_dismiss (self->toast);
  adw_toast_set_custom_title (toast, make_toast_label (self, text));
  adw_toast_set_timeout (toast, TOAST_SECONDS);
  g_set_weak_pointer (&self->toast, toast);
  adw_toast_overlay_add_toast (self->overlay, toast);
}

/* ---- from a search to a record ---- */

static void
on_seek_page_cb (BdWindow  *self,
                 GtkWidget *page,
                 gboolean   alone)
{
  if (alone)
    drop_above (self, 1);
  if (BD_IS_DOCUMENT_PAGE (page))   /* not a record: it would close over a slip of the hand */
    bd_file_opener_accept_drops (self->opener, page);
  push (self, page);
}

static void
on_seek_message_cb (BdWindow   *self,
                    const char *text)
{
  BdHomePage *home = get_home (self);

  if (home != NULL && get_top (self) == GTK_WIDGET (home))
    bd_home_page_set_trouble (home, text);
  else if (text != NULL)
    show_toast (self, text);
}

static void
on_seek_busy_cb (BdWindow *self,
                 gboolean  busy)
{
  if (get_home (self) != NULL)
    bd_home_page_set_busy (get_home (self), busy);
}

static void
on_lookup_cb (BdWindow   *self,
              const char *number,
              gboolean    allow_bad_check)
{
  bd_seeker_identify (self->seeker, number, bd_home_page_get_offline (get_home (self)), allow_bad_check);
}

static void
on_match_cb (BdWindow   *self,
             const char *name,
             const char *born)
{
  bd_seeker_match (self->seeker, name, born);
}

static void
show_home (BdWindow *self)
{
  GtkWidget *home = bd_home_page_new (self->context);

  g_signal_connect_swapped (home, "lookup", G_CALLBACK (on_lookup_cb), self);
  g_signal_connect_swapped (home, "match", G_CALLBACK (on_match_cb), self);
  self->seeker = bd_seeker_new (self->context);
  g_signal_connect_object (self->seeker, "page", G_CALLBACK (on_seek_page_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->seeker, "message", G_CALLBACK (on_seek_message_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->seeker, "busy", G_CALLBACK (on_seek_busy_cb), self, G_CONNECT_SWAPPED);
  replace_all (self, home);
  self->opener = bd_file_opener_new (self->context);
  g_signal_connect_object (self->opener, "page", G_CALLBACK (on_seek_page_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->opener, "message", G_CALLBACK (on_seek_message_cb), self, G_CONNECT_SWAPPED);
  bd_file_opener_accept_drops (self->opener, home);
  if (self->pending != NULL)
    bd_file_opener_open (self->opener, self->pending);
  g_clear_object (&self->pending);
}

/* ---- the state of the context decides the screen ---- */

static GtkWidget *
make_status (const char *icon,
             const char *title,
             const char *text)
{
  GtkWidget *page = adw_status_page_new ();
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), icon);
  adw_status_page_set_title (ADW_STATUS_PAGE (page), title);
  adw_status_page_set_description (ADW_STATUS_PAGE (page), escaped);

  return page;
}

static void
show_state (BdWindow *self)
{
  close_dialogs (self);
  g_clear_object (&self->seeker);
  g_clear_object (&self->opener);
  switch (bd_context_get_state (self->context))
    {
    case BD_CONTEXT_SIGNED_OUT: replace_all (self, bd_sign_in_page_new (self->context)); break;
    case BD_CONTEXT_READY: show_home (self); break;
    case BD_CONTEXT_LOCKED: replace_all (self, bd_lock_page_new (self->context)); break;
    case BD_CONTEXT_NEEDS_PASSPHRASE:
      if (!BD_IS_SIGN_IN_PAGE (get_top (self)))
        replace_all (self, bd_sign_in_page_new (self->context));
      break;
    case BD_CONTEXT_STARTING:
    default:
      replace_all (self, make_status ("io.github.bedside.Bedside-symbolic", _("Bedside"), _("Starting…")));
    }
  update_account (self);
}

static void
on_state_cb (BdWindow *self)
{
  if (bd_context_get_state (self->context) == self->shown_state)
    return;
  self->shown_state = bd_context_get_state (self->context);
  show_state (self);
}

static void
on_lock_warning_cb (BdWindow *self,
                    guint     seconds)
{
  g_autofree char *text = g_strdup_printf (_("Locks in %u s. Press any key to stay."), seconds);

  gtk_label_set_text (self->lock_warning, text);
  gtk_widget_set_visible (GTK_WIDGET (self->lock_warning), seconds > 0);
}

static void
touch (BdWindow *self)
{
  gint64 now = g_get_monotonic_time ();

  if (self->context == NULL || now - self->touched_at < TOUCH_EVERY)
    return;
  self->touched_at = now;
  bd_context_touch (self->context);
}

static gboolean
on_any_event_cb (BdWindow *self,
                 GdkEvent *event)
{
  switch ((guint) gdk_event_get_event_type (event))
    {
    case GDK_KEY_PRESS: case GDK_BUTTON_PRESS: case GDK_MOTION_NOTIFY: case GDK_SCROLL: case GDK_TOUCH_BEGIN:
      touch (self);
      break;
    default:
      break;
    }

  return FALSE;
}

/* ---- actions ---- */

static void
back_action (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  BdWindow *self = BD_WINDOW (widget);
  GtkWidget *top = get_top (self);

  if (BD_IS_RECORD_PAGE (top) && bd_record_page_back (BD_RECORD_PAGE (top)))
    return;
  if (self->seeker != NULL)
    bd_seeker_cancel (self->seeker);
  if (self->layers->len > 1)
    {
      drop_above (self, self->layers->len - 1);
      show_top (self);
    }
}

static void
home_action (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  BdWindow *self = BD_WINDOW (widget);

  if (get_home (self) == NULL)
    return;
  if (self->toast != NULL)
    adw_toast_dismiss (self->toast);
  bd_seeker_cancel (self->seeker);
  drop_above (self, 1);
  show_top (self);
  bd_home_page_begin (get_home (self));
}

static void
on_locked_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (BdWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!bd_context_lock_finish (BD_CONTEXT (source), result, &error))
    show_toast (self, error->message);
}

static void
lock_action (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  BdWindow *self = BD_WINDOW (widget);

  if (self->context == NULL || bd_context_get_state (self->context) != BD_CONTEXT_READY)
    return;
  /* What is on the screen goes first; the keys follow. */
  close_dialogs (self);
  drop_above (self, 1);
  bd_context_lock_async (self->context, "asked for", NULL, on_locked_cb, g_object_ref (self));
}

static void
on_signed_out_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (BdWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!bd_context_sign_out_finish (BD_CONTEXT (source), result, &error))
    show_toast (self, error->message);
}

static void
sign_out_action (GtkWidget  *widget,
                 const char *action,
                 GVariant   *parameter)
{
  BdWindow *self = BD_WINDOW (widget);

  if (self->context == NULL)
    return;
  if (get_home (self) != NULL)
    drop_above (self, 1);
  bd_context_sign_out_async (self->context, NULL, on_signed_out_cb, g_object_ref (self));
}

static void
keys_action (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  BdWindow *self = BD_WINDOW (widget);

  if (self->keys == NULL)
    g_set_weak_pointer (&self->keys, bd_keys_window_new (GTK_WINDOW (self)));
  gtk_window_present (GTK_WINDOW (self->keys));
}

static void
toast_action (GtkWidget  *widget,
              const char *action,
              GVariant   *parameter)
{
  show_toast (BD_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

/* A key that belongs to the record goes to the one on top. */
static void
record_action (GtkWidget  *widget,
               const char *action,
               GVariant   *parameter)
{
  static const struct { const char *own, *its; } names[] = {
    { "win.filter", "record.filter" }, { "win.retry", "record.retry-failed" },
    { "win.emergency", "record.emergency" }, { "win.jump", "record.jump" },
  };
  GtkWidget *top = get_top (BD_WINDOW (widget));

  if (BD_IS_IDENTITY_PAGE (top) && g_str_equal (action, "win.emergency"))
    gtk_widget_activate_action (top, "identity.emergency", NULL);
  if (!BD_IS_RECORD_PAGE (top))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i].own, action))
      gtk_widget_activate_action_variant (top, names[i].its, parameter);
}

static void
open_file_action (GtkWidget  *widget,
                  const char *action,
                  GVariant   *parameter)
{
  BdWindow *self = BD_WINDOW (widget);

  if (self->opener != NULL)
    bd_file_opener_choose (self->opener, GTK_WINDOW (self));
}

static void
export_action (GtkWidget  *widget,
               const char *action,
               GVariant   *parameter)
{
  GtkWidget *top = get_top (BD_WINDOW (widget));

  if (BD_IS_RECORD_PAGE (top))
    gtk_widget_activate_action (top, "record.export", NULL);
  else
    show_toast (BD_WINDOW (widget), _("Open the person's record first."));
}

static void
bd_window_dispose (GObject *object)
{
  BdWindow *self = BD_WINDOW (object);

  if (self->context != NULL)
    g_signal_handlers_disconnect_by_data (self->context, self);
  g_clear_object (&self->seeker);
  g_clear_object (&self->opener);
  g_clear_object (&self->pending);
  if (self->layers != NULL && self->stack != NULL)
    drop_above (self, 0);
  g_clear_weak_pointer (&self->toast);
  g_clear_weak_pointer (&self->keys);
  gtk_widget_dispose_template (GTK_WIDGET (self), BD_TYPE_WINDOW);
  g_clear_pointer (&self->layers, g_ptr_array_unref);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (bd_window_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "win.home", NULL, home_action);
  gtk_widget_class_install_action (widget_class, "win.lock", NULL, lock_action);
  gtk_widget_class_install_action (widget_class, "win.sign-out", NULL, sign_out_action);
  gtk_widget_class_install_action (widget_class, "win.keys", NULL, keys_action);
  gtk_widget_class_install_action (widget_class, "win.toast", "s", toast_action);
  gtk_widget_class_install_action (widget_class, "win.open-file", NULL, open_file_action);
  gtk_widget_class_install_action (widget_class, "win.export", NULL, export_action);
  gtk_widget_class_install_action (widget_class, "win.filter", NULL, record_action);
  gtk_widget_class_install_action (widget_class, "win.retry", NULL, record_action);
  gtk_widget_class_install_action (widget_class, "win.emergency", NULL, record_action);
  gtk_widget_class_install_action (widget_class, "win.jump", "i", record_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "win.back", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_n, GDK_CONTROL_MASK, "win.home", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F2, 0, "win.home", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_o, GDK_CONTROL_MASK, "win.open-file", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_l, GDK_CONTROL_MASK, "win.lock", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, "win.filter", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_r, GDK_CONTROL_MASK, "win.retry", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_e, GDK_CONTROL_MASK, "win.emergency", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_question, 0, "win.keys", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_question, GDK_SHIFT_MASK, "win.keys", NULL);
  for (int i = 1; i <= BD_N_SECTIONS; i++)
    gtk_widget_class_add_binding_action (widget_class, GDK_KEY_0 + i, GDK_CONTROL_MASK, "win.jump", "i", i);
}

static void
bd_window_class_init (BdWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bd_window_dispose;
  install_actions (widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, BD_UI_PATH "/window/bd-window.ui");
  gtk_widget_class_bind_template_child (widget_class, BdWindow, drill);
  gtk_widget_class_bind_template_child (widget_class, BdWindow, header);
  gtk_widget_class_bind_template_child (widget_class, BdWindow, back);
  gtk_widget_class_bind_template_child (widget_class, BdWindow, title);
  gtk_widget_class_bind_template_child (widget_class, BdWindow, account);
  gtk_widget_class_bind_template_child (widget_class, BdWindow, lock_warning);
  gtk_widget_class_bind_template_child (widget_class, BdWindow, overlay);
  gtk_widget_class_bind_template_child (widget_class, BdWindow, stack);
}

static void
bd_window_init (BdWindow *self)
{
  GtkEventController *any = gtk_event_controller_legacy_new ();

  self->layers = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (gtk_menu_button_get_popover (self->account), "map", G_CALLBACK (bd_compat_name_menu_items), NULL);
  gtk_event_controller_set_propagation_phase (any, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (any, "event", G_CALLBACK (on_any_event_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), any);
}

/**
 * bd_window_new:
 * @application: the application
 *
 * Returns: (transfer floating): a window without a context: it says that it starts
 */
GtkWidget *
bd_window_new (GtkApplication *application)
{
  return g_object_new (BD_TYPE_WINDOW, "application", application, NULL);
}

/**
 * bd_window_set_context:
 * @self: a window
 * @context: everything behind it; set once
 */
void
bd_window_set_context (BdWindow  *self,
                       BdContext *context)
{
  gboolean drill;

  g_return_if_fail (BD_IS_WINDOW (self));
  g_return_if_fail (BD_IS_CONTEXT (context));
  g_return_if_fail (self->context == NULL);

  self->context = g_object_ref (context);
  drill = bd_site_profile_get_environment (bd_context_get_profile (context)) == BD_ENVIRONMENT_DRILL;
  gtk_widget_set_visible (self->drill, drill);
  if (drill)
    gtk_widget_add_css_class (GTK_WIDGET (self), "bd-training");
  g_signal_connect_object (context, "notify::state", G_CALLBACK (on_state_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (context, "notify::clinician", G_CALLBACK (update_account), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (context, "lock-warning", G_CALLBACK (on_lock_warning_cb), self, G_CONNECT_SWAPPED);
  self->shown_state = bd_context_get_state (context);
  show_state (self);
}

/**
 * bd_window_show_trouble:
 * @self: a window
 * @title: what is wrong
 * @text: where, and what to do
 */
void
bd_window_show_trouble (BdWindow   *self,
                        const char *title,
                        const char *text)
{
  g_return_if_fail (BD_IS_WINDOW (self));

  replace_all (self, make_status ("dialog-warning-symbolic", title, text));
}

/**
 * bd_window_open_file:
 * @self: a window
 * @file: a FHIR file; shown now, or once somebody is signed in
 */
void
bd_window_open_file (BdWindow *self,
                     GFile    *file)
{
  g_return_if_fail (BD_IS_WINDOW (self));
  g_return_if_fail (G_IS_FILE (file));

  if (self->opener != NULL)
    bd_file_opener_open (self->opener, file);
  else
    g_set_object (&self->pending, file);
}
