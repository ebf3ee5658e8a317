/* bd-seeker.h: from a number or a name to an opened record, page by page
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-context.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BD_TYPE_SEEKER (bd_seeker_get_type ())
G_DECLARE_FINAL_TYPE (BdSeeker, bd_seeker, BD, SEEKER, GObject)

/* signals: "page" (GtkWidget*, gboolean alone) the next page; alone: it stands on the first page, not on those between ·
 * "message" (const char*, nullable) · "busy" (gboolean).  One question at a time: a new one calls off the last. */
BdSeeker *bd_seeker_new      (BdContext *context) G_GNUC_WARN_UNUSED_RESULT;
void      bd_seeker_identify (BdSeeker *self, const char *number, gboolean offline, gboolean allow_bad_check);
void      bd_seeker_match    (BdSeeker *self, const char *name, const char *born);
void      bd_seeker_cancel   (BdSeeker *self);

G_END_DECLS
