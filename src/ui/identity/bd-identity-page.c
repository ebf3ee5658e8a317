/* bd-identity-page.c: is this the person? how is that known, and why is the record opened?
 *
 * Number keys choose in the list that has the focus, from anywhere else in the first list; then
 * the focus goes on. Enter opens.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "identity/bd-identity-page.h"

#include "shared/bd-choices.h"
#include "shared/bd-fill-layout.h"
#include "shared/bd-ui.h"
#include "shared/bd-wrap.h"

#include <glib/gi18n-lib.h>

struct _BdIdentityPage
{
  GtkBox          parent_instance;

  /* Owned */
  BdPatient      *patient;
  gboolean        busy;

  /* Template children */
  GtkLabel       *name;
  GtkBox         *facts;
  GtkBox         *notices;
  BdChoices      *identified_by;
  BdChoices      *reasons;
  GtkWidget      *note_box;
  GtkLabel       *note_label;
  GtkEditable    *note;
  GtkCheckButton *offline;
  GtkLabel       *trouble;
  GtkWidget      *open;
  GtkWidget      *spinner;
};

G_DEFINE_FINAL_TYPE (BdIdentityPage, bd_identity_page, GTK_TYPE_BOX)

enum { OPEN, EMERGENCY, N_SIGNALS };
static guint signals[N_SIGNALS];

static gboolean
needs_note (BdIdentityPage *self)
{
  guint reason;

  return bd_choices_get (self->reasons, &reason) && bd_reason_get (reason)->note_min > 0;
}

static char *
dup_gap (BdIdentityPage *self)
{
  const BdName *name = bd_patient_peek_name (self->patient);
  guint value;

  if (!bd_choices_get (self->identified_by, &value))
    return g_strdup (_("Choose how you know that this is the person."));
  if (!bd_choices_get (self->reasons, &value))
    return g_strdup (_("Choose why you open this record."));

  return bd_reason_refuse_note (value, gtk_editable_get_text (self->note), name != NULL ? name->family : NULL);
}

static void
open_action (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  BdIdentityPage *self = BD_IDENTITY_PAGE (widget);
  g_autofree char *gap = dup_gap (self);

  bd_ui_set_text (self->trouble, gap);
  if (gap == NULL && !self->busy)
    g_signal_emit (self, signals[OPEN], 0);
}

static void
emergency_action (GtkWidget  *widget,
                  const char *action,
                  GVariant   *parameter)
{
  if (!BD_IDENTITY_PAGE (widget)->busy)
    g_signal_emit (widget, signals[EMERGENCY], 0);
}

static void
on_reason_changed_cb (BdIdentityPage *self)
{
  guint reason;

  gtk_widget_set_visible (self->note_box, needs_note (self));
  if (bd_choices_get (self->reasons, &reason))
    gtk_label_set_text (self->note_label, reason == BD_REASON_LR4 ? _("Who agrees: their name") : _("Note: for whom, or to whom"));
  bd_ui_set_text (self->trouble, NULL);
}

static void
on_identified_chosen_cb (BdIdentityPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->reasons));
}

static void
on_reason_chosen_cb (BdIdentityPage *self)
{
  gtk_widget_grab_focus (needs_note (self) ? GTK_WIDGET (self->note) : self->open);
}

static gboolean
has_focus_within (GtkWidget *widget)
{
  return (gtk_widget_get_state_flags (widget) & GTK_STATE_FLAG_FOCUS_WITHIN) != 0;
}

static gboolean
on_key_pressed_cb (GtkEventControllerKey *keys,
                   guint                  key,
                   guint                  code,
                   GdkModifierType        modifiers,
                   BdIdentityPage        *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (key != GDK_KEY_Return && key != GDK_KEY_KP_Enter)
    return !has_focus_within (self->note_box) && !has_focus_within (GTK_WIDGET (self->reasons)) &&
           !has_focus_within (GTK_WIDGET (self->identified_by)) &&
           gtk_event_controller_key_forward (keys, GTK_WIDGET (self->identified_by));
  /* A radio button would take Enter for itself. */
  if (GTK_IS_BUTTON (focus) || focus == GTK_WIDGET (self->offline))
    return FALSE;
  open_action (GTK_WIDGET (self), NULL, NULL);

  return TRUE;
}

static void
add_fact (BdIdentityPage *self,
          const char     *caption,
          const char     *value)
{
  GtkWidget *line;
  GtkWidget *caption_label;
  GtkWidget *value_label;

  if (value == NULL || *value == '\0')
    return;
  line = bd_fill_new (12);
  caption_label = bd_ui_label_new (caption, "bd-caption");
  value_label = bd_ui_label_new (value, "bd-fact");
  gtk_widget_set_size_request (caption_label, 110, -1);
  gtk_widget_set_valign (caption_label, GTK_ALIGN_START);
  gtk_widget_set_hexpand (value_label, TRUE);
  gtk_box_append (GTK_BOX (line), caption_label);
  gtk_box_append (GTK_BOX (line), value_label);
  gtk_box_append (self->facts, line);
}

static void
show_patient (BdIdentityPage *self,
              GTimeZone      *zone)
{
  const BdPatient *patient = self->patient;
  g_autofree char *name = bd_patient_dup_banner_name (patient);
  g_autofree char *born = bd_patient_dup_born (patient, zone);
  g_autofree char *saved = patient->saved_at > 0 ? bd_date_format_time_us (patient->saved_at, zone, TRUE) : NULL;

  gtk_label_set_text (self->name, bd_ui_is_unchecked (patient) ? _("Name and birth date not checked") : name);
  if (bd_ui_is_unchecked (patient))
    gtk_widget_add_css_class (GTK_WIDGET (self->name), "bd-unchecked");
  else
    {
      add_fact (self, _("Born"), born != NULL && *born != '\0' ? born : _("not known"));
      add_fact (self, _("Gender"), bd_patient_peek_gender_label (patient));
    }
  add_fact (self, _("NHI"), patient->nhi);
  for (guint i = 0; patient->addresses != NULL && patient->addresses[i] != NULL; i++)
    add_fact (self, i == 0 ? _("Address") : "", patient->addresses[i]);
  add_fact (self, _("GP practice"), patient->practice);
  for (guint i = 0; patient->notices != NULL && patient->notices[i] != NULL; i++)
    gtk_box_append (self->notices, bd_ui_label_new (patient->notices[i], "bd-notice"));
  if (saved != NULL)
    {
      g_autofree char *words = g_strdup_printf (_("This is the saved copy of %s."), saved);

      gtk_box_append (self->notices, bd_ui_label_new (words, "bd-notice-quiet"));
    }
  gtk_widget_set_visible (GTK_WIDGET (self->notices), gtk_widget_get_first_child (GTK_WIDGET (self->notices)) != NULL);
}

static gboolean
bd_identity_page_grab_focus (GtkWidget *widget)
{
  BdIdentityPage *self = BD_IDENTITY_PAGE (widget);
  g_autofree char *gap = dup_gap (self);

  return gtk_widget_grab_focus (gap == NULL ? self->open : GTK_WIDGET (self->identified_by));
}

static void
bd_identity_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), BD_TYPE_IDENTITY_PAGE);

  G_OBJECT_CLASS (bd_identity_page_parent_class)->dispose (object);
}

static void
bd_identity_page_finalize (GObject *object)
{
  g_clear_pointer (&BD_IDENTITY_PAGE (object)->patient, bd_patient_free);

  G_OBJECT_CLASS (bd_identity_page_parent_class)->finalize (object);
}

static void
bd_identity_page_class_init (BdIdentityPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bd_identity_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = bd_identity_page_finalize;
  widget_class->grab_focus = bd_identity_page_grab_focus;
  signals[OPEN] = g_signal_new ("open", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[EMERGENCY] = g_signal_new ("emergency", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_install_action (widget_class, "identity.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "identity.emergency", NULL, emergency_action);
  g_type_ensure (BD_TYPE_CHOICES);
  g_type_ensure (BD_TYPE_WRAP);
  gtk_widget_class_set_template_from_resource (widget_class, BD_UI_PATH "/identity/bd-identity-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BdIdentityPage, name);
  gtk_widget_class_bind_template_child (widget_class, BdIdentityPage, facts);
  gtk_widget_class_bind_template_child (widget_class, BdIdentityPage, notices);
  gtk_widget_class_bind_template_child (widget_class, BdIdentityPage, identified_by);
  gtk_widget_class_bind_template_child (widget_class, BdIdentityPage, reasons);
  gtk_widget_class_bind_template_child (widget_class, BdIdentityPage, note_box);
  gtk_widget_class_bind_template_child (widget_class, BdIdentityPage, note_label);
  gtk_widget_class_bind_template_child (widget_class, BdIdentityPage, note);
  gtk_widget_class_bind_template_child (widget_class, BdIdentityPage, offline);
  gtk_widget_class_bind_template_child (widget_class, BdIdentityPage, trouble);
  gtk_widget_class_bind_template_child (widget_class, BdIdentityPage, open);
  gtk_widget_class_bind_template_child (widget_class, BdIdentityPage, spinner);
  gtk_widget_class_bind_template_callback (widget_class, on_reason_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_reason_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_identified_chosen_cb);
}

static void
bd_identity_page_init (BdIdentityPage *self)
{
  static const BdIdentifiedBy ways[] = { BD_IDENTIFIED_WRISTBAND, BD_IDENTIFIED_PHOTO_ID, BD_IDENTIFIED_FAMILY,
                                         BD_IDENTIFIED_POLICE, BD_IDENTIFIED_ASKED, BD_IDENTIFIED_NOT_CONFIRMED };
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    bd_choices_add (self->identified_by, ways[i], bd_identified_by_get_label (ways[i]), NULL);
  for (BdReasonCode code = BD_REASON_LR1; code <= BD_REASON_PR1; code++)
    bd_choices_add (self->reasons, code, bd_reason_get (code)->label, NULL);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

/**
 * bd_identity_page_new:
 * @patient: who NHI, or the saved copy, says it is
 * @zone: (nullable): the site's zone
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
bd_identity_page_new (const BdPatient *patient,
                      GTimeZone       *zone)
{
  BdIdentityPage *self;

  g_return_val_if_fail (patient != NULL, NULL);

  self = g_object_new (BD_TYPE_IDENTITY_PAGE, NULL);
  self->patient = bd_patient_copy (patient);
  show_patient (self, zone);
  if (patient->names->len == 0)
    bd_choices_select (self->identified_by, BD_IDENTIFIED_NOT_CONFIRMED);

  return GTK_WIDGET (self);
}

/**
 * bd_identity_page_remember:
 * @self: the page
 * @reason: the reason given before in this shift
 * @identified_by: how the person was identified then
 * @note: (nullable): the note given then
 *
 * Chooses what was chosen before, so that Enter opens at once.
 */
void
bd_identity_page_remember (BdIdentityPage *self,
                           BdReasonCode    reason,
                           BdIdentifiedBy  identified_by,
                           const char     *note)
{
  g_return_if_fail (BD_IS_IDENTITY_PAGE (self));

  bd_choices_select (self->identified_by, identified_by);
  bd_choices_select (self->reasons, reason);
  if (note != NULL && needs_note (self))
    gtk_editable_set_text (self->note, note);
}

/**
 * bd_identity_page_set_offline:
 * @self: the page
 * @offline: whether to begin with the saved copy only
 */
void
bd_identity_page_set_offline (BdIdentityPage *self,
                              gboolean        offline)
{
  g_return_if_fail (BD_IS_IDENTITY_PAGE (self));

  gtk_check_button_set_active (self->offline, offline);
}

/**
 * bd_identity_page_get_choice:
 * @self: the page
 * @choice: (out caller-allocates): what was chosen; of an incomplete choice only `offline` and
 *   `identified_by` hold
 *
 * Returns: %FALSE while something is missing
 */
gboolean
bd_identity_page_get_choice (BdIdentityPage   *self,
                             BdIdentityChoice *choice)
{
  g_autofree char *gap = NULL;
  guint reason = 0, identified_by = BD_IDENTIFIED_NOT_CONFIRMED;

  g_return_val_if_fail (BD_IS_IDENTITY_PAGE (self), FALSE);

  choice->offline = gtk_check_button_get_active (self->offline);
  bd_choices_get (self->identified_by, &identified_by);
  choice->identified_by = identified_by;
  gap = dup_gap (self);
  if (gap != NULL)
    return FALSE;
  bd_choices_get (self->reasons, &reason);
  choice->reason = reason;
  choice->note = needs_note (self) ? gtk_editable_get_text (self->note) : "";

  return TRUE;
}

/**
 * bd_identity_page_get_patient:
 * @self: the page
 *
 * Returns: (transfer none): who it is
 */
const BdPatient *
bd_identity_page_get_patient (BdIdentityPage *self)
{
  g_return_val_if_fail (BD_IS_IDENTITY_PAGE (self), NULL);

  return self->patient;
}

/**
 * bd_identity_page_set_busy:
 * @self: the page
 * @busy: whether the record is being opened
 */
void
bd_identity_page_set_busy (BdIdentityPage *self,
                           gboolean        busy)
{
  g_return_if_fail (BD_IS_IDENTITY_PAGE (self));

  self->busy = busy;
  gtk_widget_set_visible (self->spinner, busy);
}

/**
 * bd_identity_page_set_trouble:
 * @self: the page
 * @sentence: (nullable): why it was not opened
 */
void
bd_identity_page_set_trouble (BdIdentityPage *self,
                              const char     *sentence)
{
  g_return_if_fail (BD_IS_IDENTITY_PAGE (self));

  bd_ui_set_text (self->trouble, sentence);
}
