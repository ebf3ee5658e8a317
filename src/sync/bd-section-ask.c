/* bd-section-ask.c: asking one source for one section: its searches, their pages, one answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-section-ask.h"

#include "bd-section-pages.h"

typedef struct {
  /* Owned */
  BdService *service;
  BdTicket  *ticket;
  GPtrArray *calls;
  BdPages   *pages;     /* (nullable) once given to the worker */
  GError    *error;     /* (nullable) the first */

  guint      n_open;    /* searches that go on */
  guint      n_entries;
} Ask;

/* One search: the pages of one resource type follow each other. */
typedef struct {
  GTask      *task;     /* the whole question's */
  GPtrArray  *pages;    /* (element-type BdPage), shared with Ask.pages */
  GHashTable *visited;  /* links followed, so that a server's circle ends */
  gboolean    live;     /* about the live number, not one linked to it */
} Search;

static void on_reply_cb (GObject *source, GAsyncResult *result, gpointer user_data);

/* helpers */

static void
ask_free (gpointer data)
{
  Ask *self = data;

  g_object_unref (self->service);
  g_object_unref (self->ticket);
  g_ptr_array_unref (self->calls);
  g_clear_pointer (&self->pages, bd_pages_free);
  g_clear_error (&self->error);
  g_free (self);
}

static void
on_projected_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  BdAnswer *answer = bd_pages_project_finish (result, &error);

  if (answer == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, answer, (GDestroyNotify) bd_answer_unref);
}

static void
close_search (Search *search)
{
  g_autoptr (GTask) task = g_steal_pointer (&search->task);
  Ask *ask = g_task_get_task_data (task);

  g_hash_table_unref (search->visited);
  g_ptr_array_unref (search->pages);
  g_free (search);
  if (--ask->n_open > 0)
    return;

  if (ask->error != NULL)
    g_task_return_error (task, g_steal_pointer (&ask->error));
  else
    bd_pages_project_async (g_steal_pointer (&ask->pages), g_task_get_cancellable (task), on_projected_cb,
                            g_object_ref (task));
}

static void
fail_search (Search *search,
             GError *error)
{
  Ask *ask = g_task_get_task_data (search->task);

  if (ask->error == NULL)
    ask->error = error;
  else
    g_error_free (error);
  close_search (search);
}

/* Who rings the service about a failure must name that very call. */
static void
note_correlation (Search  *search,
                  BdPages *pages,
                  BdReply *reply)
{
  gboolean unknown = !search->live && (reply->status == 404 || reply->status == 410);
  gboolean failed = !bd_reply_is_success (reply) && !unknown;

  if (pages->correlation_id != NULL && (pages->failed || !failed))
    return;
  g_free (pages->correlation_id);
  pages->correlation_id = g_strdup (reply->correlation_id);
  pages->failed = failed;
}

static void
note_reply (Search  *search,
            BdReply *reply)
{
  Ask *ask = g_task_get_task_data (search->task);
  BdPages *pages = ask->pages;

  bd_reply_add_calls (reply, ask->calls);
  if (pages->asked_at == 0 || reply->asked_at < pages->asked_at)
    pages->asked_at = reply->asked_at;
  if (reply->status != 0 && reply->answered_at > pages->answered_at)
    pages->answered_at = reply->answered_at;
  note_correlation (search, pages, reply);
  if (reply->status != 0 && (search->live || bd_reply_is_success (reply)))
    pages->http_status = reply->status;
}

static gboolean
may_go_on (Search     *search,
           const char *next)
{
  Ask *ask = g_task_get_task_data (search->task);

  return search->pages->len < BD_MAX_PAGES && ask->n_entries < BD_MAX_ENTRIES &&
         g_hash_table_add (search->visited, g_strdup (next));
}

/* callbacks */

static void
on_page_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Search *search = user_data;
  Ask *ask = g_task_get_task_data (search->task);
  GError *error = NULL;
  BdPage *page = bd_page_read_finish (result, &error);

  if (page == NULL)
    {
      fail_search (search, error);
      return;
    }

  g_ptr_array_add (search->pages, page);
  if (page->bundle != NULL)
    ask->n_entries += page->bundle->entries->len;
  if (page->bundle == NULL || page->bundle->next == NULL)
    {
      close_search (search);
    }
  else if (may_go_on (search, page->bundle->next))
    {
      bd_service_follow_async (ask->service, ask->ticket, page->bundle->next, g_task_get_cancellable (search->task),
                               on_reply_cb, search);
    }
  else
    {
      g_ptr_array_add (search->pages, bd_page_new_more ());
      close_search (search);
    }
}

/* A link that leads elsewhere was not asked: that is no failure, but there is more. */
static gboolean
was_not_asked (const BdReply *reply)
{
  return reply->failure == BD_FAILURE_REDIRECT && reply->correlation_id == NULL;
}

static void
on_reply_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Search *search = user_data;
  GError *error = NULL;
  g_autoptr (BdReply) reply = bd_service_finish (BD_SERVICE (source), result, &error);

  if (reply == NULL)
    {
      fail_search (search, error);
      return;
    }
  if (was_not_asked (reply))
    {
      g_ptr_array_add (search->pages, bd_page_new_more ());
      close_search (search);
      return;
    }

  note_reply (search, reply);
  bd_page_read_async (reply, g_task_get_cancellable (search->task), on_page_cb, search);
}

static void
start_search (GTask      *task,
              const char *resource_type,
              const char *nhi)
{
  Ask *ask = g_task_get_task_data (task);
  Search *search = g_new0 (Search, 1);

  search->task = g_object_ref (task);
  search->live = g_str_equal (nhi, ask->pages->nhi);
  search->pages = g_ptr_array_new_with_free_func ((GDestroyNotify) bd_page_free);
  search->visited = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_ptr_array_add (ask->pages->searches, g_ptr_array_ref (search->pages));
  ask->n_open++;
  bd_service_search_async (ask->service, ask->ticket, resource_type, nhi, g_task_get_cancellable (task),
                           on_reply_cb, search);
}

/* SDHR and AIR answer for all numbers of a person whichever is asked for (SDHR guide 1.1,
 * conformance tests, NHI linking; AIR guide 2.0.0, immunisation history search). The guides
 * of MWS 1.1.3 and MDR 0.2.0 and the Shared Care guide 0.4.5 do not say so, nor does a plain
 * FHIR server know of it. */
static gboolean
joins_numbers (const BdServiceConfig *config)
{
  return (config->source == BD_SOURCE_SDHR || config->source == BD_SOURCE_AIR) &&
         config->patient_parameter != BD_PATIENT_AS_REFERENCE;
}

static gboolean
may_ask (BdTicket   *ticket,
         const char *nhi)
{
  return bd_ticket_covers (ticket, nhi, BD_TICKET_RECORD) || bd_ticket_covers (ticket, nhi, BD_TICKET_SAVE);
}

/* The live number first, then those linked to it, each once. */
static GPtrArray *
list_numbers (const BdSectionQuestion *question,
              gboolean                *more)
{
  GPtrArray *numbers = g_ptr_array_new ();
  const BdPatient *patient = question->patient;
  GStrv linked = patient->linked_nhis;

  g_ptr_array_add (numbers, patient->nhi);
  if (joins_numbers (bd_service_get_config (question->service)))
    return numbers;

  for (guint i = 0; linked != NULL && linked[i] != NULL; i++)
    {
      if (g_ptr_array_find_with_equal_func (numbers, linked[i], g_str_equal, NULL))
        continue;
      if (numbers->len < BD_MAX_NUMBERS && may_ask (question->ticket, linked[i]))
        g_ptr_array_add (numbers, linked[i]);
      else
        *more = TRUE;
    }

  return numbers;
}

/* What a _revinclude brings counts as asked for. */
static GStrv
dup_asked (BdSource           source,
           const char *const *types)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; types[i] != NULL; i++)
    g_strv_builder_add (builder, types[i]);
  if (source == BD_SOURCE_MDR && g_strv_contains (types, "MedicationRequest"))
    g_strv_builder_add (builder, "MedicationDispense");

  return g_strv_builder_end (builder);
}

static Ask *
ask_new (const BdSectionQuestion *question,
         const char *const       *types)
{
  Ask *self = g_new0 (Ask, 1);
  BdPages *pages = bd_pages_new ();
  const BdPatient *patient = question->patient;

  self->service = g_object_ref (question->service);
  self->ticket = g_object_ref (question->ticket);
  self->calls = g_ptr_array_ref (question->calls);
  self->pages = pages;
  pages->section = question->section;
  pages->source = bd_service_get_config (question->service)->source;
  pages->nhi = g_strdup (patient->nhi);
  pages->linked = g_strdupv (patient->linked_nhis);
  pages->deceased = patient->deceased && pages->source == BD_SOURCE_SDHR;
  pages->deceased_date = g_strdup (patient->deceased_date);
  pages->asked = dup_asked (pages->source, types);
  pages->known = question->known != NULL ? g_hash_table_ref (question->known) : NULL;

  return self;
}

/**
 * bd_section_ask_async:
 * @question: whom to ask for what; copied
 * @cancellable: (nullable): cancels
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Starts every search of the section at once, follows their pages in order (at most 200 pages a search and
 * 100,000 entries in all, then "more exist"), and makes one answer of them. A service that does not answer for
 * linked numbers by itself is asked for each of them too, up to 12 numbers, then "more exist".
 */
void
bd_section_ask_async (const BdSectionQuestion *question,
                      GCancellable            *cancellable,
                      GAsyncReadyCallback      callback,
                      gpointer                 user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  const char *const *types = bd_service_get_types (question->service, question->section);
  Ask *ask = ask_new (question, types);
  g_autoptr (GPtrArray) numbers = list_numbers (question, &ask->pages->more_numbers);

  g_task_set_source_tag (task, bd_section_ask_async);
  g_task_set_task_data (task, ask, ask_free);
  for (guint n = 0; n < numbers->len; n++)
    {
      for (guint i = 0; types[i] != NULL; i++)
        start_search (task, types[i], g_ptr_array_index (numbers, n));
      if (n == 0)
        ask->pages->n_live = ask->pages->searches->len;
    }
}

/**
 * bd_section_ask_finish:
 * @result: the result
 * @error: %BD_NET_ERROR_TICKET or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the answer; failures of the service are its states
 */
BdAnswer *
bd_section_ask_finish (GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_section_ask_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
