/* bd-home-drill.h: in the drill, invented people worth opening
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void        bd_home_drill_fill    (GtkListBox *list);
const char *bd_home_drill_get_nhi (GtkListBoxRow *row);

G_END_DECLS
