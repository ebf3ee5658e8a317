/* faults.c: what is to go wrong, on demand
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "faults.h"

#include <gio/gio.h>

typedef struct
{
  BdDrillFault fault;
  char        *service;   /* (nullable): every service */
  char        *type;      /* (nullable): every resource type */
  gint64       jitter_ms;
  gint64       left;      /* -1: until cleared */
} Wish;

struct _BdDrillFaults
{
  GPtrArray *wishes;      /* Wish */
};

static const struct { const char *name; BdDrillFaultKind kind; } names[] = {
  { "latency", BD_DRILL_FAULT_LATENCY },           { "no-answer", BD_DRILL_FAULT_NO_ANSWER },
  { "500", BD_DRILL_FAULT_500 },                   { "503", BD_DRILL_FAULT_503 },
  { "429", BD_DRILL_FAULT_429 },                   { "line-down", BD_DRILL_FAULT_LINE_DOWN },
  { "half-body", BD_DRILL_FAULT_HALF_BODY },       { "reset", BD_DRILL_FAULT_RESET },
  { "html", BD_DRILL_FAULT_HTML },                 { "huge", BD_DRILL_FAULT_HUGE },
  { "wrong-content-type", BD_DRILL_FAULT_WRONG_CONTENT_TYPE },
  { "slow-drip", BD_DRILL_FAULT_SLOW_DRIP },       { "empty", BD_DRILL_FAULT_EMPTY },
  { "repeated-members", BD_DRILL_FAULT_REPEATED_MEMBERS },
  { "bad-number", BD_DRILL_FAULT_BAD_NUMBER },     { "redirect", BD_DRILL_FAULT_REDIRECT },
  { "token-expired", BD_DRILL_FAULT_TOKEN_EXPIRED }, { "clock-skew", BD_DRILL_FAULT_CLOCK_SKEW },
};

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  g_free (wish->service);
  g_free (wish->type);
  g_free (wish);
}

/**
 * bd_drill_faults_new:
 *
 * Returns: (transfer full): nothing goes wrong yet
 */
BdDrillFaults *
bd_drill_faults_new (void)
{
  BdDrillFaults *self = g_new0 (BdDrillFaults, 1);

  self->wishes = g_ptr_array_new_with_free_func (wish_free);

  return self;
}

/**
 * bd_drill_faults_free:
 * @self: (transfer full): the faults
 */
void
bd_drill_faults_free (BdDrillFaults *self)
{
  g_ptr_array_unref (self->wishes);
  g_free (self);
}

static gboolean
find_kind (const char       *name,
           BdDrillFaultKind *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (names[i].name, name) == 0)
      {
        *kind = names[i].kind;
        return TRUE;
      }

  return FALSE;
}

static void
clear (BdDrillFaults *self,
       const char    *service)
{
  for (guint i = self->wishes->len; i-- > 0;)
    {
      Wish *wish = g_ptr_array_index (self->wishes, i);

      if (service == NULL || g_strcmp0 (wish->service, service) == 0)
        g_ptr_array_remove_index (self->wishes, i);
    }
}

/**
 * bd_drill_faults_set:
 * @self: the faults
 * @wish: {"service", "fault", "ms", "jitterMs", "count", "resourceType"}
 * @error: G_IO_ERROR_INVALID_ARGUMENT if the fault has no such name
 *
 * A service of "*" (or none) means all. "none" takes the faults of the service
 * away. A count of 0 (or none) lasts until cleared.
 *
 * Returns: whether it is set
 */
gboolean
bd_drill_faults_set (BdDrillFaults *self,
                     JsonObject    *wish,
                     GError       **error)
{
  const char *name = bd_drill_json_string (wish, "fault");
  const char *service = bd_drill_json_string (wish, "service");
  gint64 count = bd_drill_json_integer (wish, "count", 0);
  BdDrillFaultKind kind;
  Wish *new;

  if (g_strcmp0 (service, "*") == 0)
    service = NULL;
  if (g_strcmp0 (name, "none") == 0)
    {
      clear (self, service);
      return TRUE;
    }
  if (!find_kind (name, &kind))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "There is no fault of that name");
      return FALSE;
    }
  new = g_new0 (Wish, 1);
  new->fault.kind = kind;
  new->fault.ms = bd_drill_json_integer (wish, "ms", -1);
  new->jitter_ms = bd_drill_json_integer (wish, "jitterMs", 0);
  new->left = count > 0 ? count : -1;
  new->service = g_strdup (service);
  new->type = g_strdup (bd_drill_json_string (wish, "resourceType"));
  g_ptr_array_add (self->wishes, new);

  return TRUE;
}

static gboolean
applies (const Wish *wish,
         const char *service,
         const char *type)
{
  if (wish->fault.kind == BD_DRILL_FAULT_LINE_DOWN)
    return TRUE;

  return (wish->service == NULL || g_strcmp0 (wish->service, service) == 0) &&
         (wish->type == NULL || g_strcmp0 (wish->type, type) == 0);
}

/**
 * bd_drill_faults_take:
 * @self: the faults
 * @service: first segment of the path
 * @type: (nullable): the resource type asked for
 * @delay_ms: (out): how long to wait first
 *
 * Latencies add up; of the other faults the one set first is taken.
 *
 * Returns: what goes wrong with this answer
 */
BdDrillFault
bd_drill_faults_take (BdDrillFaults *self,
                      const char    *service,
                      const char    *type,
                      guint         *delay_ms)
{
  BdDrillFault taken = { BD_DRILL_FAULT_NONE, -1 };

  *delay_ms = 0;
  for (guint i = 0; i < self->wishes->len;)
    {
      Wish *wish = g_ptr_array_index (self->wishes, i);
      gboolean latency = wish->fault.kind == BD_DRILL_FAULT_LATENCY;

      if (!applies (wish, service, type) || (!latency && taken.kind != BD_DRILL_FAULT_NONE))
        {
          i++;
          continue;
        }
      if (latency)
        *delay_ms += (guint) MAX (wish->fault.ms, 0) +
                     (wish->jitter_ms > 0 ? (guint) g_random_int_range (0, (gint32) wish->jitter_ms + 1) : 0);
      else
        taken = wish->fault;
      if (wish->left > 0 && --wish->left == 0)
        g_ptr_array_remove_index (self->wishes, i);
      else
        i++;
    }

  return taken;
}
