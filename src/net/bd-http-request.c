/* bd-http-request.c: what is asked: method, URL, headers, body, and secrets kept out of the heap
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-http.h"

#include <string.h>

/**
 * bd_http_request_new:
 * @method: a static string, such as "GET"
 * @url: the absolute URL
 *
 * Returns: (transfer full): a request without headers or body
 */
BdHttpRequest *
bd_http_request_new (const char *method,
                     const char *url)
{
  BdHttpRequest *self = g_rc_box_new0 (BdHttpRequest);

  self->method = method;
  self->url = g_strdup (url);
  self->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return self;
}

BdHttpRequest *
bd_http_request_ref (BdHttpRequest *self)
{
  return g_rc_box_acquire (self);
}

static void
request_clear (gpointer data)
{
  BdHttpRequest *self = data;

  g_free (self->url);
  g_hash_table_unref (self->headers);
  g_free (self->content_type);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_pointer (&self->bearer, bd_locked_bytes_unref);
  g_clear_pointer (&self->api_key, bd_locked_bytes_unref);
}

void
bd_http_request_unref (BdHttpRequest *self)
{
  g_rc_box_release_full (self, request_clear);
}

/**
 * bd_http_request_set_header:
 * @self: a request
 * @name: a header's name
 * @value: (nullable): its value; NULL or empty takes the header away
 *
 * Sets a header that holds no secret.
 */
void
bd_http_request_set_header (BdHttpRequest *self,
                            const char    *name,
                            const char    *value)
{
  if (value == NULL || *value == '\0')
    g_hash_table_remove (self->headers, name);
  else
    g_hash_table_replace (self->headers, g_strdup (name), g_strdup (value));
}

/**
 * bd_http_request_set_body:
 * @self: a request
 * @content_type: the body's media type
 * @body: (transfer none): the body, sent again when the same origin redirects with 307 or 308
 */
void
bd_http_request_set_body (BdHttpRequest *self,
                          const char    *content_type,
                          GBytes        *body)
{
  g_free (self->content_type);
  self->content_type = g_strdup (content_type);
  g_clear_pointer (&self->body, g_bytes_unref);
  self->body = g_bytes_ref (body);
}

/**
 * bd_http_request_set_bearer:
 * @self: a request
 * @token: (nullable): the bearer token; NULL for none
 */
void
bd_http_request_set_bearer (BdHttpRequest *self,
                            BdLockedBytes *token)
{
  g_clear_pointer (&self->bearer, bd_locked_bytes_unref);
  self->bearer = token != NULL ? bd_locked_bytes_ref (token) : NULL;
}

/**
 * bd_http_wipe:
 * @text: (nullable) (transfer full): a heap copy of a secret
 *
 * Overwrites and frees @text.
 */
void
bd_http_wipe (char *text)
{
  if (text == NULL)
    return;

  explicit_bzero (text, strlen (text));
  g_free (text);
}

static void
wipe_text (gpointer text)
{
  bd_http_wipe (text);
}

/**
 * bd_http_wiped_bytes:
 * @text: (transfer full): a body that holds a secret
 *
 * Returns: (transfer full): the same bytes, overwritten when the last reference goes
 */
GBytes *
bd_http_wiped_bytes (char *text)
{
  return g_bytes_new_with_free_func (text, strlen (text), wipe_text, text);
}

/**
 * bd_http_text_from_secret:
 * @before: what stands before the secret, such as "Bearer "
 * @secret: bytes of a printable secret
 *
 * Returns: (transfer full): both as one string; give it to bd_http_wipe() at once
 */
char *
bd_http_text_from_secret (const char    *before,
                          BdLockedBytes *secret)
{
  gsize size = 0;
  const guint8 *data = bd_locked_bytes_get_data (secret, &size);
  gsize length = strlen (before);
  char *text = g_malloc0 (length + size + 1);

  memcpy (text, before, length);
  if (size > 0)
    memcpy (text + length, data, size);

  return text;
}
