/* bd-ctl.h: bedsidectl, the command line
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Everything bedsidectl does. Returns the exit status: 0 done · 2 usage · 3 refused by rule or role · 4 no such person ·
 * 5 nothing to show · 6 store or key trouble · 7 input not readable. */
int bd_ctl_run (int argc, char **argv);

G_END_DECLS
