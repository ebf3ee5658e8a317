/* bd-detail-fields.h: every field of an entry, named and in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "record/bd-row.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *bd_detail_fields_new (BdEntry *entry, const BdRowScene *scene) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
