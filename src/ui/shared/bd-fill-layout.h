/* bd-fill-layout.h: parts in one line, of which the one that expands takes what the others leave
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BD_TYPE_FILL_LAYOUT (bd_fill_layout_get_type ())
G_DECLARE_FINAL_TYPE (BdFillLayout, bd_fill_layout, BD, FILL_LAYOUT, GtkLayoutManager)

GtkLayoutManager *bd_fill_layout_new         (int spacing) G_GNUC_WARN_UNUSED_RESULT;
void              bd_fill_layout_set_spacing (BdFillLayout *self, int spacing);

/* A box of such a line. */
GtkWidget        *bd_fill_new                (int spacing) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
