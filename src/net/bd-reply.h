/* bd-reply.h — what came back from one HTTP request, or why nothing did
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-names.h"
#include "bd-result-state.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Reference counted. A failed request is a reply too: the ledger needs its times and correlation id. */
typedef struct {
  BdSource  source;
  BdFailure failure;        /* BD_FAILURE_NONE: an answer with a status came whole */
  int       status;         /* 0 = none */
  GBytes   *body;           /* (nullable) as received, at most 32 MiB */
  char     *content_type;   /* (nullable) */
  char     *correlation_id; /* the one sent */
  gint64    asked_at;       /* wall µs */
  gint64    answered_at;
  gint64    wait_seconds;   /* 429, 503: how long the service asks us to wait; 0 = not said */
  char     *call;           /* for the audit log: "GET sdhr AllergyIntolerance", never data */
  GPtrArray *earlier;       /* (element-type char*) calls made before this one for the same question: a token renewed, a fall-back; not NULL */
} BdReply;

#define BD_TYPE_REPLY (bd_reply_get_type ())
GType    bd_reply_get_type (void) G_GNUC_CONST;
BdReply *bd_reply_ref      (BdReply *self);
void     bd_reply_unref    (BdReply *self);
char    *bd_reply_dup_call (const BdReply *self) G_GNUC_WARN_UNUSED_RESULT;  /* call, status, correlation id */
void     bd_reply_add_calls (const BdReply *self, GPtrArray *calls);           /* every call made, oldest first, to (element-type char*) */
gboolean bd_reply_is_success (const BdReply *self);                            /* no failure and a 2xx status */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BdReply, bd_reply_unref)

G_END_DECLS
