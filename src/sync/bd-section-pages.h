/* bd-section-pages.h — from replies to pages to one answer, in worker threads; for this layer only
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-projection.h"
#include "bd-reply.h"

G_BEGIN_DECLS

/* What one reply was: a page, or why it is none. */
typedef struct {
  BdBundle  *bundle;        /* (nullable) */
  gint64     fetched_at;
  BdFailure  failure;
  int        status;
  GPtrArray *issues;        /* (element-type BdIssue) (nullable) */
  gint64     wait_seconds;
  gboolean   more_exist;    /* no page: the search stops here although there is more */
} BdPage;

BdPage   *bd_page_new_more    (void) G_GNUC_WARN_UNUSED_RESULT;
void      bd_page_free        (BdPage *self);
void      bd_page_read_async  (BdReply *reply, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
BdPage   *bd_page_read_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Everything a worker needs to make one answer; plain data that may be freed on any thread. */
typedef struct {
  BdSectionKind section;
  BdSource      source;
  char         *nhi;
  GStrv         linked;
  gboolean      deceased;
  char         *deceased_date;   /* (nullable) */
  GStrv         asked;
  GHashTable   *known;           /* (nullable) not changed meanwhile */
  GPtrArray    *searches;        /* (element-type GPtrArray of BdPage) those for the live number first */
  guint         n_live;          /* searches for the live number */
  gboolean      more_numbers;    /* the person has more numbers than were asked for */
  gint64        asked_at;
  gint64        answered_at;
  char         *correlation_id;  /* (nullable) of the first that failed, else of the first */
  gboolean      failed;          /* correlation_id is that of a failure */
  int           http_status;
} BdPages;

BdPages  *bd_pages_new          (void) G_GNUC_WARN_UNUSED_RESULT;
void      bd_pages_free         (BdPages *self);
void      bd_pages_project_async  (BdPages *pages, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data); /* takes pages */
BdAnswer *bd_pages_project_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
