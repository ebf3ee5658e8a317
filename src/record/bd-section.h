/* bd-section.h — the entries of one kind from all sources, sorted: a GListModel of BdEntry
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-answer.h"

G_BEGIN_DECLS

#define BD_TYPE_SECTION (bd_section_get_type ())
G_DECLARE_FINAL_TYPE (BdSection, bd_section, BD, SECTION, GObject)

/* signals: "changed" after an answer was taken (entries spliced once, lines replaced) */
BdSection    *bd_section_new           (BdSectionKind kind) G_GNUC_WARN_UNUSED_RESULT;
BdSectionKind bd_section_get_kind      (BdSection *self);
void          bd_section_take_answer   (BdSection *self, BdAnswer *answer);   /* replaces what that source gave before; takes the reference */
GPtrArray    *bd_section_peek_entries  (BdSection *self);   /* (element-type BdEntry) (transfer none), what the model holds */
GPtrArray    *bd_section_get_lines     (BdSection *self);   /* (element-type BdLedgerLine) (transfer none), in source order */
const BdLedgerLine *bd_section_get_line (BdSection *self, BdSource source);  /* (nullable) */
BdAnswer     *bd_section_get_answer    (BdSection *self, BdSource source);    /* (nullable) (transfer none) */
gboolean      bd_section_is_complete   (BdSection *self);   /* every source that feeds it is */
guint         bd_section_count         (BdSection *self, BdEntryGroup group);

G_END_DECLS
