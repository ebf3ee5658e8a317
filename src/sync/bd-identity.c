/* bd-identity.c: who is this number, or this name: from NHI, else from the saved copy
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-identity-private.h"

#include "bd-date.h"
#include "bd-outcome.h"

#include <glib/gi18n-lib.h>

G_DEFINE_QUARK (bd-identity-error-quark, bd_identity_error)

typedef struct {
  /* Owned */
  BdStore    *store;     /* (nullable) */
  BdTicket   *ticket;
  char       *nhi;
  BdIdentity *identity;  /* in progress */
  GError     *error;     /* (nullable) what NHI's side of it came to */
  char       *correlation_id;  /* (nullable) */
} Read;

/* helpers */

static void
question_free (gpointer data)
{
  BdIdentityQuestion *self = data;

  g_free (self->nhi);
  g_ptr_array_unref (self->calls);
  g_free (self->correlation_id);
  g_free (self);
}

static void
read_free (gpointer data)
{
  Read *self = data;

  g_clear_object (&self->store);
  g_clear_object (&self->ticket);
  g_free (self->nhi);
  g_free (self->correlation_id);
  g_clear_pointer (&self->identity, bd_identity_free);
  g_clear_error (&self->error);
  g_free (self);
}

static BdIdentity *
identity_new (void)
{
  BdIdentity *self = g_new0 (BdIdentity, 1);

  self->calls = g_ptr_array_new_with_free_func (g_free);

  return self;
}

/**
 * bd_identity_free:
 * @self: (transfer full) (nullable): an identity
 *
 * Frees an identity.
 */
void
bd_identity_free (BdIdentity *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->patient, bd_patient_free);
  g_ptr_array_unref (self->calls);
  g_free (self);
}

static void
finish_read (GTask *task)
{
  Read *self = g_task_get_task_data (task);

  g_task_return_pointer (task, g_steal_pointer (&self->identity), (GDestroyNotify) bd_identity_free);
}

static gboolean
is_no_person (const BdPage *page)
{
  if (page->status == 404 || page->status == 410)
    return TRUE;

  return page->issues != NULL && bd_outcome_worst (page->issues) == BD_OUTCOME_NOT_FOUND;
}

/* An OperationOutcome with a 2xx status is no answer. */
gboolean
bd_identity_is_answer (const BdPage *page)
{
  const BdJsonNode *root = page->bundle != NULL ? bd_json_root (page->bundle->json) : NULL;

  return root != NULL && g_strcmp0 (bd_json_get_string (root, "resourceType"), "OperationOutcome") != 0;
}

/* A reply that is no patient, in words. */
void
bd_identity_set_page_error (const BdPage  *page,
                            const char    *correlation_id,
                            GError       **error)
{
  if (page->failure == BD_FAILURE_SIGN_IN)
    g_set_error_literal (error, BD_IDENTITY_ERROR, BD_IDENTITY_ERROR_NO_ANSWER, _("Signing in to NHI failed."));
  else if (page->failure != BD_FAILURE_NONE)
    g_set_error_literal (error, BD_IDENTITY_ERROR, BD_IDENTITY_ERROR_NO_ANSWER, _("NHI did not answer."));
  else if (page->status == 429)
    g_set_error (error, BD_IDENTITY_ERROR, BD_IDENTITY_ERROR_NO_ANSWER,
                 _("NHI asks us to wait %" G_GINT64_FORMAT " s."), MAX (page->wait_seconds, 1));
  else if (is_no_person (page))
    g_set_error_literal (error, BD_IDENTITY_ERROR, BD_IDENTITY_ERROR_NO_SUCH_PERSON, _("NHI knows no such number."));
  else if (page->status >= 400)
    g_set_error (error, BD_IDENTITY_ERROR, BD_IDENTITY_ERROR_REFUSED,
                 _("NHI refused this request (%d). Reference %s."), page->status,
                 correlation_id != NULL ? correlation_id : "-");
  else
    g_set_error_literal (error, BD_IDENTITY_ERROR, BD_IDENTITY_ERROR_NO_ANSWER, _("NHI's answer could not be read."));
}

/* The person asked for, and no other: a proxy may mix up answers. */
static BdPatient *
pick_patient (BdBundle    *bundle,
              const char  *nhi,
              GError     **error)
{
  g_autoptr (BdPatient) found = NULL;
  guint n_patients = 0;

  for (guint i = 0; i < bundle->entries->len; i++)
    {
      const BdBundleEntry *entry = &g_array_index (bundle->entries, BdBundleEntry, i);
      g_autoptr (BdPatient) patient = NULL;

      if (g_strcmp0 (entry->type, "Patient") != 0)
        continue;
      n_patients++;
      patient = bd_patient_new_from_json (entry->resource, nhi);
      if (patient == NULL || !bd_patient_is_number (patient, nhi))
        continue;
      if (found != NULL)
        {
          g_set_error_literal (error, BD_IDENTITY_ERROR, BD_IDENTITY_ERROR_REFUSED,
                               _("NHI names more than one person for this number."));
          return NULL;
        }
      found = g_steal_pointer (&patient);
    }
  if (found == NULL && n_patients > 0)
    g_set_error_literal (error, BD_IDENTITY_ERROR, BD_IDENTITY_ERROR_REFUSED, _("NHI answered about another number."));
  else if (found == NULL)
    g_set_error_literal (error, BD_IDENTITY_ERROR, BD_IDENTITY_ERROR_NO_SUCH_PERSON, _("NHI knows no such number."));

  return g_steal_pointer (&found);
}

static BdPatient *
read_patient (const BdPage  *page,
              const char    *nhi,
              const char    *correlation_id,
              GError       **error)
{
  BdPatient *patient;

  if (!bd_identity_is_answer (page))
    {
      bd_identity_set_page_error (page, correlation_id, error);
      return NULL;
    }

  patient = pick_patient (page->bundle, nhi, error);
  if (patient != NULL)
    patient->fetched_at = page->fetched_at;

  return patient;
}

/* callbacks */

static void
on_loaded_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Read *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  BdPatient *patient = bd_store_load_patient_finish (BD_STORE (source), result, &error);

  if (patient != NULL)
    {
      self->identity->patient = patient;
      finish_read (task);
    }
  else if (self->error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&self->error));
    }
  else if (g_error_matches (error, BD_STORE_ERROR, BD_STORE_ERROR_NOT_SAVED))
    {
      g_task_return_new_error (task, BD_IDENTITY_ERROR, BD_IDENTITY_ERROR_NOT_SAVED, "%s",
                               _("This person is not saved on this device."));
    }
  else
    {
      g_task_return_error (task, g_steal_pointer (&error));
    }
}

/* NHI did not answer, or must not be asked: what was saved stands in. */
static void
read_saved (GTask *task)
{
  Read *self = g_task_get_task_data (task);

  self->identity->offline = TRUE;
  if (self->store != NULL)
    bd_store_load_patient_async (self->store, self->ticket, g_task_get_cancellable (task), on_loaded_cb,
                                 g_object_ref (task));
  else if (self->error != NULL)
    g_task_return_error (task, g_steal_pointer (&self->error));
  else
    g_task_return_new_error (task, BD_IDENTITY_ERROR, BD_IDENTITY_ERROR_NOT_SAVED, "%s",
                             _("This person is not saved on this device."));
}

/* A saved copy whose version NHI has left behind is told about (NHI guide 1.6.5, NHI-GET-8). */
static void
note_change (BdPatient       *live,
             const BdPatient *saved)
{
  g_autofree char *at = bd_date_format_time_us (saved->saved_at, NULL, TRUE);
  g_autofree char *sentence = NULL;

  if (live->version == NULL || saved->version == NULL || g_str_equal (live->version, saved->version))
    return;

  sentence = g_strdup_printf (_("NHI changed this person's details after %s."), at);
  bd_patient_add_notice (live, sentence);
}

static void
on_compared_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Read *self = g_task_get_task_data (task);
  g_autoptr (BdPatient) saved = bd_store_load_patient_finish (BD_STORE (source), result, NULL);

  if (saved != NULL)
    note_change (self->identity->patient, saved);
  finish_read (task);
}

static void
on_page_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Read *self = g_task_get_task_data (task);
  GError *error = NULL;
  BdPage *page = bd_page_read_finish (result, &error);

  if (page == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  self->identity->failure = page->failure;
  self->identity->patient = read_patient (page, self->nhi, self->correlation_id, &self->error);
  bd_page_free (page);
  if (self->identity->patient != NULL && self->store != NULL)
    bd_store_load_patient_async (self->store, self->ticket, g_task_get_cancellable (task), on_compared_cb,
                                 g_object_ref (task));
  else if (self->identity->patient != NULL)
    finish_read (task);
  else if (g_error_matches (self->error, BD_IDENTITY_ERROR, BD_IDENTITY_ERROR_NO_ANSWER))
    read_saved (task);
  else
    g_task_return_error (task, g_steal_pointer (&self->error));
}

static void
on_read_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Read *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (BdReply) reply = bd_service_finish (BD_SERVICE (source), result, &error);

  if (reply == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  bd_reply_add_calls (reply, self->identity->calls);
  self->correlation_id = g_strdup (reply->correlation_id);
  bd_page_read_async (reply, g_task_get_cancellable (task), on_page_cb, g_object_ref (task));
}

/* public functions */

/**
 * bd_identity_read_async:
 * @services: the site's services
 * @store: (nullable): saved copies
 * @ticket: covers @nhi with scope IDENTITY
 * @nhi: the number
 * @offline: TRUE asks no service
 * @cancellable: (nullable): cancels
 * @callback: called with the identity
 * @user_data: for @callback
 *
 * Asks NHI who this is; when NHI does not answer, or offline, the saved demographics stand in.
 */
void
bd_identity_read_async (BdServices          *services,
                        BdStore             *store,
                        BdTicket            *ticket,
                        const char          *nhi,
                        gboolean             offline,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  BdService *service;
  Read *self;

  g_return_if_fail (BD_IS_SERVICES (services));
  g_return_if_fail (nhi != NULL);

  g_task_set_source_tag (task, bd_identity_read_async);
  if (ticket == NULL || !bd_ticket_covers (ticket, nhi, BD_TICKET_IDENTITY))
    {
      g_task_return_new_error (task, BD_NET_ERROR, BD_NET_ERROR_TICKET, "There is no valid permission for this request");
      return;
    }

  self = g_new0 (Read, 1);
  self->store = store != NULL ? g_object_ref (store) : NULL;
  self->ticket = g_object_ref (ticket);
  self->nhi = g_strdup (nhi);
  self->identity = identity_new ();
  g_task_set_task_data (task, self, read_free);
  service = bd_services_peek (services, BD_SOURCE_NHI);
  if (service != NULL && !offline)
    {
      bd_service_read_patient_async (service, ticket, nhi, cancellable, on_read_cb, g_steal_pointer (&task));
      return;
    }
  if (!offline)
    g_set_error_literal (&self->error, BD_IDENTITY_ERROR, BD_IDENTITY_ERROR_NOT_SET_UP,
                         _("This site has no NHI service."));
  read_saved (task);
}

/**
 * bd_identity_read_finish:
 * @result: the result
 * @error: %BD_IDENTITY_ERROR, %BD_NET_ERROR_TICKET, %BD_STORE_ERROR, or cancelled
 *
 * Returns: (transfer full): the person, and what was asked of whom
 */
BdIdentity *
bd_identity_read_finish (GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_identity_read_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static int
compare_scores (gconstpointer a,
                gconstpointer b)
{
  const BdPatient *first = *(BdPatient *const *) a;
  const BdPatient *second = *(BdPatient *const *) b;

  return (first->score < second->score) - (first->score > second->score);
}

/* The service orders best first; the scores decide where it did not, and equal ones keep their order. */
static GPtrArray *
read_candidates (BdBundle *bundle,
                 gint64    fetched_at)
{
  GPtrArray *candidates = g_ptr_array_new_with_free_func ((GDestroyNotify) bd_patient_free);

  for (guint i = 0; i < bundle->entries->len; i++)
    {
      const BdBundleEntry *entry = &g_array_index (bundle->entries, BdBundleEntry, i);
      BdPatient *patient;

      if (g_strcmp0 (entry->type, "Patient") != 0)
        continue;
      patient = bd_patient_new_from_json (entry->resource, NULL);
      if (patient == NULL)
        continue;
      patient->fetched_at = fetched_at;
      if (entry->score != NULL)
        patient->score = (int) (g_ascii_strtod (entry->score, NULL) + 0.5);
      g_ptr_array_add (candidates, patient);
    }
  g_ptr_array_sort (candidates, compare_scores);

  return candidates;
}

static void
on_candidates_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  BdIdentityQuestion *self = g_task_get_task_data (task);
  GError *error = NULL;
  BdPage *page = bd_page_read_finish (result, &error);

  if (page != NULL && !bd_identity_is_answer (page))
    bd_identity_set_page_error (page, self->correlation_id, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, read_candidates (page->bundle, page->fetched_at), (GDestroyNotify) g_ptr_array_unref);
  g_clear_pointer (&page, bd_page_free);
}

BdService *
bd_identity_question_begin (GTask      *task,
                            BdServices *services,
                            const char *nhi)
{
  BdIdentityQuestion *self = g_new0 (BdIdentityQuestion, 1);
  BdService *service = bd_services_peek (services, BD_SOURCE_NHI);

  self->nhi = g_strdup (nhi);
  self->calls = g_ptr_array_new_with_free_func (g_free);
  g_task_set_task_data (task, self, question_free);
  if (service == NULL)
    g_task_return_new_error (task, BD_IDENTITY_ERROR, BD_IDENTITY_ERROR_NOT_SET_UP, "%s",
                             _("This site has no NHI service."));

  return service;
}

void
bd_identity_question_read (GTask               *task,
                           BdService           *service,
                           GAsyncResult        *result,
                           GAsyncReadyCallback  on_page)
{
  g_autoptr (GTask) owned = task;
  BdIdentityQuestion *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (BdReply) reply = bd_service_finish (service, result, &error);

  if (reply == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  bd_reply_add_calls (reply, self->calls);
  self->correlation_id = g_strdup (reply->correlation_id);
  bd_page_read_async (reply, g_task_get_cancellable (task), on_page, g_steal_pointer (&owned));
}

static void
on_matched_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  bd_identity_question_read (user_data, BD_SERVICE (source), result, on_candidates_cb);
}

/**
 * bd_identity_match_async:
 * @services: the site's services
 * @ticket: with scope IDENTITY, made for a search
 * @name: a name as typed
 * @born: birth date; a year is enough
 * @gender: (nullable): a FHIR gender code
 * @cancellable: (nullable): cancels
 * @callback: called with the candidates
 * @user_data: for @callback
 *
 * Asks NHI who could be meant.
 */
void
bd_identity_match_async (BdServices          *services,
                         BdTicket            *ticket,
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
  g_return_if_fail (name != NULL && born != NULL);

  g_task_set_source_tag (task, bd_identity_match_async);
  service = bd_identity_question_begin (task, services, NULL);
  if (service != NULL)
    bd_service_match_async (service, ticket, name, born, gender, cancellable, on_matched_cb, g_steal_pointer (&task));
}

/**
 * bd_identity_match_finish:
 * @result: the result
 * @calls: (out) (optional) (transfer full) (element-type utf8): the calls made, also when it failed
 * @error: %BD_IDENTITY_ERROR, %BD_NET_ERROR_TICKET, or cancelled
 *
 * Returns: (transfer full) (element-type BdPatient): candidates, best first; may be empty
 */
GPtrArray *
bd_identity_match_finish (GAsyncResult  *result,
                          GPtrArray    **calls,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_identity_match_async), NULL);

  if (calls != NULL)
    *calls = g_ptr_array_ref (((BdIdentityQuestion *) g_task_get_task_data (G_TASK (result)))->calls);

  return g_task_propagate_pointer (G_TASK (result), error);
}
