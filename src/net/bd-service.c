/* bd-service.c: one national service, or any FHIR R4 server, behind one URL
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-service.h"

#include "bd-service-private.h"

#include <string.h>

struct _BdService
{
  GObject          parent_instance;

  /* Owned */
  BdServiceConfig *config;
  BdTokenSource   *tokens;
  SoupSession     *session;
  GUri            *base;                    /* (nullable) when the site's URL is none */
  GPtrArray       *types[BD_N_SECTIONS];    /* (element-type utf8) interned or in config, NULL-terminated */
};

G_DEFINE_FINAL_TYPE (BdService, bd_service, G_TYPE_OBJECT)

/* helpers */

static void
sort_types (BdService *self)
{
  const char *const *type = self->config->resources != NULL ? (const char *const *) self->config->resources
                                                            : bd_service_default_types (self->config->source);

  for (guint i = 0; i < BD_N_SECTIONS; i++)
    self->types[i] = g_ptr_array_new ();
  for (; *type != NULL; type++)
    {
      BdSectionKind section;

      if (bd_section_for_type (*type, &section))
        g_ptr_array_add (self->types[section], (gpointer) *type);
    }
  for (guint i = 0; i < BD_N_SECTIONS; i++)
    g_ptr_array_add (self->types[i], NULL);
}

static gboolean
may_read (BdTicket   *ticket,
          const char *nhi)
{
  return bd_ticket_covers (ticket, nhi, BD_TICKET_RECORD) || bd_ticket_covers (ticket, nhi, BD_TICKET_SAVE);
}

static gboolean
may_identify (BdTicket   *ticket,
              const char *nhi)
{
  return bd_ticket_covers (ticket, nhi, BD_TICKET_IDENTITY) || may_read (ticket, nhi);
}

static void
bd_service_finalize (GObject *object)
{
  BdService *self = BD_SERVICE (object);

  for (guint i = 0; i < BD_N_SECTIONS; i++)
    g_clear_pointer (&self->types[i], g_ptr_array_unref);
  g_clear_pointer (&self->config, bd_service_config_free);
  g_clear_pointer (&self->base, g_uri_unref);
  g_clear_object (&self->tokens);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (bd_service_parent_class)->finalize (object);
}

static void
bd_service_class_init (BdServiceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bd_service_finalize;
}

static void
bd_service_init (BdService *self)
{
}

/* for the other files of this layer */

/**
 * bd_service_get:
 * @self: a service
 * @path_and_query: what stands after the base URL, escaped
 *
 * Returns: (transfer full): a GET below the service's base
 */
BdHttpRequest *
bd_service_get (BdService  *self,
                const char *path_and_query)
{
  g_autofree char *url = g_strconcat (self->config->url, "/", path_and_query, NULL);

  return bd_http_request_new ("GET", url);
}

/**
 * bd_service_dup_call:
 * @self: a service
 * @method: the HTTP method
 * @what: resource type or operation; never a number or a name
 *
 * Returns: (transfer full): the call as the audit log shows it
 */
char *
bd_service_dup_call (BdService  *self,
                     const char *method,
                     const char *what)
{
  return g_strjoin (" ", method, bd_source_to_string (self->config->source), what, NULL);
}

/**
 * bd_service_dup_patient:
 * @self: a service
 * @nhi: a number
 *
 * Returns: (transfer full): the value of the search parameter "patient" in the form this service wants, not escaped
 */
char *
bd_service_dup_patient (BdService  *self,
                        const char *nhi)
{
  switch (self->config->patient_parameter)
    {
    case BD_PATIENT_AS_URL:       return g_strconcat ("https://api.hip.digital.health.nz/fhir/nhi/v1/Patient/", nhi, NULL);
    case BD_PATIENT_AS_REFERENCE: return g_strconcat ("Patient/", nhi, NULL);
    case BD_PATIENT_AS_NHI:
    default:                      return g_strdup (nhi);
    }
}

/**
 * bd_service_set_userid:
 * @request: a request to a HIP service
 * @clinician: who asks
 *
 * The header that NHI, MWS and HPI demand: the CPN, else an id that can be traced (NHI guide 1.6.5, headers).
 */
void
bd_service_set_userid (BdHttpRequest     *request,
                       const BdClinician *clinician)
{
  bd_http_request_set_header (request, "userid", clinician->cpn != NULL ? clinician->cpn : clinician->user_id);
}

BdTokenSource *
bd_service_peek_tokens (BdService *self)
{
  return self->tokens;
}

SoupSession *
bd_service_peek_session (BdService *self)
{
  return self->session;
}

/* public functions */

/**
 * bd_service_new:
 * @config: (transfer full): what the site says about it
 * @tokens: (transfer none): where its bearer tokens come from
 *
 * Returns: (transfer full): the service
 */
BdService *
bd_service_new (BdServiceConfig *config,
                BdTokenSource   *tokens)
{
  BdService *self;

  g_return_val_if_fail (config != NULL, NULL);
  g_return_val_if_fail (BD_IS_TOKEN_SOURCE (tokens), NULL);

  self = g_object_new (BD_TYPE_SERVICE, NULL);
  self->config = config;
  config->timeout_seconds = CLAMP (config->timeout_seconds, 1, 120);
  self->tokens = g_object_ref (tokens);
  self->session = bd_http_session_new (config->timeout_seconds);
  self->base = g_uri_parse (config->url, SOUP_HTTP_URI_FLAGS, NULL);
  sort_types (self);

  return self;
}

/**
 * bd_service_get_config:
 * @self: a service
 *
 * Returns: (transfer none): its settings
 */
const BdServiceConfig *
bd_service_get_config (BdService *self)
{
  g_return_val_if_fail (BD_IS_SERVICE (self), NULL);

  return self->config;
}

/**
 * bd_service_get_types:
 * @self: a service
 * @section: a section
 *
 * Returns: (transfer none): the resource types asked for, NULL-terminated; empty when it does not feed @section
 */
const char *const *
bd_service_get_types (BdService     *self,
                      BdSectionKind  section)
{
  g_return_val_if_fail (BD_IS_SERVICE (self), NULL);
  g_return_val_if_fail ((guint) section < BD_N_SECTIONS, NULL);

  return (const char *const *) self->types[section]->pdata;
}

static BdHttpRequest *
plain_search (BdService  *self,
              const char *resource_type,
              const char *patient)
{
  g_autofree char *escaped = g_uri_escape_string (patient, NULL, FALSE);
  g_autofree char *path = g_strconcat (resource_type, "?patient=", escaped, NULL);

  return bd_service_get (self, path);
}

/* A POST that the server does not know is asked as a GET; the value travels as it does everywhere else. */
static BdHttpRequest *
search_by_get (BdService     *self,
               const BdReply *reply,
               gconstpointer  data)
{
  if (reply->status != 404 && reply->status != 405 && reply->status != 501)
    return NULL;

  return bd_service_get (self, data);
}

/**
 * bd_service_search_async:
 * @self: a service
 * @ticket: covers @nhi with scope RECORD or SAVE
 * @resource_type: what to search for
 * @nhi: the person
 * @cancellable: (nullable): cancels
 * @callback: called with the reply
 * @user_data: for @callback
 *
 * One search for one resource type by patient, in the way of this service's guide.
 * Errors: only %BD_NET_ERROR_TICKET and %G_IO_ERROR_CANCELLED; everything else is a reply.
 */
void
bd_service_search_async (BdService           *self,
                         BdTicket            *ticket,
                         const char          *resource_type,
                         const char          *nhi,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  const BdServiceKind *kind;
  BdServiceQuestion question = { 0 };
  g_autofree char *patient = NULL;

  g_return_if_fail (BD_IS_SERVICE (self));
  g_return_if_fail (resource_type != NULL && nhi != NULL);

  if (ticket == NULL || !may_read (ticket, nhi))
    {
      bd_service_refuse (self, callback, user_data);
      return;
    }

  kind = bd_service_kind_get (self->config->source);
  patient = bd_service_dup_patient (self, nhi);
  question.request = (kind->search != NULL ? kind->search : plain_search) (self, resource_type, patient);
  question.call = bd_service_dup_call (self, question.request->method, resource_type);
  question.clinician = bd_ticket_get_clinician (ticket);
  question.purpose = bd_ticket_get_purpose (ticket);
  if (g_str_equal (question.request->method, "POST"))
    {
      g_autofree char *escaped = g_uri_escape_string (patient, NULL, FALSE);

      question.fallback = search_by_get;
      question.fallback_data = g_strconcat (resource_type, "?patient=", escaped, NULL);
    }
  bd_service_ask (self, &question, cancellable, callback, user_data);
}

/* "GET sdhr Condition page": the last path part of the link may hold anything, so it is not looked at. */
static void
follow (BdService           *self,
        BdTicket            *ticket,
        const char          *url,
        GCancellable        *cancellable,
        GAsyncReadyCallback  callback,
        gpointer             user_data)
{
  BdServiceQuestion question = {
    .request = bd_http_request_new ("GET", url),
    .call = bd_service_dup_call (self, "GET", "next-page"),
    .clinician = bd_ticket_get_clinician (ticket),
    .purpose = bd_ticket_get_purpose (ticket),
  };

  bd_service_ask (self, &question, cancellable, callback, user_data);
}

/**
 * bd_service_follow_async:
 * @self: a service
 * @ticket: with scope RECORD or SAVE
 * @next_url: the link of a page this service gave, as received
 * @cancellable: (nullable): cancels
 * @callback: called with the reply
 * @user_data: for @callback
 *
 * The next page. A relative link is taken from the base. Another origin is not asked: the reply has failure
 * REDIRECT and no call was made, so that neither token nor number goes there.
 */
void
bd_service_follow_async (BdService           *self,
                         BdTicket            *ticket,
                         const char          *next_url,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autofree char *base_url = NULL;
  g_autofree char *url = NULL;
  g_autoptr (GUri) target = NULL;

  g_return_if_fail (BD_IS_SERVICE (self));
  g_return_if_fail (next_url != NULL);

  if (ticket == NULL || !may_read (ticket, bd_ticket_get_nhi (ticket)))
    {
      bd_service_refuse (self, callback, user_data);
      return;
    }

  base_url = g_strconcat (self->config->url, "/", NULL);
  url = g_uri_resolve_relative (base_url, next_url, SOUP_HTTP_URI_FLAGS, NULL);
  target = url != NULL ? g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL) : NULL;
  if (target == NULL || self->base == NULL || !bd_http_same_origin (self->base, target))
    bd_service_decline (self, callback, user_data);
  else
    follow (self, ticket, url, cancellable, callback, user_data);
}

/**
 * bd_service_read_async:
 * @self: a service, usually HPI
 * @ticket: any valid ticket: nothing is asked without a signed-in clinician
 * @resource_type: such as "Location"
 * @id: an id that is no patient's
 * @cancellable: (nullable): cancels
 * @callback: called with the reply
 * @user_data: for @callback
 *
 * Reads one resource that is about no patient, for its name.
 */
void
bd_service_read_async (BdService           *self,
                       BdTicket            *ticket,
                       const char          *resource_type,
                       const char          *id,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  BdServiceQuestion question = { 0 };
  g_autofree char *escaped = NULL;
  g_autofree char *path = NULL;

  g_return_if_fail (BD_IS_SERVICE (self));
  g_return_if_fail (resource_type != NULL && id != NULL);

  if (ticket == NULL || !bd_ticket_is_valid (ticket))
    {
      bd_service_refuse (self, callback, user_data);
      return;
    }

  escaped = g_uri_escape_string (id, NULL, FALSE);
  path = g_strconcat (resource_type, "/", escaped, NULL);
  question.request = bd_service_get (self, path);
  question.call = bd_service_dup_call (self, "GET", resource_type);
  question.clinician = bd_ticket_get_clinician (ticket);
  question.purpose = bd_ticket_get_purpose (ticket);
  bd_service_ask (self, &question, cancellable, callback, user_data);
}

gboolean
bd_service_may_identify (BdTicket   *ticket,
                         const char *nhi)
{
  return ticket != NULL && may_identify (ticket, nhi);
}
