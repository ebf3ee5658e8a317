/* bd-consent.h — what Consent resources and answers add up to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-record.h"

G_BEGIN_DECLS

typedef enum { BD_CONSENT_PERMIT, BD_CONSENT_PERMIT_PROVISIONAL, BD_CONSENT_DENY_GLOBAL, BD_CONSENT_DENY_FACILITY,
               BD_CONSENT_DENY_DOMAIN, BD_CONSENT_DENY_INSTANCE, BD_CONSENT_NOT_IN_FORCE, BD_CONSENT_UNCLEAR, BD_CONSENT_UNKNOWN } BdConsentDecision;
const char *bd_consent_decision_to_string (BdConsentDecision decision);  /* kebab-case */

typedef struct { BdConsentDecision decision; char *sentence; char *scope; /* (nullable) facility, domain or instance */ char *entry_id; gint64 decided_at; } BdConsentFact;
void       bd_consent_fact_free (BdConsentFact *self);

/* One Consent resource at an instant (wall µs), then all of them together with the participation answers of the ledger:
 * newest decision of the narrowest scope wins; a deny is never outvoted by an older permit. */
BdConsentFact *bd_consent_evaluate     (BdEntry *consent, gint64 now) G_GNUC_WARN_UNUSED_RESULT;  /* (nullable) outside privacy scope */
GPtrArray     *bd_consent_evaluate_all (BdRecord *record, gint64 now) G_GNUC_WARN_UNUSED_RESULT;  /* (element-type BdConsentFact) most binding first */

/* Is emergency access to be offered here, and in what words? (access rules: only where it can matter) */
typedef struct { gboolean offered; char *why; /* offered: what is hidden; else why it could show nothing */ } BdEmergencyOffer;
BdEmergencyOffer *bd_emergency_offer_new  (BdRecord *record, gboolean offline, gboolean has_relationship, gint64 now) G_GNUC_WARN_UNUSED_RESULT;
void              bd_emergency_offer_free (BdEmergencyOffer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BdEmergencyOffer, bd_emergency_offer_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BdConsentFact, bd_consent_fact_free)

G_END_DECLS
