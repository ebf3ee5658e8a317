/* fuzz-projection.c: any document is read into the four lists and back from the store
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "fuzz.h"

#include "bd-projection.h"

static void
ask_entry (BdEntry *entry)
{
  g_autoptr (GVariant) before = g_variant_ref_sink (bd_entry_to_variant (entry));
  g_autoptr (BdEntry) copy = bd_entry_new_from_variant (before);
  g_autoptr (GVariant) after = NULL;
  g_autofree char *sentence = bd_entry_dup_sentence (entry, NULL);

  fuzz_check (copy != NULL);
  after = g_variant_ref_sink (bd_entry_to_variant (copy));
  fuzz_check (g_variant_equal (before, after));
  fuzz_check (*bd_entry_peek (entry)->title != '\0');
}

static void
ask_patient (const BdPatient *patient)
{
  g_autoptr (BdPatient) copy = bd_patient_copy (patient);
  g_autofree char *name = bd_patient_dup_banner_name (patient);
  g_autofree char *born = bd_patient_dup_born (patient, NULL);

  fuzz_check (copy != NULL && *name != '\0' && born != NULL);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (BdJson) json = bd_json_parse (bytes, NULL);
  g_autoptr (BdReading) reading = json != NULL ? bd_reading_new (json, 0) : NULL;

  if (reading == NULL)
    return 0;

  for (guint i = 0; i < reading->entries->len; i++)
    ask_entry (g_ptr_array_index (reading->entries, i));
  for (guint i = 0; i < reading->patients->len; i++)
    ask_patient (g_ptr_array_index (reading->patients, i));
  for (guint i = 0; i < reading->not_shown->len; i++)
    fuzz_check (((BdNotShown *) g_ptr_array_index (reading->not_shown, i))->why != NULL);
  return 0;
}
