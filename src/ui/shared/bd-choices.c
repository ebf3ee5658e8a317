/* bd-choices.c: a numbered list to choose one from, by pointer or by number key
 *
 * The number keys work while the focus is inside the list.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "shared/bd-choices.h"

#include "shared/bd-fill-layout.h"
#include "shared/bd-ui.h"

typedef struct {
  GtkCheckButton *button;
  guint           value;
} Choice;

struct _BdChoices
{
  GtkBox  parent_instance;

  GArray *choices;   /* of Choice */
};

G_DEFINE_FINAL_TYPE (BdChoices, bd_choices, GTK_TYPE_BOX)

enum { CHANGED, CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
on_toggled_cb (GtkCheckButton *button,
               BdChoices      *self)
{
  if (gtk_check_button_get_active (button))
    g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
on_key_pressed_cb (BdChoices      *self,
                   guint           key,
                   guint           code,
                   GdkModifierType modifiers)
{
  guint number = 0;

  if ((modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return FALSE;
  if (key >= GDK_KEY_1 && key <= GDK_KEY_9)
    number = key - GDK_KEY_0;
  else if (key >= GDK_KEY_KP_1 && key <= GDK_KEY_KP_9)
    number = key - GDK_KEY_KP_0;
  if (number == 0 || number > self->choices->len)
    return FALSE;
  gtk_check_button_set_active (g_array_index (self->choices, Choice, number - 1).button, TRUE);
  g_signal_emit (self, signals[CHOSEN], 0);

  return TRUE;
}

/**
 * bd_choices_add:
 * @self: the list
 * @value: what the choice stands for
 * @words: what it says
 * @css_class: (nullable): a style class for its words
 */
void
bd_choices_add (BdChoices  *self,
                guint       value,
                const char *words,
                const char *css_class)
{
  GtkWidget *button = gtk_check_button_new ();
  GtkWidget *box = bd_fill_new (8);
  g_autofree char *number = NULL;
  g_autofree char *name = NULL;
  GtkWidget *label;
  Choice choice = { GTK_CHECK_BUTTON (button), value };

  g_return_if_fail (BD_IS_CHOICES (self));

  number = g_strdup_printf ("%u", self->choices->len + 1);
  name = g_strdup_printf ("%s %s", number, words);
  if (self->choices->len > 0)
    gtk_check_button_set_group (choice.button, g_array_index (self->choices, Choice, 0).button);
  gtk_box_append (GTK_BOX (box), bd_ui_label_new (number, "bd-choice-number"));
  label = bd_ui_label_new (words, css_class);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), label);
  gtk_check_button_set_child (choice.button, box);
  bd_ui_set_name (button, name);
  g_signal_connect (button, "toggled", G_CALLBACK (on_toggled_cb), self);
  g_array_append_val (self->choices, choice);
  gtk_box_append (GTK_BOX (self), button);
}

/**
 * bd_choices_select:
 * @self: the list
 * @value: a value given to bd_choices_add()
 */
void
bd_choices_select (BdChoices *self,
                   guint      value)
{
  g_return_if_fail (BD_IS_CHOICES (self));

  for (guint i = 0; i < self->choices->len; i++)
    if (g_array_index (self->choices, Choice, i).value == value)
      gtk_check_button_set_active (g_array_index (self->choices, Choice, i).button, TRUE);
}

/**
 * bd_choices_get:
 * @self: the list
 * @value: (out): what is chosen
 *
 * Returns: %FALSE while nothing is chosen
 */
gboolean
bd_choices_get (BdChoices *self,
                guint     *value)
{
  g_return_val_if_fail (BD_IS_CHOICES (self), FALSE);

  for (guint i = 0; i < self->choices->len; i++)
    if (gtk_check_button_get_active (g_array_index (self->choices, Choice, i).button))
      {
        *value = g_array_index (self->choices, Choice, i).value;
        return TRUE;
      }

  return FALSE;
}

static gboolean
bd_choices_grab_focus (GtkWidget *widget)
{
  BdChoices *self = BD_CHOICES (widget);

  for (guint i = 0; i < self->choices->len; i++)
    if (gtk_check_button_get_active (g_array_index (self->choices, Choice, i).button))
      return gtk_widget_grab_focus (GTK_WIDGET (g_array_index (self->choices, Choice, i).button));

  return self->choices->len > 0 && gtk_widget_grab_focus (GTK_WIDGET (g_array_index (self->choices, Choice, 0).button));
}

static void
bd_choices_finalize (GObject *object)
{
  g_array_unref (BD_CHOICES (object)->choices);

  G_OBJECT_CLASS (bd_choices_parent_class)->finalize (object);
}

static void
bd_choices_class_init (BdChoicesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bd_choices_finalize;
  GTK_WIDGET_CLASS (klass)->grab_focus = bd_choices_grab_focus;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_RADIO_GROUP);
}

static void
bd_choices_init (BdChoices *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "bd-choices");
  self->choices = g_array_new (FALSE, FALSE, sizeof (Choice));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}
