/* bd-wrap.c: children in a row that goes on in the next line when the width ends
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "shared/bd-wrap.h"

struct _BdWrap
{
  GtkWidget parent_instance;

  int       spacing;
  int       line_spacing;
};

G_DEFINE_FINAL_TYPE (BdWrap, bd_wrap, GTK_TYPE_WIDGET)

enum { PROP_0, PROP_SPACING, PROP_LINE_SPACING, N_PROPS };
static GParamSpec *properties[N_PROPS];

static void
get_size (GtkWidget *child,
          int        width,
          int       *child_width,
          int       *child_height)
{
  int minimum, natural;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  *child_width = CLAMP (natural, minimum, MAX (minimum, width));
  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, *child_width, child_height, NULL, NULL, NULL);
}

/* The last visible child of the line that begins with first, and the line's height. */
static GtkWidget *
end_of_line (BdWrap    *self,
             GtkWidget *first,
             int        width,
             int       *line_height)
{
  GtkWidget *last = first;
  int x = 0;

  *line_height = 0;
  for (GtkWidget *child = first; child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int child_width, child_height;

      if (!gtk_widget_should_layout (child))
        continue;
      get_size (child, width, &child_width, &child_height);
      if (x > 0 && x + child_width > width)
        break;
      x += child_width + self->spacing;
      *line_height = MAX (*line_height, child_height);
      last = child;
    }

  return last;
}

static void
place (GtkWidget *child,
       int        x,
       int        y,
       int        width,
       int        height,
       int        full_width)
{
  GtkAllocation box = { x, y, width, height };

  if (gtk_widget_get_direction (gtk_widget_get_parent (child)) == GTK_TEXT_DIR_RTL)
    box.x = full_width - x - width;
  gtk_widget_size_allocate (child, &box, -1);
}

/* Walks the lines; places the children when asked to. Returns the height of all. */
static int
lay_out (BdWrap  *self,
         int      width,
         gboolean allocate)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));
  int y = 0;

  while (child != NULL)
    {
      int line_height, x = 0;
      GtkWidget *last = end_of_line (self, child, width, &line_height);
      GtkWidget *next = gtk_widget_get_next_sibling (last);

      for (; allocate && child != next; child = gtk_widget_get_next_sibling (child))
        if (gtk_widget_should_layout (child))
          {
            int child_width, child_height;

            get_size (child, width, &child_width, &child_height);
            place (child, x, y, child_width, line_height, width);
            x += child_width + self->spacing;
          }
      if (line_height > 0)
        y += line_height + self->line_spacing;
      child = next;
    }

  return MAX (0, y - self->line_spacing);
}

static GtkSizeRequestMode
bd_wrap_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
bd_wrap_measure (GtkWidget      *widget,
                 GtkOrientation  orientation,
                 int             for_size,
                 int            *minimum,
                 int            *natural,
                 int            *minimum_baseline,
                 int            *natural_baseline)
{
  BdWrap *self = BD_WRAP (widget);
  int min = 0, nat = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int child_min, child_nat;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &child_min, &child_nat, NULL, NULL);
      min = MAX (min, child_min);
      nat += child_nat + self->spacing;
    }
  nat = MAX (min, nat - self->spacing);
  if (orientation == GTK_ORIENTATION_VERTICAL)
    min = nat = lay_out (self, for_size < 0 ? nat : MAX (for_size, min), FALSE);
  *minimum = min;
  *natural = nat;
}

static void
bd_wrap_size_allocate (GtkWidget *widget,
                       int        width,
                       int        height,
                       int        baseline)
{
  lay_out (BD_WRAP (widget), width, TRUE);
}

static void
bd_wrap_dispose (GObject *object)
{
  bd_wrap_clear (BD_WRAP (object));

  G_OBJECT_CLASS (bd_wrap_parent_class)->dispose (object);
}

static void
bd_wrap_set_property (GObject      *object,
                      guint         prop_id,
                      const GValue *value,
                      GParamSpec   *pspec)
{
  BdWrap *self = BD_WRAP (object);

  switch (prop_id)
    {
    case PROP_SPACING: self->spacing = g_value_get_int (value); break;
    case PROP_LINE_SPACING: self->line_spacing = g_value_get_int (value); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
bd_wrap_class_init (BdWrapClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = bd_wrap_dispose;
  object_class->set_property = bd_wrap_set_property;
  widget_class->get_request_mode = bd_wrap_get_request_mode;
  widget_class->measure = bd_wrap_measure;
  widget_class->size_allocate = bd_wrap_size_allocate;
  properties[PROP_SPACING] =
    g_param_spec_int ("spacing", NULL, NULL, 0, 96, 12, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_LINE_SPACING] =
    g_param_spec_int ("line-spacing", NULL, NULL, 0, 96, 6, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
bd_wrap_init (BdWrap *self)
{
  self->spacing = 12;
  self->line_spacing = 6;
}

/**
 * bd_wrap_new:
 * @spacing: pixels between children
 * @line_spacing: pixels between lines
 *
 * Returns: (transfer floating): an empty row
 */
GtkWidget *
bd_wrap_new (int spacing,
             int line_spacing)
{
  return g_object_new (BD_TYPE_WRAP, "spacing", spacing, "line-spacing", line_spacing, NULL);
}

/**
 * bd_wrap_append:
 * @self: a row
 * @child: (transfer floating): what comes next
 */
void
bd_wrap_append (BdWrap    *self,
                GtkWidget *child)
{
  g_return_if_fail (BD_IS_WRAP (self));

  gtk_widget_set_parent (child, GTK_WIDGET (self));
}

/**
 * bd_wrap_clear:
 * @self: a row
 *
 * Removes every child.
 */
void
bd_wrap_clear (BdWrap *self)
{
  GtkWidget *child;

  g_return_if_fail (BD_IS_WRAP (self));

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
}
