/* bd-reference.c: a FHIR Reference in all the forms the guides use
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-reference.h"

#include "bd-hpi.h"
#include "bd-nhi.h"

#include <string.h>

/* A URL of an identifier system with the identifier behind it: Shared Care writes
 * meta.source so. */
static const struct
{
  const char *system;
  const char *type;
} systems[] = {
  { BD_NHI_SYSTEM, "Patient" },
  { BD_HPI_FACILITY_SYSTEM, "Location" },
  { BD_HPI_ORGANISATION_SYSTEM, "Organization" },
  { BD_HPI_PERSON_SYSTEM, "Practitioner" },
};

static gboolean
has_nhi_shape (const char *text)
{
  BdNhi nhi;

  if (text == NULL || strlen (text) != 7)
    return FALSE;

  nhi = bd_nhi_parse (text);

  return nhi.state == BD_NHI_VALID || nhi.state == BD_NHI_BAD_CHECK;
}

static const char *
type_by_shape (const char *id)
{
  if (has_nhi_shape (id))
    return "Patient";
  if (bd_hpi_check_facility (id) != BD_HPI_BAD_FORMAT)
    return "Location";
  if (bd_hpi_check_organisation (id) != BD_HPI_BAD_FORMAT)
    return "Organization";
  if (bd_hpi_check_cpn (id) == BD_HPI_VALID)
    return "Practitioner";

  return NULL;
}

/* National identifiers are upper case; every other id is left as it is. */
static char *
normalise (const char *id,
           const char *type)
{
  const char *shape = type_by_shape (id);

  if (shape != NULL && (type == NULL || g_str_equal (type, shape)))
    return g_ascii_strup (id, -1);

  return g_strdup (id);
}

static gboolean
is_type_name (const char *text)
{
  if (!g_ascii_isupper (*text))
    return FALSE;
  while (g_ascii_isalpha (*text))
    text++;

  return *text == '\0';
}

/* --- from a text --- */

static gboolean
read_identifier_url (BdReference *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (systems); i++)
    {
      gsize length = strlen (systems[i].system);

      if (!g_str_has_prefix (self->reference, systems[i].system) ||
          (self->reference[length] != '/' && self->reference[length] != '|') || self->reference[length + 1] == '\0')
        continue;

      self->kind = BD_REFERENCE_LOGICAL;
      self->system = g_strdup (systems[i].system);
      self->type = g_strdup (systems[i].type);
      self->value = normalise (self->reference + length + 1, self->type);
      return TRUE;
    }

  return FALSE;
}

/* Cuts the last part off a path and answers it: the path itself when it has only one. */
static const char *
cut_last_part (char *path)
{
  char *slash = strrchr (path, '/');

  if (slash == NULL)
    return path;
  *slash = '\0';
  return slash + 1;
}

static void
cut_version (char *path)
{
  static const char mark[] = "/_history/";
  char *version = g_strrstr (path, mark);
  gsize length;

  if (version != NULL && strchr (version + strlen (mark), '/') == NULL)
    *version = '\0';
  for (length = strlen (path); length > 0 && path[length - 1] == '/'; length--)
    path[length - 1] = '\0';
}

/* Type and id are the last two parts of a path, before any version. */
static void
read_path (BdReference *self)
{
  g_autofree char *path = g_strndup (self->reference, strcspn (self->reference, "?#"));
  const char *id, *type;

  cut_version (path);
  if (*path == '\0')
    return;

  id = cut_last_part (path);
  type = id != path ? cut_last_part (path) : NULL;
  if (type != NULL && is_type_name (type))
    self->type = g_strdup (type);
  else if (type == NULL)
    self->type = g_strdup (type_by_shape (id));
  self->id = normalise (id, self->type);
}

static void
read_reference (BdReference *self)
{
  const char *text = self->reference;

  if (text == NULL)
    return;

  if (*text == '#')
    {
      self->kind = BD_REFERENCE_CONTAINED;
      self->id = g_strdup (text + 1);
    }
  else if (g_ascii_strncasecmp (text, "urn:", 4) == 0)
    {
      self->kind = BD_REFERENCE_UUID;
      self->id = g_strdup (g_ascii_strncasecmp (text, "urn:uuid:", 9) == 0 ? text + 9 : text);
    }
  else if (!read_identifier_url (self))
    {
      self->kind = strstr (text, "://") != NULL ? BD_REFERENCE_ABSOLUTE : BD_REFERENCE_RELATIVE;
      read_path (self);
    }
}

/**
 * bd_reference_new_from_string:
 * @reference: (nullable): the text of a reference, or a `meta.source`
 *
 * Understands absolute URLs with and without `nhi/v1` or `hpi/v1` (SDHR guides 0.4.0
 * and 1.0.0), relative ones, contained ones, `urn:uuid`, the URL of an identifier
 * system with the identifier behind it (Shared Care guide), and a bare identifier.
 * A version (`_history/1`) is left out of the id.
 *
 * Returns: (transfer full): the reference, of kind %BD_REFERENCE_NONE for no text
 */
BdReference *
bd_reference_new_from_string (const char *reference)
{
  BdReference *self = g_new0 (BdReference, 1);

  if (reference != NULL && *reference != '\0')
    self->reference = g_strstrip (g_strdup (reference));
  read_reference (self);

  return self;
}

/* --- from an element --- */

static void
read_identifier (BdReference      *self,
                 const BdJsonNode *identifier)
{
  const char *value = bd_json_get_string (identifier, "value");

  if (value == NULL || self->value != NULL)
    return;

  self->system = g_strdup (bd_json_get_string (identifier, "system"));
  self->value = normalise (value, NULL);
  if (self->kind == BD_REFERENCE_NONE)
    self->kind = BD_REFERENCE_LOGICAL;
}

/**
 * bd_reference_new_from_json:
 * @node: (nullable): a Reference element, or a string such as `meta.source`
 *
 * Returns: (transfer full) (nullable): the reference; %NULL where nothing is said
 */
BdReference *
bd_reference_new_from_json (const BdJsonNode *node)
{
  g_autoptr (BdReference) self = NULL;

  if (node == NULL)
    return NULL;
  if (bd_json_type (node) == BD_JSON_STRING)
    return bd_reference_new_from_string (bd_json_string (node));

  self = bd_reference_new_from_string (bd_json_get_string (node, "reference"));
  read_identifier (self, bd_json_get (node, "identifier"));
  self->display = g_strdup (bd_json_get_string (node, "display"));
  if (self->type == NULL)
    self->type = g_strdup (bd_json_get_string (node, "type"));
  if (self->kind == BD_REFERENCE_NONE && self->display != NULL)
    self->kind = BD_REFERENCE_DISPLAY;

  return self->kind != BD_REFERENCE_NONE ? g_steal_pointer (&self) : NULL;
}

/**
 * bd_reference_free:
 * @self: (transfer full): a reference
 */
void
bd_reference_free (BdReference *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->type);
  g_free (self->id);
  g_free (self->system);
  g_free (self->value);
  g_free (self->display);
  g_free (self->reference);
  g_free (self);
}

/* --- asking --- */

/* The id, or else the identifier, of one kind of thing. */
static const char *
peek_identifier (const BdReference *self,
                 const char        *type,
                 const char        *system_part)
{
  gboolean of_type = self->type == NULL || g_str_equal (self->type, type);

  if (self->kind != BD_REFERENCE_CONTAINED && self->id != NULL && of_type &&
      g_strcmp0 (type_by_shape (self->id), type) == 0)
    return self->id;

  if (self->value != NULL && g_strcmp0 (type_by_shape (self->value), type) == 0 &&
      (self->system != NULL ? strstr (self->system, system_part) != NULL : of_type))
    return self->value;

  return NULL;
}

/**
 * bd_reference_peek_nhi:
 * @self: (nullable): a reference
 *
 * Returns: (transfer none) (nullable): the NHI of the person meant, upper case; its
 *   check character may not fit
 */
const char *
bd_reference_peek_nhi (const BdReference *self)
{
  return self != NULL ? peek_identifier (self, "Patient", "nhi") : NULL;
}

/**
 * bd_reference_peek_facility:
 * @self: (nullable): a reference
 *
 * Returns: (transfer none) (nullable): the HPI facility meant, upper case; its check
 *   letter may not fit
 */
const char *
bd_reference_peek_facility (const BdReference *self)
{
  return self != NULL ? peek_identifier (self, "Location", "facility") : NULL;
}

/**
 * bd_reference_peek_key:
 * @self: (nullable): a reference
 *
 * Returns: (transfer none) (nullable): what to look up: the id, else the identifier's
 *   value
 */
const char *
bd_reference_peek_key (const BdReference *self)
{
  if (self == NULL)
    return NULL;

  return self->id != NULL ? self->id : self->value;
}
