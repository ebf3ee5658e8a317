/* person.c: one invented person and the records each service holds
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "people.h"

#include "generate.h"

#include <string.h>

static void
person_clear (BdDrillPerson *self)
{
  g_free (self->nhi);
  g_clear_pointer (&self->file, json_object_unref);
  g_clear_pointer (&self->patient, json_object_unref);
  g_clear_pointer (&self->records, g_hash_table_unref);
}

/**
 * bd_drill_person_ref:
 * @self: a person
 *
 * Returns: (transfer full): @self
 */
BdDrillPerson *
bd_drill_person_ref (BdDrillPerson *self)
{
  return g_rc_box_acquire (self);
}

/**
 * bd_drill_person_unref:
 * @self: (transfer full): a person
 */
void
bd_drill_person_unref (BdDrillPerson *self)
{
  g_rc_box_release_full (self, (GDestroyNotify) person_clear);
}

static GPtrArray *
add_list (BdDrillPerson *self,
          const char    *service,
          const char    *type)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);

  g_hash_table_insert (self->records, g_strconcat (service, "/", type, NULL), list);

  return list;
}

static JsonArray *
briefs (BdDrillPerson *self,
        const char    *service,
        const char    *type)
{
  return bd_drill_json_array (bd_drill_person_part (self, service), type);
}

static void
fill_sdhr (BdDrillPerson *self,
           BdDrillFill   *fill)
{
  static const char *const types[] = { "AllergyIntolerance", "Condition", "Observation", "Encounter" };
  JsonObject *brief;

  for (guint t = 0; t < G_N_ELEMENTS (types); t++)
    {
      GPtrArray *list = add_list (self, "sdhr", types[t]);

      for (fill->index = 0; (brief = bd_drill_json_element (briefs (self, "sdhr", types[t]), fill->index)) != NULL; fill->index++)
        g_ptr_array_add (list, bd_drill_fill_sdhr (types[t], brief, fill));
    }
}

static void
fill_mdr (BdDrillPerson *self,
          BdDrillFill   *fill)
{
  GPtrArray *requests = add_list (self, "mdr", "MedicationRequest");
  GPtrArray *dispenses = add_list (self, "mdr", "MedicationDispense");
  JsonArray *from = briefs (self, "mdr", "MedicationRequest");
  JsonObject *brief, *supply;

  for (guint i = 0; (brief = bd_drill_json_element (from, i)) != NULL; i++)
    {
      JsonObject *request = bd_drill_fill_request (brief, fill);

      g_ptr_array_add (requests, request);
      for (guint d = 0; (supply = bd_drill_json_element (bd_drill_json_array (brief, "+dispensed"), d)) != NULL; d++)
        g_ptr_array_add (dispenses, bd_drill_fill_dispense (supply, request, d + 1, fill));
    }
  for (fill->index = 0; (supply = bd_drill_json_element (briefs (self, "mdr", "MedicationDispense"), fill->index)) != NULL; fill->index++)
    g_ptr_array_add (dispenses, bd_drill_fill_dispense (supply, NULL, 1, fill));
}

static void
fill_rest (BdDrillPerson *self,
           BdDrillFill   *fill)
{
  static const struct { const char *service, *type; JsonObject *(*make) (JsonObject *, const BdDrillFill *); } rest[] = {
    { "mws", "AllergyIntolerance", bd_drill_fill_mws },
    { "air", "Immunization", bd_drill_fill_air },
    { "shared-care", "Consent", bd_drill_fill_consent },
  };
  JsonObject *brief;

  for (guint r = 0; r < G_N_ELEMENTS (rest); r++)
    {
      GPtrArray *list = add_list (self, rest[r].service, rest[r].type);
      JsonArray *from = briefs (self, rest[r].service, rest[r].type);

      for (fill->index = 0; (brief = bd_drill_json_element (from, fill->index)) != NULL; fill->index++)
        g_ptr_array_add (list, rest[r].make (brief, fill));
    }
}

/* As MDR prints a person: name | gender | birth date. */
static char *
printed_label (BdDrillPerson *self,
               const char    *name)
{
  const char *gender = bd_drill_json_string (self->patient, "gender");
  const char *born = bd_drill_json_string (self->patient, "birthDate");

  return g_strjoin (" | ", name, gender != NULL ? gender : "unknown", born, NULL);
}

/**
 * bd_drill_person_new:
 * @nhi: the live number
 * @file: the person's file
 *
 * Returns: (transfer full): the person, with whole resources
 */
BdDrillPerson *
bd_drill_person_new (const char *nhi,
                     JsonObject *file)
{
  BdDrillPerson *self = g_rc_box_new0 (BdDrillPerson);
  BdDrillFill fill = { .nhi = nhi };
  g_autofree char *name = NULL;
  g_autofree char *label = NULL;

  self->nhi = g_strdup (nhi);
  self->file = json_object_ref (file);
  self->patient = bd_drill_fill_patient (bd_drill_json_object (file, "patient"), &fill);
  self->records = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  name = bd_drill_person_name (self);
  label = printed_label (self, name);
  fill.name = name;
  fill.label = label;
  fill_sdhr (self, &fill);
  fill_mdr (self, &fill);
  fill_rest (self, &fill);

  return self;
}

/**
 * bd_drill_person_is:
 * @self: a person
 * @nhi: a number
 *
 * Returns: whether @nhi is the live number (not a dormant one)
 */
gboolean
bd_drill_person_is (BdDrillPerson *self,
                    const char    *nhi)
{
  return g_strcmp0 (self->nhi, nhi) == 0;
}

/**
 * bd_drill_person_number_of:
 * @self: a person
 * @resource: one of their records
 *
 * Returns: (transfer none): which of their numbers it is filed under, the live one if it does not say
 */
const char *
bd_drill_person_number_of (BdDrillPerson *self,
                           JsonObject    *resource)
{
  JsonObject *who = bd_drill_json_object (resource, "subject");
  const char *number, *reference;

  if (who == NULL)
    who = bd_drill_json_object (resource, "patient");
  number = bd_drill_json_string (bd_drill_json_object (who, "identifier"), "value");
  reference = bd_drill_json_string (who, "reference");
  if (number == NULL && reference != NULL)
    number = strrchr (reference, '/') != NULL ? strrchr (reference, '/') + 1 : reference;

  return number != NULL ? number : self->nhi;
}

/**
 * bd_drill_person_count:
 * @self: a person
 * @service: which service holds the records
 * @type: resource type
 *
 * Returns: how many there are
 */
guint
bd_drill_person_count (BdDrillPerson *self,
                       const char    *service,
                       const char    *type)
{
  g_autofree char *key = NULL;
  GPtrArray *list;

  if (self->records == NULL)
    return bd_drill_generate_count (self->entries, service, type);
  key = g_strconcat (service, "/", type, NULL);
  list = g_hash_table_lookup (self->records, key);

  return list != NULL ? list->len : 0;
}

/**
 * bd_drill_person_get:
 * @self: a person
 * @service: which service holds the records
 * @type: resource type
 * @i: which, below bd_drill_person_count()
 *
 * Returns: (transfer full): the whole resource; copy it before changing it
 */
JsonObject *
bd_drill_person_get (BdDrillPerson *self,
                     const char    *service,
                     const char    *type,
                     guint          i)
{
  g_autofree char *key = NULL;
  GPtrArray *list;

  if (self->records == NULL)
    return bd_drill_generate_record (self, service, type, i);
  key = g_strconcat (service, "/", type, NULL);
  list = g_hash_table_lookup (self->records, key);

  return json_object_ref (g_ptr_array_index (list, i));
}

/**
 * bd_drill_person_part:
 * @self: a person
 * @service: a service
 *
 * Returns: (nullable) (transfer none): what the person's file says of @service
 */
JsonObject *
bd_drill_person_part (BdDrillPerson *self,
                      const char    *service)
{
  return bd_drill_json_object (self->file, service);
}

/**
 * bd_drill_person_state:
 * @self: a person
 * @service: a service
 * @type: (nullable): a resource type
 *
 * Returns: how @service behaves for this person and type; "open" if nothing is said
 */
const char *
bd_drill_person_state (BdDrillPerson *self,
                       const char    *service,
                       const char    *type)
{
  JsonObject *part = bd_drill_person_part (self, service);
  JsonObject *by_type = bd_drill_json_object (part, "state");
  const char *state = by_type != NULL && type != NULL ? bd_drill_json_string (by_type, type)
                                                      : bd_drill_json_string (part, "state");

  return state != NULL ? state : "open";
}

/**
 * bd_drill_person_refuses:
 * @self: a person
 * @service: a service
 * @type: (nullable): a resource type
 * @nhi: one of their numbers, as asked for
 *
 * Returns: whether @service refuses to tell of this person, or of what it files under @nhi
 */
gboolean
bd_drill_person_refuses (BdDrillPerson *self,
                         const char    *service,
                         const char    *type,
                         const char    *nhi)
{
  return g_str_equal (bd_drill_person_state (self, service, type), "refused") ||
         bd_drill_json_lists (bd_drill_person_part (self, service), "refusedUnder", nhi);
}

/**
 * bd_drill_person_set_state:
 * @self: a person from a file
 * @service: a service
 * @state: how it behaves from now on
 *
 * As when somebody opts out while a device is off line.
 */
void
bd_drill_person_set_state (BdDrillPerson *self,
                           const char    *service,
                           const char    *state)
{
  if (bd_drill_person_part (self, service) == NULL)
    json_object_set_object_member (self->file, service, json_object_new ());
  json_object_set_string_member (bd_drill_person_part (self, service), "state", state);
}

static JsonObject *
make_record (BdDrillPerson *self,
             const char    *service,
             const char    *type,
             JsonObject    *brief,
             guint          index)
{
  g_autofree char *name = bd_drill_person_name (self);
  g_autofree char *label = printed_label (self, name);
  BdDrillFill fill = { .nhi = self->nhi, .name = name, .label = label, .index = index };

  if (g_str_equal (service, "sdhr"))
    return bd_drill_fill_sdhr (type, brief, &fill);
  if (g_str_equal (service, "mws"))
    return bd_drill_fill_mws (brief, &fill);
  if (g_str_equal (service, "air"))
    return bd_drill_fill_air (brief, &fill);
  if (g_str_equal (service, "shared-care"))
    return bd_drill_fill_consent (brief, &fill);

  return g_str_equal (type, "MedicationRequest") ? bd_drill_fill_request (brief, &fill)
                                                 : bd_drill_fill_dispense (brief, NULL, 1, &fill);
}

/**
 * bd_drill_person_put:
 * @self: a person from a file
 * @service: which service holds it
 * @type: resource type
 * @brief: a record as a file would have it
 *
 * Adds a record, or takes the place of the one with the same id.
 *
 * Returns: whether @service holds records of @type
 */
gboolean
bd_drill_person_put (BdDrillPerson *self,
                     const char    *service,
                     const char    *type,
                     JsonObject    *brief)
{
  g_autofree char *key = g_strconcat (service, "/", type, NULL);
  GPtrArray *list = self->records != NULL ? g_hash_table_lookup (self->records, key) : NULL;
  JsonObject *record;

  if (list == NULL)
    return FALSE;
  record = make_record (self, service, type, brief, list->len);
  for (guint i = 0; i < list->len; i++)
    if (g_strcmp0 (bd_drill_json_string (g_ptr_array_index (list, i), "id"), bd_drill_json_string (record, "id")) == 0)
      {
        json_object_unref (g_ptr_array_index (list, i));
        list->pdata[i] = record;
        return TRUE;
      }
  g_ptr_array_add (list, record);

  return TRUE;
}

/**
 * bd_drill_person_emergency:
 * @self: a person
 *
 * Returns: what ETREAT does: "releases" more, "nothing" more, or is "refused"
 */
const char *
bd_drill_person_emergency (BdDrillPerson *self)
{
  const char *word = bd_drill_json_string (self->file, "emergency");

  return word != NULL ? word : "nothing";
}

static JsonObject *
preferred_name (BdDrillPerson *self)
{
  JsonArray *names = bd_drill_json_array (self->patient, "name");
  JsonObject *name, *extension;

  for (guint i = 0; (name = bd_drill_json_element (names, i)) != NULL; i++)
    for (guint e = 0; (extension = bd_drill_json_element (bd_drill_json_array (name, "extension"), e)) != NULL; e++)
      if (bd_drill_json_boolean (extension, "valueBoolean"))
        return name;

  return bd_drill_json_element (names, 0);
}

/**
 * bd_drill_person_name:
 * @self: a person
 *
 * Returns: (transfer full): given and family name, as people say it
 */
char *
bd_drill_person_name (BdDrillPerson *self)
{
  JsonObject *name = preferred_name (self);
  JsonArray *given = bd_drill_json_array (name, "given");
  const char *family = bd_drill_json_string (name, "family");
  GString *text = g_string_new (NULL);

  for (guint i = 0; given != NULL && i < json_array_get_length (given); i++)
    g_string_append_printf (text, "%s ", json_array_get_string_element (given, i));
  g_string_append (text, family != NULL ? family : "");

  return g_string_free (text, FALSE);
}
