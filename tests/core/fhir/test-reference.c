/* test-reference.c: one thing, referred to in many ways
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-reference.h"

#include <string.h>

#define HIP "https://api.hip.digital.health.nz/fhir/"
#define NS  "https://standards.digital.health.nz/ns/"

static const struct
{
  const char *text;
  BdReferenceKind kind;
  const char *type, *key, *nhi, *facility;
} strings[] = {
  { NULL, BD_REFERENCE_NONE, NULL, NULL, NULL, NULL },
  { "", BD_REFERENCE_NONE, NULL, NULL, NULL, NULL },
  { HIP "nhi/v1/Patient/ZKC7284", BD_REFERENCE_ABSOLUTE, "Patient", "ZKC7284", "ZKC7284", NULL },
  { HIP "nhi/v2/Patient/ZKC7284", BD_REFERENCE_ABSOLUTE, "Patient", "ZKC7284", "ZKC7284", NULL },
  { HIP "Patient/zkc7284", BD_REFERENCE_ABSOLUTE, "Patient", "ZKC7284", "ZKC7284", NULL },
  { HIP "nhi/v1/Patient/ZXE24NV/_history/3", BD_REFERENCE_ABSOLUTE, "Patient", "ZXE24NV", "ZXE24NV", NULL },
  { HIP "nhi/v1/Patient/ZMW9001", BD_REFERENCE_ABSOLUTE, "Patient", "ZMW9001", "ZMW9001", NULL },
  { "http://127.0.0.1:8080/Patient/ZKC7284?_format=json", BD_REFERENCE_ABSOLUTE, "Patient", "ZKC7284", "ZKC7284", NULL },
  { HIP "nhi/v1/Patient/ZKC7284/", BD_REFERENCE_ABSOLUTE, "Patient", "ZKC7284", "ZKC7284", NULL },
  { HIP "hpi/v1/Location/F38006-B", BD_REFERENCE_ABSOLUTE, "Location", "F38006-B", NULL, "F38006-B" },
  { HIP "Location/f38006-b", BD_REFERENCE_ABSOLUTE, "Location", "F38006-B", NULL, "F38006-B" },
  { HIP "hpi/v1/Location/FZZ111-A", BD_REFERENCE_ABSOLUTE, "Location", "FZZ111-A", NULL, "FZZ111-A" },
  { HIP "hpi/v1/Practitioner/91zzxn", BD_REFERENCE_ABSOLUTE, "Practitioner", "91ZZXN", NULL, NULL },
  { HIP "hpi/v1/Organization/G00001-G", BD_REFERENCE_ABSOLUTE, "Organization", "G00001-G", NULL, NULL },
  { NS "hpi-facility-id/F04066-D", BD_REFERENCE_LOGICAL, "Location", "F04066-D", NULL, "F04066-D" },
  { NS "hpi-facility-id|F04066-D", BD_REFERENCE_LOGICAL, "Location", "F04066-D", NULL, "F04066-D" },
  { NS "nhi-id/zkc7284", BD_REFERENCE_LOGICAL, "Patient", "ZKC7284", "ZKC7284", NULL },
  { NS "hpi-person-id/91ZZXN", BD_REFERENCE_LOGICAL, "Practitioner", "91ZZXN", NULL, NULL },
  { NS "hpi-facility-id/", BD_REFERENCE_ABSOLUTE, NULL, "hpi-facility-id", NULL, NULL },
  { "Patient/ZKC7284", BD_REFERENCE_RELATIVE, "Patient", "ZKC7284", "ZKC7284", NULL },
  { "Patient/ZKC7284/_history/1", BD_REFERENCE_RELATIVE, "Patient", "ZKC7284", "ZKC7284", NULL },
  { "Patient/example", BD_REFERENCE_RELATIVE, "Patient", "example", NULL, NULL },
  { "Condition/ZKC7284", BD_REFERENCE_RELATIVE, "Condition", "ZKC7284", NULL, NULL },
  { "Location/11111111-2222-4333-8444-555555555555", BD_REFERENCE_RELATIVE, "Location", "11111111-2222-4333-8444-555555555555", NULL, NULL },
  { "ZKC7284", BD_REFERENCE_RELATIVE, "Patient", "ZKC7284", "ZKC7284", NULL },
  { " zkc7284 ", BD_REFERENCE_RELATIVE, "Patient", "ZKC7284", "ZKC7284", NULL },
  { "F38006-B", BD_REFERENCE_RELATIVE, "Location", "F38006-B", NULL, "F38006-B" },
  { "somebody", BD_REFERENCE_RELATIVE, NULL, "somebody", NULL, NULL },
  { "/", BD_REFERENCE_RELATIVE, NULL, NULL, NULL, NULL },
  { "#gp", BD_REFERENCE_CONTAINED, NULL, "gp", NULL, NULL },
  { "#ZKC7284", BD_REFERENCE_CONTAINED, NULL, "ZKC7284", NULL, NULL },
  { "#", BD_REFERENCE_CONTAINED, NULL, "", NULL, NULL },
  { "urn:uuid:0c463c87-f6b1-4909-a7e9-df126054cffc", BD_REFERENCE_UUID, NULL, "0c463c87-f6b1-4909-a7e9-df126054cffc", NULL, NULL },
  { "urn:uuid:observation-result", BD_REFERENCE_UUID, NULL, "observation-result", NULL, NULL },
  { "urn:oid:1.2.3", BD_REFERENCE_UUID, NULL, "urn:oid:1.2.3", NULL, NULL },
};

static void
test_string (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (strings); i++)
    {
      g_autoptr (BdReference) reference = bd_reference_new_from_string (strings[i].text);

      g_test_message ("%s", strings[i].text != NULL ? strings[i].text : "(none)");
      g_assert_cmpint (reference->kind, ==, strings[i].kind);
      g_assert_cmpstr (reference->type, ==, strings[i].type);
      g_assert_cmpstr (bd_reference_peek_key (reference), ==, strings[i].key);
      g_assert_cmpstr (bd_reference_peek_nhi (reference), ==, strings[i].nhi);
      g_assert_cmpstr (bd_reference_peek_facility (reference), ==, strings[i].facility);
    }
}

static BdReference *
read_element (const char *element)
{
  g_autofree char *text = g_strdup_printf ("{\"r\":%s}", element);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_autoptr (BdJson) json = bd_json_parse (bytes, &error);

  g_assert_no_error (error);

  return bd_reference_new_from_json (bd_json_get (bd_json_root (json), "r"));
}

static void
test_element (void)
{
  static const struct { const char *element; BdReferenceKind kind; const char *type, *key, *nhi; } rows[] = {
    { "{\"reference\":\"" HIP "nhi/v1/Patient/ZKC7284\",\"type\":\"Patient\",\"display\":\"somebody\"}",
      BD_REFERENCE_ABSOLUTE, "Patient", "ZKC7284", "ZKC7284" },
    { "{\"type\":\"Patient\",\"identifier\":{\"system\":\"" NS "nhi-id\",\"value\":\"zkc7284\"}}",
      BD_REFERENCE_LOGICAL, "Patient", "ZKC7284", "ZKC7284" },
    { "{\"identifier\":{\"system\":\"" NS "nhi-id\",\"value\":\"ZKC7284\"}}", BD_REFERENCE_LOGICAL, NULL, "ZKC7284", "ZKC7284" },
    { "{\"identifier\":{\"system\":\"urn:local\",\"value\":\"ZKC7284\"}}", BD_REFERENCE_LOGICAL, NULL, "ZKC7284", NULL },
    { "{\"identifier\":{\"system\":\"" NS "hpi-person-id\",\"value\":\"91zzxn\"}}", BD_REFERENCE_LOGICAL, NULL, "91ZZXN", NULL },
    { "{\"reference\":\"Patient/17\",\"identifier\":{\"system\":\"" NS "nhi-id\",\"value\":\"ZKC7284\"}}",
      BD_REFERENCE_RELATIVE, "Patient", "17", "ZKC7284" },
    { "{\"reference\":\"#p\",\"type\":\"Patient\"}", BD_REFERENCE_CONTAINED, "Patient", "p", NULL },
    { "{\"display\":\"Dr Rewi\"}", BD_REFERENCE_DISPLAY, NULL, NULL, NULL },
    { "\"" NS "nhi-id/ZKC7284\"", BD_REFERENCE_LOGICAL, "Patient", "ZKC7284", "ZKC7284" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (BdReference) reference = read_element (rows[i].element);

      g_assert_nonnull (reference);
      g_assert_cmpint (reference->kind, ==, rows[i].kind);
      g_assert_cmpstr (reference->type, ==, rows[i].type);
      g_assert_cmpstr (bd_reference_peek_key (reference), ==, rows[i].key);
      g_assert_cmpstr (bd_reference_peek_nhi (reference), ==, rows[i].nhi);
    }
}

static void
test_nothing (void)
{
  static const char *const rows[] = { "null", "{}", "7", "[]", "{\"type\":\"Patient\"}", "{\"reference\":7}", "{\"identifier\":{\"system\":\"s\"}}" };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_null (read_element (rows[i]));

  g_assert_null (bd_reference_peek_nhi (NULL));
  g_assert_null (bd_reference_peek_facility (NULL));
  g_assert_null (bd_reference_peek_key (NULL));
}

static void
test_as_received (void)
{
  g_autoptr (BdReference) reference = read_element ("{\"reference\":\"Patient/zkc7284/_history/1\",\"display\":\"Mx\"}");

  g_assert_cmpstr (reference->reference, ==, "Patient/zkc7284/_history/1");
  g_assert_cmpstr (reference->display, ==, "Mx");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reference/string", test_string);
  g_test_add_func ("/reference/element", test_element);
  g_test_add_func ("/reference/nothing", test_nothing);
  g_test_add_func ("/reference/as-received", test_as_received);

  return g_test_run ();
}
