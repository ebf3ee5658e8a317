/* bd-detail-fields.c: every field of an entry, named and in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "detail/bd-detail-fields.h"

#include "bd-clock.h"
#include "shared/bd-ui.h"

#include <glib/gi18n-lib.h>

static void
add (GtkWidget  *box,
     const char *caption,
     const char *value)
{
  GtkWidget *field;

  if (value == NULL || *value == '\0')
    return;
  field = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (field), bd_ui_label_new (caption, "bd-detail-caption"));
  gtk_box_append (GTK_BOX (field), bd_ui_label_new (value, NULL));
  gtk_box_append (GTK_BOX (box), field);
}

static void
add_codes (GtkWidget       *box,
           const GPtrArray *codes)
{
  for (guint i = 0; i < codes->len; i++)
    {
      const BdCoding *coding = g_ptr_array_index (codes, i);
      g_autofree char *value = g_strdup_printf ("%s%s%s%s\n%s",
                                                coding->display != NULL ? coding->display : _("no name sent"),
                                                coding->code != NULL ? " · " : "",
                                                coding->code != NULL ? coding->code : "",
                                                coding->user_selected ? _(" · chosen by the author") : "",
                                                coding->system != NULL ? coding->system : _("no code system sent"));

      add (box, _("Code"), value);
    }
}

static void
add_reactions (GtkWidget       *box,
               const GPtrArray *reactions)
{
  for (guint i = 0; i < reactions->len; i++)
    {
      const BdReaction *reaction = g_ptr_array_index (reactions, i);
      g_autofree char *what = reaction->manifestation != NULL ? g_strjoinv (", ", reaction->manifestation) : g_strdup ("");
      g_autofree char *value = g_strdup_printf ("%s%s%s — %s", what, *what != '\0' && reaction->description != NULL ? ". " : "",
                                                reaction->description != NULL ? reaction->description : "",
                                                reaction->severity != NULL ? reaction->severity : _("severity not given"));

      add (box, _("Reaction"), value);
    }
}

static void
add_components (GtkWidget       *box,
                const GPtrArray *components)
{
  for (guint i = 0; i < components->len; i++)
    {
      const BdComponent *part = g_ptr_array_index (components, i);
      GString *value = g_string_new (part->value != NULL ? part->value : _("no value sent"));

      if (part->unit != NULL)
        g_string_append_printf (value, " %s", part->unit);
      if (part->interpretation != NULL)
        g_string_append_printf (value, " · %s", part->interpretation);
      if (part->range != NULL)
        g_string_append_printf (value, _(" · usual range %s"), part->range);
      add (box, part->title != NULL ? part->title : _("Part"), value->str);
      g_string_free (value, TRUE);
    }
}

static const char *
get_date_caption (BdDateRole role)
{
  static const char *const captions[BD_N_DATES] = {
    [BD_DATE_ONSET] = N_("Began"),
    [BD_DATE_RECORDED] = N_("Recorded"),
    [BD_DATE_EFFECTIVE] = N_("Measured or observed"),
    [BD_DATE_GIVEN] = N_("Given"),
    [BD_DATE_DISPENSED] = N_("Dispensed"),
    [BD_DATE_PRESCRIBED] = N_("Prescribed"),
    [BD_DATE_ABATED] = N_("Ended"),
    [BD_DATE_START] = N_("From"),
    [BD_DATE_END] = N_("Until"),
    [BD_DATE_VALID_UNTIL] = N_("Valid until"),
    [BD_DATE_EXPIRES] = N_("Expires"),
    [BD_DATE_CLIENT_UPDATED] = N_("Changed at the practice"),
    [BD_DATE_SENT] = N_("Last changed at the service"),
  };

  return _(captions[role]);
}

/* The dates of the thing itself, then the clocks: recorded, sent, fetched. */
static void
add_dates (GtkWidget *box,
           BdEntry   *entry,
           GTimeZone *zone)
{
  const BdEntryFields *f = bd_entry_peek (entry);

  for (guint role = 0; role < BD_N_DATES; role++)
    {
      g_autofree char *date = bd_entry_dup_date (entry, role, zone);

      add (box, get_date_caption (role), date);
    }
  if (f->fetched_at > 0)
    {
      g_autofree char *fetched = bd_date_format_time_us (f->fetched_at, zone, TRUE);

      add (box, _("Fetched by this device"), fetched);
    }
}

static void
add_marks (GtkWidget           *box,
           const BdEntryFields *f)
{
  for (guint i = 0; f->marks != NULL && f->marks[i] != NULL; i++)
    add (box, _("Marked"), bd_row_get_mark_words (f->marks[i]));
}

static void
add_where_from (GtkWidget           *box,
                const BdEntryFields *f,
                const BdRowScene    *scene)
{
  const BdLedgerLine *line = bd_section_get_line (bd_record_get_section (scene->record, f->section), f->source);
  g_autofree char *facility = NULL;
  g_autofree char *sentence = NULL;

  if (f->facility != NULL)
    facility = scene->opening != NULL ? bd_opening_dup_facility (scene->opening, f->facility) : g_strdup (f->facility);
  add (box, _("Facility"), facility);
  add (box, _("Recorded by"), f->recorder);
  add (box, _("Source"), bd_source_get_label (f->source));
  if (line != NULL)
    sentence = bd_ledger_line_dup_sentence (line, bd_record_get_zone (scene->record), bd_clock_wall ());
  add (box, _("What the source answered"), sentence);
  add (box, _("Recorded under NHI"), f->nhi);
  add (box, _("Kind and number"), f->id);
}

/**
 * bd_detail_fields_new:
 * @entry: an entry
 * @scene: the record it belongs to
 *
 * Returns: (transfer floating): a column of everything @entry says; what was not sent is not there
 */
GtkWidget *
bd_detail_fields_new (BdEntry          *entry,
                      const BdRowScene *scene)
{
  const BdEntryFields *f = bd_entry_peek (entry);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  g_autofree char *value = bd_row_dup_value (entry);

  gtk_box_append (GTK_BOX (box), bd_ui_label_new (f->title, "bd-detail-title"));
  add (box, _("Value"), value);
  add (box, _("Meaning"), f->interpretation);
  add (box, _("Usual range"), f->reference_range);
  add_components (box, f->components);
  add_reactions (box, f->reactions);
  add (box, _("Criticality"), f->criticality);
  add (box, _("Dose"), f->dose);
  add (box, _("Detail"), f->detail);
  add (box, _("Reason"), f->reason);
  add (box, _("Category"), f->category);
  add (box, _("Status"), f->status_text != NULL ? f->status_text : f->status);
  add (box, _("Verification"), f->verification);
  add_marks (box, f);
  for (guint i = 0; f->notes != NULL && f->notes[i] != NULL; i++)
    add (box, _("Note"), f->notes[i]);
  add_dates (box, entry, bd_record_get_zone (scene->record));
  add (box, _("Text as written"), f->text);
  add_codes (box, f->codes);
  add (box, _("Prescription item"), f->item);
  add_where_from (box, f, scene);

  return box;
}
