/* fuzz-identifier.c: NHI and HPI identifiers and references out of any text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "fuzz.h"

#include "bd-hpi.h"
#include "bd-nhi.h"
#include "bd-reference.h"

#include <string.h>

static void
check_nhi (const char *text)
{
  BdNhi nhi = bd_nhi_parse (text);
  g_autofree char *said = bd_nhi_explain (&nhi, text);
  BdNhi again = bd_nhi_parse (nhi.value);

  bd_nhi_looks_like (text);
  fuzz_check ((said != NULL) == (nhi.state != BD_NHI_EMPTY && nhi.state != BD_NHI_VALID));
  fuzz_check (said == NULL || g_utf8_validate (said, -1, NULL));
  fuzz_check (nhi.position <= strlen (text));

  if (*nhi.value != '\0')
    fuzz_check (strlen (nhi.value) == 7 && again.state == nhi.state && strcmp (again.value, nhi.value) == 0);
  if (nhi.expected == 0)
    return;

  nhi.value[6] = nhi.expected;
  fuzz_check (bd_nhi_parse (nhi.value).state == BD_NHI_VALID);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (BdReference) reference = bd_reference_new_from_string (text);

  check_nhi (text);
  fuzz_check (bd_hpi_check_facility (text) == BD_HPI_BAD_FORMAT || bd_hpi_check_organisation (text) == BD_HPI_BAD_FORMAT);
  bd_hpi_check_cpn (text);
  fuzz_check (reference->kind != BD_REFERENCE_NONE || *text == '\0');
  fuzz_check (bd_reference_peek_nhi (reference) == NULL || bd_nhi_parse (bd_reference_peek_nhi (reference)).value[0] != '\0');

  return 0;
}
