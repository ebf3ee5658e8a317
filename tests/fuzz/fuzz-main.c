/* fuzz-main.c: runs a fuzz target as an ordinary test, where there is no libFuzzer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 *   fuzz-TARGET FOLDER…
 *
 * Replays every file of the folders, then changes them in ways that are the same in
 * every run. A finding is a crash, or a property that does not hold.
 */
#include "fuzz.h"

#include <string.h>

#define RUNS      20000
#define MAX_SEED  (64 * 1024)
#define MAX_EDITS 8

static guint64 state = G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);

static guint32
next_random (guint32 below)
{
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;

  return (guint32) (state >> 32) % below;
}

/* In memory of its own size, so that a sanitizer sees a read beyond the end. */
static void
run (const GByteArray *input)
{
  g_autofree guint8 *exact = g_memdup2 (input->data, input->len);

  LLVMFuzzerTestOneInput (exact != NULL ? exact : (const guint8 *) "", input->len);
}

static void
read_folder (const char *path,
             GPtrArray  *seeds)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      char *content;
      gsize length;

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        read_folder (child, seeds);
      else if (g_file_get_contents (child, &content, &length, NULL))
        g_ptr_array_add (seeds, g_byte_array_new_take ((guint8 *) content, MIN (length, MAX_SEED)));
    }
}

static int
compare_seeds (gconstpointer a,
               gconstpointer b)
{
  const GByteArray *left = *(GByteArray *const *) a, *right = *(GByteArray *const *) b;

  if (left->len != right->len)
    return left->len < right->len ? -1 : 1;

  return left->len > 0 ? memcmp (left->data, right->data, left->len) : 0;
}

static void
insert_bytes (GByteArray   *input,
              guint         at,
              const guint8 *data,
              guint         length)
{
  g_autofree guint8 *copy = g_memdup2 (data, length);
  guint tail = input->len - at;

  g_byte_array_set_size (input, input->len + length);
  memmove (input->data + at + length, input->data + at, tail);
  memcpy (input->data + at, copy, length);
}

static void
edit_once (GByteArray *input,
           GPtrArray  *seeds)
{
  static const char odd[] = "\"\\{}[]:,-+.eE09uZ/ \n\x7f\x80\xc3\xed\xf4\xff";
  const GByteArray *other = g_ptr_array_index (seeds, next_random (seeds->len));
  guint at = input->len > 0 ? next_random (input->len) : 0;
  guint8 byte = next_random (2) ? (guint8) odd[next_random (sizeof odd - 1)] : (guint8) next_random (256);
  guint length;

  switch (input->len > 0 ? next_random (6) : 3)
    {
    case 0:
      input->data[at] = byte;
      break;
    case 1:
      input->data[at] ^= (guint8) (1u << next_random (8));
      break;
    case 2:
      length = 1 + next_random (MIN (input->len - at, 32));
      g_byte_array_remove_range (input, at, length);
      break;
    case 3:
      insert_bytes (input, at, &byte, 1);
      break;
    case 4:
      length = 1 + next_random (MIN (input->len - at, 64));
      insert_bytes (input, next_random (input->len), input->data + at, length);
      break;
    default:
      if (other->len == 0)
        break;
      length = next_random (other->len);
      insert_bytes (input, at, other->data + length, 1 + next_random (MIN (other->len - length, 128)));
    }
}

static void
run_changed (GPtrArray *seeds)
{
  const GByteArray *seed = g_ptr_array_index (seeds, next_random (seeds->len));
  g_autoptr (GByteArray) input = g_byte_array_new ();
  guint edits = 1 + next_random (MAX_EDITS);

  g_byte_array_append (input, seed->data, seed->len);
  for (guint i = 0; i < edits; i++)
    edit_once (input, seeds);
  run (input);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GPtrArray) seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_byte_array_unref);

  for (int i = 1; i < argc; i++)
    read_folder (argv[i], seeds);
  if (seeds->len == 0)
    {
      g_printerr ("No seeds\n");
      return 1;
    }

  g_ptr_array_sort (seeds, compare_seeds);   /* folders have no order of their own */
  for (guint i = 0; i < seeds->len; i++)
    run (g_ptr_array_index (seeds, i));
  for (guint i = 0; i < RUNS; i++)
    run_changed (seeds);
  g_print ("%u seeds, %u runs\n", seeds->len, seeds->len + RUNS);

  return 0;
}
