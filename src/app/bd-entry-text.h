/* bd-entry-text.h: entries and people as plain text for a terminal
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-answer.h"
#include "bd-entry.h"
#include "bd-outcome.h"
#include "bd-patient.h"

G_BEGIN_DECLS

void bd_text_append_safe    (GString *out, const char *text, guint indent);
void bd_text_append_entry   (GString *out, BdEntry *entry, GTimeZone *zone);
void bd_text_append_patient (GString *out, const BdPatient *patient, GTimeZone *zone);
void bd_text_append_said    (GString *out, const char *before, const GPtrArray *issues, const GPtrArray *not_shown);

G_END_DECLS
