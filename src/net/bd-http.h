/* bd-http.h — one HTTP exchange with limits: size, time, redirects; for this layer only
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-locked-bytes.h"
#include "bd-result-state.h"

#include <gio/gio.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

#define BD_HTTP_MAX_BODY (32u * 1024 * 1024)

/* Reference counted. Secrets stay in locked memory until their header is written. */
typedef struct {
  const char    *method;        /* static */
  char          *url;
  GHashTable    *headers;       /* name → value */
  char          *content_type;  /* (nullable) with body only */
  GBytes        *body;          /* (nullable) */
  BdLockedBytes *bearer;        /* (nullable) */
  BdLockedBytes *api_key;       /* (nullable) */
} BdHttpRequest;

BdHttpRequest *bd_http_request_new        (const char *method, const char *url) G_GNUC_WARN_UNUSED_RESULT;
BdHttpRequest *bd_http_request_ref        (BdHttpRequest *self);
void           bd_http_request_unref      (BdHttpRequest *self);
void           bd_http_request_set_header (BdHttpRequest *self, const char *name, const char *value);
void           bd_http_request_set_body   (BdHttpRequest *self, const char *content_type, GBytes *body);
void           bd_http_request_set_bearer (BdHttpRequest *self, BdLockedBytes *token);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BdHttpRequest, bd_http_request_unref)

typedef struct {
  BdFailure failure;       /* BD_FAILURE_NONE: status and body came whole, whatever the status says */
  int       status;        /* 0 = none */
  GBytes   *body;          /* never NULL when failure is NONE */
  char     *content_type;  /* (nullable) */
  gint64    wait_seconds;  /* 0 = not said */
} BdHttpAnswer;

void           bd_http_answer_free    (BdHttpAnswer *self);
gboolean       bd_http_answer_is_markup (const BdHttpAnswer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BdHttpAnswer, bd_http_answer_free)

SoupSession   *bd_http_session_new    (guint timeout_seconds) G_GNUC_WARN_UNUSED_RESULT;
gboolean       bd_http_same_origin    (GUri *a, GUri *b);
void           bd_http_send_async     (SoupSession *session, BdHttpRequest *request, guint timeout_seconds,
                                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
BdHttpAnswer  *bd_http_send_finish    (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

GBytes        *bd_http_wiped_bytes    (char *text) G_GNUC_WARN_UNUSED_RESULT;
char          *bd_http_text_from_secret (const char *before, BdLockedBytes *secret) G_GNUC_WARN_UNUSED_RESULT;
void           bd_http_wipe           (char *text);
gint64         bd_http_read_wait      (const char *reset_ms, const char *retry_after, gint64 now);

G_END_DECLS
