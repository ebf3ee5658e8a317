/* bd-document-page.c: a FHIR file of the clinician's own, to be looked at and forgotten
 *
 * It is no record: nothing in it was checked with NHI or any service, and the page says so.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "document/bd-document-page.h"

#include "detail/bd-detail-pane.h"
#include "document/bd-document-card.h"
#include "record/bd-side.h"
#include "shared/bd-ui.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

struct _BdDocumentPage
{
  GtkBox        parent_instance;

  /* Owned */
  BdRowScene    scene;           /* record: an empty one, of the person the file names */

  /* Children */
  BdDetailPane *detail;
  GtkWidget    *cards;
  GtkWidget    *came_from;       /* (nullable) (borrowed, weak) */

  /* Template children */
  GtkLabel     *title;
  GtkLabel     *written;
  GtkLabel     *person;
  GtkLabel     *unchecked;
  BdSide       *side;
};

G_DEFINE_FINAL_TYPE (BdDocumentPage, bd_document_page, GTK_TYPE_BOX)

static void
say (GString    *words,
     const char *label,
     const char *text)
{
  if (text == NULL || *text == '\0')
    return;
  if (words->len > 0)
    g_string_append (words, " · ");
  if (label != NULL)
    g_string_append_printf (words, "%s ", label);
  g_string_append (words, text);
}

static void
set_words (GtkLabel *label,
           GString  *words)
{
  bd_ui_set_text (label, words->str);
  g_string_free (words, TRUE);
}

/* ---- who and when, as the file says ---- */

static char *
dup_person (const BdPatient *patient,
            GTimeZone       *zone,
            gsize           *name_length)   /* (out) (optional): bytes at its start */
{
  g_autofree char *name = bd_patient_dup_banner_name (patient);
  g_autofree char *born = bd_patient_dup_born (patient, zone);
  GString *words = g_string_new (NULL);

  say (words, NULL, name != NULL && *name != '\0' ? name : _("no name given"));
  if (name_length != NULL)
    *name_length = words->len;
  say (words, _("Born"), born);
  say (words, _("Gender"), bd_patient_peek_gender_label (patient));
  say (words, _("NHI"), patient->nhi);
  say (words, NULL, patient->deceased ? _("recorded as deceased") : NULL);

  return g_string_free (words, FALSE);
}

/* Whose it is stands out, as in a record. */
static void
show_person (BdDocumentPage  *self,
             const BdPatient *patient,
             GTimeZone       *zone)
{
  gsize length;
  g_autofree char *person = dup_person (patient, zone, &length);
  PangoAttribute *marks[] = { pango_attr_weight_new (PANGO_WEIGHT_ULTRABOLD), pango_attr_scale_new (PANGO_SCALE_X_LARGE) };
  PangoAttrList *attributes = pango_attr_list_new ();

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      marks[i]->end_index = length;
      pango_attr_list_insert (attributes, marks[i]);
    }
  bd_ui_keep_dates_whole (attributes, person);
  bd_ui_set_text (self->person, person);
  gtk_label_set_attributes (self->person, attributes);
  pango_attr_list_unref (attributes);
}

/* No one person: said as plainly as a name. */
static void
show_nobody (BdDocumentPage *self,
             const char     *words)
{
  bd_ui_set_text (self->person, words);
  gtk_widget_add_css_class (GTK_WIDGET (self->person), "bd-trouble");
}

static void
show_document_heading (BdDocumentPage   *self,
                       const BdDocument *document,
                       GTimeZone        *zone)
{
  GString *written = g_string_new (NULL);
  g_autofree char *date = NULL;
  BdDate parsed;

  if (document->date != NULL && bd_date_parse (document->date, &parsed))
    date = bd_date_format (&parsed, zone);
  gtk_label_set_text (self->title, document->title);
  say (written, _("Written"), date != NULL ? date : document->date != NULL ? document->date : _("without a date"));
  say (written, _("by"), document->author != NULL ? document->author : _("an author it does not name"));
  say (written, _("kept by"), document->custodian);
  say (written, _("status"), document->status);
  set_words (self->written, written);
  if (document->patient != NULL)
    show_person (self, document->patient, zone);
  else
    show_nobody (self, _("The document does not say whom it is about."));
}

static void
show_file_heading (BdDocumentPage  *self,
                   const BdReading *reading,
                   GTimeZone       *zone)
{
  gtk_label_set_text (self->title, _("FHIR resources from a file"));
  bd_ui_set_text (self->written, _("Not a document: nobody put these together as a summary."));
  bd_ui_set_text (self->unchecked, _("As the file says, not checked with NHI. No service was asked, and nothing of this is kept "
                                     "when it is closed."));
  if (reading->patients->len == 1)
    show_person (self, g_ptr_array_index (reading->patients, 0), zone);
  else
    show_nobody (self, reading->patients->len == 0 ? _("The file does not say whom it is about.")
                                                   : _("The file holds several people. Do not read them as one."));
}

/* ---- what stands in it ---- */

static void
on_row_activated_cb (BdDocumentPage *self,
                     BdRow          *row)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  g_clear_weak_pointer (&self->came_from);
  if (root != NULL)
    g_set_weak_pointer (&self->came_from, gtk_root_get_focus (root));
  gtk_widget_set_visible (GTK_WIDGET (self->detail), TRUE);
  bd_detail_pane_show (self->detail, row, &self->scene);
}

static BdDocumentCard *
add_card (BdDocumentPage *self,
          GtkWidget      *card)
{
  g_signal_connect_object (card, "row-activated", G_CALLBACK (on_row_activated_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->cards), card);

  return BD_DOCUMENT_CARD (card);
}

static void
show_document (BdDocumentPage   *self,
               const BdDocument *document)
{
  if (document->remarks[0] != NULL || document->narrative != NULL)
    {
      BdDocumentCard *card = add_card (self, bd_document_card_new (_("About this document")));

      for (guint i = 0; document->remarks[i] != NULL; i++)
        bd_document_card_add_words (card, document->remarks[i], "bd-row-marks");
      bd_document_card_add_fold (card, _("The words before the sections"), document->narrative);
    }
  for (guint i = 0; i < document->sections->len; i++)
    add_card (self, bd_document_card_new_section (g_ptr_array_index (document->sections, i), &self->scene));
  if (document->in_no_section->len > 0 || document->not_shown->len > 0)
    {
      BdDocumentCard *card = add_card (self, bd_document_card_new (_("In the file, but in no section")));

      bd_document_card_add_entries (card, document->in_no_section, &self->scene);
      bd_document_card_add_not_shown (card, document->not_shown);
    }
}

static void
show_section_of_reading (BdDocumentPage  *self,
                         const BdReading *reading,
                         BdSectionKind    kind)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new ();

  for (guint i = 0; i < reading->entries->len; i++)
    if (bd_entry_peek (g_ptr_array_index (reading->entries, i))->section == kind)
      g_ptr_array_add (entries, g_ptr_array_index (reading->entries, i));
  if (entries->len > 0)
    bd_document_card_add_entries (add_card (self, bd_document_card_new (bd_section_get_title (kind))), entries, &self->scene);
}

static void
show_patients (BdDocumentPage  *self,
               const BdReading *reading,
               GTimeZone       *zone)
{
  BdDocumentCard *card;

  if (reading->patients->len < 2)
    return;
  card = add_card (self, bd_document_card_new (_("People")));
  for (guint i = 0; i < reading->patients->len; i++)
    {
      g_autofree char *person = dup_person (g_ptr_array_index (reading->patients, i), zone, NULL);

      bd_document_card_add_words (card, person, NULL);
    }
}

static void
show_messages (BdDocumentPage  *self,
               const BdReading *reading)
{
  BdDocumentCard *card;

  if (reading->issues->len == 0)
    return;
  card = add_card (self, bd_document_card_new (_("Messages")));
  for (guint i = 0; i < reading->issues->len; i++)
    {
      const BdIssue *issue = g_ptr_array_index (reading->issues, i);
      const char *text = bd_issue_peek_words (issue);
      g_autofree char *words = g_strdup_printf ("%s: %s", issue->severity != NULL ? issue->severity : _("no severity"),
                                                text != NULL ? text : issue->code != NULL ? issue->code : _("no words"));

      bd_document_card_add_words (card, words, "bd-sentence");
    }
}

static void
show_reading (BdDocumentPage  *self,
              const BdReading *reading,
              GTimeZone       *zone)
{
  show_patients (self, reading, zone);
  for (guint kind = 0; kind < BD_N_SECTIONS; kind++)
    show_section_of_reading (self, reading, kind);
  show_messages (self, reading);
  if (reading->not_shown->len > 0)
    bd_document_card_add_not_shown (add_card (self, bd_document_card_new (_("Not shown"))), reading->not_shown);
  if (reading->entries->len + reading->patients->len + reading->issues->len + reading->not_shown->len == 0)
    add_card (self, bd_document_card_new (_("There is nothing in this file.")));
}

/* ---- the page ---- */

static void
close_detail_action (GtkWidget  *widget,
                     const char *action,
                     GVariant   *parameter)
{
  BdDocumentPage *self = BD_DOCUMENT_PAGE (widget);

  gtk_widget_set_visible (GTK_WIDGET (self->detail), FALSE);
  bd_detail_pane_clear (self->detail);
  if (self->came_from == NULL || !gtk_widget_grab_focus (self->came_from))
    gtk_widget_child_focus (self->cards, GTK_DIR_TAB_FORWARD);
  g_clear_weak_pointer (&self->came_from);
}

/* Escape closes the top layer: the detail here, the page in the window. */
static gboolean
escape_cb (GtkWidget *widget,
           GVariant  *arguments,
           gpointer   user_data)
{
  if (!gtk_widget_get_visible (GTK_WIDGET (BD_DOCUMENT_PAGE (widget)->detail)))
    return FALSE;
  close_detail_action (widget, NULL, NULL);

  return TRUE;
}

/* From nowhere: where the stack had put the focus already, forward would be the second line. */
static gboolean
bd_document_page_grab_focus (GtkWidget *widget)
{
  bd_ui_drop_focus (widget);

  return gtk_widget_child_focus (BD_DOCUMENT_PAGE (widget)->cards, GTK_DIR_TAB_FORWARD);
}

static void
bd_document_page_dispose (GObject *object)
{
  BdDocumentPage *self = BD_DOCUMENT_PAGE (object);

  g_clear_weak_pointer (&self->came_from);
  gtk_widget_dispose_template (GTK_WIDGET (self), BD_TYPE_DOCUMENT_PAGE);
  g_clear_object (&self->scene.record);

  G_OBJECT_CLASS (bd_document_page_parent_class)->dispose (object);
}

static void
bd_document_page_class_init (BdDocumentPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bd_document_page_dispose;
  widget_class->grab_focus = bd_document_page_grab_focus;
  g_type_ensure (BD_TYPE_SIDE);
  gtk_widget_class_install_action (widget_class, "record.close-detail", NULL, close_detail_action);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, escape_cb, NULL);
  gtk_widget_class_set_template_from_resource (widget_class, BD_UI_PATH "/document/bd-document-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BdDocumentPage, title);
  gtk_widget_class_bind_template_child (widget_class, BdDocumentPage, written);
  gtk_widget_class_bind_template_child (widget_class, BdDocumentPage, person);
  gtk_widget_class_bind_template_child (widget_class, BdDocumentPage, unchecked);
  gtk_widget_class_bind_template_child (widget_class, BdDocumentPage, side);
}

static void
bd_document_page_init (BdDocumentPage *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  self->cards = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_widget_add_css_class (self->cards, "bd-columns");
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 1000);
  adw_clamp_set_child (ADW_CLAMP (clamp), self->cards);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  bd_side_set_content (self->side, scroller);
  self->detail = BD_DETAIL_PANE (bd_detail_pane_new ());
  gtk_widget_set_visible (GTK_WIDGET (self->detail), FALSE);
  bd_side_set_pane (self->side, GTK_WIDGET (self->detail));
}

static BdRecord *
make_record (const BdFileReading *reading,
             GTimeZone           *zone)
{
  const BdPatient *patient = NULL;

  if (reading->document != NULL)
    patient = reading->document->patient;
  else if (reading->reading->patients->len == 1)
    patient = g_ptr_array_index (reading->reading->patients, 0);

  return bd_record_new (patient != NULL ? bd_patient_copy (patient) : bd_patient_new_unconfirmed ("", _("The file does not say whom it is about.")), zone);
}

/**
 * bd_document_page_new:
 * @reading: what stood in the file; its entries are kept while the page is
 * @zone: (nullable): the site's zone
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
bd_document_page_new (const BdFileReading *reading,
                      GTimeZone           *zone)
{
  BdDocumentPage *self;

  g_return_val_if_fail (reading != NULL, NULL);
  g_return_val_if_fail (reading->document != NULL || reading->reading != NULL, NULL);

  self = g_object_new (BD_TYPE_DOCUMENT_PAGE, NULL);
  self->scene.record = make_record (reading, zone);
  if (reading->document != NULL)
    {
      show_document_heading (self, reading->document, zone);
      show_document (self, reading->document);
    }
  else
    {
      show_file_heading (self, reading->reading, zone);
      show_reading (self, reading->reading, zone);
    }

  return GTK_WIDGET (self);
}
