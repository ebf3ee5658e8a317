/* bd-series.c: the observations of one kind and one unit, in time order
 *
 * Nothing is converted, joined or guessed: what cannot be drawn truthfully stays in the
 * list with the reason why.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-series.h"

#include "bd-decimal.h"
#include "bd-terms.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Beyond this a picture says nothing; the text is still listed. */
#define LARGEST 1e15

typedef struct {
  GTimeZone  *zone;        /* owned */
  GPtrArray  *all;         /* (element-type BdSeries) */
  GHashTable *by_key;      /* kind and unit → BdSeries, borrowed */
  GHashTable *by_kind;     /* kind → (element-type BdSeries) borrowed */
  GHashTable *words;       /* kind → (element-type BdSeriesPoint): values that have no number */
  GPtrArray  *kinds;       /* (element-type utf8) in the order met; the keys of the tables */
} Collector;

/* Parts and points */

static void
part_free (BdSeriesPart *part)
{
  g_free (part->value);
  g_free (part->comparator);
  g_free (part->range);
  g_free (part->interpretation);
  g_free (part);
}

static void
point_free (BdSeriesPoint *point)
{
  g_object_unref (point->entry);
  g_ptr_array_unref (point->parts);
  g_free (point);
}

static BdSeriesPoint *
point_new (BdEntry     *entry,
           BdPointPlace place,
           double       day)
{
  BdSeriesPoint *point = g_new0 (BdSeriesPoint, 1);

  point->entry = g_object_ref (entry);
  point->place = place;
  point->day = day;
  point->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) part_free);
  return point;
}

static gboolean
read_number (const char *text,
             double     *number)
{
  double value;

  if (!bd_decimal_is_valid (text, -1) || !bd_decimal_to_double_for_charts (text, &value) || fabs (value) > LARGEST)
    return FALSE;
  if (number != NULL)
    *number = value;
  return TRUE;
}

/* The comparator of a component stands in its value: "<5", ">=96". */
static const char *
skip_comparator (const char *value)
{
  const char *after = value;

  if (*after == '<' || *after == '>')
    after += after[1] == '=' ? 2 : 1;
  while (*after == ' ')
    after++;
  return after;
}

static BdSeriesPart *
part_new (const char *value,
          const char *comparator,
          const char *range,
          const char *interpretation)
{
  BdSeriesPart *part = g_new0 (BdSeriesPart, 1);
  const char *number = skip_comparator (value);

  if (comparator == NULL && number != value && bd_decimal_is_valid (number, -1))
    {
      part->comparator = g_strchomp (g_strndup (value, number - value));
      part->value = g_strdup (number);
    }
  else
    {
      part->comparator = g_strdup (comparator);
      part->value = g_strdup (value);
    }
  part->range = g_strdup (range);
  part->interpretation = g_strdup (interpretation);
  part->is_number = read_number (part->value, &part->number);
  return part;
}

/* When */

static double
get_julian (int year,
            int month,
            int day)
{
  GDate date;

  if (!g_date_valid_dmy (day, month, year))
    return 0;
  g_date_clear (&date, 1);
  g_date_set_dmy (&date, day, month, year);
  return g_date_get_julian (&date);
}

/* A day without a time stands at its noon: it passes through no zone. */
static double
get_day (const BdDate *date,
         GTimeZone    *zone)
{
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) local = NULL;

  if (date->precision != BD_DATE_INSTANT)
    return get_julian (date->year, MAX (date->month, 1), MAX (date->day, 1)) + 0.5;

  utc = g_date_time_new_from_unix_utc (date->unix_us / G_TIME_SPAN_SECOND);
  local = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
  if (local == NULL)
    return get_julian (date->year, date->month, date->day) + 0.5;
  return get_julian (g_date_time_get_year (local), g_date_time_get_month (local), g_date_time_get_day_of_month (local)) +
         (g_date_time_get_hour (local) * 60 + g_date_time_get_minute (local)) / 1440.0;
}

static BdPointPlace
place_date (const BdEntryFields *f,
            GTimeZone           *zone,
            double              *day)
{
  BdDate date, end;

  *day = 0;
  if (f->dates[BD_DATE_EFFECTIVE] == NULL || !bd_date_parse (f->dates[BD_DATE_EFFECTIVE], &date))
    return BD_POINT_NO_DATE;
  *day = get_day (&date, zone);
  if (date.precision < BD_DATE_DAY)
    return BD_POINT_VAGUE_DATE;
  if (f->dates[BD_DATE_END] != NULL &&
      (!bd_date_parse (f->dates[BD_DATE_END], &end) || end.precision < BD_DATE_DAY || floor (get_day (&end, zone)) != floor (*day)))
    return BD_POINT_PERIOD;
  return BD_POINT_DRAWN;
}

/* A status, a modifier or a value in doubt. */
static gboolean
is_doubted (BdEntry *entry)
{
  return bd_entry_has_mark (entry, "status-unknown") || bd_entry_has_mark (entry, "modifier-extension") ||
         bd_entry_has_mark (entry, "value-doubted") || g_strcmp0 (bd_entry_peek (entry)->status, "unknown") == 0;
}

/**
 * bd_series_may_compare:
 * @entry: an entry
 *
 * Returns: whether it can be read as an earlier or a later value of its kind: not what is
 *   in doubt, is about something other than the person, has a unit that its code
 *   contradicts, or a name that its code contradicts
 */
gboolean
bd_series_may_compare (BdEntry *entry)
{
  g_return_val_if_fail (BD_IS_ENTRY (entry), FALSE);

  return !is_doubted (entry) && !bd_entry_has_mark (entry, "about-another") && !bd_entry_has_mark (entry, "unit-mismatch") &&
         !bd_entry_has_mark (entry, "code-text-mismatch");
}

static BdPointPlace
place_entry (BdEntry   *entry,
             GTimeZone *zone,
             double    *day)
{
  const BdEntryFields *f = bd_entry_peek (entry);
  BdPointPlace place = place_date (f, zone, day);

  if (f->group == BD_GROUP_APART)
    return BD_POINT_APART;
  if (is_doubted (entry))
    return BD_POINT_STATUS;
  if (bd_entry_has_mark (entry, "about-another"))
    return BD_POINT_ANOTHER;
  if (bd_entry_has_mark (entry, "unit-mismatch"))
    return BD_POINT_UNIT_DOUBT;
  return place;
}

/* Which */

/* The code names the kind, not its display: LOINC before SNOMED CT before any other, so
 * that the order of the codings does not part two of a kind. A name that its code
 * contradicts ("Sodium" over potassium) is a kind of its own. */
static char *
dup_kind (const BdEntryFields *f)
{
  static const char *const preferred[] = { "loinc", "sct", NULL };

  if (g_strv_contains ((const char *const *) f->marks, "code-text-mismatch"))
    return g_strdup_printf ("text|%s", f->title);

  for (guint pass = 0; pass < G_N_ELEMENTS (preferred); pass++)
    for (guint i = 0; i < f->codes->len; i++)
      {
        const BdCoding *coding = g_ptr_array_index (f->codes, i);
        const char *system = coding->system != NULL ? bd_terms_system_key (coding->system) : NULL;

        if (coding->code == NULL || (preferred[pass] != NULL && g_strcmp0 (system, preferred[pass]) != 0))
          continue;
        if (system == NULL)
          system = coding->system != NULL ? coding->system : "";
        return g_strdup_printf ("%s|%s", system, coding->code);
      }
  return g_strdup_printf ("text|%s", f->title);
}

/* Two spellings of one unit are one unit: mm[Hg], mmHg. Nothing is converted. */
static const char *
spell_unit (const char *unit)
{
  const char *print = unit != NULL ? bd_terms_words (BD_TERMS_UNIT, "", unit) : NULL;

  if (print == NULL)
    print = unit;
  return print != NULL && *print != '\0' ? print : NULL;
}

static BdSeries *
find_series (Collector  *self,
             const char *kind,
             const char *unit)
{
  g_autofree char *key = g_strdup_printf ("%s %s", kind, unit != NULL ? unit : "");
  BdSeries *series = g_hash_table_lookup (self->by_key, key);

  if (series != NULL)
    return series;

  series = g_new0 (BdSeries, 1);
  series->unit = g_strdup (unit);
  series->traces = g_ptr_array_new_with_free_func (g_free);
  series->points = g_ptr_array_new_with_free_func ((GDestroyNotify) point_free);
  series->drawn = g_ptr_array_new ();
  g_ptr_array_add (self->all, series);
  g_hash_table_insert (self->by_key, g_steal_pointer (&key), series);
  g_ptr_array_add (g_hash_table_lookup (self->by_kind, kind), series);
  return series;
}

static guint
find_trace (BdSeries   *series,
            const char *name)
{
  guint index;

  if (g_ptr_array_find_with_equal_func (series->traces, name, g_str_equal, &index))
    return index;
  g_ptr_array_add (series->traces, g_strdup (name));
  return series->traces->len - 1;
}

/* The point of this entry in this series: the newest added, or one more. */
static BdSeriesPoint *
find_point (BdSeries    *series,
            BdEntry     *entry,
            BdPointPlace place,
            double       day)
{
  BdSeriesPoint *last = series->points->len > 0 ? g_ptr_array_index (series->points, series->points->len - 1) : NULL;

  if (last == NULL || last->entry != entry)
    {
      last = point_new (entry, place, day);
      g_ptr_array_add (series->points, last);
    }
  return last;
}

typedef struct { Collector *collector; const char *kind; BdEntry *entry; BdPointPlace place; double day; gboolean used; } Adding;

/* What is not a number belongs to no unit; it is listed later, with every unit of its kind. */
static void
add_part (Adding       *adding,
          const char   *name,
          const char   *unit,
          BdSeriesPart *part)
{
  BdSeries *series;

  if (!part->is_number)
    {
      part_free (part);
      return;
    }
  series = find_series (adding->collector, adding->kind, spell_unit (unit));
  part->trace = find_trace (series, name);
  g_ptr_array_add (find_point (series, adding->entry, adding->place, adding->day)->parts, part);
  adding->used = TRUE;
}

/* The component a half of "120/80" came from, by its text; NULL when two could be it. */
static const BdComponent *
find_half (const BdEntryFields *f,
           const char          *value,
           const char          *other)
{
  const BdComponent *found = NULL;

  if (g_str_equal (value, other))
    return NULL;
  for (guint i = 0; i < f->components->len; i++)
    {
      const BdComponent *c = g_ptr_array_index (f->components, i);

      if (g_strcmp0 (c->value, value) != 0 || g_strcmp0 (spell_unit (c->unit), spell_unit (f->unit)) != 0)
        continue;
      if (found != NULL)
        return NULL;
      found = c;
    }
  return found;
}

static void
add_pressure (Adding              *adding,
              const BdEntryFields *f)
{
  const char *const names[] = { _("Systolic"), _("Diastolic") };
  g_auto (GStrv) halves = g_strsplit (f->value, "/", 2);

  if (g_strv_length (halves) != 2)
    return;
  for (guint i = 0; i < 2; i++)
    {
      const BdComponent *c = find_half (f, halves[i], halves[1 - i]);

      add_part (adding, names[i], f->unit,
                part_new (halves[i], NULL, c != NULL ? c->range : NULL, c != NULL ? c->interpretation : NULL));
    }
}

static void
add_components (Adding              *adding,
                const BdEntryFields *f)
{
  for (guint i = 0; i < f->components->len; i++)
    {
      const BdComponent *c = g_ptr_array_index (f->components, i);

      if (c->value != NULL)
        add_part (adding, c->title != NULL ? c->title : "", c->unit, part_new (c->value, NULL, c->range, c->interpretation));
    }
}

static void
keep_words (Adding *adding)
{
  BdSeriesPoint *point = point_new (adding->entry, adding->place, adding->day);

  if (point->place < BD_POINT_APART)
    point->place = BD_POINT_NO_NUMBER;
  g_ptr_array_add (g_hash_table_lookup (adding->collector->words, adding->kind), point);
}

static void
collect_entry (Collector  *self,
               BdEntry    *entry,
               const char *kind)
{
  const BdEntryFields *f = bd_entry_peek (entry);
  Adding adding = { .collector = self, .kind = kind, .entry = entry };

  adding.place = place_entry (entry, self->zone, &adding.day);
  if (f->value != NULL && bd_entry_has_mark (entry, "blood-pressure"))
    add_pressure (&adding, f);
  else
    {
      if (f->value != NULL)
        add_part (&adding, "", f->unit, part_new (f->value, f->comparator, f->reference_range, f->interpretation));
      add_components (&adding, f);
    }
  if (!adding.used)
    keep_words (&adding);
}

/* The kind as the table keeps it. */
static const char *
intern_kind (Collector *self,
             char      *kind)
{
  gpointer known;

  if (g_hash_table_lookup_extended (self->by_kind, kind, &known, NULL))
    {
      g_free (kind);
      return known;
    }
  g_ptr_array_add (self->kinds, kind);
  g_hash_table_insert (self->by_kind, kind, g_ptr_array_new ());
  g_hash_table_insert (self->words, kind, g_ptr_array_new_with_free_func ((GDestroyNotify) point_free));
  return kind;
}

/* Order and finish */

static int
compare_points (gconstpointer a,
                gconstpointer b)
{
  const BdSeriesPoint *x = *(BdSeriesPoint *const *) a, *y = *(BdSeriesPoint *const *) b;

  if (x->day != y->day)
    return x->day < y->day ? -1 : 1;
  return g_strcmp0 (bd_entry_peek (x->entry)->id, bd_entry_peek (y->entry)->id);
}

static void
finish_series (BdSeries *series)
{
  const BdSeriesPoint *newest;

  g_ptr_array_sort (series->points, compare_points);
  newest = g_ptr_array_index (series->points, series->points->len - 1);
  series->title = g_strdup (bd_entry_peek (newest->entry)->title);
  for (guint i = 0; i < series->points->len; i++)
    {
      BdSeriesPoint *point = g_ptr_array_index (series->points, i);

      if (point->place == BD_POINT_DRAWN)
        g_ptr_array_add (series->drawn, point);
    }
}

static void
spread_words (Collector  *self,
              const char *kind)
{
  GPtrArray *words = g_hash_table_lookup (self->words, kind);
  GPtrArray *of_kind = g_hash_table_lookup (self->by_kind, kind);

  if (words->len > 0 && of_kind->len == 0)
    find_series (self, kind, NULL);
  for (guint i = 0; i < of_kind->len; i++)
    for (guint j = 0; j < words->len; j++)
      {
        BdSeries *series = g_ptr_array_index (of_kind, i);
        const BdSeriesPoint *point = g_ptr_array_index (words, j);

        g_ptr_array_add (series->points, point_new (point->entry, point->place, point->day));
      }
}

/* @only: (nullable): the one kind that is wanted */
static GPtrArray *
collect (GListModel *entries,
         GTimeZone  *zone,
         const char *only)
{
  g_autoptr (GHashTable) by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) by_kind = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
  g_autoptr (GHashTable) words = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
  g_autoptr (GPtrArray) kinds = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GTimeZone) place = zone != NULL ? g_time_zone_ref (zone) : g_time_zone_new_identifier ("Pacific/Auckland");
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) bd_series_free);
  Collector self = { place, all, by_key, by_kind, words, kinds };
  guint n = g_list_model_get_n_items (entries);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BdEntry) entry = g_list_model_get_item (entries, i);
      const BdEntryFields *f = bd_entry_peek (entry);
      g_autofree char *kind = g_str_equal (f->resource_type, "Observation") ? dup_kind (f) : NULL;

      if (kind != NULL && (only == NULL || g_str_equal (kind, only)))
        collect_entry (&self, entry, intern_kind (&self, g_steal_pointer (&kind)));
    }
  for (guint i = 0; i < kinds->len; i++)
    spread_words (&self, g_ptr_array_index (kinds, i));
  for (guint i = 0; i < all->len; i++)
    finish_series (g_ptr_array_index (all, i));
  return all;
}

/**
 * bd_series_collect:
 * @entries: (element-type BdEntry): the observations of one person
 * @zone: (nullable): where instants are read; %NULL means Pacific/Auckland
 *
 * Parts Observations by kind (code system and code, not display) and by unit. Components
 * of one unit are traces of one series. Values without a number stand in every series of
 * their kind, or in one of their own. Other resources are left out. Keeps the order in
 * which the kinds are met.
 *
 * Returns: (transfer full) (element-type BdSeries): the series; none is without points
 */
GPtrArray *
bd_series_collect (GListModel *entries,
                   GTimeZone  *zone)
{
  g_return_val_if_fail (G_IS_LIST_MODEL (entries), NULL);

  return collect (entries, zone, NULL);
}

/**
 * bd_series_of_entry:
 * @entries: (element-type BdEntry): the observations of one person
 * @entry: one of them
 * @zone: (nullable): where instants are read; %NULL means Pacific/Auckland
 *
 * Returns: (transfer full) (element-type BdSeries): the series of the kind of @entry, one
 *   for each unit; empty when it is no Observation
 */
GPtrArray *
bd_series_of_entry (GListModel *entries,
                    BdEntry    *entry,
                    GTimeZone  *zone)
{
  g_autofree char *kind = NULL;

  g_return_val_if_fail (G_IS_LIST_MODEL (entries), NULL);
  g_return_val_if_fail (BD_IS_ENTRY (entry), NULL);

  if (!g_str_equal (bd_entry_peek (entry)->resource_type, "Observation"))
    return g_ptr_array_new_with_free_func ((GDestroyNotify) bd_series_free);
  kind = dup_kind (bd_entry_peek (entry));
  return collect (entries, zone, kind);
}

/* The band */

static const BdSeriesPart *
find_part (const BdSeriesPoint *point,
           guint                trace)
{
  for (guint i = 0; i < point->parts->len; i++)
    {
      const BdSeriesPart *part = g_ptr_array_index (point->parts, i);

      if (part->trace == trace)
        return part;
    }
  return NULL;
}

/* "50" or "50 mmol/mol", where that is the unit of the series. */
static gboolean
read_bound (const char *text,
            const char *unit,
            double     *bound)
{
  g_auto (GStrv) words = g_strsplit (text, " ", 2);

  return words[0] != NULL && (words[1] == NULL || g_strcmp0 (spell_unit (words[1]), unit) == 0) && read_number (words[0], bound);
}

/* Only what bd_words_range() makes of one plain range is understood; all else stays words. */
static gboolean
read_range (const char *range,
            const char *unit,
            double     *low,
            double     *high)
{
  g_auto (GStrv) ends = g_strsplit (range, " to ", 2);

  *low = -INFINITY;
  *high = INFINITY;
  if (g_str_has_prefix (range, "up to "))
    return read_bound (range + strlen ("up to "), unit, high);
  if (g_str_has_suffix (range, " or more"))
    {
      g_autofree char *bound = g_strndup (range, strlen (range) - strlen (" or more"));

      return read_bound (bound, unit, low);
    }
  return g_strv_length (ends) == 2 && read_bound (ends[0], unit, low) && read_bound (ends[1], unit, high) && *low <= *high;
}

/**
 * bd_series_get_band:
 * @self: a series
 * @trace: index into its traces
 * @low: (out): the lower end; -infinity when it has none
 * @high: (out): the upper end; infinity when it has none
 *
 * Returns: whether every point drawn in @trace was sent with one and the same usual
 *   range, in the unit of @self; else there is no band
 */
gboolean
bd_series_get_band (const BdSeries *self,
                    guint           trace,
                    double         *low,
                    double         *high)
{
  const char *range = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (low != NULL && high != NULL, FALSE);

  for (guint i = 0; i < self->drawn->len; i++)
    {
      const BdSeriesPart *part = find_part (g_ptr_array_index (self->drawn, i), trace);

      if (part == NULL)
        continue;
      if (part->range == NULL || (range != NULL && !g_str_equal (part->range, range)))
        return FALSE;
      range = part->range;
    }
  return range != NULL && read_range (range, self->unit, low, high);
}

/**
 * bd_series_free:
 * @self: (transfer full) (nullable): a series
 */
void
bd_series_free (BdSeries *self)
{
  if (self == NULL)
    return;

  g_free (self->title);
  g_free (self->unit);
  g_ptr_array_unref (self->traces);
  g_ptr_array_unref (self->drawn);
  g_ptr_array_unref (self->points);
  g_free (self);
}
