/* number.h: National Health Index numbers: shape, check character, counting
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include <glib.h>
G_BEGIN_DECLS

/* More people than this would run out of numbers from ZPA0000 on. */
#define BD_DRILL_MOST_PEOPLE 100000u

gboolean bd_drill_number_well_formed (const char *nhi);
gboolean bd_drill_number_checks      (const char *nhi);
char    *bd_drill_number_nth         (guint n) G_GNUC_WARN_UNUSED_RESULT;
gboolean bd_drill_number_place       (const char *nhi, guint *n);
G_END_DECLS
