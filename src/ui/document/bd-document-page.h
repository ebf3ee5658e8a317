/* bd-document-page.h: a FHIR file of the clinician's own, to be looked at and forgotten
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-file-reading.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BD_TYPE_DOCUMENT_PAGE (bd_document_page_get_type ())
G_DECLARE_FINAL_TYPE (BdDocumentPage, bd_document_page, BD, DOCUMENT_PAGE, GtkBox)

GtkWidget *bd_document_page_new (const BdFileReading *reading, GTimeZone *zone) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
