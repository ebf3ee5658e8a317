/* bd-entry-text.c: entries and people as plain text for a terminal
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-entry-text.h"

#include "bd-medicine-links.h"

#define INDENT 6

static gboolean
steers_terminal (gunichar c)
{
  return g_unichar_iscntrl (c) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

/**
 * bd_text_append_safe:
 * @out: where to append
 * @text: (nullable): text from outside
 * @indent: blanks after each line break in it
 *
 * A record must not steer the terminal: control characters and those that turn the
 * writing direction become replacement characters. Line breaks stay.
 */
void
bd_text_append_safe (GString    *out,
                     const char *text,
                     guint       indent)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (c == '\n')
        g_string_append_printf (out, "\n%*s", (int) indent, "");
      else if (c == '\t' || c == '\r')
        g_string_append_c (out, ' ');
      else
        g_string_append_unichar (out, steers_terminal (c) ? 0xFFFD : c);
    }
}

static void
append_field (GString    *out,
              const char *name,
              const char *value)
{
  if (value == NULL || *value == '\0')
    return;

  g_string_append_printf (out, "%*s%s%s", INDENT, "", name, *name != '\0' ? ": " : "");
  bd_text_append_safe (out, value, INDENT + 2);
  g_string_append_c (out, '\n');
}

static void
append_value (GString             *out,
              const BdEntryFields *fields)
{
  g_autofree char *value = NULL;

  if (fields->value == NULL)
    return;

  value = g_strdup_printf ("%s%s %s", fields->comparator != NULL ? fields->comparator : "", fields->value,
                           fields->unit != NULL ? fields->unit : "");
  append_field (out, "value", g_strchomp (value));
}

static void
append_parts (GString             *out,
              const BdEntryFields *fields)
{
  for (guint i = 0; i < fields->components->len; i++)
    {
      const BdComponent *part = g_ptr_array_index (fields->components, i);
      GString *value = g_string_new (part->value != NULL ? part->value : "no value");

      if (part->unit != NULL)
        g_string_append_printf (value, " %s", part->unit);
      if (part->interpretation != NULL)
        g_string_append_printf (value, ", %s", part->interpretation);
      if (part->range != NULL)
        g_string_append_printf (value, " (usual range %s)", part->range);
      append_field (out, part->title != NULL ? part->title : "part", value->str);
      g_string_free (value, TRUE);
    }

  for (guint i = 0; i < fields->reactions->len; i++)
    {
      const BdReaction *reaction = g_ptr_array_index (fields->reactions, i);
      g_autofree char *what = reaction->manifestation != NULL ? g_strjoinv (", ", reaction->manifestation) : g_strdup ("");
      g_autofree char *all = g_strdup_printf ("%s%s%s", what, *what != '\0' ? ", " : "",
                                              reaction->severity != NULL ? reaction->severity : "severity not given");

      append_field (out, "reaction", all);
      append_field (out, "", reaction->description);
    }
}

static void
append_dates (GString   *out,
              BdEntry   *entry,
              GTimeZone *zone)
{
  for (int role = 0; role < BD_N_DATES; role++)
    {
      g_autofree char *date = bd_entry_dup_date (entry, role, zone);

      if (date != NULL && role != BD_DATE_CLIENT_UPDATED && role != BD_DATE_SENT)
        append_field (out, bd_date_role_to_string (role), date);
    }
}

/* Refuted and entered in error come before the title, never after it. */
static void
append_title (GString             *out,
              const BdEntryFields *fields)
{
  g_string_append (out, "  - ");
  if (fields->group == BD_GROUP_APART && fields->status_text != NULL)
    {
      bd_text_append_safe (out, fields->status_text, INDENT);
      g_string_append (out, ": ");
    }
  bd_text_append_safe (out, fields->title, INDENT);
  g_string_append_c (out, '\n');
}

/**
 * bd_text_append_entry:
 * @out: where to append
 * @entry: an entry
 * @zone: (nullable): for instants
 *
 * Everything a clinician reads of the entry; nothing is cut.
 */
void
bd_text_append_entry (GString   *out,
                      BdEntry   *entry,
                      GTimeZone *zone)
{
  const BdEntryFields *fields = bd_entry_peek (entry);
  g_autofree char *dispensing = fields->group != BD_GROUP_APART ? bd_medicine_dup_dispensing (entry, zone) : NULL;
  g_autofree char *marks = g_strjoinv (", ", fields->marks);

  append_title (out, fields);
  append_value (out, fields);
  append_field (out, "interpretation", fields->interpretation);
  append_field (out, "reference range", fields->reference_range);
  append_parts (out, fields);
  append_field (out, "criticality", fields->criticality);
  append_field (out, "category", fields->category);
  append_field (out, "dose", fields->dose);
  append_field (out, "detail", fields->detail);
  append_field (out, "reason", fields->reason);
  if (fields->group != BD_GROUP_APART)
    append_field (out, "status", fields->status_text);
  append_field (out, "verification", fields->verification);
  append_field (out, "dispensing", dispensing);
  append_dates (out, entry, zone);
  for (int i = 0; fields->notes[i] != NULL; i++)
    append_field (out, "note", fields->notes[i]);
  if (bd_entry_has_mark (entry, "other-nhi"))
    append_field (out, "recorded under", fields->nhi);
  append_field (out, "from", fields->facility);
  append_field (out, "recorder", fields->recorder);
  append_field (out, "marks", marks);
}

static void
append_lines (GString           *out,
              const char        *before,
              const char *const *lines)
{
  for (int i = 0; lines[i] != NULL; i++)
    {
      g_string_append_printf (out, "  %s", before);
      bd_text_append_safe (out, lines[i], 4);
      g_string_append_c (out, '\n');
    }
}

/**
 * bd_text_append_patient:
 * @out: where to append
 * @patient: a person
 * @zone: (nullable): for the age
 *
 * The banner: name, born, gender, number; then the notices and what else NHI holds.
 */
void
bd_text_append_patient (GString         *out,
                        const BdPatient *patient,
                        GTimeZone       *zone)
{
  g_autofree char *name = bd_patient_dup_banner_name (patient);
  g_autofree char *born = bd_patient_dup_born (patient, zone);

  bd_text_append_safe (out, name, 0);
  g_string_append (out, "   Born ");
  bd_text_append_safe (out, born != NULL ? born : "not known", 0);
  g_string_append (out, "   Gender ");
  bd_text_append_safe (out, bd_patient_peek_gender_label (patient), 0);
  g_string_append_printf (out, "   NHI %s\n", *patient->nhi != '\0' ? patient->nhi : "not given");
  append_lines (out, "! ", (const char *const *) patient->notices);
  append_lines (out, "", (const char *const *) patient->addresses);
  append_lines (out, "", (const char *const *) patient->contacts);
  if (patient->practice != NULL)
    {
      g_string_append (out, "  Practice: ");
      bd_text_append_safe (out, patient->practice, 4);
      g_string_append_c (out, '\n');
    }
  append_lines (out, "", (const char *const *) patient->details);
}

/**
 * bd_text_append_said:
 * @out: where to append
 * @before: blanks before each line
 * @issues: (element-type BdIssue): what a source said beside its records
 * @not_shown: (element-type BdNotShown): what it gave that is not shown, and why
 */
void
bd_text_append_said (GString         *out,
                     const char      *before,
                     const GPtrArray *issues,
                     const GPtrArray *not_shown)
{
  for (guint i = 0; i < issues->len; i++)
    {
      const BdIssue *issue = g_ptr_array_index (issues, i);
      const char *words = bd_issue_peek_words (issue);

      g_string_append_printf (out, "%sMessage (", before);
      bd_text_append_safe (out, issue->severity != NULL ? issue->severity : "no severity", 2);
      g_string_append (out, "): ");
      bd_text_append_safe (out, words != NULL ? words : issue->code, 2);
      g_string_append_c (out, '\n');
    }

  for (guint i = 0; i < not_shown->len; i++)
    {
      const BdNotShown *n = g_ptr_array_index (not_shown, i);

      g_string_append_printf (out, "%sNot shown: ", before);
      bd_text_append_safe (out, n->resource_type != NULL && *n->resource_type != '\0' ? n->resource_type : "a resource", 2);
      g_string_append (out, ": ");
      bd_text_append_safe (out, n->why, 2);
      g_string_append_c (out, '\n');
    }
}
