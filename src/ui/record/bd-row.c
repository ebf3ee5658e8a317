/* bd-row.c: one line of a section as it is read: an entry, and what stands beside it
 *
 * Medicines of one item are one line, dispensed first and prescribed beside it; of one
 * kind of observation the latest leads and the earlier ones follow.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "record/bd-row.h"

#include "bd-series.h"
#include "bd-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _BdRow
{
  GObject    parent_instance;

  /* Owned */
  BdEntry   *entry;
  GPtrArray *others;
};

G_DEFINE_FINAL_TYPE (BdRow, bd_row, G_TYPE_OBJECT)

static void
bd_row_finalize (GObject *object)
{
  BdRow *self = BD_ROW (object);

  g_clear_object (&self->entry);
  g_clear_pointer (&self->others, g_ptr_array_unref);

  G_OBJECT_CLASS (bd_row_parent_class)->finalize (object);
}

static void
bd_row_class_init (BdRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bd_row_finalize;
}

static void
bd_row_init (BdRow *self)
{
}

/**
 * bd_row_new:
 * @entry: the entry that leads
 *
 * Returns: (transfer full): a line of its own
 */
BdRow *
bd_row_new (BdEntry *entry)
{
  BdRow *self;

  g_return_val_if_fail (BD_IS_ENTRY (entry), NULL);

  self = g_object_new (BD_TYPE_ROW, NULL);
  self->entry = g_object_ref (entry);

  return self;
}

/**
 * bd_row_add:
 * @self: a line
 * @entry: an entry that belongs beside the one that leads
 */
void
bd_row_add (BdRow   *self,
            BdEntry *entry)
{
  g_return_if_fail (BD_IS_ROW (self));
  g_return_if_fail (BD_IS_ENTRY (entry));

  if (self->others == NULL)
    self->others = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (self->others, g_object_ref (entry));
}

/**
 * bd_row_get_entry:
 * @self: a line
 *
 * Returns: (transfer none): the entry that leads
 */
BdEntry *
bd_row_get_entry (BdRow *self)
{
  g_return_val_if_fail (BD_IS_ROW (self), NULL);

  return self->entry;
}

/**
 * bd_row_get_others:
 * @self: a line
 *
 * Returns: (transfer none) (nullable) (element-type BdEntry): the entries beside it
 */
GPtrArray *
bd_row_get_others (BdRow *self)
{
  g_return_val_if_fail (BD_IS_ROW (self), NULL);

  return self->others;
}

/**
 * bd_row_get_place:
 * @self: a line
 *
 * Returns: whether it is read at once or stands in a fold
 */
BdPlace
bd_row_get_place (BdRow *self)
{
  g_return_val_if_fail (BD_IS_ROW (self), BD_PLACE_MAIN);

  switch (bd_entry_peek (self->entry)->group)
    {
    case BD_GROUP_PAST: return BD_PLACE_PAST;
    case BD_GROUP_APART: return BD_PLACE_APART;
    case BD_GROUP_CURRENT:
    default:
      return bd_entry_has_mark (self->entry, "not-done") ? BD_PLACE_NOT_GIVEN : BD_PLACE_MAIN;
    }
}

static gboolean
entry_matches (BdEntry    *entry,
               const char *filter)
{
  const BdEntryFields *f = bd_entry_peek (entry);
  const char *const texts[] = { f->title, f->text, f->detail, f->dose, f->reason, f->category, f->status_text, f->value };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (texts[i] != NULL && bd_text_matches (texts[i], filter))
      return TRUE;
  for (guint i = 0; f->notes != NULL && f->notes[i] != NULL; i++)
    if (bd_text_matches (f->notes[i], filter))
      return TRUE;
  for (guint i = 0; i < f->reactions->len; i++)
    {
      const BdReaction *reaction = g_ptr_array_index (f->reactions, i);

      for (guint j = 0; reaction->manifestation != NULL && reaction->manifestation[j] != NULL; j++)
        if (bd_text_matches (reaction->manifestation[j], filter))
          return TRUE;
    }

  return FALSE;
}

/**
 * bd_row_matches:
 * @self: a line
 * @filter: (nullable): words as typed; macrons and case do not matter
 *
 * Returns: whether the line, or what stands beside it, contains @filter
 */
gboolean
bd_row_matches (BdRow      *self,
                const char *filter)
{
  g_return_val_if_fail (BD_IS_ROW (self), FALSE);

  if (filter == NULL || *filter == '\0' || entry_matches (self->entry, filter))
    return TRUE;
  for (guint i = 0; self->others != NULL && i < self->others->len; i++)
    if (entry_matches (g_ptr_array_index (self->others, i), filter))
      return TRUE;

  return FALSE;
}

/* Entries of one key are one line: of a prescription's item, of one kind of observation in one
 * unit. An entry that stands alone has none. Texts are borrowed from the entry. */
typedef struct {
  BdEntryGroup  group;
  const char   *system;
  const char   *code;
  const char   *unit;
} Key;

static gboolean
get_key (BdEntry *entry,
         Key     *key)
{
  const BdEntryFields *f = bd_entry_peek (entry);
  const BdCoding *coding = f->codes->len > 0 ? g_ptr_array_index (f->codes, 0) : NULL;

  *key = (Key) { .group = f->group };
  if (f->group == BD_GROUP_APART)
    return FALSE;
  if (f->section == BD_SECTION_MEDICINES)
    key->code = f->item;
  else if (f->section == BD_SECTION_OBSERVATIONS && bd_series_may_compare (entry))
    {
      key->unit = f->unit != NULL ? f->unit : "";
      key->system = coding != NULL && coding->code != NULL ? coding->system : NULL;
      key->code = coding != NULL && coding->code != NULL ? coding->code : f->title;
    }

  return key->code != NULL;
}

static guint
key_hash (gconstpointer data)
{
  return g_str_hash (((const Key *) data)->code);
}

static gboolean
key_equal (gconstpointer a,
           gconstpointer b)
{
  const Key *x = a, *y = b;

  return x->group == y->group && g_str_equal (x->code, y->code) && g_strcmp0 (x->system, y->system) == 0 &&
         g_strcmp0 (x->unit, y->unit) == 0;
}

static gboolean
is_dispensing (BdEntry *entry)
{
  return g_strcmp0 (bd_entry_peek (entry)->resource_type, "MedicationDispense") == 0;
}

/* Two sources, or two dispensings, may tell the same of one item: then they are one line.
 * What they tell differently is shown twice. */
static gboolean
tells_otherwise (BdRow   *row,
                 BdEntry *entry)
{
  const BdEntryFields *a = bd_entry_peek (row->entry);
  const BdEntryFields *b = bd_entry_peek (entry);

  if (b->section != BD_SECTION_MEDICINES || g_strcmp0 (a->resource_type, b->resource_type) != 0)
    return FALSE;

  return g_strcmp0 (a->title, b->title) != 0 || g_strcmp0 (a->dose, b->dose) != 0 || g_strcmp0 (a->status, b->status) != 0;
}

/* A dispensing leads its item even when the prescription came first. */
static void
join (BdRow   *row,
      BdEntry *entry)
{
  if (is_dispensing (entry) && !is_dispensing (row->entry) && bd_entry_peek (entry)->section == BD_SECTION_MEDICINES)
    {
      g_autoptr (BdEntry) prescribed = row->entry;

      row->entry = g_object_ref (entry);
      bd_row_add (row, prescribed);
    }
  else
    bd_row_add (row, entry);
}

/**
 * bd_row_arrange:
 * @section: a section
 *
 * Returns: (transfer full) (element-type BdRow): its lines, in the section's order;
 *   every entry of @section is in exactly one of them
 */
GPtrArray *
bd_row_arrange (BdSection *section)
{
  g_autoptr (GHashTable) by_key = g_hash_table_new_full (key_hash, key_equal, g_free, NULL);
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_object_unref);
  GPtrArray *entries;

  g_return_val_if_fail (BD_IS_SECTION (section), rows);

  entries = bd_section_peek_entries (section);
  for (guint i = 0; i < entries->len; i++)
    {
      BdEntry *entry = g_ptr_array_index (entries, i);
      Key key;
      gboolean has_key = get_key (entry, &key);
      BdRow *row = has_key ? g_hash_table_lookup (by_key, &key) : NULL;

      if (row != NULL && !tells_otherwise (row, entry))
        {
          join (row, entry);
          continue;
        }
      row = bd_row_new (entry);
      g_ptr_array_add (rows, row);
      if (has_key && g_hash_table_lookup (by_key, &key) == NULL)
        g_hash_table_insert (by_key, g_memdup2 (&key, sizeof key), row);
    }

  return rows;
}
