/* bd-audit-event.c: one act, as the log keeps it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-audit-event.h"

#include "bd-clock.h"
#include "bd-json-writer.h"

static const char *const act_names[] = {
  "sign-in", "sign-in-failed", "sign-out", "lock", "unlock", "unlock-failed",
  "search", "search-result", "identity-shown", "record-opened", "record-result",
  "emergency-offered", "emergency-declined", "emergency-started", "emergency-result", "emergency-stopped",
  "printed", "exported", "saved", "purged", "note-copied", "raw-shown", "refused",
  "log-read", "report-made", "settings-changed",
};
G_STATIC_ASSERT (G_N_ELEMENTS (act_names) == BD_N_ACTS);

/**
 * bd_act_to_string:
 * @act: an act
 *
 * Returns: its name in the log
 */
const char *
bd_act_to_string (BdAct act)
{
  g_return_val_if_fail (act < BD_N_ACTS, NULL);

  return act_names[act];
}

/**
 * bd_audit_event_new:
 * @act: what happened
 * @clinician: (nullable): who did it; nobody before a sign-in
 *
 * Returns: (transfer full): an event of this instant with an id of its own
 */
BdAuditEvent *
bd_audit_event_new (BdAct        act,
                    BdClinician *clinician)
{
  BdAuditEvent *self;

  g_return_val_if_fail (act < BD_N_ACTS, NULL);

  self = g_new0 (BdAuditEvent, 1);
  self->id = g_uuid_string_random ();
  self->act = act;
  self->at = bd_clock_wall ();
  self->monotonic = bd_clock_boot ();
  self->clinician = clinician != NULL ? bd_clinician_ref (clinician) : NULL;
  self->calls = g_ptr_array_new_with_free_func (g_free);
  self->states = g_ptr_array_new_with_free_func (g_free);

  return self;
}

/**
 * bd_audit_event_free:
 * @self: (transfer full): an event
 */
void
bd_audit_event_free (BdAuditEvent *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->id);
  g_clear_pointer (&self->clinician, bd_clinician_unref);
  g_free (self->workstation);
  g_free (self->address);
  g_strfreev (self->nhis);
  g_free (self->reason);
  g_free (self->note);
  g_free (self->identified_by);
  g_free (self->consulted);
  g_ptr_array_unref (self->calls);
  g_ptr_array_unref (self->states);
  g_free (self->outcome);
  g_free (self);
}

static void
write_if (BdJsonWriter *json,
          const char   *member,
          const char   *value)
{
  if (value != NULL)
    bd_json_writer_string (json, member, value);
}

static void
write_strings (BdJsonWriter *json,
               const char   *member,
               gpointer     *strings,
               guint         n)
{
  if (n == 0)
    return;

  bd_json_writer_begin_array (json, member);
  for (guint i = 0; i < n; i++)
    bd_json_writer_string (json, NULL, strings[i]);
  bd_json_writer_end_array (json);
}

static void
write_clinician (BdJsonWriter      *json,
                 const BdClinician *clinician)
{
  if (clinician == NULL)
    return;

  bd_json_writer_begin_object (json, "clinician");
  bd_json_writer_string (json, "id", clinician->user_id);
  bd_json_writer_string (json, "name", clinician->full_name);
  write_if (json, "cpn", clinician->cpn);
  bd_json_writer_string (json, "role", bd_role_to_string (clinician->role));
  write_if (json, "organisation", clinician->organisation);
  write_if (json, "facility", clinician->facility);
  bd_json_writer_end_object (json);
}

/**
 * bd_audit_event_to_json:
 * @self: an event
 *
 * Returns: (transfer full): one line, as sealed into the log; what is not known is left out
 */
char *
bd_audit_event_to_json (const BdAuditEvent *self)
{
  BdJsonWriter *json;
  g_autofree char *at = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  at = bd_clock_format_iso (self->at);
  json = bd_json_writer_new (FALSE);
  bd_json_writer_begin_object (json, NULL);
  bd_json_writer_string (json, "id", self->id);
  bd_json_writer_string (json, "act", bd_act_to_string (self->act));
  bd_json_writer_string (json, "at", at);
  bd_json_writer_integer (json, "at_us", self->at);
  bd_json_writer_integer (json, "monotonic_us", self->monotonic);
  write_clinician (json, self->clinician);
  write_if (json, "workstation", self->workstation);
  write_if (json, "address", self->address);
  write_strings (json, "nhis", (gpointer *)self->nhis, self->nhis != NULL ? g_strv_length (self->nhis) : 0);
  write_if (json, "purpose", self->has_purpose ? bd_purpose_to_string (self->purpose) : NULL);
  write_if (json, "reason", self->reason);
  write_if (json, "note", self->note);
  write_if (json, "identified_by", self->identified_by);
  write_if (json, "consulted", self->consulted);
  write_strings (json, "calls", self->calls->pdata, self->calls->len);
  write_strings (json, "states", self->states->pdata, self->states->len);
  write_if (json, "outcome", self->outcome);
  bd_json_writer_end_object (json);

  return bd_json_writer_finish (json);
}
