/* checks.c: what a real service checks before it answers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "checks.h"

#include <string.h>

#include "number.h"

/* SDHR guide 1.0.0 (2 Mar 2026), Request-Context, user context. */
const char *const bd_drill_purposes_sdhr[] = { "PATRQT", "TREAT", "ETREAT", "FAMRQT", "RECORDMGT", NULL };
/* Request-Context.json, used by Shared Care and AIR. */
const char *const bd_drill_purposes_general[] = { "PATRQT", "POPHLTH", "TREAT", "ETREAT", "PUBHLTH", "SYSDEV", NULL };

/* "system/Condition.rs", "…/fhir/system/Patient.r" or "system/immunization.s": does it grant @letter of @type? */
static gboolean
scope_grants (const char *scope,
              const char *type,
              char        letter)
{
  const char *slash = strrchr (scope, '/');
  const char *dot = slash != NULL ? strchr (slash, '.') : NULL;
  gsize n = dot != NULL ? (gsize) (dot - slash - 1) : 0;

  if (dot == NULL)
    return FALSE;
  if (!(n == 1 && slash[1] == '*') && !(n == strlen (type) && g_ascii_strncasecmp (slash + 1, type, n) == 0))
    return FALSE;

  return strchr (dot + 1, letter) != NULL || strchr (dot + 1, '*') != NULL;
}

/* A token without any service scope is one the site's broker widens: it may do what its user may. */
static gboolean
token_grants (const BdDrillToken *token,
              const char         *type,
              char                letter)
{
  g_auto (GStrv) scopes = g_strsplit (token->scope, " ", -1);
  gboolean names_any = FALSE;

  for (guint i = 0; scopes[i] != NULL; i++)
    {
      names_any |= strchr (scopes[i], '/') != NULL;
      if (scope_grants (scopes[i], type, letter) || g_str_has_suffix (scopes[i], type))
        return TRUE;
    }

  return !names_any;
}

static void
refuse_token (BdDrillRequest *request)
{
  bd_drill_request_set_header (request, "WWW-Authenticate", "Bearer error=\"invalid_token\"");
  bd_drill_request_reply (request, 401, bd_drill_outcome_unauthorised ());
}

/**
 * bd_drill_check_token:
 * @request: a request
 * @type: resource type, or name of the operation, that the scope must name
 * @letter: c r u d s, or v to validate
 * @status_without_scope: 403, but 401 in Shared Care
 *
 * Returns: whether the bearer token allows this
 */
gboolean
bd_drill_check_token (BdDrillRequest *request,
                      const char     *type,
                      char            letter,
                      guint           status_without_scope)
{
  const char *header = bd_drill_request_header (request, "Authorization");

  if (header == NULL && bd_drill_options (request->drill)->anonymous)
    return TRUE;
  request->token = header != NULL && g_str_has_prefix (header, "Bearer ")
                   ? bd_drill_tokens_find (bd_drill_tokens (request->drill), header + strlen ("Bearer ")) : NULL;
  if (request->token == NULL)
    {
      refuse_token (request);
      return FALSE;
    }
  if (!token_grants (request->token, type, letter))
    {
      bd_drill_request_reply (request, status_without_scope, bd_drill_outcome_unauthorised ());
      return FALSE;
    }

  return TRUE;
}

/**
 * bd_drill_check_key:
 * @request: a request
 * @status: the answer to a wrong or missing key: 401, but 403 at AIR's gateway
 *
 * Returns: whether the service wants no API key, or got it
 */
gboolean
bd_drill_check_key (BdDrillRequest *request,
                    guint           status)
{
  GHashTable *keys = bd_drill_options (request->drill)->api_keys;
  const char *wanted = keys != NULL ? g_hash_table_lookup (keys, request->service) : NULL;

  if (wanted == NULL || g_strcmp0 (bd_drill_request_header (request, "x-api-key"), wanted) == 0)
    return TRUE;
  bd_drill_request_refuse (request, status, "security", "The API key is missing or wrong");

  return FALSE;
}

/**
 * bd_drill_check_accept:
 * @request: a request
 *
 * Returns: whether the client takes JSON (API standards 1.0, headers: 406 otherwise)
 */
gboolean
bd_drill_check_accept (BdDrillRequest *request)
{
  const char *accept = bd_drill_request_header (request, "Accept");

  if (accept == NULL || strstr (accept, "json") != NULL || strstr (accept, "*/*") != NULL)
    return TRUE;
  bd_drill_request_refuse (request, 406, "not-supported", "Only JSON is given");

  return FALSE;
}

/**
 * bd_drill_check_method:
 * @request: a request
 * @method: the only one allowed here
 *
 * Returns: whether it is that
 */
gboolean
bd_drill_check_method (BdDrillRequest *request,
                       const char     *method)
{
  if (bd_drill_request_is (request, method))
    return TRUE;
  bd_drill_request_set_header (request, "Allow", method);
  bd_drill_request_refuse (request, 405, "not-supported", "This method is not allowed here");

  return FALSE;
}

/**
 * bd_drill_check_user:
 * @request: a request
 * @header: "userid" (NHI, HPI, MWS) or "UserId" (AIR)
 *
 * Returns: whether the request names its user
 */
gboolean
bd_drill_check_user (BdDrillRequest *request,
                     const char     *header)
{
  const char *user = bd_drill_request_header (request, header);
  g_autofree char *words = NULL;

  if (user != NULL && user[0] != '\0')
    return TRUE;
  words = g_strdup_printf ("The header %s is required", header);
  bd_drill_request_reply (request, 400, bd_drill_outcome_coded ("error", "required", BD_DRILL_HIP_ERRORS,
                                                                "EM07201", words));

  return FALSE;
}

static gboolean
has_text (JsonObject *object,
          const char *member)
{
  const char *text = bd_drill_json_string (object, member);

  return text != NULL && text[0] != '\0';
}

static gboolean
matches (const char *pattern,
         const char *text)
{
  return text != NULL && g_regex_match_simple (pattern, text, 0, 0);
}

/* Mandatory unless the system itself asks; a CPN must look like one. */
static const char *
second_identifier_problem (JsonObject *context)
{
  JsonObject *second = bd_drill_json_object (context, "secondaryIdentifier");

  if (second == NULL)
    second = bd_drill_json_object (context, "secondaryIdentifiers");
  if (second == NULL)
    return "Request-Context: secondaryIdentifier is required";
  if (!has_text (second, "use") || !has_text (second, "system") || !has_text (second, "value"))
    return "Request-Context: secondaryIdentifier needs use, system and value";
  if (g_strcmp0 (bd_drill_json_string (second, "system"), BD_DRILL_CPN_SYSTEM) == 0 &&
      !matches ("^[0-9]{2}[A-Z]{4}$", bd_drill_json_string (second, "value")))
    return "Request-Context: secondaryIdentifier is not a CPN";

  return NULL;
}

static const char *
purpose_problem (JsonObject        *context,
                 const char *const *allowed)
{
  JsonArray *purposes = bd_drill_json_array (context, "purposeOfUse");
  gboolean system = g_strcmp0 (bd_drill_json_string (context, "userRole"), "110150") == 0;

  if (purposes == NULL || json_array_get_length (purposes) == 0)
    return "Request-Context: purposeOfUse is required and is a list";
  for (guint i = 0; i < json_array_get_length (purposes); i++)
    {
      const char *purpose = JSON_NODE_HOLDS_VALUE (json_array_get_element (purposes, i))
                            ? json_array_get_string_element (purposes, i) : NULL;

      if (purpose == NULL || !g_strv_contains (allowed, purpose))
        return "Request-Context: this purposeOfUse is not allowed here";
      if (system && !g_str_equal (purpose, "RECORDMGT") && !g_str_equal (purpose, "SYSDEV"))
        return "Request-Context: a system may not have this purposeOfUse";
    }

  return NULL;
}

static const char *
place_problem (JsonObject *context,
               gboolean    required)
{
  const char *organisation = bd_drill_json_string (context, "orgIdentifier");
  const char *facility = bd_drill_json_string (context, "facilityIdentifier");

  if ((required || organisation != NULL) && !matches ("^G[a-zA-Z0-9]{2}[0-9]{3}-[a-zA-Z0-9]$", organisation))
    return "Request-Context: orgIdentifier is missing or malformed";
  if ((required || facility != NULL) && !matches ("^F[a-zA-Z0-9]{2}[0-9]{3}-[a-zA-Z0-9]$", facility))
    return "Request-Context: facilityIdentifier is missing or malformed";

  return NULL;
}

static const char *
context_problem (JsonObject        *context,
                 const char *const *purposes,
                 gboolean           places_required)
{
  static const char *const roles[] = { "PROV", "PAT", "110150", NULL };
  const char *role = bd_drill_json_string (context, "userRole");
  const char *problem = NULL;

  if (!has_text (context, "userIdentifier"))
    return "Request-Context: userIdentifier is required";
  if (!has_text (context, "userFullName"))
    return "Request-Context: userFullName is required";
  if (role == NULL || !g_strv_contains (roles, role))
    return "Request-Context: userRole must be PROV or PAT";
  if (!g_str_equal (role, "110150"))
    problem = second_identifier_problem (context);
  if (problem == NULL)
    problem = purpose_problem (context, purposes);
  if (problem == NULL)
    problem = place_problem (context, places_required);

  return problem;
}

/**
 * bd_drill_check_context:
 * @request: a request
 * @purposes: what this API allows as purposeOfUse
 * @places_required: whether organisation and facility are mandatory
 *
 * Request-Context is base64 of a JSON object; missing or bad is 400 (SDHR guide 1.0.0, headers).
 *
 * Returns: whether it is right
 */
gboolean
bd_drill_check_context (BdDrillRequest    *request,
                        const char *const *purposes,
                        gboolean           places_required)
{
  const char *problem;

  if (bd_drill_request_header (request, "Request-Context") == NULL)
    problem = "The header Request-Context is required";
  else if (request->context == NULL)
    problem = "Request-Context is not base64 of a JSON object";
  else
    problem = context_problem (request->context, purposes, places_required);
  if (problem == NULL)
    return TRUE;
  bd_drill_request_refuse (request, 400, request->context == NULL ? "required" : "value", problem);

  return FALSE;
}

/**
 * bd_drill_check_number:
 * @nhi: a number as sent
 *
 * Returns: whether it has the shape that the guides' own pattern asks for
 */
gboolean
bd_drill_check_number (const char *nhi)
{
  return matches ("^[A-Z]{3}([0-9]{4}|[0-9]{2}[A-Z]{2})$", nhi);
}
