/* bd-trend-chart.c: a series drawn, stepped through with the arrow keys
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "trend/bd-trend-chart.h"

#include "shared/bd-ui.h"
#include "trend/bd-trend-draw.h"
#include "trend/bd-trend-words.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define LINES_HIGH 11

struct _BdTrendChart
{
  GtkWidget       parent_instance;

  /* Owned */
  GPtrArray      *all;         /* keeps the series alive */
  GTimeZone      *zone;        /* (nullable) */
  char           *sentence;

  /* Borrowed */
  const BdSeries *series;

  guint           chosen;
};

G_DEFINE_FINAL_TYPE (BdTrendChart, bd_trend_chart, GTK_TYPE_WIDGET)

enum { MOVED, N_SIGNALS };
static guint signals[N_SIGNALS];

static double
get_line (GtkWidget *widget)
{
  PangoContext *context = gtk_widget_get_pango_context (widget);
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  double line = pango_font_metrics_get_height (metrics) / (double) PANGO_SCALE;

  pango_font_metrics_unref (metrics);
  return line > 0 ? line : 16;
}

/* Text */

static PangoLayout *
make_text (BdTrendChart *self,
           const char   *text,
           double       *width)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  int w;

  pango_layout_get_pixel_size (layout, &w, NULL);
  if (width != NULL)
    *width = w;
  return layout;
}

static void
put_text (GtkSnapshot       *snapshot,
          const BdTrendPlot *plot,
          PangoLayout       *layout,
          double             x,
          double             y)
{
  GdkRGBA ink = plot->ink;

  ink.alpha *= plot->contrast ? 1 : 0.75;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) round (x), (float) round (y)));
  gtk_snapshot_append_layout (snapshot, layout, &ink);
  gtk_snapshot_restore (snapshot);
}

static double
measure_values (BdTrendChart      *self,
                const BdTrendPlot *plot)
{
  double widest = 0;
  guint n = bd_trend_scale_count (&plot->values);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *label = bd_trend_scale_dup_label (&plot->values, i);
      double width;
      g_autoptr (PangoLayout) layout = make_text (self, label, &width);

      widest = MAX (widest, width);
    }
  return widest;
}

static void
put_values (BdTrendChart      *self,
            GtkSnapshot       *snapshot,
            const BdTrendPlot *plot)
{
  guint n = bd_trend_scale_count (&plot->values);
  g_autoptr (PangoLayout) unit = NULL;
  double unit_width;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *label = bd_trend_scale_dup_label (&plot->values, i);
      double width, y = bd_trend_plot_y (plot, bd_trend_scale_get_tick (&plot->values, i));
      g_autoptr (PangoLayout) layout = make_text (self, label, &width);

      put_text (snapshot, plot, layout, plot->mirrored ? plot->right + 6 : plot->left - 6 - width, y - plot->line / 2);
    }
  unit = make_text (self, plot->series->unit != NULL ? plot->series->unit : _("unit not given"), &unit_width);
  put_text (snapshot, plot, unit, plot->mirrored ? gtk_widget_get_width (GTK_WIDGET (self)) - unit_width : 0, 0);
}

/* One date under the axis, kept inside the widget; FALSE when there is no room left. */
static gboolean
put_day (BdTrendChart      *self,
         GtkSnapshot       *snapshot,
         const BdTrendPlot *plot,
         double             day,
         GArray            *taken)
{
  g_autofree char *label = bd_trend_day_dup_label (day);
  double width, x, room = gtk_widget_get_width (GTK_WIDGET (self));
  g_autoptr (PangoLayout) layout = make_text (self, label, &width);

  x = CLAMP (bd_trend_plot_x (plot, day) - width / 2, 0, MAX (0, room - width));
  for (guint i = 0; i < taken->len; i += 2)
    if (x < g_array_index (taken, double, i + 1) + plot->line / 2 && x + width + plot->line / 2 > g_array_index (taken, double, i))
      return FALSE;
  put_text (snapshot, plot, layout, x, plot->bottom + plot->line * 0.55);
  g_array_append_val (taken, x);
  x += width;
  g_array_append_val (taken, x);
  return TRUE;
}

static void
put_tick (GtkSnapshot       *snapshot,
          const BdTrendPlot *plot,
          double             day)
{
  graphene_rect_t tick = GRAPHENE_RECT_INIT ((float) round (bd_trend_plot_x (plot, day)), (float) plot->bottom, 1, 5);
  GdkRGBA ink = plot->ink;

  ink.alpha *= 0.6f;
  gtk_snapshot_append_color (snapshot, &ink, &tick);
}

/* The last and the first day always, round days between them where there is room. */
static void
put_days (BdTrendChart      *self,
          GtkSnapshot       *snapshot,
          const BdTrendPlot *plot)
{
  g_autoptr (GArray) taken = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) between = NULL;
  double width;
  g_autoptr (PangoLayout) sample = make_text (self, "28-Mmm-0000", &width);

  if (put_day (self, snapshot, plot, plot->last, taken))
    put_tick (snapshot, plot, plot->last);
  if (floor (plot->first) == floor (plot->last))
    return;
  if (put_day (self, snapshot, plot, plot->first, taken))
    put_tick (snapshot, plot, plot->first);
  between = bd_trend_days_pick (plot->first, plot->last, (guint) MAX (0, (plot->right - plot->left) / (width + plot->line)));
  for (guint i = 0; i < between->len; i++)
    if (put_day (self, snapshot, plot, g_array_index (between, double, i), taken))
      put_tick (snapshot, plot, g_array_index (between, double, i));
}

/* Drawing */

static void
make_plot (BdTrendChart *self,
           BdTrendPlot  *plot)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkStyleContext *style = gtk_widget_get_style_context (widget);
  double line = get_line (widget), axis, gap, height = gtk_widget_get_height (widget);

  *plot = (BdTrendPlot) { 0 };
  gtk_style_context_get_color (style, &plot->ink);
  if (!gtk_style_context_lookup_color (style, "accent_color", &plot->accent))
    plot->accent = plot->ink;
  plot->contrast = adw_style_manager_get_high_contrast (adw_style_manager_get_default ());
  plot->mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  plot->top = line * 1.9;
  plot->bottom = MAX (plot->top + line, height - line * 1.7);
  bd_trend_plot_fit (plot, self->series, plot->bottom - plot->top, line);
  axis = measure_values (self, plot) + 8;
  plot->left = plot->mirrored ? 0 : axis;
  plot->right = MAX (plot->left + 1, gtk_widget_get_width (widget) - (plot->mirrored ? axis : 0));
  gap = (plot->right - plot->left) / MAX (self->series->drawn->len, 1);
  plot->mark = CLAMP (gap / 3, 1.5, line * 0.24);
}

static void
bd_trend_chart_snapshot (GtkWidget   *widget,
                         GtkSnapshot *snapshot)
{
  BdTrendChart *self = BD_TREND_CHART (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  BdTrendPlot plot;
  cairo_t *cr;

  if (self->series == NULL || self->series->drawn->len == 0 || width <= 0 || height <= 0)
    return;
  make_plot (self, &plot);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  bd_trend_plot_draw (&plot, cr, self->chosen);
  cairo_destroy (cr);
  put_values (self, snapshot, &plot);
  put_days (self, snapshot, &plot);
}

static void
bd_trend_chart_measure (GtkWidget      *widget,
                        GtkOrientation  orientation,
                        int             for_size,
                        int            *minimum,
                        int            *natural,
                        int            *minimum_baseline,
                        int            *natural_baseline)
{
  double line = get_line (widget);

  *minimum = (int) (line * LINES_HIGH);
  *natural = orientation == GTK_ORIENTATION_VERTICAL ? *minimum : (int) (line * LINES_HIGH * 2);
}

/* Choosing a point */

static void
say_point (BdTrendChart *self)
{
  const GPtrArray *drawn = self->series->drawn;
  g_autofree char *title = bd_trend_dup_title (self->series);
  g_autofree char *point = NULL;
  g_autofree char *name = NULL;

  g_clear_pointer (&self->sentence, g_free);
  if (drawn->len == 0)
    return;
  point = bd_trend_dup_sentence (self->series, g_ptr_array_index (drawn, self->chosen), self->zone);
  /* Translators: which point of how many, and what it says */
  self->sentence = g_strdup_printf (_("%u of %u: %s"), self->chosen + 1, drawn->len, point);
  /* Translators: what is drawn, and the point that is read */
  name = g_strdup_printf (_("Chart of %s. %s"), title, self->sentence);
  bd_ui_set_name (GTK_WIDGET (self), name);
}

/* Left and right go as the eye sees them. */
static gboolean
on_step_cb (GtkWidget *widget,
            GVariant  *args,
            gpointer   user_data)
{
  BdTrendChart *self = BD_TREND_CHART (widget);
  int step = g_variant_get_int32 (args);
  int last = (int) self->series->drawn->len - 1;

  if (last < 0)
    return FALSE;
  if (ABS (step) == 1 && gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    step = -step;
  bd_trend_chart_choose (self, (guint) (ABS (step) == 1 ? CLAMP ((int) self->chosen + step, 0, last) : (step < 0 ? 0 : last)));
  return TRUE;
}

static void
on_pressed_cb (BdTrendChart *self,
               int           n_press,
               double        x,
               double        y)
{
  BdTrendPlot plot;
  guint nearest = 0;

  if (self->series->drawn->len == 0)
    return;
  make_plot (self, &plot);
  for (guint i = 0; i < self->series->drawn->len; i++)
    {
      const BdSeriesPoint *here = g_ptr_array_index (self->series->drawn, i), *best = g_ptr_array_index (self->series->drawn, nearest);

      if (fabs (bd_trend_plot_x (&plot, here->day) - x) < fabs (bd_trend_plot_x (&plot, best->day) - x))
        nearest = i;
    }
  gtk_widget_grab_focus (GTK_WIDGET (self));
  bd_trend_chart_choose (self, nearest);
}

static void
bd_trend_chart_dispose (GObject *object)
{
  BdTrendChart *self = BD_TREND_CHART (object);

  self->series = NULL;
  g_clear_pointer (&self->all, g_ptr_array_unref);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_clear_pointer (&self->sentence, g_free);

  G_OBJECT_CLASS (bd_trend_chart_parent_class)->dispose (object);
}

static void
bd_trend_chart_class_init (BdTrendChartClass *klass)
{
  static const struct { guint key, keypad; int step; } keys[] = {
    { GDK_KEY_Left, GDK_KEY_KP_Left, -1 }, { GDK_KEY_Right, GDK_KEY_KP_Right, 1 },
    { GDK_KEY_Home, GDK_KEY_KP_Home, -2 }, { GDK_KEY_End, GDK_KEY_KP_End, 2 },
  };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bd_trend_chart_dispose;
  widget_class->snapshot = bd_trend_chart_snapshot;
  widget_class->measure = bd_trend_chart_measure;
  gtk_widget_class_set_css_name (widget_class, "bdtrend");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      gtk_widget_class_add_binding (widget_class, keys[i].key, 0, on_step_cb, "i", keys[i].step);
      gtk_widget_class_add_binding (widget_class, keys[i].keypad, 0, on_step_cb, "i", keys[i].step);
    }

  /**
   * BdTrendChart::moved:
   *
   * Another point was chosen.
   */
  signals[MOVED] = g_signal_new ("moved", BD_TYPE_TREND_CHART, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
bd_trend_chart_init (BdTrendChart *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect_object (click, "pressed", G_CALLBACK (on_pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  g_signal_connect_object (adw_style_manager_get_default (), "notify::high-contrast", G_CALLBACK (gtk_widget_queue_draw),
                           self, G_CONNECT_SWAPPED);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  _("Left and Right go from point to point, Home and End to the first and last."), -1);
}

/**
 * bd_trend_chart_new:
 * @all: (element-type BdSeries): the series of a kind; kept, not changed
 * @which: the one to draw
 * @zone: (nullable): where instants are read
 *
 * Returns: (transfer floating): its chart, the newest point chosen
 */
GtkWidget *
bd_trend_chart_new (GPtrArray *all,
                    guint      which,
                    GTimeZone *zone)
{
  BdTrendChart *self;

  g_return_val_if_fail (all != NULL && which < all->len, NULL);

  self = g_object_new (BD_TYPE_TREND_CHART, NULL);
  self->all = g_ptr_array_ref (all);
  self->zone = zone != NULL ? g_time_zone_ref (zone) : NULL;
  self->series = g_ptr_array_index (all, which);
  self->chosen = MAX (self->series->drawn->len, 1) - 1;
  say_point (self);

  return GTK_WIDGET (self);
}

/**
 * bd_trend_chart_get_chosen:
 * @self: a chart
 *
 * Returns: the point that is read, counted from the oldest drawn
 */
guint
bd_trend_chart_get_chosen (BdTrendChart *self)
{
  g_return_val_if_fail (BD_IS_TREND_CHART (self), 0);

  return self->chosen;
}

/**
 * bd_trend_chart_choose:
 * @self: a chart
 * @index: a point, counted from the oldest drawn
 */
void
bd_trend_chart_choose (BdTrendChart *self,
                       guint         index)
{
  g_return_if_fail (BD_IS_TREND_CHART (self));
  g_return_if_fail (self->series != NULL && index < self->series->drawn->len);

  if (self->chosen == index)
    return;
  self->chosen = index;
  say_point (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[MOVED], 0);
}

/**
 * bd_trend_chart_get_sentence:
 * @self: a chart
 *
 * Returns: (nullable): the chosen point in words; %NULL when nothing is drawn
 */
const char *
bd_trend_chart_get_sentence (BdTrendChart *self)
{
  g_return_val_if_fail (BD_IS_TREND_CHART (self), NULL);

  return self->sentence;
}
