/* bd-home-page.c: the search, the people at hand, the services
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "home/bd-home-page.h"

#include "compat/bd-compat.h"
#include "home/bd-home-drill.h"
#include "home/bd-home-row-view.h"
#include "home/bd-query.h"
#include "shared/bd-columns.h"
#include "shared/bd-ui.h"
#include "shared/bd-wrap.h"

#include <glib/gi18n-lib.h>

struct _BdHomePage
{
  GtkBox          parent_instance;

  /* Owned */
  BdContext      *context;
  gboolean        busy;

  /* Template children */
  GtkEditable    *search;
  GtkWidget      *spinner;
  GtkLabel       *sentence;
  GtkWidget      *anyway;
  BdColumns      *people;
  GtkWidget      *saved_box;
  GtkLabel       *saved_title;
  GtkListBox     *saved;
  GtkWidget      *opened_box;
  GtkLabel       *opened_title;
  GtkListBox     *opened;
  GtkWidget      *drill_box;
  GtkListBox     *drill;
  GtkLabel       *notes;
  GtkCheckButton *offline;
  BdWrap         *services;
};

G_DEFINE_FINAL_TYPE (BdHomePage, bd_home_page, GTK_TYPE_BOX)

enum { LOOKUP, MATCH, N_SIGNALS };
static guint signals[N_SIGNALS];

static gboolean
may_look_up_anyway (BdHomePage *self)
{
  return bd_site_profile_get_environment (bd_context_get_profile (self->context)) != BD_ENVIRONMENT_PRODUCTION;
}

static void
set_sentence (BdHomePage *self,
              const char *text,
              const char *css_class)
{
  static const char *const classes[] = { "bd-trouble", "bd-row-meta" };

  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self->sentence), classes[i]);
  gtk_widget_add_css_class (GTK_WIDGET (self->sentence), css_class);
  gtk_label_set_text (self->sentence, text != NULL ? text : "");
}

static void
on_search_changed_cb (BdHomePage *self)
{
  g_autoptr (BdQuery) query = bd_query_new (gtk_editable_get_text (self->search));
  gboolean wrong = query->kind == BD_QUERY_WRONG || query->kind == BD_QUERY_BAD_CHECK;

  gtk_widget_set_visible (self->anyway, query->kind == BD_QUERY_BAD_CHECK && may_look_up_anyway (self));
  if (query->kind == BD_QUERY_EMPTY || query->kind == BD_QUERY_NUMBER || query->kind == BD_QUERY_NAME)
    set_sentence (self, _("Enter opens · F2 for a wristband scan · ? shows the keys"), "bd-row-meta");
  else
    set_sentence (self, query->sentence, wrong ? "bd-trouble" : "bd-row-meta");
}

/* The search has the focus here, so the key that shows the keys would be typed into it. */
static void
on_search_edited_cb (BdHomePage *self)
{
  if (g_strcmp0 (gtk_editable_get_text (self->search), "?") == 0)
    {
      gtk_editable_set_text (self->search, "");
      gtk_widget_activate_action (GTK_WIDGET (self), "win.keys", NULL);
    }
  else
    on_search_changed_cb (self);
}

static void
ask (BdHomePage *self,
     gboolean    anyway)
{
  g_autoptr (BdQuery) query = bd_query_new (gtk_editable_get_text (self->search));

  if (self->busy)
    return;
  if (query->kind == BD_QUERY_NUMBER || (query->kind == BD_QUERY_BAD_CHECK && anyway && may_look_up_anyway (self)))
    g_signal_emit (self, signals[LOOKUP], 0, query->number, query->kind == BD_QUERY_BAD_CHECK);
  else if (query->kind == BD_QUERY_NAME)
    g_signal_emit (self, signals[MATCH], 0, query->name, query->born);
  else if (query->kind == BD_QUERY_UNFINISHED)
    set_sentence (self, query->sentence != NULL ? query->sentence : _("An NHI number has seven characters."), "bd-trouble");
  else if (query->kind == BD_QUERY_BAD_CHECK && may_look_up_anyway (self))
    {
      g_autofree char *more = g_strdup_printf (_("%s Correct it, or Tab and Enter to look it up anyway."), query->sentence);

      /* The focus stays: a second Enter, or a scanner's, must not pass the warning. */
      set_sentence (self, more, "bd-trouble");
      gtk_entry_grab_focus_without_selecting (GTK_ENTRY (self->search));
    }
}

static void
on_search_activate_cb (BdHomePage *self)
{
  ask (self, FALSE);
}

static void
on_anyway_clicked_cb (BdHomePage *self)
{
  ask (self, TRUE);
}

static void
on_person_activated_cb (BdHomePage    *self,
                        GtkListBoxRow *list_row)
{
  const char *nhi = bd_home_row_view_get_nhi (list_row);

  if (nhi != NULL && !self->busy)
    g_signal_emit (self, signals[LOOKUP], 0, nhi, TRUE);
}

/* The number goes into the search first: its check is read there, as if it had been typed. */
static void
on_drill_activated_cb (BdHomePage    *self,
                       GtkListBoxRow *list_row)
{
  if (self->busy)
    return;
  gtk_editable_set_text (self->search, bd_home_drill_get_nhi (list_row));
  ask (self, FALSE);
}

static GtkWidget *
create_saved (gpointer item,
              gpointer user_data)
{
  return bd_home_row_view_new_person (item, bd_home_row_get_nhi (item) != NULL);
}

static GtkWidget *
create_opened (gpointer item,
               gpointer user_data)
{
  return bd_home_row_view_new_person (item, FALSE);
}

/* ---- removing a saved copy ---- */

typedef struct {
  BdHomePage *self;
  char       *nhi;
} Purge;

static void
purge_free (gpointer data)
{
  Purge *purge = data;

  g_object_unref (purge->self);
  g_free (purge->nhi);
  g_free (purge);
}

static void
on_purged_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (BdHomePage) self = user_data;
  g_autoptr (GError) error = NULL;
  guint n;

  if (!bd_context_purge_finish (BD_CONTEXT (source), result, &n, &error) && self->context != NULL)
    bd_home_page_set_trouble (self, error->message);
}

static void
on_purge_confirmed_cb (gpointer user_data)
{
  Purge *purge = user_data;

  if (purge->self->context != NULL)
    bd_context_purge_async (purge->self->context, purge->nhi, NULL, on_purged_cb, g_object_ref (purge->self));
}

static void
purge_action (GtkWidget  *widget,
              const char *action,
              GVariant   *parameter)
{
  Purge *purge = g_new0 (Purge, 1);

  purge->self = g_object_ref (BD_HOME_PAGE (widget));
  purge->nhi = g_variant_dup_string (parameter, NULL);
  bd_compat_confirm (GTK_WINDOW (gtk_widget_get_root (widget)), _("Remove the saved copy?"),
                     _("This person's record can then be read here only while the line is up. The removal is recorded."),
                     _("Remove"), on_purge_confirmed_cb, purge, purge_free);
}

static void
update_counts (BdHomePage *self)
{
  guint n_saved = g_list_model_get_n_items (bd_context_get_saved (self->context));
  guint n_opened = g_list_model_get_n_items (bd_context_get_opened (self->context));
  gboolean drill = gtk_widget_get_visible (self->drill_box);
  g_autofree char *saved = g_strdup_printf (_("Saved on this device (%u)"), n_saved);
  g_autofree char *opened = g_strdup_printf (_("Opened this shift (%u)"), n_opened);

  gtk_label_set_text (self->saved_title, saved);
  gtk_label_set_text (self->opened_title, opened);
  gtk_widget_set_visible (self->saved_box, n_saved > 0);
  gtk_widget_set_visible (self->opened_box, n_opened > 0);
  /* Side by side only when there are two lists to stand so. */
  bd_columns_place (self->people, self->opened_box, n_saved > 0 ? 1 : 0);
  g_object_set (self->people, "wide", n_saved > 0 && (n_opened > 0 || drill) ? 700 : G_MAXINT, NULL);
}

/* Before the first answer nobody knows whether the line is up: then it is not called down. */
static const char *
get_line_words (BdHomePage *self,
                gboolean    online)
{
  GListModel *services = bd_context_get_services (self->context);

  if (online)
    return _("Online");
  for (guint i = 0; i < g_list_model_get_n_items (services); i++)
    {
      g_autoptr (BdHomeRow) row = g_list_model_get_item (services, i);

      if (bd_home_row_get_level (row) == 2)
        return _("Offline");
    }

  return _("Not asked yet");
}

static void
update_services (BdHomePage *self)
{
  GListModel *services = bd_context_get_services (self->context);
  gboolean online;

  g_object_get (self->context, "online", &online, NULL);
  bd_wrap_clear (self->services);
  bd_wrap_append (self->services, bd_ui_label_new (get_line_words (self, online), online ? "bd-online" : "bd-offline"));
  for (guint i = 0; i < g_list_model_get_n_items (services); i++)
    {
      g_autoptr (BdHomeRow) row = g_list_model_get_item (services, i);

      bd_wrap_append (self->services, bd_home_row_view_new_service (row));
    }
}

static void
update_notes (BdHomePage *self)
{
  GPtrArray *notes = bd_context_get_notes (self->context);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; notes != NULL && i < notes->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", (const char *) g_ptr_array_index (notes, i));
  bd_ui_set_text (self->notes, text->str);
}

/**
 * bd_home_page_set_busy:
 * @self: the page
 * @busy: whether an answer is awaited
 */
void
bd_home_page_set_busy (BdHomePage *self,
                       gboolean    busy)
{
  g_return_if_fail (BD_IS_HOME_PAGE (self));

  self->busy = busy;
  gtk_widget_set_visible (self->spinner, busy);
  if (busy)
    set_sentence (self, _("Asking…"), "bd-row-meta");
}

/**
 * bd_home_page_set_trouble:
 * @self: the page
 * @sentence: (nullable): what went wrong with the last search
 */
void
bd_home_page_set_trouble (BdHomePage *self,
                          const char *sentence)
{
  g_return_if_fail (BD_IS_HOME_PAGE (self));

  if (sentence != NULL)
    {
      set_sentence (self, sentence, "bd-trouble");
      gtk_widget_set_visible (self->anyway, FALSE);
    }
  else
    on_search_changed_cb (self);
}

/**
 * bd_home_page_get_offline:
 * @self: the page
 *
 * Returns: whether the reader wants saved copies only
 */
gboolean
bd_home_page_get_offline (BdHomePage *self)
{
  g_return_val_if_fail (BD_IS_HOME_PAGE (self), FALSE);

  return gtk_check_button_get_active (self->offline);
}

/**
 * bd_home_page_begin:
 * @self: the page
 *
 * Ready for the next person: empties the search and takes the focus.
 */
void
bd_home_page_begin (BdHomePage *self)
{
  g_return_if_fail (BD_IS_HOME_PAGE (self));

  gtk_editable_set_text (self->search, "");
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

static gboolean
bd_home_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (BD_HOME_PAGE (widget)->search));
}

static void
bd_home_page_dispose (GObject *object)
{
  BdHomePage *self = BD_HOME_PAGE (object);

  if (self->saved != NULL)
    {
      gtk_list_box_bind_model (self->saved, NULL, NULL, NULL, NULL);
      gtk_list_box_bind_model (self->opened, NULL, NULL, NULL, NULL);
    }
  gtk_widget_dispose_template (GTK_WIDGET (self), BD_TYPE_HOME_PAGE);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (bd_home_page_parent_class)->dispose (object);
}

static void
bd_home_page_class_init (BdHomePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bd_home_page_dispose;
  widget_class->grab_focus = bd_home_page_grab_focus;
  signals[LOOKUP] = g_signal_new ("lookup", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                  NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_BOOLEAN);
  signals[MATCH] = g_signal_new ("match", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                 NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  gtk_widget_class_install_action (widget_class, "home.purge", "s", purge_action);
  g_type_ensure (BD_TYPE_WRAP);
  g_type_ensure (BD_TYPE_COLUMNS);
  gtk_widget_class_set_template_from_resource (widget_class, BD_UI_PATH "/home/bd-home-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BdHomePage, search);
  gtk_widget_class_bind_template_child (widget_class, BdHomePage, spinner);
  gtk_widget_class_bind_template_child (widget_class, BdHomePage, sentence);
  gtk_widget_class_bind_template_child (widget_class, BdHomePage, anyway);
  gtk_widget_class_bind_template_child (widget_class, BdHomePage, people);
  gtk_widget_class_bind_template_child (widget_class, BdHomePage, saved_box);
  gtk_widget_class_bind_template_child (widget_class, BdHomePage, saved_title);
  gtk_widget_class_bind_template_child (widget_class, BdHomePage, saved);
  gtk_widget_class_bind_template_child (widget_class, BdHomePage, opened_box);
  gtk_widget_class_bind_template_child (widget_class, BdHomePage, opened_title);
  gtk_widget_class_bind_template_child (widget_class, BdHomePage, opened);
  gtk_widget_class_bind_template_child (widget_class, BdHomePage, drill_box);
  gtk_widget_class_bind_template_child (widget_class, BdHomePage, drill);
  gtk_widget_class_bind_template_child (widget_class, BdHomePage, notes);
  gtk_widget_class_bind_template_child (widget_class, BdHomePage, offline);
  gtk_widget_class_bind_template_child (widget_class, BdHomePage, services);
  gtk_widget_class_bind_template_callback (widget_class, on_search_edited_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_anyway_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_person_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_drill_activated_cb);
}

static void
bd_home_page_init (BdHomePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * bd_home_page_new:
 * @context: everything behind it
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
bd_home_page_new (BdContext *context)
{
  BdHomePage *self;

  g_return_val_if_fail (BD_IS_CONTEXT (context), NULL);

  self = g_object_new (BD_TYPE_HOME_PAGE, NULL);
  self->context = g_object_ref (context);
  gtk_list_box_bind_model (self->saved, bd_context_get_saved (context), create_saved, NULL, NULL);
  gtk_list_box_bind_model (self->opened, bd_context_get_opened (context), create_opened, NULL, NULL);
  g_signal_connect_object (bd_context_get_saved (context), "items-changed", G_CALLBACK (update_counts), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (bd_context_get_opened (context), "items-changed", G_CALLBACK (update_counts), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (context, "services-changed", G_CALLBACK (update_services), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (context, "notify::online", G_CALLBACK (update_services), self, G_CONNECT_SWAPPED);
  if (bd_site_profile_get_environment (bd_context_get_profile (context)) == BD_ENVIRONMENT_DRILL)
    {
      bd_home_drill_fill (self->drill);
      gtk_widget_set_visible (self->drill_box, TRUE);
      bd_columns_place (self->people, self->drill_box, 1);
    }
  update_counts (self);
  update_services (self);
  update_notes (self);
  on_search_changed_cb (self);

  return GTK_WIDGET (self);
}
