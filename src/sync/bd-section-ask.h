/* bd-section-ask.h — asking one source for one section: its searches, their pages, one answer; for this layer only
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-answer.h"
#include "bd-patient.h"
#include "bd-service.h"

G_BEGIN_DECLS

#define BD_MAX_PAGES   200
#define BD_MAX_ENTRIES 100000
#define BD_MAX_NUMBERS 12     /* of one person, the live one among them */

typedef struct {
  BdService       *service;
  BdTicket        *ticket;
  BdSectionKind    section;
  const BdPatient *patient;   /* number, linked numbers (asked for where the service does not), deceased */
  GHashTable      *known;     /* (nullable) ids that were there before: entries not in it are marked "emergency" */
  GPtrArray       *calls;     /* (element-type char*) calls are added as they are answered */
} BdSectionQuestion;

/* Errors: BD_NET_ERROR_TICKET, G_IO_ERROR_CANCELLED. */
void      bd_section_ask_async  (const BdSectionQuestion *question, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data);
BdAnswer *bd_section_ask_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
