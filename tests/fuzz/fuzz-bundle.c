/* fuzz-bundle.c: any document can be asked everything a bundle is asked
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "fuzz.h"

#include "bd-bundle.h"
#include "bd-coding.h"
#include "bd-outcome.h"
#include "bd-reference.h"

#include <string.h>

static void
ask_reference (const BdBundle   *bundle,
               const BdJsonNode *resource,
               const BdJsonNode *node)
{
  g_autoptr (BdReference) reference = bd_reference_new_from_json (node);

  if (reference == NULL)
    return;

  fuzz_check (bd_reference_peek_nhi (reference) == NULL || strlen (bd_reference_peek_nhi (reference)) == 7);
  fuzz_check (bd_reference_peek_facility (reference) == NULL || strlen (bd_reference_peek_facility (reference)) == 8);
  bd_bundle_resolve (bundle, resource, reference->reference);
}

static void
ask_concept (const BdJsonNode *node)
{
  g_autoptr (BdConcept) concept = bd_concept_new_from_json (node);

  if (concept == NULL)
    return;

  fuzz_check (concept->text == NULL || bd_concept_peek_title (concept) != NULL);
  fuzz_check (concept->text != NULL || !bd_concept_text_disagrees (concept));
  bd_concept_text_disagrees (concept);
}

static void
ask_all (const BdBundle   *bundle,
         const BdJsonNode *resource,
         const BdJsonNode *node)
{
  ask_reference (bundle, resource, node);
  ask_concept (node);
  bd_fhir_extension (node, "condition");
  for (const BdJsonNode *child = bd_json_first (node); child != NULL; child = bd_json_next (child))
    ask_all (bundle, resource, child);
}

static void
ask_issues (const BdJsonNode *resource)
{
  g_autoptr (GPtrArray) issues = bd_outcome_read_issues (resource);

  for (guint i = 0; i < issues->len; i++)
    {
      BdIssue *copy = bd_issue_copy (g_ptr_array_index (issues, i));

      fuzz_check (g_strcmp0 (bd_issue_peek_words (copy), bd_issue_peek_words (g_ptr_array_index (issues, i))) == 0);
      bd_issue_free (copy);
    }
  fuzz_check (issues->len > 0 || bd_outcome_worst (issues) == BD_OUTCOME_NONE);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (BdJson) json = bd_json_parse (bytes, NULL);
  g_autoptr (BdBundle) bundle = NULL;

  if (json == NULL)
    return 0;

  bundle = bd_bundle_new (json);
  fuzz_check (bundle->total >= -1);
  for (guint i = 0; i < bundle->entries->len; i++)
    {
      const BdBundleEntry *entry = &g_array_index (bundle->entries, BdBundleEntry, i);

      ask_issues (entry->resource);
      if (entry->resource != NULL)
        ask_all (bundle, entry->resource, entry->resource);
      if (entry->full_url != NULL && *entry->full_url != '\0' && *entry->full_url != '#')
        bd_bundle_resolve (bundle, NULL, entry->full_url);
    }

  return 0;
}
