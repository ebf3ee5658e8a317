/* bd-names.h — the sections of a record, the sources that feed them, and their names
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  BD_SECTION_ALLERGIES,
  BD_SECTION_CONDITIONS,
  BD_SECTION_MEDICINES,
  BD_SECTION_OBSERVATIONS,
  BD_SECTION_IMMUNISATIONS,
  BD_SECTION_ENCOUNTERS,
  BD_SECTION_CONSENTS,
  BD_N_SECTIONS,
} BdSectionKind;

typedef enum {
  BD_SOURCE_NHI,
  BD_SOURCE_SDHR,
  BD_SOURCE_AIR,
  BD_SOURCE_MWS,
  BD_SOURCE_MDR,
  BD_SOURCE_SHARED_CARE,
  BD_SOURCE_HPI,
  BD_SOURCE_AUDIT,
  BD_SOURCE_FILE,      /* a file opened for reading */
  BD_N_SOURCES,
} BdSource;

const char *bd_section_to_string (BdSectionKind section);   /* allergies, conditions, … as on the command line */
const char *bd_section_get_title (BdSectionKind section);   /* "Allergies and reactions" (translated) */
const char *bd_section_get_noun  (BdSectionKind section);   /* "allergies", for sentences */
const char *bd_section_get_remark (BdSectionKind section);  /* (nullable) what must always be said with it (translated) */
char       *bd_section_dup_count (BdSectionKind section, guint n) G_GNUC_WARN_UNUSED_RESULT; /* "1 allergy", "2 allergies" */
gboolean    bd_section_from_string (const char *text, BdSectionKind *section);
const char *bd_source_to_string  (BdSource source);         /* sdhr, shared-care, … as in the site profile */
const char *bd_source_get_label  (BdSource source);         /* SDHR, Shared Care, … */
gboolean    bd_source_from_string (const char *text, BdSource *source);
/* Which section a resource type belongs to; FALSE for a type that no section shows. */
gboolean    bd_section_for_type  (const char *resource_type, BdSectionKind *section);

G_END_DECLS
