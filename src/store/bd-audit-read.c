/* bd-audit-read.c: audit.log, read: the chain without a key, the records with an officer's
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-audit-log.h"

#include "bd-audit-format-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

static int
open_for_reading (const char *path,
                  GError    **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);

  if (fd < 0)
    g_set_error (error, BD_AUDIT_ERROR, errno == ENOENT ? BD_AUDIT_ERROR_MISSING : BD_AUDIT_ERROR_FAILED,
                 _ ("The audit log cannot be opened: %s"), g_strerror (errno));

  return fd;
}

static char *
hex_of (const guint8 *hash)
{
  char hex[BD_AUDIT_HASH * 2 + 1];

  return g_strdup (sodium_bin2hex (hex, sizeof hex, hash, BD_AUDIT_HASH));
}

static gboolean
is_expected (const BdAuditWalk *walk,
             const char        *expected)
{
  g_autofree char *hex = NULL;

  if (expected == NULL)
    return TRUE;

  hex = hex_of (walk->hash);
  return g_ascii_strcasecmp (hex, expected) == 0;
}

static void
walk_all (BdAuditWalk    *walk,
          const char     *expected_head,
          BdAuditVerdict *verdict)
{
  gboolean found = is_expected (walk, expected_head);
  BdAuditStep step;

  while ((step = bd_audit_walk_next (walk)) == BD_AUDIT_WHOLE)
    {
      if (verdict->records++ == 0)
        verdict->first_at = walk->header.at;
      verdict->last_at = walk->header.at;
      found |= is_expected (walk, expected_head);
    }

  verdict->head = hex_of (walk->hash);
  if (step != BD_AUDIT_END)
    verdict->problem = g_strdup (walk->problem);
  else if (!found)
    verdict->problem = g_strdup_printf (_ ("The log ends at record %" G_GUINT64_FORMAT
                                           ", but a later one was noted elsewhere: records are missing from its end."),
                                        walk->sequence);
  verdict->whole = verdict->problem == NULL;
}

/**
 * bd_audit_verify:
 * @path: the file audit.log
 * @expected_head: (nullable): the newest head as it was kept elsewhere, in hex; the log may have
 *   grown since
 * @error: %BD_AUDIT_ERROR_MISSING, %BD_AUDIT_ERROR_TOO_NEW, %BD_AUDIT_ERROR_BROKEN_CHAIN when the
 *   file is no audit log at all, %BD_AUDIT_ERROR_FAILED
 *
 * Walks the chain without any key. Blocks: for a worker thread or the command line.
 *
 * Returns: (transfer full) (nullable): the verdict
 */
BdAuditVerdict *
bd_audit_verify (const char *path,
                 const char *expected_head,
                 GError    **error)
{
  BdAuditVerdict *verdict = NULL;
  BdAuditWalk walk = { 0 };
  int fd;

  g_return_val_if_fail (path != NULL, NULL);

  fd = open_for_reading (path, error);
  if (fd < 0)
    return NULL;

  if (bd_audit_walk_begin (&walk, fd, error))
    {
      verdict = g_new0 (BdAuditVerdict, 1);
      walk_all (&walk, expected_head, verdict);
    }
  bd_audit_walk_end (&walk);
  close (fd);

  return verdict;
}

/**
 * bd_audit_verdict_free:
 * @self: (transfer full): a verdict
 */
void
bd_audit_verdict_free (BdAuditVerdict *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->head);
  g_free (self->problem);
  g_free (self);
}

typedef struct
{
  guint8           public_key[crypto_box_PUBLICKEYBYTES];
  BdLockedBytes   *secret_key;
  BdAuditReadFunc  func;
  gpointer         user_data;
  guint64          n_opened;
} Reader;

/* FALSE when the caller has seen enough */
static gboolean
read_one (const BdAuditWalk *walk,
          Reader            *reader)
{
  g_autofree char *json = bd_audit_format_open (walk->record->data + BD_AUDIT_RECORD, walk->header.length,
                                                reader->public_key, reader->secret_key);
  gboolean more;

  if (json == NULL)
    return TRUE;   /* written before this officer's time, or after it */

  reader->n_opened++;
  more = reader->func (walk->header.sequence, json, reader->user_data);
  sodium_memzero (json, strlen (json));

  return more;
}

static gboolean
read_all (BdAuditWalk *walk,
          Reader      *reader,
          GError     **error)
{
  BdAuditStep step;

  while ((step = bd_audit_walk_next (walk)) == BD_AUDIT_WHOLE)
    if (!read_one (walk, reader))
      return TRUE;

  if (step != BD_AUDIT_END)
    g_set_error (error, BD_AUDIT_ERROR, BD_AUDIT_ERROR_BROKEN_CHAIN,
                 _ ("The log can be read only up to a break. %s"), walk->problem);
  else if (reader->n_opened == 0 && walk->sequence > 0)
    g_set_error (error, BD_AUDIT_ERROR, BD_AUDIT_ERROR_KEYS, _ ("This key opens no record of the log."));
  else
    return TRUE;

  return FALSE;
}

static gboolean
public_key_of (BdLockedBytes *secret_key,
               guint8        *public_key)
{
  gsize size;
  const guint8 *data = bd_locked_bytes_get_data (secret_key, &size);

  return size == crypto_box_SECRETKEYBYTES && crypto_scalarmult_base (public_key, data) == 0;
}

/**
 * bd_audit_read:
 * @path: the file audit.log
 * @officer_secret_key: 32 bytes, X25519
 * @func: (scope call): called with every record this key opens, in order; the text is wiped after
 *   it; %FALSE stops
 * @user_data: for @func
 * @error: %BD_AUDIT_ERROR_KEYS when the key opens no record, %BD_AUDIT_ERROR_BROKEN_CHAIN behind
 *   the last good record, and those of bd_audit_verify()
 *
 * Reads the log with an officer's key. Blocks: for a worker thread or the command line.
 *
 * Returns: whether all that was asked for was read
 */
gboolean
bd_audit_read (const char     *path,
               BdLockedBytes  *officer_secret_key,
               BdAuditReadFunc func,
               gpointer        user_data,
               GError        **error)
{
  Reader reader = { .secret_key = officer_secret_key, .func = func, .user_data = user_data };
  BdAuditWalk walk = { 0 };
  gboolean done;
  int fd;

  g_return_val_if_fail (path != NULL && officer_secret_key != NULL && func != NULL, FALSE);

  if (!public_key_of (officer_secret_key, reader.public_key))
    {
      g_set_error (error, BD_AUDIT_ERROR, BD_AUDIT_ERROR_KEYS, _ ("That is not an officer's key: it needs 32 bytes."));
      return FALSE;
    }

  fd = open_for_reading (path, error);
  if (fd < 0)
    return FALSE;

  done = bd_audit_walk_begin (&walk, fd, error) && read_all (&walk, &reader, error);
  bd_audit_walk_end (&walk);
  close (fd);

  return done;
}

/**
 * bd_audit_officer_public_key:
 * @officer_secret_key: 32 bytes, X25519
 *
 * Returns: (transfer full) (nullable): the public key, base64, as the site profile wants it; %NULL
 *   for bytes that are no key
 */
char *
bd_audit_officer_public_key (BdLockedBytes *officer_secret_key)
{
  guint8 key[crypto_box_PUBLICKEYBYTES];
  char text[sodium_base64_ENCODED_LEN (crypto_box_PUBLICKEYBYTES, sodium_base64_VARIANT_ORIGINAL)];

  g_return_val_if_fail (officer_secret_key != NULL, NULL);

  if (!public_key_of (officer_secret_key, key))
    return NULL;

  return g_strdup (sodium_bin2base64 (text, sizeof text, key, sizeof key, sodium_base64_VARIANT_ORIGINAL));
}
