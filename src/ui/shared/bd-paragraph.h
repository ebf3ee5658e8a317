/* bd-paragraph.h: plain text that fills the width it is given, at the height it then needs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BD_TYPE_PARAGRAPH (bd_paragraph_get_type ())
G_DECLARE_FINAL_TYPE (BdParagraph, bd_paragraph, BD, PARAGRAPH, GtkWidget)

GtkWidget  *bd_paragraph_new           (const char *text, const char *css_class) G_GNUC_WARN_UNUSED_RESULT;
void        bd_paragraph_set_text      (BdParagraph *self, const char *text, PangoAttrList *attributes);
void        bd_paragraph_set_alignment (BdParagraph *self, PangoAlignment alignment);
const char *bd_paragraph_get_text      (BdParagraph *self);

G_END_DECLS
