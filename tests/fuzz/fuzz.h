/* fuzz.h: what every fuzz target has in common
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* g_assert() that no build option turns off. */
#define fuzz_check(condition) \
  G_STMT_START { \
    if (G_UNLIKELY (!(condition))) \
      { \
        g_printerr ("%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition); \
        abort (); \
      } \
  } G_STMT_END
