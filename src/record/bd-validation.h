/* bd-validation.h: whether a number and particulars belong together, as NHI says
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-bundle.h"

G_BEGIN_DECLS

typedef enum {
  BD_VALIDATION_CERTAIN,  /* they belong together */
  BD_VALIDATION_LINKED,   /* they do, and the number is dormant: `nhi` is the live one */
  BD_VALIDATION_NONE,     /* no certain match, which does not say that they belong to two persons */
  BD_VALIDATION_OTHER,    /* a certain match of another number, which does not list the one asked for */
  BD_VALIDATION_SEVERAL,  /* more than one certain match: none is */
  BD_N_VALIDATIONS,
} BdValidationKind;
const char   *bd_validation_kind_to_string (BdValidationKind kind);   /* kebab-case */

typedef struct {
  BdValidationKind kind;
  char            *asked_nhi;
  char            *nhi;       /* the number NHI is certain of: CERTAIN, LINKED, OTHER; else NULL */
  GStrv            nhis;      /* every live number in the answer, for the audit log; not NULL */
  char            *sentence;  /* for people */
} BdValidation;

/* NULL when it is no answer to the question: neither a Bundle nor a Patient, or a person without a number. */
BdValidation *bd_validation_new        (const BdBundle *answer, const char *asked_nhi) G_GNUC_WARN_UNUSED_RESULT; /* (nullable) */
void          bd_validation_free       (BdValidation *self);
gboolean      bd_validation_is_certain (const BdValidation *self);    /* CERTAIN or LINKED */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BdValidation, bd_validation_free)

G_END_DECLS
