/* bd-audit-log.h — audit.log: append-only, sealed to the privacy officers, chained, fsynced
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-audit-sink.h"
#include "bd-locked-bytes.h"

G_BEGIN_DECLS

#define BD_AUDIT_ERROR (bd_audit_error_quark ())
GQuark bd_audit_error_quark (void);
typedef enum {
  BD_AUDIT_ERROR_READ_ONLY, BD_AUDIT_ERROR_FULL, BD_AUDIT_ERROR_BUSY, BD_AUDIT_ERROR_BROKEN_CHAIN,
  BD_AUDIT_ERROR_KEYS, BD_AUDIT_ERROR_TOO_NEW, BD_AUDIT_ERROR_MISSING, BD_AUDIT_ERROR_FAILED,
} BdAuditError;

#define BD_TYPE_AUDIT_LOG (bd_audit_log_get_type ())
G_DECLARE_FINAL_TYPE (BdAuditLog, bd_audit_log, BD, AUDIT_LOG, GObject)   /* implements BdAuditSink */

/* Opens or begins the log. A torn tail after a crash is set aside beside the file, never silently cut (torn (out)(nullable): sentence).
 * officer_keys: base64 X25519 public keys; may be empty only in the drill. One writer per file (lock). */
void        bd_audit_log_open_async  (const char *path, const char *const *officer_keys, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data);
BdAuditLog *bd_audit_log_open_finish (GAsyncResult *result, char **torn, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char       *bd_audit_log_dup_head    (BdAuditLog *self);    /* hex hash of the newest record, to be kept elsewhere too */
guint64     bd_audit_log_get_count   (BdAuditLog *self);

/* Walks the chain without any key; for a worker thread or the command line. expected_head (nullable): head kept elsewhere. */
typedef struct { gboolean whole; guint64 records; gint64 first_at; gint64 last_at; char *head; char *problem; /* (nullable) sentence: which record, what is wrong */ } BdAuditVerdict;
BdAuditVerdict *bd_audit_verify (const char *path, const char *expected_head, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void            bd_audit_verdict_free (BdAuditVerdict *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BdAuditVerdict, bd_audit_verdict_free)

/* Officers' side: opens each record with an officer's secret key; calls back with one JSON line each. */
typedef gboolean (*BdAuditReadFunc) (guint64 sequence, const char *json, gpointer user_data);   /* FALSE stops */
gboolean bd_audit_read (const char *path, BdLockedBytes *officer_secret_key, BdAuditReadFunc func, gpointer user_data, GError **error);
char    *bd_audit_officer_public_key (BdLockedBytes *officer_secret_key);   /* base64 */

G_END_DECLS
