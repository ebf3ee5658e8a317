/* verify.c: SDHR's access verification: samples out, decisions in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "checks.h"
#include "search.h"
#include "services.h"

#include <string.h>

#define MOST_SUBMISSIONS 100u

/* Samples are made of the reads and searches that SDHR has answered: one in three. */
static JsonObject *
sample_agent (const char *role_system,
              const char *role,
              const char *system,
              const char *value,
              gboolean    requestor)
{
  JsonObject *agent = json_object_new ();
  JsonObject *concept = json_object_new ();
  JsonObject *who = json_object_new ();

  json_object_set_array_member (concept, "coding",
    bd_drill_json_list (bd_drill_json_strings ("system", role_system, "code", role, NULL)));
  json_object_set_array_member (agent, "role", bd_drill_json_list (concept));
  json_object_set_object_member (who, "identifier", bd_drill_json_strings ("system", system, "value", value, NULL));
  json_object_set_object_member (agent, "who", who);
  json_object_set_boolean_member (agent, "requestor", requestor);

  return agent;
}

static JsonArray *
sample_agents (JsonObject *context)
{
  static const char *const provider = "http://terminology.hl7.org/CodeSystem/v3-RoleClass";
  JsonArray *agents = json_array_new ();

  json_array_add_object_element (agents,
    sample_agent ("http://terminology.hl7.org/CodeSystem/extra-security-role-type", "dataprocessor",
                  "https://api.auth.digital.health.nz/realms/hnz-integration/clients", "bedside-drill", FALSE));
  json_array_add_object_element (agents,
    sample_agent (provider, "PROV", BD_DRILL_CPN_SYSTEM,
                  bd_drill_json_string (bd_drill_json_object (context, "secondaryIdentifier"), "value"), TRUE));
  json_array_add_object_element (agents,
    sample_agent (provider, "PROV", "https://standards.digital.health.nz/ns/hpi-organisation-id",
                  bd_drill_json_string (context, "orgIdentifier"), FALSE));

  return agents;
}

static char *
sample_id (JsonObject *record)
{
  g_autofree char *seed = g_strdup_printf ("sample/%" G_GINT64_FORMAT, bd_drill_json_integer (record, "n", 0));
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, seed, -1);

  return g_strdup_printf ("%.8s-%.4s-4%.3s-8%.3s-%.12s", hash, hash + 8, hash + 12, hash + 15, hash + 18);
}

static JsonObject *
sample_of (JsonObject *record)
{
  JsonObject *headers = bd_drill_json_object (record, "headers");
  JsonObject *event = bd_drill_json_strings ("resourceType", "AuditEvent", NULL);
  JsonObject *entity = json_object_new ();
  JsonObject *source = json_object_new ();
  JsonArray *details = json_array_new ();
  const char *query = bd_drill_json_string (record, "query");
  const char *nhi = query != NULL ? strstr (query, "Patient%2F") : NULL;
  g_autofree char *id = sample_id (record);
  g_autofree char *number = g_strndup (nhi != NULL ? nhi + strlen ("Patient%2F") : "", 7);

  json_object_set_string_member (event, "id", id);
  json_object_set_object_member (event, "type",
    bd_drill_json_strings ("system", "http://terminology.hl7.org/CodeSystem/audit-event-type", "code", "rest", NULL));
  json_object_set_string_member (event, "recorded", bd_drill_json_string (record, "at"));
  json_object_set_array_member (event, "agent", sample_agents (bd_drill_json_object (headers, "requestContext")));
  json_object_set_object_member (source, "observer", bd_drill_json_strings ("display", "SDHR verification samples", NULL));
  json_object_set_object_member (event, "source", source);
  json_array_add_object_element (details, bd_drill_json_strings ("type", "nhi", "valueString", number, NULL));
  json_array_add_object_element (details,
    bd_drill_json_strings ("type", "correlationId", "valueString",
                           bd_drill_json_string (headers, "x-correlation-id"), NULL));
  json_object_set_array_member (entity, "detail", details);
  json_object_set_array_member (event, "entity", bd_drill_json_list (entity));

  return event;
}

static gboolean
is_sampled (JsonObject *record)
{
  JsonObject *headers = bd_drill_json_object (record, "headers");

  return g_strcmp0 (bd_drill_json_string (record, "service"), "sdhr") == 0 &&
         g_strcmp0 (bd_drill_json_string (record, "method"), "GET") == 0 &&
         strstr (bd_drill_json_string (record, "path"), "AuditEvent") == NULL &&
         bd_drill_json_object (headers, "requestContext") != NULL &&
         bd_drill_json_integer (record, "status", 0) == 200 &&
         bd_drill_json_integer (record, "n", 0) % 3 == 1;
}

static JsonArray *
sampled_records (BdDrillRequest *request)
{
  g_autoptr (JsonObject) log = bd_drill_log_print (bd_drill_log (request->drill));
  JsonArray *all = bd_drill_json_array (log, "requests");
  JsonArray *sampled = json_array_new ();

  for (guint i = 0; i < json_array_get_length (all); i++)
    if (is_sampled (json_array_get_object_element (all, i)))
      json_array_add_object_element (sampled, json_object_ref (json_array_get_object_element (all, i)));

  return sampled;
}

static guint
number_param (BdDrillRequest *request,
              const char     *name,
              guint           fallback)
{
  const char *text = bd_drill_request_param (request, name);

  return text != NULL ? (guint) g_ascii_strtoull (text, NULL, 10) : fallback;
}

static void
add_next (BdDrillRequest *request,
          JsonObject     *bundle,
          guint           count,
          guint           offset)
{
  g_autofree char *url = g_strdup_printf ("%s/sdhr/AuditEvent/$verification-samples?_count=%u&_getpagesoffset=%u",
                                          bd_drill_base (request->drill), count, offset);

  json_array_add_object_element (bd_drill_json_array (bundle, "link"),
                                 bd_drill_json_strings ("relation", "next", "url", url, NULL));
}

static void
give_samples (BdDrillRequest *request)
{
  g_autoptr (JsonArray) records = sampled_records (request);
  guint n = json_array_get_length (records);
  guint count = number_param (request, "_count", 0);
  guint offset = number_param (request, "_getpagesoffset", number_param (request, "_offset", 0));
  guint last = count > 0 ? MIN (n, offset + count) : n;
  JsonObject *bundle = bd_drill_bundle_new (request);

  if (count == 0)
    json_object_set_string_member (bundle, "type", "collection");
  bd_drill_json_set_number (bundle, "total", n);
  for (guint i = offset; i < last; i++)
    {
      JsonObject *event = sample_of (json_array_get_object_element (records, i));
      g_autofree char *url = g_strconcat (bd_drill_base (request->drill), "/sdhr/AuditEvent/",
                                          bd_drill_json_string (event, "id"), NULL);

      bd_drill_bundle_add (bundle, url, event, NULL);
    }
  if (last < n)
    add_next (request, bundle, count, last);
  bd_drill_request_reply (request, 200, bundle);
}

static gboolean
is_sample (BdDrillRequest *request,
           const char     *id)
{
  g_autoptr (JsonArray) records = sampled_records (request);

  for (guint i = 0; i < json_array_get_length (records); i++)
    {
      g_autofree char *other = sample_id (json_array_get_object_element (records, i));

      if (g_strcmp0 (other, id) == 0)
        return TRUE;
    }

  return FALSE;
}

static const char *
decide (BdDrillRequest *request,
        const char     *reference,
        const char     *result)
{
  GHashTable *decided = bd_drill_verifications (request->drill);
  const char *slash = reference != NULL ? strrchr (reference, '/') : NULL;
  const char *id = slash != NULL ? slash + 1 : NULL;

  if (id == NULL || (g_strcmp0 (result, "validated") != 0 && g_strcmp0 (result, "validation-failed") != 0))
    return "invalid";
  if (g_hash_table_contains (decided, id))
    return "already-processed";
  if (!is_sample (request, id))
    return "not-found";
  g_hash_table_add (decided, g_strdup (id));

  return "processed";
}

static JsonObject *
part_of (JsonArray  *parts,
         const char *name)
{
  JsonObject *part;

  for (guint i = 0; (part = bd_drill_json_element (parts, i)) != NULL; i++)
    if (g_strcmp0 (bd_drill_json_string (part, "name"), name) == 0)
      return part;

  return NULL;
}

static JsonObject *
submission_result (BdDrillRequest *request,
                   JsonObject     *verification)
{
  JsonArray *asked = bd_drill_json_array (verification, "part");
  const char *reference = bd_drill_json_string (bd_drill_json_object (part_of (asked, "auditEvent"), "valueReference"), "reference");
  const char *status = decide (request, reference, bd_drill_json_string (part_of (asked, "result"), "valueCode"));
  JsonObject *result = bd_drill_json_strings ("name", "verificationSubmissionResult", NULL);
  JsonObject *event = bd_drill_json_strings ("name", "auditEvent", NULL);
  JsonArray *parts = json_array_new ();

  json_object_set_object_member (event, "valueReference", bd_drill_json_strings ("reference", reference, NULL));
  json_array_add_object_element (parts, event);
  json_array_add_object_element (parts, bd_drill_json_strings ("name", "status", "valueCode", status, NULL));
  json_object_set_array_member (result, "part", parts);

  return result;
}

static void
take_submissions (BdDrillRequest *request)
{
  g_autoptr (JsonObject) body = bd_drill_request_body (request);
  JsonArray *asked = bd_drill_json_array (body, "parameter");
  guint n = asked != NULL ? json_array_get_length (asked) : 0;
  JsonArray *results;
  JsonObject *answer;

  if (n == 0 || n > MOST_SUBMISSIONS)
    {
      bd_drill_request_refuse (request, 400, "invalid", "Between 1 and 100 verifications are taken at once");
      return;
    }
  results = json_array_new ();
  for (guint i = 0; i < n; i++)
    if (bd_drill_json_element (asked, i) != NULL)
      json_array_add_object_element (results, submission_result (request, bd_drill_json_element (asked, i)));
  answer = bd_drill_json_strings ("resourceType", "Parameters", NULL);
  json_object_set_array_member (answer, "parameter", results);
  bd_drill_request_reply (request, 200, answer);
}

/**
 * bd_drill_verify:
 * @request: to AuditEvent/$verification-samples or AuditEvent/$verification-submissions
 *
 * SDHR guide 1.1, access verification.
 */
void
bd_drill_verify (BdDrillRequest *request)
{
  const char *operation = bd_drill_request_segment (request, 1);
  gboolean samples = g_strcmp0 (operation, "$verification-samples") == 0;

  if (!samples && g_strcmp0 (operation, "$verification-submissions") != 0)
    {
      bd_drill_request_refuse (request, 501, "not-supported", "There is no such endpoint");
      return;
    }
  if (!bd_drill_check_key (request, 401) ||
      !bd_drill_check_token (request, samples ? "SDHRVerificationSamplesOperation" : "SDHRVerificationSubmissionsOperation", 's', 403) ||
      !bd_drill_check_context (request, bd_drill_purposes_sdhr, TRUE) ||
      !bd_drill_check_method (request, samples ? "GET" : "POST"))
    return;
  if (samples)
    give_samples (request);
  else
    take_submissions (request);
}
