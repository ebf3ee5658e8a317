/* bench-people.h — invented bundles of any size, the same from the same seed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

/* A searchset of `n` resources of `type` for ZKC7284, as SDHR or MDR or AIR would shape them. */
GBytes *bench_people_bundle (const char *type, guint n);
/* Peak resident memory of this process so far, in MiB. */
double  bench_people_peak_mib (void);
