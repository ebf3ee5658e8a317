/* bd-window.h: the window: which screen is shown, and how one goes from one to the next
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-context.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define BD_TYPE_WINDOW (bd_window_get_type ())
G_DECLARE_FINAL_TYPE (BdWindow, bd_window, BD, WINDOW, AdwApplicationWindow)

/* Actions: win.back · win.home · win.lock · win.sign-out · win.keys · win.toast (s) · win.filter · win.retry ·
 * win.emergency · win.jump (i) · win.open-file · win.export */
GtkWidget *bd_window_new          (GtkApplication *application) G_GNUC_WARN_UNUSED_RESULT;
void       bd_window_set_context  (BdWindow *self, BdContext *context);
/* A calm page instead of everything: what is wrong, and what to do. */
void       bd_window_show_trouble (BdWindow *self, const char *title, const char *text);
void       bd_window_open_file    (BdWindow *self, GFile *file);

G_END_DECLS
