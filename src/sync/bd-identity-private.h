/* bd-identity-private.h: what the questions to NHI share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-identity.h"
#include "bd-section-pages.h"

G_BEGIN_DECLS

/* A question to NHI in progress; the task's data. */
typedef struct {
  char       *nhi;             /* (nullable) */
  GPtrArray  *calls;           /* (element-type utf8) */
  char       *correlation_id;  /* (nullable) */
} BdIdentityQuestion;

/* The NHI service, for a @task with the question of @nhi (nullable) as its data; NULL: there is none, and @task has failed. */
BdService *bd_identity_question_begin (GTask *task, BdServices *services, const char *nhi);
/* Notes the calls of a reply and reads its page; @task is taken and given on to @on_page. */
void       bd_identity_question_read  (GTask *task, BdService *service, GAsyncResult *result, GAsyncReadyCallback on_page);

gboolean bd_identity_is_answer      (const BdPage *page);
void     bd_identity_set_page_error (const BdPage *page, const char *correlation_id, GError **error);   /* correlation_id (nullable) */

G_END_DECLS
