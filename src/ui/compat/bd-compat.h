/* bd-compat.h: the only place that knows versions of GTK and libadwaita
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

typedef void (*BdConfirmFunc) (gpointer user_data);
typedef void (*BdFileFunc)    (GFile *file, gpointer user_data);

void bd_compat_show_uri (GtkWindow *parent, const char *uri);
void bd_compat_confirm  (GtkWindow *parent, const char *heading, const char *body, const char *verb,
                         BdConfirmFunc confirmed, gpointer user_data, GDestroyNotify destroy);
void bd_compat_name_menu_items (GtkPopover *menu);
/* Not called when nothing was chosen. */
void bd_compat_open_file (GtkWindow *parent, const char *title, BdFileFunc chosen, gpointer user_data, GDestroyNotify destroy);
void bd_compat_save_file (GtkWindow *parent, const char *title, const char *name,
                          BdFileFunc chosen, gpointer user_data, GDestroyNotify destroy);

G_END_DECLS
