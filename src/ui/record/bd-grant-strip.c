/* bd-grant-strip.c: the red-edged strip while an emergency access is in force
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "record/bd-grant-strip.h"

#include "shared/bd-ui.h"

#include <glib/gi18n-lib.h>

#define REFRESH_SECONDS 15   /* the time left is said in minutes */

struct _BdGrantStrip
{
  GtkBox    parent_instance;

  /* Owned */
  BdGrant  *grant;
  guint     timer;

  /* Children */
  GtkLabel *words;
};

G_DEFINE_FINAL_TYPE (BdGrantStrip, bd_grant_strip, GTK_TYPE_BOX)

static void
show_words (BdGrantStrip *self)
{
  gboolean in_force = self->grant != NULL && bd_grant_is_in_force (self->grant);
  g_autofree char *words = in_force ? bd_grant_dup_strip (self->grant) : NULL;

  gtk_label_set_text (self->words, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self), in_force);
}

static gboolean
on_timer_cb (gpointer user_data)
{
  show_words (user_data);

  return G_SOURCE_CONTINUE;
}

/**
 * bd_grant_strip_set_grant:
 * @self: the strip
 * @grant: (nullable): the emergency access in force
 *
 * Shows who, why and the time left; hides when nothing is in force.
 */
void
bd_grant_strip_set_grant (BdGrantStrip *self,
                          BdGrant      *grant)
{
  g_return_if_fail (BD_IS_GRANT_STRIP (self));

  g_set_object (&self->grant, grant);
  g_clear_handle_id (&self->timer, g_source_remove);
  if (grant != NULL)
    self->timer = g_timeout_add_seconds (REFRESH_SECONDS, on_timer_cb, self);
  show_words (self);
}

static void
bd_grant_strip_dispose (GObject *object)
{
  BdGrantStrip *self = BD_GRANT_STRIP (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->grant);

  G_OBJECT_CLASS (bd_grant_strip_parent_class)->dispose (object);
}

static void
bd_grant_strip_class_init (BdGrantStripClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bd_grant_strip_dispose;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
bd_grant_strip_init (BdGrantStrip *self)
{
  GtkWidget *words = bd_ui_label_new (NULL, NULL);
  GtkWidget *end = gtk_button_new_with_label (_("End now"));

  gtk_widget_add_css_class (GTK_WIDGET (self), "bd-grant");
  gtk_box_set_spacing (GTK_BOX (self), 12);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  bd_ui_set_name (GTK_WIDGET (self), _("Emergency access in force"));
  bd_ui_set_name (end, _("End emergency access now"));
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (end, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (end), "record.end-grant");
  gtk_box_append (GTK_BOX (self), bd_ui_icon_new ("bd-glass-symbolic", NULL));
  gtk_box_append (GTK_BOX (self), words);
  gtk_box_append (GTK_BOX (self), end);
  self->words = GTK_LABEL (words);
}
