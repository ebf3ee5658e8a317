/* bd-grant.c: an emergency access in force
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-grant-private.h"

#include "bd-clock.h"
#include "bd-ticket-private.h"

#include <glib/gi18n-lib.h>

#define WARN_SECONDS  (15 * 60)
#define CHECK_SECONDS 5   /* a timer may oversleep a suspend; the boot clock does not */

struct _BdGrant
{
  GObject   parent_instance;

  BdTicket *ticket;
  gint64    started;
  guint     timer;
  gboolean  warned;
  gboolean  ended;
  gboolean  stop_claimed;
};

G_DEFINE_FINAL_TYPE (BdGrant, bd_grant, G_TYPE_OBJECT)

enum { WARNED, ENDED, N_SIGNALS };
static guint signals[N_SIGNALS];

static gboolean
on_timer_cb (gpointer user_data)
{
  BdGrant *self = user_data;

  if (bd_grant_check (self))
    return G_SOURCE_CONTINUE;

  return G_SOURCE_REMOVE;
}

static void
bd_grant_dispose (GObject *object)
{
  BdGrant *self = BD_GRANT (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->ticket != NULL)
    bd_ticket_revoke (self->ticket);   /* nothing outlives its grant */

  G_OBJECT_CLASS (bd_grant_parent_class)->dispose (object);
}

static void
bd_grant_finalize (GObject *object)
{
  BdGrant *self = BD_GRANT (object);

  g_clear_object (&self->ticket);

  G_OBJECT_CLASS (bd_grant_parent_class)->finalize (object);
}

static void
bd_grant_class_init (BdGrantClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = bd_grant_dispose;
  object_class->finalize = bd_grant_finalize;

  /**
   * BdGrant::warned:
   *
   * 15 minutes are left.
   */
  signals[WARNED] = g_signal_new ("warned", BD_TYPE_GRANT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * BdGrant::ended:
   *
   * It is over, by hand or by time; its ticket covers nothing any more.
   */
  signals[ENDED] = g_signal_new ("ended", BD_TYPE_GRANT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
bd_grant_init (BdGrant *self)
{
}

BdGrant *
bd_grant_new (BdTicket *ticket)
{
  BdGrant *self = g_object_new (BD_TYPE_GRANT, NULL);

  self->ticket = g_object_ref (ticket);
  self->started = bd_clock_wall ();
  self->timer = g_timeout_add_seconds (CHECK_SECONDS, on_timer_cb, self);

  return self;
}

void
bd_grant_end (BdGrant *self)
{
  if (self->ended)
    return;

  self->ended = TRUE;
  bd_ticket_revoke (self->ticket);
  g_signal_emit (self, signals[ENDED], 0);
}

gboolean
bd_grant_check (BdGrant *self)
{
  g_autoptr (BdGrant) keep = g_object_ref (self);
  gint64 left = bd_grant_get_seconds_left (self);

  if (left == 0)
    {
      self->timer = 0;
      bd_grant_end (self);
      return FALSE;
    }

  if (left <= WARN_SECONDS && !self->warned)
    {
      self->warned = TRUE;
      g_signal_emit (self, signals[WARNED], 0);
    }

  return TRUE;
}

gboolean
bd_grant_claim_stop (BdGrant *self)
{
  gboolean first = !self->stop_claimed;

  self->stop_claimed = TRUE;
  return first;
}

/**
 * bd_grant_get_ticket:
 * @self: a grant
 *
 * Returns: (transfer none): its ticket, of purpose ETREAT
 */
BdTicket *
bd_grant_get_ticket (BdGrant *self)
{
  g_return_val_if_fail (BD_IS_GRANT (self), NULL);

  return self->ticket;
}

/**
 * bd_grant_get_started:
 * @self: a grant
 *
 * Returns: when it began: wall µs
 */
gint64
bd_grant_get_started (BdGrant *self)
{
  g_return_val_if_fail (BD_IS_GRANT (self), 0);

  return self->started;
}

/**
 * bd_grant_get_seconds_left:
 * @self: a grant
 *
 * Returns: seconds, begun ones counted; 0 when it is over
 */
gint64
bd_grant_get_seconds_left (BdGrant *self)
{
  g_return_val_if_fail (BD_IS_GRANT (self), 0);

  return (bd_ticket_get_microseconds_left (self->ticket) + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC;
}

/**
 * bd_grant_is_in_force:
 * @self: a grant
 *
 * Returns: whether it still is
 */
gboolean
bd_grant_is_in_force (BdGrant *self)
{
  g_return_val_if_fail (BD_IS_GRANT (self), FALSE);

  return bd_grant_get_seconds_left (self) > 0;
}

/**
 * bd_grant_dup_strip:
 * @self: a grant
 *
 * Returns: (transfer full): the line above the record: who, why, how long still
 */
char *
bd_grant_dup_strip (BdGrant *self)
{
  BdClinician *who;
  const BdReason *reason;
  gint64 minutes;

  g_return_val_if_fail (BD_IS_GRANT (self), NULL);

  who = bd_ticket_get_clinician (self->ticket);
  reason = bd_reason_get (bd_ticket_get_reason (self->ticket));
  if (!bd_grant_is_in_force (self))
    return g_strdup_printf (_ ("Emergency access has ended: %s · %s"), who->full_name, reason->id);

  minutes = (bd_grant_get_seconds_left (self) - 1) / 60;
  if (minutes >= 60)
    return g_strdup_printf (_ ("Emergency access: %s · %s %s · %d h %d min left"), who->full_name, reason->id,
                            reason->label, (int)(minutes / 60), (int)(minutes % 60));

  return g_strdup_printf (_ ("Emergency access: %s · %s %s · %d min left"), who->full_name, reason->id,
                          reason->label, (int)minutes);
}
