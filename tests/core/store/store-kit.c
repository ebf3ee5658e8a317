/* store-kit.c: what the tests of the store and of its faults share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "store-kit.h"

#include "bd-clock.h"
#include "bd-projection.h"
#include "bd-ticket-private.h"

#include <glib/gstdio.h>
#include <string.h>

void
kit_set_up (Kit *kit)
{
  kit->folder = g_dir_make_tmp ("bd-store-XXXXXX", NULL);
  g_assert_nonnull (kit->folder);
  kit->path = g_build_filename (kit->folder, "records.db", NULL);
  kit->key = bd_locked_bytes_new_random (32);
  kit->doctor = bd_clinician_new ("u7", "Dr Wiremu Tait", "90ZZLP", BD_ROLE_CLINICIAN, NULL, NULL, NULL);
}

static void
each_file (Kit *kit,
           void (*func) (const char *path, gpointer data),
           gpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (kit->folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (kit->folder, name, NULL);

      func (path, data);
    }
}

static void
unlink_one (const char *path,
            gpointer    data)
{
  g_unlink (path);
}

void
kit_tear_down (Kit *kit)
{
  bd_clock_set_offset_for_tests (0, 0);
  each_file (kit, unlink_one, NULL);
  g_rmdir (kit->folder);
  g_free (kit->folder);
  g_free (kit->path);
  bd_locked_bytes_unref (kit->key);
  bd_clinician_unref (kit->doctor);
}

typedef struct { const char *text; gboolean found; } Search;

static void
search_one (const char *path,
            gpointer    data)
{
  Search *search = data;
  g_autofree char *content = NULL;
  gsize size;

  if (g_file_get_contents (path, &content, &size, NULL))
    search->found |= memmem (content, size, search->text, strlen (search->text)) != NULL;
}

gboolean
kit_folder_contains (Kit        *kit,
                     const char *text)
{
  Search search = { text, FALSE };

  each_file (kit, search_one, &search);
  return search.found;
}

typedef struct { const char *prefix; char *found; } Find;

static void
find_one (const char *path,
          gpointer    data)
{
  Find *find = data;
  g_autofree char *name = g_path_get_basename (path);

  if (find->found == NULL && g_str_has_prefix (name, find->prefix))
    find->found = g_strdup (path);
}

char *
kit_find_file (Kit        *kit,
               const char *prefix)
{
  Find find = { prefix, NULL };

  each_file (kit, find_one, &find);
  return find.found;
}

void
kit_on_result (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  *(GAsyncResult **)user_data = g_object_ref (result);
}

void
kit_wait (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

BdStore *
kit_open (Kit     *kit,
          char   **set_aside,
          GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  bd_store_open_async (kit->path, kit->key, NULL, kit_on_result, &result);
  kit_wait (&result);
  return bd_store_open_finish (result, set_aside, error);
}

void
kit_close (BdStore *store)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  bd_store_close_async (store, NULL, kit_on_result, &result);
  kit_wait (&result);
  g_assert_true (bd_store_close_finish (store, result, &error));
  g_assert_no_error (error);
  g_object_unref (store);
}

gboolean
kit_save (BdStore    *store,
          BdTicket   *ticket,
          const char *nhi,
          BdAnswer   *answer,
          gint64      keep_until,
          GError    **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  bd_store_save_answer_async (store, ticket, nhi, answer, keep_until, "agreement 7", NULL, kit_on_result, &result);
  kit_wait (&result);
  return bd_store_save_answer_finish (store, result, error);
}

gboolean
kit_save_patient (BdStore         *store,
                  BdTicket        *ticket,
                  const BdPatient *patient,
                  gint64           keep_until,
                  GError         **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new_static ("{}", 2);

  bd_store_save_patient_async (store, ticket, patient, bytes, keep_until, "agreement N", NULL, kit_on_result, &result);
  kit_wait (&result);
  return bd_store_save_patient_finish (store, result, error);
}

BdSavedRecord *
kit_load (BdStore  *store,
          BdTicket *ticket,
          GError  **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  bd_store_load_async (store, ticket, NULL, kit_on_result, &result);
  kit_wait (&result);
  return bd_store_load_finish (store, result, error);
}

GPtrArray *
kit_list (BdStore *store)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *people;

  bd_store_list_async (store, NULL, kit_on_result, &result);
  kit_wait (&result);
  people = bd_store_list_finish (store, result, &error);
  g_assert_no_error (error);

  return people;
}

guint
kit_purge (BdStore    *store,
           const char *nhi,
           int         source)
{
  g_autoptr (GAsyncResult) result = NULL;
  guint n = 0;

  bd_store_purge_async (store, nhi, source, NULL, kit_on_result, &result);
  kit_wait (&result);
  g_assert_true (bd_store_purge_finish (store, result, &n, NULL));

  return n;
}

static BdTicket *
ticket_for (Kit          *kit,
            const char   *nhi,
            BdTicketScope scope,
            BdPurpose     purpose)
{
  BdTicketTerms terms = { .scope = scope, .nhi = nhi, .purpose = purpose, .hours = 12 };

  return bd_ticket_new (kit->doctor, &terms);
}

BdTicket *
kit_ticket (Kit          *kit,
            const char   *nhi,
            BdTicketScope scope)
{
  return ticket_for (kit, nhi, scope, BD_PURPOSE_TREAT);
}

BdTicket *
kit_emergency (Kit        *kit,
               const char *nhi)
{
  return ticket_for (kit, nhi, BD_TICKET_RECORD | BD_TICKET_IDENTITY | BD_TICKET_SAVE, BD_PURPOSE_ETREAT);
}

gint64
kit_in_hours (int hours)
{
  return bd_clock_wall () + hours * G_TIME_SPAN_HOUR;
}

static BdEntry *
make_entry (BdSectionKind section,
            BdSource      source,
            guint         i,
            const char   *text,
            const char   *security)
{
  BdEntryFields *fields = bd_entry_fields_new ();
  g_autoptr (GBytes) bytes = NULL;
  char *json = g_strdup_printf ("{\"resourceType\":\"AllergyIntolerance\",\"id\":\"a%u\",\"code\":{\"text\":\"%s\"}%s%s%s}",
                                i, text, security != NULL ? ",\"meta\":{\"security\":[{\"code\":\"" : "",
                                security != NULL ? security : "", security != NULL ? "\"}]}" : "");

  fields->id = g_strdup_printf ("%s/AllergyIntolerance/a%u", bd_source_to_string (source), i);
  fields->resource_type = g_strdup ("AllergyIntolerance");
  fields->section = section;
  fields->source = source;
  fields->title = g_strdup (text);
  fields->text = g_strdup (text);
  bytes = g_bytes_new_take (json, strlen (json));

  return bd_entry_new (fields, bytes);
}

/* @security: a meta.security code for the first of @n entries */
BdAnswer *
kit_answer (BdSectionKind section,
            BdSource      source,
            guint         n,
            const char   *text,
            const char   *security)
{
  BdLedgerLine *line = bd_ledger_line_new (section, source, BD_STATE_WHOLE);
  BdAnswer *answer;

  line->answered_at = bd_clock_wall ();
  line->received = line->total = n;
  answer = bd_answer_new (line);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (answer->entries, make_entry (section, source, i, text, i == 0 ? security : NULL));

  return answer;
}

BdPatient *
kit_patient (const char *nhi,
             const char *family,
             const char *linked)
{
  g_autofree char *text =
    g_strdup_printf ("{\"resourceType\":\"Patient\",\"id\":\"%s\",\"identifier\":[{\"use\":\"official\",\"system\":"
                     "\"https://standards.digital.health.nz/ns/nhi-id\",\"value\":\"%s\"}%s%s%s],"
                     "\"name\":[{\"family\":\"%s\",\"given\":[\"Hinewai\"]}],\"birthDate\":\"1971-02-05\"}",
                     nhi, nhi,
                     linked != NULL ? ",{\"use\":\"old\",\"system\":\"https://standards.digital.health.nz/ns/nhi-id\",\"value\":\"" : "",
                     linked != NULL ? linked : "", linked != NULL ? "\"}" : "", family);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (BdJson) json = bd_json_parse (bytes, NULL);

  g_assert_nonnull (json);
  return bd_patient_new_from_json (bd_json_root (json), nhi);
}

BdAuditLog *
kit_log_open (const char        *path,
              const char *const *keys,
              char             **torn,
              GError           **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  bd_audit_log_open_async (path, keys, NULL, kit_on_result, &result);
  kit_wait (&result);
  return bd_audit_log_open_finish (result, torn, error);
}

gboolean
kit_log_append (BdAuditLog *log,
                BdAct       act,
                const char *note,
                GError    **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (BdAuditEvent) event = bd_audit_event_new (act, NULL);

  event->note = g_strdup (note);
  bd_audit_sink_append_async (BD_AUDIT_SINK (log), event, NULL, kit_on_result, &result);
  kit_wait (&result);
  return bd_audit_sink_append_finish (BD_AUDIT_SINK (log), result, error);
}
