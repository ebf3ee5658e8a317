/* bd-ledger-line.h — for one (section, source): what was asked, what came, and the sentence for it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-names.h"
#include "bd-result-state.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct {
  BdSectionKind section;
  BdSource      source;
  BdResultState state;
  BdFailure     failure;         /* of a saved copy: why it stands in for the live answer; so http_status */
  gint64        asked_at;        /* wall µs, 0 = never */
  gint64        answered_at;
  int           http_status;     /* 0 = none */
  gint64        total;           /* before the service filtered; -1 = not said */
  gint64        received;        /* matches received over all pages, de-duplicated */
  guint         foreign;         /* resources refused: they belong to another person */
  guint         unreadable;      /* resources that could not be shown, listed in not_shown */
  guint         unkept;          /* saved copy: of those received, how many a label forbids to keep */
  gboolean      more_exist;      /* stopped before the last page */
  gboolean      partial;         /* some searches behind this line answered, others did not */
  gboolean      unknown_number;  /* the service does not know the NHI (not available) */
  guint32       also;            /* other states met beside `state`: set of 1 << BdResultState */
  gint64        wait_seconds;    /* throttled; 0 = not said */
  char         *correlation_id;  /* each (nullable) */
  char         *facility;        /* opted out at …: id or name as the outcome gave it */
  char         *domain;          /* opted out of …: the section's noun */
  char         *deceased;        /* date text as received */
  gint64        saved_at;        /* saved copy: when it was fetched */
  BdResultState saved_state;     /* saved copy: the state it had then */
  gint64        keep_until;      /* wall µs; 0 = memory only */
} BdLedgerLine;

#define BD_TYPE_LEDGER_LINE (bd_ledger_line_get_type ())
GType         bd_ledger_line_get_type     (void) G_GNUC_CONST;
BdLedgerLine *bd_ledger_line_new          (BdSectionKind section, BdSource source, BdResultState state) G_GNUC_WARN_UNUSED_RESULT;
BdLedgerLine *bd_ledger_line_copy         (const BdLedgerLine *self) G_GNUC_WARN_UNUSED_RESULT;
void          bd_ledger_line_free         (BdLedgerLine *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BdLedgerLine, bd_ledger_line_free)

/* The sentence is the product: short, plain, exact, source named. zone NULL = Pacific/Auckland. */
char         *bd_ledger_line_dup_sentence (const BdLedgerLine *self, GTimeZone *zone, gint64 now) G_GNUC_WARN_UNUSED_RESULT;
/* How old a saved copy is: amber text after 24 h, amber bar after 7 days, folded after 30 days. */
typedef enum { BD_AGE_FRESH, BD_AGE_OVER_A_DAY, BD_AGE_OVER_A_WEEK, BD_AGE_OVER_A_MONTH } BdAgeClass;
BdAgeClass    bd_ledger_line_age_class    (const BdLedgerLine *self, gint64 now);
void          bd_ledger_line_worsen       (BdLedgerLine *self, BdResultState state);
gboolean      bd_ledger_line_met          (const BdLedgerLine *self, BdResultState state); /* state, also, or that of the saved copy */
gboolean      bd_ledger_line_is_complete  (const BdLedgerLine *self);
GVariant     *bd_ledger_line_to_variant   (const BdLedgerLine *self);
BdLedgerLine *bd_ledger_line_new_from_variant (GVariant *variant);   /* (nullable) */

G_END_DECLS
