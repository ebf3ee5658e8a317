/* bd-home-drill.c: in the drill, invented people worth opening
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "home/bd-home-drill.h"

#include "shared/bd-fill-layout.h"
#include "shared/bd-ui.h"

#include <glib/gi18n-lib.h>

static const struct { const char *nhi, *story; } people[] = {
  { "ZKC7284", N_("The fullest record: diabetes, penicillin anaphylaxis, careless codes") },
  { "ZDR1042", N_("Found unconscious; some records are held back, emergency access releases them") },
  { "ZDR1069", N_("Something is held back, and emergency access shows nothing more") },
  { "ZDR1182", N_("Medicines mixed and changed by the pharmacy") },
  { "ZDR1174", N_("103 years old, seven medicines, answers in several pages") },
  { "ZMW9001", N_("Has chosen not to share (its check character is wrong: warned first)") },
  { "ZDR1158", N_("One service has nothing to offer, another breaks") },
  { "ZDR1140", N_("The service asks to wait") },
  { "ZAT2348", N_("Died in 2016") },
  { "ZAA0962", N_("A number no longer in use") },
  { "ZFE35PQ", N_("Has restricted her immunisation record") },
  { "ZBE4905", N_("The longest names") },
};

/**
 * bd_home_drill_fill:
 * @list: an empty list
 *
 * Adds a row for each of them.
 */
void
bd_home_drill_fill (GtkListBox *list)
{
  g_autoptr (GtkSizeGroup) column = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);

  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    {
      GtkWidget *row = gtk_list_box_row_new ();
      GtkWidget *box = bd_fill_new (12);
      GtkWidget *nhi = bd_ui_label_new (people[i].nhi, "bd-home-title");
      GtkWidget *story = bd_ui_label_new (_(people[i].story), "bd-row-second");
      g_autofree char *name = g_strdup_printf ("%s, %s", people[i].nhi, _(people[i].story));

      gtk_label_set_wrap (GTK_LABEL (nhi), FALSE);
      gtk_widget_set_hexpand (story, TRUE);
      gtk_widget_set_valign (nhi, GTK_ALIGN_START);
      gtk_size_group_add_widget (column, nhi);
      gtk_box_append (GTK_BOX (box), nhi);
      gtk_box_append (GTK_BOX (box), story);
      gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
      bd_ui_set_name (row, name);
      gtk_list_box_append (list, row);
    }
}

/**
 * bd_home_drill_get_nhi:
 * @row: a row of the list
 *
 * Returns: (transfer none) (nullable): the number to look up
 */
const char *
bd_home_drill_get_nhi (GtkListBoxRow *row)
{
  int index = gtk_list_box_row_get_index (row);

  return index >= 0 && index < (int) G_N_ELEMENTS (people) ? people[index].nhi : NULL;
}
