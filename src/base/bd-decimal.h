/* bd-decimal.h — a FHIR decimal: its text is its value
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* 1.10 and 1.1 are different results; so a decimal is kept as received. */
gboolean bd_decimal_is_valid (const char *text, gssize length);            /* JSON number grammar */
int      bd_decimal_compare  (const char *a, const char *b);               /* exact, any length of digits */
gboolean bd_decimal_to_double_for_charts (const char *text, double *value);/* FALSE when not finite */

G_END_DECLS
