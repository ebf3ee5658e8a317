/* drill.h: the drill server and one request to it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include <libsoup/soup.h>

#include "faults.h"
#include "log.h"
#include "outcome.h"
#include "people.h"
#include "tokens.h"
G_BEGIN_DECLS

/**
 * BdDrillOptions:
 * @port: 0 for any
 * @tls: serve HTTPS with a throw-away certificate
 * @tls_ca_out: (nullable): where to write that certificate
 * @page_size: entries a page; 0 for no paging
 * @rate: SDHR requests a second; 0 for no limit
 * @token_seconds: how long an access token lives
 * @anonymous: let requests without a token pass
 * @api_keys: (nullable): service to the key it wants
 *
 * How the server behaves.
 */
typedef struct
{
  guint       port;
  gboolean    tls;
  const char *tls_ca_out;
  guint       page_size;
  guint       rate;
  guint       token_seconds;
  gboolean    anonymous;
  GHashTable *api_keys;
} BdDrillOptions;

typedef struct _BdDrill BdDrill;

/**
 * BdDrillRequest:
 * @drill: the server
 * @message: the exchange
 * @service: first segment of the path
 * @segments: the others
 * @params: query and form parameters in order, as name, value, name, value
 * @context: (nullable): the decoded Request-Context
 * @token: (nullable): what the bearer token stands for
 * @record: its line in the log
 * @fault: what to do to the answer
 *
 * One request, from arrival to answer. It lives as long as @message.
 */
typedef struct
{
  BdDrill           *drill;
  SoupServerMessage *message;
  char              *service;
  GStrv              segments;
  GPtrArray         *params;
  JsonObject        *context;
  const BdDrillToken *token;
  JsonObject        *record;
  BdDrillFault       fault;
  guint              timer;
} BdDrillRequest;

BdDrill        *bd_drill_new            (const BdDrillOptions *options, BdDrillPeople *people) G_GNUC_WARN_UNUSED_RESULT;
void            bd_drill_free           (BdDrill *self);
gboolean        bd_drill_listen         (BdDrill *self, GError **error);
const char     *bd_drill_base           (BdDrill *self);
const BdDrillOptions *bd_drill_options  (BdDrill *self);
BdDrillPeople  *bd_drill_people         (BdDrill *self);
BdDrillFaults  *bd_drill_faults         (BdDrill *self);
BdDrillLog     *bd_drill_log            (BdDrill *self);
BdDrillTokens  *bd_drill_tokens         (BdDrill *self);
GPtrArray      *bd_drill_audit_events   (BdDrill *self);
GHashTable     *bd_drill_verifications  (BdDrill *self);
gboolean        bd_drill_spend          (BdDrill *self, guint *remaining, guint *reset_ms);

BdDrillRequest *bd_drill_request_new    (BdDrill *drill, SoupServerMessage *message, const char *path) G_GNUC_WARN_UNUSED_RESULT;
void            bd_drill_request_free   (BdDrillRequest *self);
const char     *bd_drill_request_param  (BdDrillRequest *self, const char *name);
const char     *bd_drill_request_header (BdDrillRequest *self, const char *name);
const char     *bd_drill_request_segment (BdDrillRequest *self, guint i);
gboolean        bd_drill_request_is     (BdDrillRequest *self, const char *method);
gboolean        bd_drill_request_has_purpose (BdDrillRequest *self, const char *purpose);
JsonObject     *bd_drill_request_body   (BdDrillRequest *self) G_GNUC_WARN_UNUSED_RESULT;
char           *bd_drill_request_text   (BdDrillRequest *self) G_GNUC_WARN_UNUSED_RESULT;
void            bd_drill_request_set_header (BdDrillRequest *self, const char *name, const char *value);
void            bd_drill_request_reply  (BdDrillRequest *self, guint status, JsonObject *body);
void            bd_drill_request_reply_text (BdDrillRequest *self, guint status, const char *type, const char *text);
void            bd_drill_request_refuse (BdDrillRequest *self, guint status, const char *code, const char *words);

typedef void (*BdDrillHandler) (BdDrillRequest *request);
G_END_DECLS
