/* bd-sign-in-page.h: who is at the desk
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-context.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BD_TYPE_SIGN_IN_PAGE (bd_sign_in_page_get_type ())
G_DECLARE_FINAL_TYPE (BdSignInPage, bd_sign_in_page, BD, SIGN_IN_PAGE, GtkBox)

GtkWidget *bd_sign_in_page_new (BdContext *context) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
