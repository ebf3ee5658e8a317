/* bd-context.c: everything wired together, handed down
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-context-private.h"

#include "bd-opening-private.h"
#include "bd-process.h"

#include <string.h>

G_DEFINE_FINAL_TYPE (BdContext, bd_context, G_TYPE_OBJECT)

enum { PROP_0, PROP_STATE, PROP_CLINICIAN, PROP_ONLINE, N_PROPS };
static GParamSpec *properties[N_PROPS];

enum { SIGNAL_SERVICES_CHANGED, SIGNAL_SAVED_CHANGED, SIGNAL_LOCK_WARNING, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
on_idle_warning_cb (BdIdle  *idle,
                    guint    seconds,
                    gpointer data)
{
  g_signal_emit (data, signals[SIGNAL_LOCK_WARNING], 0, seconds);
}

static void
on_idle_lock_cb (BdIdle     *idle,
                 const char *why,
                 gpointer    data)
{
  bd_context_on_lock_asked (data, why);
}

static void
on_saved_changed_cb (GListModel *model,
                     guint       position,
                     guint       removed,
                     guint       added,
                     gpointer    data)
{
  g_signal_emit (data, signals[SIGNAL_SAVED_CHANGED], 0);
}

static void
bd_context_dispose (GObject *object)
{
  BdContext *self = BD_CONTEXT (object);

  g_clear_handle_id (&self->hourly, g_source_remove);
  g_clear_handle_id (&self->grants_timer, g_source_remove);
  if (self->idle != NULL)
    bd_idle_stop (self->idle);
  if (self->sender != NULL)
    bd_outbox_sender_stop (self->sender);
  if (self->relay != NULL)
    bd_audit_relay_set_outbox (self->relay, NULL, NULL);
  bd_context_remove_session (self);
  g_clear_object (&self->idle);
  g_clear_object (&self->sender);
  g_clear_object (&self->services);
  g_clear_object (&self->tokens);
  g_clear_object (&self->session_store);
  g_clear_object (&self->store);
  g_clear_object (&self->outbox);
  g_clear_pointer (&self->keys, bd_data_keys_unref);

  G_OBJECT_CLASS (bd_context_parent_class)->dispose (object);
}

static void
bd_context_finalize (GObject *object)
{
  BdContext *self = BD_CONTEXT (object);

  for (int i = 0; i < BD_N_SOURCES; i++)
    g_clear_pointer (&self->api_keys[i], bd_locked_bytes_unref);
  g_clear_pointer (&self->client_secret, bd_locked_bytes_unref);
  g_clear_pointer (&self->session_salt, bd_locked_bytes_unref);
  g_clear_pointer (&self->clinician, bd_clinician_unref);
  g_clear_object (&self->access);
  g_clear_object (&self->relay);
  g_clear_object (&self->log);
  g_clear_object (&self->slots);
  g_clear_object (&self->secrets);
  g_object_unref (self->saved);
  g_object_unref (self->opened);
  g_object_unref (self->service_rows);
  g_object_unref (self->profile);
  g_hash_table_unref (self->remembered);
  g_hash_table_unref (self->grants);
  g_ptr_array_unref (self->openings);
  g_ptr_array_unref (self->notes);
  g_free (self->session_folder);
  g_free (self->last_user);
  g_free (self->data_dir);

  G_OBJECT_CLASS (bd_context_parent_class)->finalize (object);
}

static void
bd_context_get_property (GObject    *object,
                         guint       id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  BdContext *self = BD_CONTEXT (object);

  switch (id)
    {
    case PROP_STATE:     g_value_set_uint (value, self->state); break;
    case PROP_CLINICIAN: g_value_set_boxed (value, self->clinician); break;
    case PROP_ONLINE:    g_value_set_boolean (value, self->online); break;
    default:             G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bd_context_class_init (BdContextClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = bd_context_dispose;
  object_class->finalize = bd_context_finalize;
  object_class->get_property = bd_context_get_property;

  properties[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, BD_CONTEXT_LOCKED, BD_CONTEXT_STARTING, flags);
  properties[PROP_CLINICIAN] = g_param_spec_boxed ("clinician", NULL, NULL, BD_TYPE_CLINICIAN, flags);
  properties[PROP_ONLINE] = g_param_spec_boolean ("online", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_SERVICES_CHANGED] = g_signal_new ("services-changed", BD_TYPE_CONTEXT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                                   NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_SAVED_CHANGED] = g_signal_new ("saved-changed", BD_TYPE_CONTEXT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                                NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_LOCK_WARNING] = g_signal_new ("lock-warning", BD_TYPE_CONTEXT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                               NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
bd_context_init (BdContext *self)
{
  self->notes = g_ptr_array_new_with_free_func (g_free);
  self->saved = g_list_store_new (BD_TYPE_HOME_ROW);
  self->opened = g_list_store_new (BD_TYPE_HOME_ROW);
  self->service_rows = g_list_store_new (BD_TYPE_HOME_ROW);
  self->remembered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) bd_remembered_free);
  self->grants = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->openings = g_ptr_array_new ();
  g_signal_connect (self->saved, "items-changed", G_CALLBACK (on_saved_changed_cb), self);
}

/* Two profiles, or two folders, on one desktop keep their secrets apart. */
static char *
secrets_profile (BdContext *self)
{
  g_autofree char *name = bd_site_profile_dup_folder_name (self->profile);
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, self->data_dir, -1);

  return g_strdup_printf ("%s-%.8s", name, sum);
}

/**
 * bd_context_dup_default_data_dir:
 * @profile: the site
 *
 * Returns: (transfer full): the profile's folder under the XDG data folder
 */
char *
bd_context_dup_default_data_dir (BdSiteProfile *profile)
{
  g_autofree char *folder = bd_site_profile_dup_folder_name (profile);

  return g_build_filename (g_get_user_data_dir (), "bedside", folder, NULL);
}

/**
 * bd_context_new:
 * @profile: the site
 * @data_dir: (nullable): where files are kept, %NULL for the profile's folder under
 *   the XDG data folder
 *
 * Hardens the process too: no core files, freed memory overwritten.
 *
 * Returns: (transfer full): a context in state %BD_CONTEXT_STARTING; next is
 *   bd_context_start_async()
 */
BdContext *
bd_context_new (BdSiteProfile *profile,
                const char    *data_dir)
{
  BdContext *self;
  g_autofree char *slots = NULL, *name = NULL;

  g_return_val_if_fail (BD_IS_SITE_PROFILE (profile), NULL);

  bd_process_harden ();
  bd_date_set_place (bd_site_profile_get_zone (profile));
  self = g_object_new (BD_TYPE_CONTEXT, NULL);
  self->profile = g_object_ref (profile);
  self->data_dir = data_dir != NULL ? g_canonicalize_filename (data_dir, NULL) : bd_context_dup_default_data_dir (profile);
  name = secrets_profile (self);
  slots = g_build_filename (self->data_dir, "slots", NULL);
  self->secrets = bd_secret_service_new (name);
  self->slots = bd_key_slots_new (slots, self->secrets);
  self->idle = bd_idle_new (bd_site_profile_get_idle_minutes (profile));
  g_signal_connect (self->idle, "warning", G_CALLBACK (on_idle_warning_cb), self);
  g_signal_connect (self->idle, "lock", G_CALLBACK (on_idle_lock_cb), self);
  bd_context_make_service_rows (self);

  return self;
}

BdSiteProfile *
bd_context_get_profile (BdContext *self)
{
  g_return_val_if_fail (BD_IS_CONTEXT (self), NULL);

  return self->profile;
}

BdContextState
bd_context_get_state (BdContext *self)
{
  g_return_val_if_fail (BD_IS_CONTEXT (self), BD_CONTEXT_STARTING);

  return self->state;
}

BdClinician *
bd_context_get_clinician (BdContext *self)
{
  g_return_val_if_fail (BD_IS_CONTEXT (self), NULL);

  return self->clinician;
}

const char *
bd_context_get_data_dir (BdContext *self)
{
  g_return_val_if_fail (BD_IS_CONTEXT (self), NULL);

  return self->data_dir;
}

GPtrArray *
bd_context_get_notes (BdContext *self)
{
  g_return_val_if_fail (BD_IS_CONTEXT (self), NULL);

  return self->notes;
}

/**
 * bd_context_touch:
 * @self: a context
 *
 * Somebody is here: the idle countdown begins again.
 */
void
bd_context_touch (BdContext *self)
{
  g_return_if_fail (BD_IS_CONTEXT (self));

  bd_idle_touch (self->idle);
}

void
bd_context_set_state (BdContext      *self,
                      BdContextState  state)
{
  if (self->state == state)
    return;

  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CLINICIAN]);
}

void
bd_context_set_online (BdContext *self,
                       gboolean   online)
{
  g_signal_emit (self, signals[SIGNAL_SERVICES_CHANGED], 0);
  if (self->online == online)
    return;

  self->online = online;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ONLINE]);
  if (online && self->sender != NULL)
    bd_outbox_sender_poke (self->sender);
}

/* Adds a sentence to the notes, once. */
void
bd_context_say (BdContext  *self,
                const char *sentence)
{
  for (guint i = 0; i < self->notes->len; i++)
    if (strcmp (g_ptr_array_index (self->notes, i), sentence) == 0)
      return;

  g_ptr_array_add (self->notes, g_strdup (sentence));
}

/* FALSE when the task has been answered: nobody is signed in, or the screen is locked. */
gboolean
bd_context_check_ready (BdContext *self,
                        GTask     *task)
{
  if (self->state == BD_CONTEXT_READY)
    return TRUE;

  if (self->state == BD_CONTEXT_LOCKED)
    g_task_return_new_error (task, BD_APP_ERROR, BD_APP_ERROR_LOCKED, "Bedside is locked. Unlock it first.");
  else
    g_task_return_new_error (task, BD_APP_ERROR, BD_APP_ERROR_SIGN_IN, "Nobody is signed in. Sign in first.");
  g_object_unref (task);

  return FALSE;
}

BdAuditEvent *
bd_context_event_new (BdContext  *self,
                      BdAct       act,
                      const char *nhi)
{
  BdAuditEvent *event = bd_audit_event_new (act, self->clinician);

  if (nhi != NULL && *nhi != '\0')
    {
      g_autoptr (GStrvBuilder) nhis = g_strv_builder_new ();

      g_strv_builder_add (nhis, nhi);
      g_strfreev (event->nhis);
      event->nhis = g_strv_builder_end (nhis);
    }

  return event;
}

static void
on_noted_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (BdContext) self = data;

  if (!bd_access_note_finish (BD_ACCESS (source), result, NULL))
    bd_context_say (self, "Something that was done could not be written to the audit log. "
                          "Nothing more can be opened until it can.");
}

void
bd_context_note (BdContext    *self,
                 BdAuditEvent *event)
{
  bd_access_note_async (self->access, event, NULL, on_noted_cb, g_object_ref (self));
}

/* For bd_access_note_async() of a task whose work is done when it stands in the log: @data is the task, taken. */
void
bd_context_on_noted_cb (GObject      *source,
                        GAsyncResult *result,
                        gpointer      data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (!bd_access_note_finish (BD_ACCESS (source), result, &error))
    g_task_return_error (task, bd_app_error_take (error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_head_saved_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      data)
{
  /* Best effort: a keyring may be absent, and the log is whole without it. */
  bd_secret_service_save_finish (BD_SECRET_SERVICE (source), result, NULL);
}

/* The newest head is kept outside the file, so that a trimmed tail shows. */
void
bd_context_save_head (BdContext *self)
{
  g_autoptr (BdLockedBytes) value = NULL;
  g_autofree char *head = NULL;

  if (self->log == NULL || bd_secret_service_get_state (self->secrets) != BD_KEYRING_READY)
    return;

  head = bd_audit_log_dup_head (self->log);
  value = bd_locked_bytes_new_copy (head, strlen (head));
  bd_secret_service_save_async (self->secrets, BD_AUDIT_HEAD_ITEM, "Bedside: head of the audit log", value, NULL,
                                on_head_saved_cb, NULL);
}
