/* bd-identity.h — who is this number, or this name: from NHI, else from the saved copy
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-patient.h"
#include "bd-services.h"
#include "bd-store.h"
#include "bd-validation.h"

G_BEGIN_DECLS

#define BD_IDENTITY_ERROR (bd_identity_error_quark ())
GQuark bd_identity_error_quark (void);
typedef enum {
  BD_IDENTITY_ERROR_NO_SUCH_PERSON,  /* NHI knows no such number */
  BD_IDENTITY_ERROR_NO_ANSWER,       /* NHI did not answer and nothing is saved */
  BD_IDENTITY_ERROR_REFUSED,
  BD_IDENTITY_ERROR_NOT_SAVED,       /* offline only: not saved on this device */
  BD_IDENTITY_ERROR_NOT_SET_UP,      /* this site has no NHI service */
} BdIdentityError;

/* patient, plus what was asked of whom for the audit log. A saved patient has saved_at. */
typedef struct { BdPatient *patient; GPtrArray *calls; gboolean offline; BdFailure failure; } BdIdentity;
void        bd_identity_free         (BdIdentity *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BdIdentity, bd_identity_free)

/* store (nullable). offline TRUE asks no service. If NHI does not answer, the saved demographics stand in, marked so. */
void        bd_identity_read_async   (BdServices *services, BdStore *store, BdTicket *ticket, const char *nhi, gboolean offline,
                                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
BdIdentity *bd_identity_read_finish  (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Candidates, best first; never picks. */
void        bd_identity_match_async  (BdServices *services, BdTicket *ticket, const char *name, const char *born, const char *gender,
                                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray  *bd_identity_match_finish (GAsyncResult *result, GPtrArray **calls, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type BdPatient) */
/* Do this number and these particulars belong together? Never answered from a saved copy. */
void          bd_identity_validate_async  (BdServices *services, BdTicket *ticket, const char *nhi, const char *name, const char *born,
                                           const char *gender, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
BdValidation *bd_identity_validate_finish (GAsyncResult *result, GPtrArray **calls, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
