/* bd-section-card.h: one section of the record: title, sources, what is missing, lines, folds
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "record/bd-row.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BD_TYPE_SECTION_CARD (bd_section_card_get_type ())
G_DECLARE_FINAL_TYPE (BdSectionCard, bd_section_card, BD, SECTION_CARD, GtkBox)

/* signals: "row-activated" (BdRow) · "show-all" the whole list is wanted */
GtkWidget    *bd_section_card_new      (BdSectionKind kind) G_GNUC_WARN_UNUSED_RESULT;
BdSectionKind bd_section_card_get_kind (BdSectionCard *self);
void          bd_section_card_update   (BdSectionCard *self, const BdRowScene *scene, const char *filter);
guint         bd_section_card_count_shown (BdSectionCard *self);

G_END_DECLS
