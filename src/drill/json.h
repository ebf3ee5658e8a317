/* json.h: JSON for the drill: json-glib with numbers kept as they were written
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include <json-glib/json-glib.h>
G_BEGIN_DECLS

/* json-glib turns 1.10 into 1.1000000000000001. Numbers are therefore read as
 * strings that begin with this mark, and lose it when they are printed. */
#define BD_DRILL_NUMBER_MARK "#number:"

JsonNode   *bd_drill_json_parse   (const char *text,
                                   gssize      length,
                                   GError    **error) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *bd_drill_json_load    (const char *path,
                                   GError    **error) G_GNUC_WARN_UNUSED_RESULT;
char       *bd_drill_json_print   (JsonObject *object) G_GNUC_WARN_UNUSED_RESULT;
JsonNode   *bd_drill_json_copy    (JsonNode   *node) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *bd_drill_json_copy_object (JsonObject *object) G_GNUC_WARN_UNUSED_RESULT;

const char *bd_drill_json_string  (JsonObject *object, const char *member);
gint64      bd_drill_json_integer (JsonObject *object, const char *member, gint64 fallback);
gboolean    bd_drill_json_boolean (JsonObject *object, const char *member);
JsonObject *bd_drill_json_object  (JsonObject *object, const char *member);
JsonArray  *bd_drill_json_array   (JsonObject *object, const char *member);
JsonObject *bd_drill_json_element (JsonArray  *array,  guint i);
gboolean    bd_drill_json_lists   (JsonObject *object, const char *member, const char *value);

JsonObject *bd_drill_json_strings (const char *member, ...) G_GNUC_NULL_TERMINATED G_GNUC_WARN_UNUSED_RESULT;
JsonArray  *bd_drill_json_list    (JsonObject *first) G_GNUC_WARN_UNUSED_RESULT;
void        bd_drill_json_set_number (JsonObject *object, const char *member, gint64 number);
G_END_DECLS
