/* bd-nzps.h — an opened record as a NZ Patient Summary, for the person it is about
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-record.h"

G_BEGIN_DECLS

#define BD_NZPS_ERROR (bd_nzps_error_quark ())
GQuark bd_nzps_error_quark (void);
typedef enum {
  BD_NZPS_ERROR_NO_NUMBER,   /* the person has no NHI: a document needs to say whose it is */
} BdNzpsError;

/* Nobody should rely on a summary for longer than this after its oldest part came. */
#define BD_NZPS_RELY_HOURS 24

/* Who writes it and where; borrowed. */
typedef struct {
  const char *name;               /* not NULL */
  const char *cpn;                /* (nullable): HPI person id */
  const char *organisation;       /* (nullable): HPI organisation id */
  const char *organisation_name;  /* (nullable): what people call the site */
  const char *facility;           /* (nullable): HPI facility id */
} BdNzpsAuthor;

typedef struct {
  guint written;    /* resources in the document as they were received */
  guint left_out;   /* shown under emergency access */
  guint missing;    /* named in words: what was received could not be had */
  guint no_section; /* consents: a patient summary has no place for them; counted in words */
} BdNzpsCounts;

/* Ids of the entries whose bytes the caller has to load: those from a saved copy. */
GStrv   bd_nzps_dup_needed (BdRecord *record) G_GNUC_WARN_UNUSED_RESULT;

GBytes *bd_nzps_write (BdRecord           *record,
                       const BdNzpsAuthor *author,
                       GHashTable         *loaded,   /* (nullable): entry id → GBytes */
                       gint64              now,
                       BdNzpsCounts       *counts,   /* (out) (optional) */
                       GError            **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
