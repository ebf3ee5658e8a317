/* bd-ticket.c: the right to read one person's record, for one purpose, until a time
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-ticket-private.h"

#include "bd-clock.h"

#include <string.h>

struct _BdTicket
{
  GObject        parent_instance;

  BdClinician   *clinician;
  char          *nhi;
  BdTicketScope  scope;
  BdReasonCode   reason;
  BdPurpose      purpose;
  BdIdentifiedBy identified_by;
  gint64         until_wall;    /* for people */
  gint64         until_boot;    /* what holds: nobody can set this clock */

  /* Any thread: workers look at tickets too */
  GMutex         lock;
  GPtrArray     *numbers;       /* (element-type char*) */
  gint           revoked;       /* atomic */
};

G_DEFINE_FINAL_TYPE (BdTicket, bd_ticket, G_TYPE_OBJECT)

static void
bd_ticket_finalize (GObject *object)
{
  BdTicket *self = BD_TICKET (object);

  g_clear_pointer (&self->clinician, bd_clinician_unref);
  g_free (self->nhi);
  g_ptr_array_unref (self->numbers);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (bd_ticket_parent_class)->finalize (object);
}

static void
bd_ticket_class_init (BdTicketClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bd_ticket_finalize;
}

static void
bd_ticket_init (BdTicket *self)
{
  g_mutex_init (&self->lock);
  self->numbers = g_ptr_array_new_with_free_func (g_free);
  self->revoked = TRUE;   /* until bd_ticket_new() says what it is for: g_object_new() alone forges nothing */
}

BdTicket *
bd_ticket_new (BdClinician         *clinician,
               const BdTicketTerms *terms)
{
  BdTicket *self = g_object_new (BD_TYPE_TICKET, NULL);
  gint64 lasts = (gint64)terms->hours * 3600 * G_USEC_PER_SEC;

  self->clinician = bd_clinician_ref (clinician);
  self->nhi = g_strdup (terms->nhi);
  self->scope = terms->scope;
  self->reason = terms->reason;
  self->purpose = terms->purpose;
  self->identified_by = terms->identified_by;
  self->until_wall = bd_clock_wall () + lasts;
  self->until_boot = bd_clock_boot () + lasts;
  self->revoked = FALSE;
  g_ptr_array_add (self->numbers, g_strdup (terms->nhi));
  for (guint i = 0; terms->linked != NULL && terms->linked[i] != NULL; i++)
    bd_ticket_add_number (self, terms->linked[i]);

  return self;
}

/* 0 when it is over */
gint64
bd_ticket_get_microseconds_left (BdTicket *self)
{
  if (g_atomic_int_get (&self->revoked))
    return 0;

  return MAX (0, self->until_boot - bd_clock_boot ());
}

/**
 * bd_ticket_get_nhi:
 * @self: a ticket
 *
 * Returns: the number it was made for; "" for one that only allows a match
 */
const char *
bd_ticket_get_nhi (BdTicket *self)
{
  g_return_val_if_fail (BD_IS_TICKET (self), NULL);

  return self->nhi;
}

static gboolean
has_number (BdTicket   *self,
            const char *nhi)
{
  gboolean found;

  g_mutex_lock (&self->lock);
  found = g_ptr_array_find_with_equal_func (self->numbers, nhi, g_str_equal, NULL);
  g_mutex_unlock (&self->lock);

  return found;
}

/**
 * bd_ticket_covers:
 * @self: (nullable): a ticket; none covers nothing
 * @nhi: (nullable): the number to be read; %NULL or "" for a match
 * @scope: all that is wanted
 *
 * Who may read or save a record may also know whose it is. Any thread may ask.
 *
 * Returns: whether number, scope and time are all covered
 */
gboolean
bd_ticket_covers (BdTicket     *self,
                  const char   *nhi,
                  BdTicketScope scope)
{
  guint given;

  if (self == NULL || !BD_IS_TICKET (self) || !bd_ticket_is_valid (self))
    return FALSE;

  given = self->scope;
  if (given & (BD_TICKET_RECORD | BD_TICKET_SAVE))
    given |= BD_TICKET_IDENTITY;

  return scope != 0 && (scope & ~given) == 0 && has_number (self, nhi != NULL ? nhi : "");
}

/**
 * bd_ticket_get_scope:
 * @self: a ticket
 *
 * Returns: what it was made for
 */
BdTicketScope
bd_ticket_get_scope (BdTicket *self)
{
  g_return_val_if_fail (BD_IS_TICKET (self), 0);

  return self->scope;
}

/**
 * bd_ticket_get_clinician:
 * @self: a ticket
 *
 * Returns: (transfer none): whom it was made for
 */
BdClinician *
bd_ticket_get_clinician (BdTicket *self)
{
  g_return_val_if_fail (BD_IS_TICKET (self), NULL);

  return self->clinician;
}

/**
 * bd_ticket_get_purpose:
 * @self: a ticket
 *
 * Returns: the purpose of use for every request made under it
 */
BdPurpose
bd_ticket_get_purpose (BdTicket *self)
{
  g_return_val_if_fail (BD_IS_TICKET (self), BD_PURPOSE_TREAT);

  return self->purpose;
}

/**
 * bd_ticket_get_reason:
 * @self: a ticket
 *
 * Returns: why it was made; of no meaning for a ticket of identity alone
 */
BdReasonCode
bd_ticket_get_reason (BdTicket *self)
{
  g_return_val_if_fail (BD_IS_TICKET (self), BD_REASON_LR1);

  return self->reason;
}

/**
 * bd_ticket_get_identified_by:
 * @self: a ticket
 *
 * Returns: how the person was identified
 */
BdIdentifiedBy
bd_ticket_get_identified_by (BdTicket *self)
{
  g_return_val_if_fail (BD_IS_TICKET (self), BD_IDENTIFIED_NOT_CONFIRMED);

  return self->identified_by;
}

/**
 * bd_ticket_is_emergency:
 * @self: a ticket
 *
 * Returns: whether it came of an emergency access; nothing read under one is kept
 */
gboolean
bd_ticket_is_emergency (BdTicket *self)
{
  g_return_val_if_fail (BD_IS_TICKET (self), FALSE);

  return self->purpose == BD_PURPOSE_ETREAT;
}

/**
 * bd_ticket_get_until:
 * @self: a ticket
 *
 * Returns: the time of day it ends at, for people: wall µs
 */
gint64
bd_ticket_get_until (BdTicket *self)
{
  g_return_val_if_fail (BD_IS_TICKET (self), 0);

  return self->until_wall;
}

/**
 * bd_ticket_is_valid:
 * @self: a ticket
 *
 * Returns: %FALSE once its time is up, by the boot clock, or it was revoked
 */
gboolean
bd_ticket_is_valid (BdTicket *self)
{
  g_return_val_if_fail (BD_IS_TICKET (self), FALSE);

  return bd_ticket_get_microseconds_left (self) > 0;
}

/**
 * bd_ticket_add_number:
 * @self: a ticket
 * @nhi: a number that NHI says is the same person's
 */
void
bd_ticket_add_number (BdTicket   *self,
                      const char *nhi)
{
  g_return_if_fail (BD_IS_TICKET (self));
  g_return_if_fail (nhi != NULL && *nhi != '\0');
  g_return_if_fail (*self->nhi != '\0');   /* a ticket to match is for nobody in particular */

  if (has_number (self, nhi))
    return;

  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->numbers, g_strdup (nhi));
  g_mutex_unlock (&self->lock);
}

/**
 * bd_ticket_revoke:
 * @self: a ticket, which covers nothing from now on
 */
void
bd_ticket_revoke (BdTicket *self)
{
  g_return_if_fail (BD_IS_TICKET (self));

  g_atomic_int_set (&self->revoked, TRUE);
}
