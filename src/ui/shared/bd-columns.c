/* bd-columns.c: cards in two columns when there is room, else in one, in reading order
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "shared/bd-columns.h"

#define SPACING 12
#define WIDE 940   /* pixels */

struct _BdColumns
{
  GtkWidget   parent_instance;

  int         wide;
  GHashTable *column;   /* GtkWidget* → 0 or 1 in the wide form */
};

G_DEFINE_FINAL_TYPE (BdColumns, bd_columns, GTK_TYPE_WIDGET)

enum { PROP_0, PROP_WIDE, N_PROPS };
static GParamSpec *properties[N_PROPS];

static guint
get_column (BdColumns *self,
            GtkWidget *child)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->column, child));
}

/* Places the children when asked to; returns the height of the longer column. */
static int
lay_out (BdColumns *self,
         int        width,
         gboolean   allocate)
{
  gboolean wide = width >= self->wide;
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  int column_width = wide ? (width - SPACING) / 2 : width;
  int y[2] = { 0, 0 };

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      guint column = wide ? get_column (self, child) : 0;
      int height;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, column_width, &height, NULL, NULL, NULL);
      if (allocate)
        {
          gboolean second = wide && (column == 1) != rtl;
          GtkAllocation box = { second ? width - column_width : 0, y[column], column_width, height };

          gtk_widget_size_allocate (child, &box, -1);
        }
      y[column] += height + SPACING;
    }

  return MAX (0, MAX (y[0], y[1]) - SPACING);
}

static GtkSizeRequestMode
bd_columns_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* How high it is depends on the width, which a scroller that asks first without one does tell
 * it before it places it: laying everything out for a width it will not have is not worth it. */
static void
bd_columns_measure (GtkWidget      *widget,
                    GtkOrientation  orientation,
                    int             for_size,
                    int            *minimum,
                    int            *natural,
                    int            *minimum_baseline,
                    int            *natural_baseline)
{
  int min = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int child_min;

      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &child_min, NULL, NULL, NULL);
      min = MAX (min, child_min);
    }
  *minimum = min;
  *natural = MAX (min, BD_COLUMNS (widget)->wide);
  if (orientation == GTK_ORIENTATION_VERTICAL)
    *minimum = *natural = for_size < 0 ? 0 : lay_out (BD_COLUMNS (widget), MAX (for_size, min), FALSE);
}

static void
bd_columns_size_allocate (GtkWidget *widget,
                          int        width,
                          int        height,
                          int        baseline)
{
  lay_out (BD_COLUMNS (widget), width, TRUE);
}

/* Tab goes in reading order, wherever the cards stand. */
static gboolean
bd_columns_focus (GtkWidget        *widget,
                  GtkDirectionType  direction)
{
  gboolean forward = direction == GTK_DIR_TAB_FORWARD;
  GtkWidget *child = gtk_widget_get_focus_child (widget);

  if (!forward && direction != GTK_DIR_TAB_BACKWARD)
    return GTK_WIDGET_CLASS (bd_columns_parent_class)->focus (widget, direction);
  if (child == NULL)
    child = forward ? gtk_widget_get_first_child (widget) : gtk_widget_get_last_child (widget);
  while (child != NULL && !gtk_widget_child_focus (child, direction))
    child = forward ? gtk_widget_get_next_sibling (child) : gtk_widget_get_prev_sibling (child);

  return child != NULL;
}

static void
bd_columns_dispose (GObject *object)
{
  BdColumns *self = BD_COLUMNS (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_hash_table_remove_all (self->column);

  G_OBJECT_CLASS (bd_columns_parent_class)->dispose (object);
}

static void
bd_columns_finalize (GObject *object)
{
  g_hash_table_unref (BD_COLUMNS (object)->column);

  G_OBJECT_CLASS (bd_columns_parent_class)->finalize (object);
}

static void
bd_columns_set_property (GObject      *object,
                         guint         prop_id,
                         const GValue *value,
                         GParamSpec   *pspec)
{
  BdColumns *self = BD_COLUMNS (object);

  if (prop_id != PROP_WIDE)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      return;
    }
  self->wide = g_value_get_int (value);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
bd_columns_class_init (BdColumnsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = bd_columns_dispose;
  object_class->finalize = bd_columns_finalize;
  object_class->set_property = bd_columns_set_property;
  properties[PROP_WIDE] =
    g_param_spec_int ("wide", NULL, NULL, 0, G_MAXINT, WIDE, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  widget_class->get_request_mode = bd_columns_get_request_mode;
  widget_class->measure = bd_columns_measure;
  widget_class->size_allocate = bd_columns_size_allocate;
  widget_class->focus = bd_columns_focus;
}

static void
bd_columns_init (BdColumns *self)
{
  self->wide = WIDE;
  self->column = g_hash_table_new (NULL, NULL);
}

/**
 * bd_columns_new:
 *
 * Returns: (transfer floating): empty columns
 */
GtkWidget *
bd_columns_new (void)
{
  return g_object_new (BD_TYPE_COLUMNS, NULL);
}

/**
 * bd_columns_append:
 * @self: the columns
 * @child: (transfer floating): a card, after those before it in reading order
 * @column: 0 or 1, where it stands in the wide form
 */
void
bd_columns_append (BdColumns *self,
                   GtkWidget *child,
                   guint      column)
{
  g_return_if_fail (BD_IS_COLUMNS (self));
  g_return_if_fail (column < 2);

  gtk_widget_set_parent (child, GTK_WIDGET (self));
  bd_columns_place (self, child, column);
}

/**
 * bd_columns_place:
 * @self: the columns
 * @child: one of its children
 * @column: 0 or 1, where it stands in the wide form
 */
void
bd_columns_place (BdColumns *self,
                  GtkWidget *child,
                  guint      column)
{
  g_return_if_fail (BD_IS_COLUMNS (self));
  g_return_if_fail (gtk_widget_get_parent (child) == GTK_WIDGET (self));
  g_return_if_fail (column < 2);

  g_hash_table_insert (self->column, child, GUINT_TO_POINTER (column));
  gtk_widget_queue_resize (GTK_WIDGET (self));
}
