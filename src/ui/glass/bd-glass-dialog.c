/* bd-glass-dialog.c: emergency access, in two pages: why, then who confirms it
 *
 * The first page needs no network. Cancel and Escape always go back, and no key opens
 * by default: only the button of the second page does.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "glass/bd-glass-dialog.h"

#include "record/bd-banner.h"
#include "shared/bd-choices.h"
#include "shared/bd-ui.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _BdGlassDialog
{
  AdwWindow        parent_instance;

  /* Owned */
  char            *person;       /* the name that may not be the note */
  char            *note;         /* as last read, for the request */
  gboolean         working;
  gboolean         answered;     /* opened or declined: closing says nothing more */

  /* Template children */
  GtkStack        *pages;
  BdBanner        *banner;
  GtkLabel        *hidden;
  BdChoices       *reasons;
  GtkTextView     *note_view;
  GtkLabel        *counter;
  GtkEditable     *consulted;
  GtkLabel        *trouble1;
  GtkEditable     *initials;
  GtkEditable     *birth_year;
  GtkEditable     *passphrase;
  GtkLabel        *trouble2;
  GtkWidget       *open;
  GtkWidget       *spinner;
};

G_DEFINE_FINAL_TYPE (BdGlassDialog, bd_glass_dialog, ADW_TYPE_WINDOW)

enum { DECLINED, CONFIRMED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
read_note (BdGlassDialog *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->note_view);
  GtkTextIter from, to;
  g_autofree char *text = NULL;

  gtk_text_buffer_get_bounds (buffer, &from, &to);
  text = gtk_text_buffer_get_text (buffer, &from, &to, FALSE);
  g_free (self->note);
  self->note = g_strdup (g_strstrip (text));
}

static BdReasonCode
get_reason (BdGlassDialog *self,
            gboolean      *chosen)
{
  guint value = BD_REASON_BG1;

  *chosen = bd_choices_get (self->reasons, &value);

  return value;
}

static void
update_counter (BdGlassDialog *self)
{
  gboolean chosen;
  const BdReason *reason = bd_reason_get (get_reason (self, &chosen));
  g_autofree char *text = NULL;
  glong n;

  read_note (self);
  n = g_utf8_strlen (self->note, -1);
  if (chosen && n < reason->note_min)
    text = g_strdup_printf (_("%ld of at least %u characters"), n, reason->note_min);
  else
    text = g_strdup_printf (_("%ld of at most %d characters"), n, BD_NOTE_MAX);
  gtk_label_set_text (self->counter, text);
  bd_ui_set_text (self->trouble1, NULL);
}

/**
 * bd_glass_dialog_dup_trouble:
 * @self: the dialog
 *
 * Returns: (transfer full) (nullable): what is missing on the first page, in a sentence
 */
char *
bd_glass_dialog_dup_trouble (BdGlassDialog *self)
{
  gboolean chosen;
  BdReasonCode reason;

  g_return_val_if_fail (BD_IS_GLASS_DIALOG (self), NULL);

  reason = get_reason (self, &chosen);
  if (!chosen)
    return g_strdup (_("Choose why it cannot wait."));
  read_note (self);

  return bd_reason_refuse_note (reason, self->note, self->person);
}

static void
decline (BdGlassDialog *self)
{
  if (!self->answered)
    {
      self->answered = TRUE;
      g_signal_emit (self, signals[DECLINED], 0);
    }
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
go_back_action (GtkWidget  *widget,
                const char *action,
                GVariant   *parameter)
{
  BdGlassDialog *self = BD_GLASS_DIALOG (widget);

  if (self->working)
    return;
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->pages), "confirm") == 0)
    {
      gtk_editable_set_text (self->passphrase, "");
      gtk_stack_set_visible_child_name (self->pages, "why");
      gtk_widget_grab_focus (GTK_WIDGET (self->note_view));
    }
  else
    decline (self);
}

static void
continue_action (GtkWidget  *widget,
                 const char *action,
                 GVariant   *parameter)
{
  BdGlassDialog *self = BD_GLASS_DIALOG (widget);
  g_autofree char *trouble = bd_glass_dialog_dup_trouble (self);

  bd_ui_set_text (self->trouble1, trouble);
  if (trouble != NULL)
    return;
  bd_ui_set_text (self->trouble2, NULL);
  gtk_stack_set_visible_child_name (self->pages, "confirm");
  gtk_widget_grab_focus (GTK_WIDGET (self->initials));
}

static const char *
find_gap (BdGlassDialog *self)
{
  if (*gtk_editable_get_text (self->initials) == '\0')
    return _("Enter the person's initials.");
  if (strlen (gtk_editable_get_text (self->birth_year)) != 4)
    return _("Enter the person's year of birth, four digits.");
  if (*gtk_editable_get_text (self->passphrase) == '\0')
    return _("Enter your own passphrase.");

  return NULL;
}

static void
set_working (BdGlassDialog *self,
             gboolean       working)
{
  self->working = working;
  gtk_widget_set_sensitive (GTK_WIDGET (self->pages), !working);
  gtk_widget_set_visible (self->spinner, working);
}

static void
open_action (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  BdGlassDialog *self = BD_GLASS_DIALOG (widget);
  const char *gap = find_gap (self);

  bd_ui_set_text (self->trouble2, gap);
  if (gap != NULL || self->working)
    return;
  set_working (self, TRUE);
  g_signal_emit (self, signals[CONFIRMED], 0);
}

/**
 * bd_glass_dialog_peek_request:
 * @self: the dialog
 * @request: (out caller-allocates): what was filled in; its strings live as long as the dialog is left alone.
 *   How the person was identified is not asked here: "not confirmed" until the caller says more
 */
void
bd_glass_dialog_peek_request (BdGlassDialog      *self,
                              BdEmergencyRequest *request)
{
  const char *consulted;
  gboolean chosen;

  g_return_if_fail (BD_IS_GLASS_DIALOG (self));

  read_note (self);
  consulted = gtk_editable_get_text (self->consulted);
  /* How the person was identified was asked elsewhere: the caller fills it in. */
  *request = (BdEmergencyRequest) { .identified_by = BD_IDENTIFIED_NOT_CONFIRMED };
  request->reason = get_reason (self, &chosen);
  request->note = self->note;
  request->consulted = *consulted != '\0' ? consulted : NULL;
  request->initials = gtk_editable_get_text (self->initials);
  request->birth_year = gtk_editable_get_text (self->birth_year);
}

/**
 * bd_glass_dialog_take_passphrase:
 * @self: the dialog
 *
 * Returns: (transfer full) (nullable): what was typed, which is gone from the dialog then
 */
BdLockedBytes *
bd_glass_dialog_take_passphrase (BdGlassDialog *self)
{
  g_return_val_if_fail (BD_IS_GLASS_DIALOG (self), NULL);

  return bd_ui_take_passphrase (self->passphrase);
}

/**
 * bd_glass_dialog_finish:
 * @self: the dialog
 * @trouble: (nullable): why it was refused; %NULL when the access is in force
 *
 * Closes the dialog, or says what to change.
 */
void
bd_glass_dialog_finish (BdGlassDialog *self,
                        const char    *trouble)
{
  g_return_if_fail (BD_IS_GLASS_DIALOG (self));

  set_working (self, FALSE);
  if (trouble == NULL)
    {
      self->answered = TRUE;
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  bd_ui_set_text (self->trouble2, trouble);
  gtk_widget_grab_focus (GTK_WIDGET (self->passphrase));
}

static gboolean
bd_glass_dialog_close_request (GtkWindow *window)
{
  BdGlassDialog *self = BD_GLASS_DIALOG (window);

  if (self->working)
    return TRUE;
  decline (self);

  return TRUE;
}

static void
bd_glass_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), BD_TYPE_GLASS_DIALOG);

  G_OBJECT_CLASS (bd_glass_dialog_parent_class)->dispose (object);
}

static void
bd_glass_dialog_finalize (GObject *object)
{
  BdGlassDialog *self = BD_GLASS_DIALOG (object);

  g_free (self->person);
  g_free (self->note);

  G_OBJECT_CLASS (bd_glass_dialog_parent_class)->finalize (object);
}

static void
bd_glass_dialog_class_init (BdGlassDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bd_glass_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = bd_glass_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = bd_glass_dialog_close_request;
  signals[DECLINED] = g_signal_new ("declined", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[CONFIRMED] = g_signal_new ("confirmed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_install_action (widget_class, "glass.back", NULL, go_back_action);
  gtk_widget_class_install_action (widget_class, "glass.continue", NULL, continue_action);
  gtk_widget_class_install_action (widget_class, "glass.open", NULL, open_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "glass.back", NULL);
  g_type_ensure (BD_TYPE_BANNER);
  g_type_ensure (BD_TYPE_CHOICES);
  gtk_widget_class_set_template_from_resource (widget_class, BD_UI_PATH "/glass/bd-glass-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, BdGlassDialog, pages);
  gtk_widget_class_bind_template_child (widget_class, BdGlassDialog, banner);
  gtk_widget_class_bind_template_child (widget_class, BdGlassDialog, hidden);
  gtk_widget_class_bind_template_child (widget_class, BdGlassDialog, reasons);
  gtk_widget_class_bind_template_child (widget_class, BdGlassDialog, note_view);
  gtk_widget_class_bind_template_child (widget_class, BdGlassDialog, counter);
  gtk_widget_class_bind_template_child (widget_class, BdGlassDialog, consulted);
  gtk_widget_class_bind_template_child (widget_class, BdGlassDialog, trouble1);
  gtk_widget_class_bind_template_child (widget_class, BdGlassDialog, initials);
  gtk_widget_class_bind_template_child (widget_class, BdGlassDialog, birth_year);
  gtk_widget_class_bind_template_child (widget_class, BdGlassDialog, passphrase);
  gtk_widget_class_bind_template_child (widget_class, BdGlassDialog, trouble2);
  gtk_widget_class_bind_template_child (widget_class, BdGlassDialog, open);
  gtk_widget_class_bind_template_child (widget_class, BdGlassDialog, spinner);
}

static void
focus_note (BdGlassDialog *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->note_view));
}

static void
bd_glass_dialog_init (BdGlassDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->note = g_strdup ("");
  for (BdReasonCode code = BD_REASON_BG1; code <= BD_REASON_BG5; code++)
    bd_choices_add (self->reasons, code, bd_reason_get (code)->label, NULL);
  g_signal_connect_swapped (self->reasons, "changed", G_CALLBACK (update_counter), self);
  g_signal_connect_swapped (self->reasons, "chosen", G_CALLBACK (focus_note), self);
  g_signal_connect_object (gtk_text_view_get_buffer (self->note_view), "changed", G_CALLBACK (update_counter), self,
                           G_CONNECT_SWAPPED);
  update_counter (self);
}

/**
 * bd_glass_dialog_new:
 * @patient: whose record it is
 * @hidden: what is held back, in counts and kinds
 * @zone: (nullable): the site's zone
 *
 * Returns: (transfer floating): the dialog, on its first page
 */
GtkWidget *
bd_glass_dialog_new (const BdPatient *patient,
                     const char      *hidden,
                     GTimeZone       *zone)
{
  BdGlassDialog *self;
  const BdName *name;

  g_return_val_if_fail (patient != NULL, NULL);

  self = g_object_new (BD_TYPE_GLASS_DIALOG, NULL);
  name = bd_patient_peek_name (patient);
  if (name != NULL)
    self->person = g_strjoin (" ", name->given != NULL ? name->given : "", name->family, NULL);
  bd_banner_show_person (self->banner, patient, zone);
  gtk_label_set_text (self->hidden, hidden);
  gtk_widget_grab_focus (GTK_WIDGET (self->reasons));

  return GTK_WIDGET (self);
}
