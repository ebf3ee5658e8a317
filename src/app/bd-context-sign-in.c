/* bd-context-sign-in.c: who is here: roster or identity provider, then the device passphrase
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-context-private.h"

#include "bd-oidc.h"

#include <string.h>

typedef struct { BdClinician *clinician; BdLockedBytes *passphrase; BdDataKeys *keys; GError *refusal; gboolean first; } SignIn;
typedef struct { char *user_id; BdLockedBytes *passphrase; } Colleague;

static void
sign_in_free (SignIn *job)
{
  g_clear_pointer (&job->clinician, bd_clinician_unref);
  g_clear_pointer (&job->passphrase, bd_locked_bytes_unref);
  g_clear_pointer (&job->keys, bd_data_keys_unref);
  g_clear_error (&job->refusal);
  g_free (job);
}

static void
colleague_free (Colleague *colleague)
{
  g_free (colleague->user_id);
  bd_locked_bytes_unref (colleague->passphrase);
  g_free (colleague);
}

/* Builds the services of the profile with this source of tokens (taken). */
void
bd_context_build_services (BdContext     *self,
                           BdTokenSource *tokens)
{
  g_clear_object (&self->services);
  g_clear_object (&self->tokens);
  self->tokens = tokens;
  self->services = bd_services_new ();
  for (int i = 0; i < BD_N_SOURCES; i++)
    {
      const BdServiceConfig *config = bd_site_profile_get_service (self->profile, i);
      BdServiceConfig *own;

      if (config == NULL)
        continue;
      own = bd_service_config_copy (config);
      if (self->api_keys[i] != NULL)
        own->api_key = bd_locked_bytes_ref (self->api_keys[i]);
      bd_services_take (self->services, bd_service_new (own, tokens));
    }
}

static BdTokenSource *
make_tokens (BdContext *self)
{
  BdSiteProfile *profile = self->profile;

  if (bd_site_profile_get_token_mode (profile) == BD_TOKEN_CLIENT_CREDENTIALS && self->client_secret != NULL)
    return bd_token_source_new_client_credentials (bd_site_profile_get_token_url (profile),
                                                   bd_site_profile_get_token_client_id (profile), self->client_secret,
                                                   bd_site_profile_get_token_scopes (profile));

  return bd_token_source_new_none ();
}

static void
on_failure_noted_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      data)
{
  GTask *task = data;
  SignIn *job = g_task_get_task_data (task);
  GError *error = NULL;

  if (!bd_access_note_finish (BD_ACCESS (source), result, &error))
    bd_job_fail (task, bd_app_error_take (error));
  else
    bd_job_fail (task, g_steal_pointer (&job->refusal));
}

/* Takes error. A failed sign-in or unlock is written down before it is told. */
static void
fail_noted (GTask  *task,
            BdAct   act,
            GError *error)
{
  BdContext *self = g_task_get_source_object (task);
  SignIn *job = g_task_get_task_data (task);
  BdAuditEvent *event;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      bd_job_fail (task, error);
      return;
    }

  job->refusal = bd_app_error_take (error);
  event = bd_audit_event_new (act, job->clinician);
  event->outcome = g_strdup ("failed");
  bd_access_note_async (self->access, event, NULL, on_failure_noted_cb, task);
}

static void
on_keys_opened_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      data)
{
  GTask *task = data;
  SignIn *job = g_task_get_task_data (task);
  BdWrap wrap;
  GError *error = NULL;

  job->keys = bd_key_slots_open_finish (BD_KEY_SLOTS (source), result, &wrap, &error);
  if (job->keys == NULL)
    fail_noted (task, g_task_get_source_tag (task) == bd_context_unlock_async ? BD_ACT_UNLOCK_FAILED : BD_ACT_SIGN_IN_FAILED,
                error);
  else
    bd_job_next (task);
}

static void
on_enrolled_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      data)
{
  GTask *task = data;
  SignIn *job = g_task_get_task_data (task);
  GError *error = NULL;

  job->keys = bd_key_slots_enrol_finish (BD_KEY_SLOTS (source), result, &error);
  job->first = TRUE;
  if (job->keys == NULL)
    fail_noted (task, BD_ACT_SIGN_IN_FAILED, error);
  else
    bd_job_next (task);
}

static void
open_keys_step (GTask *task)
{
  BdContext *self = g_task_get_source_object (task);
  SignIn *job = g_task_get_task_data (task);
  const char *user_id = job->clinician->user_id;
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (bd_key_slots_has (self->slots, user_id))
    bd_key_slots_open_async (self->slots, user_id, job->passphrase, cancellable, on_keys_opened_cb, task);
  else
    bd_key_slots_enrol_async (self->slots, user_id, job->passphrase, NULL, cancellable, on_enrolled_cb, task);
}

static void
forget_keys (BdContext *self)
{
  g_clear_object (&self->store);
  g_clear_object (&self->session_store);
  g_clear_object (&self->outbox);
  g_clear_pointer (&self->keys, bd_data_keys_unref);
}

static void
on_stores_opened_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      data)
{
  GTask *task = data;
  BdContext *self = BD_CONTEXT (source);
  GError *error = NULL;

  if (bd_context_open_stores_finish (self, result, &error))
    {
      bd_job_next (task);
      return;
    }

  forget_keys (self);
  bd_job_fail (task, bd_app_error_take (error));
}

static void
open_stores_step (GTask *task)
{
  BdContext *self = g_task_get_source_object (task);
  SignIn *job = g_task_get_task_data (task);

  forget_keys (self);   /* of a sign-in that was given up half-way */
  self->keys = g_steal_pointer (&job->keys);
  bd_context_open_stores_async (self, g_task_get_cancellable (task), on_stores_opened_cb, task);
}

static void
on_entry_noted_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      data)
{
  GTask *task = data;
  BdContext *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (bd_access_note_finish (BD_ACCESS (source), result, &error))
    {
      bd_job_next (task);
      return;
    }

  forget_keys (self);
  bd_job_fail (task, bd_app_error_take (error));
}

/* Whoever takes the key slots away can choose a passphrase under any name of the roster: that shows. */
static const char *
say_first (BdContext *self)
{
  if (bd_audit_log_get_count (self->log) == 0)
    return "done: first passphrase on this device";

  bd_context_say (self, "The keys of this device were not there, so new ones were made. If nobody set this device up "
                        "anew, tell the privacy officer.");
  return "done: first passphrase on this device, which was in use before: new keys";
}

static void
note_entry_step (GTask *task)
{
  BdContext *self = g_task_get_source_object (task);
  SignIn *job = g_task_get_task_data (task);
  gboolean unlock = g_task_get_source_tag (task) == bd_context_unlock_async;
  BdAuditEvent *event = bd_audit_event_new (unlock ? BD_ACT_UNLOCK : BD_ACT_SIGN_IN, job->clinician);

  event->outcome = g_strdup (job->first ? say_first (self) : "done");
  bd_access_note_async (self->access, event, g_task_get_cancellable (task), on_entry_noted_cb, task);
}

/* What one clinician opened is no other clinician's business. */
static void
welcome (BdContext   *self,
         BdClinician *clinician)
{
  if (g_strcmp0 (self->last_user, clinician->user_id) != 0)
    {
      g_hash_table_remove_all (self->remembered);
      g_list_store_remove_all (self->opened);
    }
  g_free (self->last_user);
  self->last_user = g_strdup (clinician->user_id);
  g_clear_pointer (&self->clinician, bd_clinician_unref);
  self->clinician = bd_clinician_ref (clinician);
}

static void
ready_step (GTask *task)
{
  BdContext *self = g_task_get_source_object (task);
  SignIn *job = g_task_get_task_data (task);

  welcome (self, job->clinician);
  if (self->services == NULL)
    bd_context_build_services (self, make_tokens (self));
  if (self->outbox != NULL && bd_services_peek (self->services, BD_SOURCE_AUDIT) != NULL)
    {
      self->sender = bd_outbox_sender_new (self->services, self->outbox, self->clinician);
      bd_outbox_sender_poke (self->sender);
    }
  bd_audit_relay_set_outbox (self->relay, self->outbox, self->sender);
  bd_context_drop_old_grants (self);
  bd_idle_start (self->idle);
  bd_context_save_head (self);
  bd_context_set_state (self, BD_CONTEXT_READY);
  bd_context_refresh_saved (self);
  bd_job_next (task);
}

/* New keys fit no earlier note, and that is said already. */
static void
check_end_step (GTask *task)
{
  SignIn *job = g_task_get_task_data (task);

  if (job->first)
    bd_job_next (task);
  else
    bd_context_check_end_step (task);
}

/* An unlock opens what a sign-in opens. */
static const BdJobStep sign_in_steps[] = {
  open_keys_step, open_stores_step, check_end_step, note_entry_step, bd_context_keep_end_step, ready_step, NULL
};

/**
 * bd_context_is_new_here:
 * @self: a context
 * @user_id: (nullable): who; %NULL for whom the identity provider named
 *
 * Returns: whether the passphrase given at sign-in will be this person's first on
 *   this device
 */
gboolean
bd_context_is_new_here (BdContext  *self,
                        const char *user_id)
{
  g_return_val_if_fail (BD_IS_CONTEXT (self), FALSE);

  if (user_id == NULL && self->clinician != NULL)
    user_id = self->clinician->user_id;

  return user_id != NULL && !bd_key_slots_has (self->slots, user_id);
}

static BdClinician *
find_clinician (BdContext   *self,
                const char  *user_id,
                GError     **error)
{
  BdClinician *clinician = user_id != NULL ? bd_site_profile_find_clinician (self->profile, user_id) : self->clinician;

  if (clinician != NULL)
    return bd_clinician_ref (clinician);

  if (bd_site_profile_get_identity_mode (self->profile) == BD_IDENTITY_OPENID)
    g_set_error_literal (error, BD_APP_ERROR, BD_APP_ERROR_SIGN_IN,
                         "This site signs in through its identity provider. Do that first.");
  else
    g_set_error_literal (error, BD_APP_ERROR, BD_APP_ERROR_SIGN_IN, "The site's roster does not name this user.");

  return NULL;
}

/**
 * bd_context_sign_in_async:
 * @self: a context, signed out or after the identity provider
 * @user_id: (nullable): id in the roster; %NULL for whom the identity provider named
 * @passphrase: the device passphrase; the first use on a device sets it
 * @cancellable: (nullable): to give up
 * @callback: called when signed in
 * @user_data: for @callback
 *
 * Opens the keys, then the stores, then writes the sign-in to the audit log.
 */
void
bd_context_sign_in_async (BdContext           *self,
                          const char          *user_id,
                          BdLockedBytes       *passphrase,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  GTask *task;
  SignIn *job;
  GError *error = NULL;

  g_return_if_fail (BD_IS_CONTEXT (self));
  g_return_if_fail (self->access != NULL);
  g_return_if_fail (passphrase != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, bd_context_sign_in_async);
  job = g_new0 (SignIn, 1);
  job->passphrase = bd_locked_bytes_ref (passphrase);
  g_task_set_task_data (task, job, (GDestroyNotify) sign_in_free);

  if (self->state == BD_CONTEXT_READY || self->state == BD_CONTEXT_LOCKED)
    bd_job_fail (task, g_error_new_literal (BD_APP_ERROR, BD_APP_ERROR_SIGN_IN, "Somebody is signed in. Sign out first."));
  else if ((job->clinician = find_clinician (self, user_id, &error)) == NULL)
    fail_noted (task, BD_ACT_SIGN_IN_FAILED, error);
  else
    bd_job_run (task, sign_in_steps);
}

/**
 * bd_context_sign_in_finish:
 * @self: a context
 * @result: as given to the callback
 * @error: return location for an error
 *
 * Returns: %TRUE when signed in; %FALSE with %BD_APP_ERROR_SIGN_IN (not known here),
 *   %BD_APP_ERROR_PASSPHRASE (wrong, weak, blocked) or %BD_APP_ERROR_STORE (no slot
 *   and nobody to vouch, another Bedside running, audit log)
 */
gboolean
bd_context_sign_in_finish (BdContext     *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_context_sign_in_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}



void
bd_context_go_on_unlocking (BdContext *self)
{
  GTask *task = g_steal_pointer (&self->early_unlock);

  if (task != NULL)
    bd_job_run (task, sign_in_steps);
}

/**
 * bd_context_unlock_async:
 * @self: a locked context
 * @passphrase: of the clinician who locked it
 * @cancellable: (nullable): to give up
 * @callback: called when unlocked
 * @user_data: for @callback
 *
 * Opens everything again for the same person, once the lock is through. Failures are written
 * to the audit log.
 */
void
bd_context_unlock_async (BdContext           *self,
                         BdLockedBytes       *passphrase,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  GTask *task;
  SignIn *job;

  g_return_if_fail (BD_IS_CONTEXT (self));
  g_return_if_fail (passphrase != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, bd_context_unlock_async);
  job = g_new0 (SignIn, 1);
  job->passphrase = bd_locked_bytes_ref (passphrase);
  g_task_set_task_data (task, job, (GDestroyNotify) sign_in_free);

  if (self->state != BD_CONTEXT_LOCKED || self->early_unlock != NULL)
    {
      bd_job_fail (task, g_error_new_literal (BD_APP_ERROR, BD_APP_ERROR_SIGN_IN, "There is nothing to unlock yet."));
      return;
    }

  job->clinician = bd_clinician_ref (self->clinician);
  self->early_unlock = task;
  if (self->keys == NULL)
    bd_context_go_on_unlocking (self);
}

/**
 * bd_context_unlock_finish:
 * @self: a context
 * @result: as given to the callback
 * @error: return location for an error
 *
 * Returns: %TRUE when unlocked; errors as bd_context_sign_in_finish()
 */
gboolean
bd_context_unlock_finish (BdContext     *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_context_unlock_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_passphrase_opened_cb (GObject      *source,
                         GAsyncResult *result,
                         gpointer      data)
{
  GTask *task = data;
  SignIn *job = g_task_get_task_data (task);
  BdWrap wrap;
  GError *error = NULL;

  job->keys = bd_key_slots_open_finish (BD_KEY_SLOTS (source), result, &wrap, &error);
  if (job->keys == NULL)
    fail_noted (task, BD_ACT_UNLOCK_FAILED, error);
  else
    bd_job_finish (task);
}

/* Is this the passphrase of who is signed in? A wrong one counts and is written down. */
void
bd_context_check_passphrase_async (BdContext           *self,
                                   BdLockedBytes       *passphrase,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);
  SignIn *job = g_new0 (SignIn, 1);

  g_task_set_source_tag (task, bd_context_check_passphrase_async);
  g_task_set_task_data (task, job, (GDestroyNotify) sign_in_free);
  if (!bd_context_check_ready (self, task))
    return;

  job->clinician = bd_clinician_ref (self->clinician);
  bd_key_slots_open_async (self->slots, job->clinician->user_id, passphrase, cancellable, on_passphrase_opened_cb, task);
}

gboolean
bd_context_check_passphrase_finish (BdContext     *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_context_check_passphrase_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Opens a slot for a colleague with the keys in hand. */
static void
on_colleague_enrolled_cb (GObject      *source,
                          GAsyncResult *result,
                          gpointer      data)
{
  GTask *task = data;
  BdContext *self = g_task_get_source_object (task);
  g_autoptr (BdDataKeys) keys = NULL;
  BdAuditEvent *event;
  GError *error = NULL;

  keys = bd_key_slots_enrol_finish (BD_KEY_SLOTS (source), result, &error);
  if (keys != NULL)
    {
      bd_job_finish (task);
      return;
    }

  event = bd_context_event_new (self, BD_ACT_SETTINGS_CHANGED, NULL);
  event->outcome = g_strdup_printf ("failed: %s was not added", ((Colleague *) g_task_get_task_data (task))->user_id);
  bd_context_note (self, event);
  bd_job_fail (task, bd_app_error_take (error));
}

static void
on_colleague_noted_cb (GObject      *source,
                       GAsyncResult *result,
                       gpointer      data)
{
  GTask *task = data;
  BdContext *self = g_task_get_source_object (task);
  Colleague *colleague = g_task_get_task_data (task);
  GError *error = NULL;

  if (!bd_access_note_finish (BD_ACCESS (source), result, &error))
    bd_job_fail (task, bd_app_error_take (error));
  else if (bd_context_check_ready (self, task))
    bd_key_slots_enrol_async (self->slots, colleague->user_id, colleague->passphrase, self->keys,
                              g_task_get_cancellable (task), on_colleague_enrolled_cb, task);
}

/* Whoever is set up already has a passphrase of their own: a colleague who could put another in
 * its place could sign in under their name. */
static gboolean
may_add (BdContext   *self,
         const char  *user_id,
         GError     **error)
{
  if (bd_site_profile_find_clinician (self->profile, user_id) == NULL &&
      bd_site_profile_get_identity_mode (self->profile) == BD_IDENTITY_ROSTER)
    {
      g_set_error_literal (error, BD_APP_ERROR, BD_APP_ERROR_SIGN_IN, "The site's roster does not name this user.");
      return FALSE;
    }
  if (bd_key_slots_has (self->slots, user_id))
    {
      g_set_error_literal (error, BD_APP_ERROR, BD_APP_ERROR_REFUSED,
                           "This person is set up on this device already, with a passphrase of their own.");
      return FALSE;
    }

  return TRUE;
}

/**
 * bd_context_add_user_async:
 * @self: a context, signed in: who is signed in vouches
 * @user_id: a colleague in the roster
 * @passphrase: the colleague's own
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 *
 * Adds a key slot for a second person on this device, once that is written down. Nobody
 * who has one is given another.
 */
void
bd_context_add_user_async (BdContext           *self,
                           const char          *user_id,
                           BdLockedBytes       *passphrase,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  GTask *task;
  Colleague *colleague;
  BdAuditEvent *event;
  GError *error = NULL;

  g_return_if_fail (BD_IS_CONTEXT (self));
  g_return_if_fail (user_id != NULL && passphrase != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, bd_context_add_user_async);
  colleague = g_new0 (Colleague, 1);
  colleague->user_id = g_strdup (user_id);
  colleague->passphrase = bd_locked_bytes_ref (passphrase);
  g_task_set_task_data (task, colleague, (GDestroyNotify) colleague_free);
  if (!bd_context_check_ready (self, task))
    return;

  if (!may_add (self, user_id, &error))
    {
      bd_job_fail (task, error);
      return;
    }

  event = bd_context_event_new (self, BD_ACT_SETTINGS_CHANGED, NULL);
  event->outcome = g_strdup_printf ("done: %s may use this device", user_id);
  bd_access_note_async (self->access, event, cancellable, on_colleague_noted_cb, task);
}

/**
 * bd_context_add_user_finish:
 * @self: a context
 * @result: as given to the callback
 * @error: return location for an error
 *
 * Returns: %TRUE when the colleague may sign in on this device
 */
gboolean
bd_context_add_user_finish (BdContext     *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_context_add_user_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
