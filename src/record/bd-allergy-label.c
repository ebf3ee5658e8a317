/* bd-allergy-label.c: the one label the banner carries
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-allergy-label.h"

#include <glib/gi18n-lib.h>

#define MOST_NAMED 24   /* allergies in the banner */

/* What the entries and the lines say, before anything is decided. Borrowed. */
typedef struct {
  GPtrArray *names;          /* owned: titles of the allergies that count */
  BdEntry   *negation;       /* (nullable): the newest, stated by a person */
  BdEntry   *by_system;      /* (nullable): reported as nil by a system */
  gint64     newest_allergy; /* sort key */
  guint      n_set_aside;    /* past or apart */
  gboolean   asking;
  gboolean   not_shown;
  gboolean   all_whole;      /* every source that feeds the section, live or saved, was whole */
  gboolean   any_line;
  gint64     saved_at;       /* the oldest copy; 0 = none */
} Facts;

/* "No known allergies" says more than "no known drug allergies"; else the newer one. */
static gboolean
says_more (BdEntry *entry,
           BdEntry *before)
{
  gboolean partial = bd_entry_has_mark (entry, "negation-partial");

  if (partial != bd_entry_has_mark (before, "negation-partial"))
    return !partial;
  return bd_entry_peek (entry)->sort_key > bd_entry_peek (before)->sort_key;
}

/* "None known" must be this person's: not of two people, of nobody, or of two versions. */
static gboolean
is_in_doubt (BdEntry *negation)
{
  return bd_entry_has_mark (negation, "person-not-stated") || bd_entry_has_mark (negation, "person-contradicts") ||
         bd_entry_has_mark (negation, "other-version");
}

static void
read_entry (Facts   *facts,
            BdEntry *entry)
{
  const BdEntryFields *fields = bd_entry_peek (entry);
  gboolean negation = bd_entry_has_mark (entry, "negation");
  gboolean by_system = bd_entry_has_mark (entry, "reported-by-system");

  if (bd_entry_has_mark (entry, "warning") || g_strcmp0 (fields->resource_type, "Flag") == 0)
    return;
  if (fields->group != BD_GROUP_CURRENT)
    facts->n_set_aside += !negation && !by_system;
  else if (by_system)
    facts->by_system = entry;
  else if (negation && is_in_doubt (entry))
    facts->n_set_aside++;
  else if (negation)
    {
      if (facts->negation == NULL || says_more (entry, facts->negation))
        facts->negation = entry;
    }
  else if (!bd_entry_has_mark (entry, "not-known"))
    {
      g_ptr_array_add (facts->names, fields->title);
      facts->newest_allergy = MAX (facts->newest_allergy, fields->sort_key);
    }
}

/* A copy was whole when its source was, at the time; how old it is, is said beside it. */
static gboolean
is_whole (const BdLedgerLine *line)
{
  if (line->state == BD_STATE_SAVED_COPY)
    return line->saved_state == BD_STATE_WHOLE && line->also == 0 && !line->partial &&
           !line->more_exist && line->foreign == 0 && line->unreadable == 0 && line->unkept == 0;
  return bd_ledger_line_is_complete (line);
}

static void
read_line (Facts              *facts,
           const BdLedgerLine *line)
{
  if (line->state == BD_STATE_NOT_SET_UP)
    return;
  facts->any_line = TRUE;
  if (line->state == BD_STATE_ASKING)
    facts->asking = TRUE;
  else if (!is_whole (line))
    facts->not_shown = TRUE;
  facts->all_whole &= is_whole (line);
  if (line->state == BD_STATE_SAVED_COPY && (facts->saved_at == 0 || line->saved_at < facts->saved_at))
    facts->saved_at = line->saved_at;
}

static void
read_section (Facts     *facts,
              BdSection *section)
{
  GPtrArray *lines = bd_section_get_lines (section);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (section));

  *facts = (Facts) { .names = g_ptr_array_new (), .all_whole = TRUE, .newest_allergy = G_MININT64 };
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BdEntry) entry = g_list_model_get_item (G_LIST_MODEL (section), i);

      read_entry (facts, entry);   /* the section keeps it alive */
    }
  for (guint i = 0; i < lines->len; i++)
    read_line (facts, g_ptr_array_index (lines, i));
}

/* An allergy is shown as soon as it is known. A negation waits for the sources that are
 * still asked: a moment's "No known allergies" may be all that is read. */
static BdAllergyKind
decide (const Facts *facts)
{
  if (facts->names->len > 0)
    return BD_ALLERGY_KNOWN;
  if (facts->asking)
    return BD_ALLERGY_ASKING;
  if (facts->negation != NULL)
    return BD_ALLERGY_NONE_KNOWN;
  if (facts->any_line && facts->all_whole)
    return BD_ALLERGY_NOT_RECORDED;
  return BD_ALLERGY_UNAVAILABLE;
}

static char *
dup_text (BdAllergyKind kind,
          guint         count)
{
  switch (kind)
    {
    case BD_ALLERGY_KNOWN:        return g_strdup_printf (_("Known allergies (%u)"), count);
    case BD_ALLERGY_NONE_KNOWN:   return g_strdup (_("No known allergies"));
    case BD_ALLERGY_NOT_RECORDED: return g_strdup (_("Allergies not recorded"));
    case BD_ALLERGY_UNAVAILABLE:  return g_strdup (_("Allergies unavailable"));
    case BD_ALLERGY_ASKING:       return g_strdup (_("Allergies: asking…"));
    default:
      g_return_val_if_reached (NULL);
    }
}

/* "stated by 99ZZZS at F38006-B, 05-Feb-2011". What is not given is said. */
static char *
dup_stated (BdEntry   *negation,
            GTimeZone *zone)
{
  const BdEntryFields *fields = bd_entry_peek (negation);
  g_autofree char *recorded = bd_entry_dup_date (negation, BD_DATE_RECORDED, zone);
  g_autofree char *when = NULL;
  const char *place = fields->facility != NULL ? fields->facility : bd_source_get_label (fields->source);

  if (recorded == NULL)
    recorded = bd_entry_dup_date (negation, BD_DATE_ONSET, zone);
  when = recorded != NULL ? g_steal_pointer (&recorded) : g_strdup (_("date not given"));
  if (fields->recorder != NULL)
    return g_strdup_printf (_("stated by %s at %s, %s"), fields->recorder, place, when);
  return g_strdup_printf (_("stated at %s, by whom not given, %s"), place, when);
}

/* What was said in words alone is shown in these words; a doubt and a note stand with
 * it, since they may take it back. */
static char *
dup_negation_detail (BdEntry   *negation,
                     GTimeZone *zone)
{
  const BdEntryFields *fields = bd_entry_peek (negation);
  g_autofree char *stated = dup_stated (negation, zone);
  GString *detail = g_string_new (NULL);

  if (bd_entry_has_mark (negation, "negation-by-text"))
    g_string_append_printf (detail, "“%s”, ", fields->title);
  g_string_append (detail, stated);
  if (fields->verification != NULL && g_strcmp0 (fields->verification, "confirmed") != 0)
    g_string_append_printf (detail, ", %s", fields->verification);
  for (guint i = 0; fields->notes[i] != NULL; i++)
    if (g_strcmp0 (fields->notes[i], fields->title) != 0)
      g_string_append_printf (detail, _("; note: “%s”"), fields->notes[i]);
  return g_string_free (detail, FALSE);
}

/* In the section's order, high criticality first. A banner of hundreds would leave no room for them. */
static char *
dup_names (GPtrArray *names)
{
  guint n_more = names->len > MOST_NAMED ? names->len - MOST_NAMED : 0;
  g_autofree char *more = g_strdup_printf (ngettext ("and %u more, below", "and %u more, below", n_more), n_more);

  if (n_more > 0)
    {
      g_ptr_array_set_size (names, MOST_NAMED);
      g_ptr_array_add (names, more);
    }
  g_ptr_array_add (names, NULL);

  return g_strjoinv (" · ", (GStrv) names->pdata);
}

static char *
dup_detail (const Facts   *facts,
            BdAllergyKind  kind,
            GTimeZone     *zone)
{
  if (kind == BD_ALLERGY_KNOWN)
    return dup_names (facts->names);
  if (kind == BD_ALLERGY_NONE_KNOWN)
    return dup_negation_detail (facts->negation, zone);
  if (facts->by_system != NULL && kind != BD_ALLERGY_ASKING)
    return g_strdup_printf (_("reported as nil by %s"),
                            bd_source_get_label (bd_entry_peek (facts->by_system)->source));
  if (facts->n_set_aside > 0)
    return g_strdup_printf (ngettext ("%u past or set-aside entry", "%u past or set-aside entries",
                                      facts->n_set_aside), facts->n_set_aside);
  return NULL;
}

static void
add_qualifiers (BdAllergyLabel *self,
                const Facts    *facts,
                GTimeZone      *zone)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  g_auto (GStrv) texts = NULL;

  if (facts->not_shown)
    {
      g_strv_builder_add (ids, "some-not-shown");
      g_strv_builder_add (words, _("some not shown to you"));
    }
  if (facts->saved_at > 0)
    {
      g_autofree char *at = bd_date_format_time_us (facts->saved_at, zone, TRUE);
      g_autofree char *text = g_strdup_printf (_("as of %s"), at);

      g_strv_builder_add (ids, "saved-copy");
      g_strv_builder_add (words, text);
    }
  if (self->kind == BD_ALLERGY_KNOWN && facts->negation != NULL)
    {
      gint64 key = bd_entry_peek (facts->negation)->sort_key;

      g_strv_builder_add (ids, key > facts->newest_allergy ? "newer-none-known" : "older-none-known");
      g_strv_builder_add (words, key > facts->newest_allergy ? _("a newer entry says none known")
                                 : key < facts->newest_allergy && key > 0 ? _("an older entry says none known")
                                 : _("another entry says none known"));
    }
  if (self->kind == BD_ALLERGY_KNOWN && facts->asking)
    {
      g_strv_builder_add (ids, "still-asking");
      g_strv_builder_add (words, _("still asking"));
    }
  self->qualifiers = g_strv_builder_end (ids);
  texts = g_strv_builder_end (words);
  if (texts[0] != NULL)
    self->qualifier_text = g_strjoinv (" · ", texts);
}

/**
 * bd_allergy_label_new:
 * @allergies: the section of allergies
 * @zone: (nullable): the site's zone; %NULL means Pacific/Auckland
 *
 * Known: some source gave an allergy or intolerance that is current; MWS and SDHR rows
 * are counted as they stand, none merged. None known: none did, and a person stated so;
 * what was stated of one sort only ("No known drug allergies") is said in its own words.
 * Not recorded: none did, nobody stated so, and every source answered whole.
 * Unavailable: anything else, because absence is never a negative. Refuted entries and
 * those entered in error never count.
 *
 * Returns: (transfer full): the label
 */
BdAllergyLabel *
bd_allergy_label_new (BdSection *allergies,
                      GTimeZone *zone)
{
  BdAllergyLabel *self;
  Facts facts;

  g_return_val_if_fail (BD_IS_SECTION (allergies), NULL);
  g_return_val_if_fail (bd_section_get_kind (allergies) == BD_SECTION_ALLERGIES, NULL);

  read_section (&facts, allergies);
  self = g_new0 (BdAllergyLabel, 1);
  self->kind = decide (&facts);
  self->count = facts.names->len;
  self->text = self->kind == BD_ALLERGY_NONE_KNOWN && bd_entry_has_mark (facts.negation, "negation-partial")
                 ? g_strdup (bd_entry_peek (facts.negation)->title) : dup_text (self->kind, self->count);
  self->detail = dup_detail (&facts, self->kind, zone);
  add_qualifiers (self, &facts, zone);
  g_ptr_array_unref (facts.names);
  return self;
}

/**
 * bd_allergy_label_free:
 * @self: (transfer full) (nullable): a label
 */
void
bd_allergy_label_free (BdAllergyLabel *self)
{
  if (self == NULL)
    return;
  g_free (self->text);
  g_free (self->detail);
  g_strfreev (self->qualifiers);
  g_free (self->qualifier_text);
  g_free (self);
}

/**
 * bd_allergy_kind_to_string:
 * @kind: a kind
 *
 * Returns: its name on the command line, never translated
 */
const char *
bd_allergy_kind_to_string (BdAllergyKind kind)
{
  static const char *const names[] = {
    [BD_ALLERGY_KNOWN] = "known",
    [BD_ALLERGY_NONE_KNOWN] = "none-known",
    [BD_ALLERGY_NOT_RECORDED] = "not-recorded",
    [BD_ALLERGY_UNAVAILABLE] = "unavailable",
    [BD_ALLERGY_ASKING] = "asking",
  };

  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (names), NULL);

  return names[kind];
}
