/* bd-paragraph.c: plain text that fills the width it is given, at the height it then needs
 *
 * A GtkLabel that wraps lays its text out five or six times before it is first drawn: for
 * the least and the natural width, for the height at each width somebody asks about, and
 * for the place it gets. With some two hundred texts on a summary that was seven tenths of
 * the time from Enter to the first frame. This one has no natural width of its own, keeps
 * one layout, and lays it out once for each width it is really asked about.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "shared/bd-paragraph.h"

#include "shared/bd-ui.h"

#define LEAST_CHARS 5

struct _BdParagraph
{
  GtkWidget      parent_instance;

  /* Owned */
  char          *text;
  PangoAttrList *attributes;   /* (nullable) */
  PangoLayout   *layout;       /* (nullable): made when it is first needed */

  PangoAlignment alignment;
};

G_DEFINE_FINAL_TYPE (BdParagraph, bd_paragraph, GTK_TYPE_WIDGET)

/* Figures of one width stand under each other, and no date is torn. */
static PangoAttrList *
make_attributes (BdParagraph *self)
{
  PangoAttrList *attributes = self->attributes != NULL ? pango_attr_list_copy (self->attributes) : pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  bd_ui_keep_dates_whole (attributes, self->text);

  return attributes;
}

/* @width: pixels; -1: in one line */
static PangoLayout *
ensure_layout (BdParagraph *self,
               int          width)
{
  int wanted = width < 0 ? -1 : width * PANGO_SCALE;

  if (self->layout == NULL)
    {
      g_autoptr (PangoAttrList) attributes = make_attributes (self);

      self->layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), self->text);
      pango_layout_set_attributes (self->layout, attributes);
      pango_layout_set_wrap (self->layout, PANGO_WRAP_WORD_CHAR);
      pango_layout_set_alignment (self->layout, self->alignment);
    }
  if (pango_layout_get_width (self->layout) != wanted)
    pango_layout_set_width (self->layout, wanted);

  return self->layout;
}

static GtkSizeRequestMode
bd_paragraph_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* Half an em is about the width of a letter. */
static int
get_least_width (GtkWidget *widget)
{
  const PangoFontDescription *font = pango_context_get_font_description (gtk_widget_get_pango_context (widget));

  return PANGO_PIXELS_CEIL (pango_font_description_get_size (font)) * LEAST_CHARS / 2;
}

static void
bd_paragraph_measure (GtkWidget      *widget,
                      GtkOrientation  orientation,
                      int             for_size,
                      int            *minimum,
                      int            *natural,
                      int            *minimum_baseline,
                      int            *natural_baseline)
{
  PangoLayout *layout;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = *natural = get_least_width (widget);
      return;
    }
  layout = ensure_layout (BD_PARAGRAPH (widget), for_size);
  pango_layout_get_pixel_size (layout, NULL, minimum);
  *natural = *minimum;
  *minimum_baseline = *natural_baseline = PANGO_PIXELS (pango_layout_get_baseline (layout));
}

static void
bd_paragraph_snapshot (GtkWidget   *widget,
                       GtkSnapshot *snapshot)
{
  PangoLayout *layout = ensure_layout (BD_PARAGRAPH (widget), gtk_widget_get_width (widget));

  gtk_snapshot_render_layout (snapshot, gtk_widget_get_style_context (widget), 0, 0, layout);
}

static void
bd_paragraph_direction_changed (GtkWidget        *widget,
                                GtkTextDirection  previous)
{
  g_clear_object (&BD_PARAGRAPH (widget)->layout);

  GTK_WIDGET_CLASS (bd_paragraph_parent_class)->direction_changed (widget, previous);
}

static void
bd_paragraph_finalize (GObject *object)
{
  BdParagraph *self = BD_PARAGRAPH (object);

  g_clear_object (&self->layout);
  g_clear_pointer (&self->attributes, pango_attr_list_unref);
  g_free (self->text);

  G_OBJECT_CLASS (bd_paragraph_parent_class)->finalize (object);
}

static void
bd_paragraph_class_init (BdParagraphClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = bd_paragraph_finalize;
  widget_class->get_request_mode = bd_paragraph_get_request_mode;
  widget_class->measure = bd_paragraph_measure;
  widget_class->snapshot = bd_paragraph_snapshot;
  widget_class->direction_changed = bd_paragraph_direction_changed;
  gtk_widget_class_set_css_name (widget_class, "label");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
bd_paragraph_init (BdParagraph *self)
{
  self->text = g_strdup ("");
}

/**
 * bd_paragraph_new:
 * @text: (nullable): plain text, never markup
 * @css_class: (nullable): a style class
 *
 * Returns: (transfer floating): a paragraph
 */
GtkWidget *
bd_paragraph_new (const char *text,
                  const char *css_class)
{
  GtkWidget *self = g_object_new (BD_TYPE_PARAGRAPH, NULL);

  if (css_class != NULL)
    gtk_widget_add_css_class (self, css_class);
  if (text != NULL)
    bd_paragraph_set_text (BD_PARAGRAPH (self), text, NULL);

  return self;
}

/**
 * bd_paragraph_set_text:
 * @self: a paragraph
 * @text: plain text, never markup
 * @attributes: (nullable): how parts of it look
 */
void
bd_paragraph_set_text (BdParagraph   *self,
                       const char    *text,
                       PangoAttrList *attributes)
{
  g_return_if_fail (BD_IS_PARAGRAPH (self));
  g_return_if_fail (text != NULL);

  if (g_str_equal (text, self->text) && attributes == NULL && self->attributes == NULL)
    return;
  g_free (self->text);
  self->text = g_strdup (text);
  g_clear_pointer (&self->attributes, pango_attr_list_unref);
  self->attributes = attributes != NULL ? pango_attr_list_ref (attributes) : NULL;
  g_clear_object (&self->layout);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * bd_paragraph_set_alignment:
 * @self: a paragraph
 * @alignment: where lines stand that do not fill the width
 */
void
bd_paragraph_set_alignment (BdParagraph    *self,
                            PangoAlignment  alignment)
{
  g_return_if_fail (BD_IS_PARAGRAPH (self));

  self->alignment = alignment;
  g_clear_object (&self->layout);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * bd_paragraph_get_text:
 * @self: a paragraph
 *
 * Returns: (transfer none): its text, "" when it has none
 */
const char *
bd_paragraph_get_text (BdParagraph *self)
{
  g_return_val_if_fail (BD_IS_PARAGRAPH (self), NULL);

  return self->text;
}
