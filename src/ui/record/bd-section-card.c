/* bd-section-card.c: one section of the record: title, sources, what is missing, lines, folds
 *
 * A card shows a dozen lines at most; the whole list is one step away and its length is
 * said. While a source is being asked the card holds its space, so that nothing jumps
 * under the pointer.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "record/bd-section-card.h"

#include "bd-consent.h"
#include "record/bd-row-view.h"
#include "record/bd-state-look.h"
#include "bd-clock.h"
#include "shared/bd-fill-layout.h"
#include "shared/bd-paragraph.h"
#include "shared/bd-ui.h"

#include <glib/gi18n-lib.h>

#define SHOWN_AT_ONCE 12
#define OLD_COPY BD_N_PLACES   /* the fold that holds all lines, when they are copies over 30 days old */
#define SPACE_HELD 84   /* pixels: two lines of two rows each */

struct _BdSectionCard
{
  GtkBox        parent_instance;

  BdSectionKind kind;
  guint         n_shown;
  gboolean      open[BD_N_PLACES + 1];   /* folds that were opened stay open when answers come */

  /* Children */
  BdParagraph  *sources;
  GtkWidget    *sentences;
  GtkWidget    *body;
  GtkWidget    *place;       /* where lines are put: the body, or the fold of an old copy in it */
};

G_DEFINE_FINAL_TYPE (BdSectionCard, bd_section_card, GTK_TYPE_BOX)

enum { ROW_ACTIVATED, SHOW_ALL, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
on_row_activated_cb (BdSectionCard *self,
                     GtkListBoxRow *list_row)
{
  BdRow *row = bd_row_view_of_list_row (list_row);

  if (row != NULL)
    g_signal_emit (self, signals[ROW_ACTIVATED], 0, row);
}

static void
on_show_all_cb (BdSectionCard *self)
{
  g_signal_emit (self, signals[SHOW_ALL], 0);
}

static void
on_fold_toggled_cb (GtkToggleButton *button,
                    BdSectionCard   *self)
{
  guint place = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "place"));
  GtkWidget *list = gtk_widget_get_next_sibling (GTK_WIDGET (button));
  GtkWidget *arrow = gtk_widget_get_first_child (gtk_button_get_child (GTK_BUTTON (button)));

  self->open[place] = gtk_toggle_button_get_active (button);
  gtk_widget_set_visible (list, self->open[place]);
  gtk_image_set_from_icon_name (GTK_IMAGE (arrow), self->open[place] ? "pan-down-symbolic" : "pan-end-symbolic");
  gtk_accessible_update_state (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_STATE_EXPANDED, self->open[place], -1);
}

/* The lines that contain the filter, by where they are read. */
static void
pick (GPtrArray  *rows,
      const char *filter,
      GPtrArray  *picked[BD_N_PLACES])
{
  for (BdPlace place = 0; place < BD_N_PLACES; place++)
    picked[place] = g_ptr_array_new ();
  for (guint i = 0; i < rows->len; i++)
    {
      BdRow *row = g_ptr_array_index (rows, i);

      if (filter == NULL || bd_row_matches (row, filter))
        g_ptr_array_add (picked[bd_row_get_place (row)], row);
    }
}

static void
add_show_all (BdSectionCard *self,
              GtkWidget     *box,
              guint          n)
{
  g_autofree char *text = g_strdup_printf (_("Show all %u"), n);
  g_autofree char *name = g_strdup_printf (_("%s: show all %u"), bd_section_get_title (self->kind), n);
  GtkWidget *button = gtk_button_new_with_label (text);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  bd_ui_set_name (button, name);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_show_all_cb), self);
  gtk_box_append (GTK_BOX (box), button);
}

/* The list of the lines, ended by the way to all of them when they are many. */
static GtkWidget *
make_list (BdSectionCard    *self,
           GPtrArray        *rows,
           guint             n_total,
           const BdRowScene *scene,
           const char       *name)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "bd-rows");
  bd_ui_set_name (list, name);
  for (guint i = 0; i < MIN (rows->len, SHOWN_AT_ONCE); i++)
    gtk_list_box_append (GTK_LIST_BOX (list), bd_row_view_new_list_row (g_ptr_array_index (rows, i), scene));
  g_signal_connect_swapped (list, "row-activated", G_CALLBACK (on_row_activated_cb), self);
  gtk_box_append (GTK_BOX (box), list);
  if (rows->len > SHOWN_AT_ONCE)
    add_show_all (self, box, n_total);

  return box;
}

/* A title that opens and closes what is under it. */
static void
add_fold (BdSectionCard *self,
          guint          place,   /* a BdPlace, or OLD_COPY */
          const char    *title,
          GtkWidget     *list,
          gboolean       filtered)
{
  GtkWidget *fold = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *button = gtk_toggle_button_new ();
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *words = bd_ui_label_new (title, NULL);

  gtk_label_set_wrap (GTK_LABEL (words), FALSE);
  gtk_box_append (GTK_BOX (content), bd_ui_icon_new ("pan-end-symbolic", NULL));
  gtk_box_append (GTK_BOX (content), words);
  gtk_button_set_child (GTK_BUTTON (button), content);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "bd-fold");
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  bd_ui_set_name (button, title);
  g_object_set_data (G_OBJECT (button), "place", GUINT_TO_POINTER (place));
  gtk_box_append (GTK_BOX (fold), button);
  gtk_widget_set_visible (list, FALSE);
  gtk_box_append (GTK_BOX (fold), list);
  g_signal_connect (button, "toggled", G_CALLBACK (on_fold_toggled_cb), self);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), self->open[place] || filtered);
  gtk_box_append (GTK_BOX (self->place), fold);
}

static void
add_sentence (BdSectionCard *self,
              const char    *icon_name,
              const char    *sentence,
              const char    *css_class)
{
  GtkWidget *box = bd_fill_new (8);
  GtkWidget *icon = bd_ui_icon_new (icon_name, NULL);
  GtkWidget *label = bd_paragraph_new (sentence, NULL);

  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (box, "bd-sentence");
  gtk_widget_add_css_class (box, css_class);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (self->sentences), box);
}

static void
add_line_sentence (BdSectionCard      *self,
                   const BdLedgerLine *line,
                   GTimeZone          *zone)
{
  g_autofree char *sentence = line->state == BD_STATE_ASKING
                                ? g_strdup_printf (_("Asking %s…"), bd_source_get_label (line->source))
                                : bd_ledger_line_dup_sentence (line, zone, bd_clock_wall ());

  add_sentence (self, bd_state_look_get_icon (line->state), sentence, bd_state_look_get_line_class (line));
}

/* Messages that no state of the line says already. */
static guint
count_messages (GPtrArray *issues)
{
  guint n = 0;

  for (guint i = 0; i < issues->len; i++)
    {
      BdOutcomeKind kind = ((const BdIssue *) g_ptr_array_index (issues, i))->kind;

      if (kind == BD_OUTCOME_NONE || kind == BD_OUTCOME_OTHER)
        n++;
    }

  return n;
}

/* That there is more to read from a source, and where. */
static void
add_said (BdSectionCard *self,
          BdSource       source,
          BdAnswer      *answer)
{
  const char *label = bd_source_get_label (source);
  guint messages = count_messages (answer->issues);

  if (answer->not_shown->len > 0)
    {
      g_autofree char *words = g_strdup_printf (ngettext ("%u record could not be shown: see %s above.",
                                                          "%u records could not be shown: see %s above.",
                                                          answer->not_shown->len), answer->not_shown->len, label);

      add_sentence (self, "bd-held-symbolic", words, "bd-amber");
    }
  if (messages > 0)
    {
      g_autofree char *words = g_strdup_printf (ngettext ("%u message came with the answer: see %s above.",
                                                          "%u messages came with the answer: see %s above.",
                                                          messages), messages, label);

      add_sentence (self, "bd-held-symbolic", words, "bd-amber");
    }
}

/* What the person allows. While services are still asked, that nothing is known is no news. */
static void
add_consent_facts (BdSectionCard    *self,
                   const BdRowScene *scene,
                   gboolean          asking)
{
  g_autoptr (GPtrArray) facts = bd_consent_evaluate_all (scene->record, bd_clock_wall ());

  for (guint i = 0; i < facts->len; i++)
    {
      const BdConsentFact *fact = g_ptr_array_index (facts, i);

      if (fact->decision == BD_CONSENT_PERMIT)
        add_sentence (self, "bd-whole-symbolic", fact->sentence, "bd-plain");
      else if (fact->decision == BD_CONSENT_PERMIT_PROVISIONAL)
        add_sentence (self, "bd-half-symbolic", fact->sentence, "bd-amber");
      else if (fact->decision != BD_CONSENT_UNKNOWN)
        add_sentence (self, "bd-held-symbolic", fact->sentence, "bd-amber");
      else if (!asking)
        add_sentence (self, "bd-empty-symbolic", fact->sentence, "bd-quiet");
    }
}

static gboolean
is_asking (BdSection *section)
{
  GPtrArray *lines = bd_section_get_lines (section);

  for (guint i = 0; i < lines->len; i++)
    if (((const BdLedgerLine *) g_ptr_array_index (lines, i))->state == BD_STATE_ASKING)
      return TRUE;

  return lines->len == 0;
}

/* Sources in the header, a sentence for each that is not plainly whole. */
static void
show_sources (BdSectionCard    *self,
              BdSection        *section,
              const BdRowScene *scene)
{
  GPtrArray *lines = bd_section_get_lines (section);
  g_autoptr (GString) sources = g_string_new (NULL);

  bd_ui_clear (self->sentences);
  if (self->kind == BD_SECTION_CONSENTS)
    add_consent_facts (self, scene, is_asking (section));
  for (guint i = 0; i < lines->len; i++)
    {
      const BdLedgerLine *line = g_ptr_array_index (lines, i);
      BdAnswer *answer = bd_section_get_answer (section, line->source);
      g_autofree char *words = bd_state_look_dup_words (line, bd_record_get_zone (scene->record));

      if (line->state == BD_STATE_NOT_SET_UP && lines->len > 1)
        continue;
      g_string_append_printf (sources, "%s%s %s", sources->len > 0 ? " · " : "", bd_source_get_label (line->source), words);
      if (bd_state_look_needs_sentence (line))
        add_line_sentence (self, line, bd_record_get_zone (scene->record));
      if (answer != NULL)
        add_said (self, line->source, answer);
    }
  bd_paragraph_set_text (self->sources, sources->str, NULL);
  gtk_widget_set_visible (self->sentences, gtk_widget_get_first_child (self->sentences) != NULL);
}

static void
add_remark (BdSectionCard *self,
            const char    *text)
{
  gtk_box_append (GTK_BOX (self->place), bd_paragraph_new (text, "bd-remark"));
}

static gboolean
has_unknown (GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    if (g_strcmp0 (bd_entry_peek (bd_row_get_entry (g_ptr_array_index (rows, i)))->status, "completed") != 0)
      return TRUE;

  return FALSE;
}

static void
add_main (BdSectionCard    *self,
          GPtrArray        *main,
          guint             n_total,
          const BdRowScene *scene,
          const char       *filter)
{
  if (self->kind == BD_SECTION_IMMUNISATIONS && main->len > 0 && main->len < n_total)
    {
      g_autofree char *showing = g_strdup_printf (has_unknown (main) ? _("Showing %u of %u: those given, or not known if given.")
                                                                     : _("Showing %u of %u: those given."), main->len, n_total);

      add_remark (self, showing);
    }
  if (main->len > 0)
    gtk_box_append (GTK_BOX (self->place), make_list (self, main, n_total, scene, bd_section_get_title (self->kind)));
  else if (filter != NULL && n_total > 0)
    add_remark (self, _("Nothing here contains these words."));
}

static void
add_rows (BdSectionCard    *self,
          GPtrArray        *rows,
          const BdRowScene *scene,
          const char       *filter)
{
  GPtrArray *picked[BD_N_PLACES];

  pick (rows, filter, picked);
  self->n_shown = 0;
  for (BdPlace place = 0; place < BD_N_PLACES; place++)
    {
      self->n_shown += picked[place]->len;
      if (place == BD_PLACE_MAIN)
        add_main (self, picked[place], rows->len, scene, filter);
      else if (picked[place]->len > 0)
        {
          g_autofree char *title = bd_row_dup_fold_title (self->kind, place, picked[place]);

          add_fold (self, place, title, make_list (self, picked[place], rows->len, scene, title), filter != NULL);
        }
      g_ptr_array_unref (picked[place]);
    }
}

/* The oldest of the copies behind the lines, when all that gave any are over 30 days old. */
static const BdLedgerLine *
find_old_copy (BdSection *section)
{
  GPtrArray *lines = bd_section_get_lines (section);
  const BdLedgerLine *oldest = NULL;

  for (guint i = 0; i < lines->len; i++)
    {
      const BdLedgerLine *line = g_ptr_array_index (lines, i);
      BdAnswer *answer = bd_section_get_answer (section, line->source);

      if (answer == NULL || answer->entries->len == 0)
        continue;
      if (bd_ledger_line_age_class (line, bd_clock_wall ()) != BD_AGE_OVER_A_MONTH)
        return NULL;
      if (oldest == NULL || line->saved_at < oldest->saved_at)
        oldest = line;
    }

  return oldest;
}

/* Among the allergies stand warnings and what was refuted: those are not counted as allergies. */
static char *
dup_old_title (const BdLedgerLine *copy,
               GPtrArray          *rows,
               GTimeZone          *zone)
{
  g_autofree char *count = copy->section == BD_SECTION_ALLERGIES
                             ? bd_row_dup_fold_title (copy->section, BD_PLACE_MAIN, rows)
                             : bd_section_dup_count (copy->section, rows->len);
  g_autofree char *time = NULL;

  if (copy->saved_at <= 0)
    return g_strdup_printf (_("Saved copy of an unknown date: %s"), count);
  time = bd_date_format_time_us (copy->saved_at, zone, TRUE);

  return g_strdup_printf (_("Saved copy of %s, over 30 days old: %s"), time, count);
}

/* Lines that may long have been overtaken are read only by who asks for them. */
static void
add_old_rows (BdSectionCard      *self,
              GPtrArray          *rows,
              const BdLedgerLine *copy,
              const BdRowScene   *scene,
              const char         *filter)
{
  GtkWidget *list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *title = NULL;

  self->place = list;
  add_rows (self, rows, scene, filter);
  self->place = self->body;
  title = dup_old_title (copy, rows, bd_record_get_zone (scene->record));
  add_fold (self, OLD_COPY, title, list, filter != NULL);
}

/* The place of a line among all lines of the card, or the line at a place: the focus stays
 * where it was although the lines are made anew. */
static GtkWidget *
walk_lines (GtkWidget *root,
            GtkWidget *wanted,
            int        place,
            int       *counter)
{
  if (GTK_IS_LIST_BOX_ROW (root))
    {
      if (root == wanted || (wanted == NULL && *counter == place))
        return root;
      (*counter)++;
      return NULL;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = walk_lines (child, wanted, place, counter);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static int
find_focused_line (BdSectionCard *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  int place = 0;

  if (focus == NULL || !GTK_IS_LIST_BOX_ROW (focus) || !gtk_widget_is_ancestor (focus, self->body))
    return -1;

  return walk_lines (self->body, focus, 0, &place) != NULL ? place : -1;
}

static void
focus_line (BdSectionCard *self,
            int            place)
{
  int counter = 0;
  GtkWidget *line = place >= 0 ? walk_lines (self->body, NULL, place, &counter) : NULL;

  if (line != NULL)
    gtk_widget_grab_focus (line);
}

/**
 * bd_section_card_update:
 * @self: a card
 * @scene: the record
 * @filter: (nullable): show only lines that contain this
 *
 * Shows what the section says now. Folds that were open stay open.
 */
void
bd_section_card_update (BdSectionCard    *self,
                        const BdRowScene *scene,
                        const char       *filter)
{
  g_autoptr (GPtrArray) rows = NULL;
  const BdLedgerLine *old;
  BdSection *section;
  int focused;

  g_return_if_fail (BD_IS_SECTION_CARD (self));

  focused = find_focused_line (self);
  if (filter != NULL && *filter == '\0')
    filter = NULL;
  section = bd_record_get_section (scene->record, self->kind);
  rows = bd_row_arrange (section);
  old = rows->len > 0 ? find_old_copy (section) : NULL;
  show_sources (self, section, scene);
  bd_ui_clear (self->body);
  if (old != NULL)
    add_old_rows (self, rows, old, scene, filter);
  else
    add_rows (self, rows, scene, filter);
  if (rows->len > 0 && bd_section_get_remark (self->kind) != NULL)
    add_remark (self, bd_section_get_remark (self->kind));
  gtk_widget_set_size_request (self->body, -1, rows->len == 0 && is_asking (section) ? SPACE_HELD : -1);
  focus_line (self, focused);
}

static gboolean
bd_section_card_grab_focus (GtkWidget *widget)
{
  BdSectionCard *self = BD_SECTION_CARD (widget);

  if (gtk_widget_child_focus (self->body, GTK_DIR_TAB_FORWARD))
    return TRUE;

  return GTK_WIDGET_CLASS (bd_section_card_parent_class)->grab_focus (widget);
}

static void
bd_section_card_class_init (BdSectionCardClass *klass)
{
  GTK_WIDGET_CLASS (klass)->grab_focus = bd_section_card_grab_focus;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
  signals[ROW_ACTIVATED] = g_signal_new ("row-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, BD_TYPE_ROW);
  signals[SHOW_ALL] = g_signal_new ("show-all", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
bd_section_card_init (BdSectionCard *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "card");
  gtk_widget_add_css_class (GTK_WIDGET (self), "bd-section");
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
}

/**
 * bd_section_card_new:
 * @kind: which section
 *
 * Returns: (transfer floating): its card, empty
 */
GtkWidget *
bd_section_card_new (BdSectionKind kind)
{
  BdSectionCard *self = g_object_new (BD_TYPE_SECTION_CARD, NULL);
  GtkWidget *header = bd_fill_new (12);
  GtkWidget *title = gtk_label_new (bd_section_get_title (kind));
  GtkWidget *sources = bd_paragraph_new (NULL, "bd-section-sources");

  g_return_val_if_fail (kind < BD_N_SECTIONS, GTK_WIDGET (self));

  self->kind = kind;
  bd_ui_set_name (GTK_WIDGET (self), bd_section_get_title (kind));
  gtk_widget_add_css_class (header, "bd-section-header");
  gtk_widget_set_hexpand (sources, TRUE);
  gtk_widget_add_css_class (title, "bd-section-title");
  bd_paragraph_set_alignment (BD_PARAGRAPH (sources), PANGO_ALIGN_RIGHT);
  gtk_widget_set_valign (sources, GTK_ALIGN_BASELINE);
  gtk_widget_set_valign (title, GTK_ALIGN_BASELINE);
  gtk_box_append (GTK_BOX (header), title);
  gtk_box_append (GTK_BOX (header), sources);
  self->sources = BD_PARAGRAPH (sources);
  self->sentences = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  gtk_widget_add_css_class (self->sentences, "bd-sentences");
  self->body = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->place = self->body;
  gtk_box_append (GTK_BOX (self), header);
  gtk_box_append (GTK_BOX (self), self->sentences);
  gtk_box_append (GTK_BOX (self), self->body);

  return GTK_WIDGET (self);
}

/**
 * bd_section_card_get_kind:
 * @self: a card
 *
 * Returns: which section it shows
 */
BdSectionKind
bd_section_card_get_kind (BdSectionCard *self)
{
  g_return_val_if_fail (BD_IS_SECTION_CARD (self), BD_SECTION_ALLERGIES);

  return self->kind;
}

/**
 * bd_section_card_count_shown:
 * @self: a card
 *
 * Returns: how many lines match the filter, folds included
 */
guint
bd_section_card_count_shown (BdSectionCard *self)
{
  g_return_val_if_fail (BD_IS_SECTION_CARD (self), 0);

  return self->n_shown;
}
