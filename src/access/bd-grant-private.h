/* bd-grant-private.h: making and ending grants; for access alone
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-grant.h"

G_BEGIN_DECLS

BdGrant *bd_grant_new   (BdTicket *ticket) G_GNUC_WARN_UNUSED_RESULT;
void     bd_grant_end   (BdGrant *self);   /* revokes the ticket; "ended" once */
gboolean bd_grant_check (BdGrant *self);   /* what its timer does; FALSE when it is over */

/* Who writes the end into the log: TRUE for the first to ask. */
gboolean bd_grant_claim_stop (BdGrant *self);

G_END_DECLS
