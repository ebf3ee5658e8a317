/* fill.c: what every service's resources share: id, meta, notes, references
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "fill.h"

#include <string.h>

/**
 * bd_drill_fill_number:
 * @brief: as the file has it: +nhi
 * @fill: whose
 *
 * Returns: (transfer none): which of the person's numbers the resource is filed under
 */
const char *
bd_drill_fill_number (JsonObject        *brief,
                      const BdDrillFill *fill)
{
  const char *nhi = bd_drill_json_string (brief, "+nhi");

  return nhi != NULL ? nhi : fill->nhi;
}

/**
 * bd_drill_fill_id:
 * @type: the resource type
 * @fill: whose, and which
 *
 * Returns: (transfer full): an id in the shape of a UUID v4, the same at every start
 */
char *
bd_drill_fill_id (const char        *type,
                  const BdDrillFill *fill)
{
  g_autofree char *seed = g_strdup_printf ("%s/%s/%u", fill->nhi, type, fill->index);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, seed, -1);

  return g_strdup_printf ("%.8s-%.4s-4%.3s-8%.3s-%.12s", hash, hash + 8, hash + 12, hash + 15, hash + 18);
}

/**
 * bd_drill_fill_start:
 * @type: the resource type
 * @brief: as the file has it
 * @id: used if @brief has none
 *
 * Returns: (transfer full): @brief expanded, with resourceType and id in front
 */
JsonObject *
bd_drill_fill_start (const char *type,
                     JsonObject *brief,
                     const char *id)
{
  g_autoptr (JsonObject) expanded = bd_drill_expand (brief);
  JsonObject *full = bd_drill_json_strings ("resourceType", type, "id", id, NULL);
  JsonObjectIter iter;
  const char *member;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, expanded);
  while (json_object_iter_next_ordered (&iter, &member, &value))
    json_object_set_member (full, member, bd_drill_json_copy (value));
  bd_drill_fill_note (full);

  return full;
}

/* When the service last saw the record: said, or the newest date it carries. */
static char *
last_updated (JsonObject *full,
              JsonObject *brief)
{
  static const char *const dates[] = {
    "recordedDate", "recorded", "issued", "effectiveDateTime", "occurrenceDateTime", "authoredOn",
    "whenPrepared", "dateTime", "onsetDateTime", NULL
  };
  const char *text = bd_drill_json_string (brief, "+updated");
  g_autofree char *date = NULL;

  for (guint i = 0; text == NULL && dates[i] != NULL; i++)
    text = bd_drill_json_string (full, dates[i]);
  date = bd_drill_date (text != NULL ? text : "2025-03-18T09:14:05+13:00");
  if (strchr (date, 'T') != NULL)
    return g_steal_pointer (&date);

  return g_strdup_printf ("%s%sT09:14:05+13:00", date,
                          strlen (date) == 4 ? "-07-01" : strlen (date) == 7 ? "-15" : "");
}

/**
 * bd_drill_fill_meta:
 * @full: the resource
 * @brief: as the file has it: +updated, +confidential
 *
 * Returns: (transfer none): its meta, made if it had none
 */
JsonObject *
bd_drill_fill_meta (JsonObject *full,
                    JsonObject *brief)
{
  JsonObject *meta = bd_drill_json_object (full, "meta");
  const char *label = bd_drill_json_string (brief, "+confidential");
  g_autofree char *updated = last_updated (full, brief);

  if (meta == NULL)
    {
      meta = json_object_new ();
      json_object_set_object_member (full, "meta", meta);
    }
  if (!json_object_has_member (meta, "lastUpdated"))
    json_object_set_string_member (meta, "lastUpdated", updated);
  if (label != NULL)
    json_object_set_array_member (meta, "security",
                                  bd_drill_json_list (bd_drill_json_strings ("system", BD_DRILL_CONFIDENTIALITY,
                                                                             "code", label, NULL)));

  return meta;
}

/**
 * bd_drill_fill_extension:
 * @full: the resource
 * @url: of the extension
 * @kind: "valueBoolean" and so on
 * @value: (transfer full): its value
 */
void
bd_drill_fill_extension (JsonObject *full,
                         const char *url,
                         const char *kind,
                         JsonNode   *value)
{
  JsonArray *extensions = bd_drill_json_array (full, "extension");
  JsonObject *extension = bd_drill_json_strings ("url", url, NULL);

  if (extensions == NULL)
    {
      extensions = json_array_new ();
      json_object_set_array_member (full, "extension", extensions);
    }
  json_object_set_member (extension, kind, value);
  json_array_add_object_element (extensions, extension);
}

/**
 * bd_drill_fill_boolean:
 * @full: the resource
 * @url: of the extension
 * @value: its value
 */
void
bd_drill_fill_boolean (JsonObject *full,
                       const char *url,
                       gboolean    value)
{
  bd_drill_fill_extension (full, url, "valueBoolean", json_node_init_boolean (json_node_alloc (), value));
}

/**
 * bd_drill_fill_note:
 * @full: a resource whose note may be a plain string
 */
void
bd_drill_fill_note (JsonObject *full)
{
  g_autofree char *text = g_strdup (bd_drill_json_string (full, "note"));

  if (text != NULL)
    json_object_set_array_member (full, "note",
                                  bd_drill_json_list (bd_drill_json_strings ("text", text, NULL)));
}

/**
 * bd_drill_fill_person:
 * @text: a CPN, then a space and the name as printed
 * @base: (nullable): what stands before Practitioner/ in the reference
 *
 * Returns: (transfer full): a Reference to a Practitioner
 */
JsonObject *
bd_drill_fill_person (const char *text,
                      const char *base)
{
  g_auto (GStrv) words = g_strsplit (text, " ", 2);
  g_autofree char *reference = g_strconcat (base != NULL ? base : "", "Practitioner/", words[0], NULL);

  return bd_drill_json_strings ("reference", reference, "type", "Practitioner", "display", words[1], NULL);
}
