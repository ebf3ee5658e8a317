/* bd-context.h — everything wired together, handed down: profile, keys, store, services, who is signed in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-app-text.h"
#include "bd-opening.h"
#include "bd-site-profile.h"
#include "bd-validation.h"

G_BEGIN_DECLS

#define BD_APP_ERROR (bd_app_error_quark ())
GQuark bd_app_error_quark (void);
typedef enum {
  BD_APP_ERROR_REFUSED,         /* by rule or role */
  BD_APP_ERROR_NO_SUCH_PERSON,
  BD_APP_ERROR_NOTHING_TO_SHOW, /* no answer and no copy */
  BD_APP_ERROR_STORE,           /* store or key trouble; the message says which and what to do */
  BD_APP_ERROR_PASSPHRASE,      /* wrong, weak or blocked: the message says which */
  BD_APP_ERROR_SIGN_IN,
  BD_APP_ERROR_LOCKED,
  BD_APP_ERROR_INPUT,           /* a number or name that will not do */
} BdAppError;

typedef enum { BD_CONTEXT_STARTING, BD_CONTEXT_SIGNED_OUT, BD_CONTEXT_NEEDS_PASSPHRASE, BD_CONTEXT_READY, BD_CONTEXT_LOCKED } BdContextState;

#define BD_TYPE_CONTEXT (bd_context_get_type ())
G_DECLARE_FINAL_TYPE (BdContext, bd_context, BD, CONTEXT, GObject)

/* properties: "state", "clinician", "online" (a service answered last, gboolean) · signals: "services-changed" (the home row),
 * "saved-changed", "lock-warning" (guint seconds left; 0 = called off).  data_dir NULL = XDG data folder. */
char          *bd_context_dup_default_data_dir (BdSiteProfile *profile) G_GNUC_WARN_UNUSED_RESULT;
BdContext     *bd_context_new           (BdSiteProfile *profile, const char *data_dir) G_GNUC_WARN_UNUSED_RESULT;
BdSiteProfile *bd_context_get_profile   (BdContext *self);
BdContextState bd_context_get_state     (BdContext *self);
BdClinician   *bd_context_get_clinician (BdContext *self);      /* (nullable) (transfer none) */
const char    *bd_context_get_data_dir  (BdContext *self);
GPtrArray     *bd_context_get_notes     (BdContext *self);      /* (element-type char*) sentences: torn log set aside, keyring absent, damaged store … */

/* Opens the audit log, looks at the slots. Without a writable audit log nothing goes on: BD_APP_ERROR_STORE. */
void     bd_context_start_async    (BdContext *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean bd_context_start_finish   (BdContext *self, GAsyncResult *result, GError **error);
/* Roster: user_id and passphrase; the first use on a device sets the passphrase (new_slot says which it will be). */
gboolean bd_context_is_new_here    (BdContext *self, const char *user_id);
void     bd_context_sign_in_async  (BdContext *self, const char *user_id, BdLockedBytes *passphrase, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean bd_context_sign_in_finish (BdContext *self, GAsyncResult *result, GError **error);
/* Is this somebody who may see clinical data at all? A refusal is audited. The window need not ask: identify and open refuse too. */
void     bd_context_check_clinical_async  (BdContext *self, const char *user_id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean bd_context_check_clinical_finish (BdContext *self, GAsyncResult *result, GError **error);
/* OpenID: the browser first (state becomes NEEDS_PASSPHRASE), then sign_in with user_id NULL and the passphrase. */
typedef void (*BdOpenUrlFunc) (const char *url, gpointer user_data);
void     bd_context_sign_in_openid_async  (BdContext *self, BdOpenUrlFunc open, gpointer open_data, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean bd_context_sign_in_openid_finish (BdContext *self, GAsyncResult *result, GError **error);
/* Who is signed in vouches for a colleague of the roster: a second key slot on this device, with the colleague's own passphrase. */
void     bd_context_add_user_async  (BdContext *self, const char *user_id, BdLockedBytes *passphrase, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean bd_context_add_user_finish (BdContext *self, GAsyncResult *result, GError **error);
/* An administrator puts an API key or client secret into the Secret Service, under the name that the profile gives it. */
void     bd_context_set_secret_async  (BdContext *self, const char *name, BdLockedBytes *value, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean bd_context_set_secret_finish (BdContext *self, GAsyncResult *result, GError **error);
void     bd_context_sign_out_async (BdContext *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean bd_context_sign_out_finish (BdContext *self, GAsyncResult *result, GError **error);
/* Queries stopped, databases closed, keys wiped, openings closed. Unlock: same person's passphrase. */
void     bd_context_lock_async     (BdContext *self, const char *why, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean bd_context_lock_finish    (BdContext *self, GAsyncResult *result, GError **error);
void     bd_context_unlock_async   (BdContext *self, BdLockedBytes *passphrase, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean bd_context_unlock_finish  (BdContext *self, GAsyncResult *result, GError **error);
void     bd_context_touch          (BdContext *self);           /* somebody is here: idle starts again */

/* Who is this? A patient from NHI or the saved copy; audited (identity-shown). allow_bad_check: outside production only. */
void       bd_context_identify_async  (BdContext *self, const char *number, gboolean offline, gboolean allow_bad_check, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
BdPatient *bd_context_identify_finish (BdContext *self, GAsyncResult *result, GError **error);
/* born: year, year-month, date, or as people write it (05-Feb-1971, 5/2/1971). Audited with every NHI returned. */
void       bd_context_match_async  (BdContext *self, const char *name, const char *born, const char *gender, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *bd_context_match_finish (BdContext *self, GAsyncResult *result, GError **error);   /* (element-type BdPatient) best first */
/* Do this number and these particulars belong together? NHI alone tells. Audited with the number and every NHI returned. */
void          bd_context_validate_async  (BdContext *self, const char *number, gboolean allow_bad_check, const char *name, const char *born,
                                          const char *gender, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
BdValidation *bd_context_validate_finish (BdContext *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Opens: ticket first, then every service at once; returns as soon as the record exists, answers follow. */
void       bd_context_open_async  (BdContext *self, const BdPatient *patient, BdReasonCode reason, const char *note, BdIdentifiedBy identified_by,
                                   gboolean offline, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
BdOpening *bd_context_open_finish (BdContext *self, GAsyncResult *result, GError **error);   /* for both */
/* Emergency access from the start, where no relationship holds: BG1 to BG5 with note, initials, birth year and passphrase. */
void       bd_context_open_emergency_async (BdContext *self, const BdPatient *patient, const BdEmergencyRequest *request, BdLockedBytes *passphrase,
                                            gboolean offline, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* The glass before there is an opening: offered when the dialog appears, declined when it is left without opening. */
void       bd_context_note_offer_async  (BdContext *self, const BdPatient *patient, BdIdentifiedBy identified_by, gboolean declined,
                                         GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean   bd_context_note_offer_finish (BdContext *self, GAsyncResult *result, GError **error);
/* Remembered for this person and clinician for the shift (12 h); FALSE when nothing is. */
gboolean   bd_context_recall_reason (BdContext *self, const char *nhi, BdReasonCode *reason, BdIdentifiedBy *identified_by, char **note);

/* Home. Row objects are BdHomeRow: saved people, people opened this shift, services with their last state. */
GListModel *bd_context_get_saved    (BdContext *self);          /* (transfer none) of BdHomeRow; refreshed by itself */
GListModel *bd_context_get_opened   (BdContext *self);          /* (transfer none) of BdHomeRow */
GListModel *bd_context_get_services (BdContext *self);          /* (transfer none) of BdHomeRow: title = label, detail = "answered 14:02" */
void       bd_context_list_saved_async  (BdContext *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *bd_context_list_saved_finish (BdContext *self, GAsyncResult *result, GError **error);  /* (element-type BdSavedLine) */
void       bd_context_purge_async  (BdContext *self, const char *nhi, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean   bd_context_purge_finish (BdContext *self, GAsyncResult *result, guint *n, GError **error);
/* A privacy officer reads the audit log, which is written to it first. exit_status as on the command line. */
void       bd_context_read_log_async  (BdContext *self, BdLockedBytes *officer_key, const BdAuditFilter *filter, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
char      *bd_context_read_log_finish (BdContext *self, GAsyncResult *result, int *exit_status, GError **error);
char      *bd_context_dup_store_status (BdContext *self, gboolean as_json);   /* state, counts, key protection, keyring */

#define BD_TYPE_HOME_ROW (bd_home_row_get_type ())
G_DECLARE_FINAL_TYPE (BdHomeRow, bd_home_row, BD, HOME_ROW, GObject)
typedef enum { BD_HOME_SAVED, BD_HOME_OPENED, BD_HOME_SERVICE } BdHomeRowKind;
/* properties: title, subtitle, detail (strings), level (0 fine, 1 slow or old, 2 not answering, 3 not set up, 4 not asked yet), nhi */
const char *bd_home_row_get_title    (BdHomeRow *self);
const char *bd_home_row_get_subtitle (BdHomeRow *self);
const char *bd_home_row_get_detail   (BdHomeRow *self);
const char *bd_home_row_get_nhi      (BdHomeRow *self);
guint       bd_home_row_get_level    (BdHomeRow *self);

typedef struct { char *nhi, *initials, *birth_year; gint64 saved_at, keep_until; GStrv parts, agreements; } BdSavedLine;
void bd_saved_line_free (BdSavedLine *self);

G_END_DECLS
