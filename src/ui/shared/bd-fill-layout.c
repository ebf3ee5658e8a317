/* bd-fill-layout.c: parts in one line, of which the one that expands takes what the others leave
 *
 * What a horizontal GtkBox does with an icon, a text and a button, without looking for the
 * best widths by trial: to know its height for a width a GtkBox measures a wrapping text at
 * a dozen widths. Here every part but one has its natural width, and each is asked once how
 * high it is.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "shared/bd-fill-layout.h"

struct _BdFillLayout
{
  GtkLayoutManager parent_instance;

  int              spacing;
};

G_DEFINE_FINAL_TYPE (BdFillLayout, bd_fill_layout, GTK_TYPE_LAYOUT_MANAGER)

enum { PROP_0, PROP_SPACING, N_PROPS };
static GParamSpec *properties[N_PROPS];

/* What is left for the part that fills when the others have their natural widths; -1 when
 * nobody says how wide the line is. */
static int
get_room (BdFillLayout *self,
          GtkWidget    *widget,
          int           width)
{
  int room = width + self->spacing;

  if (width < 0)
    return -1;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int natural = 0;

      if (!gtk_widget_should_layout (child))
        continue;
      if (!gtk_widget_get_hexpand (child))
        gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
      room -= natural + self->spacing;
    }

  return MAX (0, room);
}

static int
get_width (GtkWidget *child,
           int        room)
{
  int minimum, natural;

  if (room < 0)
    return -1;
  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);

  return gtk_widget_get_hexpand (child) ? MAX (minimum, room) : natural;
}

static void
measure_width (BdFillLayout *self,
               GtkWidget    *widget,
               int          *minimum,
               int          *natural)
{
  *minimum = *natural = -self->spacing;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int child_min, child_nat;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &child_min, &child_nat, NULL, NULL);
      *minimum += (gtk_widget_get_hexpand (child) ? child_min : child_nat) + self->spacing;
      *natural += child_nat + self->spacing;
    }
  *minimum = MAX (0, *minimum);
  *natural = MAX (0, *natural);
}

/* How high a part is at its width, and how far below its top its first line stands: -1 for a
 * part that does not stand on that line. */
static int
get_height (GtkWidget *child,
            int        width,
            int       *baseline)
{
  int height;

  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, NULL, &height, NULL, baseline);
  if (gtk_widget_get_valign (child) != GTK_ALIGN_BASELINE)
    *baseline = -1;

  return height;
}

/* The height of the line, and where its baseline is: -1 when no part has one. */
static int
measure_height (BdFillLayout *self,
                GtkWidget    *widget,
                int           room,
                int          *baseline)
{
  int above = -1, below = 0, height = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int child_height, child_baseline;

      if (!gtk_widget_should_layout (child))
        continue;
      child_height = get_height (child, get_width (child, room), &child_baseline);
      height = MAX (height, child_height);
      if (child_baseline < 0)
        continue;
      above = MAX (above, child_baseline);
      below = MAX (below, child_height - child_baseline);
    }
  *baseline = above;

  return MAX (height, above + below);
}

static void
bd_fill_layout_measure (GtkLayoutManager *manager,
                        GtkWidget        *widget,
                        GtkOrientation    orientation,
                        int               for_size,
                        int              *minimum,
                        int              *natural,
                        int              *minimum_baseline,
                        int              *natural_baseline)
{
  BdFillLayout *self = BD_FILL_LAYOUT (manager);
  int baseline;

  measure_width (self, widget, minimum, natural);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    return;
  *minimum = *natural = measure_height (self, widget, get_room (self, widget, for_size), &baseline);
}

static void
bd_fill_layout_allocate (GtkLayoutManager *manager,
                         GtkWidget        *widget,
                         int               width,
                         int               height,
                         int               unused)
{
  BdFillLayout *self = BD_FILL_LAYOUT (manager);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int room = get_room (self, widget, width);
  int baseline, x = 0;

  measure_height (self, widget, room, &baseline);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkAllocation box = { x, 0, 0, height };
      int child_baseline, child_height;

      if (!gtk_widget_should_layout (child))
        continue;
      box.width = get_width (child, room);
      child_height = get_height (child, box.width, &child_baseline);
      if (child_baseline >= 0)
        {
          box.y = baseline - child_baseline;
          box.height = child_height;
        }
      x += box.width + self->spacing;
      if (rtl)
        box.x = width - box.x - box.width;
      gtk_widget_size_allocate (child, &box, -1);
    }
}

static GtkSizeRequestMode
bd_fill_layout_get_request_mode (GtkLayoutManager *manager,
                                 GtkWidget        *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
bd_fill_layout_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  if (prop_id == PROP_SPACING)
    bd_fill_layout_set_spacing (BD_FILL_LAYOUT (object), g_value_get_int (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
bd_fill_layout_class_init (BdFillLayoutClass *klass)
{
  GtkLayoutManagerClass *manager_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  G_OBJECT_CLASS (klass)->set_property = bd_fill_layout_set_property;
  properties[PROP_SPACING] =
    g_param_spec_int ("spacing", NULL, NULL, 0, G_MAXINT, 0, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
  manager_class->get_request_mode = bd_fill_layout_get_request_mode;
  manager_class->measure = bd_fill_layout_measure;
  manager_class->allocate = bd_fill_layout_allocate;
}

static void
bd_fill_layout_init (BdFillLayout *self)
{
}

/**
 * bd_fill_layout_new:
 * @spacing: pixels between parts
 *
 * Returns: (transfer full): a layout
 */
GtkLayoutManager *
bd_fill_layout_new (int spacing)
{
  return g_object_new (BD_TYPE_FILL_LAYOUT, "spacing", spacing, NULL);
}

/**
 * bd_fill_layout_set_spacing:
 * @self: a layout
 * @spacing: pixels between parts
 */
void
bd_fill_layout_set_spacing (BdFillLayout *self,
                            int           spacing)
{
  g_return_if_fail (BD_IS_FILL_LAYOUT (self));
  g_return_if_fail (spacing >= 0);

  self->spacing = spacing;
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (self));
}

/**
 * bd_fill_new:
 * @spacing: pixels between parts
 *
 * Returns: (transfer floating): a #GtkBox whose children stand in one line; the one that
 *   expands horizontally takes what the others leave
 */
GtkWidget *
bd_fill_new (int spacing)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_set_layout_manager (box, bd_fill_layout_new (spacing));

  return box;
}
