/* bd-opening-export.h: an opened record as a document in a file, for the person it is about
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-nzps.h"
#include "bd-opening.h"

G_BEGIN_DECLS

/* What was re-entered. number_stands: on the command line, the number typed whole. */
typedef struct { const char *initials, *birth_year; gboolean number_stands; } BdExportRequest;

/* NULL when it may be exported, else the sentence that says why not. No side effects. */
char    *bd_opening_refuse_export  (BdOpening *self) G_GNUC_WARN_UNUSED_RESULT;
void     bd_opening_export_async   (BdOpening *self, const BdExportRequest *request, GFile *file, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
gboolean bd_opening_export_finish  (BdOpening *self, GAsyncResult *result, BdNzpsCounts *counts, GError **error);
char    *bd_export_dup_words       (const BdNzpsCounts *counts) G_GNUC_WARN_UNUSED_RESULT;   /* "31 written, 2 not included: …" */

G_END_DECLS
