/* fuzz-packed.c: what lies in a saved copy is an entry that can be read, or is refused
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "fuzz.h"

#include "bd-entry.h"

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (BdEntry) entry = bd_entry_new_from_packed (bytes);
  g_autoptr (GVariant) before = NULL;
  g_autoptr (GVariant) after = NULL;
  g_autoptr (BdEntry) again = NULL;
  g_autofree char *sentence = NULL;

  if (entry == NULL)
    return 0;

  sentence = bd_entry_dup_sentence (entry, NULL);
  before = g_variant_ref_sink (bd_entry_to_variant (entry));
  again = bd_entry_new_from_variant (before);
  fuzz_check (again != NULL);
  after = g_variant_ref_sink (bd_entry_to_variant (again));
  fuzz_check (g_variant_equal (before, after));
  return 0;
}
