/* bd-section-pages.c: from replies to pages to one answer, in worker threads
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-section-pages.h"

#include "bd-entry-edit-private.h"
#include "bd-outcome.h"

/**
 * bd_page_new_more:
 *
 * Returns: (transfer full): the end of a search that is not its end
 */
BdPage *
bd_page_new_more (void)
{
  BdPage *self = g_new0 (BdPage, 1);

  self->more_exist = TRUE;

  return self;
}

void
bd_page_free (BdPage *self)
{
  g_clear_pointer (&self->bundle, bd_bundle_free);
  g_clear_pointer (&self->issues, g_ptr_array_unref);
  g_free (self);
}

static BdFailure
failure_from_json (const GError *error)
{
  return g_error_matches (error, BD_JSON_ERROR, BD_JSON_ERROR_TOO_LARGE) ? BD_FAILURE_TOO_LARGE : BD_FAILURE_NOT_FHIR;
}

/* A body that is no JSON tells nothing more than its status; only a 2xx must be FHIR. */
static void
read_body (BdPage  *self,
           BdReply *reply)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BdJson) json = bd_json_parse (reply->body, &error);
  const BdJsonNode *root;

  if (json == NULL)
    {
      if (bd_reply_is_success (reply))
        self->failure = failure_from_json (error);
      return;
    }

  root = bd_json_root (json);
  if (!bd_reply_is_success (reply))
    {
      if (g_strcmp0 (bd_json_get_string (root, "resourceType"), "OperationOutcome") == 0)
        self->issues = bd_outcome_read_issues (root);
    }
  else if (bd_json_get_string (root, "resourceType") == NULL)
    {
      self->failure = BD_FAILURE_NOT_FHIR;
    }
  else
    {
      self->bundle = bd_bundle_new (json);
    }
}

static void
read_in_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  BdReply *reply = data;
  BdPage *page = g_new0 (BdPage, 1);

  page->fetched_at = reply->answered_at;
  page->failure = reply->failure;
  page->status = reply->status;
  page->wait_seconds = reply->wait_seconds;
  if (reply->body != NULL && (reply->failure == BD_FAILURE_NONE || reply->failure == BD_FAILURE_SERVER))
    read_body (page, reply);
  g_task_return_pointer (task, page, (GDestroyNotify) bd_page_free);
}

/**
 * bd_page_read_async:
 * @reply: what came
 * @cancellable: (nullable): cancels
 * @callback: called with the page
 * @user_data: for @callback
 *
 * Parses a reply's body in a worker thread.
 */
void
bd_page_read_async (BdReply             *reply,
                    GCancellable        *cancellable,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, bd_page_read_async);
  g_task_set_task_data (task, bd_reply_ref (reply), (GDestroyNotify) bd_reply_unref);
  g_task_run_in_thread (task, read_in_thread);
}

BdPage *
bd_page_read_finish (GAsyncResult  *result,
                     GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_page_read_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

BdPages *
bd_pages_new (void)
{
  BdPages *self = g_new0 (BdPages, 1);

  self->searches = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);

  return self;
}

void
bd_pages_free (BdPages *self)
{
  g_free (self->nhi);
  g_strfreev (self->linked);
  g_free (self->deceased_date);
  g_strfreev (self->asked);
  g_clear_pointer (&self->known, g_hash_table_unref);
  g_ptr_array_unref (self->searches);
  g_free (self->correlation_id);
  g_free (self);
}

/* A service may not know a number that is no longer in use: HIP says "not found" or "dormant"
 * (NHI guide 1.6.5, errors), others 404. Whether it offers that kind of record at all, its
 * answer about the live number tells. */
static gboolean
is_number_unknown (const BdPage *page)
{
  if (page->bundle != NULL || page->failure != BD_FAILURE_NONE)
    return FALSE;
  for (guint i = 0; page->issues != NULL && i < page->issues->len; i++)
    {
      const BdIssue *issue = g_ptr_array_index (page->issues, i);

      if (g_strcmp0 (issue->details_code, "EM02002") == 0 || g_strcmp0 (issue->details_code, "EM02004") == 0)
        return TRUE;
    }

  return page->status == 404 || page->status == 410;
}

static void
add_search (BdProjection *projection,
            GPtrArray    *pages,
            gboolean      live)
{
  for (guint i = 0; i < pages->len; i++)
    {
      BdPage *page = g_ptr_array_index (pages, i);

      if (!live && i == 0 && is_number_unknown (page))
        continue;
      if (page->more_exist)
        bd_projection_set_more_exist (projection);
      else if (page->bundle != NULL)
        bd_projection_add_page (projection, page->bundle, page->fetched_at);
      else
        bd_projection_add_failure (projection, page->failure, page->status, page->issues, page->wait_seconds);
    }
}

/* The entries were made here and nobody else has them yet. */
static void
mark_unknown (BdAnswer   *answer,
              GHashTable *known)
{
  for (guint i = 0; i < answer->entries->len; i++)
    {
      BdEntry *entry = g_ptr_array_index (answer->entries, i);

      if (!g_hash_table_contains (known, bd_entry_peek (entry)->id))
        bd_entry_fields_mark (bd_entry_edit (entry), "emergency");
    }
}

static void
project_in_thread (GTask        *task,
                   gpointer      source,
                   gpointer      data,
                   GCancellable *cancellable)
{
  BdPages *self = data;
  BdProjection *projection =
    bd_projection_new (self->section, self->source, self->nhi, (const char *const *) self->linked);
  BdAnswer *answer;

  bd_projection_set_asked (projection, (const char *const *) self->asked);
  for (guint i = 0; i < self->searches->len; i++)
    add_search (projection, g_ptr_array_index (self->searches, i), i < self->n_live);
  if (self->more_numbers)
    bd_projection_set_more_exist (projection);
  bd_projection_set_times (projection, self->asked_at, self->answered_at, self->correlation_id, self->http_status);
  if (self->deceased)
    bd_projection_set_deceased (projection, self->deceased_date);
  answer = bd_projection_finish (projection);
  if (self->known != NULL)
    mark_unknown (answer, self->known);
  g_task_return_pointer (task, answer, (GDestroyNotify) bd_answer_unref);
}

/**
 * bd_pages_project_async:
 * @pages: (transfer full): all pages of all searches, in order
 * @cancellable: (nullable): cancels
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Projects entries and decides the state in a worker thread.
 */
void
bd_pages_project_async (BdPages             *pages,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, bd_pages_project_async);
  g_task_set_task_data (task, pages, (GDestroyNotify) bd_pages_free);
  g_task_run_in_thread (task, project_in_thread);
}

BdAnswer *
bd_pages_project_finish (GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_pages_project_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
