/* bd-findings.c: facts of one record that stand oddly beside each other
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-findings-private.h"

#include "bd-terms.h"

#include <glib/gi18n-lib.h>

/* In progress. */
typedef struct {
  GPtrArray  *findings;
  GHashTable *told;      /* (text of a finding → BdFinding) both borrowed */
  GHashTable *times;     /* (BdFinding → how often it was told) borrowed */
  BdDate      born;
  gint64      now;
} Search;

static void
add_ids (BdFinding *finding,
         GStrv      ids)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_strv_builder_addv (builder, (const char **) finding->entries);
  for (; *ids != NULL; ids++)
    if (!g_strv_contains ((const char *const *) finding->entries, *ids))
      g_strv_builder_add (builder, *ids);
  g_strfreev (finding->entries);
  finding->entries = g_strv_builder_end (builder);
}

/* The same sentence is told once, for all entries it holds for. */
static void
add_finding (Search     *search,
             const char *kind,
             char       *text,        /* (transfer full) */
             BdEntry    *first,
             BdEntry    *second)      /* (nullable) */
{
  BdFinding *finding = g_hash_table_lookup (search->told, text);
  const char *ids[] = { bd_entry_peek (first)->id, second != NULL ? bd_entry_peek (second)->id : NULL, NULL };

  if (finding == NULL)
    {
      finding = g_new0 (BdFinding, 1);
      finding->kind = g_strdup (kind);
      finding->text = g_strdup (text);
      finding->entries = g_new0 (char *, 1);
      g_ptr_array_add (search->findings, finding);
      g_hash_table_insert (search->told, finding->text, finding);
    }
  add_ids (finding, (GStrv) ids);
  g_hash_table_insert (search->times, finding,
                       GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (search->times, finding)) + 1));
  g_free (text);
}

/* Five results with one oddity are one thing to read. */
static void
say_how_often (Search *search)
{
  for (guint i = 0; i < search->findings->len; i++)
    {
      BdFinding *finding = g_ptr_array_index (search->findings, i);
      guint n = GPOINTER_TO_UINT (g_hash_table_lookup (search->times, finding));
      g_autofree char *once = NULL;

      if (n < 2)
        continue;
      once = finding->text;
      finding->text = g_strdup_printf (_("%s (%u times)"), once, n);
    }
}

/* Borrowed by the section's list, which outlives the search. */
static BdEntry *
peek_entry (BdSection *section,
            guint      i)
{
  g_autoptr (BdEntry) entry = g_list_model_get_item (G_LIST_MODEL (section), i);

  return entry;
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
find_in_entry (Search  *search,
               BdEntry *entry)
{
  const BdEntryFields *fields = bd_entry_peek (entry);
  char *dates;

  if (fields->group == BD_GROUP_APART)
    return;
  if (bd_entry_has_mark (entry, "code-text-mismatch") || bd_entry_has_mark (entry, "code-display-mismatch"))
    add_finding (search, "code-text-mismatch",
                 g_strdup_printf (_("Code and text do not agree: %s"), fields->title), entry, NULL);
  if (bd_entry_has_mark (entry, "unit-missing"))
    add_finding (search, "unit-missing", g_strdup_printf (_("Unit not given: %s"), fields->title), entry, NULL);
  dates = bd_finding_dup_dates (entry, &search->born, search->now);
  if (dates != NULL)
    add_finding (search, "dates-contradict", dates, entry, NULL);
}

static void
find_negation_beside_allergy (Search    *search,
                              BdSection *allergies)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (allergies));
  BdEntry *allergy = NULL;

  for (guint i = 0; i < n && allergy == NULL; i++)
    if (is_current_allergy (peek_entry (allergies, i)))
      allergy = peek_entry (allergies, i);
  for (guint i = 0; allergy != NULL && i < n; i++)
    {
      BdEntry *entry = peek_entry (allergies, i);

      if (bd_entry_peek (entry)->group == BD_GROUP_CURRENT && bd_entry_has_mark (entry, "negation"))
        add_finding (search, "none-known-beside-allergy",
                     g_strdup_printf (_("An entry says “%s”, and %s is recorded"), bd_entry_peek (entry)->title,
                                      bd_entry_peek (allergy)->title), entry, allergy);
    }
}

/* A code system goes by several urls (NZMT by three): its short key is one. */
static char *
make_key (const BdCoding *coding)
{
  const char *key = bd_terms_system_key (coding->system);

  if (coding->system == NULL || coding->code == NULL)
    return NULL;
  return g_strconcat (key != NULL ? key : coding->system, "|", coding->code, NULL);
}

static GHashTable *
index_allergies (BdSection *allergies)
{
  GHashTable *index = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (allergies));

  for (guint i = 0; i < n; i++)
    {
      BdEntry *entry = peek_entry (allergies, i);
      GPtrArray *codes = bd_entry_peek (entry)->codes;

      for (guint c = 0; is_current_allergy (entry) && c < codes->len; c++)
        {
          char *key = make_key (g_ptr_array_index (codes, c));

          if (key != NULL)
            g_hash_table_insert (index, key, entry);
        }
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
      g_autofree char *key = make_key (coding);
      BdEntry *allergy = key != NULL ? g_hash_table_lookup (allergies, key) : NULL;

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
  guint n = g_hash_table_size (index) > 0 ? g_list_model_get_n_items (G_LIST_MODEL (medicines)) : 0;

  for (guint i = 0; i < n; i++)
    {
      BdEntry *medicine = peek_entry (medicines, i);
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
  g_autoptr (GHashTable) first_of = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) told = g_hash_table_new (g_str_hash, g_str_equal);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (section));

  for (guint i = 0; i < n; i++)
    {
      BdEntry *entry = peek_entry (section, i);
      const BdEntryFields *fields = bd_entry_peek (entry);
      g_autofree char *key = NULL;
      gpointer kept;
      BdEntry *first;

      if (fields->group != BD_GROUP_CURRENT || is_negation (entry) || fields->facility == NULL ||
          fields->codes->len == 0 || (key = make_key (g_ptr_array_index (fields->codes, 0))) == NULL)
        continue;
      if (!g_hash_table_lookup_extended (first_of, key, &kept, (gpointer *) &first))
        g_hash_table_insert (first_of, g_steal_pointer (&key), entry);
      else if (g_strcmp0 (bd_entry_peek (first)->facility, fields->facility) != 0 && g_hash_table_add (told, kept))
        add_finding (search, "two-facilities",
                     g_strdup_printf (_("%s is recorded by %s and by %s"), fields->title,
                                      bd_entry_peek (first)->facility, fields->facility), first, entry);
    }
}

/**
 * bd_findings_new:
 * @sections: (array fixed-size=BD_N_SECTIONS): the sections of a record
 * @patient: (nullable): whose they are
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
                 gint64            now)
{
  Search search = { .now = now };

  g_return_val_if_fail (sections != NULL, NULL);

  search.told = g_hash_table_new (g_str_hash, g_str_equal);
  search.times = g_hash_table_new (NULL, NULL);
  search.findings = g_ptr_array_new_with_free_func ((GDestroyNotify) bd_finding_free);
  if (patient == NULL || patient->birth_date == NULL || !bd_date_parse (patient->birth_date, &search.born))
    search.born = (BdDate) { .precision = BD_DATE_NONE };
  find_allergy_and_medicine (&search, sections[BD_SECTION_ALLERGIES], sections[BD_SECTION_MEDICINES]);
  find_negation_beside_allergy (&search, sections[BD_SECTION_ALLERGIES]);
  for (guint i = 0; i < BD_N_SECTIONS; i++)
    for (guint e = 0; e < g_list_model_get_n_items (G_LIST_MODEL (sections[i])); e++)
      find_in_entry (&search, peek_entry (sections[i], e));
  find_two_facilities (&search, sections[BD_SECTION_ALLERGIES]);
  find_two_facilities (&search, sections[BD_SECTION_CONDITIONS]);
  g_hash_table_unref (search.told);
  say_how_often (&search);
  g_hash_table_unref (search.times);
  return search.findings;
}
