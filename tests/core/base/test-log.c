/* test-log.c: no identifier, query or token reaches a log
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-log.h"

#include <string.h>

static void
test_redact (void)
{
  static const struct { const char *text, *expected; } rows[] = {
    { NULL, "" },
    { "", "" },
    { "nothing to hide: 404 after 12 ms", "nothing to hide: 404 after 12 ms" },
    { "asked for ZKC7284", "asked for [NHI]" },
    { "ZXE24NV,zkc7284;Zua48eH", "[NHI],[NHI];[NHI]" },
    { "typed ZKC 7284 and ZXE 24NV", "typed [NHI] and [NHI]" },
    { "zoi1234 has the wrong letters and still is somebody", "[NHI] has the wrong letters and still is somebody" },
    { "GET /Patient/ZKC7284 → 404", "GET /Patient/[NHI] → 404" },
    { "patient=https%3A%2F%2Fapi%2FPatient%2FZKC7284", "patient=https%3A%2F%2Fapi%2FPatient%2F[NHI]" },
    { "https://api.example.nz/s2s/Condition?patient=x&y=z", "https://api.example.nz/s2s/Condition?…" },
    { "\"http://127.0.0.1:8080/a?b=c\" failed", "\"http://127.0.0.1:8080/a?…\" failed" },
    { "/s2s/Condition?subject=abc then more", "/s2s/Condition?… then more" },
    { "really? yes", "really? yes" },
    { "Authorization: Bearer eyJhbGciOi.J9.x-y_z", "Authorization: Bearer …" },
    { "authorization: bearer abc, next", "authorization: Bearer …, next" },
    { "0c463c87-f6b1-4909-a7e9-df126054cffc", "0c463c87-f6b1-4909-a7e9-df126054cffc" },
    { "ZKC72845 and AZKC7284 are other words", "ZKC72845 and AZKC7284 are other words" },
    { "saved 20 Nov 2026", "saved 20 Nov 2026" },
    { "facility F38006-B, CPN 91ZZXN", "facility F38006-B, CPN 91ZZXN" },
    { "\xff\xfe ZKC7284", "\xff\xfe [NHI]" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *clean = bd_log_redact (rows[i].text);

      g_assert_cmpstr (clean, ==, rows[i].expected);
    }
}

static void
log_in_child (void)
{
  bd_log_init ();
  bd_log_init ();
  g_warning ("unstructured ZKC7284");
  g_log_structured (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "PERSON", "ZKC7284",
                    "MESSAGE", "structured %s with Bearer %s", "ZXE24NV", "secret");
}

static void
test_writer (void)
{
  if (g_test_subprocess ())
    {
      g_log_set_always_fatal (G_LOG_FATAL_MASK);
      log_in_child ();
      return;
    }

  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("*unstructured ?NHI]*structured ?NHI] with Bearer*");
  g_test_trap_assert_stderr_unmatched ("*ZKC7284*");
  g_test_trap_assert_stderr_unmatched ("*secret*");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/log/redact", test_redact);
  g_test_add_func ("/log/writer", test_writer);

  return g_test_run ();
}
