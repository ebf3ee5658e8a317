/* bd-service-audit.c: the Audit Events service
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-service-private.h"

static const char *const types[] = { NULL };

const BdServiceKind bd_service_kind_audit = { types, BD_PATIENT_AS_REFERENCE, NULL, NULL };

/**
 * bd_service_upload_audit_async:
 * @self: the Audit Events service
 * @clinician: who is signed in
 * @id: the event's own id
 * @body: an AuditEvent resource
 * @cancellable: (nullable): cancels
 * @callback: called with the reply
 * @user_data: for @callback
 *
 * Puts an AuditEvent under its own id, so that a repeat is recognised (Audit Events guide 0.1.0).
 * It carries none of the record, so it needs no ticket.
 */
void
bd_service_upload_audit_async (BdService           *self,
                               BdClinician         *clinician,
                               const char          *id,
                               GBytes              *body,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  BdServiceQuestion question = { 0 };
  g_autofree char *escaped = NULL;
  g_autofree char *url = NULL;

  g_return_if_fail (BD_IS_SERVICE (self));
  g_return_if_fail (clinician != NULL && id != NULL && body != NULL);

  escaped = g_uri_escape_string (id, NULL, FALSE);
  url = g_strconcat (bd_service_get_config (self)->url, "/AuditEvent/", escaped, NULL);
  question.request = bd_http_request_new ("PUT", url);
  bd_http_request_set_body (question.request, "application/fhir+json", body);
  question.call = bd_service_dup_call (self, "PUT", "AuditEvent");
  question.clinician = clinician;
  question.purpose = BD_PURPOSE_TREAT;
  question.may_be_empty = TRUE;
  bd_service_ask (self, &question, cancellable, callback, user_data);
}
