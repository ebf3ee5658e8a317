/* test-outbox-sender.c: audit events go out first in first out, and none is lost
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "national.h"
#include "bd-outbox-sender.h"

typedef struct {
  const int  *statuses;   /* one a request; the last one is repeated; 0 closes the line */
  guint       n_statuses;
  guint       n_asked;
  char       *folder;
  Server     *server;
  BdServices *services;
  BdOutbox   *outbox;
} Fixture;

static char *
answer_next (Server *server, const Seen *seen)
{
  Fixture *f = server->data;
  int status = f->statuses[MIN (f->n_asked, f->n_statuses - 1)];

  f->n_asked++;

  return status != 0 ? answer_fhir (status, "") : NULL;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (BdLockedBytes) key = bd_locked_bytes_new (32);
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  f->folder = g_dir_make_tmp ("bedside-outbox-XXXXXX", NULL);
  f->server = server_new (answer_next, f);
  f->services = bd_services_new ();
  take_service (f->services, config_new (BD_SOURCE_AUDIT, f->server, 5));
  path = g_build_filename (f->folder, "outbox.db", NULL);
  bd_outbox_open_async (path, key, NULL, keep_result, &result);
  f->outbox = bd_outbox_open_finish (await (&result), &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *command = g_strdup_printf ("rm -r '%s'", f->folder);

  bd_outbox_close_async (f->outbox, NULL, keep_result, &result);
  g_assert_true (bd_outbox_close_finish (f->outbox, await (&result), NULL));
  g_clear_object (&result);
  g_clear_object (&f->outbox);
  g_clear_object (&f->services);
  server_free (f->server);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_free (f->folder);
}

static void
push (Fixture *f, const char *id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) body = g_bytes_new (id, strlen (id));
  g_autoptr (GError) error = NULL;

  bd_outbox_push_async (f->outbox, id, "audit-event", body, NULL, keep_result, &result);
  g_assert_true (bd_outbox_push_finish (f->outbox, await (&result), &error));
  g_assert_no_error (error);
}

static gboolean
flush (Fixture *f, GError **error)
{
  g_autoptr (BdClinician) clinician = clinician_new ("91ZZXN");
  g_autoptr (BdOutboxSender) sender = bd_outbox_sender_new (f->services, f->outbox, clinician);
  g_autoptr (GAsyncResult) result = NULL;
  gboolean done;

  bd_outbox_sender_flush_async (sender, NULL, keep_result, &result);
  done = bd_outbox_sender_flush_finish (sender, await (&result), error);
  bd_outbox_sender_stop (sender);

  return done;
}

static void
assert_sent (Fixture *f, guint n, const char *id)
{
  g_autofree char *target = g_strconcat ("/fhir/AuditEvent/", id, NULL);

  g_assert_cmpstr (server_nth (f->server, n)->target, ==, target);
  g_assert_cmpstr (server_nth (f->server, n)->body, ==, id);
}

static void
test_in_order (Fixture *f, gconstpointer data)
{
  static const int statuses[] = { 201 };
  g_autoptr (GError) error = NULL;

  f->statuses = statuses;
  f->n_statuses = 1;
  push (f, "e-1");
  push (f, "e-2");
  push (f, "e-2");
  push (f, "e-3");
  g_assert_true (flush (f, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (server_count (f->server), ==, 3);
  assert_sent (f, 0, "e-1");
  assert_sent (f, 1, "e-2");
  assert_sent (f, 2, "e-3");
  g_assert_cmpuint (bd_outbox_get_count (f->outbox), ==, 0);
}

/* The line is down: nobody overtakes, nothing is lost, and it all goes later in the same order. */
static void
test_down_then_up (Fixture *f, gconstpointer data)
{
  static const int statuses[] = { 503, 0, 0, 429, 401, 201 };
  guint n_before;

  f->statuses = statuses;
  f->n_statuses = G_N_ELEMENTS (statuses);
  push (f, "e-1");
  push (f, "e-2");
  for (;;)
    {
      g_autoptr (GError) error = NULL;

      n_before = server_count (f->server);
      if (flush (f, &error))
        break;
      g_assert_error (error, BD_NET_ERROR, BD_NET_ERROR_NO_ANSWER);
      g_assert_cmpuint (bd_outbox_get_count (f->outbox), ==, 2);
      g_assert_cmpuint (server_count (f->server), <, 12);
    }
  for (guint i = 0; i <= n_before; i++)
    assert_sent (f, i, "e-1");
  assert_sent (f, n_before + 1, "e-2");
  g_assert_cmpuint (bd_outbox_get_count (f->outbox), ==, 0);
}

/* One event that the service will never take holds up no other, and stays. */
static void
test_parked (Fixture *f, gconstpointer data)
{
  static const int statuses[] = { 400, 201 };
  g_autoptr (GError) error = NULL;

  f->statuses = statuses;
  f->n_statuses = 2;
  push (f, "e-1");
  push (f, "e-2");
  g_assert_true (flush (f, &error));
  assert_sent (f, 1, "e-2");
  g_assert_cmpuint (bd_outbox_get_count (f->outbox), ==, 1);
  g_assert_true (flush (f, &error));
  g_assert_cmpuint (server_count (f->server), ==, 2);
}

static void
test_runs_by_itself (Fixture *f, gconstpointer data)
{
  static const int statuses[] = { 201 };
  g_autoptr (BdClinician) clinician = clinician_new (NULL);
  BdOutboxSender *sender;

  f->statuses = statuses;
  f->n_statuses = 1;
  push (f, "e-1");
  sender = bd_outbox_sender_new (f->services, f->outbox, clinician);
  while (bd_outbox_get_count (f->outbox) > 0)
    g_main_context_iteration (NULL, TRUE);
  push (f, "e-2");
  bd_outbox_sender_poke (sender);
  while (bd_outbox_get_count (f->outbox) > 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (server_count (f->server), ==, 2);
  bd_outbox_sender_stop (sender);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (sender);
}

static void
test_no_audit_service (Fixture *f, gconstpointer data)
{
  g_clear_object (&f->services);
  f->services = bd_services_new ();
  push (f, "e-1");
  g_assert_true (flush (f, NULL));
  g_assert_cmpuint (bd_outbox_get_count (f->outbox), ==, 1);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/outbox-sender/in-order", test_in_order);
  ADD ("/outbox-sender/down-then-up", test_down_then_up);
  ADD ("/outbox-sender/parked", test_parked);
  ADD ("/outbox-sender/runs-by-itself", test_runs_by_itself);
  ADD ("/outbox-sender/no-audit-service", test_no_audit_service);

  return g_test_run ();
}
