/* bd-clock.c: the three clocks, replaceable in tests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-clock.h"

#include <stdatomic.h>
#include <time.h>

static _Atomic gint64 wall_offset;
static _Atomic gint64 boot_offset;

/**
 * bd_clock_wall:
 *
 * The time of day. People and time servers may set it, forwards or backwards:
 * for display and for the audit log, never for measuring how long something took.
 *
 * Returns: microseconds since 1970-01-01T00:00:00Z
 */
gint64
bd_clock_wall (void)
{
  return g_get_real_time () + wall_offset;
}

/**
 * bd_clock_monotonic:
 *
 * Returns: microseconds that only ever grow, and stand still in suspend
 */
gint64
bd_clock_monotonic (void)
{
  return g_get_monotonic_time ();
}

/**
 * bd_clock_boot:
 *
 * For everything that must expire while a laptop sleeps: locks, grants, tokens.
 *
 * Returns: microseconds since the machine started, suspend included
 */
gint64
bd_clock_boot (void)
{
  struct timespec now;

  if (clock_gettime (CLOCK_BOOTTIME, &now) != 0)
    return g_get_monotonic_time () + boot_offset;

  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000 + boot_offset;
}

/**
 * bd_clock_set_offset_for_tests:
 * @wall_us: microseconds added to bd_clock_wall() from now on
 * @boot_us: microseconds added to bd_clock_boot() from now on
 *
 * Moves the clocks. Only tests call this; zero and zero puts them right.
 */
void
bd_clock_set_offset_for_tests (gint64 wall_us,
                               gint64 boot_us)
{
  wall_offset = wall_us;
  boot_offset = boot_us;
}

/**
 * bd_clock_format_iso:
 * @wall_us: microseconds since 1970, as from bd_clock_wall()
 *
 * For files and logs, not for people: bd_date_format_time_us() is for people.
 *
 * Returns: (transfer full): such as `2026-11-20T04:29:11Z`, whole seconds, always UTC;
 *   the empty string for a time outside the years 1 to 9999
 */
char *
bd_clock_format_iso (gint64 wall_us)
{
  gint64 seconds = wall_us / G_USEC_PER_SEC - (wall_us % G_USEC_PER_SEC < 0);
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (seconds);

  return time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ") : g_strdup ("");
}
