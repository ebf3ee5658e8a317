/* bd-delta.c: what differs from the last time somebody looked, or from the saved copy
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-delta.h"

#include "bd-clock.h"
#include "bd-date.h"

#include <glib/gi18n-lib.h>

/* When it was taken; "section/source" of every answer that showed records, and with "/unkept"
 * of a copy that some were left out of; of every entry its group and a hash of what would be
 * read; the version of what was read. The older type has no version. */
#define SNAPSHOT_TYPE "(xasa{s(yt)}u)"
#define OLDER_TYPE    "(xasa{s(yt)})"

/* Raised when an unchanged resource is read in other words, or hash_entry() takes in more. */
#define READING_VERSION 1
#define SNAPSHOT_VERSION ((guint32) BD_ENTRY_PROJECTION_VERSION << 16 | READING_VERSION)

struct _BdDelta
{
  gint64      since;
  GHashTable *kinds;      /* owned: entry id → BdDeltaKind, only of those that differ */
  guint       counts[BD_DELTA_CHANGED + 1];
  gboolean    other_version;   /* the snapshot is of a version that may have read the same otherwise */
  guint       n_uncompared;    /* read otherwise than by that version */
  guint       n_gone;
  guint       n_unseen;   /* shown now by a source that showed nothing then */
  guint       n_hidden;   /* shown then, and now by no source, which is not to say that they are gone */
};

typedef struct {
  guint8  group;
  guint64 hash;
} Seen;

/* FNV-1a, with an end mark for every text: g_str_hash() has 32 bits, too few to trust
 * that a dose did not change. */
static guint64
mix (guint64     hash,
     const char *text)
{
  const guint64 prime = G_GUINT64_CONSTANT (1099511628211);

  for (const char *c = text; c != NULL && *c != '\0'; c++)
    hash = (hash ^ (guint8) *c) * prime;
  return (hash ^ (text == NULL ? 0x100 : 0x101)) * prime;
}

/* Not when it was sent or fetched, nor what was joined to it: only what it says. */
static guint64
mix_dates (guint64              hash,
           const BdEntryFields *fields)
{
  static const BdDateRole roles[] = {
    BD_DATE_ONSET, BD_DATE_EFFECTIVE, BD_DATE_GIVEN, BD_DATE_ABATED, BD_DATE_START, BD_DATE_END, BD_DATE_VALID_UNTIL,
  };

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    hash = mix (hash, fields->dates[roles[i]]);
  return hash;
}

static guint64
mix_reaction (guint64           hash,
              const BdReaction *reaction)
{
  for (guint i = 0; reaction->manifestation != NULL && reaction->manifestation[i] != NULL; i++)
    hash = mix (hash, reaction->manifestation[i]);
  return mix (mix (hash, reaction->severity), reaction->description);
}

static guint64
hash_entry (const BdEntryFields *fields)
{
  const char *const texts[] = {
    fields->title, fields->status, fields->verification, fields->value, fields->unit, fields->comparator,
    fields->dose, fields->detail, fields->criticality, fields->reason, fields->interpretation, fields->reference_range,
  };
  guint64 hash = G_GUINT64_CONSTANT (14695981039346656037);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    hash = mix (hash, texts[i]);
  for (guint i = 0; i < fields->components->len; i++)
    {
      const BdComponent *component = g_ptr_array_index (fields->components, i);

      hash = mix (mix (mix (mix (hash, component->title), component->value), component->unit), component->interpretation);
    }
  for (guint i = 0; i < fields->reactions->len; i++)
    hash = mix_reaction (hash, g_ptr_array_index (fields->reactions, i));
  for (guint i = 0; fields->notes[i] != NULL; i++)
    hash = mix (hash, fields->notes[i]);
  return mix (mix_dates (hash, fields), NULL) ^ fields->group;
}

/* Whether the line's entries can be compared: it showed records, all or some. */
static gboolean
is_usable (const BdLedgerLine *line)
{
  return line->state == BD_STATE_WHOLE || line->state == BD_STATE_REDACTED ||
         line->state == BD_STATE_WITHHELD_AT_SOURCE || line->state == BD_STATE_OPTED_OUT_FACILITY ||
         line->state == BD_STATE_SAVED_COPY;
}

static char *
make_pair (BdSectionKind section,
           BdSource      source)
{
  return g_strdup_printf ("%s/%s", bd_section_to_string (section), bd_source_to_string (source));
}

static void
add_section (BdSection       *section,
             GVariantBuilder *pairs,
             GVariantBuilder *entries)
{
  GPtrArray *lines = bd_section_get_lines (section);
  GPtrArray *all = bd_section_peek_entries (section);

  for (guint i = 0; i < lines->len; i++)
    {
      const BdLedgerLine *line = g_ptr_array_index (lines, i);
      g_autofree char *pair = make_pair (line->section, line->source);

      if (is_usable (line))
        g_variant_builder_add (pairs, "s", pair);
      if (is_usable (line) && line->unkept > 0)
        g_variant_builder_add_value (pairs, g_variant_new_printf ("%s/unkept", pair));
    }
  for (guint i = 0; i < all->len; i++)
    {
      const BdEntryFields *fields = bd_entry_peek (g_ptr_array_index (all, i));

      g_variant_builder_add (entries, "{s(yt)}", fields->id, (guchar) fields->group, hash_entry (fields));
    }
}

/**
 * bd_delta_snapshot:
 * @record: a record
 * @now: wall clock, µs
 *
 * Holds ids and hashes, no clinical text; the ids are still a person's, so it belongs in
 * the encrypted store.
 *
 * Returns: (transfer floating): what was seen at @now, for bd_delta_new() later
 */
GVariant *
bd_delta_snapshot (BdRecord *record,
                   gint64    now)
{
  GVariantBuilder pairs, entries;

  g_return_val_if_fail (BD_IS_RECORD (record), NULL);

  g_variant_builder_init (&pairs, G_VARIANT_TYPE_STRING_ARRAY);
  g_variant_builder_init (&entries, G_VARIANT_TYPE ("a{s(yt)}"));
  for (guint i = 0; i < BD_N_SECTIONS; i++)
    add_section (bd_record_get_section (record, i), &pairs, &entries);
  return g_variant_new ("(x@as@a{s(yt)}u)", now, g_variant_builder_end (&pairs), g_variant_builder_end (&entries),
                        SNAPSHOT_VERSION);
}

static GHashTable *
read_seen (GVariant *snapshot)
{
  GHashTable *seen = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  g_autoptr (GVariant) entries = g_variant_get_child_value (snapshot, 2);
  GVariantIter iter;
  const char *id;
  guchar group;
  guint64 hash;

  g_variant_iter_init (&iter, entries);
  while (g_variant_iter_next (&iter, "{&s(yt)}", &id, &group, &hash))
    {
      Seen *was = g_new (Seen, 1);

      *was = (Seen) { group, hash };
      g_hash_table_insert (seen, (gpointer) id, was);
    }
  return seen;
}

static BdDeltaKind
compare (const Seen          *was,
         const BdEntryFields *fields)
{
  if (was == NULL)
    return BD_DELTA_NEW;
  if (was->group == BD_GROUP_CURRENT && fields->group != BD_GROUP_CURRENT)
    return BD_DELTA_STOPPED;
  return was->hash == hash_entry (fields) ? BD_DELTA_SAME : BD_DELTA_CHANGED;
}

static void
compare_entry (BdDelta    *self,
               BdEntry    *entry,
               GHashTable *seen,
               gboolean    some_unkept)
{
  const BdEntryFields *fields = bd_entry_peek (entry);
  BdDeltaKind kind = compare (g_hash_table_lookup (seen, fields->id), fields);

  g_hash_table_remove (seen, fields->id);
  if (kind == BD_DELTA_NEW && some_unkept && bd_entry_has_mark (entry, "do-not-keep"))
    self->n_unseen++;
  else if (kind == BD_DELTA_CHANGED && self->other_version)
    self->n_uncompared++;
  else if (kind != BD_DELTA_SAME)
    {
      self->counts[kind]++;
      g_hash_table_insert (self->kinds, g_strdup (fields->id), GINT_TO_POINTER (kind));
    }
}

/* A source that was not there last time makes nothing new, nor does a record that the copy shown
 * then was not to keep: they were only not seen, and are counted so. Entries that are met are
 * taken out of @seen. */
static void
compare_section (BdDelta    *self,
                 BdSection  *section,
                 GHashTable *seen,
                 GStrv       pairs)
{
  GPtrArray *entries = bd_section_peek_entries (section);
  gboolean was_there[BD_N_SOURCES], some_unkept[BD_N_SOURCES];

  for (guint source = 0; source < BD_N_SOURCES; source++)
    {
      g_autofree char *pair = make_pair (bd_section_get_kind (section), source);
      g_autofree char *unkept = g_strconcat (pair, "/unkept", NULL);

      was_there[source] = g_strv_contains ((const char *const *) pairs, pair);
      some_unkept[source] = g_strv_contains ((const char *const *) pairs, unkept);
    }
  for (guint i = 0; i < entries->len; i++)
    {
      BdEntry *entry = g_ptr_array_index (entries, i);
      const BdEntryFields *fields = bd_entry_peek (entry);

      if (was_there[fields->source])
        compare_entry (self, entry, seen, some_unkept[fields->source]);
      else if (!g_hash_table_remove (seen, fields->id))
        self->n_unseen++;
    }
}

/* Only a source that is whole now can be said to give something no longer. The id tells
 * the source and the resource type, and so the section. */
static gboolean
is_gone (BdRecord   *record,
         const char *id)
{
  g_auto (GStrv) parts = g_strsplit (id, "/", 3);
  const BdLedgerLine *line;
  BdSectionKind section;
  BdSource source;

  if (g_strv_length (parts) != 3 || !bd_source_from_string (parts[0], &source) ||
      !bd_section_for_type (parts[1], &section))
    return FALSE;
  line = bd_section_get_line (bd_record_get_section (record, section), source);
  return line != NULL && bd_ledger_line_is_complete (line);
}

static void
count_gone (BdDelta    *self,
            BdRecord   *record,
            GHashTable *unmet)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, unmet);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (is_gone (record, id))
      self->n_gone++;
    else
      self->n_hidden++;
}

static guint32
read_version (GVariant *snapshot)
{
  guint32 version = 0;

  if (g_variant_is_of_type (snapshot, G_VARIANT_TYPE (SNAPSHOT_TYPE)))
    g_variant_get_child (snapshot, 3, "u", &version);
  return version;
}

/**
 * bd_delta_new:
 * @snapshot: what bd_delta_snapshot() gave before
 * @record: the record now
 *
 * Compares what both times were shown: what a source that gave nothing then, or now, did
 * not show is no change of the record; it is counted apart. So is what another version of
 * this program read otherwise: it may be the reading that changed.
 *
 * Returns: (transfer full) (nullable): the difference; %NULL when @snapshot is not understood
 */
BdDelta *
bd_delta_new (GVariant *snapshot,
              BdRecord *record)
{
  g_autoptr (GHashTable) seen = NULL;
  g_auto (GStrv) pairs = NULL;
  BdDelta *self;

  g_return_val_if_fail (snapshot != NULL, NULL);
  g_return_val_if_fail (BD_IS_RECORD (record), NULL);

  if (!g_variant_is_of_type (snapshot, G_VARIANT_TYPE (SNAPSHOT_TYPE)) &&
      !g_variant_is_of_type (snapshot, G_VARIANT_TYPE (OLDER_TYPE)))
    return NULL;
  self = g_new0 (BdDelta, 1);
  self->kinds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->other_version = read_version (snapshot) != SNAPSHOT_VERSION;
  g_variant_get_child (snapshot, 0, "x", &self->since);
  g_variant_get_child (snapshot, 1, "^as", &pairs);
  seen = read_seen (snapshot);
  for (guint i = 0; i < BD_N_SECTIONS; i++)
    compare_section (self, bd_record_get_section (record, i), seen, pairs);
  count_gone (self, record, seen);
  return self;
}

/**
 * bd_delta_free:
 * @self: (transfer full) (nullable): a difference
 */
void
bd_delta_free (BdDelta *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->kinds);
  g_free (self);
}

/**
 * bd_delta_get_kind:
 * @self: a difference
 * @entry_id: the id of an entry of the record
 *
 * Returns: the mark its row carries; %BD_DELTA_SAME for none
 */
BdDeltaKind
bd_delta_get_kind (BdDelta    *self,
                   const char *entry_id)
{
  g_return_val_if_fail (self != NULL && entry_id != NULL, BD_DELTA_SAME);

  return GPOINTER_TO_INT (g_hash_table_lookup (self->kinds, entry_id));
}

/**
 * bd_delta_count:
 * @self: a difference
 * @kind: new, stopped or changed
 *
 * Returns: how many entries are so; 0 for %BD_DELTA_SAME, which is not counted
 */
guint
bd_delta_count (BdDelta     *self,
                BdDeltaKind  kind)
{
  g_return_val_if_fail (self != NULL, 0);
  g_return_val_if_fail ((guint) kind <= BD_DELTA_CHANGED, 0);

  return self->counts[kind];
}

/**
 * bd_delta_count_gone:
 * @self: a difference
 *
 * Returns: how many entries were shown then and are not given now by a source that
 *   answered whole
 */
guint
bd_delta_count_gone (BdDelta *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_gone;
}

/* A saved copy is compared source by source: what no copy stood in for was not unseen. */
static char *
dup_counts (BdDelta  *self,
            gboolean  against_saved_copy)
{
  const struct {
    guint       n;
    const char *format;
  } parts[] = {
    { self->counts[BD_DELTA_NEW], N_("%u new") },
    { self->counts[BD_DELTA_STOPPED], N_("%u stopped") },
    { self->counts[BD_DELTA_CHANGED], N_("%u changed") },
    { self->n_uncompared, N_("%u not compared (Bedside was updated)") },
    { self->n_gone, N_("%u no longer given") },
    { against_saved_copy ? 0 : self->n_unseen, N_("%u not shown then") },
    { against_saved_copy ? 0 : self->n_hidden, N_("%u not shown now") },
  };
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      if (parts[i].n == 0)
        continue;
      if (text->len > 0)
        g_string_append (text, ", ");
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
      g_string_append_printf (text, _(parts[i].format), parts[i].n);
#pragma GCC diagnostic pop
    }
  if (text->len == 0)
    g_string_append (text, _("no change in what is shown"));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* "12-Nov, 09:10"; with its year where the day alone could be another year's. */
static char *
dup_since (gint64     since,
           GTimeZone *zone)
{
  g_autofree char *full = bd_date_format_time_us (since, zone, TRUE);   /* 12-Nov-2025 09:10 */
  g_auto (GStrv) parts = g_strsplit_set (full, "- ", 4);

  if (g_strv_length (parts) != 4 || bd_clock_wall () - since > 300 * G_TIME_SPAN_DAY)
    return g_steal_pointer (&full);
  return g_strdup_printf ("%s-%s, %s", parts[0], parts[1], parts[3]);
}

/**
 * bd_delta_dup_sentence:
 * @self: a difference
 * @zone: (nullable): the site's zone; %NULL means Pacific/Auckland
 * @against_saved_copy: whether the snapshot was made of the saved copy
 *
 * Returns: (transfer full): "Since you last looked (12-Nov, 09:10): 2 new, 1 stopped, 1 changed"
 */
char *
bd_delta_dup_sentence (BdDelta   *self,
                       GTimeZone *zone,
                       gboolean   against_saved_copy)
{
  g_autofree char *counts = NULL;
  g_autofree char *since = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  counts = dup_counts (self, against_saved_copy);
  since = dup_since (self->since, zone);
  if (against_saved_copy)
    return g_strdup_printf (_("Since the saved copy (%s): %s"), since, counts);
  return g_strdup_printf (_("Since you last looked (%s): %s"), since, counts);
}

/**
 * bd_delta_kind_to_string:
 * @kind: a kind
 *
 * Returns: its name in JSON and style classes, never translated
 */
const char *
bd_delta_kind_to_string (BdDeltaKind kind)
{
  static const char *const names[] = { "same", "new", "stopped", "changed" };

  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (names), NULL);

  return names[kind];
}
