/* bd-lookup.h — one patient, every service at once: fills a BdRecord as answers come
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-record.h"
#include "bd-services.h"
#include "bd-store.h"

G_BEGIN_DECLS

#define BD_TYPE_LOOKUP (bd_lookup_get_type ())
G_DECLARE_FINAL_TYPE (BdLookup, bd_lookup, BD, LOOKUP, GObject)

typedef struct {
  BdStore *store;           /* (nullable) for sources kept for hours */
  BdStore *session_store;   /* (nullable) for sources kept for the session */
  gboolean save;            /* keep what retention allows; never under an emergency ticket */
  gboolean offline;         /* ask nobody: saved copies only */
} BdLookupOptions;

/* signals: "answered" (BdAnswer*) after the record took it · "store-problem" (const char *sentence) once ·
 * "purged" (guint source, guint parts) when a denial took saved copies away · "facility-names-changed".
 * A (section, source) whose answer has not come within 3 s, or failed, shows its saved copy meanwhile, if there is one. */
BdLookup  *bd_lookup_new           (BdServices *services, BdTicket *ticket, BdRecord *record, const BdLookupOptions *options) G_GNUC_WARN_UNUSED_RESULT;
/* Done when every source has answered, failed or run out of time, and what may be kept is on the disk. Always TRUE but for a ticket error or cancellation. */
void       bd_lookup_run_async     (BdLookup *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean   bd_lookup_run_finish    (BdLookup *self, GAsyncResult *result, GError **error);
/* Once more, only this source; honours a wait the service asked for. */
void       bd_lookup_retry_async   (BdLookup *self, BdSource source, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean   bd_lookup_retry_finish  (BdLookup *self, GAsyncResult *result, GError **error);
/* Asks all again under another ticket (emergency); more is TRUE when a row came that was not there before. */
void       bd_lookup_again_async   (BdLookup *self, BdTicket *ticket, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean   bd_lookup_again_finish  (BdLookup *self, GAsyncResult *result, guint *n_more, GError **error);
GPtrArray *bd_lookup_get_calls     (BdLookup *self);   /* (element-type char*) for the audit log */
/* (nullable): as HPI gave it; names come after the answer and never hold it up. */
char      *bd_lookup_dup_facility_name (BdLookup *self, const char *id) G_GNUC_WARN_UNUSED_RESULT;
gboolean   bd_lookup_is_running    (BdLookup *self);

G_END_DECLS
