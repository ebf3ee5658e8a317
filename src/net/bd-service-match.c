/* bd-service-match.c: NHI's one operation with two questions: who could be meant, and do these belong together?
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-service-private.h"

#include "bd-json-writer.h"
#include "bd-nhi.h"

#include <string.h>

#define MATCH_COUNT "20"

/* As typed; borrowed. */
typedef struct {
  const char *nhi;      /* (nullable): a number that is to be validated */
  const char *name;
  const char *born;
  const char *gender;   /* (nullable) */
} Particulars;

/* "WESTBROOK, Sage Ann" or "Sage Ann Westbrook": the family name, and the others in their order. */
static void
split_name (const char  *name,
            char       **family,
            GStrv       *given)
{
  const char *comma = strchr (name, ',');
  const char *rest = name;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) words = NULL;
  guint n;

  *family = NULL;
  if (comma != NULL)
    {
      *family = g_strstrip (g_strndup (name, (gsize) (comma - name)));
      rest = comma + 1;
    }

  words = g_strsplit_set (rest, " \t", -1);
  n = g_strv_length (words);
  for (guint i = 0; i < n; i++)
    if (*words[i] != '\0')
      g_strv_builder_add (builder, words[i]);
  *given = g_strv_builder_end (builder);

  n = g_strv_length (*given);
  if (*family == NULL && n > 0)
    {
      *family = (*given)[n - 1];
      (*given)[n - 1] = NULL;
    }
}

static void
write_name (BdJsonWriter *writer,
            const char   *name)
{
  g_autofree char *family = NULL;
  g_auto (GStrv) given = NULL;

  split_name (name, &family, &given);
  bd_json_writer_begin_array (writer, "name");
  bd_json_writer_begin_object (writer, NULL);
  if (family != NULL && *family != '\0')
    bd_json_writer_string (writer, "family", family);
  if (given[0] != NULL)
    {
      bd_json_writer_begin_array (writer, "given");
      for (guint i = 0; given[i] != NULL; i++)
        bd_json_writer_string (writer, NULL, given[i]);
      bd_json_writer_end_array (writer);
    }
  bd_json_writer_end_object (writer);
  bd_json_writer_end_array (writer);
}

/* As the guide's example has it: who asks takes the number for the official one (NHI guide 1.6.5, validate). */
static void
write_number (BdJsonWriter *writer,
              const char   *nhi)
{
  bd_json_writer_begin_array (writer, "identifier");
  bd_json_writer_begin_object (writer, NULL);
  bd_json_writer_string (writer, "use", "official");
  bd_json_writer_string (writer, "system", BD_NHI_SYSTEM);
  bd_json_writer_string (writer, "value", nhi);
  bd_json_writer_end_object (writer);
  bd_json_writer_end_array (writer);
}

static void
write_patient (BdJsonWriter      *writer,
               const Particulars *wanted)
{
  bd_json_writer_begin_object (writer, NULL);
  bd_json_writer_string (writer, "name", "resource");
  bd_json_writer_begin_object (writer, "resource");
  bd_json_writer_string (writer, "resourceType", "Patient");
  if (wanted->nhi != NULL)
    write_number (writer, wanted->nhi);
  write_name (writer, wanted->name);
  if (wanted->gender != NULL && *wanted->gender != '\0')
    bd_json_writer_string (writer, "gender", wanted->gender);
  bd_json_writer_string (writer, "birthDate", wanted->born);
  bd_json_writer_end_object (writer);
  bd_json_writer_end_object (writer);
}

/* The Parameters of $match: with a number, only certain matches; else candidates (NHI guide 1.6.5, match, validate). */
static GBytes *
make_parameters (const Particulars *wanted)
{
  BdJsonWriter *writer = bd_json_writer_new (FALSE);
  char *json;

  bd_json_writer_begin_object (writer, NULL);
  bd_json_writer_string (writer, "resourceType", "Parameters");
  bd_json_writer_begin_array (writer, "parameter");
  write_patient (writer, wanted);
  bd_json_writer_begin_object (writer, NULL);
  bd_json_writer_string (writer, "name", "onlyCertainMatches");
  bd_json_writer_boolean (writer, "valueBoolean", wanted->nhi != NULL);
  bd_json_writer_end_object (writer);
  if (wanted->nhi == NULL)
    {
      bd_json_writer_begin_object (writer, NULL);
      bd_json_writer_string (writer, "name", "count");
      bd_json_writer_number (writer, "valueInteger", MATCH_COUNT);
      bd_json_writer_end_object (writer);
    }
  bd_json_writer_end_array (writer);
  bd_json_writer_end_object (writer);
  json = bd_json_writer_finish (writer);

  return g_bytes_new_take (json, strlen (json));
}

static void
append_parameter (GString    *query,
                  const char *name,
                  const char *value)
{
  g_string_append_c (query, query->len == 0 ? '?' : '&');
  g_string_append (query, name);
  g_string_append_c (query, '=');
  g_string_append_uri_escaped (query, value, NULL, FALSE);
}

/* Every word of the name must be found: a repeated parameter means "and" (FHIR R4, search, §3.1.1.3). */
static char *
make_query (const char *name,
            const char *born,
            const char *gender)
{
  g_autoptr (GString) query = g_string_new (NULL);
  g_auto (GStrv) words = g_strsplit_set (name, " ,\t", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      append_parameter (query, "name", words[i]);
  append_parameter (query, "birthdate", born);
  if (gender != NULL && *gender != '\0')
    append_parameter (query, "gender", gender);

  return g_strconcat ("Patient", query->str, NULL);
}

static BdHttpRequest *
search_by_name (BdService     *self,
                const BdReply *reply,
                gconstpointer  path)
{
  static const int unknown[] = { 400, 404, 405, 415, 422, 501 };

  for (guint i = 0; i < G_N_ELEMENTS (unknown); i++)
    if (reply->status == unknown[i])
      return bd_service_is_nhi_error (reply) ? NULL : bd_service_get (self, path);

  return NULL;
}

static void
ask (BdService           *self,
     BdTicket            *ticket,
     const Particulars   *wanted,
     GCancellable        *cancellable,
     GAsyncReadyCallback  callback,
     gpointer             user_data)
{
  BdServiceQuestion question = { 0 };
  g_autoptr (GBytes) body = make_parameters (wanted);
  g_autofree char *url = g_strconcat (bd_service_get_config (self)->url, "/Patient/$match", NULL);

  question.request = bd_http_request_new ("POST", url);
  bd_http_request_set_body (question.request, "application/fhir+json", body);
  question.call = bd_service_dup_call (self, "POST", "Patient/$match");
  question.clinician = bd_ticket_get_clinician (ticket);
  question.purpose = bd_ticket_get_purpose (ticket);
  if (wanted->nhi == NULL)
    {
      question.fallback = search_by_name;
      question.fallback_data = make_query (wanted->name, wanted->born, wanted->gender);
    }
  bd_service_ask (self, &question, cancellable, callback, user_data);
}

/**
 * bd_service_match_async:
 * @self: the NHI service, or a plain FHIR server in its place
 * @ticket: with scope IDENTITY, made for a search
 * @name: the name as typed: "Sage Westbrook" or "WESTBROOK, Sage"
 * @born: birth date; a year is enough
 * @gender: (nullable): a FHIR gender code
 * @cancellable: (nullable): cancels
 * @callback: called with the reply
 * @user_data: for @callback
 *
 * Patient/$match (NHI guide 1.6.5). A server without it is searched by name and birth date.
 */
void
bd_service_match_async (BdService           *self,
                        BdTicket            *ticket,
                        const char          *name,
                        const char          *born,
                        const char          *gender,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  const Particulars wanted = { .name = name, .born = born, .gender = gender };

  g_return_if_fail (BD_IS_SERVICE (self));
  g_return_if_fail (name != NULL && born != NULL);

  if (ticket == NULL || !bd_ticket_is_valid (ticket) || (bd_ticket_get_scope (ticket) & BD_TICKET_IDENTITY) == 0)
    {
      bd_service_refuse (self, callback, user_data);
      return;
    }

  ask (self, ticket, &wanted, cancellable, callback, user_data);
}

/**
 * bd_service_validate_async:
 * @self: the NHI service
 * @ticket: covers @nhi with scope IDENTITY (or a wider one)
 * @nhi: the number
 * @name: the name as typed
 * @born: birth date
 * @gender: (nullable): a FHIR gender code
 * @cancellable: (nullable): cancels
 * @callback: called with the reply
 * @user_data: for @callback
 *
 * Patient/$match for certain matches alone (NHI guide 1.6.5, validate): an empty bundle says that there is none.
 * A search finds whoever begins alike, which is not certain: so a server without $match is not searched instead.
 */
void
bd_service_validate_async (BdService           *self,
                           BdTicket            *ticket,
                           const char          *nhi,
                           const char          *name,
                           const char          *born,
                           const char          *gender,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  const Particulars wanted = { .nhi = nhi, .name = name, .born = born, .gender = gender };

  g_return_if_fail (BD_IS_SERVICE (self));
  g_return_if_fail (nhi != NULL && name != NULL && born != NULL);

  if (bd_service_may_identify (ticket, nhi))
    ask (self, ticket, &wanted, cancellable, callback, user_data);
  else
    bd_service_refuse (self, callback, user_data);
}
