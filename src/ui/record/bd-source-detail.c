/* bd-source-detail.c: all that one source answered, section by section
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "record/bd-source-detail.h"

#include "bd-clock.h"
#include "record/bd-state-look.h"
#include "shared/bd-ui.h"

#include <glib/gi18n-lib.h>

#define WIDTH 420

typedef struct {
  BdSource    source;
  BdRetryFunc retry;
  gpointer    user_data;
} Retry;

static void
on_retry_cb (GtkButton *button,
             Retry     *retry)
{
  GtkWidget *popover = gtk_widget_get_ancestor (GTK_WIDGET (button), GTK_TYPE_POPOVER);

  if (popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (popover));
  retry->retry (retry->source, retry->user_data);
}

static void
say (GString    *facts,
     const char *what,
     const char *value)
{
  if (value != NULL && *value != '\0')
    g_string_append_printf (facts, "%s%s %s", facts->len > 0 ? " · " : "", what, value);
}

/* Times, status and reference: what a help desk asks for. */
static char *
dup_facts (const BdLedgerLine *line,
           GTimeZone          *zone)
{
  GString *facts = g_string_new (NULL);
  g_autofree char *asked = line->asked_at > 0 ? bd_date_format_time_us (line->asked_at, zone, FALSE) : NULL;
  g_autofree char *answered = line->answered_at > 0 ? bd_date_format_time_us (line->answered_at, zone, FALSE) : NULL;
  g_autofree char *status = line->http_status > 0 ? g_strdup_printf ("%d", line->http_status) : NULL;
  g_autofree char *keep = line->keep_until > 0 ? bd_date_format_time_us (line->keep_until, zone, TRUE) : NULL;

  say (facts, _("asked"), asked);
  say (facts, _("answered"), answered);
  say (facts, _("status"), status);
  if (line->total >= 0)
    {
      g_autofree char *counts = g_strdup_printf (_("%" G_GINT64_FORMAT " of %" G_GINT64_FORMAT), line->received, line->total);

      say (facts, _("received"), counts);
    }
  say (facts, _("kept until"), keep);
  say (facts, _("reference"), line->correlation_id);

  return g_string_free (facts, FALSE);
}

/* Many records may be left out for one reason: each text stands once, with how often. */
static void
count_text (GPtrArray  *texts,
            GHashTable *counts,
            char       *text)   /* taken */
{
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, text));

  if (n == 0)
    g_ptr_array_add (texts, text);
  g_hash_table_insert (counts, text, GUINT_TO_POINTER (n + 1));
}

static char *
dup_message (const BdIssue *issue)
{
  const char *words = bd_issue_peek_words (issue);

  if (words == NULL)
    words = issue->code != NULL ? issue->code : _("no words");

  return g_strdup_printf (_("Message (%s): %s"), issue->severity != NULL ? issue->severity : _("no severity"), words);
}

static char *
dup_not_shown (const BdNotShown *n)
{
  const char *type = n->resource_type != NULL && *n->resource_type != '\0' ? n->resource_type : _("a resource");

  return g_strdup_printf (_("Not shown: %s: %s"), type, n->why);
}

/* Messages beside the records, then what came and is not shown, with why. */
static void
add_said (GtkWidget      *part,
          const BdAnswer *answer)
{
  g_autoptr (GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) texts = g_ptr_array_new ();   /* the keys of counts, as they came */

  for (guint i = 0; i < answer->issues->len; i++)
    count_text (texts, counts, dup_message (g_ptr_array_index (answer->issues, i)));
  for (guint i = 0; i < answer->not_shown->len; i++)
    count_text (texts, counts, dup_not_shown (g_ptr_array_index (answer->not_shown, i)));
  for (guint i = 0; i < texts->len; i++)
    {
      const char *text = g_ptr_array_index (texts, i);
      guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, text));
      g_autofree char *words = n == 1 ? g_strdup (text) : g_strdup_printf (_("%s (%u times)"), text, n);

      gtk_box_append (GTK_BOX (part), bd_ui_label_new (words, NULL));
    }
}

static void
add_line (GtkWidget          *box,
          const BdLedgerLine *line,
          const BdAnswer     *answer,   /* (nullable) */
          GTimeZone          *zone)
{
  GtkWidget *part = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  g_autofree char *sentence = bd_ledger_line_dup_sentence (line, zone, bd_clock_wall ());
  g_autofree char *facts = dup_facts (line, zone);
  GtkWidget *facts_label;

  gtk_box_append (GTK_BOX (part), bd_ui_label_new (bd_section_get_title (line->section), "bd-detail-caption"));
  gtk_box_append (GTK_BOX (part), bd_ui_label_new (sentence, NULL));
  if (answer != NULL)
    add_said (part, answer);
  if (*facts != '\0')
    {
      facts_label = bd_ui_label_new (facts, "bd-row-meta");
      gtk_label_set_selectable (GTK_LABEL (facts_label), TRUE);
      gtk_widget_set_focusable (facts_label, FALSE);
      gtk_box_append (GTK_BOX (part), facts_label);
    }
  gtk_box_append (GTK_BOX (box), part);
}

static void
add_retry (GtkWidget  *box,
           BdSource    source,
           BdRetryFunc retry_func,
           gpointer    user_data)
{
  g_autofree char *label = g_strdup_printf (_("Ask %s again"), bd_source_get_label (source));
  GtkWidget *button = gtk_button_new_with_label (label);
  Retry *retry = g_new0 (Retry, 1);

  *retry = (Retry) { source, retry_func, user_data };
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  bd_ui_set_name (button, label);
  g_signal_connect_data (button, "clicked", G_CALLBACK (on_retry_cb), retry, (GClosureNotify) g_free, 0);
  gtk_box_append (GTK_BOX (box), button);
}

/* NHI gives no section; it says who the person is. */
static void
add_patient (GtkWidget *box,
             BdRecord  *record)
{
  const BdPatient *patient = bd_record_get_patient (record);
  gint64 at = patient->saved_at > 0 ? patient->saved_at : patient->fetched_at;
  g_autofree char *time = at > 0 ? bd_date_format_time_us (at, bd_record_get_zone (record), TRUE) : NULL;
  g_autofree char *sentence = NULL;

  if (patient->saved_at > 0)
    sentence = g_strdup_printf (_("Name, birth date and gender are the saved copy of %s."), time);
  else if (time != NULL && patient->names->len > 0)
    sentence = g_strdup_printf (_("Name, birth date and gender as NHI gave them at %s."), time);
  else
    sentence = g_strdup (_("NHI has not confirmed who this is."));
  gtk_box_append (GTK_BOX (box), bd_ui_label_new (sentence, NULL));
  for (guint i = 0; patient->notices != NULL && patient->notices[i] != NULL; i++)
    gtk_box_append (GTK_BOX (box), bd_ui_label_new (patient->notices[i], NULL));
}

/**
 * bd_source_detail_new:
 * @record: the record
 * @source: one source of it
 * @retry: (nullable): asks it again; no button without it
 * @user_data: (closure): for @retry
 *
 * Returns: (transfer floating): what the popover of a strip item holds
 */
GtkWidget *
bd_source_detail_new (BdRecord    *record,
                      BdSource     source,
                      BdRetryFunc  retry,
                      gpointer     user_data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  int height;

  g_return_val_if_fail (BD_IS_RECORD (record), box);

  gtk_widget_add_css_class (box, "bd-source-detail");
  gtk_box_append (GTK_BOX (box), bd_ui_label_new (bd_source_get_label (source), "heading"));
  if (source == BD_SOURCE_NHI)
    add_patient (box, record);
  for (guint kind = 0; kind < BD_N_SECTIONS; kind++)
    {
      BdSection *section = bd_record_get_section (record, kind);
      const BdLedgerLine *line = bd_section_get_line (section, source);

      if (line != NULL)
        add_line (box, line, bd_section_get_answer (section, source), bd_record_get_zone (record));
    }
  if (retry != NULL && source != BD_SOURCE_NHI && bd_state_look_can_retry (record, source))
    add_retry (box, source, retry, user_data);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 520);
  gtk_widget_set_size_request (scroller, WIDTH, -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  /* The natural height is that of lines that do not wrap; here they do. */
  gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, WIDTH, NULL, &height, NULL, NULL);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller), MIN (height, 520));

  return scroller;
}
