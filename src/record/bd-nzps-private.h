/* bd-nzps-private.h — a summary before it is written: which entry stands in which section
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-nzps.h"

G_BEGIN_DECLS

/* The sections that are written, in the order of the guide. */
typedef enum {
  BD_NZPS_MEDICATIONS,
  BD_NZPS_ALLERGIES,
  BD_NZPS_PROBLEMS,
  BD_NZPS_IMMUNIZATIONS,
  BD_NZPS_RESULTS,
  BD_NZPS_VITAL_SIGNS,
  BD_NZPS_PAST_PROBLEMS,
  BD_NZPS_SOCIAL_HISTORY,
  BD_NZPS_ENCOUNTERS,
  BD_NZPS_ALERTS,
  BD_NZPS_N_PARTS,
} BdNzpsPartKind;

typedef struct {
  const char    *title;
  const char    *system;     /* (nullable): the guide has no code for alerts */
  const char    *code;
  const char    *display;
  BdSectionKind  section;
  gboolean       mandatory;
  gboolean       home;       /* stands also when it is empty, if the section was asked for */
} BdNzpsPartInfo;

extern const BdNzpsPartInfo bd_nzps_parts[BD_NZPS_N_PARTS];

typedef struct {
  BdEntry  *entry;
  GBytes   *bytes;
  char     *url;
  gboolean  no_product;      /* what it refers to for its product was not kept with it */
} BdNzpsItem;

typedef struct {
  GPtrArray *items;          /* (element-type BdNzpsItem) to be written */
  GPtrArray *missing;        /* (element-type BdEntry) only named */
  guint      n_emergency;    /* left out */
} BdNzpsPart;

typedef struct {
  BdRecord           *record;      /* borrowed */
  const BdNzpsAuthor *author;      /* borrowed */
  GHashTable         *loaded;      /* (nullable) borrowed */
  gint64              now;
  gint64              rely_until;  /* wall µs */
  BdNzpsPart          parts[BD_NZPS_N_PARTS];
  BdNzpsCounts        counts;
} BdNzpsPlan;

void        bd_nzps_plan_make       (BdNzpsPlan *self);
void        bd_nzps_plan_clear      (BdNzpsPlan *self);
gboolean    bd_nzps_plan_stands     (BdNzpsPlan *self, BdNzpsPartKind kind);

/* Why a section without entries is empty; a code of the guide's list. */
typedef struct { const char *system; const char *code; const char *display; } BdNzpsReason;
const BdNzpsReason *bd_nzps_plan_reason (BdNzpsPlan *self, BdNzpsPartKind kind);

char       *bd_nzps_dup_url         (const char *name) G_GNUC_WARN_UNUSED_RESULT; /* urn:uuid, the same for the same name */

/* Narratives, XHTML. (in bd-nzps-text.c) */
char       *bd_nzps_dup_section_div (BdNzpsPlan *self, BdNzpsPartKind kind) G_GNUC_WARN_UNUSED_RESULT;
char       *bd_nzps_dup_whole_div   (BdNzpsPlan *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
