/* bd-reason.h — why a record is opened, and the purpose of use that follows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum { BD_PURPOSE_TREAT, BD_PURPOSE_ETREAT, BD_PURPOSE_PATRQT } BdPurpose;
const char *bd_purpose_to_string (BdPurpose purpose);   /* TREAT, ETREAT, PATRQT */

typedef enum { BD_REASON_KIND_RELATIONSHIP, BD_REASON_KIND_REQUEST, BD_REASON_KIND_EMERGENCY } BdReasonKind;
typedef enum { BD_REASON_LR1, BD_REASON_LR2, BD_REASON_LR3, BD_REASON_LR4, BD_REASON_PR1,
               BD_REASON_BG1, BD_REASON_BG2, BD_REASON_BG3, BD_REASON_BG4, BD_REASON_BG5, BD_N_REASONS } BdReasonCode;

typedef struct {
  BdReasonCode code;
  const char  *id;          /* "LR1" */
  const char  *label;       /* translated by bd_reason_get() */
  BdReasonKind kind;
  BdPurpose    purpose;
  guint        note_min;    /* characters; 0 = no note needed */
  gboolean     flagged;     /* BG4: reviewed first */
} BdReason;

const BdReason *bd_reason_get         (BdReasonCode code);
gboolean        bd_reason_from_string (const char *id, BdReasonCode *code);

#define BD_NOTE_MAX 500
/* NULL when the note will do, else the sentence that says what to change. Refused for emergencies: under 20 (BG5: 40) or
 * over 500 characters, one repeated character, the person's name, the label pasted back. */
char           *bd_reason_refuse_note (BdReasonCode code, const char *note, const char *person_name) G_GNUC_WARN_UNUSED_RESULT;

typedef enum { BD_IDENTIFIED_NOT_CONFIRMED, BD_IDENTIFIED_WRISTBAND, BD_IDENTIFIED_PHOTO_ID, BD_IDENTIFIED_FAMILY,
               BD_IDENTIFIED_POLICE, BD_IDENTIFIED_ASKED, BD_N_IDENTIFIED } BdIdentifiedBy;
const char     *bd_identified_by_to_string (BdIdentifiedBy by);   /* not-confirmed wristband photo-id family police asked */
const char     *bd_identified_by_get_label (BdIdentifiedBy by);   /* "Family or companion" */
gboolean        bd_identified_by_from_string (const char *text, BdIdentifiedBy *by);

G_END_DECLS
