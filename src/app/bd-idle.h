/* bd-idle.h: nobody is here: counts down to the lock
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define BD_IDLE_WARNING_SECONDS 30

/* signals: "warning" (guint seconds left; 0 = called off) · "lock" (const char *why: idle, suspended, asked by the desktop); only while started */
#define BD_TYPE_IDLE (bd_idle_get_type ())
G_DECLARE_FINAL_TYPE (BdIdle, bd_idle, BD, IDLE, GObject)

BdIdle *bd_idle_new   (guint minutes) G_GNUC_WARN_UNUSED_RESULT;
void    bd_idle_start (BdIdle *self);
void    bd_idle_stop  (BdIdle *self);
void    bd_idle_touch (BdIdle *self);
void    bd_idle_tick  (BdIdle *self);   /* every second by itself; tests call it */

G_END_DECLS
