/* bd-coding.h — CodeableConcept as received
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-json.h"

G_BEGIN_DECLS

typedef struct {
  char    *system;         /* each (nullable) */
  char    *code;
  char    *display;
  gboolean user_selected;
} BdCoding;

typedef struct {
  GPtrArray *codings;      /* (element-type BdCoding) never NULL */
  char      *text;         /* (nullable) */
} BdConcept;

BdCoding   *bd_coding_new          (const char *system, const char *code, const char *display, gboolean user_selected);
void        bd_coding_free         (BdCoding *self);
BdConcept  *bd_concept_new_from_json (const BdJsonNode *node) G_GNUC_WARN_UNUSED_RESULT; /* (nullable): NULL if absent */
void        bd_concept_free        (BdConcept *self);
const char *bd_concept_peek_code   (const BdConcept *self, const char *system_part);     /* first code whose system contains it; NULL part = any */
gboolean    bd_concept_has_code    (const BdConcept *self, const char *system_part, const char *code);
const char *bd_concept_peek_title  (const BdConcept *self);  /* user-selected display, else text, else display, else code; (nullable) */
gboolean    bd_concept_text_disagrees (const BdConcept *self); /* no word in common between text and every display */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BdCoding, bd_coding_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BdConcept, bd_concept_free)

G_END_DECLS
