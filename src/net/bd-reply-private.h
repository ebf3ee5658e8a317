/* bd-reply-private.h — how this layer makes replies
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-reply.h"

G_BEGIN_DECLS

BdReply *bd_reply_new (BdSource source, const char *call) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
