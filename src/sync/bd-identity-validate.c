/* bd-identity-validate.c: do this number and these particulars belong together?
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-identity-private.h"

#include "bd-outcome.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Whether NHI itself speaks: its errors have codes of their own (NHI guide 1.6.5, errors). */
static gboolean
is_from_nhi (const BdPage *page)
{
  for (guint i = 0; page->issues != NULL && i < page->issues->len; i++)
    {
      const BdIssue *issue = g_ptr_array_index (page->issues, i);

      if (issue->details_system != NULL && strstr (issue->details_system, "hip-error-code") != NULL)
        return TRUE;
    }

  return FALSE;
}

/* "Not found" of a server that does not know the question says nothing of the number. */
static gboolean
is_unknown_question (const BdPage *page)
{
  return (page->status == 404 || page->status == 405 || page->status == 501) && !is_from_nhi (page);
}

static BdValidation *
read_answer (const BdIdentityQuestion  *self,
             const BdPage              *page,
             GError                   **error)
{
  BdValidation *validation = NULL;

  if (is_unknown_question (page))
    g_set_error_literal (error, BD_IDENTITY_ERROR, BD_IDENTITY_ERROR_NOT_SET_UP,
                         _("This site's NHI service cannot check a number against particulars."));
  else if (!bd_identity_is_answer (page))
    bd_identity_set_page_error (page, self->correlation_id, error);
  else
    validation = bd_validation_new (page->bundle, self->nhi);
  if (validation == NULL && error != NULL && *error == NULL)
    g_set_error_literal (error, BD_IDENTITY_ERROR, BD_IDENTITY_ERROR_NO_ANSWER, _("NHI's answer could not be read."));

  return validation;
}

static void
on_page_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  BdPage *page = bd_page_read_finish (result, &error);
  BdValidation *validation = page != NULL ? read_answer (g_task_get_task_data (task), page, &error) : NULL;

  if (validation != NULL)
    g_task_return_pointer (task, validation, (GDestroyNotify) bd_validation_free);
  else
    g_task_return_error (task, error);
  g_clear_pointer (&page, bd_page_free);
}

static void
on_reply_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  bd_identity_question_read (user_data, BD_SERVICE (source), result, on_page_cb);
}

/**
 * bd_identity_validate_async:
 * @services: the site's services
 * @ticket: covers @nhi with scope IDENTITY
 * @nhi: the number, upper case
 * @name: a name as typed
 * @born: birth date
 * @gender: (nullable): a FHIR gender code
 * @cancellable: (nullable): cancels
 * @callback: called with the validation
 * @user_data: for @callback
 *
 * Asks NHI whether they belong together (NHI guide 1.6.5, validate). NHI alone can tell: no saved copy stands in.
 */
void
bd_identity_validate_async (BdServices          *services,
                            BdTicket            *ticket,
                            const char          *nhi,
                            const char          *name,
                            const char          *born,
                            const char          *gender,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  BdService *service;

  g_return_if_fail (BD_IS_SERVICES (services));
  g_return_if_fail (nhi != NULL && name != NULL && born != NULL);

  g_task_set_source_tag (task, bd_identity_validate_async);
  service = bd_identity_question_begin (task, services, nhi);
  if (service != NULL)
    bd_service_validate_async (service, ticket, nhi, name, born, gender, cancellable, on_reply_cb, g_steal_pointer (&task));
}

/**
 * bd_identity_validate_finish:
 * @result: the result
 * @calls: (out) (optional) (transfer full) (element-type utf8): the calls made, also when it failed
 * @error: %BD_IDENTITY_ERROR, %BD_NET_ERROR_TICKET, or cancelled
 *
 * Returns: (transfer full): what NHI says
 */
BdValidation *
bd_identity_validate_finish (GAsyncResult  *result,
                             GPtrArray    **calls,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_identity_validate_async), NULL);

  if (calls != NULL)
    *calls = g_ptr_array_ref (((BdIdentityQuestion *) g_task_get_task_data (G_TASK (result)))->calls);

  return g_task_propagate_pointer (G_TASK (result), error);
}
