/* bd-secret-service.c: small secrets kept by the desktop's keyring, which may be absent, locked, hung or lost
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define SECRET_API_SUBJECT_TO_CHANGE
#include "bd-secret-service.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>
#include <sodium.h>
#include <string.h>

#define PATIENCE_SECONDS 5

struct _BdSecretService
{
  GObject        parent_instance;

  char          *profile;
  BdKeyringState state;
  gboolean       asked_to_unlock;   /* the desktop's prompt is shown once, not at every sign-in */
};

G_DEFINE_FINAL_TYPE (BdSecretService, bd_secret_service, G_TYPE_OBJECT)

/* One call on the keyring. The timer, the caller's cancellable and the keyring race; the
 * first of them returns the task, the others find it returned. */
typedef struct
{
  GCancellable *call;        /* owned: cancels the keyring's side */
  GCancellable *caller;      /* owned (nullable) */
  GSource      *timer;       /* owned */
  gulong        cancelled_id;
  gboolean      prompting;   /* the user may be typing: at the end of patience leave the prompt be */
  gboolean      returned;
  GHashTable   *attributes;  /* owned */
  SecretValue  *value;       /* owned (nullable): what is to be stored */
  char         *label;       /* owned (nullable) */
} Call;

static const SecretSchema schema = {
  "io.github.bedside.Secret", SECRET_SCHEMA_NONE,
  { { "profile", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "name", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 } },
};

static void
call_free (gpointer data)
{
  Call *call = data;

  g_source_destroy (call->timer);
  g_source_unref (call->timer);
  g_clear_object (&call->call);
  g_clear_object (&call->caller);
  g_hash_table_unref (call->attributes);
  g_clear_pointer (&call->value, secret_value_unref);
  g_free (call->label);
  g_free (call);
}

static const char *
state_sentence (BdKeyringState state)
{
  switch (state)
    {
    case BD_KEYRING_ABSENT:
      return _ ("There is no keyring on this desktop");
    case BD_KEYRING_LOCKED:
      return _ ("The keyring is locked");
    case BD_KEYRING_HUNG:
      return _ ("The keyring did not answer");
    default:
      return _ ("The keyring refused");
    }
}

static int
state_code (BdKeyringState state)
{
  switch (state)
    {
    case BD_KEYRING_ABSENT:
      return G_IO_ERROR_NOT_FOUND;
    case BD_KEYRING_LOCKED:
      return G_IO_ERROR_PERMISSION_DENIED;
    case BD_KEYRING_HUNG:
      return G_IO_ERROR_TIMED_OUT;
    default:
      return G_IO_ERROR_FAILED;
    }
}

static gboolean
is_absent (const GError *error)
{
  return g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NO_SERVER) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_DISCONNECTED) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY) ||
         (error->domain == G_DBUS_ERROR && error->code >= G_DBUS_ERROR_SPAWN_EXEC_FAILED &&
          error->code <= G_DBUS_ERROR_SPAWN_NO_MEMORY) ||
         (error->domain == G_IO_ERROR && error->code != G_IO_ERROR_CANCELLED &&
          error->code != G_IO_ERROR_DBUS_ERROR && error->code != G_IO_ERROR_TIMED_OUT) ||
         error->domain == G_SPAWN_ERROR;
}

static BdKeyringState
state_of_error (const GError *error)
{
  if (g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    return BD_KEYRING_LOCKED;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT) ||
      g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_TIMEOUT))
    return BD_KEYRING_HUNG;
  if (is_absent (error))
    return BD_KEYRING_ABSENT;

  return BD_KEYRING_REFUSED;
}

/* TRUE for the first to come */
static gboolean
claim (GTask *task)
{
  Call *call = g_task_get_task_data (task);

  if (call->returned)
    return FALSE;

  call->returned = TRUE;
  g_source_destroy (call->timer);
  if (call->caller != NULL)
    g_cancellable_disconnect (call->caller, call->cancelled_id);

  return TRUE;
}

static void
return_state (GTask         *task,
              BdKeyringState state)
{
  BdSecretService *self = g_task_get_source_object (task);

  if (!claim (task))
    return;

  self->state = state;
  g_task_return_new_error (task, G_IO_ERROR, state_code (state), "%s", state_sentence (state));
}

static void
return_secret (GTask       *task,
               SecretValue *value)
{
  BdSecretService *self = g_task_get_source_object (task);
  g_autoptr (BdLockedBytes) room = NULL;
  const char *text;
  gsize length, decoded;

  if (!claim (task))
    return;

  self->state = BD_KEYRING_READY;
  if (value == NULL)
    {
      g_task_return_pointer (task, NULL, NULL);
      return;
    }

  text = secret_value_get (value, &length);
  room = bd_locked_bytes_new (length + 1);
  if (sodium_base642bin (bd_locked_bytes_get_data (room, NULL), length + 1, text, length, NULL, &decoded, NULL,
                         sodium_base64_VARIANT_ORIGINAL) != 0)
    g_task_return_pointer (task, NULL, NULL);   /* not ours any more: as good as lost */
  else
    g_task_return_pointer (task, bd_locked_bytes_new_copy (bd_locked_bytes_get_data (room, NULL), decoded),
                           (GDestroyNotify)bd_locked_bytes_unref);
}

static gboolean
on_patience_ended_cb (gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);
  Call *call = g_task_get_task_data (task);

  if (!call->prompting)
    g_cancellable_cancel (call->call);
  return_state (task, call->prompting ? BD_KEYRING_LOCKED : BD_KEYRING_HUNG);

  return G_SOURCE_REMOVE;
}

static gboolean
return_cancelled_cb (gpointer user_data)
{
  GTask *task = user_data;

  if (claim (task))
    g_task_return_error_if_cancelled (task);

  return G_SOURCE_REMOVE;
}

/* Runs in whatever thread cancels, under the cancellable's lock: only hand it on. */
static void
on_caller_cancelled_cb (GCancellable *caller,
                        gpointer      user_data)
{
  GTask *task = user_data;
  Call *call = g_task_get_task_data (task);
  g_autoptr (GSource) idle = g_idle_source_new ();

  g_cancellable_cancel (call->call);
  g_source_set_callback (idle, return_cancelled_cb, g_object_ref (task), g_object_unref);
  g_source_attach (idle, g_task_get_context (task));
}

static GTask *
begin (BdSecretService    *self,
       const char         *name,
       gpointer            tag,
       GCancellable       *cancellable,
       GAsyncReadyCallback callback,
       gpointer            user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Call *call = g_new0 (Call, 1);

  g_task_set_source_tag (task, tag);
  g_task_set_check_cancellable (task, FALSE);
  call->call = g_cancellable_new ();
  g_set_object (&call->caller, cancellable);
  call->attributes = secret_attributes_build (&schema, "profile", self->profile, "name", name, NULL);
  call->timer = g_timeout_source_new_seconds (PATIENCE_SECONDS);
  g_task_set_task_data (task, call, call_free);

  g_source_set_callback (call->timer, on_patience_ended_cb, task, NULL);
  g_source_attach (call->timer, g_task_get_context (task));
  if (cancellable != NULL)
    call->cancelled_id = g_signal_connect (cancellable, "cancelled", G_CALLBACK (on_caller_cancelled_cb), task);
  if (g_cancellable_is_cancelled (cancellable))
    on_caller_cancelled_cb (cancellable, task);

  return task;
}

static void
on_retrieved_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  SecretValue *value = secret_retrievable_retrieve_secret_finish (SECRET_RETRIEVABLE (source), result, &error);

  if (error != NULL)
    return_state (task, state_of_error (error));
  else
    return_secret (task, value);
  g_clear_pointer (&value, secret_value_unref);
}

static void
on_unlocked_lookup_cb (GObject      *source,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  SecretValue *value = secret_password_lookup_binary_finish (result, &error);

  if (error != NULL)
    return_state (task, state_of_error (error));
  else if (value == NULL)
    return_state (task, BD_KEYRING_LOCKED);   /* the item is there: the prompt was dismissed */
  else
    return_secret (task, value);
  g_clear_pointer (&value, secret_value_unref);
}

/* Takes task. */
static void
ask_to_unlock (GTask *task)
{
  BdSecretService *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);

  if (self->asked_to_unlock)
    {
      return_state (task, BD_KEYRING_LOCKED);
      g_object_unref (task);
      return;
    }

  self->asked_to_unlock = TRUE;
  call->prompting = TRUE;
  secret_password_lookupv (&schema, call->attributes, call->call, on_unlocked_lookup_cb, task);
}

static void
on_found_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  GList *items = secret_password_search_finish (result, &error);
  Call *call = g_task_get_task_data (task);

  if (error != NULL)
    return_state (task, state_of_error (error));
  else if (items == NULL)
    return_secret (task, NULL);
  else if (call->returned)
    ;
  else if (SECRET_IS_ITEM (items->data) && secret_item_get_locked (items->data))
    ask_to_unlock (g_steal_pointer (&task));
  else
    secret_retrievable_retrieve_secret (items->data, call->call, on_retrieved_cb, g_steal_pointer (&task));

  g_list_free_full (items, g_object_unref);
}

static void
on_stored_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  BdSecretService *self = g_task_get_source_object (task);

  if (!secret_password_store_finish (result, &error))
    {
      return_state (task, error != NULL ? state_of_error (error) : BD_KEYRING_REFUSED);
      return;
    }
  if (!claim (task))
    return;

  self->state = BD_KEYRING_READY;
  g_task_return_boolean (task, TRUE);
}

/* Takes task. */
static void
store_value (GTask *task)
{
  Call *call = g_task_get_task_data (task);

  secret_password_storev_binary (&schema, call->attributes, SECRET_COLLECTION_DEFAULT, call->label, call->value,
                                 call->call, on_stored_cb, task);
}

static void
on_collection_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SecretCollection) collection = secret_collection_for_alias_finish (result, &error);
  BdSecretService *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);

  if (error != NULL)
    return_state (task, state_of_error (error));
  else if (collection == NULL)
    return_state (task, BD_KEYRING_REFUSED);
  else if (call->returned)
    ;
  else if (secret_collection_get_locked (collection) && self->asked_to_unlock)
    return_state (task, BD_KEYRING_LOCKED);
  else
    {
      call->prompting = secret_collection_get_locked (collection);
      self->asked_to_unlock |= call->prompting;
      store_value (g_steal_pointer (&task));
    }
}

/* A desktop without a default keyring would ask the user to make one, and to choose its
 * password, in the middle of an emergency. That is the desktop's business: we go without. */
static void
on_service_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SecretService) service = secret_service_get_finish (result, &error);
  Call *call = g_task_get_task_data (task);

  if (error != NULL)
    return_state (task, state_of_error (error));
  else if (!call->returned)
    secret_collection_for_alias (service, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE, call->call,
                                 on_collection_cb, g_steal_pointer (&task));
}

/* libsecret keeps a file of its own in a sandbox, and where it is told to: no collections there. */
static gboolean
has_collections (void)
{
  return g_strcmp0 (g_getenv ("SECRET_BACKEND"), "file") != 0 &&
         !g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS) && g_getenv ("SNAP_NAME") == NULL;
}

static void
bd_secret_service_finalize (GObject *object)
{
  BdSecretService *self = BD_SECRET_SERVICE (object);

  g_free (self->profile);

  G_OBJECT_CLASS (bd_secret_service_parent_class)->finalize (object);
}

static void
bd_secret_service_class_init (BdSecretServiceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bd_secret_service_finalize;
}

static void
bd_secret_service_init (BdSecretService *self)
{
}

/**
 * bd_secret_service_new:
 * @profile: keeps the items of several profiles of one user apart
 *
 * Returns: (transfer full): a keyring that was not asked anything yet
 */
BdSecretService *
bd_secret_service_new (const char *profile)
{
  BdSecretService *self;

  g_return_val_if_fail (profile != NULL, NULL);

  self = g_object_new (BD_TYPE_SECRET_SERVICE, NULL);
  self->profile = g_strdup (profile);

  return self;
}

/**
 * bd_secret_service_get_state:
 * @self: the keyring
 *
 * Returns: how the keyring was when last asked; %BD_KEYRING_UNKNOWN before that
 */
BdKeyringState
bd_secret_service_get_state (BdSecretService *self)
{
  g_return_val_if_fail (BD_IS_SECRET_SERVICE (self), BD_KEYRING_UNKNOWN);

  return self->state;
}

/**
 * bd_secret_service_load_async:
 * @self: the keyring
 * @name: which of the profile's secrets
 * @cancellable: (nullable): a cancellable
 * @callback: called within 5 s
 * @user_data: for @callback
 *
 * Looks a secret up. A locked keyring is asked to unlock once in the life of @self; a prompt
 * still open after 5 s stays open for the user, and the next call finds what came of it.
 */
void
bd_secret_service_load_async (BdSecretService    *self,
                              const char         *name,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  GTask *task;
  Call *call;

  g_return_if_fail (BD_IS_SECRET_SERVICE (self));
  g_return_if_fail (name != NULL);

  task = begin (self, name, bd_secret_service_load_async, cancellable, callback, user_data);
  call = g_task_get_task_data (task);
  secret_password_searchv (&schema, call->attributes, SECRET_SEARCH_NONE, call->call, on_found_cb, task);
}

/**
 * bd_secret_service_load_finish:
 * @self: the keyring
 * @result: the result
 * @error: `G_IO_ERROR`: `NOT_FOUND` no keyring, `PERMISSION_DENIED` locked, `TIMED_OUT` hung,
 *   `FAILED` refused, `CANCELLED`
 *
 * Returns: (transfer full) (nullable): the secret; %NULL without an error when the keyring
 *   works and holds no such item
 */
BdLockedBytes *
bd_secret_service_load_finish (BdSecretService *self,
                               GAsyncResult    *result,
                               GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_secret_service_load_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * bd_secret_service_save_async:
 * @self: the keyring
 * @name: which of the profile's secrets
 * @label: what a keyring manager shows
 * @value: the secret
 * @cancellable: (nullable): a cancellable
 * @callback: called within 5 s
 * @user_data: for @callback
 *
 * Stores a secret in the default collection, over what stood there. Where the desktop has no
 * default collection it is refused, so that no prompt to make one appears; a locked one is
 * asked to unlock once in the life of @self.
 */
void
bd_secret_service_save_async (BdSecretService    *self,
                              const char         *name,
                              const char         *label,
                              BdLockedBytes      *value,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_autoptr (BdLockedBytes) text = NULL;
  GTask *task;
  Call *call;
  gsize size;
  guint8 *data;

  g_return_if_fail (BD_IS_SECRET_SERVICE (self));
  g_return_if_fail (name != NULL && label != NULL && value != NULL);

  /* As text: not every keyring keeps bytes as they are. */
  data = bd_locked_bytes_get_data (value, &size);
  text = bd_locked_bytes_new (sodium_base64_encoded_len (size, sodium_base64_VARIANT_ORIGINAL));
  sodium_bin2base64 ((char *)bd_locked_bytes_get_data (text, NULL),
                     sodium_base64_encoded_len (size, sodium_base64_VARIANT_ORIGINAL), data, size,
                     sodium_base64_VARIANT_ORIGINAL);

  task = begin (self, name, bd_secret_service_save_async, cancellable, callback, user_data);
  call = g_task_get_task_data (task);
  call->value = secret_value_new ((const char *)bd_locked_bytes_get_data (text, NULL), -1, "text/plain");
  call->label = g_strdup (label);
  if (has_collections ())
    secret_service_get (SECRET_SERVICE_NONE, call->call, on_service_cb, task);
  else
    store_value (task);
}

/**
 * bd_secret_service_save_finish:
 * @self: the keyring
 * @result: the result
 * @error: as bd_secret_service_load_finish()
 *
 * Returns: whether the keyring holds it now
 */
gboolean
bd_secret_service_save_finish (BdSecretService *self,
                               GAsyncResult    *result,
                               GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_secret_service_save_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
