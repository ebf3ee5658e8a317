/* bd-service.h — one national service (or any FHIR R4 server) behind one URL
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-reply.h"
#include "bd-ticket.h"
#include "bd-token-source.h"

G_BEGIN_DECLS

typedef enum { BD_PATIENT_AS_URL, BD_PATIENT_AS_NHI, BD_PATIENT_AS_REFERENCE } BdPatientParameter;
typedef enum { BD_RETENTION_NONE, BD_RETENTION_SESSION, BD_RETENTION_HOURS } BdRetentionKind;

typedef struct _BdServiceConfig {
  BdSource           source;
  char              *url;             /* base, without a slash at the end */
  GStrv              resources;       /* what to ask it for; NULL = what its guide offers */
  BdPatientParameter patient_parameter;
  guint              timeout_seconds; /* 1–120 */
  BdLockedBytes     *api_key;         /* (nullable) */
  BdRetentionKind    retention;
  guint              retention_hours;
  char              *agreement;       /* (nullable) */
} BdServiceConfig;

BdServiceConfig *bd_service_config_new  (BdSource source, const char *url) G_GNUC_WARN_UNUSED_RESULT;
BdServiceConfig *bd_service_config_copy (const BdServiceConfig *self) G_GNUC_WARN_UNUSED_RESULT;
void             bd_service_config_free (BdServiceConfig *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BdServiceConfig, bd_service_config_free)

/* What a service's guide offers by patient, also for one that is not set up. NULL-terminated, static. */
const char *const *bd_service_default_types (BdSource source);

#define BD_TYPE_SERVICE (bd_service_get_type ())
G_DECLARE_FINAL_TYPE (BdService, bd_service, BD, SERVICE, GObject)

BdService             *bd_service_new        (BdServiceConfig *config, BdTokenSource *tokens) G_GNUC_WARN_UNUSED_RESULT; /* takes config */
const BdServiceConfig *bd_service_get_config (BdService *self);
/* What this service is asked for when `section` is wanted, in resource types; empty when it does not feed it. NULL-terminated, static. */
const char *const     *bd_service_get_types  (BdService *self, BdSectionKind section);

/* One search for one resource type by patient; each file a service knows how. Errors only: BD_NET_ERROR_TICKET, G_IO_ERROR_CANCELLED. */
void      bd_service_search_async  (BdService *self, BdTicket *ticket, const char *resource_type, const char *nhi,
                                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* The next page, verbatim. Another origin is not followed: failure REDIRECT, so that no token goes there. */
void      bd_service_follow_async  (BdService *self, BdTicket *ticket, const char *next_url,
                                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* Patient/{nhi} with scope IDENTITY; on a plain server that does not know the id: search by identifier. */
void      bd_service_read_patient_async (BdService *self, BdTicket *ticket, const char *nhi,
                                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* Patient/$match (NHI guide); name and birth date (a year is enough), gender (nullable). A server without $match: search by name. */
void      bd_service_match_async   (BdService *self, BdTicket *ticket, const char *name, const char *born, const char *gender,
                                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* The same for certain matches alone: do this number, name and birth date belong together? (NHI guide, validate.) No other way of asking. */
void      bd_service_validate_async (BdService *self, BdTicket *ticket, const char *nhi, const char *name, const char *born, const char *gender,
                                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* Location/{id}, Practitioner/{id} names from HPI: no patient data, still signed in. */
void      bd_service_read_async    (BdService *self, BdTicket *ticket, const char *resource_type, const char *id,
                                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* AuditEvent: PUT by its own id, so that a repeat is recognised. No ticket: it carries none of the record. */
void      bd_service_upload_audit_async (BdService *self, BdClinician *clinician, const char *id, GBytes *body,
                                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
BdReply  *bd_service_finish        (BdService *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* for all of them */

G_END_DECLS
