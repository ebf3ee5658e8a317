/* bd-store.h — saved records, encrypted; nothing is read from it without a ticket
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-answer.h"
#include "bd-locked-bytes.h"
#include "bd-patient.h"
#include "bd-ticket.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define BD_STORE_ERROR (bd_store_error_quark ())
GQuark bd_store_error_quark (void);
typedef enum {
  BD_STORE_ERROR_WRONG_KEY,   /* ask again */
  BD_STORE_ERROR_DAMAGED,     /* the file was kept aside, its new name is in the message */
  BD_STORE_ERROR_TOO_NEW,     /* made by a newer Bedside: left alone */
  BD_STORE_ERROR_READ_ONLY,
  BD_STORE_ERROR_FULL,
  BD_STORE_ERROR_BUSY,        /* another Bedside has this profile open */
  BD_STORE_ERROR_LIBRARY,     /* the SQLCipher found at run time will not do */
  BD_STORE_ERROR_NOT_SAVED,   /* nothing saved for this number */
  BD_STORE_ERROR_TICKET,      /* no valid ticket for this number and act */
  BD_STORE_ERROR_CLOSED,
  BD_STORE_ERROR_FAILED,
} BdStoreError;

typedef struct {
  BdPatient *patient;    /* (nullable) */
  GPtrArray *answers;    /* (element-type BdAnswer) lines in state saved-copy */
  gint64     saved_at;   /* the oldest part */
  GVariant  *last_seen;  /* (nullable) delta snapshot of this clinician */
  gint64     last_seen_at;
} BdSavedRecord;
void bd_saved_record_free (BdSavedRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BdSavedRecord, bd_saved_record_free)

typedef struct {
  char  *nhi;
  char  *initials;
  char  *birth_year;     /* (nullable) */
  gint64 saved_at;       /* newest part */
  gint64 keep_until;     /* earliest end */
  GStrv  parts;          /* "allergies sdhr", … */
  GStrv  agreements;     /* what allows keeping them */
} BdSavedPerson;
void bd_saved_person_free (BdSavedPerson *self);

#define BD_TYPE_STORE (bd_store_get_type ())
G_DECLARE_FINAL_TYPE (BdStore, bd_store, BD, STORE, GObject)

/* One thread owns the SQLCipher handle. Opening: library checked, key proved by a read, pragmas checked, migrations run,
 * damaged file set aside (renamed with the time), expired copies pruned. Key: 32 raw bytes. */
void           bd_store_open_async    (const char *path, BdLockedBytes *key, GCancellable *cancellable,
                                       GAsyncReadyCallback callback, gpointer user_data);
BdStore       *bd_store_open_finish   (GAsyncResult *result, char **set_aside, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* set_aside (out)(optional)(nullable): sentence */
void           bd_store_close_async   (BdStore *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean       bd_store_close_finish  (BdStore *self, GAsyncResult *result, GError **error);   /* handle closed, key wiped */

/* Keeps one answer (entries' projection and bytes, line) until `keep_until` (wall µs). Replaces what that (section, source) held.
 * Entries labelled DELAU, R or V are never kept. Ticket must cover the number with RECORD or SAVE and be no emergency ticket. */
void           bd_store_save_answer_async  (BdStore *self, BdTicket *ticket, const char *nhi, BdAnswer *answer, gint64 keep_until,
                                            const char *agreement, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean       bd_store_save_answer_finish (BdStore *self, GAsyncResult *result, GError **error);
void           bd_store_save_patient_async (BdStore *self, BdTicket *ticket, const BdPatient *patient, GBytes *bytes, gint64 keep_until,
                                            const char *agreement, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean       bd_store_save_patient_finish (BdStore *self, GAsyncResult *result, GError **error);

/* Demographics alone (scope IDENTITY), or everything (scope RECORD): rows only, no JSON is parsed. */
void           bd_store_load_patient_async  (BdStore *self, BdTicket *ticket, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
BdPatient     *bd_store_load_patient_finish (BdStore *self, GAsyncResult *result, GError **error);
void           bd_store_load_async    (BdStore *self, BdTicket *ticket, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
BdSavedRecord *bd_store_load_finish   (BdStore *self, GAsyncResult *result, GError **error);
/* The resource as received, for the detail page. */
void           bd_store_load_bytes_async  (BdStore *self, BdTicket *ticket, const char *entry_id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GBytes        *bd_store_load_bytes_finish (BdStore *self, GAsyncResult *result, GError **error);

/* "Since you last looked": the snapshot per clinician and person; loaded alone it spares reading the record for it. */
void           bd_store_load_seen_async   (BdStore *self, BdTicket *ticket, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GVariant      *bd_store_load_seen_finish  (BdStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void           bd_store_save_seen_async   (BdStore *self, BdTicket *ticket, GVariant *snapshot, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean       bd_store_save_seen_finish  (BdStore *self, GAsyncResult *result, GError **error);

void           bd_store_list_async    (BdStore *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray     *bd_store_list_finish   (BdStore *self, GAsyncResult *result, GError **error);   /* (element-type BdSavedPerson) */
/* nhi NULL = everybody; source -1 = every source. Returns how many parts went. */
void           bd_store_purge_async   (BdStore *self, const char *nhi, int source, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean       bd_store_purge_finish  (BdStore *self, GAsyncResult *result, guint *n_purged, GError **error);
void           bd_store_prune_async   (BdStore *self, gint64 now, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean       bd_store_prune_finish  (BdStore *self, GAsyncResult *result, guint *n_pruned, GError **error);
void           bd_store_check_async   (BdStore *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);  /* cipher_integrity_check */
gboolean       bd_store_check_finish  (BdStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
