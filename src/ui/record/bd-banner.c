/* bd-banner.c: who this is and what may harm them: never scrolls, never hidden
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "record/bd-banner.h"

#include "shared/bd-fill-layout.h"
#include "shared/bd-ui.h"
#include "shared/bd-wrap.h"

#include <glib/gi18n-lib.h>

struct _BdBanner
{
  GtkBox     parent_instance;

  GtkWidget *person;    /* BdWrap: name, born, gender, NHI */
  GtkWidget *safety;    /* BdWrap: allergy label, warnings, chips */
  GtkLabel  *allergy;
};

G_DEFINE_FINAL_TYPE (BdBanner, bd_banner, GTK_TYPE_BOX)

static void
add_fact (BdBanner   *self,
          const char *caption,
          const char *value)
{
  GtkWidget *box = bd_fill_new (6);
  GtkWidget *caption_label = bd_ui_label_new (caption, "bd-caption");
  GtkWidget *value_label = bd_ui_label_new (value, "bd-fact");

  gtk_widget_set_valign (caption_label, GTK_ALIGN_BASELINE);
  gtk_widget_set_valign (value_label, GTK_ALIGN_BASELINE);
  gtk_label_set_wrap (GTK_LABEL (caption_label), FALSE);
  gtk_box_append (GTK_BOX (box), caption_label);
  gtk_widget_set_hexpand (value_label, TRUE);
  gtk_box_append (GTK_BOX (box), value_label);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  bd_wrap_append (BD_WRAP (self->person), box);
}

static GtkWidget *
make_pill (const char *icon,
           const char *text,
           const char *css_class)
{
  GtkWidget *pill = bd_fill_new (6);
  GtkWidget *label = bd_ui_label_new (text, NULL);

  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (pill, "bd-pill");
  gtk_widget_add_css_class (pill, css_class);
  if (icon != NULL)
    gtk_box_append (GTK_BOX (pill), bd_ui_icon_new (icon, NULL));
  gtk_box_append (GTK_BOX (pill), label);

  return pill;
}

/**
 * bd_banner_show_person:
 * @self: a banner
 * @patient: who it is
 * @zone: (nullable): the site's zone
 *
 * Shows the identity line alone.
 */
void
bd_banner_show_person (BdBanner        *self,
                       const BdPatient *patient,
                       GTimeZone       *zone)
{
  g_autofree char *name = NULL;
  g_autofree char *born = NULL;
  GtkWidget *label;

  g_return_if_fail (BD_IS_BANNER (self));
  g_return_if_fail (patient != NULL);

  bd_wrap_clear (BD_WRAP (self->person));
  if (bd_ui_is_unchecked (patient))
    {
      bd_wrap_append (BD_WRAP (self->person), make_pill ("bd-warning-symbolic", _("Name and birth date not checked"), "bd-unchecked"));
      add_fact (self, _("NHI"), patient->nhi);
      return;
    }
  name = bd_patient_dup_banner_name (patient);
  born = bd_patient_dup_born (patient, zone);
  label = bd_ui_label_new (name, "bd-banner-name");
  bd_wrap_append (BD_WRAP (self->person), label);
  add_fact (self, _("Born"), born != NULL && *born != '\0' ? born : _("not known"));
  add_fact (self, _("Gender"), bd_patient_peek_gender_label (patient));
  add_fact (self, _("NHI"), patient->nhi);
}

static const struct {
  const char *icon;
  const char *css;
} allergy_looks[] = {
  [BD_ALLERGY_KNOWN]        = { "bd-warning-symbolic", "bd-danger" },
  [BD_ALLERGY_NONE_KNOWN]   = { "bd-whole-symbolic",   "bd-plain" },
  [BD_ALLERGY_NOT_RECORDED] = { "bd-empty-symbolic",   "bd-amber" },
  [BD_ALLERGY_UNAVAILABLE]  = { "bd-failed-symbolic",  "bd-amber" },
  [BD_ALLERGY_ASKING]       = { "bd-half-symbolic",    "bd-quiet" },
};

static void
show_allergy_label (BdBanner *self,
                    BdRecord *record)
{
  const BdAllergyLabel *allergy = bd_record_get_allergy_label (record);
  g_autoptr (GString) text = g_string_new (allergy->text);
  PangoAttrList *attributes = pango_attr_list_new ();
  PangoAttribute *bold = pango_attr_weight_new (PANGO_WEIGHT_BOLD);
  GtkWidget *pill;

  bold->start_index = 0;
  bold->end_index = text->len;
  pango_attr_list_insert (attributes, bold);
  if (allergy->detail != NULL)
    g_string_append_printf (text, ": %s", allergy->detail);
  if (allergy->qualifier_text != NULL)
    g_string_append_printf (text, " — %s", allergy->qualifier_text);
  pill = make_pill (allergy_looks[allergy->kind].icon, text->str, allergy_looks[allergy->kind].css);
  self->allergy = GTK_LABEL (gtk_widget_get_last_child (pill));
  gtk_label_set_attributes (self->allergy, attributes);
  pango_attr_list_unref (attributes);
  bd_wrap_append (BD_WRAP (self->safety), pill);
}

static void
show_warnings (BdBanner *self,
               BdRecord *record)
{
  guint n = bd_record_count_warnings (record);
  g_autofree char *text = NULL;

  if (n == 0)
    return;
  text = g_strdup_printf (ngettext ("%u medical warning", "%u medical warnings", n), n);
  bd_wrap_append (BD_WRAP (self->safety), make_pill ("bd-medical-symbolic", text, "bd-danger"));
}

static gboolean
has_saved_part (BdRecord *record)
{
  if (bd_record_get_patient (record)->saved_at > 0)
    return TRUE;
  for (guint kind = 0; kind < BD_N_SECTIONS; kind++)
    {
      GPtrArray *lines = bd_section_get_lines (bd_record_get_section (record, kind));

      for (guint i = 0; i < lines->len; i++)
        if (((BdLedgerLine *) g_ptr_array_index (lines, i))->state == BD_STATE_SAVED_COPY)
          return TRUE;
    }

  return FALSE;
}

/**
 * bd_banner_update:
 * @self: a banner
 * @record: the record under it
 * @identified_by: how the clinician knows that this is the person
 *
 * Shows the person, the one allergy label, the warnings, and the chips that hold now.
 */
void
bd_banner_update (BdBanner       *self,
                  BdRecord       *record,
                  BdIdentifiedBy  identified_by)
{
  const BdPatient *patient;

  g_return_if_fail (BD_IS_BANNER (self));
  g_return_if_fail (BD_IS_RECORD (record));

  patient = bd_record_get_patient (record);
  bd_banner_show_person (self, patient, bd_record_get_zone (record));
  bd_wrap_clear (BD_WRAP (self->safety));
  self->allergy = NULL;
  show_allergy_label (self, record);
  show_warnings (self, record);
  if (patient->deceased)
    bd_wrap_append (BD_WRAP (self->safety), make_pill (NULL, _("Recorded as deceased"), "bd-chip"));
  if (identified_by == BD_IDENTIFIED_NOT_CONFIRMED)
    bd_wrap_append (BD_WRAP (self->safety), make_pill ("bd-empty-symbolic", bd_ui_is_unchecked (patient) ? _("NHI has not confirmed who this is")
                                                                                                            : _("Identity not confirmed"), "bd-amber"));
  if (has_saved_part (record))
    bd_wrap_append (BD_WRAP (self->safety), make_pill ("bd-copy-symbolic", _("Saved copy"), "bd-chip"));
  gtk_widget_set_visible (self->safety, TRUE);
}

/**
 * bd_banner_get_allergy_text:
 * @self: a banner
 *
 * Returns: (nullable): the allergy label as it can be read now
 */
const char *
bd_banner_get_allergy_text (BdBanner *self)
{
  g_return_val_if_fail (BD_IS_BANNER (self), NULL);

  return self->allergy != NULL ? gtk_label_get_text (self->allergy) : NULL;
}

static void
bd_banner_class_init (BdBannerClass *klass)
{
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
bd_banner_init (BdBanner *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  gtk_widget_add_css_class (GTK_WIDGET (self), "bd-banner");
  bd_ui_set_name (GTK_WIDGET (self), _("Who this is"));
  self->person = bd_wrap_new (24, 2);
  self->safety = bd_wrap_new (8, 6);
  gtk_widget_set_visible (self->safety, FALSE);
  gtk_box_append (GTK_BOX (self), self->person);
  gtk_box_append (GTK_BOX (self), self->safety);
}

/**
 * bd_banner_new:
 *
 * Returns: (transfer floating): an empty banner
 */
GtkWidget *
bd_banner_new (void)
{
  return g_object_new (BD_TYPE_BANNER, NULL);
}
