/* bd-document.h — a document somebody sent: its sections, their words and their entries
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-answer.h"
#include "bd-bundle.h"
#include "bd-patient.h"

G_BEGIN_DECLS

#define BD_DOCUMENT_ERROR (bd_document_error_quark ())
GQuark bd_document_error_quark (void);
typedef enum {
  BD_DOCUMENT_ERROR_NOT_BUNDLE,      /* a resource that is no Bundle */
  BD_DOCUMENT_ERROR_NOT_DOCUMENT,    /* a Bundle of another type: a search answer, a batch */
  BD_DOCUMENT_ERROR_NO_COMPOSITION,  /* nothing says what the document's sections are */
} BdDocumentError;

/* Strings are as received; (nullable) unless said. */
typedef struct {
  char         *title;            /* not NULL: as written, else the words of the code */
  char         *system;           /* of the code, such as http://loinc.org */
  char         *code;
  gboolean      has_kind;
  BdSectionKind kind;             /* only with has_kind */
  guint         depth;            /* 0; one more for a section inside another, which follows it */
  char         *narrative;        /* the words of the section as plain text */
  char         *narrative_status; /* generated, extensions, additional, empty, or as received */
  GPtrArray    *entries;          /* (element-type BdEntry) */
  GPtrArray    *not_drawn;        /* (element-type BdNotShown) referred to, of a type that no section shows */
  char         *empty_code;       /* nilknown, notasked, withheld … */
  char         *empty_words;      /* "not asked" */
  GStrv         dangling;         /* not NULL: "referenced item missing: Condition/7" */
  GStrv         remarks;          /* not NULL: where words and entries do not say the same */
} BdDocumentSection;

typedef struct {
  char       *title;              /* not NULL */
  char       *date;               /* as received */
  char       *status;             /* final, preliminary, amended, entered-in-error, or as received */
  char       *identifier;
  char       *author;             /* words */
  char       *custodian;          /* words */
  char       *narrative;          /* the words before the sections, as plain text */
  BdPatient  *patient;
  GPtrArray  *sections;           /* (element-type BdDocumentSection) not NULL, in the document's order */
  GPtrArray  *in_no_section;      /* (element-type BdEntry) not NULL: in the document but in no section */
  GPtrArray  *not_shown;          /* (element-type BdNotShown) not NULL: the same, of a type that no section shows */
  GStrv       remarks;            /* not NULL: what is odd about the document as a whole */
} BdDocument;

BdDocument *bd_document_new  (BdJson *json, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void        bd_document_free (BdDocument *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BdDocument, bd_document_free)

G_END_DECLS
