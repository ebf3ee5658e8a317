/* bd-service-nhi.c: the National Health Index: one patient by number, candidates by name
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-service-private.h"

#include "bd-json-writer.h"
#include "bd-nhi.h"
#include "bd-outcome.h"

#include <string.h>

#define MATCH_COUNT "20"

static const char *const types[] = { NULL };

const BdServiceKind bd_service_kind_nhi = { types, BD_PATIENT_AS_NHI, bd_service_set_userid, NULL };

/* NHI says with its own codes that a number is unknown (NHI guide 1.6.5, errors). Any other server that does not
 * know the id may still know the identifier. */
static gboolean
is_from_nhi (const BdReply *reply)
{
  g_autoptr (GPtrArray) issues = bd_service_read_issues (reply);

  for (guint i = 0; issues != NULL && i < issues->len; i++)
    {
      const BdIssue *issue = g_ptr_array_index (issues, i);

      if (issue->details_system != NULL && strstr (issue->details_system, "hip-error-code") != NULL)
        return TRUE;
    }

  return FALSE;
}

static BdHttpRequest *
search_by_identifier (BdService     *self,
                      const BdReply *reply,
                      gconstpointer  nhi)
{
  g_autofree char *token = NULL;
  g_autofree char *escaped = NULL;
  g_autofree char *path = NULL;

  if ((reply->status != 404 && reply->status != 400) || is_from_nhi (reply))
    return NULL;

  token = g_strconcat (BD_NHI_SYSTEM, "|", nhi, NULL);
  escaped = g_uri_escape_string (token, NULL, FALSE);
  path = g_strconcat ("Patient?identifier=", escaped, NULL);

  return bd_service_get (self, path);
}

/**
 * bd_service_read_patient_async:
 * @self: the NHI service, or a plain FHIR server in its place
 * @ticket: covers @nhi with scope IDENTITY (or a wider one)
 * @nhi: the number
 * @cancellable: (nullable): cancels
 * @callback: called with the reply
 * @user_data: for @callback
 *
 * Reads Patient/{nhi}. A plain server that does not know the id is asked once by identifier: then the body is a
 * Bundle, which may be empty.
 */
void
bd_service_read_patient_async (BdService           *self,
                               BdTicket            *ticket,
                               const char          *nhi,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  BdServiceQuestion question = { 0 };
  g_autofree char *path = NULL;

  g_return_if_fail (BD_IS_SERVICE (self));
  g_return_if_fail (nhi != NULL);

  if (!bd_service_may_identify (ticket, nhi))
    {
      bd_service_refuse (self, callback, user_data);
      return;
    }

  path = g_strconcat ("Patient/", nhi, NULL);
  question.request = bd_service_get (self, path);
  question.call = bd_service_dup_call (self, "GET", "Patient");
  question.clinician = bd_ticket_get_clinician (ticket);
  question.purpose = bd_ticket_get_purpose (ticket);
  question.fallback = search_by_identifier;
  question.fallback_data = g_strdup (nhi);
  bd_service_ask (self, &question, cancellable, callback, user_data);
}

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

static void
write_patient (BdJsonWriter *writer,
               const char   *name,
               const char   *born,
               const char   *gender)
{
  bd_json_writer_begin_object (writer, NULL);
  bd_json_writer_string (writer, "name", "resource");
  bd_json_writer_begin_object (writer, "resource");
  bd_json_writer_string (writer, "resourceType", "Patient");
  write_name (writer, name);
  if (gender != NULL && *gender != '\0')
    bd_json_writer_string (writer, "gender", gender);
  bd_json_writer_string (writer, "birthDate", born);
  bd_json_writer_end_object (writer);
  bd_json_writer_end_object (writer);
}

/* The Parameters of $match (NHI guide 1.6.5, Match): candidates, so not only certain ones. */
static GBytes *
make_parameters (const char *name,
                 const char *born,
                 const char *gender)
{
  BdJsonWriter *writer = bd_json_writer_new (FALSE);
  char *json;

  bd_json_writer_begin_object (writer, NULL);
  bd_json_writer_string (writer, "resourceType", "Parameters");
  bd_json_writer_begin_array (writer, "parameter");
  write_patient (writer, name, born, gender);
  bd_json_writer_begin_object (writer, NULL);
  bd_json_writer_string (writer, "name", "onlyCertainMatches");
  bd_json_writer_boolean (writer, "valueBoolean", FALSE);
  bd_json_writer_end_object (writer);
  bd_json_writer_begin_object (writer, NULL);
  bd_json_writer_string (writer, "name", "count");
  bd_json_writer_number (writer, "valueInteger", MATCH_COUNT);
  bd_json_writer_end_object (writer);
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
      return is_from_nhi (reply) ? NULL : bd_service_get (self, path);

  return NULL;
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
  BdServiceQuestion question = { 0 };
  g_autoptr (GBytes) body = NULL;
  g_autofree char *url = NULL;

  g_return_if_fail (BD_IS_SERVICE (self));
  g_return_if_fail (name != NULL && born != NULL);

  if (ticket == NULL || !bd_ticket_is_valid (ticket) || (bd_ticket_get_scope (ticket) & BD_TICKET_IDENTITY) == 0)
    {
      bd_service_refuse (self, callback, user_data);
      return;
    }

  url = g_strconcat (bd_service_get_config (self)->url, "/Patient/$match", NULL);
  body = make_parameters (name, born, gender);
  question.request = bd_http_request_new ("POST", url);
  bd_http_request_set_body (question.request, "application/fhir+json", body);
  question.call = bd_service_dup_call (self, "POST", "Patient/$match");
  question.clinician = bd_ticket_get_clinician (ticket);
  question.purpose = bd_ticket_get_purpose (ticket);
  question.fallback = search_by_name;
  question.fallback_data = make_query (name, born, gender);
  bd_service_ask (self, &question, cancellable, callback, user_data);
}
