/* bd-lock-page.h: nothing is here until the passphrase is given
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-context.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BD_TYPE_LOCK_PAGE (bd_lock_page_get_type ())
G_DECLARE_FINAL_TYPE (BdLockPage, bd_lock_page, BD, LOCK_PAGE, GtkBox)

GtkWidget *bd_lock_page_new (BdContext *context) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
