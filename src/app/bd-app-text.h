/* bd-app-text.h: what the command line prints, made without a sign-in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-locked-bytes.h"

G_BEGIN_DECLS

/* Each returns text (transfer full) and an exit status as documented for bedsidectl. */
char *bd_site_check_to_text   (const char *path, gboolean as_json, int *exit_status) G_GNUC_WARN_UNUSED_RESULT;
char *bd_read_files_to_text   (char **files, gboolean as_json, int *exit_status) G_GNUC_WARN_UNUSED_RESULT;
char *bd_audit_verify_to_text (const char *path, const char *expected_head, gboolean as_json, int *exit_status) G_GNUC_WARN_UNUSED_RESULT;
/* A new key pair for a privacy officer: the secret goes to a new file (0600), the public key is the answer. */
char *bd_audit_new_key_to_text (const char *file, int *exit_status) G_GNUC_WARN_UNUSED_RESULT;

/* What a privacy officer asks of the log. */
typedef enum { BD_AUDIT_LIST, BD_AUDIT_REPORT, BD_AUDIT_EXPORT } BdAuditForm;   /* lines · plain words for the person · JSON */
typedef struct {
  BdAuditForm form;
  const char *nhi, *user, *organisation, *facility;   /* each (nullable): any */
  const char *since, *until;                          /* each (nullable): "2026-11-20" or more of an instant, UTC; both counted in */
  gboolean    emergencies;
} BdAuditFilter;
char *bd_audit_list_to_text   (const char *path, BdLockedBytes *officer_key, const BdAuditFilter *filter, int *exit_status) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
