/* bd-json.h — strict, lossless JSON: every number as its text, every node knows its bytes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define BD_JSON_ERROR (bd_json_error_quark ())
GQuark bd_json_error_quark (void);
typedef enum {
  BD_JSON_ERROR_SYNTAX,      /* not JSON (also HTML, an empty body, half a body) */
  BD_JSON_ERROR_NOT_OBJECT,  /* JSON, but the root is no object */
  BD_JSON_ERROR_DUPLICATE,   /* a member stands twice in one object */
  BD_JSON_ERROR_TOO_LARGE,   /* over 32 MiB */
  BD_JSON_ERROR_TOO_DEEP,    /* over 64 levels */
  BD_JSON_ERROR_ENCODING,    /* not UTF-8, or a lone surrogate */
  BD_JSON_ERROR_NUMBER,      /* a number beyond what a decimal may be, such as 1e999 */
} BdJsonError;

#define BD_JSON_MAX_BYTES (32u * 1024 * 1024)
#define BD_JSON_MAX_DEPTH 64

typedef enum { BD_JSON_NULL, BD_JSON_BOOLEAN, BD_JSON_NUMBER, BD_JSON_STRING, BD_JSON_ARRAY, BD_JSON_OBJECT } BdJsonType;

/* Atomically reference counted; immutable once parsed, so threads may share it. */
typedef struct _BdJson BdJson;
/* Borrowed from its BdJson. Every question may be asked of NULL and answers "absent". */
typedef struct _BdJsonNode BdJsonNode;

BdJson           *bd_json_parse     (GBytes *bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;
BdJson           *bd_json_ref       (BdJson *self);
void              bd_json_unref     (BdJson *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BdJson, bd_json_unref)

const BdJsonNode *bd_json_root      (BdJson *self);
GBytes           *bd_json_dup_bytes (BdJson *self, const BdJsonNode *node) G_GNUC_WARN_UNUSED_RESULT; /* as received, a slice */

BdJsonType        bd_json_type      (const BdJsonNode *node);   /* BD_JSON_NULL for absent */
const BdJsonNode *bd_json_get       (const BdJsonNode *node, const char *member);
guint             bd_json_length    (const BdJsonNode *node);   /* elements or members; 0 for others */
const BdJsonNode *bd_json_at        (const BdJsonNode *node, guint index);  /* O(index); prefer first/next */
const BdJsonNode *bd_json_first     (const BdJsonNode *node);   /* first element or member value */
const BdJsonNode *bd_json_next      (const BdJsonNode *node);
const char       *bd_json_name      (const BdJsonNode *node);   /* of a member value, else NULL */
const char       *bd_json_string    (const BdJsonNode *node);   /* NULL unless a string */
const char       *bd_json_number    (const BdJsonNode *node);   /* exact text, NULL unless a number */
gboolean          bd_json_boolean   (const BdJsonNode *node, gboolean *value);  /* FALSE unless a boolean */
gboolean          bd_json_integer   (const BdJsonNode *node, gint64 *value);    /* FALSE unless a whole number */
const char       *bd_json_get_string (const BdJsonNode *node, const char *member);

G_END_DECLS
