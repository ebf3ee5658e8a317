/* fuzz-answer.c: any document, taken for the answer of a service, is judged and never read as "none"
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "fuzz.h"

#include "bd-delta.h"
#include "bd-projection.h"

#include <string.h>

static BdAnswer *
project (BdBundle      *page,
         BdSectionKind  section,
         BdSource       source)
{
  BdProjection *projection = bd_projection_new (section, source, "ZKC7284", NULL);

  bd_projection_add_page (projection, page, 1);
  return bd_projection_finish (projection);
}

static void
check_answer (BdAnswer *answer)
{
  const BdLedgerLine *line = answer->line;
  g_autofree char *sentence = bd_ledger_line_dup_sentence (line, NULL, 1);
  gboolean none = strstr (sentence, "not the same as none") != NULL;
  g_autoptr (GVariant) variant = g_variant_ref_sink (bd_ledger_line_to_variant (line));
  g_autoptr (BdLedgerLine) again = bd_ledger_line_new_from_variant (variant);

  fuzz_check (!none || (line->state == BD_STATE_WHOLE && answer->entries->len == 0 && answer->not_shown->len == 0));
  fuzz_check (answer->not_shown->len == line->foreign + line->unreadable);
  fuzz_check (again != NULL && again->also == line->also && again->total == line->total);
}

static void
check_record (BdAnswer *answer)
{
  BdPatient *patient = bd_patient_new_unconfirmed ("ZKC7284", "fuzz");
  g_autoptr (BdRecord) record = bd_record_new (patient, NULL);
  g_autoptr (GVariant) snapshot = NULL;
  g_autoptr (BdDelta) delta = NULL;

  bd_record_take_answer (record, bd_answer_ref (answer));
  fuzz_check (bd_record_get_allergy_label (record)->text != NULL);
  fuzz_check (bd_record_get_findings (record) != NULL);
  bd_record_count_hidden (record, NULL);
  snapshot = g_variant_ref_sink (bd_delta_snapshot (record, 1));
  delta = bd_delta_new (snapshot, record);
  fuzz_check (delta != NULL && bd_delta_count (delta, BD_DELTA_NEW) == 0 && bd_delta_count_gone (delta) == 0);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (BdJson) json = bd_json_parse (bytes, NULL);
  g_autoptr (BdBundle) page = NULL;

  if (json == NULL)
    return 0;
  page = bd_bundle_new (json);
  for (guint section = 0; section < BD_N_SECTIONS; section++)
    {
      g_autoptr (BdAnswer) answer = project (page, section, size % 2 == 0 ? BD_SOURCE_SDHR : BD_SOURCE_AIR);

      check_answer (answer);
      check_record (answer);
    }
  return 0;
}
