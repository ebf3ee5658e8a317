/* bd-audit-relay.h: an audit sink that writes to the log, then queues the upload
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-audit-log.h"
#include "bd-outbox.h"
#include "bd-outbox-sender.h"

G_BEGIN_DECLS

#define BD_TYPE_AUDIT_RELAY (bd_audit_relay_get_type ())
G_DECLARE_FINAL_TYPE (BdAuditRelay, bd_audit_relay, BD, AUDIT_RELAY, GObject)   /* implements BdAuditSink */

/* observer: the site's name in each AuditEvent. signal: "push-failed" (const char *sentence) once. */
BdAuditRelay *bd_audit_relay_new        (BdAuditLog *log, const char *observer, gboolean upload) G_GNUC_WARN_UNUSED_RESULT;
/* While there is no outbox (locked, signed out) events wait in memory; they stand in the log all the same. */
void          bd_audit_relay_set_outbox (BdAuditRelay *self, BdOutbox *outbox, BdOutboxSender *sender);

G_END_DECLS
