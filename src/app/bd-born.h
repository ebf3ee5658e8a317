/* bd-born.h: a birth date as people write it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *bd_born_parse (const char *text) G_GNUC_WARN_UNUSED_RESULT;   /* (nullable) */

G_END_DECLS
