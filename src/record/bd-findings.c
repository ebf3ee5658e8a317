/* bd-findings.c: facts of one record that stand oddly beside each other
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-findings-private.h"

#include "bd-terms.h"

#include <glib/gi18n-lib.h>

/* A sentence that is told once, and all entries it holds for. */
typedef struct {
  const char *kind;
  char       *text;      /* owned */
  GHashTable *seen;      /* (element-type utf8) borrowed ids */
  GPtrArray  *entries;   /* (element-type utf8) the same in the order they were met; owned */
  guint       times;
} Told;

/* In progress. */
typedef struct {
  GPtrArray  *told;      /* (element-type Told) in the order they were first told */
  GHashTable *by_text;   /* (text → Told) borrowed */
  BdDate      born;
  GTimeZone  *zone;       /* (nullable) */
  gint64      now;
  int         this_year;
} Search;

static void
told_free (Told *told)
{
  g_free (told->text);
  g_hash_table_unref (told->seen);
  g_ptr_array_unref (told->entries);
  g_free (told);
}

static void
add_entry (Told    *told,
           BdEntry *entry)   /* (nullable) */
{
  char *id = entry != NULL ? bd_entry_peek (entry)->id : NULL;

  if (id != NULL && g_hash_table_add (told->seen, id))
    g_ptr_array_add (told->entries, g_strdup (id));
}

/* The same sentence is told once, for all entries it holds for. */
static void
add_finding (Search     *search,
             const char *kind,
             char       *text,        /* (transfer full) */
             BdEntry    *first,
             BdEntry    *second)      /* (nullable) */
{
  Told *told = g_hash_table_lookup (search->by_text, text);

  if (told == NULL)
    {
      told = g_new0 (Told, 1);
      told->kind = kind;
      told->text = g_steal_pointer (&text);
      told->seen = g_hash_table_new (g_str_hash, g_str_equal);
      told->entries = g_ptr_array_new_with_free_func (g_free);
      g_ptr_array_add (search->told, told);
      g_hash_table_insert (search->by_text, told->text, told);
    }
  add_entry (told, first);
  add_entry (told, second);
  told->times++;
  g_free (text);
}

/* Five results with one oddity are one thing to read. */
static BdFinding *
make_finding (Told *told)
{
  BdFinding *finding = g_new0 (BdFinding, 1);

  finding->kind = g_strdup (told->kind);
  finding->text = told->times < 2 ? g_strdup (told->text) : g_strdup_printf (_("%s (%u times)"), told->text, told->times);
  g_ptr_array_add (told->entries, NULL);
  finding->entries = (GStrv) g_ptr_array_steal (told->entries, NULL);

  return finding;
}

static gboolean
is_negation (BdEntry *entry)
{
  return bd_entry_has_mark (entry, "negation") || bd_entry_has_mark (entry, "reported-by-system") ||
         bd_entry_has_mark (entry, "not-known");
}

static gboolean
is_current_allergy (BdEntry *entry)
{
  return bd_entry_peek (entry)->group == BD_GROUP_CURRENT && !is_negation (entry) &&
         !bd_entry_has_mark (entry, "warning");
}

static void
find_marks (Search              *search,
            BdEntry             *entry,
            const BdEntryFields *fields)
{
  if (bd_entry_has_mark (entry, "code-text-mismatch") || bd_entry_has_mark (entry, "code-display-mismatch"))
    add_finding (search, "code-text-mismatch",
                 g_strdup_printf (_("Code and text do not agree: %s"), fields->title), entry, NULL);
  if (bd_entry_has_mark (entry, "unit-missing"))
    add_finding (search, "unit-missing", g_strdup_printf (_("Unit not given: %s"), fields->title), entry, NULL);
}

static void
find_in_entry (gpointer data,
               gpointer user_data)
{
  BdEntry *entry = data;
  Search *search = user_data;
  const BdEntryFields *fields = bd_entry_peek (entry);
  char *dates;

  if (fields->group == BD_GROUP_APART)
    return;
  if (fields->marks != NULL && fields->marks[0] != NULL)
    find_marks (search, entry, fields);
  dates = bd_finding_dup_dates (entry, &search->born, search->zone, search->now, search->this_year);
  if (dates != NULL)
    add_finding (search, "dates-contradict", dates, entry, NULL);
}

static void
find_negation_beside_allergy (Search    *search,
                              BdSection *allergies)
{
  guint n = bd_section_peek_entries (allergies)->len;
  BdEntry *allergy = NULL;

  for (guint i = 0; i < n && allergy == NULL; i++)
    if (is_current_allergy (g_ptr_array_index (bd_section_peek_entries (allergies), i)))
      allergy = g_ptr_array_index (bd_section_peek_entries (allergies), i);
  for (guint i = 0; allergy != NULL && i < n; i++)
    {
      BdEntry *entry = g_ptr_array_index (bd_section_peek_entries (allergies), i);

      if (bd_entry_peek (entry)->group == BD_GROUP_CURRENT && bd_entry_has_mark (entry, "negation"))
        add_finding (search, "none-known-beside-allergy",
                     g_strdup_printf (_("An entry says “%s”, and %s is recorded"), bd_entry_peek (entry)->title,
                                      bd_entry_peek (allergy)->title), entry, allergy);
    }
}

/* A code system goes by several urls (NZMT by three): its short key is one. */
static gboolean
coding_equal (gconstpointer a,
              gconstpointer b)
{
  const BdCoding *x = a, *y = b;
  const char *key;

  if (!g_str_equal (x->code, y->code))
    return FALSE;
  if (g_str_equal (x->system, y->system))
    return TRUE;
  key = bd_terms_system_key (x->system);
  return key != NULL && g_strcmp0 (key, bd_terms_system_key (y->system)) == 0;
}

/* Two systems seldom share a code: it alone tells nearly all apart. */
static guint
coding_hash (gconstpointer coding)
{
  return g_str_hash (((const BdCoding *) coding)->code);
}

static gboolean
is_whole (const BdCoding *coding)
{
  return coding->system != NULL && coding->code != NULL;
}

static GHashTable *
index_allergies (BdSection *allergies)
{
  GHashTable *index = g_hash_table_new (coding_hash, coding_equal);
  guint n = bd_section_peek_entries (allergies)->len;

  for (guint i = 0; i < n; i++)
    {
      BdEntry *entry = g_ptr_array_index (bd_section_peek_entries (allergies), i);
      GPtrArray *codes = bd_entry_peek (entry)->codes;

      for (guint c = 0; is_current_allergy (entry) && c < codes->len; c++)
        if (is_whole (g_ptr_array_index (codes, c)))
          g_hash_table_insert (index, g_ptr_array_index (codes, c), entry);
    }
  return index;
}

static gboolean
is_given (BdEntry *medicine)
{
  return bd_entry_peek (medicine)->group == BD_GROUP_CURRENT && !bd_entry_has_mark (medicine, "do-not-give");
}

static gboolean
find_medicine (Search     *search,
               GHashTable *allergies,
               BdEntry    *medicine)
{
  const BdEntryFields *fields = bd_entry_peek (medicine);

  for (guint c = 0; is_given (medicine) && c < fields->codes->len; c++)
    {
      const BdCoding *coding = g_ptr_array_index (fields->codes, c);
      BdEntry *allergy = is_whole (coding) ? g_hash_table_lookup (allergies, coding) : NULL;

      if (allergy == NULL)
        continue;
      add_finding (search, "allergy-and-medicine",
                   g_strdup_printf (_("Recorded allergy: %s. Recorded medicine: %s. Both carry the code %s."),
                                    bd_entry_peek (allergy)->title, fields->title, coding->code),
                   allergy, medicine);
      return TRUE;
    }
  return FALSE;
}

/* Told once per item: a prescription and its dispensing are one medicine. */
static void
find_allergy_and_medicine (Search    *search,
                           BdSection *allergies,
                           BdSection *medicines)
{
  g_autoptr (GHashTable) index = index_allergies (allergies);
  g_autoptr (GHashTable) items = g_hash_table_new (g_str_hash, g_str_equal);
  guint n = g_hash_table_size (index) > 0 ? bd_section_peek_entries (medicines)->len : 0;

  for (guint i = 0; i < n; i++)
    {
      BdEntry *medicine = g_ptr_array_index (bd_section_peek_entries (medicines), i);
      char *item = bd_entry_peek (medicine)->item;

      if (item != NULL && g_hash_table_contains (items, item))
        continue;
      if (find_medicine (search, index, medicine) && item != NULL)
        g_hash_table_add (items, item);
    }
}

/* The same coded thing, current, recorded by two facilities: nothing is merged, so the
 * reader is told that two rows may be one. Each code is told once. */
static void
find_two_facilities (Search    *search,
                     BdSection *section)
{
  g_autoptr (GHashTable) first_of = g_hash_table_new (coding_hash, coding_equal);
  g_autoptr (GHashTable) told = g_hash_table_new (NULL, NULL);
  guint n = bd_section_peek_entries (section)->len;

  for (guint i = 0; i < n; i++)
    {
      BdEntry *entry = g_ptr_array_index (bd_section_peek_entries (section), i);
      const BdEntryFields *fields = bd_entry_peek (entry);
      BdEntry *first;

      if (fields->group != BD_GROUP_CURRENT || is_negation (entry) || fields->facility == NULL ||
          fields->codes->len == 0 || !is_whole (g_ptr_array_index (fields->codes, 0)))
        continue;
      first = g_hash_table_lookup (first_of, g_ptr_array_index (fields->codes, 0));
      if (first == NULL)
        g_hash_table_insert (first_of, g_ptr_array_index (fields->codes, 0), entry);
      else if (g_strcmp0 (bd_entry_peek (first)->facility, fields->facility) != 0 && g_hash_table_add (told, first))
        add_finding (search, "two-facilities",
                     g_strdup_printf (_("%s is recorded by %s and by %s"), fields->title,
                                      bd_entry_peek (first)->facility, fields->facility), first, entry);
    }
}

/**
 * bd_findings_new:
 * @sections: (array fixed-size=BD_N_SECTIONS): the sections of a record
 * @patient: (nullable): whose they are
 * @zone: (nullable): the site's zone; %NULL means Pacific/Auckland
 * @now: wall clock, µs
 *
 * Puts facts side by side and infers nothing: code and text that disagree, a unit that
 * is missing, dates that cannot be, "none known" beside an allergy, an allergy and a
 * medicine with the same code, one thing from two facilities. One sentence that holds for
 * several entries is one finding with all their ids.
 *
 * Returns: (transfer full) (element-type BdFinding): what was found, the gravest kinds first
 */
GPtrArray *
bd_findings_new (BdSection *const *sections,
                 const BdPatient  *patient,
                 GTimeZone        *zone,
                 gint64            now)
{
  g_autoptr (GDateTime) today = g_date_time_new_from_unix_utc (now / G_TIME_SPAN_SECOND);
  Search search = { .zone = zone, .now = now, .this_year = today != NULL ? g_date_time_get_year (today) : 0 };
  GPtrArray *findings;

  g_return_val_if_fail (sections != NULL, NULL);

  search.told = g_ptr_array_new_with_free_func ((GDestroyNotify) told_free);
  search.by_text = g_hash_table_new (g_str_hash, g_str_equal);
  if (patient == NULL || patient->birth_date == NULL || !bd_date_parse (patient->birth_date, &search.born))
    search.born = (BdDate) { .precision = BD_DATE_NONE };
  find_allergy_and_medicine (&search, sections[BD_SECTION_ALLERGIES], sections[BD_SECTION_MEDICINES]);
  find_negation_beside_allergy (&search, sections[BD_SECTION_ALLERGIES]);
  for (guint i = 0; i < BD_N_SECTIONS; i++)
    g_ptr_array_foreach (bd_section_peek_entries (sections[i]), find_in_entry, &search);
  find_two_facilities (&search, sections[BD_SECTION_ALLERGIES]);
  find_two_facilities (&search, sections[BD_SECTION_CONDITIONS]);
  findings = g_ptr_array_new_full (search.told->len, (GDestroyNotify) bd_finding_free);
  for (guint i = 0; i < search.told->len; i++)
    g_ptr_array_add (findings, make_finding (g_ptr_array_index (search.told, i)));
  g_hash_table_unref (search.by_text);
  g_ptr_array_unref (search.told);
  return findings;
}
