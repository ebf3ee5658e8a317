/* bd-locked-bytes.h — secret bytes in memory that is locked, guarded and wiped
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Reference counted; the bytes live in sodium_malloc() memory: never swapped,
 * never in a core file, wiped when the last reference goes. */
typedef struct _BdLockedBytes BdLockedBytes;

#define BD_TYPE_LOCKED_BYTES (bd_locked_bytes_get_type ())
GType          bd_locked_bytes_get_type   (void) G_GNUC_CONST;

BdLockedBytes *bd_locked_bytes_new        (gsize size) G_GNUC_WARN_UNUSED_RESULT;   /* zeroed */
BdLockedBytes *bd_locked_bytes_new_random (gsize size) G_GNUC_WARN_UNUSED_RESULT;
BdLockedBytes *bd_locked_bytes_new_copy   (const void *data, gsize size) G_GNUC_WARN_UNUSED_RESULT;
BdLockedBytes *bd_locked_bytes_ref        (BdLockedBytes *self);
void           bd_locked_bytes_unref      (BdLockedBytes *self);
guint8        *bd_locked_bytes_get_data   (BdLockedBytes *self, gsize *size);  /* borrowed; size may be NULL */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BdLockedBytes, bd_locked_bytes_unref)

G_END_DECLS
