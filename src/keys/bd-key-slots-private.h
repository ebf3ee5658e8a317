/* bd-key-slots-private.h: what the tests of the key slots need
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-key-slots.h"
#include "bd-wrap-private.h"

G_BEGIN_DECLS

BdDataKeys *bd_data_keys_new_take (BdLockedBytes *plain);   /* BD_WRAP_PLAIN bytes */
BdLockedBytes *bd_data_keys_peek_plain (BdDataKeys *self);

/* Only a test calls this: hundreds of derivations at full cost would take minutes. */
void bd_key_slots_set_cost_for_tests (BdKeySlots *self, const BdWrapCost *fast, const BdWrapCost *slow);

G_END_DECLS
