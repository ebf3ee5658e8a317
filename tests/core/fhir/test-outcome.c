/* test-outcome.c: outcomes are told apart by code
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-outcome.h"

#include <string.h>

#define SDHR "https://fhir-ig.digital.health.nz/sdhr/CodeSystem/sdhr-outcome-codes"

static GPtrArray *
read_issues (const char *issues)
{
  g_autofree char *text = g_strdup_printf ("{\"resourceType\":\"OperationOutcome\",\"issue\":%s}", issues);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_autoptr (BdJson) json = bd_json_parse (bytes, &error);

  g_assert_no_error (error);

  return bd_outcome_read_issues (bd_json_root (json));
}

static void
test_details (void)
{
  static const struct { const char *code; BdOutcomeKind kind; } rows[] = {
    { "sdhr-records-withheld-at-source", BD_OUTCOME_WITHHELD_AT_SOURCE },
    { "sdhr-participation-status-denied", BD_OUTCOME_OPTED_OUT_GLOBAL },
    { "sdhr-participation-status-denied-facility", BD_OUTCOME_OPTED_OUT_FACILITY },
    { "sdhr-domain-participation-denied", BD_OUTCOME_OPTED_OUT_DOMAIN },
    { "sdhr-participation-status-denied-deceased", BD_OUTCOME_DECEASED },
    { "sdhr-participation-status-unknown", BD_OUTCOME_PARTICIPATION_UNKNOWN },
    { "sdhr-participation-unknown", BD_OUTCOME_PARTICIPATION_UNKNOWN },
    { "SDHR-Participation-Unknown", BD_OUTCOME_PARTICIPATION_UNKNOWN },
    { "sdhr-patient-locked", BD_OUTCOME_LOCKED },
    { "sdhr-facility-locked", BD_OUTCOME_LOCKED },
    { "EM02002", BD_OUTCOME_NOT_FOUND },
    { "sdhr-operation-success", BD_OUTCOME_NONE },
    { "sdhr-facility-unknown", BD_OUTCOME_OTHER },
    { "sdhr-participation", BD_OUTCOME_OTHER },
    { "UNAUTHORISED", BD_OUTCOME_OTHER },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strdup_printf ("[{\"severity\":\"error\",\"code\":\"suppressed\",\"details\":{\"coding\":"
                                               "[{\"system\":\"" SDHR "\",\"code\":\"%s\"}]}}]", rows[i].code);
      g_autoptr (GPtrArray) issues = read_issues (text);
      const BdIssue *issue = g_ptr_array_index (issues, 0);

      g_test_message ("%s", rows[i].code);
      g_assert_cmpint (issue->kind, ==, rows[i].kind);
      g_assert_cmpstr (issue->details_code, ==, rows[i].code);
      g_assert_cmpstr (issue->details_system, ==, SDHR);
    }
}

static void
test_issue_code (void)
{
  static const struct { const char *issue; BdOutcomeKind kind; } rows[] = {
    { "{\"code\":\"throttled\"}", BD_OUTCOME_THROTTLED },
    { "{\"code\":\"not-found\"}", BD_OUTCOME_NOT_FOUND },
    { "{\"code\":\"security\"}", BD_OUTCOME_CONFIDENTIAL },
    { "{\"code\":\"security\",\"diagnostics\":\"Resource access is forbidden\"}", BD_OUTCOME_CONFIDENTIAL },
    { "{\"code\":\"security\",\"diagnostics\":\"Consent not valid\"}", BD_OUTCOME_CONSENT_NOT_VALID },
    { "{\"code\":\"security\",\"details\":{\"coding\":[{\"code\":\"new-code\"}]}}", BD_OUTCOME_OTHER },
    { "{\"code\":\"suppressed\"}", BD_OUTCOME_OTHER },
    { "{\"code\":\"processing\",\"diagnostics\":\"sdhr-patient-locked\"}", BD_OUTCOME_OTHER },
    { "{\"code\":\"processing\",\"details\":{\"text\":\"sdhr-participation-status-denied\"}}", BD_OUTCOME_OTHER },
    { "{}", BD_OUTCOME_OTHER },
    { "{\"code\":\"throttled\",\"details\":{\"coding\":[{\"code\":\"x\"},{\"code\":\"sdhr-patient-locked\"}]}}", BD_OUTCOME_LOCKED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strdup_printf ("[%s]", rows[i].issue);
      g_autoptr (GPtrArray) issues = read_issues (text);

      g_test_message ("%s", rows[i].issue);
      g_assert_cmpuint (issues->len, ==, 1);
      g_assert_cmpint (((BdIssue *) g_ptr_array_index (issues, 0))->kind, ==, rows[i].kind);
    }
}

static void
test_worst (void)
{
  static const struct { const char *issues; BdOutcomeKind worst; } rows[] = {
    { "[]", BD_OUTCOME_NONE },
    { "[7,null]", BD_OUTCOME_NONE },
    { "{}", BD_OUTCOME_NONE },
    { "[{\"details\":{\"coding\":[{\"code\":\"sdhr-operation-success\"}]}}]", BD_OUTCOME_NONE },
    { "[{\"code\":\"informational\"},{\"code\":\"throttled\"}]", BD_OUTCOME_THROTTLED },
    { "[{\"details\":{\"coding\":[{\"code\":\"sdhr-participation-status-denied\"}]}},{\"code\":\"throttled\"}]", BD_OUTCOME_OPTED_OUT_GLOBAL },
    { "[{\"details\":{\"coding\":[{\"code\":\"sdhr-participation-status-denied\"}]}},"
      "{\"details\":{\"coding\":[{\"code\":\"sdhr-participation-status-denied-deceased\"}]}}]", BD_OUTCOME_DECEASED },
    { "[{\"details\":{\"coding\":[{\"code\":\"sdhr-records-withheld-at-source\"}]}},{\"code\":\"processing\"}]", BD_OUTCOME_WITHHELD_AT_SOURCE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) issues = read_issues (rows[i].issues);

      g_assert_cmpint (bd_outcome_worst (issues), ==, rows[i].worst);
    }
  g_assert_cmpint (bd_outcome_worst (NULL), ==, BD_OUTCOME_NONE);
}

static void
test_words (void)
{
  static const struct { const char *issue, *words; } rows[] = {
    { "{\"details\":{\"text\":\"text\",\"coding\":[{\"display\":\"display\"}]},\"diagnostics\":\"diagnostics\"}", "text" },
    { "{\"details\":{\"coding\":[{\"display\":\"display\"}]},\"diagnostics\":\"diagnostics\"}", "display" },
    { "{\"details\":{\"coding\":[{\"code\":\"c\"}]},\"diagnostics\":\"diagnostics\"}", "diagnostics" },
    { "{\"severity\":\"error\"}", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strdup_printf ("[%s]", rows[i].issue);
      g_autoptr (GPtrArray) issues = read_issues (text);

      g_assert_cmpstr (bd_issue_peek_words (g_ptr_array_index (issues, 0)), ==, rows[i].words);
    }
  g_assert_null (bd_issue_peek_words (NULL));
}

static void
test_copy (void)
{
  g_autoptr (GPtrArray) issues = read_issues ("[{\"severity\":\"error\",\"code\":\"value\",\"diagnostics\":\"d\","
                                              "\"details\":{\"text\":\"t\",\"coding\":[{\"system\":\"s\",\"code\":\"sdhr-patient-locked\"}]}}]");
  BdIssue *copy = bd_issue_copy (g_ptr_array_index (issues, 0));

  g_clear_pointer (&issues, g_ptr_array_unref);
  g_assert_cmpstr (copy->severity, ==, "error");
  g_assert_cmpstr (copy->code, ==, "value");
  g_assert_cmpstr (copy->details_system, ==, "s");
  g_assert_cmpstr (copy->details_code, ==, "sdhr-patient-locked");
  g_assert_cmpstr (copy->details_text, ==, "t");
  g_assert_cmpstr (copy->diagnostics, ==, "d");
  g_assert_cmpint (copy->kind, ==, BD_OUTCOME_LOCKED);
  bd_issue_free (copy);
}

static void
test_no_outcome (void)
{
  static const char text[] = "{\"resourceType\":\"Patient\",\"issue\":[{\"code\":\"throttled\"}]}";
  g_autoptr (GPtrArray) nothing = bd_outcome_read_issues (NULL);
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, sizeof text - 1);
  g_autoptr (BdJson) json = bd_json_parse (bytes, NULL);
  g_autoptr (GPtrArray) patient = bd_outcome_read_issues (bd_json_root (json));

  g_assert_cmpuint (nothing->len, ==, 0);
  g_assert_cmpuint (patient->len, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/outcome/details", test_details);
  g_test_add_func ("/outcome/issue-code", test_issue_code);
  g_test_add_func ("/outcome/worst", test_worst);
  g_test_add_func ("/outcome/words", test_words);
  g_test_add_func ("/outcome/copy", test_copy);
  g_test_add_func ("/outcome/no-outcome", test_no_outcome);

  return g_test_run ();
}
