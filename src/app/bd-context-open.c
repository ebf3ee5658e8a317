/* bd-context-open.c: from an identified person to an opened record
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-context-private.h"

#include "bd-clock.h"
#include "bd-opening-private.h"

#include <string.h>

#define SHIFT (G_GINT64_CONSTANT (12) * 3600 * G_USEC_PER_SEC)

typedef struct {
  BdPatient         *patient;
  BdReasonCode       reason;
  char              *note;
  BdIdentifiedBy     identified_by;
  gboolean           offline;
  GStrv              linked;
  BdEmergencyRequest request;      /* emergency alone: its strings are owned, note is above */
  BdLockedBytes     *passphrase;   /* emergency alone */
} Wish;

static void
wish_free (Wish *wish)
{
  bd_patient_free (wish->patient);
  g_free (wish->note);
  g_strfreev (wish->linked);
  g_free ((char *) wish->request.consulted);
  g_free ((char *) wish->request.initials);
  g_free ((char *) wish->request.birth_year);
  g_clear_pointer (&wish->passphrase, bd_locked_bytes_unref);
  g_free (wish);
}

void
bd_remembered_free (BdRemembered *self)
{
  g_free (self->note);
  g_free (self);
}

/* Nobody vouched for the name, so nobody can have compared it. */
static gboolean
is_unconfirmed (const BdPatient *patient)
{
  return bd_patient_peek_name (patient) == NULL && patient->birth_date == NULL;
}

/* The old numbers, and the one that was typed. */
static GStrv
dup_linked (const BdPatient *patient)
{
  g_autoptr (GStrvBuilder) numbers = g_strv_builder_new ();

  g_strv_builder_addv (numbers, (const char **) patient->linked_nhis);
  if (patient->asked_nhi != NULL && strcmp (patient->asked_nhi, patient->nhi) != 0 &&
      !g_strv_contains ((const char *const *) patient->linked_nhis, patient->asked_nhi))
    g_strv_builder_add (numbers, patient->asked_nhi);

  return g_strv_builder_end (numbers);
}

static Wish *
wish_new (const BdPatient *patient,
          BdReasonCode     reason,
          const char      *note,
          BdIdentifiedBy   identified_by,
          gboolean         offline)
{
  Wish *wish = g_new0 (Wish, 1);

  wish->patient = bd_patient_copy (patient);
  wish->reason = reason;
  wish->note = note != NULL ? g_strstrip (g_strdup (note)) : NULL;
  if (wish->note != NULL && *wish->note == '\0')
    g_clear_pointer (&wish->note, g_free);
  wish->identified_by = is_unconfirmed (patient) ? BD_IDENTIFIED_NOT_CONFIRMED : identified_by;
  wish->offline = offline;
  wish->linked = dup_linked (patient);

  return wish;
}

static void
remember (BdContext  *self,
          const Wish *wish)
{
  BdRemembered *remembered = g_new0 (BdRemembered, 1);

  remembered->reason = wish->reason;
  remembered->identified_by = wish->identified_by;
  remembered->note = g_strdup (wish->note);
  remembered->at = bd_clock_boot ();
  g_hash_table_replace (self->remembered, g_strdup (wish->patient->nhi), remembered);
}

static void
return_opening (GTask     *task,
                BdOpening *opening)
{
  bd_opening_begin (opening);
  g_task_return_pointer (task, opening, g_object_unref);
  g_object_unref (task);
}

static void
on_admitted_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      data)
{
  GTask *task = data;
  BdContext *self = g_task_get_source_object (task);
  const Wish *wish = g_task_get_task_data (task);
  g_autoptr (BdTicket) ticket = NULL;
  BdGrant *grant = g_hash_table_lookup (self->grants, wish->patient->nhi);
  GError *error = NULL;

  ticket = bd_access_admit_finish (BD_ACCESS (source), result, &error);
  if (ticket == NULL)
    {
      bd_job_fail (task, bd_app_error_take (error));
      return;
    }
  if (!bd_context_check_ready (self, task))
    return;

  if (grant != NULL && !bd_grant_is_in_force (grant))
    grant = NULL;
  remember (self, wish);
  bd_context_add_opened (self, wish->patient, wish->reason);
  return_opening (task, bd_opening_new (self, wish->patient, ticket, grant, wish->note, wish->offline));
}

/**
 * bd_context_open_async:
 * @self: a context, signed in
 * @patient: who it is, from bd_context_identify_async() or a match; copied
 * @reason: a relationship, or the person's own request; emergencies have
 *   bd_context_open_emergency_async()
 * @note: (nullable): where the reason needs one
 * @identified_by: how; a person whom NHI did not confirm is "not confirmed" whatever
 *   is given
 * @offline: %TRUE to read saved copies and ask nobody
 * @cancellable: (nullable): to give up
 * @callback: called as soon as the record exists; answers follow
 * @user_data: for @callback
 *
 * The audit event first, then a ticket, then every service at once. What the sources'
 * retention allows is kept: opening is the clinician's own act (SDHR guide 1.1 draft,
 * SRD-8). Within ten minutes of a lock an emergency access goes on.
 */
void
bd_context_open_async (BdContext           *self,
                       const BdPatient     *patient,
                       BdReasonCode         reason,
                       const char          *note,
                       BdIdentifiedBy       identified_by,
                       gboolean             offline,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  GTask *task;
  Wish *wish;
  BdAdmission admission;

  g_return_if_fail (BD_IS_CONTEXT (self));
  g_return_if_fail (patient != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, bd_context_open_async);
  wish = wish_new (patient, reason, note, identified_by, offline);
  g_task_set_task_data (task, wish, (GDestroyNotify) wish_free);
  if (!bd_context_check_ready (self, task))
    return;

  bd_context_touch (self);
  admission = (BdAdmission) {
    .scope = BD_TICKET_IDENTITY | BD_TICKET_RECORD,
    .nhi = wish->patient->nhi,
    .linked = (const char *const *) wish->linked,
    .reason = reason,
    .note = wish->note,
    .identified_by = wish->identified_by,
  };
  bd_access_admit_async (self->access, self->clinician, &admission, cancellable, on_admitted_cb, task);
}

/**
 * bd_context_open_finish:
 * @self: a context
 * @result: as given to the callback
 * @error: return location for an error
 *
 * Also for bd_context_open_emergency_async().
 *
 * Returns: (transfer full) (nullable): the opening, or %NULL with
 *   %BD_APP_ERROR_REFUSED (role, reason, note, confirmation), %BD_APP_ERROR_PASSPHRASE,
 *   %BD_APP_ERROR_STORE (audit log), %BD_APP_ERROR_LOCKED or %BD_APP_ERROR_SIGN_IN
 */
BdOpening *
bd_context_open_finish (BdContext     *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_context_open_async) ||
                        g_async_result_is_tagged (result, bd_context_open_emergency_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_granted_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      data)
{
  GTask *task = data;
  BdContext *self = g_task_get_source_object (task);
  const Wish *wish = g_task_get_task_data (task);
  g_autoptr (BdGrant) grant = NULL;
  GError *error = NULL;

  grant = bd_access_break_glass_finish (BD_ACCESS (source), result, &error);
  if (grant == NULL)
    {
      bd_job_fail (task, bd_app_error_take (error));
      return;
    }

  if (!bd_context_check_ready (self, task))
    {
      bd_access_end_grant_async (self->access, grant, "locked before it began", NULL, NULL, NULL);
      return;
    }

  g_hash_table_replace (self->grants, g_strdup (wish->patient->nhi), g_object_ref (grant));
  bd_context_add_opened (self, wish->patient, wish->reason);
  return_opening (task, bd_opening_new (self, wish->patient, bd_grant_get_ticket (grant), grant, wish->note, wish->offline));
}

static void
on_passphrase_checked_cb (GObject      *source,
                          GAsyncResult *result,
                          gpointer      data)
{
  GTask *task = data;
  BdContext *self = BD_CONTEXT (source);
  Wish *wish = g_task_get_task_data (task);
  GError *error = NULL;

  if (!bd_context_check_passphrase_finish (self, result, &error))
    {
      bd_job_fail (task, error);
      return;
    }

  if (bd_context_check_ready (self, task))
    bd_access_break_glass_async (self->access, self->clinician, wish->patient, &wish->request,
                                 g_task_get_cancellable (task), on_granted_cb, task);
}

/**
 * bd_context_open_emergency_async:
 * @self: a context, signed in
 * @patient: who it is; copied
 * @request: reason BG1 to BG5, note, initials and birth year; copied
 * @passphrase: the clinician's own, once more
 * @offline: %TRUE to read saved copies and ask nobody
 * @cancellable: (nullable): to give up
 * @callback: called as soon as the record exists; finish with bd_context_open_finish()
 * @user_data: for @callback
 *
 * Emergency access from the start: no relationship holds. Every service is asked once,
 * with ETREAT; nothing is kept.
 */
void
bd_context_open_emergency_async (BdContext                *self,
                                 const BdPatient          *patient,
                                 const BdEmergencyRequest *request,
                                 BdLockedBytes            *passphrase,
                                 gboolean                  offline,
                                 GCancellable             *cancellable,
                                 GAsyncReadyCallback       callback,
                                 gpointer                  user_data)
{
  GTask *task;
  Wish *wish;

  g_return_if_fail (BD_IS_CONTEXT (self));
  g_return_if_fail (patient != NULL && request != NULL && passphrase != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, bd_context_open_emergency_async);
  wish = wish_new (patient, request->reason, request->note, request->identified_by, offline);
  wish->request = *request;     /* the plain members; the texts are copied below */
  wish->request.identified_by = wish->identified_by;
  wish->request.note = wish->note;
  wish->request.consulted = g_strdup (request->consulted);
  wish->request.initials = g_strdup (request->initials);
  wish->request.birth_year = g_strdup (request->birth_year);
  wish->passphrase = bd_locked_bytes_ref (passphrase);
  g_task_set_task_data (task, wish, (GDestroyNotify) wish_free);
  if (bd_context_check_ready (self, task))
    bd_context_check_passphrase_async (self, passphrase, cancellable, on_passphrase_checked_cb, task);
}

/**
 * bd_context_note_offer_async:
 * @self: a context, signed in
 * @patient: whose record would be opened
 * @identified_by: how the person was identified; of an unconfirmed person it is "not confirmed"
 * @declined: %FALSE when the dialog appears, %TRUE when it was left without opening
 * @cancellable: (nullable): to give up
 * @callback: called when it stands in the audit log
 * @user_data: for @callback
 *
 * Emergency access was offered before any record was opened. bd_opening_note_offer_async()
 * does the same for an opened one.
 */
void
bd_context_note_offer_async (BdContext           *self,
                             const BdPatient     *patient,
                             BdIdentifiedBy       identified_by,
                             gboolean             declined,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  BdAuditEvent *event;
  GTask *task;

  g_return_if_fail (BD_IS_CONTEXT (self));
  g_return_if_fail (patient != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, bd_context_note_offer_async);
  if (!bd_context_check_ready (self, task))
    return;
  event = bd_context_event_new (self, declined ? BD_ACT_EMERGENCY_DECLINED : BD_ACT_EMERGENCY_OFFERED, patient->nhi);
  event->identified_by = g_strdup (bd_identified_by_to_string (is_unconfirmed (patient) ? BD_IDENTIFIED_NOT_CONFIRMED : identified_by));
  event->outcome = g_strdup ("done");
  bd_access_note_async (self->access, event, cancellable, bd_context_on_noted_cb, task);
}

/**
 * bd_context_note_offer_finish:
 * @self: a context
 * @result: what @callback was given
 * @error: return location for an error
 *
 * Returns: %FALSE with %BD_APP_ERROR_STORE (audit log), %BD_APP_ERROR_LOCKED or %BD_APP_ERROR_SIGN_IN
 */
gboolean
bd_context_note_offer_finish (BdContext     *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_context_note_offer_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * bd_context_recall_reason:
 * @self: a context
 * @nhi: a live number
 * @reason: (out) (optional): why it was opened last
 * @identified_by: (out) (optional): how the person was identified then
 * @note: (out) (optional) (transfer full) (nullable): the note given then
 *
 * Remembered for this person and clinician for a shift of 12 h, so that opening again
 * is one key.
 *
 * Returns: %FALSE when nothing is remembered
 */
gboolean
bd_context_recall_reason (BdContext      *self,
                          const char     *nhi,
                          BdReasonCode   *reason,
                          BdIdentifiedBy *identified_by,
                          char          **note)
{
  const BdRemembered *remembered;

  g_return_val_if_fail (BD_IS_CONTEXT (self), FALSE);
  g_return_val_if_fail (nhi != NULL, FALSE);

  remembered = g_hash_table_lookup (self->remembered, nhi);
  if (self->state != BD_CONTEXT_READY || remembered == NULL || bd_clock_boot () - remembered->at > SHIFT)
    return FALSE;

  if (reason != NULL)
    *reason = remembered->reason;
  if (identified_by != NULL)
    *identified_by = remembered->identified_by;
  if (note != NULL)
    *note = g_strdup (remembered->note);

  return TRUE;
}
