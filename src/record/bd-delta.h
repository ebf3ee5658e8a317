/* bd-delta.h — what differs from the last time somebody looked, or from the saved copy
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-record.h"

G_BEGIN_DECLS

typedef enum {
  BD_DELTA_SAME,
  BD_DELTA_NEW,
  BD_DELTA_STOPPED,   /* was current, now past or apart */
  BD_DELTA_CHANGED,   /* status, title or value */
} BdDeltaKind;

typedef struct _BdDelta BdDelta;

GVariant   *bd_delta_snapshot     (BdRecord *record, gint64 now);
BdDelta    *bd_delta_new          (GVariant *snapshot, BdRecord *record) G_GNUC_WARN_UNUSED_RESULT;  /* (nullable) */
void        bd_delta_free         (BdDelta *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BdDelta, bd_delta_free)

BdDeltaKind bd_delta_get_kind     (BdDelta *self, const char *entry_id);
guint       bd_delta_count        (BdDelta *self, BdDeltaKind kind);
guint       bd_delta_count_gone   (BdDelta *self);   /* no longer given by a source that was whole */
char       *bd_delta_dup_sentence (BdDelta *self, GTimeZone *zone, gboolean against_saved_copy) G_GNUC_WARN_UNUSED_RESULT;
const char *bd_delta_kind_to_string (BdDeltaKind kind);   /* same, new, stopped, changed */

G_END_DECLS
