/* bd-row.h: one line of a section as it is read: an entry, and what stands beside it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-opening.h"

#include <pango/pango.h>

G_BEGIN_DECLS

/* Where a line stands in its card. */
typedef enum { BD_PLACE_MAIN, BD_PLACE_NOT_GIVEN, BD_PLACE_PAST, BD_PLACE_APART, BD_N_PLACES } BdPlace;

/* What every line of one record needs to be put into words. Owned by whoever shows the record. */
typedef struct {
  BdRecord  *record;
  BdOpening *opening;    /* (nullable): gives facilities their names */
} BdRowScene;

#define BD_TYPE_ROW (bd_row_get_type ())
G_DECLARE_FINAL_TYPE (BdRow, bd_row, BD, ROW, GObject)

BdRow      *bd_row_new          (BdEntry *entry) G_GNUC_WARN_UNUSED_RESULT;
void        bd_row_add          (BdRow *self, BdEntry *entry);
BdEntry    *bd_row_get_entry    (BdRow *self);     /* the one that leads */
GPtrArray  *bd_row_get_others   (BdRow *self);     /* (element-type BdEntry) beside it, newest first */
BdPlace     bd_row_get_place    (BdRow *self);
gboolean    bd_row_matches      (BdRow *self, const char *filter);

/* For the screen; each (nullable) but the title. */
char       *bd_row_dup_title    (BdRow *self, PangoAttrList **attributes) G_GNUC_WARN_UNUSED_RESULT;
char       *bd_row_dup_second   (BdRow *self, const BdRowScene *scene) G_GNUC_WARN_UNUSED_RESULT;
char       *bd_row_dup_marks    (BdRow *self, const BdRowScene *scene) G_GNUC_WARN_UNUSED_RESULT;
char       *bd_row_dup_meta     (BdRow *self, const BdRowScene *scene) G_GNUC_WARN_UNUSED_RESULT;
char       *bd_row_dup_note     (BdRow *self) G_GNUC_WARN_UNUSED_RESULT;

/* All lines of a section, in the section's order. */
GPtrArray  *bd_row_arrange      (BdSection *section) G_GNUC_WARN_UNUSED_RESULT;   /* (element-type BdRow) */
char       *bd_row_dup_fold_title (BdSectionKind kind, BdPlace place, GPtrArray *rows) G_GNUC_WARN_UNUSED_RESULT;
char       *bd_row_dup_value    (BdEntry *entry) G_GNUC_WARN_UNUSED_RESULT;       /* (nullable) "148/92 mm Hg" */
const char *bd_row_get_mark_words (const char *mark);                             /* (nullable) for marks that need no words */

G_END_DECLS
