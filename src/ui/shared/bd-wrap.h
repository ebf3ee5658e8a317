/* bd-wrap.h: children in a row that goes on in the next line when the width ends
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BD_TYPE_WRAP (bd_wrap_get_type ())
G_DECLARE_FINAL_TYPE (BdWrap, bd_wrap, BD, WRAP, GtkWidget)

GtkWidget *bd_wrap_new    (int spacing, int line_spacing) G_GNUC_WARN_UNUSED_RESULT;
void       bd_wrap_append (BdWrap *self, GtkWidget *child);
void       bd_wrap_clear  (BdWrap *self);

G_END_DECLS
