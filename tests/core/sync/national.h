/* national.h — the services of one invented site, all behind one scripted server
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "../net/clinic.h"
#include "../net/server.h"
#include "bd-lookup.h"

#define OUTCOME(severity, code, detail) \
  "{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"" severity "\",\"code\":\"" code "\",\"details\":" \
  "{\"coding\":[{\"system\":\"https://fhir-ig.digital.health.nz/sdhr/CodeSystem/sdhr-outcome-codes\",\"code\":\"" detail "\"}]}}]}"
#define BUNDLE(total, entries) \
  "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"total\":" #total ",\"entry\":[" entries "]}"
#define PATIENT_URL "https://api.hip.digital.health.nz/fhir/nhi/v1/Patient/" NHI
#define ENTRY(resource) "{\"fullUrl\":\"urn:uuid:0\",\"resource\":" resource ",\"search\":{\"mode\":\"match\"}}"
#define CONDITION(id, text) \
  ENTRY ("{\"resourceType\":\"Condition\",\"id\":\"" id "\",\"code\":{\"text\":\"" text "\"},\"subject\":{\"reference\":\"" PATIENT_URL "\"}," \
         "\"meta\":{\"source\":\"https://api.hip.digital.health.nz/fhir/hpi/v1/Location/F38006-B\"}}")
#define ALLERGY(id, text) \
  ENTRY ("{\"resourceType\":\"AllergyIntolerance\",\"id\":\"" id "\",\"code\":{\"text\":\"" text "\"},\"patient\":{\"reference\":\"" PATIENT_URL "\"}}")

static inline BdServiceConfig *
config_new (BdSource source, Server *server, guint seconds)
{
  BdServiceConfig *config = bd_service_config_new (source, server->url);

  config->timeout_seconds = seconds;

  return config;
}

static inline void
take_service (BdServices *services, BdServiceConfig *config)
{
  g_autoptr (BdTokenSource) tokens = bd_token_source_new_none ();

  bd_services_take (services, bd_service_new (config, tokens));
}

/* sources: ends with BD_N_SOURCES. */
static inline BdServices *
services_new (Server *server, guint seconds, const BdSource *sources)
{
  BdServices *services = bd_services_new ();

  for (guint i = 0; sources[i] != BD_N_SOURCES; i++)
    take_service (services, config_new (sources[i], server, seconds));

  return services;
}

static inline BdPatient *
patient_new (void)
{
  static const char text[] =
    "{\"resourceType\":\"Patient\",\"id\":\"" NHI "\",\"identifier\":[{\"use\":\"official\",\"system\":"
    "\"https://standards.digital.health.nz/ns/nhi-id\",\"value\":\"" NHI "\"}],\"name\":[{\"family\":\"WESTBROOK\","
    "\"given\":[\"Sage\"]}],\"birthDate\":\"1971-02-05\"}";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (BdJson) json = bd_json_parse (bytes, NULL);
  BdPatient *patient = bd_patient_new_from_json (bd_json_root (json), NHI);

  patient->fetched_at = g_get_real_time ();

  return patient;
}

static inline gboolean
run (BdLookup *lookup, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  bd_lookup_run_async (lookup, NULL, keep_result, &result);

  return bd_lookup_run_finish (lookup, await (&result), error);
}

static inline const BdLedgerLine *
line_of (BdRecord *record, BdSectionKind section, BdSource source)
{
  return bd_section_get_line (bd_record_get_section (record, section), source);
}

static inline void
assert_state (BdRecord *record, BdSectionKind section, BdSource source, BdResultState state)
{
  const BdLedgerLine *line = line_of (record, section, source);

  g_assert_nonnull (line);
  g_assert_cmpstr (bd_result_state_to_string (line->state), ==, bd_result_state_to_string (state));
}

static inline guint
count_of (BdRecord *record, BdSectionKind section)
{
  return g_list_model_get_n_items (G_LIST_MODEL (bd_record_get_section (record, section)));
}
