/* bd-document-card.c: one part of a file that was opened: heading, words, lines, folds
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "document/bd-document-card.h"

#include "record/bd-row-view.h"
#include "shared/bd-ui.h"

#include <glib/gi18n-lib.h>

struct _BdDocumentCard { GtkBox parent_instance; };

G_DEFINE_FINAL_TYPE (BdDocumentCard, bd_document_card, GTK_TYPE_BOX)

enum { ROW_ACTIVATED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
on_row_activated_cb (BdDocumentCard *self,
                     GtkListBoxRow  *list_row)
{
  g_signal_emit (self, signals[ROW_ACTIVATED], 0, bd_row_view_of_list_row (list_row));
}

static void
bd_document_card_class_init (BdDocumentCardClass *klass)
{
  signals[ROW_ACTIVATED] = g_signal_new ("row-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, BD_TYPE_ROW);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
bd_document_card_init (BdDocumentCard *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "card");
  gtk_widget_add_css_class (GTK_WIDGET (self), "bd-section");
}

/**
 * bd_document_card_add_words:
 * @self: a card
 * @words: (nullable): a line of words; %NULL adds nothing
 * @css_class: (nullable): how it looks
 */
void
bd_document_card_add_words (BdDocumentCard *self,
                            const char     *words,
                            const char     *css_class)
{
  GtkWidget *label;

  g_return_if_fail (BD_IS_DOCUMENT_CARD (self));

  if (words == NULL || *words == '\0')
    return;
  label = bd_ui_label_new (words, "bd-document-words");
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (self), label);
}

/**
 * bd_document_card_add_entries:
 * @self: a card
 * @entries: (element-type BdEntry): what stands in it, in the order of the file
 * @scene: what is needed to put them into words
 *
 * Each entry is a line of its own, as the file has it.
 */
void
bd_document_card_add_entries (BdDocumentCard   *self,
                              GPtrArray        *entries,
                              const BdRowScene *scene)
{
  GtkWidget *list;

  g_return_if_fail (BD_IS_DOCUMENT_CARD (self));

  if (entries->len == 0)
    return;
  list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "bd-rows");
  for (guint i = 0; i < entries->len; i++)
    {
      g_autoptr (BdRow) row = bd_row_new (g_ptr_array_index (entries, i));

      gtk_list_box_append (GTK_LIST_BOX (list), bd_row_view_new_list_row (row, scene));
    }
  g_signal_connect_object (list, "row-activated", G_CALLBACK (on_row_activated_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self), list);
}

/**
 * bd_document_card_add_not_shown:
 * @self: a card
 * @not_shown: (nullable) (element-type BdNotShown): what no section shows, and why
 */
void
bd_document_card_add_not_shown (BdDocumentCard *self,
                                GPtrArray      *not_shown)
{
  g_return_if_fail (BD_IS_DOCUMENT_CARD (self));

  for (guint i = 0; not_shown != NULL && i < not_shown->len; i++)
    {
      const BdNotShown *n = g_ptr_array_index (not_shown, i);
      const char *type = n->resource_type != NULL && *n->resource_type != '\0' ? n->resource_type : _("a resource");
      g_autofree char *words = g_strdup_printf (_("Not shown: %s: %s"), type, n->why);

      bd_document_card_add_words (self, words, "bd-remark");
    }
}

/**
 * bd_document_card_add_fold:
 * @self: a card
 * @title: what is folded away
 * @words: (nullable): the words in it; %NULL adds nothing
 */
void
bd_document_card_add_fold (BdDocumentCard *self,
                           const char     *title,
                           const char     *words)
{
  GtkWidget *expander, *label;

  g_return_if_fail (BD_IS_DOCUMENT_CARD (self));

  if (words == NULL || *words == '\0')
    return;
  expander = gtk_expander_new (NULL);
  gtk_expander_set_label_widget (GTK_EXPANDER (expander), bd_ui_label_new (title, NULL));   /* its own would not wrap */
  label = bd_ui_label_new (words, "bd-document-narrative");
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_expander_set_child (GTK_EXPANDER (expander), label);
  gtk_widget_add_css_class (expander, "bd-document-words");
  bd_ui_set_name (expander, title);
  gtk_box_append (GTK_BOX (self), expander);
}

/**
 * bd_document_card_new:
 * @title: its heading
 *
 * Returns: (transfer floating): a card with nothing but a heading
 */
GtkWidget *
bd_document_card_new (const char *title)
{
  GtkWidget *self = g_object_new (BD_TYPE_DOCUMENT_CARD, NULL);
  GtkWidget *heading = bd_ui_label_new (title, "bd-section-title");

  gtk_widget_add_css_class (heading, "bd-section-header");
  gtk_box_append (GTK_BOX (self), heading);
  bd_ui_set_name (self, title);

  return self;
}

/* "none known", "not asked", "withheld": different facts. Nothing at all is said too. */
static void
add_emptiness (BdDocumentCard          *self,
               const BdDocumentSection *section)
{
  g_autofree char *words = NULL;

  if (section->empty_words != NULL)
    words = g_strdup_printf (_("Empty, and the document says why: %s"), section->empty_words);
  else if (section->empty_code != NULL)
    words = g_strdup_printf (_("Empty, for a reason that is not understood: %s"), section->empty_code);
  else if (section->entries->len == 0 && section->not_drawn->len == 0 && section->dangling[0] == NULL)
    words = g_strdup (_("No entries, and the document does not say why. That is not the same as none."));
  bd_document_card_add_words (self, words, "bd-sentence");
}

static char *
dup_fold_title (const BdDocumentSection *section)
{
  if (g_strcmp0 (section->narrative_status, "generated") == 0)
    return g_strdup (_("The words of this section (made from the entries)"));
  if (g_strcmp0 (section->narrative_status, "additional") == 0)
    return g_strdup (_("The words of this section (they say more than the entries)"));

  return g_strdup (_("The words of this section"));
}

/**
 * bd_document_card_new_section:
 * @section: a section of a document
 * @scene: what is needed to put its entries into words
 *
 * Returns: (transfer floating): its card
 */
GtkWidget *
bd_document_card_new_section (const BdDocumentSection *section,
                              const BdRowScene        *scene)
{
  GtkWidget *card;
  BdDocumentCard *self;
  g_autofree char *fold = NULL;

  g_return_val_if_fail (section != NULL, NULL);

  card = bd_document_card_new (section->title);
  self = BD_DOCUMENT_CARD (card);
  fold = dup_fold_title (section);
  gtk_widget_set_margin_start (card, 18 * (int) MIN (section->depth, 4));
  add_emptiness (self, section);
  for (guint i = 0; section->remarks[i] != NULL; i++)
    bd_document_card_add_words (self, section->remarks[i], "bd-row-marks");
  bd_document_card_add_entries (self, section->entries, scene);
  for (guint i = 0; section->dangling[i] != NULL; i++)
    bd_document_card_add_words (self, section->dangling[i], "bd-row-marks");
  bd_document_card_add_not_shown (self, section->not_drawn);
  bd_document_card_add_fold (self, fold, section->narrative);

  return card;
}
