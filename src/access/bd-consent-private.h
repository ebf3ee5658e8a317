/* bd-consent-private.h: facts with the reach they have
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-consent.h"

G_BEGIN_DECLS

/* From the widest to the narrowest */
typedef enum { BD_REACH_GLOBAL, BD_REACH_DOMAIN, BD_REACH_FACILITY, BD_REACH_INSTANCE } BdReach;

typedef struct
{
  BdConsentFact public;     /* first: handed out as this */
  BdReach       reach;
  BdSource      source;
  gboolean      participation;   /* a service's answer rather than a Consent resource */
} BdReachedFact;

BdReachedFact *bd_consent_fact_new (BdConsentDecision decision, BdReach reach, BdSource source, const char *scope,
                                    char *sentence, gint64 decided_at);   /* takes sentence */
void           bd_consent_read     (BdEntry *consent, gint64 now, GPtrArray *facts);   /* appends what it says */
int            bd_consent_compare  (gconstpointer a, gconstpointer b);   /* most binding first; of pointers to facts */

G_END_DECLS
