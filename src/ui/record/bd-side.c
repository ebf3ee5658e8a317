/* bd-side.c: content with a pane at its side, or in its place where there is no room
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "record/bd-side.h"

#define PANE_WIDTH 420
#define ROOM_FOR_BOTH 880
#define LEAST_HEIGHT 200

struct _BdSide
{
  GtkWidget  parent_instance;

  GtkWidget *content;
  GtkWidget *pane;
};

G_DEFINE_FINAL_TYPE (BdSide, bd_side, GTK_TYPE_WIDGET)

static gboolean
is_shown (GtkWidget *widget)
{
  return widget != NULL && gtk_widget_get_visible (widget);
}

static GtkSizeRequestMode
bd_side_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

static void
bd_side_measure (GtkWidget      *widget,
                 GtkOrientation  orientation,
                 int             for_size,
                 int            *minimum,
                 int            *natural,
                 int            *minimum_baseline,
                 int            *natural_baseline)
{
  BdSide *self = BD_SIDE (widget);
  GtkWidget *children[] = { self->content, self->pane };

  /* Both scroll: asking how high they would like to be lays out every line of them for nothing. */
  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      *minimum = *natural = LEAST_HEIGHT;
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    {
      int min, nat;

      if (!is_shown (children[i]))
        continue;
      gtk_widget_measure (children[i], orientation, -1, &min, &nat, NULL, NULL);
      *minimum = MAX (*minimum, min);
      *natural = MAX (*natural, nat);
    }
}

static void
bd_side_size_allocate (GtkWidget *widget,
                       int        width,
                       int        height,
                       int        baseline)
{
  BdSide *self = BD_SIDE (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  gboolean pane = is_shown (self->pane);
  gboolean both = width >= ROOM_FOR_BOTH;
  int pane_width = 0, pane_min = 0;

  if (pane)
    {
      gtk_widget_measure (self->pane, GTK_ORIENTATION_HORIZONTAL, -1, &pane_min, NULL, NULL, NULL);
      pane_width = both ? MIN (width, MAX (PANE_WIDTH, pane_min)) : width;
      gtk_widget_size_allocate (self->pane, &(GtkAllocation) { rtl ? 0 : width - pane_width, 0, pane_width, height }, -1);
    }
  if (self->content == NULL)
    return;
  gtk_widget_set_child_visible (self->content, !pane || both);
  if (!pane || both)
    gtk_widget_size_allocate (self->content,
                              &(GtkAllocation) { rtl ? pane_width : 0, 0, width - pane_width, height }, -1);
}

static void
bd_side_dispose (GObject *object)
{
  BdSide *self = BD_SIDE (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_pointer (&self->pane, gtk_widget_unparent);

  G_OBJECT_CLASS (bd_side_parent_class)->dispose (object);
}

static void
bd_side_class_init (BdSideClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bd_side_dispose;
  widget_class->get_request_mode = bd_side_get_request_mode;
  widget_class->measure = bd_side_measure;
  widget_class->size_allocate = bd_side_size_allocate;
}

static void
bd_side_init (BdSide *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

/**
 * bd_side_new:
 *
 * Returns: (transfer floating): without content and pane
 */
GtkWidget *
bd_side_new (void)
{
  return g_object_new (BD_TYPE_SIDE, NULL);
}

/**
 * bd_side_set_content:
 * @self: the layout
 * @content: (transfer floating): what is read
 */
void
bd_side_set_content (BdSide    *self,
                     GtkWidget *content)
{
  g_return_if_fail (BD_IS_SIDE (self));
  g_return_if_fail (self->content == NULL);

  self->content = content;
  gtk_widget_set_parent (content, GTK_WIDGET (self));
}

/**
 * bd_side_set_pane:
 * @self: the layout
 * @pane: (transfer floating): what stands beside it while it is visible
 */
void
bd_side_set_pane (BdSide    *self,
                  GtkWidget *pane)
{
  g_return_if_fail (BD_IS_SIDE (self));
  g_return_if_fail (self->pane == NULL);

  self->pane = pane;
  gtk_widget_set_parent (pane, GTK_WIDGET (self));
}
