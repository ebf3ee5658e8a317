/* bd-ticket-private.h: making tickets; for access alone
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-ticket.h"

G_BEGIN_DECLS

typedef struct
{
  BdTicketScope      scope;
  const char        *nhi;           /* "" for a match */
  const char *const *linked;        /* (nullable) */
  BdReasonCode       reason;
  BdPurpose          purpose;
  BdIdentifiedBy     identified_by;
  guint              hours;
} BdTicketTerms;

BdTicket *bd_ticket_new               (BdClinician *clinician, const BdTicketTerms *terms) G_GNUC_WARN_UNUSED_RESULT;
gint64    bd_ticket_get_microseconds_left (BdTicket *self);

G_END_DECLS
