/* bd-lookup-private.h — the state of a lookup, shared by its files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-facility-names.h"
#include "bd-lookup.h"

G_BEGIN_DECLS

struct _BdLookup
{
  GObject          parent_instance;

  /* Owned */
  BdServices      *services;
  BdTicket        *ticket;
  BdRecord        *record;
  BdStore         *store;           /* (nullable) */
  BdStore         *session_store;   /* (nullable) */
  GPtrArray       *calls;           /* (element-type utf8) */
  BdFacilityNames *names;
  BdAnswer        *saved[BD_N_SECTIONS][BD_N_SOURCES];    /* (nullable) */
  BdAnswer        *failed[BD_N_SECTIONS][BD_N_SOURCES];   /* (nullable) the latest failure, while it is the latest */
  GPtrArray       *to_keep[BD_N_SOURCES];                 /* (element-type BdAnswer) until the source is done */

  gboolean         save;
  gboolean         offline;
  gboolean         store_problem_said;
  gboolean         slow;                                  /* 3 s have passed */
  guint            asking[BD_N_SECTIONS][BD_N_SOURCES];   /* questions under way */
  guint            n_asking[BD_N_SOURCES];
  gboolean         denied[BD_N_SOURCES];                  /* nothing of it may be kept, but its consents */
  gint64           wait_until[BD_N_SOURCES];              /* boot µs */
  guint            n_rounds;
};

/* One run, retry or again: done when nothing of it is pending. */
typedef struct {
  BdTicket   *ticket;       /* asked under this one */
  BdSource    only;         /* BD_N_SOURCES = all */
  GHashTable *known;        /* (nullable) ids before an emergency round */
  GError     *error;        /* (nullable) the first */
  GSource    *slow;         /* (nullable) the 3 s */
  guint       n_pending;
  guint       n_more;
} BdRound;

void bd_round_hold        (GTask *round);
void bd_round_release     (GTask *round);

/* bd-lookup-show.c: which answer is to be seen */
void bd_lookup_show       (BdLookup *self, BdAnswer *answer);
void bd_lookup_show_state (BdLookup *self, BdSectionKind section, BdSource source, BdResultState state);
void bd_lookup_show_saved (BdLookup *self, BdSectionKind section, BdSource source);
void bd_lookup_begin_pair (BdLookup *self, BdSectionKind section, BdSource source);
void bd_lookup_take       (BdLookup *self, GTask *round, BdAnswer *answer);
void bd_lookup_give_up    (BdLookup *self, BdSectionKind section, BdSource source);
void bd_lookup_show_slow  (BdLookup *self);

/* bd-lookup-keep.c: what is read from and written to the stores */
void bd_lookup_load       (BdLookup *self, GTask *round);
void bd_lookup_plan       (BdLookup *self, BdAnswer *answer);
void bd_lookup_keep       (BdLookup *self, GTask *round, BdSource source);
void bd_lookup_keep_patient (BdLookup *self, GTask *round);
void bd_lookup_purge      (BdLookup *self, GTask *round, BdSource source);

void bd_lookup_emit_answered      (BdLookup *self, BdAnswer *answer);
void bd_lookup_emit_purged        (BdLookup *self, BdSource source, guint n_parts);
void bd_lookup_emit_store_problem (BdLookup *self, const GError *error);

G_END_DECLS
