/* bd-opening-json.c: an opened record as the command line's JSON
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-opening-private.h"

#include "bd-clock.h"
#include "bd-entry-json.h"

#include <glib/gi18n-lib.h>

static void
write_time (BdJsonWriter *writer,
            const char   *member,
            gint64        wall)
{
  g_autofree char *text = wall != 0 ? bd_clock_format_iso (wall) : NULL;

  bd_json_writer_string (writer, member, text);
}

static void
write_access (BdOpening    *self,
              BdJsonWriter *writer)
{
  bd_json_writer_begin_object (writer, "access");
  bd_json_writer_string (writer, "purpose", bd_purpose_to_string (bd_opening_get_purpose (self)));
  bd_json_writer_string (writer, "reason", bd_reason_get (self->reason)->id);
  write_time (writer, "ticketUntil", bd_opening_get_ticket_until (self));
  bd_json_writer_boolean (writer, "emergency", bd_opening_get_grant (self) != NULL);
  bd_json_writer_string (writer, "identifiedBy", bd_identified_by_to_string (self->identified_by));
  bd_json_writer_boolean (writer, "offline", self->offline);
  bd_json_writer_end_object (writer);
}

/* What is printed once cannot change: a label that still asks says that it cannot tell. */
static void
write_label (BdOpening    *self,
             BdJsonWriter *writer)
{
  static const char *const still[] = { "still-asking", NULL };
  const BdAllergyLabel *label = bd_record_get_allergy_label (self->record);
  gboolean asking = label->kind == BD_ALLERGY_ASKING;

  bd_json_writer_begin_object (writer, "allergyLabel");
  bd_json_writer_string (writer, "kind", bd_allergy_kind_to_string (asking ? BD_ALLERGY_UNAVAILABLE : label->kind));
  bd_json_writer_integer (writer, "count", label->count);
  bd_json_writer_string (writer, "text", asking ? _("Allergies unavailable") : label->text);
  bd_json_writer_string (writer, "detail", label->detail);
  bd_write_strings (writer, "qualifiers", asking ? still : (const char *const *) label->qualifiers);
  bd_json_writer_string (writer, "qualifierText", label->qualifier_text);
  bd_json_writer_end_object (writer);
}

static void
write_line (BdOpening          *self,
            const BdLedgerLine *line,
            BdJsonWriter       *writer)
{
  g_autofree char *sentence = bd_ledger_line_dup_sentence (line, bd_record_get_zone (self->record), bd_clock_wall ());

  bd_json_writer_begin_object (writer, NULL);
  bd_json_writer_string (writer, "source", bd_source_to_string (line->source));
  bd_json_writer_string (writer, "state", bd_result_state_to_string (line->state));
  bd_json_writer_string (writer, "sentence", sentence);
  write_time (writer, "askedAt", line->asked_at);
  write_time (writer, "answeredAt", line->answered_at);
  if (line->http_status != 0)
    bd_json_writer_integer (writer, "httpStatus", line->http_status);
  else
    bd_json_writer_null (writer, "httpStatus");
  if (line->total >= 0)
    bd_json_writer_integer (writer, "total", line->total);
  else
    bd_json_writer_null (writer, "total");
  bd_json_writer_integer (writer, "received", line->received);
  bd_json_writer_string (writer, "correlationId", line->correlation_id);
  write_time (writer, "savedAt", line->saved_at);
  bd_json_writer_string (writer, "savedState",
                         line->saved_at != 0 ? bd_result_state_to_string (line->saved_state) : NULL);
  write_time (writer, "keepUntil", line->keep_until);
  bd_json_writer_end_object (writer);
}

static void
write_entries (BdSection    *section,
               BdJsonWriter *writer)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (section));

  bd_json_writer_begin_array (writer, "entries");
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BdEntry) entry = g_list_model_get_item (G_LIST_MODEL (section), i);

      bd_entry_write_json (entry, writer);
    }
  bd_json_writer_end_array (writer);
}

/* What the services said beside entries, and what they gave that no section shows. */
static void
write_extras (BdSection    *section,
              BdJsonWriter *writer)
{
  GPtrArray *lines = bd_section_get_lines (section);

  bd_json_writer_begin_array (writer, "messages");
  for (guint i = 0; i < lines->len; i++)
    {
      BdAnswer *answer = bd_section_get_answer (section, ((const BdLedgerLine *) g_ptr_array_index (lines, i))->source);

      for (guint j = 0; answer != NULL && j < answer->issues->len; j++)
        bd_issue_write_json (g_ptr_array_index (answer->issues, j), writer);
    }
  bd_json_writer_end_array (writer);

  bd_json_writer_begin_array (writer, "notShown");
  for (guint i = 0; i < lines->len; i++)
    {
      BdAnswer *answer = bd_section_get_answer (section, ((const BdLedgerLine *) g_ptr_array_index (lines, i))->source);

      for (guint j = 0; answer != NULL && j < answer->not_shown->len; j++)
        bd_not_shown_write_json (g_ptr_array_index (answer->not_shown, j), writer);
    }
  bd_json_writer_end_array (writer);
}

static void
write_section (BdOpening     *self,
               BdSectionKind  kind,
               BdJsonWriter  *writer)
{
  BdSection *section = bd_record_get_section (self->record, kind);
  GPtrArray *lines = bd_section_get_lines (section);

  bd_json_writer_begin_object (writer, NULL);
  bd_json_writer_string (writer, "name", bd_section_to_string (kind));
  bd_json_writer_boolean (writer, "complete", bd_section_is_complete (section));
  bd_json_writer_string (writer, "remark", bd_section_get_remark (kind));
  bd_json_writer_begin_array (writer, "sources");
  for (guint i = 0; i < lines->len; i++)
    write_line (self, g_ptr_array_index (lines, i), writer);
  bd_json_writer_end_array (writer);
  write_entries (section, writer);
  write_extras (section, writer);
  bd_json_writer_end_object (writer);
}

static void
write_findings (BdOpening    *self,
                BdJsonWriter *writer)
{
  g_autoptr (GPtrArray) findings = bd_opening_dup_findings (self);

  bd_json_writer_begin_array (writer, "findings");
  for (guint i = 0; i < findings->len; i++)
    {
      const BdFinding *finding = g_ptr_array_index (findings, i);

      bd_json_writer_begin_object (writer, NULL);
      bd_json_writer_string (writer, "kind", finding->kind);
      bd_json_writer_string (writer, "text", finding->text);
      bd_write_strings (writer, "entries", (const char *const *) finding->entries);
      bd_json_writer_end_object (writer);
    }
  bd_json_writer_end_array (writer);
}

static void
write_consents (BdOpening    *self,
                BdJsonWriter *writer)
{
  g_autoptr (GPtrArray) facts = bd_consent_evaluate_all (self->record, bd_clock_wall ());

  bd_json_writer_begin_array (writer, "consents");
  for (guint i = 0; i < facts->len; i++)
    {
      const BdConsentFact *fact = g_ptr_array_index (facts, i);

      bd_json_writer_begin_object (writer, NULL);
      bd_json_writer_string (writer, "decision", bd_consent_decision_to_string (fact->decision));
      bd_json_writer_string (writer, "sentence", fact->sentence);
      bd_json_writer_string (writer, "scope", fact->scope);
      bd_json_writer_string (writer, "entry", fact->entry_id);
      bd_json_writer_end_object (writer);
    }
  bd_json_writer_end_array (writer);
}

/* The marks that rows carry since the last look, or since the saved copy. */
static void
write_changes (BdOpening    *self,
               BdJsonWriter *writer)
{
  bd_json_writer_begin_array (writer, "changes");
  for (int kind = 0; kind < BD_N_SECTIONS; kind++)
    {
      GPtrArray *entries = bd_section_peek_entries (bd_record_get_section (self->record, kind));

      for (guint i = 0; i < entries->len; i++)
        {
          const char *id = bd_entry_peek (g_ptr_array_index (entries, i))->id;
          gboolean since_copy;
          BdDeltaKind change = bd_opening_get_delta_kind (self, id, &since_copy);

          if (change == BD_DELTA_SAME)
            continue;
          bd_json_writer_begin_object (writer, NULL);
          bd_json_writer_string (writer, "entry", id);
          bd_json_writer_string (writer, "kind", bd_delta_kind_to_string (change));
          bd_json_writer_string (writer, "since", since_copy ? "saved-copy" : "last-look");
          bd_json_writer_end_object (writer);
        }
    }
  bd_json_writer_end_array (writer);
}

static void
write_offer (BdOpening    *self,
             BdJsonWriter *writer)
{
  g_autoptr (BdEmergencyOffer) offer = bd_opening_get_offer (self);

  bd_json_writer_begin_object (writer, "emergencyAccess");
  bd_json_writer_boolean (writer, "offered", offer->offered);
  bd_json_writer_string (writer, "why", offer->why);
  bd_json_writer_end_object (writer);
}

/**
 * bd_opening_to_json:
 * @self: an opening, not closed
 *
 * Returns: (transfer full): the summary as the command line documents it
 */
char *
bd_opening_to_json (BdOpening *self)
{
  g_autofree char *delta = NULL;
  BdJsonWriter *writer;

  g_return_val_if_fail (BD_IS_OPENING (self), NULL);

  writer = bd_json_writer_new (TRUE);
  delta = bd_opening_dup_delta (self);
  bd_json_writer_begin_object (writer, NULL);
  bd_patient_write_json (bd_record_get_patient (self->record), "patient", writer);
  write_access (self, writer);
  write_label (self, writer);
  bd_json_writer_begin_array (writer, "sections");
  for (int kind = 0; kind < BD_N_SECTIONS; kind++)
    write_section (self, kind, writer);
  bd_json_writer_end_array (writer);
  write_findings (self, writer);
  write_consents (self, writer);
  write_offer (self, writer);
  bd_json_writer_string (writer, "delta", delta);
  write_changes (self, writer);
  bd_json_writer_end_object (writer);

  return bd_json_writer_finish (writer);
}

/**
 * bd_opening_has_anything:
 * @self: an opening
 *
 * Returns: whether any source gave an answer or a saved copy, even one that says
 *   why nothing is shown; %FALSE when nobody answered and nothing is saved
 */
gboolean
bd_opening_has_anything (BdOpening *self)
{
  g_return_val_if_fail (BD_IS_OPENING (self), FALSE);

  for (int kind = 0; kind < BD_N_SECTIONS; kind++)
    {
      GPtrArray *lines = bd_section_get_lines (bd_record_get_section (self->record, kind));

      for (guint i = 0; i < lines->len; i++)
        {
          const BdLedgerLine *line = g_ptr_array_index (lines, i);

          if (line->saved_at != 0 || line->received > 0 || (line->http_status != 0 && line->state != BD_STATE_NO_ANSWER &&
                                      line->state != BD_STATE_THROTTLED))
            return TRUE;
        }
    }

  return FALSE;
}
