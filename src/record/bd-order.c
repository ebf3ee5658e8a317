/* bd-order.c: the order in which a section shows its entries
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-order-private.h"

/* Entries that belong together (a prescription item, one kind of observation) form a
 * cluster: it stands where its first member would stand alone. */
typedef struct {
  guint8 rank;
  gint64 newest;
} Cluster;

typedef struct {
  BdEntry             *entry;
  const BdEntryFields *fields;
  guint8               group;
  guint8               rank;
  guint8               within;    /* in its cluster */
  gint64               newest;    /* of its cluster */
  const char          *cluster;   /* (nullable) borrowed */
} Row;

static guint8
rank_allergy (BdEntry             *entry,
              const BdEntryFields *fields)
{
  if (bd_entry_has_mark (entry, "negation") || bd_entry_has_mark (entry, "reported-by-system") ||
      bd_entry_has_mark (entry, "not-known"))
    return 4;
  if (bd_entry_has_mark (entry, "warning"))
    return 3;
  if (g_strcmp0 (fields->criticality, "high") == 0)
    return 0;
  return bd_entry_has_mark (entry, "highlighted") ? 1 : 2;
}

static guint8
get_rank (BdEntry             *entry,
          const BdEntryFields *fields,
          BdSectionKind        section)
{
  if (section == BD_SECTION_ALLERGIES)
    return rank_allergy (entry, fields);
  if (fields->marks == NULL || fields->marks[0] == NULL)
    return 2;
  if (bd_entry_has_mark (entry, "highlighted"))
    return 0;
  return bd_entry_has_mark (entry, "long-term") ? 1 : 2;
}

/* The code alone names the kind of an observation: code systems do not share codes, and
 * if two did, two kinds would only stand beside each other. */
static const char *
peek_cluster (const BdEntryFields *fields,
              BdSectionKind        section)
{
  if (section == BD_SECTION_MEDICINES)
    return fields->item;
  if (section != BD_SECTION_OBSERVATIONS)
    return NULL;
  if (g_strv_contains ((const char *const *) fields->marks, "code-text-mismatch"))
    return fields->title;   /* it is not known to be what its code says */
  for (guint i = 0; i < fields->codes->len; i++)
    {
      const BdCoding *coding = g_ptr_array_index (fields->codes, i);

      if (coding->code != NULL)
        return coding->code;
    }
  return fields->title;
}

static Row
make_row (BdEntry       *entry,
          BdSectionKind  section)
{
  const BdEntryFields *fields = bd_entry_peek (entry);

  return (Row) {
    .entry = entry,
    .fields = fields,
    .group = fields->group,
    .rank = get_rank (entry, fields, section),
    /* What was dispensed comes before what was prescribed (SDHR guide 1.1, SRD-28). */
    .within = section == BD_SECTION_MEDICINES && g_strcmp0 (fields->resource_type, "MedicationDispense") != 0,
    .newest = fields->sort_key,
    .cluster = peek_cluster (fields, section),
  };
}

static void
join_cluster (GHashTable *clusters,
              const Row  *row)
{
  Cluster *cluster = g_hash_table_lookup (clusters, row->cluster);

  if (cluster == NULL)
    {
      cluster = g_new (Cluster, 1);
      *cluster = (Cluster) { row->rank, row->newest };
      g_hash_table_insert (clusters, (gpointer) row->cluster, cluster);
      return;
    }
  cluster->rank = MIN (cluster->rank, row->rank);
  cluster->newest = MAX (cluster->newest, row->newest);
}

static void
cluster_rows (GArray       *rows,
              BdEntryGroup  group)
{
  g_autoptr (GHashTable) clusters = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);

  for (guint i = 0; i < rows->len; i++)
    {
      Row *row = &g_array_index (rows, Row, i);

      if (row->cluster != NULL && row->group == group)
        join_cluster (clusters, row);
    }
  for (guint i = 0; i < rows->len; i++)
    {
      Row *row = &g_array_index (rows, Row, i);
      const Cluster *cluster;

      if (row->cluster == NULL || row->group != group)
        continue;
      cluster = g_hash_table_lookup (clusters, row->cluster);
      row->rank = cluster->rank;
      row->newest = cluster->newest;
    }
}

static int
newer_first (gint64 a,
             gint64 b)
{
  return (a < b) - (a > b);
}

static int
compare_rows (gconstpointer a,
              gconstpointer b,
              gpointer      data)
{
  const Row *x = a, *y = b;
  int order;

  if (x->group != y->group)
    return x->group < y->group ? -1 : 1;
  if (x->rank != y->rank)
    return x->rank < y->rank ? -1 : 1;
  if ((order = newer_first (x->newest, y->newest)) != 0)
    return order;
  if (x->cluster != y->cluster && (order = g_strcmp0 (x->cluster, y->cluster)) != 0)
    return order;
  if (x->within != y->within)
    return x->within < y->within ? -1 : 1;
  if ((order = newer_first (x->fields->sort_key, y->fields->sort_key)) != 0)
    return order;
  return g_strcmp0 (x->fields->id, y->fields->id);
}

/* A saved section comes in the order it was kept in, which is this one. */
static gboolean
is_sorted (const GArray *rows)
{
  for (guint i = 1; i < rows->len; i++)
    if (compare_rows (&g_array_index (rows, Row, i - 1), &g_array_index (rows, Row, i), NULL) > 0)
      return FALSE;

  return TRUE;
}

/**
 * bd_order_sort:
 * @entries: (element-type BdEntry): the entries, ordered in place
 * @section: whose entries they are
 *
 * Current before past before apart; in each group highlighted first, then long-term,
 * then newest first. Allergies: high criticality before highlighted, warnings after allergies,
 * negations last. Medicines: by item, dispensing before its prescription. Observations:
 * by kind, the kind measured last first. The order is total, so that a refresh moves
 * nothing that did not change.
 */
void
bd_order_sort (GPtrArray     *entries,
               BdSectionKind  section)
{
  g_autoptr (GArray) rows = NULL;

  g_return_if_fail (entries != NULL);

  rows = g_array_sized_new (FALSE, FALSE, sizeof (Row), entries->len);
  for (guint i = 0; i < entries->len; i++)
    {
      Row row = make_row (g_ptr_array_index (entries, i), section);

      g_array_append_val (rows, row);
    }
  if (section == BD_SECTION_MEDICINES || section == BD_SECTION_OBSERVATIONS)
    for (guint group = BD_GROUP_CURRENT; group <= BD_GROUP_APART; group++)
      cluster_rows (rows, group);
  if (is_sorted (rows))
    return;
  g_array_sort_with_data (rows, compare_rows, NULL);
  for (guint i = 0; i < rows->len; i++)
    entries->pdata[i] = g_array_index (rows, Row, i).entry;
}
