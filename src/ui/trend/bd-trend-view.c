/* bd-trend-view.c: the trends of one kind of observation: charts, and tables beside them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "trend/bd-trend-view.h"

#include "bd-clock.h"
#include "bd-series.h"
#include "shared/bd-ui.h"
#include "trend/bd-trend-chart.h"
#include "trend/bd-trend-table.h"
#include "trend/bd-trend-words.h"

#include <glib/gi18n-lib.h>

static void
add (GtkWidget  *box,
     const char *text,
     const char *css_class)
{
  if (text != NULL)
    gtk_box_append (GTK_BOX (box), bd_ui_label_new (text, css_class));
}

static void
on_moved_cb (BdTrendChart *chart,
             GtkLabel     *sentence)
{
  bd_ui_set_text (sentence, bd_trend_chart_get_sentence (chart));
}

/* The point that was opened is read first. */
static void
choose_entry (BdTrendChart   *chart,
              const BdSeries *series,
              BdEntry        *entry)
{
  for (guint i = 0; i < series->drawn->len; i++)
    if (((const BdSeriesPoint *) g_ptr_array_index (series->drawn, i))->entry == entry)
      bd_trend_chart_choose (chart, i);
}

static void
add_chart (GtkWidget *box,
           GPtrArray *all,
           guint      which,
           BdEntry   *entry,
           GTimeZone *zone)
{
  GtkWidget *chart = bd_trend_chart_new (all, which, zone);
  GtkWidget *sentence = bd_ui_label_new (NULL, "bd-trend-sentence");

  choose_entry (BD_TREND_CHART (chart), g_ptr_array_index (all, which), entry);
  bd_ui_set_text (GTK_LABEL (sentence), bd_trend_chart_get_sentence (BD_TREND_CHART (chart)));

  g_signal_connect_object (chart, "moved", G_CALLBACK (on_moved_cb), sentence, 0);
  gtk_box_append (GTK_BOX (box), chart);
  gtk_box_append (GTK_BOX (box), sentence);
}

/* Open where the chart does not show all. */
static void
add_table (GtkWidget *box,
           GPtrArray *all,
           guint      which,
           GTimeZone *zone)
{
  const BdSeries *series = g_ptr_array_index (all, which);
  GtkWidget *fold = gtk_expander_new (NULL);
  g_autofree char *title = g_strdup_printf (ngettext ("Table of %u value", "Table of all %u values", series->points->len), series->points->len);

  gtk_expander_set_label_widget (GTK_EXPANDER (fold), bd_ui_label_new (title, NULL));
  gtk_expander_set_child (GTK_EXPANDER (fold), bd_trend_table_new (all, which, zone));
  gtk_expander_set_expanded (GTK_EXPANDER (fold), series->drawn->len < series->points->len);
  bd_ui_set_name (fold, title);
  gtk_box_append (GTK_BOX (box), fold);
}

static void
add_series (GtkWidget *box,
            GPtrArray *all,
            guint      which,
            BdEntry   *entry,
            GTimeZone *zone)
{
  const BdSeries *series = g_ptr_array_index (all, which);
  g_autofree char *title = bd_trend_dup_title (series);
  g_autofree char *key = bd_trend_dup_key (series);

  add (box, title, "heading");
  if (series->drawn->len > 0)
    add_chart (box, all, which, entry, zone);
  add (box, key, "bd-row-meta");
  add_table (box, all, which, zone);
}

/* A trend of half a record is said to be one. */
static void
add_gaps (GtkWidget *box,
          BdRecord  *record)
{
  BdSection *section = bd_record_get_section (record, BD_SECTION_OBSERVATIONS);
  GPtrArray *lines = bd_section_get_lines (section);

  for (guint i = 0; i < lines->len; i++)
    {
      const BdLedgerLine *line = g_ptr_array_index (lines, i);
      g_autofree char *sentence = NULL;

      if (bd_ledger_line_is_complete (line))
        continue;
      sentence = bd_ledger_line_dup_sentence (line, bd_record_get_zone (record), bd_clock_wall ());
      add (box, sentence, "bd-amber");
    }
}

/**
 * bd_trend_view_new:
 * @entry: an observation
 * @scene: the record it belongs to
 *
 * Returns: (transfer floating) (nullable): the charts and tables of its kind, one of each
 *   for each unit; %NULL when it is the only one of its kind, or no observation
 */
GtkWidget *
bd_trend_view_new (BdEntry          *entry,
                   const BdRowScene *scene)
{
  GListModel *section = G_LIST_MODEL (bd_record_get_section (scene->record, BD_SECTION_OBSERVATIONS));
  GTimeZone *zone = bd_record_get_zone (scene->record);
  g_autoptr (GPtrArray) all = NULL;
  GtkWidget *box;

  if (bd_entry_peek (entry)->section != BD_SECTION_OBSERVATIONS)
    return NULL;
  all = bd_series_of_entry (section, entry, zone);
  if (all->len == 0 || (all->len == 1 && ((const BdSeries *) g_ptr_array_index (all, 0))->points->len < 2))
    return NULL;

  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_add_css_class (box, "bd-trend");
  add_gaps (box, scene->record);
  if (all->len > 1)
    add (box, _("Sent in different units, which are never joined:"), "bd-row-meta");
  for (guint i = 0; i < all->len; i++)
    add_series (box, all, i, entry, zone);
  return box;
}
