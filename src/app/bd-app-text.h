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
/* What a privacy officer asks of the log. Prints nothing by itself: lines go to the file or the answer. */
typedef struct { const char *nhi; gboolean emergencies; gboolean as_json; } BdAuditFilter;
char *bd_audit_list_to_text   (const char *path, BdLockedBytes *officer_key, const BdAuditFilter *filter, int *exit_status) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
