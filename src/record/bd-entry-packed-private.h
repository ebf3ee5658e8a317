/* bd-entry-packed-private.h: an entry whose texts stand in its stored projection
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-entry.h"

G_BEGIN_DECLS

/* Takes @fields, whose texts all lie in @packed, and keeps @packed for them. */
BdEntry *bd_entry_new_packed         (BdEntryFields *fields, GBytes *packed) G_GNUC_WARN_UNUSED_RESULT;

/* Frees the lists and the struct, not the texts. */
void     bd_entry_fields_free_packed (BdEntryFields *fields);

G_END_DECLS
