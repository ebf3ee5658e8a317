/* bd-home-page.h: the search, the people at hand, the services
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-context.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BD_TYPE_HOME_PAGE (bd_home_page_get_type ())
G_DECLARE_FINAL_TYPE (BdHomePage, bd_home_page, BD, HOME_PAGE, GtkBox)

/* signals: "lookup" (const char *number, gboolean allow_bad_check) · "match" (const char *name, const char *born) */
GtkWidget *bd_home_page_new         (BdContext *context) G_GNUC_WARN_UNUSED_RESULT;
void       bd_home_page_set_busy    (BdHomePage *self, gboolean busy);
void       bd_home_page_set_trouble (BdHomePage *self, const char *sentence);   /* (nullable) */
gboolean   bd_home_page_get_offline (BdHomePage *self);                         /* saved copies only */
void       bd_home_page_begin       (BdHomePage *self);                         /* empties the search and takes the focus */

G_END_DECLS
