/* bd-candidates-page.c: who it may be, best first; nobody is picked for the reader
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "identity/bd-candidates-page.h"

#include "bd-text.h"
#include "shared/bd-ui.h"

#include <glib/gi18n-lib.h>

struct _BdCandidatesPage
{
  GtkBox     parent_instance;

  GtkLabel  *explanation;
  GtkWidget *list;
};

G_DEFINE_FINAL_TYPE (BdCandidatesPage, bd_candidates_page, GTK_TYPE_BOX)

enum { PICKED, N_SIGNALS };
static guint signals[N_SIGNALS];

typedef enum { FACT_BORN, FACT_GENDER, FACT_NHI, FACT_ADDRESS, N_FACTS } Fact;

static char *
dup_fact (const BdPatient *patient,
          Fact             fact,
          GTimeZone       *zone)
{
  switch (fact)
    {
    case FACT_BORN: return bd_patient_dup_born (patient, zone);
    case FACT_GENDER: return g_strdup (bd_patient_peek_gender_label (patient));
    case FACT_NHI: return g_strdup (patient->nhi);
    case FACT_ADDRESS: return g_strdup (patient->addresses != NULL ? patient->addresses[0] : NULL);
    case N_FACTS:
    default: return NULL;
    }
}

/* Family name and first given name, case and macrons aside. */
static char *
dup_like_name (const BdName *name)
{
  g_auto (GStrv) given = g_strsplit (name->given != NULL ? name->given : "", " ", 2);
  g_autofree char *both = g_strjoin ("|", name->family != NULL ? name->family : "", given[0] != NULL ? given[0] : "", NULL);

  return bd_text_fold (both);
}

static gboolean
are_namesakes (const BdPatient *a,
               const BdPatient *b)
{
  const BdName *name_a = bd_patient_peek_name (a);
  const BdName *name_b = bd_patient_peek_name (b);
  g_autofree char *folded_a = NULL;
  g_autofree char *folded_b = NULL;

  if (name_a == NULL || name_b == NULL)
    return FALSE;
  folded_a = dup_like_name (name_a);
  folded_b = dup_like_name (name_b);

  return g_str_equal (folded_a, folded_b);
}

/* Whether this fact tells the candidate from a namesake in the list. */
static gboolean
tells_apart (GPtrArray *patients,
             guint      index,
             Fact       fact,
             GTimeZone *zone)
{
  const BdPatient *patient = g_ptr_array_index (patients, index);
  g_autofree char *own = dup_fact (patient, fact, zone);

  for (guint i = 0; i < patients->len; i++)
    {
      const BdPatient *other = g_ptr_array_index (patients, i);
      g_autofree char *its = i != index && are_namesakes (patient, other) ? dup_fact (other, fact, zone) : NULL;

      if (i != index && are_namesakes (patient, other) && g_strcmp0 (own, its) != 0)
        return TRUE;
    }

  return FALSE;
}

/**
 * bd_candidate_dup_facts:
 * @patients: (element-type BdPatient): all candidates
 * @index: which one
 * @zone: (nullable): the site's zone
 * @attributes: (out): bold where it differs from somebody of the same family name
 *
 * Returns: (transfer full): born, gender, NHI and address in one line
 */
char *
bd_candidate_dup_facts (GPtrArray      *patients,
                        guint           index,
                        GTimeZone      *zone,
                        PangoAttrList **attributes)
{
  GString *text = g_string_new (NULL);

  *attributes = pango_attr_list_new ();
  for (Fact fact = 0; fact < N_FACTS; fact++)
    {
      g_autofree char *words = dup_fact (g_ptr_array_index (patients, index), fact, zone);
      gsize from;

      if (words == NULL || *words == '\0')
        continue;
      if (text->len > 0)
        g_string_append (text, " · ");
      from = text->len;
      g_string_append (text, words);
      if (tells_apart (patients, index, fact, zone))
        {
          PangoAttribute *bold = pango_attr_weight_new (PANGO_WEIGHT_BOLD);

          bold->start_index = from;
          bold->end_index = text->len;
          pango_attr_list_insert (*attributes, bold);
        }
    }

  return g_string_free (text, FALSE);
}

static void
on_row_activated_cb (BdCandidatesPage *self,
                     GtkListBoxRow    *row)
{
  g_signal_emit (self, signals[PICKED], 0, g_object_get_data (G_OBJECT (row), "nhi"));
}

static GtkWidget *
make_row (GPtrArray *patients,
          guint      index,
          GTimeZone *zone)
{
  const BdPatient *patient = g_ptr_array_index (patients, index);
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  PangoAttrList *attributes;
  g_autofree char *name = bd_patient_dup_banner_name (patient);
  g_autofree char *facts = bd_candidate_dup_facts (patients, index, zone, &attributes);
  g_autofree char *sentence = g_strdup_printf ("%s, %s", name, facts);
  GtkWidget *facts_label = bd_ui_label_new (facts, NULL);

  bd_ui_keep_dates_whole (attributes, facts);
  gtk_label_set_attributes (GTK_LABEL (facts_label), attributes);
  pango_attr_list_unref (attributes);
  gtk_box_append (GTK_BOX (lines), bd_ui_label_new (name, "heading"));
  gtk_box_append (GTK_BOX (lines), facts_label);
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_box_append (GTK_BOX (box), lines);
  if (patient->score > 0)
    {
      g_autofree char *score = g_strdup_printf (_("score %d"), patient->score);
      GtkWidget *label = bd_ui_label_new (score, "bd-row-meta");

      gtk_label_set_wrap (GTK_LABEL (label), FALSE);
      gtk_box_append (GTK_BOX (box), label);
    }
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data_full (G_OBJECT (row), "nhi", g_strdup (patient->nhi), g_free);
  bd_ui_set_name (row, sentence);

  return row;
}

static gboolean
bd_candidates_page_grab_focus (GtkWidget *widget)
{
  GtkWidget *first = gtk_widget_get_first_child (BD_CANDIDATES_PAGE (widget)->list);

  return first != NULL && gtk_widget_grab_focus (first);
}

static void
bd_candidates_page_class_init (BdCandidatesPageClass *klass)
{
  GTK_WIDGET_CLASS (klass)->grab_focus = bd_candidates_page_grab_focus;
  signals[PICKED] = g_signal_new ("picked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                  NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
bd_candidates_page_init (BdCandidatesPage *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->explanation = GTK_LABEL (bd_ui_label_new (NULL, "bd-caption"));
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->explanation), 6);
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "boxed-list");
  gtk_widget_set_valign (self->list, GTK_ALIGN_START);
  bd_ui_set_name (self->list, _("Who it may be"));
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (on_row_activated_cb), self);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 820);
  gtk_box_append (GTK_BOX (box), bd_ui_label_new (_("Who is it?"), "title-2"));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->explanation));
  gtk_box_append (GTK_BOX (box), self->list);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  gtk_widget_add_css_class (clamp, "bd-page");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  gtk_widget_set_hexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (self), scroller);
}

/**
 * bd_candidates_page_new:
 * @patients: (element-type BdPatient): candidates, best first
 * @zone: (nullable): the site's zone
 *
 * Returns: (transfer floating): the page; every candidate can be reached
 */
GtkWidget *
bd_candidates_page_new (GPtrArray *patients,
                        GTimeZone *zone)
{
  BdCandidatesPage *self;
  g_autofree char *explanation = NULL;

  g_return_val_if_fail (patients != NULL, NULL);

  self = g_object_new (BD_TYPE_CANDIDATES_PAGE, NULL);
  explanation = g_strdup_printf (ngettext ("NHI found %u person.", "NHI found %u people, the likeliest first. "
                                           "What tells people of one name apart is bold.", patients->len), patients->len);
  gtk_label_set_text (self->explanation, explanation);
  for (guint i = 0; i < patients->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (self->list), make_row (patients, i, zone));

  return GTK_WIDGET (self);
}
