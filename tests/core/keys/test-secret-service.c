/* test-secret-service.c: keyrings that are absent, hung, locked and dismissed, and how they are named
 *
 * Each case runs in a process of its own: libsecret keeps one connection a process.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-key-slots-private.h"
#include "bd-secret-service.h"

#include <glib/gstdio.h>
#include <string.h>

#define ITEM   "/org/freedesktop/secrets/collection/x/1"
#define PROMPT "/org/freedesktop/secrets/prompt/1"

typedef enum { SCRIPT_HUNG, SCRIPT_DISMISS, SCRIPT_LEAVE, SCRIPT_REFUSE } Script;

static void
on_result_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  *(GAsyncResult **)user_data = g_object_ref (result);
}

static void
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static BdLockedBytes *
load (BdSecretService *secrets,
      GError         **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  bd_secret_service_load_async (secrets, "device-secret", NULL, on_result_cb, &result);
  wait_for (&result);
  return bd_secret_service_load_finish (secrets, result, error);
}

static gboolean
save (BdSecretService *secrets,
      const char      *value,
      GError         **error)
{
  g_autoptr (BdLockedBytes) bytes = bd_locked_bytes_new_copy (value, strlen (value));
  g_autoptr (GAsyncResult) result = NULL;

  bd_secret_service_save_async (secrets, "device-secret", "test", bytes, NULL, on_result_cb, &result);
  wait_for (&result);
  return bd_secret_service_save_finish (secrets, result, error);
}

/* The scripted keyring: a message filter on its own connection and thread. */
static GVariant *
answer_of (const char *member,
           const char *path)
{
  if (strcmp (member, "OpenSession") == 0)
    return g_variant_new ("(vo)", g_variant_new_string (""), "/org/freedesktop/secrets/session/1");
  if (strcmp (member, "SearchItems") == 0)
    return g_variant_new_parsed ("(@ao [], [objectpath '" ITEM "'])");
  if (strcmp (member, "Unlock") == 0)
    return g_variant_new_parsed ("(@ao [], objectpath '" PROMPT "')");
  if (strcmp (member, "ReadAlias") == 0)
    return g_variant_new_parsed ("(objectpath '/',)");
  if (strcmp (member, "GetAll") == 0 && strcmp (path, ITEM) == 0)
    return g_variant_new_parsed ("({'Locked': <true>, 'Label': <'x'>, 'Attributes': <@a{ss} {}>, "
                                 "'Created': <@t 0>, 'Modified': <@t 0>, 'Type': <'x'>},)");
  if (strcmp (member, "GetAll") == 0)
    return g_variant_new_parsed ("({'Collections': <@ao []>},)");

  return g_variant_new ("()");
}

/* libsecret asks for an encrypted session first, and settles for a plain one. */
static gboolean
wants_encryption (GDBusMessage *message)
{
  GVariant *body = g_dbus_message_get_body (message);
  const char *algorithm = NULL;

  if (strcmp (g_dbus_message_get_member (message), "OpenSession") == 0)
    g_variant_get_child (body, 0, "&s", &algorithm);

  return algorithm != NULL && strcmp (algorithm, "plain") != 0;
}

static void
reply_to (GDBusConnection *connection,
          GDBusMessage    *message,
          Script           script)
{
  const char *member = g_dbus_message_get_member (message);
  g_autoptr (GDBusMessage) reply = NULL;

  if (script == SCRIPT_REFUSE)
    reply = g_dbus_message_new_method_error (message, "org.freedesktop.DBus.Error.AccessDenied", "no");
  else if (wants_encryption (message))
    reply = g_dbus_message_new_method_error (message, "org.freedesktop.DBus.Error.NotSupported", "plain only");
  else
    {
      reply = g_dbus_message_new_method_reply (message);
      g_dbus_message_set_body (reply, answer_of (member, g_dbus_message_get_path (message)));
    }
  g_dbus_connection_send_message (connection, reply, G_DBUS_SEND_MESSAGE_FLAGS_NONE, NULL, NULL);

  if (strcmp (member, "Prompt") == 0 && script == SCRIPT_DISMISS)
    g_dbus_connection_emit_signal (connection, NULL, PROMPT, "org.freedesktop.Secret.Prompt", "Completed",
                                   g_variant_new_parsed ("(true, <@ao []>)"), NULL);
}

static GDBusMessage *
script_filter (GDBusConnection *connection,
               GDBusMessage    *message,
               gboolean         incoming,
               gpointer         user_data)
{
  Script script = GPOINTER_TO_INT (user_data);

  if (!incoming || g_dbus_message_get_message_type (message) != G_DBUS_MESSAGE_TYPE_METHOD_CALL)
    return message;

  if (script != SCRIPT_HUNG)
    reply_to (connection, message, script);
  g_object_unref (message);

  return NULL;
}

static GDBusConnection *
start_script (const char *address,
              Script      script)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = NULL;
  GDBusConnection *connection =
    g_dbus_connection_new_for_address_sync (address,
                                            G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                              G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                            NULL, NULL, &error);

  g_assert_no_error (error);
  g_dbus_connection_add_filter (connection, script_filter, GINT_TO_POINTER (script), NULL);
  reply = g_dbus_connection_call_sync (connection, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus", "RequestName",
                                       g_variant_new ("(su)", "org.freedesktop.secrets", 0u), NULL,
                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);

  return connection;
}

static void
expect (BdSecretService *secrets,
        int              code,
        BdKeyringState   state,
        double           seconds)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GTimer) timer = g_timer_new ();

  g_assert_null (load (secrets, &error));
  g_assert_error (error, G_IO_ERROR, code);
  g_assert_cmpint (bd_secret_service_get_state (secrets), ==, state);
  g_assert_cmpfloat (g_timer_elapsed (timer, NULL), <, seconds);
}

static void
with_script (Script         script,
             int            code,
             BdKeyringState state)
{
  GTestDBus *bus;
  g_autoptr (GDBusConnection) connection = NULL;
  g_autoptr (BdSecretService) secrets = bd_secret_service_new ("test");

  g_unsetenv ("SECRET_BACKEND");
  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus);
  connection = start_script (g_test_dbus_get_bus_address (bus), script);

  expect (secrets, code, state, 6.5);
  if (script == SCRIPT_DISMISS || script == SCRIPT_LEAVE)
    expect (secrets, code, state, 1);   /* asked once: not again */

  g_dbus_connection_close_sync (connection, NULL, NULL);
}

/* TRUE in the child. Its bus goes when it exits: stopping it in order would wait for libsecret's connection. */
static gboolean
in_child (void)
{
  if (g_test_subprocess ())
    return TRUE;

  g_test_trap_subprocess (NULL, 30 * G_USEC_PER_SEC, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();

  return FALSE;
}

static void
test_hung (void)
{
  if (in_child ())
    with_script (SCRIPT_HUNG, G_IO_ERROR_TIMED_OUT, BD_KEYRING_HUNG);
}

static void
test_dismissed (void)
{
  if (in_child ())
    with_script (SCRIPT_DISMISS, G_IO_ERROR_PERMISSION_DENIED, BD_KEYRING_LOCKED);
}

static void
test_prompt_left (void)
{
  if (in_child ())
    with_script (SCRIPT_LEAVE, G_IO_ERROR_PERMISSION_DENIED, BD_KEYRING_LOCKED);
}

static void
test_refused (void)
{
  if (in_child ())
    with_script (SCRIPT_REFUSE, G_IO_ERROR_FAILED, BD_KEYRING_REFUSED);
}

static void
absent (void)
{
  g_autofree char *folder = g_dir_make_tmp ("bd-absent-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "slots", NULL);
  static const BdWrapCost cheap = { 1, 64 * 1024 };
  g_autoptr (BdSecretService) secrets = bd_secret_service_new ("test");
  g_autoptr (BdKeySlots) slots = bd_key_slots_new (path, secrets);
  g_autoptr (BdLockedBytes) passphrase = bd_locked_bytes_new_copy ("correct horse", 13);
  g_autoptr (BdDataKeys) keys = NULL;
  g_autoptr (BdDataKeys) again = NULL;
  g_autoptr (GAsyncResult) result = NULL, opened = NULL;
  g_autofree char *words = NULL;
  BdWrap wrap;

  g_unsetenv ("SECRET_BACKEND");
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  expect (secrets, G_IO_ERROR_NOT_FOUND, BD_KEYRING_ABSENT, 3);

  bd_key_slots_set_cost_for_tests (slots, &cheap, &cheap);
  bd_key_slots_enrol_async (slots, "mere", passphrase, NULL, NULL, on_result_cb, &result);
  wait_for (&result);
  keys = bd_key_slots_enrol_finish (slots, result, NULL);
  g_assert_nonnull (keys);
  bd_key_slots_open_async (slots, "mere", passphrase, NULL, on_result_cb, &opened);
  wait_for (&opened);
  again = bd_key_slots_open_finish (slots, opened, &wrap, NULL);
  g_assert_nonnull (again);
  g_assert_cmpint (wrap, ==, BD_WRAP_PASSPHRASE);
  words = bd_key_slots_dup_protection (slots);
  g_assert_nonnull (strstr (words, "no keyring"));

  g_unlink (path);
  g_rmdir (folder);
}

static void
test_absent (void)
{
  if (in_child ())
    absent ();
}

static void
test_file_backend (void)
{
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  g_autoptr (BdSecretService) secrets = NULL, other = NULL;
  g_autoptr (BdLockedBytes) none = NULL, value = NULL, elsewhere = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  if (!in_child ())
    return;

  folder = g_dir_make_tmp ("bd-ring-XXXXXX", NULL);
  path = g_build_filename (folder, "keyring", NULL);
  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", path, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "test", TRUE);
  secrets = bd_secret_service_new ("one");
  other = bd_secret_service_new ("two");

  g_assert_cmpint (bd_secret_service_get_state (secrets), ==, BD_KEYRING_UNKNOWN);
  none = load (secrets, &error);
  g_assert_no_error (error);
  g_assert_null (none);
  g_assert_true (save (secrets, "a secret with bytes \001\377", &error));
  g_assert_no_error (error);
  value = load (secrets, &error);
  g_assert_no_error (error);
  g_assert_nonnull (value);
  bd_locked_bytes_get_data (value, &size);
  g_assert_cmpmem (bd_locked_bytes_get_data (value, NULL), size, "a secret with bytes \001\377", 22);
  elsewhere = load (other, &error);   /* another profile's */
  g_assert_null (elsewhere);
  g_assert_no_error (error);
  g_assert_cmpint (bd_secret_service_get_state (secrets), ==, BD_KEYRING_READY);

  g_unlink (path);
  g_rmdir (folder);
}

static void
test_cancelled (void)
{
  g_autoptr (BdSecretService) secrets = NULL;
  g_autoptr (GCancellable) cancellable = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GTestDBus *bus;
  g_autoptr (GDBusConnection) connection = NULL;

  if (!in_child ())
    return;

  g_unsetenv ("SECRET_BACKEND");
  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus);
  connection = start_script (g_test_dbus_get_bus_address (bus), SCRIPT_HUNG);
  secrets = bd_secret_service_new ("test");
  cancellable = g_cancellable_new ();
  bd_secret_service_load_async (secrets, "device-secret", cancellable, on_result_cb, &result);
  g_assert_null (result);
  g_cancellable_cancel (cancellable);
  wait_for (&result);
  g_assert_null (bd_secret_service_load_finish (secrets, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_dbus_connection_close_sync (connection, NULL, NULL);
}

/* A real keyring, where there is one to be had. */
static void
real (void)
{
  GTestDBus *bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_autoptr (GSubprocess) daemon = NULL;
  g_autoptr (BdSecretService) secrets = bd_secret_service_new ("test");
  g_autoptr (BdLockedBytes) none = NULL, value = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *home = g_dir_make_tmp ("bd-home-XXXXXX", NULL);

  g_unsetenv ("SECRET_BACKEND");
  g_setenv ("HOME", home, TRUE);
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_setenv ("XDG_RUNTIME_DIR", home, TRUE);
  g_test_dbus_up (bus);
  daemon = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE |
                               G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                             &error, "gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets", NULL);
  g_assert_no_error (error);
  g_output_stream_write_all (g_subprocess_get_stdin_pipe (daemon), "password", 8, NULL, NULL, NULL);
  g_output_stream_close (g_subprocess_get_stdin_pipe (daemon), NULL, NULL);

  for (guint i = 0; i < 100 && !save (secrets, "kept", &error); i++)
    {
      g_clear_error (&error);
      g_usleep (50000);
    }
  g_assert_no_error (error);
  value = load (secrets, &error);
  g_assert_no_error (error);
  g_assert_nonnull (value);
  g_assert_cmpmem (bd_locked_bytes_get_data (value, NULL), 4, "kept", 4);

  g_subprocess_force_exit (daemon);
  g_subprocess_wait (daemon, NULL, NULL);
}

static void
test_real (void)
{
  g_autofree char *program = g_find_program_in_path ("gnome-keyring-daemon");

  if (program == NULL)
    {
      g_test_skip ("no gnome-keyring-daemon on this system");
      return;
    }
  if (in_child ())
    real ();
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/secret-service/absent", test_absent);
  g_test_add_func ("/secret-service/hung", test_hung);
  g_test_add_func ("/secret-service/dismissed", test_dismissed);
  g_test_add_func ("/secret-service/prompt-left", test_prompt_left);
  g_test_add_func ("/secret-service/refused", test_refused);
  g_test_add_func ("/secret-service/file-backend", test_file_backend);
  g_test_add_func ("/secret-service/cancelled", test_cancelled);
  g_test_add_func ("/secret-service/real", test_real);

  return g_test_run ();
}
