/* bd-medicine-links.c: prescriptions joined with their dispensings by NZePS item
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-medicine-links-private.h"

#include "bd-entry-edit-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* All of one item. Borrowed. */
typedef struct {
  BdEntry *request;       /* (nullable): the newest prescription */
  BdEntry *dispensing;    /* (nullable): the newest dispensing */
  gboolean pending;       /* a dispensing that is not done, or whose status is not understood */
} Item;

/* A plan, or an instruction not to give, waits for no dispensing. */
static gboolean
is_request (const BdEntryFields *fields)
{
  const char *const *marks = (const char *const *) fields->marks;

  return g_strcmp0 (fields->resource_type, "MedicationRequest") == 0 &&
         !g_strv_contains (marks, "do-not-give") && !g_strv_contains (marks, "not-an-order");
}

static gboolean
is_dispensing (const BdEntryFields *fields)
{
  return g_strcmp0 (fields->resource_type, "MedicationDispense") == 0;
}

/* Only a dispensing that is done proves that something was handed out. */
static gboolean
is_done (const BdEntryFields *fields)
{
  const char *const *marks = (const char *const *) fields->marks;

  return g_strcmp0 (fields->status, "unknown") != 0 && !g_strv_contains (marks, "not-handed-out") &&
         !g_strv_contains (marks, "status-unknown");
}

static void
keep_newest (BdEntry **slot,
             BdEntry  *entry)
{
  if (*slot == NULL || bd_entry_peek (entry)->sort_key > bd_entry_peek (*slot)->sort_key)
    *slot = entry;
}

static Item *
find_item (GHashTable          *items,
           const BdEntryFields *fields)
{
  return fields->item != NULL ? g_hash_table_lookup (items, fields->item) : NULL;
}

/* What was entered in error proves neither a prescription nor a dispensing, and what was
 * declined or cancelled (past) was not dispensed. */
static void
collect (GHashTable *items,
         BdEntry    *entry)
{
  const BdEntryFields *fields = bd_entry_peek (entry);
  Item *item = find_item (items, fields);

  if (fields->item == NULL || fields->group == BD_GROUP_APART)
    return;
  if (item == NULL)
    {
      item = g_new0 (Item, 1);
      g_hash_table_insert (items, fields->item, item);
    }
  if (is_request (fields))
    keep_newest (&item->request, entry);
  else if (is_dispensing (fields) && fields->group == BD_GROUP_CURRENT && is_done (fields))
    keep_newest (&item->dispensing, entry);
  else if (is_dispensing (fields) && fields->group == BD_GROUP_CURRENT)
    item->pending = TRUE;
}

/* The number a dispensing gives of its prescription may be the prescription's id rather
 * than its item: both then get the same one. */
static void
take_item (BdEntry    *entry,
           const char *item)
{
  BdEntryFields *fields = bd_entry_edit (entry);
  char *copy = g_strdup (item);

  g_free (fields->item);
  fields->item = copy;
}

static void
join_by_id (GPtrArray *entries)
{
  g_autoptr (GHashTable) requests = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < entries->len; i++)
    {
      BdEntry *entry = g_ptr_array_index (entries, i);
      const BdEntryFields *fields = bd_entry_peek (entry);

      if (is_request (fields) && fields->group != BD_GROUP_APART)
        g_hash_table_insert (requests, strrchr (fields->id, '/') + 1, entry);
    }
  for (guint i = 0; i < entries->len; i++)
    {
      const BdEntryFields *fields = bd_entry_peek (g_ptr_array_index (entries, i));
      BdEntry *request = is_dispensing (fields) && fields->item != NULL ? g_hash_table_lookup (requests, fields->item) : NULL;

      if (request == NULL)
        continue;
      if (bd_entry_peek (request)->item == NULL)
        take_item (request, fields->item);
      else if (g_strcmp0 (bd_entry_peek (request)->item, fields->item) != 0)
        take_item (g_ptr_array_index (entries, i), bd_entry_peek (request)->item);
    }
}

static void
copy_date (BdEntryFields *to,
           BdEntry       *from,
           BdDateRole     role)
{
  if (to->dates[role] == NULL && from != NULL)
    to->dates[role] = g_strdup (bd_entry_peek (from)->dates[role]);
}

/* One item is one thing on screen: once its prescription was stopped or cancelled, what
 * was dispensed on it is past as well. */
static gboolean
is_ended (const Item *item)
{
  return item->request != NULL && bd_entry_peek (item->request)->group == BD_GROUP_PAST;
}

static void
link_request (BdEntryFields *fields,
              const Item    *item,   /* (nullable) */
              gboolean       dispensings_whole)
{
  if (item != NULL && item->dispensing != NULL)
    {
      copy_date (fields, item->dispensing, BD_DATE_DISPENSED);
      bd_entry_fields_mark (fields, BD_MARK_DISPENSED);
    }
  else if (item != NULL && dispensings_whole && !item->pending)
    bd_entry_fields_mark (fields, BD_MARK_NOT_DISPENSED);
  else
    bd_entry_fields_mark (fields, BD_MARK_DISPENSING_UNKNOWN);
}

static void
link_entry (GHashTable *items,
            BdEntry    *entry,
            gboolean    dispensings_whole)
{
  BdEntryFields *fields = bd_entry_edit (entry);
  const Item *item = find_item (items, fields);

  if (fields->group == BD_GROUP_APART)
    return;
  if (is_request (fields))
    link_request (fields, item, dispensings_whole);
  else if (is_dispensing (fields) && item != NULL)
    copy_date (fields, item->request, BD_DATE_PRESCRIBED);
  if (item != NULL && is_ended (item))
    fields->group = BD_GROUP_PAST;
}

/**
 * bd_medicine_links_apply:
 * @entries: (element-type BdEntry): the medicines of one answer, not yet handed out
 * @dispensings_whole: whether the source was asked for dispensings and gave them all
 *
 * Gives every prescription the date of its newest dispensing, or says that there is
 * none, or that it is not known; and every dispensing the date of its prescription
 * (SDHR guide 1.1, SRD-27 and SRD-28). A prescription without an item number can be
 * joined with nothing: its dispensing is not known.
 */
void
bd_medicine_links_apply (GPtrArray *entries,
                         gboolean   dispensings_whole)
{
  g_autoptr (GHashTable) items = NULL;

  g_return_if_fail (entries != NULL);

  join_by_id (entries);
  items = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  for (guint i = 0; i < entries->len; i++)
    collect (items, g_ptr_array_index (entries, i));
  for (guint i = 0; i < entries->len; i++)
    link_entry (items, g_ptr_array_index (entries, i), dispensings_whole);
}

/**
 * bd_medicine_dup_dispensing:
 * @entry: an entry
 * @zone: (nullable): the site's zone; %NULL means Pacific/Auckland
 *
 * Returns: (transfer full) (nullable): the dispensing state to show beside a
 *   prescription, always something; %NULL for any other entry
 */
char *
bd_medicine_dup_dispensing (BdEntry   *entry,
                            GTimeZone *zone)
{
  const BdEntryFields *fields;
  g_autofree char *on = NULL;

  g_return_val_if_fail (BD_IS_ENTRY (entry), NULL);

  fields = bd_entry_peek (entry);
  if (!is_request (fields))
    return NULL;
  on = bd_entry_dup_date (entry, BD_DATE_DISPENSED, zone);
  if (on != NULL)
    return g_strdup_printf (_("dispensed %s"), on);
  if (bd_entry_has_mark (entry, BD_MARK_DISPENSED))
    return g_strdup (_("dispensed, date not given"));
  if (bd_entry_has_mark (entry, BD_MARK_NOT_DISPENSED))
    return g_strdup_printf (_("no dispensing recorded in %s"), bd_source_get_label (fields->source));
  return g_strdup_printf (_("dispensing not known from %s"), bd_source_get_label (fields->source));
}
