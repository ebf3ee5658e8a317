/* clinic.h: an invented clinic over real HTTP: NHI and SDHR with one person whose record holds something back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-context-private.h"
#include "bd-key-slots-private.h"

#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <string.h>

#define CANARY "CANARYSUBSTANCE"
#define FAMILY "WESTBROOK"
#define PASS   "kererū flies over"

typedef struct {
  SoupServer *server;
  char       *folder, *site, *data;
  guint       asked;          /* requests */
  gboolean    nhi_down, down;
  gboolean    releases;       /* ETREAT brings one row more */
  char       *context;        /* Request-Context of the last search, decoded */
  GMainLoop  *loop;
  GAsyncResult *result;
} Clinic;

static inline void
clinic_reply (SoupServerMessage *message, guint status, const char *body)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/fhir+json", SOUP_MEMORY_COPY, body, strlen (body));
}

static inline void
clinic_allergies (Clinic *clinic, SoupServerMessage *message)
{
  gboolean emergency = clinic->context != NULL && strstr (clinic->context, "ETREAT") != NULL;
  static const char row[] =
    "{\"fullUrl\":\"http://x/AllergyIntolerance/%s\",\"resource\":{\"resourceType\":\"AllergyIntolerance\",\"id\":\"%s\","
    "\"code\":{\"text\":\"%s\"},\"patient\":{\"reference\":\"https://api.hip.digital.health.nz/fhir/nhi/v1/Patient/ZKC7284\"},"
    "\"clinicalStatus\":{\"coding\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical\","
    "\"code\":\"active\"}]}}}";
  g_autofree char *one = g_strdup_printf (row, "a1", "a1", CANARY), *two = g_strdup_printf (row, "a2", "a2", "HIDDENSUBSTANCE");
  g_autofree char *body = NULL;

  if (emergency && clinic->releases)
    body = g_strdup_printf ("{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"total\":2,\"entry\":[%s,%s]}", one, two);
  else
    body = g_strdup_printf ("{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"total\":2,\"meta\":{\"security\":"
                            "[{\"code\":\"REDACTED\"}]},\"entry\":[%s,{\"search\":{\"mode\":\"outcome\"},\"resource\":{"
                            "\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"warning\",\"code\":\"informational\","
                            "\"details\":{\"text\":\"Results are still being loaded\"}}]}}]}", one);
  clinic_reply (message, 200, body);
}

static inline void
clinic_handler (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  Clinic *clinic = data;
  const char *header = soup_message_headers_get_one (soup_server_message_get_request_headers (message), "Request-Context");
  gsize length;

  clinic->asked++;
  if (clinic->down)
    clinic_reply (message, 503, "{}");
  else if (strcmp (path, "/nhi/Patient/ZKC7284") == 0 && !clinic->nhi_down)
    clinic_reply (message, 200,
                  "{\"resourceType\":\"Patient\",\"id\":\"ZKC7284\",\"name\":[{\"family\":\"" FAMILY "\",\"given\":[\"Sage\"]}],"
                  "\"birthDate\":\"1971-02-05\",\"gender\":\"female\"}");
  else if (g_str_has_prefix (path, "/nhi") && clinic->nhi_down)
    clinic_reply (message, 503, "{}");
  else if (g_str_has_prefix (path, "/nhi/Patient"))
    clinic_reply (message, 404, "{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"error\",\"code\":\"not-found\","
                                "\"details\":{\"coding\":[{\"system\":\"https://standards.digital.health.nz/ns/hip-error-code\","
                                "\"code\":\"EM02002\"}]}}]}");
  else if (g_str_has_prefix (path, "/sdhr/AllergyIntolerance"))
    {
      g_free (clinic->context);
      clinic->context = header != NULL ? (char *) g_base64_decode (header, &length) : NULL;
      if (clinic->context != NULL)
        clinic->context = g_realloc (clinic->context, length + 1), clinic->context[length] = '\0';
      clinic_allergies (clinic, message);
    }
  else
    clinic_reply (message, 404, "{}");
}

/* retention: what both services keep: "none", "session" or "72h". */
static inline Clinic *
clinic_new (const char *retention)
{
  Clinic *clinic = g_new0 (Clinic, 1);
  g_autofree char *text = NULL, *roster = NULL;
  GSList *uris;
  int port;

  clinic->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (clinic->server, NULL, clinic_handler, clinic, NULL);
  g_assert_true (soup_server_listen_local (clinic->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));
  uris = soup_server_get_uris (clinic->server);
  port = g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  clinic->folder = g_dir_make_tmp ("bd-clinic-XXXXXX", NULL);
  clinic->site = g_build_filename (clinic->folder, "site.conf", NULL);
  clinic->data = g_build_filename (clinic->folder, "data", NULL);
  roster = g_build_filename (clinic->folder, "roster.conf", NULL);
  text = g_strdup_printf ("[Site]\nName=Clinic\nOrganisation=G00001-G\nFacilities=FZZ999-B\nEnvironment=drill\n"
                          "[Service nhi]\nUrl=http://127.0.0.1:%d/nhi\nRetention=%s\nAgreement=test\n"
                          "[Service sdhr]\nUrl=http://127.0.0.1:%d/sdhr\nResources=AllergyIntolerance\nRetention=%s\nAgreement=test\n"
                          "[Identity]\nMode=roster\nRoster=roster.conf\n", port, retention, port, retention);
  g_assert_true (g_file_set_contents (clinic->site, text, -1, NULL));
  g_assert_true (g_file_set_contents (roster,
    "[Clinician tui]\nFullName=Tui Example\nCPN=99ZZZS\nRole=clinician\nFacilities=FZZ999-B\n"
    "[Clinician ruru]\nFullName=Ruru Example\nCPN=91ZZXN\nRole=clinician\nFacilities=FZZ999-B\n"
    "[Clinician desk]\nFullName=Desk Example\nRole=reception\nFacilities=FZZ999-B\n", -1, NULL));
  clinic->loop = g_main_loop_new (NULL, FALSE);

  return clinic;
}

static inline void
clinic_remove (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        clinic_remove (path);
      g_remove (path);
    }
  g_rmdir (folder);
}

static inline void
clinic_free (Clinic *clinic)
{
  clinic_remove (clinic->folder);
  g_object_unref (clinic->server);
  g_main_loop_unref (clinic->loop);
  g_free (clinic->context);
  g_free (clinic->folder);
  g_free (clinic->site);
  g_free (clinic->data);
  g_free (clinic);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Clinic, clinic_free)

/* Whether any file below holds these bytes. */
static inline gboolean
clinic_disk_holds (const char *folder, const char *text)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  gboolean found = FALSE;

  while (dir != NULL && !found && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL), *contents = NULL;
      gsize length;

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        found = clinic_disk_holds (path, text);
      else if (g_file_get_contents (path, &contents, &length, NULL))
        found = memmem (contents, length, text, strlen (text)) != NULL;
    }

  return found;
}

static inline void
clinic_on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  Clinic *clinic = data;

  g_set_object (&clinic->result, result);
  g_main_loop_quit (clinic->loop);
}

static inline GAsyncResult *
clinic_wait (Clinic *clinic)
{
  while (clinic->result == NULL)
    g_main_loop_run (clinic->loop);

  return g_steal_pointer (&clinic->result);
}

static inline BdLockedBytes *
clinic_pass (const char *text)
{
  return bd_locked_bytes_new_copy (text, strlen (text));
}

static inline BdContext *
clinic_start (Clinic *clinic)
{
  g_autoptr (BdSiteProfile) profile = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  static const BdWrapCost cheap = { 1, 64 * 1024 };   /* what a passphrase costs is tested with the keys */
  BdContext *context;

  profile = bd_site_profile_load (clinic->site, &error);
  g_assert_no_error (error);
  context = bd_context_new (profile, clinic->data);
  bd_key_slots_set_cost_for_tests (context->slots, &cheap, &cheap);
  bd_context_start_async (context, NULL, clinic_on_done, clinic);
  result = clinic_wait (clinic);
  bd_context_start_finish (context, result, &error);
  g_assert_no_error (error);

  return context;
}

static inline gboolean
clinic_sign_in (Clinic *clinic, BdContext *context, const char *user, const char *pass, GError **error)
{
  g_autoptr (BdLockedBytes) bytes = clinic_pass (pass);
  g_autoptr (GAsyncResult) result = NULL;

  bd_context_sign_in_async (context, user, bytes, NULL, clinic_on_done, clinic);
  result = clinic_wait (clinic);

  return bd_context_sign_in_finish (context, result, error);
}

static inline void
clinic_sign_out (Clinic *clinic, BdContext *context)
{
  g_autoptr (GAsyncResult) result = NULL;

  bd_context_sign_out_async (context, NULL, clinic_on_done, clinic);
  result = clinic_wait (clinic);
  g_assert_true (bd_context_sign_out_finish (context, result, NULL));
}

static inline BdPatient *
clinic_identify (Clinic *clinic, BdContext *context, const char *number, gboolean offline, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  bd_context_identify_async (context, number, offline, FALSE, NULL, clinic_on_done, clinic);
  result = clinic_wait (clinic);

  return bd_context_identify_finish (context, result, error);
}

static inline BdOpening *
clinic_open (Clinic *clinic, BdContext *context, BdPatient *patient, gboolean offline, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  BdOpening *opening;

  bd_context_open_async (context, patient, BD_REASON_LR1, NULL, BD_IDENTIFIED_WRISTBAND, offline, NULL, clinic_on_done, clinic);
  result = clinic_wait (clinic);
  opening = bd_context_open_finish (context, result, error);
  if (opening != NULL && !bd_opening_is_settled (opening))
    {
      gulong handler = g_signal_connect_swapped (opening, "settled", G_CALLBACK (g_main_loop_quit), clinic->loop);

      g_main_loop_run (clinic->loop);
      g_signal_handler_disconnect (opening, handler);
    }

  return opening;
}
