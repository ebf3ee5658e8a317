/* bd-access.c: the rules: who may open what, and nothing before it is written down
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-access.h"

#include "bd-emergency-private.h"
#include "bd-grant-private.h"
#include "bd-ticket-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SHIFT_HOURS         12
#define GRANT_HOURS_DEFAULT 6
#define GRANT_HOURS_MAX     24

struct _BdAccess
{
  GObject      parent_instance;

  BdAuditSink *sink;
  GStrv        emergency_roles;
  guint        grant_hours;
  char        *workstation;
  char        *address;
  GHashTable  *grants;   /* "user number" → BdGrant in force */
};

/* What is kept while an event is on its way to the disk */
typedef struct
{
  BdAuditEvent *event;
  BdTicket     *ticket;    /* (nullable): not given out, and not valid for anyone, before the event is written */
  GError       *refusal;   /* (nullable) */
} Pending;

G_DEFINE_FINAL_TYPE (BdAccess, bd_access, G_TYPE_OBJECT)
G_DEFINE_QUARK (bd-access-error-quark, bd_access_error)

static void
pending_free (gpointer data)
{
  Pending *pending = data;

  bd_audit_event_free (pending->event);
  g_clear_object (&pending->ticket);
  g_clear_error (&pending->refusal);
  g_free (pending);
}

static void
fill_place (BdAccess     *self,
            BdAuditEvent *event)
{
  if (event->workstation == NULL)
    event->workstation = g_strdup (self->workstation);
  if (event->address == NULL)
    event->address = g_strdup (self->address);
}

static GTask *
task_new (BdAccess           *self,
          BdAuditEvent       *event,
          gpointer            tag,
          GCancellable       *cancellable,
          GAsyncReadyCallback callback,
          gpointer            user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Pending *pending = g_new0 (Pending, 1);

  fill_place (self, event);
  pending->event = event;
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, pending, pending_free);

  return task;
}

static void
refuse (Pending      *pending,
        BdAccessError code,
        const char   *sentence)
{
  g_clear_error (&pending->refusal);
  pending->refusal = g_error_new_literal (BD_ACCESS_ERROR, code, sentence);
  pending->event->act = BD_ACT_REFUSED;
  g_free (pending->event->outcome);
  pending->event->outcome = g_strconcat ("refused: ", sentence, NULL);
}

/* TRUE when the event is on the disk and nothing was refused; else the task is returned. */
static gboolean
take_append (GTask        *task,
             GAsyncResult *result)
{
  BdAccess *self = g_task_get_source_object (task);
  Pending *pending = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gboolean written = bd_audit_sink_append_finish (self->sink, result, &error);

  if (pending->refusal != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&pending->refusal));
      return FALSE;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return FALSE;
    }
  if (!written)
    {
      g_task_return_new_error (task, BD_ACCESS_ERROR, BD_ACCESS_ERROR_NOT_AUDITED,
                               _ ("Nothing was done, because it could not be written to the audit log: %s"),
                               error != NULL ? error->message : _ ("no reason given"));
      return FALSE;
    }

  return TRUE;
}

static GStrv
numbers_of (const char        *nhi,
            const char *const *linked)
{
  g_autoptr (GPtrArray) numbers = g_ptr_array_new ();

  if (nhi != NULL && *nhi != '\0')
    g_ptr_array_add (numbers, g_strdup (nhi));
  for (guint i = 0; linked != NULL && linked[i] != NULL; i++)
    if (*linked[i] != '\0' && g_strcmp0 (linked[i], nhi) != 0)
      g_ptr_array_add (numbers, g_strdup (linked[i]));
  g_ptr_array_add (numbers, NULL);

  return (GStrv)g_ptr_array_steal (numbers, NULL);
}

static gboolean
wants_record (const BdAdmission *admission)
{
  return (admission->scope & (BD_TICKET_RECORD | BD_TICKET_SAVE)) != 0;
}

static const char *
words_of_scope (BdTicketScope scope)
{
  if (scope & BD_TICKET_SAVE)
    return scope & BD_TICKET_RECORD ? "scope record save" : "scope save";

  return scope & BD_TICKET_RECORD ? "scope record" : "scope identity";
}

static BdAuditEvent *
event_of_admission (BdClinician       *clinician,
                    const BdAdmission *admission)
{
  BdAuditEvent *event = bd_audit_event_new (wants_record (admission) ? BD_ACT_RECORD_OPENED : BD_ACT_SEARCH, clinician);

  event->nhis = numbers_of (admission->nhi, admission->linked);
  event->has_purpose = TRUE;
  event->purpose = BD_PURPOSE_TREAT;
  event->outcome = g_strdup ("done");
  g_ptr_array_add (event->states, g_strdup (words_of_scope (admission->scope)));
  if (wants_record (admission) && (guint)admission->reason < BD_N_REASONS)
    {
      event->purpose = bd_reason_get (admission->reason)->purpose;
      event->reason = g_strdup (bd_reason_get (admission->reason)->id);
      event->note = g_strdup (admission->note);
      event->identified_by = g_strdup (bd_identified_by_to_string (admission->identified_by));
    }

  return event;
}

static void
judge_record (Pending           *pending,
              const BdAdmission *admission)
{
  g_autofree char *sentence = NULL;

  if (admission->nhi == NULL || *admission->nhi == '\0')
    {
      refuse (pending, BD_ACCESS_ERROR_TICKET, _ ("A record is opened for one person's NHI number."));
      return;
    }
  if ((guint)admission->reason >= BD_N_REASONS)
    {
      refuse (pending, BD_ACCESS_ERROR_REASON, _ ("Choose why you are opening this record."));
      return;
    }
  if (bd_reason_get (admission->reason)->kind == BD_REASON_KIND_EMERGENCY)
    {
      refuse (pending, BD_ACCESS_ERROR_REASON, _ ("An emergency is opened by emergency access, not as an ordinary reason."));
      return;
    }

  sentence = bd_reason_refuse_note (admission->reason, admission->note, NULL);
  if (sentence != NULL)
    refuse (pending, BD_ACCESS_ERROR_NOTE, sentence);
}

static void
judge_admission (Pending           *pending,
                 BdClinician       *clinician,
                 const BdAdmission *admission)
{
  if (!bd_role_is_clinical (clinician->role))
    refuse (pending, BD_ACCESS_ERROR_ROLE, _ ("Your role does not allow opening clinical records."));
  else if (wants_record (admission))
    judge_record (pending, admission);
}

static void
make_ticket (Pending           *pending,
             BdClinician       *clinician,
             const BdAdmission *admission)
{
  BdTicketTerms terms = {
    .scope = admission->scope,
    .nhi = admission->nhi != NULL ? admission->nhi : "",
    .linked = admission->nhi != NULL && *admission->nhi != '\0' ? admission->linked : NULL,
    .reason = wants_record (admission) ? admission->reason : BD_REASON_LR1,
    .purpose = pending->event->purpose,
    .identified_by = admission->identified_by,
    .hours = SHIFT_HOURS,
  };

  pending->ticket = bd_ticket_new (clinician, &terms);
}

static void
on_admission_written_cb (GObject      *source,
                         GAsyncResult *result,
                         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Pending *pending = g_task_get_task_data (task);

  if (take_append (task, result))
    g_task_return_pointer (task, g_steal_pointer (&pending->ticket), g_object_unref);
}

static char *
grant_key (BdClinician *clinician,
           const char  *nhi)
{
  return g_strconcat (clinician->user_id, "\n", nhi, NULL);
}

static void
on_stop_written_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;

  if (take_append (task, result))
    g_task_return_boolean (task, TRUE);
}

static BdAuditEvent *
event_of_stop (BdGrant    *grant,
               const char *why)
{
  BdTicket *ticket = bd_grant_get_ticket (grant);
  BdAuditEvent *event = bd_audit_event_new (BD_ACT_EMERGENCY_STOPPED, bd_ticket_get_clinician (ticket));

  event->nhis = numbers_of (bd_ticket_get_nhi (ticket), NULL);
  event->has_purpose = TRUE;
  event->purpose = BD_PURPOSE_ETREAT;
  event->reason = g_strdup (bd_reason_get (bd_ticket_get_reason (ticket))->id);
  event->outcome = g_strconcat ("done: ", why, NULL);

  return event;
}

/* Takes task and the grant out of force; the end is written once, whoever comes first. */
static void
stop_grant (BdAccess   *self,
            BdGrant    *grant,
            const char *why,
            GTask      *task)
{
  BdTicket *ticket = bd_grant_get_ticket (grant);
  g_autofree char *key = grant_key (bd_ticket_get_clinician (ticket), bd_ticket_get_nhi (ticket));
  g_autoptr (BdGrant) keep = g_object_ref (grant);
  Pending *pending = g_task_get_task_data (task);
  gboolean first = bd_grant_claim_stop (grant);

  if (g_hash_table_lookup (self->grants, key) == grant)
    g_hash_table_remove (self->grants, key);
  bd_grant_end (grant);

  if (first)
    {
      bd_audit_sink_append_async (self->sink, pending->event, NULL, on_stop_written_cb, task);
      return;
    }
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
stop_grant_quietly (BdAccess   *self,
                    BdGrant    *grant,
                    const char *why)
{
  stop_grant (self, grant, why,
              task_new (self, event_of_stop (grant, why), bd_access_end_grant_async, NULL, NULL, NULL));
}

static void
on_grant_ended_cb (BdGrant  *grant,
                   BdAccess *self)
{
  stop_grant_quietly (self, grant, "time is up");
}

static BdGrant *
put_in_force (BdAccess *self,
              BdTicket *ticket)
{
  char *key = grant_key (bd_ticket_get_clinician (ticket), bd_ticket_get_nhi (ticket));
  BdGrant *before = g_hash_table_lookup (self->grants, key);
  BdGrant *grant = bd_grant_new (ticket);

  if (before != NULL)
    stop_grant_quietly (self, before, "replaced by another emergency access");
  g_signal_connect_object (grant, "ended", G_CALLBACK (on_grant_ended_cb), self, 0);
  g_hash_table_insert (self->grants, key, g_object_ref (grant));

  return grant;
}

static void
on_start_written_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  BdAccess *self = g_task_get_source_object (task);
  Pending *pending = g_task_get_task_data (task);

  if (take_append (task, result))
    g_task_return_pointer (task, put_in_force (self, pending->ticket), g_object_unref);
}

static void
on_note_written_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;

  if (take_append (task, result))
    g_task_return_boolean (task, TRUE);
}

static void
bd_access_finalize (GObject *object)
{
  BdAccess *self = BD_ACCESS (object);

  g_clear_object (&self->sink);
  g_strfreev (self->emergency_roles);
  g_free (self->workstation);
  g_free (self->address);
  g_hash_table_unref (self->grants);

  G_OBJECT_CLASS (bd_access_parent_class)->finalize (object);
}

static void
bd_access_class_init (BdAccessClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bd_access_finalize;
}

static void
bd_access_init (BdAccess *self)
{
  self->grants = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

/**
 * bd_access_new:
 * @sink: where events are written
 * @settings: the site's settings, copied; 0 hours mean 6, more than 24 mean 24
 *
 * Returns: (transfer full): the rules of this device
 */
BdAccess *
bd_access_new (BdAuditSink            *sink,
               const BdAccessSettings *settings)
{
  static const char *const usual[] = { "clinician", "clinician-emergency", NULL };
  BdAccess *self;

  g_return_val_if_fail (BD_IS_AUDIT_SINK (sink), NULL);
  g_return_val_if_fail (settings != NULL, NULL);

  self = g_object_new (BD_TYPE_ACCESS, NULL);
  self->sink = g_object_ref (sink);
  self->emergency_roles = g_strdupv (settings->emergency_roles != NULL ? settings->emergency_roles : (GStrv)usual);
  self->grant_hours = CLAMP (settings->grant_hours != 0 ? settings->grant_hours : GRANT_HOURS_DEFAULT, 1,
                             GRANT_HOURS_MAX);
  self->workstation = g_strdup (settings->workstation);
  self->address = g_strdup (settings->address);

  return self;
}

/**
 * bd_access_admit_async:
 * @self: the rules
 * @clinician: who asks
 * @admission: what for; read before this returns
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is decided and written down
 * @user_data: for @callback
 *
 * Asks for a ticket for a shift of 12 hours. Refusals are written to the log too.
 */
void
bd_access_admit_async (BdAccess           *self,
                       BdClinician        *clinician,
                       const BdAdmission  *admission,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  GTask *task;
  Pending *pending;

  g_return_if_fail (BD_IS_ACCESS (self));
  g_return_if_fail (clinician != NULL && admission != NULL && admission->scope != 0);

  task = task_new (self, event_of_admission (clinician, admission), bd_access_admit_async, cancellable, callback,
                   user_data);
  pending = g_task_get_task_data (task);
  judge_admission (pending, clinician, admission);
  if (pending->refusal == NULL)
    make_ticket (pending, clinician, admission);

  bd_audit_sink_append_async (self->sink, pending->event, cancellable, on_admission_written_cb, task);
}

/**
 * bd_access_admit_finish:
 * @self: the rules
 * @result: the result
 * @error: %BD_ACCESS_ERROR_ROLE, %BD_ACCESS_ERROR_REASON, %BD_ACCESS_ERROR_NOTE,
 *   %BD_ACCESS_ERROR_TICKET, %BD_ACCESS_ERROR_NOT_AUDITED, %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): a ticket
 */
BdTicket *
bd_access_admit_finish (BdAccess     *self,
                        GAsyncResult *result,
                        GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_access_admit_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
judge_emergency (BdAccess                 *self,
                 Pending                  *pending,
                 BdClinician              *clinician,
                 const BdPatient          *patient,
                 const BdEmergencyRequest *request)
{
  BdAccessError code = BD_ACCESS_ERROR_REASON;
  g_autofree char *sentence = bd_emergency_refuse (self->emergency_roles, clinician, patient, request, TRUE, &code);

  if (sentence != NULL)
    refuse (pending, code, sentence);
}

/**
 * bd_access_break_glass_async:
 * @self: the rules
 * @clinician: who asks; the passphrase was checked
 * @patient: the person, as NHI or the saved copy says
 * @request: what was entered; read before this returns
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is decided and written down
 * @user_data: for @callback
 *
 * Asks for emergency access. No network is needed. A grant that this clinician already has for
 * this person ends, and its end is written, when the new one is in force.
 */
void
bd_access_break_glass_async (BdAccess                 *self,
                             BdClinician              *clinician,
                             const BdPatient          *patient,
                             const BdEmergencyRequest *request,
                             GCancellable             *cancellable,
                             GAsyncReadyCallback       callback,
                             gpointer                  user_data)
{
  BdTicketTerms terms = { 0 };
  BdAuditEvent *event;
  GTask *task;
  Pending *pending;

  g_return_if_fail (BD_IS_ACCESS (self));
  g_return_if_fail (clinician != NULL && patient != NULL && request != NULL);

  event = bd_emergency_event_new (clinician, patient, request);
  task = task_new (self, event, bd_access_break_glass_async, cancellable, callback, user_data);
  pending = g_task_get_task_data (task);
  judge_emergency (self, pending, clinician, patient, request);
  if (pending->refusal == NULL)
    {
      terms.scope = BD_TICKET_IDENTITY | BD_TICKET_RECORD;
      terms.nhi = patient->nhi;
      terms.linked = (const char *const *)patient->linked_nhis;
      terms.reason = request->reason;
      terms.purpose = BD_PURPOSE_ETREAT;
      terms.hours = self->grant_hours;
      terms.identified_by = request->identified_by;
      pending->ticket = bd_ticket_new (clinician, &terms);
    }

  bd_audit_sink_append_async (self->sink, event, cancellable, on_start_written_cb, task);
}

/**
 * bd_access_break_glass_finish:
 * @self: the rules
 * @result: the result
 * @error: %BD_ACCESS_ERROR_ROLE, %BD_ACCESS_ERROR_REASON, %BD_ACCESS_ERROR_NOTE,
 *   %BD_ACCESS_ERROR_CONFIRMATION, %BD_ACCESS_ERROR_NOT_AUDITED, %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): a grant in force
 */
BdGrant *
bd_access_break_glass_finish (BdAccess     *self,
                              GAsyncResult *result,
                              GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_access_break_glass_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * bd_access_end_grant_async:
 * @self: the rules
 * @grant: a grant
 * @why: for the log: "ended by the clinician", "nothing more came", "time is up", "signed out"
 * @cancellable: (nullable): a cancellable; the grant ends all the same
 * @callback: called when the end is written down
 * @user_data: for @callback
 *
 * Ends a grant at once, whatever becomes of the log: an end must never fail. The end of a grant
 * that is over already was written then, and is not written again.
 */
void
bd_access_end_grant_async (BdAccess           *self,
                           BdGrant            *grant,
                           const char         *why,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_return_if_fail (BD_IS_ACCESS (self));
  g_return_if_fail (BD_IS_GRANT (grant) && why != NULL);

  stop_grant (self, grant, why,
              task_new (self, event_of_stop (grant, why), bd_access_end_grant_async, cancellable, callback, user_data));
}

/**
 * bd_access_end_grant_finish:
 * @self: the rules
 * @result: the result
 * @error: %BD_ACCESS_ERROR_NOT_AUDITED: it ended, but the end could not be written
 *
 * Returns: whether the end is written down
 */
gboolean
bd_access_end_grant_finish (BdAccess     *self,
                            GAsyncResult *result,
                            GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_access_end_grant_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * bd_access_note_async:
 * @self: the rules
 * @event: (transfer full): an act that needs no ticket; workstation and address are filled in
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is written down
 * @user_data: for @callback
 */
void
bd_access_note_async (BdAccess           *self,
                      BdAuditEvent       *event,
                      GCancellable       *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (BD_IS_ACCESS (self));
  g_return_if_fail (event != NULL);

  task = task_new (self, event, bd_access_note_async, cancellable, callback, user_data);
  bd_audit_sink_append_async (self->sink, event, cancellable, on_note_written_cb, task);
}

/**
 * bd_access_note_finish:
 * @self: the rules
 * @result: the result
 * @error: %BD_ACCESS_ERROR_NOT_AUDITED, %G_IO_ERROR_CANCELLED
 *
 * Returns: whether it is written down
 */
gboolean
bd_access_note_finish (BdAccess     *self,
                       GAsyncResult *result,
                       GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_access_note_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * bd_access_refuse_emergency:
 * @self: the rules
 * @clinician: who would ask
 * @patient: the person
 * @request: what was entered so far
 * @with_confirmation: whether initials and birth year are checked too
 *
 * Returns: (transfer full) (nullable): %NULL when it would be granted, else the sentence that
 *   says what is missing. Nothing is written.
 */
char *
bd_access_refuse_emergency (BdAccess                 *self,
                            BdClinician              *clinician,
                            const BdPatient          *patient,
                            const BdEmergencyRequest *request,
                            gboolean                  with_confirmation)
{
  BdAccessError code;

  g_return_val_if_fail (BD_IS_ACCESS (self), NULL);
  g_return_val_if_fail (clinician != NULL && patient != NULL && request != NULL, NULL);

  return bd_emergency_refuse (self->emergency_roles, clinician, patient, request, with_confirmation, &code);
}
