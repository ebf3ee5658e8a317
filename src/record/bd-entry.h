/* bd-entry.h — one thing a clinician reads: an allergy, a condition, a dispensing…
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-coding.h"
#include "bd-date.h"
#include "bd-names.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum { BD_GROUP_CURRENT, BD_GROUP_PAST, BD_GROUP_APART } BdEntryGroup;

typedef enum {
  BD_DATE_ONSET, BD_DATE_RECORDED, BD_DATE_EFFECTIVE, BD_DATE_GIVEN, BD_DATE_DISPENSED,
  BD_DATE_PRESCRIBED, BD_DATE_ABATED, BD_DATE_START, BD_DATE_END, BD_DATE_VALID_UNTIL, BD_DATE_EXPIRES,
  BD_DATE_CLIENT_UPDATED, BD_DATE_SENT, /* meta.lastUpdated */
  BD_N_DATES,
} BdDateRole;

typedef struct { char *title; char *value; char *unit; char *interpretation; char *range; } BdComponent;
typedef struct { GStrv manifestation; char *severity; char *description; } BdReaction;

/* Read only once the entry is made. Strings are as received; (nullable) unless said.
 * Numbers are text. Absent is NULL, never invented. */
typedef struct {
  char         *id;             /* not NULL: source/Type/id, or source/Type/#digest when the resource has no id */
  char         *resource_type;  /* not NULL */
  BdSectionKind section;
  BdSource      source;
  char         *title;          /* not NULL; for the screen */
  GPtrArray    *codes;          /* (element-type BdCoding) not NULL */
  char         *text;
  char         *status;         /* as received: clinicalStatus code, status */
  char         *status_text;    /* for the screen; "status not understood: xyz" */
  char         *verification;   /* as understood: confirmed, unconfirmed, refuted, entered-in-error, or as received */
  BdEntryGroup  group;
  char         *dates[BD_N_DATES]; /* as received, partial kept */
  char         *value;          /* observation: exact text */
  char         *unit;
  char         *comparator;     /* < <= >= > */
  char         *interpretation;
  char         *reference_range;
  GPtrArray    *components;     /* (element-type BdComponent) not NULL */
  GPtrArray    *reactions;      /* (element-type BdReaction) not NULL */
  char         *criticality;
  char         *category;
  char         *dose;           /* dosage words, or "Dose 2" */
  char         *reason;         /* status reason, reason for encounter … */
  char         *detail;         /* product, quantity, ingredients: the rest of what must be read */
  GStrv         notes;          /* not NULL */
  char         *facility;       /* HPI id or as received */
  char         *recorder;       /* CPN or as received */
  char         *nhi;            /* whose record the resource says it is */
  char         *item;           /* medicines: NZePS item (SCID-n), joins request and dispense */
  GStrv         marks;          /* not NULL: highlighted long-term code-text-mismatch unit-missing negation not-done modified-by-pharmacy …: the list is in bd-project.c */
  gint64        sort_key;       /* newest first within its group */
  gint64        fetched_at;     /* wall µs */
} BdEntryFields;

#define BD_TYPE_ENTRY (bd_entry_get_type ())
G_DECLARE_FINAL_TYPE (BdEntry, bd_entry, BD, ENTRY, GObject)

BdEntry             *bd_entry_new          (BdEntryFields *fields, GBytes *bytes) G_GNUC_WARN_UNUSED_RESULT; /* takes fields; bytes (nullable) ref'd */
const BdEntryFields *bd_entry_peek         (BdEntry *self);
GBytes              *bd_entry_get_bytes    (BdEntry *self);            /* (nullable): the resource as received */
gboolean             bd_entry_has_mark     (BdEntry *self, const char *mark);
char                *bd_entry_dup_date     (BdEntry *self, BdDateRole role, GTimeZone *zone);  /* (nullable) for the screen */
char                *bd_entry_dup_sentence (BdEntry *self, GTimeZone *zone);  /* for screen readers: "penicillin, anaphylaxis, severe, confirmed, 2011, from F38006-B" */
const char          *bd_date_role_to_string (BdDateRole role);         /* onset, recorded, … for JSON */

BdEntryFields       *bd_entry_fields_new   (void);
void                 bd_entry_fields_free  (BdEntryFields *self);
void                 bd_entry_fields_mark  (BdEntryFields *self, const char *mark);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BdEntryFields, bd_entry_fields_free)
void                 bd_component_free     (BdComponent *self);
void                 bd_reaction_free      (BdReaction *self);

/* The stored projection: a saved summary is drawn from this, without parsing JSON. */
#define BD_ENTRY_PROJECTION_VERSION 2
void                 bd_entry_pack         (BdEntry *self, GByteArray *out);          /* appends it */
BdEntry             *bd_entry_new_from_packed (GBytes *packed) G_GNUC_WARN_UNUSED_RESULT; /* (nullable) when not understood */
GVariant            *bd_entry_to_variant   (BdEntry *self);             /* the same, boxed */
BdEntry             *bd_entry_new_from_variant (GVariant *variant);    /* (nullable) when not understood */

G_END_DECLS
