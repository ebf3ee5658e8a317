/* bd-identity-private.h: what the questions to NHI share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-identity.h"
#include "bd-section-pages.h"

G_BEGIN_DECLS

gboolean bd_identity_is_answer      (const BdPage *page);
void     bd_identity_set_page_error (const BdPage *page, const char *correlation_id, GError **error);   /* correlation_id (nullable) */

G_END_DECLS
