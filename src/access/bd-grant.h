/* bd-grant.h — an emergency access in force
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-ticket.h"

G_BEGIN_DECLS

#define BD_TYPE_GRANT (bd_grant_get_type ())
G_DECLARE_FINAL_TYPE (BdGrant, bd_grant, BD, GRANT, GObject)

/* signals: "warned" 15 minutes before the end · "ended". One per clinician, person and device; never renewed silently. */
BdTicket *bd_grant_get_ticket       (BdGrant *self);   /* (transfer none) purpose ETREAT */
gint64    bd_grant_get_started      (BdGrant *self);   /* wall µs */
gint64    bd_grant_get_seconds_left (BdGrant *self);   /* 0 when ended */
gboolean  bd_grant_is_in_force      (BdGrant *self);
char     *bd_grant_dup_strip        (BdGrant *self) G_GNUC_WARN_UNUSED_RESULT;  /* "Emergency access: Dr … · BG1 … · 5 h 59 min left" */

G_END_DECLS
