/* test-terms.c: every list is sorted, found and means what the guides say
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-terms.h"
#include "bd-terms-private.h"

#include <string.h>

static void
test_every_row_is_found (void)
{
  for (int list = 0; list < BD_N_TERMS; list++)
    {
      const BdTermsSlice *slice = &bd_terms_lists[list];

      g_assert_cmpuint (slice->n_rows, >, 0);
      for (gsize i = 0; i < slice->n_rows; i++)
        {
          const BdTerm *row = &slice->rows[i];

          g_assert_true (bd_terms_find ((BdTermsList) list, row->system, row->code) == row);
        }
    }
}

static void
test_systems (void)
{
  g_assert_cmpstr (bd_terms_system_key ("http://snomed.info/sct"), ==, "sct");
  g_assert_cmpstr (bd_terms_system_key ("http://snomed.info/sct/21000210109/version/20231001?fhir_vs=x"), ==, "sct");
  g_assert_null (bd_terms_system_key ("http://snomed.info/sctx"));
  g_assert_null (bd_terms_system_key (NULL));
  g_assert_cmpstr (bd_terms_system_key ("https://nzulm.org.nz/nzmt"), ==, "nzmt");
  g_assert_cmpstr (bd_terms_system_key ("https://nzhts.digital.health.nz/fhir/CodeSystem/nzmt"), ==, "nzmt");
  g_assert_cmpstr (bd_terms_system_label ("http://snomed.info/sct/1"), ==, "SNOMED CT");
  g_assert_cmpstr (bd_terms_system_label ("http://loinc.org"), ==, "LOINC");
  g_assert_cmpstr (bd_terms_system_label ("urn:somewhere"), ==, "urn:somewhere");
  g_assert_null (bd_terms_system_label (NULL));
}

static void
test_lookup (void)
{
  g_assert_null (bd_terms_find (BD_TERMS_STATUS, "Observation", NULL));
  g_assert_null (bd_terms_find (BD_TERMS_STATUS, "Observation", "active"));
  g_assert_cmpstr (bd_terms_words (BD_TERMS_STATUS, "Observation", "amended"), ==, "Amended");
  g_assert_cmpstr (bd_terms_words (BD_TERMS_DISPLAY, "http://hl7.org/fhir/sid/cvx", "03"), ==, "MMR");
  g_assert_null (bd_terms_words (BD_TERMS_DISPLAY, "http://snomed.info/sct", "03"));
  g_assert_cmpstr (bd_terms_words (BD_TERMS_PRODUCT, "http://nzmt.org.nz", "44016911000116108"), ==, "Priorix");
  g_assert_cmpstr (bd_terms_words (BD_TERMS_DISPLAY, "http://snomed.info/sct", "1137690000"), ==, "Never vaped");
  g_assert_cmpstr (bd_terms_words (BD_TERMS_UNIT, "", "mm[Hg]"), ==, "mm Hg");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/terms/every-row-is-found", test_every_row_is_found);
  g_test_add_func ("/terms/systems", test_systems);
  g_test_add_func ("/terms/lookup", test_lookup);
  return g_test_run ();
}
