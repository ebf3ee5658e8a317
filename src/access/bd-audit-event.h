/* bd-audit-event.h — one act, as the log keeps it: no clinical content
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-clinician.h"
#include "bd-reason.h"

G_BEGIN_DECLS

typedef enum {
  BD_ACT_SIGN_IN, BD_ACT_SIGN_IN_FAILED, BD_ACT_SIGN_OUT, BD_ACT_LOCK, BD_ACT_UNLOCK, BD_ACT_UNLOCK_FAILED,
  BD_ACT_SEARCH, BD_ACT_SEARCH_RESULT, BD_ACT_IDENTITY_SHOWN, BD_ACT_RECORD_OPENED, BD_ACT_RECORD_RESULT,
  BD_ACT_EMERGENCY_OFFERED, BD_ACT_EMERGENCY_DECLINED, BD_ACT_EMERGENCY_STARTED, BD_ACT_EMERGENCY_RESULT, BD_ACT_EMERGENCY_STOPPED,
  BD_ACT_PRINTED, BD_ACT_EXPORTED, BD_ACT_SAVED, BD_ACT_PURGED, BD_ACT_NOTE_COPIED, BD_ACT_RAW_SHOWN, BD_ACT_REFUSED,
  BD_ACT_LOG_READ, BD_ACT_REPORT_MADE, BD_ACT_SETTINGS_CHANGED, BD_N_ACTS,
} BdAct;
const char   *bd_act_to_string (BdAct act);   /* kebab-case */

/* Plain, owned by its maker until handed to a sink. Strings (nullable). */
typedef struct {
  char         *id;             /* uuid, made by bd_audit_event_new() */
  BdAct         act;
  gint64        at;             /* wall µs */
  gint64        monotonic;      /* boot µs */
  BdClinician  *clinician;
  char         *workstation;
  char         *address;        /* IP */
  GStrv         nhis;           /* every number concerned */
  BdPurpose     purpose;
  gboolean      has_purpose;
  char         *reason;         /* "BG1" */
  char         *note;
  char         *identified_by;
  char         *consulted;      /* senior clinician */
  GPtrArray    *calls;          /* (element-type char*) "GET sdhr AllergyIntolerance 200 <correlation id>", no URL with data */
  GPtrArray    *states;         /* (element-type char*) "allergies sdhr whole" */
  char         *outcome;        /* done, refused: …, failed: … */
} BdAuditEvent;

BdAuditEvent *bd_audit_event_new     (BdAct act, BdClinician *clinician) G_GNUC_WARN_UNUSED_RESULT;
void          bd_audit_event_free    (BdAuditEvent *self);
char         *bd_audit_event_to_json (const BdAuditEvent *self) G_GNUC_WARN_UNUSED_RESULT;   /* one line */
char         *bd_audit_event_to_fhir (const BdAuditEvent *self, const char *observer) G_GNUC_WARN_UNUSED_RESULT; /* AuditEvent resource */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BdAuditEvent, bd_audit_event_free)

G_END_DECLS
