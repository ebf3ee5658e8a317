/* bd-ui.h: what every screen needs: resources, labels that wrap, icons with names
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-locked-bytes.h"
#include "bd-patient.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define BD_UI_PATH "/io/github/bedside/Bedside"

void           bd_ui_init            (void);
void           bd_ui_load_style      (GdkDisplay *display);

GtkWidget     *bd_ui_label_new       (const char *text, const char *css_class) G_GNUC_WARN_UNUSED_RESULT;
GtkWidget     *bd_ui_icon_new        (const char *icon_name, const char *name) G_GNUC_WARN_UNUSED_RESULT;
void           bd_ui_set_name        (GtkWidget *widget, const char *name);
void           bd_ui_drop_focus      (GtkWidget *widget);
void           bd_ui_set_text        (GtkLabel *label, const char *text);
void           bd_ui_keep_dates_whole (PangoAttrList *attributes, const char *text);
void           bd_ui_clear           (GtkWidget *box);
gboolean       bd_ui_is_unchecked    (const BdPatient *patient);
char          *bd_ui_dup_error       (const GError *error) G_GNUC_WARN_UNUSED_RESULT;
BdLockedBytes *bd_ui_take_passphrase (GtkEditable *entry) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
