/* bd-file-reading.h: a FHIR file of the clinician's own, read to be looked at and forgotten
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-document.h"
#include "bd-projection.h"

G_BEGIN_DECLS

#define BD_FILE_ERROR (bd_file_error_quark ())
GQuark bd_file_error_quark (void);
typedef enum {
  BD_FILE_ERROR_NOT_OPENED,   /* absent, not allowed, a folder, a disk that fails */
  BD_FILE_ERROR_TOO_LARGE,
  BD_FILE_ERROR_NOT_FHIR,     /* not JSON, or JSON that Bedside must not trust */
} BdFileError;

/* One of the two. */
typedef struct {
  BdDocument *document;       /* (nullable): a document with its sections */
  BdReading  *reading;        /* (nullable): anything else */
} BdFileReading;

void           bd_file_reading_load_async  (GFile *file, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
BdFileReading *bd_file_reading_load_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void           bd_file_reading_free        (BdFileReading *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BdFileReading, bd_file_reading_free)

G_END_DECLS
