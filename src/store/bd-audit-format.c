/* bd-audit-format.c: the bytes of audit.log, made and walked
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-audit-format-private.h"

#include "bd-audit-log.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char magic[8] = "BDAUDIT";

static void
append_u32 (GByteArray *out,
            guint32     value)
{
  value = GUINT32_TO_LE (value);
  g_byte_array_append (out, (const guint8 *)&value, sizeof value);
}

static void
append_u64 (GByteArray *out,
            guint64     value)
{
  value = GUINT64_TO_LE (value);
  g_byte_array_append (out, (const guint8 *)&value, sizeof value);
}

static guint32
get_u32 (const guint8 *at)
{
  guint32 value;

  memcpy (&value, at, sizeof value);
  return GUINT32_FROM_LE (value);
}

static guint64
get_u64 (const guint8 *at)
{
  guint64 value;

  memcpy (&value, at, sizeof value);
  return GUINT64_FROM_LE (value);
}

static void
hash_of (const guint8 *data,
         gsize         size,
         guint8       *hash)
{
  crypto_generichash (hash, BD_AUDIT_HASH, data, size, NULL, 0);
}

GByteArray *
bd_audit_format_head (void)
{
  GByteArray *out = g_byte_array_new ();
  guint8 id[16];

  randombytes_buf (id, sizeof id);
  g_byte_array_append (out, (const guint8 *)magic, sizeof magic);
  append_u32 (out, BD_AUDIT_VERSION);
  append_u32 (out, 0);
  g_byte_array_append (out, id, sizeof id);

  return out;
}

GByteArray *
bd_audit_format_record (guint64       sequence,
                        gint64        at,
                        const guint8 *before,
                        GBytes       *body)
{
  GByteArray *out = g_byte_array_new ();
  gsize length;
  const guint8 *data = g_bytes_get_data (body, &length);
  guint8 hash[BD_AUDIT_HASH];

  append_u64 (out, sequence);
  append_u64 (out, (guint64)at);
  append_u32 (out, (guint32)length);
  append_u32 (out, 0);
  g_byte_array_append (out, before, BD_AUDIT_HASH);
  g_byte_array_append (out, data, length);
  hash_of (out->data, out->len, hash);
  g_byte_array_append (out, hash, sizeof hash);

  return out;
}

/* A body key of its own for every record; nobody at the desk keeps it. */
GBytes *
bd_audit_format_seal (GPtrArray  *officers,
                      const char *json)
{
  g_autoptr (BdLockedBytes) key = bd_locked_bytes_new_random (crypto_secretbox_KEYBYTES);
  GByteArray *out = g_byte_array_new ();
  gsize length = strlen (json);
  g_autofree guint8 *box = g_malloc (length + crypto_secretbox_MACBYTES);
  guint8 nonce[crypto_secretbox_NONCEBYTES];
  guint8 sealed[BD_AUDIT_SEALED];

  append_u32 (out, officers->len);
  for (guint i = 0; i < officers->len; i++)
    {
      crypto_box_seal (sealed, bd_locked_bytes_get_data (key, NULL), crypto_secretbox_KEYBYTES,
                       g_bytes_get_data (officers->pdata[i], NULL));
      g_byte_array_append (out, sealed, sizeof sealed);
    }

  randombytes_buf (nonce, sizeof nonce);
  g_byte_array_append (out, nonce, sizeof nonce);
  crypto_secretbox_easy (box, (const guint8 *)json, length, nonce, bd_locked_bytes_get_data (key, NULL));
  g_byte_array_append (out, box, length + crypto_secretbox_MACBYTES);

  return g_byte_array_free_to_bytes (out);
}

static char *
open_box (const guint8  *at,
          gsize          length,
          BdLockedBytes *key)
{
  gsize n = length - crypto_secretbox_NONCEBYTES - crypto_secretbox_MACBYTES;
  g_autofree char *text = g_malloc0 (n + 1);

  if (crypto_secretbox_open_easy ((guint8 *)text, at + crypto_secretbox_NONCEBYTES,
                                  length - crypto_secretbox_NONCEBYTES, at, bd_locked_bytes_get_data (key, NULL)) != 0)
    return NULL;

  return g_utf8_validate (text, n, NULL) ? g_steal_pointer (&text) : NULL;
}

char *
bd_audit_format_open (const guint8  *body,
                      gsize          length,
                      const guint8  *public_key,
                      BdLockedBytes *secret_key)
{
  g_autoptr (BdLockedBytes) key = bd_locked_bytes_new (crypto_secretbox_KEYBYTES);
  guint32 n_officers;
  gsize boxes;

  if (length < 4)
    return NULL;
  n_officers = get_u32 (body);
  boxes = 4 + (gsize)n_officers * BD_AUDIT_SEALED;
  if (n_officers > BD_AUDIT_MAX_BODY / BD_AUDIT_SEALED ||
      length < boxes + crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES)
    return NULL;

  for (guint32 i = 0; i < n_officers; i++)
    if (crypto_box_seal_open (bd_locked_bytes_get_data (key, NULL), body + 4 + i * BD_AUDIT_SEALED, BD_AUDIT_SEALED,
                              public_key, bd_locked_bytes_get_data (secret_key, NULL)) == 0)
      return open_box (body + boxes, length - boxes, key);

  return NULL;
}

/* As many as there are: fewer only at the end of the file */
static gsize
read_at (int      fd,
         goffset  offset,
         guint8  *room,
         gsize    size)
{
  gsize done = 0;

  while (done < size)
    {
      gssize n = pread (fd, room + done, size - done, offset + done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        break;
      done += n;
    }

  return done;
}

gboolean
bd_audit_walk_begin (BdAuditWalk *self,
                     int          fd,
                     GError     **error)
{
  guint8 head[BD_AUDIT_HEAD];
  struct stat info;

  memset (self, 0, sizeof *self);
  self->fd = fd;
  self->size = fstat (fd, &info) == 0 ? info.st_size : 0;

  if (read_at (fd, 0, head, sizeof head) != sizeof head || memcmp (head, magic, sizeof magic) != 0)
    {
      g_set_error (error, BD_AUDIT_ERROR, BD_AUDIT_ERROR_BROKEN_CHAIN,
                   _ ("The audit log does not begin like an audit log. It was left alone."));
      return FALSE;
    }
  if (get_u32 (head + 8) != BD_AUDIT_VERSION)
    {
      g_set_error (error, BD_AUDIT_ERROR, BD_AUDIT_ERROR_TOO_NEW,
                   _ ("The audit log was made by a newer Bedside. It was left alone."));
      return FALSE;
    }

  hash_of (head, sizeof head, self->hash);
  self->offset = sizeof head;
  self->record = g_byte_array_new ();

  return TRUE;
}

static BdAuditStep
fault (BdAuditWalk *self,
       BdAuditStep  step,
       const char  *what)
{
  g_free (self->problem);
  self->problem = g_strdup_printf (_ ("Record %" G_GUINT64_FORMAT ": %s."), self->sequence + 1, what);

  return step;
}

static void
parse_header (const guint8  *at,
              BdAuditHeader *header)
{
  header->sequence = get_u64 (at);
  header->at = (gint64)get_u64 (at + 8);
  header->length = get_u32 (at + 16);
  memcpy (header->before, at + 24, BD_AUDIT_HASH);
}

/* The whole record at @offset, if its own hash fits */
static gboolean
read_record (BdAuditWalk *self,
             goffset      offset)
{
  guint8 start[BD_AUDIT_RECORD], hash[BD_AUDIT_HASH];
  gsize total;

  if (read_at (self->fd, offset, start, sizeof start) != sizeof start)
    return FALSE;
  parse_header (start, &self->header);
  if (self->header.length > BD_AUDIT_MAX_BODY)
    return FALSE;

  total = BD_AUDIT_RECORD + self->header.length + BD_AUDIT_HASH;
  g_byte_array_set_size (self->record, total);
  if (read_at (self->fd, offset, self->record->data, total) != total)
    return FALSE;

  hash_of (self->record->data, total - BD_AUDIT_HASH, hash);
  return memcmp (hash, self->record->data + total - BD_AUDIT_HASH, BD_AUDIT_HASH) == 0;
}

/* The next record. %BD_AUDIT_TORN: what follows is not whole; %BD_AUDIT_WRONG: whole, but not the
 * one that belongs here. Neither moves on. */
BdAuditStep
bd_audit_walk_next (BdAuditWalk *self)
{
  if (self->offset >= self->size)
    return BD_AUDIT_END;
  if (!read_record (self, self->offset))
    return fault (self, BD_AUDIT_TORN, _ ("it is not whole, or its bytes were changed"));
  if (memcmp (self->header.before, self->hash, BD_AUDIT_HASH) != 0)
    return fault (self, BD_AUDIT_WRONG, _ ("it does not follow the record before it"));
  if (self->header.sequence != self->sequence + 1)
    return fault (self, BD_AUDIT_WRONG, _ ("its number is out of order"));

  self->sequence = self->header.sequence;
  self->offset += self->record->len;
  memcpy (self->hash, self->record->data + self->record->len - BD_AUDIT_HASH, BD_AUDIT_HASH);

  return BD_AUDIT_WHOLE;
}

/* A crash leaves at most one unfinished record, at the very end. A whole later record behind a bad
 * one means that the bad one was changed, and is evidence. */
gboolean
bd_audit_walk_more_beyond (BdAuditWalk *self)
{
  gsize left = self->size - self->offset;
  g_autofree guint8 *tail = NULL;

  if (left > BD_AUDIT_RECORD + BD_AUDIT_MAX_BODY + BD_AUDIT_HASH)
    return TRUE;

  tail = g_malloc (left);
  left = read_at (self->fd, self->offset, tail, left);
  for (gsize i = 1; i + BD_AUDIT_RECORD <= left; i++)
    {
      guint64 sequence = get_u64 (tail + i);

      if (sequence > self->sequence + 1 && sequence < self->sequence + 1 + left &&
          get_u32 (tail + i + 16) <= left && read_record (self, self->offset + i))
        return TRUE;
    }

  return FALSE;
}

void
bd_audit_walk_end (BdAuditWalk *self)
{
  g_clear_pointer (&self->record, g_byte_array_unref);
  g_clear_pointer (&self->problem, g_free);
}
