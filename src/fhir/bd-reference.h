/* bd-reference.h — a FHIR Reference in all the forms the guides use
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-json.h"

G_BEGIN_DECLS

typedef enum {
  BD_REFERENCE_NONE,
  BD_REFERENCE_ABSOLUTE,   /* https://…/Patient/ZKC7284, with or without nhi/v1, hpi/v1 */
  BD_REFERENCE_RELATIVE,   /* Patient/ZKC7284, ZKC7284 alone where a Patient is meant */
  BD_REFERENCE_CONTAINED,  /* #gp */
  BD_REFERENCE_UUID,       /* urn:uuid:… */
  BD_REFERENCE_LOGICAL,    /* identifier only */
  BD_REFERENCE_DISPLAY,    /* words only */
} BdReferenceKind;

/* Normalised on the way in: an NHI, CPN or facility id is found whatever the form. */
typedef struct {
  BdReferenceKind kind;
  char *type;              /* each (nullable): Patient, Location, … */
  char *id;                /* last path part without version, contained id, or uuid */
  char *system;            /* of the identifier */
  char *value;
  char *display;           /* never trusted for a person's name */
  char *reference;         /* as received */
} BdReference;

BdReference *bd_reference_new_from_json   (const BdJsonNode *node) G_GNUC_WARN_UNUSED_RESULT; /* (nullable) */
BdReference *bd_reference_new_from_string (const char *reference) G_GNUC_WARN_UNUSED_RESULT;
void         bd_reference_free            (BdReference *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BdReference, bd_reference_free)

const char  *bd_reference_peek_nhi        (const BdReference *self);  /* (nullable) */
const char  *bd_reference_peek_facility   (const BdReference *self);  /* (nullable) */
const char  *bd_reference_peek_key        (const BdReference *self);  /* id or identifier value, (nullable) */

G_END_DECLS
