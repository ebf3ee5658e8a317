/* bd-row-words.c: a line of a section put into words for the screen
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "record/bd-row.h"

#include "bd-clock.h"
#include "bd-date.h"
#include "bd-medicine-links.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define DOT " · "
#define LATELY (G_GINT64_CONSTANT (30) * 24 * 3600 * G_USEC_PER_SEC)
#define NOTE_SHOWN 120   /* characters of a note on a card; the rest is one click away */

static const struct {
  const char *mark;
  const char *words;
} marks[] = {
  { "highlighted",           N_("★ highlighted") },
  { "long-term",             N_("long-term") },
  { "code-text-mismatch",    N_("≠ code and text differ") },
  { "code-display-mismatch", N_("≠ code and name differ") },
  { "codings-differ",        N_("≠ codes differ") },
  { "unit-missing",          N_("unit not given") },
  { "unit-mismatch",         N_("≠ unit and its code differ") },
  { "about-another",         N_("about something other than the person") },
  { "other-version",         N_("another version was sent") },
  { "person-contradicts",    N_("names two people") },
  { "malformed",             N_("perhaps not wholly read") },
  { "preliminary",           N_("preliminary") },
  { "subpotent",             N_("may not count") },
  { "second-hand",           N_("reported, not from who gave it") },
  { "modified-by-pharmacy",  N_("changed by pharmacy") },
  { "instructions-modified", N_("instructions changed by pharmacy") },
  { "unusual-dose",          N_("unusual dose, meant so") },
  { "amended",               N_("corrected since first sent") },
  { "proposed",              N_("assumed, not yet signed") },
  { "terms-unclear",         N_("terms unclear") },
  { "overseas",              N_("given overseas") },
  { "historic",              N_("recorded from history") },
  { "alternative",           N_("alternative schedule") },
  { "modifier-extension",    N_("carries a modifier that is not understood") },
  { "reported-by-system",    N_("reported by a system, not a person") },
  { "negation-by-text",      N_("stated in free text") },
  { "status-unknown",        N_("status not understood") },
  { "verification-unknown",  N_("verification not understood") },
  { "value-doubted",         N_("a reason for having no value was sent with it") },
  { "period-ahead",          N_("its period has not begun") },
  { "confidential",          N_("marked confidential by its source") },
  { "private-item",          N_("private item") },
  { "by-patient",            N_("reported by the person") },
  { "has-exceptions",        N_("with exceptions") },
  { "emergency",             N_("shown under emergency access") },
};

/**
 * bd_row_get_mark_words:
 * @mark: a mark of an entry
 *
 * Returns: (nullable): the words for it; %NULL when the line says it in another way
 */
const char *
bd_row_get_mark_words (const char *mark)
{
  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    if (g_strcmp0 (marks[i].mark, mark) == 0)
      return _(marks[i].words);

  return NULL;
}

static void
say (GString    *words,
     const char *between,
     const char *next)
{
  if (next == NULL || *next == '\0')
    return;
  if (words->len > 0)
    g_string_append (words, between);
  g_string_append (words, next);
}

static char *
end (GString *words)
{
  if (words->len == 0)
    {
      g_string_free (words, TRUE);
      return NULL;
    }
  return g_string_free (words, FALSE);
}

/* "Refuted" and its kind are read before the name of the thing. */
static const char *
get_lead (BdEntry *entry)
{
  const BdEntryFields *f = bd_entry_peek (entry);

  if (bd_entry_has_mark (entry, "warning"))
    return _("Warning");
  if (bd_entry_has_mark (entry, "negation") || bd_entry_has_mark (entry, "reported-by-system"))
    return _("Stated");
  if (f->group != BD_GROUP_APART)
    return NULL;
  if (g_strcmp0 (f->verification, "refuted") == 0)
    return _("Refuted");
  if (g_strcmp0 (f->verification, "entered-in-error") == 0 || g_strcmp0 (f->status, "entered-in-error") == 0)
    return _("Entered in error");

  return f->status_text;
}

/* A name from a code list is bold; free text is not. */
static gboolean
is_coded (const BdEntryFields *f)
{
  return f->codes->len > 0;
}

static void
add_weight (PangoAttrList *attributes,
            PangoWeight    weight,
            gsize          from,
            gsize          to)
{
  PangoAttribute *attribute = pango_attr_weight_new (weight);

  attribute->start_index = from;
  attribute->end_index = to;
  pango_attr_list_insert (attributes, attribute);
}

/**
 * bd_row_dup_value:
 * @entry: an entry
 *
 * Returns: (transfer full) (nullable): the value with comparator and unit, exactly as sent
 */
char *
bd_row_dup_value (BdEntry *entry)
{
  const BdEntryFields *f = bd_entry_peek (entry);

  if (f->value == NULL)
    return NULL;

  return g_strdup_printf ("%s%s%s%s", f->comparator != NULL ? f->comparator : "", f->value,
                          f->unit != NULL ? " " : "", f->unit != NULL ? f->unit : "");
}

/**
 * bd_row_dup_title:
 * @self: a line
 * @attributes: (out) (optional): the weights of its parts
 *
 * Returns: (transfer full): the first line: what comes before the name, the name, the value
 */
char *
bd_row_dup_title (BdRow          *self,
                  PangoAttrList **attributes)
{
  BdEntry *entry = bd_row_get_entry (self);
  const BdEntryFields *f = bd_entry_peek (entry);
  const char *lead = get_lead (entry);
  g_autofree char *value = bd_row_dup_value (entry);
  PangoAttrList *list = pango_attr_list_new ();
  GString *title = g_string_new (NULL);
  gsize from;

  if (lead != NULL)
    {
      g_string_append_printf (title, "%s: ", lead);
      add_weight (list, PANGO_WEIGHT_BOLD, 0, title->len);
    }
  from = title->len;
  g_string_append (title, f->title);
  if (is_coded (f))
    add_weight (list, PANGO_WEIGHT_BOLD, from, title->len);
  if (value != NULL)
    {
      g_string_append (title, "   ");
      from = title->len;
      g_string_append (title, value);
      add_weight (list, PANGO_WEIGHT_BOLD, from, title->len);
    }
  if (attributes != NULL)
    *attributes = list;
  else
    pango_attr_list_unref (list);

  return g_string_free (title, FALSE);
}

static void
say_reactions (GString         *words,
               const GPtrArray *reactions)
{
  for (guint i = 0; i < reactions->len; i++)
    {
      const BdReaction *reaction = g_ptr_array_index (reactions, i);
      g_autofree char *what = reaction->manifestation != NULL ? g_strjoinv (", ", reaction->manifestation) : NULL;

      say (words, "; ", what != NULL && *what != '\0' ? what : reaction->description);
      if (reaction->severity != NULL && *reaction->severity != '\0')
        g_string_append_printf (words, "%s%s", words->len > 0 ? " — " : "", reaction->severity);
    }
}

static void
say_components (GString *words,
                BdEntry *entry)
{
  const BdEntryFields *f = bd_entry_peek (entry);

  /* A blood pressure is one thing: its value already says both. What was measured with
   * it is said. */
  if (bd_entry_has_mark (entry, "blood-pressure") && f->components->len == 2)
    return;
  for (guint i = 0; i < f->components->len; i++)
    {
      const BdComponent *part = g_ptr_array_index (f->components, i);
      g_autofree char *text = g_strjoin (" ", part->title != NULL ? part->title : "", part->value != NULL ? part->value : "–",
                                         part->unit, NULL);

      say (words, "; ", text);
    }
}

static void
say_previous (GString          *words,
              BdRow            *self,
              const BdRowScene *scene)
{
  GPtrArray *others = bd_row_get_others (self);
  BdEntry *previous = others != NULL ? g_ptr_array_index (others, 0) : NULL;
  g_autofree char *value = previous != NULL ? bd_row_dup_value (previous) : NULL;
  g_autofree char *date = previous != NULL ? bd_entry_dup_date (previous, BD_DATE_EFFECTIVE, bd_record_get_zone (scene->record)) : NULL;
  g_autofree char *text = NULL;

  if (value == NULL)
    return;
  /* Translators: the value before the latest one, and its date */
  text = g_strdup_printf (_("was %s, %s"), value, date != NULL ? date : _("no date"));
  say (words, DOT, text);
  if (others->len > 1)
    {
      g_autofree char *earlier = g_strdup_printf (ngettext ("%u earlier", "%u earlier", others->len - 1), others->len - 1);

      say (words, DOT, earlier);
    }
}

/* Beside a medicine stands the dose, beside a warning the reaction: how much was handed out,
 * and who wrote it down, is read below. */
static gboolean
is_small_print (const BdEntryFields *f,
                const char          *line)
{
  static const char *const medicine[] = { "Dispensed (prepared)", "Handed over:", "Quantity:", "Repeats:", "Supply for:",
                                          "Dispense every:", "First supply:", "Course:", "Kind:", "Form:", "Amount:",
                                          "Batch", "Medicine as referenced:", "Intent:", "Prescribed by:", "Entered by:",
                                          "Dispensed by:", NULL };
  static const char *const allergy[] = { "Recorded by:", "Recorded at:", "For:", NULL };
  static const char *const immunisation[] = { "Lot:", "Site:", "Route:", "Vaccinator:", NULL };
  const char *const *starts = f->section == BD_SECTION_MEDICINES ? medicine
                              : f->section == BD_SECTION_ALLERGIES ? allergy
                              : f->section == BD_SECTION_IMMUNISATIONS ? immunisation : NULL;

  for (guint i = 0; starts != NULL && starts[i] != NULL; i++)
    if (g_str_has_prefix (line, starts[i]))
      return TRUE;

  return FALSE;
}

/* Lines of a detail go on in one line on a card. */
static void
say_detail (GString             *words,
            const BdEntryFields *f,
            gboolean             small_print)
{
  g_auto (GStrv) lines = g_strsplit (f->detail != NULL ? f->detail : "", "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (is_small_print (f, g_strstrip (lines[i])) == small_print)
      say (words, DOT, lines[i]);
}

/* What the pharmacy gave is not always what was prescribed. */
static void
say_prescribed_as (GString *words,
                   BdRow   *self)
{
  const BdEntryFields *lead = bd_entry_peek (bd_row_get_entry (self));
  GPtrArray *others = bd_row_get_others (self);

  for (guint i = 0; others != NULL && i < others->len; i++)
    {
      const BdEntryFields *f = bd_entry_peek (g_ptr_array_index (others, i));
      g_autofree char *text = NULL;

      if (g_strcmp0 (f->resource_type, "MedicationRequest") != 0 || g_strcmp0 (lead->resource_type, "MedicationRequest") == 0)
        continue;
      if (g_strcmp0 (f->title, lead->title) != 0)
        text = g_strdup_printf (_("prescribed as %s"), f->title);
      else if (f->dose != NULL && g_strcmp0 (f->dose, lead->dose) != 0)
        text = g_strdup_printf (_("prescribed: %s"), f->dose);
      say (words, DOT, text);
    }
}

/**
 * bd_row_dup_second:
 * @self: a line
 * @scene: the record it belongs to
 *
 * Returns: (transfer full) (nullable): what must be read beside the name: reactions, dose, previous value …
 */
char *
bd_row_dup_second (BdRow            *self,
                   const BdRowScene *scene)
{
  const BdEntryFields *f = bd_entry_peek (bd_row_get_entry (self));
  GString *words = g_string_new (NULL);

  say_reactions (words, f->reactions);
  say (words, DOT, f->dose);
  say (words, DOT, f->reason);
  say_detail (words, f, FALSE);
  if (f->section == BD_SECTION_MEDICINES)
    say_prescribed_as (words, self);
  if (f->section == BD_SECTION_OBSERVATIONS)
    {
      say_components (words, bd_row_get_entry (self));
      say (words, DOT, f->interpretation);
      if (f->reference_range != NULL)
        {
          g_autofree char *range = g_strdup_printf (_("usual range %s"), f->reference_range);

          say (words, DOT, range);
        }
      say_previous (words, self, scene);
    }

  return end (words);
}

static const char *
get_delta_words (BdDeltaKind kind,
                 gboolean    since_copy)
{
  switch (kind)
    {
    case BD_DELTA_NEW: return since_copy ? _("new since the saved copy") : _("new since you last looked");
    case BD_DELTA_STOPPED: return since_copy ? _("stopped since the saved copy") : _("stopped since you last looked");
    case BD_DELTA_CHANGED: return since_copy ? _("changed since the saved copy") : _("changed since you last looked");
    case BD_DELTA_SAME:
    default: return NULL;
    }
}

/* The first of the line's entries that differs marks the line. */
static void
say_delta (GString          *words,
           BdRow            *self,
           const BdRowScene *scene)
{
  GPtrArray *others = bd_row_get_others (self);
  gboolean since_copy = FALSE;
  BdDeltaKind kind;

  if (scene->opening == NULL)
    return;
  kind = bd_opening_get_delta_kind (scene->opening, bd_entry_peek (bd_row_get_entry (self))->id, &since_copy);
  for (guint i = 0; kind == BD_DELTA_SAME && others != NULL && i < others->len; i++)
    kind = bd_opening_get_delta_kind (scene->opening, bd_entry_peek (g_ptr_array_index (others, i))->id, &since_copy);
  say (words, DOT, get_delta_words (kind, since_copy));
}

/* Never a prescription without its dispensing state; a date of dispensing is read below. */
static void
say_dispensing (GString          *words,
                BdEntry          *entry,
                const BdRowScene *scene)
{
  const BdEntryFields *f = bd_entry_peek (entry);
  g_autofree char *dispensing = NULL;

  if (f->group == BD_GROUP_APART || f->dates[BD_DATE_DISPENSED] != NULL)
    return;
  dispensing = bd_medicine_dup_dispensing (entry, bd_record_get_zone (scene->record));
  say (words, DOT, dispensing);
}

/* What a doctor said stands on the prescription, and the dispensing that leads the line does not
 * repeat it: unusual dose, long-term, a changed medicine. */
static void
say_marks_of_prescription (GString *words,
                           BdRow   *self)
{
  static const struct { const char *mark, *words; } actions[] = {
    { "new-medicine", N_("new medicine") }, { "changed-medicine", N_("changed medicine") },
  };
  BdEntry *lead = bd_row_get_entry (self);
  GPtrArray *others = bd_row_get_others (self);
  BdEntry *prescription = NULL;

  for (guint i = 0; others != NULL && prescription == NULL && i < others->len; i++)
    if (g_strcmp0 (bd_entry_peek (g_ptr_array_index (others, i))->resource_type, "MedicationRequest") == 0)
      prescription = g_ptr_array_index (others, i);
  if (prescription == NULL || g_strcmp0 (bd_entry_peek (lead)->resource_type, "MedicationRequest") == 0)
    return;
  for (char **mark = bd_entry_peek (prescription)->marks; mark != NULL && *mark != NULL; mark++)
    if (!bd_entry_has_mark (lead, *mark))
      say (words, DOT, bd_row_get_mark_words (*mark));
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    if (bd_entry_has_mark (prescription, actions[i].mark))
      say (words, DOT, _(actions[i].words));
}

static gboolean
is_under_another (BdEntry          *entry,
                  const BdRowScene *scene)
{
  const char *nhi = bd_record_get_patient (scene->record)->nhi;

  return bd_entry_peek (entry)->nhi != NULL && nhi != NULL && g_strcmp0 (bd_entry_peek (entry)->nhi, nhi) != 0;
}

/* Of a line whose earlier value, or whose prescription, is under another number that is said too. */
static void
say_other_number (GString          *words,
                  BdRow            *self,
                  const BdRowScene *scene)
{
  GPtrArray *others = bd_row_get_others (self);
  BdEntry *entry = bd_row_get_entry (self);
  gboolean in_part = FALSE;
  g_autofree char *text = NULL;

  for (guint i = 0; others != NULL && !is_under_another (entry, scene) && i < others->len; i++)
    {
      entry = g_ptr_array_index (others, i);
      in_part = TRUE;
    }
  if (!is_under_another (entry, scene))
    return;
  text = g_strdup_printf (in_part ? _("in part recorded under %s") : _("recorded under %s"), bd_entry_peek (entry)->nhi);
  say (words, DOT, text);
}

/**
 * bd_row_dup_marks:
 * @self: a line
 * @scene: the record it belongs to
 *
 * Returns: (transfer full) (nullable): what is remarkable about the entry, in words
 */
char *
bd_row_dup_marks (BdRow            *self,
                  const BdRowScene *scene)
{
  const BdEntryFields *f = bd_entry_peek (bd_row_get_entry (self));
  GString *words = g_string_new (NULL);

  say_delta (words, self, scene);
  for (guint i = 0; f->marks != NULL && f->marks[i] != NULL; i++)
    say (words, DOT, bd_row_get_mark_words (f->marks[i]));
  say_marks_of_prescription (words, self);
  say_dispensing (words, bd_row_get_entry (self), scene);
  say_other_number (words, self, scene);

  return end (words);
}

static const struct {
  BdDateRole  role;
  const char *words;   /* before the date; NULL when it needs none */
} date_words[] = {
  { BD_DATE_ONSET,       N_("since") },
  { BD_DATE_EFFECTIVE,   NULL },
  { BD_DATE_GIVEN,       NULL },
  { BD_DATE_DISPENSED,   N_("dispensed") },
  { BD_DATE_PRESCRIBED,  N_("prescribed") },
  { BD_DATE_START,       N_("from") },
  { BD_DATE_END,         N_("until") },
  { BD_DATE_ABATED,      N_("ended") },
  { BD_DATE_VALID_UNTIL, N_("valid until") },
  { BD_DATE_RECORDED,    N_("recorded") },
};

static void
say_dates (GString          *words,
           BdRow            *self,
           const BdRowScene *scene)
{
  GPtrArray *others = bd_row_get_others (self);
  BdEntry *entry = bd_row_get_entry (self);
  gboolean medicine = bd_entry_peek (entry)->section == BD_SECTION_MEDICINES;
  gboolean any = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (date_words); i++)
    {
      g_autofree char *date = bd_entry_dup_date (entry, date_words[i].role, bd_record_get_zone (scene->record));
      g_autofree char *text = NULL;

      /* When it was written down matters most where nothing says when it happened. */
      if (date_words[i].role == BD_DATE_RECORDED && any && bd_entry_peek (entry)->section != BD_SECTION_ALLERGIES)
        continue;
      for (guint j = 0; date == NULL && medicine && others != NULL && j < others->len; j++)
        date = bd_entry_dup_date (g_ptr_array_index (others, j), date_words[i].role, bd_record_get_zone (scene->record));
      if (date == NULL)
        continue;
      text = date_words[i].words != NULL ? g_strjoin (" ", _(date_words[i].words), date, NULL) : g_strdup (date);
      say (words, DOT, text);
      any = TRUE;
    }
}

static void
say_sources (GString *words,
             BdRow   *self)
{
  GPtrArray *others = bd_row_get_others (self);
  guint said = 1 << bd_entry_peek (bd_row_get_entry (self))->source;

  say (words, DOT, bd_source_get_label (bd_entry_peek (bd_row_get_entry (self))->source));
  for (guint i = 0; others != NULL && i < others->len; i++)
    {
      BdSource source = bd_entry_peek (g_ptr_array_index (others, i))->source;

      if ((said & (1 << source)) == 0)
        say (words, ", ", bd_source_get_label (source));
      said |= 1 << source;
    }
}

/* What is usual is not said; anything that was added to the word is ("Active, but its period ended"). */
static gboolean
is_usual_status (const BdEntryFields *f)
{
  static const char *const usual[] = { "Active", "Final", "Given", "Dispensed", "Finished", NULL };

  return f->status_text == NULL || g_strv_contains (usual, f->status_text);
}

/**
 * bd_row_dup_meta:
 * @self: a line
 * @scene: the record it belongs to
 *
 * Returns: (transfer full) (nullable): status, dates, small print, where from
 */
char *
bd_row_dup_meta (BdRow            *self,
                 const BdRowScene *scene)
{
  const BdEntryFields *f = bd_entry_peek (bd_row_get_entry (self));
  g_autofree char *facility = NULL;
  GString *words = g_string_new (NULL);

  if (!is_usual_status (f))
    say (words, DOT, f->status_text);
  if (f->group != BD_GROUP_APART)
    say (words, DOT, f->verification);
  if (f->criticality != NULL)
    {
      g_autofree char *criticality = g_strdup_printf (_("criticality %s"), f->criticality);

      say (words, DOT, criticality);
    }
  say_dates (words, self, scene);
  say_detail (words, f, TRUE);
  if (f->facility != NULL)
    facility = scene->opening != NULL ? bd_opening_dup_facility (scene->opening, f->facility) : g_strdup (f->facility);
  say (words, DOT, facility);
  say_sources (words, self);

  return end (words);
}

/**
 * bd_row_dup_note:
 * @self: a line
 *
 * Returns: (transfer full) (nullable): the first note; a long one says that it goes on
 */
char *
bd_row_dup_note (BdRow *self)
{
  const BdEntryFields *f = bd_entry_peek (bd_row_get_entry (self));
  const char *note = f->notes != NULL ? f->notes[0] : NULL;
  g_autofree char *begin = NULL;

  /* Some entries are nothing but their note: then it is the title already. */
  if (note == NULL || (g_strcmp0 (note, f->title) == 0 && f->notes[1] == NULL))
    return NULL;
  if (g_utf8_strlen (note, -1) <= NOTE_SHOWN && f->notes[1] == NULL)
    return g_strdup_printf (_("Note: %s"), note);
  begin = g_strchomp (g_utf8_substring (note, 0, MIN (NOTE_SHOWN, g_utf8_strlen (note, -1))));

  return g_strdup_printf (_("Note: %s … (goes on)"), begin);
}

static char *
dup_past_title (BdSectionKind kind,
                guint         n)
{
  switch (kind)
    {
    case BD_SECTION_ALLERGIES: return g_strdup_printf (ngettext ("%u past allergy", "%u past allergies", n), n);
    case BD_SECTION_CONDITIONS: return g_strdup_printf (ngettext ("%u past condition", "%u past conditions", n), n);
    case BD_SECTION_MEDICINES: return g_strdup_printf (ngettext ("%u stopped or finished", "%u stopped or finished", n), n);
    case BD_SECTION_CONSENTS: return g_strdup_printf (ngettext ("%u no longer in force", "%u no longer in force", n), n);
    case BD_SECTION_OBSERVATIONS:
    case BD_SECTION_IMMUNISATIONS:
    case BD_SECTION_ENCOUNTERS:
    case BD_N_SECTIONS:
    default: return g_strdup_printf (ngettext ("%u earlier", "%u earlier", n), n);
    }
}

/* A stopped medicine seldom says when it was stopped: its last change at the source is what is known. */
static guint
count_stopped_lately (GPtrArray *rows)
{
  gint64 now = bd_clock_wall ();
  guint n = 0;

  for (guint i = 0; i < rows->len; i++)
    {
      BdEntry *entry = bd_row_get_entry (g_ptr_array_index (rows, i));
      const char *text = bd_entry_peek (entry)->dates[BD_DATE_SENT];
      BdDate sent;

      if (bd_entry_has_mark (entry, "stopped") && text != NULL && bd_date_parse (text, &sent) &&
          sent.precision == BD_DATE_INSTANT && now - sent.unix_us < LATELY)
        n++;
    }

  return n;
}

/**
 * bd_row_dup_fold_title:
 * @kind: the section
 * @place: which fold of it
 * @rows: (element-type BdRow): the lines in it
 *
 * Returns: (transfer full): its title, with the counts
 */
char *
bd_row_dup_fold_title (BdSectionKind  kind,
                       BdPlace        place,
                       GPtrArray     *rows)
{
  guint n = rows->len;
  guint lately = kind == BD_SECTION_MEDICINES && place == BD_PLACE_PAST ? count_stopped_lately (rows) : 0;

  if (lately > 0)
    {
      g_autofree char *all = dup_past_title (kind, n);

      return g_strdup_printf (ngettext ("%s, %u stopped and last changed in the last 30 days",
                                        "%s, %u stopped and last changed in the last 30 days", lately), all, lately);
    }
  switch (place)
    {
    case BD_PLACE_PAST: return dup_past_title (kind, n);
    case BD_PLACE_NOT_GIVEN: return g_strdup_printf (ngettext ("%u not given", "%u not given", n), n);
    case BD_PLACE_APART: return g_strdup_printf (ngettext ("%u refuted or entered in error", "%u refuted or entered in error", n), n);
    case BD_PLACE_MAIN:
    case BD_N_PLACES:
    default: return g_strdup_printf (ngettext ("%u entry", "%u entries", n), n);
    }
}
