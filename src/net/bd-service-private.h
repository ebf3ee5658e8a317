/* bd-service-private.h — what the files of the single services share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-http.h"
#include "bd-service.h"

G_BEGIN_DECLS

/* One service's ways, where they differ from a plain FHIR search by GET. */
typedef struct {
  const char *const  *types;       /* what its guide offers; NULL-terminated */
  BdPatientParameter  patient_as;
  /* Headers of its own (nullable). */
  void           (*set_headers) (BdHttpRequest *request, const BdClinician *clinician);
  /* A search that is no GET, or has more parameters (nullable); patient is the parameter's value, not escaped. */
  BdHttpRequest *(*search)      (BdService *self, const char *resource_type, const char *patient);
} BdServiceKind;

extern const BdServiceKind bd_service_kind_nhi;
extern const BdServiceKind bd_service_kind_sdhr;
extern const BdServiceKind bd_service_kind_air;
extern const BdServiceKind bd_service_kind_mws;
extern const BdServiceKind bd_service_kind_mdr;
extern const BdServiceKind bd_service_kind_shared_care;
extern const BdServiceKind bd_service_kind_hpi;
extern const BdServiceKind bd_service_kind_audit;

const BdServiceKind *bd_service_kind_get (BdSource source);

/* The second way of asking the same, when the first reply says the server does not know the first; NULL = leave it. */
typedef BdHttpRequest *(*BdServiceFallback) (BdService *self, const BdReply *reply, gconstpointer data);

typedef struct {
  BdHttpRequest     *request;      /* taken */
  char              *call;         /* taken */
  BdClinician       *clinician;    /* borrowed */
  BdPurpose          purpose;
  gboolean           may_be_empty; /* a 2xx without a body is an answer */
  BdServiceFallback  fallback;     /* (nullable) asked once */
  gpointer           fallback_data;/* taken, freed with g_free */
} BdServiceQuestion;

void           bd_service_ask        (BdService *self, BdServiceQuestion *question, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data);
void           bd_service_refuse     (BdService *self, GAsyncReadyCallback callback, gpointer user_data);
BdHttpRequest *bd_service_get        (BdService *self, const char *path_and_query) G_GNUC_WARN_UNUSED_RESULT;
void           bd_service_decline    (BdService *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean       bd_service_may_identify (BdTicket *ticket, const char *nhi);
BdTokenSource *bd_service_peek_tokens  (BdService *self);
SoupSession   *bd_service_peek_session (BdService *self);
char          *bd_service_dup_call   (BdService *self, const char *method, const char *what) G_GNUC_WARN_UNUSED_RESULT;
char          *bd_service_dup_patient (BdService *self, const char *nhi) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray     *bd_service_read_issues (const BdReply *reply) G_GNUC_WARN_UNUSED_RESULT;
gboolean       bd_service_is_nhi_error (const BdReply *reply);   /* NHI's own codes, which no other server has */
void           bd_service_set_userid (BdHttpRequest *request, const BdClinician *clinician);

G_END_DECLS
