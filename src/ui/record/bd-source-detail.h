/* bd-source-detail.h: all that one source answered, section by section
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-record.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef void (*BdRetryFunc) (BdSource source, gpointer user_data);

GtkWidget *bd_source_detail_new (BdRecord *record, BdSource source, BdRetryFunc retry, gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
