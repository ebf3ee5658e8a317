/* bd-context-secret.c: an administrator puts an API key or client secret where the profile says it lies
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-context-private.h"

typedef struct { char *name; BdLockedBytes *value; } Secret;

static void
secret_free (Secret *secret)
{
  g_free (secret->name);
  bd_locked_bytes_unref (secret->value);
  g_free (secret);
}

static void
on_saved_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;

  if (bd_secret_service_save_finish (BD_SECRET_SERVICE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, BD_APP_ERROR, BD_APP_ERROR_STORE, "The keyring did not take it: %s", error->message);
}

static void
on_noted_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  GTask *task = data;
  BdContext *self = g_task_get_source_object (task);
  Secret *secret = g_task_get_task_data (task);
  g_autofree char *label = g_strconcat ("Bedside: ", secret->name, NULL);
  GError *error = NULL;

  if (!bd_access_note_finish (BD_ACCESS (source), result, &error))
    bd_job_fail (task, bd_app_error_take (error));
  else
    bd_secret_service_save_async (self->secrets, secret->name, label, secret->value, g_task_get_cancellable (task),
                                  on_saved_cb, task);
}

/* A name that the profile does not use would never be read. */
static gboolean
is_named (BdSiteProfile *profile,
          const char    *name)
{
  gboolean named = g_strcmp0 (bd_site_profile_get_token_secret (profile), name) == 0;

  for (int i = 0; i < BD_N_SOURCES && !named; i++)
    named = g_strcmp0 (bd_site_profile_get_api_key_name (profile, i), name) == 0;

  return named;
}

/**
 * bd_context_set_secret_async:
 * @self: a context, an administrator signed in
 * @name: what ApiKey= or Secret= of the site profile says
 * @value: the secret
 * @cancellable: (nullable): to give up
 * @callback: called when the keyring has it
 * @user_data: for @callback
 *
 * Credentials of services lie in the Secret Service alone, reached by administrators
 * alone (SDHR guide 1.1 draft, SRD-1). Heeded from the next start on.
 */
void
bd_context_set_secret_async (BdContext           *self,
                             const char          *name,
                             BdLockedBytes       *value,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  Secret *secret;
  BdAuditEvent *event;
  GTask *task;

  g_return_if_fail (BD_IS_CONTEXT (self));
  g_return_if_fail (name != NULL && value != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, bd_context_set_secret_async);
  secret = g_new0 (Secret, 1);
  secret->name = g_strdup (name);
  secret->value = bd_locked_bytes_ref (value);
  g_task_set_task_data (task, secret, (GDestroyNotify) secret_free);
  if (!bd_context_check_ready (self, task))
    return;

  if (self->clinician->role != BD_ROLE_ADMIN)
    bd_job_fail (task, g_error_new_literal (BD_APP_ERROR, BD_APP_ERROR_REFUSED, "Only an administrator sets secrets."));
  else if (!is_named (self->profile, name))
    bd_job_fail (task, g_error_new_literal (BD_APP_ERROR, BD_APP_ERROR_INPUT,
                                            "Neither ApiKey= nor Secret= of the site profile names this item."));
  else
    {
      event = bd_context_event_new (self, BD_ACT_SETTINGS_CHANGED, NULL);
      event->outcome = g_strdup_printf ("done: secret %s set", name);
      bd_access_note_async (self->access, event, cancellable, on_noted_cb, task);
    }
}

/**
 * bd_context_set_secret_finish:
 * @self: a context
 * @result: as given to the callback
 * @error: return location for an error
 *
 * Returns: %TRUE when the keyring has it; %FALSE with %BD_APP_ERROR_REFUSED (role),
 *   %BD_APP_ERROR_INPUT (not named in the profile) or %BD_APP_ERROR_STORE (keyring)
 */
gboolean
bd_context_set_secret_finish (BdContext     *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_context_set_secret_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
