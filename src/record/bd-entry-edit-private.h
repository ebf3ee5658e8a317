/* bd-entry-edit-private.h — finishing an entry before anybody else has it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-entry.h"

G_BEGIN_DECLS

/* Only for a projection, which made the entry and holds its one reference: what depends
 * on other resources of the answer (linked items, row numbers) is known only at its end. */
static inline BdEntryFields *
bd_entry_edit (BdEntry *entry)
{
  return (BdEntryFields *) bd_entry_peek (entry);
}

G_END_DECLS
