/* bd-json-writer.h — JSON out: small, streaming, numbers as their text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-json.h"

G_BEGIN_DECLS

typedef struct _BdJsonWriter BdJsonWriter;

BdJsonWriter *bd_json_writer_new    (gboolean pretty) G_GNUC_WARN_UNUSED_RESULT;
char         *bd_json_writer_finish (BdJsonWriter *self) G_GNUC_WARN_UNUSED_RESULT; /* frees self */
void          bd_json_writer_free   (BdJsonWriter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BdJsonWriter, bd_json_writer_free)

/* `member` is NULL inside an array. A NULL string writes null. */
void bd_json_writer_begin_object (BdJsonWriter *self, const char *member);
void bd_json_writer_end_object   (BdJsonWriter *self);
void bd_json_writer_begin_array  (BdJsonWriter *self, const char *member);
void bd_json_writer_end_array    (BdJsonWriter *self);
void bd_json_writer_string       (BdJsonWriter *self, const char *member, const char *value);
void bd_json_writer_number       (BdJsonWriter *self, const char *member, const char *decimal_text);
void bd_json_writer_integer      (BdJsonWriter *self, const char *member, gint64 value);
void bd_json_writer_boolean      (BdJsonWriter *self, const char *member, gboolean value);
void bd_json_writer_null         (BdJsonWriter *self, const char *member);
void bd_json_writer_raw          (BdJsonWriter *self, const char *member, const char *json, gsize length); /* as received */

G_END_DECLS
