/* clinic.h — an invented clinician and tickets for tests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-ticket-private.h"

#define NHI "ZKC7284"

static inline BdClinician *
clinician_new (const char *cpn)
{
  static const char *const facilities[] = { "FZZ999-B", NULL };

  return bd_clinician_new ("wiremu.t", "Dr Wiremu Tahere", cpn, BD_ROLE_CLINICIAN, "G00001-G", facilities, NULL);
}

static inline BdTicket *
ticket_new (BdTicketScope scope, const char *nhi, BdReasonCode reason)
{
  g_autoptr (BdClinician) clinician = clinician_new ("91ZZXN");
  BdTicketTerms terms = {
    .scope = scope, .nhi = nhi, .reason = reason, .purpose = bd_reason_get (reason)->purpose, .hours = 1,
  };

  return bd_ticket_new (clinician, &terms);
}
