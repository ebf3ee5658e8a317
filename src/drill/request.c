/* request.c: one request to the drill, from arrival to answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "drill.h"

#include <string.h>

#include "broken.h"

/* What tests may want to see; never a token or key. */
static const char *const logged_headers[] = {
  "accept", "content-type", "user-agent", "userid", "x-correlation-id", "api-version", "facilityid",
  "if-none-match", "accept-encoding", NULL
};

/* What cannot be decoded is empty, and bytes that are not UTF-8 are replaced. */
static char *
decode_param (char *encoded)
{
  g_autofree char *plain = g_uri_unescape_string (g_strdelimit (encoded, "+", ' '), NULL);

  return g_utf8_make_valid (plain != NULL ? plain : "", -1);
}

static void
add_params (GPtrArray  *params,
            const char *encoded)
{
  g_auto (GStrv) pairs = g_strsplit (encoded != NULL ? encoded : "", "&", -1);
  char none[] = "";

  for (guint i = 0; pairs[i] != NULL; i++)
    if (pairs[i][0] != '\0')
      {
        char *value = strchr (pairs[i], '=');

        if (value != NULL)
          *value++ = '\0';
        g_ptr_array_add (params, decode_param (pairs[i]));
        g_ptr_array_add (params, decode_param (value != NULL ? value : none));
      }
}

static void
log_text (JsonObject *object,
          const char *member,
          const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);

  json_object_set_string_member (object, member, valid);
}

static JsonObject *
decode_context (const char *header)
{
  g_autofree guchar *bytes = NULL;
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) root = NULL;
  gsize length = 0;

  if (header == NULL || strlen (header) % 4 != 0)
    return NULL;
  bytes = g_base64_decode (header, &length);
  text = g_strndup ((const char *) bytes, length);
  if (!g_utf8_validate (text, -1, NULL))
    return NULL;
  root = bd_drill_json_parse (text, -1, NULL);

  return root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_dup_object (root) : NULL;
}

static void
log_headers (BdDrillRequest *self)
{
  JsonObject *headers = json_object_new ();
  const char *authorization = bd_drill_request_header (self, "Authorization");

  for (guint i = 0; logged_headers[i] != NULL; i++)
    if (bd_drill_request_header (self, logged_headers[i]) != NULL)
      log_text (headers, logged_headers[i], bd_drill_request_header (self, logged_headers[i]));
  if (authorization != NULL)
    {
      g_autofree char *scheme = g_strndup (authorization, strcspn (authorization, " "));

      log_text (headers, "authorization", scheme);
    }
  if (self->context != NULL)
    json_object_set_object_member (headers, "requestContext", bd_drill_json_copy_object (self->context));
  json_object_set_object_member (self->record, "headers", headers);
}

static void
log_arrival (BdDrillRequest *self,
             const char     *path)
{
  const char *query = g_uri_get_query (soup_server_message_get_uri (self->message));

  log_text (self->record, "service", self->service);
  log_text (self->record, "method", soup_server_message_get_method (self->message));
  log_text (self->record, "path", path);
  log_text (self->record, "query", query);
  log_headers (self);
}

static gboolean
is_form (BdDrillRequest *self)
{
  const char *type = bd_drill_request_header (self, "Content-Type");

  return type != NULL && g_str_has_prefix (type, "application/x-www-form-urlencoded");
}

/**
 * bd_drill_request_new:
 * @drill: the server
 * @message: the exchange
 * @path: its path, decoded
 *
 * Returns: (transfer full): the request, already in the log
 */
BdDrillRequest *
bd_drill_request_new (BdDrill           *drill,
                      SoupServerMessage *message,
                      const char        *path)
{
  BdDrillRequest *self = g_new0 (BdDrillRequest, 1);
  g_auto (GStrv) parts = g_strsplit (path[0] == '/' ? path + 1 : path, "/", -1);

  self->drill = drill;
  self->message = message;
  self->service = g_strdup (parts[0] != NULL ? parts[0] : "");
  self->segments = g_strdupv (parts[0] != NULL ? parts + 1 : parts);
  self->params = g_ptr_array_new_with_free_func (g_free);
  add_params (self->params, g_uri_get_query (soup_server_message_get_uri (message)));
  self->context = decode_context (bd_drill_request_header (self, "Request-Context"));
  self->record = g_str_equal (self->service, "drill") ? json_object_new ()
                                                      : bd_drill_log_add (bd_drill_log (drill));
  log_arrival (self, path);
  if (is_form (self))
    {
      g_autofree char *form = bd_drill_request_text (self);

      add_params (self->params, form);
      if (!g_str_equal (self->service, "idp"))
        log_text (self->record, "form", form);
    }

  return self;
}

/**
 * bd_drill_request_free:
 * @self: (transfer full): a request
 */
void
bd_drill_request_free (BdDrillRequest *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  g_free (self->service);
  g_strfreev (self->segments);
  g_ptr_array_unref (self->params);
  g_clear_pointer (&self->context, json_object_unref);
  json_object_unref (self->record);
  g_free (self);
}

/**
 * bd_drill_request_param:
 * @self: a request
 * @name: of a query or form parameter
 *
 * Returns: (nullable): its first value
 */
const char *
bd_drill_request_param (BdDrillRequest *self,
                        const char     *name)
{
  for (guint i = 0; i + 1 < self->params->len; i += 2)
    if (g_strcmp0 (g_ptr_array_index (self->params, i), name) == 0)
      return g_ptr_array_index (self->params, i + 1);

  return NULL;
}

/**
 * bd_drill_request_header:
 * @self: a request
 * @name: of a header
 *
 * Returns: (nullable): its value
 */
const char *
bd_drill_request_header (BdDrillRequest *self,
                         const char     *name)
{
  return soup_message_headers_get_one (soup_server_message_get_request_headers (self->message), name);
}

/**
 * bd_drill_request_segment:
 * @self: a request
 * @i: which part of the path after the service, from 0
 *
 * Returns: (nullable): it, or %NULL if the path is shorter
 */
const char *
bd_drill_request_segment (BdDrillRequest *self,
                          guint           i)
{
  return i < g_strv_length (self->segments) && self->segments[i][0] != '\0' ? self->segments[i] : NULL;
}

/**
 * bd_drill_request_is:
 * @self: a request
 * @method: "GET", "POST"…
 *
 * Returns: whether it is that
 */
gboolean
bd_drill_request_is (BdDrillRequest *self,
                     const char     *method)
{
  return g_str_equal (soup_server_message_get_method (self->message), method);
}

/**
 * bd_drill_request_has_purpose:
 * @self: a request
 * @purpose: a purpose of use
 *
 * Returns: whether its Request-Context names @purpose
 */
gboolean
bd_drill_request_has_purpose (BdDrillRequest *self,
                              const char     *purpose)
{
  return self->context != NULL && bd_drill_json_lists (self->context, "purposeOfUse", purpose);
}

/**
 * bd_drill_request_text:
 * @self: a request
 *
 * Returns: (transfer full): its body
 */
char *
bd_drill_request_text (BdDrillRequest *self)
{
  SoupMessageBody *body = soup_server_message_get_request_body (self->message);
  g_autoptr (GBytes) bytes = soup_message_body_flatten (body);
  gsize n = g_bytes_get_size (bytes);   /* an empty body has no data at all */

  return n > 0 ? g_strndup (g_bytes_get_data (bytes, NULL), n) : g_strdup ("");
}

/**
 * bd_drill_request_body:
 * @self: a request
 *
 * Returns: (nullable) (transfer full): its body, if it is one JSON object
 */
JsonObject *
bd_drill_request_body (BdDrillRequest *self)
{
  g_autofree char *text = bd_drill_request_text (self);
  g_autoptr (JsonNode) root = NULL;

  if (!g_utf8_validate (text, -1, NULL))
    return NULL;
  root = bd_drill_json_parse (text, -1, NULL);

  return root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_dup_object (root) : NULL;
}

/**
 * bd_drill_request_set_header:
 * @self: a request
 * @name: of a header of the answer
 * @value: its value
 */
void
bd_drill_request_set_header (BdDrillRequest *self,
                             const char     *name,
                             const char     *value)
{
  soup_message_headers_replace (soup_server_message_get_response_headers (self->message), name, value);
}

/* A service gives a correlation id back, or makes one (API standards 1.0, request tracking). */
static void
set_correlation (BdDrillRequest *self)
{
  const char *sent = bd_drill_request_header (self, "X-Correlation-Id");
  g_autofree char *made = sent == NULL ? g_uuid_string_random () : NULL;

  bd_drill_request_set_header (self, "X-Correlation-Id", sent != NULL ? sent : made);
}

/**
 * bd_drill_request_reply_text:
 * @self: a request
 * @status: HTTP status
 * @type: content type
 * @text: the body
 *
 * Answers, and writes the status to the log.
 */
void
bd_drill_request_reply_text (BdDrillRequest *self,
                             guint           status,
                             const char     *type,
                             const char     *text)
{
  char *body = g_strdup (text);

  bd_drill_json_set_number (self->record, "status", status);
  set_correlation (self);
  if (self->fault.kind == BD_DRILL_FAULT_WRONG_CONTENT_TYPE)
    type = "text/plain";
  if (bd_drill_break_answer (self, status, type, &body))
    {
      g_free (body);
      return;
    }
  soup_server_message_set_status (self->message, status, NULL);
  soup_server_message_set_response (self->message, type, SOUP_MEMORY_TAKE, body, strlen (body));
}

/**
 * bd_drill_request_reply:
 * @self: a request
 * @status: HTTP status
 * @body: (transfer full): FHIR
 *
 * Answers with FHIR JSON.
 */
void
bd_drill_request_reply (BdDrillRequest *self,
                        guint           status,
                        JsonObject     *body)
{
  g_autofree char *text = bd_drill_json_print (body);

  json_object_unref (body);
  bd_drill_request_reply_text (self, status, "application/fhir+json", text);
}

/**
 * bd_drill_request_refuse:
 * @self: a request
 * @status: HTTP status
 * @code: FHIR issue code
 * @words: a sentence for people; no patient data
 *
 * Answers with an OperationOutcome without details.
 */
void
bd_drill_request_refuse (BdDrillRequest *self,
                         guint           status,
                         const char     *code,
                         const char     *words)
{
  bd_drill_request_reply (self, status, bd_drill_outcome ("error", code, words));
}
