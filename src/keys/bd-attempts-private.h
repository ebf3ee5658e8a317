/* bd-attempts-private.h: how often somebody guessed, and how long they must wait now
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-locked-bytes.h"

G_BEGIN_DECLS

#define BD_ATTEMPTS_MAX           5
#define BD_ATTEMPTS_BLOCK_SECONDS (20 * 60)
#define BD_ATTEMPTS_MAC           32

typedef struct
{
  guint32 wrong;                  /* in a row; the running try counts as wrong until it succeeds */
  gint64  at_boot;                /* boot clock at the last of them */
  char    boot_id[40];            /* of that boot, "" when the system does not say */
  guint8  by_keyring;             /* which key the MAC is under */
  guint8  mac[BD_ATTEMPTS_MAC];
} BdAttempts;

gint64   bd_attempts_seconds_left (const BdAttempts *self);   /* 0 = may try */
void     bd_attempts_count        (BdAttempts *self);
void     bd_attempts_seal         (BdAttempts *self, const char *user_id, GBytes *salt, BdLockedBytes *device);
gboolean bd_attempts_is_genuine   (const BdAttempts *self, const char *user_id, GBytes *salt, BdLockedBytes *device);

G_END_DECLS
