/* fuzz-text.c: folding stays text, and what is redacted once stays redacted
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "fuzz.h"

#include "bd-log.h"
#include "bd-text.h"

#include <string.h>

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  static const char *const known[] = { "retention", "service", "facility", NULL };
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *folded = bd_text_fold (text);
  g_autofree char *initials = bd_text_initials (text, text);
  g_autofree char *redacted = bd_log_redact (text);
  g_autofree char *twice = bd_log_redact (redacted);

  fuzz_check (g_utf8_validate (folded, -1, NULL));
  fuzz_check (g_utf8_validate (initials, -1, NULL));
  fuzz_check (bd_text_matches (text, text));
  fuzz_check (strcmp (redacted, twice) == 0);
  bd_text_nearest (text, known);

  return 0;
}
