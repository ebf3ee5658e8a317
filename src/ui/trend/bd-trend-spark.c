/* bd-trend-spark.c: the course of a line's values, as small as a word
 *
 * It has no axis and says nothing that the words beside it do not; a screen reader
 * passes it by. The pane of the line has the whole chart.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "trend/bd-trend-spark.h"

#include "trend/bd-trend-draw.h"

#include <adwaita.h>

#define MOST_EARLIER 50   /* values: more than the picture has pixels for says nothing more */

struct _BdTrendSpark
{
  GtkWidget       parent_instance;

  /* Owned */
  GPtrArray      *all;      /* (nullable) keeps the series alive */

  /* Borrowed */
  const BdSeries *series;   /* (nullable) */
};

G_DEFINE_FINAL_TYPE (BdTrendSpark, bd_trend_spark, GTK_TYPE_WIDGET)

static double
get_line (GtkWidget *widget)
{
  PangoFontMetrics *metrics = pango_context_get_metrics (gtk_widget_get_pango_context (widget), NULL, NULL);
  double line = pango_font_metrics_get_height (metrics) / (double) PANGO_SCALE;

  pango_font_metrics_unref (metrics);
  return line > 0 ? line : 16;
}

static void
bd_trend_spark_measure (GtkWidget      *widget,
                        GtkOrientation  orientation,
                        int             for_size,
                        int            *minimum,
                        int            *natural,
                        int            *minimum_baseline,
                        int            *natural_baseline)
{
  *minimum = *natural = (int) (get_line (widget) * (orientation == GTK_ORIENTATION_HORIZONTAL ? 4 : 1.9));
}

static void
bd_trend_spark_snapshot (GtkWidget   *widget,
                         GtkSnapshot *snapshot)
{
  BdTrendSpark *self = BD_TREND_SPARK (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  double line = get_line (widget);
  BdTrendPlot plot = { .left = 0, .right = width, .top = line * 0.2, .bottom = height - line * 0.2, .mark = line * 0.13 };
  cairo_t *cr;

  if (self->series == NULL || width <= 0 || height <= 0)
    return;
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &plot.ink);
  plot.contrast = adw_style_manager_get_high_contrast (adw_style_manager_get_default ());
  plot.mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  bd_trend_plot_fit (&plot, self->series, height, height / 12.0);   /* steps that no axis needs room for */
  plot.line = line * 0.6;
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  bd_trend_plot_draw_course (&plot, cr);
  cairo_destroy (cr);
}

static void
bd_trend_spark_dispose (GObject *object)
{
  BdTrendSpark *self = BD_TREND_SPARK (object);

  self->series = NULL;
  g_clear_pointer (&self->all, g_ptr_array_unref);

  G_OBJECT_CLASS (bd_trend_spark_parent_class)->dispose (object);
}

static void
bd_trend_spark_class_init (BdTrendSparkClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bd_trend_spark_dispose;
  widget_class->measure = bd_trend_spark_measure;
  widget_class->snapshot = bd_trend_spark_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
bd_trend_spark_init (BdTrendSpark *self)
{
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_START);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * bd_trend_spark_new:
 *
 * Returns: (transfer floating): without a line
 */
GtkWidget *
bd_trend_spark_new (void)
{
  return g_object_new (BD_TYPE_TREND_SPARK, NULL);
}

static gboolean
has_drawn (const BdSeries *series,
           BdEntry        *entry)
{
  for (guint i = 0; i < series->drawn->len; i++)
    if (((const BdSeriesPoint *) g_ptr_array_index (series->drawn, i))->entry == entry)
      return TRUE;
  return FALSE;
}

/**
 * bd_trend_spark_show:
 * @self: the picture
 * @row: a line of the record
 * @zone: (nullable): where instants are read
 *
 * Shows the course up to the value the line leads with, of the latest values; takes no room when there are not
 * two values to draw, or the line is no observation.
 */
void
bd_trend_spark_show (BdTrendSpark *self,
                     BdRow        *row,
                     GTimeZone    *zone)
{
  BdEntry *entry = bd_row_get_entry (row);
  GPtrArray *others = bd_row_get_others (row);

  g_return_if_fail (BD_IS_TREND_SPARK (self));

  self->series = NULL;
  g_clear_pointer (&self->all, g_ptr_array_unref);
  if (bd_entry_peek (entry)->section == BD_SECTION_OBSERVATIONS && others != NULL)
    {
      g_autoptr (GListStore) entries = g_list_store_new (BD_TYPE_ENTRY);

      g_list_store_append (entries, entry);
      g_list_store_splice (entries, 1, 0, others->pdata, MIN (others->len, MOST_EARLIER));
      self->all = bd_series_of_entry (G_LIST_MODEL (entries), entry, zone);
      for (guint i = 0; i < self->all->len && self->series == NULL; i++)
        if (has_drawn (g_ptr_array_index (self->all, i), entry))
          self->series = g_ptr_array_index (self->all, i);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), self->series != NULL && self->series->drawn->len > 1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
