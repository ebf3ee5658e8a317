/* store-kit.h: what the tests of the store and of its faults share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-audit-log.h"
#include "bd-outbox.h"
#include "bd-store.h"

typedef struct
{
  char          *folder;
  char          *path;      /* records.db */
  BdLockedBytes *key;
  BdClinician   *doctor;
} Kit;

void      kit_set_up     (Kit *kit);
void      kit_tear_down  (Kit *kit);   /* the folder and all in it */

void      kit_on_result  (GObject *source, GAsyncResult *result, gpointer user_data);
void      kit_wait       (GAsyncResult **result);

BdStore  *kit_open       (Kit *kit, char **set_aside, GError **error);
void      kit_close      (BdStore *store);   /* takes */
gboolean  kit_save       (BdStore *store, BdTicket *ticket, const char *nhi, BdAnswer *answer, gint64 keep_until,
                          GError **error);
gboolean  kit_save_patient (BdStore *store, BdTicket *ticket, const BdPatient *patient, gint64 keep_until, GError **error);
BdSavedRecord *kit_load  (BdStore *store, BdTicket *ticket, GError **error);
GPtrArray *kit_list      (BdStore *store);
guint     kit_purge      (BdStore *store, const char *nhi, int source);

BdTicket *kit_ticket     (Kit *kit, const char *nhi, BdTicketScope scope);
BdTicket *kit_emergency  (Kit *kit, const char *nhi);
BdAnswer *kit_answer     (BdSectionKind section, BdSource source, guint n, const char *text, const char *security);
BdPatient *kit_patient   (const char *nhi, const char *family, const char *linked);
gint64    kit_in_hours   (int hours);

gboolean  kit_folder_contains (Kit *kit, const char *text);
char     *kit_find_file  (Kit *kit, const char *prefix);   /* (nullable): full path of the first whose name begins so */

BdAuditLog *kit_log_open   (const char *path, const char *const *keys, char **torn, GError **error);
gboolean    kit_log_append (BdAuditLog *log, BdAct act, const char *note, GError **error);
