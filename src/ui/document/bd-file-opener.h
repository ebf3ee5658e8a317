/* bd-file-opener.h: from a file that somebody picked or dropped to the page that shows it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-context.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BD_TYPE_FILE_OPENER (bd_file_opener_get_type ())
G_DECLARE_FINAL_TYPE (BdFileOpener, bd_file_opener, BD, FILE_OPENER, GObject)

/* signals: "page" (GtkWidget*, gboolean alone: TRUE) · "message" (const char*, nullable).  A new file calls off the last. */
BdFileOpener *bd_file_opener_new          (BdContext *context) G_GNUC_WARN_UNUSED_RESULT;
void          bd_file_opener_choose       (BdFileOpener *self, GtkWindow *parent);
void          bd_file_opener_open         (BdFileOpener *self, GFile *file);
void          bd_file_opener_accept_drops (BdFileOpener *self, GtkWidget *widget);

G_END_DECLS
