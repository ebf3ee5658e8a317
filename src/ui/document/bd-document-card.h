/* bd-document-card.h: one part of a file that was opened: heading, words, lines, folds
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-document.h"
#include "record/bd-row.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BD_TYPE_DOCUMENT_CARD (bd_document_card_get_type ())
G_DECLARE_FINAL_TYPE (BdDocumentCard, bd_document_card, BD, DOCUMENT_CARD, GtkBox)

/* signal: "row-activated" (BdRow) */
GtkWidget *bd_document_card_new         (const char *title) G_GNUC_WARN_UNUSED_RESULT;
GtkWidget *bd_document_card_new_section (const BdDocumentSection *section, const BdRowScene *scene) G_GNUC_WARN_UNUSED_RESULT;
void       bd_document_card_add_words     (BdDocumentCard *self, const char *words, const char *css_class);
void       bd_document_card_add_entries   (BdDocumentCard *self, GPtrArray *entries, const BdRowScene *scene);
void       bd_document_card_add_not_shown (BdDocumentCard *self, GPtrArray *not_shown);
void       bd_document_card_add_fold      (BdDocumentCard *self, const char *title, const char *words);

G_END_DECLS
