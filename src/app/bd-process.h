/* bd-process.h: what the process itself must not leak, and where it runs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void  bd_process_begin       (char **argv);
void  bd_process_harden      (void);
char *bd_process_dup_address (void) G_GNUC_WARN_UNUSED_RESULT;   /* (nullable) */

G_END_DECLS
