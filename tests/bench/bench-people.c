/* bench-people.c — invented bundles of any size, the same from the same seed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bench-people.h"

#include <string.h>
#include <sys/resource.h>

#define HEAD \
  "\"id\":\"%08x-0000-4000-8000-000000000000\"," \
  "\"meta\":{\"versionId\":\"1\",\"lastUpdated\":\"2026-10-%02uT01:02:03.000+13:00\"," \
  "\"source\":\"https://api.hip.digital.health.nz/fhir/hpi/v1/Location/F38006-B\"}," \
  "\"identifier\":[{\"use\":\"secondary\",\"system\":\"https://pms.example.nz/record\",\"value\":\"r-%u\"}],"
#define PERSON \
  "{\"reference\":\"https://api.hip.digital.health.nz/fhir/nhi/v1/Patient/ZKC7284\",\"type\":\"Patient\"}"

static void
append_resource (GString    *json,
                 const char *type,
                 guint       i)
{
  guint day = 1 + i % 28;
  guint year = 2005 + i % 21;

  g_string_append_printf (json, "{\"resourceType\":\"%s\"," HEAD, type, i, day, i);
  if (strcmp (type, "AllergyIntolerance") == 0)
    g_string_append_printf (json,
                            "\"clinicalStatus\":{\"coding\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical\",\"code\":\"active\"}]},"
                            "\"code\":{\"coding\":[{\"system\":\"http://snomed.info/sct\",\"code\":\"%u\",\"display\":\"Substance %u\"}],\"text\":\"Substance %u\"},"
                            "\"patient\":" PERSON ",\"recordedDate\":\"%u-03-%02u\","
                            "\"reaction\":[{\"manifestation\":[{\"text\":\"Urticaria\"}],\"severity\":\"moderate\"}]}",
                            300000 + i, i, i, year, day);
  else if (strcmp (type, "Observation") == 0)
    g_string_append_printf (json,
                            "\"status\":\"final\",\"code\":{\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"%u-4\",\"display\":\"Measurement %u\"}]},"
                            "\"subject\":" PERSON ",\"effectiveDateTime\":\"%u-03-%02uT08:30:00+13:00\","
                            "\"valueQuantity\":{\"value\":%u.%u0,\"unit\":\"mmol/mol\",\"system\":\"http://unitsofmeasure.org\",\"code\":\"mmol/mol\"}}",
                            4000 + i % 40, i % 40, year, day, 30 + i % 60, i % 10);
  else if (strcmp (type, "MedicationRequest") == 0)
    g_string_append_printf (json,
                            "\"status\":\"active\",\"intent\":\"order\",\"medicationCodeableConcept\":{\"coding\":[{\"system\":\"http://nzmt.org.nz\",\"code\":\"%u\",\"display\":\"medicine %u 500 mg tablet\"}]},"
                            "\"subject\":" PERSON ",\"authoredOn\":\"%u-03-%02uT08:30:00Z\","
                            "\"dosageInstruction\":[{\"patientInstruction\":\"Take 1 tablet twice a day with food\"}]}",
                            10000 + i, i, year, day);
  else
    g_string_append_printf (json,
                            "\"clinicalStatus\":{\"coding\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/condition-clinical\",\"code\":\"%s\"}]},"
                            "\"code\":{\"coding\":[{\"system\":\"http://snomed.info/sct\",\"code\":\"%u\",\"display\":\"Condition %u\"}],\"text\":\"Condition %u\"},"
                            "\"subject\":" PERSON ",\"onsetDateTime\":\"%u-03\",\"recordedDate\":\"%u-03-%02u\"}",
                            i % 3 ? "active" : "resolved", 500000 + i, i, i, year, year, day);
}

GBytes *
bench_people_bundle (const char *type,
                     guint       n)
{
  GString *json = g_string_new (NULL);
  gsize length;

  g_string_append_printf (json, "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"total\":%u,\"entry\":[", n);
  for (guint i = 0; i < n; i++)
    {
      g_string_append_printf (json, "%s{\"fullUrl\":\"urn:uuid:%08x-0000-4000-8000-000000000000\",\"search\":{\"mode\":\"match\"},\"resource\":",
                              i ? "," : "", i);
      append_resource (json, type, i);
      g_string_append_c (json, '}');
    }
  g_string_append (json, "]}");
  length = json->len;
  return g_bytes_new_take (g_string_free (json, FALSE), length);
}

double
bench_people_peak_mib (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024.0;
}
