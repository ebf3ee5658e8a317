/* bd-audit-format-private.h: the bytes of audit.log
 *
 *   file:    "BDAUDIT\0" · version u32 · 0 u32 · 16 random bytes
 *   record:  sequence u64 · at i64 (wall µs) · body length u32 · 0 u32 · hash of the record before
 *            · body · hash
 *   body:    number of officers u32 · for each a sealed box of the body key · nonce · secretbox
 *            of one line of JSON under that key
 *
 * Numbers are little endian; sequences begin at 1. The hash is BLAKE2b-256: at the end of a record
 * over all of the record before it; "before" the first record stands the hash of the file's head.
 * So the chain covers every byte, and a record that is not whole does not carry its own hash.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-locked-bytes.h"

#include <sodium.h>

G_BEGIN_DECLS

#define BD_AUDIT_VERSION  1
#define BD_AUDIT_HASH     32
#define BD_AUDIT_HEAD     32
#define BD_AUDIT_RECORD   (24 + BD_AUDIT_HASH)      /* before the body */
#define BD_AUDIT_MAX_BODY (1024u * 1024)
#define BD_AUDIT_SEALED   (crypto_secretbox_KEYBYTES + crypto_box_SEALBYTES)

typedef struct
{
  guint64 sequence;
  gint64  at;
  guint32 length;                   /* of the body */
  guint8  before[BD_AUDIT_HASH];
} BdAuditHeader;

typedef enum { BD_AUDIT_WHOLE, BD_AUDIT_END, BD_AUDIT_TORN, BD_AUDIT_WRONG } BdAuditStep;

/* Walks a log from its beginning. */
typedef struct
{
  int           fd;                 /* borrowed */
  goffset       size;
  goffset       offset;             /* behind the last whole record */
  guint64       sequence;           /* of the last whole record */
  guint8        hash[BD_AUDIT_HASH];/* of the last whole record, or of the file's head */
  BdAuditHeader header;             /* of the record just read */
  GByteArray   *record;             /* owned: all its bytes */
  char         *problem;            /* owned (nullable): after TORN or WRONG */
} BdAuditWalk;

GByteArray *bd_audit_format_head   (void);
GByteArray *bd_audit_format_record (guint64 sequence, gint64 at, const guint8 *before, GBytes *body);
GBytes     *bd_audit_format_seal   (GPtrArray *officers, const char *json);   /* (element-type GBytes) public keys */
char       *bd_audit_format_open   (const guint8 *body, gsize length, const guint8 *public_key,
                                    BdLockedBytes *secret_key);                /* (nullable): not for this officer */

gboolean    bd_audit_walk_begin    (BdAuditWalk *self, int fd, GError **error);
BdAuditStep bd_audit_walk_next     (BdAuditWalk *self);
gboolean    bd_audit_walk_more_beyond (BdAuditWalk *self);   /* does a whole later record stand behind a torn one? */
void        bd_audit_walk_end      (BdAuditWalk *self);

G_END_DECLS
