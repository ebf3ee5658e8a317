/* bd-opening-private.h: openings are made and closed by the context
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-context-private.h"
#include "bd-delta.h"
#include "bd-opening.h"

G_BEGIN_DECLS

struct _BdOpening
{
  GObject        parent_instance;

  /* Owned */
  BdContext     *context;
  BdRecord      *record;         /* (nullable): NULL once closed */
  BdTicket      *ticket;         /* the ordinary one; (nullable) when opened by emergency access alone */
  BdGrant       *grant;          /* (nullable) */
  BdLookup      *lookup;         /* (nullable) */
  GCancellable  *cancellable;
  GPtrArray     *before;         /* (nullable) (element-type BdAnswer): what stood there before the glass broke */
  GVariant      *last_seen;      /* (nullable) */
  BdAnswer      *copies[BD_N_SECTIONS][BD_N_SOURCES];  /* (nullable) each: a saved copy that stood in */
  BdDelta       *since_look;     /* (nullable) of the record as it is; made when it is asked for */
  BdDelta       *since_copy;     /* (nullable) likewise */
  char          *note;           /* (nullable) */
  BdClinician   *clinician;

  BdReasonCode   reason;
  BdIdentifiedBy identified_by;
  gboolean       offline;
  gboolean       answered;       /* the lookup is over */
  gboolean       recalling;      /* what was seen at the last look is being read */
  gboolean       settled;        /* both, and what is seen now is kept for the next look */
  gboolean       noted;          /* the result stands in the audit log */
  gboolean       closed;
  gboolean       delta_dismissed;
  gboolean       copies_compared;  /* since_copy is what it is */
  gulong         grant_handler;
};

enum { BD_OPENING_SETTLED, BD_OPENING_GRANT_CHANGED, BD_OPENING_MESSAGE, BD_OPENING_CLOSED, BD_OPENING_FACILITY_NAMES_CHANGED, BD_OPENING_N_SIGNALS };
extern guint bd_opening_signals[BD_OPENING_N_SIGNALS];

/* ticket: ordinary, or that of grant. grant (nullable): an emergency access in force. */
BdOpening *bd_opening_new           (BdContext *context, const BdPatient *patient, BdTicket *ticket, BdGrant *grant, const char *note,
                                     gboolean offline) G_GNUC_WARN_UNUSED_RESULT;
void       bd_opening_begin         (BdOpening *self);                 /* asks */
void       bd_opening_close         (BdOpening *self);
void       bd_opening_watch_delta   (BdOpening *self);
void       bd_opening_forget_delta  (BdOpening *self);
void       bd_opening_say           (BdOpening *self, const char *sentence);
BdTicket  *bd_opening_peek_ticket   (BdOpening *self);                 /* the grant's while it is in force */
void       bd_opening_fill_event    (BdOpening *self, BdAuditEvent *event);
void       bd_opening_fill_result   (BdOpening *self, BdAuditEvent *event);
void       bd_opening_take_grant    (BdOpening *self, BdGrant *grant);  /* references */

G_END_DECLS
