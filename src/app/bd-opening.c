/* bd-opening.c: one opening of one person's record
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-opening-private.h"

#include "bd-clock.h"

G_DEFINE_FINAL_TYPE (BdOpening, bd_opening, G_TYPE_OBJECT)

guint bd_opening_signals[BD_OPENING_N_SIGNALS];

static void
bd_opening_dispose (GObject *object)
{
  BdOpening *self = BD_OPENING (object);

  bd_opening_close (self);
  g_clear_object (&self->lookup);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (bd_opening_parent_class)->dispose (object);
}

static void
bd_opening_finalize (GObject *object)
{
  BdOpening *self = BD_OPENING (object);

  g_clear_object (&self->record);
  g_clear_object (&self->ticket);
  g_clear_object (&self->grant);
  g_object_unref (self->cancellable);
  g_clear_pointer (&self->before, g_ptr_array_unref);
  bd_opening_forget_delta (self);
  g_clear_pointer (&self->clinician, bd_clinician_unref);
  g_free (self->note);

  G_OBJECT_CLASS (bd_opening_parent_class)->finalize (object);
}

static void
bd_opening_class_init (BdOpeningClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bd_opening_dispose;
  G_OBJECT_CLASS (klass)->finalize = bd_opening_finalize;

  bd_opening_signals[BD_OPENING_SETTLED] = g_signal_new ("settled", BD_TYPE_OPENING, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                                         G_TYPE_NONE, 0);
  bd_opening_signals[BD_OPENING_GRANT_CHANGED] = g_signal_new ("grant-changed", BD_TYPE_OPENING, G_SIGNAL_RUN_LAST, 0, NULL,
                                                               NULL, NULL, G_TYPE_NONE, 0);
  bd_opening_signals[BD_OPENING_MESSAGE] = g_signal_new ("message", BD_TYPE_OPENING, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                                         G_TYPE_NONE, 1, G_TYPE_STRING);
  bd_opening_signals[BD_OPENING_CLOSED] = g_signal_new ("closed", BD_TYPE_OPENING, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                                        G_TYPE_NONE, 0);
  bd_opening_signals[BD_OPENING_FACILITY_NAMES_CHANGED] =
    g_signal_new ("facility-names-changed", BD_TYPE_OPENING, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
bd_opening_init (BdOpening *self)
{
  self->cancellable = g_cancellable_new ();
}

void
bd_opening_say (BdOpening  *self,
                const char *sentence)
{
  g_signal_emit (self, bd_opening_signals[BD_OPENING_MESSAGE], 0, sentence);
}

static void
on_answered_cb (BdLookup *lookup,
                BdAnswer *answer,
                gpointer  data)
{
  BdOpening *self = data;

  bd_context_service_answered (self->context, answer->line->source, answer->line->state, answer->line->answered_at);
}

static void
on_store_problem_cb (BdLookup   *lookup,
                     const char *sentence,
                     gpointer    data)
{
  bd_opening_say (data, sentence);
}

static void
on_purged_cb (BdLookup *lookup,
              guint     source,
              guint     parts,
              gpointer  data)
{
  BdOpening *self = data;
  BdAuditEvent *event = bd_context_event_new (self->context, BD_ACT_PURGED, bd_record_get_patient (self->record)->nhi);

  event->outcome = g_strdup_printf ("done: %u parts of %s: the person's choice does not allow keeping them", parts,
                                    bd_source_to_string (source));
  bd_context_note (self->context, event);
}

static void
on_facility_names_changed_cb (BdLookup  *lookup,
                              BdOpening *self)
{
  g_signal_emit (self, bd_opening_signals[BD_OPENING_FACILITY_NAMES_CHANGED], 0);
}

static BdLookup *
make_lookup (BdOpening *self)
{
  BdContext *context = self->context;
  BdLookupOptions options = {
    .store = context->store,
    .session_store = context->session_store,
    .save = !bd_ticket_is_emergency (bd_opening_peek_ticket (self)),
    .offline = self->offline,
  };
  BdLookup *lookup = bd_lookup_new (context->services, bd_opening_peek_ticket (self), self->record, &options);

  g_signal_connect_object (lookup, "answered", G_CALLBACK (on_answered_cb), self, 0);
  g_signal_connect_object (lookup, "store-problem", G_CALLBACK (on_store_problem_cb), self, 0);
  g_signal_connect_object (lookup, "purged", G_CALLBACK (on_purged_cb), self, 0);
  g_signal_connect_object (lookup, "facility-names-changed", G_CALLBACK (on_facility_names_changed_cb), self, 0);

  return lookup;
}

/* Made by BdContext. */
BdOpening *
bd_opening_new (BdContext       *context,
                const BdPatient *patient,
                BdTicket        *ticket,
                BdGrant         *grant,
                const char      *note,
                gboolean         offline)
{
  BdOpening *self = g_object_new (BD_TYPE_OPENING, NULL);

  self->context = g_object_ref (context);
  self->clinician = bd_clinician_ref (context->clinician);
  self->record = bd_record_new (bd_patient_copy (patient), bd_site_profile_get_zone (context->profile));
  self->reason = bd_ticket_get_reason (ticket);
  self->identified_by = bd_ticket_get_identified_by (ticket);
  self->note = g_strdup (note);
  self->offline = offline;
  if (!bd_ticket_is_emergency (ticket))
    self->ticket = g_object_ref (ticket);
  if (grant != NULL)
    bd_opening_take_grant (self, grant);
  bd_opening_watch_delta (self);
  g_ptr_array_add (context->openings, self);

  return self;
}

/* What is seen under a grant may be seen while it is in force and no longer. */
BdTicket *
bd_opening_peek_ticket (BdOpening *self)
{
  if (self->grant != NULL && (bd_grant_is_in_force (self->grant) || self->ticket == NULL))
    return bd_grant_get_ticket (self->grant);

  return self->ticket;
}

void
bd_opening_fill_event (BdOpening    *self,
                       BdAuditEvent *event)
{
  event->has_purpose = TRUE;
  event->purpose = bd_opening_get_purpose (self);
  event->reason = g_strdup (bd_reason_get (self->reason)->id);
  event->identified_by = g_strdup (bd_identified_by_to_string (self->identified_by));
}

static GStrv
dup_numbers (const BdPatient *patient)
{
  g_autoptr (GStrvBuilder) numbers = g_strv_builder_new ();

  g_strv_builder_add (numbers, patient->nhi);
  g_strv_builder_addv (numbers, (const char **) patient->linked_nhis);

  return g_strv_builder_end (numbers);
}

/* Every number asked for; "allergies sdhr whole" for each line; every call with its correlation id. No clinical
 * content. */
void
bd_opening_fill_result (BdOpening    *self,
                        BdAuditEvent *event)
{
  GPtrArray *calls = self->lookup != NULL ? bd_lookup_get_calls (self->lookup) : NULL;

  g_strfreev (event->nhis);
  event->nhis = dup_numbers (bd_record_get_patient (self->record));
  for (int kind = 0; kind < BD_N_SECTIONS; kind++)
    {
      GPtrArray *lines = bd_section_get_lines (bd_record_get_section (self->record, kind));

      for (guint i = 0; i < lines->len; i++)
        {
          const BdLedgerLine *line = g_ptr_array_index (lines, i);

          g_ptr_array_add (event->states, g_strdup_printf ("%s %s %s", bd_section_to_string (line->section),
                                                           bd_source_to_string (line->source),
                                                           bd_result_state_to_string (line->state)));
        }
    }
  for (guint i = 0; calls != NULL && i < calls->len; i++)
    g_ptr_array_add (event->calls, g_strdup (g_ptr_array_index (calls, i)));
}

static void
note_result (BdOpening  *self,
             const char *outcome)
{
  BdAuditEvent *event;

  if (self->noted)
    return;

  self->noted = TRUE;
  event = bd_audit_event_new (self->ticket != NULL ? BD_ACT_RECORD_RESULT : BD_ACT_EMERGENCY_RESULT, self->clinician);
  bd_opening_fill_event (self, event);
  bd_opening_fill_result (self, event);
  event->outcome = g_strdup (outcome);
  bd_context_note (self->context, event);
}

/* The marks of the last look name entries; so they are kept only where everything asked is. */
static gboolean
may_keep_seen (BdOpening *self)
{
  static const BdSource asked[] = { BD_SOURCE_SDHR, BD_SOURCE_AIR, BD_SOURCE_MWS, BD_SOURCE_MDR, BD_SOURCE_SHARED_CARE };

  if (self->context->store == NULL || self->grant != NULL || self->offline)
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (asked); i++)
    {
      const BdServiceConfig *config = bd_site_profile_get_service (self->context->profile, asked[i]);

      if (config != NULL && config->retention != BD_RETENTION_HOURS)
        return FALSE;
    }

  return TRUE;
}

/* What was kept, of which source, until when: named in the log, not shown there. */
static void
note_saved (BdOpening *self)
{
  g_autoptr (BdAuditEvent) event = bd_context_event_new (self->context, BD_ACT_SAVED, bd_record_get_patient (self->record)->nhi);

  for (int kind = 0; kind < BD_N_SECTIONS && !self->offline; kind++)
    {
      GPtrArray *lines = bd_section_get_lines (bd_record_get_section (self->record, kind));

      for (guint i = 0; i < lines->len; i++)
        {
          const BdLedgerLine *line = g_ptr_array_index (lines, i);
          g_autofree char *until = line->keep_until != 0 ? bd_clock_format_iso (line->keep_until) : NULL;

          if (until != NULL && line->state != BD_STATE_SAVED_COPY)
            g_ptr_array_add (event->states, g_strdup_printf ("%s %s until %s", bd_section_to_string (line->section),
                                                             bd_source_to_string (line->source), until));
        }
    }

  if (event->states->len == 0)
    return;

  bd_opening_fill_event (self, event);
  event->outcome = g_strdup ("done");
  bd_context_note (self->context, g_steal_pointer (&event));
}

static void
tell_settled (BdOpening *self)
{
  self->settled = TRUE;
  g_signal_emit (self, bd_opening_signals[BD_OPENING_SETTLED], 0);
}

static void
on_seen_saved_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      data)
{
  g_autoptr (BdOpening) self = data;

  bd_store_save_seen_finish (BD_STORE (source), result, NULL);   /* only a comfort: no delta next time */
  if (!self->closed)
    tell_settled (self);
}

/* Who is told that all is settled may close the record at once, and then nothing more is kept. */
static void
settle (BdOpening *self)
{
  if (self->closed || !self->answered || self->recalling)
    return;

  if (may_keep_seen (self))
    {
      g_autoptr (GVariant) snapshot = g_variant_ref_sink (bd_delta_snapshot (self->record, bd_clock_wall ()));

      bd_store_save_seen_async (self->context->store, self->ticket, snapshot, NULL, on_seen_saved_cb, g_object_ref (self));
    }
  else
    tell_settled (self);
}

static void
on_run_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (BdOpening) self = data;
  g_autoptr (GError) error = NULL;

  bd_lookup_run_finish (BD_LOOKUP (source), result, &error);
  if (self->closed)
    return;

  if (error != NULL)
    bd_opening_say (self, error->message);
  note_result (self, "done");
  note_saved (self);
  bd_context_save_head (self->context);
  bd_context_refresh_saved (self->context);
  self->answered = TRUE;
  settle (self);
}

static void
start_lookup (BdOpening *self)
{
  self->lookup = make_lookup (self);
  bd_lookup_run_async (self->lookup, self->cancellable, on_run_cb, g_object_ref (self));
}

static void
on_last_seen_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      data)
{
  g_autoptr (BdOpening) self = data;
  g_autoptr (GVariant) seen = bd_store_load_seen_finish (BD_STORE (source), result, NULL);

  if (seen != NULL && !self->closed)
    self->last_seen = g_steal_pointer (&seen);
  self->recalling = FALSE;
  settle (self);
}

/* The services are asked first; the marks of the last look can wait. */
void
bd_opening_begin (BdOpening *self)
{
  start_lookup (self);
  self->recalling = self->context->store != NULL && self->ticket != NULL;
  if (self->recalling)
    bd_store_load_seen_async (self->context->store, self->ticket, self->cancellable, on_last_seen_cb, g_object_ref (self));
}

/* Locked, signed out or let go: nothing of the record stays. */
void
bd_opening_close (BdOpening *self)
{
  if (self->closed)
    return;

  self->closed = TRUE;
  g_cancellable_cancel (self->cancellable);
  g_ptr_array_remove (self->context->openings, self);
  note_result (self, "stopped before every answer came");
  if (self->grant != NULL)
    g_clear_signal_handler (&self->grant_handler, self->grant);
  if (self->ticket != NULL)
    bd_ticket_revoke (self->ticket);
  g_signal_emit (self, bd_opening_signals[BD_OPENING_CLOSED], 0);
  g_clear_pointer (&self->before, g_ptr_array_unref);
  bd_opening_forget_delta (self);
}

BdRecord *
bd_opening_get_record (BdOpening *self)
{
  g_return_val_if_fail (BD_IS_OPENING (self), NULL);

  return self->record;
}

BdGrant *
bd_opening_get_grant (BdOpening *self)
{
  g_return_val_if_fail (BD_IS_OPENING (self), NULL);

  return self->grant != NULL && bd_grant_is_in_force (self->grant) ? self->grant : NULL;
}

BdReasonCode
bd_opening_get_reason (BdOpening *self)
{
  g_return_val_if_fail (BD_IS_OPENING (self), BD_REASON_LR1);

  return self->reason;
}

/**
 * bd_opening_get_purpose:
 * @self: an opening
 *
 * Returns: the purpose that requests carry now: ETREAT while a grant is in force
 */
BdPurpose
bd_opening_get_purpose (BdOpening *self)
{
  g_return_val_if_fail (BD_IS_OPENING (self), BD_PURPOSE_TREAT);

  return bd_ticket_get_purpose (bd_opening_peek_ticket (self));
}

BdIdentifiedBy
bd_opening_get_identified_by (BdOpening *self)
{
  g_return_val_if_fail (BD_IS_OPENING (self), BD_IDENTIFIED_NOT_CONFIRMED);

  return self->identified_by;
}

gint64
bd_opening_get_ticket_until (BdOpening *self)
{
  g_return_val_if_fail (BD_IS_OPENING (self), 0);

  return bd_ticket_get_until (bd_opening_peek_ticket (self));
}

gboolean
bd_opening_is_offline (BdOpening *self)
{
  g_return_val_if_fail (BD_IS_OPENING (self), FALSE);

  return self->offline;
}

gboolean
bd_opening_is_settled (BdOpening *self)
{
  g_return_val_if_fail (BD_IS_OPENING (self), FALSE);

  return self->settled;
}

/**
 * bd_opening_dup_facility:
 * @self: an opening
 * @id: an HPI facility id, as an entry gives it
 *
 * Returns: (transfer full): its name by HPI and the id, else the id
 */
char *
bd_opening_dup_facility (BdOpening  *self,
                         const char *id)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (BD_IS_OPENING (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  name = self->lookup != NULL ? bd_lookup_dup_facility_name (self->lookup, id) : NULL;

  return name != NULL ? g_strdup_printf ("%s (%s)", name, id) : g_strdup (id);
}
