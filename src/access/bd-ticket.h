/* bd-ticket.h — the right to read one person's record, for one purpose, until a time
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-clinician.h"
#include "bd-reason.h"

G_BEGIN_DECLS

typedef enum {
  BD_TICKET_IDENTITY = 1 << 0,   /* ask NHI who this is; read saved demographics */
  BD_TICKET_RECORD   = 1 << 1,   /* read the record */
  BD_TICKET_SAVE     = 1 << 2,   /* keep a copy for offline use */
} BdTicketScope;

/* Made only inside access, after the audit event is on the disk. Unforgeable: there is no public constructor. */
#define BD_TYPE_TICKET (bd_ticket_get_type ())
G_DECLARE_FINAL_TYPE (BdTicket, bd_ticket, BD, TICKET, GObject)

const char       *bd_ticket_get_nhi       (BdTicket *self);   /* "" for a $match ticket */
gboolean          bd_ticket_covers        (BdTicket *self, const char *nhi, BdTicketScope scope);  /* number, scope and time */
BdTicketScope     bd_ticket_get_scope     (BdTicket *self);
BdClinician      *bd_ticket_get_clinician (BdTicket *self);   /* (transfer none) */
BdPurpose         bd_ticket_get_purpose   (BdTicket *self);
BdReasonCode      bd_ticket_get_reason    (BdTicket *self);
BdIdentifiedBy    bd_ticket_get_identified_by (BdTicket *self);
gboolean          bd_ticket_is_emergency  (BdTicket *self);
gint64            bd_ticket_get_until     (BdTicket *self);   /* wall µs; validity itself is kept on the boot clock */
gboolean          bd_ticket_is_valid      (BdTicket *self);
void              bd_ticket_add_number    (BdTicket *self, const char *nhi);  /* a linked number NHI named */
void              bd_ticket_revoke        (BdTicket *self);   /* lock, sign-out, end of grant */

G_END_DECLS
