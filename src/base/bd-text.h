/* bd-text.h — small text questions: folding, nearest word
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char       *bd_text_fold     (const char *text) G_GNUC_WARN_UNUSED_RESULT;  /* case and macrons off: Māori → maori */
gboolean    bd_text_matches  (const char *haystack, const char *needle);    /* folded "contains" */
const char *bd_text_nearest  (const char *word, const char *const *known);  /* (nullable): within 3 edits */
char       *bd_text_initials (const char *given, const char *family) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
