/* bd-opening.h — one opening of one person's record: record, ticket, lookup, grant
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-access.h"
#include "bd-delta.h"
#include "bd-locked-bytes.h"
#include "bd-record.h"

G_BEGIN_DECLS

#define BD_TYPE_OPENING (bd_opening_get_type ())
G_DECLARE_FINAL_TYPE (BdOpening, bd_opening, BD, OPENING, GObject)

/* Made by BdContext. signals: "settled" every source has answered or failed · "grant-changed" · "message" (const char*) a
 * sentence for a toast, such as "nothing more came" · "closed" locked or signed out: forget everything
 * · "facility-names-changed" bd_opening_dup_facility() knows more than before. */
BdRecord    *bd_opening_get_record     (BdOpening *self);   /* (transfer none) */
BdGrant     *bd_opening_get_grant      (BdOpening *self);   /* (nullable) (transfer none) */
BdReasonCode bd_opening_get_reason     (BdOpening *self);
BdPurpose    bd_opening_get_purpose    (BdOpening *self);
BdIdentifiedBy bd_opening_get_identified_by (BdOpening *self);
gint64       bd_opening_get_ticket_until (BdOpening *self);
gboolean     bd_opening_is_offline     (BdOpening *self);   /* opened from the saved copy */
gboolean     bd_opening_is_settled     (BdOpening *self);
BdEmergencyOffer *bd_opening_get_offer (BdOpening *self) G_GNUC_WARN_UNUSED_RESULT;  /* as things stand now */
char        *bd_opening_dup_delta      (BdOpening *self);   /* (nullable) "Since you last looked (…): 2 new, …" */
BdDeltaKind  bd_opening_get_delta_kind (BdOpening *self, const char *entry_id, gboolean *since_copy);   /* the mark of its row */
GPtrArray   *bd_opening_dup_findings   (BdOpening *self) G_GNUC_WARN_UNUSED_RESULT;   /* (element-type BdFinding) */
void         bd_opening_dismiss_delta  (BdOpening *self);   /* the marks, and the sentence, have been read */
char        *bd_opening_dup_facility   (BdOpening *self, const char *id) G_GNUC_WARN_UNUSED_RESULT;  /* HPI name and id, or the id */

/* What the detail page shows under "as received": the bytes of one entry, from memory or the store. Audited (raw-shown). */
void         bd_opening_load_bytes_async  (BdOpening *self, BdEntry *entry, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GBytes      *bd_opening_load_bytes_finish (BdOpening *self, GAsyncResult *result, GError **error);
void         bd_opening_retry_async    (BdOpening *self, BdSource source, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean     bd_opening_retry_finish   (BdOpening *self, GAsyncResult *result, GError **error);

/* The glass. Offered and declined are noted; break: checks role, note, confirmation and passphrase, audits, asks again with ETREAT.
 * n_more: rows that came that were not there before; when none, the grant has already been ended and "message" says so. */
void         bd_opening_note_offer_async  (BdOpening *self, gboolean declined, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean     bd_opening_note_offer_finish (BdOpening *self, GAsyncResult *result, GError **error);
char        *bd_opening_refuse_emergency  (BdOpening *self, const BdEmergencyRequest *request, gboolean with_confirmation); /* (nullable) sentence */
void         bd_opening_break_glass_async (BdOpening *self, const BdEmergencyRequest *request, BdLockedBytes *passphrase,
                                           GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean     bd_opening_break_glass_finish (BdOpening *self, GAsyncResult *result, guint *n_more, GError **error);
void         bd_opening_end_grant_async   (BdOpening *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean     bd_opening_end_grant_finish  (BdOpening *self, GAsyncResult *result, GError **error);

char        *bd_opening_to_json        (BdOpening *self) G_GNUC_WARN_UNUSED_RESULT;   /* the summary JSON of the command line */
gboolean     bd_opening_has_anything   (BdOpening *self);   /* FALSE: nobody answered and nothing is saved */
char        *bd_opening_to_text        (BdOpening *self) G_GNUC_WARN_UNUSED_RESULT;   /* for people, on a terminal */

G_END_DECLS
