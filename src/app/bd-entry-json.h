/* bd-entry-json.h: entries, patients and messages as the command line's JSON, shared by `summary` and `read`
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-answer.h"
#include "bd-json-writer.h"
#include "bd-patient.h"

G_BEGIN_DECLS

void bd_entry_write_json     (BdEntry *entry, BdJsonWriter *writer);
void bd_patient_write_json   (const BdPatient *patient, const char *member, BdJsonWriter *writer);
void bd_issue_write_json     (const BdIssue *issue, BdJsonWriter *writer);
void bd_not_shown_write_json (const BdNotShown *not_shown, BdJsonWriter *writer);
void bd_write_strings        (BdJsonWriter *writer, const char *member, const char *const *strings);

G_END_DECLS
