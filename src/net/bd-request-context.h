/* bd-request-context.h — the Request-Context header: who asks, from where, for what purpose
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-ticket.h"

G_BEGIN_DECLS

/* base64 of the JSON object of SDHR's Request-Context table (user context). */
char *bd_request_context_new (BdClinician *clinician, BdPurpose purpose) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
