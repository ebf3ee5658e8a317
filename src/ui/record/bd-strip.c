/* bd-strip.c: the completeness strip: every source at once, each opens its detail
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "record/bd-strip.h"

#include "record/bd-source-detail.h"
#include "record/bd-state-look.h"
#include "shared/bd-ui.h"
#include "shared/bd-wrap.h"

#include <glib/gi18n-lib.h>

typedef struct {
  GtkWidget *button;
  GtkWidget *icon;
  GtkLabel  *name;
  GtkLabel  *words;
} Item;

struct _BdStrip
{
  GtkBox     parent_instance;

  /* Owned */
  BdRecord  *record;

  /* Children */
  GtkWidget *wrap;
  Item       items[BD_N_SOURCES];
};

G_DEFINE_FINAL_TYPE (BdStrip, bd_strip, GTK_TYPE_BOX)

enum { RETRY, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
retry (BdSource source,
       gpointer user_data)
{
  g_signal_emit (user_data, signals[RETRY], 0, (guint) source);
}

/* The detail is made when it is opened, so that it says what holds then. */
static void
create_popup (GtkMenuButton *button,
              gpointer       user_data)
{
  BdStrip *self = user_data;

  for (guint source = 0; source < BD_N_SOURCES; source++)
    if (self->items[source].button == GTK_WIDGET (button))
      {
        GtkWidget *popover = gtk_popover_new ();

        gtk_popover_set_child (GTK_POPOVER (popover), bd_source_detail_new (self->record, source, retry, self));
        gtk_menu_button_set_popover (button, popover);
      }
}

static void
make_item (BdStrip *self,
           BdSource source)
{
  Item *item = &self->items[source];
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  item->button = gtk_menu_button_new ();
  item->icon = bd_ui_icon_new ("bd-empty-symbolic", NULL);
  item->name = GTK_LABEL (bd_ui_label_new (bd_source_get_label (source), "bd-strip-name"));
  item->words = GTK_LABEL (bd_ui_label_new (NULL, "bd-strip-words"));
  gtk_label_set_wrap (item->name, FALSE);
  gtk_label_set_wrap (item->words, FALSE);
  gtk_box_append (GTK_BOX (box), item->icon);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (item->name));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (item->words));
  gtk_menu_button_set_child (GTK_MENU_BUTTON (item->button), box);
  gtk_menu_button_set_has_frame (GTK_MENU_BUTTON (item->button), FALSE);
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (item->button), create_popup, self, NULL);
  gtk_widget_set_visible (item->button, FALSE);
  gtk_widget_add_css_class (item->button, "bd-strip-item");
  bd_wrap_append (BD_WRAP (self->wrap), item->button);
}

static void
show_item (BdStrip    *self,
           BdSource    source,
           const char *icon,
           const char *words,
           const char *css_class)
{
  Item *item = &self->items[source];
  g_autofree char *name = g_strdup_printf ("%s: %s", bd_source_get_label (source), words);

  gtk_image_set_from_icon_name (GTK_IMAGE (item->icon), icon);
  gtk_label_set_text (item->words, words);
  gtk_widget_remove_css_class (item->button, "bd-plain");
  gtk_widget_remove_css_class (item->button, "bd-amber");
  gtk_widget_remove_css_class (item->button, "bd-quiet");
  gtk_widget_add_css_class (item->button, css_class);
  bd_ui_set_name (item->button, name);
  gtk_widget_set_visible (item->button, TRUE);
}

static void
show_nhi (BdStrip *self)
{
  const BdPatient *patient = bd_record_get_patient (self->record);
  g_autofree char *words = NULL;
  g_autofree char *time = NULL;

  if (patient->saved_at > 0)
    {
      time = bd_state_look_dup_age (patient->saved_at);
      words = g_strdup_printf (_("saved copy %s"), time);
      show_item (self, BD_SOURCE_NHI, "bd-copy-symbolic", words, bd_state_look_get_age_class (patient->saved_at));
    }
  else if (patient->names->len > 0)
    {
      time = bd_date_format_time_us (patient->fetched_at, bd_record_get_zone (self->record), FALSE);
      words = patient->fetched_at > 0 ? g_strdup_printf (_("live %s"), time) : g_strdup (_("live"));
      show_item (self, BD_SOURCE_NHI, "bd-whole-symbolic", words, "bd-plain");
    }
  else
    show_item (self, BD_SOURCE_NHI, "bd-failed-symbolic", _("not confirmed"), "bd-amber");
}

/**
 * bd_strip_update:
 * @self: a strip
 * @record: the record under it
 *
 * Shows for each source the state that a reader must know first.
 */
void
bd_strip_update (BdStrip  *self,
                 BdRecord *record)
{
  g_return_if_fail (BD_IS_STRIP (self));
  g_return_if_fail (BD_IS_RECORD (record));

  g_set_object (&self->record, record);
  show_nhi (self);
  for (guint source = BD_SOURCE_NHI + 1; source < BD_N_SOURCES; source++)
    {
      const BdLedgerLine *line = bd_state_look_worst_of (record, source);
      g_autofree char *words = NULL;

      if (line == NULL)
        {
          gtk_widget_set_visible (self->items[source].button, FALSE);
          continue;
        }
      words = bd_state_look_dup_words (line, bd_record_get_zone (record));
      show_item (self, source, bd_state_look_get_icon (line->state), words, bd_state_look_get_line_class (line));
    }
}

/**
 * bd_strip_get_words:
 * @self: a strip
 * @source: a source
 *
 * Returns: (nullable): what its item says now
 */
const char *
bd_strip_get_words (BdStrip *self,
                    BdSource source)
{
  g_return_val_if_fail (BD_IS_STRIP (self), NULL);
  g_return_val_if_fail (source < BD_N_SOURCES, NULL);

  return gtk_widget_get_visible (self->items[source].button) ? gtk_label_get_text (self->items[source].words) : NULL;
}

static void
bd_strip_dispose (GObject *object)
{
  g_clear_object (&BD_STRIP (object)->record);

  G_OBJECT_CLASS (bd_strip_parent_class)->dispose (object);
}

static void
bd_strip_class_init (BdStripClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bd_strip_dispose;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
  signals[RETRY] = g_signal_new ("retry", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                 NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
bd_strip_init (BdStrip *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "bd-strip");
  bd_ui_set_name (GTK_WIDGET (self), _("What each source answered"));
  self->wrap = bd_wrap_new (4, 0);
  gtk_widget_set_hexpand (self->wrap, TRUE);
  gtk_box_append (GTK_BOX (self), self->wrap);
  for (guint source = 0; source < BD_N_SOURCES; source++)
    make_item (self, source);
}

/**
 * bd_strip_new:
 *
 * Returns: (transfer floating): an empty strip
 */
GtkWidget *
bd_strip_new (void)
{
  return g_object_new (BD_TYPE_STRIP, NULL);
}
