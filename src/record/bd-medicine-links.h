/* bd-medicine-links.h — prescriptions joined with their dispensings
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-answer.h"

G_BEGIN_DECLS

/* A linked prescription carries exactly one of these marks. */
#define BD_MARK_DISPENSED          "dispensed"
#define BD_MARK_NOT_DISPENSED      "not-dispensed"        /* the source was whole and holds no dispensing of the item */
#define BD_MARK_DISPENSING_UNKNOWN "dispensing-unknown"   /* the source did not give, or was not asked for, everything */

/* "no dispensing recorded in MDR"; NULL for anything but a prescription. */
char *bd_medicine_dup_dispensing (BdEntry *entry, GTimeZone *zone) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
