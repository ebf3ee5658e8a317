/* bd-document-private.h — what the files of BdDocument share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-document.h"

G_BEGIN_DECLS

/* XHTML as plain text. (in bd-document-text.c) */
#define BD_DOCUMENT_MAX_TEXT (256u * 1024)
char    *bd_document_plain_text (const char *div, gboolean *cut) G_GNUC_WARN_UNUSED_RESULT;

/* What the words do not say that the entries do. (in bd-document-compare.c) */
void     bd_document_compare    (BdDocumentSection *section, gboolean has_inner);

/* Who wrote, kept or is named. (in bd-document-people.c) */
char    *bd_document_dup_who    (const BdBundle *page, const BdJsonNode *from, const BdJsonNode *reference);
gboolean bd_document_is_by_person (const BdBundle *page, const BdJsonNode *from, const BdJsonNode *authors);

/* (in bd-document-section.c) */
typedef struct {
  const BdBundle   *page;
  const BdJsonNode *composition;
  gint64            now;
  GHashTable       *entries;   /* resource node → BdEntry (owned): one object however often it is referred to */
  GHashTable       *used;      /* set of resource nodes that are shown */
} BdDocumentReader;

BdEntry *bd_document_take_entry   (BdDocumentReader *reader, const BdJsonNode *resource);
void     bd_document_add_other    (GPtrArray *list, const char *type, const char *id, const char *where);
void     bd_document_read_section (BdDocumentReader *reader, BdDocument *self, const BdJsonNode *section, guint depth);
void     bd_document_section_free (BdDocumentSection *self);

G_END_DECLS
