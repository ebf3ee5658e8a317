/* search.c: searches by patient: filtering, pages, what is held back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "search.h"

#include <string.h>

#define GENERATED_PAGE 1000u

/* What one search has met so far. */
typedef struct
{
  BdDrillRequest      *request;
  const BdDrillSearch *how;
  JsonObject          *bundle;
  guint                offset;    /* matches before this page */
  guint                page;      /* entries a page; 0: all */
  guint                total;     /* matches, shown or not */
  guint                shown;     /* matches that may be shown, on any page */
  gboolean             held_back;
} Search;

/**
 * bd_drill_bundle_new:
 * @request: the request it answers
 *
 * Returns: (transfer full): an empty searchset with a self link
 */
JsonObject *
bd_drill_bundle_new (BdDrillRequest *request)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *self = g_uri_to_string (soup_server_message_get_uri (request->message));
  JsonObject *bundle = bd_drill_json_strings ("resourceType", "Bundle", "id", id, "type", "searchset", NULL);

  json_object_set_array_member (bundle, "link",
    bd_drill_json_list (bd_drill_json_strings ("relation", "self", "url", self, NULL)));

  return bundle;
}

/**
 * bd_drill_bundle_add:
 * @bundle: a bundle
 * @url: (nullable): fullUrl
 * @resource: (transfer full): what to add
 * @mode: (nullable): match, include or outcome
 */
void
bd_drill_bundle_add (JsonObject *bundle,
                     const char *url,
                     JsonObject *resource,
                     const char *mode)
{
  JsonArray *entries = bd_drill_json_array (bundle, "entry");
  JsonObject *entry = bd_drill_json_strings ("fullUrl", url, NULL);

  if (entries == NULL)
    {
      entries = json_array_new ();
      json_object_set_array_member (bundle, "entry", entries);
    }
  json_object_set_object_member (entry, "resource", resource);
  if (mode != NULL)
    json_object_set_object_member (entry, "search", bd_drill_json_strings ("mode", mode, NULL));
  json_array_add_object_element (entries, entry);
}

/**
 * bd_drill_bundle_redact:
 * @bundle: a bundle
 * @code: "redacted" in SDHR, "REDACTED" elsewhere
 * @display: the other way round
 *
 * Marks it as holding something back (SDHR guide 1.0.0, confidentiality).
 */
void
bd_drill_bundle_redact (JsonObject *bundle,
                        const char *code,
                        const char *display)
{
  JsonObject *meta = json_object_new ();

  json_object_set_array_member (meta, "security",
    bd_drill_json_list (bd_drill_json_strings ("system", BD_DRILL_OBSERVATION_VALUE, "code", code,
                                               "display", display, NULL)));
  json_object_set_object_member (bundle, "meta", meta);
}

/**
 * bd_drill_confidential:
 * @resource: a resource
 *
 * Returns: whether its label is R or V; other labels hide nothing (SDHR guide 1.0.0)
 */
gboolean
bd_drill_confidential (JsonObject *resource)
{
  JsonArray *labels = bd_drill_json_array (bd_drill_json_object (resource, "meta"), "security");
  JsonObject *label;

  for (guint i = 0; (label = bd_drill_json_element (labels, i)) != NULL; i++)
    if (g_strcmp0 (bd_drill_json_string (label, "system"), BD_DRILL_CONFIDENTIALITY) == 0 &&
        (bd_drill_json_lists (label, "code", "R") || bd_drill_json_lists (label, "code", "V")))
      return TRUE;

  return FALSE;
}

/* A ct token says where to go on, in a way that only the service reads. */
static char *
opaque_token (guint offset)
{
  g_autofree char *plain = g_strdup_printf ("drill:%u", offset);

  return g_base64_encode ((const guchar *) plain, strlen (plain));
}

static guint
read_opaque_token (const char *token)
{
  gsize length = 0;
  g_autofree guchar *bytes = token != NULL ? g_base64_decode (token, &length) : NULL;
  g_autofree char *plain = g_strndup ((const char *) bytes, length);

  return plain != NULL && g_str_has_prefix (plain, "drill:") ? (guint) g_ascii_strtoull (plain + 6, NULL, 10) : 0;
}

static guint
number_param (BdDrillRequest *request,
              const char     *name)
{
  const char *text = bd_drill_request_param (request, name);

  return text != NULL ? (guint) g_ascii_strtoull (text, NULL, 10) : 0;
}

static guint
page_size (const Search *search)
{
  guint asked = number_param (search->request, "_count");
  guint size = bd_drill_options (search->request->drill)->page_size;
  BdDrillPerson *person = search->how->person;

  if (search->how->unpaged)
    return 0;
  if (person != NULL && person->file != NULL)
    size = (guint) bd_drill_json_integer (person->file, "pageSize", size);
  else if (size == 0)
    size = GENERATED_PAGE;
  if (asked > 0 && (size == 0 || asked < size))
    size = asked;

  return size;
}

/* The same query, with the place to go on from. */
static char *
next_url (const Search *search)
{
  GPtrArray *params = search->request->params;
  GString *url = g_string_new (bd_drill_base (search->request->drill));
  guint next = search->offset + search->page;

  g_string_append_printf (url, "/%s/%s?", search->how->path, search->how->type);
  for (guint i = 0; i + 1 < params->len; i += 2)
    if (!g_str_equal (g_ptr_array_index (params, i), "ct") &&
        !g_str_equal (g_ptr_array_index (params, i), "_getpagesoffset"))
      {
        g_autofree char *value = g_uri_escape_string (g_ptr_array_index (params, i + 1), NULL, FALSE);

        g_string_append_printf (url, "%s=%s&", (char *) g_ptr_array_index (params, i), value);
      }
  if (search->how->opaque_pages)
    {
      g_autofree char *token = opaque_token (next);
      g_autofree char *value = g_uri_escape_string (token, NULL, FALSE);

      g_string_append_printf (url, "ct=%s", value);
    }
  else
    g_string_append_printf (url, "_getpagesoffset=%u", next);

  return g_string_free (url, FALSE);
}

static void
add_match (Search     *search,
           JsonObject *resource,
           const char *type,
           const char *mode)
{
  JsonObject *copy = bd_drill_json_copy_object (resource);
  g_autofree char *url = g_strdup_printf ("%s/%s/%s/%s", bd_drill_base (search->request->drill), search->how->path,
                                          type, bd_drill_json_string (resource, "id"));

  if (search->how->present != NULL)
    search->how->present (copy, bd_drill_person_number_of (search->how->person, resource));
  bd_drill_bundle_add (search->bundle, url, copy, mode);
}

/* _revinclude=MedicationDispense:prescription: what was dispensed of each prescription on this page. */
static void
add_dispensings (Search     *search,
                 JsonObject *request)
{
  BdDrillPerson *person = search->how->person;
  g_autofree char *wanted = g_strconcat ("MedicationRequest/", bd_drill_json_string (request, "id"), NULL);
  guint n = bd_drill_person_count (person, "mdr", "MedicationDispense");

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (JsonObject) dispense = bd_drill_person_get (person, "mdr", "MedicationDispense", i);
      JsonObject *target = bd_drill_json_element (bd_drill_json_array (dispense, "authorizingPrescription"), 0);

      if (g_strcmp0 (bd_drill_json_string (target, "reference"), wanted) == 0)
        add_match (search, dispense, "MedicationDispense", "include");
    }
}

static gboolean
wants_dispensings (const Search *search)
{
  return g_str_equal (search->how->type, "MedicationRequest") &&
         g_strcmp0 (bd_drill_request_param (search->request, "_revinclude"), "MedicationDispense:prescription") == 0;
}

static void
consider (Search     *search,
          JsonObject *resource)
{
  const char *id = bd_drill_json_string (resource, "id");

  if (search->how->skip_reversals && id != NULL && g_str_has_suffix (id, "-X"))
    return;
  if (search->how->number != NULL &&
      !g_str_equal (bd_drill_person_number_of (search->how->person, resource), search->how->number))
    return;
  if (!bd_drill_search_matches (search->request, resource))
    return;
  search->total++;
  if (!search->how->show_confidential && bd_drill_confidential (resource))
    {
      search->held_back = TRUE;
      return;
    }
  search->shown++;
  if (search->shown <= search->offset || (search->page > 0 && search->shown > search->offset + search->page))
    return;
  add_match (search, resource, search->how->type, "match");
  if (wants_dispensings (search))
    add_dispensings (search, resource);
}

static void
walk (Search *search)
{
  const BdDrillSearch *how = search->how;
  guint n = how->person != NULL ? bd_drill_person_count (how->person, how->service, how->type) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (JsonObject) resource = bd_drill_person_get (how->person, how->service, how->type, i);

      consider (search, resource);
    }
}

/* A generated person's whole list need not be made to give one page of it. */
static gboolean
walk_quickly (Search *search)
{
  static const char *const filters[] = { "patient", "_count", "ct", "_getpagesoffset", "_revinclude", NULL };
  const BdDrillSearch *how = search->how;
  guint last;

  if (how->person == NULL || how->person->file != NULL || how->unpaged)
    return FALSE;
  for (guint i = 0; i + 1 < search->request->params->len; i += 2)
    if (!g_strv_contains (filters, (const char *) g_ptr_array_index (search->request->params, i)))
      return FALSE;
  search->total = search->shown = bd_drill_person_count (how->person, how->service, how->type);
  last = MIN (search->total, search->offset + search->page);
  for (guint i = search->offset; i < last; i++)
    {
      g_autoptr (JsonObject) resource = bd_drill_person_get (how->person, how->service, how->type, i);

      add_match (search, resource, how->type, "match");
      if (wants_dispensings (search) && i < bd_drill_person_count (how->person, "mdr", "MedicationDispense"))
        {
          g_autoptr (JsonObject) dispense = bd_drill_person_get (how->person, "mdr", "MedicationDispense", i);

          add_match (search, dispense, "MedicationDispense", "include");
        }
    }

  return TRUE;
}

static void
repeat_two (Search *search)
{
  JsonArray *entries = bd_drill_json_array (search->bundle, "entry");
  guint n = entries != NULL ? MIN (json_array_get_length (entries), 2) : 0;

  for (guint i = 0; i < n; i++)
    json_array_add_object_element (entries, bd_drill_json_copy_object (json_array_get_object_element (entries, i)));
}

/**
 * bd_drill_search:
 * @request: the request
 * @how: the search
 *
 * Total counts matches before anything is held back (SDHR guide 1.0.0, confidentiality).
 *
 * Returns: (transfer full): the Bundle
 */
JsonObject *
bd_drill_search (BdDrillRequest      *request,
                 const BdDrillSearch *how)
{
  Search search = { .request = request, .how = how };
  const char *token = bd_drill_request_param (request, "ct");

  search.bundle = bd_drill_bundle_new (request);
  search.page = page_size (&search);
  search.offset = how->opaque_pages ? read_opaque_token (token) : number_param (request, "_getpagesoffset");
  if (!walk_quickly (&search))
    walk (&search);
  if (how->has_total)
    bd_drill_json_set_number (search.bundle, "total", search.total);
  if (search.page > 0 && search.shown > search.offset + search.page)
    {
      g_autofree char *next = next_url (&search);

      json_array_add_object_element (bd_drill_json_array (search.bundle, "link"),
                                     bd_drill_json_strings ("relation", "next", "url", next, NULL));
    }
  if (how->duplicates)
    repeat_two (&search);
  if (search.held_back)
    bd_drill_bundle_redact (search.bundle, "redacted", "REDACTED");

  return search.bundle;
}
