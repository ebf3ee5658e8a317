/* bd-entry-variant.c: the stored projection of an entry, read without parsing JSON
 *
 * A saved record may hold fifty thousand of these, so a projection is one run of bytes and
 * reading it copies no text: a head of fixed size, then items, each a tag and texts that end
 * in NUL. What is absent has no item. The tags are part of the format: add, never renumber.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-entry-packed-private.h"

#include <string.h>

#define TAG_DATES          64   /* and BD_N_DATES from here */
#define TAG_ID             100
#define TAG_RESOURCE_TYPE  101
#define TAG_NOTE           102
#define TAG_MARK           103
#define TAG_CODING         104  /* a byte of flags, then the texts that it says are there */
#define TAG_COMPONENT      105  /* likewise */
#define TAG_REACTION       106  /* likewise */
#define TAG_MANIFESTATION  107  /* of the reaction before it */

#define FLAG_USER_SELECTED (1 << 5)
#define FLAGS_ALWAYS       (1 << 6)

/* All numbers little-endian. Every byte after the head is text, or below 128. */
typedef struct {
  guint32 version;
  guint8  section;
  guint8  source;
  guint8  group;
  guint8  unused;
  gint64  sort_key;
  gint64  fetched_at;
  guint32 n_notes;
  guint32 n_marks;
} Head;

G_STATIC_ASSERT (sizeof (Head) == 32);

static const gsize texts[] = {
  G_STRUCT_OFFSET (BdEntryFields, title),
  G_STRUCT_OFFSET (BdEntryFields, text),
  G_STRUCT_OFFSET (BdEntryFields, status),
  G_STRUCT_OFFSET (BdEntryFields, status_text),
  G_STRUCT_OFFSET (BdEntryFields, verification),
  G_STRUCT_OFFSET (BdEntryFields, value),
  G_STRUCT_OFFSET (BdEntryFields, unit),
  G_STRUCT_OFFSET (BdEntryFields, comparator),
  G_STRUCT_OFFSET (BdEntryFields, interpretation),
  G_STRUCT_OFFSET (BdEntryFields, reference_range),
  G_STRUCT_OFFSET (BdEntryFields, criticality),
  G_STRUCT_OFFSET (BdEntryFields, category),
  G_STRUCT_OFFSET (BdEntryFields, dose),
  G_STRUCT_OFFSET (BdEntryFields, reason),
  G_STRUCT_OFFSET (BdEntryFields, detail),
  G_STRUCT_OFFSET (BdEntryFields, facility),
  G_STRUCT_OFFSET (BdEntryFields, recorder),
  G_STRUCT_OFFSET (BdEntryFields, nhi),
  G_STRUCT_OFFSET (BdEntryFields, item),
};

G_STATIC_ASSERT (G_N_ELEMENTS (texts) <= TAG_DATES && TAG_DATES + BD_N_DATES <= TAG_ID);

static const gsize coding_texts[] = {
  G_STRUCT_OFFSET (BdCoding, system), G_STRUCT_OFFSET (BdCoding, code), G_STRUCT_OFFSET (BdCoding, display),
};

static const gsize component_texts[] = {
  G_STRUCT_OFFSET (BdComponent, title), G_STRUCT_OFFSET (BdComponent, value), G_STRUCT_OFFSET (BdComponent, unit),
  G_STRUCT_OFFSET (BdComponent, interpretation), G_STRUCT_OFFSET (BdComponent, range),
};

static const gsize reaction_texts[] = {
  G_STRUCT_OFFSET (BdReaction, severity), G_STRUCT_OFFSET (BdReaction, description),
};

/* packing */

static void
put_text (GByteArray *out,
          guint8      tag,
          const char *text)
{
  gsize length;
  guint at = out->len;

  if (text == NULL)
    return;
  length = strlen (text) + 1;
  g_byte_array_set_size (out, at + 1 + length);
  out->data[at] = tag;
  memcpy (out->data + at + 1, text, length);
}

static void
put_texts (GByteArray *out,
           guint8      tag,
           GStrv       list)
{
  for (guint i = 0; list != NULL && list[i] != NULL; i++)
    put_text (out, tag, list[i]);
}

static void
put_group (GByteArray    *out,
           guint8         tag,
           guint8         flags,
           gconstpointer  data,
           const gsize   *offsets,
           guint          n)
{
  guint8 head[2] = { tag, flags | FLAGS_ALWAYS };

  for (guint i = 0; i < n; i++)
    if (G_STRUCT_MEMBER (char *, data, offsets[i]) != NULL)
      head[1] |= 1 << i;
  g_byte_array_append (out, head, sizeof head);
  for (guint i = 0; i < n; i++)
    {
      const char *text = G_STRUCT_MEMBER (char *, data, offsets[i]);

      if (text != NULL)
        g_byte_array_append (out, (const guint8 *) text, strlen (text) + 1);
    }
}

static void
put_head (GByteArray          *out,
          const BdEntryFields *f)
{
  Head head = {
    .version = GUINT32_TO_LE (BD_ENTRY_PROJECTION_VERSION),
    .section = f->section,
    .source = f->source,
    .group = f->group,
    .sort_key = GINT64_TO_LE (f->sort_key),
    .fetched_at = GINT64_TO_LE (f->fetched_at),
    .n_notes = GUINT32_TO_LE (f->notes != NULL ? g_strv_length (f->notes) : 0),
    .n_marks = GUINT32_TO_LE (f->marks != NULL ? g_strv_length (f->marks) : 0),
  };

  g_byte_array_append (out, (const guint8 *) &head, sizeof head);
}

static void
put_lists (GByteArray          *out,
           const BdEntryFields *f)
{
  for (guint i = 0; i < f->codes->len; i++)
    {
      const BdCoding *coding = g_ptr_array_index (f->codes, i);

      put_group (out, TAG_CODING, coding->user_selected ? FLAG_USER_SELECTED : 0, coding, coding_texts,
                 G_N_ELEMENTS (coding_texts));
    }
  for (guint i = 0; i < f->components->len; i++)
    put_group (out, TAG_COMPONENT, 0, g_ptr_array_index (f->components, i), component_texts,
               G_N_ELEMENTS (component_texts));
  for (guint i = 0; i < f->reactions->len; i++)
    {
      const BdReaction *reaction = g_ptr_array_index (f->reactions, i);

      put_group (out, TAG_REACTION, 0, reaction, reaction_texts, G_N_ELEMENTS (reaction_texts));
      put_texts (out, TAG_MANIFESTATION, reaction->manifestation);
    }
}

/**
 * bd_entry_pack:
 * @self: an entry
 * @out: where the projection is appended
 *
 * Packs everything but the bytes as received, with
 * %BD_ENTRY_PROJECTION_VERSION in front.
 */
void
bd_entry_pack (BdEntry    *self,
               GByteArray *out)
{
  const BdEntryFields *f = bd_entry_peek (self);

  g_return_if_fail (f != NULL && out != NULL);

  put_head (out, f);
  put_text (out, TAG_ID, f->id);
  put_text (out, TAG_RESOURCE_TYPE, f->resource_type);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    put_text (out, i, G_STRUCT_MEMBER (char *, f, texts[i]));
  for (guint i = 0; i < BD_N_DATES; i++)
    put_text (out, TAG_DATES + i, f->dates[i]);
  put_texts (out, TAG_NOTE, f->notes);
  put_texts (out, TAG_MARK, f->marks);
  put_lists (out, f);
}

/**
 * bd_entry_to_variant:
 * @self: an entry
 *
 * Returns: (transfer floating): what bd_entry_pack() makes, as an array of bytes
 */
GVariant *
bd_entry_to_variant (BdEntry *self)
{
  g_autoptr (GByteArray) out = NULL;
  g_autoptr (GBytes) bytes = NULL;

  g_return_val_if_fail (BD_IS_ENTRY (self), NULL);

  out = g_byte_array_sized_new (512);
  bd_entry_pack (self, out);
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&out));
  return g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, bytes, TRUE);
}

/* reading */

typedef struct {
  const char    *at;
  const char    *end;
  gboolean       plain;      /* ASCII throughout: nothing to check text by text */
  BdEntryFields *f;
  guint32        n_notes, n_notes_seen;
  guint32        n_marks, n_marks_seen;
} Reader;

static gboolean
is_plain (const char *at,
          const char *end)
{
  guint8 seen = 0;

  while (at < end)
    seen |= (guint8) *at++;
  return seen < 128;
}

/* NULL when the bytes end too early or are no text. */
static char *
take_text (Reader *self)
{
  const char *text = self->at;
  const char *nul = memchr (text, '\0', self->end - text);

  if (nul == NULL || (!self->plain && !g_utf8_validate_len (text, nul - text, NULL)))
    return NULL;
  self->at = nul + 1;
  return (char *) text;
}

static gboolean
take_group (Reader      *self,
            gpointer     data,
            guint8      *flags,
            const gsize *offsets,
            guint        n)
{
  if (self->at == self->end)
    return FALSE;
  *flags = *self->at++;
  for (guint i = 0; i < n; i++)
    if (*flags & (1 << i) &&
        (G_STRUCT_MEMBER (char *, data, offsets[i]) = take_text (self)) == NULL)
      return FALSE;
  return TRUE;
}

static void
free_reaction (gpointer data)
{
  g_free (((BdReaction *) data)->manifestation);
  g_free (data);
}

/* Most entries have no item of a sort: an empty list is one for all. */
static GPtrArray *
ref_empty_list (void)
{
  static GPtrArray *empty;

  if (g_once_init_enter (&empty))
    g_once_init_leave (&empty, g_ptr_array_new ());
  return g_ptr_array_ref (empty);
}

static void
list_take (GPtrArray    **list,
           gpointer       item,
           GDestroyNotify free_item)
{
  if ((*list)->len == 0)
    {
      g_ptr_array_unref (*list);
      *list = g_ptr_array_new_full (1, free_item);
    }
  g_ptr_array_add (*list, item);
}

static gboolean
take_coding (Reader *self)
{
  BdCoding *coding = g_new0 (BdCoding, 1);
  guint8 flags = 0;

  list_take (&self->f->codes, coding, g_free);
  if (!take_group (self, coding, &flags, coding_texts, G_N_ELEMENTS (coding_texts)))
    return FALSE;
  coding->user_selected = (flags & FLAG_USER_SELECTED) != 0;
  return TRUE;
}

static gboolean
take_component (Reader *self)
{
  BdComponent *component = g_new0 (BdComponent, 1);
  guint8 flags;

  list_take (&self->f->components, component, g_free);
  return take_group (self, component, &flags, component_texts, G_N_ELEMENTS (component_texts));
}

static gboolean
take_reaction (Reader *self)
{
  BdReaction *reaction = g_new0 (BdReaction, 1);
  g_autoptr (GPtrArray) manifestation = g_ptr_array_new ();
  guint8 flags;

  list_take (&self->f->reactions, reaction, free_reaction);
  if (!take_group (self, reaction, &flags, reaction_texts, G_N_ELEMENTS (reaction_texts)))
    return FALSE;
  while (self->at < self->end && *self->at == TAG_MANIFESTATION)
    {
      char *text;

      self->at++;
      text = take_text (self);
      if (text == NULL)
        return FALSE;
      g_ptr_array_add (manifestation, text);
    }
  g_ptr_array_add (manifestation, NULL);
  reaction->manifestation = (GStrv) g_ptr_array_free (g_steal_pointer (&manifestation), FALSE);
  return TRUE;
}

static gboolean
take_into (Reader *self,
           char  **slot)
{
  *slot = take_text (self);
  return *slot != NULL;
}

static gboolean
take_item (Reader *self)
{
  guint8 tag = *self->at++;

  if (tag < G_N_ELEMENTS (texts))
    return take_into (self, &G_STRUCT_MEMBER (char *, self->f, texts[tag]));
  if (tag >= TAG_DATES && tag < TAG_DATES + BD_N_DATES)
    return take_into (self, &self->f->dates[tag - TAG_DATES]);
  switch (tag)
    {
    case TAG_ID:            return take_into (self, &self->f->id);
    case TAG_RESOURCE_TYPE: return take_into (self, &self->f->resource_type);
    case TAG_NOTE:          return self->n_notes_seen < self->n_notes && take_into (self, &self->f->notes[self->n_notes_seen++]);
    case TAG_MARK:          return self->n_marks_seen < self->n_marks && take_into (self, &self->f->marks[self->n_marks_seen++]);
    case TAG_CODING:        return take_coding (self);
    case TAG_COMPONENT:     return take_component (self);
    case TAG_REACTION:      return take_reaction (self);
    default:                return FALSE;
    }
}

static gboolean
head_is_known (const Head *head,
               gsize       n_left)
{
  return GUINT32_FROM_LE (head->version) == BD_ENTRY_PROJECTION_VERSION && head->section < BD_N_SECTIONS &&
         head->source < BD_N_SOURCES && head->group <= BD_GROUP_APART &&
         GUINT32_FROM_LE (head->n_notes) <= n_left && GUINT32_FROM_LE (head->n_marks) <= n_left;
}

/* In one piece with the lists of notes and of marks. */
static BdEntryFields *
fields_new_packed (const Head *head)
{
  gsize n_notes = GUINT32_FROM_LE (head->n_notes), n_marks = GUINT32_FROM_LE (head->n_marks);
  BdEntryFields *f = g_malloc0 (sizeof *f + (n_notes + 1 + n_marks + 1) * sizeof (char *));

  f->section = head->section;
  f->source = head->source;
  f->group = head->group;
  f->sort_key = GINT64_FROM_LE (head->sort_key);
  f->fetched_at = GINT64_FROM_LE (head->fetched_at);
  f->codes = ref_empty_list ();
  f->components = ref_empty_list ();
  f->reactions = ref_empty_list ();
  f->notes = (GStrv) (f + 1);
  f->marks = f->notes + n_notes + 1;
  return f;
}

void
bd_entry_fields_free_packed (BdEntryFields *fields)
{
  g_ptr_array_unref (fields->codes);
  g_ptr_array_unref (fields->components);
  g_ptr_array_unref (fields->reactions);
  g_free (fields);
}

static gboolean
take_all (Reader *self)
{
  while (self->at < self->end)
    if (!take_item (self))
      return FALSE;
  return self->f->id != NULL && self->f->resource_type != NULL && self->f->title != NULL &&
         self->n_notes_seen == self->n_notes && self->n_marks_seen == self->n_marks;
}

/**
 * bd_entry_new_from_packed:
 * @packed: what bd_entry_pack() made, from this or another version
 *
 * Reads a stored projection. It has no bytes: those are kept apart. The entry keeps
 * @packed and its texts stand in there, so nothing is copied.
 *
 * Returns: (nullable) (transfer full): the entry; %NULL when the projection is of
 *   another version or is not understood, and must be made anew from the bytes
 */
BdEntry *
bd_entry_new_from_packed (GBytes *packed)
{
  Reader reader = { 0 };
  gsize length;
  Head head;

  g_return_val_if_fail (packed != NULL, NULL);

  reader.at = g_bytes_get_data (packed, &length);
  if (length < sizeof head)
    return NULL;
  memcpy (&head, reader.at, sizeof head);
  if (!head_is_known (&head, length - sizeof head))
    return NULL;

  reader.end = reader.at + length;
  reader.at += sizeof head;
  reader.plain = is_plain (reader.at, reader.end);
  reader.n_notes = GUINT32_FROM_LE (head.n_notes);
  reader.n_marks = GUINT32_FROM_LE (head.n_marks);
  reader.f = fields_new_packed (&head);
  if (take_all (&reader))
    return bd_entry_new_packed (reader.f, packed);

  bd_entry_fields_free_packed (reader.f);
  return NULL;
}

/**
 * bd_entry_new_from_variant:
 * @variant: what bd_entry_to_variant() made, from this or another version
 *
 * Returns: (nullable) (transfer full): as bd_entry_new_from_packed()
 */
BdEntry *
bd_entry_new_from_variant (GVariant *variant)
{
  g_autoptr (GBytes) packed = NULL;

  g_return_val_if_fail (variant != NULL, NULL);

  if (!g_variant_is_of_type (variant, G_VARIANT_TYPE_BYTESTRING))
    return NULL;
  packed = g_variant_get_data_as_bytes (variant);
  return bd_entry_new_from_packed (packed);
}
