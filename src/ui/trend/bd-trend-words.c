/* bd-trend-words.c: a trend put into words: the same truth for eye and ear
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "trend/bd-trend-words.h"

#include "record/bd-row.h"

#include <glib/gi18n-lib.h>

static const char *const shapes[] = { "●", "■", "▲", "◆" };

static void
say (GString    *words,
     const char *separator,
     const char *text)
{
  if (text == NULL || *text == '\0')
    return;
  if (words->len > 0)
    g_string_append (words, separator);
  g_string_append (words, text);
}

static char *
finish (GString *words)
{
  return g_string_free (words, words->len == 0);
}

static const char *
get_name (const BdSeries     *series,
          const BdSeriesPart *part)
{
  return g_ptr_array_index (series->traces, part->trace);
}

/**
 * bd_trend_dup_title:
 * @series: a series
 *
 * Returns: (transfer full): "HbA1c, mmol/mol"
 */
char *
bd_trend_dup_title (const BdSeries *series)
{
  return series->unit != NULL ? g_strdup_printf ("%s, %s", series->title, series->unit) : g_strdup (series->title);
}

/* Without a number: the words, or those of the components. */
static char *
dup_words (BdEntry *entry)
{
  const BdEntryFields *f = bd_entry_peek (entry);
  GString *words = g_string_new (NULL);
  g_autofree char *value = bd_row_dup_value (entry);

  say (words, " · ", value);
  for (guint i = 0; i < f->components->len; i++)
    {
      const BdComponent *c = g_ptr_array_index (f->components, i);
      g_autofree char *text = g_strdup_printf ("%s: %s", c->title, c->value != NULL ? c->value : _("no value sent"));

      say (words, " · ", text);
    }
  say (words, " · ", words->len == 0 ? _("No value sent") : NULL);
  return g_string_free (words, FALSE);
}

static void
say_parts (GString             *words,
           const BdSeries      *series,
           const BdSeriesPoint *point)
{
  for (guint i = 0; i < point->parts->len; i++)
    {
      const BdSeriesPart *part = g_ptr_array_index (point->parts, i);
      const char *name = get_name (series, part);
      g_autofree char *text = g_strdup_printf ("%s%s%s%s", name, *name != '\0' ? " " : "",
                                               part->comparator != NULL ? part->comparator : "", part->value);

      say (words, " · ", text);
    }
}

/**
 * bd_trend_dup_value:
 * @series: a series
 * @point: one of its points
 *
 * Returns: (transfer full): "148/92 mm Hg", exactly as sent, the unit always beside it;
 *   what is apart has that word first
 */
char *
bd_trend_dup_value (const BdSeries      *series,
                    const BdSeriesPoint *point)
{
  const BdEntryFields *f = bd_entry_peek (point->entry);
  GString *words = g_string_new (NULL);
  g_autofree char *bare = NULL;

  if (point->parts->len == 0)
    g_string_append (words, (bare = dup_words (point->entry)));
  else if (bd_entry_has_mark (point->entry, "blood-pressure"))
    g_string_append (words, f->value);
  else
    say_parts (words, series, point);
  if (point->parts->len > 0)
    say (words, " ", series->unit);
  if (point->place == BD_POINT_APART)
    {
      g_string_prepend (words, ": ");
      g_string_prepend (words, f->status_text != NULL ? f->status_text : _("Set apart"));
    }
  return g_string_free (words, FALSE);
}

/**
 * bd_trend_dup_date:
 * @point: a point
 * @zone: (nullable): where instants are read
 *
 * Returns: (transfer full): when it was measured, no more exact than it was sent
 */
char *
bd_trend_dup_date (const BdSeriesPoint *point,
                   GTimeZone           *zone)
{
  g_autofree char *date = bd_entry_dup_date (point->entry, BD_DATE_EFFECTIVE, zone);
  g_autofree char *end = bd_entry_dup_date (point->entry, BD_DATE_END, zone);

  if (date == NULL)
    return g_strdup (_("no date"));
  /* Translators: from one date to another */
  return end != NULL ? g_strdup_printf (_("%s to %s"), date, end) : g_steal_pointer (&date);
}

/* What is said of a name is said once above the chart, unless this one has another name. */
static gboolean
is_said_above (const BdSeries *series,
               BdEntry        *entry,
               const char     *mark)
{
  static const char *const of_names[] = { "code-text-mismatch", "code-display-mismatch", "codings-differ", NULL };

  return g_strv_contains (of_names, mark) && g_str_equal (series->title, bd_entry_peek (entry)->title);
}

static const char *
explain_place (BdPointPlace place)
{
  static const char *const reasons[BD_N_POINT_PLACES] = {
    [BD_POINT_NO_NUMBER] = N_("not drawn: not a single number"),
    [BD_POINT_NO_DATE] = N_("not drawn: when it was measured was not sent"),
    [BD_POINT_VAGUE_DATE] = N_("not drawn: the day is not given"),
    [BD_POINT_PERIOD] = N_("not drawn: measured over a period"),
    [BD_POINT_APART] = N_("not drawn"),
    [BD_POINT_STATUS] = N_("not drawn: its status or a modifier is not understood, or its value is in doubt"),
    [BD_POINT_ANOTHER] = N_("not drawn: about something other than the person"),
    [BD_POINT_UNIT_DOUBT] = N_("not drawn: the unit and its code differ"),
  };

  return reasons[place] != NULL ? _(reasons[place]) : NULL;
}

static const char *
explain_comparator (const char *comparator)
{
  static const struct { const char *sign, *words; } known[] = {
    { "<", N_("a bound: the value is below it") },
    { "<=", N_("a bound: the value is at most this") },
    { ">", N_("a bound: the value is above it") },
    { ">=", N_("a bound: the value is at least this") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_strcmp0 (comparator, known[i].sign) == 0)
      return _(known[i].words);
  return comparator != NULL ? _("a bound") : NULL;
}

/* "usual range up to 50 mmol/mol", with the name of the component where there is one */
static void
say_part (GString            *words,
          const BdSeries     *series,
          const BdSeriesPart *part)
{
  const char *name = get_name (series, part);
  GString *own = g_string_new (NULL);

  say (own, ", ", explain_comparator (part->comparator));
  say (own, ", ", part->interpretation);
  if (part->range != NULL)
    {
      g_autofree char *range = g_strdup_printf (_("usual range %s"), part->range);

      say (own, ", ", range);
    }
  if (own->len > 0 && *name != '\0')
    {
      g_string_prepend (own, ": ");
      g_string_prepend (own, name);
    }
  say (words, " · ", own->str);
  g_string_free (own, TRUE);
}

/**
 * bd_trend_dup_remarks:
 * @series: a series
 * @point: one of its points
 *
 * Returns: (transfer full) (nullable): what stands with the value: bounds, meaning, usual
 *   range, marks, its source, and why it is not drawn
 */
char *
bd_trend_dup_remarks (const BdSeries      *series,
                      const BdSeriesPoint *point)
{
  const BdEntryFields *f = bd_entry_peek (point->entry);
  GString *words = g_string_new (NULL);
  gboolean whole = FALSE;

  if (!g_str_equal (series->title, f->title))
    {
      /* Translators: one code came with another name */
      g_autofree char *name = g_strdup_printf (_("sent as “%s”"), f->title);

      say (words, " · ", name);
    }
  for (guint i = 0; i < point->parts->len; i++)
    {
      const BdSeriesPart *part = g_ptr_array_index (point->parts, i);

      whole |= *get_name (series, part) == '\0';
      say_part (words, series, part);
    }
  if (!whole)
    say (words, " · ", f->interpretation);
  for (guint i = 0; f->marks != NULL && f->marks[i] != NULL; i++)
    if (!is_said_above (series, point->entry, f->marks[i]))
      say (words, " · ", bd_row_get_mark_words (f->marks[i]));
  say (words, " · ", explain_place (point->place));
  say (words, " · ", bd_source_get_label (f->source));
  return finish (words);
}

/**
 * bd_trend_dup_sentence:
 * @series: a series
 * @point: one of its points
 * @zone: (nullable): where instants are read
 *
 * Returns: (transfer full): the point as it is read aloud
 */
char *
bd_trend_dup_sentence (const BdSeries      *series,
                       const BdSeriesPoint *point,
                       GTimeZone           *zone)
{
  g_autofree char *value = bd_trend_dup_value (series, point);
  g_autofree char *date = bd_trend_dup_date (point, zone);
  g_autofree char *remarks = bd_trend_dup_remarks (series, point);

  return g_strjoin (", ", value, date, remarks, NULL);
}

/**
 * bd_trend_is_ringed:
 * @point: a point
 *
 * Returns: whether its mark has a ring: it was corrected, or is preliminary
 */
gboolean
bd_trend_is_ringed (const BdSeriesPoint *point)
{
  return bd_entry_has_mark (point->entry, "amended") || bd_entry_has_mark (point->entry, "preliminary");
}

/* What the shapes mean */

static void
say_band (GString        *words,
          const BdSeries *series)
{
  gboolean any = FALSE;
  double low, high;

  for (guint trace = 0; trace < series->traces->len; trace++)
    if (bd_series_get_band (series, trace, &low, &high))
      {
        say (words, "\n", _("Shaded: the usual range sent with every value"));
        return;
      }
  for (guint i = 0; i < series->drawn->len; i++)
    {
      const BdSeriesPoint *point = g_ptr_array_index (series->drawn, i);

      for (guint j = 0; j < point->parts->len; j++)
        any |= ((const BdSeriesPart *) g_ptr_array_index (point->parts, j))->range != NULL;
    }
  if (any)
    say (words, "\n", _("Not shaded: the usual range is not one and the same for all values"));
}

static void
say_marks (GString        *words,
           const BdSeries *series)
{
  gboolean bound = FALSE, ring = FALSE;

  for (guint i = 0; i < series->drawn->len; i++)
    {
      const BdSeriesPoint *point = g_ptr_array_index (series->drawn, i);

      ring |= bd_trend_is_ringed (point);
      for (guint j = 0; j < point->parts->len; j++)
        bound |= ((const BdSeriesPart *) g_ptr_array_index (point->parts, j))->comparator != NULL;
    }
  if (bound)
    say (words, "\n", _("Open mark with a tail: a bound, the value lies that way"));
  if (ring)
    say (words, "\n", _("Ring: corrected since first sent, or preliminary"));
}

/**
 * bd_trend_dup_key:
 * @series: a series
 *
 * Returns: (transfer full) (nullable): what the shapes of its chart mean, and how many
 *   values are not in it
 */
char *
bd_trend_dup_key (const BdSeries *series)
{
  GString *words = g_string_new (NULL);
  guint missing = series->points->len - series->drawn->len;

  if (series->traces->len > 1 && series->drawn->len > 0)
    for (guint trace = 0; trace < series->traces->len; trace++)
      {
        const char *name = g_ptr_array_index (series->traces, trace);
        g_autofree char *text = g_strdup_printf ("%s %s", shapes[trace % G_N_ELEMENTS (shapes)], *name != '\0' ? name : series->title);

        say (words, "   ", text);
      }
  say_band (words, series);
  say_marks (words, series);
  if (missing > 0)
    {
      g_autofree char *text = g_strdup_printf (ngettext ("%u of %u values is not drawn; its line says why",
                                                         "%u of %u values are not drawn; their lines say why", missing),
                                               missing, series->points->len);

      say (words, "\n", text);
    }
  return finish (words);
}
