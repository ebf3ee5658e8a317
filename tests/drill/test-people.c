/* test-people.c: the invented people: numbers, stories, every state; and generated ones
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "drill-fixture.h"

#include <string.h>

/* Its own check, so that a slip in the drill's is not made twice (NHI guide 1.6.5). */
static gboolean
number_checks (const char *nhi)
{
  static const char alphabet[] = "ABCDEFGHJKLMNPQRSTUVWXYZ";
  int sum = 0, last;

  for (int i = 0; i < 6; i++)
    {
      const char *at = strchr (alphabet, nhi[i]);
      int value = g_ascii_isdigit (nhi[i]) ? nhi[i] - '0' : at != NULL ? (int) (at - alphabet) + 1 : -1000;

      sum += value * (7 - i);
    }
  if (sum < 0 || strlen (nhi) != 7)
    return FALSE;
  if (g_ascii_isdigit (nhi[6]))
    {
      last = 11 - sum % 11;
      return last != 11 && (last == 10 ? 0 : last) == nhi[6] - '0';
    }

  return strchr (alphabet, nhi[6]) != NULL && strchr (alphabet, nhi[6]) - alphabet + 1 == 23 - sum % 23;
}

/* Health NZ's own test numbers that fail the check. */
static const char *const meant_to_fail[] = { "ZMW9001", "ZMW8001", NULL };

static void
test_written (Drill        *drill,
              gconstpointer data)
{
  g_autoptr (Answer) answer = drill_get (drill, "/drill/people");
  int n = answer_size (answer, "people");

  g_assert_cmpint (n, >=, 30);
  for (int i = 0; i < n; i++)
    {
      g_autofree char *prefix = g_strdup_printf ("people.%d.", i);
      g_autofree char *nhi = g_strconcat (prefix, "nhi", NULL);
      g_autofree char *name = g_strconcat (prefix, "name", NULL);
      g_autofree char *story = g_strconcat (prefix, "story", NULL);
      g_autofree char *exercises = g_strconcat (prefix, "exercises", NULL);
      g_autofree char *born = g_strconcat (prefix, "born", NULL);
      const char *number = answer_at (answer, nhi);

      g_test_message ("%s", number);
      g_assert_true (number[0] == 'Z');
      g_assert_true (number_checks (number) != g_strv_contains (meant_to_fail, number));
      g_assert_nonnull (answer_at (answer, name));
      g_assert_cmpuint (strlen (answer_at (answer, story)), >, 20);
      g_assert_cmpint (answer_size (answer, exercises), >, 0);
      g_assert_true (g_regex_match_simple ("^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$", answer_at (answer, born), 0, 0));
    }
}

static void
test_states_are_held (Drill        *drill,
                      gconstpointer data)
{
  static const char *const exercises[] = {
    "whole, some", "whole, none", "redacted", "withheld at source", "opted out, global", "opted out, facility",
    "opted out, domain", "deceased", "participation unknown", "patient locked", "restricted register", "refused",
    "throttled", "not available", "no known allergies, stated", "SNOMED statuses", "MWS legacy text only",
    "code and text disagree", "units missing", "amended", "panels", "vaping", "compound: all ingredients",
    "changed by pharmacy", "stopped medicines", "dose 98 = no number", "dose 99 = dose 0", "not done with reasons",
    "given overseas", "historic", "linked NHIs", "dormant number", "longest names", "32 immunisations",
    "new-format number", "ETREAT releases more", "ETREAT releases nothing more", "ETREAT refused",
    "consent proposed", "infant", "very old",
  };
  g_autoptr (Answer) answer = drill_get (drill, "/drill/people");

  for (guint i = 0; i < G_N_ELEMENTS (exercises); i++)
    {
      g_autofree char *quoted = g_strdup_printf ("\"%s\"", exercises[i]);

      g_test_message ("%s", exercises[i]);
      g_assert_nonnull (strstr (answer->text, quoted));
    }
}

/* NHI-GET-6: family 100, given 50, other given 100. */
static void
test_longest (Drill        *drill,
              gconstpointer data)
{
  g_autoptr (Answer) answer = drill_get (drill, "/nhi/Patient/ZBE4905");

  g_assert_cmpint (g_utf8_strlen (answer_at (answer, "name.0.family"), -1), ==, 100);
  g_assert_cmpint (g_utf8_strlen (answer_at (answer, "name.0.given.0"), -1), ==, 50);
  g_assert_cmpint (g_utf8_strlen (answer_at (answer, "name.0.given.1"), -1), ==, 100);
}

/* Recent things stay recent, whatever the day. */
static void
test_not_stale (Drill        *drill,
                gconstpointer data)
{
  g_autoptr (Answer) answer = drill_get (drill, "/mdr/MedicationRequest/9D1R00A7284M01-1");
  g_autoptr (GDateTime) authored = g_date_time_new_from_iso8601 (answer_at (answer, "authoredOn"), NULL);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  g_assert_cmpint (g_date_time_difference (now, authored) / G_TIME_SPAN_DAY, <=, 24);
  g_assert_cmpint (g_date_time_difference (now, authored) / G_TIME_SPAN_DAY, >=, 21);
}

static char *
first_generated (Drill *drill)
{
  static const char *const body =
    "{\"parameter\":[{\"name\":\"resource\",\"resource\":{\"name\":[{\"family\":\"Ngata\",\"given\":[\"Aroha\"]}],\"birthDate\":\"1950\"}},"
    "{\"name\":\"count\",\"valueInteger\":50}]}";
  g_autoptr (Answer) answer = drill_call (drill, "POST", "/nhi/Patient/$match", "userid: a", "application/json", body);

  for (int i = 0; i < answer_size (answer, "entry"); i++)
    {
      g_autofree char *path = g_strdup_printf ("entry.%d.resource.id", i);

      if (g_str_has_prefix (answer_at (answer, path), "ZP"))
        return g_strdup (answer_at (answer, path));
    }

  return NULL;
}

static char *
text_of (const char *seed,
         const char *path)
{
  Drill drill = { 0 };
  char *text;

  drill_start (&drill, "--generate", "500", "--entries", "60", "--seed", seed, NULL);
  {
    g_autoptr (Answer) answer = drill_get (&drill, path);

    assert_status (answer, 200);
    text = g_steal_pointer (&answer->text);
  }
  drill_stop (&drill);

  return text;
}

static void
test_seed (void)
{
  g_autofree char *one = text_of ("7", "/nhi/Patient/ZPA0007");
  g_autofree char *same = text_of ("7", "/nhi/Patient/ZPA0007");
  g_autofree char *other = text_of ("8", "/nhi/Patient/ZPA0007");

  g_assert_cmpstr (one, ==, same);
  g_assert_cmpstr (one, !=, other);
}

/* All kinds of records of one person, following every page. */
static guint
count_records (Drill      *drill,
               const char *nhi)
{
  static const char *const paths[] = {
    "/sdhr/AllergyIntolerance?patient=" NHI_URL "%s", "/sdhr/Condition?patient=" NHI_URL "%s",
    "/sdhr/Observation?patient=" NHI_URL "%s", "/sdhr/Encounter?patient=" NHI_URL "%s",
    "/mdr/MedicationRequest?patient=%s", "/mdr/MedicationDispense?patient=%s",
    "/sdhr/Immunization?patient=" NHI_URL "%s", "/mws/AllergyIntolerance?patient=%s",
  };
  guint found = 0;

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_auto (GStrv) parts = g_strsplit (paths[i], "%s", 2);
      g_autofree char *url = g_strconcat (parts[0], nhi, NULL);

      while (url != NULL)
        {
          g_autoptr (Answer) answer = drill_get (drill, url);

          assert_status (answer, 200);
          found += (guint) answer_size (answer, "entry");
          g_free (url);
          url = g_strdup (answer_at (answer, "link.1.url"));
        }
    }

  return found;
}

static void
test_generated (void)
{
  Drill drill = { 0 };

  drill_start (&drill, "--generate", "50000", "--entries", "5000", "--rate", "0", NULL);
  {
    g_autofree char *nhi = first_generated (&drill);
    g_autoptr (Answer) people = drill_get (&drill, "/drill/people");
    g_autofree char *path = NULL;
    g_autoptr (Answer) patient = NULL;

    g_assert_nonnull (nhi);
    g_assert_true (number_checks (nhi));
    g_assert_cmpfloat (answer_number (people, "generated"), ==, 50000);
    path = g_strconcat ("/nhi/Patient/", nhi, NULL);
    patient = drill_get (&drill, path);
    g_assert_cmpstr (answer_at (patient, "id"), ==, nhi);
    g_assert_cmpuint (count_records (&drill, nhi), ==, 5000);
  }
  drill_stop (&drill);
}

/* The last page of the biggest person comes as fast as the first. */
static void
test_biggest (void)
{
  Drill drill = { 0 };

  drill_start (&drill, "--generate", "1", "--entries", "50000", "--rate", "0", NULL);
  {
    gint64 start = g_get_monotonic_time ();
    g_autoptr (Answer) last = drill_get (&drill, "/sdhr/Observation?patient=" NHI_URL "ZPA0007&_getpagesoffset=27000");
    g_autofree char *path = g_strconcat ("/sdhr/Observation/", answer_at (last, "entry.0.resource.id"), NULL);

    assert_status (last, 200);
    g_assert_cmpfloat (answer_number (last, "total"), ==, 27500);
    g_assert_cmpint (answer_size (last, "entry"), ==, 500);
    g_assert_null (answer_at (last, "link.1.url"));
    g_assert_cmpint (g_get_monotonic_time () - start, <, 2 * G_USEC_PER_SEC);
    g_assert_cmpstr (answer_at (last, "entry.0.resource.resourceType"), ==, "Observation");
    g_assert_nonnull (path);
  }
  drill_stop (&drill);
}

#define ADD(name, func) g_test_add ("/drill/people/" name, Drill, NULL, drill_set_up, func, drill_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("written", test_written);
  ADD ("states", test_states_are_held);
  ADD ("longest", test_longest);
  ADD ("not-stale", test_not_stale);
  g_test_add_func ("/drill/people/seed", test_seed);
  g_test_add_func ("/drill/people/generated", test_generated);
  g_test_add_func ("/drill/people/biggest", test_biggest);

  return g_test_run ();
}
