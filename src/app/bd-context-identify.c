/* bd-context-identify.c: who is this number, or this name?
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-context-private.h"

#include "bd-born.h"
#include "bd-date.h"
#include "bd-identity.h"
#include "bd-nhi.h"

#include <string.h>

typedef struct {
  char      *nhi;         /* NULL for a name alone */
  gboolean   offline;
  char      *name, *born, *gender;
  BdTicket  *ticket;
  GPtrArray *calls;       /* (nullable) */
  BdPatient *patient;     /* the answer to a number */
  GPtrArray *candidates;  /* the answer to a name */
  BdValidation *validation;   /* the answer to both */
} Question;

static void
question_free (Question *question)
{
  g_free (question->nhi);
  g_free (question->name);
  g_free (question->born);
  g_free (question->gender);
  g_clear_object (&question->ticket);
  g_clear_pointer (&question->calls, g_ptr_array_unref);
  g_clear_pointer (&question->patient, bd_patient_free);
  g_clear_pointer (&question->candidates, g_ptr_array_unref);
  g_clear_pointer (&question->validation, bd_validation_free);
  g_free (question);
}

static GTask *
question_task_new (BdContext           *self,
                   gpointer             tag,
                   GCancellable        *cancellable,
                   GAsyncReadyCallback  callback,
                   gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, g_new0 (Question, 1), (GDestroyNotify) question_free);

  return task;
}

/* helpers: tickets */

static void
on_admitted_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      data)
{
  GTask *task = data;
  Question *question = g_task_get_task_data (task);
  GError *error = NULL;

  question->ticket = bd_access_admit_finish (BD_ACCESS (source), result, &error);
  if (question->ticket == NULL)
    bd_job_fail (task, bd_app_error_take (error));
  else
    bd_job_next (task);
}

static void
admit_step (GTask *task)
{
  BdContext *self = g_task_get_source_object (task);
  Question *question = g_task_get_task_data (task);
  BdAdmission admission = { .scope = BD_TICKET_IDENTITY, .nhi = question->nhi };

  bd_access_admit_async (self->access, self->clinician, &admission, g_task_get_cancellable (task), on_admitted_cb, task);
}

/* helpers: a number */

/* NHI cannot say who it is; the other services may still answer for the number. */
static void
stand_in (Question   *question,
          const char *why)
{
  g_autofree char *notice = g_strdup_printf ("%s: name and birth date are not checked. Check the wristband.", why);

  question->patient = bd_patient_new_unconfirmed (question->nhi, notice);
}

static gboolean
holds_number (GPtrArray  *people,
              const char *nhi)
{
  for (guint i = 0; i < people->len; i++)
    if (strcmp (((const BdSavedPerson *) g_ptr_array_index (people, i))->nhi, nhi) == 0)
      return TRUE;

  return FALSE;
}

static void
on_saved_listed_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      data)
{
  GTask *task = data;
  Question *question = g_task_get_task_data (task);
  g_autoptr (GPtrArray) people = bd_store_list_finish (BD_STORE (source), result, NULL);

  if (people != NULL && holds_number (people, question->nhi))
    {
      stand_in (question, "Offline, and no name is saved for this number");
      bd_job_next (task);
      return;
    }

  bd_job_fail (task, g_error_new_literal (BD_APP_ERROR, BD_APP_ERROR_NOTHING_TO_SHOW,
                                          "This number is not saved on this device, so nothing can be opened offline."));
}

/* Where the site keeps no demographics, parts of the record may be saved all the same. */
static void
look_for_parts (GTask *task)
{
  BdContext *self = g_task_get_source_object (task);

  if (self->store != NULL)
    bd_store_list_async (self->store, g_task_get_cancellable (task), on_saved_listed_cb, task);
  else
    bd_job_fail (task, g_error_new_literal (BD_APP_ERROR, BD_APP_ERROR_NOTHING_TO_SHOW,
                                            "No saved copies can be read on this device, so nothing can be opened offline."));
}

static void
on_not_identified (GTask  *task,
                   GError *error)
{
  BdContext *self = g_task_get_source_object (task);
  Question *question = g_task_get_task_data (task);

  if (error->domain != BD_IDENTITY_ERROR || error->code == BD_IDENTITY_ERROR_NO_SUCH_PERSON)
    {
      if (error->domain == BD_IDENTITY_ERROR)
        bd_context_service_answered (self, BD_SOURCE_NHI, BD_STATE_WHOLE, 0);
      bd_job_fail (task, bd_app_error_take (error));
      return;
    }

  if (question->offline)
    {
      g_error_free (error);
      look_for_parts (task);
      return;
    }

  if (error->code == BD_IDENTITY_ERROR_NO_ANSWER)
    bd_context_service_answered (self, BD_SOURCE_NHI, BD_STATE_NO_ANSWER, 0);
  stand_in (question, error->code == BD_IDENTITY_ERROR_NOT_SET_UP ? "NHI is not set up here"
                      : error->code == BD_IDENTITY_ERROR_REFUSED ? "NHI refused to answer" : "NHI did not answer");
  g_error_free (error);
  bd_job_next (task);
}

static void
say_if_saved (BdContext *self,
              Question  *question)
{
  g_autofree char *when = NULL, *notice = NULL;

  if (question->patient->saved_at == 0)
    return;

  when = bd_date_format_time_us (question->patient->saved_at, bd_site_profile_get_zone (self->profile), TRUE);
  notice = g_strdup_printf ("%sName and birth date are a saved copy of %s.", question->offline ? "" : "NHI did not answer. ", when);
  bd_patient_add_notice (question->patient, notice);
}

static void
on_identified_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      data)
{
  GTask *task = data;
  BdContext *self = g_task_get_source_object (task);
  Question *question = g_task_get_task_data (task);
  g_autoptr (BdIdentity) identity = NULL;
  GError *error = NULL;

  identity = bd_identity_read_finish (result, &error);
  if (identity == NULL)
    {
      on_not_identified (task, error);
      return;
    }

  question->patient = g_steal_pointer (&identity->patient);
  say_if_saved (self, question);
  question->calls = g_ptr_array_ref (identity->calls);
  if (!question->offline)
    bd_context_service_answered (self, BD_SOURCE_NHI, identity->offline ? BD_STATE_NO_ANSWER : BD_STATE_WHOLE, 0);
  bd_job_next (task);
}

static void
read_step (GTask *task)
{
  BdContext *self = g_task_get_source_object (task);
  Question *question = g_task_get_task_data (task);

  bd_identity_read_async (self->services, self->store, question->ticket, question->nhi, question->offline,
                          g_task_get_cancellable (task), on_identified_cb, task);
}

/* helpers: the audit of what is about to be shown */

static void
on_noted_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  GTask *task = data;
  GError *error = NULL;

  if (!bd_access_note_finish (BD_ACCESS (source), result, &error))
    bd_job_fail (task, bd_app_error_take (error));
  else if (bd_context_check_ready (g_task_get_source_object (task), task))   /* locked meanwhile: nobody is shown */
    bd_job_next (task);
}

static void
take_calls (BdAuditEvent *event,
            GPtrArray    *calls)
{
  for (guint i = 0; calls != NULL && i < calls->len; i++)
    g_ptr_array_add (event->calls, g_strdup (g_ptr_array_index (calls, i)));
}

static void
note_identity_step (GTask *task)
{
  BdContext *self = g_task_get_source_object (task);
  Question *question = g_task_get_task_data (task);
  BdAuditEvent *event;

  if (!bd_context_check_ready (self, task))
    return;

  event = bd_context_event_new (self, BD_ACT_IDENTITY_SHOWN, question->nhi);
  if (strcmp (question->patient->nhi, question->nhi) != 0)
    {
      const char *both[] = { question->nhi, question->patient->nhi, NULL };

      g_strfreev (event->nhis);
      event->nhis = g_strdupv ((char **) both);
    }
  take_calls (event, question->calls);
  event->outcome = g_strdup (question->patient->saved_at != 0 ? "done: saved copy" : "done");
  bd_access_note_async (self->access, event, g_task_get_cancellable (task), on_noted_cb, task);
}

static const BdJobStep identify_steps[] = { admit_step, read_step, note_identity_step, NULL };

/* Sets the number to ask for, or an error. */
static gboolean
take_number (BdContext   *self,
             Question    *question,
             const char  *number,
             gboolean     allow_bad_check,
             GError     **error)
{
  BdNhi nhi = bd_nhi_parse (number);
  gboolean allowed = allow_bad_check && bd_site_profile_get_environment (self->profile) != BD_ENVIRONMENT_PRODUCTION;

  if (nhi.state == BD_NHI_VALID || (nhi.state == BD_NHI_BAD_CHECK && allowed))
    {
      question->nhi = g_strdup (nhi.value);
      return TRUE;
    }

  {
    g_autofree char *sentence = bd_nhi_explain (&nhi, number);

    g_set_error_literal (error, BD_APP_ERROR, BD_APP_ERROR_INPUT,
                         sentence != NULL ? sentence : "An NHI number has seven characters, such as ABC1234 or ABC12DE.");
  }

  return FALSE;
}

/**
 * bd_context_identify_async:
 * @self: a context, signed in
 * @number: an NHI number as typed or scanned
 * @offline: %TRUE to read the saved copy and ask nobody
 * @allow_bad_check: look up a number whose check character does not fit; outside
 *   production only
 * @cancellable: (nullable): to give up
 * @callback: called with the person
 * @user_data: for @callback
 *
 * A number of the wrong shape is told at once; no request is sent. When NHI does not
 * answer, the saved copy stands in, or else a person whose name is not checked.
 */
void
bd_context_identify_async (BdContext           *self,
                           const char          *number,
                           gboolean             offline,
                           gboolean             allow_bad_check,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  GTask *task;
  Question *question;
  GError *error = NULL;

  g_return_if_fail (BD_IS_CONTEXT (self));
  g_return_if_fail (number != NULL);

  task = question_task_new (self, bd_context_identify_async, cancellable, callback, user_data);
  question = g_task_get_task_data (task);
  question->offline = offline;
  if (!bd_context_check_ready (self, task))
    return;

  if (take_number (self, question, number, allow_bad_check, &error))
    bd_job_run (task, identify_steps);
  else
    bd_job_fail (task, error);
}

/**
 * bd_context_identify_finish:
 * @self: a context
 * @result: as given to the callback
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): who it is; read their notices. %NULL with
 *   %BD_APP_ERROR_INPUT, %BD_APP_ERROR_NO_SUCH_PERSON, %BD_APP_ERROR_NOTHING_TO_SHOW
 *   (offline and not saved), %BD_APP_ERROR_REFUSED (role), %BD_APP_ERROR_STORE (audit
 *   log), %BD_APP_ERROR_LOCKED or %BD_APP_ERROR_SIGN_IN
 */
BdPatient *
bd_context_identify_finish (BdContext     *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_context_identify_async), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;

  return g_steal_pointer (&((Question *) g_task_get_task_data (G_TASK (result)))->patient);
}

/* The next step when NHI answered; else @error, which is taken, says why not. */
static void
go_on (GTask    *task,
       gboolean  answered,
       GError   *error)
{
  BdContext *self = g_task_get_source_object (task);

  if (answered)
    {
      bd_context_service_answered (self, BD_SOURCE_NHI, BD_STATE_WHOLE, 0);
      bd_job_next (task);
      return;
    }

  if (g_error_matches (error, BD_IDENTITY_ERROR, BD_IDENTITY_ERROR_NO_ANSWER))
    bd_context_service_answered (self, BD_SOURCE_NHI, BD_STATE_NO_ANSWER, 0);
  bd_job_fail (task, bd_app_error_take (error));
}

static void
on_matched_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      data)
{
  GTask *task = data;
  Question *question = g_task_get_task_data (task);
  GError *error = NULL;

  question->candidates = bd_identity_match_finish (result, &question->calls, &error);
  go_on (task, question->candidates != NULL, error);
}

static void
match_step (GTask *task)
{
  BdContext *self = g_task_get_source_object (task);
  Question *question = g_task_get_task_data (task);

  bd_identity_match_async (self->services, question->ticket, question->name, question->born, question->gender,
                           g_task_get_cancellable (task), on_matched_cb, task);
}

/* Every number that is about to be seen stands in the log (access rules: search). */
static void
note_candidates_step (GTask *task)
{
  BdContext *self = g_task_get_source_object (task);
  Question *question = g_task_get_task_data (task);
  g_autoptr (GStrvBuilder) numbers = g_strv_builder_new ();
  BdAuditEvent *event;

  if (!bd_context_check_ready (self, task))
    return;

  event = bd_context_event_new (self, BD_ACT_SEARCH_RESULT, NULL);
  for (guint i = 0; i < question->candidates->len; i++)
    g_strv_builder_add (numbers, ((const BdPatient *) g_ptr_array_index (question->candidates, i))->nhi);
  g_strfreev (event->nhis);
  event->nhis = g_strv_builder_end (numbers);
  take_calls (event, question->calls);
  event->outcome = g_strdup_printf ("done: %u candidates", question->candidates->len);
  bd_access_note_async (self->access, event, g_task_get_cancellable (task), on_noted_cb, task);
}

static const BdJobStep match_steps[] = { admit_step, match_step, note_candidates_step, NULL };

static gboolean
take_name (Question    *question,
           const char  *name,
           const char  *born,
           const char  *gender,
           GError     **error)
{
  static const char *const genders[] = { "female", "male", "other", "unknown", NULL };
  g_autofree char *folded = gender != NULL ? g_ascii_strdown (gender, -1) : NULL;
  const char *wrong = NULL;

  question->name = g_strstrip (g_strdup (name));
  question->born = born != NULL ? bd_born_parse (born) : NULL;
  if (*question->name == '\0')
    wrong = "Write a name to search for.";
  else if (question->born == NULL)
    wrong = "Write when the person was born: a year is enough, such as 1971, or 05-Feb-1971.";
  else if (folded != NULL && *folded != '\0' && !g_strv_contains (genders, folded))
    wrong = "Gender is female, male, other or unknown, or left out.";

  if (wrong != NULL)
    {
      g_set_error_literal (error, BD_APP_ERROR, BD_APP_ERROR_INPUT, wrong);
      return FALSE;
    }

  question->gender = folded != NULL && *folded != '\0' ? g_steal_pointer (&folded) : NULL;

  return TRUE;
}

/**
 * bd_context_match_async:
 * @self: a context, signed in
 * @name: a name as known
 * @born: year, month or date, also as people write it (05-Feb-1971, 5/2/1971)
 * @gender: (nullable): FHIR code
 * @cancellable: (nullable): to give up
 * @callback: called with the candidates
 * @user_data: for @callback
 */
void
bd_context_match_async (BdContext           *self,
                        const char          *name,
                        const char          *born,
                        const char          *gender,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  GTask *task;
  GError *error = NULL;

  g_return_if_fail (BD_IS_CONTEXT (self));
  g_return_if_fail (name != NULL);

  task = question_task_new (self, bd_context_match_async, cancellable, callback, user_data);
  if (!bd_context_check_ready (self, task))
    return;

  if (take_name (g_task_get_task_data (task), name, born, gender, &error))
    bd_job_run (task, match_steps);
  else
    bd_job_fail (task, error);
}

/**
 * bd_context_match_finish:
 * @self: a context
 * @result: as given to the callback
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable) (element-type BdPatient): candidates, best
 *   first, perhaps none; nobody is picked. %NULL with %BD_APP_ERROR_INPUT,
 *   %BD_APP_ERROR_NOTHING_TO_SHOW (NHI did not answer or is not set up) and the others
 *   of bd_context_identify_finish()
 */
GPtrArray *
bd_context_match_finish (BdContext     *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_context_match_async), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;

  return g_steal_pointer (&((Question *) g_task_get_task_data (G_TASK (result)))->candidates);
}

static void
on_validated_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      data)
{
  GTask *task = data;
  Question *question = g_task_get_task_data (task);
  GError *error = NULL;

  question->validation = bd_identity_validate_finish (result, &question->calls, &error);
  go_on (task, question->validation != NULL, error);
}

static void
validate_step (GTask *task)
{
  BdContext *self = g_task_get_source_object (task);
  Question *question = g_task_get_task_data (task);

  bd_identity_validate_async (self->services, question->ticket, question->nhi, question->name, question->born,
                              question->gender, g_task_get_cancellable (task), on_validated_cb, task);
}

/* The number asked about, and whichever NHI answered with. */
static void
note_validation_step (GTask *task)
{
  BdContext *self = g_task_get_source_object (task);
  Question *question = g_task_get_task_data (task);
  const BdValidation *validation = question->validation;
  g_autoptr (GStrvBuilder) numbers = g_strv_builder_new ();
  BdAuditEvent *event;

  if (!bd_context_check_ready (self, task))
    return;

  event = bd_context_event_new (self, BD_ACT_SEARCH_RESULT, NULL);
  g_strv_builder_add (numbers, question->nhi);
  for (guint i = 0; validation->nhis[i] != NULL; i++)
    if (strcmp (validation->nhis[i], question->nhi) != 0)
      g_strv_builder_add (numbers, validation->nhis[i]);
  g_strfreev (event->nhis);
  event->nhis = g_strv_builder_end (numbers);
  take_calls (event, question->calls);
  event->outcome = g_strdup_printf ("done: validation %s", bd_validation_kind_to_string (validation->kind));
  bd_access_note_async (self->access, event, g_task_get_cancellable (task), on_noted_cb, task);
}

static const BdJobStep validate_steps[] = { admit_step, validate_step, note_validation_step, NULL };

/**
 * bd_context_validate_async:
 * @self: a context, signed in
 * @number: an NHI number as typed or scanned
 * @allow_bad_check: ask about a number whose check character does not fit; outside
 *   production only
 * @name: a name as known
 * @born: year, month or date, also as people write it (05-Feb-1971, 5/2/1971)
 * @gender: (nullable): FHIR code
 * @cancellable: (nullable): to give up
 * @callback: called with the validation
 * @user_data: for @callback
 *
 * Asks NHI whether number and particulars belong together (NHI guide 1.6.5, validate).
 * Nobody's details come back, and nothing saved stands in for NHI.
 */
void
bd_context_validate_async (BdContext           *self,
                           const char          *number,
                           gboolean             allow_bad_check,
                           const char          *name,
                           const char          *born,
                           const char          *gender,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  GTask *task;
  Question *question;
  GError *error = NULL;

  g_return_if_fail (BD_IS_CONTEXT (self));
  g_return_if_fail (number != NULL && name != NULL);

  task = question_task_new (self, bd_context_validate_async, cancellable, callback, user_data);
  question = g_task_get_task_data (task);
  if (!bd_context_check_ready (self, task))
    return;

  if (take_number (self, question, number, allow_bad_check, &error) && take_name (question, name, born, gender, &error))
    bd_job_run (task, validate_steps);
  else
    bd_job_fail (task, error);
}

/**
 * bd_context_validate_finish:
 * @self: a context
 * @result: as given to the callback
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): what NHI says, a refusal to confirm included.
 *   %NULL with %BD_APP_ERROR_NOTHING_TO_SHOW (NHI did not answer, is not set up, or
 *   cannot validate) and the others of bd_context_identify_finish()
 */
BdValidation *
bd_context_validate_finish (BdContext     *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_context_validate_async), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;

  return g_steal_pointer (&((Question *) g_task_get_task_data (G_TASK (result)))->validation);
}
