/* bd-context-private.h: what the files of the context and the opening share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-audit-log.h"
#include "bd-audit-relay.h"
#include "bd-context.h"
#include "bd-idle.h"
#include "bd-job.h"
#include "bd-key-slots.h"
#include "bd-lookup.h"
#include "bd-outbox-sender.h"
#include "bd-services.h"
#include "bd-site-profile.h"
#include "bd-store.h"

G_BEGIN_DECLS

typedef struct { BdReasonCode reason; BdIdentifiedBy identified_by; char *note; gint64 at; /* boot µs */ } BdRemembered;

struct _BdContext
{
  GObject          parent_instance;

  /* Owned, from the beginning */
  BdSiteProfile   *profile;
  char            *data_dir;
  GPtrArray       *notes;         /* (element-type char*) */
  BdSecretService *secrets;
  BdKeySlots      *slots;
  BdIdle          *idle;
  GListStore      *saved;
  GListStore      *opened;
  GListStore      *service_rows;
  GHashTable      *remembered;    /* char *nhi → BdRemembered */
  GHashTable      *grants;        /* char *nhi → BdGrant: survive a short lock */
  GPtrArray       *openings;      /* (element-type BdOpening) borrowed: each leaves by itself */

  /* Owned, since the start */
  BdAuditLog      *log;
  BdAuditRelay    *relay;
  BdAccess        *access;
  BdLockedBytes   *client_secret;             /* (nullable) */
  BdLockedBytes   *api_keys[BD_N_SOURCES];    /* (nullable) each */

  /* Owned, while signed in */
  BdClinician     *clinician;
  char            *last_user;     /* whose remembered reasons these are */
  BdTokenSource   *tokens;
  BdServices      *services;
  char            *session_folder;
  BdLockedBytes   *session_salt;  /* the session's key is made of it and the data key; dies at sign-out */

  /* Owned, while signed in and unlocked */
  BdDataKeys      *keys;
  BdStore         *store;         /* (nullable): trouble is in notes */
  BdStore         *session_store; /* (nullable) */
  BdOutbox        *outbox;        /* (nullable) */
  BdOutboxSender  *sender;        /* (nullable) */

  BdContextState   state;
  gboolean         online;
  guint            hourly;        /* prunes the store */
  guint            grants_timer;  /* while locked */
  GTask           *early_unlock;  /* (nullable): one that came before the lock was through */
  gint64           locked_at;     /* boot µs: the timer stands still in suspend */
};

/* bd-app-error.c */
GError       *bd_app_error_take        (GError *error) G_GNUC_WARN_UNUSED_RESULT;

/* bd-context.c */
void          bd_context_set_state     (BdContext *self, BdContextState state);
void          bd_context_set_online    (BdContext *self, gboolean online);
void          bd_context_say           (BdContext *self, const char *sentence);
gboolean      bd_context_check_ready   (BdContext *self, GTask *task);
BdAuditEvent *bd_context_event_new     (BdContext *self, BdAct act, const char *nhi) G_GNUC_WARN_UNUSED_RESULT;
void          bd_context_note          (BdContext *self, BdAuditEvent *event);   /* takes event; nobody waits */
void          bd_context_on_noted_cb   (GObject *source, GAsyncResult *result, gpointer data);   /* takes data, a task, which returns TRUE */
void          bd_context_save_head     (BdContext *self);

/* bd-context-start.c */
#define BD_AUDIT_HEAD_ITEM "audit-head"

/* bd-context-end.c */
void          bd_context_check_end_step      (GTask *job);
void          bd_context_keep_end_step       (GTask *job);

/* bd-context-stores.c */
void          bd_context_open_stores_async   (BdContext *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean      bd_context_open_stores_finish  (BdContext *self, GAsyncResult *result, GError **error);
void          bd_context_close_stores_async  (BdContext *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean      bd_context_close_stores_finish (BdContext *self, GAsyncResult *result, GError **error);
void          bd_context_remove_session      (BdContext *self);
void          bd_context_remove_sessions     (const char *data_dir);
gboolean      bd_context_keeps_session       (BdContext *self);

/* bd-context-sign-in.c */
void          bd_context_build_services (BdContext *self, BdTokenSource *tokens);
void          bd_context_check_passphrase_async  (BdContext *self, BdLockedBytes *passphrase, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean      bd_context_check_passphrase_finish (BdContext *self, GAsyncResult *result, GError **error);
BdClinician  *bd_clinician_new_from_claims (BdSiteProfile *profile, GHashTable *claims, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* bd-context-lock.c */
void          bd_context_close_openings (BdContext *self);
void          bd_context_drop_grants    (BdContext *self, const char *why);
void          bd_context_drop_old_grants (BdContext *self);   /* after a lock that was too long */
void          bd_context_on_lock_asked  (BdContext *self, const char *why);
void          bd_context_go_on_unlocking (BdContext *self);

/* bd-context-home.c */
void          bd_context_make_service_rows (BdContext *self);
void          bd_context_service_answered  (BdContext *self, BdSource source, BdResultState state, gint64 at);
void          bd_context_refresh_saved     (BdContext *self);
void          bd_context_add_opened        (BdContext *self, const BdPatient *patient, BdReasonCode reason);

/* bd-context-open.c */
void          bd_remembered_free       (BdRemembered *self);

G_END_DECLS
