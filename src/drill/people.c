/* people.c: the invented people, from files and from a seed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "people.h"

#include <gio/gio.h>
#include <string.h>

#include "generate.h"
#include "number.h"

struct _BdDrillPeople
{
  GPtrArray  *written;     /* BdDrillPerson, in the order of their numbers */
  GHashTable *by_number;   /* each live and dormant number to a BdDrillPerson */
  GHashTable *hpi;         /* type to an array of whole entries */
  guint       n_generated;
  guint       entries;
  guint       seed;
};

static int
compare_people (gconstpointer a,
                gconstpointer b)
{
  return strcmp ((*(BdDrillPerson *const *) a)->nhi, (*(BdDrillPerson *const *) b)->nhi);
}

static gboolean
load_person (BdDrillPeople *self,
             const char    *directory,
             const char    *file_name,
             GError       **error)
{
  g_autofree char *path = g_build_filename (directory, file_name, NULL);
  g_autofree char *nhi = g_strndup (file_name, strlen (file_name) - strlen (".json"));
  g_autoptr (JsonObject) file = bd_drill_json_load (path, error);

  if (file == NULL)
    return FALSE;
  if (bd_drill_json_object (file, "patient") == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s names no patient", path);
      return FALSE;
    }
  g_ptr_array_add (self->written, bd_drill_person_new (nhi, file));

  return TRUE;
}

static void
index_person (BdDrillPeople *self,
              BdDrillPerson *person)
{
  JsonArray *old = bd_drill_json_array (bd_drill_json_object (person->file, "patient"), "+old");

  g_hash_table_insert (self->by_number, g_strdup (person->nhi), person);
  for (guint i = 0; old != NULL && i < json_array_get_length (old); i++)
    g_hash_table_insert (self->by_number, g_strdup (json_array_get_string_element (old, i)), person);
}

static gboolean
load_hpi (BdDrillPeople *self,
          const char    *directory,
          GError       **error)
{
  static const char *const types[] = { "Location", "Practitioner", "Organization" };
  g_autofree char *inside = g_build_filename (directory, "hpi.json", NULL);
  g_autofree char *beside = g_build_filename (directory, "..", "hpi.json", NULL);
  const char *path = g_file_test (inside, G_FILE_TEST_EXISTS) ? inside : beside;
  g_autoptr (JsonObject) file = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  file = bd_drill_json_load (path, error);
  if (file == NULL)
    return FALSE;
  for (guint t = 0; t < G_N_ELEMENTS (types); t++)
    {
      GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
      JsonObject *brief;

      for (guint i = 0; (brief = bd_drill_json_element (bd_drill_json_array (file, types[t]), i)) != NULL; i++)
        g_ptr_array_add (entries, bd_drill_fill_hpi (types[t], brief));
      g_hash_table_insert (self->hpi, (gpointer) types[t], entries);
    }

  return TRUE;
}

/**
 * bd_drill_people_load:
 * @directory: holds one NHI.json a person, or a folder people that does; hpi.json inside or beside
 * @error: a file error, or G_IO_ERROR_INVALID_DATA
 *
 * Returns: (transfer full): everybody
 */
BdDrillPeople *
bd_drill_people_load (const char *directory,
                      GError    **error)
{
  g_autoptr (BdDrillPeople) self = g_new0 (BdDrillPeople, 1);
  g_autofree char *inner = g_build_filename (directory, "people", NULL);
  const char *folder = g_file_test (inner, G_FILE_TEST_IS_DIR) ? inner : directory;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, error);
  const char *name;

  self->written = g_ptr_array_new_with_free_func ((GDestroyNotify) bd_drill_person_unref);
  self->by_number = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->hpi = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
  if (dir == NULL)
    return NULL;
  while ((name = g_dir_read_name (dir)) != NULL)
    if (name[0] == 'Z' && g_str_has_suffix (name, ".json") && !load_person (self, folder, name, error))
      return NULL;
  g_ptr_array_sort (self->written, compare_people);
  for (guint i = 0; i < self->written->len; i++)
    index_person (self, g_ptr_array_index (self->written, i));
  if (!load_hpi (self, folder, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * bd_drill_people_free:
 * @self: everybody
 */
void
bd_drill_people_free (BdDrillPeople *self)
{
  g_clear_pointer (&self->by_number, g_hash_table_unref);
  g_clear_pointer (&self->written, g_ptr_array_unref);
  g_clear_pointer (&self->hpi, g_hash_table_unref);
  g_free (self);
}

/**
 * bd_drill_people_generate:
 * @self: everybody
 * @people: how many more, at most %BD_DRILL_MOST_PEOPLE
 * @entries: records each, over all services
 * @seed: the same seed gives the same people
 */
void
bd_drill_people_generate (BdDrillPeople *self,
                          guint          people,
                          guint          entries,
                          guint          seed)
{
  self->n_generated = MIN (people, BD_DRILL_MOST_PEOPLE);
  self->entries = entries;
  self->seed = seed;
}

/**
 * bd_drill_people_generated:
 * @self: everybody
 *
 * Returns: how many people are generated
 */
guint
bd_drill_people_generated (BdDrillPeople *self)
{
  return self->n_generated;
}

/**
 * bd_drill_people_find:
 * @self: everybody
 * @nhi: a live or dormant number
 *
 * Returns: (nullable) (transfer full): whose it is
 */
BdDrillPerson *
bd_drill_people_find (BdDrillPeople *self,
                      const char    *nhi)
{
  BdDrillPerson *person = g_hash_table_lookup (self->by_number, nhi);
  guint n;

  if (person != NULL)
    return bd_drill_person_ref (person);
  if (bd_drill_number_place (nhi, &n) && n < self->n_generated)
    return bd_drill_generate_person (n, self->entries, self->seed);

  return NULL;
}

/**
 * bd_drill_people_each:
 * @self: everybody
 * @generated_too: whether to sketch the generated ones, one after the other
 * @func: (scope call): called for each
 * @user_data: for @func
 */
void
bd_drill_people_each (BdDrillPeople    *self,
                      gboolean          generated_too,
                      BdDrillPersonFunc func,
                      gpointer          user_data)
{
  for (guint i = 0; i < self->written->len; i++)
    func (g_ptr_array_index (self->written, i), user_data);
  for (guint n = 0; generated_too && n < self->n_generated; n++)
    {
      g_autoptr (BdDrillPerson) person = bd_drill_generate_sketch (n, self->entries, self->seed);

      if (!g_hash_table_contains (self->by_number, person->nhi))
        func (person, user_data);
    }
}

static JsonObject *
record_with_id (BdDrillPerson *person,
                const char    *service,
                const char    *type,
                const char    *id)
{
  guint n = bd_drill_person_count (person, service, type);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (JsonObject) resource = bd_drill_person_get (person, service, type, i);

      if (g_strcmp0 (bd_drill_json_string (resource, "id"), id) == 0)
        return g_steal_pointer (&resource);
    }

  return NULL;
}

/**
 * bd_drill_people_find_record:
 * @self: everybody
 * @service: "sdhr", "mws", "air", "mdr" or "shared-care"
 * @type: resource type
 * @id: its id
 * @resource: (out) (transfer full): the resource
 *
 * Returns: (nullable) (transfer full): whose it is
 */
BdDrillPerson *
bd_drill_people_find_record (BdDrillPeople *self,
                             const char    *service,
                             const char    *type,
                             const char    *id,
                             JsonObject   **resource)
{
  guint n;

  for (guint i = 0; i < self->written->len; i++)
    {
      BdDrillPerson *person = g_ptr_array_index (self->written, i);

      *resource = record_with_id (person, service, type, id);
      if (*resource != NULL)
        return bd_drill_person_ref (person);
    }
  if (bd_drill_generate_owner (id, &n) && n < self->n_generated)
    {
      g_autoptr (BdDrillPerson) person = bd_drill_generate_person (n, self->entries, self->seed);

      *resource = record_with_id (person, service, type, id);
      if (*resource != NULL)
        return g_steal_pointer (&person);
    }

  return NULL;
}

/**
 * bd_drill_people_hpi:
 * @self: everybody
 * @type: Location, Practitioner or Organization
 * @i: which
 *
 * Returns: (nullable) (transfer none): the entry, or %NULL past the end
 */
JsonObject *
bd_drill_people_hpi (BdDrillPeople *self,
                     const char    *type,
                     guint          i)
{
  GPtrArray *entries = g_hash_table_lookup (self->hpi, type);

  return entries != NULL && i < entries->len ? g_ptr_array_index (entries, i) : NULL;
}
