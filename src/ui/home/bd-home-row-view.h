/* bd-home-row-view.h: rows of the home screen: a person at hand, a service
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-context.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget  *bd_home_row_view_new_person  (BdHomeRow *row, gboolean removable) G_GNUC_WARN_UNUSED_RESULT;   /* a GtkListBoxRow */
GtkWidget  *bd_home_row_view_new_service (BdHomeRow *row) G_GNUC_WARN_UNUSED_RESULT;
const char *bd_home_row_view_get_nhi     (GtkListBoxRow *list_row);                    /* (nullable) */

G_END_DECLS
