/* bd-candidates-page.h: who it may be, best first; nobody is picked for the reader
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-patient.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BD_TYPE_CANDIDATES_PAGE (bd_candidates_page_get_type ())
G_DECLARE_FINAL_TYPE (BdCandidatesPage, bd_candidates_page, BD, CANDIDATES_PAGE, GtkBox)

/* signal: "picked" (const char *nhi) */
GtkWidget *bd_candidates_page_new (GPtrArray *patients, GTimeZone *zone) G_GNUC_WARN_UNUSED_RESULT; /* (element-type BdPatient) best first */
/* The facts of one candidate in a line, those that differ from a namesake in bold. */
char      *bd_candidate_dup_facts (GPtrArray *patients, guint index, GTimeZone *zone, PangoAttrList **attributes) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
