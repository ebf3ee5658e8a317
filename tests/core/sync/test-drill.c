/* test-drill.c: identity and lookup against the drill, which knows nothing of this code
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "../net/clinic.h"
#include "bd-identity.h"
#include "bd-lookup.h"

#include <signal.h>
#include <string.h>

typedef struct { GSubprocess *drill; char *url; BdServices *services; } Fixture;

static void
keep_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GAsyncResult *
await (GAsyncResult **slot)
{
  while (*slot == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *slot;
}

static void
take_service (Fixture *f, BdSource source, const char *path)
{
  g_autofree char *url = g_strconcat (f->url, path, NULL);
  g_autoptr (BdTokenSource) tokens = bd_token_source_new_none ();

  bd_services_take (f->services, bd_service_new (bd_service_config_new (source, url), tokens));
}

static gboolean
set_up (Fixture *f)
{
  const char *path = g_getenv ("BEDSIDE_DRILL");
  g_autoptr (GDataInputStream) out = NULL;
  g_autofree char *line = NULL;
  g_autoptr (GError) error = NULL;

  if (path == NULL || !g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
    {
      g_test_skip ("no drill");
      return FALSE;
    }

  f->drill = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, path, "--page-size", "2", "--rate", "0", NULL);
  g_assert_no_error (error);
  out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (f->drill));
  while (f->url == NULL && (line = g_data_input_stream_read_line (out, NULL, NULL, NULL)) != NULL)
    {
      if (strstr (line, "http://") != NULL)
        f->url = g_strdup (strstr (line, "http://"));
      g_clear_pointer (&line, g_free);
    }
  g_assert_nonnull (f->url);
  f->services = bd_services_new ();
  take_service (f, BD_SOURCE_NHI, "/nhi");
  take_service (f, BD_SOURCE_SDHR, "/sdhr");
  take_service (f, BD_SOURCE_AIR, "/air");
  take_service (f, BD_SOURCE_MWS, "/mws");
  take_service (f, BD_SOURCE_MDR, "/mdr");
  take_service (f, BD_SOURCE_SHARED_CARE, "/shared-care");
  take_service (f, BD_SOURCE_HPI, "/hpi");

  return TRUE;
}

static void
tear_down (Fixture *f)
{
  g_subprocess_send_signal (f->drill, SIGTERM);
  g_subprocess_wait (f->drill, NULL, NULL);
  g_object_unref (f->drill);
  g_object_unref (f->services);
  g_free (f->url);
}

static BdIdentity *
identify (Fixture *f, const char *nhi, GError **error)
{
  g_autoptr (BdTicket) ticket = ticket_new (BD_TICKET_IDENTITY, nhi, BD_REASON_LR1);
  g_autoptr (GAsyncResult) result = NULL;

  bd_identity_read_async (f->services, NULL, ticket, nhi, FALSE, NULL, keep_result, &result);

  return bd_identity_read_finish (await (&result), error);
}

static BdRecord *
look_up (Fixture *f, const char *nhi)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BdIdentity) identity = identify (f, nhi, &error);
  g_autoptr (BdTicket) ticket = NULL;
  g_autoptr (BdLookup) lookup = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  BdRecord *record;

  g_assert_no_error (error);
  ticket = ticket_new (BD_TICKET_RECORD, identity->patient->nhi, BD_REASON_LR1);
  record = bd_record_new (bd_patient_copy (identity->patient), NULL);
  lookup = bd_lookup_new (f->services, ticket, record, NULL);
  bd_lookup_run_async (lookup, NULL, keep_result, &result);
  g_assert_true (bd_lookup_run_finish (lookup, await (&result), &error));
  g_assert_no_error (error);
  for (guint i = 0; i < bd_lookup_get_calls (lookup)->len; i++)
    g_test_message ("%s", (char *) g_ptr_array_index (bd_lookup_get_calls (lookup), i));

  return record;
}

typedef struct { const char *nhi; BdSectionKind section; BdSource source; BdResultState state; } Expected;
static const Expected expected[] = {
  { "ZKC7284", BD_SECTION_ALLERGIES, BD_SOURCE_SDHR, BD_STATE_WHOLE },
  { "ZKC7284", BD_SECTION_MEDICINES, BD_SOURCE_MDR, BD_STATE_WHOLE },
  { "ZKC7284", BD_SECTION_IMMUNISATIONS, BD_SOURCE_AIR, BD_STATE_WHOLE },
  { "ZKC7284", BD_SECTION_CONSENTS, BD_SOURCE_SHARED_CARE, BD_STATE_WHOLE },
  { "ZMW9001", BD_SECTION_ALLERGIES, BD_SOURCE_SDHR, BD_STATE_OPTED_OUT_GLOBAL },
  { "ZMW8001", BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_LOCKED },
  { "ZLR3250", BD_SECTION_ALLERGIES, BD_SOURCE_MWS, BD_STATE_WHOLE },
  { "ZAT2348", BD_SECTION_CONDITIONS, BD_SOURCE_SDHR, BD_STATE_DECEASED },
  { "ZFE35PQ", BD_SECTION_IMMUNISATIONS, BD_SOURCE_AIR, BD_STATE_RESTRICTED_REGISTER },
  { "ZMM8637", BD_SECTION_IMMUNISATIONS, BD_SOURCE_AIR, BD_STATE_WHOLE },
};

static void
test_states (void)
{
  Fixture f = { 0 };

  if (!set_up (&f))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      const Expected *e = &expected[i];
      g_autoptr (BdRecord) record = look_up (&f, e->nhi);
      const BdLedgerLine *line = bd_section_get_line (bd_record_get_section (record, e->section), e->source);

      g_test_message ("%s %s %s: %d %d", e->nhi, bd_section_to_string (e->section), bd_source_to_string (e->source),
                      line->http_status, line->failure);
      g_assert_cmpstr (bd_result_state_to_string (line->state), ==, bd_result_state_to_string (e->state));
      g_assert_false (line->more_exist);
      if (g_str_equal (e->nhi, "ZMM8637"))
        g_assert_cmpint (line->received, ==, 32);   /* AIR-Reader-6: all events, over many pages */
    }
  tear_down (&f);
}

static void
test_identity (void)
{
  Fixture f = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (BdIdentity) dormant = NULL;
  g_autoptr (BdIdentity) unknown = NULL;
  g_autoptr (BdTicket) ticket = ticket_new (BD_TICKET_IDENTITY, "", BD_REASON_LR1);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) candidates = NULL;

  if (!set_up (&f))
    return;
  dormant = identify (&f, "ZAA0962", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (dormant->patient->nhi, ==, "ZAT2496");
  g_assert_cmpstr (dormant->patient->asked_nhi, ==, "ZAA0962");
  unknown = identify (&f, "ZZZ9992", &error);
  g_assert_null (unknown);
  g_assert_error (error, BD_IDENTITY_ERROR, BD_IDENTITY_ERROR_NO_SUCH_PERSON);
  g_clear_error (&error);

  bd_identity_match_async (f.services, ticket, "Sage Westbrook", "1971", NULL, NULL, keep_result, &result);
  candidates = bd_identity_match_finish (await (&result), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (candidates->len, >, 0);
  g_assert_cmpstr (((BdPatient *) candidates->pdata[0])->nhi, ==, "ZKC7284");
  g_assert_cmpint (((BdPatient *) candidates->pdata[0])->score, >=, 40);
  tear_down (&f);
}

static BdValidationKind
validate (Fixture    *f,
          const char *nhi,
          const char *name,
          const char *born)
{
  g_autoptr (BdTicket) ticket = ticket_new (BD_TICKET_IDENTITY, nhi, BD_REASON_LR1);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (BdValidation) validation = NULL;
  g_autoptr (GError) error = NULL;

  bd_identity_validate_async (f->services, ticket, nhi, name, born, NULL, NULL, keep_result, &result);
  validation = bd_identity_validate_finish (await (&result), NULL, &error);
  g_assert_no_error (error);

  return validation->kind;
}

static void
test_validate (void)
{
  Fixture f = { 0 };

  if (!set_up (&f))
    return;
  g_assert_cmpint (validate (&f, "ZJS7596", "HINERANGI, Ruth", "1962-11-03"), ==, BD_VALIDATION_CERTAIN);
  g_assert_cmpint (validate (&f, "ZJK9604", "Ruth Hinerangi", "1962-11-03"), ==, BD_VALIDATION_NONE);
  g_assert_cmpint (validate (&f, "ZAA0962", "Jonathan Okeby", "1931"), ==, BD_VALIDATION_LINKED);
  tear_down (&f);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/drill/states", test_states);
  g_test_add_func ("/drill/identity", test_identity);
  g_test_add_func ("/drill/validate", test_validate);

  return g_test_run ();
}
