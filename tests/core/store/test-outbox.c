/* test-outbox.c: first in, first out, nothing twice, nothing lost
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "store-kit.h"

#include <glib/gstdio.h>
#include <string.h>

static void
set_up (Kit          *kit,
        gconstpointer data)
{
  kit_set_up (kit);
  g_free (kit->path);
  kit->path = g_build_filename (kit->folder, "outbox.db", NULL);
}

static void
tear_down (Kit          *kit,
           gconstpointer data)
{
  kit_tear_down (kit);
}

static BdOutbox *
open_box (Kit     *kit,
          GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  bd_outbox_open_async (kit->path, kit->key, NULL, kit_on_result, &result);
  kit_wait (&result);
  return bd_outbox_open_finish (result, error);
}

static void
close_box (BdOutbox *box)
{
  g_autoptr (GAsyncResult) result = NULL;

  bd_outbox_close_async (box, NULL, kit_on_result, &result);
  kit_wait (&result);
  g_assert_true (bd_outbox_close_finish (box, result, NULL));
  g_object_unref (box);
}

static gboolean
push (BdOutbox   *box,
      const char *id,
      const char *text,
      GError    **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));

  bd_outbox_push_async (box, id, "audit-event", body, NULL, kit_on_result, &result);
  kit_wait (&result);
  return bd_outbox_push_finish (box, result, error);
}

static BdOutboxItem *
peek (BdOutbox *box,
      gint64    now)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  BdOutboxItem *item;

  bd_outbox_peek_async (box, now, NULL, kit_on_result, &result);
  kit_wait (&result);
  item = bd_outbox_peek_finish (box, result, &error);
  g_assert_no_error (error);

  return item;
}

static void
done (BdOutbox *box,
      gint64    number)
{
  g_autoptr (GAsyncResult) result = NULL;

  bd_outbox_done_async (box, number, NULL, kit_on_result, &result);
  kit_wait (&result);
  g_assert_true (bd_outbox_done_finish (box, result, NULL));
}

static void
retry (BdOutbox *box,
       gint64    number,
       gint64    not_before)
{
  g_autoptr (GAsyncResult) result = NULL;

  bd_outbox_retry_async (box, number, not_before, NULL, kit_on_result, &result);
  kit_wait (&result);
  g_assert_true (bd_outbox_retry_finish (box, result, NULL));
}

static void
assert_first (BdOutbox   *box,
              gint64      now,
              const char *id,
              guint       tries)
{
  BdOutboxItem *item = peek (box, now);

  if (id == NULL)
    {
      g_assert_null (item);
      return;
    }
  g_assert_nonnull (item);
  g_assert_cmpstr (item->id, ==, id);
  g_assert_cmpuint (item->tries, ==, tries);
  g_assert_cmpstr (item->kind, ==, "audit-event");
  bd_outbox_item_free (item);
}

static void
test_order (Kit          *kit,
            gconstpointer data)
{
  BdOutbox *box = open_box (kit, NULL);
  BdOutboxItem *item;

  assert_first (box, 0, NULL, 0);
  g_assert_true (push (box, "one", "CANARY", NULL));
  g_assert_true (push (box, "two", "x", NULL));
  g_assert_true (push (box, "one", "again", NULL));   /* once */
  g_assert_cmpuint (bd_outbox_get_count (box), ==, 2);
  g_assert_false (kit_folder_contains (kit, "CANARY"));
  close_box (box);

  box = open_box (kit, NULL);
  g_assert_cmpuint (bd_outbox_get_count (box), ==, 2);
  item = peek (box, 0);
  g_assert_cmpstr (item->id, ==, "one");
  g_assert_cmpmem (g_bytes_get_data (item->body, NULL), g_bytes_get_size (item->body), "CANARY", 6);
  retry (box, item->number, 1000);
  assert_first (box, 0, "two", 0);
  assert_first (box, 1000, "one", 1);
  done (box, item->number);
  g_assert_cmpuint (bd_outbox_get_count (box), ==, 1);
  assert_first (box, 1000, "two", 0);
  bd_outbox_item_free (item);
  close_box (box);
}

static void
test_damaged (Kit          *kit,
              gconstpointer data)
{
  BdOutbox *box = open_box (kit, NULL);
  g_autofree char *content = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;
  gsize size, size_after;

  g_assert_true (push (box, "one", "x", NULL));
  close_box (box);
  g_assert_true (g_file_get_contents (kit->path, &content, &size, NULL));
  content[200] ^= 1;
  g_assert_true (g_file_set_contents (kit->path, content, size, NULL));
  g_assert_null (open_box (kit, &error));
  g_assert_error (error, BD_STORE_ERROR, BD_STORE_ERROR_DAMAGED);
  g_assert_null (kit_find_file (kit, "outbox.db.damaged"));
  g_assert_true (g_file_get_contents (kit->path, &after, &size_after, NULL));
  g_assert_cmpmem (after, size_after, content, size);   /* left alone: it may be mended */

  content[200] ^= 1;
  g_assert_true (g_file_set_contents (kit->path, content, size, NULL));
  box = open_box (kit, NULL);
  assert_first (box, 0, "one", 0);
  close_box (box);
}

static void
test_wrong_key (Kit          *kit,
                gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  close_box (open_box (kit, NULL));
  bd_locked_bytes_unref (kit->key);
  kit->key = bd_locked_bytes_new_random (32);
  g_assert_null (open_box (kit, &error));
  g_assert_error (error, BD_STORE_ERROR, BD_STORE_ERROR_WRONG_KEY);
}

static void
test_closed (Kit          *kit,
             gconstpointer data)
{
  BdOutbox *box = open_box (kit, NULL);
  g_autoptr (BdOutbox) keep = g_object_ref (box);
  g_autoptr (GError) error = NULL;

  close_box (box);
  g_assert_false (push (keep, "one", "x", &error));
  g_assert_error (error, BD_STORE_ERROR, BD_STORE_ERROR_CLOSED);
}

#define ADD(name, func) g_test_add ("/outbox/" name, Kit, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("order", test_order);
  ADD ("damaged", test_damaged);
  ADD ("wrong-key", test_wrong_key);
  ADD ("closed", test_closed);

  return g_test_run ();
}
