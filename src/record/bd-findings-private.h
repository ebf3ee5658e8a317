/* bd-findings-private.h — facts of one record that stand oddly beside each other
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-record.h"

G_BEGIN_DECLS

GPtrArray *bd_findings_new (BdSection *const *sections, const BdPatient *patient, GTimeZone *zone, gint64 now) G_GNUC_WARN_UNUSED_RESULT;

/* Of one entry's dates; NULL when none contradicts. (in bd-finding-dates.c) */
char      *bd_finding_dup_dates (BdEntry *entry, const BdDate *born, GTimeZone *zone, gint64 now, int this_year);

G_END_DECLS
