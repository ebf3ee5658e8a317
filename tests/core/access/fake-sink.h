/* fake-sink.h: an audit sink that remembers, and fails when told to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-audit-sink.h"

#define FAKE_TYPE_SINK (fake_sink_get_type ())
G_DECLARE_FINAL_TYPE (FakeSink, fake_sink, FAKE, SINK, GObject)

FakeSink   *fake_sink_new      (void);
void        fake_sink_set_fail (FakeSink *self, gboolean fail);
guint       fake_sink_count    (FakeSink *self);
const char *fake_sink_last     (FakeSink *self);   /* JSON of the newest event */
gboolean    fake_sink_has      (FakeSink *self, const char *part);   /* in any event */
