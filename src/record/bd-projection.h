/* bd-projection.h — from pages of FHIR to entries, and the verdict on the whole answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-answer.h"
#include "bd-bundle.h"
#include "bd-patient.h"

G_BEGIN_DECLS

/* Collects the pages of the searches that feed one (section, source), in a worker thread.
 * De-duplicates on type/id; refuses resources of another person; counts matches.
 * Searches are added one after another, each with its pages in order: a page without a
 * `next`, a failure, or bd_projection_set_more_exist() ends a search. */
typedef struct _BdProjection BdProjection;

BdProjection *bd_projection_new        (BdSectionKind section, BdSource source, const char *nhi,
                                        const char *const *linked_nhis) G_GNUC_WARN_UNUSED_RESULT;
void          bd_projection_free       (BdProjection *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BdProjection, bd_projection_free)

/* What was searched for, with what _revinclude brings: without MedicationDispense no
 * prescription is said to be undispensed. Not called: everything the section shows. */
void          bd_projection_set_asked  (BdProjection *self, const char *const *resource_types);
/* A whole page that came with a 2xx status. */
void          bd_projection_add_page   (BdProjection *self, BdBundle *page, gint64 fetched_at);
/* A search that did not give a page: issues may be NULL or empty. */
void          bd_projection_add_failure (BdProjection *self, BdFailure failure, int http_status,
                                        GPtrArray *issues, gint64 wait_seconds);
void          bd_projection_set_times  (BdProjection *self, gint64 asked_at, gint64 answered_at,
                                        const char *correlation_id, int http_status);
void          bd_projection_set_more_exist (BdProjection *self);
void          bd_projection_set_deceased (BdProjection *self, const char *date); /* NHI says so; (nullable) date */
/* Decides the state by codes and counts, sorts, links prescriptions with dispensings. Frees self. */
BdAnswer     *bd_projection_finish     (BdProjection *self) G_GNUC_WARN_UNUSED_RESULT;

/* One file, as `bedsidectl read` shows it: every resource in exactly one list. */
typedef struct {
  GPtrArray *entries;    /* (element-type BdEntry) */
  GPtrArray *patients;   /* (element-type BdPatient) */
  GPtrArray *issues;     /* (element-type BdIssue) */
  GPtrArray *not_shown;  /* (element-type BdNotShown) */
} BdReading;

BdReading    *bd_reading_new           (BdJson *json, gint64 now) G_GNUC_WARN_UNUSED_RESULT;
void          bd_reading_free          (BdReading *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BdReading, bd_reading_free)

/* One resource to one entry; NULL for a type that no section shows. (for projections' own tests and fuzzing) */
BdEntry      *bd_project_resource      (const BdBundle *page, const BdJsonNode *resource, const char *full_url,
                                        BdSource source, gint64 fetched_at);

G_END_DECLS
