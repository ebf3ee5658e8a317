/* bd-choices.h: a numbered list to choose one from, by pointer or by number key
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BD_TYPE_CHOICES (bd_choices_get_type ())
G_DECLARE_FINAL_TYPE (BdChoices, bd_choices, BD, CHOICES, GtkBox)

/* signals: "changed" · "chosen" by its number key: the eye can go on */
void     bd_choices_add      (BdChoices *self, guint value, const char *words, const char *css_class);
void     bd_choices_select   (BdChoices *self, guint value);
gboolean bd_choices_get      (BdChoices *self, guint *value);   /* FALSE while nothing is chosen */

G_END_DECLS
