/* bd-reply.c: what came back from one HTTP request, or why nothing did
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-reply.h"

#include "bd-reply-private.h"

G_DEFINE_BOXED_TYPE (BdReply, bd_reply, bd_reply_ref, bd_reply_unref)

/**
 * bd_reply_new:
 * @source: whom it was asked of
 * @call: method, source and resource type, for the audit log; no data
 *
 * Returns: (transfer full): a reply to be filled in
 */
BdReply *
bd_reply_new (BdSource    source,
              const char *call)
{
  BdReply *self = g_atomic_rc_box_new0 (BdReply);

  self->source = source;
  self->call = g_strdup (call);
  self->earlier = g_ptr_array_new_with_free_func (g_free);

  return self;
}

/**
 * bd_reply_ref:
 * @self: a reply
 *
 * Returns: (transfer full): the same reply
 */
BdReply *
bd_reply_ref (BdReply *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

static void
reply_clear (gpointer data)
{
  BdReply *self = data;

  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self->content_type);
  g_free (self->correlation_id);
  g_free (self->call);
  g_ptr_array_unref (self->earlier);
}

/**
 * bd_reply_unref:
 * @self: (transfer full): a reply
 *
 * Lets go of a reference.
 */
void
bd_reply_unref (BdReply *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, reply_clear);
}

/**
 * bd_reply_dup_call:
 * @self: a reply
 *
 * Returns: (transfer full): call, HTTP status (0 for none) and correlation id in one line for the audit log
 */
char *
bd_reply_dup_call (const BdReply *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_strdup_printf ("%s %d %s", self->call, self->status,
                          self->correlation_id != NULL ? self->correlation_id : "-");
}

/**
 * bd_reply_add_calls:
 * @self: a reply
 * @calls: (element-type utf8): where to add them
 *
 * Adds every call that was made for this reply, oldest first (SRD-23). A request that never left is no call.
 */
void
bd_reply_add_calls (const BdReply *self,
                    GPtrArray     *calls)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (calls != NULL);

  for (guint i = 0; i < self->earlier->len; i++)
    g_ptr_array_add (calls, g_strdup (g_ptr_array_index (self->earlier, i)));
  if (self->correlation_id != NULL)
    g_ptr_array_add (calls, bd_reply_dup_call (self));
}

/**
 * bd_reply_is_success:
 * @self: a reply
 *
 * Returns: whether an answer came whole, with a 2xx status
 */
gboolean
bd_reply_is_success (const BdReply *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->failure == BD_FAILURE_NONE && self->status >= 200 && self->status < 300;
}
