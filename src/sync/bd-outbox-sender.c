/* bd-outbox-sender.c: sends what the outbox holds, first in first out, with back-off
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-outbox-sender.h"

#include "bd-clock.h"

#define FIRST_DELAY   5                /* s */
#define LONGEST_DELAY (15 * 60)
#define POKED_DELAY   30               /* a sign of life shortens a back-off to this */
#define PARKED        (24 * 60 * 60)
#define MAX_TRIES     16               /* more would not be slower */

struct _BdOutboxSender
{
  GObject       parent_instance;

  /* Owned */
  BdServices   *services;
  BdOutbox     *outbox;
  BdClinician  *clinician;
  BdOutboxItem *item;         /* (nullable) the one under way */
  GCancellable *cancellable;
  GSource      *timer;        /* (nullable) */
  GPtrArray    *flushes;      /* (element-type GTask) */

  gint64        timer_at;     /* monotonic µs when it fires */
  gint64        asked_to_wait; /* monotonic µs until which the service wants no more */
  gboolean      backing_off;  /* the timer is a back-off, not a look at parked items */
  gboolean      sending;
  gboolean      stopped;
};

G_DEFINE_FINAL_TYPE (BdOutboxSender, bd_outbox_sender, G_TYPE_OBJECT)

/* What an upload came to. */
typedef enum { SENT, LATER, NEVER_MIND, PARK } Outcome;

static void send_next (BdOutboxSender *self);

/* helpers */

static void
clear_timer (BdOutboxSender *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
  self->backing_off = FALSE;
}

static gboolean
on_timer_cb (gpointer user_data)
{
  BdOutboxSender *self = user_data;

  clear_timer (self);
  bd_outbox_sender_poke (self);

  return G_SOURCE_REMOVE;
}

static void
set_timer (BdOutboxSender *self,
           gint64          seconds)
{
  clear_timer (self);
  if (self->stopped)
    return;

  self->timer_at = g_get_monotonic_time () + seconds * G_USEC_PER_SEC;
  self->timer = g_timeout_source_new_seconds ((guint) MAX (seconds, 1));
  g_source_set_callback (self->timer, on_timer_cb, self, NULL);
  g_source_attach (self->timer, NULL);
}

static void
back_off (BdOutboxSender *self,
          gint64          seconds)
{
  set_timer (self, seconds);
  self->backing_off = TRUE;
}

/* Doubles, up to 15 minutes, with a quarter of jitter either way so that sites do not come back all at once. */
static gint64
get_delay (guint tries)
{
  gint64 delay = MIN ((gint64) FIRST_DELAY << MIN (tries, MAX_TRIES), LONGEST_DELAY);

  return MAX (1, (gint64) ((double) delay * g_random_double_range (0.75, 1.25)));
}

/* The work is over for now: whoever waits for it is told. */
static void
rest (BdOutboxSender *self,
      const GError   *error)
{
  g_autoptr (GPtrArray) flushes = g_steal_pointer (&self->flushes);

  self->flushes = g_ptr_array_new_with_free_func (g_object_unref);
  self->sending = FALSE;
  g_clear_pointer (&self->item, bd_outbox_item_free);
  for (guint i = 0; i < flushes->len; i++)
    {
      if (error != NULL)
        g_task_return_error (g_ptr_array_index (flushes, i), g_error_copy (error));
      else
        g_task_return_boolean (g_ptr_array_index (flushes, i), TRUE);
    }
}

/* A store that fails is tried again too, but not at once. */
static void
rest_after_store_error (BdOutboxSender *self,
                        const GError   *error)
{
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    back_off (self, LONGEST_DELAY);
  rest (self, error);
}

static Outcome
judge (const BdReply *reply)
{
  if (bd_reply_is_success (reply))
    return SENT;
  if (reply->failure != BD_FAILURE_NONE || reply->status < 400 || reply->status == 401 || reply->status == 408 ||
      reply->status == 429 || reply->status >= 500)
    return LATER;

  return reply->status == 409 ? NEVER_MIND : PARK;
}

/* callbacks */

static void
on_done_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (BdOutboxSender) self = user_data;
  g_autoptr (GError) error = NULL;

  if (bd_outbox_done_finish (BD_OUTBOX (source), result, &error))
    send_next (self);
  else
    rest_after_store_error (self, error);
}

static void
on_parked_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (BdOutboxSender) self = user_data;
  g_autoptr (GError) error = NULL;

  if (bd_outbox_retry_finish (BD_OUTBOX (source), result, &error))
    send_next (self);
  else
    rest_after_store_error (self, error);
}

static void
on_postponed_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (BdOutboxSender) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!bd_outbox_retry_finish (BD_OUTBOX (source), result, &error))
    {
      rest_after_store_error (self, error);
      return;
    }

  g_set_error (&error, BD_NET_ERROR, BD_NET_ERROR_NO_ANSWER, "The audit service did not take the event; it is kept and sent later");
  rest (self, error);
}

/* The line or the service is down: the item keeps its place and all wait behind it. */
static void
postpone_all (BdOutboxSender *self,
              gint64          wait_seconds)
{
  self->asked_to_wait = g_get_monotonic_time () + wait_seconds * G_USEC_PER_SEC;
  back_off (self, MAX (get_delay (self->item->tries), wait_seconds));
  bd_outbox_retry_async (self->outbox, self->item->number, bd_clock_wall (), self->cancellable, on_postponed_cb,
                         g_object_ref (self));
}

/* Only this item is in trouble: the others go on. */
static void
park (BdOutboxSender *self,
      gint64          seconds)
{
  bd_outbox_retry_async (self->outbox, self->item->number, bd_clock_wall () + seconds * G_USEC_PER_SEC,
                         self->cancellable, on_parked_cb, g_object_ref (self));
}

static void
on_uploaded_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (BdOutboxSender) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (BdReply) reply = bd_service_finish (BD_SERVICE (source), result, &error);

  if (reply == NULL)
    {
      rest (self, error);
      return;
    }

  switch (judge (reply))
    {
    case SENT:
      bd_outbox_done_async (self->outbox, self->item->number, self->cancellable, on_done_cb, g_object_ref (self));
      break;
    case LATER:
      postpone_all (self, reply->wait_seconds);
      break;
    case NEVER_MIND:
      park (self, get_delay (self->item->tries));
      break;
    case PARK:
    default:
      park (self, PARKED);
      break;
    }
}

static void
on_peeked_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (BdOutboxSender) self = user_data;
  g_autoptr (GError) error = NULL;
  BdService *service = bd_services_peek (self->services, BD_SOURCE_AUDIT);

  self->item = bd_outbox_peek_finish (BD_OUTBOX (source), result, &error);
  if (error != NULL)
    {
      rest_after_store_error (self, error);
    }
  else if (self->item == NULL || service == NULL)
    {
      if (service != NULL && bd_outbox_get_count (self->outbox) > 0)
        set_timer (self, LONGEST_DELAY);   /* something is parked */
      rest (self, NULL);
    }
  else if (g_strcmp0 (self->item->kind, "audit-event") != 0)
    {
      park (self, PARKED);
    }
  else
    {
      bd_service_upload_audit_async (service, self->clinician, self->item->id, self->item->body, self->cancellable,
                                     on_uploaded_cb, g_object_ref (self));
    }
}

static void
send_next (BdOutboxSender *self)
{
  g_clear_pointer (&self->item, bd_outbox_item_free);
  bd_outbox_peek_async (self->outbox, bd_clock_wall (), self->cancellable, on_peeked_cb, g_object_ref (self));
}

static void
bd_outbox_sender_dispose (GObject *object)
{
  BdOutboxSender *self = BD_OUTBOX_SENDER (object);

  bd_outbox_sender_stop (self);

  G_OBJECT_CLASS (bd_outbox_sender_parent_class)->dispose (object);
}

static void
bd_outbox_sender_finalize (GObject *object)
{
  BdOutboxSender *self = BD_OUTBOX_SENDER (object);

  g_clear_object (&self->services);
  g_clear_object (&self->outbox);
  g_clear_pointer (&self->clinician, bd_clinician_unref);
  g_clear_pointer (&self->item, bd_outbox_item_free);
  g_clear_object (&self->cancellable);
  g_ptr_array_unref (self->flushes);

  G_OBJECT_CLASS (bd_outbox_sender_parent_class)->finalize (object);
}

static void
bd_outbox_sender_class_init (BdOutboxSenderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bd_outbox_sender_dispose;
  G_OBJECT_CLASS (klass)->finalize = bd_outbox_sender_finalize;
}

static void
bd_outbox_sender_init (BdOutboxSender *self)
{
  self->cancellable = g_cancellable_new ();
  self->flushes = g_ptr_array_new_with_free_func (g_object_unref);
}

/* public functions */

/**
 * bd_outbox_sender_new:
 * @services: the site's services; without an audit service nothing is sent
 * @outbox: what must be sent
 * @clinician: who is signed in
 *
 * Returns: (transfer full): a sender that begins at the first turn of the main loop
 */
BdOutboxSender *
bd_outbox_sender_new (BdServices  *services,
                      BdOutbox    *outbox,
                      BdClinician *clinician)
{
  BdOutboxSender *self;

  g_return_val_if_fail (BD_IS_SERVICES (services), NULL);
  g_return_val_if_fail (BD_IS_OUTBOX (outbox), NULL);
  g_return_val_if_fail (clinician != NULL, NULL);

  self = g_object_new (BD_TYPE_OUTBOX_SENDER, NULL);
  self->services = g_object_ref (services);
  self->outbox = g_object_ref (outbox);
  self->clinician = bd_clinician_ref (clinician);
  bd_outbox_sender_poke (self);

  return self;
}

/**
 * bd_outbox_sender_poke:
 * @self: a sender
 *
 * Something was pushed, or the line is back: tries at once, or, where a back-off runs, within half a minute.
 */
void
bd_outbox_sender_poke (BdOutboxSender *self)
{
  g_return_if_fail (BD_IS_OUTBOX_SENDER (self));

  if (self->sending || self->stopped)
    return;
  if (self->backing_off)
    {
      gint64 now = g_get_monotonic_time ();

      if (self->timer_at > now + POKED_DELAY * G_USEC_PER_SEC && self->asked_to_wait <= now)
        back_off (self, POKED_DELAY);
      return;
    }

  clear_timer (self);
  self->sending = TRUE;
  send_next (self);
}

/**
 * bd_outbox_sender_stop:
 * @self: a sender
 *
 * Sends no more; what is under way is given up and stays in the outbox.
 */
void
bd_outbox_sender_stop (BdOutboxSender *self)
{
  g_return_if_fail (BD_IS_OUTBOX_SENDER (self));

  self->stopped = TRUE;
  clear_timer (self);
  g_cancellable_cancel (self->cancellable);
}

/**
 * bd_outbox_sender_flush_async:
 * @self: a sender
 * @cancellable: (nullable): gives up waiting; sending goes on
 * @callback: called when nothing due is left, or at the first that could not be sent
 * @user_data: for @callback
 *
 * Sends what is due now, whatever back-off runs.
 */
void
bd_outbox_sender_flush_async (BdOutboxSender      *self,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (BD_IS_OUTBOX_SENDER (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, bd_outbox_sender_flush_async);
  if (self->stopped)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The sender was stopped");
      return;
    }

  g_ptr_array_add (self->flushes, g_steal_pointer (&task));
  clear_timer (self);
  bd_outbox_sender_poke (self);
}

/**
 * bd_outbox_sender_flush_finish:
 * @self: a sender
 * @result: the result
 * @error: %BD_NET_ERROR_NO_ANSWER when something due stays for later, %BD_STORE_ERROR, or cancelled
 *
 * Returns: whether nothing that is due is left
 */
gboolean
bd_outbox_sender_flush_finish (BdOutboxSender  *self,
                               GAsyncResult    *result,
                               GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_outbox_sender_flush_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
