/* bd-bundle.c: one page of a FHIR Bundle
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-bundle.h"

#include <string.h>

/* The entries by full URL and by id, so that resolving stays cheap in a large page.
 * Of several with the same key the first is found here. */
typedef struct
{
  BdBundle    bundle;
  GHashTable *by_url;   /* owned: borrowed text → position + 1 */
  GHashTable *by_id;    /* owned: borrowed text → position + 1 */
} Indexed;

static const BdBundleEntry *
entry_at (const BdBundle *self,
          guint           position)
{
  return &g_array_index (self->entries, BdBundleEntry, position);
}

/* --- reading --- */

static BdEntryMode
read_mode (const BdBundleEntry *entry,
           const BdJsonNode    *search,
           const char          *bundle_type)
{
  const char *mode = bd_json_get_string (search, "mode");
  gboolean listed = bundle_type == NULL || g_str_equal (bundle_type, "searchset");

  if (g_strcmp0 (mode, "outcome") == 0 || (listed && g_strcmp0 (entry->type, "OperationOutcome") == 0))
    return BD_ENTRY_MODE_OUTCOME;

  return g_strcmp0 (mode, "include") == 0 ? BD_ENTRY_MODE_INCLUDE : BD_ENTRY_MODE_MATCH;
}

static void
add_entry (BdBundle         *self,
           const BdJsonNode *resource,
           const char       *full_url,
           const BdJsonNode *search)
{
  BdBundleEntry entry = { .resource = resource, .full_url = full_url };

  entry.type = bd_json_get_string (resource, "resourceType");
  entry.id = bd_json_get_string (resource, "id");
  entry.mode = read_mode (&entry, search, self->type);
  entry.score = bd_json_number (bd_json_get (search, "score"));
  entry.grade = bd_json_get_string (bd_fhir_extension (search, "match-grade"), "valueCode");
  g_array_append_val (self->entries, entry);
}

static const BdJsonNode *
object_or_null (const BdJsonNode *node)
{
  return bd_json_type (node) == BD_JSON_OBJECT ? node : NULL;
}

static const char *
find_next (const BdJsonNode *root)
{
  const BdJsonNode *link = bd_json_first (bd_json_get (root, "link"));

  for (; link != NULL; link = bd_json_next (link))
    if (g_strcmp0 (bd_json_get_string (link, "relation"), "next") == 0)
      return bd_json_get_string (link, "url");

  return NULL;
}

static void
read_bundle (BdBundle         *self,
             const BdJsonNode *root)
{
  const BdJsonNode *entry = bd_json_first (bd_json_get (root, "entry"));

  self->type = bd_json_get_string (root, "type");
  self->next = find_next (root);
  if (!bd_json_integer (bd_json_get (root, "total"), &self->total) || self->total < 0)
    self->total = -1;

  for (; entry != NULL; entry = bd_json_next (entry))
    add_entry (self, object_or_null (bd_json_get (entry, "resource")), bd_json_get_string (entry, "fullUrl"),
               bd_json_get (entry, "search"));
}

static void
index_entries (Indexed *self)
{
  self->by_url = g_hash_table_new (g_str_hash, g_str_equal);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = self->bundle.entries->len; i > 0; i--)
    {
      const BdBundleEntry *entry = entry_at (&self->bundle, i - 1);

      if (entry->full_url != NULL)
        g_hash_table_insert (self->by_url, (gpointer) entry->full_url, GUINT_TO_POINTER (i));
      if (entry->id != NULL)
        g_hash_table_insert (self->by_id, (gpointer) entry->id, GUINT_TO_POINTER (i));
    }
}

/**
 * bd_bundle_new:
 * @json: (transfer none): a document; the bundle takes its own reference
 *
 * Keeps every entry, whatever its type. An OperationOutcome in a search result is a
 * message however it is marked, and is not counted in `total` (SDHR guide 1.0.0,
 * search).
 *
 * Returns: (transfer full): the bundle
 */
BdBundle *
bd_bundle_new (BdJson *json)
{
  const BdJsonNode *root;
  Indexed *self;

  g_return_val_if_fail (json != NULL, NULL);

  self = g_new0 (Indexed, 1);
  root = bd_json_root (json);
  self->bundle.json = bd_json_ref (json);
  self->bundle.total = -1;
  self->bundle.redacted = bd_fhir_has_security (root, "REDACTED");
  self->bundle.entries = g_array_new (FALSE, TRUE, sizeof (BdBundleEntry));

  if (g_strcmp0 (bd_json_get_string (root, "resourceType"), "Bundle") == 0)
    read_bundle (&self->bundle, root);
  else
    add_entry (&self->bundle, root, NULL, NULL);
  index_entries (self);

  return &self->bundle;
}

/**
 * bd_bundle_free:
 * @self: (transfer full): a bundle
 */
void
bd_bundle_free (BdBundle *self)
{
  Indexed *indexed = (Indexed *) self;

  g_return_if_fail (self != NULL);

  g_hash_table_unref (indexed->by_url);
  g_hash_table_unref (indexed->by_id);
  g_array_unref (self->entries);
  bd_json_unref (self->json);
  g_free (indexed);
}

/* --- resolving --- */

static const BdJsonNode *
find_contained (const BdJsonNode *from,
                const char       *id)
{
  const BdJsonNode *at = bd_json_first (bd_json_get (from, "contained"));

  if (*id == '\0')
    return from;

  for (; at != NULL; at = bd_json_next (at))
    {
      const char *own = bd_json_get_string (at, "id");

      if (own != NULL && g_str_equal (own + (*own == '#'), id))
        return at;
    }

  return NULL;
}

/* The part of a URL that names the server. */
static gsize
authority_length (const char *url)
{
  const char *rest = strstr (url, "://");

  return rest != NULL ? (gsize) (rest - url) + 3 + strcspn (rest + 3, "/") : 0;
}

/* Whether an entry can be meant by its type and id. A URL of one server never means
 * the resource of another; the path between may differ (with or without hpi/v1). */
static gboolean
may_be_meant (const BdBundleEntry *entry,
              const char          *reference,
              const char          *type,
              const char          *id)
{
  gsize length = authority_length (reference);

  if (g_strcmp0 (entry->id, id) != 0 || g_strcmp0 (entry->type, type) != 0)
    return FALSE;

  return length == 0 || entry->full_url == NULL || authority_length (entry->full_url) == 0 ||
         (authority_length (entry->full_url) == length && strncmp (entry->full_url, reference, length) == 0);
}

static const BdJsonNode *
find_by_type_and_id (const BdBundle *self,
                     const char     *reference,
                     const char     *type,
                     const char     *id)
{
  guint first = GPOINTER_TO_UINT (g_hash_table_lookup (((const Indexed *) self)->by_id, id));

  for (guint i = first; i > 0 && i <= self->entries->len; i++)
    if (may_be_meant (entry_at (self, i - 1), reference, type, id))
      return entry_at (self, i - 1)->resource;

  return NULL;
}

static const BdJsonNode *
find_by_path (const BdBundle *self,
              const char     *reference)
{
  g_auto (GStrv) parts = g_strsplit (reference, "/", -1);
  guint last = g_strv_length (parts);

  if (last >= 4 && g_str_equal (parts[last - 2], "_history"))
    last -= 2;
  if (last < 2)
    return NULL;

  return find_by_type_and_id (self, reference, parts[last - 2], parts[last - 1]);
}

/**
 * bd_bundle_resolve:
 * @self: a bundle
 * @from: (nullable): the resource that holds the reference, for contained ones
 * @reference: (nullable): the text of the reference
 *
 * Finds a relative reference by type and id even where the entries have `urn:uuid`
 * full URLs, as the examples of the NZ Patient Summary do (0.7.0).
 *
 * Returns: (transfer none) (nullable): the resource, owned by the document; %NULL
 *   where this bundle does not hold it
 */
const BdJsonNode *
bd_bundle_resolve (const BdBundle   *self,
                   const BdJsonNode *from,
                   const char       *reference)
{
  guint position;

  g_return_val_if_fail (self != NULL, NULL);

  if (reference == NULL || *reference == '\0')
    return NULL;
  if (*reference == '#')
    return find_contained (from, reference + 1);

  position = GPOINTER_TO_UINT (g_hash_table_lookup (((const Indexed *) self)->by_url, reference));
  if (position > 0)
    return entry_at (self, position - 1)->resource;

  return find_by_path (self, reference);
}

/* --- small questions to a resource --- */

/**
 * bd_fhir_has_security:
 * @resource: (nullable): a resource or bundle
 * @code: a security label's code, in any case
 *
 * Case does not matter: the guides write `redacted` and `REDACTED`.
 *
 * Returns: whether `meta.security` holds @code
 */
gboolean
bd_fhir_has_security (const BdJsonNode *resource,
                      const char       *code)
{
  const BdJsonNode *label = bd_json_first (bd_json_get (bd_json_get (resource, "meta"), "security"));

  g_return_val_if_fail (code != NULL, FALSE);

  for (; label != NULL; label = bd_json_next (label))
    {
      const char *found = bd_json_get_string (label, "code");

      if (found != NULL && g_ascii_strcasecmp (found, code) == 0)
        return TRUE;
    }

  return FALSE;
}

/**
 * bd_fhir_extension:
 * @element: (nullable): a resource or element
 * @url_end: how the extension's URL ends
 *
 * The guides have moved extensions from one host to another and kept their names.
 *
 * Returns: (transfer none) (nullable): the first such extension
 */
const BdJsonNode *
bd_fhir_extension (const BdJsonNode *element,
                   const char       *url_end)
{
  const BdJsonNode *extension = bd_json_first (bd_json_get (element, "extension"));

  g_return_val_if_fail (url_end != NULL, NULL);

  for (; extension != NULL; extension = bd_json_next (extension))
    {
      const char *url = bd_json_get_string (extension, "url");

      if (url != NULL && g_str_has_suffix (url, url_end))
        return extension;
    }

  return NULL;
}
