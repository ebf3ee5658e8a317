/* bd-opening-text.c: an opened record for people at a terminal
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-opening-private.h"

#include "bd-clock.h"
#include "bd-date.h"
#include "bd-entry-text.h"

static const char *const group_titles[] = { NULL, "Past", "Set apart" };

static void
append_label (BdOpening *self,
              GString   *out)
{
  const BdAllergyLabel *label = bd_record_get_allergy_label (self->record);

  bd_text_append_safe (out, label->text, 0);
  if (label->detail != NULL)
    {
      g_string_append (out, ": ");
      bd_text_append_safe (out, label->detail, 2);
    }
  if (label->qualifier_text != NULL)
    {
      g_string_append (out, " (");
      bd_text_append_safe (out, label->qualifier_text, 2);
      g_string_append_c (out, ')');
    }
  g_string_append_c (out, '\n');
}

static void
append_access (BdOpening *self,
               GString   *out)
{
  g_autofree char *until = bd_date_format_time_us (bd_opening_get_ticket_until (self), bd_record_get_zone (self->record), TRUE);
  g_autoptr (BdEmergencyOffer) offer = bd_opening_get_offer (self);

  g_string_append_printf (out, "Opened for %s: %s. Identified by: %s. Until %s.\n",
                          bd_purpose_to_string (bd_opening_get_purpose (self)), bd_reason_get (self->reason)->label,
                          bd_identified_by_get_label (self->identified_by), until);
  if (offer->offered)
    {
      g_string_append (out, "Emergency access may matter here: ");
      bd_text_append_safe (out, offer->why, 2);
      g_string_append_c (out, '\n');
    }
}

/* The mark that its row carries. */
static void
append_change (BdOpening *self,
               BdEntry   *entry,
               GString   *out)
{
  gboolean since_copy;
  BdDeltaKind change = bd_opening_get_delta_kind (self, bd_entry_peek (entry)->id, &since_copy);

  if (change != BD_DELTA_SAME)
    g_string_append_printf (out, "      %s since %s\n", bd_delta_kind_to_string (change),
                            since_copy ? "the saved copy" : "you last looked");
}

static void
append_section (BdOpening     *self,
                BdSectionKind  kind,
                GString       *out)
{
  BdSection *section = bd_record_get_section (self->record, kind);
  GPtrArray *lines = bd_section_get_lines (section);
  GTimeZone *zone = bd_record_get_zone (self->record);
  BdEntryGroup group = BD_GROUP_CURRENT;
  const char *remark = bd_section_get_remark (kind);

  g_string_append_printf (out, "\n%s%s\n", bd_section_get_title (kind), bd_section_is_complete (section) ? "" : " (not complete)");
  for (guint i = 0; i < lines->len; i++)
    {
      const BdLedgerLine *line = g_ptr_array_index (lines, i);
      g_autofree char *sentence = bd_ledger_line_dup_sentence (line, zone, bd_clock_wall ());
      BdAnswer *answer = bd_section_get_answer (section, line->source);

      g_string_append (out, "  ");
      bd_text_append_safe (out, sentence, 2);
      g_string_append_c (out, '\n');
      if (answer != NULL)
        bd_text_append_said (out, "    ", answer->issues, answer->not_shown);
    }
  if (remark != NULL)
    g_string_append_printf (out, "  %s\n", remark);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (section)); i++)
    {
      g_autoptr (BdEntry) entry = g_list_model_get_item (G_LIST_MODEL (section), i);

      if (bd_entry_peek (entry)->group != group)
        {
          group = bd_entry_peek (entry)->group;
          if (group_titles[group] != NULL)
            g_string_append_printf (out, "  %s\n", group_titles[group]);
        }
      bd_text_append_entry (out, entry, zone);
      append_change (self, entry, out);
    }
}

static void
append_facts (BdOpening *self,
              GString   *out)
{
  g_autoptr (GPtrArray) findings = bd_opening_dup_findings (self);
  g_autoptr (GPtrArray) facts = bd_consent_evaluate_all (self->record, bd_clock_wall ());

  if (findings->len > 0)
    g_string_append (out, "\nSide by side\n");
  for (guint i = 0; i < findings->len; i++)
    {
      g_string_append (out, "  - ");
      bd_text_append_safe (out, ((const BdFinding *) g_ptr_array_index (findings, i))->text, 4);
      g_string_append_c (out, '\n');
    }

  if (facts->len > 0)
    g_string_append (out, "\nWhat the person allows\n");
  for (guint i = 0; i < facts->len; i++)
    {
      g_string_append (out, "  - ");
      bd_text_append_safe (out, ((const BdConsentFact *) g_ptr_array_index (facts, i))->sentence, 4);
      g_string_append_c (out, '\n');
    }
}

/**
 * bd_opening_to_text:
 * @self: an opening, not closed
 *
 * Returns: (transfer full): the whole summary for people on a terminal; nothing is cut
 */
char *
bd_opening_to_text (BdOpening *self)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *delta = NULL;

  g_return_val_if_fail (BD_IS_OPENING (self), NULL);

  delta = bd_opening_dup_delta (self);
  bd_text_append_patient (out, bd_record_get_patient (self->record), bd_record_get_zone (self->record));
  append_label (self, out);
  append_access (self, out);
  if (delta != NULL)
    g_string_append_printf (out, "%s\n", delta);
  for (int kind = 0; kind < BD_N_SECTIONS; kind++)
    append_section (self, kind, out);
  append_facts (self, out);

  return g_strdup (out->str);
}
