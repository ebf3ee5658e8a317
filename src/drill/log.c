/* log.c: every request the drill answered, for tests to read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "log.h"

#define MOST_KEPT 20000

struct _BdDrillLog
{
  GQueue records;   /* JsonObject, oldest first */
  guint  n;
};

/**
 * bd_drill_log_new:
 *
 * Returns: (transfer full): an empty log
 */
BdDrillLog *
bd_drill_log_new (void)
{
  return g_new0 (BdDrillLog, 1);
}

/**
 * bd_drill_log_free:
 * @self: (transfer full): a log
 */
void
bd_drill_log_free (BdDrillLog *self)
{
  bd_drill_log_clear (self);
  g_free (self);
}

/**
 * bd_drill_log_clear:
 * @self: a log
 *
 * Forgets every request; the numbers go on.
 */
void
bd_drill_log_clear (BdDrillLog *self)
{
  g_queue_clear_full (&self->records, (GDestroyNotify) json_object_unref);
}

/**
 * bd_drill_log_add:
 * @self: a log
 *
 * Returns: (transfer full): a new record with its number and instant; the oldest of 20000 goes
 */
JsonObject *
bd_drill_log_add (BdDrillLog *self)
{
  JsonObject *record = json_object_new ();
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *at = g_date_time_format (now, "%Y-%m-%dT%H:%M:%S.%fZ");

  bd_drill_json_set_number (record, "n", ++self->n);
  json_object_set_string_member (record, "at", at);
  g_queue_push_tail (&self->records, json_object_ref (record));
  if (g_queue_get_length (&self->records) > MOST_KEPT)
    json_object_unref (g_queue_pop_head (&self->records));

  return record;
}

/**
 * bd_drill_log_print:
 * @self: a log
 *
 * Returns: (transfer full): {"requests": […]}, oldest first
 */
JsonObject *
bd_drill_log_print (BdDrillLog *self)
{
  JsonObject *answer = json_object_new ();
  JsonArray *requests = json_array_new ();

  for (GList *l = self->records.head; l != NULL; l = l->next)
    json_array_add_object_element (requests, bd_drill_json_copy_object (l->data));
  json_object_set_array_member (answer, "requests", requests);

  return answer;
}
