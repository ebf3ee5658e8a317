/* search.h: searches by patient: parameters, filtering, pages
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include "drill.h"
G_BEGIN_DECLS

/**
 * BdDrillSearch:
 * @service: which service holds the records
 * @type: resource type
 * @path: what stands before the type in URLs, such as "sdhr"
 * @person: (nullable): whose records; %NULL finds none
 * @number: (nullable): only what is filed under this very number of theirs; %NULL for a service that joins them
 * @has_total: whether the service tells the total
 * @opaque_pages: whether next links carry a ct token instead of an offset
 * @unpaged: whether the service gives everything at once, always
 * @show_confidential: whether R and V records are shown
 * @skip_reversals: whether reversed dispensings are left out
 * @duplicates: whether the first two matches come twice
 * @present: (nullable): changes a copy of each resource before it is sent
 *
 * One search, as one service does it.
 */
typedef struct
{
  const char    *service;
  const char    *type;
  const char    *path;
  BdDrillPerson *person;
  const char    *number;
  gboolean       has_total;
  gboolean       opaque_pages;
  gboolean       unpaged;
  gboolean       show_confidential;
  gboolean       skip_reversals;
  gboolean       duplicates;
  void         (*present) (JsonObject *resource, const char *nhi);
} BdDrillSearch;

gboolean    bd_drill_search_matches (BdDrillRequest *request, JsonObject *resource);
gboolean    bd_drill_confidential   (JsonObject *resource);
JsonObject *bd_drill_search         (BdDrillRequest *request, const BdDrillSearch *how) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *bd_drill_bundle_new     (BdDrillRequest *request) G_GNUC_WARN_UNUSED_RESULT;
void        bd_drill_bundle_add     (JsonObject *bundle, const char *url, JsonObject *resource, const char *mode);
void        bd_drill_bundle_redact  (JsonObject *bundle, const char *code, const char *display);
G_END_DECLS
