/* certificate.h: a certificate for one run of the drill, and signed tokens
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include <gio/gio.h>
#include "json.h"
G_BEGIN_DECLS

GTlsCertificate *bd_drill_certificate_new (const char *write_to, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char            *bd_drill_jwt_sign        (JsonObject *claims) G_GNUC_WARN_UNUSED_RESULT;
JsonObject      *bd_drill_jwt_keys        (void) G_GNUC_WARN_UNUSED_RESULT;
char            *bd_drill_base64_url      (const guchar *bytes, gsize length) G_GNUC_WARN_UNUSED_RESULT;
G_END_DECLS
