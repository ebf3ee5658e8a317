/* bd-idle.c: nobody is here: counts down to the lock
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Idle time is measured on the boot clock, which runs on in suspend; a gap between
 * it and the monotonic clock is a suspend that no hook told of. The desktop's own
 * lock, the screen saver and sleep are heard where their services are there.
 */
#include "bd-idle.h"

#include "bd-clock.h"

#include <string.h>

#define SUSPEND_GAP (3 * G_USEC_PER_SEC)

struct _BdIdle
{
  GObject          parent_instance;

  /* Owned */
  GDBusConnection *system;      /* (nullable) */
  GDBusConnection *session;     /* (nullable) */
  GCancellable    *cancellable;
  char            *session_path; /* (nullable): of logind */

  gint64           limit;       /* µs */
  gint64           touched;     /* boot µs */
  gint64           gap;         /* boot minus monotonic µs at the last tick */
  guint            warned;      /* seconds last said */
  guint            timer;
  guint            subscriptions[3];
};

G_DEFINE_FINAL_TYPE (BdIdle, bd_idle, G_TYPE_OBJECT)

enum { SIGNAL_WARNING, SIGNAL_LOCK, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
ask_for_lock (BdIdle     *self,
              const char *why)
{
  if (self->timer != 0)
    g_signal_emit (self, signals[SIGNAL_LOCK], 0, why);
}

static void
on_bus_signal_cb (GDBusConnection *connection,
                  const char      *sender,
                  const char      *path,
                  const char      *interface,
                  const char      *member,
                  GVariant        *parameters,
                  gpointer         data)
{
  BdIdle *self = data;
  gboolean begins = TRUE;

  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    g_variant_get (parameters, "(b)", &begins);
  if (!begins || (strcmp (member, "Lock") == 0 && g_strcmp0 (path, self->session_path) != 0))
    return;

  ask_for_lock (self, strcmp (member, "PrepareForSleep") == 0 ? "the computer goes to sleep" : "the desktop was locked");
}

static void
on_session_path_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      data)
{
  g_autoptr (GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  g_autoptr (BdIdle) self = data;

  if (answer != NULL)
    g_variant_get (answer, "(o)", &self->session_path);
}

static void
on_system_bus_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      data)
{
  g_autoptr (BdIdle) self = data;

  self->system = g_bus_get_finish (result, NULL);
  if (self->system == NULL || g_cancellable_is_cancelled (self->cancellable))
    return;

  self->subscriptions[0] = g_dbus_connection_signal_subscribe (self->system, "org.freedesktop.login1",
    "org.freedesktop.login1.Manager", "PrepareForSleep", NULL, NULL, G_DBUS_SIGNAL_FLAGS_NONE, on_bus_signal_cb, self, NULL);
  self->subscriptions[1] = g_dbus_connection_signal_subscribe (self->system, "org.freedesktop.login1",
    "org.freedesktop.login1.Session", "Lock", NULL, NULL, G_DBUS_SIGNAL_FLAGS_NONE, on_bus_signal_cb, self, NULL);
  g_dbus_connection_call (self->system, "org.freedesktop.login1", "/org/freedesktop/login1",
                          "org.freedesktop.login1.Manager", "GetSession", g_variant_new ("(s)", "auto"),
                          G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_NONE, -1, self->cancellable,
                          on_session_path_cb, g_object_ref (self));
}

static void
on_session_bus_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      data)
{
  g_autoptr (BdIdle) self = data;

  self->session = g_bus_get_finish (result, NULL);
  if (self->session == NULL || g_cancellable_is_cancelled (self->cancellable))
    return;

  /* org.gnome.ScreenSaver and org.freedesktop.ScreenSaver both call it ActiveChanged. */
  self->subscriptions[2] = g_dbus_connection_signal_subscribe (self->session, NULL, NULL, "ActiveChanged", NULL, NULL,
                                                               G_DBUS_SIGNAL_FLAGS_NONE, on_bus_signal_cb, self, NULL);
}

static gboolean
on_tick_cb (gpointer data)
{
  bd_idle_tick (data);

  return G_SOURCE_CONTINUE;
}

static void
bd_idle_dispose (GObject *object)
{
  BdIdle *self = BD_IDLE (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  for (int i = 0; i < 3; i++)
    if (self->subscriptions[i] != 0)
      {
        g_dbus_connection_signal_unsubscribe (i == 2 ? self->session : self->system, self->subscriptions[i]);
        self->subscriptions[i] = 0;
      }
  g_clear_object (&self->system);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (bd_idle_parent_class)->dispose (object);
}

static void
bd_idle_finalize (GObject *object)
{
  BdIdle *self = BD_IDLE (object);

  g_object_unref (self->cancellable);
  g_free (self->session_path);

  G_OBJECT_CLASS (bd_idle_parent_class)->finalize (object);
}

static void
bd_idle_class_init (BdIdleClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bd_idle_dispose;
  G_OBJECT_CLASS (klass)->finalize = bd_idle_finalize;

  signals[SIGNAL_WARNING] = g_signal_new ("warning", BD_TYPE_IDLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[SIGNAL_LOCK] = g_signal_new ("lock", BD_TYPE_IDLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
bd_idle_init (BdIdle *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * bd_idle_new:
 * @minutes: without a touch until the lock, 1 or more
 *
 * Returns: (transfer full): a countdown, not started
 */
BdIdle *
bd_idle_new (guint minutes)
{
  BdIdle *self = g_object_new (BD_TYPE_IDLE, NULL);

  self->limit = (gint64) minutes * 60 * G_USEC_PER_SEC;
  g_bus_get (G_BUS_TYPE_SYSTEM, self->cancellable, on_system_bus_cb, g_object_ref (self));
  g_bus_get (G_BUS_TYPE_SESSION, self->cancellable, on_session_bus_cb, g_object_ref (self));

  return self;
}

void
bd_idle_start (BdIdle *self)
{
  g_return_if_fail (BD_IS_IDLE (self));

  self->touched = bd_clock_boot ();
  self->gap = bd_clock_boot () - bd_clock_monotonic ();
  self->warned = 0;
  if (self->timer == 0)
    self->timer = g_timeout_add_seconds (1, on_tick_cb, self);
}

void
bd_idle_stop (BdIdle *self)
{
  g_return_if_fail (BD_IS_IDLE (self));

  g_clear_handle_id (&self->timer, g_source_remove);
}

static void
warn (BdIdle *self,
      guint   seconds)
{
  if (seconds == self->warned)
    return;

  self->warned = seconds;
  g_signal_emit (self, signals[SIGNAL_WARNING], 0, seconds);
}

void
bd_idle_touch (BdIdle *self)
{
  g_return_if_fail (BD_IS_IDLE (self));

  self->touched = bd_clock_boot ();
  warn (self, 0);
}

/**
 * bd_idle_tick:
 * @self: a countdown
 *
 * Looks at the clocks: warns for the last 30 s, asks for the lock when time is up
 * or the computer slept.
 */
void
bd_idle_tick (BdIdle *self)
{
  gint64 boot = bd_clock_boot (), gap = boot - bd_clock_monotonic (), left;
  gboolean slept = gap - self->gap > SUSPEND_GAP;

  self->gap = gap;
  left = self->limit - (boot - self->touched);
  if (slept || left <= 0)
    ask_for_lock (self, slept ? "the computer slept" : "nobody was here");
  else if (left <= BD_IDLE_WARNING_SECONDS * G_USEC_PER_SEC)
    warn (self, (guint) ((left + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC));
}
