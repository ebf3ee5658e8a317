/* test-faults.c: every fault does what it says, once, and then is gone
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "drill-fixture.h"

#include <string.h>

#define PATH "/mws/AllergyIntolerance?patient=ZKC7284"

static double
seconds (gint64 since)
{
  return (double) (g_get_monotonic_time () - since) / G_USEC_PER_SEC;
}

static Answer *
fault_once (Drill      *drill,
            const char *name,
            int         ms)
{
  g_autofree char *wish = g_strdup_printf ("{\"service\":\"mws\",\"fault\":\"%s\",\"ms\":%d,\"count\":1}", name, ms);

  drill_fault (drill, wish);

  return drill_get (drill, PATH);
}

static void
assert_well (Drill *drill)
{
  g_autoptr (Answer) answer = drill_get (drill, PATH);

  assert_status (answer, 200);
  g_assert_cmpstr (answer_at (answer, "resourceType"), ==, "Bundle");
}

/* Faults that come as a whole HTTP answer. */
static const struct { const char *name; guint status; const char *type; } answered[] = {
  { "500", 500, "application/fhir+json" },   { "503", 503, "application/fhir+json" },
  { "429", 429, "application/fhir+json" },   { "html", 200, "text/html" },
  { "wrong-content-type", 200, "text/plain" }, { "empty", 200, "application/fhir+json" },
  { "redirect", 302, "text/html" },          { "token-expired", 401, "application/fhir+json" },
  { "repeated-members", 200, "application/fhir+json" }, { "bad-number", 200, "application/fhir+json" },
  { "huge", 200, "application/fhir+json" },  { "clock-skew", 200, "application/fhir+json" },
};

static void
test_answered (Drill        *drill,
               gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (answered); i++)
    {
      g_autoptr (Answer) answer = fault_once (drill, answered[i].name, 5000);
      const char *type = answer_header (answer, "Content-Type");

      g_test_message ("%s", answered[i].name);
      assert_status (answer, answered[i].status);
      g_assert_true (g_str_has_prefix (type, answered[i].type));
      assert_well (drill);
    }
}

static void
test_bodies (Drill        *drill,
             gconstpointer data)
{
  g_autoptr (Answer) empty = fault_once (drill, "empty", 0);
  g_autoptr (Answer) repeated = fault_once (drill, "repeated-members", 0);
  g_autoptr (Answer) number = fault_once (drill, "bad-number", 0);
  g_autoptr (Answer) huge = fault_once (drill, "huge", 0);
  g_autoptr (Answer) throttled = fault_once (drill, "429", 1700);
  g_autoptr (Answer) moved = fault_once (drill, "redirect", 0);
  g_autoptr (Answer) expired = fault_once (drill, "token-expired", 0);

  g_assert_cmpuint (strlen (empty->text), ==, 0);
  g_assert_true (g_str_has_prefix (repeated->text, "{\"resourceType\":\"Basic\",\"resourceType\":\"Bundle\""));
  g_assert_nonnull (strstr (number->text, "-01.5.2"));
  g_assert_cmpuint (strlen (huge->text), >, 32u * 1024 * 1024);
  g_assert_cmpstr (answer_at (huge, "resourceType"), ==, "Bundle");
  g_assert_cmpstr (answer_header (throttled, "x-ratelimit-reset"), ==, "1700");
  g_assert_cmpstr (answer_header (throttled, "Retry-After"), ==, "2");
  g_assert_true (g_str_has_suffix (answer_header (moved, "Location"), "/drill/elsewhere"));
  g_assert_nonnull (strstr (answer_header (expired, "WWW-Authenticate"), "invalid_token"));
}

static void
test_clock_skew (Drill        *drill,
                 gconstpointer data)
{
  g_autoptr (Answer) answer = fault_once (drill, "clock-skew", 86400000);
  g_autoptr (GDateTime) date = soup_date_time_new_from_http_string (answer_header (answer, "Date"));
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  g_assert_cmpint (g_date_time_difference (date, now) / G_TIME_SPAN_HOUR, >=, 23);
}

/* Faults that break the connection. They last until cleared: libsoup tries a
 * dropped connection once more. */
static void
test_broken (Drill        *drill,
             gconstpointer data)
{
  static const char *const names[] = { "reset", "line-down" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *wish = g_strdup_printf ("{\"service\":\"mws\",\"fault\":\"%s\"}", names[i]);
      g_autoptr (Answer) answer = NULL;

      g_test_message ("%s", names[i]);
      drill_fault (drill, wish);
      answer = drill_get (drill, PATH);
      g_assert_nonnull (answer->error);
      drill_fault (drill, "{\"service\":\"*\",\"fault\":\"none\"}");
      assert_well (drill);
    }
}

/* libsoup takes half a body for a whole one: only the promised length tells. */
static void
test_half_body (Drill        *drill,
                gconstpointer data)
{
  g_autoptr (Answer) answer = fault_once (drill, "half-body", 0);
  guint64 promised = g_ascii_strtoull (answer_header (answer, "Content-Length"), NULL, 10);

  g_assert_cmpuint (promised, >, 100);
  g_assert_cmpuint (strlen (answer->text), ==, promised / 2);
  g_assert_null (answer->json);
  assert_well (drill);
}

static void
test_line_down_is_for_all (Drill        *drill,
                           gconstpointer data)
{
  g_autoptr (Answer) other = NULL;
  g_autoptr (Answer) own = NULL;
  g_autoptr (Answer) people = NULL;
  gint64 start = g_get_monotonic_time ();

  drill_fault (drill, "{\"service\":\"mws\",\"fault\":\"line-down\"}");
  other = drill_get (drill, "/nhi/Patient/ZKC7284");
  own = drill_get (drill, PATH);
  people = drill_get (drill, "/drill/people");
  g_assert_nonnull (other->error);
  g_assert_nonnull (own->error);
  assert_status (people, 200);
  g_assert_cmpfloat (seconds (start), <, 2);
}

static void
test_slow (Drill        *drill,
           gconstpointer data)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr (Answer) late = fault_once (drill, "latency", 400);

  assert_status (late, 200);
  g_assert_cmpfloat (seconds (start), >=, 0.39);
  start = g_get_monotonic_time ();
  {
    g_autoptr (Answer) drip = fault_once (drill, "slow-drip", 5);

    assert_status (drip, 200);
    g_assert_cmpstr (answer_at (drip, "resourceType"), ==, "Bundle");
    g_assert_cmpfloat (seconds (start), >=, 0.2);
  }
  start = g_get_monotonic_time ();
  assert_well (drill);
  g_assert_cmpfloat (seconds (start), <, 0.3);
}

static void
test_jitter (Drill        *drill,
             gconstpointer data)
{
  drill_fault (drill, "{\"service\":\"mws\",\"fault\":\"latency\",\"ms\":20,\"jitterMs\":60}");
  for (guint i = 0; i < 5; i++)
    {
      gint64 start = g_get_monotonic_time ();

      assert_well (drill);
      g_assert_cmpfloat (seconds (start), >=, 0.019);
    }
}

/* The server says nothing, but goes on serving others; the client's own time limit ends it. */
static void
test_no_answer (Drill        *drill,
                gconstpointer data)
{
  g_autoptr (Answer) silent = NULL;
  g_autoptr (Answer) held = NULL;

  g_object_set (drill->session, "timeout", 1, NULL);
  drill_fault (drill, "{\"service\":\"mws\",\"fault\":\"no-answer\"}");
  silent = drill_get (drill, PATH);
  g_assert_error (silent->error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  {
    g_autoptr (Answer) other = drill_get (drill, "/nhi/Patient/ZKC7284");

    assert_status (other, 200);
  }
  drill_fault (drill, "{\"fault\":\"none\"}");
  drill_fault (drill, "{\"service\":\"mws\",\"fault\":\"no-answer\",\"ms\":200}");
  held = drill_get (drill, PATH);
  g_assert_nonnull (held->error);
  g_assert_false (g_error_matches (held->error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT));
}

static void
test_scope_of_a_fault (Drill        *drill,
                       gconstpointer data)
{
  g_autoptr (Answer) hit = NULL;
  g_autoptr (Answer) type_free = NULL;
  g_autoptr (Answer) service_free = NULL;
  g_autoptr (Answer) bad = drill_call (drill, "POST", "/drill/fault", NULL, "application/json", "{\"fault\":\"earthquake\"}");

  assert_status (bad, 400);
  drill_fault (drill, "{\"service\":\"sdhr\",\"fault\":\"500\",\"resourceType\":\"Condition\"}");
  hit = drill_sdhr (drill, "Condition", "ZKC7284", "TREAT", PRACTICE);
  type_free = drill_sdhr (drill, "Observation", "ZKC7284", "TREAT", PRACTICE);
  service_free = drill_get (drill, PATH);
  assert_status (hit, 500);
  assert_status (type_free, 200);
  assert_status (service_free, 200);
}

static void
test_count (Drill        *drill,
            gconstpointer data)
{
  static const guint expected[] = { 503, 503, 200 };

  drill_fault (drill, "{\"service\":\"*\",\"fault\":\"503\",\"count\":2}");
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autoptr (Answer) answer = drill_get (drill, PATH);

      assert_status (answer, expected[i]);
    }
}

#define ADD(name, func) g_test_add ("/drill/faults/" name, Drill, NULL, drill_set_up, func, drill_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("answered", test_answered);
  ADD ("bodies", test_bodies);
  ADD ("clock-skew", test_clock_skew);
  ADD ("broken", test_broken);
  ADD ("half-body", test_half_body);
  ADD ("line-down", test_line_down_is_for_all);
  ADD ("slow", test_slow);
  ADD ("jitter", test_jitter);
  ADD ("no-answer", test_no_answer);
  ADD ("scope", test_scope_of_a_fault);
  ADD ("count", test_count);

  return g_test_run ();
}
