/* bd-bundle.h — one page of a FHIR Bundle
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-json.h"

G_BEGIN_DECLS

typedef enum { BD_ENTRY_MODE_MATCH, BD_ENTRY_MODE_INCLUDE, BD_ENTRY_MODE_OUTCOME } BdEntryMode;

typedef struct {
  const BdJsonNode *resource;  /* borrowed from the document; NULL for an entry without one */
  const char       *full_url;  /* (nullable) borrowed */
  const char       *type;      /* resourceType, (nullable) borrowed */
  const char       *id;        /* (nullable) borrowed */
  BdEntryMode       mode;      /* MATCH when nothing is said; OUTCOME for any OperationOutcome in a searchset */
  const char       *score;     /* search.score as text, (nullable) */
  const char       *grade;     /* search's match-grade: certain, probable, possible, certainly-not; (nullable) borrowed */
} BdBundleEntry;

typedef struct {
  BdJson     *json;            /* owned */
  const char *type;            /* Bundle.type (nullable) borrowed */
  const char *next;            /* link[next].url verbatim (nullable) borrowed */
  gint64      total;           /* -1 when not given */
  gboolean    redacted;        /* meta.security code REDACTED, any case */
  GArray     *entries;         /* (element-type BdBundleEntry) */
} BdBundle;

/* A single resource that is no Bundle becomes a bundle of one, total -1. */
BdBundle         *bd_bundle_new     (BdJson *json) G_GNUC_WARN_UNUSED_RESULT;
void              bd_bundle_free    (BdBundle *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BdBundle, bd_bundle_free)

/* Finds what a reference means inside this bundle: fullUrl, Type/id, urn:uuid, contained in `from`. */
const BdJsonNode *bd_bundle_resolve (const BdBundle *self, const BdJsonNode *from, const char *reference);

gboolean          bd_fhir_has_security (const BdJsonNode *resource, const char *code); /* meta.security, any case */
const BdJsonNode *bd_fhir_extension    (const BdJsonNode *element, const char *url_end); /* by end of url; (nullable) */

G_END_DECLS
