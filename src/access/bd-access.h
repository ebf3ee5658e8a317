/* bd-access.h — the rules: who may open what, and nothing before it is written down
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-audit-sink.h"
#include "bd-consent.h"
#include "bd-grant.h"
#include "bd-ticket.h"

G_BEGIN_DECLS

#define BD_ACCESS_ERROR (bd_access_error_quark ())
GQuark bd_access_error_quark (void);
typedef enum {
  BD_ACCESS_ERROR_ROLE,          /* this role may not (SRD-6) */
  BD_ACCESS_ERROR_REASON,        /* reason missing or not for this act */
  BD_ACCESS_ERROR_NOTE,          /* the note will not do; the message says why */
  BD_ACCESS_ERROR_CONFIRMATION,  /* initials or birth year do not fit */
  BD_ACCESS_ERROR_NOT_AUDITED,   /* could not be written to the audit log: so it does not happen */
  BD_ACCESS_ERROR_TICKET,        /* no valid ticket for this number and act */
} BdAccessError;

typedef struct {
  GStrv  emergency_roles;   /* role strings; NULL = clinician, clinician-emergency */
  guint  grant_hours;       /* 1–24, default 6 */
  char  *workstation;       /* host name */
  char  *address;           /* IP (nullable) */
} BdAccessSettings;

typedef struct {
  BdTicketScope   scope;
  const char     *nhi;          /* NULL for a match */
  const char *const *linked;    /* (nullable) */
  BdReasonCode    reason;       /* ignored for BD_TICKET_IDENTITY alone */
  const char     *note;         /* (nullable) */
  BdIdentifiedBy  identified_by;
} BdAdmission;

typedef struct {
  BdReasonCode reason;          /* BG1…5 */
  const char  *note;
  const char  *consulted;       /* (nullable) */
  const char  *initials;        /* as re-entered */
  const char  *birth_year;      /* as re-entered */
  BdIdentifiedBy identified_by;
  gboolean     number_stands;   /* the command line: the number typed whole stands for initials and birth year */
} BdEmergencyRequest;           /* the passphrase is checked by app before this is made */

#define BD_TYPE_ACCESS (bd_access_get_type ())
G_DECLARE_FINAL_TYPE (BdAccess, bd_access, BD, ACCESS, GObject)

BdAccess *bd_access_new           (BdAuditSink *sink, const BdAccessSettings *settings) G_GNUC_WARN_UNUSED_RESULT;

/* Role and rules, then the audit event (record-opened or search), then the ticket. Refusals are audited too. */
void      bd_access_admit_async   (BdAccess *self, BdClinician *clinician, const BdAdmission *admission,
                                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
BdTicket *bd_access_admit_finish  (BdAccess *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* From an emergency request to a grant with its ETREAT ticket. `patient` is what NHI (or the saved copy) says. */
void      bd_access_break_glass_async  (BdAccess *self, BdClinician *clinician, const BdPatient *patient,
                                        const BdEmergencyRequest *request, GCancellable *cancellable,
                                        GAsyncReadyCallback callback, gpointer user_data);
BdGrant  *bd_access_break_glass_finish (BdAccess *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* why: "ended by the clinician", "nothing more came", "time is up", "signed out" */
void      bd_access_end_grant_async    (BdAccess *self, BdGrant *grant, const char *why, GCancellable *cancellable,
                                        GAsyncReadyCallback callback, gpointer user_data);
gboolean  bd_access_end_grant_finish   (BdAccess *self, GAsyncResult *result, GError **error);

/* Acts that need no ticket: sign-in, lock, offered, declined, results, purge … fills workstation and address. Takes event. */
void      bd_access_note_async    (BdAccess *self, BdAuditEvent *event, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
gboolean  bd_access_note_finish   (BdAccess *self, GAsyncResult *result, GError **error);

/* Checks on the way to page 2, NULL when fine, else the sentence; no side effects. */
char     *bd_access_refuse_emergency (BdAccess *self, BdClinician *clinician, const BdPatient *patient,
                                      const BdEmergencyRequest *request, gboolean with_confirmation);
/* Initials and birth year re-entered; NULL when both fit, else the sentence. */
char     *bd_access_refuse_confirmation (const BdPatient *patient, const char *initials, const char *birth_year) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
