/* bd-record-page.c: one person's record on one screen
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "record/bd-record-page.h"

#include "bd-clock.h"
#include "detail/bd-detail-pane.h"
#include "document/bd-export-dialog.h"
#include "record/bd-banner.h"
#include "record/bd-emergency.h"
#include "record/bd-full-list.h"
#include "record/bd-grant-strip.h"
#include "record/bd-section-card.h"
#include "record/bd-side.h"
#include "record/bd-state-look.h"
#include "record/bd-strip.h"
#include "shared/bd-columns.h"
#include "shared/bd-fill-layout.h"
#include "shared/bd-paragraph.h"
#include "shared/bd-ui.h"
#include "shared/bd-wrap.h"

#include <glib/gi18n-lib.h>

struct _BdRecordPage
{
  GtkBox         parent_instance;

  /* Owned */
  BdRowScene     scene;          /* record; opening (nullable) */
  GCancellable  *cancellable;
  BdEmergency   *emergency;      /* (nullable) without an opening */
  guint          more_idle;
  guint          update_idle;
  guint          stale;          /* what is to be shown anew: a bit for each section */

  /* Children */
  BdSectionCard *cards[BD_N_SECTIONS];
  GtkWidget     *findings;
  GtkStack      *stack;
  GtkWidget     *scroller;
  BdFullList    *list;
  BdDetailPane  *detail;
  GtkWidget     *came_from;      /* (nullable) (borrowed, weak): where the focus goes back to */

  /* Template children */
  BdBanner      *banner;
  BdStrip       *strip;
  GtkWidget     *offer;
  BdGrantStrip  *grant;
  GtkWidget     *saved;
  GtkLabel      *saved_words;
  GtkWidget     *delta;
  GtkLabel      *delta_words;
  GtkSearchBar  *filter_bar;
  GtkEditable   *filter_entry;
  GtkLabel      *filter_count;
  BdSide        *side;
  GtkWidget     *more;
};

G_DEFINE_FINAL_TYPE (BdRecordPage, bd_record_page, GTK_TYPE_BOX)

#define EVERY_SECTION ((1u << BD_N_SECTIONS) - 1)

/* Reading order, and the column in the wide form. */
static const struct { BdSectionKind kind; guint column; } order[] = {
  { BD_SECTION_ALLERGIES, 0 },
  { BD_SECTION_MEDICINES, 0 },
  { BD_SECTION_CONDITIONS, 1 },
  { BD_SECTION_OBSERVATIONS, 1 },
  { BD_SECTION_IMMUNISATIONS, 0 },
  { BD_SECTION_ENCOUNTERS, 1 },
  { BD_SECTION_CONSENTS, 0 },
};

static void
toast (BdRecordPage *self,
       const char   *text)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", text);
}

static const char *
get_filter (BdRecordPage *self)
{
  const char *text = gtk_editable_get_text (self->filter_entry);

  return gtk_search_bar_get_search_mode (self->filter_bar) && *text != '\0' ? text : NULL;
}

/* The oldest saved copy on the page, and how old that is. */
static const BdLedgerLine *
find_oldest_copy (BdRecordPage *self)
{
  const BdLedgerLine *oldest = NULL;

  for (guint kind = 0; kind < BD_N_SECTIONS; kind++)
    {
      GPtrArray *lines = bd_section_get_lines (bd_record_get_section (self->scene.record, kind));

      for (guint i = 0; i < lines->len; i++)
        {
          const BdLedgerLine *line = g_ptr_array_index (lines, i);

          if (line->state == BD_STATE_SAVED_COPY && (oldest == NULL || line->saved_at < oldest->saved_at))
            oldest = line;
        }
    }

  return oldest;
}

static void
update_saved (BdRecordPage *self)
{
  const BdLedgerLine *oldest = find_oldest_copy (self);
  g_autofree char *time = NULL;
  g_autofree char *words = NULL;
  gboolean old;

  gtk_widget_set_visible (self->saved, oldest != NULL);
  if (oldest == NULL)
    return;
  time = bd_date_format_time_us (oldest->saved_at, bd_record_get_zone (self->scene.record), TRUE);
  old = bd_ledger_line_age_class (oldest, bd_clock_wall ()) >= BD_AGE_OVER_A_WEEK;
  if (self->scene.opening != NULL && bd_opening_is_offline (self->scene.opening))
    words = g_strdup_printf (_("Saved copy, the oldest part of %s. The services were not asked."), time);
  else
    words = g_strdup_printf (_("Partly a saved copy, the oldest part of %s. Some sources are not answering."), time);
  if (old)
    {
      g_autofree char *more = g_strdup_printf (_("%s Ring the practice to check."), words);

      g_free (words);
      words = g_steal_pointer (&more);
    }
  gtk_label_set_text (self->saved_words, words);
  if (old)
    gtk_widget_add_css_class (self->saved, "bd-amber");
  else
    gtk_widget_remove_css_class (self->saved, "bd-amber");
}

static void
update_offer (BdRecordPage *self)
{
  gboolean in_force;

  if (self->emergency == NULL)
    return;
  in_force = bd_emergency_is_in_force (self->emergency);
  bd_grant_strip_set_grant (self->grant, bd_opening_get_grant (self->scene.opening));
  if (!in_force && bd_emergency_is_offered (self->emergency))
    {
      g_autofree char *words = NULL;
      guint n = bd_record_count_hidden (self->scene.record, &words);
      g_autofree char *label = n > 0 && words != NULL ? g_strdup_printf (_("Emergency access: %s held back…"), words)
                                                      : g_strdup (_("Emergency access…"));

      gtk_button_set_label (GTK_BUTTON (self->offer), label);
      gtk_label_set_wrap (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (self->offer))), TRUE);
      gtk_widget_set_tooltip_text (self->offer, _("Ctrl+E"));
      bd_ui_set_name (self->offer, label);
      gtk_widget_set_visible (self->offer, TRUE);
    }
  else
    gtk_widget_set_visible (self->offer, FALSE);
  if (in_force)
    gtk_widget_add_css_class (GTK_WIDGET (self), "bd-in-emergency");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "bd-in-emergency");
}

static void
update_findings (BdRecordPage *self)
{
  g_autoptr (GPtrArray) findings = self->scene.opening != NULL ? bd_opening_dup_findings (self->scene.opening)
                                                               : g_ptr_array_ref (bd_record_get_findings (self->scene.record));

  bd_ui_clear (self->findings);
  gtk_widget_set_visible (self->findings, findings->len > 0);
  if (findings->len == 0)
    return;
  gtk_box_append (GTK_BOX (self->findings), bd_ui_label_new (_("Facts to read side by side"), "bd-section-title"));
  for (guint i = 0; i < findings->len; i++)
    gtk_box_append (GTK_BOX (self->findings),
                    bd_paragraph_new (((BdFinding *) g_ptr_array_index (findings, i))->text, "bd-finding"));
}

static void
update_around (BdRecordPage *self)
{
  bd_banner_update (self->banner, self->scene.record,
                    self->scene.opening != NULL ? bd_opening_get_identified_by (self->scene.opening) : BD_IDENTIFIED_NOT_CONFIRMED);
  bd_strip_update (self->strip, self->scene.record);
  update_saved (self);
  update_offer (self);
  update_findings (self);
}

static void
update_delta (BdRecordPage *self)
{
  g_autofree char *words = self->scene.opening != NULL ? bd_opening_dup_delta (self->scene.opening) : NULL;

  gtk_label_set_text (self->delta_words, words != NULL ? words : "");
  gtk_widget_set_visible (self->delta, words != NULL);
}

static gboolean
is_out_of_sight (BdRecordPage *self,
                 GtkWidget    *card)
{
  graphene_rect_t bounds;

  if (!gtk_widget_get_visible (card) || !gtk_widget_compute_bounds (card, self->scroller, &bounds))
    return FALSE;

  return bounds.origin.y > gtk_widget_get_height (self->scroller) - 40;
}

static gboolean
update_more_cb (gpointer user_data)
{
  BdRecordPage *self = user_data;
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  gboolean at_end = gtk_adjustment_get_value (adjustment) + gtk_adjustment_get_page_size (adjustment) + 1 >= gtk_adjustment_get_upper (adjustment);
  g_autoptr (GString) names = g_string_new (NULL);
  g_autofree char *text = NULL;

  self->more_idle = 0;
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    if (is_out_of_sight (self, GTK_WIDGET (self->cards[order[i].kind])))
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", bd_section_get_title (order[i].kind));
  if (!gtk_widget_get_child_visible (GTK_WIDGET (self->stack)))
    text = g_strdup (_("Esc goes back to the record"));
  else if (at_end)
    text = g_strdup (_("Nothing more below"));
  else
    text = names->len > 0 ? g_strdup_printf (_("More below: %s"), names->str) : g_strdup (_("More below"));
  gtk_label_set_text (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (self->more))), text);
  bd_ui_set_name (self->more, text);
  gtk_widget_set_sensitive (self->more, !at_end);

  return G_SOURCE_REMOVE;
}

/* Sizes hold only after the frame that changed them. */
static void
queue_more (BdRecordPage *self)
{
  if (self->more_idle == 0)
    self->more_idle = g_timeout_add (60, update_more_cb, self);
}

static void
update_list (BdRecordPage  *self,
             BdSectionKind  kind)
{
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "list") == 0 &&
      GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (self->list), "kind")) == kind)
    bd_full_list_show (self->list, kind, &self->scene);
}

static gboolean
update_cb (gpointer user_data)
{
  BdRecordPage *self = user_data;
  guint stale = self->stale;

  self->stale = 0;
  self->update_idle = 0;
  for (guint kind = 0; kind < BD_N_SECTIONS; kind++)
    if ((stale & (1u << kind)) != 0)
      {
        bd_section_card_update (self->cards[kind], &self->scene, get_filter (self));
        update_list (self, kind);
      }
  update_around (self);
  update_delta (self);
  queue_more (self);

  return G_SOURCE_REMOVE;
}

/* Answers come in bursts (a saved copy is a dozen at once) and each touches the banner, the
 * strip and the findings: those, and the sections that are stale, are shown anew once, before
 * the next frame is drawn. */
static void
queue_update (BdRecordPage *self,
              guint         stale)
{
  self->stale |= stale;
  if (self->update_idle == 0)
    self->update_idle = g_idle_add_full (GTK_PRIORITY_RESIZE, update_cb, self, NULL);
}

static void
on_record_changed_cb (BdRecordPage *self,
                      guint         kind)
{
  /* What the person allows is read from every answer. */
  queue_update (self, 1u << BD_SECTION_CONSENTS | (kind < BD_N_SECTIONS ? 1u << kind : 0));
}

static void
on_patient_changed_cb (BdRecordPage *self)
{
  queue_update (self, 0);
}

static void
on_opening_changed_cb (BdRecordPage *self)
{
  queue_update (self, EVERY_SECTION);
}

static void
on_message_cb (BdRecordPage *self,
               const char   *message)
{
  toast (self, message);
}

static void
on_filter_changed_cb (BdRecordPage *self)
{
  const char *filter = get_filter (self);
  guint n = 0;
  g_autofree char *count = NULL;

  for (guint kind = 0; kind < BD_N_SECTIONS; kind++)
    {
      bd_section_card_update (self->cards[kind], &self->scene, filter);
      n += bd_section_card_count_shown (self->cards[kind]);
      gtk_widget_set_visible (GTK_WIDGET (self->cards[kind]),
                              filter == NULL || bd_section_card_count_shown (self->cards[kind]) > 0);
    }
  bd_full_list_set_filter (self->list, filter);
  if (filter != NULL)
    count = g_strdup_printf (ngettext ("%u line contains this", "%u lines contain this", n), n);
  bd_ui_set_text (self->filter_count, count);
  queue_more (self);
}

static void
remember_focus (BdRecordPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  g_clear_weak_pointer (&self->came_from);
  if (root != NULL)
    g_set_weak_pointer (&self->came_from, gtk_root_get_focus (root));
}

static void
restore_focus (BdRecordPage *self)
{
  if (self->came_from == NULL || !gtk_widget_get_mapped (self->came_from) || !gtk_widget_grab_focus (self->came_from))
    gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
  g_clear_weak_pointer (&self->came_from);
}

static void
on_row_activated_cb (BdRecordPage *self,
                     BdRow        *row)
{
  remember_focus (self);
  gtk_widget_set_visible (GTK_WIDGET (self->detail), TRUE);
  bd_detail_pane_show (self->detail, row, &self->scene);
  queue_more (self);
}

static void
on_show_all_cb (BdRecordPage  *self,
                BdSectionCard *card)
{
  BdSectionKind kind = bd_section_card_get_kind (card);

  g_object_set_data (G_OBJECT (self->list), "kind", GUINT_TO_POINTER (kind));
  bd_full_list_show (self->list, kind, &self->scene);
  gtk_stack_set_visible_child_name (self->stack, "list");
  gtk_widget_set_visible (self->more, FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

static void
on_retry_done_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (BdRecordPage) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!bd_opening_retry_finish (BD_OPENING (source), result, &error) &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    toast (self, error->message);
}

static void
on_retry_cb (BdRecordPage *self,
             guint         source)
{
  if (self->scene.opening != NULL)
    bd_opening_retry_async (self->scene.opening, source, self->cancellable, on_retry_done_cb, g_object_ref (self));
}

static void
close_detail_action (GtkWidget  *widget,
                     const char *action,
                     GVariant   *parameter)
{
  BdRecordPage *self = BD_RECORD_PAGE (widget);

  gtk_widget_set_visible (GTK_WIDGET (self->detail), FALSE);
  bd_detail_pane_clear (self->detail);
  restore_focus (self);
  queue_more (self);
}

static void
close_list_action (GtkWidget  *widget,
                   const char *action,
                   GVariant   *parameter)
{
  BdRecordPage *self = BD_RECORD_PAGE (widget);

  gtk_stack_set_visible_child_name (self->stack, "summary");
  gtk_widget_set_visible (self->more, TRUE);
  gtk_widget_child_focus (self->scroller, GTK_DIR_TAB_FORWARD);
}

static void
retry_failed_action (GtkWidget  *widget,
                     const char *action,
                     GVariant   *parameter)
{
  BdRecordPage *self = BD_RECORD_PAGE (widget);
  guint n = 0;

  for (guint source = BD_SOURCE_NHI + 1; source < BD_N_SOURCES; source++)
    if (bd_state_look_can_retry (self->scene.record, source))
      {
        on_retry_cb (self, source);
        n++;
      }
  toast (self, n > 0 ? _("Asking again") : _("Every source has answered"));
}

static void
filter_action (GtkWidget  *widget,
               const char *action,
               GVariant   *parameter)
{
  BdRecordPage *self = BD_RECORD_PAGE (widget);

  gtk_search_bar_set_search_mode (self->filter_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->filter_entry));
}

static void
scroll_to (BdRecordPage *self,
           GtkWidget    *card)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  graphene_rect_t bounds;

  if (gtk_widget_compute_bounds (card, gtk_widget_get_parent (card), &bounds))
    gtk_adjustment_set_value (adjustment, bounds.origin.y);
}

static void
jump_action (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  BdRecordPage *self = BD_RECORD_PAGE (widget);
  gint32 number = g_variant_get_int32 (parameter);

  if (number < 1 || number > (gint32) G_N_ELEMENTS (order))
    return;
  close_list_action (widget, NULL, NULL);
  scroll_to (self, GTK_WIDGET (self->cards[order[number - 1].kind]));
  gtk_widget_grab_focus (GTK_WIDGET (self->cards[order[number - 1].kind]));
}

static void
more_action (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  BdRecordPage *self = BD_RECORD_PAGE (widget);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));

  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + gtk_adjustment_get_page_size (adjustment) * 0.85);
}

static void
dismiss_delta_action (GtkWidget  *widget,
                      const char *action,
                      GVariant   *parameter)
{
  BdRecordPage *self = BD_RECORD_PAGE (widget);

  if (self->scene.opening != NULL)
    bd_opening_dismiss_delta (self->scene.opening);
  queue_update (self, EVERY_SECTION);
}

static void
emergency_action (GtkWidget  *widget,
                  const char *action,
                  GVariant   *parameter)
{
  BdRecordPage *self = BD_RECORD_PAGE (widget);

  if (self->emergency != NULL)
    bd_emergency_begin (self->emergency, GTK_WINDOW (gtk_widget_get_root (widget)));
}

static void
end_grant_action (GtkWidget  *widget,
                  const char *action,
                  GVariant   *parameter)
{
  BdRecordPage *self = BD_RECORD_PAGE (widget);

  if (self->emergency != NULL)
    bd_emergency_end (self->emergency);
}

static void
export_action (GtkWidget  *widget,
               const char *action,
               GVariant   *parameter)
{
  if (BD_RECORD_PAGE (widget)->scene.opening != NULL)
    bd_export_dialog_begin (widget, BD_RECORD_PAGE (widget)->scene.opening);
}

/**
 * bd_record_page_back:
 * @self: the page
 *
 * Closes what lies on top: the detail, the whole list, the filter.
 *
 * Returns: %FALSE when nothing lies on top
 */
gboolean
bd_record_page_back (BdRecordPage *self)
{
  g_return_val_if_fail (BD_IS_RECORD_PAGE (self), FALSE);

  if (gtk_widget_get_visible (GTK_WIDGET (self->detail)))
    close_detail_action (GTK_WIDGET (self), NULL, NULL);
  else if (gtk_search_bar_get_search_mode (self->filter_bar))
    {
      gtk_editable_set_text (self->filter_entry, "");
      gtk_search_bar_set_search_mode (self->filter_bar, FALSE);
      on_filter_changed_cb (self);
      gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
    }
  else if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "list") == 0)
    close_list_action (GTK_WIDGET (self), NULL, NULL);
  else
    return FALSE;

  return TRUE;
}

static void
bd_record_page_dispose (GObject *object)
{
  BdRecordPage *self = BD_RECORD_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->more_idle, g_source_remove);
  g_clear_handle_id (&self->update_idle, g_source_remove);
  g_clear_weak_pointer (&self->came_from);
  g_clear_object (&self->emergency);
  gtk_widget_dispose_template (GTK_WIDGET (self), BD_TYPE_RECORD_PAGE);
  g_clear_object (&self->scene.opening);
  g_clear_object (&self->scene.record);

  G_OBJECT_CLASS (bd_record_page_parent_class)->dispose (object);
}

/* The content, not the first button: Page Down scrolls at once, Tab and Down go on to the first line. */
static gboolean
bd_record_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (BD_RECORD_PAGE (widget)->scroller);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "record.emergency", NULL, emergency_action);
  gtk_widget_class_install_action (widget_class, "record.end-grant", NULL, end_grant_action);
  gtk_widget_class_install_action (widget_class, "record.export", NULL, export_action);
  gtk_widget_class_install_action (widget_class, "record.retry-failed", NULL, retry_failed_action);
  gtk_widget_class_install_action (widget_class, "record.filter", NULL, filter_action);
  gtk_widget_class_install_action (widget_class, "record.jump", "i", jump_action);
  gtk_widget_class_install_action (widget_class, "record.more", NULL, more_action);
  gtk_widget_class_install_action (widget_class, "record.close-detail", NULL, close_detail_action);
  gtk_widget_class_install_action (widget_class, "record.close-list", NULL, close_list_action);
  gtk_widget_class_install_action (widget_class, "record.dismiss-delta", NULL, dismiss_delta_action);
}

static void
bd_record_page_class_init (BdRecordPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bd_record_page_dispose;
  widget_class->grab_focus = bd_record_page_grab_focus;
  g_type_ensure (BD_TYPE_BANNER);
  g_type_ensure (BD_TYPE_FILL_LAYOUT);
  g_type_ensure (BD_TYPE_STRIP);
  g_type_ensure (BD_TYPE_GRANT_STRIP);
  g_type_ensure (BD_TYPE_SIDE);
  g_type_ensure (BD_TYPE_WRAP);
  install_actions (widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, BD_UI_PATH "/record/bd-record-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BdRecordPage, banner);
  gtk_widget_class_bind_template_child (widget_class, BdRecordPage, strip);
  gtk_widget_class_bind_template_child (widget_class, BdRecordPage, offer);
  gtk_widget_class_bind_template_child (widget_class, BdRecordPage, grant);
  gtk_widget_class_bind_template_child (widget_class, BdRecordPage, saved);
  gtk_widget_class_bind_template_child (widget_class, BdRecordPage, saved_words);
  gtk_widget_class_bind_template_child (widget_class, BdRecordPage, delta);
  gtk_widget_class_bind_template_child (widget_class, BdRecordPage, delta_words);
  gtk_widget_class_bind_template_child (widget_class, BdRecordPage, filter_bar);
  gtk_widget_class_bind_template_child (widget_class, BdRecordPage, filter_entry);
  gtk_widget_class_bind_template_child (widget_class, BdRecordPage, filter_count);
  gtk_widget_class_bind_template_child (widget_class, BdRecordPage, side);
  gtk_widget_class_bind_template_child (widget_class, BdRecordPage, more);
  gtk_widget_class_bind_template_callback (widget_class, on_filter_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, bd_record_page_back);
  gtk_widget_class_bind_template_callback (widget_class, on_retry_cb);
}

/* A scrolled window that has the focus itself would let Tab and the arrows pass its content. */
static gboolean
on_summary_key_cb (BdRecordPage   *self,
                   guint           key,
                   guint           code,
                   GdkModifierType modifiers)
{
  if ((key != GDK_KEY_Tab && key != GDK_KEY_Down) || (modifiers & gtk_accelerator_get_default_mod_mask ()) != 0 ||
      !gtk_widget_is_focus (self->scroller))
    return FALSE;

  return gtk_widget_child_focus (gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (self->scroller)), GTK_DIR_TAB_FORWARD);
}

static GtkWidget *
make_summary (BdRecordPage *self)
{
  GtkWidget *columns = bd_columns_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkAdjustment *adjustment;

  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      GtkWidget *card = bd_section_card_new (order[i].kind);

      self->cards[order[i].kind] = BD_SECTION_CARD (card);
      g_signal_connect_swapped (card, "row-activated", G_CALLBACK (on_row_activated_cb), self);
      g_signal_connect_swapped (card, "show-all", G_CALLBACK (on_show_all_cb), self);
      bd_columns_append (BD_COLUMNS (columns), card, order[i].column);
    }
  self->findings = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_add_css_class (self->findings, "card");
  gtk_widget_add_css_class (self->findings, "bd-findings");
  bd_columns_append (BD_COLUMNS (columns), self->findings, 1);
  gtk_widget_add_css_class (columns, "bd-columns");
  self->scroller = gtk_scrolled_window_new ();
  gtk_widget_set_focusable (self->scroller, TRUE);
  bd_ui_set_name (self->scroller, _("Summary of the record"));
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_summary_key_cb), self);
  gtk_widget_add_controller (self->scroller, keys);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), columns);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (self->scroller), 200);
  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (queue_more), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (queue_more), self, G_CONNECT_SWAPPED);

  return self->scroller;
}

static void
bd_record_page_init (BdRecordPage *self)
{
  GtkWidget *stack = gtk_stack_new ();

  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  self->stack = GTK_STACK (stack);
  gtk_stack_add_named (self->stack, make_summary (self), "summary");
  self->list = BD_FULL_LIST (bd_full_list_new ());
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (on_row_activated_cb), self);
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->list), "list");
  bd_side_set_content (self->side, stack);
  self->detail = BD_DETAIL_PANE (bd_detail_pane_new ());
  gtk_widget_set_visible (GTK_WIDGET (self->detail), FALSE);
  bd_side_set_pane (self->side, GTK_WIDGET (self->detail));
}

static void
watch (BdRecordPage *self)
{
  g_signal_connect_object (self->scene.record, "changed", G_CALLBACK (on_record_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->scene.record, "patient-changed", G_CALLBACK (on_patient_changed_cb), self, G_CONNECT_SWAPPED);
  if (self->scene.opening == NULL)
    return;
  self->emergency = bd_emergency_new (self->scene.opening);
  g_signal_connect_object (self->emergency, "message", G_CALLBACK (on_message_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->scene.opening, "settled", G_CALLBACK (on_opening_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->scene.opening, "facility-names-changed", G_CALLBACK (on_opening_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->scene.opening, "grant-changed", G_CALLBACK (on_opening_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->scene.opening, "message", G_CALLBACK (on_message_cb), self, G_CONNECT_SWAPPED);
}

/**
 * bd_record_page_new:
 * @record: what is shown
 * @opening: (nullable): what it was opened with; without it nothing can be asked again
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
bd_record_page_new (BdRecord  *record,
                    BdOpening *opening)
{
  BdRecordPage *self;

  g_return_val_if_fail (BD_IS_RECORD (record), NULL);

  self = g_object_new (BD_TYPE_RECORD_PAGE, NULL);
  self->scene.record = g_object_ref (record);
  g_set_object (&self->scene.opening, opening);
  watch (self);
  on_opening_changed_cb (self);

  return GTK_WIDGET (self);
}
