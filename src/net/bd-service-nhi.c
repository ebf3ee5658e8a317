/* bd-service-nhi.c: the National Health Index: one patient by number
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-service-private.h"

#include "bd-nhi.h"
#include "bd-outcome.h"

#include <string.h>

static const char *const types[] = { NULL };

const BdServiceKind bd_service_kind_nhi = { types, BD_PATIENT_AS_NHI, bd_service_set_userid, NULL };

/* NHI says with its own codes what is wrong (NHI guide 1.6.5, errors). Any other server that does not know the id
 * may still know the identifier. */
gboolean
bd_service_is_nhi_error (const BdReply *reply)
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

  if ((reply->status != 404 && reply->status != 400) || bd_service_is_nhi_error (reply))
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
