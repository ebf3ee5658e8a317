/* bd-query.h: what was typed into the search: a number, or a name and a birth date
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-nhi.h"

G_BEGIN_DECLS

typedef enum {
  BD_QUERY_EMPTY,
  BD_QUERY_WRONG,       /* the sentence says which character */
  BD_QUERY_UNFINISHED,  /* right so far */
  BD_QUERY_BAD_CHECK,   /* a number whose check character does not fit */
  BD_QUERY_NUMBER,
  BD_QUERY_NAME,
} BdQueryKind;

typedef struct {
  BdQueryKind kind;
  char       *number;    /* BAD_CHECK, NUMBER */
  char       *name;      /* NAME */
  char       *born;      /* NAME: as typed */
  char       *sentence;  /* (nullable) for the reader */
} BdQuery;

BdQuery *bd_query_new  (const char *typed) G_GNUC_WARN_UNUSED_RESULT;
void     bd_query_free (BdQuery *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BdQuery, bd_query_free)

G_END_DECLS
