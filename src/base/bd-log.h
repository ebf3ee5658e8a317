/* bd-log.h — logging that lets no identifier through
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void  bd_log_init   (void);               /* install the redacting writer, once, first thing in main() */
char *bd_log_redact (const char *text) G_GNUC_WARN_UNUSED_RESULT;  /* NHIs, URL queries, bearer tokens out */

G_END_DECLS
