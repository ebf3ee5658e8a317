/* bd-clock.h — the three clocks, replaceable in tests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gint64 bd_clock_wall (void);       /* µs since 1970, UTC; may be set by people */
gint64 bd_clock_monotonic (void);  /* µs; stands still in suspend */
gint64 bd_clock_boot (void);       /* µs since boot; runs on in suspend */
void   bd_clock_set_offset_for_tests (gint64 wall_us, gint64 boot_us);

char  *bd_clock_format_iso (gint64 wall_us) G_GNUC_WARN_UNUSED_RESULT;  /* 2026-11-20T04:29:11Z */

G_END_DECLS
