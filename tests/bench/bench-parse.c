/* bench-parse.c — parse and project beside a plain json-glib parse of the same bytes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bench-people.h"
#include "bd-projection.h"

#include <json-glib/json-glib.h>
#include <locale.h>

#define ROUNDS 7

typedef void (*Work) (GBytes *bytes);

static void
plain_json_glib (GBytes *bytes)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  g_assert_true (json_parser_load_from_data (parser, data, size, NULL));
}

static void
parse_only (GBytes *bytes)
{
  g_autoptr (BdJson) json = bd_json_parse (bytes, NULL);

  g_assert_nonnull (json);
}

static BdSectionKind section;

static void
parse_and_project (GBytes *bytes)
{
  BdProjection *projection = bd_projection_new (section, BD_SOURCE_SDHR, "ZKC7284", NULL);
  g_autoptr (BdJson) json = bd_json_parse (bytes, NULL);
  BdBundle *bundle = bd_bundle_new (json);
  g_autoptr (BdAnswer) answer = NULL;

  bd_projection_add_page (projection, bundle, 0);
  bd_projection_set_times (projection, 1, 2, "bench", 200);
  answer = bd_projection_finish (projection);
  g_assert_cmpuint (answer->entries->len, >, 0);
  bd_bundle_free (bundle);
}

/* Seconds of the median round. */
static double
median (Work    work,
        GBytes *bytes)
{
  double rounds[ROUNDS];

  for (guint i = 0; i < ROUNDS; i++)
    {
      gint64 begun = g_get_monotonic_time ();

      work (bytes);
      rounds[i] = (g_get_monotonic_time () - begun) / 1e6;
    }
  for (guint i = 0; i < ROUNDS; i++)
    for (guint j = i + 1; j < ROUNDS; j++)
      if (rounds[j] < rounds[i])
        {
          double swap = rounds[i];

          rounds[i] = rounds[j];
          rounds[j] = swap;
        }
  return rounds[ROUNDS / 2];
}

int
main (void)
{
  static const char *const types[] = { "AllergyIntolerance", "Condition", "Observation", "MedicationRequest" };

  setlocale (LC_ALL, "");
  g_print ("%-20s %8s  %22s  %22s  %22s\n", "5,000 resources", "MB", "json-glib (baseline)", "Bedside parse", "parse and project");
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (GBytes) bytes = bench_people_bundle (types[i], 5000);
      double mb = g_bytes_get_size (bytes) / 1e6;
      double base, parse, project;

      bd_section_for_type (types[i], &section);
      base = median (plain_json_glib, bytes);
      parse = median (parse_only, bytes);
      project = median (parse_and_project, bytes);
      g_print ("%-20s %8.2f  %10.1f MB/s 1.00×  %10.1f MB/s %.2f×  %10.1f MB/s %.2f×\n", types[i], mb,
               mb / base, mb / parse, parse / base, mb / project, project / base);
    }
  g_print ("times over the baseline: below 1 is faster. Peak memory %.0f MiB (all rounds, json-glib's included)\n",
           bench_people_peak_mib ());
  return 0;
}
